"""The letters that words begin with: capitals and digits, in any script."""

from __future__ import annotations

from collections.abc import Sequence
from functools import cache

import numpy as np
import numpy.typing as npt

from provenance.tokens import Block

Codes = npt.NDArray[np.uint32]
Flags = npt.NDArray[np.bool_]

_TABLED = 0x3000
"""Code points below are looked up in tables: those of alphabets. Hardly any above is a capital or a digit."""


@cache
def _tables() -> tuple[Flags, Flags]:
    """Of code points whether each is a capital, and whether it is a digit; the last stands for all above."""
    letters = [*map(chr, range(_TABLED)), ""]
    return (
        np.array([letter.isupper() for letter in letters]),
        np.array([letter.isdecimal() for letter in letters]),
    )


def capitals_and_digits(codes: Codes) -> tuple[Flags, Flags]:
    """Of code points whether each is a capital, and whether it is a digit."""
    capitals, digits = _tables()
    low = np.minimum(codes, _TABLED)
    capital, digit = capitals[low], digits[low]
    above = np.flatnonzero(low == _TABLED)
    if above.size:
        values, which = np.unique(codes[above], return_inverse=True)
        first = [chr(value) for value in values.tolist()]
        capital[above] = np.array([letter.isupper() for letter in first])[which]
        digit[above] = np.array([letter.isdecimal() for letter in first])[which]
    return capital, digit


def first_letters(texts: Sequence[str], block: Block) -> Codes:
    """The code point with which each word of some texts begins."""
    bounds = np.cumsum([0, *map(len, texts)])
    codes = np.frombuffer("".join(texts).encode("utf-32-le", "surrogatepass"), np.uint32)
    found: Codes = codes[np.repeat(bounds[:-1], np.diff(block.offsets)) + block.starts]
    return found
