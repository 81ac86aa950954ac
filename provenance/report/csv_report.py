"""The report as CSV: UTF-8, commas, a row a passage. No cell of it can start a formula.

Spreadsheets run what stands behind = + - or @ at the start of a cell, also behind blanks, quote marks and
signs that nobody sees. Some split the lines of a file at semicolons, tabs or line feeds inside of texts, too.
So an apostrophe is put in front wherever one of these signs could start a cell: at the start of a cell, or
behind a separator in it. To undo it, take away one apostrophe from the same places.
"""

from __future__ import annotations

import csv
import io
import re
import sqlite3
from collections.abc import Iterator

from provenance.report.filters import Chosen
from provenance.report.table import COLUMNS, Cell, rows

# Full-width signs count as well: spreadsheets of East Asia take them for the others.
STARTS = re.compile(
    r"(?:^|(?<=[,;|\t\r\n\x0b\x0c\x85\u2028\u2029]))"
    r"(?=[\s\"'\x00\xad\u200b-\u200f\u202a-\u202e\u2060-\u206f\ufeff]*[=+\-@＝＋－＠])"
)


def stream(
    connection: sqlite3.Connection, *, texts: bool = True, taken: Chosen | None = None
) -> Iterator[str]:
    """The lines, the names of the columns first. Raises NoRunError."""
    line = io.StringIO()
    writer = csv.writer(line)
    found = rows(connection, texts=texts, taken=taken)
    for row in _before(COLUMNS, found):
        writer.writerow([_inert(cell) for cell in row])
        yield line.getvalue()
        line.seek(0)
        line.truncate()


def _before(head: tuple[Cell, ...], others: Iterator[tuple[Cell, ...]]) -> Iterator[tuple[Cell, ...]]:
    yield head
    yield from others


def _inert(cell: Cell) -> Cell:
    return inert(cell) if isinstance(cell, str) else cell


def inert(text: str) -> str:
    """A text that starts no formula, neither whole nor split."""
    return STARTS.sub("'", text)
