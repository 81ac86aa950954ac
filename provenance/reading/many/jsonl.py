"""JSON Lines: one article a line, streamed: a file of any size takes the memory of its longest line."""

from __future__ import annotations

from collections.abc import Iterator

from provenance.reading.article import Unreadable
from provenance.reading.many.source import Source, too_long
from provenance.reading.many.streams import as_utf_8, read_lines
from provenance.reading.options import Options
from provenance.reading.raw import Raw


def split_lines(source: Source, options: Options) -> Iterator[Raw | Unreadable]:
    """The lines of a JSON Lines file, each at `path#line=N`.

    A line of more than `max_bytes` is passed over without being held.
    """
    path, reader, stated, max_bytes = source.path, source.reader, source.stated, options.max_bytes
    with source.open() as raw:
        stream, encoding = as_utf_8(raw)
        for number, line in enumerate(read_lines(stream, max_bytes), start=1):
            if line is None:
                yield Unreadable(f"{path}#line={number}", too_long("line", max_bytes))
            elif not line.isspace():
                yield Raw(f"{path}#line={number}", line, reader, stated, encoding)
