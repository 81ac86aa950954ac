"""Scan a folder: read it, find what it shares with itself and with the archive, write all to one file."""

from __future__ import annotations

import hashlib
import json
import platform
import sqlite3
import uuid
from collections import Counter
from collections.abc import Mapping, Sequence
from contextlib import closing
from dataclasses import dataclass, replace
from datetime import UTC, datetime
from importlib.metadata import version
from pathlib import Path
from typing import TypeVar

from provenance import settings, verdicts
from provenance.analysis import analyse
from provenance.annotation import Progress
from provenance.passages import FORMS
from provenance.reading import Article, Listing, Unreadable, list_folder, read_listing
from provenance.store import reading as stored
from provenance.store.database import check_place, open_for_writing, transaction
from provenance.store.writing import Run, write_findings, write_folder, write_run
from provenance.version import __version__
from provenance.workers import Workers

LIBRARIES = ("click", "datasketch", "jellyfish", "numpy", "rich", "sqlite-utils")

Item = TypeVar("Item", Article, Unreadable)

DEATH = "a worker process ended before its work was done (out of memory?); its work was done again"


class NothingToScanError(Exception):
    """No article could be read. `problems` has a sentence for each file; nothing was written."""

    def __init__(self, message: str, problems: Sequence[Unreadable] = ()) -> None:
        super().__init__(message)
        self.problems = tuple(problems)


@dataclass(frozen=True, slots=True)
class Scan:
    """What a scan did.

    `passages` counts distinct shared passages, `set_aside` those that are boilerplate or stock phrases,
    `sharing` the texts that have a passage, `statements` the lineage by kind. `unchanged` means that the
    database already held the answer for these files and parameters, and nothing was written.
    """

    db: Path
    articles: int
    texts: int
    words: int
    passages: int
    set_aside: int
    sharing: int
    near_duplicates: int
    statements: Mapping[str, int]
    problems: tuple[Unreadable, ...]
    warnings: tuple[str, ...]
    passed_over: Mapping[str, int]
    left_out: int
    unchanged: bool


def scan(
    folder: str | Path,
    *,
    db: str | Path = "provenance.db",
    command: str | None = None,
    max_bytes: int = settings.MAX_BYTES,
    processes: int = 1,
    progress: Progress = lambda step, done, total: None,
) -> Scan:
    """Scan a folder (or one file) into the database `db`, which is made where it does not exist.

    `processes` share the work; a program that asks for more than one needs the usual guard
    `if __name__ == "__main__":`. Articles that earlier scans read from other folders are matched with.
    `command` is kept with the run; `progress(step, done, total)` is told how far each step is. Raises
    NothingToScanError where no article could be read, provenance.store.database.DatabaseError where the
    database can't be used.
    """
    started = _now()
    where, path = Path(folder), Path(db)
    listing = _list(where, path)
    check_place(path)
    read, problems = _read(listing, max_bytes, progress)
    if not read:
        raise NothingToScanError(f"No article in {where} could be read; the files are listed.", problems)
    with closing(open_for_writing(path)) as connection, transaction(connection):
        # The lock is held from here on, so that two scans at once can't overlook each other's articles.
        label = stored.folder_label(connection, listing.name, _location(where))
        read = [_under(label, listing.name, article) for article in read]
        problems = [_under(label, listing.name, problem) for problem in problems]
        mine = frozenset(article.path for article in read)
        only = None if where.is_file() else label
        elsewhere = [a for a in stored.articles_elsewhere(connection, only) if a.path not in mine]
        everything = [*read, *elsewhere]
        fingerprint = _fingerprint(everything, problems, listing.passed_over, max_bytes)
        if fingerprint == stored.last_fingerprint(connection):
            return _summary(connection, path, problems, listing, [], unchanged=True)
        deaths: list[str] = []
        worth_it = len(everything) >= settings.SHARED_WORK
        workers = Workers(processes if worth_it else 1, lambda: deaths.append(DEATH))
        findings = analyse(everything, progress, workers)
        progress("writing", 0, 1)
        folder_id = write_folder(connection, label, _location(where))
        run = Run(
            uid=str(uuid.uuid4()),
            command=command or f"provenance.scan({str(folder)!r}, db={str(db)!r})",
            started_at=started,
            finished_at=_now(),
            tool_version=__version__,
            dependencies=_dependencies(),
            parameters=parameters(max_bytes),
            fingerprint=fingerprint,
            counts=findings.counts,
        )
        run_id = write_run(connection, run, problems, listing.passed_over)
        write_findings(
            connection, run_id, folder_id, mine, findings, _scales(), whole_folder=not where.is_file()
        )
        progress("writing", 1, 1)
        return _summary(connection, path, problems, listing, deaths, unchanged=False)


