"""The lineage as rows of nodes and edges with attributes, for formats whose edges are all directed or none.

GraphML and GEXF can mix the two, but readers can't: networkx refuses such a file, others make arrows of all.
An arrow where no direction is stated would be a false statement. So a link without a direction is a node of
its own, to which an edge leads from each of the two articles, and none leads on.
"""

from __future__ import annotations

import json
from collections.abc import Mapping
from dataclasses import dataclass

from provenance.report import wording
from provenance.report.escaping import set_off
from provenance.report.lineage_graph import Graph, Link, Node
from provenance.report.visible import visible

Value = str | int | float | bool

BETWEEN = "between"
"""The kind of the two edges that lead to a link without a direction."""

COLUMNS: Mapping[str, type[str] | type[int] | type[float] | type[bool]] = {
    "kind": str,
    "label": str,
    "path": str,
    "title": str,
    "outlet": str,
    "date_from": str,
    "date_to": str,
    "date_source": str,
    "date_precision": str,
    "date_words": str,
    "declared_source": bool,
    "article_words": int,
    "statement": str,
    "probability": float,
    "band": str,
    "words": int,
    "passages": int,
    "agencies": str,
    "says": str,
    "reasons": str,
}
"""The attributes that nodes and edges can have, with their types."""


@dataclass(frozen=True, slots=True)
class Row:
    """A node, or an edge from `source` to `target`, with those of the COLUMNS that it has."""

    id: str
    values: Mapping[str, Value]
    source: str = ""
    target: str = ""


def rows(graph: Graph) -> tuple[list[Row], list[Row]]:
    """The nodes and the edges."""
    nodes = [Row(node.id, of_node(node)) for node in graph.nodes]
    edges: list[Row] = []
    for link in graph.links:
        facts = {"statement": link.id} | of_link(link)
        if link.is_arrow:
            edges.append(Row(link.id, facts, link.source, link.derived))
            continue
        label = wording.in_short(link.said)
        nodes.append(Row(link.id, facts | {"label": label}))
        part: dict[str, Value] = {"kind": BETWEEN, "statement": link.id, "words": link.said.words}
        edges += [
            Row(f"{link.id}a", part, link.source, link.id),
            Row(f"{link.id}b", part, link.derived, link.id),
        ]
    return nodes, edges


def of_node(node: Node) -> dict[str, Value]:
    """What is known of an article or an unseen source; what is not known is left out."""
    if node.unseen:
        return {"kind": "unseen source", "label": node.name}
    found: dict[str, Value | None] = {
        "kind": "article",
        "label": node.title or node.name,
        "path": node.name,
        "title": node.title,
        "outlet": node.outlet,
    }
    if node.date is not None:
        found |= {
            "date_from": node.date.earliest,
            "date_to": node.date.latest,
            "date_source": node.date.source,
            "date_precision": node.date.precision,
            "date_words": node.date.words or None,
        }
    found |= {"declared_source": node.declared_source, "article_words": node.words}
    return {name: value for name, value in found.items() if value is not None}


def of_link(link: Link) -> dict[str, Value]:
    """What a statement says, with its reasons and its agencies as JSON."""
    said = link.said
    return {
        "kind": said.kind,
        "probability": said.probability,
        "band": said.band,
        "words": said.words,
        "passages": said.passages,
        "agencies": json.dumps(dict(sorted(said.agencies.items())), ensure_ascii=False),
        "says": says(link),
        "reasons": json.dumps(
            [
                {"sign": one.sign, "weight": one.weight, "sentence": visible(one.sentence)}
                for one in said.reasons
            ],
            ensure_ascii=False,
        ),
    }


def says(link: Link) -> str:
    """A statement in words, as the report says it."""
    return wording.told(link.said, set_off(link.said.source), set_off(link.said.derived))
