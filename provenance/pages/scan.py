"""Scan a folder: read it, find what it shares with itself and with the archive, write all to one file."""

from __future__ import annotations

import json
import platform
import sqlite3
import uuid
from collections import Counter
from collections.abc import Callable, Iterator, Mapping, Sequence
from contextlib import closing
from dataclasses import dataclass, replace
from datetime import UTC, datetime
from functools import cache, partial
from importlib.metadata import version
from itertools import chain
from pathlib import Path
from typing import TYPE_CHECKING

from provenance import settings
from provenance.agency_lists import Lists, check_lists
from provenance.configuration import Configuration, house_of, values_of
from provenance.intake import Intake, take_in
from provenance.kernels import NORMALISER
from provenance.matching import Progress
from provenance.pages.against import check_apart, label_sides, merge_listings
from provenance.pages.archive_agencies import PARAMETER
from provenance.pages.configuring import load_configuration
from provenance.pages.forget import without_forgotten
from provenance.pages.gathering import Gathering, drop_damaged, index_missing
from provenance.pages.incoming import Incoming
from provenance.pages.summary import Scan, count_findings, summarise
from provenance.passages import RULES, THOROUGH
from provenance.reading import (
    Article,
    Listing,
    Options,
    PathRules,
    Unreadable,
    list_folder,
    parse_fields,
    read_agency_file,
    read_listing,
    show_fields,
    takes_fields,
    version_of,
)
from provenance.store import reading as stored
from provenance.store.database import Writer, open_for_writing, transaction
from provenance.store.exclusions import write_exclusions
from provenance.store.files import (
    File,
    drop_files,
    find_vanished,
    hash_reading,
    known_files,
    mark_gone,
    record_files,
)
from provenance.store.health import explained
from provenance.store.judgements import Judgement, read_judgement
from provenance.store.lock import archive_lock
from provenance.store.pending import read_pending
from provenance.store.search import update_index
from provenance.store.sides import Folders, side_folders
from provenance.store.spool import Overflow, Spool
from provenance.store.writing import Run, begin_run, finish_run, write_folder
from provenance.version import __version__
from provenance.workers import PATIENCE, Workers, few_collections, no_collections, return_large_pieces

if TYPE_CHECKING:
    from provenance.engine.protocol import Engine
    from provenance.pages.distributed_reading import Distributed
    from provenance.pages.judging import Compared

LIBRARIES = ("click", "datasketch", "jellyfish", "numpy", "rich", "sqlite-utils")

DEATH = "a worker process ended before its work was done (out of memory?); its work was done again"

BATCH = 32_000_000
"""Code points of articles that are committed together: so much at most is read again after a sudden end."""


class NothingToScanError(Exception):
    """No article could be read. `problems` has a sentence for each file; nothing was written."""

    def __init__(self, message: str, problems: Sequence[Unreadable] = ()) -> None:
        super().__init__(message)
        self.problems = tuple(problems)


