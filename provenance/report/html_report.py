"""The report as one HTML page that needs no network and runs no script. Layout: page.html and page.css."""

from __future__ import annotations

import json
import sqlite3
from collections.abc import Sequence
from importlib import resources
from itertools import islice
from typing import TYPE_CHECKING

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
from provenance.report.marked import CONTEXT, Run, runs
from provenance.report.related import why_related
from provenance.report.statements import COMMON, DIRECTED, UNDIRECTED, UNSEEN, Reason, Statement
from provenance.report.told_apart import CHANGED, MOVED, ONLY_HERE, SHARED, Stretch, tell
from provenance.report.visible import flowing, one_line, visible
from provenance.report.why import Reasons
from provenance.store.exclusions import read_left_out

if TYPE_CHECKING:
    from jinja2 import Environment
    from markupsafe import Markup

# A page stays readable and opens at once with this much on it; what it leaves out it counts and names, and
# the JSON report has it.
PAIRS, PASSAGES, STATEMENTS, ARTICLES, FILES = 100, 1000, 300, 1000, 200
QUOTATIONS = 200
PICTURE = 24
"""Boxes that a picture can hold and still be read."""
TIMELINE = 200
"""Articles in the picture over time; of more, the largest stories. `lineage --format svg` draws more."""

Row = dict[str, object]


def build(connection: sqlite3.Connection, *, pairs: int = PAIRS, passages: int = PASSAGES) -> str:
    """The page, with at most so many pairs (those with the most shared words) and passages.

    Raises NoRunError.
    """
    run = facts.last_run(connection)
    if run is None:
        raise json_report.NoRunError
    from markupsafe import Markup

    texts = facts.Texts(connection)
    over = findings.extent(connection)
    found = list(findings.pairs(connection, over, pairs))
    classes = findings.class_counts(connection, over)
    by_status = findings.by_status(classes)
    relations = findings.pair_counts(connection, over)
    shared = findings.Passages(connection, texts).of(found)
    graph = lineage_graph(connection, run.uid)
    lineage = graph.statements
    collection = facts.collection(connection, run)
    articles, left_out_articles = _articles(connection, collection.files, found, lineage)
    by_path = {article.path: article for article in articles}
    reports, boilerplate, left_out_passages = _pairs(connection, shared, passages, texts, by_path)
    environment = _environment()
    return environment.get_template("page.html").render(
        css=Markup(_read("page.css") + timeline.style()),
        wording=wording,
        run=run,
        collection=collection,
        not_searched=wording.not_searched(run.parameters, collection.not_compared),
        files_shown=FILES,
        classes=[(key, count) for key, count in sorted(classes.items()) if key[0] == findings.REUSE],
        by_status=by_status,
        statuses=[(status, _slug(status), count) for status, count in by_status.items()],
        shown_together=_shown_together([*reports, *boilerplate]),
        set_aside=sum(by_status.values()) - by_status[findings.REUSE],
        passages_shown=sum(count for key, count in classes.items() if key[0] == findings.REUSE),
        credit_differs=sum(
            count
            for key, count in classes.items()
            if key[0] == findings.REUSE and key[2] not in ("same", "none")
        ),
        relations=relations,
        compared_only=None
        if over.composed
        else wording.compared_only(over.families, over.occurrences, over.pairs),
        picture=Markup(graph_svg.picture(lineage, PICTURE)),
        picture_holds=PICTURE,
        timeline=[Markup(part) for part in timeline.pictures(graph, articles=TIMELINE)],
        statements=_statements(lineage[:STATEMENTS]),
        error_rates=error_rates.told(lineage),
        statements_left_out=_kinds(lineage[STATEMENTS:]),
        pairs=reports,
        boilerplate=boilerplate,
        pairs_left_out=sum(count for _, count, _ in relations) - len(found),
        passages_left_out=left_out_passages,
        articles=articles,
        articles_left_out=left_out_articles,
        dated=_dated,
        disguises=list(facts.disguises(connection)),
        quotations=[_quotations(one) for one in quotations.differing(connection, QUOTATIONS)],
        quotations_left_out=max(0, quotations.count_differing(connection) - QUOTATIONS),
        exclusions=read_left_out(connection),
    )


def _environment() -> Environment:
    """Jinja with every value escaped, and no value that can be missing without an error."""
    from jinja2 import Environment, FunctionLoader, StrictUndefined

    environment = Environment(
        autoescape=True,
        loader=FunctionLoader(_read),
        undefined=StrictUndefined,
        trim_blocks=True,
        lstrip_blocks=True,
    )
    environment.filters["line"] = lambda value: one_line(str(value))
    environment.filters["value"] = lambda value: one_line(
        value if isinstance(value, str) else json.dumps(value, ensure_ascii=False)
    )
    environment.filters["count"] = lambda count, noun: wording.number(count, noun)
    environment.filters["percent"] = wording.percent
    return environment


def _read(name: str) -> str:
    return (resources.files("provenance.report") / name).read_text(encoding="utf-8")


def _slug(status: str) -> str:
    """A status as the name of an element."""
    return status.replace(" ", "-")


def _shown_together(rows: Sequence[Row]) -> list[list[str]]:
    """The sets of statuses that passages and pairs have: what has one is hidden where all of it are."""
    pairs = {tuple(str(row["statuses"]).split()) for row in rows}
    return sorted([*each] for each in pairs | {(one,) for several in pairs for one in several})


