"""The words before and after a name that make it a credit: "told NAME", "NAME reported"."""

from __future__ import annotations

import re
from dataclasses import dataclass

from provenance.agencies import Agencies
from provenance.agency_phrases import WORDS, Phrases, fold

REACH = 110
"""Code points of context on each side: some 18 words."""
BETWEEN = 7
"""Words between a phrase and the name: "told the semi-official Iranian student news agency NAME"."""
_ADJECTIVES = 2
"""Words that no list knows beside a noun for an outlet: the long-running satirical weekly NAME."""
_ROMANCE = re.compile(
    r"(?:ien|ienne|aise?|oise?|aine?|ole?|ande?|ale?|elle?|ive?|ique|aire|euse?|eux|ière?|ée?|iste|ante?|"
    r"an[oa]|in[oa]|ic[oa]|ese|esa|[éê]s|eñ[oa]|ense|yo|ya|ari[oa]|iv[oa]|os[oa]|ista|al|ar)$"
)
_SLAVIC = re.compile(
    r"(?:ая|яя|ое|ее|ий|ый|ой|ого|его|ому|ему|ым|им|ую|юю|ые|ие|ых|их|ська|ської|ський|ське)$"
)
"""Endings of adjectives, where one stands behind its noun and where before it."""
_PARTICLES = frozenset(
    ("of", "at", "for", "from", "that", "de", "del", "du", "des", "d", "l", "la", "le", "les", "el", "los",
     "las", "the", "a", "an", "di", "della", "dell", "da", "do", "der", "die", "das", "dem", "den", "von",
     "van", "het")
)  # fmt: skip
_TATWEEL = frozenset(("لـ", "ل"))
_HEAD = 9
"""Words between the two halves of a phrase: "dijo el ministro a NAME"."""
_TOWARDS = frozenset(("к", "ко", "по", "благодаря", "вопреки", "до"))
_PHRASE = 4
_APART = {
    "au": "à", "aux": "à", "du": "de", "des": "de", "al": "a", "del": "de", "alla": "a", "all": "a",
    "dal": "da", "dalla": "da", "dall": "da", "sul": "su", "sulla": "su", "sull": "su", "ao": "a", "à": "a",
    "pelo": "por", "pela": "por",
}  # fmt: skip
"""Prepositions that hold an article, without it."""
NOUN = 24
"""Code points. A noun before a name is shorter."""
_CONJUNCTIONS = frozenset("وف")
"""Arabic writes them with the word that they lead to."""
_DATIVE = re.compile(r"[А-ЯЁ][а-яё]*(?:ям|ам|у)\b|[А-ЯЁ][а-яё]+(?:ой|ому) [а-я]+[еу]\b")
_NO_CASES = re.compile(r"[А-ЯЁA-Z]{3,}\b|[A-Z]")
"""A name that has no cases: РБК, Reuters."""
_NEWSROOM = ("skip", "media", "reporters")
_GERMAN_OF = frozenset(("der", "des"))
_GERMAN_OWN = frozenset(("der", "die", "das", "ein", "eine"))
_GERMAN_THE = frozenset(("der", "dem", "den"))
CLAUSE = frozenset(",.;:!?")
_BRACKETS = frozenset("(（")
QUOTE_MARKS = frozenset("«»“”„\"'‘’")


@dataclass(frozen=True, slots=True)
class Wording:
    """The wording of a credit from `start` to `end` (half-open, the name inside or beside it), and its role.

    `noun`: a noun for an outlet stands with the name, so that it can't be anything else.
    """

    role: str
    start: int
    end: int
    noun: bool


