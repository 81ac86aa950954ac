"""JSON Lines: one article a line, streamed, so that a file of any size takes the memory of its longest line.

Each line is an object with `text` and, if given, `id`, `title`, `date`, `outlet`, `byline`, `url`, `source`.
"""

from __future__ import annotations

import json
from collections.abc import Iterator
from typing import Any, BinaryIO

from provenance.reading.article import Dated, Unreadable
from provenance.reading.dates import parse_date
from provenance.reading.decode import NotText
from provenance.reading.metadata_csv import Stated
from provenance.reading.protocol import Reading
from provenance.reading.raw import Raw
from provenance.reading.stated import Described, read_flag

_FIELDS = ("id", "title", "outlet", "byline", "url", "licence")


def split_lines(stream: BinaryIO, *, path: str, stated: Stated, max_bytes: int) -> Iterator[Raw | Unreadable]:
    """The lines of a JSON Lines file, each at `path#line=N`.

    A line of more than `max_bytes` is passed over without being held. Raises OSError where the file can't be
    read on.
    """
    number = 0
    while line := stream.readline(max_bytes + 1):
        number += 1
        where = f"{path}#line={number}"
        if len(line) > max_bytes and not line.endswith(b"\n"):
            _skip_line(stream, max_bytes)
            limit = f"{max_bytes / 1_000_000:.1f} MB"
            yield Unreadable(where, f"the line is longer than {limit}; give each article a line of its own")
        elif line.strip():
            yield Raw(where, line, "jsonl", stated)


def _skip_line(stream: BinaryIO, step: int) -> None:
    while (rest := stream.readline(step)) and not rest.endswith(b"\n"):
        pass


def read_line(data: bytes) -> Reading:
    """The article of one line. Raises NotText."""
    try:
        fields = json.loads(data)
    except (ValueError, RecursionError) as error:
        raise NotText(f"the line is no JSON ({_short(error)}); mend or remove it") from None
    if not isinstance(fields, dict) or not isinstance(fields.get("text"), str):
        raise NotText("the line is no object with a `text`; give each article's words as `text`")
    stated, problem = _describe(fields)
    return Reading(fields["text"], fields=stated, problems=(problem,) if problem else ())


def _short(error: Exception) -> str:
    return "nested too deep" if isinstance(error, RecursionError) else str(error).partition(":")[0]


def _describe(fields: dict[str, Any]) -> tuple[Described, str]:
    """What a line says of its article, and a sentence on a date that can't be used."""
    found = {name: _words(fields.get(name)) for name in _FIELDS}
    source = fields.get("source")
    words, problem = _words(fields.get("date")), ""
    dates: tuple[Dated, ...] = ()
    if words is not None:
        interval = parse_date(words)
        if interval is None:
            problem = f"the date {words!r} is not understood and not used; write it as 2018-01-31"
        else:
            dates = (Dated(interval[0], interval[1], "record", interval[2], words),)
    return Described(
        dates=dates, source=None if source is None else bool(read_flag(str(source))), **found
    ), problem


def _words(value: object) -> str | None:
    """A field as words, None where it is empty or no plain value."""
    if isinstance(value, bool) or not isinstance(value, (str, int, float)):
        return None
    return str(value).strip() or None
