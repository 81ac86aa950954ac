"""A web archive (WARC, ISO 28500): the pages that a crawl was given, one behind the other, streamed.

Records say how long they are. Where one is not so long, the next is looked for by the line that begins it.
"""

from __future__ import annotations

import re
from collections.abc import Iterator
from typing import BinaryIO

from provenance.reading.article import Unreadable
from provenance.reading.decoding import NotText
from provenance.reading.many.source import PassedOver, Source, too_long
from provenance.reading.options import Options
from provenance.reading.packed import PIECE
from provenance.reading.raw import Raw

_BEGINS = b"WARC/"
_LINE = 65_536  # bytes of a line of a record's head
_LINES = 200
_HEAD = 16_384  # bytes of an answer in which its own head stands
_LENGTH = re.compile(rb"\d{1,15}")
_STATUS = re.compile(rb"HTTP/\S+\s+(\d{3})")
_TYPE = re.compile(rb"^content-type:[ \t]*([\w.+-]+)/([\w.+-]+)", re.IGNORECASE | re.MULTILINE)
_PAGES = (b"text/html", b"application/xhtml+xml")
_NONE = "the file holds no web archive (no line `WARC/1...` begins it); fetch it again"
_BAD = "the length of a record is none; what is whole before and behind it is read, fetch the file again"
_CUT = "the file ends in the middle of a record; what is whole before it is read, fetch the file again"


def split_warc(source: Source, options: Options) -> Iterator[Raw | Unreadable | PassedOver]:
    """The pages of a web archive, each at `path#record=N`, all records counted from 1.

    Answers of other kinds are passed over; so are, uncounted, errors and redirections, what the crawl asked
    and noted, and revisits, which say that a page has not changed and don't have it.
    """
    number = 0
    with source.open() as stream:
        line = _next(stream, first=True)
        while line:
            number += 1
            path = f"{source.path}#record={number}"
            head = _head(stream)
            length = _length(head)
            if length is None:
                yield Unreadable(path, _BAD)
                line = _next(stream)
                continue
            wanted = head.get(b"warc-type", b"").lower() == b"response"
            block = stream.read(min(length, _HEAD)) if wanted else b""
            kind = _kind(block) if wanted else b""
            if kind in _PAGES and length <= options.max_bytes:
                block += stream.read(length - len(block))
                if len(block) == length:
                    yield Raw(path, _written(head) + block, source.reader, source.stated)
            elif kind and kind not in _PAGES:
                yield PassedOver("." + kind.rpartition(b"/")[2].decode("ascii", "replace").lower())
            if not _skip(stream, length - len(block)):
                yield Unreadable(path, _CUT)
                return
            if kind in _PAGES and length > options.max_bytes:
                yield Unreadable(path, too_long("page", options.max_bytes))
            line = _next(stream)


def _next(stream: BinaryIO, first: bool = False) -> bytes:
    """The line that begins the next record, empty at the end."""
    while line := stream.readline(_LINE):
        if line.startswith(_BEGINS):
            return line
        if first and not line.isspace():
            raise NotText(_NONE)
    if first:
        raise NotText(_NONE)
    return b""


def _head(stream: BinaryIO) -> dict[bytes, bytes]:
    """The fields of a record, names lower case."""
    fields: dict[bytes, bytes] = {}
    for _ in range(_LINES):
        line = stream.readline(_LINE)
        if not line.strip():
            break
        name, _colon, value = line.partition(b":")
        fields.setdefault(name.strip().lower(), value.strip())
    return fields


def _length(head: dict[bytes, bytes]) -> int | None:
    written = head.get(b"content-length", b"")
    return int(written) if _LENGTH.fullmatch(written) else None


def _kind(block: bytes) -> bytes:
    """The type of an answer that was given, empty for others."""
    head = block.partition(b"\r\n\r\n")[0]
    status = _STATUS.match(head)
    if status is None or status[1] != b"200":
        return b""
    found = _TYPE.search(head)
    return found[0].partition(b":")[2].strip().lower() if found else b""


def _written(head: dict[bytes, bytes]) -> bytes:
    """What the reader of a page has to know of its record."""
    names = (b"warc-target-uri", b"warc-date")
    return b"".join(name + b": " + head.get(name, b"") + b"\r\n" for name in names) + b"\r\n"


def _skip(stream: BinaryIO, count: int) -> bool:
    """Go on by so many bytes; False where the file ends before."""
    while count > 0:
        piece = stream.read(min(count, PIECE))
        if not piece:
            return False
        count -= len(piece)
    return True
