"""What is known of an article beside its words -> rows: every date that was found, statements that are not
used, links, what its reader left out, and credits outside the text."""

from __future__ import annotations

import sqlite3
from collections.abc import Iterable, Sequence

from provenance.intake import Filed
from provenance.store.reading import named

TABLES = ("place_dates", "place_statements", "links", "removed_parts", "stated_credits")

Rows = list[tuple[object, ...]]


def write_described(connection: sqlite3.Connection, batch: Sequence[Filed]) -> None:
    """Write it of some articles that are filed, in the place of what was written of their places before."""
    last = {filed.path: filed for filed in batch}
    ids: dict[str, int] = {}
    for query, values in named("SELECT path, id FROM places WHERE path IN", [*last]):
        ids.update((row[0], row[1]) for row in connection.execute(query, values))
    for table in TABLES:
        for query, part in named(f"DELETE FROM {table} WHERE place_id IN", [*ids.values()]):
            connection.execute(query, part)
    of = [(ids[path], filed) for path, filed in last.items()]
    _insert(
        connection,
        "place_dates",
        [
            (place, rank, date.earliest, date.latest, date.source, date.precision, date.words, date.kind)
            for place, filed in of
            for rank, date in enumerate(filed.metadata.dates)
        ],
    )
    _insert(
        connection,
        "place_statements",
        [
            (place, one.field, one.value, one.said_by)
            for place, filed in of
            for one in filed.metadata.others
            if one.field != "date"
        ],
    )
    _insert(
        connection,
        "links",
        [(place, link.span.start, link.span.end, link.target) for place, filed in of for link in filed.links],
    )
    _insert(connection, "removed_parts", [(place, *part) for place, filed in of for part in _removed(filed)])
    _insert(
        connection,
        "stated_credits",
        [(place, credit) for place, filed in of for credit in filed.metadata.credits],
    )


def _removed(filed: Filed) -> Iterable[tuple[str, int]]:
    """How many words of each kind of part were left out."""
    words: dict[str, int] = {}
    for part in filed.removed:
        words[part.what] = words.get(part.what, 0) + part.words
    return words.items()


def _insert(connection: sqlite3.Connection, table: str, rows: Rows) -> None:
    """What is stated twice in the same words is one row."""
    if rows:
        marks = ", ".join("?" * len(rows[0]))
        connection.executemany(f"INSERT OR IGNORE INTO {table} VALUES ({marks})", rows)
