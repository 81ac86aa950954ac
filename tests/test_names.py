"""Spellings of one word are variants; words that say something else are not."""

from __future__ import annotations

import pytest
from hypothesis import example, given
from hypothesis import strategies as st

from provenance.names import (
    _HOUSE,
    _first_sound,
    _plain,
    _sound,
    beginnings,
    same_name,
    same_name_token,
    same_spelling,
    without_variants,
)

SAME = """
mohammad mohamed, mohammed mohammad, muhammad mohammed, neutralise neutralize, colour color, jaish
jaysh, alloush allouch, erdoğan erdogan, müller mueller, centre center, travelled traveled, defence
defense, hussein hussain, assad asad, zelensky zelenskyy, zelenskiy zelensky, kadyrov kadirov, khaled
kaled, nusra nusrah, programme program, catalogue catalog, organisation organization, paediatric
pediatric, fuelled fueled, houthi huthi, fallujah falluja
"""
DIFFERENT = """
million billion, billion trillion, fatah islam, now not, form from, east west, north south, attack
attacks, police policy, minister ministry, niger nigeria, austria australia, expected unexpected, 1987
1988, 12th 13th, filled filed, iran iraq, killed kills, thirteen thirty, sixteen sixty, eighteen eighty,
prise prize, four for, june july, monday sunday, legal illegal, convicted convinced, there three, owned
owed, price prince, present prevent, hassan hussein, dana dina, woman women, capital capitol, county
country, through though, al el, 5 five
"""


def pairs(words: str) -> list[tuple[str, str]]:
    return [(one, other) for one, other in (pair.split() for pair in words.replace("\n", " ").split(","))]


@pytest.mark.parametrize(("a", "b"), pairs(SAME))
def test_variants(a: str, b: str) -> None:
    assert same_name_token(a, b)
    assert same_name_token(b, a)


@pytest.mark.parametrize(("a", "b"), pairs(DIFFERENT))
def test_other_words(a: str, b: str) -> None:
    assert not same_name_token(a, b)
    assert not same_name_token(b, a)


def test_house_style_is_narrower_than_names() -> None:
    assert same_spelling("neutralise", "neutralize")
    assert same_spelling("théâtre", "theatre")
    assert not same_spelling("mohammad", "mohamed")
    assert not same_spelling("licence", "silence")


@given(st.text(max_size=12), st.text(max_size=12))
def test_any_words_are_compared_both_ways_alike(a: str, b: str) -> None:
    assert same_name_token(a, a)
    assert same_name_token(a, b) == same_name_token(b, a)
    assert same_spelling(a, b) == same_spelling(b, a)
    if any(char.isdigit() for char in a + b):
        assert same_name_token(a, b) == (a == b)


ENDINGS = """
s, ise, ize, ised, izing, isation, ization, our, or, oured, re, er, erd, ered, lled, led, lling, ling, ence
ense, logue, log, logues, logs, ae, e, oe, h, ah, a, ra, bra, cre, cer, tle, tel
"""
words = st.sampled_from(sorted({word for pair in pairs(SAME) + pairs(DIFFERENT) for word in pair}))
endings = st.sampled_from(ENDINGS.replace(",", " ").split())
sounding = st.text("tschqkpgdjzaey", max_size=6)
firm = st.text("blmnrvxaeoustcdéöñł", max_size=8)


@given(a=st.lists(words | sounding, max_size=12), b=st.lists(words | sounding, max_size=12))
def test_the_words_of_either_side_that_the_other_has_no_variant_of(a: list[str], b: list[str]) -> None:
    kept_a, kept_b = without_variants(a, b)
    assert kept_a == {word for word in a if not any(same_name_token(word, other) for other in b)}
    assert kept_b == {word for word in b if not any(same_name_token(word, other) for other in a)}


@given(a=words | sounding | firm | st.text(max_size=6), b=words | sounding | firm | st.text(max_size=6))
@example("mum", "mom")
def test_variants_have_one_of_their_beginnings_in_common(a: str, b: str) -> None:
    if a != b and same_name_token(a, b):
        assert have_a_beginning_in_common(a, b)


@given(
    head=firm | words | sounding,
    one=endings,
    other=endings,
    accents=st.booleans(),
)
def test_so_have_words_that_the_rules_make_one(head: str, one: str, other: str, accents: bool) -> None:
    a, b = head + one, (_plain(head) if accents else head) + other
    if a != b and same_name_token(a, b):
        assert have_a_beginning_in_common(a, b)


@pytest.mark.parametrize(("british", "american"), sorted(_HOUSE.items()))
def test_so_have_words_of_house_styles(british: str, american: str) -> None:
    if same_name_token(british, american):  # "enquiry" has another first letter than "inquiry"
        assert have_a_beginning_in_common(british, american)
    else:
        assert british[0] != american[0]


def have_a_beginning_in_common(a: str, b: str) -> bool:
    return any(one == other != 0 for one, other in zip(beginnings(a), beginnings(b), strict=True))


def test_hardly_any_other_words_have() -> None:
    different = pairs(DIFFERENT)
    assert sum(have_a_beginning_in_common(a, b) for a, b in different) < len(different) / 2


@given(word=sounding)
def test_the_first_letter_of_a_sound_is_known_without_the_rest(word: str) -> None:
    assert _first_sound(word) == _sound(word)[:1]


def test_names_of_outlets_are_one_whatever_their_case_and_spacing() -> None:
    assert same_name("The  Town Herald", "the town herald ")
    assert not same_name("Town Herald", "Town Harald")


def test_names_that_are_not_known_are_never_one() -> None:
    assert not same_name(None, None)
    assert not same_name("", "")
    assert not same_name("Town Herald", None)
