"""Speakers: who is named beside a quotation in several languages, and where nobody is to be named."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from provenance.quotes import find_quotations
from provenance.speakers import find_speakers, same_speaker
from provenance.tokens import paragraph_starts

CASES: list[tuple[str, list[str | None]]] = [
    ("“We go,” said John Smith.", ["John Smith"]),
    ("“We go,” John Smith said on Monday. “We stay.”", ["John Smith", "John Smith"]),
    ("John Smith said: “We go.”", ["John Smith"]),
    ("“We go,” said Russian foreign ministry spokeswoman Maria Zakharova.", ["Maria Zakharova"]),
    ("“We go,” said the group’s spokesman, Mohammed Alloush.", ["Mohammed Alloush"]),
    ("“We go,” Alloush, who leads the largest group, told AFP.", ["Alloush"]),
    ("“We go,” he said.", [None]),
    ("“We go,” said Smith.\n\n“We stay,” he added.", ["Smith", "Smith"]),
    ("“We go,” said Smith. But Jones said: “No.”\n\n“We stay,” he added.", ["Smith", "Jones", None]),
    ("The mayor of London said “no”.", [None]),
    ("The spokesman said “no”.", [None]),
    ("According to Angela Merkel, “we can do it”.", ["Angela Merkel"]),
    ("“We can do it”, according to Chancellor Angela Merkel.", ["Chancellor Angela Merkel"]),
    ("Smith called the deal “a disgrace”.", ["Smith"]),
    ("Mr. Smith told Reuters the deal was “a disgrace”.", ["Smith"]),
    ("“We go.” Smith left.", [None]),
    ("“We go.” Smith said he would stay.", [None]),
    ("“One goes on.\n\n“Two ends,” said Smith.", ["Smith", "Smith"]),
    ("Smith: “We go.”", ["Smith"]),
    ("« Nous partons », a déclaré Emmanuel Macron.", ["Emmanuel Macron"]),
    ("« Nous partons », a déclaré M. Macron. « Oui », a-t-il ajouté.", ["M. Macron", "M. Macron"]),
    ("Selon Emmanuel Macron, « nous partons ».", ["Emmanuel Macron"]),
    ("„Wir gehen“, sagte Angela Merkel.", ["Angela Merkel"]),
    ("„Wir gehen“, so Merkel. „Ja“, sagte sie.", ["Merkel", "Merkel"]),
    ("Außenminister Heiko Maas erklärte: „Nein.“", ["Außenminister Heiko Maas"]),
    ("“Nos vamos”, dijo el ministro Pedro Sánchez. “Sí”, añadió.", ["Pedro Sánchez", "Pedro Sánchez"]),
    ("«Мы идём», — сказал Сергей Лавров.", ["Сергей Лавров"]),
    ("По словам Сергея Лаврова, «мы идём».", ["Сергея Лаврова"]),
    ('وقال محمد علوش إن "النظام لا يريد".', ["محمد علوش"]),
    ('وقال محمد علوش لوكالة فرانس برس "لا نريد". وأضاف "نريد السلام".', ["محمد علوش", "محمد علوش"]),
    ('"Wir gehen", sagte er.', [None]),
    (
        "“We go,” said Osama Abu Zeid, a spokesman for the rebels. “We stay,” he added.",
        ["Osama Abu Zeid", "Osama Abu Zeid"],
    ),
    (
        "Interior Minister Horst Seehofer said in Berlin on Monday: “No.”",
        ["Interior Minister Horst Seehofer"],
    ),
    ("“We go,” Smith said, adding that Jones was “wrong”.", ["Smith", "Smith"]),
    ("Smith said Jones was “wrong”.", ["Smith"]),
    ("Smith asked Jones “why?”", ["Smith"]),
    ("The film “Gone Girl” was shown.", [None]),
    ("Jones denied he was “wrong”, Smith said.", ["Smith"]),
    ("Dijo Pedro Sánchez: “No.”", ["Pedro Sánchez"]),
    ("El lunes explicó María Ruiz: «No».", ["María Ruiz"]),
    ("It added that it considered the Astana meeting a “step”.", [None]),
    ("He told Roberts: “You are guilty.”", [None]),
    ("They said “no” to us.", [None]),
    ("Staff of the mayor of London said it was “wrong”.", [None]),
    ('"הכל טוב"', [None]),
    ("", []),
]


def _named(text: str) -> list[str | None]:
    found = find_speakers(text, find_quotations(text), paragraph_starts(text))
    return [None if speaker is None else speaker.name.cut(text) for speaker in found]


@pytest.mark.parametrize(("text", "names"), CASES, ids=[text[:40] for text, _ in CASES])
def test_who_is_named(text: str, names: list[str | None]) -> None:
    assert _named(text) == names


def test_the_verb_is_told_with_the_name() -> None:
    text = "“We go,” John Smith said. “We stay,” according to Anna Berg."
    found = find_speakers(text, find_quotations(text), paragraph_starts(text))
    assert [one and one.verb.cut(text) for one in found] == ["said", "according to"]


@pytest.mark.parametrize(
    ("one", "other"),
    [
        ("Mohammad Alloush", "Alloush"),
        ("Mohammed Allush", "Mr Alloush"),
        ("PC Hendricks", "Miss Hendricks"),
        ("Сергей Лавров", "Сергея Лаврова"),
        ("محمد علوش", "علوش"),
        ("Ontario's Peterson", "David Peterson"),
    ],
)
def test_names_of_one_person(one: str, other: str) -> None:
    assert same_speaker(one, other)
    assert same_speaker(other, one)


@pytest.mark.parametrize(
    ("one", "other"), [("Dina Berg", "Dana Burg"), ("Smith", "Jones"), ("", "Smith"), ("Smith", "Smithers")]
)
def test_names_of_two(one: str, other: str) -> None:
    assert not same_speaker(one, other)


words = st.sampled_from(
    [
        "“",
        "”",
        '"',
        "said",
        "Smith",
        "he",
        ",",
        ".",
        ":",
        "\n\n",
        "told",
        "selon",
        "a-t-il",
        "قال",
        "the",
        "Mr",
        "of",
        "—",
    ]
)


@given(st.lists(words, max_size=40).map(" ".join))
def test_any_text_is_read(text: str) -> None:
    quotations = find_quotations(text)
    found = find_speakers(text, quotations, paragraph_starts(text))
    assert len(found) == len(quotations)
    for speaker in found:
        if speaker is not None:
            assert speaker.name.cut(text).strip()
            assert speaker.verb.cut(text).strip()
