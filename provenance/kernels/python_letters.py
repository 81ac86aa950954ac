"""The letters that words begin with, in numpy: capitals and digits, in any script."""

from __future__ import annotations

from collections.abc import Sequence
from functools import cache
from typing import Any, TypeAlias

import numpy as np

from provenance.kernels.offsets import check_offsets

U8: TypeAlias = np.ndarray[Any, np.dtype[np.uint8]]
U32: TypeAlias = np.ndarray[Any, np.dtype[np.uint32]]
I32: TypeAlias = np.ndarray[Any, np.dtype[np.int32]]
I64: TypeAlias = np.ndarray[Any, np.dtype[np.int64]]

CAPITAL, DIGIT = 1, 2
"""Kinds of letters; all others are 0."""

_TABLED = 0x3000
"""Code points below are looked up in a table: those of alphabets. Above is hardly a capital or a digit."""


def first_letters(texts: Sequence[str], starts: I32, offsets: I64) -> U32:
    """The code point with which each word of some texts begins; the words of text `i` stand from `offsets[i]`
    on. Raises ValueError where the offsets are not those of all words, IndexError where a word begins outside
    its text."""
    check_offsets(offsets, len(starts), len(texts))
    if offsets[0] or offsets[-1] != len(starts):
        raise ValueError("every word belongs to a text")
    counts = np.diff(offsets)
    sizes = np.array([len(text) for text in texts], np.int64)
    if ((starts < 0) | (starts >= np.repeat(sizes, counts))).any():
        raise IndexError("a word begins outside its text")
    codes = np.frombuffer("".join(texts).encode("utf-32-le", "surrogatepass"), np.uint32)
    found: U32 = codes[np.repeat(np.cumsum(sizes) - sizes, counts) + starts]
    return found


def letter_kinds(codes: U32) -> U8:
    """Whether each code point (below 0x110000) is a capital or a digit."""
    low = np.minimum(codes, _TABLED)
    kinds = _table()[low]
    above = np.flatnonzero(low == _TABLED)
    if above.size:
        values, which = np.unique(codes[above], return_inverse=True)
        kinds[above] = np.array([_kind(chr(value)) for value in values.tolist()], np.uint8)[which]
    return kinds


def _kind(letter: str) -> int:
    return CAPITAL if letter.isupper() else DIGIT if letter.isdecimal() else 0


@cache
def _table() -> U8:
    """The kinds of code points; the last stands for all above."""
    return np.array([_kind(letter) for letter in (*map(chr, range(_TABLED)), "")], np.uint8)
