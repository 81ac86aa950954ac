"""Statements of lineage as the view gives them: who has it from whom, how sure, and why."""

from __future__ import annotations

import json
import sqlite3
from collections.abc import Mapping
from dataclasses import dataclass

from provenance.evidence import EARLIER
from provenance.origins import SAYS
from provenance.sentences import is_told

DIRECTED, UNDIRECTED, COMMON, UNSEEN = "directed", "undirected", "common source", "unseen"


@dataclass(frozen=True, slots=True)
class Reason:
    """A reason for (+1) or against (-1) a statement, or one that is only shown (0); `weight` in log-odds."""

    sign: int
    weight: float
    sentence: str


@dataclass(frozen=True, slots=True)
class Statement:
    """A row of the lineage. `agencies`: of an unseen source, who is credited for how many of its passages.

    `reasons`: those for, then those against, then those that are only shown.
    `unseen`: of a common source, the name of the unseen source that both texts have, None where none is.
    """

    source: str
    derived: str
    kind: str
    probability: float
    band: str
    words: int
    passages: int
    agencies: Mapping[str, int]
    reasons: tuple[Reason, ...]
    unseen: str | None

    @property
    def stated(self) -> bool:
        """Whether the item itself says it, so that nothing is inferred."""
        return (
            self.probability == 1.0
            and self.kind in (DIRECTED, UNSEEN)
            and any(
                reason.sign > 0 and is_told(key, reason.sentence)
                for reason in self.reasons
                for key in SAYS.values()
            )
        )

    @property
    def dated(self) -> bool:
        """Whether dates say which of the two came first."""
        return any(is_told(EARLIER, reason.sentence) for reason in self.reasons)


def statements(connection: sqlite3.Connection) -> list[Statement]:
    """All statements: first those between articles, the surest first, then those about unseen sources."""
    return _statements(connection, "", ())


def _statements(connection: sqlite3.Connection, where: str, values: tuple[str, ...]) -> list[Statement]:
    rows = connection.execute(
        f"SELECT * FROM lineage_edges {where}"
        " ORDER BY kind = 'unseen', probability DESC, words DESC, source, derived",
        values,
    ).fetchall()
    above: dict[str, set[str]] = {}
    for row in rows:
        if row["kind"] == UNSEEN:
            above.setdefault(row["derived"], set()).add(row["source"])
    return [_statement(row, above) for row in rows]


def between(connection: sqlite3.Connection, a_path: str, b_path: str) -> list[Statement]:
    """The statement about two articles, and those about an unseen source that both have."""
    both = {a_path, b_path}
    found = _statements(connection, "WHERE derived IN (?, ?)", (a_path, b_path))
    direct = [one for one in found if one.kind != UNSEEN and {one.source, one.derived} == both]
    above = [one for one in found if one.kind == UNSEEN]
    shared = {one.source for one in above if one.derived == a_path}
    shared &= {one.source for one in above if one.derived == b_path}
    return direct + [one for one in above if one.source in shared]


def _statement(row: sqlite3.Row, above: dict[str, set[str]]) -> Statement:
    reasons = [
        Reason(reason["sign"], reason["weight"], reason["sentence"])
        for reason in json.loads(row["reasons"] or "[]")
    ]
    shared = above.get(row["source"], set()) & above.get(row["derived"], set())
    return Statement(
        source=row["source"],
        derived=row["derived"],
        kind=row["kind"],
        probability=row["probability"],
        band=row["band"],
        words=row["words"],
        passages=row["passages"],
        agencies=json.loads(row["agencies"] or "{}"),
        reasons=tuple(sorted(reasons, key=lambda reason: (1, -1, 0).index(reason.sign))),
        unseen=min(shared) if shared and row["kind"] == COMMON else None,
    )
