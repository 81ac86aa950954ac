"""The texts of a scan in a temporary file, in the order of their numbers: every process that works on them
can read those it needs, and none has to hold them all."""

from __future__ import annotations

import errno
import os
import pickle
import tempfile
from collections.abc import Callable, Iterable, Iterator, Sequence
from contextlib import contextmanager, suppress
from dataclasses import dataclass
from functools import lru_cache
from types import TracebackType
from typing import Any, Generic, TypeVar

import numpy as np
import numpy.typing as npt

from provenance.spans import Span
from provenance.store.database import DatabaseError
from provenance.store.kept_words import kept_words
from provenance.tokens import Block

Ints = npt.NDArray[np.int64]

_NO_ROOM = frozenset({errno.ENOSPC, errno.EDQUOT, errno.EFBIG})


@contextmanager
def _room() -> Iterator[None]:
    """Raises DatabaseError where the temporary folder is full, or none can be written to."""
    try:
        yield
    except OSError as error:
        if error.errno in _NO_ROOM:
            told = f"The temporary folder {tempfile.gettempdir()} is full; make room there"
        elif isinstance(error, FileNotFoundError | PermissionError):
            told = f"No temporary file can be made ({error.strerror})"
        else:
            raise
        raise DatabaseError(
            f"{told}, or name another folder in TMPDIR, and run it again; what was written before is kept."
        ) from error


@dataclass(frozen=True, slots=True, eq=False)
class Part:
    """Some texts of a spool; it can be sent to another process while the spool is open."""

    path: str
    starts: Ints
    sizes: Ints

    def texts(self) -> list[str]:
        """The texts, in the order in which they were asked for. Raises OSError where the file is gone."""
        return self._read(zip(self.starts.tolist(), self.sizes.tolist(), strict=True))

    def words(self, without: Sequence[tuple[Span, ...]]) -> Block:
        """The words of the texts, in the order in which they were asked for, of each without those that start
        in its spans. Each process cuts a text into words once. Raises OSError where the file is gone."""
        keys = list(zip(self.starts.tolist(), self.sizes.tolist(), strict=True))
        return kept_words(self.path).block(keys, without, self._read)

    def _read(self, places: Iterable[tuple[int, int]]) -> list[str]:
        """The texts that stand at some places of the file, each with its size."""
        found = []
        with open(self.path, "rb", buffering=0) as file:  # noqa: PTH123 - many small reads, none to be buffered
            for start, size in places:
                file.seek(start)
                found.append(file.read(size).decode("utf-8"))
        return found


class Spool:
    """A temporary file of texts; gone when the `with` ends, whatever happens."""

    def __init__(self) -> None:
        with _room():
            number, self._path = tempfile.mkstemp(prefix="provenance-", suffix=".texts")
        self._file = os.fdopen(number, "wb")
        self._ends = [0]
        self._known = np.zeros(1, np.int64)

    def __enter__(self) -> Spool:
        return self

    def __exit__(
        self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None
    ) -> None:
        kept_words.cache_clear()
        try:
            with suppress(OSError):  # what could not be written is not wanted any more
                self._file.close()
        finally:
            os.unlink(self._path)  # noqa: PTH108 - a path of tempfile's

    def add(self, texts: Iterable[str]) -> None:
        """Write the next texts. Raises DatabaseError where the disk is full."""
        with _room():
            for text in texts:
                data = text.encode("utf-8")
                self._file.write(data)
                self._ends.append(self._ends[-1] + len(data))
            self._file.flush()

    def __len__(self) -> int:
        return len(self._ends) - 1

    def part(self, numbers: Sequence[int] | Ints) -> Part:
        """The texts of these numbers."""
        if self._known.size < len(self._ends):
            self._known = np.array(self._ends, np.int64)
        ends = self._known
        chosen = np.asarray(numbers, np.int64)
        return Part(self._path, ends[chosen], ends[chosen + 1] - ends[chosen])


class Overflow:
    """Arrays in a temporary file, which no other process sees. Used in a `with`: afterwards it is gone."""

    def __init__(self) -> None:
        with _room():
            self._file = tempfile.TemporaryFile()  # noqa: SIM115 - open as long as this is
        self._end = 0

    def __enter__(self) -> Overflow:
        return self

    def __exit__(
        self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None
    ) -> None:
        self._file.close()

    def put(self, array: npt.NDArray[Any]) -> Callable[[int, int], npt.NDArray[Any]]:
        """Put an array away; what is returned reads a slice of it. Raises DatabaseError where the disk is
        full."""
        begin, kind = self._end, array.dtype
        with _room():
            self._file.seek(begin)
            self._file.write(np.ascontiguousarray(array).data)
        self._end += array.nbytes

        def read(first: int, last: int) -> npt.NDArray[Any]:
            with _room():  # what was written before may only now have to go to the disk
                self._file.seek(begin + first * kind.itemsize)
                return np.frombuffer(self._file.read((last - first) * kind.itemsize), kind)

        return read


Value = TypeVar("Value")


class Shelf(Generic[Value]):
    """A large value that goes to other processes as a file which each reads once, and not with every shard.

    Used in a `with`: afterwards the file is gone.
    """

    def __init__(self, value: Value) -> None:
        self._value = value
        self._path = ""

    def __enter__(self) -> Shelf[Value]:
        return self

    def __exit__(
        self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None
    ) -> None:
        if self._path:
            os.unlink(self._path)  # noqa: PTH108 - a path of tempfile's

    def get(self) -> Value:
        """The value."""
        return self._value

    def __reduce__(self) -> tuple[Callable[[str], Shelf[Value]], tuple[str]]:
        if not self._path:
            with _room():
                number, self._path = tempfile.mkstemp(prefix="provenance-", suffix=".shelf")
                with os.fdopen(number, "wb") as file:
                    pickle.dump(self._value, file, pickle.HIGHEST_PROTOCOL)
        return _shelved, (self._path,)


@lru_cache(maxsize=1)
def _shelved(path: str) -> Shelf[Value]:
    """The shelf that another process of this scan wrote."""
    with open(path, "rb") as file:  # noqa: PTH123 - as above
        return Shelf(pickle.load(file))
