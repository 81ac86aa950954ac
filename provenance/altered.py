"""Quotations of two texts -> those whose words differ inside the marks, and those of which one is a part.

The same speaker is quoted in both, or one text names none and the words are mostly the same. Two sentences on
one matter are no altered quotation: nearly all words have to stand in the same order. What differs between
newsrooms (spelling, figures, brackets: see `house_style`) is no difference. Nobody says which one is right.
"""

from __future__ import annotations

import re
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from difflib import SequenceMatcher
from functools import lru_cache
from itertools import pairwise

import numpy as np

from provenance.house_style import LEFT_OUT, Unit, is_style, units
from provenance.kinship import Text, TextPair, Texts
from provenance.quotes import Quotation
from provenance.spans import Span
from provenance.speakers import Speaker, same_speaker

ALTERED, FRAGMENT = "altered", "fragment"

FEWEST = 6
"""Equal words of two quotations of one speaker, at least. First value: shorter ones are figures of speech."""
SHARE = 0.75
"""Of the words of the longer one, between the first and the last equal word. First value."""
FEWEST_UNNAMED = 10
SHARE_UNNAMED = 0.85
"""The same where a text does not say who speaks."""
PART = 4
"""Words of a quotation that is a part of another, at least."""
STRAY = 2
"""So few equal words at either end that stand apart from the others by more than `GAP` words are chance."""
GAP = 4
EDGE = 3
"""Words before the first equal one, or behind the last, that can have taken the place of others."""

_SENTENCE = re.compile(r"[.!?…。！？]")


@dataclass(frozen=True, slots=True)
class Difference:
    """Two quotations, with their marks, and who is named for each (empty: nobody).

    `kind`: "altered", the words in `differ` are not the same (spans in both texts, either may be empty);
    "fragment": one (`part`: "a" or "b") is a part of the other. `words` are equal in both.
    """

    a: int
    b: int
    kind: str
    span_a: Span
    span_b: Span
    speaker_a: str
    speaker_b: str
    words: int
    part: str
    differ: tuple[tuple[Span, Span], ...]


@dataclass(frozen=True, slots=True)
class Compared:
    """Two runs of units: how many are equal, out of how many, which differ (ranges), and which is a part."""

    equal: int
    share: float
    part: str
    differ: tuple[tuple[int, int, int, int], ...]


def find_differences(
    texts: Texts,
    pairs: Sequence[TextPair],
    speakers: Mapping[int, Sequence[Speaker | None]],
) -> tuple[Difference, ...]:
    """The differing quotations of some pairs of texts, in the order of the pairs.

    `speakers` has for each text one for each of its quotations.
    """
    sheets: dict[int, _Sheet] = {}

    def sheet(number: int) -> _Sheet:
        if number not in sheets:
            sheets[number] = _Sheet(texts[number], speakers[number])
        return sheets[number]

    found: list[Difference] = []
    for pair in pairs:
        if texts[pair.a].marked.quotations and texts[pair.b].marked.quotations:
            # In the order of their contents: numbers are given anew by each scan, and comparing two sequences
            # the other way round can find other blocks of equal length.
            a, b = sorted((pair.a, pair.b), key=lambda number: texts[number].text_id)
            found += _between(a, b, sheet(a), sheet(b))
    return tuple(found)


class _Sheet:
    """The quotations of one text: what their words are, and in which each run of two words stands."""

    def __init__(self, text: Text, speakers: Sequence[Speaker | None]) -> None:
        self.text = text.text
        self.quotations = text.marked.quotations
        self.speakers = ["" if one is None else " ".join(one.name.cut(text.text).split()) for one in speakers]
        tokens = text.marked.tokens
        low = np.searchsorted(tokens.starts, [one.inner.start for one in self.quotations]).tolist()
        high = np.searchsorted(tokens.starts, [one.inner.end for one in self.quotations]).tolist()
        self.whole: dict[bytes, int] = {}
        self.runs: dict[int, list[int]] = {}
        hashes = tokens.hashes.astype(np.uint64)
        twos = ((hashes[:-1] << np.uint64(32)) | hashes[1:]).tolist()
        for number, (first, last) in enumerate(zip(low, high, strict=True)):
            if last - first >= PART:
                self.whole[tokens.hashes[first:last].tobytes()] = number
                for run in twos[first : last - 1]:
                    self.runs.setdefault(run, []).append(number)
        self._units: dict[int, tuple[Unit, ...]] = {}

    def units(self, number: int) -> tuple[Unit, ...]:
        if number not in self._units:
            self._units[number] = tuple(units(self.text, self.quotations[number].inner))
        return self._units[number]


