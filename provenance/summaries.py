"""Two texts -> the part of the one that says in few words what the other says in many.

A summary takes its words from all over its source. No place of the source has many of them, so no region
grows; but words that the source uses often, and that the text with the summary uses nowhere else, stand close
together in it. Each word speaks for a part by how much likelier it is in a summary of the source than in the
rest of the text; the part for which most speaks is taken up, and signs decide about it: how much speaks for
it, and how little for any other part; at how many places of the source traces of it stand; how little of it
is explained otherwise, by a single place of the source or by the regions that the two share; and that the
source is not so long that such words are met by chance.

A text that is about nothing else is compared with nothing, and one of its own on the same matter would look
alike: no part of it counts as a summary. Nor does this tell a summary from what somebody else wrote about the
same matter in a part of another text; it says what stands in both, not where it is from.

It takes no lists of words, so any language will do. Where no sentences are marked, no part is found either.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from math import inf, log2

import numpy as np
import numpy.typing as npt

from provenance import settings

I32 = npt.NDArray[np.int32]
I64 = npt.NDArray[np.int64]

Sides = tuple[int, int, int, int]
"""Where a region stands: the first and the end word in the text with the summary, then in the source."""


@dataclass(frozen=True, slots=True)
class Words:
    """One of two texts: its `n` words as numbers from 0 up, equal for equal words of both texts (int32), how
    often each number stands in it (int64), and the places at which its sentences begin, ascending, with `n`
    at the end (int64)."""

    numbers: I32
    counts: I64
    edges: I64


@dataclass(frozen=True, slots=True)
class Candidate:
    """A part of a text that may summarise another: its words from `first` up to `last`, and those of the
    source from `start` up to `end` among which its own stand.

    `evidence` and `elsewhere` (that for the best other part) are thousandths of a bit. `together` is the
    largest share of the evidence that one place of the source explains, `shared` the share of its words that
    stand in regions; `places` counts the places of the source with traces, `length` its words.
    """

    first: int
    last: int
    start: int
    end: int
    evidence: int
    elsewhere: int
    together: float
    shared: float
    places: int
    length: int

    @property
    def score(self) -> float:
        """From 0 up it is a summary. What regions cover at a single place of the source is a copy of that."""
        if self.places < 2 and self.shared > settings.SUMMARY_COVERED:
            return -inf
        return (
            settings.SUMMARY_BASE
            + settings.SUMMARY_EVIDENCE * log2(self.evidence / 1000)
            - settings.SUMMARY_ELSEWHERE * log2(1 + self.elsewhere / 1000)
            - settings.SUMMARY_TOGETHER * self.together
            - settings.SUMMARY_SHARED * self.shared
            + settings.SUMMARY_PLACES * self.places
            - settings.SUMMARY_LENGTH * log2(self.length)
        )


def find_candidate(
    text: Words, source: Words, regions: Sequence[Sides], traces: Sequence[Sides]
) -> Candidate | None:
    """The part of a text that is likeliest to summarise a source, which must be longer by a factor.

    `traces` are weak regions, the strongest first, with those that count as `regions` among them.
    """
    length = source.numbers.size
    if (
        text.numbers.size < settings.SUMMARY_WORDS
        or length < settings.SUMMARY_SHORTER * settings.SUMMARY_WORDS
    ):
        return None
    # At first, as if one of the places of each word were in the summary; then without those that are.
    outside, size = np.maximum(text.counts - 1, 0), text.numbers.size
    for _ in range(settings.SUMMARY_ROUNDS):
        weights = weigh_words(source.counts, outside, size)
        values = weights[text.numbers]
        evidence, first, last = best_part(values, text.edges)
        words = last - first
        if words < settings.SUMMARY_WORDS or length < settings.SUMMARY_SHORTER * words:
            return None
        if text.numbers.size < settings.SUMMARY_APART * words:
            return None
        if evidence < 1000 * settings.SUMMARY_LEAST:
            return None
        inside = np.bincount(text.numbers[first:last], minlength=text.counts.size)
        outside, size = text.counts - inside, text.numbers.size - words
    places, together = _stand(weights, inside, source, 2 * words)
    elsewhere = max(
        best_part(values[:first], np.append(text.edges[text.edges < first], first))[0],
        best_part(values[last:], text.edges[text.edges >= last] - last)[0],
    )
    return Candidate(
        first, last, int(places[0]), int(places[-1]) + 1, evidence, elsewhere, together,
        shared_part(regions, first, last), count_places(traces, first, last), length,
    )  # fmt: skip


def weigh_words(source: I64, outside: I64, size: int) -> I64:
    """What each word speaks for a part that has it, in thousandths of a bit.

    `source` says how often each word stands in the source, `outside` how often in the rest of the text, which
    has `size` words.
    """
    total = int(source.sum())
    usual = (outside + settings.SUMMARY_SOURCE * source + settings.SUMMARY_UNSEEN) / (
        size + settings.SUMMARY_SOURCE * total + settings.SUMMARY_WORLD
    )
    likelier = source / max(1, total) / usual
    bits = np.log2(1 - settings.SUMMARY_SHARE + settings.SUMMARY_SHARE * likelier)
    weights: I64 = np.rint(np.minimum(bits, settings.SUMMARY_MOST) * 1000).astype(np.int64)
    return weights


def best_part(values: I64, edges: I64) -> tuple[int, int, int]:
    """The highest sum of values between two of the edges, and these two: of equal ones the earliest end, and
    the earliest beginning to that. 0 between equal edges where no sum is higher."""
    if not edges.size:
        return 0, 0, 0
    sums = np.concatenate((np.zeros(1, np.int64), np.cumsum(values)))[edges]
    lowest = np.minimum.accumulate(sums)
    end = int(np.argmax(sums - lowest))
    begin = int(np.argmax(sums[: end + 1] == lowest[end])) if sums[end] > lowest[end] else end
    return int(sums[end] - lowest[end]), int(edges[begin]), int(edges[end])


def _stand(weights: I64, inside: I64, source: Words, window: int) -> tuple[npt.NDArray[np.intp], float]:
    """The places in the source of the words that speak for a part, and the largest share of what they speak
    that stands in a window of so many words. A word's is spread over all of its places."""
    speaks = np.maximum(weights, 0) * inside
    spread = (speaks / np.maximum(source.counts, 1))[source.numbers]
    sums = np.concatenate((np.zeros(1), np.cumsum(spread)))
    ends = np.minimum(np.arange(spread.size) + window, spread.size)
    return np.flatnonzero(spread), float((sums[ends] - sums[:-1]).max() / sums[-1])


def shared_part(regions: Sequence[Sides], first: int, last: int) -> float:
    """The share of the words of a part that stand in regions."""
    inside = np.zeros(last - first, bool)
    for begin, end, _, _ in regions:
        inside[max(begin - first, 0) : max(end - first, 0)] = True
    return float(inside.mean())


def count_places(traces: Sequence[Sides], first: int, last: int) -> int:
    """At how many places of the source those traces stand of which more than half is in a part, up to a
    number of them. Places are further from each other than half of the part is long; the strongest trace
    comes first."""
    middles: list[int] = []
    for begin, end, start, stop in traces:
        inside = min(end, last) - max(begin, first)
        if 2 * inside > end - begin and all(abs(start + stop - other) > last - first for other in middles):
            middles.append(start + stop)
    return min(len(middles), settings.SUMMARY_PLACES_MOST)
