"""A scan of a new archive by an engine: many read, compare and explain; this process writes the database.

The steps and their order are those of `pages/scan`, `pages/gathering` and `pages/judging`; so are the rows.
What goes to the engine and comes back is told here. This process holds of a text its lines and a few numbers,
of a pair its two numbers, of a passage its row: never the texts.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, replace
from functools import partial
from typing import Any

import numpy as np

from provenance import settings
from provenance.analysis import Shard, cut
from provenance.boilerplate import learn_repeated_lines
from provenance.collection import Collection
from provenance.corpus import Corpus, Ints, Part, Spans, join_lines, mark_boilerplate
from provenance.engine.blobs import unpack
from provenance.engine.comparing import EstimatedShard, Flags, compare_estimated
from provenance.engine.keys import BANDS, PRINTS, rules
from provenance.engine.protocol import Row, Shared
from provenance.engine.stages import (
    ASIDE,
    Awaiting,
    Chosen,
    Keying,
    Texts,
    add_wording,
    mark_shared,
    pair_bucket,
    read_counted,
    read_marks,
    send_keys,
    send_postings,
    send_wording,
    settle_bucket,
)
from provenance.engine.texts import TextsOf
from provenance.kernels import Rules
from provenance.matching import (
    Candidates,
    Matches,
    Progress,
    collect,
    find_stories,
    pair_shards,
)
from provenance.pages.distributed_reading import Distributed
from provenance.pages.explaining_parts import cost, explain_components, is_large
from provenance.pages.gathering import Gathered, Gathering
from provenance.pages.judging import Compared, alone_in, publish, shard_of
from provenance.paraphrases import pairing
from provenance.postings import count_all, count_left_out
from provenance.stock import Wording
from provenance.store import reading as stored
from provenance.store.database import Writer
from provenance.store.findings import Rows
from provenance.store.origins import settle_origins
from provenance.store.spool import Shelf


def judge_distributed(
    found: Distributed,
    gathering: Gathering,
    progress: Progress,
    rules_of_passages: Rules,
    begin: Callable[[], int],
    finish: Callable[[Compared], None],
    *,
    rewritten: bool,
) -> None:
    """Have all texts compared and explained, and write what is found; see `judging.judge_all`."""
    progress("looking for candidates", 0, 1)
    engine, connection = found.engine, gathering.connection
    gathered = _number_texts(found, connection)
    corpus = gathered.corpus
    settle_origins(connection)
    number_of = {text_id: number for number, text_id in enumerate(gathered.text_ids.tolist())}
    chosen = _choose(found.ids, number_of, corpus.boilerplate)
    texts = TextsOf(engine, found.kept, chosen, engine.share(chosen), len(corpus))
    first, second, flags, frequent = _propose(texts, corpus, rewritten=rewritten)
    progress("looking for candidates", 1, 1)
    matches, pairs = _match(texts, corpus, first, second, flags, rules_of_passages, progress)
    story = find_stories(matches, len(corpus))
    awaiting = replace(gathered, source=Awaiting())

    def explain(collection: Shelf[Collection], take: Callable[[Rows], None]) -> None:
        shared = engine.share(collection.get())
        alone = alone_in(gathered, connection)
        done, total = 0, int(np.unique(np.concatenate((matches.first, matches.second, alone))).size)
        progress("explaining", 0, total)

        def run(function: Callable[[Any], Any], shards: Iterable[Any]) -> Iterator[Any]:
            some = list(shards)
            return texts.work(partial(with_collection, shared, function), some, list(map(cost, some)))

        def take_some(rows: Rows, explained: int) -> None:
            nonlocal done
            take(rows)
            done += explained
            progress("explaining", done, total)

        large: list[Shard] = []
        small: list[Shard] = []
        for numbers, some in cut(matches, len(corpus), alone):
            shard = shard_of(gathering, awaiting, _Awaited(), numbers, some)
            (large if is_large(shard) else small).append(shard)
        explain_components(large, small, awaiting.source, run, take_some)

    count = partial(_count_wording, texts, story)
    compared = Compared(pairs, _count_left_out(frequent, flags, pairs, len(corpus)))
    publish(gathering, gathered, story, count, compared, explain, progress, begin, finish)


@dataclass(frozen=True, slots=True)
class _Awaited:
    """What the collection says, in a shard that gets it where it is explained."""

    def get(self) -> Collection:
        raise LookupError("the collection comes with the function")


def with_collection(collection: Shared[Collection], function: Callable[[Shard], Any], shard: Shard) -> Any:
    """What a function makes of a shard, by what the collection says."""
    return function(replace(shard, collection=collection))


def _number_texts(found: Distributed, connection: Writer) -> Gathered:
    """All texts by the first path of each, with what `gathering.number_texts` knows of them; how long their
    bodies are is not known yet."""
    places = stored.current_places(connection)
    numbers: dict[int, int] = {}
    for _, text_id in places:
        numbers.setdefault(text_id, len(numbers))
    number_of = np.full(max(found.words, default=0) + 1, -1, np.int64)
    number_of[list(numbers)] = np.arange(len(numbers))
    lines = [
        (own.only(np.flatnonzero(number_of[ids] >= 0)), number_of[ids][number_of[ids] >= 0])
        for own, ids in found.lines
    ]
    words = np.array([found.words[text_id] for text_id in numbers], np.int64)
    corpus = Corpus(
        words,
        words.copy(),
        np.zeros((0, settings.NUM_PERM), np.uint32),
        {numbers[text_id]: spans for text_id, spans in found.boilerplate.items() if text_id in numbers},
        join_lines(lines, len(numbers)),
    )
    learned = learn_repeated_lines(corpus.lines)
    mark_boilerplate(corpus, learned)
    text_ids = np.fromiter(numbers, np.int64, len(numbers))
    owners = np.array([numbers[text_id] for _, text_id in places], np.int64)
    return Gathered(
        corpus,
        _Stored(connection, text_ids),
        text_ids,
        np.array([place for place, _ in places], np.int64),
        np.flatnonzero(np.bincount(owners, minlength=len(numbers)) > 1),
        learned,
    )


@dataclass(frozen=True, slots=True, eq=False)
class _Stored:
    """The texts of the database by number: a `corpus.Source` for the few that this process looks at."""

    connection: Writer
    text_ids: Ints

    def part(self, numbers: Sequence[int] | Ints) -> Part:
        chosen = np.asarray(numbers, np.int64)
        return Texts(chosen, list(stored.read_texts(self.connection, self.text_ids[chosen].tolist())))


def _choose(
    ids: Iterable[Ints], number_of: Mapping[int, int], boilerplate: Mapping[int, Spans]
) -> list[Chosen]:
    """Which articles of each split bring a text that is current and was in no article before."""
    met: set[int] = set()
    chosen = []
    for own in ids:
        places, numbers = [], []
        for place, text_id in enumerate(own.tolist()):
            number = number_of.get(text_id)
            if number is not None and number not in met:
                met.add(number)
                places.append(place)
                numbers.append(number)
        spans = {number: boilerplate[number] for number in numbers if number in boilerplate}
        chosen.append(Chosen(np.array(places, np.int64), np.array(numbers, np.int64), spans))
    return chosen


Frequent = Sequence[tuple[int, Ints, Ints]]
"""The kind of some keys that make few of their pairs only, the texts of each, and where each key's begin."""


