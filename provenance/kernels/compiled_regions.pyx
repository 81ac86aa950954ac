# cython: language_level=3, cdivision=True
"""Regions that two texts share in other words, compiled: the same answers as `python_regions.grow_regions`."""

from libc.stdint cimport int32_t, int64_t, uint8_t
from libc.stdlib cimport calloc, free

import numpy as np

from provenance.kernels.memory cimport memory_of
from provenance.kernels.mixing cimport STAMP_TEXT

STAMP = STAMP_TEXT.decode("ascii")


cdef struct Side:
    const int32_t *words
    const uint8_t *begins
    const uint8_t *taken
    Py_ssize_t size


cdef struct Grown:
    int64_t margin
    int64_t slack
    int64_t penalty
    const int64_t *gains
    const int64_t *costs
    int64_t *held  # by word the turn in which the other side had it
    int64_t turn


cdef class _Text:
    """The arrays of one text, held for as long as their pointers are used."""

    cdef tuple arrays
    cdef Side side

    def __init__(self, words, begins, taken):
        self.arrays = (
            np.ascontiguousarray(words, np.int32), np.ascontiguousarray(begins, np.uint8),
            np.ascontiguousarray(taken, np.uint8),
        )
        self.side.words = <const int32_t *>memory_of(self.arrays[0])
        self.side.begins = <const uint8_t *>memory_of(self.arrays[1])
        self.side.taken = <const uint8_t *>memory_of(self.arrays[2])
        self.side.size = len(self.arrays[0])


cdef void hold(const Side *side, int64_t first, int64_t last, Grown *grown) noexcept nogil:
    """Enter the words in and just around a part of a text that are not taken."""
    cdef int64_t place
    grown.turn += 1
    for place in range(max(0, first - grown.slack), min(<int64_t>side.size, last + grown.slack)):
        if not side.taken[place]:
            grown.held[side.words[place]] = grown.turn


cdef int64_t segment(const Side *side, int64_t *first, int64_t *last, Grown *grown) noexcept nogil:
    """The score of the best segment in and around a part of a text, which is put in the place of that part."""
    cdef int64_t low = max(0, first[0] - grown.margin)
    cdef int64_t high = min(<int64_t>side.size, last[0] + grown.margin)
    cdef int64_t best = 0, running = 0, begun = low, start, score, place
    cdef int32_t word
    first[0] = low
    last[0] = low
    for place in range(low, high):
        word = side.words[place]
        start = 0 if side.begins[place] else -grown.penalty
        if place == low or running < start:
            running = start
            begun = place
        if grown.held[word] == grown.turn and not side.taken[place]:
            running += grown.gains[word]
        else:
            running -= grown.costs[word]
        score = running
        if place + 1 < side.size and not side.begins[place + 1]:
            score -= grown.penalty
        if score > best:
            best = score
            first[0] = begun
            last[0] = place + 1
    return best


cdef void fill_grid(
    const Side *one, const Side *other, const int64_t *gains, int64_t cell, const int64_t *offsets,
    const int64_t *places, int64_t *grid, int64_t columns,
) noexcept nogil:
    """Sum what speaks for each cell of the one text with each of the other. `places` are those of the other's
    words, word by word from their `offsets` on."""
    cdef int64_t place, at, column, before
    cdef int32_t word
    for place in range(one.size):
        word = one.words[place]
        if one.taken[place] or gains[word] <= 0:
            continue
        before = -1
        for at in range(offsets[word], offsets[word + 1]):
            column = places[at] / cell
            if column != before:
                grid[place / cell * columns + column] += gains[word]
                before = column


cdef void blank(
    int64_t *blocks, int64_t rows, int64_t columns, int64_t first, int64_t last, int64_t left, int64_t right
) noexcept nogil:
    """Take some blocks out, those at the ends too."""
    cdef int64_t row, column
    for row in range(max(0, first), min(rows, last + 1)):
        for column in range(max(0, left), min(columns, right + 1)):
            blocks[row * columns + column] = 0


