"""What became of the words of two passages, beside readable oracles."""

import time
from collections import Counter
from itertools import pairwise

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from provenance import subsequence
from provenance.names import same_name_token
from provenance.subsequence import in_order, runs
from provenance.tokens import Tokens, tokenise
from provenance.word_changes import ADDED, CROSSED, MOVED, REPLACED, SHARED, Changes, find_changes

WORDS = st.sampled_from(["the", "bridge", "open", "night", "colour", "color", "Mohammad", "Mohamed", "12"])
TEXTS = st.lists(WORDS, max_size=25).map(" ".join) | st.text("ab 今日だ", max_size=20)
NUMBERS = st.lists(st.integers(0, 4), max_size=12).map(lambda found: np.array(found, np.uint32))


def changes(text_a: str, text_b: str) -> Changes:
    return find_changes(text_a, tokenise(text_a), text_b, tokenise(text_b))


def told(text_a: str, text_b: str) -> list[tuple[str, str, str]]:
    """The marks with their words."""
    a, b = tokenise(text_a), tokenise(text_b)
    return [
        (mark.kind, mark.a.cut(text_a) if mark.a else "", mark.b.cut(text_b) if mark.b else "")
        for mark in find_changes(text_a, a, text_b, b).marks(a, b)
    ]


def longest(a: list[int], b: list[int]) -> int:
    """How many words two sequences have in one order, by the definition."""
    table = [[0] * (len(b) + 1) for _ in range(len(a) + 1)]
    for i, one in enumerate(a, 1):
        for j, other in enumerate(b, 1):
            table[i][j] = table[i - 1][j - 1] + 1 if one == other else max(table[i - 1][j], table[i][j - 1])
    return table[-1][-1]


def words(text: str, tokens: Tokens, place: int) -> str:
    return tokens.span(place, place + 1).cut(text).casefold()


@given(NUMBERS, NUMBERS)
def test_most_words_in_one_order_are_found(a: np.ndarray, b: np.ndarray) -> None:
    pairs = in_order(a, b)
    assert len(pairs) == longest(a.tolist(), b.tolist())
    assert all(a[i] == b[j] for i, j in pairs)
    assert all(i < i2 and j < j2 for (i, j), (i2, j2) in pairwise(pairs))
    assert [(i, j) for j, i in in_order(b, a)] == pairs


@given(NUMBERS, NUMBERS)
def test_longer_texts_are_compared_between_runs_of_both(a: np.ndarray, b: np.ndarray) -> None:
    with pytest.MonkeyPatch.context() as patch:
        patch.setattr(subsequence, "_CELLS", 20)
        pairs = in_order(a, b)
    assert all(a[i] == b[j] for i, j in pairs)
    assert all(i < i2 and j < j2 for (i, j), (i2, j2) in pairwise(pairs))


@given(NUMBERS, NUMBERS)
def test_runs_join_to_the_pairs(a: np.ndarray, b: np.ndarray) -> None:
    pairs = in_order(a, b)
    found = list(runs(pairs))
    assert [(i + n, j + n) for i, j, count in found for n in range(count)] == pairs
    assert all((i + n, j + n) != (i2, j2) for (i, j, n), (i2, j2, _) in pairwise(found))


def test_of_equal_words_those_beside_the_next_count() -> None:
    a, b = ([ord(letter) for letter in text] for text in ("xtxxxxtbx", "tb"))
    assert in_order(np.array(a, np.uint32), np.array(b, np.uint32)) == [(6, 0), (7, 1)]


@given(TEXTS, TEXTS)
def test_each_word_has_a_kind_as_the_definition_has_it(text_a: str, text_b: str) -> None:
    a, b = tokenise(text_a), tokenise(text_b)
    found = changes(text_a, text_b)
    pairs = found.shared + found.moved
    for side, kinds in ((0, found.kinds_a), (1, found.kinds_b)):
        places = [pair[side] for pair in pairs]
        assert len(places) == len(set(places))
        assert sorted(places) == [place for place, kind in enumerate(kinds) if kind in (SHARED, MOVED)]
        assert {kinds[pair[side]] for pair in found.shared} <= {SHARED}
        assert {kinds[pair[side]] for pair in found.moved} <= {MOVED}
    equal = [(i, j) for i, j in pairs if a.hashes[i] == b.hashes[j]]
    assert len(pairs) - len(equal) == found.respelt
    for i, j in pairs:
        assert same_name_token(words(text_a, a, i), words(text_b, b, j))
    # In one order as many as can be, and of each word as many as both sides have.
    in_place = [pair for pair in found.shared if pair in equal]
    assert len(in_place) == longest(a.hashes.tolist(), b.hashes.tolist())
    if not (a.unspaced or b.unspaced):
        both = Counter(a.hashes.tolist()) & Counter(b.hashes.tolist())
        assert Counter(int(a.hashes[i]) for i, _ in equal) == both
    # What is left took the place of others where both sides have some between the same shared words.
    for (low_a, low_b), (high_a, high_b) in pairwise([(-1, -1), *found.shared, (len(a), len(b))]):
        own = set(found.kinds_a[low_a + 1 : high_a]) - {MOVED}
        others = set(found.kinds_b[low_b + 1 : high_b]) - {MOVED}
        expected = {REPLACED} if own and others else {ADDED}
        assert own <= expected
        assert others <= expected


