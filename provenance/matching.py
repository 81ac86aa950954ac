"""A corpus -> the passages of its texts: candidates by two channels, then every pair compared word by word.

Each step is a function of a shard (numbers, and where to read the texts), so that processes share the work.
"""

from __future__ import annotations

from collections import deque
from collections.abc import Callable, Iterable, Iterator, Sequence
from dataclasses import dataclass
from functools import partial
from typing import TYPE_CHECKING, Protocol, TypeVar

import numpy as np
import numpy.typing as npt

from provenance import lsh, settings
from provenance.components import lowest_connected
from provenance.corpus import Corpus, Ints, Part, Source, Spans
from provenance.digests import Bodies, Digests, digest, digest_bodies
from provenance.kernels import Rules
from provenance.names import beginnings, same_name_token
from provenance.paraphrases import compare_wording, pair_words, pairing
from provenance.passage_rules import RULES
from provenance.postings import Pairs, count_all, together
from provenance.sides import Sides
from provenance.stock import Counted, Wording, collapse_all, tally
from provenance.winnowing import Fingerprints, Index, Put, hold, worth_comparing

if TYPE_CHECKING:
    from provenance.workers import Workers

Progress = Callable[[str, int, int], None]
"""Called with the name of a step, how much of it is done, and how much there is."""

TEXTS = 200
"""Texts that a worker looks at at a time."""
PAIRS = 4000
"""Pairs that a worker compares at a time. With 1,000 the texts of 30,000 articles are read so often that
comparing takes a fifth longer; with more, a worker holds more texts."""

A, B = 0, 1
"""Columns of `Matches.rows`: the numbers of the two texts. Behind them come those of `passages.COLUMNS`, but
for the pair."""


@dataclass(frozen=True, slots=True, eq=False)
class Candidates:
    """Pairs of texts worth comparing, ascending: `first` below `second`, the Jaccard estimate where sketches
    proposed the pair (NaN where not), and whether it was proposed for words that stand near each other alone
    (`loose`). At most `left_out` pairs were not made."""

    first: Ints
    second: Ints
    jaccard: npt.NDArray[np.float64]
    loose: npt.NDArray[np.bool_]
    left_out: int


@dataclass(frozen=True, slots=True, eq=False)
class Matches:
    """The passages of all pairs, a row each (int32), by pair and place; and of each pair that has some, where
    its rows begin in `rows` (with the end of the last), its estimate, and whether it is a near-duplicate:
    aligned words cover most of both texts."""

    rows: npt.NDArray[np.int32]
    begins: Ints
    jaccard: npt.NDArray[np.float64]
    near: npt.NDArray[np.bool_]

    @property
    def first(self) -> Ints:
        """The first text of each pair."""
        found: Ints = self.rows[self.begins[:-1], A].astype(np.int64)
        return found

    @property
    def second(self) -> Ints:
        """The second text of each pair."""
        found: Ints = self.rows[self.begins[:-1], B].astype(np.int64)
        return found


Shard = tuple[Part, Sequence[Spans]]
Rows = npt.NDArray[np.int32]
"""The passages of some pairs, as `Matches.rows` has them."""
Found = TypeVar("Found")


def digest_all(
    numbers: Ints, source: Source, boilerplate: Sequence[Spans], workers: Workers
) -> list[tuple[Digests, Ints]]:
    """The digests of some texts, in parts."""
    return list(digest_each(numbers, source, boilerplate, workers))


def digest_each(
    numbers: Ints, source: Source, boilerplate: Sequence[Spans], workers: Workers
) -> Iterator[tuple[Digests, Ints]]:
    """The same, one part after the other."""
    return _in_parts(digest_shard, numbers, source, boilerplate, workers)


def redigest_all(
    numbers: Ints, source: Source, boilerplate: Sequence[Spans], workers: Workers
) -> Iterator[tuple[Bodies, Ints]]:
    """What changes in the digests of some texts where their boilerplate is now this, in parts."""
    return _in_parts(redigest_shard, numbers, source, boilerplate, workers)


def _in_parts(
    function: Callable[[Shard], Found],
    numbers: Ints,
    source: Source,
    boilerplate: Sequence[Spans],
    workers: Workers,
) -> Iterator[tuple[Found, Ints]]:
    parts = [slice(begin, begin + TEXTS) for begin in range(0, numbers.size, TEXTS)]
    shards = ((source.part(numbers[part]), boilerplate[part]) for part in parts)
    for part, found in zip(parts, workers.run(function, shards), strict=True):
        yield found, numbers[part]


