"""Agencies and the wording of credits, as the data files have them, ready to look things up in."""

from __future__ import annotations

import json
import re
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import astuple, dataclass, fields
from functools import lru_cache
from importlib import resources
from itertools import chain
from pathlib import Path
from typing import Any

from provenance.agency_lists import check_lists
from provenance.agency_phrases import (
    Phrases,
    crossed,
    fold,
    folded,
    inversions,
    is_arabic,
    is_solid,
    joined_after,
    joined_around,
    joined_before,
    phrases,
)
from provenance.inflections import (
    ARABIC_THE,
    FOR_THE,
    SMALL,
    WIDE,
    WITH_ARTICLE,
    case_of,
    contracted_arabic,
    in_marks,
    inflected,
)
from provenance.name_variants import Variants, prepare
from provenance.names import folded_name
from provenance.snapshots import PACKAGE, Snapshot


@dataclass(frozen=True, slots=True)
class Agency:
    """An agency or outlet: `name` is what reports call it; `weak` where an alias means other things too;
    `case` of an alias that has several: nominative, dative or other."""

    name: str
    kind: str
    weak: bool
    case: str = ""


@dataclass(frozen=True, slots=True, eq=False)
class Agencies:
    """What is known about credits.

    `names`: by alias; `companies`: aliases that name the company, too; `agency_names`: the names of agencies,
    without papers and stations; `forms`: by its longest word, each form that is looked for, its kind, and the
    words that stand wherever it stands; `form_words`: all of these words; `solid`: by first character, the
    forms in scripts without spaces; `joined_before`: phrases that end where a name begins, and their role;
    `joined_after`: phrases that begin where a name ends, what must stand before the name (or empty), and
    their role; both longest first; `titled`: phrases of which whatever title in quote marks follows is an
    outlet;
    `joined_around`: what stands right behind a name, what later in its sentence, and the role;
    `words`: lists of words by their use; `variants`: what misspelt names are found by.
    """

    names: Mapping[str, Agency]
    companies: frozenset[str]
    agency_names: frozenset[str]
    domains: Mapping[str, str]
    form_words: frozenset[str]
    forms: Mapping[str, tuple[tuple[str, str, frozenset[str]], ...]]
    solid: Mapping[str, tuple[str, ...]]
    before: Phrases
    after: Phrases
    titled: Phrases
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

    def apart(self, form: str) -> tuple[str, str]:
        """The preposition or conjunction that is written with a name, or empty, and the name."""
        if form in self.names:
            return "", form
        if form.startswith(FOR_THE) and ARABIC_THE + form[2:] in self.names:
            return "ل", ARABIC_THE + form[2:]
        prefix = next(one for one in self.prefixes if form.startswith(one) and form[len(one) :] in self.names)
        return prefix, form[len(prefix) :]

    def canonical(self, name: str | None) -> str | None:
        """The name that reports use for an outlet: the one of the list, else as it is."""
        found = self.named(name) if name else None
        return found.name if found else name


def load_agencies(extra: Mapping[str, Any] | None = None) -> Agencies:
    """The agencies of the data files; `extra` has the form of `agency_lists` and extends them.

    An agency in `extra` with a known name gets its aliases and domains added; names in its `without` are
    known no longer. Raises ValueError, which says what is wrong, where `extra` has another form. Loaded once
    for each `extra`.
    """
    return _loaded(json.dumps(check_lists(extra), ensure_ascii=False, sort_keys=True) if extra else "{}")


def forget_agencies() -> None:
    """Give up what was loaded, 20 MB, in a process that needs it no more."""
    _loaded.cache_clear()


def make_ready(package: Path = PACKAGE) -> None:
    """Keep the agencies of the data files in `package`, ready to be loaded: installations do so."""
    agencies = _made("{}")
    each = {agency: None for own in (agencies.names, agencies.folded) for agency in own.values()}
    place = {agency: number for number, agency in enumerate(each)}
    content = {field.name: getattr(agencies, field.name) for field in fields(Agencies)}
    content |= {key: {alias: place[agency] for alias, agency in content[key].items()} for key in _OF_AGENCIES}
    SNAPSHOT.write({**content, _EACH: tuple(map(astuple, each))}, package)


@lru_cache(maxsize=4)
def _loaded(extra: str) -> Agencies:
    content = SNAPSHOT.read() if extra == "{}" else None
    return _made(extra) if content is None else _restored(content)


def _restored(content: dict[str, Any]) -> Agencies:
    """The agencies that `make_ready` kept."""
    each = [Agency(*values) for values in content.pop(_EACH)]
    for key in _OF_AGENCIES:
        content[key] = {alias: each[number] for alias, number in content[key].items()}
    return Agencies(**content)


