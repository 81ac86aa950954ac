"""The lineage in GraphML, for networkx, Gephi, yEd, Cytoscape and others. Layout: docs/lineage-formats.md."""

from __future__ import annotations

from collections.abc import Sequence

from provenance.report import error_rates, wording
from provenance.report.escaping import xml
from provenance.report.graph_table import COLUMNS, Row, rows
from provenance.report.lineage_graph import Graph

_TYPES = {str: "string", int: "int", float: "double", bool: "boolean"}


def graphml(graph: Graph) -> str:
    """The graph with typed attributes; all of its edges are directed, see `graph_table`."""
    nodes, edges = rows(graph)
    lines = [
        '<?xml version="1.0" encoding="UTF-8"?>',
        '<graphml xmlns="http://graphml.graphdrawing.org/xmlns">',
        f"  <desc>{xml(wording.standing())}</desc>",
    ]
    for kind, known in (("node", nodes), ("edge", edges)):
        used = {name for row in known for name in row.values}
        lines += [
            f'  <key id="{kind}_{name}" for="{kind}" attr.name="{name}" attr.type="{_TYPES[of]}"/>'
            for name, of in COLUMNS.items()
            if name in used
        ]
    lines += [
        '  <key id="graph_run" for="graph" attr.name="run" attr.type="string"/>',
        '  <key id="graph_only" for="graph" attr.name="only" attr.type="string"/>',
        '  <key id="graph_error_rates" for="graph" attr.name="error_rates" attr.type="string"/>',
        '  <graph id="lineage" edgedefault="directed">',
        f'    <data key="graph_run">{xml(graph.run)}</data>',
        f'    <data key="graph_only">{xml(graph.only)}</data>',
        f'    <data key="graph_error_rates">{xml(error_rates.in_words(graph.statements))}</data>',
        *_elements("node", nodes),
        *_elements("edge", edges),
    ]
    return "\n".join([*lines, "  </graph>", "</graphml>"]) + "\n"


def _elements(kind: str, known: Sequence[Row]) -> list[str]:
    lines = []
    for row in known:
        ends = f' source="{row.source}" target="{row.target}"' if kind == "edge" else ""
        lines.append(f'    <{kind} id="{row.id}"{ends}>')
        for name, value in row.values.items():
            shown = str(value).lower() if isinstance(value, bool) else str(value)
            lines.append(f'      <data key="{kind}_{name}">{xml(shown)}</data>')
        lines.append(f"    </{kind}>")
    return lines
