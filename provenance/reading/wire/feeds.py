"""RSS and Atom: one entry of a feed, with what the feed states of all of them."""

from __future__ import annotations

from collections import Counter
from typing import TYPE_CHECKING

from provenance.reading.decoding import NotText
from provenance.reading.parts.bylines import byline_name
from provenance.reading.protocol import Reading
from provenance.reading.web.blocks import Part
from provenance.reading.wire.body import compose, has_entity, html_parts, is_markup, plain_parts, tree_parts
from provenance.reading.wire.source import child, children, words_of
from provenance.reading.wire.stating import Item, first_of, relation_of

if TYPE_CHECKING:
    from lxml.etree import _Element as Element

_NO_TEXT = "the entry holds no text, only a link; save the article that it leads to"


def read_feed_item(root: Element, encoding: str) -> Reading:
    """The article of a feed that was cut down to one entry. Raises NotText where it has no text."""
    if root.tag == "feed":
        return _read_entry(root, encoding)
    return _read_item(root, encoding)


def _read_item(root: Element, encoding: str) -> Reading:
    """An item of RSS 0.9 to 2.0."""
    channel = child(root, "channel")
    entry = child(channel, "item")
    if entry is None:
        entry = child(root, "item")
    if entry is None:
        raise NotText("the feed holds no item; fetch it again")
    item = Item("RSS")
    guid = child(entry, "guid")
    link = first_of(map(words_of, children(entry, "link"))) or _link(entry, "alternate")
    address = words_of(guid)
    is_address = guid is not None and guid.get("isPermaLink", "true") == "true"
    item.id = address or _about(entry)
    item.url = link or (address if is_address and address and "://" in address else None)
    item.outlet = words_of(child(channel, "title"))
    item.licence = _licence(entry) or _licence(channel)
    item.state(
        "copyright", words_of(child(entry, "rights")) or words_of(child(channel, "copyright", "rights"))
    )
    author = first_of((*map(words_of, children(entry, "creator")), words_of(child(entry, "author"))))
    item.byline = _author(author)
    _published(entry, item)
    _syndicated(child(entry, "source"), item)
    title = _title(child(entry, "title"))
    item.title = title
    removed: Counter[str] = Counter()
    for name in ("encoded", "full-text", "body", "description", "summary"):
        for one in children(entry, name):
            parts = _text(one, removed)
            if parts:
                return compose(item, parts, removed, headline=title, encoding=encoding)
    raise NotText(_NO_TEXT)


def _read_entry(root: Element, encoding: str) -> Reading:
    """An entry of Atom."""
    entry = child(root, "entry")
    if entry is None:
        raise NotText("the feed holds no entry; fetch it again")
    item = Item("Atom", id=words_of(child(entry, "id")))
    item.url = _link(entry, "alternate")
    item.outlet = words_of(child(root, "title"))
    item.licence = _link(entry, "license") or _link(root, "license")
    item.state("copyright", words_of(child(entry, "rights")) or words_of(child(root, "rights")))
    authors = [name for one in children(entry, "author") if (name := words_of(child(one, "name")))]
    if not authors:
        authors = [name for one in children(root, "author") if (name := words_of(child(one, "name")))]
    own = (item.outlet or "").casefold()
    item.byline = ", ".join(byline_name(one) or one for one in authors if one.casefold() != own) or None
    item.date_published(words_of(child(entry, "published", "issued")))
    item.date_published(words_of(child(entry, "updated", "modified")), kind="not after")
    for link in children(entry, "link"):
        if relation_of(link.get("rel")):
            item.relate(link.get("rel"), link.get("href"))
        elif link.get("rel") == "via":
            item.state("syndicated from", link.get("href"))
    _syndicated(child(entry, "source"), item)
    title = _title(child(entry, "title"))
    item.title = title
    removed: Counter[str] = Counter()
    for name in ("content", "summary"):
        for one in children(entry, name):
            parts = [] if one.get("src") else _text(one, removed)
            if parts:
                return compose(item, parts, removed, headline=title, encoding=encoding)
    raise NotText(_NO_TEXT)


def _text(element: Element, removed: Counter[str]) -> list[Part]:
    """The parts of an element that holds a tree of XHTML, HTML as characters, or words."""
    if len(element):
        return tree_parts(element, removed)
    words = element.text or ""
    if element.get("type") == "text" and element.tag in ("content", "summary"):
        return plain_parts(words)
    return html_parts(words, removed) if is_markup(words) or has_entity(words) else plain_parts(words)


def _title(element: Element | None) -> str | None:
    """A title, which many feeds write as HTML."""
    title = words_of(element)
    if title and (is_markup(title) or has_entity(title)):
        title = " ".join(part.block.text for part in html_parts(title, Counter())) or title
    return title


def _published(entry: Element, item: Item) -> None:
    """The dates of an item: its own goes before those of Dublin Core; one is enough."""
    names = ("pubDate", "published", "issued", "date", "created")
    known = len(item.problems)
    for name in names:
        if stated := words_of(child(entry, name)):
            item.date_published(stated)
            if item.dates:
                del item.problems[known:]
                break
    changed = words_of(child(entry, "updated", "modified"))
    if changed:
        item.date_published(changed, kind="not after")


def _syndicated(source: Element | None, item: Item) -> None:
    """Another feed that an entry was taken over from."""
    if source is None:
        return
    name = words_of(child(source, "title")) if len(source) else words_of(source)
    address = source.get("url") or _link(source, "self") or _link(source, "alternate")
    if name and "://" not in name:
        item.credit(name)
    elif address or name:
        item.credit(address or name)
    item.state("syndicated from", " ".join(filter(None, (name, address))))


def _author(words: str | None) -> str | None:
    """The name in `editor@example.com (A Name)`; of an address alone nothing."""
    if not words:
        return None
    before, bracket, inside = words.partition("(")
    if "@" in before:
        name = inside.rstrip(") ").strip() if bracket else ""
        return name or None
    return byline_name(words) or words


def _link(element: Element, relation: str) -> str | None:
    for one in children(element, "link"):
        if one.get("rel", "alternate") == relation and one.get("href"):
            return str(one.get("href")).strip()
    return None


def _about(entry: Element) -> str | None:
    """The identifier of an item of RSS 1.0."""
    return next((value for name, value in entry.attrib.items() if name.endswith("about")), None)


def _licence(element: Element | None) -> str | None:
    one = child(element, "license")
    if one is None:
        return None
    return words_of(one) or next(
        (value for name, value in one.attrib.items() if name.endswith("resource")), None
    )
