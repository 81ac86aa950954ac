"""Which readers there are: those of this package, and those that other packages bring."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import replace
from functools import cache
from importlib import metadata
from importlib.util import find_spec

from provenance.reading.decoding import NotText
from provenance.reading.field_names import Fields
from provenance.reading.packed import PACKED
from provenance.reading.protocol import GROUP, Reader, Reading

DISTRIBUTION = "provenance-newsroom"


def _refuse(_: bytes) -> Reading:
    raise NotText("this is an archive of several articles; scan it")


# What reads is imported when it reads: many folders hold few kinds, and nothing is read of known files.


def _read_plain(data: bytes) -> Reading:
    from provenance.reading.plain import read_plain

    return read_plain(data)


def _read_markdown(data: bytes) -> Reading:
    from provenance.reading.plain import read_markdown

    return read_markdown(data)


def _read_page(data: bytes) -> Reading:
    from provenance.reading.web.page import read_page

    return read_page(data)


def _read_xml(data: bytes) -> Reading:
    from provenance.reading.wire.kinds import read_xml

    return read_xml(data)


def _read_ninjs(data: bytes) -> Reading:
    from provenance.reading.wire.ninjs import read_ninjs

    return read_ninjs(data)


def _wire(name: str, *extensions: str) -> Reader:
    """A reader of what is XML: a file may hold another kind than its name says, so that all read all."""
    packed = (extension + by for extension in extensions for by in PACKED)
    return Reader(name, "2", (*extensions, *packed), _read_xml, needs=("lxml",), extra="wire")


def _read_archived(data: bytes) -> Reading:
    from provenance.reading.web.archived import read_archived

    return read_archived(data)


def _read_mail(data: bytes) -> Reading:
    from provenance.reading.office.mail import read_mail

    return read_mail(data)


def _read_word(data: bytes) -> Reading:
    from provenance.reading.office.word import read_word

    return read_word(data)


def _read_pdf(data: bytes) -> Reading:
    from provenance.reading.office.pdf import read_pdf

    return read_pdf(data)


def _records(name: str, extensions: tuple[str, ...], what: str) -> Reader:
    """A reader of records: what it is given is one that was taken from a file of many (see `containers`)."""
    packed = (extension + by for extension in extensions for by in PACKED)

    def read(data: bytes, fields: Fields = ()) -> Reading:
        from provenance.reading.records import read_record

        return read_record(data, fields, what=what)

    return Reader(name, "3", (*extensions, *packed), read, guarded=False, mapped=read)


BUILT_IN = (
    Reader("text", "1", (".txt",), _read_plain, guarded=False),
    Reader("markdown", "1", (".md",), _read_markdown, guarded=False),
    Reader(
        "web",
        "1",
        (".html", ".htm", ".xhtml"),
        _read_page,
        needs=("trafilatura", "lxml", "lxml_html_clean"),
        extra="web",
    ),
    Reader(
        "warc",
        "1",
        (".warc", *(f".warc{by}" for by in PACKED)),
        _read_archived,
        needs=("trafilatura", "lxml", "lxml_html_clean"),
        extra="web",
    ),
    Reader("mail", "1", (".eml",), _read_mail),
    Reader("mbox", "1", (".mbox", *(f".mbox{by}" for by in PACKED)), _read_mail),
    Reader("word", "1", (".docx", ".docm"), _read_word),
    Reader("pdf", "3", (".pdf",), _read_pdf, needs=("pdfminer",), extra="office"),
    _records("jsonl", (".jsonl", ".ndjson"), "line"),
    _records("json", (".json",), "item"),
    _records("csv", (".csv",), "row"),
    _records("tsv", (".tsv",), "row"),
    _records("sqlite", (), "row"),
    replace(_records("parquet", (), "row"), needs=("pyarrow",), extra="parquet"),
    Reader("ninjs", "2", (".ninjs",), _read_ninjs, needs=("lxml",), extra="wire"),
    _wire("nitf", ".nitf"),
    _wire("newsml-g2", ".newsml"),
    _wire("feed", ".rss", ".atom"),
    _wire("xml", ".xml"),
    Reader("zip", "1", (".zip",), _refuse, guarded=False),
)


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


def extension_of(name: str) -> str:
    """The extension of a file name, lower case, with its dot: `.jsonl.gz` of a packed file. Empty without."""
    dot = name.rfind(".")
    if not 0 < dot < len(name) - 1:
        return ""
    extension = name[dot:].lower()
    if extension in PACKED:
        inner = name.rfind(".", 0, dot)
        both = name[inner:].lower()
        return both if inner > 0 and both in extensions() else extension
    return extension


def version_of(name: str) -> str:
    """The version of a reader; of what reads archives, those of all readers, as any may read a member."""
    if name != "zip":
        return readers()[name].version
    return " ".join(f"{reader.name}={reader.version}" for reader in readers().values())


def takes_fields(name: str) -> bool:
    """Whether what a reader makes of a file hangs on which field a person says is which."""
    return name == "zip" or readers()[name].mapped is not None


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
