"""Records that go from one process to another come out as they went in."""

from __future__ import annotations

import pickle
from dataclasses import dataclass, field

import pytest

from provenance.disguises import Notice
from provenance.portable import portable
from provenance.reading import Dated, Link, Metadata, Raw, Removed, Segment, Statement, Unreadable
from provenance.spans import Span

DATE = Dated("2018-01-10T00:00", "2018-01-10T23:59:59", "page", "day", "10 January 2018", "not after")


@pytest.mark.parametrize(
    "record",
    [
        Span(3, 9),
        Raw("f/a", b"bytes", "text", (("2018", "", ""),)),
        DATE,
        Segment("body", Span(0, 4)),
        Link("https://a.example", Span(0, 4)),
        Removed("navigation", 3),
        Statement("date", "10 January", "page", DATE),
        Metadata(title="Pool", date=DATE, source_flag=True, dates=(DATE,), credits=("AFP",)),
        Unreadable("f/a", "it is\nbroken"),
        Notice("mixed alphabets", 3, Span(0, 4), "3 words have look-alike letters."),
    ],
)
@pytest.mark.parametrize("protocol", [2, pickle.HIGHEST_PROTOCOL])
def test_a_record_comes_back_equal(record: object, protocol: int) -> None:
    back = pickle.loads(pickle.dumps(record, protocol))
    assert back == record
    assert type(back) is type(record)


def test_what_is_not_made_of_its_values_is_refused() -> None:
    with pytest.raises(TypeError, match="Counted can't be made"):

        @portable
        @dataclass(frozen=True, slots=True)
        class Counted:
            one: int
            two: int = field(init=False)
