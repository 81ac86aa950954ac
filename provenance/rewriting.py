"""Two texts -> the regions that they share, in the same words, in others or in fewer.

Passages show words that stand in a row in both texts. Where words were swapped, clauses moved and sentences
merged, few do, but most of the rare ones stand near each other. Each word that both texts have speaks for a
region by its rarity in this pair, each that one lacks speaks against it; a grid of cells shows where to
begin, and maximal segments of the one text for the words of the other's, in turn, find its ends
(`kernels.grow_regions`).

It takes no sentences, stems or lists of words, so any language will do.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

import numpy as np
import numpy.typing as npt

from provenance import kernels, settings
from provenance.kernels import WITHIN, Growth
from provenance.passages import Passage
from provenance.spans import Span
from provenance.summaries import Words, find_candidate
from provenance.tokens import Tokens

I64 = npt.NDArray[np.int64]

GROWTH = Growth(
    cell=settings.REGION_CELL,
    seed=settings.REGION_SEED,
    margin=settings.REGION_MARGIN,
    slack=settings.REGION_SLACK,
    penalty=settings.REGION_EDGE,
    least=min(settings.REGION_LEAST, settings.SUMMARY_TRACE),
    rounds=settings.REGION_ROUNDS,
    most=settings.REGION_SEEDS,
)


@dataclass(frozen=True, slots=True)
class Weighing:
    """By what words are weighed: see `weigh`. `length` counts words, `scale` is an exponent, the others are
    scores of a word that stands once in each text, and how much less or more they are for each doubling."""

    length: int = settings.REGION_LENGTH
    scale: float = settings.REGION_SCALE
    gain: float = settings.REGION_GAIN
    falls: float = settings.REGION_GAIN_FALLS
    cost: float = settings.REGION_COST
    rises: float = settings.REGION_COST_RISES
    most: float = settings.REGION_COST_MOST


WEIGHING = Weighing()


@dataclass(frozen=True, slots=True, order=True)
class Region:
    """What two texts share: the words from `first_*` up to `last_*` (exclusive) of each. `summary` says which
    side is a summary of the other: a, b or neither."""

    first_a: int
    last_a: int
    first_b: int
    last_b: int
    summary: str = "neither"

    def holds(self, other: Region) -> bool:
        """Whether the other stands within it in both texts."""
        return (
            self.first_a <= other.first_a
            and other.last_a <= self.last_a
            and self.first_b <= other.first_b
            and other.last_b <= self.last_b
        )


def find_regions(a: Tokens, b: Tokens, passages: Sequence[Passage]) -> list[Region]:
    """The regions of two texts, ascending; `passages` are those that they share word for word. One at most is
    a summary, which takes the place of those within it."""
    copied = [passage for passage in passages if passage.matched >= settings.REGION_COPIED]
    taken_a, taken_b = np.zeros(len(a), np.uint8), np.zeros(len(b), np.uint8)
    for passage in copied:
        taken_a[passage.first_a : passage.last_a] = 1
        taken_b[passage.first_b : passage.last_b] = 1
    words, numbers = np.unique(np.concatenate((a.hashes, b.hashes)), return_inverse=True)
    own, other = numbers[: len(a)].astype(np.int32), numbers[len(a) :].astype(np.int32)
    count_a, count_b = np.bincount(own, minlength=words.size), np.bincount(other, minlength=words.size)
    gains, costs = weigh(count_a, count_b)
    rows = kernels.grow_regions(own, other, _begins(a), _begins(b), taken_a, taken_b, gains, costs, GROWTH)
    copies = [Region(one.first_a, one.last_a, one.first_b, one.last_b) for one in copied]
    rows = rows[np.argsort(-rows[:, 4], kind="stable")]
    traces = copies + [Region(*row[:4]) for row in rows.tolist()]
    found = set(traces[: len(copies) + int(np.sum(rows[:, 4] >= settings.REGION_LEAST))])
    found = {
        one
        for one in found
        if min(one.last_a - one.first_a, one.last_b - one.first_b) >= settings.REGION_WORDS
    }
    summary = _find_summary(
        Words(own, count_a, _edges(a)), Words(other, count_b, _edges(b)), sorted(found), traces
    )
    if summary:
        found = {region for region in found if not summary.holds(region)} | {summary}
    return sorted(found)


def _find_summary(a: Words, b: Words, regions: Sequence[Region], traces: Sequence[Region]) -> Region | None:
    """The part of one of two texts that summarises the other. Either of them may have it; of two the likelier
    counts."""
    found: list[tuple[float, Region]] = []
    if one := find_candidate(a, b, [_sides(each) for each in regions], [_sides(each) for each in traces]):
        found.append((one.score, Region(one.first, one.last, one.start, one.end, "a")))
    if two := find_candidate(b, a, [_turned(each) for each in regions], [_turned(each) for each in traces]):
        found.append((two.score, Region(two.start, two.end, two.first, two.last, "b")))
    score, region = max(found, default=(-1.0, None))
    return region if score >= 0 else None


def _sides(region: Region) -> tuple[int, int, int, int]:
    return region.first_a, region.last_a, region.first_b, region.last_b


def _turned(region: Region) -> tuple[int, int, int, int]:
    return region.first_b, region.last_b, region.first_a, region.last_a


def _edges(tokens: Tokens) -> I64:
    """The words before which a sentence begins, and the number of words."""
    return np.append(np.flatnonzero(tokens.edges != WITHIN), len(tokens)).astype(np.int64)


def weigh(count_a: I64, count_b: I64, by: Weighing = WEIGHING) -> tuple[I64, I64]:
    """What each word of a pair speaks for a region whose other side has it, and against one whose other side
    lacks it, in thousandths, by how often it stands in the two texts.

    The counts are brought near those of texts of `by.length` words in all, so that a word of a long text
    need not be as rare.
    """
    length = int(count_a.sum() + count_b.sum())
    scale = (by.length / max(1, length)) ** by.scale
    often = (count_a + count_b) * scale
    rarity = by.gain - by.falls * np.log2(np.maximum(often / 2, 0.5))
    gains = np.where((count_a > 0) & (count_b > 0), np.maximum(rarity, 0), 0)
    costs = by.cost + by.rises * np.log2(np.maximum(often, 1))
    return _thousandths(gains), _thousandths(np.minimum(costs, by.most))


def _thousandths(values: npt.NDArray[np.float64]) -> I64:
    return np.rint(values * 1000).astype(np.int64)


def _begins(tokens: Tokens) -> npt.NDArray[np.uint8]:
    """Whether a sentence begins before each word."""
    begins: npt.NDArray[np.uint8] = (tokens.edges != WITHIN).astype(np.uint8)
    return begins


def join_regions(regions: Sequence[Region], gap: int) -> list[Region]:
    """The regions, those joined between which at most `gap` words stand on both sides. Ascending."""
    joined = sorted(regions)
    at = 0
    while at < len(joined):
        one = joined[at]
        near = next(
            (place for place in range(len(joined)) if place != at and _near(one, joined[place], gap)), None
        )
        if near is None:
            at += 1
            continue
        two = joined[near]
        for place in sorted((at, near), reverse=True):
            del joined[place]
        joined.append(
            Region(
                min(one.first_a, two.first_a),
                max(one.last_a, two.last_a),
                min(one.first_b, two.first_b),
                max(one.last_b, two.last_b),
                max((one.summary, two.summary), key=("neither", "b", "a").index),
            )
        )
        at = 0
    return sorted(joined)


def _near(one: Region, two: Region, gap: int) -> bool:
    return (
        max(one.first_a, two.first_a) - min(one.last_a, two.last_a) <= gap
        and max(one.first_b, two.first_b) - min(one.last_b, two.last_b) <= gap
    )


def spans(region: Region, a: Tokens, b: Tokens) -> tuple[Span, Span]:
    """Where a region stands in either text."""
    return a.span(region.first_a, region.last_a), b.span(region.first_b, region.last_b)
