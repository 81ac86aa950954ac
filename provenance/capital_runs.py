"""Runs of capitalised words, as names of outlets are: Valley Echo, Radio Free X."""

from __future__ import annotations

import re

from provenance.agencies import Agencies
from provenance.spans import Span

NAME_WORD = re.compile(r"(?:(?:al|el|an|ar|as|ash|Al|El)-)?\w[\w’'&.+-]*\w|\w")
RUN = 60
"""Code points that a name may reach from its noun."""
JOINING = frozenset(
    ("of", "the", "de", "du", "la", "le", "al", "el", "and", "&", "des", "für", "der", "y", "del", "los",
     "las", "da", "do", "dos", "della", "dello", "di", "van", "het", "den")
)  # fmt: skip


def is_gap(between: str) -> bool:
    """Whether one blank stands between two words: a no-break space or a wrapped line too."""
    return len(between) == 1 and between.isspace()


def parts_of(name: str) -> list[str]:
    return [match.group() for match in NAME_WORD.finditer(name)]


def name_behind(text: str, start: int, end: int, agencies: Agencies) -> Span | None:
    """The capitalised name that follows a phrase such as "first reported by", without an article."""
    match = _LEADING.match(text, start, end)
    begin = match.end() if match else start
    stop = run_right(text, begin - 1, min(end, begin + RUN), agencies) if match else start
    return Span(begin, stop) if stop > begin else None


_LEADING = re.compile(r"\s+(?:[Tt]he (?=[A-Z]))?(?=[^\W\d_])")


def run_left(text: str, stop: int, begin: int, openers: frozenset[str]) -> int | None:
    """Where the run of capitalised words that ends at `stop` begins; None where there is none."""
    low = max(begin, stop - RUN)
    words = [(match.group(), match.start(), match.end()) for match in NAME_WORD.finditer(text, low, stop)]
    start, expected = None, stop
    for word, first, last in reversed(words):
        if last != expected and not is_gap(text[last:expected]):
            break
        if first == low and low > begin and text[low - 1].isalnum():
            break
        capital = word != word.lower() or (word[0].isdigit() and start is not None)
        if not capital and word not in JOINING:
            break
        if word.casefold() in openers and (word.casefold() not in JOINING or first == begin):
            break
        if capital:
            start = first
        expected = first
    return start


def run_right(text: str, start: int, end: int, agencies: Agencies) -> int:
    """Where the run of capitalised words and numbers from `start` on ends; `start` where there is none."""
    stop = expected = start
    for match in NAME_WORD.finditer(text, start, end):
        word = match.group()
        if match.start() != expected and not is_gap(text[expected : match.start()]):
            break
        if word.casefold() in agencies.words["time"]:
            break
        capital = word != word.lower() or word[0].isdigit()
        if not capital and word not in JOINING:
            break
        if capital:
            stop = match.end()
            if word.endswith(("'s", "’s")):
                stop -= 2
                break
        expected = match.end()
    return stop
