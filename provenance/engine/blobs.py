"""Arrays <-> bytes, so that a general compressor finds what is small: the first bytes of all numbers come
first, then the second ones of all."""

from __future__ import annotations

import struct
from typing import Any

import numpy as np
import numpy.typing as npt

Array = npt.NDArray[Any]
_KINDS = {kind: np.dtype(kind) for kind in ("u1", "<u4", "<u8", "<i4", "<i8", "<f8")}
_CODES = {dtype: code for code, dtype in enumerate(_KINDS.values())}
_DTYPES = list(_KINDS.values())
_HEAD = struct.Struct("<BQ")


def pack(*arrays: Array) -> bytes:
    """One-dimensional arrays as a blob. Raises KeyError for one of a type that blobs do not have."""
    parts = [bytes([len(arrays)])]
    for array in arrays:
        dtype = array.dtype.newbyteorder("<")
        parts.append(_HEAD.pack(_CODES[dtype], array.size))
        own = np.ascontiguousarray(array, dtype).view(np.uint8).reshape(-1, dtype.itemsize)
        parts.append(own.T.tobytes())
    return b"".join(parts)


def unpack(blob: bytes) -> list[Array]:
    """The arrays of a blob. Raises struct.error, IndexError or ValueError for what is none."""
    found: list[Array] = []
    at = 1
    for _ in range(blob[0]):
        code, size = _HEAD.unpack_from(blob, at)
        at += _HEAD.size
        dtype = _DTYPES[code]
        planes = np.frombuffer(blob, np.uint8, size * dtype.itemsize, at).reshape(dtype.itemsize, -1)
        found.append(np.ascontiguousarray(planes.T).reshape(-1).view(dtype))
        at += planes.size
    return found


def steps(ascending: Array) -> Array:
    """The first of some ascending numbers without a sign, and how far each is from the one before."""
    return np.diff(ascending, prepend=ascending.dtype.type(0))


def climb(distances: Array) -> Array:
    """The numbers of which these are the `steps`."""
    return np.cumsum(distances, dtype=distances.dtype)
