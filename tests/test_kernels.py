"""One suite for every implementation of the hot loops, beside the oracles."""

from __future__ import annotations

import itertools
import json
import unicodedata
from contextlib import suppress
from pathlib import Path
from types import ModuleType

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from provenance.kernels import alphabets, numpy_loops, unicode_classes
from provenance.kernels.choice import COMPILED, choose
from tests import oracles
from tests.conftest import one_behind_the_other

IMPLEMENTATIONS: list[ModuleType] = [numpy_loops]
"""Modules with the functions of `provenance.kernels`. A new one is added here and has to pass everything."""

with suppress(ImportError):  # not compiled here
    IMPLEMENTATIONS.append(choose(COMPILED)[0])

VECTORS = json.loads((Path(__file__).parent / "vectors/tokens.json").read_text(encoding="utf-8"))

every_kernel = pytest.mark.parametrize(
    "kernel", IMPLEMENTATIONS, ids=lambda module: module.__name__.rsplit(".", 1)[-1]
)

TRICKY = (
    "aZéß1²½ﬁ .,'-_\u00a0\n\t\u00ad\u200b\u200d\ufe0f\u0301\u0345\u0307İıΣς\u0640\u064e\ufe76\ufdfaمح"
    "\u0915\u094d\u093f\u0e01\u0e33\u0e35東京かガ\uff76\uff9e\u30fc\u3038\u1780\u17d2\u1000\u103c"
    "\u1112\u1161\u11ab\uac00\uffbe\uffc2\u3131\u314f\u3164𝐀𐐀🚀\U000e0100"
)
MIXED = "aeopcxyABHTIsrlé\u0301бжоасхАВНТІ\u0456ёгαορνΑΒΗΣβϲհՕᎪᎻꓮⲟ\u0335\u0338\u200d\u202e 7ａ𝐨東"
PIECES = (
    "a",
    "é",
    "ß",
    "ж",
    "α",
    "ع",
    "7",
    "東",
    " ",
    "’",
    "\u00ad",
    "\u0301",
    "word ",
    "слово, ",
    "λόγος. ",
    "كلمة ",
)
long_texts = st.lists(
    st.builds(lambda piece, times: piece * times, st.sampled_from(PIECES), st.integers(1, 70))
)
"""Many code points of one kind in a row, and few between them: loops look at some together."""
texts = st.one_of(
    st.text(st.sampled_from(TRICKY)), st.text(st.sampled_from(MIXED)), st.text(), long_texts.map("".join)
)
words = st.lists(st.integers(0, 3), max_size=40)
word_values = st.integers(0, 2**32 - 1)
seldom_equal = st.lists(word_values, max_size=40)
several = st.lists(st.one_of(words, seldom_equal), max_size=5)


def u32(values: list[int]) -> np.ndarray:
    return np.array(values, np.uint32)


def rows(columns: tuple[np.ndarray, ...]) -> list[tuple[int, ...]]:
    assert len({column.size for column in columns}) == 1
    return list(zip(*(column.tolist() for column in columns), strict=True))


@every_kernel
@pytest.mark.parametrize("vector", VECTORS, ids=lambda vector: vector["note"])
def test_tokens_of_many_scripts(kernel: ModuleType, vector: dict) -> None:
    hashes, starts, ends = kernel.tokenise(vector["text"])
    assert [unicode_classes.normalise(vector["text"][i:j]) for i, j in rows((starts, ends))] == vector[
        "tokens"
    ]
    assert hashes.tolist() == [oracles.word_hash(word) for word in vector["tokens"]]


@every_kernel
@given(text=texts)
def test_tokenise_is_the_definition_character_by_character(kernel: ModuleType, text: str) -> None:
    hashes, starts, ends = kernel.tokenise(text)
    expected = oracles.tokens(text)
    assert rows((starts, ends)) == [(start, end) for _, start, end in expected]
    assert hashes.tolist() == [oracles.word_hash(word) for word, _, _ in expected]
    assert (hashes.dtype, starts.dtype, ends.dtype) == (np.uint32, np.int32, np.int32)


@every_kernel
@given(text=texts)
def test_spans_of_tokens_ascend_and_cut_words_from_the_original(kernel: ModuleType, text: str) -> None:
    hashes, starts, ends = kernel.tokenise(text)
    assert (starts < ends).all()
    assert (ends[:-1] <= starts[1:]).all()
    cut = [unicode_classes.normalise(text[start:end]) for start, end in rows((starts, ends))]
    assert kernel.hash_words(cut).tolist() == hashes.tolist()


