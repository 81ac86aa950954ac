"""Shards of work -> results in the order of the shards, in this process or in several.

A step gives a function of the module's top level, and shards that can be pickled. Workers that die (killed,
out of memory) are told of, and what they had begun is done again: once more by workers, then by this process.
"""

from __future__ import annotations

import ctypes
import multiprocessing
import os
import signal
import sys
import threading
import time
from collections import deque
from collections.abc import Callable, Iterable, Iterator
from concurrent.futures import Future, ProcessPoolExecutor
from concurrent.futures.process import BrokenProcessPool
from dataclasses import dataclass
from itertools import chain, islice
from types import TracebackType
from typing import Generic, TypeVar

from provenance.cycles import look_for_cycles_seldom

Shard = TypeVar("Shard")
Result = TypeVar("Result")

AHEAD = 2
"""Shards given out for each worker before the first result is taken: more would only take memory."""
ATTEMPTS = 2
PATIENCE = 1.0
"""Seconds that a scan works on shards itself before it starts processes: to start two takes as much of the
processor, and most scans of a known archive are done before."""


LARGE = 8 * 1024 * 1024
"""Bytes of a piece of memory that goes back to the system as soon as it is free. glibc raises its own limit
to 32 MB with the first large arrays, and keeps what others leave. With less, memory is asked for again and
again: with 3 MB two processes took 90 s for 100,000 articles instead of 79, with as much memory at the peak;
with 256 KB a scan of 10,000 takes a tenth longer."""
_TRIM_THRESHOLD, _MMAP_THRESHOLD, _ARENA_MAX = -1, -3, -8  # as <malloc.h> numbers them


@dataclass(slots=True)
class _Begun(Generic[Shard, Result]):
    """A shard that is next, and what comes of it, once it is given out."""

    shard: Shard
    heavy: bool
    future: Future[Result] | None = None


class Workers:
    """How many processes do the work; `died` is called each time that workers end before their work does.

    `patience`: so many seconds this process works on shards, over all steps, before it starts others. Used
    in a `with`, the processes stay from one step to the next: starting one takes longer than many steps.
    """

    def __init__(
        self, processes: int = 1, died: Callable[[], None] = lambda: None, patience: float = 0.0
    ) -> None:
        self.processes = processes
        self._died = died
        self._patience = patience
        self._pool: ProcessPoolExecutor | None = None

    def __enter__(self) -> Workers:
        return self

    def __exit__(
        self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None
    ) -> None:
        self._close()

    def run(
        self,
        function: Callable[[Shard], Result],
        shards: Iterable[Shard],
        *,
        ahead: int = AHEAD,
        heavy: Callable[[Shard], bool] = lambda shard: False,
    ) -> Iterator[Result]:
        """`function` of each shard, in order. What the function raises is raised here.

        `ahead` shards are given out for each worker before the first result is taken. Of those that are
        `heavy`, which take much memory, no two are worked on at once; lighter ones behind go before.
        """
        waiting = iter(shards)
        while self.processes > 1 and self._patience > 0:
            try:
                shard = next(waiting)
            except StopIteration:
                return
            begin = time.perf_counter()  # not of CPU: a guarded reader works in a process of its own
            result = function(shard)
            self._patience -= time.perf_counter() - begin
            yield result
        for _ in range(ATTEMPTS if self.processes > 1 else 0):
            begun: deque[_Begun[Shard, Result]] = deque()
            try:
                while True:
                    for shard in islice(waiting, self.processes * ahead - len(begun)):
                        begun.append(_Begun(shard, heavy(shard)))
                        self._submit(function, begun)
                    if not begun:
                        return
                    self._submit(function, begun)
                    first = begun[0].future
                    assert first is not None, "no heavy one is before it"
                    result = first.result()
                    begun.popleft()
                    yield result
            except BrokenProcessPool:
                waiting = chain([one.shard for one in begun], waiting)
                self._close()
                self._died()
            except BaseException:
                self._close()
                raise
        yield from map(function, waiting)

    def _submit(self, function: Callable[[Shard], Result], begun: Iterable[_Begun[Shard, Result]]) -> None:
        """Give out what is not given out yet, but for a heavy shard while another is worked on."""
        busy = False
        for one in begun:
            if one.future is None and not (busy and one.heavy):
                one.future = self._open().submit(function, one.shard)
            busy = busy or (one.heavy and (one.future is None or not one.future.done()))

    def renew(self) -> None:
        """End the processes: the next step gets new ones, without what is left of earlier work in their
        memory. Starting one takes a third of a second."""
        self._close()

    def _open(self) -> ProcessPoolExecutor:
        if self._pool is None:
            self._pool = ProcessPoolExecutor(
                self.processes, multiprocessing.get_context("spawn"), initializer=_begin
            )
        return self._pool

    def _close(self) -> None:
        if self._pool is not None:
            self._pool.shutdown(cancel_futures=True)
            self._pool = None


def _begin() -> None:
    """Ctrl-C is the main process's affair: it ends the workers. If it is killed, they end by themselves."""
    signal.signal(signal.SIGINT, signal.SIG_IGN)
    threading.Thread(target=_end_with_parent, daemon=True).start()
    look_for_cycles_seldom()
    return_large_pieces()


def _end_with_parent() -> None:
    """Workers hold both ends of the queue of their work: they would wait there for ever."""
    parent = multiprocessing.parent_process()
    if parent is not None:
        parent.join()
        os._exit(1)


def return_large_pieces() -> None:
    """Let large pieces of memory go back to the system when they are free, and all threads share one heap:
    what one leaves free another would not find."""
    if sys.platform == "linux":
        option = getattr(ctypes.CDLL(None), "mallopt", None)  # other C libraries have no such function
        if option is not None:
            option(_MMAP_THRESHOLD, LARGE)
            option(_TRIM_THRESHOLD, LARGE)
            option(_ARENA_MAX, 1)
