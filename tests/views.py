"""What the views of a database show, so that two databases can be compared."""

from __future__ import annotations

import sqlite3
from collections import defaultdict
from contextlib import closing
from pathlib import Path

Row = tuple[object, ...]

VIEWS = ("articles", "reuse_passages", "pairs", "lineage_edges", "disguises", "quotation_differences")


def state(db: Path) -> dict[str, list[Row]]:
    """The rows of all views, sorted. Families are told by their members, not by their numbers."""
    found: dict[str, list[Row]] = {}
    with closing(sqlite3.connect(db)) as connection:
        for view in VIEWS:
            columns = [row[1] for row in connection.execute(f"PRAGMA table_info({view})")]
            named = ", ".join(column for column in columns if column != "family")
            found[view] = sorted(connection.execute(f"SELECT {named} FROM {view}"), key=repr)
        families: dict[int, list[Row]] = defaultdict(list)
        for family, *member in connection.execute(
            "SELECT family, path, start_char, end_char, words, representative, text FROM family_members"
        ):
            families[family].append(tuple(member))
        found["family_members"] = sorted((tuple(sorted(family)) for family in families.values()), key=repr)
    return found
