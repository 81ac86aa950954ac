"""Agencies that a newsroom adds: what a file may hold, what it changes, what is said where it is wrong."""

from __future__ import annotations

import json
import re
import sqlite3
from contextlib import closing
from pathlib import Path
from typing import Any

import pytest

import provenance
from provenance.agencies import load_agencies
from provenance.agency_lists import check_lists, join_lists
from provenance.credits import find_credits
from provenance.reading import AgencyFileError, read_agency_file
from tests.conftest import ROOT, Run

PAGE = (ROOT / "docs/agencies.md").read_text(encoding="utf-8")
EXAMPLE = re.search(r"^```toml\n(.*?)^```$", PAGE, re.M | re.S)[1]  # type: ignore[index]
STORY = "The glacier above the village lost eleven metres of ice this summer, the geologist {told}.\n"


def names(text: str, extra: dict[str, Any]) -> list[tuple[str, str]]:
    return [(credit.name, credit.role) for credit in find_credits(text, (), (), load_agencies(extra))]


@pytest.fixture
def wires(tmp_path: Path) -> Path:
    file = tmp_path / "wires.toml"
    file.write_text(EXAMPLE, encoding="utf-8")
    return file


def test_the_example_of_the_page(wires: Path) -> None:
    extra = read_agency_file(wires)
    for text, found in (
        ("It is over, the mayor briefed Norwire on Monday.", [("Norwire", "told")]),
        ("It is over, he told NW.", [("Norwire", "told")]),
        ("The NW of the town flooded.", []),
        ("Norwire has learnt exclusively that it is over.", [("Norwire", "reports")]),
        ("The Valley Echo reported that it is over.", [("The Valley Echo", "reports")]),
        ("It is over: https://www.norwire.example/a", [("Norwire", "link")]),
        ("It is over, he told Trend.", []),
    ):
        assert names(text, extra) == found, text
    known = load_agencies(extra)
    assert "Norwire" in known.agency_names
    assert "The Valley Echo" not in known.agency_names
    assert names("It is over, he told Trend.", {}) == [("Trend", "told")]


def test_every_field_of_the_page_is_known() -> None:
    fields = set(re.findall(r"^\| `(\w+)`", PAGE, re.M)) - {"told"}
    for field in fields & {"agencies", "without", "languages"}:
        assert check_lists({field: {} if field == "languages" else []}) == {}


def test_aliases_and_sites_are_added_to_a_known_name(tmp_path: Path) -> None:
    file = tmp_path / "more.json"
    entry = {"name": "BBC", "aliases": ["Auntie"], "sites": ["https://www.auntie.example/"]}
    file.write_text(json.dumps({"agencies": [entry]}), encoding="utf-8")
    extra = read_agency_file(file)
    assert names("It is over, he told Auntie and the BBC.", extra) == [("BBC", "told"), ("BBC", "told")]
    assert names("See https://auntie.example/a", extra) == [("BBC", "link")]
    assert "BBC" not in load_agencies(extra).agency_names  # the kind stays


def test_lists_are_joined() -> None:
    one = check_lists({"agencies": [{"name": "A1"}], "languages": {"en": {"before": {"told": ["briefed"]}}}})
    other = check_lists({"languages": {"en": {"before": {"told": ["tipped off"]}, "skip": ["dear"]}}})
    joined = join_lists([one, other, {}])
    assert joined["agencies"] == one["agencies"]
    assert joined["languages"]["en"] == {"before": {"told": ["briefed", "tipped off"]}, "skip": ["dear"]}
    assert check_lists(joined) == joined == join_lists([joined])


