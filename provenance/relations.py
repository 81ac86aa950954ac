"""Lineage and verdicts -> what relates two texts, wherever they stand, and who explains what both have."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence, Set
from dataclasses import dataclass, replace
from functools import lru_cache
from itertools import chain, product

import numpy as np

from provenance import settings, verdicts
from provenance.agencies import Agencies
from provenance.bylines import common_authors
from provenance.families import Family, Shared
from provenance.house_rules import NO_HOUSE_RULES, HouseRules
from provenance.kinship import seconds
from provenance.names import folded_name
from provenance.origins import EVOLVED
from provenance.press_releases import passes_on, release_words
from provenance.reading import Metadata
from provenance.relating import NO_REUSE, SAME_WORDS, Between, Judges, Party, Relation, relate
from provenance.statements import Traced
from provenance.texts import AllNoticed, Articles, Noticed, Text, TextPair, Texts, Verdicts
from provenance.verdicts import Verdict
from provenance.versions import HALF

MANY_PAIRS = 10_000
"""Pairs of places of two texts, such as the pages of a site that say that there is nothing here."""


@dataclass(frozen=True, slots=True)
class Relations:
    """What relates texts: of each pair what is true wherever they stand (`usual`, in the order of the pairs),
    and `other`, the pairs of places (the lower first) of which something else is."""

    usual: tuple[Relation, ...]
    other: Mapping[tuple[int, int], Relation]


def relate_places(
    ordered: Articles,
    texts: Texts,
    pairs: Sequence[TextPair],
    families: Sequence[Family],
    judged: Verdicts,
    traced: Traced,
    agencies: Agencies,
    house: HouseRules = NO_HOUSE_RULES,
) -> Relations:
    """The relation of each pair of places that share something."""
    releases: dict[int, str] = {}

    def release(text: int) -> str:
        if text not in releases:
            releases[text] = release_of(texts[text])
        return releases[text]

    between = verdicts_between(families, judged)
    same = (have_same_words(texts[pair.a], texts[pair.b]) for pair in pairs)
    return relate_pairs(ordered, texts, pairs, same, release, between, told_by(traced), agencies, house)


def release_of(text: Text) -> str:
    """The words by which a text says that it is a press release, empty where it does not."""
    return release_words(text.text, text.marked.boilerplate)


def have_same_words(a: Text, b: Text) -> bool:
    """Whether two texts differ in white space and marks only."""
    return a.words == b.words and np.array_equal(a.marked.tokens.hashes, b.marked.tokens.hashes)


def verdicts_between(
    families: Sequence[Family], judged: Verdicts
) -> Mapping[tuple[int, int], Sequence[Verdict]]:
    """The verdicts on the passages of each pair of texts."""
    found: dict[tuple[int, int], list[Verdict]] = defaultdict(list)
    for family, verdicts_of in zip(families, judged, strict=True):
        for row, verdict in zip(family.passages, verdicts_of, strict=True):
            found[row.a, row.b].append(verdict)
    return found


@dataclass(frozen=True, slots=True)
class Told:
    """What lineage says of places: for each those that it likely took from (`parents`), and the kind of the
    statement on it and each of some others (`beside`)."""

    parents: Mapping[int, Set[int]]
    beside: Mapping[int, Mapping[int, str]]

    def of(self, places: Iterable[int]) -> Told:
        """What it says of some places."""
        known = set(places)
        return Told(
            {place: self.parents[place] for place in known if place in self.parents},
            {place: self.beside[place] for place in known if place in self.beside},
        )


def told_by(traced: Traced) -> Told:
    """What some statements say of places."""
    beside: dict[int, dict[int, str]] = defaultdict(dict)
    for row in (*traced.directed, *traced.linked):
        if row.source is not None:
            beside[row.source][row.derived] = beside[row.derived][row.source] = row.kind
    return Told(_parents(traced), beside)


def relate_pairs(
    ordered: Articles,
    texts: AllNoticed,
    pairs: Sequence[TextPair],
    same_words: Iterable[bool],
    release: Callable[[int], str],
    between_all: Mapping[tuple[int, int], Sequence[Verdict]],
    told: Told,
    agencies: Agencies,
    house: HouseRules,
) -> Relations:
    """The relation of each pair of places of some pairs of texts. `same_words` says of each pair whether they
    are the same, `release` of a text by which words it is a press release.

    Two texts in a hundred places each make ten thousand pairs of places: those of one kind are judged once.
    """
    beside, parents = told.beside, told.parents
    parties: dict[int, Party] = {}
    house = house.known_as(agencies.canonical)
    judges = Judges(agencies.agency_names.__contains__, settings.CONTAINMENT, settings.ALONE, house)

    def party(place: int) -> Party:
        if place not in parties:
            parties[place] = _party(ordered[place].metadata, agencies)
        return parties[place]

    alike = _Alike(party, parents, judges)
    usual: list[Relation] = []
    other: dict[tuple[int, int], Relation] = {}
    for pair, same in zip(pairs, same_words, strict=True):
        a, b = texts[pair.a], texts[pair.b]
        share, larger = sorted((pair.words_a / a.body_words, pair.words_b / b.body_words))
        found_between = between_all[pair.a, pair.b]
        reused = any(verdict.status == "reuse" for verdict in found_between)
        if same or not (reused or larger >= HALF):
            # The first two rules decide, whoever the parties are; in a large collection, of most pairs.
            usual.append(SAME_WORDS if same else NO_REUSE)
            continue
        between = Between.of(
            found_between,
            pair.words,
            share=share,
            larger=larger,
            release_a=release(pair.a) if reused else "",
            release_b=release(pair.b) if reused else "",
        )

        def relation(first: int, second: int, lineage_kind: str, between: Between = between) -> Relation:
            return relate(party(first), party(second), between, lineage_kind, judges)

        kinds_a, kinds_b = alike.groups(a.places, b.places), alike.groups(b.places, a.places)
        found: dict[Relation, list[tuple[tuple[int, ...], tuple[int, ...]]]] = defaultdict(list)
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
        for first, second, kind in _stated_between(a.places, b.places, beside):
            siblings = not parents.get(first, frozenset()).isdisjoint(parents.get(second, frozenset()))
            key = min(first, second), max(first, second)
            kind = "common source" if siblings else kind
            kind = EVOLVED if _has_evolved(first, second, a, b) else kind
            other[key] = relation(first, second, kind)
            if other[key] == most:
                del other[key]
    return Relations(tuple(usual), other)


def _has_evolved(first: int, second: int, a: Noticed, b: Noticed) -> bool:
    """Whether one of two places of two texts says that it has evolved from the other."""
    return any(
        origin.relation == EVOLVED and origin.source == other
        for place, other, text in ((first, second, a), (second, first, b))
        for origin in text.origins.get(place, ())
    )


def _pairs_of(
    groups: Sequence[tuple[tuple[int, ...], tuple[int, ...]]],
) -> Iterator[tuple[int, int]]:
    """All pairs of places of some pairs of groups."""
    return chain.from_iterable(product(first, second) for first, second in groups)


def _stated_between(
    places: Sequence[int], others: Sequence[int], beside: Mapping[int, Mapping[int, str]]
) -> Iterator[tuple[int, int, str]]:
    """The pairs of places of two texts of which lineage says something, with the kind of the statement. Of a
    story that thousands print it says something of each: the fewer are looked up."""
    for first in places:
        known = beside.get(first, {})
        if len(known) < len(others):
            standing = frozenset(others)
            yield from ((first, second, kind) for second, kind in known.items() if second in standing)
        else:
            yield from ((first, second, known[second]) for second in others if second in known)


class _Alike:
    """Places of a text in groups that have the same relation to each place of another one."""

    def __init__(
        self, party: Callable[[int], Party], parents: Mapping[int, Set[int]], judges: Judges
    ) -> None:
        self._party, self._parents, self._judges = party, parents, judges
        self._licensed = judges.house.licensed_names()
        self._named = lru_cache(maxsize=256)(self._find_named)
        # A text in hundreds of places, of whose story thousands have a version, meets few kinds of others.
        self._grouped = lru_cache(maxsize=1024)(self._group)

    def groups(self, places: tuple[int, ...], others: tuple[int, ...]) -> list[tuple[int, ...]]:
        """Those of `places`, but for what lineage says of two of them: what counts is a name only where the
        others have it, too, or where somebody has said something of it. Where there are very many pairs,
        versions are told by the first articles of each outlet."""
        if len(places) == 1:
            return [places]
        return self._grouped(places, *self._named(others), len(places) * len(others) <= MANY_PAIRS)

    def _find_named(self, places: tuple[int, ...]) -> tuple[frozenset[str], frozenset[str | None]]:
        """The outlets and the bylines of some places."""
        parties = [self._party(place) for place in places]
        return (
            frozenset(folded_name(party.outlet or "") for party in parties),
            frozenset(party.byline for party in parties),
        )

    def _group(
        self,
        places: tuple[int, ...],
        outlets: frozenset[str],
        bylines: frozenset[str | None],
        apart: bool,
    ) -> list[tuple[int, ...]]:
        known = {
            byline
            for byline in self._named(places)[1]
            if any(common_authors(*sorted((byline or "", one or ""))) for one in bylines)
        }
        groups: dict[tuple[object, ...], list[int]] = defaultdict(list)
        for place in places:
            own = self._party(place)
            outlet = folded_name(own.outlet or "")
            named = (
                outlet in outlets
                or own.source_flag
                or self._judges.is_agency(own.outlet or "")
                or passes_on(own.outlet)
                or outlet in self._licensed
            )
            groups[
                own.source_flag,
                own.source_kind,
                bool(own.outlet),
                outlet if named else "",
                own.byline if own.byline in known else "",
                (own.id, own.title, own.date) if apart and outlet in outlets else None,
                frozenset(self._parents.get(place, ())),
            ].append(place)
        return [tuple(group) for group in groups.values()]


def _party(metadata: Metadata, agencies: Agencies) -> Party:
    date = metadata.date
    return Party(
        agencies.canonical(metadata.outlet),
        metadata.byline,
        metadata.source_flag,
        metadata.source_kind,
        metadata.id,
        metadata.title,
        None if date is None else (seconds(date.earliest), seconds(date.latest)),
    )


def explain_by_parents(
    ordered: Articles,
    texts: AllNoticed,
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
