# cython: language_level=3, cdivision=True
"""Regions that two texts share in other words, compiled: the same answers as `python_regions.grow_regions`."""

from libc.stdint cimport int32_t, int64_t, uint8_t, uint32_t
from libc.stdlib cimport calloc, free, malloc, realloc
from libc.string cimport memcpy, memset

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


cdef struct Slot:
    int64_t turn  # the pair that it belongs to; of others it is empty
    uint32_t word
    int32_t number


cdef struct Room:
    Slot *slots
    int64_t size  # a power of two, at least twice the words of any pair
    int32_t *numbers  # of the words of the one text, then of the other
    int32_t *own  # by number how often a word stands in the one text,
    int32_t *theirs  # and in the other
    int64_t *gains
    int64_t *costs
    uint8_t *taken
    int64_t *offsets
    int64_t *places
    int64_t *grid
    int64_t cells
    int64_t *found


cdef Py_ssize_t number(
    const uint32_t *words, Py_ssize_t size, Room *room, int64_t turn, int32_t *numbers, int32_t *often, Py_ssize_t count
) noexcept nogil:
    """Number the words of a text and count how often each stands in it; how many numbers there are now."""
    cdef Py_ssize_t place
    cdef int64_t at
    for place in range(size):
        at = words[place] & (room.size - 1)  # the words are hashes
        while room.slots[at].turn == turn and room.slots[at].word != words[place]:
            at = (at + 1) & (room.size - 1)
        if room.slots[at].turn != turn:
            room.slots[at].turn, room.slots[at].word, room.slots[at].number = turn, words[place], count
            room.own[count] = 0
            room.theirs[count] = 0
            count += 1
        numbers[place] = room.slots[at].number
        often[numbers[place]] += 1
    return count


cdef bint map_words(const Side *one, const Side *other, Room *room, Py_ssize_t words, int64_t cell) noexcept nogil:
    """Fill the grid of a pair and sum its blocks, which are put behind it; False where there is no memory."""
    cdef int64_t rows = one.size / cell + 2, columns = other.size / cell + 2, cells = 2 * rows * columns
    cdef int64_t at, row, column
    cdef Py_ssize_t place
    cdef int64_t *grown
    cdef int64_t *here
    cdef int64_t *sums
    if cells > room.cells:
        grown = <int64_t *>realloc(room.grid, cells * sizeof(int64_t))
        if grown == NULL:
            return False
        room.grid, room.cells = grown, cells
    memset(room.grid, 0, rows * columns * sizeof(int64_t))
    memset(room.offsets, 0, (words + 2) * sizeof(int64_t))
    for place in range(other.size):
        if not other.taken[place]:
            room.offsets[other.words[place] + 2] += 1
    for at in range(1, words + 1):
        room.offsets[at + 1] += room.offsets[at]
    for place in range(other.size):
        if not other.taken[place]:
            room.places[room.offsets[other.words[place] + 1]] = place
            room.offsets[other.words[place] + 1] += 1
    fill_grid(one, other, room.gains, cell, room.offsets, room.places, room.grid, columns)
    sums = room.grid + rows * columns
    for row in range(rows - 1):
        here = room.grid + row * columns
        for column in range(columns - 1):
            sums[row * (columns - 1) + column] = (
                here[column] + here[column + 1] + here[columns + column] + here[columns + column + 1]
            )
    return True


