"""NITF, by itself or within another format: its body as parts of a text, and what its head states."""

from __future__ import annotations

from collections import Counter
from typing import TYPE_CHECKING

from provenance.reading.parts.bylines import byline_name
from provenance.reading.protocol import Reading
from provenance.reading.web.blocks import Part, count_words
from provenance.reading.wire.body import compose, plain_parts, tree_parts
from provenance.reading.wire.source import child, children, words_of
from provenance.reading.wire.stating import Item, first_of

if TYPE_CHECKING:
    from lxml.etree import _Element as Element

_HTML = frozenset({
    "a", "blockquote", "br", "caption", "col", "colgroup", "dd", "dl", "dt", "em", "hr", "li", "ol", "p",
    "pre", "q", "sub", "sup", "table", "tbody", "td", "tfoot", "th", "thead", "tr", "ul",
})  # fmt: skip
# Names of NITF's for which HTML has others. What is in neither list stands in a line.
_AS_HTML = {
    "hl1": "p", "hl2": "p", "block": "div", "bq": "blockquote", "media": "figure",
    "media-caption": "figcaption", "media-producer": "div", "nitf-table": "div", "content": "div",
    "credit": "div", "abstract": "div", "byline": "div", "dateline": "div", "tagline": "div",
    "datasource": "div",
}  # fmt: skip
_LEFT_OUT = {
    "media-reference": "media", "media-metadata": "media", "media-object": "media",
    "nitf-table-metadata": "media", "note": "notes", "series": "notes", "rights": "notes",
}  # fmt: skip


def read_nitf(root: Element, encoding: str) -> Reading:
    """The article of an NITF document. Raises NotText where it has no text."""
    item = Item("NITF")
    removed: Counter[str] = Counter()
    _read_head(child(root, "head"), item)
    body = child(root, "body")
    head = child(body, "body.head")
    item.title = words_of(child(child(head, "hedline"), "hl1")) or item.title
    byline = words_of(child(head, "byline"))
    if byline:
        item.byline = byline_name(byline) or byline
    parts = nitf_parts(root, item, removed)
    return compose(item, parts, removed, headline=item.title, encoding=encoding)


def nitf_parts(root: Element, item: Item, removed: Counter[str]) -> list[Part]:
    """The parts of the body of an NITF tree, which is changed. Whom its head credits is kept in `item`."""
    body = child(root, "body")
    head = child(body, "body.head")
    for distributor in children(head, "distributor"):
        item.credit(words_of(distributor))
    parts: list[Part] = []
    for lines in children(head, "hedline", "headline"):
        for name, kind in (("hl1", "headline"), ("hl2", "standfirst")):
            for line in children(lines, name):
                parts += _line(line, kind)
    for name, kind in (("abstract", "standfirst"), ("byline", "byline"), ("dateline", "dateline")):
        for one in children(head, name):
            parts += _parts(one, removed, kind) if kind == "standfirst" else _line(one, kind)
    for note in children(head, "note", "rights"):
        removed["notes"] += count_words(" ".join(note.itertext()))
    for content in children(body, "body.content"):
        parts += _parts(content, removed, "body")
    for end in children(body, "body.end"):
        for one in children(end, "tagline"):
            parts += _parts(one, removed, "body")
        for one in children(end, "bibliography"):
            removed["notes"] += count_words(" ".join(one.itertext()))
    return parts


def _line(element: Element, kind: str) -> list[Part]:
    return plain_parts(words_of(element) or "", kind)


def _parts(element: Element, removed: Counter[str], kind: str) -> list[Part]:
    """The parts of an element, written as HTML."""
    for one in list(element.iterdescendants()):
        what = _LEFT_OUT.get(one.tag)
        if what is not None:
            removed[what] += count_words(" ".join(one.itertext()))
            one.clear(keep_tail=True)
            one.tag = "div" if one.tag == "note" else "span"
            continue
        if one.tag == "media-producer" or one.tag == "credit":
            one.set("class", "credit")
        one.tag = one.tag if one.tag in _HTML else _AS_HTML.get(one.tag, "span")
        if one.tag == "figcaption" and one.getparent() is not None and one.getparent().tag != "figure":
            one.tag = "p"
    return tree_parts(element, removed, kind)


def _read_head(head: Element | None, item: Item) -> None:
    """What the head of a document states."""
    item.title = words_of(child(head, "title"))
    data = child(head, "docdata")
    identity = child(data, "doc-id")
    publications = children(head, "pubdata")
    rights = child(data, "doc.copyright")
    named = None if identity is None else identity.get("id-string")
    item.id = first_of((named, *(one.get("item-id") for one in publications)))
    holder = None if rights is None else rights.get("holder")
    item.outlet = first_of((*(one.get("name") for one in publications), holder))
    item.url = first_of(one.get("ex-ref") for one in publications)
    if rights is not None and holder:
        item.state("copyright", f"{rights.get('year') or ''} {holder}")
        if holder != item.outlet:
            item.credit_agency(holder)
    owner = child(data, "doc.rights")
    if owner is not None:
        item.licence = first_of((words_of(owner), owner.get("limitations")))
        item.credit_agency(owner.get("owner"))
    if identity is not None:
        item.state("provider", identity.get("regsrc"))
    for way in children(child(data, "del-list"), "from-src"):
        item.credit_agency(way.get("src-name"))
    key = child(data, "du-key")
    issued = _norm(child(data, "date.issue"))
    printed = first_of(one.get("date.publication") for one in publications)
    changed = [one.get("norm") for one in children(head, "revision-history") if one.get("norm")]
    item.date_version(
        first_of((issued, printed)),
        first=sorted(filter(None, changed))[:1],
        version=None if key is None else key.get("version"),
        embargo=_norm(child(data, "date.release")),
    )
    if issued and printed:
        item.state("date of publication", printed)  # the words were there from the issue on
    for one in children(data, "correction"):
        item.state("corrects", first_of((one.get("id-string"), one.get("info"))))


def _norm(element: Element | None) -> str | None:
    return None if element is None else element.get("norm") or words_of(element)
