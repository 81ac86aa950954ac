"""The report as one HTML page that opens from disk and needs no network. Its parts stand in `page`."""

from __future__ import annotations

import sqlite3
from collections.abc import Iterable, Mapping, Sequence

from provenance.report import (
    error_rates,
    facts,
    findings,
    graph_svg,
    json_report,
    quotations,
    timeline,
    wording,
)
from provenance.report.lineage_graph import lineage_graph
from provenance.report.page import articles, families, listing, toggles
from provenance.report.page.environment import write_page
from provenance.report.page.sentences import sentences
from provenance.report.page.strips import strip, strip_of_pair
from provenance.report.page.told import kind_rows, left_out_kinds, quotation_row, statement_rows
from provenance.report.precedence import Finding, count_kinds, finding, ordered
from provenance.report.statements import UNSEEN, Statement, between
from provenance.store.exclusions import read_left_out

# A page stays readable and opens at once with this much on it; what it leaves out it counts and names, and
# the JSON report has it.
FIRST, STATEMENTS, FILES, QUOTATIONS = 12, 300, 200, 200
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
    counting: listing.Room = listing.COUNTING,
    aside: listing.Room = listing.ASIDE,
) -> str:
    """The page on the whole collection. `prepared_by`: whom it names for that; `passages`: at most so many of
    them; `counting`: the room for those that count, `aside`: for those that are set aside.

    Raises NoRunError.
    """
    from markupsafe import Markup

    run = facts.last_run(connection)
    if run is None:
        raise json_report.NoRunError
    texts = facts.Texts(connection)
    over = findings.extent(connection)
    graph = lineage_graph(connection, run.uid)
    lineage = graph.statements
    directed = listing.directions(lineage)
    found = ordered(connection, over, SET_ASIDE)
    lister = listing.Lister(connection, texts, directed, counting, aside, passages)
    lister.add((one.pair, one) for one in found.findings)
    lister.add((pair, None) for pair in found.aside)
    listed = lister.listing
    listed.aside_pairs += found.aside_pairs - len(found.aside)
    collection = facts.collection(connection, run)
    rows = articles.article_rows(
        connection,
        lambda article: strip(connection, texts, article.text_id),
        listed.numbers,
        _named(found.findings, lineage),
        articles.ARTICLES,
    )
    classes = findings.class_totals(connection, over)
    by_status = _by_status(classes)
    families_shown, families_left_out = families.family_rows(connection)
    disguises = list(facts.disguises(connection))
    differing = [quotation_row(one) for one in quotations.differing(connection, QUOTATIONS)]
    return write_page(
        "report.html",
        toggles.rules(listed.together),
        run=run,
        prepared_by=prepared_by,
        sections=_sections(
            _REPORT,
            disguises=bool(disguises),
            quotations=bool(differing),
            forms=by_status[findings.REUSE] > 0,
        ),
        collection=collection,
        not_compared=collection.not_compared,
        not_searched=wording.not_searched(run.parameters, collection.not_compared),
        files_shown=FILES,
        by_status=by_status,
        classes=[(key[1:], passages) for key, (passages, _) in classes.items() if key[0] == findings.REUSE],
        credit_differs=sum(
            passages
            for (status, _, credit, _), (passages, _) in classes.items()
            if status == findings.REUSE and credit not in ("same", "none")
        ),
        relations=findings.pair_counts(connection, over),
        compared_only=None
        if over.composed
        else wording.compared_only(over.families, over.occurrences, over.pairs),
        kinds=kind_rows(
            count_kinds(
                found.findings,
                {paths: said.source for paths, said in directed.items()},
                findings.body_words(connection),
            )
        ),
        first=[
            {
                "pair": one.pair,
                "number": listed.numbers.get((one.pair.a_path, one.pair.b_path)),
                "shares": listing.shares_told(one.pair, directed),
                "open": listing.open_told(one),
            }
            for one in found.findings[:FIRST]
        ],
        first_left_out=max(0, len(found.findings) - FIRST),
        error_rates=error_rates.told(lineage),
        disguises=disguises,
        articles=rows,
        articles_left_out=collection.files - len(rows),
        **_listed(listed, classes),
        quotations=differing,
        quotations_left_out=max(0, quotations.count_differing(connection) - QUOTATIONS),
        families=families_shown,
        families_left_out=families_left_out,
        picture=Markup(graph_svg.picture(lineage, PICTURE)),
        picture_holds=PICTURE,
        timeline=[Markup(part) for part in timeline.pictures(graph, articles=TIMELINE)],
        statements=statement_rows(lineage[:STATEMENTS]),
        statements_left_out=left_out_kinds(lineage[STATEMENTS:]),
        nothing_told=sentences()["lineage"]["none"],
        set_aside=[(status, by_status[status]) for status in wording.STATUSES if by_status[status]],
        exclusions=read_left_out(connection),
    )


