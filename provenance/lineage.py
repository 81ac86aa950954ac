"""Families + evidence -> statements of lineage: who likely has it from whom, or from a third text.

One act of copying would explain all that two articles share. So the trees are those of whole articles
(`trees`), a latent root standing for all texts outside the collection; each bundle of families, those that
stand
in the same articles, then asks which of these articles its words are from. An article's parents are those
that
explain most of it: the likeliest first, then whoever explains what is left. What an item itself states of its
origin goes before all of this (`declared`). Then the gate: without a declared source, a credit to the other's
outlet, an agency's own page or an order of dates there is no arrow.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Mapping, Sequence

from provenance.calibration import calibrate
from provenance.declared import outside
from provenance.evidence import A_FIRST, B_FIRST, COMMON, DIRECT, Node
from provenance.inference import Inferred, Material, infer
from provenance.parents import parents_of
from provenance.statements import Bundle, Pairs, Statement, Traced, of_pair
from provenance.unseen import LIKELY, find_unseen


def trace(material: Material) -> Traced:
    """The lineage of some articles: of all that is known of a component.

    What other articles share is of no effect: articles may be traced together with others or apart from them.
    """
    return conclude(material, infer(material))


def conclude(material: Material, inferred: Inferred, least: float = LIKELY) -> Traced:
    """What to state of what was inferred. That an article has something from an unseen story is stated from
    the probability `least` up."""
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
    rootless = [(bundle, _without_parent(bundle, parents)) for bundle in inferred.bundles]
    linked = tuple(_linked(a, b, pairs) for a, b in _links(rootless, material.nodes, pairs, parents))
    unnamed, named = outside(rootless, material.nodes)
    root_of = {place: chances.root for place, chances in inferred.chances.items()}
    return Traced(directed, linked, (*find_unseen(unnamed, pairs, root_of, least), *named))


def _without_parent(bundle: Bundle, parents: Mapping[int, Mapping[int, float]]) -> list[int]:
    """The places of a bundle that have no parent among them."""
    among = frozenset(bundle.places)
    return [place for place in bundle.places if among.isdisjoint(parents.get(place, ()))]


def _links(
    rootless: Sequence[tuple[Bundle, list[int]]],
    nodes: Mapping[int, Node],
    pairs: Pairs,
    parents: Mapping[int, Mapping[int, float]],
) -> list[tuple[int, int]]:
    """The nearest relatives of articles without a parent: a spanning forest, so that rows grow with the
    articles and not with their pairs. First come versions of one outlet, which stand in a row, each beside
    two others at most, those that have most in common first; then others by how much of what two articles
    share with anybody they share with each other."""
    rows: set[tuple[bool, float, int, int, int]] = set()
    for _, roots in rootless:
        for i, j, pair in pairs.among(roots):
            a, b = roots[i], roots[j]
            if not (parents.get(a) and parents.get(b)):
                whole = nodes[a].shared + nodes[b].shared - pair.matched
                alike = pair.alike if pair.own else pair.matched / whole if whole > 0 else 0.0
                rows.add((not pair.own, -alike, -pair.shared, a, b))
    head: dict[int, int] = {}

    def find(place: int) -> int:
        while (above := head.get(place, place)) != place:
            head[place] = head.get(above, above)
            place = above
        return place

    chosen = []
    beside: Counter[int] = Counter()
    for others, _, _, a, b in sorted(rows):
        own = not others
        if b in parents.get(a, {}) or a in parents.get(b, {}) or (own and 2 in (beside[a], beside[b])):
            continue
        if find(a) != find(b):
            head[find(b)] = find(a)
            chosen.append((a, b))
            beside.update((a, b) if own else ())
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
    return of_pair(
        a,
        b,
        "undirected",
        calibrate(pair.condition("undirected"), pair.direct),
        pair,
        {COMMON: -1, DIRECT: 1},
    )
