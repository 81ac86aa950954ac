"""Families + evidence -> statements of lineage: who likely has it from whom, or from a third text.

One act of copying would explain all that two articles share. So the trees are those of whole articles
(`trees`), a latent root standing for all texts outside the collection; each bundle of families, those that
stand
in the same articles, then asks which of these articles its words are from. An article's parents are those
that
explain most of it: the likeliest first, then whoever explains what is left. Then the gate: without a declared
source, a credit to the other's outlet or an order of dates there is no arrow.
"""

from __future__ import annotations

import math
from collections import defaultdict
from collections.abc import Callable, Iterable, Mapping, Sequence
from dataclasses import dataclass

import numpy as np

from provenance.arborescence import posterior
from provenance.calibration import calibrate
from provenance.direction import weigh
from provenance.evidence import A_FIRST, B_FIRST, COMMON, DIRECT, NEUTRAL, Node, Piece, Third, count_words
from provenance.statements import Bundle, Pair, Pairs, Statement, Traced, count_agencies, of_pair
from provenance.trees import (
    ALL_PAIRS,
    RELATIVE,
    Chances,
    chances,
    components,
    cut,
    matched,
    relative,
    weighable,
)
from provenance.unseen import find_unseen
from provenance.weights import load_weights

FAINT = 0.01
"""Ways over others that are less likely are not followed."""
BEYOND = 25
"""A further source of an article explains at least so many words that its others don't."""

Pieces = Callable[[int, int], Sequence[Piece]]
"""The shared passages of two places (first < second), seen with the first as side a."""
Thirds = Callable[[int, int], Third | None]
"""The text of which each of two places (first < second) keeps most that the other lost, if there is one."""


@dataclass(frozen=True, slots=True)
class Material:
    """What lineage is told from: articles by place, bundles of their families, what two of them share, the
    third texts, the names of agencies."""

    nodes: Mapping[int, Node]
    bundles: Iterable[Bundle]
    pieces: Pieces
    thirds: Thirds
    known: frozenset[str]


@dataclass(frozen=True, slots=True)
class Way:
    """What one bundle says of one article: its words there, the bundle's places, how likely its parent is
    each
    of the others, and how likely none."""

    words: int
    among: frozenset[int]
    parents: Mapping[int, float]
    root: float


@dataclass(frozen=True, slots=True)
class Inferred:
    """The articles, all bundles, the weighed pairs with what the bundles add up to, whom each article
    likely has most from,
    and the ways into it."""

    nodes: Mapping[int, Node]
    bundles: Sequence[Bundle]
    pairs: Pairs
    chances: Mapping[int, Chances]
    ways: Mapping[int, Sequence[Way]]


def trace(material: Material) -> Traced:
    """The lineage of some articles: of all that is known of a component.

    What other articles share is of no effect: articles may be traced together with others or apart from them.
    """
    inferred = infer(material)
    pairs = inferred.pairs
    parents: dict[int, dict[int, float]] = {}
    for place in inferred.ways:
        found = parents_of(place, inferred, material.pieces)
        if found:
            parents[place] = found
    for derived, sources in parents.items():  # two that credit each other: the likelier way
        for source in [one for one in sources if derived in parents.get(one, {})]:
            back = parents[source][derived]
            if (back, derived) > (sources[source], source):
                del sources[source]
            else:
                del parents[source][derived]
    directed = tuple(
        _directed(source, derived, probability, pairs)
        for derived, sources in sorted(parents.items())
        for source, probability in sorted(sources.items())
    )
    rootless = [
        (
            bundle,
            [place for place in bundle.places if parents.get(place, {}).keys().isdisjoint(bundle.places)],
        )
        for bundle in inferred.bundles
    ]
    linked = tuple(_linked(a, b, pairs) for a, b in _links(rootless, material.nodes, pairs, parents))
    return Traced(directed, linked, find_unseen(rootless, pairs))


