"""What the C library keeps of memory that nobody uses any more."""

from __future__ import annotations

import ctypes
import sys


def give_back_memory() -> None:
    """Hand what is free to the system: glibc keeps what many small arrays have left."""
    if sys.platform == "linux":
        trim = getattr(ctypes.CDLL(None), "malloc_trim", None)  # other C libraries have no such function
        if trim is not None:
            trim(0)
