"""Files that hold many articles: what splits them, and what that is given."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from dataclasses import dataclass
from typing import BinaryIO

from provenance.reading.article import Unreadable
from provenance.reading.metadata_csv import Inside, Stated
from provenance.reading.options import Options
from provenance.reading.raw import Raw


@dataclass(frozen=True, slots=True)
class PassedOver:
    """Something in a file that is of a kind which no reader reads; its extension, lower case."""

    extension: str


@dataclass(frozen=True, slots=True)
class Source:
    """A file that holds many articles. `path` is the one in the database, `reader` what reads its articles.

    `open` gives its bytes from the beginning, each time anew, unpacked where it is packed; raises NotText and
    OSError. `location` is where it stands on this machine, empty for what stands in an archive. `stated` is
    said of all in it, `inside` of some.
    """

    path: str
    reader: str
    open: Callable[[], BinaryIO]
    location: str = ""
    stated: Stated = ()
    inside: tuple[Inside, ...] = ()


Split = Callable[[Source, Options], Iterator[Raw | Unreadable | PassedOver]]
"""Gives the articles of a file one after the other, as they stand in it, and holds one at a time.

Each has a path of its own: the file's with `#line=N`, `#item=N`, `#row=N` or `!member`. What can't be used is
an Unreadable at its path, and the rest is given. Raises NotText or OSError where the file can't be read on.
"""


def too_long(what: str, max_bytes: int) -> str:
    """The sentence for an article of more than `max_bytes`."""
    return f"the {what} is longer than {max_bytes / 1_000_000:.1f} MB; give each article a {what} of its own"
