"""`provenance report`: what the database says, for people, for spreadsheets and for programs."""

from __future__ import annotations

import sqlite3
from collections.abc import Iterable, Iterator
from importlib import import_module
from pathlib import Path
from typing import TYPE_CHECKING

import click

from provenance.cli import writing
from provenance.cli.filters import filter_options
from provenance.cli.options import (
    CannotRun,
    db_option,
    prepared_by,
    prepared_by_option,
    reading,
    verbosity,
)

if TYPE_CHECKING:
    from provenance.report.filters import Chosen, Filters

ROOMS = {
    "json": "json_report",
    "jsonl": "json_lines",
    "csv": "csv_report",
    "markdown": "markdown",
    "webannotation": "annotations",
    "passim": "passim",
}
"""The module of each format that is text written piece by piece."""


@click.command(
    epilog="\b\nExamples:\n  provenance report -o report.html\n"
    "  provenance report --format json > report.json\n"
    "  provenance report --format xlsx -o passages.xlsx\n"
    "  provenance report --schema > report.schema.json"
)
@click.option(
    "--format",
    "kind",
    type=click.Choice(["html", "json", "jsonl", "csv", "xlsx", "markdown", "webannotation", "passim"]),
    default="html",
    show_default=True,
    help="html: one page. json, jsonl: everything. csv, xlsx: a row a passage; xlsx needs the extra `xlsx`. "
    "markdown: short, for a mail. webannotation: W3C Web Annotations. passim: families as passim's clusters.",
)
@click.option(
    "-o",
    "--output",
    type=click.Path(path_type=Path),
    default=Path("-"),
    help="The file to write; without it, or with -, the report goes to standard output.",
)
@click.option(
    "--schema",
    metavar="[OUTPUT]",
    is_flag=False,
    flag_value="report",
    help="Print the JSON Schema of the JSON report, or of another command's JSON (check, lineage, ...), and "
    "end; no database is needed.",
)
@filter_options
@db_option
@prepared_by_option
@verbosity
def report(kind: str, output: Path, schema: str | None, db: Path, filters: Filters) -> None:
    """Write the report: one HTML file that needs no network, or a format for other programs.

    Filters choose the pairs and passages that are listed, and every format says how many they leave out. The
    page counts anew what it shows; in the other formats figures, families and lineage are those of the whole
    archive. passim has the places of these passages.
    """
    if schema is not None:
        _write_schema(schema, output)
        return
    if kind == "xlsx" and str(output) == "-" and writing.is_terminal():
        raise click.UsageError("XLSX is no text for a terminal; name a file with -o.")
    with reading(db) as connection:
        # One snapshot, whatever a scan publishes while the report is written.
        connection.execute("BEGIN")
        writing.write_result(output, _content(connection, kind, _taken(connection, filters)))


def _taken(connection: sqlite3.Connection, filters: Filters) -> Chosen | None:
    """What filters take, None where all is asked for."""
    if not filters:
        return None
    from provenance.report.filters import FilterError, chosen

    try:
        return chosen(connection, filters)
    except FilterError as error:
        raise click.UsageError(str(error)) from error


def _content(
    connection: sqlite3.Connection, kind: str, taken: Chosen | None
) -> Iterable[str] | Iterator[bytes]:
    if kind == "html":
        from provenance.report import html_report

        return (html_report.build(connection, prepared_by=prepared_by(), taken=taken),)
    if kind == "xlsx":
        from provenance.report import xlsx_report

        try:
            return xlsx_report.stream(connection, taken=taken)
        except xlsx_report.NoXlsxError as error:
            raise CannotRun(str(error)) from error
    room = import_module(f"provenance.report.{ROOMS[kind]}")
    found: Iterable[str] = room.stream(connection, taken=taken)
    return found


def _write_schema(name: str, output: Path) -> None:
    from provenance.report import schemas
    from provenance.report.json_report import as_text

    try:
        found = schemas.schema(name)
    except KeyError as error:
        have = ", ".join(schemas.names())
        raise click.UsageError(f"{name!r} has no schema; those that have: {have}.") from error
    writing.write_result(output, (as_text(found),))
