"""Agency datelines at the start of a body: `ASTANA, Jan 23 (Reuters) - `, `МОСКВА, 23 янв — `, `(AP) — `."""

from __future__ import annotations

import re

LONGEST = 140  # characters at the start of a line in which a dateline ends
# A place: words without sentence marks. Bounded everywhere, so that no line can make the search slow.
_PLACE = r"[^\W\d_][^()（）<>\[\]:;!?\"“”«»]{0,70}?"
_AGENCY = r"[(（][^()（）\d]{2,40}[)）]"
_DASH = r"(?:\.?\s*(?:-{1,3}|–|—|―|=)|\.-|:)"
_BRACKETS, _SLASH, _DASHES, _AGENCY_SIGN = map(frozenset, ("(（", "/", "–—-", "社"))
_MARKS = "(（/–—-社"
# Each with the marks of which one at least stands in it: most lines have none.
_SHAPES = (
    # a place, perhaps a day, an agency in brackets, a dash
    (_BRACKETS, re.compile(rf"(?P<place>{_PLACE})\s*{_AGENCY}\s*{_DASH}\s*")),
    # an agency in brackets alone
    (_BRACKETS, re.compile(rf"{_AGENCY}\s*{_DASH}\s*(?=\S)")),
    # ASTANA, January 23. /TASS/.
    (_SLASH, re.compile(rf"(?P<place>{_PLACE})\s*/[^\W\d][^/\d]{{1,30}}/\s*(?:\.|{_DASH})\s*")),
    # a place in capitals, perhaps a day, a dash with blanks around it
    (_DASHES, re.compile(r"(?P<place>[^\W\d_a-z]{3}[^()\[\]:;!?\"“”«»]{0,60}?)\s+(?:–|—|-{1,2})\s+")),
    # Chinese: the agency, the place, the day, "electric"
    (_AGENCY_SIGN, re.compile(r"[【（(]?[一-鿿]{2,5}社[^，。\s]{0,20}?[0-9]{1,2}日[电電讯訊][】）)]?\s*")),
)
_DAY = re.compile(r"[,\d]")  # follows the place
_SENTENCE = re.compile(r"[^\W\d_]{4,}[.!?]\s+[^\W\d_]")


def dateline_end(line: str) -> int:
    """How many characters at the start of a line are a dateline; 0 where there is none."""
    head = line[:LONGEST]
    found = [mark for mark in _MARKS if mark in head]
    if not found:
        return 0
    for number, (marks, shape) in enumerate(_SHAPES):
        if marks.isdisjoint(found):
            continue
        match = shape.match(head)
        if match is None or match.end() >= len(line):
            continue
        if "place" in shape.groupindex and not _is_place(match["place"], capitals=number == 3):
            continue
        return match.end()
    return 0


def _is_place(words: str, *, capitals: bool) -> bool:
    """Whether words before an agency are a place and a day: names, numbers and no running sentence."""
    if len(words.split()) > 9 or _SENTENCE.search(words):
        return False
    first = _DAY.split(words, maxsplit=1)[0].strip()
    if not first or len(first.split()) > 4:
        return False
    if capitals:
        return first.isupper() and len(first) >= 3
    small = [word for word in first.split() if word[:1].islower()]
    return len(small) <= 1 and not first[:1].islower()
