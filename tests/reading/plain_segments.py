"""The parts of an article once more, plainly: every rule is asked about every line, in their order.

`provenance.reading` asks them only about the lines that they could be true of. Nothing here is quick.
"""

from __future__ import annotations

import re
from dataclasses import dataclass
from itertools import pairwise

from provenance.reading import Segment
from provenance.reading.parts.bylines import byline_name
from provenance.reading.parts.captions import credit_start
from provenance.reading.parts.datelines import dateline_end
from provenance.reading.parts.dates import is_date_line
from provenance.reading.parts.lines import EDGE
from provenance.reading.parts.patterns import boilerplate_patterns, byline_patterns
from provenance.spans import Span

TOP = 12
LONGEST_HEADLINE = 180
CLOSED = re.compile(r"[.!?…。！？।؟۔:;,،][\"'”’»)\]]*$")
FULL_STOP = re.compile(r"[.…。।۔,;:،][\"'”’»)\]]*$")
ABBREVIATION = re.compile(r"(?:\b[^\W\d_]\.){2,}$|\b(?:Inc|Ltd|Co|Corp|Jr|Sr|vs|No|St)\.$")
_HEADING = re.compile(r"#{1,6}\s+")
_UNSPACED = re.compile(r"[\u0e00-\u0eff\u1000-\u109f\u1780-\u17ff\u3040-\u30ff\u3400-\u9fff]")


@dataclass(slots=True)
class _Line:
    """A line that is not blank: where it stands without the blanks at its ends, what it says, what it is."""

    start: int
    end: int
    core: str  # without edge marks
    adjacent: bool  # the line before it is not blank
    kind: str = ""  # "" while not decided
    credit: int = -1  # offset of a picture credit in the text, -1 for none
    marked: bool = False  # a wire's mark "<" says that a paragraph ends here


def segment(text: str, *, start: int = 0) -> tuple[Segment, ...]:
    """The parts of `text` from the code point `start` on: sorted, apart, over every line with words."""
    lines = _lines(text, start)
    for index, line in enumerate(lines):
        core = line.core
        edge = index < TOP or index >= len(lines) - 4
        if _is_boilerplate(core):
            line.kind = "boilerplate"
        elif index < TOP and is_date_line(core):
            line.kind = "date"
        elif edge and _is_byline(core):
            line.kind = "byline"
        elif (credit := credit_start(core)) is not None:
            line.kind = "caption" if credit else "credit"
            line.credit = text.index(core, line.start) + credit
    _mark_top(lines, text)
    return _merge(lines, text)


def _is_byline(core: str) -> bool:
    if core[0] == "(":
        return len(core) <= 300 and byline_patterns().any(core.strip("(). "))
    return len(core) <= 120 and byline_name(core) is not None


def _lines(text: str, start: int) -> list[_Line]:
    lines = []
    adjacent = False
    for written in text[start:].splitlines(keepends=True):
        solid = written.strip()
        if solid:
            begin = start + len(written) - len(written.lstrip())
            lines.append(_Line(begin, begin + len(solid), solid.strip(EDGE), adjacent))
            lines[-1].marked = solid.endswith("<")
        adjacent = bool(solid)
        start += len(written)
    return lines


def _is_boilerplate(core: str) -> bool:
    """Whether a line holds no word, or is one of the page around the article."""
    if not any(map(str.isalnum, core)):
        return True
    return len(core) <= 400 and boilerplate_patterns().any(core.rstrip(" ."))


def _mark_top(lines: list[_Line], text: str) -> None:
    """Headline, standfirst and what stands above them: decided among the first lines together."""
    candidates: list[list[_Line]] = []
    wrapped = _hard_wrapped(lines)
    body_at = len(lines)
    index = 0
    while index < len(lines) and index < TOP:
        if lines[index].kind:
            index += 1
            continue
        unit = _unit(lines, index)
        if not _like_headline(unit, lines[index + len(unit) : index + len(unit) + 1], wrapped):
            body_at = index
            break
        candidates.append(unit)
        index += len(unit)
    else:
        body_at = next((i for i in range(index, len(lines)) if not lines[i].kind), len(lines))
    if not candidates or len(candidates) > 6 or body_at == len(lines):
        return
    chosen = 0 if len(candidates) == 1 else _choose(candidates, text[lines[body_at].start :])
    for above in candidates[:chosen]:
        _set(above, "boilerplate")
    headline, *others = candidates[chosen:]
    _set(headline, "headline")
    for below in others:
        _set(below, "headline" if _letters(below) == _letters(headline) else "standfirst")
    _mark_standfirst(lines, body_at)


def _mark_standfirst(lines: list[_Line], body_at: int) -> None:
    """A sentence or two between the headline and the byline or date line are a standfirst, not the body."""
    for index in range(body_at, min(body_at + 3, len(lines), TOP)):
        if lines[index].kind in ("byline", "date"):
            # The body must go on below: else these are a short text and its author.
            if any(not line.kind for line in lines[index + 1 :]):
                _set([line for line in lines[body_at:index] if not line.kind], "standfirst")
            return
        if lines[index].kind or len(lines[index].core) > 2 * LONGEST_HEADLINE:
            return


