"""`provenance datasette`: the database for browsing in Datasette, with descriptions and queries."""

from __future__ import annotations

import shlex
import subprocess
import sys
from collections.abc import Mapping
from pathlib import Path
from typing import Any

import click

from provenance.cli.options import db_option, message, reading, say, utf_8, verbosity
from provenance.cli.writing import write_result


@click.command(
    epilog="\b\nExamples:\n  provenance datasette\n  provenance datasette --db story.db -o story.yaml\n"
    "  provenance datasette -o - | less"
)
@click.option(
    "-o",
    "--output",
    type=click.Path(path_type=Path),
    help="The file to write, as YAML where its name ends in .yaml or .yml, else as JSON; - is standard "
    "output. Without it the file is named after the database: provenance-metadata.json.",
)
@db_option
@verbosity
def datasette(output: Path | None, db: Path) -> None:
    """Write what Datasette is told of the database (titles, descriptions of columns, facets, queries), and
    print the command that opens it.

    Datasette shows the database in a browser. It comes with the extra `datasette`; nothing is changed in the
    database. Run this again after `scan --search`, which adds the search to it.
    """
    from provenance.report import datasette_metadata as page
    from provenance.report import facts, json_report
    from provenance.report.as_yaml import as_yaml
    from provenance.store.reading import NoRunError
    from provenance.store.search import has_index

    target = output or Path(f"{db.stem}-metadata.json")
    with reading(db) as connection:
        connection.execute("BEGIN")
        if facts.last_run(connection) is None:
            raise NoRunError
        told = page.metadata(connection, db.stem)
        settings, searchable = page.settings(connection), has_index(connection)
    content = as_yaml(told) if target.suffix in (".yaml", ".yml") else json_report.as_text(told)
    write_result(target, [content])
    command = _command(db, target, settings)
    if str(target) == "-":
        message(f"save this as a file and run: {command}")
    else:
        for line in _lines(told["databases"][db.stem], command, searchable):
            say(line)
    if not _is_installed():
        message("Datasette is not installed here; `pip install 'datasette>=0.65,<1'` brings it.")


def _lines(told: Mapping[str, Any], command: str, searchable: bool) -> list[str]:
    views = sum("columns" in table for table in told["tables"].values())
    search = "full-text search" if searchable else "no search: scan --search makes its index"
    return [
        f"Written   {len(told['queries'])} queries, {views} views and tables described, {search}",
        f"Run       {command}",
    ]


def _command(db: Path, target: Path, settings: Mapping[str, str]) -> str:
    """The command that opens the database."""
    file = "metadata.json" if str(target) == "-" else utf_8(target)
    words = ["datasette", utf_8(db), "-m", file]
    for name, value in settings.items():
        words += ["--setting", name, value]
    return subprocess.list2cmdline(words) if sys.platform == "win32" else shlex.join(words)


def _is_installed() -> bool:
    """Whether Datasette is at hand, in this environment or as a program of its own."""
    import shutil
    from importlib.util import find_spec

    return find_spec("datasette") is not None or shutil.which("datasette") is not None
