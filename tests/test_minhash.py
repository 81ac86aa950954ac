"""Sketches: bit for bit those of datasketch, and honest about how they were made."""

from __future__ import annotations

from dataclasses import replace

import datasketch
import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from provenance.kernels import NORMALISER
from provenance.minhash import Sketch, permutations, sketch, sketch_all
from tests import oracles
from tests.conftest import one_behind_the_other

word_hashes = st.lists(st.integers(0, 2**32 - 1) | st.integers(0, 9), max_size=60)


def made(words: list[int], num_perm: int = 32, seed: int = 1, shingle: int = 5) -> Sketch:
    return sketch(np.array(words, np.uint32), num_perm=num_perm, seed=seed, shingle=shingle)


def identity(value: int) -> int:
    return value


@given(
    texts=st.lists(word_hashes, max_size=4),
    num_perm=st.sampled_from([1, 16, 128]),
    seed=st.integers(0, 5),
    size=st.integers(1, 6),
)
@settings(max_examples=60)
def test_sketches_are_those_of_datasketch_bit_for_bit(
    texts: list[list[int]], num_perm: int, seed: int, size: int
) -> None:
    together = sketch_all(*one_behind_the_other(texts), num_perm=num_perm, seed=seed, shingle=size)
    assert (together.shape, together.dtype) == ((len(texts), num_perm), np.uint32)
    for words, found in zip(texts, together.tolist(), strict=True):
        theirs = datasketch.MinHash(num_perm=num_perm, seed=seed, scheme="affine32", hashfunc=identity)
        theirs.update_batch(oracles.sketch_values(words, size))
        assert found == theirs.hashvalues.tolist()
        assert found == made(words, num_perm, seed, size).hashvalues.tolist()


@given(words=st.lists(st.integers(0, 2**32 - 1), max_size=5), size=st.integers(5, 9))
def test_a_text_shorter_than_a_shingle_has_one(words: list[int], size: int) -> None:
    whole = [oracles.shingle_hash(words) >> 32] if words else []
    assert made(words, shingle=size).hashvalues.tolist() == oracles.minhash(whole, *permutations(32, 1))


def test_a_text_without_words_is_all_ones() -> None:
    assert set(made([]).hashvalues.tolist()) == {0xFFFFFFFF}


def test_a_sketch_opens_as_a_minhash_that_can_go_on() -> None:
    one, other = list(range(100)), list(range(50, 150))
    opened = made(one, 128).as_datasketch()
    assert isinstance(opened, datasketch.MinHash)
    assert opened.jaccard(made(other, 128).as_datasketch()) == made(one, 128).jaccard(made(other, 128))
    opened.merge(made(other, 128).as_datasketch())
    union = {value for words in (one, other) for value in oracles.sketch_values(words, 5)}
    assert opened.hashvalues.tolist() == oracles.minhash(sorted(union), *permutations(128, 1))


def test_the_estimate_lies_within_its_standard_error() -> None:
    rng = np.random.default_rng(7)
    for overlap in (0.0, 0.2, 0.5, 0.8, 1.0):
        words = rng.integers(0, 2**32, 3000, dtype=np.uint32)
        first, second = words[:1000], words[int(1000 * (1 - overlap)) :][:1000]
        sets = [set(oracles.sketch_values(part.tolist(), 5)) for part in (first, second)]
        true = len(sets[0] & sets[1]) / len(sets[0] | sets[1])
        estimate = made(first.tolist(), 512).jaccard(made(second.tolist(), 512))
        assert abs(estimate - true) <= 4 * np.sqrt(max(true * (1 - true), 1e-9) / 512)


@pytest.mark.parametrize(
    "other",
    [
        made([1, 2, 3], seed=2),
        made([1, 2, 3], num_perm=16),
        made([1, 2, 3], shingle=4),
        replace(made([1, 2, 3]), normaliser="another"),
        replace(made([1, 2, 3]), scheme="mersenne61"),
    ],
)
def test_sketches_made_differently_are_not_compared(other: Sketch) -> None:
    with pytest.raises(ValueError, match="can't be compared"):
        made([1, 2, 3]).jaccard(other)


def test_a_sketch_says_how_it_was_made() -> None:
    assert made([1], 16, 3, 4).made() == ("affine32", 3, 16, 4, NORMALISER)
