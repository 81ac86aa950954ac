"""Articles, texts and families -> the lineage and relations of places.

A text can stand in several places; dates, outlets and declared sources belong to places. Here the families
of texts become bundles of places for the lineage model, and its answer the relation of each pair.
"""

from __future__ import annotations

from collections import Counter, defaultdict
from collections.abc import Mapping, Sequence, Set
from dataclasses import dataclass, replace
from datetime import UTC, datetime
from functools import lru_cache
from itertools import islice

import numpy as np

from provenance import kernels, lineage, settings, verdicts
from provenance.agencies import Agencies
from provenance.evidence import Instant, Node, Piece, Third
from provenance.families import Family, Member, Shared
from provenance.minhash import Sketch
from provenance.names import same_name_token
from provenance.passages import Passage
from provenance.reading import Article
from provenance.statements import Bundle, Lineage
from provenance.tokens import Tokens
from provenance.verdicts import Marked, Verdict


@dataclass(frozen=True, slots=True, eq=False)
class Text:
    """One content: its marks, the tokens outside boilerplate (these are matched), its sketch, and the places
    (indexes into the articles) where it stands."""

    text_id: str
    text: str
    marked: Marked
    body: Tokens
    sketch: Sketch
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


def trace_places(
    ordered: Sequence[Article],
    texts: Sequence[Text],
    families: Sequence[Family],
    judged: dict[Shared, Verdict],
    agencies: Agencies,
) -> Lineage:
    """The lineage of all articles that share something which is not boilerplate."""
    bundles: dict[tuple[int, ...], list[Family]] = defaultdict(list)
    for family in families:
        if all(judged[row].status != "reuse" for row in family.passages):
            continue
        members = {place for member in family.members for place in texts[member.text].places}
        bundles[tuple(sorted(members))].append(family)
    in_families = {place for bundle in bundles for place in bundle}
    for text in texts:
        if in_families.isdisjoint(text.places) and len(text.places) > 1:
            bundles.setdefault(text.places, [])
    owner = {place: index for index, text in enumerate(texts) for place in text.places}
    rows: dict[tuple[int, int], list[Shared]] = defaultdict(list)
    for row in judged:
        if judged[row].status == "reuse":
            rows[row.a, row.b].append(row)

    @lru_cache(maxsize=1 << 14)
    def pieces(first: int, second: int) -> list[Piece]:
        a, b = owner[first], owner[second]
        if a == b:
            return [_whole(texts[a])]
        return [
            _piece(texts, row, judged[row], flipped=a > b)
            for row in sorted(rows[min(a, b), max(a, b)], key=lambda row: row.passage.a)
        ]

    thirds = _Thirds(ordered, texts, families)

    def third(first: int, second: int) -> Third | None:
        return thirds.of(owner[first], owner[second])

    nodes = {place: _node(place, owner[place], ordered[place], agencies) for place in owner}
    return lineage.trace(
        nodes,
        [_bundle(places, found, texts, owner) for places, found in bundles.items()],
        pieces,
        third,
        agencies.agency_names,
    )


RUN = 4
"""Words of the runs by which two texts are said to keep parts of a third."""
MOST_THIRDS = 4
"""Third texts looked at for a pair, those with the most families in common first."""


class _Thirds:
    """For a pair of texts the third text of which each keeps most that the other lost."""

    def __init__(self, ordered: Sequence[Article], texts: Sequence[Text], families: Sequence[Family]) -> None:
        self._ordered, self._texts = ordered, texts
        self._neighbours: dict[int, Counter[int]] = defaultdict(Counter)
        for family in families:
            members = {member.text for member in family.members} if family.passages else set()
            for text in members if len(members) <= settings.FREQUENT else ():
                self._neighbours[text].update(members - {text})
        self._runs: dict[int, frozenset[int]] = {}

    def of(self, a: int, b: int) -> Third | None:
        if a == b:
            return None
        common = self._neighbours[a] & self._neighbours[b]
        near = sorted((other for other in common if other not in (a, b)), key=lambda z: (-common[z], z))
        best = None
        for other in near[:MOST_THIRDS]:
            runs_a, runs_b, runs_z = self._of(a), self._of(b), self._of(other)
            in_a, in_b = runs_z & runs_a, runs_z & runs_b
            only_a, only_b = len(in_a - in_b), len(in_b - in_a)
            if min(only_a, only_b) > (min(best.only_a, best.only_b) if best else 0):
                path = self._ordered[self._texts[other].places[0]].path
                best = Third(path.rsplit("/", 1)[-1], only_a, only_b)
        return best

    def _of(self, text: int) -> frozenset[int]:
        if text not in self._runs:
            self._runs[text] = frozenset(kernels.shingle(self._texts[text].body.hashes, RUN).tolist())
        return self._runs[text]


