"""`provenance load ADDRESS`: the tables and views in PostgreSQL."""

from __future__ import annotations

from pathlib import Path

import click

from provenance.cli.options import CannotRun, db_option, is_quiet, reading, say, verbosity


@click.command(
    epilog="\b\nExamples:\n  provenance load postgresql://desk@db.example/news\n"
    "  PGPASSWORD=... provenance load postgresql://desk@localhost/news --schema archive"
)
@click.argument("address", metavar="postgresql://USER@HOST/DATABASE")
@click.option(
    "--schema",
    default="provenance",
    show_default=True,
    help="The schema to write; it is made where it is new.",
)
@db_option
@verbosity
def load(address: str, schema: str, db: Path) -> None:
    """Copy the database to PostgreSQL: all tables, and the same views.

    A second load replaces what the first wrote, in one transaction; other schemas are not touched. The
    password is best given by PGPASSWORD or in ~/.pgpass, as others on the machine can read command lines; it
    is never printed. Needs the extra `postgresql`. See docs/postgresql.md.
    """
    from provenance.cli.terminal import progress_bars
    from provenance.report.wording import number
    from provenance.store.reading import NoRunError, last_run
    from provenance.tables import postgresql

    with reading(db) as connection, progress_bars(shown=not is_quiet()) as progress:
        # One snapshot, whatever a scan publishes meanwhile.
        connection.execute("BEGIN")
        if last_run(connection) is None:
            raise NoRunError
        try:
            counts = postgresql.load(connection, address, schema=schema, progress=progress)
        except (postgresql.PostgresError, postgresql.NoPostgresError) as error:
            raise CannotRun(str(error)) from error
    rows = number(sum(counts.values()), "row")
    say(f"Loaded      {number(counts['places'], 'article')}, {rows} in {number(len(counts), 'table')}")
    say(f"Schema      {schema}")
