"""What an error of the database comes from: a damaged file, another scan that writes, or a bug."""

from __future__ import annotations

import sqlite3
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

from provenance.store.database import DatabaseError, Writer, damaged, is_trouble, sentence
from provenance.store.lock import Guard, taken_over


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
        found = quick_check(connection)
    except sqlite3.DatabaseError as worse:
        return DatabaseError(sentence(path, worse)) if is_trouble(worse) else None
    return DatabaseError(damaged(path, found)) if found else None


def quick_check(connection: sqlite3.Connection) -> str:
    """What SQLite finds wrong with the form of the file, empty where nothing is."""
    found = str(connection.execute("PRAGMA quick_check(1)").fetchone()[0])
    return "" if found == "ok" else " ".join(found.removeprefix("*** in database main ***").split())
