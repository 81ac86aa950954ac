"""`provenance verify REPORT`: whether files and passages are as a report says; exit 1 where they differ."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from pathlib import Path
from typing import TYPE_CHECKING

import click

from provenance.cli.options import is_loud, is_quiet, utf_8, verbosity, write_out

if TYPE_CHECKING:
    from provenance.pages.verifying import Verified

DIFFERS, UNREADABLE = 1, 3
SHOWN = 50
"""Lines of a kind on the terminal; -v shows all, JSON has all."""


class Unreadable(click.ClickException):
    """The report or the pack can't be read: exit code 3."""

    exit_code = UNREADABLE


@click.command(
    epilog="\b\nExamples:\n  provenance verify report.json --files articles/\n"
    "  provenance verify report.jsonl --files herald/ --files wire=/mnt/wire-2024\n"
    "  provenance verify pack.zip --json"
)
@click.argument("report", type=click.Path(path_type=Path))
@click.option(
    "--files",
    "folders",
    metavar="FOLDER",
    multiple=True,
    help="The folder that was scanned, wherever it stands now; one that holds several of them; or "
    "LABEL=FOLDER, with the first part of the paths in the report. Repeatable. A pack has its own articles.",
)
@click.option("--json", "as_json", is_flag=True, help="Print everything that was found as JSON.")
@verbosity
def verify(report: Path, folders: tuple[str, ...], as_json: bool) -> int:
    """Hash the files of a report again, and cut every passage out at its offsets: the same, or what differs.

    REPORT is what `provenance report --format json` or `jsonl` or `show A B --json` wrote, or an evidence
    pack of `provenance export`, a folder or a zip file, which is held against its manifest first. No
    database is needed, and nothing is written.

    Exit code 0, 1 where something differs or is missing, 3 where something can't be read.
    """
    from provenance.cli.terminal import progress_bars
    from provenance.pages import verify as page
    from provenance.pages.pack_check import PackError
    from provenance.pages.verifying import FoldersError
    from provenance.report.report_file import ReportFileError

    try:
        with progress_bars(shown=not as_json and not is_quiet()) as progress:
            found = page.verify(report, folders, progress)
    except (ReportFileError, PackError) as error:
        raise Unreadable(str(error)) from error
    except FoldersError as error:
        raise click.UsageError(str(error)) from error
    if as_json:
        from provenance.report.json_report import as_text

        write_out(as_text(page.as_json(utf_8(report), found)))
    else:
        from provenance.cli.lines import print_lines

        print_lines(_lines(report, found))
    if found.differs:
        return DIFFERS
    return UNREADABLE if found.unreadable else 0


def _lines(report: Path, found: Verified) -> Iterator[str]:
    from provenance.report.visible import one_line
    from provenance.report.wording import number, standing

    yield one_line(f"Report      {report}")
    if found.files is not None:
        named, same = found.files
        yield f"Files       {number(named, 'file')} in the pack, {same:,} as the manifest says"
        yield f"Manifest    SHA-256 {found.manifest}"
    yield f"Articles    {number(found.named, 'article')} named, {found.same:,} the same"
    looked = f", {found.not_looked_at:,} not looked at" if found.not_looked_at else ""
    yield f"Passages    {number(found.cuts, 'place')} named, {found.same_cuts:,} the same{looked}"
    yield from _some("Differs", [f"{one.path}: {one.says}" for one in found.differences])
    yield from _some("Missing", found.missing)
    yield from _some("Not read", [f"{one.path}: {one.reason}" for one in found.unreadable])
    yield from _some("Not named", found.extra)
    yield from _some("Note", found.notes)
    if found.differs:
        count = len(found.differences) + len(found.missing)
        yield f"Result      {number(count, 'difference')}"
    elif found.unreadable:
        yield "Result      the same, as far as it could be read"
    elif found.named and found.not_looked_at == found.cuts > 0:
        yield "Result      the pack is as its manifest says; its articles were not looked at"
    else:
        yield "Result      every article and passage is as the report says"
    yield f"Note        {standing()}"


def _some(head: str, lines: Sequence[str]) -> Iterator[str]:
    from provenance.report.visible import one_line

    shown = lines if is_loud() else lines[:SHOWN]
    for line in shown:
        yield f"{head:<11} {one_line(line)}"
    if len(lines) > len(shown):
        yield f"{head:<11} and {len(lines) - len(shown):,} more; -v names all"
