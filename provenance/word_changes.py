"""Two passages -> which words stand in both in one order (shared), in both in another order (moved), and on
one side only: in the place of others (replaced) or between words of the other side (added).

Spellings of one word, as `names` knows them, count as that word. In scripts without spaces, where a word here
is a character, only two and more in a row count as moved.
"""

from __future__ import annotations

from bisect import bisect_left
from collections.abc import Sequence
from dataclasses import dataclass
from heapq import heapify, heappop, heappush
from itertools import accumulate, pairwise
from math import inf

from provenance import settings
from provenance.kernels import normalise
from provenance.names import same_name_token, without_variants
from provenance.spans import Span
from provenance.subsequence import Pairs, in_order, runs
from provenance.tokens import Tokens

SHARED, MOVED, REPLACED, ADDED = "shared", "moved", "replaced", "added"
CROSSED = 30
"""So many shared words can lie between the two places of one or two moved words: some two sentences."""


@dataclass(frozen=True, slots=True)
class Mark:
    """A stretch of words of one kind: where it stands in a and in b (half-open code points). Words that are
    replaced or added stand on one side only; the other span is None."""

    kind: str
    a: Span | None
    b: Span | None


@dataclass(frozen=True, slots=True)
class Changes:
    """The words of two passages by their places. `shared` ascend on both sides, `moved` in a; `respelt` of
    all these are spelt otherwise. `kinds_a` and `kinds_b` have the kind of each word."""

    shared: Pairs
    moved: Pairs
    respelt: int
    kinds_a: list[str]
    kinds_b: list[str]

    def marks(self, a: Tokens, b: Tokens) -> list[Mark]:
        """The stretches: those of a in their order, then those that stand in b only."""
        found = [
            Mark(kind, a.span(i, i + words), b.span(j, j + words))
            for kind, pairs in ((SHARED, self.shared), (MOVED, self.moved))
            for i, j, words in runs(pairs)
        ]
        found += (Mark(kind, a.span(low, high), None) for kind, low, high in own_words(self.kinds_a))
        found.sort(key=lambda mark: mark.a.start if mark.a else 0)
        return found + [Mark(kind, None, b.span(low, high)) for kind, low, high in own_words(self.kinds_b)]


def find_changes(text_a: str, a: Tokens, text_b: str, b: Tokens) -> Changes:
    """What became of each word. Swapped texts give the same with sides swapped.

    As many words as can be are shared. Of the others, the longest runs count as moved first, then single
    words that stand in both, each once; one or two words only where few shared words lie between their two
    places, as any two texts have common words here and there.
    """
    if (b.hashes.tobytes(), text_b) < (a.hashes.tobytes(), text_a):
        return _swapped(find_changes(text_b, b, text_a, a))
    shared = in_order(a.hashes, b.hashes)
    left = _Left(a.hashes.tolist(), b.hashes.tolist(), shared)
    moved = left.take_runs()
    if not (a.unspaced or b.unspaced):
        moved += left.take_words()
    in_place, elsewhere = left.spellings(text_a, a, text_b, b)
    shared, moved = sorted(shared + in_place), sorted(moved + elsewhere)
    kinds = _kinds(shared, moved, len(a), len(b))
    return Changes(shared, moved, len(in_place) + len(elsewhere), *kinds)


def own_words(kinds: Sequence[str]) -> list[tuple[str, int, int]]:
    """The stretches of a side that the other has not: kind, first word, the one behind the last."""
    found: list[tuple[str, int, int]] = []
    for place, kind in enumerate(kinds):
        if kind not in (REPLACED, ADDED):
            continue
        if found and found[-1][0] == kind and found[-1][2] == place:
            found[-1] = (kind, found[-1][1], place + 1)
        else:
            found.append((kind, place, place + 1))
    return found


def _swapped(found: Changes) -> Changes:
    return Changes(
        [(i, j) for j, i in found.shared], sorted((i, j) for j, i in found.moved), found.respelt,
        found.kinds_b, found.kinds_a,
    )  # fmt: skip


