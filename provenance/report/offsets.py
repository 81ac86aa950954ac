"""One place in a text, said three ways: code points, bytes of UTF-8, line and column."""

from __future__ import annotations

import re
from bisect import bisect_right
from itertools import pairwise

_LINE_END = re.compile(r"\r\n|\n|\r")


class Offsets:
    """Where the code points of one text stand.

    Bytes count the stored text as UTF-8 (without a byte order mark). Lines and columns begin at 1; a line
    ends with LF, CR or CRLF, as editors count; columns count code points.
    """

    def __init__(self, text: str) -> None:
        self._text = text
        self._lines = [0, *(match.end() for match in _LINE_END.finditer(text))]
        self._bytes = [0]
        for start, end in pairwise(self._lines):
            self._bytes.append(self._bytes[-1] + len(text[start:end].encode()))

    def bytes_at(self, offset: int) -> int:
        """How many bytes of UTF-8 stand before the code point `offset`."""
        line = self._line(offset)
        return self._bytes[line] + len(self._text[self._lines[line] : offset].encode())

    def line_column(self, offset: int) -> tuple[int, int]:
        """The line and the column of the code point `offset`, both from 1."""
        line = self._line(offset)
        return line + 1, offset - self._lines[line] + 1

    def _line(self, offset: int) -> int:
        if not 0 <= offset <= len(self._text):
            raise ValueError(f"offset {offset} is outside a text of {len(self._text)} code points")
        return bisect_right(self._lines, offset) - 1
