"""Boilerplate: the words of the page around an article. It is marked, never cut.

Two sources: what reading recognised line by line, and lines learned from a collection: those that recur in
texts that otherwise have nothing in common.
"""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from itertools import combinations, islice
from typing import TYPE_CHECKING, Any, TypeAlias

import numpy as np
import numpy.typing as npt

from provenance.coverage import Offsets, cover_half, near
from provenance.kernels import hash_lines
from provenance.spans import Span
from provenance.tokens import Tokens, rows_of

if TYPE_CHECKING:
    from provenance.reading.article import Segment

U64: TypeAlias = np.ndarray[Any, np.dtype[np.uint64]]
I32: TypeAlias = np.ndarray[Any, np.dtype[np.int32]]
I64: TypeAlias = np.ndarray[Any, np.dtype[np.int64]]

MIN_TEXTS = 5
"""A line counts from this many stories on: two wires, a paper's two versions and one reprint can put a line
that somebody wrote into four texts."""
LONGEST = 40
"""Words. Notices and invitations are shorter; a paragraph of a story may be as long as this."""
BUTTON = 5
"""Words. Lines up to this length ("Advertisement", "Read more") count between paragraphs too; longer
ones at the top or bottom of their texts only, for a quotation that ten articles share is none."""
MOST = 0.5
"""The share of the texts with a line that must be stories of their own, and have it at the top or bottom."""
_STORY_LINES = 3
_LOOSE = 2
"""Lines of a text's own ("3 comments") that may stand among the boilerplate of its top or bottom."""
_COUNT = np.uint64(63)
"""The lowest bits of a line's hash hold its number of words, up to this."""
_NONE = np.uint64(2**64 - 1)
_BLOCK = 1024
"""Texts whose lines are put together at a time, so that only few small arrays are held at once."""


def find_boilerplate(text: str, segments: Sequence[Segment]) -> tuple[Span, ...]:
    """The spans of the page around the article, ascending: segments of kind `boilerplate`.

    Captions and credits of pictures are not among them: they are written for the article, and a copied
    caption is a finding.
    """
    spans = sorted(segment.span for segment in segments if segment.kind == "boilerplate")
    return tuple(span for span in spans if span.end <= len(text) and span)


def is_boilerplate(span: Span, boilerplate: Sequence[Span], token_starts: Offsets) -> bool:
    """Whether at least half of the words of `span` stand in boilerplate.

    The spans of `boilerplate` are ascending and apart; `token_starts` are the offsets of all words.
    """
    return cover_half(near(boilerplate, span), span, token_starts)


@dataclass(frozen=True, slots=True, eq=False)
class Lines:
    """The lines that have words, of many texts, one text after the other.

    `hashes` (uint64): of the words of each line; their number, up to 63, is in the lowest six bits. `starts`
    and `ends` (int32): where each stands in its text, half-open code points, without white space around it.
    `offsets` (int64, one more than texts): the lines of text `i` are `offsets[i]` up to `offsets[i + 1]`.
    """

    hashes: U64
    starts: I32
    ends: I32
    offsets: I64

    def texts(self) -> I32:
        """For each line the number of its text."""
        counts = np.diff(self.offsets)
        return np.repeat(np.arange(counts.size, dtype=np.int32), counts)

    def only(self, chosen: I64) -> Lines:
        """Those of some of the texts."""
        rows, offsets = rows_of(self.offsets, chosen)
        return Lines(self.hashes[rows], self.starts[rows], self.ends[rows], offsets)

    def span(self, line: int) -> Span:
        """Where a line stands in its text."""
        return Span(int(self.starts[line]), int(self.ends[line]))

    def count(self, line: int) -> int | None:
        """How many words a line has, None where these are 63 or more."""
        words = int(self.hashes[line] & _COUNT)
        return words if words < _COUNT else None


