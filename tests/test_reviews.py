"""Decisions on passages, pairs and articles: kept by content, for good, by whoever makes them."""

from __future__ import annotations

import json
import os
import re
import shutil
import sqlite3
import subprocess
import sys
import time
from collections.abc import Callable
from contextlib import closing
from pathlib import Path
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

import provenance
from provenance.cli import filters, main, review_entries
from provenance.pages.review_exchange import BadExportError, read_exported
from provenance.report.reviewed import Reviews
from provenance.spans import Span
from provenance.store import reviews
from provenance.store.database import open_for_reading
from provenance.store.review_subjects import Subject, of_article, of_pair, of_passage
from tests.conftest import ROOT, Archive, Run

STORY = (
    "The council voted on Tuesday to close the old swimming pool by the river and to build a larger one "
    "beside the station, although nobody could say where the money for it should come from."
)
OTHER = (
    "Divers found the missing bell of the harbour church on Sunday, four metres below the pier and half "
    "buried in sand, where a storm had carried it in the winter of the great flood."
)
FILES: dict[str, str | bytes] = {
    "a.txt": f"A pool for the town\n\n{STORY}\n\n{OTHER}\n",
    "b.txt": f"Another pool story\n\nHe said no more. {STORY}\n\nA word between them.\n\n{OTHER}\n",
    "c.txt": f"A third pool story\n\n{STORY} And so on it went.\n",
    "metadata.csv": "path,date,outlet,byline\na.txt,2018-01-10,The Paper,Ann Doe\n"
    "b.txt,2018-01-12,Post,Bo Roe\nc.txt,,Post,Ann Doe and Cy Poe\n",
}


@pytest.fixture
def archive(scanned: Callable[..., Archive], monkeypatch: pytest.MonkeyPatch) -> Archive:
    made = scanned(FILES)
    monkeypatch.setenv("PROVENANCE_REVIEWER", "R. Viewer")
    return made


@pytest.fixture
def review(archive: Archive, run: Run) -> Run:
    def call(*args: str) -> tuple[int, str, str]:
        return run("review", *args, "--db", str(archive.path))

    return call


def listed(review: Run, *args: str) -> list[dict[str, Any]]:
    code, out, err = review("list", "--json", *args)
    assert (code, err) == (0, "")
    found: list[dict[str, Any]] = json.loads(out)["passages"]
    return found


def ids(review: Run, *paths: str) -> list[str]:
    """The passages of two articles."""
    ends = {f"folder/{path}" for path in paths}
    return [one["id"] for one in listed(review) if {one["a"]["path"], one["b"]["path"]} == ends]


def state_of(review: Run, number: str) -> dict[str, Any] | None:
    found: dict[str, Any] | None = next(one for one in listed(review) if one["id"] == number)["review"]
    return found


def say(review: Run, *args: str) -> str:
    code, out, err = review(*args)
    assert (code, err) == (0, ""), err
    return out


# what is kept


def test_a_decision_is_told_everywhere(archive: Archive, review: Run, run: Run) -> None:
    first, second = ids(review, "a.txt", "b.txt")
    assert state_of(review, first) is None
    out = say(review, "clear", first, "--reason", "licensed", "--note", "contract of 2024")
    assert "cleared (licensed), R. Viewer, 20" in out
    assert "before: new" in out
    found = state_of(review, first)
    assert found is not None
    assert (found["state"], found["reason"], found["by"], found["note"], found["reviewer"]) == (
        "cleared", "licensed", "own", "contract of 2024", "R. Viewer",
    )  # fmt: skip
    assert state_of(review, second) is None
    code, out, _ = run("show", "a.txt", "b.txt", "--db", str(archive.path))
    assert code == 0
    assert f"id {first}; review: cleared (licensed), R. Viewer, 20" in out
    assert f"id {second}; review: new" in out
    whole = json.loads(run("report", "--format", "json", "--db", str(archive.path))[1])
    seen = {one["id"]: one["review"] for pair in whole["pairs"] for one in pair["passages"]}
    assert seen[first] == found
    assert seen[second] is None
    rows = archive.rows("SELECT subject, state, reason, a_path, b_path, notes FROM reviews")
    assert [row["subject"] for row in rows] == [first]
    assert {rows[0]["a_path"], rows[0]["b_path"]} == {"folder/a.txt", "folder/b.txt"}


