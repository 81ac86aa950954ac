"""`provenance review`: what people decide on passages, pairs and articles, and the list of what is open."""

from __future__ import annotations

from pathlib import Path
from typing import TYPE_CHECKING

import click

from provenance.cli.filters import filter_options
from provenance.cli.options import CannotRun, db_option, read_in, reading, verbosity, write_out
from provenance.cli.review_entries import ENTRIES, find_meant, subject_arguments
from provenance.cli.writing import write_result

if TYPE_CHECKING:
    from provenance.report.filters import Filters


@click.group(
    epilog="\b\nExamples:\n  provenance review list --state new --min-words 20\n"
    '  provenance review clear 3f2ab91c5d6e7f80 --reason licensed --note "contract of 2024"\n'
    "  provenance review confirm --pair 001 003\n  provenance review export decisions.json"
)
def review() -> None:
    """Decide on passages, pairs and articles, and keep who decided what, when and why.

    A decision is on the words: it stays when files move, when they are scanned again, and in another database
    that has the same texts. Nothing is ever overwritten; `undo` takes back, and that is kept, too. Ids of
    passages stand in `review list`, `show` and the reports. Write what a colleague and a lawyer may read.
    """


@review.command("list")
@click.option(
    "--limit", type=click.IntRange(min=1), default=20, show_default=True, help="Show so many passages."
)
@click.option(
    "--lost",
    is_flag=True,
    help="List instead what was decided on passages that the last scan no longer finds, or whose texts are "
    "gone.",
)
@click.option("--json", "as_json", is_flag=True, help="Print JSON.")
@filter_options
@db_option
@verbosity
def list_(limit: int, lost: bool, as_json: bool, db: Path, filters: Filters) -> None:
    """List passages with their state.

    Below them stands what was decided on pairs and articles. Pairs with the most shared words come first.
    Passages that are boilerplate, stock phrases or excluded are listed only where --status asks for them.
    """
    from dataclasses import replace

    from provenance.report import review_list
    from provenance.report.filters import FilterError, chosen
    from provenance.report.searched import searched

    with reading(db) as connection:
        connection.execute("BEGIN")  # one state of the database, whatever others write meanwhile
        run = searched(connection).run
        try:
            taken = chosen(connection, replace(filters, statuses=filters.statuses or ("reuse",)))
        except FilterError as error:
            raise click.UsageError(str(error)) from error
        found, more = ([], False) if lost else review_list.listed(connection, taken, limit)
        others = (
            review_list.lost(connection, taken.reviews) if lost else review_list.others(connection, taken)
        )
        counts = review_list.counted(taken.reviews)
    if as_json:
        from provenance.report.json_report import as_text
        from provenance.report.json_reviews import listing

        asked = taken.filters.as_json() | {"lost": lost}
        write_out(as_text(listing(run, asked, counts, found, others, more=more)))
        return
    from provenance.cli.lines import print_lines
    from provenance.cli.review_lines import list_lines

    print_lines(list_lines(counts, found, others, more=more, lost=lost))


@review.command("show")
@subject_arguments
@click.option("--json", "as_json", is_flag=True, help="Print JSON.")
@db_option
@verbosity
def show(subjects: tuple[str, ...], pair: tuple[str, str] | None, as_json: bool, db: Path) -> None:
    """Show all that was ever said of SUBJECT.

    What was taken back is shown, too.

    SUBJECT is the id of a passage or a pair, or an article: a path, the end of one, a part of a file name
    that only one article has, or a text id.
    """
    from provenance.report.reviewed import Reviews

    with reading(db) as connection:
        meant = find_meant(connection, subjects, pair)
        texts = [text for one in meant for text in (one.subject.text_a, one.subject.text_b) if text]
        reviews = Reviews(connection, texts)
    found = [(reviews.of(one.subject), one.paths) for one in meant]
    if as_json:
        from provenance.report.json_report import as_text
        from provenance.report.json_reviews import histories

        write_out(as_text(histories(found)))
        return
    from provenance.cli.lines import print_lines
    from provenance.cli.review_lines import history_lines

    print_lines(line for review, paths in found for line in history_lines(review, paths))


@review.command("export")
@click.argument("file", type=click.Path(path_type=Path))
@db_option
@verbosity
def export(file: Path, db: Path) -> None:
    """Write all entries into FILE.

    They can be imported into another database. With - they go to standard output.
    """
    from provenance.report.json_report import as_text
    from provenance.report.json_reviews import exported
    from provenance.store.reviews import read_entries

    with reading(db) as connection:
        content = as_text(exported(read_entries(connection)))
    write_result(file, [content])


@review.command("import")
@click.argument("file", type=click.Path(path_type=Path))
@click.option("--json", "as_json", is_flag=True, help="Print JSON.")
@db_option
@verbosity
def import_(file: Path, as_json: bool, db: Path) -> None:
    """Take over the entries of FILE.

    FILE is one that `review export` wrote, - standard input; entries that are here already are passed over.
    Names and times stay as they are. Entries of both stand in one order; of two people who decided without
    knowing of each other, the later holds. Texts that are not here yet may come with a later scan.
    """
    from provenance.pages.review_exchange import LARGEST_FILE, BadExportError, read_exported, take_in
    from provenance.report import wording
    from provenance.store.database import DatabaseError

    try:
        if str(file) == "-":
            content = read_in(LARGEST_FILE + 1)
        else:
            with file.open("rb") as opened:
                content = opened.read(LARGEST_FILE + 1)
    except OSError as error:
        raise click.UsageError(f"{file} can't be read ({error.strerror}); give another file.") from error
    try:
        done = take_in(db, read_exported(content))
    except BadExportError as error:
        raise click.UsageError(f"{file} can't be imported: {error}.") from error
    except DatabaseError as error:
        raise CannotRun(str(error)) from error
    if as_json:
        from provenance.report.json_report import FORMAT_VERSION, as_text

        report = {
            "format": "provenance-review-import",
            "format_version": FORMAT_VERSION,
            "added": done.added,
            "known": done.known,
            "forgotten": done.forgotten,
        }
        write_out(as_text(report))
        return
    added = wording.number(done.added, "entry")
    click.echo(f"{added} added, {done.known:,} were there already.")
    if done.forgotten:
        left = wording.number(done.forgotten, "entry")
        click.echo(f"Left out  {left} on texts that were forgotten here.")


for entry in ENTRIES:
    review.add_command(entry)
