"""Bylines -> the people that they name, and whether two have somebody in common. "Staff" is nobody."""

from __future__ import annotations

import re
from functools import lru_cache
from importlib import resources

from provenance.names import folded_name, same_name_token

Name = tuple[str, ...]
"""The words of a person's name, folded."""

_BEGINNING = re.compile(
    r"^\W*(?:(?:written|reported|story|text|words|article)\s+)?(?:by|par|por|von|di|door|av|af|от|автор[ы]?)\s*:?\s+"
    r"|^\W*(?:authors?|writers?|text|texte|autor(?:in|en|a)?|auteurs?|autore|yazar)\s*:\s*"
    r"|^\W*(?:بقلم|كتب|كتبت)\s*[:/]?\s*|^\W*(?:记者|記者|文)\s*[:：/]?\s*",
    re.IGNORECASE,
)
_BETWEEN = re.compile(
    r"\s*(?:[,;/|&+、，؛·]|\s(?:and|und|et|y|e|en|och|og|ve|i|и|و|with|mit|avec|con|com|met)\s|\sو(?=\w))\s*",
    re.IGNORECASE,
)
_BEHIND = re.compile(
    r"\s(?:in|for|at|of|from|aus|für|bei|à|pour|en|para|desde|is|via|special to|\(|\[|<|–|—|-\s).*$",
    re.IGNORECASE,
)
_WORD = re.compile(r"[^\W\d_]+(?:['’-][^\W\d_]+)*\.?")
_SOLID = re.compile(r"[\u3040-\u30ff\u3400-\u9fff\uac00-\ud7af]")


@lru_cache(maxsize=1)
def _desks() -> tuple[frozenset[str], tuple[str, ...]]:
    """Words that name nobody, and parts of such words in scripts without spaces."""
    text = resources.files("provenance.data").joinpath("desks.txt").read_text(encoding="utf-8")
    words = [word for line in text.splitlines() if not line.startswith("#") for word in line.split()]
    solid = tuple(word for word in words if _SOLID.search(word))
    return frozenset(words).difference(solid), solid


def authors(byline: str | None) -> frozenset[Name]:
    """The people that a byline names: two words or more each, in scripts without spaces two characters."""
    return _authors(byline) if byline else frozenset()


@lru_cache(maxsize=16384)
def _authors(byline: str) -> frozenset[Name]:
    line = _BEGINNING.sub("", byline.split("\n", 1)[0], count=1)
    found = set()
    for part in _BETWEEN.split(line):
        name = _name(_BEHIND.sub("", part))
        if name:
            found.add(name)
    return frozenset(found)


def _name(part: str) -> Name:
    words = tuple(folded_name(word.rstrip(".")) for word in _WORD.findall(_BEGINNING.sub("", part, count=1)))
    if not words or "@" in part or not _desks()[0].isdisjoint(words) or len(words) > 6:
        return ()
    if _SOLID.search(part):
        whole = "".join(words)
        return (whole,) if 2 <= len(whole) <= 5 and not any(end in whole for end in _desks()[1]) else ()
    return words if len(words) > 1 else ()


def is_desk(byline: str) -> bool:
    """Whether a byline has a word that names nobody, as staff or newsroom in any language."""
    return not _desks()[0].isdisjoint(folded_name(word.rstrip(".")) for word in _WORD.findall(byline))


@lru_cache(maxsize=16384)
def common_authors(one: str | None, other: str | None) -> tuple[str, ...]:
    """The people that both bylines name, as the first names them; spellings of one name are one."""
    others = authors(other)
    return tuple(sorted(" ".join(name) for name in authors(one) if any(_same(name, two) for two in others)))


def _same(one: Name, other: Name) -> bool:
    """Whether first and last name agree, and what stands between on both sides."""
    if one == other:
        return True
    if min(len(one), len(other)) < 2 or min(len(one[0]), len(other[0])) < 2:
        return False
    if not (same_name_token(one[0], other[0]) and same_name_token(one[-1], other[-1])):
        return False
    inner, outer = sorted((one[1:-1], other[1:-1]), key=len)
    return all(any(same_name_token(a, b) or a[0] == b for b in outer) for a in inner)
