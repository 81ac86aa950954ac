"""`provenance families`: figures against a plain count, order, and what people may type."""

from __future__ import annotations

import json
import sqlite3
from collections.abc import Callable
from contextlib import closing
from datetime import datetime
from pathlib import Path

import pytest
from click.testing import CliRunner, Result

from provenance.cli.families import families
from provenance.report.family_list import SORTS, count_families, list_families, one_family, places_of
from provenance.store.database import open_for_reading, open_for_writing
from tests.conftest import Archive

POOL = (
    "The council voted on Tuesday to close the old swimming pool by the river and to build a larger one "
    "beside the station, although nobody could say where the money for it should come from."
)
BRIDGE = (
    "Engineers found rust in eleven of the forty steel cables that carry the harbour bridge, the inspector "
    "wrote in a letter to the ministry that three newspapers received at the weekend."
)
EVIL = (
    "He shouted [bold]stop[/bold] \x1b[31m \u202eright to left\u202c 🙂 and every lamp in the street went "
    "dark at once."
)
HEADER = "path,date,outlet,byline,url,source\n"

Run = Callable[..., Result]


@pytest.fixture
def archive(scanned: Callable[..., Archive]) -> Archive:
    """The pool in four papers, one undated; the bridge in two over two years; a hostile pair."""
    return scanned(
        {
            "a.txt": f"First of all.\n\n{POOL}\n",
            "b.txt": f"Another one.\n\n{POOL}\n\nAnd a comment.\n",
            "c.txt": f"Third story here.\n\n{POOL}\n\n{BRIDGE}\n",
            "d.txt": f"A fourth paper.\n\n{POOL}\n\nIts own end.\n",
            "e.txt": f"Years later.\n\n{BRIDGE}\n\nNothing was done.\n",
            "f.txt": f"Some town.\n\n{EVIL}\n",
            "[red]g[/red].txt": f"Other town.\n\n{EVIL}\n\nThe end of it.\n",
            "metadata.csv": HEADER
            + "a.txt,2024-03-01,Herald,,,\nb.txt,2024-03-03,Courier,,,\nc.txt,2024-03-02,Herald,,,\n"
            + "d.txt,,Post,,,\ne.txt,2026-05,Courier,,,\n",
        }
    )


@pytest.fixture
def run(archive: Archive) -> Run:
    def call(*args: str, db: Path = archive.path) -> Result:
        return CliRunner().invoke(families, ["--db", str(db), *args], env={"COLUMNS": "100"})

    return call


def listed(result: Result) -> list[dict[str, object]]:
    assert result.exit_code == 0, result.output
    found: list[dict[str, object]] = json.loads(result.stdout)["families"]
    return found


def test_the_order_is_the_one_that_was_asked_for(run: Run) -> None:
    first = {sort: listed(run("--sort", sort, "--json"))[0] for sort in SORTS}
    assert first["size"]["places"] == 4
    assert str(first["span"]["first_words"]).startswith("Engineers found rust")
    assert first["outlets"]["outlets"] == 3


def test_dates_come_with_their_source_and_say_no_more_than_they_know(run: Run) -> None:
    pool, bridge = (
        next(one for one in listed(run("--json")) if str(one["first_words"]).startswith(word))
        for word in ("The council", "Engineers")
    )
    assert pool["first_date"] == {
        "from": "2024-03-01T00:00", "to": "2024-03-01T23:59:59", "source": "metadata", "precision": "day",
    }  # fmt: skip
    # From the end of the 1st to the beginning of the 3rd.
    assert (pool["days_at_least"], pool["undated"]) == (1, 1)
    assert bridge["last_date"] == {
        "from": "2026-05-01T00:00", "to": "2026-05-31T23:59:59", "source": "metadata", "precision": "month",
    }  # fmt: skip
    assert bridge["days_at_least"] == 789
    assert "2024-03-02 (day, metadata) to 2026-05 (month, metadata): at least 789 days" in run().output


