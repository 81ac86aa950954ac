"""Scan a folder: read it, find what it shares with itself and with the archive, write all to one file.

Reading and judging have two ways, by the processes of this machine or by an engine; all else is one.
"""

from __future__ import annotations

import uuid
from collections import Counter
from collections.abc import Callable, Mapping, Sequence
from contextlib import ExitStack, closing
from dataclasses import dataclass, replace
from functools import cached_property, partial
from pathlib import Path
from typing import TYPE_CHECKING

from provenance import settings
from provenance.agency_lists import PARAMETER, Lists, check_lists
from provenance.configuration import Configuration
from provenance.cycles import few_collections, no_collections
from provenance.pages.against import check_apart, label_sides, merge_listings
from provenance.pages.configuring import load_configuration
from provenance.pages.reading_in import Entered, NothingToScanError, Where, list_files, nothing_in, read_in
from provenance.pages.runs import State, now, parameters
from provenance.pages.summary import Scan, count_findings, summarise
from provenance.passage_rules import RULES, THOROUGH
from provenance.reading import Listing, Options, Unreadable, parse_fields, read_agency_file
from provenance.store.database import Writer, open_for_writing
from provenance.store.exclusions import write_exclusions
from provenance.store.lock import archive_lock
from provenance.store.sides import side_folders
from provenance.store.trouble import explained
from provenance.store.writing import Run, finish_run, write_folder
from provenance.version import __version__

# Where nothing has changed, nothing that reads, matches or judges is wanted: it is imported when it is.
if TYPE_CHECKING:
    from provenance.engine.protocol import Engine
    from provenance.kernels import Rules
    from provenance.matching import Progress
    from provenance.pages.gathering import Gathering
    from provenance.pages.incoming import Incoming
    from provenance.pages.judging import Compared
    from provenance.workers import Workers

__all__ = ["EngineError", "NothingToScanError", "scan"]

DEATH = "a worker process ended before its work was done (out of memory?); its work was done again"


class EngineError(Exception):
    """An engine can't do this scan; the message is one sentence."""


@dataclass(frozen=True, slots=True)
class _Read:
    """What came of reading: files that could not be read, how many of which kind are not searched, articles
    that were forgotten and are passed over; and what finds and writes what the texts share, by a function
    that ends its transaction."""

    problems: Sequence[Unreadable]
    passed_over: Counter[str]
    forgotten: Sequence[Unreadable]
    judge: Callable[[Callable[[Compared], None]], None]


@dataclass(eq=False)
class _Means:
    """What files are read and texts compared with, made when it is first asked for and kept until `until`
    ends. `processes` share the work; `died` is called where one did not live to its end."""

    connection: Writer
    configuration: Configuration
    agencies: Lists
    processes: int
    died: Callable[[], None]
    until: ExitStack

    @cached_property
    def workers(self) -> Workers:
        from provenance.workers import PATIENCE, Workers

        return self.until.enter_context(Workers(self.processes, self.died, PATIENCE))

    @cached_property
    def gathering(self) -> Gathering:
        from provenance.pages.gathering import Gathering
        from provenance.store.spool import Overflow, Spool
        from provenance.workers import return_large_pieces

        return_large_pieces()
        spool, overflow = self.until.enter_context(Spool()), self.until.enter_context(Overflow())
        return Gathering(
            self.connection, spool, put=overflow.put, house=self.configuration.house, agencies=self.agencies
        )


