"""Who is credited for a passage, by which words, in sentences; and whom the articles name for other words."""

from __future__ import annotations

from collections.abc import Mapping, Sequence

from provenance.report.findings import Passage
from provenance.report.grounds import Grounds, Named, Said, Stand
from provenance.report.joined import names
from provenance.report.marked import PHOTO
from provenance.sentences import called, figure, listed, many, say

LISTED = 4
"""Credits that a sentence lists; it counts the others."""
WORDS = 60
"""Characters of a credit's own words that are shown."""


def half(words: int) -> int:
    """The fewest words that are half of so many."""
    return (words + 1) // 2


def halves(grounds: Grounds) -> str:
    """The words that are half of each side."""
    a, b = half(grounds.a.words), half(grounds.b.words)
    return figure(a) if a == b else say("why.credit.halves", a=figure(a), b=figure(b))


def credit(passage: Passage, grounds: Grounds) -> list[str]:
    """The sentences on the credits of both sides, for the words of a passage and for others."""
    sides = (("A", grounds.a), ("B", grounds.b))
    credited = {"A": names(passage.a.credit), "B": names(passage.b.credit)}
    if not any((*credited.values(), grounds.a.named, grounds.b.named)):
        said = [say("why.credit.nobody", halves=halves(grounds))]
    else:
        of_sides = listed("semicolon", (_credited(letter, credited[letter], one) for letter, one in sides))
        said = [say("why.credit.sides", said=of_sides)]
        if set(credited["A"]) != set(credited["B"]):
            said.append(_same_if(credited, grounds))
    elsewhere = [
        say("why.credit.names", letter=letter, names=others)
        for letter, stand in sides
        if (others := _list(stand))
    ]
    if elsewhere:
        said.append(say("why.credit.elsewhere", said=listed("semicolon", elsewhere)))
    return said


def _credited(letter: str, credited: Sequence[str], stand: Stand) -> str:
    """Whom one side credits, for how many of the words, and in which words of its own."""
    if not stand.named and not credited:
        return say("why.credit.nobody_on_side", letter=letter)
    counted = {one.name: one for one in stand.named}
    shown = [_counted(counted[name], stand) if name in counted else name for name in credited]
    few = [
        say("why.credit.fewer", said=_counted(one, stand)) for one in stand.named if one.name not in credited
    ]
    return say("why.credit.credits", letter=letter, names=listed("comma", [*shown, *few]))


def _counted(one: Named, stand: Stand) -> str:
    how = "all" if one.words == stand.words else "some"
    return many(f"why.credit.{how}", stand.words, name=one.name, some=figure(one.words), by=_by(one.by))


def _by(said: Sequence[Said]) -> str:
    """The credits of one name, the widest first."""
    return listed("semicolon", _some([_place(one) for one in said]))


def _place(one: Said) -> str:
    """Where a credit stands: one without words of its own was stated outside the text."""
    if not one.words:
        return say("why.credit.outside")
    return say("why.credit.place", words=_cut(one.words), role=called("role", one.role), line=one.line)


def _same_if(credited: Mapping[str, Sequence[str]], grounds: Grounds) -> str:
    """What would make the credits of both sides the same."""
    halves = {"A": half(grounds.a.words), "B": half(grounds.b.words)}
    lacking = [
        many("why.credit.lacking", halves[letter], name=name, letter=letter)
        for letter, other in (("A", "B"), ("B", "A"))
        for name in credited[other]
        if name not in credited[letter]
    ]
    return say("why.credit.same_if", names=listed("and_for", lacking))


def _list(stand: Stand) -> str:
    """The credits of an article that cover none of the words, by name, and those outside its text."""
    by_name: dict[str, list[str]] = {}
    for one in stand.elsewhere:
        role = say("why.credit.picture") if one.role == PHOTO else called("role", one.role)
        place = say("why.credit.line", role=role, line=one.line) if one.words else say("why.credit.outside")
        by_name.setdefault(one.name, []).append(place)
    named = [
        say("why.credit.named", name=name, places=listed("semicolon", _some(places)))
        for name, places in by_name.items()
    ]
    named += [say("why.credit.stated", words=_cut(one)) for one in stand.stated]
    return listed("comma", _some(named))


def _some(parts: Sequence[str]) -> list[str]:
    """The first of many, and how many more there are."""
    more = len(parts) - LISTED
    return [*parts[:LISTED], *([many("why.credit.more", more)] if more > 0 else [])]


def _cut(words: str) -> str:
    return words if len(words) <= WORDS else f"{words[: WORDS - 1].rstrip()}…"
