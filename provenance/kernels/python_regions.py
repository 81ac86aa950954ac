"""Regions that two texts share in other words, grown from seeds, in plain Python: integers in, integers out.

The words that both texts have speak for a region, the others against it. A grid of cells shows where many of
the first stand together; from there the best segment of the one text for the words of the other's is found,
and the reverse, until both stand still.
"""

from __future__ import annotations

from collections.abc import Sequence
from itertools import pairwise
from typing import Any, TypeAlias

import numpy as np

from provenance.kernels.rules import Growth

I32: TypeAlias = np.ndarray[Any, np.dtype[np.int32]]
I64: TypeAlias = np.ndarray[Any, np.dtype[np.int64]]
U32: TypeAlias = np.ndarray[Any, np.dtype[np.uint32]]
U8: TypeAlias = np.ndarray[Any, np.dtype[np.uint8]]


def grow_regions(
    words_a: I32, words_b: I32, begins_a: U8, begins_b: U8, taken_a: U8, taken_b: U8, gains: I64, costs: I64,
    growth: Growth,
) -> I64:  # fmt: skip
    """The regions of a pair of texts, in the order in which they were found: a row each, with the first and
    the end word in the one text, in the other, and its score.

    `words_*` are numbers from 0 up, equal for equal words; `gains` and `costs` say by these numbers what a
    word speaks for a region whose other side has it, and against one whose other side lacks it. `begins_*`:
    whether a sentence begins before each word. Words that are `taken_*` speak for no region.
    """
    one = _Side(words_a.tolist(), begins_a.tolist(), taken_a.tolist())
    other = _Side(words_b.tolist(), begins_b.tolist(), taken_b.tolist())
    return _grow(one, other, (one, other), gains.tolist(), costs.tolist(), growth)