def scan(
    folder: str | Path,
    *,
    db: str | Path = "provenance.db",
    against: str | Path | None = None,
    command: str | None = None,
    max_bytes: int = settings.MAX_BYTES,
    processes: int = 1,
    thorough: bool = False,
    rewritten: bool = False,
    rejudge: bool = False,
    rehash: bool = False,
    wait: float = 0.0,
    search: bool = False,
    fields: str | Sequence[str] = (),
    table: str = "",
    configuration: Configuration | str | Path | None = None,
    agencies: str | Path | Lists | None = None,
    engine: Engine | None = None,
    address: str = "",
    progress: Progress = lambda step, done, total: None,
) -> Scan:
    """Scan a folder (or one file) into the database `db`, which is made where it does not exist.

    `processes` share the work; a program that asks for more than one needs the usual guard
    `if __name__ == "__main__":`. Articles that earlier scans read from other folders are matched with.
    `against`: another folder that is read, too; only what the two share with each other is looked for, not
    what either shares with itself, and other folders of the archive take no part.
    `thorough` takes every shared run of 8 words for a passage, not only where others or its rare words speak
    for it. `rewritten` looks for sentences told again also between articles that share no few words in a row,
    as is always done in archives of fewer than 1,000 texts, and judges everything anew. What a large archive
    has shown of its wording is kept until it has doubled, or until `rejudge` asks to judge everything anew.
    `rehash` opens every file, also those whose size and time have not changed. `wait`: so many seconds for
    another scan of this database to end. `search` makes the articles searchable, too (see
    provenance.store.search). `fields` says what the parts of an article are called in records
    (`text=body,date=meta.published`); without it the usual names are tried. `table` is the one that has the
    articles, where `folder` is an SQLite database. `configuration`: a provenance.toml or pyproject.toml, or
    one that was loaded; its defaults of options are for the command line. `agencies`: a file that names
    agencies, outlets and wordings of credits besides those known (docs/agencies.md), or what it would hold.
    `engine`: who does the work instead of `processes` (see provenance.engine), for a database that is new.
    `address`: where the files of `folder` were brought from, if they were: the archive has it as their place.
    `command` is kept with the run; `progress(step, done, total)` is told how far each step is.

    Raises NothingToScanError where no article could be read, provenance.store.database.DatabaseError
    where the database can't be used, SidesError where the two folders are not apart, EngineError where an
    engine can't do it, ValueError for `fields` that map nothing and `agencies` of another form,
    provenance.reading.AgencyFileError for a file of them, provenance.configuration.ConfigurationError for a
    configuration that can't be used.
    """
    started = now()
    where, path = Where(Path(folder), address), Path(db)
    command = command or f"provenance.scan({str(folder)!r}, db={str(db)!r})"
    options = Options(max_bytes=max_bytes, fields=parse_fields(fields), table=table)
    settled = parameters(options, thorough=thorough, rewritten=rewritten)
    if not isinstance(configuration, Configuration):
        configuration = Configuration() if configuration is None else load_configuration(Path(configuration))
    if configuration.file:
        settled["configuration"] = configuration.recorded()
    known = read_agency_file(agencies) if isinstance(agencies, (str, Path)) else check_lists(agencies or {})
    if known:
        settled[PARAMETER] = known
    folders = [where] if against is None else [where, Where(Path(against))]
    if engine is not None:
        _check_engine(path, against)
    if against is not None:
        check_apart(*(Path(one.location) for one in folders))
    with archive_lock(path, command, wait) as lock, few_collections():
        # From here on nobody else writes: two scans at once can't overlook each other's articles. Listed
        # before, the folder would be as it was when the waiting began.
        with no_collections():
            listings = [list_files(one, path, options, configuration.paths) for one in folders]
            listing = merge_listings(listings)
        if not path.exists():
            from provenance.pages.entering import check_article

            for place, one in zip(folders, listings, strict=True):
                check_article(place, one, options)
        warnings = [lock.warning] if lock.warning else []
        worth_it = processes > 1 and sum(found.size for found in listing.files) >= settings.SHARED_WORK
        with (
            ExitStack() as until,
            closing(open_for_writing(path)) as connection,
            explained(connection, lock.token),
        ):
            labels: list[str] = []
            if against is not None:
                named = [(one.name, place.location) for place, one in zip(folders, listings, strict=True)]
                settled["against"] = labels = label_sides(connection, named)
            state = State(connection, Run(str(uuid.uuid4()), command, started, __version__, settled))
            means = _Means(
                connection, configuration, known, processes if worth_it else 1,
                lambda: warnings.append(DEATH), until,
            )  # fmt: skip
            rules = THOROUGH if thorough else RULES
            if engine is None:
                read = _read_here(
                    state, means, folders, listings, labels, options, progress, rules,
                    rehash=rehash, rejudge=rejudge,
                )  # fmt: skip
            else:
                read = _read_by(engine, state, means, where, listing, options, progress, rules)
            listing = replace(listing, passed_over=dict(sorted(read.passed_over.items())))
            not_read = [*read.problems, *read.forgotten]
            fingerprint = state.fingerprint(not_read, listing.passed_over)
            unchanged = not rejudge and state.is_unchanged(fingerprint)

            def finish(compared: Compared) -> None:
                write_exclusions(connection, configuration.values)
                counts = {**count_findings(connection), **compared.counts}
                finish_run(
                    connection, state.run_id(), now(), fingerprint, counts, not_read, listing.passed_over
                )

            if not unchanged:
                read.judge(finish)
            if search:
                from provenance.store.search import update_index

                update_index(connection, progress)
            return summarise(
                connection, path, read.problems, listing, warnings, read.forgotten, unchanged=unchanged
            )


