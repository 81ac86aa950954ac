"""Temporary files with a name, which other processes open; those of a process that was killed are removed.

Each is locked as long as its maker lives. What nobody holds any more was left by a process that could not
remove it, and holds the texts of an archive: the next that makes one removes it.
"""

from __future__ import annotations

import os
import stat
import tempfile
import time
from contextlib import suppress
from pathlib import Path
from types import TracebackType

from provenance.store.database import DatabaseError
from provenance.store.lock import try_lock

PREFIX = "provenance-"
SUFFIXES = (".texts", ".shelf", ".blobs")
YOUNG = 60.0
"""Seconds in which a file is left alone: between making and locking it nobody holds it."""


class NamedFile:
    """An empty file in the temporary folder, open for writing. Used in a `with`: afterwards it is gone.

    `suffix` is one of SUFFIXES. Raises OSError where none can be made.
    """

    def __init__(self, suffix: str) -> None:
        assert suffix in SUFFIXES
        remove_left()
        number, self.path = tempfile.mkstemp(prefix=PREFIX, suffix=suffix)
        self.file = os.fdopen(number, "wb")
        with suppress(DatabaseError):  # without a lock it can be removed by none but its maker
            try_lock(number)

    def __enter__(self) -> NamedFile:
        return self

    def __exit__(
        self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None
    ) -> None:
        self.remove()

    def remove(self) -> None:
        """Close it and remove it."""
        try:
            with suppress(OSError):  # what could not be written is not wanted any more
                self.file.close()
        finally:
            with suppress(FileNotFoundError):
                Path(self.path).unlink()


def remove_left() -> int:
    """Remove this user's files that no process holds any more, and tell how many they were."""
    removed = 0
    with suppress(OSError), os.scandir(tempfile.gettempdir()) as entries:
        for entry in entries:
            if entry.name.startswith(PREFIX) and entry.name.endswith(SUFFIXES):
                removed += _remove_if_left(entry)
    return removed


def _remove_if_left(entry: os.DirEntry[str]) -> bool:
    try:
        known = entry.stat(follow_symlinks=False)
        if not stat.S_ISREG(known.st_mode) or not _is_own(known) or time.time() - known.st_mtime < YOUNG:
            return False
        descriptor = os.open(entry.path, os.O_RDWR)
        try:
            free = try_lock(descriptor)
        finally:
            os.close(descriptor)
        if free:
            Path(entry.path).unlink()
    except (OSError, DatabaseError):  # another process was first, or the system does not let us
        return False
    return free is True


def _is_own(known: os.stat_result) -> bool:
    return not hasattr(os, "geteuid") or known.st_uid == os.geteuid()
