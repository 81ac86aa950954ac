"""Scan a folder: read it, find what it shares with itself and with the archive, write all to one file."""

from __future__ import annotations

import ctypes
import json
import platform
import sqlite3
import sys
import uuid
from collections.abc import Mapping, Sequence
from contextlib import closing
from datetime import UTC, datetime
from importlib.metadata import version
from pathlib import Path

from provenance import settings, verdicts
from provenance.analysis import Shard, analyse, cut
from provenance.corpus import Ints
from provenance.explaining import Collection, know_collection
from provenance.intake import take_in
from provenance.kernels import Rules
from provenance.matching import Matches, Progress, count_wording, find_stories, match, propose
from provenance.pages.gathering import Gathered, Gathering, number_texts
from provenance.pages.incoming import Incoming
from provenance.pages.summary import Scan, summarise
from provenance.passages import FORMS, RULES, THOROUGH
from provenance.reading import Article, Listing, Unreadable, list_folder, read_listing
from provenance.repeats import find_repeated
from provenance.statements import Traced
from provenance.store import reading as stored
from provenance.store.database import open_for_writing, transaction
from provenance.store.files import drop_files, hash_reading, known_files, record_files, retire
from provenance.store.findings import (
    Rows,
    clear_findings,
    line_rows,
    rows_of,
    write_families,
    write_lineage,
    write_rows,
)
from provenance.store.lock import archive_lock
from provenance.store.spool import Shelf, Spool
from provenance.store.writing import Run, write_folder, write_run, write_scales
from provenance.unseen import gather
from provenance.version import __version__
from provenance.workers import Workers

LIBRARIES = ("click", "datasketch", "jellyfish", "numpy", "rich", "sqlite-utils")

DEATH = "a worker process ended before its work was done (out of memory?); its work was done again"


class NothingToScanError(Exception):
    """No article could be read. `problems` has a sentence for each file; nothing was written."""

    def __init__(self, message: str, problems: Sequence[Unreadable] = ()) -> None:
        super().__init__(message)
        self.problems = tuple(problems)


def scan(
    folder: str | Path,
    *,
    db: str | Path = "provenance.db",
    command: str | None = None,
    max_bytes: int = settings.MAX_BYTES,
    processes: int = 1,
    thorough: bool = False,
    rehash: bool = False,
    wait: float = 0.0,
    progress: Progress = lambda step, done, total: None,
) -> Scan:
    """Scan a folder (or one file) into the database `db`, which is made where it does not exist.

    `processes` share the work; a program that asks for more than one needs the usual guard
    `if __name__ == "__main__":`. Articles that earlier scans read from other folders are matched with.
    `thorough` takes every shared run of 8 words for a passage, not only where others or its rare words speak
    for it. `rehash` opens every file, also those whose size and time have not changed. `wait`: so many
    seconds for another scan of this database to end. `command` is kept with the run; `progress(step, done,
    total)` is told how far each step is. Raises NothingToScanError where no article could be read,
    provenance.store.database.DatabaseError where the database can't be used.
    """
    started = _now()
    where, path = Path(folder), Path(db)
    command = command or f"provenance.scan({str(folder)!r}, db={str(db)!r})"
    with archive_lock(path, command, wait) as lock:
        # From here on nobody else writes: two scans at once can't overlook each other's articles. Listed
        # before, the folder would be as it was when the waiting began.
        listing = _list(where, path)
        if not path.exists():
            _check_article(where, listing, max_bytes)
        settled = parameters(max_bytes, thorough=thorough)
        warnings = [lock.warning] if lock.warning else []
        worth_it = processes > 1 and sum(found.size for found in listing.files) >= settings.SHARED_WORK
        with (
            Workers(processes if worth_it else 1, lambda: warnings.append(DEATH)) as workers,
            Spool() as spool,
            closing(open_for_writing(path)) as connection,
            transaction(connection),
        ):
            gathering = Gathering(connection, spool)
            problems = _read(gathering, where, listing, max_bytes, settled, rehash, workers, progress)
            fingerprint = stored.hash_places(connection, _inputs(problems, listing.passed_over, settled))
            last = stored.last_run(connection)
            unchanged = last is not None and last.fingerprint == fingerprint
            if not unchanged:
                counts, traced, places = _find(gathering, workers, progress, THOROUGH if thorough else RULES)
                run = Run(
                    uid=str(uuid.uuid4()),
                    command=command,
                    started_at=started,
                    finished_at=_now(),
                    tool_version=__version__,
                    dependencies=_dependencies(),
                    parameters=settled,
                    fingerprint=fingerprint,
                    counts=counts,
                )
                run_id = write_run(connection, run, problems, listing.passed_over)
                write_lineage(connection, run_id, gather(traced), places)
                progress("writing", 1, 1)
            return summarise(connection, path, problems, listing, warnings, unchanged=unchanged)


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


def _check_article(where: Path, listing: Listing, max_bytes: int) -> None:
    """Raises NothingToScanError, before any database is made, where no article can be read."""
    problems: list[Unreadable] = []
    for item in read_listing(listing, max_bytes=max_bytes):
        if isinstance(item, Article):
            return
        problems.append(item)
    raise _nothing(where, problems)


def _nothing(where: Path, problems: Sequence[Unreadable]) -> NothingToScanError:
    return NothingToScanError(f"No article in {where} could be read; the files are listed.", problems)


