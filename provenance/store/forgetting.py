"""Taking texts out of the archive, with every row that holds their words or tells of them."""

from __future__ import annotations

import re
import sqlite3
from collections.abc import Collection, Iterable, Iterator, Sequence
from dataclasses import dataclass
from typing import Any

from provenance.spans import Span
from provenance.store.search import remove_from_index

_AT_A_TIME = 500
"""Values that a query names at most: SQLite's limit once was 999."""


def forget_texts(connection: sqlite3.Connection, text_ids: Collection[int]) -> list[int]:
    """Remove some texts (their ids) and all that belongs to them; the ids of the texts that shared something
    with one of them, ascending: what is said of these has to be found anew.

    Runs inside the caller's transaction. On a connection with `secure_delete` the words are overwritten.
    A family of which one text is left goes. One that lost its representative gets the longest of the others
    (the first of equals); the places of the rest in it come from the stored alignment with it, where there is
    one, else over the representative that is gone. Where neither says where a member stands in the new one it
    keeps an empty place, and of it only the pairs that were aligned themselves are shown.
    """
    forgotten = sorted(set(text_ids))
    touched = _touched(connection, forgotten)
    places = _values(connection, "SELECT path FROM places WHERE text_id IN", forgotten)
    remove_from_index(connection, forgotten)
    _forget_names(connection, [str(path) for path in places])
    _mend_families(connection, forgotten)
    _remove(connection, "texts", "id", forgotten)
    connection.execute("DELETE FROM unseen_sources WHERE id NOT IN (SELECT unseen_id FROM statements"
                       " WHERE unseen_id IS NOT NULL)")  # fmt: skip
    return touched


def _touched(connection: sqlite3.Connection, forgotten: Sequence[int]) -> list[int]:
    """The other texts of their families and pairs."""
    found: set[int] = set()
    for query in (
        "SELECT text_id FROM members WHERE family_id IN (SELECT family_id FROM members WHERE text_id IN",
        "SELECT text_b FROM text_pairs WHERE (text_a IN",
        "SELECT text_a FROM text_pairs WHERE (text_b IN",
    ):
        found.update(_values(connection, query, forgotten, end=")"))
    return sorted(found.difference(forgotten))


def _values(
    connection: sqlite3.Connection, query: str, values: Sequence[object], end: str = ""
) -> Iterator[Any]:
    """The first column of a query that ends in a list of values, asked for some of them at a time."""
    for begin in range(0, len(values), _AT_A_TIME):
        part = values[begin : begin + _AT_A_TIME]
        marks = ", ".join("?" * len(part))
        for row in connection.execute(f"{query} ({marks}){end}", part).fetchall():
            yield row[0]


def _remove(connection: sqlite3.Connection, table: str, column: str, values: Sequence[int]) -> None:
    """Delete rows, and before them all rows of other tables that refer to them, as the schema says."""
    if not values:
        return
    children = _children(connection, table)
    if children:
        ids = [*dict.fromkeys(_values(connection, f"SELECT id FROM {table} WHERE {column} IN", values))]
        for child, foreign in children:
            _remove(connection, child, foreign, ids)
    for begin in range(0, len(values), _AT_A_TIME):
        part = values[begin : begin + _AT_A_TIME]
        marks = ", ".join("?" * len(part))
        connection.execute(f"DELETE FROM {table} WHERE {column} IN ({marks})", part)


def _children(connection: sqlite3.Connection, table: str) -> list[tuple[str, str]]:
    """The tables and columns that refer to the ids of a table."""
    rows = connection.execute(
        "SELECT tables.name, keys.\"from\" FROM sqlite_schema AS tables"
        " JOIN pragma_foreign_key_list(tables.name) AS keys"
        " WHERE tables.type = 'table' AND keys.\"table\" = ? ORDER BY 1, 2",
        (table,),
    )  # fmt: skip
    return [(str(name), str(column)) for name, column in rows]


def _forget_names(connection: sqlite3.Connection, paths: Sequence[str]) -> None:
    """What other rows say of these places by name: problems of their files, reasons that name them (some cite
    words), passages that were explained by them."""
    connection.executemany("DELETE FROM problems WHERE path = ?", [(path,) for path in paths])
    for path in paths:
        name = path.rsplit("/", 1)[-1]
        named = re.compile(rf"(?<!\w){re.escape(name)}(?!\w)")
        rows = connection.execute(
            "SELECT id, sentence FROM evidence WHERE instr(sentence, ?)", (name,)
        ).fetchall()
        connection.executemany(
            "DELETE FROM evidence WHERE id = ?", [(row[0],) for row in rows if named.search(row[1])]
        )
        connection.execute(
            "UPDATE alignments SET explained_by = trim(replace(', ' || explained_by || ', ', ?1, ', '), ', ')"
            " WHERE instr(', ' || explained_by || ', ', ?1)",
            (f", {path}, ",),
        )