class _Left:
    """The words of two sides that are not shared, and not taken yet."""

    def __init__(self, a: Sequence[int], b: Sequence[int], shared: Pairs) -> None:
        self._words = a, b
        self._shared = shared
        self._free = [True] * len(a), [True] * len(b)
        for i, j in shared:
            self._take(i, j)
        # How many shared words stand before each word.
        self._before: tuple[list[int], ...] = tuple(
            [0, *accumulate(not is_free for is_free in free)] for free in self._free
        )

    def _take(self, i: int, j: int) -> tuple[int, int]:
        self._free[0][i] = self._free[1][j] = False
        return i, j

    def _is_near(self, i: int, j: int) -> bool:
        """Whether few shared words stand between two places."""
        return abs(self._before[0][i] - self._before[1][j]) <= CROSSED

    def take_runs(self) -> Pairs:
        """Runs of two words and more that both sides have, the longest first."""
        places: dict[tuple[int, int], tuple[list[int], list[int]]] = {}
        for side in (0, 1):
            free = self._free[side]
            for place, two in enumerate(pairwise(self._words[side])):
                if free[place] and free[place + 1]:
                    places.setdefault(two, ([], []))[side].append(place)
        pairs = {
            (i, j)
            for own, other in places.values()
            if len(own) * len(other) <= settings.REFRAIN
            for i in own
            for j in other
        }
        longest = []
        for i, j in pairs:
            if (i - 1, j - 1) not in pairs:
                size = 2
                while (i + size - 1, j + size - 1) in pairs:
                    size += 1
                longest.append((-size, i, j))
        heapify(longest)
        found: Pairs = []
        while longest:
            size, i, j = heappop(longest)
            if -size < settings.SEED and not self._is_near(i, j):
                continue
            left = [step for step in range(-size) if self._free[0][i + step] and self._free[1][j + step]]
            if len(left) == -size:
                found += (self._take(i + step, j + step) for step in left)
                continue
            for first, _, rest in runs([(step, step) for step in left]):
                if rest > 1:
                    heappush(longest, (-rest, i + first, j + first))
        return found

    def take_words(self) -> Pairs:
        """Single words, each with the nearest one of the other side."""
        waiting: dict[int, list[int]] = {}
        for j, word in enumerate(self._words[1]):
            if self._free[1][j]:
                waiting.setdefault(word, []).append(j)
        found: Pairs = []
        for i, word in enumerate(self._words[0]):
            if not self._free[0][i] or not (there := waiting.get(word)):
                continue
            rank = self._before[0][i]
            after = bisect_left(there, rank, key=lambda j: self._before[1][j])
            beside = range(max(0, after - 1), min(after + 1, len(there)))
            nearest = min(beside, key=lambda at: abs(self._before[1][there[at]] - rank))
            if self._is_near(i, there[nearest]):
                found.append(self._take(i, there.pop(nearest)))
        return found

    def spellings(self, text_a: str, a: Tokens, text_b: str, b: Tokens) -> tuple[Pairs, Pairs]:
        """Words in two spellings: those in the order of what is shared, and the others."""
        all_a, all_b = self._normal(text_a, a, 0), self._normal(text_b, b, 1)
        both = set(all_a.values()) & set(all_b.values())  # far from each other
        words = sorted(set(all_a.values()) - both), sorted(set(all_b.values()) - both)
        only_a, only_b = without_variants(*words)
        without_a, without_b = only_a | both, only_b | both
        rest_a = {i: word for i, word in all_a.items() if word not in without_a}
        rest_b = {j: word for j, word in all_b.items() if word not in without_b}

        def take(i: int, low: float, high: float) -> Pairs:
            """The word with the first between two places of the other side that is a spelling of it."""
            word = rest_a[i]
            for j, other in rest_b.items():
                if low < j < high and same_name_token(word, other) and self._is_near(i, j):
                    del rest_a[i], rest_b[j]
                    return [(i, j)]
            return []

        in_place: Pairs = []
        for i in list(rest_a):
            after = self._before[0][i]  # the shared words beside it, and what was found behind the first
            low = max(self._shared[after - 1][1] if after else -1, in_place[-1][1] if in_place else -1)
            in_place += take(i, low, self._shared[after][1] if after < len(self._shared) else inf)
        elsewhere: Pairs = []
        for i in list(rest_a):
            elsewhere += take(i, -1, inf)
        return in_place, elsewhere

    def _normal(self, text: str, tokens: Tokens, side: int) -> dict[int, str]:
        """The words as they are compared, by their places."""
        starts, ends = tokens.starts.tolist(), tokens.ends.tolist()
        free = self._free[side]
        return {
            place: normalise(text[starts[place] : ends[place]]) for place in range(len(free)) if free[place]
        }


def _kinds(shared: Pairs, moved: Pairs, words_a: int, words_b: int) -> tuple[list[str], list[str]]:
    """The kind of each word of either side. Words of one side only have taken the place of others where the
    other side has such words, too, between the same shared ones."""
    kinds_a, kinds_b = [ADDED] * words_a, [ADDED] * words_b
    for kind, pairs in ((SHARED, shared), (MOVED, moved)):
        for i, j in pairs:
            kinds_a[i] = kinds_b[j] = kind
    for (low_a, low_b), (high_a, high_b) in pairwise([(-1, -1), *shared, (words_a, words_b)]):
        own = [place for place in range(low_a + 1, high_a) if kinds_a[place] == ADDED]
        others = [place for place in range(low_b + 1, high_b) if kinds_b[place] == ADDED]
        if own and others:
            for place in own:
                kinds_a[place] = REPLACED
            for place in others:
                kinds_b[place] = REPLACED
    return kinds_a, kinds_b
