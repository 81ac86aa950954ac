"""Many pairs of a block compared in one call give what comparing them one by one gives."""

from __future__ import annotations

import random
import unicodedata
from collections.abc import Callable

import numpy as np
import pytest
from hypothesis import given
from hypothesis import settings as examples
from hypothesis import strategies as st

from provenance import kernels, passages
from provenance.kernels import Rules
from provenance.names import beginnings, same_name_token
from provenance.passage_rules import RULES, THOROUGH
from provenance.passages import COLUMNS, Passage, compare_pairs, find_passages, passage_of
from provenance.spans import Span
from provenance.tokens import Block, tokenise_all

SameWord = Callable[[str, str], bool] | None

needs_compiled = pytest.mark.skipif(not kernels.COMPARES, reason="the loops are not compiled here")

LISTS = (
    "the talks went on for a day of rain in north and south",
    "переговоры шли весь день под дождём на севере и юге страны",
    "أعلنت وزارة الصحة يوم الاثنين أن عدد المصابين انخفض جدا",
    "président été Noël cœur naïve ﬁn ﬂeuve straße ǅ İstanbul résumé Ångström",
    "programme program Mohammad Mohamed Muhammad grey gray said theatre theater",
)
VOCABULARIES = (
    *(line.split() for line in LISTS),
    list("外交部发言人周一表示中国愿意同有关各方"),
    list("นายกรัฐมนตรีกล่าวว่าจะเริ่ม"),
)
JOINTS = (" ",) * 24 + (
    ". ", ". ", "! ", "। ", "。", ", ", "\n\n", "\n", "\n\n  ", " (", ") ", " [", "] ", " (FSA) ",
    " [the rebels] ", " “", "” ", " «", "» ", " ‘", "’ ", " ‹", "› ", " „", " ‚", ' "', '" ', " '", "' ",
    "「", "」", "…", "؟ ", " ¿", "¡", "\u00ad", "\u200b",
)  # fmt: skip


def never(one: str, other: str) -> bool:
    return False


def same_letters(one: str, other: str) -> bool:
    """Joins many words of a small vocabulary."""
    return one[:1] == other[:1] or {one, other} == {"中", "国"}


CALLBACKS: tuple[SameWord, ...] = (None, never, same_letters, same_name_token)


def made_text(rng: random.Random, joints: tuple[str, ...], vocabulary: list[str], size: int) -> str:
    unspaced = len(vocabulary[0]) == 1
    found = []
    for _ in range(size):
        joint = rng.choice(joints)
        found += [rng.choice(vocabulary), "" if unspaced and joint == " " else joint]
    return "".join(found)


@st.composite
def collections(draw: st.DrawFn) -> list[str]:
    """A few texts made of pieces that they share, edited here and there."""
    rng = random.Random(draw(st.integers(0, 2**32 - 1)))
    vocabulary = draw(st.sampled_from(VOCABULARIES))
    if rng.random() < 0.2:
        vocabulary = vocabulary + rng.choice(VOCABULARIES)
    vocabulary = vocabulary[: draw(st.sampled_from([2, 5, 100]))]
    joints = JOINTS if rng.random() < 0.7 else (" ", " ", " ", ". ", "\n\n")
    pieces = [made_text(rng, joints, vocabulary, rng.choice([1, 3, 9, 14, 20, 40])) for _ in range(4)]
    texts = ["", "one two"] if rng.random() < 0.2 else []
    for _ in range(rng.randint(1, 4)):
        text = ""
        for _ in range(rng.randint(0, 4)):
            piece = rng.choice(pieces) * rng.choice([1, 1, 1, 3])
            for _ in range(rng.randint(0, 3)):
                place = rng.randrange(len(piece) + 1)
                put = made_text(rng, joints, vocabulary, rng.randint(0, 3))
                piece = piece[:place] + put + piece[place + rng.choice([0, 0, 2, 9]) :]
            text += rng.choice(["", " ", "\n\n", ". ", "“", "("]) + piece
        texts.append(unicodedata.normalize("NFD", text) if rng.random() < 0.1 else text)
    if rng.random() < 0.3:
        texts.append(rng.choice(texts))
    return texts


