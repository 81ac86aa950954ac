"""Passages of pairs -> families, which of them are stock phrases, and a verdict on each passage.

Everything here can be done for all texts at once or for some of their components (`components.split`) at a
time: the answers are the same. Only what the whole collection says of its wording has to be known before.
"""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, field, replace
from typing import TypeAlias

import numpy as np

from provenance import settings
from provenance.components import Numbers
from provenance.families import Family, Shared, group
from provenance.formulas import Writing, find_formulas, read_writing
from provenance.kinship import Text, TextPair, Texts
from provenance.spans import Span
from provenance.stock import (
    ENOUGH,
    FEWEST,
    MOST,
    Frequencies,
    Wording,
    Words,
    are_unrelated,
    collapse_numbers,
    common_words,
    count_common,
    is_own,
    is_stock,
    rare_words,
)
from provenance.verdicts import Standing, Verdict, judge, standing


@dataclass(frozen=True, slots=True)
class Ground:
    """Why the passage of a family is a stock phrase. `rule`: pairs (all pairs that share it make it one, each
    by a rule of its own), settled (an earlier scan found so), stories (so many share it), wording (so many
    of its runs are common). `facts`: the figures that decided, by name."""

    rule: str
    facts: Mapping[str, int] = field(default_factory=dict)


@dataclass(frozen=True, slots=True, eq=False)
class Explained:
    """The families of some texts. `stock` says for each why its passage is a stock phrase, None where it is
    none; in the order of the family `verdicts` has one for each passage, `standing` what each member stands
    in."""

    families: tuple[Family, ...]
    stock: tuple[Ground | None, ...]
    verdicts: tuple[tuple[Verdict, ...], ...]
    standing: tuple[tuple[Standing, ...], ...]


@dataclass(frozen=True, slots=True, eq=False)
class Collection:
    """What is known of the whole collection: for each text the lowest text of its story; in how many stories
    runs stand, None in a small collection; the words of many stories, None where nothing is known of them;
    `settled`: by text, spans that were judged to be stock phrases before, and stay so."""

    story: Numbers
    frequencies: Frequencies | None
    common: Words | None
    settled: Mapping[int, Sequence[Span]] = field(default_factory=dict)


def collapsed(text: Text) -> Words:
    """The words of a text as stock phrases are told by them."""
    return collapse_numbers(text.text, text.body.hashes, text.body.starts)


def know_collection(story: Numbers, wording: Wording) -> Collection:
    """What `wording`, counted over one text of each story, says of the collection."""
    if wording.stories < FEWEST:
        return Collection(story, None, None)
    common = common_words(wording.words(), wording.stories) if wording.stories >= ENOUGH else None
    return Collection(story, wording.frequencies(), common)


def pair_up(
    texts: Texts,
    shared: Iterable[Shared],
    proposed: Mapping[tuple[int, int], float | None],
) -> tuple[TextPair, ...]:
    """The pairs of texts that share something; containment on both sides says which are near-duplicates."""
    by_pair: dict[tuple[int, int], list[Shared]] = defaultdict(list)
    for row in shared:
        by_pair[row.a, row.b].append(row)
    return tuple(
        _pair(a, b, rows, max(len(texts[a].body), len(texts[b].body)), proposed[a, b])
        for (a, b), rows in sorted(by_pair.items())
    )


def _pair(a: int, b: int, rows: Sequence[Shared], longer: int, jaccard: float | None) -> TextPair:
    words = words_a = words_b = matched = 0
    for row in rows:
        passage = row.passage
        words += passage.words
        words_a += passage.last_a - passage.first_a
        words_b += passage.last_b - passage.first_b
        matched += passage.matched
    duplicate = matched / longer >= settings.CONTAINMENT
    return TextPair(a, b, tuple(rows), words, words_a, words_b, duplicate, jaccard)


def explain(
    texts: Texts,
    pairs: Iterable[TextPair],
    collection: Collection,
    repeated: Iterable[Family] = (),
) -> Explained:
    """The families of the passages of `pairs`, and then those of `repeated` lines, explained.

    `pairs` are all pairs of some components; `texts` holds the texts that these and `repeated` name.
    """
    pairs = tuple(pairs)
    families = (*group(row for pair in pairs for row in pair.passages), *repeated)
    aside = _find_formulas(texts, pairs)
    aside |= _find_unrelated(texts, pairs, collection, aside)
    stock = tuple(_ground(family, texts, aside, collection) for family in families)
    facts = _standing(texts, families)
    return Explained(
        families,
        stock,
        _judge(families, stock, aside, facts),
        tuple(tuple(facts[member.text][member.span] for member in family.members) for family in families),
    )


UNRELATED = "unrelated"
"""The rule by which texts that are not about one matter share stock phrases only."""
PAIRS, SETTLED, STORIES, WORDING = "pairs", "settled", "stories", "wording"
"""The rules by which a family's passage is one; see Ground."""

_Key: TypeAlias = tuple[int, int, int, int]
"""A passage by its texts and its first words: what it is called here, being quick to look up."""


