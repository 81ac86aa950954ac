"""What a database holds about its last run, its collection and its articles. Queries only, no wording."""

from __future__ import annotations

import hashlib
import json
import sqlite3
from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from functools import lru_cache
from typing import Any

from provenance.reading import Dated, disagree
from provenance.spans import Span
from provenance.store.pending import count_not_compared


@dataclass(frozen=True, slots=True)
class Run:
    """The last finished run. Times are UTC, ISO 8601; `counts` is what the run counted, in its own words."""

    id: int
    uid: str
    command: str
    started_at: str
    finished_at: str
    tool_version: str
    dependencies: Mapping[str, object]
    parameters: Mapping[str, object]
    counts: Mapping[str, object]


@dataclass(frozen=True, slots=True)
class Collection:
    """What was searched. Pairs are (value, number of files), the most frequent first; None: not known."""

    files: int
    texts: int
    words: int
    gone: int
    declared_sources: int
    folders: tuple[tuple[str, int], ...]
    outlets: tuple[tuple[str | None, int], ...]
    encodings: tuple[tuple[str, int], ...]
    date_sources: tuple[tuple[str | None, int], ...]
    first_date: str | None
    last_date: str | None
    unreadable: tuple[tuple[str, str], ...]
    passed_over: tuple[tuple[str, int], ...]
    not_compared: int


@dataclass(frozen=True, slots=True)
class Credit:
    """A name that a text credits. `span` is where it says so, `covers` the words credited."""

    name: str
    role: str
    known: bool
    span: Span
    covers: tuple[Span, ...]


@dataclass(frozen=True, slots=True)
class Date:
    """A date of an article: whether it is the one that is `used`, and whether it `disagrees` with that."""

    date: Dated
    used: bool
    disagrees: bool


@dataclass(frozen=True, slots=True)
class NotUsed:
    """What was stated of an article and is not used, and what is `used` in its place, empty where nothing is;
    dates excepted."""

    field: str
    value: str
    said_by: str
    used: str


@dataclass(frozen=True, slots=True)
class Article:
    """A current place with its facts. `text_id` is the SHA-256 of the stored text as UTF-8.

    `credits_sought`: whether its text was looked through for credits, as is done where it shares passages;
    `dates`: all that are known, the one that is used first; `stated_credits`: those outside the text;
    `removed`: which parts of the file its reader left out, and how many words of each.
    """

    path: str
    text_id: str
    bytes: int
    bytes_sha256: str
    encoding: str
    reader: str
    words: int
    id: str | None
    title: str | None
    outlet: str | None
    byline: str | None
    url: str | None
    date_from: str | None
    date_to: str | None
    date_source: str | None
    date_precision: str | None
    date_words: str | None
    declared_source: bool
    credits: tuple[Credit, ...]
    credits_sought: bool
    licence: str | None
    reader_version: str
    dates: tuple[Date, ...]
    not_used: tuple[NotUsed, ...]
    stated_credits: tuple[str, ...]
    removed: tuple[tuple[str, int], ...]


@dataclass(frozen=True, slots=True)
class Disguise:
    """A kind of characters that hide a text from a search; `span` is where the first of `count` stands."""

    path: str
    kind: str
    count: int
    span: Span
    sentence: str


def last_run(connection: sqlite3.Connection) -> Run | None:
    """The last finished run, None where there is none."""
    row = connection.execute("SELECT * FROM runs WHERE id = (SELECT id FROM current_run)").fetchone()
    if row is None:
        return None
    return Run(
        id=row["id"],
        uid=row["uid"],
        command=row["command"],
        started_at=row["started_at"],
        finished_at=row["finished_at"],
        tool_version=row["tool_version"],
        dependencies=json.loads(row["dependencies"]),
        parameters=json.loads(row["parameters"]),
        counts=json.loads(row["counts"] or "{}"),
    )


