"""Taking texts out of the archive, with every row that holds their words or tells of them."""

from __future__ import annotations

import re
import sqlite3
from collections.abc import Collection, Iterator, Sequence
from typing import Any

from provenance.reading import file_of
from provenance.store.database import Writer
from provenance.store.files import drop_files
from provenance.store.index import StoredIndex
from provenance.store.mending import mend_families
from provenance.store.reading import named
from provenance.store.regions import region_of
from provenance.store.search import remove_from_index
from provenance.store.segments import DamagedSegment


def forget_texts(connection: Writer, text_ids: Collection[int]) -> list[int]:
    """Remove some texts (their ids) and all that belongs to them; the ids of the texts that shared something
    with one of them, ascending: what is said of these has to be found anew.

    Runs inside the caller's transaction. On a connection with `secure_delete` the words are overwritten.
    Families that lose a member are mended (see provenance.store.mending).
    """
    forgotten = sorted(set(text_ids))
    touched = sorted(region_of(connection, forgotten).difference(forgotten))
    places = [
        str(path) for path in _values(connection, "SELECT path FROM places WHERE text_id IN", forgotten)
    ]
    remove_from_index(connection, forgotten)
    _forget_names(connection, places)
    # Each scan has to name what it passes over: it opens the file.
    drop_files(connection, {file for path in places for file in (path, file_of(path))})
    families = _values(connection, "SELECT family_id FROM members WHERE text_id IN", forgotten)
    mend_families(connection, [*dict.fromkeys(families)], set(forgotten))
    _remove_from_postings(connection, forgotten)
    _remove(connection, "texts", "id", forgotten)
    connection.execute("DELETE FROM unseen_sources WHERE id NOT IN (SELECT unseen_id FROM statements"
                       " WHERE unseen_id IS NOT NULL)")  # fmt: skip
    connection.executemany(
        "INSERT OR IGNORE INTO pending (text_id) VALUES (?)", [(number,) for number in touched]
    )
    return touched


def _values(connection: sqlite3.Connection, query: str, values: Sequence[object]) -> Iterator[Any]:
    """The first column of a query that ends in `IN`, asked for some of the values at a time."""
    for asked, part in named(query, values):
        for row in connection.execute(asked, part).fetchall():
            yield row[0]


def _remove_from_postings(connection: sqlite3.Connection, forgotten: Sequence[int]) -> None:
    """Take texts out of the index; a damaged part goes whole, and the next scan enters its other texts."""
    index = StoredIndex(connection)
    while True:
        try:
            return index.remove(forgotten)
        except DamagedSegment as damage:
            index.drop(damage.segment_id)


def _remove(connection: sqlite3.Connection, table: str, column: str, values: Sequence[int]) -> None:
    """Delete rows, and before them all rows of other tables that refer to them, as the schema says."""
    if not values:
        return
    children = _children(connection, table)
    if children:
        ids = [*dict.fromkeys(_values(connection, f"SELECT id FROM {table} WHERE {column} IN", values))]
        for child, foreign in children:
            _remove(connection, child, foreign, ids)
    for delete, part in named(f"DELETE FROM {table} WHERE {column} IN", values):
        connection.execute(delete, part)


def _children(connection: sqlite3.Connection, table: str) -> list[tuple[str, str]]:
    """The tables and columns that refer to the ids of a table."""
    rows = connection.execute(
        "SELECT tables.name, keys.\"from\" FROM sqlite_schema AS tables"
        " JOIN pragma_foreign_key_list(tables.name) AS keys"
        " WHERE tables.type = 'table' AND keys.\"table\" = ? ORDER BY 1, 2",
        (table,),
    )  # fmt: skip
    return [(str(name), str(column)) for name, column in rows]


def _forget_names(connection: sqlite3.Connection, paths: Sequence[str]) -> None:
    """What other rows say of these places by name: problems of their files, reasons that name them (some cite
    words), passages that were explained by them."""
    connection.executemany("DELETE FROM problems WHERE path = ?", [(path,) for path in paths])
    for path in paths:
        name = path.rsplit("/", 1)[-1]
        named = re.compile(rf"(?<!\w){re.escape(name)}(?!\w)")
        rows = connection.execute(
            "SELECT id, sentence FROM evidence WHERE instr(sentence, ?)", (name,)
        ).fetchall()
        connection.executemany(
            "DELETE FROM evidence WHERE id = ?", [(row[0],) for row in rows if named.search(row[1])]
        )
        connection.execute(
            "UPDATE alignments SET explained_by = trim(replace(', ' || explained_by || ', ', ?1, ', '), ', ')"
            " WHERE instr(', ' || explained_by || ', ', ?1)",
            (f", {path}, ",),
        )
