"""Stock phrases are told from reuse by what the collection does with their words."""

from __future__ import annotations

import random
from collections import Counter
from collections.abc import Iterable

import numpy as np
import pytest
from hypothesis import given
from hypothesis import settings as examples
from hypothesis import strategies as st

from provenance import stock
from provenance.frequencies import RUN
from provenance.kernels import hash_words, shingle
from provenance.stock import (
    MOST,
    NUMBER,
    RARE_STORIES,
    Wording,
    are_unrelated,
    collapse_all,
    collapse_numbers,
    common_words,
    is_own,
    is_stock,
    rare_words,
)
from provenance.tokens import tokenise, tokenise_all
from tests.conftest import Rows


def words_of(text: str) -> np.ndarray:  # type: ignore[type-arg]
    tokens = tokenise(text)
    return collapse_numbers(text, tokens.hashes, tokens.starts)


def counted(stories: Iterable[np.ndarray]) -> Wording:  # type: ignore[type-arg]
    wording = Wording()
    wording.add(stories)
    return wording


PHRASE = "it filed with the Securities and Exchange Commission"
RARE = "the mayor sold the swimming pool to a circus from Lyon"


def test_wording_of_many_stories_is_stock_and_of_few_is_not() -> None:
    stories = [words_of(f"Company{n} said {PHRASE} for number{n} reasons of its own.") for n in range(40)]
    stories += [words_of(f"Paper{n} wrote that {RARE} last week, said{n} somebody.") for n in range(6)]
    frequencies = counted(stories).frequencies()
    assert is_stock(words_of(PHRASE), 2, frequencies)
    assert not is_stock(words_of(RARE), 6, frequencies)
    assert not is_stock(words_of(PHRASE), 25, frequencies), "nearly all who have the words share the passage"
    assert is_stock(words_of(RARE), MOST, frequencies)


def test_numbers_are_one_word() -> None:
    same = [words_of(f"a {n} mln dlr bond due May {n + 1} at par") for n in (100, 250)]
    assert np.array_equal(*same)
    assert words_of("no numbers here").tolist() == hash_words(["no", "numbers", "here"]).tolist()
    assert words_of("").size == 0


def test_a_short_passage_has_no_runs_and_is_not_stock() -> None:
    assert not is_stock(words_of("two words"), 2, counted([words_of("two words")]).frequencies())


some_texts = st.lists(
    st.lists(st.sampled_from(["a", "b", "c", "d", "e", "7", "8th"]), max_size=8).map(" ".join), max_size=40
)


@given(told=some_texts, others=some_texts, at_once=st.integers(1, 50))
@examples(max_examples=30)
def test_wording_is_what_is_counted_by_hand_whatever_the_batches(
    told: list[str], others: list[str], at_once: int
) -> None:
    stories = [words_of(text) for text in told]
    with pytest.MonkeyPatch.context() as patch:
        patch.setattr(stock, "_TOGETHER", at_once)
        wording = Wording()
        for first in range(0, len(stories), 7):
            wording.add(stories[first : first + 7])
        common = common_words(wording.words(), wording.stories)
    assert wording.stories == len(stories)
    counts = Counter(word for words in stories for word in set(words.tolist()))
    few = RARE_STORIES + len(stories) // 1000
    assert common.tolist() == sorted({int(NUMBER)} | {word for word, count in counts.items() if count > few})
    runs = Counter(run for words in stories for run in set((shingle(words, RUN) >> np.uint64(40)).tolist()))
    for words in [*stories, *map(words_of, others)]:
        expected = [runs[run] for run in (shingle(words, RUN) >> np.uint64(40)).tolist()]
        assert wording.frequencies().of(words).tolist() == expected


@pytest.mark.parametrize(
    ("expected", "room"), [(0, 256), (4, 256), (5, 512), (8, 512), (9, 1024), (17, 2048)]
)
def test_there_is_room_for_the_runs_of_many_stories(
    monkeypatch: pytest.MonkeyPatch, expected: int, room: int
) -> None:
    monkeypatch.setattr(stock, "_BITS", 8)
    monkeypatch.setattr(stock, "_ROOMY", 4)
    wording = Wording(expected)
    wording.add([words_of("one two three four"), words_of("two three four five")])
    assert wording.frequencies().counts.size == room
    assert wording.frequencies().of(words_of("two three four")).tolist() == [2]


@given(st.lists(st.text(st.sampled_from("a1 .é٣東"), max_size=12), max_size=5))
def test_numbers_of_many_texts_are_collapsed_as_those_of_each(texts: list[str]) -> None:
    together = collapse_all(texts, tokenise_all(texts))
    assert [words.tolist() for words in together] == [words_of(text).tolist() for text in texts]


