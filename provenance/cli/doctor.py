"""`provenance doctor`: what this installation is made of, and whether all of it works."""

from __future__ import annotations

import json
import platform
import re
import sqlite3
import sys
from collections.abc import Iterator, Mapping
from contextlib import closing
from dataclasses import asdict, dataclass, field
from importlib import metadata
from pathlib import Path
from typing import TYPE_CHECKING

import click

from provenance.cli.configured import used_file
from provenance.cli.options import COULD_NOT_RUN, db_option, say, verbosity
from provenance.version import __version__

if TYPE_CHECKING:
    from provenance.pages.readiness import Present, Readable

DISTRIBUTION = "provenance-newsroom"
FORMAT_VERSION = 1
UNREADY = (
    "Agencies, sentences and patterns are read from their lists at each start, which takes a third of a"
    " second: some are others than when provenance was installed. Install again (delete .venv) to save it;"
    " the results are the same."
)


@dataclass(frozen=True, slots=True)
class Health:
    """What was found. `readers` are all readers, `folder` is what they read of a folder, `encodings` counts
    the articles of the database by theirs. `dependencies` maps each to its version, or None where it is
    missing; `kernels` is `compiled`, `numpy` or `none`; `fts5` is full-text search in SQLite; `index` says
    how the index of the database is, empty where there is none; `not_compared` counts its articles that were
    read but not compared yet; `configuration` is the file that sets defaults, empty where none does;
    `problems` keep provenance from working, `advice` would make it work better."""

    provenance: str
    python: str
    sqlite: str
    fts5: bool
    dependencies: dict[str, str | None]
    kernels: str
    kernels_why: str
    readers: tuple[Present, ...]
    folder: Readable | None
    db: str
    db_state: str
    encodings: dict[str, int]
    index: str
    not_compared: int
    problems: tuple[str, ...]
    advice: tuple[str, ...]
    configuration: str = ""


@click.command(
    epilog="\b\nExamples:\n  provenance doctor\n  provenance doctor stories\n"
    "  provenance doctor --db story.db --json"
)
@click.argument("folder", required=False, type=click.Path(path_type=Path, exists=True))
@click.option("--json", "as_json", is_flag=True, help="Print what was found as JSON.")
@db_option
@verbosity
def doctor(folder: Path | None, as_json: bool, db: Path) -> int:
    """Check the installation (versions, readers, which loops run and why) and the database, all of which is
    read. With FOLDER, also which of its files can be read here, and what is missing for which others.

    Exit code 0, or 4 where something keeps provenance from working.
    """
    found = examine(db, folder)
    if as_json:
        report = {"format": "provenance-doctor", "format_version": FORMAT_VERSION, **asdict(found)}
        from provenance.report.visible import in_json

        click.echo(in_json(json.dumps(report, ensure_ascii=False, indent=2)))
    else:
        for line in as_lines(found):
            say(line)
    return COULD_NOT_RUN if found.problems else 0


def examine(db: Path, folder: Path | None = None) -> Health:
    """Look at everything; nothing is written, and what is broken does not end the look."""
    problems: list[str] = []
    advice: list[str] = []
    versions = dependencies()
    missing = [name for name, at in versions.items() if at is None]
    problems += [f"{name} is not installed; install provenance again." for name in missing]
    try:
        from provenance.kernels import IMPLEMENTATION
    except ImportError as error:
        kernels, why = "none", str(error)
        problems.append(str(error))
    else:
        kernels, why = IMPLEMENTATION.name, IMPLEMENTATION.why
        advice += [IMPLEMENTATION.advice] if IMPLEMENTATION.advice else []
    from provenance.readied import is_ready

    if not is_ready():
        advice.append(UNREADY)
    readers: tuple[Present, ...] = ()
    seen = None
    if kernels != "none":
        from provenance.pages.readiness import look_at_folder, present_readers
        from provenance.reading import broken_readers

        readers = present_readers()
        advice += [f"{sentence}." for sentence in broken_readers()]
        seen = None if folder is None else look_at_folder(folder, db)
    archive = look_at(db, whole=kernels != "none")
    problems += [archive.problem] if archive.problem else []
    if archive.not_compared:
        from provenance.report import wording

        advice.append(wording.not_compared(archive.not_compared))
    return Health(
        provenance=__version__,
        python=platform.python_version(),
        sqlite=sqlite3.sqlite_version,
        fts5=has_fts5(),
        dependencies=versions,
        kernels=kernels,
        kernels_why=why,
        readers=readers,
        folder=seen,
        db=str(db),
        db_state=archive.state,
        encodings=archive.encodings,
        index=archive.index,
        not_compared=archive.not_compared,
        problems=tuple(problems),
        advice=tuple(advice),
        configuration=used_file(),
    )


