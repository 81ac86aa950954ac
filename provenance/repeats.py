"""Lines of the page around articles that stand in several texts: families that no comparison has to find."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass

import numpy as np

from provenance import settings
from provenance.corpus import Corpus, Ints, Source
from provenance.sides import Sides, stand_across
from provenance.spans import Span
from provenance.tokens import rows_of, tokenise


@dataclass(frozen=True, slots=True)
class RepeatedLine:
    """A boilerplate line: its hash, how many `words` it has, and of each text with it the number and the
    span."""

    hash: int
    words: int
    members: tuple[tuple[int, Span], ...]


def find_repeated(
    corpus: Corpus, source: Source, *, least: int = 2, sides: Sides | None = None
) -> Iterator[RepeatedLine]:
    """The boilerplate lines of COMPANY words and up that stand in `least` texts and more, by their first
    text; where there are `sides`, those that stand on both."""
    lines = corpus.lines
    rows, owner = _page_lines(corpus)
    hashes = lines.hashes[rows]
    order = np.argsort(hashes, kind="stable")
    ranked = hashes[order]
    begins = np.flatnonzero(np.concatenate((np.ones(min(1, ranked.size), bool), ranked[1:] != ranked[:-1])))
    groups = np.split(order, begins[1:]) if order.size else []
    for group in sorted(groups, key=lambda group: int(group[0])):
        numbers, first = np.unique(owner[group], return_index=True)
        if numbers.size < least or not stand_across(numbers, sides):
            continue
        spans = [lines.span(line) for line in rows[group[first]].tolist()]
        words = lines.count(int(rows[group[0]]))
        if words is None:
            (text,) = source.part(numbers[:1]).texts()
            words = len(tokenise(spans[0].cut(text)))
        if words >= settings.COMPANY:
            yield RepeatedLine(int(hashes[group[0]]), words, tuple(zip(numbers.tolist(), spans, strict=True)))


def _page_lines(corpus: Corpus) -> tuple[Ints, Ints]:
    """The lines at least half of which stands in boilerplate, and the text of each."""
    lines = corpus.lines
    numbers = np.array(sorted(corpus.boilerplate), np.int64)
    spans = [(number, span) for number in numbers.tolist() for span in corpus.boilerplate[number]]
    rows, bounds = rows_of(lines.offsets, numbers)
    owner = np.repeat(numbers, np.diff(bounds))
    if not spans:
        return rows, owner
    home = np.array([number for number, _ in spans], np.int64) << 32
    begins = home + np.array([span.start for _, span in spans])
    ends = home + np.array([span.end for _, span in spans])
    # The spans of a text are ascending and apart: those that a line overlaps stand side by side.
    starts, stops = (owner << 32) + lines.starts[rows], (owner << 32) + lines.ends[rows]
    first, last = np.searchsorted(ends, starts, "right"), np.searchsorted(begins, stops, "left")
    covered = np.concatenate((np.zeros(1, np.int64), np.cumsum(ends - begins)))
    first, last = np.minimum(first, ends.size - 1), np.maximum(last, 1)
    inside = covered[last] - covered[first]
    inside -= np.maximum(starts - begins[first], 0) + np.maximum(ends[last - 1] - stops, 0)
    kept = (last > first) & (2 * inside >= stops - starts)
    return rows[kept], owner[kept]
