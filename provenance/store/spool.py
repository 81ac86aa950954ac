"""The texts of a scan in a temporary file, in the order of their numbers: every process that works on them
can read those it needs, and none has to hold them all."""

from __future__ import annotations

import errno
import mmap
import os
import pickle
import tempfile
from collections.abc import Callable, Iterable, Iterator, Sequence
from contextlib import contextmanager
from dataclasses import dataclass
from functools import lru_cache
from types import TracebackType
from typing import Any, BinaryIO, Generic, TypeVar

import numpy as np
import numpy.typing as npt

from provenance.spans import Span
from provenance.store.database import DatabaseError
from provenance.store.kept_words import kept_words
from provenance.store.temporary import NamedFile
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
            self._made = NamedFile(".texts")
        self._file, self._path = self._made.file, self._made.path
        self._ends = [0]
        self._known = np.zeros(1, np.int64)

    def __enter__(self) -> Spool:
        return self

    def __exit__(
        self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None
    ) -> None:
        kept_words.cache_clear()
        self._made.remove()

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
    """A large value that other processes get as a file, and not with every shard. They map its arrays into
    memory, as this process does once it has written the file: all have one copy, which cannot be written to.

    Used in a `with`: afterwards the file is gone.
    """

    def __init__(self, value: Value) -> None:
        self._value: Value | None = value
        self._made: NamedFile | None = None

    def __enter__(self) -> Shelf[Value]:
        return self

    def __exit__(
        self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None
    ) -> None:
        self._value = None
        if self._made is not None:
            self._made.remove()

    def get(self) -> Value:
        """The value."""
        value = self._value  # the thread that sends shards to other processes may put it away meanwhile
        if value is None:
            assert self._made is not None
            value = self._value = _map(self._made.path)
        return value

    def __reduce__(self) -> tuple[Callable[[str], Shelf[Value]], tuple[str]]:
        if self._made is None:
            with _room():
                self._made = NamedFile(".shelf")
                _dump(self._value, self._made.file)
                self._made.file.flush()
            self._value = None
        return _shelved, (self._made.path,)


_WIDE = 64
"""Bytes at whose multiples arrays begin in the file of a shelf."""


def _dump(value: object, file: BinaryIO) -> None:
    """Write a value: the sizes of its arrays, a pickle without them, and then each of them."""
    arrays: list[pickle.PickleBuffer] = []
    head = pickle.dumps(value, pickle.HIGHEST_PROTOCOL, buffer_callback=arrays.append)
    views = [array.raw() for array in arrays]
    pickle.dump((len(head), [view.nbytes for view in views]), file)
    file.write(head)
    for view in views:
        file.write(bytes(-file.tell() % _WIDE))
        file.write(view)


def _map(path: str) -> Any:
    """The value in the file of a shelf, its arrays where the file is mapped."""
    with open(path, "rb") as file:  # noqa: PTH123 - a path of tempfile's
        size, sizes = pickle.load(file)
        begin = file.tell()
        whole = memoryview(_whole(file))
    arrays, end = [], begin + size
    for length in sizes:
        start = end + -end % _WIDE
        end = start + length
        arrays.append(whole[start:end])
    return pickle.loads(whole[begin : begin + size], buffers=arrays)


def _whole(file: BinaryIO) -> bytes | mmap.mmap:
    if os.name == "nt":  # which deletes no file that is mapped
        file.seek(0)
        return file.read()
    return mmap.mmap(file.fileno(), 0, access=mmap.ACCESS_READ)


@lru_cache(maxsize=1)
def _shelved(path: str) -> Shelf[Any]:
    """The shelf that another process of this scan wrote."""
    return Shelf(_map(path))
