"""What stands around the marks of a panel: lanes with their names, the axis, the column without dates."""

from __future__ import annotations

from provenance.report.escaping import set_off, xml
from provenance.report.time_scale import BREAK
from provenance.report.timeline_labels import cut, text_width
from provenance.report.timeline_layout import PAD, Area, Lane, Layout
from provenance.sentences import number, say

CUT = 26.0
"""So much beyond its lines the length of what is cut out may take."""


def frame(found: Layout, area: Area, *, below: bool) -> list[str]:
    """Lanes with their names, the column without dates, ticks and what is cut out."""
    top, bottom = found.lanes[0].top, found.bottom
    parts = [
        f'<rect class="strip" x="{area.left:.1f}" y="{lane.top:.1f}" width="{area.width:.1f}" '
        f'height="{lane.height:.1f}"/>'
        for lane in found.lanes[::2]
    ]
    if found.undated:
        left, right = found.undated
        parts += [
            f'<rect class="column" x="{left:.1f}" y="{top - 20:.1f}" width="{right - left:.1f}" '
            f'height="{bottom - top + 20:.1f}"/>',
            f'<text class="soft" x="{left + 8:.1f}" y="{top - 6:.1f}">{xml(say("timeline.no_date"))}</text>',
        ]
    if found.scale:
        cuts = found.scale.cuts()
        free: dict[int, float] = {}
        for tick in found.scale.ticks():
            parts.append(f'<path class="tick" d="M{tick.x:.1f} {top:.1f}V{bottom:.1f}"/>')
            for row, words in enumerate((tick.coarse, tick.fine)):
                room = (BREAK + text_width(words)) / 2 + CUT
                if row and any(abs(tick.x - x) < room for x, _ in cuts):
                    continue
                if words and free.get(row, 0.0) <= tick.x - text_width(words) / 2:
                    free[row] = tick.x + text_width(words) / 2 + 8
                    for y in (top - 20 + 14 * row, *([bottom + 28 - 14 * row] if below else [])):
                        at = f'x="{tick.x:.1f}" y="{y:.1f}" text-anchor="middle"'
                        parts.append(f'<text class="soft" {at}>{xml(words)}</text>')
        for x, words in cuts:
            for side in (x - BREAK / 4, x + BREAK / 4):
                parts.append(f'<path class="cut" d="M{side:.1f} {top:.1f}V{bottom:.1f}"/>')
            at = f'x="{x:.1f}" y="{top - 6:.1f}" text-anchor="middle"'
            said = say("timeline.cut_out", length=words)
            parts.append(f"<g><title>{xml(said)}</title>")
            parts.append(f'<text class="soft" {at}>{xml(say("timeline.cut", length=words))}</text></g>')
    return parts + [_lane(lane, area) for lane in found.lanes]


def _lane(lane: Lane, area: Area) -> str:
    title = lane.name
    if lane.articles:
        title = say("timeline.lane", name=set_off(lane.name), articles=number(lane.articles, "article"))
    y = lane.top + min(lane.height / 2 + 4, 24)
    name = cut(lane.name, area.names - PAD, bold=True)
    text = f'<text class="lane" x="{area.left + PAD:.1f}" y="{y:.1f}">{xml(name)}</text>'
    return f"<g><title>{xml(title)}</title>{text}</g>"
