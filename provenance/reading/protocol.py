"""What a reader is: bytes of one article in, its text and what the file says of it out.

Readers of other packages are found by the entry point group GROUP (see docs/readers.md).
"""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass

from provenance.portable import portable
from provenance.reading.article import Link, Removed, Segment
from provenance.reading.field_names import Fields
from provenance.reading.stated import NOTHING, Described

GROUP = "provenance.readers"


class ForReader(Exception):  # noqa: N818 - no error: the bytes are fine, in other hands
    """Some bytes are of a kind that another reader of this package reads; the message is its name."""


@portable
@dataclass(frozen=True, slots=True)
class Reading:
    """What a reader makes of the bytes of one article.

    `text` is kept as it is, and every offset counts its code points. `segments` are in order and apart; where
    they are None, they are looked for in the text. `fields` is what the file states of itself, and where:
    `said_by` is `front matter`, `record`, `page`. `credits` are those that the file states outside its text.
    `problems`: a sentence for each thing in it that could not be used.
    """

    text: str
    encoding: str = "utf-8"
    segments: tuple[Segment, ...] | None = None
    fields: Described = NOTHING
    said_by: str = "record"
    credits: tuple[str, ...] = ()
    links: tuple[Link, ...] = ()
    removed: tuple[Removed, ...] = ()
    problems: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True)
class Reader:
    """Reads one kind of file.

    `read` raises NotText (or any ValueError: its sentence is shown) for bytes that it can't read. With
    another `version` it reads the same bytes otherwise: files are read again. `extensions` are lower case
    with their dot. `guarded`: it runs in a process of its own, which is ended when it takes too long.
    `needs` are the modules that it imports, and `extra` is what brings them with this package. `mapped`
    stands for `read` where a person may say which field is which (only without a guard).
    """

    name: str
    version: str
    extensions: tuple[str, ...]
    read: Callable[[bytes], Reading]
    guarded: bool = True
    needs: tuple[str, ...] = ()
    extra: str = ""
    mapped: Callable[[bytes, Fields], Reading] | None = None
