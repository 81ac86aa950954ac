"""The arithmetic that the loops share: hashes modulo 2**64."""

from __future__ import annotations

from typing import Any, TypeAlias

import numpy as np

U64: TypeAlias = np.ndarray[Any, np.dtype[np.uint64]]


def mix64(value: U64) -> U64:
    """The finaliser of SplitMix64 (Steele, Lea & Flood, OOPSLA 2014): each input bit reaches all output."""
    value = (value ^ (value >> np.uint64(30))) * np.uint64(0xBF58476D1CE4E5B9)
    value = (value ^ (value >> np.uint64(27))) * np.uint64(0x94D049BB133111EB)
    return value ^ (value >> np.uint64(31))
