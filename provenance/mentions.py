"""Every place of a text that is worth a look: a known name, a noun for an outlet, a link."""

from __future__ import annotations

import re
from dataclasses import dataclass
from functools import lru_cache

from provenance.agencies import Agencies
from provenance.agency_phrases import SOLID_RANGES, is_solid
from provenance.kernels import KnownWords, holds_between
from provenance.name_variants import find_variants


@dataclass(frozen=True, slots=True)
class Place:
    """A place worth a look. `kind`: name (one of `Agencies.names`, perhaps with a prefix), noun, first (a
    phrase that an outlet follows), generic ("agencies"), sign (of a station) or link."""

    start: int
    end: int
    kind: str
    form: str


_LINK = re.compile(r"(?:https?://|www\.)[^\s<>\"'“”«»()\[\]]{3,2000}")
_CALL_SIGN = re.compile(
    r"(?!WADA|WIPO|WWII|KFOR|WHAT|WHEN|WITH|WILL)[KW][A-Z]{3}(?:-(?:TV|FM|AM|DT))?(?![\w-])"
)
"""American stations, KCRA, WFTS-TV, but for words and bodies that look like one."""
_SIGN_LEADS = ("told ", "according to ")
"""What a call sign stands behind: to look for these is cheaper than to look for any capital."""
_LATIN = re.compile("[A-Za-z0-9_\u00c0-\u024f]+")
_SITE = re.compile(r"(?:https?://)?(?:www\.|m\.|amp\.)?([\w.-]+)")


@lru_cache(maxsize=4)
def _known_words(words: frozenset[str]) -> KnownWords:
    return KnownWords(words)


def find_places(text: str, agencies: Agencies) -> list[Place]:
    """The places of known names, of nouns for outlets and of links, ascending, never overlapping.

    Looks at the set of the words first: most texts hold few of the some 600 forms, and each of those that
    can be there is then found by plain search.
    """
    present = _known_words(agencies.form_words).among(text)
    solid = not text.isascii() and holds_between(text, SOLID_RANGES)
    if solid:
        # Where words are not parted, a Latin name adjoins letters of another script.
        present = present | agencies.form_words.intersection(_LATIN.findall(text))
    found: list[Place] = []
    for word in present:
        for form, kind, needed in agencies.forms.get(word, ()):
            if needed <= present:
                _add_places(text, form, kind, found)
    if solid:
        for first, names in agencies.solid.items():
            for form in names if first in text else ():
                _add_places(text, form, "name", found)
    if not agencies.variants.keys().isdisjoint(present):
        for start, end, name in find_variants(text, present, agencies.variants, agencies.names):
            found.append(Place(start, end, "name", name))
    if "http" in text or "www." in text:
        found += [Place(match.start(), match.end(), "link", "") for match in _LINK.finditer(text)]
    found += _call_signs(text)
    if len(found) < 2:
        return found
    found.sort(key=lambda place: (place.start, -place.end))
    result: list[Place] = []
    for place in found:
        if not result or place.start >= result[-1].end:
            result.append(place)
    return result


def site_owner(link: str, agencies: Agencies) -> str:
    """The agency whose site a link leads to, empty where none is known."""
    parts = site_of(link).split(".")
    return next(
        (
            agencies.domains[".".join(parts[place:])]
            for place in range(len(parts))
            if ".".join(parts[place:]) in agencies.domains
        ),
        "",
    )


def site_of(link: str) -> str:
    """The site that a link leads to: "news.example" of "https://www.news.example/a"; or empty."""
    match = _SITE.match(link)
    return match.group(1).casefold() if match and "." in match.group(1) else ""


def _call_signs(text: str) -> list[Place]:
    """The call signs behind the words that lead to them."""
    found = []
    for lead in _SIGN_LEADS:
        start = text.find(lead)
        while start >= 0:
            start += len(lead)
            if match := _CALL_SIGN.match(text, start):
                found.append(Place(start, match.end(), "sign", match.group()))
            start = text.find(lead, start)
    return found


def _add_places(text: str, form: str, kind: str, found: list[Place]) -> None:
    start = text.find(form)
    while start >= 0:
        end = start + len(form)
        before, after = text[start - 1 : start], text[end : end + 1]
        if (not _is_word(before) or is_solid(form[0]) or _parts(form[0], before)) and (
            not _is_word(after) or is_solid(form[-1]) or _parts(form[-1], after)
        ):
            found.append(Place(start, end, kind, form))
        start = text.find(form, end)


def _parts(own: str, other: str) -> bool:
    """Whether a letter of a script without spaces parts itself from a Latin one."""
    return own < "\u0250" and is_solid(other)


def _is_word(char: str) -> bool:
    return char.isalnum() or char == "_"
