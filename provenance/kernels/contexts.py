"""The words around a fingerprint: some bits of them are kept with it, which tell longer runs from shorter."""

from __future__ import annotations

from typing import Any

import numpy as np

U32 = np.ndarray[Any, np.dtype[np.uint32]]

CONTEXT, CONTEXT_BITS = 3, 5
"""The words on each side of a fingerprint of which some bits are kept, and how many bits of each."""


def are_long(differing: U32, needed: int) -> np.ndarray[Any, np.dtype[np.bool_]]:
    """Whether at least `needed` words next to a shingle are equal, by the bits in which contexts differ."""
    total = np.zeros(differing.size, np.int64)
    for side in range(2):
        open_rows = np.ones(differing.size, bool)
        for each in range(CONTEXT):
            bits = np.uint32(((1 << CONTEXT_BITS) - 1) << (CONTEXT_BITS * (CONTEXT * side + each)))
            open_rows &= (differing & bits) == 0
            total += open_rows
    return total >= needed
