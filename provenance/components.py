"""Pairs of texts -> the groups of texts that are connected by them, each of which can be explained by itself.

What two texts that share nothing, directly or over others, have to say of each other is nothing: families,
verdicts, lineage and relations of one component need the texts of that component only.
"""

from __future__ import annotations

from collections.abc import Iterator
from typing import TypeAlias

import numpy as np
import numpy.typing as npt

Numbers: TypeAlias = npt.NDArray[np.int64]


def lowest_connected(count: int, first: npt.ArrayLike, second: npt.ArrayLike) -> Numbers:
    """For each of `count` items the lowest item that it is connected with, directly or over others.

    `first` and `second` are the two sides of the connections, in any order; an item without one stands for
    itself. Raises IndexError where a side names no item.
    """
    label = np.arange(count)
    left, right = (np.asarray(side, np.int64).reshape(-1) for side in (first, second))
    while left.size:
        low, high = label[left], label[right]
        apart = low != high
        left, right, low, high = left[apart], right[apart], low[apart], high[apart]
        # Hang the higher root below the lower one; then let all point at the roots again.
        np.minimum.at(label, np.maximum(low, high), np.minimum(low, high))
        while not np.array_equal(label, above := label[label]):
            label = above
    return label


def split(
    count: int, first: npt.ArrayLike, second: npt.ArrayLike, alone: npt.ArrayLike = (), *, least: int = 1
) -> Iterator[Numbers]:
    """The components of texts that share something, each as the ascending numbers of its texts.

    `first` and `second` are the texts of each pair that shares something; texts that share nothing are left
    out, but those in `alone` (say, because they stand in several places). Components come by their lowest
    text; small ones are put together until there are `least` texts, which changes no result and saves time.
    """
    left, right, kept = (np.asarray(side, np.int64).reshape(-1) for side in (first, second, alone))
    label = lowest_connected(count, left, right)
    wanted = np.zeros(count, bool)
    for side in (left, right, kept):
        wanted[side] = True
    texts = np.flatnonzero(wanted)
    order = np.argsort(label[texts], kind="stable")
    texts = texts[order]
    begins = np.flatnonzero(np.diff(label[texts], prepend=-1))
    start = 0
    for end in [*begins[1:].tolist(), texts.size]:
        if end - start >= least or end == texts.size > start:
            yield np.sort(texts[start:end])
            start = end
