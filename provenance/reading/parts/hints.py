"""Dates that only hint at when a text was published: in the path of its URL, and in its sentences."""

from __future__ import annotations

import re
from functools import cache
from urllib.parse import urlsplit

from provenance.reading.article import Dated
from provenance.reading.parts.date_words import date_words
from provenance.reading.parts.dates import parse_date

_URL = re.compile(r"/((?:19|20)\d\d)/(\d{1,2}|[a-z]{3})(?:/(\d{1,2}))?(?=/|$)", re.IGNORECASE)
_FIRST_PAGE = 1991  # no page of the web is older

MENTIONS = 3
"""So many days that a text mentions are kept, the latest: the text is hardly older than its latest event."""
_YEAR = re.compile(r"(?<!\d)(?:1[89]|20)\d\d(?!\d)")
_AROUND = 32  # characters before a year in which the rest of its date stands
_BEFORE = re.compile(
    r"(?<!\w)(?:\d{1,2}(?:\.|º|°|er|st|nd|rd|th|-?го)?\s(?:(?:de|of)\s)?[^\W\d_]{3,14}\.?,?\s(?:(?:de|del)\s)?"
    r"|[^\W\d_]{3,14}\.?\s\d{1,2}(?:st|nd|rd|th)?,?\s)$"
)
_AFTER = re.compile(
    r"-\d\d-\d\d(?!\d)|\s?年\s?\d{1,2}\s?月\s?\d{1,2}\s?日|\s?년\s?\d{1,2}\s?월\s?\d{1,2}\s?일"
)


def date_of_url(url: str) -> Dated | None:
    """The date that stands in the path of a URL, `/2018/01/10/` or `/2018/jan/10/`; of `/2018/01/` the month.

    The first that is in the calendar; None where there is none.
    """
    try:
        path = urlsplit(url).path
    except ValueError:  # no address at all
        return None
    for match in _URL.finditer(path):
        year, month, day = match.groups()
        number = int(month) if month.isdecimal() else _months().get(month.lower(), 0)
        if int(year) < _FIRST_PAGE or not 1 <= number <= 12:
            continue
        words = f"{year}-{number:02}" + (f"-{int(day):02}" if day else "")
        if (interval := parse_date(words)) is not None:
            return Dated(interval[0], interval[1], "URL path", interval[2], match[0])
    return None


def mentioned_dates(text: str) -> list[Dated]:
    """The latest days that the sentences of a text write out in full, ascending: `on 10 January 2018`.

    They are dates of what it tells of, which may also lie ahead of it: nobody can say so in all languages by
    the words around them. So they are shown, and say nothing of when the text was published.
    """
    days: dict[str, Dated] = {}
    for year in _YEAR.finditer(text):
        before = _BEFORE.search(text, max(0, year.start() - _AROUND), year.start())
        after = _AFTER.match(text, year.end())
        if before is not None:
            words = text[before.start() : year.end()]
        elif after is not None:
            words = text[year.start() : after.end()]
        else:
            continue
        interval = parse_date(words)
        if interval is not None and interval[2] == "day":
            dated = Dated(interval[0], interval[1], "text", interval[2], words, "mentioned")
            days.setdefault(interval[0], dated)
    return [days[day] for day in sorted(days)[-MENTIONS:]]


@cache
def _months() -> dict[str, int]:
    """Months in three letters of the ASCII alphabet."""
    return {
        key[0]: number
        for key, number in date_words().months.items()
        if len(key) == 1 and len(key[0]) == 3 and key[0].isascii()
    }
