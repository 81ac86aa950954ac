"""What each code point is to the tokeniser: part of a word, a word of its own, or nothing.

Classes and folds are worked out the first time a code point is met and kept in tables that numpy (and the
compiled loops) can index, so that starting costs nothing and each script pays only for itself.
"""

from __future__ import annotations

import re
import unicodedata
from functools import lru_cache
from typing import Any

import numpy as np

from provenance.kernels.alphabets import alphabet_of, unmix

OTHER, WORD, MARK, IGNORABLE, GRAPHEME, UNSEEN = 0, 1, 2, 3, 4, 255
"""OTHER separates words; WORD is a letter or number; MARK joins what stands before it; IGNORABLE is dropped
inside a word and never starts or ends one; GRAPHEME starts a word of its own (scripts without spaces)."""

ALPHABET = 21
"""In the fold table: what a code point folds to has the lowest 21 bits, its alphabet (see `alphabets`) those
above. A word in which bits of two alphabets meet is normalised as a string: they may be look-alikes."""

SLOW = 0xFFFFFFFF
"""In the fold table: this code point can't be folded alone; the whole word is normalised as a string. All
bits are set, as if it were of all alphabets."""

# DerivedCoreProperties.txt, Default_Ignorable_Code_Point (Unicode 15.1).
_IGNORABLE_RANGES = (
    (0x00AD, 0x00AD), (0x034F, 0x034F), (0x061C, 0x061C), (0x115F, 0x1160), (0x17B4, 0x17B5),
    (0x180B, 0x180F), (0x200B, 0x200F), (0x202A, 0x202E), (0x2060, 0x206F), (0x3164, 0x3164),
    (0xFE00, 0xFE0F), (0xFEFF, 0xFEFF), (0xFFA0, 0xFFA0), (0xFFF0, 0xFFF8), (0x1BCA0, 0x1BCA3),
    (0x1D173, 0x1D17A), (0xE0000, 0xE0FFF),
)  # fmt: skip

# Blocks of scripts that are written without spaces between words (Scripts.txt): Thai, Lao, Burmese and its
# extensions, Khmer, kana, Han with its extensions and compatibility forms, halfwidth kana.
_GRAPHEME_RANGES = (
    (0x0E00, 0x0E7F), (0x0E80, 0x0EFF), (0x1000, 0x109F), (0x1780, 0x17FF), (0x3005, 0x3007),
    (0x3021, 0x3029), (0x3031, 0x3035), (0x3038, 0x303B), (0x3041, 0x30FF), (0x31F0, 0x31FF),
    (0x3400, 0x4DBF), (0x4E00, 0x9FFF), (0xA9E0, 0xA9FE), (0xAA60, 0xAA7F), (0xF900, 0xFAFF),
    (0xFF66, 0xFF9D), (0x1AFF0, 0x1B16F), (0x20000, 0x3FFFF),
)  # fmt: skip

# Letters by category that Unicode's grapheme rules (UAX 29) attach to what stands before them: Thai and Lao
# SARA AM, the halfwidth voiced sound marks.
_ATTACHED = frozenset({0x0E33, 0x0EB3, 0xFF9E, 0xFF9F})

# Marks of Arabic script, and the tatweel, which spelling leaves out at will.
_ARABIC_RANGES = (
    (0x0610, 0x061A), (0x0640, 0x0640), (0x064B, 0x065F), (0x0670, 0x0670), (0x06D6, 0x06DC),
    (0x06DF, 0x06E4), (0x06E7, 0x06E8), (0x06EA, 0x06ED), (0x0897, 0x089F), (0x08CA, 0x08E1),
    (0x08E3, 0x08FF),
)  # fmt: skip

# Conjoining jamo compose with their neighbours although they are letters; NFKC makes them of halfwidth and
# compatibility jamo.
_JAMO_RANGES = ((0x1100, 0x11FF), (0xA960, 0xA97C), (0xD7B0, 0xD7FB))


_IGNORABLE = {code: None for first, last in _IGNORABLE_RANGES for code in range(first, last + 1)}
_DROPPED = _IGNORABLE | {code: None for first, last in _ARABIC_RANGES for code in range(first, last + 1)}


