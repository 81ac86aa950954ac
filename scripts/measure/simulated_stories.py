"""The sentences of a made-up story: names, offices, places, figures and quotations of its own, in made-up
words.

A sentence is a row of words as they are written, signs attached. Words of one language, as often as real ones
stand in news (`vocabulary`); the frames around them are those of reports: who said it, of what office, to
whom.
"""

from __future__ import annotations

from dataclasses import dataclass, replace
from functools import lru_cache
from random import Random

from scripts.measure.vocabulary import DECK, Vocabulary, vocabulary

AGENCIES = ("Reuters", "AFP", "AP", "dpa", "EFE", "ANSA", "TASS", "Xinhua", "Yonhap", "Anadolu")
"""Who sends wires: names that the tool knows, as it knows them in real news."""
AGENCY = "\u0001"
"""Stands before the name of an agency to which somebody said something: "told AFP"."""
_ROLES = (
    "spokesman for", "spokeswoman for", "head of", "chairman of", "director of", "secretary of",
    "a lawyer for", "deputy head of", "an adviser to", "chief of",
)  # fmt: skip
_DAYS = ("Monday", "Tuesday", "Wednesday", "Thursday", "Friday", "Saturday", "Sunday")
_UNITS = ("people", "million dollars", "per cent", "tonnes", "homes", "workers", "kilometres", "votes")


@dataclass(frozen=True, slots=True)
class Sentence:
    """The words of a sentence; the id of the article that this one has it from, empty where it is its own;
    whether somebody is quoted in it; whether a paragraph ends with it."""

    words: tuple[str, ...]
    origin: str = ""
    quoted: bool = False
    last: bool = False

    def copied(self, origin: str) -> Sentence:
        """The same sentence in an article that has it from `origin`."""
        return replace(self, origin=origin)


class Story:
    """What happened: whoever reports it names the same people and offices."""

    def __init__(self, random: Random, seed: int) -> None:
        self._random, self._words = random, language(seed)
        self.places = [self._name() for _ in range(3)]
        self._offices = [f"the {self._name()} {self._name()}" for _ in range(4)]
        self._people = [
            (f"{self._name()} {self._name()}", random.choice(_ROLES), random.choice(self._offices))
            for _ in range(5)
        ]
        self._topic = [self.word() for _ in range(30)]
        self._introduced: set[str] = set()

    def word(self) -> str:
        """A word, as often as it is used."""
        return self._words.words[int(self._words.deck[self._random.randrange(DECK)])]

    def _name(self) -> str:
        return self._words.words[self._random.randrange(400, 20_000)].capitalize()

    def _clause(self, low: int, high: int) -> list[str]:
        random = self._random
        count = random.randint(low, high)
        found = [random.choice(self._topic) if random.random() < 0.12 else self.word() for _ in range(count)]
        if random.random() < 0.25:
            found[random.randrange(count)] = random.choice(self.places)
        if random.random() < 0.25:
            at = random.randrange(count)
            found[at:at] = [self._figure(), random.choice(_UNITS)]
        return " ".join(found).split()

    def _figure(self) -> str:
        random = self._random
        return random.choice(
            (str(random.randint(2, 60)), f"{random.randint(1, 99)}.{random.randint(0, 9)}",
             f"{random.randint(1, 90)},{random.randint(0, 999):03}")
        )  # fmt: skip

    def _speaker(self) -> list[str]:
        person, role, office = self._random.choice(self._people)
        if person in self._introduced:
            return [person.split()[-1]]
        self._introduced.add(person)
        return f"{person}, {role} {office},".split()

    def sentence(self, agency: str = "") -> Sentence:
        """A sentence of a report; an agency's reporters are spoken to by name."""
        kind = self._random.random()
        if kind < 0.27:
            return self.quotation(agency)
        if kind < 0.45:
            words = [*self._speaker(), "said", "on", self._random.choice(_DAYS), "that", *self._clause(8, 20)]
        elif kind < 0.6:
            words = [*self._random.choice(self._offices).split(), *self._clause(9, 20)]
        else:
            words = self._clause(6, 13)
            if self._random.random() < 0.6:
                words[-1] += ","
                words += self._clause(5, 12)
        return Sentence(_written(words))

    def quotation(self, agency: str = "") -> Sentence:
        """Somebody's words in quote marks, and whose they are."""
        words = self._clause(8, 22)
        words[0] = "“" + words[0][:1].upper() + words[0][1:]
        words[-1] += ",”"
        speaker = self._speaker()
        if agency and self._random.random() < 0.35:
            words += [*speaker, "told", AGENCY + agency]
        elif self._random.random() < 0.5:
            words += ["said", *speaker]
        else:
            words += [*speaker, "said"]
        return Sentence(_written(words), quoted=True)

    def report(self, count: int, agency: str = "") -> list[Sentence]:
        """So many sentences, in paragraphs of one to three."""
        return paragraphs([self.sentence(agency) for _ in range(count)], self._random)

    def retold(self, sentence: Sentence) -> Sentence:
        """What somebody said, as another reporter who was there has it: the same words, another frame."""
        words = list(sentence.words)
        end = next(place for place, word in enumerate(words) if "”" in word) + 1
        frame = self._random.choice((["he", "added"], ["she", "said"], ["a", "spokesman", "said"]))
        return Sentence(_written([*words[:end], *frame]), quoted=True)


def _written(words: list[str]) -> tuple[str, ...]:
    """The words with a capital at the beginning and a full stop behind the last."""
    first, last = words[0], words[-1].rstrip(",")
    words = [first[:1].upper() + first[1:], *words[1:]]
    words[-1] = last + "."
    return tuple(words)


def paragraphs(sentences: list[Sentence], random: Random) -> list[Sentence]:
    """The sentences with ends of paragraphs after every one to three."""
    found, left = [], 0
    for sentence in sentences:
        left = left or random.randint(1, 3)
        left -= 1
        found.append(replace(sentence, last=left == 0))
    return found


@lru_cache(maxsize=2)
def language(seed: int) -> Vocabulary:
    """The words of a made-up newsroom."""
    return vocabulary("en", seed)


@lru_cache(maxsize=2)
def _ranks(seed: int) -> dict[str, int]:
    return {word: rank for rank, word in enumerate(language(seed).words)}


def synonym(word: str, seed: int, random: Random) -> str:
    """Another word for this one: mostly one of the two that any editor would take."""
    words = language(seed).words
    rank = _ranks(seed).get(word)
    if rank is None:
        return word
    return words[min(len(words) - 1, rank ^ random.choice((1, 1, 1, 2, 2, 5)))]


def typo(word: str, random: Random) -> str:
    """The word misspelt."""
    if len(word) < 4:
        return word
    at = random.randrange(1, len(word) - 2)
    return random.choice((word[:at] + word[at + 1] + word[at] + word[at + 2 :], word[:at] + word[at + 1 :]))
