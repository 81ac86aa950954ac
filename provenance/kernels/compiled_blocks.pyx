# cython: language_level=3, cdivision=True
"""Where texts may tell the same in other words, compiled: the same answers as `python_blocks`."""

from libc.stdint cimport int32_t, int64_t, uint8_t, uint32_t, uint64_t
from libc.stdlib cimport calloc, free, malloc, realloc
from libc.string cimport memset

import numpy as np

from provenance.kernels.memory cimport memory_of
from provenance.kernels.mixing cimport STAMP_TEXT, mixed

from provenance.kernels.offsets import check_offsets

STAMP = STAMP_TEXT.decode("ascii")


cdef struct Word:
    uint32_t hash
    uint32_t cell  # of its text


cdef struct Slot:
    int32_t turn  # the run of pairs that it belongs to; of others it is empty
    int32_t pair  # the pair that the counts are of
    uint32_t word
    int32_t first  # where the word stands among those of the one text
    int32_t all  # how often,
    int32_t own  # how often outside what is taken,
    int32_t other  # and how often there in the other text


cdef struct Hit:
    Slot *slot
    uint32_t cell  # of the other text


cdef struct Side:
    const Word *words
    int64_t size
    uint8_t *taken
    uint32_t cells


cdef struct Room:
    uint64_t *there  # a bit for each word that the one text has, and for some that it hasn't
    int32_t *likely  # words of the other that have one
    Slot *slots
    int64_t mask  # one less than the slots of a text, a power of two, at least twice its words
    int32_t *after  # by word of the one text where it stands next, -1 where nowhere
    Hit *hits
    int64_t *blocks
    int64_t cells  # so many blocks have room
    int64_t *reached  # those that enough speaks for
    int64_t held  # so many of them have room


cdef struct Rule:
    const int64_t *gains
    int64_t lengths
    int64_t counts
    int64_t step
    int64_t least
    double share


cdef enum:
    BITS = 1 << 14

# A block has the gains of its matches, and above these how many they are.
cdef int64_t ONE = <int64_t>1 << 40


cdef inline Slot *slot_of(Room *room, uint32_t word, int32_t turn) noexcept nogil:
    """The slot of a word, or the empty one in which it would stand."""
    cdef int64_t at = word & room.mask  # the words are hashes
    while room.slots[at].turn == turn and room.slots[at].word != word:
        at = (at + 1) & room.mask
    return &room.slots[at]


cdef void enter(const Side *one, Room *room, int32_t turn) noexcept nogil:
    """Enter the words of a text, with all of their places."""
    cdef int64_t at
    cdef uint32_t bit
    cdef Slot *slot
    memset(room.there, 0, BITS / 8)
    # No more slots than the text needs: they stay in the cache.
    room.mask = 63
    while room.mask < 2 * one.size:
        room.mask = 2 * room.mask + 1
    for at in range(one.size - 1, -1, -1):
        slot = slot_of(room, one.words[at].hash, turn)
        if slot.turn != turn:
            slot.turn, slot.pair, slot.word, slot.first, slot.all = turn, -1, one.words[at].hash, -1, 0
            bit = one.words[at].hash % BITS
            room.there[bit / 64] |= <uint64_t>1 << bit % 64
        room.after[at] = slot.first
        slot.first = at
        slot.all += 1


cdef inline void begin(Slot *slot, int32_t pair) noexcept nogil:
    """Let the counts of a word be those of a pair."""
    if slot.pair != pair:
        slot.pair, slot.own, slot.other = pair, slot.all, 0


cdef int64_t meet(
    const Side *one, const Side *other, bint some, Room *room, int32_t turn, int32_t pair
) noexcept nogil:
    """Find the words of the other text that the one has, and count both; how many they are. `some` are taken."""
    cdef int64_t at, likely = 0, count = 0
    cdef uint32_t bit
    cdef Slot *slot
    for at in range(one.size if some else 0):
        if one.taken[at]:
            slot = slot_of(room, one.words[at].hash, turn)
            begin(slot, pair)
            slot.own -= 1
    # Without a branch: whether the one text has a word can't be foreseen.
    for at in range(other.size):
        bit = other.words[at].hash % BITS
        room.likely[likely] = at
        likely += room.there[bit / 64] >> bit % 64 & 1 & ~other.taken[at]
    for at in range(likely):
        slot = slot_of(room, other.words[room.likely[at]].hash, turn)
        if slot.turn == turn:
            begin(slot, pair)
            slot.other += 1
            room.hits[count].slot, room.hits[count].cell = slot, other.words[room.likely[at]].cell
            count += 1
    return count


