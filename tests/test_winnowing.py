"""Fingerprints and candidates: no shared run that is long enough is missed, in whatever order texts come."""

from __future__ import annotations

import itertools
import random

import numpy as np
import pytest
from hypothesis import example, given
from hypothesis import settings as examples
from hypothesis import strategies as st

from provenance import kernels, settings
from provenance.postings import Pairs
from provenance.winnowing import Fingerprints, Index, fingerprints
from tests import oracles
from tests.conftest import one_behind_the_other

few = st.integers(0, 2)
seeds = st.integers(0, 2**32 - 1)
spread = st.lists(st.sampled_from([0, 1, 2**31, 2**31 + 1, 2**32 - 1]), max_size=30)
"""Words some of which have equal upper bits."""


def u32(words: list[int]) -> np.ndarray:
    return np.array(words, np.uint32)


def printed(*texts: list[int]) -> Fingerprints:
    found = [[int(word) for word in text] for text in texts]
    return fingerprints(*one_behind_the_other(found), shingle=settings.SHINGLE, window=settings.WINDOW)


def proposed(
    blocks: list[list[tuple[int, list[int]]]],
    frequent: int = settings.FREQUENT,
    sides: list[int] | None = None,
) -> Pairs:
    """The candidates of numbered texts that are added block by block."""
    index = Index()
    for block in blocks:
        index.add(printed(*(text for _, text in block)), np.array([number for number, _ in block], np.int64))
    return index.candidates(
        sum(map(len, blocks)),
        shingle=settings.SHINGLE,
        run=settings.CANDIDATE_RUN,
        near=settings.CANDIDATE_NEAR,
        least=settings.CANDIDATE_PRINTS,
        frequent=frequent,
        sides=None if sides is None else np.array(sides, np.uint8),
    )


def pairs_of(texts: list[list[int]]) -> list[tuple[int, int]]:
    found = proposed([list(enumerate(texts))])
    return list(zip(found.first.tolist(), found.second.tolist(), strict=True))


def planted(seed: int, count: int) -> list[list[int]]:
    """Texts of their own words, into which parts of others are copied."""
    rng = random.Random(seed)
    texts = [[rng.getrandbits(32) for _ in range(rng.randrange(40))] for _ in range(count)]
    for text in texts:
        for _ in range(rng.randrange(3)):
            source = rng.choice(texts)
            begin = rng.randrange(len(source) + 1)
            text[(place := rng.randrange(len(text) + 1)) : place] = source[begin : begin + rng.randrange(14)]
    return texts


def unrelated(seed: int, *sizes: int) -> list[np.ndarray]:
    """Texts that have no word in common."""
    rng = np.random.default_rng(seed)
    return [
        (rng.integers(0, 50, size, dtype=np.uint32) + np.uint32(50 * number)) * np.uint32(0x9E3779B1)
        for number, size in enumerate(sizes, 1)
    ]


@given(
    before=st.lists(few),
    after=st.lists(few),
    other=st.lists(few),
    shingle=st.integers(1, 4),
    window=st.integers(1, 4),
    data=st.data(),
)
def test_every_shared_run_of_shingle_and_window_holds_a_common_fingerprint(
    before: list[int], after: list[int], other: list[int], shingle: int, window: int, data: st.DataObject
) -> None:
    run = data.draw(st.lists(few, min_size=shingle + window - 1, max_size=12))
    place = data.draw(st.integers(0, len(other)))
    texts = [before + run + after, other[:place] + run + other[place:]]
    found = fingerprints(*one_behind_the_other(texts), shingle=shingle, window=window)
    begin, middle, end = found.offsets.tolist()
    one, two = set(found.values[begin:middle].tolist()), set(found.values[middle:end].tolist())
    assert one & two & set(kernels.shingle(u32(run), shingle).tolist())


