"""Tokens -> fingerprints -> candidate pairs for "do they share a passage?".

Winnowed word shingles (Schleimer, Wilkerson & Aiken, SIGMOD 2003): every shared run of shingle + window - 1
words holds a common fingerprint. A pair is a candidate when it shares two near each other, or some anywhere,
or one inside a run that is long enough, or one that either text holds more than once (then alignment looks at
all of its places). Of the words around a fingerprint five bits each are kept: enough to tell most single
chance meetings from a run.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, field

import numpy as np
import numpy.typing as npt

from provenance import kernels
from provenance.kernels import CONTEXT
from provenance.postings import Ints, Keyed, Keys, Pairs, Rule, pack, pair_up, shared
from provenance.sides import Sides
from provenance.tokens import rows_of

Words = npt.NDArray[np.uint32]
Contexts = npt.NDArray[np.uint32]

_PARTS = 16
"""The keys are joined in so many parts, one after the other, so that a part's memory is small."""


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
    """The fingerprints of a collection, in the order in which they were added."""

    _packed: list[Keys] = field(default_factory=list)
    _contexts: list[Contexts] = field(default_factory=list)
    _ends: list[Ints] = field(default_factory=list)
    _numbers: list[Ints] = field(default_factory=list)
    _count: int = 0

    def add(self, prints: Fingerprints, numbers: Ints) -> None:
        """Add the fingerprints of some texts of these numbers. Raises ValueError where they are too many."""
        packed = pack(prints.values, self._count)
        packed.sort()
        self._packed.append(packed)
        self._contexts.append(prints.contexts)
        self._ends.append(prints.offsets[1:] + self._count)
        self._numbers.append(numbers)
        self._count += prints.values.size

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
    ) -> Pairs:
        """Pairs of the `texts` texts that share `least` fingerprints, or two that stand within `near` others,
        or one that repeats, or one within a run of `run` words that are equal as far as the kept bits tell. A
        fingerprint has `shingle` words. Where there are `sides`, only pairs of which one text stands on each.

        The index is empty afterwards: it may be the largest thing in memory. Raises ValueError where a run is
        longer than the kept words can tell.
        """
        if not 0 <= run - shingle <= CONTEXT:
            raise ValueError(f"runs can be told from {shingle} to {shingle + CONTEXT} words")
        ends = np.concatenate([np.zeros(0, np.int64), *self._ends])
        owner = np.concatenate([np.zeros(0, np.int64), *self._numbers])
        contexts = np.concatenate([np.zeros(0, np.uint32), *self._contexts])
        limits = np.array([part << 60 for part in range(1, _PARTS)], np.uint64)
        cuts = [np.array([0, *np.searchsorted(packed, limits), packed.size]) for packed in self._packed]
        starts = np.concatenate((np.zeros(1, np.int64), ends[:-1]))
        parts: list[Keyed] = []
        for part in range(_PARTS):
            found = [
                packed[cut[part] : cut[part + 1]] for packed, cut in zip(self._packed, cuts, strict=True)
            ]
            ranked = np.concatenate([np.zeros(0, np.uint64), *found])
            ranked.sort()
            numbers, bounds = shared(ranked)
            texts_of = np.searchsorted(ends, numbers, "right")
            places = (numbers - starts[texts_of]).astype(np.uint32)
            parts.append(Keyed(owner[texts_of], contexts[numbers], places, bounds).across(sides))
        del contexts
        self._packed.clear()
        self._contexts.clear()
        self._ends.clear()
        self._numbers.clear()
        self._count = 0
        return pair_up(parts, Rule(frequent, run - shingle, near, least), texts, sides)
