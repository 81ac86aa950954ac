"""The report as a table for spreadsheets: a row a passage, with all that is known of both sides.

Rows of another kind end it: `note`, in which the last column says what the table does not show.
"""

from __future__ import annotations

import sqlite3
from collections.abc import Iterator
from functools import lru_cache

from provenance.credited import Parts
from provenance.report import facts, findings, joined, wording
from provenance.report.asked import how_many, told
from provenance.report.filters import Chosen, shown_pairs
from provenance.report.reviewed import Review, Reviews
from provenance.sentences import figure, many, say
from provenance.store.reading import NoRunError

Cell = str | int | float | None
Row = tuple[Cell, ...]

PASSAGE, NOTE = "passage", "note"
_PAIR = ("id", "run", "status", "form", "quoted", "credit", "relation", "relation_rule", "words", "identity",
         "articles", "composed", "explained_by", "family")  # fmt: skip
_SIDE = ("path", "outlet", "title", "byline", "url", "date_from", "date_to", "date_source", "date_precision",
         "degree", "start", "end", "start_byte", "end_byte", "start_line", "start_column", "end_line",
         "end_column", "words", "share", "credits", "part_credits", "before", "text", "after", "text_sha256",
         "text_id", "bytes_sha256")  # fmt: skip
_REVIEW = ("state", "reason", "reviewer", "decided_at", "review_notes")
COLUMNS = ("row", *_PAIR, *_REVIEW, *(f"{side}_{name}" for side in "ab" for name in _SIDE), "note")


def rows(connection: sqlite3.Connection, *, texts: bool = True, taken: Chosen | None = None) -> Iterator[Row]:
    """The rows below the COLUMNS, pairs with the most shared words first, then the notes: of passages those
    that are `taken`. Without `texts`, no word of the articles stands in them. Raises NoRunError."""
    run = facts.last_run(connection)
    if run is None:
        raise NoRunError
    over = findings.extent(connection)
    reviews = Reviews(connection) if taken is None else taken.reviews
    article = lru_cache(maxsize=1024)(lambda path: facts.article(connection, path))
    shown = 0
    for pair, passages in shown_pairs(connection, over, taken):
        for one in passages:
            shown += 1
            yield (
                PASSAGE,
                *(one.id, run.uid, one.status, one.form, one.quoted, one.credit),
                *(pair.relation, pair.rule, one.words, one.identity, one.articles),
                *("yes" if one.composed else "no", "; ".join(one.explained_by), one.family),
                *_review(reviews.passage(one), texts=texts),
                *_side(one.a, article(one.a.path), pair.degree_a, texts=texts),
                *_side(one.b, article(one.b.path), pair.degree_b, texts=texts),
                None,
            )
    asked = [] if taken is None else [told(taken, *how_many(connection, over, taken))]
    for said in (*asked, *notes(connection, run, over, shown)):
        yield (NOTE, *(None,) * (len(COLUMNS) - 2), said)


def notes(connection: sqlite3.Connection, run: facts.Run, over: findings.Extent, shown: int) -> Iterator[str]:
    """What a table of so many passages has to say besides: what was left out, what was not searched."""
    yield wording.standing()
    yield say("brief.run", run=run.uid, version=run.tool_version, ended=run.finished_at)
    classes = findings.class_counts(connection, over)
    yield say("table.counted", counted=wording.counted(findings.by_status(classes)), shown=figure(shown))
    if not over.composed:
        yield wording.compared_only(over.families, over.occurrences, over.pairs)
    yield say("said.differing_credit")
    collection = facts.collection(connection, run)
    if collection.unreadable:
        yield many("table.unreadable", len(collection.unreadable))
    yield from wording.not_searched(run.parameters, collection.not_compared)


def _review(review: Review, *, texts: bool) -> Iterator[Cell]:
    """The state, and who decided when and why; of notes and replies no word without `texts`."""
    decided = review.decision
    yield review.state
    yield from (decided.reason, decided.reviewer, decided.made_at) if decided else (None, None, None)
    said = [decided.note] if decided and decided.note else []
    said += [f"{one.reply_by or one.reviewer}: {one.note}" for one in review.notes]
    yield "; ".join(said) if texts and said else None


def _side(side: findings.Side, article: facts.Article, degree: str | None, *, texts: bool) -> Iterator[Cell]:
    yield from (side.path, article.outlet, article.title if texts else None, article.byline, article.url)
    yield from (article.date_from, article.date_to, article.date_source, article.date_precision, degree)
    yield from (side.span.start, side.span.end, side.bytes.start, side.bytes.end, *side.first, *side.last)
    yield from (side.words, side.share, "; ".join(joined.names(side.credit)), _parts(side.partly))
    yield from (side.before, side.text, side.after) if texts else (None, None, None)
    yield from (side.text_sha256, side.text_id, article.bytes_sha256)


def _parts(parts: Parts) -> str:
    """Names with the words that are credited to them: `AFP 30; Reuters 4`."""
    return "; ".join(f"{name} {words}" for name, words in parts)
