"""`provenance shares PATH`: which articles have most of an article, and what stays its own."""

from __future__ import annotations

import sqlite3
from collections.abc import Iterator, Sequence
from pathlib import Path
from typing import TYPE_CHECKING

import click

from provenance.cli.options import db_option, message, reading, verbosity, write_out

if TYPE_CHECKING:
    from provenance.report.gathered import Part, Whole


@click.command(
    epilog="\b\nExamples:\n  provenance shares 001\n  provenance shares herald/plant.txt --from 'wire/*'\n"
    "  provenance shares 9f86d081 --json"
)
@click.argument("path")
@click.option(
    "--from",
    "sources",
    multiple=True,
    metavar="PATH",
    help="Look at this article only: its path, the end of one, or a pattern as 'wire/*'. Repeatable.",
)
@click.option("--json", "as_json", is_flag=True, help="Print JSON.")
@db_option
@verbosity
def shares(path: str, sources: tuple[str, ...], as_json: bool, db: Path) -> None:
    """Show which article has most of the article PATH, what the next adds, and what stays its own.

    PATH is a path, the end of one, a part of a file name that only one article has, or a text id or at least
    8 digits of its start. The order says who has most of the words, not who had them first; articles that
    likely have them from PATH are left out, unless they are named with --from.
    """
    from provenance.report import facts, json_report, wording
    from provenance.report.find_article import ArticleNameError, find_article
    from provenance.report.gathered import gathered
    from provenance.store.pending import count_not_compared
    from provenance.store.reading import NoRunError

    with reading(db) as connection:
        run = facts.last_run(connection)
        if run is None:
            raise NoRunError
        try:
            article = find_article(connection, path)
            asked = [name for one in sources for name in _named(connection, one)]
        except ArticleNameError as error:
            raise click.UsageError(str(error)) from error
        if article in asked and len(asked) == 1:
            raise click.UsageError(f"--from names {article} itself; name other articles.")
        found = gathered(connection, article, asked)
        waiting = count_not_compared(connection)
    if as_json:
        from provenance.report.json_gathered import gathered as build

        not_searched = wording.not_searched(run.parameters, waiting)
        write_out(json_report.as_text(build(run.uid, asked, not_searched, found)))
        return
    if waiting:
        message(wording.not_compared(waiting))
    from provenance.cli.lines import print_lines

    print_lines(_lines(found, asked))


def _named(connection: sqlite3.Connection, name: str) -> Sequence[str]:
    """The articles that a name or a pattern means. Raises UsageError where it means none."""
    from provenance.report.find_article import find_article

    if not set(name) & set("*?"):
        return [find_article(connection, name)]
    rows = connection.execute(
        "SELECT path FROM places WHERE status = 'current' AND (path GLOB ?1 OR path GLOB '*/' || ?1)"
        " ORDER BY path",
        (name.replace("[", "[[]"),),
    )
    if paths := [row[0] for row in rows]:
        return paths
    raise click.UsageError(f"--from {name!r} is the path of no article; `*` stands for any letters.")


def _lines(found: Whole, asked: Sequence[str]) -> Iterator[str]:
    """The answer for people."""
    from provenance.report import error_rates
    from provenance.report.visible import one_line
    from provenance.report.wording import number, percent, standing, told_degree
    from provenance.sentences import say

    def share(words: int) -> str:
        return f"{number(words, 'word')}, {percent(words / found.words if found.words else 0.0)}"

    yield f"Article   {one_line(found.path)}, {number(found.words, 'word')} outside boilerplate"
    for place, part in enumerate(found.parts, 1):
        yield ""
        yield f"{place}. {one_line(part.path)}"
        others = f" of {part.in_all:,} that it has in all" if part.in_all > part.words else ""
        yield f"   {share(part.words)}{others}; together {percent(part.reached)}"
        yield f"   {one_line(_standing(part))}"
        yield f"   {_said(part)}"
    if found.parts:
        yield ""
    else:
        named = "the articles named" if asked else "other articles"
        yield f"Shared    nothing that counts as reuse with {named}"
    if found.scattered_words:
        yield f"Scattered {share(found.scattered_words)}, in articles that add a few words each"
    yield f"Its own   {share(found.own_words)}"
    if found.parts or found.degree:
        yield f"Degree    {told_degree(found.degree)}"
    if found.derived:
        paths = ", ".join(map(one_line, found.derived[:3]))
        more = f" and {len(found.derived) - 3:,} more" if len(found.derived) > 3 else ""
        yield f"Left out  likely from this one: {paths}{more}"
    if found.not_looked_at:
        yield f"Left out  {number(found.not_looked_at, 'article')} with fewer shared words"
    for line in error_rates.told(part.lineage for part in found.parts if part.lineage is not None):
        yield f"Note      {line}"
    yield f"Note      {say('said.not_first')}"
    yield f"Note      {standing()}"


def _standing(part: Part) -> str:
    """In what the words of a part stand in the article: in quote marks, credited, neither."""
    from provenance.report.wording import number

    stands = part.standing
    names = ", ".join(f"{name} for {words:,}" for name, words in stands.names) or "nobody"
    return (
        f"in this article {number(stands.quoted, 'word')} in quote marks, credited: {names}; "
        f"{stands.neither:,} neither"
    )


def _said(part: Part) -> str:
    """The relation of the two articles, and what the lineage says of them."""
    from provenance.report import wording
    from provenance.report.visible import one_line

    if part.lineage is None:
        return f"relation: {part.relation}; where it comes from is undetermined"
    said = wording.told(part.lineage, one_line(part.lineage.source), one_line(part.lineage.derived))
    return f"relation: {part.relation}; {said}"
