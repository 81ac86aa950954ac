"""A passage as runs of text, each with what is marked in it: how its words stand to those of the other side
(see `told_apart`), quoted, credit, context."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from itertools import pairwise

from provenance import settings
from provenance.report.facts import Credit
from provenance.report.findings import Side
from provenance.report.told_apart import LEFT_OUT, Stretch
from provenance.report.wording import left_out
from provenance.sentences import say
from provenance.spans import Span

CONTEXT = "context"
"""The kind of a run before or behind the passage; those of the others are the kinds of `told_apart`."""

PHOTO = "photo"


@dataclass(frozen=True, slots=True)
class Run:
    """A stretch of one side; the runs joined are its context and its passage, with an ellipsis where the
    article goes on, and a note where words are left out. `says` are the notes that follow it: the names
    credited in the words that end here."""

    text: str
    kind: str
    quoted: bool
    credited: bool
    says: tuple[str, ...]


def runs(
    side: Side, stretches: Sequence[Stretch], quotations: Sequence[Span], credits: Sequence[Credit]
) -> list[Run]:
    """The runs of one side. `stretches` are those of its words, from the first code point to the last."""
    begin, end = side.span.start - len(side.before), side.span.end + len(side.after)
    window = Span(begin, end)
    before, after = Span(begin, side.span.start), Span(side.span.end, end)
    kinds = [Stretch(before, CONTEXT), *stretches, Stretch(after, CONTEXT)]
    gone = [one.span for one in stretches if one.kind == LEFT_OUT]
    quotes = [span for span in quotations if span.overlap(window)]
    named = [credit for credit in credits if credit.span.overlap(window)]
    spans = [*(one.span for one in kinds), *quotes, *(credit.span for credit in named)]
    edges = sorted({edge for span in spans for edge in (span.start, span.end) if begin <= edge <= end})
    edges = [edge for edge in edges if not any(span.start < edge < span.end for span in gone)]
    joined = side.before + side.text + side.after
    result = []
    place = 0
    for start, stop in pairwise(edges):
        while kinds[place].span.end <= start:
            place += 1
        if kinds[place].kind == LEFT_OUT:
            note = left_out(kinds[place].words, kinds[place].held)
            note = " " * (start > side.span.start) + note + " " * (stop < side.span.end)
            result.append(Run(note, LEFT_OUT, quoted=False, credited=False, says=()))
            continue
        result.append(
            Run(
                text=joined[start - begin : stop - begin],
                kind=kinds[place].kind,
                quoted=any(quote.start <= start and stop <= quote.end for quote in quotes),
                credited=any(credit.span.start <= start and stop <= credit.span.end for credit in named),
                says=tuple(_note(credit) for credit in named if min(credit.span.end, end) == stop),
            )
        )
    more_before, more_after = side.span.start > len(side.before), len(side.after) == settings.CONTEXT
    dots = Run("…", CONTEXT, quoted=False, credited=False, says=())
    return [dots] * more_before + result + [dots] * more_after


def _note(credit: Credit) -> str:
    return say("credits.photo_here" if credit.role == PHOTO else "credits.here", name=credit.name)
