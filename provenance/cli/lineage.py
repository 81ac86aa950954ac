"""`provenance lineage`: who likely has it from whom, as a tree, a picture, or a graph for other programs."""

from __future__ import annotations

import re
import sqlite3
from collections.abc import Sequence
from pathlib import Path
from typing import TYPE_CHECKING

import click

from provenance.cli.options import CannotRun, db_option, message, reading, verbosity
from provenance.cli.writing import write_result

if TYPE_CHECKING:
    from rich.text import Text
    from rich.tree import Tree

    from provenance.report.facts import Run
    from provenance.report.lineage_graph import Graph
    from provenance.report.statements import Statement

FORMATS = ("tree", "svg", "mermaid", "dot", "graphml", "gexf", "json", "prov")


@click.command(
    epilog="\b\nExamples:\n  provenance lineage --story herald/plant.txt\n"
    "  provenance lineage --format svg -o lineage.svg\n"
    "  provenance lineage --format dot --path 'wire/**' | dot -Tpdf -o wire.pdf"
)
@click.option(
    "--format",
    "kind",
    type=click.Choice(FORMATS),
    default="tree",
    show_default=True,
    help="svg: a picture, time across and outlets as lanes. mermaid, dot: for documents and Graphviz. "
    "graphml, gexf: for Gephi, networkx and others. prov: W3C PROV-JSON, with the extra `prov`.",
)
@click.option("--json", "as_json", is_flag=True, help="The same as --format json.")
@click.option(
    "--story",
    "named",
    metavar="ARTICLE",
    multiple=True,
    help="Only what is linked with this article, directly or over others; may be given again.",
)
@click.option(
    "--path",
    "patterns",
    metavar="PATTERN",
    multiple=True,
    help="Only links of articles with such a path (wire/**, or a folder); may be given again.",
)
@click.option(
    "-o",
    "--out",
    "--output",
    "output",
    type=click.Path(path_type=Path),
    default=Path("-"),
    help="The file to write; without it, or with -, the graph goes to standard output.",
)
@db_option
@verbosity
def lineage(
    kind: str,
    as_json: bool,
    named: tuple[str, ...],
    patterns: tuple[str, ...],
    output: Path,
    db: Path,
) -> None:
    """Show where shared passages likely come from, with what is undetermined.

    Sources stand above what likely comes from them. A source that is not in the collection is called unseen.
    ARTICLE is a path, the end of one, a part of a file name that only one article has, or a text id or at
    least 8 digits of its start.
    """
    from provenance.report import facts, wording
    from provenance.report.lineage_graph import lineage_graph
    from provenance.store.pending import count_not_compared
    from provenance.store.reading import NoRunError

    kind = "json" if as_json else kind
    if kind == "tree" and str(output) != "-":
        raise click.UsageError("The tree is for the terminal; give another --format to write a file.")
    compiled = _compiled(patterns)
    with reading(db) as connection:
        # One snapshot, whatever a scan publishes meanwhile.
        connection.execute("BEGIN")
        run = facts.last_run(connection)
        if run is None:
            raise NoRunError
        whole = lineage_graph(connection, run.uid)
        graph = _chosen(connection, whole, named, compiled, patterns)
        waiting = count_not_compared(connection)
    if waiting:
        message(wording.not_compared(waiting))
    if kind == "tree":
        _print_tree(graph)
    else:
        write_result(output, (_written(kind, graph, run, waiting),))


def _compiled(patterns: Sequence[str]) -> list[re.Pattern[str]]:
    from provenance.reading import compile_rule

    try:
        return [compile_rule(pattern) for pattern in patterns]
    except ValueError as error:
        raise click.UsageError(f"--path: {error}") from error


def _chosen(
    connection: sqlite3.Connection,
    graph: Graph,
    named: Sequence[str],
    compiled: Sequence[re.Pattern[str]],
    patterns: Sequence[str],
) -> Graph:
    """What was asked for: all, some stories, or links by path."""
    from provenance.report.find_article import ArticleNameError, find_article
    from provenance.report.lineage_graph import of_stories, with_paths

    if named:
        try:
            graph = of_stories(graph, [find_article(connection, name) for name in named])
        except ArticleNameError as error:
            raise click.UsageError(f"--story: {error}") from error
    return with_paths(graph, compiled, ", ".join(patterns)) if compiled else graph


