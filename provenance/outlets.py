"""Outlets that no list knows: the text itself calls them a newspaper, a website, a channel."""

from __future__ import annotations

import re
from dataclasses import dataclass, replace

from provenance.agencies import Agencies
from provenance.agency_phrases import fold
from provenance.capital_runs import JOINING, RUN, is_gap, parts_of, run_left, run_right
from provenance.mentions import Place
from provenance.spans import Span

_APPOSITION = 90
_MARKED = re.compile(r"\s*[«“„\"]([^«»“”„\"\n]{2,40})[»”“\"]")
_PLACED = re.compile(
    r"\s*(?:,|،|[.;!?](?=\s|$)|$|\s(?:based|in|that|which|of|run|close|linked|affiliated|owned|funded|"
    r"backed|known|with|and|covering|for|named|called)\b)"
)
_STOPS = frozenset(("", ".", ";", "!", "?"))
_OF_NEWS = re.compile(r"\b(?:news|press|information|radio|television|tv)\s$", re.IGNORECASE)
_OF_TRADE = re.compile(r"\b(?:trade|industry|medical|scientific|student|party)\s(?:paper|journal)$")
_PRINT = frozenset(("newspaper", "magazine", "tabloid", "broadsheet"))
"""Nouns that nothing else has, so that the name of a paper may have any words behind them: the magazine
Defence Weekly."""
_OWN = re.compile(r"['’]s(?=\s[A-Z])")
"""the trade paper Ward's Automotive Reports"""
_ARTICLE = re.compile(r"\b(?:an?|the|its|their|his|her|this|that|another|one)\s+$", re.IGNORECASE)
_BEFORE_NOUN = re.compile(r",\s+(?:\w[\w’'.&-]*\s+){1,6}$")
_LINKING = frozenset(
    ("of", "for", "at", "with", "from", "by", "on", "in", "who", "whose", "to", "editor", "reporter")
)
_OF_GERMAN = frozenset(("der", "den", "des", "für"))
_ARTICLES = frozenset(("the", "le", "la", "al", "el", "der", "die", "das", "il", "de", "het", "o", "a"))


@dataclass(frozen=True, slots=True)
class Outlet:
    """An outlet as the text names it. `start`, `end`: its name; `context_start`, `context_end`: + its noun.

    `sure` is False where the name could be that of something else than an outlet.
    """

    name: str
    start: int
    end: int
    context_start: int
    context_end: int
    sure: bool


def outlet_at(text: str, place: Place, begin: int, end: int, agencies: Agencies) -> Outlet | None:
    """The outlet that the noun at `place` belongs to, in the paragraph from `begin` to `end`, or None."""
    noun = text[place.start : place.end]
    found = None
    if "\u0600" <= noun[0] <= "\u06ff":
        found = _marked(text, place, end)
        # Its wording reads the noun too, with the preposition that is written with it.
        found = (
            replace(found, context_start=found.start - 1) if found else _arabic(text, place, end, agencies)
        )
    elif fold(noun) in agencies.words["media"] and not noun[0].isupper():
        found = _marked(text, place, end) or _apposition(text, place, begin, end)
        found = found or _following(text, place, end, agencies) or _preceding(text, place, begin, agencies)
    elif fold(noun) in agencies.words["media"] and noun not in agencies.words["named"]:
        found = _marked(text, place, end)  # Телеканал «NAME», dem Portal „NAME“
    elif noun in agencies.words["named"]:
        found = _marked(text, place, end) if fold(noun) in agencies.words["media"] else None
        found = found or _containing(text, place, begin, end, agencies)
    if (
        found
        and not noun[0].isupper()
        and fold(noun) in agencies.words["vague"]
        and not _OF_NEWS.search(text, max(begin, place.start - 24), place.start)
        and not _OF_TRADE.search(text, max(begin, place.start - 24), place.end)
    ):
        return None  # An agency can be anything; a news agency is an outlet.
    if (
        found
        and noun in _PRINT
        and found.start > place.end
        and parts_of(found.name)[-1] in agencies.words["named"]
    ):
        return found
    if found is None or any(part.casefold() in agencies.words["official"] for part in parts_of(found.name)):
        return None
    return found


def _marked(text: str, place: Place, end: int) -> Outlet | None:
    """газета «ИМЯ», صحيفة «...»: the name in quote marks after its noun."""
    match = _MARKED.match(text, place.end, end)
    if not match:
        return None
    return Outlet(match.group(1).strip(), match.start(1), match.end(1), place.start, match.end(), True)