def grow_regions_of(words, offsets, begins, speaks, first, second, passages, gains, costs, step, growth):
    """See `python_regions.grow_regions_of`."""
    hashes, edges = np.ascontiguousarray(words, np.uint32), np.ascontiguousarray(begins, np.uint8)
    loud = np.ascontiguousarray(speaks, np.uint8)
    bounds, known = np.ascontiguousarray(offsets, np.int64), np.ascontiguousarray(passages, np.int64)
    firsts, seconds = np.ascontiguousarray(first, np.int64), np.ascontiguousarray(second, np.int64)
    speaking, costing = np.ascontiguousarray(gains, np.int64), np.ascontiguousarray(costs, np.int64)
    results = [np.zeros((0, 6), np.int64)]
    for side in (firsts, seconds):
        if side.size and not 0 <= side.min() <= side.max() < bounds.size - 1:
            raise IndexError("a pair names a text that is not in the block")
    if not firsts.size or growth.most <= 0:
        return results[0]
    cdef const uint32_t *word = <const uint32_t *>memory_of(hashes)
    cdef const uint8_t *begin = <const uint8_t *>memory_of(edges)
    cdef const uint8_t *speak = <const uint8_t *>memory_of(loud)
    cdef const int64_t *bound = <const int64_t *>memory_of(bounds)
    cdef const int64_t *passage = <const int64_t *>memory_of(known)
    cdef const int64_t *gain_of = <const int64_t *>memory_of(speaking)
    cdef const int64_t *cost_of = <const int64_t *>memory_of(costing)
    cdef const int64_t *a_of = <const int64_t *>memory_of(firsts)
    cdef const int64_t *b_of = <const int64_t *>memory_of(seconds)
    cdef int64_t lengths = speaking.shape[0], columns = speaking.shape[1], each = step, row, at, low, high
    cdef int64_t cell = growth.cell, seed = growth.seed, least = growth.least
    cdef int64_t rounds = growth.rounds, most = growth.most, reached = 0, passed = known.shape[0], pair
    cdef int64_t longest = 2 * int(np.diff(bounds).max()) + 2
    cdef Py_ssize_t count, regions
    cdef Side one, other, seeds_one, seeds_other
    cdef Grown grown
    cdef Room room
    cdef bint full = False
    grown.margin, grown.slack, grown.penalty, grown.turn = growth.margin, growth.slack, growth.penalty, 0
    grown.held = <int64_t *>calloc(longest, sizeof(int64_t))
    room.size = 64
    while room.size < 2 * longest:
        room.size *= 2
    room.slots = <Slot *>malloc(room.size * sizeof(Slot))
    room.numbers = <int32_t *>malloc(longest * sizeof(int32_t))
    room.own = <int32_t *>malloc(longest * sizeof(int32_t))
    room.theirs = <int32_t *>malloc(longest * sizeof(int32_t))
    room.gains = <int64_t *>malloc(longest * sizeof(int64_t))
    room.costs = <int64_t *>malloc(longest * sizeof(int64_t))
    room.taken = <uint8_t *>malloc(2 * longest)  # and behind it those that are silent besides
    room.offsets = <int64_t *>malloc((longest + 2) * sizeof(int64_t))
    room.places = <int64_t *>malloc(longest * sizeof(int64_t))
    room.found = <int64_t *>malloc(5 * most * sizeof(int64_t))
    room.grid, room.cells = NULL, 0
    try:
        if (
            grown.held == NULL or room.slots == NULL or room.numbers == NULL or room.own == NULL
            or room.theirs == NULL or room.gains == NULL or room.costs == NULL or room.taken == NULL
            or room.offsets == NULL or room.places == NULL or room.found == NULL
        ):
            raise MemoryError
        for at in range(room.size):
            room.slots[at].turn = -1
        for pair in range(firsts.size):
            with nogil:
                low, high = bound[a_of[pair]], bound[b_of[pair]]
                one.size, other.size = bound[a_of[pair] + 1] - low, bound[b_of[pair] + 1] - high
                one.words, other.words = room.numbers, room.numbers + one.size
                one.begins, other.begins = begin + low, begin + high
                one.taken, other.taken = room.taken, room.taken + one.size
                memset(room.taken, 0, one.size + other.size)
                while reached < passed and passage[5 * reached] == pair:
                    at = 5 * reached
                    memset(room.taken + passage[at + 1], 1, passage[at + 2] - passage[at + 1])
                    memset(room.taken + one.size + passage[at + 3], 1, passage[at + 4] - passage[at + 3])
                    reached += 1
                count = number(word + low, one.size, &room, pair, room.numbers, room.own, 0)
                count = number(
                    word + high, other.size, &room, pair, room.numbers + one.size, room.theirs, count
                )
                seeds_one, seeds_other = one, other
                seeds_one.taken = room.taken + longest
                seeds_other.taken = seeds_one.taken + one.size
                for at in range(one.size):
                    room.taken[longest + at] = room.taken[at] or not speak[low + at]
                for at in range(other.size):
                    room.taken[longest + one.size + at] = room.taken[one.size + at] or not speak[high + at]
                row = min((one.size + other.size) / each, lengths - 1) * columns
                for at in range(count):
                    low = row + min(<int64_t>room.own[at] + room.theirs[at], columns - 1)
                    room.gains[at] = gain_of[low] if room.own[at] and room.theirs[at] else 0
                    room.costs[at] = cost_of[low]
                grown.gains, grown.costs = room.gains, room.costs
                regions = 0
                if one.size and other.size:
                    full = not map_words(&seeds_one, &seeds_other, &room, count, cell)
                    if not full:
                        low, high = one.size / cell + 2, other.size / cell + 2
                        regions = grow(
                            &one, &other, &grown, room.grid + low * high, low - 1, high - 1, cell, seed, least,
                            rounds, most, room.found,
                        )
            if full:
                raise MemoryError
            if regions:
                rows = np.empty((regions, 5), np.int64)
                memcpy(memory_of(rows), room.found, 5 * regions * sizeof(int64_t))
                results.append(np.column_stack((np.full(regions, pair), rows)))
    finally:
        free(grown.held)
        free(room.slots)
        free(room.numbers)
        free(room.own)
        free(room.theirs)
        free(room.gains)
        free(room.costs)
        free(room.taken)
        free(room.offsets)
        free(room.places)
        free(room.found)
        free(room.grid)
    return np.concatenate(results)
