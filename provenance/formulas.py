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
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from functools import cache
from importlib import resources

import numpy as np
import numpy.typing as npt

from provenance.letters import capitals_and_digits, first_letters_of
from provenance.passages import Passage
from provenance.tokens import Tokens, tokenise

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

KEPT = 2 / 3
"""The most of a passage's figures that two issues of one outlet share where a form is filled in anew..."""
TABLE = 0.25
"""The share of a passage's words that begin a figure from which it is a table."""
MENDED = 3
"""Figures of a table that differ; a correction mends fewer..."""
ALIKE = 0.9
"""...and leaves this share of them as it was."""
_YEAR = re.compile(r"(?:1[89]|20)\d\d")
_FIGURE = re.compile(r"\b\d(?:[\d.,]*\d)?\b")

Ints = npt.NDArray[np.int64]
Words = npt.NDArray[np.uint32]


@dataclass(frozen=True, slots=True)
class Figures:
    """Some figures of a text, and the word at which each begins, ascending."""

    values: tuple[str, ...] = ()
    places: tuple[int, ...] = ()

    def within(self, first: int, last: int) -> tuple[str, ...]:
        """Those that begin in a range of words."""
        return self.values[bisect_left(self.places, first) : bisect_left(self.places, last)]


@dataclass(frozen=True, slots=True, eq=False)
class Writing:
    """How the words of a text are written: its `figures`; the same with those that are written as words
    (`numbers`); of each word how many up to it begin with a capital (`capitals`, one more than words); the
    `words` themselves, as hashes."""

    figures: Figures
    numbers: Figures
    capitals: Ints
    words: Words

    def capital_share(self, first: int, last: int) -> float:
        """The share of a range of words, not empty, that begins with a capital."""
        return int(self.capitals[last] - self.capitals[first]) / (last - first)


@dataclass(frozen=True, slots=True, eq=False)
class _Worded:
    """Numbers that are written as words: the figure of each by its hash; `low` says which lowest 16 bits
    their hashes have, as all words of all texts are looked up."""

    figures: Mapping[int, str]
    low: npt.NDArray[np.bool_]


@cache
def _figures_of_words() -> _Worded:
    text = (resources.files("provenance.data") / "number_words.txt").read_text(encoding="utf-8")
    rows = [line.split() for line in text.splitlines() if line and not line.startswith("#")]
    figures = {int(tokenise(word).hashes[0]): figure for figure, *words in rows for word in words}
    low = np.zeros(1 << 16, bool)
    low[[word & 0xFFFF for word in figures]] = True
    return _Worded(figures, low)


def read_writing(text: str, tokens: Tokens) -> Writing:
    """How these words of a text are written."""
    capital, digit = capitals_and_digits(first_letters_of(text, tokens.starts))
    capitals = np.zeros(capital.size + 1, np.int64)
    np.cumsum(capital, out=capitals[1:])
    numbers: list[str] = []
    places: list[int] = []
    figures: list[int] = []
    reached = 0
    worded = _figures_of_words()
    numbered = np.flatnonzero(digit | worded.low[tokens.hashes & np.uint32(0xFFFF)])
    for place, start, word in zip(
        numbered.tolist(), tokens.starts[numbered].tolist(), tokens.hashes[numbered].tolist(), strict=True
    ):
        if start < reached:
            continue
        found = _FIGURE.match(text, start)
        if found:
            figures.append(len(numbers))
            reached = found.end()
            numbers.append(found.group())
        elif word in worded.figures:
            numbers.append(worded.figures[word])
        else:
            continue
        places.append(place)
    only = Figures(tuple(numbers[each] for each in figures), tuple(places[each] for each in figures))
    return Writing(only, Figures(tuple(numbers), tuple(places)), capitals, tokens.hashes)