def _bundle(
    places: tuple[int, ...], families: Sequence[Family], texts: Sequence[Text], owner: Mapping[int, int]
) -> Bundle:
    """The families of one set of places; with none, the places hold one text."""
    if not families:
        return Bundle(places, (texts[owner[places[0]]].words,) * len(places), ())
    words: dict[int, int] = defaultdict(int)
    for family in families:
        for member in family.members:
            words[member.text] += member.words
    credited = tuple(
        tuple(sorted({name for member in family.members for name in _credited(texts, member)}))
        for family in families
    )
    return Bundle(places, tuple(words[owner[place]] for place in places), credited)


def _credited(texts: Sequence[Text], member: Member) -> tuple[str, ...]:
    return texts[member.text].marked.credited(member.span)


def _whole(text: Text) -> Piece:
    """A whole text that stands in two places, as one passage."""
    tokens = text.marked.tokens
    span = tokens.span(0, len(tokens))
    names = text.marked.credited(span)
    return Piece(text.text, text.text, text.words, text.marked.is_quoted(span), names, names, (), ())


def _piece(texts: Sequence[Text], row: Shared, verdict: Verdict, *, flipped: bool) -> Piece:
    passage, a, b = row.passage, texts[row.a], texts[row.b]
    own_a, own_b = _own_words(passage, a, b)
    piece = Piece(
        passage.a.cut(a.text), passage.b.cut(b.text), passage.words, verdict.quoted == "both",
        verdict.credit_a, verdict.credit_b, own_a, own_b,
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
    hashes_a = a.body.hashes[passage.first_a : passage.last_a].tolist()
    hashes_b = b.body.hashes[passage.first_b : passage.last_b].tolist()
    words_a = _lacking(a, passage.first_a, hashes_a, set(hashes_b))
    words_b = _lacking(b, passage.first_b, hashes_b, set(hashes_a))
    return _without_variants(words_a, words_b), _without_variants(words_b, words_a)


def _lacking(text: Text, first: int, hashes: Sequence[int], others: Set[int]) -> list[str]:
    """The first words of a passage whose hashes are not among those of the other side."""
    places = (first + place for place, word in enumerate(hashes) if word not in others)
    return [_word(text, text.body, place) for place in islice(places, OWN_WORDS)]


def _without_variants(words: Sequence[str], others: Sequence[str]) -> tuple[str, ...]:
    folded = [other.casefold() for other in others]
    return tuple(
        word for word in words if not any(same_name_token(word.casefold(), other) for other in folded)
    )


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


def relate_places(
    ordered: Sequence[Article],
    texts: Sequence[Text],
    pairs: Sequence[TextPair],
    judged: dict[Shared, Verdict],
    traced: Lineage,
    agencies: Agencies,
) -> dict[tuple[int, int], str]:
    """The relation of each pair of places that share something."""
    kinds = {
        (min(row.source, row.derived), max(row.source, row.derived)): row.kind
        for row in traced.statements
        if row.source is not None
    }
    parents = _parents(traced)
    found = {}
    for pair in pairs:
        a, b = texts[pair.a], texts[pair.b]
        judgements = tuple(judged[row] for row in pair.passages)
        same_words = bool(np.array_equal(a.marked.tokens.hashes, b.marked.tokens.hashes))
        for first in a.places:
            for second in b.places:
                key = (min(first, second), max(first, second))
                meta_a, meta_b = ordered[first].metadata, ordered[second].metadata
                found[key] = verdicts.relate(
                    verdicts.Party(agencies.canonical(meta_a.outlet), meta_a.byline, meta_a.source_flag,
                                   pair.words_a / a.words),
                    verdicts.Party(agencies.canonical(meta_b.outlet), meta_b.byline, meta_b.source_flag,
                                   pair.words_b / b.words),
                    verdicts.Between(
                        judgements,
                        "common source" if parents[first] & parents[second] else kinds.get(key, ""),
                        pair.words,
                        same_words,
                    ),
                    is_agency=agencies.agency_names.__contains__,
                    near_duplicate=settings.CONTAINMENT,
                    incidental=settings.ALONE,
                )  # fmt: skip
    return found


def explain_by_parents(
    ordered: Sequence[Article], texts: Sequence[Text], judged: Mapping[Shared, Verdict], traced: Lineage
) -> dict[Shared, Verdict]:
    """The verdicts, with the article named that both texts likely have a passage from."""
    parents = _parents(traced)
    result = {}
    for row, verdict in judged.items():
        common = parents[texts[row.a].places[0]] & parents[texts[row.b].places[0]]
        if common and not verdict.explained_by:
            names = verdicts.join_names(ordered[place].path for place in sorted(common))
            verdict = replace(verdict, explained_by=names)
        result[row] = verdict
    return result


def _parents(traced: Lineage) -> defaultdict[int, set[int]]:
    """For each place the places that it likely took from."""
    parents: defaultdict[int, set[int]] = defaultdict(set)
    for row in traced.statements:
        if row.kind == "directed" and row.source is not None:
            parents[row.derived].add(row.source)
    return parents
