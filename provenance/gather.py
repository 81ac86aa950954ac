"""What an article has from several sources -> the best source, what the next adds, and what stays its own.

Greedy cover, as sourmash's `gather` does for genomes: take the source that has most of the words, subtract
these, repeat. It says who has the words, not who had them first.
"""

from __future__ import annotations

import heapq
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from typing import Protocol, TypeAlias

import numpy as np
import numpy.typing as npt

from provenance.spans import Span
from provenance.tokens import Tokens

Ranges: TypeAlias = tuple[tuple[int, int], ...]
"""Half-open ranges of word places, ascending, apart."""


@dataclass(frozen=True, slots=True)
class Step:
    """A source (its number among those given), the `words` that it has and no source before it, where they
    stand, how many it has `in_all`, and how many it and those before it have together (`reached`)."""

    source: int
    words: int
    ranges: Ranges
    in_all: int
    reached: int


class Credit(Protocol):
    """A name that a text credits: `covers` are the words credited; none for pictures."""

    @property
    def name(self) -> str: ...

    @property
    def role(self) -> str: ...

    @property
    def covers(self) -> tuple[Span, ...]: ...


@dataclass(frozen=True, slots=True)
class Standing:
    """Of some words of an article how many stand in quote marks, how many are credited, to whom (by name,
    the most first; a word can be credited twice), and how many neither."""

    quoted: int
    credited: int
    names: tuple[tuple[str, int], ...]
    neither: int


@dataclass(frozen=True, slots=True)
class Gathered:
    """The `steps`; the words of the article that no source has (`own`); and those which only sources have
    that add fewer words than a step needs (`scattered`)."""

    words: int
    steps: tuple[Step, ...]
    own: Ranges
    scattered: Ranges


def gather(words: int, sources: Sequence[Iterable[tuple[int, int]]], *, least: int = 1) -> Gathered:
    """The greedy cover of an article of so many `words` by what each source has of it: half-open ranges of
    word places, in any order, overlapping or not.

    A step adds at least `least` words. Of two sources that add as many, the one that has more in all goes
    first, then the one that was given first. Raises ValueError where a range is not inside the article.
    """
    has = [merge(ranges) for ranges in sources]
    if any(ranges and not 0 <= ranges[0][0] < ranges[-1][1] <= words for ranges in has):
        raise ValueError(f"a source has words outside the article, which has {words}")
    left = np.ones(words, bool)
    total = [count(ranges) for ranges in has]
    # A source never adds more later than now: one that still leads when it is counted again is the best.
    waiting = [(-total[source], -total[source], source) for source in range(len(has))]
    heapq.heapify(waiting)
    steps: list[Step] = []
    reached = 0
    while waiting:
        _, _, source = heapq.heappop(waiting)
        adds = sum(int(np.count_nonzero(left[first:last])) for first, last in has[source])
        if adds < max(1, least):
            continue
        now = (-adds, -total[source], source)
        if waiting and waiting[0] < now:
            heapq.heappush(waiting, now)
            continue
        new = np.zeros(words, bool)
        for first, last in has[source]:
            new[first:last] = left[first:last]
        left &= ~new
        reached += adds
        steps.append(Step(source, adds, ranges_of(new), total[source], reached))
    any_has = np.zeros(words, bool)
    for ranges in has:
        for first, last in ranges:
            any_has[first:last] = True
    return Gathered(words, tuple(steps), ranges_of(~any_has), ranges_of(left & any_has))


def standing(
    ranges: Ranges, tokens: Tokens, quotations: Iterable[Span], credits: Iterable[Credit]
) -> Standing:
    """What the words in some ranges of an article stand in; `quotations` are what stands in quote marks."""
    chosen = np.zeros(len(tokens), bool)
    for first, last in ranges:
        chosen[first:last] = True
    by_name: dict[str, list[Span]] = {}
    for credit in credits:
        if credit.role != "photo":
            by_name.setdefault(credit.name, []).extend(credit.covers)
    quoted = chosen & _inside(tokens, quotations)
    credited = {name: chosen & _inside(tokens, spans) for name, spans in by_name.items()}
    any_credited = np.zeros(len(tokens), bool)
    for mask in credited.values():
        any_credited |= mask
    names = sorted((-int(mask.sum()), name) for name, mask in credited.items() if mask.any())
    return Standing(
        int(quoted.sum()),
        int(any_credited.sum()),
        tuple((name, -words) for words, name in names),
        int((chosen & ~quoted & ~any_credited).sum()),
    )


def _inside(tokens: Tokens, spans: Iterable[Span]) -> npt.NDArray[np.bool_]:
    """Which words start inside any of the spans."""
    inside = np.zeros(len(tokens), bool)
    for span in spans:
        first, last = tokens.places(span)
        inside[first:last] = True
    return inside


def merge(ranges: Iterable[tuple[int, int]]) -> Ranges:
    """Ranges as one set of words: ascending and apart; empty ones are dropped."""
    merged: list[tuple[int, int]] = []
    for first, last in sorted(ranges):
        if last <= first:
            continue
        if merged and first <= merged[-1][1]:
            merged[-1] = (merged[-1][0], max(last, merged[-1][1]))
        else:
            merged.append((first, last))
    return tuple(merged)


def count(ranges: Ranges) -> int:
    """How many words ranges hold that stand apart."""
    return sum(last - first for first, last in ranges)


def ranges_of(chosen: npt.NDArray[np.bool_]) -> Ranges:
    """The ranges of the words that are chosen."""
    edges = np.flatnonzero(np.diff(chosen.astype(np.int8), prepend=0, append=0))
    return tuple(zip(edges[::2].tolist(), edges[1::2].tolist(), strict=True))
