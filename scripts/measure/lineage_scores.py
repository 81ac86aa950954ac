"""Answers on who has it from whom against the truth: counts by family, ratios with bootstrap intervals,
calibration."""

from __future__ import annotations

from collections import Counter, defaultdict
from collections.abc import Callable, Iterable, Mapping, Sequence
from dataclasses import dataclass, field

import numpy as np

THRESHOLDS = (0.5, 0.7, 0.8, 0.9)
BINS = 10
ROUNDS = 400
"""Samples of the bootstrap."""
LEAST = 25
"""Words. A source of fewer is no parent that an answer could be asked for."""


class Truth:
    """Who took from whom, by numbers of articles. `parents[c]` has those in the folder with their words, the
    source of most first; `outside[c]`: it took words from an article that is not in the folder."""

    def __init__(self, ids: Sequence[str], taken: Sequence[Mapping[str, int]]) -> None:
        number = {name: place for place, name in enumerate(ids)}
        self.parents: list[dict[int, int]] = []
        self.outside: list[bool] = []
        self.main: list[int | None] = []
        for found in taken:
            ranked = sorted(found, key=lambda name: (-found[name], name))
            self.parents.append({number[name]: found[name] for name in ranked if name in number})
            self.outside.append(any(name not in number for name in ranked))
            self.main.append(number.get(ranked[0]) if ranked else None)
        self._ids = number
        self._above: list[frozenset[object] | None] = [None] * len(ids)
        self._taken = taken

    def above(self, place: int) -> frozenset[object]:
        """All whom an article has words from, directly or over others: numbers, or ids outside the folder."""
        known = self._above[place]
        if known is None:
            found: set[object] = set()
            self._above[place] = frozenset()
            for name in self._taken[place]:
                above = self._ids.get(name, name)
                found.add(above)
                if isinstance(above, int):
                    found |= self.above(above)
            known = self._above[place] = frozenset(found)
        return known

    def related(self, a: int, b: int) -> bool:
        """Whether one of two has it from the other, directly or over others."""
        return a in self.above(b) or b in self.above(a)

    def neighbours(self, a: int, b: int) -> bool:
        """Whether one of two has it from the other directly."""
        return a in self.parents[b] or b in self.parents[a]

    def has_unseen(self, place: int, others: Iterable[int]) -> bool:
        """Whether an article has words from outside the folder, or nothing from anybody in it and is not
        related to one of the others."""
        apart = any(other != place and not self.related(other, place) for other in others)
        return self.outside[place] or (self.main[place] is None and apart)

    def siblings(self, a: int, b: int) -> bool:
        """Whether neither has it from the other, and both have it from a third."""
        return not self.related(a, b) and not self.above(a).isdisjoint(self.above(b))


@dataclass(slots=True)
class Tally:
    """What was counted in one cell: by family how often each thing was; and pairs of a probability and
    whether
    that was right, by kind."""

    counts: dict[str, Counter[str]] = field(default_factory=lambda: defaultdict(Counter))
    told: dict[str, list[tuple[float, bool]]] = field(default_factory=lambda: defaultdict(list))

    def ratio(self, part: str, whole: str) -> float | None:
        """One count over another; None where there is nothing."""
        total = sum(count[whole] for count in self.counts.values())
        return sum(count[part] for count in self.counts.values()) / total if total else None

    def total(self, name: str) -> float:
        """One count over all families."""
        return sum(count[name] for count in self.counts.values())

    def interval(self, part: str, whole: str, seed: int = 1) -> tuple[float, float] | None:
        """The middle 95 % of the ratio over samples of the families."""
        parts = np.array([(count[part], count[whole]) for count in self.counts.values()], float)
        if not len(parts) or not parts[:, 1].sum():
            return None
        draws = np.random.default_rng(seed).integers(len(parts), size=(ROUNDS, len(parts)))
        sums = parts[draws].sum(axis=1)
        ratios = sums[:, 0] / np.maximum(sums[:, 1], 1)
        low, high = np.quantile(ratios[sums[:, 1] > 0], (0.025, 0.975))
        return float(low), float(high)

    def f1(self) -> float | None:
        """F1 of ancestry: all pairs of which one has it from the other, directly or over others."""
        right, said, true = (self.total(name) for name in ("ancestors right", "ancestors said", "ancestors"))
        return 2 * right / (said + true) if said + true else None


