"""Whether two names of metadata are one, and whether two words are spellings of one: transliterated names,
and the house styles of newsrooms.

Words are looked at inside an alignment whose other words are equal. A changed fact is a finding, so numbers,
short words and ordinary words that merely look alike are never variants.
"""

from __future__ import annotations

import re
import unicodedata
from collections.abc import Sequence
from functools import lru_cache
from importlib import resources

JARO_WINKLER = 0.85
"""Mohammad and Mohamed are .92 alike, convicted and convinced .95: likeness alone does not tell names from
facts. So it only backs the rule that consonants are equal and vowels of one class."""
SHORTEST = 4
"""Letters. Shorter words ("now" and "not", "al" and "el") have to be equal."""
SHORTEST_NAME = 5
"""Letters. Names as short as Dina and Dana differ in a vowel and are two."""

_HOUSE = {
    "programme": "program",
    "programmes": "programs",
    "grey": "gray",
    "greys": "grays",
    "tyre": "tire",
    "tyres": "tires",
    "plough": "plow",
    "aluminium": "aluminum",
    "jewellery": "jewelry",
    "moustache": "mustache",
    "sceptic": "skeptic",
    "sceptics": "skeptics",
    "sceptical": "skeptical",
    "scepticism": "skepticism",
    "cosy": "cozy",
    "draught": "draft",
    "pyjamas": "pajamas",
    "aeroplane": "airplane",
    "judgement": "judgment",
    "judgements": "judgments",
    "acknowledgement": "acknowledgment",
    "ageing": "aging",
    "towards": "toward",
    "afterwards": "afterward",
    "learnt": "learned",
    "burnt": "burned",
    "spelt": "spelled",
    "dreamt": "dreamed",
    "enquiry": "inquiry",
    "enquiries": "inquiries",
    "sulphur": "sulfur",
    "artefact": "artifact",
    "artefacts": "artifacts",
    "mould": "mold",
    "fulfil": "fulfill",
    "fulfils": "fulfills",
    "fulfilment": "fulfillment",
    "fuelled": "fueled",
    "fuelling": "fueling",
    "enrol": "enroll",
    "enrolment": "enrollment",
    "instalment": "installment",
    "instalments": "installments",
    "skilful": "skillful",
    "wilful": "willful",
    "practise": "practice",
    "practised": "practiced",
    "practising": "practicing",
    "cheque": "check",
    "cheques": "checks",
    "kerb": "curb",
    "manoeuvre": "maneuver",
    "manoeuvres": "maneuvers",
    "manoeuvring": "maneuvering",
    "whisky": "whiskey",
    "adviser": "advisor",
    "advisers": "advisors",
    "mum": "mom",
}
_SHORT_HOUSE = frozenset(word for pair in _HOUSE.items() for word in pair if len(word) < SHORTEST)
_RULES = tuple(
    (needed, re.compile(pattern), replacement)
    for needed, pattern, replacement in (
        ("is", r"(?<=\w{3})is(e[ds]?|ing|ers?|ations?|ational)$", r"iz\1"),
        ("alys", r"(?<=al)ys(e[ds]?|ing|ers?)$", r"yz\1"),
        ("our", r"(?<=\w\w)our(|s|ed|ing|able|ably|ite|ites|ful|fully|hood|less|ers?|al)$", r"or\1"),
        ("re", r"(?<=[bct])re(|s|d)$", r"er\1"),
        ("erd", r"(?<=[bct])erd$", "ered"),
        ("ll", r"(?<=[aeiou])(\w*[^aeiou])([aeiou])ll(ed|ing|ers?)$", r"\1\2l\3"),
        ("ence", r"(?<=def|off|lic)ence(|s|d|less)$", r"ense\1"),
        ("ence", r"(?<=pret)ence$", "ense"),
        ("logue", r"logue(|s|d)$", r"log\1"),
        ("ae", r"(?<=p)ae(?=d)|(?<=h)ae(?=m)|(?<=n)ae(?=[ms])|(?<=ch)ae(?=o)|(?<=di)ae(?=v)|^ae(?=st)", "e"),
        ("oe", r"(?<=f)oe(?=t)|^oe(?=s)|(?<=rh)oe(?=a)", "e"),
        ("ё", "ё", "е"),
        ("أ", "أ", "ا"),
        ("إ", "إ", "ا"),
        ("آ", "آ", "ا"),
        ("ٱ", "ٱ", "ا"),
        ("ى", "ى$", "ي"),
        ("ة", "ة$", "ه"),
    )
)
"""Each with letters without which it does not apply: most words are done with by looking for these."""
_GERMAN = str.maketrans({"ä": "ae", "ö": "oe", "ü": "ue", "ß": "ss"})
_LETTERS_APART = str.maketrans(
    {"ı": "i", "ł": "l", "ø": "o", "đ": "d", "æ": "ae", "œ": "oe", "’": "", "'": ""}
)


