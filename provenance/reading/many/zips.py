"""Zip archives: each member is read as a file of its kind is, at `path!member`. Nothing is written to disk.

Whoever made an archive may have meant harm: sizes are believed only when the bytes are there, and names that
would lead elsewhere are not read, though nothing is ever put anywhere.
"""

from __future__ import annotations

import io
import re
import stat
import zipfile
from collections.abc import Callable, Iterator
from functools import partial
from typing import BinaryIO

from provenance.reading.article import Unreadable
from provenance.reading.decoding import NotText
from provenance.reading.many.source import PassedOver, Source, Split
from provenance.reading.metadata_csv import NAME, Sidecar, Stated, read_sidecar
from provenance.reading.opening import too_large
from provenance.reading.options import Options
from provenance.reading.packed import PIECE, Budget, Metered
from provenance.reading.place_paths import unique_paths, visible
from provenance.reading.raw import Raw
from provenance.reading.registry import extensions, missing_modules, readers
from provenance.settings import MAX_BYTES

DIRECTORY = 64 << 20
"""So many bytes of names and sizes an archive may have: half a million members."""
_ARCHIVES = frozenset({".zip", ".gz", ".bz2", ".xz", ".7z", ".rar", ".tar", ".tgz", ".zst", ".lz4"})
_METHODS = (zipfile.ZIP_STORED, zipfile.ZIP_DEFLATED)
_ENCRYPTED = 0x1
_UTF_8 = 0x800
_DRIVE = re.compile(r"[A-Za-z]:")
_DAMAGED = "cut or damaged"

Item = Raw | Unreadable | PassedOver
Splitter = Callable[[str], Split | None]
"""What splits the files of a reader, by its name."""


def zip_splitter(splitter: Splitter) -> Split:
    """What gives the articles of a zip archive; `splitter`: what splits members that hold many."""

    def split(source: Source, options: Options) -> Iterator[Item]:
        with source.open() as stream:
            yield from _Archive(source, options, stream, splitter).read()

    return split


class _Archive:
    """An archive that is open."""

    def __init__(self, source: Source, options: Options, stream: BinaryIO, splitter: Splitter) -> None:
        self._source, self._options, self._splitter = source, options, splitter
        try:
            self._zip = zipfile.ZipFile(_Directory(stream))
        except NotText:
            raise
        except Exception as error:  # a damaged archive makes the library raise many things
            words = str(error).partition("\n")[0]
            raise NotText(f"the archive is {_DAMAGED} ({words}); fetch it again or pack it anew") from None
        size = stream.seek(0, io.SEEK_END)
        self._budget = Budget(size)
        self._sidecars: dict[str, Sidecar] = {}
        self._problems: list[Unreadable] = []

    def read(self) -> Iterator[Item]:
        """The articles of all members in the order of the archive's directory."""
        members = [member for member in self._zip.infolist() if not _hidden(_name(member))]
        names = [_name(member) for member in members]
        shown = [visible(name) for name in names]
        if len(set(shown)) < len(shown):
            numbered = unique_paths([(path, (f"{at:09d}",)) for at, path in enumerate(shown)])
            shown = [numbered[f"{at:09d}",] for at in range(len(shown))]
        sidecars = [at for at, name in enumerate(names) if name.rpartition("/")[2].lower() == NAME]
        for at in sidecars:
            self._take_sidecar(members[at], names[at], shown[at])
        yield from self._problems
        for at in sorted(set(range(len(members))).difference(sidecars)):
            yield from self._member(members[at], names[at], shown[at])

    def _take_sidecar(self, member: zipfile.ZipInfo, name: str, shown: str) -> None:
        path = f"{self._source.path}!{shown}"
        if wrong := _strange(name) or _refused(member):
            self._problems.append(Unreadable(path, wrong))
            return
        try:
            data = self._bytes(member, 4 * MAX_BYTES)
        except NotText as error:
            self._problems.append(Unreadable(path, str(error)))
            return
        sidecar = read_sidecar(data, path=path)
        self._sidecars.setdefault(name.rpartition("/")[0], sidecar)
        self._problems += sidecar.problems

    def _member(self, member: zipfile.ZipInfo, name: str, shown: str) -> Iterator[Item]:
        path = f"{self._source.path}!{shown}"
        extension = _extension(name)
        reader = extensions().get(extension)
        if wrong := _strange(name):
            yield Unreadable(path, wrong)
            return
        if extension in _ARCHIVES:
            yield Unreadable(
                path, "an archive in an archive is not opened; unpack it and scan what comes out"
            )
            return
        if reader is None:
            yield PassedOver(extension)
            return
        if wrong := _refused(member) or missing_modules(readers()[reader]):
            yield Unreadable(path, wrong)
            return
        stated = self._stated(name, shown)
        try:
            split = self._splitter(reader)
            if split is None:
                yield Raw(path, self._bytes(member, self._options.max_bytes), reader, stated)
                return
            source = Source(path, reader, partial(self._open, member), stated=stated)
            yield from split(source, self._options)
        except NotText as error:
            yield Unreadable(path, str(error))

    def _stated(self, name: str, shown: str) -> Stated:
        """What is stated of a member: in the archive, the nearest first, then beside it."""
        stated: Stated = ()
        folder = name
        while folder and self._sidecars:
            folder = folder.rpartition("/")[0]
            if sidecar := self._sidecars.get(folder):
                stated += sidecar.lookup(name[len(folder) + 1 :] if folder else name)
        for inside in self._source.inside:
            stated += inside.lookup(shown)
        return stated + self._source.stated

    def _bytes(self, member: zipfile.ZipInfo, max_bytes: int) -> bytes:
        with self._open(member) as stream:
            data = stream.read(max_bytes + 1)
        if len(data) > max_bytes:
            raise NotText(too_large(max(len(data), member.file_size), max_bytes))
        return data

    def _open(self, member: zipfile.ZipInfo) -> BinaryIO:
        try:
            stream = self._zip.open(member)
        except Exception as error:
            words = str(error).partition("\n")[0] or type(error).__name__
            raise NotText(f"it is {_DAMAGED} ({words}); fetch or pack the archive anew") from None
        return io.BufferedReader(Metered(stream, self._budget), PIECE)


