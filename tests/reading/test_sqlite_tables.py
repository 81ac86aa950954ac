"""A table of an SQLite database: rows are articles; nothing else in it runs, and nothing is written."""

from __future__ import annotations

import sqlite3
from contextlib import closing
from pathlib import Path

import pytest

import provenance
from provenance.reading import list_folder
from tests.reading.makers import database, read, texts

STORY = "The council voted on Tuesday to close the old pool by the river and to build another."
RECORDS = [{"text": f"{STORY} {number}", "title": f"Pool {number}"} for number in range(1, 6)]


def change(file: Path, *statements: str) -> None:
    with closing(sqlite3.connect(file)) as connection:
        for statement in statements:
            connection.execute(statement)
        connection.commit()


@pytest.fixture
def file(tmp_path: Path) -> Path:
    found = tmp_path / "export.sqlite"
    database(found, RECORDS)
    return found


def test_rows_are_articles_at_their_rowid(file: Path) -> None:
    change(file, "DELETE FROM articles WHERE n = 2", "INSERT INTO articles VALUES (-3, 'minus three', NULL)")
    found = texts(file, table="articles")
    assert list(found) == [f"export.sqlite#row={n}" for n in (-3, 1, 3, 4, 5)]
    assert found["export.sqlite#row=4"] == RECORDS[3]["text"]
    assert [one.name for one in file.parent.iterdir()] == ["export.sqlite"]


@pytest.mark.parametrize("limit", [10_000, 500])
def test_a_table_without_rowids(file: Path, limit: int) -> None:
    change(
        file,
        "CREATE TABLE plain (name TEXT PRIMARY KEY, text TEXT) WITHOUT ROWID",
        "INSERT INTO plain VALUES ('c', 'three'), ('a', 'one'), ('b', '" + "two " * 1_000 + "')",
    )
    articles, problems = read(file, table="plain", max_bytes=limit)
    if limit == 500:
        assert list(problems) == ["export.sqlite#row=2"]
        assert [article.text for article in articles.values()] == ["one", "three"]
    else:
        assert list(articles) == [f"export.sqlite#row={n}" for n in (1, 2, 3)]


def test_a_row_that_is_too_long_is_named(file: Path) -> None:
    change(file, "UPDATE articles SET text = printf('%.200000c', 'x') WHERE n IN (1, 4)")
    articles, problems = read(file, table="articles", max_bytes=10_000)
    assert list(articles) == [f"export.sqlite#row={n}" for n in (2, 3, 5)]
    assert list(problems) == [f"export.sqlite#row={n}" for n in (1, 4)]


def test_cells_of_any_kind(file: Path) -> None:
    change(
        file,
        'CREATE TABLE odd (rowid TEXT, content, created_at, guid, "weird ""name")',
        "INSERT INTO odd VALUES ('x', CAST('Größe of words' AS BLOB), 1516000000, 17, x'ff00')",
        "INSERT INTO odd VALUES ('y', CAST(x'476f6f6420776f726473e92e' AS TEXT), '2018-01-10', NULL, 1.5)",
        "INSERT INTO odd VALUES ('z', x'ff00ff', NULL, NULL, NULL)",
    )
    articles, problems = read(file, table="odd")
    first, second = articles.values()
    assert (first.text, first.metadata.id) == ("Größe of words", "17")
    assert first.metadata.date is not None
    assert first.metadata.date.earliest.startswith("2018-01-15T07:06:40")
    assert second.text == "Good wordsé."
    assert list(problems) == ["export.sqlite#row=3"]


@pytest.mark.parametrize(
    ("table", "reason"),
    [
        ("", 'name it with --table (tables: articles, other, a "b")'),
        ("missing", "no table 'missing'; name another with --table (tables: articles, other, a \"b\")"),
        ("seen", "is a view or a virtual table"),
        ("other", "name it with --map text=COLUMN (columns: a, b)"),
        ("sqlite_master", "no table 'sqlite_master'"),
        ('articles"; DROP TABLE articles; --', "no table"),
    ],
)
def test_other_tables_are_refused(file: Path, table: str, reason: str) -> None:
    change(
        file,
        "CREATE TABLE other (a, b)",
        'CREATE TABLE "a ""b""" (text)',
        "CREATE VIEW seen AS SELECT * FROM articles",
    )
    articles, problems = read(file, table=table) if table else read(file)
    assert articles == {}
    assert reason in problems["export.sqlite"]


def test_a_table_of_any_name(file: Path) -> None:
    change(file, 'CREATE TABLE "a ""b""; --" (text)', 'INSERT INTO "a ""b""; --" VALUES (\'words\')')
    assert texts(file, table='a "b"; --') == {"export.sqlite#row=1": "words"}


