"""How the labelled snippets are counted, on cases worked out by hand, and that their files are whole."""

from __future__ import annotations

import json
from collections import Counter
from typing import Any

import pytest

from provenance.agencies import load_agencies
from scripts.measure import evaluate, explanations
from scripts.measure.explanations import (
    FOLDER,
    HALVES,
    Judged,
    Label,
    Score,
    Seen,
    Snippet,
    Tally,
    by_language,
    is_right,
    judge,
    one_name,
    paired,
    read_snippets,
    score_credits,
    score_quotations,
    trimmed,
)

AGENCIES = load_agencies()
ROLES = {"dateline", "byline", "sign-off", "tag", "additional"} | {
    "told", "according", "reports", "first", "link", "photo"
}  # fmt: skip
ROWS: list[dict[str, Any]] = [
    json.loads(line)
    for half in HALVES
    for line in FOLDER.joinpath(f"{half}.jsonl").read_text(encoding="utf-8").splitlines()
]


def test_figures_of_a_tally() -> None:
    tally = Tally(right=3, found=4, labelled=6)
    assert (tally.precision, tally.recall, tally.f1) == (0.75, 0.5, 0.6)
    tally.add(Tally(1, 2, 0))
    assert tally == Tally(4, 6, 6)


def test_nothing_to_find_and_nothing_found_is_right() -> None:
    assert (Tally().precision, Tally().recall, Tally().f1) == (1.0, 1.0, 1.0)
    assert (Tally(0, 2, 0).precision, Tally(0, 2, 0).f1) == (0.0, 0.0)
    assert (Tally(0, 0, 2).recall, Tally(0, 0, 2).f1) == (0.0, 0.0)


@pytest.mark.parametrize(
    ("found", "labelled", "same"),
    [
        ("AP", ["The Associated Press"], True),
        ("Reuters", ["REUTERS"], True),
        ("boston  globe", ["The Boston Globe"], True),
        ("New China News Agency", ["Xinhua", "New China News Agency"], True),
        ("AFP", ["Reuters"], False),
        ("Globe", ["Boston Globe"], False),
    ],
)
def test_names(found: str, labelled: list[str], same: bool) -> None:
    assert one_name(found, labelled, AGENCIES) is same


def test_a_credit_is_right_by_name_role_and_overlap() -> None:
    label = Label(("AFP",), ("tag", "sign-off"), 10, 15)
    assert is_right(Seen("AFP", "sign-off", 14, 20), label, AGENCIES)
    assert not is_right(Seen("AFP", "sign-off", 15, 20), label, AGENCIES)
    assert not is_right(Seen("AFP", "sign-off", 5, 10), label, AGENCIES)
    assert not is_right(Seen("AFP", "told", 10, 15), label, AGENCIES)
    assert not is_right(Seen("dpa", "tag", 10, 15), label, AGENCIES)
    assert is_right(Seen("AFP", "told", 10, 15), label, AGENCIES, role=False)
    assert not is_right(Seen("AFP", "photo", 10, 15), label, AGENCIES, role=False)


def test_pairs_are_as_many_as_can_be() -> None:
    # 0 fits both, 1 fits the first alone: taking the first that fits would leave 1 without any.
    assert paired(2, 2, lambda one, other: one == 0 or other == 0) == {0: 1, 1: 0}
    assert paired(2, 1, lambda one, other: True) in ({0: 0}, {1: 0})
    assert paired(0, 3, lambda one, other: True) == {}


def test_each_label_is_counted_once() -> None:
    label = Label(("AFP",), ("told",), 0, 8)
    twice = [Seen("AFP", "told", 0, 8), Seen("AFP", "told", 5, 8)]
    tally, missed, beyond = score_credits(twice, [label], AGENCIES)
    assert (tally, missed, len(beyond)) == (Tally(1, 2, 1), (), 1)


def test_a_wrong_role_is_a_miss_and_one_beyond_but_not_where_roles_are_ignored() -> None:
    found, labels = [Seen("AFP", "reports", 0, 8)], [Label(("AFP",), ("told",), 0, 8)]
    tally, missed, beyond = score_credits(found, labels, AGENCIES)
    assert (tally, missed, beyond) == (Tally(0, 1, 1), tuple(labels), tuple(found))
    assert score_credits(found, labels, AGENCIES, role=False)[0] == Tally(1, 1, 1)


def test_optional_labels_count_nowhere() -> None:
    firm, argued = Label(("AFP",), ("photo",), 0, 9), Label(("Getty",), ("photo",), 10, 15, optional=True)
    afp, getty = Seen("AFP", "photo", 0, 9), Seen("Getty", "photo", 10, 15)
    assert score_credits([afp], [argued, firm], AGENCIES)[0] == Tally(1, 1, 1)
    assert score_credits([afp, getty], [argued, firm], AGENCIES)[0] == Tally(1, 1, 1)
    assert score_credits([getty], [argued, firm], AGENCIES)[0] == Tally(0, 0, 1)


def test_spans_without_punctuation_at_their_ends() -> None:
    text = " [No], he said. …"
    assert trimmed(text, 0, len(text)) == (2, 14)
    assert trimmed(text, 2, 4) == (2, 4)
    assert trimmed(text, 14, 17) == (14, 17)


