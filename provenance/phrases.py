"""Some words -> where texts have them, also with a word changed, put in, left out or spelled otherwise.

Every text is looked at, so that phrases of three words are found as well as long ones. Places where enough of
the words stand near each other are found for all texts of a block at once; of each such place the longest
common subsequence with the phrase says how much of it stands there.
"""

from __future__ import annotations

import math
from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass, field

import numpy as np
import numpy.typing as npt

from provenance.kernels import normalise
from provenance.tokens import Block, Tokens, tokenise

Ints = npt.NDArray[np.int64]
Words = npt.NDArray[np.uint32]
Classes = npt.NDArray[np.int16]

FEWEST, MOST = 3, 400
"""Words of a phrase. Two stand together everywhere; what is longer is a text, and has passages."""
RESPELLED = 4
"""One word in so many, and always one, may be another spelling."""
_LOW = np.uint32(0xFFFF)
_ROWS = 4096
"""Places that are compared at a time."""


@dataclass(frozen=True, slots=True)
class Place:
    """Where a text has the phrase: its words `first` up to `last`. `matched` of the phrase's words stand
    there in order, `equal` of them letter for letter; `longer` are the words of the longer side."""

    text: int
    first: int
    last: int
    matched: int
    equal: int
    longer: int

    @property
    def identity(self) -> float:
        """Equal words / words of the longer side, 0 to 1."""
        return self.equal / self.longer

    @property
    def aligned(self) -> float:
        """The same, spellings of one word counted for it."""
        return self.matched / self.longer


