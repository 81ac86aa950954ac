"""The texts that were filed, or whose places changed, since they were last compared and explained.

Triggers of the database enter them; here they are read, and taken out when that is done.
"""

from __future__ import annotations

import sqlite3
from dataclasses import dataclass

from provenance.store.reading import ALL
from provenance.store.sides import Folders, inside


@dataclass(frozen=True, slots=True)
class Pending:
    """Ids of texts, ascending: those that stand in a current place, and those that stand in none any more."""

    current: tuple[int, ...]
    gone: tuple[int, ...]

    def __bool__(self) -> bool:
        return bool(self.current or self.gone)


def read_pending(connection: sqlite3.Connection, folders: Folders = ALL) -> Pending:
    """The texts that wait; of those that stand in other folders only, as if they were gone."""
    rows = connection.execute(
        "SELECT text_id, EXISTS (SELECT 1 FROM places WHERE places.text_id = pending.text_id"
        f" AND status = 'current'{inside(folders)}) FROM pending ORDER BY text_id"
    ).fetchall()
    return Pending(
        tuple(text_id for text_id, current in rows if current),
        tuple(text_id for text_id, current in rows if not current),
    )


def count_not_compared(connection: sqlite3.Connection) -> int:
    """How many articles were read, or have changed, since all were last compared."""
    query = (
        "SELECT count(*) FROM places WHERE status = 'current' AND text_id IN (SELECT text_id FROM pending)"
    )
    return int(connection.execute(query).fetchone()[0])


def clear_pending(connection: sqlite3.Connection) -> None:
    """Nothing waits any more."""
    connection.execute("DELETE FROM pending")
