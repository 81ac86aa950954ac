"""Text -> Tokens: the words of a text as hashes, each with its span in the untouched original.

A token is a maximal run of letters, marks and numbers, NFKC and case-folded; default-ignorable code points,
Arabic marks and tatweel are dropped; apostrophes and hyphens separate; scripts without spaces give a token
per grapheme. "Words" everywhere in this project counts these tokens.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

import numpy as np
import numpy.typing as npt

from provenance import kernels
from provenance.kernels import PARAGRAPH, SENTENCE, WITHIN, paragraph_starts
from provenance.spans import Span

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

    def span(self, first: int, last: int) -> Span:
        """The span from the start of word `first` to the end of word `last - 1`; needs `first < last`."""
        return Span(int(self.starts[first]), int(self.ends[last - 1]))

    def places(self, span: Span) -> tuple[int, int]:
        """The half-open range of the words that start inside the span."""
        low, high = np.searchsorted(self.starts, (span.start, span.end))
        return int(low), int(high)

    def without(self, spans: Sequence[Span]) -> Tokens:
        """The tokens that start outside the spans; where some are left out a paragraph begins."""
        kept = np.ones(len(self), bool)
        for span in spans:
            low, high = self.places(span)
            kept[low:high] = False
        if kept.all():
            return self
        edges = self.edges[kept]
        edges[np.diff(np.flatnonzero(kept), prepend=-1) > 1] = PARAGRAPH
        return Tokens(self.hashes[kept], self.starts[kept], self.ends[kept], edges)


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
        kept = np.ones(self.hashes.size, bool)
        for number, of_text in enumerate(spans):
            begin = int(self.offsets[number])
            for span in of_text:
                low, high = self[number].places(span)
                kept[begin + low : begin + high] = False
        if kept.all():
            return self
        edges = self.edges[kept]
        edges[np.diff(np.flatnonzero(kept), prepend=-1) > 1] = PARAGRAPH
        offsets = np.concatenate((np.zeros(1, np.int64), np.cumsum(kept)))[self.offsets]
        return Block(self.hashes[kept], self.starts[kept], self.ends[kept], edges, offsets)


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
