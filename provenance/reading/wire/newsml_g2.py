"""NewsML-G2: a news item with its rights, its metadata and its text in NITF, XHTML or plain words."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterator
from typing import TYPE_CHECKING

from provenance.reading.decoding import NotText
from provenance.reading.parts.bylines import byline_name
from provenance.reading.protocol import Reading
from provenance.reading.web.blocks import Part
from provenance.reading.wire.body import compose, html_parts, is_markup, plain_parts, tree_parts
from provenance.reading.wire.nitf import nitf_parts
from provenance.reading.wire.source import child, children, words_of
from provenance.reading.wire.stating import Item, code_name, first_of

if TYPE_CHECKING:
    from lxml.etree import _Element as Element

_HTML = frozenset({"html", "body", "div", "section", "article", "p"})


def read_news_item(root: Element, encoding: str) -> Reading:
    """The article of a newsItem. Raises NotText where it has no text."""
    item = Item("NewsML-G2", id=root.get("guid"))
    removed: Counter[str] = Counter()
    meta, content = child(root, "itemMeta"), child(root, "contentMeta")
    status = child(meta, "pubStatus")
    code = "" if status is None else (status.get("qcode") or status.get("uri") or "")
    if code.endswith(("canceled", "withheld")):
        item.state("status", code.rpartition(":")[2].rpartition("/")[2])
    _read_rights(root, item, _name(child(meta, "provider")))
    item.date_version(
        words_of(child(meta, "versionCreated")),
        first=[words_of(child(meta, "firstCreated")), words_of(child(content, "contentCreated"))],
        version=root.get("version"),
        embargo=words_of(child(meta, "embargoed")),
    )
    by = words_of(child(content, "by"))
    creators = [name for one in children(content, "creator") if (name := _name(one))]
    item.byline = (byline_name(by) or by) if by else ", ".join(creators) or None
    item.credit(words_of(child(content, "creditline")))
    for source in children(content, "infoSource"):
        item.credit(_name(source))
    for link in (*children(meta, "link"), *children(content, "link")):
        for relation in (link.get("rel"), link.get("reluri")):
            target = first_of((link.get("residref"), link.get("guidref"), link.get("href")))
            item.relate(relation, target, link.get("version"))
    for place in (meta, content):
        for one in children(place, "derivedFrom", "evolvedFrom"):
            target = first_of((one.get("residref"), one.get("uri"), one.get("qcode")))
            item.relate(one.tag, target, one.get("version"))
    for hop in children(child(root, "hopHistory"), "hop"):
        _read_hop(hop, item)
    headline = words_of(child(content, "headline"))
    item.title = headline or words_of(child(meta, "title"))
    parts = _content(root, item, removed)
    if not parts:
        raise NotText(_no_text(root, meta))
    return compose(item, parts, removed, headline=headline, byline=by, encoding=encoding)


def _read_rights(root: Element, item: Item, provider: str | None) -> None:
    holders = []
    for rights in children(root, "rightsInfo"):
        holders += [name for one in children(rights, "copyrightHolder") if (name := _name(one))]
        for one in children(rights, "copyrightNotice"):
            item.state("copyright", words_of(one))
        item.licence = item.licence or first_of(
            first_of((words_of(one), one.get("href"))) for one in children(rights, "usageTerms")
        )
    item.outlet = provider or first_of(holders)
    item.state("provider", provider)
    for holder in holders:
        if holder != item.outlet:
            item.credit_agency(holder)


def _read_hop(hop: Element, item: Item) -> None:
    """Whose content it was before it came here: who made it first is credited."""
    party = _name(child(hop, "party"))
    for action in children(hop, "action"):
        made = (action.get("qcode") or action.get("uri") or "").endswith("created")
        if made and (action.get("target") or "").endswith("content"):
            item.credit(party)


def _name(element: Element | None) -> str | None:
    """What a party is called."""
    if element is None:
        return None
    literal = element.get("literal")
    return first_of((words_of(child(element, "name")), literal, code_name(element.get("qcode"))))


def _content(root: Element, item: Item, removed: Counter[str]) -> list[Part]:
    """The parts of the first content that has words, the one with most markup first."""
    content = child(root, "contentSet")
    for inline in children(content, "inlineXML"):
        for inner in _trees(inline):
            if inner.tag == "nitf":
                parts = nitf_parts(inner, item, removed)
            else:
                body = inner if inner.tag != "html" else child(inner, "body")
                parts = [] if body is None else tree_parts(body, removed)
            if any(part.kind == "body" for part in parts):
                return parts
    for inline in children(content, "inlineData"):
        if inline.get("encoding"):
            continue  # base64 holds no words
        text = "".join(inline.itertext())
        markup = "html" in (inline.get("contenttype") or "") or is_markup(text)
        parts = html_parts(text, removed) if markup else plain_parts(text)
        if parts:
            return parts
    return []


def _trees(inline: Element) -> Iterator[Element]:
    for one in inline:
        if one.tag == "nitf" or one.tag in _HTML:
            yield one


def _no_text(root: Element, meta: Element | None) -> str:
    """Why there is no text."""
    kind = child(meta, "itemClass")
    code = "" if kind is None else (kind.get("qcode") or kind.get("uri") or "").rpartition(":")[2]
    if code and code != "text":
        return f"the item is of the class '{code[:40]}' and holds no text; nothing of it is to be read"
    if children(child(root, "contentSet"), "remoteContent"):
        return "the text of the item stands in another file (remoteContent); scan that file"
    return "the item holds no text; fetch it again with its contentSet"
