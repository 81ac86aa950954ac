"""Two sequences of words -> the most words that stand in both in one order (a longest common subsequence).

A row of the usual table is one number here, a bit for each word of the second sequence (Hyyrö 2004), so two
passages of a thousand words take a millisecond or two.
"""

from __future__ import annotations

from bisect import bisect_left
from collections.abc import Iterator, Sequence
from math import inf

import numpy as np

from provenance import settings
from provenance.alignment import Words, align

Pairs = list[tuple[int, int]]
"""Places of equal words (in the first sequence, in the second), ascending in both."""

_CELLS = 2**28
"""The largest table that is worked out, of 32 MiB; of longer texts, stretches between runs that both have."""


def in_order(a: Words, b: Words) -> Pairs:
    """The most words that stand in both in one order; of equally good choices one with few gaps. Up to 16,000
    words a side there are never more.

    Swapped sequences give swapped pairs.
    """
    if b.tobytes() < a.tobytes():
        # Of equally good choices the same one, whichever comes first.
        return [(i, j) for j, i in in_order(b, a)]
    shorter = min(a.size, b.size)
    differ = np.flatnonzero(a[:shorter] != b[:shorter])
    head = int(differ[0]) if differ.size else int(shorter)
    differ = np.flatnonzero(a[a.size - shorter + head :][::-1] != b[b.size - shorter + head :][::-1])
    tail = int(differ[0]) if differ.size else int(shorter) - head
    middle_a, middle_b = a[head : a.size - tail], b[head : b.size - tail]
    fixed = _anchors(middle_a, middle_b) if middle_a.size * middle_b.size > _CELLS else []
    pairs = [(place, place) for place in range(head)]
    pairs += [(head + i, head + j) for i, j in _filled(fixed, middle_a.tolist(), middle_b.tolist())]
    pairs += [(int(a.size) - place, int(b.size) - place) for place in range(tail, 0, -1)]
    return _closed_up(pairs, a.tolist(), b.tolist())


def runs(pairs: Pairs) -> Iterator[tuple[int, int, int]]:
    """Pairs that follow each other in both sequences, as (first of a, first of b, words)."""
    if not pairs:
        return
    first_a, first_b = pairs[0]
    words = 0
    for i, j in pairs:
        if (i, j) != (first_a + words, first_b + words):
            yield first_a, first_b, words
            first_a, first_b, words = i, j, 0
        words += 1
    yield first_a, first_b, words


def _anchors(a: Words, b: Words) -> Pairs:
    """Aligned words of the chains, the heaviest first; of the others what keeps the order of both texts."""
    chosen: Pairs = []
    chains = align(
        a, b, seed=settings.SEED, gap=settings.GAP, refrain=settings.REFRAIN, variant=lambda i, j: False
    )
    for chain in chains:
        for i, j in chain.pairs:
            place = bisect_left(chosen, (i, j))
            after_last = place == 0 or (chosen[place - 1][0] < i and chosen[place - 1][1] < j)
            before_next = place == len(chosen) or (i < chosen[place][0] and j < chosen[place][1])
            if after_last and before_next:
                chosen.insert(place, (i, j))
    return chosen


def _filled(anchors: Pairs, a: Sequence[int], b: Sequence[int]) -> Iterator[tuple[int, int]]:
    """The anchors, and the equal words of the stretches between them."""
    at_a = at_b = 0
    for i, j in [*anchors, (len(a), len(b))]:
        if 0 < (i - at_a) * (j - at_b) <= _CELLS:
            for place_a, place_b in _longest(a[at_a:i], b[at_b:j]):
                yield at_a + place_a, at_b + place_b
        if i < len(a):
            yield i, j
        at_a, at_b = i + 1, j + 1


def _longest(a: Sequence[int], b: Sequence[int]) -> Pairs:
    """A longest common subsequence. In each row a bit is 0 where one more word is in common up to that word
    of b than up to the word before it."""
    places: dict[int, int] = {}
    for place, word in enumerate(b):
        places[word] = places.get(word, 0) | 1 << place
    everywhere = (1 << len(b)) - 1
    row, rows = everywhere, [everywhere]
    for word in a:
        taken = row & places.get(word, 0)
        row = ((row + taken) | (row - taken)) & everywhere
        rows.append(row)
    found: Pairs = []
    i, j = len(a), len(b)
    while i and j:
        if rows[i] >> (j - 1) & 1:
            j -= 1
        elif rows[i - 1] >> (j - 1) & 1:
            i, j = i - 1, j - 1
            found.append((i, j))
        else:
            i -= 1
    return found[::-1]


def _closed_up(pairs: Pairs, a: Sequence[int], b: Sequence[int]) -> Pairs:
    """The same words with smaller gaps. Where words of a run stand again between its neighbours, the place
    counts that is nearest to the neighbour that is nearer on the other side."""
    sides = a, b
    found = [[-1, -1, 1], *map(list, runs(pairs)), [len(a), len(b), 1]]
    ends = len(found) - 1
    for step in (-1, 1):
        for place in range(1, ends)[::step]:
            before, this, after = found[place - 1 : place + 2]
            for side in (0, 1):
                other = 1 - side
                left = this[other] - before[other] - before[2] if place > 1 else inf
                right = after[other] - this[other] - this[2] if place < ends - 1 else inf
                if (right <= left if step < 0 else left < right) and min(left, right) < inf:
                    low, high = before[side] + before[2], after[side] - this[2]
                    this[side] = _nearest(sides[side], this[side], this[2], low if step > 0 else high)
    return [(i + place, j + place) for i, j, words in found[1:-1] for place in range(words)]


def _nearest(words: Sequence[int], at: int, size: int, goal: int) -> int:
    """Where the words that stand at a place stand again, as near to a goal as can be; up to it only."""
    run = words[at : at + size]
    step = 1 if goal < at else -1
    return next(place for place in range(goal, at + step, step) if words[place : place + size] == run)