def _apposition(text: str, place: Place, begin: int, end: int) -> Outlet | None:
    """NAME, an opposition news website, ...: the noun must be what NAME is, not whom it works for."""
    head = _BEFORE_NOUN.search(text[max(begin, place.start - _APPOSITION) : place.start])
    placed = _PLACED.match(text, place.end, end)
    if not head or not placed:
        return None
    words = head.group()[1:].split()
    if _LINKING & {word.casefold() for word in words} or (not words[0][0].islower() and "’" not in words[0]):
        return None
    comma = place.start - len(head.group())
    run = run_left(text, comma, begin, frozenset())
    if run is None:
        return None
    closes = placed.group().strip() in _STOPS or "," in text[place.end : min(end, place.end + _APPOSITION)]
    if not closes:
        return None
    if text.startswith("The ", run):
        run += 4
    return Outlet(" ".join(text[run:comma].split()), run, comma, run, comma, True)


def _following(text: str, place: Place, end: int, agencies: Agencies) -> Outlet | None:
    """the opposition website NAME: a name right after its noun."""
    start = place.end + 1
    if not is_gap(text[place.end : start]):
        return None
    stop = run_right(text, place.end, min(end, place.end + RUN), agencies)
    if stop <= start or text[start:stop].casefold() in agencies.words["time"]:
        return None
    if owner := _OWN.match(text, stop):
        stop = run_right(text, owner.end(), min(end, place.end + RUN), agencies)
    first = parts_of(text[start:stop])[0]
    if not (first[0].isupper() or first[0].isdigit() or first.casefold() in _ARTICLES or "-" in first):
        return None  # the newspaper of the Party
    return Outlet(" ".join(text[start:stop].split()), start, stop, place.start, stop, True)


_ARABIC_WORD = re.compile(r"\s([\u0621-\u064a]+)")
_ARABIC_ENDS = frozenset(("نيوز", "تايمز", "بوست", "أونلاين", "نت", "برس", "تريبيون", "بلس"))
_ARABIC_NAME = 3
"""Words of a name that no capital marks."""


def _arabic(text: str, place: Place, end: int, agencies: Agencies) -> Outlet | None:
    """صحيفة NAME: as far as the words can be a name, for Arabic has no capitals."""
    if fold(text[place.start : place.end]).removeprefix("ل") in agencies.words["vague"]:
        return None
    words: list[str] = []
    stop = place.end
    while len(words) < _ARABIC_NAME and (match := _ARABIC_WORD.match(text, stop, end)):
        word = match.group(1)
        definite = word.startswith("ال")
        if any(fold(word) in agencies.words[key] for key in ("weak_next", "skip", "time")):
            break
        if not words and not definite and word.endswith(("ة", "ي")):
            return None  # صحيفة محلية: of no name
        if words and not definite and word not in _ARABIC_ENDS:
            break
        if words and word.endswith(("ية", "يه")):
            break  # where it comes from
        words.append(word)
        stop = match.end()
    if not words or (len(words) == 1 and not words[0].startswith("ال")):
        return None
    start = place.end + 1
    return Outlet(" ".join(words), start, stop, start, stop, True)


_OWNER = re.compile(r"[^\n]{1,40}?[’']s\s+(?=\S)")
_BASED = re.compile(r"[\w-]+-based\s+")


def _preceding(text: str, place: Place, begin: int, agencies: Agencies) -> Outlet | None:
    """told NAME news agency: a name right before the news noun, not the country of one that stays unnamed.

    An adjective of origin comes with an article ("a Syrian news agency"), an acronym may.
    """
    news = _OF_NEWS.search(text, max(begin, place.start - 24), place.start)
    stop = (news.start() if news else place.start) - 1
    run = run_left(text, stop, begin, agencies.words["openers"]) if stop > begin else None
    if run is None or not is_gap(text[stop : stop + 1]):
        return None
    based = _BASED.match(text, run, stop)
    if based:
        run = based.end()
        return Outlet(
            " ".join(text[run:stop].split()), run, stop, run, place.end, True
        )  # the Lagos-based Punch
    owner = _OWNER.match(text, run, stop)
    if owner:
        run = owner.end()  # South Korea's NAME news agency
    name = text[run:stop]
    article = _ARTICLE.search(text, max(begin, run - 12), run)
    indefinite = article is not None and article.group().split()[0].casefold() != "the"
    whole = Span(run + 4 if name.startswith("The ") else run, place.start - 1)
    title = whole.cut(text)
    if not indefinite and not name.isupper() and _is_title(title, agencies, article or whole.start > run):
        # told the Valley Echo newspaper, the Al-Anbaa daily, Ming Pao newspaper
        return Outlet(" ".join(title.split()), whole.start, whole.end, whole.start, place.end, True)
    within = text[max(begin, run - 2) : run].strip().isalnum()
    if name.startswith("The ") and within and len(title.split()) == 1 and not _ORIGIN.search(title):
        return Outlet(
            title, whole.start, whole.end, whole.start, place.end, True
        )  # told The Cricketer magazine
    if not name.isupper() and (article or not news or len(parts_of(name)) > 3):
        return None
    return Outlet(" ".join(name.split()), run, stop, run, place.end, name.isupper() or news is not None)


