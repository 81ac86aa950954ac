"""Matches -> Pieces: where a shared passage begins and ends, and which pieces count, in places of words.

A chain is cut where its gaps are long and unlike, and at a paragraph edge that both texts have unless the
passage goes on for some words beyond it; its ends are trimmed of words that spill over a sentence, and grown
over what adjoins. Short pieces count in the company of a long one only.
"""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence
from dataclasses import dataclass

import numpy as np

from provenance.alignment import Match, Variant
from provenance.kernels import Rules
from provenance.tokens import PARAGRAPH, WITHIN, Tokens

Pair = tuple[int, int]
"""An aligned word: its place in the first text and in the second."""


@dataclass(frozen=True, slots=True)
class Piece:
    """Aligned words, how many of them are equal, and how many there were before the ends were trimmed."""

    pairs: tuple[Pair, ...]
    equal: int
    whole: int

    @property
    def first(self) -> Pair:
        return self.pairs[0]

    @property
    def last(self) -> Pair:
        return self.pairs[-1]


_BRACKETED = re.compile(r"\([^()\[\]\n]{1,40}\)|\[[^()\[\]\n]{1,40}\]")


def glosses(text: str, tokens: Tokens, most: int) -> frozenset[int]:
    """Places of the words that stand in short brackets of `most` words: "(FSA)" explains, it does not break a
    passage."""
    found: set[int] = set()
    for match in _BRACKETED.finditer(text):
        low, high = np.searchsorted(tokens.starts, match.span())
        if high - low <= most:
            found.update(range(int(low), int(high)))
    return frozenset(found)


def split_match(
    match: Match, a: Tokens, b: Tokens, rules: Rules
) -> Iterator[tuple[Sequence[Pair], Sequence[bool]]]:
    """The parts of a chain between the gaps that end a passage."""
    pairs, equal = match.pairs, match.equal
    begin = 0
    for place in range(1, len(pairs)):
        (i, j), (next_i, next_j) = pairs[place - 1], pairs[place]
        if next_i - i + next_j - j > 2 and _is_end(pairs[place - 1], pairs[place], a, b, rules):
            yield pairs[begin:place], equal[begin:place]
            begin = place
    yield pairs[begin:], equal[begin:]


def _is_end(before: Pair, after: Pair, a: Tokens, b: Tokens, rules: Rules) -> bool:
    """Whether the gap between two aligned words that follow each other ends a passage."""
    (i, j), (next_i, next_j) = before, after
    gap_a, gap_b = next_i - i - 1, next_j - j - 1
    longer, shorter = max(gap_a, gap_b), min(gap_a, gap_b)
    if longer > rules.short_gap and not (longer <= rules.similar_gap and longer <= 2 * shorter):
        return True
    return longer > rules.edge_gap and _share_paragraph_edge(before, after, a, b)


def _share_paragraph_edge(before: Pair, after: Pair, a: Tokens, b: Tokens) -> bool:
    """Whether both texts begin a paragraph between two aligned words."""
    (i, j), (next_i, next_j) = before, after
    return bool(
        (a.edges[i + 1 : next_i + 1] == PARAGRAPH).any() and (b.edges[j + 1 : next_j + 1] == PARAGRAPH).any()
    )


def trim(part: tuple[Sequence[Pair], Sequence[bool]], a: Tokens, b: Tokens, rules: Rules) -> Piece | None:
    """A part without the few words at its ends that hang over a gap, or spill over the edge of a paragraph or
    a sentence. None where too little is left."""
    pairs, equal = part
    low, high = 0, len(pairs)

    def hangs(place: int, words: int, whole: bool) -> bool:
        """Whether the `words` at an end hang loosely on the step to `place`."""
        before, after = pairs[place - 1], pairs[place]
        if words < rules.tail and _is_loose(before, after, a, b, whole):
            return True
        return _share_paragraph_edge(before, after, a, b)

    changed = True
    while changed and high - low >= rules.tail:
        changed = False
        whole = _at_edge(pairs[low], a, b)
        for place in range(min(low + rules.edge_words, high) - 1, low, -1):
            if hangs(place, place - low, whole):
                low, changed = place, True
                break
        whole = _at_edge((pairs[high - 1][0] + 1, pairs[high - 1][1] + 1), a, b)
        for place in range(max(high - rules.edge_words, low) + 1, high):
            if hangs(place, high - place, whole):
                high, changed = place, True
                break
    if high - low < rules.tail:
        return None
    return Piece(tuple(pairs[low:high]), sum(equal[low:high]), len(pairs))