@dataclass(slots=True, eq=False)
class Phrase:
    """Words to be looked for. A place counts where at least the share `least` of the longer side is aligned.

    `same_word` says whether two normalised words are spellings of one; where `least` is 1 it is not asked.
    Raises ValueError for a phrase of fewer than FEWEST or more than MOST words, or a share outside 0 to 1.
    """

    text: str
    least: float
    same_word: Callable[[str, str], bool]
    tokens: Tokens = field(init=False)
    _words: list[str] = field(init=False)
    _known: Words = field(init=False)
    _class: Classes = field(init=False)
    _own: Classes = field(init=False)
    _unlike: Words = field(init=False)
    _able: int = field(init=False)

    def __post_init__(self) -> None:
        self.tokens = tokenise(self.text)
        if not FEWEST <= len(self) <= MOST:
            raise ValueError(f"a phrase has {FEWEST} to {MOST} words, this has {len(self)}")
        if not 0 < self.least <= 1:
            raise ValueError(f"a share is above 0 and at most 1, not {self.least}")
        self._known, first, places = np.unique(self.tokens.hashes, return_index=True, return_inverse=True)
        spans = zip(self.tokens.starts[first].tolist(), self.tokens.ends[first].tolist(), strict=True)
        self._words = [normalise(self.text[start:end]) for start, end in spans]
        classes = [
            next((n for n in range(place) if self.least < 1 and self.same_word(self._words[n], word)), place)
            for place, word in enumerate(self._words)
        ]
        self._class = np.array(classes, np.int16) + np.int16(1)
        self._own = self._class[places]
        self._unlike = np.zeros(0, np.uint32)
        # Numbers and short words have no other spelling.
        able = np.array([word.isalpha() and len(word) >= FEWEST for word in self._words])
        self._able = 0 if self.least == 1 else int(able[places].sum())

    def __len__(self) -> int:
        return len(self.tokens)

    @property
    def needed(self) -> int:
        """Words that have to be aligned at least."""
        return math.ceil(self.least * len(self) - 1e-9)

    @property
    def widest(self) -> int:
        """Words that the place in a text can have."""
        return int(len(self) / self.least + 1e-9)

    @property
    def respelled(self) -> int:
        """Words that are looked for in another spelling where no more of them are. Where a place is looked at
        for other words, more may be aligned."""
        return min(self._able, max(1, len(self) // RESPELLED))

    def has_run(self, words: int) -> bool:
        """Whether every place that counts has a run of so many words as they stand in the phrase."""
        n, variants = len(self), self._able
        for left_out in range(n - self.needed + 1):
            for put_in in range(self.widest - n + left_out + 1):
                kept = n - left_out
                if kept < self.least * max(n, kept + put_in) - 1e-9:
                    break
                breaks = left_out + put_in + variants
                if -(-max(0, kept - variants) // (breaks + 1)) < words:
                    return False
        return True

    def find(self, texts: Sequence[str], block: Block) -> Iterator[Place]:
        """Where some texts have the phrase, text by text in their order; places of a text never overlap."""
        hits = self._hits(block)
        near = self._together(hits, self.needed - self.respelled, block)
        if near.size and self.respelled:
            around = _around(near, self.widest, block)
            self._learn_spellings(texts, block, around)
            hits = around[self._classes(block.hashes[around]) > 0]
        starts = self._together(hits, self.needed, block) if near.size else near
        best: dict[int, list[tuple[float, int, int]]] = {}
        for begin in range(0, starts.size, _ROWS):
            for start, last, aligned in self._align(starts[begin : begin + _ROWS], block):
                text = int(np.searchsorted(block.offsets, start, "right")) - 1
                best.setdefault(text, []).append((-aligned, start, last))
        for text in sorted(best):
            yield from self._places(text, sorted(best[text]), texts[text], block)

    def _classes(self, words: Words) -> Classes:
        """Of each word the number of the phrase's word that it is, or is a spelling of; 0 for others."""
        places = np.minimum(np.searchsorted(self._known, words), self._known.size - 1)
        return np.where(self._known[places] == words, self._class[places], 0).astype(np.int16)

    def _hits(self, block: Block) -> Ints:
        """The places in a block of the words that are known to be words of the phrase."""
        table = np.zeros(int(_LOW) + 1, bool)
        table[self._known & _LOW] = True
        likely = np.flatnonzero(table[block.hashes & _LOW])
        return likely[self._classes(block.hashes[likely]) > 0]

    def _together(self, hits: Ints, count: int, block: Block) -> Ints:
        """The first of every `count` hits that stand as near each other in one text as a place is wide."""
        step = max(1, count) - 1
        if hits.size <= step:
            return hits[:0]
        first, last = hits[: hits.size - step], hits[step:]
        return first[(last - first < self.widest) & (last < _ends(first, block))]

    def _learn_spellings(self, texts: Sequence[str], block: Block, around: Ints) -> None:
        """Find out which of some words of a block are spellings of the phrase's words; each is asked once."""
        words, first = np.unique(block.hashes[around], return_index=True)
        new = ~np.isin(words, self._known) & ~np.isin(words, self._unlike)
        words, first = words[new], around[first[new]]
        owner = np.searchsorted(block.offsets, first, "right") - 1
        classes = np.zeros(words.size, np.int16)
        for place, (at, text) in enumerate(zip(first.tolist(), owner.tolist(), strict=True)):
            word = normalise(texts[text][block.starts[at] : block.ends[at]])
            for number, own in enumerate(self._words, 1):
                if self.same_word(own, word):
                    classes[place] = number
                    break
        self._unlike = np.union1d(self._unlike, words[classes == 0])
        known = np.concatenate((self._known, words[classes > 0]))
        order = np.argsort(known, kind="stable")
        self._class = np.concatenate((self._class, classes[classes > 0]))[order]
        self._known = known[order]

    def _align(self, starts: Ints, block: Block) -> Iterator[tuple[int, int, float]]:
        """Of the places that begin at some words those that count: the first word, the one behind the last,
        the share of the longer side that is aligned."""
        window = starts[:, None] + np.arange(self.widest)
        inside = window < _ends(starts, block)[:, None]
        classes = np.where(inside, self._classes(block.hashes[np.where(inside, window, 0)]), 0)
        # Column i: the longest common subsequence of the first i words of the phrase and the words so far.
        longest = np.zeros((starts.size, len(self) + 1), np.int16)
        best, width = np.zeros(starts.size), np.zeros(starts.size, np.int64)
        for step in range(self.widest):
            equal = classes[:, step : step + 1] == self._own
            joined = np.maximum(longest[:, 1:], longest[:, :-1] + equal)
            longest[:, 1:] = np.maximum.accumulate(joined, axis=1)
            aligned = longest[:, -1] / max(len(self), step + 1)
            better = (aligned > best) & (classes[:, step] > 0)
            best[better], width[better] = aligned[better], step + 1
        for row in np.flatnonzero(best >= self.least - 1e-9).tolist():
            yield int(starts[row]), int(starts[row] + width[row]), float(best[row])

    def _places(
        self, number: int, found: Sequence[tuple[float, int, int]], text: str, block: Block
    ) -> Iterator[Place]:
        """Of a text's places, the best first, those that overlap no better one, in the order of the text."""
        taken: list[tuple[int, int]] = []
        for _, start, end in found:
            if all(end <= low or start >= high for low, high in taken):
                taken.append((start, end))
        begin = int(block.offsets[number])
        for start, end in sorted(taken):
            matched, equal = self._count(block.hashes[start:end])
            yield Place(number, start - begin, end - begin, matched, equal, max(len(self), end - start))

    def _count(self, words: Words) -> tuple[int, int]:
        """How many words are aligned with the phrase, and how many of these are equal, as many as can be."""
        classes, own = self._classes(words).tolist(), self._own.tolist()
        hashes, mine = words.tolist(), self.tokens.hashes.tolist()
        above = [(0, 0)] * (len(own) + 1)
        for word, known in zip(hashes, classes, strict=True):
            row = [(0, 0)]
            for place, number in enumerate(own):
                best = max(above[place + 1], row[place])
                if known == number:
                    matched, equal = above[place]
                    best = max(best, (matched + 1, equal + (word == mine[place])))
                row.append(best)
            above = row
        return above[-1]


def _ends(places: Ints, block: Block) -> Ints:
    """Where the text of each of some words ends."""
    return block.offsets[np.searchsorted(block.offsets, places, "right")]


def _around(places: Ints, reach: int, block: Block) -> Ints:
    """The words of a block that stand less than `reach` from one of some words of their text, ascending."""
    owner = np.searchsorted(block.offsets, places, "right") - 1
    begins = np.maximum(places - reach + 1, block.offsets[owner])
    ends = np.minimum(places + reach, block.offsets[owner + 1])
    steps = np.zeros(block.hashes.size + 1, np.int64)
    np.add.at(steps, begins, 1)
    np.add.at(steps, ends, -1)
    return np.flatnonzero(np.cumsum(steps)[:-1] > 0)
