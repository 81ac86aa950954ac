"""Quotations: every style of mark, strays that stay harmless, and time that grows with the text only."""

from __future__ import annotations

import json
import time
from itertools import pairwise
from pathlib import Path
from typing import Any
from unittest.mock import patch

import pytest
from hypothesis import given
from hypothesis import settings as examples
from hypothesis import strategies as st

from provenance.kernels import quote_marks
from provenance.quote_marks import MarkReader
from provenance.quotes import find_quotations, is_quoted
from provenance.spans import Span
from provenance.tokens import paragraph_starts, tokenise

CASES: list[dict[str, Any]] = json.loads(
    (Path(__file__).parent / "truth/quotations.json").read_text(encoding="utf-8")
)
MARKS = "\"“”„«»‹›'‘’‚「」『』`"


@pytest.mark.parametrize("case", CASES, ids=lambda case: case["text"][:40])
def test_styles(case: dict[str, Any]) -> None:
    found = [quotation.span.cut(case["text"]) for quotation in find_quotations(case["text"])]
    assert found == case["quotations"]


def test_inner_has_no_marks_and_no_white_space() -> None:
    text = "Il dit : «\u00a0Oui\u00a0» et “non”."
    assert [quotation.inner.cut(text) for quotation in find_quotations(text)] == ["Oui", "non"]


def test_nested_quotations_have_a_depth() -> None:
    text = "“He said ‘never’ to us,” she said."
    found = find_quotations(text, nested=True)
    assert [(quotation.inner.cut(text), quotation.depth) for quotation in found] == [
        ("He said ‘never’ to us,", 0),
        ("never", 1),
    ]


def test_paragraphs_of_one_quotation_open_each_and_close_once() -> None:
    text = "“One goes on.\n\n“Two goes on.\n\n“Three ends,” he said."
    assert [quotation.closed for quotation in find_quotations(text)] == [False, False, True]


def test_a_stray_mark_does_not_run_away() -> None:
    paragraph = "The minister spoke at length. " * 100
    text = "A “stray mark. " + paragraph + "\n\n" + paragraph
    (quotation,) = find_quotations(text)
    assert quotation.span.cut(text) == "“stray mark."


def test_a_stray_mark_leaves_the_quotations_after_it() -> None:
    text = 'He sat on a "big chair. Then she said "hello" and "bye".'
    assert [q.span.cut(text) for q in find_quotations(text)] == ['"big chair.', '"hello"', '"bye"']


def test_half_of_the_words_make_a_span_quoted() -> None:
    text = "He said “one two” three."
    tokens = tokenise(text)
    quotations = find_quotations(text)

    def quoted(words: str) -> bool:
        start = text.index(words)
        return is_quoted(Span(start, start + len(words)), quotations, tokens.starts)

    assert not quoted(text)  # two of five
    assert quoted("said “one two” three.")  # two of four
    assert quoted("one two")
    assert not quoted("He said")
    assert not quoted(" “")  # no word
    assert is_quoted(Span(8, 17), quotations, list(tokens.starts))


@given(st.text(alphabet=MARKS + "ab s.,\n0é中א"))
def test_quotations_are_apart_and_inside_one_paragraph(text: str) -> None:
    found = find_quotations(text)
    edges = paragraph_starts(text)
    for quotation in found:
        assert quotation.span.contains(quotation.inner)
        assert quotation.inner
        assert not any(quotation.span.start < edge < quotation.span.end for edge in edges)
    for one, other in pairwise(found):
        assert one.span.end <= other.span.start
    outermost = tuple(quotation for quotation in find_quotations(text, nested=True) if not quotation.depth)
    assert outermost == found


@pytest.mark.parametrize(
    "unit",
    ['"', "“", "”", "«", "»", "'", "‘", "„", ' "a', " “a", " 'a", "a“ ”", "“a\n\n", "“‘", "s' a", "` "],
)
def test_hostile_marks_take_linear_time(unit: str) -> None:
    started = time.process_time()
    find_quotations(unit * 50_000)
    assert time.process_time() - started < 2.5


@given(st.text(st.sampled_from(MARKS + '“”„«»"  ab.,:(—א東\n'), max_size=60))
@examples(max_examples=500)
def test_pairs_are_read_as_single_marks_would_be(text: str) -> None:
    """Marks that are read two at a time, and paragraphs that are passed over, change nothing."""
    reader = MarkReader(text)
    edges = [*paragraph_starts(text), len(text)]
    with patch.object(MarkReader, "pair", return_value=False):
        for begin, end in pairwise(edges):
            reader.read(begin, end, [mark for mark in quote_marks(text) if begin <= mark[0] < end])
    found = sorted(
        (start, -end, inner, inner_end, closed) for start, end, inner, inner_end, closed in reader.found
    )
    assert found == [
        (one.span.start, -one.span.end, one.inner.start, one.inner.end, one.closed)
        for one in find_quotations(text, nested=True)
    ]
