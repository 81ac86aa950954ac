"""The lines of one mail, held as long as they are few: of a long one the attachments are let go.

What is attached is named by the reader and not read, so its headers are enough.
"""

from __future__ import annotations

import os
import re
from collections.abc import Iterable

from provenance.reading.decoding import NotText
from provenance.reading.many.source import too_long
from provenance.reading.many.streams import read_lines
from provenance.reading.opening import bounded, opened

LONGEST = 1 << 30
"""Bytes of a mail with all its attachments."""
_TYPE = re.compile(rb"^content-type:\s*([\w.+-]+)/([\w.+-]+)", re.IGNORECASE | re.MULTILINE)
_ATTACHED = re.compile(rb"^content-disposition:\s*attachment\b", re.IGNORECASE | re.MULTILINE)
_BOUNDARY = re.compile(rb"\bboundary\s*=\s*(?:\"([^\"\r\n]{1,200})\"|([^\s;\"]{1,200}))", re.IGNORECASE)
_FOLDED = re.compile(rb"\r?\n[ \t]+")
_MOST = 1_000  # boundaries of a mail
_HEAD = 1 << 18  # bytes of the headers of a part in which its kind is looked for


class Mail:
    """The lines of one mail, of at most `max_bytes`; of a longer one without what its attachments hold."""

    def __init__(self, max_bytes: int) -> None:
        self._max_bytes = max_bytes
        self._lines: list[bytes] = []
        self._size = 0
        self._parts: _Parts | None = None

    def add(self, line: bytes | None) -> None:
        """The next line with its end; None for one that is longer than everything may be."""
        if self._parts is None:
            self._hold(line)
            if self._size > self._max_bytes:
                held, self._lines, self._size = self._lines, [], 0
                self._parts = _Parts()
                for one in held if line is not None else [*held, None]:
                    self._choose(one)
        else:
            self._choose(line)

    def data(self) -> bytes:
        """All of it. Raises NotText where its text alone is too long."""
        if self._size > self._max_bytes:
            raise NotText(too_long("mail", self._max_bytes))
        return b"".join(self._lines)

    def _choose(self, line: bytes | None) -> None:
        assert self._parts is not None
        if self._size <= self._max_bytes and self._parts.keeps(line):
            self._hold(line)
            if self._size > self._max_bytes:
                self._lines.clear()

    def _hold(self, line: bytes | None) -> None:
        self._size += self._max_bytes + 1 if line is None else len(line)
        if line is not None:
            self._lines.append(line)


class _Parts:
    """Which lines of a mail are headers, boundaries and text, and which are contents of an attachment."""

    def __init__(self) -> None:
        self._boundaries: set[bytes] = set()
        self._head: list[bytes] | None = []
        self._length = 0
        self._is_text = True

    def keeps(self, line: bytes | None) -> bool:
        """Whether the next line is kept."""
        if line is None:
            return self._head is not None or self._is_text
        if self._head is not None:
            if line.strip():
                self._length += len(line)
                if self._length <= _HEAD:
                    self._head.append(line)
            else:
                self._settle(_FOLDED.sub(b" ", b"".join(self._head)))
            return True
        if line.startswith(b"--"):
            name = line[2:].rstrip()
            if name in self._boundaries:
                self._head, self._length = [], 0
                return True
            if name.endswith(b"--") and name[:-2] in self._boundaries:
                self._is_text = False
                return True
        return self._is_text

    def _settle(self, head: bytes) -> None:
        """What the headers of a part say of it."""
        self._head = None
        kind = _TYPE.search(head)
        whole = kind[1].lower() if kind else b"text"
        if whole == b"multipart" and len(self._boundaries) < _MOST:
            self._boundaries.update(one[1] or one[2] for one in _BOUNDARY.finditer(head))
        self._is_text = whole in (b"text", b"multipart") and not _ATTACHED.search(head)


def bounded_mail(file: str, max_bytes: int) -> bytes:
    """The bytes of a mail in a file of its own, of a longer one those without its attachments. Raises NotText
    where also these are more than `max_bytes`, OSError."""
    with opened(file, LONGEST) as stream:
        if os.fstat(stream.fileno()).st_size <= max_bytes:
            return bounded(file, max_bytes)
        return _gather(read_lines(stream, max_bytes), max_bytes)


def _gather(lines: Iterable[bytes | None], max_bytes: int) -> bytes:
    mail = Mail(max_bytes)
    for line in lines:
        mail.add(line)
    return mail.data()
