"""The bytes of one article on their way to a reader."""

from __future__ import annotations

from dataclasses import dataclass

from provenance.portable import portable
from provenance.reading.metadata_csv import Stated


@portable
@dataclass(frozen=True, slots=True)
class Raw:
    """The bytes of one article as they stand at `path`, for the reader of that name; `stated` are the rows of
    metadata.csv that speak of it, `encoding` that of the file where the bytes are not as they stand there."""

    path: str
    data: bytes
    reader: str
    stated: Stated = ()
    encoding: str = ""
