# cython: language_level=3, cdivision=True
"""The words in the gaps of chains aligned, compiled: the same answers as `python_chains.fill_gaps`."""

from libc.stdint cimport int32_t, int64_t, uint8_t, uint32_t
from libc.stdlib cimport free, malloc

import numpy as np

from provenance.kernels.memory cimport memory_of
from provenance.kernels.mixing cimport STAMP_TEXT

STAMP = STAMP_TEXT.decode("ascii")

cdef enum:
    MATCH = 2
    MISMATCH = -1
    SKIP = -1


cdef class _Chains:
    """The arrays that `gap_cells` and `fill_gaps` walk along."""

    cdef tuple held
    cdef Py_ssize_t count
    cdef const uint32_t *words_a
    cdef const uint32_t *words_b
    cdef const int64_t *a
    cdef const int64_t *b
    cdef const int64_t *lengths
    cdef const int64_t *begins

    def __init__(self, words_a, words_b, a, b, lengths, begins):
        self.held = (
            np.ascontiguousarray(words_a, np.uint32), np.ascontiguousarray(words_b, np.uint32),
            np.ascontiguousarray(a, np.int64), np.ascontiguousarray(b, np.int64),
            np.ascontiguousarray(lengths, np.int64), np.ascontiguousarray(begins, np.int64),
        )
        self.words_a = <const uint32_t *>memory_of(self.held[0])
        self.words_b = <const uint32_t *>memory_of(self.held[1])
        self.a = <const int64_t *>memory_of(self.held[2])
        self.b = <const int64_t *>memory_of(self.held[3])
        self.lengths = <const int64_t *>memory_of(self.held[4])
        self.begins = <const int64_t *>memory_of(self.held[5])
        self.count = len(self.held[5]) - 1


cdef Py_ssize_t walk_cells(_Chains chains, int64_t *cells_a, int64_t *cells_b) noexcept nogil:
    """Count the pairs of different words in the gaps; write them too where there is a place to write."""
    cdef Py_ssize_t chain, run, count = 0
    cdef int64_t i, j
    for chain in range(chains.count):
        for run in range(chains.begins[chain] + 1, chains.begins[chain + 1]):
            for i in range(chains.a[run - 1] + chains.lengths[run - 1], chains.a[run]):
                for j in range(chains.b[run - 1] + chains.lengths[run - 1], chains.b[run]):
                    if chains.words_a[i] != chains.words_b[j]:
                        if cells_a != NULL:
                            cells_a[count] = i
                            cells_b[count] = j
                        count += 1
    return count


def gap_cells(words_a, words_b, a, b, lengths, begins):
    """See `python_chains.gap_cells`."""
    cdef _Chains found = _Chains(words_a, words_b, a, b, lengths, begins)
    cdef Py_ssize_t count
    with nogil:
        count = walk_cells(found, NULL, NULL)
    result = np.empty(count, np.int64), np.empty(count, np.int64)
    cdef int64_t *cells_a = <int64_t *>memory_of(result[0])
    cdef int64_t *cells_b = <int64_t *>memory_of(result[1])
    with nogil:
        walk_cells(found, cells_a, cells_b)
    return result


