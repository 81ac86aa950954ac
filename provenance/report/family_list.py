"""Families in figures: how many places and outlets a passage has, how long it lived; and its places in order.

The figures of all families are counted in SQL; what else is shown of a few is read after that.
"""

from __future__ import annotations

import json
import sqlite3
from collections.abc import Collection, Sequence
from dataclasses import dataclass

from provenance.report.joined import names
from provenance.spans import Span

SORTS = ("size", "span", "outlets")
FIRST_WORDS = 160
"""So many code points of the representative are shown in a list."""


@dataclass(frozen=True, slots=True)
class Dated:
    """When an article appeared, as far as is known: between `earliest` and `latest` (ISO 8601). `source` says
    where that was read, `precision` how fine it is."""

    earliest: str
    latest: str
    source: str
    precision: str


@dataclass(frozen=True, slots=True)
class FamilyFigures:
    """A family. `words` and `first_words` are the representative's; `first_words` is cut where `cut` says so.

    `first` and `last` are the dates of the earliest and the latest of its places, None where none is dated;
    `days` is how long it lived at least: whole days from the latest that the first can be to the earliest
    that the last can be. `undated` counts places without a date. `cohesion` goes from 0 to 1.
    """

    id: int
    status: str
    words: int
    texts: int
    places: int
    outlets: int
    undated: int
    first: Dated | None
    last: Dated | None
    days: int | None
    cohesion: float
    whole_text: bool
    first_words: str
    cut: bool


@dataclass(frozen=True, slots=True)
class FamilyPlace:
    """A place where the passage of a family stands: its article's facts, the span, and what the text says of
    it there. `credits` are the names credited for these words."""

    path: str
    title: str | None
    outlet: str | None
    date: Dated | None
    span: Span
    words: int
    representative: bool
    identity: float
    quoted: bool
    status: str
    credits: tuple[str, ...]
    text: str


_STATUS = """
    CASE
        WHEN EXISTS (SELECT 1 FROM alignments WHERE family_id = families.id AND status = 'reuse') THEN 'reuse'
        WHEN EXISTS (SELECT 1 FROM alignments WHERE family_id = families.id AND status = 'stock phrase')
            THEN 'stock phrase'
        WHEN EXISTS (SELECT 1 FROM alignments WHERE family_id = families.id) THEN 'boilerplate'
        ELSE (SELECT status FROM members WHERE family_id = families.id ORDER BY representative DESC LIMIT 1)
    END
"""
"""A family is reuse where one of its passages is. Families without aligned passages (one text in several
places, lines of boilerplate) are what their representative is."""

# A tenth of a second makes up for what days in floating point lack.
_SPAN = "max(julianday(places.date_from)) - min(julianday(places.date_to)) + 1e-6"
_DAYS = f"CASE WHEN max(places.date_from) IS NULL THEN NULL ELSE CAST(max(0.0, {_SPAN}) AS INTEGER) END"
# CROSS JOIN keeps SQLite to this order: from each family to its places, whatever it takes the tables to hold.
_COUNTED = f"""
    SELECT families.id, {_STATUS} AS status, families.words, families.texts, families.cohesion,
        families.whole_text,
        count(DISTINCT places.id) AS places,
        count(DISTINCT places.outlet) AS outlets,
        count(DISTINCT CASE WHEN places.date_from IS NULL THEN places.id END) AS undated,
        {_DAYS} AS days
    FROM families
    CROSS JOIN members ON members.family_id = families.id
    CROSS JOIN places ON places.text_id = members.text_id AND places.status = 'current'
"""
_ORDER = {"size": "places", "span": "days", "outlets": "outlets"}


def count_families(
    connection: sqlite3.Connection,
    status: str | None,
    path: str | None = None,
    among: Collection[int] | None = None,
) -> int:
    """How many families there are of a status (None: of any); with `path` only those of this article, with
    `among` only those of these numbers."""
    where, values = _where(status, path, among)
    row = connection.execute(f"SELECT count(*) FROM families {where}", values).fetchone()
    return int(row[0])


def list_families(
    connection: sqlite3.Connection,
    *,
    sort: str = "size",
    status: str | None = "reuse",
    path: str | None = None,
    among: Collection[int] | None = None,
    limit: int | None = 20,
) -> list[FamilyFigures]:
    """The families of a status (None: of any), those with the most places, the longest life or the most
    outlets first, more words before fewer; with `path` only those that this article is in, with `among` only
    those of these numbers."""
    where, values = _where(status, path, among)
    rows = connection.execute(
        f"{_COUNTED} {where} GROUP BY families.id"
        f" ORDER BY {_ORDER[sort]} DESC NULLS LAST, families.words DESC, families.id LIMIT ?",
        (*values, -1 if limit is None else limit),
    ).fetchall()
    return [_figures(connection, row) for row in rows]


