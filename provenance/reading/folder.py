"""The files of a folder, each read once, in one order, and never an exception for a bad one.

A newsroom's folder always has one broken file. It becomes an `Unreadable` with a sentence; the rest is read.
"""

from __future__ import annotations

import os
import stat
import unicodedata
from collections import Counter
from collections.abc import Callable, Collection, Iterator, Mapping
from dataclasses import dataclass
from pathlib import Path, PurePosixPath
from typing import BinaryIO

from provenance.reading.article import Article, Unreadable
from provenance.reading.decode import NotText
from provenance.reading.jsonl import read_line, split_lines
from provenance.reading.metadata_csv import NAME as SIDECAR_NAME
from provenance.reading.metadata_csv import Described, Sidecar, read_sidecar
from provenance.reading.place_paths import unique_paths, visible
from provenance.reading.readers import EXTENSIONS, Raw, read_text
from provenance.settings import MAX_BYTES

_SETTINGS = frozenset({SIDECAR_NAME, "provenance.toml"})
_DATABASES = (".db", ".sqlite", ".sqlite3", ".db3")
_COMPANIONS = ("-wal", "-shm", "-journal", ".lock")


@dataclass(frozen=True, slots=True)
class Found:
    """A file to read: where it is on this machine, its path in the database, and what is stated of it."""

    file: Path
    path: str
    reader: str
    sidecar: Described | None

    @property
    def size(self) -> int:
        """In bytes; 0 where it can't be told."""
        try:
            return self.file.stat().st_size
        except OSError:
            return 0


@dataclass(frozen=True, slots=True)
class Listing:
    """What a folder holds. `passed_over`: how many files of which extension (lower case) are not searched."""

    name: str
    files: tuple[Found, ...]
    problems: tuple[Unreadable, ...]
    warnings: tuple[str, ...]
    passed_over: Mapping[str, int]


def list_folder(folder: Path, *, name: str | None = None, skip: Collection[Path] = ()) -> Listing:
    """List what is to be read in a folder, or the one file that `folder` is. Only metadata.csv is opened.

    `name` stands for the folder in every path; without it, the folder's own name. `skip`: databases in use;
    they and their companions are left out.
    """
    where = Path(os.path.abspath(folder))  # noqa: PTH100 - resolve() would take a link's name away
    try:
        mode = where.stat().st_mode
    except OSError as error:
        label = name or visible(where.name) or "folder"
        return Listing(label, (), (Unreadable(label, _reason(error, "the file or folder")),), (), {})
    single = not stat.S_ISDIR(mode)
    root = where.parent if single else where
    label = name or visible(root.name) or "folder"
    walk = _Walk(root, label, frozenset(_with_companions(skip)))
    if single:
        walk.take_single(where)
    else:
        walk.run()
    return walk.listing()


def list_files(folder: Path, *, skip: Collection[Path] = ()) -> list[Path]:
    """The article files of a folder, in the order of their paths."""
    return [found.file for found in list_folder(folder, skip=skip).files]


def count_files(folder: Path, *, skip: Collection[Path] = ()) -> int:
    """How many article files a folder has."""
    return len(list_folder(folder, skip=skip).files)


def read_folder(
    folder: Path,
    *,
    name: str | None = None,
    max_bytes: int = MAX_BYTES,
    progress: Callable[[int, int], None] | None = None,
    skip: Collection[Path] = (),
) -> Iterator[Article | Unreadable]:
    """Every article of a folder by path, and an Unreadable for everything that could not be read."""
    yield from read_listing(list_folder(folder, name=name, skip=skip), max_bytes=max_bytes, progress=progress)


def read_listing(
    listing: Listing, *, max_bytes: int = MAX_BYTES, progress: Callable[[int, int], None] | None = None
) -> Iterator[Article | Unreadable]:
    """Read the files of a listing in its order, after the problems that the listing itself met.

    `progress(done, total)` is called after each file.
    """
    yield from listing.problems
    total = len(listing.files)
    for done, found in enumerate(listing.files, start=1):
        yield from read_file(found, max_bytes=max_bytes)
        if progress is not None:
            progress(done, total)


def read_file(found: Found, *, max_bytes: int = MAX_BYTES) -> Iterator[Article | Unreadable]:
    """Read one file: its article, or the articles of a file that holds many."""
    for item in open_file(found, max_bytes=max_bytes):
        if isinstance(item, Raw):
            yield from read_raw(item)
        else:
            yield item