def _written(kind: str, graph: Graph, run: Run, waiting: int) -> str:
    """The graph in a format."""
    if kind == "svg":
        from provenance.report.timeline import picture

        return picture(graph)
    if kind == "mermaid":
        from provenance.report.mermaid import flowchart, is_too_large

        chart = flowchart(graph)
        if is_too_large(chart, graph):
            message(
                "most viewers refuse a Mermaid chart of this size: --story takes one story, svg and dot all."
            )
        return chart
    if kind == "dot":
        from provenance.report.dot import digraph

        return digraph(graph)
    if kind == "graphml":
        from provenance.report.graphml import graphml

        return graphml(graph)
    if kind == "gexf":
        from provenance.report.gexf import gexf

        return gexf(graph)
    if kind == "json":
        from provenance.report.json_lineage import lineage as as_json
        from provenance.report.json_report import as_text

        return as_text(as_json(graph, run, waiting))
    from provenance.report.prov_json import NoProvError, prov_json

    try:
        return prov_json(graph, run)
    except NoProvError as error:
        raise CannotRun(str(error)) from error


def _print_tree(graph: Graph) -> None:
    from rich.text import Text

    from provenance.cli.terminal import console
    from provenance.report import error_rates, wording
    from provenance.report.statements import DIRECTED, UNSEEN
    from provenance.report.visible import one_line

    out, found = console(), graph.statements
    below: dict[tuple[bool, str], list[Statement]] = {}
    for one in found:
        if one.kind in (DIRECTED, UNSEEN):
            below.setdefault((one.kind == UNSEEN, one.source), []).append(one)
    for tree in _trees(below):
        out.print(tree)
    links = [one for one in found if one.kind not in (DIRECTED, UNSEEN)]
    if links:
        out.print(Text("Without a direction", style="bold"))
    for one in links:
        said = wording.lineage(one).format(source=one_line(one.source), derived=one_line(one.derived))
        out.print(Text(f"- {said} ").append_text(_sure(one)))
    if not found:
        what = "what was asked for" if graph.only else "this collection"
        out.print(Text(f"No article of {what} is linked with another."))
    elif graph.unlinked and not graph.only:
        out.print(Text(f"{wording.number(graph.unlinked, 'article')} without any link."))
    for line in error_rates.told(found):
        out.print(Text(line, style="dim"))
    out.print(Text(wording.standing(), style="italic"))


def _trees(below: dict[tuple[bool, str], list[Statement]]) -> list[Tree]:
    """A tree per source that has none above it; where sources stand in a ring, from the first of them."""
    from rich.text import Text
    from rich.tree import Tree

    from provenance.report.visible import one_line

    shown: set[tuple[bool, str]] = set()

    def grow(tree: Tree, key: tuple[bool, str]) -> None:
        shown.add(key)
        for one in below.get(key, []):
            under = (False, one.derived)
            label = Text(one_line(one.derived)).append("  ").append_text(_sure(one))
            if under in shown and under in below:
                tree.add(label.append("  (see above)"))
            else:
                grow(tree.add(label), under)

    derived = {(False, one.derived) for links in below.values() for one in links}
    trees = []
    for key in [*(key for key in below if key not in derived), *below]:
        if key not in shown:
            tree = Tree(Text(one_line(key[1]), style="bold"))
            if key[0]:
                tree.label = Text(one_line(key[1]), style="bold").append("  not in this collection", "dim")
            grow(tree, key)
            trees.append(tree)
    return trees


def _sure(one: Statement) -> Text:
    from rich.text import Text

    from provenance.report import wording

    words, passages = wording.number(one.words, "word"), wording.number(one.passages, "passage")
    return Text(f"{wording.sure(one, begins=True)}, {words} in {passages}", style="dim")