class EngineError(Exception):
    """An engine can't do this scan; the message is one sentence."""


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
    `command` is kept with the run; `progress(step, done, total)` is told how far each step is.

    Raises NothingToScanError where no article could be read, provenance.store.database.DatabaseError
    where the database can't be used, SidesError where the two folders are not apart, EngineError where an
    engine can't do it, ValueError for `fields` that map nothing and `agencies` of another form,
    provenance.reading.AgencyFileError for a file of them, provenance.configuration.ConfigurationError for a
    configuration that can't be used.
    """
    started = _now()
    where, path = Path(folder), Path(db)
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
    folders = [where] if against is None else [where, Path(against)]
    if engine is not None and against is not None:
        raise EngineError("An engine compares all with all; leave out --against, or --engine.")
    if engine is not None and path.exists():
        raise EngineError(f"{path} is there; an engine reads all anew: name a new database with --db.")
    if against is not None:
        check_apart(*(Path(_location(folder)) for folder in folders))
    return_large_pieces()
    with archive_lock(path, command, wait) as lock, few_collections():
        # From here on nobody else writes: two scans at once can't overlook each other's articles. Listed
        # before, the folder would be as it was when the waiting began.
        with no_collections():
            listings = [_list(folder, path, options, configuration.paths) for folder in folders]
            listing = merge_listings(listings)
        if not path.exists():
            for folder, one in zip(folders, listings, strict=True):
                _check_article(folder, one, options)
        warnings = [lock.warning] if lock.warning else []
        worth_it = processes > 1 and sum(found.size for found in listing.files) >= settings.SHARED_WORK
        with (
            Workers(processes if worth_it else 1, lambda: warnings.append(DEATH), PATIENCE) as workers,
            Spool() as spool,
            Overflow() as overflow,
            closing(open_for_writing(path)) as connection,
            explained(connection, lock.token),
        ):
            labels: list[str] = []
            if against is not None:
                named = [(one.name, _location(folder)) for folder, one in zip(folders, listings, strict=True)]
                settled["against"] = labels = label_sides(connection, named)
            run = Run(str(uuid.uuid4()), command, started, __version__, _libraries(), settled)
            state = _State(connection, run)
            gathering = Gathering(
                connection, spool, put=overflow.put, house=configuration.house, agencies=known
            )
            problems: list[Unreadable] = []
            forgotten: list[Unreadable] = []
            passed_over: Counter[str] = Counter()
            distributed: Distributed | None = None
            if engine is not None:
                distributed = _read_all(state, engine, where, listing, options, progress)
                problems += distributed.problems
                passed_over += distributed.passed_over
            for folder, one in () if distributed else zip(folders, listings, strict=True):
                incoming, passed = _read(state, gathering, folder, one, options, rehash, workers, progress)
                problems += incoming.problems
                passed_over += incoming.passed_over
                forgotten += passed
            gathering.folders = side_folders(connection, labels)
            listing = replace(listing, passed_over=dict(sorted(passed_over.items())))
            not_read = [*problems, *forgotten]
            fingerprint = stored.hash_places(
                connection, _inputs(not_read, listing.passed_over, _said(settled))
            )
            unchanged = not rejudge and state.is_unchanged(fingerprint)

            def finish(compared: Compared) -> None:
                write_exclusions(connection, configuration.values)
                counts = {**count_findings(connection), **compared.counts}
                finish_run(
                    connection, state.run_id(), _now(), fingerprint, counts, not_read, listing.passed_over
                )

            if distributed is not None:
                from provenance.pages.distributing import judge_distributed

                rules = THOROUGH if thorough else RULES
                wide = _is_wide(state, gathering)
                judge_distributed(
                    distributed, gathering, progress, rules, state.run_id, finish, rewritten=wide
                )
                index_missing(gathering, workers)
            elif not unchanged:
                _find(state, gathering, workers, progress, finish, rejudge=rejudge, thorough=thorough)
            if search:
                update_index(connection, progress)
            return summarise(connection, path, problems, listing, warnings, forgotten, unchanged=unchanged)


def _find(
    state: _State,
    gathering: Gathering,
    workers: Workers,
    progress: Progress,
    finish: Callable[[Compared], None],
    *,
    rejudge: bool,
    thorough: bool,
) -> None:
    """Find what the pending texts share: all texts are judged anew, or only what these touch."""
    # Imported here: where nothing has changed, all that is known of families and lineage is not wanted.
    from provenance.pages.judging import judge_all
    from provenance.pages.updating import update

    if rejudge:
        drop_damaged(gathering.connection)
    index_missing(gathering, workers)
    rules = THOROUGH if thorough else RULES
    judgement = None if rejudge else state.judgement(gathering.folders)
    if judgement is None:
        basis = json.dumps([__version__, {**state.run.parameters, "configuration": None}], sort_keys=True)
        wide = _is_wide(state, gathering)
        judge_all(gathering, workers, progress, rules, basis, state.run_id, finish, rewritten=wide)
    else:
        update(gathering, judgement, workers, progress, rules, state.run_id, finish)


def _is_wide(state: _State, gathering: Gathering) -> bool:
    """Whether also texts are compared that share no few words in a row."""
    texts = stored.count_texts(gathering.connection, gathering.folders)
    return state.rewritten or texts < settings.REJUDGE_BELOW


def _read_all(
    state: _State, engine: Engine, where: Path, listing: Listing, options: Options, progress: Progress
) -> Distributed:
    """Have an engine read everything into a new archive."""
    from provenance.pages.distributed_reading import read_all

    connection, location = state.connection, _location(where)

    def folder() -> int:
        state.run_id()
        return write_folder(connection, listing.name, location)

    found = read_all(engine, connection, listing, options, folder, _reading(state), progress)
    if not found.words:
        raise _nothing(where, found.problems)
    return found


@dataclass(slots=True)
class _State:
    """The run, whose row is written with the first that it writes, and what the archive was before it."""

    connection: Writer
    run: Run
    last: stored.LastRun | None = None
    _id: int | None = None

    def __post_init__(self) -> None:
        self.last = stored.last_run(self.connection)

    def run_id(self) -> int:
        """The id of the run's row. To be asked for inside a transaction."""
        if self._id is None:
            self._id = begin_run(self.connection, self.run)
        return self._id

    @property
    def rewritten(self) -> bool:
        """Whether sentences told again are looked for everywhere, in an archive of any size."""
        return bool(self.run.parameters["rewritten"])

    @property
    def same(self) -> bool:
        """Whether the last run was one of this version, with these parameters."""
        last, run = self.last, self.run
        return (
            last is not None
            and last.version == run.tool_version
            and _judging(last.parameters) == _judging(run.parameters)
        )

    def is_unchanged(self, fingerprint: str) -> bool:
        """Whether the archive holds the answer for these inputs already."""
        last = self.last
        return last is not None and last.fingerprint == fingerprint and not read_pending(self.connection)

    def judgement(self, folders: Folders) -> Judgement | None:
        """What earlier scans learned of the collection, None where everything is to be judged anew: it was
        judged by other rules, or is small, or has doubled since. `folders` are those that take part, if not
        all do."""
        texts = stored.count_texts(self.connection, folders)
        if not self.same or self.rewritten or texts < settings.REJUDGE_BELOW:
            return None
        judgement = read_judgement(self.connection)
        if judgement is None or judgement.texts < settings.REJUDGE_BELOW or texts >= 2 * judgement.texts:
            return None
        return judgement


