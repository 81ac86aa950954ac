# cython: language_level=3, cdivision=True
"""Pairs of texts -> their passages, compiled: the same rows as the rules in `provenance.passages` give.

One call looks at many pairs of one block of texts. A text's seeds go into a hash table once for all the pairs
it is the first of; the texts it is paired with only look theirs up there.
"""

from libc.stdint cimport int8_t, int32_t, int64_t, uint8_t, uint16_t, uint32_t, uint64_t
from libc.stdlib cimport calloc, free, malloc, qsort, realloc
from libc.string cimport memcmp, memset

import numpy as np

from provenance.kernels.compiled_chains cimport Found, Link, Run, take_best
from provenance.kernels.compiled_gaps cimport align_gap
from provenance.kernels.memory cimport memory_of
from provenance.kernels.mixing cimport STAMP_TEXT, WORD_BASE, Code, mixed

from provenance.kernels.offsets import check_offsets
from provenance.kernels.unicode_classes import normalise

cdef extern from "Python.h":
    int PyUnicode_KIND(object text)
    void *PyUnicode_DATA(object text)
    Py_ssize_t PyUnicode_GET_LENGTH(object text)
    Py_UCS4 PyUnicode_READ(int kind, void *data, Py_ssize_t place) nogil

STAMP = STAMP_TEXT.decode("ascii")

cdef enum:
    WITHIN = 0
    PARAGRAPH = 2
    COLUMNS = 11
    MARKS = 8  # more marks in a row than this are no punctuation
    BRACKETED = 40  # code points that a gloss may have
    SIEVE_BITS = 16
    SEEDED = 1 << 22  # words whose seeds are held, 8 bytes each: those of some thousand articles


cdef struct Rules:
    int64_t seed
    int64_t gap
    int64_t refrain
    int64_t alone
    int64_t company
    int64_t kept
    int64_t rare
    int64_t unspaced
    int64_t short_gap
    int64_t similar_gap
    int64_t edge_gap
    int64_t edge_words
    int64_t tail
    double nearly


cdef struct Side:
    # One text of the block. `seeds` are its hashed runs of `seed` words, once they were asked for; `gloss` has 1
    # for words in brackets.
    Py_ssize_t number
    Py_ssize_t size
    const uint32_t *words
    const int32_t *starts
    const int32_t *ends
    const uint8_t *edges
    int64_t seed
    uint64_t *seeds
    uint8_t *gloss
    int kind
    void *data
    Py_ssize_t length


cdef struct Table:
    # The seeds of one text: `slots` is an open hash table of the first place of each, one-based; `links`
    # joins it with the later ones, `last` is the latest, `times` how many there are. `sieve` has a bit set
    # for the upper bits of each: nearly all seeds of other texts fall through it.
    Py_ssize_t room
    Py_ssize_t mask
    Py_ssize_t count
    const uint64_t *shingles
    int32_t *slots
    int32_t *links
    int32_t *last
    int32_t *times
    uint64_t sieve[1 << (SIEVE_BITS - 6)]


cdef struct Piece:
    # Aligned words `begin` to `end` of the grown ones, how many of them are equal, and how many there were
    # before the ends were trimmed.
    int64_t begin
    int64_t end
    int64_t equal
    int64_t whole
    int8_t chosen


cdef struct Beginning:
    # See `names.beginnings`.
    uint64_t letter
    uint64_t sound


cdef struct Word:
    uint64_t key  # its hash plus one: 0 is an empty slot
    Beginning begins


cdef struct Scratch:
    # Growing arrays that all pairs use in turn.
    Py_ssize_t runs_room
    Run *runs
    Link *links
    Found found
    Py_ssize_t reached_room
    int32_t *reached
    Py_ssize_t seeds_room
    int32_t *seeds  # places of seeds in the second text, each with its first place in the first one
    int32_t *times
    Py_ssize_t same_room
    uint8_t *same
    int32_t *score
    Py_ssize_t begun_room
    Beginning *begun_a  # of the words of a gap
    Beginning *begun_b
    Py_ssize_t pairs_room
    int64_t *pairs_a
    int64_t *pairs_b
    Py_ssize_t grown_room
    Py_ssize_t grown_count
    int64_t *grown_a
    int64_t *grown_b
    Py_ssize_t pieces_room
    Py_ssize_t pieces_count
    Piece *pieces
    int64_t *order
    Py_ssize_t rows_room
    Py_ssize_t rows_count
    int64_t *rows


cdef void *resized(void *memory, Py_ssize_t size) except NULL:
    cdef void *found = realloc(memory, max(1, size))
    if found == NULL:
        raise MemoryError
    return found


cdef inline bint may_be_one(Beginning one, Beginning other) noexcept nogil:
    """Whether words that begin so can be spellings of one."""
    return (one.letter == other.letter and one.letter != 0) or (one.sound == other.sound and one.sound != 0)


