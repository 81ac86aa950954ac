"""Families + evidence -> statements of lineage: who likely has it from whom, or from a third text.

Families with the same articles are weighed together, since one act of copying would explain them all; what
the evidence says of a pair enters each of its bundles alike. In every bundle a latent root stands for all
texts outside the collection; edge probabilities are exact (`arborescence`). Then the gate: without a
declared source, a credit to the other's outlet or an order of dates there is no arrow.
"""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Callable, Iterable, Mapping, Sequence

import numpy as np

from provenance.arborescence import Matrix, Vector, posterior
from provenance.direction import load_weights, weigh
from provenance.evidence import A_FIRST, B_FIRST, COMMON, DIRECT, Node, Piece, Third, Weighed
from provenance.statements import Bundle, Lineage, Pair, Statement, of_pair
from provenance.unseen import find_unseen

ALL_PAIRS = 64
"""Up to so many articles every pair of a bundle is weighed; beyond, each with its likeliest parents."""
NEAREST = 8


Pieces = Callable[[int, int], Sequence[Piece]]
"""The shared passages of two places (first < second), seen with the first as side a."""
Thirds = Callable[[int, int], Third | None]
"""The text of which each of two places (first < second) keeps most that the other lost, if there is one."""


def trace(
    nodes: Mapping[int, Node],
    bundles: Iterable[Bundle],
    pieces: Pieces,
    thirds: Thirds,
    known: frozenset[str],
) -> Lineage:
    """The lineage of the articles `nodes` (by place) that share `bundles`; `known` are agencies' names."""
    ordered = sorted(bundles, key=lambda bundle: (bundle.places, bundle.words))
    present = _outlets(ordered, nodes)
    pairs: dict[tuple[int, int], Pair] = {}
    parents: dict[int, dict[int, float]] = defaultdict(dict)
    rootless: list[tuple[Bundle, list[int]]] = []
    for bundle in ordered:
        edge, root = _weigh_bundle(bundle, nodes, pairs, pieces, thirds, present, known)
        _add(bundle, edge, pairs)
        roots = _parents(bundle, edge, root, pairs, parents)
        rootless.append((bundle, roots))
    statements = [
        _directed(source, derived, probability, pairs, pieces)
        for derived, sources in sorted(parents.items())
        for source, probability in sorted(sources.items())
    ]
    links = _links(rootless, pairs, parents, pieces)
    statements += [_linked(link, pairs, pieces) for link in links]
    outside, unseen = find_unseen(rootless, pairs)
    return Lineage((*statements, *outside), unseen)


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
    return lambda a, b: frozenset().union(*(outlets[number] for number in standing[a] & standing[b]))


def _weigh_bundle(
    bundle: Bundle,
    nodes: Mapping[int, Node],
    pairs: dict[tuple[int, int], Pair],
    pieces: Pieces,
    thirds: Thirds,
    present: Callable[[int, int], frozenset[str]],
    known: frozenset[str],
) -> tuple[Matrix, Vector]:
    """Edge and root probabilities of one bundle, by place in `bundle.places`."""
    weights = load_weights()
    count = len(bundle.places)
    log_edge = np.full((count, count), -np.inf)
    log_root = np.array(
        [
            weights["latent"] + (weights["declared_source"] if nodes[place].declared else 0.0)
            for place in bundle.places
        ]
    )
    for i, j in _weighable(bundle, nodes):
        a, b = bundle.places[i], bundle.places[j]
        pair = pairs.get((a, b))
        if pair is None:
            weighed = weigh(
                nodes[a],
                nodes[b],
                pieces(a, b),
                third=thirds(a, b),
                present=present(a, b),
                known=known,
            )
            pair = pairs[a, b] = Pair(weighed, _apart(weighed, log_root[i], log_root[j]))
        log_edge[i, j], log_edge[j, i] = pair.weighed.a_to_b, pair.weighed.b_to_a
    found = posterior(log_edge, log_root)
    return found.edge, found.root


def _apart(weighed: Weighed, log_root_a: float, log_root_b: float) -> float:
    """The probability that neither of two texts took from the other, if they were the only ones."""
    log_edge = np.array([[-np.inf, weighed.a_to_b], [weighed.b_to_a, -np.inf]])
    found = posterior(log_edge, np.array([log_root_a, log_root_b]))
    return float(1.0 - found.edge.sum())


