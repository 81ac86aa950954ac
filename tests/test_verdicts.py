"""Verdicts: what explains a passage."""

from __future__ import annotations

from dataclasses import replace

from hypothesis import given
from hypothesis import strategies as st

from provenance.credited import Credit
from provenance.quotes import Quotation
from provenance.spans import Span
from provenance.tokens import tokenise
from provenance.verdicts import (
    DEGREES,
    Marked,
    Standing,
    Verdict,
    judge,
    standing,
    which_side,
)

TEXT = "one two three four five six seven eight nine ten"


def place(first: int, last: int) -> Span:
    """The span of some words of TEXT, counted from 1."""
    return tokenise(TEXT).span(first - 1, last)


def marked(
    quoted: Span | None = None, credited: dict[str, Span] | None = None, boilerplate: Span | None = None
) -> Marked:
    return Marked(
        tokenise(TEXT),
        (Quotation(quoted, quoted),) if quoted else (),
        tuple(Credit(name, "told", Span(0, 3), (span,), True) for name, span in (credited or {}).items()),
        (boilerplate,) if boilerplate else (),
    )


def judged(a: Marked, b: Marked) -> Verdict:
    """The verdict on the words four to seven of both texts."""
    span = place(4, 7)
    return judge(standing(a, [span])[span], standing(b, [span])[span])


def test_half_of_the_words_decide() -> None:
    half, less = place(1, 5), place(1, 4)
    assert judged(marked(quoted=half), marked(quoted=less)).quoted == "a"
    assert judged(marked(quoted=less), marked(quoted=half)).quoted == "b"
    assert judged(marked(quoted=half), marked(quoted=place(5, 9))).quoted == "both"
    assert judged(marked(), marked()).quoted == "neither"
    assert judged(marked(boilerplate=half), marked()).status == "boilerplate"
    assert judged(marked(), marked(boilerplate=half)).status == "boilerplate"
    assert judged(marked(boilerplate=less), marked(boilerplate=less)).status == "reuse"


def test_credits_are_for_these_words_and_who_both_credit_explains_them() -> None:
    a = marked(credited={"Wire": place(1, 10), "Press": place(1, 4), "Radio": place(6, 10)})
    b = marked(credited={"Wire": place(4, 5), "Gazette": place(4, 7)})
    found = judged(a, b)
    assert found.credit_a == ("Radio", "Wire")
    assert found.credit_b == ("Gazette", "Wire")
    assert found.explained_by == "Wire"
    assert judged(a, marked()).explained_by == ""


some_spans = st.lists(
    st.tuples(st.integers(1, 10), st.integers(1, 10)).map(lambda ends: place(min(ends), max(ends)))
)


@given(quoted=some_spans, credited=some_spans, boilerplate=some_spans, asked=some_spans)
def test_spans_of_one_text_stand_where_each_of_them_does(
    quoted: list[Span], credited: list[Span], boilerplate: list[Span], asked: list[Span]
) -> None:
    def apart(spans: list[Span]) -> list[Span]:
        kept: list[Span] = []
        for span in sorted(spans):
            if not kept or kept[-1].end <= span.start:
                kept.append(span)
        return kept

    text = Marked(
        tokenise(TEXT),
        tuple(Quotation(span, span, True, depth) for depth, span in enumerate(apart(quoted))),
        tuple(
            Credit(f"Wire {span.start % 3}", ("told", "photo")[span.end % 2], Span(0, 3), (span,), True)
            for span in credited
        ),
        tuple(apart(boilerplate)),
    )
    found = standing(text, asked)
    assert set(found) == set(asked)
    for span, one in found.items():
        assert replace(one, partly=()) == Standing(
            text.is_quoted(span), text.is_boilerplate(span), text.credited(span)
        )
        assert not {name for name, _ in one.partly} & set(one.credited)


def test_sides_have_names() -> None:
    assert [which_side(a, b) for a in (False, True) for b in (False, True)] == ["neither", "b", "a", "both"]


def test_degrees_descend_to_nothing() -> None:
    least = [share for _, share in DEGREES]
    assert least == sorted(least, reverse=True)
    assert least[-1] == 0
