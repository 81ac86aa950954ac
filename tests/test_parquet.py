"""Parquet of an archive: the same rows come back, other programs read it, and what is not ours is refused."""

from __future__ import annotations

import json
import re
import shutil
import sqlite3
import sys
from collections.abc import Callable
from contextlib import closing
from pathlib import Path
from typing import Any

import pytest

import provenance
from provenance.pages.tables import import_tables
from provenance.store.database import open_for_reading
from provenance.tables.manifest import NAME, TablesError
from provenance.tables.parquet import arrow_schema, parts, read_rows, write_rows
from provenance.tables.saving import save
from provenance.tables.shapes import LOCAL, VIEWS, empty_database, tables, views
from tests.conftest import ROOT, Run
from tests.newsroom_archive import EMPTY, everything, make_archive
from tests.views import state

pa = pytest.importorskip("pyarrow")
pq = pytest.importorskip("pyarrow.parquet")


@pytest.fixture(scope="module")
def archive(tmp_path_factory: pytest.TempPathFactory) -> Path:
    return make_archive(tmp_path_factory.mktemp("archive"))


@pytest.fixture(scope="module")
def saved(archive: Path) -> Path:
    folder = archive.parent / "tables"
    with closing(open_for_reading(archive)) as connection:
        save(connection, folder)
    return folder


@pytest.fixture
def folder(saved: Path, tmp_path: Path) -> Path:
    """A copy of the tables, to spoil."""
    shutil.copytree(saved, tmp_path / "tables")
    return tmp_path / "tables"


def test_every_table_and_view_is_known() -> None:
    with closing(empty_database()) as connection:
        found = {row[0]: row[1] for row in connection.execute("SELECT name, type FROM sqlite_schema")}
    assert {name for name, kind in found.items() if kind == "table"} == {*tables(), *LOCAL}
    assert {name for name, kind in found.items() if kind == "view"} == {
        *VIEWS,
        "composed_passages",
        "current_run",
    }


def test_types_are_those_of_the_rows(archive: Path) -> None:
    """What SQLite has in a column is of the type that is declared, also where a view works it out."""
    kinds = {"integer": "INTEGER", "real": "REAL", "text": "TEXT", "blob": "BLOB"}
    with closing(sqlite3.connect(archive)) as connection:
        for shape in (*tables().values(), *views().values()):
            for column in shape.columns:
                found = connection.execute(
                    f"SELECT DISTINCT typeof({column.name}) FROM {shape.name}"
                ).fetchall()
                assert {kinds[kind] for (kind,) in found if kind != "null"} <= {column.type}, (
                    shape.name,
                    column,
                )


def test_rows_come_back(archive: Path, saved: Path, tmp_path: Path) -> None:
    import_tables(saved, tmp_path / "copy.db")
    before, after = everything(archive), everything(tmp_path / "copy.db")
    assert {name for name in tables() if not before[name]} == EMPTY
    for name in before:
        assert after[name] == before[name], name
    assert sorted(path.name for path in tmp_path.iterdir()) == ["copy.db"]


def test_tables_that_were_imported_are_saved_the_same(saved: Path, tmp_path: Path) -> None:
    import_tables(saved, tmp_path / "copy.db")
    with closing(open_for_reading(tmp_path / "copy.db")) as connection:
        save(connection, tmp_path / "again")
    for file in saved.rglob("*"):
        if file.is_file():
            assert (tmp_path / "again" / file.relative_to(saved)).read_bytes() == file.read_bytes(), file


def test_other_programs_read_it(saved: Path) -> None:
    table = pq.read_table(saved / "views" / "reuse_passages")
    assert table.schema.equals(arrow_schema(views()["reuse_passages"]))
    assert table.num_rows == json.loads((saved / NAME).read_text())["views"]["reuse_passages"]["rows"] > 1000


def test_a_scan_goes_on_after_an_import(archive: Path, saved: Path, tmp_path: Path) -> None:
    """One more article gives the same rows in the archive and in its copy, and nothing is read twice."""
    news, house = archive.parent / "news", archive.parent / "house.toml"
    shutil.copy(archive, tmp_path / "first.db")
    import_tables(saved, tmp_path / "second.db")
    added = tmp_path / "added"
    added.mkdir()
    seed = next((ROOT / "seeds").glob("001_*")).read_text(encoding="utf-8")
    (added / "new.txt").write_text(seed[:1500] + " And an end of its own.", encoding="utf-8")
    for db in ("first.db", "second.db"):
        assert provenance.scan(news, db=tmp_path / db, configuration=house).unchanged
        provenance.scan(added, db=tmp_path / db, configuration=house)
    assert state(tmp_path / "first.db") == state(tmp_path / "second.db")


