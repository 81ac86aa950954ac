"""The report as one HTML page that opens from disk and needs no network. Its parts stand in `page`."""

from __future__ import annotations

import sqlite3
from collections.abc import Iterable, Mapping, Sequence

from provenance.report import (
    error_rates,
    facts,
    findings,
    graph_svg,
    quotations,
    timeline,
    wording,
)
from provenance.report.asked import Asked, Narrowed, asked
from provenance.report.filters import Chosen
from provenance.report.lineage_graph import lineage_graph, of_pairs
from provenance.report.page import articles, families, listing, toggles
from provenance.report.page.environment import write_page
from provenance.report.page.sentences import sentences
from provenance.report.page.strips import draw, strip, strip_of_pair
from provenance.report.page.titled import titles
from provenance.report.page.told import kind_rows, left_out_kinds, quotation_row, statement_rows
from provenance.report.precedence import Finding, count_kinds, finding
from provenance.report.progress import progress
from provenance.report.statements import UNSEEN, Statement, between
from provenance.store.exclusions import read_left_out
from provenance.store.pending import count_not_compared
from provenance.store.reading import NoRunError

# A page stays readable and opens at once with this much on it; what it leaves out it counts and names, and
# the JSON report has it.
FIRST, STATEMENTS, FILES, QUOTATIONS = 12, 300, 200, 200
UNREADABLE = 8
SET_ASIDE = 1000
"""Pairs of which all is set aside."""
PICTURE = 24
"""Boxes that a picture can hold and still be read."""
TIMELINE = 200
"""Articles in the picture over time; of more, the largest stories. `lineage --format svg` draws more."""

Classes = Mapping[findings.Class, tuple[int, int]]


def build(
    connection: sqlite3.Connection,
    *,
    prepared_by: str = "",
    passages: int | None = None,
    taken: Chosen | None = None,
    counting: listing.Room = listing.COUNTING,
    aside: listing.Room = listing.ASIDE,
) -> str:
    """The page on the whole collection, or on what filters have `taken`. `prepared_by`: whom it names for
    that; `passages`: at most so many of them, and with 0 no words of families either; `counting`: the room
    for those that count, `aside`: for those that are set aside.

    Raises NoRunError.
    """
    run = _last_run(connection)
    texts = facts.Texts(connection)
    over = findings.extent(connection)
    had = asked(connection, over, taken, SET_ASIDE)
    found, only = had.ordered, had.narrowed
    whole = graph = lineage_graph(connection, run.uid)
    if only is not None:
        graph = of_pairs(whole, only.pairs, sentences()["filtered"]["graph"])
    directed = listing.directions(graph.statements)
    lister = listing.Lister(connection, texts, directed, counting, aside, passages, taken)
    lister.add((one.pair, one) for one in found.findings)
    lister.add((pair, None) for pair in found.aside)
    listed = lister.listing
    listed.aside_pairs += found.aside_pairs - len(found.aside)
    collection = facts.collection(connection, run)
    named: Iterable[str] = _named(found.findings, graph.statements)
    t = sentences()
    nothing = t["articles"]["nothing"] if only is None else t["filtered"]["nothing_shared"]
    rows = articles.article_rows(
        connection,
        lambda article: (
            strip(connection, texts, article.text_id)
            if only is None
            else draw(texts.text(article.text_id), only.stretches.get(article.path, ()))
        ),
        listed.numbers,
        named if only is None else (*named, *sorted(only.paths)),
        articles.ARTICLES if only is None else min(articles.ARTICLES, len(only.paths)),
        lister.reviews,
        nothing,
    )
    families_shown, families_left_out = families.family_rows(
        connection, None if only is None else only.families
    )
    differing, differing_left_out = _differing(connection, only)
    return _write(
        "report.html",
        connection,
        run,
        prepared_by,
        listed,
        had.classes,
        [one for one in facts.disguises(connection) if only is None or one.path in only.paths],
        differing,
        filtered=only,
        nothing_shared=nothing,
        progress=progress(connection, over, had, taken),
        collection=collection,
        not_compared=collection.not_compared,
        not_searched=wording.not_searched(run.parameters, collection.not_compared),
        **_figures(connection, over, had, directed),
        first=[
            {
                "pair": one.pair,
                "number": listed.numbers.get((one.pair.a_path, one.pair.b_path)),
                "titles": titles(connection, one.pair),
                "shares": listing.shares_told(one.pair, directed),
                "open": listing.open_told(one),
            }
            for one in found.findings[:FIRST]
        ],
        first_left_out=max(0, len(found.findings) - FIRST),
        articles=rows,
        articles_left_out=(collection.files if only is None else len(only.paths)) - len(rows),
        quotations_left_out=differing_left_out,
        families=families_shown,
        families_words=passages != 0,
        families_left_out=families_left_out,
        **_lineage(graph.statements, timeline.pictures(graph, articles=TIMELINE)),
        statements_filtered=len(whole.links) - len(graph.links),
        nothing_told=sentences()["lineage"]["none"] if only is None else sentences()["filtered"]["nothing"],
        exclusions=read_left_out(connection),
    )


