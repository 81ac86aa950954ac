"""Stated origins in the lineage: an arrow that is certain, a source outside that is, or a doubt that is told.

Everything else about the articles is inferred as before, beside what they state.
"""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Callable, Iterable, Mapping, Sequence

import numpy as np

from provenance.arborescence import Vector, Ways
from provenance.evidence import A_FIRST, B_FIRST, COMMON, NEUTRAL, Evidence, Node
from provenance.origins import ABSENT, Origin
from provenance.sentences import say
from provenance.statements import Bundle, Reason, Statement, Story

SURE = 9.21
"""Log-odds of what an item itself states, ten thousand to one: so much likelier than anything inferred."""


def evidence_on(a: Node, b: Node) -> list[Evidence]:
    """What two articles state of their origins, as evidence on the pair: decisive where one names the other,
    for a third text where it names one that is absent, else for information."""
    found = []
    for node, other, says in ((a, b, B_FIRST), (b, a, A_FIRST)):
        for origin in node.origins:
            if origin.source == other.place:
                way = SURE if says == A_FIRST else -SURE
                found.append(Evidence("stated origin", says, way, -way, origin.sentence(node.name)))
            elif origin.why == ABSENT and not sources_of(node):
                weights = (-SURE, 0.0) if node is b else (0.0, -SURE)
                found.append(Evidence("stated origin", COMMON, *weights, origin.sentence(node.name)))
            else:
                found.append(Evidence("stated origin", NEUTRAL, 0.0, 0.0, origin.sentence(node.name)))
    return found


def sources_of(node: Node) -> tuple[int, ...]:
    """The articles (places) that one states it comes from, where that is clear, ascending."""
    return tuple(sorted({origin.source for origin in node.origins if origin.source is not None}))


def is_bound(node: Node) -> bool:
    """Whether it states where it comes from: from an article, or from one that is absent."""
    return any(origin.source is not None or origin.why == ABSENT for origin in node.origins)


def stated_pairs(places: Sequence[int], nodes: Mapping[int, Node]) -> Iterable[tuple[int, int]]:
    """The pairs of some places (the lower first) of which one states that it comes from the other."""
    within = frozenset(places)
    for place in places:
        for source in sources_of(nodes[place]):
            if source in within:
                yield min(place, source), max(place, source)


def bind(places: Sequence[int], nodes: Mapping[int, Node], ways: Ways, log_root: Vector) -> None:
    """Make the log-weights of ways and roots among some places those of what the articles state: the way
    from a stated source outweighs all others, or the root where that source shares nothing here."""
    index = {place: number for number, place in enumerate(places)}
    for place, number in index.items():
        if not is_bound(nodes[place]):
            continue
        into = ways.derived == number
        best = max(ways.log[into].max(initial=-np.inf), log_root[number])
        stated = [index[source] for source in sources_of(nodes[place]) if source in index]
        inside = into & np.isin(ways.source, stated) & np.isfinite(ways.log)
        back = (ways.source == number) & np.isin(ways.derived, ways.source[inside])
        ways.log[inside] = best + SURE
        ways.log[back] = -np.inf
        if not inside.any():
            log_root[number] = best + SURE


def outside(
    rootless: Sequence[tuple[Bundle, list[int]]], nodes: Mapping[int, Node]
) -> tuple[list[tuple[Bundle, list[int]]], tuple[Story, ...]]:
    """Bundles with those articles that have no parent in them, without the articles that name an absent item
    as their source; and a story for each such item, with the articles that name it."""
    named: dict[str, dict[int, list[Bundle]]] = defaultdict(lambda: defaultdict(list))
    left = []
    for bundle, roots in rootless:
        for place in roots:
            for stated in {origin.stated for origin in nodes[place].origins if origin.why == ABSENT}:
                named[stated][place].append(bundle)
        left.append((bundle, [place for place in roots if not _is_outside(nodes[place])]))
    stories = []
    for stated, found in sorted(named.items()):
        children = tuple(sorted(found))
        told = tuple(_from_absent(nodes[place], stated, found[place]) for place in children)
        stories.append(Story(children, "", told, stated))
    return left, tuple(stories)


def _is_outside(node: Node) -> bool:
    return any(origin.why == ABSENT for origin in node.origins)


def _from_absent(node: Node, stated: str, bundles: Sequence[Bundle]) -> Statement:
    words = sum(bundle.own_words[bundle.places.index(node.place)] for bundle in bundles)
    origins = [origin for origin in node.origins if origin.stated == stated]
    return _certain(node.name, origins, None, node.place, words, sum(len(one.credits) for one in bundles))


def unshared(
    origins: Mapping[int, Sequence[Origin]], told: Iterable[Statement], name: Callable[[int], str]
) -> tuple[Statement, ...]:
    """The arrows that articles (by their places) state and that are not among those `told`: the two share no
    passage, as an item and its translation don't. `name` says how a place is called."""
    known = {(row.source, row.derived) for row in told}
    found = []
    for place, stated in origins.items():
        by_source: dict[int, list[Origin]] = defaultdict(list)
        for origin in stated:
            if origin.source is not None and (origin.source, place) not in known:
                by_source[origin.source].append(origin)
        found += [_certain(name(place), rows, source, place, 0, 0) for source, rows in by_source.items()]
    return tuple(found)


def _certain(
    name: str, origins: Sequence[Origin], source: int | None, derived: int, words: int, passages: int
) -> Statement:
    kind = "directed" if source is not None else "unseen"
    reasons = [Reason(1, SURE, origin.sentence(name)) for origin in origins]
    if not passages and source is not None:
        reasons.append(Reason(0, 0.0, say("reason.no_passage")))
    return Statement(
        source, None if source is not None else 0, derived, kind, 1.0, "strong", words, passages, {},
        tuple(reasons),
    )  # fmt: skip
