# cython: language_level=3, cdivision=True
"""Where paragraphs and sentences begin, compiled: the same answers as `python_edges`."""

from libc.stdint cimport int32_t, int64_t, uint8_t, uint16_t, uint32_t
from libc.stdlib cimport free, malloc, realloc

import numpy as np

from provenance.kernels.line_breaks cimport is_break, next_break
from provenance.kernels.memory cimport memory_of
from provenance.kernels.mixing cimport STAMP_TEXT, Code

from provenance.kernels.offsets import check_offsets

cdef extern from "Python.h":
    int PyUnicode_KIND(object text)
    void *PyUnicode_DATA(object text)
    Py_ssize_t PyUnicode_GET_LENGTH(object text)
    bint Py_UNICODE_ISSPACE(Py_UCS4 code) nogil

STAMP = STAMP_TEXT.decode("ascii")

cdef enum:
    PARAGRAPH = 2
    SENTENCE = 1
    INITIAL = 3
    WIDEST = 120


cdef struct Line:
    # A line with something on it: its end, and its end without white space.
    Py_ssize_t start
    Py_ssize_t end
    Py_ssize_t solid_end


cdef struct Lines:
    Py_ssize_t count
    Py_ssize_t room
    Line *rows


cdef inline bint is_stop(uint32_t code) noexcept nogil:
    """. ! ? …"""
    return code == 0x2E or code == 0x21 or code == 0x3F or code == 0x2026


cdef inline bint is_whole_stop(uint32_t code) noexcept nogil:
    """The full stops of scripts that set no space behind them: 。！？।؟۔"""
    return code >= 0x061F and (
        code == 0x3002 or code == 0xFF01 or code == 0xFF1F or code == 0x0964 or code == 0x061F
        or code == 0x06D4
    )


cdef inline bint is_closing(uint32_t code) noexcept nogil:
    """Quote marks and brackets that may stand between a stop and the space behind it: '’"”»)]"""
    return (
        code == 0x27 or code == 0x2019 or code == 0x22 or code == 0x201D or code == 0xBB or code == 0x29
        or code == 0x5D
    )


cdef inline bint is_finished(uint32_t code) noexcept nogil:
    """Whether a line that ends so ends at the end of a sentence."""
    return is_stop(code) or is_whole_stop(code) or (is_closing(code) and code != 0x5D) or code == 0x3A


cdef int find_lines(const Code *codes, Py_ssize_t size, Lines *lines) noexcept nogil:
    """0 where memory is short."""
    cdef Py_ssize_t place = 0, start, end
    cdef void *rows
    while place < size:
        if is_break(codes[place]):
            place += 1
            continue
        start = place
        end = place = next_break(codes, place, size)
        while end > start and Py_UNICODE_ISSPACE(codes[end - 1]):
            end -= 1
        if end == start:
            continue
        if lines.count == lines.room:
            rows = realloc(lines.rows, (2 * lines.room + 32) * sizeof(Line))
            if rows == NULL:
                return 0
            lines.rows, lines.room = <Line *>rows, 2 * lines.room + 32
        lines.rows[lines.count] = Line(start, place, end)
        lines.count += 1
    return 1


cdef bint is_wrapped(const Code *codes, const Lines *lines) noexcept nogil:
    """Whether lines are broken at a width and not at the ends of paragraphs."""
    cdef Py_ssize_t inner = lines.count - 1, width = 0, place, length, wide = 0, unfinished = 0
    if inner < 4:
        return False
    for place in range(inner):
        width = max(width, lines.rows[place].solid_end - lines.rows[place].start)
    if width > WIDEST:
        return False
    for place in range(inner):
        length = lines.rows[place].solid_end - lines.rows[place].start
        if <double>length >= 0.6 * <double>width:
            wide += 1
            unfinished += not is_finished(codes[lines.rows[place].solid_end - 1])
    return 2 * wide > inner and 2 * unfinished > wide


cdef bint opens_paragraph(const Code *codes, const Lines *lines, Py_ssize_t line) noexcept nogil:
    """Whether a line of a wrapped text stands behind a blank line or is indented."""
    cdef Py_ssize_t place, feeds = 0
    cdef uint32_t code = codes[lines.rows[line].start]
    if line == 0 or code == 0x20 or code == 0x09 or code == 0x3000:
        return True
    for place in range(lines.rows[line - 1].end, lines.rows[line].start):
        code = codes[place]
        if code == 0x0D or (code == 0x0A and codes[place - 1] != 0x0D):
            feeds += 1
        if feeds > 1 or code == 0x2029 or code == 0x0C:
            return True
    return False


cdef int find_paragraphs(const Code *codes, Py_ssize_t size, Lines *lines) noexcept nogil:
    """Leave in `lines` those that begin a paragraph; 0 where memory is short."""
    cdef Py_ssize_t line, kept = 0
    if not find_lines(codes, size, lines):
        return 0
    if is_wrapped(codes, lines):
        for line in range(lines.count):
            if opens_paragraph(codes, lines, line):
                lines.rows[line].solid_end = -1  # only a mark from here on; the ends are still needed
        for line in range(lines.count):
            if lines.rows[line].solid_end < 0:
                lines.rows[kept] = lines.rows[line]
                kept += 1
        lines.count = kept
    return 1


