"""Evidence on a pair: what each observation says, what opens an arrow, and what never does."""

from __future__ import annotations

import math
from dataclasses import replace

import pytest
from hypothesis import given
from hypothesis import strategies as st

from provenance.direction import order_llr, weigh
from provenance.evidence import (
    A_FIRST,
    B_FIRST,
    BY_DAY,
    BY_TIME,
    COMMON,
    DIRECT,
    NEUTRAL,
    UNDATED,
    Evidence,
    Instant,
    Node,
    Piece,
    Third,
    Weighed,
)
from provenance.names import same_name
from provenance.statements import Pair
from provenance.weights import load_weights

DAY = 86400.0


def node(place: int, outlet: str | None = None, date: Instant | None = None, declared: bool = False) -> Node:
    return Node(place, place, f"text {place}", outlet, date, declared)


def day(number: int) -> Instant:
    return Instant(number * DAY, (number + 1) * DAY - 1, f"day {number}", "metadata.csv")


def piece(
    credit_a: tuple[str, ...] = (),
    credit_b: tuple[str, ...] = (),
    *,
    words: int = 40,
    quoted: bool = False,
    own_a: tuple[str, ...] = (),
    own_b: tuple[str, ...] = (),
    text_a: str = "",
    text_b: str = "",
) -> Piece:
    return Piece(text_a, text_b, words, quoted, credit_a, credit_b, own_a, own_b)


def weighed(
    a: Node,
    b: Node,
    *pieces: Piece,
    third: Third | None = None,
    present: frozenset[str] = frozenset(),
    known: frozenset[str] = frozenset({"Wire"}),
) -> Weighed:
    return weigh(a, b, pieces or (piece(),), third=third, present=present, known=known)


def of_kind(found: Weighed, kind: str) -> list[Evidence]:
    return [item for item in found.evidence if item.kind == kind]


def gates(found: Weighed) -> tuple[bool, bool]:
    return found.may_a_to_b, found.may_b_to_a


names = st.sampled_from(["Wire", "Herald", "Echo"])
nodes = st.builds(
    Node,
    place=st.just(0),
    text=st.just(0),
    name=st.just("text"),
    outlet=st.none() | names,
    date=st.none() | st.builds(day, st.integers(0, 3)),
    declared=st.booleans(),
)
credits = st.lists(names, max_size=2, unique=True).map(tuple)
some_words = st.lists(st.sampled_from(["north", "south"]), max_size=3).map(tuple)
pieces = st.builds(
    Piece,
    text_a=st.just("[to town] one\u00a0two three\u00a0four"),
    text_b=st.sampled_from(["", "[to town] one\u00a0two three\u00a0four"]),
    words=st.integers(1, 60),
    quoted=st.booleans(),
    credit_a=credits,
    credit_b=credits,
    own_a=some_words,
    own_b=some_words,
)
thirds = st.none() | st.builds(Third, st.just("third"), st.integers(1, 50), st.integers(1, 50))
SWAPPED = {A_FIRST: B_FIRST, B_FIRST: A_FIRST, COMMON: COMMON, DIRECT: DIRECT, NEUTRAL: NEUTRAL}


def swapped(one: Piece) -> Piece:
    return Piece(
        one.text_b, one.text_a, one.words, one.quoted,
        one.credit_b, one.credit_a, one.own_b, one.own_a,
    )  # fmt: skip


@given(
    a=nodes, b=nodes, shared=st.lists(pieces, min_size=1, max_size=3), third=thirds,
    present=st.frozensets(names), known=st.frozensets(names),
)  # fmt: skip
def test_evidence_is_the_same_from_the_other_side(
    a: Node,
    b: Node,
    shared: list[Piece],
    third: Third | None,
    present: frozenset[str],
    known: frozenset[str],
) -> None:
    there = weigh(a, b, shared, third=third, present=present, known=known)
    other = Third(third.name, third.only_b, third.only_a) if third else None
    back = weigh(b, a, [swapped(one) for one in shared], third=other, present=present, known=known)
    assert gates(there) == gates(back)[::-1]
    assert there.a_to_b == pytest.approx(back.b_to_a)
    assert there.b_to_a == pytest.approx(back.a_to_b)
    assert told(there) == sorted(
        (kind, SWAPPED[says], b_to_a, a_to_b) for kind, says, a_to_b, b_to_a in told(back)
    )


