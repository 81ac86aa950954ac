"""The trees of a component: for each article how likely each other is whom it has most of its words from.

Beside the evidence on pairs, two things are asked: how much of an article a candidate has, against the one
that
has most of it, since one source that explains all is likelier than several; and what speaks for a source
outside
the collection, the latent root. Probabilities are exact over all trees (`arborescence`).
"""

from __future__ import annotations

import math
from bisect import bisect_right
from collections import Counter, defaultdict
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, replace

import numpy as np
import numpy.typing as npt

from provenance.arborescence import Ints, Matrix, Vector, Ways, posterior, posterior_of
from provenance.components import split
from provenance.declared import bind, stated_pairs
from provenance.evidence import Node
from provenance.portable import portable
from provenance.statements import Bundle, Pair, Pairs
from provenance.succession import MOST, succession
from provenance.weights import load_weights

ALL_PAIRS = 64
"""Up to so many articles every pair of a bundle is weighed; beyond, each with its likeliest parents."""
NEAREST = 8
TOGETHER = 8
"""Components of up to so many articles are worked out many at a time: one by one they would take their time
in
calls of functions."""
LARGEST = 1000
"""Articles whose trees are worked out together: the work grows with their third power. A component of more is
cut."""
TRUSTED = 0.9
"""How often a date of a relative is right: of 43 known sources on the web 5 were dated after their copy."""
UNLIKE = 0.01
"""Versions with a smaller share of common runs stand side by side no less likely."""
ELSEWHERE = 0.01
"""How likely a version that isn't the first was made from another text all the same."""
FAINT = 1e-5
"""What is less likely is not kept."""
RELATIVE = ("relative_cover", "relative_gap")
"""The weights of what a candidate has of an article, against the one that has most."""
BETWEEN = "version_between"
"""The weight of another version of the same outlet that came out between the two."""
VERSION, SUCCESSION = "same_outlet", "succession"
"""The weight of another version of the same outlet, and of how likely it is the one before."""
NEAR = 16.0
"""What the logarithm of the share of common runs of words weighs where versions stand side by side: a word
changed in a text of 400 makes that share .98, and the version 1.4 times less likely."""
ALIKE = 0.2
"""From which share of common runs two articles of an outlet are versions: a third of the runs of either, if
they are equally long."""
ROOT = ("latent", "latent_agency", "latent_absent", "latent_many", "latent_beside_agency", "declared_source")
"""The weights of what speaks for a source outside."""


@portable
@dataclass(frozen=True, slots=True)
class Chances:
    """Of one article: how likely each other is the one that it has most from, and how likely none is; the
    most
    words that one of the others has of it; whether an agency's page is among these, or is this one; whether
    anybody is credited for words that it shares."""

    parents: Mapping[int, float]
    root: float
    most: int
    wire: bool = False
    credited: bool = False


@dataclass(frozen=True, slots=True)
class Part:
    """Articles whose trees are worked out together, ascending, and those of which the result is taken."""

    places: tuple[int, ...]
    own: frozenset[int]


@dataclass(frozen=True, slots=True, eq=False)
class Rows:
    """What follows from the versions of an outlet standing in a row: which ways in are between two of a row
    (`inside`); for each way in the logarithm of how likely the one is the last before the other, or else the
    other the first of its row, 0 for those in no row (`follows`); and that it is the first (`first`)."""

    inside: npt.NDArray[np.bool_]
    follows: Matrix
    first: Vector


def by_date(places: Sequence[int], nodes: Mapping[int, Node]) -> list[int]:
    """Places, those with the earliest dates first, those without one last."""

    def rank(place: int) -> tuple[float, int]:
        date = nodes[place].date
        return (date.earliest if date else float("inf"), place)

    return sorted(places, key=rank)


def weighable(bundle: Bundle, nodes: Mapping[int, Node]) -> list[tuple[int, int]]:
    """The pairs of a bundle (places, the lower first) that are weighed: only such as are compared.

    In a large one each article meets the declared sources, the first, those dated just before it, and those
    that it states to come from.
    """
    places = bundle.places
    count = len(places)
    if count <= ALL_PAIRS:
        return [(a, b) for i, a in enumerate(places) for b in places[i + 1 :] if nodes[a].meets(nodes[b])]
    ordered = by_date(places, nodes)
    chosen = set(stated_pairs(places, nodes))
    for side in sorted({nodes[place].side for place in places}):
        others = [one for one in ordered if not side or nodes[one].side != side]
        declared = [one for one in sorted(others) if nodes[one].declared]
        before = 0  # so many of the others are dated before
        for one in ordered:
            if nodes[one].side == side:
                near = others[max(0, before - NEAREST) : before]
                for other in (*declared[:NEAREST], *others[:1], *near):
                    if one != other:
                        chosen.add((min(one, other), max(one, other)))
            before += not side or nodes[one].side != side
    return sorted(chosen)


