"""The trees of a bundle: what each way into an article weighs, by the pair and by what the others share.

Beside the evidence on pairs, two things are asked within the bundle: how much of an article a candidate has,
against the one that has most of it, since one source that explains all is likelier than several; and what
speaks for a source outside the collection.
"""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterator, Mapping, Sequence
from typing import TypeAlias

import numpy as np

from provenance.arborescence import Matrix, Vector, posterior
from provenance.direction import load_weights
from provenance.evidence import Node
from provenance.statements import Bundle, Pairs

ALL_PAIRS = 64
"""Up to so many articles every pair of a bundle is weighed; beyond, each with its likeliest parents."""
NEAREST = 8
TOGETHER = 8
"""Bundles of up to so many articles are worked out many at a time: one by one they would take their time in
calls of functions."""
RELATIVE = ("relative_cover", "relative_gap")
"""The weights of what a candidate has of an article, against the one that has most."""
ROOT = ("latent", "latent_agency", "latent_absent", "latent_many", "declared_source")
"""The weights of what speaks for a source outside."""

Rows: TypeAlias = Matrix | list[list[float]]
"""A matrix that is read number by number: a small one is quicker as lists."""


def by_date(bundle: Bundle, nodes: Mapping[int, Node]) -> list[int]:
    """The indexes of a bundle's places, those with the earliest dates first, those without one last."""

    def rank(i: int) -> tuple[float, int]:
        date = nodes[bundle.places[i]].date
        return (date.earliest if date else float("inf"), i)

    return sorted(range(len(bundle.places)), key=rank)


def weighable(bundle: Bundle, nodes: Mapping[int, Node]) -> list[tuple[int, int]]:
    """The pairs of a bundle (as indexes, first below second) that are weighed: only such as are compared.

    In a large one each article meets the declared sources, the first, and those dated just before it.
    """
    found = [nodes[place] for place in bundle.places]
    count = len(found)
    if count <= ALL_PAIRS:
        return [(i, j) for i in range(count) for j in range(i + 1, count) if found[i].meets(found[j])]
    ordered = by_date(bundle, nodes)
    chosen = set()
    for side in sorted({node.side for node in found}):
        others = [i for i in ordered if not side or found[i].side != side]
        declared = [i for i in sorted(others) if found[i].declared]
        before = 0  # so many of the others are dated before
        for i in ordered:
            if found[i].side == side:
                for j in (*declared[:NEAREST], *others[:1], *others[max(0, before - NEAREST) : before]):
                    if i != j:
                        chosen.add((min(i, j), max(i, j)))
            before += not side or found[i].side != side
    return sorted(chosen)


def posteriors(
    ordered: Sequence[Bundle], nodes: Mapping[int, Node], pairs: Pairs, known: frozenset[str]
) -> Iterator[tuple[Rows, Vector | list[float]]]:
    """Edge and root probabilities of each bundle, by the indexes of its places."""
    by_size: dict[int, list[int]] = defaultdict(list)
    for number, bundle in enumerate(ordered):
        if len(bundle.places) <= TOGETHER:
            by_size[len(bundle.places)].append(number)
    small: dict[int, tuple[list[list[float]], list[float]]] = {}
    for numbers in by_size.values():
        graphs = [graph(ordered[number], nodes, pairs, known) for number in numbers]
        found = posterior(np.array([edge for edge, _ in graphs]), np.array([root for _, root in graphs]))
        small.update(zip(numbers, zip(found.edge.tolist(), found.root.tolist(), strict=True), strict=True))
    for number, bundle in enumerate(ordered):
        if number in small:
            yield small.pop(number)
        else:
            found = posterior(*graph(bundle, nodes, pairs, known))
            yield found.edge, found.root


def graph(
    bundle: Bundle, nodes: Mapping[int, Node], pairs: Pairs, known: frozenset[str]
) -> tuple[Matrix, Vector]:
    """The log-weights of the edges and roots of a bundle."""
    weights = load_weights()
    count = len(bundle.places)
    log_edge = np.full((count, count), -np.inf)
    for i, j in weighable(bundle, nodes):
        pair = pairs.of(bundle.places[i], bundle.places[j])
        assert pair is not None, "all that can be weighed has been"
        log_edge[i, j], log_edge[j, i] = pair.weighed.a_to_b, pair.weighed.b_to_a
    if count > 2:  # of two, neither has a rival
        for name, term in zip(RELATIVE, relative(bundle, nodes, pairs), strict=True):
            log_edge += weights[name] * term
    terms = root_terms(bundle, nodes, pairs, known)
    return log_edge, terms @ np.array([weights[name] for name in ROOT])


def relative(bundle: Bundle, nodes: Mapping[int, Node], pairs: Pairs) -> tuple[Matrix, Matrix]:
    """For each way into an article how much of it the candidate has against the one that has most: the
    logarithm of the ratio, and less the logarithm of one and the words that are lacking. Zero at best."""
    count = len(bundle.places)
    words = np.zeros((count, count))
    for i, j in weighable(bundle, nodes):
        pair = pairs.of(bundle.places[i], bundle.places[j])
        if pair is not None:
            words[i, j] = words[j, i] = pair.matched or min(bundle.own_words[i], bundle.own_words[j])
    most = words.max(axis=0, initial=1.0)
    words = np.maximum(words, 1.0)
    return np.log(words / most), -np.log1p(most - words)


def root_terms(
    bundle: Bundle, nodes: Mapping[int, Node], pairs: Pairs, known: frozenset[str]
) -> Matrix:
    """For each article (a row) how often each of the weights `ROOT` counts."""
    count = len(bundle.places)
    terms = np.zeros((count, len(ROOT)))
    terms[:, 0] = 1.0
    terms[:, 3] = np.log(max(1, count - 1))
    for i, place in enumerate(bundle.places):
        node = nodes[place]
        terms[i, 1] = node.outlet is not None and node.outlet in known
        terms[i, 4] = node.declared
    if pairs.absent:
        within = set(bundle.places)
        for i, place in enumerate(bundle.places):
            terms[i, 2] = not within.isdisjoint(pairs.absent.get(place, ()))
    return terms
