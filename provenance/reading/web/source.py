"""A web page's bytes -> its characters -> a tree. Nothing is fetched, no entity expanded."""

from __future__ import annotations

import codecs
import re
from typing import TYPE_CHECKING

from provenance.reading.decoding import Decoded, NotText, decode
from provenance.reading.encodings import encoding_named, is_utf_8, known_encoding

if TYPE_CHECKING:
    from lxml.html import HtmlElement

_HEAD = 1024  # bytes from the start among which a page states its encoding (as in the HTML standard)
_DECLARED = re.compile(rb"<meta\b[^>]{0,300}?\bcharset\s*=\s*[\"']?\s*([\w:.-]{2,40})", re.IGNORECASE)
_XML_DECLARED = re.compile(rb"\s*<\?xml\b[^>]{0,200}?\bencoding\s*=\s*[\"']([\w:.-]{2,40})", re.IGNORECASE)
_MARKS = (codecs.BOM_UTF8, codecs.BOM_UTF16_LE, codecs.BOM_UTF16_BE, codecs.BOM_UTF32_BE)
_FEW = 1000  # one character in so many may be broken where the encoding is declared
_TAG = re.compile(rb"<[!/?a-zA-Z]")
_CONTROL = re.compile(r"[\x00-\x08\x0b\x0c\x0e-\x1f\x7f]")
_CLOSED_AT_ONCE = re.compile(r"<((?:script|style|title|textarea|iframe|noscript)\b[^<>]*)/>", re.IGNORECASE)
_IN_HEAD = frozenset({
    "title", "meta", "link", "base", "script", "style", "noscript", "template", "object", "bgsound",
})  # fmt: skip
_NAME = re.compile(r"<(\w+)")


def decode_page(data: bytes) -> Decoded:
    """The characters of a page: by its mark, what it declares, or as any text. Raises NotText."""
    if data.startswith(_MARKS):
        return decode(data)
    zeros = data.count(0)
    if 0 < zeros <= 1 + len(data) // _FEW:
        data = data.replace(b"\x00", b"")  # strays; as UTF-16 a page would have one in every tag
    if _TAG.search(data) is None and b"\x00" not in data and data.strip():
        raise NotText("the file holds no HTML; give a text the ending .txt")
    declared = _declared(data)
    if declared is None or (declared != "iso2022_jp" and is_utf_8(data)):
        return _decode(data, "utf-8" if _stated(data) == "utf-8" else None)
    try:
        return Decoded(data.decode(declared), declared)
    except UnicodeDecodeError:
        return _decode(data, declared)


def _decode(data: bytes, declared: str | None) -> Decoded:
    """The characters of a page that declares another encoding than it is in, or has a few broken ones."""
    try:
        return decode(data)
    except NotText:
        if declared is None or b"\x00" in data or is_utf_8(data):
            raise
        text = data.decode(declared, errors="replace")
        if text.count("\ufffd") * _FEW > len(text):
            raise NotText(
                f"the page says that it is {declared}, but is not; save it as UTF-8 and scan again"
            ) from None
        return Decoded(text, declared)


def _declared(data: bytes) -> str | None:
    """The encoding that a page declares, where it is one of those known besides UTF-8."""
    return known_encoding(_stated(data))


def _stated(data: bytes) -> str:
    """The encoding that a page declares, by Python's name for it; empty for none."""
    match = _XML_DECLARED.match(data) or _DECLARED.search(data, 0, _HEAD)
    return "" if match is None else encoding_named(match[1])


def parse_page(text: str) -> HtmlElement:
    """The tree of a page. Raises NotText where it holds nothing, or the parser gives up on it."""
    from lxml import etree, html

    if _CONTROL.search(text) is not None:
        text = _CONTROL.sub(lambda match: "" if match[0] == "\x00" else " ", text)
    if "/>" in text and "<?xml" in text[:200]:
        text = _CLOSED_AT_ONCE.sub(_open_and_close, text)  # as XML has it; the parser of HTML would go on
    parser = html.HTMLParser(
        encoding="utf-8", remove_comments=True, remove_pis=True, no_network=True, huge_tree=False
    )
    try:
        root = html.document_fromstring(text.encode("utf-8", "replace"), parser=parser)
    except (etree.LxmlError, ValueError, AssertionError):
        raise NotText("the page is empty; save it with its text") from None
    fatal = parser.error_log.filter_from_fatals()
    if len(fatal):
        deep = any("depth" in error.message for error in fatal)
        what = "its parts are nested too deep" if deep else "it holds a part that is too large"
        raise NotText(f"the page can't be read ({what}); save its text as .txt")
    _end_head(root)
    return root


def _end_head(root: HtmlElement) -> None:
    """Put into the body what the parser left in the head: of a page without a `body` tag it takes `article`
    and other tags that are younger than it for parts of the head."""
    head = root.find("head")
    if head is None:
        return
    first = next((place for place, child in enumerate(head) if child.tag not in _IN_HEAD), None)
    if first is None:
        return
    body = root.find("body")
    if body is None:
        body = root.makeelement("body")
        root.append(body)
    lead, body.text = body.text, None
    moved = head[first:]
    body[:0] = moved
    if lead:
        moved[-1].tail = (moved[-1].tail or "") + lead


def _open_and_close(match: re.Match[str]) -> str:
    name = _NAME.match(match[0])
    return f"<{match[1]}></{name[1]}>" if name else match[0]
