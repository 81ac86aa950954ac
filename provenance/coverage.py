"""How many words of a span stand inside other spans: the one rule by which words are quoted, credited or
boilerplate. A word stands where its first code point stands."""

from __future__ import annotations

from bisect import bisect_left
from collections.abc import Iterable, Sequence
from typing import Protocol

from provenance.spans import Span


class Offsets(Protocol):
    """Ascending offsets of words: a list, a tuple or a one-dimensional integer array."""

    def __len__(self) -> int: ...

    def __getitem__(self, place: int, /) -> int: ...


def covered_words(spans: Iterable[Span], span: Span, token_starts: Offsets) -> tuple[int, int]:
    """Words of `span` that start inside any of `spans`, and all words of `span`.

    `spans` may overlap and stand in any order; a word that stands in two of them counts once.
    """
    first, last = bisect_left(token_starts, span.start), bisect_left(token_starts, span.end)
    count, reached = 0, first
    for other in sorted(other for other in spans if other.start < span.end and other.end > span.start):
        low = max(reached, bisect_left(token_starts, other.start, first, last))
        high = bisect_left(token_starts, other.end, first, last)
        if high > low:
            count += high - low
            reached = high
    return count, last - first


def cover_half(spans: Iterable[Span], span: Span, token_starts: Offsets) -> bool:
    """Whether at least half of the words of `span` stand inside `spans`; False where it holds no word.

    `token_starts` are the offsets of all words of the text, ascending.
    """
    count, words = covered_words(spans, span, token_starts)
    return bool(words) and 2 * count >= words


def near(spans: Sequence[Span], span: Span) -> Sequence[Span]:
    """Those of `spans`, ascending and apart from each other, that can overlap `span`."""
    low = bisect_left(spans, span.start, key=lambda other: other.end)
    high = bisect_left(spans, span.end, key=lambda other: other.start)
    return spans[low:high]
