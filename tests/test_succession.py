"""Versions in a row: the probabilities of an enumeration of all orders, and what follows from them."""

from __future__ import annotations

import numpy as np
import pytest
from hypothesis import given
from hypothesis import settings as examples
from hypothesis import strategies as st

from provenance.succession import MOST, TAKEN_BACK, succession
from tests import oracles

Row = tuple[np.ndarray, np.ndarray]


@st.composite
def rows(draw: st.DrawFn, most: int = 5) -> Row:
    count = draw(st.integers(2, most))
    square = st.lists(st.floats(-20, 0), min_size=count**2, max_size=count**2)
    return np.array(draw(square)).reshape(count, count), np.array(draw(square)).reshape(count, count)


@given(row=rows())
@examples(max_examples=100)
def test_probabilities_are_those_of_an_enumeration_of_all_orders(row: Row) -> None:
    assert np.allclose(succession(*row), oracles.successions(*row, TAKEN_BACK), atol=1e-9)


@given(row=rows(8))
def test_all_but_one_follow_on_another_and_none_on_two(row: Row) -> None:
    found = succession(*row)
    assert np.isclose(found.sum(), len(found) - 1)
    assert (found.sum(axis=0) <= 1 + 1e-9).all()
    assert (found.sum(axis=1) <= 1 + 1e-9).all()


def changes(*places: float) -> np.ndarray:
    """Versions whose changes add up: how near any two are."""
    return -np.abs(np.subtract.outer(np.array(places), np.array(places)))


def test_without_dates_a_row_is_found_but_not_which_end_of_it_is_the_first() -> None:
    found = succession(changes(0, 20, 10, 30), np.zeros((4, 4)))
    neighbours = found + found.T
    assert min(neighbours[0, 2], neighbours[2, 1], neighbours[1, 3]) > 0.85
    assert np.allclose(found, found.T, atol=0.05)


def test_two_dates_say_the_direction_of_the_whole_row() -> None:
    order = np.zeros((4, 4))
    order[3, 1] = -6.0  # 1 has a date before that of 3
    found = succession(changes(0, 20, 10, 30), order)
    assert min(found[0, 2], found[2, 1], found[1, 3]) > 0.85


def test_dates_stand_against_a_change_that_was_taken_back() -> None:
    order = np.zeros((3, 3))
    for earlier, later in ((0, 1), (0, 2), (1, 2)):
        order[later, earlier] = -6.0
    found = succession(changes(0, 30, 0), order)
    assert found[1, 2] > 0.8


def test_one_version_has_none_before_it_and_too_many_are_refused() -> None:
    assert succession(np.zeros((1, 1)), np.zeros((1, 1))).tolist() == [[0.0]]
    many = np.zeros((MOST + 1, MOST + 1))
    with pytest.raises(ValueError, match=f"at most {MOST} versions"):
        succession(many, many)
