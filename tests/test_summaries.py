"""The part of a text that summarises another: the sums against plain ones, and what comes out for texts."""

from __future__ import annotations

import random
from dataclasses import replace
from itertools import combinations
from math import log2

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from provenance import settings
from provenance.pages.compare import compare
from provenance.rewriting import Region, find_regions, join_regions, spans
from provenance.summaries import (
    Candidate,
    Words,
    best_part,
    count_places,
    find_candidate,
    shared_part,
    weigh_words,
)
from provenance.tokens import tokenise


@given(
    values=st.lists(st.integers(-5, 5), max_size=30),
    inner=st.sets(st.integers(0, 30)),
)
def test_the_best_part_is_the_best_of_all(values: list[int], inner: set[int]) -> None:
    edges = sorted({0, len(values)} | {edge for edge in inner if edge < len(values)})
    score, first, last = best_part(np.array(values, np.int64), np.array(edges, np.int64))
    parts = [(sum(values[one:two]), -two, -one) for one, two in combinations(edges, 2)]
    best = max(parts, default=(0, 0, 0))
    if best[0] > 0:
        assert (score, first, last) == (best[0], -best[2], -best[1])
    else:
        assert (score, first) == (0, last)


def test_no_part_is_found_where_there_are_no_edges() -> None:
    assert best_part(np.zeros(0, np.int64), np.zeros(0, np.int64)) == (0, 0, 0)


@given(counts=st.lists(st.tuples(st.integers(0, 9), st.integers(0, 9)), min_size=1, max_size=9))
def test_a_word_speaks_by_how_much_likelier_it_is_in_the_source(counts: list[tuple[int, int]]) -> None:
    source, outside = (np.array(column, np.int64) for column in zip(*counts, strict=True))
    size = int(outside.sum())
    found = weigh_words(source, outside, size).tolist()
    total = max(1, sum(one for one, _ in counts))
    for weight, (one, other) in zip(found, counts, strict=True):
        usual = (other + 0.2 * one + 0.7) / (size + 0.2 * int(source.sum()) + 300)
        assert weight == round(min(log2(0.7 + 0.3 * one / total / usual), 1.5) * 1000)
    for (one, weight), (two, more) in combinations(zip(counts, found, strict=True), 2):
        if one[0] <= two[0] and one[1] >= two[1]:
            assert weight <= more


def test_only_what_lies_in_the_part_is_shared() -> None:
    assert shared_part([], 10, 20) == 0
    assert shared_part([(0, 10, 0, 9), (20, 30, 0, 9)], 10, 20) == 0
    assert shared_part([(5, 12, 0, 9), (11, 13, 50, 52), (19, 40, 0, 9)], 10, 20) == pytest.approx(0.4)


def test_places_are_far_from_each_other_and_counted_up_to_a_number() -> None:
    traces = [
        (10, 20, 100, 110),
        (12, 18, 104, 112),
        (10, 15, 121, 122),
        (0, 11, 300, 310),
        (18, 20, 400, 402),
    ]
    assert count_places(traces, 10, 30) == 3, "the second is near the first, the fourth outside"
    assert count_places([(10, 12, 100 * at, 100 * at + 2) for at in range(9)], 10, 30) == 5


def as_words(text: list[int], other: list[int], edges: list[int]) -> Words:
    numbers = np.array(text, np.int32)
    return Words(numbers, np.bincount(numbers, minlength=max([*text, *other]) + 1), np.array(edges, np.int64))


def test_a_part_needs_words_a_longer_source_and_a_rest_to_be_told_from() -> None:
    part, rest, source = list(range(50)), list(range(500, 620)), [word % 50 for word in range(200)]
    edges = [0, 60, 110, 170]

    def found(text: list[int], source: list[int], edges: list[int]) -> Candidate | None:
        return find_candidate(as_words(text, source, edges), as_words(source, text, [0, len(source)]), [], [])

    candidate = found(rest[:60] + part + rest[60:], source, edges)
    assert candidate
    assert (candidate.first, candidate.last, candidate.start, candidate.end) == (60, 110, 0, 200)
    assert (candidate.elsewhere, candidate.places, candidate.shared, candidate.length) == (0, 0, 0, 200)
    assert candidate.together == pytest.approx(0.5), "each word stands evenly in the source"
    assert found(part, source, [0, 50]) is None, "nothing stands beside it"
    assert found(rest[:60] + part[:30] + rest[60:], source, [0, 60, 90, 150]) is None, "too few words"
    assert found(rest[:60] + part + rest[60:], source[:140], edges) is None, "the source is hardly longer"
    assert found(rest, source, [0, 120]) is None, "no word is shared"
    assert found([], source, [0]) is None
    assert found(rest, [], [0, 120]) is None


