"""In how many stories of a collection each run of words stands, kept small: most stand in few.

A byte a run holds nearly all of them. Counts that do not fit stand in a table beside it.
"""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any, TypeAlias

import numpy as np
import numpy.typing as npt

from provenance import kernels

RUN = 3
"""Words. Pairs of words are common in any text; runs of four miss phrases with a name in the middle."""
MANY = 255
"""A byte of this value says that the count stands in the table."""

Words: TypeAlias = npt.NDArray[np.uint32]
Counts: TypeAlias = npt.NDArray[np.unsignedinteger[Any]]
Table: TypeAlias = tuple[npt.NDArray[np.uint32], npt.NDArray[np.int64]]
"""Ascending words, or upper bits of runs, and in how many stories each of them stands."""

NONE: Table = (np.zeros(0, np.uint32), np.zeros(0, np.int64))


@dataclass(frozen=True, slots=True, eq=False)
class Frequencies:
    """In how many stories runs of RUN words stand, by the upper bits of their hash.

    `counts` has a power of two of them: uint16 or uint32 as they are, or uint8 with those of MANY and more in
    the table `larger`.
    """

    counts: Counts
    larger: Table = NONE

    @property
    def room(self) -> int:
        """The places in which runs are counted."""
        return self.counts.size

    def of(self, words: Words) -> Counts:
        """For each run of `words` the number of stories that have it."""
        return self.at(slots(words, self.room))

    def at(self, places: npt.NDArray[np.unsignedinteger[Any]]) -> Counts:
        """The counts of some places."""
        found: Counts = self.counts[places]
        if self.counts.dtype != np.uint8:
            return found
        found = found.astype(np.uint32)
        look = np.flatnonzero(found == MANY)
        found[look] = self.larger[1][np.searchsorted(self.larger[0], places[look])]
        return found

    def packed(self) -> Frequencies:
        """The same in bytes."""
        if self.counts.dtype == np.uint8:
            return self
        places = np.flatnonzero(self.counts >= MANY)
        larger = places.astype(np.uint32), self.counts[places].astype(np.int64)
        return Frequencies(np.minimum(self.counts, MANY).astype(np.uint8), larger)

    def plus(self, runs: Table) -> Frequencies:
        """These, in bytes, with what was counted of more texts."""
        places, more = runs
        before = self.packed()
        if not places.size:
            return before
        now = np.maximum(before.at(places).astype(np.int64) + more, 0)
        counts = before.counts.copy()
        counts[places] = np.minimum(now, MANY)
        others = ~np.isin(before.larger[0], places)
        large = now >= MANY
        keys = np.concatenate((before.larger[0][others], places[large]))
        order = np.argsort(keys)
        return Frequencies(
            counts, (keys[order], np.concatenate((before.larger[1][others], now[large]))[order])
        )


def slots(words: Words, room: int) -> npt.NDArray[np.uint64]:
    """Where each run is counted, `room` being a power of two."""
    return kernels.shingle(words, RUN) >> np.uint64(65 - room.bit_length())
