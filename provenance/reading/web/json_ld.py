"""The JSON-LD of a page: what its scripts state, and which of it speaks of the article.

Sites state themselves, their owners, menus and teasers in the same place; only an article is believed, and of
several the one whose address or headline is the page's.
"""

from __future__ import annotations

import html
import json
import re
from collections.abc import Iterable, Iterator, Mapping
from typing import Any

Node = Mapping[str, Any]

_ARTICLES = frozenset({
    "article", "newsarticle", "reportagenewsarticle", "analysisnewsarticle", "backgroundnewsarticle",
    "opinionnewsarticle", "reviewnewsarticle", "askpublicnewsarticle", "advertisercontentarticle",
    "blogposting", "liveblogposting", "socialmediaposting", "techarticle", "scholarlyarticle",
    "satiricalarticle", "report",
})  # fmt: skip
_INSIDE = ("@graph", "mainEntity", "mainEntityOfPage", "itemListElement", "item", "hasPart")
_TEASERS = frozenset({"itemListElement", "item", "hasPart"})
_DEEPEST = 8
_MOST = 2_000  # nodes looked at
_SCHEME = re.compile(r"https?://(?:www\.)?")
_LETTERS = re.compile(r"[\W_]+")
# Strings stay; comments, and commas before a closing bracket, go.
_LOOSE = re.compile(r'"(?:[^"\\]|\\.)*+"?|/\*.*?(?:\*/|\Z)|//[^\n]*|,(?=\s*[}\]])', re.DOTALL)
_OPENED = re.compile(r"(?:<!--|(?://|/\*)?\s*<!\[CDATA\[\s*(?:\*/)?)")
_CLOSING = 30  # characters at the end in which what wraps a script ends
_CLOSED = re.compile(r"(?://|/\*)?\s*(?:\]\]>|-->)\s*(?:\*/)?\s*$")


def find_article(scripts: Iterable[str], addresses: Iterable[str], titles: Iterable[str]) -> Node | None:
    """The node that describes the page's article; None where none does.

    `addresses` and `titles` are what the page says elsewhere of its own address and headline.
    """
    nodes = [found for script in scripts for found in _articles(load(script), 0, False)][:_MOST]
    own = {_address(address) for address in addresses if address}
    names = {_name(title) for title in titles if title}
    for node, _ in nodes:
        if own & {_address(address) for address in _addresses(node)}:
            return node
    for node, _ in nodes:
        title = _name(words(node.get("headline")) or words(node.get("name")) or "")
        if title and any(title in name or name in title for name in names if name):
            return node
    alone = [node for node, teaser in nodes if not teaser]
    return alone[0] if len(alone) == 1 else None


def load(script: str) -> Any:
    """What a script of JSON holds, also where it is wrapped, commented or has a comma too many, or None."""
    try:
        return json.loads(script, strict=False)
    except (ValueError, RecursionError):
        pass
    plain = script.strip()
    opened = _OPENED.match(plain)
    if opened is not None:
        plain = plain[opened.end() :]
    plain = plain[:-_CLOSING] + _CLOSED.sub("", plain[-_CLOSING:])
    if "&quot;" in plain and '"' not in plain:
        plain = html.unescape(plain)
    try:
        plain = _LOOSE.sub(lambda match: match[0] if match[0][0] == '"' else "", plain)
        return json.loads(plain, strict=False)
    except (ValueError, RecursionError):
        return None


def _articles(value: Any, depth: int, teaser: bool) -> Iterator[tuple[Node, bool]]:
    """Every article in it, and whether it stands in a list of others."""
    if depth > _DEEPEST:
        return
    if isinstance(value, list):
        for item in value[:_MOST]:
            yield from _articles(item, depth + 1, teaser)
    elif isinstance(value, dict):
        if kinds(value) & _ARTICLES:
            yield value, teaser
        for name in _INSIDE:
            inner = value.get(name)
            if isinstance(inner, (dict, list)):
                yield from _articles(inner, depth + 1, teaser or name in _TEASERS)


def kinds(node: Node) -> frozenset[str]:
    """The types of a node, in lower case, without the address of their vocabulary."""
    stated = node.get("@type")
    found = stated if isinstance(stated, list) else [stated]
    return frozenset(re.split(r"[/#:]", kind)[-1].lower() for kind in found if isinstance(kind, str))


def words(value: Any) -> str | None:
    """A value as words on one line, its entities decoded; None where it is empty or no plain value."""
    if isinstance(value, list):
        return next((found for item in value[:10] if (found := words(item))), None)
    if isinstance(value, bool) or not isinstance(value, (str, int, float)):
        return None
    plain = str(value)
    if "&" in plain:
        plain = html.unescape(plain)
    return " ".join(re.split(r"[ \t\r\n\f]+", plain)).strip() or None


def names(value: Any) -> list[str]:
    """The names of people or organisations: a name, a node with one, or several of them."""
    found: list[str] = []
    for item in (value if isinstance(value, list) else [value])[:50]:
        name = words(item.get("name")) if isinstance(item, dict) else words(item)
        if name and name not in found and not name.startswith(("http://", "https://")):
            found.append(name)
    return found


def address(value: Any) -> str | None:
    """An address: as it is, or that of a node."""
    if isinstance(value, dict):
        return words(value.get("url")) or words(value.get("@id"))
    return words(value)


def _addresses(node: Node) -> list[str]:
    return [found for name in ("url", "mainEntityOfPage", "@id") if (found := address(node.get(name)))]


def _address(written: str) -> str:
    bare = written.partition("#")[0].partition("?")[0]
    return _SCHEME.sub("", bare).rstrip("/").casefold()


def _name(title: str) -> str:
    return _LETTERS.sub("", title).casefold()
