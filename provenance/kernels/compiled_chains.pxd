"""What other compiled modules use of the chains."""

from libc.stdint cimport int64_t


cdef struct Run:
    int64_t a
    int64_t b
    int64_t length


cdef struct Link:
    # The best chain that ends with a run: what is left of the run in it, its score, the run before (or -1).
    Run head
    int64_t score
    Py_ssize_t back


cdef struct Found:
    Py_ssize_t count
    Py_ssize_t room
    Run *runs


cdef Py_ssize_t take_best(
    Run *left, Py_ssize_t *count, int64_t gap, int64_t seed, Link *links, Found *found
) noexcept nogil