def _read(
    gathering: Gathering,
    where: Path,
    listing: Listing,
    max_bytes: int,
    settled: Mapping[str, object],
    rehash: bool,
    workers: Workers,
    progress: Progress,
) -> list[Unreadable]:
    """Read what the archive has not got as it is into the database; what could not be read."""
    connection = gathering.connection
    label = stored.folder_label(connection, listing.name, _location(where))
    last = stored.last_run(connection)
    same = last is not None and (last.version, last.parameters) == (__version__, settled)

    def known(paths: Sequence[str]) -> Mapping[str, tuple[str, str]]:
        # Another version, or other parameters, may read the same bytes otherwise; and what could not be used
        # has to be named again.
        return stored.known_places(connection, paths) if same else {}

    whole = not where.is_file()
    reading = hash_reading(__version__, settled)
    incoming = Incoming(listing, label, known_files(connection, label), reading, whole=whole, rehash=rehash)
    folder_id = write_folder(connection, label, _location(where))
    drop_files(connection, incoming.stale)
    for intake in workers.run(take_in, incoming.shards(known, max_bytes, progress)):
        gathering.file(intake, folder_id)
        record_files(connection, folder_id, reading, incoming.take(intake), incoming.present)
    record_files(connection, folder_id, reading, incoming.rest(), incoming.present)
    if not incoming.found:
        raise _nothing(where, incoming.problems)
    if whole:
        retire(connection, folder_id, incoming.present, incoming.known)
    return incoming.problems


def _find(
    gathering: Gathering, workers: Workers, progress: Progress, rules: Rules
) -> tuple[dict[str, int], list[Traced], Ints]:
    """Match and explain all texts of the archive and write what is found, but for the lineage: counts, the
    lineage of each shard, the ids of places by number."""
    connection = gathering.connection
    places = stored.current_places(connection)
    progress("looking for candidates", 0, 1)
    gathered = number_texts(gathering, places, workers)
    corpus, source = gathered.corpus, gathered.source
    candidates = propose(corpus)
    _give_back_memory()
    progress("looking for candidates", 1, 1)
    matches = match(candidates, corpus, source, workers, progress, rules)
    story = find_stories(matches, len(corpus))
    wording = count_wording(story, corpus, source, workers)
    _give_back_memory()
    clear_findings(connection)
    write_scales(connection, _scales())
    families = reused = sharing = done = 0
    traced: list[Traced] = []
    parts = list(cut(matches, len(corpus), gathered.several))
    total = sum(numbers.size for numbers, _ in parts)
    progress("explaining", 0, total)
    with Shelf(know_collection(story, wording)) as collection:
        shards = (_shard(connection, gathered, collection, *part) for part in parts)
        for (numbers, _), rows in zip(parts, workers.run(explain_shard, shards), strict=True):
            write_rows(connection, rows, gathered.text_ids, gathered.place_ids)
            traced.append(rows.traced)
            families, reused, sharing = families + rows.shared, reused + rows.reused, sharing + rows.sharing
            done += numbers.size
            progress("explaining", done, total)
    progress("writing", 0, 1)
    repeated = [line_rows(line) for line in find_repeated(corpus, source)]
    write_families(connection, repeated, gathered.text_ids)
    counts = {
        "articles": len(places),
        "texts": len(corpus),
        "words": int(corpus.words.sum()),
        "candidate_pairs": int(candidates.first.size),
        "candidates_left_out": candidates.left_out,
        "passages": len(matches.rows),
        "families": families + len(repeated),
        "reused": reused,
        "sharing": sharing,
    }
    return counts, traced, gathered.place_ids


def _give_back_memory() -> None:
    """Hand what is free to the system: glibc keeps what many small arrays have left."""
    if sys.platform == "linux":
        trim = getattr(ctypes.CDLL(None), "malloc_trim", None)  # other C libraries have no such function
        if trim is not None:
            trim(0)


def explain_shard(shard: Shard) -> Rows:
    """What there is to say of the texts of a shard, as rows."""
    return rows_of(analyse(shard))


def _shard(
    connection: sqlite3.Connection,
    gathered: Gathered,
    collection: Shelf[Collection],
    numbers: Ints,
    matches: Matches,
) -> Shard:
    """The texts of some components with all that is needed to explain them."""
    ids = gathered.text_ids[numbers].tolist()
    return Shard(
        tuple(stored.read_standing(connection, ids, numbers.tolist(), gathered.place_numbers)),
        gathered.source.part(numbers),
        gathered.corpus.spans(numbers.tolist()),
        matches,
        collection,
    )


def _location(where: Path) -> str:
    """Where the scanned folder stands; of a single file, its folder."""
    resolved = where.resolve()
    return str(resolved.parent if resolved.is_file() else resolved)


def parameters(max_bytes: int, *, thorough: bool) -> dict[str, object]:
    """Every setting of a run, by name."""
    found: dict[str, object] = {
        name.lower(): value
        for name, value in vars(settings).items()
        if name.isupper() and isinstance(value, (int, float, str))
    }
    alone = (THOROUGH if thorough else RULES).alone
    return {**found, "alone": alone, "thorough": thorough, "max_bytes": max_bytes}


def _inputs(
    problems: Sequence[Unreadable], passed_over: Mapping[str, int], settled: Mapping[str, object]
) -> list[str]:
    """What a scan depends on besides its articles."""
    return [
        __version__,
        json.dumps(settled, sort_keys=True),
        json.dumps(dict(passed_over), sort_keys=True),
        *sorted(f"{problem.path}\0{problem.reason}" for problem in problems),
    ]


def _scales() -> list[tuple[str, str, float]]:
    """The scales that views need."""
    return [
        *(("form", name, least) for name, least in FORMS),
        *(("degree", name, least) for name, least in verdicts.DEGREES),
        ("relation", "source-to-source", settings.ALONE),
    ]


def _dependencies() -> dict[str, str]:
    found = {name: version(name) for name in LIBRARIES}
    return {**found, "python": platform.python_version(), "sqlite": sqlite3.sqlite_version}


def _now() -> str:
    return datetime.now(UTC).isoformat(timespec="milliseconds")
