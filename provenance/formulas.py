"""Formulas: words that two texts share because both fill in one form, or name the same thing.

Two judgements on the passages of one pair, in any language, without a list of phrases:

- A form filled in anew: the weekly report has last week's words and other figures. Who copies a story copies
  its figures. All passages of a pair are judged together, with the words next to them.
- Names: "the Federal Trade Commission under the Hart-Scott-Rodino Act" is what the thing is called. Where a
  pair shares a long passage of other words, its names came along with it, and count.
"""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Sequence
from dataclasses import dataclass

import numpy as np
import numpy.typing as npt

from provenance.passages import Passage
from provenance.tokens import Tokens

NEAR = 8
"""Words on both sides of a passage whose figures are looked at: a form is often shared up to its first
figure. With 15, figures of other sentences set real reuse aside."""
FIGURES = 2
"""Figures that both texts must have: one may differ in an update of a story."""
NAMES = 0.4
"""The share of a passage's words with a capital from which it is made of names..."""
TIMES = 1.5
"""...where that is so many times the share in its texts: German writes every noun with one."""
COMPANY = 20
"""Aligned words of a passage of other words beside which names count."""

_FIGURE = re.compile(r"\b\d(?:[\d.,]*\d)?\b")

Ints = npt.NDArray[np.int64]


@dataclass(frozen=True, slots=True, eq=False)
class Writing:
    """How the words of a text are written: its `figures` and the word at which each begins, ascending; and of
    each word how many up to it begin with a capital (`capitals`, one more than words)."""

    figures: tuple[str, ...]
    places: Ints
    capitals: Ints


def read_writing(text: str, tokens: Tokens) -> Writing:
    """How these words of a text are written."""
    codes = np.frombuffer(text.encode("utf-32-le", "surrogatepass"), np.uint32)[tokens.starts]
    values, which = np.unique(codes, return_inverse=True)
    first = [chr(value) for value in values.tolist()]
    capital = np.array([letter.isupper() for letter in first], bool)
    capitals = np.concatenate((np.zeros(1, np.int64), np.cumsum(capital[which])))
    digit = np.array([letter.isdecimal() for letter in first], bool)
    figures: list[str] = []
    places: list[int] = []
    reached = 0
    for place in np.flatnonzero(digit[which]).tolist():
        start = int(tokens.starts[place])
        found = _FIGURE.match(text, start) if start >= reached else None
        if found is not None:
            figures.append(found.group())
            places.append(place)
            reached = found.end()
    return Writing(tuple(figures), np.array(places, np.int64), capitals)


def find_formulas(a: Writing, b: Writing, passages: Sequence[Passage]) -> tuple[bool, ...]:
    """For each of the passages that two texts share whether it is a formula."""
    if not passages:
        return ()
    in_a = _figures(a, [(passage.first_a, passage.last_a) for passage in passages])
    in_b = _figures(b, [(passage.first_b, passage.last_b) for passage in passages])
    if are_other_figures(in_a, in_b):
        return (True,) * len(passages)
    usual = int(a.capitals[-1] + b.capitals[-1]) / max(1, a.capitals.size + b.capitals.size - 2)
    names = [_are_names(passage, a, b, usual) for passage in passages]
    longest = max(
        (passage.matched for passage, named in zip(passages, names, strict=True) if not named), default=0
    )
    return tuple(names) if longest < COMPANY else (False,) * len(passages)


def are_other_figures(a: Counter[str], b: Counter[str]) -> bool:
    """Whether both have figures, and have less than two thirds of them in common, one set apart.

    A form has figures of its own ("30, 60 and 90 days"), and small ones meet by chance.
    """
    fewer = min(a.total(), b.total())
    return fewer >= FIGURES and 3 * (a & b).total() < 2 * (fewer - 1)


def _figures(writing: Writing, ranges: Sequence[tuple[int, int]]) -> Counter[str]:
    """The figures in and near some ranges of words, each counted once."""
    found: Counter[str] = Counter()
    reached = 0
    for first, last in sorted(ranges) if writing.figures else ():
        low, high = np.searchsorted(writing.places, (max(0, first - NEAR), last + NEAR)).tolist()
        found.update(writing.figures[max(reached, low) : high])
        reached = max(reached, high)
    return found


def _are_names(passage: Passage, a: Writing, b: Writing, usual: float) -> bool:
    words = passage.last_a - passage.first_a + passage.last_b - passage.first_b
    capitals = int(a.capitals[passage.last_a] - a.capitals[passage.first_a])
    capitals += int(b.capitals[passage.last_b] - b.capitals[passage.first_b])
    return capitals >= max(NAMES, TIMES * usual) * words
