"""Families: the same passage in n texts, whatever the order in which its pairs arrive."""

from __future__ import annotations

import random
import time

from hypothesis import given
from hypothesis import settings as examples
from hypothesis import strategies as st

from provenance.families import Family, Shared, group
from provenance.passages import Passage
from provenance.spans import Span

WORD = 6
"""Code points of a word and the space after it, in the texts that these tests think of."""


def passage(a: Span, b: Span, identity: float = 1.0) -> Passage:
    words_a, words_b = max(1, len(a) // WORD), max(1, len(b) // WORD)
    words = min(words_a, words_b)
    first_a, first_b = a.start // WORD, b.start // WORD
    return Passage(
        a, b, words, identity, "verbatim", "neither",
        first_a, first_a + words_a, first_b, first_b + words_b, words,
    )  # fmt: skip


def windows(*spans: tuple[int, int]) -> list[Shared]:
    """What texts share that are cut from one long text at the given spans, all of 60 code points and more."""
    rows = []
    for b, (start, end) in enumerate(spans):
        for a, (other_start, other_end) in enumerate(spans[:b]):
            low, high = max(start, other_start), min(end, other_end)
            if high - low >= 60:
                rows.append(
                    Shared(
                        a, b,
                        passage(Span(low - other_start, high - other_start), Span(low - start, high - start)),
                    )
                )  # fmt: skip
    return rows


def texts(family: Family) -> list[int]:
    return sorted(member.text for member in family.members)


@st.composite
def newsrooms(draw: st.DrawFn) -> list[Shared]:
    """Passages of texts that hold parts of one long text, some of them stretched."""
    rng = random.Random(draw(st.integers(0, 2**32 - 1)))
    held = []
    for _ in range(draw(st.integers(2, 8))):
        start = rng.randint(0, 900)
        end = min(1000, start + rng.choice([80, 150, 300, 1000]))
        held.append((start, end, rng.randint(0, 300), rng.choice([1.0, 1.0, 1.0, 1.3, 2.5])))
    rows = []
    for b, one in enumerate(held):
        for a, other in enumerate(held[:b]):
            low, high = max(one[0], other[0]), min(one[1], other[1])
            if high - low >= 70:
                sides = [
                    Span(*(offset + int((place - start) * stretch) for place in (low, high)))
                    for start, _, offset, stretch in (other, one)
                ]
                rows.append(Shared(a, b, passage(*sides, rng.choice([1.0, 0.9, 0.7]))))
    return rows


@given(rows=newsrooms(), data=st.data())
@examples(max_examples=200)
def test_the_order_of_passages_is_of_no_effect(rows: list[Shared], data: st.DataObject) -> None:
    assert group(data.draw(st.permutations(rows))) == group(rows)


@given(rows=newsrooms())
@examples(max_examples=200)
def test_every_passage_is_in_one_family_with_both_its_texts(rows: list[Shared]) -> None:
    families = group(rows)
    assert sorted((row for family in families for row in family.passages), key=repr) == sorted(rows, key=repr)
    for family in families:
        for row in family.passages:
            for text, span in ((row.a, row.passage.a), (row.b, row.passage.b)):
                assert any(member.text == text and member.span.overlap(span) for member in family.members)


@given(rows=newsrooms())
@examples(max_examples=200)
def test_every_member_holds_half_of_the_representative_once(rows: list[Shared]) -> None:
    for family in group(rows):
        representative, *others = family.members
        assert (representative.rep, representative.identity) == (representative.span, 1.0)
        assert len(family.members) >= 2
        assert others == sorted(others, key=lambda member: (member.text, member.span))
        assert 0 < family.cohesion <= 1
        for place, member in enumerate(family.members):
            assert member.rep.same_place(representative.span)
            assert 0 <= member.identity <= 1
            assert all(
                other.text != member.text or not other.span.overlap(member.span)
                for other in family.members[:place]
            )


def test_reprints_make_one_family() -> None:
    (family,) = group(windows(*[(0, 600)] * 200))
    assert texts(family) == list(range(200))
    assert family.cohesion == 1.0
    assert {(member.span, member.rep) for member in family.members} == {(Span(0, 600), Span(0, 600))}


def test_reprints_of_which_each_was_aligned_with_two_make_one_family() -> None:
    """As candidates come where a fingerprint stands in too many texts: the first text, and a neighbour."""
    whole = passage(Span(0, 600), Span(0, 600))
    rows = [Shared(0, b, whole) for b in range(1, 2000)] + [Shared(b, b + 1, whole) for b in range(1, 1999)]
    random.Random(1).shuffle(rows)
    started = time.process_time()
    (family,) = group(rows)
    assert time.process_time() - started < 2
    assert texts(family) == list(range(2000))


def test_chains_of_neighbours_that_meet_late_are_joined() -> None:
    long, short = passage(Span(0, 600), Span(0, 600)), passage(Span(0, 594), Span(0, 594))
    rows = [
        Shared(0, 1, long),
        Shared(2, 3, long),
        Shared(4, 5, long),
        Shared(1, 2, short),
        Shared(3, 4, short),
    ]
    (family,) = group(rows)
    assert texts(family) == [0, 1, 2, 3, 4, 5]


def test_a_sentence_quoted_from_a_reprinted_story_makes_a_smaller_family() -> None:
    story, sentence = Span(0, 600), Span(240, 360)
    rows = [Shared(a, b, passage(story, story)) for a in range(4) for b in range(a + 1, 4)]
    rows += [Shared(a, 4, passage(sentence, Span(30, 150))) for a in range(4)]
    reprints, quotation = group(rows)
    assert texts(reprints) == [0, 1, 2, 3]
    assert texts(quotation) == [0, 1, 2, 3, 4]
    assert {member.span for member in quotation.members} == {sentence, Span(30, 150)}


def test_windows_that_slide_over_a_long_text_are_not_welded_into_one_family() -> None:
    families = group(windows(*[(start, start + 300) for start in range(0, 3000, 30)]))
    assert len(families) > 3
    for family in families:
        starts = [30 * member.text + member.span.start for member in family.members]
        assert max(starts) - min(starts) < 600


def test_two_stories_in_the_same_texts_are_two_families() -> None:
    rows = [
        Shared(a, b, passage(span, span))
        for span in (Span(0, 300), Span(400, 700))
        for a in range(3)
        for b in range(a + 1, 3)
    ]
    assert [texts(family) for family in group(rows)] == [[0, 1, 2], [0, 1, 2]]


def test_a_passage_that_a_text_holds_twice_has_two_members_of_it() -> None:
    rows = [
        Shared(0, 1, passage(Span(0, 300), Span(0, 300))),
        Shared(0, 2, passage(Span(0, 300), Span(0, 300))),
        Shared(1, 2, passage(Span(0, 300), Span(600, 900))),
    ]
    (family,) = group(rows)
    assert [(member.text, member.span.start) for member in family.members] == [
        (0, 0),
        (1, 0),
        (2, 0),
        (2, 600),
    ]


def test_identity_to_the_representative_falls_along_the_way() -> None:
    whole = Span(0, 300)
    rows = [Shared(0, 1, passage(whole, whole, 0.9)), Shared(1, 2, passage(Span(0, 294), whole, 0.8))]
    (family,) = group(rows)
    assert [round(member.identity, 6) for member in family.members] == [1.0, 0.9, 0.7]


def test_identity_falls_over_every_passage_of_a_bridge() -> None:
    whole, less = Span(0, 300), Span(0, 294)
    rows = [
        Shared(0, 1, passage(whole, whole, 0.9)),
        Shared(2, 3, passage(whole, whole, 0.8)),
        Shared(1, 2, passage(less, less, 0.7)),
    ]
    (family,) = group(rows)
    assert [round(member.identity, 6) for member in family.members] == [1.0, 0.9, 0.6, 0.4]


def test_a_passage_goes_to_a_family_that_both_its_texts_are_in() -> None:
    rows = [
        Shared(0, 1, passage(Span(0, 300), Span(0, 300))),
        Shared(1, 2, passage(Span(0, 204), Span(0, 204))),
        Shared(0, 2, passage(Span(0, 198), Span(0, 198))),
    ]
    (family,) = group(rows)
    assert texts(family) == [0, 1, 2]


def test_a_span_never_falls_before_the_beginning_of_the_representative() -> None:
    """Text 2 joins with more characters than it holds of text 0, and is met again with half of them."""
    rows = [
        Shared(0, 1, passage(Span(0, 60), Span(0, 60))),
        Shared(0, 2, passage(Span(0, 30), Span(0, 120))),
        Shared(1, 2, passage(Span(0, 30), Span(0, 60))),
    ]
    (family,) = group(rows)
    assert [(member.text, member.rep) for member in family.members] == [
        (0, Span(0, 60)),
        (1, Span(0, 60)),
        (2, Span(0, 30)),
    ]


def test_nothing_shared_is_no_family() -> None:
    assert group([]) == []