cdef class Variants:
    """Remembers of two words whether they are spellings of one: `same_word` is asked once for each pair, and
    only for such as `beginnings` doesn't tell apart, which is asked once for each word."""

    cdef object same_word
    cdef object beginnings
    cdef uint64_t *keys
    cdef uint8_t *values
    cdef Py_ssize_t mask
    cdef Py_ssize_t count
    cdef Word *words
    cdef Py_ssize_t words_mask
    cdef Py_ssize_t words_count

    def __cinit__(self, same_word, beginnings):
        self.same_word, self.beginnings = same_word, beginnings
        self.mask = self.words_mask = 4095
        self.keys = <uint64_t *>calloc(self.mask + 1, sizeof(uint64_t))
        self.values = <uint8_t *>calloc(self.mask + 1, 1)
        self.words = <Word *>calloc(self.words_mask + 1, sizeof(Word))
        if self.keys == NULL or self.values == NULL or self.words == NULL:
            raise MemoryError

    def __dealloc__(self):
        free(self.keys)
        free(self.values)
        free(self.words)

    cdef Beginning beginning(self, Side *side, int64_t place, str text) except *:
        """How a word begins, where that tells words apart; else how all do."""
        cdef uint64_t key = <uint64_t>side.words[place] + 1
        cdef Py_ssize_t slot
        cdef Beginning found = Beginning(1, 1)
        if self.beginnings is None:
            return found
        slot = <Py_ssize_t>(key & <uint64_t>self.words_mask)  # the words are hashes
        while self.words[slot].key:
            if self.words[slot].key == key:
                return self.words[slot].begins
            slot = (slot + 1) & self.words_mask
        found.letter, found.sound = self.beginnings(normalise(text[side.starts[place] : side.ends[place]]))
        if 2 * self.words_count > self.words_mask:
            self.enlarge_words()
        slot = <Py_ssize_t>(key & <uint64_t>self.words_mask)
        while self.words[slot].key:
            slot = (slot + 1) & self.words_mask
        self.words[slot] = Word(key, found)
        self.words_count += 1
        return found

    cdef int begin_all(self, Side *side, int64_t low, int64_t count, str text, Beginning *found) except -1:
        """Write how `count` words from `low` on begin."""
        cdef int64_t each
        for each in range(count):
            found[each] = self.beginning(side, low + each, text)
        return 0

    cdef int ask(self, Side *a, int64_t i, Side *b, int64_t j, str text_a, str text_b) except -1:
        """Whether two different words are spellings of one."""
        if self.same_word is None or not may_be_one(self.beginning(a, i, text_a), self.beginning(b, j, text_b)):
            return 0
        return self.ask_further(a, i, b, j, text_a, text_b)

    cdef int ask_further(self, Side *a, int64_t i, Side *b, int64_t j, str text_a, str text_b) except -1:
        """The same of words that their beginnings don't tell apart."""
        cdef uint64_t one = a.words[i], other = b.words[j], key
        cdef Py_ssize_t slot
        if one > other:
            one, other = other, one
        key = one << 32 | other
        slot = <Py_ssize_t>(mixed(key) & <uint64_t>self.mask)
        while self.keys[slot]:
            if self.keys[slot] == key:
                return self.values[slot]
            slot = (slot + 1) & self.mask
        cdef int found = bool(self.same_word(
            normalise(text_a[a.starts[i] : a.ends[i]]), normalise(text_b[b.starts[j] : b.ends[j]])
        ))
        if 2 * self.count > self.mask:
            self.enlarge()
            slot = <Py_ssize_t>(mixed(key) & <uint64_t>self.mask)
            while self.keys[slot]:
                slot = (slot + 1) & self.mask
        self.keys[slot], self.values[slot] = key, found
        self.count += 1
        return found

    cdef int enlarge(self) except -1:
        """Twice the room; beyond a million everything is forgotten, so that memory stays bounded."""
        cdef uint64_t *keys = self.keys
        cdef uint8_t *values = self.values
        cdef Py_ssize_t size = self.mask + 1, place, slot
        if size >= 1 << 21:
            memset(keys, 0, size * sizeof(uint64_t))
            self.count = 0
            return 0
        cdef uint64_t *new_keys = <uint64_t *>calloc(2 * size, sizeof(uint64_t))
        cdef uint8_t *new_values = <uint8_t *>calloc(2 * size, 1)
        if new_keys == NULL or new_values == NULL:
            free(new_keys)
            free(new_values)
            raise MemoryError
        self.mask = 2 * size - 1
        for place in range(size):
            if keys[place]:
                slot = <Py_ssize_t>(mixed(keys[place]) & <uint64_t>self.mask)
                while new_keys[slot]:
                    slot = (slot + 1) & self.mask
                new_keys[slot], new_values[slot] = keys[place], values[place]
        self.keys, self.values = new_keys, new_values
        free(keys)
        free(values)
        return 0

    cdef int enlarge_words(self) except -1:
        """Twice the room for the beginnings of words; as bounded as the other."""
        cdef Word *words = self.words
        cdef Word *larger
        cdef Py_ssize_t size = self.words_mask + 1, place, slot
        if size >= 1 << 20:
            memset(words, 0, size * sizeof(Word))
            self.words_count = 0
            return 0
        larger = <Word *>calloc(2 * size, sizeof(Word))
        if larger == NULL:
            raise MemoryError
        self.words_mask = 2 * size - 1
        for place in range(size):
            if words[place].key:
                slot = <Py_ssize_t>(words[place].key & <uint64_t>self.words_mask)
                while larger[slot].key:
                    slot = (slot + 1) & self.words_mask
                larger[slot] = words[place]
        self.words = larger
        free(words)
        return 0


cdef Variants remembered = None


cdef void fill_seeds(const uint32_t *words, Py_ssize_t size, Py_ssize_t length, uint64_t *result) noexcept nogil:
    """Hashes of all runs of `length` words: `size - length + 1` of them in place of `size` numbers.

    They never leave this module, and words are hashes already: sums of products tell runs apart well enough.
    One word of all runs at a time, which a compiler makes into instructions on many numbers.
    """
    cdef Py_ssize_t place, each, count = size - length + 1
    cdef uint64_t power = WORD_BASE
    for place in range(count):
        result[place] = words[place] * power
    for each in range(1, length):
        power *= WORD_BASE
        for place in range(count):
            result[place] += words[place + each] * power


