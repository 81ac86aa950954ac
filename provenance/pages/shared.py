"""Many texts in memory -> all passages that they share: no files, no database, no explanation."""

from __future__ import annotations

from collections.abc import Sequence
from typing import NamedTuple

import numpy as np

from provenance.digests import digest_bodies
from provenance.names import beginnings, same_name_token
from provenance.passages import COLUMNS, PAIR, compare_pairs
from provenance.postings import Ints, together
from provenance.tokens import tokenise_all
from provenance.winnowing import Index, worth_comparing

_TEXTS = 500
_PAIRS = 48_000
"""Pairs compared at a time. With 16,000 the texts of 100,000 articles are cut into words a third more often,
and all takes a quarter longer; with 64,000 more memory is held than before the pairs are compared."""


class SharedPassage(NamedTuple):
    """A passage that texts `a` and `b` share (their places in the sequence, `a` the lower).

    `a_start` to `a_end` and `b_start` to `b_end` are half-open ranges of code points; `words` counts the
    shorter side; `identity` is aligned equal words / words of the longer side, 0 to 1.
    """

    a: int
    b: int
    a_start: int
    a_end: int
    b_start: int
    b_end: int
    words: int
    identity: float


def shared_passages(texts: Sequence[str]) -> list[SharedPassage]:
    """The passages that each two of some texts share, by pair and place: of 12 words and more, and shorter
    ones beside such or of rare words.

    They are those of a scan, but for passages in other words; and what a scan sets aside or leaves out (stock
    phrases, the lines below articles) is among them. What stands in more than 64 texts is found in each of
    them beside the first and beside its neighbours, not in all pairs; a scan compares a few more of these,
    by their sketches. Time grows with the texts and with what they share, memory with their fingerprints and
    with what is found.
    """
    index = Index()
    for begin in range(0, len(texts), _TEXTS):
        words = tokenise_all(texts[begin : begin + _TEXTS], edges=False)
        index.add(digest_bodies(words).prints, np.arange(begin, begin + len(words)))
    proposed = worth_comparing(index, len(texts), counts=False)
    order = together(proposed.first, proposed.second, len(texts))
    first, second = proposed.first[order], proposed.second[order]
    rows = np.concatenate(
        [
            np.zeros((0, COLUMNS + 1), np.int64),
            *(
                _compare(texts, first[begin : begin + _PAIRS], second[begin : begin + _PAIRS])
                for begin in range(0, first.size, _PAIRS)
            ),
        ]
    )
    return _told(rows[np.lexsort((rows[:, 6], rows[:, 2], rows[:, 1], rows[:, 0]))])


def _compare(texts: Sequence[str], first: Ints, second: Ints) -> Ints:
    """The passages of some pairs: rows as `compare_pairs` gives them, but with the numbers of both texts."""
    numbers = np.unique(np.concatenate((first, second)))
    chosen = [texts[number] for number in numbers.tolist()]
    rows = compare_pairs(
        chosen,
        tokenise_all(chosen),
        np.searchsorted(numbers, first),
        np.searchsorted(numbers, second),
        same_word=same_name_token,
        beginnings=beginnings,
    )
    pairs = rows[:, PAIR]
    return np.column_stack((first[pairs], second[pairs], rows[:, PAIR + 1 :]))


def _told(rows: Ints) -> list[SharedPassage]:
    """The passages of such rows."""
    a, b, first_a, last_a, start_a, end_a, first_b, last_b, start_b, end_b, _, equal = rows.T
    words_a, words_b = last_a - first_a, last_b - first_b
    shorter, identity = np.minimum(words_a, words_b), equal / np.maximum(words_a, words_b)
    columns = (a, b, start_a, end_a, start_b, end_b, shorter, identity)
    return list(map(SharedPassage, *(column.tolist() for column in columns)))