def told(found: Weighed) -> list[tuple[str, str, float, float]]:
    return sorted(
        (item.kind, item.says, round(item.a_to_b, 9), round(item.b_to_a, 9)) for item in found.evidence
    )


@given(
    a=nodes, b=nodes, shared=st.lists(pieces, min_size=1, max_size=3), third=thirds,
    present=st.frozensets(names), known=st.frozensets(names),
)  # fmt: skip
def test_no_arrow_without_a_date_a_flag_or_a_credit(
    a: Node,
    b: Node,
    shared: list[Piece],
    third: Third | None,
    present: frozenset[str],
    known: frozenset[str],
) -> None:
    found = weigh(a, b, shared, third=third, present=present, known=known)
    dated = a.date is not None and b.date is not None and a.date != b.date
    flagged = a.declared != b.declared
    credited = any(
        same_name(name, outlet)
        for one in shared
        for names_of, outlet in ((one.credit_a, b.outlet), (one.credit_b, a.outlet))
        for name in names_of
    )
    agencies = [one.outlet in known for one in (a, b)]
    if not (dated or flagged or credited or any(agencies)):
        assert gates(found) == (False, False)
    if agencies[0] != agencies[1] and not (flagged or credited):
        assert not gates(found)[agencies[0]], "nothing from a paper to an agency"
    if of_kind(found, "absent source") and not (flagged or credited):
        assert gates(found) == (False, False)
    for item in found.evidence:
        assert item.weight() >= 0
        assert math.isfinite(item.a_to_b)
        assert math.isfinite(item.b_to_a)
        assert item.sentence[0].isupper() or item.sentence.startswith("text")
        assert item.sentence.endswith(".")
    assert found.a_to_b == pytest.approx(sum(item.a_to_b for item in found.evidence))


def test_disjoint_dates_open_the_arrow_from_the_earlier() -> None:
    found = weighed(node(0, date=day(1)), node(1, date=day(3)))
    assert gates(found) == (True, False)
    assert found.a_to_b > 0 > found.b_to_a
    (date,) = of_kind(found, "date")
    assert date.says == A_FIRST
    assert date.sentence == (
        "text 0 is dated day 1 (metadata.csv), text 1 day 3 (metadata.csv): text 0 is likely earlier."
    )


@pytest.mark.parametrize(
    ("seconds", "order"), [(60.0, BY_TIME), (DAY - 1, BY_DAY), (3 * DAY, UNDATED), (None, UNDATED)]
)
def test_scores_are_worth_what_dates_as_exact_are_worth(seconds: float | None, order: str) -> None:
    later = None if seconds is None else Instant(2 * DAY, 2 * DAY + seconds, "later", "metadata.csv")
    first = replace(day(0), latest=0.0 if seconds == 60.0 else 2 * DAY if order == UNDATED else DAY - 1)
    found = weighed(node(0, "Herald", first), node(1, "Echo", later), piece())
    assert Pair(found, 40, 1, {}).condition("undirected") == f"undirected{order}"


def test_dates_that_overlap_or_miss_open_nothing() -> None:
    for a, b in ((day(1), day(1)), (day(1), None), (None, day(1)), (None, None)):
        found = weighed(node(0, date=a), node(1, date=b))
        assert gates(found) == (False, False)
        assert (found.a_to_b, found.b_to_a) == (0, 0)
        assert [item.says for item in of_kind(found, "date")] == [NEUTRAL]


