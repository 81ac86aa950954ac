# cython: language_level=3, cdivision=True
"""Text -> words, compiled: the same tables, spans and hashes as `numpy_loops.tokenise`.

One pass over the str's own memory. Words that need their neighbours to be normalised are only marked in it;
Python's string functions hash them afterwards, each distinct one once.
"""

from libc.stdint cimport int32_t, int64_t, uint8_t, uint16_t, uint32_t, uint64_t
from libc.stdlib cimport calloc, free, realloc
from libc.string cimport memcpy, memset

import numpy as np

from provenance.kernels.memory cimport memory_of
from provenance.kernels.mixing cimport CHAR_BASE, STAMP_TEXT, Code, mixed

from provenance.kernels import unicode_classes
from provenance.kernels.offsets import check_offsets

cdef extern from "Python.h":
    int PyUnicode_KIND(object text)
    void *PyUnicode_DATA(object text)
    Py_ssize_t PyUnicode_GET_LENGTH(object text)
    Py_UCS4 PyUnicode_READ(int kind, void *data, Py_ssize_t place) nogil
    bint Py_UNICODE_ISUPPER(Py_UCS4 code) nogil
    bint Py_UNICODE_ISDECIMAL(Py_UCS4 code) nogil

STAMP = STAMP_TEXT.decode("ascii")

cdef enum:
    OTHER = 0
    WORD = 1
    IGNORABLE = 3
    GRAPHEME = 4
    UNSEEN = 255

# See unicode_classes.ALPHABET and SLOW, which has the bits of all alphabets.
cdef enum:
    ALPHABET = 21
    FOLD = (1 << ALPHABET) - 1

cdef enum:
    BLOCK = 64  # code points looked at together: a bit of a word of memory each
    PLAIN = 0x2070  # code points that may be plain are below: those of alphabets, quote marks and dashes
    CAPITAL = 1
    DIGIT = 2
    TABLED = 0x3000

cdef struct Plain:
    uint64_t kind
    uint64_t term  # of a letter, ready to be added up; else 0

# Kinds of code points: what separates words; a letter, as a bit that is shifted to its place, with the bit of its
# alphabet, if it has one; and all others.
cdef uint64_t BETWEEN = 0
cdef uint64_t LETTER = <uint64_t>1 << 63
cdef uint64_t NOT_PLAIN = <uint64_t>1 << 62
cdef uint64_t ALPHABETS = (<uint64_t>1 << 32 - ALPHABET) - 1

# The tables live as long as the process; pointers to them need no lock.
cdef const uint8_t *classes = <const uint8_t *>memory_of(unicode_classes.class_table)
cdef const uint32_t *folds = <const uint32_t *>memory_of(unicode_classes.fold_table)

# What is plain needs no neighbours to be understood: letters and digits that fold alone, and what stands between
# words; letters of two alphabets may not meet in a word. The last entry stands for all that is not below PLAIN.
cdef Plain plain[PLAIN + 1]
# What the letters of a block are multiplied by, known beforehand: none waits for the one before it. A word that
# begins at a place has to be divided by the power of that place.
cdef uint64_t powers[BLOCK + 1]
cdef uint64_t inverses[BLOCK]
# The kinds of letters, of those below; hardly any above is a capital or a digit.
cdef uint8_t kinds_below[TABLED]


cdef extern from *:
    """
    #if defined(_MSC_VER) && !defined(__clang__)
    #include <intrin.h>
    static int provenance_lowest_bit(unsigned long long bits) {
        unsigned long place;
        _BitScanForward64(&place, bits);
        return (int)place;
    }
    #else
    #define provenance_lowest_bit(bits) __builtin_ctzll(bits)
    #endif
    """
    int lowest_bit "provenance_lowest_bit"(uint64_t bits) nogil


cdef struct Known:
    # A word that had to be normalised, by the 64 bits of its hash as it stands (0 is an empty slot): the hash
    # of its normal form, and whether there is one.
    uint64_t key
    uint32_t hash
    bint has_form


cdef enum:
    MOST_KNOWN = 1 << 16
    SLOTS = 2 * MOST_KNOWN

