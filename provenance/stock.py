"""Stock phrases: wording that a collection uses again and again in stories that have nothing to do with each
other ("filed with the Securities and Exchange Commission", "is issuing a 100 mln dlr eurobond due").

Learned from the collection: in how many stories each run of three words stands, numbers counted as one word,
and whether two texts share rare words (names, places), without which they are hardly about one matter. A
reprint of a story does not count again, so that the most reprinted story is never stock; and a run must stand
in many more stories than share the passage, so that a sentence which ten papers took from one wire is not
stock either.
"""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from itertools import islice, pairwise
from typing import TypeVar

import numpy as np
import numpy.typing as npt

from provenance import kernels
from provenance.frequencies import RUN, Counts, Frequencies, Table, Words, slots
from provenance.letters import first_letters, first_letters_of
from provenance.tokens import Block

FEWEST = 8
"""Stories. Below this no run counts as stock: a story followed by seven papers has as many."""
TIMES = 2.0
"""A run is stock where this many times as many stories have it as have the passage."""
MOST = 30
"""Stories. A passage of so many stories that share nothing else is stock whatever its runs: nobody copies
thirty times from unrelated texts."""
SHARE = 0.6
"""Of a passage's runs that must be stock. On METER, where papers took from a wire, 11 of 1,799 passages
between wire and paper come out as stock by these values; on Reuters-21578 five of six of all passages do."""
RARE_STORIES = 12
"""A wire and the papers that follow it make ten or so: their names must still count as rare."""
RELATED = 3
"""Rare words in common from which two texts may be about one matter."""
ENOUGH = 100
"""Stories below which nothing is known of which words are rare."""
FEW = 3
"""Stories. A run in at most so many is their own wording: a source and two that took from it."""
OWN = 0.5
"""Of a passage's runs from which a close copy counts also between texts that share nothing else."""
_BITS = 24
"""Runs are counted by so many bits of their hash: 32 MiB, 64 from 65,536 stories up..."""
_ROOMY = 1 << 18
"""...and by one more for each doubling of the stories above this. Runs that share a count are taken for more
common than they are: with too few of them the wording of every story would come out as stock."""
NUMBER = np.uint32(0x9E3779B9)
"""Stands for every word that begins with a digit."""

_TOGETHER = 200
"""Texts that are counted at a time."""


def collapse_all(texts: Sequence[str], block: Block) -> list[Words]:
    """The word hashes of some texts with one hash for all words that begin with a digit (`collapse_numbers`,
    many at a time)."""
    first = first_letters(texts, block)
    digit = (first >= ord("0")) & (first <= ord("9"))
    words = np.where(digit, NUMBER, block.hashes)
    return [words[begin:end] for begin, end in pairwise(block.offsets.tolist())]


@dataclass(frozen=True, slots=True, eq=False)
class Counted:
    """What was counted of so many `stories`, few of many: the runs and the words that they hold. Negative for
    stories that have left."""

    stories: int
    runs: Table
    words: Table

    @property
    def size(self) -> int:
        """How many numbers it holds."""
        return int(self.runs[0].size + self.words[0].size)

    def taken(self) -> Counted:
        """The same stories as such that have left."""
        (runs, counts), (words, often) = self.runs, self.words
        return Counted(-self.stories, (runs, -counts), (words, -often))


def add_up(parts: Sequence[Counted]) -> Counted:
    """All that was counted in some parts."""
    runs, words = _merge([part.runs for part in parts]), _merge([part.words for part in parts])
    return Counted(sum(part.stories for part in parts), runs, words)


