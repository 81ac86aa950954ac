"""What a look-up went through, and what it did not look at. Queries and sentences, neutral words only."""

from __future__ import annotations

import sqlite3
from collections.abc import Mapping
from dataclasses import dataclass

from provenance.report import facts, wording
from provenance.report.json_report import NoRunError


@dataclass(frozen=True, slots=True)
class Searched:
    """The archive as a look-up found it: its current articles, the last finished run (`run`, its `uid`, and
    when it ended, UTC), and how many files that run could not read."""

    articles: int
    run: str
    finished_at: str
    unreadable: int


def searched(connection: sqlite3.Connection) -> Searched:
    """What there was to look at. Raises NoRunError where no scan has ended."""
    run = facts.last_run(connection)
    if run is None:
        raise NoRunError
    return Searched(
        articles=_count(connection, "SELECT count(*) FROM places WHERE status = 'current'"),
        run=run.uid,
        finished_at=run.finished_at,
        unreadable=_count(connection, "SELECT count(*) FROM unreadable"),
    )


def _count(connection: sqlite3.Connection, query: str) -> int:
    return int(connection.execute(query).fetchone()[0])


def not_searched(found: Searched, parameters: Mapping[str, object]) -> list[str]:
    """What a check with these parameters did not look at, a sentence each."""
    return [
        "The web, agency wires and other archives: only the articles of this archive were compared with the "
        "draft. A text that is not in it can still be the source.",
        *_unreadable(found),
        *wording.not_searched(parameters)[1:],
    ]


def not_traced(found: Searched) -> list[str]:
    """What a look-up of words did not look at, a sentence each."""
    return [
        "The web, agency wires and other archives: only the articles of this archive were looked at. The "
        "words can stand earlier elsewhere.",
        *_unreadable(found),
        "Translations and paraphrases: the words themselves are looked for.",
        "Pictures, sound and film, and words inside them.",
    ]


def _unreadable(found: Searched) -> list[str]:
    if not found.unreadable:
        return []
    return [f"{wording.number(found.unreadable, 'file')} that the last scan could not read."]


IN_SHORT = (
    "the web, wires and other archives; translations; words wholly put otherwise; pictures, sound, film"
)
"""The same in one line, for the terminal."""
