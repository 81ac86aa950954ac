"""What the headers of a mail state: subject, sender, when it was sent and received."""

from __future__ import annotations

import re
from email.errors import HeaderParseError
from email.header import decode_header
from email.message import Message
from email.utils import parseaddr, parsedate_tz

from provenance.reading.article import Dated
from provenance.reading.decoding import NotText, decode
from provenance.reading.parts.dates import parse_date
from provenance.reading.stated import Described

_LONGEST = 10_000  # characters of a header that are looked at
_FORWARDED = re.compile(r"(?:(?:re|fwd?|aw|wg|tr|rv|rif|i|antw|doorst|sv|vs|vb|enc)\s?:\s*)+", re.IGNORECASE)
_SECONDS = re.compile(r"\d:\d\d:\d\d")
_ZONE = re.compile(r":\d\d\s+(?:[+-]\d{4}|UTC?|GMT|Z|[ECMP][SD]T)\b", re.IGNORECASE)
_VIA = re.compile(r"\s+(?:via|über|par|por)\s+\S.*", re.DOTALL)
_DOMAIN = re.compile(r"[\w-]+(?:\.[\w-]+)+")
_ANYBODY = frozenset({
    "163.com", "aol.com", "free.fr", "freenet.de", "gmail.com", "gmx.at", "gmx.ch", "gmx.de", "gmx.net",
    "googlemail.com", "hotmail.com", "icloud.com", "libero.it", "live.com", "mail.ru", "me.com", "msn.com",
    "orange.fr", "outlook.com", "proton.me", "protonmail.com", "qq.com", "seznam.cz", "t-online.de",
    "wanadoo.fr", "web.de", "yahoo.co.uk", "yahoo.com", "yahoo.de", "yahoo.fr", "yandex.ru",
})  # fmt: skip
"""Domains of which anybody has an address: they say nothing of who sends."""


def read_headers(message: Message) -> tuple[Described, tuple[str, ...]]:
    """What a mail states of itself, and a sentence on what can't be used."""
    headers = _headers(message)
    name, address = _sender(headers.get("from", ""))
    sent, problem = _sent(headers.get("date", ""))
    received = _moment(headers.get("received", "").rpartition(";")[2], "mail received", "not after")
    domain = address.rpartition("@")[2].lower()
    known = _DOMAIN.fullmatch(domain) is not None and domain not in _ANYBODY
    archived = read_words(headers.get("archived-at", "")).strip("<> ")
    return Described(
        id=read_words(headers.get("message-id", "")).strip("<> ") or None,
        title=_FORWARDED.sub("", read_words(headers.get("subject", "")), count=1) or None,
        outlet=read_words(headers.get("organization", "")) or (domain if known else None),
        byline=_VIA.sub("", name) or None,
        url=archived if archived.startswith(("http://", "https://")) else None,
        dates=tuple(date for date in (sent, received) if date is not None),
    ), problem


def has_headers(message: Message) -> bool:
    """Whether something has what every mail has."""
    return bool(_headers(message).keys() & {"from", "subject", "date", "message-id", "received"})


def _headers(message: Message) -> dict[str, str]:
    """The first header of each name, lower case, as it is written."""
    found: dict[str, str] = {}
    for name, value in message.raw_items():
        found.setdefault(name.lower(), str(value)[:_LONGEST])
    return found


def read_words(written: str) -> str:
    """A header as it is read: encoded words decoded, line ends and heaps of blanks one blank."""
    try:
        pieces = decode_header(_readable(written))
    except (HeaderParseError, ValueError):
        pieces = [(_readable(written), None)]
    text = "".join(_piece(words, charset) for words, charset in pieces)
    return " ".join("".join(c if c.isprintable() else " " for c in text).split())


def _readable(written: str) -> str:
    """Bytes that are no ASCII, as some programs put into headers, in the encoding that they are likely in."""
    if written.isascii():
        return written
    try:
        return decode(written.encode("utf-8", "surrogateescape")).text
    except (NotText, UnicodeEncodeError):
        return written.encode("utf-8", "replace").decode("utf-8")


def _piece(words: bytes | str, charset: str | None) -> str:
    if isinstance(words, str):
        return words
    try:
        return words.decode(charset or "latin-1", "replace")
    except (LookupError, ValueError):
        return words.decode("latin-1")


def _sender(written: str) -> tuple[str, str]:
    """The name and the address of who sent it, each empty where it is not given."""
    try:
        name, address = parseaddr(_readable(written).replace("\r", "").replace("\n", ""))
    except (RecursionError, IndexError, ValueError):  # brackets in brackets
        return "", ""
    name = read_words(name).strip("'\" ")
    return ("" if "@" in name else name), address


def _sent(written: str) -> tuple[Dated | None, tuple[str, ...]]:
    if not written.strip():
        return None, ()
    date = _moment(written, "mail date", "published")
    if date is not None:
        return date, ()
    shown = read_words(written)[:60]
    return None, (f"the mail's date {shown!r} is not understood and not used; state it in metadata.csv",)


def _moment(written: str, source: str, kind: str) -> Dated | None:
    """A date as mail has it (RFC 5322), to the second or the minute; without a zone where it names none."""
    words = read_words(written)
    try:
        parts = parsedate_tz(words)
    except (ValueError, IndexError, TypeError, OverflowError):
        parts = None
    if parts is None:
        return None
    year, month, day, hour, minute, second = parts[:6]
    clock = f"{hour:02}:{minute:02}" + (f":{min(second, 59):02}" if _SECONDS.search(words) else "")
    interval = parse_date(f"{year:04}-{month:02}-{day:02}T{clock}{_zone(parts[9], words)}")
    return None if interval is None else Dated(interval[0], interval[1], source, interval[2], words, kind)


def _zone(seconds: int | None, words: str) -> str:
    if seconds is None or _ZONE.search(words) is None:  # other names of zones are read as UTC
        return ""
    sign, minutes = "-" if seconds < 0 else "+", abs(seconds) // 60
    return f"{sign}{minutes // 60:02}:{minutes % 60:02}"