def test_dates_open_nothing_where_an_absent_agency_is_credited() -> None:
    dates = {"a": node(0, date=day(1)), "b": node(1, date=day(3))}
    for credit in ((("Wire",), ()), ((), ("Wire",)), (("Wire",), ("Wire",))):
        found = weighed(*dates.values(), piece(*credit))
        assert gates(found) == (False, False)
        assert [item.says for item in of_kind(found, "absent source")] == [COMMON]
    there = weighed(*dates.values(), piece(("Wire",), ("Wire",)), present=frozenset({"wire"}))
    assert gates(there) == (True, False)
    assert of_kind(there, "absent source") == []


def test_an_absent_source_weighs_more_the_more_it_explains() -> None:
    weights = load_weights()

    def push(*shared: Piece) -> float:
        (item,) = of_kind(weighed(node(0), node(1), *shared), "absent source")
        assert item.a_to_b == item.b_to_a < 0
        return item.a_to_b

    both, one, none = piece(("Wire",), ("Wire",)), piece(("Wire",), ()), piece()
    assert push(both, both) == weights["absent_everywhere"]
    assert push(both, none) == weights["absent_both_sides"]
    assert push(one, none) == weights["absent_agency_one_side"]
    assert push(both, both) < push(both, none) < push(one, none) < 0


def test_both_texts_credit_no_more_than_the_one_that_credits_less() -> None:
    both, one = piece(("Wire",), ("Wire",)), piece(("Wire",), ())
    (item,) = of_kind(weighed(node(0), node(1), both, one), "absent source")
    assert item.sentence.startswith("Wire is credited for 1 of 2 shared passages by both texts,")
    (item,) = of_kind(weighed(node(0), node(1), piece(("agencies",), ())), "absent source")
    assert item.sentence.startswith("agencies are credited for the shared passage by ")


def test_of_several_absent_sources_one_counts_and_a_second_a_little() -> None:
    found = weighed(node(0), node(1), piece(("Wire", "Press", "Radio"), ("Wire", "Press", "Radio")))
    absent = of_kind(found, "absent source")
    assert len(absent) == 3
    assert sum(item.a_to_b for item in absent) == pytest.approx(
        load_weights()["absent_everywhere"] + load_weights()["absent_another"]
    )


def test_a_declared_source_decides_whatever_the_dates() -> None:
    for dates in ((None, None), (day(1), day(9)), (day(9), day(1))):
        found = weighed(node(0, date=dates[0], declared=True), node(1, date=dates[1]))
        assert gates(found) == (True, False)
        assert found.a_to_b > 2 > -2 > found.b_to_a
    assert gates(weighed(node(0, declared=True), node(1, declared=True))) == (False, False)


def test_a_credit_to_the_other_outlet_decides_whatever_the_dates() -> None:
    for dates in ((None, None), (day(1), day(9)), (day(9), day(1))):
        found = weighed(
            node(0, "Herald", dates[0]),
            node(1, "Echo", dates[1]),
            piece((), ("  HERALD ",)),
            present=frozenset({"Herald", "Echo"}),
        )
        assert gates(found) == (True, False)
        assert found.a_to_b > found.b_to_a + 1
        assert [item.says for item in of_kind(found, "credit")] == [A_FIRST]


def test_an_agencys_page_is_the_source_whatever_the_dates() -> None:
    wire = frozenset({"Wire"})
    for dates in ((None, None), (day(1), day(1)), (day(9), day(1))):
        page, paper = node(0, "Wire", dates[0]), node(1, "Herald", dates[1])
        assert gates(weighed(page, paper, present=wire)) == (True, False)
        assert gates(weighed(page, paper, piece((), ("Press",)), present=wire)) == (False, False)
        another = weighed(page, paper, piece((), ("Echo",)), present=wire | {"Echo"})
        assert gates(another) == (False, False)
        version = node(1, "Wire", dates[1])
        assert gates(weighed(page, version, present=wire)) == (False, dates == (day(9), day(1)))


