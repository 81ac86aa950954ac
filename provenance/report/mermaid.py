"""The lineage as a Mermaid flowchart. Only what has a direction has a head."""

from __future__ import annotations

from provenance.report import error_rates, wording
from provenance.report.escaping import mermaid, set_off, shortened
from provenance.report.lineage_graph import Graph, Link, Node
from provenance.report.statements import COMMON, DIRECTED, UNSEEN, Reason
from provenance.sentences import called, decimal, say

LINKS, CHARACTERS = 500, 50_000
"""What Mermaid draws as it comes (its settings maxEdges and maxTextSize); of more it shows an error."""
_LABEL = 80
"""Characters of a path or title in a box: longer ones make all unreadable. Other formats have them whole."""


def flowchart(graph: Graph) -> str:
    """Arrows for directions, dotted ones from unseen sources; without a head dots where one took it from the
    other, and dots between circles where both have it from a third text."""
    lines = ["flowchart LR", f"  %% {mermaid(wording.standing())}"]
    lines += [f"  %% {mermaid(say('graph.only', only=graph.only))}"] if graph.only else []
    lines += [f"  %% {mermaid(line)}" for line in error_rates.told(graph.statements)]
    for node in graph.nodes:
        start, stop = ("([", "]):::unseen") if node.unseen else ("[", "]")
        lines.append(f'  {node.id}{start}"{_box(node)}"{stop}')
    first_with: dict[tuple[Reason, ...], str] = {}
    for link in graph.links:
        said = link.said
        shared = mermaid(wording.shared(said))
        words = f"{wording.in_short(said)} ({called('band', said.band)})"
        lines.append(f'  {link.source} {_line(link)}|"{mermaid(words)}<br/>{shared}"| {link.derived}')
        if (earlier := first_with.setdefault(said.reasons, link.id)) != link.id:
            lines.append(f"  %% {say('graph.reasons_as', link=link.id, earlier=earlier)}")
            continue
        lines += [
            f"  %% {link.id} {called('sign', str(reason.sign))} {decimal(reason.weight, '+.2f')} "
            f"{mermaid(reason.sentence)}"
            for reason in said.reasons
        ]
    lines.append("  classDef unseen stroke-dasharray: 5 4, fill: none")
    return "\n".join(lines) + "\n"


def is_too_large(chart: str, graph: Graph) -> bool:
    """Whether a viewer with Mermaid's own limits shows an error instead."""
    return len(graph.links) > LINKS or len(chart) > CHARACTERS


def _box(node: Node) -> str:
    if node.unseen:
        return mermaid(shortened(node.name, _LABEL))
    said = [wording.shown_date(node.date) if node.date else say("graph.no_date")]
    if node.outlet:
        said.insert(0, set_off(shortened(node.outlet, _LABEL)))
    lines = [shortened(node.name, _LABEL, end=True), ", ".join(said)]
    if node.title:
        lines.insert(1, shortened(node.title, _LABEL))
    return "<br/>".join(map(mermaid, lines))


def _line(link: Link) -> str:
    if link.is_arrow:
        return "-->" if link.said.kind == DIRECTED else "-.->"
    return "o-.-o" if link.said.kind in (COMMON, UNSEEN) else "-.-"