def renumber(folder: Path, add: Callable[[str], int]) -> None:
    """Write all numbers of rows, and what refers to them, as a cluster might."""
    for name, shape in tables().items():
        refers = {column: table for column, (table, to) in (shape.refers or {}).items() if to == "id"}
        if shape.key == ("id",) and name not in ("exclusions", "place_changes"):
            refers["id"] = name
        for part in parts(folder / "tables" / name):
            table = pq.read_table(part)
            for column, other in refers.items():
                index = table.schema.get_field_index(column)
                field, offset = table.schema.field(index), add(other)
                values = [None if value is None else value + offset for value in table[column].to_pylist()]
                table = table.set_column(index, field, pa.array(values, field.type))
            pq.write_table(table, part)


def test_numbers_may_be_of_any_size(archive: Path, saved: Path, folder: Path, tmp_path: Path) -> None:
    """Numbers as tasks of a cluster give them: the views are the same, and a scan goes on."""
    renumber(folder, lambda table: 2**52 + 2**33 * len(table))
    import_tables(folder, tmp_path / "large.db")
    assert state(tmp_path / "large.db") == state(archive)
    import_tables(saved, tmp_path / "small.db")
    added = tmp_path / "added"
    added.mkdir()
    seed = next((ROOT / "seeds").glob("001_*")).read_text(encoding="utf-8")
    (added / "new.txt").write_text(seed[:1500] + " And an end of its own.", encoding="utf-8")
    for db in ("large.db", "small.db"):
        provenance.scan(added, db=tmp_path / db, configuration=archive.parent / "house.toml")
    assert state(tmp_path / "large.db") == state(tmp_path / "small.db")


