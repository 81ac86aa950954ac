"""Families as the clusters that passim writes: JSON Lines, a line for each place of a passage.

The fields are those of passim 2 (github.com/dasmiq/passim), so that what reads its `out.json` reads this,
too. What passim does not know (`words`, `status`) stands behind them. No family is left out.
"""

from __future__ import annotations

import hashlib
import sqlite3
from collections.abc import Iterator
from functools import lru_cache

from provenance.report import facts, findings
from provenance.report.escaping import json_line
from provenance.report.json_report import NoRunError


def stream(connection: sqlite3.Connection) -> Iterator[str]:
    """The lines, a family after the other, its places by path. Raises NoRunError."""
    if facts.last_run(connection) is None:
        raise NoRunError
    texts = facts.Texts(connection)
    place = lru_cache(maxsize=4096)(lambda path: _place(connection, path))
    for family in findings.families(connection):
        root = next((one for one in family.members if one[3]), family.members[0])
        source = {"uid": uid(root[0]), "begin": root[1].start, "end": root[1].end}
        size = len({path for path, *_ in family.members})
        status = _status(connection, family.id)
        for member in family.members:
            path, span, words, _ = member
            one = place(path)
            line = {
                "uid": uid(path),
                "cluster": family.id,
                "size": size,
                "begin": span.start,
                "end": span.end,
                "id": path,
                "series": one["outlet"],
                "date": one["date_from"] and one["date_from"][:10],
                "title": one["title"],
                "url": one["url"],
                "src": [] if member is root else [source],
                "text": span.cut(texts.text(one["sha256"])),
                "words": words,
                "status": status,
            }
            yield json_line(line)


def uid(path: str) -> int:
    """A number for an article, as passim has one: 53 bits, which every program that reads JSON can hold."""
    return int.from_bytes(hashlib.sha256(path.encode()).digest()[:7], "big") >> 3


def _place(connection: sqlite3.Connection, path: str) -> sqlite3.Row:
    row: sqlite3.Row = connection.execute(
        "SELECT outlet, date_from, title, url, sha256 FROM places JOIN texts ON texts.id = text_id"
        " WHERE path = ? AND status = 'current'",
        (path,),
    ).fetchone()
    return row


def _status(connection: sqlite3.Connection, family: int) -> str:
    """`reuse` where it is that in any place, else what it is set aside as."""
    rows = connection.execute("SELECT DISTINCT status FROM members WHERE family_id = ?", (family,))
    found = {str(row[0]) for row in rows}
    return findings.REUSE if findings.REUSE in found else min(found)
