"""What marks of the timeline are called, and how wide that is drawn."""

from __future__ import annotations

import unicodedata
from collections.abc import Iterable

from provenance.report.escaping import shortened
from provenance.report.lineage_graph import Node

LABEL, TEXT, CHARACTERS, LONGEST = 7.0, 12.0, 34, 60
"""Distance of a label from its mark, its font size, its usual length, and the longest where there is room."""


def label_of_each(nodes: Iterable[Node]) -> dict[str, str]:
    """The title of an article, else the end of its path; the name of an unseen source; by the node's id."""
    return {
        node.id: shortened(node.title, LONGEST)
        if node.title
        else shortened(node.name.rsplit("/", 1)[-1], LONGEST, end=not node.unseen)
        for node in nodes
    }


def text_width(text: str, size: float = TEXT) -> float:
    """About how wide a text is drawn without serifs: rather too wide than too narrow."""
    width = 0.0
    for char in text:
        if unicodedata.east_asian_width(char) in "WF":
            width += 1.0
        elif not unicodedata.combining(char):
            wide = char.isupper() or char in "mw%"
            width += 0.33 if char in " .,:;'|!ijlI()[]’" else 0.72 if wide else 0.58
    return width * size


def fitted(label: str, room: float) -> str:
    """As much of a label as has room, nothing where that is less than eight characters."""
    for most in range(min(len(label), CHARACTERS), 7, -1):
        short = shortened(label, most)
        if text_width(short) <= room:
            return short
    return ""