def digest_shard(shard: Shard) -> Digests:
    """The digests of some texts, of which some spans are boilerplate."""
    part, boilerplate = shard
    return digest(part.texts(), boilerplate)


def redigest_shard(shard: Shard) -> Bodies:
    """What changes in the digests of some texts where their boilerplate is now this."""
    part, boilerplate = shard
    return digest_bodies(part.words(boilerplate))


def pair_words_of(
    corpus: Corpus, source: Source, workers: Workers, sides: Sides | None = None, put: Put = hold
) -> Pairs:
    """Pairs of texts that may tell sentences of each other again, without a few words in a row in common."""
    index, rule = Index(put), pairing(len(corpus))
    everyone = np.arange(len(corpus))
    look = partial(pair_words_shard, rule.words)
    for found, numbers in _in_parts(look, everyone, source, corpus.spans(everyone.tolist()), workers):
        index.add(found, numbers)
    return index.sharing(len(corpus), least=rule.least, frequent=settings.FREQUENT, sides=sides)


def pair_words_shard(words: int, shard: Shard) -> Fingerprints:
    """The keys of near words of some texts, by so many `words` of each window."""
    part, boilerplate = shard
    return pair_words(part.texts(), part.words(boilerplate), words)


def propose(
    corpus: Corpus, sides: Sides | None = None, put: Put = hold, more: Pairs | None = None
) -> Candidates:
    """Pairs of texts worth comparing, where there are `sides` only those of which one stands on each; `more`
    are such that have been found otherwise. Takes sketches and fingerprints out of the corpus: nothing else
    needs them, and they are the largest part of it. `put` finds room for what is made of them.
    """
    alike = lsh.propose(
        corpus.sketches,
        bands=settings.LSH_BANDS,
        rows=settings.LSH_ROWS,
        frequent=settings.FREQUENT,
        sides=sides,
    )
    estimates = lsh.jaccard(corpus.sketches, alike)
    corpus.sketches = corpus.sketches[:0].copy()
    index = Index(put)
    corpus.prints.reverse()
    while corpus.prints:
        index.add(*corpus.prints.pop())
    passing = worth_comparing(index, len(corpus), sides)
    likely = estimates >= settings.LSH_LEAST
    by_sketch = alike.first[likely] * len(corpus) + alike.second[likely]
    close = keys = np.union1d(passing.first * len(corpus) + passing.second, by_sketch)
    if more is not None:
        keys = np.union1d(keys, more.first * len(corpus) + more.second)
    jaccard = np.full(keys.size, np.nan)
    jaccard[np.searchsorted(keys, by_sketch)] = estimates[likely]
    first, second = np.divmod(keys, max(1, len(corpus)))
    every = count_all(len(corpus), sides)
    loose = ~np.isin(keys, close, assume_unique=True)
    left_out = min(alike.left_out + passing.left_out, every - keys.size)
    return Candidates(first, second, jaccard, loose, left_out)


class Known(Protocol):
    """Results of comparing that are kept, so that a scan which was ended can go on."""

    def recall(self, shard: PairShard) -> Rows | None:
        """The passages of the pairs of a shard, None where they are not known."""

    def keep(self, shard: PairShard, rows: Rows) -> None:
        """Keep them."""


def match(
    candidates: Candidates,
    corpus: Corpus,
    source: Source,
    workers: Workers,
    progress: Progress,
    rules: Rules = RULES,
    known: Known | None = None,
) -> Matches:
    """Compare all candidates but those whose passages are `known`; `rules` say what counts as a passage."""
    count = candidates.first.size
    progress("comparing", 0, count)
    found = [np.zeros((0, 12), np.int32)]
    shards = pair_shards(candidates, corpus, source, rules)
    results = workers.run(compare_shard, shards) if known is None else _compare(shards, workers, known)
    for number, rows in enumerate(results, 1):
        found.append(rows)
        progress("comparing", min(number * PAIRS, count), count)
    rows = np.concatenate(found)
    found.clear()
    return collect(rows, candidates, corpus)


def _compare(shards: Iterable[PairShard], workers: Workers, known: Known) -> Iterator[Rows]:
    """The passages of the pairs of all shards, in their order."""
    begun: deque[tuple[PairShard, Rows | None]] = deque()

    def unknown() -> Iterator[PairShard]:
        for shard in shards:
            rows = known.recall(shard)
            begun.append((shard, rows))
            if rows is None:
                yield shard

    def recalled() -> Iterator[Rows]:
        while begun and (rows := begun[0][1]) is not None:
            begun.popleft()
            yield rows

    for found in workers.run(compare_shard, unknown()):
        yield from recalled()
        known.keep(begun.popleft()[0], found)
        yield found
    yield from recalled()