cdef Py_ssize_t grow(
    const Side *one, const Side *other, Grown *grown, int64_t *blocks, int64_t rows, int64_t columns, int64_t cell,
    int64_t seed, int64_t least, int64_t rounds, int64_t most, int64_t *found,
) noexcept nogil:
    """Write the regions, five numbers each; how many they are."""
    cdef Py_ssize_t count = 0
    cdef int64_t trial, turn, at, best, row, column, score, score_a, score_b
    cdef int64_t a, end_a, b, end_b, new_a, new_end_a, new_b, new_end_b
    for trial in range(most):
        best, row, column = 0, 0, 0
        for at in range(rows * columns):
            if blocks[at] > best:
                best, row, column = blocks[at], at / columns, at % columns
        if best < seed:
            break
        a, end_a = row * cell, min(<int64_t>one.size, (row + 2) * cell)
        b, end_b = column * cell, min(<int64_t>other.size, (column + 2) * cell)
        score = 0
        for turn in range(rounds):
            new_a, new_end_a = a, end_a
            hold(other, b, end_b, grown)
            score_a = segment(one, &new_a, &new_end_a, grown)
            if new_a == new_end_a:
                break
            new_b, new_end_b = b, end_b
            hold(one, new_a, new_end_a, grown)
            score_b = segment(other, &new_b, &new_end_b, grown)
            if new_b == new_end_b:
                break
            score = min(score_a, score_b)
            if new_a == a and new_end_a == end_a and new_b == b and new_end_b == end_b:
                break
            a, end_a, b, end_b = new_a, new_end_a, new_b, new_end_b
        if score >= least:
            found[5 * count], found[5 * count + 1] = a, end_a
            found[5 * count + 2], found[5 * count + 3] = b, end_b
            found[5 * count + 4] = score
            count += 1
            blank(blocks, rows, columns, a / cell - 1, (end_a - 1) / cell, b / cell - 1, (end_b - 1) / cell)
        blank(blocks, rows, columns, row - 1, row + 1, column - 1, column + 1)
    return count


def grow_regions(words_a, words_b, begins_a, begins_b, taken_a, taken_b, gains, costs, growth):
    """See `python_regions.grow_regions`."""
    cdef _Text one = _Text(words_a, begins_a, taken_a)
    cdef _Text other = _Text(words_b, begins_b, taken_b)
    if not one.side.size or not other.side.size:
        return np.zeros((0, 5), np.int64)
    gain, cost = np.ascontiguousarray(gains, np.int64), np.ascontiguousarray(costs, np.int64)
    cdef int64_t cell = growth.cell, seed = growth.seed, least = growth.least
    cdef int64_t rounds = growth.rounds, most = growth.most
    cdef Grown grown
    grown.margin, grown.slack, grown.penalty, grown.turn = growth.margin, growth.slack, growth.penalty, 0
    grown.gains = <const int64_t *>memory_of(gain)
    grown.costs = <const int64_t *>memory_of(cost)
    # The places of the other text's words, word by word, without those that are taken.
    free_b = np.flatnonzero(other.arrays[2] == 0)
    held = other.arrays[0][free_b]
    places = np.ascontiguousarray(free_b[np.argsort(held, kind="stable")], np.int64)
    offsets = np.zeros(len(gain) + 1, np.int64)
    np.cumsum(np.bincount(held, minlength=len(gain)), out=offsets[1:])
    cdef int64_t columns = other.side.size / cell + 2, rows = one.side.size / cell + 2
    grid = np.zeros((rows, columns), np.int64)
    fill_grid(
        &one.side, &other.side, grown.gains, cell, <const int64_t *>memory_of(offsets),
        <const int64_t *>memory_of(places), <int64_t *>memory_of(grid), columns,
    )
    blocks = np.ascontiguousarray(grid[:-1, :-1] + grid[:-1, 1:] + grid[1:, :-1] + grid[1:, 1:])
    found = np.empty((max(0, most), 5), np.int64)
    cdef int64_t *sums = <int64_t *>memory_of(blocks)
    cdef int64_t *target = <int64_t *>memory_of(found)
    cdef Py_ssize_t count
    grown.held = <int64_t *>calloc(len(gain), sizeof(int64_t))
    if grown.held == NULL:
        raise MemoryError
    try:
        with nogil:
            count = grow(
                &one.side, &other.side, &grown, sums, rows - 1, columns - 1, cell, seed, least, rounds, most, target
            )
    finally:
        free(grown.held)
    return found[:count].copy()
