"""`provenance scan FOLDER`."""

from __future__ import annotations

import json
import os
import shlex
import sys
from collections.abc import Iterator, Sequence
from contextlib import contextmanager
from dataclasses import asdict
from pathlib import Path
from typing import TYPE_CHECKING, Any

import click

from provenance.cli.configured import configuration
from provenance.cli.export import check_target, export_tables
from provenance.cli.options import CannotRun, agencies_option, db_option, say
from provenance.cli.terminal import progress_bars

if TYPE_CHECKING:
    from provenance.agency_lists import Lists
    from provenance.engine.protocol import Engine
    from provenance.pages.summary import Scan
    from provenance.reading import Unreadable


class NoInput(click.ClickException):
    """Some or all inputs could not be read, or there are none: exit code 3."""

    exit_code = 3


SHOWN = 10
"""So many unreadable files are named on the terminal; --verbose, --json and the report name all."""

NAMED = 3
"""So many articles with hidden characters are named on the terminal; --json and the report name all."""


class Place(click.Path):
    """A folder or file of this machine, or an address of a storage, which stays a word."""

    def convert(self, value: Any, param: click.Parameter | None, ctx: click.Context | None) -> Any:
        """See `click.ParamType`."""
        if isinstance(value, str) and "://" in value:
            from provenance.tables.addresses import is_address

            if is_address(value):
                return value
        return super().convert(value, param, ctx)


