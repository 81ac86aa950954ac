"""The wordings of the data files, to look up: by their last words, or as they are joined to a name."""

from __future__ import annotations

import re
from collections.abc import Iterable, Mapping
from typing import Any

Phrases = Mapping[str, tuple[tuple[str, str], ...]]
"""The last words of a phrase -> (words that must stand before them, or empty; role)."""


WORDS = re.compile(r"[\w\u064b-\u0652]+\+?|[^\w\s'’\-‑_]")
"""Words and punctuation of a context. Apostrophes and hyphens part words and say nothing else; the vowel
marks of Arabic are part of its words."""
_WORD = re.compile(r"\w+")
_ARABIC = dict.fromkeys(range(1611, 1619)) | str.maketrans("أإآٱى", "ااااي")
SOLID_RANGES = ((0x0900, 0x109F), (0x1100, 0x11FF), (0x1780, 0x17FF), (0x2E80, 0xFFFF))
_FIRST_SOLID = chr(SOLID_RANGES[0][0])


def is_arabic(char: str) -> bool:
    return "\u0600" <= char <= "\u06ff"


def is_solid(char: str) -> bool:
    """Whether this script has no spaces, or endings, so that a name may adjoin letters."""
    return char >= _FIRST_SOLID and any(low <= ord(char) <= high for low, high in SOLID_RANGES)


def fold(word: str) -> str:
    """A word as it is compared: without case, and Arabic without vowel marks and hamzas, which writers leave
    out as they like."""
    word = word.casefold()
    return word if word.isascii() else word.translate(_ARABIC)


def folded(phrase: str) -> str:
    """A phrase as it is compared: each word folded, without apostrophes and hyphens."""
    return fold(" ".join(WORDS.findall(phrase)))


def crossed(language: Mapping[str, Any]) -> Mapping[str, Any]:
    """A language whose phrases also have each of its `crossed` verbs in each of their frames: "{} … en"."""
    if "crossed" not in language:
        return language
    result = dict(language)
    for block in language["crossed"]:
        for place in ("before", "after", "titled"):
            roles = {role: list(phrases) for role, phrases in result.get(place, {}).items()}
            for role, frames in block.get(place, {}).items():
                roles.setdefault(role, []).extend(
                    frame.replace("{}", verb) for frame in frames for verb in block["verbs"]
                )
            result[place] = roles
    return result


def phrases(languages: Iterable[Mapping[str, Any]], key: str) -> Phrases:
    """The phrases of all languages, by their last words; `key` says where they stand to the name."""
    result: dict[str, set[tuple[str, str]]] = {}
    for language in languages:
        for role, wordings in language.get(key, {}).items():
            for phrase in wordings:
                head, _, tail = phrase.rpartition("…")
                result.setdefault(folded(tail), set()).add((folded(head), role))
    # The phrase that asks for more comes first.
    return {tail: tuple(sorted(entries, reverse=True)) for tail, entries in result.items()}


def inversions(languages: Mapping[str, Mapping[str, Any]]) -> frozenset[str]:
    """The words of telling of languages whose subject may stand behind: powiedział NAME sołtys."""
    told = {
        code: {word for phrase in own.get("before", {}).get("told", ()) for word in _WORD.findall(phrase)}
        for code, own in languages.items()
    }
    english = told.pop("en", set())
    return frozenset(word for words in told.values() for word in words - english if len(word) > 2)


def _joined(languages: Iterable[Mapping[str, Any]], key: str) -> list[tuple[str, str]]:
    found = {
        (phrase, role)
        for language in languages
        for role, phrases in language.get(key, {}).items()
        for phrase in phrases
    }
    return sorted(found, key=lambda entry: (-len(entry[0]), entry))


def joined_before(languages: Iterable[Mapping[str, Any]]) -> tuple[tuple[str, str], ...]:
    nouns = ["", *(noun for language in languages for noun in language.get("joined_nouns", ()))]
    return tuple(
        (phrase + noun, role) for phrase, role in _joined(languages, "joined_before") for noun in nouns
    )


def joined_after(languages: Iterable[Mapping[str, Any]]) -> tuple[tuple[str, str, str], ...]:
    found = []
    for phrase, role in _joined(languages, "joined_after"):
        head, _, tail = phrase.rpartition("…")
        found.append((tail, head, role))
    return tuple(found)


def joined_around(languages: Iterable[Mapping[str, Any]]) -> tuple[tuple[str, str, str], ...]:
    return tuple(
        (phrase.partition("…")[0], phrase.partition("…")[2], role)
        for phrase, role in _joined(languages, "joined_around")
    )
