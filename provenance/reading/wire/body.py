"""The words of an item -> parts of one text: markup by the rules of web pages, plain text as it is."""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Sequence
from typing import TYPE_CHECKING

from provenance.reading.article import Removed
from provenance.reading.decoding import NotText
from provenance.reading.parts.captions import credit_start
from provenance.reading.protocol import Reading
from provenance.reading.web.blocks import Block, Part, blocks_of, prune
from provenance.reading.web.text import write
from provenance.reading.wire.stating import Item

if TYPE_CHECKING:
    from lxml.etree import _Element as Element

_TAG = re.compile(r"<(?:/?(?:p|br|div|a|em|strong|b|i|ul|ol|li|h[1-6]|img|figure|table|section|span|blockquote)\b)", re.I)  # fmt: skip  # noqa: E501
_ENTITY = re.compile(r"&(?:#\d{2,7}|#x[0-9a-f]{2,6}|[a-z]{2,31}\d{0,2});", re.IGNORECASE)
_LETTERS = re.compile(r"[\W_]+")
_WORD = re.compile(r"[^\W_]")


def is_markup(text: str) -> bool:
    """Whether a text is HTML."""
    return _TAG.search(text) is not None


def has_entity(text: str) -> bool:
    """Whether a text has a character written as HTML does."""
    return _ENTITY.search(text) is not None


def plain_parts(text: str, kind: str = "body") -> list[Part]:
    """A text as it stands, without the blanks around it."""
    bare = text.strip()
    return [Part(Block(bare, None, "", "", False, [], []), kind)] if _WORD.search(bare) else []


def html_parts(text: str, removed: Counter[str], kind: str = "body") -> list[Part]:
    """The parts of a piece of HTML, where it says nothing else all of one kind; `removed` counts the words of
    what is not shown. Raises NotText."""
    from lxml import etree, html

    parser = html.HTMLParser(
        encoding="utf-8", remove_comments=True, remove_pis=True, no_network=True, huge_tree=False
    )
    whole = f"<html><body>{text}</body></html>".encode("utf-8", "replace")
    try:
        root = html.document_fromstring(whole, parser=parser)
    except (etree.LxmlError, ValueError, AssertionError):
        return []
    if len(parser.error_log.filter_from_fatals()):
        raise NotText("the HTML of its text is nested too deep or holds a part that is too large; look at it")
    for title in list(root.iter("title")):  # of a whole page, which the parser leaves where it stands
        title.drop_tree()
    removed.update(prune(root))
    parts: list[Part] = []
    for block in blocks_of(root):
        if kind == "body" and block.pictured and block.role in ("caption", "credit"):
            parts.append(_caption(block))
        else:
            parts.append(Part(block, kind))
    return parts


def tree_parts(element: Element, removed: Counter[str], kind: str = "body") -> list[Part]:
    """The parts of an element of XML whose names are those of HTML. Raises NotText."""
    from lxml import etree

    element.tag, element.tail = "div", None
    for name in list(element.attrib):
        del element.attrib[name]
    # Written and read again, as menus and captions are known by what the parser of HTML makes.
    return html_parts(etree.tostring(element, method="html", encoding="unicode"), removed, kind)


def _caption(block: Block) -> Part:
    start = 0 if block.role == "credit" else credit_start(block.text)
    if start is None:
        return Part(block, "caption")
    return Part(block, "credit") if start == 0 else Part(block, "caption", start)


def compose(
    item: Item,
    parts: Sequence[Part],
    removed: Counter[str],
    *,
    headline: str | None = None,
    byline: str | None = None,
    encoding: str = "utf-8",
) -> Reading:
    """The article of some parts. Headline and byline that stand outside go above, unless they are there.

    Raises NotText where there are no words but the headline.
    """
    if not any(part.kind == "body" for part in parts):
        raise NotText("it holds no text (a picture, a package, or text that stands elsewhere); remove it")
    top: list[Part] = []
    rest = list(parts)
    if headline and not any(part.kind == "headline" for part in rest):
        wanted = _key(headline)
        if rest[0].kind == "body" and _key(rest[0].block.text) == wanted and len(rest) > 1:
            rest[0] = Part(rest[0].block, "headline")
        else:
            top += plain_parts(" ".join(headline.split()), "headline")
    if byline and not any(part.kind == "byline" for part in rest):
        wanted = _key(byline)
        if not any(_key(part.block.text) == wanted for part in rest[:3]):
            lines = plain_parts(" ".join(byline.split()), "byline")
            if rest[0].kind == "headline":
                rest[1:1] = lines
            else:
                top += lines
    text, segments, links = write([*top, *rest], item.url if _is_web(item.url) else None)
    return Reading(
        text,
        encoding,
        segments,
        item.described(),
        item.said_by,
        tuple(dict.fromkeys(item.credits)),
        links,
        tuple(Removed(what, words) for what, words in sorted(removed.items()) if words),
        tuple(dict.fromkeys(item.problems)),
    )


def _is_web(url: str | None) -> bool:
    return bool(url) and str(url).startswith(("http://", "https://"))


def _key(text: str) -> str:
    return _LETTERS.sub("", text).casefold()