cdef int fill_table(Table *table, const uint64_t *shingles, Py_ssize_t count) except -1:
    cdef Py_ssize_t mask = 1, j, slot
    while mask < 2 * count:
        mask *= 2
    if mask > table.room:
        table.slots = <int32_t *>resized(table.slots, mask * sizeof(int32_t))
        table.links = <int32_t *>resized(table.links, (mask + 1) * sizeof(int32_t))
        table.last = <int32_t *>resized(table.last, (mask + 1) * sizeof(int32_t))
        table.times = <int32_t *>resized(table.times, (mask + 1) * sizeof(int32_t))
        table.room = mask
    memset(table.slots, 0, mask * sizeof(int32_t))
    memset(table.times, 0, (count + 1) * sizeof(int32_t))
    memset(table.sieve, 0, sizeof(table.sieve))
    table.mask, table.count, table.shingles = mask - 1, count, shingles
    for j in range(count):
        table.sieve[shingles[j] >> (70 - SIEVE_BITS)] |= <uint64_t>1 << (shingles[j] >> (64 - SIEVE_BITS) & 63)
        slot = <Py_ssize_t>(shingles[j] & <uint64_t>table.mask)
        while table.slots[slot] and shingles[table.slots[slot] - 1] != shingles[j]:
            slot = (slot + 1) & table.mask
        table.links[j + 1] = 0
        if table.slots[slot]:
            table.links[table.last[table.slots[slot]]] = <int32_t>(j + 1)
        else:
            table.slots[slot] = <int32_t>(j + 1)
        table.last[table.slots[slot]] = <int32_t>(j + 1)
        table.times[table.slots[slot]] += 1
    return 0


cdef int later(const void *one, const void *other) noexcept nogil:
    """Order of runs by place in the first text, then in the second."""
    cdef const Run *a = <const Run *>one
    cdef const Run *b = <const Run *>other
    if a.a != b.a:
        return 1 if a.a > b.a else -1
    return (a.b > b.b) - (a.b < b.b)


cdef Py_ssize_t join(
    Side *a, Side *b, Table *table, const uint64_t *shingles, Py_ssize_t count, int64_t seed, int64_t refrain,
    Scratch *work,
) except -1:
    """The maximal runs of `seed` equal words and more, by place; `table` is of `a`, `shingles` are of `b`.

    A shingle that makes more than `refrain` pairs of places is no seed.
    """
    cdef Py_ssize_t found = 0, i, j, slot, touched = 0, each
    cdef int64_t low, high
    cdef int32_t first
    cdef uint64_t value
    if 2 * count > work.seeds_room:
        work.seeds = <int32_t *>resized(work.seeds, 4 * count * sizeof(int32_t))
        work.seeds_room = 4 * count
    for j in range(count):
        value = shingles[j]
        if not table.sieve[value >> (70 - SIEVE_BITS)] >> (value >> (64 - SIEVE_BITS) & 63) & 1:
            continue
        slot = <Py_ssize_t>(value & <uint64_t>table.mask)
        while table.slots[slot] and table.shingles[table.slots[slot] - 1] != value:
            slot = (slot + 1) & table.mask
        if table.slots[slot]:
            work.seeds[2 * touched], work.seeds[2 * touched + 1] = <int32_t>j, table.slots[slot]
            touched += 1
    if not touched:
        return 0
    if table.count + 1 > work.reached_room or a.size + b.size > work.reached_room:
        work.reached_room = 2 * (a.size + b.size + table.count + 1)
        work.reached = <int32_t *>resized(work.reached, work.reached_room * sizeof(int32_t))
        work.times = <int32_t *>resized(work.times, work.reached_room * sizeof(int32_t))
    memset(work.reached, 0, (a.size + b.size) * sizeof(int32_t))
    for each in range(touched):
        work.times[work.seeds[2 * each + 1]] = 0
    for each in range(touched):
        work.times[work.seeds[2 * each + 1]] += 1
    for each in range(touched):
        j, first = work.seeds[2 * each], work.seeds[2 * each + 1]
        if <int64_t>table.times[first] * work.times[first] > refrain:
            continue
        i = first
        while i:
            if j >= work.reached[i - 1 - j + b.size]:
                low, high = 0, 0
                while low < i - 1 and low < j and a.words[i - low - 2] == b.words[j - low - 1]:
                    low += 1
                while i - 1 + high < a.size and j + high < b.size and a.words[i - 1 + high] == b.words[j + high]:
                    high += 1
                work.reached[i - 1 - j + b.size] = <int32_t>(j + high)
                if low + high >= seed:
                    if found == work.runs_room:
                        work.runs_room = 2 * found + 64
                        work.runs = <Run *>resized(work.runs, work.runs_room * sizeof(Run))
                        work.links = <Link *>resized(work.links, work.runs_room * sizeof(Link))
                    work.runs[found] = Run(i - 1 - low, j - low, low + high)
                    found += 1
            i = table.links[i]
    qsort(work.runs, found, sizeof(Run), &later)
    return found


cdef inline bint at_edge(Side *a, Side *b, int64_t i, int64_t j) noexcept nogil:
    """Whether a sentence begins here in both texts, or both are at their end."""
    return (i >= a.size or a.edges[i] != WITHIN) and (j >= b.size or b.edges[j] != WITHIN)


cdef inline bint has_paragraph(Side *side, int64_t low, int64_t high) noexcept nogil:
    cdef int64_t place
    for place in range(low + 1, high + 1):
        if side.edges[place] == PARAGRAPH:
            return True
    return False


cdef inline bint has_edge(Side *side, int64_t one, int64_t other) noexcept nogil:
    """Whether a sentence or a paragraph begins between two words."""
    cdef int64_t place
    for place in range(min(one, other) + 1, max(one, other) + 1):
        if side.edges[place] != WITHIN:
            return True
    return False


cdef bint share_paragraph_edge(
    Side *a, Side *b, int64_t i, int64_t j, int64_t next_i, int64_t next_j
) noexcept nogil:
    return has_paragraph(a, i, next_i) and has_paragraph(b, j, next_j)


