"""Scores of the model -> probabilities as often right as they say, by what was counted on families held back.

The map of each kind of statement is a line through a few points, rising, in the data of the weights.
"""

from __future__ import annotations

import json
from bisect import bisect_right
from collections.abc import Mapping, Sequence
from functools import lru_cache
from importlib import resources

Points = tuple[Sequence[float], Sequence[float]]


@lru_cache(maxsize=1)
def load_calibration() -> Mapping[str, Points]:
    """For each kind of statement scores, ascending, and the probabilities that they are worth."""
    text = (resources.files("provenance.data") / "lineage_weights.json").read_text(encoding="utf-8")
    return {kind: (rows[0], rows[1]) for kind, rows in json.loads(text).get("calibration", {}).items()}


def calibrate(kind: str, score: float) -> float:
    """The probability that a score of this kind is worth; the score itself where nothing is known. Scores
    below those that were counted are worth less in proportion: nothing says that they are worth as much."""
    points = load_calibration().get(kind)
    if points is None:
        return score
    scores, right = points
    if score <= scores[0]:
        return right[0] * min(1.0, score / scores[0] if scores[0] else 1.0)
    if score >= scores[-1]:
        return right[-1]
    at = bisect_right(scores, score)  # by hand: numpy's interp takes several times as long for one number
    low, high = scores[at - 1], scores[at]
    return right[at - 1] + (right[at] - right[at - 1]) / (high - low) * (score - low)
