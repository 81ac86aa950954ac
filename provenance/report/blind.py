"""Reports without bylines: articles are called by their text ids and not by their paths, and names of bylines
are hidden wherever they stand in the words of a report."""

from __future__ import annotations

import re
from collections.abc import Iterable, Mapping, Sequence
from unicodedata import normalize

from provenance.agencies import load_agencies
from provenance.agency_phrases import is_solid
from provenance.bylines import authors, is_desk

SHOWN = "[byline]"
_WORD = re.compile(r"[^\W\d_]+")
_GAP = re.compile(r"[\W_]{1,3}")
"""What may stand between the words of a name."""
_JOINED = 6
"""Letters of the shortest name that is hidden where it is written in one: "belong" is not Be Long."""


class Blind:
    """Hides the names of some bylines, and the paths that have labels, in any words."""

    def __init__(self, bylines: Iterable[str], labels: Mapping[str, str]) -> None:
        given = {normalize("NFC", one.strip()) for one in bylines if one.strip() and not _is_nobody(one)}
        names = {name for one in given for name in _spellings(one)}
        solid = {name[0] for name in names if len(name) == 1 and is_solid(name[0][0])}
        self._lines = _any_of(given, whole=True)
        self._solid = _any_of(solid, whole=False)
        self._names = names
        self._initials = {(name[0][0], name[-1]) for name in names if len(name) > 1}
        self._longest = max(map(len, names), default=0)
        self._labels = labels
        self._paths = _any_of(labels, whole=False)

    def words(self, text: str) -> str:
        """Some words without names and paths."""
        if self._paths is not None:
            text = self._paths.sub(lambda found: self._labels[found.group()], text)
        joined = normalize("NFC", text)  # an accent may stand apart, which nobody sees
        hidden = joined
        for names in (self._lines, self._solid):
            if names is not None:
                hidden = names.sub(SHOWN, hidden)
        hidden = self._without_names(hidden)
        return text if hidden == joined else hidden

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
        found = [*_WORD.finditer(text)]
        shown: list[str] = []
        kept = place = 0
        while place < len(found):
            length = self._name_at(text, found[place : place + self._longest])
            if length:
                shown += (text[kept : found[place].start()], SHOWN)
                kept = found[place + length - 1].end()
            place += max(1, length)
        return "".join([*shown, text[kept:]])

    def _name_at(self, text: str, found: Sequence[re.Match[str]]) -> int:
        """How many words of a name stand at the beginning, 0 where none does."""
        together = 1
        while together < len(found) and _GAP.fullmatch(
            text, found[together - 1].end(), found[together].start()
        ):
            together += 1
        for size in range(together, 0, -1):
            words = [one.group() for one in found[:size]]
            name = tuple(word.casefold() for word in words)
            # "A. Long" is a name, "a long day" is none.
            if name in self._names or (name in self._initials and all(word[0].isupper() for word in words)):
                return size
        return 0


def _is_nobody(byline: str) -> bool:
    """Whether a byline is a desk or an agency: words that reports need."""
    return not authors(byline) and (is_desk(byline) or load_agencies().named(byline) is not None)


def _spellings(byline: str) -> set[tuple[str, ...]]:
    """The names in a byline as they may stand elsewhere: in order, turned round, in one."""
    found = set()
    for name in authors(byline):
        words = tuple(_WORD.findall(" ".join(name).casefold()))
        if not words:
            continue
        joined = {"".join(words), words[0] + words[-1]} if len(words) > 1 else set()
        found |= {words, (words[0], words[-1]), (words[-1], *words[:-1]), (words[-1], words[0])}
        found |= {(one,) for one in joined if len(one) >= _JOINED}
    return found


def _any_of(words: Iterable[str], *, whole: bool) -> re.Pattern[str] | None:
    """Finds any of some strings, the longest first, in any case; `whole`: not inside other words."""
    listed = sorted(words, key=lambda one: (-len(one), one))
    if not listed:
        return None
    either = "|".join(map(re.escape, listed))
    return re.compile(rf"(?<!\w)(?:{either})(?!\w)", re.IGNORECASE) if whole else re.compile(either)
