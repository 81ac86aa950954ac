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

import numpy as np
import numpy.typing as npt

from provenance import kernels, settings
from provenance.kernels import WITHIN, Rules
from provenance.letters import capitals_and_digits, first_letters
from provenance.passages import COLUMNS, RULES, compare_pairs
from provenance.rewriting import GROWTH, Weighing, weigh
from provenance.tokens import Block
from provenance.winnowing import Fingerprints

I64 = npt.NDArray[np.int64]
Flags = npt.NDArray[np.bool_]
Words = npt.NDArray[np.uint32]

_STEP, _LENGTHS, _COUNTS = 128, 64, 64
"""The look at all pairs knows the gain of a word by the length of the pair in steps of so many words, up to
so many steps, and by how often it stands there, up to so many times."""
_GROWTH = replace(
    GROWTH, seed=settings.PARAPHRASE_SEED, least=settings.PARAPHRASE_SEED, rounds=settings.PARAPHRASE_ROUNDS,
    most=settings.PARAPHRASE_SEEDS, cell=settings.PARAPHRASE_STEP, margin=settings.PARAPHRASE_MARGIN,
    slack=settings.PARAPHRASE_SLACK, penalty=settings.PARAPHRASE_EDGE,
)  # fmt: skip
_WEIGHING = Weighing(
    length=settings.PARAPHRASE_LENGTH, scale=settings.PARAPHRASE_SCALE, cost=settings.PARAPHRASE_COST,
    most=settings.PARAPHRASE_COST_MOST,
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
    loose: Flags | None = None,
) -> I64:
    """All passages of many pairs of a block's texts, in the same words and in others: as `compare_pairs`, by
    pair and place in the first text.

    A pair that is `loose` was proposed for nothing but words that stand near each other, as those of any two
    bonds or market reports do: it counts only where it tells a sentence again.
    """
    passages = compare_pairs(texts, block, first, second, same_word=same_word, rules=rules)
    paraphrases = find_paraphrases(texts, block, first, second, passages)
    if loose is not None and loose.any():
        told = ~loose
        told[paraphrases[:, 0]] = True
        passages = passages[told[passages[:, 0]]]
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
    speaks = wording.speaks.astype(np.uint8)
    gains, costs = _weights()
    known = passages[:, [0, 1, 2, 5, 6]]
    scores = kernels.best_blocks(
        wording.words, speaks, block.offsets, first, second, known,
        np.where(gains >= settings.PARAPHRASE_RARE, gains, 0), _STEP, settings.PARAPHRASE_CELL,
        settings.PARAPHRASE_SEED, settings.PARAPHRASE_SHARE,
    )  # fmt: skip
    chosen = np.flatnonzero(scores)
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
        wording.words, block.offsets, begins, speaks, one, other, near, gains, costs, _STEP, _GROWTH
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


@dataclass(frozen=True, slots=True)
class Pairing:
    """How texts are found that may tell sentences of each other again: so many `words` of a window make keys,
    and texts are compared that share `least` of these."""

    words: int
    least: int


def pairing(texts: int) -> Pairing:
    """That of an archive of so many texts."""
    if texts < settings.REJUDGE_BELOW:
        return Pairing(settings.PAIRED_WORDS_FEW, settings.PAIRED_LEAST_FEW)
    return Pairing(settings.PAIRED_WORDS, settings.PAIRED_LEAST)


