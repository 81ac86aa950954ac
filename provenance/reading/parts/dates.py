"""Dates as people write them: read strictly, with their precision, or not at all.

A date is read only where every word of the string is a word of dates (`provenance/data/months.json`). So a
date inside a sentence, which is the date of an event, is never taken for the date of publication.
"""

from __future__ import annotations

import re
import unicodedata
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date as calendar_date
from functools import cache, lru_cache

from provenance.reading.article import Dated, Segment
from provenance.reading.parts.date_words import date_words

LONGEST = 100  # characters of the longest date: a weekday, a date, a time, a zone and two lead words
FEWEST_DIGITS = 4  # of the shortest day with its year, 1/2/70
_YEARS = range(1500, 2200)
_UPDATED = 2  # the rank of a line that says "updated"

_ISO = re.compile(
    r"(\d{4})-(\d\d)-(\d\d)(?:[t ]\s?(\d\d):(\d\d)(?::(\d\d)(?:[.,]\d{1,9})?)?\s?(z|[+-]\d\d(?::?\d\d)?)?)?"
)
_BASIC = re.compile(
    r"(\d{4})(\d\d)(\d\d)(?:t(\d\d)(\d\d)(?:(\d\d)(?:[.,]\d{1,9})?)?(z|[+-]\d\d(?::?\d\d)?)?)?"
)
_YEAR_MONTH = re.compile(r"(\d{4})[-/](\d\d)")
_YEAR_FIRST = re.compile(r"(?<!\d)(\d{4})\s?[-/.年년]\s?(\d{1,2})\s?[-/.月월]\s?(\d{1,2})(?!\d)\s?[日일.]?")
_NUMERIC = re.compile(r"(?<!\d)(\d{1,2})([-/.])\s?(\d{1,2})\2\s?(\d{4}|\d{2})(?!\d)")
_HALF = r"(?:\s?([ap])\.?\s?m\b\.?)"
_CLOCK = re.compile(
    r"(?<!\d)(\d{1,2})\s?[:.h時时시點点]\s?(\d{2})(?!\d)(?:[:.](\d{2})(?!\d)(?:[.,]\d{1,9})?)?[分분]?"
    rf"{_HALF}?"
)
_HOUR_ONLY = re.compile(r"(?<!\d)(\d{1,2})(?:" + _HALF + r"|\s?(?:h|uhr|uur)\b)")
_OFFSET = re.compile(r"(?:\b(?:utc|gmt)\s?([+-])(\d{1,2})(?::?(\d{2}))?|(?<!\d)([+-])(\d{2}):?(\d{2}))(?!\d)")
_NUMBER_OR_WORD = re.compile(r"\d+|[^\s\d,.;:|()\[\]/·•@،º°ª–—-]+")
_AGENCY = re.compile(r"[(/（]")  # follows the place and the day
_DIGIT = re.compile(r"\d")
_LETTERS = re.compile(r"[a-z]+")
_PLAIN = str.maketrans("\u00a0\u202f\u2009\u200e\u200f’\u2212", "     '-")


@dataclass(frozen=True, slots=True)
class _Reading:
    earliest: str
    latest: str
    precision: str
    role: str  # published, updated or nothing


@lru_cache(maxsize=4096)
def parse_date(words: str) -> tuple[str, str, str] | None:
    """`(earliest, latest, precision)` of a string that is a date and nothing else, or None.

    Numbers such as `10/01/2018`, which are two dates, are read only where a weekday or the language decides;
    a date that its own weekday contradicts, and one that is in no calendar, is None.
    """
    reading = _read(words)
    return None if reading is None else (reading.earliest, reading.latest, reading.precision)


def is_date_line(line: str) -> bool:
    """Whether a line is a date of publication and nothing else: a day or finer, lead words or none."""
    return _read_line(line) is not None


def find_date(text: str, segments: Sequence[Segment]) -> Dated | None:
    """The date of publication that stands in the text, the first of `find_dates`."""
    return next(iter(find_dates(text, segments)), None)


def find_dates(text: str, segments: Sequence[Segment]) -> list[Dated]:
    """The dates of publication that stand in the text: date lines, and agencies' datelines with a year.

    A line that says "published" goes before a bare date, that before one that says "updated", and that before
    a dateline. Beside another date, the time of an update only says that the text was not published after it.
    """
    found: list[tuple[int, Dated]] = []
    for segment in segments:
        if segment.kind not in ("date", "dateline"):
            continue
        words = segment.span.cut(text)
        reading = _read_line(words) if segment.kind == "date" else _read_dateline(words)
        if reading is None:
            continue
        rank = {"published": 0, "": 1, "updated": _UPDATED}[reading.role] if segment.kind == "date" else 3
        source = "date line" if segment.kind == "date" else "dateline"
        dated = Dated(reading.earliest, reading.latest, source, reading.precision, words.strip())
        found.append((rank, dated))
    if not found:
        return []
    found.sort(key=lambda one: one[0])
    ordered = [date for _, date in found[:1]]
    for rank, date in found[1:]:
        ordered.append(date._replace(kind="not after") if rank == _UPDATED else date)
    return ordered


