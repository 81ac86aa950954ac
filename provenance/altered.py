"""Quotations of two texts -> those whose words differ inside the marks, and those of which one is a part.

The same speaker is quoted in both, or one text names none and the words are mostly the same. Two sentences on
one matter are no altered quotation: nearly all words have to stand in the same order. What differs between
newsrooms (spelling, figures, brackets: see `house_style`) is no difference. Nobody says which one is right.
"""

from __future__ import annotations

from collections import Counter, defaultdict
from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from functools import cached_property
from itertools import pairwise

import numpy as np

from provenance import settings
from provenance.house_style import Unit, units
from provenance.quotes import Quotation
from provenance.spans import Span
from provenance.speakers import Speaker, same_speaker
from provenance.texts import Text, TextPair, Texts
from provenance.word_by_word import Compared, compare, same_units

ALTERED, FRAGMENT = "altered", "fragment"

FEWEST = 6
"""Equal words of two quotations of one speaker, at least. First value: shorter ones are figures of speech."""
SHARE = 0.75
"""Of the words of the longer one, between the first and the last equal word. First value."""
FEWEST_UNNAMED = 10
SHARE_UNNAMED = 0.85
"""The same where a text does not say who speaks."""
RUNS = 3
SHARED_RUNS = 0.33
"""Runs of two words that two quotations have to share to be compared, and of those of the shorter one: where
every fourth word is another, half of them are left."""
OFTEN = 24
"""A run in more quotations of one text than this makes no pairs of them: they would grow with the square."""
LONGEST = 1000
"""Words of a quotation, at most: comparing takes up to the square of them."""
PART = 4
"""Words of a quotation that is a part of another, at least."""


@dataclass(frozen=True, slots=True)
class Difference:
    """Two quotations, with their marks, and who is named for each (empty: nobody).

    `kind`: "altered", the words in `differ` are not the same (spans in both texts, either may be empty);
    "fragment": one (`part`: "a" or "b") is a part of the other. `words` are equal in both.
    """

    a: int
    b: int
    kind: str
    span_a: Span
    span_b: Span
    speaker_a: str
    speaker_b: str
    words: int
    part: str
    differ: tuple[tuple[Span, Span], ...]


def find_differences(
    texts: Texts,
    pairs: Sequence[TextPair],
    speakers: Mapping[int, Sequence[Speaker | None]],
) -> tuple[Difference, ...]:
    """The differing quotations of some pairs of texts, in the order of the pairs.

    `speakers` has for each text one for each of its quotations.
    """
    sheets: dict[int, Sheet] = {}

    def sheet(number: int) -> Sheet:
        if number not in sheets:
            sheets[number] = Sheet(texts[number], speakers[number])
        return sheets[number]

    quoting = quoting_pairs(texts, pairs)
    chosen = quoting
    if is_crowded(quoting):
        equal = [count_equal(sheet(a), sheet(b)) for a, b in quoting]
        chosen = choose(quoting, equal, lambda number: texts[number].text_id)
    return between(chosen, sheet)


def quoting_pairs(texts: Texts, pairs: Sequence[TextPair]) -> list[tuple[int, int]]:
    """The pairs of texts that both quote, in the order of their contents: numbers are given anew by each
    scan, and comparing two sequences the other way round can find other blocks of equal length."""
    return [
        (pair.a, pair.b) if texts[pair.a].text_id < texts[pair.b].text_id else (pair.b, pair.a)
        for pair in pairs
        if texts[pair.a].marked.quotations and texts[pair.b].marked.quotations
    ]


def between(pairs: Iterable[tuple[int, int]], sheet: Callable[[int], Sheet]) -> tuple[Difference, ...]:
    """The differing quotations of some pairs of texts."""
    known: _Known = {}
    return tuple(found for a, b in pairs for found in _between(a, b, sheet(a), sheet(b), known))


def is_crowded(pairs: Iterable[tuple[int, int]]) -> bool:
    """Whether a text of some pairs has so many companions that not all of its pairs are compared."""
    count: Counter[int] = Counter()
    for pair in pairs:
        count.update(pair)
    return any(companions > settings.QUOTED_WITH for companions in count.values())


def count_equal(one: Sheet, other: Sheet) -> int:
    """How many quotations stand in two texts as they are."""
    return len(one.whole.keys() & other.whole.keys())


def choose(
    pairs: Sequence[tuple[int, int]], equal: Sequence[int], text_id: Callable[[int], str]
) -> list[tuple[int, int]]:
    """The pairs to be compared: all, but of a text that has many companions only those with the ones whose
    quotations stand in most others as they are (`equal` says how many, pair by pair). An altered quotation is
    told by the usual one."""
    companions: dict[int, list[int]] = defaultdict(list)
    usual: Counter[int] = Counter()
    for (a, b), count in zip(pairs, equal, strict=True):
        companions[a].append(b)
        companions[b].append(a)
        usual[a] += count
        usual[b] += count
    chosen = {}
    for number, others in companions.items():
        others.sort(key=lambda other: (-usual[other], text_id(other)))
        chosen[number] = set(others[: settings.QUOTED_WITH])
    return [(a, b) for a, b in pairs if b in chosen[a] or a in chosen[b]]


