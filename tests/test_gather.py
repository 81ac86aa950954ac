"""The greedy cover: the best source, what the next adds, what stays its own."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from provenance.gather import Gathered, gather, merge, standing
from provenance.quotes import find_quotations
from provenance.spans import Span
from provenance.tokens import tokenise

WORDS = 30
RANGES = st.lists(
    st.tuples(st.integers(0, WORDS), st.integers(0, WORDS)).map(lambda two: (min(two), max(two))), max_size=4
)


def by_sets(words: int, sources: list[list[tuple[int, int]]], least: int) -> list[tuple[int, frozenset[int]]]:
    """The same, written down as it is said: sets of words, the best source of all that are left each time."""
    has = [frozenset(place for first, last in ranges for place in range(first, last)) for ranges in sources]
    left, waiting, steps = frozenset(range(words)), list(range(len(sources))), []
    while waiting:
        best = min(waiting, key=lambda one: (-len(has[one] & left), -len(has[one]), one))
        adds = has[best] & left
        if len(adds) < max(1, least):
            break
        steps.append((best, adds))
        left -= adds
        waiting.remove(best)
    return steps


@given(st.lists(RANGES, max_size=6), st.integers(0, 5))
def test_the_cover_is_the_one_that_sets_give(sources: list[list[tuple[int, int]]], least: int) -> None:
    found = gather(WORDS, sources, least=least)
    said = [(step.source, frozenset(_places(step.ranges))) for step in found.steps]
    assert said == by_sets(WORDS, sources, least)
    assert all(step.words == len(_places(step.ranges)) for step in found.steps)
    everything = [*_places(found.own), *_places(found.scattered)]
    everything += [place for step in found.steps for place in _places(step.ranges)]
    assert sorted(everything) == list(range(WORDS))


def _places(ranges: tuple[tuple[int, int], ...]) -> list[int]:
    return [place for first, last in ranges for place in range(first, last)]


def test_the_second_source_counts_for_what_the_first_lacks() -> None:
    found = gather(100, [[(0, 30)], [(20, 70)], [(65, 72)]], least=8)
    assert [(step.source, step.words, step.in_all, step.reached) for step in found.steps] == [
        (1, 50, 50, 50),
        (0, 20, 30, 70),
    ]
    assert found.steps[1].ranges == ((0, 20),)
    assert (found.own, found.scattered) == (((72, 100),), ((70, 72),))


def test_of_equal_sources_the_one_with_more_then_the_first_leads() -> None:
    assert [step.source for step in gather(9, [[(0, 3)], [(0, 3)]]).steps] == [0]
    steps = gather(40, [[(0, 20)], [(20, 30)], [(10, 30)]]).steps
    assert [step.source for step in steps] == [0, 2]


def test_nothing_is_all_its_own() -> None:
    assert gather(5, []) == Gathered(5, (), ((0, 5),), ())
    assert gather(0, [[]]) == Gathered(0, (), (), ())


@pytest.mark.parametrize("ranges", [[(-1, 2)], [(3, 6)]])
def test_words_outside_the_article_are_refused(ranges: list[tuple[int, int]]) -> None:
    with pytest.raises(ValueError, match="outside the article, which has 5"):
        gather(5, [ranges])


def test_ranges_become_one_set() -> None:
    assert merge([(5, 7), (1, 3), (3, 4), (2, 2), (6, 9)]) == ((1, 4), (5, 9))


def test_words_stand_in_quote_marks_or_are_credited_or_neither() -> None:
    text = "He said: “nobody was hurt at all”. The ferry sank in the fog."

    class Told:
        name, role, covers = "AFP", "told", (Span(0, 34),)

    class Photo:
        name, role, covers = "Getty", "photo", (Span(0, len(text)),)

    tokens = tokenise(text)
    quoted = [one.inner for one in find_quotations(text)]
    found = standing(((1, 10),), tokens, quoted, [Told(), Photo()])
    assert (found.quoted, found.credited, found.names, found.neither) == (5, 6, (("AFP", 6),), 3)
