"""The hot loops in numpy: arrays in, arrays out, no knowledge of articles.

Every function here has a plain readable oracle in `tests/oracles.py` that hypothesis compares it with.
All hash arithmetic is modulo 2**64 or 2**32 on purpose; none of it is meant to withstand an attacker.
"""

from __future__ import annotations

from typing import Any, TypeAlias

import numpy as np

from provenance.kernels import unicode_classes
from provenance.kernels.python_chains import chains, fill_gaps, gap_cells
from provenance.kernels.python_edges import edges, paragraph_starts
from provenance.kernels.unicode_classes import GRAPHEME, IGNORABLE, OTHER, SLOW, WORD

U8: TypeAlias = np.ndarray[Any, np.dtype[np.uint8]]
U32: TypeAlias = np.ndarray[Any, np.dtype[np.uint32]]
U64: TypeAlias = np.ndarray[Any, np.dtype[np.uint64]]
I64: TypeAlias = np.ndarray[Any, np.dtype[np.int64]]
I32: TypeAlias = np.ndarray[Any, np.dtype[np.int32]]

CHAR_BASE = 0x9E3779B97F4A7C15
"""Odd multiplier of the word hash: a polynomial over mixed code points (2**64 / golden ratio)."""
WORD_BASE = 0xD6E8FEB86659FD93
"""Odd multiplier of the shingle hash: a polynomial over word hashes."""


def mix64(value: U64) -> U64:
    """The finaliser of SplitMix64 (Steele, Lea & Flood, OOPSLA 2014): each input bit reaches all output."""
    value = (value ^ (value >> np.uint64(30))) * np.uint64(0xBF58476D1CE4E5B9)
    value = (value ^ (value >> np.uint64(27))) * np.uint64(0x94D049BB133111EB)
    return value ^ (value >> np.uint64(31))


def powers(base: int, count: int) -> U64:
    """`base ** 0 .. base ** (count - 1)` modulo 2**64."""
    result = np.full(count, base, np.uint64)
    if count:
        result[0] = 1
    return np.multiply.accumulate(result)


def hash_words(words: list[str]) -> U32:
    """The hash of each normalised word, as `tokenise` gives it."""
    lengths = np.array([len(word) for word in words], np.int64)
    codes = np.frombuffer("".join(words).encode("utf-32-le", "surrogatepass"), np.uint32)
    return _hash_runs(codes, lengths)


def _hash_runs(codes: U32, lengths: I64) -> U32:
    """Hashes of consecutive runs of code points; `lengths` (all > 0) sums to `len(codes)`."""
    if not lengths.size:
        return np.zeros(0, np.uint32)
    offsets = np.cumsum(lengths) - lengths
    place = np.arange(codes.size, dtype=np.int64) - np.repeat(offsets, lengths)
    terms = mix64(codes.astype(np.uint64) + np.uint64(1)) * powers(CHAR_BASE, int(lengths.max()))[place]
    sums = np.add.reduceat(terms, offsets)
    return (mix64(sums + lengths.astype(np.uint64)) >> np.uint64(32)).astype(np.uint32)


def tokenise(text: str) -> tuple[U32, I32, I32]:
    """Words of a text: 32-bit hashes, starts and ends (half-open code points), three arrays of one length."""
    codes = np.frombuffer(text.encode("utf-32-le", "surrogatepass"), np.uint32)
    unicode_classes.learn(codes)
    classes = unicode_classes.class_table[codes]
    starts, ends = _word_spans(classes)
    if not starts.size:
        return np.zeros(0, np.uint32), starts.astype(np.int32), ends.astype(np.int32)
    folds = unicode_classes.fold_table[codes]
    lengths = ends - starts
    inside = np.repeat(starts - (np.cumsum(lengths) - lengths), lengths) + np.arange(int(lengths.sum()))
    word_folds = folds[inside]
    hashes = _hash_runs(word_folds, lengths)
    slow = np.add.reduceat(word_folds == SLOW, np.cumsum(lengths) - lengths, dtype=np.int64) > 0
    if slow.any():
        hashes, starts, ends = _normalise_slow(text, hashes, starts, ends, np.flatnonzero(slow))
    return hashes, starts.astype(np.int32), ends.astype(np.int32)


