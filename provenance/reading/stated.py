"""What somebody states of an article: a row of metadata.csv, front matter, a record, a page's meta."""

from __future__ import annotations

from dataclasses import dataclass

from provenance.portable import portable
from provenance.reading.article import Dated, Statement

_YES = frozenset({"1", "true", "yes", "y"})
_NO = frozenset({"0", "false", "no", "n"})

WIRE, PRESS_RELEASE = "wire", "press release"
_KINDS = {"wire": WIRE, "press release": PRESS_RELEASE, "press-release": PRESS_RELEASE}


@portable
@dataclass(frozen=True, slots=True)
class Described:
    """What is stated of an article in one place, or in several together. None, or no date: nothing stated.

    `dates`: the one that goes first is first. `source`: whether it is a press release or a wire; `kind`:
    which of the two, empty where that is not said. `excluded`: why the article takes no part, by the path
    pattern `excluded_by`. `unused`: what else was stated and is not used, or has no
    place of its own (`derived from`, `version`).
    """

    id: str | None = None
    title: str | None = None
    outlet: str | None = None
    byline: str | None = None
    url: str | None = None
    licence: str | None = None
    dates: tuple[Dated, ...] = ()
    source: bool | None = None
    kind: str = ""
    excluded: str = ""
    excluded_by: str = ""
    unused: tuple[Statement, ...] = ()

    def filled(self, other: Described) -> Described:
        """This statement, with the other's where this one says nothing; the other's dates behind its own."""
        return Described(
            other.id if self.id is None else self.id,
            other.title if self.title is None else self.title,
            other.outlet if self.outlet is None else self.outlet,
            other.byline if self.byline is None else self.byline,
            other.url if self.url is None else self.url,
            other.licence if self.licence is None else self.licence,
            self.dates + other.dates,
            other.source if self.source is None else self.source,
            self.kind or (other.kind if self.source is not False else ""),
            self.excluded or other.excluded,
            self.excluded_by if self.excluded else other.excluded_by,
            self.unused + other.unused,
        )


NOTHING = Described()


def read_flag(words: str) -> bool | None:
    """Yes or no as people write it, None for other words."""
    folded = words.strip().casefold()
    return True if folded in _YES else False if folded in _NO else None


def read_source(words: str) -> tuple[bool | None, str]:
    """Whether something is a source, and its kind: yes, no, wire, press release; None for other words."""
    kind = _KINDS.get(" ".join(words.casefold().split()), "")
    return (True, kind) if kind else (read_flag(words), "")
