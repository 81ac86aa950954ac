"""The parts of a page's article -> one text with segments and links."""

from __future__ import annotations

from collections.abc import Sequence
from urllib.parse import urljoin, urlsplit

from provenance.reading.article import Link, Segment
from provenance.reading.parts.segments import segment
from provenance.reading.web.blocks import Part
from provenance.spans import Span

_BETWEEN = "\n\n"
_SEEN = frozenset({"dateline", "date", "byline", "caption", "credit", "boilerplate"})
"""Kinds that the wording shows where the page says nothing. That of headlines and standfirsts it does say."""


def write(parts: Sequence[Part], base: str | None) -> tuple[str, tuple[Segment, ...], tuple[Link, ...]]:
    """The text of some parts, an empty line between them, its segments, and its links as seen from `base`."""
    starts = []
    at = 0
    for part in parts:
        starts.append(at)
        at += len(part.block.text) + len(_BETWEEN)
    text = _BETWEEN.join(part.block.text for part in parts)
    links = []
    for start, part in zip(starts, parts, strict=True):
        for first, end, written in part.block.links:
            target = absolute(written, base)
            if target:
                links.append(Link(target, Span(start + first, start + end)))
    return text, _segments(text, parts, starts), tuple(links)


def _segments(text: str, parts: Sequence[Part], starts: Sequence[int]) -> tuple[Segment, ...]:
    """What the page says of its parts; of the body, what its wording shows."""
    first = next((start for start, part in zip(starts, parts, strict=True) if part.kind == "body"), len(text))
    headed = any(part.kind == "headline" for part in parts)
    seen = segment(text, start=first) if first < len(text) else ()
    found: list[Segment] = []
    place = 0
    for start, part in zip(starts, parts, strict=True):
        end = start + len(part.block.text)
        if part.credit >= 0:
            cut = start + part.credit
            caption = text[start:cut].rstrip()
            found.append(Segment("caption", Span(start, start + len(caption))))
            found.append(Segment("credit", Span(cut, end)))
        elif part.kind != "body":
            found.append(Segment(part.kind, Span(start, end)))
        else:
            while place < len(seen) and seen[place].span.end <= start:
                place += 1
            _add_seen(found, seen, place, Span(start, end), headed)
    return tuple(found)


def _add_seen(found: list[Segment], seen: Sequence[Segment], place: int, span: Span, headed: bool) -> None:
    """The segments of one body block, joined with the body before it."""
    while place < len(seen) and seen[place].span.start < span.end:
        own = seen[place]
        place += 1
        known = own.kind in _SEEN or (not headed and own.kind in ("headline", "standfirst"))
        kind = own.kind if known else "body"
        part = Span(max(own.span.start, span.start), min(own.span.end, span.end))
        if kind == "body" and found and found[-1].kind == "body":
            found[-1] = Segment("body", Span(found[-1].span.start, part.end))
        else:
            found.append(Segment(kind, part))


def absolute(written: str, base: str | None) -> str | None:
    """Where a link leads, None for scripts, data and places on the page itself."""
    target = "".join(written.split())
    if not target or target[0] == "#":
        return None
    try:
        whole = urljoin(base, target) if base else target
        scheme = urlsplit(whole).scheme.lower()
    except ValueError:
        return None
    return whole if scheme in ("http", "https", "") else None
