"""What stands around and between the stories of a paper: footers, boxes, tables, weather, stock lists."""

from __future__ import annotations

from functools import cache, lru_cache

import numpy as np

from scripts.measure.vocabulary import (
    CAPITAL,
    DECK,
    HEADLINE,
    I64,
    LANGUAGES,
    LATIN,
    PARAGRAPH,
    PLAIN,
    STOP,
    U64,
    draws,
    vocabulary,
)  # fmt: skip

OUTLETS = {"en": 16, "de": 8, "fr": 6, "ru": 4, "ar": 4, "hi": 4, "zh": 4, "th": 3}
_CITIES = ("LONDON", "BERLIN", "PARIS", "ROME", "NAIROBI", "LIMA", "OSLO", "CAIRO", "DELHI", "QUITO")
_AGENCIES = ("Reuters", "AP", "AFP", "dpa")
_MONTHS = ("Jan", "Feb", "March", "April", "May", "June", "July", "Aug", "Sept", "Oct", "Nov", "Dec")


def outlet_name(language: str, number: int) -> str:
    """The name of an outlet, the same for every seed."""
    return f"{language}-paper-{number:02d}"


def units(language: str, seed: int, raw: U64, closing: int) -> I64:
    """A sentence of one word for each number, opened with a capital; `closing` is the form of the last."""
    words = vocabulary(language, seed)
    ids = words.deck[(raw & np.uint64(DECK - 1)).astype(np.int64)]
    forms = np.full(ids.size, PLAIN)
    forms[0], forms[-1] = CAPITAL, closing
    return np.asarray(forms * words.size + ids, np.int64)


def text_of(language: str, seed: int, written: I64) -> str:
    """The text of units."""
    return "".join(map(vocabulary(language, seed).written.__getitem__, written.tolist()))


def headline(language: str, seed: int, article: int) -> I64:
    """The headline of an article: six to nine words."""
    raw = draws(seed, 4, article, count=10)
    return units(language, seed, raw[: 6 + int(raw[9] % np.uint64(4))], HEADLINE)


def dateline(language: str, day: str, bits: int) -> str:
    """`CITY, March 3 (AP) - `, or nothing: four of ten stories in Latin script have one."""
    if language not in LATIN or bits % 10 >= 4:
        return ""
    city, agency = _CITIES[bits // 10 % 10], _AGENCIES[bits // 100 % 4]
    return f"{city}, {_MONTHS[int(day[5:7]) - 1]} {int(day[8:])} ({agency}) - "


@cache
def footer(language: str, number: int, seed: int) -> str:
    """What an outlet puts beneath its articles: two sentences, 20 to 35 words."""
    raw = draws(seed, 5, LANGUAGES.index(language), number, count=35)
    length = 20 + int(raw[0] % np.uint64(16))
    first, second = units(language, seed, raw[:12], STOP), units(language, seed, raw[12:length], STOP)
    return text_of(language, seed, np.concatenate((first, second))).rstrip()


@lru_cache(maxsize=4096)
def box(language: str, seed: int, others: tuple[int, ...]) -> str:
    """An "also read" box: a heading, and the headlines of other articles."""
    heading = text_of(language, seed, units(language, seed, draws(seed, 6, count=2), PLAIN)).strip()
    lines = [text_of(language, seed, headline(language, seed, other)).strip() for other in others]
    return "\n".join((heading + ":", *lines))


@cache
def _names(language: str, number: int, seed: int, kind: str, count: int) -> tuple[str, ...]:
    """Teams, towns or companies that an outlet writes about."""
    words = vocabulary(language, seed).words
    key = (seed, 7, LANGUAGES.index(language), number, sum(map(ord, kind)))
    raw = draws(*key, count=count)
    return tuple(words[200 + int(bits) % 5_000].capitalize() for bits in raw)


def table(language: str, number: int, seed: int, article: int) -> str:
    """Results of a league: the teams stay, the pairings and the goals change."""
    teams = _names(language, number, seed, "teams", 20)
    raw = draws(seed, 8, article, count=21)
    order = np.argsort(raw[:20], kind="stable").tolist()
    goals = raw.tolist()
    lines = [
        f"{teams[a]} {goals[place] % 5}, {teams[b]} {goals[place] // 5 % 5}"
        for place, (a, b) in enumerate(zip(order[::2], order[1::2], strict=True))
    ]
    return _with_heading(language, seed, 1, goals[20], lines)


def weather(language: str, number: int, seed: int, article: int) -> str:
    """Towns in one order, with today's sky and figures."""
    towns, skies = _names(language, number, seed, "towns", 24), _names(language, 0, seed, "skies", 24)
    raw = draws(seed, 9, article, count=25).tolist()
    lines = [
        f"{town}: {skies[2 * (bits % 12)].lower()} {skies[2 * (bits % 12) + 1].lower()}, "
        f"{bits // 12 % 25} / {bits // 300 % 15}"
        for town, bits in zip(towns, raw, strict=False)
    ]
    return _with_heading(language, seed, 2, raw[24], lines)


def stocks(language: str, number: int, seed: int, article: int) -> str:
    """Companies in one order, with today's prices."""
    companies = _names(language, number, seed, "companies", 40)
    raw = draws(seed, 10, article, count=41).tolist()
    lines = [
        f"{company} {bits % 400}.{bits // 400 % 100:02d} {'+-'[bits // 40_000 % 2]}{bits // 80_000 % 9}."
        f"{bits // 720_000 % 10}"
        for company, bits in zip(companies, raw, strict=False)
    ]
    return _with_heading(language, seed, 3, raw[40], lines)


def _with_heading(language: str, seed: int, kind: int, bits: int, lines: list[str]) -> str:
    """The lines beneath the heading that all texts of this kind have, and one sentence of its own."""
    heading = text_of(language, seed, units(language, seed, draws(seed, 11, kind, count=5), HEADLINE))
    own = units(language, seed, draws(seed, 12, bits % (1 << 32), count=18), PARAGRAPH)
    return heading + text_of(language, seed, own) + "\n".join(lines)
