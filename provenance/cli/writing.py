"""Files that commands write: all of a file or nothing."""

from __future__ import annotations

import os
import sys
import tempfile
from collections.abc import Iterable
from pathlib import Path

from provenance.cli.options import CannotRun, message, write_out
from provenance.report.visible import visible


def write_result(path: Path, content: Iterable[str] | Iterable[bytes]) -> None:
    """A result, text as UTF-8, into a file, or for `-` to standard output. Raises CannotRun.

    In a terminal, controls in the text are shown and don't act; a file or a pipe gets it as it is.
    """
    if str(path) == "-":
        shown = is_terminal()
        for part in content:
            write_out(visible(part) if shown and isinstance(part, str) else part)
    else:
        _write_file(path, content)
        message(f"wrote {path}")


def is_terminal() -> bool:
    """Whether somebody looks at standard output."""
    return sys.stdout.isatty()


def _write_file(path: Path, content: Iterable[str] | Iterable[bytes]) -> None:
    """All of the file or nothing: written beside its place, then moved there."""
    if path.is_dir():
        raise CannotRun(f"{path} is a folder; give the name of a file with -o.")
    temporary = None
    try:
        handle, temporary = tempfile.mkstemp(prefix=f".{path.name}.", dir=path.parent)
        with os.fdopen(handle, "wb") as file:
            for part in content:
                file.write(part.encode("utf-8") if isinstance(part, str) else part)
            file.flush()
            os.fsync(file.fileno())
        Path(temporary).chmod(path.stat().st_mode & 0o777 if path.exists() else 0o666 & ~_umask())
        Path(temporary).replace(path)
    except BaseException as error:
        if temporary is not None:
            Path(temporary).unlink(missing_ok=True)
        if not isinstance(error, OSError):
            raise
        reason = error.strerror or str(error)
        raise CannotRun(f"{path} can't be written ({reason}); choose another place with -o.") from error


def _umask() -> int:
    """The process's file mode mask; reading it means setting it for a moment."""
    mask = os.umask(0o022)
    os.umask(mask)
    return mask
