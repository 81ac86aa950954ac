"""The lines of the timeline: from mark to mark, with a head where a direction is stated and nowhere else."""

from __future__ import annotations

from math import hypot, log2

from provenance.report import wording
from provenance.report.escaping import xml
from provenance.report.graph_table import says
from provenance.report.lineage_graph import Link
from provenance.report.statements import COMMON, UNSEEN
from provenance.report.timeline_layout import Mark
from provenance.report.timeline_rows import BEFORE
from provenance.sentences import say

RADIUS, BAR = 5.5, 7.0
"""Of a point, and half the height of a bar."""
CLEAR = 34.0
"""A line runs straight for so long before it ends, so that the longest head points where the line goes."""
_DASHES = {"common": "0.1 5", "undirected": "7 4"}
Point = tuple[float, float]


def thickness(words: int) -> float:
    """How wide the line of so many shared words is: 1 up to 10 words, 3.1 at 100, 5.2 at 1,000."""
    return round(min(7.0, 1 + 0.63 * log2(max(words, 10) / 10)), 1)


def drawn_link(link: Link, source: Mark, derived: Mark, *, thin: bool) -> str:
    """A link as an element; `thin`: where there are many."""
    said = link.said
    width = thickness(said.words) * (0.6 if thin else 1)
    if not link.is_arrow and derived.left < source.left:
        source, derived = derived, source
    start, bend, turn, end = _curve(source, derived)
    size = 0.0
    if link.is_arrow:
        gap = 1.0 if end[1] != derived.y else RADIUS + 1
        straight = hypot(end[0] - turn[0], end[1] - turn[1]) - gap
        size = min(2.2 + 0.7 * width, max(1.5, straight / 2.4))
        end = _short_of(turn, end, gap + 2.2 * size)
    path = f"M{_xy(start)}C{_xy(bend)} {_xy(turn)} {_xy(end)}"
    style = f'class="line {said.band}" stroke-width="{width:.1f}"'
    if not link.is_arrow:
        kind = "common" if said.kind in (COMMON, UNSEEN) else "undirected"
        style += f' stroke-dasharray="{_DASHES[kind]}"'
        if kind == "common":
            style += ' stroke-linecap="round"'
    head = _head(turn, end, size, said.band, outside=said.kind == UNSEEN) if link.is_arrow else ""
    title = say("timeline.link", says=says(link), shared=wording.shared(said))
    return f'<g class="link"><title>{xml(title)}</title><path {style} d="{path}"/>{head}</g>'


def _curve(source: Mark, derived: Mark) -> tuple[Point, Point, Point, Point]:
    """The four points of a curve: from the nearest point of one mark to that of the other.

    It leaves up or down and comes in from the left, as labels stand to the right of most marks.
    """
    x1 = min(max(derived.left, source.left), source.right)
    x2 = min(max(x1, derived.left), derived.right)
    y1, y2 = source.y, derived.y
    if y1 == y2:
        # Over the marks and labels between them.
        high = y1 - min(26.0, 8 + abs(x2 - x1) / 10)
        third = (x2 - x1) / 4
        return (x1, y1), (x1 + third, high), (x2 - third, high), (x2, y2)
    down = 1 if y2 > y1 else -1
    y1 += down * BAR * (source.left < x1 < source.right)
    on_bar = derived.left < x2 < derived.right
    y2 -= down * BAR * on_bar
    if on_bar or derived.side == BEFORE:
        # Into the upper or the lower edge, past the label that stands before it.
        x2 = max(x2, min(derived.left + 10, derived.right))
        y2 = derived.y - down * BAR * (derived.left < derived.right)
        # Between neighbouring rows the way down has to be long enough for a head.
        share = 0.0 if abs(x2 - x1) < 1 else 0.3 if abs(y2 - y1) < 40 else 0.5
        across = y1 + share * (y2 - y1)
        return (x1, y1), (x1, across), (x2, across), (x2, y2)
    if x2 - x1 > 24:
        return (x1, y1), (x1, y1 + 0.7 * (y2 - y1)), (x2 - max(CLEAR, 0.45 * (x2 - x1)), y2), (x2, y2)
    side = min(x1, x2) - min(60.0, CLEAR + abs(y2 - y1) / 12)
    return (x1, y1), (side, y1 + 0.2 * (y2 - y1)), (side, y2), (x2, y2)


def _short_of(before: Point, end: Point, by: float) -> Point:
    """A point on the way to an end, so much before it."""
    (x, y), (to_x, to_y) = before, end
    long = hypot(to_x - x, to_y - y) or 1.0
    return to_x - (to_x - x) / long * by, to_y - (to_y - y) / long * by


def _head(before: Point, base: Point, size: float, band: str, *, outside: bool) -> str:
    """The head of an arrow, from its base on; hollow where it comes from outside the collection."""
    (x, y), (to_x, to_y) = before, base
    long = hypot(to_x - x, to_y - y) or 1.0
    along_x, along_y = (to_x - x) / long, (to_y - y) / long
    tip = to_x + along_x * 2.2 * size, to_y + along_y * 2.2 * size
    one = to_x - along_y * size, to_y + along_x * size
    other = to_x + along_y * size, to_y - along_x * size
    classes = f"point {band} outside" if outside else f"point {band}"
    return f'<path class="{classes}" d="M{_xy(one)}L{_xy(tip)}L{_xy(other)}z"/>'


def _xy(point: Point) -> str:
    return f"{point[0]:.1f} {point[1]:.1f}"
