"""The vocabulary of dates: months, weekdays and the words around them (`provenance/data/months.json`)."""

from __future__ import annotations

import json
from dataclasses import dataclass
from functools import cache
from importlib import resources


@dataclass(frozen=True, slots=True)
class DateWords:
    """The words of dates in every language of the data file, in lower case."""

    months: dict[tuple[str, ...], int]  # 1 to 12
    weekdays: dict[str, frozenset[int]]  # 0 is Monday
    allowed: frozenset[str]
    published: frozenset[str]
    updated: frozenset[str]
    foreign: frozenset[str]  # words of languages that never put the month before the day in numbers
    zones: dict[str, str]
    meridiem: dict[str, str]


@cache
def date_words() -> DateWords:
    """The vocabulary. A word that names two months in two languages is left out."""
    data = json.loads(resources.files("provenance.data").joinpath("months.json").read_text("utf-8"))
    months: dict[tuple[str, ...], int] = {}
    clashing: set[tuple[str, ...]] = set()
    weekdays: dict[str, set[int]] = {}
    roles: dict[str, set[str]] = {"published": set(), "updated": set(), "fillers": set()}
    english: set[str] = set()
    others: set[str] = set()
    for language, lists in data["languages"].items():
        own = english if language == "en" else others
        for number, forms in enumerate(lists["months"], start=1):
            for form in forms:
                key = tuple(form.split())
                if months.setdefault(key, number) != number:
                    clashing.add(key)
                own.add(form)
        for number, forms in enumerate(lists["weekdays"]):
            for form in forms:
                weekdays.setdefault(form, set()).add(number)
            own.update(forms)
        for role, into in roles.items():
            into.update(lists[role])
            own.update(lists[role])
    return DateWords(
        months={key: number for key, number in months.items() if key not in clashing},
        weekdays={form: frozenset(numbers) for form, numbers in weekdays.items()},
        allowed=frozenset().union(*roles.values()),
        published=frozenset(roles["published"]),
        updated=frozenset(roles["updated"]),
        foreign=frozenset(others - english),
        zones=data["zones"],
        meridiem={form: half[0] for half, forms in data["meridiem"].items() for form in forms},
    )
