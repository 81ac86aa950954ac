"""`provenance report`: what the database says, as one page or as JSON."""

from __future__ import annotations

import os
import tempfile
from collections.abc import Iterable
from pathlib import Path

import click

from provenance.cli.options import CannotRun, db_option, message, reading, verbosity, write_out


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
@verbosity
def report(kind: str, output: Path, db: Path) -> None:
    """Write the report: one HTML file that needs no network, or JSON."""
    from provenance.report import html_report, json_report

    with reading(db) as connection:
        # One snapshot, whatever a scan publishes while the report is written.
        connection.execute("BEGIN")
        if kind == "html":
            content: Iterable[str] = (html_report.build(connection),)
        else:
            content = json_report.stream(connection)
        if str(output) == "-":
            for part in content:
                write_out(part)
        else:
            _write_file(output, content)
            message(f"wrote {output}")


def _write_file(path: Path, content: Iterable[str]) -> None:
    """All of the file or nothing: written beside its place, then moved there."""
    if path.is_dir():
        raise CannotRun(f"{path} is a folder; give the name of a file with -o.")
    temporary = None
    try:
        handle, temporary = tempfile.mkstemp(prefix=f".{path.name}.", dir=path.parent)
        with os.fdopen(handle, "wb") as file:
            for part in content:
                file.write(part.encode("utf-8"))
            file.flush()
            os.fsync(file.fileno())
        Path(temporary).chmod(path.stat().st_mode & 0o777 if path.exists() else 0o666 & ~_umask())
        Path(temporary).replace(path)
    except BaseException as error:
        if temporary is not None:
            Path(temporary).unlink(missing_ok=True)
        if not isinstance(error, OSError):
            raise
        reason = error.strerror or str(error)
        raise CannotRun(f"{path} can't be written ({reason}); choose another place with -o.") from error


def _umask() -> int:
    """The process's file mode mask; reading it means setting it for a moment."""
    mask = os.umask(0o022)
    os.umask(mask)
    return mask
