"""From texts to passages: the size of blocks and the number of processes are of no effect."""

from __future__ import annotations

import random
from collections.abc import Callable, Sequence
from dataclasses import dataclass

import numpy as np
import pytest
from hypothesis import given
from hypothesis import settings as examples
from hypothesis import strategies as st

from provenance import matching
from provenance.boilerplate import learn_repeated_lines
from provenance.corpus import Corpus, gather, mark_boilerplate, replace_digests
from provenance.kernels import Rules
from provenance.matching import (
    Candidates,
    Matches,
    count_wording,
    digest_all,
    find_stories,
    match,
    propose,
    redigest_all,
)
from provenance.names import same_name_token
from provenance.pages import duplicates
from provenance.passage_rules import RULES, THOROUGH
from provenance.passages import find_passages, passage_of
from provenance.spans import Span
from provenance.tokens import Block, tokenise, tokenise_all
from provenance.workers import Workers
from tests.conftest import Archive

seeds = st.integers(0, 2**32 - 1)


@dataclass(frozen=True)
class Held:
    """Texts in memory; it is a part of them and what parts come from."""

    held: tuple[str, ...]

    def texts(self) -> list[str]:
        return list(self.held)

    def words(self, without: Sequence[tuple[Span, ...]]) -> Block:
        return tokenise_all(self.held).without(without)

    def part(self, numbers: Sequence[int] | np.ndarray) -> Held:
        return Held(tuple(self.held[number] for number in numbers))


@dataclass(frozen=True)
class Found:
    corpus: Corpus
    candidates: Candidates
    matches: Matches
    told: list[tuple[str, int, int]]


def found_in(
    texts: list[str],
    workers: Workers,
    spans: dict[int, tuple[Span, ...]] | None = None,
    rules: Rules = RULES,
) -> Found:
    """The whole of matching, as a scan does it."""
    source, numbers, told = Held(tuple(texts)), np.arange(len(texts)), []
    known = spans or {}
    digests = digest_all(numbers, source, [known.get(number, ()) for number in range(len(texts))], workers)
    corpus = gather(digests, known, len(texts))
    changed = mark_boilerplate(corpus, learn_repeated_lines(corpus.lines))
    replace_digests(corpus, changed, redigest_all(changed, source, corpus.spans(changed.tolist()), workers))
    candidates = propose(corpus)
    matches = match(candidates, corpus, source, workers, lambda *step: told.append(step), rules)
    return Found(corpus, candidates, matches, told)


def same(one: Found, other: Found) -> None:
    for name in ("first", "second", "jaccard"):
        np.testing.assert_array_equal(getattr(one.candidates, name), getattr(other.candidates, name))
    assert one.candidates.left_out == other.candidates.left_out
    for name in ("rows", "begins", "jaccard", "near"):
        np.testing.assert_array_equal(getattr(one.matches, name), getattr(other.matches, name))


def sentence(rng: random.Random) -> str:
    return " ".join(f"word{rng.randrange(300)}" for _ in range(rng.randint(4, 20))) + "."


def collection(seed: int, count: int) -> list[str]:
    """Stories that take paragraphs from each other, some with one notice below them."""
    rng = random.Random(seed)
    shared = [" ".join(sentence(rng) for _ in range(3)) for _ in range(4)]
    texts = []
    for _ in range(count):
        paragraphs = [sentence(rng) for _ in range(rng.randint(0, 3))]
        paragraphs += rng.sample(shared, rng.randint(0, 3))
        rng.shuffle(paragraphs)
        if rng.random() < 0.5:
            paragraphs.append("Sign up for our free daily newsletter and never miss a story")
        texts.append("\n\n".join(paragraphs))
    return texts


@given(
    seed=st.integers(0, 2**32 - 1), count=st.integers(0, 14), texts=st.integers(1, 5), pairs=st.integers(1, 4)
)
@examples(max_examples=40)
def test_the_size_of_blocks_is_of_no_effect(seed: int, count: int, texts: int, pairs: int) -> None:
    made = collection(seed, count)
    whole = found_in(made, Workers())
    with pytest.MonkeyPatch.context() as patch:
        patch.setattr(matching, "TEXTS", texts)
        patch.setattr(matching, "PAIRS", pairs)
        same(found_in(made, Workers()), whole)


