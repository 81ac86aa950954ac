"""Picture captions and their credits: "File photo: AFP", "... on 24 July, 2017 [A Name/An Agency]".

The credit of a picture says nothing about who wrote the words around it, so it must not be taken for one.
"""

from __future__ import annotations

import re
from functools import cache

from provenance.kernels import Endings, Heads
from provenance.reading.parts.patterns import data_lines, name_particles

ENDINGS = Endings(
    marks=(":", "/", "|", "©", "：", " by ", " de ", " von ", " di ", " courtesy of "),  # lead to a name
    reach=130,  # the credit stands in the last so many characters
    longest=500,  # characters of the longest line taken for a caption
    closers="])）",
    stops='.”"',  # a running sentence ends with a stop; a credit with one stands in a short line only
    settled=200,
    alone="/©",  # stand in credits that no word leads to
)
"""How a line with a credit ends."""

_CREDIT = 110  # characters of the longest credit

_BRACKETED = re.compile(r"[\[(（]([^\[\]()（）]{2,100})[\])）]$")
# A word with a digit that is no year, a formula, a heading, a year alone.
_NOT_NAMES = re.compile(r"\b(?!(?:19|20)\d\d\b)\w*\d|[=+*<>{}?]|:$|^\d+$")
_ENDED = re.compile(r"[.!?…。।؟][\"'”’»)\]]*\s*$")
_PHOTO_ORGANISATION = re.compile(r"(?i:\b(?:photo|images|pictures|getty|pool|handout|file|courtesy|foto)\b)")


@cache
def lead_words() -> Heads:
    """The words that lead to the credit of a picture."""
    return Heads([data_lines("photo_credits.txt")])


@cache
def _led() -> tuple[re.Pattern[str], re.Pattern[str]]:
    """A whole line that is a led credit; a led credit at the end of a line."""
    words = sorted(data_lines("photo_credits.txt"), key=len, reverse=True)
    either = "|".join(re.escape(word) for word in words)
    lead = rf"(?:{either})\s?(?:\d{{1,2}}\s?)?(?:[:：/©|]|\b(?:by|de|von|di|courtesy of)\b)"
    whole = re.compile(rf"[\[(*_©]{{0,3}}(?i:{lead})\s*(\S.{{0,{_CREDIT}}})")
    tail = re.compile(rf"(?:(?<=[.!?…»”\"'’)\]|–—/-])\s*|\s{{2,}})[\[(]?(?i:{lead})\s*(\S.{{0,{_CREDIT}}})$")
    return whole, tail


def credit_start(line: str) -> int | None:
    """Where in a caption line the picture's credit starts; 0 where all of it is credit; None: no caption.

    `line` without blanks at its ends.
    """
    if len(line) > ENDINGS.longest:
        return None
    if line[-1] in ENDINGS.closers:
        start = _bracketed(line)
        if start is not None:
            return start
    if len(line) > ENDINGS.settled and line[-1] in ENDINGS.stops:
        return None
    start = _led_by_word(line) if lead_words().within(line) else None
    if start is None and ("/" in line or line[0] == "©"):
        return _bare(line)
    return start


def _led_by_word(line: str) -> int | None:
    end = line[-ENDINGS.reach :]
    if not any(mark in end for mark in ENDINGS.marks):
        return None
    whole, tail = _led()
    match = whole.fullmatch(line)
    if match is not None and _names(match[1].rstrip(")]*_. ")):
        return 0
    offset = max(0, len(line) - ENDINGS.reach)
    match = tail.search(line, offset)
    if match is not None and _names(match[1].rstrip(")]. ")):
        return match.start() + len(match[0]) - len(match[0].lstrip())
    return None


def _bracketed(line: str) -> int | None:
    """A credit in brackets at the end. One agency alone after a sentence credits the words: not taken."""
    match = _BRACKETED.search(line, max(0, len(line) - ENDINGS.reach))
    if match is None:
        return None
    inside, before = match[1].strip(), line[: match.start()]
    if not _names(inside):
        return None
    if _PHOTO_ORGANISATION.search(inside) and ("/" in inside or " " in inside):
        return match.start()
    first, slash, _ = inside.partition("/")
    ended = _ENDED.search(before) is not None
    if slash and (len(first.split()) >= 2 or not ended) and before.strip():
        return match.start()
    if line[match.start()] == "[" and not ended and len(before.split()) >= 6:
        return match.start()
    return None


def _bare(line: str) -> int | None:
    """A line that is only a photographer and an agency, `AGENCY/A Name`, or `© An Agency`."""
    if len(line) > 70 or _ENDED.search(line):
        return None
    if line[0] == "©":
        return 0 if _names(line[1:].strip()) else None
    parts = [part.strip() for part in line.split("/")]
    if not 2 <= len(parts) <= 4 or not all(_names(part) for part in parts):
        return None
    organisation = any(part.isupper() and len(part) > 1 for part in parts) or _PHOTO_ORGANISATION.search(line)
    return 0 if organisation and any(len(part.split()) >= 2 for part in parts) else None


def _names(words: str) -> bool:
    """Whether the words look like names of people and organisations: few, and none in lower case."""
    if not words or len(words) > _CREDIT or _ENDED.search(words) or _NOT_NAMES.search(words):
        return False
    found = re.split(r"[\s/,|&–—-]+", words)
    small = {word.casefold() for word in found if word[:1].islower()}
    return len(found) <= 12 and small <= name_particles()
