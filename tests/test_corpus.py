"""The corpus is the same however its texts come in parts; what is learned is as if done text by text."""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np
import pytest
from hypothesis import given
from hypothesis import settings as examples
from hypothesis import strategies as st

from provenance import kernels, settings
from provenance.boilerplate import Lines, find_all_lines, learn_repeated_lines
from provenance.corpus import (
    Corpus,
    gather,
    join_lines,
    mark_boilerplate,
    replace_digests,
    shingle_short_lines,
)
from provenance.digests import Digests, digest, digest_bodies
from provenance.spans import Span
from provenance.tokens import PARAGRAPH, Block, Tokens, join_tokens, rows_of, tokenise, tokenise_all

NOTICE = "Sign up for our daily newsletter"
line = st.sampled_from(
    [
        "",
        "Read more",
        NOTICE,
        "The talks went on for another day",
        "一二三。四",
        "Nobody knew. “Why?” she said",
    ]
)
own = st.integers(0, 10**6).map(lambda number: f"Line {number} of a story that nobody else has printed yet")
texts = st.lists(st.lists(line | own, max_size=6).map("\n".join), max_size=9)


@st.composite
def cut_up(draw: st.DrawFn) -> tuple[list[str], list[tuple[Span, ...]], list[list[int]]]:
    """Texts, the boilerplate of each, and their numbers in parts of any order."""
    found = draw(texts)
    spans = [
        tuple(
            Span(min(pair), max(pair))
            for pair in draw(st.lists(st.tuples(*[st.integers(0, len(text))] * 2), max_size=2))
        )
        for text in found
    ]
    numbers = draw(st.permutations(range(len(found))))
    cuts = sorted(draw(st.lists(st.integers(0, len(found)), max_size=3)))
    parts = [list(numbers[low:high]) for low, high in zip([0, *cuts], [*cuts, len(found)], strict=True)]
    return found, spans, parts


def digests_of(
    found: list[str], spans: list[tuple[Span, ...]], parts: list[list[int]]
) -> list[tuple[Digests, np.ndarray]]:
    return [
        (digest([found[number] for number in part], [spans[number] for number in part]), i64(part))
        for part in parts
    ]


def corpus_of(found: list[str], spans: list[tuple[Span, ...]], parts: list[list[int]]) -> Corpus:
    boilerplate = {number: of_text for number, of_text in enumerate(spans) if of_text}
    return gather(digests_of(found, spans, parts), boilerplate, len(found))


def i64(numbers: list[int]) -> np.ndarray:
    return np.array(numbers, np.int64)


def prints_of(corpus: Corpus) -> dict[int, list[tuple[int, int]]]:
    """The fingerprints of each text with their contexts."""
    found: dict[int, list[tuple[int, int]]] = {number: [] for number in range(len(corpus))}
    for shelved, numbers in corpus.prints:
        prints = shelved.load()
        for place, number in enumerate(numbers.tolist()):
            if number < 0:
                continue
            part = slice(int(prints.offsets[place]), int(prints.offsets[place + 1]))
            rows = zip(prints.values[part].tolist(), prints.contexts[part].tolist(), strict=True)
            found[number] += rows
    return found


def columns(lines: Lines) -> list[list[int]]:
    assert (lines.hashes.dtype, lines.starts.dtype, lines.offsets.dtype) == (np.uint64, np.int32, np.int64)
    return [column.tolist() for column in (lines.hashes, lines.starts, lines.ends, lines.offsets)]


def same_digests(one: Digests, other: Digests) -> None:
    for name in ("words", "body", "sketches"):
        assert getattr(one, name).tolist() == getattr(other, name).tolist(), name
    assert columns(one.lines) == columns(other.lines)
    for name in ("values", "contexts", "offsets"):
        assert getattr(one.prints, name).tolist() == getattr(other.prints, name).tolist(), name


