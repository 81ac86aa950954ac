"""The keys of texts, parted into buckets: first which of them another text has, too, then all that is kept of
those. Most keys stand in one text of a collection, and are never sent but for a few bits.

There are three kinds: fingerprints, bands of sketches and, in small collections, words that stand near each
other. Of each the upper bits are kept that `postings` compares."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass, replace
from itertools import pairwise

import numpy as np
import numpy.typing as npt

from provenance import lsh, settings
from provenance.engine.blobs import Array, climb, pack, steps, unpack
from provenance.paraphrases import pairing
from provenance.postings import NEVER, NOWHERE, NUMBER_BITS, Ints, Keyed, Rule
from provenance.winnowing import Fingerprints

U64 = npt.NDArray[np.uint64]
U32 = npt.NDArray[np.uint32]

PRINTS, BANDS, WORDS = range(3)
"""The kinds."""
_BITS = 64 - NUMBER_BITS


def rules(texts: int) -> dict[int, Rule]:
    """When keys of each kind are enough for a pair of a collection of so many texts."""
    return {
        PRINTS: Rule(
            settings.FREQUENT, settings.CANDIDATE_RUN - settings.SHINGLE, settings.CANDIDATE_NEAR,
            settings.CANDIDATE_PRINTS,
        ),
        BANDS: Rule(settings.FREQUENT, NEVER, NOWHERE, 1),
        WORDS: Rule(settings.FREQUENT, NEVER, NOWHERE, pairing(texts).least),
    }  # fmt: skip


@dataclass(frozen=True, slots=True, eq=False)
class Postings:
    """The keys of some texts of a split, ascending: the place of each one's text among them (`owners`), what
    stands around the key, and its place in its text."""

    keys: U64
    owners: Ints
    contexts: U32
    places: U32

    def only(self, rows: Ints | npt.NDArray[np.bool_]) -> Postings:
        """Some of them."""
        return Postings(self.keys[rows], self.owners[rows], self.contexts[rows], self.places[rows])

    def cut(self, buckets: int) -> Iterator[tuple[int, Postings]]:
        """Those of each bucket that has some, without the part of the key that says which it is.

        By the lowest bits: winnowing takes small values, so that ranges of keys would not be of one size."""
        keys, homes = np.divmod(self.keys, np.uint64(buckets))
        order = np.argsort(homes, kind="stable")
        bounds = np.searchsorted(homes[order], np.arange(buckets + 1)).tolist()
        own = replace(self, keys=keys)
        for bucket, (begin, end) in enumerate(pairwise(bounds)):
            if begin < end:
                yield bucket, own.only(order[begin:end])


def postings_of(prints: Fingerprints) -> Postings:
    """The postings of fingerprints, or of other keys with contexts."""
    owners = np.repeat(np.arange(prints.offsets.size - 1), np.diff(prints.offsets))
    places = np.arange(prints.values.size) - prints.offsets[:-1][owners]
    return _sorted(prints.values >> np.uint64(NUMBER_BITS), owners, prints.contexts, places)


def postings_of_bands(sketches: npt.NDArray[np.uint32]) -> Postings:
    """The bands of sketches, a row each. The same values in two bands are not the same key."""
    bands = lsh.all_band_keys(sketches, bands=settings.LSH_BANDS, rows=settings.LSH_ROWS)
    keys = np.column_stack(list(bands)) >> np.uint64(NUMBER_BITS)
    keys |= np.arange(keys.shape[1], dtype=np.uint64) << np.uint64(_BITS)
    owners = np.repeat(np.arange(len(sketches)), keys.shape[1])
    nothing = np.zeros(owners.size, np.uint32)
    return _sorted(keys.reshape(-1), owners, nothing, nothing)


def _sorted(keys: U64, owners: Ints, contexts: U32, places: Array) -> Postings:
    order = np.argsort(keys, kind="stable")
    return Postings(keys[order], owners[order], contexts[order], places[order].astype(np.uint32))


def pack_keys(kind: int, split: int, part: Postings) -> bytes:
    """The keys alone of a split that go to one bucket."""
    return pack(np.array([kind, split], np.int64), steps(part.keys))


def find_shared(bucket: int, blobs: Sequence[bytes]) -> Iterator[tuple[int, bytes]]:
    """For each blob of `pack_keys` which of its keys are there again, for the split that it came from."""
    for kind in (PRINTS, BANDS, WORDS):
        heads, columns = _of_kind(kind, blobs)
        if not heads:
            continue
        every = [climb(steps_of) for (steps_of,) in columns]
        keys = np.concatenate(every)
        order = np.argsort(keys, kind="stable")
        same = keys[order][1:] == keys[order][:-1]
        shared = np.zeros(keys.size, bool)
        shared[order[1:][same]] = shared[order[:-1][same]] = True
        bounds = np.cumsum([own.size for own in every])[:-1]
        for head, flags in zip(heads, np.split(shared, bounds), strict=True):
            yield int(head[1]), pack(np.array([kind, bucket], np.int64), np.packbits(flags))


def pack_postings(kind: int, part: Postings, numbers: Ints) -> bytes:
    """Postings that go to one bucket; `numbers` are those of the texts in the whole collection."""
    head = np.array([kind], np.int64)
    return pack(head, steps(part.keys), numbers[part.owners].astype(np.uint32), part.contexts, part.places)


def meet(kind: int, blobs: Sequence[bytes]) -> Keyed | None:
    """The postings of one kind in a bucket, by key; None where there are none."""
    heads, columns = _of_kind(kind, blobs)
    if not heads:
        return None
    parts = [(climb(own[0]), *own[1:]) for own in columns]
    keys, owners, contexts, places = (np.concatenate(column) for column in zip(*parts, strict=True))
    order = np.lexsort((places, owners, keys))
    keys = keys[order]
    begins = np.flatnonzero(np.concatenate(([True], keys[1:] != keys[:-1])))
    return Keyed(owners[order].astype(np.int64), contexts[order], places[order], np.append(begins, keys.size))


def _of_kind(kind: int, blobs: Sequence[bytes]) -> tuple[list[Array], list[list[Array]]]:
    """The heads and the other arrays of the blobs of one kind."""
    found = [arrays for arrays in map(unpack, blobs) if arrays[0][0] == kind]
    return [head for head, *_ in found], [rest for _, *rest in found]
