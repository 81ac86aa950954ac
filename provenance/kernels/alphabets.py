"""Words whose letters are of several alphabets: look-alikes folded to the alphabet of the word.

Who copies a text can hide it by letters that only look the same: a Cyrillic о in an English word. Such a word
is compared as the word that a reader sees. A word of one alphabet stays as it is, also if all its letters are
look-alikes.
"""

from __future__ import annotations

import unicodedata
from functools import lru_cache
from importlib import resources
from typing import NamedTuple

LATIN, GREEK, CYRILLIC, MINOR = 1, 2, 4, 8
"""The alphabets as bits. MINOR are those that lend look-alikes and are never what a mixed word is written
in."""

_ALPHABETS = {
    "LATIN": LATIN, "GREEK": GREEK, "CYRILLIC": CYRILLIC, "ARMENIAN": MINOR, "CHEROKEE": MINOR,
    "COPTIC": MINOR, "LISU": MINOR,
}  # fmt: skip


class LookAlikes(NamedTuple):
    """Letters that look like a Latin one, and for Greek and Cyrillic theirs by the Latin ones."""

    latin: dict[str, str]
    back: dict[int, dict[str, str]]


@lru_cache(maxsize=1)
def look_alikes() -> LookAlikes:
    """The pairs of the data file."""
    found = LookAlikes({}, {GREEK: {}, CYRILLIC: {}})
    text = resources.files("provenance.data").joinpath("confusables.txt").read_text(encoding="utf-8")
    for line in text.splitlines():
        fields = line.partition("#")[0].split(";")
        if len(fields) == 3:
            letter, latin, direction = chr(int(fields[0], 16)), fields[1].strip(), fields[2].strip()
            found.latin[letter] = latin
            if direction == "=":
                found.back[alphabet_of(letter)][latin] = letter
    return found


@lru_cache(maxsize=1 << 14)
def alphabet_of(letter: str) -> int:
    """The alphabet of a letter; 0 where it is of another one, or no letter."""
    if unicodedata.category(letter)[0] != "L":
        return 0
    return _ALPHABETS.get(unicodedata.name(letter, "").partition(" ")[0], 0)


def unmix(word: str) -> str:
    """A word with the look-alikes of other alphabets folded to its own; itself where it is of one alphabet,
    or has a letter that its own alphabet has nothing like.

    Its own is the alphabet in which all of it can be read; of several the one of most of its letters, then
    Latin. Accents stay.
    """
    if not _several(word):
        return word
    pieces = _pieces(word)
    alphabets = [alphabet_of(piece) for piece in pieces]
    mains = [main for main in (LATIN, CYRILLIC, GREEK) if main in alphabets]
    for main in sorted(mains, key=alphabets.count, reverse=True):
        folded = [
            piece if alphabet in (0, main) else _like(piece, main)
            for piece, alphabet in zip(pieces, alphabets, strict=True)
        ]
        if all(folded):
            return "".join(folded)
    return word


def _several(word: str) -> bool:
    """Whether the letters of a word are of several alphabets: those of nearly no word are."""
    found = 0
    for char in word:
        found |= _alphabets_of(char)
    return found & (found - 1) != 0


@lru_cache(maxsize=1 << 14)
def _alphabets_of(char: str) -> int:
    """The alphabets of what a character comes apart into."""
    found = 0
    for piece in _pieces(char):
        found |= alphabet_of(piece)
    return found


def foreign_letters(word: str) -> list[tuple[str, str]]:
    """The letters inside a word that only look like those around them (wide and mathematical ones, too), each
    with the letter that it is taken for, in order.

    None where they stand at the ends of the word only: a stem of one alphabet with the ending of another is
    how people write. None where not all of the word can be read in one alphabet.
    """
    pieces = [(char, piece) for char in word for piece in _pieces(char)]
    read = _pieces(unmix(word))
    letters = [place for place, (_, piece) in enumerate(pieces) if alphabet_of(piece)]
    foreign = [place for place in letters if pieces[place][1] != read[place] or _is_styled(pieces[place][0])]
    own = sorted({*letters} - {*foreign})
    if not any(own[0] < place < own[-1] for place in foreign if own):
        return []
    return [(pieces[place][0], read[place]) for place in foreign]


def _is_styled(char: str) -> bool:
    """Whether a character is a fullwidth or a mathematical letter."""
    return "\uff21" <= char <= "\uff5a" or "\U0001d400" <= char <= "\U0001d7ff"


def _pieces(word: str) -> str:
    """A word with accents and compatibility forms taken apart, look-alikes that are such a form left."""
    latin = look_alikes().latin
    return "".join(char if char in latin else unicodedata.normalize("NFKD", char) for char in word)


def _like(letter: str, main: int) -> str:
    """The letter of the alphabet `main` that looks like this one, empty where there is none."""
    looks = look_alikes()
    latin = looks.latin.get(letter, letter)
    if main != LATIN:
        return looks.back[main].get(latin, "")
    return latin if latin.isascii() else ""
