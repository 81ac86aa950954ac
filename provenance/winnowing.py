"""Tokens -> fingerprints -> candidate pairs for "do they share a passage?".

Winnowed word shingles (Schleimer, Wilkerson & Aiken, SIGMOD 2003): every shared run of shingle + window - 1
words holds a common fingerprint. A pair is a candidate when it shares two near each other, or some anywhere,
or one inside a run that is long enough, or one that either text holds more than once (then alignment looks at
all of its places). Of the words around a fingerprint five bits each are kept: enough to tell most single
chance meetings from a run.
"""

from __future__ import annotations

from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass, field
from typing import Any, Protocol

import numpy as np
import numpy.typing as npt

from provenance import kernels, settings
from provenance.kernels import CONTEXT
from provenance.postings import (
    NEVER,
    NOWHERE,
    NUMBER,
    Ints,
    Keyed,
    Keys,
    Pairs,
    Rule,
    pack,
    pair_up,
    shared,
)
from provenance.sides import Sides
from provenance.tokens import rows_of

Words = npt.NDArray[np.uint32]
Contexts = npt.NDArray[np.uint32]

_PARTS = 16
"""The keys are joined in so many parts, one after the other, so that a part's memory is small."""
_LIMITS = np.array([part << 60 for part in range(1, _PARTS)], np.uint64)


@dataclass(frozen=True, slots=True, eq=False)
class Fingerprints:
    """The winnowed shingles of several texts: `values`, some bits of the words around each (`contexts`), and
    where each text's begin (`offsets`, with the end of the last)."""

    values: Keys
    contexts: Contexts
    offsets: Ints

    def only(self, chosen: Ints) -> Fingerprints:
        """Those of some of the texts."""
        rows, offsets = rows_of(self.offsets, chosen)
        return Fingerprints(self.values[rows], self.contexts[rows], offsets)

    def load(self) -> Fingerprints:
        """These: they are at hand, others may be `Shelved`."""
        return self


class Put(Protocol):
    """Puts an array away, wherever there is room for it; what it returns reads a slice of it."""

    def __call__(self, array: npt.NDArray[Any]) -> Callable[[int, int], npt.NDArray[Any]]: ...


def hold(array: npt.NDArray[Any]) -> Callable[[int, int], npt.NDArray[Any]]:
    """Keeps an array in memory."""
    return lambda begin, end: array[begin:end]


@dataclass(frozen=True, slots=True, eq=False)
class Shelved:
    """Fingerprints that were put away; only where each text's begin is at hand."""

    values: Callable[[int, int], Keys]
    contexts: Callable[[int, int], Contexts]
    offsets: Ints

    def load(self) -> Fingerprints:
        """They."""
        size = int(self.offsets[-1])
        return Fingerprints(self.values(0, size), self.contexts(0, size), self.offsets)

    def only(self, chosen: Ints) -> Fingerprints:
        """Those of some of the texts."""
        return self.load().only(chosen)


Prints = Fingerprints | Shelved


def shelve(prints: Prints, put: Put) -> Shelved:
    """Put fingerprints away."""
    found = prints.load()
    return Shelved(put(found.values), put(found.contexts), found.offsets)


def fingerprints(hashes: Words, offsets: Ints, *, shingle: int, window: int) -> Fingerprints:
    """The fingerprints of texts whose word hashes stand one behind the other."""
    return Fingerprints(*kernels.fingerprints(hashes, offsets, shingle, window))


def join(parts: Sequence[Fingerprints]) -> Fingerprints:
    """The fingerprints of several parts, the texts of each behind those of the one before."""
    bounds = np.cumsum([0, *(part.values.size for part in parts)])
    return Fingerprints(
        np.concatenate([np.zeros(0, np.uint64), *(part.values for part in parts)]),
        np.concatenate([np.zeros(0, np.uint32), *(part.contexts for part in parts)]),
        np.concatenate(
            [
                np.zeros(1, np.int64),
                *(part.offsets[1:] + bound for part, bound in zip(parts, bounds, strict=False)),
            ]
        ),
    )


