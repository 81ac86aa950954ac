"""Fingerprints of many texts -> a segment: its postings sorted and cut into blocks of bytes, so that a few
keys are looked up by reading a few blocks. A segment never changes; several are merged into a new one.

A posting is one number: the upper 34 bits of a fingerprint, then the number of the text inside the segment.
Of that number the lower 32 bits are stored, and those above name the bucket that it stands in. There are four
to eight buckets for each text, which an article of 214 fingerprints fills with some 30 to 50. A block has the
postings of a run of buckets: first where each bucket ends, then the postings, all as little-endian uint32. So
a posting takes four bytes, an article some 880, and a key is found with one look at the ends and a short
binary search.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable, Iterator, Sequence
from dataclasses import dataclass

import numpy as np
import numpy.typing as npt

Ints = npt.NDArray[np.int64]
Keys = npt.NDArray[np.uint64]
Stored = npt.NDArray[np.uint32]

KEY_BITS = 34
"""Of a fingerprint so many bits are kept. In a million articles one look-up in eighty meets another's key."""
FORMAT = 1
"""Names what the bytes of a block mean. Changes whenever they do."""

_STORED_BITS = 32
_STORED = np.uint64((1 << _STORED_BITS) - 1)
_MOST_NUMBER_BITS = 64 - KEY_BITS
_BLOCK_BYTES = 1 << 14
"""No block is larger on average, and in a large segment none is smaller than half of it."""
_PART = 1 << 20
"""So many postings are merged at a time: some 100 MiB."""
_BUCKETS = 1 << 16
"""So many buckets are cut into blocks at a time."""


