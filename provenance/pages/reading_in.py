"""A folder and what the archive has of it: which files are to be opened, and which have gone.

Nothing that reads, matches or judges is imported here: in most scans of a known folder little has changed.
"""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import dataclass
from pathlib import Path

from provenance.cycles import no_collections, set_aside
from provenance.pages.incoming import Incoming
from provenance.reading import Listing, Options, PathRules, Unreadable, list_folder
from provenance.store import reading as stored
from provenance.store.database import Writer, transaction
from provenance.store.files import File, drop_files, find_vanished, known_files, mark_gone, record_files
from provenance.store.writing import write_folder

Entered = tuple[list[File], list[Unreadable]]
"""The files that are whole with what was read, and the articles that were forgotten and are passed over."""


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


def nothing_in(where: Where, problems: Sequence[Unreadable]) -> NothingToScanError:
    """What is raised where no file of a folder has an article that can be read."""
    return NothingToScanError(f"No article in {where} could be read; the files are listed.", problems)


def read_in(
    connection: Writer,
    where: Where,
    listing: Listing,
    reading: Callable[[str], int],
    enter: Callable[[Incoming, str], Entered],
    *,
    rehash: bool,
) -> tuple[Incoming, list[Unreadable]]:
    """Bring the archive up to a listing; what came in, and what was forgotten and is passed over.

    `reading` gives the hash_reading of a reader by its name. `enter` reads the files that are to be opened
    into the database, under the folder's label; it is not called where there are none.
    """
    label = stored.folder_label(connection, listing.name, where.location)
    whole = not where.path.is_file()
    with no_collections():
        rows = known_files(connection, label)
        incoming = Incoming(listing, label, rows, reading, whole=whole, rehash=rehash)
        set_aside()  # a row for each file, which the rest of the scan would go through again and again
    done, forgotten = enter(incoming, label) if incoming.unread else ([], [])
    if not incoming.found and not forgotten:
        raise nothing_in(where, incoming.problems)
    done += incoming.rest()
    vanished = find_vanished(connection, label, incoming.present, incoming.known) if whole else []
    if incoming.stale or done or vanished:
        with transaction(connection):
            drop_files(connection, incoming.stale)
            folder_id = write_folder(connection, label, where.location)
            record_files(connection, folder_id, done, incoming.present)
            mark_gone(connection, vanished)
    return incoming, forgotten