cdef Py_ssize_t align_gap(
    const uint8_t *same, Py_ssize_t rows, Py_ssize_t columns, int32_t *score, int64_t low_a, int64_t low_b,
    int64_t *pairs_a, int64_t *pairs_b,
) noexcept nogil:
    """Write the matched cells of one gap and return how many they are. `score` has one row and column more."""
    cdef Py_ssize_t i, j, count = 0, width = columns + 1
    cdef int64_t moved_a, moved_b
    for i in range(rows + 1):
        score[i * width] = <int32_t>(-i)
    for j in range(columns + 1):
        score[j] = <int32_t>(-j)
    for i in range(rows):
        for j in range(columns):
            score[(i + 1) * width + j + 1] = max(
                score[i * width + j] + (MATCH if same[i * columns + j] else MISMATCH),
                score[i * width + j + 1] + SKIP,
                score[(i + 1) * width + j] + SKIP,
            )
    i, j = rows, columns
    while i and j:
        if score[i * width + j] == score[(i - 1) * width + j - 1] + (
            MATCH if same[(i - 1) * columns + j - 1] else MISMATCH
        ):
            i -= 1
            j -= 1
            if same[i * columns + j]:
                pairs_a[count] = low_a + i
                pairs_b[count] = low_b + j
                count += 1
        elif score[i * width + j] == score[(i - 1) * width + j] + SKIP:
            i -= 1
        else:
            j -= 1
    for i in range(count // 2):
        moved_a, moved_b = pairs_a[i], pairs_b[i]
        pairs_a[i], pairs_b[i] = pairs_a[count - 1 - i], pairs_b[count - 1 - i]
        pairs_a[count - 1 - i], pairs_b[count - 1 - i] = moved_a, moved_b
    return count


cdef Py_ssize_t walk_gaps(
    _Chains chains, const uint8_t *variants, uint8_t *same, int32_t *score, int64_t *pairs_a,
    int64_t *pairs_b, int64_t *begins,
) noexcept nogil:
    """Write all aligned words and return how many they are."""
    cdef Py_ssize_t chain, run, count = 0, cell = 0, rows, columns, i, j
    cdef int64_t low_a, low_b
    for chain in range(chains.count):
        begins[chain] = count
        for run in range(chains.begins[chain], chains.begins[chain + 1]):
            if run > chains.begins[chain]:
                low_a = chains.a[run - 1] + chains.lengths[run - 1]
                low_b = chains.b[run - 1] + chains.lengths[run - 1]
                rows, columns = chains.a[run] - low_a, chains.b[run] - low_b
                for i in range(rows):
                    for j in range(columns):
                        same[i * columns + j] = 1
                        if chains.words_a[low_a + i] != chains.words_b[low_b + j]:
                            same[i * columns + j] = variants[cell]
                            cell += 1
                if rows > 0 and columns > 0:
                    count += align_gap(
                        same, rows, columns, score, low_a, low_b, pairs_a + count, pairs_b + count
                    )
            for i in range(chains.lengths[run]):
                pairs_a[count] = chains.a[run] + i
                pairs_b[count] = chains.b[run] + i
                count += 1
    begins[chains.count] = count
    return count


def fill_gaps(words_a, words_b, a, b, lengths, begins, variants):
    """See `python_chains.fill_gaps`."""
    cdef _Chains found = _Chains(words_a, words_b, a, b, lengths, begins)
    variants = np.ascontiguousarray(variants, np.uint8)
    cdef const uint8_t *spellings = <const uint8_t *>memory_of(variants)
    cdef Py_ssize_t chain, run, rows, columns, most = 0, largest = 0, count
    for chain in range(found.count):
        for run in range(found.begins[chain], found.begins[chain + 1]):
            most += found.lengths[run]
            if run > found.begins[chain]:
                rows = found.a[run] - found.a[run - 1] - found.lengths[run - 1]
                columns = found.b[run] - found.b[run - 1] - found.lengths[run - 1]
                most += min(rows, columns)
                largest = max(largest, (rows + 1) * (columns + 1))
    pairs_a, pairs_b = np.empty(most, np.int64), np.empty(most, np.int64)
    filled = np.empty(found.count + 1, np.int64)
    cdef int64_t *to_a = <int64_t *>memory_of(pairs_a)
    cdef int64_t *to_b = <int64_t *>memory_of(pairs_b)
    cdef int64_t *to_begins = <int64_t *>memory_of(filled)
    cdef uint8_t *same = <uint8_t *>malloc(largest + 1)
    cdef int32_t *score = <int32_t *>malloc((largest + 1) * sizeof(int32_t))
    try:
        if same == NULL or score == NULL:
            raise MemoryError
        with nogil:
            count = walk_gaps(found, spellings, same, score, to_a, to_b, to_begins)
    finally:
        free(same)
        free(score)
    return pairs_a[:count].copy(), pairs_b[:count].copy(), filled