@every_kernel
@given(text=texts)
def test_a_token_alone_is_the_same_token(kernel: ModuleType, text: str) -> None:
    hashes, starts, ends = kernel.tokenise(text)
    for word, start, end in rows((hashes, starts, ends)):
        alone = kernel.tokenise(text[start:end])
        assert rows(alone) == [(word, 0, end - start)]


@every_kernel
@given(text=texts)
def test_ignorables_between_two_letters_change_no_word(kernel: ModuleType, text: str) -> None:
    letters = [oracles.kind(char) in ("letter", "mark") for char in text]
    widened = "".join(
        char + ("\u00ad" if letters[place] and letters[place + 1 : place + 2] == [True] else "")
        for place, char in enumerate(text)
    )
    assert kernel.tokenise(widened)[0].tolist() == kernel.tokenise(text)[0].tolist()


HIDDEN = (
    "\u00ad\u034f\u061c\u180e\u200b\u200c\u200d\u200e\u200f\u202a\u202b\u202c\u202d\u202e\u2060\u2061\u2062\u2063"
    "\u2064\u2066\u2067\u2068\u2069\u206a\ufe00\ufe0e\ufe0f\ufeff\U000e0001\U000e0020\U000e0061\U000e007f\U000e0100\U000e01ef"
)


@every_kernel
@pytest.mark.parametrize("hidden", HIDDEN, ids=lambda char: f"{ord(char):04x}")
@pytest.mark.parametrize(
    "word", ["ordinary", "обычный", "συνηθισμένος", "café", "cafe\u0301", "한국어", "كلمة"]
)
def test_what_is_not_seen_in_a_word_changes_nothing(kernel: ModuleType, hidden: str, word: str) -> None:
    disguised = hidden.join(word)
    hashes, starts, ends = kernel.tokenise(f"{hidden}{disguised}{hidden} {disguised}")
    assert hashes.tolist() == kernel.tokenise(f"{word} {word}")[0].tolist()
    assert rows((starts, ends))[0] == (1, 1 + len(disguised))


# What a reader sees, and what stands there.
SEEN = [
    ("word", "w\u043erd"),
    ("Hello", "\u041dello"),
    ("copy", "\u03f2opy"),
    ("example", "\u0435x\u0430mpl\u0435"),
    ("Apple", "\u13aapple"),
    ("house", "\u0570\u0585use"),
    ("word", "ｗ\u043eｒｄ"),
    ("word", "w\u0335o\u0336r\u0337d\u0338"),
    ("word", "wo\u0301\u0302\u0303\u0304\u0305rd"),
    ("сорока", "c\u043eр\u043eка"),
    ("собака", "сoбaка"),
    ("хаос", "хаoс"),
    ("пісня", "пiсня"),
    ("ќерамика", "ќeрамика"),
    ("дорога", "дорoг\u0430"),
    ("λόγος", "λόγoς"),
    ("ΑΘΗΝΑ", "AΘHNA"),
    ("НАТО", "НАТO"),
    ("naïve", "n\u0430\u0457ve"),
]


@every_kernel
@pytest.mark.parametrize(("seen", "written"), SEEN)
def test_a_disguised_word_is_the_word_that_a_reader_sees(kernel: ModuleType, seen: str, written: str) -> None:
    hashes, starts, ends = kernel.tokenise(written)
    assert hashes.tolist() == kernel.tokenise(seen)[0].tolist()
    assert rows((starts, ends)) == [(0, len(written))]


@every_kernel
@pytest.mark.parametrize(
    "word",
    [
        *(
            "сорок",
            "оса",
            "СССР",
            "со",
            "ёж",
            "їжак",
            "љубав",
            "ѓон",
            "қазақ",
            "гӏалгӏай",
            "ΑΒΓ",
            "χάος",
            "ου",
        ),
        *("coax", "Æsop", "ørsted", "ısı", "əli", "tiếng", "Ὀδυσσεύς", "Հայ", "ᏣᎳᎩ", "ⲕⲏⲙⲉ", "ꓡꓲ"),
        *("Δx", "µm", "λmax", "Webстраница", "COVIDом", "NFκB", "βцД", "Aא", "x東"),
    ],
)
def test_a_word_of_one_alphabet_or_without_look_alikes_stays(kernel: ModuleType, word: str) -> None:
    plain = unicodedata.normalize("NFKC", unicodedata.normalize("NFKC", word).casefold())
    words = [word] if "東" not in word else ["x", "東"]
    expected = [oracles.word_hash(plain)] if len(words) == 1 else [oracles.word_hash(w) for w in words]
    assert kernel.tokenise(word)[0].tolist() == expected