@given(given_texts=cut_up())
def test_the_parts_and_their_order_are_of_no_effect(
    given_texts: tuple[list[str], list[tuple[Span, ...]], list[list[int]]],
) -> None:
    found, spans, parts = given_texts
    whole, corpus = corpus_of(found, spans, [list(range(len(found)))]), corpus_of(found, spans, parts)
    assert len(corpus) == len(found)
    for name in ("words", "body", "sketches"):
        assert getattr(corpus, name).tolist() == getattr(whole, name).tolist(), name
    assert columns(corpus.lines) == columns(whole.lines)
    assert prints_of(corpus) == prints_of(whole)
    assert corpus.spans(range(len(found))) == spans
    tokens = [tokenise(text) for text in found]
    assert corpus.words.tolist() == [len(of_text) for of_text in tokens]
    assert corpus.body.tolist() == [
        len(of_text.without(cut)) for of_text, cut in zip(tokens, spans, strict=True)
    ]


@given(given_texts=cut_up())
def test_lines_are_joined_in_the_order_of_the_texts(
    given_texts: tuple[list[str], list[tuple[Span, ...]], list[list[int]]],
) -> None:
    found, _, parts = given_texts

    def lines_of(numbers: list[int]) -> Lines:
        return find_all_lines((found[n] for n in numbers), (tokenise(found[n]) for n in numbers))

    joined = join_lines([(lines_of(part), i64(part)) for part in parts], len(found))
    assert columns(joined) == columns(lines_of(list(range(len(found)))))


@given(given_texts=cut_up(), data=st.data())
def test_only_some_texts(
    given_texts: tuple[list[str], list[tuple[Span, ...]], list[list[int]]], data: st.DataObject
) -> None:
    found, spans, _ = given_texts
    chosen = sorted(data.draw(st.sets(st.sampled_from(range(len(found)))))) if found else []
    whole = digest(found, spans)
    expected = digest([found[number] for number in chosen], [spans[number] for number in chosen])
    same_digests(whole.only(i64(chosen)), expected)


@given(given_texts=cut_up())
def test_a_block_without_spans_is_its_texts_without_them(
    given_texts: tuple[list[str], list[tuple[Span, ...]], list[list[int]]],
) -> None:
    found, spans, _ = given_texts
    block = tokenise_all(found)
    less = block.without(spans)
    assert len(less) == len(found)
    expected = [tokenise(text).without(cut) for text, cut in zip(found, spans, strict=True)]
    for number, tokens in enumerate(expected):
        same_tokens(less[number], tokens)
    same_block(join_tokens(expected), less)
    if not any(any(of_text) for of_text in spans):
        assert less is block


@given(given_texts=cut_up())
def test_tokens_without_spans_start_outside_them(
    given_texts: tuple[list[str], list[tuple[Span, ...]], list[list[int]]],
) -> None:
    """Stated anew, word by word."""
    for text, cut in zip(*given_texts[:2], strict=True):
        tokens = tokenise(text)
        expected, left_out = [], False
        for place, start in enumerate(tokens.starts.tolist()):
            if any(span.start <= start < span.end for span in cut):
                left_out = True
                continue
            edge = PARAGRAPH if left_out else int(tokens.edges[place])
            expected.append((int(tokens.hashes[place]), start, int(tokens.ends[place]), edge))
            left_out = False
        less = tokens.without(cut)
        found = zip(less.hashes, less.starts, less.ends, less.edges, strict=True)
        assert [tuple(map(int, row)) for row in found] == expected


def same_tokens(one: Tokens, other: Tokens) -> None:
    for name in ("hashes", "starts", "ends", "edges"):
        left, right = getattr(one, name), getattr(other, name)
        assert (left.dtype, left.tolist()) == (right.dtype, right.tolist()), name


def same_block(one: Block, other: Block) -> None:
    assert (one.offsets.dtype, one.offsets.tolist()) == (other.offsets.dtype, other.offsets.tolist())
    for number in range(len(one)):
        same_tokens(one[number], other[number])


@given(sizes=st.lists(st.integers(0, 5), min_size=1, max_size=9), data=st.data())
def test_rows_of_some_texts(sizes: list[int], data: st.DataObject) -> None:
    chosen = data.draw(st.lists(st.sampled_from(range(len(sizes)))))
    offsets = np.cumsum([0, *sizes])
    rows, bounds = rows_of(offsets, i64(chosen))
    expected = [list(range(offsets[number], offsets[number + 1])) for number in chosen]
    assert rows.tolist() == [row for of_text in expected for row in of_text]
    assert np.diff(bounds).tolist() == [len(of_text) for of_text in expected]


