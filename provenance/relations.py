"""Lineage and verdicts -> what relates two texts, wherever they stand, and who explains what both have."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Callable, Iterator, Mapping, Sequence, Set
from dataclasses import dataclass, replace
from itertools import chain, product

import numpy as np

from provenance import settings, verdicts
from provenance.agencies import Agencies
from provenance.families import Family, Shared
from provenance.kinship import Articles, TextPair, Texts, Verdicts
from provenance.names import folded_name
from provenance.statements import Traced
from provenance.verdicts import Between, Party, Verdict


@dataclass(frozen=True, slots=True)
class Relations:
    """What relates texts: of each pair what is true wherever they stand (`usual`, in the order of the pairs),
    and `other`, the pairs of places (the lower first) of which something else is."""

    usual: tuple[str, ...]
    other: Mapping[tuple[int, int], str]


def relate_places(
    ordered: Articles,
    texts: Texts,
    pairs: Sequence[TextPair],
    families: Sequence[Family],
    judged: Verdicts,
    traced: Traced,
    agencies: Agencies,
) -> Relations:
    """The relation of each pair of places that share something.

    Two texts in a hundred places each make ten thousand pairs of places: those of one kind are judged once.
    """
    kinds = {
        (min(row.source, row.derived), max(row.source, row.derived)): row.kind
        for row in (*traced.directed, *traced.linked)
        if row.source is not None
    }
    beside: dict[int, list[tuple[int, str]]] = defaultdict(list)
    for (low, high), kind in kinds.items():
        beside[low].append((high, kind))
        beside[high].append((low, kind))
    parents = _parents(traced)
    by_pair: dict[tuple[int, int], list[Verdict]] = defaultdict(list)
    for family, verdicts_of in zip(families, judged, strict=True):
        for row, verdict in zip(family.passages, verdicts_of, strict=True):
            by_pair[row.a, row.b].append(verdict)
    parties: dict[int, Party] = {}

    def party(place: int) -> Party:
        if place not in parties:
            meta = ordered[place].metadata
            parties[place] = Party(agencies.canonical(meta.outlet), meta.byline, meta.source_flag)
        return parties[place]

    usual: list[str] = []
    other: dict[tuple[int, int], str] = {}
    for pair in pairs:
        a, b = texts[pair.a], texts[pair.b]
        same_words = a.words == b.words and np.array_equal(a.marked.tokens.hashes, b.marked.tokens.hashes)
        found_between = by_pair[pair.a, pair.b]
        if same_words or not any(verdict.status == "reuse" for verdict in found_between):
            # The first two rules decide, whoever the parties are; in a large collection, of most pairs.
            usual.append("same text" if same_words else "incidental")
            continue
        between = Between.of(
            found_between,
            pair.words,
            share=min(pair.words_a / len(a.body), pair.words_b / len(b.body)),
        )

        def relation(first: int, second: int, lineage_kind: str, between: Between = between) -> str:
            return verdicts.relate(
                party(first),
                party(second),
                between,
                lineage_kind,
                is_agency=agencies.agency_names.__contains__,
                near_duplicate=settings.CONTAINMENT,
                incidental=settings.ALONE,
            )

        kinds_a = _alike(a.places, b.places, party, parents, agencies)
        kinds_b = _alike(b.places, a.places, party, parents, agencies)
        found: dict[str, list[tuple[tuple[int, ...], tuple[int, ...]]]] = defaultdict(list)
        for group_a in kinds_a:
            for group_b in kinds_b:
                siblings = not parents.get(group_a[0], frozenset()).isdisjoint(
                    parents.get(group_b[0], frozenset())
                )
                kind = "common source" if siblings else ""
                found[relation(group_a[0], group_b[0], kind)].append((group_a, group_b))
        most = max(found, key=lambda name: (sum(len(x) * len(y) for x, y in found[name]), name))
        usual.append(most)
        for name, groups in found.items():
            for first, second in _pairs_of(groups) if name != most else ():
                other[min(first, second), max(first, second)] = name
        standing = frozenset(b.places)
        for first in a.places:
            for second, kind in beside.get(first, ()):
                if second in standing:
                    siblings = not parents.get(first, frozenset()).isdisjoint(
                        parents.get(second, frozenset())
                    )
                    key = min(first, second), max(first, second)
                    other[key] = relation(first, second, "common source" if siblings else kind)
                    if other[key] == most:
                        del other[key]
    return Relations(tuple(usual), other)


def _pairs_of(
    groups: Sequence[tuple[tuple[int, ...], tuple[int, ...]]],
) -> Iterator[tuple[int, int]]:
    """All pairs of places of some pairs of groups."""
    return chain.from_iterable(product(first, second) for first, second in groups)


def _alike(
    places: Sequence[int],
    others: Sequence[int],
    party: Callable[[int], Party],
    parents: Mapping[int, Set[int]],
    agencies: Agencies,
) -> list[tuple[int, ...]]:
    """Places in groups that have the same relation to each of the `others`, but for what lineage says of two
    of them: what counts is a name only where the others have it, too."""
    if len(places) == 1:
        return [tuple(places)]
    outlets = {folded_name(party(place).outlet or "") for place in others}
    bylines = {folded_name(party(place).byline or "") for place in others}
    groups: dict[tuple[object, ...], list[int]] = defaultdict(list)
    for place in places:
        own = party(place)
        outlet, byline = folded_name(own.outlet or ""), folded_name(own.byline or "")
        groups[
            own.source_flag,
            bool(own.outlet),
            own.outlet in agencies.agency_names,
            outlet if outlet in outlets or own.source_flag else "",
            byline if byline in bylines else "",
            frozenset(parents.get(place, ())),
        ].append(place)
    return [tuple(group) for group in groups.values()]


def explain_by_parents(
    ordered: Articles,
    texts: Texts,
    families: Sequence[Family],
    judged: Verdicts,
    traced: Traced,
) -> tuple[tuple[Verdict, ...], ...]:
    """The verdicts, with the article named that both texts likely have a passage from."""
    parents = _parents(traced)
    nobody: Set[int] = frozenset()

    def explained(row: Shared, verdict: Verdict) -> Verdict:
        common = () if verdict.explained_by else (
            parents.get(texts[row.a].places[0], nobody) & parents.get(texts[row.b].places[0], nobody)
        )  # fmt: skip
        if not common:
            return verdict
        names = verdicts.join_names(ordered[place].path for place in sorted(common))
        return replace(verdict, explained_by=names)

    return tuple(
        tuple(explained(row, verdict) for row, verdict in zip(family.passages, found, strict=True))
        for family, found in zip(families, judged, strict=True)
    )


def _parents(traced: Traced) -> dict[int, Set[int]]:
    """For each place that likely took from others these others."""
    parents: defaultdict[int, set[int]] = defaultdict(set)
    for row in traced.directed:
        if row.source is not None:
            parents[row.derived].add(row.source)
    return dict(parents)
