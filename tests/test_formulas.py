"""Formulas: forms filled in anew and names are told from copied words."""

from __future__ import annotations

import re
from collections import Counter

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from provenance.formulas import are_other_figures, clash, find_forms, find_names, read_writing, telling
from provenance.passages import Passage, find_passages
from provenance.tokens import tokenise

REPORT = (
    "Traders guess that {} hogs were slaughtered today, against {} a week ago and {} a year ago. "
    "Prices in the yards of the river towns rose a little, by {} cents a pound on the day."
)
OWN = "Nobody knows who wrote it down first, and the clerk of the village had other things to do that summer."


def shared(text_a: str, text_b: str) -> tuple[list[Passage], list[bool]]:
    a, b = tokenise(text_a), tokenise(text_b)
    passages = find_passages(text_a, a, text_b, b, same_word=lambda one, other: False)
    one, other = read_writing(text_a, a), read_writing(text_b, b)
    forms, names = find_forms(one, other, passages), find_names(one, other, passages)
    return passages, [form or name for form, name in zip(forms, names, strict=True)]


def test_a_report_with_other_figures_is_a_form() -> None:
    one, other = REPORT.format("290,000", "302,000", "297,000", "1.5"), REPORT.format(*"1234")
    passages, marks = shared(one, other)
    assert passages
    assert all(marks)
    assert shared(one, one)[1] == [False]


def test_a_report_of_which_one_figure_was_mended_is_none() -> None:
    one, other = REPORT.format(290, 302, 297, 15), REPORT.format(290, 305, 297, 15)
    passages, marks = shared(one, other)
    assert passages
    assert not any(marks)


def test_figures_next_to_a_passage_count_and_far_ones_do_not() -> None:
    head = "the price that dealers in the harbour charge for a barrel of the heavier oil came down to"
    assert shared(f"{head} 20 from 23 marks", f"{head} 18 from 19 marks")[1] == [True]
    far = "and then one more sentence stood there with so many other words about nothing much before"
    assert shared(f"{head} x. {far} 20 from 23", f"{head} y. {far[::-1]} 18 from 19")[1] == [False]


def forms(text_a: str, text_b: str, *, issues: bool) -> list[bool]:
    a, b = tokenise(text_a), tokenise(text_b)
    passages = find_passages(text_a, a, text_b, b, same_word=lambda one, other: False)
    assert passages
    return list(find_forms(read_writing(text_a, a), read_writing(text_b, b), passages, issues=issues))


def test_between_issues_of_one_outlet_one_other_figure_makes_a_form() -> None:
    one, other = REPORT.format(290, 302, 297, 15), REPORT.format(290, 305, 297, 15)
    assert forms(one, other, issues=False) == [False]
    assert forms(one, other, issues=True) == [True]
    assert forms(one, one, issues=True) == [False]


def test_numbers_that_are_written_as_words_are_figures_between_issues() -> None:
    text = "There were {} ships that loaded grain and {} more that waited off the port, says the exchange."
    assert forms(text.format("six", "8"), text.format("six", "eight"), issues=True) == [False]
    assert forms(text.format("six", "8"), text.format("six", "nine"), issues=True) == [True]
    assert forms(text.format("seis", "8"), text.format("drei", "neun"), issues=True) == [True]


def test_a_table_that_was_made_anew_is_a_form() -> None:
    rows = [f"Town{place} {10 + place} up {place}" for place in range(20)]
    other = [row if place % 4 else f"Town{place} {70 + place} up {place}" for place, row in enumerate(rows)]
    mended = [*rows[:-1], rows[-1].replace("29", "30")]
    assert set(forms(" ".join(rows), " ".join(other), issues=False)) == {True}
    assert set(forms(" ".join(rows), " ".join(mended), issues=False)) == {False}


@pytest.mark.parametrize(
    ("figure", "told"),
    [("5", 0), ("100", 0), ("1,500", 0), ("1987", 0), ("17.5", 1), ("138.75", 3), ("437,425", 4)],
)
def test_how_much_a_figure_tells(figure: str, told: int) -> None:
    assert telling(figure) == told


@pytest.mark.parametrize(
    ("a", "b", "kept", "differ"),
    [
        ("", "1", 1.0, False),
        ("1 2", "1 2 3", 1.0, False),
        ("1 2", "1 3", 1.0, True),
        ("1 2 3 4", "1 2 3 5", 2 / 3, False),
        ("1 2 3 4", "1 2 6 5", 2 / 3, True),
    ],
)
def test_whether_figures_clash(a: str, b: str, kept: float, differ: bool) -> None:
    assert clash(Counter(a.split()), Counter(b.split()), kept) is differ


@pytest.mark.parametrize(
    ("a", "b", "other"),
    [
        ("", "", False),
        ("1", "2", False),
        ("1 2", "3 4", True),
        ("1 2", "1 4", False),
        ("1 2 3", "1 4 5", True),
        ("1 2 3", "1 2 5", False),
        ("1 2 3", "4", False),
        ("1 2 3 4 5 6 7 8 9", "1 2 3 4 5 0 0 0 0", True),
        ("1 2 3 4 5 6 7 8 9", "1 2 3 4 5 6 0 0 0", False),
    ],
)
def test_other_figures(a: str, b: str, other: bool) -> None:
    assert are_other_figures(Counter(a.split()), Counter(b.split())) is other


NAME = "the Central Office of the Northern Fisheries Board in Port Ellen, Islay"


def test_a_name_alone_is_a_formula() -> None:
    one = f"{OWN} A letter came from {NAME}, with a bill in it."
    other = f"Those who asked about the boats were sent to {NAME}. They never heard of it again, they said."
    assert shared(one, other)[1] == [True]


def test_a_name_counts_beside_a_long_passage_of_other_words() -> None:
    one = f"{OWN} A letter came from {NAME}, with a bill in it."
    other = f"Those who asked about the boats were sent to {NAME}, he wrote. {OWN}"
    assert shared(one, other)[1] == [False, False]


def test_where_many_words_have_capitals_they_are_no_names() -> None:
    """German writes nouns with a capital: twelve nouns among twenty words are no name there."""
    words = "Der Bericht über die Lage der Fischer nennt Zahlen, Häfen, Boote und Preise aus dem Jahr davor"
    one = (
        f"{words}. Das Amt sagt zu den Zahlen nichts, der Rat liest den Bericht im Herbst, der Hafen wartet."
    )
    other = (
        f"{words}. Am Ende hat der Bund der Fischer sein Recht, die Boote fahren nach der Pause aus dem Tor."
    )
    assert shared(one, other)[1] == [False]


def test_texts_that_share_nothing_have_no_formulas() -> None:
    assert shared(OWN, "Other words.") == ([], [])


@given(st.text(st.sampled_from("aB1 \n.,ÉжЖ٣१𝟗𝐀Ａ３東"), max_size=40))
def test_how_words_are_written(text: str) -> None:
    tokens = tokenise(text)
    writing = read_writing(text, tokens)
    starts = tokens.starts.tolist()
    assert np.diff(writing.capitals).tolist() == [text[start].isupper() for start in starts]
    figures, reached = [], 0
    for place, start in enumerate(starts):
        found = re.compile(r"\b\d(?:[\d.,]*\d)?\b").match(text, start)
        if text[start].isdecimal() and start >= reached and found is not None:
            figures.append((found.group(), place))
            reached = found.end()
    assert list(zip(writing.figures.values, writing.figures.places, strict=True)) == figures