cdef int64_t fill(
    const Side *one, int64_t hits, Room *room, const Rule *rule, int64_t row, uint32_t columns
) noexcept nogil:
    """Sum what speaks for each block; how many of them reach what is asked for, -1 where there is no memory for
    these. A word speaks for the blocks that begin with its cells or one before, in either text."""
    cdef int64_t at, gain, said = 0, reached = 0, kept = 0, place, block
    cdef int corner
    cdef int32_t own
    cdef int64_t *grown
    cdef Slot *slot
    for at in range(hits):
        slot = room.hits[at].slot
        gain = rule.gains[row + min(<int64_t>slot.own + slot.other, rule.counts - 1)]
        said += slot.own * gain
        room.hits[kept] = room.hits[at]
        kept += gain > 0
    if said < rule.least:
        return 0
    memset(room.blocks, 0, one.cells * columns * sizeof(int64_t))
    for at in range(kept):
        slot = room.hits[at].slot
        gain = rule.gains[row + min(<int64_t>slot.own + slot.other, rule.counts - 1)]
        own = slot.first
        while own >= 0:
            if not one.taken[own]:
                place = one.words[own].cell * columns + room.hits[at].cell
                for corner in range(4):
                    block = place + (corner & 1) + (corner >> 1) * columns
                    room.blocks[block] += gain + ONE
                    if rule.least <= (room.blocks[block] & (ONE - 1)) < rule.least + gain:
                        if reached == room.held:
                            grown = <int64_t *>realloc(room.reached, 2 * (reached + 32) * sizeof(int64_t))
                            if grown == NULL:
                                return -1
                            room.reached, room.held = grown, 2 * (reached + 32)
                        room.reached[reached] = block
                        reached += 1
            own = room.after[own]
    return reached


cdef int64_t count_speaking(const Side *side, uint32_t cell) noexcept nogil:
    """How many of the words of a cell and the next are not taken."""
    cdef int64_t low = 0, high = side.size, middle, count = 0
    while low < high:
        middle = (low + high) / 2
        if side.words[middle].cell < cell:
            low = middle + 1
        else:
            high = middle
    while low < side.size and side.words[low].cell < cell + 2:
        count += not side.taken[low]
        low += 1
    return count


cdef int64_t best(
    const Side *one, const Side *other, bint some, Room *room, const Rule *rule, int64_t row, int32_t turn,
    int32_t pair,
) noexcept nogil:
    """The score of the best block of one pair; -1 where there is no memory for it. `some` words are taken."""
    cdef int64_t at, score, most = 0, hits, reached
    cdef uint32_t first, left, columns = other.cells
    hits = meet(one, other, some, room, turn, pair)
    if not hits:
        return 0
    if one.cells * columns > room.cells:
        free(room.blocks)
        room.cells = one.cells * columns
        room.blocks = <int64_t *>malloc(room.cells * sizeof(int64_t))
        if room.blocks == NULL:
            room.cells = 0
            return -1
    reached = fill(one, hits, room, rule, row, columns)
    for at in range(reached):
        # The first row and column are those of blocks that would begin before the text.
        first, left = room.reached[at] / columns, room.reached[at] % columns
        score = room.blocks[room.reached[at]]
        if first and left and score % ONE > most:
            if score / ONE >= rule.share * max(count_speaking(one, first - 1), count_speaking(other, left - 1)):
                most = score % ONE
    return most if reached >= 0 else -1


cdef tuple list_speaking(words, speaks, bounds, int64_t cell):
    """The words that speak, text by text, each with its cell; their places; and where each text's begin."""
    hashes, flags = np.ascontiguousarray(words, np.uint32), np.ascontiguousarray(speaks, np.uint8)
    check_offsets(bounds, min(len(hashes), len(flags)))
    most = int(np.count_nonzero(flags))
    listed, spoken, edges = np.empty((most, 2), np.uint32), np.empty(most, np.int64), np.zeros(len(bounds), np.int64)
    cdef const uint32_t *word = <const uint32_t *>memory_of(hashes)
    cdef const uint8_t *flag = <const uint8_t *>memory_of(flags)
    cdef const int64_t *bound = <const int64_t *>memory_of(bounds)
    cdef Word *to_listed = <Word *>memory_of(listed)
    cdef int64_t *to_spoken = <int64_t *>memory_of(spoken)
    cdef int64_t *to_edges = <int64_t *>memory_of(edges)
    cdef int64_t texts = len(bounds) - 1, text, place, begin, end, count = 0
    cdef uint32_t number
    with nogil:
        for text in range(texts):
            number, end = 0, bound[text]
            while end < bound[text + 1]:
                begin, end = end, min(end + cell, bound[text + 1])
                for place in range(begin, end):
                    if flag[place]:
                        to_listed[count] = Word(word[place], number)
                        to_spoken[count] = place
                        count += 1
                number += 1
            to_edges[text + 1] = count
    return listed[:count], spoken[:count], edges


