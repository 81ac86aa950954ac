"""Chains of equal words: what two sequences share, in whatever order, each word told once."""

from __future__ import annotations

import numpy as np
from hypothesis import given
from hypothesis import settings as examples
from hypothesis import strategies as st

from provenance import settings
from provenance.alignment import Match, align

few = st.lists(st.integers(0, 4), max_size=40)


def never(i: int, j: int) -> bool:
    return False


def aligned(a: list[int], b: list[int], variant=never, refrain: int = 10_000) -> list[Match]:
    return align(
        np.array(a, np.uint32),
        np.array(b, np.uint32),
        seed=settings.SEED,
        gap=settings.GAP,
        refrain=refrain,
        variant=variant,
    )


def own(number: int, size: int) -> list[int]:
    """Words that no other text has."""
    return list(range(1000 * number, 1000 * number + size))


def straight(a: int, b: int, size: int) -> tuple[tuple[int, int], ...]:
    return tuple((a + place, b + place) for place in range(size))


@given(a=few, b=few)
@examples(max_examples=300)
def test_a_chain_ascends_in_both_texts_and_aligns_equal_words(a: list[int], b: list[int]) -> None:
    for match in aligned(a, b):
        assert len(match.pairs) == len(match.equal) >= settings.SEED
        assert all(i < k and j < n for (i, j), (k, n) in zip(match.pairs, match.pairs[1:], strict=False))
        assert all(match.equal)
        assert all(a[i] == b[j] for i, j in match.pairs)
        for (i, j), (k, n) in zip(match.pairs, match.pairs[1:], strict=False):
            assert max(k - i, n - j) <= 2 * settings.GAP + 1


@given(a=few, b=few)
@examples(max_examples=300)
def test_no_run_of_a_chain_is_told_twice(a: list[int], b: list[int]) -> None:
    """A run that one chain has used on either side is not in another chain."""
    runs = [pairs for match in aligned(a, b) for pairs in _runs(match.pairs) if len(pairs) >= settings.SEED]
    for side in (0, 1):
        places = [pair[side] for pairs in runs for pair in pairs]
        assert len(places) == len(set(places))


def _runs(pairs: tuple[tuple[int, int], ...]) -> list[list[tuple[int, int]]]:
    found: list[list[tuple[int, int]]] = []
    for i, j in pairs:
        if found and found[-1][-1] == (i - 1, j - 1):
            found[-1].append((i, j))
        else:
            found.append([(i, j)])
    return found


@given(words=st.lists(st.integers(0, 4), min_size=3, max_size=60))
def test_a_text_and_itself_are_one_chain(words: list[int]) -> None:
    matches = aligned(words, words)
    assert matches[0].pairs == straight(0, 0, len(words))


@given(a=few, b=few)
def test_two_texts_share_a_chain_where_they_share_a_seed(a: list[int], b: list[int]) -> None:
    of_a, of_b = ({tuple(text[place : place + 3]) for place in range(len(text) - 2)} for text in (a, b))
    assert settings.SEED == 3
    assert bool(aligned(a, b)) == bool(aligned(b, a)) == bool(of_a & of_b)


def test_a_planted_run_is_one_chain_at_its_places() -> None:
    a = own(1, 50) + own(9, 12) + own(2, 30)
    b = own(3, 7) + own(9, 12) + own(4, 60)
    assert aligned(a, b) == [Match(straight(50, 7, 12), (True,) * 12)]


def test_runs_in_swapped_order_are_two_chains_the_heavier_first() -> None:
    a = own(1, 20) + own(8, 12) + own(2, 20) + own(9, 15)
    b = own(9, 15) + own(3, 20) + own(8, 12)
    assert [match.pairs for match in aligned(a, b)] == [straight(52, 0, 15), straight(20, 35, 12)]


def test_what_one_text_says_twice_is_aligned_once() -> None:
    run = own(9, 12)
    a, b = own(1, 5) + run + own(2, 40) + run, own(3, 3) + run
    assert [match.pairs for match in aligned(a, b)] == [straight(5, 3, 12)]
    assert len(aligned(own(1, 5) + run + own(2, 40) + run, run + own(3, 40) + run)) == 2


def test_substitution_insertion_and_deletion_stay_in_one_chain() -> None:
    words = own(9, 30)
    edited = [*words[:8], 1, 2, *words[10:16], 3, *words[16:22], *words[23:]]
    (match,) = aligned(words, edited)
    assert match.pairs == tuple((words.index(word), edited.index(word)) for word in edited if word > 3)


def test_a_variant_in_a_gap_is_aligned_and_not_equal() -> None:
    a = [*own(9, 10), 1, *own(8, 10)]
    b = [*own(9, 10), 2, *own(8, 10)]
    (match,) = aligned(a, b, lambda i, j: (a[i], b[j]) == (1, 2))
    assert match.pairs == straight(0, 0, 21)
    assert match.equal == (True,) * 10 + (False,) + (True,) * 10


def test_a_gap_beyond_the_limit_ends_a_chain() -> None:
    def spaced(gap: int) -> list[Match]:
        return aligned(own(9, 20) + own(1, gap) + own(8, 20), own(9, 20) + own(2, gap) + own(8, 20))

    assert len(spaced(settings.GAP)) == 1
    assert len(spaced(settings.GAP + 1)) == 2


def test_short_and_empty_texts_share_nothing() -> None:
    assert aligned([], []) == []
    assert aligned([1, 2, 3], []) == []
    assert aligned([1, 2], [1, 2]) == []


def test_a_refrain_is_no_seed_but_lies_inside_a_longer_chain() -> None:
    refrain = own(7, 3)
    a = [*refrain, 1] * 10 + own(9, 12) + refrain
    b = [*refrain, 2] * 10 + own(9, 12) + refrain
    (match,) = aligned(a, b, refrain=settings.REFRAIN)
    assert match.pairs == straight(40, 40, 15)


def test_a_text_that_is_all_refrain_has_no_seed() -> None:
    assert aligned([1] * 30, [1] * 30, refrain=settings.REFRAIN) == []