cdef Known *known = <Known *>calloc(SLOTS, sizeof(Known))
cdef Py_ssize_t known_count = 0
if known == NULL:
    raise MemoryError


cdef struct Words:
    # Growing columns, one row for each word: `slow` words have no hash yet.
    Py_ssize_t count
    Py_ssize_t room
    Py_ssize_t slow_count
    uint32_t *hashes
    int32_t *starts
    int32_t *ends
    uint8_t *slow


cdef inline uint8_t kind_of(uint32_t code) noexcept nogil:
    if Py_UNICODE_ISUPPER(code):
        return CAPITAL
    return DIGIT if Py_UNICODE_ISDECIMAL(code) else 0


def learn(codes):
    """Look up what these code points are, and which of all that are known are plain."""
    unicode_classes.learn(codes)
    cdef uint32_t code
    cdef uint64_t alphabet
    for code in range(PLAIN):
        if plain[code].kind != NOT_PLAIN:
            continue  # what another thread may be reading is not written again
        alphabet = folds[code] >> ALPHABET
        if classes[code] == OTHER:
            plain[code].kind = BETWEEN
        elif classes[code] == WORD and not alphabet & (alphabet - 1):
            plain[code].term = mixed(<uint64_t>(folds[code] & FOLD) + 1)
            plain[code].kind = LETTER | alphabet


def _prepare():
    for code in range(PLAIN + 1):
        plain[code] = Plain(NOT_PLAIN, 0)
    learn(np.array([*range(0x180), *range(0x2010, 0x2028)], np.uint32))  # what texts in Latin letters are made of
    for code in range(TABLED):
        kinds_below[code] = kind_of(code)
    power, inverse = 1, 1
    for place in range(BLOCK):
        powers[place], inverses[place] = power, inverse
        power, inverse = power * CHAR_BASE % 2**64, inverse * pow(CHAR_BASE, -1, 2**64) % 2**64
    powers[BLOCK] = power


_prepare()


cdef int more(Words *words, Py_ssize_t room) noexcept nogil:
    """Make room for that many words; 0 where memory is short."""
    cdef void *hashes = realloc(words.hashes, room * sizeof(uint32_t))
    if hashes != NULL:
        words.hashes = <uint32_t *>hashes
    cdef void *starts = realloc(words.starts, room * sizeof(int32_t))
    if starts != NULL:
        words.starts = <int32_t *>starts
    cdef void *ends = realloc(words.ends, room * sizeof(int32_t))
    if ends != NULL:
        words.ends = <int32_t *>ends
    cdef void *slow = realloc(words.slow, room)
    if slow != NULL:
        words.slow = <uint8_t *>slow
    if hashes == NULL or starts == NULL or ends == NULL or slow == NULL:
        return 0
    words.room = room
    return 1


cdef void release(Words *words) noexcept nogil:
    free(words.hashes)
    free(words.starts)
    free(words.ends)
    free(words.slow)


cdef inline int add(
    Words *words, Py_ssize_t first, Py_ssize_t last, uint64_t total, uint8_t slow
) noexcept nogil:
    """Add a word; 0 where memory is short."""
    if words.count == words.room and not more(words, 2 * words.room + 64):
        return 0
    words.slow_count += slow
    put(words, first, last, total)
    words.slow[words.count - 1] = slow
    return 1


cdef inline void put(Words *words, Py_ssize_t first, Py_ssize_t last, uint64_t total) noexcept nogil:
    """Add a word for which there is room."""
    words.hashes[words.count] = <uint32_t>(mixed(total + <uint64_t>(last - first)) >> 32)
    words.starts[words.count] = <int32_t>first
    words.ends[words.count] = <int32_t>last
    words.slow[words.count] = 0
    words.count += 1


cdef struct Sums:
    # Of the plain code points of a block: the sums of their terms up to each place, which are letters, and of
    # which alphabet, 0 where there are none but such of no alphabet.
    uint64_t before[BLOCK + 1]
    uint64_t letters
    uint64_t alphabet