def count_answers(
    tally: Tally,
    truth: Truth,
    family: Sequence[str],
    answers: Mapping[int, tuple[int | None, float]],
) -> None:
    """Enter the answers: of each article that shares something whom it has most from (None: nobody in the
    folder) and how likely that is."""
    said: dict[int, int] = {}
    roots: dict[str, list[bool]] = defaultdict(list)
    for place, (answer, chance) in answers.items():
        count = tally.counts[family[place]]
        main = truth.main[place]
        right = main is None if answer is None else answer in truth.parents[place]
        count["answers"] += 1
        count["answers right"] += right
        count["brier"] += (chance - right) ** 2  # type: ignore[assignment]
        tally.told["answer"].append((chance, right))
        roots[family[place]].append((answer is None) == (main is None))
        count["with parent"] += main is not None
        for least in THRESHOLDS:
            if chance >= least:
                count[f"answers from {least}"] += 1
                count[f"right from {least}"] += right
        if answer is not None:
            said[place] = answer
            count["arrows"] += 1
            count["arrows right"] += right
            tally.told["arrow"].append((chance, right))
            count["arrows that found"] += right and main is not None
            count["reversed"] += place in truth.above(answer)
            count["between siblings"] += truth.siblings(place, answer)
    for name, exact in roots.items():
        tally.counts[name]["families"] += 1
        tally.counts[name]["roots exact"] += all(exact)
    for place in answers:
        count = tally.counts[family[place]]
        true = {one for one in truth.above(place) if isinstance(one, int)}
        found: set[int] = set()
        step = place
        while step in said and said[step] not in found:
            step = said[step]
            found.add(step)
        count["ancestors"] += len(true)
        count["ancestors said"] += len(found)
        count["ancestors right"] += len(found & true)


def precision_at(told: Sequence[tuple[float, bool]], recall: float, total: float) -> float | None:
    """The share of arrows that is right when the likeliest are drawn until this share of `total` is found;
    None where it never is."""
    right = 0
    for drawn, (_, one) in enumerate(sorted(told, reverse=True), 1):
        right += one
        if total and right / total >= recall:
            return right / drawn
    return None


def expected_error(told: Sequence[tuple[float, bool]]) -> float | None:
    """ECE: how far probabilities and shares that are right lie apart, over tenths, weighted by their
    number."""
    rows = reliability(told)
    total = sum(count for count, _, _ in rows)
    return sum(count * abs(said - right) for count, said, right in rows) / total if total else None


def reliability(told: Sequence[tuple[float, bool]]) -> list[tuple[int, float, float]]:
    """For each tenth of probability: how many, their mean probability, and the share that is right."""
    bins: list[list[tuple[float, bool]]] = [[] for _ in range(BINS)]
    for chance, right in told:
        bins[min(BINS - 1, int(chance * BINS))].append((chance, right))
    return [
        (len(found), sum(c for c, _ in found) / len(found), sum(r for _, r in found) / len(found))
        for found in bins
        if found
    ]


Baseline = Callable[[int, Sequence[int]], int | None]
"""An article and those that it shares something with -> its parent."""


def nearest_earlier(dates: Sequence[tuple[float, float] | None]) -> Baseline:
    """The last text before it; None where nothing is dated before."""

    def answer(place: int, others: Sequence[int]) -> int | None:
        own = dates[place]
        before = [
            (found[0], -other)
            for other in others
            if own is not None and (found := dates[other]) is not None and found[1] < own[0]
        ]
        return -max(before)[1] if before else None

    return answer


def longer(words: Sequence[int]) -> Baseline:
    """The longest text, if it is longer."""

    def answer(place: int, others: Sequence[int]) -> int | None:
        best = max(others, key=lambda other: (words[other], -other), default=None)
        return best if best is not None and words[best] > words[place] else None

    return answer


def abstain(place: int, others: Sequence[int]) -> int | None:
    """Nobody."""
    return None