def _list(where: Path, db: Path, options: Options, rules: PathRules) -> Listing:
    """What is to be read. Raises NothingToScanError before any database is made where there is nothing."""
    listing = list_folder(where, skip=[db], table=bool(options.table), rules=rules)
    if listing.files:
        return listing
    others = sum(listing.passed_over.values())
    hint = f" ({others} files of other kinds were passed over)" if others else ""
    raise NothingToScanError(
        f"{where} holds no article to read{hint}; "
        "give a folder with .txt, .md, .jsonl, .json, .csv or .zip files.",
        listing.problems,
    )


def _check_article(where: Path, listing: Listing, options: Options) -> None:
    """Raises NothingToScanError, before any database is made, where no article can be read."""
    problems: list[Unreadable] = []
    for item in read_listing(listing, options=options):
        if isinstance(item, Article):
            return
        problems.append(item)
    raise _nothing(where, problems)


def _nothing(where: Path, problems: Sequence[Unreadable]) -> NothingToScanError:
    return NothingToScanError(f"No article in {where} could be read; the files are listed.", problems)


def _read(
    state: _State,
    gathering: Gathering,
    where: Path,
    listing: Listing,
    options: Options,
    rehash: bool,
    workers: Workers,
    progress: Progress,
) -> tuple[Incoming, list[Unreadable]]:
    """Read what the archive has not got as it is into the database, a batch at a time; what came in, and what
    was forgotten and is passed over."""
    connection = gathering.connection
    location = _location(where)
    label = stored.folder_label(connection, listing.name, location)

    def known(paths: Sequence[str]) -> Mapping[str, tuple[str, str, int]]:
        return stored.known_places(connection, paths)

    reading = _reading(state)
    whole = not where.is_file()
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
            folder_id = write_folder(connection, label, location)
            for taken in chain([intake], _some(found)):
                kept, passed_over = without_forgotten(connection, taken)
                forgotten += passed_over
                incoming.spoil(passed_over)
                gathering.file(kept, folder_id, reading)
                record_files(connection, folder_id, incoming.take(kept), incoming.present)
            gathering.index()
    if not incoming.found and not forgotten:
        raise _nothing(where, incoming.problems)
    done += incoming.rest()
    vanished = find_vanished(connection, label, incoming.present, incoming.known) if whole else []
    if stale or done or vanished:
        with transaction(connection):
            drop_files(connection, stale)
            folder_id = write_folder(connection, label, location)
            record_files(connection, folder_id, done, incoming.present)
            mark_gone(connection, vanished)
    return incoming, forgotten


def _reading(state: _State) -> Callable[[str], int]:
    """The hash_reading of a reader by its name."""

    @cache
    def reading(reader: str) -> int:
        settled = {name: value for name, value in state.run.parameters.items() if name != PARAMETER}
        if not takes_fields(reader):
            settled = {**settled, "fields": "", "table": ""}
        return hash_reading(__version__, settled, (reader, version_of(reader)))

    return reading


def _some(found: Iterator[Intake]) -> Iterator[Intake]:
    """So many as are committed together."""
    size = 0
    for intake in found:
        yield intake
        size += sum(len(filed.text) for filed in intake.filed)
        if size >= BATCH:
            return


def _location(where: Path) -> str:
    """Where the scanned folder stands; of a single file, its folder."""
    resolved = where.resolve()
    return str(resolved.parent if resolved.is_file() else resolved)


def parameters(options: Options, *, thorough: bool, rewritten: bool) -> dict[str, object]:
    """Every setting of a run, by name."""
    found: dict[str, object] = {
        name.lower(): value
        for name, value in vars(settings).items()
        if name.isupper() and isinstance(value, (int, float, str))
    }
    alone = (THOROUGH if thorough else RULES).alone
    given = {"max_bytes": options.max_bytes, "fields": show_fields(options.fields), "table": options.table}
    return {
        **found,
        "alone": alone,
        "thorough": thorough,
        "rewritten": rewritten,
        "normaliser": NORMALISER,
        **given,
    }


def _said(settled: Mapping[str, object]) -> dict[str, object]:
    """The parameters with what the configuration says, wherever it stands and however it is written."""
    return {**settled, "configuration": values_of(settled)}


def _judging(settled: Mapping[str, object]) -> dict[str, object]:
    """The parameters that every passage and pair is judged by. What the configuration says of paths is not
    among them: it becomes part of the places, and those that change are compared anew."""
    return {**settled, "configuration": house_of(settled).values()}


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


def _libraries() -> dict[str, str]:
    found = {name: version(name) for name in LIBRARIES}
    return {**found, "python": platform.python_version(), "sqlite": sqlite3.sqlite_version}


def _now() -> str:
    return datetime.now(UTC).isoformat(timespec="milliseconds")