@every_kernel
@given(text=st.text(st.sampled_from(MIXED)))
def test_a_folded_word_stays_as_it_is(kernel: ModuleType, text: str) -> None:
    for _, start, end in rows(kernel.tokenise(text)):
        once = alphabets.unmix(text[start:end])
        assert alphabets.unmix(once) == once


def test_every_code_point_has_the_class_that_unicode_gives_it() -> None:
    names = {
        unicode_classes.OTHER: "other",
        unicode_classes.WORD: "letter",
        unicode_classes.MARK: "mark",
        unicode_classes.IGNORABLE: "ignored",
        unicode_classes.GRAPHEME: "grapheme",
    }
    planes = [*range(0x20000), *range(0x20000, 0x110000, 97), *range(0xE0000, 0xE1010)]
    wrong = [
        hex(code)
        for code in planes
        if unicodedata.category(chr(code)) != "Cn"
        and names[unicode_classes.class_of(code)] != oracles.kind(chr(code))
    ]
    assert wrong == []


def test_a_code_point_that_joins_the_one_before_is_never_folded_alone() -> None:
    """Else a word's hash would depend on how it is put together."""
    joining = {*map(chr, range(0x1161, 0x1176)), *map(chr, range(0x11A8, 0x11C3))}
    for code in range(0x20000):
        parts = unicodedata.decomposition(chr(code)).split()
        if len(parts) == 2 and not parts[0].startswith("<"):
            pair = "".join(chr(int(part, 16)) for part in parts)
            if unicodedata.normalize("NFC", pair) == chr(code):
                joining.add(pair[1])
    folds = {code: unicode_classes.fold_of(code) for code in range(0x20000)}
    wrong = [
        hex(code)
        for code, fold in folds.items()
        if fold != unicode_classes.SLOW and chr(fold & ((1 << unicode_classes.ALPHABET) - 1)) in joining
    ]
    assert wrong == []


@every_kernel
@given(values=st.lists(st.integers(0, 2**64 - 1)))
def test_mix64(kernel: ModuleType, values: list[int]) -> None:
    assert kernel.mix64(np.array(values, np.uint64)).tolist() == [oracles.mix(value) for value in values]


@every_kernel
@given(found=st.lists(st.text(min_size=1)))
def test_hash_words(kernel: ModuleType, found: list[str]) -> None:
    assert kernel.hash_words(found).tolist() == [oracles.word_hash(word) for word in found]


@every_kernel
@given(hashes=st.one_of(words, seldom_equal), size=st.integers(1, 8))
def test_shingle(kernel: ModuleType, hashes: list[int], size: int) -> None:
    found = kernel.shingle(u32(hashes), size)
    assert found.dtype == np.uint64
    assert found.tolist() == oracles.shingles(hashes, size)


@every_kernel
@given(values=st.lists(st.integers(0, 5) | st.integers(0, 2**64 - 1), max_size=40), window=st.integers(1, 9))
def test_winnow(kernel: ModuleType, values: list[int], window: int) -> None:
    assert kernel.winnow(np.array(values, np.uint64), window).tolist() == oracles.winnowed(values, window)


@every_kernel
@given(found=st.lists(texts, max_size=5))
def test_texts_tokenised_together_are_those_tokenised_alone(kernel: ModuleType, found: list[str]) -> None:
    hashes, starts, ends, offsets = kernel.tokenise_all(found)
    edges = kernel.edges_all(found, starts, ends, offsets)
    assert [column.dtype for column in (hashes, starts, ends, offsets, edges)] == [
        np.uint32, np.int32, np.int32, np.int64, np.uint8,
    ]  # fmt: skip
    assert (offsets[0], offsets[-1], offsets.size) == (0, hashes.size, len(found) + 1)
    for text, begin, end in zip(found, offsets.tolist(), offsets[1:].tolist(), strict=False):
        alone = kernel.tokenise(text)
        assert rows((hashes[begin:end], starts[begin:end], ends[begin:end])) == rows(alone)
        assert edges[begin:end].tolist() == kernel.edges(text, *alone[1:]).tolist()


@every_kernel
@given(found=several, shingle=st.integers(1, 6), window=st.integers(1, 6))
def test_fingerprints(kernel: ModuleType, found: list[list[int]], shingle: int, window: int) -> None:
    values, contexts, offsets = kernel.fingerprints(*one_behind_the_other(found), shingle, window)
    assert (values.dtype, contexts.dtype, offsets.dtype) == (np.uint64, np.uint32, np.int64)
    expected = [oracles.fingerprints(text, shingle, window) for text in found]
    assert offsets.tolist() == [0, *itertools.accumulate(map(len, expected))]
    assert rows((values, contexts)) == [row for of_text in expected for row in of_text]


