"""`provenance check DRAFT`: what a draft shares with the archive; exit 1 above a limit."""

from __future__ import annotations

import sqlite3
from collections.abc import Callable, Iterator, Sequence
from dataclasses import asdict
from pathlib import Path
from typing import TYPE_CHECKING, Any

import click

from provenance.cli.options import CannotRun, db_option, message, verbosity, write_out

if TYPE_CHECKING:
    from provenance.pages.check import Check, Counts, Shown
    from provenance.reading import Article
    from provenance.report.searched import Searched

FINDINGS, UNREADABLE = 1, 3
LISTED = 5
"""Articles, and passages set aside, that the terminal names; --verbose and --json name all."""


class DraftUnreadable(click.ClickException):
    """The draft can't be read: exit code 3."""

    exit_code = UNREADABLE


class Share(click.ParamType):
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
@click.option("--thorough", is_flag=True, help="Find every shared run of 8 words.")
@click.option("--json", "as_json", is_flag=True, help="Print everything that was found as JSON.")
@db_option
@verbosity
def check(
    draft: Path,
    max_words: int | None,
    max_share: float | None,
    fail_on: str | None,
    excepted: tuple[str, ...],
    allow_quoted: bool,
    strict: bool,
    thorough: bool,
    as_json: bool,
    db: Path,
) -> int:
    """Show what DRAFT (a file, or - for standard input) shares with the articles of the archive.

    Nothing is written and the draft is not kept. A passage counts where the draft credits nobody for its words
    and it is neither boilerplate nor a stock phrase; an earlier version of the draft counts, too, unless it is
    excepted. Exit code 0; 1 above a limit; 3 where the draft can't be read.
    """
    from provenance.pages.check import check as find
    from provenance.pages.lookup import Archive
    from provenance.passages import RULES, THOROUGH
    from provenance.report import searched as search
    from provenance.report.json_report import NoRunError, as_text
    from provenance.store.database import DatabaseError, read_untouched

    article = _read(draft)
    rules = THOROUGH if thorough else RULES

    def ask(connection: sqlite3.Connection) -> tuple[Searched, Check, str]:
        there = search.searched(connection)
        archive = Archive(connection)
        found = find(
            connection,
            article,
            holders=archive,
            excepted=_excepted(connection, excepted),
            counts=counting(strict=strict, allow_quoted=allow_quoted),
            rules=rules,
        )
        return there, found, archive.how

    try:
        there, found, how = read_untouched(db, ask)
    except NoRunError as error:
        raise CannotRun(f"{db}: {error}") from error
    except DatabaseError as error:
        raise CannotRun(str(error)) from error
    above = exceeded(found, max_words, max_share, fail_on)
    if as_json:
        from provenance.pages.check_json import build

        report = build(
            article,
            found,
            searched={"db": str(db), **asdict(there), "how": how},
            not_searched=search.not_searched(there, {"alone": rules.alone, "company": rules.company}),
            limits={
                "max_words": max_words, "max_share": max_share, "fail_on": fail_on,
                "allow_quoted": allow_quoted, "strict": strict, "thorough": thorough,
            },
            exceeded=above,
        )  # fmt: skip
        write_out(as_text(report))
    else:
        from provenance.cli.lines import print_lines

        every = click.get_current_context().meta.get("provenance.verbosity", 0) > 0
        print_lines(_lines(article, found, there, db, above, every=every))
    return FINDINGS if above else 0


def _read(draft: Path) -> Article:
    """The draft. Raises DraftUnreadable."""
    from provenance import settings
    from provenance.pages.drafts import DraftError, read_draft, read_piped

    try:
        if str(draft) == "-":
            return read_piped(click.get_binary_stream("stdin").read(settings.MAX_BYTES + 1))
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


def counting(*, strict: bool, allow_quoted: bool) -> Counts:
    """Which words count: those that nobody is credited for; `strict`, those that are not both quoted and
    credited; `allow_quoted`, none in quote marks."""

    def counts(quoted: bool, credited: tuple[str, ...]) -> bool:
        if quoted and allow_quoted:
            return False
        return not credited or (strict and not quoted)

    return counts


def exceeded(
    found: Check, max_words: int | None, max_share: float | None, fail_on: str | None
) -> tuple[str, ...]:
    """A sentence for each limit that the draft is above."""
    from provenance.report.wording import number, percent

    above = []
    if max_words is not None and found.longest > max_words:
        above.append(f"The longest uncredited passage has {number(found.longest, 'word')}; {max_words} allowed.")
    if max_share is not None and found.share > max_share:
        above.append(
            f"Uncredited passages are {percent(found.share)} of the draft; {percent(max_share)} allowed."
        )
    if fail_on and found.counted:
        count = sum(shown.counts for shown in found.passages)
        above.append(f"{number(count, 'passage')} without a credit; none allowed.")
    return tuple(above)


