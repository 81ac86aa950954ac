"""The report as JSON: everything the page shows and all that it leaves out. Layout: docs/report-format.md."""

from __future__ import annotations

import json
import sqlite3
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import asdict

from provenance.reading import Dated
from provenance.report import error_rates, facts, findings, joined, quotations, statements, wording
from provenance.report.asked import Counts, how_many
from provenance.report.filters import Chosen, shown_pairs
from provenance.report.related import why_related
from provenance.report.reviewed import Reviews, as_json
from provenance.report.told_apart import marks
from provenance.report.visible import in_json
from provenance.report.why import Reasons
from provenance.report.withheld import withhold
from provenance.sentences import say
from provenance.store.exclusions import read_left_out
from provenance.store.pending import count_not_compared
from provenance.store.reading import NoRunError
from provenance.word_changes import Mark

FORMAT, FORMAT_VERSION = "provenance-report", 1

EXPLAINED = 1000
"""So many passages come with their reasons in a report, as many as the page shows: they are a third of its
size, and `show` has those of any pair."""

Json = dict[str, object]


def build(connection: sqlite3.Connection) -> Json:
    """The whole report, in a fixed order, from nothing but the database. Raises NoRunError."""
    return {
        name: list(part) if isinstance(part, Iterator) else part for name, part in parts(connection).items()
    }


def stream(
    connection: sqlite3.Connection, *, texts: bool = True, taken: Chosen | None = None
) -> Iterator[str]:
    """The text of `build` piece by piece, a pair, a family, an article at a time; without `texts`, without a
    word of the articles; of pairs and passages those that are `taken`. Raises NoRunError."""
    start = "{"
    for name, part in parts(connection, texts=texts, taken=taken).items():
        yield f"{start}\n {json.dumps(name)}: "
        start = ","
        if not isinstance(part, Iterator):
            yield _indented(part, 1)
            continue
        between = "["
        for one in part:
            yield f"{between}\n  {_indented(one, 2)}"
            between = ","
        yield "[]" if between == "[" else "\n ]"
    yield "\n}\n"


def parts(connection: sqlite3.Connection, *, texts: bool = True, taken: Chosen | None = None) -> Json:
    """What stands in the report, by its keys; of what can be long, iterators that read as they go. Without
    `texts`, no word of the articles does; of pairs and passages those that are `taken`. Raises NoRunError."""
    run = facts.last_run(connection)
    if run is None:
        raise NoRunError
    over = findings.extent(connection)
    said = statements.statements(connection)
    reviews = Reviews(connection) if taken is None else taken.reviews
    found: Json = {
        "format": FORMAT,
        "format_version": FORMAT_VERSION,
        "standing_sentence": wording.standing(),
        "texts": "whole",
        "filters": None if taken is None else _filters(taken, *how_many(connection, over, taken)),
        "run": run_facts(run),
        "collection": collection(facts.collection(connection, run)),
        "not_searched": wording.not_searched(run.parameters, count_not_compared(connection)),
        "error_rates": error_rates.in_words(said),
        "lineage_rates": error_rates.as_json(said),
        "counts": counts(connection, over),
        "exclusions": [asdict(one) for one in read_left_out(connection)],
        "disguises": map(disguise, facts.disguises(connection)),
        "lineage": map(statement, said),
        "differing_quotations": map(quotation, quotations.differing(connection)),
        "pairs": _pairs(connection, over, facts.Texts(connection), reviews, taken),
        "families": map(family, findings.families(connection)),
        "articles": (_reviewed(one, reviews) for one in facts.articles(connection)),
    }
    return found if texts else withhold(found)


def build_pair(connection: sqlite3.Connection, a_path: str, b_path: str) -> Json:
    """One pair of articles in the same layout; `pair` is null where they share nothing. Raises NoRunError."""
    run = facts.last_run(connection)
    if run is None:
        raise NoRunError
    first, second = sorted((a_path, b_path))
    found = findings.pair(connection, first, second)
    texts = facts.Texts(connection)
    passages = findings.Passages(connection, texts).between(first, second) if found else []
    both = [facts.article(connection, path) for path in (first, second)]
    reviews = Reviews(connection, [one.text_id for one in both])
    reasons = Reasons(connection, texts)
    about = statements.between(connection, first, second)
    differing = quotations.Quotations(connection).between(first, second)
    return {
        "format": "provenance-pair",
        "format_version": FORMAT_VERSION,
        "standing_sentence": wording.standing(),
        "run": run.uid,
        "not_searched": wording.not_searched(run.parameters, count_not_compared(connection)),
        "articles": [_reviewed(one, reviews) for one in both],
        "disguises": [disguise(one) for one in facts.disguises(connection, first, second)],
        "pair": None
        if found is None
        else _explained(found, passages, reasons, reviews)
        | _subject(reviews, both[0].text_id, both[1].text_id)
        | {"quotations": [quotation(one) for one in differing]},
        "error_rates": error_rates.in_words(about),
        "lineage_rates": error_rates.as_json(about),
        "lineage": [statement(one) for one in about],
    }


