"""The versions of one text by one outlet: each was made from the one before it, so they stand in a row.

A tree lets two versions be made from the same one; a row does not. All orders of a few versions are summed
up exactly, by subsets (as Bellman, J. ACM 1962, and Held & Karp, J. SIAM 1962, but sums in place of minima).
Changes add up along a row, and so, nearly, does the logarithm of the share of runs of words that two texts
have in common: those that have most stand side by side.
"""

from __future__ import annotations

from functools import lru_cache

import numpy as np
import numpy.typing as npt

from provenance.arborescence import Ints, Matrix

TAKEN_BACK = 0.05
"""How often a version is nearer to one of those before the last, since a change was taken back."""
MOST = 12
"""Versions whose orders are summed up: time and memory double with each."""


def succession(close: Matrix, order: Matrix) -> Matrix:
    """`found[p, c]`: the probability that version p is the last before version c.

    `close[p, c]`: the log-weight of c for standing behind p; `order[u, v]`, 0 or less: that of u standing
    anywhere before v. Of all that a version stands behind the worst counts, since one wrong date is one
    mistake. Raises ValueError where there are more than MOST.
    """
    count = len(close)
    if count > MOST:
        raise ValueError(f"the orders of at most {MOST} versions are summed up")
    if count < 2:
        return np.zeros((count, count))
    within, levels = _sets(count)
    behind = np.where(within[:, :, None], order, 0.0).min(axis=1)
    begun = np.full((len(within), count), -np.inf)  # orders of the set that end with a version
    begun[1 << np.arange(count), np.arange(count)] = 0.0
    steps = []
    for some, row, following, grown in levels:
        on = _step(close, within[some]) + behind[some][:, :, None]
        begun[grown, following] = np.logaddexp.reduce(begun[some][:, None, :] + on, axis=2)[row, following]
        steps.append(on)
    total = np.logaddexp.reduce(begun[-1])
    left = np.full((len(within), count), -np.inf)  # orders of the rest that follow on a version
    left[-1] = 0.0
    found = np.zeros((count, count))
    for (some, row, following, grown), on in zip(reversed(levels), reversed(steps), strict=True):
        rest = np.full((len(some), count), -np.inf)
        rest[row, following] = left[grown, following]
        on += rest[:, :, None]
        left[some] = np.logaddexp.reduce(on, axis=1)
        found += np.exp(begun[some][:, None, :] + on - total).sum(axis=0).T
    return np.minimum(found, 1.0)


_Level = tuple[Ints, Ints, Ints, Ints]
"""The sets of so many versions; then, for each of them and each version that it has not, its row among these,
that version, and the set with it."""


@lru_cache(maxsize=MOST)
def _sets(count: int) -> tuple[npt.NDArray[np.bool_], list[_Level]]:
    """Which of so many versions are in each set of them, by the bits of its number; the sets by their sizes,
    from those of one to those that lack one."""
    sets = np.arange(1 << count)
    within = (sets[:, None] >> np.arange(count)) & 1 == 1
    size = within.sum(axis=1)
    levels = []
    for number in range(1, count):
        some = sets[size == number]
        row, following = np.nonzero(~within[some])
        levels.append((some, row, following, some[row] | 1 << following))
    return within, levels


def _step(close: Matrix, within: npt.NDArray[np.bool_]) -> Matrix:
    """By set (row of `within`; all of one size), by version that follows, by that which the set ends with:
    the log-weight of following, near to the last one, or to any of the set where a change was taken back."""
    of_set = np.where(within[:, :, None], close, -np.inf)
    back = np.log(TAKEN_BACK / within[0].sum()) + np.logaddexp.reduce(of_set, axis=1)
    step: Matrix = np.logaddexp(np.log1p(-TAKEN_BACK) + close.T, back[:, :, None])
    return step
