"""Tokens -> fingerprints -> candidate pairs for "do they share a passage?".

Winnowed word shingles (Schleimer, Wilkerson & Aiken, SIGMOD 2003): every shared run of shingle + window - 1
words holds a common fingerprint. A pair is a candidate when it shares two, or one inside a run that is long
enough, or one that either text holds more than once (then alignment looks at all of its places).
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

import numpy as np
import numpy.typing as npt

from provenance import kernels
from provenance.postings import SharedKeys, join

Words = npt.NDArray[np.uint32]
Ints = npt.NDArray[np.int64]


@dataclass(frozen=True, slots=True)
class Candidates:
    """`pairs` of places in the sequence of texts, first below second, ascending; at most `left_out` were
    not made because a fingerprint stands in too many texts (a pair counts once for each fingerprint)."""

    pairs: tuple[tuple[int, int], ...]
    left_out: int


def fingerprints(hashes: Words, *, shingle: int, window: int) -> tuple[npt.NDArray[np.uint64], Ints, Ints]:
    """The fingerprints of a text, each once, the word at which each first stands, and how often it stands."""
    return kernels.fingerprints(hashes, shingle, window)


def candidates(texts: Sequence[Words], *, shingle: int, window: int, run: int, frequent: int) -> Candidates:
    """Pairs of texts that share two fingerprints, or one that repeats, or one within a run of `run` equal
    words."""
    prints = [fingerprints(hashes, shingle=shingle, window=window) for hashes in texts]
    if len(prints) < 2:
        return Candidates((), 0)
    keys, places, times = (np.concatenate(column) for column in zip(*prints, strict=True))
    owners = np.repeat(np.arange(len(texts)), [values.size for values, _, _ in prints])
    shared = join(keys, owners, frequent)
    first, second = owners[shared.first], owners[shared.second]
    pair_keys = first * len(texts) + second
    values, inverse, counts = np.unique(pair_keys, return_inverse=True, return_counts=True)
    kept = counts >= 2
    kept[inverse[(times[shared.first] > 1) | (times[shared.second] > 1)]] = True
    single = np.flatnonzero(~kept[inverse])
    lengths = _runs(texts, owners, places, shared, single, run)
    kept[inverse[single[lengths >= run]]] = True
    chosen = values[kept].tolist()
    return Candidates(tuple(divmod(key, len(texts)) for key in chosen), shared.left_out)


def _runs(
    texts: Sequence[Words], owners: Ints, places: Ints, shared: SharedKeys, rows: Ints, most: int
) -> Ints:
    """The length of the run of equal words around each shared fingerprint of `rows`, counted up to `most`
    on each side."""
    words = np.concatenate(texts)
    offsets = np.cumsum([0, *(text.size for text in texts)])
    ends = offsets[1:]
    left, right = shared.first[rows], shared.second[rows]
    at_left, at_right = offsets[owners[left]] + places[left], offsets[owners[right]] + places[right]
    length = np.zeros(rows.size, np.int64)
    for step in (1, -1):
        open_rows = np.ones(rows.size, bool)
        for distance in range(most) if step > 0 else range(1, most):
            one, other = at_left + step * distance, at_right + step * distance
            inside = (
                (one < ends[owners[left]]) & (other < ends[owners[right]])
                & (one >= offsets[owners[left]]) & (other >= offsets[owners[right]])
            )  # fmt: skip
            open_rows &= inside
            open_rows[open_rows] = words[one[open_rows]] == words[other[open_rows]]
            length += open_rows
    return length
