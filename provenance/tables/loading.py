"""A folder of Parquet -> a new database. Nothing in the folder is trusted."""

from __future__ import annotations

import hashlib
import os
import sqlite3
from collections.abc import Callable, Iterator
from contextlib import closing, contextmanager
from pathlib import Path
from typing import Any

from provenance.store.database import (
    DatabaseError,
    Writer,
    check_place,
    open_for_writing,
    sentence,
    transaction,
)
from provenance.tables.manifest import Manifest, TablesError, read_manifest
from provenance.tables.parquet import need_pyarrow, parts, read_rows
from provenance.tables.saving import TABLES
from provenance.tables.shapes import Shape, tables
from provenance.tables.soundness import check_content, refused_row
from provenance.tables.staging import staging

Progress = Callable[[str, int, int], None]


@contextmanager
def new_database(
    folder: Path, db: Path, progress: Progress = lambda *_: None
) -> Iterator[tuple[Writer, Manifest]]:
    """A database with the rows of a folder, open for what the caller adds; it gets its name `db` when the
    block ends well, and is deleted otherwise.

    Held is a row group of each file (provenance.tables.parquet.LARGEST_GROUP at most). Raises TablesError
    where `db` exists or where anything in the folder is not as it is written by
    provenance.tables.saving.save, PlaceError where `db` can't be written, NoParquetError,
    provenance.store.database.DatabaseError.
    """
    need_pyarrow()
    check_place(db)
    _check_new(db)
    manifest = read_manifest(folder)
    with staging(db) as beside:
        unfinished = beside / db.name
        with closing(open_for_writing(unfinished)) as connection:
            # The file is nobody's yet: where this process ends, it is made anew. Nothing has to be on disk.
            connection.execute("PRAGMA journal_mode = MEMORY")
            connection.execute("PRAGMA synchronous = OFF")
            try:
                with transaction(connection):
                    _fill(connection, folder, manifest, progress)
                    check_content(connection, folder)
                yield connection, manifest
            except sqlite3.DatabaseError as error:
                raise DatabaseError(sentence(db, error)) from error
            connection.execute("PRAGMA synchronous = NORMAL")
            connection.execute("PRAGMA journal_mode = WAL").fetchone()
        _flush(unfinished)
        _check_new(db)
        unfinished.rename(db)


def _check_new(db: Path) -> None:
    if db.exists():
        raise TablesError(
            f"{db} exists; tables are imported into a new database only, give another --db or "
            "move this one away."
        )


def _flush(file: Path) -> None:
    """Wait until the disk has it: from its name on it is an archive."""
    with file.open("rb+") as opened:
        os.fsync(opened.fileno())


def _fill(connection: Writer, folder: Path, manifest: Manifest, progress: Progress) -> None:
    total, done = sum(manifest.tables.values()), 0
    for shape in tables().values():
        progress("importing rows", done, total)
        place = folder / TABLES / shape.name
        expected = manifest.tables.get(shape.name, 0)
        found = _fill_table(connection, shape, place)
        if found != expected:
            raise TablesError(
                f"{place} has {found:,} rows where the manifest has {expected:,}: a file is missing, or one "
                "too many; write the folder again."
            )
        done += found
    progress("importing rows", total, total)


def _fill_table(connection: Writer, shape: Shape, place: Path) -> int:
    count = 0
    # What triggers wrote, or the schema itself.
    connection.execute(f"DELETE FROM {shape.name}")
    for part in parts(place):
        for names, rows in read_rows(shape, part):
            if shape.name == "texts":
                rows = _hashed(names, rows, part)
            query = f"INSERT INTO {shape.name} ({', '.join(names)}) VALUES ({', '.join('?' * len(names))})"
            try:
                count += connection.executemany(query, rows).rowcount
            except (sqlite3.IntegrityError, sqlite3.DataError, OverflowError) as error:
                raise TablesError(refused_row(shape, part, error)) from error
    return count


def _hashed(names: list[str], rows: Iterator[tuple[Any, ...]], part: Path) -> Iterator[tuple[Any, ...]]:
    """Rows of texts, each held against the hash that names it."""
    text, sha256 = names.index("text"), names.index("sha256")
    for row in rows:
        if row[text] is not None and hashlib.sha256(row[text].encode()).hexdigest() != row[sha256]:
            raise TablesError(
                f"{part}: a text is not the one that its sha256 {row[sha256]!r} names; write it again."
            )
        yield row