class Sheet:
    """The quotations of one text: what their words are, and in which each run of two words stands."""

    def __init__(self, text: Text, speakers: Sequence[Speaker | None]) -> None:
        self.text = text.text
        self.quotations = text.marked.quotations
        self._speakers = speakers
        tokens = text.marked.tokens
        low = np.searchsorted(tokens.starts, [one.inner.start for one in self.quotations]).tolist()
        high = np.searchsorted(tokens.starts, [one.inner.end for one in self.quotations]).tolist()
        self._words = {
            number: tokens.hashes[first:last]
            for number, (first, last) in enumerate(zip(low, high, strict=True))
            if PART <= last - first <= LONGEST
        }
        self.compared = len(self._words)
        self.whole: dict[bytes, list[int]] = {}
        for number, words in self._words.items():
            self.whole.setdefault(words.tobytes(), []).append(number)
        self._units: dict[int, tuple[Unit, ...]] = {}

    @cached_property
    def _runs(self) -> dict[int, set[int]]:
        """The runs of each quotation that is compared. Of most texts only whole quotations are asked for."""
        return {
            number: {x << 32 | y for x, y in pairwise(words.tolist())}
            for number, words in self._words.items()
        }

    @cached_property
    def runs(self) -> Mapping[int, Sequence[int]]:
        """In which quotations each run stands."""
        found: dict[int, list[int]] = {}
        for number, runs in self._runs.items():
            for run in runs:
                found.setdefault(run, []).append(number)
        return found

    def size(self, number: int) -> int:
        """How many runs a quotation has."""
        return len(self._runs.get(number, ()))

    def units(self, number: int) -> tuple[Unit, ...]:
        if number not in self._units:
            self._units[number] = tuple(units(self.text, self.quotations[number].inner))
        return self._units[number]

    def words(self, number: int) -> str:
        return self.quotations[number].inner.cut(self.text)

    def speaker(self, number: int) -> str:
        """Who is named for a quotation, empty where nobody is."""
        speaker = self._speakers[number]
        return "" if speaker is None else " ".join(speaker.name.cut(self.text).split())


_Known = dict[tuple[str, str], Compared | None]
"""What comparing two quotations gave, by their words: copies of one text have the same ones."""


def _between(a: int, b: int, one: Sheet, other: Sheet, known: _Known) -> Iterator[Difference]:
    """The differing quotations of two texts: each stands in the best of its comparisons only."""
    # A quotation that stands in the other text as it is needs no other counterpart. Of most pairs of copies
    # that is all there is to ask, so it comes before the runs.
    equal = one.whole.keys() & other.whole.keys()
    done_a = {number for words in equal for number in one.whole[words]}
    done_b = {number for words in equal for number in other.whole[words]}
    if len(done_a) == one.compared or len(done_b) == other.compared:
        return
    common = one.runs.keys() & other.runs.keys()
    if len(common) < RUNS:
        return
    shared = Counter(
        (x, y)
        for run in common
        if len(one.runs[run]) <= OFTEN and len(other.runs[run]) <= OFTEN
        for x in one.runs[run]
        if x not in done_a
        for y in other.runs[run]
        if y not in done_b
    )
    candidates = [
        (x, y)
        for (x, y), runs in shared.items()
        if runs >= max(RUNS, SHARED_RUNS * min(one.size(x), other.size(y)))
    ]
    found = []
    for x, y in sorted(candidates):
        difference = _difference(a, b, one, other, x, y, known)
        if difference is not None:
            found.append((x, y, difference))
        elif same_units(one.units(x), other.units(y)):
            done_a.add(x)
            done_b.add(y)
    found.sort(key=lambda row: (-row[2].words, len(row[2].differ), row[0], row[1]))
    kept = []
    for x, y, difference in found:
        # Of one quotation several parts may be quoted, but it is altered once.
        if difference.kind == ALTERED:
            if x in done_a or y in done_b:
                continue
            done_a.add(x)
            done_b.add(y)
        elif (x if difference.part == "a" else y) in (done_a if difference.part == "a" else done_b):
            continue
        elif difference.part == "a":
            done_a.add(x)
        else:
            done_b.add(y)
        kept.append((x, y, difference))
    yield from (difference for _, _, difference in sorted(kept, key=lambda row: row[:2]))


def _difference(a: int, b: int, one: Sheet, other: Sheet, x: int, y: int, known: _Known) -> Difference | None:
    speaker_a, speaker_b = one.speaker(x), other.speaker(y)
    if speaker_a and speaker_b and not same_speaker(speaker_a, speaker_b):
        return None
    units_a, units_b = one.units(x), other.units(y)
    words = one.words(x), other.words(y)
    if words not in known:
        known[words] = compare(units_a, units_b, one.text, other.text)
    found = known[words]
    if found is None:
        return None
    named = bool(speaker_a and speaker_b)
    kind = ALTERED if found.differ else FRAGMENT
    if kind == ALTERED:
        fewest, share = (FEWEST, SHARE) if named else (FEWEST_UNNAMED, SHARE_UNNAMED)
        if found.equal < fewest or found.share < share:
            return None
        if not (_is_whole(one.text, one.quotations[x]) and _is_whole(other.text, other.quotations[y])):
            return None
    elif not found.part or found.equal < PART:
        return None
    differ = tuple(
        (_stretch(units_a, low_a, high_a), _stretch(units_b, low_b, high_b))
        for low_a, high_a, low_b, high_b in found.differ
    )
    return Difference(
        a, b, kind, one.quotations[x].span, other.quotations[y].span, speaker_a, speaker_b, found.equal,
        found.part, differ,
    )  # fmt: skip


def _is_whole(text: str, quotation: Quotation) -> bool:
    """Whether it is sure where a quotation ends: it is closed, or ends a paragraph as sentences end."""
    return quotation.closed or text[quotation.inner.end - 1] in ".!?…"


def _stretch(found: Sequence[Unit], low: int, high: int) -> Span:
    """Where some units stand; of none, where they would."""
    if low < high:
        return found[low].span.hull(found[high - 1].span)
    place = found[low].span.start if low < len(found) else found[-1].span.end
    return Span(place, place)
