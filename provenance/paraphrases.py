"""Pairs of texts -> the passages that they share in other words, as scans report them.

Articles on one event have its names, places and figures in common, whoever wrote them, and stand near each
other in `rewriting` for that alone: on METER, regions of independent stories are as dense as those of derived
ones. So only wording speaks here: words that begin with no capital and no digit. A region counts where most
of these stand on both sides, largely in one order, and enough of them are rare in the pair. What two texts
share word for word is told of already, and speaks for nothing here.

A cheap look at all pairs (`kernels.best_blocks`) leaves few that regions are grown in.
"""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import dataclass, replace
from functools import cache
from typing import Any

import numpy as np
import numpy.typing as npt

from provenance import kernels, settings
from provenance.kernels import WITHIN, Rules
from provenance.letters import capitals_and_digits, first_letters
from provenance.passages import COLUMNS, RULES, compare_pairs
from provenance.rewriting import GROWTH, weigh
from provenance.tokens import Block

I64 = npt.NDArray[np.int64]
Flags = npt.NDArray[np.bool_]
Words = npt.NDArray[np.uint32]

_STEP, _LENGTHS, _COUNTS = 128, 64, 64
"""The look at all pairs knows the gain of a word by the length of the pair in steps of so many words, up to
so many steps, and by how often it stands there, up to so many times."""
_GROWTH = replace(
    GROWTH, seed=settings.PARAPHRASE_SEED, least=settings.PARAPHRASE_SEED, rounds=settings.PARAPHRASE_ROUNDS,
    most=settings.PARAPHRASE_SEEDS,
)  # fmt: skip


@dataclass(frozen=True, slots=True, eq=False)
class Wording:
    """The words of some texts one behind the other: what is compared (`words`: hashes, in scripts without
    spaces those of two characters in a row), which of them tell of wording (`plain`) and are long enough to
    be looked at (`speaks`); of each text how many times the usual words it takes (`scale`), and what part of
    the usual shares (`share`)."""

    words: Words
    plain: Flags
    speaks: Flags
    scale: npt.NDArray[np.float64]
    share: npt.NDArray[np.float64]


def compare_wording(
    texts: Sequence[str],
    block: Block,
    first: I64,
    second: I64,
    *,
    same_word: Callable[[str, str], bool],
    rules: Rules = RULES,
) -> I64:
    """All passages of many pairs of a block's texts, in the same words and in others: as `compare_pairs`, by
    pair and place in the first text."""
    passages = compare_pairs(texts, block, first, second, same_word=same_word, rules=rules)
    paraphrases = find_paraphrases(texts, block, first, second, passages)
    if not paraphrases.size:
        return passages
    rows = np.concatenate((passages, paraphrases))
    found: I64 = rows[np.lexsort((rows[:, 5], rows[:, 1], rows[:, 0]))]
    return found


def find_paraphrases(texts: Sequence[str], block: Block, first: I64, second: I64, passages: I64) -> I64:
    """The paraphrases of many pairs of a block's texts, `first[i]` with `second[i]`.

    `passages` are what they share word for word, by pair, and so is what is found: rows as `compare_pairs`
    has them. A paraphrase stands outside all passages of its pair; `matched` and `equal` are its words that
    both texts have in one order.
    """
    wording = read_wording(texts, block)
    gains, costs = _weights()
    known = passages[:, [0, 1, 2, 5, 6]]
    scores = kernels.best_blocks(
        wording.words, wording.speaks.astype(np.uint8), block.offsets, first, second, known,
        np.where(gains >= settings.PARAPHRASE_RARE, gains, 0), _STEP, settings.PARAPHRASE_CELL,
    )  # fmt: skip
    chosen = np.flatnonzero(scores >= settings.PARAPHRASE_SEED)
    if not chosen.size:
        return np.zeros((0, COLUMNS), np.int64)
    # Where regions are equally good, the choice must not depend on which text comes first.
    turned = np.array([_comes_later(texts, block, int(first[at]), int(second[at])) for at in chosen])
    one = np.where(turned, second[chosen], first[chosen])
    other = np.where(turned, first[chosen], second[chosen])
    near = known[np.isin(known[:, 0], chosen)]
    near[:, 0] = np.searchsorted(chosen, near[:, 0])
    near = np.where(turned[near[:, 0]][:, None], near[:, [0, 3, 4, 1, 2]], near)
    begins = (block.edges != WITHIN).astype(np.uint8)
    regions = kernels.grow_regions_of(
        wording.words, block.offsets, begins, one, other, near, gains, costs, _STEP, _GROWTH
    )
    bounds = np.searchsorted(regions[:, 0], np.arange(chosen.size + 1))
    ends = np.searchsorted(near[:, 0], np.arange(chosen.size + 1))
    found: list[tuple[int, ...]] = []
    for at in np.flatnonzero(np.diff(bounds)).tolist():
        sides = _Pair(block, wording, int(one[at]), int(other[at]))
        rows = sides.paraphrases(
            regions[bounds[at] : bounds[at + 1], 1:], near[ends[at] : ends[at + 1], 1:].tolist()
        )
        if turned[at]:
            rows = [(*row[4:8], *row[:4], *row[8:]) for row in rows]
        found += ((int(chosen[at]), *row) for row in sorted(rows))
    return np.array(found, np.int64).reshape(-1, COLUMNS)


