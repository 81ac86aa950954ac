"""Credits of pictures: by what stands around a name in a caption or on a line of its own."""

from __future__ import annotations

import re

from provenance.agencies import Agencies
from provenance.agency_phrases import WORDS, fold
from provenance.datelines import BRACKETS, CLOSING, LETTERS
from provenance.layout import Layout
from provenance.positions import (
    AUTHORED,
    CAPTION,
    COPYRIGHT,
    NAME,
    PARTICLES,
    TAG_END,
    closes_sentence,
    is_prose,
    without_noun,
)
from provenance.spans import Span

_PERSON_SLASH = re.compile(r"(?:[^\W\d_][\w.’'-]{0,20}\s){1,4}[^\W\d_][\w.’'-]{0,20}\s?[/|]\s?$")
_OWNS = re.compile(r"['’]s\b")
_CLOSED_BEFORE = re.compile(r"[.!?”»\"]\s[/|]\s?$")
_BEFORE_SLASH = re.compile(r"([^\s/|]+)\s?[/|]\s?$")
_PHOTO_AFTER = re.compile(
    r"\s?(?:PHOTO|Photos?\b|photos?\b|Images?\b|(?:file )?(?:pic|pix|pics)\b|via Getty|via AP|Handout|Pool\b)"
    r"|\s?/(?:Getty|File|Pool|Archive?|Archivo|Archives|أرشيف|\s?[A-ZА-ЯЁ][\w.’'-]+\s[A-ZА-ЯЁ])"
    r"|\s?发\s?[（(]|[^\n，。、：]{0,6}摄"
)
_NOTICE = re.compile(r"©[^\n]{1,40}:\d{6}-")
"""The notice with which an agency closes what it sends to sites: © dpa-infocom, dpa:220305-99-394871/2."""
_BEHIND_BRACKET = re.compile(r"\)\s([^\W\d_]+)")
_VIA = re.compile(r"\([^()\n]{2,60} via $")
"""(Coast Guard via NAME)"""
_CREDIT_LABEL = re.compile(r"\b(?:[Ii]mage |[Pp]icture )?[Cc]redit\s?:\s?$")
_SENTENCE_MARK = re.compile(r"[.!?,;:。！？؟،।]")
_PICTURE = re.compile(
    r"\b(?:file photo|pictured|in this photo|this picture|seen here|photo)\b", re.IGNORECASE
)
_PHOTO_REACH = 9
"""Words and marks between "photo" and the agency."""
_PHOTO_BETWEEN = frozenset(
    ("by", "of", "for", "source", "courtesy", "credit", "via", "from", "von", "par", "por", "di", "de")
)
_NAME_PARTICLES = PARTICLES | {
    "al",
    "el",
    "bin",
    "ibn",
    "van",
    "von",
    "der",
    "den",
    "da",
    "dos",
    "di",
    "la",
    "via",
    "file",
}


def is_photo(layout: Layout, agencies: Agencies, name: Span, paragraph: Span) -> bool:
    """Whether a name is the credit of a picture."""
    text = layout.text
    if (
        COPYRIGHT.match(text, paragraph.start, paragraph.end)
        or _NOTICE.match(text, paragraph.start, paragraph.end)
    ) and layout.is_last(paragraph.start):
        return False
    if layout.kind_at(name.start) in ("caption", "credit"):
        return True
    head = text[max(paragraph.start, name.start - 90) : name.start]
    closed = not text[name.end : name.end + 2].strip(" \u00a0")[:1].isalpha()
    if _photo_before(head, agencies, closed):
        return True
    if _is_pair(text, name, agencies):
        return False
    if _PHOTO_AFTER.match(text, name.end, paragraph.end):
        return True
    # [Ammar El Bushy/Anadolu Agency], [AFP]: square brackets around nothing but a credit. Behind a sentence
    # of an article, "[PTI]" closes that.
    opening = head.rfind("[")
    closing = text.find("]", name.end, min(name.end + 26, paragraph.end))
    if (
        opening >= 0
        and closing >= 0
        and "]" not in head[opening:]
        and _is_names(head[opening + 1 :] + text[name.end : closing])
    ):
        alone = not head[opening + 1 :].strip() and closing == name.end
        return not (alone and closes_sentence(head[:opening]) and is_prose(text, paragraph))
    shows = _BEHIND_BRACKET.match(text, name.end, paragraph.end) if head.strip() in BRACKETS else None
    if shows and fold(shows.group(1)) in agencies.words["photo"]:
        return True  # (NAME) صورة من الأرشيف
    if head.rstrip().endswith("|") and TAG_END.fullmatch(text, name.end, paragraph.end):
        shown = text[paragraph.start : name.start].rstrip(" |")
        if len(shown.split()) > 2 and not shown.startswith("By ") and not is_prose(text, paragraph):
            return True  # View of the port. | NAME
    if _CREDIT_LABEL.search(head) and head.strip(" ([")[:6].casefold() != "credit":
        return True
    if _stands_below_picture(layout, name, paragraph, head):
        return True
    if _VIA.search(head) and text.startswith(")", name.end) and _is_names(head[head.rfind("(") :]):
        return True
    signed = text[paragraph.start : name.start].partition(" ")[0].casefold() in AUTHORED
    if signed and layout.is_top(paragraph.start):
        return False  # By Jane Roe | NAME
    if _PERSON_SLASH.search(head) and not (_CLOSED_BEFORE.search(head) or _OWNS.match(text, name.end)):
        slashed = _BEFORE_SLASH.search(head)
        return slashed is None or slashed.group(1) not in agencies.names
    return (
        len(paragraph) < CAPTION
        and head.rstrip()[-1:] in ("(", "/", "[", "|")
        and TAG_END.fullmatch(text, name.end, paragraph.end) is not None
        and _PICTURE.search(text, paragraph.start, paragraph.end) is not None
    )