def _under(label: str, name: str, item: Item) -> Item:
    """The item with the folder's label in its path for the folder's own name."""
    return item if label == name else replace(item, path=label + item.path[len(name) :])


def _list(where: Path, db: Path) -> Listing:
    """What is to be read. Raises NothingToScanError before any database is made where there is nothing."""
    listing = list_folder(where, skip=[db])
    if listing.files:
        return listing
    others = sum(listing.passed_over.values())
    hint = f" ({others} files of other kinds were passed over)" if others else ""
    raise NothingToScanError(
        f"{where} holds no article to read{hint}; give a folder with .txt, .md or .jsonl files.",
        listing.problems,
    )


def _read(listing: Listing, max_bytes: int, progress: Progress) -> tuple[list[Article], list[Unreadable]]:
    read: list[Article] = []
    problems: list[Unreadable] = []
    for item in read_listing(
        listing, max_bytes=max_bytes, progress=lambda done, total: progress("reading", done, total)
    ):
        if isinstance(item, Article):
            read.append(item)
        else:
            problems.append(item)
    return read, problems


def _location(where: Path) -> str:
    """Where the scanned folder stands; of a single file, its folder."""
    resolved = where.resolve()
    return str(resolved.parent if resolved.is_file() else resolved)


def parameters(max_bytes: int) -> dict[str, object]:
    """Every setting of a run, by name."""
    found: dict[str, object] = {
        name.lower(): value
        for name, value in vars(settings).items()
        if name.isupper() and isinstance(value, (int, float, str))
    }
    return {**found, "max_bytes": max_bytes}


def _fingerprint(
    articles: Sequence[Article],
    problems: Sequence[Unreadable],
    passed_over: Mapping[str, int],
    max_bytes: int,
) -> str:
    """Equal for equal inputs, parameters and versions."""
    parts = [
        __version__,
        json.dumps(parameters(max_bytes), sort_keys=True),
        json.dumps(dict(passed_over), sort_keys=True),
        *sorted(f"{problem.path}\0{problem.reason}" for problem in problems),
        *sorted(f"{article.path}\0{article.bytes_sha256}\0{article.metadata!r}" for article in articles),
    ]
    return hashlib.sha256("\n".join(parts).encode("utf-8", "surrogatepass")).hexdigest()


def _scales() -> list[tuple[str, str, float]]:
    """The scales that views need."""
    return [
        *(("form", name, least) for name, least in FORMS),
        *(("degree", name, least) for name, least in verdicts.DEGREES),
    ]


def _dependencies() -> dict[str, str]:
    found = {name: version(name) for name in LIBRARIES}
    return {**found, "python": platform.python_version(), "sqlite": sqlite3.sqlite_version}


def _now() -> str:
    return datetime.now(UTC).isoformat(timespec="milliseconds")


def _summary(
    connection: sqlite3.Connection,
    path: Path,
    problems: Sequence[Unreadable],
    listing: Listing,
    deaths: Sequence[str],
    *,
    unchanged: bool,
) -> Scan:
    """The figures of the database as it stands now."""

    def count(query: str) -> int:
        return int(connection.execute(query).fetchone()[0] or 0)

    counts = json.loads(
        connection.execute("SELECT counts FROM runs WHERE id = (SELECT id FROM current_run)").fetchone()[0]
    )
    kinds = Counter(
        {
            row[0]: row[1]
            for row in connection.execute("SELECT kind, count(*) FROM lineage_edges GROUP BY kind")
        }
    )
    return Scan(
        db=path,
        articles=count("SELECT count(*) FROM articles WHERE status = 'current'"),
        texts=int(counts["texts"]),
        words=count("SELECT sum(words) FROM articles WHERE status = 'current'"),
        passages=int(counts["reused"]),
        set_aside=int(counts["families"]) - int(counts["reused"]),
        sharing=int(counts["sharing"]),
        near_duplicates=count("SELECT count(*) FROM text_pairs WHERE near_duplicate"),
        statements=dict(sorted(kinds.items())),
        problems=tuple(problems),
        warnings=(*listing.warnings, *deaths),
        passed_over=listing.passed_over,
        left_out=int(counts["candidates_left_out"]),
        unchanged=unchanged,
    )
