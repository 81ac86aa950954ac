"""Text -> Tokens: the words of a text as hashes, each with its span in the untouched original.

A token is a maximal run of letters, marks and numbers, NFKC and case-folded; default-ignorable code points,
Arabic marks and tatweel are dropped; apostrophes and hyphens separate; scripts without spaces give a token
per grapheme. "Words" everywhere in this project counts these tokens.
"""

from __future__ import annotations

import re
from dataclasses import dataclass

import numpy as np
import numpy.typing as npt

from provenance import kernels
from provenance.spans import Span

PARAGRAPH, SENTENCE, WITHIN = 2, 1, 0
"""What lies before a token: the edge of a paragraph, of a sentence, or neither."""

_SENTENCE_END = re.compile(
    r"[.!?…]['’\"”»)\]]*\s|[。！？।؟۔]"  # noqa: RUF100, RUF001 - full stops of several scripts
)
_INITIAL = 3
"""A word of so few characters before a dot (Mr., Jan., U.S.) does not end a sentence; before any other mark
it does."""


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


def tokenise(text: str) -> Tokens:
    """The tokens of a text."""
    hashes, starts, ends = kernels.tokenise(text)
    return Tokens(hashes, starts, ends, _edges(text, starts, ends))


def _edges(text: str, starts: npt.NDArray[np.int32], ends: npt.NDArray[np.int32]) -> npt.NDArray[np.uint8]:
    """For each word, whether a paragraph or a sentence begins between it and the word before."""
    edges = np.zeros(starts.size, np.uint8)
    if not starts.size:
        return edges
    for match in _SENTENCE_END.finditer(text):
        place = int(np.searchsorted(starts, match.end()))
        if not 0 < place < starts.size:
            continue
        if match.group()[0] != "." or ends[place - 1] - starts[place - 1] > _INITIAL:
            edges[place] = SENTENCE
    for offset in paragraph_starts(text):
        place = int(np.searchsorted(starts, offset))
        if place < starts.size:
            edges[place] = PARAGRAPH
    edges[0] = PARAGRAPH
    return edges


def paragraph_starts(text: str) -> list[int]:
    """Offsets at which paragraphs begin, ascending.

    Each line is a paragraph, unless the text is wrapped at a fixed width: then a paragraph begins after a
    blank line or at an indent. A text counts as wrapped where most line ends stand in mid-sentence.
    """
    lines = [
        (match.start(), match.group())
        for match in re.finditer(r"[^\r\n\v\f\x1c-\x1e\x85\u2028\u2029]+", text)
    ]
    filled = [(start, line) for start, line in lines if line.strip()]
    if not _is_wrapped([line for _, line in filled]):
        return [start for start, _ in filled]
    result = []
    for place, (start, line) in enumerate(filled):
        gap = text[filled[place - 1][0] + len(filled[place - 1][1]) : start] if place else "\n\n"
        line_ends = gap.replace("\r\n", "\n").replace("\r", "\n").count("\n")
        blank = line_ends > 1 or any(char in gap for char in "\u2029\f")
        if blank or line[0] in " \t\u3000":
            result.append(start)
    return result


def _is_wrapped(lines: list[str]) -> bool:
    """Whether lines are broken at a width and not at the ends of paragraphs."""
    inner = [line.rstrip() for line in lines[:-1]]
    if len(inner) < 4:
        return False
    width = max(len(line) for line in inner)
    long_lines = [line for line in inner if len(line) >= 0.6 * width]
    unfinished = sum(line[-1] not in ".!?…:\"'”’»)。！？।؟۔" for line in long_lines)
    return width <= 120 and 2 * len(long_lines) > len(inner) and 2 * unfinished > len(long_lines)
