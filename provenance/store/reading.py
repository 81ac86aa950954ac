"""Rows -> articles: what an earlier scan read, to match new folders against."""

from __future__ import annotations

import sqlite3
from collections import defaultdict

from provenance.reading import Article, Dated, Metadata, Segment
from provenance.spans import Span


def folder_label(connection: sqlite3.Connection, name: str, location: str) -> str:
    """The label of a scanned folder: its own from before, else its name, or `name-2` where that is taken."""
    known = connection.execute("SELECT label FROM folders WHERE location = ?", (location,)).fetchone()
    if known:
        return str(known[0])
    taken = {str(row[0]) for row in connection.execute("SELECT label FROM folders")}
    label, number = name, 1
    while label in taken:
        number += 1
        label = f"{name}-{number}"
    return label


def last_fingerprint(connection: sqlite3.Connection) -> str | None:
    """The fingerprint of the last finished run."""
    row = connection.execute(
        "SELECT fingerprint FROM runs WHERE id = (SELECT id FROM current_run)"
    ).fetchone()
    return None if row is None else row[0]


def articles_elsewhere(connection: sqlite3.Connection, label: str | None) -> list[Article]:
    """The current articles of all folders but the one with this label."""
    segments: dict[int, list[Segment]] = defaultdict(list)
    for text_id, start, end, kind in connection.execute(
        "SELECT text_id, start_char, end_char, kind FROM segments ORDER BY text_id, start_char"
    ):
        segments[text_id].append(Segment(kind, Span(start, end)))
    rows = connection.execute(
        "SELECT places.*, texts.sha256, texts.text FROM places"
        " JOIN texts ON texts.id = places.text_id JOIN folders ON folders.id = places.folder_id"
        " WHERE places.status = 'current' AND folders.label IS NOT ? ORDER BY places.path",
        (label,),
    )
    return [_article(row, tuple(segments[row["text_id"]])) for row in rows]


def _article(row: sqlite3.Row, segments: tuple[Segment, ...]) -> Article:
    date = None
    if row["date_from"] is not None:
        date = Dated(
            row["date_from"], row["date_to"], row["date_source"], row["date_precision"], row["date_words"]
        )
    metadata = Metadata(
        row["article_id"], row["title"], row["outlet"], row["byline"], row["url"], date,
        bool(row["source_flag"]),
    )  # fmt: skip
    return Article(
        row["path"], row["text"], row["sha256"], row["bytes"], row["bytes_sha256"], row["encoding"],
        row["reader"], metadata, segments,
    )  # fmt: skip
