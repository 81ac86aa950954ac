"""The hot loops in numpy: arrays in, arrays out, no knowledge of articles.

Every function here has a plain readable oracle in `tests/oracles.py` that hypothesis compares it with.
All hash arithmetic is modulo 2**64 or 2**32 on purpose; none of it is meant to withstand an attacker.
"""

from __future__ import annotations

import itertools
from collections.abc import Sequence
from typing import Any, TypeAlias

import numpy as np

from provenance.kernels import unicode_classes
from provenance.kernels.contexts import CONTEXT, CONTEXT_BITS, are_long
from provenance.kernels.offsets import check_offsets, check_sides
from provenance.kernels.python_blocks import best_blocks, pairs_of_words
from provenance.kernels.python_chains import chains, fill_gaps, gap_cells
from provenance.kernels.python_edges import edges, edges_all, paragraph_starts
from provenance.kernels.python_letters import first_letters, letter_kinds
from provenance.kernels.python_lines import Heads, LineSieve
from provenance.kernels.python_marks import KnownWords, hash_lines, holds_between, quote_marks
from provenance.kernels.python_mixing import mix64
from provenance.kernels.python_regions import grow_regions, grow_regions_of
from provenance.kernels.unicode_classes import ALPHABET, GRAPHEME, IGNORABLE, OTHER, WORD

U8: TypeAlias = np.ndarray[Any, np.dtype[np.uint8]]
U32: TypeAlias = np.ndarray[Any, np.dtype[np.uint32]]
U64: TypeAlias = np.ndarray[Any, np.dtype[np.uint64]]
I64: TypeAlias = np.ndarray[Any, np.dtype[np.int64]]
I32: TypeAlias = np.ndarray[Any, np.dtype[np.int32]]

CHAR_BASE = 0x9E3779B97F4A7C15
"""Odd multiplier of the word hash: a polynomial over mixed code points (2**64 / golden ratio)."""
WORD_BASE = 0xD6E8FEB86659FD93
"""Odd multiplier of the shingle hash: a polynomial over word hashes."""


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
    hashes = _hash_runs(word_folds & np.uint32((1 << ALPHABET) - 1), lengths)
    alphabets = np.bitwise_or.reduceat(word_folds, np.cumsum(lengths) - lengths) >> np.uint32(ALPHABET)
    # More than one bit: two alphabets, or a code point that is SLOW and has all.
    slow = (alphabets & (alphabets - np.uint32(1))) > 0
    if slow.any():
        hashes, starts, ends = _normalise_slow(text, hashes, starts, ends, np.flatnonzero(slow))
    return hashes, starts.astype(np.int32), ends.astype(np.int32)


def tokenise_all(texts: Sequence[str]) -> tuple[U32, I32, I32, I64]:
    """The words of several texts one behind the other, and where each text's begin (and the last end)."""
    rows = [tokenise(text) for text in texts]
    offsets = np.cumsum([0, *(row[0].size for row in rows)], dtype=np.int64)
    if not rows:
        return (*tokenise(""), offsets)
    hashes, starts, ends = zip(*rows, strict=True)
    return np.concatenate(hashes), np.concatenate(starts), np.concatenate(ends), offsets


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


def fingerprints(hashes: U32, offsets: I64, shingle: int, window: int) -> tuple[U64, U32, I64]:
    """The winnowed shingles of texts whose words stand one behind the other: their values, their contexts,
    and where each text's begin (with the end of the last).

    Shingles have `shingle` words; `window` is how many of them one is chosen from. The context has the upper
    five bits of each of the three words before a shingle, the nearest lowest, and above them those of the
    three words behind it; zeros where the text ends.
    """
    check_offsets(offsets, hashes.size)
    values, contexts, sizes = [np.zeros(0, np.uint64)], [np.zeros(0, np.uint32)], [0]
    for begin, end in itertools.pairwise(offsets.tolist()):
        words = hashes[begin:end]
        shingles = _shingle(words, shingle)
        places = winnow(shingles, window)
        values.append(shingles[places])
        contexts.append(_contexts(words, places, shingle))
        sizes.append(places.size)
    return np.concatenate(values), np.concatenate(contexts), np.cumsum(sizes, dtype=np.int64)


