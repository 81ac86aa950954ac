"""Dates: what people write is read with its precision, and nothing is guessed."""

import csv
from datetime import date
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

from provenance.reading import find_date, parse_date, segment
from provenance.reading.parts.dates import is_date_line

with Path(__file__).with_name("dates.csv").open(encoding="utf-8", newline="") as _file:
    GOLD = list(csv.DictReader(_file))


@pytest.mark.parametrize("row", GOLD, ids=[row["words"] for row in GOLD])
def test_gold(row):
    expected = (row["earliest"], row["latest"], row["precision"]) if row["earliest"] else None
    assert parse_date(row["words"]) == expected
    assert is_date_line(row["words"]) is (row["line"] == "yes")


@given(st.dates(min_value=date(1600, 1, 1), max_value=date(2150, 1, 1)))
def test_every_day_is_read_in_several_forms(day):
    stem = day.isoformat()
    expected = (f"{stem}T00:00", f"{stem}T23:59:59", "day")
    assert parse_date(stem) == expected
    assert parse_date(day.strftime(f"%A, {day.day} %B {day.year:04}")) == expected
    assert parse_date(day.strftime(f"%b. {day.day}, {day.year:04}")) == expected
    assert parse_date(day.strftime(f"%A {day.day}/{day.month}/{day.year}")) in (expected, None)


@given(st.text(max_size=130) | st.from_regex(r"[0-9 :./apmTZ+-]{1,40}", fullmatch=True))
def test_never_raises(words):
    parsed = parse_date(words)
    assert parsed is None or parsed[0] <= parsed[1]


BODY = (
    "\n\nThe council met in the old hall and voted for the new bridge after a long debate on Monday night.\n"
)


def found(text):
    return find_date(text, segment(text))


@pytest.mark.parametrize(
    ("top", "words", "earliest"),
    [
        ("A bridge for the town\n\n3 March 2020", "3 March 2020", "2020-03-03T00:00"),
        (
            "A bridge for the town\nBy Ann Doe\nPosted on 3 March 2020",
            "Posted on 3 March 2020",
            "2020-03-03T00:00",
        ),
        (
            "A bridge\n\nLast updated: 5 March 2020\n\nPublished: 3 March 2020",
            "Published: 3 March 2020",
            "2020-03-03T00:00",
        ),
        (
            "A bridge\n\nPublished 3 March 2020 | Updated 5 March 2020",
            "Published 3 March 2020 | Updated 5 March 2020",
            "2020-03-03T00:00",
        ),
        ("A bridge\n\n**3 March 2020**", "**3 March 2020**", "2020-03-03T00:00"),
    ],
)
def test_a_visible_date_line(top, words, earliest):
    dated = found(top + BODY)
    assert dated is not None
    assert (dated.source, dated.words, dated.earliest) == ("date line", words, earliest)


def test_an_agency_dateline_counts_only_with_its_year():
    body = " The council met in the old hall and voted for the new bridge after a long debate.\n"
    dated = found("ASTANA, Jan 23, 2017 (Newswire) -" + body)
    assert dated is not None
    assert (dated.source, dated.precision, dated.earliest) == ("dateline", "day", "2017-01-23T00:00")
    assert found("ASTANA, Jan 23 (Newswire) -" + body) is None


@pytest.mark.parametrize(
    "text",
    [
        "A bridge\n\nThe truce came into effect on 29 December 2016." + BODY,
        "A bridge\n\n2018" + BODY,
        "A bridge" + BODY * 15 + "\n\n3 March 2020\n",
        "A bridge" + BODY,
    ],
)
def test_dates_of_events_are_not_dates_of_publication(text):
    assert found(text) is None
