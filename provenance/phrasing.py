"""Credits by the words before and after a name: "told NAME", "NAME reported", "according to NAME"."""

from __future__ import annotations

import re
from dataclasses import replace

from provenance import covers, own_news, subjects, wording, wording_behind
from provenance.agencies import Agencies
from provenance.agency_phrases import WORDS, fold
from provenance.credited import Credit
from provenance.layout import Layout
from provenance.spans import Span
from provenance.wording import Wording

_NOUN_AFTER = re.compile(r"\s(\w+)")
_PAST = re.compile(r"[«»„“”\"'\s]*([а-яёіїєґ]+(?:ла|ло|ли|л|[аиіуя]в|ет|ит|ют|ят))[«»„“”\"'\s]*")
"""A Russian or Ukrainian verb next to a name."""
_CLOSING = frozenset(("", ",", ".", ";", ")"))
"""What closes an apposition."""
_HEADING = re.compile(r"[ \u00a0\u202f]?: ")


def by_wording(
    layout: Layout,
    agencies: Agencies,
    name: str,
    start: int,
    end: int,
    paragraph: Span,
    *,
    prefix: str = "",
    weak: bool = False,
    known: bool = True,
    bound: bool = False,
    subject: bool = False,
    case: str = "",
    company: bool = False,
) -> Credit | None:
    """A credit by the words before or after a name. A `weak` name needs a clear one; of one that is
    `bound` to a preposition before it, or is that of a `company`, those after it say nothing; `subject`:
    its noun is in the nominative; `case`: the name's own."""
    following = wording.adjoining(layout.text, end, paragraph.end)
    bare = not following or not following[0].isalpha() or following[0].isupper()
    # A name in Latin letters ends where another script goes on.
    bare = bare or (layout.text[end - 1].isascii() and not following[0].isascii())
    silent = bound or company
    after = None if silent else wording_behind.after(layout.text, end, paragraph.end, agencies, start)
    after = after and _in_case(layout, agencies, after, (start, end), case)
    if case == "dative" and after is None and not silent:
        after = subjects.told_later(layout.text, end, paragraph.end, agencies)
    loud = layout.text[start:end].isupper()
    word = weak and not (loud and end - start > 2)
    if after and after.role == "told" and word and layout.text[start - 1 : start].isspace():
        # Im Stern sagte niemand ein Wort: the part before the name is no help for what is a word, too.
        after = after if wording_behind.after(layout.text, end, paragraph.end, agencies) else None
    if after and after.role == "told" and case == "" and subjects.of_its_own(layout.text, start, agencies):
        return None
    if after and after.role == "told":
        return Credit(name, "told", Span(start, after.end), (layout.sentence(start),), known)
    found = wording.before(
        layout.text,
        start,
        paragraph.start,
        agencies,
        prefix,
        subject=subject,
        apposed=after is None and following[:1] in _CLOSING,
    )
    found = found and _in_case(layout, agencies, found, (start, end), case)
    weak = weak and not (found and found.noun)
    clear = not weak or bare or fold(following) in agencies.words["weak_next"]
    # sagte der NAME, dijo a NAME: elsewhere than in English the speaker may follow.
    inverted = found is not None and found.role == "told" and layout.text[start:end].isupper()
    clear = clear or (inverted and found is not None and _is_inverted(layout, agencies, found.start, start))
    clear = clear or (loud and found is not None and _is_german(layout.text, found.start, start))
    clear = clear and fold(following) not in agencies.words["vetoes"]
    if found and found.role == "said":
        # ..., said NAME.
        found = None if weak or following[:1].isalpha() else replace(found, role="reports")
    if found and found.role == "told" and subjects.unreal(layout.text, found.start):
        return None
    if found and found.role == "told" and subjects.of_another(layout.text, end, agencies):
        return None
    if (
        found
        and found.role == "reports"
        and (
            own_news.on_itself(layout.text, end, paragraph.end)
            or own_news.announces(layout.text, found.start, end)
        )
    ):
        return None
    if found and own_news.is_doubted(layout.text, found.start):
        return None  # ce que dit NAME ne m'intéresse pas
    if found and weak and layout.text.startswith("courtesy", found.start):
        return None  # a pint of stout, courtesy of the Mirror
    if found and clear:
        last = _with_noun(layout, agencies, end, paragraph.end)
        if found.role == "told":
            spans = covers.told(layout, found.start, last)
        else:
            spans = covers.sentence_of(layout, found.start)
        return Credit(name, found.role, Span(found.start, last), covers.merged(spans), known)
    if silent:
        return None
    weak = weak and not wording.noun_before(layout.text, start, paragraph.start, agencies)
    if start == paragraph.start and not weak and known and _HEADING.match(layout.text, end):
        # NAME: ferry sinks off Crete
        return Credit(name, "reports", Span(start, end), (layout.sentence(start),), known)
    if after and (
        own_news.on_itself(layout.text, end, paragraph.end)
        or own_news.on_itself(layout.text, layout.text.rfind(" ", end, after.end), paragraph.end)
        or own_news.is_talk(layout.text, start, end)
        or subjects.denied(layout.text, after.end, weak)
        or (weak and not after.noun and subjects.is_thing(layout.text, start))
        or subjects.is_negated(layout.text, start)
        or subjects.belongs(layout.text, start, paragraph.start, agencies)
    ):
        return None
    if after and (after.role != "said" or after.noun or not weak):
        spans = covers.reported(layout, start, after.end)
        role = "according" if after.role == "according" else "reports"
        return Credit(name, role, Span(start, after.end), covers.merged(spans), known)
    found = wording_behind.joined(layout.text, (start, end), (paragraph.start, paragraph.end), agencies)
    if found:
        told = found.role == "told"
        spans = (covers.told if told else covers.reported)(layout, found.start, found.end)
        return Credit(name, found.role, Span(found.start, found.end), covers.merged(spans), known)
    return None


