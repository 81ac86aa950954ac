"""What people decided on the dates of articles: kept for good, each for one text at one path.

The latest decision on both holds, whatever is read of the file later. Where another text stands at the path,
or the text elsewhere, it holds no more: nobody said anything of that.
"""

from __future__ import annotations

import sqlite3
from collections.abc import Sequence
from dataclasses import dataclass

from provenance.reading import Dated
from provenance.store.reading import named

SOURCE = "correction"

_LATEST = (
    "SELECT path, text_id, earliest, latest, precision, words FROM corrections"
    " WHERE id IN (SELECT max(id) FROM corrections GROUP BY path, text_id)"
)
_COLUMNS = "date_from = ?, date_to = ?, date_source = ?, date_precision = ?, date_words = ?"


@dataclass(frozen=True, slots=True)
class Correction:
    """A decision on the date of the text `text_id` (SHA-256) at `path`; without a date, that those before it
    are taken back. `why` and `who` (None where nobody is named) are a person's words, `made_at` is UTC.
    `holds`: it is the latest, and that text stands at that path."""

    path: str
    text_id: str
    date: Dated | None
    why: str
    who: str | None
    made_at: str
    holds: bool


def holding(connection: sqlite3.Connection, paths: Sequence[str]) -> dict[tuple[str, int], Dated]:
    """The corrections that hold among some paths, by path and id of the text."""
    if connection.execute("SELECT 1 FROM corrections LIMIT 1").fetchone() is None:
        return {}
    found = {}
    for query, values in named(f"{_LATEST} AND earliest IS NOT NULL AND path IN", paths):
        for path, text_id, earliest, latest, precision, words in connection.execute(query, values):
            found[path, text_id] = Dated(earliest, latest, SOURCE, precision, words)
    return found


def correct(
    connection: sqlite3.Connection, path: str, date: Dated | None, why: str, who: str | None, made_at: str
) -> None:
    """Record a decision on the current article at a path and let it hold; without a date, what was read
    holds again. Its text then waits for the next scan (triggers see to that). KeyError where none stands
    there; runs inside the caller's transaction."""
    row = connection.execute(
        "SELECT id, text_id FROM places WHERE path = ? AND status = 'current'", (path,)
    ).fetchone()
    if row is None:
        raise KeyError(path)
    place, text_id = row
    said = (None,) * 4 if date is None else (date.earliest, date.latest, date.precision, date.words)
    connection.execute(
        "INSERT INTO corrections (path, text_id, earliest, latest, precision, words, why, who, made_at)"
        " VALUES (?, ?, ?, ?, ?, ?, ?, ?, ?)",
        (path, text_id, *said, why, who, made_at),
    )
    held: Sequence[object]
    if date is None:
        held = (
            connection.execute(
                "SELECT earliest, latest, source, precision, words FROM place_dates"
                " WHERE place_id = ? AND kind = 'published' ORDER BY rank LIMIT 1",
                (place,),
            ).fetchone()
            or (None,) * 5
        )
    else:
        held = (date.earliest, date.latest, SOURCE, date.precision, date.words)
    connection.execute(f"UPDATE places SET {_COLUMNS} WHERE id = ?", (*held, place))


def read_corrections(connection: sqlite3.Connection, path: str | None = None) -> list[Correction]:
    """All decisions, or those on one path, the oldest first."""
    rows = connection.execute(
        "SELECT corrections.*, texts.sha256,"
        " corrections.id = (SELECT max(id) FROM corrections AS later"
        "  WHERE later.path = corrections.path AND later.text_id = corrections.text_id)"
        " AND EXISTS (SELECT 1 FROM places WHERE places.path = corrections.path"
        "  AND places.text_id = corrections.text_id AND status = 'current') AS holds"
        " FROM corrections JOIN texts ON texts.id = corrections.text_id"
        " WHERE ?1 IS NULL OR path = ?1 ORDER BY corrections.id",
        (path,),
    )
    return [_correction(row) for row in rows]


def _correction(row: sqlite3.Row) -> Correction:
    date = None
    if row["earliest"] is not None:
        date = Dated(row["earliest"], row["latest"], SOURCE, row["precision"], row["words"])
    return Correction(
        row["path"], row["sha256"], date, row["why"], row["who"], row["made_at"], bool(row["holds"])
    )
