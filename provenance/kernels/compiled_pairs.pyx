# cython: language_level=3, cdivision=True
"""Texts that hold the same keys -> pairs of texts and how many keys they share, compiled."""

from libc.stdint cimport int64_t, uint8_t, uint32_t, uint64_t
from libc.stdlib cimport calloc, free

import numpy as np

from provenance.kernels.memory cimport memory_of
from provenance.kernels.mixing cimport STAMP_TEXT, mixed

from provenance.kernels.offsets import check_offsets, check_sides

STAMP = STAMP_TEXT.decode("ascii")

cdef enum:
    CONTEXT = 3
    CONTEXT_BITS = 5
    BITS_OF_WORD = 31


cdef struct Entry:
    # A pair of texts (the lower in the upper half of `key`, plus one, so that 0 is an empty slot), the keys
    # that it shares, 1 where these are enough, and where the last of them stands in both texts.
    uint64_t key
    uint32_t count
    uint32_t enough
    uint32_t at_low
    uint32_t at_high


cdef struct Pairs:
    Py_ssize_t mask
    Py_ssize_t count
    Entry *entries


cdef inline bint is_long(uint32_t one, uint32_t other, int needed) noexcept nogil:
    """Whether at least `needed` words around two equal shingles are equal, as far as their bits tell."""
    cdef int side, each, found = 0
    cdef uint32_t differing = one ^ other
    for side in range(2):
        for each in range(CONTEXT):
            if differing & BITS_OF_WORD << (CONTEXT_BITS * (CONTEXT * side + each)):
                break
            found += 1
    return found >= needed


cdef int enlarge(Pairs *pairs) noexcept nogil:
    """Twice the room; 0 where memory is short."""
    cdef Py_ssize_t size = pairs.mask + 1, place, slot
    cdef Entry *old = pairs.entries
    cdef Entry *entries = <Entry *>calloc(2 * size, sizeof(Entry))
    if entries == NULL:
        return 0
    pairs.mask, pairs.entries = 2 * size - 1, entries
    for place in range(size):
        if old[place].key:
            slot = <Py_ssize_t>(mixed(old[place].key) & <uint64_t>pairs.mask)
            while entries[slot].key:
                slot = (slot + 1) & pairs.mask
            entries[slot] = old[place]
    free(old)
    return 1


cdef inline bint is_near(const Entry *entry, uint32_t at_low, uint32_t at_high, int64_t near) noexcept nogil:
    """Whether the last key of a pair stands near these places in both texts, at about the same distance."""
    cdef int64_t step_low = <int64_t>at_low - entry.at_low, step_high = <int64_t>at_high - entry.at_high
    return (
        -near <= step_low <= near and -near <= step_high <= near and -near <= 2 * (step_low - step_high) <= near
    )


cdef int add(
    Pairs *pairs, uint64_t low, uint64_t high, uint32_t at_low, uint32_t at_high, bint enough, int64_t near
) noexcept nogil:
    """Count one more key of a pair; 0 where memory is short."""
    cdef uint64_t key = ((low + 1) << 32) | high
    if 10 * pairs.count > 7 * pairs.mask and not enlarge(pairs):
        return 0
    cdef Py_ssize_t slot = <Py_ssize_t>(mixed(key) & <uint64_t>pairs.mask)
    while pairs.entries[slot].key and pairs.entries[slot].key != key:
        slot = (slot + 1) & pairs.mask
    pairs.count += pairs.entries[slot].key == 0
    pairs.entries[slot].key = key
    if pairs.entries[slot].count and is_near(&pairs.entries[slot], at_low, at_high, near):
        enough = True
    pairs.entries[slot].count += 1
    pairs.entries[slot].enough |= enough
    pairs.entries[slot].at_low, pairs.entries[slot].at_high = at_low, at_high
    return 1


cdef int add_group(
    Pairs *pairs, const int64_t *owners, const uint32_t *contexts, const uint32_t *places,
    const uint8_t *repeated, Py_ssize_t size, Py_ssize_t frequent, int needed, int64_t near, int64_t low,
    int64_t high,
) noexcept nogil:
    """Add the pairs of the texts that hold one key; 0 where memory is short.

    Only pairs whose first text is at least `low` and below `high`.
    """
    cdef Py_ssize_t i, j, last
    for i in range(size - 1):
        if owners[i] >= high:
            break
        if owners[i] < low:
            continue
        last = size if size <= frequent or i == 0 else i + 2
        for j in range(i + 1, last):
            if not add(
                pairs, owners[i], owners[j], places[i], places[j],
                repeated[i] or repeated[j] or is_long(contexts[i], contexts[j], needed), near,
            ):
                return 0
    return 1


