"""Credits: who is named for which words, on the seeds, on their renamed doubles and in many languages."""

from __future__ import annotations

import json
import re
import time
from collections import defaultdict
from collections.abc import Callable
from dataclasses import dataclass, replace
from itertools import pairwise
from pathlib import Path
from typing import Any

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from provenance.credits import Credit, credits_for, find_credits, load_agencies
from provenance.mentions import Place, find_places
from provenance.quotes import find_quotations
from provenance.spans import Span
from provenance.tokens import tokenise

TRUTH = Path(__file__).parent / "truth"
CASES: list[dict[str, Any]] = json.loads((TRUTH / "credits.json").read_text(encoding="utf-8"))
SEEDS = {
    path.name[:3]: path.read_text(encoding="utf-8") for path in (TRUTH.parents[1] / "seeds").glob("*.txt")
}
PASSAGES = [
    passage
    for passage in json.loads((TRUTH / "seeds/passages.json").read_text(encoding="utf-8"))
    if passage["reuse"]
]
OTHER_NAMES = {
    "AFP": "dpa",
    "Reuters": "TASS",
    "Anadolu Agency": "Kyodo News",
    "Anadolu": "Kyodo",
    "Shaam Network": "Orbit Network",
    "Alloush": "Brankov",
    "Mohammad": "Piotr",
    "Putin": "Lindqvist",
    "Wael Olwan": "Greta Holm",
    "Yahya al Aridi": "Jonas Berg",
}


@dataclass(frozen=True)
class Segment:
    kind: str
    span: Span


def credits_in(text: str, *segments: Segment) -> tuple[Credit, ...]:
    return find_credits(text, find_quotations(text), segments)  # type: ignore[arg-type]


def names_for(text: str, part: str) -> tuple[str, ...]:
    start = text.index(part)
    tokens = tokenise(text)
    return credits_for(credits_in(text), Span(start, start + len(part)), tokens.starts)


def renamed(text: str) -> str:
    for name, other in OTHER_NAMES.items():
        text = text.replace(name, other)
    return text


@pytest.mark.parametrize("case", CASES, ids=lambda case: case["text"][:50])
def test_names_and_roles(case: dict[str, Any]) -> None:
    found = [[credit.name, credit.role] for credit in credits_in(case["text"])]
    assert found == case["credits"]


@pytest.mark.parametrize("rename", [str, renamed], ids=["as they are", "renamed"])
@pytest.mark.parametrize("side", ["a", "b"])
@pytest.mark.parametrize("passage", PASSAGES, ids=lambda passage: passage["text_a"][:30])
def test_the_passages_of_the_seeds(passage: dict[str, Any], side: str, rename: Callable[[str], str]) -> None:
    text = SEEDS[passage[side][:3]]
    before, words = text[: passage[side + "_start"]], text[passage[side + "_start"] : passage[side + "_end"]]
    text, span = rename(text), Span(len(rename(before)), len(rename(before)) + len(rename(words)))
    expected = passage["credit_" + side]
    tokens = tokenise(text)
    found = credits_for(credits_in(text), span, tokens.starts)
    assert found == ((rename(expected),) if expected else ())


@pytest.mark.parametrize("rename", [str, renamed], ids=["as they are", "renamed"])
def test_the_credits_of_the_seeds(rename: Callable[[str], str]) -> None:
    expected = {
        "000": [("Anadolu", "told")],
        "001": [("AFP", "photo"), ("AFP", "told"), ("Reuters", "told")],
        "002": [("AFP", "photo"), ("Reuters", "reports"), ("Reuters", "told")],
        "003": [("AFP", "told"), ("Shaam Network", "reports")],
        "004": [("Anadolu", "photo"), ("Reuters", "according")],
    }
    for seed, wanted in expected.items():
        found = [(credit.name, credit.role) for credit in credits_in(rename(SEEDS[seed]))]
        assert found == [(rename(name), role) for name, role in wanted]


def test_what_the_seeds_credits_cover() -> None:
    assert names_for(SEEDS["004"], SEEDS["004"].split("\n\n")[5]) == ("Reuters",)
    assert names_for(SEEDS["002"], "“The Syrian regime has an interest") == ("Reuters",)
    assert names_for(SEEDS["002"], "“There are complications when you are going") == ()
    assert names_for(SEEDS["000"], "“If a [ceasefire] deal") == ("Anadolu",)
    assert names_for(SEEDS["000"], "The Shia militias") == ()


