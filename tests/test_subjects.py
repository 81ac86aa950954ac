"""Whose verb it is that stands at the name of an agency."""

from __future__ import annotations

import pytest

from provenance import own_news
from provenance.agencies import load_agencies
from provenance.agency_lists import check_lists
from provenance.credits import find_credits
from provenance.inflections import case_of, inflected
from provenance.quotes import find_quotations

AGENCIES = load_agencies()


def credits(text: str) -> list[tuple[str, str]]:
    return [(credit.name, credit.role) for credit in find_credits(text, find_quotations(text))]


@pytest.mark.parametrize(
    ("text", "role"),
    [
        ("Об этом сообщил «Интерфакс».", "reports"),
        ("Об этом сообщил «Интерфаксу» источник.", "told"),
        ("«Интерфаксу» об этом в четверг рассказали двое.", "told"),
        ("Об этом сообщил ТАСС.", "reports"),
        ("Об этом сообщил ТАСС источник.", "told"),
        ("Министр сообщил ТАСС, что уходит.", "told"),
        ("Об этом ТАСС сообщил источник.", "told"),
        ("Об этом сообщили ТАСС в мэрии.", "told"),
        ("ТАСС рассказал, кто уходит.", "reports"),
        ("Первой об этом сообщила «Фонтанка».", "first"),
    ],
)
def test_who_tells_whom_in_russian(text: str, role: str) -> None:
    assert [found for _, found in credits(text)] == [role]


@pytest.mark.parametrize(
    "text",
    [
        "Глава ТАСС заявил, что уходит.",
        "Сотрудники «Интерфакса» сообщили суду об этом.",
        "The head of Reuters said he would retire.",
        "La direction de l'AFP a annoncé un plan d'économies.",
        "Reuters said its quarterly profit rose.",
        "Thomson Reuters announced a dividend.",
        "She told Bloomberg's campaign manager that she would not help.",
        "The Reuters Institute said fewer people read news.",
        "Laut Stern-Apotheke fehlt der Hustensaft.",
        "Die Welt berichtet nicht gern von Niederlagen.",
    ],
)
def test_news_about_an_agency_credits_nobody(text: str) -> None:
    assert credits(text) == []


def test_those_who_report_for_an_agency_credit_it() -> None:
    assert credits("An AFP correspondent at the scene said the crowd had gone.") == [("AFP", "reports")]
    assert credits("Un journaliste de l'AFP a indiqué que la rue était vide.") == [("AFP", "reports")]


def test_money_of_others_is_news() -> None:
    assert not own_news.on_itself("Reuters reported a 3 percent fall in profits at the mill.", 7, 57)
    assert own_news.on_itself("Reuters reported a 3 percent fall in profits.", 7, 45)


@pytest.mark.parametrize(
    ("form", "name", "case"),
    [
        ("Коммерсантъ", "Коммерсантъ", "nominative"),
        ("Коммерсанту", "Коммерсантъ", "dative"),
        ("Коммерсанта", "Коммерсантъ", "other"),
        ("Ведомостям", "Ведомости", "dative"),
        ("Медузе", "Медуза", "dative"),
        ("Медузы", "Медуза", "other"),
        ("Новой газете", "Новая газета", "dative"),
        ("ТАСС", "ТАСС", ""),
        ("Reuters", "Reuters", ""),
        ("Süddeutschen Zeitung", "Süddeutsche Zeitung", ""),
    ],
)
def test_cases(form: str, name: str, case: str) -> None:
    assert case_of(form, name) == case


def test_each_form_has_a_case() -> None:
    for name in ("Интерфакс", "Ведомости", "Известия", "Новая газета", "Суспільне", "Лента.ру"):
        forms = inflected(name)
        assert forms
        assert {case_of(form, name) for form in forms} <= {"dative", "other"}
        assert any(case_of(form, name) == "dative" for form in forms)


def test_german_adjectives_take_endings() -> None:
    assert set(inflected("Bayerischer Rundfunk")) == {
        f"Bayerische{ending} Rundfunk" for ending in ("", "s", "n", "m")
    }
    assert inflected("Der Spiegel") == ()


