"""CSV and TSV files: the first row names the fields, each further one is an article."""

from __future__ import annotations

import json
import re
from collections.abc import Iterator
from itertools import chain

from provenance.reading.article import Unreadable
from provenance.reading.decoding import NotText
from provenance.reading.field_names import Fields, has_name
from provenance.reading.many.csv_rows import Row, read_rows
from provenance.reading.many.source import Source, too_long
from provenance.reading.many.streams import characters
from provenance.reading.metadata_csv import NAME
from provenance.reading.options import Options
from provenance.reading.raw import Raw
from provenance.reading.records import show_names

_DELIMITERS = (",", ";", "\t", "|")
_SEPARATOR = re.compile(r"sep=(.)\r?\n")  # Excel writes and reads it
_CELLS = re.compile(r'"[^"]*+"?')
_MOST_NAMES = 10_000


def split_csv(source: Source, options: Options) -> Iterator[Raw | Unreadable]:
    """The rows of a CSV file, each at `path#line=N`, where N is the line in which it starts."""
    return _split(source, options, None)


def split_tsv(source: Source, options: Options) -> Iterator[Raw | Unreadable]:
    """The rows of a TSV file."""
    return _split(source, options, "\t")


def _split(source: Source, options: Options, delimiter: str | None) -> Iterator[Raw | Unreadable]:
    if source.path.rpartition("/")[2].lower() == NAME:
        raise NotText(f"{NAME} says something of articles and holds none; scan the folder that it is in")
    with source.open() as stream:
        encoding, pieces = characters(stream)
        first = next(pieces, "")
        skipped = 0
        if separator := _SEPARATOR.match(first):
            delimiter, skipped = delimiter or separator[1], 1
            first = first[separator.end() :]
        rows = read_rows(
            chain([first], pieces), delimiter or _sniff(first, options.fields), options.max_bytes
        )
        names = _names(next(rows, None), options.fields)
        for row in rows:
            yield from _read(
                row, names, f"{source.path}#line={row.line + skipped}", source, options, encoding
            )


def _sniff(text: str, fields: Fields) -> str:
    """The delimiter that stands most often in the first line, outside of quotes, of those by which it names a
    text if there are such; a comma where none stands."""
    start = text.lstrip("\r\n")
    line = re.split("[\r\n]", _CELLS.sub("", start), maxsplit=1)[0]
    likely = sorted((one for one in _DELIMITERS if one in line), key=line.count, reverse=True)
    for delimiter in likely:
        row = next(read_rows(iter([start]), delimiter, len(start)), None)
        if row is not None and has_name(map(str.strip, row.cells or []), "text", fields):
            return delimiter
    return likely[0] if likely else ","


def _names(header: Row | None, fields: Fields) -> list[str]:
    """The names of the columns. Raises NotText where none of them is that of a text."""
    if header is None:
        raise NotText("the file is empty; give a first row with the names of the columns")
    if header.cells is None or len(header.cells) > _MOST_NAMES:
        raise NotText("the first row is no row of names; put the names of the columns there")
    names = [cell.strip() for cell in header.cells]
    there = [name for name in names if name]
    if not has_name(there, "text", fields):
        shown = show_names(tuple(there)) or "none with a name"
        raise NotText(f"no column is known to hold texts; name it with --map text=COLUMN (columns: {shown})")
    return names


def _read(
    row: Row, names: list[str], where: str, source: Source, options: Options, encoding: str
) -> Iterator[Raw | Unreadable]:
    cells = row.cells
    if cells is None:
        yield Unreadable(where, too_long("row", options.max_bytes))
        return
    if not any(map(str.strip, cells)):
        return
    if len(cells) > len(names) and any(map(str.strip, cells[len(names) :])):
        many = f"{len(cells)} cells where the first row has {len(names)}"
        yield Unreadable(where, f"the row has {many}; put cells that hold the delimiter into quotes")
        return
    if any("\x00" in cell for cell in cells):
        yield Unreadable(
            where, "the row has a zero byte in it and is not read; remove it or write the file anew"
        )
        return
    if not row.closed:
        yield Unreadable(where, "a quote is never closed, the row goes on to the end of the file; close it")
        return
    if len(cells) < len(names):
        yield Unreadable(
            where, f"the row has {len(cells)} cells where the first row has {len(names)}; look at it"
        )
    record: dict[str, str] = {}
    for name, cell in zip(names, cells, strict=False):
        if name:
            record.setdefault(name, cell)
    data = json.dumps(record, ensure_ascii=False).encode()
    if len(data) > options.max_bytes:
        yield Unreadable(where, too_long("row", options.max_bytes))
        return
    yield Raw(where, data, source.reader, source.stated, encoding)