cdef inline bint ends_sentence(
    const Code *codes, Py_ssize_t place, Py_ssize_t end, bint long_word
) noexcept nogil:
    """Whether a sentence ends between two words: from `place` to `end`, behind a `long_word` or not."""
    cdef Py_ssize_t behind
    for place in range(place, end):
        if is_whole_stop(codes[place]):
            return True
        if is_stop(codes[place]) and (long_word or codes[place] != 0x2E):
            behind = place + 1
            while behind < end and is_closing(codes[behind]):
                behind += 1
            if behind < end and Py_UNICODE_ISSPACE(codes[behind]):
                return True
    return False


cdef int fill_edges(
    const Code *codes, Py_ssize_t size, const int32_t *starts, const int32_t *ends, Py_ssize_t count,
    uint8_t *edges,
) noexcept nogil:
    """1 when done, 0 where memory is short, -1 where a word stands outside the text. `count` is at least one."""
    cdef Py_ssize_t word = 0, line
    cdef Lines lines = Lines(0, 0, NULL)
    for word in range(1, count):
        if not 0 <= ends[word - 1] <= starts[word] <= size:
            return -1
        # Most words have nothing but a space between them, and no stop stands inside a word.
        if starts[word] == ends[word - 1] + 1 and codes[ends[word - 1]] == 0x20:
            continue
        if ends_sentence(codes, ends[word - 1], starts[word], ends[word - 1] - starts[word - 1] > INITIAL):
            edges[word] = SENTENCE
    if not find_paragraphs(codes, size, &lines):
        free(lines.rows)
        return 0
    word = 0
    for line in range(lines.count):
        while word < count and starts[word] < lines.rows[line].start:
            word += 1
        if word == count:
            break
        edges[word] = PARAGRAPH
    edges[0] = PARAGRAPH
    free(lines.rows)
    return 1


def edges(str text not None, starts, ends):
    """See `python_edges.edges`."""
    return edges_all([text], starts, ends, np.array([0, len(starts)], np.int64))


def edges_all(texts, starts, ends, offsets):
    """See `python_edges.edges_all`."""
    starts, ends = np.ascontiguousarray(starts, np.int32), np.ascontiguousarray(ends, np.int32)
    offsets = np.ascontiguousarray(offsets, np.int64)
    if len(starts) != len(ends):
        raise ValueError("every word has a start and an end")
    check_offsets(offsets, len(starts), len(texts))
    result = np.zeros(len(starts), np.uint8)
    cdef const int32_t *first = <const int32_t *>memory_of(starts)
    cdef const int32_t *last = <const int32_t *>memory_of(ends)
    cdef const int64_t *bounds = <const int64_t *>memory_of(offsets)
    cdef uint8_t *found = <uint8_t *>memory_of(result)
    cdef Py_ssize_t number, begin, count
    cdef str text
    for number, text in enumerate(texts):
        if text is None:
            raise TypeError("a text has to be a str")
        begin, count = bounds[number], bounds[number + 1] - bounds[number]
        if count:
            find_edges(text, first + begin, last + begin, count, found + begin)
    return result


cdef int find_edges(
    str text, const int32_t *first, const int32_t *last, Py_ssize_t count, uint8_t *found
) except -1:
    """Write the edges of one text, which has words."""
    cdef Py_ssize_t size = PyUnicode_GET_LENGTH(text)
    cdef void *data = PyUnicode_DATA(text)
    cdef int kind = PyUnicode_KIND(text), done
    with nogil:
        if kind == 1:
            done = fill_edges[uint8_t](<const uint8_t *>data, size, first, last, count, found)
        elif kind == 2:
            done = fill_edges[uint16_t](<const uint16_t *>data, size, first, last, count, found)
        else:
            done = fill_edges[uint32_t](<const uint32_t *>data, size, first, last, count, found)
    if done < 0:
        raise IndexError("words stand one behind the other inside their text")
    if not done:
        raise MemoryError
    return 0


def paragraph_starts(str text not None):
    """See `python_edges.paragraph_starts`."""
    cdef Py_ssize_t size = PyUnicode_GET_LENGTH(text)
    cdef void *data = PyUnicode_DATA(text)
    cdef int kind = PyUnicode_KIND(text), done
    cdef Lines lines = Lines(0, 0, NULL)
    try:
        with nogil:
            if kind == 1:
                done = find_paragraphs[uint8_t](<const uint8_t *>data, size, &lines)
            elif kind == 2:
                done = find_paragraphs[uint16_t](<const uint16_t *>data, size, &lines)
            else:
                done = find_paragraphs[uint32_t](<const uint32_t *>data, size, &lines)
        if not done:
            raise MemoryError
        return [lines.rows[line].start for line in range(lines.count)]
    finally:
        free(lines.rows)