@given(texts=st.lists(spread, max_size=6), data=st.data())
def test_only_some_texts_fingerprints(texts: list[list[int]], data: st.DataObject) -> None:
    numbers = data.draw(st.lists(st.sampled_from(range(len(texts))), unique=True)) if texts else []
    some = printed(*texts).only(np.array(numbers, np.int64))
    expected = printed(*(texts[number] for number in numbers))
    for name in ("values", "contexts", "offsets"):
        assert getattr(some, name).tolist() == getattr(expected, name).tolist()


texts_of_all_kinds = st.one_of(st.lists(spread, max_size=6), st.builds(planted, seeds, st.integers(0, 6)))


@given(texts=texts_of_all_kinds)
@examples(max_examples=300)
def test_candidates_are_those_of_the_definition(texts: list[list[int]]) -> None:
    """Exactly so where contexts are compared; by the words themselves a few more may pass, never fewer."""
    found = proposed([list(enumerate(texts))])
    pairs = list(zip(found.first.tolist(), found.second.tolist(), strict=True))
    postings = [
        (key, number, around, place)
        for number, text in enumerate(texts)
        for place, (key, around) in enumerate(oracles.fingerprints(text, settings.SHINGLE, settings.WINDOW))
    ]
    counted = oracles.counted_pairs(
        oracles.merged(postings),
        settings.FREQUENT,
        settings.CANDIDATE_RUN - settings.SHINGLE,
        settings.CANDIDATE_NEAR,
    )
    least = settings.CANDIDATE_PRINTS
    assert pairs == sorted(pair for pair, (count, enough) in counted.items() if count >= least or enough)
    assert found.counts.tolist() == [counted[pair][0] for pair in pairs]
    wanted = {
        (a, b)
        for a, b in itertools.combinations(range(len(texts)), 2)
        if oracles.worth_comparing(
            texts[a], texts[b], settings.SHINGLE, settings.WINDOW, settings.CANDIDATE_RUN, least
        )
    }
    assert wanted <= set(pairs) <= set(counted)


@given(texts=texts_of_all_kinds, frequent=st.sampled_from([1, 2, 128]), data=st.data())
def test_the_order_of_texts_and_their_blocks_are_of_no_effect(
    texts: list[list[int]], frequent: int, data: st.DataObject
) -> None:
    order = data.draw(st.permutations(list(enumerate(texts))))
    cuts = sorted(data.draw(st.lists(st.integers(0, len(texts)), max_size=3)))
    blocks = [order[begin:end] for begin, end in itertools.pairwise([0, *cuts, len(order)])]
    one, other = proposed([list(enumerate(texts))], frequent), proposed(blocks, frequent)
    for name in ("first", "second", "counts", "enough"):
        assert getattr(one, name).tolist() == getattr(other, name).tolist(), name
    assert one.left_out == other.left_out


@given(seed=seeds, length=st.integers(settings.CANDIDATE_RUN, 30), data=st.data())
@examples(max_examples=60)
def test_a_planted_run_always_makes_a_candidate(seed: int, length: int, data: st.DataObject) -> None:
    one, two, run = unrelated(seed, 80, 120, length)
    at, there = data.draw(st.integers(0, one.size)), data.draw(st.integers(0, two.size))
    assert pairs_of([np.insert(one, at, run), np.insert(two, there, run)]) == [(0, 1)]


@given(seed=seeds, at=st.integers(0, 20), there=st.integers(60, 100))
@example(seed=0, at=0, there=60)
@examples(max_examples=60)
def test_a_run_is_found_where_its_fingerprint_stands_elsewhere_too(seed: int, at: int, there: int) -> None:
    """A stock phrase at the head of a text hides no later passage that begins with it."""
    one, two, run = unrelated(seed, 120, 120, settings.CANDIDATE_RUN)
    place = int(kernels.winnow(kernels.shingle(run, settings.SHINGLE), settings.WINDOW)[0])
    phrase = run[place : place + settings.SHINGLE]
    one = np.insert(np.insert(one, there, run), at, phrase)
    assert pairs_of([one, np.insert(two, 50, run)]) == [(0, 1)]


