"""The signs of the timeline: marks of articles and unseen sources, and the legend that explains them."""

from __future__ import annotations

from collections.abc import Sequence

from provenance.report import wording
from provenance.report.escaping import set_off, xml
from provenance.report.timeline_labels import text_width
from provenance.report.timeline_layout import (
    BESIDE,
    DERIVED,
    FIRST,
    PAD,
    WIDTH,
    Mark,
)
from provenance.report.timeline_links import BAR, RADIUS, thickness
from provenance.report.timeline_rows import BEFORE, INSIDE
from provenance.sentences import listed, number, say, tables

_ROW = 20.0


def sign(mark: Mark) -> str:
    """A node with its label; all that is known of it is the title."""
    node = mark.node
    if node.unseen:
        said = [node.name, say("timeline.not_here_undated")]
    else:
        said = [set_off(name) for name in (node.title or "", node.name) if name]
        said.append(set_off(node.outlet) if node.outlet else say("timeline.no_outlet_known"))
        said.append(say("timeline.dated", date=wording.dated(node.date)))
        said.append(number(node.words, "word"))
        said += [say("not_used.source")] if node.declared_source else []
    title = xml(listed("semicolon", said))
    return f'<g role="graphics-symbol img"><title>{title}</title>{_shape(mark)}{_label(mark)}</g>'


def _label(mark: Mark) -> str:
    if not mark.label:
        return ""
    x, anchor = mark.right + RADIUS + 4, ""
    if mark.side == BEFORE:
        x, anchor = mark.left - RADIUS - 4, ' text-anchor="end"'
    elif mark.side == INSIDE:
        x = mark.left + 8
    classes = "label strongest" if mark.bold else "label"
    return f'<text class="{classes}" x="{x:.1f}" y="{mark.y + 4:.1f}"{anchor}>{xml(mark.label)}</text>'


def _shape(mark: Mark) -> str:
    """A point; a bar where the date is no finer; a hollow point, with a tail to the left, if unseen."""
    x, y = mark.left, mark.y
    if mark.node.unseen:
        tail = f'<path class="tail" d="M{x - 22:.1f} {y:.1f}H{x - RADIUS:.1f}"/>' if mark.is_dated else ""
        return f'{tail}<circle class="unseen" cx="{x:.1f}" cy="{y:.1f}" r="{RADIUS}"/>'
    if mark.left == mark.right:
        return f'<circle class="{mark.role}" cx="{x:.1f}" cy="{y:.1f}" r="{RADIUS - 0.5}"/>'
    start, stop, half = mark.left, mark.right, BAR
    # An end that goes on is drawn as a point of the bar to that side.
    left = f"L{start:.1f} {y:.1f}" if mark.cut[0] else ""
    right = f"L{stop:.1f} {y:.1f}" if mark.cut[1] else ""
    begin, finish = start + half * mark.cut[0], stop - half * mark.cut[1]
    return (
        f'<path class="{mark.role} bar" d="M{begin:.1f} {y - half:.1f}L{finish:.1f} {y - half:.1f}{right}'
        f'L{finish:.1f} {y + half:.1f}L{begin:.1f} {y + half:.1f}{left}z"/>'
    )


def legend(top: float) -> tuple[list[str], float]:
    """What the signs mean, from `top` down, and how high that is."""
    signs: Sequence[tuple[float, str, str]] = (
        (12, f'<circle class="{FIRST}" cx="6" cy="-4" r="5"/>', say("timeline.sign.first")),
        (12, f'<circle class="{DERIVED}" cx="6" cy="-4" r="5"/>', say("timeline.sign.derived")),
        (12, f'<circle class="{BESIDE}" cx="6" cy="-4" r="5"/>', say("timeline.sign.beside")),
        (12, '<circle class="unseen" cx="6" cy="-4" r="5"/>', say("timeline.sign.unseen")),
        (30, f'<path class="{DERIVED} bar" d="M0 -11H30V3H0z"/>', say("timeline.sign.span")),
        (34, _sample("strong", 2.5, head="point strong"), say("timeline.sign.from")),
        (34, _sample("strong", 2.5, head="point strong outside"), say("timeline.sign.from_unseen")),
        (34, _sample("strong", 2.5, dashes="7 4"), say("timeline.sign.undirected")),
        (34, _sample("strong", 3.5, dashes="0.1 6"), say("timeline.sign.common")),
        *((26, _sample(band, 3.5, long=26), say(f"band.{band}")) for band in tables()["band"]),
        *(
            (26, _sample("moderate", thickness(words), long=26), number(words, "word"))
            for words in (10, 100, 1000)
        ),
    )
    parts: list[str] = []
    x, y = PAD, top
    for wide, shape, words in signs:
        needed = wide + 6 + text_width(words)
        if x + needed > WIDTH - PAD:
            x, y = PAD, y + _ROW
        text = f'<text class="soft" x="{wide + 6}">{xml(words)}</text>'
        parts.append(f'<g transform="translate({x:.1f} {y:.1f})">{shape}{text}</g>')
        x += needed + 16
    return parts, y - top + _ROW


def _sample(band: str, width: float, *, long: int = 34, dashes: str = "", head: str = "") -> str:
    style = f' stroke-dasharray="{dashes}"' if dashes else ""
    style += ' stroke-linecap="round"' if dashes.startswith("0") else ""
    point = f'<path class="{head}" d="M{long - 9} -8L{long} -4L{long - 9} 0z"/>' if head else ""
    stop = long - 9 if head else long
    return f'<path class="line {band}" stroke-width="{width:.1f}"{style} d="M2 -4H{stop}"/>{point}'