def test_the_number_of_processes_is_of_no_effect(monkeypatch: pytest.MonkeyPatch) -> None:
    made = collection(5, 30)
    whole = found_in(made, Workers())
    assert len(whole.matches.rows) > 20
    monkeypatch.setattr(matching, "TEXTS", 7)
    monkeypatch.setattr(matching, "PAIRS", 11)
    with Workers(2) as workers:
        two = found_in(made, workers)
        same(two, whole)
        story = find_stories(whole.matches, len(made))
        counted = [
            count_wording(story, whole.corpus, Held(tuple(made)), several) for several in (workers, Workers())
        ]
    assert story.tolist() == find_stories(two.matches, len(made)).tolist()
    steps = [(done, total) for step, done, total in two.told if step == "comparing"]
    total = whole.candidates.first.size
    assert steps == [*((min(done, total), total) for done in range(0, total + 11, 11))]
    assert type(counted[0]) is type(counted[1])


@given(seed=seeds, count=st.integers(0, 10))
@examples(max_examples=40)
def test_the_rows_are_the_passages_of_the_candidates(seed: int, count: int) -> None:
    """Stated anew, pair by pair and text by text."""
    made = collection(seed, count)
    found = found_in(made, Workers())
    body = [
        tokenise(text).without(spans)
        for text, spans in zip(made, found.corpus.spans(range(count)), strict=True)
    ]
    expected = [
        (a, b, passage)
        for a, b in zip(found.candidates.first.tolist(), found.candidates.second.tolist(), strict=True)
        for passage in find_passages(made[a], body[a], made[b], body[b], same_word=same_name_token)
    ]
    assert [(a, b, passage_of((0, *rest))) for a, b, *rest in found.matches.rows.tolist()] == expected
    pairs = list(dict.fromkeys((a, b) for a, b, _ in expected))
    assert list(zip(found.matches.first.tolist(), found.matches.second.tolist(), strict=True)) == pairs
    for (a, b), near in zip(pairs, found.matches.near.tolist(), strict=True):
        matched = sum(passage.matched for one, other, passage in expected if (one, other) == (a, b))
        assert near == (matched >= 0.7 * max(len(body[a]), len(body[b])))


@given(
    seed=seeds,
    places=st.tuples(st.integers(0, 150), st.integers(0, 150)),
    length=st.sampled_from([7, 8]),
    sentence_at=st.integers(0, 7),
)
def test_a_thorough_run_finds_eight_words_that_stand_alone(
    seed: int, places: tuple[int, int], length: int, sentence_at: int
) -> None:
    """Ordinary words, which stand in both texts elsewhere, between texts that have nothing else in common. A
    sentence may begin among them: one or two words beyond its edge are left off."""
    rng = random.Random(seed)
    run = [f"common{number}" for number in rng.sample(range(100), length)]
    edge = sentence_at if sentence_at < length else 0
    phrase = f"{' '.join(run[:edge])}. {' '.join(run[edge:])}" if edge else " ".join(run)
    texts = []
    for number, place in enumerate(places):
        own = [f"own{number}x{rng.randrange(900)}" for _ in range(150)]
        for at, word in enumerate(rng.sample(run, length)):
            own[20 * at] = word  # never beside each other
        before, after = own[:place], own[place:]
        texts.append(" ".join([*before, f"start{number}", phrase, f"end{number}", *after]))
    assert len(found_in(texts, Workers()).matches.rows) == 0
    rows = found_in(texts, Workers(), rules=THOROUGH).matches.rows.tolist()
    assert len(rows) == (length == 8)
    for row in rows:
        assert row[10] == length - (edge if edge < 3 else 0) - (length - edge if edge > length - 3 else 0)
        for text, start, end in zip(texts, row[4:9:4], row[5:10:4], strict=True):
            assert text.index(phrase) <= start < end <= text.index(phrase) + len(phrase)


