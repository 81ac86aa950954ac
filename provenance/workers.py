"""Shards of work -> results in the order of the shards, in this process or in several.

A step gives a function of the module's top level, and shards that can be pickled. Workers that die (killed,
out of memory) are told of, and what they had begun is done again: once more by workers, then by this process.
"""

from __future__ import annotations

import multiprocessing
import signal
from collections import deque
from collections.abc import Callable, Iterable, Iterator
from concurrent.futures import Future, ProcessPoolExecutor
from concurrent.futures.process import BrokenProcessPool
from dataclasses import dataclass
from itertools import chain, islice
from typing import TypeVar

Shard = TypeVar("Shard")
Result = TypeVar("Result")

AHEAD = 2
"""Shards given out for each worker before the first result is taken: more would only take memory."""
ATTEMPTS = 2


@dataclass(frozen=True, slots=True)
class Workers:
    """How many processes do the work; `died` is called each time that workers end before their work does."""

    processes: int = 1
    died: Callable[[], None] = lambda: None

    def run(self, function: Callable[[Shard], Result], shards: Iterable[Shard]) -> Iterator[Result]:
        """`function` of each shard, in order. What the function raises is raised here."""
        waiting = iter(shards)
        for _ in range(ATTEMPTS if self.processes > 1 else 0):
            begun: deque[tuple[Shard, Future[Result]]] = deque()
            unsent: list[Shard] = []
            with ProcessPoolExecutor(
                self.processes, multiprocessing.get_context("spawn"), initializer=_leave_interrupts
            ) as pool:
                try:
                    while True:
                        for shard in islice(waiting, self.processes * AHEAD - len(begun)):
                            unsent.append(shard)  # a broken pool must not take it along
                            begun.append((shard, pool.submit(function, shard)))
                            unsent.clear()
                        if not begun:
                            return
                        yield begun[0][1].result()
                        begun.popleft()
                except BrokenProcessPool:
                    waiting = chain([shard for shard, _ in begun], unsent, waiting)
                    self.died()
                finally:
                    pool.shutdown(cancel_futures=True)
        yield from map(function, waiting)


def _leave_interrupts() -> None:
    """Ctrl-C is the main process's affair: it ends the workers."""
    signal.signal(signal.SIGINT, signal.SIG_IGN)
