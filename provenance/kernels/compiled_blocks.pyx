# cython: language_level=3, cdivision=True
"""Where two texts may tell the same in other words, compiled: the same answers as `python_blocks.best_blocks`."""

from libc.stdint cimport int32_t, int64_t, uint8_t, uint32_t
from libc.stdlib cimport calloc, free, malloc, realloc
from libc.string cimport memset

import numpy as np

from provenance.kernels.memory cimport memory_of
from provenance.kernels.mixing cimport STAMP_TEXT

STAMP = STAMP_TEXT.decode("ascii")


cdef struct Slot:
    int64_t turn  # the pair that it belongs to; of others it is empty
    uint32_t word
    int32_t own  # how often it stands in the one text,
    int32_t other  # in the other,
    int32_t last  # and where it stands there last


cdef struct Match:
    int64_t own  # where a word stands in the one text,
    int64_t other  # and in the other
    int64_t gain


cdef struct Room:
    Slot *slots
    int64_t size  # a power of two, more than twice the words of any text
    int32_t *before  # by place in the other text the place where its word stands before, -1 where nowhere
    uint8_t *taken_a
    uint8_t *taken_b
    int64_t *grid
    int64_t cells
    Match *matches
    int64_t held  # so many of them have room


cdef struct Table:
    const int64_t *gains
    int64_t lengths
    int64_t counts
    int64_t step


cdef inline Slot *slot_of(Room *room, uint32_t word, int64_t turn) noexcept nogil:
    """The slot of a word, or the empty one in which it would stand."""
    cdef int64_t at = word & (room.size - 1)  # the words are hashes
    while room.slots[at].turn == turn and room.slots[at].word != word:
        at = (at + 1) & (room.size - 1)
    return &room.slots[at]


cdef int64_t match(
    const uint32_t *own, const uint8_t *speaks_own, int64_t size_a, const uint32_t *other,
    const uint8_t *speaks_other, int64_t size_b, Room *room, const Table *table, int64_t turn,
) noexcept nogil:
    """Find the places at which both texts have a word that speaks, by place in the one: how many they are, -1
    where there is no memory for them."""
    cdef int64_t place, gain, count = 0
    cdef int64_t bucket = min((size_a + size_b) / table.step, table.lengths - 1)
    cdef int32_t at
    cdef Slot *slot
    cdef Match *grown
    for place in range(size_b):
        if speaks_other[place] and not room.taken_b[place]:
            slot = slot_of(room, other[place], turn)
            if slot.turn != turn:
                slot.turn, slot.word, slot.own, slot.other, slot.last = turn, other[place], 0, 0, -1
            slot.other += 1
            room.before[place] = slot.last
            slot.last = place
    for place in range(size_a):
        if speaks_own[place] and not room.taken_a[place]:
            slot = slot_of(room, own[place], turn)
            if slot.turn == turn:
                slot.own += 1
    for place in range(size_a):
        if not speaks_own[place] or room.taken_a[place]:
            continue
        slot = slot_of(room, own[place], turn)
        if slot.turn != turn:
            continue
        gain = table.gains[bucket * table.counts + min(<int64_t>slot.own + slot.other, table.counts - 1)]
        if gain <= 0:
            continue
        if count + slot.other > room.held:
            room.held = 2 * (count + slot.other)
            grown = <Match *>realloc(room.matches, room.held * sizeof(Match))
            if grown == NULL:
                return -1
            room.matches = grown
        at = slot.last
        while at >= 0:
            room.matches[count].own, room.matches[count].other = place, at
            room.matches[count].gain = gain
            count += 1
            at = room.before[at]
    return count


