"""db/ -> the statements that make the same tables and views in PostgreSQL.

The views have one text, db/views.sql. What SQLite writes in another way is put into PostgreSQL's words here,
or stands as a function in db/postgresql.sql.
"""

from __future__ import annotations

import re
import sqlite3
from collections.abc import Iterator
from contextlib import closing

from provenance.store.database import read_sql, statements
from provenance.tables.shapes import Shape, empty_database, tables, views

TYPES = {"INTEGER": "bigint", "REAL": "double precision", "TEXT": 'text COLLATE "C"', "BLOB": "bytea"}
"""The types of columns. Paths are ordered by their bytes, as in SQLite."""

WORDS = (
    (r"--[^\n]*", ""),
    (r"\bIS NOT (?!NULL\b)", "IS DISTINCT FROM "),
    (r"\bgroup_concat\(", "string_agg("),
    (r"\bjson_group_array\(", "json_list("),
    (r"\bjson_object\(", "json_reason("),
    (r"\bjson_array\(", "json_numbers("),
    (r"\bjson_extract\(", "json_number("),
    (r"\bjson_each\(", "json_items("),
)
"""What the views call otherwise in PostgreSQL."""


def make_functions() -> Iterator[str]:
    """The functions that the views call."""
    yield from _split(read_sql("postgresql.sql"))


def make_table(shape: Shape) -> str:
    """A table without keys and indexes: rows come in faster so."""
    columns = ", ".join(f'"{one.name}" {TYPES[one.type]}' for one in shape.columns)
    return f'CREATE TABLE "{shape.name}" ({columns})'


def make_keys(shape: Shape) -> Iterator[str]:
    """The keys, references and other indexes of a table that has its rows."""
    keys = ", ".join(f'"{column}"' for column in shape.key)
    yield f'ALTER TABLE "{shape.name}" ADD PRIMARY KEY ({keys})'
    for column in shape.columns:
        if column.needed and column.name not in shape.key:
            yield f'ALTER TABLE "{shape.name}" ALTER COLUMN "{column.name}" SET NOT NULL'
    with closing(empty_database()) as connection:
        yield from _indexes(connection, shape.name)


def make_references(shape: Shape) -> Iterator[str]:
    """What the columns of a table refer to, once all tables have their keys."""
    for column, (table, to) in (shape.refers or {}).items():
        yield f'ALTER TABLE "{shape.name}" ADD FOREIGN KEY ("{column}") REFERENCES "{table}" ("{to}")'


def _indexes(connection: sqlite3.Connection, table: str) -> Iterator[str]:
    """The indexes that db/ declares, and those of columns that are unique."""
    rows = connection.execute(
        "SELECT name, sql FROM sqlite_schema WHERE type = 'index' AND tbl_name = ? ORDER BY name", (table,)
    ).fetchall()
    for name, sql in rows:
        if sql is not None:
            yield str(sql)
            continue
        columns = [str(row[2]) for row in connection.execute(f'PRAGMA index_info("{name}")')]
        if columns != list(tables()[table].key):
            named = ", ".join(f'"{column}"' for column in columns)
            yield f'ALTER TABLE "{table}" ADD UNIQUE ({named})'


def make_views() -> Iterator[str]:
    """All views, in their order; the public ones with the types that other programs are promised."""
    for statement in statements(read_sql("views.sql")):
        found = re.search(r"CREATE VIEW (\w+) AS\b(.*);", statement, re.S)
        if found:
            yield _make_view(found[1], translate(found[2]))


def _make_view(name: str, query: str) -> str:
    if name not in views():
        return f"CREATE OR REPLACE VIEW {name} AS {query}"
    shown = [f'shown."{one.name}"::{TYPES[one.type]} AS "{one.name}"' for one in views()[name].columns]
    return f"CREATE OR REPLACE VIEW {name} AS SELECT {', '.join(shown)} FROM ({query}) AS shown"


def translate(query: str) -> str:
    """A query of the views in PostgreSQL's words."""
    for pattern, words in WORDS:
        query = re.sub(pattern, words, query)
    return query


def _split(script: str) -> Iterator[str]:
    """The statements of a script that SQLite does not know: each ends at the end of a line."""
    for part in re.split(r";\n", re.sub(r"(?m)^--.*\n", "", script)):
        if part.strip():
            yield part.strip()
