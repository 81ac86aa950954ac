"""Readers: bytes in, Article out, one per kind of file. They open nothing; `folder` does."""

from __future__ import annotations

import hashlib
import re
from collections.abc import Callable
from dataclasses import dataclass

from provenance.reading.article import Article, Dated, Metadata, Segment
from provenance.reading.dates import find_date
from provenance.reading.decode import NotText, decode
from provenance.reading.front_matter import read_front_matter
from provenance.reading.metadata_csv import Described, Stated
from provenance.reading.segments import byline_of, segment, title_of
from provenance.spans import Span

# What a reader finds in a decoded text: its segments, and what the text states about itself in fields.
Layout = Callable[[str], tuple[tuple[Segment, ...], Described]]

_WORD = re.compile(r"[^\W_]")


_NOTHING = Described()


def _text(text: str) -> tuple[tuple[Segment, ...], Described]:
    return segment(text), _NOTHING


def _markdown(text: str) -> tuple[tuple[Segment, ...], Described]:
    """Markdown stays as it is written, so that offsets are those of the file; its front matter is marked."""
    end, stated = read_front_matter(text)
    segments = segment(text, start=end)
    return ((Segment("boilerplate", Span(0, end)), *segments) if end else segments), stated


READERS: dict[str, Layout] = {"text": _text, "markdown": _markdown, "jsonl": _text}
EXTENSIONS: dict[str, str] = {".txt": "text", ".md": "markdown", ".jsonl": "jsonl"}


@dataclass(frozen=True, slots=True)
class Raw:
    """The bytes of one article as they stand at `path`, for the reader of that name; `stated` are the rows of
    metadata.csv that speak of it."""

    path: str
    data: bytes
    reader: str
    stated: Stated


def read_text(data: bytes, *, path: str, reader: str = "text", sidecar: Described | None = None) -> Article:
    """The article in `data`, which stands at `path`.

    What the sidecar states goes before the text's own fields, and these before what is seen in the text.
    Raises NotText for bytes that are no text or hold no word, KeyError for a reader that does not exist.
    """
    if not data:
        raise NotText("the file is empty; put the article in it or remove it")
    decoded = decode(data)
    return make_article(
        decoded.text, data, path=path, reader=reader, encoding=decoded.encoding, stated=sidecar
    )


def make_article(
    text: str, data: bytes, *, path: str, reader: str, encoding: str, stated: Described | None
) -> Article:
    """The article of a text that was decoded from `data`; `stated` goes before what stands in the text.

    Raises NotText for a text that holds no word, KeyError for a reader that does not exist.
    """
    if _WORD.search(text) is None:
        raise NotText("the file is empty but for blanks and marks; put the article in it or remove it")
    segments, own = READERS[reader](text)
    known = own if stated is None else stated if own is _NOTHING else stated.filled(own)
    return Article(
        path=path,
        text=text,
        text_id=hashlib.sha256(text.encode("utf-8")).hexdigest(),
        size=len(data),
        bytes_sha256=hashlib.sha256(data).hexdigest(),
        encoding=encoding,
        reader=reader,
        metadata=Metadata(
            id=known.id,
            title=known.title or title_of(text, segments),
            outlet=known.outlet,
            byline=known.byline or byline_of(text, segments),
            url=known.url,
            date=_date(known, text, segments),
            source_flag=bool(known.source),
        ),
        segments=segments,
    )


def _date(stated: Described, text: str, segments: tuple[Segment, ...]) -> Dated | None:
    return stated.date if stated.date is not None else find_date(text, segments)
