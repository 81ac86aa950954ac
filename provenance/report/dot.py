"""The lineage in DOT, the language of Graphviz: nodes and links with all that is known as attributes."""

from __future__ import annotations

from collections.abc import Mapping
from math import log10

from provenance.report import error_rates, graph_table, wording
from provenance.report.escaping import dot, set_off, shortened
from provenance.report.graph_table import Value
from provenance.report.lineage_graph import Graph, Link, Node
from provenance.report.statements import COMMON, DIRECTED, UNSEEN
from provenance.sentences import say

_SHADE = {"strong": "#1b1d20", "moderate": "#4c5663", "weak": "#7d8691", "none": "#a9b0b9"}
_LABEL = 60


def digraph(graph: Graph) -> str:
    """Arrows for directions, with empty heads from unseen sources. Links without a direction have no head,
    and are dashed (undirected) or dotted (common source).

    Attributes that Graphviz does not know (`path`, `probability`, `reasons`, ...) are for other programs.
    """
    lines = [
        "digraph lineage {",
        f'  comment="{dot(wording.standing())}";',
        f'  only="{dot(graph.only)}";',
        f'  error_rates="{dot(error_rates.in_words(graph.statements))}";',
        "  rankdir=LR;",
        '  node [shape=box, fontname="sans-serif", fontsize=11];',
        '  edge [fontname="sans-serif", fontsize=9];',
    ]
    for node in graph.nodes:
        look: dict[str, Value] = {"label": _label(node), "tooltip": node.name}
        if node.unseen:
            look |= {"shape": "ellipse", "style": "dashed"}
        facts = {name: value for name, value in graph_table.of_node(node).items() if name != "label"}
        lines.append(f"  {node.id} {_attributes(look | facts)};")
    for link in graph.links:
        lines.append(f"  {link.source} -> {link.derived} {_attributes(_look(link) | _facts(link))};")
    return "\n".join([*lines, "}"]) + "\n"


def _facts(link: Link) -> dict[str, Value]:
    return {"statement": link.id} | graph_table.of_link(link)


def _look(link: Link) -> dict[str, Value]:
    said = link.said
    look: dict[str, Value] = {
        "label": wording.in_short(said),
        "tooltip": graph_table.says(link),
        "color": _SHADE[said.band],
        "penwidth": round(1 + 1.5 * max(0.0, log10(max(said.words, 1) / 10)), 2),
    }
    if link.is_arrow:
        if said.kind != DIRECTED:
            look["arrowhead"] = "empty"
    else:
        look["style"] = "dotted" if said.kind in (COMMON, UNSEEN) else "dashed"
        # No rank either: Graphviz would put the first of the two before the other.
        look |= {"dir": "none", "constraint": "false"}
    return look


def _label(node: Node) -> str:
    if node.unseen:
        return shortened(node.name, _LABEL)
    date = wording.shown_date(node.date) if node.date else say("graph.no_date")
    lines = [shortened(node.title, _LABEL)] if node.title else []
    lines.append(shortened(node.name, _LABEL, end=True))
    lines.append(f"{set_off(shortened(node.outlet, _LABEL))}, {date}" if node.outlet else date)
    return "\n".join(lines)


def _attributes(known: Mapping[str, Value]) -> str:
    """Attributes in brackets; only line feeds between the lines of a label are line feeds."""
    said = []
    for name, value in known.items():
        shown = str(value).lower() if isinstance(value, bool) else str(value)
        lines = shown.split("\n") if name == "label" else [shown]
        quoted = "\\n".join(dot(line) for line in lines)
        said.append(f'{name}="{quoted}"')
    return f"[{', '.join(said)}]"
