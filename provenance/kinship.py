"""Articles, texts and families -> the lineage and relations of places.

A text can stand in several places; dates, outlets and declared sources belong to places. Here the families
of texts become bundles of places for the lineage model, and its answer the relation of each pair.
"""

from __future__ import annotations

from collections import Counter, defaultdict
from collections.abc import Iterable, Mapping, Sequence, Set
from dataclasses import dataclass, replace
from datetime import UTC, datetime
from functools import lru_cache
from itertools import chain, islice

from provenance import kernels, lineage, settings
from provenance.agencies import Agencies
from provenance.evidence import Instant, Node, Piece, Third, count_words
from provenance.families import Family, Shared
from provenance.inference import Material
from provenance.names import without_variants
from provenance.passages import Passage
from provenance.reading import Article
from provenance.readings import EDITORS_MARKS, RETAINED
from provenance.statements import Bundle, Traced
from provenance.texts import AllNoticed, Articles, Noticed, Text, Texts, Verdicts
from provenance.tokens import Tokens
from provenance.verdicts import Verdict


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
    return lineage.trace(material_of(ordered, texts, families, judged, agencies))


def material_of(
    ordered: Articles,
    texts: Texts,
    families: Sequence[Family],
    judged: Verdicts,
    agencies: Agencies,
) -> Material:
    """All that the lineage of these articles is told from."""
    kin = find_kin(ordered, texts, families, judged, agencies)
    owner = kin.owner

    @lru_cache(maxsize=256)
    def pieces_of(a: int, b: int) -> list[Piece]:
        return [whole(texts[a])] if a == b else pieces(texts, kin.between(a, b), flipped=a > b)

    near, thirds = Nearest(families), Thirds(ordered, texts)

    @lru_cache(maxsize=256)
    def third_of(a: int, b: int) -> Third | None:
        return thirds.of(a, b, near.of(a, b))

    return Material(
        kin.nodes,
        kin.bundles,
        lambda first, second: pieces_of(owner[first], owner[second]),
        lambda first, second: third_of(owner[first], owner[second]),
        agencies.agency_names,
        lambda first, second: thirds.alike(owner[first], owner[second]),
    )


@dataclass(frozen=True, slots=True, eq=False)
class Kin:
    """The articles of some families: `nodes` by place, the `bundles` of the families, of each pair of texts
    (the lower first) the passages that are reuse, and the text of each place."""

    nodes: Mapping[int, Node]
    bundles: Sequence[Bundle]
    rows: Mapping[tuple[int, int], Sequence[tuple[Shared, Verdict]]]
    owner: Mapping[int, int]

    def between(self, a: int, b: int) -> Sequence[tuple[Shared, Verdict]]:
        """The reuse between two texts, in the order of the lower one."""
        return sorted(self.rows[min(a, b), max(a, b)], key=lambda found: found[0].passage.a)


def find_kin(
    ordered: Articles,
    texts: AllNoticed,
    families: Sequence[Family],
    judged: Verdicts,
    agencies: Agencies,
) -> Kin:
    """The articles of some texts that share something which is not boilerplate. `families` are all that the
    texts are in."""
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
        elif texts[index].is_shared:
            bundles[places] = []
            owner.update(dict.fromkeys(places, index))
    shared = _count_shared(found for of_pair in rows.values() for found, _ in of_pair)
    return Kin(
        {
            place: _node(place, text, ordered[place], agencies, texts[text], shared.get(text, 0))
            for place, text in owner.items()
        },
        [_bundle(places, found, texts, owner) for places, found in bundles.items()],
        rows,
        owner,
    )


def pieces(texts: Texts, found: Sequence[tuple[Shared, Verdict]], *, flipped: bool = False) -> list[Piece]:
    """The passages that two texts share, seen with the lower text as side a, or with the other."""
    retained = sum(row.passage.words for row, _ in found) >= RETAINED
    return [_piece(texts, row, verdict, retained=retained, flipped=flipped) for row, verdict in found]


def _count_shared(rows: Iterable[Shared]) -> dict[int, int]:
    """How many words of each text stand in passages."""
    spans: dict[int, list[tuple[int, int]]] = defaultdict(list)
    for row in rows:
        spans[row.a].append((row.passage.first_a, row.passage.last_a))
        spans[row.b].append((row.passage.first_b, row.passage.last_b))
    return {text: count_words(found) for text, found in spans.items()}


RUN = 4
"""Words of the runs by which two texts are said to keep parts of a third, or of each other."""
MOST_THIRDS = 8
"""Third texts looked at for a pair, those with the most families in common first."""


class Nearest:
    """For a pair of texts those that stand in most families with both."""

    def __init__(self, families: Sequence[Family]) -> None:
        self._circles: dict[int, list[frozenset[int]]] = defaultdict(list)
        for family in families:
            circle = frozenset(member.text for member in family.members) if family.passages else frozenset()
            for text in circle if len(circle) <= settings.FREQUENT else ():
                self._circles[text].append(circle)
        # A cache, not a table of everything: texts that meet do so close to each other.
        self._neighbours = lru_cache(maxsize=256)(self._count_neighbours)

    def of(self, a: int, b: int) -> list[int]:
        """At most MOST_THIRDS, the lowest of equals first."""
        if a == b or a not in self._circles or b not in self._circles:
            return []
        of_a, of_b = self._neighbours(a), self._neighbours(b)
        common = [(-min(of_a[z], of_b[z]), z) for z in of_a.keys() & of_b.keys() if z != a and z != b]
        return [z for _, z in sorted(common)[:MOST_THIRDS]]

    def _count_neighbours(self, text: int) -> Counter[int]:
        """In how many families each text stands with this one."""
        return Counter(chain.from_iterable(self._circles[text]))


