"""Regions in made-up texts in which it is known what was taken: how much of it is found, by kind.

The words are invented. Each text has its own matter: words that it uses often and others hardly ever, as
names and terms are.
"""

from __future__ import annotations

import random

import pytest

from scripts.measure.pan import detect
from scripts.measure.plagdet import Pair, Score, score

SYLLABLES = [first + vowel for first in "bdfgklmnprstvz" for vowel in "aeiou"]
COMMON = ["".join(pair) for pair in zip(SYLLABLES, SYLLABLES[7:] + SYLLABLES[:7], strict=True)]
Sentence = list[str]


def invent(chance: random.Random, number: int) -> list[str]:
    return ["".join(chance.choices(SYLLABLES, k=3)) for _ in range(number)]


def write(chance: random.Random, sentences: int) -> list[Sentence]:
    """Sentences of one matter. Half of their words are common, a quarter is of the matter."""
    matter, weights = invent(chance, 60), [1 / (place + 1) for place in range(60)]
    common = [1 / (place + 1) for place in range(len(COMMON))]
    return [
        [
            chance.choices(COMMON, common)[0]
            if (draw := chance.random()) < 0.5
            else chance.choices(matter, weights)[0]
            if draw < 0.75
            else invent(chance, 1)[0]
            for _ in range(chance.randint(9, 20))
        ]
        for _ in range(sentences)
    ]


def say(sentences: list[Sentence]) -> str:
    return " ".join(" ".join(sentence).capitalize() + "." for sentence in sentences)


def swap(chance: random.Random, sentences: list[Sentence]) -> list[Sentence]:
    """A third of the words replaced, and neighbours moved."""
    swapped = []
    for sentence in sentences:
        words = [word if chance.random() < 0.67 else invent(chance, 1)[0] for word in sentence]
        order = sorted(range(len(words)), key=lambda place: place + chance.uniform(0, 4))
        swapped.append([words[place] for place in order])
    return swapped


def shorten(chance: random.Random, sentences: list[Sentence]) -> list[Sentence]:
    """Five sentences, each with words from all over the others."""
    words = [word for sentence in sentences for word in sentence if word not in COMMON[:9]]
    often = {word: words.count(word) for word in words}
    chosen = sorted(set(words), key=lambda word: (-often[word], word))[:25]
    return [
        chance.choices([*chosen, *chance.sample(words, 12), *COMMON[:12], *invent(chance, 8)], k=16)
        for _ in range(5)
    ]


def measure(kind: str, pairs: int = 12) -> Score:
    found = []
    for number in range(pairs):
        chance = random.Random(f"{kind} {number}")
        source, text = write(chance, 45), write(chance, 30)
        first, size = chance.randint(3, 30), chance.randint(6, 12)
        taken = source if kind == "summary" else source[first : first + size]
        copy = {"verbatim": lambda _, one: one, "swapped": swap, "summary": shorten}[kind](chance, taken)
        before, after = say(text[:15]) + " ", " " + say(text[15:])
        start = 0 if kind == "summary" else len(say(source[:first])) + 1
        case = Pair(len(before), len(before) + len(say(copy)), start, start + len(say(taken)))
        found.append(([case], detect(before + say(copy) + after, say(source))))
        # The same without what was taken.
        found.append(([], detect(before + after, say(source))))
    return score(found)


@pytest.mark.parametrize(("kind", "floor"), [("verbatim", 0.99), ("swapped", 0.96), ("summary", 0.95)])
def test_what_was_taken_is_found(kind: str, floor: float) -> None:
    found = measure(kind)
    assert found.plagdet >= floor, found
    assert found.precision >= 0.9
    assert found.granularity <= 1.1