@dataclass
class Known:
    """What one text is told: its boilerplate with the learned lines, and whether these are new."""

    spans: tuple[Span, ...]
    changed: bool


def learned_of(text: str, before: tuple[Span, ...], learned: set[int]) -> Known:
    tokens = tokenise(text)
    lines = find_all_lines([text], [tokens])
    new = [
        lines.span(row)
        for row, value in enumerate(lines.hashes.tolist())
        if value in learned and not any(lines.span(row).overlap(span) for span in before)
    ]
    return Known(tuple(sorted((*before, *new))), bool(new))


@given(given_texts=cut_up(), notices=st.integers(0, 9))
@examples(max_examples=60)
def test_learned_lines_are_entered_and_digests_made_again(
    given_texts: tuple[list[str], list[tuple[Span, ...]], list[list[int]]], notices: int
) -> None:
    found, spans, parts = given_texts
    found = [f"{text}\n{NOTICE}" if number < notices else text for number, text in enumerate(found)]
    corpus = corpus_of(found, spans, parts)
    learned = set(learn_repeated_lines(corpus.lines).tolist())
    expected = [learned_of(text, cut, learned) for text, cut in zip(found, spans, strict=True)]
    changed = mark_boilerplate(corpus, learn_repeated_lines(corpus.lines))
    assert changed.tolist() == [number for number, known in enumerate(expected) if known.changed]
    after = corpus.spans(range(len(found)))
    assert after == [
        known.spans if known.changed else cut for known, cut in zip(expected, spans, strict=True)
    ]
    words = tokenise_all([found[n] for n in changed]).without([after[n] for n in changed])
    again = [(digest_bodies(words), changed)]
    replace_digests(corpus, changed, again)
    anew = corpus_of(found, after, [list(range(len(found)))])
    assert corpus.words.tolist() == anew.words.tolist()
    assert corpus.body.tolist() == anew.body.tolist()
    assert prints_of(corpus) == prints_of(anew)
    assert mark_boilerplate(corpus, learn_repeated_lines(corpus.lines)).size == 0, "nothing is learned twice"


def test_a_notice_below_many_stories_is_learned() -> None:
    found = [f"Story {number} is about something else {number * 'again '}\n{NOTICE}" for number in range(8)]
    corpus = corpus_of(found, [()] * 8, [list(range(8))])
    assert mark_boilerplate(corpus, learn_repeated_lines(corpus.lines)).tolist() == list(range(8))
    assert [span.cut(text) for text, (span,) in zip(found, corpus.spans(range(8)), strict=True)] == [
        NOTICE
    ] * 8


def test_no_texts() -> None:
    corpus = gather([], {}, 0)
    assert (len(corpus), corpus.sketches.shape, corpus.lines.offsets.tolist()) == (
        0,
        (0, settings.NUM_PERM),
        [0],
    )
    assert mark_boilerplate(corpus, learn_repeated_lines(corpus.lines)).size == 0
    replace_digests(corpus, i64([]), [])
    assert corpus.prints == []
    same_digests(digest([], []), digest(["a"], [()]).only(i64([])))
    assert len(join_tokens([])) == 0


def test_spans_for_no_text_are_refused() -> None:
    with pytest.raises(IndexError):
        tokenise_all(["one two"]).without([(), (Span(0, 3),)])


def test_short_lines_are_found_by_all_of_their_shingles() -> None:
    texts = [
        "A headline of six plain words\n\nand a line that is too long for it, with many words.\n",
        "four words and no\nfive words are just enough\n",
    ]
    block = tokenise_all(texts)
    lines = find_all_lines(texts, block)
    wanted = ["A headline of six plain", "headline of six plain words", "five words are just enough"]
    expected = {int(kernels.shingle(tokenise(words).hashes, 5)[0]) for words in wanted}
    assert set(shingle_short_lines(lines, block).tolist()) == expected
    assert shingle_short_lines(lines.only(np.zeros(0, np.int64)), tokenise_all([])).size == 0
