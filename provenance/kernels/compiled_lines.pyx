# cython: language_level=3, cdivision=True
"""The lines of a text, and what of each can be seen without reading it, compiled: the same answers as
`python_lines`."""

from libc.stdint cimport int32_t, uint8_t, uint16_t, uint32_t, uint64_t
from libc.stdlib cimport calloc, free, realloc
from libc.string cimport memset

from provenance.kernels.line_breaks cimport is_break, next_break
from provenance.kernels.mixing cimport CHAR_BASE, STAMP_TEXT, Code

cdef extern from "Python.h":
    int PyUnicode_KIND(object text)
    void *PyUnicode_DATA(object text)
    Py_ssize_t PyUnicode_GET_LENGTH(object text)
    bint Py_UNICODE_ISSPACE(Py_UCS4 code) nogil
    bint Py_UNICODE_ISALNUM(Py_UCS4 code) nogil
    bint Py_UNICODE_ISDECIMAL(Py_UCS4 code) nogil
    int Py_UNICODE_TODECIMAL(Py_UCS4 code) nogil
    Py_UCS4 Py_UNICODE_TOLOWER(Py_UCS4 code) nogil
    Py_UCS4 Py_UNICODE_TOUPPER(Py_UCS4 code) nogil

STAMP = STAMP_TEXT.decode("ascii")

cdef enum:
    ADJACENT = 1
    WORDLESS = 2
    NUMBERED = 4
    MARKED = 8
    BEGUN = 16
    MOST_SETS = 16
    CODE_BITS = 21
    NONE = -1


cdef inline uint32_t folded(uint32_t code) noexcept nogil:
    """See `python_lines.fold`."""
    if code < 0x80:
        return code - 0x20 if 0x61 <= code <= 0x7A else code
    if Py_UNICODE_ISDECIMAL(code):
        return 0x30 + <uint32_t>Py_UNICODE_TODECIMAL(code)
    return Py_UNICODE_TOUPPER(Py_UNICODE_TOLOWER(code))


cdef inline bint is_digit(uint32_t code) noexcept nogil:
    return 0x30 <= code <= 0x39 if code < 0x80 else Py_UNICODE_ISDECIMAL(code)


cdef inline uint32_t pair(uint32_t code, uint32_t after) noexcept nogil:
    return (code & 0xFF) << 8 | after & 0xFF


cdef class Heads:
    """See `python_lines.Heads`. A tree of code points; its steps stand in one table of hashes."""

    cdef bint exact
    cdef uint64_t *steps  # a node and a code point, plus one; 0 where nothing stands
    cdef int32_t *nodes  # where that step leads
    cdef uint32_t *ends  # of each node: the sets with a beginning that ends there
    cdef uint64_t mask
    cdef int32_t count
    cdef uint8_t pairs[65536]  # whether any begins with two code points, or one, with these lowest bits

    def __cinit__(self, sets, *, bint exact=False):
        cdef uint64_t room = 64
        cdef Py_ssize_t letters = 1, number
        if len(sets) > MOST_SETS:
            raise ValueError(f"there can be {MOST_SETS} sets of beginnings")
        for heads in sets:
            for head in heads:
                letters += len(head)
        while room < 4 * <uint64_t>letters:
            room *= 2
        self.mask, self.count, self.exact = room - 1, 1, exact
        memset(self.pairs, 0, sizeof(self.pairs))
        self.steps = <uint64_t *>calloc(room, sizeof(uint64_t))
        self.nodes = <int32_t *>calloc(room, sizeof(int32_t))
        self.ends = <uint32_t *>calloc(letters, sizeof(uint32_t))
        if self.steps == NULL or self.nodes == NULL or self.ends == NULL:
            raise MemoryError
        for number, heads in enumerate(sets):
            for head in heads:
                self.put(head, number)

    def __dealloc__(self):
        free(self.steps)
        free(self.nodes)
        free(self.ends)

    cdef void put(self, str head, Py_ssize_t number):
        cdef int32_t node = 0
        cdef uint64_t slot
        cdef uint32_t code, first
        if head:
            first = self.seen(<Py_UCS4>head[0])
            for code in range(256) if len(head) == 1 else (self.seen(<Py_UCS4>head[1]),):
                self.pairs[pair(first, code)] = 1
        for letter in head:
            code = self.seen(<Py_UCS4>letter)
            slot = self.slot(node, code)
            if not self.steps[slot]:
                self.steps[slot] = (<uint64_t>node << CODE_BITS | code) + 1
                self.nodes[slot] = self.count
                self.count += 1
            node = self.nodes[slot]
        self.ends[node] |= <uint32_t>1 << number

    cdef inline uint32_t seen(self, uint32_t code) noexcept nogil:
        """A code point as this tells it from others."""
        return code if self.exact else folded(code)

    cdef inline uint64_t slot(self, int32_t node, uint32_t code) noexcept nogil:
        """Where a step stands, or would."""
        cdef uint64_t step = (<uint64_t>node << CODE_BITS | code) + 1
        cdef uint64_t slot = step * CHAR_BASE >> 32 & self.mask
        while self.steps[slot] and self.steps[slot] != step:
            slot = (slot + 1) & self.mask
        return slot

    def begun(self, str text not None):
        """See `python_lines.Heads.begun`."""
        cdef Py_ssize_t size = PyUnicode_GET_LENGTH(text)
        cdef void *data = PyUnicode_DATA(text)
        cdef int kind = PyUnicode_KIND(text)
        if kind == 1:
            return begun_in[uint8_t](self, <const uint8_t *>data, size)
        if kind == 2:
            return begun_in[uint16_t](self, <const uint16_t *>data, size)
        return begun_in[uint32_t](self, <const uint32_t *>data, size)

    def within(self, str text not None):
        """See `python_lines.Heads.within`."""
        cdef Py_ssize_t size = PyUnicode_GET_LENGTH(text)
        cdef void *data = PyUnicode_DATA(text)
        cdef int kind = PyUnicode_KIND(text)
        if kind == 1:
            return is_within[uint8_t](self, <const uint8_t *>data, 0, size)
        if kind == 2:
            return is_within[uint16_t](self, <const uint16_t *>data, 0, size)
        return is_within[uint32_t](self, <const uint32_t *>data, 0, size)


