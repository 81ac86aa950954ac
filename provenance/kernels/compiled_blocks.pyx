# cython: language_level=3, cdivision=True
"""Where texts may tell the same in other words, compiled: the same answers as `python_blocks`."""

from libc.stdint cimport int32_t, int64_t, uint8_t, uint32_t, uint64_t
from libc.stdlib cimport calloc, free, malloc, realloc
from libc.string cimport memset

import numpy as np

from provenance.kernels.memory cimport memory_of
from provenance.kernels.mixing cimport STAMP_TEXT, mixed

STAMP = STAMP_TEXT.decode("ascii")


cdef struct Slot:
    int64_t turn  # the pair that it belongs to; of others it is empty
    uint32_t word
    int32_t own  # how often it stands in the one text,
    int32_t other  # in the other,
    int32_t last  # and where it stands there last


cdef struct Match:
    uint32_t own  # where a word stands in the one text,
    uint32_t other  # and in the other; later, in which of their cells
    int64_t gain


cdef struct Room:
    Slot *slots
    int64_t mask  # one less than the slots of a pair, a power of two, at least twice the words of the other text
    Slot **known  # by place in the one text the slot of its word, NULL where the other has none
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
    cdef int64_t at = word & room.mask  # the words are hashes
    while room.slots[at].turn == turn and room.slots[at].word != word:
        at = (at + 1) & room.mask
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
    # No more slots than the pair needs: they stay in the cache.
    room.mask = 63
    while room.mask < 2 * size_b:
        room.mask = 2 * room.mask + 1
    for place in range(size_b):
        if speaks_other[place] and not room.taken_b[place]:
            slot = slot_of(room, other[place], turn)
            if slot.turn != turn:
                slot.turn, slot.word, slot.own, slot.other, slot.last = turn, other[place], 0, 0, -1
            slot.other += 1
            room.before[place] = slot.last
            slot.last = place
    for place in range(size_a):
        room.known[place] = NULL
        if speaks_own[place] and not room.taken_a[place]:
            slot = slot_of(room, own[place], turn)
            if slot.turn == turn:
                slot.own += 1
                room.known[place] = slot
    for place in range(size_a):
        slot = room.known[place]
        if slot == NULL:
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
    const uint8_t *speaks_other, int64_t size_b, Room *room, const Table *table, uint32_t cell, int64_t turn,
) noexcept nogil:
    """The score of the best block of one pair; -1 where there is no memory for it."""
    cdef int64_t at, up, left, score, most = 0
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
        memset(grown, 0, rows * columns * sizeof(int64_t))
        room.grid, room.cells = grown, rows * columns
    # All cells are empty before a pair and after it; few of them are used.
    for at in range(count):
        room.matches[at].own = room.matches[at].own / cell
        room.matches[at].other = room.matches[at].other / cell
        room.grid[room.matches[at].own * columns + room.matches[at].other] += room.matches[at].gain
    for at in range(count):
        for up in range(min(<int64_t>room.matches[at].own, 1) + 1):
            for left in range(min(<int64_t>room.matches[at].other, 1) + 1):
                here = room.grid + (room.matches[at].own - up) * columns + room.matches[at].other - left
                score = here[0] + here[1] + here[columns] + here[columns + 1]
                if score > most:
                    most = score
    for at in range(count):
        room.grid[room.matches[at].own * columns + room.matches[at].other] = 0
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
    cdef int64_t slots = 64
    while slots <= 2 * longest:
        slots *= 2
    room.grid, room.cells = NULL, 0
    room.matches, room.held = NULL, 0
    room.slots = <Slot *>malloc(slots * sizeof(Slot))
    room.known = <Slot **>malloc((longest + 1) * sizeof(Slot *))
    room.before = <int32_t *>malloc((longest + 1) * sizeof(int32_t))
    room.taken_a = <uint8_t *>calloc(longest + 1, 1)
    room.taken_b = <uint8_t *>calloc(longest + 1, 1)
    cdef bint full = room.slots == NULL or room.known == NULL or room.before == NULL
    full = full or room.taken_a == NULL or room.taken_b == NULL
    try:
        if full:
            raise MemoryError
        with nogil:
            for pair in range(slots):
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
        free(room.known)
        free(room.matches)
        free(room.taken_a)
        free(room.taken_b)
        free(room.grid)
    return found


