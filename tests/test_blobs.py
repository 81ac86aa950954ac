"""What engines send: arrays as bytes, and which keys stand more than once."""

from __future__ import annotations

from collections import Counter

import numpy as np
from hypothesis import given
from hypothesis import strategies as st

from provenance.engine.blobs import climb, pack, steps, unpack
from provenance.engine.keys import PRINTS, Postings, find_shared, meet, pack_keys, pack_postings

KINDS = (np.uint8, np.uint32, np.uint64, np.int32, np.int64, np.float64)
KEYS = st.lists(st.integers(0, 60), max_size=12)


@given(st.lists(st.tuples(st.sampled_from(KINDS), st.lists(st.integers(0, 255))), max_size=5))
def test_arrays_come_back_as_they_were(drawn: list[tuple[type, list[int]]]) -> None:
    arrays = [np.array(values, kind) for kind, values in drawn]
    found = unpack(pack(*arrays))
    assert [(one.dtype, one.tolist()) for one in found] == [(one.dtype, one.tolist()) for one in arrays]


@given(st.lists(st.integers(0, 2**64 - 1)).map(sorted))
def test_ascending_numbers_come_back_from_their_distances(values: list[int]) -> None:
    assert climb(steps(np.array(values, np.uint64))).tolist() == values


def postings(keys: list[int]) -> Postings:
    """Postings of one split, each of a text of its own."""
    numbers = np.arange(len(keys))
    return Postings(
        np.sort(np.array(keys, np.uint64)), numbers, numbers.astype(np.uint32), numbers.astype(np.uint32)
    )


@given(st.lists(KEYS, min_size=1, max_size=4), st.integers(1, 7))
def test_a_key_is_shared_where_it_stands_twice(splits: list[list[int]], buckets: int) -> None:
    """In whatever bucket, in one split or in two; the postings then meet by their keys."""
    counted = Counter(key for keys in splits for key in keys)
    sent: dict[int, list[bytes]] = {}
    for split, keys in enumerate(splits):
        for bucket, part in postings(keys).cut(buckets):
            sent.setdefault(bucket, []).append(pack_keys(PRINTS, split, part))
    marks = {}
    for bucket, blobs in sent.items():
        for split, blob in find_shared(bucket, blobs):
            marks[split, bucket] = unpack(blob)[1]
    met: Counter[int] = Counter()
    for bucket in range(buckets):
        blobs = []
        for split, keys in enumerate(splits):
            for part in (own for home, own in postings(keys).cut(buckets) if home == bucket):
                shared = np.unpackbits(marks[split, bucket], count=part.keys.size).astype(bool)
                whole = part.keys * np.uint64(buckets) + np.uint64(bucket)
                assert shared.tolist() == [counted[key] > 1 for key in whole.tolist()]
                if shared.any():
                    numbers = np.arange(len(keys)) + 100 * split
                    blobs.append(pack_postings(PRINTS, part.only(shared), numbers))
        found = meet(PRINTS, blobs)
        if found is not None:
            met.update(np.diff(found.bounds).tolist())
    assert met == Counter(count for count in counted.values() if count > 1)
