"""Two dates of one article: whether both can be true, with zones and without."""

from datetime import datetime, timedelta, timezone

import pytest
from hypothesis import given
from hypothesis import strategies as st

from provenance.reading import Dated, disagree, is_zoned, parse_date
from provenance.reading.assembling import assemble
from provenance.reading.parts.intervals import is_sound
from provenance.reading.protocol import Reading
from provenance.reading.soundness import check_reading
from provenance.reading.stated import Described

UTC = timezone(timedelta(0))


def dated(words, kind="published"):
    earliest, latest, precision = parse_date(words)
    return Dated(earliest, latest, "test", precision, words, kind)


@pytest.mark.parametrize(
    ("a", "b", "expected"),
    [
        ("2018-01-10", "2018-01-10T14:20", False),
        ("2018-01", "2018-01-10T14:20", False),
        ("2018-01-10", "2018-01-11", True),
        ("2018-01-10T14:20", "2018-01-10T14:21", True),
        ("2018-01-10T14:20Z", "2018-01-10T15:20+01:00", False),
        ("2018-01-10T14:20Z", "2018-01-10T14:20+01:00", True),
        ("2018-01-10", "2018-01-11T11:59Z", False),  # still the 10th at UTC-12
        ("2018-01-10", "2018-01-11T12:00Z", True),
        ("2018-01-10", "2018-01-09T10:00Z", False),  # the 10th already at UTC+14
        ("2018-01-10", "2018-01-09T09:58Z", True),
    ],
)
def test_two_dates(a, b, expected):
    assert disagree(dated(a), dated(b)) is expected
    assert disagree(dated(b), dated(a)) is expected


@pytest.mark.parametrize(
    ("published", "bound", "kind", "expected"),
    [
        ("2018-01-10", "2018-01-09", "not after", True),
        ("2018-01-10", "2018-01-12", "not after", False),
        ("2018-01-10", "2018-01-12", "not before", True),
        ("2018-01-10", "2018-01-09", "not before", False),
        ("2018-01-10", "2030-01-09", "mentioned", False),
    ],
)
def test_a_date_and_a_bound(published, bound, kind, expected):
    assert disagree(dated(published), dated(bound, kind)) is expected
    assert not disagree(dated(bound, kind), dated(published, kind))


moments = st.datetimes(datetime(1600, 1, 1), datetime(2100, 1, 1)).map(
    lambda m: m.replace(second=0, microsecond=0)
)
zones = st.none() | st.integers(-12, 14)


@given(moments, zones, st.integers(-60, 60), zones)
def test_against_every_zone_in_turn(moment, zone_a, hours, zone_b):
    """The oracle: they agree where some pair of zones makes them the same minute."""
    other = moment + timedelta(hours=hours)

    def shown(moment, zone):
        suffix = "" if zone is None else f"{zone:+03}:00"
        return dated(f"{moment:%Y-%m-%dT%H:%M}{suffix}")

    def instants(moment, zone):
        return {moment - timedelta(hours=hour) for hour in (range(-12, 15) if zone is None else [zone])}

    a, b = shown(moment, zone_a), shown(other, zone_b)
    if zone_a is None and zone_b is None:
        assert disagree(a, b) is (hours != 0)
    else:
        # Whole hours only, so the half open minute at either end makes no difference.
        assert disagree(a, b) is instants(moment, zone_a).isdisjoint(instants(other, zone_b))
    assert is_zoned(a) is (zone_a is not None)


def test_the_ends_of_the_calendar_are_borne():
    first = Dated("0001-01-01T00:00", "0001-01-01T00:00", "test", "minute", "")
    last = Dated("9999-12-31T23:59", "9999-12-31T23:59", "test", "minute", "")
    zoned = Dated("2018-01-10T14:20Z", "2018-01-10T14:20Z", "test", "minute", "")
    assert disagree(first, zoned)
    assert disagree(zoned, last)


@pytest.mark.parametrize(
    "date",
    [
        Dated("soon", "2018-01-10T00:00", "page", "day", "soon"),
        Dated("2018-01-11T00:00", "2018-01-10T00:00", "page", "day", ""),
        Dated("2018-01-10T00:00Z", "2018-01-10T00:00", "page", "day", ""),
        Dated("2018-01-10T00:00", "2018-01-10T00:00", "page", "week", ""),
        Dated("2018-01-10T00:00", "2018-01-10T00:00", "page", "day", "", "crawled"),
    ],
)
def test_a_reader_that_gives_no_date_is_told_so(date):
    assert not is_sound(date)
    reading = Reading("A bridge for the town.", fields=Described(dates=(date,)))
    with pytest.raises(ValueError, match="a date that is none"):
        check_reading(reading)


@given(moments)
def test_what_is_read_as_a_date_is_sound(moment):
    for words in (f"{moment:%Y-%m-%dT%H:%M}", f"{moment:%Y-%m-%d}", f"{moment:%Y-%m}", f"{moment:%Y}"):
        assert is_sound(dated(words))


def test_a_crawl_is_a_bound_and_no_date():
    crawl = Dated("2018-01-12T10:00Z", "2018-01-12T10:00Z", "page", "second", "2018-01-12", "not after")
    reading = Reading("A bridge for the town.", fields=Described(dates=(crawl,)))
    found = assemble(reading, b"", path="f/a", reader="page", stated=None).metadata
    assert (found.date, found.dates, found.others) == (None, (crawl,), ())