cdef inline uint32_t begun_in(Heads heads, const Code *codes, Py_ssize_t size) noexcept nogil:
    cdef Py_ssize_t place
    cdef uint32_t code, found = heads.ends[0]
    cdef int32_t node = 0
    cdef uint64_t slot
    if size > 1 and not heads.pairs[pair(heads.seen(codes[0]), heads.seen(codes[1]))]:
        return found
    for place in range(size):
        code = heads.seen(codes[place])
        slot = heads.slot(node, code)
        if not heads.steps[slot]:
            break
        node = heads.nodes[slot]
        found |= heads.ends[node]
    return found


cdef inline bint is_within(Heads heads, const Code *codes, Py_ssize_t place, Py_ssize_t size) noexcept nogil:
    """Whether a beginning stands anywhere from a place on."""
    cdef uint32_t code, after
    if heads.ends[0]:
        return True
    if place >= size:
        return False
    after = heads.seen(codes[place])
    for place in range(place, size - 1):
        code, after = after, heads.seen(codes[place + 1])
        if heads.pairs[pair(code, after)] and begun_in(heads, codes + place, size - place):
            return True
    return begun_in(heads, codes + size - 1, 1) != 0


cdef class Signs:
    """Some code points, and whether one is among them."""

    cdef uint32_t *codes
    cdef Py_ssize_t count
    cdef uint8_t low[256]

    def __cinit__(self, str signs not None):
        cdef Py_ssize_t place
        cdef uint32_t code
        self.count = 0
        memset(self.low, 0, sizeof(self.low))
        self.codes = <uint32_t *>calloc(len(signs) + 1, sizeof(uint32_t))
        if self.codes == NULL:
            raise MemoryError
        for place in range(len(signs)):
            code = <Py_UCS4>signs[place]
            if code < 256:
                self.low[code] = 1
            else:
                self.codes[self.count] = code
                self.count += 1

    def __dealloc__(self):
        free(self.codes)

    cdef inline bint has(self, uint32_t code) noexcept nogil:
        cdef Py_ssize_t place
        if code < 256:
            return self.low[code]
        for place in range(self.count):
            if self.codes[place] == code:
                return True
        return False


cdef struct Place:
    Py_ssize_t start, end, first, last
    uint32_t face