@dataclass(frozen=True, slots=True, eq=False)
class PairShard:
    """Pairs as places in `numbers`, which are the texts' own; which of them are `loose`, what to leave out of
    their words, and what counts as a passage."""

    part: Part
    boilerplate: Sequence[Spans]
    numbers: Ints
    first: Ints
    second: Ints
    loose: npt.NDArray[np.bool_]
    rules: Rules


def pair_shards(candidates: Candidates, corpus: Corpus, source: Source, rules: Rules) -> Iterator[PairShard]:
    """The pairs, some thousands at a time, those of one story together."""
    order = together(candidates.first, candidates.second, len(corpus))
    for begin in range(0, candidates.first.size, PAIRS):
        chosen = order[begin : begin + PAIRS]
        first, second = candidates.first[chosen], candidates.second[chosen]
        numbers = np.unique(np.concatenate((first, second)))
        yield PairShard(
            source.part(numbers),
            corpus.spans(numbers.tolist()),
            numbers,
            np.searchsorted(numbers, first),
            np.searchsorted(numbers, second),
            candidates.loose[chosen],
            rules,
        )


def compare_shard(shard: PairShard) -> Rows:
    """The passages of some pairs, in the order of the pairs: rows as `Matches` has them."""
    texts, block = shard.part.texts(), shard.part.words(shard.boilerplate)
    found = compare_wording(
        texts,
        block,
        shard.first,
        shard.second,
        same_word=same_name_token,
        beginnings=beginnings,
        rules=shard.rules,
        loose=shard.loose,
    )
    sides = (shard.numbers[side[found[:, 0]]] for side in (shard.first, shard.second))
    return np.column_stack((*sides, found[:, 1:])).astype(np.int32)


def collect(rows: Rows, candidates: Candidates, corpus: Corpus) -> Matches:
    """The passages of all pairs, whatever their order."""
    if not rows.size:
        return Matches(rows, np.zeros(1, np.int64), np.zeros(0), np.zeros(0, bool))
    rows = rows[np.lexsort((rows[:, 6], rows[:, 2], rows[:, B], rows[:, A]))]
    keys = rows[:, A].astype(np.int64) * len(corpus) + rows[:, B]
    begins = np.flatnonzero(np.concatenate(([True], keys[1:] != keys[:-1])))
    matched = np.add.reduceat(rows[:, 10], begins)
    first, second = rows[begins, A], rows[begins, B]
    longer = np.maximum(corpus.body[first], corpus.body[second])
    proposed = candidates.first * len(corpus) + candidates.second
    jaccard = candidates.jaccard[np.searchsorted(proposed, keys[begins])]
    return Matches(rows, np.append(begins, len(rows)), jaccard, matched / longer >= settings.CONTAINMENT)


def find_stories(matches: Matches, texts: int, reprints: tuple[Ints, Ints] | None = None) -> Ints:
    """For each text the lowest text of its story: near-duplicates, directly or over others. `reprints` are
    pairs that were not compared and are taken for near-duplicates."""
    first, second = matches.first[matches.near], matches.second[matches.near]
    if reprints is not None:
        first, second = np.concatenate((first, reprints[0])), np.concatenate((second, reprints[1]))
    return lowest_connected(texts, first, second)


def count_wording(story: Ints, corpus: Corpus, source: Source, workers: Workers, room: int = 0) -> Wording:
    """In how many stories words and runs of words stand, by the first text of each story; `room` is that of
    other counts that these are to be added to."""
    firsts = np.unique(story)
    wording = Wording(firsts.size, room)
    shards = (
        (source.part(part), corpus.spans(part.tolist()), wording.room)
        for part in (firsts[begin : begin + TEXTS] for begin in range(0, firsts.size, TEXTS))
    )
    for found in workers.run(tally_shard, shards):
        wording.enter(found)
    return wording


def tally_shard(shard: tuple[Part, Sequence[Spans], int]) -> Counted:
    """The words of some texts' bodies and their runs, all numbers as one word, counted with so much room."""
    part, boilerplate, room = shard
    return tally(collapse_all(part.texts(), part.words(boilerplate)), room)
