"""The steps of a scan as stages: functions of a split or of a bucket, blobs in, blobs out.

What they do is done by the rooms that a scan on one machine calls; here is only what goes where. Splits hold
articles as they are filed. Texts have the numbers of the whole collection, which `Chosen` has for each split.
"""

from __future__ import annotations

import pickle
from collections.abc import Callable, Iterator, Mapping, Sequence
from dataclasses import dataclass, field, replace
from itertools import pairwise
from typing import Any, Protocol, TypeVar

import numpy as np
import numpy.typing as npt

from provenance.boilerplate import Lines
from provenance.corpus import Ints, Spans
from provenance.digests import digest_bodies
from provenance.engine.blobs import climb, pack, steps, unpack
from provenance.engine.keys import (
    BANDS,
    PRINTS,
    WORDS,
    Postings,
    find_shared,
    meet,
    pack_keys,
    pack_postings,
    postings_of,
    postings_of_bands,
)
from provenance.engine.protocol import Row, Shared
from provenance.intake import Filed, take_in
from provenance.kernels import mix64
from provenance.pair_parts import PairParts, add_parts, count_part, frequent_keys
from provenance.paraphrases import pair_words
from provenance.postings import Rule
from provenance.reading import Options, Range, Raw, Unreadable, count_ends, read_range
from provenance.stock import Counted, add_up, collapse_all, tally
from provenance.tokens import Block, tokenise_all

SLICE = 1 << 20
"""Bytes of the blobs that a shard goes to its task in."""
ASIDE = -1
"""The bucket of what no reduce changes."""

Found = TypeVar("Found")
ShardOfTexts = TypeVar("ShardOfTexts", bound="OfTexts")


@dataclass(frozen=True, slots=True)
class Taken:
    """The articles of a split, how many words and which lines the text of each has, and what could not be
    read."""

    filed: tuple[Filed, ...]
    words: Ints
    lines: Lines
    problems: tuple[Unreadable, ...]


@dataclass(frozen=True, slots=True)
class Chosen:
    """Of a split the articles (`places`, ascending) whose texts stand in no earlier one, the numbers of these
    texts in the whole collection, and the boilerplate of those that have some, by their numbers."""

    places: Ints
    numbers: Ints
    boilerplate: Mapping[int, Spans]

    def texts(self, taken: Taken) -> tuple[list[str], list[Spans]]:
        """The texts and their boilerplate."""
        return (
            [taken.filed[place].text for place in self.places.tolist()],
            [self.boilerplate.get(number, ()) for number in self.numbers.tolist()],
        )

    def only(self, rows: Ints) -> Chosen:
        """Some of the texts."""
        return Chosen(self.places[rows], self.numbers[rows], self.boilerplate)


def count_split(number: int, blob: bytes) -> Iterator[Row]:
    """How many line ends a split has; of one that is no range, none."""
    split = pickle.loads(blob)
    yield number, pack(np.array([count_ends(split) if isinstance(split, Range) else 0], np.int64))


def read_split(options: Options, number: int, blob: bytes) -> Iterator[Row]:
    """The articles of a split, which is a range of a file or the bytes of articles."""
    split: Range | Sequence[Raw] = pickle.loads(blob)
    problems: list[Unreadable] = []
    raws: list[Raw] = []
    for item in read_range(split, options) if isinstance(split, Range) else split:
        if isinstance(item, Raw):
            raws.append(item)
        else:
            problems.append(item)
    intake = take_in(raws, options)
    taken = Taken(intake.filed, intake.digests.words, intake.digests.lines, (*problems, *intake.problems))
    yield number, pickle.dumps(taken, pickle.HIGHEST_PROTOCOL)


def as_it_is(number: int, blob: bytes) -> Iterator[Row]:
    """The split."""
    yield number, blob