cdef bint is_end(
    Side *a, Side *b, Rules *rules, int64_t i, int64_t j, int64_t next_i, int64_t next_j
) noexcept nogil:
    """Whether the gap between two aligned words that follow each other ends a passage."""
    cdef int64_t longer = max(next_i - i, next_j - j) - 1, shorter = min(next_i - i, next_j - j) - 1
    if longer > rules.short_gap and not (longer <= rules.similar_gap and longer <= 2 * shorter):
        return True
    return longer > rules.edge_gap and share_paragraph_edge(a, b, i, j, next_i, next_j)


cdef bint hangs(
    Side *a, Side *b, Rules *rules, const int64_t *pa, const int64_t *pb, int64_t place, int64_t words, bint whole
) noexcept nogil:
    """Whether the `words` at an end hang loosely on the step to `place`."""
    cdef int64_t i = pa[place - 1], j = pb[place - 1], next_i = pa[place], next_j = pb[place]
    if words < rules.tail:
        if next_i - i > 1 or next_j - j > 1:
            return True
        if not whole and at_edge(a, b, next_i, next_j):
            return True
    return share_paragraph_edge(a, b, i, j, next_i, next_j)


cdef bint trim(
    Side *a, Side *b, Rules *rules, const int64_t *pa, const int64_t *pb, int64_t *begin, int64_t *end
) noexcept nogil:
    """Take off the few words at the ends that hang over a gap or spill over an edge; False where too little
    is left."""
    cdef int64_t low = begin[0], high = end[0], place
    cdef bint changed = True, whole
    while changed and high - low >= rules.tail:
        changed = False
        whole = at_edge(a, b, pa[low], pb[low])
        for place in range(min(low + rules.edge_words, high) - 1, low, -1):
            if hangs(a, b, rules, pa, pb, place, place - low, whole):
                low, changed = place, True
                break
        whole = at_edge(a, b, pa[high - 1] + 1, pb[high - 1] + 1)
        for place in range(max(high - rules.edge_words, low) + 1, high):
            if hangs(a, b, rules, pa, pb, place, high - place, whole):
                high, changed = place, True
                break
    begin[0], end[0] = low, high
    return high - low >= rules.tail


cdef inline Py_ssize_t bracket_end(const Code *codes, Py_ssize_t length, Py_ssize_t place) noexcept nogil:
    """Where the short brackets that open at `place` end (behind them), or 0."""
    cdef uint32_t closing = c")" if codes[place] == c"(" else c"]"
    cdef uint32_t code
    cdef Py_ssize_t each
    for each in range(place + 1, min(length, place + BRACKETED + 2)):
        code = codes[each]
        if code == c")" or code == c"]" or code == c"(" or code == c"[" or code == c"\n":
            return each + 1 if code == closing and each > place + 1 else 0
    return 0


cdef void mark_gloss(const Code *codes, Side *side, int64_t tail) noexcept nogil:
    # No bracket stands inside a word, and most words have nothing but a space between them.
    cdef Py_ssize_t place = 0, begin, stop, end, high, each, word
    for word in range(side.size):
        begin = max(place, side.ends[word - 1] if word else 0)
        stop = min(side.length, side.starts[word])
        if stop == begin + 1 and codes[begin] == c" ":
            continue
        while begin < stop:
            end = 0
            if codes[begin] == c"(" or codes[begin] == c"[":
                end = bracket_end(codes, side.length, begin)
            if not end:
                begin += 1
                continue
            high = word
            while high < side.size and side.starts[high] < end:
                high += 1
            if high - word <= tail:
                for each in range(word, high):
                    side.gloss[each] = 1
            begin = place = end


cdef void fill_gloss(Side *side, int64_t tail) noexcept nogil:
    """Mark the words that stand in short brackets."""
    if side.kind == 1:
        mark_gloss[uint8_t](<const uint8_t *>side.data, side, tail)
    elif side.kind == 2:
        mark_gloss[uint16_t](<const uint16_t *>side.data, side, tail)
    else:
        mark_gloss[uint32_t](<const uint32_t *>side.data, side, tail)


cdef int joins(
    Side *a, Side *b, int64_t i, int64_t j, int64_t k, int64_t n, Variants variants, str text_a, str text_b
) except -1:
    """Whether the words `k` and `n` continue a piece that has come to `i` and `j`."""
    if not (0 <= k < a.size and 0 <= n < b.size):
        return 0
    if has_edge(a, i, k) and has_edge(b, j, n):
        return 0
    return a.words[k] == b.words[n] or variants.ask(a, k, b, n, text_a, text_b)


cdef int64_t follow(
    Side *a, Side *b, int64_t i, int64_t j, int64_t step, int64_t *over_a, int64_t *over_b, Variants variants,
    str text_a, str text_b,
) except -1:
    """How many words continue a piece from `i` and `j` in the direction of `step`: one, or two where a gloss
    that one text adds lies between. The first of them comes back in `over_a` and `over_b`."""
    cdef int64_t near_a = i + step, near_b = j + step
    over_a[0], over_b[0] = near_a, near_b
    if joins(a, b, i, j, near_a, near_b, variants, text_a, text_b):
        return 1
    while 0 <= over_a[0] < a.size and a.gloss[over_a[0]]:
        over_a[0] += step
    while 0 <= over_b[0] < b.size and b.gloss[over_b[0]]:
        over_b[0] += step
    if (over_a[0] == near_a) == (over_b[0] == near_b):
        return 0
    if not joins(a, b, i, j, over_a[0], over_b[0], variants, text_a, text_b):
        return 0
    if not joins(
        a, b, over_a[0], over_b[0], over_a[0] + step, over_b[0] + step, variants, text_a, text_b
    ):
        return 0
    return 2