def test_pairs_and_articles_are_decided_on_too(archive: Archive, review: Run, run: Run) -> None:
    say(review, "confirm", "--pair", "a.txt", "b.txt", "--note", "no licence")
    say(review, "note", "c.txt", "--text", "ask the desk")
    say(review, "reply", "c.txt", "--from", "Cy Poe", "--text", "I had it from the council.")
    found = state_of(review, ids(review, "a.txt", "b.txt")[0])
    assert found is not None
    assert (found["state"], found["pair_state"]) == ("new", "confirmed"), (
        "one passage may be quoted and credited"
    )
    say(review, "clear", "--pair", "a.txt", "b.txt", "--reason", "licensed")
    found = state_of(review, ids(review, "a.txt", "b.txt")[0])
    assert found is not None
    assert (found["state"], found["by"]) == ("cleared", "pair"), (
        "what is cleared as a whole is so in its parts"
    )
    whole = json.loads(run("report", "--format", "json", "--db", str(archive.path))[1])
    of_c = next(one["review"] for one in whole["articles"] if one["path"] == "folder/c.txt")
    assert of_c["state"] == "new"
    assert [(one["reply_by"], one["note"]) for one in of_c["notes"]] == [
        (None, "ask the desk"),
        ("Cy Poe", "I had it from the council."),
    ]
    pair = next(one for one in whole["pairs"] if one["b"]["path"] == "folder/b.txt")
    assert pair["review"]["state"] == "cleared"
    assert say(review, "show", pair["id"]).startswith(f"pair {pair['id']}  cleared (licensed)")
    out = say(review, "list")
    assert "Decided   1 pair (1 cleared)" in out
    assert "reply of Cy Poe, 20" in out


def test_undo_adds_and_takes_back_one_after_the_other(archive: Archive, review: Run) -> None:
    number = ids(review, "a.txt", "c.txt")[0]
    say(review, "needs-info", number)
    say(review, "corrected", number, "--note", "credit added")
    say(review, "undo", number)
    found = state_of(review, number)
    assert found is not None
    assert found["state"] == "needs-info"
    assert "before: needs-info" in say(review, "undo", number)
    assert state_of(review, number)["state"] == "new"  # type: ignore[index]
    code, _, err = review("undo", number)
    assert code == 2
    assert "there is nothing to take back" in err
    history = json.loads(say(review, "show", number, "--json"))["subjects"][0]["entries"]
    assert [(one["entry"], one["state"], one["turn"], one["holds"]) for one in history] == [
        ("decision", "needs-info", 1, False),
        ("decision", "corrected", 2, False),
        ("undo", None, 3, False),
        ("undo", None, 4, False),
    ]
    assert "taken back" in say(review, "show", number)


def test_another_reviewers_entry_is_not_taken_back_by_chance(review: Run) -> None:
    number = ids(review, "a.txt", "c.txt")[0]
    say(review, "confirm", number, "--reviewer", "A. Body")
    code, _, err = review("undo", number)
    assert code == 2
    assert "The last entry" in err
    assert "is A. Body's" in err
    uid = err.split("--entry ")[1].strip(". \n")
    say(review, "undo", number, "--entry", uid)
    assert state_of(review, number)["state"] == "new"  # type: ignore[index]