@dataclass(slots=True, eq=False)
class Index:
    """The fingerprints of a collection, in the order in which they were added; `put` finds room for them."""

    put: Put = hold
    _packed: list[Callable[[int, int], Keys]] = field(default_factory=list)
    _contexts: list[Callable[[int, int], Contexts]] = field(default_factory=list)
    _cuts: list[Ints] = field(default_factory=list)
    _ends: list[Ints] = field(default_factory=list)
    _numbers: list[Ints] = field(default_factory=list)
    _count: int = 0

    def add(self, prints: Prints, numbers: Ints) -> None:
        """Add the fingerprints of some texts of these numbers, of those below 0 none. Raises ValueError where
        they are too many."""
        found = prints.load()
        if (numbers < 0).any():
            kept = np.flatnonzero(numbers >= 0)
            found, numbers = found.only(kept), numbers[kept]
        packed = pack(found.values, self._count)
        packed.sort()
        own = (packed & NUMBER).astype(np.int64) - self._count
        self._packed.append(self.put(packed))
        self._contexts.append(self.put(found.contexts[own]))
        self._cuts.append(np.array([0, *np.searchsorted(packed, _LIMITS), packed.size]))
        self._ends.append(found.offsets[1:] + self._count)
        self._numbers.append(numbers)
        self._count += found.values.size

    def candidates(
        self,
        texts: int,
        *,
        shingle: int,
        run: int,
        near: int,
        least: int,
        frequent: int,
        sides: Sides | None = None,
        counts: bool = True,
    ) -> Pairs:
        """Pairs of the `texts` texts that share `least` fingerprints, or two that stand within `near` others,
        or one that repeats, or one within a run of `run` words that are equal as far as the kept bits tell. A
        fingerprint has `shingle` words. Where there are `sides`, only pairs of which one text stands on each.
        `counts`: whether those that are left out are counted.

        The index is empty afterwards: it may be the largest thing in memory. Raises ValueError where a run is
        longer than the kept words can tell.
        """
        if not 0 <= run - shingle <= CONTEXT:
            raise ValueError(f"runs can be told from {shingle} to {shingle + CONTEXT} words")
        return self._pair_up(texts, Rule(frequent, run - shingle, near, least), sides, counts)

    def sharing(self, texts: int, *, least: int, frequent: int, sides: Sides | None = None) -> Pairs:
        """Pairs of the `texts` texts that share `least` keys, wherever they stand; where there are `sides`,
        only such of which one text stands on each. The index is empty afterwards."""
        return self._pair_up(texts, Rule(frequent, NEVER, NOWHERE, least), sides, True)

    def _pair_up(self, texts: int, rule: Rule, sides: Sides | None, counts: bool) -> Pairs:
        pairs = pair_up(self._parts(sides), rule, texts, sides, counts=counts)
        for held in (self._packed, self._contexts, self._cuts, self._ends, self._numbers):
            held.clear()
        self._count = 0
        return pairs

    def _parts(self, sides: Sides | None) -> Iterator[Keyed]:
        """The postings whose key another one has, too, some keys at a time."""
        ends = np.concatenate([np.zeros(0, np.int64), *self._ends])
        owner = np.concatenate([np.zeros(0, np.int64), *self._numbers])
        starts = np.concatenate((np.zeros(1, np.int64), ends[:-1]))
        for part in range(_PARTS):
            packed = np.concatenate([np.zeros(0, np.uint64), *self._slices(self._packed, part)])
            contexts = np.concatenate([np.zeros(0, np.uint32), *self._slices(self._contexts, part)])
            # Numbered by their places here, so that a sort leaves them to find their contexts by.
            ranked = (packed & ~NUMBER) | np.arange(packed.size, dtype=np.uint64)
            ranked.sort()
            chosen, bounds = shared(ranked)
            numbers = (packed[chosen] & NUMBER).astype(np.int64)
            texts_of = np.searchsorted(ends, numbers, "right")
            places = (numbers - starts[texts_of]).astype(np.uint32)
            yield Keyed(owner[texts_of], contexts[chosen], places, bounds).across(sides)

    def _slices(
        self, arrays: Sequence[Callable[[int, int], npt.NDArray[Any]]], part: int
    ) -> Iterator[npt.NDArray[Any]]:
        """What stands in one part of the keys."""
        for array, cut in zip(arrays, self._cuts, strict=True):
            yield array(int(cut[part]), int(cut[part + 1]))


def worth_comparing(index: Index, texts: int, sides: Sides | None = None, *, counts: bool = True) -> Pairs:
    """The pairs of an index of so many texts that may share a passage: the one rule for scans, drafts and
    near-duplicates. `counts`: whether those left out are counted. The index is empty afterwards."""
    return index.candidates(
        texts,
        shingle=settings.SHINGLE,
        run=settings.CANDIDATE_RUN,
        near=settings.CANDIDATE_NEAR,
        least=settings.CANDIDATE_PRINTS,
        frequent=settings.FREQUENT,
        sides=sides,
        counts=counts,
    )
