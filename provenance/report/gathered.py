"""What an article of the archive shares with others: the one that has most of it, what the next adds, and
what stays its own. Whoever likely has it from the article is left out and named."""

from __future__ import annotations

import sqlite3
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from itertools import pairwise

import numpy as np

from provenance import settings
from provenance.degrees import Measures, count_words, in_its_language, measure
from provenance.gather import Ranges, Standing, count, gather, merge, standing
from provenance.report import facts, findings, statements
from provenance.report.narrowed import PAIR, narrowed
from provenance.report.read_texts import ReadTexts
from provenance.report.statements import DIRECTED, UNSEEN, Statement
from provenance.spans import Span
from provenance.tokens import Tokens, tokenise


@dataclass(frozen=True, slots=True)
class Part:
    """What the article at `path` has of another that no article before it has: so many `words`, where they
    stand in that other (`spans`, half-open code points), and what they stand in there. `in_all`: the words
    that it has of it, those of others too; `reached`: the share of its words that it and those before it
    have. `relation` is that of the two, `lineage` what is said of where their passages come from."""

    path: str
    words: int
    spans: tuple[Span, ...]
    standing: Standing
    in_all: int
    reached: float
    relation: str
    lineage: Statement | None


@dataclass(frozen=True, slots=True)
class Whole:
    """An article of so many `words` outside boilerplate, and what others have of it, the best first.

    `own`: what none of them has. `scattered_words`: what only articles have that add too few words.
    `derived`: articles that likely have it from this one, which are left out. `not_looked_at`: so many more
    share something. `degree`: wholly, partially or non-derived, None where there was nothing to measure
    against, or too few other texts of its language say which words are rare.
    """

    path: str
    words: int
    parts: tuple[Part, ...]
    own: tuple[Span, ...]
    own_words: int
    scattered_words: int
    derived: tuple[str, ...]
    not_looked_at: int
    degree: str | None
    measures: Measures


def gathered(connection: sqlite3.Connection, path: str, sources: Sequence[str] = ()) -> Whole:
    """What others have of the article at `path`, which is current. Where `sources` are named, only these."""
    texts = facts.Texts(connection)
    read = ReadTexts(connection, texts)
    text_id = _text_id(connection, path)
    body, _ = read.written(text_id)
    derived = derived_from(connection, path)
    partners = [
        other
        for other in partners_of(connection, path)
        if (other in sources if sources else other not in derived)
    ]
    looked_at = partners[: settings.SHARES_PARTNERS]
    ranges = [_shared(connection, path, other, body) for other in looked_at]
    found = gather(len(body), ranges, least=settings.SHARES_LEAST)
    jumps = _jumps(body, read.tokens(text_id))
    quotations, credits = texts.quotations(text_id), texts.credits(text_id)
    parts = []
    for step in found.steps:
        other = looked_at[step.source]
        pair = findings.pair(connection, path, other)
        about = [one for one in statements.between(connection, path, other) if one.kind != UNSEEN]
        parts.append(
            Part(
                path=other,
                words=step.words,
                spans=_spans(step.ranges, body, jumps),
                standing=standing(step.ranges, body, quotations, credits),
                in_all=step.in_all,
                reached=step.reached / len(body),
                relation=pair.relation if pair else "",
                lineage=about[0] if about else None,
            )
        )
    # Few that are named are looked at in any case: what is worded anew makes no passage.
    few = [one for one in sources if one != path] if len(sources) <= settings.DEGREE_SOURCES else []
    against = few or looked_at
    measures = _measure(connection, texts, read, text_id, against, [*partners, *derived])
    return Whole(
        path=path,
        words=len(body),
        parts=tuple(parts),
        own=_spans(found.own, body, jumps),
        own_words=count(found.own),
        scattered_words=count(found.scattered),
        derived=() if sources else tuple(sorted(derived)),
        not_looked_at=len(partners) - len(looked_at),
        degree=measures.degree if against else None,
        measures=measures,
    )


