"""The report as an XLSX workbook, written by the library XlsxWriter, an extra.

The same report gives the same bytes. Every text is written as a string, so none is a formula, a link or a
number. Layout: docs/report-format.md.
"""

from __future__ import annotations

import sqlite3
import tempfile
from collections.abc import Iterator
from datetime import datetime
from pathlib import Path
from typing import TYPE_CHECKING

from provenance.report import wording
from provenance.report.filters import Chosen
from provenance.report.table import COLUMNS, NOTE, Row, rows
from provenance.report.visible import visible
from provenance.sentences import many, say

if TYPE_CHECKING:
    from xlsxwriter import Workbook
    from xlsxwriter.worksheet import Worksheet

MOST_ROWS = 1_048_576
"""Rows that a sheet can have; further ones stand in another sheet."""
LONGEST = 32_767
"""Characters that a cell can have, as UTF-16 counts them."""
_DATE = datetime(1980, 1, 1)
_PIECE = 1 << 18


class NoXlsxError(ImportError):
    """The library XlsxWriter is not installed; the message says what to do."""

    def __init__(self) -> None:
        super().__init__(
            "XLSX needs the library `XlsxWriter`: install it with `pip install XlsxWriter`, or the package "
            "with its extra `xlsx`; --format csv has the same rows without it."
        )


def stream(connection: sqlite3.Connection, *, taken: Chosen | None = None) -> Iterator[bytes]:
    """The bytes of the workbook. Its rows wait in temporary files, none in memory. Raises NoXlsxError at
    once, NoRunError with the first bytes."""
    try:
        from xlsxwriter import Workbook
        from xlsxwriter.exceptions import FileCreateError
    except ImportError as error:
        raise NoXlsxError from error
    return _pieces(connection, Workbook, FileCreateError, taken)


def _pieces(
    connection: sqlite3.Connection,
    workbook: type[Workbook],
    failure: type[Exception],
    taken: Chosen | None,
) -> Iterator[bytes]:
    with tempfile.TemporaryDirectory() as folder:
        path = Path(folder) / "report.xlsx"
        book = workbook(path, {"constant_memory": True, "tmpdir": folder})
        book.set_properties({"title": say("brief.title"), "comments": wording.standing(), "created": _DATE})
        try:
            _fill(book, rows(connection, taken=taken))
        finally:
            try:
                book.close()
            except failure as error:
                raise OSError(f"the temporary folder: {error}") from error
        with path.open("rb") as file:
            while piece := file.read(_PIECE):
                yield piece


def _fill(book: Workbook, found: Iterator[Row]) -> None:
    """Passages on one sheet or several, notes on their own, with how many cells were cut."""
    sheet, number, cut, notes = _sheet(book, "passages"), 0, 0, []
    for row in found:
        if row[0] == NOTE:
            notes.append(str(row[-1]))
            continue
        number += 1
        if number == MOST_ROWS:
            sheet, number = _sheet(book, f"passages {len(book.worksheets()) + 1}"), 1
        cut += _write(sheet, number, row[1:-1])
    if cut:
        notes.append(many("table.cut", cut))
    about = book.add_worksheet("notes")
    about.set_column(0, 0, 120)
    for place, said in enumerate(notes):
        _write(about, place, (said,))


def _sheet(book: Workbook, name: str) -> Worksheet:
    sheet = book.add_worksheet(name)
    sheet.freeze_panes(1, 1)
    _write(sheet, 0, COLUMNS[1:-1])
    return sheet


def _write(sheet: Worksheet, number: int, row: Row) -> int:
    """Write a row; how many of its cells were cut."""
    cut = 0
    for column, cell in enumerate(row):
        if isinstance(cell, str):
            text, shortened = fitting(visible(cell))
            cut += shortened
            sheet.write_string(number, column, text)
        elif cell is not None:
            sheet.write_number(number, column, cell)
    return cut


def fitting(text: str) -> tuple[str, bool]:
    """A text as a cell can hold it, and whether it was cut."""
    text = text.replace("\ufffe", "⟨U+FFFE⟩").replace("\uffff", "⟨U+FFFF⟩")
    if text.startswith("<r>"):
        text = f" {text}"  # the library takes what begins so for markup of its own, and escapes nothing in it
    if len(text.encode("utf-16-le")) <= 2 * LONGEST:
        return text, False
    shown = text.encode("utf-16-le")[: 2 * (LONGEST - 1)].decode("utf-16-le", "ignore")
    return f"{shown}…", True
