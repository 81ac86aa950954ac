"""Tombstones: which texts were taken out for good, when and why. Their hashes keep them from coming back."""

from __future__ import annotations

import sqlite3
from collections.abc import Iterable
from dataclasses import dataclass


@dataclass(frozen=True, slots=True)
class Tombstone:
    """A text that was forgotten: the SHA-256 of the text as UTF-8, when (UTC, ISO 8601), and the reason."""

    sha256: str
    forgotten_at: str
    reason: str

    def says(self) -> str:
        """Why a file that holds the text is passed over."""
        return f"forgotten on {self.forgotten_at[:10]}: {self.reason}"


def write_tombstones(connection: sqlite3.Connection, stones: Iterable[Tombstone]) -> None:
    """Remember that texts were forgotten; of one that was before, the first time and reason stay."""
    connection.executemany(
        "INSERT OR IGNORE INTO tombstones (sha256, forgotten_at, reason) VALUES (?, ?, ?)",
        [(stone.sha256, stone.forgotten_at, stone.reason) for stone in stones],
    )


def read_tombstones(connection: sqlite3.Connection) -> list[Tombstone]:
    """All tombstones, the oldest first."""
    rows = connection.execute("SELECT * FROM tombstones ORDER BY forgotten_at, sha256")
    return [Tombstone(row["sha256"], row["forgotten_at"], row["reason"]) for row in rows]


def find_tombstones(connection: sqlite3.Connection, hashes: Iterable[str]) -> dict[str, Tombstone]:
    """Of some texts, by hash, those that were forgotten."""
    if connection.execute("SELECT 1 FROM tombstones LIMIT 1").fetchone() is None:
        return {}
    found = {}
    for sha256 in hashes:
        row = connection.execute("SELECT * FROM tombstones WHERE sha256 = ?", (sha256,)).fetchone()
        if row is not None:
            found[sha256] = Tombstone(row["sha256"], row["forgotten_at"], row["reason"])
    return found
