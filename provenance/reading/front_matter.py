"""YAML front matter at the top of a Markdown file: the few `key: value` lines that say what an article is."""

from __future__ import annotations

import re

from provenance.reading.article import Dated
from provenance.reading.parts.dates import parse_date
from provenance.reading.stated import Described

_LONGEST = 16_384  # characters of front matter; more is an article with a rule at its top
_FENCE = re.compile(r"---[ \t]*(?:\r\n|\n|\r)")
_END = re.compile(r"(?:^|(?<=[\r\n]))(?:---|\.\.\.)[ \t]*(?=[\r\n]|\Z)")
_KEY = re.compile(r"([A-Za-z][\w-]*)[ \t]*:(?:[ \t]+(.*))?")
_FIELDS = {
    "title": "title",
    "headline": "title",
    "author": "byline",
    "byline": "byline",
    "url": "url",
    "link": "url",
    "canonical_url": "url",
    "outlet": "outlet",
    "publisher": "outlet",
    "id": "id",
    "licence": "licence",
    "license": "licence",
}
_DATES = ("date", "published", "pubdate", "publishdate", "publish_date", "date_published")


def read_front_matter(text: str) -> tuple[int, Described]:
    """Where the front matter ends (0 where there is none), and what it states.

    Lines that are no simple `key: value` (lists, nested values, folded text) state nothing here.
    """
    opening = _FENCE.match(text)
    if opening is None:
        return 0, Described()
    closing = _END.search(text, opening.end(), _LONGEST)
    if closing is None:
        return 0, Described()
    lines = [line for line in text[opening.end() : closing.start()].splitlines() if line.strip()]
    keys = [match for line in lines if (match := _KEY.fullmatch(line.rstrip())) is not None]
    # A rule at the top of an article, a paragraph, another rule: the paragraph has no keys.
    if not keys or _KEY.match(lines[0]) is None:
        return 0, Described()
    stated: dict[str, str] = {}
    date: Dated | None = None
    for match in keys:
        key, value = match[1].lower(), _plain(match[2] or "")
        if not value:
            continue
        if key in _FIELDS:
            stated.setdefault(_FIELDS[key], value)
        elif key in _DATES and date is None and (parsed := parse_date(value)) is not None:
            date = Dated(parsed[0], parsed[1], "front matter", parsed[2], value)
    return closing.end(), Described(
        id=stated.get("id"),
        title=stated.get("title"),
        outlet=stated.get("outlet"),
        byline=stated.get("byline"),
        url=stated.get("url"),
        licence=stated.get("licence"),
        dates=() if date is None else (date,),
    )


def _plain(value: str) -> str:
    """A YAML scalar as words: quotes and comments off; nothing for lists, maps, anchors and block marks."""
    value = value.strip()
    if value[:1] in ("'", '"'):
        end = value.find(value[0], 1)
        return value[1:end].strip() if end > 0 else ""
    if value[:1] in ("[", "{", "|", ">", "&", "*", "!"):
        return ""
    return re.split(r"\s#", value, maxsplit=1)[0].strip()
