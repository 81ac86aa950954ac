"""What `provenance check` says to people. Imported when there is something to say."""

from __future__ import annotations

import shlex
from collections.abc import Iterator
from pathlib import Path

from provenance.cli.lines import dated, in_context, named
from provenance.pages.checked import REUSE, Check, Shown
from provenance.pages.limits import Limits
from provenance.reading import Article
from provenance.report.searched import Searched, in_short
from provenance.report.visible import one_line
from provenance.sentences import number, percent, say

LISTED = 5
"""Articles, and passages set aside, that are named; --verbose and --json name all."""


def lines(
    article: Article, found: Check, there: Searched, how: str, db: Path, limits: Limits, *, every: bool
) -> Iterator[str]:
    """The answer for people: what was looked at, each passage, the articles, the limits, what was not."""
    counted = [shown for shown in found.passages if shown.counts]
    yield f"Draft     {one_line(article.path)}, {number(found.words, 'word')}; not kept"
    looked_at = f"{number(found.looked_at, 'text')} looked at, found by {how}"
    yield f"Searched  {one_line(str(db))}, {number(there.articles, 'article')}; {looked_at}"
    share = f", {number(found.counted, 'word')} ({percent(found.share)} of the draft)" if counted else ""
    longest = f", the longest {found.longest}" if counted else ""
    total = number(len(found.passages), "shared passage")
    yield f"Found     {total}; {len(counted)} {limits.rule}{share}{longest}"
    yield from _passages(found, every)
    yield from _articles(found, every)
    for place in found.same_text if every else found.same_text[:LISTED]:
        yield f"Itself    {one_line(place.path)}, {dated(place)}, has the words of the draft and no others:"
        yield "          taken for the draft itself, it does not count (--count-same-text compares it, too)"
    if not every and len(found.same_text) > LISTED:
        yield f"Itself    {len(found.same_text) - LISTED} more (--verbose names all)"
    for path in found.excepted:
        yield f"Left out  {one_line(path)}, as asked"
    for sentence in limits.exceeded(found):
        yield f"Limit     {sentence}"
    yield f"Not seen  {in_short()}"
    yield f"Note      {say('said.standing')}"


def _passages(found: Check, every: bool) -> Iterator[str]:
    """The passages: those that count, the longest first, then what is explained, then what is set aside."""
    counted = [shown for shown in found.passages if shown.counts]
    explained = [shown for shown in found.passages if shown.status == REUSE and not shown.counts]
    aside = [shown for shown in found.passages if shown.status != REUSE]
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
    parts = [
        number(shown.words, "word"),
        "in quote marks" if shown.quoted else "not in quote marks",
        f"credited: {named(shown.credited, shown.partly, shown.words)}",
    ]
    if shown.status != REUSE:
        parts.append(shown.status)
    elif not shown.counts:
        parts.append("does not count")
    return ", ".join(parts)


def _words(shown: Shown) -> str:
    return in_context(shown.before, shown.text, shown.after)


def _passage(shown: Shown, place: int) -> Iterator[str]:
    """Three lines: what it is; its words; where the archive has it, the earliest first."""
    yield f"{place}. {_head(shown)}"
    yield f"   {shown.span.start}-{shown.span.end} {_words(shown)}"
    first = shown.elsewhere[0]
    paths = {one.place.path for one in shown.elsewhere}
    where = f"{one_line(first.place.path)}, {dated(first.place)}, {first.span.start}-{first.span.end}"
    where += ", in quote marks" if first.quoted else ""
    where += f", credited there: {named(first.credited)}"
    equal = [match for match in shown.matches if first.place in match.places and match.span == first.span]
    where += f", {equal[0].form} ({percent(equal[0].identity)} equal words)" if equal else ""
    order = "the earliest" if first.place.when is not None else "none of them dated"
    yield f"   in {number(len(paths), 'article')}" + (f", {order}: " if len(paths) > 1 else ": ") + where


def _articles(found: Check, every: bool) -> Iterator[str]:
    """The articles that share most, and those that may be versions of the draft."""
    for one in found.articles if every else found.articles[:LISTED]:
        shares = f"{percent(one.share_draft)} of the draft, {percent(one.share_article)} of the article"
        place = one.places[0]
        more = f" and {len(one.places) - 1} more places" if len(one.places) > 1 else ""
        yield f"Article   {one_line(place.path)}{more}, {dated(place)}: {number(one.words, 'word')}, {shares}"
    if not every and len(found.articles) > LISTED:
        yield f"Article   {len(found.articles) - LISTED} more (--verbose names all)"
    versions = [one for one in found.articles if one.near_duplicate]
    for one in versions if every else versions[:LISTED]:
        known = [what for what, same in (("outlet", one.same_outlet), ("byline", one.same_byline)) if same]
        why = f" (same {' and '.join(known)})" if known else ""
        yield f"Version?  {one_line(one.places[0].path)} is nearly the same text{why}; to leave it out:"
        yield "          " + " ".join(f"--except {shlex.quote(place.path)}" for place in one.places)
    if not every and len(versions) > LISTED:
        yield f"Version?  {len(versions) - LISTED} more (--verbose names all)"
