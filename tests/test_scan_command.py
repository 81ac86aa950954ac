"""`provenance scan` at the command line: exit codes, sentences, bad input, interruption, two at once."""

from __future__ import annotations

import json
import os
import shutil
import signal
import sqlite3
import subprocess
import sys
import time
from contextlib import closing
from pathlib import Path

import pytest

from provenance.store.database import migrations
from tests.conftest import Run

STORY = (
    "The council voted on Tuesday to close the old swimming pool by the river and to build a larger one "
    "beside the station, although nobody could say where the money for it should come from.\n"
)


@pytest.fixture
def stories(tmp_path: Path) -> Path:
    folder = tmp_path / "stories"
    folder.mkdir()
    (folder / "a.txt").write_text("First.\n\n" + STORY, encoding="utf-8")
    (folder / "b.txt").write_text("Second one.\n\n" + STORY + "\nAnd a comment.\n", encoding="utf-8")
    return folder


def test_a_summary_of_six_lines_that_ends_with_the_next_command(run: Run, stories: Path) -> None:
    code, out, err = run("scan", "stories")
    assert (code, err) == (0, "")
    lines = out.splitlines()
    assert len(lines) == 6
    assert lines[0].startswith("Read      2 articles")
    assert (
        "1 shared passage; of these 0 boilerplate, 0 stock phrases, 0 excluded; 1 reuse in 2 texts"
        in lines[1]
    )
    assert lines[-1] == "Next      provenance report --db provenance.db -o report.html"
    assert Path("provenance.db").is_file()


def test_the_same_text_in_two_files_is_told(run: Run, stories: Path) -> None:
    """It is one text, and no passage of two: the summary would say that nothing is shared."""
    (stories / "b.txt").unlink()
    shutil.copy(stories / "a.txt", stories / "c.txt")
    lines = run("scan", "stories")[1].splitlines()
    assert lines[1].startswith("Shared    0 shared passages")
    assert lines[2] == "Same      1 article with the very text of another, not counted above"