def test_rows_may_stand_in_many_parts(archive: Path, folder: Path, tmp_path: Path) -> None:
    """As Spark writes them: many files, others beside them, fewer bits, no numbers where none are needed."""
    for name in tables():
        (part,) = parts(folder / "tables" / name)
        table = pq.read_table(part)
        part.unlink()
        (part.parent / "_SUCCESS").write_bytes(b"")
        (part.parent / f".{name}.crc").write_bytes(b"crc")
        if name in ("alignments", "credits", "evidence", "members", "problems", "quotation_pairs"):
            table = table.drop_columns(["id"])
        if name == "scales":
            table = table.set_column(0, "scale", table["scale"].cast(pa.large_string()))
        if name == "bodies":
            table = table.set_column(1, "words", table["words"].cast(pa.int16()))
        step = max(1, table.num_rows // 3)
        for number, begin in enumerate(range(0, table.num_rows, step)):
            pq.write_table(table.slice(begin, step), part.parent / f"part-{number:05}-x.c000.snappy.parquet")
    import_tables(folder, tmp_path / "copy.db")
    assert state(tmp_path / "copy.db") == state(archive)


Spoil = Callable[[Path], object]


def change(folder: Path, table: str, column: str, value: object, row: int = 0) -> None:
    """Write another value into a row."""
    rows = read(folder, table)
    values = rows[column].to_pylist()
    values[row] = value
    index = rows.schema.get_field_index(column)
    field = rows.schema.field(index).with_nullable(True)
    write(folder, table, rows.set_column(index, field, pa.array(values, field.type)))


def replace_column(folder: Path, table: str, column: str, values: Any) -> None:
    rows = read(folder, table)
    write(folder, table, rows.set_column(rows.schema.get_field_index(column), column, values(rows[column])))


def read(folder: Path, table: str) -> Any:
    return pq.read_table(part_of(folder, table))


def write(folder: Path, table: str, rows: Any) -> None:
    pq.write_table(rows, part_of(folder, table))


def flip(file: Path, where: int | None = None) -> None:
    """Change a byte, that in the middle if none is named."""
    words = bytearray(file.read_bytes())
    words[len(words) // 2 if where is None else where] ^= 0xFF
    file.write_bytes(words)


def say(folder: Path, **changed: object) -> None:
    manifest = json.loads((folder / NAME).read_text())
    (folder / NAME).write_text(json.dumps({**manifest, **changed}))


def part_of(folder: Path, table: str) -> Path:
    return parts(folder / "tables" / table)[0]


def twice(folder: Path, table: str) -> None:
    part = part_of(folder, table)
    shutil.copy(part, part.with_name("part-00001.parquet"))


SPOILT: dict[str, tuple[Spoil, str]] = {
    "no manifest": (lambda f: (f / NAME).unlink(), "not written to its end"),
    "another JSON": (lambda f: (f / NAME).write_text("[1]"), "manifest.json is not as"),
    "no JSON": (lambda f: (f / NAME).write_bytes(b"\xff{"), "manifest.json is not as"),
    "deep JSON": (lambda f: (f / NAME).write_text("[" * 100_000), "manifest.json is not as"),
    "large JSON": (lambda f: (f / NAME).write_text(" " * (2 << 20) + "{}"), "manifest.json is not as"),
    "another schema": (lambda f: say(f, schema=3), "schema 3"),
    "another format": (lambda f: say(f, format_version="x"), "format 'x'"),
    "a table from nowhere": (lambda f: say(f, tables={"sqlite_schema": {"rows": 1}}), "sqlite_schema"),
    "rows that are no number": (lambda f: say(f, tables={"texts": {"rows": "9"}}), "'texts'"),
    "tables that are none": (lambda f: say(f, tables=7), "'tables' is no object"),
    "a missing table": (lambda f: shutil.rmtree(f / "tables" / "evidence"), "evidence has 0 rows"),
    "missing texts": (lambda f: shutil.rmtree(f / "tables" / "texts"), "texts has 0 rows"),
    "a part twice": (lambda f: twice(f, "texts"), "two rows of `texts` have the same id"),
    "one that has no key twice": (lambda f: twice(f, "scales"), "two rows of `scales` have the same value"),
    "no Parquet": (lambda f: part_of(f, "texts").write_bytes(b"PAR1 is not enough PAR1"), "can't be read"),
    "an empty file": (lambda f: part_of(f, "texts").write_bytes(b""), "can't be read"),
    "a truncated file": (
        lambda f: part_of(f, "texts").write_bytes(part_of(f, "texts").read_bytes()[:-300]),
        "can't be read",
    ),
    "a byte of a page": (lambda f: flip(part_of(f, "texts")), "can't be read"),
    "a folder for a file": (
        lambda f: (part_of(f, "texts").unlink(), (f / "tables/texts/part.parquet").mkdir()),
        "can't be read",
    ),
    "an unknown column": (
        lambda f: write(f, "folders", read(f, "folders").append_column("x", [["y"]])),
        "a column 'x'",
    ),
    "a missing column": (
        lambda f: write(f, "texts", read(f, "texts").drop_columns(["sha256"])),
        "lacks the column 'sha256'",
    ),
    "a wrong type": (
        lambda f: replace_column(f, "texts", "words", lambda c: pa.array([str(v) for v in c.to_pylist()])),
        "'words' is string",
    ),
    "unsigned numbers": (
        lambda f: replace_column(f, "texts", "words", lambda c: c.cast(pa.uint64())),
        "'words' is uint64",
    ),
    "bytes for a string": (
        lambda f: replace_column(f, "texts", "text", lambda c: c.cast(pa.binary())),
        "'text' is binary",
    ),
    "an empty value": (lambda f: change(f, "places", "path", None), "NOT NULL"),
    "a value that is none of those known": (lambda f: change(f, "places", "status", "here"), "CHECK"),
    "another text": (
        lambda f: change(f, "texts", "text", "Other words."),
        "a text is not the one that its sha256",
    ),
    "a text that was forgotten": (
        lambda f: change(f, "tombstones", "sha256", read(f, "texts")["sha256"][-1].as_py()),
        "a text that was forgotten",
    ),
    "a decision on a text that was forgotten": (
        lambda f: change(f, "tombstones", "sha256", read(f, "review_entries")["text_a"][0].as_py()),
        "a text of this entry was forgotten",
    ),
    "a dangling text": (lambda f: change(f, "places", "text_id", 10**9), "folders, texts that is not"),
    "a dangling family": (lambda f: change(f, "members", "family_id", 10**9), "families, texts that is not"),
    "a number too large": (lambda f: renumber(f, lambda table: 2**53), "a number below 1 or above"),
    "a number below 1": (lambda f: renumber(f, lambda table: -(10**6)), "a number below 1 or above"),
    "a family without members": (
        lambda f: [change(f, "members", "representative", 0, row) for row in (0, 1)],
        "not one representative",
    ),
    "a span behind the end": (lambda f: change(f, "members", "end_char", 10**9), "not inside its text"),
    "a span before the begin": (lambda f: change(f, "quotations", "start_char", -4), "not inside its text"),
    "a link that leads from nowhere": (lambda f: change(f, "links", "start_char", 9), "not inside its text"),
    "a span turned round": (lambda f: change(f, "alignments", "b_end", 0), "not inside its text"),
    "half a speaker": (
        lambda f: (change(f, "quotations", "speaker_start", 1), change(f, "quotations", "speaker_end", None)),
        "not inside its text",
    ),
    "an empty span": (
        lambda f: (change(f, "members", "start_char", 5), change(f, "members", "end_char", 5)),
        "not inside its text",
    ),
    "no JSON in a column": (lambda f: change(f, "credits", "covers", "[["), "no JSON array in covers"),
    "another JSON in a column": (lambda f: change(f, "runs", "parameters", "[]"), "no JSON object in para"),
    "no JSON at all": (lambda f: change(f, "members", "part_credits", ""), "no JSON object in part_credits"),
    "too few offsets": (lambda f: change(f, "credits", "covers", "[[1]]"), "2 offsets each in covers"),
    "offsets that are none": (
        lambda f: change(f, "quotation_pairs", "differ", '[[1, 2, "a", 4]]'),
        "4 offsets each in differ",
    ),
    "counts that are none": (lambda f: change(f, "statements", "agencies", '{"A": "x"}'), "no numbers in"),
    "no time": (lambda f: change(f, "place_dates", "earliest", "soon"), "no time in earliest"),
    "a sketch cut short": (lambda f: change(f, "sketches", "hashvalues", b"1234"), "other bytes"),
    "no finished run": (
        lambda f: replace_column(f, "runs", "finished_at", lambda c: pa.nulls(len(c), pa.string())),
        "no finished run",
    ),
}  # fmt: skip


@pytest.mark.parametrize("what", SPOILT)
def test_what_is_not_as_it_is_written_is_refused(what: str, folder: Path, run: Run, tmp_path: Path) -> None:
    spoil, told = SPOILT[what]
    spoil(folder)
    code, out, err = run("import", str(folder), "--db", "new.db")
    assert (code, out) == (4, "")
    assert told in err, err
    assert len(err.strip().splitlines()) == 1
    assert "Traceback" not in err
    assert [path.name for path in tmp_path.iterdir()] == ["tables"]


def test_large_row_groups_are_refused(folder: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("provenance.tables.parquet.LARGEST_GROUP", 10_000)
    with pytest.raises(TablesError, match="has a row group of more than"):
        import_tables(folder, tmp_path / "new.db")


def test_every_byte_of_a_file_is_held(archive: Path, folder: Path, tmp_path: Path) -> None:
    """A changed byte gives the same rows, as some bytes say nothing, or is refused in one sentence.

    An import takes long, so that it is asked of some of the bytes, and wherever other rows are read.
    """
    whole, refused = state(archive), 0
    for table in ("evidence", "statements"):
        part = part_of(folder, table)
        sound, rows = part.read_bytes(), rows_read(table, part)
        for number, where in enumerate(range(0, len(sound), max(1, len(sound) // 40))):
            flip(part, where)
            found = rows_read(table, part)
            refused += found is None
            if found != rows and (found is not None or number % 8 == 0):
                with pytest.raises(TablesError):
                    import_tables(folder, tmp_path / "new.db")
            elif number % 8 == 0:
                import_tables(folder, tmp_path / "new.db")
                assert state(tmp_path / "new.db") == whole
                (tmp_path / "new.db").unlink()
            part.write_bytes(sound)
    assert refused > 50


def rows_read(table: str, part: Path) -> list[tuple[list[str], list[tuple[Any, ...]]]] | None:
    """The rows that an import reads of a file, None where it is refused."""
    try:
        return [(names, list(rows)) for names, rows in read_rows(tables()[table], part)]
    except TablesError:
        return None


def test_nothing_is_overwritten(saved: Path, run: Run, tmp_path: Path) -> None:
    (tmp_path / "old.db").write_bytes(b"")
    code, _, err = run("import", str(saved), "--db", "old.db")
    assert code == 4
    assert "exists; tables are imported into a new database only" in err
    code, _, err = run("import", "nowhere", "--db", "new.db")
    assert (code, err) == (
        4,
        "Error: nowhere is no folder; give one that `provenance export --parquet` wrote.\n",
    )
    (tmp_path / "full").mkdir()
    (tmp_path / "full" / "x").write_text("x")
    shutil.copy(saved.parent / "news.db", tmp_path / "provenance.db")
    for target, told in (("full", "not empty"), ("full/x", "is a file"), ("no/where", "does not exist")):
        code, _, err = run("export", target, "--parquet")
        assert code == 4
        assert told in err
    assert run("export", "out", "--no-views")[0] == 2
    assert run("export", "out", "--parquet", "--no-texts")[0] == 2
    assert not (tmp_path / "out").exists()


def test_tables_alone_are_enough(archive: Path, run: Run, tmp_path: Path) -> None:
    code, out, _ = run("export", "out", "--parquet", "--no-views", "--db", str(archive))
    assert code == 0
    assert "39 tables, 0 views" in out
    assert not (tmp_path / "out" / "views").exists()
    assert run("import", "out", "--db", "new.db")[0] == 0
    assert state(tmp_path / "new.db") == state(archive)


def test_commands_say_the_same_of_a_copy(archive: Path, saved: Path, run: Run, tmp_path: Path) -> None:
    import_tables(saved, tmp_path / "copy.db")
    draft = tmp_path / "draft.txt"
    draft.write_bytes(next((ROOT / "seeds").glob("003_*")).read_bytes())
    for command in (
        ["report", "--format", "json"], ["report", "--form", "rewritten"],
        ["show", "news/a.txt", "news/b.txt", "--why"], ["families"],
        ["lineage"], ["review", "list"], ["audit", "--sample", "5", "--seed", "1"], ["check", str(draft)],
        ["verify", "--files", str(archive.parent / "news")], ["trace", "sand bank below the old lighthouse"],
        ["shares", "news/a.txt"], ["doctor"],
    ):  # fmt: skip
        said = []
        for db in (archive, tmp_path / "copy.db"):
            code, out, err = run(*command, "--db", str(db))
            said.append((code, _timeless(out.replace(str(db), "DB")), err.replace(str(db), "DB")))
        assert said[0] == said[1], command
        assert said[0][0] in (0, 1, 2, 3), (command, said[0])


def _timeless(words: str) -> str:
    """Without what is of the moment, and not of the archive."""
    return re.sub(r"\d{4}-\d\d-\d\dT[\d:.]+(Z|\+00:00)?|\d+(\.\d+)? (MB|kB|MiB|KiB|s)\b", "", words)


def test_missing_pyarrow_is_named(saved: Path, run: Run, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setitem(sys.modules, "pyarrow", None)
    monkeypatch.setitem(sys.modules, "pyarrow.parquet", None)
    for command in (["import", str(saved), "--db", "new.db"], ["export", "out", "--parquet"]):
        shutil.copy(saved.parent / "news.db", "provenance.db")
        code, out, err = run(*command)
        assert (code, out) == (4, "")
        assert "pip install pyarrow" in err


def test_rows_are_written_some_at_a_time(tmp_path: Path) -> None:
    """Large rows make smaller pieces, none are lost, and no piece is held twice."""
    shape = tables()["tombstones"]
    asked: list[int] = []

    class Large:
        left = 200

        def fetchmany(self, size: int, /) -> list[tuple[str, str, str]]:
            asked.append(size)
            count = min(size, self.left)
            self.left -= count
            return [(f"{self.left + number:064}", "2024-01-01", "x" * 400_000) for number in range(count)]

    assert write_rows(shape, Large(), tmp_path / "x.parquet") == 200
    assert max(asked[2:]) <= 8
    file = pq.ParquetFile(tmp_path / "x.parquet")
    assert (file.metadata.num_rows, file.num_row_groups) == (200, 3)
