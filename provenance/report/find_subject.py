"""The passage, pair or article that a person means by an id or a name.

Ids of passages and pairs are hashes that no table holds: those of the archive are made until all that are
asked for are found.
"""

from __future__ import annotations

import re
import sqlite3
from collections.abc import Iterator, Sequence
from dataclasses import dataclass

from provenance.report.facts import Texts
from provenance.report.find_article import ArticleNameError, find_article
from provenance.report.findings import Passages, extent
from provenance.report.reviewed import subject_of
from provenance.spans import Span
from provenance.store.review_subjects import ARTICLE, Subject, of_article, of_pair, of_passage
from provenance.store.reviews import read_entries

_ID = re.compile(r"[0-9a-f]{16}")


@dataclass(frozen=True, slots=True)
class Meant:
    """What is meant, and where its texts stand now, in the subject's order."""

    subject: Subject
    paths: tuple[str, ...]


class SubjectError(LookupError):
    """An id or a name that means nothing here; the message is one sentence."""


def find_pair(connection: sqlite3.Connection, a: str, b: str) -> Meant:
    """The pair of two articles by their names. Raises SubjectError, ArticleNameError."""
    first, second = find_article(connection, a), find_article(connection, b)
    if first == second:
        raise SubjectError(f"{a!r} and {b!r} are one article, {first}; give two.")
    named = sorted((_text_id(connection, path), path) for path in (first, second))
    return Meant(of_pair(named[0][0], named[1][0]), (named[0][1], named[1][1]))


def find_subjects(
    connection: sqlite3.Connection, names: Sequence[str], within: Sequence[str] = ()
) -> list[Meant]:
    """What some names mean: the id of a passage or a pair (16 digits), or what `find_article` takes.

    `within`: the paths of the two articles in which passages are looked for; without it, in the whole
    archive. Raises SubjectError, ArticleNameError.
    """
    ids = {name.lower() for name in names if _ID.fullmatch(name.lower())}
    found = _find_ids(connection, ids, within)
    meant = []
    for name in dict.fromkeys(names):
        subject = found.get(name.lower())
        if subject is None:
            try:
                path = find_article(connection, name)
            except ArticleNameError as error:
                if name.lower() not in ids:
                    raise
                raise SubjectError(_unknown(connection, name, within)) from error
            meant.append(Meant(of_article(_text_id(connection, path)), (path,)))
        else:
            meant.append(Meant(subject, places_of(connection, subject)))
    return meant


def _unknown(connection: sqlite3.Connection, name: str, within: Sequence[str]) -> str:
    """The sentence for an id that was not found; passages of two articles that were not compared with each
    other are looked for in these alone where there are too many of them."""
    if within or extent(connection).composed:
        return f"{name} is no passage, pair or article of this database."
    return f"{name} was not found; name the two articles, too, with --pair A B."


def _find_ids(connection: sqlite3.Connection, ids: set[str], within: Sequence[str]) -> dict[str, Subject]:
    """The subjects of some ids, as far as there are any."""
    found: dict[str, Subject] = {}
    if not ids:
        return found
    for subject in _subjects(connection, within):
        if subject.id in ids and _stands(connection, subject):
            found.setdefault(subject.id, subject)
            if len(found) == len(ids):
                break
    return found


def _subjects(connection: sqlite3.Connection, within: Sequence[str]) -> Iterator[Subject]:
    """The passages and pairs that can be meant: those of which something was said first."""
    yield from (one.subject for one in read_entries(connection) if one.subject.kind != ARTICLE)
    if within:
        first, second = sorted(within)
        yield from map(subject_of, Passages(connection, Texts(connection)).between(first, second))
        return
    texts = "JOIN texts AS x ON x.id = text_a JOIN texts AS y ON y.id = text_b"
    for a, b in _rows(connection, f"SELECT x.sha256, y.sha256 FROM text_pairs {texts}"):
        yield of_pair(a, b)
    spans = "a_start, a_end, y.sha256, b_start, b_end"
    yield from _passages(connection, f"SELECT x.sha256, {spans} FROM alignments {texts}")
    for text, start, end in _rows(
        connection,
        "SELECT texts.sha256, start_char, end_char FROM members JOIN texts ON texts.id = text_id"
        " WHERE family_id IN (SELECT id FROM families WHERE whole_text)",
    ):
        yield of_passage(text, Span(start, end), text, Span(start, end))
        yield of_pair(text, text)
    if extent(connection).composed:
        composed = (
            f"SELECT x.sha256, {spans} FROM composed_passages"
            " JOIN places AS a ON a.path = a_path JOIN texts AS x ON x.id = a.text_id"
            " JOIN places AS b ON b.path = b_path JOIN texts AS y ON y.id = b.text_id"
        )
        for passage in _passages(connection, composed):
            yield passage
            yield of_pair(passage.text_a, passage.text_b)


def _passages(connection: sqlite3.Connection, query: str) -> Iterator[Subject]:
    for a, a_start, a_end, b, b_start, b_end in _rows(connection, query):
        yield of_passage(a, Span(a_start, a_end), b, Span(b_start, b_end))


def _rows(connection: sqlite3.Connection, query: str) -> sqlite3.Cursor:
    rows = connection.execute(query)
    rows.row_factory = None
    return rows


def _text_id(connection: sqlite3.Connection, path: str) -> str:
    row = connection.execute("SELECT text_id FROM articles WHERE path = ?", (path,)).fetchone()
    return str(row[0])


def _stands(connection: sqlite3.Connection, subject: Subject) -> bool:
    """Whether its texts still stand somewhere."""
    return "" not in places_of(connection, subject)


def places_of(connection: sqlite3.Connection, subject: Subject) -> tuple[str, ...]:
    """The first current place of each text of a subject, empty for one that has none; of one text that stands
    in two places the first two."""
    first = _place(connection, subject.text_a) or ""
    if not subject.text_b:
        return (first,)
    second = _place(connection, subject.text_b, but=first if subject.text_a == subject.text_b else "")
    return first, second or ""


def _place(connection: sqlite3.Connection, text_id: str, but: str = "") -> str | None:
    row = connection.execute(
        "SELECT min(path) FROM places WHERE status = 'current' AND path <> ?2"
        " AND text_id = (SELECT id FROM texts WHERE sha256 = ?1)",
        (text_id, but),
    ).fetchone()
    return None if row[0] is None else str(row[0])
