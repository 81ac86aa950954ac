"""db/ -> the tables and views that other programs get, with the types of their columns.

The types of tables are those that db/ declares. SQLite tells the type of a view's column where it is one of a
table; for those that a view works out, `WORKED_OUT` has it.
"""

from __future__ import annotations

import sqlite3
from collections.abc import Mapping
from contextlib import closing
from dataclasses import dataclass
from functools import cache

from provenance.store.database import migrations, read_sql, statements

LOCAL = ("comparisons", "index_blocks", "index_segments", "writer")
"""Tables that stay in the database: work that has not ended, the lock, and the index, which is made anew."""

VIEWS = (
    "articles",
    "reuse_passages",
    "family_members",
    "pairs",
    "lineage_edges",
    "article_dates",
    "article_statements",
    "disguises",
    "quotation_differences",
    "left_out",
    "reviews",
    "review_history",
    "unreadable",
)
"""The views that are for everybody; others only help these."""

LARGEST_ID = 2**53 - 1
"""Numbers of rows are at most this, so that every reader of JSON keeps them exactly."""

_NUMBER = (
    "rank used body_words passages words articles a_start a_end b_start b_end composed holds notes replies "
    "entries"
)
_SHARE = "share_a share_b identity"
_WORDS = (
    "source kind earliest latest precision status text reasons relation relation_rule relation_facts part "
    "differ a_text b_text form quoted credit state a_path b_path"
)
WORKED_OUT: Mapping[str, str] = {
    **dict.fromkeys(_NUMBER.split(), "INTEGER"),
    **dict.fromkeys(_SHARE.split(), "REAL"),
    **dict.fromkeys(_WORDS.split(), "TEXT"),
}
"""The types of columns that views work out, by name."""


@dataclass(frozen=True, slots=True)
class Column:
    """A column: INTEGER, REAL, TEXT or BLOB. `needed`: it can't be empty, and has no default."""

    name: str
    type: str
    needed: bool = False


@dataclass(frozen=True, slots=True)
class Shape:
    """A table or a view. `key` are the columns that name a row, none for views; `refers` has, by column, the
    table and the column that its values stand in."""

    name: str
    columns: tuple[Column, ...]
    key: tuple[str, ...] = ()
    refers: Mapping[str, tuple[str, str]] | None = None

    @property
    def query(self) -> str:
        """All rows; those of a table by its key."""
        order = f" ORDER BY {', '.join(self.key)}" if self.key else ""
        return f"SELECT {', '.join(column.name for column in self.columns)} FROM {self.name}{order}"


def schema_version() -> int:
    """The number of the schema: the migrations of db/."""
    return len(migrations())


@cache
def tables() -> dict[str, Shape]:
    """The tables that hold an archive, those that are referred to before those that refer to them."""
    with closing(empty_database()) as connection:
        names = [
            str(row[0])
            for row in connection.execute("SELECT name FROM sqlite_schema WHERE type = 'table' ORDER BY name")
        ]
        shapes = {name: _table(connection, name) for name in names if name not in LOCAL}
    # Triggers refuse what is said of texts that were forgotten.
    ordered = {"tombstones": shapes["tombstones"]}
    while len(ordered) < len(shapes):
        for name, shape in shapes.items():
            others = {table for table, _ in (shape.refers or {}).values()} - {name}
            if name not in ordered and others <= set(ordered):
                ordered[name] = shape
    # Triggers of other tables write these; what they wrote is replaced.
    for last in ("pending", "place_changes"):
        ordered[last] = ordered.pop(last)
    return ordered


@cache
def views() -> dict[str, Shape]:
    """The public views, with the types of their columns."""
    with closing(empty_database()) as connection:
        return {
            name: Shape(
                name,
                tuple(
                    Column(str(row[1]), WORKED_OUT[row[1]] if row[2] not in _TYPES else str(row[2]))
                    for row in connection.execute(f"PRAGMA table_xinfo({name})")
                ),
            )
            for name in VIEWS
        }


_TYPES = ("INTEGER", "REAL", "TEXT", "BLOB")


def empty_database() -> sqlite3.Connection:
    """A database in memory with the schema and no rows."""
    connection = sqlite3.connect(":memory:")
    for name in (*migrations(), "views.sql"):
        for statement in statements(read_sql(name)):
            connection.execute(statement)
    return connection


def _table(connection: sqlite3.Connection, name: str) -> Shape:
    rows = list(connection.execute(f"PRAGMA table_xinfo({name})"))
    columns = tuple(Column(str(row[1]), str(row[2]), bool(row[3]) and row[4] is None) for row in rows)
    keys = sorted((row[5], str(row[1])) for row in rows if row[5])
    refers = {
        str(row[3]): (str(row[2]), str(row[4]))
        for row in connection.execute(f"PRAGMA foreign_key_list({name})")
    }
    return Shape(name, columns, tuple(column for _, column in keys), refers)
