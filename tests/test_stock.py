"""Stock phrases are told from reuse by what the collection does with their words."""

from __future__ import annotations

import random

import numpy as np

from provenance.kernels import hash_words
from provenance.stock import (
    MOST,
    are_unrelated,
    collapse_numbers,
    common_words,
    count_runs,
    is_stock,
    rare_words,
    story_numbers,
)
from provenance.tokens import tokenise
from tests.conftest import Rows


def words_of(text: str) -> np.ndarray:  # type: ignore[type-arg]
    tokens = tokenise(text)
    return collapse_numbers(text, tokens.hashes, tokens.starts)


PHRASE = "it filed with the Securities and Exchange Commission"
RARE = "the mayor sold the swimming pool to a circus from Lyon"


def test_wording_of_many_stories_is_stock_and_of_few_is_not() -> None:
    stories = [words_of(f"Company{n} said {PHRASE} for number{n} reasons of its own.") for n in range(40)]
    stories += [words_of(f"Paper{n} wrote that {RARE} last week, said{n} somebody.") for n in range(6)]
    frequencies = count_runs(stories)
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
    assert not is_stock(words_of("two words"), 2, count_runs([words_of("two words")]))


def test_near_duplicates_are_one_story() -> None:
    assert story_numbers(6, [(1, 2), (4, 2), (3, 5)]) == [0, 1, 1, 3, 1, 3]
    numbers = random.Random(7)
    pairs = [(a, b) for a in range(30) for b in range(a + 1, 30) if numbers.random() < 0.05]
    assert story_numbers(30, pairs) == story_numbers(30, pairs[::-1])


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
    common = common_words(stories)
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
