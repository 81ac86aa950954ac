"""`provenance report`: what the database says, as one page or as JSON."""

from __future__ import annotations

from collections.abc import Iterable
from pathlib import Path

import click

from provenance.cli.options import db_option, prepared_by, prepared_by_option, reading, verbosity
from provenance.cli.writing import write_result


@click.command(
    epilog="\b\nExamples:\n  provenance report -o report.html\n"
    "  provenance report --format json > report.json"
)
@click.option("--format", "kind", type=click.Choice(["html", "json"]), default="html", show_default=True)
@click.option(
    "-o",
    "--output",
    type=click.Path(path_type=Path),
    default=Path("-"),
    help="The file to write; without it, or with -, the report goes to standard output.",
)
@db_option
@prepared_by_option
@verbosity
def report(kind: str, output: Path, db: Path) -> None:
    """Write the report: one HTML file that needs no network, or JSON."""
    from provenance.report import html_report, json_report

    with reading(db) as connection:
        # One snapshot, whatever a scan publishes while the report is written.
        connection.execute("BEGIN")
        if kind == "html":
            content: Iterable[str] = (html_report.build(connection, prepared_by=prepared_by()),)
        else:
            content = json_report.stream(connection)
        write_result(output, content)