@click.command(
    epilog="\b\nExamples:\n  provenance scan articles/\n  provenance scan articles/ --db story.db --json\n"
    "  provenance scan export.csv --map text=body,date=published_at\n"
    "  provenance scan export.sqlite --table articles"
)
@click.argument("folder", type=Place(exists=True, path_type=Path))
@db_option
@click.option(
    "--against",
    type=click.Path(exists=True, path_type=Path),
    metavar="FOLDER",
    help="Read this folder, too, and find only what the two share with each other: own stories against "
    "wires, say. Other folders of the database take no part.",
)
@click.option("--json", "as_json", is_flag=True, help="Print the summary as JSON.")
@click.option("-q", "--quiet", is_flag=True, help="Print only what went wrong.")
@click.option("-v", "--verbose", is_flag=True, help="Name every file that could not be read.")
@click.option(
    "--thorough",
    is_flag=True,
    help="Find every shared run of 8 words. Without it, 8 to 11 words count only beside a longer passage, or "
    "where they are rare in both texts.",
)
@click.option(
    "--rewritten",
    is_flag=True,
    help="Look for sentences told again also between articles that share no few words in a row. Archives of "
    "fewer than 1,000 texts always are looked through so; larger ones take a third more time, and are judged "
    "anew each time.",
)
@click.option(
    "--rejudge",
    is_flag=True,
    help="Learn anew which wording is stock or boilerplate, and judge every passage by it. Else this is "
    "done where the archive has doubled.",
)
@click.option(
    "--rehash",
    is_flag=True,
    help="Open every file. Without it, a file whose size, time and inode have not changed is not opened.",
)
@click.option(
    "--wait",
    type=click.FloatRange(min=0),
    default=0.0,
    metavar="SECONDS",
    help="Wait so long for another scan of this database to end.  [default: 0]",
)
@click.option(
    "--search",
    is_flag=True,
    help="Make the articles searchable at once, and not at the first `provenance search`.",
)
@click.option(
    "--map",
    "fields",
    multiple=True,
    metavar="FIELD=NAME,...",
    help="What text, title, date, outlet, byline, url, id, licence or source is called in JSON, CSV and "
    "tables: text=body,date=meta.published. Without it the usual names are tried.",
)
@click.option(
    "--table",
    default="",
    metavar="NAME",
    help="The table that has the articles, where FOLDER is an SQLite database.",
)
@agencies_option
@click.option(
    "--max-bytes",
    type=click.IntRange(min=1),
    help="List larger articles as unreadable.  [default: 16777216]",
)
@click.option(
    "--engine",
    type=click.Choice(["processes", "spark"]),
    help="Have the work done in stages, for a new database: by the processes of this machine, or by Apache "
    "Spark (docs/scale.md).",
)
@click.option(
    "--master",
    default="local[*,4]",
    metavar="URL",
    help="The Spark that does the work: spark://HOST:PORT, yarn, k8s://...  [default: local[*,4]]",
)
@click.option(
    "--out",
    type=click.Path(),
    metavar="FOLDER",
    help="Write the finished database as Parquet, too, as `export --parquet` does: to a new folder, or to an "
    "address such as s3a://BUCKET/FOLDER.",
)
@click.option(
    "--buckets",
    type=click.IntRange(min=1, max=100_000),
    metavar="N",
    help="Into how many parts an engine divides keys and pairs.  [default: by the cores]",
)
@click.option(
    "--processes",
    type=click.IntRange(min=1),
    default=None,
    help="Processes that share the work of a large scan.  [default: one for each core, at most 8]",
)
def scan(
    folder: Path | str,
    db: Path,
    against: Path | None,
    as_json: bool,
    quiet: bool,
    verbose: bool,
    thorough: bool,
    rewritten: bool,
    rejudge: bool,
    rehash: bool,
    wait: float,
    search: bool,
    fields: tuple[str, ...],
    table: str,
    agencies: Lists | None,
    max_bytes: int | None,
    engine: str | None,
    master: str,
    out: str | None,
    buckets: int | None,
    processes: int | None,
) -> int:
    """Read the articles in FOLDER, find what they share, and write everything to one SQLite file.

    Reads .txt and .md files in all folders below, the articles in .jsonl, .json, .csv and .tsv files (also
    packed with gzip, bzip2 or xz), .zip archives of all these, and metadata.csv beside them (columns path,
    date, outlet, byline, url, source). FOLDER may be one file, too: with --table, an SQLite database; or an
    address (s3://, gs://, hdfs://), which is copied to this machine to be read. Exit code 0; 3 where a file
    could not be read (the rest is done).
    """
    from provenance import settings
    from provenance.pages import scan as page
    from provenance.pages.against import SidesError
    from provenance.reading import parse_fields
    from provenance.report.visible import in_json

    if table and against is not None:
        raise _no_table()
    if out is not None:
        check_target(out)
    try:
        parse_fields(fields)
    except ValueError as error:
        raise click.BadParameter(f"{error}.", param_hint="--map") from error
    try:
        with (
            _at_hand(folder) as (where, address),
            progress_bars(shown=not quiet and not as_json) as progress,
            _engine(engine, master, buckets, processes or _cores()) as works,
        ):
            if table and where.is_dir():
                raise _no_table()
            result = page.scan(
                where,
                db=db,
                against=against,
                command=shlex.join(["provenance", *sys.argv[1:]]),
                max_bytes=settings.MAX_BYTES if max_bytes is None else max_bytes,
                processes=processes or _cores(),
                thorough=thorough,
                rewritten=rewritten,
                rejudge=rejudge,
                rehash=rehash,
                wait=wait,
                search=search,
                fields=fields,
                table=table,
                configuration=configuration(),
                agencies=agencies,
                engine=works,
                address=address,
                progress=progress,
            )
    except (SidesError, page.EngineError) as error:
        raise click.UsageError(str(error)) from error
    except page.NothingToScanError as nothing:
        _name_problems(nothing.problems, every=True)
        raise NoInput(str(nothing)) from nothing
    _name_problems(result.problems, every=verbose)
    for passed_over in result.forgotten:
        say(f"provenance: {passed_over.path}: {passed_over.reason}", err=True)
    for warning in result.warnings:
        say(f"provenance: {warning}", err=True)
    written = "" if out is None else export_tables(out, db, with_views=True, shown=not quiet and not as_json)
    if as_json:
        head = {"format": "provenance-scan", "format_version": 1}
        report = {**head, **asdict(result), "db": str(result.db)}
        click.echo(in_json(json.dumps(report, ensure_ascii=False, indent=2)))
    elif not quiet:
        for line in summary(result):
            say(line)
        if written:
            say(written)
    return NoInput.exit_code if result.problems else 0


def _no_table() -> click.UsageError:
    return click.UsageError("--table names a table of one database; give the database file, not a folder.")


@contextmanager
def _at_hand(folder: Path | str) -> Iterator[tuple[Path, str]]:
    """A folder or file of this machine; of what stands at an address a copy, and the address."""
    if isinstance(folder, Path):
        yield folder, ""
        return
    from provenance.tables.addresses import brought
    from provenance.tables.parquet import NoParquetError
    from provenance.tables.staging import PlaceError

    try:
        with brought(folder) as copy:
            yield copy, folder
    except NoParquetError as error:
        needed = "needs the library `pyarrow`: install the package with its extra `parquet`."
        raise CannotRun(f"{folder} {needed}") from error
    except PlaceError as error:
        raise CannotRun(str(error)) from error


