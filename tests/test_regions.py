"""Regions that two texts share in other words: the loops against each other and against a plain search, and
what comes out for texts."""

from __future__ import annotations

from contextlib import suppress
from dataclasses import replace
from itertools import combinations
from types import ModuleType

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from provenance.kernels import Growth, numpy_loops
from provenance.kernels.choice import COMPILED, choose
from provenance.pages.compare import compare
from provenance.passages import compare_pairs, passage_of
from provenance.rewriting import Region, find_regions, join_regions, spans, weigh
from provenance.tokens import join_tokens, tokenise

LOOPS: list[ModuleType] = [numpy_loops]
with suppress(ImportError):
    LOOPS.append(choose(COMPILED)[0])
every_loop = pytest.mark.parametrize("loops", LOOPS, ids=lambda module: module.__name__.rsplit(".", 1)[-1])

GROWTH = Growth(cell=3, seed=4, margin=5, slack=2, penalty=2, least=4, rounds=6, most=9)


@st.composite
def sides(draw: st.DrawFn) -> dict[str, np.ndarray]:
    """Two short texts of few words, with sentences and words that are taken."""
    arguments: dict[str, np.ndarray] = {}
    for side in "ab":
        size = draw(st.integers(0, 40))
        bits = st.lists(st.integers(0, 1), min_size=size, max_size=size)
        words = draw(st.lists(st.integers(0, 7), min_size=size, max_size=size))
        arguments[f"words_{side}"] = np.array(words, np.int32)
        arguments[f"begins_{side}"] = np.array(draw(bits), np.uint8)
        taken = draw(st.one_of(st.just([0] * size), bits))
        arguments[f"taken_{side}"] = np.array(taken, np.uint8)
    arguments["gains"] = np.array(draw(st.lists(st.integers(0, 6), min_size=8, max_size=8)), np.int64)
    arguments["costs"] = np.array(draw(st.lists(st.integers(0, 3), min_size=8, max_size=8)), np.int64)
    return arguments


growths = st.builds(
    Growth,
    cell=st.integers(1, 12),
    seed=st.integers(1, 9),
    margin=st.integers(0, 50),
    slack=st.integers(0, 9),
    penalty=st.integers(0, 5),
    least=st.integers(1, 12),
    rounds=st.integers(1, 8),
    most=st.integers(0, 9),
)


@pytest.mark.skipif(len(LOOPS) < 2, reason="the loops are not compiled here")
@given(arguments=sides(), growth=growths)
def test_compiled_loops_find_what_the_readable_ones_find(
    arguments: dict[str, np.ndarray], growth: Growth
) -> None:
    expected, found = (loops.grow_regions(**arguments, growth=growth) for loops in LOOPS)
    assert found.tolist() == expected.tolist()
    assert found.dtype == expected.dtype == np.int64


def best_segment(
    arguments: dict[str, np.ndarray], side: str, other: range, around: range, growth: Growth
) -> int:
    """The highest score of any segment of a text around a part of it, all of them tried."""
    elsewhere = "b" if side == "a" else "a"
    words, begins, taken = (arguments[f"{name}_{side}"].tolist() for name in ("words", "begins", "taken"))
    held = {
        arguments[f"words_{elsewhere}"][place]
        for place in range(max(0, other.start - growth.slack), other.stop + growth.slack)
        if place < arguments[f"words_{elsewhere}"].size and not arguments[f"taken_{elsewhere}"][place]
    }
    low, high = max(0, around.start - growth.margin), min(len(words), around.stop + growth.margin)
    best = 0
    for first, last in combinations(range(low, high + 1), 2):
        score = 0 if begins[first] else -growth.penalty
        for place in range(first, last):
            speaks = words[place] in held and not taken[place]
            score += arguments["gains"][words[place]] if speaks else -arguments["costs"][words[place]]
        ended = last == len(words) or begins[last]
        best = max(best, int(score if ended else score - growth.penalty))
    return best


@every_loop
@given(arguments=sides(), growth=growths)
def test_a_region_that_stands_still_is_the_best_on_both_sides(
    loops: ModuleType, arguments: dict[str, np.ndarray], growth: Growth
) -> None:
    # So many rounds that each stands still, or goes round in circles.
    for first_a, last_a, first_b, last_b, score in loops.grow_regions(
        **arguments, growth=replace(growth, rounds=99)
    ).tolist():
        assert 0 <= first_a < last_a <= arguments["words_a"].size
        assert 0 <= first_b < last_b <= arguments["words_b"].size
        assert score >= growth.least
        # The last turn took the words of `a` as they are now.
        best = best_segment(arguments, "b", range(first_a, last_a), range(first_b, last_b), growth)
        assert best >= score


@every_loop
def test_nothing_comes_of_texts_without_words_or_of_words_that_are_taken(loops: ModuleType) -> None:
    one = np.array([0, 1, 2, 3, 0, 1, 2, 3], np.int32)
    begins, gains, costs = np.ones(8, np.uint8), np.full(4, 3, np.int64), np.ones(4, np.int64)
    none, free, all_taken = np.zeros(0, np.int32), np.zeros(8, np.uint8), np.ones(8, np.uint8)
    nothing = np.zeros(0, np.uint8)
    assert len(loops.grow_regions(one, one, begins, begins, free, free, gains, costs, GROWTH)) > 0
    assert len(loops.grow_regions(one, one, begins, begins, free, all_taken, gains, costs, GROWTH)) == 0
    assert len(loops.grow_regions(one, none, begins, nothing, free, nothing, gains, costs, GROWTH)) == 0