def _made(extra: str) -> Agencies:
    added = json.loads(extra)
    agencies, patterns = _data()
    patterns["languages"] = {code: crossed(own) for code, own in patterns["languages"].items()}
    languages = [*patterns["languages"].values(), *added.get("languages", {}).values()]
    without = frozenset(added.get("without", ()))
    return _build([*agencies, *added.get("agencies", ())], languages, patterns, without)


def _data() -> tuple[list[dict[str, Any]], dict[str, Any]]:
    folder = resources.files("provenance.data")
    agencies = json.loads(folder.joinpath("agencies.json").read_text(encoding="utf-8"))["agencies"]
    return agencies, json.loads(folder.joinpath("credit_patterns.json").read_text(encoding="utf-8"))


def _build(
    agencies: Sequence[Mapping[str, Any]],
    languages: list[Mapping[str, Any]],
    patterns: Mapping[str, Any],
    without: frozenset[str],
) -> Agencies:
    agency = lru_cache(maxsize=None)(Agency)  # one for all the forms of a name
    names: dict[str, Agency] = {}
    domains: dict[str, str] = {}
    kinds: dict[str, str] = {}
    contracted: dict[str, Agency] = {}
    cases: dict[str, Agency] = {}
    quoted: dict[str, Agency] = {}
    quoted_alone: dict[str, Agency] = {}
    for entry in agencies:
        weak = frozenset(entry.get("weak", ()))
        kind = kinds[entry["name"]] = entry.get("kind") or kinds.get(entry["name"], "agency")
        bare = [*entry.get("aliases", ())]
        if entry["name"] not in entry.get("quoted", ()):
            bare.insert(0, entry["name"])
        own = _cases(bare)
        for alias in bare:
            if alias not in without:
                names[alias] = agency(entry["name"], kind, alias in weak, own.get(alias, ""))
                if alias.isascii() and alias.isupper() and len(alias) < _SHOUTED:
                    cases.setdefault(alias.translate(WIDE), agency(entry["name"], kind, False))
                if kind == "agency" and _ACRONYM.fullmatch(alias):
                    cases.setdefault(alias.capitalize(), agency(entry["name"], kind, True))
                if (bare_letters := fold(alias)) != alias and is_arabic(alias[0]):
                    cases.setdefault(bare_letters, agency(entry["name"], kind, alias in weak))
                for form in inflected(alias):
                    cases.setdefault(form, agency(entry["name"], kind, alias in weak, own.get(form, "")))
        quoted_cases = _cases(entry.get("quoted", ()))
        for alias in entry.get("quoted", ()):
            if alias not in without:
                case = quoted_cases.get(alias, "")
                quoted |= {form: agency(entry["name"], kind, False, case) for form in in_marks(alias)}
                for other in inflected(alias):
                    for form in in_marks(other):
                        quoted.setdefault(
                            form, agency(entry["name"], kind, False, quoted_cases.get(other, ""))
                        )
                if not alias.isascii() and is_arabic(alias[0]):
                    quoted_alone[folded_name(alias)] = agency(entry["name"], kind, True)
        for alias in entry.get("aliases", ()):
            # Headlines, datelines and older wires shout.
            if len(alias) >= _SHOUTED and alias.upper() not in without:
                names.setdefault(alias.upper(), agency(entry["name"], kind, alias in weak))
        for alias in bare if kind == "outlet" else ():
            article, space, title = alias.partition(" ")
            if space and article in WITH_ARTICLE and alias not in without:
                # Du Monde, al Messaggero: the article is written together with what stands before it.
                if article in SMALL:
                    contracted[f"{article.lower()} {title}"] = agency(entry["name"], kind, True)
                contracted |= {
                    f"{word} {title}": agency(entry["name"], kind, True) for word in WITH_ARTICLE[article]
                }
        domains |= dict.fromkeys(entry.get("domains", ()), entry["name"])
    names = {**contracted, **cases, **quoted, **names}
    words = {
        key: frozenset(folded(word) for language in languages for word in language.get(key, ()))
        for key in ("skip", "pause", "same_speaker", "lines", "generic", "time", "openers", "weak_next",
                    "media", "vague", "ambiguous", "official", "photo", "additional", "additional_after",
                    "vetoes", "subjects", "prepositions", "title_verbs", "additional_alone",
                    "title_parts", "holders", "reporters", "compounds", "links", "objects", "adverbs")
    }  # fmt: skip
    words["inversions"] = inversions(patterns["languages"])
    words["short"] = frozenset(word for language in languages for word in language.get("short", ()))
    words["named"] = frozenset(word for language in languages for word in language.get("named", ()))
    words["abbreviations"] = frozenset(patterns["abbreviations"])
    prefixes = tuple(sorted(patterns["prefixes"], key=len, reverse=True))
    prefixed = {prefix + name for name in names if is_arabic(name[0]) for prefix in prefixes}
    prefixed |= {contracted_arabic(name) for name in names if name.startswith(ARABIC_THE)}
    nouns = {word for language in languages for key in ("media", "named") for word in language.get(key, ())}
    firsts = {
        form
        for language in languages
        for phrase in language.get("firsts", ())
        for form in (phrase, phrase[0].upper() + phrase[1:])
    }
    looked_for = dict.fromkeys(firsts, "first")
    looked_for |= dict.fromkeys((noun for noun in nouns if " " not in noun), "noun")
    # Nouns of German, and those that open a sentence. Arabic writes its preposition with them.
    media = {
        noun
        for language in languages
        if "titled" in language
        for noun in language.get("media", ())
        if " " not in noun
    }
    looked_for |= dict.fromkeys((noun.capitalize() for noun in media), "noun")
    looked_for |= dict.fromkeys(("ل" + noun for noun in nouns if is_arabic(noun[0])), "noun")
    generic = {
        word
        for language in languages
        for phrase in language.get("generic", ())
        for word in (phrase, phrase.casefold(), phrase.capitalize(), phrase.upper())
    }
    looked_for |= dict.fromkeys(generic, "generic")
    looked_for |= {
        name: "name"
        for name in (*names, *prefixed)
        if name.removeprefix("The ") not in names or not name.startswith("The ")
    }
    forms: dict[str, list[tuple[str, str, frozenset[str]]]] = {}
    for form, kind in looked_for.items():
        if form.isalnum():  # most are one word
            if not is_solid(form[0]):
                forms.setdefault(form, []).append((form, kind, _NOTHING))
            continue
        parts = _WORD.findall(form)
        if parts and not is_solid(form[0]):
            # The last word may go on where the script has no spaces or has endings.
            whole = parts[:-1] or parts if is_solid(form[-1]) else parts
            # Looked for where its longest word stands: fewer texts have that than have "The".
            key = max(reversed(whole), key=len)
            forms.setdefault(key, []).append((form, kind, frozenset(whole) - {key}))
    return Agencies(
        names=names,
        companies=frozenset(alias for entry in agencies for alias in entry.get("companies", ())),
        agency_names=frozenset(agency.name for agency in names.values() if agency.kind == "agency"),
        domains=domains,
        form_words=frozenset(chain(forms, *(needed for own in forms.values() for *_, needed in own))),
        forms={word: tuple(found) for word, found in forms.items()},
        solid=_solid(names),
        before=phrases(languages, "before"),
        after=phrases(languages, "after"),
        titled=phrases(languages, "titled"),
        joined_before=joined_before(languages),
        joined_after=joined_after(languages),
        joined_around=joined_around(languages),
        words=words,
        prefixes=prefixes,
        variants=prepare(
            alias
            for alias, agency in names.items()
            if agency.kind == "agency" and not agency.weak and alias not in quoted
        ),
        folded=quoted_alone
        | {
            folded_name(alias): agency
            for alias, agency in names.items()
            if not agency.weak and alias not in quoted
        },
    )


