"""`provenance date`: a person's word on when an article was published, before everything that was read."""

from __future__ import annotations

from pathlib import Path
from typing import TYPE_CHECKING

import click

from provenance.cli.options import CannotRun, db_option, reading, verbosity, write_out

if TYPE_CHECKING:
    from provenance.pages.dates import Decided
    from provenance.reading import Dated


@click.command(
    epilog='\b\nExamples:\n  provenance date wire/story.txt 2017-01-16 --why "seen in the printed paper"\n'
    '  provenance date story.txt 2017-01-16T14:20+01:00 --why "log of the desk" --by "A. Doe"\n'
    "  provenance date --list"
)
@click.argument("path", required=False)
@click.argument("date", required=False)
@click.option("--why", help="Where you have it from; it is kept with the date. Required, but with --undo.")
@click.option("--by", "who", help="Who says so; it is kept, too.")
@click.option("--undo", is_flag=True, help="Take the correction of PATH back: what was read holds again.")
@click.option("--list", "as_list", is_flag=True, help="List all corrections, of PATH or of all.")
@click.option("--json", "as_json", is_flag=True, help="Print JSON.")
@db_option
@verbosity
def date(
    path: str | None,
    date: str | None,
    why: str | None,
    who: str | None,
    undo: bool,
    as_list: bool,
    as_json: bool,
    db: Path,
) -> None:
    """Say when an article was published; this goes before what its file and metadata.csv say.

    PATH is a path, the end of one, or a part of a file name that only one article has. DATE is as fine as you
    know it: 2017, 2017-01, 2017-01-16, 2017-01-16T14:20, with a zone such as +01:00 where you know that, too.
    The correction is of this text at this path: later scans keep it, until another text stands there. Nothing
    is overwritten: --list shows all that was ever said, and what was read stays beside it.
    """
    if as_list:
        if date or undo or why or who:
            raise click.UsageError("--list goes with PATH alone, or with nothing.")
        _list(db, path, as_json=as_json)
        return
    if not path:
        raise click.UsageError("Missing argument 'PATH'.")
    if undo and date:
        raise click.UsageError("Give DATE or --undo, not both.")
    if not undo and not date:
        raise click.UsageError("Missing argument 'DATE'.")
    why = (why or "").strip()
    if not undo and not why:
        raise click.UsageError("Say why with --why; it is kept with the date.")
    from provenance.pages import dates as page
    from provenance.store.database import DatabaseError

    try:
        meant = None if date is None else page.read_correction(date)
        done = page.decide(db, _find(db, path), meant, why, (who or "").strip() or None)
    except page.DateError as error:
        raise click.UsageError(str(error)) from error
    except DatabaseError as error:
        raise CannotRun(str(error)) from error
    if as_json:
        _print_json(done)
    else:
        _print(done)


def _find(db: Path, name: str) -> str:
    from provenance.report.find_article import ArticleNameError, find_article

    with reading(db) as connection:
        try:
            return find_article(connection, name)
        except ArticleNameError as error:
            raise click.UsageError(str(error)) from error


def _print(done: Decided) -> None:
    from provenance.report import wording
    from provenance.report.visible import one_line

    click.echo(f"{one_line(done.path)}: {one_line(wording.dated(done.date))}")
    click.echo(f"Before: {one_line(wording.dated(done.before))}")
    if done.waits:
        click.echo("What the lineage says of it is weighed anew by the next `provenance scan`.")


def _print_json(done: Decided) -> None:
    from provenance.report.json_report import FORMAT_VERSION, as_text

    report = {
        "format": "provenance-date",
        "format_version": FORMAT_VERSION,
        "path": done.path,
        "date": _json(done.date),
        "before": _json(done.before),
        "lineage_waits": done.waits,
    }
    write_out(as_text(report))


def _json(date: Dated | None) -> dict[str, object] | None:
    from provenance.report.json_report import dated

    return None if date is None else dated(date)


def _list(db: Path, name: str | None, *, as_json: bool) -> None:
    from provenance.report import wording
    from provenance.report.json_report import FORMAT_VERSION, as_text
    from provenance.report.visible import one_line
    from provenance.store.corrections import read_corrections

    path = None if name is None else _find(db, name)
    with reading(db) as connection:
        found = read_corrections(connection, path)
    if as_json:
        rows = [
            {
                "path": one.path,
                "text_id": one.text_id,
                "date": _json(one.date),
                "why": one.why,
                "by": one.who,
                "made_at": one.made_at,
                "holds": one.holds,
            }
            for one in found
        ]
        report = {"format": "provenance-dates", "format_version": FORMAT_VERSION, "corrections": rows}
        write_out(as_text(report))
        return
    for one in found:
        said = "taken back" if one.date is None else wording.shown_date(one.date)
        state = "" if one.holds else ", holds no more"
        by = f", by {one.who}" if one.who else ""
        why = f": {one.why}" if one.why else ""
        click.echo(one_line(f"{one.made_at}  {one.path}  {said}{state}{by}{why}"))
    if not found:
        click.echo("No date was corrected.")
