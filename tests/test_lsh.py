"""Postings and bands: which texts share a key, and which sketches share a band."""

from __future__ import annotations

import itertools

import datasketch
import numpy as np
import pytest
from hypothesis import example, given
from hypothesis import settings as examples
from hypothesis import strategies as st

from provenance import settings
from provenance.lsh import jaccard, propose
from provenance.minhash import Sketch, sketch_all
from provenance.postings import NEVER, NOWHERE, NUMBER_BITS, Keyed, Pairs, Rule, pack, pair_up, shared
from tests import oracles
from tests.conftest import one_behind_the_other

TEXTS = 10
STEP = 1 << NUMBER_BITS
"""Keys that differ above the bits of the postings' numbers."""
postings = st.lists(
    st.tuples(
        st.integers(0, 4), st.integers(0, TEXTS - 1), st.sampled_from([0, 1, 32, 2**15, 2**29]),
        st.integers(0, 20),
    ),
    max_size=40,
)  # fmt: skip
NEAR = 6
Places = list[tuple[int, int, int, int]]


def pairs_of(found: Pairs) -> list[tuple[int, int]]:
    return list(zip(found.first.tolist(), found.second.tolist(), strict=True))


def paired(postings: Places, frequent: int, needed: int, parts: int) -> Pairs:
    """The pairs of postings (key, owner, context, place), joined in parts by key."""
    made = []
    for part in range(parts):
        numbers = [place for place, (key, *_) in enumerate(postings) if key * parts // 5 == part]
        keys = np.array([STEP * (1 + key) for key, *_ in postings], np.uint64)
        packed = (keys | np.arange(len(postings), dtype=np.uint64))[np.array(numbers, np.int64)]
        packed.sort()
        of_part, bounds = shared(packed)
        columns = [np.array([row[column] for row in postings], np.int64)[of_part] for column in (1, 2, 3)]
        owners, around, places = columns
        made.append(Keyed(owners, around.astype(np.uint32), places.astype(np.uint32), bounds))
    return pair_up(made, Rule(frequent, needed, NEAR, 1), TEXTS)


@example(  # texts that are the first of some key, and met by another key's first
    postings=[(key, owner, 0, 0) for key, of in enumerate(((0, 1, 2, 3), (1, 2), (2, 3))) for owner in of],
    frequent=1,
    needed=0,
    parts=1,
)
@given(postings=postings, frequent=st.integers(1, 12), needed=st.integers(0, NEVER), parts=st.integers(1, 3))
def test_the_pairs_of_each_key(postings: Places, frequent: int, needed: int, parts: int) -> None:
    found = paired(postings, frequent, needed, parts)
    groups = oracles.merged(postings)
    expected = oracles.counted_pairs(groups, frequent, needed, NEAR)
    assert pairs_of(found) == sorted(expected)
    told = zip(found.counts.tolist(), found.enough.tolist(), strict=True)
    assert [(count, bool(enough)) for count, enough in told] == [expected[pair] for pair in sorted(expected)]
    exactly, at_most = oracles.left_out(groups, frequent)
    assert exactly <= found.left_out <= at_most


@given(postings=postings, data=st.data())
def test_the_order_of_postings_is_of_no_effect_on_which_pairs_there_are(
    postings: Places, data: st.DataObject
) -> None:
    one, other = paired(postings, 4, 3, 1), paired(data.draw(st.permutations(postings)), 4, 3, 1)
    assert (pairs_of(one), one.counts.tolist(), one.left_out) == (
        pairs_of(other), other.counts.tolist(), other.left_out,
    )  # fmt: skip


@given(keys=st.lists(st.integers(0, 2**64 // STEP - 1) | st.integers(0, 3)), first=st.integers(0, 1000))
def test_packed_postings_keep_their_numbers_and_shared_finds_equal_keys(keys: list[int], first: int) -> None:
    low = np.arange(len(keys), dtype=np.uint64) * np.uint64(77)  # bits of keys that make room for numbers
    packed = pack(np.array([key * STEP for key in keys], np.uint64) | low, first)
    assert [int(value) % STEP for value in packed] == list(range(first, first + len(keys)))
    assert [int(value) // STEP for value in packed] == keys
    numbers, bounds = shared(np.sort(packed))
    groups = [numbers[begin:end].tolist() for begin, end in itertools.pairwise(bounds.tolist())]
    holders = {key: [first + place for place, other in enumerate(keys) if other == key] for key in keys}
    assert groups == [holders[key] for key in sorted(holders) if len(holders[key]) > 1]


def test_more_postings_than_numbers_are_refused() -> None:
    key = np.zeros(2, np.uint64)
    assert pack(key, STEP - 2).tolist() == [STEP - 2, STEP - 1]
    with pytest.raises(ValueError, match="more than a billion"):
        pack(key, STEP - 1)


@given(count=st.integers(2, 300), frequent=st.integers(1, 300))
def test_a_frequent_key_keeps_all_its_texts_together(count: int, frequent: int) -> None:
    nothing = np.zeros(count, np.uint32)
    part = Keyed(np.arange(count), nothing, nothing, np.array([0, count]))
    found = pair_up([part, part], Rule(frequent, NEVER, NOWHERE, 1), count)
    every = count * (count - 1) // 2
    assert found.first.size + found.left_out == every
    assert set(found.first.tolist()) | set(found.second.tolist()) == set(range(count))
    assert set(found.counts.tolist()) == {2}
    if count > frequent:
        assert found.first.size < 2 * count
        assert {(0, other) for other in range(1, count)} <= set(pairs_of(found))
    else:
        assert found.left_out == 0


@given(sides=st.lists(st.integers(1, 3), min_size=1, max_size=150), frequent=st.integers(1, 64))
def test_a_frequent_key_reaches_whoever_may_be_met(sides: list[int], frequent: int) -> None:
    count = len(sides)
    nothing = np.zeros(count, np.uint32)
    part = Keyed(np.arange(count), nothing, nothing, np.array([0, count]))
    found = pair_up([part, part], Rule(frequent, NEVER, NOWHERE, 1), count, np.array(sides, np.uint8))
    possible = {(a, b) for a, b in itertools.combinations(range(count), 2) if sides[a] | sides[b] == 3}
    made = set(pairs_of(found))
    assert made <= possible
    assert len(possible - made) <= found.left_out <= len(possible)
    assert {text for pair in made for text in pair} == {text for pair in possible for text in pair}
    if len(possible) <= frequent * (frequent - 1) // 2:
        assert (made, found.left_out) == (possible, 0)
    else:
        assert len(made) <= 2 * count


def sketches(texts: list[list[int]]) -> np.ndarray:
    return sketch_all(*one_behind_the_other(texts), num_perm=24, seed=1, shingle=2)


small = st.lists(st.lists(st.integers(0, 3), min_size=1, max_size=12), max_size=8)


@given(texts=small, shape=st.sampled_from([(6, 4), (8, 3), (24, 1), (2, 12), (3, 2)]))
@examples(max_examples=60)
def test_pairs_are_those_of_datasketch(texts: list[list[int]], shape: tuple[int, int]) -> None:
    bands, rows = shape
    made = sketches(texts)
    index = datasketch.MinHashLSH(num_perm=24, params=(bands, rows))
    expected = set()
    for number, values in enumerate(made):
        minhash = Sketch(values, 1, 2).as_datasketch()
        expected |= {(other, number) for other in index.query(minhash)}
        index.insert(number, minhash)
    found = propose(made, bands=bands, rows=rows, frequent=100)
    assert pairs_of(found) == sorted(expected)
    assert found.left_out == 0
    banded = made[:, : bands * rows].reshape(len(made), bands, rows)
    assert found.counts.tolist() == [
        int((banded[a] == banded[b]).all(axis=1).sum()) for a, b in pairs_of(found)
    ]


@given(texts=small)
def test_the_estimate_of_a_pair_is_that_of_its_sketches(texts: list[list[int]]) -> None:
    made = sketches(texts)
    found = propose(made, bands=12, rows=2, frequent=100)
    alone = [Sketch(values, 1, 2) for values in made]
    assert jaccard(made, found).tolist() == [alone[a].jaccard(alone[b]) for a, b in pairs_of(found)]


def test_estimates_of_many_pairs() -> None:
    made = np.arange(3 * 5000, dtype=np.uint32).reshape(3, 5000) % 7
    sides = np.arange(10_000) % 3, np.arange(10_000) % 2
    nothing = np.zeros(10_000, np.int64)
    found = jaccard(made, Pairs(*sides, nothing, nothing.astype(np.uint8), 0))
    assert found.tolist() == [float(np.mean(made[a] == made[b])) for a, b in zip(*sides, strict=True)]


def test_the_bands_of_a_scan_are_what_datasketch_chooses() -> None:
    index = datasketch.MinHashLSH(threshold=settings.LSH_THRESHOLD, num_perm=settings.NUM_PERM)
    assert (index.b, index.r) == (settings.LSH_BANDS, settings.LSH_ROWS)
    assert settings.LSH_BANDS * settings.LSH_ROWS <= settings.NUM_PERM


def test_two_thousand_equal_texts_make_a_few_pairs_each_and_count_the_rest() -> None:
    found = propose(np.tile(sketches([[1, 2, 3, 4]]), (2000, 1)), bands=6, rows=4, frequent=128)
    assert set(found.first.tolist()) | set(found.second.tolist()) == set(range(2000))
    assert found.first.size < 4000
    assert found.left_out == 2000 * 1999 // 2 - found.first.size


def test_no_text_and_one_text_make_no_pair() -> None:
    assert pairs_of(propose(sketches([]), bands=6, rows=4, frequent=9)) == []
    assert pairs_of(propose(sketches([[1, 2, 3]]), bands=6, rows=4, frequent=9)) == []


def test_bands_that_need_more_values_than_there_are_are_refused() -> None:
    with pytest.raises(ValueError, match="need 25 values, not 24"):
        propose(sketches([[1, 2, 3]]), bands=5, rows=5, frequent=9)