def pair_words(texts: Sequence[str], block: Block, most: int) -> Fingerprints:
    """Keys of words of wording that stand near each other in some texts: what a sentence keeps that is told
    again, where no few words in a row are the same. Of each window the `most` longest words make some."""
    wording = read_wording(texts, block)
    letters = np.minimum(block.ends - block.starts, settings.PAIRED_LETTERS)
    keys, offsets = kernels.pairs_of_words(
        wording.words, np.where(wording.speaks, letters, 0).astype(np.uint8), block.offsets,
        settings.PAIRED_WINDOW, settings.PAIRED_STRIDE, most,
    )  # fmt: skip
    return Fingerprints(keys, np.zeros(keys.size, np.uint32), offsets)


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
        gain, cost = weigh(own, np.ones_like(own), _WEIGHING)
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
        one, other = self._text(self.a), self._text(self.b)
        rule = _Rule(
            np.sort(np.concatenate((one.words, other.words))),
            max(float(self.wording.scale[self.a]), float(self.wording.scale[self.b])),
            min(float(self.wording.share[self.a]), float(self.wording.share[self.b])),
        )
        taken = list(known)
        found: list[tuple[int, ...]] = []
        for *region, _ in regions[np.argsort(-regions[:, 4], kind="stable")].tolist():
            part = _outside(region, taken)
            while part is not None:
                low_a, high_a, low_b, high_b = part
                sides = one.part(low_a, high_a), other.part(low_b, high_b)
                if same := rule.count(*sides):
                    taken.append(list(part))
                    place_a = self.block[self.a].span(low_a, high_a)
                    place_b = self.block[self.b].span(low_b, high_b)
                    found.append((low_a, high_a, place_a.start, place_a.end,
                                  low_b, high_b, place_b.start, place_b.end, same, same))  # fmt: skip
                    break
                part = _without_end(part, *sides)
        return found

    def _text(self, number: int) -> _Told:
        """All words of a text."""
        part = slice(int(self.block.offsets[number]), int(self.block.offsets[number + 1]))
        words, plain = self.wording.words[part], self.wording.plain[part]
        return _Told(words, plain, self.block.hashes[part], self.block.edges[part] != WITHIN)


@dataclass(frozen=True, slots=True, eq=False)
class _Told:
    """Some words in a row: what is compared of them, which of them tell of wording, their hashes, and before
    which of them a sentence begins."""

    words: Words
    plain: Flags
    hashes: Words
    begins: Flags

    def part(self, low: int, high: int) -> _Told:
        """Those from one to another."""
        part = slice(low, high)
        return _Told(self.words[part], self.plain[part], self.hashes[part], self.begins[part])


@dataclass(frozen=True, slots=True, eq=False)
class _Rule:
    """When a part of a pair is told again: `words` are all words of both texts in their order; it takes
    `scale` times the usual words, and this part of the usual shares (`share`)."""

    words: Words
    scale: float
    share: float

    def count(self, one: _Told, other: _Told) -> int:
        """How many words two sides have in one order, 0 where their wording is not largely one."""
        shorter, longer = sorted((one.words.size, other.words.size))
        if shorter < settings.ALONE * self.scale:
            return 0
        common = count_common(one.words, other.words)
        if common < settings.PARAPHRASE_COMMON * self.share * longer:
            return 0
        telling = np.intersect1d(one.words[one.plain], other.words[other.plain])
        if self._count_rare(telling) < settings.PARAPHRASE_TELLING * self.scale:
            return 0
        for side, there in ((one, other), (other, one)):
            held = np.count_nonzero(np.isin(side.words[side.plain], there.words))
            if held < settings.PARAPHRASE_WORDING * self.share * np.count_nonzero(side.plain):
                return 0
        same = count_in_order(one.hashes, other.hashes)
        dense = common >= settings.PARAPHRASE_DENSE * self.share * longer
        least = settings.PARAPHRASE_MOVED if dense else settings.PARAPHRASE_IN_ORDER
        return same if same >= least * longer else 0

    def _count_rare(self, words: Words) -> int:
        """How many of these words are rare in the pair."""
        often = np.searchsorted(self.words, words, "right") - np.searchsorted(self.words, words, "left")
        gains = _weights()[0][min(self.words.size // _STEP, _LENGTHS - 1)]
        return int(np.count_nonzero(gains[np.minimum(often, _COUNTS - 1)] >= settings.PARAPHRASE_RARE))


def _without_end(
    part: tuple[int, int, int, int], one: _Told, other: _Told
) -> tuple[int, int, int, int] | None:
    """A part without the sentence at an end of a side of which the other side has the least; None where it
    has half of each."""
    low_a, high_a, low_b, high_b = part
    least, shortest = settings.PARAPHRASE_SPILL, None
    for turned, side, there in ((False, one, other), (True, other, one)):
        inner = np.flatnonzero(side.begins[1:]) + 1
        if not inner.size:
            continue
        held = np.isin(side.words, there.words)
        for low, high in ((int(inner[0]), side.words.size), (0, int(inner[-1]))):
            gone = held[:low] if low else held[high:]
            if (share := float(np.mean(gone))) < least:
                least = share
                shortest = (
                    (low_a, high_a, low_b + low, low_b + high)
                    if turned
                    else (low_a + low, low_a + high, low_b, high_b)
                )
    return shortest


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
