"""The lineage as W3C PROV-JSON, written by the library `prov`, an extra. Layout: docs/lineage-formats.md.

What is known of articles stands in the document. What the tool says of them stands in a bundle, whose own
provenance is the scan: it is a statement of a program, not a fact.
"""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from provenance.report import error_rates, wording
from provenance.report.facts import Run
from provenance.report.graph_table import of_link, of_node
from provenance.report.lineage_graph import Graph, Link
from provenance.report.visible import in_json

if TYPE_CHECKING:
    from prov.model import ProvBundle, ProvDocument

TERMS = "urn:provenance-newsroom:terms#"
RUN = "urn:provenance-newsroom:run:{}#"
NAMES = {
    "label": "prov:label",
    "path": "prov:location",
    "title": "dcterms:title",
    "outlet": "dcterms:publisher",
}
"""Attributes that have a usual name elsewhere; all others are terms of this tool."""


class NoProvError(ImportError):
    """The library `prov` is not installed; the message says what to do."""

    def __init__(self) -> None:
        super().__init__(
            "PROV-JSON needs the library `prov`: install it with `pip install prov`, or the package with its "
            "extra `prov`; --format json has the same facts without it."
        )


def prov_json(graph: Graph, run: Run) -> str:
    """The document as text. Raises NoProvError.

    A direction is a `wasDerivedFrom`. A link without one is a collection of the two articles: PROV has no
    relation of two entities that says nothing of an order.
    """
    document = _document(run)
    for node in graph.nodes:
        kind = "app:UnseenSource" if node.unseen else "app:Article"
        facts: dict[str, Any] = {
            NAMES.get(name, f"app:{name}"): value for name, value in of_node(node).items() if name != "kind"
        }
        document.entity(f"run:{node.id}", {"prov:type": document.valid_qualified_name(kind)} | facts)
    said = document.bundle("run:lineage")
    for link in graph.links:
        _state(said, link)
    about = {
        "prov:type": document.valid_qualified_name("prov:Bundle"),
        "prov:label": wording.standing(),
        "app:only": graph.only,
        "app:error_rates": error_rates.in_words(graph.statements),
    }
    document.entity("run:lineage", about)
    document.activity("run:scan", run.started_at, run.finished_at, {"app:command": run.command})
    software = {
        "prov:type": document.valid_qualified_name("prov:SoftwareAgent"),
        "prov:label": f"provenance {run.tool_version}",
    }
    document.agent("run:provenance", software)
    document.wasAssociatedWith("run:scan", "run:provenance")
    document.wasGeneratedBy("run:lineage", "run:scan")
    document.wasAttributedTo("run:lineage", "run:provenance")
    text = document.serialize(format="json", indent=1, ensure_ascii=False)
    return f"{in_json(str(text))}\n"


def _document(run: Run) -> ProvDocument:
    """An empty document with its namespaces."""
    try:
        from prov.model import ProvDocument
    except ImportError as error:
        raise NoProvError from error
    document = ProvDocument()
    document.add_namespace("app", TERMS)
    document.add_namespace("dcterms", "http://purl.org/dc/terms/")
    document.add_namespace("run", RUN.format(run.uid))
    return document


def _state(said: ProvBundle, link: Link) -> None:
    """Enter a statement; where it has no direction, as a collection of two."""
    facts: dict[str, Any] = {f"app:{name}": value for name, value in of_link(link).items()}
    name, source, derived = (f"run:{one}" for one in (link.id, link.source, link.derived))
    if link.is_arrow:
        said.wasDerivedFrom(derived, source, identifier=name, other_attributes=facts)
        return
    said.entity(name, {"prov:type": said.valid_qualified_name("prov:Collection")} | facts)
    said.hadMember(name, source)
    said.hadMember(name, derived)
