"""Names that are those of something else: Mr Kyodo, Ford Focus, the Palestinian Authority (PA)."""

from __future__ import annotations

import re

from provenance import subjects
from provenance.agencies import Agencies, Agency
from provenance.mentions import Place

_ADDRESS = re.compile(
    r"(?<!\w)(?:Mr|Mrs|Ms|Dr|Sir|Herrn?|Frau|Señora?|Sra?|Monsieur|Madame|Mme|Signora?|Pani?|господин|г-н|г-жа)\.?\s$"
)
_ARABIC_AGENCY = re.compile(r"(?:وكالة|نباء)\s$")
_GOES_ON = re.compile(r" of [A-Z]| Agency\b")
_CAPITAL = re.compile(r"(?<!\w)([A-Z][a-z]{2,})\s$")
_NO_NAMES = ("skip", "openers", "media", "time", "weak_next")


def is_longer(text: str, place: Place, agencies: Agencies) -> bool:
    """Whether the name at a place is part of a longer one: Zambia Daily Mail, The Times of Zambia."""
    return _GOES_ON.match(text, place.end) is not None or _follows_capital(text, place.start, agencies)


def is_namesake(text: str, place: Place, form: str, agency: Agency, agencies: Agencies) -> bool:
    """Whether the words around a name show that it is that of somebody or something else."""
    if _ADDRESS.search(text, max(0, place.start - 12), place.start):
        return True  # Mr Kyodo
    outlet = agency.kind == "outlet"
    if outlet and (agency.weak or " " in form) and subjects.compound(text, place.end, agencies):
        return True  # Stern-Apotheke
    if agency.weak and form[0].isascii() and place.start and text[place.start - 1] in "-‑":
        return True  # Al-Rai is not Rai.
    if not (agency.weak and outlet):
        return False
    if _ARABIC_AGENCY.search(text, max(0, place.start - 12), place.start):
        return True  # وكالة أنباء الجمهورية is no paper
    return _follows_capital(text, place.start, agencies)  # Ford Focus


def stands_for_another(text: str, form: str) -> bool:
    """Whether the text says what else an abbreviation stands for: "Palestinian Authority (PA)"."""
    at = text.find(f"({form})")
    before = text[max(0, at - 60) : at] if at > 0 else ""
    initials = "".join(word[0] for word in re.findall(r"[^\W\d_]\w+", before) if word[0].isupper())
    return bool(initials) and initials.endswith(form)


def _follows_capital(text: str, start: int, agencies: Agencies) -> bool:
    """Whether a capitalised word stands before a name that no wording has: a first name, a maker's."""
    match = _CAPITAL.search(text, max(0, start - 24), start)
    if match is None:
        return False
    word, words = match.group(1).casefold(), agencies.words
    return not (word in agencies.before or any(word in words[key] for key in _NO_NAMES))
