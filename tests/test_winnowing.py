"""Fingerprints and candidates: no shared run that is long enough is missed."""

from __future__ import annotations

import numpy as np
from hypothesis import example, given, settings
from hypothesis import strategies as st

from provenance import kernels
from provenance import settings as defaults
from provenance.winnowing import Candidates, candidates, fingerprints

few = st.integers(0, 2)
seeds = st.integers(0, 2**32 - 1)


def u32(words: list[int]) -> np.ndarray:
    return np.array(words, np.uint32)


def proposed(texts: list[np.ndarray]) -> Candidates:
    return candidates(
        texts,
        shingle=defaults.SHINGLE,
        window=defaults.WINDOW,
        run=defaults.CANDIDATE_RUN,
        frequent=defaults.FREQUENT,
    )


def unrelated(seed: int, *sizes: int) -> list[np.ndarray]:
    """Texts that have no word in common."""
    rng = np.random.default_rng(seed)
    return [
        rng.integers(0, 50, size, dtype=np.uint32) * np.uint32(97) + np.uint32(10_000 * number)
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
    one = fingerprints(u32(before + run + after), shingle=shingle, window=window)[0]
    two = fingerprints(u32(other[:place] + run + other[place:]), shingle=shingle, window=window)[0]
    of_run = kernels.shingle(u32(run), shingle)
    assert set(one.tolist()) & set(two.tolist()) & set(of_run.tolist())


@given(words=st.lists(few, max_size=60))
def test_fingerprints_stand_once_and_where_they_say(words: list[int]) -> None:
    values, places, counts = fingerprints(u32(words), shingle=3, window=4)
    assert values.tolist() == sorted(set(values.tolist()))
    every = kernels.shingle(u32(words), 3)
    assert every[places].tolist() == values.tolist()
    winnowed = kernels.winnow(every, 4)
    for value, place, count in zip(values.tolist(), places.tolist(), counts.tolist(), strict=True):
        standing = [other for other in winnowed.tolist() if every[other] == value]
        assert (place, count) == (min(standing), len(standing))


@given(seed=seeds, length=st.integers(defaults.CANDIDATE_RUN, 30), data=st.data())
@settings(max_examples=60)
def test_a_planted_run_always_makes_a_candidate(seed: int, length: int, data: st.DataObject) -> None:
    one, two, run = unrelated(seed, 80, 120, length)
    at, there = data.draw(st.integers(0, one.size)), data.draw(st.integers(0, two.size))
    one, two = np.insert(one, at, run), np.insert(two, there, run)
    assert proposed([one, two]).pairs == ((0, 1),)


@given(seed=seeds, at=st.integers(0, 20), there=st.integers(60, 100))
@example(seed=0, at=0, there=60)
@settings(max_examples=60)
def test_a_run_is_found_where_its_fingerprint_stands_elsewhere_too(seed: int, at: int, there: int) -> None:
    """A stock phrase at the head of a text hides no later passage that begins with it."""
    one, two, run = unrelated(seed, 120, 120, defaults.CANDIDATE_RUN)
    common = fingerprints(run, shingle=defaults.SHINGLE, window=defaults.WINDOW)[1]
    phrase = run[common[0] : common[0] + defaults.SHINGLE]
    one = np.insert(np.insert(one, there, run), at, phrase)
    two = np.insert(two, 50, run)
    assert proposed([one, two]).pairs == ((0, 1),)


@given(texts=st.lists(st.lists(st.integers(0, 3), max_size=30), max_size=5))
def test_every_candidate_shares_words(texts: list[list[int]]) -> None:
    found = proposed([u32(words) for words in texts]).pairs
    assert list(found) == sorted(set(found))
    for one, two in found:
        assert one < two
        values = [
            set(kernels.shingle(u32(texts[number]), defaults.SHINGLE).tolist()) for number in (one, two)
        ]
        assert values[0] & values[1]


def test_a_shared_phrase_alone_is_no_candidate() -> None:
    for seed in range(30):
        one, two, phrase = unrelated(seed, 60, 60, defaults.CANDIDATE_RUN - 1)
        texts = [np.insert(one, 20, phrase), np.insert(two, 40, phrase)]
        assert proposed(texts).pairs == (((0, 1),) if len(_shared_prints(*texts)) > 1 else ())


@given(run=st.lists(st.integers(0, 9), min_size=6, max_size=7, unique=True), data=st.data())
def test_a_run_ends_where_a_text_ends(run: list[int], data: st.DataObject) -> None:
    """The words of the next text are not the words of this one."""
    texts = [u32([90, 91, *run]), u32([80, 81, *run]), u32(run), u32([10, 11, 12]), u32([])]
    texts = data.draw(st.permutations(texts))
    for a, b in proposed(texts).pairs:
        assert len(_shared_prints(texts[a], texts[b])) > 1


def _shared_prints(a: np.ndarray, b: np.ndarray) -> set[int]:
    of_a, of_b = (
        fingerprints(text, shingle=defaults.SHINGLE, window=defaults.WINDOW)[0].tolist() for text in (a, b)
    )
    return set(of_a) & set(of_b)


def test_a_story_in_more_texts_than_the_cap_keeps_them_together() -> None:
    story, *own = unrelated(3, 60, *[20] * 200)
    found = proposed([np.concatenate((text, story)) for text in own])
    linked = {0}
    for one, two in found.pairs:
        assert one < two
        if one in linked:
            linked.add(two)
    assert linked == set(range(200))
    assert len(found.pairs) < 200 * 199 // 2
    assert found.left_out > 0


def test_empty_and_short_texts_have_no_candidates() -> None:
    assert proposed([]).pairs == ()
    assert proposed([u32([])]).pairs == ()
    assert proposed([u32([]), u32([1, 2]), u32([]), u32([1, 2])]).pairs == ()
    assert proposed([u32([1, 2, 3, 4, 5, 6, 7, 8])] * 2).pairs == ((0, 1),)
