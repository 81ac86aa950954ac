"""Which articles, pairs and passages are asked for: one rule for reports, the review and audits."""

from __future__ import annotations

import json
import sqlite3
import unicodedata
from collections.abc import Callable, Collection, Iterator, Sequence
from dataclasses import dataclass, replace
from difflib import get_close_matches

from provenance.bylines import common_authors
from provenance.reading import parse_date
from provenance.report import findings
from provenance.report.facts import Texts
from provenance.report.findings import Extent, Pair, Passage, Passages
from provenance.report.reviewed import Reviews
from provenance.sentences import called, listed, say
from provenance.store.reviews import NEW


class FilterError(ValueError):
    """A filter that can't be used, or that fits nothing in the database; the message is one sentence.
    `blind` is it without the names of the database that are `near`."""

    def __init__(self, message: str, near: Sequence[str] = ()) -> None:
        self.blind = f"{message}."
        super().__init__(f"{message}; there is {', '.join(near)}." if near else self.blind)


@dataclass(frozen=True, slots=True)
class Filters:
    """What is asked for; of each kind nothing (all), or any of some values.

    `bylines`, `outlets`, `since` and `until` are of articles; a pair is asked for where one of its two
    articles has all of them. `since` and `until` are as a person writes a date. `relations` are of pairs, the
    others of passages; `states` are those of the review, and `min_words` is of the shorter side.
    """

    bylines: tuple[str, ...] = ()
    outlets: tuple[str, ...] = ()
    since: str | None = None
    until: str | None = None
    relations: tuple[str, ...] = ()
    statuses: tuple[str, ...] = ()
    states: tuple[str, ...] = ()
    credits: tuple[str, ...] = ()
    forms: tuple[str, ...] = ()
    quoted: tuple[str, ...] = ()
    min_words: int = 0

    @property
    def of_articles(self) -> bool:
        """Whether only some articles are asked for."""
        return bool(self.bylines or self.outlets or self.since or self.until)

    def __bool__(self) -> bool:
        """Whether anything is left out."""
        return self != Filters()

    def in_words(self) -> str:
        """What was asked for, in one line."""
        told = []
        for name, value in self.as_json().items():
            given = map(str, value) if isinstance(value, list) else (str(value),)
            # What somebody typed stands apart from the words around it.
            own = name in ("byline", "outlet", "since", "until")
            words = (say("asked.own", words=one) if own else _called(name, one) for one in given)
            told.append(say(f"asked.{name}", values=listed("comma", words)))
        return listed("semicolon", told)

    def as_json(self) -> dict[str, object]:
        """What was asked for, as reports have it: only what was said."""
        values = {
            "byline": list(self.bylines),
            "outlet": list(self.outlets),
            "since": self.since,
            "until": self.until,
            "relation": list(self.relations),
            "status": list(self.statuses),
            "state": list(self.states),
            "credit": list(self.credits),
            "form": list(self.forms),
            "quoted": list(self.quoted),
            "min_words": self.min_words,
        }
        return {name: value for name, value in values.items() if value}


def _called(name: str, value: str) -> str:
    """What a value of a filter is called."""
    if name in ("credit", "quoted"):
        return called(f"asked_{name}", value)
    return called(name, value)


@dataclass(frozen=True, slots=True)
class Articles:
    """The current articles that are asked for, by path; `undated` counts those that would be, but have no
    date to compare with `since` or `until`."""

    paths: tuple[str, ...]
    undated: int


def choose_articles(connection: sqlite3.Connection, filters: Filters) -> Articles:
    """The current articles that are asked for. An article of which the date is known as an interval is taken
    where it may lie within `since` and `until`. Raises FilterError for a byline or an outlet that no article
    has, and for what is no date."""
    conditions, values = ["status = 'current'"], list[object]()
    for column, wanted, fits in (
        ("byline", filters.bylines, _is_by),
        ("outlet", filters.outlets, _is_same),
    ):
        if wanted:
            found = _spellings(connection, column, wanted, fits)
            conditions.append(f"{column} IN ({', '.join('?' * len(found))})")
            values += found
    begun, ended = _bounds(filters)
    dated = ["date_from IS NOT NULL"] if begun or ended else []
    if begun:
        dated.append("julianday(date_to) >= julianday(?)")
    if ended:
        dated.append("julianday(date_from) <= julianday(?)")
    where = " AND ".join([*conditions, *dated])
    bounds = [bound for bound in (begun, ended) if bound]
    rows = connection.execute(f"SELECT path FROM places WHERE {where} ORDER BY path", (*values, *bounds))
    paths = tuple(str(row[0]) for row in rows)
    undated = 0
    if dated:
        undated = connection.execute(
            f"SELECT count(*) FROM places WHERE {' AND '.join(conditions)} AND date_from IS NULL", values
        ).fetchone()[0]
    return Articles(paths, undated)


