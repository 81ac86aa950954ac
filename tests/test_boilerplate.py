"""Boilerplate: marked lines, and lines learned from a collection; a reprinted story is not among them."""

from __future__ import annotations

from dataclasses import dataclass
from itertools import accumulate
from random import Random

import numpy as np
import pytest
from hypothesis import given
from hypothesis import settings as examples
from hypothesis import strategies as st

from provenance.boilerplate import (
    Lines,
    find_all_lines,
    find_boilerplate,
    find_hashes,
    is_boilerplate,
    learn_repeated_lines,
)
from provenance.spans import Span
from provenance.tokens import tokenise
from tests import oracles

FOOTER = (
    "\nFor the latest news of the region follow us here\n"
    "All rights reserved by the Evening Paper of the Town\n"
)


@dataclass(frozen=True)
class Segment:
    kind: str
    span: Span


def lines_of(texts: list[str]) -> Lines:
    return find_all_lines(texts, map(tokenise, texts))


def line_hashes(text: str) -> list[int]:
    return [int(value) for value in lines_of([text]).hashes]


def line_spans(text: str) -> list[Span]:
    lines = lines_of([text])
    return [lines.span(line) for line in range(lines.hashes.size)]


def story(name: str, lines: int = 8) -> str:
    return "".join(
        f"The {name} council met on day {line} and talked about item {line} of {name} for many hours.\n"
        for line in range(lines)
    )


def learned(texts: list[str]) -> frozenset[int]:
    return frozenset(learn_repeated_lines(lines_of(texts)).tolist())


def made_of(texts: list[list[int]]) -> Lines:
    """Lines with the given hashes, wherever they stand."""
    hashes = np.array([line for lines in texts for line in lines], np.uint64)
    places = np.arange(hashes.size, dtype=np.int32)
    counts = np.array([0, *map(len, texts)], np.int64)
    return Lines(hashes, places, places + np.int32(1), np.cumsum(counts))


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


line = st.builds(
    lambda name, words: name * 64 + words, st.integers(0, 9), st.sampled_from([1, 5, 6, 12, 39, 40, 63])
) | st.integers(0, 2**58 - 1).map(lambda name: name * 64 + 7)


@given(texts=st.lists(st.lists(line, max_size=9), max_size=14), min_texts=st.integers(1, 5))
@examples(max_examples=500)
def test_lines_are_learned_as_a_reader_would(texts: list[list[int]], min_texts: int) -> None:
    found = learn_repeated_lines(made_of(texts), min_texts=min_texts)
    assert found.dtype == np.uint64
    assert found.tolist() == oracles.learned_lines(texts, min_texts)


@given(st.lists(st.lists(line, max_size=9), max_size=14), st.randoms(use_true_random=False))
def test_order_has_no_effect(texts: list[list[int]], random: Random) -> None:
    mixed = random.sample(texts, len(texts))
    ways = [learn_repeated_lines(made_of(rows), min_texts=2).tolist() for rows in (texts, mixed)]
    assert ways[0] == ways[1]


@given(st.lists(st.text(alphabet="ab\n \r", max_size=30), max_size=12))
def test_the_lines_of_many_texts_are_those_of_each(texts: list[str]) -> None:
    lines = lines_of(texts)
    assert [int(value) for value in lines.hashes] == [value for text in texts for value in line_hashes(text)]
    assert lines.offsets.tolist() == [0, *accumulate(len(line_hashes(text)) for text in texts)]
    assert [texts[number] for number in lines.texts().tolist()] == [
        text for text in texts for _ in line_hashes(text)
    ]


def test_more_texts_than_one_block() -> None:
    texts = ["", "one\ntwo", "three"] * 800
    lines = lines_of(texts)
    assert lines.offsets.tolist() == [0, *accumulate([0, 2, 1] * 800)]
    assert lines.hashes.tolist() == [*line_hashes("one\ntwo"), *line_hashes("three")] * 800


def test_hashes_are_found_among_others() -> None:
    def found(hashes: list[int], wanted: list[int]) -> list[int]:
        return find_hashes(np.array(hashes, np.uint64), np.array(wanted, np.uint64)).tolist()

    assert found([5, 1, 2**64 - 1, 3], [1, 3, 2**64 - 1]) == [-1, 0, 2, 1]
    assert found([7], []) == [-1]
    assert found([], [7]) == []


@pytest.mark.parametrize("count", [0, 1])
def test_small_collections_teach_nothing(count: int) -> None:
    assert learned([FOOTER] * count) == frozenset()


def test_lines_above_those_that_other_texts_have_shown_are_learned_in_few_texts() -> None:
    notice = "Write to the desk about anything that you know of it\n"
    longer = [
        f"This edition is number {number} of the paper and was printed at night\n" for number in range(3)
    ]
    texts = [story(f"town{number}") + notice + longer[number % 3] + longer[number % 2] for number in range(5)]
    known = np.sort(np.array([hash for line in longer for hash in line_hashes(line)], np.uint64))
    assert line_hashes(notice)[0] not in learn_repeated_lines(lines_of(texts))
    assert line_hashes(notice)[0] in learn_repeated_lines(lines_of(texts), known)
