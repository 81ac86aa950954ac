"""The weights of the lineage model from newsrooms whose truth is known, and what its scores are worth.

The likelihood is that of the true tree of every bundle (directed matrix-tree theorem); its gradient is what
the model
expects of each term less what the true tree has. L-BFGS; each weight is drawn to a value that is held
without data.
"""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass

import numpy as np
import numpy.typing as npt

from provenance.inference import Inferred, Material
from provenance.trees import (
    ROOT,
    SUCCESSION,
    VERSION,
    components,
    find_rows,
    rival_terms,
    root_terms,
    ways_of,
)
from scripts.measure.lineage_scores import Truth

Array = npt.NDArray[np.float64]
FLOOR = -30.0
CAUTION = 2.0
"""Standard errors that are taken off what a score is worth: 39 times in 40 it is worth more."""
CAUTION_ANSWERS = 0.75
"""The same of whom an article has most from before the gate, which nobody is shown."""
CAUTION_LINKS = 0.5
"""The same of links and unseen stories, which accuse nobody."""
LIKELY = 0.7
"""Shares from which they are taken off. Of what is less likely too little is as wrong as too much."""
LEAST_ROWS = 100
"""Scores that are counted together: the error of fewer would be as large as what is asked."""


@dataclass(frozen=True, slots=True, eq=False)
class Sample:
    """Components of one size: terms of the ways in (`edge[k, p, c, f]`) and of the roots (`root[k, c, g]`),
    where a
    way in is (`open`), the true parent of each article (its index, -1 for the root), and what each counts."""

    edge: Array
    root: Array
    open: npt.NDArray[np.bool_]
    gold: npt.NDArray[np.int64]
    count: Array


def samples(
    material: Material, inferred: Inferred, truth: Truth, names: Sequence[str], largest: int = 60
) -> list[Sample]:
    """The components of a newsroom as the fit sees them, by size. `names`: all weights, in their order."""
    column = {name: place for place, name in enumerate(names)}
    nodes, pairs = material.nodes, inferred.pairs
    found: dict[int, list[tuple[Array, Array, npt.NDArray[np.bool_], list[int], float]]] = {}
    for component in components(inferred.bundles):
        places = sorted(component)
        count = len(places)
        if count > largest:
            continue
        edge = np.zeros((count, count, len(names)))
        found_pairs = list(pairs.among(places))
        ways, words, near = ways_of(found_pairs)
        is_open = ways.matrix(count, words, 0.0) > 0
        for i, j, pair in found_pairs:
            for item in pair.weighed.evidence:
                for name, ahead, behind in item.terms:
                    edge[i, j, column[name]] += ahead
                    edge[j, i, column[name]] += behind
        root = np.zeros((count, len(names)))
        root[:, [column[name] for name in ROOT]] = root_terms(places, nodes, pairs, material.known)
        rows = find_rows(places, pairs, near)
        edge[rows.inside] = 0.0
        edge[rows.inside, column[VERSION]] = 1.0
        for name, term in rival_terms(places, nodes, pairs, ways, words, rows).items():
            edge[ways.source, ways.derived, column[name]] += term
        root[:, column[SUCCESSION]] = rows.first
        edge[~is_open] = 0.0
        gold = [_true_parent(place, places, truth) for place in places]
        gold = [one if one < 0 or is_open[one, c] else -1 for c, one in enumerate(gold)]
        if _is_tree(gold):
            found.setdefault(count, []).append((edge, root, is_open, gold, 1.0))
    return [
        Sample(
            np.array([row[0] for row in rows]), np.array([row[1] for row in rows]),
            np.array([row[2] for row in rows]), np.array([row[3] for row in rows]),
            np.array([row[4] for row in rows]),
        )
        for _, rows in sorted(found.items())
    ]  # fmt: skip


def _true_parent(place: int, places: Sequence[int], truth: Truth) -> int:
    """The index of the article that this one has the words from: a parent, else the nearest whom it has
    them from over
    others that are not there; -1 where that is nobody."""
    front = [place]
    seen = {place}
    while front:
        above = [one for place in front for one in truth.parents[place] if one not in seen]
        for one in above:
            if one in places:
                return places.index(one)
        seen.update(above)
        front = above
    return -1


def _is_tree(gold: Sequence[int]) -> bool:
    for start in range(len(gold)):
        step, steps = start, 0
        while step >= 0 and steps <= len(gold):
            step, steps = gold[step], steps + 1
        if step >= 0:
            return False
    return True