def _in_case(
    layout: Layout, agencies: Agencies, found: Wording, name: tuple[int, int], case: str
) -> Wording | None:
    """A wording with the role that a Russian verb of telling has next to a name; None where it has none."""
    behind = found.start >= name[1]
    between = Span(name[1], found.end) if behind else Span(found.start, name[0])
    verb = _PAST.fullmatch(layout.text, between.start, between.end)
    if verb is None or found.noun:
        return found
    tells = any(role == "told" for _, role in agencies.before.get(verb.group(1), ()))
    if not tells:
        return None if case == "other" or (behind and case == "dative") else found
    role = subjects.told_or_reports(layout.text, verb.span(1), name, case, agencies)
    if not role or role == found.role == "said":
        return None
    return found if role == "reports" and found.role == "said" else replace(found, role=role)


_GERMAN = re.compile(r"\b(?:des|der|dem|vom|laut|beim|im)\s$", re.IGNORECASE)


def _is_german(text: str, start: int, end: int) -> bool:
    """Whether a phrase is German, whose nouns have capitals, so that a small word behind a name is none."""
    return _GERMAN.search(text, start, end) is not None


def _is_inverted(layout: Layout, agencies: Agencies, wording_start: int, name_start: int) -> bool:
    """Whether a phrase before a name is one whose subject may follow the name."""
    last = WORDS.findall(layout.text[wording_start:name_start].casefold())
    return bool(last) and not agencies.words["inversions"].isdisjoint(last)


def _with_noun(layout: Layout, agencies: Agencies, end: int, limit: int) -> int:
    """The end of a name with the noun after it: "AFP news agency"."""
    while following := _NOUN_AFTER.match(layout.text, end, limit):
        if following.group(1) not in agencies.words["media"] and following.group(1) != "news":
            break
        end = following.end()
    return end
