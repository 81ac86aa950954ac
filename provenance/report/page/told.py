"""Statements of lineage, quotations, classes of findings and what people decided, as parts of the page."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from typing import TYPE_CHECKING

from provenance.report import quotations, wording
from provenance.report.page.sentences import many, safe, say, sentences
from provenance.report.precedence import OPEN, KindCounts, Shares, middle_and_highest
from provenance.report.reviewed import Review, in_words
from provenance.report.statements import COMMON, DIRECTED, UNDIRECTED, UNSEEN, Reason, Statement
from provenance.report.visible import one_line, visible

if TYPE_CHECKING:
    from markupsafe import Markup

Row = dict[str, object]


def kind_rows(counted: Iterable[KindCounts]) -> list[Row]:
    """The classes of findings, with both shares of each."""
    return [
        {
            "quoted": counts.kind[0],
            "credit": counts.kind[1],
            "open": counts.kind in OPEN,
            "counts": counts,
            "directed": _shares(counts.directed),
            "undirected": _shares(counts.undirected),
        }
        for counts in counted
    ]


def _shares(shares: Sequence[Shares]) -> str:
    t = sentences()
    if not shares:
        return str(t["classes"]["none"])
    (one, other), (one_most, other_most) = middle_and_highest(shares)
    told = say(
        t["classes"]["share" if len(shares) > 1 else "share_one"],
        one=wording.percent(one),
        other=wording.percent(other),
        one_most=wording.percent(one_most),
        other_most=wording.percent(other_most),
    )
    return say(t["classes"]["in_pairs"], share=told, pairs=many(t["count"]["pair"], len(shares)))


def left_out_kinds(left_out: Sequence[Statement]) -> list[tuple[str, int]]:
    """How many statements of each kind."""
    kinds = [one.kind for one in left_out]
    return [(kind, kinds.count(kind)) for kind in (DIRECTED, UNDIRECTED, COMMON, UNSEEN) if kind in kinds]


def statement_rows(lineage: Sequence[Statement]) -> list[Row]:
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
                "says": safe(wording.lineage(one)).format(**names),
                "one": one,
                "number": number,
                "reasons_of": earlier if one.reasons and earlier < number else 0,
            }
        )
    return rows


def quotation_row(one: quotations.Difference) -> Row:
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


def review_lines(review: Review) -> list[Markup]:
    """What people decided on a passage, a pair or an article, and what was noted and replied; nothing where
    nobody did."""
    if not review:
        return []
    t = sentences()["passage"]
    said = [say(t["review"], state=one_line(in_words(review)))]
    for one in review.notes:
        values = {
            "words": one_line(one.note) or t["withheld"],
            "reviewer": one_line(one.reviewer),
            "day": one.made_at[:10],
        }
        if one.reply_by:
            said.append(say(t["reply"], author=one_line(one.reply_by), **values))
        else:
            said.append(say(t["note"], **values))
    return said
