"""What is made in a hidden folder beside its place, and moved there when it is whole."""

from __future__ import annotations

import shutil
import tempfile
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path


class PlaceError(Exception):
    """A place that nothing can be written to; one sentence with what to do."""


def check_new(target: Path, *, is_file: bool = False) -> None:
    """Refuse a place where something would be overwritten. Raises PlaceError."""
    if is_file and target.exists():
        raise PlaceError(f"{target} is there already; nothing is overwritten, choose another name.")
    if target.exists() and not target.is_dir():
        raise PlaceError(f"{target} is a file; give a new folder.")
    if target.is_dir() and any(target.iterdir()):
        raise PlaceError(f"{target} is not empty; nothing is overwritten, choose another folder.")
    if not target.parent.is_dir():
        raise PlaceError(f"{target.parent} does not exist; make the folder or choose another place.")


@contextmanager
def staging(target: Path) -> Iterator[Path]:
    """A hidden folder beside `target` to make it in; gone afterwards, whatever happens. Raises PlaceError
    where the system says that something can't be written."""
    folder = None
    try:
        folder = Path(tempfile.mkdtemp(prefix=f".{target.name}.", dir=target.parent))
        yield folder
    except OSError as error:
        reason = error.strerror or str(error)
        raise PlaceError(f"{target} can't be written ({reason}); choose another place.") from error
    finally:
        if folder is not None:
            shutil.rmtree(folder, ignore_errors=True)


def put_in_place(made: Path, target: Path) -> None:
    """Move what was made to its place, if that is still free. Raises PlaceError, OSError."""
    check_new(target, is_file=made.is_file())
    if target.is_dir():
        target.rmdir()  # it is empty
    made.rename(target)
