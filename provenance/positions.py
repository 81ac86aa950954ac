"""Credits by where a name stands: beside a picture, on a line of its own, at the end of a paragraph."""

from __future__ import annotations

import re
from functools import lru_cache

from provenance.agencies import Agencies
from provenance.agency_phrases import fold
from provenance.datelines import BRACKETS, CLOSING_MARKS, LETTERS, OPENING_MARKS
from provenance.layout import LONG, Layout
from provenance.spans import Span

_BRACKETED_NOUN = re.compile(r"[(（\[]\s?([^\W\d_]+)\s$")
_DASH = re.compile(r"\s[-–—ـ]\s\S")
"""AFP - Paris, on a line of its own."""
_ITS_REPORTER = re.compile(r"[-‑](?:Korrespondent|Reporter|Redakteur|Mitarbeiter)(?:in)?\s[A-ZÄÖÜ]")
"""dpa-Korrespondentin Lea Sturm"""
_SIGNED = re.compile(r"[.!?”»\"]\s[-–—]+\s?$")
"""The end of a sentence and the dash before the name that signs it."""
_OWN_INITIALS = re.compile(r"/\s?[a-zäöü]{1,4}\b|\b[a-zäöü]{1,4}\s?/(?!\w)")
_INITIALS = re.compile(r"[A-Za-zÄÖÜäöü]{1,4}")
"""How a desk or an author signs beside an agency: dpa/mv, (AFP/dpa/jkl)."""
NAME = 30
"""Code points. The name of an agency in a list of them is shorter."""
_LIST = 4
"""Names on each side of one in a list: "(APA/dpa/AFP)"."""
_SENTENCE = 2
"""Words. What a bare name closes, behind its full stop, has so many."""
_LISTED_BEFORE = re.compile(
    r"(?:(?<=[\s(/\[,])|^)([^\W\d_][\w.-]*)(?:\s?/\s?|[,،] |\s(?:and|und|et|y|e|و)\s)$"
)
_LISTED_BEHIND = re.compile(r"(?:\s?/\s?|[,،] |\s(?:and|und|et|y|e|و)\s)([^\W\d_][\w-]*)(?=[\s)/\].,،]|$)")
TAG_END = re.compile(r"[)）\]/]?[.。]?\s*")
COPYRIGHT = re.compile(r"(?:©|\([Cc]\)|[Cc]opyright)[^\n/]{0,24}\b(?:19|20)\d\d\b(?!\s?/)")
_BY = frozenset(
    ["by", "von", "par", "por", "di", "source", "sources", "quelle", "fuente", "المصدر", "via", "with"]
)
AUTHORED = frozenset(("by", "von", "par", "por", "di"))
_SOURCE = frozenset(
    (
        "source", "sources", "quelle", "quellen", "fuente", "fuentes", "fonte", "fonti", "fontes", "المصدر",
        "المصادر", "источник", "источники", "джерело", "źródło", "kaynak", "bron", "bronnen", "källa", "出典",
        "来源", "來源", "منبع", "zdroj", "forrás", "sursa", "kilde", "lähde", "πηγή", "sumber", "nguồn",
        "출처", "מקור", "स्रोत",
    )
)  # fmt: skip
"""Words with which the line opens that says where a text comes from."""
PARTICLES = frozenset(["in", "and", "of", "for", "de", "à", "en", "und", "et", "y"])
_LAST_ON_LINE = re.compile(
    r"(?:[,|/–—ـ-]|\b(?:[Aa]vec|[Mm]it|[Ww]ith|[Cc]on|[Cc]om|[Mm]et))\s*(?:la |l’|l'|the )?$"
)
_PERSON_BEHIND = re.compile(r"\s[A-Z][a-z]+")
_CAPTION_LINE = 40
CAPTION = 400
"""Code points. A caption is shorter than this."""


def closes_sentence(head: str) -> bool:
    return head.rstrip().endswith((".", "!", "?", "。", "।", "”", '"', "»", "؟"))