cdef inline bint add_up(const Code *codes, Sums *sums) noexcept nogil:
    """Add up a block; whether all of it is plain and of one alphabet."""
    cdef Py_ssize_t place
    cdef uint64_t total = 0, letters = 0, met = 0
    if is_plain(codes[0]) and is_plain(codes[BLOCK // 2]) and is_plain(codes[BLOCK - 1]):
        sums.before[0] = 0
        for place in range(0, BLOCK, 4):
            take(codes, place, &total, &letters, &met, sums)
            take(codes, place + 1, &total, &letters, &met, sums)
            take(codes, place + 2, &total, &letters, &met, sums)
            take(codes, place + 3, &total, &letters, &met, sums)
        sums.letters, sums.alphabet = letters, met & ALPHABETS
        return not met & NOT_PLAIN and not sums.alphabet & (sums.alphabet - 1)
    return False  # as nearly all blocks of other scripts, which costs little so


cdef inline const Plain *plain_of(uint32_t code) noexcept nogil:
    return &plain[code if code < PLAIN else PLAIN]


cdef inline bint is_plain(uint32_t code) noexcept nogil:
    return plain_of(code).kind != NOT_PLAIN


cdef inline void take(
    const Code *codes, Py_ssize_t place, uint64_t *total, uint64_t *letters, uint64_t *met, Sums *sums
) noexcept nogil:
    """Add up one code point."""
    cdef const Plain *found = plain_of(codes[place]) if Code is not uint8_t else &plain[codes[place]]
    met[0] |= found.kind
    letters[0] = (letters[0] >> 1) | (found.kind & LETTER)
    total[0] += found.term * powers[place]
    sums.before[place + 1] = total[0]


cdef Py_ssize_t scan_plain(const Code *codes, Py_ssize_t place, Py_ssize_t size, Words *words) noexcept nogil:
    """Find and hash the words from a place on where no word goes on, as long as whole blocks are plain.

    Returns where the next word may begin, -1 where memory is short. A word's hash is a sum of terms by the
    powers of their places in it: that of its places in the block, divided by the power of its first.
    """
    cdef Sums sums
    cdef Py_ssize_t first = -1  # of the word that goes on from the block before
    cdef uint64_t total = 0, power = 1, alphabet = 0, begins, ends, begin, end
    while place + BLOCK <= size and add_up(codes + place, &sums):
        alphabet = sums.alphabet | (alphabet if first >= 0 and sums.letters & 1 else 0)
        if alphabet & (alphabet - 1):  # a word may have letters of both
            break
        if words.count + BLOCK > words.room and not more(words, 2 * words.room + BLOCK):
            return -1
        if first >= 0:
            if not ~sums.letters:
                total += sums.before[BLOCK] * power
                power *= powers[BLOCK]
                place += BLOCK
                continue
            end = lowest_bit(~sums.letters)
            put(words, first, place + end, total + sums.before[end] * power)
            sums.letters &= ~<uint64_t>0 << end
        begins = sums.letters & ~(sums.letters << 1)
        ends = ~sums.letters & (sums.letters << 1)
        while ends:
            begin, end = lowest_bit(begins), lowest_bit(ends)
            put(
                words, place + begin, place + end,
                (sums.before[end] - sums.before[begin]) * inverses[begin],
            )
            begins &= begins - 1
            ends &= ends - 1
        first = -1
        if begins:
            begin = lowest_bit(begins)
            first, power = place + begin, powers[BLOCK - begin]
            total = (sums.before[BLOCK] - sums.before[begin]) * inverses[begin]
        place += BLOCK
    return place if first < 0 else first


cdef int scan(const Code *codes, Py_ssize_t size, Words *words) noexcept nogil:
    """Find and hash the words: 1 when done, 0 where memory is short, -1 where the tables lack a code point.

    A word runs from `first` to `last`, its outermost code points that are not ignorable. It is cut before
    each grapheme, and before a letter whose nearest letter or grapheme on the left is a grapheme.
    """
    cdef Py_ssize_t place = 0, first, last, plain = 0
    cdef uint32_t code, fold, seen
    cdef uint8_t kind, anchor, slow, ignored
    cdef uint64_t total, power
    while place < size:
        if place >= plain:
            place = scan_plain(codes, place, size, words)
            if place < 0:
                return 0
            plain = place + BLOCK  # not before: the next is not plain
            if place == size:
                break
        kind = classes[codes[place]]
        if kind == OTHER:
            place += 1
            continue
        first, last, anchor, slow, ignored, seen, total, power = -1, 0, OTHER, 0, 0, 0, 0, 1
        while True:
            code = codes[place]
            if kind == WORD or kind == GRAPHEME:
                anchor = kind
            elif kind == UNSEEN:
                return -1
            if kind == IGNORABLE:
                ignored = 1
            else:
                if first < 0:
                    first = place
                elif ignored:
                    slow = 1
                ignored = 0
                last = place + 1
                fold = folds[code]
                seen |= fold
                total += mixed(<uint64_t>(fold & FOLD) + 1) * power
                power *= CHAR_BASE
            place += 1
            if place == size:
                break
            kind = classes[codes[place]]
            if kind == OTHER or kind == GRAPHEME or (kind == WORD and anchor == GRAPHEME):
                break
        seen >>= ALPHABET
        slow |= (seen & (seen - 1)) != 0
        if first >= 0 and not add(words, first, last, total, slow):
            return 0
    return 1


cdef int scan_text(str text, Words *words) except? -2:
    cdef void *data = PyUnicode_DATA(text)
    cdef Py_ssize_t size = PyUnicode_GET_LENGTH(text)
    cdef int kind = PyUnicode_KIND(text)
    with nogil:
        if kind == 1:
            return scan[uint8_t](<const uint8_t *>data, size, words)
        if kind == 2:
            return scan[uint16_t](<const uint16_t *>data, size, words)
        return scan[uint32_t](<const uint32_t *>data, size, words)


def tokenise(str text not None):
    """See `numpy_loops.tokenise`."""
    return tokenise_all([text])[:3]


def tokenise_all(texts):
    """See `numpy_loops.tokenise_all`."""
    cdef Words words = Words(0, 0, 0, NULL, NULL, NULL, NULL)
    cdef list given = list(texts)
    cdef Py_ssize_t size = 0, number
    cdef str text
    bounds = np.zeros(len(given) + 1, np.int64)
    cdef int64_t *ends_at = <int64_t *>memory_of(bounds)
    for text in given:
        if text is None:
            raise TypeError("a text has to be a str")
        size += PyUnicode_GET_LENGTH(text)
    try:
        if not more(&words, size // 5 + 64):
            raise MemoryError
        for number in range(len(given)):
            add_text(given[number], &words)
            ends_at[number + 1] = words.count
        size = words.count
        hashes, starts, ends = np.empty(size, np.uint32), np.empty(size, np.int32), np.empty(size, np.int32)
        memcpy(memory_of(hashes), words.hashes, size * sizeof(uint32_t))
        memcpy(memory_of(starts), words.starts, size * sizeof(int32_t))
        memcpy(memory_of(ends), words.ends, size * sizeof(int32_t))
        return hashes, starts, ends, bounds
    finally:
        release(&words)


cdef int add_text(str text, Words *words) except -1:
    """Add the words of one text."""
    cdef Py_ssize_t before = words.count
    cdef int done = scan_text(text, words)
    if done < 0:
        learn(np.frombuffer(text.encode("utf-32-le", "surrogatepass"), np.uint32))
        words.count, words.slow_count = before, 0
        done = scan_text(text, words)
    if done != 1:
        raise MemoryError
    if words.slow_count:
        normalise_slow(text, words, before)
        words.slow_count = 0
    return 0


cdef int normalise_slow(str text, Words *words, Py_ssize_t first) except -1:
    """Hash the words from row `first` on that the scan could not; drop those that normalisation makes vanish."""
    cdef Py_ssize_t row, kept = first
    cdef Known found
    for row in range(first, words.count):
        if words.slow[row]:
            found = hash_normalised(text, words.starts[row], words.ends[row])
            if not found.has_form:
                continue
            words.hashes[row] = found.hash
        if kept < row:
            words.hashes[kept] = words.hashes[row]
            words.starts[kept] = words.starts[row]
            words.ends[kept] = words.ends[row]
        kept += 1
    words.count = kept
    return 0


cdef inline Known *slot_of(uint64_t key) noexcept nogil:
    """The slot of a word, or the empty one in which it would stand."""
    cdef Py_ssize_t at = <Py_ssize_t>(key & (SLOTS - 1))
    while known[at].key and known[at].key != key:
        at = (at + 1) & (SLOTS - 1)
    return &known[at]


cdef Known hash_normalised(str text, Py_ssize_t start, Py_ssize_t end) except *:
    """The hash of the normal form of a word, asked once for each word."""
    global known_count
    cdef int kind = PyUnicode_KIND(text)
    cdef void *data = PyUnicode_DATA(text)
    cdef uint64_t total = 0, power = 1
    cdef Py_ssize_t place
    for place in range(start, end):
        total += mixed(<uint64_t>PyUnicode_READ(kind, data, place) + 1) * power
        power *= CHAR_BASE
    cdef uint64_t key = mixed(total + <uint64_t>(end - start)) | 1
    cdef Known found = slot_of(key)[0]
    if found.key:
        return found
    cdef str normal = unicode_classes.normalise(text[start:end])
    found = Known(key, hash_word(normal) if normal else 0, bool(normal))
    if known_count == MOST_KNOWN:
        memset(known, 0, SLOTS * sizeof(Known))
        known_count = 0
    slot_of(key)[0] = found
    known_count += 1
    return found


cdef uint32_t hash_word(str word) except? 0:
    cdef uint64_t total = 0, power = 1
    cdef Py_UCS4 code
    for code in word:
        total += mixed(<uint64_t>code + 1) * power
        power *= CHAR_BASE
    return <uint32_t>(mixed(total + <uint64_t>len(word)) >> 32)


def hash_words(list words not None):
    """See `numpy_loops.hash_words`."""
    result = np.empty(len(words), np.uint32)
    cdef uint32_t *hashes = <uint32_t *>memory_of(result)
    cdef Py_ssize_t place
    for place in range(len(words)):
        hashes[place] = hash_word(words[place])
    return result


def first_letters(texts, starts, offsets):
    """See `python_letters.first_letters`."""
    starts, offsets = np.ascontiguousarray(starts, np.int32), np.ascontiguousarray(offsets, np.int64)
    check_offsets(offsets, len(starts), len(texts))
    if offsets[0] or offsets[-1] != len(starts):
        raise ValueError("every word belongs to a text")
    result = np.empty(len(starts), np.uint32)
    cdef const int32_t *first = <const int32_t *>memory_of(starts)
    cdef const int64_t *bounds = <const int64_t *>memory_of(offsets)
    cdef uint32_t *letters = <uint32_t *>memory_of(result)
    cdef Py_ssize_t number, place, size
    cdef int kind
    cdef void *data
    cdef str text
    for number, text in enumerate(texts):
        if text is None:
            raise TypeError("a text has to be a str")
        kind, data, size = PyUnicode_KIND(text), PyUnicode_DATA(text), PyUnicode_GET_LENGTH(text)
        for place in range(bounds[number], bounds[number + 1]):
            if not 0 <= first[place] < size:
                raise IndexError("a word begins outside its text")
            letters[place] = PyUnicode_READ(kind, data, first[place])
    return result


def letter_kinds(codes):
    """See `python_letters.letter_kinds`."""
    codes = np.ascontiguousarray(codes, np.uint32)
    result = np.empty(len(codes), np.uint8)
    cdef const uint32_t *letters = <const uint32_t *>memory_of(codes)
    cdef uint8_t *kinds = <uint8_t *>memory_of(result)
    cdef Py_ssize_t place, count = len(codes)
    with nogil:
        for place in range(count):
            kinds[place] = kinds_below[letters[place]] if letters[place] < TABLED else kind_of(letters[place])
    return result
