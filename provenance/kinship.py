"""Articles, texts and families -> the lineage and relations of places.

A text can stand in several places; dates, outlets and declared sources belong to places. Here the families
of texts become bundles of places for the lineage model, and its answer the relation of each pair.
"""

from __future__ import annotations

from collections import Counter, defaultdict
from collections.abc import Callable, Iterator, Mapping, Sequence, Set
from dataclasses import dataclass, replace
from datetime import UTC, datetime
from functools import lru_cache
from itertools import chain, product
from typing import TypeAlias

import numpy as np

from provenance import kernels, lineage, settings, verdicts
from provenance.agencies import Agencies
from provenance.direction import EDITORS_MARKS, RETAINED
from provenance.evidence import Instant, Node, Piece, Third
from provenance.families import Family, Shared
from provenance.names import folded_name, without_variants
from provenance.passages import Passage
from provenance.reading import Article
from provenance.statements import Bundle, Traced
from provenance.tokens import Tokens
from provenance.verdicts import Between, Marked, Party, Verdict


@dataclass(frozen=True, slots=True, eq=False)
class Text:
    """One content: its marks, the tokens outside boilerplate (these are matched), and the places (indexes
    into the articles) where it stands."""

    text_id: str
    text: str
    marked: Marked
    body: Tokens
    places: tuple[int, ...]

    @property
    def words(self) -> int:
        return len(self.marked.tokens)


@dataclass(frozen=True, slots=True)
class TextPair:
    """Two texts (indexes) that share something: their passages and words, whether they are near-duplicates,
    and the estimate of the sketches where these proposed the pair."""

    a: int
    b: int
    passages: tuple[Shared, ...]
    words: int
    words_a: int
    words_b: int
    near_duplicate: bool
    jaccard: float | None


Texts: TypeAlias = Mapping[int, Text] | Sequence[Text]
"""Texts by their numbers: all, or those of some components."""
Articles: TypeAlias = Mapping[int, Article] | Sequence[Article]
"""Articles by their places."""
Verdicts: TypeAlias = Sequence[Sequence[Verdict]]
"""For each family the verdicts on its passages, in its order."""


def trace_places(
    ordered: Articles,
    texts: Texts,
    families: Sequence[Family],
    judged: Verdicts,
    agencies: Agencies,
) -> Traced:
    """The lineage of all articles of `texts` that share something which is not boilerplate.

    `families` are all that the texts are in, whole components with all their texts.
    """
    bundles: dict[tuple[int, ...], list[Family]] = defaultdict(list)
    rows: dict[tuple[int, int], list[tuple[Shared, Verdict]]] = defaultdict(list)
    for family, found in zip(families, judged, strict=True):
        reused = [pair for pair in zip(family.passages, found, strict=True) if pair[1].status == "reuse"]
        if reused:
            members = {place for member in family.members for place in texts[member.text].places}
            bundles[tuple(sorted(members))].append(family)
        for row, verdict in reused:
            rows[row.a, row.b].append((row, verdict))
    in_families = {place for bundle in bundles for place in bundle}
    owner: dict[int, int] = {}
    for index in texts if isinstance(texts, Mapping) else range(len(texts)):
        places = texts[index].places
        if not in_families.isdisjoint(places):
            owner.update(dict.fromkeys(places, index))
        elif len(places) > 1:
            bundles[places] = []
            owner.update(dict.fromkeys(places, index))

    @lru_cache(maxsize=256)
    def pieces_of(a: int, b: int) -> list[Piece]:
        if a == b:
            return [_whole(texts[a])]
        found = sorted(rows[min(a, b), max(a, b)], key=lambda found: found[0].passage.a)
        retained = sum(row.passage.words for row, _ in found) >= RETAINED
        return [_piece(texts, row, verdict, retained=retained, flipped=a > b) for row, verdict in found]

    thirds = _Thirds(ordered, texts, families)
    return lineage.trace(
        {place: _node(place, text, ordered[place], agencies) for place, text in owner.items()},
        [_bundle(places, found, texts, owner) for places, found in bundles.items()],
        lambda first, second: pieces_of(owner[first], owner[second]),
        lambda first, second: thirds.of(owner[first], owner[second]),
        agencies.agency_names,
    )


RUN = 4
"""Words of the runs by which two texts are said to keep parts of a third."""
MOST_THIRDS = 4
"""Third texts looked at for a pair, those with the most families in common first."""


class _Thirds:
    """For a pair of texts the third text of which each keeps most that the other lost."""

    def __init__(self, ordered: Articles, texts: Texts, families: Sequence[Family]) -> None:
        self._ordered, self._texts = ordered, texts
        self._circles: dict[int, list[frozenset[int]]] = defaultdict(list)
        for family in families:
            circle = frozenset(member.text for member in family.members) if family.passages else frozenset()
            for text in circle if len(circle) <= settings.FREQUENT else ():
                self._circles[text].append(circle)
        # Caches, not tables of everything: texts that meet do so close to each other.
        self.of = lru_cache(maxsize=256)(self._find)
        self._neighbours = lru_cache(maxsize=256)(self._count_neighbours)
        self._runs = lru_cache(maxsize=256)(self._read_runs)

    def _find(self, a: int, b: int) -> Third | None:
        near = self._nearest(a, b) if a != b else []
        if not near:
            return None
        runs_a, runs_b = self._runs(a), self._runs(b)
        only_a, only_b = runs_a - runs_b, runs_b - runs_a
        best = None
        most = 0
        for other in near:
            if min(len(only_a), len(only_b)) <= most:
                break
            runs = self._runs(other)
            kept_a = len(runs & only_a)
            kept_b = len(runs & only_b) if kept_a > most else 0
            if min(kept_a, kept_b) > most:
                most = min(kept_a, kept_b)
                path = self._ordered[self._texts[other].places[0]].path
                best = Third(path.rsplit("/", 1)[-1], kept_a, kept_b)
        return best

    def _nearest(self, a: int, b: int) -> list[int]:
        """The texts with the most families in common with both, the lowest of equals first."""
        if a not in self._circles or b not in self._circles:
            return []
        of_a, of_b = self._neighbours(a), self._neighbours(b)
        common = [(-min(of_a[z], of_b[z]), z) for z in of_a.keys() & of_b.keys() if z != a and z != b]
        return [z for _, z in sorted(common)[:MOST_THIRDS]]

    def _count_neighbours(self, text: int) -> Counter[int]:
        """In how many families each text stands with this one."""
        return Counter(chain.from_iterable(self._circles[text]))

    def _read_runs(self, text: int) -> frozenset[int]:
        return frozenset(kernels.shingle(self._texts[text].body.hashes, RUN).tolist())


