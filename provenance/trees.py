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
from dataclasses import dataclass

import numpy as np
import numpy.typing as npt

from provenance.arborescence import Matrix, Vector, posterior
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
    by_size: dict[int, list[Part]] = defaultdict(list)
    for part in parts:
        by_size[len(part.places)].append(part)
    for size, found in sorted(by_size.items()):
        step = len(found) if size <= TOGETHER else 1
        for begin in range(0, len(found), step):
            some = found[begin : begin + step]
            log_edge, log_root = _stack([graph(part.places, nodes, pairs, known) for part in some])
            result = posterior(log_edge, log_root)
            later = np.array([later_than(part.places, nodes) for part in some])
            if size > 2 and later.any():
                # In place, here and below: of a part of a thousand articles each matrix is 8 MB.
                log_edge += out_of_order(result.edge, later)
                del result, later
                result = posterior(log_edge, log_root)
            for part, edge, root in zip(some, result.edge, result.root, strict=True):
                yield from _of_part(part, edge, root, nodes, pairs, known)


def _stack(graphs: Sequence[tuple[Matrix, Vector]]) -> tuple[Matrix, Vector]:
    """Graphs of one size as one array; of a single one nothing is copied."""
    if len(graphs) == 1:
        return graphs[0][0][None], graphs[0][1][None]
    return np.array([edge for edge, _ in graphs]), np.array([root for _, root in graphs])


def later_than(places: Sequence[int], nodes: Mapping[int, Node]) -> Matrix:
    """1 where the date of one article (row) is after that of another (column), else 0."""
    dates = [nodes[place].date for place in places]
    earliest = np.array([date.earliest if date else -np.inf for date in dates])
    latest = np.array([date.latest if date else np.inf for date in dates])
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


def _log_kept(chances: Matrix) -> Matrix:
    """The logarithm of what is left where a date speaks against something, in the place of the chances."""
    chances *= -TRUSTED
    return np.log1p(chances, out=chances)


def _of_part(
    part: Part, edge: Matrix, root: Vector, nodes: Mapping[int, Node], pairs: Pairs, known: frozenset[str]
) -> Iterator[tuple[int, Chances]]:
    index = {place: number for number, place in enumerate(part.places)}
    for place in part.places:
        if place in part.own:
            number = index[place]
            parents, most = {}, 1
            wire, credited = nodes[place].outlet in known, False
            for other, pair in pairs.beside.get(place, {}).items():
                if other in index:
                    wire = wire or nodes[other].outlet in known
                    credited = credited or pair.credited
                    most = max(most, matched(pair, nodes[place], nodes[other]))
                    chance = float(edge[index[other], number])
                    if chance >= FAINT:
                        parents[other] = chance
            yield place, Chances(parents, float(root[number]), most, wire, credited)


def matched(pair: Pair, one: Node, other: Node) -> int:
    """How many words two articles have in common; where they were not compared, as many as can be."""
    return max(1, pair.matched or min(one.shared, other.shared))


def relative(words: int, most: int) -> tuple[float, float]:
    """How much of an article a candidate has that shares `words` with it, against the one that shares `most`:
    the logarithm of the ratio, and less that of one and the words that are lacking. Zero at best."""
    return math.log(words / most), -math.log1p(most - words)


def graph(
    places: Sequence[int], nodes: Mapping[int, Node], pairs: Pairs, known: frozenset[str]
) -> tuple[Matrix, Vector]:
    """The log-weights of the edges and roots among some places (ascending)."""
    weights = load_weights()
    count = len(places)
    log_edge = np.full((count, count), -np.inf)
    words = np.zeros((count, count))
    near: list[tuple[int, int]] = []
    for i, j, pair in pairs.among(places):
        log_edge[i, j], log_edge[j, i] = pair.weighed.a_to_b, pair.weighed.b_to_a
        words[i, j] = words[j, i] = matched(pair, nodes[places[i]], nodes[places[j]])
        if are_versions(pair):
            near.append((i, j))
    log_root = root_terms(places, nodes, pairs, known) @ np.array([weights[name] for name in ROOT])
    rows = find_rows(places, pairs, near)
    log_edge[rows.inside] = weights[VERSION]
    for name, term in rival_terms(places, nodes, pairs, words, rows).items():
        log_edge += weights[name] * term
    log_root += weights[SUCCESSION] * rows.first
    bind(places, nodes, log_edge, log_root)
    return log_edge, log_root


def rival_terms(
    places: Sequence[int], nodes: Mapping[int, Node], pairs: Pairs, words: Matrix, rows: Rows
) -> dict[str, Matrix]:
    """How often each weight that tells rivals apart counts, for each way in. Within a row only its order
    counts: by what they have in common the longest of several versions would be the source of all."""
    cover, gap = relatives(words)
    between = versions_between(places, nodes, pairs)
    for term in (cover, gap, between):
        term[rows.inside] = 0.0
    return {**dict(zip(RELATIVE, (cover, gap), strict=True)), BETWEEN: between, SUCCESSION: rows.follows}


def relatives(words: Matrix) -> tuple[Matrix, Matrix]:
    """`relative` for all ways in: `words[p, c]` are those that two have in common, 0 where they aren't a
    pair."""
    most = np.maximum(1, words.max(axis=0, initial=1))
    least = np.maximum(1, words)
    return np.log(least / most), -np.log1p(most - least)


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
