"""The versions of one text by one outlet: each was made from the one before it, so they stand in a row.

A tree lets two versions be made from the same one; a row does not. All orders of a few versions are summed
up exactly, by subsets (as Bellman, J. ACM 1962, and Held & Karp, J. SIAM 1962, but sums in place of minima).
Changes add up along a row, and so, nearly, does the logarithm of the share of runs of words that two texts
have in common: those that have most stand side by side.
"""

from __future__ import annotations

import numpy as np
import numpy.typing as npt

from provenance.arborescence import Matrix

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
    sets = np.arange(1 << count)
    within = (sets[:, None] >> np.arange(count)) & 1 == 1
    behind = np.where(within[:, :, None], order, 0.0).min(axis=1)
    size = within.sum(axis=1)
    begun = np.full((len(sets), count), -np.inf)  # orders of the set that end with a version
    begun[1 << np.arange(count), np.arange(count)] = 0.0
    steps = [
        (some, some | 1 << last, last)
        for number in range(1, count)
        for last in range(count)
        for some in [sets[(size == number) & ~within[:, last]]]
    ]
    for some, grown, last in steps:
        on = _step(close, within[some], last) + behind[some, last][:, None]
        begun[grown, last] = np.logaddexp.reduce(begun[some] + on, axis=1)
    total = np.logaddexp.reduce(begun[-1])
    left = np.full((len(sets), count), -np.inf)  # orders of the rest that follow on a version
    left[-1] = 0.0
    found = np.zeros((count, count))
    for some, grown, following in reversed(steps):
        on = _step(close, within[some], following)
        on += (behind[some, following] + left[grown, following])[:, None]
        left[some] = np.logaddexp(left[some], on)
        found[:, following] += np.exp(begun[some] + on - total).sum(axis=0)
    return np.minimum(found, 1.0)


def _step(close: Matrix, within: npt.NDArray[np.bool_], following: int) -> Matrix:
    """The log-weight of a version after each set (row) that ends with each version (column): near to the last
    one, or to any of the set where a change was taken back."""
    any_one = np.logaddexp.reduce(np.where(within, close[:, following], -np.inf), axis=1)
    back = np.log(TAKEN_BACK / within.sum(axis=1)) + any_one
    step: Matrix = np.logaddexp(np.log1p(-TAKEN_BACK) + close[:, following], back[:, None])
    return step
