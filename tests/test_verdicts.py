"""Verdicts: what explains a passage, and the relation of two articles."""

from __future__ import annotations

import csv
from dataclasses import replace
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

from provenance.credited import Credit
from provenance.quotes import Quotation
from provenance.spans import Span
from provenance.tokens import tokenise
from provenance.verdicts import (
    DEGREES,
    Between,
    Marked,
    Party,
    Standing,
    Verdict,
    judge,
    relate,
    standing,
    which_side,
)

with (Path(__file__).parent / "vectors/relations.csv").open(encoding="utf-8", newline="") as file:
    RELATIONS = list(csv.DictReader(file))

AGENCIES = frozenset({"Wire", "Press", "wire"})


def party(row: dict[str, str], side: str) -> Party:
    return Party(row[f"{side}_outlet"] or None, row[f"{side}_byline"] or None, bool(row[f"{side}_flag"]))


def verdicts(written: str) -> tuple[Verdict, ...]:
    """Verdicts written as `r` or `b` (reuse, boilerplate), the credit of a, a slash, the credit of b."""
    found = []
    for one in written.replace("=", "").split():
        a, _, b = one[1:].partition("/")
        status = {"r": "reuse", "b": "boilerplate"}[one[0]]
        names = tuple((name,) if name else () for name in (a, b))
        found.append(Verdict("neither", status, *names, a if a == b else ""))
    return tuple(found)


def related(a: Party, b: Party, between: Between, lineage: str) -> str:
    return relate(a, b, between, lineage, is_agency=AGENCIES.__contains__, near_duplicate=0.7, incidental=12)


def mirrored(verdict: Verdict) -> Verdict:
    return Verdict("neither", verdict.status, verdict.credit_b, verdict.credit_a, verdict.explained_by)


@pytest.mark.parametrize("row", RELATIONS, ids=lambda row: row["note"])
def test_the_relation_of_two_articles_from_both_sides(row: dict[str, str]) -> None:
    a, b, found = party(row, "a"), party(row, "b"), verdicts(row["passages"])
    same, words = "=" in row["passages"], int(row["words"])
    share = min(float(row["a_share"]), float(row["b_share"]))
    between = Between.of(found, words, share=share, same_words=same)
    assert related(a, b, between, row["lineage"]) == row["relation"]
    back = Between.of(map(mirrored, found), words, share=share, same_words=same)
    assert related(b, a, back, row["lineage"]) == row["relation"]


parties = st.builds(
    Party,
    st.sampled_from([None, "", "Herald", "herald", "Wire", "Press"]),
    st.sampled_from([None, "", "Jo Doe"]),
    st.booleans(),
)
names = st.sampled_from([(), ("Wire",), ("Press", "Wire")])
some_verdicts = st.lists(
    st.builds(
        Verdict, st.just("neither"), st.sampled_from(["reuse", "boilerplate"]), names, names,
        st.sampled_from(["", "Wire"]),
    )
)  # fmt: skip


@given(
    a=parties, b=parties, found=some_verdicts, words=st.integers(0, 40), share=st.floats(0, 1),
    same=st.booleans(), lineage=st.sampled_from(["", "directed", "undirected", "common source"]),
)  # fmt: skip
def test_a_relation_has_no_first_and_second(
    a: Party, b: Party, found: list[Verdict], words: int, share: float, same: bool, lineage: str
) -> None:
    there = related(a, b, Between.of(found, words, share=share, same_words=same), lineage)
    back = related(b, a, Between.of(map(mirrored, found), words, share=share, same_words=same), lineage)
    assert there == back
    assert there in {
        "same text", "version", "syndicated", "wire uncredited", "press release", "source-to-source",
        "self-reuse", "common source", "incidental",
    }  # fmt: skip


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
