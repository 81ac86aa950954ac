"""The articles of a page: their facts, the strip of each, and with whom they share passages."""

from __future__ import annotations

import sqlite3
from collections import defaultdict
from collections.abc import Callable, Iterable, Mapping, Sequence
from itertools import islice
from typing import TYPE_CHECKING

from provenance.report import facts, wording
from provenance.report.findings import REUSE
from provenance.report.page.sentences import many, say, sentences
from provenance.report.page.strips import HEIGHT, NAMED, WIDTH
from provenance.report.page.told import review_lines
from provenance.report.reviewed import Reviews
from provenance.sentences import figure, listed

if TYPE_CHECKING:
    from markupsafe import Markup

    from provenance.report.page.strips import Strip

ARTICLES = 1000
PARTNERS = 20
"""Pairs of an article that are named beside it."""

Row = dict[str, object]


def article_rows(
    connection: sqlite3.Connection,
    drawn: Callable[[facts.Article], Strip],
    numbers: Mapping[tuple[str, str], int],
    named: Iterable[str],
    at_most: int,
    reviews: Reviews,
    nothing: Markup,
) -> list[Row]:
    """By path the articles that are `named`, and the first of the others, so many in all. `drawn`: the strip
    of an article; `numbers`: of each pair on the page the number at which it stands; `reviews`: what people
    decided on articles; `nothing`: what is said of an article with an empty strip."""
    partners: dict[str, list[tuple[str, int]]] = defaultdict(list)
    for (a, b), number in numbers.items():
        partners[a].append((b, number))
        partners[b].append((a, number))
    listed = {path: facts.article(connection, path) for path in islice(dict.fromkeys(named), at_most)}
    for article in islice(facts.articles(connection), at_most):
        if len(listed) >= at_most:
            break
        listed[article.path] = article
    return [
        _row(article, drawn(article), partners[path], reviews, nothing)
        for path, article in sorted(listed.items())
    ]


def _row(
    article: facts.Article,
    found: Strip,
    partners: Sequence[tuple[str, int]],
    reviews: Reviews,
    nothing: Markup,
) -> Row:
    return {
        "facts": article,
        "strip": found,
        "width": WIDTH,
        "height": HEIGHT,
        "spans": _spans(found),
        "shared": _shared(found, article.words) if found.words else nothing,
        "dated": wording.dated(next((one.date for one in article.dates if one.used), None)),
        "review": review_lines(reviews.article(article.text_id)),
        "partners": sorted(partners, key=lambda one: one[1])[:PARTNERS],
        "partners_left_out": max(0, len(partners) - PARTNERS),
    }


def _shared(found: Strip, of_all: int) -> Markup:
    t = sentences()
    words = found.words.get(REUSE, 0)
    if not words:
        unticked: Markup = t["articles"]["unticked"]
        return unticked
    return say(
        t["articles"]["shared"],
        words=figure(words),
        all=many(t["count"]["word"], of_all),
        percent=wording.percent(words / of_all),
    )


def _spans(found: Strip) -> str:
    """Where reuse stands, in words."""
    told = listed("comma", (f"{span.start}–{span.end}" for span in found.spans[:NAMED]))
    more = len(found.spans) - NAMED
    return say(sentences()["articles"]["strip_more"], spans=told, more=more) if more > 0 else told
