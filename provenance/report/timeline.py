"""The lineage as a picture: a panel a story, time across, outlets as lanes. SVG without scripts."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from importlib import resources
from math import ceil

from provenance.report import error_rates, wording
from provenance.report.escaping import set_off, shortened, xml
from provenance.report.lineage_graph import Graph, Node, stories
from provenance.report.statements import COMMON, DIRECTED, UNDIRECTED, UNSEEN
from provenance.report.timeline_frame import frame
from provenance.report.timeline_labels import cut, text_width
from provenance.report.timeline_layout import FEW, PAD, WHOLE, WIDTH, Area, layout, stretch
from provenance.report.timeline_links import drawn_link
from provenance.report.timeline_signs import legend, sign
from provenance.sentences import called, listed, many, number, say

ARTICLES = 1000
"""Articles that a picture holds; of more, the largest stories are drawn."""
SMALL = 4
"""A panel of so many nodes at most takes half of the width, where there are others."""
LEFT, RIGHT = Area(0.0, WIDTH / 2, 166.0), Area(WIDTH / 2, WIDTH / 2, 166.0)
_HEAD, _AXIS, _FOOT = 42.0, 36.0, 52.0
_TALL = 420.0
"""A panel that is higher has its axis below, too."""


@dataclass(slots=True)
class _Strip:
    """A part of the picture across its width, from `top` to `bottom`, that no page break should part."""

    top: float
    bottom: float
    parts: list[str]


def picture(graph: Graph, *, articles: int = ARTICLES) -> str:
    """The picture as a file with its style sheet.

    `articles`: of more, the stories with the most articles are drawn, and the others counted.
    """
    strips = _strips(graph, articles)
    inside = [part for strip in strips for part in strip.parts]
    whole = _Strip(0.0, strips[-1].bottom, [f"<style>\n{style()}</style>", *inside])
    return _svg(whole, *_labelled(graph, articles)) + "\n"


def pictures(graph: Graph, *, articles: int = ARTICLES) -> list[str]:
    """The same for a page that has the style sheet: elements to stand below each other; none of nothing."""
    if not graph.nodes:
        return []
    first, *others = _strips(graph, articles)
    return [
        _svg(first, *_labelled(graph, articles)),
        *(_svg(strip, _part(number)) for number, strip in enumerate(others, 2)),
    ]


def _svg(strip: _Strip, labelled: str, *names: str) -> str:
    """An element with its names, and what is in a strip."""
    top, height = int(strip.top), ceil(strip.bottom) - int(strip.top)
    start = (
        f'<svg class="timeline" role="graphics-document document"{labelled} '
        f'viewBox="0 {top} {WIDTH:.0f} {height}" width="{WIDTH:.0f}" height="{height}" '
        'xmlns="http://www.w3.org/2000/svg">'
    )
    back = f'<rect class="back" y="{top}" width="{WIDTH:.0f}" height="{height}"/>'
    return "\n".join([start, *names, back, *strip.parts, "</svg>"])


def _part(number: int) -> str:
    """The attribute that names a further part of the picture."""
    return f' aria-label="{xml(say("timeline.part", number=number))}"'


def _labelled(graph: Graph, articles: int) -> tuple[str, str, str]:
    """The attribute that names the picture, its title and its description."""
    said = describe(graph, _largest(stories(graph), articles))
    said = listed("blank", (said, *error_rates.told(graph.statements)))
    return (
        ' aria-labelledby="time-title time-desc"',
        f'<title id="time-title">{xml(_title(graph))}</title>',
        f'<desc id="time-desc">{xml(said)}</desc>',
    )


def _strips(graph: Graph, articles: int) -> list[_Strip]:
    """The legend, a strip for each row of panels, and the notes."""
    found = stories(graph)
    drawn = _largest(found, articles)
    signs, height = legend(_HEAD)
    title = f'<text class="head" x="{PAD}" y="24">{xml(shortened(_title(graph), 110))}</text>'
    strips = [_Strip(0.0, _HEAD + height, [title, *signs])]
    beside: _Strip | None = None
    for place, story in enumerate(drawn, 1):
        small = len(drawn) > 1 and len(story.nodes) <= SMALL
        if small and beside is not None:
            row, area, beside = beside, RIGHT, None
        else:
            top = strips[-1].bottom
            row, area = _Strip(top, top, []), LEFT if small else WHOLE
            strips.append(row)
            beside = row if small else None
        parts, bottom = _panel(story, place if len(found) > 1 else 0, row.top, area)
        row.parts += parts
        row.bottom = max(row.bottom, bottom)
    top = strips[-1].bottom
    nothing = xml(say("timeline.nothing"))
    said = [] if drawn else [f'<text class="story-head" x="{PAD}" y="{top + 4:.0f}">{nothing}</text>']
    for below, words in ((22, _note(graph, found[len(drawn) :])), (39, wording.standing())):
        said.append(f'<text class="soft" x="{PAD}" y="{top + below:.0f}">{xml(words)}</text>')
    return [*strips, _Strip(top, top + _FOOT, said)]


def style() -> str:
    """The style sheet of the picture, for a page that holds one."""
    return (resources.files("provenance.report") / "timeline.css").read_text(encoding="utf-8")


def describe(graph: Graph, drawn: Sequence[Graph]) -> str:
    """What the picture shows, in words: how much of what, and who had the largest stories first."""
    kinds = [link.said.kind for link in graph.links]
    links = (
        say("timeline.kind", n=kinds.count(kind), kind=called("statement", kind))
        for kind in (DIRECTED, UNDIRECTED, COMMON, UNSEEN)
    )
    articles = sum(not node.unseen for node in graph.nodes)
    said = say(
        "timeline.shown",
        articles=number(articles, "article"),
        sources=number(len(graph.nodes) - articles, "source"),
        links=listed("comma", links),
    )
    told = (say("timeline.story", number=place, says=summary(one)) for place, one in enumerate(drawn[:5], 1))
    return listed("blank", (said, *told))


def summary(story: Graph) -> str:
    """How many articles a story has, whose date is the earliest, and what of that is unsure."""
    return listed("blank", _summary(story))


def _summary(story: Graph) -> list[str]:
    """The same in one line or two."""
    articles = [node for node in story.nodes if not node.unseen]
    outlets = {node.outlet for node in articles if node.outlet}
    said = number(len(articles), "article")
    if outlets:
        said = say("timeline.of_outlets", said=said, outlets=number(len(outlets), "outlet"))
    if unseen := len(story.nodes) - len(articles):
        said = say("timeline.and_unseen", said=said, sources=number(unseen, "source"))
    dated = [node for node in articles if node.date is not None]
    if not dated:
        return [say("timeline.earliest_unknown", said=said)]
    known = sorted((stretch(node)[::-1], node.name, node) for node in dated)
    surely = known[0][0][0]
    first = [node for (_, start), _, node in known if start <= surely]
    name, when = _named(first[0])
    if len(first) == 1:
        earliest = say("timeline.earliest", name=name, when=when)
    else:
        earliest = many("timeline.earliest_or", len(first) - 1, name=name, when=when)
    if free := len(articles) - len(dated):
        earliest = listed("blank", (earliest, many("timeline.without_date", free)))
    return [say("timeline.amount", said=said), earliest]


def _named(node: Node) -> tuple[str, str]:
    """What a story's first article is called, and its date."""
    when = wording.shown_date(node.date).replace("T", " ") if node.date else ""
    return set_off(shortened(node.outlet or node.name.rsplit("/", 1)[-1], 40)), when


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
    return say("timeline.title_of" if graph.only else "timeline.title", only=graph.only)