def _lines(
    article: Article, found: Check, there: Searched, db: Path, above: Sequence[str], *, every: bool
) -> Iterator[str]:
    """The answer for people: what was looked at, each passage, the articles, the limits, what was not."""
    from provenance.report.searched import IN_SHORT
    from provenance.report.visible import one_line
    from provenance.report.wording import STANDING, number, percent

    counted = [shown for shown in found.passages if shown.counts]
    yield f"Draft     {one_line(article.path)}, {number(found.words, 'word')}; not kept"
    yield f"Searched  {db}, {number(there.articles, 'article')}, last scan {there.finished_at[:16]}Z"
    share = f", {number(found.counted, 'word')} ({percent(found.share)} of the draft)" if counted else ""
    longest = f", the longest {found.longest}" if counted else ""
    total = number(len(found.passages), "shared passage")
    yield f"Found     {total}; {len(counted)} without a credit{share}{longest}"
    yield from _passages(found, every)
    yield from _articles(found, every)
    for path in found.excepted:
        yield f"Left out  {one_line(path)}, as asked"
    for sentence in above:
        yield f"Limit     {sentence}"
    yield f"Not seen  {IN_SHORT}"
    yield f"Note      {STANDING}"


def _passages(found: Check, every: bool) -> Iterator[str]:
    """The passages: those that count, the longest first, then what is explained, then what is set aside."""
    counted = [shown for shown in found.passages if shown.counts]
    explained = [shown for shown in found.passages if shown.status == "reuse" and not shown.counts]
    aside = [shown for shown in found.passages if shown.status != "reuse"]
    numbered = sorted(counted, key=_longest) + sorted(explained, key=_longest)
    for place, shown in enumerate(numbered, 1):
        yield ""
        yield from _passage(shown, place)
    if aside:
        yield ""
    shown_aside = sorted(aside, key=_longest)
    for shown in shown_aside if every else shown_aside[:LISTED]:
        yield f"Aside     {_head(shown)}: {shown.span.start}-{shown.span.end} {_words(shown)}"
    if not every and len(aside) > LISTED:
        yield f"Aside     {len(aside) - LISTED} more boilerplate and stock phrases (--verbose names all)"
    yield ""


def _longest(shown: Shown) -> tuple[int, int]:
    return -shown.words, shown.span.start


def _head(shown: Shown) -> str:
    from provenance.cli.lines import named
    from provenance.report.wording import number

    parts = [
        number(shown.words, "word"),
        "in quote marks" if shown.quoted else "not in quote marks",
        f"credited: {named(shown.credited)}",
    ]
    if shown.status != "reuse":
        parts.append(shown.status)
    elif not shown.counts:
        parts.append("does not count")
    return ", ".join(parts)


def _words(shown: Shown) -> str:
    from provenance.cli.lines import in_context

    return in_context(shown.before, shown.text, shown.after)


def _passage(shown: Shown, number: int) -> Iterator[str]:
    """Three lines: what it is; its words; where the archive has it, the earliest first."""
    from provenance.cli.lines import dated, named
    from provenance.report.visible import one_line
    from provenance.report.wording import number as counted
    from provenance.report.wording import percent

    yield f"{number}. {_head(shown)}"
    yield f"   {shown.span.start}-{shown.span.end} {_words(shown)}"
    first, span = shown.elsewhere[0]
    paths = {place.path for place, _ in shown.elsewhere}
    where = f"{one_line(first.path)}, {dated(first)}, {span.start}-{span.end}"
    match = next((one for one in shown.matches if first in one.places and one.span == span), None)
    if match is not None:
        quoted = ", in quote marks" if match.quoted else ""
        where += f", {match.form} ({percent(match.identity)} equal){quoted}"
        where += f", credited there: {named(match.credited)}"
    order = "the earliest" if first.when is not None else "none of them dated"
    yield f"   in {counted(len(paths), 'article')}" + (f", {order}: " if len(paths) > 1 else ": ") + where


def _articles(found: Check, every: bool) -> Iterator[str]:
    """The articles that share most, and those that may be versions of the draft."""
    from provenance.cli.lines import dated
    from provenance.report.visible import one_line
    from provenance.report.wording import number, percent

    for one in found.articles if every else found.articles[:LISTED]:
        shares = f"{percent(one.share_draft)} of the draft, {percent(one.share_article)} of the article"
        place = one.places[0]
        more = f" and {len(one.places) - 1} more places" if len(one.places) > 1 else ""
        yield f"Article   {one_line(place.path)}{more}, {dated(place)}: {number(one.words, 'word')}, {shares}"
    if not every and len(found.articles) > LISTED:
        yield f"Article   {len(found.articles) - LISTED} more (--verbose names all)"
    for one in found.articles:
        if one.near_duplicate:
            known = [
                what for what, same in (("outlet", one.same_outlet), ("byline", one.same_byline)) if same
            ]
            why = f" (same {' and '.join(known)})" if known else ""
            paths = " ".join(f"--except {one_line(place.path)!r}" for place in one.places)
            yield f"Version?  {one_line(one.places[0].path)} is nearly the same text{why}; it counts unless {paths}"