def is_prose(text: str, paragraph: Span) -> bool:
    return len(text[paragraph.start : min(paragraph.end, paragraph.start + CAPTION)].split()) >= LONG


def without_noun(head: str, media: frozenset[str]) -> str:
    """The words before a name without the noun for an outlet that a bracket opens with: (agencia NAME)."""
    match = _BRACKETED_NOUN.search(head)
    return head[: match.start(1)] if match and fold(match.group(1)) in media else head


def line_role(layout: Layout, agencies: Agencies, name: Span, paragraph: Span, weak: bool) -> str:
    """byline or sign-off where a name stands on a line of names, agencies and words such as "by" or "source";
    else empty. A `weak` name may be that of a person."""
    if COPYRIGHT.match(layout.text, paragraph.start, name.end + 24) and layout.is_last(paragraph.start):
        return "sign-off" if name.start < paragraph.start + _CAPTION_LINE else ""
    byline = layout.kind_at(paragraph.start) == "byline"
    line = paragraph.cut(layout.text) if byline or len(paragraph) <= 120 else ""
    if not line or (not byline and len(line.split()) >= LONG):
        return ""
    if weak and _PERSON_BEHIND.match(layout.text, name.end, paragraph.end):
        return ""  # By Petra Lindgren
    others = layout.text[paragraph.start : name.start] + " " + layout.text[name.end : paragraph.end]
    others = _OWN_INITIALS.sub("", others)
    lines, generic = agencies.words["lines"], agencies.words["generic"]
    rest = [
        word
        for word in LETTERS.findall(others)
        if (folded := fold(word)) not in lines and folded not in generic and folded not in agencies.folded
    ]
    if rest:
        people = len(rest) <= 8 and all(
            not word[0].islower() or word.casefold() in PARTICLES for word in rest
        )
        if not people or line.rstrip().endswith((".", "?", "!")):
            return ""
    top = byline or layout.is_top(paragraph.start)
    if rest and not byline:
        first = LETTERS.search(line)
        led = first is not None and first.group().casefold() in _BY
        after = layout.text[name.end : name.end + 4]
        leads = name.start == paragraph.start and (
            after in (" in ", " en ", " à B")
            or (
                after.lstrip()[:1] in (",", "|")
                and len(rest) <= 3
                and (not weak or name.cut(layout.text).isupper())
            )
            or (_DASH.match(after) is not None and len(rest) <= 3)
            or (_ITS_REPORTER.match(layout.text, name.end) is not None and len(rest) <= 3)
        )
        last = len(rest) <= 4 and _LAST_ON_LINE.search(layout.text, paragraph.start, name.start) is not None
        if not (led or (top and (leads or last))):
            return ""
    sentence = (line.rstrip().endswith(".") and layout.is_last(paragraph.start)) or (
        _closes_text(layout.text, paragraph)
    )
    return "byline" if top and not sentence and not says_source(layout, paragraph) else "sign-off"


def _closes_text(text: str, paragraph: Span) -> bool:
    """Whether a paragraph stands behind a sentence, and nothing behind it."""
    return (
        paragraph.start > 0
        and not text[paragraph.end :].strip()
        and closes_sentence(text[max(0, paragraph.start - 9) : paragraph.start])
    )


def says_source(layout: Layout, paragraph: Span) -> bool:
    """Whether a line behind the text says where that comes from: "Source: NAME"."""
    if not paragraph.start or not layout.is_last(paragraph.start):
        return False
    opening = LETTERS.search(layout.text, paragraph.start, paragraph.end)
    return opening is not None and opening.group().casefold() in _SOURCE