def test_near_duplicates_and_their_stories() -> None:
    rng = random.Random(8)
    story, other = (" ".join(sentence(rng) for _ in range(12)) for _ in range(2))
    copy, shorter = story.replace("word7", "another"), story[: len(story) // 2]
    found = found_in([other, story, copy, shorter], Workers())
    pairs = zip(found.matches.first.tolist(), found.matches.second.tolist(), strict=True)
    assert dict(zip(pairs, found.matches.near.tolist(), strict=True)) == {
        (1, 2): True, (1, 3): False, (2, 3): False,
    }  # fmt: skip
    assert find_stories(found.matches, 4).tolist() == [0, 1, 1, 3]
    assert found.matches.jaccard[0] > 0.6


@pytest.mark.parametrize(("respelt", "asks"), [(2, False), (8, True), (14, False)])
def test_spellings_are_asked_for_where_equal_words_leave_it_open(
    respelt: int, asks: bool, monkeypatch: pytest.MonkeyPatch
) -> None:
    """Of each 24 words so many are spelt in another way. With 14 that would be a copy in another spelling, of
    which there are none; to ask that of all pairs takes longer than all the rest."""
    asked = []

    def same_word(one: str, other: str) -> bool:
        asked.append((one, other))
        return one.rstrip("x") == other.rstrip("x")

    monkeypatch.setattr(duplicates, "same_name_token", same_word)
    monkeypatch.setattr(duplicates, "beginnings", lambda word: (1, 1))
    words = [f"word{number}y" for number in range(240)]
    spelt = [word + "x" * (place % 24 >= 24 - respelt) for place, word in enumerate(words)]
    near = respelt < 14
    assert duplicates.near_duplicates([" ".join(words), " ".join(spelt)]) == [(0, 1)] * near
    assert bool(asked) == asks


def test_what_is_known_as_boilerplate_is_not_compared() -> None:
    rng = random.Random(9)
    shared = sentence(rng) + sentence(rng) + sentence(rng)
    texts = [f"{shared}\n\n{sentence(rng)}" for _ in range(2)]
    assert len(found_in(texts, Workers()).matches.rows) == 1
    cut = {0: (Span(0, len(shared)),)}
    assert len(found_in(texts, Workers(), cut).matches.rows) == 0


def test_texts_that_share_nothing_and_no_texts() -> None:
    rng = random.Random(10)
    for texts in ([], [""], ["", ""], ["one two"] * 3, [sentence(rng) for _ in range(4)]):
        found = found_in(texts, Workers())
        assert found.matches.rows.shape == (0, 12)
        assert (found.matches.first.size, found.matches.begins.tolist()) == (0, [0])
        assert find_stories(found.matches, len(texts)).tolist() == list(range(len(texts)))


def reprints(count: int, *, same_place: bool) -> list[str]:
    """One story in many papers, each of which has changed a word: the first, or one somewhere else."""
    rng = random.Random(11)
    story = [f"word{number}" for number in rng.sample(range(5000), 400)]
    made = []
    for number in range(count):
        words = list(story)
        words[0 if same_place else number % len(words)] = f"changed{number}"
        made.append(" ".join(words))
    return made


@pytest.mark.parametrize(("same_place", "most"), [(True, 3), (False, 6)])
def test_reprints_in_many_papers_make_few_pairs_and_stay_together(same_place: bool, most: int) -> None:
    found = found_in(reprints(300, same_place=same_place), Workers())
    assert found.candidates.first.size < most * 300
    assert 0 < found.candidates.left_out <= 300 * 299 // 2 - found.candidates.first.size
    assert set(find_stories(found.matches, 300).tolist()) == {0}
    assert found.matches.near.all()


def test_reprints_in_many_papers_are_one_family(scanned: Callable[..., Archive]) -> None:
    archive = scanned(
        {f"{number:03}.txt": text for number, text in enumerate(reprints(300, same_place=False))}
    )
    (family,) = archive.rows(
        "SELECT family, count(DISTINCT path) AS texts FROM family_members GROUP BY family HAVING texts > 2"
    )
    assert family["texts"] == 300
