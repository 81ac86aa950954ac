"""Passages of pairs -> families, which of them are stock phrases, and a verdict on each passage.

Everything here can be done for all texts at once or for some of their components (`components.split`) at a
time: the answers are the same. Only what the whole collection says of its wording has to be known before.
"""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, replace
from types import MappingProxyType

from provenance import settings
from provenance.collection import Collection
from provenance.families import Family, Shared, group
from provenance.issues import Issue
from provenance.spans import Span
from provenance.stock_passages import Aside, Ground, find_stock, key
from provenance.texts import AllNoticed, TextPair, Texts
from provenance.verdicts import Standing, Verdict, judge, standing

NO_ISSUES: Mapping[int, Issue] = MappingProxyType({})
"""Where nothing is known of when texts came out."""


@dataclass(frozen=True, slots=True, eq=False)
class Explained:
    """The families of some texts. `stock` says for each why its passage is a stock phrase, None where it is
    none; in the order of the family `verdicts` has one for each passage, `standing` what each member stands
    in."""

    families: tuple[Family, ...]
    stock: tuple[Ground | None, ...]
    verdicts: tuple[tuple[Verdict, ...], ...]
    standing: tuple[tuple[Standing, ...], ...]


def pair_up(
    texts: AllNoticed,
    shared: Iterable[Shared],
    proposed: Mapping[tuple[int, int], float | None],
) -> tuple[TextPair, ...]:
    """The pairs of texts that share something; containment on both sides says which are near-duplicates."""
    by_pair: dict[tuple[int, int], list[Shared]] = defaultdict(list)
    for row in shared:
        by_pair[row.a, row.b].append(row)
    return tuple(
        _pair(a, b, rows, max(texts[a].body_words, texts[b].body_words), proposed[a, b])
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
    issues: Mapping[int, Issue] = NO_ISSUES,
) -> Explained:
    """The families of the passages of `pairs`, and then those of `repeated` lines, explained.

    `pairs` are all pairs of some components; `texts` holds the texts that these and `repeated` name; `issues`
    is what is known of when and where these came out.
    """
    pairs = tuple(pairs)
    families = (*group(row for pair in pairs for row in pair.passages), *repeated)
    aside = find_stock(texts, pairs, families, collection, issues)
    facts = _standing(texts, families)
    return Explained(
        families,
        aside.stock,
        judge_rows(families, aside, facts),
        members_standing(families, facts),
    )


def members_standing(
    families: Sequence[Family], facts: Mapping[int, Mapping[Span, Standing]]
) -> tuple[tuple[Standing, ...], ...]:
    """What each member of each family stands in."""
    return tuple(tuple(facts[member.text][member.span] for member in family.members) for family in families)


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


def judge_rows(
    families: Sequence[Family],
    aside: Aside,
    facts: Mapping[int, Mapping[Span, Standing]],
) -> tuple[tuple[Verdict, ...], ...]:
    """The verdict on each passage. A quotation is never a stock phrase: whose words it is matters."""
    known: dict[tuple[Standing, Standing, bool, str], Verdict] = {}

    def verdict(row: Shared, is_phrase: bool) -> Verdict:
        passage, rule = row.passage, aside.passages.get(key(row), "")
        judged = facts[row.a][passage.a], facts[row.b][passage.b], is_phrase, rule
        if judged not in known:
            found = judge(judged[0], judged[1])
            if (is_phrase or rule) and found.status == "reuse" and found.quoted != "both":
                found = replace(found, status="stock phrase", stock_rule=rule)
            known[judged] = found
        return known[judged]

    return tuple(
        tuple(verdict(row, ground is not None) for row in family.passages)
        for family, ground in zip(families, aside.stock, strict=True)
    )