def _weighable(bundle: Bundle, nodes: Mapping[int, Node]) -> list[tuple[int, int]]:
    """The pairs of a bundle (as indexes, first below second) that are weighed.

    In a large one each article meets the declared sources, the first, and those dated just before it.
    """
    count = len(bundle.places)
    if count <= ALL_PAIRS:
        return [(i, j) for i in range(count) for j in range(i + 1, count)]

    def rank(i: int) -> tuple[float, int]:
        date = nodes[bundle.places[i]].date
        return (date.earliest if date else float("inf"), i)

    by_date = sorted(range(count), key=rank)
    declared = [i for i in range(count) if nodes[bundle.places[i]].declared]
    chosen = set()
    for rank_of, i in enumerate(by_date):
        for j in (*declared[:NEAREST], by_date[0], *by_date[max(0, rank_of - NEAREST) : rank_of]):
            if i != j:
                chosen.add((min(i, j), max(i, j)))
    return sorted(chosen)


def _add(
    bundle: Bundle,
    edge: Matrix,
    pairs: dict[tuple[int, int], Pair],
) -> None:
    """Enter a bundle's probabilities into its pairs, weighted by its words."""
    for i, a in enumerate(bundle.places):
        for j in range(i + 1, len(bundle.places)):
            pair = pairs.get((a, bundle.places[j]))
            if pair is not None:
                pair.add(float(edge[i, j]), float(edge[j, i]), max(1, bundle.words))


def _parents(
    bundle: Bundle,
    edge: Matrix,
    root: Vector,
    pairs: Mapping[tuple[int, int], Pair],
    parents: dict[int, dict[int, float]],
) -> list[int]:
    """Enter each article's parent in this bundle where there is one; the places that have none.

    The parent is the text it likely has the words from directly; where several are as likely, the one from
    which it has them directly or through one of the others.
    """
    ancestor = np.minimum(1.0, edge + edge @ edge)
    roots = []
    for j, derived in enumerate(bundle.places):
        open_to = [i for i, source in enumerate(bundle.places) if i != j and _may(pairs, source, derived)]
        found = None
        for chance in (edge, ancestor):
            best = max(open_to, key=lambda i: (chance[i, j], -i), default=None)
            if best is not None and chance[best, j] >= 0.5 and chance[best, j] > root[j]:
                found = (bundle.places[best], float(chance[best, j]))
                break
        if found is None or derived in parents.get(found[0], {}):
            roots.append(derived)
        else:
            parents[derived][found[0]] = max(parents[derived].get(found[0], 0.0), found[1])
    return roots


def _may(pairs: Mapping[tuple[int, int], Pair], source: int, derived: int) -> bool:
    """Whether the gate is open for an arrow from `source` to `derived`."""
    pair = pairs.get((min(source, derived), max(source, derived)))
    if pair is None:
        return False
    return pair.weighed.may_a_to_b if source < derived else pair.weighed.may_b_to_a


def _links(
    rootless: Sequence[tuple[Bundle, list[int]]],
    pairs: Mapping[tuple[int, int], Pair],
    parents: Mapping[int, Mapping[int, float]],
    pieces: Pieces,
) -> list[tuple[int, int]]:
    """The nearest relatives of articles without a parent: a spanning forest over shared words, the most
    first, so that rows grow with the articles and not with their pairs."""
    weight = {
        (a, b): sum(piece.words for piece in pieces(a, b))
        for _, roots in rootless
        for i, a in enumerate(roots)
        for b in roots[i + 1 :]
        if (a, b) in pairs and not (parents.get(a) and parents.get(b))
    }
    head: dict[int, int] = {}

    def find(place: int) -> int:
        while head.get(place, place) != place:
            place = head[place]
        return place

    chosen = []
    for a, b in sorted(weight, key=lambda pair: (-weight[pair], pair)):
        if b in parents.get(a, {}) or a in parents.get(b, {}):
            continue
        if find(a) != find(b):
            head[find(b)] = find(a)
            chosen.append((a, b))
    return sorted(chosen)


def _directed(
    source: int,
    derived: int,
    probability: float,
    pairs: Mapping[tuple[int, int], Pair],
    pieces: Pieces,
) -> Statement:
    a, b = min(source, derived), max(source, derived)
    forward = source < derived
    signs = {A_FIRST: 1 if forward else -1, B_FIRST: -1 if forward else 1, COMMON: -1, DIRECT: 1}
    return of_pair(source, derived, "directed", probability, pairs[a, b], pieces(a, b), signs)


def _linked(
    link: tuple[int, int],
    pairs: Mapping[tuple[int, int], Pair],
    pieces: Pieces,
) -> Statement:
    pair = pairs[link]
    if pair.has_common_source:
        return of_pair(*link, "common source", pair.common, pair, pieces(*link), {COMMON: 1, DIRECT: -1})
    return of_pair(*link, "undirected", 1.0 - pair.common, pair, pieces(*link), {COMMON: -1, DIRECT: 1})
