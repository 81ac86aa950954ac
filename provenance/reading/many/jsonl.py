"""JSON Lines: one article a line, streamed: a file of any size takes the memory of its longest line."""

from __future__ import annotations

from collections.abc import Iterator
from typing import BinaryIO

from provenance.reading.article import Unreadable
from provenance.reading.many.source import Source, too_long
from provenance.reading.many.streams import as_utf_8
from provenance.reading.options import Options
from provenance.reading.raw import Raw


def split_lines(source: Source, options: Options) -> Iterator[Raw | Unreadable]:
    """The lines of a JSON Lines file, each at `path#line=N`.

    A line of more than `max_bytes` is passed over without being held.
    """
    path, reader, stated, max_bytes = source.path, source.reader, source.stated, options.max_bytes
    number = 0
    with source.open() as raw:
        stream, encoding = as_utf_8(raw)
        while line := stream.readline(max_bytes + 1):
            number += 1
            if len(line) > max_bytes and not line.endswith(b"\n"):
                _skip_line(stream, max_bytes)
                yield Unreadable(f"{path}#line={number}", too_long("line", max_bytes))
            elif line.strip():
                yield Raw(f"{path}#line={number}", line, reader, stated, encoding)


def _skip_line(stream: BinaryIO, step: int) -> None:
    while (rest := stream.readline(step)) and not rest.endswith(b"\n"):
        pass
