"""Exact edge probabilities over all lineage trees of one passage: the directed matrix-tree theorem.

Tutte 1948; as used for parsing by Koo, Globerson, Carreras & Collins, EMNLP 2007. The latent root may have
several children: an article whose parent is the root has its text from outside the collection.
"""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np
import numpy.typing as npt

Ints = npt.NDArray[np.int64]
Matrix = npt.NDArray[np.float64]
Vector = npt.NDArray[np.float64]


@dataclass(frozen=True, slots=True, eq=False)
class Ways:
    """The ways of a graph in rows: from a text to another (their numbers), each way once, and its log-weight.
    Of a thousand texts one pair in fifty is a way: a matrix of all would be mostly empty."""

    source: Ints
    derived: Ints
    log: Vector

    def matrix(self, count: int, values: Vector, empty: float) -> Matrix:
        """Values of the ways as a matrix of `count` texts, `empty` where there is no way."""
        found = np.full((count, count), empty)
        found[self.source, self.derived] = values
        return found


@dataclass(frozen=True, slots=True, eq=False)
class Posterior:
    """`edge[..., p, c]`: the probability that c's parent is p; `root[..., c]`: that it lies outside. For
    every c the column of `edge` and its root sum to 1."""

    edge: Matrix
    root: Vector


FAINTEST = -20.0
"""The least log-weight of the root against the best way into a text. Below it double precision fails: the
matrix would be singular."""


def posterior(log_edge: Matrix, log_root: Vector) -> Posterior:
    """Probabilities from log-weights: `log_edge[p, c]` (minus infinity forbids), `log_root[c]` (finite).

    Many graphs of one size can be given at once, each a further item of leading axes of both arrays. Raises
    ValueError where shapes do not fit, a root weight is not finite, or an edge's is infinite or not a number.
    """
    count = log_root.shape[-1] if log_root.ndim else 0
    weights = log_edge.copy()
    if weights.shape == (*log_root.shape, count):
        weights[..., np.arange(count), np.arange(count)] = -np.inf
    if (
        weights.shape != (*log_root.shape, count)
        or not np.isfinite(log_root).all()
        or not (weights < np.inf).all()
    ):
        raise ValueError("an n x n matrix of edge weights and n finite root weights are needed")
    # A factor common to all ways into c cancels: scaling keeps the matrix well-conditioned. In place where it
    # can be: a story in thousands of articles makes matrices of many megabytes.
    highest = np.maximum(weights.max(axis=-2, initial=-np.inf), log_root)
    weights -= highest[..., None, :]
    edge = np.exp(weights, out=weights)
    root = np.exp(np.maximum(log_root - highest, FAINTEST))
    laplacian = -edge
    laplacian[..., np.arange(count), np.arange(count)] += edge.sum(axis=-2) + root
    inverse = np.linalg.inv(laplacian)
    into = np.diagonal(inverse, axis1=-2, axis2=-1)
    found = np.subtract(into[..., None, :], inverse.swapaxes(-1, -2), out=laplacian)
    found *= edge
    return Posterior(np.clip(found, 0.0, 1.0, out=found), np.clip(root * into, 0.0, 1.0))


def posterior_of(ways: Ways, log_root: Vector) -> tuple[Vector, Vector]:
    """`posterior` of one graph: the probability of each of its ways, and of each text's root."""
    highest = log_root.copy()
    np.maximum.at(highest, ways.derived, ways.log)
    edge = np.exp(ways.log - highest[ways.derived])
    root = np.exp(np.maximum(log_root - highest, FAINTEST))
    laplacian = ways.matrix(log_root.size, -edge, 0.0)
    np.fill_diagonal(laplacian, np.bincount(ways.derived, edge, log_root.size) + root)
    inverse = np.linalg.inv(laplacian)
    into = inverse.diagonal()
    found = (into[ways.derived] - inverse[ways.derived, ways.source]) * edge
    return np.clip(found, 0.0, 1.0), np.clip(root * into, 0.0, 1.0)
