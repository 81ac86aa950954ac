"""Text -> Tokens: the words of a text as hashes, each with its span in the untouched original.

A token is a maximal run of letters, marks and numbers, NFKC and case-folded; default-ignorable code points,
Arabic marks and tatweel are dropped; in a word of several alphabets look-alikes are folded to its own;
apostrophes and hyphens separate; scripts without spaces give a token per grapheme. "Words" everywhere in this
project counts these tokens.
"""

from __future__ import annotations

from bisect import bisect_left
from collections.abc import Sequence
from dataclasses import dataclass

import numpy as np
import numpy.typing as npt

from provenance import kernels
from provenance.kernels import PARAGRAPH, SENTENCE, WITHIN, paragraph_starts
from provenance.spans import Span

U32 = npt.NDArray[np.uint32]
I32 = npt.NDArray[np.int32]
U8 = npt.NDArray[np.uint8]

__all__ = ["PARAGRAPH", "SENTENCE", "WITHIN", "Tokens", "paragraph_starts", "tokenise"]


@dataclass(frozen=True, slots=True, eq=False)
class Tokens:
    """The `n` words of one text: `hashes` (uint32), `starts` and `ends` (int32, half-open code points),
    `edges` (uint8: what lies before each word, one of PARAGRAPH, SENTENCE, WITHIN)."""

    hashes: npt.NDArray[np.uint32]
    starts: npt.NDArray[np.int32]
    ends: npt.NDArray[np.int32]
    edges: npt.NDArray[np.uint8]

    def __len__(self) -> int:
        return int(self.hashes.size)

    @property
    def unspaced(self) -> bool:
        """Whether most words adjoin the next one: they are characters of Han, kana, Thai and such."""
        return 2 * int(np.count_nonzero(self.starts[1:] == self.ends[:-1])) > len(self)

    def span(self, first: int, last: int) -> Span:
        """The span from the start of word `first` to the end of word `last - 1`; needs `first < last`."""
        return Span(int(self.starts[first]), int(self.ends[last - 1]))

    def places(self, span: Span) -> tuple[int, int]:
        """The half-open range of the words that start inside the span."""
        # One place is found far sooner so than by numpy, which makes arrays of what it is asked for.
        low = bisect_left(self.starts, span.start)
        return low, bisect_left(self.starts, span.end, low)

    def without(self, spans: Sequence[Span]) -> Tokens:
        """The tokens that start outside the spans; where some are left out a paragraph begins."""
        left_out = [self.places(span) for span in spans]
        kept = _between(left_out, len(self))
        if len(kept) == 1 and kept[0] == slice(0, len(self)):
            return self
        return Tokens(*_pick(self, kept))


@dataclass(frozen=True, slots=True, eq=False)
class Block:
    """The tokens of `n` texts one behind the other: those of text `i` stand from `offsets[i]` (int64, `n + 1`
    of them) to `offsets[i + 1]`."""

    hashes: npt.NDArray[np.uint32]
    starts: npt.NDArray[np.int32]
    ends: npt.NDArray[np.int32]
    edges: npt.NDArray[np.uint8]
    offsets: npt.NDArray[np.int64]

    def __len__(self) -> int:
        return self.offsets.size - 1

    def __getitem__(self, number: int) -> Tokens:
        """The tokens of one text: views, not copies."""
        part = slice(int(self.offsets[number]), int(self.offsets[number + 1]))
        return Tokens(self.hashes[part], self.starts[part], self.ends[part], self.edges[part])

    def without(self, spans: Sequence[Sequence[Span]]) -> Block:
        """The block with the tokens of each text that start outside its spans (see `Tokens.without`)."""
        left_out: list[tuple[int, int]] = []
        for number, of_text in enumerate(spans):
            if not of_text:
                continue
            begin, end = int(self.offsets[number]), int(self.offsets[number + 1])
            for span in of_text:
                low = bisect_left(self.starts, span.start, begin, end)
                left_out.append((low, bisect_left(self.starts, span.end, low, end)))
        size = self.hashes.size
        kept = _between(left_out, size)
        if len(kept) == 1 and kept[0] == slice(0, size):
            return self
        # Up to each place so many words are kept: those of the ranges before it, and of its own up to it.
        begins = np.array([part.start for part in kept], np.int64)
        ends = np.array([part.stop for part in kept], np.int64)
        before = np.concatenate((np.zeros(1, np.int64), np.cumsum(ends - begins)))
        ranges = np.searchsorted(ends, self.offsets, "right")
        own = np.append(begins, size)[ranges]
        offsets = before[ranges] + np.maximum(0, self.offsets - own)
        return Block(*_pick(self, kept), offsets)


def _between(left_out: list[tuple[int, int]], size: int) -> list[slice]:
    """What remains of `size` words without some half-open ranges: at least one slice, which may be empty."""
    kept = []
    reached = 0
    for low, high in sorted(left_out):
        if low > reached and low < high:
            kept.append(slice(reached, low))
        if low < high:
            reached = max(reached, high)
    if reached < size or not kept:
        kept.append(slice(reached, size))
    return kept


def _pick(words: Tokens | Block, kept: list[slice]) -> tuple[U32, I32, I32, U8]:
    """The columns of some slices of words; where others were left out before one, a paragraph begins."""
    edges = np.concatenate([words.edges[part] for part in kept])
    sizes = np.array([part.stop - part.start for part in kept], np.int64)
    begins = np.cumsum(sizes) - sizes
    edges[begins[int(kept[0].start == 0 or not sizes[0]) :]] = PARAGRAPH
    return (
        np.concatenate([words.hashes[part] for part in kept]),
        np.concatenate([words.starts[part] for part in kept]),
        np.concatenate([words.ends[part] for part in kept]),
        edges,
    )


def rows_of(
    offsets: npt.NDArray[np.int64], chosen: npt.NDArray[np.int64]
) -> tuple[npt.NDArray[np.int64], npt.NDArray[np.int64]]:
    """The rows of some texts whose rows stand one behind the other, text `i` from `offsets[i]` on, and the
    offsets of these texts then."""
    sizes = np.diff(offsets)[chosen]
    bounds = np.concatenate((np.zeros(1, np.int64), np.cumsum(sizes)))
    return np.repeat(offsets[chosen] - bounds[:-1], sizes) + np.arange(bounds[-1]), bounds


def tokenise_all(texts: Sequence[str], *, edges: bool = True) -> Block:
    """The tokens of several texts. Who does not compare them can do without their `edges`: all are WITHIN."""
    hashes, starts, ends, offsets = kernels.tokenise_all(texts)
    found = kernels.edges_all(texts, starts, ends, offsets) if edges else np.zeros(hashes.size, np.uint8)
    return Block(hashes, starts, ends, found, offsets)


def join_tokens(texts: Sequence[Tokens]) -> Block:
    """The block of some texts' tokens."""
    if not texts:
        return tokenise_all([])
    return Block(
        np.concatenate([tokens.hashes for tokens in texts]),
        np.concatenate([tokens.starts for tokens in texts]),
        np.concatenate([tokens.ends for tokens in texts]),
        np.concatenate([tokens.edges for tokens in texts]),
        np.cumsum([0, *map(len, texts)], dtype=np.int64),
    )


def tokenise(text: str) -> Tokens:
    """The tokens of a text."""
    hashes, starts, ends = kernels.tokenise(text)
    return Tokens(hashes, starts, ends, kernels.edges(text, starts, ends))
