"""Whether an archive is sound, and what is the matter where it is not."""

from __future__ import annotations

import hashlib
import sqlite3
from dataclasses import dataclass

from provenance.store.index import StoredIndex
from provenance.store.pending import count_not_compared
from provenance.store.reading import current_texts
from provenance.store.trouble import quick_check


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
    file = quick_check(connection) or _check_texts(connection)
    if file:
        return Soundness(file, (), 0, 0, 0)
    index, texts = StoredIndex(connection), current_texts(connection)
    wrong = tuple(damage.reason for damage in index.check())
    missing = 0
    if not wrong:
        missing = int(index.missing(texts).size)
    return Soundness("", wrong, missing, len(texts), count_not_compared(connection))


def _check_texts(connection: sqlite3.Connection) -> str:
    """SQLite has no checksums: bytes inside a text can change without its notice."""
    rows = connection.execute("SELECT sha256, CAST(text AS BLOB) FROM texts")
    wrong = sum(hashlib.sha256(text).hexdigest() != sha256 for sha256, text in rows)
    return f"texts that are not as they were filed: {wrong}" if wrong else ""
