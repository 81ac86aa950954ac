"""Agencies and the wording of credits, as the data files have them, ready to look things up in.

`find_places` finds every place worth a look (a known name, a noun for an outlet, a link) in one pass.
"""

from __future__ import annotations

import json
import re
from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from functools import lru_cache
from importlib import resources
from typing import Any

from provenance.agency_lists import check_lists
from provenance.kernels import KnownWords, holds_between
from provenance.name_variants import Variants, find_variants, prepare
from provenance.names import folded_name

Phrases = Mapping[str, tuple[tuple[str, str], ...]]
"""The last words of a phrase -> (words that must stand before them, or empty; role)."""


@dataclass(frozen=True, slots=True)
class Agency:
    """An agency or outlet: `name` is what reports call it; `weak` where an alias means other things too."""

    name: str
    kind: str
    weak: bool


@dataclass(frozen=True, slots=True, eq=False)
class Agencies:
    """What is known about credits.

    `names`: by alias; `agency_names`: the names of agencies, without papers and stations; `forms`: by its
    first word, each form that is looked for, its kind, and the words that stand wherever it stands;
    `form_words`: all of these words; `solid`: by first character, the forms in scripts without spaces;
    `joined_before`: phrases that end where a name begins, and their role; `joined_after`: phrases that begin
    where a name ends, what must stand before the name (or empty), and their role; both longest first;
    `joined_around`: what stands right behind a name, what later in its sentence, and the role;
    `words`: lists of words by their use; `variants`: what misspelt names are found by.
    """

    names: Mapping[str, Agency]
    agency_names: frozenset[str]
    domains: Mapping[str, str]
    form_words: frozenset[str]
    forms: Mapping[str, tuple[tuple[str, str, frozenset[str]], ...]]
    solid: Mapping[str, tuple[str, ...]]
    before: Phrases
    after: Phrases
    joined_before: tuple[tuple[str, str], ...]
    joined_after: tuple[tuple[str, str, str], ...]
    joined_around: tuple[tuple[str, str, str], ...]
    words: Mapping[str, frozenset[str]]
    prefixes: tuple[str, ...]
    folded: Mapping[str, Agency]
    variants: Variants

    def named(self, name: str) -> Agency | None:
        """The agency or outlet that a name in any case stands for, such as the outlet of an article; one that
        means other things too (AA, PA, AP) only as it is written."""
        return self.names.get(" ".join(name.split())) or self.folded.get(folded_name(name))

    def canonical(self, name: str | None) -> str | None:
        """The name that reports use for an outlet: the one of the list, else as it is."""
        found = self.named(name) if name else None
        return found.name if found else name


@dataclass(frozen=True, slots=True)
class Place:
    """A place worth a look. `kind`: name (one of `Agencies.names`, perhaps with a prefix), noun, first (a
    phrase that an outlet follows), generic ("agencies") or link."""

    start: int
    end: int
    kind: str
    form: str


def load_agencies(extra: Mapping[str, Any] | None = None) -> Agencies:
    """The agencies of the data files; `extra` has the form of `agency_lists` and extends them.

    An agency in `extra` with a known name gets its aliases and domains added; names in its `without` are
    known no longer. Raises ValueError, which says what is wrong, where `extra` has another form. Loaded once
    for each `extra`.
    """
    return _loaded(json.dumps(check_lists(extra), ensure_ascii=False, sort_keys=True) if extra else "{}")


@lru_cache(maxsize=4)
def _loaded(extra: str) -> Agencies:
    added = json.loads(extra)
    agencies, patterns = _data()
    languages = [*patterns["languages"].values(), *added.get("languages", {}).values()]
    without = frozenset(added.get("without", ()))
    return _build([*agencies, *added.get("agencies", ())], languages, patterns, without)


def _data() -> tuple[list[dict[str, Any]], dict[str, Any]]:
    folder = resources.files("provenance.data")
    agencies = json.loads(folder.joinpath("agencies.json").read_text(encoding="utf-8"))["agencies"]
    return agencies, json.loads(folder.joinpath("credit_patterns.json").read_text(encoding="utf-8"))