cdef class Rows:
    """The rows of a text, packed: of most of them nobody asks anything."""

    cdef Place *places
    cdef Py_ssize_t count, room

    def __dealloc__(self):
        free(self.places)

    def __len__(self):
        return self.count

    def __getitem__(self, Py_ssize_t index):
        cdef Place *place
        if index < 0:
            index += self.count
        if not 0 <= index < self.count:
            raise IndexError("no such line")
        place = &self.places[index]
        return place.start, place.end, place.first, place.last, place.face

    cdef Place *add(self) except NULL:
        """The next row, to be filled."""
        cdef Place *places
        if self.count == self.room:
            places = <Place *>realloc(self.places, (2 * self.room + 16) * sizeof(Place))
            if places == NULL:
                raise MemoryError
            self.places, self.room = places, 2 * self.room + 16
        self.count += 1
        return &self.places[self.count - 1]


cdef class LineSieve:
    """See `python_lines.LineSieve`."""

    cdef Signs edges, closers, stops, alone
    cdef Heads heads, marks, leads
    cdef Py_ssize_t reach, longest_end, settled, digits, longest

    def __cinit__(
        self,
        str edges not None,
        Heads heads not None,
        endings,
        Heads leads not None,
        Py_ssize_t digits,
        Py_ssize_t longest,
    ):
        marks, self.reach, self.longest_end, closers, stops, self.settled, alone = endings
        self.edges, self.closers, self.stops = Signs(edges), Signs(closers), Signs(stops)
        self.heads, self.leads, self.marks, self.alone = heads, leads, Heads([marks], exact=True), Signs(alone)
        self.digits, self.longest = digits, longest

    def rows(self, str text not None, Py_ssize_t start):
        """See `python_lines.LineSieve.rows`."""
        cdef Py_ssize_t size = PyUnicode_GET_LENGTH(text)
        cdef void *data = PyUnicode_DATA(text)
        cdef int kind = PyUnicode_KIND(text)
        if start < 0:
            raise ValueError("a text starts at 0")
        if kind == 1:
            return rows_in[uint8_t](self, <const uint8_t *>data, size, start)
        if kind == 2:
            return rows_in[uint16_t](self, <const uint16_t *>data, size, start)
        return rows_in[uint32_t](self, <const uint32_t *>data, size, start)


cdef tuple rows_in(LineSieve sieve, const Code *codes, Py_ssize_t size, Py_ssize_t place):
    cdef Py_ssize_t start, end, first, last
    cdef uint32_t adjacent = 0, seen
    cdef Rows found = Rows()
    cdef Place *row
    cdef list seen_of = []
    while place < size:
        start = place
        end = place = next_break(codes, place, size)
        if place < size:
            place += 2 if codes[place] == 0x0D and place + 1 < size and codes[place + 1] == 0x0A else 1
        while end > start and Py_UNICODE_ISSPACE(codes[end - 1]):
            end -= 1
        while start < end and Py_UNICODE_ISSPACE(codes[start]):
            start += 1
        if start == end:
            adjacent = 0
            continue
        first, last = start, end
        while last > first and sieve.edges.has(codes[last - 1]):
            last -= 1
        while first < last and sieve.edges.has(codes[first]):
            first += 1
        seen = face(sieve, codes + first, last - first)
        if seen:
            seen_of.append(found.count)
        row = found.add()
        row.start, row.end, row.first, row.last, row.face = start, end, first, last, seen | adjacent
        adjacent = ADJACENT
    return found, seen_of


cdef uint32_t face(LineSieve sieve, const Code *codes, Py_ssize_t size) noexcept nogil:
    cdef uint32_t found = begun_in(sieve.heads, codes, size) * BEGUN
    cdef Py_ssize_t place = 0, digits = 0
    while place < size and not Py_UNICODE_ISALNUM(codes[place]):
        place += 1
    if place == size:
        found |= WORDLESS
    if size <= sieve.longest:
        while place < size:
            digits += is_digit(codes[place])
            place += 1
        if digits >= sieve.digits:
            found |= NUMBERED
    return found | MARKED if is_marked(sieve, codes, size) else found


cdef bint is_marked(LineSieve sieve, const Code *codes, Py_ssize_t size) noexcept nogil:
    if not size or size > sieve.longest_end:
        return False
    if sieve.closers.has(codes[size - 1]):
        return True
    if size > sieve.settled and sieve.stops.has(codes[size - 1]):
        return False
    return is_within(sieve.marks, codes, max(0, size - sieve.reach), size) and is_led(sieve, codes, size)


cdef bint is_led(LineSieve sieve, const Code *codes, Py_ssize_t size) noexcept nogil:
    cdef Py_ssize_t place
    for place in range(max(0, size - sieve.reach), size):
        if sieve.alone.has(codes[place]):
            return True
    return is_within(sieve.leads, codes, 0, size)
