"""`provenance trace WORDS`: where a quotation or a sentence stands in the archive, the earliest first."""

from __future__ import annotations

import sqlite3
from collections.abc import Iterator
from dataclasses import asdict
from pathlib import Path
from typing import TYPE_CHECKING

import click

from provenance.cli.options import (
    CannotRun,
    agencies_option,
    db_option,
    message,
    read_in,
    utf_8,
    verbosity,
    write_out,
)

if TYPE_CHECKING:
    from provenance.agency_lists import Lists
    from provenance.pages.trace import Occurrence, Trace
    from provenance.report.searched import Searched

LIMIT = 20


class WordsUnreadable(click.ClickException):
    """What was piped in is no text: exit code 3."""

    exit_code = 3


@click.command(
    epilog='\b\nExamples:\n  provenance trace "everyone has agreed"\n'
    '  provenance trace "this will be a test for the Russians" --min-identity 1\n'
    "  pbpaste | provenance trace - --limit 0 --json"
)
@click.argument("words")
@click.option(
    "--min-identity",
    type=click.FloatRange(min=0.3, max=1),
    help="Show places where at least this share of the words agrees; 1: word for word, no other spelling."
    "  [default: 0.7, where near-verbatim begins]",
)
@click.option(
    "--limit",
    type=click.IntRange(min=0),
    default=LIMIT,
    show_default=True,
    help="Show at most so many places, 0 for all; the others are counted.",
)
@click.option(
    "--quick", is_flag=True, help="Ask the index only: misses places without a run of 8 of the words."
)
@agencies_option
@click.option("--json", "as_json", is_flag=True, help="Print JSON.")
@db_option
@verbosity
def trace(
    words: str,
    min_identity: float | None,
    limit: int,
    quick: bool,
    agencies: Lists | None,
    as_json: bool,
    db: Path,
) -> None:
    """Find where WORDS (3 to 400, or - for standard input) stand in the archive, the earliest first.

    Words that were changed, put in or left out are tolerated, and so are other spellings. The earliest
    article of the archive need not be the first that had the words.
    """
    from provenance import settings
    from provenance.pages import trace as page
    from provenance.report import searched as search
    from provenance.store.database import DatabaseError, read_untouched
    from provenance.store.reading import NoRunError

    asked = _piped() if words == "-" else utf_8(words)
    least = settings.NEAR_VERBATIM if min_identity is None else min_identity
    _check(asked, least, quick=quick)

    def ask(connection: sqlite3.Connection) -> tuple[Searched, Trace]:
        there = search.searched(connection)
        found = page.trace(
            connection, asked, least=least, limit=limit or None, quick=quick, agencies=agencies
        )
        return there, found

    try:
        there, found = read_untouched(db, ask)
    except NoRunError as error:
        raise CannotRun(f"{db}: {error}") from error
    except DatabaseError as error:
        raise CannotRun(str(error)) from error
    message(f"the last scan of {db} ended {there.finished_at}", detail=True)
    if as_json:
        write_out(_json(asked, found, there, db, least))
    else:
        from provenance.cli.lines import print_lines

        print_lines(_lines(asked, found, there, db))


def _piped() -> str:
    from provenance.reading import NotText, decode

    try:
        return decode(read_in(1 << 20)).text
    except NotText as error:
        raise WordsUnreadable(f"standard input: {error}.") from error


def _check(words: str, least: float, *, quick: bool) -> None:
    """Raises UsageError for words that can't be looked for."""
    from provenance.names import same_name_token
    from provenance.phrases import FEWEST, MOST, Phrase
    from provenance.settings import SHINGLE

    try:
        count = len(Phrase(words, least, same_name_token))
    except ValueError as error:
        raise click.UsageError(
            f"{error}; give {FEWEST} to {MOST} words (for a longer text: `provenance check`)."
        ) from error
    if quick and count < SHINGLE:
        raise click.UsageError(f"--quick needs {SHINGLE} words; leave it out for fewer.")


def _lines(words: str, found: Trace, there: Searched, db: Path) -> Iterator[str]:
    """The answer for people: what was looked at, each place, what was not looked at."""
    from provenance.report.searched import in_short
    from provenance.report.visible import flowing, one_line
    from provenance.sentences import number, say

    yield f"Words     {flowing(words).strip()} ({number(found.words, 'word')})"
    looked_at = f"{number(found.texts, 'text')} looked at: {found.how}"
    yield f"Searched  {one_line(str(db))}, {number(there.articles, 'article')}; {looked_at}"
    undated = f", {found.undated} of them undated" if found.undated else ""
    times = (
        number(found.found, "time") + f" in {number(found.articles, 'article')}" if found.found else "nowhere"
    )
    yield f"Found     {times}{undated}"
    named_undated = False
    for place, one in enumerate(found.shown, 1):
        yield ""
        if one.place.when is None and not named_undated:
            named_undated = True
            yield "Without a date, in the order of their paths:"
        yield from _occurrence(one, place)
    yield ""
    if found.found > len(found.shown):
        yield f"More      {number(found.found - len(found.shown), 'place')} not shown (--limit 0 shows all)"
    if found.shown and found.shown[0].place.when is not None:
        yield "Note      The earliest here need not be the first: dates are those that the articles carry."
    yield f"Not seen  {in_short()}"
    yield f"Note      {say('said.standing')}"


def _occurrence(one: Occurrence, place: int) -> Iterator[str]:
    from provenance.cli.lines import dated, in_context, named
    from provenance.report.visible import flowing, one_line
    from provenance.sentences import percent

    metadata = one.place.metadata
    outlet = f", {one_line(metadata.outlet)}" if metadata.outlet else ""
    undecided = " (may be as early as the one before)" if one.undecided else ""
    yield f"{place}. {one_line(one.place.path)}{outlet}, {dated(one.place)}{undecided}"
    quoted = "in quote marks" if one.quoted else "not in quote marks"
    yield (
        f"   {one.span.start}-{one.span.end}, {percent(one.identity)} equal words, {quoted}, "
        f"credited: {named(one.credited, one.partly, one.words)}"
    )
    yield f"   {in_context(one.before, one.text, one.after)}"
    if one.differences:
        said = "; ".join(
            f"{flowing(each.asked).strip() or 'nothing'} -> {flowing(each.there).strip() or 'nothing'}"
            for each in one.differences
        )
        yield f"   differs: {said}"


def _json(words: str, found: Trace, there: Searched, db: Path, least: float) -> str:
    from provenance.pages.check_json import part_credits, place_json
    from provenance.report.json_report import as_text
    from provenance.report.searched import not_traced
    from provenance.sentences import say

    return as_text(
        {
            "format": "provenance-trace",
            "format_version": 1,
            "standing_sentence": say("said.standing"),
            "asked": words,
            "words": found.words,
            "min_identity": least,
            "searched": {"db": utf_8(db), **asdict(there), "texts": found.texts, "how": found.how},
            "not_searched": not_traced(there),
            "found": found.found,
            "articles": found.articles,
            "undated": found.undated,
            "shown": [
                {
                    **place_json(one.place),
                    "text_id": one.text_id,
                    "start": one.span.start,
                    "end": one.span.end,
                    "words": one.words,
                    "identity": round(one.identity, 4),
                    "aligned": round(one.aligned, 4),
                    "quoted": one.quoted,
                    "credits": list(one.credited),
                    "part_credits": part_credits(one.partly),
                    "undecided": one.undecided,
                    "before": one.before,
                    "text": one.text,
                    "after": one.after,
                    "differences": [asdict(each) for each in one.differences],
                }
                for one in found.shown
            ],
        }
    )