def _at_edge(pair: Pair, a: Tokens, b: Tokens) -> bool:
    """Whether a sentence begins here in both texts, or both are at their end."""
    i, j = pair
    return (i >= len(a) or a.edges[i] != WITHIN) and (j >= len(b) or b.edges[j] != WITHIN)


def _is_loose(before: Pair, after: Pair, a: Tokens, b: Tokens, whole: bool) -> bool:
    """Whether a few words hang loosely on this step: over a gap, or over a sentence's edge of both texts.

    Where the words are a `whole` short sentence ("No comment."), its edge does not make them loose.
    """
    (i, j), (next_i, next_j) = before, after
    if next_i - i > 1 or next_j - j > 1:
        return True
    return not whole and _at_edge(after, a, b)


def grow(
    piece: Piece, a: Tokens, b: Tokens, gloss_a: frozenset[int], gloss_b: frozenset[int], variant: Variant
) -> Piece:
    """A piece with the equal and variant words that adjoin it, up to the next edge that both texts have.

    A gloss in brackets that one text adds is stepped over where two such words follow it.
    """

    def joins(here: Pair, there: Pair) -> bool:
        (i, j), (k, n) = here, there
        if not (0 <= k < len(a) and 0 <= n < len(b)):
            return False
        if _has_edge(a, i, k) and _has_edge(b, j, n):
            return False
        return bool(a.hashes[k] == b.hashes[n]) or variant(k, n)

    def follow(here: Pair, step: int) -> list[Pair]:
        """The next aligned word in the direction of `step`; two where a gloss lies between."""
        near = here[0] + step, here[1] + step
        if joins(here, near):
            return [near]
        over_a, over_b = near
        while over_a in gloss_a:
            over_a += step
        while over_b in gloss_b:
            over_b += step
        over, beyond = (over_a, over_b), (over_a + step, over_b + step)
        one_side = (over_a == near[0]) != (over_b == near[1])
        return [over, beyond] if one_side and joins(here, over) and joins(over, beyond) else []

    after: list[Pair] = []
    while found := follow(after[-1] if after else piece.last, 1):
        after += found
    before: list[Pair] = []
    while found := follow(before[-1] if before else piece.first, -1):
        before += found
    equal = sum(bool(a.hashes[i] == b.hashes[j]) for i, j in (*before, *after))
    pairs = (*before[::-1], *piece.pairs, *after)
    return Piece(pairs, piece.equal + equal, max(piece.whole, len(pairs)))


def _has_edge(tokens: Tokens, one: int, other: int) -> bool:
    """Whether a sentence or a paragraph begins between two words."""
    return bool((tokens.edges[min(one, other) + 1 : max(one, other) + 1] != WITHIN).any())


def take_apart(pieces: list[Piece]) -> list[Piece]:
    """The pieces, the longest first, without those of which a better one has half, or that have half of it.

    What one text says twice is not shared twice, and a moved passage keeps its own place.
    """
    chosen: list[Piece] = []
    for piece in sorted(pieces, key=lambda piece: (-len(piece.pairs), piece.first)):
        if not any(_overlap_by_half(piece, other, side) for other in chosen for side in (0, 1)):
            chosen.append(piece)
    return chosen


def _overlap_by_half(one: Piece, other: Piece, side: int) -> bool:
    """Whether two pieces share at least half of the shorter on one side."""
    low, high = one.first[side], one.last[side]
    other_low, other_high = other.first[side], other.last[side]
    shared = min(high, other_high) - max(low, other_low) + 1
    return 2 * shared >= 1 + min(high - low, other_high - other_low)


def accept(pieces: list[Piece], a: Tokens, b: Tokens, rules: Rules, scale: int) -> list[Piece]:
    """The pieces that count: long enough, or beside such a one, or with enough words that stand once only."""
    if any(_length(piece, rules) >= rules.alone * scale for piece in pieces):
        return pieces
    once_a, once_b = _once(a), _once(b)
    return [
        piece
        for piece in pieces
        if sum(int(a.hashes[i]) in once_a and int(b.hashes[j]) in once_b for i, j in piece.pairs)
        >= rules.rare * scale
    ]


def _length(piece: Piece, rules: Rules) -> int:
    """The words that a piece counts for: those aligned and, where nearly all are, the few edited between."""
    (first_a, first_b), (last_a, last_b) = piece.first, piece.last
    shorter = min(last_a - first_a, last_b - first_b) + 1
    return max(shorter, piece.whole) if len(piece.pairs) >= rules.nearly * shorter else piece.whole


def _once(tokens: Tokens) -> frozenset[int]:
    """Hashes of the words that stand once only in a text."""
    values, counts = np.unique(tokens.hashes, return_counts=True)
    return frozenset(values[counts == 1].tolist())