def compared(
    texts: list[str], pairs: list[tuple[int, int]], same_word: SameWord, rules: Rules = RULES
) -> list[list[int]]:
    block = tokenise_all(texts)
    first, second = (np.array([pair[side] for pair in pairs], np.int64) for side in (0, 1))
    found = compare_pairs(texts, block, first, second, same_word=same_word, rules=rules)
    assert (found.dtype, found.shape) == (np.int64, (len(found), COLUMNS))
    return found.tolist()


def one_by_one(
    texts: list[str],
    block: Block,
    pairs: list[tuple[int, int]],
    same_word: SameWord,
    rules: Rules = RULES,
) -> list[tuple[int, Passage]]:
    return [
        (number, passage)
        for number, (a, b) in enumerate(pairs)
        for passage in find_passages(texts[a], block[a], texts[b], block[b], same_word=same_word, rules=rules)
    ]


def pairs_among(texts: list[str], data: st.DataObject) -> list[tuple[int, int]]:
    number = st.sampled_from(range(len(texts)))
    pairs = data.draw(st.lists(st.tuples(number, number), max_size=8))
    return [*pairs, *((b, a) for a, b in pairs[:3])]


OTHERS = Rules(
    seed=2, gap=30, refrain=4, alone=6, company=5, kept=4, rare=4, unspaced=3, short_gap=2, similar_gap=6,
    edge_gap=1, edge_words=3, tail=2, nearly=0.6,
)  # fmt: skip


@given(
    texts=collections(),
    same_word=st.sampled_from(CALLBACKS),
    rules=st.sampled_from([RULES, RULES, THOROUGH, OTHERS]),
    data=st.data(),
)
@examples(max_examples=600)
def test_the_rows_are_the_passages_pair_by_pair(
    texts: list[str], same_word: SameWord, rules: Rules, data: st.DataObject
) -> None:
    pairs = pairs_among(texts, data)
    rows = compared(texts, pairs, same_word, rules)
    expected = one_by_one(texts, tokenise_all(texts), pairs, same_word, rules)
    assert [(row[0], passage_of(row)) for row in rows] == expected
    assert [row[-1] for row in rows] == [passage.equal for _, passage in expected]


@given(texts=collections(), same_word=st.sampled_from(CALLBACKS))
@examples(max_examples=200)
def test_rows_mirror_where_the_sides_are_swapped(texts: list[str], same_word: SameWord) -> None:
    pairs = [(a, b) for a in range(len(texts)) for b in range(a)]
    there = compared(texts, pairs, same_word)
    back = compared(texts, [(b, a) for a, b in pairs], same_word)
    mirrored = [[pair, *row[4:8], *row[:4], *row[8:]] for pair, *row in back]
    assert sorted(mirrored) == sorted(there)


@given(texts=collections(), data=st.data())
@examples(max_examples=200)
def test_words_may_be_left_out(texts: list[str], data: st.DataObject) -> None:
    """A block without its boilerplate: places of words are then not those of the text."""
    cuts = [data.draw(st.lists(st.tuples(*[st.integers(0, len(text))] * 2), max_size=2)) for text in texts]
    spans = [[Span(min(cut), max(cut)) for cut in of_text] for of_text in cuts]
    block = tokenise_all(texts).without(spans)
    pairs = pairs_among(texts, data)
    first, second = (np.array([pair[side] for pair in pairs], np.int64) for side in (0, 1))
    found = compare_pairs(texts, block, first, second, same_word=same_letters).tolist()
    assert [(row[0], passage_of(row)) for row in found] == one_by_one(texts, block, pairs, same_letters)


@needs_compiled
@given(texts=collections(), data=st.data())
@examples(deadline=None)
def test_beginnings_spare_questions_and_change_nothing(texts: list[str], data: st.DataObject) -> None:
    asked: list[tuple[str, str]] = []

    def same_word(one: str, other: str) -> bool:
        asked.append((one, other))
        return same_name_token(one, other)

    pairs = pairs_among(texts, data)
    block = tokenise_all(texts)
    first, second = (np.array([pair[side] for pair in pairs], np.int64) for side in (0, 1))
    rows = compare_pairs(texts, block, first, second, same_word=same_word, beginnings=beginnings).tolist()
    assert rows == compared(texts, pairs, same_name_token)
    if kernels.COMPARES:
        for one, other in asked:
            assert any(a == b != 0 for a, b in zip(beginnings(one), beginnings(other), strict=True))