cdef int64_t extend(
    Side *a, Side *b, int64_t i, int64_t j, int64_t step, Variants variants, str text_a, str text_b,
    Scratch *work, int64_t *equal,
) except -1:
    """Write the words that adjoin `i`, `j` behind the grown ones, the nearest first; how many they are."""
    cdef int64_t count = 0, over_a = 0, over_b = 0, words, each
    while True:
        words = follow(a, b, i, j, step, &over_a, &over_b, variants, text_a, text_b)
        if not words:
            return count
        for each in range(words):
            i, j = over_a + each * step, over_b + each * step
            make_grown_room(work, 1)
            work.grown_a[work.grown_count], work.grown_b[work.grown_count] = i, j
            work.grown_count += 1
            count += 1
            equal[0] += a.words[i] == b.words[j]


cdef int make_grown_room(Scratch *work, Py_ssize_t more) except -1:
    if work.grown_count + more > work.grown_room:
        work.grown_room = 2 * (work.grown_count + more) + 256
        work.grown_a = <int64_t *>resized(work.grown_a, work.grown_room * sizeof(int64_t))
        work.grown_b = <int64_t *>resized(work.grown_b, work.grown_room * sizeof(int64_t))
    return 0


cdef int grow(
    Side *a, Side *b, int64_t low, int64_t high, int64_t whole, Variants variants, str text_a, str text_b,
    Scratch *work,
) except -1:
    """Add the piece of the aligned words `low` to `high` with the words that adjoin it."""
    cdef Piece piece
    cdef int64_t before, each, swapped, other
    if work.pieces_count == work.pieces_room:
        work.pieces_room = 2 * work.pieces_count + 32
        work.pieces = <Piece *>resized(work.pieces, work.pieces_room * sizeof(Piece))
        work.order = <int64_t *>resized(work.order, work.pieces_room * sizeof(int64_t))
    piece.begin, piece.equal, piece.chosen = work.grown_count, 0, 0
    before = extend(
        a, b, work.pairs_a[low], work.pairs_b[low], -1, variants, text_a, text_b, work, &piece.equal
    )
    for each in range(before // 2):
        swapped, other = piece.begin + each, piece.begin + before - 1 - each
        work.grown_a[swapped], work.grown_a[other] = work.grown_a[other], work.grown_a[swapped]
        work.grown_b[swapped], work.grown_b[other] = work.grown_b[other], work.grown_b[swapped]
    make_grown_room(work, high - low)
    for each in range(low, high):
        work.grown_a[work.grown_count], work.grown_b[work.grown_count] = work.pairs_a[each], work.pairs_b[each]
        work.grown_count += 1
        piece.equal += a.words[work.pairs_a[each]] == b.words[work.pairs_b[each]]
    extend(
        a, b, work.pairs_a[high - 1], work.pairs_b[high - 1], 1, variants, text_a, text_b, work, &piece.equal
    )
    piece.end = work.grown_count
    piece.whole = max(whole, piece.end - piece.begin)
    work.pieces[work.pieces_count] = piece
    work.pieces_count += 1
    return 0


cdef bint comes_first(Scratch *work, int64_t one, int64_t other) noexcept nogil:
    """Whether one piece is longer than another, or as long and earlier."""
    cdef Piece *a = &work.pieces[one]
    cdef Piece *b = &work.pieces[other]
    if a.end - a.begin != b.end - b.begin:
        return a.end - a.begin > b.end - b.begin
    if work.grown_a[a.begin] != work.grown_a[b.begin]:
        return work.grown_a[a.begin] < work.grown_a[b.begin]
    return work.grown_b[a.begin] < work.grown_b[b.begin]


cdef bint overlap_by_half(const int64_t *places, Piece *one, Piece *other) noexcept nogil:
    """Whether two pieces share at least half of the shorter on this side."""
    cdef int64_t low = places[one.begin], high = places[one.end - 1]
    cdef int64_t other_low = places[other.begin], other_high = places[other.end - 1]
    cdef int64_t shared = min(high, other_high) - max(low, other_low) + 1
    return 2 * shared >= 1 + min(high - low, other_high - other_low)


cdef void take_apart(Scratch *work, int64_t company, int64_t kept_words) noexcept nogil:
    """Choose the pieces that are long enough, the longest first, without those of which a better one has
    half, or that have half of it."""
    cdef Py_ssize_t place, hole, other, count = 0
    cdef int64_t moved
    cdef Piece *piece
    cdef bint kept
    for place in range(work.pieces_count):
        if work.pieces[place].end - work.pieces[place].begin < kept_words:
            continue
        if work.pieces[place].whole < company:
            continue
        hole = count
        while hole > 0 and comes_first(work, place, work.order[hole - 1]):
            work.order[hole] = work.order[hole - 1]
            hole -= 1
        work.order[hole] = place
        count += 1
    for place in range(count):
        piece = &work.pieces[work.order[place]]
        kept = True
        for other in range(place):
            if work.pieces[work.order[other]].chosen and (
                overlap_by_half(work.grown_a, piece, &work.pieces[work.order[other]])
                or overlap_by_half(work.grown_b, piece, &work.pieces[work.order[other]])
            ):
                kept = False
                break
        piece.chosen = kept


cdef int64_t length_of(Scratch *work, Piece *piece, Rules *rules) noexcept nogil:
    """The words that a piece counts for: those aligned and, where nearly all are, the few edited between."""
    cdef int64_t shorter = 1 + min(
        work.grown_a[piece.end - 1] - work.grown_a[piece.begin],
        work.grown_b[piece.end - 1] - work.grown_b[piece.begin],
    )
    if <double>(piece.end - piece.begin) >= rules.nearly * <double>shorter:
        return max(shorter, piece.whole)
    return piece.whole


cdef bint stands_once(Side *side, uint32_t word) noexcept nogil:
    cdef Py_ssize_t place
    cdef int times = 0
    for place in range(side.size):
        times += side.words[place] == word
        if times > 1:
            return False
    return True


cdef void accept(Side *a, Side *b, Rules *rules, int64_t alone, int64_t rare, Scratch *work) noexcept nogil:
    """Leave chosen the pieces that count: long enough, or beside such a one, or with `rare` words that stand
    once only in each text."""
    cdef Py_ssize_t place
    cdef int64_t each, times
    cdef Piece *piece
    for place in range(work.pieces_count):
        if work.pieces[place].chosen and length_of(work, &work.pieces[place], rules) >= alone:
            return
    for place in range(work.pieces_count):
        piece = &work.pieces[place]
        if not piece.chosen:
            continue
        times = 0
        for each in range(piece.begin, piece.end):
            times += (
                stands_once(a, a.words[work.grown_a[each]]) and stands_once(b, b.words[work.grown_b[each]])
            )
            if times >= rare:
                break
        piece.chosen = times >= rare


cdef inline Py_UCS4 one_style(Py_UCS4 code) noexcept nogil:
    """Double quote marks of all styles as one, and single ones."""
    if code == 0x201C or code == 0x201D or code == 0x201E or code == 0xAB or code == 0xBB:
        return c'"'
    if code == 0x2018 or code == 0x2019 or code == 0x201A or code == 0x2039 or code == 0x203A:
        return c"'"
    return code


cdef frozenset opening = frozenset("“‘«‹„‚\"'([「『¿¡")
cdef frozenset closing = frozenset(".,;:!?…”’»›\"')]」』。！？।؟۔")


cdef int64_t marks(Side *a, int64_t at_a, Side *b, int64_t at_b, int64_t step, frozenset known) except -1:
    """How many quote marks and stops both texts have from here on, whatever the style of their quote marks."""
    cdef int64_t count = 0
    cdef Py_UCS4 one, other
    while count < MARKS and 0 <= at_a < a.length and 0 <= at_b < b.length:
        one, other = PyUnicode_READ(a.kind, a.data, at_a), PyUnicode_READ(b.kind, b.data, at_b)
        if one_style(one) != one_style(other) or one not in known:
            break
        count += 1
        at_a += step
        at_b += step
    return count


cdef int write_row(Side *a, Side *b, Scratch *work, Piece *piece, Py_ssize_t pair, bint swapped) except -1:
    cdef int64_t first_a = work.grown_a[piece.begin], last_a = work.grown_a[piece.end - 1]
    cdef int64_t first_b = work.grown_b[piece.begin], last_b = work.grown_b[piece.end - 1]
    cdef int64_t start_a = a.starts[first_a], end_a = a.ends[last_a]
    cdef int64_t start_b = b.starts[first_b], end_b = b.ends[last_b]
    cdef int64_t before = marks(a, start_a - 1, b, start_b - 1, -1, opening)
    cdef int64_t after = marks(a, end_a, b, end_b, 1, closing)
    cdef int64_t *row
    if work.rows_count == work.rows_room:
        work.rows_room = 2 * work.rows_count + 256
        work.rows = <int64_t *>resized(work.rows, work.rows_room * COLUMNS * sizeof(int64_t))
    row = work.rows + work.rows_count * COLUMNS
    work.rows_count += 1
    row[0], row[9], row[10] = pair, piece.end - piece.begin, piece.equal
    cdef int side_a = 5 if swapped else 1, side_b = 1 if swapped else 5
    row[side_a], row[side_a + 1] = first_a, last_a + 1
    row[side_a + 2], row[side_a + 3] = start_a - before, end_a + after
    row[side_b], row[side_b + 1] = first_b, last_b + 1
    row[side_b + 2], row[side_b + 3] = start_b - before, end_b + after
    return 0


cdef int by_place(const void *one, const void *other) noexcept nogil:
    """Order of rows of a pair by place in the first text, then in the second."""
    cdef const int64_t *a = <const int64_t *>one
    cdef const int64_t *b = <const int64_t *>other
    if a[1] != b[1]:
        return 1 if a[1] > b[1] else -1
    return (a[5] > b[5]) - (a[5] < b[5])


cdef class Comparison:
    """The texts of a block, and what comparing its pairs needs."""

    cdef list texts
    cdef tuple held
    cdef Rules rules
    cdef Variants variants
    cdef Side *sides
    cdef int8_t *unspaced
    cdef int8_t *glossed
    cdef Py_ssize_t count
    cdef uint8_t *gloss
    cdef Table table
    cdef Scratch work
    cdef Py_ssize_t tabled
    cdef Py_ssize_t seeded

    def __cinit__(self):
        memset(&self.table, 0, sizeof(Table))
        memset(&self.work, 0, sizeof(Scratch))
        self.tabled = -1

    def __init__(self, texts, words, starts, ends, edges, offsets, rules, same_word, beginnings):
        global remembered
        self.texts = list(texts)
        self.held = (
            np.ascontiguousarray(words, np.uint32), np.ascontiguousarray(starts, np.int32),
            np.ascontiguousarray(ends, np.int32), np.ascontiguousarray(edges, np.uint8),
            np.ascontiguousarray(offsets, np.int64),
        )
        if not len(self.held[0]) == len(self.held[1]) == len(self.held[2]) == len(self.held[3]):
            raise ValueError("every word has a hash, a start, an end and an edge")
        check_offsets(self.held[4], len(self.held[0]), len(self.texts))
        self.rules = Rules(
            rules.seed, rules.gap, rules.refrain, rules.alone, rules.company, rules.kept, rules.rare,
            rules.unspaced,
            rules.short_gap, rules.similar_gap, rules.edge_gap, rules.edge_words, rules.tail, rules.nearly,
        )
        if same_word is None:
            self.variants = Variants(None, None)  # what is remembered of spellings stays
        else:
            if (
                remembered is None
                or remembered.same_word is not same_word
                or remembered.beginnings is not beginnings
            ):
                remembered = Variants(same_word, beginnings)
            self.variants = remembered
        cdef Py_ssize_t count = len(self.texts), total = len(self.held[0]), number, begin
        cdef const uint32_t *all_words = <const uint32_t *>memory_of(self.held[0])
        cdef const int32_t *all_starts = <const int32_t *>memory_of(self.held[1])
        cdef const int32_t *all_ends = <const int32_t *>memory_of(self.held[2])
        cdef const uint8_t *all_edges = <const uint8_t *>memory_of(self.held[3])
        cdef const int64_t *bounds = <const int64_t *>memory_of(self.held[4])
        cdef str text
        self.sides = <Side *>resized(NULL, count * sizeof(Side))
        self.unspaced = <int8_t *>resized(NULL, count)
        self.glossed = <int8_t *>resized(NULL, count)
        self.gloss = <uint8_t *>calloc(max(1, total), 1)
        if self.gloss == NULL:
            raise MemoryError
        memset(self.glossed, 0, count)
        for number in range(count):
            begin = bounds[number]
            text = self.texts[number]
            if text is None:
                raise TypeError("a text has to be a str")
            self.sides[number] = Side(
                number, bounds[number + 1] - begin, all_words + begin, all_starts + begin, all_ends + begin,
                all_edges + begin, 0, NULL, self.gloss + begin,
                PyUnicode_KIND(text), PyUnicode_DATA(text), PyUnicode_GET_LENGTH(text),
            )
            self.count = number + 1
            self.unspaced[number] = is_unspaced(&self.sides[number])

    def __dealloc__(self):
        self.forget_seeds()
        free(self.sides)
        free(self.unspaced)
        free(self.glossed)
        free(self.gloss)
        free(self.table.slots)
        free(self.table.links)
        free(self.table.last)
        free(self.table.times)
        free(self.work.runs)
        free(self.work.links)
        free(self.work.found.runs)
        free(self.work.reached)
        free(self.work.times)
        free(self.work.seeds)
        free(self.work.same)
        free(self.work.score)
        free(self.work.begun_a)
        free(self.work.begun_b)
        free(self.work.pairs_a)
        free(self.work.pairs_b)
        free(self.work.grown_a)
        free(self.work.grown_b)
        free(self.work.pieces)
        free(self.work.order)
        free(self.work.rows)

    cdef bint is_second(self, Side *a, Side *b):
        """Whether the pair is looked at the other way round: where alignments are equally good, the choice
        must not depend on which text comes first."""
        cdef int order = memcmp(b.words, a.words, 4 * min(a.size, b.size))
        if order or a.size != b.size:
            return order < 0 or (order == 0 and b.size < a.size)
        return self.texts[b.number] < self.texts[a.number]

    cdef int compare(self, Py_ssize_t pair, Py_ssize_t first, Py_ssize_t second) except -1:
        cdef Side *a = &self.sides[first]
        cdef Side *b = &self.sides[second]
        cdef Scratch *work = &self.work
        cdef Rules *rules = &self.rules
        cdef int64_t scale = rules.unspaced if self.unspaced[first] or self.unspaced[second] else 1
        cdef int64_t seed = rules.seed * scale
        cdef Py_ssize_t count, place, before = work.rows_count
        cdef const uint64_t *seeds_a
        cdef const uint64_t *seeds_b
        if a.size < seed or b.size < seed:
            return 0
        if self.seeded > SEEDED:
            self.forget_seeds()
        seeds_a, seeds_b = self.seeds_of(a, seed), self.seeds_of(b, seed)
        if self.tabled != first:
            fill_table(&self.table, seeds_a, a.size - seed + 1)
            self.tabled = first
        count = join(a, b, &self.table, seeds_b, b.size - seed + 1, seed, rules.refrain, work)
        if not count:
            return 0
        cdef bint swapped = self.is_second(a, b)
        if swapped:
            a, b = b, a
            for place in range(count):
                work.runs[place] = Run(work.runs[place].b, work.runs[place].a, work.runs[place].length)
            qsort(work.runs, count, sizeof(Run), &later)
        work.pieces_count = work.grown_count = 0
        while count:
            work.found.count = 0
            if not take_best(work.runs, &count, rules.gap, seed, work.links, &work.found):
                raise MemoryError
            self.cut_chain(a, b, rules.company * scale)
        if not work.pieces_count:
            return 0
        take_apart(work, rules.company * scale, rules.kept * scale)
        accept(a, b, rules, rules.alone * scale, rules.rare * scale, work)
        for place in range(work.pieces_count):
            if work.pieces[place].chosen:
                write_row(a, b, work, &work.pieces[place], pair, swapped)
        if work.rows_count > before + 1:
            qsort(
                work.rows + before * COLUMNS, work.rows_count - before, COLUMNS * sizeof(int64_t), &by_place
            )
        return 0

    cdef const uint64_t *seeds_of(self, Side *side, int64_t seed) except NULL:
        """The seeds of so many words of a text, which has as many."""
        if side.seed != seed:
            if self.tabled == side.number:
                self.tabled = -1  # the table was made of those of another length
            if not side.seed:
                self.seeded += side.size
            side.seeds = <uint64_t *>resized(side.seeds, side.size * sizeof(uint64_t))
            side.seed = seed
            fill_seeds(side.words, side.size, seed, side.seeds)
        return side.seeds

    cdef void forget_seeds(self) noexcept:
        """Free the seeds of all texts, and with them the table that was made of some."""
        cdef Py_ssize_t number
        for number in range(self.count):
            free(self.sides[number].seeds)
            self.sides[number].seeds, self.sides[number].seed = NULL, 0
        self.seeded, self.tabled = 0, -1

    cdef int cut_chain(self, Side *a, Side *b, int64_t company) except -1:
        """Cut the chain that was found into pieces that end where passages do."""
        cdef Scratch *work = &self.work
        cdef int64_t count = self.align_chain(a, b, company), begin = 0, place, low, high
        cdef int64_t *pa = work.pairs_a
        cdef int64_t *pb = work.pairs_b
        if 2 * count < company:
            return 0
        for place in range(1, count + 1):
            if place < count and (
                pa[place] - pa[place - 1] + pb[place] - pb[place - 1] <= 2
                or not is_end(a, b, &self.rules, pa[place - 1], pb[place - 1], pa[place], pb[place])
            ):
                continue
            low, high = begin, place
            if 2 * (high - low) >= company and trim(a, b, &self.rules, pa, pb, &low, &high):
                self.find_gloss(a)
                self.find_gloss(b)
                grow(
                    a, b, low, high, place - begin, self.variants, self.texts[a.number],
                    self.texts[b.number], work,
                )
            begin = place
        return 0

    cdef int find_gloss(self, Side *side) except -1:
        if not self.glossed[side.number]:
            fill_gloss(side, self.rules.tail)
            self.glossed[side.number] = 1
        return 0

    cdef int64_t align_chain(self, Side *a, Side *b, int64_t company) except -1:
        """Write the aligned words of the chain that was found, its gaps filled; how many they are. Nothing is
        written of a chain that is too short whatever its gaps hold."""
        cdef Scratch *work = &self.work
        cdef Run *runs = work.found.runs
        cdef Py_ssize_t most = 0, largest = 0, longest = 0, run
        cdef int64_t rows, columns, low_a, low_b, count = 0, i, j
        cdef bint asks = self.variants.same_word is not None
        cdef str text_a, text_b
        for run in range(work.found.count):
            most += runs[run].length
            if run:
                rows = runs[run].a - runs[run - 1].a - runs[run - 1].length
                columns = runs[run].b - runs[run - 1].b - runs[run - 1].length
                most += min(rows, columns)
                largest = max(largest, (rows + 1) * (columns + 1))
                longest = max(longest, rows, columns)
        if 2 * most < company:
            return 0
        if most > work.pairs_room:
            work.pairs_room = 2 * most
            work.pairs_a = <int64_t *>resized(work.pairs_a, work.pairs_room * sizeof(int64_t))
            work.pairs_b = <int64_t *>resized(work.pairs_b, work.pairs_room * sizeof(int64_t))
        if largest > work.same_room:
            work.same_room = 2 * largest
            work.same = <uint8_t *>resized(work.same, work.same_room)
            work.score = <int32_t *>resized(work.score, work.same_room * sizeof(int32_t))
        if longest > work.begun_room:
            work.begun_room = 2 * longest
            work.begun_a = <Beginning *>resized(work.begun_a, work.begun_room * sizeof(Beginning))
            work.begun_b = <Beginning *>resized(work.begun_b, work.begun_room * sizeof(Beginning))
        text_a, text_b = self.texts[a.number], self.texts[b.number]
        for run in range(work.found.count):
            if run:
                low_a, low_b = runs[run - 1].a + runs[run - 1].length, runs[run - 1].b + runs[run - 1].length
                rows, columns = runs[run].a - low_a, runs[run].b - low_b
                if rows > 0 and columns > 0:
                    if asks:
                        self.variants.begin_all(a, low_a, rows, text_a, work.begun_a)
                        self.variants.begin_all(b, low_b, columns, text_b, work.begun_b)
                    for i in range(rows):
                        for j in range(columns):
                            work.same[i * columns + j] = a.words[low_a + i] == b.words[low_b + j] or (
                                asks and may_be_one(work.begun_a[i], work.begun_b[j])
                                and self.variants.ask_further(a, low_a + i, b, low_b + j, text_a, text_b)
                            )
                    count += align_gap(
                        work.same, rows, columns, work.score, low_a, low_b,
                        work.pairs_a + count, work.pairs_b + count,
                    )
            for i in range(runs[run].length):
                work.pairs_a[count], work.pairs_b[count] = runs[run].a + i, runs[run].b + i
                count += 1
        return count

    cdef object rows(self):
        result = np.empty((self.work.rows_count, COLUMNS), np.int64)
        cdef int64_t *target = <int64_t *>memory_of(result)
        cdef Py_ssize_t place
        for place in range(self.work.rows_count * COLUMNS):
            target[place] = self.work.rows[place]
        return result


cdef bint is_unspaced(Side *side) noexcept nogil:
    """Whether most tokens follow each other without a space."""
    cdef Py_ssize_t place, count = 0
    for place in range(1, side.size):
        count += side.starts[place] == side.ends[place - 1]
    return 2 * count > side.size


def compare_pairs(
    texts, words, starts, ends, edges, offsets, first, second, rules, same_word, beginnings=None
):
    """See `provenance.passages.compare_pairs`, which gives the same rows without this."""
    cdef Comparison block = Comparison(
        texts, words, starts, ends, edges, offsets, rules, same_word, beginnings
    )
    first, second = np.ascontiguousarray(first, np.int64), np.ascontiguousarray(second, np.int64)
    cdef const int64_t *numbers_a = <const int64_t *>memory_of(first)
    cdef const int64_t *numbers_b = <const int64_t *>memory_of(second)
    cdef Py_ssize_t pair, count = len(first), size = len(block.texts)
    if len(second) != count:
        raise ValueError("a pair has two texts")
    for pair in range(count):
        if not (0 <= numbers_a[pair] < size and 0 <= numbers_b[pair] < size):
            raise IndexError("a pair names a text that is not in the block")
        block.compare(pair, numbers_a[pair], numbers_b[pair])
    return block.rows()