def _unit(lines: list[_Line], index: int) -> list[_Line]:
    """The lines that one hard-wrapped line runs on through: the next begins in lower case."""
    unit = [lines[index]]
    for line in lines[index + 1 : index + 4]:
        if not line.adjacent or line.kind or not line.core[:1].islower():
            break
        if unit[-1].marked or CLOSED.search(unit[-1].core):
            break
        unit.append(line)
    return unit


def _like_headline(unit: list[_Line], after: list[_Line], wrapped: bool) -> bool:
    if _HEADING.match(unit[0].core):
        return len(unit) == 1
    words = " ".join(line.core for line in unit)
    if len(words) > LONGEST_HEADLINE or not words[:1].isprintable() or words[:1] in "-•·–—":
        return False
    if FULL_STOP.search(words) and not ABBREVIATION.search(words):
        return False
    if len(unit) > 1:
        return bool(after) and not after[0].adjacent
    # In a hard-wrapped text a full line that the next one touches is the start of a paragraph.
    touched = bool(after) and after[0].adjacent and not after[0].kind
    return not (wrapped and touched and len(words) >= 45 and not unit[0].marked)


def _hard_wrapped(lines: list[_Line]) -> bool:
    """Whether paragraphs run over several lines: no line is long, and most lines run on into the next."""
    sample = []
    for line in lines[:60]:
        if not line.kind:
            if len(line.core) > 100:
                return False
            sample.append(line)
    if not sample:
        return False
    pairs = list(pairwise(sample))
    runs_on = sum(1 for line, after in pairs if after.adjacent and not CLOSED.search(line.core))
    return 2 * runs_on > len(pairs)


def _choose(candidates: list[list[_Line]], body: str) -> int:
    """Which of several lines is the headline: the first that shares about as many words with the body as any.

    A slogan or a section's name above the headline shares fewer; a standfirst below it may share more.
    """
    letters = [_letters(unit) for unit in candidates]
    for index, own in enumerate(letters):
        if own in letters[index + 1 :]:
            return index  # it stands twice: as the page's title and as the article's
    below = body.casefold()
    shared = [sum(1 for term in _terms(unit) if term in below) for unit in candidates]
    return next(index for index, count in enumerate(shared) if 2 * count >= max(shared))


def _terms(unit: list[_Line]) -> set[str]:
    words = " ".join(line.core for line in unit).casefold()
    if _UNSPACED.search(words):
        return {words[i : i + 2] for i in range(len(words) - 1)}
    return set(re.findall(r"\w{4,}", words))


def _letters(unit: list[_Line]) -> str:
    return "".join(filter(str.isalnum, " ".join(line.core for line in unit).casefold()))


def _set(unit: list[_Line], kind: str) -> None:
    for line in unit:
        line.kind = kind


def _merge(lines: list[_Line], text: str) -> tuple[Segment, ...]:
    """Lines to segments: body lines in a row are one segment, a caption and its credit are two."""
    segments: list[Segment] = []
    body: _Line | None = None
    body_end = 0
    fresh = True  # no body yet: a dateline may stand here
    for index, line in enumerate(lines):
        if not line.kind:
            if fresh:
                fresh = False
                end = _dateline(line, text)
                if end:
                    segments.append(Segment("dateline", Span(line.start, end)))
                    line.start = end + len(text[end : line.end]) - len(text[end : line.end].lstrip())
            if body is None:
                body = line
            body_end = line.end
            continue
        if body is not None:
            segments.append(Segment("body", Span(body.start, body_end)))
            body = None
        if line.kind == "caption":
            cut = line.start + len(text[line.start : line.credit].rstrip())
            segments.append(Segment("caption", Span(line.start, cut)))
            segments.append(Segment("credit", Span(line.credit, line.end)))
        elif line.kind == "headline" and _goes_on(lines, index):
            segments[-1] = Segment("headline", Span(segments[-1].span.start, line.end))
        else:
            segments.append(Segment(line.kind, Span(line.start, line.end)))
    if body is not None:
        segments.append(Segment("body", Span(body.start, body_end)))
    return tuple(segments)


def _goes_on(lines: list[_Line], index: int) -> bool:
    """Whether a headline line is the second half of a wrapped headline."""
    line = lines[index]
    return index > 0 and line.adjacent and lines[index - 1].kind == "headline" and line.core[:1].islower()


def _dateline(line: _Line, text: str) -> int:
    """Where the dateline ends with which a body line starts; 0 for none."""
    at = text.index(line.core, line.start)
    end = dateline_end(line.core)
    if not end or at + end >= line.end:
        return 0
    return at + len(line.core[:end].rstrip())
