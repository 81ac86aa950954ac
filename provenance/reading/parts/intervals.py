"""Whether two statements about one date can both be true. They are compared, never averaged."""

from __future__ import annotations

from datetime import UTC, datetime, timedelta

from provenance.reading.article import Dated

WEST, EAST = timedelta(hours=12), timedelta(hours=14)
"""How far clocks run behind UTC in the west, and before it in the east."""


KINDS = frozenset({"published", "not after", "not before", "mentioned"})
PRECISIONS = frozenset({"second", "minute", "day", "month", "year"})


def is_sound(date: Dated) -> bool:
    """Whether a date keeps what Dated promises; one from a reader of somebody else need not."""
    try:
        first, last = _moment(date.earliest), _moment(date.latest)
        ordered = first <= last
    except (TypeError, ValueError):  # no instants, or only one of them has a zone
        return False
    return ordered and date.kind in KINDS and date.precision in PRECISIONS


def is_zoned(date: Dated) -> bool:
    """Whether a date names its time zone."""
    return _moment(date.earliest).tzinfo is not None


def disagree(a: Dated, b: Dated) -> bool:
    """Whether no instant is in both, of two dates of publication of one article, or of one and a bound of it.

    Two dates without a zone are taken as told by one clock. Where only one of them names a zone, the other
    can be of any, from UTC-12 to UTC+14, and is so much longer on each side. What a text mentions, and two
    bounds, disagree with nothing.
    """
    kinds = {a.kind, b.kind}
    if "published" not in kinds or "mentioned" in kinds:
        return False
    free = is_zoned(a) != is_zoned(b)
    (first_a, last_a), (first_b, last_b) = _range(a, free=free), _range(b, free=free)
    return first_a > last_b or first_b > last_a


def _range(date: Dated, *, free: bool) -> tuple[datetime, datetime]:
    """The first and the last instant; of a date without a zone where that is `free`, in any zone."""
    first, last = _moment(date.earliest), _moment(date.latest)
    if first.tzinfo is None:
        first, last = first.replace(tzinfo=UTC), last.replace(tzinfo=UTC)
        if free:
            first, last = _shifted(first, -EAST), _shifted(last, WEST)
    if date.kind == "not after":
        first = datetime.min.replace(tzinfo=UTC)
    if date.kind == "not before":
        last = datetime.max.replace(tzinfo=UTC)
    return first, last


def _shifted(moment: datetime, by: timedelta) -> datetime:
    try:
        return moment + by
    except OverflowError:
        return moment


def _moment(instant: str) -> datetime:
    return datetime.fromisoformat(instant)
