"""A Reading, and what is stated of it elsewhere -> the Article."""

from __future__ import annotations

import hashlib
import re
from collections.abc import Sequence

from provenance.reading.article import Article, Dated, Metadata, Statement
from provenance.reading.decoding import NotText
from provenance.reading.parts.dates import find_dates
from provenance.reading.parts.hints import date_of_url, mentioned_dates
from provenance.reading.parts.segments import byline_of, segment, title_of
from provenance.reading.protocol import Reading
from provenance.reading.soundness import mend
from provenance.reading.stated import NOTHING, Described

_WORD = re.compile(r"[^\W_]")
_FIELDS = ("id", "title", "outlet", "byline", "url", "licence")


def assemble(
    reading: Reading,
    data: bytes,
    *,
    path: str,
    reader: str,
    stated: Described | None,
    reader_version: str = "",
) -> Article:
    """The article that stands as `data` at `path`.

    What is stated of it from outside goes before what the file says of itself, that before what is seen in
    the text, and a date in the path of its URL last. Raises NotText for a text without a word or that is no
    Unicode text.
    """
    reading = mend(reading)
    text = reading.text
    if _WORD.search(text) is None:
        raise NotText("the text is empty but for blanks and marks; put the article in it or remove it")
    try:
        encoded = text.encode("utf-8")
    except UnicodeEncodeError:
        raise NotText("the text holds half a character (a lone surrogate); write it as UTF-8") from None
    segments = segment(text) if reading.segments is None else reading.segments
    own = reading.fields
    known = own if stated is None else stated.filled(own)
    found = (*known.dates, *find_dates(text, segments))
    if known.url and (hint := date_of_url(known.url)) is not None:
        found = (*found, hint)
    dates = [date for date in found if date.kind == "published"]
    if len(found) != 1 or not dates:
        bounds = [date for date in found if date.kind != "published"]
        found = tuple(dict.fromkeys((*dates, *bounds, *(() if dates else mentioned_dates(text)))))
    # By position, which is quicker than by name: this is done for every article.
    plain = stated is None and len(dates) < 2 and not own.unused
    others = () if plain else _others(stated or NOTHING, reading, dates)
    metadata = Metadata(
        known.id, known.title or title_of(text, segments), known.outlet,
        known.byline or byline_of(text, segments), known.url, dates[0] if dates else None, bool(known.source),
        known.licence, others, reading.credits, found, known.kind if known.source else "",
        known.excluded, known.excluded_by,
    )  # fmt: skip
    return Article(
        path, text, hashlib.sha256(encoded).hexdigest(), len(data), hashlib.sha256(data).hexdigest(),
        reading.encoding, reader, metadata, segments, reading.links, reading.removed, reader_version,
    )  # fmt: skip


def _others(stated: Described, reading: Reading, dates: Sequence[Dated]) -> tuple[Statement, ...]:
    """What the file says of itself and is not used, or has no place of its own, and the dates that say
    something else than the first."""
    found = [*stated.unused, *reading.fields.unused]
    for field in _FIELDS:
        used, own = getattr(stated, field), getattr(reading.fields, field)
        if own and used and own != used:
            found.append(Statement(field, own, reading.said_by))
    own_source = reading.fields.source
    if own_source is not None and stated.source is not None and own_source != stated.source:
        found.append(Statement("source", "yes" if own_source else "no", reading.said_by))
    for date in dates[1:]:
        if (date.earliest, date.latest) != (dates[0].earliest, dates[0].latest):
            found.append(Statement("date", date.words, date.source, date))
    return tuple(found)
