"""`provenance search WORDS`: the articles that have some words, with the place where they stand."""

from __future__ import annotations

from pathlib import Path
from typing import TYPE_CHECKING

import click

from provenance.cli.options import CannotRun, db_option, is_quiet, message, reading, verbosity, write_out

if TYPE_CHECKING:
    from rich.text import Text

    from provenance.pages.search import Found, Hit


@click.command(
    epilog="\b\nExamples:\n  provenance search astana ceasefire\n"
    "  provenance search \"going to Astana\" reuters\n  provenance search 'guarant*' --limit 5 --json"
)
@click.argument("words", nargs=-1, required=True)
@click.option(
    "--limit",
    type=click.IntRange(min=1),
    default=20,
    show_default=True,
    help="Show at most so many articles.",
)
@click.option("--json", "as_json", is_flag=True, help="Print JSON.")
@db_option
@verbosity
def search(words: tuple[str, ...], limit: int, as_json: bool, db: Path) -> None:
    """Find the articles that have all of WORDS, the best first.

    Upper and lower case and accents make no difference. Several words in one pair of quote marks are a
    phrase; a * at the end of a word stands for any further letters. The index that this needs is made on
    first use; after that only what is new is added. Titles that do not stand in an article's text are not
    searched.
    """
    from provenance.pages import search as page

    not_searched = _update(db, as_json=as_json)
    with reading(db) as connection:
        try:
            found = page.search(connection, words, limit)
        except page.NoWordError as error:
            raise click.UsageError(str(error)) from error
    if as_json:
        from provenance.report import json_report

        write_out(json_report.as_text(_report(words, found, not_searched)))
    else:
        _print(found, not_searched)


def _update(db: Path, *, as_json: bool) -> int:
    """Make the index, or add what it lacks; how many texts could not be added. Raises CannotRun where there
    is no index and none can be made."""
    from provenance.cli.terminal import progress_bars
    from provenance.pages import search as page
    from provenance.report import facts, wording
    from provenance.store.database import DatabaseError
    from provenance.store.reading import NoRunError
    from provenance.store.search import count_missing, has_index

    with reading(db) as connection:
        if facts.last_run(connection) is None:
            raise NoRunError
        there, missing = has_index(connection), count_missing(connection)
    if there and not missing:
        return 0
    message(f"indexing {wording.number(missing, 'text')} for search, {'once' if there else 'on first use'}")
    try:
        with progress_bars(shown=not as_json and not is_quiet()) as progress:
            page.make_searchable(db, progress)
    except DatabaseError as error:
        if not there:
            raise CannotRun(f"The index for search could not be made: {error}") from error
        message(f"{wording.number(missing, 'text')} not searched: {error}")
        return missing
    return 0


def _report(words: tuple[str, ...], found: Found, not_searched: int) -> dict[str, object]:
    from provenance.report.json_families import date
    from provenance.report.json_report import FORMAT_VERSION

    return {
        "format": "provenance-search",
        "format_version": FORMAT_VERSION,
        "words": list(words),
        "query": found.query,
        "total": found.total,
        "texts_not_searched": not_searched,
        "texts": [
            {
                "text_id": hit.text_id,
                "places": [
                    {"path": one.path, "title": one.title, "outlet": one.outlet, "date": date(one.date)}
                    for one in hit.places
                ],
                "context": {"start": hit.context.start, "end": hit.context.end, "text": hit.text},
                "matches": [[span.start, span.end] for span in hit.matches],
            }
            for hit in found.hits
        ],
    }


def _print(found: Found, not_searched: int) -> None:
    from rich.text import Text

    from provenance.cli.terminal import console, plain, say_date
    from provenance.report import wording
    from provenance.report.visible import one_line

    out = console()
    for number, hit in enumerate(found.hits, 1):
        first, *others = hit.places
        head = Text(f"{number}. ", style="bold").append(one_line(first.path), "bold")
        dated = say_date(first.date) if first.date else "undated"
        details = ", ".join([*(one_line(one) for one in (first.title, first.outlet) if one), dated])
        out.print(head.append(f"  {details}", "not bold"))
        out.print(_context(hit, signs=plain(out)))
        if others:
            named = ", ".join(one_line(one.path) for one in others[:3])
            more = f" and {len(others) - 3:,} more" if len(others) > 3 else ""
            out.print(Text(f"   the same text: {named}{more}", style="dim"))
    if not found.hits:
        out.print(Text("No article has all of this."))
    elif found.total > len(found.hits):
        out.print(Text(f"{found.total - len(found.hits):,} more; --limit shows them."))
    if not_searched:
        out.print(Text(f"{wording.number(not_searched, 'text')} not searched."))


def _context(hit: Hit, *, signs: bool) -> Text:
    """The place that is shown, its matches marked: by signs, or in bold where there is colour."""
    from rich.text import Text

    from provenance.report.visible import flowing

    matches = hit.shown()
    line = Text(f"   {matches[0].start}-{matches[-1].end}  ", style="dim")
    end = 0
    for span in matches:
        start, stop = span.start - hit.context.start, span.end - hit.context.start
        line.append(flowing(hit.text[end:start]), "not dim")
        words = flowing(hit.text[start:stop])
        line.append(f">>{words}<<" if signs else words, "not dim bold")
        end = stop
    line.append(flowing(hit.text[end:]), "not dim")
    line.rstrip()
    return line
