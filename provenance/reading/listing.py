"""The files of a folder in one order, with what the system and metadata.csv say of each; none is opened.

A folder of 100,000 files is gone through before each scan, so that the loop over them does little for each.
"""

from __future__ import annotations

import os
import stat
import time
from collections import Counter, defaultdict
from collections.abc import Collection, Iterator, Mapping, Sequence
from dataclasses import dataclass
from itertools import chain
from pathlib import Path
from typing import NamedTuple

from provenance.reading.article import Unreadable
from provenance.reading.decode import NotText
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
_LEAST = -(2**63)

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

Parts = tuple[str, ...]
"""The folders below the root that lead to a file or folder, and its own name."""


class _Walk:
    """Goes through a folder once, without following links to folders, and collects.

    Of each file it keeps: where it is, the folder's parts, its name, its reader, its size and its stamp.
    """

    def __init__(self, root: Path, name: str, skip: frozenset[str]) -> None:
        self._root = root
        self._real_root = os.path.realpath(root)
        self._name = name
        self._skip = skip
        # Taken before the first file is looked at: whatever is written afterwards has a later time.
        self._settled = time.time_ns() - SETTLED_NS
        self._found: list[tuple[str, Parts, str, str, int, Stamp | None]] = []
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
            try:
                with os.scandir(folder) as scan:
                    entries = list(scan)
            except OSError as error:
                self._problem(parts, reason(error, "the folder"))
                continue
            entries.sort(key=_name_of)
            for entry in entries:
                name = entry.name
                if name.startswith(".") or (self._skip and entry.path in self._skip):
                    continue
                try:
                    if entry.is_dir(follow_symlinks=False):
                        waiting.append((entry.path, (*parts, name)))
                    elif entry.is_symlink():
                        self._take_link(entry, parts)
                    else:
                        self._take(entry, parts)
                except OSError as error:
                    self._problem((*parts, name), reason(error, "the file"))

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
        self._found.append((str(file), (), file.name, reader, status.st_size, stamp))

    def listing(self, rules: PathRules = NO_RULES) -> Listing:
        """What was found, in the order of the paths."""
        shown = {parts: f"{self._shown(parts)}/" for parts in {found[1] for found in self._found}}
        paths = [shown[parts] + visible(name) for _, parts, name, _, _, _ in self._found]
        stated, inside, unmatched = self._stated(paths)
        if len(set(paths)) < len(paths):
            of = [(*parts, name) for _, parts, name, _, _, _ in self._found]
            numbered = unique_paths(list(zip(paths, of, strict=True)))
            paths = [numbered[parts] for parts in of]
        for number, path in enumerate(paths if rules else ()):
            stated[number] += rules.lookup(path)
            if self._found[number][3] == "zip":
                inside.setdefault(number, []).append(Inside(path, rules))
        files = [
            Found(file, path, reader, said, size, stamp)
            for (file, _, _, reader, size, stamp), path, said in zip(self._found, paths, stated, strict=True)
        ]
        for number, rows in inside.items():
            files[number] = files[number]._replace(inside=tuple(rows))
        files.sort(key=_path_of)
        return Listing(
            self._name,
            tuple(files),
            tuple(sorted(self._problems, key=_by_path_and_line)),
            tuple(sorted((*self._warnings, *(() if self._single else unmatched)))),
            dict(sorted(self._passed_over.items())),
        )

    def _stated(self, paths: Sequence[str]) -> tuple[list[Stated], dict[int, list[Inside]], list[str]]:
        """What the sidecars state of each file, and of what is in an archive: the nearest first, each folder
        above fills in what is still empty. And a warning for each with rows that name no file: a slip of the
        pen would lose a date."""
        stated: list[Stated] = [()] * len(paths)
        archived: dict[int, list[Inside]] = {}
        warnings: list[str] = []
        if not self._sidecars:
            return stated, archived, warnings
        inside: defaultdict[Parts, list[int]] = defaultdict(list)
        for number, (_, parts, _, _, _, _) in enumerate(self._found):
            inside[parts].append(number)
        for folder, sidecar in sorted(self._sidecars.items(), key=_depth, reverse=True):
            start = len(self._shown(folder)) + 1
            unnamed, inner = set(sidecar.exact), sidecar.inner()
            for number in chain.from_iterable(
                numbers for parts, numbers in inside.items() if parts[: len(folder)] == folder
            ):
                key = paths[number][start:]
                if not key.isascii():
                    key = nfc(key)
                row = sidecar.exact.get(key)
                if row is not None:
                    stated[number] += (row,)
                    unnamed.discard(key)
                if sidecar.patterns:
                    stated[number] += sidecar.by_pattern(key)
                if inner.exact and self._found[number][3] == "zip" and (rows := inner.inside(key)):
                    archived.setdefault(number, []).append(rows)
                    unnamed -= {path for path in inner.exact if path.startswith(f"{key}!")}
            missing = sorted(path for path in unnamed if not set("*?[") & set(path))
            if missing:
                some = ", ".join(missing[:3]) + (f" and {len(missing) - 3} more" if len(missing) > 3 else "")
                where = self._shown((*folder, SIDECAR_NAME))
                warnings.append(f"{where}: no article here is named {some}")
        return stated, archived, warnings

    def _take(self, entry: os.DirEntry[str], folder: Parts) -> None:
        """Take a file that is no link."""
        name = entry.name
        reader = self._usual.get(name[name.rfind(".") :])
        if reader is None or name[0] == ".":
            low = name.lower()
            extension = extension_of(low)
            reader = None if low == SIDECAR_NAME else self._readers.get(extension)
            if reader is None:
                if low == SIDECAR_NAME:
                    self._take_sidecar(entry.path, (*folder, name))
                elif low not in _SETTINGS and not _is_database(low):
                    self._passed_over[extension] += 1
                return
        try:
            status = entry.stat()
        except OSError:  # opening it will tell
            self._found.append((entry.path, folder, name, reader, 0, None))
        else:
            self._found.append((entry.path, folder, name, reader, status.st_size, self._stamp(status)))

    def _take_link(self, entry: os.DirEntry[str], folder: Parts) -> None:
        name = entry.name.lower()
        if name in _SETTINGS or _is_database(name):
            return
        if entry.is_dir():
            parts = (*folder, entry.name)
            self._problem(parts, "the link leads to a folder and is not followed; scan that folder itself")
        elif extension_of(name) in self._readers and not self._inside(entry.path):
            self._problem((*folder, entry.name), _STRAY_LINK)
        else:
            self._take(entry, folder)

    def _stamp(self, status: os.stat_result) -> Stamp | None:
        time_ns = status.st_mtime_ns
        if time_ns > self._settled or time_ns < _LEAST:
            return None
        return status.st_size, time_ns, status.st_ino & 0x7FFF_FFFF_FFFF_FFFF

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


def _name_of(entry: os.DirEntry[str]) -> str:
    return entry.name


def _path_of(found: Found) -> str:
    return found.path


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
