"""The words of a scan's texts, kept on disk by each process that cuts them.

Matching looks at most texts many times. Reading their words back takes a sixth of the time that cutting the
texts into words again does; in memory they would be twice as large as the texts.
"""

from __future__ import annotations

import tempfile
from array import array
from collections.abc import Callable, Sequence
from functools import lru_cache

import numpy as np

from provenance.spans import Span
from provenance.tokens import Block, tokenise_all

Key = tuple[int, int]
"""Where a text stands in its file, and its size."""
Spans = tuple[Span, ...]

_ROW = np.dtype([("hashes", np.uint32), ("starts", np.int32), ("ends", np.int32), ("edges", np.uint8)])


class KeptWords:
    """The words of some texts of one file outside the spans that were left out, in a file without a name."""

    def __init__(self) -> None:
        self._file = tempfile.TemporaryFile(buffering=0)  # noqa: SIM115 - open as long as this is
        self._size = 0
        # Of each text where its words begin, how many they are, and what was left out.
        self._places: dict[int, int] = {}
        self._begins, self._counts, self._marks = array("q"), array("q"), array("q")

    def block(
        self, keys: Sequence[Key], without: Sequence[Spans], read: Callable[[Sequence[Key]], list[str]]
    ) -> Block:
        """The words of some texts, of each without those that start in its spans. `read` gives texts by their
        keys, of which it is asked for those whose words are not known yet. Raises OSError where the disk is
        full."""
        # Where an empty text stands another begins.
        numbers = [start << 1 | (size > 0) for start, size in keys]
        marks = [hash(spans) if spans else 0 for spans in without]
        missing = {
            number: place
            for place, (number, mark) in enumerate(zip(numbers, marks, strict=True))
            if self._marks_of(number) != mark
        }
        if missing:
            chosen = list(missing.values())
            texts = read([keys[place] for place in chosen])
            found = tokenise_all(texts).without([without[place] for place in chosen])
            self._keep(list(missing), [marks[place] for place in chosen], found)
        places = [self._places[number] for number in numbers]
        counts = [self._counts[place] for place in places]
        bounds = np.zeros(len(keys) + 1, np.int64)
        np.cumsum(counts, out=bounds[1:])
        rows = np.empty(int(bounds[-1]), _ROW)
        target = rows.view(np.uint8).data
        end = 0
        for place, count in zip(places, counts, strict=True):
            start, end = end, end + count * _ROW.itemsize
            if count:
                self._file.seek(self._begins[place])
                _fill(self._file.readinto, target[start:end])
        hashes, starts, ends, edges = (np.ascontiguousarray(rows[name]) for name in _ROW.names or ())
        return Block(hashes, starts, ends, edges, bounds)

    def _marks_of(self, number: int) -> int | None:
        place = self._places.get(number)
        return None if place is None else self._marks[place]

    def _keep(self, numbers: Sequence[int], marks: Sequence[int], found: Block) -> None:
        """Write the words of some texts behind the others."""
        rows = np.empty(found.hashes.size, _ROW)
        rows["hashes"], rows["starts"] = found.hashes, found.starts
        rows["ends"], rows["edges"] = found.ends, found.edges
        self._file.seek(self._size)
        data = rows.view(np.uint8).data
        while data:
            data = data[self._file.write(data) :]
        first = len(self._begins)
        self._begins.extend((self._size + found.offsets[:-1] * _ROW.itemsize).tolist())
        self._counts.extend(np.diff(found.offsets).tolist())
        self._marks.extend(marks)
        self._places.update(zip(numbers, range(first, len(self._begins)), strict=True))
        self._size += rows.nbytes

    def __del__(self) -> None:
        self._file.close()


def _fill(readinto: Callable[[memoryview], int | None], target: memoryview) -> None:
    """Read until `target` is full: a read may give less than was asked for."""
    count = readinto(target) or 0
    while count < len(target):
        target = target[count:]
        count = readinto(target) or 0
        if not count:
            raise OSError("a temporary file is shorter than what was written to it")


@lru_cache(maxsize=4)
def kept_words(path: str) -> KeptWords:
    """The words that this process has of the texts in the file `path`; those of a few files are kept."""
    return KeptWords()
