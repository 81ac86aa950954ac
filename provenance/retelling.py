"""Parts of two texts -> whether one tells the other again in other words, by their wording alone."""

from __future__ import annotations

from collections import Counter
from collections.abc import Sequence
from dataclasses import dataclass
from functools import cache

import numpy as np
import numpy.typing as npt

from provenance import settings
from provenance.rewriting import Weighing, weigh
from provenance.subsequence import in_order

I64 = npt.NDArray[np.int64]
Flags = npt.NDArray[np.bool_]
Words = npt.NDArray[np.uint32]

STEP, LENGTHS, COUNTS = 128, 64, 64
"""The gain of a word is known by the length of the pair, in steps of so many words up to so many, and by
how often it stands there, up to so many times."""
_WEIGHING = Weighing(
    length=settings.PARAPHRASE_LENGTH, scale=settings.PARAPHRASE_SCALE, cost=settings.PARAPHRASE_COST,
    most=settings.PARAPHRASE_COST_MOST,
)  # fmt: skip


@cache
def weights() -> tuple[I64, I64]:
    """What a word speaks for a region and against one, in thousandths, by the length of the pair and by how
    often it stands there: as `weigh` says it of one pair."""
    gains, costs = [], []
    for length in ((np.arange(LENGTHS) + 0.5) * STEP).tolist():
        own = np.append(np.arange(COUNTS) - 1, 0)  # with one in the other text each stands there so often,
        own[-1] = int(length) - own.sum() - own.size  # and the last one fills up the length
        gain, cost = weigh(own, np.ones_like(own), _WEIGHING)
        gains.append(gain[:-1])
        costs.append(cost[:-1])
    return np.array(gains), np.array(costs)


@dataclass(frozen=True, slots=True, eq=False)
class Told:
    """Some words in a row: what is compared of them, which of them tell of wording, their hashes, and before
    which of them a sentence begins."""

    words: Words
    plain: Flags
    hashes: Words
    begins: npt.NDArray[np.uint8]

    def part(self, low: int, high: int) -> Told:
        """Those from one to another."""
        part = slice(low, high)
        return Told(self.words[part], self.plain[part], self.hashes[part], self.begins[part])


@dataclass(frozen=True, slots=True, eq=False)
class Rule:
    """When a part of a pair is told again: `words` are all words of both texts; it takes
    `scale` times the usual words, and this part of the usual shares (`share`)."""

    words: Words
    scale: float
    share: float

    def count(self, one: Told, other: Told) -> int:
        """How many words two sides have in one order, 0 where their wording is not largely one."""
        shorter, longer = sorted((one.words.size, other.words.size))
        if shorter < settings.ALONE * self.scale:
            return 0
        common = count_common(one.words, other.words)
        if common < settings.PARAPHRASE_COMMON * self.share * longer:
            return 0
        # Of a few dozen words sets take a fraction of the time that numpy's ways do.
        wording, others = one.words[one.plain].tolist(), other.words[other.plain].tolist()
        if self._count_rare(set(wording) & set(others)) < settings.PARAPHRASE_TELLING * self.scale:
            return 0
        for told, there in ((wording, other), (others, one)):
            held = set(there.words.tolist())
            if sum(word in held for word in told) < settings.PARAPHRASE_WORDING * self.share * len(told):
                return 0
        same = len(in_order(one.hashes, other.hashes))
        dense = common >= settings.PARAPHRASE_DENSE * self.share * longer
        least = settings.PARAPHRASE_MOVED if dense else settings.PARAPHRASE_IN_ORDER
        return same if same >= least * longer else 0

    def _count_rare(self, telling: set[int]) -> int:
        """How many of these words are rare in the pair."""
        standing, words = np.sort(self.words), np.fromiter(telling, np.uint32, len(telling))
        often = np.searchsorted(standing, words, "right") - np.searchsorted(standing, words, "left")
        gains = weights()[0][min(self.words.size // STEP, LENGTHS - 1)]
        return int(np.count_nonzero(gains[np.minimum(often, COUNTS - 1)] >= settings.PARAPHRASE_RARE))


def without_end(part: tuple[int, int, int, int], one: Told, other: Told) -> tuple[int, int, int, int] | None:
    """A part without the sentence at an end of a side of which the other side has the least; None where it
    has half of each."""
    low_a, high_a, low_b, high_b = part
    least, shortest = settings.PARAPHRASE_SPILL, None
    for turned, side, there in ((False, one, other), (True, other, one)):
        inner = side.begins[1:].tobytes()
        first, last = inner.find(True) + 1, inner.rfind(True) + 1
        if not first:
            continue
        size, words, held = side.words.size, side.words.tolist(), set(there.words.tolist())
        for low, high, gone in ((first, size, words[:first]), (0, last, words[last:])):
            if (share := sum(word in held for word in gone) / len(gone)) < least:
                least = share
                shortest = (
                    (low_a, high_a, low_b + low, low_b + high)
                    if turned
                    else (low_a + low, low_a + high, low_b, high_b)
                )
    return shortest


def outside(region: Sequence[int], known: Sequence[Sequence[int]]) -> tuple[int, int, int, int] | None:
    """The larger part of a region before or behind each of the passages that reach into it; None where there
    is none."""
    low_a, high_a, low_b, high_b = region
    for first_a, last_a, first_b, last_b in known:
        if (first_a >= high_a or last_a <= low_a) and (first_b >= high_b or last_b <= low_b):
            continue
        before = min(first_a, high_a) - low_a, min(first_b, high_b) - low_b
        behind = high_a - max(last_a, low_a), high_b - max(last_b, low_b)
        if max(min(before), min(behind)) <= 0:
            return None
        if min(before) >= min(behind):
            high_a, high_b = low_a + before[0], low_b + before[1]
        else:
            low_a, low_b = high_a - behind[0], high_b - behind[1]
    return low_a, high_a, low_b, high_b


def count_common(one: Words, other: Words) -> int:
    """How many words two sides have in common, each as often as the side that has it more seldom."""
    # Of a few dozen words this takes a third of the time that numpy's ways do.
    return (Counter(one.tolist()) & Counter(other.tolist())).total()
