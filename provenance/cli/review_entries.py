"""The commands of `provenance review` that record an entry: a decision, a note, a reply, or an undo."""

from __future__ import annotations

import sqlite3
from collections.abc import Callable, Sequence
from typing import TYPE_CHECKING, Any, TypeVar

import click

from provenance.cli.options import CannotRun, db_option, read_in, reading, utf_8, verbosity, write_out

if TYPE_CHECKING:
    from provenance.pages.reviewing import Said
    from provenance.report.find_subject import Meant
    from provenance.report.reviewed import Recorded

Command = TypeVar("Command", bound=Callable[..., Any])

REASONS = ("licensed", "quoted and credited", "common source", "self", "boilerplate", "incidental", "other")
MOST_BYTES = 1 << 20
"""Of a note that is piped in; a longer one is refused by its characters."""


def subject_arguments(command: Command) -> Command:
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
        subject_arguments,
    ):
        command = option(command)
    return command


_note = click.option("--note", default="", help="Why, or what to know; - reads it from standard input.")


@click.command("clear")
@_writes
@click.option("--reason", type=click.Choice(REASONS), required=True, help="What explains the shared words.")
@_note
def clear(reason: str, note: str, **given: Any) -> None:
    """Decide that SUBJECT is explained, and by what."""
    _decide("cleared", reason, note, given)


@click.command("confirm")
@_writes
@_note
def confirm(note: str, **given: Any) -> None:
    """Decide that SUBJECT is a finding.

    The words are shared, and nothing explains it well enough. On a pair this says nothing of each passage.
    """
    _decide("confirmed", None, note, given)


@click.command("needs-info")
@_writes
@_note
def needs_info(note: str, **given: Any) -> None:
    """Say that SUBJECT can't be decided yet: something has to be found out."""
    _decide("needs-info", None, note, given)


@click.command("corrected")
@_writes
@_note
def corrected(note: str, **given: Any) -> None:
    """Record that SUBJECT was put right.

    A credit was added, for instance, or a correction published. An article whose file changes by that is
    another text, and what was decided on the earlier one stays with that.
    """
    _decide("corrected", None, note, given)


@click.command("note")
@_writes
@click.option("--text", required=True, help="The note; - reads it from standard input.")
def note(text: str, **given: Any) -> None:
    """Add a note to SUBJECT; its state stays."""
    from provenance.pages.reviewing import remark

    _say(lambda: remark(_words(text)), given)


@click.command("reply")
@_writes
@click.option("--from", "author", required=True, metavar="NAME", help="Who replied.")
@click.option("--text", required=True, help="The reply; - reads it from standard input.")
def reply(author: str, text: str, **given: Any) -> None:
    """Record an author's reply on SUBJECT; its state stays."""
    from provenance.pages import reviewing

    _say(lambda: reviewing.reply(_words(text), utf_8(author)), given)


@click.command("undo")
@_writes
@click.option("--entry", metavar="UID", help="Take back this entry, also one of another reviewer.")
def undo(entry: str | None, **given: Any) -> None:
    """Take back the last decision, note or reply on SUBJECT.

    What was taken back stays in the history. Another reviewer's entry is taken back only by its uid, which
    `review show` tells.
    """
    from provenance.pages import reviewing

    _record(lambda meant, name: reviewing.undo(given["db"], meant, name, entry), given)


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
            meant = find_meant(connection, given["subjects"], given["pair"])
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


def find_meant(
    connection: sqlite3.Connection, names: Sequence[str], pair: Sequence[str] | None
) -> list[Meant]:
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
        found = find_subjects(connection, names, both.paths) if names else [both]
    except (ArticleNameError, SubjectError) as error:
        raise click.UsageError(str(error)) from error
    if names and any(one.subject.kind == "article" for one in found):
        raise click.UsageError(
            "--pair goes with ids of passages, or with no SUBJECT: then the pair is meant."
        )
    return found


def _words(text: str) -> str:
    """A note as it was given, or piped in."""
    if text != "-":
        return utf_8(text)
    return read_in(MOST_BYTES).decode("utf-8", "replace")


ENTRIES = (clear, confirm, needs_info, corrected, note, reply, undo)
"""The commands, in the order of the help."""
