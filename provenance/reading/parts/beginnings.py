"""How the matches of a regular expression can begin, so that most lines are never tried against it."""

from __future__ import annotations

import re
from collections.abc import Iterable
from functools import lru_cache

LENGTH = 6
"""Characters of a beginning that are told apart."""

_DIGITS = "0123456789"
_AT_LEAST = re.compile(r"\{(\d*)(?:,\d*)?\}")
_OPENING = re.compile(r"\((?:\?(?:P<\w+>|[a-z]*:))?")
_FOREIGN = re.compile(r"[^\x00-\x7f]")
_ENDED, _GOES_ON = False, True

_Begun = set[tuple[str, bool]]
"""Beginnings, each with whether what follows it is still known."""


class Beginnings:
    """The beginnings of the matches of some patterns (`heads`), without regard to case."""

    __slots__ = ("_tree", "heads")

    def __init__(self, heads: frozenset[str]) -> None:
        # Imported here: installation finds beginnings out before there are any loops.
        from provenance.kernels import Heads

        self.heads = heads
        self._tree = Heads([heads])

    def may_match(self, line: str) -> bool:
        """Whether any pattern can match at the start of `line`; False is sure, True is not."""
        return self._tree.begun(line) != 0


def all_beginnings(patterns: Iterable[str]) -> frozenset[str]:
    """What the matches of some patterns can begin with."""
    found = (beginnings(pattern) | foreign_beginnings(pattern) for pattern in patterns)
    return frozenset().union(*found)


def beginnings(pattern: str) -> frozenset[str]:
    r"""What the matches of a pattern whose first two characters are ASCII can begin with, in lower case: an
    empty string where that can be anything. A beginning ends before what is not ASCII.

    Understood are literals, `\d`, lists of characters, groups and their alternatives; whatever else stands in
    a pattern ends what is known of it.
    """
    heads = (head for head in _heads(pattern) if head[:2].isascii())
    return frozenset(_FOREIGN.split(head, maxsplit=1)[0] for head in heads)


def foreign_beginnings(pattern: str) -> frozenset[str]:
    """What the matches of a pattern can begin with of which one of the first two characters is not ASCII."""
    return frozenset(head for head in _heads(pattern) if not head[:2].isascii())


@lru_cache(maxsize=1)  # asked for twice in a row
def _heads(pattern: str) -> frozenset[str]:
    begun, _ = _alternatives(pattern, 0)
    return frozenset(head for head, _ in begun)


def _alternatives(pattern: str, place: int) -> tuple[_Begun, int]:
    """The beginnings of alternatives, and where they end: at a bracket or the end of the pattern."""
    found: _Begun = set()
    begun: _Begun = {("", _GOES_ON)}
    while place < len(pattern) and pattern[place] != ")":
        if pattern[place] == "|":
            found |= begun
            begun = {("", _GOES_ON)}
            place += 1
            continue
        atom, place = _atom(pattern, place)
        least, most, place = _repeated(pattern, place)
        if least == 0:
            atom = {*atom, ("", _GOES_ON)} if most == 1 else {("", _ENDED)}
        begun = {row for head in begun for row in _followed(head, atom)}
        if most != 1:
            begun = {(head, _ENDED) for head, _ in begun}
    return found | begun, place


def _followed(head: tuple[str, bool], atom: _Begun) -> _Begun:
    begun, known = head
    if not known:
        return {head}
    return {((begun + more)[:LENGTH], goes_on and len(begun + more) < LENGTH) for more, goes_on in atom}


def _atom(pattern: str, place: int) -> tuple[_Begun, int]:
    """One element of a pattern, and where it ends. What is not understood can be anything."""
    sign = pattern[place]
    if sign == "(":
        opening = _OPENING.match(pattern, place)
        plain = opening is not None and not pattern.startswith("?", opening.end())
        begun, end = _alternatives(pattern, opening.end() if opening else place + 1)
        return (begun if plain else {("", _ENDED)}), end + 1
    if sign == "[":
        end = pattern.index("]", place + 2)
        inside = pattern[place + 1 : end]
        simple = not re.search(r"\\|^\^|.-.", inside)
        return (_letters(inside) if simple else {("", _ENDED)}), _after_class(pattern, place)
    if sign == "\\":
        letter = pattern[place + 1]
        if letter == "b":
            return {("", _GOES_ON)}, place + 2
        if letter == "d":
            return _letters(_DIGITS), place + 2
        return (_letters(letter) if not letter.isalnum() else {("", _ENDED)}), place + 2
    return ({("", _ENDED)} if sign in ".^$" else _letters(sign)), place + 1


def _after_class(pattern: str, place: int) -> int:
    """Where a list of characters ends."""
    place += 2 if pattern.startswith("[^", place) else 1
    first = place
    while pattern[place] != "]" or place == first:
        place += 2 if pattern[place] == "\\" else 1
    return place + 1


def _letters(signs: str) -> _Begun:
    """Any one of some characters."""
    return {(sign.lower() if sign.isascii() else sign, _GOES_ON) for sign in signs}


def _repeated(pattern: str, place: int) -> tuple[int, int | None, int]:
    """How often at least the element before a place stands, how often at most where that is once, and where
    the next one begins."""
    sign = pattern[place : place + 1]
    if counted := _AT_LEAST.match(pattern, place):
        least, place = int(counted[1] or 0), counted.end()
    elif sign and sign in "?*+":
        least, place = int(sign == "+"), place + 1
    else:
        return 1, 1, place
    lazy = pattern[place : place + 1] in ("?", "+")
    return least, 1 if sign == "?" else None, place + lazy
