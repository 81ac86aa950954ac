"""The forms of names of which lists have one: Russian cases, the Arabic article behind ل, quote marks."""

from __future__ import annotations

import re

_CYRILLIC = re.compile(r"[А-ЯЁІЇЄҐ][а-яёіїєґ]+(?:[ -][А-ЯЁІЇЄҐ]?[а-яёіїєґ]+)?")
_SITE = re.compile(r"([А-ЯЁ][а-яё]+)(\.\w{2,3})")
_GERMAN = re.compile(
    r"((?:[A-ZÄÖÜ][\w-]*(?:[idt]sch|dent)|Neu|Frei|Klein|Allgemein))(e|er|es|en) ([A-ZÄÖÜ].+)"
)
"""German names whose first word is an adjective: Süddeutsche Zeitung, Bayerischer Rundfunk."""
_GERMAN_ENDINGS = ("e", "er", "es", "en", "em")
SHORTEST = 4
"""Letters. Shorter names are abbreviations, which stay as they are."""
_ADJECTIVES = {
    "ая": ("ой", "ую"),
    "яя": ("ей", "юю"),
    "ий": ("ого", "ому", "им", "ом", "его", "ему", "ем"),
    "ый": ("ого", "ому", "ым", "ом"),
    "ое": ("ого", "ому", "ым", "ом"),
    "ые": ("ых", "ым", "ыми"),
    "ие": ("их", "им", "ими"),
    "ка": ("кої", "кій", "ку"),
    "не": ("ного", "ному", "ним"),
}
"""The other endings of an adjective by that of its nominative."""
_NOUNS = (
    ("ия", ("ии", "ию", "ией", "ий", "иям", "иями", "иях")),
    ("ец", ("ца", "цу", "цем", "це")),
    ("ости", ("остей", "остям", "остями", "остях")),
    ("я", ("и", "е", "ю", "ей")),
    ("а", ("ы", "и", "е", "у", "ой", "і", "ою")),
    ("льне", ("льного", "льному", "льним")),
    ("ы", ("ов", "ам", "ами", "ах")),
    ("ь", ("я", "ю", "ем", "ём", "е", "и")),
    ("й", ("я", "ю", "ем", "е")),
    ("ъ", ("а", "у", "ом", "е")),
)
"""The other endings of a noun by that of its nominative: each that a gender can have."""
_MARKS = (
    ("„", "“"), ("„", "”"), ("“", "”"), ("”", "”"), ('"', '"'), ("»", "«"), ("«", "»"), ("‚", "‘"),
    ("‘", "’"),
    ("« ", " »"), ("«\u00a0", "\u00a0»"), ("«\u202f", "\u202f»"), ("「", "」"),
)  # fmt: skip
WIDE = {code: code + 0xFEE0 for code in range(0x21, 0x7F)}
"""To the wide letters with which Japanese writes names of agencies: ＡＦＰ."""
WITH_ARTICLE = {
    "Le": ("au", "du"),
    "Les": ("aux", "des"),
    "Il": ("al", "dal", "sul", "del", "nel"),
    "La": ("alla", "dalla", "sulla", "della", "nella"),
    "O": ("ao", "pelo", "do", "no"),
}
"""Prepositions that hold the article of a name, by this: au Monde, du Figaro, al Messaggero."""
SMALL = frozenset(("Il", "La", "Le", "Les"))
"""Articles that sentences write small: scrive il Messaggero."""
CONTRACTED = tuple(word for words in WITH_ARTICLE.values() for word in words)
ARABIC_THE, FOR_THE = "ال", "لل"
_CONSONANTS = frozenset("бвгджзклмнпрстфхцчшщ")


def inflected(name: str) -> tuple[str, ...]:
    """The other cases of a Russian name of one word, or of an adjective and a noun, and of a German one that
    begins with an adjective; of any other, none.

    Without a lexicon a few of them are no words; nobody writes these.
    """
    if name.isascii() and not _may_be_german(name):
        return ()
    if german := _GERMAN.fullmatch(name):
        stem, ending, rest = german.groups()
        return tuple(f"{stem}{own} {rest}" for own in _GERMAN_ENDINGS if own != ending)
    site = _SITE.fullmatch(name)
    if site:
        return tuple(case + site.group(2) for case in inflected(site.group(1)))
    if len(name) < SHORTEST or not _CYRILLIC.fullmatch(name):
        return ()
    first, space, noun = name.rpartition(" ")
    if not space:
        return tuple(_of_noun(name))
    stem, ending = first[:-2], first[-2:]
    others = _ADJECTIVES.get(ending, ())
    return tuple(f"{stem}{own} {other}" for own in others for other in (*_of_noun(noun), noun))


def _may_be_german(name: str) -> bool:
    """Whether a name has what each of `_GERMAN` has: most have none of it, and this is quickly seen."""
    return "sche" in name or "dente" in name or name.startswith(("Neu", "Frei", "Klein", "Allgemein"))


_DATIVE_OF = (
    ("ия", ("ии", "иям")), ("ец", ("цу",)), ("ости", ("остям",)), ("я", ("е", "і")), ("а", ("е", "і")),
    ("ы", ("ам",)), ("ь", ("ю", "и")), ("й", ("ю",)), ("ъ", ("у",)), ("льне", ("льному",)),
    ("", ("у", "ові")),
)  # fmt: skip
_DATIVE_ADJECTIVES = ("ой", "ей", "ому", "ему", "ым", "им", "кій", "ному")


def case_of(form: str, name: str) -> str:
    """The case of a form of a name: nominative, dative or other; empty where the name has but one form."""
    site = _SITE.fullmatch(name)
    if site:
        name, form = site.group(1), form.removesuffix(site.group(2))
    if name < "\u0400" or not inflected(name):
        return ""
    if form == name:
        return "nominative"
    _, space, noun = name.rpartition(" ")
    own, _, last = form.rpartition(" ")
    dative = next(endings for ending, endings in _DATIVE_OF if noun.endswith(ending))
    if last.endswith(dative) and last != noun and (not space or own.endswith(_DATIVE_ADJECTIVES)):
        return "dative"
    return "other"


def _of_noun(noun: str) -> list[str]:
    for ending, others in _NOUNS:
        if noun.endswith(ending):
            return [noun[: len(noun) - len(ending)] + other for other in others]
    return [noun + other for other in ("а", "у", "ом", "е")] if noun[-1] in _CONSONANTS else []


_DATIVES = (
    ("иям", "ии"), ("ям", "и"), ("ам", "ы"), ("цу", "ец"), ("у", ""), ("ю", "ь"), ("е", "а"),
)  # fmt: skip
_RUSSIAN = re.compile("[А-Яа-яЁё .-]+")


def addressed(name: str) -> str:
    """The nominative of a name to which something was told: Russian tells it in the dative, and of a name
    in another case it is empty. Other names are as they stand."""
    if not _RUSSIAN.fullmatch(name):
        return name
    return next((name[: -len(end)] + own for end, own in _DATIVES if name.endswith(end)), "")


def contracted_arabic(name: str) -> str:
    """An Arabic name with its article, as it stands behind the preposition ل."""
    return FOR_THE + name[len(ARABIC_THE) :]


def in_marks(name: str) -> list[str]:
    """A name in each kind of quote marks."""
    return [before + name + after for before, after in _MARKS]
