"""Files that are to be opened -> rows of articles, a batch at a time."""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from functools import partial
from itertools import chain

from provenance.intake import Intake, take_in
from provenance.matching import Progress
from provenance.pages.forget import without_forgotten
from provenance.pages.gathering import Gathering
from provenance.pages.incoming import Incoming
from provenance.pages.reading_in import Entered, Where, nothing_in
from provenance.pages.runs import State
from provenance.reading import Article, Listing, Options, Unreadable, open_file, read_listing
from provenance.store import reading as stored
from provenance.store.database import transaction
from provenance.store.files import File, drop_files, record_files
from provenance.store.writing import write_folder
from provenance.workers import Workers

BATCH = 32_000_000
"""Code points of articles that are committed together: so much at most is read again after a sudden end."""


def check_article(where: Where, listing: Listing, options: Options) -> None:
    """Raises NothingToScanError, before any database is made, where no article can be read."""
    problems: list[Unreadable] = []
    for item in read_listing(listing, options=options):
        if isinstance(item, Article):
            return
        problems.append(item)
    raise nothing_in(where, problems)


def enter(
    incoming: Incoming,
    label: str,
    *,
    state: State,
    gathering: Gathering,
    where: Where,
    options: Options,
    workers: Workers,
    progress: Progress,
) -> Entered:
    """Read what the archive has not got as it is into the database, and into `gathering`."""
    connection = gathering.connection
    reading = state.reading()

    def known(paths: Sequence[str]) -> Mapping[str, tuple[str, str, int]]:
        return stored.known_places(connection, paths)

    opened = partial(open_file, options=options)
    found = workers.run(partial(take_in, options=options), incoming.shards(known, opened, progress))
    done: list[File] = []
    forgotten: list[Unreadable] = []
    for intake in found:
        if not intake.filed:
            done += incoming.take(intake)
            continue
        with transaction(connection):
            state.run_id()
            drop_files(connection, incoming.stale)
            incoming.stale = []
            folder_id = write_folder(connection, label, where.location)
            for taken in chain([intake], _some(found)):
                kept, passed_over = without_forgotten(connection, taken)
                forgotten += passed_over
                incoming.spoil(passed_over)
                gathering.file(kept, folder_id, reading)
                record_files(connection, folder_id, incoming.take(kept), incoming.present)
            gathering.index()
    return done, forgotten


def _some(found: Iterator[Intake]) -> Iterator[Intake]:
    """So many as are committed together."""
    size = 0
    for intake in found:
        yield intake
        size += sum(len(filed.text) for filed in intake.filed)
        if size >= BATCH:
            return
