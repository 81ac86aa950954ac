"""The files of a folder in one order, with what the system and metadata.csv say of each; none is opened.

A folder of 100,000 files is gone through before each scan, so that the loop over them does little for each.
"""

from __future__ import annotations

import os
import stat
import time
from collections import Counter, defaultdict
from collections.abc import Collection, Iterator, Mapping
from dataclasses import dataclass
from itertools import chain
from operator import attrgetter
from pathlib import Path
from typing import NamedTuple

from provenance.reading.article import Unreadable
from provenance.reading.decoding import NotText
from provenance.reading.metadata_csv import NAME as SIDECAR_NAME
from provenance.reading.metadata_csv import Inside, Sidecar, Stated, hash_stated, read_sidecar
from provenance.reading.opening import bounded, reason
from provenance.reading.packed import PACKED
from provenance.reading.path_patterns import nfc
from provenance.reading.path_rules import NO_RULES, PathRules
from provenance.reading.place_paths import unique_paths, visible
from provenance.reading.registry import extension_of, extensions
from provenance.settings import MAX_BYTES

SETTLED_NS = 2_000_000_000
"""So many nanoseconds a file must have been left alone before its time says anything: FAT counts in steps of
two seconds. A file that is written again within a step keeps its time, and maybe its size."""

_SETTINGS = frozenset({SIDECAR_NAME, "provenance.toml"})
_DATABASES = (".db", ".sqlite", ".sqlite3", ".db3")
_COMPANIONS = ("-wal", "-shm", "-journal", ".lock")
_LEAST, _INODE = -(2**63), 2**63 - 1

_AT_FOLDERS = os.stat in os.supports_dir_fd and os.listdir in os.supports_fd
"""Whether the system can be asked for files at an open folder."""

Stamp = tuple[int, int, int]
"""Size in bytes, time of the last change in nanoseconds, inode: while these stay, so does the file, unless
somebody sets its time back. Each is a signed number of 64 bits."""


class Found(NamedTuple):
    """A file to read: where it is on this machine, its path in the database, and what is stated of it.

    `size` is in bytes, 0 where it can't be told. `stamp` tells the file from its later states; None where it
    doesn't, as the file was written at the time of the listing or is said to come from the future. `inside`
    is stated of what is in it. A tuple, as each scan makes one for each file: a dataclass takes five times as
    long.
    """

    location: str
    path: str
    reader: str
    stated: Stated
    size: int = 0
    stamp: Stamp | None = None
    inside: tuple[Inside, ...] = ()

    @property
    def said(self) -> str:
        """Equal for equal statements on it and what is in it, empty where there is none."""
        return hash_stated(self.stated, self.inside)

    @property
    def file(self) -> Path:
        """Where it is on this machine."""
        return Path(self.location)


@dataclass(frozen=True, slots=True)
class Listing:
    """What a folder holds. `passed_over`: how many files of which extension (lower case) are not searched."""

    name: str
    files: tuple[Found, ...]
    problems: tuple[Unreadable, ...]
    warnings: tuple[str, ...]
    passed_over: Mapping[str, int]


def list_folder(
    folder: Path,
    *,
    name: str | None = None,
    skip: Collection[Path] = (),
    table: bool = False,
    rules: PathRules = NO_RULES,
) -> Listing:
    """List what is to be read in a folder, or the one file that `folder` is. Only metadata.csv is opened.

    `name` stands for the folder in every path; without it, the folder's own name. `skip`: databases in use;
    they and their companions are left out. `table`: a single file is a database, whatever its name. `rules`:
    what the configuration states of paths.
    """
    where = Path(os.path.abspath(folder))  # noqa: PTH100 - resolve() would take a link's name away
    try:
        status = where.stat()
    except OSError as error:
        label = name or visible(where.name) or "folder"
        return Listing(label, (), (Unreadable(label, reason(error, "the file or folder")),), (), {})
    single = not stat.S_ISDIR(status.st_mode)
    root = where.parent if single else where
    label = name or visible(root.name) or "folder"
    walk = _Walk(root, label, frozenset(_with_companions(skip)))
    if single:
        walk.take_single(where, status, table=table)
    else:
        walk.run()
    return walk.listing(rules)


def list_files(folder: Path, *, skip: Collection[Path] = ()) -> list[Path]:
    """The article files of a folder, in the order of their paths."""
    return [found.file for found in list_folder(folder, skip=skip).files]


def count_files(folder: Path, *, skip: Collection[Path] = ()) -> int:
    """How many article files a folder has."""
    return len(list_folder(folder, skip=skip).files)


_STRAY_LINK = "the link leads out of the folder or nowhere and is not followed; copy the file here"

_name_of = attrgetter("name")
_path_of = attrgetter("path")

Parts = tuple[str, ...]
"""The folders below the root that lead to a file or folder, and its own name."""


