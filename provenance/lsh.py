"""Sketches -> candidate pairs for "is this the same article?". An estimate proposes; it gives no verdict.

Bands of rows (Indyk & Motwani 1998; Leskovec, Rajaraman & Ullman, Mining of Massive Datasets, 3.4): texts
of similarity s share at least one of b bands of r rows with probability 1 - (1 - s**r)**b. datasketch's
optimiser chooses b and r for a threshold; its MinHashLSH gives the same pairs (tested).
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

import numpy as np
import numpy.typing as npt

from provenance.kernels import mix64
from provenance.minhash import Sketch
from provenance.postings import join


@dataclass(frozen=True, slots=True)
class Proposals:
    """`pairs` of places in the sequence of sketches, first below second, ascending; at most
    `left_out` were not made because a band stands in too many texts (a pair counts once for each band)."""

    pairs: tuple[tuple[int, int], ...]
    left_out: int


def bands_and_rows(threshold: float, num_perm: int) -> tuple[int, int]:
    """The bands and rows that datasketch's optimiser chooses for a Jaccard threshold."""
    from datasketch import MinHashLSH

    index = MinHashLSH(threshold=threshold, num_perm=num_perm)
    return int(index.b), int(index.r)


def propose(sketches: Sequence[Sketch], *, bands: int, rows: int, frequent: int) -> Proposals:
    """Pairs of sketches that agree in at least one band."""
    if len(sketches) < 2:
        return Proposals((), 0)
    values = np.stack([sketch.hashvalues for sketch in sketches])
    texts = np.arange(len(sketches), dtype=np.int64)
    found = []
    left_out = 0
    for band in range(bands):
        shared = join(_band_keys(values[:, band * rows : (band + 1) * rows]), texts, frequent)
        found.append(shared.first * len(sketches) + shared.second)
        left_out += shared.left_out
    pairs = np.unique(np.concatenate(found)).tolist()
    return Proposals(tuple(divmod(pair, len(sketches)) for pair in pairs), left_out)


def _band_keys(rows: npt.NDArray[np.uint32]) -> npt.NDArray[np.uint64]:
    """One 64-bit key for the values of a band."""
    key = np.zeros(len(rows), np.uint64)
    for column in rows.T:
        key = mix64(key ^ column.astype(np.uint64)) + np.uint64(1)
    return key