def test_json_quiet_and_the_variable_for_the_database(
    run: Run, stories: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv("PROVENANCE_DB", "other.db")
    code, out, _ = run("scan", "stories", "--json")
    assert code == 0
    figures = json.loads(out)
    assert (figures["articles"], figures["passages"], figures["unchanged"]) == (2, 1, False)
    assert figures["db"] == "other.db"
    assert Path("other.db").is_file()
    assert run("scan", "stories", "--quiet") == (0, "", "")


def test_a_second_scan_of_an_unchanged_folder_writes_nothing(run: Run, stories: Path) -> None:
    for file in stories.iterdir():
        os.utime(file, (10**9, 10**9))  # a file that was just written would be recorded later
    run("scan", "stories")
    before = Path("provenance.db").read_bytes()
    code, out, _ = run("scan", "stories")
    assert code == 0
    assert "unchanged since the last scan" in out
    assert Path("provenance.db").read_bytes() == before


def test_a_thorough_scan_is_another_run(run: Run, stories: Path) -> None:
    """Eight ordinary words between two stories: they stand in both elsewhere, too."""
    eight = "the people of the town came to the"
    for name, own in (("x.txt", "harbour"), ("y.txt", "forest")):
        scattered = " ".join(f"{own}{number} {word}" for number, word in enumerate(eight.split()))
        (stories / name).write_text(f"{scattered} {own}. Then {eight} {own} again.\n", encoding="utf-8")

    def shared(said: str) -> tuple[int, bool, dict[str, object]]:
        with closing(sqlite3.connect("provenance.db")) as connection:
            (number,) = connection.execute(
                "SELECT count(*) FROM reuse_passages WHERE a_path LIKE '%x.txt' AND b_path LIKE '%y.txt'"
            ).fetchone()
            (settled,) = connection.execute("SELECT parameters FROM runs ORDER BY id DESC").fetchone()
        return number, "unchanged since" in said, json.loads(settled)

    for options, number, unchanged in (
        ((), 0, False),
        (("--thorough",), 1, False),
        (("--thorough",), 1, True),
        ((), 0, False),
    ):
        code, said, _ = run("scan", "stories", *options)
        found = shared(said)
        assert (code, *found[:2]) == (0, number, unchanged)
        assert found[2]["thorough"] == bool(options)
        assert found[2]["alone"] == (8 if options else 12)


def test_a_changed_a_new_and_a_vanished_file(run: Run, stories: Path) -> None:
    run("scan", "stories")
    (stories / "b.txt").unlink()
    (stories / "c.txt").write_text("Third.\n\n" + STORY, encoding="utf-8")
    (stories / "a.txt").write_text("Nothing of the kind is said here any more.\n", encoding="utf-8")
    code, _, _ = run("scan", "stories")
    assert code == 0
    with sqlite3.connect("provenance.db") as db:
        assert dict(db.execute("SELECT path, status FROM articles")) == {
            "stories/a.txt": "current", "stories/b.txt": "gone", "stories/c.txt": "current",
        }  # fmt: skip
        assert db.execute("SELECT count(*) FROM reuse_passages").fetchone() == (0,)
        assert db.execute("SELECT count(*) FROM runs").fetchone() == (2,)
    db.close()


def test_another_folder_adds_to_the_archive(run: Run, stories: Path, tmp_path: Path) -> None:
    run("scan", "stories")
    other = tmp_path / "elsewhere" / "stories"
    other.mkdir(parents=True)
    (other / "a.txt").write_text("Elsewhere.\n\n" + STORY, encoding="utf-8")
    code, out, _ = run("scan", "elsewhere/stories")
    assert code == 0
    assert out.startswith("Read      3 articles")
    with sqlite3.connect("provenance.db") as db:
        paths = {row[0] for row in db.execute("SELECT a_path FROM reuse_passages UNION SELECT b_path FROM"
                                              " reuse_passages")}  # fmt: skip
    db.close()
    assert paths == {"stories/a.txt", "stories/b.txt", "stories-2/a.txt"}


def test_one_file_of_a_scanned_folder_is_looked_at_again(run: Run, stories: Path) -> None:
    run("scan", "stories")
    (stories / "a.txt").write_text("It says something else now.\n", encoding="utf-8")
    code, _, _ = run("scan", "stories/a.txt")
    assert code == 0
    with sqlite3.connect("provenance.db") as db:
        assert dict(db.execute("SELECT path, status FROM articles")) == {
            "stories/a.txt": "current", "stories/b.txt": "current",
        }  # fmt: skip
        assert db.execute("SELECT count(*) FROM pairs").fetchone() == (0,)
    db.close()


def test_an_empty_folder(run: Run, tmp_path: Path) -> None:
    (tmp_path / "empty").mkdir()
    code, out, err = run("scan", "empty")
    assert (code, out) == (3, "")
    assert err == (
        "Error: empty holds no article to read; "
        "give a folder with .txt, .md, .jsonl, .json, .csv or .zip files.\n"
    )
    assert not Path("provenance.db").exists()


def test_a_folder_of_other_files(run: Run, tmp_path: Path) -> None:
    (tmp_path / "other").mkdir()
    (tmp_path / "other" / "page.xyz").write_text("words")
    code, _, err = run("scan", "other")
    assert code == 3
    assert "1 files of other kinds" in err or "1 file of another kind" in err


def test_no_such_folder(run: Run) -> None:
    code, _, err = run("scan", "nowhere")
    assert code == 2
    assert "nowhere" in err


def test_broken_files_are_named_and_the_rest_is_done(run: Run, stories: Path) -> None:
    (stories / "picture.txt").write_bytes(b"\x89PNG\r\n\x1a\n" + bytes(200))
    (stories / "empty.txt").write_bytes(b"")
    with (stories / "huge.txt").open("wb") as huge:
        huge.truncate(200_000_000)
    started = time.monotonic()
    code, out, err = run("scan", "stories")
    assert code == 3
    assert time.monotonic() - started < 20
    assert out.startswith("Read      2 articles")
    assert "3 files unreadable" in out
    for name in ("picture", "empty", "huge"):
        assert sum(f"stories/{name}.txt: " in line for line in err.splitlines()) == 1
    with sqlite3.connect("provenance.db") as db:
        assert db.execute("SELECT count(*) FROM unreadable").fetchone() == (3,)
        assert db.execute("SELECT count(*) FROM reuse_passages").fetchone() == (1,)
    db.close()


def test_nothing_but_broken_files(run: Run, tmp_path: Path) -> None:
    (tmp_path / "bad").mkdir()
    (tmp_path / "bad" / "a.txt").write_bytes(bytes(100))
    code, _, err = run("scan", "bad")
    assert code == 3
    assert "bad/a.txt: " in err
    assert not Path("provenance.db").exists(), "nothing is written where nothing was read"


def test_a_file_that_vanishes_while_it_is_scanned(
    run: Run, stories: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    from provenance.pages import reading_in as page

    def list_then_remove(*args: object, **options: object) -> object:
        found = listed(*args, **options)  # type: ignore[arg-type]
        (stories / "b.txt").unlink(missing_ok=True)
        return found

    listed = page.list_folder
    monkeypatch.setattr(page, "list_folder", list_then_remove)
    code, out, err = run("scan", "stories")
    assert code == 3
    assert "stories/b.txt: " in err
    assert out.startswith("Read      1 article")


def test_a_database_of_a_newer_version(run: Run, stories: Path) -> None:
    run("scan", "stories")
    with sqlite3.connect("provenance.db") as db:
        db.execute(f"PRAGMA user_version = {len(migrations()) + 1}")
    db.close()
    for command in (["scan", "stories"], ["show", "a", "b"], ["lineage"], ["report"]):
        code, out, err = run(*command)
        assert (code, out) == (4, "")
        assert "newer version" in err
        assert len(err.splitlines()) == 1


def test_a_file_that_is_no_database(run: Run, stories: Path) -> None:
    Path("notes.db").write_text("Dear diary, " * 200, encoding="utf-8")
    before = Path("notes.db").read_bytes()
    code, _, err = run("scan", "stories", "--db", "notes.db")
    assert code == 4
    assert "notes.db is not a provenance database" in err
    assert Path("notes.db").read_bytes() == before


def test_the_database_of_another_program(run: Run, stories: Path) -> None:
    with sqlite3.connect("other.db") as db:
        db.execute("CREATE TABLE articles (a)")
    db.close()
    code, _, err = run("scan", "stories", "--db", "other.db")
    assert code == 4
    assert "is not a provenance database" in err


def test_a_database_that_is_a_folder_or_has_none(run: Run, stories: Path) -> None:
    assert run("scan", "stories", "--db", "stories")[0] == 4
    code, _, err = run("scan", "stories", "--db", "no/such/folder/x.db")
    assert code == 4
    assert "does not exist" in err


@pytest.mark.skipif(os.name != "posix" or os.geteuid() == 0, reason="permissions do not bind root")
def test_a_place_that_is_read_only(run: Run, stories: Path, tmp_path: Path) -> None:
    locked = tmp_path / "locked"
    locked.mkdir(mode=0o555)
    code, _, err = run("scan", "stories", "--db", "locked/x.db")
    assert code == 4
    assert "can't be written" in err


def test_a_read_only_database_file(run: Run, stories: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    """Root may write anywhere, so SQLite itself is told to refuse."""
    from provenance.store import database

    def read_only(path: Path, mode: str, kind: type[sqlite3.Connection]) -> sqlite3.Connection:
        connection = connect(path, mode, kind)
        connection.execute("PRAGMA query_only = ON")
        return connection

    connect = database._connect
    monkeypatch.setattr(database, "_connect", read_only)
    code, out, err = run("scan", "stories")
    assert (code, out) == (4, "")
    assert "can't be written" in err


def test_after_a_full_disk_the_next_scan_goes_on(
    run: Run, stories: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    from provenance.store import database

    run("scan", "stories")
    long_story = " ".join(f"word{number} {STORY}" for number in range(3000))
    (stories / "c.txt").write_text(long_story, encoding="utf-8")

    def small(path: Path, mode: str, kind: type[sqlite3.Connection]) -> sqlite3.Connection:
        connection = connect(path, mode, kind)
        pages = connection.execute("PRAGMA page_count").fetchone()[0]
        connection.execute(f"PRAGMA max_page_count = {pages + 2}")
        return connection

    connect = database._connect
    monkeypatch.setattr(database, "_connect", small)
    code, _, err = run("scan", "stories")
    assert code == 4
    assert "the disk is full; make room and run it again, what was written before is kept" in err
    monkeypatch.setattr(database, "_connect", connect)
    with sqlite3.connect("provenance.db") as db:
        assert db.execute("SELECT count(*) FROM articles").fetchone() == (2,)
        assert db.execute("SELECT count(*) FROM runs").fetchone() == (1,)
        assert db.execute("PRAGMA integrity_check").fetchone() == ("ok",)
    db.close()
    code, _, err = run("scan", "stories")
    assert code == 0, err
    assert run("scan", "stories")[1].count("unchanged") == 1


def test_what_an_interrupted_scan_has_read_is_compared_by_the_next(
    run: Run, stories: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    from provenance.pages import judging

    run("scan", "stories")
    (stories / "c.txt").write_text("Third.\n\n" + STORY, encoding="utf-8")

    def interrupt(*args: object) -> None:
        raise KeyboardInterrupt

    write_lineage = judging.write_lineage
    monkeypatch.setattr(judging, "write_lineage", interrupt)
    code, _, err = run("scan", "stories")
    assert code == 130
    assert "interrupted; a scan keeps what it has read" in err
    with sqlite3.connect("provenance.db") as db:
        assert db.execute("SELECT count(*) FROM articles").fetchone() == (3,)
        assert db.execute("SELECT count(*) FROM reuse_passages").fetchone() == (1,), "as it was before"
    db.close()
    monkeypatch.setattr(judging, "write_lineage", write_lineage)
    assert run("scan", "stories")[0] == 0
    with sqlite3.connect("provenance.db") as db:
        assert db.execute("SELECT count(*) FROM reuse_passages").fetchone() == (3,)
        assert db.execute("SELECT count(*) FROM runs WHERE finished_at IS NULL").fetchone() == (1,)
    db.close()


def test_a_bug_gives_a_traceback(run: Run, stories: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    from provenance.pages import judging

    def broken(*args: object, **options: object) -> None:
        raise ZeroDivisionError("no such luck")

    monkeypatch.setattr(judging, "match", broken)
    code, _, err = run("scan", "stories")
    assert code == 70
    assert "Traceback" in err
    assert "this is a bug" in err


def _start(*args: str, cwd: Path) -> subprocess.Popen[str]:
    return subprocess.Popen(
        [sys.executable, "-m", "provenance", *args],
        cwd=cwd, stdout=subprocess.PIPE, stderr=subprocess.PIPE, text=True,
    )  # fmt: skip


def test_two_scans_at_once_both_end_well(stories: Path, tmp_path: Path) -> None:
    other = tmp_path / "other"
    shutil.copytree(stories, other)
    running = [_start("scan", name, cwd=tmp_path) for name in ("stories", "other")]
    ended = [process.communicate(timeout=60) for process in running]
    codes = [process.returncode for process in running]
    assert set(codes) <= {0, 4}, ended
    assert 0 in codes
    for code, (_, err) in zip(codes, ended, strict=True):
        assert (code == 0) or "in use by another scan" in err
    with sqlite3.connect(tmp_path / "provenance.db") as db:
        assert db.execute("PRAGMA integrity_check").fetchone() == ("ok",)
        assert db.execute("PRAGMA foreign_key_check").fetchall() == []
        if codes == [0, 0]:
            between = "SELECT count(*) FROM pairs WHERE a_path LIKE 'other/%' AND b_path LIKE 'stories/%'"
            assert db.execute(between).fetchone() == (4,), "neither scan overlooks the other's articles"
    db.close()


def test_two_scans_at_once_where_one_waits(stories: Path, tmp_path: Path) -> None:
    other = tmp_path / "other"
    shutil.copytree(stories, other)
    running = [_start("scan", name, "--wait", "60", cwd=tmp_path) for name in ("stories", "other")]
    for process in running:
        _, err = process.communicate(timeout=120)
        assert (process.returncode, err) == (0, "")
    assert not (tmp_path / "provenance.db.lock").exists()
    with closing(sqlite3.connect(tmp_path / "provenance.db")) as db:
        between = "SELECT count(*) FROM pairs WHERE a_path LIKE 'other/%' AND b_path LIKE 'stories/%'"
        assert db.execute(between).fetchone() == (4,), "neither scan overlooks the other's articles"


def test_rehashing_finds_what_the_time_of_a_file_hides(run: Run, stories: Path) -> None:
    path = stories / "a.txt"
    content = path.read_text(encoding="utf-8")
    for words, options in ((content, ()), (content.swapcase(), ()), (content.swapcase(), ("--rehash",))):
        path.write_text(words, encoding="utf-8")
        os.utime(path, (10**9, 10**9))
        assert run("scan", "stories", *options)[0] == 0
        with closing(sqlite3.connect("provenance.db")) as db:
            (stored,) = db.execute(
                "SELECT text FROM places JOIN texts ON texts.id = text_id WHERE path = 'stories/a.txt'"
            ).fetchone()
        assert stored == (words if options or words == content else content)
    assert run("scan", "stories", "--wait", "-1")[0] == 2
    assert run("scan", "stories", "--wait", "soon")[0] == 2


@pytest.mark.skipif(os.name != "posix", reason="signals as POSIX has them")
def test_a_killed_scan_leaves_a_sound_database(stories: Path, tmp_path: Path) -> None:
    for number in range(60):
        (stories / f"{number}.txt").write_text(f"Number {number}.\n\n{STORY}", encoding="utf-8")
    for delay in (0.2, 0.5, 0.8, 1.1):
        process = _start("scan", "stories", cwd=tmp_path)
        time.sleep(delay)
        process.send_signal(signal.SIGKILL)
        process.communicate()
    process = _start("scan", "stories", cwd=tmp_path)
    _, err = process.communicate(timeout=120)
    assert process.returncode == 0, err
    with sqlite3.connect(tmp_path / "provenance.db") as db:
        assert db.execute("SELECT count(*) FROM articles").fetchone() == (62,)
        assert db.execute("PRAGMA integrity_check").fetchone() == ("ok",)
    db.close()


def test_help_is_quick_and_has_examples(tmp_path: Path) -> None:
    for args in (
        ["--help"],
        ["scan", "--help"],
        ["show", "--help"],
        ["lineage", "--help"],
        ["report", "--help"],
    ):
        ended = subprocess.run(
            [sys.executable, "-m", "provenance", *args],
            cwd=tmp_path,
            capture_output=True,
            text=True,
            check=True,
        )
        assert "Example" in ended.stdout
    heavy = subprocess.run(
        [sys.executable, "-X", "importtime", "-m", "provenance", "--help"],
        cwd=tmp_path, capture_output=True, text=True, check=True,
    )  # fmt: skip
    for library in ("numpy", "rich", "sqlite_utils", "datasketch", "jellyfish"):
        assert f" {library}\n" not in heavy.stderr


def test_fields_and_tables_are_named_on_the_command_line(run: Run, tmp_path: Path) -> None:
    table = tmp_path / "day.csv"
    table.write_text('when,words\n2024-03-02,"The council voted to close the pool."\n')
    code, out, err = run("scan", "day.csv")
    assert (code, out) == (3, "")
    assert "--map text=COLUMN (columns: when, words)" in err
    code, out, _ = run("scan", "day.csv", "--map", "text=words,date=when", "--map", "title=none")
    assert (code, "1 article, 7 words" in out) == (0, True)
    code, _, err = run("scan", "day.csv", "--map", "words=text")
    assert (code, "'words=text' maps nothing; write FIELD=NAME" in err) == (2, True)
    code, _, err = run("scan", ".", "--table", "articles")
    assert (code, "--table names a table of one database" in err) == (2, True)
    code, _, err = run("scan", "provenance.db", "--db", "other.db")
    assert (code, "this is a database of provenance" in err) == (3, True)