def _filters(taken: Chosen, shown: Counts, left_out: Counts) -> Json:
    """What filters ask for, and how much they leave out."""
    return {
        "asked": taken.filters.as_json(),
        "says": say("said.narrowed"),
        "listed": asdict(shown),
        "left_out": asdict(left_out),
    }


def _pairs(
    connection: sqlite3.Connection,
    over: findings.Extent,
    texts: facts.Texts,
    reviews: Reviews,
    taken: Chosen | None,
) -> Iterator[Json]:
    """All pairs that are taken; the first of them with why they are judged so."""
    passages, reasons = findings.Passages(connection, texts), Reasons(connection, texts)
    differing = quotations.Quotations(connection)
    left = EXPLAINED
    for one, found in shown_pairs(connection, over, taken):
        told = _explained(one, found, reasons, reviews) if left > 0 else _plain(one, found, reviews)
        named = _subject(reviews, passages.text_id(one.a_path), passages.text_id(one.b_path))
        quoted: Json = {"quotations": [quotation(each) for each in differing.between(one.a_path, one.b_path)]}
        yield told | named | quoted
        left -= len(found)


def _plain(one: findings.Pair, passages: Sequence[findings.Passage], reviews: Reviews) -> Json:
    nothing: Json = {"why": []}
    return pair(one) | nothing | {"passages": [_seen(each, reviews) | nothing for each in passages]}


def _explained(
    one: findings.Pair, passages: Sequence[findings.Passage], reasons: Reasons, reviews: Reviews
) -> Json:
    """A pair with its passages, and why each of them and the pair are judged so."""
    why = list(why_related(one))
    told = [
        _seen(each, reviews)
        | {"why": [{"about": said.about, "says": said.says} for said in reasons.of(each)]}
        for each in passages
    ]
    return pair(one) | {"why": why, "passages": told}


def _seen(one: findings.Passage, reviews: Reviews) -> Json:
    """A passage with what the review says of it."""
    return passage(one) | {"review": as_json(reviews.passage(one)) if reviews else None}


def _subject(reviews: Reviews, a_text: str, b_text: str) -> Json:
    """The id of a pair by its texts, and what the review says of it."""
    review = reviews.pair(a_text, b_text)
    return {"id": review.subject.id, "review": as_json(review)}


def _reviewed(one: facts.Article, reviews: Reviews) -> Json:
    """An article with what the review says of it."""
    return article(one) | {"review": as_json(reviews.article(one.text_id))}


def as_text(report: Mapping[str, object]) -> str:
    """A report as the text of a JSON file."""
    return _indented(report, 0) + "\n"


def _indented(part: object, depth: int) -> str:
    """A part as it stands at a depth of the file; line feeds in strings are escaped, the others layout."""
    text = json.dumps(part, ensure_ascii=False, indent=1, allow_nan=False)
    return in_json(text).replace("\n", "\n" + " " * depth)


def run_facts(run: facts.Run) -> Json:
    return {
        "uid": run.uid,
        "command": run.command,
        "started_at": run.started_at,
        "finished_at": run.finished_at,
        "tool_version": run.tool_version,
        "dependencies": dict(sorted(run.dependencies.items())),
        "parameters": dict(sorted(run.parameters.items())),
        "counts": dict(sorted(run.counts.items())),
    }


def collection(found: facts.Collection) -> Json:
    return {
        "files": found.files,
        "texts": found.texts,
        "words": found.words,
        "gone": found.gone,
        "declared_sources": found.declared_sources,
        "folders": [{"folder": value, "files": count} for value, count in found.folders],
        "outlets": [{"outlet": value, "files": count} for value, count in found.outlets],
        "encodings": [{"encoding": value, "files": count} for value, count in found.encodings],
        "dates": {
            "first": found.first_date,
            "last": found.last_date,
            "sources": [{"source": value, "files": count} for value, count in found.date_sources],
        },
        "unreadable": [{"path": path, "reason": reason} for path, reason in found.unreadable],
        "passed_over": [{"extension": value, "files": count} for value, count in found.passed_over],
    }


def counts(connection: sqlite3.Connection, over: findings.Extent) -> Json:
    classes = findings.class_counts(connection, over)
    shown = sum(count for key, count in classes.items() if key[0] == findings.REUSE)
    counted: Json = {
        "passages": sum(classes.values()),
        "passages_after_exclusions": shown,
        "by_status": findings.by_status(classes),
        "by_class": [
            {"status": status, "form": form, "credit": credit, "quoted": quoted, "passages": count}
            for (status, form, credit, quoted), count in sorted(classes.items())
        ],
        "pairs_by_relation": [
            {"relation": relation, "pairs": number, "words": words}
            for relation, number, words in findings.pair_counts(connection, over)
        ],
    }
    if not over.composed:
        counted["compared_only"] = {
            "says": wording.compared_only(over.families, over.occurrences, over.pairs),
            "families": over.families,
            "occurrences": over.occurrences,
            "pairs_at_most": over.pairs,
        }
    return counted


