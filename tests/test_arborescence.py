"""Edge probabilities over all trees: those of an enumeration, and no others."""

from __future__ import annotations

import numpy as np
import pytest
from hypothesis import given
from hypothesis import settings as examples
from hypothesis import strategies as st

from provenance.arborescence import Ways, posterior, posterior_of
from tests import oracles

log_weights = st.floats(-8, 8) | st.just(-np.inf)


@st.composite
def graphs(draw: st.DrawFn, most: int, weights: st.SearchStrategy[float] = log_weights):
    count = draw(st.integers(1, most))
    edge = draw(st.lists(weights, min_size=count * count, max_size=count * count))
    root = draw(st.lists(st.floats(-8, 8), min_size=count, max_size=count))
    return np.array(edge).reshape(count, count), np.array(root)


@given(graph=graphs(4))
@examples(max_examples=150)
def test_probabilities_are_those_of_an_enumeration_of_all_trees(graph: tuple[np.ndarray, np.ndarray]) -> None:
    found = posterior(*graph)
    edge, root = oracles.tree_posterior(*graph)
    assert np.allclose(found.edge, edge, atol=1e-6)
    assert np.allclose(found.root, root, atol=1e-6)


@given(graph=graphs(12))
def test_every_text_has_one_parent_or_lies_under_the_root(graph: tuple[np.ndarray, np.ndarray]) -> None:
    found = posterior(*graph)
    assert np.allclose(found.edge.sum(axis=0) + found.root, 1.0, atol=1e-6)
    assert ((found.edge >= 0) & (found.edge <= 1)).all()
    assert ((found.root >= 0) & (found.root <= 1)).all()
    assert (np.diag(found.edge) == 0).all()
    assert (found.edge[np.isneginf(graph[0])] == 0).all()


@given(graph=graphs(5), shifts=st.lists(st.floats(-20, 20), min_size=5, max_size=5))
def test_a_factor_common_to_all_ways_into_a_text_cancels(
    graph: tuple[np.ndarray, np.ndarray], shifts: list[float]
) -> None:
    edge, root = graph
    shift = np.array(shifts[: root.size])
    assert np.allclose(posterior(edge + shift, root + shift).edge, posterior(edge, root).edge, atol=1e-6)


def test_known_small_cases() -> None:
    alone = posterior(np.full((1, 1), -np.inf), np.zeros(1))
    assert (alone.edge.tolist(), alone.root.tolist()) == ([[0.0]], [1.0])
    # Two texts, all ways equally likely: three trees, in two of which a given text lies under the root.
    two = posterior(np.zeros((2, 2)), np.zeros(2))
    assert np.allclose(two.edge, [[0, 1 / 3], [1 / 3, 0]])
    assert np.allclose(two.root, [2 / 3, 2 / 3])
    # n texts: (n + 1) ** (n - 1) trees (Cayley), every text alike.
    many = posterior(np.zeros((9, 9)), np.zeros(9))
    assert np.allclose(many.root, 2 / 10)


@pytest.mark.parametrize("low", [-5.0, -15.0, -30.0, -300.0])
def test_unlikely_roots_leave_the_columns_whole(low: float) -> None:
    """One text must lie under the root, however little weight that has."""
    rng = np.random.default_rng(3)
    found = posterior(rng.normal(size=(6, 6)), np.full(6, low))
    assert np.allclose(found.edge.sum(axis=0) + found.root, 1.0, atol=1e-6)
    assert found.root.sum() == pytest.approx(1.0, abs=0.05)


def test_bad_shapes_and_weights_are_refused() -> None:
    for edge, root in (
        (np.zeros((2, 3)), np.zeros(2)),
        (np.zeros((2, 2)), np.zeros(3)),
        (np.zeros((2, 2)), np.array([0.0, np.inf])),
        (np.zeros((2, 2)), np.array([0.0, np.nan])),
        (np.array([[0.0, np.nan], [0.0, 0.0]]), np.zeros(2)),
        (np.array([[0.0, np.inf], [0.0, 0.0]]), np.zeros(2)),
    ):
        with pytest.raises(ValueError, match="edge weights"):
            posterior(edge, root)


def test_no_text_has_no_parents() -> None:
    found = posterior(np.zeros((0, 0)), np.zeros(0))
    assert (found.edge.shape, found.root.shape) == ((0, 0), (0,))


@given(graph=graphs(12))
def test_the_ways_of_a_graph_in_rows_have_the_probabilities_of_its_matrix(
    graph: tuple[np.ndarray, np.ndarray],
) -> None:
    edge, root = graph
    open_ = np.isfinite(edge) & ~np.eye(len(root), dtype=bool)
    source, derived = np.nonzero(open_)
    ways = Ways(source, derived, edge[open_])
    chances, outside = posterior_of(ways, root)
    whole = posterior(edge, root)
    assert np.allclose(chances, whole.edge[open_], atol=1e-9)
    assert np.allclose(outside, whole.root, atol=1e-9)
    assert np.allclose(ways.matrix(root.size, chances, 0.0), whole.edge, atol=1e-9)
