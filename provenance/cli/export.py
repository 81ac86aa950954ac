"""`provenance export FOLDER|ZIP`: an evidence pack, to give to somebody else, or all tables, for programs."""

from __future__ import annotations

import os
from pathlib import Path
from typing import TYPE_CHECKING

import click

from provenance.cli.options import CannotRun, db_option, is_quiet, message, reading, say, verbosity

if TYPE_CHECKING:
    from provenance.pages.exporting import Pack


@click.command(
    epilog="\b\nExamples:\n  provenance export case-17/\n  provenance export case-17.zip --no-texts\n"
    "  SOURCE_DATE_EPOCH=1700000000 provenance export case-17.zip\n"
    "  provenance export tables/ --parquet"
)
@click.argument("target", metavar="FOLDER|ZIP", type=click.Path())
@click.option(
    "--no-texts",
    is_flag=True,
    help="No word of the articles: their hashes only, and the report without passages' texts.",
)
@click.option(
    "--parquet",
    is_flag=True,
    help="Instead of a pack: the whole archive as Parquet, a folder for each table and view; see "
    "docs/parquet.md. Needs the extra `parquet`.",
)
@click.option("--no-views", is_flag=True, help="With --parquet: tables only, all that import needs.")
@db_option
@verbosity
def export(target: str, no_texts: bool, parquet: bool, no_views: bool, db: Path) -> None:
    """Write an evidence pack: the report as a page, as JSON and as a table, the lineage as PROV-JSON, the
    articles, and a manifest with the SHA-256 of all of them.

    The pack is a new folder, or a file where the name ends in .zip; nothing is overwritten. Articles whose
    files are gone or have changed since the scan are there as the stored text, and named. With the variable
    SOURCE_DATE_EPOCH set, the same database and files give the same bytes. `provenance verify` checks a pack.
    """
    if no_views and not parquet:
        raise click.UsageError("--no-views goes with --parquet.")
    if parquet:
        if no_texts:
            raise click.UsageError("--no-texts is for packs; tables have the texts.")
        say(export_tables(target, db, with_views=not no_views, shown=not is_quiet()))
        return
    from provenance.cli.terminal import progress_bars
    from provenance.pages import exporting
    from provenance.tables.staging import PlaceError

    epoch = _epoch()
    with reading(db) as connection, progress_bars(shown=not is_quiet()) as progress:
        # One snapshot, whatever a scan publishes while the pack is written.
        connection.execute("BEGIN")
        try:
            pack = exporting.export(
                connection, Path(target), texts=not no_texts, epoch=epoch, progress=progress
            )
        except PlaceError as error:
            raise CannotRun(str(error)) from error
    _say(Path(target), pack)


def export_tables(target: str, db: Path, *, with_views: bool, shown: bool) -> str:
    """Write a database as Parquet to a folder or an address, with a bar of progress where that is `shown`; a
    line that says so."""
    from provenance.cli.terminal import progress_bars
    from provenance.report.wording import number
    from provenance.tables import addresses
    from provenance.tables.manifest import TablesError
    from provenance.tables.parquet import NoParquetError
    from provenance.tables.saving import save
    from provenance.tables.staging import PlaceError

    with reading(db) as connection, progress_bars(shown=shown) as progress:
        connection.execute("BEGIN")
        try:
            if addresses.is_address(target):
                addresses.check_free(target)
                with addresses.beside() as folder:
                    manifest = save(connection, folder, with_views=with_views, progress=progress)
                    addresses.send(folder, target)
            else:
                manifest = save(connection, Path(target), with_views=with_views, progress=progress)
        except (PlaceError, TablesError, NoParquetError) as error:
            raise CannotRun(str(error)) from error
    counts = f"{number(len(manifest.tables), 'table')}, {number(len(manifest.views), 'view')}"
    place = target if addresses.is_address(target) else Path(target)
    return f"Parquet     {place}: {counts}, {number(manifest.tables['places'], 'article')}"


def check_target(target: str) -> None:
    """Refuse a place for tables before there is work to lose."""
    from provenance.tables import addresses
    from provenance.tables.parquet import NoParquetError, need_pyarrow
    from provenance.tables.staging import PlaceError, check_new

    try:
        need_pyarrow()
        if addresses.is_address(target):
            addresses.check_free(target)
        else:
            check_new(Path(target))
    except (PlaceError, NoParquetError) as error:
        raise CannotRun(str(error)) from error


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
