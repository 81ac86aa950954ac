"""The arithmetic that the compiled loops share: hashes modulo 2**64, as `numpy_loops` has them."""

from libc.stdint cimport uint8_t, uint16_t, uint32_t, uint64_t

# The stamp of the sources comes in from setup.py as a bare token; see stamp.py.
cdef extern from *:
    """
    #define PROVENANCE_AS_TEXT(token) #token
    #define PROVENANCE_TEXT_OF(token) PROVENANCE_AS_TEXT(token)
    #ifdef PROVENANCE_STAMP
    #define PROVENANCE_STAMP_TEXT PROVENANCE_TEXT_OF(PROVENANCE_STAMP)
    #else
    #define PROVENANCE_STAMP_TEXT "unstamped"
    #endif
    #define PROVENANCE_CHAR_BASE 0x9E3779B97F4A7C15ULL
    #define PROVENANCE_WORD_BASE 0xD6E8FEB86659FD93ULL
    """
    const char *STAMP_TEXT "PROVENANCE_STAMP_TEXT"
    const uint64_t CHAR_BASE "PROVENANCE_CHAR_BASE"
    const uint64_t WORD_BASE "PROVENANCE_WORD_BASE"


ctypedef fused Code:
    # The three widths in which Python stores the code points of a str.
    uint8_t
    uint16_t
    uint32_t


cdef inline uint64_t mixed(uint64_t value) noexcept nogil:
    """The finaliser of SplitMix64."""
    value = (value ^ (value >> 30)) * <uint64_t>0xBF58476D1CE4E5B9
    value = (value ^ (value >> 27)) * <uint64_t>0x94D049BB133111EB
    return value ^ (value >> 31)
