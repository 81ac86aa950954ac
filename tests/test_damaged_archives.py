"""Full disks, files cut short, bytes flipped, locks taken away, old versions: one sentence, nothing lost."""

from __future__ import annotations

import errno
import gc
import os
import shutil
import sqlite3
from contextlib import closing
from functools import cached_property
from pathlib import Path
from typing import Any

import pytest

import provenance
from provenance import settings, stock
from provenance.pages import entering, gathering, incoming, scan
from provenance.store import comparisons, database, spool
from provenance.store.database import DatabaseError, migrations
from scripts import schema
from tests.conftest import Run
from tests.stories import write_change, write_first
from tests.views import state

READERS = (
    ("lineage",),
    ("report",),
    ("families",),
    ("show", "stories/a00000.txt", "stories/a00001.txt"),
    ("check", "draft.txt"),
    ("trace", "the council voted on Tuesday"),
    ("search", "council"),
    ("forget", "stories/a00001.txt", "--reason", "test", "--yes"),
)


DRAFT = "The council voted on Tuesday to close the old pool by the river.\n"


def make_small(patched: pytest.MonkeyPatch) -> None:
    """Many small batches; updates also of a small archive."""
    patched.setattr(settings, "REJUDGE_BELOW", 30)
    patched.setattr(entering, "BATCH", 20_000)
    patched.setattr(incoming, "ARTICLES", 5)
    patched.setattr(gathering, "INDEXED", 10)
    patched.setattr(comparisons, "SECONDS", 0.0)
    patched.setattr(stock, "_BITS", 18)  # to keep the usual room takes longer than all else


