"""Files that are known by their stamps: size, time of the last change and inode, without being opened.

A row is written with the last of a file's articles, and dropped before the first of its next ones is filed: a
scan that ends between leaves a file that is opened again.
"""

from __future__ import annotations

import hashlib
import json
import sqlite3
from collections.abc import Iterable, Iterator, Mapping, Sequence, Set
from dataclasses import dataclass

from provenance.reading import Stamp, file_of


@dataclass(frozen=True, slots=True)
class File:
    """A file as it was when all its articles were filed.

    `stated`: hash of what metadata.csv said of it; `reading`: see hash_reading; `passed_over`: how many
    things of which kind in it are not searched, as JSON.
    """

    path: str
    stamp: Stamp
    stated: str
    articles: int
    reading: int
    passed_over: str = "{}"


THERE = "(status = 'current' OR excluded <> '')"
"""Of places that stand where they stood: those that take part, and those that the configuration excludes."""
GONE = "UPDATE places SET status = 'gone', excluded = '', excluded_by = ''"

KnownFile = tuple[str, int, int, int, str, int, int, str]
"""Of a recorded file: path, the three of its stamp, hash of what was stated, hash_reading, places in it, what
was passed over."""


READING = (
    "max_bytes", "normaliser", "num_perm", "sketch_seed", "sketch_shingle", "shingle", "window", "fields",
    "table",
)  # fmt: skip
"""The parameters on which depends what is filed of an article: which files are too large, what a word is, its
sketch, its fingerprints, and what the parts of a record are called. No other makes a scan read again what it
has."""


def hash_reading(version: str, parameters: Mapping[str, object], reader: tuple[str, str] = ("", "")) -> int:
    """What a file was read with, as a signed number of 64 bits: another version may read it otherwise.

    `reader` has its name and its own version.
    """
    settled = {name: parameters.get(name) for name in READING}
    words = json.dumps([version, settled, *reader], sort_keys=True).encode()
    return int.from_bytes(hashlib.sha256(words).digest()[:8], "big", signed=True)


def known_files(connection: sqlite3.Connection, label: str) -> Iterator[KnownFile]:
    """The recorded files of a folder in the order of their paths. One after the other: to hold the rows of
    100,000 files took half as long again as to read them."""
    rows = connection.execute(
        "SELECT path, size, mtime_ns, inode, stated, reading, articles, passed_over FROM files"
        " WHERE path > ? AND path < ? ORDER BY path",
        (f"{label}/", f"{label}0"),  # "0" comes right after "/"
    )
    rows.row_factory = None
    return rows


def drop_files(connection: sqlite3.Connection, paths: Iterable[str]) -> None:
    """Forget the stamps of some files."""
    connection.executemany("DELETE FROM files WHERE path = ?", [(path,) for path in paths])


def record_files(
    connection: sqlite3.Connection,
    folder_id: int,
    files: Sequence[File],
    present: Set[str],
) -> None:
    """Record files all of whose articles are filed; call it in the transaction that files the last of them.

    Articles that a file of many had before and that are not `present` any more become gone: once it is
    recorded, nobody looks into it.
    """
    vanished = []
    for file in files:
        lines = connection.execute(
            f"SELECT path FROM places WHERE path > ? AND path < ? AND {THERE}",
            (f"{file.path}!", f"{file.path}$"),  # members are at file!..., lines and rows at file#...
        )
        vanished += [(path,) for (path,) in lines if path not in present and file_of(path) == file.path]
    connection.executemany(f"{GONE} WHERE path = ?", vanished)
    connection.executemany(
        "INSERT OR REPLACE INTO files"
        " (path, folder_id, size, mtime_ns, inode, stated, reading, articles, passed_over)"
        " VALUES (?, ?, ?, ?, ?, ?, ?, ?, ?)",
        [
            (file.path, folder_id, *file.stamp, file.stated, file.reading, file.articles, file.passed_over)
            for file in files
        ],
    )


def find_vanished(
    connection: sqlite3.Connection, label: str, present: Set[str], known: Mapping[str, int]
) -> list[int]:
    """The ids of the places of a folder that were there and that a scan did not find any more.

    `present` are the places that it met in the files it opened, `known` are the files that it did not open,
    with the number of places that each has.
    """
    inside = f"folder_id = (SELECT id FROM folders WHERE label = ?) AND {THERE}"
    (current,) = connection.execute(f"SELECT count(*) FROM places WHERE {inside}", (label,)).fetchone()
    if current == sum(known.values()) + len(present):
        return []  # all that was found is current, so these are all
    rows = connection.execute(f"SELECT id, path FROM places WHERE {inside}", (label,))
    return [
        number
        for number, path in rows
        if path not in present and path not in known and file_of(path) not in known
    ]


def mark_gone(connection: sqlite3.Connection, places: Iterable[int]) -> None:
    """Places, by their ids, are there no more."""
    connection.executemany(f"{GONE} WHERE id = ?", [(place,) for place in places])
