"""What other compiled modules use of the gaps."""

from libc.stdint cimport int32_t, int64_t, uint8_t


cdef Py_ssize_t align_gap(
    const uint8_t *same, Py_ssize_t rows, Py_ssize_t columns, int32_t *score, int64_t low_a, int64_t low_b,
    int64_t *pairs_a, int64_t *pairs_b,
) noexcept nogil
