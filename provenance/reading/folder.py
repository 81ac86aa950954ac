"""The articles of a folder, each file read once, and never an exception for a bad one.

A newsroom's folder always has one broken file. It becomes an `Unreadable` with a sentence; the rest is read.
"""

from __future__ import annotations

from collections.abc import Callable, Collection, Iterator
from pathlib import Path

from provenance.reading.article import Article, Unreadable
from provenance.reading.decode import NotText
from provenance.reading.jsonl import read_line, split_lines
from provenance.reading.listing import Found, Listing, list_folder
from provenance.reading.metadata_csv import describe
from provenance.reading.opening import bounded, opened, reason
from provenance.reading.readers import Raw, read_text
from provenance.settings import MAX_BYTES


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
            with opened(found.location, None) as stream:
                yield from split_lines(stream, path=found.path, stated=found.stated, max_bytes=max_bytes)
            return
        yield Raw(found.path, bounded(found.location, max_bytes), found.reader, found.stated)
    except NotText as error:
        yield Unreadable(found.path, str(error))
    except OSError as error:
        yield Unreadable(found.path, reason(error, "the file"))


def read_raw(raw: Raw) -> Iterator[Article | Unreadable]:
    """The article that some bytes are, or why they are none; of a line also what could not be used."""
    if raw.reader == "jsonl":
        yield from read_line(raw)
        return
    try:
        yield read_text(raw.data, path=raw.path, reader=raw.reader, sidecar=describe(raw.stated))
    except NotText as error:
        yield Unreadable(raw.path, str(error))