@dataclass(frozen=True, slots=True)
class Shape:
    """How a segment is cut: 2 ** `block_bits` blocks, named by the first bits of a key; `number_bits` of a
    posting are the number of its text."""

    number_bits: int
    block_bits: int

    @staticmethod
    def of(texts: int, postings: int) -> Shape:
        """The shape of a segment of so many texts and, about, postings. Raises ValueError where the texts are
        more than a billion."""
        number_bits = max(0, texts - 1).bit_length()
        if number_bits > _MOST_NUMBER_BITS:
            raise ValueError("more than a billion texts in one segment")
        if not postings:
            return Shape(number_bits, 0)
        bucket_bits = number_bits + KEY_BITS - _STORED_BITS
        size = 4 * postings + (4 << bucket_bits)
        return Shape(number_bits, min(bucket_bits, ((size - 1) // _BLOCK_BYTES).bit_length()))

    @property
    def blocks(self) -> int:
        """How many blocks there are."""
        return 1 << self.block_bits

    @property
    def buckets(self) -> int:
        """How many buckets a block has."""
        return 1 << (self.number_bits + KEY_BITS - _STORED_BITS - self.block_bits)

    def block_of(self, keys: Keys) -> Ints:
        """The block of each key."""
        return (keys >> np.uint64(KEY_BITS - self.block_bits)).astype(np.int64)


def keys_of(values: Keys) -> Keys:
    """What is kept of fingerprints."""
    return values >> np.uint64(64 - KEY_BITS)


def pack(keys: Keys, numbers: Ints, number_bits: int) -> Keys:
    """The postings of keys and the numbers of their texts: sorted, each once."""
    packed: Keys = (keys << np.uint64(number_bits)) | numbers.astype(np.uint64)
    packed.sort()
    if not packed.size:
        return packed
    kept = np.ones(packed.size, bool)
    np.not_equal(packed[1:], packed[:-1], out=kept[1:])
    return packed[kept]


def cut(packed: Keys, shape: Shape, first: int = 0, last: int | None = None) -> Iterator[bytes]:
    """The blocks from `first` to before `last` (all, if not given), whose sorted postings `packed` are. A
    block without postings is empty."""
    end = shape.blocks if last is None else last
    width = shape.buckets
    step = max(1, _BUCKETS // width)
    for begin in range(first, end, step):
        blocks = min(step, end - begin)
        bounds = np.arange(begin * width, (begin + blocks) * width + 1, dtype=np.uint64)
        ends = np.searchsorted(packed, bounds << np.uint64(_STORED_BITS))
        if bounds[-1] >> np.uint64(_STORED_BITS):
            ends[-1] = packed.size  # a billion texts: the end of the last bucket is beyond 64 bits
        stored = (packed[ends[0] : ends[-1]] & _STORED).astype("<u4")
        ends -= ends[0]
        for block in range(blocks):
            start, *_ = bucket_ends = ends[block * width : (block + 1) * width + 1]
            inside = stored[start : bucket_ends[-1]]
            yield (bucket_ends[1:] - start).astype("<u4").tobytes() + inside.tobytes() if inside.size else b""


def unpack(blocks: Sequence[bytes], shape: Shape, first: int) -> Keys:
    """The sorted postings of blocks that follow each other from block `first` on."""
    width = shape.buckets
    ends = np.zeros((len(blocks), width + 1), np.int64)
    parts = [np.zeros(0, np.uint32)]
    for row, data in enumerate(blocks):
        if data:
            numbers = np.frombuffer(data, "<u4")
            ends[row, 1:] = numbers[:width]
            parts.append(numbers[width:])
    buckets = np.arange(first * width, (first + len(blocks)) * width, dtype=np.uint64)
    packed: Keys = np.repeat(buckets << np.uint64(_STORED_BITS), np.diff(ends, axis=1).ravel())
    packed |= np.concatenate(parts)
    return packed


@dataclass(frozen=True, slots=True, eq=False)
class Found:
    """Who holds some keys: `rows` of the keys, ascending, and the `numbers` of the texts, ascending in a row;
    `counts`, in how many texts each key stands."""

    rows: Ints
    numbers: Ints
    counts: Ints


def look_up(blocks: Sequence[bytes], which: Ints, keys: Keys, shape: Shape, most: int | None = None) -> Found:
    """The texts that hold each of some keys, where key `i` belongs into `blocks[which[i]]`; of a key that
    more than `most` texts hold, those of the `most` lowest numbers."""
    width = shape.buckets
    sizes = np.array([len(data) // 4 for data in blocks], np.int64)
    stored: Stored = np.frombuffer(b"".join(blocks), "<u4").astype(np.uint32, copy=False)
    rows = np.flatnonzero(sizes[which])
    starts = (np.cumsum(sizes) - sizes)[which[rows]]
    postings = keys[rows] << np.uint64(shape.number_bits)
    places = starts + ((postings >> np.uint64(_STORED_BITS)).astype(np.int64) & (width - 1))
    begins = np.where(places > starts, stored[places - 1], 0) + starts + width
    ends = stored[places] + starts + width
    lowest = (postings & _STORED).astype(np.uint32)
    highest = lowest | np.uint32((1 << shape.number_bits) - 1)
    begins = _search(stored, begins, ends, lowest, after=False)
    ends = _search(stored, begins, ends, highest, after=True)
    counts = np.zeros(keys.size, np.int64)
    counts[rows] = ends - begins
    held = ends - begins if most is None else np.minimum(ends - begins, most)
    offsets = np.cumsum(held) - held
    chosen = stored[np.repeat(begins - offsets, held) + np.arange(held.sum())]
    numbers = (chosen & np.uint32((1 << shape.number_bits) - 1)).astype(np.int64)
    return Found(np.repeat(rows, held), numbers, counts)


def _search(stored: Stored, low: Ints, high: Ints, wanted: Stored, *, after: bool) -> Ints:
    """Where each `wanted` number belongs in its own sorted stretch from `low` to before `high`: before equal
    ones, or after them. All binary searches take their steps together."""
    steps = int((high - low).max(initial=0)).bit_length()
    for _ in range(steps):
        middle = (low + high) >> 1
        there = stored[np.minimum(middle, stored.size - 1)]
        right = (there <= wanted if after else there < wanted) & (low < high)
        low, high = np.where(right, middle + 1, low), np.where(right, high, middle)
    return low


@dataclass(frozen=True, slots=True, eq=False)
class Source:
    """A segment to be merged: its `shape`; the number that each of its texts gets, ascending, or -1 where it
    is left out (`numbers`); and `read`, which gives the blocks from one number to before another."""

    shape: Shape
    numbers: Ints
    read: Callable[[int, int], Sequence[bytes]]


def merge(sources: Sequence[Source], shape: Shape, postings: int) -> Iterator[bytes]:
    """The blocks of the segment of this shape that has the texts of all sources, which have about so many
    `postings`. No two texts get the same number. Read and merged in parts, one after the other."""
    size = postings + shape.blocks * shape.buckets
    bits = min(shape.block_bits, ((size - 1) // _PART).bit_length())
    step = shape.blocks >> bits
    for part in range(1 << bits):
        found = [np.zeros(0, np.uint64), *(_renumbered(source, part, bits, shape) for source in sources)]
        packed = np.concatenate(found)
        packed.sort()
        yield from cut(packed, shape, part * step, (part + 1) * step)


def _renumbered(source: Source, part: int, bits: int, shape: Shape) -> Keys:
    """The postings of a source in one of 2 ** `bits` parts of all keys, as the merged segment has them."""
    of = source.shape
    if of.block_bits >= bits:
        inside = of.block_bits - bits
        first, last = part << inside, (part + 1) << inside
    else:
        first = part >> (bits - of.block_bits)
        last = first + 1
    packed = unpack(source.read(first, last), of, first)
    keys: Keys = packed >> np.uint64(of.number_bits)
    numbers = source.numbers[(packed & np.uint64((1 << of.number_bits) - 1)).astype(np.int64)]
    kept = (numbers >= 0) & (keys >> np.uint64(KEY_BITS - bits) == part)
    renumbered: Keys = (keys[kept] << np.uint64(shape.number_bits)) | numbers[kept].astype(np.uint64)
    return renumbered


def is_sound(blocks: Sequence[bytes], shape: Shape, first: int, texts: int) -> bool:
    """Whether blocks from block `first` on can be what `cut` made: ends that fit the postings, postings
    ascending, none of a text that is not there."""
    for number, data in enumerate(blocks, first):
        if not data:
            continue
        stored = np.frombuffer(data[: len(data) & ~3], "<u4").astype(np.int64)
        ends = stored[: shape.buckets]
        if len(data) % 4 or ends.size < shape.buckets or ends[-1] != stored.size - shape.buckets:
            return False
        if (np.diff(ends, prepend=0) < 0).any():
            return False
        packed = unpack([data], shape, number)
        if (packed[1:] <= packed[:-1]).any():
            return False
        if ((packed & np.uint64((1 << shape.number_bits) - 1)) >= texts).any():
            return False
    return True


def postings_in(blocks: Iterable[bytes], shape: Shape) -> int:
    """How many postings are in some blocks."""
    return sum(len(data) // 4 - shape.buckets for data in blocks if data)
