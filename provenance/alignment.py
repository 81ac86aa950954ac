"""Two token sequences -> Matches: chains of equal words, edits allowed, moved parts apart.

Seeds are runs of equal words. Seeds that follow each other in both texts are chained, the short gaps between
them are aligned word by word, each chain apart, so that a passage that was moved survives.
"""

from __future__ import annotations

import itertools
from collections.abc import Callable
from dataclasses import dataclass

import numpy as np
import numpy.typing as npt

from provenance import kernels

Words = npt.NDArray[np.uint32]
Variant = Callable[[int, int], bool]
"""Whether word `i` of the first text and word `j` of the second are spellings of one word."""


@dataclass(frozen=True, slots=True)
class Match:
    """One chain: `pairs` of aligned words (place in a, place in b), both ascending; `equal` says which of
    them are the same word and not a variant of it."""

    pairs: tuple[tuple[int, int], ...]
    equal: tuple[bool, ...]


def align(a: Words, b: Words, *, seed: int, gap: int, refrain: int, variant: Variant) -> list[Match]:
    """All chains that two texts share, the heaviest first.

    `seed` is the length in words of the runs that start a chain, `gap` the number of unmatched words on
    either side that a chain may step over. A shingle that makes more than `refrain` pairs is no seed.
    """
    chains = kernels.chains(*kernels.shared_runs(a, b, seed, refrain), gap, seed)
    cells = kernels.gap_cells(a, b, *chains)
    facing = zip(*(places.tolist() for places in cells), strict=True)
    variants = np.fromiter((variant(i, j) for i, j in facing), np.uint8, cells[0].size)
    places_a, places_b, begins = kernels.fill_gaps(a, b, *chains, variants)
    pairs = list(zip(places_a.tolist(), places_b.tolist(), strict=True))
    equal = (a[places_a] == b[places_b]).tolist()
    return [
        Match(tuple(pairs[begin:end]), tuple(equal[begin:end]))
        for begin, end in itertools.pairwise(begins.tolist())
    ]
