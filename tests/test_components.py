"""Components of texts: whoever is connected, whatever the order, and nobody else."""

from __future__ import annotations

import random
import time

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from provenance.components import lowest_connected, split

COUNT = 12
connections = st.lists(st.tuples(st.integers(0, COUNT - 1), st.integers(0, COUNT - 1)), max_size=14)


def sides(pairs: list[tuple[int, int]]) -> tuple[list[int], list[int]]:
    return [a for a, _ in pairs], [b for _, b in pairs]


def reached(pairs: list[tuple[int, int]], item: int) -> set[int]:
    """All that is connected with an item, by walking."""
    found = {item}
    while more := {b for pair in pairs for a, b in (pair, pair[::-1]) if a in found} - found:
        found |= more
    return found


@given(pairs=connections)
def test_each_is_labelled_by_the_lowest_that_it_is_connected_with(pairs: list[tuple[int, int]]) -> None:
    labels = lowest_connected(COUNT, *sides(pairs)).tolist()
    assert labels == [min(reached(pairs, item)) for item in range(COUNT)]


@given(pairs=connections, alone=st.sets(st.integers(0, COUNT - 1)), least=st.integers(1, COUNT))
def test_components_are_whole_and_come_by_their_lowest_text(
    pairs: list[tuple[int, int]], alone: set[int], least: int
) -> None:
    parts = [part.tolist() for part in split(COUNT, *sides(pairs), sorted(alone), least=least)]
    wanted = {item for pair in pairs for item in pair} | alone
    assert sorted(item for part in parts for item in part) == sorted(wanted)
    assert parts == sorted(parts)
    assert all(part == sorted(part) for part in parts)
    assert all(len(part) >= least for part in parts[:-1])
    for part in parts:
        assert {other for item in part for other in reached(pairs, item)} == set(part)
        if least == 1:
            assert set(part) == reached(pairs, part[0])


def test_a_long_chain_is_one_component_in_little_time() -> None:
    order = list(range(100_000))
    random.Random(1).shuffle(order)
    started = time.process_time()
    labels = lowest_connected(len(order), order[:-1], order[1:])
    assert time.process_time() - started < 2
    assert not labels.any()


def test_nothing_connected_and_nothing_there() -> None:
    assert lowest_connected(3, [], []).tolist() == [0, 1, 2]
    assert list(split(3, [], [])) == []
    assert lowest_connected(0, [], []).size == 0
    with pytest.raises(IndexError):
        lowest_connected(2, np.array([0]), np.array([2]))
