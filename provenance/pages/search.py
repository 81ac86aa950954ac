"""Search the articles for words: which texts have them, where they stand, and the place in its context."""

from __future__ import annotations

import sqlite3
from collections.abc import Sequence
from contextlib import closing
from dataclasses import dataclass
from pathlib import Path

from provenance import settings
from provenance.report.family_list import Dated, dated
from provenance.spans import Span
from provenance.store.database import open_for_writing
from provenance.store.search import Progress, find_texts, find_words, update_index
from provenance.store.search_words import match_expression, words_of
from provenance.tokens import tokenise

NEAR = 60
"""Matches with at most so many code points between them are shown as one place."""
LONGEST = 240
"""A place that is shown holds at most so many code points from its first match to its last."""


class NoWordError(ValueError):
    """There is no word in what was asked for, only signs; the message is one sentence."""


@dataclass(frozen=True, slots=True)
class Place:
    """A current place where a text stands."""

    path: str
    title: str | None
    outlet: str | None
    date: Dated | None


@dataclass(frozen=True, slots=True)
class Hit:
    """A text that has all that was asked for. `text_id` is its SHA-256, `places` where it stands, the
    earliest first; `matches` are all spans that match, `context` is the span of the place that is shown,
    `text` its words."""

    text_id: str
    places: tuple[Place, ...]
    matches: tuple[Span, ...]
    context: Span
    text: str

    def shown(self) -> list[Span]:
        """The matches inside the context."""
        return [span for span in self.matches if self.context.contains(span)]


@dataclass(frozen=True, slots=True)
class Found:
    """`total` texts have what was asked for, of which `hits` are the best; `query` is what SQLite was
    asked."""

    query: str
    total: int
    hits: tuple[Hit, ...]


def make_searchable(db: Path, progress: Progress = lambda step, done, total: None) -> int:
    """Bring the search index of a database up to date: how many texts were added.

    Raises provenance.store.database.DatabaseError where it can't be written.
    """
    with closing(open_for_writing(db)) as connection:
        return update_index(connection, progress)


def search(connection: sqlite3.Connection, asked: Sequence[str], limit: int = 20) -> Found:
    """The texts that have all words and phrases that are `asked` for (see `match_expression`), the best first
    by BM25. The database needs a search index; titles that do not stand in the text are not searched.

    Raises NoWordError where no word is asked for.
    """
    query = match_expression(asked)
    if not query:
        raise NoWordError(f"There is no word to look for in {' '.join(asked)!r}.")
    total, ids = find_texts(connection, query, limit)
    return Found(query, total, tuple(_hit(connection, query, number) for number in ids))


def _hit(connection: sqlite3.Connection, query: str, number: int) -> Hit:
    sha256, text = connection.execute("SELECT sha256, text FROM texts WHERE id = ?", (number,)).fetchone()
    words, tokens = words_of(text), tokenise(text)
    found = find_words(query, words)
    matches = tuple(tokens.span(first, last) for first, last in found)
    chosen = _best(found, matches, words)
    context = Span(max(0, chosen.start - settings.CONTEXT), min(len(text), chosen.end + settings.CONTEXT))
    return Hit(sha256, _places(connection, number), matches, context, context.cut(text))


def _best(found: Sequence[tuple[int, int]], matches: Sequence[Span], words: Sequence[str]) -> Span:
    """Of the groups of matches that stand near each other the one with the most different words, then with
    the most matches, then the first."""
    groups: list[list[int]] = []
    for number, span in enumerate(matches):
        last = groups[-1] if groups else []
        if (
            last
            and span.start - matches[last[-1]].end <= NEAR
            and span.end - matches[last[0]].start <= LONGEST
        ):
            last.append(number)
        else:
            groups.append([number])
    best = max(
        groups,
        key=lambda group: (len({word for one in group for word in words[slice(*found[one])]}), len(group)),
    )
    return matches[best[0]].hull(matches[best[-1]])


def _places(connection: sqlite3.Connection, number: int) -> tuple[Place, ...]:
    rows = connection.execute(
        "SELECT path, title, outlet, date_from, date_to, date_source, date_precision FROM places"
        " WHERE text_id = ? AND status = 'current' ORDER BY julianday(date_from) NULLS LAST, path",
        (number,),
    )
    return tuple(Place(row["path"], row["title"], row["outlet"], dated(row)) for row in rows)
