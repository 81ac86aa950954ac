"""What there is to read with, and what of a folder it reads: for `provenance doctor`."""

from __future__ import annotations

import sqlite3
from collections import Counter
from collections.abc import Mapping
from dataclasses import dataclass
from pathlib import Path

from provenance.reading import list_folder, missing_modules, readers


@dataclass(frozen=True, slots=True)
class Present:
    """A reader: the extensions that it reads, and what has to be installed before it can, empty where
    nothing has."""

    name: str
    version: str
    extensions: tuple[str, ...]
    missing: str


@dataclass(frozen=True, slots=True)
class Readable:
    """The files of a folder: how many each reader takes; how many wait for something to be installed, by the
    sentence that says what; how many of which extension no reader takes; what else was met in listing."""

    folder: str
    files: Mapping[str, int]
    waiting: Mapping[str, int]
    passed_over: Mapping[str, int]
    problems: tuple[str, ...]


def present_readers() -> tuple[Present, ...]:
    """All readers, those of other packages too."""
    return tuple(
        Present(reader.name, reader.version, reader.extensions, missing_modules(reader))
        for reader in readers().values()
    )


def look_at_folder(folder: Path, db: Path) -> Readable:
    """List a folder as a scan does; no article is opened."""
    listing = list_folder(folder, skip=[db])
    by_reader = Counter(found.reader for found in listing.files)
    missing = {name: missing_modules(readers()[name]) for name in by_reader}
    waiting: Counter[str] = Counter()
    for name, count in by_reader.items():
        if missing[name]:
            waiting[missing[name]] += count
    return Readable(
        str(folder),
        {name: count for name, count in sorted(by_reader.items()) if not missing[name]},
        dict(waiting),
        listing.passed_over,
        tuple(f"{problem.path}: {problem.reason}" for problem in listing.problems) + listing.warnings,
    )


def count_encodings(connection: sqlite3.Connection) -> dict[str, int]:
    """How many articles of an archive were in which encoding, the most frequent first."""
    rows = connection.execute(
        "SELECT encoding, count(*) FROM places WHERE status = 'current' GROUP BY 1 ORDER BY 2 DESC, 1"
    )
    return {str(row[0]): int(row[1]) for row in rows}
