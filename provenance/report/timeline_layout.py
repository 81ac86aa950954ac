"""Where everything stands in the timeline: outlets as lanes, time across, what has no date in a column."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import UTC, datetime

from provenance.report.lineage_graph import Graph, Node
from provenance.report.statements import COMMON
from provenance.report.time_scale import Scale, Stretch, scale
from provenance.report.timeline_labels import label_of_each
from provenance.report.timeline_rows import Item, label_what_fits, pack
from provenance.sentences import many, say

WIDTH, PAD = 1240.0, 12.0
"""Of the picture, and around."""
FEW = 70
"""Up to so many marks, each has its label in a place of its own; of more, those that find room."""
LANES = 40
"""Lanes at most; the outlets with the fewest articles share the last one."""
FIRST, DERIVED, BESIDE, UNSEEN = "first", "derived", "beside", "unseen"
_UNSEEN_BEFORE, _NO_DATE, _LEAST_TIME = 30.0, 250.0, 200.0


@dataclass(frozen=True, slots=True)
class Area:
    """What a panel takes: from `left` on, `width` wide, of which the `names` of the lanes."""

    left: float = 0.0
    width: float = WIDTH
    names: float = 176.0

    @property
    def right(self) -> float:
        return self.left + self.width - PAD


WHOLE = Area()


@dataclass(frozen=True, slots=True)
class Mark:
    """A node where it stands: from `left` to `right` at the height `y`; a point where these are one.

    `role`: FIRST (others have passages from it, it has none from a text here or unseen), DERIVED, BESIDE (no
    direction is stated) or UNSEEN. `side`: where its label stands, AFTER, BEFORE or INSIDE a bar. `cut`: its
    date goes on to the left, to the right, of what is drawn.
    """

    node: Node
    left: float
    right: float
    y: float
    role: str
    label: str
    side: str
    cut: tuple[bool, bool]

    @property
    def bold(self) -> bool:
        """Whether its label is drawn bold."""
        return self.role == FIRST

    @property
    def is_dated(self) -> bool:
        """Whether its place says something of time."""
        return self.node.date is not None or self.cut[0]


@dataclass(frozen=True, slots=True)
class Lane:
    """An outlet: its name, the upper edge and the height of its lane, and how many articles it has."""

    name: str
    top: float
    height: float
    articles: int


@dataclass(frozen=True, slots=True)
class Layout:
    """All of it. `plot`: left and right edge of the time; `undated`: those of the column without dates."""

    lanes: tuple[Lane, ...]
    marks: Mapping[str, Mark]
    scale: Scale | None
    plot: tuple[float, float]
    undated: tuple[float, float] | None
    bottom: float


def layout(graph: Graph, top: float, area: Area = WHOLE) -> Layout:
    """The layout of a graph with at least one node, from `top` down."""
    few = len(graph.nodes) <= FEW
    dated = {node.id: stretch(node) for node in graph.nodes if node.date is not None}
    free = [node for node in graph.nodes if not node.unseen and node.date is None]
    right = area.right
    undated = None
    plot = (area.left + area.names + PAD, right)
    placed_unseen = _before_children(graph, dated)
    if free or len(placed_unseen) < sum(node.unseen for node in graph.nodes):
        wide = right - plot[0]
        if dated:
            wide = min(_NO_DATE if few else _NO_DATE * 0.7, wide - _LEAST_TIME)
        undated = (right - wide, right)
        plot = (plot[0], undated[0] - PAD)
    before = _UNSEEN_BEFORE + 8 if placed_unseen else 8.0
    ruler = scale(dated.values(), plot[0] + before, plot[1] - plot[0] - before - 14)
    roles = _roles(graph)
    labels = label_of_each(graph.nodes)
    row_height = 21.0 if few else 15.0
    lanes: list[Lane] = []
    marks: dict[str, Mark] = {}
    for name, nodes in _by_lane(graph.nodes, dated):
        items = _items(nodes, dated, placed_unseen, ruler, undated or plot, each_alone=few)
        for item in items:
            item.bold = roles[item.node.id] == FIRST
            if few:
                edges = plot if item.dated else (item.start, right)
                item.set_label(labels[item.node.id], *edges)
        rows = pack(items, right, each_alone=few)
        if not few:
            label_what_fits(items, labels, plot[1], right)
        height = rows * row_height + 8
        for item in items:
            node = item.node
            y = top + 4 + (item.row + 0.5) * row_height
            marks[node.id] = Mark(
                node, item.left, item.right, y, roles[node.id], item.label, item.side, item.cut
            )
        articles = sum(not node.unseen for node in nodes)
        lanes.append(Lane(name, top, height, articles))
        top += height
    return Layout(tuple(lanes), marks, ruler, plot, undated, top)


def stretch(node: Node) -> Stretch:
    """The first and the last second that a node's date allows; without a zone taken as UTC."""
    if node.date is None:
        raise ValueError(f"{node.name} has no date")
    first, last = (seconds(instant) for instant in (node.date.earliest, node.date.latest))
    return first, max(first, last)


