"""Pairs that several parts of the keys make together are those that all keys make at once."""

from __future__ import annotations

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from provenance.pair_parts import add_parts, count_part, frequent_keys
from provenance.postings import NEVER, NOWHERE, Keyed, Rule, count_left_out, pair_up

TEXTS = 9
POSTINGS = st.lists(
    st.tuples(
        st.integers(0, TEXTS - 1),
        st.integers(0, 3).map(lambda bits: bits * 0b100001),  # contexts that are often equal
        st.integers(0, 40),
    ),
    min_size=2,
    max_size=14,
)
RULES = (Rule(5, 3, 8, 3), Rule(64, 3, 8, 3), Rule(5, NEVER, NOWHERE, 1), Rule(64, NEVER, NOWHERE, 4))


def keyed(keys: list[list[tuple[int, int, int]]]) -> Keyed:
    """The postings of some keys."""
    rows = [posting for key in keys for posting in sorted(key)]
    owners, contexts, places = (
        (np.array(column) for column in zip(*rows, strict=True)) if rows else [np.zeros(0, np.int64)] * 3
    )
    return Keyed(
        owners.astype(np.int64),
        contexts.astype(np.uint32),
        places.astype(np.uint32),
        np.cumsum([0, *map(len, keys)], dtype=np.int64),
    )


@given(st.lists(POSTINGS, max_size=8), st.integers(1, 4), st.sampled_from(RULES))
def test_parts_make_the_pairs_that_all_keys_make(
    keys: list[list[tuple[int, int, int]]], parts: int, rule: Rule
) -> None:
    whole = pair_up([keyed(keys)], rule, TEXTS)
    first, second = add_parts([count_part(keyed(keys[part::parts]), rule) for part in range(parts)], rule)
    assert first.tolist() == whole.first.tolist()
    assert second.tolist() == whole.second.tolist()


def test_a_text_of_many_reprints_makes_two_pairs_each() -> None:
    """Every reprint meets the first and its neighbour; a short wire story is not lost."""
    many = [[(owner, 0, 0) for owner in range(200)]] * 3
    first, second = add_parts([count_part(keyed([key]), RULES[0]) for key in many], RULES[0])
    assert first.size == 2 * 200 - 3
    assert set(second[first == 0].tolist()) == set(range(1, 200))


@pytest.mark.parametrize("rule", RULES)
def test_no_parts_make_no_pairs(rule: Rule) -> None:
    assert add_parts([], rule)[0].size == 0
    assert add_parts([count_part(keyed([]), rule)], rule)[1].size == 0


@given(st.lists(POSTINGS, max_size=8), st.integers(1, 4))
def test_what_is_left_out_is_counted_as_by_all_keys(
    keys: list[list[tuple[int, int, int]]], parts: int
) -> None:
    """Each part names its frequent keys, of those in the same texts one."""
    rule = RULES[0]
    whole = pair_up([keyed(keys)], rule, TEXTS)
    found = [frequent_keys(keyed(keys[part::parts]), rule.frequent) for part in range(parts)]
    sizes = [size for _, bounds in found for size in np.diff(bounds).tolist()]
    owners = np.concatenate([owners for owners, _ in found])
    left_out = count_left_out(owners, np.cumsum([0, *sizes]), rule.frequent, TEXTS)
    assert min(left_out, TEXTS * (TEXTS - 1) // 2 - whole.first.size) == whole.left_out
