"""Families + evidence -> how likely each article has its words from each other: before anything is decided.

The trees are those of whole articles (`trees`); each bundle of families then asks which of its articles the
words are from: as likely as the whole article is, but for how much of it these have against each other.
"""

from __future__ import annotations

import math
from collections import defaultdict
from collections.abc import Callable, Iterable, Mapping, Sequence
from dataclasses import dataclass
from functools import partial

import numpy as np

from provenance.arborescence import posterior
from provenance.direction import weigh
from provenance.evidence import Node, Piece, Third
from provenance.portable import portable
from provenance.statements import BESIDE, UNCREDITED, Bundle, Pair, Pairs, count_agencies
from provenance.trees import (
    ALL_PAIRS,
    RELATIVE,
    Chances,
    chances,
    components,
    cut,
    relative,
    weighable,
)
from provenance.weights import load_weights

FAINT = 0.01
"""Ways over others that are less likely are not followed."""


Pieces = Callable[[int, int], Sequence[Piece]]
"""The shared passages of two places (first < second), seen with the first as side a."""


Thirds = Callable[[int, int], Third | None]
"""The text of which each of two places (first < second) keeps most that the other lost, if there is one."""


Alike = Callable[[int, int], float]
"""The share of the runs of words of two places (first < second) that both have, 0 to 1."""


@dataclass(frozen=True, slots=True)
class Material:
    """What lineage is told from: articles by place, bundles of their families, what two of them share, the
    third texts, the names of agencies."""

    nodes: Mapping[int, Node]
    bundles: Iterable[Bundle]
    pieces: Pieces
    thirds: Thirds
    known: frozenset[str]
    alike: Alike


@portable
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


def infer(material: Material) -> Inferred:
    """What the bundles say of each article and each pair, before anything is decided."""
    ordered = in_order(material.bundles)
    return infer_from(ordered, material.nodes, material.known, weigh_all(ordered, material))


def in_order(bundles: Iterable[Bundle]) -> list[Bundle]:
    """Bundles by their places."""
    return sorted(bundles, key=lambda bundle: (bundle.places, bundle.words))


def infer_from(
    ordered: Sequence[Bundle],
    nodes: Mapping[int, Node],
    known: frozenset[str],
    weighed: Sequence[tuple[int, int, Pair]],
) -> Inferred:
    """The same, where all pairs of the bundles (in order) have been weighed."""
    pairs = Pairs()
    for a, b, own_pair in weighed:
        own_pair.in_common = max(1, own_pair.matched or min(nodes[a].shared, nodes[b].shared))
        pairs.add(a, b, own_pair)
    _weigh_apart(weighed, nodes, known)
    parts = [part for component in components(ordered) for part in cut(component, nodes, pairs)]
    found = dict(chances(parts, nodes, pairs, known))
    ways: dict[int, list[Way]] = defaultdict(list)
    for bundle in ordered:
        among, words = frozenset(bundle.places), max(1, bundle.words)
        for place, own in zip(bundle.places, bundle.own_words, strict=True):
            way = _way(place, max(1, own), among, found[place], pairs)
            ways[place].append(way)
            for source, chance in way.parents.items():
                pair = pairs.of(source, place)
                assert pair is not None, "parents are weighed"
                pair.add(chance, words, first=source < place)
        for a, b in weighable(bundle, nodes):
            pair = pairs.of(a, b)
            assert pair is not None, "all that can be weighed has been"
            pair.words += words
    _count_indirect(found, pairs)
    for a, b, pair in pairs.items():
        wire = found[a].wire or found[b].wire
        if wire and not pair.names_absent:  # else it is not that agency's page
            pair.context = BESIDE
        elif not (pair.own or found[a].credited or found[b].credited):
            pair.context = UNCREDITED
    return Inferred(nodes, ordered, pairs, found, ways)


def _count_indirect(found: Mapping[int, Chances], pairs: Pairs) -> None:
    """Enter into each pair how likely one has it from the other through one between them."""
    likely = {
        place: [(source, chance) for source, chance in own.parents.items() if chance >= FAINT]
        for place, own in found.items()
    }
    for place, own in likely.items():
        beside = pairs.beside[place] if own else {}
        for between, chance in own:
            for source, before in likely[between]:
                pair = beside.get(source)  # none with itself
                if pair is not None:
                    pair.indirect += chance * before


def _way(place: int, words: int, among: frozenset[int], chances: Chances, pairs: Pairs) -> Way:
    """Whom an article has the words of one bundle from: as likely as it has most from each of those that have
    them, but for how much these have against each other."""
    shared: dict[int, int] = {}
    if chances.parents:
        beside = pairs.beside[place]
        shared = {source: beside[source].in_common for source in chances.parents if source in among}
    most = max(shared.values(), default=1)
    if most == chances.most:  # as of most articles, where nothing shifts
        odds = {source: chances.parents[source] for source in shared}
    else:
        weights = load_weights()
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


Present = Callable[[int, int], frozenset[str]]
"""For two places the outlets of all articles that share with both what they share, and of those that share
something with each of them; these in bundles that aren't large."""


def outlets_between(bundles: Sequence[Bundle], nodes: Mapping[int, Node]) -> Present:
    """What `Present` says, of the places of some bundles."""
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
        others = (nodes[place].outlet for place in beside[a] & beside[b] if place not in (a, b))
        between = frozenset(outlet for outlet in others if outlet is not None)
        if len(found) == 1 and between <= found[0]:
            return found[0]  # that one, so that it is pickled once for all pairs of a story
        return between.union(*found)

    return present


def to_weigh(ordered: Sequence[Bundle], nodes: Mapping[int, Node]) -> list[tuple[int, int]]:
    """The pairs of places of all bundles that are weighed, by the first bundle that has them so."""
    return list(dict.fromkeys(pair for bundle in ordered for pair in weighable(bundle, nodes)))


def weigh_pair(
    a: Node,
    b: Node,
    pieces: Sequence[Piece],
    third: Third | None,
    present: frozenset[str],
    known: frozenset[str],
    alike: Callable[[], float],
) -> Pair:
    """What the passages of two articles say of them; see `weigh`. `alike`: see `Alike`; it is asked of one
    outlet's own versions."""
    weighed = weigh(a, b, pieces, third=third, present=present, known=known)
    words, equal = sum(piece.words for piece in pieces), sum(piece.matched for piece in pieces)
    pair = Pair(weighed, words, len(pieces), count_agencies(pieces), equal)
    if pair.own:
        pair.alike = alike()
    return pair


def weigh_all(ordered: Sequence[Bundle], material: Material) -> list[tuple[int, int, Pair]]:
    """The pairs of all bundles that are weighed."""
    nodes = material.nodes
    present = outlets_between(ordered, nodes)
    return [
        (
            a,
            b,
            weigh_pair(
                nodes[a],
                nodes[b],
                material.pieces(a, b),
                material.thirds(a, b),
                present(a, b),
                material.known,
                partial(material.alike, a, b),
            ),
        )
        for a, b in to_weigh(ordered, nodes)
    ]


def _weigh_apart(
    found: Sequence[tuple[int, int, Pair]], nodes: Mapping[int, Node], known: frozenset[str]
) -> None:
    """Give each pair the probability that neither took from the other, if they were the only ones."""
    if not found:
        return
    weights = load_weights()
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
