# cython: language_level=3, cdivision=True
"""Word hashes -> shingles, winnowed fingerprints and MinHash, compiled."""

from libc.stdint cimport int64_t, uint32_t, uint64_t
from libc.stdlib cimport calloc, free, malloc, qsort

import numpy as np

from provenance.kernels.memory cimport memory_of
from provenance.kernels.mixing cimport STAMP_TEXT, WORD_BASE, mixed

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


cdef struct Print:
    uint64_t value
    int64_t place


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


cdef int later(const void *one, const void *other) noexcept nogil:
    """Order of prints by value, then by place."""
    cdef const Print *a = <const Print *>one
    cdef const Print *b = <const Print *>other
    if a.value != b.value:
        return 1 if a.value > b.value else -1
    return 1 if a.place > b.place else -1


cdef void sort_bucket(Print *prints, Py_ssize_t size) noexcept nogil:
    cdef Py_ssize_t place, hole
    cdef Print moved
    if size > 32:
        qsort(prints, size, sizeof(Print), &later)
        return
    for place in range(1, size):
        moved = prints[place]
        hole = place
        while hole > 0 and prints[hole - 1].value > moved.value:
            prints[hole] = prints[hole - 1]
            hole -= 1
        prints[hole] = moved


cdef int sort_prints(
    const uint64_t *values, const int64_t *places, Py_ssize_t count, Print *prints
) noexcept nogil:
    """Order values with their places: hashes spread evenly, so their top bits nearly sort them."""
    cdef int bits = 1
    while bits < 22 and (<Py_ssize_t>1 << bits) < count:
        bits += 1
    cdef int shift = 64 - bits
    cdef Py_ssize_t buckets = <Py_ssize_t>1 << bits, place, bucket, begin
    cdef Py_ssize_t *ends = <Py_ssize_t *>calloc(buckets + 1, sizeof(Py_ssize_t))
    if ends == NULL:
        return 0
    for place in range(count):
        ends[(values[places[place]] >> shift) + 1] += 1
    for bucket in range(buckets):
        ends[bucket + 1] += ends[bucket]
    for place in range(count):
        bucket = values[places[place]] >> shift
        prints[ends[bucket]] = Print(values[places[place]], places[place])
        ends[bucket] += 1
    begin = 0
    for bucket in range(buckets):
        if ends[bucket] - begin > 1:
            sort_bucket(prints + begin, ends[bucket] - begin)
        begin = ends[bucket]
    free(ends)
    return 1


def fingerprints(hashes, Py_ssize_t shingle, Py_ssize_t window):
    """See `numpy_loops.fingerprints`."""
    hashes = np.ascontiguousarray(hashes, np.uint32)
    cdef const uint32_t *words = <const uint32_t *>memory_of(hashes)
    cdef Py_ssize_t size = len(hashes) - shingle + 1, count, distinct = 0, place
    if shingle < 1:
        raise ValueError("a shingle has at least one word")
    if window < 1:
        raise ValueError("a window has at least one shingle")
    if size <= 0:
        return np.empty(0, np.uint64), np.empty(0, np.int64), np.empty(0, np.int64)
    cdef uint64_t *values = <uint64_t *>malloc(size * sizeof(uint64_t))
    cdef int64_t *places = <int64_t *>malloc(size * sizeof(int64_t))
    cdef Print *prints = NULL
    cdef int done = 0
    cdef uint64_t *found
    cdef int64_t *first
    cdef int64_t *times
    try:
        if values != NULL and places != NULL:
            with nogil:
                fill_shingles(words, size, shingle, values)
                count = choose(values, size, window, places)
                prints = <Print *>malloc(count * sizeof(Print))
                if prints != NULL:
                    done = sort_prints(values, places, count, prints)
                if done:
                    for place in range(count):
                        if place == 0 or prints[place].value != prints[place - 1].value:
                            distinct += 1
        if not done:
            raise MemoryError
        result = np.empty(distinct, np.uint64), np.empty(distinct, np.int64), np.empty(distinct, np.int64)
        found = <uint64_t *>memory_of(result[0])
        first, times = <int64_t *>memory_of(result[1]), <int64_t *>memory_of(result[2])
        distinct = -1
        for place in range(count):
            if place == 0 or prints[place].value != prints[place - 1].value:
                distinct += 1
                found[distinct], first[distinct] = prints[place].value, prints[place].place
                times[distinct] = 0
            times[distinct] += 1
        return result
    finally:
        free(values)
        free(places)
        free(prints)


def minhash(values, a, b):
    """See `numpy_loops.minhash`."""
    values, a = np.ascontiguousarray(values, np.uint32), np.ascontiguousarray(a, np.uint32)
    b = np.ascontiguousarray(b, np.uint32)
    if len(a) != len(b):
        raise ValueError("as many addends as multipliers are needed")
    result = np.empty(len(a), np.uint32)
    cdef const uint32_t *source = <const uint32_t *>memory_of(values)
    cdef const uint32_t *times = <const uint32_t *>memory_of(a)
    cdef const uint32_t *plus = <const uint32_t *>memory_of(b)
    cdef uint32_t *lowest = <uint32_t *>memory_of(result)
    cdef Py_ssize_t size = len(values), permutations = len(a), place
    cdef uint32_t value
    cdef uint32_t *mixed_values = <uint32_t *>malloc(max(1, size) * sizeof(uint32_t))
    if mixed_values == NULL:
        raise MemoryError
    with nogil:
        for place in range(size):
            value = source[place]
            value = (value ^ (value >> 16)) * <uint32_t>0x85EBCA6B
            value = (value ^ (value >> 13)) * <uint32_t>0xC2B2AE35
            mixed_values[place] = value ^ (value >> 16)
        provenance_lowest(mixed_values, size, times, plus, permutations, lowest)
        free(mixed_values)
    return result
