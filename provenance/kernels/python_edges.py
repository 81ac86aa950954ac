"""Where paragraphs and sentences begin, in plain Python."""

from __future__ import annotations

import itertools
import re
from collections.abc import Sequence
from typing import Any, TypeAlias

import numpy as np

from provenance.kernels.offsets import check_offsets

U8: TypeAlias = np.ndarray[Any, np.dtype[np.uint8]]
I32: TypeAlias = np.ndarray[Any, np.dtype[np.int32]]
I64: TypeAlias = np.ndarray[Any, np.dtype[np.int64]]

PARAGRAPH, SENTENCE, WITHIN = 2, 1, 0
"""What lies before a word: the edge of a paragraph, of a sentence, or neither."""

INITIAL = 3
"""A word of so few characters before a dot (Mr., Jan., U.S.) does not end a sentence; before any other mark
it does."""

WIDEST = 120
"""Code points. Lines that are longer than this were not broken at a width."""

_SENTENCE_END = re.compile(r"[.!?…]['’\"”»)\]]*\s|[。！？।؟۔]")
_LINE = re.compile(r"[^\r\n\v\f\x1c-\x1e\x85\u2028\u2029]+")


def edges(text: str, starts: I32, ends: I32) -> U8:
    """For each word of `tokenise`, what begins between it and the last; the first begins a paragraph."""
    found = np.zeros(starts.size, np.uint8)
    if not starts.size:
        return found
    for match in _SENTENCE_END.finditer(text):
        place = int(np.searchsorted(starts, match.end()))
        if not 0 < place < starts.size:
            continue
        if match.group()[0] != "." or ends[place - 1] - starts[place - 1] > INITIAL:
            found[place] = SENTENCE
    for offset in paragraph_starts(text):
        place = int(np.searchsorted(starts, offset))
        if place < starts.size:
            found[place] = PARAGRAPH
    found[0] = PARAGRAPH
    return found


def edges_all(texts: Sequence[str], starts: I32, ends: I32, offsets: I64) -> U8:
    """`edges` of several texts whose words stand one behind the other, a text's from `offsets[i]` on."""
    if starts.size != ends.size:
        raise ValueError("every word has a start and an end")
    check_offsets(offsets, starts.size, len(texts))
    found = np.zeros(starts.size, np.uint8)
    for text, (begin, end) in zip(texts, itertools.pairwise(offsets.tolist()), strict=True):
        found[begin:end] = edges(text, starts[begin:end], ends[begin:end])
    return found


def paragraph_starts(text: str) -> list[int]:
    """Offsets at which paragraphs begin, ascending.

    Each line is a paragraph, unless the text is wrapped at a fixed width: then a paragraph begins after a
    blank line or at an indent. A text counts as wrapped where most line ends stand in mid-sentence.
    """
    lines = [(match.start(), match.group()) for match in _LINE.finditer(text)]
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
    return width <= WIDEST and 2 * len(long_lines) > len(inner) and 2 * unfinished > len(long_lines)