def _contexts(words: U32, places: I64, shingle: int) -> U32:
    edge = np.zeros(CONTEXT, np.uint32)
    padded = np.concatenate((edge, words >> np.uint32(32 - CONTEXT_BITS), edge))
    result = np.zeros(places.size, np.uint32)
    for each in range(CONTEXT):
        before, after = padded[places + CONTEXT - 1 - each], padded[places + CONTEXT + shingle + each]
        result |= before << np.uint32(CONTEXT_BITS * each)
        result |= after << np.uint32(CONTEXT_BITS * (CONTEXT + each))
    return result


def count_pairs(
    owners: I64,
    contexts: U32,
    places: U32,
    repeated: U8,
    bounds: I64,
    frequent: int,
    needed: int,
    near: int,
    least: int,
    low: int,
    high: int,
    sides: U8 | None = None,
) -> tuple[I64, I64, I64, U8]:
    """Pairs of owners that share keys, in no order: both, how many keys they share, and 1 where these are
    enough: where either owner holds one again, `needed` words of its contexts are equal, or two that follow
    each other (in the order of the keys) stand near each other: their places at most `near` apart in both,
    and these distances at most half of that.

    `bounds` says where each key's owners begin, each once and ascending, with the end of the last. A key of
    more than `frequent` owners pairs each with its first and with its neighbour. Only pairs whose first owner
    is at least `low` and below `high`, and that share `least` keys or such as are enough. A `near` below 0
    is never.

    `sides` has for each posting where its owner stands: on side 1, on side 2 or on both (3). Then only pairs
    of which one stands on each side; a key that makes more of them than `frequent` owners make pairs each
    with the first that it may meet and with the next. Raises ValueError where the columns differ in length,
    or a side is none of these.
    """
    if not owners.size == contexts.size == places.size == repeated.size:
        raise ValueError("every posting has an owner, a context, a place and a mark")
    check_offsets(bounds, owners.size)
    check_sides(sides, owners.size)
    one, other = pairs_of_keys(bounds, frequent) if sides is None else _between(sides, bounds, frequent)
    kept = (owners[one] >= low) & (owners[one] < high)
    one, other = one[kept], other[kept]
    pairs = owners[one].astype(np.uint64) << np.uint64(32) | owners[other].astype(np.uint64)
    order = np.lexsort((one, pairs))  # by pair, and in the order of the keys
    one, other, pairs = one[order], other[order], pairs[order]
    enough = (repeated[one] | repeated[other]).astype(bool)
    enough |= are_long(contexts[one] ^ contexts[other], needed)
    step_one, step_other = np.diff(places[one].astype(np.int64)), np.diff(places[other].astype(np.int64))
    apart = np.maximum(np.maximum(np.abs(step_one), np.abs(step_other)), 2 * np.abs(step_one - step_other))
    enough[1:] |= (pairs[1:] == pairs[:-1]) & (apart <= near)
    keys, inverse, counts = np.unique(pairs, return_inverse=True, return_counts=True)
    flags = np.zeros(keys.size, np.uint8)
    flags[inverse[enough]] = 1
    wanted = (counts >= least) | (flags > 0)
    keys = keys[wanted]
    first, second = keys >> np.uint64(32), keys & np.uint64(0xFFFFFFFF)
    return first.astype(np.int64), second.astype(np.int64), counts[wanted].astype(np.int64), flags[wanted]