def _count_left_out(frequent: Frequent, flags: Flags, pairs: int, texts: int) -> int:
    """At most so many pairs were not made, counted as by `matching.propose`; `pairs` were compared."""
    every = count_all(texts, None)
    left_out = 0
    for kind in (PRINTS, BANDS):
        own = [(owners, bounds) for of, owners, bounds in frequent if of == kind]
        ends = np.cumsum([0, *(owners.size for owners, _ in own)])
        owners = np.concatenate([np.zeros(0, np.int64), *(owners for owners, _ in own)])
        begins = [bounds[:-1] + end for (_, bounds), end in zip(own, ends.tolist(), strict=False)]
        bounds = np.concatenate([*begins, ends[-1:]])
        made = int(np.count_nonzero(flags & (1 << kind)))
        left_out += min(count_left_out(owners, bounds, settings.FREQUENT, texts), every - made)
    return min(left_out, every - pairs)


def _propose(texts: TextsOf, corpus: Corpus, *, rewritten: bool) -> tuple[Ints, Ints, Flags, Frequent]:
    """Pairs of texts that may be worth comparing, ascending, with a bit for each kind of keys that proposes
    them; and the keys that make few of their pairs only. The bodies of the corpus get their sizes."""
    engine = texts.engine
    every = rules(len(corpus))
    keying = Keying(texts.shared, engine.buckets, pairing(len(corpus)).words if rewritten else 0)
    marks: list[Row] = []
    for split, blob in engine.run(texts.kept, partial(send_keys, keying), mark_shared):
        if split == ASIDE:
            numbers, body = unpack(blob)
            corpus.body[numbers] = body
        else:
            marks.append((split, blob))
    send = partial(send_postings, keying, engine.share(read_marks(marks, len(texts.chosen))))
    settled = engine.run(
        texts.kept, send, partial(pair_bucket, every, engine.buckets), partial(settle_bucket, every)
    )
    parts: list[list[Any]] = []
    frequent: list[tuple[int, Ints, Ints]] = []
    for bucket, blob in settled:
        if bucket == ASIDE:
            kind, owners, bounds = unpack(blob)
            frequent.append((int(kind[0]), owners, bounds))
        else:
            parts.append(unpack(blob))
    none: list[Any] = [np.zeros(0, np.uint32), np.zeros(0, np.uint32), np.zeros(0, np.uint8)]
    first, second, flags = (np.concatenate(column) for column in zip(none, *parts, strict=True))
    order = np.lexsort((second, first))
    return first[order].astype(np.int64), second[order].astype(np.int64), flags[order], frequent


