"""The words behind a name that make it a credit, "NAME reported", and those written together with it."""

from __future__ import annotations

import re
from functools import lru_cache

from provenance.agencies import Agencies
from provenance.agency_phrases import WORDS, fold
from provenance.wording import BETWEEN, NOUN, QUOTE_MARKS, REACH, Wording

_RELATIVE = frozenset(
    ("which", "whose", "qui", "dont", "die", "das", "der", "que", "который", "которая", "которое")
)
_APPOSITION = frozenset((",", "،", "(", "–", "—"))
_OF = frozenset(("of", "from", "in"))
_PASSIVE = frozenset(("was", "were"))
_PHRASE_AFTER = 5
"""Words of the longest phrase: was the first to report."""
_AND_OTHERS = re.compile(
    r"[“”»\"]?\s(?:\w+ )?(?:and|und|et|y|e|и|i) (?:[^\s.,;:!?“”„«»\"]+ ){0,3}"
    r"(?:newspapers|papers|agencies|media|outlets|stations|broadcasters|channels|websites|Medien|Zeitungen|"
    r"Agenturen|médias|journaux|agences|medios|diarios|agencias|media|giornali|agenzie|СМИ|издания) "
    r"(?:have |had |haben |hatten |ont |han |hanno )?(?:also )?"
    r"(?:said|say|reported|report|quoted|berichten|berichteten|meldeten|melden|rapporté|rapportent|"
    r"annoncé|informan|informaron|informado|riferiscono|riferito|scrivono|сообщили|сообщают|пишут|написали)\b"
)
"""NAME and other newspapers reported."""
_JOINED = 24
"""Code points. A phrase written together with a name is shorter."""
_SENTENCE = 200
"""Code points between a name and the verb at the end of its sentence."""
_AROUND = " \u00a0\u200b《》〈〉「」『』“”‘’\"'"
"""What may stand between a name and a phrase written together with it."""
_SENTENCE_STOP = re.compile(r"[。！？!?।\n]|\.(?=\s|$)")
_VERB_LAST = re.compile(
    r"[“”»\"]?\s(?:hatten?|haben?|hat)\s(?:[^.!?,;:\n„“]{0,80}\s)?(?:berichtet|gemeldet|geschrieben|enthüllt)\b"
    r"|[“”»\"]?\s(?:aus|unter|von|mit|am|vorab|exklusiv|in)\s(?:[^.!?,;:\n„“]{0,60}\s)?"
    r"(?:erfuhr|berichtete?|meldete?|schreibt|schrieb|erfahren hat|berichtet hat|berichtet hatte)\b"
)
"""German closes its clauses with the verb: hatte zuerst über den Fall berichtet."""
_SHOW = re.compile(r"[-‑](?:[A-Z]\w+ )?[„“»«\"][^„“”»«\"\n]{2,40}[“”»«\"]")
"""Im NAME-„Morgenmagazin“ sagte"""
_VERB_FIRST = frozenset("hauvmei")


@lru_cache(maxsize=4)
def _first_words(agencies: Agencies) -> frozenset[str]:
    """The first words of the phrases behind a name."""
    return frozenset(phrase.partition(" ")[0] for phrase in agencies.after)