def _build(
    agencies: Iterable[Mapping[str, Any]],
    languages: list[Mapping[str, Any]],
    patterns: Mapping[str, Any],
    without: frozenset[str],
) -> Agencies:
    names: dict[str, Agency] = {}
    domains: dict[str, str] = {}
    kinds: dict[str, str] = {}
    contracted: dict[str, Agency] = {}
    for entry in agencies:
        weak = frozenset(entry.get("weak", ()))
        kind = kinds[entry["name"]] = entry.get("kind") or kinds.get(entry["name"], "agency")
        for alias in (entry["name"], *entry.get("aliases", ())):
            if alias not in without:
                names[alias] = Agency(entry["name"], kind, alias in weak)
        for alias in entry.get("aliases", ()):
            # Headlines, datelines and older wires shout.
            if len(alias) >= _SHOUTED and alias not in weak and alias.upper() not in without:
                names.setdefault(alias.upper(), Agency(entry["name"], kind, False))
        for alias in (entry["name"], *entry.get("aliases", ())) if kind == "outlet" else ():
            if alias.startswith("Le ") and alias not in without:
                # Du Monde, au Monde: the article is written together with what stands before it.
                contracted |= {
                    f"{word} {alias[3:]}": Agency(entry["name"], kind, True) for word in CONTRACTED
                }
        domains |= dict.fromkeys(entry.get("domains", ()), entry["name"])
    names = {**contracted, **names}
    words = {
        key: frozenset(_folded(word) for language in languages for word in language.get(key, ()))
        for key in ("skip", "pause", "same_speaker", "lines", "generic", "time", "openers", "weak_next",
                    "media", "vague", "ambiguous", "official", "photo", "additional", "additional_after",
                    "vetoes")
    }  # fmt: skip
    words["named"] = frozenset(word for language in languages for word in language.get("named", ()))
    words["abbreviations"] = frozenset(patterns["abbreviations"])
    prefixes = tuple(sorted(patterns["prefixes"], key=len, reverse=True))
    prefixed = {prefix + name for name in names if _is_arabic(name[0]) for prefix in prefixes}
    nouns = {word for language in languages for key in ("media", "named") for word in language.get(key, ())}
    firsts = {
        form
        for language in languages
        for phrase in language.get("firsts", ())
        for form in (phrase, phrase[0].upper() + phrase[1:])
    }
    looked_for = dict.fromkeys(firsts, "first")
    looked_for |= dict.fromkeys((noun for noun in nouns if " " not in noun), "noun")
    generic = {word for phrase in words["generic"] for word in (phrase, phrase.capitalize(), phrase.upper())}
    looked_for |= dict.fromkeys((word for word in generic if " " not in word), "generic")
    looked_for |= {
        name: "name"
        for name in (*names, *prefixed)
        if name.removeprefix("The ") not in names or not name.startswith("The ")
    }
    forms: dict[str, list[tuple[str, str, frozenset[str]]]] = {}
    for form, kind in looked_for.items():
        own = _WORD.findall(form)
        if own and not _is_solid(form[0]):
            # The last word may go on where the script has no spaces or has endings.
            needed = frozenset(own[:-1] if _is_solid(form[-1]) else own)
            forms.setdefault(own[0], []).append((form, kind, needed))
    return Agencies(
        names=names,
        agency_names=frozenset(agency.name for agency in names.values() if agency.kind == "agency"),
        domains=domains,
        form_words=frozenset(forms).union(*(needed for own in forms.values() for *_, needed in own)),
        forms={word: tuple(found) for word, found in forms.items()},
        solid={
            first: tuple(name for name in names if name[0] == first)
            for first in dict.fromkeys(name[0] for name in names)
            if _is_solid(first)
        },
        before=_phrases(languages, "before"),
        after=_phrases(languages, "after"),
        joined_before=_joined_before(languages),
        joined_after=_joined_after(languages),
        joined_around=_joined_around(languages),
        words=words,
        prefixes=prefixes,
        variants=prepare(
            alias for alias, agency in names.items() if agency.kind == "agency" and not agency.weak
        ),
        folded={folded_name(alias): agency for alias, agency in names.items() if not agency.weak},
    )


