"""What somebody adds to the agencies and wordings that this package knows, checked: docs/agencies.md.

The form is that of `data/agencies.json` and `data/credit_patterns.json`, in one mapping of lists and texts.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from typing import Any, TypeAlias

PARAMETER = "agencies"
"""The parameter of a run that holds what was added to the agencies of this package, where anything was."""

Lists: TypeAlias = dict[str, Any]
"""Checked: `agencies`, `languages` and `without`, as JSON has them; what is empty is left out."""

KINDS = ("agency", "outlet", "pictures")
ROLES = {
    "before": ("told", "according", "reports", "first", "said"),
    "after": ("told", "according", "reports", "said"),
    "titled": ("told", "according", "reports"),
    "joined_before": ("told", "according", "reports"),
    "joined_after": ("told", "according", "reports"),
    "joined_around": ("told", "reports"),
}
"""The wordings of a language by where they stand to the name, and the roles that each can give."""
WORDS = (
    "skip", "pause", "same_speaker", "lines", "generic", "time", "openers", "weak_next", "media", "named",
    "vague", "ambiguous", "official", "photo", "additional", "additional_after", "joined_nouns",
    "firsts", "vetoes", "subjects", "prepositions", "title_verbs", "additional_alone",
    "title_parts", "holders", "reporters", "compounds", "links", "objects", "adverbs",
)  # fmt: skip
"""The lists of words of a language."""
_OF_AGENCY = ("name", "kind", "aliases", "weak", "quoted", "companies", "sites", "domains")


def check_lists(given: object) -> Lists:
    """What is `given`, checked and in one form. Raises ValueError, which says what is wrong."""
    top = _mapping(given, "it", ("about", "agencies", "languages", "without"))
    entries = top.get("agencies", [])
    if not isinstance(entries, list):
        raise ValueError("agencies must be a list of tables with a name each")
    found: Lists = {
        "agencies": [_agency(entry, place) for place, entry in enumerate(entries, 1)],
        "languages": {
            str(code): _language(language, f"languages.{code}")
            for code, language in _mapping(top.get("languages", {}), "languages").items()
        },
        "without": _texts(top.get("without", []), "without"),
    }
    return {key: value for key, value in found.items() if value}


def join_lists(each: Iterable[Lists]) -> Lists:
    """Several checked lists as one; of languages that several have, all wordings."""
    joined: Lists = {"agencies": [], "languages": {}, "without": []}
    for lists in each:
        joined["agencies"] += lists.get("agencies", [])
        joined["without"] += lists.get("without", [])
        for code, language in lists.get("languages", {}).items():
            own = joined["languages"].setdefault(code, {})
            for key, value in language.items():
                if key in ROLES:
                    roles = own.setdefault(key, {})
                    for role, phrases in value.items():
                        roles[role] = [*roles.get(role, []), *phrases]
                else:
                    own[key] = [*own.get(key, []), *value]
    return {key: value for key, value in joined.items() if value}


def _agency(entry: object, place: int) -> Lists:
    where = f"number {place} of agencies"
    given = _mapping(entry, where, _OF_AGENCY)
    name = given.get("name")
    if not isinstance(name, str) or not name.strip():
        raise ValueError(f"{where} has no name")
    name = " ".join(name.split())
    where = f"agency {name!r}"
    if "," in name:
        raise ValueError(f"{where} has a comma in its name, which would part it into two")
    kind = given.get("kind")
    if kind is not None and kind not in KINDS:
        raise ValueError(f"{where} has the kind {kind!r}; write agency, outlet or pictures")
    weak = _texts(given.get("weak", []), f"weak of {where}")
    aliases = [*_texts(given.get("aliases", []), f"aliases of {where}"), *weak]
    sites = [
        site.casefold().removeprefix("https://").removeprefix("http://").removeprefix("www.").rstrip("/")
        for key in ("sites", "domains")
        for site in _texts(given.get(key, []), f"{key} of {where}")
    ]
    found: Lists = {"name": name, "aliases": [*dict.fromkeys(aliases)], "weak": weak, "domains": sites}
    for key in ("quoted", "companies"):
        if texts := _texts(given.get(key, []), f"{key} of {where}"):
            found[key] = texts
    return {"kind": kind, **found} if kind else found


def _language(language: object, where: str) -> Lists:
    given = _mapping(language, where, (*ROLES, *WORDS))
    found: Lists = {}
    for key, value in given.items():
        if key in WORDS:
            found[key] = _texts(value, f"{where}.{key}")
            continue
        roles = _mapping(value, f"{where}.{key}", ROLES[key])
        found[key] = {role: _texts(phrases, f"{where}.{key}.{role}") for role, phrases in roles.items()}
    return found


def _mapping(given: object, where: str, known: Iterable[str] = ()) -> Mapping[str, Any]:
    if not isinstance(given, Mapping):
        raise ValueError(
            f"{where} must be a table with the fields {', '.join(known) or 'of a language each'}"
        )
    known = tuple(known)
    for key in given:
        if known and key not in known:
            raise ValueError(f"{where} has a field {key!r}; known are {', '.join(known)}")
    return given


def _texts(given: object, where: str) -> list[str]:
    texts = [given] if isinstance(given, str) else given
    if not isinstance(texts, list) or not all(isinstance(text, str) and text.strip() for text in texts):
        raise ValueError(f"{where} must be a list of texts, none of them empty")
    return [" ".join(text.split()) for text in texts]
