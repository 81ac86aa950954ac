"""What a look-up went through, and what it did not look at. Queries and sentences, neutral words only."""

from __future__ import annotations

import sqlite3
from collections.abc import Mapping
from dataclasses import dataclass

from provenance.sentences import many, say
from provenance.store.reading import NoRunError


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
    run = connection.execute(
        "SELECT uid, finished_at FROM runs WHERE id = (SELECT id FROM current_run)"
    ).fetchone()
    if run is None:
        raise NoRunError
    return Searched(
        articles=_count(connection, "SELECT count(*) FROM places WHERE status = 'current'"),
        run=run[0],
        finished_at=run[1],
        unreadable=_count(connection, "SELECT count(*) FROM unreadable"),
    )


def _count(connection: sqlite3.Connection, query: str) -> int:
    return int(connection.execute(query).fetchone()[0])


def not_searched(found: Searched, parameters: Mapping[str, object]) -> list[str]:
    """What a check with these parameters did not look at, a sentence each."""
    from provenance.report import wording  # not needed on the terminal

    return [
        say("not_searched.elsewhere_check"),
        *_unreadable(found),
        *wording.not_searched(parameters)[1:],
    ]


def not_traced(found: Searched) -> list[str]:
    """What a look-up of words did not look at, a sentence each."""
    return [
        say("not_searched.elsewhere_trace"),
        *_unreadable(found),
        say("not_searched.translations_trace"),
        say("not_searched.pictures"),
    ]


def _unreadable(found: Searched) -> list[str]:
    return [many("not_searched.unreadable", found.unreadable)] if found.unreadable else []


def in_short() -> str:
    """The same in one line, for the terminal."""
    return say("not_searched.in_short")
