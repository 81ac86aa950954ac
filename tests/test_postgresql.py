"""PostgreSQL gets the same tables and views, from a real server's point of view."""

from __future__ import annotations

import json
import re
import sqlite3
import sys
from collections.abc import Iterator
from contextlib import closing
from pathlib import Path
from typing import Any
from urllib.parse import quote

import pytest

from provenance.tables.postgresql import PostgresError, load
from provenance.tables.shapes import Shape, tables, views
from tests.conftest import Run
from tests.newsroom_archive import make_archive, rows

if sys.platform == "win32":
    pytest.skip("the tests start a server on a socket", allow_module_level=True)
from tests.postgres_server import PASSWORD, find_programs, running_server

psycopg = pytest.importorskip("psycopg")
PROGRAMS = find_programs()
if PROGRAMS is None:
    pytest.skip("no PostgreSQL server is installed (Debian: postgresql)", allow_module_level=True)


@pytest.fixture(scope="module")
def address() -> Iterator[str]:
    assert PROGRAMS is not None
    with running_server(PROGRAMS) as folder:
        yield f"postgresql://owner:{quote(PASSWORD, safe='')}@/postgres?host={folder}"


@pytest.fixture(scope="module")
def archive(tmp_path_factory: pytest.TempPathFactory) -> Path:
    return make_archive(tmp_path_factory.mktemp("archive"))


@pytest.fixture(scope="module")
def loaded(archive: Path, address: str) -> str:
    with closing(sqlite3.connect(archive)) as connection:
        load(connection, address)
    return address


def asked(address: str, query: str) -> list[tuple[Any, ...]]:
    with psycopg.connect(address) as server:
        found: list[tuple[Any, ...]] = server.execute(query.encode()).fetchall()
        return found


def stored(address: str, shape: Shape, schema: str = "provenance") -> list[tuple[object, ...]]:
    names = ", ".join(f'"{column.name}"' for column in shape.columns)
    return sorted(map(readable, asked(address, f"SELECT {names} FROM {schema}.{shape.name}")), key=repr)


def readable(row: tuple[object, ...]) -> tuple[object, ...]:
    """A row with what PostgreSQL writes otherwise made the same: JSON with its values, U+0000."""
    return tuple(_same(value) for value in row)


def _same(value: object) -> object:
    if not isinstance(value, str):
        return value
    if value.startswith('[{"sign"'):
        return repr([(one["sign"], float(one["weight"]), one["sentence"]) for one in json.loads(value)])
    return value.replace("\0", "\ufffd")


@pytest.mark.parametrize("name", [*tables(), *views()])
def test_rows_are_the_same(name: str, archive: Path, loaded: str) -> None:
    shape = {**tables(), **views()}[name]
    assert stored(loaded, shape) == sorted(map(readable, rows(archive, shape)), key=repr)


def test_every_view_has_rows_to_compare(archive: Path) -> None:
    empty = {name for name, shape in views().items() if not rows(archive, shape)}
    assert not empty
    with closing(sqlite3.connect(archive)) as connection:
        assert connection.execute("SELECT 1 FROM pairs WHERE composed = 1").fetchone()
        assert connection.execute("SELECT 1 FROM reuse_passages WHERE composed = 1").fetchone()


def test_columns_have_the_types_that_are_promised(loaded: str) -> None:
    types = {"bigint": "INTEGER", "double precision": "REAL", "text": "TEXT", "bytea": "BLOB"}
    for shape in (*tables().values(), *views().values()):
        found = asked(
            loaded,
            "SELECT column_name, data_type FROM information_schema.columns"
            f" WHERE table_schema = 'provenance' AND table_name = '{shape.name}' ORDER BY ordinal_position",
        )
        assert [(name, types[kind]) for name, kind in found] == [
            (one.name, one.type) for one in shape.columns
        ]


def test_keys_and_references_are_held(loaded: str) -> None:
    for query in (
        "INSERT INTO provenance.evidence VALUES (0, 10000000, 1, 0.5, 'x')",
        "INSERT INTO provenance.texts SELECT 0, sha256, '', 1 FROM provenance.texts LIMIT 1",
        "INSERT INTO provenance.texts (id, sha256) VALUES (0, 'x')",
    ):
        with pytest.raises(psycopg.IntegrityError), psycopg.connect(loaded) as server:
            server.execute(query.encode())