def before(
    text: str,
    name_start: int,
    limit: int,
    agencies: Agencies,
    prefix: str = "",
    *,
    subject: bool = False,
    apposed: bool = False,
) -> Wording | None:
    """The wording that ends at a name. `limit`: where its paragraph begins; `prefix`: written with it;
    `subject`: it follows its noun in the nominative; `apposed`: it may stand in commas behind its noun."""
    start = max(limit, name_start - REACH)
    matches = [(match.group(), match.start()) for match in WORDS.finditer(text, start, name_start)]
    if start > limit and matches:
        matches = matches[1:]  # The first word is cut.
    words = [fold(word) for word, _ in matches]
    offsets = [offset for _, offset in matches]
    raw = [word for word, _ in matches]
    if prefix:
        words.append(prefix + "+")
        raw.append(prefix + "+")
        offsets.append(name_start)
    if prefix and len(words) > 1 and words[-2] in agencies.words["holders"]:
        return None  # مراسل سابق لNAME: somebody who was one of its own
    if prefix == "ل" and len(words) > 1 and words[-2] in agencies.words["reporters"]:
        return Wording("reports", offsets[-2], name_start, True)  # قال مصور لNAME
    noun = False
    adjectives = 0
    end = len(words)
    for _ in range(BETWEEN):
        if end and end == len(words) and words[end - 1] in _BRACKETS:
            end -= 1
            noun_at = max(
                (place for place in range(end) if words[place] in agencies.words["media"]), default=end
            )
            if end - noun_at <= BETWEEN:
                end, noun = noun_at, noun or noun_at < end  # وكالة أنباء الصين الجديدة (NAME)
        if end and end == len(words) and words[end - 1] in QUOTE_MARKS:
            end -= 1
        if not end:
            return None
        if found := phrase_at(words, end, agencies.before):
            role, length = found
            # сообщил портал NAME: to be told, it would stand in another case.
            role = "reports" if subject and role == "told" else role
            if length == 1 and end > 1 and words[end - 2] in _TOWARDS:
                return None  # иск к газете «NAME»
            # وأفاد مراسل NAME: the phrase itself says who reports.
            noun = noun or any(
                word[0] > "\u0400" and word in agencies.words["reporters"]
                for word in words[end - length : end]
            )
            return Wording(role, offsets[end - length], name_start, noun)
        word = words[end - 1]
        if word in _TATWEEL:
            # لـ«NAME»: the preposition stands before a quote mark or a foreign name.
            words[end - 1] = raw[end - 1] = "ل+"
            continue
        subject = subject or word in agencies.words["subjects"]
        noun = noun or word in agencies.words["media"]
        noun = noun or (word[0] > "\u0400" and word in agencies.words["reporters"])
        if word.startswith("ل") and word[1:] in agencies.words["skip"]:
            # The preposition is written with the noun before the name: لوكالة NAME.
            words[end - 1 : end] = [word[1:]]
            words.insert(end - 1, "ل+")
            offsets.insert(end - 1, offsets[end - 1])
            raw.insert(end - 1, "ل+")
            noun = True
            if end > 1 and words[end - 2] in agencies.words["holders"]:
                return None  # مراسل سابق لوكالة NAME
            continue
        if apposed and word == "," and not noun and end > 1 and words[end - 2] in agencies.words["media"]:
            noun, end = True, end - 1
            continue  # told a local paper, the NAME, that
        # الأنباء السورية: an adjective of origin, which every country has.
        nisba = word.startswith("ال") and word.endswith("ية")
        if _of_other(words, raw, end) and not any(word in agencies.words[key] for key in _NEWSROOM):
            return None  # meldete der Kapitän der „NAME“
        if word not in agencies.words["skip"] and not nisba and not raw[end - 1][0].isupper():
            if adjectives < _ADJECTIVES and _describes(words, end, noun, agencies):
                adjectives += 1
                end -= 1
                continue
            return _far_before(text, name_start, words, offsets, agencies)
        end -= 1
    return None


def _of_other(words: list[str], raw: list[str], end: int) -> bool:
    """Whether a German noun before `end` is who speaks, and the name behind its article whose."""
    return (
        raw[end - 1][0].isupper()
        and end < len(words)
        and words[end] in _GERMAN_OF
        and end > 1
        and words[end - 2] in _GERMAN_OWN
    )


def _describes(words: list[str], end: int, noun: bool, agencies: Agencies) -> bool:
    """Whether an unknown word before `end` says what a noun for an outlet is: le quotidien argentin NAME,
    влиятельная газета NAME, the satirical weekly NAME. `noun`: that stands behind the word."""
    word = words[end - 1]
    if not word.isalpha():
        return False
    if not noun:
        behind = end > 1 and words[end - 2] in agencies.words["media"]
        return behind and len(word) > 4 and _ROMANCE.search(word) is not None
    if end >= len(words) or words[end] in _PARTICLES or word in agencies.words["holders"]:
        return False
    if word[0] >= "\u0400":
        return _SLAVIC.search(word) is not None
    return word not in _PARTICLES and word not in agencies.words["reporters"]