_PAIR = re.compile(r"/((?:[A-Z][\w’'-]* ?){1,3})")
_PAIR_BEFORE = re.compile(r"((?:[A-Z][\w’'-]* ?){1,3})/$")


def _is_pair(text: str, name: Span, agencies: Agencies) -> bool:
    """Whether a name stands at a stroke with another of several words, before a word: NAME/NAME poll."""
    behind = _PAIR.match(text, name.end)
    before = _PAIR_BEFORE.search(text, max(0, name.start - NAME), name.start)
    other = behind.group(1) if behind else before.group(1) if before else ""
    words = other.split()
    end = behind.end() if behind else name.end + 1
    goes_on = text[end : end + 1].islower()
    parts = [words[:count] if behind else words[-count:] for count in range(2, len(words) + 1)]
    return goes_on and any(" ".join(part) in agencies.names for part in parts)


def _stands_below_picture(layout: Layout, name: Span, paragraph: Span, head: str) -> bool:
    """Whether a short line that is no sentence ends with "(NAME)", as a caption does."""
    text = layout.text
    head = without_noun(head, layout.words["media"])
    if (
        len(paragraph) > CAPTION
        or head.rstrip()[-1:] not in BRACKETS
        or not CLOSING.fullmatch(text, name.end, paragraph.end)
    ):
        return False
    line = without_noun(text[paragraph.start : name.start], layout.words["media"]).rstrip(" (（")
    if line.partition(" ")[0].casefold() in AUTHORED and layout.is_top(paragraph.start):
        return False  # By Jane Roe (NAME)
    if not line or line.isupper() or layout.kind_at(paragraph.start) == "headline":
        return False
    return not is_prose(text, paragraph) and not _SENTENCE_MARK.search(line)


def _photo_before(head: str, agencies: Agencies, closed: bool) -> bool:
    """Whether "photo" leads to the name over nothing but names and "by": "File photo: X Y/NAME".
    "A video was verified, he told NAME" does not. `closed`: no word follows, so that a person and a comma may
    stand before the name: PHOTO X Y, NAME"""
    tokens = WORDS.findall(head[-70:])
    caseless, later = False, ""
    for token in reversed(tokens[-_PHOTO_REACH:]):
        folded = fold(token)
        if folded in agencies.words["photo"] or token == "©":
            if token[0] >= "\u0600" and later != ":" and not closed:
                return False  # صور NAME من الجو: a sentence of pictures of NAME
            return (not caseless or later == ":") and later != ","
        named = token in agencies.names
        if token[0].isalpha() and not token[0].isupper() and folded not in _PHOTO_BETWEEN and not named:
            if token[0].islower():
                return False
            caseless = True  # Arabic has no capitals: only words behind "photo:" are names.
        later = token
        if token in ';!?"“”' or (token == "," and not closed):
            return False
    return False


def _is_names(words: str) -> bool:
    return all(word[0].isupper() or word in _NAME_PARTICLES for word in LETTERS.findall(words))


_SOLD_FOR = re.compile(r"\s?/\s?(\w+(?: (?:Images|Press|Photo|News)\b)?)")
_LIBRARY = 8
"""Code points between an agency and the library of its pictures."""


def is_second(text: str, name_end: int, behind: int | None, agencies: Agencies) -> bool:
    """Whether a picture library stands beside the agency whose picture it sells: AFP/Getty Images. `behind`:
    how far behind the last credit of a picture it stands, None where there is none."""
    if behind is not None and behind <= _LIBRARY:
        return True
    sold = _SOLD_FOR.match(text, name_end)
    return sold is not None and agencies.named(sold.group(1)) is not None
