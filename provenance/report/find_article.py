"""The article that a person means by a path, the end of one, a part of a file name, or a text id."""

from __future__ import annotations

import re
import sqlite3

_HEX = re.compile(r"[0-9a-f]{8,64}")
SHOWN = 8
"""Candidates named in a message; of the others only the number."""


class ArticleNameError(LookupError):
    """A name that means no article, or several; the message is one sentence with the candidates."""


def find_article(connection: sqlite3.Connection, name: str) -> str:
    """The path of the current article called `name`.

    In this order: a path; an end of one, from a slash on (or a longer path that ends in one); a text id or at
    least 8 digits of its start (where the text stands in several places, the first by path); a part of a file
    name. Raises ArticleNameError.
    """
    wanted = name.replace("\\", "/").removeprefix("./") if "/" not in name else name.removeprefix("./")
    for found in (
        _paths(connection, "path = ?", name),
        _paths(connection, "path = ?", wanted),
        _paths(connection, "substr(path, -length(?1) - 1) = '/' || ?1", wanted),
        _longest(_paths(connection, "substr(?1, -length(path) - 1) = '/' || path", wanted)),
        _by_text_id(connection, name.lower()),
        [path for path in _paths(connection, "instr(path, ?)", name) if name in _file_name(path)],
    ):
        if len(found) == 1:
            return found[0]
        if found:
            more = f" and {len(found) - SHOWN} more" if len(found) > SHOWN else ""
            candidates = ", ".join(found[:SHOWN]) + more
            raise ArticleNameError(f"{name!r} may be any of {candidates}; give more of the path.")
    gone = connection.execute("SELECT 1 FROM articles WHERE status = 'gone' AND path = ?", (name,)).fetchone()
    if gone:
        raise ArticleNameError(f"{name!r} was no longer there at the last scan.")
    excluded = connection.execute(
        "SELECT path, excluded FROM articles"
        " WHERE status = 'excluded' AND substr('/' || path, -length(?1) - 1) = '/' || ?1",
        (name,),
    ).fetchone()
    if excluded:
        raise ArticleNameError(
            f"{excluded[0]!r} takes no part: the configuration excludes it ({excluded[1]})."
        )
    near = connection.execute("SELECT min(path) FROM articles WHERE status = 'current'").fetchone()[0]
    hint = f"a path looks like {near}" if near else "the database holds no article"
    raise ArticleNameError(f"{name!r} is no article of this database; {hint}.")


def _paths(connection: sqlite3.Connection, condition: str, value: str) -> list[str]:
    if not value:
        return []
    rows = connection.execute(
        f"SELECT path FROM articles WHERE status = 'current' AND {condition} ORDER BY path", (value,)
    )
    return [row[0] for row in rows]


def _longest(paths: list[str]) -> list[str]:
    """Of stored paths that all end a given one, the longest is meant."""
    return [max(paths, key=len)] if paths else []


def _by_text_id(connection: sqlite3.Connection, digits: str) -> list[str]:
    """The first place of each text whose id begins so."""
    if not _HEX.fullmatch(digits):
        return []
    rows = connection.execute(
        "SELECT min(path) FROM articles WHERE status = 'current' AND substr(text_id, 1, ?) = ? "
        "GROUP BY text_id ORDER BY 1",
        (len(digits), digits),
    )
    return [row[0] for row in rows]


def _file_name(path: str) -> str:
    return path.rsplit("/", 1)[-1]
