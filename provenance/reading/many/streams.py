"""Bytes of a long file -> UTF-8, or characters, a piece at a time.

The encoding is settled by the rules of `decode`, from the beginning of the file.
"""

from __future__ import annotations

import codecs
import io
from collections.abc import Callable, Iterator
from typing import BinaryIO

from provenance.reading.decoding import STRAY, NotText, decode

SAMPLE = 1 << 20
PIECE = 1 << 18
LINES = 1 << 16
"""Bytes of a file that are cut into lines at once: with more it would hardly be faster."""
_END = 0x0A
_WIDE = ("utf-16", "utf-32")


def as_utf_8(stream: BinaryIO) -> tuple[BinaryIO, str]:
    """The same stream, or where it is UTF-16 or UTF-32, one that gives its text as UTF-8, and which it was.

    Of others only a byte order mark is taken away. `stream` is one that can peek.
    """
    start = stream.peek(4)[:4]  # type: ignore[attr-defined]
    if start.startswith(codecs.BOM_UTF8):
        stream.read(len(codecs.BOM_UTF8))
    elif b"\x00" in start or start[:2] in (codecs.BOM_UTF16_LE, codecs.BOM_UTF16_BE):
        sample = stream.read(SAMPLE)
        joined = Joined(sample, stream)
        try:
            encoding = settle(sample, whole=len(sample) < SAMPLE)
        except NotText:  # what can't be read is told of each article
            encoding = ""
        if encoding.startswith(_WIDE):
            return io.BufferedReader(_Recoded(joined, encoding), PIECE), encoding
        return io.BufferedReader(joined, PIECE), ""
    return stream, ""


def read_lines(stream: BinaryIO, longest: int) -> Iterator[bytes | None]:
    """The lines of a stream with their ends; None for one of more than `longest` bytes without its end, which
    is not held. `stream` is one that gives what is there (`read1`)."""
    held: list[bytes] = []  # a line whose end is not there yet
    size = 0
    while piece := stream.read1(LINES):  # type: ignore[attr-defined]
        for part in io.BytesIO(piece):  # split in C
            if part[-1] != _END:
                size += len(part)
                held.append(part)
                if size > longest:
                    held.clear()
            elif size:
                yield b"".join((*held, part)) if size + len(part) <= longest + 1 else None
                held.clear()
                size = 0
            else:
                yield part if len(part) <= longest + 1 else None
    if size:
        yield b"".join(held) if size <= longest else None


def characters(
    stream: BinaryIO, declared: Callable[[bytes], str] = lambda _: ""
) -> tuple[str, Iterator[str]]:
    """The encoding of a stream and its characters without a byte order mark. Raises NotText for what is no
    text; bytes that are none further on come as Windows-1252, or where they can't, as U+FFFD. `declared`
    gives the encoding that the beginning of the file names, empty where it is to be settled."""
    sample = stream.read(SAMPLE)
    encoding = declared(sample) or settle(sample, whole=len(sample) < SAMPLE)
    return encoding, _decoded(Joined(sample, stream), encoding)


def _decoded(stream: io.RawIOBase, encoding: str) -> Iterator[str]:
    decoder = _decoder(encoding)
    first = True
    while data := stream.read(PIECE):
        text = decoder.decode(data)
        if first and text:
            text, first = text.removeprefix("\ufeff"), False
        yield text
    yield decoder.decode(b"", final=True)


def _decoder(encoding: str) -> codecs.IncrementalDecoder:
    if encoding.startswith("utf-8"):
        return codecs.getincrementaldecoder("utf-8")(errors=STRAY)
    return codecs.getincrementaldecoder(encoding)(errors="replace")


def settle(sample: bytes, *, whole: bool) -> str:
    """The encoding that `decode` finds in the beginning of a file. Raises NotText.

    A few zero bytes don't make it binary: what has one is told where it stands.
    """
    if whole:
        return _settle(sample)
    if b"\x00" not in sample[:4]:  # the sample may end amid a character
        try:
            codecs.getincrementaldecoder("utf-8")().decode(sample)
        except UnicodeDecodeError:
            pass
        else:
            head = sample[:4096]
            while head and head[-1] >= 0x80:
                head = head[:-1]
            return _settle(head)
    error: NotText | None = None
    for left_out in (0, 2):  # half a pair of surrogates
        try:
            return _settle(sample[: len(sample) // 4 * 4 - left_out])
        except NotText as wrong:
            error = error or wrong
    assert error is not None
    raise error


def _settle(sample: bytes) -> str:
    try:
        return decode(sample).encoding
    except NotText:
        zeros = sample.count(0)
        if not zeros or zeros * 50 > len(sample):
            raise
        return decode(sample.replace(b"\x00", b" ")).encoding


class Joined(io.RawIOBase):
    """Some bytes that were read, and the rest of the stream after them."""

    def __init__(self, start: bytes, rest: BinaryIO) -> None:
        self._start, self._rest = start, rest

    def readable(self) -> bool:
        """It is."""
        return True

    def readinto(self, buffer: memoryview) -> int:  # type: ignore[override]
        """Fill the buffer as far as there is something."""
        if self._start:
            data, self._start = self._start[: len(buffer)], self._start[len(buffer) :]
        else:
            data = self._rest.read(len(buffer))
        buffer[: len(data)] = data
        return len(data)


class _Recoded(io.RawIOBase):
    """The text of a stream as UTF-8."""

    def __init__(self, stream: io.RawIOBase, encoding: str) -> None:
        self._pieces = _decoded(stream, encoding)
        self._waiting = b""

    def readable(self) -> bool:
        """It is."""
        return True

    def readinto(self, buffer: memoryview) -> int:  # type: ignore[override]
        """Fill the buffer as far as there is something."""
        while not self._waiting:
            piece = next(self._pieces, None)
            if piece is None:
                return 0
            self._waiting = piece.encode("utf-8", "replace")
        data, self._waiting = self._waiting[: len(buffer)], self._waiting[len(buffer) :]
        buffer[: len(data)] = data
        return len(data)