def seconds(instant: str) -> float:
    """An instant in seconds since 1970; without a zone taken as UTC."""
    moment = datetime.fromisoformat(instant)
    return (moment if moment.tzinfo else moment.replace(tzinfo=UTC)).timestamp()


def _before_children(graph: Graph, dated: Mapping[str, Stretch]) -> dict[str, float]:
    """Of unseen sources with an article that has a date: the first instant of the earliest."""
    found: dict[str, float] = {}
    unseen = {node.id for node in graph.nodes if node.unseen}
    for link in graph.links:
        if link.source in unseen and link.derived in dated:
            first = dated[link.derived][0]
            found[link.source] = min(first, found.get(link.source, first))
    return found


def _roles(graph: Graph) -> dict[str, str]:
    above = {link.derived for link in graph.links if link.is_arrow}
    # Who shares a source that is not here has it from elsewhere, too.
    above |= {end for link in graph.links if link.said.kind == COMMON for end in (link.source, link.derived)}
    below = {link.source for link in graph.links if link.is_arrow}
    return {
        node.id: UNSEEN
        if node.unseen
        else DERIVED
        if node.id in above
        else FIRST
        if node.id in below
        else BESIDE
        for node in graph.nodes
    }


def _by_lane(nodes: Sequence[Node], dated: Mapping[str, Stretch]) -> list[tuple[str, list[Node]]]:
    """The lanes with their nodes: unseen sources, then outlets, then articles whose outlet is not known.

    The outlet comes first that surely had it by the earliest instant: a month is not before its last day.
    """
    outlets: dict[str, list[Node]] = defaultdict(list)
    unseen = [node for node in nodes if node.unseen]
    unknown = [node for node in nodes if not node.unseen and not node.outlet]
    for node in nodes:
        if node.outlet:
            outlets[node.outlet].append(node)
    most = sorted(outlets, key=lambda name: (-len(outlets[name]), name))
    rest = most[LANES - 1 :] if len(most) > LANES else []
    lanes = [(name, outlets[name]) for name in most if name not in set(rest)]

    def earliest(lane: tuple[str, list[Node]]) -> tuple[float, str]:
        return min((dated[node.id][1] for node in lane[1] if node.id in dated), default=float("inf")), lane[0]

    lanes.sort(key=earliest)
    every = [
        (say("timeline.not_here"), unseen),
        *lanes,
        (many("timeline.other_outlets", len(rest)), [node for name in rest for node in outlets[name]]),
        (say("timeline.no_outlet"), unknown),
    ]
    return [lane for lane in every if lane[1]]


def _items(
    nodes: Sequence[Node],
    dated: Mapping[str, Stretch],
    unseen: Mapping[str, float],
    ruler: Scale | None,
    undated: tuple[float, float],
    *,
    each_alone: bool,
) -> list[Item]:
    items = []
    for node in nodes:
        if ruler is not None and node.id in dated:
            first, last = dated[node.id]
            left, right = ruler.at(first), ruler.at(last)
            if right - left < 9:
                left = right = (left + right) / 2
            cut = (first < ruler.parts[0].start, last > ruler.parts[-1].stop)
            items.append(Item(node, left, right, dated=True, cut=cut))
        elif ruler is not None and node.id in unseen:
            x = ruler.at(unseen[node.id]) - _UNSEEN_BEFORE
            items.append(Item(node, x, x, dated=True, cut=(True, False)))
        else:
            x = undated[0] + (40 if each_alone else 12)
            items.append(Item(node, x, x, dated=False))
    return items