def test_rows_are_never_changed_nor_deleted(archive: Archive, review: Run) -> None:
    number = ids(review, "a.txt", "c.txt")[0]
    say(review, "confirm", number)
    with closing(sqlite3.connect(archive.path)) as connection:
        for statement in (
            "UPDATE review_entries SET state = 'cleared', reason = 'self'",
            "DELETE FROM review_entries",
        ):
            with pytest.raises(sqlite3.IntegrityError, match="review are"):
                connection.execute(statement)


def test_the_views_say_what_the_reports_say(archive: Archive, review: Run) -> None:
    numbers = [one["id"] for one in listed(review)]
    for number, words in zip(
        numbers, (["confirm"], ["needs-info"], ["clear", "--reason", "self"]), strict=False
    ):
        say(review, *words, number)
    say(review, "undo", numbers[0])
    say(review, "note", numbers[0], "--text", "x")
    with closing(open_for_reading(archive.path)) as connection:
        found = Reviews(connection)
        said = {one.id: found.of(one).state for one in found.subjects()}
    assert {row["subject"]: row["state"] for row in archive.rows("SELECT * FROM reviews")} == said
    assert len(archive.rows("SELECT * FROM review_history WHERE NOT holds")) == 2


def test_an_id_is_looked_for_in_one_pair(review: Run) -> None:
    first, second = ids(review, "a.txt", "b.txt")
    say(review, "confirm", first, "--pair", "b.txt", "a.txt")
    assert state_of(review, first)["state"] == "confirmed"  # type: ignore[index]
    code, _, err = review("confirm", second, "--pair", "a.txt", "c.txt")
    assert code == 2
    assert f"{second} is no passage, pair or article" in err