@dataclass(frozen=True, slots=True)
class Keying:
    """How keys are made and parted: into so many `buckets`; of each window of words so many of the longest
    (`words`), 0 where texts that share no few words in a row are not looked for."""

    chosen: Shared[Sequence[Chosen]]
    buckets: int
    words: int

    def all_postings(self, number: int, taken: Taken) -> tuple[Ints, list[tuple[int, Postings]]]:
        """How many words the body of each text of a split has, and the postings of each kind."""
        own = self.chosen.get()[number]
        texts, spans = own.texts(taken)
        block = tokenise_all(texts, edges=False).without(spans)
        bodies = digest_bodies(block)
        sketches = [taken.filed[place].sketch for place in own.places.tolist()]
        found = [
            (PRINTS, postings_of(bodies.prints.load())),
            (BANDS, postings_of_bands(read_sketches(sketches))),
        ]
        if self.words:
            found.append((WORDS, postings_of(pair_words(texts, block, self.words))))
        return bodies.body, found


def read_sketches(sketches: Sequence[bytes]) -> npt.NDArray[np.uint32]:
    """Sketches as they are filed, a row each."""
    return np.frombuffer(b"".join(sketches), "<u4").reshape(len(sketches), -1).astype(np.uint32)


def send_keys(keying: Keying, number: int, blob: bytes) -> Iterator[Row]:
    """The keys of a split, to find out which of them stand elsewhere, too; and aside the numbers of its texts
    with the words of their bodies."""
    taken = pickle.loads(blob)
    numbers = keying.chosen.get()[number].numbers
    if not numbers.size:
        return
    body, every = keying.all_postings(number, taken)
    yield ASIDE, pack(numbers, body)
    for kind, postings in every:
        for bucket, part in postings.cut(keying.buckets):
            yield bucket, pack_keys(kind, number, part)


def mark_shared(bucket: int, blobs: Sequence[bytes]) -> Iterator[Row]:
    """For each split which of the keys that it sent to this bucket are there again."""
    if bucket == ASIDE:
        yield from ((ASIDE, blob) for blob in blobs)
    else:
        yield from find_shared(bucket, blobs)


Marks = Sequence[Mapping[tuple[int, int], bytes]]
"""Of each split, by kind and bucket, a bit for each key."""


def read_marks(rows: Sequence[Row], splits: int) -> Marks:
    """What `mark_shared` says."""
    marks: list[dict[tuple[int, int], bytes]] = [{} for _ in range(splits)]
    for split, blob in rows:
        head, bits = unpack(blob)
        marks[split][int(head[0]), int(head[1])] = bits.tobytes()
    return marks


def send_postings(keying: Keying, marks: Shared[Marks], number: int, blob: bytes) -> Iterator[Row]:
    """The postings of a split whose keys stand elsewhere, too."""
    numbers = keying.chosen.get()[number].numbers
    if not numbers.size:
        return
    own = marks.get()[number]
    for kind, postings in keying.all_postings(number, pickle.loads(blob))[1]:
        for bucket, part in postings.cut(keying.buckets):
            bits = np.frombuffer(own[kind, bucket], np.uint8)
            shared = np.unpackbits(bits, count=part.keys.size).astype(bool)
            if shared.any():
                yield bucket, pack_postings(kind, part.only(shared), numbers)


def pair_bucket(
    rules: Mapping[int, Rule], buckets: int, bucket: int, blobs: Sequence[bytes]
) -> Iterator[Row]:
    """The pairs that the keys of a bucket make, evenly parted; and aside the texts of those keys that make
    few of their pairs only."""
    for kind, rule in rules.items():
        postings = meet(kind, blobs)
        if postings is None:
            continue
        owners, keys = frequent_keys(postings, rule.frequent)
        if owners.size:
            yield ASIDE, pack(np.array([kind], np.int64), owners, keys)
        found = count_part(postings, rule)
        homes = mix64(found.first.astype(np.uint64) << np.uint64(32) | found.second) % np.uint64(buckets)
        order = np.argsort(homes, kind="stable")
        bounds = np.searchsorted(homes[order], np.arange(buckets + 1)).tolist()
        for home, (begin, end) in enumerate(pairwise(bounds)):
            if begin < end:
                yield home, _pack_pairs(kind, found.only(order[begin:end]))


