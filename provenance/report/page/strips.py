"""Where in an article its shared words stand: a strip of the text, like a barcode, and the words counted."""

from __future__ import annotations

import sqlite3
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass

import numpy as np

from provenance.report.asked import Stretch, stretches
from provenance.report.facts import Texts
from provenance.report.findings import REUSE, Passage
from provenance.report.wording import STATUSES
from provenance.spans import Span
from provenance.tokens import tokenise

WIDTH, HEIGHT, THIN = 1000, 16, 2
PLAIN, CREDITED, QUOTED = "plain", "credited", "quoted"
_BARS = {PLAIN: (0, HEIGHT), CREDITED: (0, HEIGHT // 2), QUOTED: (HEIGHT // 2, HEIGHT // 2)}
"""The top and the height of the bars of a kind; those of what is set aside are thin."""
NAMED = 8
"""So many stretches are named in words."""


@dataclass(frozen=True, slots=True)
class Strip:
    """`paths`: of each kind of bars its name and what an SVG path draws. `words`: of each status the words
    that have it; a word that has two counts as reuse, or as the first of them. `spans`: where reuse stands,
    joined where it overlaps."""

    paths: tuple[tuple[str, str], ...]
    words: Mapping[str, int]
    spans: tuple[Span, ...]


def strip(connection: sqlite3.Connection, texts: Texts, text_id: str) -> Strip:
    """The strip of a text by its SHA-256, with all that any other article has of it."""
    rows = connection.execute(
        "SELECT start_char, end_char, status, quoted, credits <> '' FROM members"
        " WHERE text_id = (SELECT id FROM texts WHERE sha256 = ?)",
        (text_id,),
    ).fetchall()
    return draw(texts.text(text_id), map(tuple, rows))


def strip_of_pair(texts: Texts, path: str, text_id: str, passages: Iterable[Passage]) -> Strip:
    """The same, with what the passages of a pair have of it."""
    found = [stretch for one in passages for at, stretch in stretches(one) if at == path]
    return draw(texts.text(text_id), found)


def draw(text: str, found: Iterable[Stretch]) -> Strip:
    """The strip of a text with some stretches."""
    spans: dict[str, list[Span]] = {}
    by_status: dict[str, list[Span]] = {}
    for start, end, status, quoted, credited in sorted(found):
        kind = status if status != REUSE else CREDITED if credited else QUOTED if quoted else PLAIN
        spans.setdefault(kind, []).append(Span(start, end))
        by_status.setdefault(status, []).append(Span(start, end))
    return Strip(
        paths=tuple(
            (kind, _bars(_joined(spans[kind]), len(text), *_BARS.get(kind, (HEIGHT - THIN, THIN))))
            for kind in (PLAIN, CREDITED, QUOTED, *STATUSES)
            if kind in spans
        ),
        words=_count(text, by_status),
        spans=tuple(_joined(by_status.get(REUSE, ()))),
    )


def _count(text: str, by_status: Mapping[str, Sequence[Span]]) -> Mapping[str, int]:
    if not by_status:
        return {}
    starts = tokenise(text).starts
    free = np.ones(len(starts), dtype=bool)
    found = {}
    for status in (REUSE, *STATUSES):
        before = int(free.sum())
        for span in by_status.get(status, ()):
            low, high = np.searchsorted(starts, (span.start, span.end))
            free[low:high] = False
        found[status] = before - int(free.sum())
    return {status: words for status, words in found.items() if words}


def _joined(spans: Sequence[Span]) -> list[Span]:
    """Ascending spans, in one where they overlap or touch."""
    found: list[Span] = []
    for span in spans:
        if found and span.start <= found[-1].end:
            found[-1] = Span(found[-1].start, max(found[-1].end, span.end))
        else:
            found.append(span)
    return found


def _bars(spans: Sequence[Span], length: int, top: int, height: int) -> str:
    """Bars of at least two units, so that a short passage of a long text is seen."""
    parts = []
    for span in spans:
        left = round(WIDTH * span.start / length)
        wide = max(2, round(WIDTH * span.end / length) - left)
        parts.append(f"M{min(left, WIDTH - wide)} {top}h{wide}v{height}h-{wide}z")
    return "".join(parts)
