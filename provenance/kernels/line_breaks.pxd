"""Where the lines of a text end, for the compiled loops: where `str.splitlines` ends them."""

from libc.stdint cimport uint32_t

from provenance.kernels.mixing cimport Code


cdef inline bint is_break(uint32_t code) noexcept nogil:
    """Whether a line ends here."""
    if code > 0x1E:
        return code == 0x85 or code == 0x2028 or code == 0x2029
    return 0x0A <= code <= 0x0D or code >= 0x1C


cdef inline Py_ssize_t next_break(const Code *codes, Py_ssize_t place, Py_ssize_t size) noexcept nogil:
    """Where the line ends in which a place stands."""
    cdef Py_ssize_t step
    cdef Code code, maybe
    # In blocks without a way out, so that many code points are looked at in one step.
    while place + 32 <= size:
        maybe = 0
        for step in range(32):
            code = codes[place + step]
            maybe |= (code <= 0x1E) | (code == 0x85) | ((code & <Code>~1) == <Code>0x2028)
        if maybe:
            for step in range(32):
                if is_break(codes[place + step]):
                    return place + step
        place += 32
    while place < size and not is_break(codes[place]):
        place += 1
    return place