def open_file(found: Found, *, max_bytes: int = MAX_BYTES) -> Iterator[Raw | Unreadable]:
    """The bytes of each article of one file.

    The size of a file that is one article is looked at first; no more than `max_bytes` of it are ever read.
    """
    try:
        if found.reader == "jsonl":
            with _opened(found.file, None) as stream:
                yield from split_lines(stream, path=found.path, sidecar=found.sidecar, max_bytes=max_bytes)
            return
        yield Raw(found.path, _bounded(found.file, max_bytes), found.reader, found.sidecar)
    except NotText as error:
        yield Unreadable(found.path, str(error))
    except OSError as error:
        yield Unreadable(found.path, _reason(error, "the file"))


def read_raw(raw: Raw) -> Iterator[Article | Unreadable]:
    """The article that some bytes are, or why they are none; of a line also what could not be used."""
    if raw.reader == "jsonl":
        yield from read_line(raw)
        return
    try:
        yield read_text(raw.data, path=raw.path, reader=raw.reader, sidecar=raw.sidecar)
    except NotText as error:
        yield Unreadable(raw.path, str(error))


_STRAY_LINK = "the link leads out of the folder or nowhere and is not followed; copy the file here"


class _Walk:
    """Goes through a folder once, without following links to folders, and collects."""

    def __init__(self, root: Path, name: str, skip: frozenset[str]) -> None:
        self._root = root
        self._real_root = os.path.realpath(root)
        self._name = name
        self._skip = skip
        self._found: list[tuple[Path, tuple[str, ...], str]] = []
        self._problems: list[Unreadable] = []
        self._warnings: list[str] = []
        self._sidecars: dict[tuple[str, ...], Sidecar] = {}
        self._passed_over: Counter[str] = Counter()
        self._single = False

    def run(self) -> None:
        waiting: list[tuple[str, tuple[str, ...]]] = [(str(self._root), ())]
        while waiting:
            folder, parts = waiting.pop()
            try:
                with os.scandir(folder) as scan:
                    entries = sorted(scan, key=lambda entry: entry.name)
            except OSError as error:
                self._problem(parts, _reason(error, "the folder"))
                continue
            for entry in entries:
                if entry.name.startswith(".") or entry.path in self._skip:
                    continue
                try:
                    if entry.is_dir(follow_symlinks=False):
                        waiting.append((entry.path, (*parts, entry.name)))
                    else:
                        self._take(entry, (*parts, entry.name))
                except OSError as error:
                    self._problem((*parts, entry.name), _reason(error, "the file"))

    def take_single(self, file: Path) -> None:
        """A file that was named itself is read whatever its extension, with the metadata.csv beside it."""
        self._single = True
        beside = self._root / SIDECAR_NAME
        if beside.is_file():
            self._take_sidecar(str(beside), (SIDECAR_NAME,))
        self._found.append((file, (file.name,), EXTENSIONS.get(file.suffix.lower(), "text")))

    def listing(self) -> Listing:
        paths = unique_paths([(self._shown(parts), parts) for _, parts, _ in self._found])
        files = [
            Found(file, paths[parts], reader, self._described(parts)) for file, parts, reader in self._found
        ]
        return Listing(
            self._name,
            tuple(sorted(files, key=lambda found: found.path)),
            tuple(sorted(self._problems, key=_by_path_and_line)),
            tuple(sorted((*self._warnings, *(() if self._single else self._unmatched())))),
            dict(sorted(self._passed_over.items())),
        )

    def _unmatched(self) -> Iterator[str]:
        """A warning for each sidecar with rows that name no file: a slip of the pen would lose a date."""
        for folder, sidecar in sorted(self._sidecars.items()):
            present = {
                unicodedata.normalize("NFC", "/".join(map(visible, parts[len(folder) :])))
                for _, parts, _ in self._found
                if parts[: len(folder)] == folder
            }
            named = (path for path in sidecar.exact if not set("*?[") & set(path))
            missing = sorted(path for path in named if path not in present)
            if missing:
                shown = ", ".join(missing[:3]) + (f" and {len(missing) - 3} more" if len(missing) > 3 else "")
                yield f"{self._shown((*folder, SIDECAR_NAME))}: no article here is named {shown}"

    def _take(self, entry: os.DirEntry[str], parts: tuple[str, ...]) -> None:
        name = entry.name.lower()
        link = entry.is_symlink()
        if name == SIDECAR_NAME and not link:
            self._take_sidecar(entry.path, parts)
            return
        if name in _SETTINGS or _is_database(name):
            return
        if link and entry.is_dir():
            self._problem(parts, "the link leads to a folder and is not followed; scan that folder itself")
            return
        suffix = PurePosixPath(name).suffix
        if suffix not in EXTENSIONS:
            self._passed_over[suffix] += 1
            return
        if link and not self._inside(entry.path):
            self._problem(parts, _STRAY_LINK)
            return
        self._found.append((Path(entry.path), parts, EXTENSIONS[suffix]))

    def _inside(self, path: str) -> bool:
        """Whether a link ends at something in the scanned folder. A loop of links ends nowhere."""
        try:
            real = os.path.realpath(path, strict=True)
        except OSError:
            return False
        return os.path.commonpath([real, self._real_root]) == self._real_root

    def _take_sidecar(self, path: str, parts: tuple[str, ...]) -> None:
        shown = self._shown(parts)
        try:
            data = _bounded(Path(path), 4 * MAX_BYTES)
        except NotText as error:
            self._problems.append(Unreadable(shown, str(error)))
        except OSError as error:
            self._problems.append(Unreadable(shown, _reason(error, "the file")))
        else:
            sidecar = read_sidecar(data, path=shown)
            self._sidecars[parts[:-1]] = sidecar
            self._problems.extend(sidecar.problems)
            self._warnings.extend(sidecar.warnings)

    def _described(self, parts: tuple[str, ...]) -> Described | None:
        """What the sidecars state: the nearest first, each folder above fills in what is still empty."""
        described: Described | None = None
        for depth in range(len(parts) - 1, -1, -1):
            sidecar = self._sidecars.get(parts[:depth])
            found = None if sidecar is None else sidecar.lookup("/".join(map(visible, parts[depth:])))
            if found is not None:
                described = found if described is None else described.filled(found)
        return described

    def _shown(self, parts: tuple[str, ...]) -> str:
        return "/".join((self._name, *map(visible, parts)))

    def _problem(self, parts: tuple[str, ...], reason: str) -> None:
        self._problems.append(Unreadable(self._shown(parts), reason))


