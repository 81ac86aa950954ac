"""What a reader gives is looked at before it is stored: half characters are mended, the rest is refused."""

from __future__ import annotations

from dataclasses import replace
from typing import Any

import pytest

from provenance.reading import Dated, Described, Link, NotText, Reading, Removed, Segment, Unreadable
from provenance.reading.soundness import check_reading, mend
from provenance.spans import Span

TEXT = "The council closed the pool."
DATE = Dated("2018-01-10T00:00", "2018-01-10T23:59:59", "page", "day", "10 January 2018")
WHOLE = Reading(
    TEXT,
    segments=(Segment("headline", Span(0, 11)), Segment("body", Span(11, 28))),
    fields=Described(
        id="1", title="Pool", outlet="Herald", byline="Ann", url="u", licence="l", dates=(DATE,)
    ),
    credits=("AFP",),
    links=(Link("https://a.example", Span(0, 3)),),
    removed=(Removed("navigation", 3),),
    problems=("The date is odd.",),
)


def test_a_sound_reading_stays_the_same_object() -> None:
    for reading in (WHOLE, Reading(TEXT)):
        check_reading(reading)
        assert mend(reading) is reading


@pytest.mark.parametrize("name", ["id", "title", "outlet", "byline", "url", "licence"])
def test_half_a_character_in_a_field_is_replaced(name: str) -> None:
    mended = mend(replace(WHOLE, fields=replace(WHOLE.fields, **{name: "a\ud800b"})))
    assert getattr(mended.fields, name) == "a?b"
    assert replace(mended, fields=WHOLE.fields) == WHOLE


def test_half_a_character_elsewhere_is_replaced() -> None:
    mended = mend(
        replace(
            WHOLE,
            fields=Described(dates=(DATE._replace(words="\udfff"),)),
            credits=("\ud800",),
            links=(Link("\ud800", Span(0, 3)),),
            removed=(Removed("\ud800", 3),),
        )
    )
    assert (mended.fields.dates[0].words, mended.credits) == ("?", ("?",))
    assert (mended.links[0].target, mended.removed[0].what) == ("?", "?")


@pytest.mark.parametrize(
    "change",
    [
        {"text": None},
        {"text": b"bytes"},
        {"encoding": None},
        {"links": None},
        {"segments": [Segment("body", Span(0, 9))]},
        {"fields": {"title": "Pool"}},
        {"fields": Described(title=7)},  # type: ignore[arg-type]
        {"fields": Described(dates=("2018",))},  # type: ignore[arg-type]
        {"fields": Described(dates=(DATE._replace(earliest="2018-02-31T00:00"),))},
        {"credits": (None,)},
        {"segments": ("body",)},
        {"segments": (Segment("verse", Span(0, 3)),)},
        {"segments": (Segment("body", Span(0, 99)),)},
        {"segments": (Segment("body", Span(5, 9)), Segment("body", Span(8, 12)))},
        {"links": ("https://a.example",)},
        {"links": (Link("https://a.example", Span(20, 99)),)},
        {"removed": (Removed("menu", "3"),)},  # type: ignore[arg-type]
    ],
)
def test_what_is_against_the_protocol_is_refused(change: dict[str, Any]) -> None:
    with pytest.raises(NotText, match="its reader gives"):
        check_reading(replace(WHOLE, **change))


def test_no_reading_at_all_is_refused() -> None:
    with pytest.raises(NotText, match="its reader gives no text"):
        check_reading(None)  # type: ignore[arg-type]


def test_a_reason_is_one_line_of_bearable_length() -> None:
    broken = Unreadable("f/a.zip", "it is cut (header b'one\ntwo\r\nhalf \ud800 ')" + "x" * 10_000)
    assert broken.reason.startswith("it is cut (header b'one two half ? ')xxx")
    assert len(broken.reason) <= 501
    assert Unreadable("f/a", "It is\x1b[31m red; mend it").reason == "It is\x1b[31m red; mend it"