def _word_spans(classes: U8) -> tuple[I64, I64]:
    """Starts and ends of the maximal runs of word characters, cut at each grapheme of unspaced scripts."""
    member = classes != OTHER
    previous = np.zeros_like(member)
    previous[1:] = member[:-1]
    begins = member & ~previous
    if (classes == GRAPHEME).any():
        # A letter that follows a grapheme, perhaps over marks and ignorables, starts a word as well.
        anchor = (classes == GRAPHEME) | (classes == WORD)
        index = np.where(anchor | ~member, np.arange(classes.size), -1)
        last = np.maximum.accumulate(index)
        before = np.full(classes.size, -1)
        before[1:] = last[:-1]
        after_grapheme = (before >= 0) & (classes[np.maximum(before, 0)] == GRAPHEME)
        begins |= (classes == GRAPHEME) | ((classes == WORD) & after_grapheme & previous)
    follows = np.ones_like(member)
    follows[:-1] = begins[1:] | ~member[1:]
    starts, ends = np.flatnonzero(begins), np.flatnonzero(member & follows) + 1
    if (classes == IGNORABLE).any():
        solid = np.flatnonzero((classes != OTHER) & (classes != IGNORABLE))
        first, last_solid = np.searchsorted(solid, starts), np.searchsorted(solid, ends) - 1
        kept = first <= last_solid
        starts, ends = solid[first[kept]], solid[last_solid[kept]] + 1
    return starts, ends


def _normalise_slow(text: str, hashes: U32, starts: I64, ends: I64, slow: I64) -> tuple[U32, I64, I64]:
    """Hash the words at `slow` through string normalisation; a word that vanishes by it is no word."""
    words = [unicode_classes.normalise(text[starts[i] : ends[i]]) for i in slow.tolist()]
    present = np.array([bool(word) for word in words])
    hashes = hashes.copy()
    hashes[slow[present]] = hash_words([word for word in words if word])
    kept = np.ones(hashes.size, bool)
    kept[slow[~present]] = False
    return hashes[kept], starts[kept], ends[kept]


def shingle(hashes: U32, size: int) -> U64:
    """64-bit hashes of all runs of `size` words: an array of `max(0, n - size + 1)`."""
    if size < 1:
        raise ValueError("a shingle has at least one word")
    count = hashes.size - size + 1
    if count <= 0:
        return np.zeros(0, np.uint64)
    mixed = mix64(hashes.astype(np.uint64) + np.uint64(1))
    total = np.zeros(count, np.uint64)
    for place, power in enumerate(powers(WORD_BASE, size)):
        total += mixed[place : place + count] * power
    return mix64(total)


_shingle = shingle  # `fingerprints` has a parameter of that name


def winnow(shingles: U64, window: int) -> I64:
    """Places of the winnowed shingles: of each window the smallest, the rightmost of equals, each once.

    Two texts that share `size + window - 1` words in a row share one of them (Schleimer, Wilkerson & Aiken,
    SIGMOD 2003). Fewer shingles than a window count as one window.
    """
    if window < 1:
        raise ValueError("a window has at least one shingle")
    if not shingles.size:
        return np.zeros(0, np.int64)
    width = min(window, shingles.size)
    views = np.lib.stride_tricks.sliding_window_view(shingles, width)
    rightmost = width - 1 - np.argmin(views[:, ::-1], axis=1)
    return np.unique(rightmost + np.arange(rightmost.size))


def fingerprints(hashes: U32, shingle: int, window: int) -> tuple[U64, I64, I64]:
    """The winnowed shingles of a text: each value once and ascending, the word at which each first stands,
    and how often it was chosen.

    Shingles have `shingle` words; `window` is how many of them one is chosen from.
    """
    shingles = _shingle(hashes, shingle)
    places = winnow(shingles, window)
    values, first, counts = np.unique(shingles[places], return_index=True, return_counts=True)
    return values, places[first], counts.astype(np.int64)


