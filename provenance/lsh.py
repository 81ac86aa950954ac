"""Sketches -> candidate pairs for "is this the same article?". An estimate proposes; it gives no verdict.

Bands of rows (Indyk & Motwani 1998; Leskovec, Rajaraman & Ullman, Mining of Massive Datasets, 3.4): texts
of similarity s share at least one of b bands of r rows with probability 1 - (1 - s**r)**b. datasketch's
optimiser chose b and r for the threshold; its MinHashLSH gives the same pairs (both tested).
"""

from __future__ import annotations

from collections.abc import Iterator

import numpy as np
import numpy.typing as npt

from provenance.kernels import mix64
from provenance.postings import NEVER, NOWHERE, Keyed, Pairs, Rule, pack, pair_up, shared
from provenance.sides import Sides


def propose(
    sketches: npt.NDArray[np.uint32], *, bands: int, rows: int, frequent: int, sides: Sides | None = None
) -> Pairs:
    """Pairs of sketches (a row each) that agree in at least one band; `counts` are bands. Where there are
    `sides`, only pairs of which one text stands on each.

    Raises ValueError where the sketches have fewer values than the bands need.
    """
    parts = []
    for keys in all_band_keys(sketches, bands=bands, rows=rows):
        ranked = pack(keys, 0)
        ranked.sort()
        owners, bounds = shared(ranked)
        nothing = np.zeros(owners.size, np.uint32)
        parts.append(Keyed(owners, nothing, nothing, bounds).across(sides))
    return pair_up(parts, Rule(frequent, NEVER, NOWHERE, 1), len(sketches), sides)


def all_band_keys(
    sketches: npt.NDArray[np.uint32], *, bands: int, rows: int
) -> Iterator[npt.NDArray[np.uint64]]:
    """The keys of all sketches, band by band.

    Raises ValueError where the sketches have fewer values than the bands need.
    """
    values = sketches.shape[1]
    if bands * rows > values:
        raise ValueError(f"{bands} bands of {rows} rows need {bands * rows} values, not {values}")
    for band in range(bands):
        yield _band_keys(sketches[:, band * rows : (band + 1) * rows])


def jaccard(sketches: npt.NDArray[np.uint32], pairs: Pairs) -> npt.NDArray[np.float64]:
    """The Jaccard similarity of each pair as the sketches estimate it, 0 to 1."""
    return jaccard_of(sketches, pairs.first, pairs.second)


def jaccard_of(
    sketches: npt.NDArray[np.uint32], first: npt.NDArray[np.int64], second: npt.NDArray[np.int64]
) -> npt.NDArray[np.float64]:
    """The same for the texts of these numbers."""
    result = np.empty(first.size)
    for begin in range(0, result.size, 4096):  # bounded memory
        part = slice(begin, begin + 4096)
        result[part] = np.mean(sketches[first[part]] == sketches[second[part]], axis=1)
    return result


def _band_keys(rows: npt.NDArray[np.uint32]) -> npt.NDArray[np.uint64]:
    """One 64-bit key for the values of a band."""
    key = np.zeros(len(rows), np.uint64)
    for column in rows.T:
        key = mix64(key ^ column.astype(np.uint64)) + np.uint64(1)
    return key
