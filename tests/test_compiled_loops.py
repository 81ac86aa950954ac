"""The compiled loops and numpy's give the same, bit for bit; what only one suite of both can't show."""

from __future__ import annotations

from concurrent.futures import ThreadPoolExecutor
from functools import cache
from types import ModuleType

import numpy as np
import pytest
from hypothesis import given
from hypothesis import settings as examples
from hypothesis import strategies as st

from provenance.kernels import edges, numpy_loops, paragraph_starts, tokenise
from provenance.kernels.choice import COMPILED, choose
from tests import oracles

try:
    compiled, _ = choose(COMPILED)
except ImportError:
    compiled = numpy_loops
both = pytest.mark.parametrize(
    "kernel",
    [numpy_loops, compiled] if compiled is not numpy_loops else [numpy_loops],
    ids=lambda module: module.__name__.rsplit(".", 1)[-1],
)
needs_both = pytest.mark.skipif(compiled is numpy_loops, reason="the loops are not compiled here")

few = st.lists(st.integers(0, 3), max_size=60)
sentences = st.text(st.sampled_from("ab CDé东 .!?…。؟\n\r\t\u2029\f'”)]:Mr"))
line = st.tuples(
    st.sampled_from(["", "", " ", "\t", "\u3000"]),
    st.sampled_from([5, 30, 32, 34, 36, 119, 121]),
    st.sampled_from(["", "", ".", "!", ":", "”", "]", "। ", " "]),
    st.sampled_from(["\n", "\r\n", "\r", "\n\n", "\r\n\r\n", " \n", "\u2029", "\x1c"]),
)
wrapped = st.lists(line, max_size=12).map(
    lambda lines: "".join(
        indent + "ab " * (size // 3) + "c" + stop + end for indent, size, stop, end in lines
    )
)


def same(one: object, other: object) -> None:
    if isinstance(one, tuple):
        assert isinstance(other, tuple)
        assert len(one) == len(other)
        for left, right in zip(one, other, strict=True):
            same(left, right)
    elif isinstance(one, np.ndarray):
        assert isinstance(other, np.ndarray)
        assert (one.dtype, one.tolist()) == (other.dtype, other.tolist())
    else:
        assert one == other


def u32(values: list[int]) -> np.ndarray:
    return np.array(values, np.uint32)


@needs_both
@given(text=st.one_of(sentences, wrapped, st.text()))
@examples(max_examples=400)
def test_words_and_edges_are_the_same(text: str) -> None:
    words = numpy_loops.tokenise(text)
    same(compiled.tokenise(text), words)
    same(compiled.edges(text, *words[1:]), numpy_loops.edges(text, *words[1:]))
    same(compiled.paragraph_starts(text), numpy_loops.paragraph_starts(text))


@needs_both
def test_every_code_point_makes_the_same_words() -> None:
    for first in range(0, 0x110000, 0x400):
        text = "".join(f"a{chr(code)}b {chr(code)} " for code in range(first, first + 0x400))
        same(compiled.tokenise(text), numpy_loops.tokenise(text))


@needs_both
@given(a=few, b=few, size=st.integers(1, 4), gap=st.integers(0, 16), most=st.sampled_from([1, 9, 64]))
@examples(max_examples=400)
def test_chains_are_the_same(a: list[int], b: list[int], size: int, gap: int, most: int) -> None:
    words = u32(a), u32([*b[:9], *a[4:], *b[9:], *a[:12]])
    runs = numpy_loops.shared_runs(*words, size, most)
    same(compiled.shared_runs(*words, size, most), runs)
    chains = numpy_loops.chains(*runs, gap, size)
    same(compiled.chains(*runs, gap, size), chains)
    cells = numpy_loops.gap_cells(*words, *chains)
    same(compiled.gap_cells(*words, *chains), cells)
    variants = (sum(cells) % 3 == 0).astype(np.uint8)
    same(compiled.fill_gaps(*words, *chains, variants), numpy_loops.fill_gaps(*words, *chains, variants))


@both
@given(words=few, shingle=st.integers(1, 5), window=st.integers(1, 6))
def test_fingerprints(kernel: ModuleType, words: list[int], shingle: int, window: int) -> None:
    values = oracles.shingles(words, shingle)
    chosen = [(values[place], place) for place in oracles.winnowed(values, window)]
    distinct = sorted({value for value, _ in chosen})
    found = kernel.fingerprints(u32(words), shingle, window)
    assert [column.dtype for column in found] == [np.uint64, np.int64, np.int64]
    assert found[0].tolist() == distinct
    assert found[1].tolist() == [min(place for value, place in chosen if value == one) for one in distinct]
    assert found[2].tolist() == [sum(value == one for value, _ in chosen) for one in distinct]


@both
@pytest.mark.parametrize("size", [100, 5000])
def test_fingerprints_of_a_long_text_are_in_order(kernel: ModuleType, size: int) -> None:
    words = np.random.default_rng(size).integers(0, 2**32, size, np.uint32)
    for text in (words, np.tile(words[:50], size // 50)):
        values, places, times = kernel.fingerprints(text, 5, 4)
        assert (values[:-1] < values[1:]).all()
        assert values.tolist() == kernel.shingle(text, 5)[places].tolist()
        assert times.sum() == kernel.winnow(kernel.shingle(text, 5), 4).size


@both
@given(a=st.lists(st.integers(0, 2), max_size=6), b=st.lists(st.integers(0, 2), max_size=6))
@examples(max_examples=300)
def test_a_gap_is_aligned_as_well_as_it_can_be(kernel: ModuleType, a: list[int], b: list[int]) -> None:
    words_a, words_b = [*[7] * 3, *a, *[8] * 3], [*[7] * 3, *b, *[8] * 3]
    chain = [np.array(column, np.int64) for column in ([0, 3 + len(a)], [0, 3 + len(b)], [3, 3], [0, 2])]
    cells = kernel.gap_cells(u32(words_a), u32(words_b), *chain)
    pairs_a, pairs_b, begins = kernel.fill_gaps(
        u32(words_a), u32(words_b), *chain, np.zeros(cells[0].size, np.uint8)
    )
    assert begins.tolist() == [0, pairs_a.size]
    inside = [
        (i - 3, j - 3) for i, j in zip(pairs_a.tolist(), pairs_b.tolist(), strict=True) if 3 <= i < 3 + len(a)
    ]
    assert len(inside) == pairs_a.size - 6
    assert all(a[i] == b[j] for i, j in inside)

    @cache
    def best(i: int, j: int) -> int:
        if i == len(a) or j == len(b):
            return -(len(a) - i) - (len(b) - j)
        across = best(i + 1, j + 1) + (2 if a[i] == b[j] else -1)
        return max(across, best(i + 1, j) - 1, best(i, j + 1) - 1)

    # Between matches, words that face each other are mismatches, the rest of the longer side is skipped.
    score, here = 2 * len(inside), (0, 0)
    for i, j in [*inside, (len(a), len(b))]:
        score -= max(i - here[0], j - here[1])
        here = i + 1, j + 1
    assert score == best(0, 0)


@given(text=sentences)
def test_edges_stand_where_a_reader_sees_them(text: str) -> None:
    """Stated anew: look at what stands between a word and the word before it."""
    _, starts, ends = tokenise(text)
    found = edges(text, starts, ends).tolist()
    begins = paragraph_starts(text)
    before = 0
    for place, (start, end) in enumerate(zip(starts.tolist(), ends.tolist(), strict=True)):
        between = text[before:start]
        short = place > 0 and ends[place - 1] - starts[place - 1] <= 3
        stops = any(char in "。؟" for char in between) or any(
            between[at] in ".!?…"
            and between[at + 1 :].lstrip("'”)]")[:1].isspace()
            and not (between[at] == "." and short)
            for at in range(len(between))
        )
        if place == 0 or any(before <= offset <= start for offset in begins):
            assert found[place] == 2
        else:
            assert found[place] == (1 if stops else 0)
        before = end


@both
def test_sizes_below_one_are_refused(kernel: ModuleType) -> None:
    words = u32([1, 2, 3])
    for call in (
        lambda: kernel.shingle(words, 0),
        lambda: kernel.winnow(words.astype(np.uint64), 0),
        lambda: kernel.fingerprints(words, 0, 4),
        lambda: kernel.fingerprints(words, 2, 0),
        lambda: kernel.shared_runs(words, words, 0, 9),
    ):
        with pytest.raises(ValueError, match="has at least one"):
            call()


@both
def test_arrays_may_be_read_only_or_have_gaps(kernel: ModuleType) -> None:
    words = np.arange(40, dtype=np.uint32)
    every_other = words[::2]
    words.flags.writeable = False
    same(kernel.shingle(words, 3), kernel.shingle(words.copy(), 3))
    same(kernel.fingerprints(every_other, 3, 4), kernel.fingerprints(every_other.copy(), 3, 4))
    same(kernel.shared_runs(every_other, words, 1, 9), kernel.shared_runs(every_other.copy(), words, 1, 9))


@both
def test_threads_do_not_disturb_each_other(kernel: ModuleType) -> None:
    """The tables of code points and of normalised words are common to all."""
    made = [
        "".join(chr(code) + "\u0301 "[code % 2] for code in range(first, first + 500))
        for first in range(0x1E00, 0x9000, 0x200)
    ]
    with ThreadPoolExecutor(8) as pool:
        at_once = list(pool.map(kernel.tokenise, made))
    for text, words in zip(made, at_once, strict=True):
        same(words, numpy_loops.tokenise(text))
