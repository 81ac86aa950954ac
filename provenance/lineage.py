"""Families + evidence -> statements of lineage: who likely has it from whom, or from a third text.

Families with the same articles are weighed together, since one act of copying would explain them all; what
the evidence says of a pair enters each of its bundles alike. In every bundle a latent root stands for all
texts outside the collection; edge probabilities are exact (`arborescence`). Then the gate: without a
declared source, a credit to the other's outlet or an order of dates there is no arrow.
"""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
from typing import TypeAlias

import numpy as np

from provenance.arborescence import Matrix, Vector, posterior
from provenance.direction import load_weights, weigh
from provenance.evidence import A_FIRST, B_FIRST, COMMON, DIRECT, Node, Piece, Third
from provenance.statements import Bundle, Pair, Pairs, Statement, Traced, count_agencies, of_pair
from provenance.unseen import find_unseen

ALL_PAIRS = 64
"""Up to so many articles every pair of a bundle is weighed; beyond, each with its likeliest parents."""
NEAREST = 8
LARGEST = 1000
"""Articles whose trees are worked out together: the work grows with their third power. A bundle of more is
cut by date."""


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
) -> Traced:
    """The lineage of the articles `nodes` (by place) that share `bundles`; `known` are agencies' names.

    What other articles share is of no effect: articles may be traced together with others or apart from them.
    """
    every = (part for number, bundle in enumerate(bundles) for part in _cut(bundle, number, nodes))
    ordered = sorted(every, key=lambda bundle: (bundle.places, bundle.words))
    pairs = _weigh_all(ordered, nodes, pieces, thirds, known)
    parents: dict[int, dict[int, float]] = defaultdict(dict)
    rootless: list[tuple[Bundle, list[int]]] = []
    for number, (edge, root) in enumerate(_posteriors(ordered, nodes, pairs)):
        bundle, words = ordered[number], max(1, ordered[number].words)
        among = [row for row in pairs.among(bundle.places) if row[2].since <= number]
        for i, j, pair in among:
            pair.add(float(edge[i][j]), float(edge[j][i]), words)
        rootless.append((bundle, _parents(bundle, edge, root, among, parents)))
    directed = tuple(
        _directed(source, derived, probability, pairs)
        for derived, sources in sorted(parents.items())
        for source, probability in sorted(sources.items())
    )
    linked = tuple(_linked(a, b, pairs) for a, b in _links(rootless, pairs, parents))
    return Traced(directed, linked, find_unseen(rootless, pairs))


def _cut(bundle: Bundle, number: int, nodes: Mapping[int, Node]) -> list[Bundle]:
    """A bundle, which has this number, in parts that are small enough.

    Each part has the articles of some time, those dated just before them, and what all articles of a large
    bundle are compared with anyway: its declared sources and its first two, by which the parts are known to
    be of one story.
    """
    count = len(bundle.places)
    if count <= LARGEST:
        return [bundle]
    by_date = _by_date(bundle, nodes)
    declared = [i for i in range(count) if nodes[bundle.places[i]].declared]
    common = {*declared[:NEAREST], *by_date[:2]}
    step = LARGEST - len(common) - NEAREST
    parts = []
    for begin in range(0, count, step):
        before, own = by_date[max(0, begin - NEAREST) : begin], by_date[begin : begin + step]
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


def _by_date(bundle: Bundle, nodes: Mapping[int, Node]) -> list[int]:
    """The indexes of a bundle's places, those with the earliest dates first, those without one last."""

    def rank(i: int) -> tuple[float, int]:
        date = nodes[bundle.places[i]].date
        return (date.earliest if date else float("inf"), i)

    return sorted(range(len(bundle.places)), key=rank)


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


def _weigh_all(
    ordered: Sequence[Bundle],
    nodes: Mapping[int, Node],
    pieces: Pieces,
    thirds: Thirds,
    known: frozenset[str],
) -> Pairs:
    """The pairs of all bundles that are weighed, each in the first bundle that has it so."""
    present = _outlets(ordered, nodes)
    pairs = Pairs()
    found: list[tuple[int, int, Pair]] = []
    for number, bundle in enumerate(ordered):
        for i, j in _weighable(bundle, nodes):
            a, b = bundle.places[i], bundle.places[j]
            if pairs.of(a, b) is None:
                shared = pieces(a, b)
                weighed = weigh(
                    nodes[a], nodes[b], shared, third=thirds(a, b), present=present(a, b), known=known
                )
                words = sum(piece.words for piece in shared)
                pair = Pair(weighed, number, words, len(shared), count_agencies(shared))
                pairs.add(a, b, pair)
                found.append((a, b, pair))
    _weigh_apart(found, nodes)
    return pairs


def _weigh_apart(found: Sequence[tuple[int, int, Pair]], nodes: Mapping[int, Node]) -> None:
    """Give each pair the probability that neither took from the other, if they were the only ones."""
    if not found:
        return
    log_edge = np.full((len(found), 2, 2), -np.inf)
    log_edge[:, 0, 1] = [pair.weighed.a_to_b for _, _, pair in found]
    log_edge[:, 1, 0] = [pair.weighed.b_to_a for _, _, pair in found]
    log_root = np.array([[_log_root(nodes[a]), _log_root(nodes[b])] for a, b, _ in found])
    apart = 1.0 - posterior(log_edge, log_root).edge.sum(axis=(1, 2))
    for (_, _, pair), chance in zip(found, apart.tolist(), strict=True):
        pair.apart = chance


def _log_root(node: Node) -> float:
    weights = load_weights()
    return weights["latent"] + (weights["declared_source"] if node.declared else 0.0)