cdef int add_group_between(
    Pairs *pairs, const int64_t *owners, const uint32_t *contexts, const uint32_t *places,
    const uint8_t *repeated, const uint8_t *sides, Py_ssize_t *next_of_one, Py_ssize_t *next_of_other,
    Py_ssize_t size, Py_ssize_t frequent, int needed, int64_t near, int64_t low, int64_t high,
) noexcept nogil:
    """Add the pairs of the texts that hold one key, of which one stands on each side; 0 where memory is short.

    `next_of_one` and `next_of_other` have room for a number a text.
    """
    cdef Py_ssize_t i, j, following, first_for_one = size, first_for_other = size
    cdef int64_t ones = 0, others = 0, count
    next_of_one[size - 1] = next_of_other[size - 1] = size
    for i in range(size - 1, -1, -1):
        if i < size - 1:
            next_of_one[i] = i + 1 if sides[i + 1] & 1 else next_of_one[i + 1]
            next_of_other[i] = i + 1 if sides[i + 1] & 2 else next_of_other[i + 1]
        ones += sides[i] == 1
        others += sides[i] == 2
        if sides[i] & 1:
            first_for_other = i
        if sides[i] & 2:
            first_for_one = i
    count = size * (size - 1) // 2 - ones * (ones - 1) // 2 - others * (others - 1) // 2
    cdef bint every = count <= frequent * (frequent - 1) // 2
    for i in range(size - 1):
        if owners[i] >= high:
            break
        if owners[i] < low:
            continue
        following = i
        while True:
            if sides[i] == 1:
                following = next_of_other[following]
            elif sides[i] == 2:
                following = next_of_one[following]
            else:
                following += 1
            if following >= size:
                break
            if not add(
                pairs, owners[i], owners[following], places[i], places[following],
                repeated[i] or repeated[following] or is_long(contexts[i], contexts[following], needed), near,
            ):
                return 0
            if not every:
                break
        if every or not (i == first_for_one or i == first_for_other):
            continue
        # The text is the first of its side: all of the other side beyond the next one meet it, too.
        for j in range(following + 1, size):
            if sides[i] | sides[j] != 3:
                continue
            if i != (0 if sides[j] == 3 else first_for_one if sides[j] == 1 else first_for_other):
                continue
            if not add(
                pairs, owners[i], owners[j], places[i], places[j],
                repeated[i] or repeated[j] or is_long(contexts[i], contexts[j], needed), near,
            ):
                return 0
    return 1


cdef inline bint is_wanted(const Entry *entry, int64_t least) noexcept nogil:
    """Whether this is a pair that shares `least` keys, or one that is enough."""
    return entry.key != 0 and (entry.count >= least or entry.enough)


def count_pairs(
    owners, contexts, places, repeated, bounds, Py_ssize_t frequent, int needed, int64_t near, int64_t least,
    int64_t low, int64_t high, sides=None,
):
    """See `numpy_loops.count_pairs`."""
    owners, contexts = np.ascontiguousarray(owners, np.int64), np.ascontiguousarray(contexts, np.uint32)
    repeated, bounds = np.ascontiguousarray(repeated, np.uint8), np.ascontiguousarray(bounds, np.int64)
    places = np.ascontiguousarray(places, np.uint32)
    if not len(owners) == len(contexts) == len(places) == len(repeated):
        raise ValueError("every posting has an owner, a context, a place and a mark")
    check_offsets(bounds, len(owners))
    check_sides(sides, len(owners))
    sides = np.ascontiguousarray(repeated[:0] if sides is None else sides, np.uint8)
    cdef bint between = len(sides) > 0
    # Room for the next text of either side, for the most texts that hold one key.
    most = int(np.diff(bounds).max(initial=0)) if between else 0
    nexts = np.empty(most, np.intp), np.empty(most, np.intp)
    cdef const int64_t *who = <const int64_t *>memory_of(owners)
    cdef const uint32_t *around = <const uint32_t *>memory_of(contexts)
    cdef const uint32_t *where = <const uint32_t *>memory_of(places)
    cdef const uint8_t *again = <const uint8_t *>memory_of(repeated)
    cdef const int64_t *groups = <const int64_t *>memory_of(bounds)
    cdef const uint8_t *side = <const uint8_t *>memory_of(sides)
    cdef Py_ssize_t *next_of_one = <Py_ssize_t *>memory_of(nexts[0])
    cdef Py_ssize_t *next_of_other = <Py_ssize_t *>memory_of(nexts[1])
    cdef Py_ssize_t count = len(bounds) - 1, group, place, row = 0
    cdef Pairs pairs = Pairs(4095, 0, <Entry *>calloc(4096, sizeof(Entry)))
    cdef bint done = pairs.entries != NULL
    cdef int64_t *first
    cdef int64_t *second
    cdef int64_t *counts
    cdef uint8_t *enough
    try:
        if done:
            with nogil:
                for group in range(count):
                    if between and groups[group + 1] > groups[group]:
                        done = add_group_between(
                            &pairs, who + groups[group], around + groups[group], where + groups[group],
                            again + groups[group], side + groups[group], next_of_one, next_of_other,
                            groups[group + 1] - groups[group], frequent, needed, near, low, high,
                        )
                    else:
                        done = add_group(
                            &pairs, who + groups[group], around + groups[group], where + groups[group],
                            again + groups[group], groups[group + 1] - groups[group], frequent, needed, near,
                            low, high,
                        )
                    if not done:
                        break
        if not done:
            raise MemoryError
        count = 0
        for place in range(pairs.mask + 1):
            count += is_wanted(&pairs.entries[place], least)
        result = (
            np.empty(count, np.int64), np.empty(count, np.int64),
            np.empty(count, np.int64), np.empty(count, np.uint8),
        )
        first, second = <int64_t *>memory_of(result[0]), <int64_t *>memory_of(result[1])
        counts, enough = <int64_t *>memory_of(result[2]), <uint8_t *>memory_of(result[3])
        for place in range(pairs.mask + 1):
            if is_wanted(&pairs.entries[place], least):
                first[row] = <int64_t>(pairs.entries[place].key >> 32) - 1
                second[row] = <int64_t>(pairs.entries[place].key & 0xFFFFFFFF)
                counts[row], enough[row] = pairs.entries[place].count, pairs.entries[place].enough
                row += 1
        return result
    finally:
        free(pairs.entries)
