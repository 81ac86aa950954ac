"""The values of a JSON text one after the other, by brackets and quotes alone, without parsing them.

So an array of any length takes the memory of its longest item, an item that is no JSON does not end the
others, and no depth of brackets is too deep.
"""

from __future__ import annotations

import re
from typing import BinaryIO

PIECE = 1 << 18

# A whole string; a bracket that opens; one that closes; a quote whose string goes on behind what is read.
_TOKEN = re.compile(rb'"[^"\\]*+(?:\\.[^"\\]*+)*+"|([\[{])|([\]}])|(")', re.DOTALL)
_OPENS, _CLOSES = 1, 2
_INSIDE = re.compile(rb'[^"\\]*+(?:\\.[^"\\]*+)*+', re.DOTALL)
_BLANK = re.compile(rb"[ \t\r\n]*+")
_PLAIN = re.compile(rb"[^\s,\[\]{}\":]*+")


_DEPTH = 1_000_000


def _close(opened: bytearray, bracket: bytes) -> None:
    """Close a bracket and those in it that were forgotten; one that nothing opened closes nothing.

    So an item whose brackets are wrong ends where it should, and does not take the others with it.
    """
    at = opened.rfind(b"{" if bracket == b"}" else b"[")
    if at >= 0:
        del opened[at:]


class CutError(Exception):
    """The text ends amid a value, or none stands where one should."""


class TooLongError(Exception):
    """A value has more bytes than are to be held. What follows it can be read."""


class Values:
    """Goes through a JSON text that is UTF-8 or another extension of ASCII."""

    def __init__(self, stream: BinaryIO, max_bytes: int) -> None:
        self._stream = stream
        self._max = max_bytes
        self._buffer = b""
        self._at = 0

    def peek(self) -> bytes:
        """The next byte that is no blank, empty at the end."""
        while True:
            blank = _BLANK.match(self._buffer, self._at)
            assert blank is not None
            self._at = blank.end()
            if self._at < len(self._buffer):
                return self._buffer[self._at : self._at + 1]
            if not self._more(self._at):
                return b""

    def take(self) -> None:
        """Go on behind the byte that peek gave."""
        self._at += 1

    def value(self, *, give_up: bool = False) -> bytes:
        """The bytes of the value that begins where peek stopped; empty where none does.

        Raises TooLongError behind a value that is too long, or with `give_up` amid it; CutError.
        """
        first = self._buffer[self._at : self._at + 1]
        if first in b'[{"' and first:
            return self._structured(give_up)
        found, too_long = b"", False
        while True:
            plain = _PLAIN.match(self._buffer, self._at)
            assert plain is not None
            if not too_long:
                found += plain[0]
                too_long = len(found) > self._max
            self._at = plain.end()
            if self._at < len(self._buffer) or not self._more(self._at):
                break
        if too_long:
            raise TooLongError
        return found

    def skip(self) -> None:
        """Go behind the value that begins where peek stopped. Raises CutError."""
        if self._buffer[self._at : self._at + 1] in (b"", b",", b":", b"}", b"]"):
            raise CutError
        most, self._max = self._max, -1
        try:
            self.value()
        except TooLongError:
            pass
        finally:
            self._max = most

    def _structured(self, give_up: bool) -> bytes:
        """An object, an array or a string, from the byte at hand to where its brackets are closed."""
        inside, held = False, True
        opened, uncounted = bytearray(), 0  # the brackets that are open; those beyond are only counted
        here = self._at  # so far it was looked through; self._at stays at its beginning while it is held
        while True:
            if inside:
                rest = _INSIDE.match(self._buffer, here)
                assert rest is not None
                here = rest.end()
                if self._buffer[here : here + 1] == b'"':
                    here, inside = here + 1, False
                    if not opened:
                        return self._found(here, held)
            if not inside:
                for token in _TOKEN.finditer(self._buffer, here):
                    kind = token.lastindex
                    here = token.end()
                    if kind == _OPENS:
                        if len(opened) < _DEPTH:
                            opened += token[0]
                        else:
                            uncounted += 1
                    elif kind == _CLOSES:
                        if uncounted:
                            uncounted -= 1
                        else:
                            _close(opened, token[0])
                    elif kind is not None:
                        inside = True
                        break
                    if not opened:
                        return self._found(here, held)
                else:
                    here = len(self._buffer)
                if inside:
                    continue
            if held and len(self._buffer) - self._at > self._max:
                held = False
                if give_up:
                    raise TooLongError
            at = self._at if held else here
            here -= at
            if not self._more(at):
                raise CutError

    def _found(self, end: int, held: bool) -> bytes:
        start, self._at = self._at, end
        if not held or end - start > self._max:
            raise TooLongError
        return self._buffer[start:end]

    def _more(self, start: int) -> bool:
        """Read on, keeping what stands from `start` on, which is then at 0; False at the end."""
        kept = self._buffer[start:]
        piece = self._stream.read(max(PIECE, len(kept)))
        self._buffer, self._at = kept + piece, 0
        return bool(piece)