class _Walk:
    """Goes through a folder once, without following links to folders, and collects.

    Of each folder it keeps its parts and the numbers of its files among those found.
    """

    def __init__(self, root: Path, name: str, skip: frozenset[str]) -> None:
        self._root = root
        self._real_root = os.path.realpath(root)
        self._name = name
        self._skip = skip
        # Taken before the first file is looked at: whatever is written afterwards has a later time.
        self._settled = time.time_ns() - SETTLED_NS
        self._found: list[Found] = []
        self._folders: list[tuple[Parts, range]] = []
        self._problems: list[Unreadable] = []
        self._warnings: list[str] = []
        self._sidecars: dict[Parts, Sidecar] = {}
        self._passed_over: Counter[str] = Counter()
        self._single = False
        self._readers = extensions()
        # By the end of a name, as most are written; where more of it has to be known, it is not here.
        self._usual = {
            ending: reader for ending, reader in self._readers.items() if ending not in {".csv", *PACKED}
        }

    def run(self) -> None:
        waiting: list[tuple[str, Parts]] = [(str(self._root), ())]
        while waiting:
            folder, parts = waiting.pop()
            first, shown = len(self._found), f"{self._shown(parts)}/"
            skip = {os.path.basename(path) for path in self._skip if os.path.dirname(path) == folder}  # noqa: PTH119, PTH120
            entries: list[os.DirEntry[str]] = []
            try:
                left = self._take_plain(folder, shown, skip) if _AT_FOLDERS else None
                if left is None or left:
                    with os.scandir(folder) as scan:
                        entries = [entry for entry in scan if left is None or entry.name in left]
            except OSError as error:
                self._problem(parts, reason(error, "the folder"))
            for entry in sorted(entries, key=_name_of):
                name = entry.name
                if name[0] == "." or name in skip:
                    continue
                try:
                    if entry.is_dir(follow_symlinks=False):
                        waiting.append((entry.path, (*parts, name)))
                        continue
                    reader = self._reader_of(entry, parts)
                except OSError as error:
                    self._problem((*parts, name), reason(error, "the file"))
                    continue
                if reader is not None:
                    try:
                        status = entry.stat()
                    except OSError:  # opening it will tell
                        self._found.append(Found(entry.path, shown + visible(name), reader, ()))
                    else:
                        size, stamp = status.st_size, self._stamp(status)
                        self._found.append(Found(entry.path, shown + visible(name), reader, (), size, stamp))
            self._folders.append((parts, range(first, len(self._found))))

    def _take_plain(self, folder: str, shown: str, skip: Collection[str]) -> frozenset[str]:
        """Take the files of a folder that are no links and whose names say plainly what they are; the names
        of all else in it. The loop for most of 100,000 files: asked for at their folder, the system looks for
        that once, and tuples are made without what NamedTuple adds. Raises OSError."""
        usual, settled = self._usual, self._settled
        put, stat_at, new = self._found.append, os.stat, tuple.__new__
        others, inside = set[str](), os.path.join(folder, "")  # noqa: PTH118 - paths as text
        at = os.open(folder, os.O_RDONLY)
        try:
            for name in sorted(os.listdir(at)):  # noqa: PTH208 - pathlib knows no open folders
                if name[0] == "." or name in skip:
                    continue
                reader = usual.get(name[name.rfind(".") :])
                if reader is None:
                    others.add(name)
                    continue
                size, stamp = 0, None
                try:
                    status = stat_at(name, dir_fd=at, follow_symlinks=False)
                except OSError:  # opening it will tell
                    pass
                else:
                    if not stat.S_ISREG(status.st_mode):
                        others.add(name)
                        continue
                    size, time_ns = status.st_size, status.st_mtime_ns
                    if _LEAST <= time_ns <= settled:
                        stamp = (size, time_ns, status.st_ino & _INODE)
                path = shown + (name if name.isprintable() and "!" not in name else visible(name))
                put(new(Found, (inside + name, path, reader, (), size, stamp, ())))
        finally:
            os.close(at)
        return frozenset(others)

    def take_single(self, file: Path, status: os.stat_result, *, table: bool) -> None:
        """A file that was named itself is read whatever its extension, with the metadata.csv beside it."""
        self._single = True
        beside = self._root / SIDECAR_NAME
        if beside.is_file():
            self._take_sidecar(str(beside), (SIDECAR_NAME,))
        reader, stamp = self._readers.get(extension_of(file.name), "text"), self._stamp(status)
        if table or _is_database(file.name.lower()):
            reader = "sqlite"
            if Path(f"{file}-wal").exists():  # what is written stands there, and the file stays as it is
                stamp = None
        elif file.name.lower().endswith(".parquet"):
            reader = "parquet"
        path = f"{self._shown(())}/{visible(file.name)}"
        self._found.append(Found(str(file), path, reader, (), status.st_size, stamp))
        self._folders.append(((), range(1)))

    def listing(self, rules: PathRules = NO_RULES) -> Listing:
        """What was found, in the order of the paths."""
        stated, inside, unmatched = self._stated()
        if len({found.path for found in self._found}) < len(self._found):
            self._tell_apart()
        files = self._found
        for number, found in enumerate(files if rules else ()):
            if ruled := rules.lookup(found.path):
                stated[number] += ruled
            if found.reader == "zip":
                inside[number].append(Inside(found.path, rules))
        for number in stated.keys() | inside.keys():
            said, rows = stated.get(number, ()), inside.get(number, ())
            files[number] = files[number]._replace(stated=said, inside=tuple(rows))
        return Listing(
            self._name,
            tuple(sorted(files, key=_path_of)),
            tuple(sorted(self._problems, key=_by_path_and_line)),
            tuple(sorted((*self._warnings, *(() if self._single else unmatched)))),
            dict(sorted(self._passed_over.items())),
        )

    def _tell_apart(self) -> None:
        """Give files whose names differ only in what is shown as escapes a path each."""
        of = [
            (*parts, os.path.basename(self._found[number].location))  # noqa: PTH119 - names as they are
            for parts, numbers in self._folders
            for number in numbers
        ]
        paths = unique_paths([(found.path, parts) for found, parts in zip(self._found, of, strict=True)])
        self._found = [
            found._replace(path=paths[parts]) for found, parts in zip(self._found, of, strict=True)
        ]

    def _stated(self) -> tuple[defaultdict[int, Stated], defaultdict[int, list[Inside]], list[str]]:
        """What the sidecars state of files, and of what is in archives, by their numbers: the nearest first,
        each folder above fills in what is still empty. And a warning for each with rows that name no file: a
        slip of the pen would lose a date."""
        stated: defaultdict[int, Stated] = defaultdict(tuple)
        archived: defaultdict[int, list[Inside]] = defaultdict(list)
        warnings: list[str] = []
        for folder, sidecar in sorted(self._sidecars.items(), key=_depth, reverse=True):
            start = len(self._shown(folder)) + 1
            unnamed, inner = set(sidecar.exact), sidecar.inner()
            for number in chain.from_iterable(
                numbers for parts, numbers in self._folders if parts[: len(folder)] == folder
            ):
                found = self._found[number]
                key = found.path[start:]
                if not key.isascii():
                    key = nfc(key)
                row = sidecar.exact.get(key)
                if row is not None:
                    stated[number] += (row,)
                    unnamed.discard(key)
                if sidecar.patterns and (rows := sidecar.by_pattern(key)):
                    stated[number] += rows
                if inner.exact and found.reader == "zip" and (within := inner.inside(key)):
                    archived[number].append(within)
                    unnamed -= {path for path in inner.exact if path.startswith(f"{key}!")}
            missing = sorted(path for path in unnamed if not set("*?[") & set(path))
            if missing:
                some = ", ".join(missing[:3]) + (f" and {len(missing) - 3} more" if len(missing) > 3 else "")
                where = self._shown((*folder, SIDECAR_NAME))
                warnings.append(f"{where}: no article here is named {some}")
        return stated, archived, warnings

    def _reader_of(self, entry: os.DirEntry[str], folder: Parts) -> str | None:
        """The name of the reader of what is no folder; None where it is not to be read."""
        name = entry.name.lower()
        link = entry.is_symlink()
        if name in _SETTINGS or _is_database(name):
            if name == SIDECAR_NAME and not link:
                self._take_sidecar(entry.path, (*folder, entry.name))
            return None
        extension = extension_of(name)
        reader = self._readers.get(extension)
        if link and entry.is_dir():
            words = "the link leads to a folder and is not followed; scan that folder itself"
            self._problem((*folder, entry.name), words)
            return None
        if link and reader is not None and not self._inside(entry.path):
            self._problem((*folder, entry.name), _STRAY_LINK)
            return None
        if reader is None:
            self._passed_over[extension] += 1
        return reader

    def _stamp(self, status: os.stat_result) -> Stamp | None:
        """As `run` has it of each file: None where the time does not tell the file from its later states."""
        size, time_ns = status.st_size, status.st_mtime_ns
        return (size, time_ns, status.st_ino & _INODE) if _LEAST <= time_ns <= self._settled else None

    def _inside(self, path: str) -> bool:
        """Whether a link ends at something in the scanned folder. A loop of links ends nowhere."""
        try:
            real = os.path.realpath(path, strict=True)
        except OSError:
            return False
        return os.path.commonpath([real, self._real_root]) == self._real_root

    def _take_sidecar(self, path: str, parts: Parts) -> None:
        shown = self._shown(parts)
        try:
            data = bounded(path, 4 * MAX_BYTES)
        except NotText as error:
            self._problems.append(Unreadable(shown, str(error)))
        except OSError as error:
            self._problems.append(Unreadable(shown, reason(error, "the file")))
        else:
            sidecar = read_sidecar(data, path=shown)
            self._sidecars[parts[:-1]] = sidecar
            self._problems.extend(sidecar.problems)
            self._warnings.extend(sidecar.warnings)

    def _shown(self, parts: Parts) -> str:
        return "/".join((self._name, *map(visible, parts)))

    def _problem(self, parts: Parts, words: str) -> None:
        self._problems.append(Unreadable(self._shown(parts), words))


def _depth(item: tuple[Parts, Sidecar]) -> int:
    return len(item[0])


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