def test_quotations_are_right_where_they_begin_and_end_at_the_same_words() -> None:
    text = "“Yes,” he said. “We shall see.”"
    tally, missed, beyond = score_quotations(text, [(1, 5), (17, 25)], [(1, 4), (17, 30)])
    assert tally == Tally(1, 2, 2)
    assert [text[slice(*span)] for span in (*missed, *beyond)] == ["We shall see", "We shall"]


def test_a_snippet_is_judged() -> None:
    text = "“It rained,” he told AFP.\n\nThe court rose at noon."
    labels = (Label(("AFP",), ("told",), 16, 24), Label(("Xinhua",), ("tag",), 31, 36))
    one = judge(Snippet("x", "en", "written", text, labels, ((1, 10), (31, 36))), AGENCIES)
    assert one.score == Score(1, Tally(1, 1, 2), Tally(1, 1, 2), Tally(1, 1, 2))
    assert one.misses == ("credit missed: Xinhua tag: 'court'", "quotation missed: 'court'")


def test_languages_are_added_up() -> None:
    def judged(language: str, tally: Tally) -> Judged:
        return Judged(Snippet("x", language, "written", "", (), ()), Score(1, tally), ())

    scores = by_language(
        [judged("fr", Tally(1, 1, 1)), judged("en", Tally(0, 1, 2)), judged("en", Tally(2, 2, 2))]
    )
    assert list(scores) == ["en", "fr", "all"]
    assert scores["en"].credits == Tally(2, 3, 4)
    assert scores["all"].credits == Tally(3, 4, 5)
    assert scores["all"].snippets == 3


def test_the_command_prints_a_table(capsys: pytest.CaptureFixture[str]) -> None:
    assert evaluate.main(["explanations"]) == 0
    lines = capsys.readouterr().out.splitlines()
    assert lines[2].startswith("en ")
    assert lines[-1].startswith("all ")
    assert evaluate.main(["explanations", "--misses"]) == 0
    longer = capsys.readouterr().out.splitlines()
    assert longer[: len(lines)] == lines


@pytest.mark.parametrize("half", ["locked", "both"])
def test_misses_of_the_locked_half_are_never_listed(half: str, capsys: pytest.CaptureFixture[str]) -> None:
    with pytest.raises(ValueError, match="open half"):
        explanations.evaluate(half, misses=True)
    with pytest.raises(SystemExit) as stopped:
        evaluate.main(["explanations", "--half", half, "--misses"])
    assert stopped.value.code == 2
    assert "open half" in capsys.readouterr().err


def test_ids_and_texts_are_unique() -> None:
    assert len({row["id"] for row in ROWS}) == len(ROWS)
    assert len({" ".join(row["text"].split()) for row in ROWS}) == len(ROWS)


def _check(row: dict[str, Any]) -> None:
    assert list(row) == ["id", "language", "origin", "text", "credits", "quotations"]
    assert row["id"].startswith(f"{row['language']}-")
    text = row["text"]
    assert text == text.strip("\n")
    last = -1
    for credit in row["credits"]:
        assert set(credit) <= {"name", "role", "words", "start", "end", "roles", "names", "optional"}
        assert 0 <= credit["start"] < credit["end"] <= len(text)
        assert credit["words"] == text[credit["start"] : credit["end"]] == credit["words"].strip()
        assert credit["start"] >= last
        last = credit["end"]
        roles = credit.get("roles", [credit["role"]])
        assert roles[0] == credit["role"]
        assert set(roles) <= ROLES
        assert roles == ["photo"] or "photo" not in roles
        assert credit.get("names", [credit["name"]])[0] == credit["name"]
    last = -1
    for quotation in row["quotations"]:
        assert 0 <= quotation["start"] < quotation["end"] <= len(text)
        assert quotation["start"] > last
        inner = text[quotation["start"] : quotation["end"]]
        assert inner == inner.strip()
        last = quotation["end"]


def test_every_line_is_whole() -> None:
    # The texts of the locked half are not to be seen, so a failure names the line alone.
    broken = []
    for row in ROWS:
        try:
            _check(row)
        except AssertionError:
            broken.append(row["id"])
    assert broken == []


def test_a_mark_stands_before_every_quotation() -> None:
    marks = set("\"'“”„‟«»‹›‘’‚‛「『`＂")
    broken = []
    for row in ROWS:
        for quotation in row["quotations"]:
            before = row["text"][: quotation["start"]].rstrip()
            if before[-1:] not in marks:
                broken.append(row["id"])
    assert broken == []


def test_there_are_enough_of_every_kind() -> None:
    assert len(ROWS) >= 300
    real = [row for row in ROWS if row["origin"] != "written"]
    assert 3 * len(real) >= len(ROWS)
    assert 3 * sum(not row["credits"] for row in ROWS) >= len(ROWS)
    languages = Counter(row["language"] for row in ROWS)
    assert all(languages[language] >= 15 for language in ("en", "fr", "es", "de", "ar", "ru"))
    assert {"it", "pt", "zh", "ja", "tr", "nl"} <= set(languages)
    open_half, locked = read_snippets("open"), read_snippets("locked")
    assert abs(len(open_half) - len(locked)) <= 0.02 * len(ROWS)
    assert len(read_snippets("both")) == len(ROWS)
