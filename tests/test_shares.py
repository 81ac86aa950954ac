"""`provenance.shares` and `provenance shares`: the best source, what the next adds, what stays its own."""

from __future__ import annotations

import json
from collections.abc import Callable
from pathlib import Path
from typing import Any

import pytest

import provenance
from provenance.cli import main
from tests.retold import others, story

Run = Callable[..., tuple[int, str, str]]

ONE = (
    "The ferry ran aground on Tuesday night in thick fog off the northern harbour, and forty people were "
    "rescued by fishermen who had heard its horn from the shore."
)
TWO = (
    "“We saw nothing until the rocks were under us and the lights went out,” the captain told Reuters on "
    "Wednesday. Divers will look at the hull as soon as the storm that is forecast has passed."
)
OWN = "My grandmother crossed here every summer and never once complained about the weather or the coffee."


def test_the_best_source_goes_first_and_is_subtracted() -> None:
    text = f"{ONE}\n\n{TWO}\n\n{OWN}"
    found = provenance.shares(text, {"half": ONE, "most": f"{ONE}\n\n{TWO}"})
    assert [step.source for step in found.steps] == ["most"]
    (step,) = found.steps
    assert step.spans[0].start == 0
    assert found.own_words == len(OWN.split())
    assert found.own[-1].cut(text).startswith("My grandmother")
    assert step.reached == pytest.approx(1 - found.own_words / found.words)


def test_two_sources_add_up() -> None:
    text = f"{ONE}\n\n{TWO}\n\n{OWN}"
    found = provenance.shares(text, [ONE, "Nothing of this at all.", TWO])
    assert [step.source for step in found.steps] == ["2", "0"]
    first = found.steps[0]
    assert (first.standing.quoted, first.standing.names) == (14, (("Reuters", 20),))
    assert found.steps[1].standing.neither == found.steps[1].words
    assert sum(step.words for step in found.steps) + found.own_words + found.scattered_words == found.words


def test_what_is_said_in_other_words_is_told_apart() -> None:
    told = (
        "The ferry ran aground on Tuesday night in thick fog off the northern harbour, and forty people were \
rescued."
    )
    retold = (
        "In thick fog a ferry ran aground off the harbour in the north on Tuesday night; rescued were forty \
people."
    )
    (step,) = provenance.shares(told, [retold]).steps
    assert step.reworded == step.words
    (step,) = provenance.shares(told, [told]).steps
    assert step.reworded == 0


def test_the_degree_needs_other_texts() -> None:
    told = story(1)
    assert provenance.shares(told.mixed, [told.wire]).degree is None
    assert provenance.shares(told.mixed, [told.wire], others=others()).degree == "partially"
    assert provenance.shares(told.copied, [told.wire], others=others()).degree == "wholly"


@pytest.mark.parametrize(
    ("text", "sources"), [("", []), ("", ["words"]), ("some words", []), ("some words", [""])]
)
def test_nothing_is_shared(text: str, sources: list[str]) -> None:
    found = provenance.shares(text, sources)
    assert (found.steps, found.own_words) == ((), len(text.split()))


def test_one_text_is_no_list_of_sources() -> None:
    with pytest.raises(TypeError, match="one text alone goes into a list"):
        provenance.shares("words", "words")


@pytest.fixture
def run(capsys: pytest.CaptureFixture[str], tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Run:
    """Run the command line in a folder with an archive: exit code, stdout, stderr."""
    monkeypatch.chdir(tmp_path)
    monkeypatch.delenv("PROVENANCE_DB", raising=False)
    folder = tmp_path / "archive"
    (folder / "wire").mkdir(parents=True)
    (folder / "metadata.csv").write_text(
        "path,date,outlet,source\nwire/*,2024-03-01,Reuters,1\nherald.txt,2024-03-02,The Herald,\n"
        "later.txt,2024-03-05,The Post,\n"
    )
    (folder / "wire" / "one.txt").write_text(f"{ONE}\n")
    (folder / "wire" / "two.txt").write_text(f"{TWO}\n")
    (folder / "herald.txt").write_text(f"{ONE}\n\n{TWO}\n\n{OWN}\n")
    (folder / "later.txt").write_text(f"A reader writes.\n\n{OWN}\n")
    for number, text in enumerate(others()[:5]):
        (folder / f"other{number}.txt").write_text(text)
    provenance.scan(folder, db=tmp_path / "provenance.db")

    def call(*args: str) -> tuple[int, str, str]:
        capsys.readouterr()
        code = main(list(args))
        out, err = capsys.readouterr()
        return code, out, err

    return call


def as_json(run: Run, *args: str) -> dict[str, Any]:
    code, out, _ = run("shares", *args, "--json")
    assert code == 0
    found: dict[str, Any] = json.loads(out)
    return found


def test_an_article_of_the_archive(run: Run, tmp_path: Path) -> None:
    found = as_json(run, "herald")
    text = (tmp_path / "archive" / "herald.txt").read_text()
    assert found["format"] == "provenance-shares"
    assert [part["path"] for part in found["parts"]][:2] == ["archive/wire/two.txt", "archive/wire/one.txt"]
    two = found["parts"][0]
    assert (two["quoted_words"], two["credited_to"]) == (14, {"Reuters": 20})
    start, end = two["spans"][0]
    assert text[start:end].startswith("We saw nothing until")
    assert sum(part["words"] for part in found["parts"]) + found["own"]["words"] == found["words"]
    assert found["parts"][0]["lineage"]["kind"] == "directed"


def test_who_likely_has_it_from_the_article_is_left_out(run: Run) -> None:
    found = as_json(run, "wire/one.txt")
    assert (found["parts"], found["own"]["words"]) == ([], found["words"])
    assert found["likely_from_it"] == ["archive/herald.txt"]
    assert found["degree"] is None
    asked = as_json(run, "wire/one.txt", "--from", "herald")
    assert [part["path"] for part in asked["parts"]] == ["archive/herald.txt"]


def test_sources_can_be_named_by_a_pattern(run: Run) -> None:
    asked = as_json(run, "herald", "--from", "wire/o*")
    assert asked["from"] == ["archive/wire/one.txt"]
    assert [part["path"] for part in asked["parts"]] == ["archive/wire/one.txt"]


def test_people_read_it(run: Run) -> None:
    code, out, _ = run("shares", "herald")
    assert code == 0
    assert "1. archive/wire/two.txt" in out
    assert "in this article 14 words in quote marks, credited: Reuters for 20; " in out
    assert "The order says who has most of the words, not who had them first." in out
    assert "Similarity is not plagiarism: a person decides." in out
    _, out, _ = run("shares", "other0")
    assert "Shared    nothing that counts as reuse with other articles" in out
    assert "Degree" not in out


@pytest.mark.parametrize(
    ("args", "said"),
    [
        (("nobody",), "is no article of this database"),
        (("herald", "--from", "nobody"), "is no article of this database"),
        (("herald", "--from", "nowhere/*"), "is the path of no article"),
        (("herald", "--from", "herald"), "itself; name other articles"),
    ],
)
def test_wrong_names(run: Run, args: tuple[str, ...], said: str) -> None:
    code, _, err = run("shares", *args)
    assert code == 2
    assert said in err


def test_a_database_without_a_scan(run: Run, tmp_path: Path) -> None:
    code, _, err = run("shares", "herald", "--db", str(tmp_path / "none.db"))
    assert code == 4
    assert "none.db" in err
