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
from provenance.report.related import why_related
from provenance.report.reviewed import Reviews, in_words
from provenance.report.statements import Statement, statements
from provenance.report.visible import flowing, one_line
from provenance.sentences import called, figure, listed, many, say
from provenance.store.reading import NoRunError

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
    yield f"# {say('brief.title')}\n\n**{wording.standing()}**\n\n"
    yield f"{_run(run)}\n"
    unread = len(collection.unreadable)
    searched = say(
        "brief.searched",
        files=wording.number(collection.files, "file"),
        texts=wording.number(collection.texts, "text"),
        words=wording.number(collection.words, "word"),
        unreadable=many("brief.unreadable", unread) if unread else say("brief.all_read"),
    )
    yield f"{searched}\n\n"
    yield from _counts(connection, over)
    every = sum(number for _, number, _ in findings.pair_counts(connection, over))
    if taken is not None:
        shown, left_out = how_many(connection, over, taken)
        every = shown.pairs
        yield f"\n{plain(told(taken, shown, left_out))}\n"
    yield from _pairs(connection, over, taken, every)
    yield from _lineage(lineage)
    yield f"\n## {say('brief.not_searched')}\n\n"
    for sentence in wording.not_searched(run.parameters, collection.not_compared):
        yield f"- {plain(sentence)}\n"
    yield f"\n## {say('brief.rates')}\n\n"
    for sentence in error_rates.told(lineage) or [say("errors.none")]:
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


def _run(run: facts.Run) -> str:
    values = {"run": run.uid, "version": run.tool_version, "ended": run.finished_at}
    return say("brief.run", **{name: plain(value) for name, value in values.items()})


def _counts(connection: sqlite3.Connection, over: findings.Extent) -> Iterator[str]:
    classes = findings.class_counts(connection, over)
    yield f"{wording.counted(findings.by_status(classes))}.\n\n"
    if not over.composed:
        yield f"{plain(wording.compared_only(over.families, over.occurrences, over.pairs))}\n\n"
    if classes:
        heads = ("status", "form", "quotation", "credit", "passages")
        yield f"| {' | '.join(say(f'brief.{head}') for head in heads)} |\n|---|---|---|---|---:|\n"
    for (status, form, credit, quoted), count in sorted(classes.items()):
        cells = (
            called("status", status),
            called("form", form),
            wording.quoted(quoted),
            wording.credit(credit),
            figure(count),
        )
        yield f"| {' | '.join(cells)} |\n"
    yield f"\n{say('said.differing_credit')}\n"


def _pairs(
    connection: sqlite3.Connection, over: findings.Extent, taken: Chosen | None, every: int
) -> Iterator[str]:
    shown = shown_pairs(connection, over, taken)
    reviews = Reviews(connection) if taken is None else taken.reviews
    number = 0
    yield f"\n## {say('brief.pairs')}\n"
    for number, (pair, found) in enumerate(islice(shown, PAIRS), 1):
        both = say("pairs.of_two", a=code(pair.a_path), b=code(pair.b_path))
        yield f"\n### {number}. {both}\n\n"
        shares = say(
            "brief.shared",
            words=wording.number(pair.words, "word"),
            a=wording.percent(pair.share_a),
            b=wording.percent(pair.share_b),
        )
        yield f"{shares} {plain(listed('blank', why_related(pair)))}\n\n"
        for passage in islice(found, PASSAGES):
            yield from _passage(passage)
            if review := reviews.passage(passage):
                yield f"  - {say('brief.review', said=plain(in_words(review)))}\n"
        if len(found) > PASSAGES:
            yield f"- {wording.number(len(found) - PASSAGES, 'more passage')}\n"
    if not number:
        yield f"\n{say('brief.no_pairs', pairs=wording.number(0, 'pair'))}\n"
    elif every > PAIRS:
        yield f"\n{many('brief.more_pairs', every - PAIRS)}\n"


def _passage(one: findings.Passage) -> Iterator[str]:
    said = [
        wording.number(one.words, "word"),
        called("form", one.form),
        wording.quoted(one.quoted),
        wording.credit(one.credit),
        *([called("status", one.status)] if one.status != findings.REUSE else []),
    ]
    yield f"- {say('brief.passage', id=code(one.id), said=listed('comma', said))}\n"
    sides = [one.a] if one.a.text == one.b.text else [one.a, one.b]
    for letter, side in zip("AB", sides, strict=False):
        words = plain(shortened(flowing(side.text), LONGEST))
        yield f"  - {say('brief.words', letter=letter, words=words)}\n"
    for letter, side in (("A", one.a), ("B", one.b)):
        whom = plain(wording.for_these_words(side.credit, side.partly, side.words))
        start, end = side.span.start, side.span.end
        place = say("brief.place", letter=letter, start=start, end=end, line=side.first[0], credited=whom)
        yield f"  - {place}\n"


def _lineage(lineage: list[Statement]) -> Iterator[str]:
    yield f"\n## {say('brief.lineage')}\n\n"
    if not lineage:
        yield f"{say('brief.nothing_stated')}\n"
    for one in lineage[:STATEMENTS]:
        # The words are this tool's own; the names that go into them are shown as code.
        yield f"- {wording.told(one, code(one.source), code(one.derived))}\n"
    if len(lineage) > STATEMENTS:
        yield f"- {many('brief.more_statements', len(lineage) - STATEMENTS)}\n"
