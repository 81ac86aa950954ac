"""A passage as runs of text, each with what is marked in it: differs, only here, quoted, credit, context."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from itertools import pairwise

from provenance import settings
from provenance.report.diff import SAME, Piece
from provenance.report.facts import Credit
from provenance.report.findings import Side
from provenance.spans import Span

CONTEXT, CHANGED, ONLY_HERE = "context", "changed", "only here"
"""Kinds of a run, besides "same"."""

PHOTO = "photo"


@dataclass(frozen=True, slots=True)
class Run:
    """A stretch of one side; the runs joined are its context and its passage, with an ellipsis where the
    article goes on. `says` are the notes that follow it: the names credited in the words that end here."""

    text: str
    kind: str
    quoted: bool
    credited: bool
    says: tuple[str, ...]


def runs(
    side: Side, pieces: Sequence[Piece], which: str, quotations: Sequence[Span], credits: Sequence[Credit]
) -> list[Run]:
    """The runs of one side. `pieces` is the diff of both sides, `which` is "a" or "b"."""
    begin, end = side.span.start - len(side.before), side.span.end + len(side.after)
    window = Span(begin, end)
    kinds = [(Span(begin, side.span.start), CONTEXT)]
    at = side.span.start
    for piece in pieces:
        text = piece.a if which == "a" else piece.b
        kind = SAME if piece.kind == SAME else CHANGED if piece.kind == "changed" else ONLY_HERE
        kinds.append((Span(at, at + len(text)), kind))
        at += len(text)
    kinds.append((Span(side.span.end, end), CONTEXT))
    quotes = [span for span in quotations if span.overlap(window)]
    named = [credit for credit in credits if credit.span.overlap(window)]
    spans = [*(span for span, _ in kinds), *quotes, *(credit.span for credit in named)]
    edges = sorted({edge for span in spans for edge in (span.start, span.end) if begin <= edge <= end})
    joined = side.before + side.text + side.after
    result = []
    place = 0
    for start, stop in pairwise(edges):
        while kinds[place][0].end <= start:
            place += 1
        result.append(
            Run(
                text=joined[start - begin : stop - begin],
                kind=kinds[place][1],
                quoted=any(quote.start <= start and stop <= quote.end for quote in quotes),
                credited=any(credit.span.start <= start and stop <= credit.span.end for credit in named),
                says=tuple(_note(credit) for credit in named if min(credit.span.end, end) == stop),
            )
        )
    more_before, more_after = side.span.start > len(side.before), len(side.after) == settings.CONTEXT
    dots = Run("…", CONTEXT, quoted=False, credited=False, says=())
    return [dots] * more_before + result + [dots] * more_after


def _note(credit: Credit) -> str:
    return f"photo credit: {credit.name}" if credit.role == PHOTO else f"credited here: {credit.name}"
