"""The rows of CSV or TSV text, streamed: no cell and no row is held that is longer than a limit.

The rules are those of Python's csv module (a quote at the beginning of a cell opens it, two are one, text
behind the closing one belongs to the cell), which can't be told to leave out one long row.
"""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import dataclass

_UNQUOTED, _QUOTED, _START = range(3)


@dataclass(frozen=True, slots=True)
class Row:
    """A row that starts in `line` (from 1 on); without cells where it is too long. `closed`: no quote is left
    open at the end of the text."""

    line: int
    cells: list[str] | None
    closed: bool = True


def read_rows(pieces: Iterator[str], delimiter: str, max_length: int) -> Iterator[Row]:
    """The rows of a text that comes in pieces; blank lines give none. `max_length` is in characters."""
    return _Rows(pieces, delimiter, max_length).read()


class _Rows:
    def __init__(self, pieces: Iterator[str], delimiter: str, max_length: int) -> None:
        self._pieces = pieces
        self._delimiter = delimiter
        self._ends = re.compile(f"[{re.escape(delimiter)}\r\n]")
        self._max = max_length
        self._buffer = ""
        self._at = 0  # where the row at hand begins, or what is left of it
        self._done = False
        self._line = 1

    def read(self) -> Iterator[Row]:
        """Each row."""
        while self._at < len(self._buffer) or self._more():
            line = self._line
            end, cells, closed = self._row()
            self._count(end)
            if cells is None or len(cells) > 1 or cells[0]:
                yield Row(line, cells, closed)

    def _row(self) -> tuple[int, list[str] | None, bool]:
        """The end of the row that begins at hand, its cells, and whether its quotes are closed."""
        cells: list[str] | None = []
        state, here, start, quote = _START, self._at, self._at, -1  # quote: the one that closes the cell
        while True:
            buffer = self._buffer
            if state == _START and here < len(buffer):
                start, quote, state = here, -1, _UNQUOTED
                if buffer[here] == '"':
                    state, here = _QUOTED, here + 1
            if state == _UNQUOTED and (found := self._ends.search(buffer, here)):
                here = found.start()
                if cells is not None:
                    cells.append(_cell(buffer, start, quote, here))
                if buffer[here] == self._delimiter:
                    state, here = _START, here + 1
                    continue
                end = here + (2 if buffer.startswith("\r\n", here) else 1)
                return end, None if end - self._at > self._max else cells, True
            if state == _QUOTED and (at := buffer.find('"', here)) >= 0:
                if buffer.startswith('""', at):
                    here = at + 2
                    continue
                if at + 1 < len(buffer) or self._done:
                    state, here, quote = _UNQUOTED, at + 1, at
                    continue
                here = at  # whether it closes is told by what follows
            else:
                here = len(buffer)
            if self._done:
                if cells is not None:
                    cells.append("" if state == _START else _cell(buffer, start, quote, here))
                return here, None if here - self._at > self._max else cells, state != _QUOTED
            if cells is None or here - self._at > self._max:
                cells = None
                self._count(here)
            shift = self._at
            self._more()
            here, start, quote = here - shift, start - shift, quote - shift

    def _count(self, end: int) -> None:
        """Go to `end`, and count the lines until there."""
        text, at = self._buffer, self._at
        self._line += text.count("\n", at, end)
        if text.find("\r", at, end) >= 0:
            self._line += text.count("\r", at, end) - text.count("\r\n", at, end)
        self._at = end

    def _more(self) -> bool:
        """Read on, keeping what is at hand; False at the end. Afterwards it begins at 0."""
        kept = self._buffer[self._at :]
        piece = next((piece for piece in self._pieces if piece), "")
        while piece.endswith("\r"):  # a line feed that belongs to it may follow
            after = next(self._pieces, None)
            if after is None:
                break
            piece += after
        self._done = not piece
        self._buffer, self._at = kept + piece, 0
        return bool(piece)


def _cell(buffer: str, start: int, quote: int, end: int) -> str:
    """The words of a cell. Where it was opened by a quote, `quote` closes it, or nothing does if it is -1."""
    if not buffer.startswith('"', start, end):
        return buffer[start:end]
    if quote < start:
        return buffer[start + 1 : end].replace('""', '"')
    return buffer[start + 1 : quote].replace('""', '"') + buffer[quote + 1 : end]
