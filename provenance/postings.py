"""Keys that texts hold -> pairs of texts that share keys. Both candidate channels end here.

A key in many texts makes pairs with a few neighbours only: all pairs of 2,000 reprints would be two million.
Nothing is dropped: every text stays linked to the key's first text, and what was left out is counted.
"""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np
import numpy.typing as npt

Ints = npt.NDArray[np.int64]


@dataclass(frozen=True, slots=True, eq=False)
class SharedKeys:
    """One row per pair of postings of one key: indexes into the postings, `first` in the lower text.

    `left_out` counts the pairs that frequent keys did not make, a pair of texts once for each such key.
    """

    first: Ints
    second: Ints
    left_out: int


def join(keys: npt.NDArray[np.uint64], texts: Ints, frequent: int) -> SharedKeys:
    """All pairs of postings of one key in different texts.

    `keys` and `texts` are postings (one text may hold a key once only). A key of more than `frequent` texts
    pairs each text with the key's first text and with its neighbour.
    """
    order = np.lexsort((texts, keys))
    ranked = keys[order]
    starts = np.flatnonzero(np.append(True, ranked[1:] != ranked[:-1])) if ranked.size else np.zeros(0, int)
    sizes = np.diff(np.append(starts, ranked.size))
    firsts: list[Ints] = []
    seconds: list[Ints] = []
    left_out = 0
    for size in np.unique(sizes[sizes > 1]).tolist():
        groups = starts[sizes == size]
        if size <= frequent:
            left, right = np.triu_indices(size, 1)
        else:
            neighbours = np.arange(1, size - 1)
            left = np.concatenate((np.zeros(size - 1, np.int64), neighbours))
            right = np.concatenate((np.arange(1, size), neighbours + 1))
            left_out += (size * (size - 1) // 2 - left.size) * groups.size
        firsts.append(order[(groups[:, None] + left[None, :]).ravel()])
        seconds.append(order[(groups[:, None] + right[None, :]).ravel()])
    empty = np.zeros(0, np.int64)
    return SharedKeys(
        np.concatenate(firsts) if firsts else empty,
        np.concatenate(seconds) if seconds else empty,
        left_out,
    )