def components(bundles: Sequence[Bundle]) -> list[list[int]]:
    """The articles that bundles connect, directly or over others; in each those of the largest bundle come
    first, those that stand together in one bundle beside each other."""
    head: dict[int, int] = {}

    def find(place: int) -> int:
        while (above := head.setdefault(place, place)) != place:
            head[place] = head[above]
            place = head[place]
        return place

    order: dict[int, None] = {}
    for bundle in sorted(bundles, key=lambda bundle: (-len(bundle.places), bundle.places)):
        first = find(bundle.places[0])
        for place in bundle.places:
            order.setdefault(place)
            head[find(place)] = first
    found: dict[int, list[int]] = defaultdict(list)
    for place in order:
        found[find(place)].append(place)
    return list(found.values())


def cut(component: Sequence[int], nodes: Mapping[int, Node], pairs: Pairs) -> list[Part]:
    """A component in parts that are small enough: a large one by date, each part with those outside it that
    most of its articles are weighed against."""
    if len(component) <= LARGEST:
        return [Part(tuple(sorted(component)), frozenset(component))]
    ordered = by_date(component, nodes)
    size = LARGEST * 3 // 5
    parts = []
    for begin in range(0, len(ordered), size):
        own = frozenset(ordered[begin : begin + size])
        beside = Counter(other for place in own for other in pairs.beside.get(place, ()) if other not in own)
        context = sorted(beside, key=lambda one: (-beside[one], one))[: LARGEST - size]
        parts.append(Part(tuple(sorted({*own, *context})), own))
    return parts


def chances(
    parts: Sequence[Part], nodes: Mapping[int, Node], pairs: Pairs, known: frozenset[str]
) -> Iterator[tuple[int, Chances]]:
    """For each article of the parts whom it likely has most of its words from."""
    small: dict[int, list[Part]] = defaultdict(list)
    for part in parts:
        if len(part.places) <= TOGETHER:
            small[len(part.places)].append(part)
    for _, some in sorted(small.items()):
        yield from _together(some, nodes, pairs, known)
    for part in parts:
        if len(part.places) > TOGETHER:
            yield from _alone(part, nodes, pairs, known)


def _together(
    parts: Sequence[Part], nodes: Mapping[int, Node], pairs: Pairs, known: frozenset[str]
) -> Iterator[tuple[int, Chances]]:
    """The chances in parts of one size, worked out as matrices, many at a time."""
    graphs = [graph(part.places, nodes, pairs, known) for part in parts]
    size = len(parts[0].places)
    log_edge = np.array([ways.matrix(size, ways.log, -np.inf) for ways, _ in graphs])
    log_root = np.array([root for _, root in graphs])
    result = posterior(log_edge, log_root)
    later = np.array([later_than(part.places, nodes) for part in parts])
    if size > 2 and later.any():
        result = posterior(log_edge + out_of_order(result.edge, later), log_root)
    for part, (ways, _), edge, root in zip(parts, graphs, result.edge, result.root, strict=True):
        yield from _of_part(part, ways, edge[ways.source, ways.derived], root, nodes, pairs, known)


def _alone(
    part: Part, nodes: Mapping[int, Node], pairs: Pairs, known: frozenset[str]
) -> Iterator[tuple[int, Chances]]:
    """The chances in one part."""
    ways, log_root = graph(part.places, nodes, pairs, known)
    edge, root = posterior_of(ways, log_root)
    earliest, latest = bounds(part.places, nodes)
    if earliest.max() > latest.min():
        ways = replace(ways, log=ways.log + ways_out_of_order(ways, edge, earliest, latest))
        edge, root = posterior_of(ways, log_root)
    yield from _of_part(part, ways, edge, root, nodes, pairs, known)


def bounds(places: Sequence[int], nodes: Mapping[int, Node]) -> tuple[Vector, Vector]:
    """The earliest and the latest instant of each article, without a date both without end."""
    dates = [nodes[place].date for place in places]
    earliest = np.array([date.earliest if date else -np.inf for date in dates])
    latest = np.array([date.latest if date else np.inf for date in dates])
    return earliest, latest


def later_than(places: Sequence[int], nodes: Mapping[int, Node]) -> Matrix:
    """1 where the date of one article (row) is after that of another (column), else 0."""
    earliest, latest = bounds(places, nodes)
    return (earliest[:, None] > latest[None, :]).astype(float)