def _match(
    texts: TextsOf, corpus: Corpus, first: Ints, second: Ints, flags: Flags, rules: Rules, progress: Progress
) -> tuple[Matches, int]:
    """The passages of all pairs, and how many were compared."""
    progress("comparing", 0, first.size)
    nothing = np.full(first.size, np.nan)
    proposed = Candidates(first, second, nothing, np.zeros(first.size, bool), 0)
    keys = first * len(corpus) + second
    shards = []
    for shard in pair_shards(proposed, corpus, Awaiting(), rules):
        own = shard.numbers[shard.first] * len(corpus) + shard.numbers[shard.second]
        shards.append(
            EstimatedShard(Awaiting().part(shard.numbers), shard, flags[np.searchsorted(keys, own)])
        )
    rows = [np.zeros((0, 12), np.int32)]
    pairs = 0
    for found in texts.work(compare_estimated, shards):
        rows.append(found.rows)
        pairs += found.pairs
        nothing[np.searchsorted(keys, found.first * len(corpus) + found.second)] = found.jaccard
    progress("comparing", first.size, first.size)
    return collect(np.concatenate(rows), proposed, corpus), pairs


def _count_wording(texts: TextsOf, story: Ints) -> Wording:
    """In how many stories words and runs of words stand; see `matching.count_wording`."""
    stands = np.zeros(texts.count, bool)
    stands[story] = True
    wording = Wording(int(np.count_nonzero(stands)))
    firsts = [np.flatnonzero(stands[own.numbers]) for own in texts.chosen]
    engine = texts.engine
    send = partial(send_wording, texts.shared, engine.share(firsts), engine.buckets, wording.room)
    for _, blob in sorted(engine.run(texts.kept, send, add_wording)):
        wording.enter(read_counted(blob))
    return wording
