"""Quotations of two articles whose words differ inside the marks, or of which one is a part of the other."""

from __future__ import annotations

import json
import sqlite3
from collections.abc import Iterator
from dataclasses import dataclass

from provenance.report.narrowed import PAIR, narrowed
from provenance.sentences import listed, say
from provenance.spans import Span

ALTERED, FRAGMENT = "altered", "fragment"


@dataclass(frozen=True, slots=True)
class Quoted:
    """A quotation in one article: `span` with its marks; `speaker` as the text names them, empty where it
    names nobody; `differ` are those words that the other one has not (an empty span: the other has more)."""

    path: str
    span: Span
    text: str
    speaker: str
    differ: tuple[Span, ...]

    @property
    def runs(self) -> list[tuple[str, bool]]:
        """The quotation in stretches, each with whether its words differ."""
        found: list[tuple[str, bool]] = []
        at = self.span.start
        for span in (*self.differ, Span(self.span.end, self.span.end)):
            for part, differs in ((Span(at, span.start), False), (span, True)):
                if part:
                    found.append(
                        (self.text[part.start - self.span.start : part.end - self.span.start], differs)
                    )
            at = span.end
        return found

    def words(self, span: Span) -> str:
        """What stands in a span of the text, which is inside the quotation."""
        return self.text[span.start - self.span.start : span.end - self.span.start]


@dataclass(frozen=True, slots=True)
class Difference:
    """Two quotations, a before b by path. `kind`: "altered" or "fragment"; `words` are equal in both; `part`:
    "a" or "b" where that one is a part of the other, else empty."""

    kind: str
    a: Quoted
    b: Quoted
    words: int
    part: str


def differing(connection: sqlite3.Connection, limit: int = -1) -> Iterator[Difference]:
    """The altered quotations of all articles, those with the most equal words first; at most `limit`."""
    rows = connection.execute(
        "SELECT * FROM quotation_differences WHERE kind = ?"
        " ORDER BY words DESC, a_path, b_path, a_start, b_start LIMIT ?",
        (ALTERED, limit),
    )
    return map(_difference, rows)


def count_differing(connection: sqlite3.Connection) -> int:
    """How many pairs of altered quotations there are, each in a pair of articles."""
    query = "SELECT count(*) FROM quotation_differences WHERE kind = ?"
    return int(connection.execute(query, (ALTERED,)).fetchone()[0])


class Quotations:
    """Reads the differing quotations of pairs."""

    def __init__(self, connection: sqlite3.Connection) -> None:
        self._connection = connection
        self._query = (
            f"{narrowed(connection, PAIR)}SELECT * FROM quotation_differences"
            " ORDER BY a_start, a_end, b_start, b_end"
        )

    def between(self, a_path: str, b_path: str) -> list[Difference]:
        """Those of two articles, a before b by path, in the order of the first."""
        rows = self._connection.execute(self._query, {"a": a_path, "b": b_path})
        return [_difference(row) for row in rows]


def _difference(row: sqlite3.Row) -> Difference:
    differ = json.loads(row["differ"])
    a, b = (
        Quoted(
            row[f"{side}_path"],
            Span(row[f"{side}_start"], row[f"{side}_end"]),
            row[f"{side}_text"],
            row[f"speaker_{side}"],
            tuple(Span(*four[first : first + 2]) for four in differ),
        )
        for side, first in (("a", 0), ("b", 2))
    )
    return Difference(row["kind"], a, b, row["words"], row["part"])


def says(one: Difference) -> str:
    """What there is to say of two quotations, in a sentence; `a` and `b` are called A and B."""
    if one.kind == FRAGMENT:
        part, whole = ("A", "B") if one.part == "a" else ("B", "A")
        return say("quotations.fragment", part=part, whole=whole)
    changes = [
        say("quotations.change", a=_named(one.a, in_a), b=_named(one.b, in_b))
        for in_a, in_b in zip(one.a.differ, one.b.differ, strict=True)
    ]
    return say("quotations.altered", changes=listed("semicolon", changes))


def _named(quoted: Quoted, span: Span) -> str:
    if not span:
        return say("quotations.nothing")
    return say("quotations.words", words=" ".join(quoted.words(span).split()))


def said_by(one: Difference) -> str:
    """Whom the two articles name for a quotation."""
    a, b = one.a.speaker, one.b.speaker
    if not a and not b:
        return say("quotations.by_nobody")
    if a and b:
        return say("quotations.by_two", a=a, b=b) if a != b else say("quotations.by_one", name=a)
    here, there = ("A", "B") if a else ("B", "A")
    return say("quotations.by_one_side", name=a or b, here=here, there=there)
