"""Folders at an address of a storage (s3://, gs://, hdfs://): made on this machine and sent there, or brought
from there to be read.

pyarrow opens them (`pyarrow.fs.FileSystem.from_uri`): who may read and write is said by the variables that
each storage's own programs read, as AWS_ACCESS_KEY_ID; hdfs asks for Hadoop's client with its library
libhdfs.
"""

from __future__ import annotations

import errno
import os
import re
import shutil
import tempfile
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path, PurePosixPath
from typing import Any
from urllib.parse import urlsplit

from provenance.tables.manifest import NAME
from provenance.tables.parquet import need_pyarrow
from provenance.tables.staging import PlaceError

_ADDRESS = re.compile(r"[A-Za-z][A-Za-z0-9+.-]+://")
_SCHEMES = {"s3": "s3", "s3a": "s3", "s3n": "s3", "gs": "gs", "gcs": "gs", "hdfs": "hdfs", "viewfs": "viewfs"}
"""As Hadoop and others write them, and as pyarrow does."""
_ENDPOINT = ("AWS_ENDPOINT_URL_S3", "AWS_ENDPOINT_URL")
"""A storage that speaks S3, and is not Amazon's: pyarrow does not read these by itself."""


def is_address(place: str) -> bool:
    """Whether a place is not of this machine's file system."""
    return _ADDRESS.match(place) is not None


def check_free(address: str) -> None:
    """Refuse an address that can't be read, or where something is. Raises PlaceError, NoParquetError."""
    system, path = _open(address)
    with _told(address, "written"):
        _check(system, path, address)


def send(folder: Path, address: str) -> None:
    """Copy a folder of tables to an address that is free, its manifest last. Raises PlaceError."""
    system, path = _open(address)
    files = sorted(one for one in folder.rglob("*") if one.is_file())
    with _told(address, "written"):
        _check(system, path, address)
        for file in sorted(files, key=lambda one: one == folder / NAME):
            place = f"{path}/{file.relative_to(folder).as_posix()}"
            system.create_dir(place.rpartition("/")[0], recursive=True)
            with file.open("rb") as read, system.open_output_stream(place) as write:
                shutil.copyfileobj(read, write, 1 << 20)


@contextmanager
def beside() -> Iterator[Path]:
    """A new folder of this machine in which to make what is sent; gone afterwards. It is made where TMPDIR
    says."""
    with tempfile.TemporaryDirectory(prefix="provenance-") as folder:
        yield Path(folder) / "tables"


@contextmanager
def brought(address: str) -> Iterator[Path]:
    """A copy of the folder or file at an address on this machine, below a folder of the name that its own has
    there; gone afterwards. It is made where TMPDIR says. Raises PlaceError, NoParquetError."""
    system, path = _open(address)
    with tempfile.TemporaryDirectory(prefix="provenance-") as folder:
        with _told(address, "read"):
            copy = _bring(system, PurePosixPath(path), Path(folder), address)
        yield copy


def _bring(system: Any, path: PurePosixPath, folder: Path, address: str) -> Path:
    from pyarrow import fs

    kind = system.get_file_info(str(path)).type
    if kind == fs.FileType.NotFound:
        raise PlaceError(f"{address} is not there; check the address.")
    single = kind == fs.FileType.File
    found = [str(path)] if single else [
        one.path
        for one in system.get_file_info(fs.FileSelector(str(path), recursive=True))
        if one.type == fs.FileType.File
    ]  # fmt: skip
    root = path.parent if single else path
    copy = folder / (root.name or "storage")
    copy.mkdir()
    for one in found:
        inside = PurePosixPath(one).relative_to(root)
        if ".." in inside.parts:
            raise PlaceError(f"{address} has a file whose name leads out of it ({inside}); rename it.")
        place = copy / inside
        place.parent.mkdir(parents=True, exist_ok=True)
        with system.open_input_stream(one) as read, place.open("wb") as write:
            shutil.copyfileobj(read, write, 1 << 20)
    return copy / path.name if single else copy


def _open(address: str) -> tuple[Any, str]:
    """The file system of an address, and the path there."""
    need_pyarrow()
    from pyarrow import fs

    scheme, _, rest = address.partition("://")
    known = _SCHEMES.get(scheme.lower())
    if known is None:
        raise PlaceError(f"{address} is of no storage that is known here; give s3://, gs:// or hdfs://.")
    if not rest.strip("/"):
        raise PlaceError(f"{address} names no bucket; give {known}://BUCKET/FOLDER.")
    if ":" in rest.partition("/")[0].rpartition("@")[0]:
        raise PlaceError(
            f"An address of {known}:// has a password in it, which would stand in the database; give it by "
            "the variables of the storage, as AWS_SECRET_ACCESS_KEY."
        )
    uri = f"{known}://{rest.rstrip('/')}"
    endpoint = next((os.environ[name] for name in _ENDPOINT if os.environ.get(name)), "")
    if known == "s3" and endpoint and "endpoint_override=" not in uri:
        own = urlsplit(endpoint)
        uri += f"{'&' if '?' in uri else '?'}endpoint_override={own.netloc}&scheme={own.scheme}"
    with _told(address, "opened"):
        system, path = fs.FileSystem.from_uri(uri)
    return system, path


def _check(system: Any, path: str, address: str) -> None:
    from pyarrow import fs

    if "/" not in path and not isinstance(system, fs.HadoopFileSystem):
        raise PlaceError(f"{address} is a whole bucket; give a folder in it.")
    if system.get_file_info(path).type == fs.FileType.File:
        raise PlaceError(f"{address} is a file; give a new folder.")
    if system.get_file_info(fs.FileSelector(path, allow_not_found=True)):
        raise PlaceError(f"{address} is not empty; nothing is overwritten, choose another folder.")
    if isinstance(system, fs.S3FileSystem | fs.GcsFileSystem):
        bucket = path.partition("/")[0]
        if system.get_file_info(bucket).type == fs.FileType.NotFound:
            raise PlaceError(f"{address}: there is no bucket {bucket}; make it, or give another.")


@contextmanager
def _told(address: str, done: str) -> Iterator[None]:
    """Raises PlaceError for what a storage says of what was to be `done`."""
    try:
        yield
    except (OSError, ValueError) as error:
        said = " ".join(str(error).split())
        if isinstance(error, OSError) and error.errno == errno.ENOSPC:
            what = "make room there, or where TMPDIR says"
        elif "libhdfs" in said or "libjvm" in said:
            what = "Hadoop's client and Java are asked for; set HADOOP_HOME, JAVA_HOME and CLASSPATH"
        elif "ACCESS_DENIED" in said or "Forbidden" in said or "403" in said:
            what = "check who you are there and what you may do"
        else:
            what = "check the address and the network"
        raise PlaceError(f"{address} can't be {done} ({said[:300]}); {what}.") from error
