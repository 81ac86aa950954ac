"""Two quotations -> how many words are equal, which differ, and which one is a part of the other."""

from __future__ import annotations

import re
from collections.abc import Sequence
from dataclasses import dataclass
from difflib import SequenceMatcher
from itertools import pairwise

from provenance.house_style import LEFT_OUT, Unit, is_style

STRAY = 2
"""So few equal words at either end that stand apart from the others by more than `GAP` words are chance."""
GAP = 4
EDGE = 3
"""Words before the first equal one, or behind the last, that can have taken the place of others."""

_SENTENCE = re.compile(r"[.!?…。！？]")


@dataclass(frozen=True, slots=True)
class Compared:
    """Two runs of units: how many are equal, out of how many, which differ (ranges), and which is a part."""

    equal: int
    share: float
    part: str
    differ: tuple[tuple[int, int, int, int], ...]


def same_units(a: Sequence[Unit], b: Sequence[Unit]) -> bool:
    return [unit.key for unit in a] == [unit.key for unit in b]


def compare(a: Sequence[Unit], b: Sequence[Unit], text_a: str, text_b: str) -> Compared | None:
    """Two quotations, word by word; None where they can't be compared, or are the same.

    Counted are the words from the first equal one to the last. What stands before and behind these in one
    quotation only is no difference, but makes the other one a part of it.
    """
    if not a or not b or same_units(a, b):
        return None
    found = _blocks(tuple(unit.key for unit in a), tuple(unit.key for unit in b))
    blocks = _without_strays(found, a, b)
    if not blocks:
        return None
    first, last = blocks[0], blocks[-1]
    edges = [
        _edge(a[: first[0]], b[: first[1]], a, b, first[0], first[1], text_a, text_b),
        _edge(
            a[last[0] + last[2] :], b[last[1] + last[2] :], a, b, last[0] + last[2], last[1] + last[2],
            text_a, text_b,
        ),
    ]  # fmt: skip
    if None in edges:
        return None
    differ = []
    equal = sum(size for _, _, size in blocks)
    out_of = equal
    if edges[0]:
        differ.append((0, first[0], 0, first[1]))
    for (x, y, size), (next_x, next_y, _) in pairwise(blocks):
        low_a, low_b = x + size, y + size
        gap_a, gap_b = a[low_a:next_x], b[low_b:next_y]
        if (
            is_style(gap_a, gap_b)
            or _is_doubled(a, low_a, next_x, gap_b)
            or _is_doubled(b, low_b, next_y, gap_a)
        ):
            same = min(len(gap_a), len(gap_b))
            equal += same
            out_of += same
            continue
        differ.append((low_a, next_x, low_b, next_y))
    if edges[1]:
        differ.append((last[0] + last[2], len(a), last[1] + last[2], len(b)))
    out_of += sum(max(high_a - low_a, high_b - low_b) for low_a, high_a, low_b, high_b in differ)
    return Compared(equal, equal / out_of, _part(a, b, first, last, edges), tuple(differ))


def _edge(
    rest_a: Sequence[Unit],
    rest_b: Sequence[Unit],
    a: Sequence[Unit],
    b: Sequence[Unit],
    place_a: int,
    place_b: int,
    text_a: str,
    text_b: str,
) -> bool | None:
    """Whether the words before the first equal one (behind the last) took each other's place; None where
    both quotations go on there in ways that can't be compared."""
    if not rest_a or not rest_b or is_style(rest_a, rest_b):
        return False
    if _is_sentence_edge(a, place_a, text_a) and _is_sentence_edge(b, place_b, text_b):
        return False
    if min(len(rest_a), len(rest_b)) <= EDGE and max(len(rest_a), len(rest_b)) <= EDGE + STRAY:
        return True
    return None


def _is_sentence_edge(found: Sequence[Unit], place: int, text: str) -> bool:
    """Whether a sentence ends between two units."""
    if not 0 < place < len(found):
        return True
    return _SENTENCE.search(text, found[place - 1].span.end, found[place].span.start) is not None


def _part(
    a: Sequence[Unit],
    b: Sequence[Unit],
    first: tuple[int, int, int],
    last: tuple[int, int, int],
    edges: Sequence[bool | None],
) -> str:
    """Which of two quotations is a part of the other: nothing of it stands beyond, but of the other does."""
    more_a = _words(a[: first[0]]) + _words(a[last[0] + last[2] :])
    more_b = _words(b[: first[1]]) + _words(b[last[1] + last[2] :])
    if any(edges) or (more_a and more_b):
        return ""
    return "a" if more_b else "b" if more_a else ""


def _words(rest: Sequence[Unit]) -> int:
    return sum(unit.key != LEFT_OUT for unit in rest)


def _is_doubled(found: Sequence[Unit], low: int, high: int, other: Sequence[Unit]) -> bool:
    """Whether a word is there twice by mistake: of of."""
    return not other and high - low == 1 and found[low].key == found[low - 1].key


def _without_strays(
    blocks: Sequence[tuple[int, int, int]], a: Sequence[Unit], b: Sequence[Unit]
) -> list[tuple[int, int, int]]:
    """The equal blocks without small ones at either end that stand far from the others, or behind an
    ellipsis: some word or other is equal by chance."""
    kept = list(blocks)

    def is_stray(block: tuple[int, int, int], low: int) -> bool:
        before, after = kept[low], kept[low + 1]
        between_a = a[before[0] + before[2] : after[0]]
        between_b = b[before[1] + before[2] : after[1]]
        left_out = any(unit.key == LEFT_OUT for unit in (*between_a, *between_b))
        return block[2] <= STRAY and (left_out or max(len(between_a), len(between_b)) > GAP)

    while len(kept) > 1 and is_stray(kept[0], 0):
        kept.pop(0)
    while len(kept) > 1 and is_stray(kept[-1], len(kept) - 2):
        kept.pop()
    return kept


def _blocks(a: tuple[str, ...], b: tuple[str, ...]) -> tuple[tuple[int, int, int], ...]:
    """The blocks of equal units of two quotations, ascending: where in a, where in b, how many."""
    found = SequenceMatcher(None, a, b, autojunk=False).get_matching_blocks()
    return tuple((block.a, block.b, block.size) for block in found if block.size)
