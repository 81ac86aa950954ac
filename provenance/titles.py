"""Titles in quote marks of outlets that no list has: "berichtet die „NAME“", «NAME» пишет."""

from __future__ import annotations

import re
from collections.abc import Sequence

from provenance import covers, wording, wording_behind
from provenance.agencies import Agencies
from provenance.agency_phrases import WORDS, fold
from provenance.credited import Credit
from provenance.inflections import addressed
from provenance.layout import Layout
from provenance.quotes import Quotation
from provenance.spans import Span
from provenance.wording import Wording

_TITLE = re.compile(r"[^\W\d_a-zа-яё][\w’'.-]*(?:[ -][\w’'.-]+){0,3}")
_PROGRAMME = re.compile(r"[-‑]\w+ |['’]s |[-‑]")
_LONGEST = 32
_REACH = 110
_NEAR = 24
"""Code points of a title, of the words before it, and of the word right before it."""
_STATEMENT = 2
"""Words. What somebody says has more."""


def find_titles(layout: Layout, agencies: Agencies, known: Sequence[Credit]) -> list[Credit]:
    """The credits of titles in quote marks, with words at them that only outlets have; none among `known`."""
    text, found = layout.text, []
    for quotation in layout.quotations:
        inner, title = quotation.inner, quotation.span
        if not 1 < len(inner) <= _LONGEST or not _TITLE.fullmatch(text, inner.start, inner.end):
            continue
        paragraph = layout.paragraph(title.start)
        credited = _before(text, title.start, paragraph.start, agencies)
        credited = credited or _after(text, title, paragraph, agencies)
        if credited is None or any(_has(text, credit.span, title) for credit in known):
            continue
        told = credited.role == "told"
        if told and not _is_told_to_outlet(
            layout, agencies, quotation, paragraph, credited.start == title.start
        ):
            continue
        name = " ".join(inner.cut(text).split())
        name = addressed(name) if told else name
        if name:
            span = Span(credited.start, max(credited.end, title.end))
            spans = (
                covers.told(layout, span.start, span.end) if told else covers.sentence_of(layout, span.start)
            )
            found.append(Credit(name, credited.role, span, covers.merged(spans), False))
    return found


def _has(text: str, credit: Span, title: Span) -> bool:
    """Whether a credit has a title in it, or names the station of that programme: NAME-Podcast „TITLE“."""
    if credit.end <= title.start:
        return _PROGRAMME.fullmatch(text, credit.end, title.start) is not None
    return credit.start < title.end


def _before(text: str, title_start: int, limit: int, agencies: Agencies) -> Wording | None:
    """The wording before a title that makes it an outlet. `limit`: where its paragraph begins."""
    start = max(limit, title_start - _REACH)
    matches = [(match.group(), match.start()) for match in WORDS.finditer(text, start, title_start)]
    words = [fold(word) for word, _ in matches]
    found = wording.phrase_at(words, len(words), agencies.titled) if words else None
    if found is None:
        return None
    role, length = found
    if length > 1 and words[-2] in agencies.words["prepositions"]:
        return None  # sagte er auf dem „Tag der Sachsen“
    if any(word in wording.CLAUSE for word in words[len(words) - length :]):
        return None
    return Wording(role, matches[-length][1], title_start, False)


def _after(text: str, title: Span, paragraph: Span, agencies: Agencies) -> Wording | None:
    """The wording after a title that makes it an outlet: der „NAME“ hatte zuerst berichtet."""
    found = wording_behind.after(text, title.end, paragraph.end, agencies, title.start)
    if found is None or found.role == "said":
        return None
    if found.role != "reports":
        # Dem „NAME“ sagte der Landrat: the phrase has a part before the title, too.
        bare = wording_behind.after(text, title.end, paragraph.end, agencies)
        return None if bare is not None else Wording("told", title.start, found.end, False)
    verbs = {fold(word) for word in WORDS.findall(text[title.end : found.end])}
    if not verbs & agencies.words["title_verbs"]:
        return None
    near = WORDS.findall(text[max(paragraph.start, title.start - _NEAR) : title.start])
    if near and near[-1][0].isalpha() and fold(near[-1]) not in agencies.words["openers"]:
        return None  # Банк «NAME» пишет клиентам.
    return Wording(found.role, title.start, found.end, False)


def _is_told_to_outlet(
    layout: Layout, agencies: Agencies, title: Quotation, paragraph: Span, led: bool
) -> bool:
    """Whether whom something is told to is an outlet: what was said is quoted before its title, or parts of
    this are such as outlets have, and the verb takes no other object: "sagte dem „Roten Salon“ ab". `led`:
    the title opens its clause and the verb follows."""
    following = wording.adjoining(layout.text, title.span.end, paragraph.end)
    words = agencies.words
    if not led and following[:1].isalpha() and following not in words["weak_next"] | words["time"]:
        return False
    name = fold(title.inner.cut(layout.text))
    if any(part in name for part in words["title_parts"]):
        return True
    sentence = layout.sentence(title.span.start)
    return any(
        quotation.span.end < title.span.start and len(quotation.inner.cut(layout.text).split()) > _STATEMENT
        for quotation in layout.quoted(sentence)
    )
