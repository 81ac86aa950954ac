"""Texts -> which of them are near-duplicates, and nothing else: no files, no database, no explanation."""

from __future__ import annotations

from collections.abc import Callable, Sequence

import numpy as np
import numpy.typing as npt

from provenance import kernels, settings
from provenance.names import beginnings, same_name_token
from provenance.passages import MATCHED, PAIR, compare_pairs
from provenance.postings import Ints, Pairs
from provenance.tokens import tokenise_all
from provenance.winnowing import Fingerprints, Index, fingerprints, worth_comparing

_TEXTS = 500
_PAIRS = 2000
_ENOUGH = 64
"""Fingerprints. Half of more than so many still tell a quarter in common from an eighth."""
_SPELLINGS = 0.2
"""Of the words of two texts that may be aligned as spellings of one, at most. In 1,734 pairs of versions of
articles, and of a wire's stories and papers', .045 were where it was most."""


def near_duplicates(texts: Sequence[str]) -> list[tuple[int, int]]:
    """The pairs of texts (places in the sequence, the lower first) of which aligned words cover most of both,
    ascending; edited words and moved paragraphs may lie between.

    Of a story that stands in very many texts each is paired with the first and with its neighbour, not with
    all. Time grows with the texts, memory with their fingerprints.
    """
    index = Index()
    words = np.zeros(len(texts), np.int64)
    sizes = np.zeros(len(texts), np.int64)
    for begin in range(0, len(texts), _TEXTS):
        part = texts[begin : begin + _TEXTS]
        hashes, _, _, offsets = kernels.tokenise_all(part)
        prints = _thin(fingerprints(hashes, offsets, shingle=settings.SHINGLE, window=settings.WINDOW))
        numbers = np.arange(begin, begin + len(part))
        words[numbers], sizes[numbers] = np.diff(offsets), np.diff(prints.offsets)
        index.add(prints, numbers)
    proposed = worth_comparing(index, len(texts), counts=False)
    first, second = _worth_it(proposed, words, sizes)
    found: list[tuple[int, int]] = []
    for begin in range(0, first.size, _PAIRS):
        part_a, part_b = first[begin : begin + _PAIRS], second[begin : begin + _PAIRS]
        found += _cover_both(texts, part_a, part_b, words)
    return sorted(found)


def _thin(prints: Fingerprints) -> Fingerprints:
    """Every second fingerprint by its value, but all of short texts: what texts have in common of these is
    what they have in common of all, give or take chance."""
    counts = np.diff(prints.offsets)
    even = prints.values & np.uint64(1) == 0
    for number in np.flatnonzero(counts <= _ENOUGH).tolist():
        even[prints.offsets[number] : prints.offsets[number + 1]] = True
    kept = np.flatnonzero(even)
    return Fingerprints(
        prints.values[kept], prints.contexts[kept], np.searchsorted(kept, prints.offsets).astype(np.int64)
    )


def _worth_it(proposed: Pairs, words: Ints, sizes: Ints) -> tuple[Ints, Ints]:
    """Pairs that may cover both: texts of like length that share some part of their fingerprints.

    Of texts of which a fifth of the words differ, one by one, a quarter of the fingerprints are the same.
    """
    first, second = proposed.first, proposed.second
    shorter, longer = np.minimum(words[first], words[second]), np.maximum(words[first], words[second])
    share = proposed.counts / np.minimum(sizes[first], sizes[second])
    kept = (shorter >= settings.CONTAINMENT * longer) & (share >= settings.COMMON_PRINTS)
    return first[kept], second[kept]


def _cover_both(texts: Sequence[str], first: Ints, second: Ints, words: Ints) -> list[tuple[int, int]]:
    """Those of some pairs whose aligned words are enough of the longer text.

    Spellings of one word are looked for where equal words alone are not enough and not too few: to tell
    spellings takes longer than all the rest.
    """
    numbers = np.unique(np.concatenate((first, second)))
    chosen = [texts[number] for number in numbers.tolist()]
    block = tokenise_all(chosen)
    longer = np.maximum(words[first], words[second])

    def share(
        pairs: Ints,
        same_word: Callable[[str, str], bool] | None,
        beginnings: Callable[[str], tuple[int, int]] | None,
    ) -> npt.NDArray[np.float64]:
        sides = (np.searchsorted(numbers, side[pairs]) for side in (first, second))
        rows = compare_pairs(chosen, block, *sides, same_word=same_word, beginnings=beginnings)
        matched = np.bincount(rows[:, PAIR], weights=rows[:, MATCHED], minlength=pairs.size)
        found: npt.NDArray[np.float64] = matched / longer[pairs]
        return found

    shares = share(np.arange(first.size), None, None)
    unsure = np.flatnonzero((shares < settings.CONTAINMENT) & (shares >= settings.CONTAINMENT - _SPELLINGS))
    shares[unsure] = share(unsure, same_name_token, beginnings)
    kept = shares >= settings.CONTAINMENT
    return list(zip(first[kept].tolist(), second[kept].tolist(), strict=True))
