"""Which kind of XML a file is, by its root."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from typing import TYPE_CHECKING

from provenance.reading.decoding import NotText
from provenance.reading.protocol import Reading
from provenance.reading.wire.feeds import read_feed_item
from provenance.reading.wire.newsml_g2 import read_news_item
from provenance.reading.wire.nitf import read_nitf
from provenance.reading.wire.source import child, decode_xml, parse_xml

if TYPE_CHECKING:
    from lxml.etree import _Element as Element


def _read_message(root: Element, encoding: str) -> Reading:
    """The article of a news message that was cut down to one item."""
    item = child(child(root, "itemSet"), "newsItem")
    if item is None:
        raise NotText("the message holds no news item; fetch it again")
    return read_news_item(item, encoding)


_READ: Mapping[str, Callable[[Element, str], Reading]] = {
    "nitf": read_nitf,
    "newsItem": read_news_item,
    "newsMessage": _read_message,
    "rss": read_feed_item,
    "RDF": read_feed_item,
    "feed": read_feed_item,
}


def read_xml(data: bytes) -> Reading:
    """The article of an XML file, or of one entry that was taken from it. Raises NotText."""
    decoded = decode_xml(data)
    root = parse_xml(decoded.text)
    read = _READ.get(root.tag)
    if read is None:
        raise NotText(f"it is XML of a kind that is not read (its root is '{str(root.tag)[:40]}')")
    return read(root, decoded.encoding)