def _phrases(languages: Iterable[Mapping[str, Any]], key: str) -> Phrases:
    result: dict[str, list[tuple[str, str]]] = {}
    for language in languages:
        for role, phrases in language.get(key, {}).items():
            for phrase in phrases:
                head, _, tail = phrase.rpartition("…")
                entry = (_folded(head), role)
                if entry not in result.setdefault(_folded(tail), []):
                    result[_folded(tail)].append(entry)
    # The phrase that asks for more comes first.
    return {tail: tuple(sorted(entries, reverse=True)) for tail, entries in result.items()}


def _joined(languages: Iterable[Mapping[str, Any]], key: str) -> list[tuple[str, str]]:
    found = {
        (phrase, role)
        for language in languages
        for role, phrases in language.get(key, {}).items()
        for phrase in phrases
    }
    return sorted(found, key=lambda entry: (-len(entry[0]), entry))


def _joined_before(languages: Iterable[Mapping[str, Any]]) -> tuple[tuple[str, str], ...]:
    nouns = ["", *(noun for language in languages for noun in language.get("joined_nouns", ()))]
    return tuple(
        (phrase + noun, role) for phrase, role in _joined(languages, "joined_before") for noun in nouns
    )


def _joined_after(languages: Iterable[Mapping[str, Any]]) -> tuple[tuple[str, str, str], ...]:
    found = []
    for phrase, role in _joined(languages, "joined_after"):
        head, _, tail = phrase.rpartition("…")
        found.append((tail, head, role))
    return tuple(found)


def _joined_around(languages: Iterable[Mapping[str, Any]]) -> tuple[tuple[str, str, str], ...]:
    return tuple(
        (phrase.partition("…")[0], phrase.partition("…")[2], role)
        for phrase, role in _joined(languages, "joined_around")
    )


CONTRACTED = ("au", "du")
"""Prepositions that hold the article of a name: au Monde, du Figaro."""
_SHOUTED = 5
"""Letters. Shorter names in capitals are abbreviations, and stand in the list as they are written."""
WORDS = re.compile(r"\w+\+?|[^\w\s'’\-‑_]")
"""Words and punctuation of a context. Apostrophes and hyphens part words and say nothing else."""


def _folded(phrase: str) -> str:
    return " ".join(WORDS.findall(phrase)).casefold()


_WORD = re.compile(r"\w+")
_SOLID_RANGES = ((0x0900, 0x109F), (0x1100, 0x11FF), (0x1780, 0x17FF), (0x2E80, 0xFFFF))
_LINK = re.compile(r"(?:https?://|www\.)[^\s<>\"'“”«»()\[\]]{3,2000}")
_LATIN = re.compile(r"[A-Za-z]+")
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
    solid = not text.isascii() and holds_between(text, _SOLID_RANGES)
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


def _add_places(text: str, form: str, kind: str, found: list[Place]) -> None:
    start = text.find(form)
    while start >= 0:
        end = start + len(form)
        before, after = text[start - 1 : start], text[end : end + 1]
        if (not _is_word(before) or _is_solid(form[0]) or _is_solid(before)) and (
            not _is_word(after) or _is_solid(form[-1]) or _is_solid(after)
        ):
            found.append(Place(start, end, kind, form))
        start = text.find(form, end)


def _is_word(char: str) -> bool:
    return char.isalnum() or char == "_"


def _is_arabic(char: str) -> bool:
    return "\u0600" <= char <= "\u06ff"


def _is_solid(char: str) -> bool:
    """Whether this script has no spaces, or endings, so that a name may adjoin letters."""
    code = ord(char) if char else 0
    return code >= _SOLID_RANGES[0][0] and any(low <= code <= high for low, high in _SOLID_RANGES)
