"""Lines of plain text about places and passages, for commands that start at once (no rich)."""

from __future__ import annotations

import sys
from collections.abc import Iterable
from io import TextIOWrapper
from typing import TYPE_CHECKING

from provenance.cli.options import say

if TYPE_CHECKING:
    from provenance.credited import Parts
    from provenance.store.articles import Place

SHOWN = 240
"""Characters of a passage on the terminal; JSON has it whole."""


def print_lines(lines: Iterable[str]) -> None:
    """Lines on standard output. Characters that the locale can't show become question marks, not errors;
    controls become visible signs."""
    if isinstance(sys.stdout, TextIOWrapper):
        sys.stdout.reconfigure(errors="replace")
    for line in lines:
        say(line)


def dated(place: Place) -> str:
    """The date of a place with where it was read and how fine it is, or that it has none."""
    date = place.metadata.date
    if date is None:
        return "no date"
    from provenance.report.visible import one_line

    shown = date.earliest
    if date.precision in _LETTERS:
        shown = shown[: _LETTERS[date.precision]]
    return f"{one_line(shown)} ({one_line(date.source)}, {one_line(date.precision)})"


_LETTERS = {"year": 4, "month": 7, "day": 10}
"""How much of an ISO 8601 instant says something at a precision."""


def in_context(before: str, text: str, after: str) -> str:
    """A passage between its context, on one line, with dots where the text goes on; of a long passage its
    beginning and its end."""
    from provenance.report.visible import flowing
    from provenance.settings import CONTEXT

    words = flowing(text)
    if len(words) > SHOWN:
        words = f"{words[: SHOWN * 2 // 3]} [...] {words[-SHOWN // 3 :]}"
    left, right = ("..." if len(part) >= CONTEXT else "" for part in (before, after))
    return f"{left}{flowing(before)}>>{words}<<{flowing(after)}{right}"


def named(names: Iterable[str], parts: Parts = (), words: int = 0) -> str:
    """Names as a list, `nobody` where there is none; then those credited for a part of so many words."""
    from provenance.report.visible import one_line
    from provenance.report.wording import for_these_words

    return one_line(for_these_words(", ".join(names), parts, words))
