"""Records that go from one process to another come out as they went in."""

from __future__ import annotations

import inspect
import pickle
from dataclasses import FrozenInstanceError, dataclass, field, make_dataclass, replace

import pytest

from provenance.disguises import Notice
from provenance.portable import portable
from provenance.reading import Dated, Described, Link, Metadata, Raw, Removed, Segment, Statement, Unreadable
from provenance.spans import Span

DATE = Dated("2018-01-10T00:00", "2018-01-10T23:59:59", "page", "day", "10 January 2018", "not after")
NOTICE = Notice("mixed alphabets", 3, Span(0, 4), "3 words.")


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
        NOTICE,
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


def test_a_record_is_made_as_a_dataclass_is() -> None:
    assert Notice("mixed alphabets", 3, span=Span(0, 4), sentence="3 words.") == NOTICE
    assert Described().dates == ()
    assert Described(title="Pool").title == "Pool"
    assert str(inspect.signature(Span)) == "(start: 'int', end: 'int') -> None"
    assert replace(NOTICE, count=2) == Notice("mixed alphabets", 2, Span(0, 4), "3 words.")
    with pytest.raises(TypeError, match=r"Span\.__init__\(\) missing 1 required"):
        Span(1)  # type: ignore[call-arg]
    with pytest.raises(TypeError, match="unexpected keyword argument"):
        Span(1, stop=2)  # type: ignore[call-arg]
    with pytest.raises(ValueError, match="a span needs"):
        Span(2, 1)
    with pytest.raises(FrozenInstanceError):
        NOTICE.sentence = "else"  # type: ignore[misc]


@pytest.mark.parametrize(
    "kind",
    [
        dataclass(frozen=True)(type("Open", (), {"__annotations__": {"one": int, "two": int}})),
        make_dataclass("Single", [("one", int)], frozen=True, slots=True),
        make_dataclass("Named", [("one", int), ("two", int)], frozen=True, slots=True, kw_only=True),
        make_dataclass(
            "Listed", [("one", int), ("two", list, field(default_factory=list))], frozen=True, slots=True
        ),
    ],
)
def test_only_records_of_plain_slots_are_taken(kind: type) -> None:
    with pytest.raises(TypeError, match=f"{kind.__name__} can't be made"):
        portable(kind)
