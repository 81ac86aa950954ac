"""The records on a pair of articles: what is known when its direction is weighed, and what was found.

Instant, Node, Piece and Third go in, from families and metadata; Evidence and Weighed come out.
"""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from typing import TypeAlias

from provenance.origins import Origin
from provenance.portable import portable

A_FIRST, B_FIRST, COMMON, DIRECT, NEUTRAL = "a first", "b first", "common", "direct", "neutral"
"""What an observation says: a or b was first, both have it from a third text, one has it from the other
(whichever), or nothing of these."""
EARLIER = "reason.date.earlier"
"""The text with which the sentence on two dates ends where they say which came first, and nothing speaks
against them."""


HALF_A_DAY = 12 * 3600.0
"""Seconds. Dates of wider intervals are no times of a system that publishes: they are wrong more often."""
BY_TIME, BY_DAY, UNDATED = " by time", " by day", " without dates"
"""How well dates say which came first, as conditions of what scores are worth are named."""


Term: TypeAlias = tuple[str, float, float]
"""The name of a weight, and how often it counts for "b took from a" and for "a took from b"."""


@portable
@dataclass(frozen=True, slots=True)
class Instant:
    """A date of publication: an interval, `earliest` to `latest` in seconds; its `words`, its `source`."""

    earliest: float
    latest: float
    words: str
    source: str

    @property
    def by_day(self) -> bool:
        """Whether it is too coarse to be the time at which a system published."""
        return self.latest - self.earliest > HALF_A_DAY


@portable
@dataclass(frozen=True, slots=True)
class Node:
    """An article in the graph: its place, the number of its text, a short name, and what metadata says.

    `side` is 0, or 1 or 2 where only articles of different sides are compared. `shared` counts its words that
    others have, too; 0 where that is not known. `origins` is what it says of its own origin, `notes` counts
    its paragraphs that say it was corrected.
    """

    place: int
    text: int
    name: str
    outlet: str | None
    date: Instant | None
    declared: bool
    side: int = 0
    shared: int = 0
    origins: tuple[Origin, ...] = ()
    notes: int = 0

    def meets(self, other: Node) -> bool:
        """Whether the two are compared with each other."""
        return not self.side or self.side != other.side


@portable
@dataclass(frozen=True, slots=True)
class Piece:
    """One shared passage as a pair sees it: both wordings, its words, who is credited on either side, and the
    words that one side has and the other lacks there; `matched` words are the same on both sides;
    `at_a` and `at_b` are the words of either text that it takes, from the first to behind the last.

    What could say nothing may be left out: the wordings where not both texts have what `EDITORS_MARKS` names,
    the own words where the pair shares fewer than `RETAINED`.
    """

    text_a: str
    text_b: str
    words: int
    quoted: bool
    credit_a: tuple[str, ...]
    credit_b: tuple[str, ...]
    own_a: tuple[str, ...]
    own_b: tuple[str, ...]
    matched: int = 0
    at_a: tuple[int, int] = (0, 0)
    at_b: tuple[int, int] = (0, 0)


def count_words(spans: Iterable[tuple[int, int]]) -> int:
    """How many words some spans of one text take, each from its first word to behind its last."""
    total = end = 0
    for first, last in sorted(spans):
        total += max(0, last - max(first, end))
        end = max(end, last)
    return total


@dataclass(frozen=True, slots=True)
class Third:
    """A text that has words in common with both of a pair: its name, how many 4-word runs of it only the
    first has, how many only the second. `second` is the lesser count of the second
    such text."""

    name: str
    only_a: int
    only_b: int
    second: int = 0


@portable
@dataclass(frozen=True, slots=True)
class Evidence:
    """One observation on a pair: its `kind`, what it `says` (a first, b first, common, direct, neutral),
    the log-odds that it adds to "b took from a" and to "a took from b", and a sentence. `terms` are what
    these are added up from: the name of a weight, and how often it counts either way."""

    kind: str
    says: str
    a_to_b: float
    b_to_a: float
    sentence: str
    terms: tuple[Term, ...] = ()

    def weight(self) -> float:
        """How much the observation matters, in log-odds, never negative."""
        return max(abs(self.a_to_b), abs(self.b_to_a))


@portable
@dataclass(frozen=True, slots=True)
class Weighed:
    """Log-odds for "b took from a" and for "a took from b"; whether an arrow may be drawn that way at all;
    the evidence; which of the two credits an absent source for the shared words."""

    a_to_b: float
    b_to_a: float
    may_a_to_b: bool
    may_b_to_a: bool
    evidence: Sequence[Evidence]
    absent_a: bool = False
    absent_b: bool = False