def collection(connection: sqlite3.Connection, run: Run) -> Collection:
    """The collection as it stands, with what the run could not read or passed over."""

    def number(sql: str) -> int:
        return int(connection.execute(sql).fetchone()[0])

    def counted(value: str) -> tuple[tuple[str, int], ...]:
        return tuple(
            tuple(row)
            for row in connection.execute(
                f"SELECT {value} AS value, count(*) FROM places WHERE status = 'current' "
                "GROUP BY value ORDER BY count(*) DESC, value"
            )
        )

    dates = connection.execute(
        "SELECT min(date_from), max(date_to) FROM articles WHERE status = 'current'"
    ).fetchone()
    return Collection(
        files=number("SELECT count(*) FROM articles WHERE status = 'current'"),
        texts=number("SELECT count(DISTINCT text_id) FROM articles WHERE status = 'current'"),
        words=number("SELECT coalesce(sum(words), 0) FROM articles WHERE status = 'current'"),
        gone=number("SELECT count(*) FROM articles WHERE status = 'gone'"),
        declared_sources=number("SELECT count(*) FROM articles WHERE status = 'current' AND source_flag = 1"),
        folders=counted("substr(path, 1, instr(path || '/', '/') - 1)"),
        outlets=counted("outlet"),
        encodings=counted("encoding"),
        date_sources=counted("date_source"),
        first_date=dates[0],
        last_date=dates[1],
        unreadable=tuple(
            tuple(row)
            for row in connection.execute("SELECT path, reason FROM unreadable ORDER BY path, reason")
        ),
        passed_over=tuple(
            tuple(row)
            for row in connection.execute(
                "SELECT extension, files FROM passed_over WHERE run_id = ? ORDER BY files DESC, extension",
                (run.id,),
            )
        ),
        not_compared=count_not_compared(connection),
    )


def hash_of_files(connection: sqlite3.Connection) -> str:
    """The SHA-256 of the list of all current articles by path, each with that of its bytes, as sha256sum
    writes it."""
    digest = hashlib.sha256()
    for path, sha256 in connection.execute(
        "SELECT path, bytes_sha256 FROM places WHERE status = 'current' ORDER BY path"
    ):
        digest.update(f"{sha256}  {path}\n".encode())
    return digest.hexdigest()


def articles(connection: sqlite3.Connection) -> Iterator[Article]:
    """Every current article, by path."""
    # From the tables: a text's credits are kept by its number there, which the view does not show.
    for row in connection.execute(
        "SELECT places.*, texts.sha256, texts.words FROM places JOIN texts ON texts.id = places.text_id "
        "WHERE places.status = 'current' ORDER BY places.path"
    ):
        yield _article(connection, row)


def article(connection: sqlite3.Connection, path: str) -> Article:
    """The current article at `path`; KeyError where none stands there."""
    row = connection.execute(
        "SELECT places.*, texts.sha256, texts.words FROM places JOIN texts ON texts.id = places.text_id "
        "WHERE places.status = 'current' AND places.path = ?",
        (path,),
    ).fetchone()
    if row is None:
        raise KeyError(path)
    return _article(connection, row)


def disguises(connection: sqlite3.Connection, *paths: str) -> Iterator[Disguise]:
    """What current articles disguise, by path and kind: that of some articles, or of all."""
    asked = f" WHERE path IN ({', '.join('?' * len(paths))})" if paths else ""
    rows = connection.execute(
        f"SELECT path, kind, count, start_char, end_char, sentence FROM disguises{asked} ORDER BY path, kind",
        paths,
    )
    for path, kind, count, start, end, sentence in rows:
        yield Disguise(path, kind, count, Span(start, end), sentence)


def _article(connection: sqlite3.Connection, row: sqlite3.Row) -> Article:
    credits = _credits(connection, row["text_id"])
    # A line that many articles have is boilerplate by itself: for that nobody looks into them.
    shares = "SELECT 1 FROM members WHERE text_id = ? AND status <> 'boilerplate' LIMIT 1"
    return Article(
        path=row["path"],
        text_id=row["sha256"],
        bytes=row["bytes"],
        bytes_sha256=row["bytes_sha256"],
        encoding=row["encoding"],
        reader=row["reader"],
        words=row["words"],
        id=row["article_id"],
        title=row["title"],
        outlet=row["outlet"],
        byline=row["byline"],
        url=row["url"],
        date_from=row["date_from"],
        date_to=row["date_to"],
        date_source=row["date_source"],
        date_precision=row["date_precision"],
        date_words=row["date_words"],
        declared_source=bool(row["source_flag"]),
        credits=credits,
        credits_sought=bool(credits) or connection.execute(shares, (row["text_id"],)).fetchone() is not None,
        licence=row["licence"],
        reader_version=row["reader_version"],
        dates=_dates(connection, row),
        not_used=_not_used(connection, row),
        stated_credits=tuple(one for (one,) in _of(connection, "credit FROM stated_credits", row)),
        removed=tuple(
            (what, words) for what, words in _of(connection, "what, words FROM removed_parts", row)
        ),
    )


