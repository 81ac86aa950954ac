# cython: language_level=3, cdivision=True
"""Runs -> chains, compiled: the same answers as `python_chains.chains`."""

from libc.stdint cimport int64_t
from libc.stdlib cimport free, malloc, realloc

import numpy as np

from provenance.kernels.memory cimport memory_of
from provenance.kernels.mixing cimport STAMP_TEXT

STAMP = STAMP_TEXT.decode("ascii")

cdef enum:
    MATCH = 2


cdef void sort_runs(Run *runs, Py_ssize_t count) noexcept nogil:
    """By place; they are nearly in order already."""
    cdef Py_ssize_t place, hole
    cdef Run moved
    for place in range(1, count):
        moved = runs[place]
        hole = place
        while hole > 0 and (
            runs[hole - 1].a > moved.a or (runs[hole - 1].a == moved.a and runs[hole - 1].b > moved.b)
        ):
            runs[hole] = runs[hole - 1]
            hole -= 1
        runs[hole] = moved


cdef Py_ssize_t link_runs(
    const Run *runs, Py_ssize_t count, int64_t gap, int64_t seed, Link *links
) noexcept nogil:
    """Fill `links` for all runs, in order of place, and return the end of the best chain."""
    cdef Py_ssize_t i, j, best = 0
    cdef int64_t longest = 0, overlap, length, gap_a, gap_b, total
    cdef Run head
    for j in range(count):
        longest = max(longest, runs[j].length)
    for j in range(count):
        links[j] = Link(runs[j], MATCH * runs[j].length, -1)
        for i in range(j - 1, -1, -1):
            if runs[j].a - runs[i].a > gap + longest:
                break
            head = links[i].head
            gap_a = runs[j].a - head.a - head.length
            gap_b = runs[j].b - head.b - head.length
            if gap_a > gap or gap_b > gap or runs[j].a < head.a or runs[j].b < head.b:
                continue
            overlap = max(-gap_a, -gap_b, <int64_t>0)
            length = runs[j].length - overlap
            if length < min(seed, runs[j].length) or max(gap_a, gap_b) + overlap > gap:
                continue
            total = links[i].score + MATCH * length - max(gap_a, gap_b) - overlap
            if total > links[j].score:
                links[j] = Link(Run(runs[j].a + overlap, runs[j].b + overlap, length), total, i)
        if links[j].score > links[best].score:
            best = j
    return best


cdef inline int64_t on_side(const Run *run, int side) noexcept nogil:
    return run.b if side else run.a


cdef Run outside(Run run, const Run *chain, Py_ssize_t count) noexcept nogil:
    """What of a run the chain has not used on either side: its longer end, or a length of 0."""
    cdef int64_t begin = 0, end = run.length, place, low, high, before, after
    cdef Py_ssize_t first, last, middle
    cdef int side
    for side in range(2):
        place = on_side(&run, side)
        first, last = 0, count
        while first < last:  # the first run of the chain that ends beyond this one's begin
            middle = (first + last) // 2
            if on_side(&chain[middle], side) + chain[middle].length > place + begin:
                last = middle
            else:
                first = middle + 1
        while first < count and begin < end:
            low = on_side(&chain[first], side)
            high = low + chain[first].length
            if low >= place + end:
                break
            if place + begin < high:
                before, after = low - (place + begin), place + end - high
                if before >= after:
                    end = begin + max(before, <int64_t>0)
                else:
                    begin = end - after
            first += 1
    return Run(run.a + begin, run.b + begin, max(end - begin, <int64_t>0))


cdef Run *append(Found *found, Py_ssize_t count) noexcept nogil:
    """Room for `count` more runs, or NULL where memory is short."""
    cdef Py_ssize_t room = found.room
    cdef void *grown
    if found.count + count > room:
        room = 2 * (found.count + count)
        grown = realloc(found.runs, room * sizeof(Run))
        if grown == NULL:
            return NULL
        found.runs, found.room = <Run *>grown, room
    found.count += count
    return found.runs + found.count - count


cdef Py_ssize_t take_best(
    Run *left, Py_ssize_t *count, int64_t gap, int64_t seed, Link *links, Found *found
) noexcept nogil:
    """Move the best chain of what is left to `found`; its length in runs, or 0 where memory is short."""
    cdef Py_ssize_t size = 0, kept = 0, place, each
    cdef Run *chain
    cdef Run rest
    sort_runs(left, count[0])
    cdef Py_ssize_t end = link_runs(left, count[0], gap, seed, links)
    place = end
    while place >= 0:
        size += 1
        place = links[place].back
    chain = append(found, size)
    if chain == NULL:
        return 0
    place = end
    for each in range(size - 1, -1, -1):
        chain[each] = links[place].head
        place = links[place].back
    for each in range(count[0]):
        rest = outside(left[each], chain, size)
        if rest.length > 0 and rest.length >= seed:
            left[kept] = rest
            kept += 1
    count[0] = kept
    return size


def chains(a, b, lengths, int64_t gap, int64_t seed):
    """See `python_chains.chains`."""
    a, b = np.ascontiguousarray(a, np.int64), np.ascontiguousarray(b, np.int64)
    lengths = np.ascontiguousarray(lengths, np.int64)
    cdef const int64_t *source_a = <const int64_t *>memory_of(a)
    cdef const int64_t *source_b = <const int64_t *>memory_of(b)
    cdef const int64_t *source_lengths = <const int64_t *>memory_of(lengths)
    cdef Py_ssize_t count = len(a), place, size
    cdef list begins = [0]
    cdef Run *left = <Run *>malloc(max(1, count) * sizeof(Run))
    cdef Link *links = <Link *>malloc(max(1, count) * sizeof(Link))
    cdef Found found = Found(0, 0, NULL)
    cdef int64_t *columns[3]
    try:
        if left == NULL or links == NULL:
            raise MemoryError
        for place in range(count):
            left[place] = Run(source_a[place], source_b[place], source_lengths[place])
        while count:
            with nogil:
                size = take_best(left, &count, gap, seed, links, &found)
            if not size:
                raise MemoryError
            begins.append(found.count)
        result = (
            np.empty(found.count, np.int64),
            np.empty(found.count, np.int64),
            np.empty(found.count, np.int64),
            np.array(begins, np.int64),
        )
        for place in range(3):
            columns[place] = <int64_t *>memory_of(result[place])
        for place in range(found.count):
            columns[0][place] = found.runs[place].a
            columns[1][place] = found.runs[place].b
            columns[2][place] = found.runs[place].length
        return result
    finally:
        free(left)
        free(links)
        free(found.runs)
