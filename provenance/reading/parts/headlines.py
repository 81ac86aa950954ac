"""Headline, standfirst and what stands above them: decided among the first lines of a text together."""

from __future__ import annotations

import re
from itertools import pairwise

from provenance.reading.parts.line_ends import ends_a_sentence, is_closed
from provenance.reading.parts.lines import TOP, Lines

HEADING = re.compile(r"#{1,6}\s+")
"""The mark of a headline in Markdown."""

_LONGEST = 180  # characters
_MOST_CANDIDATES = 6  # more lines like headlines than this before the first paragraph: a list, a poem
_WRAPPED = 45  # characters from which a line may be one of a hard-wrapped paragraph
_WIDEST = 100  # characters of the widest line of a hard-wrapped text
_SAMPLE = 60  # lines from which a hard-wrapped text is known

_LETTERS = re.compile(r"[^\W_]+")
_UNSPACED = re.compile(r"[\u0e00-\u0eff\u1000-\u109f\u1780-\u17ff\u3040-\u30ff\u3400-\u9fff]")
_LONG_WORD = re.compile(r"\w{4,}")


def mark_headline(lines: Lines) -> None:
    """Decide which of the lines not decided yet are headline and standfirst, and which stand above them."""
    candidates: list[range] = []
    known = bool(lines.kinds)
    count = len(lines.rows)
    body_at = count
    index = 0
    while index < count and index < TOP:
        if index in lines.kinds:
            index += 1
            continue
        unit = _headline_at(lines, index)
        if unit is None:
            body_at = index
            break
        candidates.append(unit)
        index = unit.stop
    else:
        body_at = next((place for place in range(index, count) if place not in lines.kinds), count)
    if not candidates or len(candidates) > _MOST_CANDIDATES or body_at == count:
        return
    if len(candidates) > 1:
        _decide_top(lines, candidates, body_at)
    else:
        lines.decide(candidates[0], "headline")
    if known:
        _mark_standfirst(lines, body_at)


def _decide_top(lines: Lines, candidates: list[range], body_at: int) -> None:
    """Of several lines like headlines one is it; those above it are of the page, those below a standfirst."""
    chosen = _choose(lines, candidates, body_at)
    for above in candidates[:chosen]:
        lines.decide(above, "boilerplate")
    headline, *others = candidates[chosen:]
    lines.decide(headline, "headline")
    letters = _letters(lines, headline)
    for below in others:
        again = _letters(lines, below) == letters
        lines.decide(below, "headline" if again else "standfirst")


def _mark_standfirst(lines: Lines, body_at: int) -> None:
    """A sentence or two between the headline and the byline or date line are a standfirst, not the body."""
    count = len(lines.rows)
    for index in range(body_at, min(body_at + 3, count, TOP)):
        kind = lines.kinds.get(index)
        if kind in ("byline", "date"):
            # The body must go on below: else these are a short text and its author.
            if any(place not in lines.kinds for place in range(index + 1, count)):
                lines.decide(range(body_at, index), "standfirst")
            return
        if kind or lines.size(index) > 2 * _LONGEST:
            return


def _headline_at(lines: Lines, index: int) -> range | None:
    """The lines from one on that are like a headline; None where they are not."""
    _, _, first, last, _ = lines.rows[index]
    if last - first > _LONGEST and lines.text[first] != "#":
        return None
    if index + 1 == len(lines.rows) or not lines.adjacent(index + 1):  # most lines stand alone
        return range(index, index + 1) if _says_headline(lines.text[first:last]) else None
    unit = _unit(lines, index)
    return unit if _like_headline(lines, unit) else None


def _unit(lines: Lines, index: int) -> range:
    """The lines that one hard-wrapped line runs on through: the next begins in lower case."""
    stop = index + 1
    while stop < min(index + 4, len(lines.rows)) and lines.adjacent(stop) and stop not in lines.kinds:
        above = lines.core(stop - 1)
        if not lines.core(stop)[:1].islower() or lines.marked(stop - 1) or is_closed(above):
            break
        stop += 1
    return range(index, stop)


def _like_headline(lines: Lines, unit: range) -> bool:
    words = lines.words(unit)
    if not _says_headline(words):
        return False
    if words[0] == "#" and HEADING.match(words):
        return len(unit) == 1
    touched = unit.stop < len(lines.rows) and lines.adjacent(unit.stop)
    if len(unit) > 1:
        return unit.stop < len(lines.rows) and not touched
    # In a hard-wrapped text a full line that the next one touches is the start of a paragraph.
    full = len(words) >= _WRAPPED and not lines.marked(unit.start)
    return not (touched and full and unit.stop not in lines.kinds and _hard_wrapped(lines))


def _says_headline(words: str) -> bool:
    """Whether words alone are like a headline, wherever they stand."""
    first = words[0]
    if first == "#" and HEADING.match(words):
        return True
    if len(words) > _LONGEST or first in "-•·–—" or not first.isprintable():
        return False
    return not ends_a_sentence(words)


def _hard_wrapped(lines: Lines) -> bool:
    """Whether paragraphs run over several lines: no line is long, and most lines run on into the next."""
    sample = [index for index in range(min(_SAMPLE, len(lines.rows))) if index not in lines.kinds]
    if any(lines.size(index) > _WIDEST for index in sample):
        return False
    pairs = list(pairwise(sample))
    runs_on = sum(1 for one, after in pairs if lines.adjacent(after) and not is_closed(lines.core(one)))
    return 2 * runs_on > len(pairs)


def _choose(lines: Lines, candidates: list[range], body_at: int) -> int:
    """Which of several lines is the headline: the first that shares about as many words with the body as any.

    A slogan or a section's name above the headline shares fewer; a standfirst below it may share more.
    """
    letters = [_letters(lines, unit) for unit in candidates]
    for index, own in enumerate(letters):
        if own in letters[index + 1 :]:
            return index  # it stands twice: as the page's title and as the article's
    below = lines.text[lines.rows[body_at][0] :].casefold()
    shared = [sum(1 for term in _terms(lines, unit) if term in below) for unit in candidates]
    return next(index for index, count in enumerate(shared) if 2 * count >= max(shared))


def _terms(lines: Lines, unit: range) -> set[str]:
    words = lines.words(unit).casefold()
    if _UNSPACED.search(words):
        return {words[i : i + 2] for i in range(len(words) - 1)}
    return set(_LONG_WORD.findall(words))


def _letters(lines: Lines, unit: range) -> str:
    return "".join(_LETTERS.findall(lines.words(unit).casefold()))