def _note(graph: Graph, left_out: Sequence[Graph]) -> str:
    said = [say("timeline.note")]
    if left_out:
        articles = sum(not node.unseen for story in left_out for node in story.nodes)
        smaller = number(len(left_out), "smaller story")
        said.append(say("timeline.left_out", stories=smaller, articles=number(articles, "article")))
    return listed("blank", [*said, many("timeline.unlinked", graph.unlinked)] if graph.unlinked else said)


def _panel(story: Graph, place: int, top: float, area: Area) -> tuple[list[str], float]:
    """A story from `top` down, and where it ends."""
    lines = _summary(story)
    if place:
        lines[0] = say("timeline.numbered", number=place, says=lines[0])
    head = listed("blank", lines)
    if text_width(head, 13.5, bold=True) <= area.right - area.left - PAD:
        lines = [head]
    under = top + 20 + 16 * (len(lines) - 1)
    found = layout(story, under + 6 + _AXIS, area)
    many = len(story.nodes) > FEW
    tall = found.bottom - top > _TALL
    start = area.left + PAD
    parts = [
        f'<g class="{"story many" if many else "story"}">',
        f'<path class="rule" d="M{start:.1f} {top + 2:.1f}H{area.right:.1f}"/>',
    ]
    for row, line in enumerate(lines):
        kind, size = ("story-head", 13.5) if row == 0 else ("story-more", 12.0)
        words = cut(line, area.right - start, size, bold=row == 0)
        parts.append(
            f'<text class="{kind}" x="{start:.1f}" y="{top + 20 + 16 * row:.1f}">{xml(words)}</text>'
        )
    parts += frame(found, area, below=tall)
    parts += [
        drawn_link(link, found.marks[link.source], found.marks[link.derived], thin=many)
        for link in story.links
    ]
    parts += [sign(found.marks[node.id]) for node in story.nodes]
    return [*parts, "</g>"], found.bottom + (_AXIS if tall else 0) + 12
