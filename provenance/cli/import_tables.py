"""`provenance import FOLDER`: a database out of tables in Parquet."""

from __future__ import annotations

from pathlib import Path

import click

from provenance.cli.options import CannotRun, db_option, is_quiet, say, verbosity


@click.command(
    "import",
    epilog="\b\nExamples:\n  provenance import tables/ --db story.db\n"
    "  provenance export tables/ --parquet --db story.db",
)
@click.argument("tables", metavar="FOLDER", type=click.Path(path_type=Path))
@db_option
@verbosity
def import_tables(tables: Path, db: Path) -> None:
    """Make a new database of an archive in Parquet, as `provenance export --parquet` or a scan on a cluster
    writes it.

    Numbers of rows stay as they are, and what people decided is kept. All that stands in FOLDER is checked;
    where something is wrong, nothing is made. Needs the extra `parquet`.
    """
    from provenance.cli.terminal import progress_bars
    from provenance.pages import tables as page
    from provenance.report.wording import number
    from provenance.tables.manifest import TablesError
    from provenance.tables.parquet import NoParquetError
    from provenance.tables.staging import PlaceError

    try:
        with progress_bars(shown=not is_quiet()) as progress:
            manifest = page.import_tables(tables, db, progress=progress)
    except (PlaceError, TablesError, NoParquetError) as error:
        raise CannotRun(str(error)) from error
    rows = manifest.tables
    say(
        f"Imported    {number(rows.get('places', 0), 'article')}, {number(rows.get('texts', 0), 'text')}, "
        f"{number(rows.get('families', 0), 'family')} of passages"
    )
    say(f"Database    {db}")