def infer(material: Material) -> Inferred:
    """What the bundles say of each article and each pair, before anything is decided."""
    nodes = material.nodes
    ordered = sorted(material.bundles, key=lambda bundle: (bundle.places, bundle.words))
    pairs = weigh_all(ordered, material)
    parts = [part for component in components(ordered) for part in cut(component, nodes, pairs)]
    found = dict(chances(parts, nodes, pairs, material.known))
    ways: dict[int, list[Way]] = defaultdict(list)
    for bundle in ordered:
        among = frozenset(bundle.places)
        for place, own in zip(bundle.places, bundle.own_words, strict=True):
            way = _way(place, max(1, own), among, found[place], nodes, pairs)
            ways[place].append(way)
            for source, chance in way.parents.items():
                pair = pairs.of(source, place)
                assert pair is not None, "parents are weighed"
                pair.add(chance, max(1, bundle.words), first=source < place)
        for a, b in weighable(bundle, nodes):
            pair = pairs.of(a, b)
            assert pair is not None, "all that can be weighed has been"
            pair.words += max(1, bundle.words)
    _count_indirect(found, pairs)
    return Inferred(nodes, ordered, pairs, found, ways)


def _count_indirect(found: Mapping[int, Chances], pairs: Pairs) -> None:
    """Enter into each pair how likely one has it from the other through one between them."""
    for place, own in found.items():
        for between, chance in own.parents.items():
            if chance >= FAINT:
                for source, before in found[between].parents.items():
                    pair = pairs.of(source, place) if source != place and before >= FAINT else None
                    if pair is not None:
                        pair.indirect += chance * before


def _way(
    place: int, words: int, among: frozenset[int], chances: Chances, nodes: Mapping[int, Node], pairs: Pairs
) -> Way:
    """Whom an article has the words of one bundle from: as likely as it has most from each of those that have
    them, but for how much these have against each other."""
    weights = load_weights()
    shared = {}
    for source in chances.parents:
        if source in among:
            pair = pairs.of(source, place)
            assert pair is not None, "parents are weighed"
            shared[source] = matched(pair, nodes[source], nodes[place])
    most = max(shared.values(), default=1)
    odds = {}
    for source, count in shared.items():
        here, whole = relative(count, most), relative(count, chances.most)
        shift = sum(
            weights[name] * (near - far) for name, near, far in zip(RELATIVE, here, whole, strict=True)
        )
        odds[source] = chances.parents[source] * math.exp(shift)
    total = sum(odds.values()) + chances.root
    if total <= 0:
        return Way(words, among, {}, 1.0)
    return Way(words, among, {one: odd / total for one, odd in odds.items()}, chances.root / total)


def parents_of(place: int, inferred: Inferred, pieces: Pieces) -> dict[int, float]:
    """The parents of an article with their probabilities: who explains most of it, then who explains most of
    what is left, as long as that is more likely than not and an arrow may be drawn.

    Where several texts are as likely, as reprints of the same words are, it is the one from which the article
    has them directly or through one of the others.
    """
    found: dict[int, float] = {}
    ways, pairs = inferred.ways[place], inferred.pairs
    told: list[tuple[int, int]] = []
    left = list(ways)
    while left:
        explained: dict[int, float] = defaultdict(float)
        for way in left:
            for source, chance in way.parents.items():
                explained[source] += way.words * chance
        if not explained:
            break
        source = max(explained, key=lambda one: (explained[one], -one))
        chance = explained[source] / _words(left, source)
        if chance < 0.5:
            source, chance = _through_others(place, left, explained, inferred)
        spans = _spans(place, source, pieces) if told or len(ways) > 1 else []
        beyond = not told or count_words([*told, *spans]) - count_words(told) >= BEYOND
        if chance >= 0.5 and beyond and _open(source, place, pairs):
            found[source] = calibrate(condition("directed", source, place, inferred), chance)
        told += spans
        left = [way for way in left if source not in way.among]
    return {source: chance for source, chance in found.items() if chance >= 0.5}


def _spans(place: int, source: int, pieces: Pieces) -> list[tuple[int, int]]:
    """The words of an article that it shares with another."""
    if source < place:
        return [piece.at_b for piece in pieces(source, place)]
    return [piece.at_a for piece in pieces(place, source)]


