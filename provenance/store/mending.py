"""Families that lost members: they end, or get another representative."""

from __future__ import annotations

from collections.abc import Iterable, Sequence, Set
from dataclasses import dataclass

from provenance.spans import Span
from provenance.store.database import Writer
from provenance.store.sides import one_sided


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


def mend_families(connection: Writer, families: Iterable[int], gone: Set[int] = frozenset()) -> None:
    """Set families right that have lost members, or lose those of the texts in `gone` (ids).

    A family of which one text is left goes, or texts of one side only where there are sides. One that lost
    its representative gets the longest of the others (the first of equals); the places of the rest in it come
    from the stored alignment with it, where there is one, else over the representative that is gone. Where
    neither says where a member stands in the new one it keeps an empty place, and of it only the pairs that
    were aligned themselves are shown.
    """
    for number in families:
        left = [member for member in _members(connection, number) if member.text not in gone]
        standing = {member.text for member in left}
        if len(standing) < 2 or one_sided(connection, standing):
            for table, column in (("alignments", "family_id"), ("members", "family_id"), ("families", "id")):
                connection.execute(f"DELETE FROM {table} WHERE {column} = ?", (number,))
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
                len(standing),
                _cohesion(representative, left),
                number,
            ),
        )


def _members(connection: Writer, family: int) -> list[_Member]:
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


def _choose_anew(connection: Writer, family: int, left: Sequence[_Member]) -> list[_Member]:
    """The members that are left, aligned to the longest of them."""
    chosen = max(left, key=lambda member: (member.words, -member.text, -member.span.start))
    return [
        _Member(member.id, member.text, member is chosen, member.span, member.words, rep, identity)
        for member in left
        for rep, identity in [
            (chosen.span, 1.0) if member is chosen else _place_in(connection, family, member, chosen)
        ]
    ]


def _place_in(connection: Writer, family: int, member: _Member, chosen: _Member) -> tuple[Span, float]:
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
