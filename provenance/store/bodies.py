"""How many words of a text are its body: those outside boilerplate. Shares of an article are of these."""

from __future__ import annotations

import sqlite3
from collections.abc import Sequence


def write_bodies(
    connection: sqlite3.Connection, text_ids: Sequence[int], words: Sequence[int], body: Sequence[int]
) -> None:
    """Record of some texts how many of their `words` stand in the `body`. Texts without boilerplate, which
    are most, have no row."""
    connection.executemany("DELETE FROM bodies WHERE text_id = ?", [(number,) for number in text_ids])
    connection.executemany(
        "INSERT INTO bodies (text_id, words) VALUES (?, ?)",
        [
            (number, inside)
            for number, whole, inside in zip(text_ids, words, body, strict=True)
            if inside != whole
        ],
    )
