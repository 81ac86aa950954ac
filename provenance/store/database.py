"""Opening a provenance database: create, migrate, refuse what is not one. The schema is the SQL of db/."""

from __future__ import annotations

import os
import sqlite3
from collections.abc import Callable, Iterator, Sequence
from contextlib import closing, contextmanager
from datetime import UTC, datetime
from importlib import resources
from pathlib import Path
from typing import TYPE_CHECKING, TypeVar

if TYPE_CHECKING:
    from sqlite_utils import Database

Answer = TypeVar("Answer")

APPLICATION_ID = 0x50524F56
"""`PROV` in the file's header: tells this file from any other SQLite database."""
BUSY_SECONDS = 10.0
CACHE_KIB = 16 * 1024
"""Pages held while writing. With SQLite's 2 MiB the upper pages of the indexes are written and read again and
again: a fifth of the time of all rows of 30,000 articles. 32 MiB were no faster at 10,000."""

_TROUBLE = frozenset(
    {
        sqlite3.SQLITE_BUSY,
        sqlite3.SQLITE_CANTOPEN,
        sqlite3.SQLITE_CORRUPT,
        sqlite3.SQLITE_FULL,
        sqlite3.SQLITE_IOERR,
        sqlite3.SQLITE_LOCKED,
        sqlite3.SQLITE_NOTADB,
        sqlite3.SQLITE_READONLY,
    }
)

_SET = "provenance"
"""What sqlite-utils calls our migrations."""

COPY = "put back a copy of it, or move it away and scan the articles into a new one"
"""What to do with a damaged database: it is never mended silently."""


class DatabaseError(Exception):
    """A database that can't be used; the message is one sentence with the file and what to do."""


class Writer(sqlite3.Connection):
    """A connection that writes. `guard` is called first in each transaction, and raises where this process
    may write no longer."""

    guard: Callable[[], None] | None = None


def open_for_writing(path: Path) -> Writer:
    """A connection to a database that is made or migrated where needed.

    Raises DatabaseError where the file is no provenance database, of a newer version, or can't be written.
    """
    check_place(path)
    try:
        connection = _connect(path, "rwc", Writer)
        with _closed_where_refused(connection):
            connection.execute(f"PRAGMA cache_size = -{CACHE_KIB}")
            # With a write-ahead log this loses nothing where a program ends, however it ends. A power cut may
            # take the last transactions; the next scan finds that their files are not recorded, and goes on.
            connection.execute("PRAGMA synchronous = NORMAL")
            _check(connection, path, new=True)
            _migrate(connection)
    except sqlite3.DatabaseError as error:
        raise DatabaseError(sentence(path, error)) from error
    return connection


def check_place(path: Path) -> None:
    """Raises DatabaseError where no database can stand; nothing is opened or made."""
    if path.is_dir():
        raise DatabaseError(f"{path} is a folder; give the name of a database file with --db.")
    if not path.parent.is_dir():
        raise DatabaseError(f"{path.parent} does not exist; make the folder or choose another --db.")
    if not os.access(path if path.exists() else path.parent, os.W_OK):
        raise DatabaseError(f"{path} can't be written; choose another place with --db.")


@contextmanager
def transaction(connection: Writer) -> Iterator[None]:
    """One write transaction: committed at the end, rolled back on any exception, Ctrl-C included.

    Raises DatabaseError where the disk is full, another process holds SQLite's lock for too long, or the
    connection's guard says so.
    """
    path = Path(connection.execute("PRAGMA database_list").fetchone()[2])
    try:
        connection.execute("BEGIN IMMEDIATE")
        if connection.guard is not None:
            connection.guard()
        yield
        connection.execute("COMMIT")
    except BaseException as error:
        if connection.in_transaction:
            connection.execute("ROLLBACK")
        if isinstance(error, sqlite3.OperationalError) or (
            isinstance(error, sqlite3.DatabaseError) and is_trouble(error)
        ):
            raise DatabaseError(sentence(path, error)) from error
        raise