def _solid(names: Iterable[str]) -> dict[str, tuple[str, ...]]:
    """By first character, the names in scripts without spaces."""
    found: dict[str, list[str]] = {}
    for name in names:
        if name[0] in found:
            found[name[0]].append(name)
        elif is_solid(name[0]):
            found[name[0]] = [name]
    return {first: tuple(own) for first, own in found.items()}


def _cases(aliases: Iterable[str]) -> dict[str, str]:
    """The case of each form of aliases that have several; lists may hold oblique ones, too."""
    found: dict[str, str] = {}
    for alias in sorted(aliases, key=len):
        if alias not in found and (others := inflected(alias)):
            found[alias] = case_of(alias, alias)
            for form in others:
                found.setdefault(form, case_of(form, alias))
    return found


SNAPSHOT = Snapshot(
    "agencies",
    (
        "agencies.py", "agency_phrases.py", "inflections.py", "name_variants.py", "names.py",
        "data/agencies.json", "data/credit_patterns.json",
    ),
)  # fmt: skip
_OF_AGENCIES = ("names", "folded")
"""What maps aliases to agencies; a snapshot has their numbers in a list of its own."""
_EACH = "each"
_SHOUTED = 5
"""Letters. Shorter names in capitals are abbreviations, and stand in the list as they are written."""
_ACRONYM = re.compile(r"[A-Z]{4,6}")
"""Abbreviations that are spoken as words, which some write so: Irna, Ansa."""
_WORD = re.compile(r"\w+")
_NOTHING: frozenset[str] = frozenset()