def _in(code: int, ranges: tuple[tuple[int, int], ...]) -> bool:
    return any(first <= code <= last for first, last in ranges)


def is_ignorable(code: int) -> bool:
    """Whether Unicode calls this code point default-ignorable (soft hyphen, zero-width space, ...)."""
    return code in _IGNORABLE


def is_dropped(code: int) -> bool:
    """Whether normalisation leaves this code point out: ignorables, Arabic marks, tatweel."""
    return code in _DROPPED


def class_of(code: int) -> int:
    """The class of one code point, for the tokeniser."""
    if is_ignorable(code):
        return IGNORABLE
    if code in _ATTACHED:
        return MARK
    category = unicodedata.category(chr(code))
    if category[0] == "M":
        return MARK
    if category[0] in "LN":
        return GRAPHEME if _in(code, _GRAPHEME_RANGES) else WORD
    return OTHER


# Marks of no script in particular, and among them those that lie over a letter (combining class 1). Spelling
# has no use for the latter, and puts at most two on a letter that has no code point with them.
_GENERAL_MARKS = "\u0300-\u036f\u1ab0-\u1aff\u1dc0-\u1dff\u20d0-\u20ff\ufe20-\ufe2f"
_OVERLAYS = "\u0334-\u0338\u20d2\u20d3\u20d8-\u20da\u20e5\u20e6\u20ea\u20eb"
_OVERLAY = re.compile(f"[{_OVERLAYS}]")
_STACK = re.compile(f"(.)[{_GENERAL_MARKS}]{{3,}}", re.DOTALL)
_HAS_MARK = re.compile(f"[{_GENERAL_MARKS}]")


def without_stacks(word: str) -> str:
    """A word in NFKC without marks laid over letters, and without any where a letter has three or more."""
    if not _HAS_MARK.search(word):
        return word
    return _STACK.sub(lambda stack: unicodedata.normalize("NFD", stack[1])[0], _OVERLAY.sub("", word))


@lru_cache(maxsize=1 << 16)
def normalise(word: str) -> str:
    """A word as it is compared: NFKC, case-folded, ignorables, Arabic marks, tatweel and stacks of marks
    dropped, look-alikes of another alphabet folded.

    Ignorables go first, or one between a letter and its accent would keep them apart. Look-alikes come before
    case: a Cyrillic н looks like no Latin letter, the capital does. The spaces on which NFKC puts isolated
    marks go too: they stand inside words of presentation forms.
    """
    if word.isascii():
        return word.casefold()
    solid = unmix(word.translate(_IGNORABLE))
    folded = unicodedata.normalize("NFKC", unicodedata.normalize("NFKC", solid).casefold())
    return "".join(without_stacks(folded).translate(_DROPPED).split())


def fold_of(code: int) -> int:
    """The one code point that this one becomes in a word of its alphabet, and that alphabet (see ALPHABET);
    or SLOW where that depends on its neighbours."""
    kind = class_of(code)
    if kind not in (WORD, GRAPHEME) or is_dropped(code):
        return SLOW
    folded = normalise(chr(code))
    if len(folded) != 1 or unicodedata.combining(folded) or _in(ord(folded), _JAMO_RANGES):
        return SLOW
    alphabet = alphabet_of(folded) if kind == WORD else 0
    return alphabet << ALPHABET | ord(folded)


class_table: np.ndarray[Any, np.dtype[np.uint8]] = np.full(0x110000, UNSEEN, np.uint8)
fold_table: np.ndarray[Any, np.dtype[np.uint32]] = np.zeros(0x110000, np.uint32)


def learn(codes: np.ndarray[Any, np.dtype[np.uint32]]) -> None:
    """Fill the tables for every code point of `codes` that was not met before."""
    unseen = codes[class_table[codes] == UNSEEN]
    if not unseen.size:
        return
    for code in set(unseen.tolist()):
        fold_table[code] = fold_of(code)
        class_table[code] = class_of(code)