def test_all_figures_are_those_of_a_plain_count(archive: Archive) -> None:
    """Beside the SQL: the same figures counted from the views, place by place."""
    standing: dict[int, set[str]] = {}
    for row in archive.rows("SELECT family, path FROM family_members"):
        standing.setdefault(row["family"], set()).add(row["path"])
    facts = {row["path"]: row for row in archive.rows("SELECT * FROM articles")}
    with closing(open_for_reading(archive.path)) as connection:
        found = list_families(connection, status=None, limit=None)
        assert [one.id for one in found] == [
            one.id for one in sorted(found, key=lambda one: (-one.places, -one.words, one.id))
        ]
        assert count_families(connection, None) == len(found) == len(standing)
        for one in found:
            of = [facts[path] for path in standing[one.id]]
            assert one.places == len(of)
            assert one.texts == len({row["text_id"] for row in of})
            assert one.outlets == len({row["outlet"] for row in of if row["outlet"]})
            dated = [row for row in of if row["date_from"]]
            assert one.undated == len(of) - len(dated)
            if dated:
                last = max(datetime.fromisoformat(row["date_from"]) for row in dated)
                first = min(datetime.fromisoformat(row["date_to"]) for row in dated)
                assert one.days == max(0, (last - first).days)
            else:
                assert one.days is one.first is one.last is None
            assert one_family(connection, one.id) == one
            assert {place.path for place in places_of(connection, one.id)} == standing[one.id]


def test_one_family_place_by_place_the_earliest_first(run: Run) -> None:
    number = str(listed(run("--json"))[0]["family"])
    result = run(number, "--json")
    members = json.loads(result.stdout)["family"]["members"]
    assert [member["path"][-5:] for member in members] == ["a.txt", "c.txt", "b.txt", "d.txt"]
    assert all(member["text"].startswith("The council") for member in members)
    assert all(not member["quoted"] and member["credits"] == [] for member in members)
    said = run(number).output
    assert "4. folder/d.txt  undated, Post" in said
    assert said.count("not a quotation, credited: nobody") == 4


def test_only_the_families_of_an_article(run: Run) -> None:
    assert len(listed(run("--article", "c.txt", "--json"))) == 2
    assert len(listed(run("--article", "e.txt", "--json"))) == 1
    assert len(listed(run("--limit", "1", "--json"))) == 1
    assert "2 more; --limit shows them." in run("--limit", "1").output


def test_nothing_of_a_status_is_said(run: Run) -> None:
    result = run("--status", "boilerplate")
    assert result.exit_code == 0
    assert result.output.startswith("No family (boilerplate).")
    assert json.loads(run("--status", "boilerplate", "--json").stdout)["total"] == 0


def test_one_text_in_two_places(scanned: Callable[..., Archive]) -> None:
    archive = scanned({"a.txt": POOL, "b.txt": POOL})
    result = CliRunner().invoke(families, ["--db", str(archive.path)])
    assert "2 places, 1 text, 0 outlets" in " ".join(result.output.split())
    assert "one text in several places" in " ".join(result.output.split())
    assert "undated" in result.output


def test_hostile_texts_and_names_do_not_act(run: Run) -> None:
    number = next(
        str(one["family"])
        for one in listed(run("--json"))
        if str(one["first_words"]).startswith("He shouted")
    )
    for result in (run(), run(number)):
        words = " ".join(result.output.split())
        assert "[bold]stop[/bold] ⟨U+001B⟩[31m ⟨U+202E⟩right" in words
        assert not {"\x1b", "\u202e"} & set(result.output)
    assert "[red]g[/red].txt" in run(number).output


@pytest.mark.parametrize(
    ("args", "said"),
    [
        (("99999",), "There is no family 99999"),
        (("0",), "0 is not in the range"),
        (("many",), "is not a valid integer"),
        (("9" * 30,), "is not in the range"),
        (("--article", "nowhere.txt"), "is no article of this database"),
        (("1", "--article", "a.txt"), "not both"),
        (("--limit", "0"), "is not in the range"),
        (("--sort", "colour"), "is not one of"),
    ],
)
def test_wrong_use(run: Run, args: tuple[str, ...], said: str) -> None:
    result = run(*args)
    assert (result.exit_code, result.stdout) == (2, "")
    assert said in result.stderr


def test_no_database_an_empty_one_and_an_older_one(run: Run, tmp_path: Path) -> None:
    empty, older = tmp_path / "empty.db", tmp_path / "older.db"
    open_for_writing(empty).close()
    open_for_writing(older).close()
    with closing(sqlite3.connect(older)) as connection:
        connection.execute("PRAGMA user_version = 1")
    for path, said in (
        (tmp_path / "none.db", "no such database"),
        (empty, "holds no finished scan"),
        (older, "is of an older version; run `provenance scan` once"),
    ):
        result = run(db=path)
        assert (result.exit_code, result.stdout) == (4, "")
        assert said in result.stderr
        assert result.stderr.count("\n") == 1
