"""Texts that an engine has, and that it brings to whatever work is to be done on some of them."""

from __future__ import annotations

import pickle
from collections.abc import Callable, Iterable, Iterator, Sequence
from dataclasses import dataclass
from functools import partial
from heapq import heapreplace
from itertools import pairwise
from typing import Any, TypeVar

import numpy as np

from provenance.corpus import Ints
from provenance.engine.protocol import Engine, Kept, Row, Shared
from provenance.engine.stages import (
    Chosen,
    OfTexts,
    Routes,
    send_texts,
    slice_shard,
    work_on_texts,
    work_without_texts,
)

Result = TypeVar("Result")


def spread(costs: Sequence[float], tasks: int) -> list[int]:
    """A bucket of its own for each of some shards, such that those which are one task (the same but for a
    multiple of `tasks`) cost about as much as those of another: the dearest first, each to the task that has
    least so far (Graham 1969)."""
    buckets = [0] * len(costs)
    queue = [(0.0, task) for task in range(tasks)]  # what a task costs so far, and its next bucket
    for number in sorted(range(len(costs)), key=lambda one: (-costs[one], one)):
        least, bucket = queue[0]
        buckets[number] = bucket
        heapreplace(queue, (least + costs[number], bucket + tasks))
    return buckets


@dataclass(frozen=True, slots=True, eq=False)
class TextsOf:
    """`count` texts that the engine has, and in which rows of which split each is."""

    engine: Engine
    kept: Kept
    chosen: Sequence[Chosen]
    shared: Shared[Sequence[Chosen]]
    count: int

    def work(
        self, function: Callable[[Any], Result], shards: Sequence[OfTexts], costs: Sequence[float] = ()
    ) -> Iterator[Result]:
        """`function` of each shard with its texts, in the order of the shards. By what each `costs`, in
        whatever unit, tasks are made even."""
        if not any(len(shard.part.numbers) for shard in shards):
            blobs = [pickle.dumps(shard) for shard in shards]
            yield from self._loaded(
                self.engine.run(blobs, partial(work_without_texts, function)), range(len(shards))
            )
            return
        buckets = spread(costs or [1.0] * len(shards), self.engine.buckets)
        numbers = [np.asarray(shard.part.numbers, np.int64) for shard in shards]
        owner = np.repeat(np.array(buckets, np.int64), [own.size for own in numbers])
        asked = np.concatenate([np.zeros(0, np.int64), *numbers])
        split, row = self._homes()
        order = np.lexsort((row[asked], owner, split[asked]))
        bounds = np.searchsorted(split[asked][order], np.arange(len(self.chosen) + 1)).tolist()
        routes = [
            Routes(row[asked][order[begin:end]], owner[order[begin:end]]) for begin, end in pairwise(bounds)
        ]
        send = partial(send_texts, self.shared, self.engine.share(routes))
        beside = (
            (bucket, blob)
            for bucket, shard in zip(buckets, shards, strict=True)
            for blob in slice_shard(shard)
        )
        found = self.engine.run(self.kept, send, partial(work_on_texts, function), beside=beside)
        yield from self._loaded(found, buckets)

    @staticmethod
    def _loaded(rows: Iterable[Row], buckets: Sequence[int]) -> Iterator[Any]:
        """What is in the rows, in the order of their `buckets`."""
        found = dict(rows)
        for bucket in buckets:
            yield pickle.loads(found.pop(bucket))

    def _homes(self) -> tuple[Ints, Ints]:
        """The split of each text, and its row there."""
        split, row = np.zeros(self.count, np.int64), np.zeros(self.count, np.int64)
        for number, own in enumerate(self.chosen):
            split[own.numbers], row[own.numbers] = number, np.arange(own.numbers.size)
        return split, row
