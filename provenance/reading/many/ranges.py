"""Parts of a JSON Lines file that can be read apart: ranges of bytes, each with the lines that begin in it.

The path of an article has the number of its line in the whole file, so that lines are counted before they are
read (`count_ends`); that takes a small part of the time of reading them.
"""

from __future__ import annotations

import io
from collections.abc import Callable, Iterator
from dataclasses import dataclass, replace
from itertools import pairwise
from typing import BinaryIO

from provenance.portable import portable
from provenance.reading.article import Unreadable
from provenance.reading.decoding import NotText
from provenance.reading.listing import Found
from provenance.reading.many.source import too_long
from provenance.reading.many.streams import as_utf_8, read_lines
from provenance.reading.metadata_csv import Stated
from provenance.reading.opening import opened, reason
from provenance.reading.options import Options
from provenance.reading.raw import Raw

_PIECE = 1 << 18


@portable
@dataclass(frozen=True, slots=True)
class Range:
    """The bytes from `begin` to `end` of a file, of which `before` line ends stand before; see `Found`."""

    location: str
    path: str
    reader: str
    stated: Stated
    begin: int
    end: int
    before: int = 0

    def after(self, ends: int) -> Range:
        """The same, with so many line ends before it."""
        return replace(self, before=ends)


def cut_ranges(found: Found, size: int, most: int) -> list[Range]:
    """Ranges of at most `most` bytes which are a file of so many."""
    bounds = [*range(0, size, most), size]
    return [
        Range(found.location, found.path, found.reader, found.stated, begin, end)
        for begin, end in pairwise(bounds)
    ]


def is_wide(found: Found) -> bool:
    """Whether a file is one of UTF-16 or UTF-32, in which a line does not end with a byte. Raises OSError,
    NotText."""
    with opened(found.location, None) as file:
        return bool(as_utf_8(file)[1])


def count_ends(part: Range) -> int:
    """How many line ends stand in a range. Raises OSError, NotText."""
    with opened(part.location, None) as file:
        file.seek(part.begin)
        return sum(piece.count(b"\n") for piece in _pieces(file, part.end - part.begin))


def read_range(part: Range, options: Options) -> Iterator[Raw | Unreadable]:
    """The lines that begin in a range, each at `path#line=N`."""
    try:
        with opened(part.location, None) as file:
            number = part.before + 1
            if part.begin:
                # The byte before tells whether a line begins with the range.
                file.seek(part.begin - 1)
                passed = _pass_line(file)
                if part.begin - 1 + passed >= part.end:
                    return
                number += passed > 1
            begin = file.tell()
            file.seek(part.end - 1)
            end = part.end - 1 + _pass_line(file)
            file.seek(begin)
            stream = _Limited(file, end - begin)
            lines = as_utf_8(io.BufferedReader(stream, _PIECE))[0] if not begin else io.BufferedReader(stream)
            for at, line in enumerate(read_lines(lines, options.max_bytes), number):
                path = f"{part.path}#line={at}"
                if line is None:
                    yield Unreadable(path, too_long("line", options.max_bytes))
                elif not line.isspace():
                    yield Raw(path, line, part.reader, part.stated)
    except NotText as error:
        yield Unreadable(part.path, str(error))
    except OSError as error:
        yield Unreadable(part.path, reason(error, "the file"))


def _pass_line(file: BinaryIO) -> int:
    """Go behind the next line end; how many bytes these were."""
    return len(file.readline())


def _pieces(file: BinaryIO, size: int) -> Iterator[bytes]:
    read: Callable[[int], bytes] = file.read
    while size and (piece := read(min(size, _PIECE))):
        size -= len(piece)
        yield piece


class _Limited(io.RawIOBase):
    """So many bytes of a file, from where it stands."""

    def __init__(self, file: BinaryIO, size: int) -> None:
        self._file, self._left = file, size

    def readable(self) -> bool:
        """It is."""
        return True

    def readinto(self, buffer: memoryview) -> int:  # type: ignore[override]
        """Fill the buffer as far as there is something."""
        data = self._file.read(min(len(buffer), self._left))
        self._left -= len(data)
        buffer[: len(data)] = data
        return len(data)
