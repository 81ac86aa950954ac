"""The word-level diff: nothing lost, nothing invented, and fast on long reprints."""

import random
import time

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from provenance.report.diff import CHANGED, ONLY_A, ONLY_B, SAME, Piece, diff
from provenance.tokens import tokenise

WORDS = st.sampled_from(
    ["the", "bridge", "will", "open", "“so”", "Café", "re-open", "今日", "قال", "\u00ad", "—"]
)
TEXTS = st.lists(WORDS, max_size=40).map(" ".join) | st.text(max_size=60)


def marked(text_a: str, text_b: str) -> list[tuple[str, str, str]]:
    """The pieces that are not the same."""
    return [(piece.kind, piece.a, piece.b) for piece in diff(text_a, text_b) if piece.kind != SAME]


@given(TEXTS, TEXTS)
@settings(deadline=None)
def test_pieces_join_to_both_texts_and_same_pieces_hold_equal_words(text_a: str, text_b: str) -> None:
    pieces = diff(text_a, text_b)
    assert "".join(piece.a for piece in pieces) == text_a
    assert "".join(piece.b for piece in pieces) == text_b
    for piece in pieces:
        if piece.kind == SAME:
            assert tokenise(piece.a).hashes.tolist() == tokenise(piece.b).hashes.tolist()
        else:
            assert (bool(piece.a), bool(piece.b)) == {
                CHANGED: (True, True),
                ONLY_A: (True, False),
                ONLY_B: (False, True),
            }[piece.kind]


@given(TEXTS)
def test_a_text_is_the_same_as_itself(text: str) -> None:
    assert diff(text, text) == ([Piece(SAME, text, text)] if text else [])


@given(TEXTS, TEXTS)
@settings(deadline=None)
def test_the_diff_of_swapped_texts_has_the_same_words_in_common_runs(text_a: str, text_b: str) -> None:
    assert bool(marked(text_a, text_b)) == bool(marked(text_b, text_a))


@pytest.mark.parametrize(
    ("text_a", "text_b"),
    [
        ("agency. “Astana is a process", "agency.\n\n“Astana is a process"),
        ("told\u00a0AFP news", "told AFP  news"),
        ("Armed groups have", "armed groups have"),
        ("the “test” it's", 'the "test" it’s'),
        ("Café opens", "Cafe\u0301 opens"),
        ("neutral\u00adise it", "neutralise it"),
    ],
)
def test_white_space_case_and_styles_of_quote_marks_are_no_difference(text_a: str, text_b: str) -> None:
    assert marked(text_a, text_b) == []


@pytest.mark.parametrize(
    ("text_a", "text_b", "expected"),
    [
        (
            "going to the talks to “neutralise the role”",
            "going to Astana to “neutralize the role”",
            [(CHANGED, "the talks", "Astana"), (CHANGED, "neutralise", "neutralize")],
        ),
        ("Free Syrian Army rebel group", "Free Syrian Army (FSA) rebel group", [(ONLY_B, "", "(FSA)")]),
        ("he said “test” twice", "he said test twice", [(ONLY_A, "“", ""), (ONLY_A, "”", "")]),
        ("a b c", "", [(ONLY_A, "a b c", "")]),
        ("ends here.", "ends here!", [(CHANGED, ".", "!")]),
    ],
)
def test_what_differs_is_marked(text_a: str, text_b: str, expected: list[tuple[str, str, str]]) -> None:
    assert marked(text_a, text_b) == expected


def test_a_moved_sentence_is_marked_on_both_sides() -> None:
    stays = "The minister said on Monday that the bridge will open again before the summer ends."
    moves = "Nobody was hurt."
    pieces = diff(f"{moves} {stays}", f"{stays} {moves}")
    assert [piece.kind for piece in pieces] == [ONLY_A, SAME, ONLY_B]


@pytest.mark.parametrize("edit", [0.0, 0.1, 0.5, 1.0])
def test_a_reprint_of_5000_words_takes_no_time(edit: float) -> None:
    numbers = random.Random(7)
    words = [f"w{min(int(numbers.expovariate(0.004)), 3000)}" for _ in range(5000)]
    changed = [f"x{numbers.randrange(3000)}" if numbers.random() < edit else word for word in words]
    begin = time.process_time()
    pieces = diff(" ".join(words), " ".join(changed))
    assert time.process_time() - begin < 5
    same = sum(len(piece.a.split()) for piece in pieces if piece.kind == SAME)
    assert same >= 0.97 * sum(one == other for one, other in zip(words, changed, strict=True))
