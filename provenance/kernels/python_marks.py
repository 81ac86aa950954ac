"""What stands on the face of a text (quote marks, known words, lines), in plain Python and numpy."""

from __future__ import annotations

import re
from collections.abc import Iterable
from itertools import chain
from typing import Any, TypeAlias

import numpy as np

from provenance.kernels.python_mixing import mix64

U32: TypeAlias = np.ndarray[Any, np.dtype[np.uint32]]
U64: TypeAlias = np.ndarray[Any, np.dtype[np.uint64]]
I32: TypeAlias = np.ndarray[Any, np.dtype[np.int32]]

_EAST = "\u2e80-\ud7ff"
"""Scripts that part no words, and Hangul, whose endings adjoin a quotation: no apostrophe stands there."""
_MARK = re.compile(
    rf"``|''|[\"“”„‟«»‹›「」『』＂〝〞〟]|['’‘][nN]['’](?!\w)|['’‘‚‛`](?!(?<=[^\W{_EAST}].)[^\W{_EAST}])"
)
_WORD = re.compile(r"\w+")
_LINE = re.compile(r"[^\r\n\v\f\x1c-\x1e\x85\u2028\u2029]+")
_COUNT = 63
"""The lowest bits of a line's hash hold its number of words, up to this."""


def quote_marks(text: str) -> list[tuple[int, int]]:
    """Where quote marks stand, ascending: `(start, end)`, half-open code points.

    Two backticks or straight single marks in a row are one mark. An apostrophe between two letters is none;
    both of `rock 'n' roll` are one, three code points long. Beside an East Asian letter each is a mark.
    """
    return [match.span() for match in _MARK.finditer(text)]


def holds_between(text: str, ranges: Iterable[tuple[int, int]]) -> bool:
    """Whether any code point of a text is in any of some ranges, each from its first to its last one."""
    wanted = "".join(f"\\U{low:08x}-\\U{high:08x}" for low, high in ranges if low <= high)
    return bool(wanted) and re.search(f"[{wanted}]", text) is not None


class KnownWords:
    r"""Words, and which of them a text holds. A word is a maximal run of `\w`; case counts."""

    __slots__ = ("words",)

    def __init__(self, words: Iterable[str]) -> None:
        self.words = frozenset(words)

    def among(self, text: str) -> set[str]:
        """Those of the words that stand in a text."""
        return set(self.words.intersection(_WORD.findall(text)))


def hash_lines(text: str, hashes: U32, starts: I32) -> tuple[U64, I32, I32]:
    """The lines of a text that have words: a hash of the words of each, where it starts and where it ends.

    `hashes` and `starts` are those of the words of `tokenise`. The lowest six bits of a line's hash hold the
    number of its words, up to 63. A line goes without the white space around it. ValueError where there are
    not as many starts as hashes or they stand outside the text.
    """
    if hashes.size != starts.size or (starts.size and not 0 <= starts[0] <= starts[-1] < len(text)):
        raise ValueError("words need as many hashes as starts, which stand in the text")
    lines = [match.span() for match in _LINE.finditer(text)]
    if not lines or not starts.size:
        return np.zeros(0, np.uint64), np.zeros(0, np.int32), np.zeros(0, np.int32)
    bounds = np.searchsorted(starts, np.array([start for start, _ in lines]))
    counts = np.diff(bounds, append=starts.size)
    filled = np.flatnonzero(counts)
    first, counts = bounds[filled], counts[filled]
    place = np.arange(int(first[0]), starts.size) - np.repeat(first, counts)
    words = hashes[first[0] :].astype(np.uint64)
    sums = np.add.reduceat(mix64(words + (place.astype(np.uint64) << np.uint64(32))), first - first[0])
    values = mix64(sums) & ~np.uint64(_COUNT) | np.minimum(counts, _COUNT).astype(np.uint64)
    bare = [_bare(text, *lines[number]) for number in filled.tolist()]
    edges = np.fromiter(chain.from_iterable(bare), np.int32, 2 * len(bare))
    return values, edges[::2].copy(), edges[1::2].copy()


def _bare(text: str, start: int, end: int) -> tuple[int, int]:
    """A line without the white space around it."""
    line = text[start:end]
    start += len(line) - len(line.lstrip())
    return start, start + len(line.strip())
