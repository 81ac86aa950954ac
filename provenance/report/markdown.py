"""A short report as Markdown (CommonMark with tables), to paste into a mail or an issue.

Words of articles are text and nothing else: no markup, no link, no mention of a person acts in them.
"""

from __future__ import annotations

import re
import sqlite3
from collections.abc import Iterator
from itertools import islice

from provenance.report import error_rates, facts, findings, wording
from provenance.report.asked import how_many, told
from provenance.report.escaping import shortened
from provenance.report.filters import Chosen, shown_pairs
from provenance.report.json_report import NoRunError
from provenance.report.related import why_related
from provenance.report.reviewed import Reviews, in_words
from provenance.report.statements import Statement, statements
from provenance.report.visible import flowing, one_line

PAIRS, PASSAGES, STATEMENTS = 20, 5, 20
"""So many pairs, passages of each and statements are shown; what is left out is counted."""
LONGEST = 400
"""Characters of a passage that are shown."""

_ACTING = re.compile(r"([\\`*_\[\]{}<>#|~!^$&])")
_ENTITIES = {"<": "&lt;", ">": "&gt;", "&": "&amp;"}


def stream(connection: sqlite3.Connection, *, taken: Chosen | None = None) -> Iterator[str]:
    """The report, part by part; of pairs and passages those that are `taken`. Raises NoRunError."""
    run = facts.last_run(connection)
    if run is None:
        raise NoRunError
    over = findings.extent(connection)
    collection = facts.collection(connection, run)
    lineage = statements(connection)
    yield f"# Shared passages\n\n**{wording.STANDING}**\n\n"
    yield f"Run {plain(run.uid)}, provenance {plain(run.tool_version)}, ended {plain(run.finished_at)}.\n"
    searched = {"file": collection.files, "text": collection.texts, "word": collection.words}
    yield f"Searched: {', '.join(wording.number(count, noun) for noun, count in searched.items())}; "
    yield f"{_unreadable(len(collection.unreadable))}.\n\n"
    yield from _counts(connection, over)
    every = sum(number for _, number, _ in findings.pair_counts(connection, over))
    if taken is not None:
        shown, left_out = how_many(connection, over, taken)
        every = shown.pairs
        yield f"\n{plain(told(taken, shown, left_out))}\n"
    yield from _pairs(connection, over, taken, every)
    yield from _lineage(lineage)
    yield "\n## Not searched\n\n"
    for sentence in wording.not_searched(run.parameters, collection.not_compared):
        yield f"- {plain(sentence)}\n"
    yield "\n## How often such statements were right\n\n"
    for sentence in error_rates.told(lineage) or [error_rates.NO_STATEMENT]:
        yield f"- {plain(sentence)}\n"


def plain(text: str) -> str:
    """Words as Markdown shows them and does nothing with; on one line."""
    told = _ACTING.sub(lambda found: _ENTITIES.get(found[1], f"\\{found[1]}"), flowing(text))
    # Without these, some programs make links and mentions of what looks like them.
    return told.replace("://", ":\\/\\/").replace("www.", "www\\.").replace("@", "&#64;")


def code(text: str) -> str:
    """A path or an id, as it is, in a fence of marks that it does not hold."""
    shown = one_line(text)
    fence = "`" * (1 + max(map(len, re.findall("`+", shown)), default=0))
    return f"{fence} {shown} {fence}" if len(fence) > 1 else f"`{shown}`"


def _unreadable(files: int) -> str:
    return f"{wording.number(files, 'file')} could not be read" if files else "all files could be read"


def _counts(connection: sqlite3.Connection, over: findings.Extent) -> Iterator[str]:
    classes = findings.class_counts(connection, over)
    yield f"{wording.counted(findings.by_status(classes))}.\n\n"
    if not over.composed:
        yield f"{plain(wording.compared_only(over.families, over.occurrences, over.pairs))}\n\n"
    if classes:
        yield "| status | form | quotation | credit | passages |\n|---|---|---|---|---:|\n"
    for (status, form, credit, quoted), count in sorted(classes.items()):
        yield f"| {status} | {form} | {wording.QUOTED[quoted]} | {wording.CREDIT[credit]} | {count:,} |\n"
    yield f"\n{wording.DIFFERING_CREDIT}\n"


def _pairs(
    connection: sqlite3.Connection, over: findings.Extent, taken: Chosen | None, every: int
) -> Iterator[str]:
    shown = shown_pairs(connection, over, taken)
    reviews = Reviews(connection) if taken is None else taken.reviews
    number = 0
    yield "\n## Articles that share most\n"
    for number, (pair, found) in enumerate(islice(shown, PAIRS), 1):
        yield f"\n### {number}. {code(pair.a_path)} and {code(pair.b_path)}\n\n"
        yield f"{wording.number(pair.words, 'word')} shared: {wording.percent(pair.share_a)} of the first, "
        yield f"{wording.percent(pair.share_b)} of the second. {plain(' '.join(why_related(pair)))}\n\n"
        for passage in islice(found, PASSAGES):
            yield from _passage(passage)
            if review := reviews.passage(passage):
                yield f"  - Review: {plain(in_words(review))}\n"
        if len(found) > PASSAGES:
            yield f"- {wording.number(len(found) - PASSAGES, 'more passage')}\n"
    if not number:
        yield f"\n{wording.number(0, 'pair')}.\n"
    elif every > PAIRS:
        yield f"\n{wording.number(every - PAIRS, 'more pair')} of articles, in the other formats.\n"


def _passage(one: findings.Passage) -> Iterator[str]:
    said = [
        wording.number(one.words, "word"),
        one.form,
        wording.QUOTED[one.quoted],
        wording.CREDIT[one.credit],
        *([one.status] if one.status != findings.REUSE else []),
    ]
    yield f"- Passage {code(one.id)}: {', '.join(said)}\n"
    sides = [one.a] if one.a.text == one.b.text else [one.a, one.b]
    for letter, side in zip("AB", sides, strict=False):
        yield f"  - {letter}: “{plain(shortened(flowing(side.text), LONGEST))}”\n"
    for letter, side in (("A", one.a), ("B", one.b)):
        whom = plain(wording.for_these_words(side.credit, side.partly, side.words))
        yield f"  - {letter} {side.span.start}-{side.span.end}, line {side.first[0]}; credited: {whom}\n"


def _lineage(lineage: list[Statement]) -> Iterator[str]:
    yield "\n## Lineage\n\n"
    if not lineage:
        yield "Nothing is stated.\n"
    for one in lineage[:STATEMENTS]:
        # The words are this tool's own; the names that go into them are shown as code.
        said = wording.lineage(one).format(source=code(one.source), derived=code(one.derived))
        yield f"- {said} {wording.sure(one).capitalize()}.\n"
    if len(lineage) > STATEMENTS:
        yield f"- {wording.number(len(lineage) - STATEMENTS, 'more statement')}, in the other formats\n"
