"""A record (a line of JSON Lines, an item of a JSON array, a row of a table) -> the article in it."""

from __future__ import annotations

import json
import re
from collections.abc import Mapping
from datetime import UTC, datetime
from functools import lru_cache

from provenance.reading.article import Dated
from provenance.reading.decoding import NotText, decode
from provenance.reading.field_names import Fields, Ways, find_value, ways_in
from provenance.reading.is_ninjs import is_ninjs
from provenance.reading.parts.dates import parse_date
from provenance.reading.place_paths import visible
from provenance.reading.protocol import ForReader, Reading
from provenance.reading.stated import Described, read_flag

_SINCE_1970 = re.compile(r"([1-9]\d{8,9})(?:\.\d+)?|([1-9]\d{11,12})")
_DECODER = json.JSONDecoder()
_SHOWN = 8
_WORDS = ("id", "title", "outlet", "byline", "url", "licence")


def read_record(data: bytes, fields: Fields = (), *, what: str = "record") -> Reading:
    """The article of a JSON object. Raises NotText, and ForReader for an item of ninjs."""
    encoding = "utf-8"
    try:
        try:
            record = _parse(data)
        except UnicodeDecodeError:
            decoded = decode(data)
            encoding = decoded.encoding
            record = json.loads(decoded.text)
    except NotText:
        raise NotText(f"the {what} is no JSON (of no known encoding); save the file as UTF-8") from None
    except (ValueError, RecursionError) as error:
        raise NotText(f"the {what} is no JSON ({_short(error)}); mend or remove it") from None
    if not isinstance(record, dict):
        raise NotText(f"the {what} is no object with a `text`; {_ADVICE}")
    if _is_item(record, fields):
        raise ForReader("ninjs")
    ways = ways_in(record, fields)
    text = _find_text(record, ways)
    if text is None:
        raise NotText(f"the {what} is no object with a `text`; {_advice(record)}")
    described, problem = _describe(record, ways)
    return Reading(text, encoding, fields=described, problems=(problem,) if problem else ())


def _parse(data: bytes) -> object:
    """What `json.loads` makes of it, for most records without its looking for the encoding."""
    if data.startswith(b'{"'):  # in UTF-16 and UTF-32 a zero stands between
        try:
            text = data.decode("utf-8")
        except UnicodeDecodeError:
            return json.loads(data)
        record, end = _DECODER.raw_decode(text)
        if end == len(text) or text[end:] == "\n":
            return record
    return json.loads(data)


def has_text(record: object, fields: Fields) -> bool:
    """Whether something is a record that has the words of an article."""
    if not isinstance(record, dict):
        return False
    return _is_item(record, fields) or _find_text(record, ways_in(record, fields)) is not None


def _is_item(record: Mapping[str, object], fields: Fields) -> bool:
    """Whether a record is an item of ninjs; not where a person says which field is the text."""
    return "uri" in record and is_ninjs(record) and not any(part == "text" for part, _ in fields)


def _find_text(record: Mapping[str, object], ways: Ways) -> str | None:
    """The first text that is not blank, else a blank one; None without any."""
    blank = None
    for way in ways["text"]:
        text = _text(find_value(record, way))
        if text and not text.isspace():
            return text
        blank = text if blank is None else blank
    return blank


def _text(value: object) -> str | None:
    """A text as it is; the strings of a list are its paragraphs."""
    if isinstance(value, str):
        return value
    if isinstance(value, list):
        parts = [text for text in map(_text, value) if text]
        return "\n\n".join(parts) if parts else None
    return None


def _short(error: Exception) -> str:
    return "nested too deep" if isinstance(error, RecursionError) else str(error).partition(":")[0]


_ADVICE = "give each article's words as `text`"


def _advice(record: Mapping[str, object]) -> str:
    return (
        f"{_ADVICE}, or name their field with --map text=NAME (it has {show_names(record)})"
        if record
        else _ADVICE
    )


def show_names(names: Mapping[str, object] | tuple[str, ...]) -> str:
    """The first of some names, for people."""
    some = [visible(name) for name in list(names)[:_SHOWN]]
    shown = [name if len(name) <= 40 else f"{name[:40]}…" for name in some]
    return ", ".join(shown) + (" and others" if len(names) > _SHOWN else "")


def _describe(record: dict[str, object], ways: Ways) -> tuple[Described, str]:
    """What a record says of its article, and a sentence on a date that can't be used."""
    said: list[str | None] = []
    for field in _WORDS:
        found = None
        for way in ways[field]:
            value = record[way[0]] if len(way) == 1 else find_value(record, way)
            found = value.strip() or None if isinstance(value, str) else _words(value)
            if found is not None:
                break
        said.append(found)
    name, title, outlet, byline, url, licence = said
    flag = None
    for way in ways["source"]:
        value = find_value(record, way)
        flag = value if isinstance(value, bool) else read_flag(_words(value) or "")
        if flag is None and outlet is None:
            outlet = _words(value)  # the name of a source is that of an outlet
    dates, problem = _dates(record, ways) if ways["date"] else ((), "")
    return Described(name, title, outlet, byline, url, licence, dates, flag), problem


def _dates(record: dict[str, object], ways: Ways) -> tuple[tuple[Dated, ...], str]:
    """The first date that is understood; where there are only others, a sentence on the first of them."""
    problem = ""
    for way in ways["date"]:
        words = _words(find_value(record, way))
        if words is None:
            continue
        date = _date(words)
        if date is not None:
            return (date,), ""
        problem = problem or f"the date {words!r} is not understood and not used; write it as 2018-01-31"
    return (), problem


@lru_cache(maxsize=4096)
def _date(words: str) -> Dated | None:
    interval = parse_date(words) or parse_date(_since_1970(words))
    return None if interval is None else Dated(interval[0], interval[1], "record", interval[2], words)


def _since_1970(words: str) -> str:
    """Seconds or milliseconds since 1970 as a date, empty for other words."""
    found = _SINCE_1970.fullmatch(words)
    if found is None:
        return ""
    seconds = int(found[1]) if found[1] else int(found[2]) // 1000
    return datetime.fromtimestamp(seconds, UTC).strftime("%Y-%m-%dT%H:%M:%SZ")


def _words(value: object) -> str | None:
    """A field as words: the names of a list of people, the name of a thing that has one. None where empty."""
    if isinstance(value, str):
        return value.strip() or None
    if isinstance(value, bool) or value is None:
        return None
    if isinstance(value, (int, float)):
        return str(value) if value == value else None  # not NaN
    if isinstance(value, list):
        found = [words for words in map(_words, value) if words]
        return ", ".join(found) or None
    return _words(value.get("name")) if isinstance(value, dict) else None
