"""What marks of the timeline are called, and how wide that is drawn."""

from __future__ import annotations

import unicodedata
from bisect import bisect_right
from collections.abc import Iterable

from provenance.report.escaping import shortened
from provenance.report.lineage_graph import Node
from provenance.report.visible import one_line

LABEL, TEXT, CHARACTERS, LONGEST, SHORTEST = 7.0, 12.0, 34, 60, 4
"""Distance of a label from its mark, its font size, its usual length, the longest where there is room, and
how much of a text is left however little room there is."""


def label_of_each(nodes: Iterable[Node]) -> dict[str, str]:
    """The title of an article, else the end of its path; the name of an unseen source; by the node's id."""
    return {
        node.id: shortened(node.title, LONGEST)
        if node.title
        else shortened(node.name.rsplit("/", 1)[-1], LONGEST, end=not node.unseen)
        for node in nodes
    }


def text_width(text: str, size: float = TEXT, *, bold: bool = False) -> float:
    """About how wide a text is drawn in a wide letter without serifs (DejaVu Sans)."""
    return sum(map(_width, text)) * size * (1.13 if bold else 1.0)


def _width(char: str) -> float:
    """Of a letter, as a share of the font's size."""
    if unicodedata.combining(char):
        return 0.0
    if unicodedata.east_asian_width(char) in "WF":
        return 1.0
    if char in " .,:;'|!ijlI()[]’":
        return 0.34
    if char in "mwMW%@":
        return 0.98
    if char.isupper() or "\u0370" <= char < "\u0590" or "\u0e00" <= char < "\u0f00":
        return 0.72
    return 0.64 if char.isdigit() else 0.58


def fitted(label: str, room: float, *, bold: bool = False) -> str:
    """As much of a label as has room, nothing where that is less than eight characters."""
    for most in range(min(len(label), CHARACTERS), 7, -1):
        short = shortened(label, most)
        if text_width(short, bold=bold) <= room:
            return short
    return ""


def cut(text: str, room: float, size: float = TEXT, *, bold: bool = False) -> str:
    """A text on one line, as much of it as has room."""

    def width(letters: int) -> float:
        return text_width(shortened(text, letters), size, bold=bold)

    # By halves: a path may be thousands of letters long.
    longer = range(SHORTEST + 1, len(one_line(text)) + 1)
    return shortened(text, SHORTEST + bisect_right(longer, room, key=width))
