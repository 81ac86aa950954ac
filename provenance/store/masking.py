"""A copy of a database without a word of its articles: for pages about them that are to hold none.

Letters and digits of texts become x and other signs dots, so that lengths, lines and offsets stay as they
are.
"""

from __future__ import annotations

import json
import re
import sqlite3
from collections.abc import Callable, Mapping
from pathlib import Path
from typing import Any

_LETTER, _SIGN = re.compile(r"[^\W_]"), re.compile(r"[^\sx]")
_LEFT_OUT = re.compile(r"(?:index|text_search|comparisons|sketches|counted_texts|judgement|sqlite_)")
"""Tables that no page reads and that grow with the texts; full text among them."""
_AFTERWARDS = (
    "DELETE FROM place_statements WHERE field IN ('title', 'date')",
    "UPDATE exclusions SET what = '' WHERE kind = 'text'",
    "UPDATE relations SET facts = json_remove(facts, '$.words') WHERE json_valid(facts)",
)


def mask(text: str) -> str:
    """A text whose letters and digits are x, its other signs dots; blanks and its length stay."""
    return _SIGN.sub(".", _LETTER.sub("x", text))


def copy_masked(
    connection: sqlite3.Connection,
    path: Path,
    *,
    sentence: Callable[[str], str],
    parameters: Callable[[Mapping[str, Any]], Mapping[str, Any]],
) -> sqlite3.Connection:
    """Write the copy to a new file and open it. `sentence` takes what is quoted out of a sentence,
    `parameters` what is quoted out of those of a run."""
    changes = {
        ("texts", "text"): mask,
        ("places", "title"): _nothing,
        ("places", "date_words"): _empty,
        ("place_dates", "words"): _empty,
        ("evidence", "sentence"): sentence,
        ("notices", "sentence"): sentence,
        ("review_entries", "note"): _empty,
        ("runs", "parameters"): lambda words: json.dumps(parameters(json.loads(words))),
    }
    copy = sqlite3.connect(path, isolation_level=None)
    copy.row_factory = sqlite3.Row
    try:
        _copy(connection, copy, changes)
    except BaseException:
        copy.close()
        raise
    return copy


def _copy(
    connection: sqlite3.Connection,
    copy: sqlite3.Connection,
    changes: Mapping[tuple[str, str], Callable[[str], str | None]],
) -> None:
    """Tables with their rows, indexes and views; nothing is triggered in a copy that nobody changes."""
    copy.execute("PRAGMA synchronous = OFF")
    copy.execute("BEGIN")
    schema = connection.execute(
        "SELECT type, name, sql FROM sqlite_master WHERE sql IS NOT NULL"
        " ORDER BY CASE type WHEN 'table' THEN 1 WHEN 'index' THEN 2 ELSE 3 END, rowid"
    ).fetchall()
    for kind, name, sql in schema:
        if kind == "trigger" or "VIRTUAL TABLE" in sql or name.startswith(("text_search_", "sqlite_")):
            continue
        copy.execute(sql)
        if kind == "table" and not _LEFT_OUT.match(name):
            _copy_rows(connection, copy, name, changes)
    for words in _AFTERWARDS:
        copy.execute(words)
    copy.execute("COMMIT")


def _copy_rows(
    connection: sqlite3.Connection,
    copy: sqlite3.Connection,
    table: str,
    changes: Mapping[tuple[str, str], Callable[[str], str | None]],
) -> None:
    rows = connection.execute(f'SELECT * FROM "{table}"')
    names = [column[0] for column in rows.description]
    change = [changes.get((table, name)) for name in names]
    marks = ", ".join("?" * len(names))
    copy.executemany(
        f'INSERT INTO "{table}" VALUES ({marks})',
        (
            [one if rule is None or one is None else rule(one) for one, rule in zip(row, change, strict=True)]
            for row in rows
        ),
    )


def _nothing(_: str) -> None:
    return None


def _empty(_: str) -> str:
    return ""