def test_pictures_are_no_news() -> None:
    given = check_lists({"agencies": [{"name": "Linse", "kind": "pictures"}]})
    agencies = load_agencies(given)
    text = "Boats at noon. Photo: Ana Ruiz/Linse"
    found = find_credits(text, (), (), agencies)
    assert [(credit.name, credit.role, credit.covers) for credit in found] == [("Linse", "photo", ())]
    assert find_credits("She told Linse that it was late.", (), (), agencies) == ()


def test_names_of_companies_report_nothing() -> None:
    given = check_lists({"agencies": [{"name": "Norwire", "companies": ["Norwire"]}]})
    agencies = load_agencies(given)
    assert find_credits("Norwire reported that it was late.", (), (), agencies) == ()
    told = find_credits("She told Norwire that it was late.", (), (), agencies)
    assert [credit.role for credit in told] == ["told"]


@pytest.mark.parametrize(
    ("text", "found"),
    [
        (
            "Reuters and the BBC reported that the pier was shut.",
            [("Reuters", "reports"), ("BBC", "reports")],
        ),
        ("Wie dpa und AFP berichten, ist die Brücke zu.", [("dpa", "reports"), ("AFP", "reports")]),
        ("Le pont est fermé, l’AFP et Reuters l’ont rapporté.", [("AFP", "reports"), ("Reuters", "reports")]),
        ("Как сообщили ТАСС и РИА Новости, мост закрыт.", [("TASS", "reports"), ("RIA Novosti", "reports")]),
        ("He works for Reuters and the BBC reported that the pier was shut.", [("BBC", "reports")]),
        ("Reuters and AFP are agencies. The BBC reported it.", [("BBC", "reports")]),
        ("Reuters and other media reported that the pier was shut.", [("Reuters", "reports")]),
        ("Neither Reuters nor the BBC reported the theft.", []),
    ],
)
def test_one_verb_credits_each_name_before_it(text: str, found: list[tuple[str, str]]) -> None:
    assert credits(text) == found


@pytest.mark.parametrize(
    ("text", "found"),
    [
        ("He told The Sun: “It is over.”", [("The Sun", "told")]),
        ("The bishop told the Chronicle that the spire was safe.", [("The Chronicle", "told")]),
        ("The Washington Post has it. The aide, the Post said, slept.", [("The Washington Post", "reports")]),
        ("She told the Post Office that the parcel was lost.", []),
        ("The Sun reported more flares last week.", []),
        ("A pint of stout came courtesy of the Mirror.", []),
    ],
)
def test_short_names_of_papers(text: str, found: list[tuple[str, str]]) -> None:
    assert credits(text) == found


@pytest.mark.parametrize(
    "text",
    [
        "A Reuters reporter was asked to leave the hall.",
        "Dawn reported for duty at six.",
        "“If you had told the BBC the truth,” the coroner said, “we should not be here.”",
        "He told AP colleagues that he would leave.",
        "The editor of Le Monde said the paper would appeal.",
        "The Guardian said it stood by its story.",
        "Im Bild berichtet ein Engel den Hirten.",
        "Иск к газете «Ведомости» отклонён.",
        "Внук редактора «Правды» рассказал соседям, что уезжает.",
        "An ABC News/Washington Post poll found that they won.",
    ],
)
def test_what_only_looks_like_a_report(text: str) -> None:
    assert credits(text) == []


@pytest.mark.parametrize(
    ("text", "found"),
    [
        ("The bishop told a local paper, the Guardian, that the spire was safe.", [("The Guardian", "told")]),
        ("The wolves came down to the ring road.\n\nKUNA", [("KUNA", "sign-off")]),
        ("Wölfe reißen Lama. Foto: IMAGO/Kai Lüders", [("Imago", "photo")]),
        ("By Odile Varenne (AFP)\n\nThe wolves came down to the road on Thursday.", [("AFP", "byline")]),
    ],
)
def test_places_of_names(text: str, found: list[tuple[str, str]]) -> None:
    assert credits(text) == found
