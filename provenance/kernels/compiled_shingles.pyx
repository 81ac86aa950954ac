# cython: language_level=3, cdivision=True
"""Word hashes -> shingles, winnowed fingerprints and MinHash, compiled."""

from libc.stdint cimport int64_t, uint32_t, uint64_t
from libc.stdlib cimport free, malloc

import numpy as np

from provenance.kernels.memory cimport memory_of
from provenance.kernels.mixing cimport STAMP_TEXT, WORD_BASE, mixed

from provenance.kernels.offsets import check_offsets

STAMP = STAMP_TEXT.decode("ascii")

# Multiplying many 32-bit numbers at once needs more than the oldest 64-bit processors have: GCC makes copies
# of the loop for newer ones, and the loader chooses.
cdef extern from *:
    """
    #if defined(__GNUC__) && !defined(__clang__) && defined(__x86_64__) && defined(__GLIBC__)
    __attribute__((target_clones("avx512f", "avx2", "default")))
    #endif
    static void provenance_lowest(const uint32_t *values, Py_ssize_t size, const uint32_t *a,
                                  const uint32_t *b, Py_ssize_t permutations, uint32_t *result)
    {
        for (Py_ssize_t each = 0; each < permutations; each++) {
            const uint32_t times = a[each], plus = b[each];
            uint32_t lowest = 0xFFFFFFFFu;
            for (Py_ssize_t place = 0; place < size; place++) {
                const uint32_t value = times * values[place] + plus;
                lowest = value < lowest ? value : lowest;
            }
            result[each] = lowest;
        }
    }
    """
    void provenance_lowest(
        const uint32_t *values, Py_ssize_t size, const uint32_t *a, const uint32_t *b,
        Py_ssize_t permutations, uint32_t *result,
    ) noexcept nogil


cdef enum:
    CONTEXT = 3
    CONTEXT_BITS = 5


def mix64(value):
    """See `numpy_loops.mix64`."""
    value = np.ascontiguousarray(value, np.uint64)
    result = np.empty(len(value), np.uint64)
    cdef const uint64_t *source = <const uint64_t *>memory_of(value)
    cdef uint64_t *target = <uint64_t *>memory_of(result)
    cdef Py_ssize_t place, size = len(value)
    with nogil:
        for place in range(size):
            target[place] = mixed(source[place])
    return result


cdef void fill_shingles(
    const uint32_t *words, Py_ssize_t count, Py_ssize_t size, uint64_t *result
) noexcept nogil:
    """The hashes of `count` runs of `size` words, a polynomial that rolls: what leaves it is divided out."""
    cdef uint64_t inverse = 1, top = 1, total = 0, power = 1
    cdef Py_ssize_t place
    for place in range(6):  # Newton's iteration doubles the number of right bits
        inverse *= 2 - WORD_BASE * inverse
    for place in range(size):
        total += mixed(<uint64_t>words[place] + 1) * power
        top = power
        power *= WORD_BASE
    result[0] = mixed(total)
    for place in range(1, count):
        total -= mixed(<uint64_t>words[place - 1] + 1)
        total = total * inverse + mixed(<uint64_t>words[place + size - 1] + 1) * top
        result[place] = mixed(total)


def shingle(hashes, Py_ssize_t size):
    """See `numpy_loops.shingle`."""
    hashes = np.ascontiguousarray(hashes, np.uint32)
    cdef const uint32_t *words = <const uint32_t *>memory_of(hashes)
    cdef Py_ssize_t count = len(hashes) - size + 1
    if size < 1:
        raise ValueError("a shingle has at least one word")
    result = np.empty(max(0, count), np.uint64)
    cdef uint64_t *target = <uint64_t *>memory_of(result)
    if count > 0:
        with nogil:
            fill_shingles(words, count, size, target)
    return result


cdef Py_ssize_t choose(
    const uint64_t *values, Py_ssize_t size, Py_ssize_t window, int64_t *places
) noexcept nogil:
    """Write the winnowed places and return how many they are."""
    cdef Py_ssize_t width = min(window, size), count = 0, best = 0, place, low
    for place in range(1, width):
        if values[place] <= values[best]:
            best = place
    places[0] = best
    count = 1
    for place in range(width, size):
        if values[place] <= values[best]:
            best = place
        elif best > place - width:
            continue
        else:
            best = place - width + 1
            for low in range(best + 1, place + 1):
                if values[low] <= values[best]:
                    best = low
        places[count] = best
        count += 1
    return count


def winnow(shingles, Py_ssize_t window):
    """See `numpy_loops.winnow`."""
    shingles = np.ascontiguousarray(shingles, np.uint64)
    cdef const uint64_t *values = <const uint64_t *>memory_of(shingles)
    cdef Py_ssize_t size = len(shingles), count
    result = np.empty(size, np.int64)
    cdef int64_t *places = <int64_t *>memory_of(result)
    if window < 1:
        raise ValueError("a window has at least one shingle")
    if not size:
        return result
    with nogil:
        count = choose(values, size, window, places)
    return result[:count].copy()