@every_kernel
@given(
    found=several, shingle=st.integers(1, 6), odd=st.lists(st.integers(0, 2**31 - 1), max_size=8),
    seed=st.integers(),
)  # fmt: skip
def test_minhash(kernel: ModuleType, found: list[list[int]], shingle: int, odd: list[int], seed: int) -> None:
    a = [2 * number + 1 for number in odd]
    b = [(seed * (place + 1)) % 2**32 for place in range(len(odd))]
    sketches = kernel.minhash(*one_behind_the_other(found), shingle, u32(a), u32(b))
    assert (sketches.dtype, sketches.shape) == (np.uint32, (len(found), len(odd)))
    assert sketches.tolist() == [
        oracles.minhash(oracles.sketch_values(text, shingle), a, b) for text in found
    ]


@every_kernel
def test_minhash_of_a_long_text_is_that_of_its_parts(kernel: ModuleType) -> None:
    text = np.random.default_rng(1).integers(0, 2**32, 2000, dtype=np.uint32)
    a, b = u32([1, 3, 2**32 - 1]), u32([0, 7, 2**32 - 1])
    whole = kernel.minhash(text, np.array([0, 2000]), 1, a, b)
    parts = kernel.minhash(text, np.array([0, 1, 600, 1111, 1900, 2000]), 1, a, b)
    assert whole.tolist() == [parts.min(axis=0).tolist()]


postings = st.lists(
    st.lists(
        st.tuples(
            st.integers(0, 9), st.sampled_from([0, 1, 33, 2**15, 2**30 - 1]), st.integers(0, 20),
            st.booleans(),
        ),
        max_size=8, unique_by=lambda posting: posting[0],
    ).map(sorted),
    max_size=8,
)  # fmt: skip


@every_kernel
@given(
    groups=postings, frequent=st.integers(1, 9), needed=st.integers(0, 7), near=st.integers(-1, 9),
    least=st.integers(1, 3), low=st.integers(0, 9), high=st.integers(0, 10),
    sides=st.none() | st.lists(st.integers(1, 3), min_size=10, max_size=10),
)  # fmt: skip
def test_count_pairs(
    kernel: ModuleType,
    groups: list[list[oracles.Posting]],
    frequent: int,
    needed: int,
    near: int,
    least: int,
    low: int,
    high: int,
    sides: list[int] | None,
) -> None:
    every = [posting for group in groups for posting in group]
    found = kernel.count_pairs(
        np.array([owner for owner, *_ in every], np.int64),
        u32([around for _, around, _, _ in every]),
        u32([place for _, _, place, _ in every]),
        np.array([again for *_, again in every], np.uint8),
        np.cumsum([0, *map(len, groups)]),
        frequent, needed, near, least, low, high,
        None if sides is None else np.array([sides[owner] for owner, *_ in every], np.uint8),
    )  # fmt: skip
    assert [column.dtype for column in found] == [np.int64, np.int64, np.int64, np.uint8]
    of = None if sides is None else dict(enumerate(sides))
    expected = oracles.counted_pairs(groups, frequent, needed, near, of)
    assert sorted(rows(found)) == sorted(
        (*pair, count, int(enough))
        for pair, (count, enough) in expected.items()
        if low <= pair[0] < high and (count >= least or enough)
    )


@every_kernel
def test_count_pairs_of_many_pairs(kernel: ModuleType) -> None:
    """More than the table of the compiled loop begins with, and owners near the limit."""
    owners = np.concatenate((np.arange(200), 2**31 + np.arange(3)))
    nothing = np.zeros(owners.size, np.uint32)
    found = kernel.count_pairs(
        owners, nothing, nothing, nothing.astype(np.uint8), np.array([0, 203]), 300, 7, -1, 1, 0, 2**32
    )
    assert sorted(rows(found)) == [(a, b, 1, 0) for a, b in itertools.combinations(owners.tolist(), 2)]


@every_kernel
@given(a=words, b=words, size=st.integers(1, 4), most=st.integers(1, 60))
@settings(max_examples=300)
def test_shared_runs(kernel: ModuleType, a: list[int], b: list[int], size: int, most: int) -> None:
    found = kernel.shared_runs(u32(a), u32(b), size, most)
    assert rows(found) == oracles.shared_runs(a, b, size, most)


@every_kernel
@given(a=words, b=words)
def test_shared_runs_mirror_where_texts_are_swapped(kernel: ModuleType, a: list[int], b: list[int]) -> None:
    there = rows(kernel.shared_runs(u32(a), u32(b), 2, 9))
    back = rows(kernel.shared_runs(u32(b), u32(a), 2, 9))
    assert sorted((j, i, length) for i, j, length in back) == there
