"""Misspelt names of agencies: "Agence-France Press", "Deutsche Presse Agenture".

A name of several words is looked at where one of its rarer words stands: texts without one cost nothing.
Short names (AFP, dpa) have no variants: another letter makes another name.
"""

from __future__ import annotations

import re
from collections.abc import Iterable, Mapping

LIKE = 0.93
"""Jaro-Winkler. Agence France-Presse and Agence-France Press are .98 alike, Agence Gabonaise de Presse .8."""
SHORTEST = 10
"""Letters of a name that is looked for in other spellings."""
_LONG = 9
"""Letters of a word in which two may be wrong."""
_SHARED = 3
"""A word in more names than this tells too little to look for ("Agency", "Press")."""
_RUN = re.compile(r"[^\W\d_][\w’']*(?:[ \u00a0–-](?:[^\W\d_a-z][\w’']*|de|of|the))*")
_REACH = 40
_LETTERS = re.compile(r"[^\W\d_]+")

Variants = Mapping[str, tuple[tuple[str, str], ...]]
"""By a word: the names that hold it, as letters alone, and as they are written."""


def prepare(names: Iterable[str]) -> Variants:
    """Names in Latin letters, by each of their words that few of them have."""
    by_word: dict[str, list[tuple[str, str]]] = {}
    for name in names:
        words = _LETTERS.findall(name)
        letters = "".join(words).casefold()
        if len(words) > 1 and len(letters) >= SHORTEST and name[0].isupper() and not name.isupper():
            for word in words:
                if len(word) > 3 and word[0].isupper():
                    by_word.setdefault(word, []).append((letters, name))
    return {word: tuple(found) for word, found in by_word.items() if len(found) <= _SHARED}


def find_variants(
    text: str, present: Iterable[str], variants: Variants, known: frozenset[str] | Mapping[str, object]
) -> list[tuple[int, int, str]]:
    """Where a name stands in another spelling: from, to (half-open), and how the list has it."""
    found = []
    for word in present:
        for letters, name in variants.get(word, ()):
            start = text.find(word)
            while start >= 0:
                end = start + len(word)
                place = _around(text, start, end, letters, name)
                if place is not None and text[slice(*place)] not in known:
                    found.append((*place, name))
                    end = max(end, place[1])
                start = text.find(word, end)
    return found


def _around(text: str, start: int, end: int, letters: str, name: str) -> tuple[int, int] | None:
    """The run of words around a word that is nearly a name, but not letter for letter."""
    import jellyfish

    low = max(0, start - _REACH)
    for match in _RUN.finditer(text, low, min(len(text), end + _REACH)):
        if match.end() <= start:
            continue
        if match.start() > start:
            return None
        words = [(one.start(), one.end()) for one in _LETTERS.finditer(text, match.start(), match.end())]
        count = len(_LETTERS.findall(name))
        for size in (count, count - 1, count + 1):
            for first in range(len(words) - size + 1) if size > 0 else ():
                begin, stop = words[first][0], words[first + size - 1][1]
                if begin <= start and stop >= end:
                    own = "".join(_LETTERS.findall(text[begin:stop])).casefold()
                    near = abs(len(own) - len(letters)) <= 2 and own[:1] == letters[:1]
                    if (
                        near
                        and jellyfish.jaro_winkler_similarity(own, letters) >= LIKE
                        and _misspelt(text[begin:stop], name)
                    ):
                        return begin, stop
        return None
    return None


def _misspelt(own: str, name: str) -> bool:
    """Whether each word is the other's but for a letter, of long ones two: Austria and Australia are two
    names, African and American, too."""
    import jellyfish

    words, wanted = ([one.casefold() for one in _LETTERS.findall(each)] for each in (own, name))
    if len(words) != len(wanted):
        return bool(jellyfish.damerau_levenshtein_distance("".join(words), "".join(wanted)) <= 1)
    return all(
        jellyfish.damerau_levenshtein_distance(a, b) <= (2 if min(len(a), len(b)) >= _LONG else 1)
        for a, b in zip(words, wanted, strict=True)
    )