def test_runs_of_more_stories_than_16_bits_hold_are_counted(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(stock, "_BITS", 8)
    wording = counted(words_of("one two three") for _ in range(70_000))
    assert wording.frequencies().of(words_of("one two three")).tolist() == [70_000]


def test_in_a_scan_the_notice_is_stock_and_the_reprint_is_not(scanned) -> None:  # type: ignore[no-untyped-def]
    numbers = random.Random(1)
    vocabulary = [f"w{n:03d}x" for n in range(400)]

    def filler() -> str:
        return " ".join(numbers.choice(vocabulary) for _ in range(60))

    notice = "said on Friday {} filed with the Securities and Exchange Commission for an offering of shares"
    files = {f"n{n}.txt": f"{filler()}\n\nFirm{n} {notice.format(f'it{n % 3}')} {n}.\n" for n in range(40)}
    story = f"{filler()} {RARE}. {filler()}"
    files |= {f"r{n}.txt": f"Edition {n}.\n\n{story}\n" for n in range(4)}
    archive = scanned(files)
    rows: Rows = archive.rows("SELECT a_path, b_path, status FROM reuse_passages")
    kinds = {(row["a_path"][7], row["b_path"][7], row["status"]) for row in rows}
    assert ("n", "n", "stock phrase") in kinds
    assert ("n", "n", "reuse") not in kinds
    assert ("r", "r", "reuse") in kinds
    assert ("r", "r", "stock phrase") not in kinds
    assert not archive.rows("SELECT * FROM lineage_edges WHERE source LIKE '%/n%'")


def test_texts_of_one_matter_share_rare_words() -> None:
    shared = "the bank said it filed the usual papers for the offering of shares"
    stories = [words_of(f"name{n}a name{n}b name{n}c name{n}d {shared} {n}") for n in range(120)]
    same = words_of(f"name7a name7b name7c wrote {shared}")
    wording = counted(stories)
    common = common_words(wording.words(), wording.stories)
    rare = [rare_words(words, common) for words in (stories[7], stories[8], same)]
    assert are_unrelated(rare[0], rare[1])
    assert not are_unrelated(rare[0], rare[2])
    assert not any(word in rare[0] for word in words_of("the bank said").tolist())


def test_notices_with_nothing_else_in_common_are_stock_in_a_large_collection(scanned) -> None:  # type: ignore[no-untyped-def]
    numbers = random.Random(2)
    files = {}
    for n in range(130):
        own = " ".join(f"own{n}x{numbers.randrange(1000)}" for _ in range(40))
        files[f"n{n}.txt"] = f"{own}\n"
    notice = "has told its holders that the regular dividend will be paid to all of record at the close"
    for n in range(3, 123, 6):
        files[f"n{n}.txt"] += f"\nFirm{n} {notice} {n} of the month.\n"
    story = f"Alvarez Whitlock Brandywine Castellane Dubrovnik said {RARE} and nobody knew what to make of it"
    for n in (20, 91):
        files[f"n{n}.txt"] += f"\n{story}.\n"
    rows = scanned(files).rows("SELECT a_path, b_path, status FROM reuse_passages WHERE status = 'reuse'")
    assert [(row["a_path"].rsplit("/")[-1], row["b_path"].rsplit("/")[-1]) for row in rows] == [
        ("n20.txt", "n91.txt")
    ]


def test_words_that_hardly_any_other_story_has_are_their_own() -> None:
    stories = [words_of(f"Company{n} said {PHRASE} for number{n} reasons of its own.") for n in range(40)]
    stories += [words_of(f"Elsewhere {RARE} in the year {n}.") for n in range(3)]
    frequencies = counted(stories).frequencies()
    assert is_own(words_of(RARE), frequencies)
    assert not is_own(words_of(PHRASE), frequencies)
    assert not is_own(words_of("two words"), frequencies)
    assert not is_own(words_of(RARE), counted([*stories, words_of(RARE)]).frequencies())


def test_a_close_copy_of_own_words_counts_between_texts_that_share_nothing_else(scanned) -> None:  # type: ignore[no-untyped-def]
    numbers = random.Random(3)
    common = [f"word{n}" for n in range(60)]
    files = {}
    for n in range(130):
        files[f"n{n}.txt"] = " ".join(numbers.choices(common, k=40)) + ".\n"
    story = " ".join(numbers.choices(common, k=30))
    for n in (20, 91):
        files[f"n{n}.txt"] += f"\n{story}.\n"
    rows = scanned(files).rows("SELECT a_path, b_path FROM reuse_passages WHERE status = 'reuse'")
    assert [(row["a_path"].rsplit("/")[-1], row["b_path"].rsplit("/")[-1]) for row in rows] == [
        ("n20.txt", "n91.txt")
    ]


def test_what_was_counted_at_once_is_what_was_counted_in_parts() -> None:
    texts = [words_of("one two three four 5"), words_of("two three four"), words_of("six one two three")]
    whole, parts = Wording(), Wording()
    whole.add(texts)
    for text in texts:
        parts.add([text])
    one, other = whole.counted(), parts.counted()
    assert one.stories == other.stories == 3
    for a, b in zip((*one.runs, *one.words), (*other.runs, *other.words), strict=True):
        assert a.dtype == b.dtype
        assert a.tolist() == b.tolist()