def common_words(words: Table, stories: int) -> Words:
    """The words that stand in more than a few of so many stories (RARE_STORIES and one in a thousand), and
    the number, ascending: all others are names, places, what a story is about."""
    values, counts = words
    common = values[counts > RARE_STORIES + stories // 1000]
    place = np.searchsorted(common, NUMBER)
    return common if NUMBER in common[place : place + 1] else np.insert(common, place, NUMBER)


def collapse_numbers(text: str, words: Words, starts: npt.NDArray[np.int32]) -> Words:
    """The word hashes with one hash for all words that begin with a digit."""
    if not words.size:
        return words
    codes = first_letters_of(text, starts)
    digit = (codes >= ord("0")) & (codes <= ord("9"))
    return np.where(digit, NUMBER, words)


class Wording:
    """In how many stories each run and each word stands.

    One text of each story is given (its `collapse_numbers`), counted as it comes, and need not be kept. So
    many stories are `expected`; with more, rare runs are the more often taken for common ones. What is to be
    added to other counts needs the `room` of these.
    """

    __slots__ = ("_only", "_runs", "_tallies", "stories")

    def __init__(self, expected: int = 0, room: int = 0) -> None:
        self.stories = 0
        self._runs: Counts = np.zeros(room or 1 << _bits(expected), np.uint16)
        self._tallies: list[Table] = []
        self._only: Counted | None = None  # what was entered, as long as nothing else was

    def frequencies(self) -> Frequencies:
        """How many stories have each run; counts that go on counting."""
        return Frequencies(self._runs)

    def counted(self) -> Counted:
        """All that was counted, without the runs that no story has."""
        if self._only is not None:  # to find a few runs in all the room takes longer than all else
            return self._only
        runs = np.flatnonzero(self._runs != 0)  # numpy finds what is true much faster than what is not 0
        return Counted(
            self.stories, (runs.astype(np.uint32), self._runs[runs].astype(np.int64)), self.words()
        )

    def words(self) -> Table:
        """In how many stories each word stands."""
        while len(self._tallies) > 1:
            self._tallies.append(_merge([self._tallies.pop(), self._tallies.pop()]))
        return self._tallies[0] if self._tallies else _merge([])

    @property
    def room(self) -> int:
        """The places in which runs are counted."""
        return self._runs.size

    def add(self, texts: Iterable[Words]) -> None:
        """Count some texts."""
        waiting = iter(texts)
        while some := list(islice(waiting, _TOGETHER)):
            self.enter(tally(some, self.room))

    def enter(self, found: Counted) -> None:
        """Enter what was counted of some texts, of runs with the same `room`.

        Of the sorted tables of words each has less than half of the one before, so that the work and the
        memory grow with the words and with the vocabulary.
        """
        self._only = None if self.stories else found
        self.stories += found.stories
        self._runs = self._runs.astype(_dtype(self.stories), copy=False)
        runs, times = found.runs
        self._runs[runs] += times.astype(self._runs.dtype)
        tables = self._tallies
        tables.append(found.words)
        while len(tables) > 1 and 2 * tables[-1][0].size > tables[-2][0].size:
            tables.append(_merge([tables.pop(), tables.pop()]))


def tally(texts: Sequence[Words], room: int) -> Counted:
    """Count the runs and the words of some texts (see `collapse_numbers`), each once in a text.

    One sort of all brings equal ones together: text by text most of the time would go into calls.
    """
    sizes = np.array([words.size for words in texts], np.int64)
    words = np.concatenate([np.zeros(0, np.uint32), *texts])
    owner = np.repeat(np.arange(sizes.size, dtype=np.uint64), sizes)
    ends = np.repeat(np.cumsum(sizes), sizes)[: max(0, words.size - RUN + 1)]
    inside = np.arange(ends.size) + RUN <= ends  # runs that begin in one text and end in the next are none
    runs, run_times = _count(slots(words, room)[inside], owner[: ends.size][inside], sizes.size)
    counted, word_times = _count(words.astype(np.uint64), owner, sizes.size)
    return Counted(sizes.size, (runs.astype(np.uint32), run_times), (counted.astype(np.uint32), word_times))


def _count(
    values: npt.NDArray[np.uint64], owner: npt.NDArray[np.uint64], owners: int
) -> tuple[npt.NDArray[np.uint64], npt.NDArray[np.int64]]:
    """Ascending values below 2**40, and how many owners each has."""
    bits = np.uint64(max(1, owners - 1).bit_length())
    ranked = np.sort(values << bits | owner)
    ranked = ranked[np.diff(ranked, prepend=~ranked[:1]) != 0] >> bits
    return _run_lengths(ranked)


def distinct(words: Words) -> Words:
    """The words of a text, each once, ascending."""
    ranked = np.sort(words)
    first = np.empty(ranked.size, bool)
    first[:1] = True
    np.not_equal(ranked[1:], ranked[:-1], out=first[1:])
    return ranked[first]


_Unsigned = TypeVar("_Unsigned", np.uint32, np.uint64)


def _run_lengths(ranked: npt.NDArray[_Unsigned]) -> tuple[npt.NDArray[_Unsigned], npt.NDArray[np.int64]]:
    begins = np.flatnonzero(np.diff(ranked, prepend=~ranked[:1]))
    return ranked[begins], np.diff(begins, append=ranked.size)


def _merge(tables: Sequence[Table]) -> Table:
    words = np.concatenate([np.zeros(0, np.uint32), *(values for values, _ in tables)])
    order = np.argsort(words, kind="stable")  # the tables are sorted: this only merges them
    words = words[order]
    begins = np.flatnonzero(np.diff(words, prepend=~words[:1]))
    if not begins.size:
        return words, np.zeros(0, np.int64)
    counts = np.concatenate([counts for _, counts in tables])[order]
    return words[begins], np.add.reduceat(counts, begins)


def _dtype(stories: int) -> type[np.uint16] | type[np.uint32]:
    """The smallest that holds so many."""
    return np.uint16 if stories <= np.iinfo(np.uint16).max else np.uint32


def _bits(stories: int) -> int:
    """By how many bits the runs of so many stories are counted."""
    return _BITS + max(0, (stories - 1) // _ROOMY).bit_length()


def is_stock(words: Words, stories: int, frequencies: Frequencies) -> bool:
    """Whether a passage of these words (numbers collapsed), shared by so many `stories`, is stock."""
    if stories >= MOST:
        return True
    common, runs = count_common(words, stories, frequencies)
    return bool(runs) and common / runs >= SHARE


def count_common(words: Words, stories: int, frequencies: Frequencies) -> tuple[int, int]:
    """How many runs of a passage that so many `stories` share are common in the collection, and how many it
    has: common ones stand in TIMES as many stories, and in FEWEST."""
    found = frequencies.of(words)
    if not found.size:
        return 0, 0
    return int(np.count_nonzero(found >= max(FEWEST, TIMES * stories))), int(found.size)


def is_own(words: Words, frequencies: Frequencies, least: float = OWN) -> bool:
    """Whether a passage of these words (numbers collapsed) is worded as hardly any other story is."""
    found = frequencies.of(words)
    return bool(found.size) and int(np.count_nonzero(found <= FEW)) / found.size >= least


def rare_words(words: Words, common: Words) -> frozenset[int]:
    """The words of a text that are not among the `common` (ascending, not empty)."""
    ranked = distinct(words)
    places = np.minimum(np.searchsorted(common, ranked), common.size - 1)
    return frozenset(ranked[common[places] != ranked].tolist())


def own_runs(words: Words, frequencies: Frequencies) -> frozenset[int]:
    """The runs of a text that hardly any other story has, by their hashes. In scripts that part no words they
    stand for rare words: of single characters none is rare in a large collection."""
    runs = kernels.shingle(words, RUN)
    return frozenset(runs[frequencies.of(words) <= FEW].tolist())


def are_unrelated(a: frozenset[int], b: frozenset[int]) -> bool:
    """Whether two texts have too few rare words in common to be about one matter: what they share is then
    the wording of the trade, also where it is long (notices of bonds, dividends, ratings)."""
    return len(a & b) < RELATED