def _comes_later(texts: Sequence[str], block: Block, a: int, b: int) -> bool:
    """Whether the first of two texts comes behind the other by its words, wherever they stand."""
    return (block[b].hashes.tobytes(), texts[b]) < (block[a].hashes.tobytes(), texts[a])


def read_wording(texts: Sequence[str], block: Block) -> Wording:
    """What tells of the wording of some texts."""
    capital, digit = capitals_and_digits(first_letters(texts, block))
    plain = ~(capital | digit)
    words, speaks = block.hashes, plain & (block.ends - block.starts >= settings.PARAPHRASE_LETTERS)
    adjoins = np.append(block.starts[1:] == block.ends[:-1], False)
    sizes, scale = np.diff(block.offsets), np.ones(len(block))
    scale[_count(capital, block) == 0] = settings.PARAPHRASE_CASELESS
    unspaced = 2 * _count(adjoins, block) > sizes
    if unspaced.any():
        scale[unspaced] = settings.UNSPACED
        parted = np.repeat(unspaced, sizes)
        speaks, plain = speaks | parted, plain | parted
        words = np.where(parted, words * np.uint32(31) + np.append(words[1:], np.uint32(0)), words)
    return Wording(words, plain, speaks, scale, np.where(unspaced, settings.PARAPHRASE_UNSPACED, 1.0))


def _count(flags: Flags, block: Block) -> I64:
    """How many of the words of each text have a flag."""
    found: I64 = np.diff(np.append(0, np.cumsum(flags))[block.offsets])
    return found


@cache
def _weights() -> tuple[I64, I64]:
    """What a word speaks for a region and against one, in thousandths, by the length of the pair and by how
    often it stands there: as `weigh` says it of one pair."""
    gains, costs = [], []
    for length in ((np.arange(_LENGTHS) + 0.5) * _STEP).tolist():
        own = np.append(np.arange(_COUNTS) - 1, 0)  # with one in the other text each stands there so often,
        own[-1] = int(length) - own.sum() - own.size  # and the last one fills up the length
        gain, cost = weigh(own, np.ones_like(own))
        gains.append(gain[:-1])
        costs.append(cost[:-1])
    return np.array(gains), np.array(costs)