def _of(
    connection: sqlite3.Connection, what: str, row: sqlite3.Row, order: str = "1"
) -> Iterator[tuple[Any, ...]]:
    """Columns of a table of what is known of places, of the place in a row."""
    found = connection.execute(f"SELECT {what} WHERE place_id = ? ORDER BY {order}", (row["id"],))
    found.row_factory = None
    return found


def _dates(connection: sqlite3.Connection, row: sqlite3.Row) -> tuple[Date, ...]:
    """All dates of a place, the one that is used first. Where none is, the time of its file is a bound."""
    used = None
    if row["date_from"] is not None:
        used = Dated(
            row["date_from"],
            row["date_to"],
            row["date_source"] or "unknown",
            row["date_precision"] or "unknown",
            row["date_words"] or "",
        )
    found = [
        Dated(*date)
        for date in _of(
            connection, "earliest, latest, source, precision, words, kind FROM place_dates", row, "rank"
        )
    ]
    if used is None:
        found += (
            Dated(*date)
            for date in connection.execute(
                "SELECT earliest, latest, source, precision, words, kind FROM article_dates"
                " WHERE path = ? AND source = 'file time'",
                (row["path"],),
            )
        )
    others = [date for date in found if date != used]
    head = [] if used is None else [Date(used, used=True, disagrees=False)]
    return (
        *head,
        *(Date(one, used=False, disagrees=used is not None and disagree(used, one)) for one in others),
    )


_STATED = frozenset({"article_id", "title", "outlet", "byline", "url", "licence"})


def _not_used(connection: sqlite3.Connection, row: sqlite3.Row) -> tuple[NotUsed, ...]:
    """The statements on a place that are not used."""
    found = []
    for field, value, said_by in _of(connection, "field, value, said_by FROM place_statements", row):
        if field == "source":
            used = "yes" if row["source_flag"] else "no"
        else:
            column = "article_id" if field == "id" else field
            used = str(row[column] or "") if column in _STATED else ""
        found.append(NotUsed(field, value, said_by, used))
    return tuple(found)


def _credits(connection: sqlite3.Connection, text: int) -> tuple[Credit, ...]:
    rows = connection.execute(
        "SELECT * FROM credits WHERE text_id = ? ORDER BY start_char, end_char, name, role", (text,)
    )
    return tuple(
        Credit(
            name=row["name"],
            role=row["role"],
            known=bool(row["known"]),
            span=Span(row["start_char"], row["end_char"]),
            covers=tuple(Span(start, end) for start, end in json.loads(row["covers"])),
        )
        for row in rows
    )


def current_paths(connection: sqlite3.Connection, text_id: str) -> list[str]:
    """Where a text stands now, by the SHA-256 of the text, in order."""
    rows = connection.execute(
        "SELECT path FROM places WHERE status = 'current'"
        " AND text_id = (SELECT id FROM texts WHERE sha256 = ?) ORDER BY path",
        (text_id,),
    )
    return [str(row["path"]) for row in rows]


class Texts:
    """The stored texts and their quotations, by the SHA-256 of the text. A few hundred stay at hand."""

    def __init__(self, connection: sqlite3.Connection) -> None:
        self._connection = connection
        self.text = lru_cache(maxsize=256)(self._text)
        self.quotations = lru_cache(maxsize=256)(self._quotations)
        self.credits = lru_cache(maxsize=256)(self._credits)

    def _text(self, text_id: str) -> str:
        row = self._connection.execute("SELECT text FROM texts WHERE sha256 = ?", (text_id,)).fetchone()
        return str(row["text"])

    def _quotations(self, text_id: str) -> tuple[Span, ...]:
        """What stands in quote marks, with the marks, ascending."""
        rows = self._connection.execute(
            "SELECT start_char, end_char FROM quotations "
            "WHERE text_id = (SELECT id FROM texts WHERE sha256 = ?) ORDER BY start_char, end_char",
            (text_id,),
        )
        return tuple(Span(*row) for row in rows)

    def _credits(self, text_id: str) -> tuple[Credit, ...]:
        """Whom a text credits, ascending."""
        row = self._connection.execute("SELECT id FROM texts WHERE sha256 = ?", (text_id,)).fetchone()
        return _credits(self._connection, row["id"])
