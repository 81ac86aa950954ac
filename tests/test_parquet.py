"""Parquet of an archive: the same rows come back, other programs read it, and what is not ours is refused."""

from __future__ import annotations

import shutil
import sqlite3
from contextlib import closing
from pathlib import Path

import pytest

from provenance.pages.tables import import_tables
from provenance.store.database import open_for_reading
from provenance.tables.saving import save
from provenance.tables.shapes import LOCAL, VIEWS, empty_database, tables, views
from tests.newsroom_archive import EMPTY, everything, make_archive

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
