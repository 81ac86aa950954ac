# cython: language_level=3, cdivision=True
"""What stands on the face of a text (quote marks, known words, lines), compiled: the same answers as
`python_marks`."""

from libc.stdint cimport int32_t, uint8_t, uint16_t, uint32_t, uint64_t
from libc.stdlib cimport calloc, free
from libc.string cimport memset

import numpy as np

from provenance.kernels.line_breaks cimport is_break
from provenance.kernels.memory cimport memory_of
from provenance.kernels.mixing cimport CHAR_BASE, STAMP_TEXT, Code, mixed

cdef extern from "Python.h":
    int PyUnicode_KIND(object text)
    void *PyUnicode_DATA(object text)
    Py_ssize_t PyUnicode_GET_LENGTH(object text)
    bint Py_UNICODE_ISSPACE(Py_UCS4 code) nogil
    bint Py_UNICODE_ISALNUM(Py_UCS4 code) nogil

STAMP = STAMP_TEXT.decode("ascii")

cdef enum:
    DOUBLE = 1
    SINGLE = 2
    WORD_BITS = 63


cdef uint8_t ASCII_WORD[0x80]
for place in range(0x80):
    ASCII_WORD[place] = chr(place).isalnum() or place == 0x5F


cdef inline bint is_word(uint32_t code) noexcept nogil:
    """Whether `\\w` matches."""
    return ASCII_WORD[code] if code < 0x80 else Py_UNICODE_ISALNUM(code)


cdef inline bint is_east(uint32_t code) noexcept nogil:
    """Whether a code point is of the scripts of which `python_marks` says that no apostrophe stands there."""
    return 0x2E80 <= code <= 0xD7FF


cdef inline int mark_kind(uint32_t code) noexcept nogil:
    """Whether a code point can be a quote mark, and whether it can be an apostrophe as well."""
    if code < 0x80:
        if code > 0x60 or code < 0x22:
            return 0
        return DOUBLE if code == 0x22 else SINGLE if code == 0x27 or code == 0x60 else 0
    if code < 0x2018:
        return DOUBLE if code == 0xAB or code == 0xBB else 0
    if code <= 0x201F:
        return SINGLE if code <= 0x201B else DOUBLE
    if code == 0x2039 or code == 0x203A or 0x300C <= code <= 0x300F or 0x301D <= code <= 0x301F:
        return DOUBLE
    return DOUBLE if code == 0xFF02 else 0


cdef list marks_in(const Code *codes, Py_ssize_t size):
    cdef Py_ssize_t place = 0
    cdef uint32_t code, after
    cdef int kind
    cdef list found = []
    while place < size:
        code = codes[place]
        kind = mark_kind(code)
        if not kind:
            place += 1
            continue
        if kind == SINGLE:
            after = codes[place + 1] if place + 1 < size else 0x20
            if code == after and (code == 0x60 or code == 0x27):
                found.append((place, place + 2))
                place += 2
                continue
            if (
                (after == 0x6E or after == 0x4E) and (code == 0x27 or code == 0x2018 or code == 0x2019)
                and place + 2 < size and (codes[place + 2] == 0x27 or codes[place + 2] == 0x2019)
                and not (place + 3 < size and is_word(codes[place + 3]))
            ):
                found.append((place, place + 3))
                place += 3
                continue
            if (
                place > 0 and is_word(after) and is_word(codes[place - 1])
                and not is_east(after) and not is_east(codes[place - 1])
            ):
                place += 1
                continue
        found.append((place, place + 1))
        place += 1
    return found


def quote_marks(str text not None):
    """See `python_marks.quote_marks`."""
    cdef Py_ssize_t size = PyUnicode_GET_LENGTH(text)
    cdef void *data = PyUnicode_DATA(text)
    cdef int kind = PyUnicode_KIND(text)
    if kind == 1:
        return marks_in[uint8_t](<const uint8_t *>data, size)
    if kind == 2:
        return marks_in[uint16_t](<const uint16_t *>data, size)
    return marks_in[uint32_t](<const uint32_t *>data, size)


cdef bint is_between(const Code *codes, Py_ssize_t size, uint32_t low, uint32_t high) noexcept nogil:
    cdef Py_ssize_t place, stop = 0
    cdef uint32_t width = high - low
    cdef bint found = False
    while stop < size and not found:
        # In blocks without a way out, so that the loop is done many code points at a time.
        place, stop = stop, min(size, stop + 1024)
        for place in range(place, stop):
            found |= <uint32_t>(codes[place] - low) <= width
    return found


def holds_between(str text not None, ranges):
    """See `python_marks.holds_between`."""
    cdef Py_ssize_t size = PyUnicode_GET_LENGTH(text)
    cdef void *data = PyUnicode_DATA(text)
    cdef int kind = PyUnicode_KIND(text)
    cdef uint32_t low, high, widest = 0xFF if kind == 1 else 0xFFFF if kind == 2 else 0x10FFFF
    cdef bint found = False
    for low, high in ranges:
        if low > widest or low > high:
            continue
        if kind == 1:
            found = is_between[uint8_t](<const uint8_t *>data, size, low, high)
        elif kind == 2:
            found = is_between[uint16_t](<const uint16_t *>data, size, low, high)
        else:
            found = is_between[uint32_t](<const uint32_t *>data, size, low, high)
        if found:
            return True
    return False


