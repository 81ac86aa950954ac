"""Quotations of two texts: altered words are found, house style and other sentences are none."""

from __future__ import annotations

import time
from itertools import combinations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from provenance import settings
from provenance.altered import ALTERED, FRAGMENT, Difference, find_differences
from provenance.house_style import is_slip, same_unit, units
from provenance.quotes import find_quotations
from provenance.spans import Span
from provenance.speakers import find_speakers
from provenance.texts import Text, TextPair
from provenance.tokens import paragraph_starts, tokenise
from provenance.verdicts import Marked


def _text(number: int, words: str) -> Text:
    tokens = tokenise(words)
    return Text(f"{number:064}", words, Marked(tokens, find_quotations(words), (), ()), tokens, (number,))


def _found(a: str, b: str) -> tuple[Difference, ...]:
    texts = (_text(0, a), _text(1, b))
    speakers = {
        number: find_speakers(text.text, text.marked.quotations, paragraph_starts(text.text))
        for number, text in enumerate(texts)
    }
    return find_differences(texts, [TextPair(0, 1, (), 0, 0, 0, False, None)], speakers)


def _differing(a: str, b: str) -> list[tuple[str, str]]:
    return [
        (one.cut(a), other.cut(b))
        for found in _found(a, b)
        if found.kind == ALTERED
        for one, other in found.differ
    ]


def test_words_changed_inside_the_marks() -> None:
    a = "“We will never leave the talks in Astana today,” said John Smith."
    b = "John Smith told AFP: “We will not leave the talks in Astana today.”"
    (found,) = _found(a, b)
    assert (found.kind, found.part, found.words) == (ALTERED, "", 8)
    assert (found.speaker_a, found.speaker_b) == ("John Smith", "John Smith")
    assert _differing(a, b) == [("never", "not")]
    assert found.span_a.cut(a) == "“We will never leave the talks in Astana today,”"


def test_words_left_out_and_added_have_a_place() -> None:
    a = "“We are relieved that justice has been done at last for our son,” said Anna Berg."
    b = "“We are very relieved that justice has been done for our son,” Mrs Berg said."
    assert _differing(a, b) == [("", "very"), ("at last", "")]


def test_words_at_the_edges() -> None:
    a = "“Some of us will leave the talks in Astana tomorrow,” said Smith."
    b = "“Many of us will leave the talks in Astana today,” said Smith."
    assert _differing(a, b) == [("Some", "Many"), ("tomorrow", "today")]


@pytest.mark.parametrize(
    ("one", "other"),
    [
        (
            "We will neutralise the criminal role of the regime",
            "We will neutralize the criminal role of the regime",
        ),
        ("The colour of the centre is grey, he travelled", "The color of the center is gray, he traveled"),
        ("There were twenty-five of us in two cars", "There were 25 of us in 2 cars"),
        ("It rose by 20 per cent in the U.S. market", "It rose by 20% in the US market"),
        ("It rose by 20 pct in the United States market", "It rose by 20 percent in the U.S. market"),
        ("It cost us $20 million in the end", "It cost us 20 million dollars in the end"),
        ("It’s not what we’ve agreed, we can’t go", "It is not what we have agreed, we cannot go"),
        (
            "All the rebel groups are going [to Astana] this week",
            "All the rebel groups are going there this week",
        ),
        ("All the rebel groups are going (to Astana) this week", "All the rebel groups are going this week"),
        ("We came here, all of us, to talk about peace", "We came here ... to talk about peace"),
        ("The cease-fire must hold for the co-operation", "The ceasefire must hold for the cooperation"),
        (
            "We spoke to Mohammad Alloush about Erdoğan again",
            "We spoke to Mohammed Allush about Erdogan again",
        ),
        ("WE WILL leave; the talks – in Astana!", "We will leave the talks in Astana"),
        ("He was the first of 1,000 men to speak", "He was the 1st of 1000 men to speak"),
        (
            "They will communciate the montary policy to us again",
            "They will communicate the montary policy to us again",
        ),
        ("Nous l’avons dit à l’Élysée, c’est une chose", "Nous l'avons dit à l'Elysée, c'est une chose"),
        (
            "Das Gespräch mit Herrn Müller war für uns groß",
            "Das Gespräch mit Herrn Mueller war für uns gross",
        ),
    ],
)
def test_house_style_is_no_difference(one: str, other: str) -> None:
    assert _found(f"“{one},” said Smith.", f"“{other},” said Smith.") == ()


def test_a_part_of_a_quotation() -> None:
    whole = "“This will be a test for the Russians as the guarantor,” he said."
    part = "It would “be a test for the Russians as the guarantor”, he said."
    (found,) = _found(whole, part)
    assert (found.kind, found.part, found.differ) == (FRAGMENT, "b", ())
    (found,) = _found(part, whole)
    assert (found.kind, found.part) == (FRAGMENT, "a")


def test_pieces_of_one_sentence_are_parts() -> None:
    a = "“We want to go home to our families,” said Smith."
    b = "“We want,” Smith said, “to go home to our families.”"
    assert [(one.kind, one.part) for one in _found(a, b)] == [(FRAGMENT, "b")]


