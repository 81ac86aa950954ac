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


def tokenise(text: str) -> Tokens:
    """The tokens of a text."""
    hashes, starts, ends = kernels.tokenise(text)
    return Tokens(hashes, starts, ends, kernels.edges(text, starts, ends))
