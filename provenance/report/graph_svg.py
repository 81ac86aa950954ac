"""The lineage as a small inline SVG: sources on the left, what likely comes from them on the right."""

from __future__ import annotations

from collections.abc import Sequence
from html import escape

from provenance.report import wording
from provenance.report.statements import DIRECTED, UNSEEN, Statement
from provenance.report.visible import one_line
from provenance.sentences import called, say

Node = tuple[bool, str]
"""Whether it is an unseen source, and its path or name."""

_WIDTH, _HEIGHT, _STEP_X, _STEP_Y, _MARGIN = 230, 34, 330, 62, 16
_LABEL = 30
"""Characters of a name that fit a box; the whole name is its tooltip, and stands in the list below."""
_DEEPEST = 8
"""Columns at most; what stands deeper is drawn in the last."""


def picture(found: Sequence[Statement], largest: int) -> str:
    """The SVG element, or nothing where there are no statements or more than `largest` boxes."""
    links = [((one.kind == UNSEEN, one.source), (False, one.derived), one) for one in found]
    nodes = list(dict.fromkeys(node for source, derived, _ in links for node in (source, derived)))
    if not nodes or len(nodes) > largest:
        return ""
    columns = _columns(nodes, links)
    places = _places(nodes, columns, links)
    width = _MARGIN * 2 + _WIDTH + _STEP_X * max(columns.values()) + 110
    height = _MARGIN * 2 + _HEIGHT + max(y for _, y in places.values())
    parts = [
        f'<svg class="lineage" role="img" aria-labelledby="picture-title" viewBox="0 0 {width} {height}" '
        f'width="{width}" xmlns="http://www.w3.org/2000/svg">',
        f'<title id="picture-title">{escape(say("graph.listed"), quote=False)}</title>',
        '<defs><marker id="head" viewBox="0 0 8 8" refX="8" refY="4" markerWidth="8" markerHeight="8" '
        'orient="auto"><path d="M0 0L8 4L0 8z"/></marker></defs>',
    ]
    parts += [_line(places[source], places[derived], one) for source, derived, one in links]
    parts += [_box(node, places[node], label) for node, label in _labels(nodes).items()]
    return "".join([*parts, "</svg>"])


def _columns(nodes: Sequence[Node], links: Sequence[tuple[Node, Node, Statement]]) -> dict[Node, int]:
    """How many steps a node stands behind its farthest source, at least those of what it is linked with."""
    columns = dict.fromkeys(nodes, 0)
    for _ in range(min(len(nodes), _DEEPEST)):
        for source, derived, one in links:
            step = 1 if one.kind in (DIRECTED, UNSEEN) else 0
            columns[derived] = min(max(columns[derived], columns[source] + step), _DEEPEST)
            if not step:
                columns[source] = columns[derived]
    used = sorted(set(columns.values()))
    return {node: used.index(column) for node, column in columns.items()}


def _places(
    nodes: Sequence[Node], columns: dict[Node, int], links: Sequence[tuple[Node, Node, Statement]]
) -> dict[Node, tuple[int, int]]:
    """The upper left corner of each box: linked nodes in one band, a band below the other."""
    group = {node: node for node in nodes}
    for source, derived, _ in links:
        old, new = group[derived], group[source]
        group = {node: new if root == old else root for node, root in group.items()}
    places: dict[Node, tuple[int, int]] = {}
    top = _MARGIN
    for root in dict.fromkeys(group.values()):
        rows: dict[int, int] = {}
        for node in (node for node in nodes if group[node] == root):
            column = columns[node]
            places[node] = (_MARGIN + column * _STEP_X, top + rows.get(column, 0) * _STEP_Y)
            rows[column] = rows.get(column, 0) + 1
        top += max(rows.values()) * _STEP_Y
    return places


def _labels(nodes: Sequence[Node]) -> dict[Node, str]:
    """Names of sources; of paths the end that no other path here has, as much of it as fits."""
    labels = {}
    paths = [one_line(name) for unseen, name in nodes if not unseen]
    for node in nodes:
        label = one_line(node[1])
        if not node[0]:
            parts = label.split("/")
            ends = ("/".join(parts[-count:]) for count in range(1, len(parts) + 1))
            label = next((end for end in ends if _holders(end, paths) == 1), label)
        labels[node] = label if len(label) <= _LABEL else f"…{label[1 - _LABEL :]}"
    return labels


def _holders(end: str, paths: Sequence[str]) -> int:
    """How many paths end so."""
    return sum(f"/{path}".endswith(f"/{end}") for path in paths)


def _box(node: Node, place: tuple[int, int], label: str) -> str:
    unseen, name = node
    (x, y), full = place, one_line(name)
    kind = "unseen" if unseen else "article"
    return (
        f'<g class="{kind}"><title>{escape(full)}</title>'
        f'<rect x="{x}" y="{y}" width="{_WIDTH}" height="{_HEIGHT}" rx="{17 if unseen else 3}"/>'
        f'<text x="{x + _WIDTH // 2}" y="{y + 22}" text-anchor="middle">{escape(label)}</text></g>'
    )


def _line(source: tuple[int, int], derived: tuple[int, int], one: Statement) -> str:
    """An arrow where a direction is stated, a dashed line where not, a dashed arrow from an unseen source."""
    (x1, y1), (x2, y2) = source, derived
    if x2 < x1 and one.kind not in (DIRECTED, UNSEEN):
        (x1, y1), (x2, y2) = derived, source
    y1, y2 = y1 + _HEIGHT // 2, y2 + _HEIGHT // 2
    directed = one.kind in (DIRECTED, UNSEEN)
    if x1 < x2:
        x1 += _WIDTH
        path, label_x, label_y = f"M{x1} {y1}L{x2} {y2}", (x1 + 2 * x2) // 3 - 8, (y1 + 2 * y2) // 3 - 3
        anchor = "middle"
    else:
        x1, x2 = x1 + _WIDTH, x2 + _WIDTH
        bulge = max(x1, x2) + 42
        path = f"M{x1} {y1}C{bulge} {y1} {bulge} {y2} {x2} {y2}"
        label_x, label_y, anchor = max(x1, x2) + 36, (y1 + y2) // 2 + 4, "start"
    said = escape(say("graph.link", kind=called("statement", one.kind), sure=wording.sure(one)))
    head = ' marker-end="url(#head)"' if directed else ""
    dashes = "" if one.kind == DIRECTED else ' class="dashed"'
    percent = escape(wording.about_alone(one.probability))
    return (
        f'<g class="link"><title>{said}</title><path d="{path}"{head}{dashes}/>'
        f'<text x="{label_x}" y="{label_y}" text-anchor="{anchor}">{percent}</text></g>'
    )