cdef inline uint32_t context_of(const uint32_t *words, Py_ssize_t size, Py_ssize_t place, Py_ssize_t length) noexcept nogil:
    """Five bits of each of the three words before a shingle and behind it, the nearest in the lowest bits;
    behind the fifteen of the words before come those of the words after."""
    cdef uint32_t result = 0
    cdef Py_ssize_t each, at
    for each in range(CONTEXT):
        at = place - 1 - each
        if at >= 0:
            result |= (words[at] >> 27) << (CONTEXT_BITS * each)
        at = place + length + each
        if at < size:
            result |= (words[at] >> 27) << (CONTEXT_BITS * (CONTEXT + each))
    return result


def fingerprints(hashes, offsets, Py_ssize_t shingle, Py_ssize_t window):
    """See `numpy_loops.fingerprints`."""
    hashes, offsets = np.ascontiguousarray(hashes, np.uint32), np.ascontiguousarray(offsets, np.int64)
    cdef const uint32_t *words = <const uint32_t *>memory_of(hashes)
    cdef const int64_t *bounds = <const int64_t *>memory_of(offsets)
    cdef Py_ssize_t texts = len(offsets) - 1, number, longest = 0, total = 0, count, found = 0, place, size
    if shingle < 1:
        raise ValueError("a shingle has at least one word")
    if window < 1:
        raise ValueError("a window has at least one shingle")
    check_offsets(offsets, len(hashes))
    for number in range(texts):
        size = max(<Py_ssize_t>0, bounds[number + 1] - bounds[number] - shingle + 1)
        longest, total = max(longest, size), total + size
    # Not all shingles are chosen, whatever the window: only the pages that are written take memory.
    values, contexts = np.empty(total, np.uint64), np.empty(total, np.uint32)
    begins = np.zeros(texts + 1, np.int64)
    cdef uint64_t *to_values = <uint64_t *>memory_of(values)
    cdef uint32_t *to_contexts = <uint32_t *>memory_of(contexts)
    cdef int64_t *to_begins = <int64_t *>memory_of(begins)
    cdef uint64_t *shingles = <uint64_t *>malloc(max(1, longest) * sizeof(uint64_t))
    cdef int64_t *places = <int64_t *>malloc(max(1, longest) * sizeof(int64_t))
    try:
        if shingles == NULL or places == NULL:
            raise MemoryError
        with nogil:
            for number in range(texts):
                size = bounds[number + 1] - bounds[number]
                count = 0
                if size >= shingle:
                    fill_shingles(words + bounds[number], size - shingle + 1, shingle, shingles)
                    count = choose(shingles, size - shingle + 1, window, places)
                for place in range(count):
                    to_values[found + place] = shingles[places[place]]
                    to_contexts[found + place] = context_of(
                        words + bounds[number], size, places[place], shingle
                    )
                found += count
                to_begins[number + 1] = found
    finally:
        free(shingles)
        free(places)
    return values[:found].copy(), contexts[:found].copy(), begins


cdef inline uint32_t mixed32(uint32_t value) noexcept nogil:
    """The finaliser of MurmurHash3."""
    value = (value ^ (value >> 16)) * <uint32_t>0x85EBCA6B
    value = (value ^ (value >> 13)) * <uint32_t>0xC2B2AE35
    return value ^ (value >> 16)


def minhash(hashes, offsets, Py_ssize_t shingle, a, b):
    """See `numpy_loops.minhash`."""
    hashes, offsets = np.ascontiguousarray(hashes, np.uint32), np.ascontiguousarray(offsets, np.int64)
    a, b = np.ascontiguousarray(a, np.uint32), np.ascontiguousarray(b, np.uint32)
    if len(a) != len(b):
        raise ValueError("as many addends as multipliers are needed")
    if shingle < 1:
        raise ValueError("a shingle has at least one word")
    check_offsets(offsets, len(hashes))
    cdef Py_ssize_t texts = len(offsets) - 1, permutations = len(a), longest = 0, number, size, length, place
    result = np.empty((texts, permutations), np.uint32)
    cdef const uint32_t *words = <const uint32_t *>memory_of(hashes)
    cdef const int64_t *bounds = <const int64_t *>memory_of(offsets)
    cdef const uint32_t *times = <const uint32_t *>memory_of(a)
    cdef const uint32_t *plus = <const uint32_t *>memory_of(b)
    cdef uint32_t *lowest = <uint32_t *>memory_of(result)
    for number in range(texts):
        longest = max(longest, bounds[number + 1] - bounds[number])
    cdef uint64_t *shingles = <uint64_t *>malloc(max(1, longest) * sizeof(uint64_t))
    cdef uint32_t *values = <uint32_t *>malloc(max(1, longest) * sizeof(uint32_t))
    try:
        if shingles == NULL or values == NULL:
            raise MemoryError
        with nogil:
            for number in range(texts):
                size = bounds[number + 1] - bounds[number]
                length = min(shingle, size)
                if size:
                    size -= length - 1
                    fill_shingles(words + bounds[number], size, length, shingles)
                for place in range(size):
                    values[place] = mixed32(<uint32_t>(shingles[place] >> 32))
                provenance_lowest(values, size, times, plus, permutations, lowest + number * permutations)
    finally:
        free(shingles)
        free(values)
    return result