def derived_from(
    connection: sqlite3.Connection, path: str, bands: Sequence[str] = ("strong", "moderate", "weak")
) -> frozenset[str]:
    """The articles that the lineage has from this one, with evidence of some bands."""
    rows = connection.execute(
        "SELECT derived.path FROM statements"
        " JOIN places AS source ON source.id = statements.source_place"
        " JOIN places AS derived ON derived.id = statements.derived_place AND derived.status = 'current'"
        " WHERE source.path = ? AND statements.kind = ?"
        f" AND statements.band IN ({', '.join('?' * len(bands))}) AND statements.until_run IS NULL",
        (path, DIRECTED, *bands),
    )
    return frozenset(row[0] for row in rows)


def partners_of(connection: sqlite3.Connection, path: str) -> list[str]:
    """The articles that have passages of this one, those with the most words of it first."""
    rows = connection.execute(
        "SELECT places.path FROM places AS own"
        " JOIN members AS mine ON mine.text_id = own.text_id AND mine.status = 'reuse'"
        " JOIN members AS other ON other.family_id = mine.family_id AND other.status = 'reuse'"
        " JOIN places ON places.text_id = other.text_id AND places.status = 'current' AND places.id <> own.id"
        " WHERE own.path = ? GROUP BY places.path ORDER BY sum(mine.words) DESC, places.path",
        (path,),
    )
    return [row[0] for row in rows]


def _shared(connection: sqlite3.Connection, path: str, other: str, body: Tokens) -> Ranges:
    """The words of the article in passages with another that count as reuse."""
    first, second = sorted((path, other))
    side = "a" if path == first else "b"
    rows = connection.execute(
        f"{narrowed(connection, PAIR, words=False)}"
        f"SELECT {side}_start, {side}_end FROM reuse_passages WHERE status = 'reuse'",
        {"a": first, "b": second},
    )
    return merge(body.places(Span(row[0], row[1])) for row in rows)


def _measure(
    connection: sqlite3.Connection,
    texts: facts.Texts,
    read: ReadTexts,
    text_id: str,
    sources: Sequence[str],
    related: Iterable[str],
) -> Measures:
    """What the article has from its sources; other texts of the archive say how rare words are, but none of
    its story: neither sources nor others that are `related`."""
    body, _ = read.written(text_id)
    ids = dict.fromkeys(_text_id(connection, other) for other in sources)
    left_out = {_text_id(connection, other) for other in related}
    against = [read.written(one)[0] for one in [*ids][: settings.DEGREE_SOURCES]]
    others = [tokenise(text) for text in _others(connection, {text_id, *ids, *left_out})]
    rarity = count_words(in_its_language([body, *against], others))
    return measure(texts.text(text_id), body, against, rarity)


def _text_id(connection: sqlite3.Connection, path: str) -> str:
    row = connection.execute(
        "SELECT texts.sha256 FROM places JOIN texts ON texts.id = places.text_id WHERE places.path = ?",
        (path,),
    ).fetchone()
    return str(row[0])


def _others(connection: sqlite3.Connection, left_out: set[str]) -> list[str]:
    """Texts of the archive at even distances, without some."""
    lowest, highest = connection.execute("SELECT min(id), max(id) FROM texts").fetchone()
    step = max(1, (highest - lowest + 1) // settings.DEGREE_OTHERS)
    found = {
        row["id"]: row["text"]
        for number in range(lowest, highest + 1, step)
        for row in connection.execute(
            "SELECT id, sha256, text FROM texts WHERE id >= ? ORDER BY id LIMIT 1", (number,)
        )
        if row["sha256"] not in left_out
    }
    return list(found.values())


def _jumps(body: Tokens, whole: Tokens) -> list[int]:
    """The words of the body before which words of the page stand."""
    places = np.searchsorted(whole.starts, body.starts)
    jumps: list[int] = (np.flatnonzero(np.diff(places) > 1) + 1).tolist()
    return jumps


def _spans(ranges: Ranges, body: Tokens, jumps: Sequence[int]) -> tuple[Span, ...]:
    """Where ranges of the body's words stand in the text: cut where words of the page stand between."""
    spans = []
    for first, last in ranges:
        cuts = [first, *(place for place in jumps if first < place < last), last]
        spans += [body.span(low, high) for low, high in pairwise(cuts)]
    return tuple(spans)
