"""`provenance lineage`: who likely has it from whom, as a tree, as a Mermaid flowchart or as JSON."""

from __future__ import annotations

from collections.abc import Sequence
from pathlib import Path
from typing import TYPE_CHECKING

import click

from provenance.cli.options import db_option, message, reading, verbosity, write_out

if TYPE_CHECKING:
    from rich.text import Text
    from rich.tree import Tree

    from provenance.report.statements import Statement


@click.command(
    epilog="\b\nExamples:\n  provenance lineage\n  provenance lineage --format mermaid > lineage.mmd"
)
@click.option(
    "--format", "kind", type=click.Choice(["tree", "mermaid", "json"]), default="tree", show_default=True
)
@click.option("--json", "as_json", is_flag=True, help="The same as --format json.")
@db_option
@verbosity
def lineage(kind: str, as_json: bool, db: Path) -> None:
    """Show where shared passages likely come from, with what is undetermined.

    Sources stand above what likely comes from them. A source that is not in the collection is called unseen.
    """
    from provenance.report import facts, json_report, mermaid, wording
    from provenance.report.statements import statements

    with reading(db) as connection:
        run = facts.last_run(connection)
        if run is None:
            raise json_report.NoRunError
        found = statements(connection)
        collection = facts.collection(connection, run)
    if collection.not_compared:
        message(wording.not_compared(collection.not_compared))
    if as_json or kind == "json":
        report = {
            "format": "provenance-lineage",
            "format_version": json_report.FORMAT_VERSION,
            "standing_sentence": wording.STANDING,
            "run": run.uid,
            "not_searched": wording.not_searched(run.parameters, collection.not_compared),
            "lineage": [json_report.statement(one) for one in found],
        }
        write_out(json_report.as_text(report))
    elif kind == "mermaid":
        write_out(mermaid.flowchart(found))
    else:
        _print_tree(found, collection.files)


def _print_tree(found: Sequence[Statement], articles: int) -> None:
    from rich.text import Text

    from provenance.cli.terminal import console
    from provenance.report import wording
    from provenance.report.statements import DIRECTED, UNSEEN
    from provenance.report.visible import one_line

    out = console()
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
        out.print(Text("No article of this collection is linked with another."))
    named = {one.derived for one in found} | {one.source for one in found if one.kind != UNSEEN}
    if found and articles > len(named):
        out.print(Text(f"{wording.number(articles - len(named), 'article')} without any link."))
    out.print(Text(wording.STANDING, style="italic"))


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
    return Text(f"{wording.sure(one).capitalize()}, {words} in {passages}", style="dim")
