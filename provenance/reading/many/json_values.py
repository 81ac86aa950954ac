"""The values of a JSON text one after the other, by brackets and quotes alone, without parsing them.

So an array of any length takes the memory of its longest item, an item that is no JSON does not end the
others, and no depth of brackets is too deep.
"""

from __future__ import annotations

import re
from typing import BinaryIO

PIECE = 1 << 18

_MARK = re.compile(rb'["\[\]{}]')
_QUOTE, _OPENING, _BACKSLASH = 0x22, b"[{", 0x5C
_BLANK = re.compile(rb"[ \t\r\n]*+")
_PLAIN = re.compile(rb"[^ \t\r\n,\[\]{}\":]*+")


_DEPTH = 1_000_000


def _end_of_string(buffer: bytes, here: int) -> int:
    """Behind the quote that closes the string amid which `here` is, -1 where it goes on."""
    at = here
    while (end := buffer.find(b'"', at)) >= 0:
        back = end
        while back > here and buffer[back - 1] == _BACKSLASH:
            back -= 1
        if not (end - back) % 2:
            return end + 1
        at = end + 1
    return -1


def _escapes(buffer: bytes, here: int) -> int:
    """1 where the buffer ends in a backslash that belongs to what follows, else 0."""
    back = len(buffer)
    while back > here and buffer[back - 1] == _BACKSLASH:
        back -= 1
    return (len(buffer) - back) % 2


def _close(opened: bytearray, bracket: int) -> None:
    """Close a bracket and those in it that were forgotten; one that nothing opened closes nothing.

    So an item whose brackets are wrong ends where it should, and does not take the others with it.
    """
    at = opened.rfind(b"{" if bracket == 0x7D else b"[")
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
            buffer = self._buffer
            while True:
                if inside:
                    end = _end_of_string(buffer, here)
                    if end < 0:
                        here = len(buffer) - _escapes(buffer, here)
                        break
                    here, inside = end, False
                elif (mark := _MARK.search(buffer, here)) is None:
                    here = len(buffer)
                    break
                else:
                    here = mark.end()
                    found = buffer[here - 1]
                    if found == _QUOTE:
                        inside = True
                        continue
                    if found in _OPENING:
                        if len(opened) < _DEPTH:
                            opened.append(found)
                        else:
                            uncounted += 1
                    elif uncounted:
                        uncounted -= 1
                    else:
                        _close(opened, found)
                if not opened:
                    return self._found(here, held)
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
