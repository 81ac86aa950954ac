"""The degree of an article: what it has from its sources, by words alone."""

from __future__ import annotations

import random
import tracemalloc

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from provenance import settings
from provenance.degrees import Measures, count_words, in_its_language, in_runs, measure
from provenance.tokens import Tokens, tokenise
from tests.retold import others, story


def measured(text: str, *sources: str, rest: list[str] | None = None) -> Measures:
    rarity = count_words(map(tokenise, others() if rest is None else rest))
    return measure(text, tokenise(text), [tokenise(source) for source in sources], rarity)


@given(st.lists(st.integers(0, 5), max_size=40), st.lists(st.integers(0, 5), max_size=40), st.integers(1, 6))
def test_words_in_runs_are_those_that_tuples_find(own: list[int], other: list[int], length: int) -> None:
    there = {tuple(other[at : at + length]) for at in range(len(other) - length + 1)}
    expected = {
        at + step
        for at in range(len(own) - length + 1)
        if tuple(own[at : at + length]) in there
        for step in range(length)
    }
    found = in_runs(np.array(own, np.uint32), np.array(other, np.uint32), length)
    assert set(np.flatnonzero(found).tolist()) == expected


@given(st.lists(st.lists(st.sampled_from("abcdef"), max_size=130), max_size=4))
def test_rarity_counts_pieces(texts: list[list[str]]) -> None:
    cut = [tokenise(" ".join(words)) for words in texts]
    size = settings.DEGREE_PIECE
    pieces = [words[at : at + size] for words in texts for at in range(0, len(words), size)]
    found = count_words(cut)
    assert found.pieces == len(pieces)
    for letter in "abcdefg":
        assert found.standing(tokenise(letter).hashes).tolist() == [sum(letter in piece for piece in pieces)]


def test_the_degrees_of_one_story() -> None:
    told = story(1)
    assert measured(told.copied, told.wire).degree == "wholly"
    assert measured(told.mixed, told.wire).degree == "partially"
    assert measured(told.independent, told.wire).degree == "non-derived"


def test_two_sources_account_for_more_than_one() -> None:
    told, other = story(2), story(3)
    text = f"{told.wire}\n\n{other.wire}"
    one, two = measured(text, told.wire), measured(text, told.wire, other.wire)
    assert one.degree == "partially"
    assert two.degree == "wholly"
    assert two.accounted > one.accounted + 0.3


def test_a_text_and_itself() -> None:
    found = measured(story(4).wire, story(4).wire)
    assert (found.runs, found.sentences, found.closeness) == (1, pytest.approx(1), 1)
    assert found.run_length == len(tokenise(story(4).wire))


def test_names_and_figures_are_no_rare_words() -> None:
    found = measured(
        "Xylander Quorvath 4711 zimmerly.", "Yes, Xylander Quorvath 4711.", rest=["some words " * 200]
    )
    assert found.rare_words == 0.5 / 2  # of one rare word, which the source lacks


def test_scripts_without_capitals_have_rare_words() -> None:
    found = measured("市长昨天宣布大桥关闭", "市长昨天宣布大桥关闭", rest=["天气晴朗" * 200])
    assert found.rare_words > 0.9


@pytest.mark.parametrize(("text", "sources"), [("", ["words"]), ("words", []), ("words", [""]), ("…", ["…"])])
def test_without_words_nothing_is_shared(text: str, sources: list[str]) -> None:
    found = measured(text, *sources)
    assert (found.taken, found.accounted, found.degree) == (0, 0, "non-derived")


def test_without_other_texts_no_degree_is_told() -> None:
    told = story(1)
    found = measured(told.copied, told.wire, rest=[])
    assert found.degree is None
    assert 0 <= found.taken <= 1
    assert 0 <= found.accounted <= 1


def test_more_texts_hardly_change_it() -> None:
    told = story(1)
    few, many = (measured(told.mixed, told.wire, rest=others()[:count]) for count in (10, 40))
    assert abs(few.taken - many.taken) < 0.1
    assert abs(few.accounted - many.accounted) < 0.1


def test_other_languages_say_nothing_of_rarity() -> None:
    english = tokenise(story(1).wire)
    russian = tokenise("мэр города сообщил что мост закрыт до весны " * 20)
    assert in_its_language([english], [english, russian, tokenise("")]) == [english]


@given(st.integers(0, 10_000))
def test_measures_are_shares(seed: int) -> None:
    drawn = random.Random(seed)
    ends = ["", ".", ".\n\n"]
    words = [f"{drawn.choice('ab')}{drawn.randrange(30)}{drawn.choice(ends)}" for _ in range(200)]
    text, one, two = (" ".join(drawn.choices(words, k=drawn.randrange(1, 90))) for _ in range(3))
    found = measured(text, one, two, rest=[" ".join(words)])
    for share in (found.runs, found.rare_words, found.beyond_chance, found.sentences, found.closeness):
        assert 0 <= share <= 1 + 1e-9


def test_a_long_table_takes_no_heap_of_memory(monkeypatch: pytest.MonkeyPatch) -> None:
    tracemalloc.start()
    table = ".\n\n".join(f"word{number}" for number in range(20_000))
    assert measured(table, table).sentences == pytest.approx(1)
    peak = tracemalloc.get_traced_memory()[1]
    tracemalloc.stop()
    assert peak < 200_000_000
    monkeypatch.setattr(settings, "DEGREE_WORDS", 7)
    assert measured(
        "one two three. Four five six. Seven eight.", "One two three."
    ).sentences == pytest.approx(0.5, abs=0.2)


def test_tokens_are_left_as_they_are() -> None:
    tokens: Tokens = tokenise("one two. Three four five.")
    before = tokens.edges.copy()
    measure("one two. Three four five.", tokens, [tokens], count_words([tokens]))
    assert (tokens.edges == before).all()
