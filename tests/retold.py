"""Made-up stories: a wire text, a copy in nearly its words, one of half its sentences, one told freely."""

from __future__ import annotations

import json
import random
from dataclasses import dataclass
from functools import cache
from pathlib import Path

_COMMON = [
    *("the", "a", "of", "to", "in", "and", "that", "was", "on", "for", "it", "is", "with", "as", "at", "by"),
    *("from", "his", "her", "they", "be", "had", "were", "not"),
]


@dataclass(frozen=True, slots=True)
class Story:
    """`independent` has the names and figures of the story, but not the words of the wire."""

    wire: str
    copied: str
    mixed: str
    independent: str


@cache
def _vocabulary() -> tuple[str, ...]:
    drawn = random.Random(7)
    syllables = [one + two for one in "bdfgklmnprst" for two in "aeiou"]
    return tuple("".join(drawn.choices(syllables, k=drawn.randint(2, 4))) for _ in range(4000))


def _sentence(drawn: random.Random, names: list[str]) -> list[str]:
    words = []
    for _ in range(drawn.randint(10, 18)):
        kind = drawn.random()
        if kind < 0.45:
            words.append(drawn.choice(_COMMON))
        elif kind < 0.58:
            words.append(drawn.choice(names))
        else:
            # Some words are far commoner than others, as in any language.
            words.append(_vocabulary()[int(4000 * drawn.random() ** 3)])
    return words


def _changed(drawn: random.Random, words: list[str], share: float) -> list[str]:
    return [drawn.choice(_vocabulary()) if drawn.random() < share else word for word in words]


def _text(sentences: list[list[str]]) -> str:
    lines = [" ".join(words) + "." for words in sentences]
    return "\n\n".join(" ".join(lines[at : at + 2]) for at in range(0, len(lines), 2))


@cache
def story(seed: int, *, hard: bool = False) -> Story:
    """One story; the same seed gives the same words. A `hard` one is reworded more, and who tells it freely
    has two sentences of the wire, as both heard the same statement."""
    drawn = random.Random(seed)
    names = [drawn.choice(_vocabulary()).capitalize() for _ in range(6)] + [str(drawn.randrange(1000))]
    wire = [_sentence(drawn, names) for _ in range(16)]
    changes = drawn.uniform(0.1, 0.35) if hard else 0.03
    kept = drawn.randint(4, 9) if hard else 9
    copied = [_changed(drawn, words, changes) for words in wire[:12]]
    mixed = [_changed(drawn, words, changes) for words in wire[:kept]]
    mixed += [_sentence(drawn, names) for _ in range(6)]
    drawn.shuffle(mixed)
    free = [_sentence(drawn, names) for _ in range(drawn.randint(3, 14) if hard else 14)]
    return Story(_text(wire), _text(copied), _text(mixed), _text(free + wire[-2:] * hard))


def others() -> list[str]:
    """Texts of forty other stories."""
    return [story(seed).wire for seed in range(1000, 1040)]


def write_corpus(folder: Path, stories: int) -> None:
    """A folder of hard stories in the layout of `scripts/evaluate degree`."""
    truth = {}
    for seed in range(stories):
        told = story(seed, hard=True)
        for name, label, text in (
            ("wire", "agency", told.wire),
            ("copied", "wholly", told.copied),
            ("mixed", "partially", told.mixed),
            ("independent", "non", told.independent),
        ):
            path = f"{name}/{seed}.txt"
            (folder / name).mkdir(parents=True, exist_ok=True)
            (folder / path).write_text(text, encoding="utf-8")
            truth[path] = {"label": label, "story": str(seed)}
    (folder / "truth.json").write_text(json.dumps(truth), encoding="utf-8")
