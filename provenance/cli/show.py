"""`provenance show A B`: what two articles share, side by side in the terminal or as a page to send."""

from __future__ import annotations

import sqlite3
from pathlib import Path
from typing import TYPE_CHECKING

import click

from provenance.cli.options import db_option, prepared_by, prepared_by_option, reading, verbosity
from provenance.cli.writing import write_result

if TYPE_CHECKING:
    from rich.console import Console

    from provenance.report.findings import Pair
    from provenance.report.statements import Reason


@click.command(
    epilog="\b\nExamples:\n  provenance show 001 003 --why\n  provenance show seeds/a.txt seeds/b.txt\n"
    "  provenance show 9f86d081 1b4f0e98 --json\n"
    "  provenance show 001 003 --format html -o pair.html"
)
@click.argument("a")
@click.argument("b")
@click.option(
    "--why",
    is_flag=True,
    help="Add why each passage and the pair are judged so, what would change it, and what the lineage says.",
)
@click.option(
    "--format",
    "kind",
    type=click.Choice(["text", "json", "html"]),
    default="text",
    show_default=True,
    help="html: one page to send, with all that is known about the two.",
)
@click.option("--json", "as_json", is_flag=True, help="The same as --format json.")
@click.option(
    "-o",
    "--output",
    type=click.Path(path_type=Path),
    default=Path("-"),
    help="The file to write JSON or HTML to; without it, or with -, standard output.",
)
@db_option
@prepared_by_option
@verbosity
def show(a: str, b: str, why: bool, kind: str, as_json: bool, output: Path, db: Path) -> None:
    """Show the passages that the articles A and B share.

    A and B are each a path, the end of one, a part of a file name that only one article has, or a text id or
    at least 8 digits of its start.
    """
    if kind == "text" and not as_json and str(output) != "-":
        raise click.UsageError("-o writes JSON or HTML; give --format as well.")
    from provenance.report import facts, json_report
    from provenance.report.find_article import ArticleNameError, find_article
    from provenance.store.reading import NoRunError

    with reading(db) as connection:
        if facts.last_run(connection) is None:
            raise NoRunError
        try:
            first, second = sorted((find_article(connection, a), find_article(connection, b)))
        except ArticleNameError as error:
            raise click.UsageError(str(error)) from error
        if first == second:
            raise click.UsageError(f"{a!r} and {b!r} are one article, {first}; give two.")
        if as_json or kind == "json":
            write_result(output, (json_report.as_text(json_report.build_pair(connection, first, second)),))
        elif kind == "html":
            from provenance.report import html_report

            page = html_report.build_pair(connection, first, second, prepared_by=prepared_by())
            write_result(output, (page,))
        else:
            _print_pair(connection, first, second, why=why)


def _print_pair(connection: sqlite3.Connection, first: str, second: str, *, why: bool) -> None:
    from rich.text import Text

    from provenance import sentences
    from provenance.cli.terminal import console
    from provenance.report import facts, findings, wording
    from provenance.report.visible import one_line

    out = console()
    for letter, path in (("A", first), ("B", second)):
        article = facts.article(connection, path)
        dated = f"dated {article.date_from} ({article.date_precision})" if article.date_from else "no date"
        head = Text(f"{letter} ", style="bold").append(one_line(path), "bold")
        words = wording.number(article.words, "word")
        details = (words, article.title, article.outlet, article.byline, dated)
        out.print(head.append("  " + ", ".join(one_line(part) for part in details if part), "not bold"))
        for date in article.dates:
            if not date.used:
                out.print(Text(f"  {one_line(wording.other_date(date.date, disagrees=date.disagrees))}"))
        for other in article.not_used:
            said = wording.not_used(other.field, other.value, other.said_by, other.used)
            out.print(Text(f"  {one_line(said)}"))
        credits = wording.credits_found(article.credits, sought=article.credits_sought)
        out.print(Text(f"  Credits found: {one_line(credits)}"))
        for one in facts.disguises(connection, path):
            out.print(Text(f"  {one.kind}: {one_line(one.sentence)}"))
    pair = findings.pair(connection, first, second)
    if pair is None:
        out.print(Text(sentences.say("said.nothing_shared")))
    else:
        _print_passages(out, connection, pair, why=why)
    if why:
        _print_reasons(out, connection, first, second)
    out.print(Text(wording.standing(), style="italic"))


