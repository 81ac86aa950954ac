"""A large component in parts: what is asked of its texts and pairs is found out a part at a time, by any
process; what must see the whole component gets the answers, and no text.

The rounds, each a function of what travels: `count_stories` (whole), `survey` (parts), `settle` (whole),
`weigh` (parts), `conclude` (whole), `relate` (parts). They call what `analysis.analyse` calls for a component
that is not divided, and find the same.
"""

from __future__ import annotations

import pickle
from collections import defaultdict
from collections.abc import Iterator, Mapping, Sequence, Set
from dataclasses import dataclass, field, replace
from functools import partial
from typing import Any

import numpy as np
import numpy.typing as npt

from provenance import altered
from provenance.agencies import load_agencies
from provenance.altered import Difference, Sheet
from provenance.analysis import (
    Shard,
    articles_of,
    pairs_of,
    read_texts,
    shared_in,
    speakers_of,
    with_stated,
)
from provenance.corpus import Ints, Spans
from provenance.evidence import Evidence, Node, Piece
from provenance.evidence import Weighed as LogOdds
from provenance.explaining import Explained, judge_rows, members_standing
from provenance.families import Family, Shared, group
from provenance.inference import Material, in_order, infer_from, outlets_between, to_weigh, weigh_pair
from provenance.issues import Issue, find_issues
from provenance.kinship import Kin, Nearest, Thirds, find_kin, pieces, whole
from provenance.lineage import conclude as conclude_lineage
from provenance.origins import Origin
from provenance.portable import portable
from provenance.quotes import Quotation, find_quotations
from provenance.reading import Article
from provenance.relations import (
    Relations,
    Told,
    explain_by_parents,
    have_same_words,
    relate_pairs,
    release_of,
    told_by,
    verdicts_between,
)
from provenance.spans import Span
from provenance.speakers import Speaker
from provenance.statements import Facts, Pair, Traced
from provenance.stock_passages import Key, Noted, Reader, Worded, count_holders, judge_families, key
from provenance.texts import Text, TextPair
from provenance.tokens import Block, paragraph_starts, rows_of, tokenise_all
from provenance.verdicts import Marked, Standing, Verdict, standing

LARGE = 16_000
"""Passages from which a component is divided. One of fewer takes some seconds."""
MANY = 2_000
"""Places beyond the first of their texts from which it is divided, too: one text in so many places shares no
passage, but each place is weighed against some nine others."""
PART = 3_000
"""Pairs of a part: a second of work."""
_SIDES = [0, 4, 5], [1, 8, 9]
"""The columns of `Matches.rows` with the text and the span of either side."""
TILE = 48
"""Texts of which a part has the pairs with as many others: some of them are read for other parts, too."""


@portable
@dataclass(frozen=True, slots=True, eq=False)
class Glance:
    """What later rounds ask of a text: see `texts.Text`. `spans` says what those of its passages stand in;
    `whole` is the text as one passage, without its words, where it stands in several places; `release` by
    which words it is a press release."""

    places: tuple[int, ...]
    sides: Mapping[int, int]
    origins: Mapping[int, tuple[Origin, ...]]
    is_shared: bool
    words: int
    body_words: int
    notes: int
    release: str
    issue: Issue | None
    whole: Piece | None
    spans: Mapping[Span, Standing]

    def credited(self, span: Span) -> tuple[str, ...]:
        """The names credited for the words of a span of a passage, sorted."""
        return self.spans[span].credited


@dataclass(frozen=True, slots=True, eq=False)
class Portion(Shard):
    """A part of a component. `own`: those of its texts that no earlier part has; `order`: what is to be found
    out, pickled."""

    own: Ints = field(default_factory=lambda: np.zeros(0, np.int64))
    order: bytes = b""


@dataclass(frozen=True, slots=True, eq=False)
class Whole(Shard):
    """A component without its texts. `parts`: to which part each pair goes, and each text (`homes`, in the
    order of `texts`); `told`: what earlier rounds have found out, pickled."""

    parts: Ints = field(default_factory=lambda: np.zeros(0, np.int64))
    homes: Ints = field(default_factory=lambda: np.zeros(0, np.int64))
    told: tuple[bytes, ...] = ()