@pytest.fixture
def run(run: Run, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Run:
    """Run the command line beside the folder `stories`: exit code, stdout, stderr."""
    make_small(monkeypatch)
    write_first(tmp_path / "stories")
    (tmp_path / "draft.txt").write_text(DRAFT)
    return run


class Changed:
    """Where a folder was scanned, `before.db`, to which something has come; what its undisturbed update ends
    with, and what the scans below end with. Made once: each test gets the files as they were."""

    KEPT = ("stories", "draft.txt", "before.db")

    def __init__(self, work: Path) -> None:
        self.work = work
        write_first(work / "stories")
        (work / "draft.txt").write_text(DRAFT)
        provenance.scan("stories")
        Path("provenance.db").rename("before.db")
        write_change(work / "stories")
        self.begin()
        provenance.scan("stories")
        self.ended = state(Path("provenance.db"))

    def begin(self) -> None:
        """Leave only what there is before the update."""
        for path in self.work.iterdir():
            if path.is_dir() and path.name not in self.KEPT:
                shutil.rmtree(path)
            elif path.name not in self.KEPT:
                path.unlink()
        shutil.copyfile("before.db", "provenance.db")

    @cached_property
    def rejudged(self) -> dict[str, Any]:
        """What the update ends with where all is judged anew."""
        self.begin()
        provenance.scan("stories", rejudge=True)
        return state(Path("provenance.db"))

    @cached_property
    def rejudged_beside_another(self) -> dict[str, Any]:
        """The same where a second folder was scanned before it."""
        self.begin()
        self.write_other()
        provenance.scan("other")
        provenance.scan("stories", rejudge=True)
        return state(Path("provenance.db"))

    def write_other(self) -> None:
        shutil.copytree(self.work / "stories", self.work / "other", ignore=shutil.ignore_patterns("*.jsonl"))


@pytest.fixture(scope="module")
def made(tmp_path_factory: pytest.TempPathFactory) -> Changed:
    work = tmp_path_factory.mktemp("changed")
    with pytest.MonkeyPatch.context() as patched:
        make_small(patched)
        patched.chdir(work)
        patched.delenv("PROVENANCE_DB", raising=False)
        return Changed(work)


@pytest.fixture
def changed(run: Run, made: Changed, monkeypatch: pytest.MonkeyPatch) -> Changed:
    """Work where a folder has changed since it was scanned."""
    monkeypatch.chdir(made.work)
    made.begin()
    return made


@pytest.fixture
def updated(changed: Changed) -> dict[str, Any]:
    """What the undisturbed update of the changed folder ends with."""
    return changed.ended


def one_sentence(err: str) -> bool:
    return len(err.splitlines()) == 1 and "Traceback" not in err


def sound() -> None:
    with closing(sqlite3.connect("provenance.db")) as db:
        assert db.execute("PRAGMA integrity_check").fetchone() == ("ok",)
        assert db.execute("PRAGMA foreign_key_check").fetchall() == []


# Full disks


@pytest.mark.parametrize("pages", [0, 1, 3, 7, 12, 18])
def test_the_disk_of_the_database_is_full(
    pages: int, run: Run, updated: dict[str, Any], monkeypatch: pytest.MonkeyPatch
) -> None:
    def small(path: Path, mode: str, kind: type[sqlite3.Connection]) -> sqlite3.Connection:
        connection = connect(path, mode, kind)
        there = connection.execute("PRAGMA page_count").fetchone()[0]
        connection.execute(f"PRAGMA max_page_count = {there + pages}")
        return connection

    connect = database._connect
    monkeypatch.setattr(database, "_connect", small)
    code, out, err = run("scan", "stories")
    assert (code, out) == (4, ""), err
    assert one_sentence(err)
    assert "the disk is full; make room and run it again, what was written before is kept" in err
    monkeypatch.setattr(database, "_connect", connect)
    sound()
    assert run("scan", "stories")[0] == 0
    assert state(Path("provenance.db")) == updated


@pytest.mark.parametrize("room", [0, 1, 5_000, 100_000])
def test_the_temporary_folder_is_full(
    room: int, run: Run, updated: dict[str, Any], monkeypatch: pytest.MonkeyPatch, tmp_path: Path
) -> None:
    class Full:
        """A file on a disk with so much room, as the operating system tells it: when it is flushed."""

        def __init__(self, file: Any) -> None:
            self._file = file
            self._left = room

        def write(self, data: bytes) -> int:
            self._left -= len(data)
            return int(self._file.write(data))

        def flush(self) -> None:
            if self._left < 0:
                raise OSError(errno.ENOSPC, os.strerror(errno.ENOSPC))
            self._file.flush()

        def close(self) -> None:
            self._file.close()
            self.flush()

    def fdopen_full(number: int, mode: str, *others: Any) -> Any:
        file = fdopen(number, mode, *others)
        return Full(file) if mode == "wb" else file

    fdopen = os.fdopen
    temporary = tmp_path / "temporary"
    temporary.mkdir()
    monkeypatch.setattr(spool.tempfile, "tempdir", str(temporary))
    with monkeypatch.context() as patched:
        patched.setattr(spool.os, "fdopen", fdopen_full)
        code, out, err = run("scan", "stories")
    assert (code, out) == (4, ""), err
    assert one_sentence(err)
    assert f"The temporary folder {temporary} is full; make room there, or name another" in err
    assert list(temporary.iterdir()) == []
    sound()
    assert run("scan", "stories")[0] == 0
    assert state(Path("provenance.db")) == updated


def test_no_temporary_file_can_be_made(
    run: Run, updated: dict[str, Any], monkeypatch: pytest.MonkeyPatch
) -> None:
    def none(**options: object) -> None:
        raise FileNotFoundError(errno.ENOENT, "No usable temporary directory found")

    with monkeypatch.context() as patched:
        patched.setattr(spool.tempfile, "mkstemp", none)
        code, _, err = run("scan", "stories")
    assert code == 4
    assert one_sentence(err)
    assert "No temporary file can be made" in err
    assert run("scan", "stories")[0] == 0
    assert state(Path("provenance.db")) == updated


def test_a_shelf_that_finds_no_room(monkeypatch: pytest.MonkeyPatch, tmp_path: Path) -> None:
    """What goes to other processes is written when it is first sent."""
    monkeypatch.setattr(spool.tempfile, "tempdir", str(tmp_path))

    def full(*args: object) -> None:
        raise OSError(errno.ENOSPC, os.strerror(errno.ENOSPC))

    monkeypatch.setattr(spool.pickle, "dump", full)
    with spool.Shelf("value") as shelf, pytest.raises(DatabaseError, match="is full; make room there"):
        shelf.__reduce__()
    assert list(tmp_path.iterdir()) == []


# Cut short


@pytest.mark.parametrize("size", [None, 4096, 100, 99])
def test_a_database_that_was_cut_short(size: int | None, run: Run, updated: dict[str, Any]) -> None:
    path = Path("provenance.db")
    whole = path.read_bytes()
    path.write_bytes(whole[: len(whole) // 2 if size is None else size])
    short = path.read_bytes()
    for command in (*READERS, ("scan", "stories"), ("scan", "stories", "--rejudge")):
        code, out, err = run(*command)
        assert (code, out) == (4, ""), command
        assert one_sentence(err), err
        assert "provenance.db is damaged" in err or "is not a provenance database" in err
        assert "a copy" in err or "another --db" in err
        assert path.read_bytes() == short, command
    code, out, _ = run("doctor")
    assert code == 4
    assert "Problem     provenance.db" in out
    path.write_bytes(whole)
    assert run("scan", "stories")[0] == 0
    assert state(path) == updated


def test_an_empty_file_is_a_new_database(run: Run) -> None:
    Path("provenance.db").touch()
    for command in READERS:
        code, _, err = run(*command)
        assert code == 4
        assert one_sentence(err)
    assert run("scan", "stories")[0] == 0
    assert run("lineage")[0] == 0


def test_a_page_in_the_middle_is_overwritten(run: Run, updated: dict[str, Any]) -> None:
    """SQLite notices when it comes upon it; whatever a command then says, it is no bug of this program."""
    path = Path("provenance.db")
    whole = path.read_bytes()
    codes = set()
    for page in range(2, len(whole) // 4096, 7):
        path.write_bytes(whole[: page * 4096] + bytes([255]) * 4096 + whole[(page + 1) * 4096 :])
        code, _, err = run("scan", "stories", "--rejudge")
        assert code in (0, 4), err
        assert code == 0 or one_sentence(err)
        codes.add(code)
        assert run("doctor")[0] in (0, 4)
    assert 4 in codes


def test_the_doctor_finds_a_text_that_has_changed(run: Run) -> None:
    assert run("scan", "stories")[0] == 0
    assert "\nIndex       sound" in run("doctor")[1]
    with closing(sqlite3.connect("provenance.db")) as db, db:
        db.execute("UPDATE texts SET text = replace(text, 'a', 'e') WHERE id = 2")
    code, out, _ = run("doctor")
    assert code == 4
    assert "\nProblem     provenance.db is damaged (texts that are not as they were filed: 1)" in out


# The lock


@pytest.mark.skipif(os.name != "posix", reason="an open file can't be deleted elsewhere")
@pytest.mark.parametrize("step", ["reading", "looking for candidates", "comparing", "explaining"])
def test_a_lock_file_that_is_deleted_while_two_scan(step: str, run: Run, changed: Changed) -> None:
    """Another scan takes over: the first stops, or what it does is as good as if it came later."""
    wanted = changed.rejudged_beside_another
    changed.begin()
    changed.write_other()
    took_over = []

    def take_over(now: str, done: int, total: int | None) -> None:
        if now == step and not took_over:
            took_over.append(step)
            Path("provenance.db.lock").unlink()
            provenance.scan("other")

    with pytest.raises(DatabaseError, match=r"another scan took over|in use by another scan"):
        provenance.scan("stories", progress=take_over)
    assert took_over
    sound()
    for name in ("other", "stories"):
        assert run("scan", name, "--rejudge")[0] == 0
    assert state(Path("provenance.db")) == wanted


@pytest.mark.skipif(os.name != "posix", reason="an open file can't be deleted elsewhere")
def test_who_was_overtaken_before_its_first_write_writes_nothing(
    run: Run, changed: Changed, monkeypatch: pytest.MonkeyPatch
) -> None:
    """All is filed, nothing compared: the scan's first transaction is its last."""
    with monkeypatch.context() as patched:
        patched.setattr(scan, "_find", lambda *args, **options: None)
        run("scan", "stories")
    Path("other").mkdir()
    shutil.copy(next(Path("stories").glob("*.txt")), "other/a.txt")

    def take_over(now: str, done: int, total: int | None) -> None:
        if (now, done) == ("looking for candidates", 1) and Path("provenance.db.lock").exists():
            Path("provenance.db.lock").unlink()
            provenance.scan("other")

    with pytest.raises(DatabaseError, match="another scan took over"):
        provenance.scan("stories", progress=take_over)
    with closing(sqlite3.connect("provenance.db")) as db:
        own = "SELECT count(*) FROM pairs WHERE a_path = 'other/a.txt'"
        assert db.execute(own).fetchone() != (0,), "what the later scan found stands"


# Flipped bytes


def flip(table: str, column: str, place: int = 10) -> None:
    """Flip a byte of each value of a column."""
    with closing(sqlite3.connect("provenance.db")) as db, db:
        keys = [row[0] for row in db.execute(f"PRAGMA table_info({table})").fetchall()]
        assert keys
        for key, value in db.execute(f"SELECT CAST({column} AS BLOB), {column} FROM {table}").fetchall():
            if value:
                data = bytearray(key)
                data[place % len(data)] ^= 4
                db.execute(f"UPDATE {table} SET {column} = ? WHERE {column} = ?", (bytes(data), value))


def index_is_sound() -> bool:
    from provenance.store.index import StoredIndex
    from provenance.store.reading import current_texts

    with closing(sqlite3.connect("provenance.db", isolation_level=None)) as db:
        index = StoredIndex(db)
        return not index.check() and not index.missing(current_texts(db)).size


@pytest.mark.parametrize(
    ("table", "column"),
    [("index_blocks", "data"), ("index_segments", "text_ids"), ("index_segments", "crc32 ")],
)
@pytest.mark.parametrize("options", [(), ("--rejudge",)])
def test_a_damaged_index_is_made_anew(
    table: str, column: str, options: tuple[str, ...], run: Run, updated: dict[str, Any]
) -> None:
    if column.strip() == "crc32":
        with closing(sqlite3.connect("provenance.db")) as db, db:
            db.execute("UPDATE index_segments SET crc32 = crc32 + 1")
    else:
        flip(table, column)
    assert not index_is_sound_or_damaged()
    code, out, _ = run("doctor")
    assert code == 0
    assert "\nIndex       damaged" in out
    assert "run `provenance scan FOLDER --rejudge`" in out
    for command in (("check", "draft.txt"), ("trace", "the council voted on Tuesday")):
        code, _, err = run(*command)
        assert code == 0, err
    code, _, err = run("scan", "stories", *options)
    assert code == 0, err
    assert index_is_sound_or_damaged()
    if not options:
        assert state(Path("provenance.db")) == updated
    assert "\nIndex       sound" in run("doctor")[1]


def test_a_damaged_index_is_made_anew_where_all_is_judged_anew(
    run: Run, updated: dict[str, Any], monkeypatch: pytest.MonkeyPatch
) -> None:
    """As in every small archive, where a scan does not ask the index."""
    monkeypatch.setattr(settings, "REJUDGE_BELOW", 10**9)
    flip("index_blocks", "data")
    assert not index_is_sound_or_damaged()
    code, _, err = run("scan", "stories")
    assert code == 0, err
    assert index_is_sound_or_damaged()
    assert "\nIndex       sound" in run("doctor")[1]


def index_is_sound_or_damaged() -> bool:
    try:
        return index_is_sound()
    except DatabaseError:
        return False


def test_a_text_is_forgotten_although_the_index_is_damaged(run: Run, updated: dict[str, Any]) -> None:
    flip("index_blocks", "data")
    with closing(sqlite3.connect("provenance.db")) as db:
        [path] = db.execute("SELECT a_path FROM pairs ORDER BY a_path LIMIT 1").fetchone()
    assert run("forget", path, "--reason", "an order", "--yes")[0] == 0
    assert run("scan", "stories")[0] == 0
    assert index_is_sound()


@pytest.mark.parametrize("column", ["runs", "lines", "words"])
def test_a_damaged_judgement_leads_to_a_full_one(column: str, run: Run, updated: dict[str, Any]) -> None:
    with closing(sqlite3.connect("provenance.db")) as db, db:
        if db.execute(f"SELECT coalesce(length({column}), 0) FROM judgements").fetchone() == (0,):
            db.execute(f"UPDATE judgements SET {column} = x'0102030405060708'")
    flip("judgements", column)
    assert run("check", "draft.txt")[0] == 0
    assert run("scan", "stories")[0] == 0
    with closing(sqlite3.connect("provenance.db")) as db:
        judged = db.execute("SELECT run_id FROM judgements").fetchone()
        assert judged == db.execute("SELECT id FROM current_run").fetchone()
    ended = state(Path("provenance.db"))
    assert run("scan", "stories", "--rejudge")[0] == 0
    assert state(Path("provenance.db")) == ended


@pytest.mark.parametrize("place", [0, 1, 10, -1])
def test_damaged_comparisons_are_made_again(
    place: int, run: Run, changed: Changed, monkeypatch: pytest.MonkeyPatch
) -> None:
    wanted = changed.rejudged
    changed.begin()

    def interrupt(*args: object) -> None:
        raise KeyboardInterrupt

    with monkeypatch.context() as patched:
        patched.setattr("provenance.pages.judging.write_lineage", interrupt)
        assert run("scan", "stories", "--rejudge")[0] == 130
    with closing(sqlite3.connect("provenance.db")) as db:
        assert db.execute("SELECT count(*) FROM comparisons").fetchone() != (0,)
    flip("comparisons", "passages", place)
    assert run("scan", "stories", "--rejudge")[0] == 0
    assert state(Path("provenance.db")) == wanted


def test_a_damaged_sketch_changes_nothing(run: Run, updated: dict[str, Any]) -> None:
    """Sketches are stored for others to read; scans make them from the texts."""
    flip("sketches", "hashvalues")
    assert run("scan", "stories")[0] == 0
    assert state(Path("provenance.db")) == updated


# What waits to be compared


def test_what_was_not_compared_yet_is_said(
    run: Run, updated: dict[str, Any], monkeypatch: pytest.MonkeyPatch
) -> None:
    def interrupt(*args: object, **options: object) -> None:
        raise KeyboardInterrupt

    with monkeypatch.context() as patched:
        patched.setattr(scan, "_find", interrupt)
        assert run("scan", "stories")[0] == 130
    told = "13 articles were read or changed but not compared yet: run the scan again."
    for kind in ("tree", "mermaid", "json"):
        code, out, err = run("lineage", "--format", kind)
        assert (code, err) == (0, f"provenance: {told}\n")
        assert (told in out) == (kind == "json")
    for options in (("-o", "report.html"), ("--format", "json", "-o", "report.json")):
        code, _, err = run("report", *options)
        assert code == 0, err
        assert told in Path(options[-1]).read_text(encoding="utf-8")
    code, out, _ = run("doctor")
    assert code == 0
    assert f"\nNote        {told}" in out
    assert run("scan", "stories")[0] == 0
    code, out, err = run("lineage")
    assert "not compared yet" not in out + err
    run("report", "-o", "report.html")
    assert "not compared yet" not in Path("report.html").read_text(encoding="utf-8")


# Old versions


def test_an_archive_of_an_older_version(run: Run) -> None:
    run("scan", "stories")
    wanted = state(Path("provenance.db"))
    write_old(Path("old.db"), Path("provenance.db"))
    code, _, err = run("lineage", "--db", "old.db")
    assert code == 4
    assert "is of an older version; run `provenance scan` once to update it" in err
    code, _, err = run("scan", "stories", "--db", "old.db")
    assert code == 0, err
    assert state(Path("old.db")) == wanted
    shutil.move("old.db", "provenance.db")
    assert index_is_sound()
    sound()
    with closing(sqlite3.connect("provenance.db")) as db:
        assert db.execute("PRAGMA user_version").fetchone() == (len(migrations()),)
        assert db.execute("SELECT count(*) FROM statements WHERE run_id = 1").fetchone() == (2,)
        old = "SELECT count(*) FROM statements WHERE run_id = 1 AND until_run IS NULL"
        assert db.execute(old).fetchone() == (0,), "only the statements of the last run hold"
        assert db.execute("SELECT count(*) FROM pending").fetchone() == (0,)


def test_a_new_archive_has_the_schema_of_a_migrated_one(tmp_path: Path) -> None:
    with closing(sqlite3.connect(tmp_path / "migrated.db", isolation_level=None)) as db:
        database.apply_migrations(db, migrations())
    database.open_for_writing(tmp_path / "new.db").close()
    assert schema.FILE.read_text(encoding="utf-8") == schema.schema(), (
        "python -m scripts.schema makes it anew"
    )
    assert schema_and_rows(tmp_path / "new.db") == schema_and_rows(tmp_path / "migrated.db")


def schema_and_rows(path: Path) -> dict[str, Any]:
    """The schema of a database and all of its rows, but for when a migration was applied."""
    with closing(sqlite3.connect(path)) as db:
        found: dict[str, Any] = {
            name: db.execute(f"PRAGMA {name}").fetchone() for name in ("user_version", "application_id")
        }
        found["schema"] = db.execute(
            "SELECT name, type, tbl_name, sql FROM sqlite_schema ORDER BY 1"
        ).fetchall()
        for (name,) in db.execute("SELECT name FROM sqlite_schema WHERE type = 'table'"):
            found[name] = [row[:3] for row in db.execute(f"SELECT * FROM {name}")]
    return found


def test_a_database_that_is_refused_is_not_kept_open(run: Run) -> None:
    run("scan", "stories")
    with closing(sqlite3.connect("provenance.db")) as db:
        db.execute("PRAGMA user_version = 2")
    with closing(sqlite3.connect("other.db")) as db:
        db.execute("CREATE TABLE other (id)")
    gc.collect()
    gc.disable()
    try:
        before = {id(one) for one in gc.get_objects() if isinstance(one, sqlite3.Connection)}
        for path in (Path("provenance.db"), Path("other.db")):
            with pytest.raises(DatabaseError, match=r"older version|not a provenance database"):
                database.open_for_reading(path)
        with pytest.raises(DatabaseError, match="not a provenance database"):
            database.open_for_writing(Path("other.db"))
        left = [
            one for one in gc.get_objects() if isinstance(one, sqlite3.Connection) and id(one) not in before
        ]
        assert not left, "one that is open refers to itself, and would be there still"
    finally:
        gc.enable()


def write_old(path: Path, new: Path) -> None:
    """A database as an earlier version wrote it: the texts and places of another, and two statements."""
    with closing(sqlite3.connect(path, isolation_level=None)) as db:
        db.execute("PRAGMA journal_mode = WAL")
        database.apply_migrations(db, migrations()[:2])
    with closing(sqlite3.connect(path)) as db:
        assert db.execute("PRAGMA user_version").fetchone() == (2,)
        db.execute("ATTACH ? AS new", (str(new),))

        def take(table: str, which: str = "") -> None:
            columns = ", ".join(row[1] for row in db.execute(f"PRAGMA main.table_info({table})"))
            db.execute(f"INSERT INTO main.{table} ({columns}) SELECT {columns} FROM new.{table} {which}")

        take("runs")
        for table in ("folders", "texts", "places", "segments", "sketches"):
            take(table)
        take("statements", "WHERE unseen_id IS NULL LIMIT 2")
        db.commit()
