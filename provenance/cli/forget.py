"""`provenance forget PATH...`: take texts out of the archive for good."""

from __future__ import annotations

from collections.abc import Sequence
from pathlib import Path
from typing import TYPE_CHECKING

import click

from provenance.cli.options import CannotRun, db_option, reading, verbosity, write_out

if TYPE_CHECKING:
    from provenance.pages.forget import Doomed, Forgotten
    from provenance.store.tombstones import Tombstone

SHOWN = 10
"""So many articles that shared something are named; --json names all."""


@click.command(
    epilog='\b\nExamples:\n  provenance forget articles/story.txt --reason "court order 12 O 345/26"\n'
    "  provenance forget --list"
)
@click.argument("paths", metavar="PATH...", nargs=-1)
@click.option("--reason", help="Why; it is kept, and said where a scan meets the text again. Required.")
@click.option("--yes", is_flag=True, help="Do not ask.")
@click.option(
    "--vacuum",
    is_flag=True,
    help="Write the database anew after that, against remains of earlier changes (an old title); needs its "
    "room again.",
)
@click.option("--list", "as_list", is_flag=True, help="List what was forgotten, when and why.")
@click.option("--json", "as_json", is_flag=True, help="Print JSON.")
@db_option
@verbosity
def forget(
    paths: tuple[str, ...],
    reason: str | None,
    yes: bool,
    vacuum: bool,
    as_list: bool,
    as_json: bool,
    db: Path,
) -> None:
    """Remove texts from the database everywhere and for good (a court order, a takedown).

    PATH is a path, also of a file that is gone, the end of one, a part of a file name that only one article
    has, or a text id or at least 8 digits of its start. The text goes from all places where it stands, with
    all that was found out about it and all that the review says of it; its words are overwritten in the
    database. What stays is its hash, the time and the reason: a later scan passes the text over. Other texts
    that share words with it stay, and are named. Files outside the database are not touched.
    """
    if as_list:
        if paths:
            raise click.UsageError("Give PATH or --list, not both.")
        _list(db, as_json=as_json)
        return
    if not paths:
        raise click.UsageError("Missing argument 'PATH...'.")
    if reason is None or not reason.strip():
        raise click.UsageError("Say why with --reason; it is kept with the hash of the text.")
    texts = _choose(db, paths)
    if not yes:
        _ask(texts)
    from provenance.pages import forget as page
    from provenance.store.database import DatabaseError

    try:
        done = page.forget(db, [one.sha256 for one in texts], reason.strip(), vacuum=vacuum)
    except DatabaseError as error:
        raise CannotRun(str(error)) from error
    if as_json:
        from provenance.report import json_report

        write_out(json_report.as_text(_report(done)))
    else:
        _print(done)


def _choose(db: Path, paths: Sequence[str]) -> list[Doomed]:
    from provenance.pages.forget import choose_texts
    from provenance.report.find_article import ArticleNameError

    with reading(db) as connection:
        try:
            return choose_texts(connection, paths)
        except ArticleNameError as error:
            raise click.UsageError(str(error)) from error


def _ask(texts: Sequence[Doomed]) -> None:
    """Name all that would go. Raises click.Abort unless the answer is yes."""
    from provenance.report import wording

    for one in texts:
        for line in _text_lines(one):
            click.echo(line, err=True)
    places = wording.number(sum(len(one.places) for one in texts), "place")
    click.confirm(f"Forget {wording.number(len(texts), 'text')} in {places}, for good?", abort=True, err=True)


def _text_lines(one: Doomed) -> list[str]:
    from provenance.report import wording
    from provenance.report.visible import one_line

    lines = [f"text {one.sha256[:16]}, {wording.number(one.words, 'word')}"]
    lines += (f"  {one_line(path)}" + (" (gone)" if status == "gone" else "") for path, status in one.places)
    return lines if one.places else [*lines, "  in no place any more"]


def _print(done: Forgotten) -> None:
    from provenance.report import wording
    from provenance.report.visible import one_line

    click.echo("Forgotten:")
    for one in done.texts:
        for line in _text_lines(one):
            click.echo(line)
    if done.earlier:
        number = wording.number(done.earlier, "earlier text")
        click.echo(f"With it went {number} of changed files, which no place held any more.")
    if done.reviewed:
        said = wording.number(done.reviewed, "entry")
        click.echo(f"With it went {said} of the review, as notes may quote its words.")
    if not done.sharing:
        return
    click.echo(
        f"{wording.number(len(done.sharing), 'other article')} shared something with it and stayed, with the "
        "same words where they have them:"
    )
    for path in done.sharing[:SHOWN]:
        click.echo(f"  {one_line(path)}")
    if len(done.sharing) > SHOWN:
        click.echo(f"  and {len(done.sharing) - SHOWN:,} more; --json names all")
    click.echo("What is said of these is found anew by the next `provenance scan`.")


def _report(done: Forgotten) -> dict[str, object]:
    from provenance.report.json_report import FORMAT_VERSION

    return {
        "format": "provenance-forget",
        "format_version": FORMAT_VERSION,
        "forgotten_at": done.forgotten_at,
        "reason": done.reason,
        "texts": [
            {
                "text_id": one.sha256,
                "words": one.words,
                "places": [{"path": path, "status": status} for path, status in one.places],
            }
            for one in done.texts
        ],
        "earlier_texts": done.earlier,
        "review_entries": done.reviewed,
        "shared_with": list(done.sharing),
    }


def _list(db: Path, *, as_json: bool) -> None:
    from provenance.report.json_report import FORMAT_VERSION, as_text
    from provenance.report.visible import one_line
    from provenance.store.tombstones import read_tombstones

    with reading(db) as connection:
        stones: list[Tombstone] = read_tombstones(connection)
    if as_json:
        rows = [
            {"text_id": one.sha256, "forgotten_at": one.forgotten_at, "reason": one.reason} for one in stones
        ]
        report = {"format": "provenance-forgotten", "format_version": FORMAT_VERSION, "forgotten": rows}
        write_out(as_text(report))
        return
    for one in stones:
        click.echo(f"{one.forgotten_at}  {one.sha256}  {one_line(one.reason)}")
    if not stones:
        click.echo("Nothing was forgotten.")
