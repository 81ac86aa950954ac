"""The views of the database over a part of its tables.

A view composes pairs of articles from the members of families. SQLite can't carry a condition on two paths
into that: asked for one pair, it makes all, which grow with the square of a family. So the text of a view is
taken as the database has it, and in front of it stand tables of the same names that hold only what is asked
for.
"""

from __future__ import annotations

import re
import sqlite3
from collections.abc import Mapping

_HEAD = re.compile(r"\s*CREATE\s+VIEW\s+\S+\s+AS\b", re.IGNORECASE)
_VIEWS = ("composed_passages", "reuse_passages", "pairs", "quotation_differences")

_TEXTS_OF_PAIR = "SELECT text_id FROM main.places WHERE path IN (:a, :b)"
_BOTH_OF_PAIR = f"text_a IN ({_TEXTS_OF_PAIR}) AND text_b IN ({_TEXTS_OF_PAIR})"
# Materialized: a few rows each, found by path and text. Left to SQLite, it would go through families.
PAIR: Mapping[str, str] = {
    "places": "MATERIALIZED (SELECT * FROM main.places WHERE path IN (:a, :b))",
    "members": f"MATERIALIZED (SELECT * FROM main.members WHERE text_id IN ({_TEXTS_OF_PAIR}))",
    "families": "MATERIALIZED (SELECT * FROM main.families WHERE id IN (SELECT family_id FROM members))",
    "alignments": f"MATERIALIZED (SELECT * FROM main.alignments WHERE {_BOTH_OF_PAIR})",
    "text_pairs": f"MATERIALIZED (SELECT * FROM main.text_pairs WHERE {_BOTH_OF_PAIR})",
    "quotation_pairs": f"MATERIALIZED (SELECT * FROM main.quotation_pairs WHERE {_BOTH_OF_PAIR})",
}
"""What the database holds about the articles at the paths `:a` and `:b`."""

# Not materialized: so many rows are to be found by the indexes of the tables.
COMPARED: Mapping[str, str] = {
    "places": "NOT MATERIALIZED (SELECT * FROM main.places WHERE NOT EXISTS ("
    "SELECT 1 FROM main.places AS other"
    " WHERE other.text_id = places.text_id AND other.status = 'current' AND other.path < places.path))",
    "members": "NOT MATERIALIZED (SELECT * FROM main.members WHERE false)",
    "families": "NOT MATERIALIZED (SELECT * FROM main.families WHERE false)",
}
"""Each text at the first of its paths, and only what was compared word by word: nothing is composed."""


def narrowed(connection: sqlite3.Connection, tables: Mapping[str, str], *, words: bool = True) -> str:
    """A WITH clause after which `reuse_passages` and `pairs` are those of `tables`, by name.

    Without `words` no text is read: `a_text` and `b_text` are empty then.
    """
    parts = [f"{name} AS {table}" for name, table in tables.items()]
    if not words:
        parts.append("texts AS NOT MATERIALIZED (SELECT id, words, '' AS text FROM main.texts)")
    for view in _VIEWS:
        row = connection.execute("SELECT sql FROM main.sqlite_master WHERE name = ?", (view,)).fetchone()
        parts.append(f"{view} AS ({_HEAD.sub('', row[0], count=1)})")
    return "WITH " + ",\n".join(parts) + "\n"
