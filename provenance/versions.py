"""Whether two articles of one house are versions of one story, and by what that is known."""

from __future__ import annotations

import re
from functools import lru_cache
from importlib import resources

from provenance.names import folded_name

DAY = 86_400.0
"""Seconds."""
UPDATED_WITHIN = 7 * DAY
"""A headline that says it is an update, and story ids, which some houses use again each week."""
REPEATED_WITHIN = 3 * DAY
"""Nearly the same words later are a form filled in anew (each week's tender), or an old text used again."""
SAME_DAY = DAY
NEXT_DAY = 2 * DAY

SOME = 0.1
"""Share of an article: more than a passing quotation."""
HALF = 0.5

Headline = tuple[str, tuple[str, ...]]
"""What a headline says, folded, without the marks of versions; and these."""


@lru_cache(maxsize=1)
def _marks() -> tuple[re.Pattern[str], re.Pattern[str], re.Pattern[str]]:
    """Marks at the beginning, in brackets at the beginning, in brackets at the end."""
    text = resources.files("provenance.data").joinpath("story_marks.txt").read_text(encoding="utf-8")
    lines = [line for line in text.splitlines() if line.strip() and not line.startswith("#")]
    mark = rf"(?:\d+\.? ?)?(?:{'|'.join(lines)})\.?(?: ?(?:nr\.? ?)?\d+)?"
    ordinal = r"(?:\d+(?:st|nd|rd|th)? )?"
    several = rf"{ordinal}{mark}(?:[ -]{mark})*"
    flags = re.IGNORECASE
    return (
        re.compile(rf"\s*({several})\s*(?:[-–—]+|:|：)\s*", flags),
        re.compile(rf"\s*[(\[]\s*({several})\s*[)\]]\s*[-–—:]?\s*", flags),
        re.compile(
            rf"\s*[(\[]\s*({several})\s*[)\]]\s*$|\s+(\d+(?:st|nd|rd|th) ld(?:-writethru)?)\s*$", flags
        ),
    )


@lru_cache(maxsize=16384)
def read_headline(title: str) -> Headline:
    """A headline without what says that it is another version."""
    start, bracketed, end = _marks()
    marks = []
    rest = title
    while found := start.match(rest) or bracketed.match(rest):
        if not rest[found.end() :].strip():
            break
        marks.append(folded_name(found[1]))
        rest = rest[found.end() :]
    if (found := end.search(rest)) and found.start():
        marks.append(folded_name(found[1] or found[2]))
        rest = rest[: found.start()]
    words = re.findall(r"\w+", rest.casefold())
    return " ".join(words), tuple(marks)


def apart(one: tuple[float, float] | None, other: tuple[float, float] | None) -> float | None:
    """Seconds between the beginnings of two intervals of time, 0 where these overlap; None where one is not
    known."""
    if one is None or other is None:
        return None
    if one[0] <= other[1] and other[0] <= one[1]:
        return 0.0
    return abs(one[0] - other[0])


def version_rule(
    ids: tuple[str | None, str | None],
    titles: tuple[str | None, str | None],
    gap: float | None,
    share: float,
    near_duplicate: float,
    lead: float = 0.0,
) -> str:
    """By which rule two articles of one house are versions of one story, empty where they are none.

    `gap`: seconds between them, None where not known; `share`: the smaller share of an article that they have
    in common, 0 to 1; `lead`: of two articles of a wire the larger one, as a flash stands whole in the story
    that follows. A headline that comes again on another day is that of a column, not of a story, unless
    half of the words come again, too.
    """
    if all(ids) and folded_name(ids[0] or "") == folded_name(ids[1] or "") and (gap or 0.0) <= UPDATED_WITHIN:
        return "story id"
    said, marks = read_headline(titles[0] or "")
    other_said, other_marks = read_headline(titles[1] or "")
    if said and said == other_said:
        if (marks or other_marks) and (gap or 0.0) <= UPDATED_WITHIN and share >= SOME:
            return "update mark"
        if gap is not None and gap < SAME_DAY and share >= SOME:
            return "same headline"
        if (gap or 0.0) < NEXT_DAY and share >= HALF:
            return "same headline"
    if share >= near_duplicate and (gap or 0.0) <= REPEATED_WITHIN:
        return "nearly all words"
    if lead >= near_duplicate and (gap or 0.0) < NEXT_DAY:
        return "lead"
    return ""
