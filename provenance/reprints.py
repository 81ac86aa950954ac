"""Texts of one side that are likely the same story, told without comparing them.

Where only texts of different sides are compared, a story that one side has forty times would count as
forty, and its words as a phrase that forty stories use. So its texts are found by estimate: sketches propose
them, and the share of their fingerprints that is common decides. This finds stories only, no passages.
"""

from __future__ import annotations

from collections.abc import Sequence

import numpy as np
import numpy.typing as npt

from provenance import lsh, settings
from provenance.corpus import Corpus, Ints
from provenance.sides import Sides, across
from provenance.winnowing import Prints

Keys = npt.NDArray[np.uint64]


def find_reprints(corpus: Corpus, sides: Sides | None) -> tuple[Ints, Ints] | None:
    """Pairs of texts of one side that are likely one story, enough of them to connect all of its texts; None
    where there are no sides. Call it before `matching.propose`, which takes out what is needed here."""
    if sides is None:
        return None
    alike = lsh.propose(
        corpus.sketches, bands=settings.LSH_BANDS, rows=settings.LSH_ROWS, frequent=settings.FREQUENT
    )
    likely = ~across(sides[alike.first], sides[alike.second])
    likely[likely] = lsh.jaccard_of(corpus.sketches, alike.first[likely], alike.second[likely]) >= (
        settings.LSH_LEAST
    )
    first, second = alike.first[likely], alike.second[likely]
    prints = _prints_of(corpus.prints, np.union1d(first, second))
    none = np.zeros(0, np.uint64)
    same = np.array(
        [
            _share(prints.get(a, none), prints.get(b, none)) >= settings.REPRINT
            for a, b in zip(first.tolist(), second.tolist(), strict=True)
        ],
        bool,
    )
    return first[same], second[same]


def _prints_of(parts: Sequence[tuple[Prints, Ints]], wanted: Ints) -> dict[int, Keys]:
    """The distinct fingerprints of some texts, ascending; of those that have any."""
    found: dict[int, Keys] = {}
    for shelved, numbers in parts:
        prints = shelved.load()
        for place in np.flatnonzero(np.isin(numbers, wanted)).tolist():
            begin, end = prints.offsets[place], prints.offsets[place + 1]
            if end > begin:
                found[int(numbers[place])] = np.unique(prints.values[begin:end])
    return found


def _share(one: Keys, other: Keys) -> float:
    """The common fingerprints / those of the text with more of them."""
    most = max(one.size, other.size)
    if not most:
        return 0.0
    both = np.sort(np.concatenate((one, other)))
    return float(np.sum(both[1:] == both[:-1])) / most
