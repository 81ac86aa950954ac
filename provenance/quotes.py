"""text -> Quotations: what stands inside quote marks, in every style in use."""

from __future__ import annotations

from bisect import bisect_right
from collections.abc import Sequence
from dataclasses import dataclass

from provenance.coverage import Offsets, cover_half, near
from provenance.kernels import quote_marks
from provenance.quote_marks import MarkReader
from provenance.spans import Span
from provenance.tokens import paragraph_starts


@dataclass(frozen=True, slots=True)
class Quotation:
    """One quotation inside one paragraph: `span` with its marks, `inner` without them and white space.

    `closed` is False where the closing mark is missing: then it ends with its paragraph (a quotation over
    several paragraphs opens each of them and closes once) or, if more marks follow, with its sentence.
    `depth` is 0 for an outermost quotation, 1 for one inside it.
    """

    span: Span
    inner: Span
    closed: bool = True
    depth: int = 0


def find_quotations(
    text: str, *, nested: bool = False, paragraphs: Sequence[int] | None = None
) -> tuple[Quotation, ...]:
    """The quotations of a text, ascending; outermost only (they never overlap) unless `nested`.

    `paragraphs` are the offsets at which paragraphs begin, for callers that know them already.
    """
    marks = quote_marks(text)
    if not marks:
        return ()
    edges = [*(paragraph_starts(text) if paragraphs is None else paragraphs), len(text)]
    reader = MarkReader(text)
    place = number = 0
    while number < len(edges) - 1:
        if not reader.carried:
            if place == len(marks):
                break
            # Nothing is open: go on at the paragraph of the next mark.
            number = max(number, bisect_right(edges, marks[place][0], number) - 1)
        first, end = place, edges[number + 1]
        while place < len(marks) and marks[place][0] < end:
            place += 1
        reader.read(edges[number], end, marks[first:place])
        number += 1
    return _with_depth(reader.found, nested)


def is_quoted(span: Span, quotations: Sequence[Quotation], token_starts: Offsets) -> bool:
    """Whether at least half of the words of `span` stand inside quote marks.

    `token_starts` are the offsets of all words of the text, ascending.
    """
    inside = near([quotation.inner for quotation in quotations if not quotation.depth], span)
    return cover_half(inside, span, token_starts)


def _with_depth(found: list[tuple[int, int, int, int, bool]], nested: bool) -> tuple[Quotation, ...]:
    """The quotations in the order of the text, each with its depth."""
    result: list[Quotation] = []
    around: list[int] = []
    if len(found) > 1:
        found = sorted(found, key=lambda one: (one[0], -one[1]))
    for start, end, inner, inner_end, closed in found:
        while around and around[-1] <= start:
            around.pop()
        if nested or not around:
            result.append(Quotation(Span(start, end), Span(inner, inner_end), closed, len(around)))
        around.append(end)
    return tuple(result)
