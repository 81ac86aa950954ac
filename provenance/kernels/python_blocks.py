"""Where texts may tell the same in other words, in plain Python: integers in, integers out.

A cheap look at many pairs before `grow_regions` takes the time for a few of them.
"""

from __future__ import annotations

from collections import Counter, defaultdict
from itertools import combinations, pairwise
from typing import Any, TypeAlias

import numpy as np

from provenance.kernels.python_mixing import mix64

U32: TypeAlias = np.ndarray[Any, np.dtype[np.uint32]]
I64: TypeAlias = np.ndarray[Any, np.dtype[np.int64]]
U64: TypeAlias = np.ndarray[Any, np.dtype[np.uint64]]
U8: TypeAlias = np.ndarray[Any, np.dtype[np.uint8]]


def best_blocks(
    words: U32, speaks: U8, offsets: I64, first: I64, second: I64, passages: I64, gains: I64, step: int,
    cell: int, least: int, share: float,
) -> I64:  # fmt: skip
    """For each pair of texts, `first[i]` with `second[i]`, how much speaks for the best two by two of their
    cells of so many words; 0 where less than `least` does. A block counts where the places that speak are
    this `share` of the words that could in the longer of its sides, or more.

    The texts' `words` stand one behind the other, those of text `i` from `offsets[i]` on; only such as
    `speaks` are looked at. `passages` are words that the pairs have in common anyway, which do not count:
    rows of the pair, the first word and the one behind the last in either text, by pair. `gains` says what
    a word speaks that both texts have: a row for each `step` words of both texts together, a column for how
    often it stands in them; the last row and column stand for all above. Raises IndexError where a pair names
    a text that is not there.
    """
    texts = [
        [int(word) if flag else None for word, flag in zip(words[low:high], speaks[low:high], strict=True)]
        for low, high in pairwise(offsets.tolist())
    ]
    if any(side.size and not 0 <= side.min() <= side.max() < len(texts) for side in (first, second)):
        raise IndexError("a pair names a text that is not in the block")
    taken: dict[int, list[list[int]]] = defaultdict(list)
    for pair, *passage in passages.tolist():
        taken[pair].append(passage)
    found = []
    for pair, (a, b) in enumerate(zip(first.tolist(), second.tolist(), strict=True)):
        own, other = list(texts[a]), list(texts[b])
        row = gains[min((len(own) + len(other)) // step, len(gains) - 1)]
        for first_a, last_a, first_b, last_b in taken[pair]:
            own[first_a:last_a] = [None] * (last_a - first_a)
            other[first_b:last_b] = [None] * (last_b - first_b)
        found.append(_best(_matches(own, other, row.tolist()), own, other, cell, max(1, least), share))
    return np.array(found, np.int64)


Match: TypeAlias = tuple[int, int]
"""Where a word stands in the one text, and in the other."""


def _matches(own: list[int | None], other: list[int | None], gains: list[int]) -> dict[Match, int]:
    """What each word says that speaks and stands in both texts, by its places; words that are None do not."""
    often, again = Counter(own), Counter(other)
    standing: dict[int, list[int]] = defaultdict(list)
    for place, word in enumerate(other):
        if word is not None:
            standing[word].append(place)
    found = {}
    for place, word in enumerate(own):
        if word is not None and word in standing:
            gain = gains[min(often[word] + again[word], len(gains) - 1)]
            found.update({(place, there): gain for there in standing[word] if gain > 0})
    return found


def _best(
    matches: dict[Match, int], own: list[int | None], other: list[int | None], cell: int, least: int,
    share: float,
) -> int:  # fmt: skip
    """The score of the best block of one pair, whose words that can't speak are None."""
    grid: dict[Match, list[int]] = defaultdict(list)
    for (place, there), gain in matches.items():
        grid[place // cell, there // cell].append(gain)
    corners = {(row - up, column - left) for row, column in grid for up in (0, 1) for left in (0, 1)}
    best = 0
    for row, column in corners:
        if row < 0 or column < 0:
            continue
        gains = [
            gain for down in (0, 1) for right in (0, 1) for gain in grid.get((row + down, column + right), ())
        ]
        sides = own[row * cell : (row + 2) * cell], other[column * cell : (column + 2) * cell]
        longer = max(len(side) - side.count(None) for side in sides)
        if sum(gains) >= least and len(gains) >= share * longer:
            best = max(best, sum(gains))
    return best


def pairs_of_words(
    words: U32, letters: U8, offsets: I64, window: int, stride: int, most: int
) -> tuple[U64, I64]:
    """For each two of the `most` longest words of any `window` words of a text a key, each once in a text and
    in the order of the windows; and where each text's begin, with the end of the last.

    The texts' `words` stand one behind the other, those of text `i` from `offsets[i]` on; `letters` says how
    long each counts, 0 where it does not. Of equally long ones those of lower hashes are chosen. A window
    begins at each `stride` words that at least half a window follows, and at the first.
    """
    keys: list[int] = []
    ends = [0]
    for low, high in pairwise(offsets.tolist()):
        known: dict[int, None] = {}
        for begin in range(low, max(low + 1, high - window // 2), stride):
            part = slice(begin, min(begin + window, high))
            long_ones = {
                (-count, word)
                for word, count in zip(words[part].tolist(), letters[part].tolist(), strict=True)
                if count
            }
            for (_, one), (_, other) in combinations(sorted(long_ones)[:most], 2):
                if one != other:
                    known[min(one, other) << 32 | max(one, other)] = None
        keys += known
        ends.append(len(keys))
    return mix64(np.array(keys, np.uint64)), np.array(ends, np.int64)
