"""The measure of PAN's text alignment: how well detections cover the cases of a corpus, by kind and over all.

A case and a detection are each a span of the suspicious and a span of the source text. A detection detects a
case where they overlap in both. Recall is the mean over the cases of the share of their characters (of both
spans) that the detections of it cover together; precision the same with cases and detections swapped;
granularity the mean number of detections of a detected case; plagdet the harmonic mean of the first two,
divided by log2(1 + granularity) (Potthast et al., COLING 2010).
"""

from __future__ import annotations

import math
from collections.abc import Iterable, Sequence
from dataclasses import dataclass


@dataclass(frozen=True, slots=True, order=True)
class Pair:
    """Half-open spans of characters: from `start` to `end` of the suspicious text, and of the source."""

    start: int
    end: int
    source_start: int
    source_end: int

    def meets(self, other: Pair) -> bool:
        """Whether the two overlap in both texts."""
        return (
            self.start < other.end
            and other.start < self.end
            and self.source_start < other.source_end
            and other.source_start < self.source_end
        )

    @property
    def size(self) -> int:
        """The characters of both spans."""
        return self.end - self.start + self.source_end - self.source_start


@dataclass(frozen=True, slots=True)
class Score:
    """`cases` and `detections` are counts."""

    precision: float
    recall: float
    granularity: float
    cases: int
    detections: int

    @property
    def plagdet(self) -> float:
        """The figure by which systems are ranked, 0 to 1."""
        both = self.precision + self.recall
        return 2 * self.precision * self.recall / both / math.log2(1 + self.granularity) if both else 0.0


def score(texts: Iterable[tuple[Sequence[Pair], Sequence[Pair]]]) -> Score:
    """The score over some pairs of texts, each with its cases and its detections. Without any of these,
    recall or precision is 0."""
    recalls: list[float] = []
    precisions: list[float] = []
    counts: list[int] = []
    for cases, detections in texts:
        for case in cases:
            found = [one for one in detections if one.meets(case)]
            recalls.append(_covered(case, found))
            if found:
                counts.append(len(found))
        for one in detections:
            precisions.append(_covered(one, [case for case in cases if case.meets(one)]))
    return Score(
        _mean(precisions),
        _mean(recalls),
        _mean(counts) if counts else 1.0,
        len(recalls),
        len(precisions),
    )


def _mean(values: Sequence[float]) -> float:
    return sum(values) / len(values) if values else 0.0


def _covered(one: Pair, others: Sequence[Pair]) -> float:
    """The share of the characters of `one` that others cover together."""
    own = _union(one.start, one.end, [(other.start, other.end) for other in others])
    source = _union(
        one.source_start, one.source_end, [(other.source_start, other.source_end) for other in others]
    )
    return (own + source) / one.size


def _union(start: int, end: int, spans: Iterable[tuple[int, int]]) -> int:
    """How much of the span from `start` to `end` some spans cover together."""
    covered, reached = 0, start
    for first, last in sorted(spans):
        first, last = max(first, reached), min(last, end)
        if last > first:
            covered += last - first
            reached = last
    return covered
