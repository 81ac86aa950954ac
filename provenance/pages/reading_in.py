"""Files of a folder -> rows of articles, a batch at a time; what the archive has as it is stays unread."""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from functools import partial
from itertools import chain
from pathlib import Path

from provenance.cycles import no_collections
from provenance.intake import Intake, take_in
from provenance.matching import Progress
from provenance.pages.forget import without_forgotten
from provenance.pages.gathering import Gathering
from provenance.pages.incoming import Incoming
from provenance.pages.runs import State
from provenance.reading import Article, Listing, Options, PathRules, Unreadable, list_folder, read_listing
from provenance.store import reading as stored
from provenance.store.database import transaction
from provenance.store.files import File, drop_files, find_vanished, known_files, mark_gone, record_files
from provenance.store.writing import write_folder
from provenance.workers import Workers

BATCH = 32_000_000
"""Code points of articles that are committed together: so much at most is read again after a sudden end."""


class NothingToScanError(Exception):
    """No article could be read. `problems` has a sentence for each file; nothing was written."""

    def __init__(self, message: str, problems: Sequence[Unreadable] = ()) -> None:
        super().__init__(message)
        self.problems = tuple(problems)


@dataclass(frozen=True, slots=True)
class Where:
    """A folder or file that is read. `address`: of what it is a copy, empty where it is none."""

    path: Path
    address: str = ""

    def __str__(self) -> str:
        return self.address or str(self.path)

    @property
    def location(self) -> str:
        """Where the folder stands, or that of the file."""
        if self.address:
            return self.address.rstrip("/").rpartition("/")[0] if self.path.is_file() else self.address
        resolved = self.path.resolve()
        return str(resolved.parent if resolved.is_file() else resolved)


def list_files(where: Where, db: Path, options: Options, rules: PathRules) -> Listing:
    """What is to be read. Raises NothingToScanError before any database is made where there is nothing."""
    with no_collections():
        listing = list_folder(where.path, skip=[db], table=bool(options.table), rules=rules)
    if listing.files:
        return listing
    others = sum(listing.passed_over.values())
    hint = f" ({others} files of other kinds were passed over)" if others else ""
    raise NothingToScanError(
        f"{where} holds no article to read{hint}; "
        "give a folder with .txt, .md, .jsonl, .json, .csv or .zip files.",
        listing.problems,
    )


def check_article(where: Where, listing: Listing, options: Options) -> None:
    """Raises NothingToScanError, before any database is made, where no article can be read."""
    problems: list[Unreadable] = []
    for item in read_listing(listing, options=options):
        if isinstance(item, Article):
            return
        problems.append(item)
    raise nothing_in(where, problems)


def nothing_in(where: Where, problems: Sequence[Unreadable]) -> NothingToScanError:
    """What is raised where no file of a folder has an article that can be read."""
    return NothingToScanError(f"No article in {where} could be read; the files are listed.", problems)


def read_in(
    state: State,
    gathering: Gathering,
    where: Where,
    listing: Listing,
    options: Options,
    rehash: bool,
    workers: Workers,
    progress: Progress,
) -> tuple[Incoming, list[Unreadable]]:
    """Read what the archive has not got as it is into the database, a batch at a time; what came in, and what
    was forgotten and is passed over."""
    connection = gathering.connection
    label = stored.folder_label(connection, listing.name, where.location)

    def known(paths: Sequence[str]) -> Mapping[str, tuple[str, str, int]]:
        return stored.known_places(connection, paths)

    reading = state.reading()
    whole = not where.path.is_file()
    with no_collections():
        rows = known_files(connection, label)
        incoming = Incoming(listing, label, rows, reading, whole=whole, rehash=rehash)
        del rows
    found = workers.run(partial(take_in, options=options), incoming.shards(known, options, progress))
    done: list[File] = []
    forgotten: list[Unreadable] = []
    stale = incoming.stale
    for intake in found:
        if not intake.filed:
            done += incoming.take(intake)
            continue
        with transaction(connection):
            state.run_id()
            drop_files(connection, stale)
            stale = []
            folder_id = write_folder(connection, label, where.location)
            for taken in chain([intake], _some(found)):
                kept, passed_over = without_forgotten(connection, taken)
                forgotten += passed_over
                incoming.spoil(passed_over)
                gathering.file(kept, folder_id, reading)
                record_files(connection, folder_id, incoming.take(kept), incoming.present)
            gathering.index()
    if not incoming.found and not forgotten:
        raise nothing_in(where, incoming.problems)
    done += incoming.rest()
    vanished = find_vanished(connection, label, incoming.present, incoming.known) if whole else []
    if stale or done or vanished:
        with transaction(connection):
            drop_files(connection, stale)
            folder_id = write_folder(connection, label, where.location)
            record_files(connection, folder_id, done, incoming.present)
            mark_gone(connection, vanished)
    return incoming, forgotten


def _some(found: Iterator[Intake]) -> Iterator[Intake]:
    """So many as are committed together."""
    size = 0
    for intake in found:
        yield intake
        size += sum(len(filed.text) for filed in intake.filed)
        if size >= BATCH:
            return