class _Directory:
    """The file below an archive. Its directory is read at once, so that it has to be of a bearable size."""

    def __init__(self, stream: BinaryIO) -> None:
        self._stream = stream
        self.seek: Callable[..., int] = stream.seek
        self.tell: Callable[[], int] = stream.tell
        self.seekable: Callable[[], bool] = stream.seekable

    def read(self, size: int = -1) -> bytes:
        """As of any file."""
        if size > DIRECTORY:
            raise NotText("it has too many members (more than 64 MB of names); pack it as several archives")
        return self._stream.read(size)

    def close(self) -> None:
        """The file is closed by who opened it."""


def _name(member: zipfile.ZipInfo) -> str:
    """The name of a member as it was meant: many programs write UTF-8 and don't say so."""
    name = member.orig_filename
    if not member.flag_bits & _UTF_8:
        try:
            return name.encode("cp437").decode("utf-8")
        except UnicodeError:
            pass
    return name


def _hidden(name: str) -> bool:
    """Folders, what a system puts into archives for itself, and what is hidden in a folder, too."""
    if name.endswith("/") or name.startswith("__MACOSX/"):
        return True
    return any(part.startswith(".") and part not in (".", "..") for part in _parts(name))


def _parts(name: str) -> list[str]:
    return name.replace("\\", "/").split("/")


def _extension(name: str) -> str:
    name = name.rpartition("/")[2].lower()
    dot = name.rfind(".")
    return name[dot:] if 0 < dot < len(name) - 1 else ""


def _strange(name: str) -> str:
    """What is wrong with the name of a member, empty where nothing is."""
    if name.startswith(("/", "\\")) or _DRIVE.match(name) or ".." in _parts(name):
        return "its name leads out of the archive; pack it anew with names below one folder"
    if "\\" in name or any(character < " " or "\x7f" <= character <= "\x9f" for character in name):
        return "its name has a backslash or a control character; pack the archive anew with plain names"
    return ""


def _refused(member: zipfile.ZipInfo) -> str:
    """Why a member is not read, empty where it is."""
    kind = stat.S_IFMT(member.external_attr >> 16)
    if kind == stat.S_IFLNK:
        return "it is a link and is not followed; pack the file itself"
    if kind not in (0, stat.S_IFREG):
        return "it is no file (a device or a pipe); pack the archive without it"
    if member.flag_bits & _ENCRYPTED:
        return "it is encrypted; unpack the archive with its password and scan what comes out"
    if member.compress_type not in _METHODS:
        return "it is packed by a method that is not read; pack the archive anew as an ordinary zip"
    return ""
