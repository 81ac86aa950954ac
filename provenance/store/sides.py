"""Which folders were compared with each other, where a scan compared only two: the table `sides`."""

from __future__ import annotations

import json
import sqlite3
from collections.abc import Collection, Iterable, Mapping, Sequence

Folders = Mapping[int, int]
"""By the ids of folders the side on which each stands, 1 or 2. Without any, all folders take part, and every
article is compared with every other."""


def side_folders(connection: sqlite3.Connection, labels: Sequence[str]) -> dict[int, int]:
    """The sides of the two folders of these labels, the first on side 1."""
    found = {}
    for side, label in enumerate(labels, 1):
        row = connection.execute("SELECT id FROM folders WHERE label = ?", (label,)).fetchone()
        found[int(row[0])] = side
    return found


def write_sides(connection: sqlite3.Connection, folders: Folders) -> None:
    """The sides that all findings are about from here on; the views show nothing else."""
    connection.execute("DELETE FROM sides")
    connection.executemany("INSERT INTO sides (folder_id, side) VALUES (?, ?)", list(folders.items()))


def inside(folders: Collection[int]) -> str:
    """A condition on rows of `places`, to be put behind others: those that take part."""
    return f" AND folder_id IN ({', '.join(str(int(number)) for number in folders)})" if folders else ""


def sides_of(connection: sqlite3.Connection, folders: Folders, texts: Mapping[int, int]) -> bytes | None:
    """The sides on which texts stand, a byte for each (as provenance.sides has them); `texts` are the numbers
    of texts by id. None where all folders take part."""
    if not folders:
        return None
    found = bytearray(len(texts))
    rows = connection.execute(
        f"SELECT DISTINCT text_id, folder_id FROM places WHERE status = 'current'{inside(folders)}"
        " AND text_id IN (SELECT value FROM json_each(?))",
        (json.dumps(list(texts)),),
    )
    for text_id, folder_id in rows:
        found[texts[text_id]] |= folders[folder_id]
    return bytes(found)


def one_sided(connection: sqlite3.Connection, texts: Iterable[int]) -> bool:
    """Whether some texts (ids) all stand on one side only, so that they are not compared with each other."""
    if connection.execute("SELECT 1 FROM sides LIMIT 1").fetchone() is None:
        return False
    found: set[int] = set()
    for text_id in texts:
        rows = connection.execute(
            "SELECT DISTINCT side FROM places JOIN sides USING (folder_id)"
            " WHERE text_id = ? AND status = 'current'",
            (text_id,),
        )
        found.update(int(row[0]) for row in rows)
        if len(found) > 1:
            return False
    return True