def _print_passages(out: Console, connection: sqlite3.Connection, pair: Pair, *, why: bool) -> None:
    from rich.padding import Padding
    from rich.text import Text

    from provenance import sentences
    from provenance.cli.terminal import (
        LEGEND,
        both_sides,
        passage_head,
        plain,
        side_body,
        side_head,
        words_told,
    )
    from provenance.report import facts, findings, wording
    from provenance.report.marked import runs
    from provenance.report.related import why_related
    from provenance.report.reviewed import in_words, states
    from provenance.report.told_apart import tell
    from provenance.report.visible import one_line
    from provenance.report.why import Reasons

    texts = facts.Texts(connection)
    found = findings.Passages(connection, texts).between(pair.a_path, pair.b_path)
    reasons = Reasons(connection, texts)
    reviews = states(connection, found)
    signs = plain(out)
    shared = f"{wording.number(len(found), 'passage')}, {wording.number(pair.words, 'word')}: "
    out.print(
        Text(
            f"Shared: {shared}{wording.percent(pair.share_a)} of A ({pair.degree_a}), "
            f"{wording.percent(pair.share_b)} of B ({pair.degree_b}). Relation: {pair.relation}."
        )
    )
    for sentence in why_related(pair) if why else ():
        out.print(Text(one_line(sentence)))
    if any(passage.credit not in ("none", "same") for passage in found):
        out.print(Text(sentences.say("said.differing_credit")))
    if signs:
        out.print(Text(LEGEND))
    for number, passage in enumerate(found, 1):
        told = tell(passage)
        heads, bodies = [], []
        for letter, side in (("a", passage.a), ("b", passage.b)):
            heads.append(side_head(side, letter.upper()))
            stretches, credits = told.side(letter), texts.credits(side.text_id)
            marked = runs(side, stretches, texts.quotations(side.text_id), credits)
            bodies.append(side_body(marked, signs=signs))
        out.print()
        out.print(passage_head(passage, number))
        out.print(Text(one_line(f"  id {passage.id}; review: {in_words(reviews[passage.id])}"), "dim"))
        if told.says:
            out.print(words_told(told, signs=signs))
        out.print(both_sides(out, heads, bodies))
        for one in reasons.of(passage) if why else ():
            out.print(Padding(Text(one_line(one.says)), (0, 0, 0, 2), expand=False))
    out.print()
    _print_quotations(out, connection, pair)


def _print_quotations(out: Console, connection: sqlite3.Connection, pair: Pair) -> None:
    """The quotations whose words differ, or of which one is a part of the other."""
    from rich.text import Text

    from provenance.cli.terminal import plain
    from provenance.report.quotations import Quotations, said_by, says
    from provenance.report.visible import flowing, one_line

    found = Quotations(connection).between(pair.a_path, pair.b_path)
    if not found:
        return
    signs = plain(out)
    out.print(Text("Quotations that differ", style="bold"))
    for number, one in enumerate(found, 1):
        out.print(Text(f"{number}. {one_line(says(one))} {one_line(said_by(one))}"))
        for letter, quoted in (("A", one.a), ("B", one.b)):
            line = Text(f"  {letter} ")
            for words, differs in quoted.runs:
                shown = flowing(words)
                line.append(f"{{{shown}}}" if differs and signs else shown, "underline" if differs else "")
            out.print(line)
    out.print()


def _print_reasons(out: Console, connection: sqlite3.Connection, first: str, second: str) -> None:
    from rich.text import Text

    from provenance import sentences
    from provenance.report import error_rates, wording
    from provenance.report.statements import between
    from provenance.report.visible import one_line

    found = between(connection, first, second)
    out.print(Text("Why", style="bold"))
    if not found:
        out.print(Text(sentences.say("said.no_statement")))
    first_with: dict[tuple[Reason, ...], int] = {}
    for number, one in enumerate(found, 1):
        said = wording.told(one, one_line(one.source), one_line(one.derived))
        out.print(Text(f"{number}. {said} {one_line(wording.credited(one))}".rstrip()))
        earlier = first_with.setdefault(one.reasons, number)
        if one.reasons and earlier < number:
            out.print(Text(f"  {sentences.say('statement.reasons_as', statement=earlier)}"))
            continue
        for reason in one.reasons:
            sign = {1: "+", -1: "-", 0: "o"}[reason.sign]
            weight = f" ({reason.weight:+.2f})" if reason.sign else ""
            side = sentences.called("sign", str(reason.sign))
            out.print(Text(f"  {sign} {side}{weight}: {one_line(reason.sentence)}"))
    if found:
        out.print(Text(sentences.say("said.weights"), style="dim"))
    for line in error_rates.told(found):
        out.print(Text(line, style="dim"))
