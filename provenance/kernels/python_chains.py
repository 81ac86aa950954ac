"""Runs of equal words -> chains of runs, and the words in the gaps of a chain aligned, in plain Python.

Seeds that follow each other in both texts are chained as genome aligners do: sparse dynamic programming over
seeds (Abouelhoda & Ohlebusch, J. Discrete Algorithms 2005). The gaps are aligned word by word (Needleman &
Wunsch 1970: match 2, mismatch -1, gap -1).
"""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from typing import Any, TypeAlias

import numpy as np

U8: TypeAlias = np.ndarray[Any, np.dtype[np.uint8]]
U32: TypeAlias = np.ndarray[Any, np.dtype[np.uint32]]
I64: TypeAlias = np.ndarray[Any, np.dtype[np.int64]]

MATCH, MISMATCH, SKIP = 2, -1, -1


@dataclass(frozen=True, slots=True)
class _Run:
    a: int
    b: int
    length: int


def chains(a: I64, b: I64, lengths: I64, gap: int, seed: int) -> tuple[I64, I64, I64, I64]:
    """All chains of the runs that begin at words `a` and `b`, the heaviest first.

    The best chain is taken, what lies under it is cut away, and so on until no run of `seed` words is left. A
    chain steps over at most `gap` words of either text; its score is two for each word, less the longer side
    of each gap; of equal ones the first. Returns the runs of all chains (places in both texts, lengths; runs
    that overlap the one before are cut), and where each chain begins among them, with the end of the last.
    Runs of one diagonal must not overlap, as those of `shared_runs` do not.
    """
    left = [_Run(*numbers) for numbers in zip(a.tolist(), b.tolist(), lengths.tolist(), strict=True)]
    found: list[_Run] = []
    begins = [0]
    while left:
        chain = _best_chain(left, gap, seed)
        found += chain
        begins.append(len(found))
        taken_a = [(run.a, run.a + run.length) for run in chain]
        taken_b = [(run.b, run.b + run.length) for run in chain]
        left = [
            rest
            for run in left
            if (rest := _outside(run, taken_a, taken_b)) is not None and rest.length >= seed
        ]
    columns = np.array([(run.a, run.b, run.length) for run in found], np.int64).reshape(-1, 3).T.copy()
    return columns[0], columns[1], columns[2], np.array(begins, np.int64)


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
    """The chain of the highest score."""
    ordered = sorted(runs, key=lambda run: (run.a, run.b))
    score = [MATCH * run.length for run in ordered]
    best = list(ordered)
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
    """The part of `second` that can follow `first` in both texts, and what that costs; None if it can't."""
    overlap = max(first.a + first.length - second.a, first.b + first.length - second.b, 0)
    if second.length - overlap < min(seed, second.length) or second.a < first.a or second.b < first.b:
        return None
    head = _Run(second.a + overlap, second.b + overlap, second.length - overlap)
    gap_a, gap_b = head.a - first.a - first.length, head.b - first.b - first.length
    if gap_a > gap or gap_b > gap:
        return None
    return head, max(gap_a, gap_b)


def _gaps(a: I64, b: I64, lengths: I64, begins: I64) -> Iterator[tuple[int, int, int, int, int]]:
    """For each run: its number, and the ranges in both texts between the run before it and it."""
    heads = set(begins.tolist())
    end_a = end_b = 0
    for place, (run_a, run_b, length) in enumerate(
        zip(a.tolist(), b.tolist(), lengths.tolist(), strict=True)
    ):
        if place in heads:
            end_a, end_b = run_a, run_b
        yield place, end_a, run_a, end_b, run_b
        end_a, end_b = run_a + length, run_b + length


def gap_cells(words_a: U32, words_b: U32, a: I64, b: I64, lengths: I64, begins: I64) -> tuple[I64, I64]:
    """The pairs of different words (place in a, place in b) that face each other in the gaps of `chains`."""
    found = [
        (i, j)
        for _, low_a, high_a, low_b, high_b in _gaps(a, b, lengths, begins)
        for i in range(low_a, high_a)
        for j in range(low_b, high_b)
        if words_a[i] != words_b[j]
    ]
    columns = np.array(found, np.int64).reshape(-1, 2).T.copy()
    return columns[0], columns[1]


def fill_gaps(
    words_a: U32, words_b: U32, a: I64, b: I64, lengths: I64, begins: I64, variants: U8
) -> tuple[I64, I64, I64]:
    """The aligned words of all `chains`: places in both texts, and where each chain begins among them, with
    the end of the last.

    `variants` says of each pair of `gap_cells` whether it is one word in two spellings (1) or not (0).
    """
    cells = iter(variants.tolist())
    found: list[tuple[int, int]] = []
    heads = {begin: place for place, begin in enumerate(begins.tolist())}
    result = [0] * len(heads)
    sizes = lengths.tolist()
    for place, low_a, high_a, low_b, high_b in _gaps(a, b, lengths, begins):
        if place in heads:
            result[heads[place]] = len(found)
        same = [
            [bool(words_a[i] == words_b[j] or next(cells)) for j in range(low_b, high_b)]
            for i in range(low_a, high_a)
        ]
        found += [(low_a + i, low_b + j) for i, j in _align_gap(same)]
        found += [(high_a + step, high_b + step) for step in range(sizes[place])]
    result[-1] = len(found)
    columns = np.array(found, np.int64).reshape(-1, 2).T.copy()
    return columns[0], columns[1], np.array(result, np.int64)


def _align_gap(same: list[list[bool]]) -> list[tuple[int, int]]:
    """The matched cells of one gap by global alignment."""
    rows, columns = len(same), len(same[0]) if same else 0
    if not rows or not columns:
        return []
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
                found.append((i, j))
        elif score[i][j] == score[i - 1][j] + SKIP:
            i -= 1
        else:
            j -= 1
    return found[::-1]
