"""`provenance export FOLDER|ZIP`: an evidence pack, to give to somebody else."""

from __future__ import annotations

import os
from pathlib import Path
from typing import TYPE_CHECKING

import click

from provenance.cli.options import CannotRun, db_option, is_quiet, message, reading, verbosity

if TYPE_CHECKING:
    from provenance.pages.exporting import Pack


@click.command(
    epilog="\b\nExamples:\n  provenance export case-17/\n  provenance export case-17.zip --no-texts\n"
    "  SOURCE_DATE_EPOCH=1700000000 provenance export case-17.zip"
)
@click.argument("target", metavar="FOLDER|ZIP", type=click.Path(path_type=Path))
@click.option(
    "--no-texts",
    is_flag=True,
    help="No word of the articles: their hashes only, and the report without passages' texts.",
)
@db_option
@verbosity
def export(target: Path, no_texts: bool, db: Path) -> None:
    """Write an evidence pack: the report as a page, as JSON and as a table, the lineage as PROV-JSON, the
    articles, and a manifest with the SHA-256 of all of them.

    The pack is a new folder, or a file where the name ends in .zip; nothing is overwritten. Articles whose
    files are gone or have changed since the scan are there as the stored text, and named. With the variable
    SOURCE_DATE_EPOCH set, the same database and files give the same bytes. `provenance verify` checks a pack.
    """
    from provenance.cli.terminal import progress_bars
    from provenance.pages import exporting

    epoch = _epoch()
    with reading(db) as connection, progress_bars(shown=not is_quiet()) as progress:
        # One snapshot, whatever a scan publishes while the pack is written.
        connection.execute("BEGIN")
        try:
            pack = exporting.export(connection, target, texts=not no_texts, epoch=epoch, progress=progress)
        except exporting.ExportError as error:
            raise CannotRun(str(error)) from error
    _say(target, pack)


def _epoch() -> int | None:
    """The time that SOURCE_DATE_EPOCH names, None where it is not set."""
    words = os.environ.get("SOURCE_DATE_EPOCH", "").strip()
    if not words:
        return None
    if not words.isascii() or not words.isdecimal():
        raise click.UsageError(f"SOURCE_DATE_EPOCH is {words!r}; give seconds since 1970, or unset it.")
    return int(words)


def _say(target: Path, pack: Pack) -> None:
    from provenance.cli.lines import print_lines
    from provenance.report.visible import one_line
    from provenance.report.wording import number

    size = sum(size for size, _, _ in pack.files.values())
    print_lines(
        [
            one_line(f"Pack        {target}: {number(len(pack.files), 'file')}, {number(size, 'byte')}"),
            f"Manifest    SHA-256 {pack.manifest}",
            *(["Texts       none: hashes and offsets only"] if not pack.whole else []),
        ]
    )
    for path, why in pack.missing[:10]:
        message(f"not in the pack: {one_line(path)}: {one_line(why)}")
    if len(pack.missing) > 10:
        message(f"not in the pack: {len(pack.missing) - 10:,} more; README.txt and manifest.json name them")
