"""Pairs, their passages and families, as the views give them, with what a reader needs beside each."""

from __future__ import annotations

import hashlib
import sqlite3
from collections import Counter
from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass
from functools import lru_cache

from provenance import settings
from provenance.credited import Parts
from provenance.report.facts import Texts
from provenance.report.joined import names, parts
from provenance.report.narrowed import COMPARED, PAIR, narrowed
from provenance.report.offsets import Offsets
from provenance.spans import Span
from provenance.store.review_subjects import passage_id
from provenance.tokens import tokenise

REUSE = "reuse"

COMPOSED = 300_000
"""So many pairs are composed from families at most, in some seconds. They grow with the square of a family:
an archive of 100,000 articles can have fifty million, most for lines that stand below every article."""


@dataclass(frozen=True, slots=True)
class Side:
    """A passage in one article. `span`: code points; `bytes`: of the text as UTF-8; `first` and `last`: line
    and column of its first code point and of the one behind its last; `share`: of the article's words outside
    boilerplate, of a passage of boilerplate of all its words, 0 to 1; `partly`: who is credited for fewer
    than half of the words."""

    path: str
    text_id: str
    span: Span
    bytes: Span
    first: tuple[int, int]
    last: tuple[int, int]
    words: int
    share: float
    before: str
    text: str
    after: str
    credit: str
    partly: Parts = ()

    @property
    def text_sha256(self) -> str:
        """The SHA-256 of the passage's text as UTF-8."""
        return hashlib.sha256(self.text.encode()).hexdigest()


@dataclass(frozen=True, slots=True)
class Passage:
    """A passage in a pair. `id` names it by content: it stays when files move or the database is made anew.
    `articles` counts the places in which the passage stands."""

    id: str
    family: int
    a: Side
    b: Side
    words: int
    identity: float
    form: str
    quoted: str
    status: str
    credit: str
    explained_by: tuple[str, ...]
    composed: bool
    articles: int


@dataclass(frozen=True, slots=True)
class Pair:
    """Two articles that share something, a before b by path. Shares are of each article's words outside
    boilerplate, 0 to 1. `rule` decided on the relation, `facts` is what it asked for, as JSON."""

    a_path: str
    b_path: str
    relation: str
    degree_a: str | None
    degree_b: str | None
    words: int
    share_a: float
    share_b: float
    passages: int
    rule: str = ""
    facts: str = ""


Member = tuple[str, Span, int, bool]
"""A place of a passage: path, span, words, whether it is the representative of its family."""


@dataclass(frozen=True, slots=True)
class Family:
    """A passage and the places where it stands."""

    id: int
    words: int
    members: tuple[Member, ...]


Class = tuple[str, str, str, str]
"""Status, form, credit, quoted."""


@dataclass(frozen=True, slots=True)
class Extent:
    """What the pairs of a report are made of. `families` have so many `occurrences`, each in a place, which
    makes so many `pairs` at most. `composed`: all pairs of articles are counted and
    listed. Otherwise only texts that were compared with each other are, each at the first of its paths."""

    families: int
    occurrences: int
    pairs: int
    composed: bool


def extent(connection: sqlite3.Connection) -> Extent:
    """What the pairs of this database are made of, in time that grows with the members of families only."""
    # CROSS JOIN keeps SQLite to this order, from each member to its places.
    row = connection.execute(
        "SELECT count(*), coalesce(sum(places), 0), coalesce(sum(places * (places - 1) / 2), 0)"
        " FROM (SELECT count(*) AS places FROM members"
        " CROSS JOIN places ON places.text_id = members.text_id AND places.status = 'current'"
        " GROUP BY members.family_id)"
    ).fetchone()
    return Extent(row[0], row[1], row[2], composed=row[2] <= COMPOSED)


def class_totals(connection: sqlite3.Connection, over: Extent) -> dict[Class, tuple[int, int]]:
    """How many passages (each in a pair of articles) are of which class, and their shared words."""
    tables = "" if over.composed else narrowed(connection, COMPARED, words=False)
    rows = connection.execute(
        f"{tables}SELECT status, form, credit, quoted, count(*), sum(words) FROM reuse_passages "
        "GROUP BY 1, 2, 3, 4 ORDER BY 1, 2, 3, 4"
    )
    return {(row[0], row[1], row[2], row[3]): (row[4], row[5]) for row in rows}


def class_counts(connection: sqlite3.Connection, over: Extent) -> Counter[Class]:
    """How many passages (each in a pair of articles) are of which class."""
    return Counter({key: passages for key, (passages, _) in class_totals(connection, over).items()})


def body_words(connection: sqlite3.Connection) -> dict[str, int]:
    """The words of each current article outside boilerplate, by path."""
    return dict(
        connection.execute("SELECT path, body_words FROM articles WHERE status = 'current'").fetchall()
    )


def by_status(classes: Mapping[Class, int]) -> dict[str, int]:
    """How many passages are reuse, and as what the others are set aside."""
    found = dict.fromkeys((REUSE, "boilerplate", "stock phrase", "excluded"), 0)
    for (status, *_), count in classes.items():
        found[status] += count
    return found


def pair_counts(connection: sqlite3.Connection, over: Extent) -> list[tuple[str, int, int]]:
    """Per relation: pairs and shared words, the most words first."""
    tables = "" if over.composed else narrowed(connection, COMPARED)
    rows = connection.execute(
        f"{tables}SELECT relation, count(*), sum(words) FROM pairs "
        "GROUP BY relation ORDER BY sum(words) DESC, relation"
    )
    return [(row[0], row[1], row[2]) for row in rows]


