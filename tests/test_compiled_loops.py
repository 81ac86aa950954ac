"""The compiled loops and numpy's give the same, bit for bit; what only one suite of both can't show."""

from __future__ import annotations

import pickle
import re
from concurrent.futures import ThreadPoolExecutor
from functools import cache
from types import ModuleType
from typing import Any

import numpy as np
import pytest
from hypothesis import given
from hypothesis import settings as examples
from hypothesis import strategies as st

from provenance.kernels import CAPITAL, DIGIT, Endings, edges, numpy_loops, paragraph_starts, tokenise
from provenance.kernels.choice import COMPILED, choose
from provenance.kernels.python_lines import fold

try:
    compiled, _ = choose(COMPILED)
except ImportError:
    compiled = numpy_loops
kernels = (compiled, numpy_loops)
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


signs = st.text(
    st.sampled_from("ab nN_1é東\u0301 \n\r\x1c\u2028'’‘‚‛`\"“”„‟«»‹›「」『』＂〝〞〟"), max_size=40
)


def sieve(kernel: ModuleType) -> Any:
    heads = kernel.Heads([["ab", "東", "é1"], ["", "b"], ["abab", "a b"]])
    endings, leads = Endings((" b", "”", "aé1"), 9, 24, ")]", ".!", 12, "_’"), kernel.Heads([["東a", "É"]])
    return kernel.LineSieve(" \t'東b<", heads, endings, leads, 2, 20)


def lines_of(kernel: ModuleType, text: str, start: int = 0) -> Any:
    rows, seen = sieve(kernel).rows(text, start)
    return list(rows), seen


heads = st.lists(st.text(st.sampled_from("abAßſsİıi1٣é東"), max_size=4), max_size=6)


@needs_both
@given(
    sets=st.lists(heads, max_size=4),
    text=st.text(st.sampled_from("abABẞſSİıI1٣3É東"), max_size=12),
    exact=st.booleans(),
)
@examples(max_examples=400)
def test_beginnings_are_the_same(sets: list[list[str]], text: str, exact: bool) -> None:
    one, other = (kernel.Heads(sets, exact=exact) for kernel in kernels)
    same((one.begun(text), one.within(text)), (other.begun(text), other.within(text)))


@needs_both
@given(text=st.one_of(signs, sentences, wrapped, st.text()), start=st.integers(0, 12))
@examples(max_examples=600)
def test_marks_and_lines_are_the_same(text: str, start: int) -> None:
    same(compiled.quote_marks(text), numpy_loops.quote_marks(text))
    same(lines_of(compiled, text, start), lines_of(numpy_loops, text, start))
    hashes, starts, _ = numpy_loops.tokenise(text)
    same(compiled.hash_lines(text, hashes, starts), numpy_loops.hash_lines(text, hashes, starts))


@needs_both
@given(text=st.text(st.sampled_from("abAB_1é東 '\u0301İ"), max_size=60), words=st.sets(st.text("abAé東1_İ")))
def test_known_words_are_the_same(text: str, words: set[str]) -> None:
    assert compiled.KnownWords(words).among(text) == numpy_loops.KnownWords(words).among(text)


@both
def test_known_words_can_be_sent_to_another_process(kernel: ModuleType) -> None:
    sent = pickle.loads(pickle.dumps(kernel.KnownWords(["news", "agency"])))
    assert sent.among("A news agency's newsroom.") == {"news", "agency"}


@both
def test_code_points_in_ranges(kernel: ModuleType) -> None:
    for text, found in (("", False), ("aé", False), ("a" * 3000 + "東", True), ("\U0001f600", False)):
        assert kernel.holds_between(text, ((0x900, 0x109F), (0x2E80, 0xFFFF))) is found
    assert kernel.holds_between("é", ((0xE9, 0xE9),))
    assert not kernel.holds_between("é", ((0xEA, 0xE8), (0xEA, 0xFF)))


@both
def test_words_and_starts_that_do_not_fit_are_refused(kernel: ModuleType) -> None:
    for text, hashes, starts in (("ab", [1], []), ("ab", [1], [2]), ("ab", [1], [-1])):
        with pytest.raises(ValueError, match="as many hashes as starts"):
            kernel.hash_lines(text, u32(hashes), np.array(starts, np.int32))
    with pytest.raises(ValueError, match="starts at 0"):
        sieve(kernel).rows("a", -1)
    with pytest.raises(ValueError, match="16 sets"):
        kernel.Heads([["a"]] * 17)