def _key(row: Shared) -> _Key:
    return row.a, row.b, row.passage.first_a, row.passage.first_b


def _find_formulas(texts: Texts, pairs: Sequence[TextPair]) -> dict[_Key, str]:
    """The passages that are forms filled in anew, or names, with the rule."""
    writing: dict[int, Writing] = {}
    found: dict[_Key, str] = {}
    for pair in pairs:
        for number in (pair.a, pair.b):
            if number not in writing:
                writing[number] = read_writing(texts[number].text, texts[number].body)
        marks = find_formulas(writing[pair.a], writing[pair.b], [row.passage for row in pair.passages])
        found.update((_key(row), mark) for row, mark in zip(pair.passages, marks, strict=True) if mark)
    return found


def _find_unrelated(
    texts: Texts, pairs: Sequence[TextPair], collection: Collection, known: Mapping[_Key, str]
) -> dict[_Key, str]:
    """The passages of pairs that are not about one matter, so that all they share is stock, but for close
    copies of words of their own. Those `known` to be stock are not looked at."""
    if collection.common is None or collection.frequencies is None:
        return {}
    rare: dict[int, frozenset[int]] = {}
    found: dict[_Key, str] = {}
    for pair in pairs:
        rows = [row for row in pair.passages if _key(row) not in known]
        if not rows:
            continue
        for number in (pair.a, pair.b):
            if number not in rare:
                rare[number] = rare_words(collapsed(texts[number]), collection.common)
        if are_unrelated(rare[pair.a], rare[pair.b]):
            found.update(
                (_key(row), UNRELATED)
                for row in rows
                if not _is_own_copy(row, texts[row.a], collection.frequencies)
            )
    return found


def _is_own_copy(row: Shared, text: Text, frequencies: Frequencies) -> bool:
    """Whether a passage is a close copy of words that hardly any other story has."""
    passage = row.passage
    if passage.matched < settings.ALONE or passage.identity < settings.NEARLY:
        return False
    return is_own(_collapsed_part(text, passage.first_a, passage.last_a), frequencies)


def _collapsed_part(text: Text, low: int, high: int) -> Words:
    """Some words of a text's body, the numbers as one."""
    starts = text.body.starts[low:high]
    first, last = int(starts[0]), int(text.body.ends[high - 1])
    return collapse_numbers(text.text[first:last], text.body.hashes[low:high], starts - np.int32(first))


def _ground(family: Family, texts: Texts, aside: Mapping[_Key, str], collection: Collection) -> Ground | None:
    """Why the passage of a family is a stock phrase of this collection, None where it is none."""
    if family.passages and all(_key(row) in aside for row in family.passages):
        return Ground(PAIRS)
    if any(
        span.same_place(member.span)
        for member in family.members
        for span in collection.settled.get(member.text, ())
    ):
        return Ground(SETTLED)
    if collection.frequencies is None:
        return None
    first = family.members[0]
    text = texts[first.text]
    low, high = text.body.places(first.span)
    words = _collapsed_part(text, low, high) if low < high else text.body.hashes[:0]
    holders = len({int(collection.story[member.text]) for member in family.members})
    if not is_stock(words, holders, collection.frequencies):
        return None
    if holders >= MOST:
        return Ground(STORIES, {"stories": holders})
    common, runs = count_common(words, holders, collection.frequencies)
    return Ground(WORDING, {"common": common, "runs": runs, "stories": holders})


def _standing(texts: Texts, families: Sequence[Family]) -> dict[int, dict[Span, Standing]]:
    """What the members and the passages of the families stand in, by text: each span is looked at once,
    however many passages have it."""
    wanted: dict[int, set[Span]] = defaultdict(set)
    for family in families:
        for member in family.members:
            wanted[member.text].add(member.span)
        for row in family.passages:
            wanted[row.a].add(row.passage.a)
            wanted[row.b].add(row.passage.b)
    return {number: standing(texts[number].marked, spans) for number, spans in wanted.items()}


def _judge(
    families: Sequence[Family],
    stock: Sequence[Ground | None],
    aside: Mapping[_Key, str],
    facts: Mapping[int, Mapping[Span, Standing]],
) -> tuple[tuple[Verdict, ...], ...]:
    """The verdict on each passage. A quotation is never a stock phrase: whose words it is matters."""
    known: dict[tuple[Standing, Standing, bool, str], Verdict] = {}

    def verdict(row: Shared, is_phrase: bool) -> Verdict:
        passage, rule = row.passage, aside.get(_key(row), "")
        key = facts[row.a][passage.a], facts[row.b][passage.b], is_phrase, rule
        if key not in known:
            found = judge(key[0], key[1])
            if (is_phrase or rule) and found.status == "reuse" and found.quoted != "both":
                found = replace(found, status="stock phrase", stock_rule=rule)
            known[key] = found
        return known[key]

    return tuple(
        tuple(verdict(row, ground is not None) for row in family.passages)
        for family, ground in zip(families, stock, strict=True)
    )
