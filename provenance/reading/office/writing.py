"""Paragraphs of a document -> one text with segments and links."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

from provenance.reading.article import Link, Segment
from provenance.reading.parts.captions import credit_start
from provenance.reading.parts.segments import segment
from provenance.spans import Span

BETWEEN = "\n\n"
_ABOVE = 8  # paragraphs above a headline: a letterhead, a date


@dataclass(frozen=True, slots=True)
class Block:
    """A paragraph. `kind` is what the document calls it: headline, heading, standfirst, caption, or nothing;
    `links` are spans in it with their targets."""

    text: str
    kind: str = ""
    links: tuple[tuple[int, int, str], ...] = ()


def write(blocks: Sequence[Block]) -> tuple[str, tuple[Segment, ...], tuple[Link, ...]]:
    """The text of some paragraphs, an empty line between them, its segments and its links."""
    starts, links = [], []
    at = 0
    for block in blocks:
        starts.append(at)
        links += [Link(target, Span(at + first, at + end)) for first, end, target in block.links]
        at += len(block.text) + len(BETWEEN)
    text = BETWEEN.join(block.text for block in blocks)
    return text, _segments(text, blocks, starts), tuple(links)


def _segments(text: str, blocks: Sequence[Block], starts: Sequence[int]) -> tuple[Segment, ...]:
    """What the document calls its parts, and of the rest what its wording shows."""
    headline = _headline(blocks)
    called: list[Segment] = []
    reached = 0
    for place, (start, block) in enumerate(zip(starts, blocks, strict=True)):
        end = start + len(block.text)
        if place == headline or (block.kind == "standfirst" and 0 <= headline < place <= headline + 2):
            called.append(Segment("headline" if place == headline else "standfirst", Span(start, end)))
            reached = end
        elif block.kind == "caption":
            called += _caption(block.text, start)
    if not reached:
        return _merged(segment(text), called)
    top = starts[headline]
    seen = [*segment(text[:top]), *segment(text, start=reached)]
    titles = ("headline", "standfirst")
    return _merged([Segment("body", one.span) if one.kind in titles else one for one in seen], called)


def _headline(blocks: Sequence[Block]) -> int:
    """The paragraph that the document calls its title, else its first heading where it stands at the top; -1
    without one."""
    title = next((place for place, block in enumerate(blocks) if block.kind == "headline"), None)
    if title is not None and title <= _ABOVE:
        return title
    first = next((place for place, block in enumerate(blocks) if block.kind == "heading"), len(blocks))
    return first if first < min(len(blocks), _ABOVE) else -1


def _caption(text: str, start: int) -> list[Segment]:
    cut = credit_start(text)
    if cut is None:
        return [Segment("caption", Span(start, start + len(text)))]
    words = len(text[:cut].rstrip())
    caption = [Segment("caption", Span(start, start + words))] if words else []
    return [*caption, Segment("credit", Span(start + cut, start + len(text)))]


def _merged(seen: Sequence[Segment], called: Sequence[Segment]) -> tuple[Segment, ...]:
    """What was seen, but where something is called what it is; in order and apart."""
    found: list[Segment] = list(called)
    place = 0
    for one in sorted(seen, key=lambda segment: segment.span.start):
        start, end = one.span.start, one.span.end
        while place < len(called) and called[place].span.end <= start:
            place += 1
        at = place
        while at < len(called) and called[at].span.start < end:
            if start < called[at].span.start:
                found.append(Segment(one.kind, Span(start, called[at].span.start)))
            start = called[at].span.end
            at += 1
        if start < end:
            found.append(Segment(one.kind, Span(start, end)))
    found.sort(key=lambda segment: segment.span.start)
    return tuple(found)
