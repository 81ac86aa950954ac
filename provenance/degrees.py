"""An article, its candidate sources and how rare words are -> its degree: wholly, partially or non-derived.

METER's degree asks two questions. Does the article have anything from the sources? Runs of equal words and
rare words answer that: names and figures belong to the story, and who tells it without the source has them
too, but the same rare verbs and adjectives are hardly chosen twice. And is there anything that it has not
from them? What the best sources cover beyond chance, and the sentences that a source says in one place,
answer that.

It measures words, whoever had them first: it says nothing about direction. It asks for no list of words, no
stems and no language.
"""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import dataclass

import numpy as np
import numpy.typing as npt

from provenance import settings
from provenance.kernels import WITHIN
from provenance.letters import capitals_and_digits, first_letters_of
from provenance.tokens import Tokens
from provenance.verdicts import DEGREES

Mask = npt.NDArray[np.bool_]
Floats = npt.NDArray[np.float64]
I64 = npt.NDArray[np.int64]
U32 = npt.NDArray[np.uint32]
U64 = npt.NDArray[np.uint64]

WHOLLY, PARTIALLY, NON_DERIVED = (name for name, _ in DEGREES)


@dataclass(frozen=True, slots=True, eq=False)
class Rarity:
    """In how many of `pieces` pieces of text, of `size` words on average, each of the `words` (hashes,
    ascending) stands (`counts`)."""

    words: U32
    counts: I64
    pieces: int
    size: float

    def standing(self, words: U32) -> I64:
        """In how many pieces each of some words stands."""
        if not self.words.size:
            return np.zeros(words.size, np.int64)
        at = np.minimum(np.searchsorted(self.words, words), self.words.size - 1)
        return np.where(self.words[at] == words, self.counts[at], 0)


@dataclass(frozen=True, slots=True)
class Measures:
    """What an article has from its sources, each from 0 to 1.

    `runs`: the share of its words that stand in runs of two or more equal words of the one source that has
    most of them. `rare_words`: the share of its rare words, without names and figures, that any source has.
    `beyond_chance`: the share of its different words, weighed by rarity, that the best sources have (the
    best, what the next adds, and so on), less what texts of their length would have by chance. `sentences`:
    the share of its words, weighed by rarity, in sentences most of which two neighbouring sentences of a
    source have.

    How it is worded: `run_length` is the mean number of words in the equal run of three and more in which a
    word stands that a source has, 0 without any; `closeness` the share of equal words in the stretches that
    runs of two and short gaps make.
    """

    runs: float
    rare_words: float
    beyond_chance: float
    sentences: float
    run_length: float
    closeness: float
    pieces: int
    """The pieces of other texts over which rarity was counted."""

    @property
    def taken(self) -> float:
        """How much speaks for having anything from the sources, 0 to 1."""
        return (self.runs + self.rare_words) / 2

    @property
    def accounted(self) -> float:
        """How much of the article the sources account for, 0 to 1."""
        return (self.beyond_chance + self.sentences) / 2

    @property
    def degree(self) -> str | None:
        """wholly, partially or non-derived; None where too few other texts say what is rare."""
        if self.pieces < settings.DEGREE_PIECES_LEAST:
            return None
        if self.taken < settings.DEGREE_DERIVED:
            return NON_DERIVED
        return WHOLLY if self.accounted >= settings.DEGREE_WHOLLY else PARTIALLY