def answer_of(place: int, inferred: Inferred) -> tuple[int | None, float]:
    """Whom an article likely has most of its words from, before the gate: the place of another, or None for
    nobody in the collection; and how likely that is."""
    best, score = best_of(inferred.chances[place])
    return best, calibrate(condition("outside" if best is None else "parent", best, place, inferred), score)


def best_of(chances: Chances) -> tuple[int | None, float]:
    """The likeliest answer and its score."""
    parents = chances.parents
    best = max(parents, key=lambda one: (parents[one], -one), default=None)
    if best is None or parents[best] <= chances.root:
        return None, chances.root
    return best, parents[best]


def condition(kind: str, source: int | None, place: int, inferred: Inferred) -> str:
    """The kind of a statement on an article with what else says how often its score is right: whether an
    agency's
    page is there to be the source, and whether dates say who came first."""
    nodes = inferred.nodes
    if source is not None and nodes[source].declared and not nodes[place].declared:
        return f"{kind} declared"  # of which nothing was counted: a person's word is taken as it is
    wire = " beside a wire" if inferred.chances[place].wire else ""
    if source is None:
        dated = nodes[place].date is not None
    else:
        pair = inferred.pairs.of(source, place)
        dated = pair is not None and any(
            item.kind == "date" and item.says != NEUTRAL for item in pair.weighed.evidence
        )
    return f"{kind}{wire}{'' if dated else ' without dates'}"


def _words(ways: Sequence[Way], source: int) -> int:
    return sum(way.words for way in ways if source in way.among)


def _open(source: int, derived: int, pairs: Pairs) -> bool:
    pair = pairs.of(source, derived)
    return pair is not None and pair.may_be_from(first=source < derived)


def _through_others(
    place: int, ways: Sequence[Way], explained: Mapping[int, float], inferred: Inferred
) -> tuple[int, float]:
    """The text that an article likeliest has its words from, directly, through one other, or as one of
    several
    takes of its outlet, and how likely; such from which an arrow may be drawn go before others."""
    pairs, nodes = inferred.pairs, inferred.nodes

    def same(one: int, other: int) -> bool:
        return nodes[one].outlet is not None and nodes[one].outlet == nodes[other].outlet

    def chance(source: int) -> float:
        through = 0.0
        for other, words in explained.items():
            if other != source:
                pair = pairs.of(source, other)
                way = 1.0 if same(source, other) else pair.way(first=source < other) if pair else 0.0
                through += words * way
        return min(1.0, (explained[source] + through) / _words(ways, source))

    nearly = max(explained.values()) / 2
    chances = {source: chance(source) for source, words in explained.items() if words >= nearly}
    best = max(chances, key=lambda one: (_open(one, place, pairs), chances[one], explained[one], -one))
    return best, chances[best]


def _outlets(bundles: Sequence[Bundle], nodes: Mapping[int, Node]) -> Callable[[int, int], frozenset[str]]:
    """For two places the outlets of all articles that share with both what they share, and of those that
    share
    something with each of them; these in bundles that aren't large."""
    standing: dict[int, set[int]] = defaultdict(set)
    beside: dict[int, set[int]] = defaultdict(set)
    outlets: list[frozenset[str]] = []
    for number, bundle in enumerate(bundles):
        outlets.append(
            frozenset(outlet for place in bundle.places if (outlet := nodes[place].outlet) is not None)
        )
        for place in bundle.places:
            standing[place].add(number)
            if len(bundle.places) <= ALL_PAIRS:
                beside[place].update(bundle.places)

    def present(a: int, b: int) -> frozenset[str]:
        found = [outlets[number] for number in standing[a] & standing[b]]
        between = {nodes[place].outlet for place in beside[a] & beside[b] if place not in (a, b)}
        return frozenset(outlet for outlet in between if outlet is not None).union(*found)

    return present


