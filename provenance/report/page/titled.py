"""What an article is called beside its path: paths of archives and of lines of files tell a reader little."""

from __future__ import annotations

import sqlite3
from typing import TYPE_CHECKING

from provenance.report.findings import Pair
from provenance.report.page.sentences import say, sentences
from provenance.report.visible import one_line

if TYPE_CHECKING:
    from markupsafe import Markup

TITLE = 120
"""So many code points of a title; the list of articles has it whole."""


def titles(connection: sqlite3.Connection, pair: Pair) -> list[Markup]:
    """Of both articles of a pair the title and the outlet, of each that has any."""
    from markupsafe import Markup

    t = sentences()["pairs"]
    part = Markup("<bdi>{}</bdi>").format
    found: list[Markup] = []
    for letter, path in (("A", pair.a_path), ("B", pair.b_path)):
        row = connection.execute(
            "SELECT title, outlet FROM places WHERE path = ? AND status = 'current'", (path,)
        ).fetchone()
        known = [_short(one_line(words)) for words in row or () if words]
        if known:
            found.append(say(t["title"], letter=letter, known=Markup(" · ").join(map(part, known))))
    return found


def _short(words: str) -> str:
    return words if len(words) <= TITLE else words[:TITLE] + "…"