def part_pairs(shard: Shard) -> tuple[Ints, Ints]:
    """To which part each pair goes, and each text of a shard: its first part's."""
    numbers = np.array([one.number for one in shard.texts], np.int64)
    first, second = (np.searchsorted(numbers, side) for side in (shard.matches.first, shard.matches.second))
    parts = _tile(first, second, numbers.size, _count_parts(first.size))
    count = int(parts.max(initial=0)) + 1
    homes = np.full(numbers.size, count, np.int64)
    for side in (first, second):
        np.minimum.at(homes, side, parts)
    homes[homes == count] = count - 1  # those that share nothing, and stand in several places
    return parts, homes


def _count_parts(pairs: int) -> int:
    """Into how many parts so many pairs are divided."""
    return max(1, -(-pairs // PART))


def _tile(first: Ints, second: Ints, texts: int, count: int) -> Ints:
    """To which of `count` parts each pair of texts goes: parts are of one size, and of few texts. They are
    cut from the table of all pairs tile by tile, texts with few pairs before those with many: a story that
    thousands reprint has all its pairs with some of them."""
    often = np.bincount(first, minlength=texts) + np.bincount(second, minlength=texts)
    tiles = np.empty(texts, np.int64)
    tiles[np.argsort(often, kind="stable")] = np.arange(texts) // TILE
    low, high = np.minimum(tiles[first], tiles[second]), np.maximum(tiles[first], tiles[second])
    parts = np.empty(first.size, np.int64)
    parts[np.lexsort((high, low))] = np.arange(first.size) * count // max(1, first.size)
    return parts


def _loads(blob: bytes) -> Any:
    return pickle.loads(blob)


def _dumps(value: object) -> bytes:
    return pickle.dumps(value, pickle.HIGHEST_PROTOCOL)


@dataclass(frozen=True, slots=True)
class _SurveyOrder:
    """Of how many stories the family of each passage is; of the own texts all spans of passages (rows of
    text, beginning, end); of which members the wording is asked."""

    holders: npt.NDArray[np.int32]
    spans: npt.NDArray[np.int32]
    worded: Sequence[tuple[int, Span, int]]


def count_stories(component: Whole) -> list[bytes]:
    """What is to be found out by `survey` in each part."""
    collection = component.collection.get()
    rows = shared_in(component.matches)
    place = {key(row): number for number, row in enumerate(rows)}
    holding = np.zeros(len(rows), np.int32)
    home = dict(zip((one.number for one in component.texts), component.homes.tolist(), strict=True))
    # The last parts may have no text of their own.
    parts = int(max(component.parts.max(initial=0), component.homes.max(initial=0))) + 1
    worded: list[list[tuple[int, Span, int]]] = [[] for _ in range(parts)]
    for family in group(rows):
        holders = count_holders(family, collection)
        holding[[place[key(row)] for row in family.passages]] = holders
        first = family.members[0]
        worded[home[first.text]].append((first.text, first.span, holders))
    begins, passages = component.matches.begins, component.matches.rows
    spans = np.unique(np.concatenate([passages[:, columns] for columns in _SIDES]), axis=0)
    owners = np.array([home[number] for number in spans[:, 0].tolist()])
    return [
        _dumps(
            _SurveyOrder(
                holding[rows_of(begins, np.flatnonzero(component.parts == part))[0]],
                spans[owners == part],
                asked,
            )
        )
        for part, asked in enumerate(worded)
    ]


@dataclass(frozen=True, slots=True)
class _Survey:
    """What one part says: of its own texts; of its passages (`traits` in their order) and of its pairs (in
    their order: whether the words of both are the same; those that quote, with how many equal quotations)."""

    glances: Mapping[int, Glance]
    aside: Mapping[Key, str]
    forms: frozenset[Key]
    traits: npt.NDArray[np.uint8]
    worded: Worded
    same: Sequence[bool]
    quoting: Sequence[tuple[int, int]]
    equal: Sequence[int]


@dataclass(frozen=True, slots=True, eq=False)
class Surveyed:
    """The own texts of a part with the speakers of their quotations, and what is told to the next rounds."""

    texts: Mapping[int, Text]
    speakers: Mapping[int, tuple[Speaker | None, ...]]
    told: bytes


def survey(portion: Portion) -> Surveyed:
    """What stands in the texts of a part, and what each of its pairs shows by itself."""
    order: _SurveyOrder = _loads(portion.order)
    own = set(portion.own.tolist())
    articles, texts = read_texts(_only(portion, own), load_agencies(portion.agencies))
    sharing = set(portion.matches.first.tolist()).union(portion.matches.second.tolist())
    others = _read_bare(_only(portion, sharing - own), sharing)
    articles |= others[0]
    texts |= others[1]
    pairs = pairs_of(texts, portion.matches)
    rows = [row for pair in pairs for row in pair.passages]
    issues = find_issues(articles, texts, sharing)
    holders = dict(zip(map(key, rows), order.holders.tolist(), strict=True))
    reader = Reader(texts, portion.collection.get(), issues, lambda row: holders[key(row)])
    for pair in pairs:
        reader.set_aside(pair)
    spans: dict[int, list[Span]] = defaultdict(list)
    for number, start, end in order.spans.tolist():
        spans[number].append(Span(start, end))
    quoting = altered.quoting_pairs(texts, pairs)
    sheets = {number: Sheet(texts[number], ()) for pair in quoting for number in pair}
    told = _Survey(
        {
            number: _glance(texts[number], issues.get(number), standing(texts[number].marked, spans[number]))
            for number in portion.own.tolist()
        },
        reader.aside,
        frozenset(reader.forms),
        np.array([reader.traits(row) for row in rows], np.uint8),
        {(number, span, held): reader.wording(number, span, held) for number, span, held in order.worded},
        [have_same_words(texts[pair.a], texts[pair.b]) for pair in pairs],
        quoting,
        [altered.count_equal(sheets[a], sheets[b]) for a, b in quoting],
    )
    found = {number: texts[number] for number in portion.own.tolist()}
    return Surveyed(found, {number: speakers_of(text) for number, text in found.items()}, _dumps(told))


def _only(portion: Portion, wanted: Set[int]) -> Portion:
    """A part with some of its texts."""
    rows = [row for row, one in enumerate(portion.texts) if one.number in wanted]
    words = portion.part.texts()
    return replace(
        portion,
        texts=tuple(portion.texts[row] for row in rows),
        part=_Held([words[row] for row in rows]),
        boilerplate=[portion.boilerplate[row] for row in rows],
    )


@dataclass(frozen=True, slots=True)
class _Held:
    """Texts that are at hand."""

    held: Sequence[str]

    def texts(self) -> list[str]:
        """See `corpus.Part`."""
        return list(self.held)

    def words(self, without: Sequence[Spans]) -> Block:
        """See `corpus.Part`."""
        return tokenise_all(self.held).without(without)


def _read_bare(portion: Portion, quoting: Set[int]) -> tuple[dict[int, Article], dict[int, Text]]:
    """The articles and the texts of a part, with the quotations of some and without credits."""
    words = portion.part.texts()
    block = tokenise_all(words)
    articles: dict[int, Article] = {}
    texts: dict[int, Text] = {}
    for row, one in enumerate(portion.texts):
        found = articles_of(one, words[row])
        articles.update(found)
        said: tuple[Quotation, ...] = ()
        if one.number in quoting:
            said = find_quotations(words[row], paragraphs=paragraph_starts(words[row]))
        boilerplate = tuple(portion.boilerplate[row])
        marked = Marked(block[row], said, (), boilerplate)
        body = block[row].without(boilerplate)
        texts[one.number] = Text(one.text_id, words[row], marked, body, tuple(found))
    return articles, texts


def _glance(text: Text, issue: Issue | None, spans: Mapping[Span, Standing]) -> Glance:
    return Glance(
        text.places,
        text.sides,
        text.origins,
        text.is_shared,
        text.words,
        text.body_words,
        text.notes,
        release_of(text),
        issue,
        replace(whole(text), text_a="", text_b="") if len(text.places) > 1 else None,
        spans,
    )


@dataclass(frozen=True, slots=True, eq=False)
class _State:
    """What `settle` leaves to `conclude`."""

    explained: Explained
    glances: Mapping[int, Glance]
    kin: Kin
    same: Sequence[Sequence[bool]]


@dataclass(frozen=True, slots=True, eq=False)
class _WeighOrder:
    """The pairs of places to weigh, by their place in the whole order, with the outlets between; of their
    texts the passages and those near both; the pairs of texts whose quotations are compared."""

    pairs: Sequence[tuple[int, int, int, frozenset[str]]]
    nodes: Mapping[int, Node]
    owner: Mapping[int, int]
    rows: Mapping[tuple[int, int], Sequence[tuple[Shared, Verdict]]]
    near: Mapping[tuple[int, int], Sequence[int]]
    wholes: Mapping[int, Piece]
    quoting: Sequence[tuple[int, int]]


@dataclass(frozen=True, slots=True, eq=False)
class Settled:
    """What is to be done by `weigh` in each part: the numbers of the texts that it takes (ascending), and the
    order; and what `conclude` has to know."""

    orders: tuple[tuple[Ints, bytes], ...]
    state: bytes


def settle(component: Whole) -> Settled:
    """The verdicts on all passages of a component, by what `survey` has told of its parts."""
    surveys: list[_Survey] = [_loads(blob) for blob in component.told]
    aside: dict[Key, str] = {}
    rows = shared_in(component.matches)
    bits = np.zeros(len(rows), np.uint8)
    worded: dict[tuple[int, Span, int], Any] = {}
    glances: dict[int, Glance] = {}
    for part, each in enumerate(surveys):
        glances |= each.glances
        aside |= each.aside
        worded |= each.worded
        pairs = np.flatnonzero(component.parts == part)
        bits[rows_of(component.matches.begins, pairs)[0]] = each.traits
    traits = dict(zip(map(key, rows), bits.tolist(), strict=True))
    forms = frozenset().union(*(each.forms for each in surveys))
    texts = {one.number: glances[one.number] for one in component.texts}
    spans = {number: text.spans for number, text in texts.items()}
    issues = {number: text.issue for number, text in texts.items() if text.issue is not None}
    families = group(rows)
    collection = component.collection.get()
    found = judge_families(families, collection, issues, Noted(traits, worded), aside, forms)
    explained = Explained(
        tuple(families), found.stock, judge_rows(families, found, spans), members_standing(families, spans)
    )
    agencies = load_agencies(component.agencies)
    articles = {place: one for each in component.texts for place, one in articles_of(each, "").items()}
    kin = find_kin(articles, texts, families, explained.verdicts, agencies)
    quoting = [pair for each in surveys for pair in each.quoting]
    if altered.is_crowded(quoting):
        ids = {one.number: one.text_id for one in component.texts}
        quoting = altered.choose(
            quoting, [count for each in surveys for count in each.equal], ids.__getitem__
        )
    state = _State(explained, texts, kin, [each.same for each in surveys])
    return Settled(tuple(_weigh_orders(component, kin, texts, families, quoting)), _dumps(state))


def _weigh_orders(
    component: Whole,
    kin: Kin,
    texts: Mapping[int, Glance],
    families: Sequence[Family],
    quoting: Sequence[tuple[int, int]],
) -> list[tuple[Ints, bytes]]:
    """What each part has to weigh: a pair goes to the part of that of its texts that is in fewer."""
    ordered = in_order(kin.bundles)
    present, nearest = outlets_between(ordered, kin.nodes), Nearest(families)
    wanted = [
        (number, a, b, kin.owner[a], kin.owner[b])
        for number, (a, b) in enumerate(to_weigh(ordered, kin.nodes))
    ]
    # Both go into all parts, so that no part alone has the quotations to compare.
    count = _count_parts(len(wanted) + len(quoting))
    by_part = _parted(component, wanted, count)
    quoted = _parted(component, quoting, count)
    orders = []
    for part in sorted({*by_part, *quoted}):
        rows = by_part.get(part, [])
        met = sorted({(min(one, other), max(one, other)) for _, _, _, one, other in rows})
        # By text, so that what is kept of its neighbours is asked for again soon.
        near = {pair: nearest.of(*pair) for pair in met}
        places = {place for _, a, b, _, _ in rows for place in (a, b)}
        taken = {number for pair in met for number in (*pair, *near[pair])}
        taken.update(number for pair in quoted.get(part, []) for number in pair)
        wholes = ((number, texts[number].whole) for number in {one for one, other in met if one == other})
        order = _WeighOrder(
            [(number, a, b, present(a, b)) for number, a, b, _, _ in rows],
            {place: kin.nodes[place] for place in places},
            {place: kin.owner[place] for place in places},
            {pair: kin.between(*pair) for pair in met if pair in kin.rows},
            {pair: found for pair, found in near.items() if found},
            {number: piece for number, piece in wholes if piece is not None},
            quoted.get(part, []),
        )
        orders.append((np.array(sorted(taken), np.int64), _dumps(order)))
    return orders


def _parted(component: Whole, rows: Sequence[Any], count: int) -> Mapping[int, list[Any]]:
    """Rows that end with the numbers of two texts, by parts."""
    found: dict[int, list[Any]] = defaultdict(list)
    if rows:
        row_of = {one.number: row for row, one in enumerate(component.texts)}
        first, second = (np.array([row_of[row[side]] for row in rows]) for side in (-2, -1))
        parts = _tile(first, second, len(component.texts), count).tolist()
        for part, row in zip(parts, rows, strict=True):
            found[part].append(row)
    return found


class _Sealed(Sequence[Evidence]):
    """Evidence that is read when it is asked for: of a hundred pairs that are weighed few are told of."""

    __slots__ = ("_blob",)

    def __init__(self, blob: bytes) -> None:
        self._blob = blob

    def _read(self) -> Sequence[Evidence]:
        found: Sequence[Evidence] = _loads(self._blob)
        return found

    def __iter__(self) -> Iterator[Evidence]:
        return iter(self._read())

    def __len__(self) -> int:
        return len(self._read())

    def __getitem__(self, which: Any) -> Any:
        return self._read()[which]


def _told_pair(pair: Pair) -> tuple[Any, ...]:
    """A pair as what makes it: pickled as it is it takes several times as long."""
    odds = pair.weighed
    said = odds.a_to_b, odds.b_to_a, odds.may_a_to_b, odds.may_b_to_a, odds.absent_a, odds.absent_b
    made = pair.shared, pair.passages, pair.agencies, pair.matched, pair.alike
    return said, made, pair.facts, _dumps(odds.evidence)


def _made_pair(
    said: tuple[float, float, bool, bool, bool, bool],
    made: tuple[int, int, Mapping[str, int], int, float],
    facts: Facts,
    evidence: bytes,
) -> Pair:
    """The pair of which `_told_pair` told."""
    a_to_b, b_to_a, may_a_to_b, may_b_to_a, absent_a, absent_b = said
    odds = LogOdds(a_to_b, b_to_a, may_a_to_b, may_b_to_a, _Sealed(evidence), absent_a, absent_b)
    shared, passages, agencies, matched, alike = made
    return Pair(odds, shared, passages, agencies, matched, alike, facts_known=facts)


@dataclass(frozen=True, slots=True, eq=False)
class Weighed:
    """The weighed pairs of a part, told to `conclude`, and the differing quotations."""

    told: bytes
    differences: tuple[Difference, ...]


def weigh(portion: Portion) -> Weighed:
    """The evidence on the pairs of a part."""
    order: _WeighOrder = _loads(portion.order)
    quoting = {number for pair in order.quoting for number in pair}
    articles, texts = _read_bare(portion, quoting)
    known = load_agencies(portion.agencies).agency_names
    thirds = Thirds(articles, texts)
    pairs: list[tuple[int, int, int, tuple[Any, ...]]] = []
    for number, a, b, present in order.pairs:
        one, other = order.owner[a], order.owner[b]
        low, high = min(one, other), max(one, other)
        shared = (
            [replace(order.wholes[one], text_a=texts[one].text, text_b=texts[one].text)]
            if one == other
            else pieces(texts, order.rows.get((low, high), ()), flipped=one > other)
        )
        third = thirds.of(one, other, order.near.get((low, high), ()))
        pair = weigh_pair(
            order.nodes[a], order.nodes[b], shared, third, present, known, partial(thirds.alike, one, other)
        )
        pairs.append((number, a, b, _told_pair(pair)))
    sheets = {number: Sheet(texts[number], speakers_of(texts[number])) for number in quoting}
    return Weighed(_dumps(pairs), altered.between(order.quoting, sheets.__getitem__))


@dataclass(frozen=True, slots=True, eq=False)
class _RelateOrder:
    """What the texts of some pairs are and their passages judged, and what lineage says of their places."""

    glances: Mapping[int, Glance]
    same: Sequence[bool]
    verdicts: Mapping[tuple[int, int], Sequence[Verdict]]
    told: Told


@dataclass(frozen=True, slots=True, eq=False)
class Concluded:
    """The families and the lineage of a component, and what is to be done by `relate` in each part."""

    explained: Explained
    traced: Traced
    orders: tuple[bytes, ...]


def conclude(component: Whole) -> Concluded:
    """The lineage of a component; `told` has the state of `settle` and what `weigh` told of each part."""
    state: _State = _loads(component.told[0])
    kin, explained = state.kin, state.explained
    weighed = sorted((row for blob in component.told[1:] for row in _loads(blob)), key=lambda row: row[0])
    known = load_agencies(component.agencies).agency_names
    inferred = infer_from(
        in_order(kin.bundles), kin.nodes, known, [(a, b, _made_pair(*told)) for _, a, b, told in weighed]
    )

    def pieces_of(a: int, b: int) -> Sequence[Piece]:
        one, other = kin.owner[a], kin.owner[b]
        own = state.glances[one].whole
        if one == other and own is not None:
            return [own]
        return [_placed(row, verdict, flipped=one > other) for row, verdict in kin.between(one, other)]

    material = Material(kin.nodes, kin.bundles, pieces_of, lambda _a, _b: None, known, lambda _a, _b: 0.0)
    traced = conclude_lineage(material, inferred)
    articles = {place: one for each in component.texts for place, one in articles_of(each, "").items()}
    judged = explain_by_parents(articles, state.glances, explained.families, explained.verdicts, traced)
    told, found = told_by(traced), verdicts_between(explained.families, judged)
    bare = {number: replace(glance, spans={}) for number, glance in state.glances.items()}
    orders = []
    first, second = component.matches.first.tolist(), component.matches.second.tolist()
    for part, same in enumerate(state.same):
        own = [(first[pair], second[pair]) for pair in np.flatnonzero(component.parts == part).tolist()]
        numbers = {number for pair in own for number in pair}
        glances = {number: bare[number] for number in numbers}
        places = (place for glance in glances.values() for place in glance.places)
        orders.append(
            _dumps(_RelateOrder(glances, same, {pair: found[pair] for pair in own}, told.of(places)))
        )
    return Concluded(
        replace(explained, verdicts=judged),
        with_stated(traced, articles, state.glances),
        tuple(orders),
    )


def _placed(row: Shared, verdict: Verdict, *, flipped: bool) -> Piece:
    """Where a passage stands in both texts, without its words."""
    passage = row.passage
    at_a, at_b = (passage.first_a, passage.last_a), (passage.first_b, passage.last_b)
    if flipped:
        at_a, at_b = at_b, at_a
    return Piece("", "", passage.words, False, (), (), (), (), passage.equal, at_a, at_b)


def relate(portion: Portion) -> tuple[tuple[TextPair, ...], Relations]:
    """The pairs of a part, and what relates them."""
    order: _RelateOrder = _loads(portion.order)
    articles = {place: one for each in portion.texts for place, one in articles_of(each, "").items()}
    pairs = pairs_of(order.glances, portion.matches)
    return pairs, relate_pairs(
        articles,
        order.glances,
        pairs,
        order.same,
        lambda number: order.glances[number].release,
        order.verdicts,
        order.told,
        load_agencies(portion.agencies),
        portion.house,
    )