def plain_sum(weights: list[int], words: list[int], edges: list[int], first: int, last: int) -> int:
    """The highest sum between two edges outside of a part, all of them tried."""
    return max(
        [
            sum(weights[word] for word in words[one:two])
            for one, two in combinations(edges, 2)
            if two <= first or one >= last
        ],
        default=0,
    )


@given(seed=st.integers(0, 10**6), rest=st.integers(30, 60))
def test_signs_are_what_plain_sums_say(seed: int, rest: int) -> None:
    chance = random.Random(seed)
    # The first words are the source's, those from 40 on the text's; some are of both.
    source = chance.choices(range(60), [5] * 40 + [1] * 20, k=chance.randint(150, 250))
    text = chance.choices(range(30, 80), k=rest) + chance.choices(range(60), k=45)
    text += chance.choices(range(30, 80), k=rest)
    edges = sorted({0, rest, rest + 45, len(text), *chance.sample(range(len(text)), 4)})
    found = find_candidate(as_words(text, source, edges), as_words(source, text, [0, len(source)]), [], [])
    if found is None:
        return
    assert (found.first, found.last) in set(combinations(edges, 2))
    # The weights of the second turn count the words outside of what the first one found: the same part, or
    # not the same, in which case only what does not depend on them is looked at.
    inside, size = text[found.first : found.last], len(text) - (found.last - found.first)
    number = max(*text, *source) + 1
    counts = np.bincount(source, minlength=number)
    outside = np.bincount(text, minlength=number) - np.bincount(inside, minlength=number)
    weights = weigh_words(counts, outside, size).tolist()
    if sum(weights[word] for word in inside) == found.evidence:
        assert found.elsewhere == max(0, plain_sum(weights, text, edges, found.first, found.last))
        speaks = [max(0, weights[word]) * inside.count(word) / source.count(word) for word in source]
        window = 2 * len(inside)
        best = max(sum(speaks[first : first + window]) for first in range(len(source)))
        assert found.together == pytest.approx(best / sum(speaks))
        spoken = [place for place, value in enumerate(speaks) if value]
        assert (found.start, found.end) == (spoken[0], spoken[-1] + 1)


def test_each_sign_speaks_for_or_against_a_summary() -> None:
    one = Candidate(0, 90, 0, 700, 40_000, 0, 0.2, 0.1, 4, 700)

    def other(**signs: float) -> float:
        values = {name: getattr(one, name) for name in Candidate.__slots__}
        return Candidate(**(values | signs)).score  # type: ignore[arg-type]

    assert one.score > 0
    assert other(evidence=80_000) > one.score < other(places=5)
    for worse in (
        {"elsewhere": 9_000}, {"together": 0.9}, {"shared": 0.9}, {"length": 9_000},
        {"places": 1}, {"evidence": 9_000},
    ):  # fmt: skip
        assert other(**worse) < one.score


