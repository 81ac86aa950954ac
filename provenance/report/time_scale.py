"""Where an instant stands on a line of time, of which long stretches without a date are cut out."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import UTC, datetime, timedelta

from provenance.sentences import number, say

MINUTE, HOUR, DAY = 60, 3600, 86_400
_MONTH, _YEAR = 2_629_746, 31_556_952  # mean lengths, to choose a step by
BREAKS, EMPTY = 5, 0.4
"""At most so many stretches are cut out, each of them more than this share of what is left of the time."""
BREAK, LEAST, TICK = 44.0, 110.0, 78.0
"""Width of what stands for a stretch that is cut out, least width of a part, least distance of two ticks."""
_EDGE = 0.02
_STEPS: Sequence[tuple[int, str, int]] = (
    *((count * MINUTE, "minute", count) for count in (1, 5, 15, 30)),
    *((count * HOUR, "hour", count) for count in (1, 3, 6, 12)),
    *((count * DAY, "day", count) for count in (1, 2, 7, 14)),
    *((count * _MONTH, "month", count) for count in (1, 3, 6)),
    *((count * _YEAR, "year", count) for count in (1, 2, 5, 10, 25, 100, 1000)),
)
Stretch = tuple[float, float]
"""The first and the last second of an interval, since 1970."""


@dataclass(frozen=True, slots=True)
class Tick:
    """A line across the lanes: `fine` (14:00, 10 Jan) and, where it changes, `coarse` (10 Jan 2018, 2018)."""

    x: float
    fine: str
    coarse: str


@dataclass(frozen=True, slots=True)
class Part:
    """A stretch of time without a cut, from `start` to `stop` (seconds since 1970), drawn from `left` on."""

    start: float
    stop: float
    left: float
    width: float

    def at(self, instant: float) -> float:
        """Where an instant stands; one outside stands at the edge."""
        inside = min(max(instant, self.start), self.stop)
        return self.left + (inside - self.start) / (self.stop - self.start) * self.width


@dataclass(frozen=True, slots=True)
class Scale:
    """The parts of the time line, the earliest first."""

    parts: tuple[Part, ...]

    def at(self, instant: float) -> float:
        """Where an instant stands; one in a stretch that is cut out stands at its nearer edge."""
        nearest = min(self.parts, key=lambda part: max(part.start - instant, instant - part.stop, 0.0))
        return nearest.at(instant)

    def ticks(self) -> list[Tick]:
        """Lines at round instants, those of a part as far apart as can be read."""
        return [tick for part in self.parts for tick in _ticks(part)]

    def cuts(self) -> list[tuple[float, str]]:
        """The middle of what stands for each stretch that is cut out, and its length in words."""
        return [
            (later.left - BREAK / 2, _length(later.start - earlier.stop))
            for earlier, later in zip(self.parts, self.parts[1:], strict=False)
        ]


def scale(dates: Iterable[Stretch], left: float, width: float) -> Scale | None:
    """A scale for some dates, from `left` on, `width` wide; None where there are no dates.

    Between two cuts the scale is the same all over. Dates of a day or finer decide what is shown. Coarser
    ones are shown where they meet it; only where there are no finer ones, they decide.
    """
    known = sorted(dates)
    fine = [date for date in known if date[1] - date[0] <= DAY] or known
    if not fine:
        return None
    fine += [date for date in known if all(date[1] < start or stop < date[0] for start, stop in fine)]
    most = max(0, min(BREAKS, int((width - LEAST) / (LEAST + BREAK))))
    stretches = _stretches(sorted(fine), most)
    free = width - BREAK * (len(stretches) - 1) - LEAST * len(stretches)
    total = sum(stop - start for start, stop in stretches)
    parts: list[Part] = []
    for start, stop in stretches:
        # By its length and by what there is to show of it: a single old day takes no half of the picture.
        held = sum(start <= date[0] <= stop for date in fine) / len(fine)
        wide = LEAST + max(0.0, free) * ((stop - start) / total + held) / 2
        parts.append(Part(start, stop, left, wide))
        left += wide + BREAK
    return Scale(tuple(parts))


def _stretches(dates: Sequence[Stretch], most: int) -> list[Stretch]:
    """The time from first to last, without the longest stretches, so many at `most`, that hold none."""
    gaps: list[Stretch] = []
    reached = dates[0][1]
    for start, stop in dates:
        if start > reached:
            gaps.append((reached, start))
        reached = max(reached, stop)
    first, left = dates[0][0], reached - dates[0][0]
    cut: list[Stretch] = []
    for gap in sorted(gaps, key=lambda gap: gap[0] - gap[1])[:most]:
        if gap[1] - gap[0] > max(EMPTY * left, 2 * DAY):
            cut.append(gap)
            left -= gap[1] - gap[0]
    edges = [first, *(edge for gap in sorted(cut) for edge in gap), reached]
    air = max(_EDGE * left, HOUR / 2)
    return [(start - air, stop + air) for start, stop in zip(edges[::2], edges[1::2], strict=True)]


def _ticks(part: Part) -> list[Tick]:
    seconds = (part.stop - part.start) * TICK / part.width
    _, unit, count = next((step for step in _STEPS if step[0] >= seconds), _STEPS[-1])
    ticks: list[Tick] = []
    before = ""
    instant = _floor(_moment(part.start), unit, count)
    while instant.timestamp() <= part.stop:
        if instant.timestamp() >= part.start:
            fine, coarse = _words(instant, unit)
            ticks.append(Tick(part.at(instant.timestamp()), fine, coarse if coarse != before else ""))
            before = coarse
        later = _next(instant, unit, count)
        if later <= instant:
            break
        instant = later
    if not ticks:
        middle = _moment((part.start + part.stop) / 2)
        ticks.append(Tick(part.at(middle.timestamp()), *_words(middle, "day")))
    return ticks


def _words(instant: datetime, unit: str) -> tuple[str, str]:
    month, year = say(f"timeline.month.{instant.month}"), str(instant.year)
    day = say("timeline.day", day=instant.day, month=month)
    if unit in ("minute", "hour"):
        return f"{instant:%H:%M}", say("timeline.day_of_year", day=day, year=year)
    if unit == "day":
        return day, year
    return (month, year) if unit == "month" else (year, "")


def _floor(instant: datetime, unit: str, count: int) -> datetime:
    """The last round instant that is not later."""
    midnight = instant.replace(hour=0, minute=0, second=0, microsecond=0)
    if unit == "minute":
        return instant.replace(minute=instant.minute // count * count, second=0, microsecond=0)
    if unit == "hour":
        return midnight.replace(hour=instant.hour // count * count)
    if unit == "day":
        return midnight - timedelta(days=min(midnight.toordinal() - 1, midnight.toordinal() % count))
    if unit == "month":
        return midnight.replace(month=(instant.month - 1) // count * count + 1, day=1)
    return midnight.replace(year=max(1, instant.year // count * count), month=1, day=1)


def _next(instant: datetime, unit: str, count: int) -> datetime:
    try:
        if unit in ("minute", "hour", "day"):
            return instant + timedelta(**{f"{unit}s": count})
        if unit == "month":
            years, month = divmod(instant.month - 1 + count, 12)
            return instant.replace(year=instant.year + years, month=month + 1)
        return instant.replace(year=instant.year + count)
    except (OverflowError, ValueError):  # after the year 9999
        return datetime.max.replace(tzinfo=UTC)


def _moment(instant: float) -> datetime:
    """An instant in UTC; what no calendar has becomes its first or last day."""
    first, last = datetime(1, 1, 2, tzinfo=UTC), datetime(9999, 12, 30, tzinfo=UTC)
    return datetime.fromtimestamp(min(max(instant, first.timestamp()), last.timestamp()), UTC)


def _length(seconds: float) -> str:
    unit, name = next(
        (known for known in ((_YEAR, "year"), (_MONTH, "month")) if seconds >= 1.5 * known[0]), (DAY, "day")
    )
    return number(round(seconds / unit), name)
