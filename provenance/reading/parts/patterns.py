"""Pattern files: one regular expression a line, tried on whole lines of a text, fast."""

from __future__ import annotations

import re
from collections import defaultdict
from collections.abc import Mapping, Sequence
from functools import cache
from importlib import resources
from pathlib import Path
from typing import Any

from provenance.reading.parts.beginnings import Beginnings, all_beginnings
from provenance.snapshots import PACKAGE, Snapshot

_IGNORE_CASE = {"boilerplate": True, "bylines": False}
"""The files of patterns by name, and whether case makes no difference in them."""
SNAPSHOT = Snapshot(
    "patterns",
    (
        "reading/parts/patterns.py", "reading/parts/beginnings.py",
        *(f"data/{name}.txt" for name in _IGNORE_CASE),
    ),
)  # fmt: skip
_MAY_BE_ABSENT = re.compile(r"[?*]|\{0?[,}]")
_NOT_LITERAL = frozenset(".^$*+?{}[]\\|()")


class LinePatterns:
    """Regular expressions that must match a whole line, sorted by the character that they begin with.

    A line is only tried against the patterns that can begin as it does, so hundreds of patterns cost hardly
    more than one. They are compiled when the first line asks for them.
    """

    __slots__ = ("_beginnings", "_by_first", "_compiled", "_flags", "_free", "_patterns", "_sorted")

    def __init__(self, patterns: Sequence[str], *, ignore_case: bool, known: _Known | None = None) -> None:
        """`known`: what was found out of these patterns before."""
        self._flags = re.IGNORECASE if ignore_case else 0
        self._patterns = tuple(patterns)
        self._sorted, self._free, heads = known or _find_out(patterns, ignore_case=ignore_case)
        self._beginnings = Beginnings(heads)
        self._by_first: dict[str, re.Pattern[str]] = {}
        self._compiled: list[re.Pattern[str]] = []

    @property
    def heads(self) -> frozenset[str]:
        """What every line that satisfies a pattern begins with, upper and lower case alike."""
        return self._beginnings.heads

    def any(self, line: str) -> bool:
        """Whether the whole of `line` satisfies any pattern."""
        if not self._beginnings.may_match(line):
            return False
        first = self._fold(line[:1])
        return self._any_of(first if first in self._sorted else "").fullmatch(line) is not None

    def match(self, line: str) -> re.Match[str] | None:
        """The match of the first pattern that the whole of `line` satisfies."""
        if not self.any(line):
            return None
        if not self._compiled:
            self._compiled = [re.compile(pattern, self._flags) for pattern in self._patterns]
        matches = (pattern.fullmatch(line) for pattern in self._compiled)
        return next((match for match in matches if match is not None), None)

    def _any_of(self, first: str) -> re.Pattern[str]:
        """One expression for all patterns that can begin with a character; "" for any that no pattern has."""
        known = self._by_first.get(first)
        if known is None:
            either = "|".join(map(_unnamed, (*self._sorted.get(first, ()), *self._free)))
            known = self._by_first[first] = re.compile(either or r"(?!)", self._flags)
        return known

    def _fold(self, character: str) -> str:
        return _folded(character) if self._flags else character


_Known = tuple[dict[str, tuple[str, ...]], tuple[str, ...], frozenset[str]]
"""Patterns by the character that they begin with; those of which that is not plain; the beginnings of all."""


def _find_out(patterns: Sequence[str], *, ignore_case: bool) -> _Known:
    begun: defaultdict[str, list[str]] = defaultdict(list)
    free = []
    for pattern in patterns:
        firsts = first_characters(pattern)
        if firsts is None:
            free.append(pattern)
            continue
        for first in {_folded(first) for first in firsts} if ignore_case else firsts:
            begun[first].append(pattern)
    return {first: tuple(own) for first, own in begun.items()}, tuple(free), all_beginnings(patterns)


def _folded(character: str) -> str:
    return character.lower()[:1]


def first_characters(pattern: str) -> frozenset[str] | None:
    r"""The literal characters that a match of `pattern` can begin with; None where that is not plain to see.

    Plain are a literal, `\d`, an escaped mark, and a group of such alternatives: `(?:lire|voir) aussi`.
    """
    group = re.match(r"\(\?:([^()\[\]]*)\)(?![?*{])", pattern)
    alternatives = group[1].split("|") if group else [pattern]
    if not group and "|" in re.sub(r"\([^()]*\)|\[[^\]]*\]", "", pattern):
        return None
    firsts: set[str] = set()
    for alternative in alternatives:
        head, rest = alternative[:1], alternative[1:]
        if head == "\\" and rest[:1] and not (rest[0].isalnum() and rest[0] != "d"):
            head, rest = "0123456789" if rest[0] == "d" else rest[0], rest[1:]
        elif not head or head in _NOT_LITERAL:
            return None
        if _MAY_BE_ABSENT.match(rest):
            return None
        firsts.update(head)
    return frozenset(firsts)


def _unnamed(pattern: str) -> str:
    return f"(?:{re.sub(r'[(][?]P<[a-z]+>', '(?:', pattern)})"


def data_lines(name: str) -> list[str]:
    """The lines of a file of `provenance/data` that are neither blank nor comments."""
    lines = resources.files("provenance.data").joinpath(name).read_text("utf-8").splitlines()
    return [line.strip() for line in lines if line.strip() and not line.lstrip().startswith("#")]


@cache
def name_particles() -> frozenset[str]:
    """Words in lower case that may stand inside names."""
    return frozenset(word for line in data_lines("name_particles.txt") for word in line.split())


@cache
def boilerplate_patterns() -> LinePatterns:
    """The lines of the page around an article."""
    return _shipped("boilerplate")


@cache
def byline_patterns() -> LinePatterns:
    """The lines that name who wrote it; the group `who`, where there is one, holds the names."""
    return _shipped("bylines")


def make_ready(package: Path = PACKAGE) -> None:
    """Keep in `package` what is found out of the patterns of the data files: installations do so."""
    files = {name: data_lines(f"{name}.txt") for name in _IGNORE_CASE}
    SNAPSHOT.write(
        {
            name: (tuple(lines), _find_out(lines, ignore_case=_IGNORE_CASE[name]))
            for name, lines in files.items()
        },
        package,
    )


def _shipped(name: str) -> LinePatterns:
    kept = _kept()
    lines, known = kept[name] if kept is not None else (data_lines(f"{name}.txt"), None)
    return LinePatterns(lines, ignore_case=_IGNORE_CASE[name], known=known)


@cache
def _kept() -> Mapping[str, Any] | None:
    return SNAPSHOT.read()