SOURCE = [
    "The ferry Aurelia ran aground on the Skarvholm reef on Monday night with 214 passengers aboard.",
    "It had left Brandvik at nine in the evening, two hours late, after a crane had failed in the harbour.",
    "Captain Ingrid Solheim told the coastguard that the beacon on the reef had been dark.",
    "Wind from the north-west had risen to a gale in the course of the evening.",
    "Lifeboats from three villages took the passengers off within four hours.",
    "Nobody was hurt, but two people were treated for the cold in the hospital of Brandvik.",
    "The beacon, says the authority for lights, has been out of order since the spring.",
    "Its repair was put off because the budget of the authority had been cut by a third.",
    "Skippers had complained about the dark beacon in letters to the ministry.",
    "The ministry answered in June that the reef was marked on every chart.",
    "Divers found a tear of eleven metres in the hull of the Aurelia.",
    "Tugs will try to pull the ferry free at high water on Thursday.",
    "The owner of the ferry, a cooperative of the island municipalities, has hired a replacement.",
    "Until it comes, the islands get their food by helicopter.",
    "The accident board has opened an inquiry into the beacon, the delay and the course of the ferry.",
    "Captain Solheim, who has sailed the route for nineteen years, will be heard on Friday.",
    "The union of skippers demands that the lights are tended as before.",
    "A spokeswoman of the ministry did not want to comment before the inquiry ends.",
    "Fishermen fear that oil from the ferry will reach the mussel farms behind the reef.",
    "Booms have been laid around the wreck, and so far only a thin film of oil has been seen.",
]
SUMMARY = (
    "With 214 passengers aboard the Aurelia was wrecked on the Skarvholm reef, whose beacon had been dark "
    "since spring as money for the repair was cut. All were taken off by lifeboats. While the ministry says "
    "that charts show the reef, skippers had warned of the beacon in letters. Tugs are to free the ferry on "
    "Thursday; an inquiry will hear Captain Solheim about the delay and the course, and booms are out "
    "against oil that may threaten the mussel farms. Helicopters feed the islands until a "
    "replacement is found."
)
BEFORE = (
    "A choir from the valley has won the regional singing contest for the third time. The jury praised its "
    "courage in choosing a programme of new music, much of it written by the conductor's own pupils. Singers "
    "celebrated with their families until the morning in the old dance hall beside the station. "
)
AFTER = (
    " Meanwhile the museum of bicycles opens its doors again after two years of building. Visitors may ride "
    "some of the older machines around the courtyard, provided that they wear a helmet and sign a paper. "
    "Among the treasures is a wooden bicycle which a carpenter built from memory after seeing one at a fair."
)
PARAPHRASE = (
    "On Monday night the ferry Aurelia, 214 passengers aboard, ran on the Skarvholm reef. Two hours late, as "
    "a crane failed in the harbour, it had left Brandvik at nine in the evening. The beacon on the reef had "
    "been dark, Captain Ingrid Solheim told the coastguard. In the course of the evening the wind from the "
    "north-west had risen to a gale."
)


def regions(text_a: str, text_b: str) -> list[Region]:
    return find_regions(tokenise(text_a), tokenise(text_b), [])


def test_a_summary_is_told_in_either_text() -> None:
    text, source = BEFORE + SUMMARY + AFTER, " ".join(SOURCE)
    (found,) = regions(text, source)
    assert found.summary == "a"
    one, two = spans(found, tokenise(text), tokenise(source))
    assert one.cut(text) in SUMMARY
    assert len(one) > 0.6 * len(SUMMARY)
    assert len(two) > 0.9 * len(source)
    (turned,) = regions(source, text)
    assert turned == Region(found.first_b, found.last_b, found.first_a, found.last_a, "b")


def test_a_reworded_beginning_is_no_summary() -> None:
    found = regions(BEFORE + PARAPHRASE + AFTER, " ".join(SOURCE))
    assert found
    assert {region.summary for region in found} == {"neither"}


def test_a_text_on_other_matters_is_no_summary() -> None:
    assert regions(BEFORE + AFTER + BEFORE, " ".join(SOURCE)) == []


def test_joined_with_a_summary_a_region_is_a_part_of_it() -> None:
    summary, near, far = Region(10, 90, 0, 500, "a"), Region(92, 99, 40, 52), Region(700, 720, 40, 60)
    assert join_regions([summary, near, far], 5) == [Region(10, 99, 0, 500, "a"), far]
    assert summary.holds(Region(10, 20, 480, 500))
    assert not summary.holds(near)


def test_compare_says_summary() -> None:
    text, source = BEFORE + SUMMARY + AFTER, " ".join(SOURCE)
    assert compare(text, source) == []
    (found,) = compare(text, source, merge_words=75, min_chars=150)
    assert found.form == "summary"
    assert found.words == found.last_a - found.first_a
    assert compare(source, text, merge_words=75)[0].form == "summary"
    assert compare(BEFORE + PARAPHRASE + AFTER, source, merge_words=75)[0].form == "rewritten"


def test_what_a_region_covers_at_one_place_is_a_copy() -> None:
    one = Candidate(0, 90, 0, 700, 90_000, 0, 0.2, 0.8, 1, 700)
    assert one.score < 0 < replace(one, places=2).score
    assert replace(one, shared=0.4).score > 0


def test_settings_of_summaries_fit_each_other() -> None:
    assert settings.SUMMARY_TRACE < settings.REGION_LEAST
    assert 0 < settings.SUMMARY_SHARE < 1
