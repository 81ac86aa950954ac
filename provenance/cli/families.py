"""`provenance families`: the passages that stand in several articles, or all the places of one of them."""

from __future__ import annotations

import sqlite3
from collections.abc import Sequence
from pathlib import Path
from typing import TYPE_CHECKING

import click

from provenance.cli.options import db_option, reading, verbosity, write_out

if TYPE_CHECKING:
    from provenance.report.family_list import FamilyFigures, FamilyPlace

ANY = "all"


@click.command(
    epilog="\b\nExamples:\n  provenance families --sort outlets --limit 50\n"
    "  provenance families --article 001 --status all\n  provenance families 17 --json"
)
@click.argument("number", metavar="[ID]", type=click.IntRange(min=1, max=2**63 - 1), required=False)
@click.option(
    "--sort",
    type=click.Choice(["size", "span", "outlets"]),
    default="size",
    show_default=True,
    help="What comes first: most places, longest from the first to the last date, or most outlets.",
)
@click.option(
    "--limit", type=click.IntRange(min=1), default=20, show_default=True, help="Show at most so many."
)
@click.option(
    "--status",
    type=click.Choice(["reuse", "stock phrase", "boilerplate", ANY]),
    default="reuse",
    show_default=True,
    help="Which families.",
)
@click.option("--article", metavar="PATH", help="Only the families that this article is in.")
@click.option("--json", "as_json", is_flag=True, help="Print JSON.")
@db_option
@verbosity
def families(
    number: int | None, sort: str, limit: int, status: str, article: str | None, as_json: bool, db: Path
) -> None:
    """List the families: passages that stand in several articles.

    With ID, one family with all the places where its passage stands, the earliest first. Another scan may
    give other numbers. PATH is a path, the end of one, a part of a file name that only one article has, or a
    text id or at least 8 digits of its start.
    """
    from provenance.report import facts
    from provenance.report.find_article import ArticleNameError, find_article
    from provenance.store.reading import NoRunError

    if number is not None and article is not None:
        raise click.UsageError("Give the ID of a family or --article, not both.")
    with reading(db) as connection:
        run = facts.last_run(connection)
        if run is None:
            raise NoRunError
        if number is not None:
            _one(connection, number, run.uid, as_json=as_json)
            return
        path = None
        if article is not None:
            try:
                path = find_article(connection, article)
            except ArticleNameError as error:
                raise click.UsageError(str(error)) from error
        _list(connection, run.uid, sort, limit, None if status == ANY else status, path, as_json=as_json)


def _list(
    connection: sqlite3.Connection,
    run: str,
    sort: str,
    limit: int,
    status: str | None,
    path: str | None,
    *,
    as_json: bool,
) -> None:
    from provenance.report import family_list, json_report
    from provenance.report.json_families import listed

    total = family_list.count_families(connection, status, path)
    found = family_list.list_families(connection, sort=sort, status=status, path=path, limit=limit)
    if as_json:
        asked = {"sort": sort, "status": status or ANY, "article": path}
        write_out(json_report.as_text(listed(run, asked, total, found)))
    else:
        _print_list(found, total, status, path)


def _one(connection: sqlite3.Connection, number: int, run: str, *, as_json: bool) -> None:
    from provenance.report import family_list, json_report
    from provenance.report.json_families import with_places

    family = family_list.one_family(connection, number)
    if family is None:
        raise click.UsageError(
            f"There is no family {number} in this database; `provenance families` lists those that there are."
        )
    places = family_list.places_of(connection, number)
    if as_json:
        write_out(json_report.as_text(with_places(run, family, places)))
    else:
        _print_one(family, places)


def _print_list(found: Sequence[FamilyFigures], total: int, status: str | None, path: str | None) -> None:
    from rich.text import Text

    from provenance.cli.terminal import console
    from provenance.report import wording
    from provenance.report.visible import one_line

    out = console()
    kind = f" ({status})" if status else ""
    where = f" with {one_line(path)}" if path else ""
    if not found:
        out.print(Text(f"No family{kind}{where}."))
    for family in found:
        out.print(Text(f"{family.id}  ", style="bold").append(_figures(family), "not bold"))
        out.print(Text(f"   {_dates(family)}"))
        out.print(Text(f"   {_first_words(family)}", style="dim"))
    if total > len(found) > 0:
        out.print(Text(f"{total - len(found):,} more; --limit shows them."))
    out.print(Text(wording.standing(), style="italic"))


def _print_one(family: FamilyFigures, places: Sequence[FamilyPlace]) -> None:
    from rich.text import Text

    from provenance import sentences
    from provenance.cli.terminal import console, say_date
    from provenance.report import wording
    from provenance.report.visible import one_line

    out = console()
    out.print(Text(f"Family {family.id}  ", style="bold").append(_figures(family), "not bold"))
    out.print(Text(_dates(family)))
    out.print(Text(_first_words(family)))
    for number, place in enumerate(places, 1):
        dated = say_date(place.date) if place.date else "undated"
        details = (place.outlet, place.title)
        head = Text(f"{number}. ", style="bold").append(one_line(place.path), "bold")
        out.print(
            head.append("  " + ", ".join([dated, *(one_line(one) for one in details if one)]), "not bold")
        )
        said = [
            f"{place.span.start}-{place.span.end}",
            wording.number(place.words, "word"),
            "in quote marks" if place.quoted else "not a quotation",
            f"credited: {one_line(', '.join(place.credits)) or 'nobody'}",
            "the others are compared with this one"
            if place.representative
            else f"{wording.percent(place.identity)} equal words",
        ]
        if place.status != family.status:
            said.append(place.status)
        out.print(Text("   " + ", ".join(said), style="dim"))
    out.print(Text(sentences.say("said.differing_credit")))
    out.print(Text(wording.standing(), style="italic"))


def _figures(family: FamilyFigures) -> str:
    from provenance.report import wording

    parts = [
        f"{wording.number(family.words, 'word')} in {wording.number(family.places, 'place')}",
        wording.number(family.texts, "text"),
        wording.number(family.outlets, "outlet"),
        f"cohesion {wording.percent(family.cohesion)}",
    ]
    if family.status != "reuse":
        parts.append(family.status)
    if family.whole_text:
        parts.append("one text in several places")
    return ", ".join(parts)


def _dates(family: FamilyFigures) -> str:
    from provenance.cli.terminal import say_date
    from provenance.report import wording

    if family.first is None or family.last is None:
        return "undated"
    said = say_date(family.first)
    if family.last != family.first:
        said += f" to {say_date(family.last)}"
    if family.days:
        said += f": at least {wording.number(family.days, 'day')}"
    return said + (f"; {family.undated:,} undated" if family.undated else "")


def _first_words(family: FamilyFigures) -> str:
    from provenance.report.visible import flowing

    return flowing(family.first_words).strip() + (" …" if family.cut else "")
