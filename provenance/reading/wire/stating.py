"""What items of all formats state: the interval in which a version was published, credits, statements."""

from __future__ import annotations

import re
from collections.abc import Iterable, Sequence
from dataclasses import dataclass, field
from datetime import UTC, datetime

from provenance.agencies import load_agencies
from provenance.reading.article import Dated, Statement
from provenance.reading.parts.dates import parse_date
from provenance.reading.parts.intervals import is_sound
from provenance.reading.stated import Described

_LONGEST = 2_000  # characters of a value
_FIRST = frozenset({"", "0", "1", "1.0"})
_QCODE = re.compile(r"[\w.-]+:([\w.-]*[^\W\d][\w.-]*)")
_RELATIONS = {
    "derivedfrom": "derived from", "evolvedfrom": "evolved from", "translatedfrom": "translated from",
}  # fmt: skip
_NOT_LETTERS = re.compile(r"[\W_]+")


@dataclass(slots=True)
class Item:
    """What an item states while it is read. `said_by` is the name of its format."""

    said_by: str
    id: str | None = None
    title: str | None = None
    outlet: str | None = None
    byline: str | None = None
    url: str | None = None
    licence: str | None = None
    dates: list[Dated] = field(default_factory=list)
    credits: list[str] = field(default_factory=list)
    statements: list[Statement] = field(default_factory=list)
    problems: list[str] = field(default_factory=list)

    def state(self, name: str, value: str | None) -> None:
        """Keep a statement that has no field of its own."""
        if value and value.strip():
            self.statements.append(Statement(name, " ".join(value.split())[:_LONGEST], self.said_by))

    def credit(self, name: str | None) -> None:
        """Keep whom the item names as the origin of its words."""
        if name and name.strip():
            self.credits.append(" ".join(name.split())[:_LONGEST])

    def credit_agency(self, name: str | None) -> None:
        """Keep a holder of rights or a provider where that is an agency: each paper is its own holder."""
        if name:
            agencies = load_agencies()
            known = agencies.named(name)
            if known is not None and known.name in agencies.agency_names:
                self.credit(name)

    def relate(self, relation: str | None, target: str | None, version: str | None = None) -> None:
        """Keep that the item is derived or has evolved from another, by that one's identifier, and by its
        version where that is said."""
        if target and version and version.strip().isdigit():
            target = f"{target} (version {version.strip()})"
        if known := relation_of(relation):
            self.state(known, target)

    def date_published(self, words: str | None, *, kind: str = "published") -> None:
        """Keep a date by the words of one field; a sentence where they can't be read."""
        if words and words.strip():
            date = dated(words, self.said_by, kind)
            if date is not None:
                self.dates.append(date)
            else:
                said = words.strip()[:60]
                self.problems.append(
                    f"the date {said!r} is not understood and not used; state it in metadata.csv"
                )

    def date_version(
        self, created: str | None, *, first: Sequence[str | None], version: str | None, embargo: str | None
    ) -> None:
        """Keep when a version was published. `first`: what is stated of the first version or its content.

        What stands in a later version may have been in any earlier one, so it was published between the
        first and this, or not after this where the first is not known. What is under embargo is with its
        receivers from then on and with readers not before its end: it is published somewhere between.
        """
        self.state("version", version)
        before = len(self.problems)
        self.date_published(created)
        if len(self.problems) > before or not created:
            last = next((one for words in first if (one := dated(words, self.said_by))), None)
            later = False
        else:
            last = self.dates.pop()
            later = (version or "").strip() not in _FIRST
        until = dated(embargo, f"{self.said_by} embargo", "not before")
        if embargo and until is None:
            self.problems.append(f"the end of the embargo {embargo.strip()[:60]!r} is not understood")
        if last is None:
            self.dates += [until] if until else []
            return
        start = last
        if later:
            starts = [one for words in first if (one := dated(words, self.said_by)) is not None]
            starts = [one for one in starts if _ordered(one, last)]
            if not starts:
                self.dates.append(_as(last, "not after"))
                self.dates += [until] if until else []
                return
            start = starts[0]
        end = until if until is not None and _ordered(last, until) else last
        self.dates.append(_between(start, end, self.said_by))
        self.dates += [until] if until else []

    def described(self) -> Described:
        """All of it, as reading takes it."""
        seen = tuple(dict.fromkeys(self.statements))
        return Described(
            id=_short(self.id),
            title=_short(self.title),
            outlet=_short(self.outlet),
            byline=_short(self.byline),
            url=_short(self.url),
            licence=_short(self.licence),
            dates=tuple(dict.fromkeys(self.dates)),
            unused=seen,
        )


def relation_of(name: str | None) -> str:
    """What a relation to another item is called here, empty for one that says nothing of an origin:
    `irel:derivedFrom`, `http://cv.iptc.org/newscodes/itemrelation/evolvedFrom`, `derived_from`."""
    if not name:
        return ""
    return _RELATIONS.get(_NOT_LETTERS.sub("", re.split(r"[:/#]", name.strip())[-1]).casefold(), "")


def dated(words: str | None, source: str, kind: str = "published") -> Dated | None:
    """A date by its words, None where they are none."""
    if not words or not words.strip():
        return None
    parsed = parse_date(words.strip())
    return None if parsed is None else Dated(parsed[0], parsed[1], source, parsed[2], words.strip(), kind)


def code_name(code: str | None) -> str | None:
    """The name in a code such as `nprov:REUTERS`; None for numbers."""
    match = _QCODE.fullmatch(code.strip()) if code else None
    return match[1] if match else None


def first_of(values: Iterable[str | None]) -> str | None:
    """The first of some values that says something."""
    return next((value for value in values if value and value.strip()), None)


def _short(value: str | None) -> str | None:
    plain = " ".join(value.split())[:_LONGEST] if value else ""
    return plain or None


def _as(date: Dated, kind: str) -> Dated:
    return Dated(date.earliest, date.latest, date.source, date.precision, date.words, kind)


def _ordered(first: Dated, last: Dated) -> bool:
    """Whether they make an interval: a date with a zone and one without do not."""
    return is_sound(Dated(first.earliest, last.latest, "", "second", ""))


def _between(first: Dated, last: Dated, source: str) -> Dated:
    if first == last or (first.earliest, first.latest) == (last.earliest, last.latest):
        return _as(last, "published")
    # The precision is for people: an interval of a day is told as a day. The instants stay as they are.
    length = _moment(last.latest) - _moment(first.earliest)
    precision = "day" if length.days < 1 else "month" if length.days < 31 else "year"
    if length.total_seconds() < 60:
        precision = "minute"
    return Dated(first.earliest, last.latest, source, precision, f"{first.words} to {last.words}")


def _moment(instant: str) -> datetime:
    moment = datetime.fromisoformat(instant)
    return moment if moment.tzinfo else moment.replace(tzinfo=UTC)