def _grow(
    one: _Side, other: _Side, seeds: tuple[_Side, _Side], gain: list[int], cost: list[int], growth: Growth
) -> I64:
    """The regions of two texts, begun where the same texts as `seeds`, of which fewer words may speak, have
    much in common."""
    if not one.words or not other.words:
        return np.zeros((0, 5), np.int64)
    cell = growth.cell
    blocks = _blocks(_grid(*seeds, gain, cell))
    found: list[tuple[int, int, int, int, int]] = []
    for _ in range(growth.most):
        score, row, column = _highest(blocks)
        if score < growth.seed:
            break
        a = row * cell, min(len(one.words), (row + 2) * cell)
        b = column * cell, min(len(other.words), (column + 2) * cell)
        least = 0
        for _ in range(growth.rounds):
            score_a, best_a = _segment(one, a, _held(other, b, growth.slack), gain, cost, growth)
            if best_a[0] == best_a[1]:
                break
            score_b, best_b = _segment(other, b, _held(one, best_a, growth.slack), gain, cost, growth)
            if best_b[0] == best_b[1]:
                break
            least = min(score_a, score_b)
            if (best_a, best_b) == (a, b):
                break
            a, b = best_a, best_b
        if least >= growth.least:
            found.append((*a, *b, least))
            _blank(blocks, a[0] // cell - 1, (a[1] - 1) // cell, b[0] // cell - 1, (b[1] - 1) // cell)
        _blank(blocks, row - 1, row + 1, column - 1, column + 1)
    return np.array(found, np.int64).reshape(-1, 5)


def grow_regions_of(
    words: U32, offsets: I64, begins: U8, speaks: U8, first: I64, second: I64, passages: I64, gains: I64,
    costs: I64, step: int, growth: Growth,
) -> I64:  # fmt: skip
    """The regions of many pairs of texts, `first[i]` with `second[i]`: rows of the pair and of what
    `grow_regions` gives, by pair.

    The texts' `words` (hashes) stand one behind the other, those of text `i` from `offsets[i]` on. Regions
    begin where words that `speaks` marks stand together, and grow by all. The words
    of `passages` are taken: rows of the pair, the first word and the one behind the last in either text, by
    pair. `gains` and `costs` have a row for each `step` words of both texts together, a column for how often
    a word stands in them; the last row and column stand for all above. Raises IndexError where a pair names a
    text that is not there.
    """
    if any(side.size and not 0 <= side.min() <= side.max() < offsets.size - 1 for side in (first, second)):
        raise IndexError("a pair names a text that is not in the block")
    found = [np.zeros((0, 6), np.int64)]
    for pair, (a, b) in enumerate(zip(first.tolist(), second.tolist(), strict=True)):
        parts = [slice(int(offsets[text]), int(offsets[text + 1])) for text in (a, b)]
        taken = [np.zeros(part.stop - part.start, np.uint8) for part in parts]
        for _, first_a, last_a, first_b, last_b in passages[passages[:, 0] == pair].tolist():
            taken[0][first_a:last_a] = 1
            taken[1][first_b:last_b] = 1
        sides = [words[part] for part in parts]
        known, numbers = np.unique(np.concatenate(sides), return_inverse=True)
        own, other = numbers[: sides[0].size], numbers[sides[0].size :]
        often = [np.bincount(side, minlength=known.size) for side in (own, other)]
        row = min(numbers.size // step, len(gains) - 1)
        column = np.minimum(often[0] + often[1], gains.shape[1] - 1)
        speak = np.where((often[0] > 0) & (often[1] > 0), gains[row][column], 0)
        texts, quiet = [], []
        for side, part, gone in zip((own, other), parts, taken, strict=True):
            texts.append(_Side(side.tolist(), begins[part].tolist(), gone.tolist()))
            silent = gone | (speaks[part] == 0)
            quiet.append(_Side(side.tolist(), begins[part].tolist(), silent.tolist()))
        rows = _grow(
            texts[0], texts[1], (quiet[0], quiet[1]), speak.tolist(), costs[row][column].tolist(), growth
        )
        found.append(np.column_stack((np.full(len(rows), pair), rows)))
    return np.concatenate(found)


class _Side:
    """One of the two texts."""

    def __init__(self, words: list[int], begins: list[int], taken: list[int]) -> None:
        self.words, self.begins, self.taken = words, begins, taken


def _grid(one: _Side, other: _Side, gain: Sequence[int], cell: int) -> list[list[int]]:
    """What speaks for each cell of the one text with each of the other: a word of the first counts once for
    a cell that has it. The last row and column are empty."""
    places: dict[int, list[int]] = {}
    for place, word in enumerate(other.words):
        if not other.taken[place] and gain[word] > 0:
            cells = places.setdefault(word, [])
            if not cells or cells[-1] != place // cell:
                cells.append(place // cell)
    columns = len(other.words) // cell + 2
    grid = [[0] * columns for _ in range(len(one.words) // cell + 2)]
    for place, word in enumerate(one.words):
        if not one.taken[place] and gain[word] > 0:
            for column in places.get(word, ()):
                grid[place // cell][column] += gain[word]
    return grid


def _blocks(grid: list[list[int]]) -> list[list[int]]:
    """The sums of four cells each, by the upper left of them."""
    return [
        [up[at] + up[at + 1] + down[at] + down[at + 1] for at in range(len(up) - 1)]
        for up, down in pairwise(grid)
    ]


def _highest(blocks: list[list[int]]) -> tuple[int, int, int]:
    """The highest block, the first of those that are equal: its score, its row and its column."""
    best = 0, 0, 0
    for row, scores in enumerate(blocks):
        highest = max(scores)
        if highest > best[0]:
            best = highest, row, scores.index(highest)
    return best


def _blank(blocks: list[list[int]], first: int, last: int, left: int, right: int) -> None:
    """Take some blocks out, those at the ends too."""
    for row in range(max(0, first), min(len(blocks), last + 1)):
        for column in range(max(0, left), min(len(blocks[0]), right + 1)):
            blocks[row][column] = 0


def _held(side: _Side, part: tuple[int, int], slack: int) -> set[int]:
    """The words in and just around a part of a text that are not taken. Those around it let both sides grow
    at once: the next sentence of the one text has its words in the next of the other."""
    low, high = max(0, part[0] - slack), min(len(side.words), part[1] + slack)
    return {side.words[place] for place in range(low, high) if not side.taken[place]}


def _segment(
    side: _Side,
    part: tuple[int, int],
    held: set[int],
    gain: Sequence[int],
    cost: Sequence[int],
    growth: Growth,
) -> tuple[int, tuple[int, int]]:
    """The segment that scores highest in and around a part of a text, and its score (Kadane's algorithm). An
    end within a sentence costs a penalty. Of equal ones it is the first; there may be none."""
    low, high = max(0, part[0] - growth.margin), min(len(side.words), part[1] + growth.margin)
    best, found = 0, (low, low)
    running, first = 0, low
    for place in range(low, high):
        word = side.words[place]
        start = 0 if side.begins[place] else -growth.penalty
        if place == low or running < start:
            running, first = start, place
        running += gain[word] if word in held and not side.taken[place] else -cost[word]
        ended = place + 1 == len(side.words) or side.begins[place + 1]
        score = running if ended else running - growth.penalty
        if score > best:
            best, found = score, (first, place + 1)
    return best, found
