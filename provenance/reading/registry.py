"""Which readers there are: those of this package, and those that other packages bring."""

from __future__ import annotations

from collections.abc import Mapping
from functools import cache
from importlib import metadata
from importlib.util import find_spec

from provenance.reading.jsonl import read_line
from provenance.reading.plain import read_markdown, read_plain
from provenance.reading.protocol import GROUP, Reader
from provenance.reading.web import read_page

DISTRIBUTION = "provenance-newsroom"

BUILT_IN = (
    Reader("text", "1", (".txt",), read_plain, guarded=False),
    Reader("markdown", "1", (".md",), read_markdown, guarded=False),
    Reader("jsonl", "1", (".jsonl",), read_line, guarded=False),
    Reader(
        "web",
        "1",
        (".html", ".htm", ".xhtml"),
        read_page,
        needs=("trafilatura", "lxml", "lxml_html_clean"),
        extra="web",
    ),
)
MANY = frozenset({"jsonl"})
"""Readers of files that hold many articles: what they are given is one of these."""


@cache
def readers() -> Mapping[str, Reader]:
    """All readers by name. One of another package whose name is taken goes without; see `broken_readers`."""
    found = {reader.name: reader for reader in BUILT_IN}
    for reader, _ in _of_others():
        if isinstance(reader, Reader):
            found.setdefault(reader.name, reader)
    return found


@cache
def extensions() -> Mapping[str, str]:
    """The names of readers by the extension of the files that they read: lower case, with its dot.

    A reader of another package goes before one of this package: who installed it wants it.
    """
    own = {extension: reader.name for reader in BUILT_IN for extension in reader.extensions}
    names = {reader.name for reader in BUILT_IN}
    others = [reader for reader in readers().values() if reader.name not in names]
    return own | {extension.lower(): reader.name for reader in others for extension in reader.extensions}


def broken_readers() -> tuple[str, ...]:
    """A sentence for each reader of another package that can't be used."""
    names = {reader.name for reader in BUILT_IN}
    found = []
    for reader, name in _of_others():
        if not isinstance(reader, Reader):
            found.append(f"the reader '{name}' of another package can't be used ({reader}); remove it")
        elif reader.name in names:
            found.append(f"the reader '{name}' of another package has a name that is taken; it is not used")
        else:
            names.add(reader.name)
    return tuple(found)


@cache
def _of_others() -> tuple[tuple[Reader | str, str], ...]:
    """What the entry points of other packages give: a reader, or why there is none; and its name."""
    found: list[tuple[Reader | str, str]] = []
    for entry in sorted(metadata.entry_points(group=GROUP), key=lambda entry: entry.name):
        try:
            reader = entry.load()
        except Exception as error:  # whatever another package's import raises, the scan goes on
            found.append((f"{type(error).__name__}: {error}", entry.name))
            continue
        found.append((reader if isinstance(reader, Reader) else "it is no Reader", entry.name))
    return tuple(found)


def missing_modules(reader: Reader) -> str:
    """A sentence on what has to be installed before a reader works, empty where nothing has."""
    absent = [module for module in reader.needs if find_spec(module) is None]
    if not absent:
        return ""
    what = f"reading this kind of file needs {' and '.join(absent)}"
    return f"{what}; install {DISTRIBUTION}[{reader.extra}] (pip install '{DISTRIBUTION}[{reader.extra}]')"