REGIONS = st.builds(
    lambda a, la, b, lb: Region(a, a + la, b, b + lb),
    st.integers(0, 30), st.integers(1, 9), st.integers(0, 30), st.integers(1, 9),
)  # fmt: skip


@given(regions=st.lists(REGIONS, max_size=8), gap=st.integers(0, 5))
def test_joined_regions_are_far_apart_and_hold_all(regions: list[Region], gap: int) -> None:
    joined = join_regions(regions, gap)
    assert joined == join_regions(list(reversed(regions)), gap)
    for one, two in combinations(joined, 2):
        apart_a = max(one.first_a, two.first_a) - min(one.last_a, two.last_a)
        apart_b = max(one.first_b, two.first_b) - min(one.last_b, two.last_b)
        assert apart_a > gap or apart_b > gap
    for one in regions:
        assert any(
            two.first_a <= one.first_a and one.last_a <= two.last_a
            and two.first_b <= one.first_b and one.last_b <= two.last_b
            for two in joined
        )  # fmt: skip


def test_rare_words_speak_for_a_region_and_common_ones_against_its_lack() -> None:
    a, b = np.array([1, 1, 40, 0, 1]), np.array([1, 3, 60, 1, 0])
    gains, costs = weigh(a, b)
    assert gains[0] > gains[1] > gains[2] == 0
    assert gains[3] == gains[4] == 0, "only one of the texts has them"
    assert costs[2] > costs[1] > costs[0] > 0


ORIGINAL = (
    "The harbour commission voted on Tuesday to dredge the northern channel after fishermen complained that "
    "trawlers had run aground at low tide. Engineers estimate that the dredging will remove forty thousand "
    "cubic metres of silt and cost the municipality nine million kroner. Environmental groups fear that the "
    "silt, which holds mercury from a paper mill closed in 1974, could poison the oyster beds downstream."
)
REWORDED = (
    "Fishermen had complained of trawlers that ran aground when the tide was low, so on Tuesday the harbour "
    "commission decided the northern channel should be dredged. It will cost the municipality some nine "
    "million kroner, engineers say, to take away forty thousand cubic metres of silt. But the silt contains "
    "mercury of a paper mill that closed in 1974, and environmental groups are afraid of poison in the "
    "oyster beds further down the stream."
)
BEFORE = (
    "A choir from the valley has won the regional singing contest for the third time. The jury praised its "
    "courage in choosing a programme of new music, much of it written by the conductor's own pupils. "
)
AFTER = (
    " Meanwhile the museum of bicycles opens its doors again after two years of building. Visitors may ride "
    "some of the older machines around the courtyard, provided that they wear a helmet and sign a paper."
)


def regions_of(text_a: str, text_b: str) -> list[tuple[str, str]]:
    a, b = tokenise(text_a), tokenise(text_b)
    rows = compare_pairs(
        [text_a, text_b], join_tokens([a, b]), np.zeros(1, np.int64), np.ones(1, np.int64),
        same_word=str.__eq__,
    )  # fmt: skip
    found = find_regions(a, b, [passage_of(row) for row in rows.tolist()])
    return [(one.cut(text_a), two.cut(text_b)) for one, two in (spans(region, a, b) for region in found)]


def test_a_passage_in_other_words_is_found_with_its_ends() -> None:
    ((one, two), copied) = regions_of(BEFORE + ORIGINAL + AFTER, AFTER.strip() + " " + REWORDED)
    assert copied == (AFTER.strip()[:-1], AFTER.strip()[:-1])
    assert ORIGINAL[:30] in one
    assert ORIGINAL[-40:-1] in one
    assert REWORDED[60:-60] in two
    assert len(one) < len(ORIGINAL) + 40
    assert len(two) < len(REWORDED) + 40


def test_texts_on_other_matters_share_no_region() -> None:
    assert regions_of(BEFORE, AFTER) == []
    assert regions_of(ORIGINAL, BEFORE + AFTER) == []


def test_a_copy_is_one_region() -> None:
    assert regions_of(BEFORE + ORIGINAL, ORIGINAL + AFTER) == [(ORIGINAL[:-1], ORIGINAL[:-1])]


def test_compare_gives_regions_where_asked() -> None:
    text_a, text_b = BEFORE + ORIGINAL + AFTER, f"“{REWORDED}”"
    assert len(compare(text_a, text_b)) < 2, "hardly a run of words is the same"
    (found,) = compare(text_a, text_b, merge_words=75)
    assert (found.form, found.quoted) == ("rewritten", "b")
    assert found.a.cut(text_a)[:30] == ORIGINAL[:30]
    assert found.matched <= found.words == min(found.last_a - found.first_a, found.last_b - found.first_b)
    assert 0.4 < found.identity < 0.9
    assert compare(text_a, text_b, merge_words=75, min_chars=len(found.a)) == [found]
    assert compare(text_a, text_b, merge_words=75, min_chars=len(found.a) + 1) == []
    (copy,) = compare(BEFORE + ORIGINAL, ORIGINAL, merge_words=75)
    assert copy == compare(BEFORE + ORIGINAL, ORIGINAL)[0]
    assert compare(text_a, "", merge_words=75) == []


@pytest.mark.parametrize("wrong", [{"merge_words": -1}, {"min_chars": -1}])
def test_compare_refuses_what_makes_no_sense(wrong: dict[str, int]) -> None:
    with pytest.raises(ValueError, match="0 or more"):
        compare(ORIGINAL, REWORDED, **wrong)