def minhash(values: U32, a: U32, b: U32) -> U32:
    """MinHash of a set of 32-bit hashes under the permutations `a * fmix32(h) + b mod 2**32`.

    Bit for bit what datasketch's scheme `affine32` gives. An empty set gives all ones.
    """
    with np.errstate(over="ignore"):
        mixed = values.astype(np.uint32)
        mixed = (mixed ^ (mixed >> np.uint32(16))) * np.uint32(0x85EBCA6B)
        mixed = (mixed ^ (mixed >> np.uint32(13))) * np.uint32(0xC2B2AE35)
        mixed ^= mixed >> np.uint32(16)
        result = np.full(a.size, 0xFFFFFFFF, np.uint32)
        for first in range(0, mixed.size, 512):  # bounded memory for long texts
            part = mixed[first : first + 512, None] * a[None, :] + b[None, :]
            np.minimum(result, part.min(axis=0), out=result)
    return result


def shared_runs(a: U32, b: U32, size: int, most: int) -> tuple[I64, I64, I64]:
    """Maximal runs of `size` or more equal words: their places in `a`, in `b`, and lengths, ordered by place.

    A shingle that makes more than `most` pairs of places (a refrain) is left out as a seed; runs that hold
    other shingles still grow over it.
    """
    places_a, places_b = _seed_pairs(shingle(a, size), shingle(b, size), most)
    if not places_a.size:
        return places_a, places_b, places_a
    diagonal = places_b - places_a
    order = np.lexsort((places_a, diagonal))
    places_a, diagonal = places_a[order], diagonal[order]
    breaks = np.ones(places_a.size, bool)
    breaks[1:] = (diagonal[1:] != diagonal[:-1]) | (places_a[1:] != places_a[:-1] + 1)
    first = np.flatnonzero(breaks)
    last = np.append(first[1:], places_a.size) - 1
    begin, end, shift = places_a[first], places_a[last] + size, diagonal[first]
    begin, end, shift = _bridge(a, b, begin, end, shift)
    order = np.lexsort((begin + shift, begin))
    return begin[order], (begin + shift)[order], (end - begin)[order]


def _seed_pairs(a: U64, b: U64, most: int) -> tuple[I64, I64]:
    """All pairs of places of equal shingles, a refrain's left out."""
    order = np.argsort(b, kind="stable")
    ranked = b[order]
    low, high = np.searchsorted(ranked, a, "left"), np.searchsorted(ranked, a, "right")
    counts = high - low
    hits = np.flatnonzero(counts)
    if hits.size:
        _, inverse, times = np.unique(a[hits], return_inverse=True, return_counts=True)
        hits = hits[times[inverse] * counts[hits] <= most]
    counts = counts[hits]
    total = int(counts.sum())
    within = np.arange(total) - np.repeat(np.cumsum(counts) - counts, counts)
    return np.repeat(hits, counts), order[np.repeat(low[hits], counts) + within]


def _bridge(a: U32, b: U32, begin: I64, end: I64, shift: I64) -> tuple[I64, I64, I64]:
    """Grow each run to its full length, over left-out refrains; those of one diagonal that meet are one."""
    grown: list[tuple[int, int, int]] = []
    for start, stop, move in zip(begin.tolist(), end.tolist(), shift.tolist(), strict=True):
        if grown and grown[-1][2] == move and start <= grown[-1][1]:
            continue
        floor = grown[-1][1] if grown and grown[-1][2] == move else 0
        while start > floor and start + move > 0 and a[start - 1] == b[start + move - 1]:
            start -= 1
        while stop < a.size and stop + move < b.size and a[stop] == b[stop + move]:
            stop += 1
        grown.append((start, stop, move))
    columns = np.array(grown, np.int64).reshape(-1, 3)
    return columns[:, 0], columns[:, 1], columns[:, 2]


__all__ = [
    "chains", "edges", "fill_gaps", "fingerprints", "gap_cells", "hash_words", "minhash", "mix64",
    "paragraph_starts", "shared_runs", "shingle", "tokenise", "winnow",
]  # fmt: skip
