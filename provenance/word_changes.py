"""Two passages -> which words stand in both in one order (shared), in both in another order (moved), and on
one side only: in the place of others (replaced) or between words of the other side (added).

Spellings of one word, as `names` knows them, count as that word. In scripts without spaces, where a word here
is a character, only two and more in a row count as moved.
"""

from __future__ import annotations

from bisect import bisect_left
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from heapq import heapify, heappop, heappush
from itertools import pairwise
from math import inf

from provenance import settings
from provenance.kernels import normalise
from provenance.names import same_name_token, without_variants
from provenance.spans import Span
from provenance.subsequence import Pairs, in_order, runs
from provenance.tokens import Tokens

SHARED, MOVED, REPLACED, ADDED = "shared", "moved", "replaced", "added"


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

    The longest runs are taken for moved first; each word counts once. But for spellings, a word is shared or
    moved as often as it stands in the text that has it more seldom.
    """
    if (b.hashes.tobytes(), text_b) < (a.hashes.tobytes(), text_a):
        return _swapped(find_changes(text_b, b, text_a, a))
    shared = in_order(a.hashes, b.hashes)
    free_a, free_b = [True] * len(a), [True] * len(b)
    for i, j in shared:
        free_a[i] = free_b[j] = False
    words_a, words_b = a.hashes.tolist(), b.hashes.tolist()
    moved = _moved_runs(words_a, words_b, free_a, free_b)
    if not (a.unspaced or b.unspaced):
        moved += _moved_words(words_a, words_b, free_a, free_b)
    in_place, elsewhere = _respelt(_left(text_a, a, free_a), _left(text_b, b, free_b), shared)
    shared = sorted(shared + in_place)
    moved = sorted(moved + elsewhere)
    return Changes(
        shared, moved, len(in_place) + len(elsewhere), *_kinds(shared, moved, len(a), len(b))
    )  # fmt: skip


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


def _moved_runs(a: Sequence[int], b: Sequence[int], free_a: list[bool], free_b: list[bool]) -> Pairs:
    """Runs of two words and more that neither side has in the shared order, the longest first; takes them."""
    places: dict[tuple[int, int], tuple[list[int], list[int]]] = {}
    for side, words, free in ((0, a, free_a), (1, b, free_b)):
        for place, two in enumerate(pairwise(words)):
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
        left = [place for place in range(-size) if free_a[i + place] and free_b[j + place]]
        if len(left) == -size:
            found += ((i + place, j + place) for place in left)
            for place in left:
                free_a[i + place] = free_b[j + place] = False
        else:
            for first, _, rest in runs([(place, place) for place in left]):
                if rest > 1:
                    heappush(longest, (-rest, i + first, j + first))
    return found


def _moved_words(a: Sequence[int], b: Sequence[int], free_a: list[bool], free_b: list[bool]) -> Pairs:
    """Single words, the first of a side with the first of the other; takes them."""
    waiting: dict[int, list[int]] = {}
    for j in reversed(range(len(b))):
        if free_b[j]:
            waiting.setdefault(b[j], []).append(j)
    found: Pairs = []
    for i, word in enumerate(a):
        if free_a[i] and waiting.get(word):
            j = waiting[word].pop()
            found.append((i, j))
            free_a[i] = free_b[j] = False
    return found


def _left(text: str, tokens: Tokens, free: Sequence[bool]) -> dict[int, str]:
    """The words that are still free, by their places."""
    starts, ends = tokens.starts.tolist(), tokens.ends.tolist()
    return {
        place: normalise(text[starts[place] : ends[place]]) for place, is_free in enumerate(free) if is_free
    }


def _respelt(left_a: dict[int, str], left_b: dict[int, str], shared: Pairs) -> tuple[Pairs, Pairs]:
    """The words that are left on both sides in two spellings: those in the order of what is shared, and the
    others."""
    only_a, only_b = without_variants(sorted(set(left_a.values())), sorted(set(left_b.values())))
    rest_a = {i: word for i, word in left_a.items() if word not in only_a}
    rest_b = {j: word for j, word in left_b.items() if word not in only_b}

    def take(i: int, low: float, high: float) -> Iterator[tuple[int, int]]:
        """The word with the first between two places of the other side that is a spelling of it."""
        word = rest_a[i]
        for j, other in rest_b.items():
            if low < j < high and word != other and same_name_token(word, other):
                del rest_a[i], rest_b[j]
                yield i, j
                return

    in_place: Pairs = []
    anchors = [i for i, _ in shared]
    for i in list(rest_a):
        after = bisect_left(anchors, i)  # the shared words beside it, and what was found behind the first
        low = max(shared[after - 1][1] if after else -1, in_place[-1][1] if in_place else -1)
        in_place += take(i, low, shared[after][1] if after < len(shared) else inf)
    elsewhere: Pairs = []
    for i in list(rest_a):
        elsewhere += take(i, -1, inf)
    return in_place, elsewhere


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
