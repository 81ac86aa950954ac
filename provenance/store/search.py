"""The full-text index of an archive: made on first use, kept up to date by what is new and what has left.

The index holds no text, only where words stand (FTS5, content = ''); db/search.sql tells how it is made.
"""

from __future__ import annotations

import sqlite3
from collections.abc import Callable, Iterable, Iterator, Sequence
from contextlib import closing, contextmanager
from pathlib import Path

from provenance.kernels import NORMALISER
from provenance.store.database import DatabaseError, Writer, read_sql, statements, transaction
from provenance.store.search_words import words_of

Progress = Callable[[str, int, int], None]
"""Told a step, how much of it is done, and how much there is to do."""

STEP = "indexing for search"
AT_ONCE = 2_000
"""Texts that are added in one transaction: what an interruption leaves undone."""

_CURRENT = "SELECT text_id FROM places WHERE status = 'current'"
_MISSING = f"{_CURRENT} EXCEPT SELECT rowid FROM text_search"
_LEFT = f"SELECT rowid FROM text_search EXCEPT {_CURRENT}"


def has_index(connection: sqlite3.Connection) -> bool:
    """Whether the archive has a search index made by this version's rules."""
    made = connection.execute("SELECT 1 FROM sqlite_schema WHERE name = 'text_search'").fetchone()
    return bool(made) and _rules(connection) == NORMALISER


def count_missing(connection: sqlite3.Connection) -> int:
    """How many current texts the index lacks."""
    if not has_index(connection):
        query = f"SELECT count(*) FROM (SELECT DISTINCT text_id FROM ({_CURRENT}))"
    else:
        query = f"SELECT count(*) FROM ({_MISSING})"
    return int(connection.execute(query).fetchone()[0])


def update_index(connection: Writer, progress: Progress = lambda step, done, total: None) -> int:
    """Bring the index up to date: how many texts were added. Only texts that it lacks are read.

    Inside a transaction it is part of that; outside it commits some texts at a time, so that an interrupted
    one goes on where it was. Raises DatabaseError where SQLite has no full-text search or can't write.
    """
    # Pages of the index that are given up are overwritten: a text that is forgotten later must not live on in
    # them.
    connection.execute("PRAGMA secure_delete = ON")
    with _writing(connection):
        _prepare(connection)
        left = [int(row[0]) for row in connection.execute(_LEFT)]
        _take_out(connection, left)
    missing = [int(row[0]) for row in connection.execute(f"{_MISSING} ORDER BY 1")]
    for begin in range(0, len(missing), AT_ONCE):
        progress(STEP, begin, len(missing))
        part = missing[begin : begin + AT_ONCE]
        with _writing(connection):
            connection.executemany(
                "INSERT INTO text_search (rowid, words) VALUES (?, ?)",
                ((number, " ".join(words_of(text))) for number, text in _texts(connection, part)),
            )
    if missing:
        progress(STEP, len(missing), len(missing))
    return len(missing)


@contextmanager
def _writing(connection: Writer) -> Iterator[None]:
    if connection.in_transaction:
        yield
    else:
        with transaction(connection):
            yield


def _prepare(connection: sqlite3.Connection) -> None:
    """Make the index where there is none, and empty one that was made by other rules of words."""
    if not connection.execute("SELECT 1 FROM sqlite_schema WHERE name = 'text_search'").fetchone():
        try:
            for statement in statements(read_sql("search.sql")):
                connection.execute(statement)
        except sqlite3.OperationalError as error:
            if "no such module" not in str(error):
                raise
            path = Path(connection.execute("PRAGMA database_list").fetchone()[2])
            raise DatabaseError(
                f"{path} can't be searched: the SQLite of this Python has no full-text search (FTS5); use a "
                "Python that has it."
            ) from error
    if _rules(connection) != NORMALISER:
        connection.execute("INSERT INTO text_search (text_search) VALUES ('delete-all')")
        connection.execute("DELETE FROM text_search_rules")
        connection.execute("INSERT INTO text_search_rules (normaliser) VALUES (?)", (NORMALISER,))


def _rules(connection: sqlite3.Connection) -> str | None:
    row = connection.execute("SELECT normaliser FROM text_search_rules").fetchone()
    return None if row is None else str(row[0])


def _texts(connection: sqlite3.Connection, ids: Iterable[int]) -> Iterator[tuple[int, str]]:
    for number in ids:
        row = connection.execute("SELECT text FROM texts WHERE id = ?", (number,)).fetchone()
        if row is not None:
            yield number, str(row[0])


def _take_out(connection: sqlite3.Connection, ids: Iterable[int]) -> None:
    """An index without content is told the words of what it is to lose."""
    connection.executemany(
        "INSERT INTO text_search (text_search, rowid, words) VALUES ('delete', ?, ?)",
        ((number, " ".join(words_of(text))) for number, text in _texts(connection, ids)),
    )


def remove_from_index(connection: sqlite3.Connection, text_ids: Sequence[int]) -> None:
    """Take texts out of the index so that no word of them stays in it; before they leave `texts`.

    The whole index is written anew: until its parts are merged, FTS5 only notes that a text is gone. Where
    the index was made by other rules of words, it is emptied.
    """
    made = connection.execute("SELECT 1 FROM sqlite_schema WHERE name = 'text_search'").fetchone()
    if not made:
        return
    if _rules(connection) != NORMALISER:
        connection.execute("INSERT INTO text_search (text_search) VALUES ('delete-all')")
        return
    marks = ", ".join("?" * len(text_ids))
    held = [
        int(row[0])
        for row in connection.execute(f"SELECT rowid FROM text_search WHERE rowid IN ({marks})", text_ids)
    ]
    if held:
        _take_out(connection, held)
        connection.execute("INSERT INTO text_search (text_search) VALUES ('optimize')")


def find_texts(connection: sqlite3.Connection, expression: str, limit: int) -> tuple[int, list[int]]:
    """How many texts with a current place match, and the ids of the first, the best first (BM25)."""
    # The plus keeps SQLite from asking the index for every current text by itself.
    matching = f"FROM text_search WHERE text_search MATCH ? AND +rowid IN ({_CURRENT})"
    total = int(connection.execute(f"SELECT count(*) {matching}", (expression,)).fetchone()[0])
    rows = connection.execute(
        f"SELECT rowid {matching} ORDER BY round(rank, 6), rowid LIMIT ?", (expression, limit)
    )
    return total, [int(row[0]) for row in rows]


def find_words(expression: str, words: Sequence[str]) -> list[tuple[int, int]]:
    """Which of the `words` of one text a query matches: half-open ranges, ascending, disjoint.

    Asked of FTS5 itself, so that what is shown is what was found.
    """
    (table, *_) = statements(read_sql("search.sql"))
    with closing(sqlite3.connect(":memory:")) as memory:
        memory.execute(table.replace("content = '',", ""))
        memory.execute("INSERT INTO text_search (words) VALUES (?)", (" ".join(words),))
        row = memory.execute(
            "SELECT highlight(text_search, 0, char(2), char(3)) FROM text_search WHERE text_search MATCH ?",
            (expression,),
        ).fetchone()
    found: list[tuple[int, int]] = []
    first = 0
    for number, word in enumerate(row[0].split(" ") if row else ()):
        if "\x02" in word:
            first = number
        if "\x03" in word:
            if found and first < found[-1][1]:
                first = found.pop()[0]
            found.append((first, number + 1))
    return found
