"""Families + evidence -> statements of lineage: who likely has it from whom, or from a third text.

Families with the same articles are weighed together, since one act of copying would explain them all; what
the evidence says of a pair enters each of its bundles alike, and its probability is that of all of them
together. In every bundle a latent root stands for all texts outside the collection; edge probabilities are
exact (`arborescence`). An article's parents are those that explain most of it: the likeliest first, then whoever
explains what is left. Then the gate: without a declared source, a credit to the other's outlet or an order of
dates there is no arrow.
"""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Callable, Iterable, Mapping, Sequence
from dataclasses import dataclass

import numpy as np

from provenance.arborescence import posterior
from provenance.calibration import calibrate
from provenance.direction import load_weights, weigh
from provenance.evidence import A_FIRST, B_FIRST, COMMON, DIRECT, Node, Piece, Third
from provenance.statements import Bundle, Pair, Pairs, Statement, Traced, count_agencies, of_pair
from provenance.trees import NEAREST, by_date, posteriors, weighable
from provenance.unseen import find_unseen

LARGEST = 1000
"""Articles whose trees are worked out together: the work grows with their third power. A bundle of more is
cut by date."""
FAINT = 0.02
"""What is less likely is not kept of a bundle."""

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
    """What one bundle says of one article: its words there, the bundle's places, how likely its parent is each
    of the others, and how likely none."""

    words: int
    among: frozenset[int]
    parents: Mapping[int, float]
    root: float


@dataclass(frozen=True, slots=True)
class Inferred:
    """All bundles, whole or cut, the weighed pairs with what the bundles add up to, and the ways into each
    article."""

    bundles: Sequence[Bundle]
    pairs: Pairs
    ways: Mapping[int, Sequence[Way]]


def trace(material: Material) -> Traced:
    """The lineage of some articles: of all that is known of a component.

    What other articles share is of no effect: articles may be traced together with others or apart from them.
    """
    inferred = infer(material)
    pairs, parents = inferred.pairs, {}
    for place, ways in inferred.ways.items():
        found = parents_of(place, ways, pairs)
        if found:
            parents[place] = found
    directed = tuple(
        _directed(source, derived, probability, pairs)
        for derived, sources in sorted(parents.items())
        for source, probability in sorted(sources.items())
    )
    rootless = [
        (
            bundle,
            [
                place
                for place in bundle.places
                if place not in bundle.aside and parents.get(place, {}).keys().isdisjoint(bundle.places)
            ],
        )
        for bundle in inferred.bundles
    ]
    linked = tuple(_linked(a, b, pairs) for a, b in _links(rootless, material.nodes, pairs, parents))
    return Traced(directed, linked, find_unseen(rootless, pairs))


def infer(material: Material) -> Inferred:
    """What the bundles say of each article and each pair, before anything is decided."""
    nodes = material.nodes
    every = (part for number, bundle in enumerate(material.bundles) for part in _cut(bundle, number, nodes))
    ordered = sorted(every, key=lambda bundle: (bundle.places, bundle.words))
    pairs = weigh_all(ordered, material)
    ways: dict[int, list[Way]] = defaultdict(list)
    for bundle, (edge, root) in zip(ordered, posteriors(ordered, nodes, pairs, material.known), strict=True):
        words = max(1, bundle.words)
        into: list[dict[int, float]] = [{} for _ in bundle.places]
        for i, j, pair in pairs.among(bundle.places):
            forward, backward = float(edge[i][j]), float(edge[j][i])
            pair.add(forward, backward, words)
            if forward >= FAINT:
                into[j][bundle.places[i]] = forward
            if backward >= FAINT:
                into[i][bundle.places[j]] = backward
        among = frozenset(bundle.places)
        for i, place in enumerate(bundle.places):
            if place not in bundle.aside:
                own = max(1, bundle.own_words[i])
                ways[place].append(Way(own, among, into[i], float(root[i])))
    return Inferred(ordered, pairs, ways)


def parents_of(place: int, ways: Sequence[Way], pairs: Pairs) -> dict[int, float]:
    """The parents of an article with their probabilities: who explains most of it, then who explains most of
    what is left, as long as that is more likely than not and an arrow may be drawn.

    Where several texts are as likely, as reprints of the same words are, it is the one from which the article
    has them directly or through one of the others.
    """
    found: dict[int, float] = {}
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
        kind = "directed"
        if chance < 0.5:
            source, chance = _through_others(place, left, explained, pairs)
            kind = "ancestor"
        if chance >= 0.5 and _open(source, place, pairs):
            found[source] = calibrate(kind, chance)
        left = [way for way in left if source not in way.among]
    return {source: chance for source, chance in found.items() if chance >= 0.5}


def answer_of(ways: Sequence[Way]) -> tuple[int | None, float]:
    """Whom an article likely has most of its shared words from, before the gate: the place of another, or None
    for nobody in the collection; and how likely that is. Raises ValueError for an article that shares nothing."""
    if not ways:
        raise ValueError("an article that shares nothing has no ways into it")
    explained: dict[int | None, float] = defaultdict(float)
    for way in ways:
        explained[None] += way.words * way.root
        for source, chance in way.parents.items():
            explained[source] += way.words * chance
    best = max(explained, key=lambda one: (explained[one], one is None, -(one or 0)))
    score = explained[best] / sum(way.words for way in ways)
    return best, calibrate("outside" if best is None else "parent", score)


