"""Dates in the paths of URLs and in sentences: read strictly, and only hints."""

import re
from datetime import date, timedelta

import pytest
from hypothesis import given
from hypothesis import strategies as st

from provenance.reading import Described, read_text
from provenance.reading.parts.hints import MENTIONS, date_of_url, mentioned_dates

BODY = "\n\nThe council met in the old hall and voted for the new bridge after a long debate on Monday.\n"


@pytest.mark.parametrize(
    ("url", "earliest", "precision"),
    [
        ("https://paper.example/2018/01/10/bridge", "2018-01-10", "day"),
        ("https://paper.example/news/2018/1/9/", "2018-01-09", "day"),
        ("https://paper.example/world/2018/jan/10/bridge", "2018-01-10", "day"),
        ("/2018/01/bridge.html", "2018-01-01", "month"),
        ("https://paper.example/2018/01/123456", "2018-01-01", "month"),
        ("https://paper.example/1234/56/2018/01/10", "2018-01-10", "day"),
    ],
)
def test_the_path_of_a_url_has_a_date(url, earliest, precision):
    found = date_of_url(url)
    assert (found.earliest[:10], found.precision, found.source) == (earliest, precision, "URL path")


@pytest.mark.parametrize(
    "url",
    [
        "https://paper.example/story-2018-01-10",
        "https://paper.example/2018/13/10/",
        "https://paper.example/2018/02/30/",
        "https://paper.example/1980/02/03/",
        "https://paper.example/a?from=/2018/01/10/",
        "https://paper.example/12018/01/10/",
        "https://2018/01",
        "http://[",
        "",
        "no address",
    ],
)
def test_another_url_has_none(url):
    assert date_of_url(url) is None


@given(st.text(max_size=60))
def test_any_url_is_borne(url):
    date_of_url(url)
    date_of_url(f"https://paper.example/{url}")


def test_the_url_goes_last_and_only_a_date_of_publication_is_used():
    stated = Described(url="https://paper.example/2018/01/10/bridge")
    text = "A bridge for the town" + BODY
    found = read_text(text.encode(), path="f/a", stated=stated).metadata
    assert (found.date.source, found.date.words) == ("URL path", "/2018/01/10")
    text = "A bridge for the town\n\n12 January 2018" + BODY
    found = read_text(text.encode(), path="f/a", stated=stated).metadata
    assert [date.source for date in found.dates] == ["date line", "URL path"]
    assert found.date.source == "date line"
    assert [(one.field, one.said_by) for one in found.others] == [("date", "URL path")]


def test_the_time_of_an_update_is_a_bound_beside_another_date():
    text = "A bridge for the town\n\nPublished: 10 January 2018\nUpdated: 12 January 2018" + BODY
    found = read_text(text.encode(), path="f/a").metadata
    assert [(date.words[:9], date.kind) for date in found.dates] == [
        ("Published", "published"),
        ("Updated: ", "not after"),
    ]
    assert found.others == ()
    text = "A bridge for the town\n\nUpdated: 12 January 2018" + BODY
    (only,) = read_text(text.encode(), path="f/a").metadata.dates
    assert only.kind == "published"


@pytest.mark.parametrize(
    ("sentence", "days"),
    [
        ("It fell on 10 January 2018 and, on January 12th, 2018, again.", ["2018-01-10", "2018-01-12"]),
        ("Am 10. Januar 2018 fiel sie.", ["2018-01-10"]),
        ("Cayó el 10 de enero de 2018.", ["2018-01-10"]),
        ("Le 1er mai 2018, il est tombé.", ["2018-05-01"]),
        ("Это было 10 января 2018 года.", ["2018-01-10"]),
        ("大桥于2018年1月10日倒塌。", ["2018-01-10"]),
        ("See the entry of 2018-01-10 there.", ["2018-01-10"]),
        ("In January 2018 and since 2017, of 2018 people 12 came.", []),
        ("On 31 February 2018 nothing fell.", []),
        ("Order 10 / 2018 and 1 000 2018.", []),
    ],
)
def test_days_that_are_written_out_are_mentioned(sentence, days):
    found = mentioned_dates(sentence)
    assert [date.earliest[:10] for date in found] == days
    assert {date.kind for date in found} <= {"mentioned"}


def test_the_latest_days_are_kept_and_only_where_there_is_no_date():
    told = " ".join(f"On {day} March 2017 it rained." for day in range(1, 9))
    assert [one.earliest[8:10] for one in mentioned_dates(told)] == ["06", "07", "08"][-MENTIONS:]
    found = read_text(f"A bridge\n\n{told}{BODY}".encode(), path="f/a").metadata
    assert found.date is None
    assert len(found.dates) == MENTIONS
    dated = Described(url="https://paper.example/2018/01/10/bridge")
    found = read_text(f"A bridge\n\n{told}{BODY}".encode(), path="f/a", stated=dated).metadata
    assert [date.kind for date in found.dates] == ["published"]


@given(st.text(max_size=40), st.dates(date(1800, 1, 1), date(2099, 1, 1)), st.text(max_size=40))
def test_every_day_between_other_words_is_found(before, day, after):
    text = f"{before} seen on {day.day} {day:%B} {day.year}. {after}"
    found = {one.earliest[:10] for one in mentioned_dates(text)}
    if re.search(r"\d", before + after) is None:
        assert found == {day.isoformat()}
    assert all(date.fromisoformat(one) + timedelta(0) for one in found)
