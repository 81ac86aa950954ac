"""Formulas: words that two texts share because both fill in one form, or name the same thing.

Two judgements on the passages of one pair, in any language, without a list of phrases:

- A form filled in anew: the weekly report has last week's words and other figures. Who copies a story copies
  its figures. All passages of a pair are judged together, with the words next to them.
- Names: "the Federal Trade Commission under the Hart-Scott-Rodino Act" is what the thing is called. Where a
  pair shares a long passage of other words, its names came along with it, and count.
"""

from __future__ import annotations

import re
from bisect import bisect_left
from collections import Counter
from collections.abc import Sequence
from dataclasses import dataclass
from functools import cache

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

FIGURED, NAMED = "figures", "names"
"""By which rule a passage is a formula."""

_FIGURE = re.compile(r"\b\d(?:[\d.,]*\d)?\b")

Ints = npt.NDArray[np.int64]


@dataclass(frozen=True, slots=True, eq=False)
class Writing:
    """How the words of a text are written: its `figures` and the word at which each begins, ascending; and of
    each word how many up to it begin with a capital (`capitals`, one more than words)."""

    figures: tuple[str, ...]
    places: tuple[int, ...]
    capitals: Ints


_TABLED = 0x3000
"""Code points below are looked up in tables: those of alphabets. Hardly any above is a capital or a digit."""


@cache
def _tables() -> tuple[npt.NDArray[np.bool_], npt.NDArray[np.bool_]]:
    """Of code points whether each is a capital, and whether it is a digit; the last stands for all above."""
    letters = [*map(chr, range(_TABLED)), ""]
    return (
        np.array([letter.isupper() for letter in letters]),
        np.array([letter.isdecimal() for letter in letters]),
    )


def read_writing(text: str, tokens: Tokens) -> Writing:
    """How these words of a text are written."""
    codes = np.frombuffer(text.encode("utf-32-le", "surrogatepass"), np.uint32)[tokens.starts]
    capitals_known, digits_known = _tables()
    low = np.minimum(codes, _TABLED)
    capital, digit = capitals_known[low], digits_known[low]
    above = np.flatnonzero(low == _TABLED)
    if above.size:
        values, which = np.unique(codes[above], return_inverse=True)
        first = [chr(value) for value in values.tolist()]
        capital[above] = np.array([letter.isupper() for letter in first])[which]
        digit[above] = np.array([letter.isdecimal() for letter in first])[which]
    capitals = np.zeros(codes.size + 1, np.int64)
    np.cumsum(capital, out=capitals[1:])
    figures: list[str] = []
    places: list[int] = []
    reached = 0
    numbered = np.flatnonzero(digit)
    for place, start in zip(numbered.tolist(), tokens.starts[numbered].tolist(), strict=True):
        found = _FIGURE.match(text, start) if start >= reached else None
        if found is not None:
            figures.append(found.group())
            places.append(place)
            reached = found.end()
    return Writing(tuple(figures), tuple(places), capitals)


def find_formulas(a: Writing, b: Writing, passages: Sequence[Passage]) -> tuple[str, ...]:
    """For each of the passages that two texts share by which rule it is a formula: figures, names, or empty
    where it is none."""
    if not passages:
        return ()
    if a.figures and b.figures:
        in_a = figures_near(a, [(passage.first_a, passage.last_a) for passage in passages])
        in_b = figures_near(b, [(passage.first_b, passage.last_b) for passage in passages])
        if are_other_figures(in_a, in_b):
            return (FIGURED,) * len(passages)
    usual = int(a.capitals[-1] + b.capitals[-1]) / max(1, a.capitals.size + b.capitals.size - 2)
    names = [_are_names(passage, a, b, usual) for passage in passages]
    longest = max(
        (passage.matched for passage, named in zip(passages, names, strict=True) if not named), default=0
    )
    return tuple(NAMED if named and longest < COMPANY else "" for named in names)


def are_other_figures(a: Counter[str], b: Counter[str]) -> bool:
    """Whether both have figures, and have less than two thirds of them in common, one set apart.

    A form has figures of its own ("30, 60 and 90 days"), and small ones meet by chance.
    """
    if not a or not b:
        return False
    fewer = min(a.total(), b.total())
    return fewer >= FIGURES and 3 * (a & b).total() < 2 * (fewer - 1)


def figures_near(writing: Writing, ranges: Sequence[tuple[int, int]]) -> Counter[str]:
    """The figures in and near some ranges of words, each counted once."""
    found: Counter[str] = Counter()
    reached = 0
    places = writing.places
    for first, last in sorted(ranges) if places else ():
        low, high = bisect_left(places, first - NEAR), bisect_left(places, last + NEAR)
        found.update(writing.figures[max(reached, low) : high])
        reached = max(reached, high)
    return found


def _are_names(passage: Passage, a: Writing, b: Writing, usual: float) -> bool:
    words = passage.last_a - passage.first_a + passage.last_b - passage.first_b
    capitals = int(a.capitals[passage.last_a] - a.capitals[passage.first_a])
    capitals += int(b.capitals[passage.last_b] - b.capitals[passage.first_b])
    return capitals >= max(NAMES, TIMES * usual) * words
