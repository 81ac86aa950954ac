"""Who may write to an archive: one scan at a time, told by a locked file beside the database.

The system frees the lock when its process ends, however it ends. The words in the file only name the holder.
"""

from __future__ import annotations

import errno
import json
import os
import platform
import secrets
import sqlite3
import sys
import time
from collections.abc import Iterator
from contextlib import contextmanager, suppress
from dataclasses import dataclass
from datetime import UTC, datetime
from pathlib import Path

from provenance.store.database import DatabaseError, check_place

if sys.platform == "win32":
    import msvcrt
else:
    import fcntl

SUFFIX = ".lock"
PAUSE = 0.1
"""Seconds between two attempts to get the lock, or to read who has it."""

_NO_LOCKS = frozenset({errno.ENOLCK, errno.ENOTSUP, errno.EOPNOTSUPP, errno.ENOSYS, errno.EINVAL})
_HELD = frozenset({errno.EAGAIN, errno.EACCES, errno.EDEADLK})
_FAR = 1 << 30
"""Windows lets nobody read locked bytes: a byte behind the words is locked, so that they can be read."""
_SHOWN = 200
"""Characters of the holder's command that a message shows."""


@dataclass(frozen=True, slots=True)
class Lock:
    """A held lock: its random `token` for a `Guard`, and a `warning`, empty where all is well."""

    token: str
    warning: str = ""


@contextmanager
def archive_lock(path: Path, command: str, wait: float = 0.0) -> Iterator[Lock]:
    """Hold the lock of the database `path` while the block runs; `command` is told to whom it keeps waiting.

    Waits up to `wait` seconds for another holder. Where the file system has no locks, the block runs all the
    same and the lock's `warning` says so: a `Guard` then stops whichever scan came first, so that two never
    mix. Raises DatabaseError where another process holds the lock, or where no lock file can be written.
    """
    check_place(path)
    file = Path(f"{path.resolve()}{SUFFIX}")  # as SQLite does with its companions: a link's target has them
    lock = Lock(secrets.token_hex(16))
    descriptor, locked = _acquire(path, file, wait)
    try:
        if not locked:
            lock = Lock(
                lock.token,
                f"{file}: locks are not supported here; make sure that no other scan writes to {path}.",
            )
        _write_holder(descriptor, command, lock.token)
        yield lock
    finally:
        _release(descriptor, file)


@dataclass(slots=True)
class Guard:
    """To be called first in each transaction: the first call owns the archive, later ones make sure of it.

    Every call raises DatabaseError where another scan has come in between, also the first: what this scan has
    read of the archive is then of the time before.
    """

    connection: sqlite3.Connection
    token: str
    _before: str | None = None

    def __post_init__(self) -> None:
        self._before = _owner(self.connection)

    def __call__(self) -> None:
        if self.overtaken():
            raise taken_over(self.connection)
        if _owner(self.connection) != self.token:
            self._own()

    def _own(self) -> None:
        self.connection.execute(
            "INSERT INTO writer (id, token) VALUES (1, ?)"
            " ON CONFLICT (id) DO UPDATE SET token = excluded.token",
            (self.token,),
        )

    def overtaken(self) -> bool:
        """Whether another scan has come in between."""
        return _owner(self.connection) not in (self._before, self.token)


def _owner(connection: sqlite3.Connection) -> str | None:
    """The token of the scan that may write."""
    row = connection.execute("SELECT token FROM writer").fetchone()
    return None if row is None else str(row[0])


def taken_over(connection: sqlite3.Connection) -> DatabaseError:
    """What a scan ends with that another one has overtaken."""
    path = connection.execute("PRAGMA database_list").fetchone()[2]
    return DatabaseError(
        f"another scan took over {path}; what this one committed is kept; run it again after that one."
    )


def _acquire(path: Path, file: Path, wait: float) -> tuple[int, bool]:
    """The open lock file, and whether it is locked: False where the file system knows no locks."""
    until = time.monotonic() + wait
    while True:
        descriptor = _open(file)
        try:
            got = try_lock(descriptor)
            if got is None or (got and _is_at(descriptor, file)):
                return descriptor, got is True
        except BaseException:
            os.close(descriptor)
            raise
        if got:
            # Its last holder removed the file after this process had opened it: nobody else would find it.
            os.close(descriptor)
            continue
        os.close(descriptor)
        left = until - time.monotonic()
        if left <= 0:
            raise DatabaseError(_in_use(path, file))
        time.sleep(min(PAUSE, left))


