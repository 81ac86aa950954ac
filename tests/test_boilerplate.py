"""Boilerplate: marked lines, and lines learned from a collection; a reprinted story is not among them."""

from __future__ import annotations

from dataclasses import dataclass

import pytest
from hypothesis import given
from hypothesis import strategies as st

from provenance.boilerplate import (
    find_boilerplate,
    find_lines,
    is_boilerplate,
    learn_repeated_lines,
)
from provenance.spans import Span
from provenance.tokens import tokenise

FOOTER = (
    "\nFor the latest news of the region follow us here\n"
    "All rights reserved by the Evening Paper of the Town\n"
)


@dataclass(frozen=True)
class Segment:
    kind: str
    span: Span


def line_hashes(text: str) -> list[int]:
    return find_lines(text, tokenise(text))[0]


def line_spans(text: str) -> list[Span]:
    return find_lines(text, tokenise(text))[1]


def story(name: str, lines: int = 8) -> str:
    return "".join(
        f"The {name} council met on day {line} and talked about item {line} of {name} for many hours.\n"
        for line in range(lines)
    )


def learned(texts: list[str]) -> frozenset[int]:
    return learn_repeated_lines((str(number), line_hashes(text)) for number, text in enumerate(texts))


def test_segments_of_boilerplate_only() -> None:
    text = "A caption\nFollow us\nBody."
    segments = [
        Segment("caption", Span(0, 9)),
        Segment("boilerplate", Span(10, 19)),
        Segment("body", Span(20, 25)),
    ]
    assert find_boilerplate(text, segments) == (Span(10, 19),)  # type: ignore[arg-type]


def test_half_of_the_words_decide() -> None:
    text = "one two three four"
    tokens = tokenise(text)
    assert is_boilerplate(Span(0, 18), [Span(0, 7)], tokens.starts)
    assert not is_boilerplate(Span(0, 18), [Span(0, 3)], tokens.starts)
    assert not is_boilerplate(Span(0, 18), [], tokens.starts)
    assert not is_boilerplate(Span(3, 4), [Span(0, 18)], tokens.starts)


def test_a_notice_below_many_stories_is_boilerplate() -> None:
    texts = [story(f"town{number}") + FOOTER for number in range(6)]
    assert learned(texts) == frozenset(line_hashes(FOOTER))
    assert learned(texts[:4]) == frozenset()


def test_a_story_reprinted_everywhere_stays_a_story() -> None:
    reprints = [
        f"Paper {number}\n" + story("one") + f"Notice of paper number {number} here\n"
        for number in range(2000)
    ]
    assert learned(reprints) == frozenset()


def test_cut_reprints_stay_a_story() -> None:
    whole = story("one", 12).splitlines(keepends=True)
    assert learned(["".join(whole[: 5 + number % 8]) for number in range(60)]) == frozenset()


def test_the_notice_of_a_house_is_found_beside_reprints() -> None:
    texts = [story("one") + f"Paper {number} has this\n" for number in range(30)]
    texts += [story(f"own{number}") + FOOTER for number in range(20)]
    texts += [story("one") + f"This is own {number}\n" + FOOTER for number in range(3)]
    assert learned(texts) == frozenset(line_hashes(FOOTER))


def test_a_quotation_that_many_stories_share_is_none() -> None:
    quote = "“We will not give in to anybody on this matter,” the minister said on Monday.\n"
    texts = [story(f"a{number}") + quote + story(f"b{number}") for number in range(10)]
    assert learned(texts) == frozenset()


def test_short_lines_count_between_paragraphs() -> None:
    texts = [story(f"a{number}") + "Advertisement\n" + story(f"b{number}") for number in range(10)]
    assert learned(texts) == frozenset(line_hashes("Advertisement"))


def test_a_long_paragraph_is_never_boilerplate() -> None:
    paragraph = "word " * 45 + "\n"
    assert learned([story(f"a{number}") + paragraph for number in range(10)]) == frozenset()


def test_case_and_white_space_do_not_count() -> None:
    assert line_hashes("  Follow\u00a0us ") == line_hashes("FOLLOW us")
    assert line_hashes("\n \n--\n") == []


@given(st.text())
def test_each_hash_has_its_line(text: str) -> None:
    spans = line_spans(text)
    assert len(spans) == len(line_hashes(text))
    assert all(span.cut(text) == span.cut(text).strip() != "" for span in spans)


@given(st.lists(st.text(alphabet="ab\n ", max_size=30), max_size=12), st.randoms())
def test_order_has_no_effect(texts: list[str], random: object) -> None:
    rows = [(str(number), line_hashes(text)) for number, text in enumerate(texts)]
    assert learn_repeated_lines(rows, min_texts=2) == learn_repeated_lines(rows[::-1], min_texts=2)


@pytest.mark.parametrize("count", [0, 1])
def test_small_collections_teach_nothing(count: int) -> None:
    assert learned([FOOTER] * count) == frozenset()