_SHORTEST = 3
"""Letters. Words of so many are conjunctions and prepositions."""
_INSIDERS = (
    "представител", "сотрудни", "корреспондент", "журналист", "ведущ", "редактор", "продюсер", "обозревател",
    "аналитик", "эксперт", "экономист", "менеджер", "служб", "секретар", "вице", "зам", "член", "инвестор",
    "акционер", "партн", "клиент", "автор", "колумнист", "читател", "зрител", "слушател", "фотограф",
    "оператор",
)  # fmt: skip
"""How words for people begin that may belong to an outlet: заявил представитель NAME."""


def is_insider(word: str, agencies: Agencies) -> bool:
    """Whether a folded Russian word before a name is one for somebody of its own."""
    return word.startswith(_INSIDERS) or word in agencies.words["holders"]


def _is_outsider(word: str, agencies: Agencies) -> bool:
    """Whether a folded Russian word right before a name can be one for somebody who tells it something."""
    return len(word) > _SHORTEST and word not in agencies.words["skip"] and not is_insider(word, agencies)


def _far_before(
    text: str, name_start: int, words: list[str], offsets: list[int], agencies: Agencies
) -> Wording | None:
    """The wording of a verb with its subject between itself and the name: "сообщил глава «Известиям»"."""
    entries = agencies.before.get("", ())
    if not entries or max(words[-2:]) < "\u0400":
        return None
    for place in range(len(words) - 2, max(-1, len(words) - _HEAD - 1), -1):
        word = words[place]
        if word in CLAUSE:
            return None
        role = next((role for head, role in entries if head in (word, word.lstrip("وف"))), "")
        if role:
            # In the nominative the name would be what the subject belongs to: капитан «Динамо».
            indeclinable = _NO_CASES.match(text, name_start) and _is_outsider(words[-1], agencies)
            if (
                role == "told"
                and word[0] < "\u0600"
                and not (indeclinable or _DATIVE.match(text, name_start))
            ):
                return None
            return Wording(role, offsets[place], name_start, False)
    return None


def phrase_at(words: list[str], end: int, phrases: Phrases) -> tuple[str, int] | None:
    """The role and the length in words of the longest phrase that ends before `end`."""
    for length in range(min(_PHRASE, end), 0, -1):
        tail = words[end - length : end]
        entries = phrases.get(" ".join(tail), ())
        if tail[-1] in _APART:
            entries = (*entries, *phrases.get(" ".join((*tail[:-1], _APART[tail[-1]])), ()))
        if not entries and tail[0][0] in _CONJUNCTIONS:
            entries = phrases.get(" ".join((tail[0][1:], *tail[1:])), ())
        heads = words[max(0, end - length - _HEAD) : end - length] if entries else []
        near = frozenset(heads)
        for head, role in entries:
            if not head:
                return role, length
            if head.partition(" ")[0] not in near:
                continue
            if heads[-1] == "," and tail[0] in _GERMAN_THE:
                continue  # sagte, der NAME: another clause, as in sagte ab, meldet der NAME
            wanted = head.split()
            for place in range(len(heads) - len(wanted), -1, -1):
                apart = tail[0] in _GERMAN_THE and heads[place:].count(",") % 2
                if heads[place : place + len(wanted)] == wanted and not apart:
                    return role, length + len(heads) - place
    return None


def noun_before(text: str, name_start: int, limit: int, agencies: Agencies) -> bool:
    """Whether a noun for an outlet stands right before a name, or before an adjective there: "the news agency
    NAME", « l'agence officielle NAME »."""
    words = WORDS.findall(fold(text[max(limit, name_start - NOUN) : name_start]))
    if len(words) > 1 and words[-1] not in agencies.words["media"] and words[-1] in agencies.words["skip"]:
        words.pop()
    return bool(words) and words[-1] in agencies.words["media"]


def adjoining(text: str, name_end: int, limit: int) -> str:
    """The word or mark after a name, as it stands; empty at the end of the paragraph."""
    match = WORDS.search(text, name_end, min(limit, name_end + REACH))
    return match.group() if match else ""