TOGETHER = 8
"""Bundles of up to so many articles are worked out many at a time: one by one they would take their time in
calls of functions."""


Rows: TypeAlias = Matrix | list[list[float]]
"""A matrix that is read number by number: a small one is quicker as lists."""


def _posteriors(
    ordered: Sequence[Bundle], nodes: Mapping[int, Node], pairs: Pairs
) -> Iterator[tuple[Rows, Vector | list[float]]]:
    """Edge and root probabilities of each bundle, by the indexes of its places."""
    by_size: dict[int, list[int]] = defaultdict(list)
    for number, bundle in enumerate(ordered):
        if len(bundle.places) <= TOGETHER:
            by_size[len(bundle.places)].append(number)
    small: dict[int, tuple[list[list[float]], list[float]]] = {}
    for numbers in by_size.values():
        graphs = [_graph(ordered[number], nodes, pairs) for number in numbers]
        found = posterior(np.array([edge for edge, _ in graphs]), np.array([root for _, root in graphs]))
        small.update(zip(numbers, zip(found.edge.tolist(), found.root.tolist(), strict=True), strict=True))
    for number, bundle in enumerate(ordered):
        if number in small:
            yield small.pop(number)
        else:
            found = posterior(*_graph(bundle, nodes, pairs))
            yield found.edge, found.root


def _graph(bundle: Bundle, nodes: Mapping[int, Node], pairs: Pairs) -> tuple[Matrix, Vector]:
    """The log-weights of the edges and roots of a bundle."""
    count = len(bundle.places)
    log_edge = np.full((count, count), -np.inf)
    for i, j in _weighable(bundle, nodes):
        pair = pairs.of(bundle.places[i], bundle.places[j])
        assert pair is not None, "all that can be weighed has been"
        log_edge[i, j], log_edge[j, i] = pair.weighed.a_to_b, pair.weighed.b_to_a
    return log_edge, np.array([_log_root(nodes[place]) for place in bundle.places])


def _weighable(bundle: Bundle, nodes: Mapping[int, Node]) -> list[tuple[int, int]]:
    """The pairs of a bundle (as indexes, first below second) that are weighed: only such as are compared.

    In a large one each article meets the declared sources, the first, and those dated just before it.
    """
    found = [nodes[place] for place in bundle.places]
    count = len(found)
    if count <= ALL_PAIRS:
        return [(i, j) for i in range(count) for j in range(i + 1, count) if found[i].meets(found[j])]
    by_date = _by_date(bundle, nodes)
    chosen = set()
    for side in sorted({node.side for node in found}):
        others = [i for i in by_date if not side or found[i].side != side]
        declared = [i for i in sorted(others) if found[i].declared]
        before = 0  # so many of the others are dated before
        for i in by_date:
            if found[i].side == side:
                for j in (*declared[:NEAREST], *others[:1], *others[max(0, before - NEAREST) : before]):
                    if i != j:
                        chosen.add((min(i, j), max(i, j)))
            before += not side or found[i].side != side
    return sorted(chosen)


def _parents(
    bundle: Bundle,
    edge: Rows,
    root: Vector | list[float],
    among: Sequence[tuple[int, int, Pair]],
    parents: dict[int, dict[int, float]],
) -> list[int]:
    """Enter each article's parent in this bundle where there is one; the places that have none.

    The parent is the text it likely has the words from directly; where several are as likely, the one from
    which it has them directly or through one of the others. `among` are the weighed pairs of the bundle.
    """
    open_to: dict[int, list[int]] = defaultdict(list)
    for i, j, pair in among:
        if pair.weighed.may_a_to_b:
            open_to[j].append(i)
        if pair.weighed.may_b_to_a:
            open_to[i].append(j)
    ancestor: Rows | None = None
    roots = []
    for j, derived in enumerate(bundle.places):
        if derived in bundle.aside:
            continue
        source = None
        if open_to[j]:
            source = _likeliest(open_to[j], edge, root[j], j)
            if source is None and len(bundle.places) > 2:
                if ancestor is None:
                    near = np.asarray(edge)
                    ancestor = np.minimum(1.0, near + near @ near)
                source = _likeliest(open_to[j], ancestor, root[j], j)
        if source is None or derived in parents.get(bundle.places[source[0]], {}):
            roots.append(derived)
        else:
            place, chance = bundle.places[source[0]], source[1]
            parents[derived][place] = max(parents[derived].get(place, 0.0), chance)
    return roots


def _likeliest(sources: Sequence[int], chance: Rows, root: float, j: int) -> tuple[int, float] | None:
    """The likeliest of the sources of `j` (the lowest of equals), where it is likely at all."""
    best = max(sources, key=lambda i: (chance[i][j], -i))
    if chance[best][j] >= 0.5 and chance[best][j] > root:
        return best, float(chance[best][j])
    return None


def _links(
    rootless: Sequence[tuple[Bundle, list[int]]], pairs: Pairs, parents: Mapping[int, Mapping[int, float]]
) -> list[tuple[int, int]]:
    """The nearest relatives of articles without a parent: a spanning forest over shared words, the most
    first, so that rows grow with the articles and not with their pairs."""
    weight = {
        (roots[i], roots[j]): pair.shared
        for _, roots in rootless
        for i, j, pair in pairs.among(roots)
        if not (parents.get(roots[i]) and parents.get(roots[j]))
    }
    head: dict[int, int] = {}

    def find(place: int) -> int:
        while (above := head.get(place, place)) != place:
            head[place] = head.get(above, above)
            place = above
        return place

    chosen = []
    for a, b in sorted(weight, key=lambda pair: (-weight[pair], pair)):
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
