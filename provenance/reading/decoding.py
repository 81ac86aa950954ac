"""Bytes to text: which encoding, or why it is no text.

The order is from the sure to the likely: byte order marks, UTF-16 shown by where its zero bytes stand, UTF-8
(which other encodings almost never satisfy by chance), UTF-8 with a few stray Windows bytes, Windows-1252.
"""

from __future__ import annotations

import codecs
import re
import unicodedata
from dataclasses import dataclass


class NotText(ValueError):  # noqa: N818 - the name says what the bytes are
    """The bytes are not a text that can be read. The message is a sentence that says what to do."""


@dataclass(frozen=True, slots=True)
class Decoded:
    """A text without its byte order mark, and the encoding it was in.

    `encoding`: utf-8, utf-8-sig, utf-16-le, utf-16-be, utf-32-le, utf-32-be, cp1252, or `utf-8+cp1252` where
    single bytes of Windows-1252 stand in UTF-8.
    """

    text: str
    encoding: str


_MAGIC: tuple[tuple[bytes, str], ...] = (
    (b"%PDF-", "a PDF"),
    (b"\x89PNG\r\n", "a PNG image"),
    (b"\xff\xd8\xff", "a JPEG image"),
    (b"GIF87a", "a GIF image"),
    (b"GIF89a", "a GIF image"),
    (b"PK\x03\x04", "a ZIP archive or an office document"),
    (b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1", "an old office document"),
    (b"{\\rtf", "an RTF document"),
    (b"\x1f\x8b", "a gzip archive"),
    (b"BZh91AY&SY", "a bzip2 archive"),
    (b"\xfd7zXZ\x00", "an xz archive"),
    (b"7z\xbc\xaf\x27\x1c", "a 7-Zip archive"),
    (b"Rar!\x1a\x07", "a RAR archive"),
    (b"\x7fELF", "a program"),
    (b"SQLite format 3\x00", "an SQLite database"),
    (b"OggS\x00", "a sound file"),
    (b"ID3\x03", "a sound file"),
    (b"ID3\x04", "a sound file"),
)
# UTF-32 before UTF-16: the mark of UTF-32 LE begins with the mark of UTF-16 LE.
_MARKS: tuple[tuple[bytes, str], ...] = (
    (codecs.BOM_UTF32_LE, "utf-32-le"),
    (codecs.BOM_UTF32_BE, "utf-32-be"),
    (codecs.BOM_UTF16_LE, "utf-16-le"),
    (codecs.BOM_UTF16_BE, "utf-16-be"),
)
# Everything below space except tab, line feed, vertical tab, form feed, carriage return; and delete.
_CONTROLS = bytes(c for c in range(32) if c not in b"\t\n\x0b\x0c\r") + b"\x7f"
_SAMPLE = 4096  # code units looked at when a guess at UTF-16 is checked
_MULTIBYTE = re.compile(rb"[\xc2-\xdf][\x80-\xbf]|[\xe0-\xef][\x80-\xbf]{2}|[\xf0-\xf4][\x80-\xbf]{3}")
_SAVE = "save it as UTF-8 text and scan again"
_ZEROS = f"the file is binary (it has zero bytes), not plain text; {_SAVE}"
_PRINTABLE = bytes(range(32, 127)) + b"\t\r\n"


def decode(data: bytes) -> Decoded:
    """The text of `data`, without its byte order mark. Raises NotText, and nothing else."""
    for start, what in _MAGIC:
        if data.startswith(start):
            raise NotText(f"the file is {what}, not plain text; {_SAVE}")
    if data.startswith(codecs.BOM_UTF8):
        return _marked_utf_8(data[len(codecs.BOM_UTF8) :])
    marked = _by_mark(data)
    if marked is not None:
        return marked
    if b"\x00" in data:
        return _by_zeros(data)
    _refuse_controls(data)
    try:
        return Decoded(data.decode("utf-8"), "utf-8")
    except UnicodeDecodeError:
        return _legacy(data)


def _marked_utf_8(data: bytes) -> Decoded:
    if b"\x00" in data:
        raise NotText(_ZEROS)
    _refuse_controls(data)
    try:
        return Decoded(data.decode("utf-8"), "utf-8-sig")
    except UnicodeDecodeError:
        decoded = _legacy(data)
    if decoded.encoding == "cp1252":
        raise NotText(f"the file says that it is UTF-8, but is not; {_SAVE}")
    return decoded


def _by_mark(data: bytes) -> Decoded | None:
    for mark, encoding in _MARKS:
        if not data.startswith(mark):
            continue
        try:
            text = data[len(mark) :].decode(encoding)
        except UnicodeDecodeError:
            if encoding == "utf-32-le":
                continue  # the mark of UTF-16 LE before a zero character
            name = encoding[:6].upper()
            raise NotText(f"the file says that it is {name}, but is cut or damaged; {_SAVE}") from None
        if not _plausible(text):
            raise NotText(f"the file starts like a text, but its characters are not text; {_SAVE}")
        return Decoded(text, encoding)
    return None


def _by_zeros(data: bytes) -> Decoded:
    """UTF-16 without a mark: ASCII characters, above all spaces and line ends, put zeros on one side only."""
    # ASCII with a few zero bytes is a damaged text or a data file, though its pairs read as rare characters.
    plain = len(data) - len(data.translate(None, _PRINTABLE))
    zeros = data.count(0)
    if len(data) % 2 == 0 and (zeros * 8 >= len(data) or plain * 10 < (len(data) - zeros) * 9):
        even, odd = data[0::2].count(0), data[1::2].count(0)
        encoding = "utf-16-le" if odd > even else "utf-16-be"
        if min(even, odd) * 100 <= max(even, odd):
            try:
                text = data.decode(encoding)
            except UnicodeDecodeError:
                text = "\x00"
            if _plausible(text):
                return Decoded(text, encoding)
    raise NotText(_ZEROS)


def _plausible(text: str) -> bool:
    """Whether characters are what people write: hardly any controls, unassigned or private code points."""
    sample = text[:_SAMPLE]
    odd = sum(
        1 for c in sample if (not c.isprintable()) and not c.isspace() and unicodedata.category(c) in _ODD
    )
    return odd * 50 <= len(sample) + 49 and "\x00" not in sample


_ODD = frozenset({"Cc", "Cn", "Co", "Cs"})


def _refuse_controls(data: bytes) -> None:
    # Old wire text marks its paragraphs with control characters, up to one byte in eighty: that is text.
    controls = len(data) - len(data.translate(None, _CONTROLS))
    if controls * 3 > len(data) or (controls > 8 and controls * 20 > len(data)):
        raise NotText(f"the file is binary (it has too many control characters), not plain text; {_SAVE}")


def _legacy(data: bytes) -> Decoded:
    """Bytes that are not UTF-8 as a whole: UTF-8 with stray bytes, or Windows-1252.

    A byte that Windows-1252 does not define makes the file unreadable. Latin-1 would accept it, but as an
    invisible control character: the file is in another encoding, and its words would come out wrong.
    """
    high = len(data) - len(data.translate(None, bytes(range(128, 256))))
    sequences = _MULTIBYTE.findall(data)
    strays = high - sum(map(len, sequences))
    cut_at_end = strays <= 3 and len(sequences) > strays
    if len(sequences) > 4 * strays or cut_at_end:
        return Decoded(data.decode("utf-8", errors=STRAY), "utf-8+cp1252")
    try:
        text = data.decode("cp1252")
    except UnicodeDecodeError as error:
        where = f"byte 0x{data[error.start]:02X} at {error.start}"
        raise NotText(f"the file is neither UTF-8 nor Windows-1252 ({where}); {_SAVE}") from None
    # In Western Europe's languages most letters are ASCII. In Cyrillic, Greek, Arabic, Hebrew, Chinese or
    # Japanese code pages most bytes are high, and as Windows-1252 they would be nonsense.
    letters = len(data) - len(data.translate(None, _ASCII_LETTERS))
    if high > 12 and high > letters:
        raise NotText(f"the file is in an encoding that is neither UTF-8 nor Windows-1252; {_SAVE}")
    return Decoded(text, "cp1252")


_ASCII_LETTERS = b"abcdefghijklmnopqrstuvwxyzABCDEFGHIJKLMNOPQRSTUVWXYZ"
STRAY = "provenance.cp1252"


def _stray_byte(error: UnicodeError) -> tuple[str, int]:
    assert isinstance(error, UnicodeDecodeError)
    wrong = error.object[error.start : error.end]
    return wrong.decode("cp1252", errors="replace"), error.end


codecs.register_error(STRAY, _stray_byte)