def test_an_id_of_a_large_archive_may_need_its_pair(review: Run, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("provenance.report.findings.COMPOSED", 0)
    code, _, err = review("confirm", "0123456789abcdef")
    assert code == 2
    assert "0123456789abcdef was not found; name the two articles, too, with --pair A B" in err


def test_the_command_line_knows_what_the_store_knows() -> None:
    assert filters.STATES == reviews.STATES
    assert review_entries.REASONS == reviews.REASONS
    schema = (ROOT / "db/0001_tables.sql").read_text(encoding="utf-8")
    (relations,) = re.findall(r"relation IN \((.*?)\)", schema, re.S)
    assert set(filters.RELATIONS) == set(re.findall("'(.*?)'", relations))


# what it survives


def test_a_decision_survives_a_rescan_and_a_moved_file(archive: Archive, review: Run, tmp_path: Path) -> None:
    number = ids(review, "a.txt", "c.txt")[0]
    say(review, "clear", number, "--reason", "self")
    folder = tmp_path / "folder"
    (folder / "deep").mkdir()
    (folder / "c.txt").rename(folder / "deep/moved.txt")
    (folder / "new.txt").write_text(f"Once more\n\n{STORY}\n")
    provenance.scan(folder, db=archive.path)
    assert ids(review, "a.txt", "deep/moved.txt") == [number]
    found = state_of(review, number)
    assert found is not None
    assert (found["state"], found["by"]) == ("cleared", "own")
    provenance.scan(folder, db=archive.path, rejudge=True)
    assert state_of(review, number) == found


def test_a_decision_is_carried_over_to_slightly_other_spans(archive: Archive, review: Run) -> None:
    number = ids(review, "a.txt", "c.txt")[0]
    say(review, "confirm", number)
    with closing(sqlite3.connect(archive.path)) as connection, connection:
        # Another version of the scan might cut the passage so.
        connection.execute("UPDATE alignments SET a_start = a_start + 4, b_start = b_start + 4")
    (now,) = ids(review, "a.txt", "c.txt")
    assert now != number
    found = state_of(review, now)
    assert found is not None
    assert (found["state"], found["by"], found["decided_on"]) == ("confirmed", "carried over", number)
    assert f"carried over from passage {number}" in say(review, "list")
    assert json.loads(say(review, "list", "--lost", "--json"))["others"] == []
    say(review, "undo", now)
    assert state_of(review, now)["state"] == "new"  # type: ignore[index]


def test_a_decision_is_not_carried_over_to_other_words(archive: Archive, review: Run) -> None:
    number = ids(review, "a.txt", "c.txt")[0]
    say(review, "confirm", number)
    with closing(sqlite3.connect(archive.path)) as connection, connection:
        connection.execute("UPDATE alignments SET a_start = a_start + (a_end - a_start) * 2 / 3")
    (now,) = ids(review, "a.txt", "c.txt")
    assert state_of(review, now) is None
    (gone,) = json.loads(say(review, "list", "--lost", "--json"))["others"]
    assert (gone["subject"], gone["review"]["state"]) == (number, "confirmed")


def test_decisions_move_to_another_database(archive: Archive, review: Run, run: Run, tmp_path: Path) -> None:
    first, second = ids(review, "a.txt", "b.txt")
    say(review, "confirm", first, "--note", "\u202e=1+1 [bold]")
    say(review, "clear", second, "--reason", "other", "--note", "printer's error")
    say(review, "undo", second)
    say(review, "note", "a.txt", "--text", "seen")
    assert review("export", "decisions.json")[0] == 0
    shutil.copytree(tmp_path / "folder", tmp_path / "elsewhere" / "papers")
    other = tmp_path / "other.db"
    provenance.scan(tmp_path / "elsewhere" / "papers", db=other)
    assert run("review", "import", "decisions.json", "--db", str(other))[:2] == (
        0,
        "4 entries added, 0 were there already.\n",
    )
    assert run("review", "import", "decisions.json", "--db", str(other))[1].startswith(
        "0 entries added, 4 were"
    )
    found = {
        one["id"]: one["review"]
        for one in json.loads(run("review", "list", "--json", "--db", str(other))[1])["passages"]
    }
    assert found[first]["state"] == "confirmed"
    assert found[first]["note"] == "\u202e=1+1 [bold]"
    assert found[second]["state"] == "new"
    assert run("review", "export", "-", "--db", str(other))[1] == Path("decisions.json").read_text(
        encoding="utf-8"
    )


def test_entries_of_two_databases_stand_in_one_order_in_both(
    archive: Archive, review: Run, run: Run, tmp_path: Path
) -> None:
    number = ids(review, "a.txt", "c.txt")[0]
    other = tmp_path / "other.db"
    shutil.copy(archive.path, other)
    say(review, "confirm", number)
    run("review", "needs-info", number, "--db", str(other), "--reviewer", "Elsewhere")
    run("review", "clear", number, "--db", str(other), "--reviewer", "Elsewhere", "--reason", "self")
    for one, two in ((archive.path, other), (other, archive.path)):
        assert run("review", "export", "x.json", "--db", str(one))[0] == 0
        assert run("review", "import", "x.json", "--db", str(two))[0] == 0
    both = [run("review", "export", "-", "--db", str(db))[1] for db in (archive.path, other)]
    assert both[0] == both[1]
    assert state_of(review, number)["state"] == "cleared"  # type: ignore[index]


def test_entries_can_come_before_their_texts(review: Run, run: Run, tmp_path: Path) -> None:
    number = ids(review, "a.txt", "c.txt")[0]
    say(review, "confirm", number)
    assert review("export", "x.json")[0] == 0
    other = tmp_path / "other.db"
    (tmp_path / "empty").mkdir()
    (tmp_path / "empty/z.txt").write_text("Nothing of it.\n")
    provenance.scan(tmp_path / "empty", db=other)
    assert run("review", "import", "x.json", "--db", str(other))[0] == 0
    assert "no longer there" in run("review", "list", "--lost", "--db", str(other))[1]
    provenance.scan(tmp_path / "folder", db=other)
    listing = json.loads(run("review", "list", "--json", "--db", str(other))[1])
    (found,) = [one["review"] for one in listing["passages"] if one["id"] == number]
    assert found["state"] == "confirmed"


# forgetting


def test_forgetting_a_text_takes_what_was_said_of_it(archive: Archive, review: Run, run: Run) -> None:
    (kept,) = ids(review, "b.txt", "c.txt")
    number = ids(review, "a.txt", "c.txt")[0]
    say(review, "confirm", number, "--note", "Zwiebelkuchenfest it says")
    say(review, "note", "a.txt", "--text", "Zwiebelkuchenfest again")
    say(review, "confirm", kept, "--note", "stays")
    assert review("export", "x.json")[0] == 0
    code, out, _ = run("forget", "a.txt", "--yes", "--reason", "court order", "--db", str(archive.path))
    assert code == 0
    assert "2 entries of the review" in out
    assert [row["note"] for row in archive.rows("SELECT note FROM review_entries")] == ["stays"]
    files = sorted(archive.path.parent.glob(f"{archive.path.name}*"))
    assert not any(b"Zwiebelkuchenfest" in file.read_bytes() for file in files)
    # They don't come back with an import.
    code, out, _ = review("import", "x.json")
    assert (code, out.splitlines()) == (
        0,
        ["0 entries added, 1 were there already.", "Left out  2 entries on texts that were forgotten here."],
    )
    assert len(archive.rows("SELECT * FROM review_entries")) == 1


# several at once, and what ends amid it


def test_reviewers_at_once_and_during_a_scan(archive: Archive, review: Run, tmp_path: Path) -> None:
    number = ids(review, "a.txt", "c.txt")[0]
    for extra in range(30):
        (tmp_path / f"folder/{extra}.txt").write_text(f"Number {extra}\n\n{STORY} And {extra} more.\n")
    scan = subprocess.Popen(
        [sys.executable, "-m", "provenance", "scan", "folder", "--db", str(archive.path), "-q"],
        cwd=tmp_path, env=os.environ | {"PYTHONPATH": str(ROOT)},
    )  # fmt: skip
    said = [
        subprocess.Popen(
            [sys.executable, "-m", "provenance", "review", "note", number, "--text", f"note {one}",
             "--reviewer", f"R{one}", "--db", str(archive.path)],
            env=os.environ | {"PYTHONPATH": str(ROOT)}, stdout=subprocess.DEVNULL,
        )
        for one in range(4)
    ]  # fmt: skip
    assert [process.wait(120) for process in (*said, scan)] == [0] * 5
    rows = archive.rows("SELECT turn, note FROM review_entries ORDER BY turn")
    assert [row["turn"] for row in rows] == [1, 2, 3, 4]
    assert {row["note"] for row in rows} == {f"note {one}" for one in range(4)}
    assert len(archive.rows("SELECT * FROM articles WHERE status = 'current'")) == 33


def test_a_reviewer_waits_for_a_long_transaction(archive: Archive, review: Run) -> None:
    number = ids(review, "a.txt", "c.txt")[0]
    hold = (
        "import sqlite3, sys, time\n"
        "connection = sqlite3.connect(sys.argv[1], isolation_level=None)\n"
        "connection.execute('BEGIN IMMEDIATE')\n"
        "print('held', flush=True)\n"
        "time.sleep(1)\n"
        "connection.execute('COMMIT')\n"
    )
    with subprocess.Popen(
        [sys.executable, "-c", hold, str(archive.path)], stdout=subprocess.PIPE, text=True
    ) as other:
        assert other.stdout is not None
        assert other.stdout.readline() == "held\n"
        begun = time.monotonic()
        say(review, "confirm", number)
        assert time.monotonic() - begun > 0.3


def test_an_interrupted_import_leaves_nothing(
    archive: Archive, review: Run, monkeypatch: pytest.MonkeyPatch, tmp_path: Path
) -> None:
    for number in [one["id"] for one in listed(review)]:
        say(review, "confirm", number)
    assert review("export", "x.json")[0] == 0
    other = tmp_path / "other.db"
    provenance.scan(tmp_path / "folder", db=other)
    from provenance.pages import review_exchange

    entered = review_exchange.insert
    calls = iter([False, True])

    def insert(*args: Any, **given: Any) -> None:
        if next(calls):
            raise KeyboardInterrupt
        entered(*args, **given)

    monkeypatch.setattr(review_exchange, "insert", insert)
    assert main(["review", "import", "x.json", "--db", str(other)]) == 130
    assert Archive(other).rows("SELECT * FROM review_entries") == []


def test_all_subjects_or_none(archive: Archive, review: Run) -> None:
    number = ids(review, "a.txt", "c.txt")[0]
    say(review, "confirm", number)
    other = ids(review, "a.txt", "b.txt")[0]
    code, _, err = review("undo", number, other)
    assert code == 2
    assert other in err
    assert state_of(review, number)["state"] == "confirmed"  # type: ignore[index]


# what can't be used


@pytest.mark.parametrize(
    ("args", "said"),
    [
        (["confirm"], "Missing argument 'SUBJECT...'"),
        (["confirm", "nothing.txt"], "'nothing.txt' is no article of this database"),
        (["confirm", "0123456789abcdef"], "0123456789abcdef is no passage, pair or article of this database"),
        (["confirm", "--pair", "a.txt", "a.txt"], "are one article, folder/a.txt; give two"),
        (["confirm", "a.txt", "--reviewer", "  "], "Say who decides with --reviewer"),
        (["confirm", "a.txt", "--reviewer", "x" * 201], "A name of more than 200 characters is none"),
        (["confirm", "c.txt", "--pair", "a.txt", "b.txt"], "--pair goes with ids of passages"),
        (["clear", "a.txt"], "Missing option '--reason'"),
        (["clear", "a.txt", "--reason", "because"], "'because' is not one of 'licensed'"),
        (["clear", "a.txt", "--reason", "other"], "Say with --note what the other reason is"),
        (["note", "a.txt", "--text", " "], "The note is empty"),
        (["note", "a.txt", "--text", "x" * 20_001], "The note is longer than 20,000 characters"),
        (["reply", "a.txt", "--text", "x", "--from", " "], "Say with --from who replied"),
        (["undo", "a.txt", "--entry", "x"], "no such entry holds; there is nothing to take back"),
        (["list", "--byline", "Nobody Atall"], "has the byline 'Nobody Atall'"),
        (["list", "--outlet", "The Papr"], "has the outlet 'The Papr'; there is The Paper"),
        (["list", "--since", "soon"], "--since 'soon' is not a clear date"),
        (["list", "--since", "2019", "--until", "2018"], "--since 2019 is after --until 2018"),
        (["import", "missing.json"], "missing.json can't be read (No such file or directory)"),
    ],
)
def test_bad_input_is_refused_with_one_sentence(
    archive: Archive, review: Run, args: list[str], said: str
) -> None:
    code, out, err = review(*args)
    assert (code, out) == (2, "")
    assert said in err
    assert archive.rows("SELECT * FROM review_entries") == []


def test_nobody_is_taken_for_the_reviewer(
    archive: Archive, review: Run, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.delenv("PROVENANCE_REVIEWER")
    monkeypatch.setenv("USER", "somebody")
    code, _, err = review("confirm", "a.txt")
    assert code == 2
    assert "Say who decides with --reviewer, PROVENANCE_REVIEWER or" in err


def test_the_configuration_names_the_reviewer(
    archive: Archive, run: Run, monkeypatch: pytest.MonkeyPatch, tmp_path: Path
) -> None:
    monkeypatch.delenv("PROVENANCE_REVIEWER")
    Path("provenance.toml").write_text(
        f'db = "{archive.path.as_posix()}"\n[review]\nreviewer = "C. Onfig"\nlimit = 1\n'
    )
    assert run("review", "confirm", "a.txt")[0] == 0
    assert [row["reviewer"] for row in archive.rows("SELECT reviewer FROM review_entries")] == ["C. Onfig"]
    assert len(json.loads(run("review", "list", "--json")[1])["passages"]) == 1
    Path("other.toml").write_text('[review]\nreviewer = "D. Other"\n')
    db = ["--db", str(archive.path)]
    for args in (
        ["--config", "other.toml", "review", "confirm", "a.txt"],
        ["review", "--config", "other.toml", "confirm", "a.txt"],
        ["review", "confirm", "a.txt", "--config", "other.toml"],
    ):
        code, out, _ = run(*args, *db)
        assert code == 0
        assert "confirmed, D. Other" in out
    assert run("review", "confirm", "a.txt", "--no-config", *db)[0] == 2
    Path("bad.toml").write_text("[review]\nreviewr = 1\n")
    code, _, err = run("review", "--config", "bad.toml", "list", *db)
    assert code == 2
    assert "'reviewr' of [review] is not known; did you mean 'reviewer'?" in err


def test_no_database_is_made_by_a_review(run: Run, tmp_path: Path) -> None:
    for args in (["confirm", "a.txt", "--reviewer", "x"], ["list"], ["export", "-"]):
        assert run("review", *args)[0] == 4
    Path("x.json").write_text('{"format": "provenance-reviews", "format_version": 1, "entries": []}')
    assert run("review", "import", "x.json")[0] == 4
    assert not Path("provenance.db").exists()


def test_hostile_words_stay_words(archive: Archive, review: Run, run: Run) -> None:
    words = "\x1b[31mred\x1b[0m [bold]<script>alert(1)</script>\n\u202eevil =cmd()"
    out = say(review, "note", "a.txt", "--text", words, "--reviewer", "A\x07 [red]B[/red]")
    for shown in (out, say(review, "show", "a.txt"), say(review, "list")):
        assert "\x1b" not in shown
        assert "\u202e" not in shown
        assert "[bold]<script>" in shown
    assert json.loads(say(review, "show", "a.txt", "--json"))["subjects"][0]["entries"][0]["note"] == words


# a file of somebody else


def exported() -> dict[str, Any]:
    passage = of_passage("a" * 64, Span(0, 10), "b" * 64, Span(5, 15))
    side = {"text_id": "a" * 64, "path": "x/a.txt", "start": 0, "end": 10}
    row = {
        "uid": "0" * 32, "kind": "passage", "subject": passage.id,
        "texts": [side, side | {"text_id": "b" * 64, "start": 5, "end": 15}],
        "turn": 1, "entry": "decision", "state": "cleared", "reason": "self", "note": "", "reply_by": None,
        "undoes": None, "reviewer": "X", "made_at": "2026-01-02T03:04:05+00:00", "run": None,
        "tool_version": "1",
    }  # fmt: skip
    return {"format": "provenance-reviews", "format_version": 1, "entries": [row]}


def test_an_export_is_read() -> None:
    (entry,) = read_exported(json.dumps(exported()).encode())
    assert entry.subject == of_passage("b" * 64, Span(5, 15), "a" * 64, Span(0, 10))


@pytest.mark.parametrize(
    ("change", "said"),
    [
        ({"subject": "0" * 16}, "its subject is not that of its texts"),
        ({"texts": []}, "'texts' of a passage has 2"),
        ({"kind": "family"}, "'kind' is 'family'"),
        ({"state": "guilty"}, "'state' is 'guilty'"),
        ({"reason": None}, "'reason' is None"),
        ({"entry": "note"}, "'state' says something where nothing belongs"),
        ({"turn": 0}, "'turn' is no number from 1"),
        ({"turn": 1.5}, "'turn' is no number from 1"),
        ({"turn": True}, "'turn' is no number from 1"),
        ({"uid": "x"}, "'uid' is not as it is written"),
        ({"reviewer": " "}, "'reviewer' is no text that says something"),
        ({"reviewer": "\ud800"}, "'reviewer' has characters that are none"),
        ({"made_at": "yesterday"}, "'made_at' is no time"),
        ({"made_at": "2026-01-02T03:04:05"}, "'made_at' is no time in UTC"),
        ({"note": "x" * 20_001}, "or too long"),
        ({"undoes": "1" * 32}, "'undoes' says something"),
    ],
)
def test_an_entry_that_is_not_sound_is_refused(change: dict[str, Any], said: str) -> None:
    content = exported()
    content["entries"][0] |= change
    with pytest.raises(BadExportError, match="entry 1: ") as error:
        read_exported(json.dumps(content).encode())
    assert said in str(error.value)


@pytest.mark.parametrize(
    "words",
    [b"", b"[]", b"{}", b"\xff", b"[" * 100_000, b'{"format": "provenance-reviews", "format_version": 2}',
     b'{"format": "provenance-reviews", "format_version": 1, "entries": 3}',
     b'{"format": "provenance-reviews", "format_version": 1, "entries": [3]}'],
)  # fmt: skip
def test_another_file_is_refused(words: bytes) -> None:
    with pytest.raises(BadExportError):
        read_exported(words)


def test_an_entry_that_was_changed_is_refused(archive: Archive, review: Run) -> None:
    say(review, "confirm", ids(review, "a.txt", "c.txt")[0])
    content = json.loads(say(review, "export", "-"))
    content["entries"][0]["state"] = "corrected"
    Path("x.json").write_text(json.dumps(content))
    code, _, err = review("import", "x.json")
    assert code == 2
    assert "is another one in this database" in err
    content["entries"][0] |= {"uid": "1" * 32, "entry": "undo", "state": None, "undoes": "2" * 32}
    Path("x.json").write_text(json.dumps(content))
    assert "takes back one that is not there" in review("import", "x.json")[2]


def test_a_file_from_which_an_entry_was_taken_is_refused(archive: Archive, review: Run, run: Run) -> None:
    number = ids(review, "a.txt", "c.txt")[0]
    say(review, "confirm", number)
    say(review, "clear", number, "--reason", "self")
    content = json.loads(say(review, "export", "-"))
    other = archive.path.with_name("other.db")
    provenance.scan(archive.path.with_name("folder"), db=other)
    del content["entries"][0]
    Path("x.json").write_text(json.dumps(content))
    code, _, err = run("review", "import", "x.json", "--db", str(other))
    assert code == 2
    assert f"entries on {number} are missing" in err
    content["entries"][0]["turn"] = 2**53
    Path("x.json").write_text(json.dumps(content))
    assert "are missing" in run("review", "import", "x.json", "--db", str(other))[2]


# the rule of half


spans = st.tuples(st.integers(0, 30), st.integers(1, 30)).map(lambda one: Span(one[0], one[0] + one[1]))


@given(spans, spans, spans, spans)
def test_what_meets_overlaps_by_half_on_both_sides(a: Span, b: Span, c: Span, d: Span) -> None:
    one, other = of_passage("a" * 64, a, "b" * 64, b), of_passage("b" * 64, d, "a" * 64, c)

    def half(first: Span, second: Span) -> bool:
        shared = set(range(first.start, first.end)) & set(range(second.start, second.end))
        return 2 * len(shared) >= max(len(first), len(second))

    assert bool(one.meets(other)) == (half(a, c) and half(b, d))
    assert one.meets(other) == other.meets(one)


def test_subjects_are_named_by_content_alone() -> None:
    a, b = "a" * 64, "b" * 64
    assert of_pair(a, b) == of_pair(b, a)
    assert of_passage(a, Span(1, 2), b, Span(3, 4)).id == of_passage(b, Span(3, 4), a, Span(1, 2)).id
    assert of_article(a).id == a
    named: list[Subject] = [
        of_article(a),
        of_pair(a, a),
        of_pair(a, b),
        of_passage(a, Span(0, 1), b, Span(0, 1)),
    ]
    assert len({one.id for one in named}) == 4
