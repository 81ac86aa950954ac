"""Forget texts: take them out of the archive for good, and pass them over where a scan meets them again."""

from __future__ import annotations

import re
import sqlite3
from collections.abc import Sequence
from contextlib import closing
from dataclasses import dataclass, replace
from datetime import UTC, datetime
from pathlib import Path

import numpy as np

from provenance.intake import Intake
from provenance.reading import Unreadable
from provenance.report.find_article import SHOWN, ArticleNameError, find_article
from provenance.store.database import DatabaseError, open_for_writing, transaction
from provenance.store.forgetting import forget_texts
from provenance.store.lock import archive_lock
from provenance.store.reviews import count_entries
from provenance.store.tombstones import Tombstone, find_tombstones, write_tombstones
from provenance.store.trouble import explained

_HEX = re.compile(r"[0-9a-f]{8,64}")


@dataclass(frozen=True, slots=True)
class Doomed:
    """A text that is to be forgotten: the SHA-256 of the text, and every place of it as (path, status)."""

    sha256: str
    words: int
    places: tuple[tuple[str, str], ...]


@dataclass(frozen=True, slots=True)
class Forgotten:
    """What was taken out. `sharing` are the paths of articles that shared something with it; they stay.
    `earlier` counts texts that no place held any more, and that went as well; `reviewed` the entries of the
    review on all these."""

    texts: tuple[Doomed, ...]
    forgotten_at: str
    reason: str
    sharing: tuple[str, ...]
    earlier: int
    reviewed: int


def choose_texts(connection: sqlite3.Connection, names: Sequence[str]) -> list[Doomed]:
    """The texts that are meant: by a path (also of a file that is gone), the end of one, a part of a file
    name, or a text id or at least 8 digits of its start. By its id a text is found that no place has any
    more.

    Raises ArticleNameError.
    """
    ids = dict.fromkeys(_find(connection, name) for name in names)
    return [_doomed(connection, number) for number in ids]


def _find(connection: sqlite3.Connection, name: str) -> int:
    row = connection.execute("SELECT text_id FROM places WHERE path = ?", (name,)).fetchone()
    if row is not None:
        return int(row[0])
    if _HEX.fullmatch(name.lower()):
        found = connection.execute(
            "SELECT id, sha256 FROM texts WHERE substr(sha256, 1, length(?1)) = ?1 ORDER BY sha256",
            (name.lower(),),
        ).fetchall()
        if len(found) > 1:
            candidates = ", ".join(str(row["sha256"])[:16] for row in found[:SHOWN])
            raise ArticleNameError(f"{name!r} may be any of the texts {candidates}; give more digits.")
        if found:
            return int(found[0]["id"])
        stone = find_tombstones(connection, [name.lower()]).get(name.lower())
        if stone is not None:
            raise ArticleNameError(f"{name!r} was {stone.says()}.")
    path = find_article(connection, name)
    row = connection.execute("SELECT text_id FROM places WHERE path = ?", (path,)).fetchone()
    return int(row[0])


def _doomed(connection: sqlite3.Connection, number: int) -> Doomed:
    text = connection.execute("SELECT sha256, words FROM texts WHERE id = ?", (number,)).fetchone()
    places = connection.execute("SELECT path, status FROM places WHERE text_id = ? ORDER BY path", (number,))
    return Doomed(text["sha256"], text["words"], tuple((row["path"], row["status"]) for row in places))


def forget(
    db: Path, hashes: Sequence[str], reason: str, *, vacuum: bool = False, command: str = "provenance forget"
) -> Forgotten:
    """Take the texts with these hashes out of a database, for good: their words are overwritten in the file.

    `vacuum` writes the whole file anew after that, so that nothing is left of rows that were changed earlier,
    such as another title of the same article; it needs room for the file a second time.

    With them go all texts that no place holds any more: when a file has changed, its earlier text stays, and
    nothing says whose it was. All or nothing; texts that have left in the meantime are passed over. Raises
    provenance.store.database.DatabaseError where the database can't be written, and where another program
    has it open so that its write-ahead file can't be emptied: the texts are gone then, but their words may
    stand in that file until the program has closed the database.
    """
    now = datetime.now(UTC).isoformat(timespec="seconds")
    with (
        archive_lock(db, command) as lock,
        closing(open_for_writing(db)) as connection,
        explained(connection, lock.token),
    ):
        connection.execute("PRAGMA secure_delete = ON")
        with transaction(connection):
            ids = [
                int(row[0])
                for sha256 in hashes
                for row in connection.execute("SELECT id FROM texts WHERE sha256 = ?", (sha256,))
            ]
            texts = tuple(_doomed(connection, number) for number in ids)
            write_tombstones(connection, (Tombstone(one.sha256, now, reason) for one in texts))
            earlier = [
                int(row[0])
                for row in connection.execute(
                    "SELECT id FROM texts WHERE id NOT IN (SELECT text_id FROM places)"
                )
                if row[0] not in ids
            ]
            said = count_entries(connection)
            touched = forget_texts(connection, [*ids, *earlier])
            reviewed = said - count_entries(connection)
            sharing = _paths(connection, touched)
        if vacuum:
            _vacuum(connection, db)
        busy, _, _ = connection.execute("PRAGMA wal_checkpoint(TRUNCATE)").fetchone()
    if busy:
        raise DatabaseError(
            f"The texts are out of {db}, but another program has it open: their words may stand in {db}-wal "
            "until that has closed it."
        )
    return Forgotten(texts, now, reason, sharing, len(earlier), reviewed)


def _vacuum(connection: sqlite3.Connection, db: Path) -> None:
    try:
        connection.execute("VACUUM")
    except sqlite3.OperationalError as error:
        raise DatabaseError(
            f"The texts are out of {db}, but it could not be written anew ({error}); it needs as much room "
            "again, and no other program may have it open."
        ) from error


def _paths(connection: sqlite3.Connection, text_ids: Sequence[int]) -> tuple[str, ...]:
    """The current places of some texts."""
    found: list[str] = []
    for number in text_ids:
        rows = connection.execute(
            "SELECT path FROM places WHERE text_id = ? AND status = 'current'", (number,)
        )
        found += (str(row[0]) for row in rows)
    return tuple(sorted(found))


def without_forgotten(connection: sqlite3.Connection, intake: Intake) -> tuple[Intake, list[Unreadable]]:
    """The articles of a shard without those whose texts were forgotten, and these with the reason.

    Another text that stood at the path of one of these is marked as gone.
    """
    stones = find_tombstones(connection, dict.fromkeys(filed.text_id for filed in intake.filed))
    if not stones:
        return intake, []
    kept = [number for number, filed in enumerate(intake.filed) if filed.text_id not in stones]
    left = replace(
        intake,
        filed=tuple(intake.filed[number] for number in kept),
        digests=intake.digests.only(np.array(kept, np.int64)),
    )
    passed_over = [
        Unreadable(filed.path, stones[filed.text_id].says())
        for filed in intake.filed
        if filed.text_id in stones
    ]
    connection.executemany(
        "UPDATE places SET status = 'gone', excluded = '', excluded_by = '' WHERE path = ?",
        [(one.path,) for one in passed_over],
    )
    return left, passed_over