cdef struct Choice:
    uint32_t word
    uint8_t letters


cdef inline bint comes_before(Choice one, Choice other) noexcept nogil:
    """Whether a word has more letters, or as many and a lower hash."""
    return one.letters > other.letters or (one.letters == other.letters and one.word < other.word)


cdef Py_ssize_t choose(
    const uint32_t *words, const uint8_t *letters, int64_t first, int64_t last, Choice *chosen, int64_t most
) noexcept nogil:
    """The longest words of a window, each once, the longest first; how many they are."""
    cdef Py_ssize_t count = 0, at
    cdef int64_t place
    cdef Py_ssize_t moved
    cdef Choice one
    for place in range(first, last):
        if not letters[place]:
            continue
        one.word, one.letters = words[place], letters[place]
        at = count
        while at > 0 and comes_before(one, chosen[at - 1]):
            at -= 1
        if at == most or (at > 0 and chosen[at - 1].word == one.word and chosen[at - 1].letters == one.letters):
            continue
        if count < most:
            count += 1
        for moved in range(count - 1, at, -1):
            chosen[moved] = chosen[moved - 1]
        chosen[at] = one
    return count


def pairs_of_words(words, letters, offsets, window, stride, most):
    """See `python_blocks.pairs_of_words`."""
    hashes, long_ones = np.ascontiguousarray(words, np.uint32), np.ascontiguousarray(letters, np.uint8)
    bounds = np.ascontiguousarray(offsets, np.int64)
    cdef const uint32_t *word = <const uint32_t *>memory_of(hashes)
    cdef const uint8_t *letter = <const uint8_t *>memory_of(long_ones)
    cdef const int64_t *bound = <const int64_t *>memory_of(bounds)
    cdef Py_ssize_t texts = bounds.size - 1, text, count, one, other
    cdef int64_t wide = window, step = stride, keep = most, begin, size, windows, made = 0
    cdef int64_t longest = int(np.diff(bounds).max()) if texts > 0 else 0
    cdef int64_t slots = 64, at
    cdef uint64_t key
    # Of each text as many as all of its windows can make, before those that are made again are left out.
    windows = 0
    for text in range(texts):
        windows += max(1, (bound[text + 1] - bound[text]) // step + 1)
    found = np.empty(windows * (keep * (keep - 1) // 2), np.uint64)
    ends = np.zeros(texts + 1, np.int64)
    while slots < 2 * (longest // step + 2) * (keep * (keep - 1) // 2):
        slots *= 2
    table, turns = np.zeros(slots, np.uint64), np.full(slots, -1, np.int64)
    cdef uint64_t *keys = <uint64_t *>memory_of(found)
    cdef uint64_t *known = <uint64_t *>memory_of(table)
    cdef int64_t *turn = <int64_t *>memory_of(turns)
    cdef int64_t *end = <int64_t *>memory_of(ends)
    cdef Choice *chosen = <Choice *>malloc(max(1, keep) * sizeof(Choice))
    if chosen == NULL:
        raise MemoryError
    with nogil:
        for text in range(texts):
            size = bound[text + 1] - bound[text]
            begin = 0
            while begin == 0 or begin < size - wide / 2:
                count = choose(
                    word + bound[text], letter + bound[text], begin, min(begin + wide, size), chosen, keep
                )
                for one in range(count):
                    for other in range(one + 1, count):
                        if chosen[one].word == chosen[other].word:
                            continue
                        key = mixed(
                            (<uint64_t>min(chosen[one].word, chosen[other].word) << 32)
                            | max(chosen[one].word, chosen[other].word)
                        )
                        at = key & <uint64_t>(slots - 1)
                        while turn[at] == text and known[at] != key:
                            at = (at + 1) & (slots - 1)
                        if turn[at] != text:
                            turn[at], known[at] = text, key
                            keys[made] = key
                            made += 1
                begin += step
            end[text + 1] = made
    free(chosen)
    return found[:made].copy(), ends