def test_the_speakers_tag_is_not_what_was_told() -> None:
    text = "An official in a rebel group told Reuters on Monday it would “be a test for all”. It rained."
    assert names_for(text, "An official in a rebel group") == ()
    assert names_for(text, "it would “be a test for all”") == ("Reuters",)
    assert names_for(text, "It rained") == ()


def test_a_quotation_goes_on_until_somebody_else_speaks() -> None:
    text = (
        "“One,” Mira Holt told AFP. “Two.”\n\n“Three,” she added.\n\n"
        "“Four,” an analyst said.\n\n“Five,” she said."
    )
    assert [names_for(text, part) for part in ("One", "Two", "Three", "Four", "Five")] == [
        ("AFP",), ("AFP",), ("AFP",), (), (),
    ]  # fmt: skip


def test_a_new_name_is_a_new_speaker() -> None:
    text = "“One,” Mira Holt told AFP.\n\n“Two,” said Jon Berg."
    assert names_for(text, "Two") == ()


def test_a_colon_hands_the_quotation_over() -> None:
    text = "Reuters reports that he was blunt:\n\n“I will go,” Jon Berg said.\n\n“Me too,” Ann Lee said."
    assert names_for(text, "I will go") == ("Reuters",)
    assert names_for(text, "Me too") == ()


def test_report_before_and_after() -> None:
    text = "Snow fell in the north of the country. Roads were closed for two days, AFP reported. Trains ran."
    assert names_for(text, "Roads were closed") == ("AFP",)
    assert names_for(text, "Snow fell") == ()
    assert names_for(text, "Trains ran") == ()


def test_a_dateline_covers_the_body_up_to_the_next_one() -> None:
    body = "The minister said on Monday that he would resign after a long row. He left.\n\nRain fell.\n\n"
    text = f"A headline\n\nPARIS (AP) — {body}ROME (AFP) — {body}"
    assert names_for(text, "A headline") == ()
    tokens = tokenise(text)
    first, second = text.index("Rain"), text.rindex("Rain")
    found = credits_in(text)
    assert credits_for(found, Span(first, first + 9), tokens.starts) == ("AP",)
    assert credits_for(found, Span(second, second + 9), tokens.starts) == ("AFP",)


def test_a_tag_covers_its_paragraph_or_at_the_end_the_text() -> None:
    line = "The minister said on Monday that he would resign after a long row about money."
    text = f"{line} (AFP)\n\nRain fell on the city for two days and the river rose by the hour. (dpa)"
    assert names_for(text, "The minister said") == ("AFP", "dpa")
    assert names_for(text, "Rain fell") == ("dpa",)


def test_photo_credits_cover_nothing() -> None:
    text = "File photo: AFP\n\nThe minister said on Monday that he would resign after a long row about money."
    assert names_for(text, text) == ()
    caption = "Fighters near Damascus on Monday (Reuters)"
    (credit,) = credits_in(caption, Segment("caption", Span(0, len(caption))))
    assert (credit.role, credit.covers) == ("photo", ())


def test_half_of_the_words_are_needed() -> None:
    text = "One two three four five six. Seven eight, AFP reported."
    assert names_for(text, text) == ()
    assert names_for(text, text[20:]) == ("AFP",)


def test_unknown_outlets_are_told_from_known_ones() -> None:
    assert [credit.known for credit in credits_in("He told Reuters he would go.")] == [True]
    assert [credit.known for credit in credits_in("He told the Sham Gazette he would go.")] == [False]


def test_users_extend_the_agencies() -> None:
    text = "He told ZORBA he would leave the town."
    assert credits_in(text) == ()
    extended = load_agencies({"agencies": [{"name": "Zorba", "aliases": ["ZORBA"]}]})
    assert [credit.name for credit in find_credits(text, (), (), extended)] == ["Zorba"]
    assert load_agencies({}) is load_agencies()


@pytest.mark.parametrize(
    "extra",
    [{"agencies": [{"aliases": ["X"]}]}, {"agencies": ["X"]}, {"agencies": [{"name": " "}]}, {"agencies": 1}],
)
def test_agencies_of_another_form_are_refused(extra: dict[str, Any]) -> None:
    with pytest.raises(ValueError, match="agenc"):
        load_agencies(extra)


