"""A newsroom whose names try to break out of every format, and one of made-up stories, dates and outlets."""

from __future__ import annotations

import random
from datetime import datetime, timedelta
from itertools import pairwise
from pathlib import Path

from tests.report.conftest import Newsroom

LONG = "news/" + "a very long folder/" * 200 + "end.txt"
NAMES = (
    "news/\"double\" 'single'.txt",
    "news/line\nfeed\r\ttab\u2028.txt",
    "news/<b>&amp;]]>--><!--&#10;<.txt",
    "news/\u202eevil\u202c مرحبا بالعالم.txt",
    "news/😀👩‍👩‍👧 𝔘.txt",
    "news/\x01\x1b[2J\x7f\x85.txt",
    "news/back\\slash\\N\\",
    "news/%%{init: {}}%% |`end`; #35; #quot;.txt",
    "news/\ufffe\uffff.txt",
    "news/{{ 7 * 7 }}{% raw %}]})>.txt",
    LONG,
)
SENTENCE = 'A "reason" with <tags> & {braces}\n\x1b[31m, \u202e, ]]> and -->.'


def nasty_newsroom(path: Path) -> Path:
    """Each name is a path, a title and an outlet, and has a statement of every kind with another."""
    room = Newsroom(path)
    for number, name in enumerate(NAMES):
        room.place(
            name,
            f"Text {number}.",
            title=name,
            outlet=name,
            date_from=f"2024-03-{number + 1:02}T00:00",
            date_to=f"2024-03-{number + 1:02}T23:59:59",
            date_source="metadata",
            date_precision="day",
            date_words=name,
        )
    reasons = [(1, 1.5, SENTENCE), (-1, -0.25, SENTENCE)]
    kinds = ("directed", "undirected", "common source")
    for number, (one, other) in enumerate(pairwise(NAMES)):
        first, second = (one, other) if number % 3 == 0 else sorted((one, other))
        room.statement(first, second, kinds[number % 3], 0.93, "strong", reasons)
        room.statement(f"{other} (unseen)", other, "unseen", 0.75, "moderate", reasons, {other: 2})
    room.statement(NAMES[0], NAMES[-1], "directed", 0.4, "none", [])
    return room.close()


OUTLETS = ("Reuters", "Town Herald", "Süddeutsche Nachrichten", "شبكة الأخبار", "朝日通信")


def made_up_newsroom(path: Path, *, articles: int, stories: int, outlets: int, seed: int) -> Path:
    """Stories of a few days; dates to the minute, the day, the month, or none; the same for the same seed."""
    made = random.Random(seed)
    room = Newsroom(path)
    names = (*OUTLETS, *(f"Regional Paper {number}" for number in range(outlets)))[:outlets]
    for number in range(articles):
        story = number % stories
        members = [f"news/{story}/{other}.txt" for other in range(story, number, stories)]
        at = datetime(2024, 3, 1) + timedelta(hours=50 * story + made.expovariate(1 / 12))
        grain = made.choice(("minute", "minute", "day", "month", ""))
        own = f"news/{story}/{number}.txt"
        facts: dict[str, str | None] = {"outlet": made.choice((*names, None))}
        if made.random() < 0.9:
            facts["title"] = f"Story {story}, told for the {number}. time"
        if grain:
            start = at.replace(hour=0, minute=0, second=0, microsecond=0) if grain != "minute" else at
            stop = start + {"minute": timedelta(seconds=59), "day": timedelta(days=1)}.get(
                grain, timedelta(30)
            )
            facts |= {"date_source": "metadata", "date_precision": grain}
            facts |= {
                "date_from": start.isoformat(timespec="seconds"),
                "date_to": stop.isoformat(timespec="seconds"),
            }
        room.place(own, f"Text {number}.", **facts)
        if members:
            other = made.choice(members)
            kind = made.choice(("directed", "undirected", "common source"))
            band = made.choice(("strong", "moderate", "weak", "none"))
            first, second = (other, own) if kind == "directed" else sorted((other, own))
            room.statement(first, second, kind, 0.8, band, [], words=made.randint(10, 900))
        if story % 2:
            room.statement(f"unseen source {story}", own, "unseen", 0.8, "moderate", [])
    return room.close()
