"""The exclusions of the configuration -> rows, and what they removed."""

from __future__ import annotations

import sqlite3
from collections.abc import Mapping, Sequence
from dataclasses import dataclass

from provenance.house_rules import HouseRules
from provenance.store.database import Writer

Values = Mapping[str, Sequence[Mapping[str, str]]]


@dataclass(frozen=True, slots=True)
class LeftOut:
    """An exclusion: of a `path` pattern, of a `text`, of a `pattern` of words; and how many articles, or
    occurrences of shared passages and words in them, it removed."""

    kind: str
    what: str
    reason: str
    articles: int
    passages: int
    words: int


def write_exclusions(connection: Writer, values: Values) -> None:
    """Write the exclusions that a scan was given, in the place of those before."""
    words = HouseRules.from_values(values).excluded
    paths = dict.fromkeys((one["path"], one["reason"]) for one in values.get("exclude", ()) if "path" in one)
    connection.execute("DELETE FROM exclusions")
    connection.executemany(
        "INSERT INTO exclusions (id, kind, what, reason) VALUES (?, ?, ?, ?)",
        [
            *((-number, "path", path, reason) for number, (path, reason) in enumerate(paths, 1)),
            *((number, one.kind, one.what, one.reason) for number, one in enumerate(words)),
        ],
    )


def read_left_out(connection: sqlite3.Connection) -> tuple[LeftOut, ...]:
    """The exclusions of the last scan, paths first, and what each removed."""
    rows = connection.execute(
        "SELECT kind, what, reason, articles, passages, words FROM left_out"
        " ORDER BY kind <> 'path', what, reason"
    )
    return tuple(LeftOut(*row) for row in rows)
