"""Writes db/schema.sql, what the migrations make of an empty database: `python -m scripts.schema`, after a
new migration."""

from __future__ import annotations

import sqlite3
from collections.abc import Iterator
from contextlib import closing
from pathlib import Path

from provenance.store.database import apply_migrations, migrations

FILE = Path(__file__).resolve().parent.parent / "db/schema.sql"
HEAD = """\
-- What the migrations make of an empty database, for new ones. Made of them by `python -m scripts.schema`:
-- what a table is for stands there.
"""


def schema() -> str:
    """The statements that make tables, indexes, triggers and the first rows as the migrations leave them."""
    with closing(sqlite3.connect(":memory:", isolation_level=None)) as connection:
        apply_migrations(connection, migrations())
        rows = connection.execute(
            "SELECT sql FROM sqlite_schema WHERE sql IS NOT NULL AND type <> 'view' ORDER BY rowid"
        )
        made = [f"{sql};\n" for (sql,) in rows]
        return "\n".join([HEAD, *made, *_first_rows(connection)])


def _first_rows(connection: sqlite3.Connection) -> Iterator[str]:
    names = connection.execute(
        "SELECT name FROM sqlite_schema WHERE type = 'table' ORDER BY rowid"
    ).fetchall()
    for (name,) in names:
        columns = [row[1] for row in connection.execute(f"PRAGMA table_info({name})")]
        values = " || ', ' || ".join(f"quote({column})" for column in columns)
        if name != "_sqlite_migrations":
            for (row,) in connection.execute(f"SELECT {values} FROM {name}"):
                yield f"INSERT INTO {name} ({', '.join(columns)}) VALUES ({row});\n"


if __name__ == "__main__":
    FILE.write_text(schema(), encoding="utf-8")
