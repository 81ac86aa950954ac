"""Readers of text and of Markdown: what is decoded is the text, nothing in it changes."""

from __future__ import annotations

from provenance.reading.article import Segment
from provenance.reading.decoding import decode
from provenance.reading.front_matter import read_front_matter
from provenance.reading.parts.segments import segment
from provenance.reading.protocol import Reading
from provenance.spans import Span


def read_plain(data: bytes) -> Reading:
    """A text. Raises NotText."""
    decoded = decode(data)
    return Reading(decoded.text, decoded.encoding)


def read_markdown(data: bytes) -> Reading:
    """Markdown stays as it is written, so that offsets are those of the file; its front matter is marked."""
    decoded = decode(data)
    end, stated = read_front_matter(decoded.text)
    segments = segment(decoded.text, start=end)
    if end:
        segments = (Segment("boilerplate", Span(0, end)), *segments)
    return Reading(decoded.text, decoded.encoding, segments, stated, "front matter")
