"""The engine of one machine: stages by its processes, what goes from one to the next in temporary files."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Sequence
from contextlib import ExitStack
from dataclasses import dataclass, field
from functools import partial
from pathlib import Path
from types import TracebackType
from typing import TypeVar

from provenance.engine.protocol import Kept, Map, Reduce, Row, Shared, in_order
from provenance.store.spool import Shelf
from provenance.store.temporary import NamedFile
from provenance.workers import Workers

Value = TypeVar("Value")

BUCKETS = 16
"""As many parts as the keys of a scan are joined in: with more a part takes less memory, and more calls."""


@dataclass(frozen=True, slots=True)
class _Place:
    """Where a blob stands."""

    bucket: int
    begin: int
    size: int


@dataclass(slots=True)
class _Blobs:
    """Rows in a file."""

    path: str
    places: list[_Place] = field(default_factory=list)

    def write(self, rows: Iterable[Row]) -> None:
        with Path(self.path).open("ab") as file:
            for bucket, blob in rows:
                self.places.append(_Place(bucket, file.tell(), len(blob)))
                file.write(blob)

    def by_bucket(self) -> list[tuple[str, list[_Place]]]:
        found: dict[int, list[_Place]] = {}
        for place in self.places:
            found.setdefault(place.bucket, []).append(place)
        return [(self.path, found[bucket]) for bucket in sorted(found)]


class LocalEngine:
    """Used in a `with`: afterwards its files are gone. `buckets`: see `Engine`."""

    def __init__(self, workers: Workers, buckets: int = BUCKETS) -> None:
        self.buckets = buckets
        self._workers = workers
        self._open = ExitStack()

    def __enter__(self) -> LocalEngine:
        return self

    def __exit__(
        self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None
    ) -> None:
        self._open.close()

    def keep(self, splits: Sequence[bytes], function: Map) -> Kept:
        """See `Engine`."""
        return self._written(self._mapped(splits, function), self._open)

    def run(
        self, splits: Kept | Sequence[bytes], function: Map, *reduces: Reduce, beside: Iterable[Row] = ()
    ) -> Iterator[Row]:
        """See `Engine`."""
        rows = self._mapped(splits, function)
        with ExitStack() as until_read:
            for reduce in reduces:
                blobs = self._written(rows, until_read)
                blobs.write(beside)
                beside = ()
                found = self._workers.run(partial(_reduce, reduce), blobs.by_bucket())
                rows = (row for made in found for row in made)
            yield from rows

    def share(self, value: Value) -> Shared[Value]:
        """See `Engine`."""
        return self._open.enter_context(Shelf(value))

    def _mapped(self, splits: Kept | Sequence[bytes], function: Map) -> Iterator[Row]:
        if isinstance(splits, _Blobs):
            found = self._workers.run(partial(_map_kept, function), splits.by_bucket())
        else:
            assert isinstance(splits, Sequence)
            found = self._workers.run(partial(_map, function), enumerate(splits))
        return (row for made in found for row in made)

    def _written(self, rows: Iterable[Row], until: ExitStack) -> _Blobs:
        blobs = _Blobs(until.enter_context(NamedFile(".blobs")).path)
        blobs.write(rows)
        return blobs


def _map(function: Map, split: Row) -> list[Row]:
    return list(function(*split))


def _map_kept(function: Map, places: tuple[str, list[_Place]]) -> list[Row]:
    return [row for split in _read(*places) for row in function(*split)]


def _reduce(function: Reduce, places: tuple[str, list[_Place]]) -> list[Row]:
    return [row for bucket, blobs in in_order(_read(*places)) for row in function(bucket, blobs)]


def _read(path: str, places: Sequence[_Place]) -> Iterator[Row]:
    with Path(path).open("rb") as file:
        for place in places:
            file.seek(place.begin)
            yield place.bucket, file.read(place.size)