def build_pair(connection: sqlite3.Connection, a_path: str, b_path: str, *, prepared_by: str = "") -> str:
    """A page on two articles to send, with the same facts. Raises NoRunError."""
    run = _last_run(connection)
    first, second = sorted((a_path, b_path))
    texts = facts.Texts(connection)
    lineage = between(connection, first, second)
    lister = listing.Lister(connection, texts, listing.directions(lineage), listing.WHOLE, listing.WHOLE)
    pair = findings.pair(connection, first, second)
    shared = findings.Passages(connection, texts).between(first, second) if pair else []
    if pair is not None:
        lister.add([(pair, finding(connection, pair, shared))])
    differing = [quotation_row(one) for one in quotations.Quotations(connection).between(first, second)]
    waiting = count_not_compared(connection)
    return _write(
        "pair.html",
        connection,
        run,
        prepared_by,
        lister.listing,
        _classes_of(shared),
        list(facts.disguises(connection, first, second)),
        differing,
        not_compared=waiting,
        not_searched=wording.not_searched(run.parameters, waiting),
        articles=articles.article_rows(
            connection,
            lambda article: strip_of_pair(texts, article.path, article.text_id, shared),
            lister.listing.numbers,
            (first, second),
            2,
            lister.reviews,
            sentences()["articles"]["nothing"],
        ),
        nothing_shared=sentences()["articles"]["nothing"],
        articles_left_out=0,
        quotations_left_out=0,
        **_lineage(lineage, ()),
        filtered=None,
        statements_filtered=0,
        nothing_told=sentences()["lineage"]["none_pair"],
    )


def _last_run(connection: sqlite3.Connection) -> facts.Run:
    run = facts.last_run(connection)
    if run is None:
        raise NoRunError
    return run


def _write(
    template: str,
    connection: sqlite3.Connection,
    run: facts.Run,
    prepared_by: str,
    listed: listing.Listing,
    classes: Classes,
    disguises: Sequence[facts.Disguise],
    differing: Sequence[object],
    **values: object,
) -> str:
    """The page of a template, with what all pages have."""
    by_status = _by_status(classes)
    reuse = [counted for (status, *_), counted in classes.items() if status == findings.REUSE]
    there = {"disguises": disguises, "quotations": differing, "forms": reuse}
    titles = sentences()["nav"]
    return write_page(
        template,
        toggles.rules(listed.together),
        run=run,
        all_hashes=facts.hash_of_files(connection),
        prepared_by=prepared_by,
        sections=[(one, titles[one]) for one in SECTIONS[template] if there.get(one, True)],
        files_shown=FILES,
        files_first=UNREADABLE,
        disguises=disguises,
        listing=listed,
        totals=toggles.totals(classes),
        statuses=[(one, count) for one, count in by_status.items() if count or one == findings.REUSE],
        reuse=(by_status[findings.REUSE], sum(words for _, words in reuse)),
        quotations=differing,
        set_aside=[(status, by_status[status]) for status in wording.STATUSES if by_status[status]],
        **values,
    )


def _figures(
    connection: sqlite3.Connection,
    over: findings.Extent,
    had: Asked,
    directed: Mapping[tuple[str, str], Statement],
) -> dict[str, object]:
    """The key figures, and the findings by class."""
    reuse = [(key[1:], passages) for key, (passages, _) in had.classes.items() if key[0] == findings.REUSE]
    sources = {paths: said.source for paths, said in directed.items()}
    return {
        "by_status": _by_status(had.classes),
        "forms": reuse,
        "credit_differs": sum(count for (_, credit, _), count in reuse if credit not in ("same", "none")),
        "relations": had.relations,
        "compared_only": None
        if over.composed
        else wording.compared_only(over.families, over.occurrences, over.pairs),
        "kinds": kind_rows(count_kinds(had.ordered.findings, sources, findings.body_words(connection))),
    }


def _differing(connection: sqlite3.Connection, only: Narrowed | None) -> tuple[list[object], int]:
    """The first quotations that differ, and how many are left out."""
    if only is None:
        rows = [*quotations.differing(connection, QUOTATIONS)]
        every = quotations.count_differing(connection)
    else:
        found = quotations.differing(connection)
        rows = [one for one in found if (one.a.path, one.b.path) in only.pairs]
        every = len(rows)
    return [quotation_row(one) for one in rows[:QUOTATIONS]], max(0, every - QUOTATIONS)


def _lineage(lineage: Sequence[Statement], over_time: Sequence[str]) -> dict[str, object]:
    """What is said of where passages come from, its pictures, and how often that is right."""
    from markupsafe import Markup

    return {
        "error_rates": error_rates.told(lineage),
        "picture": Markup(graph_svg.picture(lineage, PICTURE)),
        "picture_holds": PICTURE,
        "timeline": list(map(Markup, over_time)),
        "statements": statement_rows(lineage[:STATEMENTS]),
        "statements_left_out": left_out_kinds(lineage[STATEMENTS:]),
    }


SECTIONS = {
    "report.html": (
        "searched", "figures", "review", "first", "errors", "forms", "disguises", "articles", "pairs",
        "quotations", "families", "lineage", "set-aside", "run",
    ),
    "pair.html": (
        "not-searched", "errors", "disguises", "articles", "pairs", "quotations", "lineage", "run",
    ),
}  # fmt: skip
"""The sections of a page, in order."""


def _named(found: Iterable[Finding], lineage: Sequence[Statement]) -> Iterable[str]:
    """The articles that other parts of the page name."""
    for one in lineage[:STATEMENTS]:
        yield one.derived
        if one.kind != UNSEEN:
            yield one.source
    for each in found:
        yield each.pair.a_path
        yield each.pair.b_path


def _by_status(classes: Classes) -> dict[str, int]:
    return findings.by_status({key: passages for key, (passages, _) in classes.items()})


def _classes_of(passages: Iterable[findings.Passage]) -> Classes:
    found: dict[findings.Class, tuple[int, int]] = {}
    for one in passages:
        key = one.status, one.form, one.credit, one.quoted
        number, words = found.get(key, (0, 0))
        found[key] = (number + 1, words + one.words)
    return found