def _between(a: int, b: int, one: _Sheet, other: _Sheet) -> Iterator[Difference]:
    """The differing quotations of two texts: each stands in the best of its comparisons only."""
    common = one.runs.keys() & other.runs.keys()
    if not common:
        return
    # A quotation that stands in the other text as it is needs no other counterpart.
    equal = one.whole.keys() & other.whole.keys()
    done_a = {one.whole[words] for words in equal}
    done_b = {other.whole[words] for words in equal}
    candidates = {
        (x, y)
        for run in common
        for x in one.runs[run]
        if x not in done_a
        for y in other.runs[run]
        if y not in done_b
    }
    found = []
    for x, y in sorted(candidates):
        difference = _difference(a, b, one, other, x, y)
        if difference is not None:
            found.append((x, y, difference))
        elif _same_units(one.units(x), other.units(y)):
            done_a.add(x)
            done_b.add(y)
    found.sort(key=lambda row: (-row[2].words, len(row[2].differ), row[0], row[1]))
    kept = []
    for x, y, difference in found:
        # Of one quotation several parts may be quoted, but it is altered once.
        if difference.kind == ALTERED:
            if x in done_a or y in done_b:
                continue
            done_a.add(x)
            done_b.add(y)
        elif (x if difference.part == "a" else y) in (done_a if difference.part == "a" else done_b):
            continue
        elif difference.part == "a":
            done_a.add(x)
        else:
            done_b.add(y)
        kept.append((x, y, difference))
    yield from (difference for _, _, difference in sorted(kept, key=lambda row: row[:2]))


def _same_units(a: Sequence[Unit], b: Sequence[Unit]) -> bool:
    return [unit.key for unit in a] == [unit.key for unit in b]


def _difference(a: int, b: int, one: _Sheet, other: _Sheet, x: int, y: int) -> Difference | None:
    speaker_a, speaker_b = one.speakers[x], other.speakers[y]
    if speaker_a and speaker_b and not same_speaker(speaker_a, speaker_b):
        return None
    units_a, units_b = one.units(x), other.units(y)
    found = compare(units_a, units_b, one.text, other.text)
    if found is None:
        return None
    named = bool(speaker_a and speaker_b)
    kind = ALTERED if found.differ else FRAGMENT
    if kind == ALTERED:
        fewest, share = (FEWEST, SHARE) if named else (FEWEST_UNNAMED, SHARE_UNNAMED)
        if found.equal < fewest or found.share < share:
            return None
        if not (_is_whole(one.text, one.quotations[x]) and _is_whole(other.text, other.quotations[y])):
            return None
    elif not found.part or found.equal < PART:
        return None
    differ = tuple(
        (_stretch(units_a, low_a, high_a), _stretch(units_b, low_b, high_b))
        for low_a, high_a, low_b, high_b in found.differ
    )
    return Difference(
        a, b, kind, one.quotations[x].span, other.quotations[y].span, speaker_a, speaker_b, found.equal,
        found.part, differ,
    )  # fmt: skip


def _is_whole(text: str, quotation: Quotation) -> bool:
    """Whether it is sure where a quotation ends: it is closed, or ends a paragraph as sentences end."""
    return quotation.closed or text[quotation.inner.end - 1] in ".!?…"


def _stretch(found: Sequence[Unit], low: int, high: int) -> Span:
    """Where some units stand; of none, where they would."""
    if low < high:
        return found[low].span.hull(found[high - 1].span)
    place = found[low].span.start if low < len(found) else found[-1].span.end
    return Span(place, place)


def compare(a: Sequence[Unit], b: Sequence[Unit], text_a: str, text_b: str) -> Compared | None:
    """Two quotations, word by word; None where they can't be compared, or are the same.

    Counted are the words from the first equal one to the last. What stands before and behind these in one
    quotation only is no difference, but makes the other one a part of it.
    """
    if not a or not b or _same_units(a, b):
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


@lru_cache(maxsize=4096)
def _blocks(a: tuple[str, ...], b: tuple[str, ...]) -> tuple[tuple[int, int, int], ...]:
    """The blocks of equal units of two quotations, ascending: where in a, where in b, how many."""
    found = SequenceMatcher(None, a, b, autojunk=False).get_matching_blocks()
    return tuple((block.a, block.b, block.size) for block in found if block.size)