@pytest.mark.parametrize(
    ("content", "said"),
    [
        ("", "no JSON"),
        ("[1", "no JSON"),
        ("[]", "must be a table"),
        ('{"agency": []}', "field 'agency'; known are"),
        ('{"agencies": {}}', "must be a list"),
        ('{"agencies": ["AFP"]}', "number 1 of agencies must be a table"),
        ('{"agencies": [{"aliases": ["A"]}]}', "number 1 of agencies has no name"),
        ('{"agencies": [{"name": "A", "alias": "B"}]}', "field 'alias'"),
        ('{"agencies": [{"name": "A", "kind": "paper"}]}', "write agency, outlet or pictures"),
        ('{"agencies": [{"name": "A", "aliases": [1]}]}', "list of texts"),
        ('{"agencies": [{"name": "A, B"}]}', "comma"),
        ('{"languages": {"en": {"befor": {}}}}', "field 'befor'"),
        ('{"languages": {"en": {"before": {"says": ["a"]}}}}', "field 'says'"),
        ('{"languages": {"en": {"before": ["told"]}}}', "must be a table"),
        ('{"without": [""]}', "none of them empty"),
        ("[" * 100_000, "no JSON"),
    ],
)
def test_a_wrong_file_is_one_sentence(content: str, said: str, tmp_path: Path) -> None:
    file = tmp_path / "wires.json"
    file.write_text(content, encoding="utf-8")
    with pytest.raises(AgencyFileError) as caught:
        read_agency_file(file)
    message = str(caught.value)
    assert message.startswith(f"{file}: ")
    assert said in message
    assert "\n" not in message


@pytest.mark.parametrize(("content", "said"), [(b"a = ", "no TOML"), (b"\xff\xfe", "UTF-8")])
def test_other_wrong_files(content: bytes, said: str, tmp_path: Path) -> None:
    file = tmp_path / "wires.toml"
    file.write_bytes(content)
    with pytest.raises(AgencyFileError, match=said):
        read_agency_file(file)
    with pytest.raises(AgencyFileError, match="can't be read"):
        read_agency_file(tmp_path)


def test_another_file_has_the_credits_looked_at_anew(tmp_path: Path, wires: Path) -> None:
    folder, db = tmp_path / "articles", tmp_path / "a.db"
    folder.mkdir()
    (folder / "a.txt").write_text(STORY.format(told="briefed Norwire"), encoding="utf-8")
    (folder / "b.txt").write_text("Snow.\n\n" + STORY.format(told="told friends"), encoding="utf-8")

    def credited() -> list[tuple[str, str]]:
        with closing(sqlite3.connect(db)) as connection:
            return connection.execute("SELECT credit_a, credit_b FROM reuse_passages").fetchall()

    provenance.scan(folder, db=db)
    assert credited() == [("", "")]
    assert not provenance.scan(folder, db=db, agencies=wires).unchanged
    assert credited() == [("Norwire", "")]
    assert provenance.scan(folder, db=db, agencies=wires).unchanged
    with closing(sqlite3.connect(db)) as connection:
        (parameters,) = connection.execute("SELECT parameters FROM runs ORDER BY id DESC LIMIT 1").fetchone()
    assert json.loads(parameters)["agencies"] == read_agency_file(wires)
    provenance.scan(folder, db=db)
    assert credited() == [("", "")]


def test_check_and_trace_know_the_agencies_of_the_scan(run: Run, tmp_path: Path, wires: Path) -> None:
    folder = tmp_path / "articles"
    folder.mkdir()
    (folder / "a.txt").write_text(STORY.format(told="briefed Norwire"), encoding="utf-8")
    (tmp_path / "draft.txt").write_text(
        f"{STORY.format(told='briefed Norwire')} Nobody had foreseen it.", encoding="utf-8"
    )
    trace = ("trace", "lost eleven metres of ice this summer")

    assert run("scan", "articles", "-q")[0] == 0
    assert "credited: nobody" in run(*trace)[1]
    assert "credited: Norwire" in run(*trace, "--agencies", "wires.toml")[1]
    assert "credited: nobody" in run("check", "draft.txt")[1]
    assert run("scan", "articles", "-q", "--agencies", "wires.toml")[0] == 0
    assert "credited: Norwire" in run(*trace)[1]
    assert "credited: Norwire" in run("check", "draft.txt")[1]


@pytest.mark.parametrize("command", [["scan", "."], ["check", "draft.txt"], ["trace", "some three words"]])
def test_a_wrong_file_ends_a_command_with_2(command: list[str], run: Run) -> None:
    code, out, err = run(*command, "--agencies", "none.toml")
    assert (code, out) == (2, "")
    assert "none.toml: it can't be read" in err