def find_forms(
    a: Writing, b: Writing, passages: Sequence[Passage], *, issues: bool = False
) -> tuple[bool, ...]:
    """For each of the passages that two texts share whether it is a form filled in anew. `issues`: the texts
    are of one outlet and of different days."""
    if not passages or not a.numbers.values or not b.numbers.values:
        return (False,) * len(passages)
    if any(_is_table(passage, a, b) for passage in passages):
        return (True,) * len(passages)
    near_a = count_figures_near(a.figures, [(passage.first_a, passage.last_a) for passage in passages])
    near_b = count_figures_near(b.figures, [(passage.first_b, passage.last_b) for passage in passages])
    if are_other_figures(near_a, near_b):
        return (True,) * len(passages)
    if not issues:
        return (False,) * len(passages)
    if _is_most(a, b, passages) and clash(near_a, near_b, 1.0):
        return (True,) * len(passages)
    return tuple(clash(*figures_in(passage, a, b), KEPT) for passage in passages)


def figures_in(passage: Passage, a: Writing, b: Writing) -> tuple[Counter[str], Counter[str]]:
    """The figures of both sides of a passage, written as words or not."""
    return (
        Counter(a.numbers.within(passage.first_a, passage.last_a)),
        Counter(b.numbers.within(passage.first_b, passage.last_b)),
    )


def figures_near(passage: Passage, a: Writing, b: Writing) -> tuple[Counter[str], Counter[str]]:
    """The figures of both sides of a passage and near it."""
    return (
        Counter(a.figures.within(passage.first_a - NEAR, passage.last_a + NEAR)),
        Counter(b.figures.within(passage.first_b - NEAR, passage.last_b + NEAR)),
    )


def clash(a: Counter[str], b: Counter[str], kept: float) -> bool:
    """Whether both have figures, and no more than such a share in common; at 1, less than all."""
    if not a or not b:
        return False
    fewer = min(a.total(), b.total())
    common = (a & b).total()
    return common < fewer and common <= kept * fewer


def telling(figure: str) -> int:
    """How little a figure is met by chance: the digits that count from the third on; none of a year."""
    digits = len(re.sub(r"\D", "", figure).strip("0"))
    return 0 if _YEAR.fullmatch(figure) else max(0, digits - 2)


def _is_table(passage: Passage, a: Writing, b: Writing) -> bool:
    """Whether a passage is mostly figures, and several of them differ: a table that was made anew."""
    words = max(passage.last_a - passage.first_a, passage.last_b - passage.first_b)
    in_a = a.numbers.within(passage.first_a, passage.last_a)
    in_b = b.numbers.within(passage.first_b, passage.last_b)
    fewer = min(len(in_a), len(in_b))
    if fewer < max(MENDED, TABLE * words):
        return False
    common = (Counter(in_a) & Counter(in_b)).total()
    return fewer - common >= MENDED and common < ALIKE * fewer


def _is_most(a: Writing, b: Writing, passages: Sequence[Passage]) -> bool:
    """Whether the passages are half of one of the texts."""
    shorter = min(a.words.size, b.words.size)
    return 2 * sum(passage.matched for passage in passages) >= shorter


def find_names(a: Writing, b: Writing, passages: Sequence[Passage]) -> tuple[bool, ...]:
    """For each of the passages that two texts share whether it is mostly capitals, and stands beside nothing
    longer."""
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
    if not a or not b:
        return False
    fewer = min(a.total(), b.total())
    return fewer >= FIGURES and 3 * (a & b).total() < 2 * (fewer - 1)


def count_figures_near(figures: Figures, ranges: Sequence[tuple[int, int]]) -> Counter[str]:
    """The figures in and near some ranges of words, each counted once."""
    found: Counter[str] = Counter()
    reached = 0
    places = figures.places
    for first, last in sorted(ranges) if places else ():
        low, high = bisect_left(places, first - NEAR), bisect_left(places, last + NEAR)
        found.update(figures.values[max(reached, low) : high])
        reached = max(reached, high)
    return found


def _are_names(passage: Passage, a: Writing, b: Writing, usual: float) -> bool:
    words = passage.last_a - passage.first_a + passage.last_b - passage.first_b
    capitals = int(a.capitals[passage.last_a] - a.capitals[passage.first_a])
    capitals += int(b.capitals[passage.last_b] - b.capitals[passage.first_b])
    return capitals >= max(NAMES, TIMES * usual) * words
