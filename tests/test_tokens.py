"""Tokens: spans into the original, and the edges of paragraphs and sentences."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from provenance.kernels import hash_words, normalise
from provenance.spans import Span
from provenance.tokens import PARAGRAPH, SENTENCE, WITHIN, paragraph_starts, tokenise

WRAPPED = """\
    The rebels said on Monday that they would go to the talks in the
capital next week, after five days of negotiations with their main
sponsor and with the two countries that guarantee the ceasefire
in the north.
    A second group of fighters had decided to stay away from the talks
and to go on with the defence of the valley in which the springs
of the city lie.
"""


def edges(text: str) -> list[str]:
    """The words of a text with what lies before them: ¶ a paragraph, . a sentence."""
    tokens = tokenise(text)
    marks = {PARAGRAPH: "¶", SENTENCE: ".", WITHIN: ""}
    return [
        marks[edge] + text[start:end]
        for edge, start, end in zip(
            tokens.edges.tolist(), tokens.starts.tolist(), tokens.ends.tolist(), strict=True
        )
    ]


@given(text=st.text())
def test_offsets_cut_the_original(text: str) -> None:
    tokens = tokenise(text)
    assert len(tokens) == tokens.starts.size == tokens.ends.size == tokens.edges.size
    for place in range(len(tokens)):
        cut = tokens.span(place, place + 1).cut(text)
        assert hash_words([normalise(cut)])[0] == tokens.hashes[place]
    if len(tokens):
        assert tokens.places(tokens.span(0, len(tokens))) == (0, len(tokens))
        assert tokens.edges[0] == PARAGRAPH


@given(text=st.text(st.sampled_from("ab. \n\r\t\u2028\u2029\x85\f\u3000")))
def test_paragraphs_begin_at_offsets_of_the_text_in_order(text: str) -> None:
    starts = paragraph_starts(text)
    assert starts == sorted(set(starts))
    assert all(0 <= start < len(text) for start in starts)


def test_line_ends_of_every_kind_end_a_paragraph() -> None:
    for end in ("\n", "\r\n", "\r", "\n\n", "\u2028", "\u2029", "\x85", "\f"):
        assert edges(f"one two{end}three") == ["¶one", "two", "¶three"], repr(end)


def test_a_paragraph_without_words_hands_its_edge_on() -> None:
    assert edges("one\n\n* * *\n\ntwo") == ["¶one", "¶two"]


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("They agreed. Then they left.", ["¶They", "agreed", ".Then", "they", "left"]),
        ("They “agreed.” Then", ["¶They", "agreed", ".Then"]),
        ("They agreed.[1] Then", ["¶They", "agreed", "1", "Then"]),
        ("Who agreed? Nobody!", ["¶Who", "agreed", ".Nobody"]),
        ("Is it so? Yes", ["¶Is", "it", "so", ".Yes"]),
        ("Oh no! They left", ["¶Oh", "no", ".They", "left"]),
        ("Mr. Smith left on Jan. 5", ["¶Mr", "Smith", "left", "on", "Jan", "5"]),
        ("the U.S. Army", ["¶the", "U", "S", "Army"]),
        ("version 3.5 came", ["¶version", "3", "5", "came"]),
        ("उसने कहा। वह गया।", ["¶उसने", "कहा", ".वह", "गया"]),
        ("قال نعم؟ ثم ذهب", ["¶قال", "نعم", ".ثم", "ذهب"]),
        ("我去。他来", ["¶我", "去", ".他", "来"]),
        ("真的？是！好", ["¶真", "的", ".是", ".好"]),
        ("", []),
        ("...", []),
    ],
)
def test_sentences(text: str, expected: list[str]) -> None:
    assert edges(text) == expected


@pytest.mark.parametrize("end", ["\n", "\r\n", "\r"])
def test_a_text_of_fixed_width_has_its_paragraphs_at_indents_and_blank_lines(end: str) -> None:
    indented = WRAPPED.replace("\n", end)
    assert [indented[start:].split()[0] for start in paragraph_starts(indented)] == ["The", "A"]
    spaced = WRAPPED.replace("\n    A second", "\n\nA second").replace("    The", "The").replace("\n", end)
    assert [spaced[start:].split()[0] for start in paragraph_starts(spaced)] == ["The", "A"]


def test_short_lines_are_paragraphs_and_no_wrapping() -> None:
    lines = ["Talks begin", "Rebels go to the capital", "A truce holds", "Reuters", "London"]
    assert len(paragraph_starts("\n".join(lines))) == len(lines)


def test_a_span_counts_the_words_that_start_in_it() -> None:
    tokens = tokenise("one two three")
    assert tokens.places(Span(0, 7)) == (0, 2)
    assert tokens.places(Span(1, 5)) == (1, 2)
    assert tokens.places(Span(3, 4)) == (1, 1)
    assert tokens.span(1, 3) == Span(4, 13)