class Thirds:
    """For a pair of texts the third text of which each keeps most that the other lost."""

    def __init__(self, ordered: Articles, texts: Texts) -> None:
        self._ordered, self._texts = ordered, texts
        self._runs = lru_cache(maxsize=256)(self._read_runs)

    def of(self, a: int, b: int, near: Sequence[int]) -> Third | None:
        """That one among those `near` the pair; None where there is none."""
        if not near:
            return None
        runs_a, runs_b = self._runs(a), self._runs(b)
        only_a, only_b = runs_a - runs_b, runs_b - runs_a
        best, second = None, 0
        most = 0
        for other in near:
            if min(len(only_a), len(only_b)) <= second:
                break
            runs = self._runs(other)
            kept_a = len(runs & only_a)
            kept_b = len(runs & only_b) if kept_a > second else 0
            least = min(kept_a, kept_b)
            if least > most:
                path = self._ordered[self._texts[other].places[0]].path
                second = most
                best, most = Third(path.rsplit("/", 1)[-1], kept_a, kept_b), least
            else:
                second = max(second, least)
        return None if best is None else replace(best, second=second)

    def alike(self, a: int, b: int) -> float:
        """The share of the runs of two texts that both have (Jaccard)."""
        if a == b:
            return 1.0
        runs_a, runs_b = self._runs(a), self._runs(b)
        common = len(runs_a & runs_b)
        either = len(runs_a) + len(runs_b) - common
        return common / either if either else 0.0

    def _read_runs(self, text: int) -> frozenset[int]:
        return frozenset(kernels.shingle(self._texts[text].body.hashes, RUN).tolist())


def _bundle(
    places: tuple[int, ...], families: Sequence[Family], texts: AllNoticed, owner: Mapping[int, int]
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
            sorted({name for member in family.members for name in texts[member.text].credited(member.span)})
        )
        for family in families
    )
    return Bundle(places, tuple(words[owner[place]] for place in places), credited)


def whole(text: Text) -> Piece:
    """A whole text that stands in two places, as one passage."""
    tokens = text.marked.tokens
    span = tokens.span(0, len(tokens))
    names = text.marked.credited(span)
    return Piece(
        text.text, text.text, text.words, text.marked.is_quoted(span), names, names, (), (), text.words,
        (0, text.words), (0, text.words),
    )  # fmt: skip


def _piece(texts: Texts, row: Shared, verdict: Verdict, *, retained: bool, flipped: bool) -> Piece:
    passage, a, b = row.passage, texts[row.a], texts[row.b]
    own_a, own_b = _own_words(passage, a, b) if retained else ((), ())
    marked = False
    for mark in EDITORS_MARKS:
        marked = marked or (mark in a.text and mark in b.text)
    piece = Piece(
        passage.a.cut(a.text) if marked else "", passage.b.cut(b.text) if marked else "",
        passage.words, verdict.quoted == "both", verdict.credit_a, verdict.credit_b, own_a, own_b,
        passage.equal, (passage.first_a, passage.last_a), (passage.first_b, passage.last_b),
    )  # fmt: skip
    if not flipped:
        return piece
    return Piece(
        piece.text_b, piece.text_a, piece.words, piece.quoted,
        piece.credit_b, piece.credit_a, piece.own_b, piece.own_a, piece.matched, piece.at_b, piece.at_a,
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
    places = (first + place for place, word in enumerate(hashes) if word in own) if own else ()
    return [_word(text, text.body, place) for place in islice(places, OWN_WORDS)]


def _word(text: Text, tokens: Tokens, place: int) -> str:
    return text.text[tokens.starts[place] : tokens.ends[place]]


def _node(place: int, number: int, article: Article, agencies: Agencies, text: Noticed, shared: int) -> Node:
    metadata = article.metadata
    date = None
    if metadata.date is not None:
        date = Instant(
            seconds(metadata.date.earliest),
            seconds(metadata.date.latest),
            metadata.date.words,
            metadata.date.source,
        )
    name = article.path.rsplit("/", 1)[-1]
    outlet, side = agencies.canonical(metadata.outlet), text.sides.get(place, 0)
    if text.is_shared:
        shared = text.words
    origins, notes = text.origins.get(place, ()), text.notes
    return Node(place, number, name, outlet, date, metadata.source_flag, side, shared, origins, notes)


def seconds(instant: str) -> float:
    """Seconds since 1970 of an ISO 8601 instant; one without a zone is taken as UTC."""
    moment = datetime.fromisoformat(instant)
    return (moment if moment.tzinfo else moment.replace(tzinfo=UTC)).timestamp()
