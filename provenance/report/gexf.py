"""The lineage in GEXF 1.3, Gephi's own format, with colours by kind. Layout: docs/lineage-formats.md."""

from __future__ import annotations

from collections.abc import Sequence

from provenance.report import error_rates, wording
from provenance.report.escaping import xml
from provenance.report.graph_table import BETWEEN, COLUMNS, Row, rows
from provenance.report.lineage_graph import Graph
from provenance.sentences import listed, say

_TYPES = {str: "string", int: "integer", float: "double", bool: "boolean"}
_COLOURS = {"article": (29, 79, 145), "unseen source": (200, 205, 212), BETWEEN: (150, 156, 165)}
_LINK = (138, 97, 0)
"""Links without a direction stand out as small nodes of a colour of their own."""


def gexf(graph: Graph) -> str:
    """The graph with typed attributes; all of its edges are directed, see `graph_table`."""
    nodes, edges = rows(graph)
    lines = [
        '<?xml version="1.0" encoding="UTF-8"?>',
        '<gexf xmlns="http://gexf.net/1.3" xmlns:viz="http://gexf.net/1.3/viz" version="1.3">',
        "  <meta>",
        "    <creator>provenance</creator>",
        f"    <description>{xml(_described(graph))}</description>",
        "  </meta>",
        '  <graph defaultedgetype="directed" mode="static">',
    ]
    for kind, known in (("node", nodes), ("edge", edges)):
        lines.append(f'    <attributes class="{kind}" mode="static">')
        lines += [
            f'      <attribute id="{name}" title="{name}" type="{_TYPES[COLUMNS[name]]}"/>'
            for name in _used(known)
        ]
        lines.append("    </attributes>")
    lines += ["    <nodes>", *_nodes(nodes), "    </nodes>", "    <edges>", *_edges(edges), "    </edges>"]
    return "\n".join([*lines, "  </graph>", "</gexf>"]) + "\n"


def _described(graph: Graph) -> str:
    said = [wording.standing(), say("graph.run", run=graph.run)]
    said += [say("graph.only", only=graph.only)] if graph.only else []
    return listed("blank", [*said, error_rates.in_words(graph.statements)])


def _used(known: Sequence[Row]) -> list[str]:
    """The attributes that some row has. A label stands on the element itself."""
    used = {name for row in known for name in row.values}
    return [name for name in COLUMNS if name in used and name != "label"]


def _nodes(known: Sequence[Row]) -> list[str]:
    lines = []
    for row in known:
        red, green, blue = _COLOURS.get(str(row.values["kind"]), _LINK)
        size = "4.0" if "statement" in row.values else "10.0"
        lines += [
            f'      <node id="{row.id}" label="{xml(str(row.values["label"]))}">',
            *_values(row),
            f'        <viz:color r="{red}" g="{green}" b="{blue}"/>',
            f'        <viz:size value="{size}"/>',
            "      </node>",
        ]
    return lines


def _edges(known: Sequence[Row]) -> list[str]:
    lines = []
    for row in known:
        weight = float(max(1, int(row.values["words"])))
        lines += [
            f'      <edge id="{row.id}" source="{row.source}" target="{row.target}" weight="{weight}">',
            *_values(row),
            "      </edge>",
        ]
    return lines


def _values(row: Row) -> list[str]:
    lines = ["        <attvalues>"]
    for name, value in row.values.items():
        if name != "label":
            shown = str(value).lower() if isinstance(value, bool) else str(value)
            lines.append(f'          <attvalue for="{name}" value="{xml(shown)}"/>')
    return [*lines, "        </attvalues>"]
