"""What editors do to a text that they take over. There are two sets: what is fitted on one is tried on the
other."""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from dataclasses import replace
from random import Random

from scripts.measure.simulated_stories import AGENCY, Sentence, Story, synonym, typo

Edit = Callable[[Sequence[Sentence], Random, Story, int], list[Sentence]]
"""Sentences of the source, the draw, the story and the seed of its words -> the sentences of the copy."""


def usual(source: Sequence[Sentence], random: Random, story: Story, seed: int) -> list[Sentence]:
    """A lead or scattered sentences, a third to all of them, up to 15 % of the words edited singly; a fifth
    in
    another order."""
    count = max(2, round(len(source) * random.uniform(0.35, 1.0)))
    kept = _lead_or_scattered(len(source), count, random)
    found = [source[place] for place in kept]
    if random.random() < 0.2:
        found = _reordered(found, random)
    rate = random.uniform(0.0, 0.15)
    return [_edit_words(sentence, rate, random, story, seed) for sentence in found]


def light(source: Sequence[Sentence], random: Random, story: Story, seed: int) -> list[Sentence]:
    """A version of a text by its own outlet: most of it, few words changed."""
    count = max(2, round(len(source) * random.uniform(0.8, 1.0)))
    rate = random.uniform(0.0, 0.04)
    kept = _lead_or_scattered(len(source), count, random)
    return [_edit_words(source[place], rate, random, story, seed) for place in kept]


def other(source: Sequence[Sentence], random: Random, story: Story, seed: int) -> list[Sentence]:
    """Cut from the end and inside, whole phrases worded anew, clauses moved to the front, sentences joined
    and
    cut, names shortened, figures rounded."""
    steepness = random.uniform(0.0, 1.0)
    kept = [
        sentence
        for place, sentence in enumerate(source)
        if place < 2 or random.random() > steepness * (0.2 + 0.8 * place / len(source))
    ]
    rate = random.uniform(0.0, 0.7)
    found: list[Sentence] = []
    for sentence in kept:
        if random.random() >= rate:
            found.append(sentence)
            continue
        kind = random.random()
        if kind < 0.5:
            found.append(_reword_phrase(sentence, random, story))
        elif kind < 0.62 and not sentence.quoted:
            found.append(_move_to_front(sentence, random))
        elif kind < 0.74 and found and not sentence.quoted and not found[-1].quoted:
            found[-1] = _joined(found[-1], sentence)
        elif kind < 0.84 and len(sentence.words) > 14 and not sentence.quoted:
            found += _cut(sentence, random)
        else:
            found.append(_shorten(sentence, random))
    return found


OPERATORS: Mapping[str, Edit] = {"usual": usual, "other": other}
"""The sets of edits by name."""


def _lead_or_scattered(total: int, count: int, random: Random) -> list[int]:
    if random.random() < 0.5:
        return list(range(min(count, total)))
    return sorted(random.sample(range(total), min(count, total)))


def _reordered(sentences: list[Sentence], random: Random) -> list[Sentence]:
    """One to three sentences moved elsewhere."""
    found = list(sentences)
    for _ in range(random.randint(1, 3)):
        moved = found.pop(random.randrange(len(found)))
        found.insert(random.randrange(len(found) + 1), moved)
    return found


def _plain(word: str) -> bool:
    return word.isalpha() and word.islower()


def _edit_words(sentence: Sentence, rate: float, random: Random, story: Story, seed: int) -> Sentence:
    """Words dropped, exchanged, misspelt, put in; figures come out wrong. Quotations mostly stay."""
    if sentence.quoted:
        rate /= 5
    words: list[str] = []
    for word in sentence.words:
        if random.random() >= rate or word.startswith(AGENCY):
            words.append(word)
            continue
        kind = random.random()
        if word.isdigit() and kind < 0.3:
            words.append(str(max(2, int(word) + random.choice((-2, -1, 1, 2, 10)))))
        elif not _plain(word) or kind < 0.22:
            words += [word, story.word()] if _plain(word) else [word]
        elif kind < 0.47:
            continue
        elif kind < 0.92:
            words.append(synonym(word, seed, random))
        else:
            words.append(typo(word, random))
    return replace(sentence, words=tuple(words))


def _reword_phrase(sentence: Sentence, random: Random, story: Story) -> Sentence:
    """Two to six words in a row said otherwise."""
    words = list(sentence.words)
    at, size = random.randrange(1, max(2, len(words) - 6)), random.randint(2, 6)
    gone = words[at : at + size]
    if not all(_plain(word) for word in gone) or (sentence.quoted and random.random() < 0.8):
        return sentence
    words[at : at + size] = [story.word() for _ in range(random.randint(1, 6))]
    return replace(sentence, words=tuple(words))


def _move_to_front(sentence: Sentence, random: Random) -> Sentence:
    words = list(sentence.words)
    if len(words) < 9:
        return sentence
    cut = len(words) - random.randint(3, len(words) // 3)
    front = [*words[cut:-1], words[-1].rstrip(".") + ","]
    rest = [*words[:cut]]
    rest[-1] = rest[-1].rstrip(",.") + "."
    return replace(sentence, words=(front[0].capitalize(), *front[1:], *rest))


def _joined(first: Sentence, second: Sentence) -> Sentence:
    words = [*first.words]
    words[-1] = words[-1].rstrip(".") + ","
    return Sentence((*words, "and", *second.words), first.origin, first.quoted, second.last)


def _cut(sentence: Sentence, random: Random) -> list[Sentence]:
    words = sentence.words
    at = random.randint(5, len(words) - 6)
    first = (*words[: at - 1], words[at - 1].rstrip(",") + ".")
    second = (words[at][:1].upper() + words[at][1:], *words[at + 1 :])
    return [replace(sentence, words=first, last=False), replace(sentence, words=second)]


def _shorten(sentence: Sentence, random: Random) -> Sentence:
    """First names dropped, figures rounded."""
    words: list[str] = []
    for word in sentence.words:
        if words and words[-1].istitle() and words[-1].isalpha() and word.rstrip(",.").istitle():
            words[-1] = word
        elif word.isdigit() and len(word) > 1 and random.random() < 0.5:
            words += ["about", word[:-1] + "0"]
        else:
            words.append(word)
    return replace(sentence, words=tuple(words))
