"""`provenance check DRAFT`: what a draft shares with the archive; exit 1 above a limit."""

from __future__ import annotations

import sqlite3
from collections.abc import Callable, Sequence
from dataclasses import asdict
from pathlib import Path
from typing import TYPE_CHECKING, Any

import click

from provenance.cli.options import (
    CannotRun,
    agencies_option,
    db_option,
    is_loud,
    message,
    read_in,
    utf_8,
    verbosity,
    write_out,
)
from provenance.cycles import no_collections

if TYPE_CHECKING:
    from provenance.agency_lists import Lists
    from provenance.pages.checked import Check
    from provenance.reading import Article
    from provenance.report.searched import Searched

FINDINGS, UNREADABLE = 1, 3


class DraftUnreadable(click.ClickException):
    """The draft can't be read: exit code 3."""

    exit_code = UNREADABLE


class Share(click.ParamType):  # type: ignore[type-arg]  # generic in the newest click only
    """A share: from 0 to 1, or a percentage."""

    name = "share"

    def convert(self, value: Any, param: click.Parameter | None, ctx: click.Context | None) -> float:
        if isinstance(value, float):
            return value
        words = str(value).strip()
        try:
            share = float(words.removesuffix("%")) / (100 if words.endswith("%") else 1)
        except ValueError:
            share = -1.0
        if not 0 <= share <= 1:
            self.fail(f"{value!r} is no share; write 0.1 or 10%.", param, ctx)
        return share


@click.command(
    epilog="\b\nExamples:\n  provenance check draft.txt\n"
    "  provenance check draft.txt --max-words 25 --except 'herald/draft-*'\n"
    "  pandoc draft.docx -t plain | provenance check - --fail-on uncredited --json"
)
@click.argument("draft", type=click.Path(path_type=Path, allow_dash=True))
@click.option(
    "--max-words",
    type=click.IntRange(min=0),
    help="Exit 1 where an uncredited passage has more words than this.",
)
@click.option(
    "--max-share",
    type=Share(),
    help="Exit 1 where uncredited passages are more of the draft than this: 0.1 or 10%.",
)
@click.option(
    "--fail-on", type=click.Choice(["uncredited"]), help="Exit 1 where there is any uncredited passage."
)
@click.option(
    "--except",
    "excepted",
    multiple=True,
    metavar="PATH",
    help="Leave out an article, as an earlier version of the draft: its path, or a pattern. Repeatable.",
)
@click.option(
    "--allow-quoted", is_flag=True, help="Words in quote marks don't count, also where nobody is credited."
)
@click.option("--strict", is_flag=True, help="Credited words count, too, where they are not in quote marks.")
@click.option(
    "--count-same-text",
    is_flag=True,
    help="Compare articles that have the words of the draft and no others, too.",
)
@click.option("--thorough", is_flag=True, help="Find every shared run of 8 words.")
@agencies_option
@click.option("--json", "as_json", is_flag=True, help="Print everything that was found as JSON.")
@db_option
@verbosity
@no_collections()  # a draft is little work, of which looking for cycles was a twentieth
def check(
    draft: Path,
    max_words: int | None,
    max_share: float | None,
    fail_on: str | None,
    excepted: tuple[str, ...],
    allow_quoted: bool,
    strict: bool,
    count_same_text: bool,
    thorough: bool,
    agencies: Lists | None,
    as_json: bool,
    db: Path,
) -> int:
    """Show what DRAFT (a file, or - for standard input) shares with the articles of the archive.

    Nothing is written and the draft is not kept. A passage counts where the draft credits nobody for its
    words and it is neither boilerplate nor a stock phrase. An article with the very words of the draft is
    taken for the draft itself: it is named and does not count. Another earlier version counts unless it is
    left out with --except. Exit code 0; 1 above a limit; 3 where the draft can't be read.
    """
    from provenance.pages import check as page
    from provenance.pages.limits import Limits
    from provenance.pages.lookup import Archive
    from provenance.passage_rules import RULES, THOROUGH
    from provenance.report import searched as search
    from provenance.store.database import DatabaseError, read_untouched
    from provenance.store.reading import NoRunError

    article = _read(draft)
    limits = Limits(max_words, max_share, fail_on is not None, strict, allow_quoted, count_same_text)
    rules = THOROUGH if thorough else RULES

    def ask(connection: sqlite3.Connection) -> tuple[Searched, Check, str]:
        there, archive = search.searched(connection), Archive(connection)
        found = page.check(
            connection,
            article,
            archive=archive,
            excepted=_excepted(connection, excepted),
            counts=limits.counts,
            same_text=limits.same_text,
            rules=rules,
            agencies=agencies,
        )
        return there, found, archive.how

    try:
        there, found, how = read_untouched(db, ask)
    except NoRunError as error:
        raise CannotRun(f"{db}: {error}") from error
    except DatabaseError as error:
        raise CannotRun(str(error)) from error
    message(f"the last scan of {db} ended {there.finished_at}", detail=True)
    if as_json:
        from provenance.pages.check_json import build
        from provenance.report.json_report import as_text

        asked = {"db": utf_8(db), **asdict(there), "how": how, "thorough": thorough}
        not_searched = search.not_searched(there, {"alone": rules.alone, "company": rules.company})
        report = build(article, found, searched=asked, not_searched=not_searched, limits=limits)
        write_out(as_text(report))
    else:
        from provenance.cli.check_lines import lines
        from provenance.cli.lines import print_lines

        print_lines(lines(article, found, there, how, db, limits, every=is_loud()))
    return FINDINGS if limits.exceeded(found) else 0


def _read(draft: Path) -> Article:
    """The draft. Raises DraftUnreadable."""
    from provenance import settings
    from provenance.pages.drafts import DraftError, read_draft, read_piped

    try:
        if str(draft) == "-":
            return read_piped(read_in(settings.MAX_BYTES + 1))
        article, notes = read_draft(draft)
    except DraftError as error:
        raise DraftUnreadable(str(error)) from error
    for note in notes:
        message(note)
    return article


def _excepted(connection: sqlite3.Connection, names: Sequence[str]) -> Callable[[str], bool]:
    """Which paths are left out. Raises UsageError for a name without wildcards that is no article."""
    from fnmatch import fnmatchcase

    from provenance.report.find_article import ArticleNameError, find_article

    exact, patterns = set(), []
    for name in names:
        if set(name) & set("*?["):
            patterns.append(name)
            exact.add(name)  # a path may hold brackets of its own
            continue
        try:
            exact.add(find_article(connection, name))
        except ArticleNameError as error:
            raise click.UsageError(f"--except: {error}") from error
    return lambda path: path in exact or any(fnmatchcase(path, pattern) for pattern in patterns)