def loss(weights: Array, data: Sequence[Sample]) -> tuple[float, Array]:
    """Less the log-likelihood of the true trees, and its gradient."""
    total, gradient = 0.0, np.zeros_like(weights)
    for one in data:
        count = one.root.shape[1]
        log_edge = np.where(one.open, one.edge @ weights, -np.inf)
        log_root = one.root @ weights
        highest = np.maximum(log_edge.max(axis=1), log_root)
        edge = np.exp(log_edge - highest[:, None, :])
        root = np.exp(np.maximum(log_root - highest, FLOOR))
        laplacian = -edge
        step = np.arange(count)
        laplacian[:, step, step] += edge.sum(axis=1) + root
        _, volume = np.linalg.slogdet(laplacian)
        inverse = np.linalg.inv(laplacian)
        into = inverse[:, step, step]
        chance = edge * (into[:, None, :] - inverse.swapaxes(1, 2))
        at_root = root * into
        rows = np.arange(len(one.gold))[:, None]
        rooted = one.gold < 0
        source = np.maximum(one.gold, 0)
        gold_edge = np.where(rooted, 0.0, np.nan_to_num(log_edge[rows, source, step], neginf=0.0))
        said = np.where(rooted, log_root, gold_edge).sum(axis=1)
        total += float((one.count * (volume + highest.sum(axis=1) - said)).sum())
        excess = chance * one.count[:, None, None]
        np.subtract.at(excess, (rows, source, step), np.where(rooted, 0.0, one.count[:, None]))
        gradient += np.tensordot(excess, one.edge, axes=3)
        gradient += np.tensordot((at_root - rooted) * one.count[:, None], one.root, axes=2)
    return total, gradient


def minimise(
    function: Callable[[Array], tuple[float, Array]], start: Array, steps: int = 120, memory: int = 8
) -> Array:
    """L-BFGS with halving of the step (Nocedal & Wright, algorithms 7.4 and 7.5)."""
    point = start.copy()
    value, slope = function(point)
    moves: list[tuple[Array, Array]] = []
    for _ in range(steps):
        direction = slope.copy()
        kept = []
        for move, change in reversed(moves):
            share = move @ direction / (move @ change)
            direction -= share * change
            kept.append(share)
        if moves:
            move, change = moves[-1]
            direction *= move @ change / (change @ change)
        else:
            direction /= max(1.0, float(np.abs(slope).sum()))
        for (move, change), share in zip(moves, reversed(kept), strict=True):
            direction += (share - change @ direction / (move @ change)) * move
        size = 1.0
        while True:
            trial = point - size * direction
            reached, new_slope = function(trial)
            if reached <= value - 1e-4 * size * float(slope @ direction) or size < 1e-8:
                break
            size /= 2
        move, change = trial - point, new_slope - slope
        done = value - reached < 1e-7 * abs(value)
        point, value, slope = trial, reached, new_slope
        if done:
            break
        if move @ change > 1e-12:
            moves = [*moves[1 - memory :], (move, change)]
    return point


def fit(
    data: Sequence[Sample], start: Mapping[str, float], strength: Mapping[str, float], usual: float
) -> dict[str, float]:
    """The weights that make the true trees likeliest. Each is drawn to its start with its `strength` (the
    weight
    of so many observations), `usual` where none is named; infinite holds it."""
    names = list(start)
    first = np.array([start[name] for name in names])
    pull = np.array([strength.get(name, usual) for name in names])
    free = np.isfinite(pull)

    def function(moved: Array) -> tuple[float, Array]:
        weights = first.copy()
        weights[free] = moved
        value, gradient = loss(weights, data)
        off = moved - first[free]
        return value + float((pull[free] * off**2).sum()) / 2, gradient[free] + pull[free] * off

    found = first.copy()
    found[free] = minimise(function, first[free])
    return {name: round(float(value), 4) for name, value in zip(names, found, strict=True)}


def _mean_right(block: Sequence[tuple[float, bool, str]]) -> float:
    return sum(hit for _, hit, _ in block) / len(block)


def calibration_points(
    told: Sequence[tuple[float, bool, str]], caution: float = CAUTION, most: int = 12
) -> tuple[list[float], list[float]]:
    """A rising line from scores to shares that are right: isotonic regression (pool adjacent violators),
    thinned.

    A row has a score, whether it was right, and its story. Half a right and half a wrong answer are added to
    each block, and standard errors are taken off what is likely: it should rather be too little than too
    much. They are those of stories, since answers on one story are right or wrong together, and no less than
    those of answers that are right or wrong each by itself.
    """
    rows = sorted(told)
    if not rows:
        return [0.0, 1.0], [0.0, 1.0]
    size = max(LEAST_ROWS, len(rows) // 40)
    blocks: list[list[tuple[float, bool, str]]] = []
    for begin in range(0, len(rows), size):
        blocks.append(rows[begin : begin + size])
        while len(blocks) > 1 and _mean_right(blocks[-2]) >= _mean_right(blocks[-1]):
            last = blocks.pop()
            blocks[-1] = blocks[-1] + last
    scores = [sum(score for score, _, _ in block) / len(block) for block in blocks]
    right = []
    for block in blocks:
        share = (sum(hit for _, hit, _ in block) + 0.5) / (len(block) + 1.0)
        off: dict[str, float] = defaultdict(float)
        for _, hit, story in block:
            off[story] += hit - share
        alone = share * (1.0 - share) * len(block)
        error = max(alone, sum(one * one for one in off.values())) ** 0.5 / len(block)
        right.append(max(0.0, share - caution * error) if share >= LIKELY else share)
    right = list(np.maximum.accumulate(right))
    if len(scores) > most:
        chosen = sorted({round(place) for place in np.linspace(0, len(scores) - 1, most)})
        scores, right = [scores[place] for place in chosen], [right[place] for place in chosen]
    return [round(float(one), 4) for one in scores], [round(float(one), 4) for one in right]
