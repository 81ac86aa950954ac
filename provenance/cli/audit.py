"""`provenance audit`: articles of a byline, an outlet, a time, or a draw of them, with what is to decide."""

from __future__ import annotations

from pathlib import Path
from typing import TYPE_CHECKING

import click

from provenance.cli.filters import article_filters
from provenance.cli.options import db_option, is_loud, is_quiet, message, reading, utf_8, verbosity
from provenance.cli.writing import write_result

if TYPE_CHECKING:
    from provenance.report.filters import Filters


@click.command(
    epilog='\b\nExamples:\n  provenance audit --byline "Jane Doe" --since 2024-01\n'
    "  provenance audit --sample 50 --seed 2026-W47 --outlet Herald\n"
    "  provenance audit --sample 50 --seed 2026-W47 --summary"
)
@article_filters
@click.option("--sample", type=click.IntRange(min=1), metavar="N", help="Draw so many of these articles.")
@click.option(
    "--seed",
    metavar="S",
    help="Any words or number that the draw is made with; the same give the same draw. Needed with --sample.",
)
@click.option(
    "--with-sources",
    is_flag=True,
    help="Take articles, too, that are declared sources (press releases, wires).",
)
@click.option("--blind", is_flag=True, help="Hide bylines, and call articles by their text ids.")
@click.option("--summary", is_flag=True, help="Only the figures, without any article: for publication.")
@click.option("--json", "as_json", is_flag=True, help="Print JSON.")
@click.option(
    "-o",
    "--output",
    type=click.Path(path_type=Path),
    default=Path("-"),
    help="The file to write; without it, or with -, the result goes to standard output.",
)
@db_option
@verbosity
def audit(
    sample: int | None,
    seed: str | None,
    with_sources: bool,
    blind: bool,
    summary: bool,
    as_json: bool,
    output: Path,
    db: Path,
    filters: Filters,
) -> None:
    """List articles with what they share and what is to decide, those with most to look at first.

    The articles are those of a byline, an outlet or a time, or a draw (--sample) of these or of all. Each has
    its findings: passages that others have, too, first those that nothing found accounts for. Decide on them
    with `provenance review`; this list then tells how far the review has come.
    """
    from provenance.cli.terminal import progress_bars
    from provenance.pages.audit import Asked
    from provenance.pages.audit import audit as go_through
    from provenance.pages.audit_json import build
    from provenance.report.filters import FilterError

    if sample is None and seed is not None:
        raise click.UsageError("--seed goes with --sample.")
    if sample is None and not filters.of_articles:
        raise click.UsageError(
            "Say which articles: --byline, --outlet, --since, --until or --sample N --seed S."
        )
    seed = utf_8(seed or "").strip()
    if sample is not None and not seed:
        raise click.UsageError(
            "Give --seed with --sample: any words, told to others, so that they get the same draw."
        )
    with reading(db) as connection, progress_bars(shown=not as_json and not is_quiet()) as progress:
        connection.execute("BEGIN")  # one state of the database, whatever others write meanwhile
        try:
            found = go_through(connection, Asked(filters, sample, seed, with_sources), progress)
        except FilterError as error:
            raise click.UsageError(error.blind if blind else str(error)) from error
        report = build(found, blind=blind)
    if not found.articles:
        message("no article was asked for by this; nothing was looked at")
    if summary:
        del report["articles"]
    if as_json:
        from provenance.report.json_report import as_text

        write_result(output, [as_text(report)])
        return
    from provenance.cli.audit_lines import lines

    shown = lines(report, every=is_loud() or str(output) != "-")
    if str(output) == "-":
        from provenance.cli.lines import print_lines

        print_lines(shown)
    else:
        write_result(output, (f"{line}\n" for line in shown))
