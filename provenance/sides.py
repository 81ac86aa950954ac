"""The two sides of a comparison: where only texts of the one are compared with texts of the other.

A text stands on side 1, on side 2, or on both (3); a text that stands on neither takes no part. Where there
are no sides, every text stands on both: then any two may be compared.
"""

from __future__ import annotations

import numpy as np
import numpy.typing as npt

Sides = npt.NDArray[np.uint8]
"""The side of each text, by its number."""
Ints = npt.NDArray[np.int64]

BOTH = 3


def across(one: Sides, other: Sides) -> npt.NDArray[np.bool_]:
    """Of pairs of texts whether one of the two stands on each side."""
    found: npt.NDArray[np.bool_] = (one | other) == BOTH
    return found


def stand_across(numbers: Ints, sides: Sides | None) -> bool:
    """Whether these texts stand on both sides, taken together."""
    return sides is None or int(np.bitwise_or.reduce(sides[numbers])) == BOTH


def keys_across(owners: Ints, bounds: Ints, sides: Sides) -> tuple[Ints, Ints]:
    """Of postings, key by key, those whose key stands on both sides: their rows, and where each key's begin
    (with the end of the last). `owners` are the texts, `bounds` where the keys begin now."""
    if not owners.size:
        return np.zeros(0, np.int64), np.zeros(1, np.int64)
    kept = np.bitwise_or.reduceat(sides[owners], bounds[:-1]) == BOTH
    sizes = np.diff(bounds)
    rows = np.flatnonzero(np.repeat(kept, sizes))
    return rows, np.concatenate((np.zeros(1, np.int64), np.cumsum(sizes[kept])))


def count_across(first: Ints, sides: Sides | None) -> Ints:
    """How many pairs the texts of each group make; `first` says for each text which group it is in (0 up)."""
    pairs = _pairs_of(np.bincount(first))
    if sides is None:
        return pairs
    for side in (1, 2):
        pairs = pairs - _pairs_of(np.bincount(first[sides == side], minlength=pairs.size))
    return pairs


def _pairs_of(sizes: Ints) -> Ints:
    return sizes * (sizes - 1) // 2
