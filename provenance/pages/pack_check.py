"""A pack, folder or zip, held against its manifest. Nothing of it is believed before it was hashed."""

from __future__ import annotations

import hashlib
import json
import os
import tempfile
import zipfile
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path
from typing import Any, BinaryIO

from provenance.pages import pack_names as names
from provenance.pages.verifying import PACK, Difference, Verified
from provenance.reading.packed import FREE, RATIO

_MOST = 1 << 28
"""Bytes of a manifest, at most."""
_PIECE = 1 << 20


class PackError(Exception):
    """What is no pack, or can't be read; the message says what to do."""


@dataclass(frozen=True, slots=True)
class Entry:
    """A file as the manifest names it."""

    path: str
    bytes: int
    sha256: str


@contextmanager
def opened_pack(pack: Path, found: Verified) -> Iterator[Path]:
    """The folder of a pack while the block runs; of a zip file, a temporary one with what its manifest names.

    What differs from the manifest is entered in `found`. Raises PackError.
    """
    if pack.is_dir():
        entries = _manifest(_read_manifest(pack), found)
        _check_folder(pack, entries, found)
        yield pack
        return
    with tempfile.TemporaryDirectory() as temporary:
        folder = Path(temporary)
        try:
            with zipfile.ZipFile(pack) as archive:
                _unpack(archive, folder, found)
        except PackError:
            raise
        except Exception as error:  # a damaged file makes the library raise many things
            raise PackError(f"{pack}: the pack can't be read ({error}); fetch it again.") from error
        yield folder


def _read_manifest(folder: Path) -> bytes:
    try:
        with (folder / names.MANIFEST).open("rb") as stream:
            return stream.read(_MOST + 1)
    except FileNotFoundError:
        raise PackError(
            f"{folder} is no evidence pack: it has no {names.MANIFEST}; give a report or a pack."
        ) from None
    except OSError as error:
        raise PackError(f"{folder / names.MANIFEST} can't be read ({error.strerror or error}).") from error


def _manifest(data: bytes, found: Verified) -> dict[str, Entry]:
    """The files that a manifest names, by their paths."""
    try:
        manifest: Any = json.loads(data)
        if (manifest["format"], manifest["format_version"]) != (names.FORMAT, names.FORMAT_VERSION):
            raise PackError(f"{names.MANIFEST} is not that of a pack which this version can check.")
        entries = [
            Entry(str(one["path"]), int(one["bytes"]), str(one["sha256"])) for one in manifest["files"]
        ]
        found.run = str(manifest["run"])
        found.notes += (f"Not in the pack: {one['path']}: {one['why']}" for one in manifest["missing"])
    except (ValueError, KeyError, TypeError, RecursionError) as error:
        raise PackError(f"{names.MANIFEST} is damaged ({error}); fetch the pack again.") from error
    found.manifest = hashlib.sha256(data).hexdigest()
    by_path = {}
    for one in entries:
        if not names.is_plain(one.path) or one.path in by_path or one.path == names.MANIFEST:
            found.differences.append(Difference(one.path, PACK, "the manifest names it wrongly or twice"))
        else:
            by_path[one.path] = one
    return by_path


def _check_folder(folder: Path, entries: dict[str, Entry], found: Verified) -> None:
    same = 0
    for path, entry in entries.items():
        file = folder / path
        if any((folder / part).is_symlink() for part in (Path(path), *Path(path).parents[:-1])):
            found.differences.append(Difference(path, PACK, "it is a link, not a file"))
            continue
        try:
            with file.open("rb") as stream:
                same += _is_same(entry, stream, None, found)
        except (FileNotFoundError, NotADirectoryError, IsADirectoryError):
            found.missing.append(path)
        except OSError as error:
            raise PackError(f"{file} can't be read ({error.strerror or error}).") from error
    for where, folders, files in os.walk(folder):
        inside = Path(where).relative_to(folder)
        links = [name for name in folders if (Path(where) / name).is_symlink()]
        for name in sorted((*files, *links)):
            path = (inside / name).as_posix()
            if path not in entries and path != names.MANIFEST:
                found.differences.append(Difference(_shown(path), PACK, "the manifest does not name it"))
    found.files = (len(entries), same)


def _unpack(archive: zipfile.ZipFile, folder: Path, found: Verified) -> None:
    """Write what the manifest names, no byte more than it says, and hash it on the way."""
    infos: dict[str, zipfile.ZipInfo] = {}
    for info in archive.infolist():
        if info.filename in infos:
            found.differences.append(Difference(_shown(info.filename), PACK, "it stands in the pack twice"))
        infos[info.filename] = info
    if names.MANIFEST not in infos:
        raise PackError(f"the zip file is no evidence pack: it has no {names.MANIFEST}.")
    with archive.open(infos[names.MANIFEST]) as stream:
        entries = _manifest(stream.read(_MOST + 1), found)
    packed = sum(info.compress_size for info in infos.values())
    if sum(entry.bytes for entry in entries.values()) > max(FREE, RATIO * packed):
        raise PackError("the pack unpacks to more than 200 times its size, as only a trap does; look at it.")
    same = 0
    for path, entry in entries.items():
        if path not in infos:
            found.missing.append(path)
            continue
        target = folder / path
        target.parent.mkdir(parents=True, exist_ok=True)
        with archive.open(infos[path]) as source, target.open("wb") as into:
            same += _is_same(entry, source, into, found)
    for path in sorted(set(infos) - set(entries) - {names.MANIFEST}):
        found.differences.append(Difference(_shown(path), PACK, "the manifest does not name it"))
    found.files = (len(entries), same)


def _is_same(entry: Entry, source: Any, into: BinaryIO | None, found: Verified) -> bool:
    """Whether a file is what the manifest says; no more of it is read than that says and one byte."""
    sha256, size = hashlib.sha256(), 0
    while size <= entry.bytes and (data := source.read(min(_PIECE, entry.bytes + 1 - size))):
        sha256.update(data)
        size += len(data)
        if into is not None:
            into.write(data)
    if size != entry.bytes:
        more = "more" if size > entry.bytes else "fewer"
        found.differences.append(Difference(entry.path, PACK, f"it has {more} bytes than the manifest says"))
    elif sha256.hexdigest() != entry.sha256:
        found.differences.append(Difference(entry.path, PACK, "its bytes are not those of the manifest"))
    else:
        return True
    return False


def _shown(path: str) -> str:
    """A name that can be written, whatever stands in it."""
    return path.encode("utf-8", "backslashreplace").decode("utf-8")
