"""Lines that say who wrote an article: "By A Name", "Von Max Müller", "(Reporting by A Name)"."""

from __future__ import annotations

import re
from functools import cache

from provenance.reading.parts.line_ends import ends_a_sentence
from provenance.reading.parts.patterns import byline_patterns, name_particles

_LONGEST = 120  # characters
_LONGEST_CREDITS = 300  # "(Reporting by ...; editing by ...)"
_AROUND = "*_ "  # marks of emphasis
_AROUND_CREDITS = "(). "
_BETWEEN = re.compile(r"[\s,/|&–—]+")


@cache
def byline_heads() -> frozenset[str]:
    """What every line that `is_byline` begins with, upper and lower case alike."""
    return byline_patterns().heads | {*_AROUND, "("}


def is_byline(line: str) -> bool:
    """Whether a line, without blanks at its ends, says who wrote the words and nothing else."""
    if line[0] == "(":
        return len(line) <= _LONGEST_CREDITS and byline_patterns().any(line.strip(_AROUND_CREDITS))
    return len(line) <= _LONGEST and byline_name(line) is not None


def byline_name(line: str) -> str | None:
    """The names in a line that says who wrote it ("By A Name" gives "A Name"); None for other lines."""
    plain = line.strip(_AROUND)
    match = byline_patterns().match(plain)
    if match is None:
        return None
    if "who" not in match.groupdict() or match["who"] is None:
        return plain
    who = match["who"].strip()
    words = [word for word in _BETWEEN.split(who) if word]
    if not words or len(words) > 14 or words[0][:1].islower() or any(map(str.isdigit, who)):
        return None
    if ends_a_sentence(who):
        return None
    small = [word for word in words if word[:1].islower() and word.casefold() not in name_particles()]
    return None if small else who