def one_family(connection: sqlite3.Connection, number: int) -> FamilyFigures | None:
    """The figures of one family; None where there is none of this number that stands in a current place."""
    row = connection.execute(f"{_COUNTED} WHERE families.id = ? GROUP BY families.id", (number,)).fetchone()
    return None if row is None else _figures(connection, row)


def _where(
    status: str | None, path: str | None, among: Collection[int] | None = None
) -> tuple[str, Sequence[object]]:
    conditions: list[str] = []
    values: list[object] = []
    if path is not None:
        conditions.append(
            "families.id IN (SELECT family_id FROM members WHERE text_id ="
            " (SELECT text_id FROM places WHERE path = ?))"
        )
        values.append(path)
    if among is not None:
        conditions.append("families.id IN (SELECT value FROM json_each(?))")
        values.append(json.dumps(sorted(among)))
    if status is not None:
        conditions.append(f"{_STATUS} = ?")
        values.append(status)
    return ("WHERE " + " AND ".join(conditions) if conditions else ""), values


def _figures(connection: sqlite3.Connection, row: sqlite3.Row) -> FamilyFigures:
    words, cut = _first_words(connection, row["id"])
    return FamilyFigures(
        id=row["id"],
        status=row["status"],
        words=row["words"],
        texts=row["texts"],
        places=row["places"],
        outlets=row["outlets"],
        undated=row["undated"],
        first=_outermost(connection, row["id"], "julianday(date_from), julianday(date_to)"),
        last=_outermost(connection, row["id"], "julianday(date_to) DESC, julianday(date_from) DESC"),
        days=row["days"],
        cohesion=row["cohesion"],
        whole_text=bool(row["whole_text"]),
        first_words=words,
        cut=cut,
    )


def _first_words(connection: sqlite3.Connection, family: int) -> tuple[str, bool]:
    row = connection.execute(
        "SELECT substr(texts.text, start_char + 1, min(end_char - start_char, ?1)),"
        " end_char - start_char > ?1"
        " FROM members JOIN texts ON texts.id = members.text_id"
        " WHERE family_id = ?2 ORDER BY representative DESC, members.id LIMIT 1",
        (FIRST_WORDS, family),
    ).fetchone()
    return str(row[0]), bool(row[1])


def _outermost(connection: sqlite3.Connection, family: int, order: str) -> Dated | None:
    """The date of the place of a family that comes first in an order of dates."""
    row = connection.execute(
        "SELECT date_from, date_to, date_source, date_precision FROM places"
        " WHERE text_id IN (SELECT text_id FROM members WHERE family_id = ?)"
        f" AND status = 'current' AND date_from IS NOT NULL ORDER BY {order}, path LIMIT 1",
        (family,),
    ).fetchone()
    return None if row is None else dated(row)


def dated(row: sqlite3.Row) -> Dated | None:
    """The date in a row of a place, None where it has none."""
    if row["date_from"] is None:
        return None
    return Dated(
        row["date_from"], row["date_to"], row["date_source"] or "unknown", row["date_precision"] or "unknown"
    )


def places_of(connection: sqlite3.Connection, number: int) -> list[FamilyPlace]:
    """Every place where the passage of a family stands, the earliest first; undated ones come last, by
    path."""
    rows = connection.execute(
        "SELECT places.path, places.title, places.outlet, places.date_from, places.date_to,"
        " places.date_source, places.date_precision, members.*,"
        " substr(texts.text, members.start_char + 1, members.end_char - members.start_char) AS text"
        " FROM members"
        " JOIN texts ON texts.id = members.text_id"
        " JOIN places ON places.text_id = members.text_id AND places.status = 'current'"
        " WHERE members.family_id = ?"
        " ORDER BY julianday(places.date_from) NULLS LAST, julianday(places.date_to), places.path,"
        " members.start_char",
        (number,),
    )
    return [
        FamilyPlace(
            path=row["path"],
            title=row["title"],
            outlet=row["outlet"],
            date=dated(row),
            span=Span(row["start_char"], row["end_char"]),
            words=row["words"],
            representative=bool(row["representative"]),
            identity=row["identity"],
            quoted=bool(row["quoted"]),
            status=row["status"],
            credits=names(row["credits"]),
            text=row["text"],
        )
        for row in rows
    ]