def is_trouble(error: sqlite3.DatabaseError) -> bool:
    """Whether an error of SQLite's is one of the file or the disk, not a bug of this program."""
    code = getattr(error, "sqlite_errorcode", None)
    if code is None:  # Python's own: texts are written as UTF-8
        return "Could not decode to UTF-8" in str(error)
    return code is not None and (code & 0xFF) in _TROUBLE


def open_for_reading(path: Path) -> sqlite3.Connection:
    """A read-only connection to an existing database of this version.

    Raises DatabaseError where there is none, or none that this version reads.
    """
    if not path.is_file():
        raise DatabaseError(f"{path}: no such database; run `provenance scan FOLDER` first or give --db.")
    try:
        connection = _connect(path, "ro", sqlite3.Connection)
        with _closed_where_refused(connection):
            _check(connection, path, new=False)
    except sqlite3.DatabaseError as error:
        raise DatabaseError(sentence(path, error)) from error
    return connection


def read_untouched(path: Path, ask: Callable[[sqlite3.Connection], Answer]) -> Answer:
    """What `ask` finds in a database, with nothing written, not even the files -wal and -shm beside it: so it
    works in a folder that can't be written, too.

    SQLite then takes the file for one that nobody changes. Where somebody is writing, or has written by the
    end, `ask` is asked (again) on an ordinary read-only connection, in one snapshot. Raises DatabaseError as
    `open_for_reading` does.
    """
    before = _state(path) if path.is_file() else None
    if before is not None:
        try:
            with closing(_connect(path, "ro&immutable=1", sqlite3.Connection)) as connection:
                _check(connection, path, new=False)
                answer = ask(connection)
        except Exception as error:
            # What was read while another process wrote may be anything, and so may the error be.
            if _state(path) == before:
                if isinstance(error, sqlite3.DatabaseError):
                    raise DatabaseError(_read_sentence(path, error)) from error
                raise
        else:
            if _state(path) == before:
                return answer
    try:
        with closing(open_for_reading(path)) as connection:
            connection.execute("BEGIN")
            return ask(connection)
    except sqlite3.DatabaseError as error:
        raise DatabaseError(_read_sentence(path, error)) from error


def _state(path: Path) -> tuple[int, int, int] | None:
    """What changes when a database is written to; None where there is none, or changes wait beside it."""
    real = path.resolve()
    try:
        for companion in ("-wal", "-journal"):
            waiting = real.with_name(real.name + companion)
            if waiting.exists() and waiting.stat().st_size:
                return None
        found = real.stat()
    except OSError:
        return None
    return found.st_ino, found.st_size, found.st_mtime_ns


def _read_sentence(path: Path, error: sqlite3.Error) -> str:
    """What SQLite's error in reading means for a person."""
    words = str(error)
    if "malformed" in words or "not a database" in words:
        return sentence(path, error)
    return f"{path} can't be read ({words}); it may be damaged or in use."


Connection = TypeVar("Connection", bound=sqlite3.Connection)


def _connect(path: Path, mode: str, kind: type[Connection]) -> Connection:
    uri = f"{path.resolve().as_uri()}?mode={mode}"
    connection = sqlite3.connect(uri, uri=True, timeout=BUSY_SECONDS, isolation_level=None, factory=kind)
    connection.row_factory = sqlite3.Row
    connection.execute("PRAGMA foreign_keys = ON")
    return connection


@contextmanager
def _closed_where_refused(connection: sqlite3.Connection) -> Iterator[None]:
    """Close a connection that nobody gets, whatever the reason: left alone, it would hold the file and its
    -wal until Python looks for cycles, as every connection refers to itself."""
    try:
        yield
    except BaseException:
        connection.close()
        raise


def _check(connection: sqlite3.Connection, path: Path, *, new: bool) -> None:
    """Refuse another program's database, and one that a newer version wrote."""
    application = connection.execute("PRAGMA application_id").fetchone()[0]
    version = _version(connection)
    empty = not connection.execute("SELECT 1 FROM sqlite_schema LIMIT 1").fetchone()
    if application != APPLICATION_ID and not (new and empty and not application and not version):
        raise DatabaseError(f"{path} is not a provenance database; give another --db.")
    if version > len(migrations()):
        raise DatabaseError(
            f"{path} was written by a newer version of provenance (schema {version}, this one knows "
            f"{len(migrations())}); update provenance or give another --db."
        )
    if not new and version < len(migrations()):
        raise DatabaseError(f"{path} is of an older version; run `provenance scan` once to update it.")


