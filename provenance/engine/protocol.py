"""What a stage is, and what an engine has to do. Stages know of no engine, engines of no stage."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Iterator, Sequence
from typing import Protocol, TypeAlias, TypeVar

Row: TypeAlias = tuple[int, bytes]
"""A bucket, and a blob for it. Which bucket that is is the stage's affair; those of one come together. Such
as differ by a multiple of an engine's `buckets` may be one task."""
Map: TypeAlias = Callable[[int, bytes], Iterable[Row]]
"""What is made of one split: its number and its blob."""
Reduce: TypeAlias = Callable[[int, Sequence[bytes]], Iterable[Row]]
"""What is made of one bucket and all blobs that it got, in the order of their bytes."""

Value_co = TypeVar("Value_co", covariant=True)
Value = TypeVar("Value")


class Shared(Protocol[Value_co]):
    """A value that all tasks read; it can be sent to them at hardly any cost."""

    def get(self) -> Value_co:
        """It."""


class Kept(Protocol):
    """Splits that stay with the engine from one run to the next."""


class Engine(Protocol):
    """Runs stages. Functions and shared values have to be such that can be pickled; what a function raises is
    raised by the engine, in itself or as the cause of an error of its own."""

    buckets: int
    """Into how many buckets stages should part what they make."""

    def keep(self, splits: Sequence[bytes], function: Map) -> Kept:
        """What `function` makes of each split, one row of the split's own number."""

    def run(
        self, splits: Kept | Sequence[bytes], function: Map, *reduces: Reduce, beside: Iterable[Row] = ()
    ) -> Iterator[Row]:
        """What `function` makes of each split, taken through the reduces one after the other. The rows
        `beside` go into the first of these with the others. The result is in no order."""

    def share(self, value: Value) -> Shared[Value]:
        """A value for all tasks."""


def in_order(buckets: Iterable[Row]) -> Iterator[tuple[int, list[bytes]]]:
    """The blobs of each bucket together, in an order that does not depend on how they came."""
    found: dict[int, list[bytes]] = {}
    for bucket, blob in buckets:
        found.setdefault(bucket, []).append(blob)
    for bucket in sorted(found):
        yield bucket, sorted(found.pop(bucket))