def test_outlets_go_by_the_name_of_the_list_and_papers_are_no_agencies() -> None:
    agencies = load_agencies()
    assert agencies.canonical("reuters") == "Reuters"
    assert agencies.canonical("agence  france-presse") == "AFP"
    assert agencies.canonical("Nobody's Gazette") == "Nobody's Gazette"
    assert agencies.canonical(None) is None
    assert {"Reuters", "AFP"} <= agencies.agency_names
    assert "The Guardian" not in agencies.agency_names


@settings(max_examples=200)
@given(
    st.lists(
        st.sampled_from(
            [
                "told ",
                "Reuters",
                "AFP",
                " (AP) ",
                "“",
                "”",
                "\n\n",
                ". ",
                "Orbit News ",
                "reported ",
                ", ",
                "website ",
                "PARIS ",
                "- ",
                "[",
                "]",
                "/",
                "Photo: ",
                ":",
                "لرويترز ",
                "https://reuters.com ",
                "agencies ",
                "he said ",
            ]
        )
    ).map("".join)
)
def test_covers_are_apart_and_inside_the_text(text: str) -> None:
    for credit in credits_in(text):
        assert credit.span.end <= len(text)
        for one, other in pairwise(credit.covers):
            assert one.end < other.start
        assert all(part and part.end <= len(text) for part in credit.covers)
        assert credit.role != "photo" or not credit.covers


@pytest.mark.parametrize(
    "unit",
    [
        "told Reuters ",
        "“a” told AFP. ",
        "“a”\n\n",
        "AFP, ",
        "PARIS (AP) - \n",
        "A News ",
        "[AFP",
        "x/AFP ",
        "A. ",
        "Agencies\n",
        ", a website",
        "AFP and ",
        "(AFP)\n\n",
        "“a” told AFP, ",
        "told AFP, “a” b ",
        "https://reuters.com ",
        "The Aa Bb ",
        "\n",
    ],
)
def test_hostile_text_takes_linear_time(unit: str) -> None:
    took = []
    for size in (2_000, 16_000):
        text = unit * (size // len(unit))
        quotations = find_quotations(text)
        started = time.process_time()
        find_credits(text, quotations)
        took.append(time.process_time() - started)
    short, long = took
    assert long < 24 * short + 0.2, "eight times as long a text would take 64 times as long"


def is_solid(char: str) -> bool:
    return re.match("[\u0900-\u109f\u1100-\u11ff\u1780-\u17ff\u2e80-\uffff]", char) is not None


FORMS = {
    **{form: kind for forms in load_agencies().forms.values() for form, kind, _ in forms},
    **{form: "name" for forms in load_agencies().solid.values() for form in forms},
}
BY_FIRST_WORD: dict[str, list[str]] = defaultdict(list)
"""The forms by the word that has to stand for itself; those in scripts without spaces by none."""
for form in FORMS:
    BY_FIRST_WORD["" if is_solid(form[0]) else re.findall(r"\w+", form)[0]].append(form)
pieces = st.one_of(
    st.sampled_from(sorted(FORMS)),
    st.sampled_from(sorted({word for form in FORMS for word in form.split()})),
    st.sampled_from([" ", "-", "_", "'s", "\n", "x", "é", "東", "는", ".", "The ", "و"]),
)


@given(st.lists(pieces, max_size=10).map("".join) | st.lists(pieces, max_size=8).map(" ".join))
@settings(max_examples=300)
def test_every_form_is_looked_for_wherever_it_can_stand(text: str) -> None:
    def adjoins(char: str, own: str) -> bool:
        return (
            (char.isalnum() or char == "_") and not is_solid(own) and not (is_solid(char) and own < "\u0250")
        )

    found = []
    words = {"", *re.findall(r"\w+", text)}
    if any(map(is_solid, text)):
        words |= set(re.findall("[A-Za-z0-9_\u00c0-\u024f]+", text))
    forms = (form for word in words for form in BY_FIRST_WORD.get(word, ()) if form in text)
    for form in forms:
        for match in re.finditer(re.escape(form), text):
            start, end = match.span()
            before, after = text[start - 1 : start], text[end : end + 1]
            if not adjoins(before, form[0]) and not adjoins(after, form[-1]):
                found.append(Place(start, end, FORMS[form], form))
    kept: list[Place] = []
    for place in sorted(found, key=lambda place: (place.start, -place.end)):
        if not kept or place.start >= kept[-1].end:
            kept.append(place)
    exactly = replace(load_agencies(), variants={})
    assert find_places(text, exactly) == kept