def _pack_pairs(kind: int, pairs: PairParts) -> bytes:
    head = np.array([kind], np.int64)
    return pack(head, steps(pairs.first), pairs.second, pairs.counts, pairs.place_a, pairs.place_b)


def settle_bucket(rules: Mapping[int, Rule], bucket: int, blobs: Sequence[bytes]) -> Iterator[Row]:
    """The pairs of a bucket that are worth comparing: both texts, and a bit for each kind of keys."""
    if bucket == ASIDE:
        yield from ((ASIDE, blob) for blob in blobs)
        return
    parts: dict[int, list[PairParts]] = {kind: [] for kind in rules}
    for blob in blobs:
        head, first, *rest = unpack(blob)
        parts[int(head[0])].append(PairParts(climb(first), *rest))
    found = []
    for kind, rule in rules.items():
        first, second = add_parts(parts[kind], rule)
        found.append((first, second, np.full(first.size, 1 << kind, np.uint8)))
    first, second, flags = (np.concatenate(column) for column in zip(*found, strict=True))
    pairs, inverse = np.unique(first << 32 | second, return_inverse=True)
    together = np.zeros(pairs.size, np.uint8)
    np.bitwise_or.at(together, inverse, flags)
    yield bucket, pack((pairs >> 32).astype(np.uint32), (pairs & 0xFFFFFFFF).astype(np.uint32), together)


@dataclass(frozen=True, slots=True)
class Texts:
    """Some texts that travel with the work on them: a `corpus.Part`. `sketches` in their order, where they
    are asked for."""

    numbers: Ints
    held: Sequence[str] = ()
    sketches: Sequence[bytes] = ()

    def texts(self) -> list[str]:
        """The texts."""
        return list(self.held)

    def words(self, without: Sequence[Spans]) -> Block:
        """The words of the texts, of each without those that start in its spans."""
        return tokenise_all(self.held).without(without)


@dataclass(frozen=True, slots=True)
class Awaiting:
    """A `corpus.Source` of texts that are not at hand yet."""

    def part(self, numbers: Sequence[int] | Ints) -> Texts:
        """A place for the texts of these numbers."""
        return Texts(np.asarray(numbers, np.int64))


class OfTexts(Protocol):
    """A shard of work on some texts."""

    @property
    def part(self) -> Any:
        """The texts."""


@dataclass(frozen=True, slots=True)
class Routes:
    """To which shards the texts of a split go: rows of `Chosen` with the shards, by shard."""

    rows: Ints = field(default_factory=lambda: np.zeros(0, np.int64))
    shards: Ints = field(default_factory=lambda: np.zeros(0, np.int64))


def send_texts(
    chosen: Shared[Sequence[Chosen]], routes: Shared[Sequence[Routes]], number: int, blob: bytes
) -> Iterator[Row]:
    """The texts of a split, to each shard that asks for them."""
    own, way = chosen.get()[number], routes.get()[number]
    if not way.rows.size:
        return
    filed = pickle.loads(blob).filed
    begins = np.flatnonzero(np.diff(way.shards, prepend=-1)).tolist()
    for begin, end in pairwise([*begins, way.shards.size]):
        rows = way.rows[begin:end]
        articles = [filed[place] for place in own.places[rows].tolist()]
        texts = Texts(own.numbers[rows], [one.text for one in articles], [one.sketch for one in articles])
        yield int(way.shards[begin]), pickle.dumps(texts, pickle.HIGHEST_PROTOCOL)


