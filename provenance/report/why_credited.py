"""Who is credited for a passage, by which words, in sentences; and whom the articles name for other words."""

from __future__ import annotations

from collections.abc import Mapping, Sequence

from provenance.report.findings import Passage, names
from provenance.report.grounds import Grounds, Named, Said, Stand
from provenance.report.marked import PHOTO
from provenance.report.wording import number

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
    return str(a) if a == b else f"{a} in A, {b} in B"


def credit(passage: Passage, grounds: Grounds) -> list[str]:
    """The sentences on the credits of both sides, for the words of a passage and for others."""
    sides = (("A", grounds.a), ("B", grounds.b))
    credited = {"A": names(passage.a.credit), "B": names(passage.b.credit)}
    if not any((*credited.values(), grounds.a.named, grounds.b.named)):
        said = [
            f"Nobody is credited for any of these words; a credit counts from half of them up "
            f"({halves(grounds)})."
        ]
    else:
        said = [f"{'; '.join(_credited(letter, credited[letter], stand) for letter, stand in sides)}."]
        if set(credited["A"]) != set(credited["B"]):
            said.append(_same_if(credited, grounds))
    elsewhere = [f"{letter} names {listed}" for letter, stand in sides if (listed := _list(stand))]
    return [*said, *([f"Not for these words: {'; '.join(elsewhere)}."] if elsewhere else [])]


def _credited(letter: str, credited: Sequence[str], stand: Stand) -> str:
    """Whom one side credits, for how many of the words, and in which words of its own."""
    if not stand.named and not credited:
        return f"{letter} credits nobody for these words"
    counted = {one.name: one for one in stand.named}
    shown = [_counted(counted[name], stand) if name in counted else name for name in credited]
    few = [f"{_counted(one, stand)}, fewer than half" for one in stand.named if one.name not in credited]
    return f"{letter} credits {', '.join([*shown, *few])}"


def _counted(one: Named, stand: Stand) -> str:
    share = f"all {stand.words}" if one.words == stand.words else f"{one.words} of {stand.words}"
    return f"{one.name} for {share} words ({_by(one.by)})"


def _by(said: Sequence[Said]) -> str:
    """The credits of one name, the widest first."""
    return "; ".join(_some([_place(one) for one in said]))


def _place(one: Said) -> str:
    """Where a credit stands: one without words of its own was stated outside the text."""
    return f"“{_cut(one.words)}”, {one.role}, line {one.line}" if one.words else "stated outside the text"


def _same_if(credited: Mapping[str, Sequence[str]], grounds: Grounds) -> str:
    """What would make the credits of both sides the same."""
    halves = {"A": half(grounds.a.words), "B": half(grounds.b.words)}
    lacking = [
        f"{name} in {letter} (for at least {number(halves[letter], 'word')})"
        for letter, other in (("A", "B"), ("B", "A"))
        for name in credited[other]
        if name not in credited[letter]
    ]
    return f"The credits would be the same with a credit for {' and for '.join(lacking)}."


def _list(stand: Stand) -> str:
    """The credits of an article that cover none of the words, by name, and those outside its text."""
    by_name: dict[str, list[str]] = {}
    for one in stand.elsewhere:
        role = "for a picture" if one.role == PHOTO else one.role
        place = f"{role}, line {one.line}" if one.words else "stated outside the text"
        by_name.setdefault(one.name, []).append(place)
    listed = [f"{name} ({'; '.join(_some(places))})" for name, places in by_name.items()]
    listed += [f"“{_cut(one)}” (outside its text)" for one in stand.stated]
    return ", ".join(_some(listed))


def _some(parts: Sequence[str]) -> list[str]:
    """The first of many, and how many more there are."""
    more = len(parts) - LISTED
    return [*parts[:LISTED], *([f"{more} more"] if more > 0 else [])]


def _cut(words: str) -> str:
    return words if len(words) <= WORDS else f"{words[: WORDS - 1].rstrip()}…"