def build_pair(connection: sqlite3.Connection, a_path: str, b_path: str, *, prepared_by: str = "") -> str:
    """A page on two articles to send, with the same facts. Raises NoRunError."""
    from markupsafe import Markup

    run = facts.last_run(connection)
    if run is None:
        raise json_report.NoRunError
    first, second = sorted((a_path, b_path))
    texts = facts.Texts(connection)
    lineage = between(connection, first, second)
    lister = listing.Lister(connection, texts, listing.directions(lineage), listing.WHOLE, listing.WHOLE)
    pair = findings.pair(connection, first, second)
    shared = findings.Passages(connection, texts).between(first, second) if pair else []
    if pair is not None:
        lister.add([(pair, finding(connection, pair, shared))])
    listed = lister.listing
    disguises = list(facts.disguises(connection, first, second))
    differing = [quotation_row(one) for one in quotations.Quotations(connection).between(first, second)]
    waiting = facts.collection(connection, run).not_compared
    return write_page(
        "pair.html",
        toggles.rules(listed.together),
        run=run,
        prepared_by=prepared_by,
        sections=_sections(_PAIR, disguises=disguises, quotations=differing),
        not_compared=waiting,
        not_searched=wording.not_searched(run.parameters, waiting),
        files_shown=FILES,
        error_rates=error_rates.told(lineage),
        disguises=disguises,
        articles=articles.article_rows(
            connection,
            lambda article: strip_of_pair(texts, article.path, article.text_id, shared),
            listed.numbers,
            (first, second),
            2,
        ),
        articles_left_out=0,
        **_listed(listed, _classes_of(shared)),
        quotations=differing,
        quotations_left_out=0,
        picture=Markup(graph_svg.picture(lineage, PICTURE)),
        picture_holds=PICTURE,
        timeline=[],
        statements=statement_rows(lineage),
        statements_left_out=[],
        nothing_told=sentences()["lineage"]["none_pair"],
    )


_REPORT = (
    "searched", "figures", "first", "errors", "forms", "disguises", "articles", "pairs", "quotations",
    "families", "lineage", "set-aside", "run",
)  # fmt: skip
_PAIR = ("not-searched", "errors", "disguises", "articles", "pairs", "quotations", "lineage", "run")
"""The sections of a page, in order."""


def _sections(names: Sequence[str], **there: object) -> list[tuple[str, str]]:
    """The sections with their titles, without those of which nothing is `there`."""
    titles = sentences()["nav"]
    return [(name, titles[name]) for name in names if there.get(name, True)]


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


def _listed(listed: listing.Listing, classes: Classes) -> dict[str, object]:
    """What the list of pairs needs."""
    by_status = _by_status(classes)
    words = sum(words for key, (_, words) in classes.items() if key[0] == findings.REUSE)
    return {
        "listing": listed,
        "totals": toggles.totals(classes),
        "statuses": [(one, count) for one, count in by_status.items() if count or one == findings.REUSE],
        "reuse": (by_status[findings.REUSE], words),
    }
