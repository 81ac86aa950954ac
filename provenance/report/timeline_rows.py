"""How the marks of a lane share its rows, and which of them have room for a label."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Mapping, Sequence
from dataclasses import dataclass

from provenance.report.escaping import shortened
from provenance.report.lineage_graph import Node
from provenance.report.timeline_labels import CHARACTERS, LABEL, fitted, text_width

AFTER, BEFORE, INSIDE = "after", "before", "inside"
"""Where a label stands."""
BAR_LABEL = 110.0
"""A bar with so much room has its label inside, shortened or not: beside it, lines would have to cross it."""


@dataclass(slots=True)
class Item:
    """A mark before it has a row: what it takes from `start` to `stop` includes its label."""

    node: Node
    left: float
    right: float
    dated: bool
    cut: tuple[bool, bool] = (False, False)
    bold: bool = False
    label: str = ""
    side: str = AFTER
    row: int = 0

    @property
    def wide(self) -> float:
        """Of the label."""
        return text_width(self.label, bold=self.bold)

    @property
    def start(self) -> float:
        return self.left - 7 - (self.wide + LABEL if self.label and self.side == BEFORE else 0.0)

    @property
    def stop(self) -> float:
        return self.right + 7 + (self.wide + LABEL if self.label and self.side == AFTER else 0.0)

    def set_label(self, label: str, edge_left: float, edge_right: float) -> None:
        """A label inside a bar that has room for some of it, else after the mark, else before it."""
        inside = self.right - self.left - 2 * LABEL
        self.label, self.side = label, INSIDE
        if inside >= BAR_LABEL or (inside > 0 and self.wide <= inside):
            self.label = label if self.wide <= inside else fitted(label, inside, bold=self.bold)
            return
        for self.label in (label, shortened(label, CHARACTERS)):
            for self.side in (AFTER, BEFORE):
                if edge_left <= self.start and self.stop <= edge_right:
                    return
        after, before = edge_right - self.right, self.left - edge_left
        self.side = AFTER if after >= before else BEFORE
        self.label = fitted(label, max(after, before) - LABEL - 14, bold=self.bold)


def pack(items: Sequence[Item], right: float, *, each_alone: bool) -> int:
    """Give each item the first row where nothing is in its way; how many rows there are then.

    What has no date goes from left to right in its column, as many in a row as have room; or `each_alone`.
    """
    ends: list[float] = []
    for item in sorted(items, key=lambda item: (not item.dated, item.start, item.node.id)):
        if item.dated:
            item.row = next((row for row, end in enumerate(ends) if end <= item.start), len(ends))
        else:
            free = (row for row, end in enumerate(ends) if _moved(item, end, right, each_alone))
            item.row = next(free, len(ends))
        if item.row == len(ends):
            ends.append(item.stop)
        ends[item.row] = max(ends[item.row], item.stop)
    return max(1, len(ends))


def _moved(item: Item, end: float, right: float, each_alone: bool) -> bool:
    """Whether an item without a date has room behind what ends there; it is moved to it then."""
    x = max(item.left, end + 7)
    if (each_alone and end > item.start) or x + item.stop - item.left > right:
        return False
    item.left = item.right = x
    return True


def label_what_fits(
    items: Sequence[Item],
    labels: Mapping[str, str],
    plot_right: float,
    right: float,
) -> None:
    """Labels where a row has room: first of those that others have passages from, then of the others."""
    rows: dict[int, list[Item]] = defaultdict(list)
    for item in items:
        rows[item.row].append(item)
    for row in rows.values():
        for item in sorted(row, key=lambda item: (not item.bold and not item.node.unseen, item.start)):
            edge = plot_right if item.dated else right
            limits = [other.start for other in row if other.left > item.left]
            room = min(limits, default=edge) - item.right - LABEL - 14
            label = fitted(labels[item.node.id], room, bold=item.bold)
            if label:
                item.label = label