def _bounded(file: Path, max_bytes: int) -> bytes:
    """The bytes of a regular file of at most `max_bytes`. Raises NotText for another, OSError."""
    with _opened(file, max_bytes) as stream:
        data = stream.read(max_bytes + 1)
    if len(data) > max_bytes:
        raise NotText(_too_large(len(data), max_bytes))
    return data


def _opened(file: Path, max_bytes: int | None) -> BinaryIO:
    """A regular file, opened. Raises NotText for another or, with `max_bytes`, a larger one; OSError."""
    # Without O_NONBLOCK, opening a named pipe waits for somebody to write into it.
    flags = os.O_RDONLY | getattr(os, "O_NONBLOCK", 0) | getattr(os, "O_BINARY", 0)
    _check(file.stat(), max_bytes)
    stream = os.fdopen(os.open(file, flags), "rb")
    try:
        _check(os.fstat(stream.fileno()), max_bytes)
    except NotText:
        stream.close()
        raise
    return stream


def _check(status: os.stat_result, max_bytes: int | None) -> None:
    if not stat.S_ISREG(status.st_mode):
        raise NotText("this is a pipe, a device or a folder, not a file; remove it or scan another folder")
    if max_bytes is not None and status.st_size > max_bytes:
        raise NotText(_too_large(status.st_size, max_bytes))


def _too_large(size: int, max_bytes: int) -> str:
    return (
        f"the file is too large ({size / 1_000_000:.1f} MB, the limit is {max_bytes / 1_000_000:.1f} MB); "
        "split it into one file per article"
    )


def _reason(error: OSError, what: str) -> str:
    if isinstance(error, FileNotFoundError):
        return f"{what} is not there (any more); check the name and scan again"
    if isinstance(error, PermissionError):
        return f"{what} may not be read; allow reading it and scan again"
    said = error.strerror or type(error).__name__
    return f"{what} cannot be read ({said}); check it and scan again"


def _by_path_and_line(problem: Unreadable) -> tuple[str, int, str]:
    path, _, line = problem.path.partition("#line=")
    return path, int(line) if line.isdecimal() else 0, problem.reason


def _is_database(name: str) -> bool:
    for companion in _COMPANIONS:
        name = name.removesuffix(companion)
    return name.endswith(_DATABASES)


def _with_companions(skip: Collection[Path]) -> Iterator[str]:
    for path in skip:
        full = os.path.abspath(path)  # noqa: PTH100 - the path as the walk meets it, links kept
        yield full
        yield from (full + companion for companion in _COMPANIONS)