@given(texts=collections(), same_word=st.sampled_from(CALLBACKS), data=st.data())
def test_without_the_compiled_loop_the_rows_are_the_same(
    texts: list[str], same_word: SameWord, data: st.DataObject
) -> None:
    pairs = pairs_among(texts, data)
    fast = compared(texts, pairs, same_word)
    with pytest.MonkeyPatch.context() as patch:
        patch.setattr(passages.kernels, "COMPARES", False)
        assert compared(texts, pairs, same_word) == fast


NUMBERS = "eins zwei drei vier fünf sechs sieben acht neun zehn elf zwölf"
UNSPACED = "外交部发言人周一表示中国愿意同有关各方一道继续为推动和平"


@pytest.mark.parametrize(
    ("one", "two"),
    [
        (f"x “{NUMBERS}.” y", f'z "{NUMBERS}." w'),
        (f"x «{NUMBERS}» y", f"z ‹{NUMBERS}› w"),
        (f"x ‘‘{NUMBERS}’’ y", f"z ''{NUMBERS}'' w"),
        (f"“{NUMBERS}", f"“{NUMBERS}"),
        (f"([(“‘«‹„‚'{NUMBERS}", f"([(“‘«‹„‚'{NUMBERS}"),
        (f"{NUMBERS}.,;:!?…”’»", f"{NUMBERS}.,;:!?…”’»"),
        (f"{NUMBERS}. Niemand widersprach.", f"Er sagte: {NUMBERS}. Niemand widersprach."),
        (f"{NUMBERS} Armee Gruppe sagte", f"{NUMBERS} (FSA) Armee Gruppe fand"),
        (f"{NUMBERS} Armee Gruppe sagte", f"{NUMBERS} (F(A) Armee Gruppe fand"),
        (f"{NUMBERS} Armee Gruppe sagte", f"{NUMBERS} [F] (S) (A] Armee Gruppe fand"),
        (f"{NUMBERS} Armee Gruppe sagte", f"{NUMBERS} ({'a' * 40}) Armee Gruppe fand"),
        (f"{NUMBERS} Armee Gruppe sagte", f"{NUMBERS} ({'a' * 41}) Armee Gruppe fand"),
        (f"Armee (FSA) Gruppe {NUMBERS}", f"Armee Gruppe {NUMBERS}"),
        (f"{NUMBERS}\n\nuno due tre quattro cinque", f"{NUMBERS}\n\nuno due tre quattro cinque"),
        (UNSPACED, f"{UNSPACED}{UNSPACED}"),
        (f"{UNSPACED} {NUMBERS}", f"{NUMBERS} {UNSPACED}"),
        ("la la la " * 200, "la la la " * 90),
        (f"{NUMBERS} " * 12, f"{NUMBERS} " * 7),
        (f"{'a b c ' * 40}{NUMBERS}", f"{NUMBERS}{' a b c' * 40}"),
        ("", ""),
        ("eins zwei", NUMBERS),
        (NUMBERS, NUMBERS.upper()),
    ],
)  # fmt: skip
@pytest.mark.parametrize("same_word", CALLBACKS, ids=["none", "never", "letters", "names"])
def test_edges_marks_brackets_refrains(one: str, two: str, same_word: SameWord) -> None:
    texts = [one, two, one]
    pairs = [(0, 1), (1, 0), (0, 2), (2, 2), (1, 2)]
    rows = compared(texts, pairs, same_word)
    assert [(row[0], passage_of(row)) for row in rows] == one_by_one(
        texts, tokenise_all(texts), pairs, same_word
    )


def test_a_row_says_what_its_passage_says() -> None:
    row = [7, 3, 23, 10, 100, 5, 30, 40, 190, 19, 18]
    passage = passage_of(row)
    assert (passage.a, passage.b) == (Span(10, 100), Span(40, 190))
    assert (passage.first_a, passage.last_a, passage.first_b, passage.last_b) == (3, 23, 5, 30)
    assert (passage.words, passage.matched, passage.equal) == (20, 19, 18)
    assert (passage.identity, passage.form, passage.quoted) == (18 / 25, "near-verbatim", "neither")


