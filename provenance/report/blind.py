"""Reports without bylines: articles are called by their text ids and not by their paths, and names of bylines
are hidden wherever they stand in the words of a report."""

from __future__ import annotations

import re
from collections.abc import Iterable, Mapping

from provenance.agencies import is_solid, load_agencies
from provenance.bylines import authors, is_desk

SHOWN = "[byline]"
HIDDEN = (
    "Hidden are bylines, paths and web addresses, and the whole names of bylines wherever they stand in "
    "titles, passages and notes. Not hidden are single surnames and nicknames, outlets, dates, reviewers, "
    "and what else a text says of its author. Articles are called by their text ids, so that they can be "
    "decided on; `show` and the reports name everybody."
)

_WORD = re.compile(r"[^\W\d_]+")
_SURNAMES = 2
"""Letters of the shortest surname that is hidden behind an initial."""


class Blind:
    """Hides the names of some bylines, and the paths that have labels, in any words."""

    def __init__(self, bylines: Iterable[str], labels: Mapping[str, str]) -> None:
        given = {one.strip() for one in bylines if one.strip() and not _is_nobody(one)}
        names = {name for one in given for name in _spellings(one)}
        solid = {name[0] for name in names if len(name) == 1 and is_solid(name[0][0])}
        self._lines = _any_of(given, whole=True)
        self._solid = _any_of(solid, whole=False)
        self._names = names
        self._longest = max(map(len, self._names), default=0)
        self._labels = labels
        self._paths = _any_of(labels, whole=False)

    def label(self, path: str) -> str:
        """What an article is called in place of its path."""
        return self._labels.get(path, "another article")

    def words(self, text: str) -> str:
        """Some words without names and paths."""
        if self._paths is not None:
            text = self._paths.sub(lambda found: self._labels[found.group()], text)
        for names in (self._lines, self._solid):
            if names is not None:
                text = names.sub(SHOWN, text)
        return self._without_names(text)

    def all(self, value: object) -> object:
        """The same in every string of lists and mappings."""
        if isinstance(value, str):
            return self.words(value)
        if isinstance(value, Mapping):
            return {name: self.all(each) for name, each in value.items()}
        if isinstance(value, (list, tuple)):
            return [self.all(each) for each in value]
        return value

    def _without_names(self, text: str) -> str:
        found = [(*word.span(), word.group().casefold()) for word in _WORD.finditer(text)]
        shown: list[str] = []
        kept = place = 0
        while place < len(found):
            length = self._name_at([word for _, _, word in found[place : place + self._longest]])
            if length:
                shown += (text[kept : found[place][0]], SHOWN)
                kept = found[place + length - 1][1]
            place += max(1, length)
        return "".join([*shown, text[kept:]])

    def _name_at(self, words: list[str]) -> int:
        """How many words of a name stand at the beginning, 0 where none does."""
        return next((size for size in range(len(words), 0, -1) if tuple(words[:size]) in self._names), 0)


def _is_nobody(byline: str) -> bool:
    """Whether a byline is a desk or an agency: words that reports need."""
    return not authors(byline) and (is_desk(byline) or load_agencies().named(byline) is not None)


def _spellings(byline: str) -> set[tuple[str, ...]]:
    """The names in a byline as they may stand elsewhere: in order, turned round, with an initial, in one."""
    found = set()
    for name in authors(byline):
        words = tuple(_WORD.findall(" ".join(name).casefold()))
        if not words:
            continue
        found |= {words, ("".join(words),)}
        if len(words) > 1:
            found |= {(words[0], words[-1]), (words[-1], *words[:-1]), (words[-1], words[0])}
            found.add(("".join((words[0], words[-1])),))
            if len(words[-1]) >= _SURNAMES:
                found.add((words[0][0], words[-1]))
    return found


def _any_of(words: Iterable[str], *, whole: bool) -> re.Pattern[str] | None:
    """Finds any of some strings, the longest first, in any case; `whole`: not inside other words."""
    listed = sorted(words, key=lambda one: (-len(one), one))
    if not listed:
        return None
    either = "|".join(map(re.escape, listed))
    return re.compile(rf"(?<!\w)(?:{either})(?!\w)", re.IGNORECASE) if whole else re.compile(either)