def _check_engine(db: Path, against: str | Path | None) -> None:
    """Raises EngineError for what engines don't do."""
    if against is not None:
        raise EngineError("An engine compares all with all; leave out --against, or --engine.")
    if db.exists():
        raise EngineError(f"{db} is there; an engine reads all anew: name a new database with --db.")


def _read_here(
    state: State,
    means: _Means,
    folders: Sequence[Where],
    listings: Sequence[Listing],
    labels: Sequence[str],
    options: Options,
    progress: Progress,
    rules: Rules,
    *,
    rehash: bool,
    rejudge: bool,
) -> _Read:
    """Read what the archive has not got as it is, and find what it shares: by processes of this machine."""
    problems: list[Unreadable] = []
    forgotten: list[Unreadable] = []
    passed_over: Counter[str] = Counter()
    for folder, listing in zip(folders, listings, strict=True):

        def enter(incoming: Incoming, label: str, where: Where = folder) -> Entered:
            from provenance.pages.entering import enter

            return enter(
                incoming, label, state=state, gathering=means.gathering, where=where, options=options,
                workers=means.workers, progress=progress,
            )  # fmt: skip

        incoming, passed = read_in(state.connection, folder, listing, state.reading(), enter, rehash=rehash)
        problems += incoming.problems
        passed_over += incoming.passed_over
        forgotten += passed
    sides = side_folders(state.connection, labels)
    judge = partial(_find, state, means, sides, progress, rules, rejudge=rejudge)
    return _Read(problems, passed_over, forgotten, judge)


def _find(
    state: State,
    means: _Means,
    sides: Mapping[int, int],
    progress: Progress,
    rules: Rules,
    finish: Callable[[Compared], None],
    *,
    rejudge: bool,
) -> None:
    """Find what the pending texts share: all texts are judged anew, or only what these touch."""
    from provenance.pages.gathering import drop_damaged, index_missing
    from provenance.pages.judging import judge_all
    from provenance.pages.updating import update

    gathering, workers = means.gathering, means.workers
    gathering.folders = sides
    judgement = None if rejudge else state.judgement(sides)
    if judgement is None:  # the index is not asked, so nobody else would notice
        drop_damaged(gathering.connection)
    index_missing(gathering, workers)
    if judgement is None:
        wide = state.is_wide(sides)
        judge_all(gathering, workers, progress, rules, state.basis(), state.run_id, finish, rewritten=wide)
    else:
        update(gathering, judgement, workers, progress, rules, state.run_id, finish)


def _read_by(
    engine: Engine,
    state: State,
    means: _Means,
    where: Where,
    listing: Listing,
    options: Options,
    progress: Progress,
    rules: Rules,
) -> _Read:
    """Have an engine read everything into a new archive, and find what it shares."""
    from provenance.pages.distributed_reading import read_all
    from provenance.pages.distributing import judge_distributed
    from provenance.pages.gathering import index_missing

    connection = state.connection

    def folder() -> int:
        state.run_id()
        return write_folder(connection, listing.name, where.location)

    found = read_all(
        engine, connection, listing, options, folder, state.reading(), progress, ranges=not where.address
    )
    if not found.words:
        raise nothing_in(where, found.problems)

    def judge(finish: Callable[[Compared], None]) -> None:
        wide = state.is_wide({})
        judge_distributed(found, means.gathering, progress, rules, state.run_id, finish, rewritten=wide)
        index_missing(means.gathering, means.workers)

    return _Read(found.problems, found.passed_over, (), judge)