def is_tag(
    layout: Layout, agencies: Agencies, name: Span, paragraph: Span, weak: bool, agency: bool = False
) -> bool:
    """Whether a name closes its paragraph: (NAME), /NAME/, [NAME], — NAME; (NAME/NAME), ... he said. NAME

    `weak`: it means other things, too; `agency`: it is that of an agency."""
    text = layout.text
    start, end = _listed(text, agencies, name, paragraph)
    if (
        text[start - 1 : start] in OPENING_MARKS
        and text[end : end + 1] in CLOSING_MARKS
        and start > paragraph.start
    ):
        start, end = start - 1, end + 1
    if TAG_END.fullmatch(text, end, paragraph.end) is None:
        return False
    head = without_noun(text[max(paragraph.start, start - NAME) : start], agencies.words["media"])
    mark, following = head.rstrip()[-1:], text[end : end + 1]
    if mark in BRACKETS or mark in ("/", "["):
        return following in (")", "）", "/", "]") and bool(following)
    if mark in ("—", "–") or head.endswith(" - "):
        return not weak or _SIGNED.search(text, max(paragraph.start, start - 5), start) is not None
    behind = closes_sentence(text[max(paragraph.start, start - 3) : start]) and head[-1:].isspace()
    return (
        behind
        and (
            not weak
            or (start, end) != (name.start, name.end)
            or _is_signature(layout, name, paragraph, agency)
        )
        and _is_prose_before(text, paragraph, start)
    )


def _is_signature(layout: Layout, name: Span, paragraph: Span, agency: bool) -> bool:
    """Whether a name that means other things, too, is the last word of the text, and an abbreviation or
    that of an agency: he said. Reuter"""
    word = name.cut(layout.text)
    return (agency or (word.isupper() and len(word) > 2)) and not layout.text[paragraph.end :].strip()


def _is_prose_before(text: str, paragraph: Span, start: int) -> bool:
    return len(text[max(paragraph.start, start - CAPTION) : start].split()) >= _SENTENCE


def _listed(text: str, agencies: Agencies, name: Span, paragraph: Span) -> tuple[int, int]:
    """Where a list of names of agencies that a name stands in begins and ends: "APA/dpa", "AFP, AP"."""
    start, end = name.start, name.end
    for _ in range(_LIST):
        behind = _LISTED_BEHIND.match(text, end, min(paragraph.end, end + NAME))
        if behind is None or not _signs(agencies, behind.group(1), text[end : behind.start(1)]):
            break
        end = behind.end(1)
    for _ in range(_LIST):
        before = _LISTED_BEFORE.search(text, max(paragraph.start, start - NAME), start)
        if before is None or not _signs(agencies, before.group(1), text[before.end(1) : start]):
            break
        start = before.start(1)
    return start, end


def _signs(agencies: Agencies, word: str, between: str) -> bool:
    """Whether a word beside a name is one of an agency, too, or initials behind a stroke."""
    return agencies.named(word) is not None or ("/" in between and _INITIALS.fullmatch(word) is not None)


@lru_cache(maxsize=4)
def _of_several_words(phrases: frozenset[str]) -> tuple[str, ...]:
    return tuple(sorted(phrase for phrase in phrases if " " in phrase))


def is_additional(layout: Layout, agencies: Agencies, name: Span, paragraph: Span) -> bool:
    """Whether NAME gave material somewhere in the text: "(with inputs from NAME)"."""
    head = layout.text[max(paragraph.start, name.start - 60) : name.start]
    words = fold(" ".join(re.findall(r"\w+", head[head.rfind("(") + 1 :]))).removesuffix(" the")
    enclosed = "(" in head or paragraph.start >= name.start - 60
    # A bare "with NAME" says so only where nothing else stands before it.
    if enclosed and words in agencies.words["additional"]:
        return True
    if words.endswith(_of_several_words(agencies.words["additional"])):
        return True
    following = fold(" ".join(re.findall(r"\w+", layout.text[name.end : min(name.end + 80, paragraph.end)])))
    if following in agencies.words["additional_alone"]:
        return True
    return any(phrase in following for phrase in agencies.words["additional_after"])
