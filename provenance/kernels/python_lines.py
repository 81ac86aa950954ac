"""The lines of a text, and what of each can be seen without reading it, in plain Python."""

from __future__ import annotations

from collections.abc import Collection, Sequence
from typing import NamedTuple
from unicodedata import decimal

ADJACENT, WORDLESS, NUMBERED, MARKED, BEGUN = 1, 2, 4, 8, 16
"""The bits of a line's `face`: the line directly before it is not blank; it holds no letter and no digit; it
holds as many digits as were asked for; its end is one of `Endings`; it begins as one of the first heads
(as one of the second set: twice that, and so on)."""

_MOST_SETS = 16

Row = tuple[int, int, int, int, int]
"""Where a line starts and ends without the white space around it, where it starts and ends without the marks
at its edges, and its face."""


class Endings(NamedTuple):
    """Ends of lines to be told from others: of lines of at most `longest` code points those that end with one
    of the `closers`, and those with one of the `marks` in their last `reach` code points that hold a word
    which leads to them, or among the last a sign that does `alone`.

    A line of more than `settled` code points that ends with one of
    the `stops` is not searched for marks.
    """

    marks: tuple[str, ...]
    reach: int
    longest: int
    closers: str
    stops: str
    settled: int
    alone: str


def fold(words: str) -> str:
    """Words code point by code point so that two that a regular expression takes for each other without
    regard to case are the same, and the digits of all scripts are those of ASCII."""
    return "".join(str(decimal(code)) if code.isdecimal() else code.lower()[0].upper()[0] for code in words)


class Heads:
    """Sets of beginnings, upper and lower case alike unless `exact`. ValueError for more than 16 sets."""

    __slots__ = ("_fold", "_longest", "_sets")

    def __init__(self, sets: Sequence[Collection[str]], *, exact: bool = False) -> None:
        if len(sets) > _MOST_SETS:
            raise ValueError(f"there can be {_MOST_SETS} sets of beginnings")
        self._fold = str if exact else fold
        self._sets = [tuple(map(self._fold, heads)) for heads in sets]
        self._longest = max((len(head) for heads in self._sets for head in heads), default=0)

    def begun(self, text: str) -> int:
        """With which of the sets a text begins: a bit for each, the lowest for the first."""
        start = self._fold(text[: self._longest])
        return sum(1 << number for number, heads in enumerate(self._sets) if start.startswith(heads))

    def within(self, text: str) -> bool:
        """Whether any of the beginnings stands anywhere in a text."""
        words = self._fold(text)
        return any(head in words for heads in self._sets for head in heads)


class LineSieve:
    """Sorts the lines of texts by what is seen of them at once.

    `edges` are the marks that may stand at the edges of a line and are no part of what it says. `leads` are
    the words that lead to an end of those that are looked for. `digits` is how many digits a line of at most
    `longest` code points needs to be one that is numbered.
    """

    __slots__ = ("_digits", "_edges", "_endings", "_heads", "_leads", "_longest")

    def __init__(
        self, edges: str, heads: Heads, endings: Endings, leads: Heads, digits: int, longest: int
    ) -> None:
        self._edges, self._heads, self._endings, self._leads = edges, heads, endings, leads
        self._digits, self._longest = digits, longest

    def rows(self, text: str, start: int) -> tuple[Sequence[Row], list[int]]:
        """The lines of a text, from a code point on, that hold more than white space; and the numbers of
        those lines of which anything is seen but that they are adjacent.

        A line ends where `str.splitlines` ends it. A line of nothing but edge marks ends, without them, where
        it starts. ValueError for a start below 0.
        """
        if start < 0:
            raise ValueError("a text starts at 0")
        found: list[Row] = []
        seen_of = []
        adjacent = 0
        for line in text[start:].splitlines(keepends=True):
            solid = line.strip()
            if solid:
                begin = start + len(line) - len(line.lstrip())
                core = solid.strip(self._edges)
                first = begin + len(solid) - len(solid.lstrip(self._edges)) if core else begin
                seen = self._face(core)
                if seen:
                    seen_of.append(len(found))
                found.append((begin, begin + len(solid), first, first + len(core), seen | adjacent))
            adjacent = ADJACENT if solid else 0
            start += len(line)
        return found, seen_of

    def _face(self, core: str) -> int:
        face = self._heads.begun(core) * BEGUN
        if not any(map(str.isalnum, core)):
            face |= WORDLESS
        if len(core) <= self._longest and sum(map(str.isdecimal, core)) >= self._digits:
            face |= NUMBERED
        return face | MARKED if self._is_marked(core) else face

    def _is_marked(self, core: str) -> bool:
        ways = self._endings
        if not core or len(core) > ways.longest:
            return False
        if core[-1] in ways.closers:
            return True
        if len(core) > ways.settled and core[-1] in ways.stops:
            return False
        end = core[max(0, len(core) - ways.reach) :]
        if not any(mark in end for mark in ways.marks):
            return False
        return not set(ways.alone).isdisjoint(end) or self._leads.within(core)