def disguise(one: facts.Disguise) -> Json:
    return {
        "path": one.path,
        "kind": one.kind,
        "count": one.count,
        "start": one.span.start,
        "end": one.span.end,
        "sentence": one.sentence,
    }


def statement(one: statements.Statement) -> Json:
    return {
        "source": one.source,
        "derived": one.derived,
        "kind": one.kind,
        "probability": one.probability,
        "band": one.band,
        "says": wording.told(one, one.source, one.derived),
        "words": one.words,
        "passages": one.passages,
        "agencies": dict(sorted(one.agencies.items())),
        "reasons": [
            {"sign": reason.sign, "weight": reason.weight, "sentence": reason.sentence}
            for reason in one.reasons
        ],
    }


def pair(one: findings.Pair) -> Json:
    return {
        "a": {"path": one.a_path, "degree": one.degree_a, "share": one.share_a},
        "b": {"path": one.b_path, "degree": one.degree_b, "share": one.share_b},
        "relation": one.relation,
        "words": one.words,
        "relation_rule": one.rule,
        "relation_facts": json.loads(one.facts) if one.facts else {},
    }


def passage(one: findings.Passage) -> Json:
    return {
        "id": one.id,
        "family": one.family,
        "words": one.words,
        "identity": one.identity,
        "form": one.form,
        "quoted": one.quoted,
        "status": one.status,
        "credit": one.credit,
        "explained_by": list(one.explained_by),
        "composed": one.composed,
        "articles": one.articles,
        "marks": [mark(each) for each in marks(one)],
        "a": side(one.a),
        "b": side(one.b),
    }


def mark(one: Mark) -> Json:
    places = {"a": one.a, "b": one.b}
    spans = {letter: [span.start, span.end] if span else None for letter, span in places.items()}
    return {"kind": one.kind, **spans}


def quotation(one: quotations.Difference) -> Json:
    return {
        "kind": one.kind,
        "words": one.words,
        "part": one.part or None,
        "says": quotations.says(one),
        "a": _quoted(one.a),
        "b": _quoted(one.b),
    }


def _quoted(one: quotations.Quoted) -> Json:
    return {
        "path": one.path,
        "start": one.span.start,
        "end": one.span.end,
        "speaker": one.speaker or None,
        "differ": [[span.start, span.end] for span in one.differ],
        "text": one.text,
    }


def side(one: findings.Side) -> Json:
    return {
        "path": one.path,
        "text_id": one.text_id,
        "start": one.span.start,
        "end": one.span.end,
        "start_byte": one.bytes.start,
        "end_byte": one.bytes.end,
        "start_line_column": list(one.first),
        "end_line_column": list(one.last),
        "words": one.words,
        "share": one.share,
        "credits": list(joined.names(one.credit)),
        "part_credits": [{"name": name, "words": words} for name, words in one.partly],
        "before": one.before,
        "text": one.text,
        "text_sha256": one.text_sha256,
        "after": one.after,
    }


def family(one: findings.Family) -> Json:
    return {
        "family": one.id,
        "words": one.words,
        "members": [
            {
                "path": path,
                "start": span.start,
                "end": span.end,
                "words": words,
                "representative": representative,
            }
            for path, span, words, representative in one.members
        ],
    }


def dated(date: Dated) -> Json:
    return {
        "from": date.earliest,
        "to": date.latest,
        "source": date.source,
        "precision": date.precision,
        "words": date.words,
    }


def article(one: facts.Article) -> Json:
    return {
        "path": one.path,
        "text_id": one.text_id,
        "bytes": one.bytes,
        "bytes_sha256": one.bytes_sha256,
        "encoding": one.encoding,
        "reader": one.reader,
        "words": one.words,
        "id": one.id,
        "title": one.title,
        "outlet": one.outlet,
        "byline": one.byline,
        "url": one.url,
        "date": None
        if one.date_from is None and one.date_to is None
        else {
            "from": one.date_from,
            "to": one.date_to,
            "source": one.date_source,
            "precision": one.date_precision,
            "words": one.date_words,
        },
        "dates": [
            dated(date.date) | {"kind": date.date.kind, "used": date.used, "disagrees": date.disagrees}
            for date in one.dates
        ],
        "licence": one.licence,
        "not_used": [
            {"field": said.field, "value": said.value, "said_by": said.said_by, "used": said.used}
            for said in one.not_used
        ],
        "stated_credits": list(one.stated_credits),
        "removed": [{"what": what, "words": words} for what, words in one.removed],
        "reader_version": one.reader_version,
        "declared_source": one.declared_source,
        "credits_looked_for": one.credits_sought,
        "credits": [
            {
                "name": credit.name,
                "role": credit.role,
                "known": credit.known,
                "start": credit.span.start,
                "end": credit.span.end,
                "covers": [[span.start, span.end] for span in credit.covers],
            }
            for credit in one.credits
        ],
    }
