"""Segments of postings against a dict of sets: whatever is cut into blocks is found in them again."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable, Sequence

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from provenance import inverted
from provenance.inverted import (
    KEY_BITS,
    Shape,
    Source,
    cut,
    is_sound,
    keys_of,
    look_up,
    merge,
    pack,
    postings_in,
    unpack,
)

LAST_KEY = (1 << KEY_BITS) - 1

# Keys that meet each other, keys at the edges of blocks, and any others.
any_key = st.integers(0, 6) | st.integers(LAST_KEY - 3, LAST_KEY) | st.integers(0, LAST_KEY)
any_key |= st.builds(
    lambda bits, side: min(LAST_KEY, max(0, (1 << bits) + side)), st.integers(0, 34), st.integers(-1, 1)
)
texts = st.lists(st.lists(any_key, max_size=8), max_size=12)

Postings = dict[int, set[int]]


def by_key(texts: Sequence[Iterable[int]]) -> Postings:
    """The oracle: the numbers of the texts that hold each key."""
    found: Postings = defaultdict(set)
    for number, keys in enumerate(texts):
        for key in keys:
            found[key].add(number)
    return found


def packed_of(texts: Sequence[Sequence[int]]) -> tuple[np.ndarray, int]:
    """The sorted postings of some texts, and the bits that their numbers take."""
    number_bits = Shape.of(len(texts), 0).number_bits
    keys = np.array([key for keys in texts for key in keys], np.uint64)
    numbers = np.repeat(np.arange(len(texts)), [len(keys) for keys in texts])
    return pack(keys, numbers, number_bits), number_bits


def block_bits(number_bits: int) -> st.SearchStrategy[int]:
    return st.integers(0, min(6, number_bits + 2))


def found_in(
    blocks: Sequence[bytes], keys: Sequence[int], shape: Shape, most: int | None = None
) -> tuple[list[list[int]], list[int]]:
    """The numbers of the texts that hold each key, and in how many it stands."""
    wanted = np.array(keys, np.uint64)
    found = look_up(blocks, shape.block_of(wanted), wanted, shape, most)
    assert (np.diff(found.rows) >= 0).all()
    return [found.numbers[found.rows == row].tolist() for row in range(len(keys))], found.counts.tolist()


@given(texts=texts, queries=st.lists(any_key, max_size=12), data=st.data())
def test_every_key_is_found_with_its_texts(
    texts: list[list[int]], queries: list[int], data: st.DataObject
) -> None:
    expected = by_key(texts)
    packed, number_bits = packed_of(texts)
    shape = Shape(number_bits, data.draw(block_bits(number_bits)))
    blocks = list(cut(packed, shape))
    assert len(blocks) == shape.blocks
    assert is_sound(blocks, shape, 0, len(texts))
    assert postings_in(blocks, shape) == sum(map(len, expected.values()))
    assert unpack(blocks, shape, 0).tolist() == packed.tolist()
    queries += data.draw(st.lists(st.sampled_from(sorted(expected)))) if expected else []
    numbers, counts = found_in(blocks, queries, shape)
    assert numbers == [sorted(expected.get(key, ())) for key in queries]
    assert counts == list(map(len, numbers))
    most = data.draw(st.integers(0, 3))
    assert found_in(blocks, queries, shape, most) == ([held[:most] for held in numbers], counts)


@given(texts=texts, data=st.data())
def test_blocks_are_the_same_when_they_are_cut_apart(texts: list[list[int]], data: st.DataObject) -> None:
    packed, number_bits = packed_of(texts)
    shape = Shape(number_bits, data.draw(block_bits(number_bits)))
    whole = list(cut(packed, shape))
    with pytest.MonkeyPatch.context() as patch:
        patch.setattr(inverted, "_BUCKETS", data.draw(st.integers(1, 9)))
        assert list(cut(packed, shape)) == whole
    first = data.draw(st.integers(0, shape.blocks))
    last = data.draw(st.integers(first, shape.blocks))
    inside = unpack(whole[first:last], shape, first)
    assert list(cut(inside, shape, first, last)) == whole[first:last]
    assert [posting for posting in packed.tolist() if posting in set(inside.tolist())] == inside.tolist()


@given(collections=st.lists(texts, max_size=4), data=st.data())
def test_merged_segments_are_those_of_all_their_texts(
    collections: list[list[list[int]]], data: st.DataObject
) -> None:
    """Texts are numbered anew in any mixture of the sources, and some are left out."""
    owners = [source for source, texts in enumerate(collections) for _ in texts]
    order = data.draw(st.permutations(owners))
    numbers: list[list[int]] = [[] for _ in collections]
    kept: list[list[int]] = []
    for source in order:
        text = collections[source][len(numbers[source])]
        left_out = data.draw(st.integers(0, 3)) == 0
        numbers[source].append(-1 if left_out else len(kept))
        kept += [] if left_out else [text]
    packed, number_bits = packed_of(kept)
    shape = Shape(number_bits, data.draw(block_bits(number_bits)))
    sources = []
    for texts, own in zip(collections, numbers, strict=True):
        postings, bits = packed_of(texts)
        of = Shape(bits, data.draw(block_bits(bits)))
        blocks = list(cut(postings, of))
        sources.append(Source(of, np.array(own, np.int64), lambda a, b, blocks=blocks: blocks[a:b]))
    with pytest.MonkeyPatch.context() as patch:
        patch.setattr(inverted, "_PART", data.draw(st.sampled_from([1, 3, 1000])))
        assert list(merge(sources, shape, sum(map(len, kept)))) == list(cut(packed, shape))


def test_a_merge_reads_a_part_of_its_sources_at_a_time(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(inverted, "_PART", 4096)
    random = np.random.default_rng(1)
    keys = np.sort(random.integers(0, 1 << KEY_BITS, 60_000, dtype=np.uint64))
    packed = pack(keys, random.integers(0, 256, keys.size), 8)
    shape = Shape.of(256, packed.size)
    blocks = list(cut(packed, shape))
    read: list[int] = []

    def take(first: int, last: int) -> list[bytes]:
        read.extend(range(first, last))
        assert last - first <= shape.blocks // 8
        return blocks[first:last]

    assert list(merge([Source(shape, np.arange(256), take)], shape, packed.size)) == blocks
    assert read == list(range(shape.blocks))


def test_fingerprints_are_kept_to_their_upper_bits() -> None:
    values = np.array([0, (1 << 30) - 1, 1 << 30, (1 << 64) - 1], np.uint64)
    assert keys_of(values).tolist() == [0, 0, 1, LAST_KEY]


@pytest.mark.parametrize("texts", [0, 1, 1000])
def test_texts_without_fingerprints_make_an_empty_block(texts: int) -> None:
    shape = Shape.of(texts, 0)
    assert list(cut(np.zeros(0, np.uint64), shape)) == [b""]
    assert found_in([b""], [0, LAST_KEY], shape) == ([[], []], [0, 0])
    assert unpack([b""], shape, 0).size == 0


def test_a_look_up_of_nothing_finds_nothing() -> None:
    assert found_in([], [], Shape.of(9, 100)) == ([], [])


def test_an_article_takes_less_than_nine_hundred_bytes() -> None:
    """And blocks are of about one size, however many articles there are."""
    random = np.random.default_rng(2)
    for articles in (256, 3000):
        keys = random.integers(0, 1 << KEY_BITS, 214 * articles, dtype=np.uint64)
        packed = pack(keys, np.repeat(np.arange(articles), 214), Shape.of(articles, 0).number_bits)
        shape = Shape.of(articles, packed.size)
        sizes = [len(block) for block in cut(packed, shape)]
        assert sum(sizes) < 900 * articles
        assert min(sizes) > 6_000
        assert max(sizes) < 18_000


def test_a_key_of_all_texts_and_a_text_of_many_keys() -> None:
    many = 100_000
    packed = pack(np.full(many, 7, np.uint64), np.arange(many), Shape.of(many, 0).number_bits)
    shape = Shape.of(many, packed.size)
    numbers, counts = found_in(list(cut(packed, shape)), [6, 7, 8], shape, 2)
    assert numbers == [[], [0, 1], []]
    assert counts == [0, many, 0]
    keys = np.arange(many, dtype=np.uint64) * np.uint64(171_000)
    packed = pack(keys, np.zeros(many, np.int64), 0)
    shape = Shape.of(1, many)
    blocks = list(cut(packed, shape))
    found = look_up(blocks, shape.block_of(keys), keys, shape)
    assert found.rows.tolist() == list(range(many))
    assert not found.numbers.any()


def test_four_million_texts_in_a_segment() -> None:
    many = (1 << 22) + 3
    chosen = np.array([0, 1, 1 << 21, 1 << 22, many - 1])
    keys = np.array([0, LAST_KEY, 5, 1 << 33], np.uint64)
    packed = pack(np.tile(keys, chosen.size), np.repeat(chosen, keys.size), Shape.of(many, 0).number_bits)
    shape = Shape.of(many, packed.size)
    numbers, _ = found_in(list(cut(packed, shape)), [*keys.tolist(), 6], shape)
    assert numbers == [chosen.tolist()] * keys.size + [[]]


def test_a_billion_texts_are_the_most() -> None:
    most = 1 << 30
    shape = Shape.of(most, 214 * most)
    packed = pack(np.array([LAST_KEY, LAST_KEY], np.uint64), np.array([most - 1, 0]), shape.number_bits)
    last = shape.blocks - 1
    blocks = list(cut(packed, shape, last))
    found = look_up(blocks, np.zeros(1, np.int64), np.array([LAST_KEY], np.uint64), shape)
    assert found.numbers.tolist() == [0, most - 1]
    assert unpack(blocks, shape, last).tolist() == packed.tolist()
    with pytest.raises(ValueError, match="billion"):
        Shape.of(most + 1, 0)


def test_what_is_no_block_is_seen() -> None:
    packed, _ = packed_of([[1, 9], [1], [5, LAST_KEY]])
    shape = Shape(2, 1)
    blocks = list(cut(packed, shape))
    assert is_sound(blocks, shape, 0, 3)
    assert not is_sound(blocks, shape, 0, 2), "a text that is not there"
    for wrong in (blocks[0][:-4], blocks[0][:-1], blocks[0] + b"1", blocks[0][:8], b"\xff" * len(blocks[0])):
        assert not is_sound([wrong, blocks[1]], shape, 0, 3)
    stored = np.frombuffer(blocks[0], "<u4")
    assert not is_sound([np.concatenate((stored[:8], stored[8:][::-1])).tobytes()], shape, 0, 3)