def test_a_database_in_a_folder_is_no_article(file: Path) -> None:
    listing = list_folder(file.parent)
    assert (listing.files, listing.passed_over) == ((), {})


def test_databases_of_provenance_are_refused(tmp_path: Path) -> None:
    (tmp_path / "a.txt").write_text(STORY)
    provenance.scan(tmp_path, db=tmp_path / "archive.db")
    for options in ({}, {"table": "texts"}):
        articles, problems = read(tmp_path / "archive.db", **options)
        assert articles == {}
        assert "this is a database of provenance" in problems["archive.db"]


def test_generated_columns_that_never_end_are_given_up(file: Path) -> None:
    """Trusted, an expression in the schema could do anything; this one would only take for ever."""
    endless = "replace(hex(zeroblob(900000)), '0', hex(zeroblob(100)))"
    change(
        file,
        f"CREATE TABLE trap (text, long TEXT GENERATED ALWAYS AS (length({endless})) VIRTUAL)",
        "INSERT INTO trap (text) VALUES ('words')",
    )
    articles, problems = read(file, table="trap", max_bytes=10_000)
    assert articles == {} or problems == {}


@pytest.mark.parametrize("data", [b"", b"no database", b"SQLite format 3\x00" + b"\xff" * 200])
def test_what_is_no_database(tmp_path: Path, data: bytes) -> None:
    (tmp_path / "x.sqlite").write_bytes(data)
    articles, problems = read(tmp_path / "x.sqlite", table="articles")
    assert (articles, list(problems)) == ({}, ["x.sqlite"])


def test_damaged_pages_end_the_reading_with_a_sentence(file: Path) -> None:
    database(file.parent / "large.sqlite", RECORDS * 400)
    data = bytearray((file.parent / "large.sqlite").read_bytes())
    for at in range(len(data) // 2, len(data), 64):
        data[at] ^= 0xFF
    (file.parent / "large.sqlite").write_bytes(bytes(data))
    articles, problems = read(file.parent / "large.sqlite", table="articles")
    assert len(articles) < 2_000
    assert problems


def test_rows_that_are_only_in_the_log_are_read(file: Path) -> None:
    with closing(sqlite3.connect(file)) as connection:
        connection.execute("PRAGMA journal_mode = WAL")
        connection.execute("INSERT INTO articles VALUES (9, 'from the log', 'x')")
        connection.commit()
        assert list_folder(file).files[0].stamp is None
        assert texts(file, table="articles")["export.sqlite#row=9"] == "from the log"


def test_a_database_of_any_name_and_place(tmp_path: Path) -> None:
    folder = tmp_path / "a?b#c%20 d"
    folder.mkdir()
    database(folder / "x?mode=rwc.dat", RECORDS)
    assert len(texts(folder / "x?mode=rwc.dat", table="articles")) == 5


@pytest.mark.parametrize("rowids", ["", " WITHOUT ROWID"])
def test_pages_that_lead_in_a_circle_give_no_rows_without_end(tmp_path: Path, rowids: str) -> None:
    """All pages below the table's first lead to one: its rows come again and again."""
    file = tmp_path / "circle.sqlite"
    with closing(sqlite3.connect(file)) as connection:
        connection.execute("PRAGMA page_size = 512")
        connection.execute(f"CREATE TABLE articles (n INTEGER PRIMARY KEY, text TEXT){rowids}")
        connection.executemany(
            "INSERT INTO articles VALUES (?, ?)", [(n, f"{STORY} {n}") for n in range(200)]
        )
        connection.commit()
        (root,) = connection.execute("SELECT rootpage FROM sqlite_master").fetchone()
    damaged = bytearray(file.read_bytes())
    page = (root - 1) * 512
    cells = int.from_bytes(damaged[page + 3 : page + 5], "big")
    pointers = [
        int.from_bytes(damaged[at : at + 2], "big") for at in range(page + 12, page + 12 + 2 * cells, 2)
    ]
    first = damaged[page + pointers[0] : page + pointers[0] + 4]
    for pointer in pointers[1:]:
        damaged[page + pointer : page + pointer + 4] = first
    damaged[page + 8 : page + 12] = first
    file.write_bytes(damaged)
    articles, problems = read(file, table="articles")
    assert 0 < len(articles) <= len(damaged)
    if not rowids:  # those of another table can't be told from rows that are there
        assert len(articles) < 200
        assert "damaged" in problems["circle.sqlite"]


def test_names_that_are_no_text(file: Path) -> None:
    change(
        file,
        "CREATE TABLE other (text TEXT)",
        "PRAGMA writable_schema = ON",
        "UPDATE sqlite_master SET name = CAST(x'b2ff' AS TEXT) WHERE name = 'other'",
    )
    articles, problems = read(file, table="articles")
    assert articles or "can't be read" in problems["export.sqlite"]
