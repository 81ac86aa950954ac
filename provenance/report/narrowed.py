"""The views of the database over a part of its tables.

A view composes pairs of articles from the members of families. SQLite can't carry a condition on two paths into
that: asked for one pair, it makes all, which grow with the square of a family. So the text of a view is taken as the
database has it, and in front of it stand tables of the same names that hold only what is asked for.
"""

from __future__ import annotations

import re
import sqlite3
from collections.abc import Mapping

_HEAD = re.compile(r"\s*CREATE\s+VIEW\s+\S+\s+AS\b", re.IGNORECASE)
_VIEWS = ("composed_passages", "reuse_passages", "pairs")

_TEXTS_OF_PAIR = "SELECT text_id FROM main.places WHERE path IN (:a, :b)"
PAIR: Mapping[str, str] = {
    "places": "SELECT * FROM main.places WHERE path IN (:a, :b)",
    "members": f"SELECT * FROM main.members WHERE text_id IN ({_TEXTS_OF_PAIR})",
    "families": "SELECT * FROM main.families WHERE id IN (SELECT family_id FROM members)",
    "alignments": f"SELECT * FROM main.alignments WHERE text_a IN ({_TEXTS_OF_PAIR})"
    f" AND text_b IN ({_TEXTS_OF_PAIR})",
    "text_pairs": f"SELECT * FROM main.text_pairs WHERE text_a IN ({_TEXTS_OF_PAIR})"
    f" AND text_b IN ({_TEXTS_OF_PAIR})",
}
"""What the database holds about the articles at the paths `:a` and `:b`."""

COMPARED: Mapping[str, str] = {
    "places": "SELECT * FROM main.places WHERE NOT EXISTS (SELECT 1 FROM main.places AS other"
    " WHERE other.text_id = places.text_id AND other.status = 'current' AND other.path < places.path)",
    "members": "SELECT * FROM main.members WHERE false",
    "families": "SELECT * FROM main.families WHERE false",
}
"""Each text at the first of its paths, and only what was compared word by word: nothing is composed."""


def narrowed(connection: sqlite3.Connection, tables: Mapping[str, str], *, words: bool = True) -> str:
    """A WITH clause after which `reuse_passages` and `pairs` are those of `tables` (name to query).

    Without `words` no text is read: `a_text` and `b_text` are empty then.
    """
    # Not materialized: rows are then found by the indexes of the tables.
    parts = [f"{name} AS NOT MATERIALIZED ({query})" for name, query in tables.items()]
    if not words:
        parts.append("texts AS (SELECT id, words, '' AS text FROM main.texts)")
    for view in _VIEWS:
        row = connection.execute("SELECT sql FROM main.sqlite_master WHERE name = ?", (view,)).fetchone()
        parts.append(f"{view} AS ({_HEAD.sub('', row[0], count=1)})")
    return "WITH " + ",\n".join(parts) + "\n"