def _read_line(line: str) -> _Reading | None:
    if len(line) > LONGEST or len(_DIGIT.findall(line)) < FEWEST_DIGITS:
        return None
    if line.isascii() and not _date_letters().issuperset(_LETTERS.findall(line.lower())):
        return None
    whole = _read(line)
    if whole is not None:
        return whole if whole.precision not in ("month", "year") else None
    # "Published 10 January 2018 | Updated 11 January 2018": each part must be a date by itself.
    parts = [part for part in re.split(r"[|•·(\n]|\s[–—-]\s", line) if part.strip(" )")]
    if len(parts) != 2:
        return None
    readings = [_read(part) for part in parts]
    if any(reading is None or reading.precision in ("month", "year") for reading in readings):
        return None
    return min((r for r in readings if r is not None), key=lambda r: (r.role == "updated", r.earliest))


@cache
def _date_letters() -> frozenset[str]:
    """Every run of ASCII letters that can stand in a date that is read: most lines have others."""
    words = date_words()
    forms = {form for key in words.months for form in key}
    forms |= words.weekdays.keys() | words.allowed | words.zones.keys() | words.meridiem.keys()
    shapes = ("t", "z", "h", "uhr", "uur", "a", "p", "m", "am", "pm", "utc", "gmt")
    return frozenset(run for form in (*forms, *shapes) for run in _LETTERS.findall(form.casefold()))


def _read_dateline(words: str) -> _Reading | None:
    """The date in `ASTANA, Jan 23, 2017 (Reuters) -`: the tail before the agency that reads as a day."""
    head = _AGENCY.split(words, maxsplit=1)[0]
    if len(_DIGIT.findall(head)) < FEWEST_DIGITS:
        return None
    starts = [match.end() for match in re.finditer(r"[,\s]+", head[:LONGEST])]
    for start in starts:
        reading = _read(head[start:].strip(" -–—.,"))
        if reading is not None and reading.precision not in ("month", "year"):
            return reading
    return None


def _read(words: str) -> _Reading | None:
    if len(words) > LONGEST:
        return None
    if not words.isascii():
        words = unicodedata.normalize("NFC", words).translate(_PLAIN)
    plain = words.strip().strip("*_").strip().casefold()
    if not plain.isascii():
        plain = "".join(str(unicodedata.decimal(c)) if c.isdecimal() else c for c in plain)
    iso = _ISO.fullmatch(plain) or _BASIC.fullmatch(plain)
    if iso is not None:
        year, month, day, hour, minute, second, zone = iso.groups()
        clock = None if hour is None else (int(hour), int(minute), None if second is None else int(second))
        return _reading((int(year), int(month), int(day)), clock, _iso_zone(zone), "")
    if match := _YEAR_MONTH.fullmatch(plain):
        return _reading((int(match[1]), int(match[2]), None), None, "", "")
    if len(plain) == 4 and plain.isdecimal():
        return _reading((int(plain), None, None), None, "", "")
    return _read_words(plain)


def _read_words(plain: str) -> _Reading | None:
    """A date in some order: what has a shape is taken out, then every word left must be known."""
    numeric = _YEAR_FIRST.search(plain) or _NUMERIC.search(plain)
    rest = plain if numeric is None else f"{plain[: numeric.start()]} {plain[numeric.end() :]}"
    clock_match = _CLOCK.search(rest)
    hour_match = None if clock_match else _HOUR_ONLY.search(rest)
    zone = ""
    clock: tuple[int, int, int | None] | None = None
    half = ""
    if clock_match is not None:
        hour, minute, second = clock_match[1], clock_match[2], clock_match[3]
        clock = int(hour), int(minute), None if second is None else int(second)
        half = clock_match[4] or ""
        after = rest[clock_match.end() :]
        if offset := _OFFSET.search(after):
            sign, hours, minutes = offset[1] or offset[4], offset[2] or offset[5], offset[3] or offset[6]
            if int(hours) > 14 or int(minutes or 0) > 59:
                return None
            zone = _offset(sign, int(hours), int(minutes or 0))
            after = f"{after[: offset.start()]} {after[offset.end() :]}"
        rest = f"{rest[: clock_match.start()]} {after}"
    elif hour_match is not None:
        # An hour without minutes is coarser than a minute: the day is what is said for sure.
        rest = f"{rest[: hour_match.start()]} {rest[hour_match.end() :]}"
    sorted_words = _sort_words(_NUMBER_OR_WORD.findall(rest))
    if sorted_words is None:
        return None
    numbers, months, weekdays, others = sorted_words
    vocabulary = date_words()
    for word in others:
        if word in vocabulary.zones and clock is not None:
            zone = zone or vocabulary.zones[word]
        elif word in vocabulary.meridiem and clock is not None:
            half = half or vocabulary.meridiem[word]
        elif word not in vocabulary.allowed:
            return None
    if clock is not None:
        clock = _on_24_hours(clock, half)
        if clock is None:
            return None
    foreign = any(word in vocabulary.foreign for word in others)
    if numeric is not None:
        if numbers or months:
            return None
        days = _numeric_days(numeric, foreign)
    else:
        named = _named_day(numbers, months)
        days = [] if named is None else [named]
    days = [day for day in days if _agrees(day, weekdays)]
    if len(days) != 1:
        return None
    role = "published" if any(word in vocabulary.published for word in others) else ""
    if any(word in vocabulary.updated for word in others):
        role = "updated"
    return _reading(days[0], clock, zone, role)


