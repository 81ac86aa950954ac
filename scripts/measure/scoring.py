"""What a program found of what was planted, and what it reported beyond."""

from __future__ import annotations

import json
from collections import Counter, defaultdict
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from difflib import SequenceMatcher
from itertools import combinations
from pathlib import Path
from typing import Any

from scripts.measure.results import Found, Four

OTHER_SCRIPTS = "in other scripts"
"""All kinds of copies in scripts that are not Latin."""

CHECKED = 200
"""So many pairs outside the gold are compared word by word."""


@dataclass(frozen=True, slots=True)
class Gold:
    """The gold of a corpus. `origin`: the article that each is a copy of, or itself; `uses`: those it took a
    passage from; `furniture`: spans of footers and boxes; `negatives`: tables, weather, stocks by kind."""

    pairs: tuple[dict[str, Any], ...]
    passages: tuple[dict[str, Any], ...]
    origin: Mapping[str, str]
    uses: Mapping[str, str]
    furniture: Mapping[str, Sequence[tuple[int, int]]]
    negatives: Mapping[str, str]

    def related(self, a: str, b: str) -> bool:
        """Whether the two have words from one article by design."""
        return bool(self._sources(a) & self._sources(b))

    def same_story(self, a: str, b: str) -> bool:
        """Whether the two are copies of one article."""
        return self.origin.get(a, a) == self.origin.get(b, b)

    def _sources(self, name: str) -> set[str]:
        origin = self.origin.get(name, name)
        return {origin, self.uses.get(name, origin)}


def read_gold(path: Path) -> Gold:
    """The gold that a corpus was written with."""
    rows = [json.loads(line) for line in path.read_text(encoding="utf-8").splitlines()]
    pairs = tuple(row for row in rows if row["type"] == "pair")
    passages = tuple(row for row in rows if row["type"] == "passage")
    furniture: dict[str, list[tuple[int, int]]] = defaultdict(list)
    for row in rows:
        if row["type"] == "boilerplate":
            furniture[row["id"]].append((row["start"], row["end"]))
    return Gold(
        pairs,
        passages,
        {row["b"]: row["a"] for row in pairs},
        {row["b"]: row["a"] for row in passages},
        furniture,
        {row["id"]: row["kind"] for row in rows if row["type"] == "negative"},
    )


@dataclass(frozen=True, slots=True)
class PairScore:
    """`found` and `planted` by kind. `reported` pairs in all; `outside` of them are no copies of one story;
    of `checked` of these `sharing` share half of the words of both texts, in order, all the same; `negatives`
    have a table, a weather report or a list of stocks on a side."""

    found: dict[str, int]
    planted: dict[str, int]
    reported: int
    outside: int
    checked: int
    sharing: int
    negatives: int

    @property
    def false_share(self) -> float:
        """The share of the reported pairs that are neither planted nor share half of both texts."""
        wrong = self.outside * (1 - self.sharing / self.checked) if self.checked else 0.0
        return wrong / self.reported if self.reported else 0.0