def test_a_second_load_replaces_the_first(archive: Path, address: str, tmp_path: Path) -> None:
    """Rights, and views that others made of ours, stay; other schemas are not touched."""
    first = tmp_path / "first.db"
    with closing(sqlite3.connect(archive)) as connection, closing(sqlite3.connect(first)) as copy:
        load(connection, address, schema="again")
        with psycopg.connect(address) as server:
            server.execute("CREATE VIEW public.mine AS SELECT path FROM again.articles")
            server.execute("CREATE ROLE reader")
            server.execute("GRANT SELECT ON again.articles TO reader")
        connection.backup(copy)
        copy.execute("UPDATE places SET title = 'Another' WHERE path = 'news/a.txt'")
        copy.commit()
        load(copy, address, schema="again")
    articles = views()["articles"]
    assert stored(address, articles, "again") == sorted(map(readable, rows(first, articles)), key=repr)
    titles = asked(address, "SELECT title FROM again.articles WHERE path = 'news/a.txt'")
    assert titles == [("Another",)]
    assert asked(address, "SELECT count(*) FROM public.mine") == asked(
        address, "SELECT count(*) FROM again.articles"
    )
    assert asked(address, "SELECT has_table_privilege('reader', 'again.articles', 'SELECT')") == [(True,)]


def test_a_load_that_fails_changes_nothing(archive: Path, loaded: str, tmp_path: Path) -> None:
    before = stored(loaded, tables()["members"])
    broken = tmp_path / "broken.db"
    with closing(sqlite3.connect(archive)) as connection, closing(sqlite3.connect(broken)) as copy:
        connection.backup(copy)
        copy.execute("PRAGMA foreign_keys = OFF")
        copy.execute("UPDATE evidence SET statement_id = 1000000")
        copy.commit()
        with pytest.raises(PostgresError, match=r"foreign key constraint.*nothing was changed there"):
            load(copy, loaded)
    assert stored(loaded, tables()["members"]) == before


@pytest.mark.parametrize("schema", ["", "Big", "a-b", 'x"; DROP TABLE y; --', "a" * 64, "1st"])
def test_names_of_schemas_are_plain(schema: str, run: Run, archive: Path, address: str) -> None:
    code, out, err = run("load", address, "--schema", schema, "--db", str(archive))
    assert (code, out) == (4, "")
    assert "is no name of a schema" in err


def test_schemas_of_others_are_left_alone(run: Run, archive: Path, address: str) -> None:
    with psycopg.connect(address) as server:
        server.execute("CREATE SCHEMA theirs")
        server.execute("CREATE SCHEMA older")
        server.execute(
            "COMMENT ON SCHEMA older IS 'tables of provenance, made by `provenance load`, schema 3'"
        )
    for schema, told in (
        ("theirs", "was not made by"),
        ("public", "was not made by"),
        ("older", "another version"),
    ):
        code, out, err = run("load", address, "--schema", schema, "--db", str(archive))
        assert (code, out) == (4, "")
        assert told in err


def test_databases_of_other_encodings_are_refused(run: Run, archive: Path, address: str) -> None:
    with psycopg.connect(address, autocommit=True) as server:
        server.execute("CREATE DATABASE narrow ENCODING 'LATIN1' LOCALE 'C' TEMPLATE template0")
    code, _, err = run("load", address.replace("/postgres?", "/narrow?"), "--db", str(archive))
    assert code == 4
    assert "has the encoding LATIN1" in err


def test_the_command_loads(run: Run, archive: Path, address: str, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("PGPASSWORD", PASSWORD)
    plain = address.replace(":" + quote(PASSWORD, safe=""), "")
    assert plain != address
    code, out, err = run("load", plain, "--schema", "by_command", "--db", str(archive))
    assert (code, err) == (0, "")
    assert re.match(r"Loaded      \d+ articles, [\d,]+ rows in 39 tables\n", out)
    assert out.endswith("Schema      by_command\n")


@pytest.mark.parametrize(
    ("change", "told"),
    [
        (lambda address: address.replace("owner:", "nobody:"), "authentication failed"),
        (lambda address: address.replace("/postgres?", "/nowhere?"), 'database "nowhere" does not exist'),
        (lambda address: address.replace("@/", "@/%zz"), "not understood"),
        (lambda address: address + "&never=1", "not understood"),
        (lambda address: "postgresql://me:" + quote(PASSWORD, safe="") + "@127.0.0.1:1/x", "refused"),
        (lambda address: "mysql://me:" + quote(PASSWORD, safe="") + "@host/x", "not understood"),
        (lambda address: f"host=x password={PASSWORD}", "not understood"),
    ],
)
def test_a_password_is_never_printed(change: Any, told: str, run: Run, archive: Path, address: str) -> None:
    code, out, err = run("load", change(address), "--db", str(archive))
    assert (code, out) == (4, "")
    assert told in err
    assert len(err.strip().splitlines()) == 1
    assert PASSWORD not in err
    assert quote(PASSWORD, safe="") not in err
    assert "pa55" not in err


def test_missing_psycopg_is_named(run: Run, archive: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setitem(sys.modules, "psycopg", None)
    code, out, err = run("load", "postgresql:///x", "--db", str(archive))
    assert (code, out) == (4, "")
    assert "pip install 'psycopg[binary]'" in err