@dataclass(frozen=True, slots=True)
class Chosen:
    """What filters take of a database: pairs by their articles and relation, passages by what they are.

    `paths`: one of these has to be of a pair; `reviewed`: its texts have to be among these, as nothing was
    said of others. None: any.
    """

    filters: Filters
    reviews: Reviews
    paths: frozenset[str] | None = None
    reviewed: frozenset[frozenset[str]] | None = None

    def takes_pair(self, pair: Pair) -> bool:
        """Whether a pair can have passages that are asked for."""
        if self.filters.relations and pair.relation not in self.filters.relations:
            return False
        return self.paths is None or pair.a_path in self.paths or pair.b_path in self.paths

    def takes(self, passage: Passage) -> bool:
        """Whether a passage of such a pair is asked for."""
        wanted = self.filters
        for values, value in (
            (wanted.statuses, passage.status),
            (wanted.credits, passage.credit),
            (wanted.forms, passage.form),
            (wanted.quoted, passage.quoted),
        ):
            if values and value not in values:
                return False
        if passage.words < wanted.min_words:
            return False
        return not wanted.states or self.reviews.passage(passage).state in wanted.states


def chosen(connection: sqlite3.Connection, filters: Filters, reviews: Reviews | None = None) -> Chosen:
    """What filters take of this database. Raises FilterError."""
    paths = None
    if filters.of_articles:
        paths = frozenset(choose_articles(connection, filters).paths)
    reviews = reviews or Reviews(connection)
    reviewed = None
    if filters.states and NEW not in filters.states:
        reviewed = frozenset(frozenset((one.text_a, one.text_b)) for one in reviews.subjects())
    return Chosen(filters, reviews, paths, reviewed)


def chosen_pairs(
    connection: sqlite3.Connection, over: Extent, taken: Chosen
) -> Iterator[tuple[Pair, list[Passage]]]:
    """The pairs with passages that are asked for, with these; those with the most shared words first.

    `over` is what `findings.extent` says of the database. Where that lists each text at the first of its
    places alone, a text is asked for there that is asked for in any of them.
    """
    if not over.composed and taken.paths is not None:
        taken = replace(taken, paths=taken.paths | _first_places(connection, taken.paths))
    passages = Passages(connection, Texts(connection))
    for pair in findings.pairs(connection, over):
        if not taken.takes_pair(pair):
            continue
        if taken.reviewed is not None:
            texts = frozenset(passages.text_id(path) for path in (pair.a_path, pair.b_path))
            if texts not in taken.reviewed:
                continue
        found = [one for one in passages.between(pair.a_path, pair.b_path) if taken.takes(one)]
        if found:
            yield pair, found


def _first_places(connection: sqlite3.Connection, paths: Collection[str]) -> frozenset[str]:
    """The first places of the texts that stand at some paths."""
    rows = connection.execute(
        "SELECT min(path) FROM places WHERE status = 'current' AND text_id IN"
        " (SELECT text_id FROM places WHERE path IN (SELECT value FROM json_each(?))) GROUP BY text_id",
        (json.dumps(sorted(paths)),),
    )
    return frozenset(str(row[0]) for row in rows)


def shown_pairs(
    connection: sqlite3.Connection, over: Extent, taken: Chosen | None
) -> Iterator[tuple[Pair, list[Passage]]]:
    """The pairs of a report with their passages: what filters take, or all where there are none."""
    if taken is not None:
        yield from chosen_pairs(connection, over, taken)
        return
    passages = Passages(connection, Texts(connection))
    for pair in findings.pairs(connection, over):
        yield pair, passages.between(pair.a_path, pair.b_path)


def _spellings(
    connection: sqlite3.Connection, column: str, wanted: tuple[str, ...], fits: Callable[[str, str], bool]
) -> list[str]:
    """The values of a column of places that are meant. Raises FilterError for one that nothing has."""
    rows = connection.execute(
        f"SELECT DISTINCT {column} FROM places WHERE status = 'current' AND {column} IS NOT NULL ORDER BY 1"
    )
    known = [str(row[0]) for row in rows]
    found: dict[str, None] = {}
    for one in wanted:
        meant = [value for value in known if fits(value, one)]
        if not meant:
            near = get_close_matches(one, known, n=3)
            raise FilterError(f"No article of this database has the {column} {one!r}", near)
        found.update(dict.fromkeys(meant))
    return list(found)


def _is_by(byline: str, wanted: str) -> bool:
    """Whether a byline names a person, alone or among others, or is the words asked for."""
    return _is_same(byline, wanted) or bool(common_authors(byline, wanted))


def _is_same(one: str, other: str) -> bool:
    return _folded(one) == _folded(other)


def _folded(words: str) -> str:
    return " ".join(unicodedata.normalize("NFKC", words).casefold().split())


def _bounds(filters: Filters) -> tuple[str | None, str | None]:
    """The first and the last instant asked for. Raises FilterError."""
    found: list[str | None] = []
    for name, words, place in (("since", filters.since, 0), ("until", filters.until, 1)):
        interval = parse_date(words) if words else None
        if words and interval is None:
            raise FilterError(f"--{name} {words!r} is not a clear date; write 2017, 2017-01 or 2017-01-16")
        found.append(interval[place] if interval else None)
    begun, ended = found
    if begun and ended and begun[:10] > ended[:10]:
        raise FilterError(f"--since {filters.since} is after --until {filters.until}; nothing lies between")
    return begun, ended