def best_blocks(words, speaks, offsets, first, second, passages, gains, step, cell, least, share):
    """See `python_blocks.best_blocks`."""
    bounds, known = np.ascontiguousarray(offsets, np.int64), np.ascontiguousarray(passages, np.int64)
    firsts, seconds = np.ascontiguousarray(first, np.int64), np.ascontiguousarray(second, np.int64)
    speaking = np.maximum(np.ascontiguousarray(gains, np.int64), 0)
    found = np.zeros(firsts.size, np.int64)
    for side in (firsts, seconds):
        if side.size and not 0 <= side.min() <= side.max() < bounds.size - 1:
            raise IndexError("a pair names a text that is not in the block")
    if not firsts.size:
        return found
    # Only the words that speak are gone over, and the passages are put into their numbers.
    listed, spoken, edges = list_speaking(words, speaks, bounds, cell)
    sizes = np.diff(bounds)
    cells = sizes // cell + 2
    taken = known.copy()
    for column, texts in ((1, firsts), (3, seconds)):
        text = texts[known[:, 0]]
        for end in (column, column + 1):
            taken[:, end] = np.searchsorted(spoken, bounds[text] + known[:, end]) - edges[text]
    ends = np.searchsorted(known[:, 0], np.arange(firsts.size + 1))
    order = np.argsort(firsts, kind="stable")  # each text is entered once
    cdef const Word *word = <const Word *>memory_of(listed)
    cdef const int64_t *edge = <const int64_t *>memory_of(edges)
    cdef const int64_t *size = <const int64_t *>memory_of(sizes)
    cdef const int64_t *cells_of = <const int64_t *>memory_of(cells)
    cdef const int64_t *one_of = <const int64_t *>memory_of(firsts)
    cdef const int64_t *other_of = <const int64_t *>memory_of(seconds)
    cdef const int64_t *passage = <const int64_t *>memory_of(taken)
    cdef const int64_t *end_of = <const int64_t *>memory_of(ends)
    cdef const int64_t *turn_of = <const int64_t *>memory_of(order)
    cdef int64_t *score = <int64_t *>memory_of(found)
    cdef int64_t count = firsts.size, at, pair, row, a, b, entered = -1, turn = -1
    cdef int64_t longest = int(np.diff(edges).max()), slots = 64
    cdef Rule rule
    rule.gains = <const int64_t *>memory_of(speaking)
    rule.lengths, rule.counts, rule.step = speaking.shape[0], speaking.shape[1], step
    rule.least, rule.share = max(1, least), share
    cdef Side one, other
    cdef Room room
    while slots <= 2 * longest:
        slots *= 2
    room.blocks, room.cells = NULL, 0
    room.reached, room.held = NULL, 0
    room.there = <uint64_t *>malloc(BITS / 8)
    room.likely = <int32_t *>malloc((longest + 1) * sizeof(int32_t))
    room.slots = <Slot *>malloc(slots * sizeof(Slot))
    room.after = <int32_t *>malloc((longest + 1) * sizeof(int32_t))
    room.hits = <Hit *>malloc((longest + 1) * sizeof(Hit))
    one.taken = <uint8_t *>calloc(longest + 1, 1)
    other.taken = <uint8_t *>calloc(longest + 1, 1)
    cdef bint full = room.there == NULL or room.likely == NULL or room.slots == NULL or room.after == NULL or room.hits == NULL
    full = full or one.taken == NULL or other.taken == NULL
    try:
        if full:
            raise MemoryError
        with nogil:
            for at in range(slots):
                room.slots[at].turn = -1
            for at in range(count):
                pair = turn_of[at]
                a, b = one_of[pair], other_of[pair]
                one.words, one.size = word + edge[a], edge[a + 1] - edge[a]
                other.words, other.size = word + edge[b], edge[b + 1] - edge[b]
                one.cells, other.cells = cells_of[a], cells_of[b]
                if a != entered:
                    enter(&one, &room, at)
                    entered, turn = a, at
                for row in range(5 * end_of[pair], 5 * end_of[pair + 1], 5):
                    memset(one.taken + passage[row + 1], 1, passage[row + 2] - passage[row + 1])
                    memset(other.taken + passage[row + 3], 1, passage[row + 4] - passage[row + 3])
                row = min((size[a] + size[b]) / rule.step, rule.lengths - 1) * rule.counts
                score[pair] = best(&one, &other, end_of[pair] < end_of[pair + 1], &room, &rule, row, turn, pair)
                if score[pair] < 0:
                    full = True
                    break
                if end_of[pair] < end_of[pair + 1]:
                    memset(one.taken, 0, one.size)
                    memset(other.taken, 0, other.size)
        if full:
            raise MemoryError
    finally:
        free(room.there)
        free(room.likely)
        free(room.slots)
        free(room.after)
        free(room.hits)
        free(room.reached)
        free(one.taken)
        free(other.taken)
        free(room.blocks)
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
