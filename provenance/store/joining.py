"""What is found about new texts joins the families of the archive that are kept.

A family that is found anew is one of the archive's where one of its members stands in the place of one of
that family's. Its other members are carried over through the two: from the representative of the new family
to the text that both have, and from there to the representative of the old one.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable, Mapping, Sequence

import numpy as np

from provenance.families import Member, to_representative
from provenance.sides import Sides, stand_across
from provenance.spans import Span
from provenance.store.database import Writer
from provenance.store.findings import FamilyRows, Ids, signed, write_families, write_members

Kept = Mapping[int, Sequence[tuple[int, Member]]]
"""By the ids of texts: the kept families in which each stands, and as which member."""
Growing = dict[int, list[tuple[int, Member]]]
"""The same, for entering members."""


_MEASURE = """
UPDATE families SET
    texts = (SELECT count(DISTINCT text_id) FROM members WHERE family_id = families.id),
    cohesion = coalesce((
        SELECT round(avg(
            max(0, min(members.rep_end, longest.end_char) - max(members.rep_start, longest.start_char))
            * 1.0 / (longest.end_char - longest.start_char)
        ), 4)
        FROM members
        JOIN members AS longest ON longest.family_id = members.family_id AND longest.representative
        WHERE members.family_id = families.id AND NOT members.representative
    ), cohesion)
WHERE id = ?
"""
"""How many texts a family has, and how much of its representative they hold. One that has just lost its
representative keeps its cohesion: it is mended after this."""


def join_families(connection: Writer, families: Sequence[FamilyRows], kept: Growing, texts: Ids) -> None:
    """Write families, or enter their members and passages into those of the archive that they are, and the
    members into `kept`, too."""
    ids = texts.tolist()
    new: list[FamilyRows] = []
    joined: list[tuple[int, FamilyRows]] = []
    for family in families:
        members = [_member(row, ids) for row in family.members]
        home = _home(members, kept)
        if home is None or family.columns[2]:
            new.append(family)
            continue
        number, anchor, old = home
        rows = []
        for row, member in zip(family.members, members, strict=True):
            if not _stands(member, number, kept):
                rep, identity = _carry(member, anchor, old)
                rows.append((row[0], 0, *row[2:5], rep.start, rep.end, identity, *row[8:]))
                joining = Member(member.text, member.span, member.words, rep, identity)
                kept.setdefault(member.text, []).append((number, joining))
        joined.append((number, FamilyRows(family.columns, tuple(rows), family.alignments)))
    write_families(connection, new, texts)
    write_members(connection, joined, texts)
    connection.executemany(
        "UPDATE families SET reuse = max(reuse, ?) WHERE id = ?",
        [(family.columns[5], number) for number, family in joined],
    )
    connection.executemany(_MEASURE, [(number,) for number in {number for number, _ in joined}])


def _member(row: Sequence[float], ids: Sequence[int]) -> Member:
    number, _, start, end, words, rep_start, rep_end, identity = row[:8]
    return Member(
        ids[int(number)], Span(int(start), int(end)), int(words), Span(int(rep_start), int(rep_end)), identity
    )


def _home(members: Sequence[Member], kept: Kept) -> tuple[int, Member, Member] | None:
    """The kept family in whose places most members stand, with one that does, and as what it stands there."""
    votes: Counter[int] = Counter()
    standing: dict[int, tuple[Member, Member]] = {}
    for member in members:
        for number, old in kept.get(member.text, ()):
            if old.span.same_place(member.span):
                votes[number] += 1
                standing.setdefault(number, (member, old))
    if not votes:
        return None
    number = min(votes, key=lambda found: (-votes[found], found))
    return number, *standing[number]


def _stands(member: Member, number: int, kept: Kept) -> bool:
    """Whether the family has this member already."""
    return any(home == number and old.span.overlap(member.span) for home, old in kept.get(member.text, ()))


def _carry(member: Member, anchor: Member, old: Member) -> tuple[Span, float]:
    """Where a member falls in the old family's representative, and the identity that is certain."""
    back = Member(anchor.text, anchor.rep, anchor.words, anchor.span, anchor.identity)
    rep = to_representative(old, to_representative(back, member.rep))
    identity = max(0.0, member.identity + anchor.identity + old.identity - 2.0)
    return rep, round(identity, 4)


def known_lines(connection: Writer, hashes: Iterable[int]) -> set[int]:
    """Those of the lines, by their hashes, that the archive has families of."""
    return {
        line
        for line in hashes
        if connection.execute("SELECT 1 FROM families WHERE line = ?", (signed(line),)).fetchone()
    }


def join_lines(
    connection: Writer, lines: Sequence[FamilyRows], texts: Ids, sides: Sides | None = None
) -> None:
    """Enter lines of boilerplate into the families that the archive has of them; make families of those that
    it has none of, where two texts share them, of both sides where there are any."""
    new: list[FamilyRows] = []
    joined: list[tuple[int, FamilyRows]] = []
    for family in lines:
        known = connection.execute(
            "SELECT family_id, rep_start, rep_end FROM members"
            " WHERE family_id = (SELECT id FROM families WHERE line = ?) LIMIT 1",
            (family.columns[4],),
        ).fetchone()
        if known is not None:
            number, start, end = known
            rows = tuple((row[0], 0, *row[2:5], start, end, *row[7:]) for row in family.members)
            joined.append((int(number), FamilyRows(family.columns, rows, ())))
        elif len(family.members) > 1 and stand_across(
            np.array([row[0] for row in family.members], np.int64), sides
        ):
            new.append(family)
    write_families(connection, new, texts)
    write_members(connection, joined, texts)
    connection.executemany(
        "UPDATE families SET texts = (SELECT count(DISTINCT text_id) FROM members"
        " WHERE family_id = families.id) WHERE id = ?",
        [(number,) for number, _ in joined],
    )