@contextmanager
def _engine(name: str | None, master: str, buckets: int | None, processes: int) -> Iterator[Engine | None]:
    """The engine of that name, None where a scan does the work itself."""
    if name is None:
        yield None
    elif name == "processes":
        from provenance.engine.local import BUCKETS, LocalEngine
        from provenance.workers import Workers

        with Workers(processes) as workers, LocalEngine(workers, buckets or BUCKETS) as engine:
            yield engine
    else:
        from provenance.engine.spark import EngineMissingError, spark_engine

        try:
            with spark_engine(master, buckets or 0) as engine:
                yield engine
        except EngineMissingError as error:
            raise CannotRun(str(error)) from error


def _cores() -> int:
    """The cores that this process may use, at most 8: one process does all the writing."""
    allowed = getattr(os, "sched_getaffinity", None)  # not on every system
    return min(8, len(allowed(0)) if allowed else os.cpu_count() or 1)


def _name_problems(problems: tuple[Unreadable, ...], *, every: bool) -> None:
    """One line for each file that could not be read, on stderr."""
    shown = problems if every else problems[:SHOWN]
    for problem in shown:
        say(f"provenance: {problem.path}: {problem.reason}", err=True)
    if len(problems) > len(shown):
        rest = len(problems) - len(shown)
        click.echo(f"provenance: {rest} more unreadable files (--verbose names all)", err=True)


def summary(result: Scan) -> list[str]:
    """Six lines: what was read, what is shared, what explains it, where it came from, what to do next; one
    more where articles are the same text, where quotations differ, and where characters hide words."""
    from provenance.report.wording import counted

    read = f"{_count(result.articles, 'article')}, {result.words:,} words"
    if result.problems:
        read += f"; {_count(len(result.problems), 'file')} unreadable"
    if result.passed_over:
        read += f"; {_count(sum(result.passed_over.values()), 'file')} of other kinds passed over"
    if result.forgotten:
        read += f"; {_count(len(result.forgotten), 'article')} passed over as forgotten"
    left_out = f" (up to {result.left_out:,} pairs not compared: cap)" if result.left_out else ""
    shared = (
        f"{counted(result.by_status)} in {_count(result.sharing, 'text')}, "
        f"{_count(result.near_duplicates, 'pair')} of near-duplicates{left_out}"
    )
    kinds = result.statements
    lineage = (
        f"{kinds.get('directed', 0)} directed, {kinds.get('undirected', 0)} undirected, "
        f"{kinds.get('common source', 0)} from a common source; "
        f"{kinds.get('unseen', 0)} articles point to an unseen source"
    )
    again = result.articles - result.texts
    same = (
        [f"Same      {_count(again, 'article')} with the very text of another, not counted above"]
        if again
        else []
    )
    hidden = [f"Hidden    {_disguised(result.disguised)}"] if result.disguised else []
    differing = result.altered_quotations
    quoted = (
        [f"Quoted    {_count(differing, 'quotation')} with other words inside the marks in another text"]
        if differing
        else []
    )
    state = "unchanged since the last scan, nothing to do" if result.unchanged else str(result.db)
    return [
        f"Read      {read}",
        f"Shared    {shared}",
        *same,
        f"Lineage   {lineage}",
        *quoted,
        *hidden,
        *([f"Excluded  {_excluded(result)}"] if result.excluded else []),
        f"Database  {state}",
        "Note      Similarity is not plagiarism: a person decides.",
        f"Next      provenance report --db {shlex.quote(str(result.db))} -o report.html",
    ]


def _excluded(result: Scan) -> str:
    """What the configuration left out."""
    articles = sum(one.articles for one in result.excluded)
    passages = sum(one.passages for one in result.excluded)
    idle = sum(not (one.articles or one.passages) for one in result.excluded)
    nothing = f"; {_count(idle, 'exclusion')} met nothing" if idle else ""
    return f"{_count(articles, 'article')}, {_count(passages, 'passage')} by the configuration{nothing}"


def _disguised(paths: Sequence[str]) -> str:
    """Which articles have characters that hide words: the first of them by name."""
    from provenance.report.visible import one_line

    has = "has" if len(paths) == 1 else "have"
    more = f" and {len(paths) - NAMED:,} more" if len(paths) > NAMED else ""
    names = ", ".join(one_line(path) for path in paths[:NAMED])
    return f"{_count(len(paths), 'article')} {has} look-alike or hidden characters: {names}{more}"


def _count(number: int, what: str) -> str:
    return f"{number:,} {what}" + ("" if number == 1 else "s")