def test_a_shared_phrase_alone_is_seldom_a_candidate() -> None:
    """It is where the next word has the same five bits by chance."""
    passed = []
    for seed in range(200):
        one, two, phrase = unrelated(seed, 60, 60, settings.CANDIDATE_RUN - 1)
        texts = [np.insert(one, 20, phrase), np.insert(two, 40, phrase)]
        common = set(printed(texts[0]).values.tolist()) & set(printed(texts[1]).values.tolist())
        assert pairs_of(texts) == [(0, 1)] or len(common) < 2
        passed.append(len(common) < 2 and pairs_of(texts) == [(0, 1)])
    assert sum(passed) < 40


def test_a_story_in_more_texts_than_the_cap_keeps_them_together() -> None:
    story, *own = unrelated(3, 60, *[20] * 200)
    found = proposed([list(enumerate([*map(int, text), *map(int, story)] for text in own))])
    linked = {0}
    for one, two in zip(found.first.tolist(), found.second.tolist(), strict=True):
        assert one < two
        if one in linked:
            linked.add(two)
    assert linked == set(range(200))
    assert found.first.size < 200 * 199 // 4
    assert found.left_out > 0


@given(texts=texts_of_all_kinds, frequent=st.sampled_from([1, 2, 64]), data=st.data())
@examples(max_examples=200)
def test_sides_leave_out_what_stands_on_one_and_nothing_else(
    texts: list[list[int]], frequent: int, data: st.DataObject
) -> None:
    """Of keys in many texts more pairs are made than without sides, as there are fewer of them."""
    size = len(texts)
    sides = data.draw(st.lists(st.integers(1, 3), min_size=size, max_size=size))
    every, found = (proposed([list(enumerate(texts))], frequent, given) for given in (None, sides))
    pairs, wanted = (
        {
            (a, b): count
            for a, b, count in zip(one.first.tolist(), one.second.tolist(), one.counts.tolist(), strict=True)
            if sides[a] | sides[b] == 3
        }
        for one in (found, every)
    )
    assert len(pairs) == found.first.size
    assert all(pairs.get(pair, 0) >= count for pair, count in wanted.items())
    possible = sum(a | b == 3 for a, b in itertools.combinations(sides, 2))
    assert 0 <= found.left_out <= possible - len(pairs)
    if frequent == 64:
        assert pairs == wanted
        assert found.left_out == 0
    made = proposed([list(enumerate(texts))], 64, sides)
    assert (
        len(set(zip(made.first.tolist(), made.second.tolist(), strict=True)) - pairs.keys()) <= found.left_out
    )


def test_a_story_of_one_side_reaches_every_text_of_the_other() -> None:
    story, *own = unrelated(3, 60, *[20] * 203)
    texts = [[*map(int, text), *map(int, story)] for text in own]
    for others in ([202], [0], [100, 101, 102], [0, 150, 202]):
        sides = [2 if number in others else 1 for number in range(203)]
        found = proposed([list(enumerate(texts))], sides=sides)
        assert found.first.size == len(others) * (203 - len(others))
        assert found.left_out == 0
    half = proposed([list(enumerate(texts))], sides=[1 + number % 2 for number in range(203)])
    assert set(half.first.tolist()) | set(half.second.tolist()) == set(range(203))
    assert half.first.size < 4 * 203
    assert half.left_out == 101 * 102 - half.first.size


def test_empty_and_short_texts_have_no_candidates() -> None:
    assert proposed([]).first.size == 0
    assert pairs_of([]) == []
    assert pairs_of([[]]) == []
    assert pairs_of([[], [1, 2], [], [1, 2]]) == []
    assert pairs_of([[1, 2, 3, 4, 5, 6, 7, 8]] * 2) == [(0, 1)]


@pytest.mark.parametrize("run", [settings.SHINGLE - 1, settings.SHINGLE + kernels.CONTEXT + 1])
def test_a_run_that_the_kept_words_can_not_tell_is_refused(run: int) -> None:
    with pytest.raises(ValueError, match="from 5 to 8 words"):
        Index().candidates(0, shingle=settings.SHINGLE, run=run, near=9, least=2, frequent=9)
