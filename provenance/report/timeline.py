"""The lineage as a picture: a panel a story, time across, outlets as lanes. SVG without scripts."""

from __future__ import annotations

from collections.abc import Sequence
from importlib import resources

from provenance.report import wording
from provenance.report.escaping import shortened, xml
from provenance.report.lineage_graph import Graph, Node, stories
from provenance.report.statements import COMMON, DIRECTED, UNDIRECTED, UNSEEN
from provenance.report.time_scale import BREAK
from provenance.report.timeline_labels import text_width
from provenance.report.timeline_layout import (
    FEW,
    NAMES,
    PAD,
    WIDTH,
    Lane,
    Layout,
    layout,
    stretch,
)
from provenance.report.timeline_links import line
from provenance.report.timeline_signs import legend, sign

ARTICLES = 1000
"""Articles that a picture holds; of more, the largest stories are drawn."""
NOTHING = "No article is linked with another."
_HEAD, _STORY, _AXIS, _FOOT = 42.0, 26.0, 36.0, 52.0
_TALL = 420.0
"""A panel that is higher has its axis below, too."""


def picture(graph: Graph, *, alone: bool = True, articles: int = ARTICLES) -> str:
    """The SVG. `alone`: as a file, with its style sheet; else for a page, and empty where nothing is linked.

    `articles`: of more, the stories with the most articles are drawn, and the others counted.
    """
    if not graph.nodes and not alone:
        return ""
    found = stories(graph)
    drawn = _largest(found, articles)
    signs, top = legend(_HEAD)
    top += _HEAD
    panels: list[str] = []
    for number, story in enumerate(drawn, 1):
        shapes, top = _panel(story, number if len(found) > 1 else 0, top)
        panels += shapes
    height = top + _FOOT
    size = f'viewBox="0 0 {WIDTH:.0f} {height:.0f}" width="{WIDTH:.0f}" height="{height:.0f}"'
    parts = [
        '<svg class="timeline" role="graphics-document document" aria-labelledby="time-title time-desc" '
        f'{size} xmlns="http://www.w3.org/2000/svg">',
        f'<title id="time-title">{xml(_title(graph))}</title>',
        f'<desc id="time-desc">{xml(describe(graph, drawn))}</desc>',
        *([f"<style>\n{style()}</style>"] if alone else []),
        f'<rect class="back" width="{WIDTH:.0f}" height="{height:.0f}"/>',
        f'<text class="head" x="{PAD}" y="24">{xml(shortened(_title(graph), 110))}</text>',
        *signs,
        *panels,
    ]
    if not panels:
        parts.append(f'<text class="story-head" x="{PAD}" y="{top + 4:.0f}">{NOTHING}</text>')
    for below, said in ((22, _note(graph, found[len(drawn) :])), (39, wording.STANDING)):
        parts.append(f'<text class="soft" x="{PAD}" y="{top + below:.0f}">{xml(said)}</text>')
    return "\n".join([*parts, "</svg>"]) + ("\n" if alone else "")


def style() -> str:
    """The style sheet of the picture, for a page that holds one."""
    return (resources.files("provenance.report") / "timeline.css").read_text(encoding="utf-8")


def describe(graph: Graph, drawn: Sequence[Graph]) -> str:
    """What the picture shows, in words: how much of what, and who had the largest stories first."""
    kinds = [link.said.kind for link in graph.links]
    links = ", ".join(f"{kinds.count(kind)} {kind}" for kind in (DIRECTED, UNDIRECTED, COMMON, UNSEEN))
    articles = sum(not node.unseen for node in graph.nodes)
    unseen = wording.number(len(graph.nodes) - articles, "source")
    said = [f"{wording.number(articles, 'article')} and {unseen} not in this collection. Links: {links}."]
    return " ".join([*said, *(f"Story {number}: {summary(one)}" for number, one in enumerate(drawn[:5], 1))])


def summary(story: Graph) -> str:
    """How many articles a story has, whose date is the earliest, and what of that is unsure."""
    articles = [node for node in story.nodes if not node.unseen]
    outlets = {node.outlet for node in articles if node.outlet}
    said = wording.number(len(articles), "article")
    said += f" of {wording.number(len(outlets), 'outlet')}" if outlets else ""
    if unseen := len(story.nodes) - len(articles):
        said += f" and {wording.number(unseen, 'source')} not in this collection"
    dated = [node for node in articles if node.date is not None]
    if not dated:
        return f"{said}. Which is the earliest is not known: none has a date."
    known = sorted((stretch(node)[::-1], node.name, node) for node in dated)
    surely = known[0][0][0]
    first = [node for (_, start), _, node in known if start <= surely]
    free = len(articles) - len(dated)
    without = f" {free} {'has' if free == 1 else 'have'} no date." if free else ""
    if len(first) == 1:
        return f"{said}. Earliest date: {_named(first[0])}.{without}"
    others = "another date" if len(first) == 2 else f"{len(first) - 1} other dates"
    return f"{said}. Earliest date: {_named(first[0])}, but {others} may be as early.{without}"