def _bundle(
    places: tuple[int, ...], families: Sequence[Family], texts: Texts, owner: Mapping[int, int]
) -> Bundle:
    """The families of one set of places; with none, the places hold one text."""
    if not families:
        return Bundle(places, (texts[owner[places[0]]].words,) * len(places), ())
    words: dict[int, int] = defaultdict(int)
    for family in families:
        for member in family.members:
            words[member.text] += member.words
    credited = tuple(
        tuple(
            sorted(
                {
                    name
                    for member in family.members
                    if texts[member.text].marked.credits
                    for name in texts[member.text].marked.credited(member.span)
                }
            )
        )
        for family in families
    )
    return Bundle(places, tuple(words[owner[place]] for place in places), credited)


def _whole(text: Text) -> Piece:
    """A whole text that stands in two places, as one passage."""
    tokens = text.marked.tokens
    span = tokens.span(0, len(tokens))
    names = text.marked.credited(span)
    return Piece(text.text, text.text, text.words, text.marked.is_quoted(span), names, names, (), ())


def _piece(texts: Texts, row: Shared, verdict: Verdict, *, retained: bool, flipped: bool) -> Piece:
    passage, a, b = row.passage, texts[row.a], texts[row.b]
    own_a, own_b = _own_words(passage, a, b) if retained else ((), ())
    marked = False
    for mark in EDITORS_MARKS:
        marked = marked or (mark in a.text and mark in b.text)
    piece = Piece(
        passage.a.cut(a.text) if marked else "", passage.b.cut(b.text) if marked else "",
        passage.words, verdict.quoted == "both", verdict.credit_a, verdict.credit_b, own_a, own_b,
    )  # fmt: skip
    if not flipped:
        return piece
    return Piece(
        piece.text_b, piece.text_a, piece.words, piece.quoted,
        piece.credit_b, piece.credit_a, piece.own_b, piece.own_a,
    )  # fmt: skip


OWN_WORDS = 12
"""So many words of one side are looked at; the evidence that they give is capped long before."""


def _own_words(passage: Passage, a: Text, b: Text) -> tuple[tuple[str, ...], tuple[str, ...]]:
    """The words of a passage that one side has and the other lacks there, spelling variants excepted."""
    if passage.identity == 1.0:
        return (), ()
    hashes_a = a.body.hashes[passage.first_a : passage.last_a].tolist()
    hashes_b = b.body.hashes[passage.first_b : passage.last_b].tolist()
    words_a = _lacking(a, passage.first_a, hashes_a, set(hashes_a).difference(hashes_b))
    words_b = _lacking(b, passage.first_b, hashes_b, set(hashes_b).difference(hashes_a))
    if not words_a or not words_b:
        return tuple(words_a), tuple(words_b)
    folded_a, folded_b = [word.casefold() for word in words_a], [word.casefold() for word in words_b]
    kept_a, kept_b = without_variants(folded_a, folded_b)
    return (
        tuple(word for word, folded in zip(words_a, folded_a, strict=True) if folded in kept_a),
        tuple(word for word, folded in zip(words_b, folded_b, strict=True) if folded in kept_b),
    )


def _lacking(text: Text, first: int, hashes: Sequence[int], own: Set[int]) -> list[str]:
    """The first words of a passage whose hashes are its own."""
    places = [first + place for place, word in enumerate(hashes) if word in own] if own else []
    return [_word(text, text.body, place) for place in places[:OWN_WORDS]]


def _word(text: Text, tokens: Tokens, place: int) -> str:
    return text.text[tokens.starts[place] : tokens.ends[place]]


def _node(place: int, text: int, article: Article, agencies: Agencies) -> Node:
    metadata = article.metadata
    date = None
    if metadata.date is not None:
        date = Instant(
            _seconds(metadata.date.earliest),
            _seconds(metadata.date.latest),
            metadata.date.words,
            metadata.date.source,
        )
    name = article.path.rsplit("/", 1)[-1]
    return Node(place, text, name, agencies.canonical(metadata.outlet), date, metadata.source_flag)


def _seconds(instant: str) -> float:
    """Seconds since 1970 of an ISO 8601 instant; one without a zone is taken as UTC."""
    moment = datetime.fromisoformat(instant)
    return (moment if moment.tzinfo else moment.replace(tzinfo=UTC)).timestamp()


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
        between = Between.of(
            by_pair[pair.a, pair.b],
            pair.words,
            share=min(pair.words_a / a.words, pair.words_b / b.words),
            same_words=a.words == b.words and np.array_equal(a.marked.tokens.hashes, b.marked.tokens.hashes),
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