def migrations() -> list[str]:
    """The names of the numbered SQL files of db/, in order."""
    names = (item.name for item in resources.files("provenance.db").iterdir())
    return sorted(name for name in names if name.endswith(".sql") and name[:4].isdigit())


def read_sql(name: str) -> str:
    """The text of one file of db/, by its name or its path in it."""
    return (resources.files("provenance.db") / name).read_text(encoding="utf-8")


def statements(script: str) -> Iterator[str]:
    """The statements of a SQL script, one by one (sqlite3.executescript would end the transaction)."""
    statement = ""
    for line in script.splitlines(keepends=True):
        statement += line
        if ";" in line and sqlite3.complete_statement(statement):
            yield statement
            statement = ""


def _migrate(connection: Writer) -> None:
    """Bring the schema to this version."""
    names = migrations()
    if _version(connection) == len(names):
        return
    connection.execute("PRAGMA journal_mode = WAL")
    with transaction(connection):
        # Another start may have done it while this one waited for the lock.
        if not connection.execute("SELECT 1 FROM sqlite_schema LIMIT 1").fetchone():
            _lay_out(connection, names)
        elif _version(connection) < len(names):
            apply_migrations(connection, names)


def _lay_out(connection: sqlite3.Connection, names: Sequence[str]) -> None:
    """Give an empty database the schema to which the migrations lead, and record these as applied: to go
    through them, and to import sqlite-utils, takes longer than to scan a few articles."""
    for name in ("schema.sql", "views.sql"):
        for statement in statements(read_sql(name)):
            connection.execute(statement)
    now = str(datetime.now(UTC))
    connection.executemany(
        f"INSERT INTO _sqlite_migrations (migration_set, name, applied_at) VALUES ('{_SET}', ?, ?)",
        [(name, now) for name in names],
    )
    _sign(connection, len(names))


def apply_migrations(connection: sqlite3.Connection, names: Sequence[str]) -> None:
    """Those of these migrations that are missing; sqlite-utils applies and records them."""
    from sqlite_utils import Database, Migrations

    steps = Migrations(_SET)
    for number, name in enumerate(names, 1):
        steps(name=name)(_step(name, number, last=number == len(names)))
    steps.apply(Database(connection))


def _version(connection: sqlite3.Connection) -> int:
    return int(connection.execute("PRAGMA user_version").fetchone()[0])


def _step(name: str, number: int, *, last: bool) -> Callable[[Database], None]:
    """One migration: the numbered file, then (with the last) the views, then the version in the header."""

    def apply(database: Database) -> None:
        connection = database.conn
        assert connection is not None
        for statement in statements(read_sql(name)):
            connection.execute(statement)
        if last:
            for statement in statements(read_sql("views.sql")):
                connection.execute(statement)
        _sign(connection, number)

    return apply


def _sign(connection: sqlite3.Connection, version: int) -> None:
    """The header's word for it that this is a provenance database, of this version of the schema."""
    connection.execute(f"PRAGMA user_version = {version}")
    connection.execute(f"PRAGMA application_id = {APPLICATION_ID}")


def damaged(path: Path, words: str) -> str:
    """The sentence for a damaged database."""
    return f"{path} is damaged ({words}); {COPY}."


def sentence(path: Path, error: sqlite3.Error) -> str:
    """What SQLite's error means for a person."""
    words = str(error)
    if "malformed" in words or "decode" in words:
        return damaged(path, words.partition(" column")[0])
    if "not a database" in words:
        return f"{path} is not a provenance database or is damaged ({words}); give another --db."
    if "readonly" in words or "unable to open" in words:
        return f"{path} can't be written ({words}); choose another place with --db."
    if "locked" in words or "busy" in words:
        return f"{path} is in use by another scan; wait until it has ended, or give another --db."
    if "full" in words:
        return f"{path}: the disk is full; make room and run it again, what was written before is kept."
    return f"{path}: {words}."
