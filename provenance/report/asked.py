"""What a report is of: all pairs that share something, or those that filters take, with their figures."""

from __future__ import annotations

import sqlite3
from collections import defaultdict
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from heapq import nsmallest

from provenance.report import findings
from provenance.report.filters import Articles, Chosen, choose_articles, chosen_pairs
from provenance.report.findings import Class, Extent, Pair, Passage
from provenance.report.precedence import Finding, Ordered, finding, ordered
from provenance.sentences import number, say

Stretch = tuple[int, int, str, bool, bool]
"""Where words of a text that others have begin and end, their status, whether they stand in quote marks here,
and whether somebody is credited for them."""


@dataclass(frozen=True, slots=True)
class Counts:
    """So many pairs of articles, and passages in them."""

    pairs: int
    passages: int


@dataclass(frozen=True, slots=True)
class Narrowed:
    """What only a report with filters has. `asked`: the filters in words; `left_out`: passages, and pairs of
    which all are; `undated` counts articles that have no date to be chosen by.

    `paths`: the articles that are asked for or stand in a pair that is; `pairs`: by their paths; `families`
    have a passage that counts; `stretches`: of each article."""

    asked: str
    shown: Counts
    left_out: Counts
    undated: int
    paths: frozenset[str]
    pairs: frozenset[tuple[str, str]]
    families: frozenset[int]
    stretches: Mapping[str, Sequence[Stretch]]


@dataclass(frozen=True, slots=True)
class Asked:
    """The pairs in order; per class its passages and shared words; per relation its pairs and shared words,
    the most words first. `narrowed` is None where the report is of all."""

    ordered: Ordered
    classes: Mapping[Class, tuple[int, int]]
    relations: Sequence[tuple[str, int, int]]
    narrowed: Narrowed | None = None


def asked(connection: sqlite3.Connection, over: Extent, taken: Chosen | None, aside: int) -> Asked:
    """What a report has, with at most `aside` pairs of which all is set aside."""
    if taken is None:
        return Asked(
            ordered(connection, over, aside),
            findings.class_totals(connection, over),
            findings.pair_counts(connection, over),
        )
    found = _Taken()
    for pair, passages in chosen_pairs(connection, over, taken):
        found.add(pair, passages, finding(connection, pair, passages))
    found.findings.sort(key=lambda one: one.order)
    own = choose_articles(connection, taken.filters) if taken.filters.of_articles else Articles((), 0)
    shown = Counts(len(found.pairs), sum(count for count, _ in found.classes.values()))
    return Asked(
        Ordered(found.findings, nsmallest(aside, found.aside, key=_largest), len(found.aside)),
        dict(sorted(found.classes.items())),
        sorted(
            ((name, *counts) for name, counts in found.relations.items()), key=lambda row: (-row[2], row[0])
        ),
        Narrowed(
            taken.filters.in_words(),
            shown,
            _beside(connection, over, shown),
            own.undated,
            frozenset({*own.paths, *found.stretches}),
            frozenset(found.pairs),
            frozenset(found.families),
            found.stretches,
        ),
    )


def how_many(connection: sqlite3.Connection, over: Extent, taken: Chosen) -> tuple[Counts, Counts]:
    """How much filters take, and how much they leave out."""
    pairs = passages = 0
    for _, found in chosen_pairs(connection, over, taken):
        pairs += 1
        passages += len(found)
    shown = Counts(pairs, passages)
    return shown, _beside(connection, over, shown)


def _beside(connection: sqlite3.Connection, over: Extent, shown: Counts) -> Counts:
    """What there is besides. Of an archive whose pairs are not composed, only what was compared is counted,
    and a pair that is shown can have more: never less than nothing."""
    pairs = sum(count for _, count, _ in findings.pair_counts(connection, over))
    passages = sum(findings.class_counts(connection, over).values())
    return Counts(max(0, pairs - shown.pairs), max(0, passages - shown.passages))


def told(taken: Chosen, shown: Counts, left_out: Counts) -> str:
    """What a report with filters lists, and how much it leaves out, in sentences."""
    return say(
        "said.asked",
        narrowed=say("said.narrowed"),
        asked=taken.filters.in_words(),
        passages=number(shown.passages, "passage"),
        pairs=number(shown.pairs, "pair"),
        passages_left=number(left_out.passages, "passage"),
        pairs_left=number(left_out.pairs, "pair"),
    )


def stretches(one: Passage) -> Iterator[tuple[str, Stretch]]:
    """The two sides of a passage, each with its path."""
    for letter, side in (("a", one.a), ("b", one.b)):
        yield (
            side.path,
            (side.span.start, side.span.end, one.status, one.quoted in (letter, "both"), bool(side.credit)),
        )


def _largest(pair: Pair) -> tuple[int, str, str]:
    return -pair.words, pair.a_path, pair.b_path


@dataclass(slots=True)
class _Taken:
    """Counts over the pairs that filters take, as they come."""

    findings: list[Finding] = field(default_factory=list)
    aside: list[Pair] = field(default_factory=list)
    classes: dict[Class, tuple[int, int]] = field(default_factory=dict)
    relations: dict[str, tuple[int, int]] = field(default_factory=dict)
    pairs: set[tuple[str, str]] = field(default_factory=set)
    families: set[int] = field(default_factory=set)
    stretches: dict[str, list[Stretch]] = field(default_factory=lambda: defaultdict(list))

    def add(self, pair: Pair, passages: Sequence[Passage], made: Finding | None) -> None:
        self.pairs.add((pair.a_path, pair.b_path))
        if made is None:
            self.aside.append(pair)
        else:
            self.findings.append(made)
        pairs, words = self.relations.get(pair.relation, (0, 0))
        self.relations[pair.relation] = (pairs + 1, words + sum(one.words for one in passages))
        for one in passages:
            key = one.status, one.form, one.credit, one.quoted
            before, shared = self.classes.get(key, (0, 0))
            self.classes[key] = (before + 1, shared + one.words)
            if one.status == findings.REUSE:
                self.families.add(one.family)
            for path, stretch in stretches(one):
                self.stretches[path].append(stretch)