def score_pairs(found: Found, gold: Gold, texts: Mapping[str, str]) -> PairScore:
    """Near-duplicates against the gold."""
    clusters = found.clusters_of()
    kinds, hits = Counter[str](), Counter[str]()
    for row in gold.pairs:
        a, b = sorted((row["a"], row["b"]))
        for kind in (row["kind"], *([] if row["language"] in ("en", "de", "fr") else [OTHER_SCRIPTS])):
            kinds[kind] += 1
            hits[kind] += (a, b) in found.pairs or bool(clusters.get(a, set()) & clusters.get(b, set()))
    reported = set(found.pairs)
    extra = outside_large = 0
    for cluster in found.clusters:
        if len(cluster) <= 200:
            reported.update(combinations(sorted(cluster), 2))
        else:  # all pairs of a large one are counted, not listed
            sizes = Counter(gold.origin.get(name, name) for name in cluster).values()
            total = len(cluster) * (len(cluster) - 1) // 2
            extra += total
            outside_large += total - sum(size * (size - 1) // 2 for size in sizes)
    outside = sorted(pair for pair in reported if not gold.same_story(*pair))
    step = max(1, len(outside) // CHECKED)
    checked = outside[::step][:CHECKED]
    return PairScore(
        dict(hits),
        dict(kinds),
        len(reported) + extra,
        len(outside) + outside_large,
        len(checked),
        sum(share_half(texts[a], texts[b]) for a, b in checked),
        sum(a in gold.negatives or b in gold.negatives for a, b in outside),
    )


def share_half(a: str, b: str) -> bool:
    """Whether words in the same order make up half of both texts."""
    words_a, words_b = a.lower().split(), b.lower().split()
    equal = sum(block.size for block in SequenceMatcher(None, words_a, words_b, False).get_matching_blocks())
    return 2 * equal >= max(len(words_a), len(words_b))


@dataclass(frozen=True, slots=True)
class PassageScore:
    """By kind and words: planted passages, those found (half of both sides covered), and the mean share of
    characters covered. `outside` passages counted as reuse lie in texts that have nothing from each other by
    design: in footers, boxes and negatives (`furniture`), or elsewhere."""

    planted: dict[tuple[str, int], int]
    found: dict[tuple[str, int], int]
    covered: dict[tuple[str, int], float]
    reported: int
    furniture: int
    elsewhere: int


def score_passages(found: Found, gold: Gold) -> PassageScore:
    """Passages against the gold."""
    planted, hits = Counter[tuple[str, int]](), Counter[tuple[str, int]]()
    covered: dict[tuple[str, int], float] = defaultdict(float)
    for row in gold.passages:
        key = (row["kind"], row["words"])
        share = _covered(found, row)
        planted[key] += 1
        hits[key] += share >= 0.5
        covered[key] += share
    furniture = elsewhere = 0
    for (a, b), spans in found.counted.items():
        if gold.related(a, b):
            continue
        for span in spans:
            if a in gold.negatives or b in gold.negatives or _in_furniture(gold, a, b, span):
                furniture += 1
            else:
                elsewhere += 1
    return PassageScore(
        dict(planted),
        dict(hits),
        {key: total / planted[key] for key, total in covered.items()},
        sum(map(len, found.counted.values())),
        furniture,
        elsewhere,
    )


def _covered(found: Found, row: dict[str, Any]) -> float:
    """The share of a planted passage, on its worse side, that one reported passages of the pair cover."""
    a, b = row["a"], row["b"]
    spans = found.passages.get((min(a, b), max(a, b)), [])
    if a > b:
        spans = [(four[2], four[3], four[0], four[1]) for four in spans]
    sides = []
    for side, first in (("a", 0), ("b", 2)):
        start, end = row[f"{side}_start"], row[f"{side}_end"]
        marks = bytearray(end - start)
        for four in spans:
            low, high = max(four[first], start), min(four[first + 1], end)
            if low < high and _meet(four, row):
                marks[low - start : high - start] = b"\1" * (high - low)
        sides.append(sum(marks) / len(marks))
    return min(sides)


def _meet(four: Four, row: dict[str, Any]) -> bool:
    """Whether a reported passage overlaps the planted one on both sides."""
    a_start, a_end, b_start, b_end = four
    in_a = a_start < row["a_end"] and row["a_start"] < a_end
    return bool(in_a and b_start < row["b_end"] and row["b_start"] < b_end)


def _in_furniture(gold: Gold, a: str, b: str, four: Four) -> bool:
    """Whether half of a passage lies in a footer or a box, on either side."""
    for name, start, end in ((a, four[0], four[1]), (b, four[2], four[3])):
        inside = sum(max(0, min(end, high) - max(start, low)) for low, high in gold.furniture.get(name, ()))
        if 2 * inside >= end - start:
            return True
    return False
