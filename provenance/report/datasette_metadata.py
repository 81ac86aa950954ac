"""What Datasette is told of a database: titles, descriptions of columns, facets, which tables to hide, and queries.

All of it stands in db/: datasette.json, and a file a query in queries/. The layout is that of Datasette 0.65; what 1.0
reads of it stands in docs/database.md.
"""

from __future__ import annotations

import json
import re
import sqlite3
from collections.abc import Mapping
from dataclasses import dataclass
from importlib import resources
from typing import Any

from provenance.store.search import has_index

SEARCHES = "search_articles"
"""The query that needs the full-text index."""
_PER_SECOND = 50_000
"""Composed pairs that a page may take a second for: two in three were worked out in a tenth of that."""
LEAST_MS = 1000
"""Datasette's own limit for a query."""


@dataclass(frozen=True, slots=True)
class Query:
    """A query of db/queries: `title` and `description` are its comment, the rest is the `sql`."""

    name: str
    title: str
    description: str
    sql: str


def queries() -> list[Query]:
    """All queries, by name."""
    folder = resources.files("provenance.db") / "queries"
    files = sorted((item for item in folder.iterdir() if item.name.endswith(".sql")), key=lambda one: one.name)
    return [_query(file.name.removesuffix(".sql"), file.read_text(encoding="utf-8")) for file in files]


def _query(name: str, text: str) -> Query:
    """A query from its file: the first line of the comment is the title, the others the description."""
    found = re.match(r"(?:--.*\n)+", text)
    assert found is not None
    title, *prose = (line.removeprefix("--").strip() for line in found.group().splitlines())
    return Query(name, title, " ".join(prose), text[found.end() :].strip())


def metadata(connection: sqlite3.Connection, name: str) -> dict[str, Any]:
    """All that Datasette is told of a database that it calls `name`: for JSON or YAML."""
    told = json.loads((resources.files("provenance.db") / "datasette.json").read_text(encoding="utf-8"))
    searchable = has_index(connection)
    tables = {table: _table(facts, searchable) for table, facts in told.pop("tables").items()}
    database = told.pop("database")
    rows = connection.execute("SELECT name FROM sqlite_schema WHERE type = 'table' ORDER BY name")
    hidden = {str(row[0]): {"hidden": True} for row in rows if row[0] not in tables}
    shown = {
        one.name: {"title": one.title, "description": one.description, "sql": one.sql}
        for one in queries()
        if searchable or one.name != SEARCHES
    }
    title = f"{told['title']}: {name}"
    return told | {
        "databases": {name: {"title": title} | database | {"queries": shown, "tables": tables | hidden}}
    }


def _table(facts: Mapping[str, Any], searchable: bool) -> dict[str, Any]:
    """What is told of a table or view; `search` names the column that has the number of a text."""
    table = {key: value for key, value in facts.items() if key != "search"}
    if searchable and "search" in facts:
        table |= {"fts_table": "text_search", "fts_pk": facts["search"]}
    return table


def time_limit(connection: sqlite3.Connection) -> int:
    """Milliseconds that a page of this database may take. The views make a row of each two articles that have a
    passage, so what a page of them takes grows with these; the queries take less."""
    row = connection.execute("SELECT coalesce(sum(texts * (texts - 1) / 2), 0) FROM families").fetchone()
    return max(LEAST_MS, -(-int(row[0]) // _PER_SECOND) * 1000)