_SOUNDS = tuple(
    (re.compile(pattern), replacement)
    for pattern, replacement in (
        (r"tsch|tch|sch|ch", "sh"),
        (r"kh|ck|q|c(?=[aouklmnrt]|$)", "k"),
        ("gh", "g"),
        ("ph", "f"),
        (r"dj|dzh", "j"),
        (r"(?<=[aeiou])h$", ""),
        (r"(.)\1+", r"\1"),
    )
)
"""One sound, several ways to write it in Latin letters."""
_CLASSES = (
    (re.compile("ou|oo|ue|oe|[ou]"), "O"),
    (re.compile(r"(?:ai|ay|ei|ey|iy|yi|ae|a|e|i|(?<=.)y)(?![aeiou])|i(?=O)"), "E"),
)
"""Vowels that transliterations take for each other. Others (ea, au, ia) stay as they are."""


@lru_cache(maxsize=65536)
def folded_name(name: str) -> str:
    """A name of an outlet or a person without what is of no account in it: case and spacing."""
    return " ".join(name.casefold().split())


def same_name(one: str | None, other: str | None) -> bool:
    """Whether two names of outlets or people are known, and one whatever their case and spacing."""
    return bool(one and other) and folded_name(one or "") == folded_name(other or "")


@lru_cache(maxsize=1)
def _look_alikes() -> frozenset[str]:
    """Ordinary words that the rule would take for another one: "capital", "failed"."""
    text = resources.files("provenance.data").joinpath("look_alikes.txt").read_text(encoding="utf-8")
    return frozenset(word for line in text.splitlines() if not line.startswith("#") for word in line.split())


_FIRM = b"blmnrvx"
"""Letters that no rule here changes, drops, adds or puts before another one."""
_SOFT = bytes(letter for letter in range(128) if letter not in _FIRM)
_DIGITS = bytes.maketrans(_FIRM, bytes(range(1, 8)))
_LAST_14 = (1 << 3 * 14) - 1
_SHIFTING = frozenset("cqtpd")
"""The letters with which words begin whose first sound can be another letter: see `_first_sound`."""


@lru_cache(maxsize=65536)
def same_name_token(a: str, b: str) -> bool:
    """Whether two normalised words are variants of one name or word: Mohammad and Mohamed, neutralise and
    neutralize. Symmetric. Numbers and words of fewer than four letters only when equal."""
    if a == b:
        return True
    first_a, first_b = a[:1], b[:1]
    if first_a != first_b and (
        (first_a not in _SHIFTING and first_b not in _SHIFTING) or _first_sound(a) != _first_sound(b)
    ):
        return False
    if _is_fact(a, b):
        return False
    if same_spelling(a, b):
        return True
    if a in _look_alikes() and b in _look_alikes():
        return False
    sound_a, sound_b = _sound(a), _sound(b)
    if sound_a != sound_b:
        if min(len(a), len(b)) < SHORTEST_NAME or _pattern(sound_a) != _pattern(sound_b):
            return False
        import jellyfish

        return bool(jellyfish.jaro_winkler_similarity(a, b) >= JARO_WINKLER)
    return True