@given(longer=st.integers(1, 10**6), data=st.data())
def test_equal_words_come_back_exactly_from_the_identity(longer: int, data: st.DataObject) -> None:
    equal = data.draw(st.integers(0, longer))
    row = [0, 0, longer, 0, 1, 0, 1, 0, 1, 1, equal]
    assert passage_of(row).equal == equal


def test_variants_are_aligned_and_not_counted_as_equal() -> None:
    texts = [f"{NUMBERS} the programme began", f"{NUMBERS} the program began"]
    ((*_, matched, equal),) = compared(texts, [(0, 1)], same_name_token)
    assert (matched, equal) == (15, 14)


def test_two_callbacks_are_not_mixed_up() -> None:
    """What was remembered of one is not what another says."""
    texts = [f"{NUMBERS} alpha beta gamma", f"{NUMBERS} apex bold gist"]
    for _ in range(2):
        assert [row[-2] for row in compared(texts, [(0, 1)], never)] == [12]
        assert [row[-2] for row in compared(texts, [(0, 1)], None)] == [12]
        assert [row[-2] for row in compared(texts, [(0, 1)], same_letters)] == [15]


def test_thousands_of_words_are_asked_of() -> None:
    """More than the memory of the compiled loop begins with: 64 in each of 200 gaps."""
    texts = [
        " ".join(
            f"{part}{gap}x{place}"
            for gap in range(200)
            for part, size in (("k", 14), (side, 8))
            for place in range(size)
        )
        for side in "ab"
    ]
    asked = []

    def same(one: str, other: str) -> bool:
        asked.append(frozenset((one, other)))
        return sum(map(ord, one[1:])) % 3 == sum(map(ord, other[1:])) % 3

    rows = compared(texts, [(0, 1), (1, 0)], same)
    if kernels.COMPARES:
        assert len(set(asked)) == len(asked) > 10_000
    expected = one_by_one(texts, tokenise_all(texts), [(0, 1), (1, 0)], same)
    assert [(row[0], passage_of(row)) for row in rows] == expected
    assert len(rows) > 1


def test_an_error_of_the_callback_is_raised() -> None:
    def broken(one: str, other: str) -> bool:
        raise ZeroDivisionError

    with pytest.raises(ZeroDivisionError):
        compared([f"{NUMBERS} alpha", f"{NUMBERS} beta"], [(0, 1)], broken)


@pytest.mark.parametrize("pairs", [[(0, 2)], [(-1, 0)], [(0, 1), (2**40, 0)], [(0, -(2**62))]])
def test_a_pair_of_no_text_is_refused(pairs: list[tuple[int, int]]) -> None:
    with pytest.raises(IndexError):
        compared([NUMBERS, NUMBERS], pairs, never)


def test_sides_of_unequal_length_are_refused() -> None:
    block = tokenise_all([NUMBERS] * 2)
    with pytest.raises(ValueError, match=r"two texts|argument 2"):
        compare_pairs([NUMBERS] * 2, block, np.array([0, 0]), np.array([1]), same_word=never)


@needs_compiled
@pytest.mark.parametrize("wrong", range(6))
def test_columns_that_do_not_fit_the_texts_are_refused(wrong: int) -> None:
    texts = [NUMBERS, NUMBERS]
    block = tokenise_all(texts)
    columns = [texts, block.hashes, block.starts, block.ends, block.edges, block.offsets]
    columns[wrong] = columns[wrong][:-1]
    pair = np.array([0]), np.array([1])
    with pytest.raises(ValueError, match=r"every|ascend"):
        kernels.compare_pairs(*columns, *pair, RULES, never)
    columns[wrong] = [texts, block.hashes, block.starts, block.ends, block.edges, block.offsets][wrong]
    assert len(kernels.compare_pairs(*columns, *pair, RULES, never)) == 1
    with pytest.raises(TypeError):
        kernels.compare_pairs([NUMBERS, None], *columns[1:], *pair, RULES, never)


def test_no_pairs_and_no_texts() -> None:
    assert compared([], [], never) == []
    assert compared([NUMBERS], [], never) == []