def dependencies() -> dict[str, str | None]:
    """The version of each library that provenance needs; None where it is missing."""
    try:
        required = metadata.requires(DISTRIBUTION) or []
    except metadata.PackageNotFoundError:  # run from a folder that was never installed
        return {}
    names = [re.split(r"[^\w.-]", one, maxsplit=1)[0] for one in required if "extra ==" not in one]
    return {name: _version(name) for name in sorted(names, key=str.lower)}


def _version(name: str) -> str | None:
    try:
        return metadata.version(name)
    except metadata.PackageNotFoundError:
        return None


def has_fts5() -> bool:
    """Whether this Python's SQLite has full-text search."""
    with closing(sqlite3.connect(":memory:")) as connection:
        try:
            connection.execute("CREATE VIRTUAL TABLE words USING fts5(word)")
        except sqlite3.OperationalError:
            return False
    return True


@dataclass(frozen=True, slots=True)
class Looked:
    """What a database is (`opens`, `absent`, `damaged` or `unusable`), and one sentence where it can't be
    used; how its index is, and how many articles wait to be compared."""

    state: str
    problem: str = ""
    index: str = ""
    not_compared: int = 0
    encodings: dict[str, int] = field(default_factory=dict)


def look_at(db: Path, *, whole: bool) -> Looked:
    """Open a database and read the `whole` of it, which takes the loops; nothing is written."""
    from provenance.store.database import DatabaseError, damaged, open_for_reading, sentence

    if not db.exists():
        return Looked("absent")
    try:
        with closing(open_for_reading(db)) as connection:
            if not whole:
                return Looked("opens")
            from provenance.store import health

            found = health.examine(connection)
            from provenance.pages.readiness import count_encodings

            encodings = {} if found.file else count_encodings(connection)
    except DatabaseError as error:
        return Looked("unusable", str(error))
    except sqlite3.DatabaseError as error:
        return Looked("damaged", sentence(db, error))
    if found.file:
        return Looked("damaged", damaged(db, found.file))
    index = "sound"
    if found.index:
        index = f"damaged ({'; '.join(found.index)}); run `provenance scan FOLDER --rejudge` to make it anew"
    elif found.not_indexed:
        index = f"lacks {found.not_indexed} of {found.texts} texts; the next scan that compares enters them"
    return Looked("opens", "", index, found.not_compared, encodings)


STATES = {
    "opens": "opens",
    "absent": "is not there yet",
    "damaged": "is damaged",
    "unusable": "can't be used",
}


def as_lines(found: Health) -> list[str]:
    """What was found, for people."""
    search = "with" if found.fts5 else "without"
    libraries = ", ".join(f"{name} {at or 'missing'}" for name, at in found.dependencies.items())
    return [
        f"provenance  {found.provenance}",
        f"Python      {found.python} ({sys.executable})",
        f"SQLite      {found.sqlite}, {search} full-text search",
        f"Libraries   {libraries or 'not known: provenance was not installed, only unpacked'}",
        f"Loops       {found.kernels}: {found.kernels_why}",
        *_reader_lines(found),
        f"Settings    {found.configuration or 'no configuration is used'}",
        f"Database    {found.db} {STATES[found.db_state]}",
        *([f"Index       {found.index}"] if found.index else []),
        *([f"Encodings   {_counted(found.encodings)}"] if found.encodings else []),
        *(f"Problem     {problem}" for problem in found.problems),
        *(f"Note        {words}" for words in found.advice),
    ]


def _reader_lines(found: Health) -> Iterator[str]:
    """What can be read here; what of the folder."""
    ready = [reader for reader in found.readers if not reader.missing]
    if ready:
        yield f"Readers     {', '.join(_named(reader) for reader in ready)}"
    for reader in found.readers:
        if reader.missing:
            yield f"No reader   {_named(reader)}: {reader.missing}"
    if found.folder is None:
        return
    folder = found.folder
    yield f"Folder      {folder.folder}: files for {_counted(folder.files) or 'no reader'}"
    for sentence, files in folder.waiting.items():
        yield f"Waiting     {files} file{'' if files == 1 else 's'}: {sentence}"
    if folder.passed_over:
        kinds = {kind or "without extension": files for kind, files in folder.passed_over.items()}
        yield f"Not read    {_counted(kinds)}"
    yield from (f"Note        {problem}" for problem in folder.problems)


def _named(reader: Present) -> str:
    plain = [extension for extension in reader.extensions if extension.count(".") == 1]
    packed = ", packed too" if len(plain) < len(reader.extensions) else ""
    return f"{reader.name} ({' '.join(plain)}{packed})" if plain else reader.name


def _counted(counts: Mapping[str, int]) -> str:
    return ", ".join(f"{name} {count:,}" for name, count in counts.items())