cdef class KnownWords:
    """See `python_marks.KnownWords`. A table of hashes says which words are worth making a str of."""

    cdef readonly frozenset words
    cdef uint64_t *table
    cdef uint64_t mask
    # One bit for each of 2**16 products: most words are none of them, and these few bytes stay near.
    cdef uint64_t sieve[1024]

    def __cinit__(self, words):
        cdef uint64_t room = 64
        self.words = frozenset(words)
        while room < 8 * <uint64_t>len(self.words):
            room *= 2
        self.mask = room - 1
        memset(self.sieve, 0, sizeof(self.sieve))
        self.table = <uint64_t *>calloc(room, sizeof(uint64_t))
        if self.table == NULL:
            raise MemoryError
        for word in self.words:
            self.put(word)

    def __dealloc__(self):
        free(self.table)

    def __reduce__(self):
        return KnownWords, (self.words,)

    cdef void put(self, str word):
        cdef uint64_t value = 1, slot
        cdef Py_UCS4 code
        for code in word:
            value = value * 31 + <uint64_t>code
        slot = mixed(value) & self.mask
        while self.table[slot] and self.table[slot] != value:
            slot = (slot + 1) & self.mask
        self.table[slot] = value
        slot = value * CHAR_BASE >> 48
        self.sieve[slot >> 6] |= <uint64_t>1 << (slot & 63)

    cdef inline bint has(self, uint64_t value) noexcept nogil:
        cdef uint64_t slot = value * CHAR_BASE >> 48
        if not self.sieve[slot >> 6] >> (slot & 63) & 1:
            return False
        slot = mixed(value) & self.mask
        while self.table[slot]:
            if self.table[slot] == value:
                return True
            slot = (slot + 1) & self.mask
        return False

    def among(self, str text not None):
        """See `python_marks.KnownWords.among`."""
        cdef Py_ssize_t size = PyUnicode_GET_LENGTH(text)
        cdef void *data = PyUnicode_DATA(text)
        cdef int kind = PyUnicode_KIND(text)
        if kind == 1:
            return words_in[uint8_t](self, text, <const uint8_t *>data, size)
        if kind == 2:
            return words_in[uint16_t](self, text, <const uint16_t *>data, size)
        return words_in[uint32_t](self, text, <const uint32_t *>data, size)


cdef set words_in(KnownWords known, str text, const Code *codes, Py_ssize_t size):
    cdef Py_ssize_t place = 0, start
    cdef uint64_t value
    cdef set found = set()
    while place < size:
        if not is_word(codes[place]):
            place += 1
            continue
        start, value = place, 1
        while place < size and is_word(codes[place]):
            value = value * 31 + codes[place]
            place += 1
        if known.has(value):
            word = text[start:place]
            if word in known.words:
                found.add(word)
    return found


cdef Py_ssize_t fill_lines(
    const Code *codes, Py_ssize_t size, const uint32_t *hashes, const int32_t *starts, Py_ssize_t count,
    uint64_t *values, int32_t *begins, int32_t *ends,
) noexcept nogil:
    """How many lines with words there are; they are written where there is room for `count`."""
    cdef Py_ssize_t word = 0, first, start = 0, end, stop, filled = 0
    cdef uint64_t total
    while word < count:
        # The line of the next word; only white space and marks stand in the lines that are passed over.
        end = start
        while end < size and not is_break(codes[end]):
            end += 1
        if end < size and starts[word] >= end:
            start = end + 1
            continue
        first, total = word, 0
        while word < count and (end == size or starts[word] < end):
            total += mixed(hashes[word] + (<uint64_t>(word - first) << 32))
            word += 1
        values[filled] = mixed(total) & ~<uint64_t>WORD_BITS | min(word - first, <Py_ssize_t>WORD_BITS)
        stop = end
        while stop > start and Py_UNICODE_ISSPACE(codes[stop - 1]):
            stop -= 1
        while start < stop and Py_UNICODE_ISSPACE(codes[start]):
            start += 1
        begins[filled], ends[filled] = <int32_t>start, <int32_t>stop
        filled += 1
        start = end + 1
    return filled


def hash_lines(str text not None, hashes, starts):
    """See `python_marks.hash_lines`."""
    hashes, starts = np.ascontiguousarray(hashes, np.uint32), np.ascontiguousarray(starts, np.int32)
    cdef Py_ssize_t count = len(starts), size = PyUnicode_GET_LENGTH(text), filled
    if len(hashes) != count or (count and not 0 <= starts[0] <= starts[count - 1] < size):
        raise ValueError("words need as many hashes as starts, which stand in the text")
    values, begins, ends = np.empty(count, np.uint64), np.empty(count, np.int32), np.empty(count, np.int32)
    cdef const uint32_t *word = <const uint32_t *>memory_of(hashes)
    cdef const int32_t *place = <const int32_t *>memory_of(starts)
    cdef uint64_t *value = <uint64_t *>memory_of(values)
    cdef int32_t *begin = <int32_t *>memory_of(begins)
    cdef int32_t *end = <int32_t *>memory_of(ends)
    cdef void *data = PyUnicode_DATA(text)
    cdef int kind = PyUnicode_KIND(text)
    with nogil:
        if kind == 1:
            filled = fill_lines[uint8_t](<const uint8_t *>data, size, word, place, count, value, begin, end)
        elif kind == 2:
            filled = fill_lines[uint16_t](<const uint16_t *>data, size, word, place, count, value, begin, end)
        else:
            filled = fill_lines[uint32_t](<const uint32_t *>data, size, word, place, count, value, begin, end)
    return values[:filled].copy(), begins[:filled].copy(), ends[:filled].copy()