def slice_shard(shard: object) -> Iterator[bytes]:
    """A shard as blobs for `work_on_texts`, none of them large: what is known of a component of thousands of
    texts would else be passed on by one task."""
    whole = pickle.dumps(shard, pickle.HIGHEST_PROTOCOL)
    for place, begin in enumerate(range(0, len(whole), SLICE)):
        yield pickle.dumps((place, whole[begin : begin + SLICE]), pickle.HIGHEST_PROTOCOL)


def work_on_texts(
    function: Callable[[ShardOfTexts], object], number: int, blobs: Sequence[bytes]
) -> Iterator[Row]:
    """What `function` makes of a shard, once its texts are there."""
    slices: dict[int, bytes] = {}
    texts: dict[int, tuple[str, bytes]] = {}
    for blob in blobs:
        found = pickle.loads(blob)
        if isinstance(found, Texts):
            texts.update(
                zip(found.numbers.tolist(), zip(found.held, found.sketches, strict=True), strict=True)
            )
        else:
            place, own = found
            slices[place] = own
    shard: ShardOfTexts = pickle.loads(b"".join(slices[place] for place in range(len(slices))))
    numbers = shard.part.numbers
    held = [texts[wanted] for wanted in numbers.tolist()]
    part = Texts(numbers, [text for text, _ in held], [sketch for _, sketch in held])
    result = function(replace(shard, part=part))  # type: ignore[type-var]
    yield number, pickle.dumps(result, pickle.HIGHEST_PROTOCOL)


def work_without_texts(function: Callable[[Any], object], number: int, blob: bytes) -> Iterator[Row]:
    """What `function` makes of a shard that asks for none."""
    yield number, pickle.dumps(function(pickle.loads(blob)), pickle.HIGHEST_PROTOCOL)


def send_wording(
    chosen: Shared[Sequence[Chosen]],
    firsts: Shared[Sequence[Ints]],
    buckets: int,
    room: int,
    number: int,
    blob: bytes,
) -> Iterator[Row]:
    """The runs and words of those texts of a split that stand for a story (`firsts`: rows of `Chosen`), by
    their values; how many these are is said in the first bucket."""
    rows = firsts.get()[number]
    if not rows.size:
        return
    texts, spans = chosen.get()[number].only(rows).texts(pickle.loads(blob))
    counted = tally(collapse_all(texts, tokenise_all(texts, edges=False).without(spans)), room)
    runs, words = _part(counted.runs[0], room, buckets), _part(counted.words[0], 1 << 32, buckets)
    for bucket in range(buckets):
        stories = counted.stories if bucket == 0 else 0
        own_runs, own_words = slice(*runs[bucket : bucket + 2]), slice(*words[bucket : bucket + 2])
        yield (
            bucket,
            _pack_counted(
                Counted(
                    stories,
                    (counted.runs[0][own_runs], counted.runs[1][own_runs]),
                    (counted.words[0][own_words], counted.words[1][own_words]),
                )
            ),
        )


def _part(values: npt.NDArray[np.uint32], below: int, buckets: int) -> list[int]:
    """Where ascending values of each bucket begin, with the end of the last."""
    limits = np.array([-(-below * bucket // buckets) for bucket in range(buckets + 1)], np.int64)
    return [int(place) for place in np.searchsorted(values, limits)]


def add_wording(bucket: int, blobs: Sequence[bytes]) -> Iterator[Row]:
    """All that was counted of some runs and words."""
    yield bucket, _pack_counted(add_up([read_counted(blob) for blob in blobs]))


def _pack_counted(counted: Counted) -> bytes:
    (runs, times), (words, often) = counted.runs, counted.words
    return pack(np.array([counted.stories], np.int64), steps(runs), times, steps(words), often)


def read_counted(blob: bytes) -> Counted:
    """What `add_wording` has counted."""
    stories, runs, times, words, often = unpack(blob)
    return Counted(int(stories[0]), (climb(runs), times), (climb(words), often))
