# cython: language_level=3, cdivision=True
"""Two texts' words -> the maximal runs that they share, compiled.

The shingles of the second text stand in a hash table; each seed that lies on no run yet grows into one.
"""

from libc.stdint cimport int32_t, int64_t, uint32_t, uint64_t
from libc.stdlib cimport calloc, free, malloc, qsort, realloc

import numpy as np

from provenance.kernels.memory cimport memory_of
from provenance.kernels.mixing cimport STAMP_TEXT, WORD_BASE, mixed

STAMP = STAMP_TEXT.decode("ascii")


cdef struct Run:
    int64_t a
    int64_t b
    int64_t length


cdef struct Runs:
    Py_ssize_t count
    Py_ssize_t room
    Run *rows


cdef struct Side:
    # One text: its words, and the hashes of its shingles.
    const uint32_t *words
    Py_ssize_t size
    Py_ssize_t count
    uint64_t *shingles


cdef int fill_side(Side *side, const uint32_t *words, Py_ssize_t size, Py_ssize_t length) noexcept nogil:
    """0 where memory is short."""
    cdef Py_ssize_t place, each
    cdef uint64_t total, power
    side.words, side.size, side.count = words, size, max(0, size - length + 1)
    side.shingles = <uint64_t *>malloc(max(1, size) * sizeof(uint64_t))
    if side.shingles == NULL:
        return 0
    for place in range(size):
        side.shingles[place] = mixed(<uint64_t>words[place] + 1)
    for place in range(side.count):
        total, power = 0, 1
        for each in range(length):
            total += side.shingles[place + each] * power
            power *= WORD_BASE
        side.shingles[place] = mixed(total)
    return 1


cdef int add(Runs *runs, Run run) noexcept nogil:
    """0 where memory is short."""
    cdef void *rows
    if runs.count == runs.room:
        rows = realloc(runs.rows, (2 * runs.room + 64) * sizeof(Run))
        if rows == NULL:
            return 0
        runs.rows, runs.room = <Run *>rows, 2 * runs.room + 64
    runs.rows[runs.count] = run
    runs.count += 1
    return 1


cdef int later(const void *one, const void *other) noexcept nogil:
    """Order of runs by place in the first text, then in the second."""
    cdef const Run *a = <const Run *>one
    cdef const Run *b = <const Run *>other
    if a.a != b.a:
        return 1 if a.a > b.a else -1
    return (a.b > b.b) - (a.b < b.b)


cdef Run grown(Side *a, Side *b, int64_t i, int64_t j) noexcept nogil:
    """The maximal run of equal words around words `i` and `j`."""
    cdef int64_t low = 0, high = 0
    while low < i and low < j and a.words[i - low - 1] == b.words[j - low - 1]:
        low += 1
    while i + high < a.size and j + high < b.size and a.words[i + high] == b.words[j + high]:
        high += 1
    return Run(i - low, j - low, low + high)


cdef int join(Side *a, Side *b, Py_ssize_t length, int64_t most, Runs *runs) noexcept nogil:
    """Write all runs that hold a seed; 0 where memory is short.

    `slots` is an open hash table of the first place of each shingle of `b`, one-based; `next` links it with
    the later ones; `seeds` has that first place for each place of `a`. `reached` is where the last run of
    each diagonal ends in `a`.
    """
    cdef Py_ssize_t mask = 1, i, j, slot
    while mask < 2 * b.count:
        mask *= 2
    cdef int32_t *slots = <int32_t *>calloc(mask, sizeof(int32_t))
    cdef int32_t *links = <int32_t *>calloc(b.count + 1, sizeof(int32_t))
    cdef int32_t *last = <int32_t *>calloc(b.count + 1, sizeof(int32_t))
    cdef int32_t *times_b = <int32_t *>calloc(b.count + 1, sizeof(int32_t))
    cdef int32_t *times_a = <int32_t *>calloc(b.count + 1, sizeof(int32_t))
    cdef int32_t *seeds = <int32_t *>calloc(a.count, sizeof(int32_t))
    cdef int32_t *reached = <int32_t *>calloc(a.size + b.size, sizeof(int32_t))
    cdef int done = 0
    cdef Run run
    mask -= 1
    if (
        slots != NULL and links != NULL and last != NULL and times_a != NULL and times_b != NULL
        and seeds != NULL and reached != NULL
    ):
        done = 1
        for j in range(b.count):
            slot = <Py_ssize_t>(b.shingles[j] & <uint64_t>mask)
            while slots[slot] and b.shingles[slots[slot] - 1] != b.shingles[j]:
                slot = (slot + 1) & mask
            if slots[slot]:
                links[last[slots[slot]]] = <int32_t>(j + 1)
            else:
                slots[slot] = <int32_t>(j + 1)
            last[slots[slot]] = <int32_t>(j + 1)
            times_b[slots[slot]] += 1
        for i in range(a.count):
            slot = <Py_ssize_t>(a.shingles[i] & <uint64_t>mask)
            while slots[slot] and b.shingles[slots[slot] - 1] != a.shingles[i]:
                slot = (slot + 1) & mask
            seeds[i] = slots[slot]
            times_a[slots[slot]] += 1
        for i in range(a.count):
            if not seeds[i] or <int64_t>times_a[seeds[i]] * times_b[seeds[i]] > most:
                continue
            j = seeds[i]
            while j and done:
                if i >= reached[j - 1 - i + a.size]:
                    run = grown(a, b, i, j - 1)
                    reached[j - 1 - i + a.size] = <int32_t>(run.a + run.length)
                    if run.length >= length:
                        done = add(runs, run)
                j = links[j]
    free(slots)
    free(links)
    free(last)
    free(times_b)
    free(times_a)
    free(seeds)
    free(reached)
    return done


def shared_runs(a, b, Py_ssize_t size, int64_t most):
    """See `numpy_loops.shared_runs`."""
    a, b = np.ascontiguousarray(a, np.uint32), np.ascontiguousarray(b, np.uint32)
    cdef const uint32_t *words_a = <const uint32_t *>memory_of(a)
    cdef const uint32_t *words_b = <const uint32_t *>memory_of(b)
    cdef Py_ssize_t size_a = len(a), size_b = len(b)
    cdef Side side_a, side_b
    cdef Runs runs = Runs(0, 0, NULL)
    cdef int done = 0
    cdef Py_ssize_t place
    cdef int64_t *columns[3]
    if size < 1:
        raise ValueError("a shingle has at least one word")
    if size_a < size or size_b < size:
        return np.empty(0, np.int64), np.empty(0, np.int64), np.empty(0, np.int64)
    side_a.shingles = side_b.shingles = NULL
    try:
        with nogil:
            if fill_side(&side_a, words_a, size_a, size) and fill_side(&side_b, words_b, size_b, size):
                done = join(&side_a, &side_b, size, most, &runs)
                if done and runs.count:
                    qsort(runs.rows, runs.count, sizeof(Run), &later)
        if not done:
            raise MemoryError
        result = (
            np.empty(runs.count, np.int64),
            np.empty(runs.count, np.int64),
            np.empty(runs.count, np.int64),
        )
        for place in range(3):
            columns[place] = <int64_t *>memory_of(result[place])
        for place in range(runs.count):
            columns[0][place] = runs.rows[place].a
            columns[1][place] = runs.rows[place].b
            columns[2][place] = runs.rows[place].length
        return result
    finally:
        free(side_a.shingles)
        free(side_b.shingles)
        free(runs.rows)
