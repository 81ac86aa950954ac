"""Lines of columns -> paragraphs: lines joined, words that were broken at the end of a line made whole."""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Iterable, Sequence
from dataclasses import dataclass, replace
from itertools import pairwise
from statistics import median

from provenance.reading.office.pdf_directions import is_right_to_left
from provenance.reading.office.pdf_layout import Line

_LEADING = 1.35  # so many times the usual distance of lines is a paragraph's end
_OTHER_SIZE = 0.12  # by which letters of another paragraph are larger or smaller
_INDENT = (0.6, 4.0)  # in sizes of letters
_SHORT = 0.2  # of the width by which the last line of a paragraph is shorter
_LETTER = 0.45  # sizes of letters one is wide
_BLANK = 0.25  # sizes of letters between words
_ENDS = tuple(".!?:…。！？\"”»’')")
_HYPHENS = "-\u2010\u00ad"
_WORD = re.compile(r"[^\W\d_]+(?:[-\u2010][^\W\d_]+)*")
_IDEOGRAPH = re.compile(r"[\u3040-\u30ff\u3400-\u9fff\uff00-\uffef\u3000-\u303f]")


@dataclass(slots=True)
class Paragraph:
    """The lines of a paragraph and the size of its letters; how wide, in points, its first word is, and how
    much room its last line leaves in the column."""

    lines: list[str]
    size: float
    first: float
    room: float = 0.0


def paragraphs(pages: Sequence[Sequence[Sequence[Line]]]) -> list[Paragraph]:
    """The paragraphs in the columns of all pages. One that goes on in the next column or page is one."""
    found: list[Paragraph] = []
    for page in pages:
        for column in page:
            own = _of_column(column)
            last = _above_notes(found, own[0].size) if own else None
            if last is not None and _goes_on(last, own[0]):
                rest = own.pop(0)
                last.lines += rest.lines
                last.room = rest.room
            found += own
    return found


def _above_notes(found: Sequence[Paragraph], size: float) -> Paragraph | None:
    """The last paragraph above the notes in smaller letters at the foot of a page."""
    above = (one for one in reversed(found) if one.size > (1 - _OTHER_SIZE) * size)
    return next(above, None)


def _of_column(column: Sequence[Line]) -> list[Paragraph]:
    if is_right_to_left(" ".join(line.text for line in column)):
        column = [replace(line, x0=-line.x1, x1=-line.x0) for line in column]
    left = _usual(line.x0 for line in column)
    widths = sorted(line.x1 for line in column)
    right = widths[int(0.9 * (len(widths) - 1))]
    steps = [a.y - b.y for a, b in pairwise(column) if _alike(a.size, b.size)]
    leading, size = (median(steps) if steps else 0.0), median(line.size for line in column)
    found: list[Paragraph] = []
    last: Line | None = None
    for line in column:
        if last is None or _begins(last, line, left, right, leading if _alike(line.size, size) else 0.0):
            found.append(Paragraph([line.text], line.size, _first_word(line)))
        else:
            found[-1].lines.append(line.text)
        found[-1].room = right - line.x1
        last = line
    return found


def _first_word(line: Line) -> float:
    """How wide it is at least: as wide as all letters are, but in a justified line they stand apart."""
    letters = len(line.text.split(maxsplit=1)[0])
    return letters * min((line.x1 - line.x0) / len(line.text), _LETTER * line.size)


def _usual(places: Iterable[float]) -> float:
    counted = Counter(round(place) for place in places)
    most = max(counted.values(), default=0)
    return float(min((place for place, count in counted.items() if count == most), default=0))


def _alike(a: float, b: float) -> bool:
    return abs(a - b) <= _OTHER_SIZE * max(a, b)


def _begins(last: Line, line: Line, left: float, right: float, leading: float) -> bool:
    """Whether a line begins a paragraph."""
    if not _alike(last.size, line.size):
        return True
    usual = min(leading, 2 * line.size) if leading else 1.4 * line.size
    if last.y - line.y > _LEADING * usual:
        return True
    low, high = (share * line.size for share in _INDENT)
    if low <= line.x0 - left <= high and abs(last.x0 - left) < low:
        # The lines of a heading in the middle are indented, too.
        return leading > 0 or abs(last.x0 + last.x1 - line.x0 - line.x1) >= low
    return last.x1 < right - _SHORT * (right - left) and last.text.endswith(_ENDS)


def _goes_on(last: Paragraph, after: Paragraph) -> bool:
    if not _alike(last.size, after.size) or last.lines[-1].endswith(_ENDS):
        return False
    # Where its next word had no room the line is full, not ended; but a single one may be a heading.
    full = len(last.lines) > 1 and last.room < after.first + _BLANK * after.size
    return full or after.lines[0][:1].islower() or last.lines[-1][-1:] in _HYPHENS


def known_words(found: Sequence[Paragraph]) -> frozenset[str]:
    """All words that stand whole in a line: by these a broken one is known."""
    return frozenset(word.casefold() for one in found for line in one.lines for word in _WORD.findall(line))


def joined(lines: Sequence[str], known: frozenset[str]) -> tuple[str, int]:
    """The text of some lines, and how many words in it were broken.

    A hyphen at the end of a line is one of its end, unless the word stands elsewhere with it, or what follows
    begins with a capital.
    """
    text, broken = lines[0], 0
    for line in lines[1:]:
        if text[-1] in _HYPHENS and len(text) > 1 and text[-2].isalpha() and line[:1].isalpha():
            keeps = text[-1] != "\u00ad" and (not line[0].islower() or _has_hyphen(text, line, known))
            text = text + line if keeps else text[:-1] + line
            broken += 1
        elif _IDEOGRAPH.match(line) and _IDEOGRAPH.match(text[-1]):
            text += line
        else:
            text += " " + line
    return text, broken


def _has_hyphen(text: str, line: str, known: frozenset[str]) -> bool:
    """Whether the word that two lines share is written with a hyphen elsewhere, and never without."""
    start, end = _WORD.findall(text[-100:-1]), _WORD.match(line)
    if not start or end is None:
        return False
    first, second = start[-1].casefold(), end[0].casefold()
    return first + second not in known and any(f"{first}{mark}{second}" in known for mark in "-\u2010")
