"""`provenance review`: what people decide on passages, pairs and articles, and the list of what is open."""

from __future__ import annotations

import sqlite3
from collections.abc import Callable, Sequence
from pathlib import Path
from typing import TYPE_CHECKING, Any, TypeVar

import click

from provenance.cli.filters import filter_options
from provenance.cli.options import CannotRun, db_option, read_in, reading, utf_8, verbosity, write_out
from provenance.cli.writing import write_result

if TYPE_CHECKING:
    from provenance.pages.reviewing import Said
    from provenance.report.filters import Filters
    from provenance.report.find_subject import Meant
    from provenance.report.reviewed import Recorded

Command = TypeVar("Command", bound=Callable[..., Any])

REASONS = ("licensed", "quoted and credited", "common source", "self", "boilerplate", "incidental", "other")
MOST_BYTES = 1 << 20
"""Of a note that is piped in; a longer one is refused by its characters."""


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


def _subjects(command: Command) -> Command:
    """What an entry is on: SUBJECT..., --pair."""
    pair = click.option(
        "--pair",
        nargs=2,
        metavar="A B",
        help="The pair of these two articles; with ids of passages, these are looked for in this pair only.",
    )
    return click.argument("subjects", nargs=-1, metavar="[SUBJECT]...")(pair(command))


def _writes(command: Command) -> Command:
    """The options of commands that record an entry."""
    for option in (
        verbosity,
        db_option,
        click.option("--json", "as_json", is_flag=True, help="Print JSON."),
        click.option(
            "--reviewer",
            metavar="NAME",
            envvar="PROVENANCE_REVIEWER",
            help="Who decides; PROVENANCE_REVIEWER and `reviewer` in the configuration's [review] set it, "
            "too. It is never taken from the machine.",
        ),
        _subjects,
    ):
        command = option(command)
    return command


_note = click.option("--note", default="", help="Why, or what to know; - reads it from standard input.")


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
    """List passages with their state, and what was decided on pairs and articles.

    Pairs with the most shared words come first. Passages that are boilerplate, stock phrases or excluded are
    listed only where --status asks for them.
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
@_subjects
@click.option("--json", "as_json", is_flag=True, help="Print JSON.")
@db_option
@verbosity
def show(subjects: tuple[str, ...], pair: tuple[str, str] | None, as_json: bool, db: Path) -> None:
    """Show all that was ever said of each SUBJECT, also what was taken back.

    SUBJECT is the id of a passage or a pair, or an article: a path, the end of one, a part of a file name
    that only one article has, or a text id.
    """
    from provenance.report.reviewed import Reviews

    with reading(db) as connection:
        meant = _find(connection, subjects, pair)
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


@review.command("clear")
@_writes
@click.option("--reason", type=click.Choice(REASONS), required=True, help="What explains the shared words.")
@_note
def clear(reason: str, note: str, **given: Any) -> None:
    """Decide that nothing is wrong with each SUBJECT, and say why."""
    _decide("cleared", reason, note, given)


@review.command("confirm")
@_writes
@_note
def confirm(note: str, **given: Any) -> None:
    """Decide that each SUBJECT is a finding: the words are shared and nothing explains it well enough."""
    _decide("confirmed", None, note, given)


@review.command("needs-info")
@_writes
@_note
def needs_info(note: str, **given: Any) -> None:
    """Say that something has to be found out before each SUBJECT can be decided."""
    _decide("needs-info", None, note, given)


@review.command("corrected")
@_writes
@_note
def corrected(note: str, **given: Any) -> None:
    """Record that each SUBJECT was put right: a credit was added, a correction was published."""
    _decide("corrected", None, note, given)


@review.command("note")
@_writes
@click.option("--text", required=True, help="The note; - reads it from standard input.")
def note(text: str, **given: Any) -> None:
    """Add a note to each SUBJECT; its state stays."""
    from provenance.pages.reviewing import remark

    _say(lambda: remark(_words(text)), given)


@review.command("reply")
@_writes
@click.option("--from", "author", required=True, metavar="NAME", help="Who replied.")
@click.option("--text", required=True, help="The reply; - reads it from standard input.")
def reply(author: str, text: str, **given: Any) -> None:
    """Record what an author replied on each SUBJECT; its state stays."""
    from provenance.pages import reviewing

    _say(lambda: reviewing.reply(_words(text), utf_8(author)), given)


@review.command("undo")
@_writes
@click.option("--entry", metavar="UID", help="Take back this entry, also one of another reviewer.")
def undo(entry: str | None, **given: Any) -> None:
    """Take back the last decision, note or reply on each SUBJECT.

    What was taken back stays in the history. Another reviewer's entry is taken back only by its uid, which
    `review show` tells.
    """
    from provenance.pages import reviewing

    _record(lambda meant, name: reviewing.undo(given["db"], meant, name, entry), given)


@review.command("export")
@click.argument("file", type=click.Path(path_type=Path))
@db_option
@verbosity
def export(file: Path, db: Path) -> None:
    """Write all entries into FILE (or to standard output with -), to be imported into another database."""
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
    """Take over from FILE (or standard input with -) all entries that this database lacks.

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
    added = wording.number(done.added, "entry", "entries")
    click.echo(f"{added} added, {done.known:,} were there already.")
    if done.forgotten:
        left = wording.number(done.forgotten, "entry", "entries")
        click.echo(f"Left out  {left} on texts that were forgotten here.")


def _decide(state: str, reason: str | None, note: str, given: dict[str, Any]) -> None:
    from provenance.pages.reviewing import decision

    _say(lambda: decision(state, reason, _words(note)), given)


def _say(say: Callable[[], Said], given: dict[str, Any]) -> None:
    from provenance.pages.reviewing import record

    _record(lambda meant, name: record(given["db"], meant, say(), name), given)


def _record(entries: Callable[[list[Meant], str], list[Recorded]], given: dict[str, Any]) -> None:
    """Find the subjects, make the entries, and tell what was and what is."""
    from provenance.pages.reviewing import ReviewError, reviewer_name
    from provenance.store.database import DatabaseError

    name = given["reviewer"]
    try:
        reviewer = reviewer_name(None if name is None else utf_8(name))
        with reading(given["db"]) as connection:
            meant = _find(connection, given["subjects"], given["pair"])
        done = entries(meant, reviewer)
    except ReviewError as error:
        raise click.UsageError(str(error)) from error
    except DatabaseError as error:
        raise CannotRun(str(error)) from error
    if given["as_json"]:
        from provenance.report.json_report import as_text
        from provenance.report.json_reviews import recorded

        write_out(as_text(recorded(done)))
        return
    from provenance.cli.lines import print_lines
    from provenance.cli.review_lines import recorded_lines

    print_lines(line for one in done for line in recorded_lines(one))


def _find(connection: sqlite3.Connection, names: Sequence[str], pair: Sequence[str] | None) -> list[Meant]:
    """What is meant by the arguments of a command. Raises UsageError."""
    from provenance.report.find_article import ArticleNameError
    from provenance.report.find_subject import SubjectError, find_pair, find_subjects

    if not names and not pair:
        raise click.UsageError(
            "Missing argument 'SUBJECT...': the id of a passage, an article, or --pair A B."
        )
    try:
        if not pair:
            return find_subjects(connection, names)
        both = find_pair(connection, *pair)
        return find_subjects(connection, names, both.paths) if names else [both]
    except (ArticleNameError, SubjectError) as error:
        raise click.UsageError(str(error)) from error


def _words(text: str) -> str:
    """A note as it was given, or piped in."""
    if text != "-":
        return utf_8(text)
    return read_in(MOST_BYTES).decode("utf-8", "replace")
