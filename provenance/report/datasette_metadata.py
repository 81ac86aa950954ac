"""What Datasette is told of a database: titles, descriptions of columns, facets, hidden tables, and queries.

All of it stands in db/: datasette.json, and a file a query in queries/. The layout is that of Datasette 0.65;
docs/database.md tells what 1.0 reads of it.
"""

from __future__ import annotations

import json
import re
import sqlite3
from collections.abc import Mapping
from dataclasses import dataclass
from html import escape
from typing import Any

from provenance.store.database import read_sql
from provenance.store.search import has_index

SEARCHES = "search_articles"
"""The query that needs the full-text index."""
_PER_SECOND = 100_000
"""Pairs of articles with a passage that a page may take a second for: a fourth of what was worked out in
one for the first page of `pairs`."""


@dataclass(frozen=True, slots=True)
class Query:
    """A query of db/queries: `title` and `description` are its comment, the rest is the `sql`."""

    name: str
    title: str
    description: str
    sql: str


def queries() -> list[Query]:
    """All queries, in the order in which they are listed."""
    return [_query(name) for name in _told()["queries"]]


def _told() -> dict[str, Any]:
    told: dict[str, Any] = json.loads(read_sql("datasette.json"))
    return told


def _query(name: str) -> Query:
    """A query from its file: the first line of the comment is the title, the others the description."""
    text = read_sql(f"queries/{name}.sql")
    found = re.match(r"(?:--.*\n)+", text)
    assert found is not None
    title, *prose = (line.removeprefix("--").strip() for line in found.group().splitlines())
    return Query(name, title, " ".join(prose), text[found.end() :].strip())


def metadata(connection: sqlite3.Connection, name: str) -> dict[str, Any]:
    """All that Datasette is told of a database that it calls `name`: for JSON or YAML."""
    told = _told()
    del told["queries"]
    searchable, style = has_index(connection), told.pop("style")
    tables = {table: _table(facts, style, searchable) for table, facts in told.pop("tables").items()}
    rows = connection.execute("SELECT name FROM sqlite_schema WHERE type = 'table' ORDER BY name")
    hidden = {str(row[0]): {"hidden": True} for row in rows if row[0] not in tables}
    shown = {}
    for one in queries():
        if searchable or one.name != SEARCHES:
            # Pages of queries don't inherit what stands at the foot of the others.
            facts = {"title": one.title, "about": told["about"], "hide_sql": True, "sql": one.sql}
            shown[one.name] = facts | _described(one.description, style)
    database = {"title": f"{told['title']}: {name}"} | told.pop("database")
    return told | {"databases": {name: database | {"queries": shown, "tables": tables | hidden}}}


def _table(facts: Mapping[str, Any], style: str, searchable: bool) -> dict[str, Any]:
    """What is told of a table or view; `search` names the column that has the number of a text."""
    table = {key: value for key, value in facts.items() if key != "search"}
    if searchable and "search" in facts:
        table |= {"fts_table": "text_search", "fts_pk": facts["search"]}
    return table | _described(facts["description"], style)


def _described(words: str, style: str) -> dict[str, str]:
    """A description, and the same with what gives columns of texts room."""
    return {"description": words, "description_html": f"{escape(words)}<style>{style}</style>"}


def settings(connection: sqlite3.Connection) -> dict[str, str]:
    """The settings that Datasette needs for this database, none for a small one.

    The views `pairs` and `reuse_passages` have a row for each two articles with one passage, so what their
    pages take grows with these. Where counting the rows takes too long, Datasette leaves the number out; but
    it can't propose facets then, and shows an error in place of the page. The queries keep within its own
    limit at 10,000 articles.
    """
    row = connection.execute("SELECT coalesce(sum(texts * (texts - 1) / 2), 0) FROM families").fetchone()
    seconds = -(-int(row[0]) // _PER_SECOND)
    return {"sql_time_limit_ms": str(seconds * 1000), "suggest_facets": "off"} if seconds > 1 else {}
