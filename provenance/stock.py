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

import numpy as np
import numpy.typing as npt

from provenance import kernels

RUN = 3
"""Words. Pairs of words are common in any text; runs of four miss phrases with a name in the middle."""
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
_BITS = 24
"""Runs are counted by this many bits of their hash: 32 MiB, whatever the size of the collection."""
NUMBER = np.uint32(0x9E3779B9)
"""Stands for every word that begins with a digit."""

Words = npt.NDArray[np.uint32]


@dataclass(frozen=True, slots=True, eq=False)
class Frequencies:
    """In how many stories runs of RUN words stand, by the upper bits of their hash (uint16, saturating)."""

    counts: npt.NDArray[np.uint16]

    def of(self, words: Words) -> npt.NDArray[np.uint16]:
        """For each run of `words` the number of stories that have it."""
        return self.counts[_slots(words)]


def collapse_numbers(text: str, words: Words, starts: npt.NDArray[np.int32]) -> Words:
    """The word hashes with one hash for all words that begin with a digit."""
    if not words.size:
        return words
    codes = np.frombuffer(text.encode("utf-32-le", "surrogatepass"), np.uint32)[starts]
    digit = (codes >= ord("0")) & (codes <= ord("9"))
    return np.where(digit, NUMBER, words)


def count_runs(stories: Iterable[Words]) -> Frequencies:
    """Count the runs of one text of each story (its `collapse_numbers`)."""
    counts = np.zeros(1 << _BITS, np.uint16)
    for words in stories:
        slots = np.unique(_slots(words))
        counts[slots] += (counts[slots] < np.iinfo(np.uint16).max).astype(np.uint16)
    return Frequencies(counts)


def _slots(words: Words) -> npt.NDArray[np.uint64]:
    return kernels.shingle(words, RUN) >> np.uint64(64 - _BITS)


def is_stock(words: Words, stories: int, frequencies: Frequencies) -> bool:
    """Whether a passage of these words (numbers collapsed), shared by so many `stories`, is stock."""
    if stories >= MOST:
        return True
    found = frequencies.of(words)
    if not found.size:
        return False
    return float(np.mean(found >= max(FEWEST, TIMES * stories))) >= SHARE


def common_words(stories: Sequence[Words]) -> frozenset[int]:
    """The words that stand in more than a few of the `stories` (RARE_STORIES and one in a thousand), and the
    number: all others are names, places, what a story is about."""
    most = RARE_STORIES + len(stories) // 1000
    values, counts = np.unique(np.concatenate([np.unique(words) for words in stories]), return_counts=True)
    return frozenset(values[counts > most].tolist()) | {int(NUMBER)}


def rare_words(words: Words, common: frozenset[int]) -> frozenset[int]:
    """The words of a text that are not `common`."""
    return frozenset(words.tolist()) - common


def are_unrelated(a: frozenset[int], b: frozenset[int]) -> bool:
    """Whether two texts have too few rare words in common to be about one matter: what they share is then
    the wording of the trade, also where it is long (notices of bonds, dividends, ratings)."""
    return len(a & b) < RELATED


def story_numbers(texts: int, near_duplicates: Iterable[tuple[int, int]]) -> Sequence[int]:
    """For each text the lowest text of its story: texts that are near-duplicates, directly or over others."""
    parents = list(range(texts))

    def root(text: int) -> int:
        while parents[text] != text:
            parents[text] = parents[parents[text]]
            text = parents[text]
        return text

    for a, b in near_duplicates:
        low, high = sorted((root(a), root(b)))
        parents[high] = low
    return [root(text) for text in range(texts)]