cdef int64_t best(
    const uint32_t *own, const uint8_t *speaks_own, int64_t size_a, const uint32_t *other,
    const uint8_t *speaks_other, int64_t size_b, Room *room, const Table *table, int64_t cell, int64_t turn,
) noexcept nogil:
    """The score of the best block of one pair; -1 where there is no memory for it."""
    cdef int64_t at, row, column, score, most = 0
    cdef int64_t rows = size_a / cell + 2, columns = size_b / cell + 2
    cdef int64_t *grown
    cdef int64_t *here
    cdef int64_t count = match(own, speaks_own, size_a, other, speaks_other, size_b, room, table, turn)
    if count <= 0:
        return count
    if rows * columns > room.cells:
        grown = <int64_t *>realloc(room.grid, rows * columns * sizeof(int64_t))
        if grown == NULL:
            return -1
        room.grid, room.cells = grown, rows * columns
    memset(room.grid, 0, rows * columns * sizeof(int64_t))
    for at in range(count):
        room.grid[room.matches[at].own / cell * columns + room.matches[at].other / cell] += room.matches[at].gain
    for row in range(rows - 1):
        here = room.grid + row * columns
        for column in range(columns - 1):
            score = here[column] + here[column + 1] + here[columns + column] + here[columns + column + 1]
            if score > most:
                most = score
    return most


def best_blocks(words, speaks, offsets, first, second, passages, gains, step, cell):
    """See `python_blocks.best_blocks`."""
    hashes = np.ascontiguousarray(words, np.uint32)
    flags = np.ascontiguousarray(speaks, np.uint8)
    bounds = np.ascontiguousarray(offsets, np.int64)
    firsts, seconds = np.ascontiguousarray(first, np.int64), np.ascontiguousarray(second, np.int64)
    known = np.ascontiguousarray(passages, np.int64)
    speaking = np.ascontiguousarray(gains, np.int64)
    found = np.zeros(firsts.size, np.int64)
    texts = bounds.size - 1
    for side in (firsts, seconds):
        if side.size and not 0 <= side.min() <= side.max() < texts:
            raise IndexError("a pair names a text that is not in the block")
    if not firsts.size:
        return found
    cdef const uint32_t *word = <const uint32_t *>memory_of(hashes)
    cdef const uint8_t *flag = <const uint8_t *>memory_of(flags)
    cdef const int64_t *bound = <const int64_t *>memory_of(bounds)
    cdef const int64_t *one = <const int64_t *>memory_of(firsts)
    cdef const int64_t *two = <const int64_t *>memory_of(seconds)
    cdef const int64_t *passage = <const int64_t *>memory_of(known)
    cdef int64_t *score = <int64_t *>memory_of(found)
    cdef int64_t count = firsts.size, pair, a, b, size_a, size_b, row = 0, begin, side_of, rows = known.shape[0]
    cdef int64_t longest = int(np.diff(bounds).max()), width = cell
    cdef Table table
    table.gains = <const int64_t *>memory_of(speaking)
    table.lengths, table.counts, table.step = speaking.shape[0], speaking.shape[1], step
    cdef Room room
    room.size = 64
    while room.size < 2 * longest + 2:
        room.size *= 2
    room.grid, room.cells = NULL, 0
    room.matches, room.held = NULL, 0
    room.slots = <Slot *>malloc(room.size * sizeof(Slot))
    room.before = <int32_t *>malloc((longest + 1) * sizeof(int32_t))
    room.taken_a = <uint8_t *>calloc(longest + 1, 1)
    room.taken_b = <uint8_t *>calloc(longest + 1, 1)
    cdef bint full = room.slots == NULL or room.before == NULL or room.taken_a == NULL or room.taken_b == NULL
    try:
        if full:
            raise MemoryError
        with nogil:
            for pair in range(room.size):
                room.slots[pair].turn = -1
            for pair in range(count):
                a, b = one[pair], two[pair]
                size_a, size_b = bound[a + 1] - bound[a], bound[b + 1] - bound[b]
                begin = row
                while row < rows and passage[5 * row] == pair:
                    memset(room.taken_a + passage[5 * row + 1], 1, passage[5 * row + 2] - passage[5 * row + 1])
                    memset(room.taken_b + passage[5 * row + 3], 1, passage[5 * row + 4] - passage[5 * row + 3])
                    row += 1
                score[pair] = best(
                    word + bound[a], flag + bound[a], size_a, word + bound[b], flag + bound[b], size_b,
                    &room, &table, width, pair,
                )
                if score[pair] < 0:
                    full = True
                    break
                if row > begin:
                    memset(room.taken_a, 0, size_a)
                    memset(room.taken_b, 0, size_b)
        if full:
            raise MemoryError
    finally:
        free(room.slots)
        free(room.before)
        free(room.matches)
        free(room.taken_a)
        free(room.taken_b)
        free(room.grid)
    return found