def _words(ways: Sequence[Way], source: int) -> int:
    return sum(way.words for way in ways if source in way.among)


def _open(source: int, derived: int, pairs: Pairs) -> bool:
    pair = pairs.of(source, derived)
    return pair is not None and pair.may_be_from(first=source < derived)


def _through_others(
    place: int, ways: Sequence[Way], explained: Mapping[int, float], pairs: Pairs
) -> tuple[int, float]:
    """The text that an article likeliest has its words from, directly or through one other, and how likely;
    such to which an arrow may be drawn go before others."""

    def chance(source: int) -> float:
        through = sum(
            words * pair.way(first=source < other)
            for other, words in explained.items()
            if other != source and (pair := pairs.of(source, other)) is not None
        )
        return min(1.0, (explained[source] + through) / _words(ways, source))

    chances = {source: chance(source) for source in explained}
    best = max(chances, key=lambda one: (_open(one, place, pairs), chances[one], -one))
    return best, chances[best]


def _cut(bundle: Bundle, number: int, nodes: Mapping[int, Node]) -> list[Bundle]:
    """A bundle, which has this number, in parts that are small enough.

    Each part has the articles of some time, those dated just before them, and what all articles of a large
    bundle are compared with anyway: its declared sources and its first two, by which the parts are known to
    be of one story.
    """
    count = len(bundle.places)
    if count <= LARGEST:
        return [bundle]
    ordered = by_date(bundle, nodes)
    declared = [i for i in range(count) if nodes[bundle.places[i]].declared]
    common = {*declared[:NEAREST], *ordered[:2]}
    step = LARGEST - len(common) - NEAREST
    parts = []
    for begin in range(0, count, step):
        before, own = ordered[max(0, begin - NEAREST) : begin], ordered[begin : begin + step]
        chosen = sorted(common.union(before, own))
        parts.append(
            Bundle(
                tuple(bundle.places[i] for i in chosen),
                tuple(bundle.own_words[i] for i in chosen),
                bundle.credits,
                number,
                frozenset(bundle.places[i] for i in before).difference(bundle.places[i] for i in common),
            )
        )
    return parts


def _outlets(bundles: Sequence[Bundle], nodes: Mapping[int, Node]) -> Callable[[int, int], frozenset[str]]:
    """For two places the outlets of all articles that share with both what they share."""
    standing: dict[int, set[int]] = defaultdict(set)
    outlets: list[frozenset[str]] = []
    for number, bundle in enumerate(bundles):
        outlets.append(
            frozenset(outlet for place in bundle.places if (outlet := nodes[place].outlet) is not None)
        )
        for place in bundle.places:
            standing[place].add(number)

    def present(a: int, b: int) -> frozenset[str]:
        numbers = standing[a] & standing[b]
        if len(numbers) == 1:
            return outlets[next(iter(numbers))]
        return frozenset().union(*(outlets[number] for number in numbers))

    return present


def weigh_all(ordered: Sequence[Bundle], material: Material) -> Pairs:
    """The pairs of all bundles that are weighed, each in the first bundle that has it so."""
    nodes = material.nodes
    present = _outlets(ordered, nodes)
    pairs = Pairs()
    found: list[tuple[int, int, Pair]] = []
    for number, bundle in enumerate(ordered):
        for i, j in weighable(bundle, nodes):
            a, b = bundle.places[i], bundle.places[j]
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
                words, matched = sum(piece.words for piece in shared), sum(piece.matched for piece in shared)
                pair = Pair(weighed, number, words, len(shared), count_agencies(shared), matched)
                pairs.add(a, b, pair)
                found.append((a, b, pair))
    _weigh_apart(found)
    return pairs


def _weigh_apart(found: Sequence[tuple[int, int, Pair]]) -> None:
    """Give each pair the probability that neither took from the other, if they were the only ones."""
    if not found:
        return
    log_edge = np.full((len(found), 2, 2), -np.inf)
    log_edge[:, 0, 1] = [pair.weighed.a_to_b for _, _, pair in found]
    log_edge[:, 1, 0] = [pair.weighed.b_to_a for _, _, pair in found]
    log_root = np.full((len(found), 2), load_weights()["latent"])
    apart = 1.0 - posterior(log_edge, log_root).edge.sum(axis=(1, 2))
    for (_, _, pair), chance in zip(found, apart.tolist(), strict=True):
        pair.apart = chance


def _links(
    rootless: Sequence[tuple[Bundle, list[int]]],
    nodes: Mapping[int, Node],
    pairs: Pairs,
    parents: Mapping[int, Mapping[int, float]],
) -> list[tuple[int, int]]:
    """The nearest relatives of articles without a parent: a spanning forest over how much of what two articles
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
        return of_pair(a, b, "common source", pair.common, pair, {COMMON: 1, DIRECT: -1})
    return of_pair(a, b, "undirected", 1.0 - pair.common, pair, {COMMON: -1, DIRECT: 1})