_ARABIC_ARTICLE = re.compile(r"(?:[Aa]l|[Ee]l|[Aa]n|[Aa]sh|[Aa]s|[Aa]r|[Aa]d)-[A-Z]")
_PLACES = frozenset(
    (
        "new", "san", "santa", "los", "las", "la", "saint", "st", "sri", "saudi", "hong", "north", "south",
        "west", "east", "northern", "southern", "western", "eastern", "central", "upper", "lower", "united",
        "great", "buenos", "rio", "cape", "tel", "abu", "kuala", "addis", "costa", "puerto", "sierra",
        "burkina", "el", "papua", "ivory", "mexico", "port", "fort", "mount", "lake", "são", "phnom",
    )
)  # fmt: skip
"""Words with which the names of places of several words begin."""
_ORIGIN = re.compile(
    r"(?:ian|ean|can|ese|ish|man|sh|ch|qi|ani|eli|kish|ench|utch|reek|wiss|hai|zech|erb|urd)s?$"
)


def _is_title(name: str, agencies: Agencies, article: object) -> bool:
    """Whether a name that stands before its noun is that of a paper, not of the place it comes from;
    `article` says whether "the" stands before it."""
    parts = name.split()
    if _ARABIC_ARTICLE.match(name) or parts[-1].rpartition("-")[2] in agencies.words["named"]:
        return len(parts) > 1 or "-" in name or bool(article)
    return (
        1 < len(parts) <= 4
        and parts[0].casefold() not in _PLACES
        and all(part[0].isupper() for part in parts)
        and not _ORIGIN.search(parts[-1])
        and not _ORIGIN.search(parts[0])
    )


def _containing(text: str, place: Place, begin: int, end: int, agencies: Agencies) -> Outlet | None:
    """Orbit News, Radio Free X, Channel 4 News: the noun is part of the name."""
    stop = run_right(text, place.end, min(end, place.end + RUN), agencies)
    run = run_left(text, place.start - 1, begin, agencies.words["openers"])
    start = place.start if run is None or not is_gap(text[place.start - 1 : place.start]) else run
    before = parts_of(text[start : place.start])
    if before and before[-1] in _OF_GERMAN:
        start = place.start  # sagte Müller der Zeitung
    if text[start : start + 4] == "The ":
        start += 4
    if based := _BASED.match(text, start, place.start):
        start = based.end()
    name = text[start:stop]
    noun = text[place.start : place.end]
    if len(parts_of(name)) < 2:
        return _short(text, place, begin) if noun in agencies.words["short"] else None
    ambiguous = fold(noun) in agencies.words["ambiguous"]
    following = parts_of(text[place.end : stop])
    if (
        ambiguous
        and following
        and following[0] not in JOINING
        and following[0] not in agencies.words["named"]
    ):
        return None  # Sun Microsystems
    of_place = noun == "Times" and following[:1] == ["of"]  # the Times of Malta
    return Outlet(" ".join(name.split()), start, stop, start, stop, not ambiguous or of_place)


_SHORT = re.compile(r"\b(?:the|The)\s$")
_LONGER = re.compile(r"(?:[-‑]|\s)[A-Z](?![a-z]*day\b)")
_REPORTS = re.compile(
    r" (?:(?:also |first |has |had )?reported (?:that|on|yesterday|today|last|in)\b|quot|cit|reports? that)"
)
_FULL = 6000
"""Code points before a short name in which its full one is looked for."""


def _short(text: str, place: Place, begin: int) -> Outlet | None:
    """the Post, the Sun: surely an outlet where the text named the Washington Post before."""
    if not _SHORT.search(text, max(begin, place.start - 4), place.start) or _LONGER.match(text, place.end):
        return None
    noun = text[place.start : place.end]
    full = re.compile(rf"(?<![\w-])((?:[A-Z][\w’'-]+ ){{1,3}}{noun})\b")
    names = [match.group(1) for match in full.finditer(text, max(0, place.start - _FULL), place.start)]
    names = [name for name in names if name.removeprefix("The ") != noun]
    opens = (
        text.startswith("The", place.start - 4)
        and text[: place.start - 4][-3:].rstrip(' \n“"')[-1:] in _STOPS
    )
    if not names and opens and not _REPORTS.match(text, place.end):
        return None  # The Sun reported more flares last week.
    name = names[-1].removeprefix("The ") if names else f"The {noun}"
    return Outlet(name, place.start, place.end, place.start, place.end, bool(names))