def after(text: str, name_end: int, limit: int, agencies: Agencies, name_start: int = -1) -> Wording | None:
    """The wording that begins after a name; `limit` is where its paragraph ends. Steps over an apposition:
    "NAME, the state news agency, reported". `name_start` is for phrases with a part before the name: im NAME
    sagte."""
    stop = min(limit, name_end + REACH)
    if show := _SHOW.match(text, name_end, stop):
        name_end = show.end()
    if text[name_end : name_end + 4].strip('“”»" ')[:1] in _VERB_FIRST and (
        last := _VERB_LAST.match(text, name_end, stop)
    ):
        return Wording("reports", name_end, last.end(), False)
    if (others := _AND_OTHERS.match(text, name_end, stop)) is not None:
        return Wording("reports", name_end, others.end(), True)
    found = [match for match in WORDS.finditer(text, name_end, stop) if match.group() not in QUOTE_MARKS]
    matches = [(fold(match.group()), match.end()) for match in found]
    place, noun, placed, apposed = 0, False, False, False
    said = len(matches) > 1 and matches[0][0] == "," and matches[1][0] in _first_words(agencies)
    if said and _is_apposed(text, name_start, agencies):
        place, noun = 1, True  # the news agency, NAME, said
    for _ in range(BETWEEN):
        if place < len(matches) and not apposed and matches[place][0] in _APPOSITION:
            mark = matches[place][0]
            closing = ")" if mark == "(" else mark
            inner = [word for word, _ in matches[place + 1 : place + 18]]
            if closing not in inner or "." in inner[: inner.index(closing)]:
                return None
            length = inner.index(closing)
            noun = noun or bool(agencies.words["media"] & set(inner[:length]))
            place, apposed = place + 2 + length, inner[0] not in _RELATIVE
            continue
        opens = place < len(matches) and matches[place][0] in _first_words(agencies)
        for length in range(_PHRASE_AFTER, 0, -1) if opens else ():
            phrase = " ".join(word for word, _ in matches[place : place + length])
            for head, role in agencies.after.get(phrase, ()):
                if place and matches[place - 1][0] in _PASSIVE:
                    return None  # A NAME reporter was asked to leave.
                if head and (placed or not _ends_with(text, name_start, head)):
                    continue
                # An apposition without a noun for an outlet may be anything.
                role = "said" if apposed and role == "reports" and not noun else role
                return Wording(role, name_end, matches[min(place + length, len(matches)) - 1][1], noun)
        if place >= len(matches):
            return None
        word = matches[place][0]
        # NAME newspaper of Hong Kong said, a NAME report from New York quoted
        # NAME's Dana Marsh reported
        owned = placed or (place == 1 and matches[0][0] == "s")
        placed = (owned and found[place].group()[0].isupper()) or (
            word in _OF and place > 0 and (noun or matches[place - 1][0] in ("report", "dispatch", "story"))
        )
        origin = word.startswith("ال") and word.endswith(("ية", "ي"))
        if word not in agencies.words["pause"] and not placed and not origin:
            return None
        noun = noun or word in agencies.words["media"] or word in agencies.words["reporters"]
        place += 1
    return None


def _is_apposed(text: str, name_start: int, agencies: Agencies) -> bool:
    """Whether a noun for an outlet and a comma stand before a name."""
    words = WORDS.findall(fold(text[max(0, name_start - NOUN) : name_start])) if name_start > 0 else []
    return words[-1:] == [","] and len(words) > 1 and words[-2] in agencies.words["media"]


def _ends_with(text: str, name_start: int, head: str) -> bool:
    """Whether the words before a name end with these."""
    if name_start < 0:
        return False
    words = WORDS.findall(fold(text[max(0, name_start - NOUN) : name_start]))
    while words and words[-1] in QUOTE_MARKS:
        words.pop()
    return f" {' '.join(words)}".endswith(f" {head}")


@lru_cache(maxsize=4)
def _edges(agencies: Agencies) -> tuple[frozenset[str], frozenset[str], frozenset[str]]:
    """The characters with which phrases written together with a name begin behind it, or end before it."""
    return (
        frozenset(phrase[:1] for phrase, _, _ in agencies.joined_after),
        frozenset(phrase[:1] for phrase, _, _ in agencies.joined_around),
        frozenset(phrase[-1:] for phrase, _ in agencies.joined_before),
    )


def joined(text: str, name: tuple[int, int], limits: tuple[int, int], agencies: Agencies) -> Wording | None:
    """The wording written together with a name, in languages that part no words or put endings to names.

    `name` and `limits`: the offsets of the name and of its paragraph (half-open).
    """
    start, end = name
    head = text[max(limits[0], start - _JOINED) : start].rstrip(_AROUND)
    between = text[end : min(limits[1], end + _JOINED)]
    tail = between.lstrip(_AROUND)
    begin = end + len(between) - len(tail)
    behind_first, around_first, before_last = _edges(agencies)
    for phrase, before_name, role in agencies.joined_after if tail[:1] in behind_first else ():
        if tail.startswith(phrase) and head.endswith(before_name):
            return Wording(role, start, begin + len(phrase), False)
    for behind, later, role in agencies.joined_around if tail[:1] in around_first else ():
        if tail.startswith(behind):
            limit = min(limits[1], begin + _SENTENCE)
            stop = _SENTENCE_STOP.search(text, begin, limit)
            at = text.find(later, begin + len(behind), stop.start() if stop else limit)
            if at >= 0:
                return Wording(role, start, at + len(later), False)
    for phrase, role in agencies.joined_before if head[-1:] in before_last else ():
        if head.endswith(phrase):
            return Wording(role, max(limits[0], start - _JOINED) + len(head) - len(phrase), end, False)
    return None