def find_all_lines(texts: Iterable[str], tokens: Iterable[Tokens]) -> Lines:
    """The lines of many texts, each text given with its tokens."""
    blocks: list[tuple[U64, I32, I32, I64]] = [
        (np.zeros(0, np.uint64), np.zeros(0, np.int32), np.zeros(0, np.int32), np.zeros(1, np.int64))
    ]
    both = zip(texts, tokens, strict=True)
    while found := [hash_lines(text, own.hashes, own.starts) for text, own in islice(both, _BLOCK)]:
        hashes, starts, ends = zip(*found, strict=True)
        counts = np.array([own.size for own in hashes], np.int64)
        blocks.append((np.concatenate(hashes), np.concatenate(starts), np.concatenate(ends), counts))
    every_hash, every_start, every_end, every_count = zip(*blocks, strict=True)
    return Lines(
        np.concatenate(every_hash),
        np.concatenate(every_start),
        np.concatenate(every_end),
        np.cumsum(np.concatenate(every_count)),
    )


def learn_repeated_lines(lines: Lines, known: U64 | None = None, *, min_texts: int = MIN_TEXTS) -> U64:
    """The hashes of the short lines that recur in texts which are different stories, at least `min_texts`:
    each once, ascending. `known` are hashes of lines, ascending, of which other texts have shown it: in
    these texts they stand at the top or bottom without a count.

    A story reprinted in 2,000 papers brings its longest lines along: its texts are one story, and none of
    its lines is boilerplate; the notice of a paper stands below many stories. The order of the texts is of
    no effect. The time is that of sorting the hashes.
    """
    texts = lines.texts()
    repeated, place = _held_by(lines.hashes, texts, max(1, min_texts))
    if not repeated.size:
        return repeated
    stories = _stories(lines)
    standing = np.flatnonzero(place >= 0)
    line, text = _distinct(place[standing], texts[standing])
    holders = np.bincount(line, minlength=repeated.size)
    told = np.bincount(_distinct(line, stories[text])[0], minlength=repeated.size)
    page = place >= 0
    if known is not None:
        page |= find_hashes(lines.hashes, known) >= 0
    at_edge = np.bincount(_edge_lines(lines, np.unique(text), place, page), minlength=repeated.size)
    words = repeated & _COUNT
    apart = told >= np.maximum(min_texts, MOST * holders)
    learned: U64 = repeated[(words < LONGEST) & apart & ((words <= BUTTON) | (at_edge >= MOST * holders))]
    return learned


def find_hashes(hashes: U64, wanted: U64) -> I32:
    """The place of each of `hashes` among `wanted`, which are ascending; -1 where it is none of them."""
    if not wanted.size:
        return np.full(hashes.size, -1, np.int32)
    place = np.searchsorted(wanted, hashes).astype(np.int32)
    place[place == wanted.size] = 0
    place[wanted[place] != hashes] = -1
    return place


def add_known_lines(
    lines: Lines, boilerplate: Sequence[tuple[Span, ...]], known: U64
) -> list[tuple[Span, ...]]:
    """The boilerplate of some texts with those of their lines that are `known` for it (hashes, ascending)."""
    found = list(boilerplate)
    rows = np.flatnonzero(find_hashes(lines.hashes, known) >= 0)
    owners = np.searchsorted(lines.offsets, rows, "right") - 1
    for row, number in zip(rows.tolist(), owners.tolist(), strict=True):
        span = lines.span(row)
        if not any(span.overlap(other) for other in boilerplate[number]):
            found[number] = tuple(sorted((*found[number], span)))
    return found


def _held_by(hashes: U64, texts: I32, least: int) -> tuple[U64, I32]:
    """The hashes of the lines that at least so many texts have, ascending; for each line its place there."""
    ordered = np.sort(hashes)
    # A value stands often enough where it stands again so many places on. Few do, and only they are counted.
    again = ordered[least - 1 :] == ordered[: max(0, ordered.size - least + 1)]
    frequent = np.unique(ordered[least - 1 :][again])
    place = find_hashes(hashes, frequent)
    standing = np.flatnonzero(place >= 0)
    line, _ = _distinct(place[standing], texts[standing])
    held = np.bincount(line, minlength=frequent.size) >= least
    numbers = np.append(np.where(held, np.cumsum(held) - 1, -1), -1).astype(np.int32)
    return frequent[held], numbers[place]


