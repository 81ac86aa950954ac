"""Phrases are found wherever they stand, as a slow and obvious search finds them."""

from __future__ import annotations

import itertools
from collections.abc import Sequence

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from provenance.names import same_name_token
from provenance.phrases import Phrase, Place
from provenance.tokens import tokenise_all

VOCABULARY = ["red", "blue", "colour", "color", "mohammad", "mohamed", "one", "7", "river", "bridge"]
text_words = st.lists(st.sampled_from(VOCABULARY), max_size=30)
phrase_words = st.lists(st.sampled_from(VOCABULARY), min_size=3, max_size=8)


def find(phrase: str, texts: Sequence[str], least: float = 0.7) -> list[Place]:
    return list(Phrase(phrase, least, same_name_token).find(texts, tokenise_all(texts)))


def cut(text: str, place: Place) -> str:
    tokens = tokenise_all([text])[0]
    return tokens.span(place.first, place.last).cut(text)


def longest_common(a: Sequence[str], b: Sequence[str], same: bool) -> int:
    """The oracle: the longest common subsequence, spellings counted or not."""
    table = [[0] * (len(b) + 1) for _ in range(len(a) + 1)]
    for i, one in enumerate(a):
        for j, other in enumerate(b):
            equal = same_name_token(one, other) if same else one == other
            table[i + 1][j + 1] = max(table[i][j + 1], table[i + 1][j], table[i][j] + equal)
    return table[-1][-1]


def best_aligned(phrase: Sequence[str], text: Sequence[str]) -> float:
    """The largest share of the longer side that is aligned anywhere in the text."""
    return max(
        (
            longest_common(phrase, text[i:j], True) / max(len(phrase), j - i)
            for i in range(len(text))
            for j in range(i + 1, len(text) + 1)
        ),
        default=0.0,
    )


@given(phrase_words, st.lists(text_words, min_size=1, max_size=3), st.sampled_from([0.5, 0.7, 0.9, 1.0]))
def test_as_the_obvious_search(phrase: list[str], texts: list[list[str]], least: float) -> None:
    asked = Phrase(" ".join(phrase), least, same_name_token)
    written = [" ".join(text) for text in texts]
    found = list(asked.find(written, tokenise_all(written)))
    for place in found:
        words = texts[place.text][place.first : place.last]
        assert place.aligned >= least - 1e-9
        assert place.longer == max(len(phrase), len(words))
        assert place.equal <= place.matched <= longest_common(phrase, words, True)
    for number, text in enumerate(texts):
        spellings = longest_common(phrase, text, True) - longest_common(phrase, text, False)
        if least == 1.0:
            there = any(text[i : i + len(phrase)] == phrase for i in range(len(text)))
            assert there == any(place.text == number for place in found)
        elif not spellings:
            best = max((place.aligned for place in found if place.text == number), default=0.0)
            assert best == pytest.approx(max(0.0, best_aligned(phrase, text)) if best else 0.0)
            assert (best_aligned(phrase, text) >= least - 1e-9) == (best > 0)


def test_edits_are_tolerated_and_counted() -> None:
    phrase = "the new bridge over the river will be open in spring"
    texts = [
        "He said the new bridge over the river will be open in spring, perhaps.",
        "He said the old bridge over the river will be open in spring.",
        "The new stone bridge over the river will be open in spring.",
        "The new bridge over the river will open in spring.",
        "The new bridge over the town has not been built by summer.",
    ]
    found = find(phrase, texts)
    assert [place.text for place in found] == [0, 1, 2, 3]
    assert [place.equal for place in found] == [11, 10, 11, 10]
    assert [place.longer for place in found] == [11, 11, 12, 11]
    assert cut(texts[2], found[2]) == "The new stone bridge over the river will be open in spring"


def test_spellings_and_names_count_as_aligned_but_not_as_equal() -> None:
    (place,) = find("Mohammad will neutralise them", ["Then Mohamed will neutralize them all."])
    assert (place.matched, place.equal, place.longer) == (4, 2, 4)


@pytest.mark.parametrize("text", ["I have a dream", "“I have a dream!”", "I have A\u00a0dream"])
def test_short_phrases_whatever_stands_between_the_words(text: str) -> None:
    (place,) = find("i have a dream", [text])
    assert (place.first, place.last, place.identity) == (0, 4, 1.0)


def test_no_place_reaches_into_the_next_text() -> None:
    assert find("one two three four", ["one two", "three four"]) == []


def test_places_of_a_text_never_overlap() -> None:
    found = find("to be or not to be", ["To be or not to be or not to be. To be or not to be."])
    assert all(a.last <= b.first for a, b in itertools.pairwise(found))
    assert len(found) == 2


@pytest.mark.parametrize(
    ("phrase", "text"),
    [
        ("我们希望结束这一系列罪行", "他说：“我们希望结束这一系列罪行。”"),
        ("نريد إنهاء الجرائم", "قال: نريد إنهاء هذه الجرائم"),
    ],
)
def test_other_scripts(phrase: str, text: str) -> None:
    assert len(find(phrase, [text])) == 1


@pytest.mark.parametrize("phrase", ["", "   ", "one two", "?!", "word " * 401])
def test_too_few_or_too_many_words(phrase: str) -> None:
    with pytest.raises(ValueError, match="a phrase has"):
        Phrase(phrase, 0.7, same_name_token)


@pytest.mark.parametrize("least", [0.0, -1.0, 1.1, float("nan")])
def test_no_share(least: float) -> None:
    with pytest.raises(ValueError, match="a share is"):
        Phrase("one two three", least, same_name_token)


@given(phrase_words, st.data())
def test_a_promised_run_is_there(phrase: list[str], data: st.DataObject) -> None:
    """Where `has_run` says so, no place that counts is without the run."""
    asked = Phrase(" ".join(phrase), data.draw(st.sampled_from([0.6, 0.8, 1.0])), same_name_token)
    run = data.draw(st.integers(1, 8))
    text = data.draw(text_words)
    written = " ".join(text)
    if asked.has_run(run):
        for place in asked.find([written], tokenise_all([written])):
            words = text[place.first : place.last]
            runs = [phrase[i : i + run] for i in range(len(phrase) - run + 1)]
            assert any(words[j : j + run] in runs for j in range(len(words) - run + 1))


def test_an_exact_phrase_of_eight_words_is_a_run() -> None:
    assert Phrase("one two three four five six seven eight", 1.0, same_name_token).has_run(8)
    assert not Phrase("one two three four five six seven eight", 0.7, same_name_token).has_run(8)
    assert not Phrase("one two three four five six seven", 1.0, same_name_token).has_run(8)


def test_the_same_phrase_looks_at_many_blocks() -> None:
    phrase = Phrase("we saw color there", 0.7, same_name_token)
    for text, count in (("we saw colour there", 1), ("nothing of it", 0), ("We saw colour there", 1)):
        assert len(list(phrase.find([text], tokenise_all([text])))) == count
    assert np.all(np.diff(phrase._known.astype(np.int64)) > 0)


def test_no_run_is_promised_where_all_words_can_stand_in_another_spelling() -> None:
    """More than are looked for count where others stand near: beside "red" both are asked for."""
    asked = Phrase("red color mohammad", 0.6, same_name_token)
    written = ["red blue blue colour mohamed"]
    assert [place.equal for place in asked.find(written, tokenise_all(written))] == [0]
    assert not asked.has_run(1)
    assert Phrase("red color mohammad", 1.0, same_name_token).has_run(3)
