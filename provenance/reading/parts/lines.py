"""The lines of a text, and what each is by itself: a line of the page, a date, a byline, a caption.

Nearly all lines are none of these. A kernel sees of every line whether it could be one at all (`LineSieve`);
the rules themselves, which stand in the rooms of their subjects, are asked about the few that could.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from functools import cache

from provenance.kernels import ADJACENT, BEGUN, MARKED, NUMBERED, WORDLESS, Heads, LineSieve, Row
from provenance.reading.parts import captions
from provenance.reading.parts.bylines import byline_heads, is_byline
from provenance.reading.parts.dates import FEWEST_DIGITS, is_date_line
from provenance.reading.parts.dates import LONGEST as LONGEST_DATE
from provenance.reading.parts.patterns import boilerplate_patterns

TOP = 12
"""Lines from the top among which date lines, bylines and the headline are looked for."""

EDGE = " \t\r\n\f\v\u00a0\u2028\u2029\u0085\ufeff\u200b\u200e\u200f<" + "".join(map(chr, range(32))) + "\x7f"
"""Marks that may stand at the edges of a line: control characters and "<" are those of wire formats."""

_BOTTOM = 4  # lines from the end among which bylines are looked for
_LONGEST_BOILERPLATE = 400  # characters
_MAY_BE_BOILERPLATE, _MAY_BE_BYLINE = BEGUN, 2 * BEGUN  # the order of the heads in `_sieve`


@dataclass(slots=True)
class Lines:
    """The lines of `text` that are not blank, from the top, and what those are that are no plain body.

    `kinds` holds the lines that are decided, `credits` where in the text a picture's credit starts.
    """

    text: str
    rows: Sequence[Row]
    kinds: dict[int, str]
    credits: dict[int, int]

    def core(self, index: int) -> str:
        """What a line says, without the marks at its edges."""
        _, _, first, last, _ = self.rows[index]
        return self.text[first:last]

    def size(self, index: int) -> int:
        """How many code points that is."""
        _, _, first, last, _ = self.rows[index]
        return last - first

    def words(self, unit: range) -> str:
        """What some lines in a row say."""
        return self.core(unit.start) if len(unit) == 1 else " ".join(map(self.core, unit))

    def adjacent(self, index: int) -> bool:
        """Whether the line before this one is not blank."""
        return bool(self.rows[index][4] & ADJACENT)

    def marked(self, index: int) -> bool:
        """Whether a wire's mark "<" says that a paragraph ends here."""
        return self.text[self.rows[index][1] - 1] == "<"

    def decide(self, unit: range, kind: str) -> None:
        """Say what those of some lines are that are not decided yet."""
        for index in unit:
            self.kinds.setdefault(index, kind)


def find_lines(text: str, start: int) -> Lines:
    """The lines of a text from a code point on, each looked at by itself."""
    rows, seen = _sieve().rows(text, start)
    lines = Lines(text, rows, {}, {})
    bottom = len(rows) - _BOTTOM
    for index in seen:
        _, _, first, last, face = rows[index]
        core = text[first:last]
        if face & WORDLESS or (face & _MAY_BE_BOILERPLATE and _is_boilerplate(core)):
            lines.kinds[index] = "boilerplate"
        elif face & NUMBERED and index < TOP and is_date_line(core):
            lines.kinds[index] = "date"
        elif face & _MAY_BE_BYLINE and (index < TOP or index >= bottom) and is_byline(core):
            lines.kinds[index] = "byline"
        elif face & MARKED and (credit := captions.credit_start(core)) is not None:
            lines.kinds[index] = "caption" if credit else "credit"
            lines.credits[index] = first + credit
    return lines


@cache
def _sieve() -> LineSieve:
    heads = Heads([boilerplate_patterns().heads, byline_heads()])
    return LineSieve(EDGE, heads, captions.ENDINGS, captions.lead_words(), FEWEST_DIGITS, LONGEST_DATE)


def _is_boilerplate(core: str) -> bool:
    """Whether a line is one of the page around the article."""
    return len(core) <= _LONGEST_BOILERPLATE and boilerplate_patterns().any(core.rstrip(" ."))