@dataclass(frozen=True, slots=True, eq=False)
class _Pair:
    """Two texts of a block, by their numbers."""

    block: Block
    wording: Wording
    a: int
    b: int

    def paraphrases(self, regions: I64, known: list[list[int]]) -> list[tuple[int, ...]]:
        """Which parts of the regions tell the same in other words: rows of `compare_pairs` but for the pair.
        `known` are the passages of the pair: words from and up to, in either text."""
        one, other = self.block[self.a], self.block[self.b]
        words_a, plain_a = self._of(self.wording.words, self.a), self._of(self.wording.plain, self.a)
        words_b, plain_b = self._of(self.wording.words, self.b), self._of(self.wording.plain, self.b)
        scale = max(float(self.wording.scale[self.a]), float(self.wording.scale[self.b]))
        share = min(float(self.wording.share[self.a]), float(self.wording.share[self.b]))
        rare = _Rare(np.sort(np.concatenate((words_a, words_b))))
        taken = list(known)
        found: list[tuple[int, ...]] = []
        for *region, _ in regions[np.argsort(-regions[:, 4], kind="stable")].tolist():
            part = _outside(region, taken)
            if part is None:
                continue
            low_a, high_a, low_b, high_b = part
            sides = (
                _Told(words_a[low_a:high_a], plain_a[low_a:high_a]),
                _Told(words_b[low_b:high_b], plain_b[low_b:high_b]),
            )
            common = _share_told_again(*sides, rare, scale, share)
            if not common:
                continue
            same = count_in_order(one.hashes[low_a:high_a], other.hashes[low_b:high_b])
            least = (
                settings.PARAPHRASE_MOVED
                if common >= settings.PARAPHRASE_DENSE * share
                else settings.PARAPHRASE_IN_ORDER
            )
            if same >= least * max(high_a - low_a, high_b - low_b):
                taken.append(list(part))
                place_a, place_b = one.span(low_a, high_a), other.span(low_b, high_b)
                found.append((low_a, high_a, place_a.start, place_a.end,
                              low_b, high_b, place_b.start, place_b.end, same, same))  # fmt: skip
        return found

    def _of(self, column: npt.NDArray[Any], number: int) -> npt.NDArray[Any]:
        """What stands of a text in a column of its wording."""
        return column[int(self.block.offsets[number]) : int(self.block.offsets[number + 1])]


@dataclass(frozen=True, slots=True, eq=False)
class _Rare:
    """Which words are rare in a pair of texts, all of whose words stand here in their order."""

    words: Words

    def count(self, words: Words) -> int:
        """How many of these words are."""
        often = np.searchsorted(self.words, words, "right") - np.searchsorted(self.words, words, "left")
        gains = _weights()[0][min(self.words.size // _STEP, _LENGTHS - 1)]
        return int(np.count_nonzero(gains[np.minimum(often, _COUNTS - 1)] >= settings.PARAPHRASE_RARE))


def _outside(region: Sequence[int], known: Sequence[Sequence[int]]) -> tuple[int, int, int, int] | None:
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


@dataclass(frozen=True, slots=True, eq=False)
class _Told:
    """One side of a region: its words, and which of them tell of wording."""

    words: Words
    plain: Flags


def _share_told_again(one: _Told, other: _Told, rare: _Rare, scale: float, share: float) -> float:
    """What part of its words the longer of two sides has in common with the other, 0 where their wording is
    not largely one. It takes `scale` times the usual words, and this part of the usual shares."""
    shorter, longer = sorted((one.words.size, other.words.size))
    if shorter < settings.ALONE * scale:
        return 0.0
    common = count_common(one.words, other.words) / longer
    telling = np.intersect1d(one.words[one.plain], other.words[other.plain])
    if (
        common < settings.PARAPHRASE_COMMON * share
        or rare.count(telling) < settings.PARAPHRASE_TELLING * scale
    ):
        return 0.0
    is_held = all(
        np.count_nonzero(np.isin(side.words[side.plain], there.words))
        >= settings.PARAPHRASE_WORDING * share * np.count_nonzero(side.plain)
        for side, there in ((one, other), (other, one))
    )
    return common if is_held else 0.0


def count_common(one: Words, other: Words) -> int:
    """How many words two sides have in common, each as often as the side that has it more seldom."""
    words, counts = np.unique(one, return_counts=True)
    others, often = np.unique(other, return_counts=True)
    _, own, theirs = np.intersect1d(words, others, assume_unique=True, return_indices=True)
    return int(np.minimum(counts[own], often[theirs]).sum())


def count_in_order(one: Words, other: Words) -> int:
    """The length of the longest common subsequence of two sequences of words."""
    longest = np.zeros(other.size + 1, np.int64)
    for word in one:
        grown = np.maximum(longest[1:], longest[:-1] + (other == word))
        np.maximum.accumulate(grown, out=longest[1:])
    return int(longest[-1])
