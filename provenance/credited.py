"""Credits and a span of words -> whom the text credits for it, and whom for a smaller part of it."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from typing import TypeAlias

from provenance.coverage import Offsets, covered_words
from provenance.spans import Span

Parts: TypeAlias = tuple[tuple[str, int], ...]
"""Names, sorted, with the words that are credited to each: fewer than half of a passage."""


@dataclass(frozen=True, slots=True)
class Credit:
    """A credit in a text.

    `name`: what the agencies' data call it, or the outlet's own name. `role`: dateline, byline, sign-off,
    tag, additional, told, according, reports, first, link, stated (by the file, beside its text) or photo.
    `span`: the words of the credit. `covers`: the words it is a credit for, ascending, apart; none for
    photos. `known`: in the data.
    """

    name: str
    role: str
    span: Span
    covers: tuple[Span, ...]
    known: bool


def credits_for(credits: Iterable[Credit], span: Span, token_starts: Offsets) -> tuple[str, ...]:
    """The names credited for at least half of the words of `span`, sorted.

    What several credits of one name cover counts together. `token_starts` are the offsets of all words of
    the text, ascending.
    """
    return credited(credits, span, token_starts)[0]


def credited(credits: Iterable[Credit], span: Span, token_starts: Offsets) -> tuple[tuple[str, ...], Parts]:
    """The same, and the names credited for fewer of its words, with how many."""
    by_name: dict[str, list[Span]] = {}
    for credit in credits:
        if credit.role != "photo":
            by_name.setdefault(credit.name, []).extend(credit.covers)
    whole: list[str] = []
    parts: list[tuple[str, int]] = []
    for name in sorted(by_name):
        count, words = covered_words(by_name[name], span, token_starts)
        if words and 2 * count >= words:
            whole.append(name)
        elif count:
            parts.append((name, count))
    return tuple(whole), tuple(parts)
