"""Rows of many texts that stand one behind the other: where each text's begin."""

from __future__ import annotations

from typing import Any, TypeAlias

import numpy as np

I64: TypeAlias = np.ndarray[Any, np.dtype[np.int64]]
U8: TypeAlias = np.ndarray[Any, np.dtype[np.uint8]]


def check_offsets(offsets: I64, rows: int, texts: int | None = None) -> None:
    """Raises ValueError where the offsets do not ascend within `rows`, or are not those of so many texts.

    Compiled loops read wherever they are told to, so nothing is read before this.
    """
    if not offsets.size or (texts is not None and offsets.size != texts + 1):
        raise ValueError("every text has a begin, and the last an end")
    if offsets[0] < 0 or offsets[-1] > rows or (offsets[1:] < offsets[:-1]).any():
        raise ValueError(f"offsets have to ascend from 0 to {rows}")


def check_sides(sides: U8 | None, rows: int) -> None:
    """Raises ValueError where there are sides, but not one for each row, or others than 1, 2 and 3 (both)."""
    if sides is None:
        return
    if len(sides) != rows:
        raise ValueError("every posting has a side where any has one")
    if rows and not (np.min(sides) >= 1 and np.max(sides) <= 3):
        raise ValueError("a side is 1, 2 or 3")
