"""The articles of a folder, each file read once, and never an exception for a bad one.

A newsroom's folder always has one broken file. It becomes an `Unreadable` with a sentence; the rest is read.
"""

from __future__ import annotations

import os
from collections.abc import Callable, Collection, Iterator
from dataclasses import replace
from functools import partial
from pathlib import Path
from typing import BinaryIO

from provenance.reading.article import Article, Unreadable
from provenance.reading.assembling import assemble
from provenance.reading.decoding import NotText
from provenance.reading.guard import read_guarded
from provenance.reading.listing import Found, Listing, list_folder
from provenance.reading.many.containers import splitter
from provenance.reading.many.source import PassedOver, Source
from provenance.reading.metadata_csv import describe
from provenance.reading.opening import bounded, opened, reason
from provenance.reading.options import DEFAULT, Options
from provenance.reading.packed import PACKED, unpacked
from provenance.reading.protocol import ForReader, Reader, Reading
from provenance.reading.raw import Raw
from provenance.reading.registry import missing_modules, readers
from provenance.reading.soundness import check_reading
from provenance.reading.stated import Described


def read_folder(
    folder: Path,
    *,
    name: str | None = None,
    options: Options = DEFAULT,
    progress: Callable[[int, int], None] | None = None,
    skip: Collection[Path] = (),
) -> Iterator[Article | Unreadable]:
    """Every article of a folder by path, and an Unreadable for everything that could not be read."""
    yield from read_listing(list_folder(folder, name=name, skip=skip), options=options, progress=progress)


def read_listing(
    listing: Listing, *, options: Options = DEFAULT, progress: Callable[[int, int], None] | None = None
) -> Iterator[Article | Unreadable]:
    """Read the files of a listing in its order, after the problems that the listing itself met.

    `progress(done, total)` is called after each file.
    """
    yield from listing.problems
    total = len(listing.files)
    for done, found in enumerate(listing.files, start=1):
        yield from read_file(found, options=options)
        if progress is not None:
            progress(done, total)


def read_file(found: Found, *, options: Options = DEFAULT) -> Iterator[Article | Unreadable]:
    """Read one file: its article, or the articles of a file that holds many."""
    for item in open_file(found, options=options):
        if isinstance(item, Raw):
            yield from read_raw(item, options=options)
        elif isinstance(item, Unreadable):
            yield item


def open_file(found: Found, *, options: Options = DEFAULT) -> Iterator[Raw | Unreadable | PassedOver]:
    """The bytes of each article of one file, and what else is in it.

    The size of a file that is one article is looked at first; no more than `max_bytes` of it are ever read.
    """
    reader = readers()[found.reader]
    if absent := missing_modules(reader):
        yield Unreadable(found.path, absent)
        return
    try:
        split = splitter(found.reader)
        if split is not None:
            opening = partial(_open, found.location)
            yield from split(
                Source(found.path, found.reader, opening, found.location, found.stated, found.inside), options
            )
            return
        if found.reader == "mail":
            from provenance.reading.many.mails import bounded_mail

            data = bounded_mail(found.location, options.max_bytes)
        else:
            data = bounded(found.location, options.max_bytes)
        yield Raw(found.path, data, found.reader, found.stated)
    except NotText as error:
        yield Unreadable(found.path, str(error))
    except OSError as error:
        yield Unreadable(found.path, reason(error, "the file"))


def _open(location: str) -> BinaryIO:
    """A file of any size, unpacked where it is packed."""
    stream = opened(location, None)
    extension = Path(location).suffix.lower()
    if extension not in PACKED:
        return stream
    return unpacked(stream, extension, os.fstat(stream.fileno()).st_size)


def read_raw(raw: Raw, *, options: Options = DEFAULT) -> Iterator[Article | Unreadable]:
    """The article that some bytes are, or why they are none; and what in them could not be used."""
    stated = describe(raw.stated) if raw.stated else None
    try:
        reader = readers()[raw.reader]
        reading = _read(raw.data, reader, options)
        if raw.encoding:
            reading = replace(reading, encoding=raw.encoding)
        article = assemble(
            reading, raw.data, path=raw.path, reader=raw.reader, stated=stated, reader_version=reader.version
        )
    except ValueError as error:
        yield Unreadable(raw.path, str(error) or "the reader gives no reason; look at the file")
        return
    for problem in reading.problems:
        yield Unreadable(raw.path, problem)
    yield article


def read_text(
    data: bytes,
    *,
    path: str,
    reader: str = "text",
    stated: Described | None = None,
    options: Options = DEFAULT,
) -> Article:
    """The article in `data`, which stands at `path`.

    What is stated goes before the text's own fields, and these before what is seen in the text. Raises
    ValueError (mostly NotText) for bytes that are no text or hold no word, KeyError for a reader that does
    not exist.
    """
    reads = readers()[reader]
    reading = _read(data, reads, options)
    return assemble(reading, data, path=path, reader=reader, stated=stated, reader_version=reads.version)


def _read(data: bytes, reader: Reader, options: Options) -> Reading:
    if reader.guarded:
        reading = read_guarded(reader, data, options.seconds)
        check_reading(reading)
        return reading
    try:
        return reader.read(data) if reader.mapped is None else reader.mapped(data, options.fields)
    except ForReader as other:
        special = readers()[str(other)]
    if absent := missing_modules(special):
        raise NotText(absent)
    return _read(data, special, options)