def _named(node: Node) -> str:
    when = wording.shown_date(node.date).replace("T", " ") if node.date else ""
    return f"{shortened(node.outlet or node.name.rsplit('/', 1)[-1], 40)}, {when}"


def _largest(found: Sequence[Graph], articles: int) -> list[Graph]:
    """The first stories that together have at most so many articles, the first in any case."""
    drawn = list(found[:1])
    left = articles - sum(not node.unseen for story in drawn for node in story.nodes)
    for story in found[1:]:
        left -= sum(not node.unseen for node in story.nodes)
        if left < 0:
            break
        drawn.append(story)
    return drawn


def _title(graph: Graph) -> str:
    only = f": {graph.only}" if graph.only else ""
    return f"Who had it when, and who likely has it from whom{only}"


def _note(graph: Graph, left_out: Sequence[Graph]) -> str:
    said = (
        "An earlier date alone is no proof of a source. Times without a time zone are drawn as UTC. Where a "
        "source that is not here stands in time is not known."
    )
    if left_out:
        articles = sum(not node.unseen for story in left_out for node in story.nodes)
        smaller = wording.number(len(left_out), "smaller story", "smaller stories")
        said += f" Not drawn: {smaller} with {wording.number(articles, 'article')}."
    return f"{said} {wording.number(graph.unlinked, 'article')} without any link." if graph.unlinked else said


def _panel(story: Graph, number: int, top: float) -> tuple[list[str], float]:
    """A story from `top` down, and where it ends."""
    head = f"{number}. {summary(story)}" if number else summary(story)
    found = layout(story, top + _STORY + _AXIS)
    many = len(story.nodes) > FEW
    tall = found.bottom - top > _TALL
    parts = [
        f'<g class="{"story many" if many else "story"}">',
        f'<path class="rule" d="M{PAD} {top + 2:.1f}H{WIDTH - PAD:.0f}"/>',
        f'<text class="story-head" x="{PAD}" y="{top + 20:.1f}">{xml(head)}</text>',
        *_frame(found, below=tall),
        *(line(link, found.marks[link.source], found.marks[link.derived], thin=many) for link in story.links),
        *(sign(found.marks[node.id]) for node in story.nodes),
        "</g>",
    ]
    return parts, found.bottom + (_AXIS if tall else 0) + 12


def _frame(found: Layout, *, below: bool) -> list[str]:
    """Lanes with their names, the column without dates, ticks and what is cut out."""
    top, bottom = found.lanes[0].top, found.bottom
    parts = [
        f'<rect class="strip" x="0" y="{lane.top:.1f}" width="{WIDTH:.0f}" height="{lane.height:.1f}"/>'
        for lane in found.lanes[::2]
    ]
    if found.undated:
        left, right = found.undated
        parts += [
            f'<rect class="column" x="{left:.1f}" y="{top - 20:.1f}" width="{right - left:.1f}" '
            f'height="{bottom - top + 20:.1f}"/>',
            f'<text class="soft" x="{left + 8:.1f}" y="{top - 6:.1f}">no date known</text>',
        ]
    if found.scale:
        free: dict[int, float] = {}
        for tick in found.scale.ticks():
            parts.append(f'<path class="tick" d="M{tick.x:.1f} {top:.1f}V{bottom:.1f}"/>')
            for row, words in enumerate((tick.coarse, tick.fine)):
                if words and free.get(row, 0.0) <= tick.x - text_width(words) / 2:
                    free[row] = tick.x + text_width(words) / 2 + 8
                    for y in (top - 20 + 14 * row, *([bottom + 28 - 14 * row] if below else [])):
                        at = f'x="{tick.x:.1f}" y="{y:.1f}" text-anchor="middle"'
                        parts.append(f'<text class="soft" {at}>{xml(words)}</text>')
        for x, words in found.scale.cuts():
            for side in (x - BREAK / 4, x + BREAK / 4):
                parts.append(f'<path class="cut" d="M{side:.1f} {top:.1f}V{bottom:.1f}"/>')
            at = f'x="{x:.1f}" y="{top - 6:.1f}" text-anchor="middle"'
            parts.append(f"<g><title>{xml(words)} without a date here are cut out</title>")
            parts.append(f'<text class="soft" {at}>… {xml(words)} …</text></g>')
    return parts + [_lane(lane) for lane in found.lanes]


def _lane(lane: Lane) -> str:
    most = 24
    while text_width(shortened(lane.name, most), 13) > NAMES - PAD and most > 4:
        most -= 1
    title = f"{lane.name}: {wording.number(lane.articles, 'article')}" if lane.articles else lane.name
    y = lane.top + min(lane.height / 2 + 4, 24)
    text = f'<text class="lane" x="{PAD}" y="{y:.1f}">{xml(shortened(lane.name, most))}</text>'
    return f"<g><title>{xml(title)}</title>{text}</g>"
