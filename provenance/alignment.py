"""Two token sequences -> Matches: chains of equal words, edits allowed, moved parts apart.

Seeds are runs of equal words. Seeds that follow each other in both texts are chained (as genome aligners
do: sparse dynamic programming over seeds; Abouelhoda & Ohlebusch, J. Discrete Algorithms 2005), the short
gaps between them are aligned word by word (Needleman & Wunsch 1970: match 2, mismatch -1, gap -1), each
chain apart, so that a passage that was moved survives.
"""

from __future__ import annotations

from collections.abc import Callable, Iterator
from dataclasses import dataclass

import numpy as np
import numpy.typing as npt

from provenance import kernels

Words = npt.NDArray[np.uint32]
Variant = Callable[[int, int], bool]
"""Whether word `i` of the first text and word `j` of the second are spellings of one word."""

MATCH, MISMATCH, SKIP = 2, -1, -1


@dataclass(frozen=True, slots=True)
class Match:
    """One chain: `pairs` of aligned words (place in a, place in b), both ascending; `equal` says which of
    them are the same word and not a variant of it."""

    pairs: tuple[tuple[int, int], ...]
    equal: tuple[bool, ...]


@dataclass(frozen=True, slots=True)
class _Run:
    a: int
    b: int
    length: int


def align(a: Words, b: Words, *, seed: int, gap: int, refrain: int, variant: Variant) -> list[Match]:
    """All chains that two texts share, the heaviest first.

    `seed` is the length in words of the runs that start a chain, `gap` the number of unmatched words on
    either side that a chain may step over. A shingle that makes more than `refrain` pairs is no seed.
    """
    places_a, places_b, lengths = kernels.shared_runs(a, b, seed, refrain)
    runs = [
        _Run(*numbers) for numbers in zip(places_a.tolist(), places_b.tolist(), lengths.tolist(), strict=True)
    ]
    return [_fill(chain, a, b, variant) for chain in _chains(runs, gap, seed)]


def _chains(runs: list[_Run], gap: int, seed: int) -> Iterator[list[_Run]]:
    """Take the best chain, drop what lies under it, repeat until no run is left."""
    left = runs
    while left:
        chain = _best_chain(left, gap, seed)
        yield chain
        taken_a = [(run.a, run.a + run.length) for run in chain]
        taken_b = [(run.b, run.b + run.length) for run in chain]
        left = [
            rest
            for run in left
            if (rest := _outside(run, taken_a, taken_b)) is not None and rest.length >= seed
        ]


def _outside(run: _Run, taken_a: list[tuple[int, int]], taken_b: list[tuple[int, int]]) -> _Run | None:
    """What of a run no chain has used on either side: its longer end, or nothing."""
    begin, end = 0, run.length
    for place, taken in ((run.a, taken_a), (run.b, taken_b)):
        for low, high in taken:
            if low < place + end and place + begin < high:
                before, after = low - (place + begin), place + end - high
                if before >= after:
                    end = begin + max(before, 0)
                else:
                    begin = end - after
                if begin >= end:
                    return None
    return _Run(run.a + begin, run.b + begin, end - begin)


def _best_chain(runs: list[_Run], gap: int, seed: int) -> list[_Run]:
    """The chain of the highest score: two for each matched word, less the longer side of each gap."""
    ordered = sorted(runs, key=lambda run: (run.a, run.b))
    score = [float(MATCH * run.length) for run in ordered]
    best: list[_Run] = list(ordered)
    back = [-1] * len(ordered)
    longest = max(run.length for run in ordered)
    for j, run in enumerate(ordered):
        for i in range(j - 1, -1, -1):
            if run.a - ordered[i].a > gap + longest:
                break
            link = _link(best[i], run, gap, seed)
            if link is not None:
                head, cost = link
                total = score[i] + MATCH * head.length - cost
                if total > score[j]:
                    score[j], back[j], best[j] = total, i, head
    place = max(range(len(ordered)), key=lambda i: (score[i], -i))
    chain = []
    while place >= 0:
        chain.append(best[place])
        place = back[place]
    return chain[::-1]


def _link(first: _Run, second: _Run, gap: int, seed: int) -> tuple[_Run, int] | None:
    """The part of `second` that can follow `first` in both texts, and what the step costs, or None."""
    overlap = max(first.a + first.length - second.a, first.b + first.length - second.b, 0)
    if second.length - overlap < min(seed, second.length) or second.a < first.a or second.b < first.b:
        return None
    head = _Run(second.a + overlap, second.b + overlap, second.length - overlap)
    gap_a, gap_b = head.a - first.a - first.length, head.b - first.b - first.length
    if gap_a > gap or gap_b > gap:
        return None
    return head, max(gap_a, gap_b)


def _fill(chain: list[_Run], a: Words, b: Words, variant: Variant) -> Match:
    """A chain with the words aligned that lie in its gaps."""
    pairs: list[tuple[int, int]] = []
    for run in chain:
        if pairs:
            last_a, last_b = pairs[-1]
            pairs += _align_gap(a, b, (last_a + 1, run.a), (last_b + 1, run.b), variant)
        pairs += [(run.a + place, run.b + place) for place in range(run.length)]
    return Match(tuple(pairs), tuple(bool(a[i] == b[j]) for i, j in pairs))


def _align_gap(
    a: Words, b: Words, range_a: tuple[int, int], range_b: tuple[int, int], variant: Variant
) -> list[tuple[int, int]]:
    """The aligned words of one gap by global alignment."""
    (low_a, high_a), (low_b, high_b) = range_a, range_b
    rows, columns = high_a - low_a, high_b - low_b
    if rows <= 0 or columns <= 0:
        return []
    same = [
        [bool(a[low_a + i] == b[low_b + j]) or variant(low_a + i, low_b + j) for j in range(columns)]
        for i in range(rows)
    ]
    score = [[-(i + j) if i == 0 or j == 0 else 0 for j in range(columns + 1)] for i in range(rows + 1)]
    for i in range(rows):
        for j in range(columns):
            score[i + 1][j + 1] = max(
                score[i][j] + (MATCH if same[i][j] else MISMATCH),
                score[i][j + 1] + SKIP,
                score[i + 1][j] + SKIP,
            )
    found = []
    i, j = rows, columns
    while i and j:
        if score[i][j] == score[i - 1][j - 1] + (MATCH if same[i - 1][j - 1] else MISMATCH):
            i, j = i - 1, j - 1
            if same[i][j]:
                found.append((low_a + i, low_b + j))
        elif score[i][j] == score[i - 1][j] + SKIP:
            i -= 1
        else:
            j -= 1
    return found[::-1]
