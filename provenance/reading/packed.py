"""One file packed with gzip, bzip2 or xz, as it comes out; never more of it than a bearable multiple.

Nothing is written to disk, and no more than a piece is unpacked at once.
"""

from __future__ import annotations

import bz2
import gzip
import io
import lzma
from typing import BinaryIO, Protocol

from provenance.reading.decoding import NotText

PACKED = (".gz", ".bz2", ".xz")

PIECE = 1 << 18
FREE = 1 << 30
RATIO = 200
"""What is packed may come to FREE bytes, or to RATIO times its packed size: articles are packed to a third or
a tenth, and only what was made to do harm to a thousandth."""
_XZ_MEMORY = 256 << 20


class Readable(Protocol):
    """What has bytes."""

    def read(self, size: int, /) -> bytes | None:
        """So many bytes at most, none at the end."""

    def close(self) -> None:
        """Nothing is read any more."""


class Budget:
    """How many bytes may still come out of a packed file of `size` bytes."""

    def __init__(self, size: int) -> None:
        self._left = max(FREE, RATIO * size)

    def spend(self, count: int) -> None:
        """Count bytes that came out. Raises NotText where they are too many."""
        self._left -= count
        if self._left < 0:
            raise NotText(
                "it unpacks to more than 200 times its size, as only a trap does; unpack and look at it"
            )


def unpacked(stream: BinaryIO, extension: str, size: int) -> BinaryIO:
    """The bytes in a packed file of `size` bytes, by its extension (one of PACKED).

    Reading them raises NotText where it is cut or damaged, or unpacks to too much; closing it closes it.
    """
    inner: Readable
    if extension == ".gz":
        inner = gzip.GzipFile(fileobj=stream, mode="rb")
    elif extension == ".bz2":
        inner = bz2.BZ2File(stream, "rb")
    else:
        inner = _Xz(stream)
    return io.BufferedReader(Metered(inner, Budget(size), stream), PIECE)


class Metered(io.RawIOBase):
    """A stream whose bytes are counted, and whose errors are sentences. `under` is closed with it."""

    def __init__(self, stream: Readable, budget: Budget, under: BinaryIO | None = None) -> None:
        self._stream, self._budget, self._under = stream, budget, under

    def readable(self) -> bool:
        """It is."""
        return True

    def readinto(self, buffer: memoryview) -> int:  # type: ignore[override]
        """Fill the buffer as far as there is something."""
        try:
            data = self._stream.read(min(len(buffer), PIECE)) or b""
        except NotText:
            raise
        except Exception as error:  # a damaged file makes the libraries raise many things
            words = str(error).partition("\n")[0] or type(error).__name__
            raise NotText(
                f"it is cut or damaged ({words}); what came before is read, fetch it again"
            ) from None
        self._budget.spend(len(data))
        buffer[: len(data)] = data
        return len(data)

    def close(self) -> None:
        """Close it, and what it reads."""
        if not self.closed:
            self._stream.close()
            if self._under is not None:
                self._under.close()
        super().close()


class _Xz(io.RawIOBase):
    """The bytes of an xz file. The one of the standard library takes as much memory as a file asks for."""

    def __init__(self, stream: BinaryIO) -> None:
        self._stream = stream
        self._one = self._new()
        self._rest = b""

    @staticmethod
    def _new() -> lzma.LZMADecompressor:
        return lzma.LZMADecompressor(lzma.FORMAT_XZ, memlimit=_XZ_MEMORY)

    def readable(self) -> bool:
        """It is."""
        return True

    def readinto(self, buffer: memoryview) -> int:  # type: ignore[override]
        """Fill the buffer as far as there is something."""
        while True:
            if self._one.eof:
                # Streams may stand one behind the other, with zeros between.
                self._rest = self._one.unused_data.lstrip(b"\x00") if not self._rest else self._rest
                while not self._rest:
                    piece = self._stream.read(PIECE)
                    if not piece:
                        return 0
                    self._rest = piece.lstrip(b"\x00")
                self._one = self._new()
            if not self._rest and self._one.needs_input:
                self._rest = self._stream.read(PIECE)
                if not self._rest:
                    raise EOFError("it ends in the middle")
            piece, self._rest = self._rest, b""
            if data := self._one.decompress(piece, len(buffer)):
                buffer[: len(data)] = data
                return len(data)
