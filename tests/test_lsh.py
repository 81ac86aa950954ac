"""Postings and bands: which texts share a key, and which sketches share a band."""

from __future__ import annotations

import datasketch
import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from provenance.lsh import bands_and_rows, propose
from provenance.minhash import Sketch, sketch
from provenance.postings import join
from tests import oracles

postings = st.lists(st.tuples(st.integers(0, 4), st.integers(0, 9)), unique=True, max_size=40)


@given(postings=postings, frequent=st.integers(1, 12))
def test_join_makes_the_pairs_of_each_key(postings: list[tuple[int, int]], frequent: int) -> None:
    keys, texts = [key for key, _ in postings], [text for _, text in postings]
    found = join(np.array(keys, np.uint64), np.array(texts, np.int64), frequent)
    pairs = list(zip(found.first.tolist(), found.second.tolist(), strict=True))
    assert len(set(pairs)) == len(pairs)
    assert (set(pairs), found.left_out) == oracles.joined(keys, texts, frequent)
    assert all(texts[first] < texts[second] and keys[first] == keys[second] for first, second in pairs)


@given(count=st.integers(2, 300), frequent=st.integers(1, 300))
def test_a_frequent_key_keeps_all_its_texts_together(count: int, frequent: int) -> None:
    found = join(np.zeros(count, np.uint64), np.arange(count), frequent)
    every = count * (count - 1) // 2
    assert found.first.size + found.left_out == every
    assert set(found.first.tolist()) | set(found.second.tolist()) == set(range(count))
    if count > frequent:
        assert found.first.size < 2 * count
        assert {(0, other) for other in range(1, count)} <= set(
            zip(found.first.tolist(), found.second.tolist(), strict=True)
        )
    else:
        assert found.left_out == 0


def sketches(texts: list[list[int]]) -> list[Sketch]:
    return [sketch(np.array(words, np.uint32), num_perm=24, seed=1, shingle=2) for words in texts]


@given(
    texts=st.lists(st.lists(st.integers(0, 3), min_size=1, max_size=12), max_size=8),
    shape=st.sampled_from([(6, 4), (8, 3), (24, 1), (2, 12), (3, 2)]),
)
@settings(max_examples=60)
def test_pairs_are_those_of_datasketch(texts: list[list[int]], shape: tuple[int, int]) -> None:
    bands, rows = shape
    made = sketches(texts)
    index = datasketch.MinHashLSH(num_perm=24, params=(bands, rows))
    expected = set()
    for number, one in enumerate(made):
        minhash = one.as_datasketch()
        expected |= {(other, number) for other in index.query(minhash)}
        index.insert(number, minhash)
    found = propose(made, bands=bands, rows=rows, frequent=100)
    assert found.pairs == tuple(sorted(expected))
    assert found.left_out == 0


@pytest.mark.parametrize("threshold", [0.3, 0.5, 0.9])
def test_bands_and_rows_are_what_datasketch_chooses(threshold: float) -> None:
    index = datasketch.MinHashLSH(threshold=threshold, num_perm=128)
    bands, rows = bands_and_rows(threshold, 128)
    assert (bands, rows) == (index.b, index.r)
    assert bands * rows <= 128


def test_two_thousand_equal_texts_make_a_few_pairs_each_and_count_the_rest() -> None:
    found = propose(sketches([[1, 2, 3, 4]]) * 2000, bands=6, rows=4, frequent=128)
    assert {pair[0] for pair in found.pairs} | {pair[1] for pair in found.pairs} == set(range(2000))
    assert len(found.pairs) < 4000
    assert found.left_out >= 2000 * 1999 // 2 - len(found.pairs)


def test_no_text_and_one_text_make_no_pair() -> None:
    assert propose([], bands=6, rows=4, frequent=9).pairs == ()
    assert propose(sketches([[1, 2, 3]]), bands=6, rows=4, frequent=9).pairs == ()
