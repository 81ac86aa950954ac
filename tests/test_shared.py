"""Passages that many texts in memory share: those that comparing each two of them finds, and a scan."""

from __future__ import annotations

import random
from collections import defaultdict
from difflib import SequenceMatcher
from itertools import combinations, pairwise
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

import provenance
from provenance import SharedPassage, shared_passages
from provenance.pages import shared

SEEDS = Path(__file__).parent.parent / "seeds"
WORDS = [f"{head}{tail}" for head in ("bo", "ka", "mi", "ru", "te") for tail in ("lan", "der", "nov", "sim")]


def made(rng: random.Random, count: int) -> list[str]:
    """Texts of a few pieces that some of them have in common, each with words of its own between them."""
    pieces = [" ".join(rng.choices(WORDS, k=rng.choice([6, 9, 13, 20, 40]))) for _ in range(4)]
    own = (f"own{number}" for number in range(10_000))
    return [
        ". ".join(
            f"{' '.join(next(own) for _ in range(rng.randint(1, 8)))} {rng.choice(pieces)}"
            for _ in range(rng.randint(0, 4))
        )
        for _ in range(count)
    ]


def longest_run(a: str, b: str) -> int:
    """The words of the longest run that two texts of `made` share."""
    one, other = (text.replace(".", "").split() for text in (a, b))
    return SequenceMatcher(None, one, other, autojunk=False).find_longest_match().size


@given(st.integers(0, 2**32 - 1))
def test_they_are_what_each_two_share(seed: int) -> None:
    """Texts without 8 words in a row in common may be passed over; of others nothing is left out."""
    texts = made(random.Random(seed), 6)
    found = defaultdict(list)
    for a, b, *row in shared_passages(texts):
        found[a, b].append(tuple(row))
    for a, b in combinations(range(len(texts)), 2):
        expected = [
            (one.a.start, one.a.end, one.b.start, one.b.end, one.words, one.identity)
            for one in provenance.compare(texts[a], texts[b])
        ]
        if longest_run(texts[a], texts[b]) >= 8 or found[a, b]:
            assert found[a, b] == expected


def test_the_seeds() -> None:
    texts = [path.read_text(encoding="utf-8") for path in sorted(SEEDS.glob("00*"))]
    found = shared_passages(texts)
    assert found == sorted(found)
    assert {(one.a, one.b) for one in found} == {(1, 3)}
    compared = provenance.compare(texts[1], texts[3])
    assert [one[2:] for one in found] == [
        (one.a.start, one.a.end, one.b.start, one.b.end, one.words, one.identity) for one in compared
    ]


@pytest.mark.parametrize("texts", [[], [""], ["", ""], ["one two"] * 2, ["a b c d e f g h i j k l m n"]])
def test_texts_that_share_nothing(texts: list[str]) -> None:
    assert shared_passages(texts) == []


def test_a_line_below_many_articles_is_found_in_each() -> None:
    """More texts than make all of their pairs: each beside the first and its neighbour."""
    line = "Subscribe to the letter of the Northern Chronicle to read more about the harbour and its ferries"
    texts = [f"{' '.join(f'n{number}w{place}' for place in range(30))}.\n\n{line}" for number in range(90)]
    found = shared_passages(texts)
    pairs = {(one.a, one.b) for one in found}
    assert pairs >= {*((0, number) for number in range(1, 90)), *pairwise(range(90))}
    assert len(pairs) < 90 * 89 / 4
    assert {texts[one.b][one.b_start : one.b_end] for one in found} == {line}


def test_how_many_are_compared_at_a_time_is_of_no_effect(monkeypatch: pytest.MonkeyPatch) -> None:
    texts = made(random.Random(7), 60)
    found = shared_passages(texts)
    assert len(found) > 100
    assert isinstance(found[0], SharedPassage)
    monkeypatch.setattr(shared, "_PAIRS", 3)
    monkeypatch.setattr(shared, "_TEXTS", 7)
    assert shared_passages(texts) == found