def _distinct(first: I32 | I64, second: I32 | I64) -> tuple[I64, I64]:
    """The distinct pairs of two arrays of numbers below 2**31, ascending."""
    both = np.unique(first.astype(np.int64) << 32 | second)
    return both >> 32, both & 0xFFFFFFFF


def _stories(lines: Lines) -> I64:
    """For each text the number of its story. Texts that share two of their three longest lines are one story:
    one line may be a notice, two of the longest are the story itself."""
    longest = _longest_lines(lines)
    # The only line of a text stands for all of it: it makes a pair with nothing.
    alone = longest[1] == _NONE
    rows = []
    for a, b in combinations(range(_STORY_LINES), 2):
        holds = (longest[b] != _NONE) | (alone & (longest[0] != _NONE) & (b == 1))
        texts = np.flatnonzero(holds)
        rows.append((longest[a][texts], longest[b][texts], texts))
    one, other, holder = (np.concatenate(column) for column in zip(*rows, strict=True))
    order = np.lexsort((other, one))
    one, other, holder = one[order], other[order], holder[order]
    same = np.flatnonzero((one[1:] == one[:-1]) & (other[1:] == other[:-1]))
    return _joined(alone.size, holder[same].tolist(), holder[same + 1].tolist())


def _longest_lines(lines: Lines) -> list[U64]:
    """Of each text the longest lines, one array for each rank; _NONE where a text has no more of them.

    They are given by numbers that go up where words go down, and by hash where these are equal.
    """
    counts = np.diff(lines.offsets)
    filled = np.flatnonzero(counts)
    ranks = [np.full(counts.size, _NONE) for _ in range(_STORY_LINES)]
    if not filled.size:
        return ranks
    keys = (_COUNT - (lines.hashes & _COUNT)) << np.uint64(58) | lines.hashes >> np.uint64(6)
    for rank in ranks:
        rank[filled] = np.minimum.reduceat(keys, lines.offsets[filled])
        keys[keys == np.repeat(rank, counts)] = _NONE
    return ranks


def _joined(count: int, some: Sequence[int], others: Sequence[int]) -> I64:
    """For each of `count` texts the number of its story, where some are of one story with others."""
    parents: dict[int, int] = {}

    def root(number: int) -> int:
        while (parent := parents.get(number, number)) != number:
            parents[number] = parents.get(parent, parent)
            number = parent
        return number

    for one, other in zip(some, others, strict=True):
        parents[root(one)] = root(other)
    stories = np.arange(count)
    for number in parents:
        stories[number] = root(number)
    return stories


def _edge_lines(lines: Lines, texts: I64, place: I32, page: npt.NDArray[np.bool_]) -> I64:
    """The repeated lines at the top and the bottom of texts, outside their own lines: each once for a text.

    `place` is that of each line among the repeated ones, -1 for others; `page` says which are none of the
    text's own. All texts are walked at once, line by line, from both ends.
    """
    long = (lines.hashes & _COUNT) > BUTTON
    found = []
    for step in (1, -1):
        text = texts
        at = lines.offsets[text] if step == 1 else lines.offsets[text + 1] - 1
        loose = np.zeros(text.size, np.int64)
        while text.size:
            here, own = place[at], ~page[at]
            found.append(_distinct(here[here >= 0], text[here >= 0]))
            loose = loose + own
            at = at + step
            inside = (at >= lines.offsets[text]) & (at < lines.offsets[text + 1])
            going = inside & ~(own & ((loose > _LOOSE) | long[at - step]))
            text, at, loose = text[going], at[going], loose[going]
    line, text = (np.concatenate(column) for column in zip(*found, strict=True))
    return _distinct(line, text)[0]
