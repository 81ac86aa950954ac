"""Opening a file that may be anything: nothing but regular files of a bearable size are read.

What goes wrong is told in words for a person.
"""

from __future__ import annotations

import os
import stat
from typing import BinaryIO

from provenance.reading.decoding import NotText


def bounded(file: str, max_bytes: int) -> bytes:
    """The bytes of a regular file of at most `max_bytes`. Raises NotText for another, OSError."""
    with opened(file, max_bytes) as stream:
        # Asked for all that it may read, Python would make room for all of that first.
        size = min(os.fstat(stream.fileno()).st_size, max_bytes)
        data = stream.read(size + 1)
        if len(data) > size:  # it has grown, or the system doesn't tell its size
            data += stream.read(max_bytes + 1 - len(data))
    if len(data) > max_bytes:
        raise NotText(too_large(len(data), max_bytes))
    return data


def opened(file: str, max_bytes: int | None) -> BinaryIO:
    """A regular file, opened. Raises NotText for another or, with `max_bytes`, a larger one; OSError."""
    # Without O_NONBLOCK, opening a named pipe waits for somebody to write into it.
    flags = os.O_RDONLY | getattr(os, "O_NONBLOCK", 0) | getattr(os, "O_BINARY", 0)
    _check(os.stat(file), max_bytes)  # noqa: PTH116 - of 100,000 files each Path counts
    stream = os.fdopen(os.open(file, flags), "rb")
    try:
        _check(os.fstat(stream.fileno()), max_bytes)
    except NotText:
        stream.close()
        raise
    return stream


def _check(status: os.stat_result, max_bytes: int | None) -> None:
    if not stat.S_ISREG(status.st_mode):
        raise NotText("this is a pipe, a device or a folder, not a file; remove it or scan another folder")
    if max_bytes is not None and status.st_size > max_bytes:
        raise NotText(too_large(status.st_size, max_bytes))


def too_large(size: int, max_bytes: int) -> str:
    """The sentence for a file of more than `max_bytes`."""
    return (
        f"the file is too large ({size / 1_000_000:.1f} MB, the limit is {max_bytes / 1_000_000:.1f} MB); "
        "split it into one file per article"
    )


def reason(error: OSError, what: str) -> str:
    """Why `what` can't be read and what to do, in a sentence."""
    if isinstance(error, FileNotFoundError):
        return f"{what} is not there (any more); check the name and scan again"
    if isinstance(error, PermissionError):
        return f"{what} may not be read; allow reading it and scan again"
    said = error.strerror or type(error).__name__
    return f"{what} cannot be read ({said}); check it and scan again"