def count_words(texts: Iterable[Tokens]) -> Rarity:
    """How rare words are in some texts, which are cut into pieces of DEGREE_PIECE words: so a few texts say
    something, too."""
    keys, pieces, words = [np.empty(0, np.uint64)], 0, 0
    for tokens in texts:
        numbers = pieces + np.arange(len(tokens), dtype=np.uint64) // np.uint64(settings.DEGREE_PIECE)
        keys.append(np.unique(numbers << np.uint64(32) | tokens.hashes))
        pieces += -(-len(tokens) // settings.DEGREE_PIECE)
        words += len(tokens)
    found, counts = np.unique(np.concatenate(keys).astype(np.uint32), return_counts=True)
    return Rarity(found, counts, pieces, words / pieces if pieces else 1.0)


def in_its_language(story: Iterable[Tokens], others: Iterable[Tokens]) -> list[Tokens]:
    """Those of some other texts that are in the language of an article and its sources, as far as words tell:
    of their words these have DEGREE_LANGUAGE. Other languages would make all of its words seem rare."""
    known = np.unique(np.concatenate([tokens.hashes for tokens in story]))
    return [
        other
        for other in others
        if len(other) and np.isin(other.hashes, known).mean() >= settings.DEGREE_LANGUAGE
    ]


def measure(text: str, tokens: Tokens, sources: Sequence[Tokens], rarity: Rarity) -> Measures:
    """What the article `text`, cut into `tokens`, has from the sources.

    `rarity` is counted over other texts, neither the article nor its sources nor others of its story: in
    these a word of the story would seem common. Some ten are enough. Without words or sources all is 0.
    """
    sources = [source for source in sources if len(source)]
    if not len(tokens) or not sources:
        return Measures(0.0, 0.0, 0.0, 0.0, 0.0, 0.0, rarity.pieces)
    own = tokens.hashes
    words, at = np.unique(own, return_inverse=True)
    standing = rarity.standing(words)
    # Half a piece for words that none has: so none is taken for certain to be absent, or to be there.
    chance = (standing + 0.5) / (rarity.pieces + 1)
    weights = -np.log(chance)
    has = [np.isin(words, source.hashes) for source in sources]
    names = _names(text, tokens, at, words.size)
    rare = (standing <= max(settings.DEGREE_RARE_LEAST, settings.DEGREE_RARE * rarity.pieces)) & ~names
    shared = np.logical_or.reduce(has) & rare
    pairs = [in_runs(own, source.hashes, 2) for source in sources]
    threes = np.logical_or.reduce([in_runs(own, source.hashes, 3) for source in sources])
    return Measures(
        runs=max(float(chosen.mean()) for chosen in pairs),
        # Half a word on either side: of an article with two rare words nobody knows much.
        rare_words=(int(shared.sum()) + 0.5) / (int(rare.sum()) + 1),
        beyond_chance=_beyond_chance(weights, chance, has, [len(source) / rarity.size for source in sources]),
        sentences=_sentences(tokens, at, weights, sources, words),
        run_length=_run_length(threes),
        closeness=_closeness(np.logical_or.reduce(pairs)),
        pieces=rarity.pieces,
    )


def in_runs(own: U32, other: U32, length: int) -> Mask:
    """Which words of one text stand in a run of `length` equal words that the other has, too."""
    chosen = np.zeros(own.size, bool)
    found = np.flatnonzero(np.isin(_run_keys(own, length), _run_keys(other, length)))
    for step in range(length):
        chosen[found + step] = True
    return chosen


def _run_keys(words: U32, length: int) -> U64:
    """A key for each run of `length` words (of two words without clashes)."""
    count = words.size - length + 1
    if count <= 0:
        return np.empty(0, np.uint64)
    keys = words[:count].astype(np.uint64)
    for step in range(1, length):
        # An odd factor mixes the words before into the upper half; overflow is meant.
        spread = keys << np.uint64(32) if step == 1 else keys * np.uint64(0x9E3779B97F4A7C15)
        keys = spread + words[step : count + step]
    return keys


def _names(text: str, tokens: Tokens, at: npt.NDArray[np.intp], count: int) -> Mask:
    """Which of the different words are names or figures: each time with a capital or a digit at the front.

    Scripts without capitals have no names here.
    """
    capital, digit = capitals_and_digits(first_letters_of(text, tokens.starts))
    names = np.ones(count, bool)
    names[at[~(capital | digit)]] = False
    return names


def _beyond_chance(weights: Floats, chance: Floats, has: Sequence[Mask], pieces: Sequence[float]) -> float:
    """The share of the weights that the best sources have, one after the other, less what texts of so many
    pieces would have by chance; `chance` is that of one piece."""
    lacks = np.log1p(-chance)
    gains = np.stack(
        [weights * (mask + np.expm1(size * lacks)) for mask, size in zip(has, pieces, strict=True)]
    )
    whole, reached = float(weights.sum()), 0.0
    left = np.ones(weights.size)
    for _ in has:
        adds = gains @ left
        best = int(np.argmax(adds))
        if adds[best] < settings.DEGREE_ADDS * whole:
            break
        reached += float(adds[best])
        left[has[best]] = 0
    return reached / whole


def _sentences(
    tokens: Tokens, at: npt.NDArray[np.intp], weights: Floats, sources: Sequence[Tokens], words: U32
) -> float:
    """The share of the weights in sentences that two neighbouring sentences of a source have.

    Of a sentence nothing counts up to DEGREE_SENTENCE of its weights, all from 1 - DEGREE_SENTENCE on. Of
    each text the first DEGREE_WORDS words are looked at.
    """
    rows = _sentence_numbers(tokens)
    kinds, at = np.unique(at[: rows.size], return_inverse=True)
    words, weights = words[kinds], weights[kinds]
    own = np.zeros((int(rows[-1]) + 1, words.size), np.float32)
    own[rows, at] = weights[at]
    whole = own.sum(axis=1)
    best = np.zeros_like(whole)
    for source in sources:
        columns = _sentence_numbers(source)
        hashes = source.hashes[: columns.size]
        places = np.minimum(np.searchsorted(words, hashes), words.size - 1)
        known = np.flatnonzero(words[places] == hashes)
        other = np.zeros((words.size, int(columns[-1]) + 1), np.float32)
        other[places[known], columns[known]] = 1
        other[:, :-1] = np.maximum(other[:, :-1], other[:, 1:])
        best = np.maximum(best, (own @ other).max(axis=1))
    low = settings.DEGREE_SENTENCE
    counts = np.clip((best / whole - low) / (1 - 2 * low), 0, 1)
    return float((whole * counts).sum() / whole.sum())


def _sentence_numbers(tokens: Tokens) -> I64:
    """In which sentence each of the first DEGREE_WORDS words stands.

    One of fewer than DEGREE_SHORT words goes with the next, so that a table is no heap of sentences.
    """
    edges = np.flatnonzero(tokens.edges[1 : settings.DEGREE_WORDS] != WITHIN) + 1
    begins = np.zeros(min(len(tokens), settings.DEGREE_WORDS), np.int64)
    last = 0
    for edge in edges.tolist():
        if edge - last >= settings.DEGREE_SHORT:
            begins[edge] = 1
            last = edge
    return np.cumsum(begins)


def _run_length(chosen: Mask) -> float:
    """The mean length of the run in which a chosen word stands."""
    edges = np.flatnonzero(np.diff(chosen.astype(np.int8), prepend=0, append=0))
    lengths = edges[1::2] - edges[::2]
    return float((lengths**2).sum() / lengths.sum()) if lengths.size else 0.0


def _closeness(chosen: Mask) -> float:
    """The share of chosen words among them and those between two that stand at most DEGREE_GAP apart."""
    places = np.flatnonzero(chosen)
    gaps = np.diff(places) - 1
    between = int(gaps[gaps <= settings.DEGREE_GAP].sum())
    return places.size / (places.size + between) if places.size else 0.0
