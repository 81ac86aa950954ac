"""The lines above an article's text: who wrote it and when, each by itself, and the standfirst."""

from __future__ import annotations

from dataclasses import replace

from provenance.reading.parts.bylines import byline_name
from provenance.reading.parts.datelines import dateline_end
from provenance.reading.parts.dates import LONGEST as LONGEST_DATE
from provenance.reading.parts.dates import is_date_line
from provenance.reading.web.blocks import Block, Part

LONGEST_LINE = 160  # characters of a line with authors or dates
_LONGEST_LEAD = 40  # of the words around them: "Published on ... at 14:18 GMT"
_LONGEST_STANDFIRST = 1_000
_LONGEST_BYLINE = 80
_SEPARATORS = " |•·–—-,/\u00a0\n"
_KINDS = {"byline": "byline", "date": "date", "source": "byline"}

_Mark = tuple[int, int, str]


def is_standfirst(block: Block) -> bool:
    """Whether the page calls a block its standfirst, and it does not begin as a wire's text does."""
    return (
        block.role == "standfirst"
        and len(block.text) <= _LONGEST_STANDFIRST
        and dateline_end(block.text) == 0
    )


def header_parts(block: Block) -> list[Part]:
    """Authors and dates in a line, each by itself; nothing for a line that is neither."""
    text = block.text
    if len(text) > LONGEST_LINE:
        return []
    marks = _outer_marks(block)
    if not marks:
        if block.role in _KINDS:
            return [Part(block, _KINDS[block.role])]
        if len(text) <= LONGEST_DATE and is_date_line(text):
            return [Part(block, "date")]
        return [Part(block, "byline")] if byline_name(text) is not None else []
    around = len(text) - sum(end - start for start, end, _ in marks)
    # "On <time>3 March 2020</time> the council met." is a sentence.
    if around and block.role not in _KINDS and (around > _LONGEST_LEAD or text[-1] in ".!?。"):
        return []
    return [part for start, end, kind in _pieces(text, marks) if (part := _cut(block, start, end, kind))]


def author_of(part: Part) -> str | None:
    """The names in a byline, without the word that leads to them."""
    text = part.block.text
    marks = [(start, end) for start, end, role in part.block.marks if role == "byline"]
    inner = [
        mark for mark in marks if not any(mark != o and mark[0] <= o[0] and o[1] <= mark[1] for o in marks)
    ]
    names = dict.fromkeys(text[start:end] for start, end in inner) or {text: None}
    found = [byline_name(name) or " ".join(name.split()) for name in names]
    return ", ".join(name for name in found if len(name) <= _LONGEST_BYLINE) or None


def _outer_marks(block: Block) -> list[_Mark]:
    """The places that the page calls author or date, apart, the outer one of those within each other."""
    found: list[_Mark] = []
    for start, end, role in sorted(block.marks, key=lambda mark: (mark[0], -mark[1])):
        if role in _KINDS and (not found or start >= found[-1][1]):
            found.append((start, end, _KINDS[role]))
    return found


def _pieces(text: str, marks: list[_Mark]) -> list[_Mark]:
    """A line cut at its marks. The words that lead to one stay with it, where they name no author."""
    found: list[_Mark] = []
    at = 0
    for start, end, kind in marks:
        if kind == "date" and byline_name(text[at:start].strip(_SEPARATORS)) is not None:
            found.append((at, start, "byline"))
            at = start
        if kind == "byline" and found and found[-1][2] == "byline":
            found[-1] = (found[-1][0], end, kind)  # "By A and B"
        else:
            found.append((at, end, kind))
        at = end
    start, end, kind = found[-1]
    if kind == "date" and byline_name(text[end:].strip(_SEPARATORS)) is not None:
        found.append((end, len(text), "byline"))
    else:
        found[-1] = (start, len(text), kind)
    return found


def _cut(block: Block, start: int, end: int, kind: str) -> Part | None:
    """A piece of a block, without the marks that separate it from the others."""
    while start < end and block.text[start] in _SEPARATORS:
        start += 1
    while end > start and block.text[end - 1] in _SEPARATORS:
        end -= 1
    if start == end:
        return None
    if (start, end) == (0, len(block.text)):
        return Part(block, kind)
    links, marks = (
        [
            (max(first, start) - start, min(last, end) - start, words)
            for first, last, words in spans
            if first < end and last > start
        ]
        for spans in (block.links, block.marks)
    )
    return Part(replace(block, text=block.text[start:end], links=links, marks=marks), kind)
