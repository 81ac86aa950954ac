"""Passages of pairs -> families: the same passage in n texts.

A span joins a family when it overlaps a member by at least half of both, and when what it holds of the
representative does so too: a text that quotes one sentence of a reprinted story makes a smaller family
inside, and a chain of ever shifting spans can't weld two stories. The longest passages make the families.
"""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable
from dataclasses import dataclass, field

from provenance.passages import Passage
from provenance.portable import portable
from provenance.spans import Span


@portable
@dataclass(frozen=True, slots=True)
class Shared:
    """A passage between two texts, named by their places in the sequence of texts (`a` < `b`)."""

    a: int
    b: int
    passage: Passage


@portable
@dataclass(frozen=True, slots=True)
class Member:
    """A text in which the passage stands: its `span`, where that falls in the representative's text (`rep`,
    which may reach beyond the representative's own span), and the identity of that alignment."""

    text: int
    span: Span
    words: int
    rep: Span
    identity: float


@portable
@dataclass(frozen=True, slots=True)
class Family:
    """`members`, the representative first, the others by text; the `passages` between them that were
    aligned; `cohesion`: the mean share of the representative that the members hold."""

    members: tuple[Member, ...]
    passages: tuple[Shared, ...]
    cohesion: float


@dataclass(slots=True)
class _Growing:
    members: list[Member]
    passages: list[Shared] = field(default_factory=list)


def group(shared: Iterable[Shared]) -> list[Family]:
    """The families of all passages, ordered by their representatives, whatever the order of `shared`."""
    growing: list[_Growing] = []
    standing: dict[int, list[tuple[Member, int]]] = defaultdict(list)

    def add(number: int, member: Member) -> None:
        """Enter an occurrence, unless it is one that the family has already."""
        known = standing[member.text]
        if not any(home == number and other.span.overlap(member.span) for other, home in known):
            growing[number].members.append(member)
            known.append((member, number))

    for row in sorted(shared, key=_longest_first):
        passage = row.passage
        homes_a = _homes(standing[row.a], passage.a, growing)
        homes_b = _homes(standing[row.b], passage.b, growing)
        numbers_b = {number for _, number in homes_b}
        number = next((number for _, number in homes_a if number in numbers_b), None)
        if number is None and homes_a and homes_b:
            number = _merge(growing, standing, homes_a[0], homes_b[0], passage)
        elif number is None and homes_a:
            member, number = homes_a[0]
            add(number, _through(member, passage.a, row.b, passage.b, passage))
        elif number is None and homes_b:
            member, number = homes_b[0]
            add(number, _through(member, passage.b, row.a, passage.a, passage))
        if number is None:
            growing.append(_Growing([]))
            number = len(growing) - 1
            for member in _sides(row):
                add(number, member)
        growing[number].passages.append(row)
    finished = [_finish(family) for family in growing if family.members]
    return sorted(finished, key=lambda family: (family.members[0].text, family.members[0].span))


def _longest_first(row: Shared) -> tuple[int, int, int, Span, Span]:
    return (-row.passage.words, row.a, row.b, row.passage.a, row.passage.b)


def _homes(
    members: list[tuple[Member, int]], span: Span, growing: list[_Growing]
) -> list[tuple[Member, int]]:
    """The members in whose place this span stands, each with its family, the best first."""
    if not members:
        return []
    start, end = span.start, span.end
    fitting = []
    for found in members:
        # What `Span.same_place` asks, in the one loop that runs for every passage and all members of a text.
        own = found[0].span
        low, high = own.start, own.end
        if low >= end or high <= start:
            continue
        shared = 2 * ((high if high < end else end) - (low if low > start else start))
        if shared < end - start or shared < high - low:
            continue
        if to_representative(found[0], span).same_place(growing[found[1]].members[0].span):
            fitting.append((-shared, found[1], found))
    if len(fitting) > 1:
        fitting.sort(key=_best_first)
    return [found for _, _, found in fitting]


def _best_first(fitting: tuple[int, int, tuple[Member, int]]) -> tuple[int, int]:
    return fitting[:2]


def to_representative(member: Member, span: Span) -> Span:
    """Where `span`, a span of the member's text, falls in the representative's text."""
    start = max(0, _place(member, span.start))
    return Span(start, max(start, _place(member, span.end)))


def _place(member: Member, position: int) -> int:
    """Where a position falls: in proportion inside the member's span, at the same distance outside it."""
    span, rep = member.span, member.rep
    if position <= span.start:
        return rep.start - (span.start - position)
    if position >= span.end:
        return rep.end + (position - span.end)
    return rep.start + round((position - span.start) * len(rep) / len(span))


def _merge(
    growing: list[_Growing],
    standing: dict[int, list[tuple[Member, int]]],
    home_a: tuple[Member, int],
    home_b: tuple[Member, int],
    passage: Passage,
) -> int | None:
    """Join the families that a passage bridges where all members of one fit the other's representative.

    Returns the family that took the other in. Where they do not fit, both stay as they are: None.
    """
    if home_a[1] < home_b[1]:
        (member, kept), span, (other, gone), other_span = home_a, passage.a, home_b, passage.b
    else:
        (member, kept), span, (other, gone), other_span = home_b, passage.b, home_a, passage.a
    representative = growing[kept].members[0].span
    # From the other representative to its member, over the passage, to our member, to our representative.
    shift = other.span.start - other.rep.start + span.start - other_span.start
    shift += member.rep.start - member.span.start
    moved = []
    for joining in growing[gone].members:
        rep = Span(max(0, joining.rep.start + shift), max(0, joining.rep.end + shift))
        if not rep.same_place(representative):
            return None
        identity = max(0.0, joining.identity + other.identity + passage.identity + member.identity - 3.0)
        moved.append(Member(joining.text, joining.span, joining.words, rep, identity))
    for joining in moved:
        standing[joining.text] = [
            found for found in standing[joining.text] if found[1] != gone or found[0].span != joining.span
        ]
        known = [found for found in growing[kept].members if found.text == joining.text]
        if not any(found.span.overlap(joining.span) for found in known):
            growing[kept].members.append(joining)
            standing[joining.text].append((joining, kept))
    growing[kept].passages += growing[gone].passages
    growing[gone] = _Growing([])
    return kept


def _sides(row: Shared) -> tuple[Member, Member]:
    """Both sides of the passage that founds a family: the representative (the longer) and the other."""
    passage = row.passage
    a = (row.a, passage.a, passage.last_a - passage.first_a)
    b = (row.b, passage.b, passage.last_b - passage.first_b)
    first, second = (a, b) if a[2] >= b[2] else (b, a)
    return (
        Member(first[0], first[1], first[2], first[1], 1.0),
        Member(second[0], second[1], second[2], first[1], passage.identity),
    )


def _through(member: Member, known: Span, text: int, span: Span, passage: Passage) -> Member:
    """A new member that was aligned with a member of the family: mapped through it to the representative."""
    words = passage.last_b - passage.first_b if span == passage.b else passage.last_a - passage.first_a
    identity = max(0.0, member.identity + passage.identity - 1.0)
    return Member(text, span, words, to_representative(member, known), identity)


def _finish(family: _Growing) -> Family:
    representative, others = family.members[0], family.members[1:]
    whole = len(representative.span)
    held = sum(member.rep.overlap(representative.span) for member in others)
    cohesion = held / (whole * len(others)) if others else 1.0
    ordered = sorted(others, key=lambda member: (member.text, member.span))
    passages = sorted(family.passages, key=lambda row: (row.a, row.b, row.passage.a))
    return Family((representative, *ordered), tuple(passages), round(cohesion, 4))
