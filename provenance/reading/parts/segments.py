"""The parts of an article: headline, date line, captions, boilerplate, body. All is marked, nothing is cut.

Lines are looked at one by one (`lines`); only the order at the top of a text (a headline stands before the
body, a slogan of the site above the headline) needs the lines together (`headlines`).
"""

from __future__ import annotations

from collections.abc import Sequence

from provenance.reading.article import Segment
from provenance.reading.parts.bylines import byline_name
from provenance.reading.parts.datelines import LONGEST as LONGEST_DATELINE
from provenance.reading.parts.datelines import dateline_end
from provenance.reading.parts.headlines import HEADING, mark_headline
from provenance.reading.parts.lines import EDGE, Lines, find_lines
from provenance.spans import Span


def segment(text: str, *, start: int = 0) -> tuple[Segment, ...]:
    """The parts of `text` from the code point `start` on: sorted, apart, over every line with words."""
    lines = find_lines(text, start)
    mark_headline(lines)
    return _merge(lines)


def title_of(text: str, segments: Sequence[Segment]) -> str | None:
    """The headline of a text, once and without the marks around it; None where it has none."""
    for part in segments:
        if part.kind == "headline":
            words = part.span.cut(text).strip(EDGE)
            if "#" in words:
                words = HEADING.sub("", words, count=1)
            words = words.strip("*_").strip(EDGE)
            return " ".join(words.split()) or None
    return None


def byline_of(text: str, segments: Sequence[Segment]) -> str | None:
    """The names in the first byline; None where there is none."""
    for part in segments:
        if part.kind == "byline":
            return byline_name(part.span.cut(text).strip(EDGE))
    return None


def _merge(lines: Lines) -> tuple[Segment, ...]:
    """Lines to segments: body lines in a row are one segment, a caption and its credit are two."""
    segments: list[Segment] = []
    rows = lines.rows
    count = len(rows)
    body_at = 0  # the lines from here to the next that is decided are body
    fresh = True  # no body yet: a dateline may stand here
    for index in (*sorted(lines.kinds), count):
        if body_at < index:
            start, stop, first, last, _ = rows[body_at]
            if fresh:
                fresh = False
                end = _dateline(lines.text, stop, first, last)
                if end:
                    segments.append(Segment("dateline", Span(start, end)))
                    start = _next_word(lines.text, end, stop)
            segments.append(Segment("body", Span(start, rows[index - 1][1])))
        body_at = index + 1
        if index < count:
            _add(segments, lines, index)
    return tuple(segments)


def _add(segments: list[Segment], lines: Lines, index: int) -> None:
    """The segments of a line that is no body."""
    start, end, *_ = lines.rows[index]
    kind = lines.kinds[index]
    if kind == "caption":
        credit = lines.credits[index]
        segments.append(Segment(kind, Span(start, start + len(lines.text[start:credit].rstrip()))))
        segments.append(Segment("credit", Span(credit, end)))
    elif kind == "headline" and _goes_on(lines, index):
        segments[-1] = Segment(kind, Span(segments[-1].span.start, end))
    else:
        segments.append(Segment(kind, Span(start, end)))


def _goes_on(lines: Lines, index: int) -> bool:
    """Whether a headline line is the second half of a wrapped headline."""
    above = lines.kinds.get(index - 1)
    return above == "headline" and lines.adjacent(index) and lines.core(index)[:1].islower()


def _dateline(text: str, stop: int, first: int, last: int) -> int:
    """Where the dateline ends with which a body line starts that ends at `stop`; 0 for none."""
    head = text[first : min(last, first + LONGEST_DATELINE + 1)]
    end = dateline_end(head)
    if not end or first + end >= stop:
        return 0
    return first + len(head[:end].rstrip())


def _next_word(text: str, place: int, stop: int) -> int:
    """Where from a place on something else than white space stands."""
    rest = text[place:stop]
    return place + len(rest) - len(rest.lstrip())