@pytest.mark.parametrize(
    ("a", "b"),
    [
        # Two sentences of one speaker on one matter.
        (
            "“We will go to the talks in Astana because we want peace,” said Smith.",
            "“We want peace, and that is why the talks in Geneva matter,” said Smith.",
        ),
        # The same form of words, twice.
        ("“We have no comment on this,” said Smith.", "“We have nothing to say on that,” said Smith."),
        # Two speakers.
        (
            "“We will never leave the talks in Astana today,” said Smith.",
            "“We will not leave the talks in Astana today,” said Jones.",
        ),
        # Nobody is named, and the words are few.
        ("“the worst of all days for us”", "“the best of all days for us”"),
        # Overlapping excerpts.
        (
            "“It rained. We had to leave the house in the morning,” said Smith.",
            "“We had to leave the house in the morning. It was dark,” said Smith.",
        ),
        # What was left out is marked, and the texts go on with other sentences.
        (
            "“He used his authority to attack women ... He is a dangerous man,” said Smith.",
            "“He used his authority to attack women in a weak position,” said Smith.",
        ),
        # The same words stand in the other text as well.
        (
            "“We will never leave the talks in Astana today,” said Smith.",
            "“We will never leave the talks in Astana today,” said Smith. He had said: “We will not leave the"
            " talks in Astana today.”",
        ),
        ("", "“We will never leave the talks in Astana today,” said Smith."),
        ("No marks.", "No marks."),
    ],
)
def test_nothing_is_said_of_other_quotations(a: str, b: str) -> None:
    assert [one for one in _found(a, b) if one.kind == ALTERED] == []


def test_an_unclosed_quotation_that_ends_nowhere_is_not_compared() -> None:
    a = "“We will never leave the talks in Astana today and he left\n\nThe end."
    b = "“We will not leave the talks in Astana today and he left,” said Smith."
    assert _differing(a, b) == []


def test_slips_of_the_keyboard() -> None:
    assert is_slip("communciate", "communicate")
    assert is_slip("acquistions", "acquisitions")
    for one, other in (
        ("trial", "trail"),
        ("though", "through"),
        ("action", "actions"),
        ("prescribe", "proscribe"),
    ):
        assert not is_slip(one, other), one


def test_units_have_their_places() -> None:
    text = "He’s 20 per cent of $5 million [sic]…"
    found = units(text, Span(0, len(text)))
    assert [unit.key for unit in found] == [
        "he",
        "'s",
        "20",
        "percent",
        "of",
        "5",
        "million",
        "dollars",
        "[]",
        "…",
    ]
    assert [text[unit.span.start : unit.span.end] for unit in found][3] == "per cent"
    assert same_unit("'s", "is")
    assert not same_unit("20", "21")


def test_one_of_many_copies_is_told_by_the_usual_wording() -> None:
    """All pairs of two hundred copies, each with its own slip, would be twenty thousand differences."""
    usual = "“We will never leave the talks in Astana today,” said John Smith."
    words = [usual] * 40 + [usual.replace("never", f"item{number}") for number in range(200)]
    texts = [_text(number, each) for number, each in enumerate(words)]
    speakers = {
        number: find_speakers(text.text, text.marked.quotations, paragraph_starts(text.text))
        for number, text in enumerate(texts)
    }
    pairs = [TextPair(a, b, (), 0, 0, 0, False, None) for a, b in combinations(range(len(texts)), 2)]
    found = find_differences(texts, pairs, speakers)
    assert len(found) == 200 * settings.QUOTED_WITH
    assert {one.a for one in found} < set(range(40)), "one of the two has the usual words"
    assert {one.b for one in found} == set(range(40, 240))
    assert set(find_differences(texts, pairs[::-1], speakers)) == set(found)


def test_many_quotations_take_bounded_time() -> None:
    text = "“of the of the,” said Smith. " * 3000
    other = "“of the of the and,” said Smith. " * 3000
    started = time.process_time()
    _found(text, other)
    _found("“" + "of the " * 20000 + "”", "“" + "the of " * 20000 + "”")
    assert time.process_time() - started < 20


quoted = st.lists(
    st.sampled_from(
        ["we", "will", "go", "20", "per cent", "[x]", "...", "it's", "Astana", "talks", ".", "U.S."]
    ),
    min_size=4,
    max_size=25,
).map(" ".join)


@given(quoted, quoted)
def test_both_ways_round_say_the_same(one: str, other: str) -> None:
    a, b = f"“{one},” said Smith.", f"“{other},” said Smith."
    for found in _found(a, b):
        assert found.span_a.cut(a) == f"“{one},”"
        assert found.span_b.cut(b) == f"“{other},”"
        assert (found.kind == ALTERED) == bool(found.differ)
        for x, y in found.differ:
            assert found.span_a.contains(x)
            assert found.span_b.contains(y)
            assert x.cut(a) or y.cut(b)
    assert _found(a, a) == ()
