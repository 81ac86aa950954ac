"""The lineage alone as JSON: the statements as in the report, and the articles and sources that they name."""

from __future__ import annotations

from provenance.report import error_rates, wording
from provenance.report.facts import Run
from provenance.report.json_report import FORMAT_VERSION, Json, statement
from provenance.report.lineage_graph import Graph, Node


def lineage(graph: Graph, run: Run, not_compared: int) -> Json:
    """All of a graph; paths, titles and names as the database has them. Layout: docs/lineage-formats.md."""
    return {
        "format": "provenance-lineage",
        "format_version": FORMAT_VERSION,
        "standing_sentence": wording.standing(),
        "run": run.uid,
        "not_searched": wording.not_searched(run.parameters, not_compared),
        "only": graph.only or None,
        "error_rates": error_rates.in_words(graph.statements),
        "lineage_rates": error_rates.as_json(graph.statements),
        "lineage": [
            {"id": link.id, "source_id": link.source, "derived_id": link.derived} | statement(link.said)
            for link in graph.links
        ],
        "articles": [_article(node) for node in graph.nodes if not node.unseen],
        "unseen_sources": [{"id": node.id, "name": node.name} for node in graph.nodes if node.unseen],
        "articles_without_links": graph.unlinked,
    }


def _article(node: Node) -> Json:
    date = node.date
    return {
        "id": node.id,
        "path": node.name,
        "title": node.title,
        "outlet": node.outlet,
        "date": None
        if date is None
        else {
            "from": date.earliest,
            "to": date.latest,
            "source": date.source,
            "precision": date.precision,
            "words": date.words or None,
        },
        "words": node.words,
        "declared_source": node.declared_source,
    }
