"""Whether what a reader gives can be stored: a reader of another package may give anything."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import replace
from typing import Any

from provenance.reading.article import Dated, Link, Removed, Segment, Statement
from provenance.reading.decoding import NotText
from provenance.reading.parts.intervals import is_sound
from provenance.reading.protocol import Reading
from provenance.reading.stated import Described
from provenance.spans import Span

KINDS = frozenset(
    {"headline", "standfirst", "byline", "dateline", "date", "caption", "credit", "boilerplate", "body"}
)
_FIELDS = ("id", "title", "outlet", "byline", "url", "licence")


def check_reading(reading: Reading) -> None:
    """Raises NotText where a reading is against the protocol: a type that is another, a span outside the text
    or before the one before it, a kind of segment that there is not, a date that is none."""
    if not isinstance(reading, Reading) or not isinstance(reading.text, str):
        raise NotText("its reader gives no text; mend the reader")
    fields, size = reading.fields, len(reading.text)
    if not (isinstance(fields, Described) and _all(fields.dates, Dated) and _all(fields.unused, Statement)):
        raise NotText("its reader gives fields of another type than Described; mend the reader")
    if not (_all(reading.links, Link) and _all(reading.removed, Removed) and _all(reading.credits, str)):
        raise NotText("its reader gives links, credits or parts left out that are none; mend the reader")
    if not all(_inside(link.span, 0, size) for link in reading.links):
        raise NotText("its reader gives a link outside the text; mend the reader")
    words = [one for one in _words(reading) if isinstance(one, str)]
    if len(words) < sum(1 for _ in _words(reading)):
        raise NotText("its reader gives something else than words as a field; mend the reader")
    for date in fields.dates:
        if not is_sound(date):
            raise NotText(f"its reader gives a date that is none ({date.words or date.earliest!r})")
    if reading.segments is not None:
        _check_segments(reading.segments, size)


def _all(values: object, kind: type) -> bool:
    return isinstance(values, tuple) and all(isinstance(value, kind) for value in values)


def _words(reading: Reading) -> Iterator[object]:
    """All words of a reading that are stored, but the text."""
    fields = reading.fields
    for name in _FIELDS:
        value = getattr(fields, name)
        if value is not None:
            yield value
    yield reading.encoding
    yield reading.said_by
    yield from reading.credits
    yield from reading.problems
    for date in fields.dates:
        yield date.source
        yield date.words
    for link in reading.links:
        yield link.target
    for one in fields.unused:
        yield from (one.field, one.value, one.said_by)
    for part in reading.removed:
        yield part.what
        yield str(part.words) if isinstance(part.words, int) else None


def _check_segments(segments: tuple[Segment, ...], size: int) -> None:
    if not _all(segments, Segment):
        raise NotText("its reader gives something else than segments; mend the reader")
    reached = 0
    for one in segments:
        if one.kind not in KINDS or not _inside(one.span, reached, size):
            raise NotText(f"its reader gives a part of the text that is none ({one!r}); mend the reader")
        reached = one.span.end


def _inside(span: Span, start: int, end: int) -> bool:
    return isinstance(span, Span) and start <= span.start < span.end <= end


def mend(reading: Reading) -> Reading:
    """The reading, half characters in what it says beside its text replaced: they can't be stored."""
    words = reading.fields
    # Of most there is nothing more than this, and "None" has no half characters.
    said = f"{words.title}{words.outlet}{words.byline}{words.url}{words.id}{words.licence}"
    for date in words.dates:
        said += date.words
    for one in words.unused:
        said += one.value
    if reading.credits or reading.links or reading.removed:
        said += "".join(reading.credits)
        said += "".join(link.target for link in reading.links)
        said += "".join(part.what for part in reading.removed)
    try:
        said.encode()
    except UnicodeEncodeError:
        return _mended(reading)
    return reading


def _mended(reading: Reading) -> Reading:
    fields = reading.fields
    dates = [date._replace(words=_mend(date.words)) for date in fields.dates]
    unused = tuple(one._replace(value=_mend(one.value)) for one in fields.unused)
    whole: dict[str, Any] = {
        name: _mend(value) for name in _FIELDS if (value := getattr(fields, name)) is not None
    }
    return replace(
        reading,
        fields=replace(fields, **whole, dates=tuple(dates), unused=unused),
        credits=tuple(map(_mend, reading.credits)),
        links=tuple(link._replace(target=_mend(link.target)) for link in reading.links),
        removed=tuple(part._replace(what=_mend(part.what)) for part in reading.removed),
    )


def _mend(words: str) -> str:
    return words.encode("utf-8", "replace").decode("utf-8")