def pairs_of_keys(bounds: I64, frequent: int) -> I64:
    """The pairs of the postings of each key, two rows: of one of more than `frequent` postings each with its
    first and with its neighbour."""
    found = [np.zeros((2, 0), np.int64)]
    sizes = np.diff(bounds)
    for size in np.unique(sizes[sizes > 1]).tolist():
        begins = bounds[:-1][sizes == size]
        if size <= frequent:
            left, right = np.triu_indices(size, 1)
        else:
            beside = np.arange(1, size - 1)
            left = np.concatenate((np.zeros(size - 1, np.int64), beside))
            right = np.concatenate((np.arange(1, size), beside + 1))
        found.append(
            np.stack(((begins[:, None] + left[None, :]).ravel(), (begins[:, None] + right[None, :]).ravel()))
        )
    return np.concatenate(found, axis=1)


def _between(sides: U8, bounds: I64, frequent: int) -> I64:
    """The pairs of the postings of each key of which one stands on each side."""
    found = [np.zeros((2, 0), np.int64)]
    for begin, end in itertools.pairwise(bounds.tolist()):
        own = sides[begin:end]
        size, ones, others = own.size, int(np.sum(own == 1)), int(np.sum(own == 2))
        pairs = (size * (size - 1) - ones * (ones - 1) - others * (others - 1)) // 2
        if not pairs:
            continue
        if pairs <= frequent * (frequent - 1) // 2:
            rows = np.stack(np.nonzero(np.triu((own[:, None] | own[None, :]) == 3, 1)))
        else:
            rows = _first_and_next(own)
        found.append(rows + begin)
    return np.concatenate(found, axis=1)


def _first_and_next(sides: U8) -> I64:
    """Each with the first that stands on another side and with the next one that does, each pair once."""
    made = []
    for side in (1, 2, 3):
        own, met = np.flatnonzero(sides == side), np.flatnonzero((sides | side) == 3)
        if not met.size:
            continue
        after = np.searchsorted(met, own, "right")
        there = after < met.size
        made.append(np.stack((own[there], met[after[there]])))
        later = own[own > met[0]]
        made.append(np.stack((np.full(later.size, met[0]), later)))
    return np.unique(np.concatenate(made, axis=1), axis=1)


def minhash(hashes: U32, offsets: I64, shingle: int, a: U32, b: U32) -> U32:
    """MinHash of the shingles of texts whose words stand one behind the other, a row of `len(a)` values each.

    The set is the upper halves of the shingle hashes, the permutations `a * fmix32(h) + b mod 2**32`: bit for
    bit what datasketch's scheme `affine32` gives. A text shorter than a shingle has one; one without words
    gives all ones.
    """
    if a.size != b.size:
        raise ValueError("as many addends as multipliers are needed")
    if shingle < 1:
        raise ValueError("a shingle has at least one word")
    check_offsets(offsets, hashes.size)
    result = np.full((offsets.size - 1, a.size), 0xFFFFFFFF, np.uint32)
    for number, (begin, end) in enumerate(itertools.pairwise(offsets.tolist())):
        size = min(shingle, end - begin)
        if size:
            values = (_shingle(hashes[begin:end], size) >> np.uint64(32)).astype(np.uint32)
            result[number] = _lowest(values, a, b)
    return result


def _lowest(values: U32, a: U32, b: U32) -> U32:
    """The smallest value of a set under each permutation."""
    with np.errstate(over="ignore"):
        mixed = (values ^ (values >> np.uint32(16))) * np.uint32(0x85EBCA6B)
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
    "Heads", "KnownWords", "LineSieve", "best_blocks", "chains", "count_pairs", "edges", "edges_all",
    "fill_gaps", "fingerprints", "first_letters", "gap_cells", "grow_regions", "grow_regions_of",
    "hash_lines", "hash_words", "holds_between", "letter_kinds", "minhash", "mix64", "pairs_of_words",
    "paragraph_starts", "quote_marks", "shared_runs", "shingle", "tokenise", "tokenise_all", "winnow",
]  # fmt: skip