def test_of_two_versions_the_one_with_a_note_of_correction_is_the_later() -> None:
    first, second = node(0, "Echo"), replace(node(1, "Echo"), notes=1)
    (item,) = of_kind(weighed(first, second), "correction")
    assert item.says == A_FIRST
    assert item.a_to_b > 0 > item.b_to_a
    assert item.sentence == "text 1 carries a note of correction that text 0 lacks."
    assert gates(weighed(first, second)) == (False, False), "a sign, not a statement of whom it is from"
    assert not of_kind(weighed(replace(first, notes=1), second), "correction")
    assert not of_kind(weighed(first, replace(second, outlet="Herald")), "correction")


def test_a_credit_to_ones_own_outlet_says_nothing() -> None:
    here = frozenset({"Herald"})
    found = weighed(node(0, "Herald"), node(1, "Herald"), piece((), ("Herald",)), present=here)
    assert gates(found) == (False, False)
    assert of_kind(found, "credit") == []
    assert [item.says for item in of_kind(found, "same outlet")] == [DIRECT]


def test_a_third_text_says_the_more_the_more_each_side_kept_alone() -> None:
    def push(only_a: int, only_b: int) -> float:
        found = weighed(node(0), node(1), third=Third("third", only_a, only_b))
        (item,) = of_kind(found, "third text")
        assert item.says == COMMON
        return item.a_to_b

    assert push(20, 20) < push(20, 5) == push(5, 20) < push(1, 20) < 0


def test_quotation_alone_may_come_from_the_speaker() -> None:
    quoted, plain = piece(quoted=True), piece()
    assert of_kind(weighed(node(0), node(1), quoted, quoted), "quotation")
    assert not of_kind(weighed(node(0), node(1), quoted, plain), "quotation")


@pytest.mark.parametrize(
    ("own_a", "own_b", "words", "says"),
    [
        (("x",) * 3, ("y",) * 2, 30, COMMON),
        (("x",) * 50, ("y",) * 50, 300, COMMON),
        (("x",), ("y",) * 5, 30, NEUTRAL),
        (("x",) * 3, (), 30, None),
        (("x",) * 3, ("y",) * 2, 29, None),
    ],
)
def test_mutual_retention_is_weak(
    own_a: tuple[str, ...], own_b: tuple[str, ...], words: int, says: str | None
) -> None:
    found = of_kind(weighed(node(0), node(1), piece(words=words, own_a=own_a, own_b=own_b)), "retention")
    assert [item.says for item in found] == ([says] if says else [])
    assert all(item.weight() <= 0.7 for item in found)


def test_editors_marks_are_shown_and_say_nothing_of_direction() -> None:
    text = "going [to Astana] and\u00a0then told\u00a0them"
    found = weighed(node(0), node(1), piece(text_a=text, text_b=f"He said: {text}"))
    marks = of_kind(found, "editor's marks")
    assert len(marks) == 2
    assert all((item.says, item.weight()) == (NEUTRAL, 0) for item in marks)
    assert "“[to Astana]”" in marks[0].sentence
    assert "same 2 places" in marks[1].sentence


@given(a=st.integers(0, 50), b=st.integers(0, 50))
def test_the_order_of_dates_is_a_bounded_ratio(a: int, b: int) -> None:
    llr = order_llr(day(a), day(b))
    assert -6 <= llr <= 0.69
    assert (llr > 0) == (a < b)
    assert order_llr(day(a), day(b + 1)) >= llr


def test_an_exact_instant_is_a_minute_wide() -> None:
    noon, later = (Instant(second, second, "", "") for second in (0.0, 60.0))
    assert 0 < order_llr(noon, later) < order_llr(noon, Instant(6000.0, 6000.0, "", ""))
    assert order_llr(noon, noon) == pytest.approx(0)
