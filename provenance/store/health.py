"""Whether an archive is sound, and what is the matter where it is not."""

from __future__ import annotations

import hashlib
import sqlite3
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path

from provenance.store.database import DatabaseError, Writer, damaged, is_trouble, sentence
from provenance.store.index import StoredIndex
from provenance.store.lock import Guard, taken_over
from provenance.store.pending import count_not_compared
from provenance.store.reading import current_texts


@dataclass(frozen=True, slots=True)
class Soundness:
    """What was found. `file` is the first thing that is wrong with the file, empty where it is sound; `index`
    says what is wrong with parts of the index; `not_indexed` counts texts that it lacks, `texts` those that
    there are, `not_compared` the articles that were read but not compared yet."""

    file: str
    index: tuple[str, ...]
    not_indexed: int
    texts: int
    not_compared: int


def examine(connection: sqlite3.Connection) -> Soundness:
    """Read all of an archive. Raises sqlite3.DatabaseError where it is damaged beyond reading."""
    file = _quick_check(connection) or _check_texts(connection)
    if file:
        return Soundness(file, (), 0, 0, 0)
    index, texts = StoredIndex(connection), current_texts(connection)
    wrong = tuple(damage.reason for damage in index.check())
    missing = 0
    if not wrong:
        missing = int(index.missing(texts).size)
    return Soundness("", wrong, missing, len(texts), count_not_compared(connection))


def _quick_check(connection: sqlite3.Connection) -> str:
    found = str(connection.execute("PRAGMA quick_check(1)").fetchone()[0])
    return "" if found == "ok" else " ".join(found.removeprefix("*** in database main ***").split())


def _check_texts(connection: sqlite3.Connection) -> str:
    """SQLite has no checksums: bytes inside a text can change without its notice."""
    rows = connection.execute("SELECT sha256, CAST(text AS BLOB) FROM texts")
    wrong = sum(hashlib.sha256(text).hexdigest() != sha256 for sha256, text in rows)
    return f"texts that are not as they were filed: {wrong}" if wrong else ""


@contextmanager
def explained(connection: Writer, token: str) -> Iterator[None]:
    """Guard the transactions of a connection by the lock's `token`, and tell what an error comes from.

    What is read of a damaged file, or while another scan writes, may lead to any error. Raises DatabaseError
    where that is so; other errors pass.
    """
    guard: Guard | None = None
    path = Path(connection.execute("PRAGMA database_list").fetchone()[2])
    try:
        guard = connection.guard = Guard(connection, token)
        yield
    except DatabaseError:
        raise
    except Exception as error:
        trouble = _trouble(connection, guard, path, error)
        if trouble is None:
            raise
        raise trouble from error


def _trouble(connection: Writer, guard: Guard | None, path: Path, error: Exception) -> DatabaseError | None:
    """What an error comes from, None where it has nothing to do with the file: then it is a bug."""
    if isinstance(error, sqlite3.DatabaseError) and is_trouble(error):
        return DatabaseError(sentence(path, error))
    try:
        if guard is not None and guard.overtaken():
            return taken_over(connection)
        found = _quick_check(connection)
    except sqlite3.DatabaseError as worse:
        return DatabaseError(sentence(path, worse)) if is_trouble(worse) else None
    return DatabaseError(damaged(path, found)) if found else None
