# ruff: noqa: SIM905 - lists of letters read better as words of a string
"""Words of made-up languages in six scripts, in the shapes and frequencies of real ones.

All arithmetic is in integers, so that a seed gives the same words on every machine and with every numpy.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from functools import cache
from typing import Any, TypeAlias

import numpy as np

U64: TypeAlias = np.ndarray[Any, np.dtype[np.uint64]]
I64: TypeAlias = np.ndarray[Any, np.dtype[np.int64]]

PLAIN, CAPITAL, COMMA, STOP, PARAGRAPH, OPEN, CLOSE, HEADLINE = range(8)
"""How a word stands in a text: inside a sentence, at its start, before a comma, at its end, at the end of a
paragraph, after an opening and before a closing quote mark, at the end of a headline."""
FORMS = 8
"""How many of these there are."""

DECK = 1 << 20
"""A draw is 20 bits: words stand in a deck as often as they are used."""

_BEGINNINGS = "b br c ch d dr f fl g gr h j k kl l m n p pl pr qu r s sc sh sk sp st t th tr v w".split()
_ENDS = ["", "", "", "n", "r", "s", "l", "t", "nd", "st", "rt", "ck", "m", "nt"]
_FUNCTION = {
    "en": "the of to in a and said that for on was is with by it as at from he be has have but an are were "
    "they which will not his their who had its been more after also would there than about when one",
    "de": "der die und in den von zu das mit sich des auf für ist im dem nicht ein eine als auch es an "
    "werden aus er hat dass sie nach wird bei einer um am sind noch wie einem über einen so zum war nur oder",
    "fr": "de la le et les des en un du une que est pour qui dans par sur pas au plus il sont avec ce ont "
    "son mais comme ou se sa ces cette aux été leur elle deux était être selon après sans fait",
}
_SYLLABLES: dict[str, tuple[Sequence[str], Sequence[str], Sequence[str]]] = {
    "en": (_BEGINNINGS, "a e i o u ea ou ai ee io".split(), _ENDS),
    "de": (
        [*_BEGINNINGS, "sch", "z", "schl"],
        "a e i o u ä ö ü ei ie au".split(),
        [*_ENDS, "cht", "ng", "ß"],
    ),
    "fr": (
        _BEGINNINGS,
        "a e i o u é è ê ai ou eau oi".split(),
        ["", "", "", "", "n", "r", "s", "t", "ll", "ç"],
    ),
    "ru": (
        "б бр в вр г гр д др ж з к кр л м н п пр р с ст т тр ф х ц ч ш щ".split(),
        "а е и о у ы я ю э".split(),
        ["", "", "", "н", "т", "ль", "р", "й", "ст", "к"],
    ),
    "ar": (
        list("ابتثجحخدذرزسشصضطظعغفقكلمنهوي"),
        ["", "", "ا", "و", "ي"],
        ["", "", "", "ة", "ات", "ن"],
    ),
    "hi": (
        list("कखगघचछजझटठडतथदधनपफबभमयरलवशषसह"),
        ["", "", "ा", "ि", "ी", "ु", "े", "ो", "्य", "ं"],
        ["", "", "न", "र", "ल", "त"],
    ),
    "th": (
        list("กขคงจชซดตถทนบปผพมยรลวสหอ"),
        ["า", "ี", "ุ", "ู", "ะ", "ิ", "่า", "้า", "ั"],
        ["", "น", "ง", "ม", "ก", "บ"],
    ),
}
_MARKS = {
    # separator, comma, full stop, opening and closing quote
    "en": (" ", ",", ".", "“", "”"),
    "de": (" ", ",", ".", "„", "“"),
    "fr": (" ", ",", ".", "« ", " »"),
    "ru": (" ", ",", ".", "«", "»"),
    "ar": (" ", "،", ".", "«", "»"),
    "hi": (" ", ",", "।", "“", "”"),
    "zh": ("", "，", "。", "“", "”"),
    "th": ("", " ", " ", "“", "”"),
}
LANGUAGES = tuple(_MARKS)
LATIN = ("en", "de", "fr")
_SIZES = {"en": 50_000, "de": 40_000, "fr": 40_000, "zh": 12_000}


@dataclass(frozen=True, slots=True, eq=False)
class Vocabulary:
    """The words of a language. Unit `form * size + word` is how a word stands in a text: `written[unit]` with
    the sign and the space after it, `lengths[unit]` code points, of which `before[unit]` and `after[unit]`
    are not the word. `deck` has DECK words."""

    language: str
    size: int
    words: tuple[str, ...]
    written: tuple[str, ...]
    lengths: I64
    before: I64
    after: I64
    deck: I64
    phrases: tuple[I64, ...]


def draws(*key: int, count: int) -> U64:
    """`count` random 64-bit numbers that belong to this key, on any machine."""
    return np.random.PCG64(np.random.SeedSequence(key)).random_raw(count)


@cache
def vocabulary(language: str, seed: int) -> Vocabulary:
    """The vocabulary of one of LANGUAGES."""
    size = _SIZES.get(language, 20_000)
    number = LANGUAGES.index(language)
    words = _words(language, size, draws(seed, 1, number, count=size * 8).tolist())
    written = _forms(language, words)
    space, comma, stop, opening, closing = _MARKS[language]
    signs = ("", "", comma, stop, stop + "\n\n", "", comma + closing, "\n\n")
    tails = [sign if sign.endswith("\n") else sign + space for sign in signs]
    heads = ("", "", "", "", "", opening, "", "")
    lengths = np.array([len(unit) for unit in written], np.int64)
    picks = draws(seed, 2, number, count=3_000)
    deck = _deck(size)
    return Vocabulary(
        language,
        size,
        tuple(words),
        tuple(written),
        lengths,
        np.repeat(np.array([len(head) for head in heads], np.int64), size),
        np.repeat(np.array([len(tail) for tail in tails], np.int64), size),
        deck,
        _phrases(deck, picks),
    )


def _words(language: str, size: int, raw: list[int]) -> list[str]:
    """Distinct words, the most frequent first; frequent ones are short, one in eleven is a name."""
    if language == "zh":
        return _chinese(size, raw)
    onsets, nuclei, codas = _SYLLABLES[language]
    found = dict.fromkeys(_FUNCTION.get(language, "").split())
    place = 0
    while len(found) < size:
        rank, bits = len(found), raw[place % len(raw)] ^ place // len(raw) * 0x9E3779B97F4A7C15
        place += 1
        syllables = 1 + (rank > 150) + (rank > 3_000) * (bits & 1) + (bits >> 1 & 7 == 0)
        bits >>= 4
        word = ""
        for _ in range(syllables):
            bits, onset = divmod(bits, len(onsets))
            bits, nucleus = divmod(bits, len(nuclei))
            word += onsets[onset] + nuclei[nucleus]
        word += codas[bits % len(codas)]
        if language in (*LATIN, "ru") and rank > 100 and rank % 11 == 0:
            word = word.capitalize()
        found.setdefault(word)
    return list(found)


def _chinese(size: int, raw: list[int]) -> list[str]:
    """Words of one or two of 2,400 characters; frequent ones of one."""
    characters = [chr(0x4E00 + 7 * place) for place in range(2_400)]
    found: dict[str, None] = {}
    place = 0
    while len(found) < size:
        bits = raw[place]
        place += 1
        word = characters[bits % 2_400]
        if len(found) > 300:
            word += characters[bits // 2_400 % 2_400]
        found.setdefault(word)
    return list(found)


def _forms(language: str, words: Sequence[str]) -> list[str]:
    """All words in form 0, then all in form 1, and so on."""
    space, comma, stop, opening, closing = _MARKS[language]
    capital = [word[0].upper() + word[1:] for word in words]
    return [
        *(word + space for word in words),
        *(word + space for word in capital),
        *(word + comma + space for word in words),
        *(word + stop + space for word in words),
        *(word + stop + "\n\n" for word in words),
        *(opening + word + space for word in capital),
        *(word + comma + closing + space for word in words),
        *(word + "\n\n" for word in words),
    ]


def _deck(size: int) -> I64:
    """Words as often as Zipf and Mandelbrot have them: the r-th stands 1 / (r + 2.7) of the time."""
    weights = 10**12 // (10 * np.arange(size, dtype=np.int64) + 27)
    ends = np.cumsum(weights)
    places = (np.arange(DECK, dtype=np.int64) * (int(ends[-1]) // DECK)) + int(ends[-1]) // DECK // 2
    return np.searchsorted(ends, places, side="right").astype(np.int64)


def _phrases(deck: I64, picks: U64) -> tuple[I64, ...]:
    """Stock phrases of three to seven words."""
    ids = deck[(picks & np.uint64(DECK - 1)).astype(np.int64)]
    sizes = (picks >> np.uint64(20)).astype(np.int64) % 5 + 3
    return tuple(ids[7 * place : 7 * place + int(sizes[place])] for place in range(400))
