"""Lines of the page around articles that stand in several texts."""

from __future__ import annotations

import numpy as np
from hypothesis import given
from hypothesis import strategies as st

from provenance import settings
from provenance.corpus import gather
from provenance.digests import digest
from provenance.repeats import RepeatedLine, find_repeated
from provenance.spans import Span
from provenance.tokens import tokenise
from tests.test_matching import Held

NOTICE = "Sign up for our free daily newsletter today"
LONG = " ".join(f"legal{number}" for number in range(70))
LINES = (NOTICE, LONG, "Read more", "The talks went on for another day in the north", "", "Nobody else knew.")


def repeated(texts: list[str], boilerplate: dict[int, tuple[Span, ...]]) -> list[RepeatedLine]:
    spans = [boilerplate.get(number, ()) for number in range(len(texts))]
    corpus = gather([(digest(texts, spans), np.arange(len(texts)))], boilerplate, len(texts))
    return list(find_repeated(corpus, Held(tuple(texts))))


def whole_lines(text: str) -> list[Span]:
    """Where the lines of a text stand, by a walk over it."""
    found, start = [], 0
    for line in text.split("\n"):
        found.append(Span(start, start + len(line)))
        start += len(line) + 1
    return [span for span in found if span]


@given(made=st.lists(st.lists(st.tuples(st.sampled_from(LINES), st.booleans()), max_size=5), max_size=5))
def test_each_boilerplate_line_of_several_texts_once(made: list[list[tuple[str, bool]]]) -> None:
    """Stated anew: by the words of lines, not by their hashes."""
    texts = ["\n".join(line for line, _ in of_text) for of_text in made]
    marked = {}
    for number, of_text in enumerate(made):
        flags = [flag for line, flag in of_text if line]
        spans = [span for span, flag in zip(whole_lines(texts[number]), flags, strict=True) if flag]
        if spans:
            marked[number] = tuple(spans)
    members: dict[str, dict[int, Span]] = {}
    for number in sorted(marked):
        for span in marked[number]:
            members.setdefault(span.cut(texts[number]), {}).setdefault(number, span)
    expected = {
        (len(tokenise(line)), tuple(found.items()))
        for line, found in members.items()
        if len(found) > 1 and len(tokenise(line)) >= settings.COMPANY
    }
    found = repeated(texts, marked)
    assert {(line.words, _trimmed(line, texts)) for line in found} == {
        (words, _bare(rows, texts)) for words, rows in expected
    }
    assert len(found) == len(expected)
    firsts = [line.members[0] for line in found]
    assert firsts == sorted(firsts)


def _trimmed(line: RepeatedLine, texts: list[str]) -> tuple[tuple[int, int], ...]:
    return _bare(line.members, texts)


def _bare(rows: tuple[tuple[int, Span], ...], texts: list[str]) -> tuple[tuple[int, int], ...]:
    return tuple((number, span.start) for number, span in rows)


def test_a_line_of_more_words_than_its_hash_tells_is_counted() -> None:
    texts = [f"{LONG}\none", f"two\n{LONG}"]
    (line,) = repeated(texts, {0: (Span(0, len(LONG)),), 1: (Span(4, 4 + len(LONG)),)})
    assert line == RepeatedLine(line.hash, 70, ((0, Span(0, len(LONG))), (1, Span(4, 4 + len(LONG)))))


def test_half_of_a_line_in_boilerplate_is_enough() -> None:
    texts = [NOTICE, NOTICE]
    half = len(NOTICE) // 2 + 1
    assert len(repeated(texts, {0: (Span(0, half),), 1: (Span(half - 2, len(NOTICE)),)})) == 1
    assert repeated(texts, {0: (Span(0, half),), 1: (Span(half + 2, len(NOTICE)),)}) == []


def test_no_boilerplate_no_lines() -> None:
    assert repeated([], {}) == []
    assert repeated([NOTICE, NOTICE], {}) == []
    assert repeated([NOTICE, "one"], {0: (Span(0, len(NOTICE)),)}) == []