def out_of_order(edge: Matrix, later: Matrix) -> Matrix:
    """What the dates of relatives say of each way in: less than 0 where the source likely has it from an
    article that came out after the derived one, or the derived one likely passed it on to one that came out
    before the source."""
    into = edge.swapaxes(-1, -2)
    above: Matrix = into @ later
    above /= np.maximum(1.0 - into, 1e-6)
    log_above = _log_kept(np.minimum(1.0, above, out=above))
    below = later @ _log_kept(np.minimum(edge, 1.0)).swapaxes(-1, -2)
    log_above += np.maximum(below, np.log1p(-TRUSTED), out=below)
    return log_above


def ways_out_of_order(ways: Ways, edge: Vector, earliest: Vector, latest: Vector) -> Vector:
    """`out_of_order` of the ways of one graph, whose probabilities are `edge`: added up in the order of
    dates, from which it follows which articles are later than another."""
    count = earliest.size
    first, last = np.argsort(latest, kind="stable"), np.argsort(-earliest, kind="stable")
    later = np.searchsorted(-earliest[last], -latest, "left")  # so many are later than each
    before = np.searchsorted(latest[first], earliest, "left")
    from_last = _sums(ways.derived, ways.source, edge, last, later.max())
    above = from_last[ways.source, later[ways.derived]]
    above /= np.maximum(1.0 - ways.matrix(count, edge, 0.0)[ways.derived, ways.source], 1e-6)
    to_first = _sums(ways.source, ways.derived, _log_kept(np.minimum(edge, 1.0)), first, before.max())
    below = to_first[ways.derived, before[ways.source]]
    return _log_kept(np.minimum(above, 1.0)) + np.maximum(below, np.log1p(-TRUSTED))


def _sums(rows: Ints, columns: Ints, values: Vector, order: Ints, most: int) -> Matrix:
    """For each row the sum of the values in none, the first, the first two ... and `most` of the columns, in
    this order."""
    rank = np.empty(order.size, np.int64)
    rank[order] = np.arange(1, order.size + 1)
    found = np.zeros((order.size, most + 1))
    taken = rank[columns] <= most
    found[rows[taken], rank[columns[taken]]] = values[taken]
    return np.cumsum(found, axis=1, out=found)


def _log_kept(chances: Matrix) -> Matrix:
    """The logarithm of what is left where a date speaks against something, in the place of the chances."""
    chances *= -TRUSTED
    return np.log1p(chances, out=chances)


def _of_part(
    part: Part,
    ways: Ways,
    edge: Vector,
    root: Vector,
    nodes: Mapping[int, Node],
    pairs: Pairs,
    known: frozenset[str],
) -> Iterator[tuple[int, Chances]]:
    """What the probabilities of the ways and of the roots say of each of a part's own articles."""
    likely = edge >= FAINT
    into: list[dict[int, float]] = [{} for _ in part.places]
    columns = (ways.source[likely], ways.derived[likely], edge[likely])
    for source, derived, chance in zip(*(column.tolist() for column in columns), strict=True):
        into[derived][part.places[source]] = chance
    within = frozenset(part.places)
    for number, place in enumerate(part.places):
        if place in part.own:
            most, wire, credited = 1, nodes[place].outlet in known, False
            for other, pair in pairs.beside.get(place, {}).items():
                if other in within:
                    wire = wire or nodes[other].outlet in known
                    credited = credited or pair.credited
                    most = max(most, pair.in_common)
            yield place, Chances(into[number], float(root[number]), most, wire, credited)


def relative(words: int, most: int) -> tuple[float, float]:
    """How much of an article a candidate has that shares `words` with it, against the one that shares `most`:
    the logarithm of the ratio, and less that of one and the words that are lacking. Zero at best."""
    return math.log(words / most), -math.log1p(most - words)


def graph(
    places: Sequence[int], nodes: Mapping[int, Node], pairs: Pairs, known: frozenset[str]
) -> tuple[Ways, Vector]:
    """The log-weights of the ways and roots among some places (ascending)."""
    weights = load_weights()
    found = list(pairs.among(places))
    ways, words, near = ways_of(found)
    log_root = root_terms(places, nodes, pairs, known) @ np.array([weights[name] for name in ROOT])
    rows = find_rows(places, pairs, near)
    ways.log[rows.inside[ways.source, ways.derived]] = weights[VERSION]
    for name, term in rival_terms(places, nodes, pairs, ways, words, rows).items():
        ways.log[:] += weights[name] * term
    log_root += weights[SUCCESSION] * rows.first
    bind(places, nodes, ways, log_root)
    return ways, log_root


def ways_of(found: Sequence[tuple[int, int, Pair]]) -> tuple[Ways, Vector, list[tuple[int, int]]]:
    """The ways of some pairs, in both directions, by their evidence; how many words the two of each have in
    common; and which pairs are versions."""
    first = np.array([i for i, _, _ in found], np.int64)
    second = np.array([j for _, j, _ in found], np.int64)
    ahead = [pair.weighed.a_to_b for _, _, pair in found]
    back = [pair.weighed.b_to_a for _, _, pair in found]
    words = np.array([pair.in_common for _, _, pair in found] * 2, float)
    ways = Ways(np.append(first, second), np.append(second, first), np.array(ahead + back, float))
    return ways, words, [(i, j) for i, j, pair in found if are_versions(pair)]


