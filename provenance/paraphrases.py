"""Pairs of texts -> the passages that they share in other words, as scans report them.

Articles on one event have its names, places and figures in common, whoever wrote them, and stand near each
other in `rewriting` for that alone: on METER, regions of independent stories are as dense as those of derived
ones. So only wording speaks here: words that begin with no capital and no digit. A region counts where most
of these stand on both sides, largely in one order, and enough of them are rare in the pair.

What two texts share word for word is told of already, and speaks for nothing here. Nor does what both have in
quotation marks count: the words are the speaker's, who may have said it twice, or was translated twice
(`altered` finds quotations that differ).

A cheap look at all pairs (`kernels.best_blocks`) leaves few that regions are grown in.
"""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import dataclass, replace

import numpy as np
import numpy.typing as npt

from provenance import kernels, settings
from provenance.kernels import WITHIN, Rules
from provenance.letters import capitals_and_digits, first_letters
from provenance.passage_rules import RULES
from provenance.passages import COLUMNS, compare_pairs
from provenance.quotes import Quotation, find_quotations, is_quoted
from provenance.retelling import STEP, Rule, Told, outside, weights, without_end
from provenance.rewriting import GROWTH
from provenance.spans import Span
from provenance.tokens import Block
from provenance.winnowing import Fingerprints

I64 = npt.NDArray[np.int64]
Flags = npt.NDArray[np.bool_]
Words = npt.NDArray[np.uint32]

_GROWTH = replace(
    GROWTH, seed=settings.PARAPHRASE_SEED, least=settings.PARAPHRASE_SEED, rounds=settings.PARAPHRASE_ROUNDS,
    most=settings.PARAPHRASE_SEEDS, cell=settings.PARAPHRASE_STEP, margin=settings.PARAPHRASE_MARGIN,
    slack=settings.PARAPHRASE_SLACK, penalty=settings.PARAPHRASE_EDGE,
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
    beginnings: Callable[[str], tuple[int, int]] | None = None,
    rules: Rules = RULES,
    loose: Flags | None = None,
) -> I64:
    """All passages of many pairs of a block's texts, in the same words and in others: as `compare_pairs`, by
    pair and place in the first text.

    A pair that is `loose` was proposed for nothing but words that stand near each other, as those of any two
    bonds or market reports do: it counts only where it tells a sentence again.
    """
    passages = compare_pairs(
        texts, block, first, second, same_word=same_word, beginnings=beginnings, rules=rules
    )
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
    gains, costs = weights()
    known = passages[:, [0, 1, 2, 5, 6]]
    scores = kernels.best_blocks(
        wording.words, speaks, block.offsets, first, second, known,
        np.where(gains >= settings.PARAPHRASE_RARE, gains, 0), STEP, settings.PARAPHRASE_CELL,
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
        wording.words, block.offsets, begins, speaks, one, other, near, gains, costs, STEP, _GROWTH
    )
    bounds = np.searchsorted(regions[:, 0], np.arange(chosen.size + 1))
    ends = np.searchsorted(near[:, 0], np.arange(chosen.size + 1))
    quoted = _Quoted(texts, block, {})
    told = _Texts(block, wording, begins, {})
    found: list[tuple[int, ...]] = []
    for at in np.flatnonzero(np.diff(bounds)).tolist():
        a, b = int(one[at]), int(other[at])
        rows = [
            row
            for row in told.paraphrases(
                a, b, regions[bounds[at] : bounds[at + 1], 1:].tolist(),
                near[ends[at] : ends[at + 1], 1:].tolist(),
            )
            if not (quoted.is_quoted(a, *row[2:4]) and quoted.is_quoted(b, *row[6:8]))
        ]  # fmt: skip
        if turned[at]:
            rows = [(*row[4:8], *row[:4], *row[8:]) for row in rows]
        found += ((int(chosen[at]), *row) for row in sorted(rows))
    return np.array(found, np.int64).reshape(-1, COLUMNS)


def _comes_later(texts: Sequence[str], block: Block, a: int, b: int) -> bool:
    """Whether the first of two texts comes behind the other by its words, wherever they stand."""
    words, offsets = block.hashes, block.offsets
    return (words[offsets[b] : offsets[b + 1]].tobytes(), texts[b]) < (
        words[offsets[a] : offsets[a + 1]].tobytes(), texts[a],
    )  # fmt: skip


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
        words = words.copy()
        for number in np.flatnonzero(unspaced).tolist():
            of_text = words[block.offsets[number] : block.offsets[number + 1]]
            of_text *= np.uint32(31)
            of_text[:-1] += block[number].hashes[1:]
    return Wording(words, plain, speaks, scale, np.where(unspaced, settings.PARAPHRASE_UNSPACED, 1.0))


def _count(flags: Flags, block: Block) -> I64:
    """How many of the words of each text have a flag."""
    found: I64 = np.diff(np.searchsorted(np.flatnonzero(flags), block.offsets))
    return found


@dataclass(frozen=True, slots=True, eq=False)
class _Quoted:
    """What stands in the quotation marks of a block's texts; `known`: of those that were read."""

    texts: Sequence[str]
    block: Block
    known: dict[int, tuple[Quotation, ...]]

    def is_quoted(self, number: int, start: int, end: int) -> bool:
        """Whether at least half of the words of a span of a text are."""
        if number not in self.known:
            self.known[number] = find_quotations(self.texts[number])
        return is_quoted(Span(start, end), self.known[number], self.block[number].starts)


@dataclass(frozen=True, slots=True, eq=False)
class _Texts:
    """A block's texts, by their numbers; `begins` says before which words a sentence begins, `known` holds
    those that were asked for: most stand in several pairs."""

    block: Block
    wording: Wording
    begins: npt.NDArray[np.uint8]
    known: dict[int, Told]

    def paraphrases(
        self, a: int, b: int, regions: list[list[int]], known: list[list[int]]
    ) -> list[tuple[int, ...]]:
        """Which parts of the regions of two texts tell the same in other words: rows of `compare_pairs` but
        for the pair. `known` are the passages of the pair: words from and up to, in either text."""
        one, other = self._text(a), self._text(b)
        rule = Rule(
            np.concatenate((one.words, other.words)),
            max(float(self.wording.scale[a]), float(self.wording.scale[b])),
            min(float(self.wording.share[a]), float(self.wording.share[b])),
        )
        taken = list(known)
        found: list[tuple[int, ...]] = []
        for *region, _ in sorted(regions, key=lambda region: -region[4]):
            part = outside(region, taken)
            while part is not None:
                low_a, high_a, low_b, high_b = part
                sides = one.part(low_a, high_a), other.part(low_b, high_b)
                if same := rule.count(*sides):
                    taken.append(list(part))
                    place_a, place_b = self.block[a].span(low_a, high_a), self.block[b].span(low_b, high_b)
                    found.append((low_a, high_a, place_a.start, place_a.end,
                                  low_b, high_b, place_b.start, place_b.end, same, same))  # fmt: skip
                    break
                part = without_end(part, *sides)
        return found

    def _text(self, number: int) -> Told:
        """All words of a text."""
        if number not in self.known:
            part = slice(int(self.block.offsets[number]), int(self.block.offsets[number + 1]))
            words, plain = self.wording.words[part], self.wording.plain[part]
            self.known[number] = Told(words, plain, self.block.hashes[part], self.begins[part])
        return self.known[number]