def _open(file: Path) -> int:
    try:
        return os.open(file, os.O_RDWR | os.O_CREAT | getattr(os, "O_CLOEXEC", 0), 0o666)
    except OSError as error:
        raise DatabaseError(
            f"{file} can't be written ({error.strerror}); allow it or choose another place with --db."
        ) from error


def try_lock(descriptor: int) -> bool | None:
    """Lock an open file, until it is closed: whether that was free; None where there are no locks.

    Raises DatabaseError where the system refuses it for another reason.
    """
    try:
        if sys.platform == "win32":
            os.lseek(descriptor, _FAR, os.SEEK_SET)
            msvcrt.locking(descriptor, msvcrt.LK_NBLCK, 1)
        else:
            fcntl.flock(descriptor, fcntl.LOCK_EX | fcntl.LOCK_NB)
    except OSError as error:
        if error.errno in _HELD:
            return False
        if error.errno in _NO_LOCKS:
            return None
        raise DatabaseError(
            f"The database can't be locked ({error.strerror}); choose another --db."
        ) from error
    return True


def _is_at(descriptor: int, file: Path) -> bool:
    """Whether the open file is the one that others find under the path."""
    if sys.platform == "win32":
        return True  # an open file can't be removed there
    try:
        return os.path.samestat(os.fstat(descriptor), file.stat())
    except OSError:
        return False


def _release(descriptor: int, file: Path) -> None:
    """Remove the file, if it is still this one, and let the lock go."""
    # Removed before it is freed: who gets the lock afterwards sees that the path has left, and tries anew.
    if sys.platform == "win32":
        os.close(descriptor)
        with suppress(OSError):  # another process has it open by now, and will remove it
            file.unlink()
        return
    if _is_at(descriptor, file):
        with suppress(OSError):
            file.unlink()
    os.close(descriptor)


def _write_holder(descriptor: int, command: str, token: str) -> None:
    """Say who holds the lock. A full disk only takes the name away, not the lock."""
    holder = {
        "pid": os.getpid(),
        "host": platform.node(),
        "command": command,
        "since": datetime.now(UTC).isoformat(timespec="seconds"),
        "token": token,
    }
    data = json.dumps(holder).encode()
    with suppress(OSError):
        os.ftruncate(descriptor, 0)
        os.lseek(descriptor, 0, os.SEEK_SET)
        os.write(descriptor, data)


def _in_use(path: Path, file: Path) -> str:
    """One sentence: who holds the lock, and what to do."""
    advice = "wait until it has ended (--wait SECONDS does so), or give another --db."
    for _ in range(3):
        # Who has only just got the lock may not have put its name down yet: that of a killed one is there.
        holder = _read_holder(file)
        if holder is not None:
            return f"{path} is in use by another scan: {holder}; {advice}"
        time.sleep(PAUSE)
    return f"{path} is in use by another scan; {advice}"


def _read_holder(file: Path) -> str | None:
    """Who holds the lock, None where that is not told, or is told of a process that has ended."""
    try:
        told = json.loads(file.read_bytes())
        pid, host, since = int(told["pid"]), str(told["host"]), datetime.fromisoformat(told["since"])
        command = str(told["command"])
        when = f"{since.astimezone(UTC):%Y-%m-%d %H:%M:%S} UTC"
    except (OSError, ValueError, TypeError, KeyError, OverflowError, RecursionError):
        return None
    if host == platform.node() and not _runs(pid):
        return None
    return f"`{_plain(command)}` (process {pid} on {_plain(host)}, since {when})"


def _runs(pid: int) -> bool:
    """Whether a process of this machine has not ended, as far as can be told."""
    if sys.platform == "win32" or pid <= 0:
        return sys.platform == "win32"  # a signal 0 would end it there
    try:
        os.kill(pid, 0)
    except ProcessLookupError:
        return False
    except (OSError, OverflowError):
        return True
    return True


def _plain(words: str) -> str:
    """Words from a file for the terminal: short, and without control characters."""
    shown = "".join(c if c.isprintable() else "?" for c in words)
    return shown if len(shown) <= _SHOWN else f"{shown[:_SHOWN]}..."