def rival_terms(
    places: Sequence[int], nodes: Mapping[int, Node], pairs: Pairs, ways: Ways, words: Vector, rows: Rows
) -> dict[str, Vector]:
    """How often each weight that tells rivals apart counts, for each way in. Within a row only its order
    counts: by what they have in common the longest of several versions would be the source of all."""
    cover, gap = relatives(ways, words, len(places))
    between = versions_between(places, nodes, pairs)[ways.source, ways.derived]
    inside = rows.inside[ways.source, ways.derived]
    for term in (cover, gap, between):
        term[inside] = 0.0
    follows = rows.follows[ways.source, ways.derived]
    return {**dict(zip(RELATIVE, (cover, gap), strict=True)), BETWEEN: between, SUCCESSION: follows}


def relatives(ways: Ways, words: Vector, count: int) -> tuple[Vector, Vector]:
    """`relative` for all ways into `count` articles, of which the two have so many `words` in common."""
    most = np.ones(count)
    np.maximum.at(most, ways.derived, words)
    return np.log(words / most[ways.derived]), -np.log1p(most[ways.derived] - words)


def versions_between(places: Sequence[int], nodes: Mapping[int, Node], pairs: Pairs) -> Matrix:
    """For each way in from the same outlet the logarithm of one and the versions of that outlet which came
    out
    after the source and before the other, half of those that may have: an outlet goes on from its last
    version."""
    found = np.zeros((len(places), len(places)))
    index = {place: number for number, place in enumerate(places)}
    for place, number in index.items():
        node = nodes[place]
        if node.outlet is None or node.date is None:
            continue
        versions = [
            (date, index[other])
            for other in pairs.beside.get(place, ())
            if other in index
            and nodes[other].outlet == node.outlet
            and (date := nodes[other].date) is not None
            and date.earliest <= node.date.latest
        ]
        before = sorted(date.earliest for date, _ in versions if date.latest < node.date.earliest)
        same = len(versions) - len(before)
        for date, source in versions:
            if date.latest < node.date.earliest:
                between = len(before) - bisect_right(before, date.latest) + same / 2
                found[source, number] = math.log1p(between)
    return found


def are_versions(pair: Pair) -> bool:
    """Whether two articles of an outlet have enough in common to stand in a row."""
    return pair.own and pair.alike >= ALIKE


def find_rows(places: Sequence[int], pairs: Pairs, near: Sequence[tuple[int, int]]) -> Rows:
    """The versions of each outlet, where these are not too many to sum up their orders. `near`: which of the
    places, by their indexes, are versions; see `are_versions`."""
    count = len(places)
    follows, first = np.zeros((count, count)), np.zeros(count)
    inside = np.zeros((count, count), dtype=bool)
    for row in (one.tolist() for one in split(count, *zip(*near, strict=True))) if near else ():
        if len(row) > MOST:
            continue
        close = np.full((len(row), len(row)), NEAR * math.log(UNLIKE))
        order = np.zeros((len(row), len(row)))
        for a, b, pair in pairs.among([places[i] for i in row]):
            close[a, b] = close[b, a] = NEAR * math.log(max(pair.alike, UNLIKE))
            order[a, b], order[b, a] = min(0.0, pair.sequence), min(0.0, -pair.sequence)
            inside[row[a], row[b]] = inside[row[b], row[a]] = True
        found = succession(close, order)
        first[row] = np.log(np.maximum(1.0 - found.sum(axis=0), ELSEWHERE))
        follows[:, row] = first[row]
        follows[np.ix_(row, row)] = np.log(np.maximum(found, FAINT))
    return Rows(inside, follows, first)


def root_terms(
    places: Sequence[int], nodes: Mapping[int, Node], pairs: Pairs, known: frozenset[str]
) -> Matrix:
    """For each article (a row) how often each of the weights `ROOT` counts. The more candidates, the less
    likely
    none of them is the source."""
    terms = np.zeros((len(places), len(ROOT)))
    within = frozenset(places)
    agencies = {place for place in places if nodes[place].outlet in known}
    for i, place in enumerate(places):
        beside = within.intersection(pairs.beside.get(place, ()))
        absent = place in pairs.absent and not beside.isdisjoint(pairs.absent[place])
        many = math.log(max(1, len(beside)))
        agency = place in agencies
        near = not agency and not agencies.isdisjoint(beside)
        terms[i] = (1.0, agency, absent, many, near, nodes[place].declared)
    return terms
