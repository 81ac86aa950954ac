"""Credits without a name of the list: "Staff and agencies", datelines of agencies that nobody knows."""

from __future__ import annotations

import re
from bisect import bisect_right
from collections.abc import Sequence
from dataclasses import replace

from provenance.agencies import Agencies
from provenance.agency_phrases import fold
from provenance.credited import Credit
from provenance.datelines import is_dateline
from provenance.layout import TOP, Layout
from provenance.positions import says_source
from provenance.spans import Span

LONGEST_LINE = 40
"""Code points. What is longer and ends with "(Agencies)" is a paragraph that this closes."""
_COLLECTIVE = re.compile(r"\(([^()\n]{4,60})\)\.?\s*$")
_PLACE = re.compile(r"[^\W\d_][^\n|/–—-]{1,30}\s?[-–—|/]\s?")
"""لندن - وكالات, on a line of its own."""
_UNKNOWN_DATELINE = re.compile(
    r"[^\W\d_a-z]{3,}(?:[ ,/][^()\n]{0,40})?\s?\("
    r"([^\W\d_a-z]{3,12}|[A-Z][a-z]+ (?:News|Press)(?: Agency)?)\)\s*[-–—]{1,2}\s"
)


def find_collective(layout: Layout, agencies: Agencies, offset: int, end: int) -> Credit | None:
    """Agencies without a name from `offset` to `end`: a line "Staff and agencies", "(With inputs from
    agencies)", CITY (Agencies) -"""
    text, words = layout.text, agencies.words
    paragraph = layout.paragraph(offset)
    if end < paragraph.end and is_dateline(layout, Span(offset, end), paragraph):
        spans = (Span(paragraph.start, len(text)),)
        return Credit("agencies", "dateline", Span(paragraph.start, end), spans, True)
    if end == paragraph.end and layout.is_top(offset) and _PLACE.fullmatch(text, paragraph.start, offset):
        return Credit("agencies", "byline", paragraph, (layout.whole(),), True)
    line = paragraph.cut(text) if len(paragraph) <= 80 else ""
    enclosed = _COLLECTIVE.search(text, max(paragraph.start, paragraph.end - 70), paragraph.end)
    found = re.findall(r"\w+", fold(enclosed.group(1) if enclosed else line))
    if not found or (enclosed and offset < enclosed.start()):
        return None
    named = [word for word in found if word not in words["lines"] and word not in words["generic"]]
    joined = " ".join(found)
    several = (phrase for phrase in words["additional"] if " " in phrase)
    if enclosed and any(joined.startswith(f"{phrase} ") for phrase in several):
        return Credit("agencies", "additional", paragraph, (layout.whole(),), True)
    if not named or (len(named) <= 3 and found[0] in words["lines"] and len(found) <= 9):
        closes = enclosed is not None and len(paragraph) > LONGEST_LINE
        role = "sign-off" if closes or says_source(layout, paragraph) else "byline"
        return Credit("agencies", role, paragraph, (layout.whole(),), True)
    return None


def unknown_datelines(layout: Layout, agencies: Agencies) -> list[Credit]:
    """CITY (NAME) - with a name that no list has."""
    found = []
    for start in layout.paragraphs[:TOP]:
        match = _UNKNOWN_DATELINE.match(layout.text, start)
        if (
            match
            and match.group(1) not in agencies.names
            and fold(match.group(1)) not in agencies.words["generic"]
        ):
            covers = (Span(start, len(layout.text)),)
            found.append(Credit(match.group(1), "dateline", Span(start, match.end(1)), covers, False))
    return found


def apart(credits: Sequence[Credit]) -> list[Credit]:
    """The credits, with each dateline covering the text up to the next one only."""
    starts = sorted({credit.span.start for credit in credits if credit.role == "dateline"})
    if len(starts) < 2:
        return list(credits)
    result = []
    for credit in credits:
        place = bisect_right(starts, credit.span.start)
        if credit.role == "dateline" and place < len(starts):
            credit = replace(credit, covers=(Span(credit.covers[0].start, starts[place]),))
        result.append(credit)
    return result