def _kinds(left_out: Sequence[Statement]) -> list[tuple[str, int]]:
    kinds = [one.kind for one in left_out]
    return [(kind, kinds.count(kind)) for kind in (DIRECTED, UNDIRECTED, COMMON, UNSEEN) if kind in kinds]


def _statements(lineage: Sequence[Statement]) -> list[Row]:
    """The statements in words; `reasons_of` is the number of an earlier one with the same reasons, or 0."""
    from markupsafe import Markup

    name = Markup('<bdi class="path">{}</bdi>').format
    first_with: dict[tuple[Reason, ...], int] = {}
    rows: list[Row] = []
    for number, one in enumerate(lineage, 1):
        names = {"source": name(one_line(one.source)), "derived": name(one_line(one.derived))}
        earlier = first_with.setdefault(one.reasons, number)
        rows.append(
            {
                "says": Markup(wording.lineage(one)).format(**names),
                "one": one,
                "number": number,
                "reasons_of": earlier if one.reasons and earlier < number else 0,
            }
        )
    return rows


def _articles(
    connection: sqlite3.Connection,
    files: int,
    pairs: Sequence[findings.Pair],
    lineage: Sequence[Statement],
) -> tuple[list[facts.Article], int]:
    """The articles to list, by path, and how many are left out: those named, and the first of the others."""
    named = {path for pair in pairs for path in (pair.a_path, pair.b_path)}
    named |= {one.derived for one in lineage[:STATEMENTS]}
    named |= {one.source for one in lineage[:STATEMENTS] if one.kind != UNSEEN}
    listed = {path: facts.article(connection, path) for path in named}
    for article in islice(facts.articles(connection), ARTICLES):
        listed[article.path] = article
    return [listed[path] for path in sorted(listed)], files - len(listed)


def _pairs(
    connection: sqlite3.Connection,
    shared: dict[findings.Pair, list[findings.Passage]],
    limit: int,
    texts: facts.Texts,
    articles: dict[str, facts.Article],
) -> tuple[list[Row], list[Row], int]:
    """The pairs with passages that count, the same pairs' and others' set-aside passages, and how many
    passages the limit leaves out."""
    counting: list[Row] = []
    set_aside: list[Row] = []
    anchors: set[str] = set()
    left_out = 0
    reasons = Reasons(connection, texts)
    for pair, passages in shared.items():
        rows: dict[bool, list[Row]] = {True: [], False: []}
        for passage in passages:
            if limit:
                row = _passage(passage, texts, articles, anchors) | {"why": reasons.of(passage)}
                rows[passage.status == findings.REUSE].append(row)
                limit -= 1
            else:
                left_out += 1
        why = why_related(pair)
        for into, kept in ((counting, rows[True]), (set_aside, rows[False])):
            if kept:
                statuses = " ".join(sorted({str(row["status"]) for row in kept}))
                number = len(into) + 1
                found = [wording.credits_found(articles[path].credits) for path in (pair.a_path, pair.b_path)]
                into.append(
                    {"pair": pair, "passages": kept, "number": number, "statuses": statuses, "why": why}
                    | {"credits": found}
                )
    return counting, set_aside, left_out


def _passage(
    passage: findings.Passage, texts: facts.Texts, articles: dict[str, facts.Article], anchors: set[str]
) -> Row:
    told = tell(passage)
    whole = tell(passage, whole=True) if told.shortened else told

    def marked(side: findings.Side, stretches: Sequence[Stretch]) -> list[Markup]:
        found = runs(side, stretches, texts.quotations(side.text_id), articles[side.path].credits)
        return [_marked(run) for run in found]

    sides: list[Row] = []
    for letter, side in (("a", passage.a), ("b", passage.b)):
        in_full = marked(side, whole.side(letter)) if letter in told.shortened else []
        shown = marked(side, told.side(letter))
        sides.append({"side": side, "letter": letter.upper(), "marked": shown, "whole": in_full})
    anchor = "" if passage.id in anchors else f"p-{passage.id}"
    anchors.add(passage.id)
    status = _slug(passage.status)
    return {"passage": passage, "sides": sides, "anchor": anchor, "status": status, "told": told}


def _quotations(one: quotations.Difference) -> Row:
    """Two quotations, with the words that differ apart."""
    from markupsafe import Markup, escape

    def marked(quoted: quotations.Quoted) -> Markup:
        return Markup("").join(
            Markup('<mark class="changed">{}</mark>').format(visible(words))
            if differs
            else escape(visible(words))
            for words, differs in quoted.runs
        )

    return {
        "says": quotations.says(one),
        "said_by": quotations.said_by(one),
        "sides": [("A", one.a, marked(one.a)), ("B", one.b, marked(one.b))],
    }


def _marked(run: Run) -> Markup:
    """A run as text in its marks."""
    from markupsafe import Markup, escape

    # Joined as strings: Markup.format takes ten times as long, and each word that
    # differs is a run.
    classes = run.kind.replace(" ", "-") + " quoted" * run.quoted + " credited" * run.credited
    tag = "mark" if run.kind in (CHANGED, ONLY_HERE, SHARED, MOVED) else "span"
    text = escape(flowing(run.text) if run.kind == CONTEXT else visible(run.text))
    notes = "".join(f'<small class="note">{escape(one_line(words))}</small>' for words in run.says)
    if classes in ("same", "other") and not notes:
        return text
    return Markup(f'<{tag} class="{classes}">{text}</{tag}>{notes}')


def _dated(article: facts.Article) -> str:
    """An article's date with where it was read, or that none is known."""
    return wording.dated(next((one.date for one in article.dates if one.used), None))