_Day = tuple[int, int | None, int | None]


def _sort_words(found: list[str]) -> tuple[list[str], list[int], list[frozenset[int]], list[str]] | None:
    """Numbers, months, weekdays and other words; None where a word could be the month in two places."""
    vocabulary = date_words()
    numbers: list[str] = []
    months: list[tuple[str, int]] = []
    weekdays: list[frozenset[int]] = []
    others: list[str] = []
    skip = False
    for index, word in enumerate(found):
        if skip:
            skip = False
        elif word.isdecimal():
            numbers.append(word)
        elif (pair := tuple(found[index : index + 2])) in vocabulary.months:
            months.append(("", vocabulary.months[pair]))
            skip = True
        elif (word,) in vocabulary.months:
            months.append((word, vocabulary.months[(word,)]))
        elif word in vocabulary.weekdays:
            weekdays.append(vocabulary.weekdays[word])
        else:
            others.append(word)
    if len(months) == 2:
        # "mar. 13 mar. 2018", "mar 2 ene 2018": the word that can be a weekday as well is the weekday.
        first = next((i for i, (word, _) in enumerate(months) if word in vocabulary.weekdays), None)
        if first is None:
            return None
        weekdays.append(vocabulary.weekdays[months[first][0]])
        del months[first]
    return numbers, [number for _, number in months], weekdays, others


def _numeric_days(match: re.Match[str], foreign: bool) -> list[_Day]:
    """The days that a date in numbers can mean."""
    if match.re is _YEAR_FIRST:
        candidates = [(int(match[1]), int(match[2]), int(match[3]))]
    else:
        first, second, year = int(match[1]), int(match[3]), int(match[4])
        if len(match[4]) == 2:
            if year < 69:
                return []  # 05 may be a year or a day: too little is said
            year += 1900
        candidates = [(year, second, first)]
        if first != second and not foreign:
            candidates.append((year, first, second))
    return [day for day in candidates if _exists(*day)]


def _named_day(numbers: list[str], months: list[int]) -> _Day | None:
    """The day of a date whose month is a word."""
    years = [number for number in numbers if len(number) == 4]
    days = [number for number in numbers if len(number) <= 2]
    if len(months) != 1 or len(years) != 1 or len(days) > 1 or len(numbers) != len(years) + len(days):
        return None
    return int(years[0]), months[0], int(days[0]) if days else None


def _agrees(day: _Day, weekdays: list[frozenset[int]]) -> bool:
    year, month, number = day
    if not weekdays:
        return True
    if month is None or number is None or not _exists(year, month, number):
        return False
    return all(calendar_date(year, month, number).weekday() in possible for possible in weekdays)


def _exists(year: int, month: int, day: int) -> bool:
    try:
        calendar_date(year, month, day)
    except ValueError:
        return False
    return year in _YEARS


def _on_24_hours(clock: tuple[int, int, int | None], half: str) -> tuple[int, int, int | None] | None:
    hour, minute, second = clock
    if half == "a" and hour > 12:
        return None
    if half and hour == 12:
        hour = 0
    if half == "p" and hour < 12:
        hour += 12
    return hour, minute, second


def _iso_zone(zone: str | None) -> str:
    if zone is None or zone == "z":
        return "Z" if zone else ""
    return _offset(zone[0], int(zone[1:3]), int(zone[3:].lstrip(":") or 0))


def _offset(sign: str, hours: int, minutes: int) -> str:
    return f"{sign}{hours:02}:{minutes:02}" if hours or minutes else "Z"


def _reading(day: _Day, clock: tuple[int, int, int | None] | None, zone: str, role: str) -> _Reading | None:
    year, month, number = day
    if year not in _YEARS:
        return None
    if month is None:
        return _Reading(f"{year}-01-01T00:00", f"{year}-12-31T23:59:59", "year", role)
    if not _exists(year, month, number or 1):
        return None
    if number is None:
        last = next(d for d in (31, 30, 29, 28) if _exists(year, month, d))
        stem = f"{year}-{month:02}"
        return _Reading(f"{stem}-01T00:00", f"{stem}-{last}T23:59:59", "month", role)
    stem = f"{year}-{month:02}-{number:02}"
    if clock is None:
        return _Reading(f"{stem}T00:00", f"{stem}T23:59:59", "day", role)
    hour, minute, second = clock
    if hour > 23 or minute > 59 or (second or 0) > 59:
        return None
    if zone and zone != "Z" and (int(zone[1:3]) > 14 or int(zone[4:]) > 59):
        return None
    if second is None:
        moment = f"{stem}T{hour:02}:{minute:02}"
        return _Reading(f"{moment}{zone}", f"{moment}:59{zone}", "minute", role)
    moment = f"{stem}T{hour:02}:{minute:02}:{second:02}{zone}"
    return _Reading(moment, moment, "second", role)