def weigh_all(ordered: Sequence[Bundle], material: Material) -> Pairs:
    """The pairs of all bundles that are weighed, each in the first bundle that has it so."""
    nodes = material.nodes
    present = _outlets(ordered, nodes)
    pairs = Pairs()
    found: list[tuple[int, int, Pair]] = []
    for bundle in ordered:
        for a, b in weighable(bundle, nodes):
            if pairs.of(a, b) is None:
                shared = material.pieces(a, b)
                weighed = weigh(
                    nodes[a],
                    nodes[b],
                    shared,
                    third=material.thirds(a, b),
                    present=present(a, b),
                    known=material.known,
                )
                words, equal = sum(piece.words for piece in shared), sum(piece.matched for piece in shared)
                pair = Pair(weighed, words, len(shared), count_agencies(shared), equal)
                pairs.add(a, b, pair)
                found.append((a, b, pair))
    _weigh_apart(found, material)
    return pairs


def _weigh_apart(found: Sequence[tuple[int, int, Pair]], material: Material) -> None:
    """Give each pair the probability that neither took from the other, if they were the only ones."""
    if not found:
        return
    weights, nodes, known = load_weights(), material.nodes, material.known
    log_edge = np.full((len(found), 2, 2), -np.inf)
    log_edge[:, 0, 1] = [pair.weighed.a_to_b for _, _, pair in found]
    log_edge[:, 1, 0] = [pair.weighed.b_to_a for _, _, pair in found]
    log_root = np.full((len(found), 2), weights["latent"])
    named: frozenset[str | None] = frozenset(known)
    for side in (0, 1):
        absent = [pair.weighed.absent_b if side else pair.weighed.absent_a for _, _, pair in found]
        agency = [nodes[(a, b)[side]].outlet in named for a, b, _ in found]
        log_root[:, side] += weights["latent_absent"] * np.array(absent)
        log_root[:, side] += weights["latent_agency"] * np.array(agency)
    apart = 1.0 - posterior(log_edge, log_root).edge.sum(axis=(1, 2))
    for (_, _, pair), chance in zip(found, apart.tolist(), strict=True):
        pair.apart = chance


def _links(
    rootless: Sequence[tuple[Bundle, list[int]]],
    nodes: Mapping[int, Node],
    pairs: Pairs,
    parents: Mapping[int, Mapping[int, float]],
) -> list[tuple[int, int]]:
    """The nearest relatives of articles without a parent: a spanning forest over how much of what two
    articles
    share with anybody they share with each other, the most first, so that rows grow with the articles and not
    with their pairs."""
    weight: dict[tuple[int, int], tuple[float, int]] = {}
    for _, roots in rootless:
        for i, j, pair in pairs.among(roots):
            a, b = roots[i], roots[j]
            if not (parents.get(a) and parents.get(b)):
                whole = nodes[a].shared + nodes[b].shared - pair.matched
                weight[a, b] = (pair.matched / whole if whole > 0 else 0.0, pair.shared)
    head: dict[int, int] = {}

    def find(place: int) -> int:
        while (above := head.get(place, place)) != place:
            head[place] = head.get(above, above)
            place = above
        return place

    chosen = []
    for a, b in sorted(weight, key=lambda pair: (tuple(-one for one in weight[pair]), pair)):
        if b in parents.get(a, {}) or a in parents.get(b, {}):
            continue
        if find(a) != find(b):
            head[find(b)] = find(a)
            chosen.append((a, b))
    return sorted(chosen)


def _directed(source: int, derived: int, probability: float, pairs: Pairs) -> Statement:
    forward = source < derived
    signs = {A_FIRST: 1 if forward else -1, B_FIRST: -1 if forward else 1, COMMON: -1, DIRECT: 1}
    pair = pairs.of(source, derived)
    assert pair is not None, "parents are weighed"
    return of_pair(source, derived, "directed", probability, pair, signs)


def _linked(a: int, b: int, pairs: Pairs) -> Statement:
    pair = pairs.of(a, b)
    assert pair is not None, "links are weighed"
    if pair.has_common_source:
        return of_pair(a, b, "common source", pair.common_source, pair, {COMMON: 1, DIRECT: -1})
    return of_pair(a, b, "undirected", calibrate("undirected", pair.direct), pair, {COMMON: -1, DIRECT: 1})