@dataclass(frozen=True, slots=True)
class _Member:
    """A member of a family as it is stored: its span, and where that falls in the representative (`rep`)."""

    id: int
    text: int
    representative: bool
    span: Span
    words: int
    rep: Span
    identity: float


def _mend_families(connection: sqlite3.Connection, forgotten: Sequence[int]) -> None:
    """Take the texts out of their families; those that are none any more go."""
    gone = set(forgotten)
    ended: list[int] = []
    numbers = [
        *dict.fromkeys(_values(connection, "SELECT family_id FROM members WHERE text_id IN", forgotten))
    ]
    for number in numbers:
        members = _members(connection, number)
        left = [member for member in members if member.text not in gone]
        if len({member.text for member in left}) < 2:
            ended.append(number)
            continue
        if not any(member.representative for member in left):
            left = _choose_anew(connection, number, left)
            connection.executemany(
                "UPDATE members SET representative = ?, rep_start = ?, rep_end = ?, identity = ?"
                " WHERE id = ?",
                [
                    (int(one.representative), one.rep.start, one.rep.end, round(one.identity, 4), one.id)
                    for one in left
                ],
            )
        representative = next(member for member in left if member.representative)
        connection.execute(
            "UPDATE families SET words = ?, texts = ?, cohesion = ? WHERE id = ?",
            (
                representative.words,
                len({member.text for member in left}),
                _cohesion(representative, left),
                number,
            ),
        )
    _remove(connection, "families", "id", ended)


def _members(connection: sqlite3.Connection, family: int) -> list[_Member]:
    rows = connection.execute("SELECT * FROM members WHERE family_id = ? ORDER BY id", (family,))
    return [
        _Member(
            row["id"],
            row["text_id"],
            bool(row["representative"]),
            Span(row["start_char"], row["end_char"]),
            row["words"],
            Span(row["rep_start"], row["rep_end"]),
            row["identity"],
        )
        for row in rows
    ]


def _choose_anew(connection: sqlite3.Connection, family: int, left: Sequence[_Member]) -> list[_Member]:
    """The members that are left, aligned to the longest of them."""
    chosen = max(left, key=lambda member: (member.words, -member.text, -member.span.start))
    return [
        _Member(member.id, member.text, member is chosen, member.span, member.words, rep, identity)
        for member in left
        for rep, identity in [
            (chosen.span, 1.0) if member is chosen else _place_in(connection, family, member, chosen)
        ]
    ]


def _place_in(
    connection: sqlite3.Connection, family: int, member: _Member, chosen: _Member
) -> tuple[Span, float]:
    """Where a member stands in the chosen one, and the identity of that alignment."""
    flipped = member.text > chosen.text
    rows = connection.execute(
        "SELECT a_start, a_end, b_start, b_end, identity FROM alignments"
        " WHERE family_id = ? AND text_a = ? AND text_b = ? ORDER BY words DESC, id",
        (family, min(member.text, chosen.text), max(member.text, chosen.text)),
    )
    for row in rows:
        sides = Span(row[0], row[1]), Span(row[2], row[3])
        own, other = reversed(sides) if flipped else sides
        if own.overlap(member.span) and other.overlap(chosen.span):
            return _map(member.span, own, other), float(row[4])
    if member.rep.overlap(chosen.rep):
        identity = max(0.0, member.identity + chosen.identity - 1.0)
        return _map(member.rep, chosen.rep, chosen.span), identity
    return Span(chosen.span.start, chosen.span.start), 0.0


def _map(span: Span, own: Span, other: Span) -> Span:
    """Where `span` falls on the other side of an alignment of two spans: in proportion inside it, at the same
    distance outside."""

    def place(position: int) -> int:
        if position <= own.start:
            return other.start - (own.start - position)
        if position >= own.end:
            return other.end + (position - own.end)
        return other.start + round((position - own.start) * len(other) / len(own))

    start = max(0, place(span.start))
    return Span(start, max(start, place(span.end)))


def _cohesion(representative: _Member, members: Iterable[_Member]) -> float:
    """The mean share of the representative that the other members hold, 0 to 1."""
    held = [member.rep.overlap(representative.span) for member in members if not member.representative]
    return round(sum(held) / (len(representative.span) * len(held)), 4)