@both
def test_rows_are_a_sequence(kernel: ModuleType) -> None:
    rows, _ = sieve(kernel).rows("one\n" * 100, 0)
    assert len(rows) == len(list(rows)) == 100
    assert rows[-1] == rows[99] == (396, 399, 396, 399, rows[99][4])
    for index in (100, -101):
        with pytest.raises(IndexError):
            rows[index]


@needs_both
def test_every_code_point_is_the_same_to_marks_and_lines() -> None:
    """All of the planes that have characters; of the others, private or empty, every 16th block."""
    in_use = {*range(0, 0x34000, 0x400), *range(0xE0000, 0xE1000, 0x400)}
    for first in sorted(in_use.union(range(0, 0x110000, 0x4000))):
        text = "".join(f"a{chr(code)}b {chr(code)}'x\n {chr(code)}" for code in range(first, first + 0x400))
        same(compiled.quote_marks(text), numpy_loops.quote_marks(text))
        same(lines_of(compiled, text), lines_of(numpy_loops, text))
        heads = {chr(code) for code in range(first, first + 0x400, 3)}
        one, other = (kernel.Heads([heads]) for kernel in kernels)
        folded = set(map(fold, heads))
        for code in range(first, first + 0x400):
            # A text of one code point begins with a head if both fold to the same. The readable loops look at
            # each of the heads, so that they are asked of some of the code points only.
            assert one.begun(chr(code)) == (fold(chr(code)) in folded)
            if code % 16 == 0:
                assert other.begun(chr(code)) == (fold(chr(code)) in folded)
        words = set(re.findall(r"\w+", text)[::7])
        same(compiled.KnownWords(words).among(text), numpy_loops.KnownWords(words).among(text))


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
@pytest.mark.parametrize("size", [100, 5000])
def test_fingerprints_of_a_long_text(kernel: ModuleType, size: int) -> None:
    words = np.random.default_rng(size).integers(0, 2**32, size, np.uint32)
    for text in (words, np.tile(words[:50], size // 50)):
        values, contexts, offsets = kernel.fingerprints(text, np.array([0, 7, 7, text.size]), 5, 4)
        parts = [kernel.shingle(part, 5) for part in (text[:7], text[7:7], text[7:])]
        chosen = [part[kernel.winnow(part, 4)].tolist() for part in parts]
        assert np.diff(offsets).tolist() == [len(part) for part in chosen]
        assert values.tolist() == [*chosen[0], *chosen[2]]
        same(
            (values, contexts, offsets), numpy_loops.fingerprints(text, np.array([0, 7, 7, text.size]), 5, 4)
        )


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
        lambda: kernel.fingerprints(words, np.array([0, 3]), 0, 4),
        lambda: kernel.fingerprints(words, np.array([0, 3]), 2, 0),
        lambda: kernel.minhash(words, np.array([0, 3]), 0, words, words),
        lambda: kernel.shared_runs(words, words, 0, 9),
    ):
        with pytest.raises(ValueError, match="has at least one"):
            call()


@both
@pytest.mark.parametrize(
    ("offsets", "message"),
    [
        ([], "every text has a begin"),
        ([0, 4], "ascend from 0 to 3"),
        ([-1, 3], "ascend from 0 to 3"),
        ([0, 2, 1], "ascend from 0 to 3"),
        ([0, 2**62, 3], "ascend from 0 to 3"),
    ],
)
def test_offsets_that_leave_their_rows_are_refused(
    kernel: ModuleType, offsets: list[int], message: str
) -> None:
    words, bounds = u32([1, 2, 3]), np.array(offsets, np.int64)
    places, marks = words.astype(np.int32), words.astype(np.uint8)
    for call in (
        lambda: kernel.fingerprints(words, bounds, 2, 2),
        lambda: kernel.minhash(words, bounds, 2, words, words),
        lambda: kernel.count_pairs(words.astype(np.int64), words, words, marks, bounds, 9, 3, 4, 1, 0, 9),
        lambda: kernel.edges_all(["a b c"] * (len(offsets) - 1), places, places, bounds),
    ):
        with pytest.raises(ValueError, match=message):
            call()


@both
def test_columns_of_unequal_length_are_refused(kernel: ModuleType) -> None:
    words, bounds = u32([1, 2, 3]), np.array([0, 3])
    owners, places, marks = words.astype(np.int64), words.astype(np.int32), words.astype(np.uint8)
    for call in (
        lambda: kernel.minhash(words, bounds, 2, words, words[:2]),
        lambda: kernel.count_pairs(owners[:2], words, words, marks, bounds, 9, 3, 4, 1, 0, 9),
        lambda: kernel.count_pairs(owners, words[:2], words, marks, bounds, 9, 3, 4, 1, 0, 9),
        lambda: kernel.count_pairs(owners, words, words[:2], marks, bounds, 9, 3, 4, 1, 0, 9),
        lambda: kernel.edges_all(["a b c"], places, places[:2], bounds),
        lambda: kernel.edges_all(["a b c", "d"], places, places, bounds),
    ):
        with pytest.raises(ValueError, match=r"every|as many"):
            call()


@both
def test_what_is_no_text_is_refused(kernel: ModuleType) -> None:
    for texts in ([None], ["a", b"b"], [1]):
        with pytest.raises((TypeError, AttributeError)):
            kernel.tokenise_all(texts)


def test_both_have_the_same_functions() -> None:
    """But for `compare_pairs`, whose rules `provenance.passages` has in Python."""
    assert set(numpy_loops.__all__) <= set(compiled.__all__)
    assert set(compiled.__all__) - set(numpy_loops.__all__) <= {"STAMPS", "compare_pairs"}


@both
def test_arrays_may_be_read_only_or_have_gaps(kernel: ModuleType) -> None:
    words = np.arange(40, dtype=np.uint32)
    every_other = words[::2]
    words.flags.writeable = False
    same(kernel.shingle(words, 3), kernel.shingle(words.copy(), 3))
    bounds = np.array([0, 0, 8, 0, 20, 0])[::2]
    same(
        kernel.fingerprints(every_other, bounds, 3, 4), kernel.fingerprints(every_other.copy(), bounds, 3, 4)
    )
    same(
        kernel.minhash(every_other, bounds, 3, words[1::2], words[::2]),
        kernel.minhash(every_other.copy(), bounds, 3, words[1::2].copy(), words[::2].copy()),
    )
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


letters = st.text(st.sampled_from("aZ9éÉжЖ٣語𐐀𐐨𝟗ǅℵ一\ud800"), min_size=1)


@both
@given(texts=st.lists(letters, max_size=5), data=st.data())
def test_the_letters_that_words_begin_with(kernel: ModuleType, texts: list[str], data: st.DataObject) -> None:
    starts = [
        data.draw(st.lists(st.integers(0, len(text) - 1), max_size=9 if number % 2 else 1))
        for number, text in enumerate(texts)
    ]
    offsets = np.cumsum([0, *map(len, starts)], dtype=np.int64)
    places = np.array([place for of_text in starts for place in of_text], np.int32)
    found = kernel.first_letters(texts, places, offsets)
    begins = [text[place] for text, of_text in zip(texts, starts, strict=True) for place in of_text]
    same(found, np.array([ord(letter) for letter in begins], np.uint32))
    kinds = [CAPITAL * letter.isupper() + DIGIT * letter.isdecimal() for letter in begins]
    same(kernel.letter_kinds(found), np.array(kinds, np.uint8))


@both
def test_every_code_point_is_of_one_kind(kernel: ModuleType) -> None:
    codes = np.arange(0x110000, dtype=np.uint32)
    kinds = [CAPITAL * chr(code).isupper() + DIGIT * chr(code).isdecimal() for code in codes.tolist()]
    assert kernel.letter_kinds(codes).tolist() == kinds


@both
@pytest.mark.parametrize(
    ("starts", "offsets", "error"),
    [
        ([2], [0, 1], IndexError),
        ([-1], [0, 1], IndexError),
        ([0, 1], [0, 1], ValueError),
        ([0, 1], [1, 2], ValueError),
        ([0], [0, 1, 1], ValueError),
    ],
)
def test_words_begin_inside_their_texts(
    kernel: ModuleType, starts: list[int], offsets: list[int], error: type[Exception]
) -> None:
    with pytest.raises(error):
        kernel.first_letters(["ab"], np.array(starts, np.int32), np.array(offsets, np.int64))


@needs_both
@pytest.mark.parametrize(
    ("starts", "ends"), [([0, 9], [1, 10]), ([0, 2], [-1, 3]), ([0, 2], [8, 9]), ([2, 0], [3, 1])]
)
def test_words_of_which_edges_are_wanted_stand_inside_their_text(starts: list[int], ends: list[int]) -> None:
    with pytest.raises(IndexError, match="inside their text"):
        compiled.edges("ab. cd", np.array(starts, np.int32), np.array(ends, np.int32))