def beginnings(word: str) -> tuple[int, int]:
    """The first letter of a normalised word with its firm ones, and the first letter of its sound with them,
    as a number each (64 bits): a word and another of its variants have one of them in common. Both 0 where a
    word has no variants but itself."""
    if not word.isalpha() and any(char.isnumeric() for char in word):
        return 0, 0
    if not word or (len(word) < SHORTEST and word not in _SHORT_HOUSE):
        return 0, 0
    firm = _firm_letters(word) << 21  # beyond all code points
    return firm | ord(word[0]), firm | ord(_first_sound(word))


def _firm_letters(word: str) -> int:
    """The letters of a normalised word that all of its variants have, as octal digits of a number: those of
    `_FIRM`, neighbours of one kind once, the last 14 of them. Most words that begin alike differ in these,
    and to hear how a word sounds takes a dozen patterns."""
    letters = word if word.isascii() else _plain(word)
    number = last = 0
    for digit in letters.encode("ascii", "ignore").translate(_DIGITS, _SOFT):
        if digit != last:
            number, last = number << 3 | digit, digit
    return number & _LAST_14


def without_variants(a: Sequence[str], b: Sequence[str]) -> tuple[frozenset[str], frozenset[str]]:
    """Those words (normalised) of each side that are equal to none of the other and variants of none."""
    # Variants begin with one letter or one sound: the others need not be compared.
    by_letter: dict[str, list[str]] = {}
    by_sound: dict[str, list[str]] = {}
    for other in b:
        by_letter.setdefault(other[:1], []).append(other)
        by_sound.setdefault(_first_sound(other), []).append(other)
    found_a, found_b = set(), set()
    for word in a:
        for other in {*by_letter.get(word[:1], ()), *by_sound.get(_first_sound(word), ())}:
            if same_name_token(word, other):
                found_a.add(word)
                found_b.add(other)
    return frozenset(a) - found_a, frozenset(b) - found_b


@lru_cache(maxsize=65536)
def same_spelling(a: str, b: str) -> bool:
    """Whether two normalised words differ in house style only: colour and color, Erdoğan and Erdogan, Müller
    and Mueller. Symmetric; short words only when equal."""
    if a == b:
        return True
    if _is_fact(a, b):
        return False
    return _american(a) == _american(b) or _plain(a) == _plain(b) or _german(a, b)


def _is_fact(a: str, b: str) -> bool:
    """Words in which any difference counts: numbers and short ones."""
    shorter = min(len(a), len(b))
    if shorter < SHORTEST and _HOUSE.get(a, a) != _HOUSE.get(b, b):
        return True
    return not (a.isalpha() and b.isalpha()) and any(char.isnumeric() for char in a + b)


@lru_cache(maxsize=65536)
def _sound(word: str) -> str:
    for pattern, replacement in _SOUNDS:
        word = pattern.sub(replacement, word)
    return word


def _first_sound(word: str) -> str:
    """The first letter of `_sound`, which is that of the word but for a few beginnings."""
    if word[:1] in ("c", "q") or word[:2] in ("tc", "ts", "ph", "dj", "dz"):
        return _sound(word)[:1]
    return word[:1]


def _pattern(sound: str) -> str:
    for pattern, replacement in _CLASSES:
        sound = pattern.sub(replacement, sound)
    return sound


@lru_cache(maxsize=65536)
def _american(word: str) -> str:
    word = _HOUSE.get(word, word)
    for needed, pattern, replacement in _RULES:
        if needed in word:
            word = pattern.sub(replacement, word)
    return word


@lru_cache(maxsize=65536)
def _plain(word: str) -> str:
    """The word without accents."""
    if word.isascii() and word.isalnum():
        return word
    decomposed = unicodedata.normalize("NFD", word.translate(_LETTERS_APART))
    return "".join(char for char in decomposed if not "\u0300" <= char <= "\u036f")


def _german(a: str, b: str) -> bool:
    if a.isascii() and b.isascii():
        return False
    wide_a, wide_b = a.translate(_GERMAN), b.translate(_GERMAN)
    return (wide_a, wide_b) != (a, b) and _plain(wide_a) == _plain(wide_b)