def pairs(connection: sqlite3.Connection, over: Extent, limit: int | None = None) -> Iterator[Pair]:
    """The pairs, those with the most shared words first; at most `limit`."""
    tables = "" if over.composed else narrowed(connection, COMPARED)
    rows = connection.execute(
        f"{tables}SELECT * FROM pairs ORDER BY words DESC, a_path, b_path LIMIT ?",
        (-1 if limit is None else limit,),
    )
    return map(as_pair, rows)


def pair(connection: sqlite3.Connection, a_path: str, b_path: str) -> Pair | None:
    """The pair of two articles in the order of their paths, None where they share nothing."""
    first, second = sorted((a_path, b_path))
    row = connection.execute(
        f"{narrowed(connection, PAIR)}SELECT * FROM pairs", {"a": first, "b": second}
    ).fetchone()
    return None if row is None else as_pair(row)


def as_pair(row: sqlite3.Row) -> Pair:
    """A row of the view `pairs`."""
    return Pair(
        a_path=row["a_path"],
        b_path=row["b_path"],
        relation=row["relation"],
        degree_a=row["degree_a"],
        degree_b=row["degree_b"],
        words=row["words"],
        share_a=row["share_a"],
        share_b=row["share_b"],
        passages=row["passages"],
        rule=row["relation_rule"],
        facts=row["relation_facts"],
    )


def families(connection: sqlite3.Connection) -> Iterator[Family]:
    """Every family with its members by path."""
    members: list[Member] = []
    number: int | None = None
    for row in connection.execute(
        "SELECT family, path, start_char, end_char, words, representative FROM family_members "
        "ORDER BY family, path, start_char"
    ):
        if members and row["family"] != number:
            yield _family(number or 0, members)
            members = []
        number = row["family"]
        span = Span(row["start_char"], row["end_char"])
        members.append((row["path"], span, row["words"], bool(row["representative"])))
    if members:
        yield _family(number or 0, members)


def _family(number: int, members: list[Member]) -> Family:
    words = max(member[2] for member in members)
    return Family(number, next((member[2] for member in members if member[3]), words), tuple(members))


class Passages:
    """Reads the passages of pairs; texts, offsets and family sizes are looked up once."""

    def __init__(self, connection: sqlite3.Connection, texts: Texts) -> None:
        self._connection = connection
        self._texts = texts
        self._tables = narrowed(connection, PAIR)
        self._offsets = lru_cache(maxsize=256)(lambda text_id: Offsets(texts.text(text_id)))
        self._standing = lru_cache(maxsize=100_000)(self._count_articles)
        self._ids = lru_cache(maxsize=1024)(self._find_text)

    def of(self, pairs: Iterable[Pair]) -> dict[Pair, list[Passage]]:
        """The passages of each pair in the order of its first article."""
        return {pair: self.between(pair.a_path, pair.b_path) for pair in pairs}

    def between(self, a_path: str, b_path: str) -> list[Passage]:
        """The passages of two articles, a before b by path, in the order of the first."""
        rows = self._connection.execute(
            f"{self._tables}SELECT * FROM reuse_passages ORDER BY a_start, a_end, b_start, b_end",
            {"a": a_path, "b": b_path},
        )
        return [self._passage(row) for row in rows]

    def text_id(self, path: str) -> str:
        """The SHA-256 of the text at a path."""
        return self._ids(path)[0]

    def _passage(self, row: sqlite3.Row) -> Passage:
        a, b = self._side(row, "a"), self._side(row, "b")
        return Passage(
            id=passage_id(*((side.text_id, side.span.start, side.span.end) for side in (a, b))),
            family=row["family"],
            a=a,
            b=b,
            words=row["words"],
            identity=row["identity"],
            form=row["form"],
            quoted=row["quoted"],
            status=row["status"],
            credit=row["credit"],
            explained_by=_explained(row["explained_by"], names(row["credit_a"])),
            composed=bool(row["composed"]),
            articles=self._standing(row["family"]),
        )

    def _side(self, row: sqlite3.Row, side: str) -> Side:
        path, span = row[f"{side}_path"], Span(row[f"{side}_start"], row[f"{side}_end"])
        text_id, whole, body = self._ids(path)
        article_words = whole if row["status"] == "boilerplate" else body
        text, offsets = self._texts.text(text_id), self._offsets(text_id)
        words = len(tokenise(span.cut(text)))
        return Side(
            path=path,
            text_id=text_id,
            span=span,
            bytes=Span(offsets.bytes_at(span.start), offsets.bytes_at(span.end)),
            first=offsets.line_column(span.start),
            last=offsets.line_column(span.end),
            words=words,
            share=round(min(1.0, words / article_words), 4) if article_words else 0.0,
            before=text[max(0, span.start - settings.CONTEXT) : span.start],
            text=span.cut(text),
            after=text[span.end : span.end + settings.CONTEXT],
            credit=row[f"credit_{side}"],
            partly=parts(row[f"part_credit_{side}"]),
        )

    def _find_text(self, path: str) -> tuple[str, int, int]:
        row = self._connection.execute(
            "SELECT text_id, words, body_words FROM articles WHERE path = ?", (path,)
        ).fetchone()
        return row["text_id"], row["words"], row["body_words"]

    def _count_articles(self, family: int) -> int:
        row = self._connection.execute(
            "SELECT count(DISTINCT path) FROM family_members WHERE family = ?", (family,)
        ).fetchone()
        return int(row[0])


def _explained(words: str, credited: tuple[str, ...]) -> tuple[str, ...]:
    """Who accounts for a passage: names that are credited, or one article (its path may hold a comma)."""
    found = names(words)
    return found if set(found) <= set(credited) else (words,)
