"""The reader of pages in web archives: what a server answered, and when a crawl asked for it."""

from __future__ import annotations

import codecs
import zlib
from dataclasses import replace

from provenance.reading.article import Dated
from provenance.reading.decoding import NotText
from provenance.reading.parts.dates import parse_date
from provenance.reading.protocol import Reading
from provenance.reading.web.page import read_page
from provenance.settings import MAX_BYTES

_DAMAGED = "the page is packed in a way that is not read, or damaged; fetch it again"
_MARKS = (codecs.BOM_UTF8, codecs.BOM_UTF16_LE, codecs.BOM_UTF16_BE)


def read_archived(data: bytes) -> Reading:
    """The article of a page as a web archive has it. Raises NotText.

    When it was crawled is a bound: it was published no later. What the page itself says goes before.
    """
    record, _, answer = data.partition(b"\r\n\r\n")
    head, _, body = answer.partition(b"\r\n\r\n")
    said, fields = _fields(record), _fields(head.partition(b"\r\n")[2])
    if "chunked" in fields.get("transfer-encoding", "").lower():
        body = _joined(body)
    body = _unpacked(body, fields.get("content-encoding", "").lower())
    body, encoding = _as_declared(body, fields.get("content-type", ""))
    reading = read_page(body)
    own = reading.fields
    url = said.get("warc-target-uri", "").strip("<>")
    crawled = parse_date(said.get("warc-date", ""))
    dates = own.dates
    if crawled is not None:
        words = said["warc-date"]
        dates = (*dates, Dated(crawled[0], crawled[1], "crawl", crawled[2], words, "not after"))
    return replace(
        reading,
        encoding=encoding or reading.encoding,
        fields=replace(own, url=own.url or url or None, dates=dates),
    )


def _fields(head: bytes) -> dict[str, str]:
    found: dict[str, str] = {}
    for line in head.decode("latin-1").splitlines():
        name, _, value = line.partition(":")
        found.setdefault(name.strip().lower(), value.strip())
    return found


def _joined(body: bytes) -> bytes:
    """A body that was sent in pieces; as it is, where the archive has joined them already."""
    pieces: list[bytes] = []
    at = 0
    while True:
        end = body.find(b"\r\n", at)
        try:
            size = int(body[at:end].partition(b";")[0], 16) if end >= 0 else -1
        except ValueError:
            size = -1
        if size < 0:
            return b"".join(pieces) if pieces else body
        if size == 0:
            return b"".join(pieces)
        pieces.append(body[end + 2 : end + 2 + size])
        at = end + 2 + size + 2


def _unpacked(body: bytes, by: str) -> bytes:
    if by in ("", "identity") or body.lstrip()[:1] == b"<":  # archives also keep it unpacked
        return body
    if by not in ("gzip", "x-gzip", "deflate"):
        raise NotText(_DAMAGED)
    for bits in (47, -15):  # with a head of gzip or zlib, or without one
        unpacking = zlib.decompressobj(bits)
        try:
            out = unpacking.decompress(body, MAX_BYTES)
        except zlib.error:
            continue
        if unpacking.unconsumed_tail:
            raise NotText("the page unpacks to too much; look at it in its archive")
        return out
    raise NotText(_DAMAGED)


def _as_declared(body: bytes, kind: str) -> tuple[bytes, str]:
    """The body as UTF-8 where the server says its encoding and that is so; and which it was."""
    named = kind.lower().partition("charset=")[2].partition(";")[0].strip(" \"'")
    if not named or body.startswith(_MARKS):
        return body, ""
    try:
        encoding = codecs.lookup("cp1252" if named in ("iso-8859-1", "latin1", "us-ascii") else named).name
        return codecs.BOM_UTF8 + body.decode(encoding).encode("utf-8"), encoding
    except (LookupError, ValueError):
        return body, ""