@given(TEXTS, TEXTS)
def test_swapped_texts_have_swapped_changes(text_a: str, text_b: str) -> None:
    found, other = changes(text_a, text_b), changes(text_b, text_a)
    assert other.shared == [(j, i) for i, j in found.shared]
    assert sorted(other.moved) == sorted((j, i) for i, j in found.moved)
    assert (other.kinds_a, other.kinds_b, other.respelt) == (found.kinds_b, found.kinds_a, found.respelt)


@given(TEXTS, TEXTS)
def test_marks_hold_each_word_once(text_a: str, text_b: str) -> None:
    a, b = tokenise(text_a), tokenise(text_b)
    found = find_changes(text_a, a, text_b, b)
    marks = found.marks(a, b)
    for tokens, kinds, spans in (
        (a, found.kinds_a, [(mark.a, mark.kind) for mark in marks if mark.a]),
        (b, found.kinds_b, [(mark.b, mark.kind) for mark in marks if mark.b]),
    ):
        by_word = [""] * len(tokens)
        for span, kind in spans:
            low, high = tokens.places(span)
            assert span == tokens.span(low, high)
            assert by_word[low:high] == [""] * (high - low)
            by_word[low:high] = [kind] * (high - low)
        assert by_word == kinds
    for mark in marks:
        assert (mark.kind in (SHARED, MOVED)) == (mark.a is not None and mark.b is not None)


def test_what_was_kept_moved_and_changed_is_told() -> None:
    assert told("The old bridge was shut on Tuesday, he said.", "He said the old bridge was closed.") == [
        (SHARED, "The old bridge was", "the old bridge was"),
        (REPLACED, "shut on Tuesday", ""),
        (MOVED, "he said", "He said"),
        (REPLACED, "", "closed"),
    ]
    assert told("It rained all night.", "It rained.") == [
        (SHARED, "It rained", "It rained"),
        (ADDED, "all night", ""),
    ]


def test_spellings_of_a_word_are_that_word() -> None:
    one, other = "Mohammad saw the grey colour of it", "the gray color Mohamed saw of it"
    found = changes(one, other)
    assert found.respelt == 3
    assert REPLACED not in found.kinds_a + found.kinds_b
    assert ADDED not in found.kinds_a + found.kinds_b
    assert told("a trial of 12 men", "a trail of 13 men")[1:] == [
        (REPLACED, "trial", ""),
        (SHARED, "of", "of"),
        (REPLACED, "12", ""),
        (SHARED, "men", "men"),
        (REPLACED, "", "trail"),
        (REPLACED, "", "13"),
    ]


def test_where_words_are_characters_a_single_one_is_not_moved() -> None:
    found = told("渔民的木筏穿越水坝", "水坝渔民木筏穿越的")
    assert (MOVED, "水坝", "水坝") in found
    assert (ADDED, "的", "") in found


def test_a_common_word_far_away_is_not_moved() -> None:
    long = " ".join(f"w{place}" for place in range(CROSSED + 1))
    assert told(f"of {long}", f"{long} of") == [
        (ADDED, "of", ""),
        (SHARED, long, long),
        (ADDED, "", "of"),
    ]
    near = long.partition(" ")[2]
    assert (MOVED, "of", "of") in told(f"of {near}", f"{near} of")
    assert (MOVED, "of the bridge", "of the bridge") in told(f"of the bridge {long}", f"{long} of the bridge")


def test_words_without_marks_have_none() -> None:
    assert told("", "") == []
    assert told("...", "one") == [(ADDED, "", "one")]


def test_a_page_facing_a_paragraph_takes_no_time() -> None:
    numbers = np.random.default_rng(3)
    page = " ".join(f"w{number}" for number in numbers.zipf(1.4, 4000) % 2000)
    paragraph = " ".join(f"w{number}" for number in numbers.zipf(1.4, 400) % 2000)
    begin = time.process_time()
    changes(page, paragraph)
    changes("x y " * 2000, "y " * 2000 + "x " * 2000)
    assert time.process_time() - begin < 3
