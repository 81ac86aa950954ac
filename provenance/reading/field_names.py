"""Which field of a record is which part of an article: as a person says (`--map`), else by usual names."""

from __future__ import annotations

import re
from collections.abc import Iterable, Mapping
from functools import lru_cache
from itertools import chain

Fields = tuple[tuple[str, str], ...]
"""Pairs of a part of an article and the name that it has in a file, the ones that go first first."""

NAMES: Mapping[str, tuple[str, ...]] = {
    "text": (
        "text", "body", "content", "article", "articlebody", "articletext", "maintext", "fulltext",
        "bodytext", "textbody", "story",
    ),
    "title": ("title", "headline", "head"),
    "date": (
        "date", "published", "publishedat", "publishedon", "publisheddate", "publishdate", "pubdate",
        "datepublished", "publicationdate", "publicationtime", "firstpublished", "created", "createdat",
        "datecreated", "creationdate",
    ),
    "outlet": ("outlet", "publisher", "site", "sitename", "newspaper", "publication", "medium", "domain"),
    "byline": ("byline", "author", "authors", "creator", "writer"),
    "url": ("url", "link", "permalink", "canonicalurl"),
    "id": ("id", "guid", "uuid"),
    "licence": ("licence", "license"),
    "source": ("source",),
}  # fmt: skip
"""The names that are tried, in order. Case, spaces, `_` and `-` make no difference: pub_date is pubDate.
Times at which a page was fetched or changed are not among them."""

_PARTS = "|".join(NAMES)
_NEXT = re.compile(rf",(?=\s*(?:{_PARTS})\s*=)")
_FILLING = re.compile(r"[\s_-]+")
_MANY_KEYS = 100


def parse_fields(words: str | Iterable[str]) -> Fields:
    """What `text=body,date=meta.published` says, once or several times. Raises ValueError with a sentence."""
    found: dict[tuple[str, str], None] = {}
    for part in chain.from_iterable(
        _NEXT.split(one) for one in ([words] if isinstance(words, str) else words)
    ):
        part = part.strip().rstrip(",")
        if not part:
            continue
        field, equals, name = (piece.strip() for piece in part.partition("="))
        if not (equals and name and field in NAMES):
            parts = ", ".join(NAMES)
            raise ValueError(f"'{part}' maps nothing; write FIELD=NAME, where FIELD is one of {parts}")
        found[field, name] = None
    return tuple(found)


def show_fields(fields: Fields) -> str:
    """The words that `parse_fields` reads as these."""
    return ",".join(f"{field}={name}" for field, name in fields)


def same(name: str) -> str:
    """Equal for names that differ only in case, spaces, `_` and `-`."""
    return _FILLING.sub("", name).casefold()


Ways = Mapping[str, tuple[tuple[str, ...], ...]]
"""Of each part of an article where it is looked for: ways from key to key, the ones that go first first."""


def ways_in(record: Mapping[str, object], fields: Fields) -> Ways:
    """Where the parts of an article stand in a record."""
    keys = tuple(record)
    return _plan(keys, fields) if len(keys) <= _MANY_KEYS else _plan.__wrapped__(keys, fields)


def find_value(record: Mapping[str, object], way: tuple[str, ...]) -> object:
    """What stands at the end of a way that was found in the record."""
    return record[way[0]] if len(way) == 1 else _walk(record, way)


def has_name(names: Iterable[str], field: str, fields: Fields) -> bool:
    """Whether one of these names is one of a part of an article."""
    return bool(_plan.__wrapped__(tuple(names), fields)[field])


@lru_cache(maxsize=256)
def _plan(keys: tuple[str, ...], fields: Fields) -> Ways:
    known: dict[str, str] = {}
    for key in keys:
        known.setdefault(same(key), key)
    there = set(keys)
    plan: dict[str, tuple[tuple[str, ...], ...]] = {}
    for field, usual in NAMES.items():
        ways: dict[tuple[str, ...], None] = {}
        mapped = [name for part, name in fields if part == field]
        for name in mapped or usual:
            if name in there:
                ways[(name,)] = None
            elif same(name) in known:
                ways[(known[same(name)],)] = None
            elif mapped and "." in name:
                first, *rest = name.split(".")
                if first in there:
                    ways[(first, *rest)] = None
        plan[field] = tuple(ways)
    return plan


def _walk(value: object, way: tuple[str, ...]) -> object:
    """What stands at the end of a way; in a list, what stands there in each of its objects."""
    for at, key in enumerate(way):
        if isinstance(value, list):
            return [_walk(one, way[at:]) for one in value]
        if not isinstance(value, dict):
            return None
        value = value.get(key)
    return value
