"""PDFs, made as layout programs write them: letters in a font, each line put in its place."""

from __future__ import annotations

import zlib
from collections.abc import Mapping, Sequence
from textwrap import wrap

Put = tuple[float, float, float, str]
"""Where some words stand: from the left, from below, the size of their letters; and the words."""

LINE = 1.2  # sizes of letters from line to line


def stream(words: bytes, entries: str = "") -> bytes:
    return b"<< /Length %d %s >>\nstream\n%s\nendstream" % (len(words), entries.encode(), words)


def show(puts: Sequence[Put]) -> bytes:
    """What draws some words."""
    out = []
    for x, y, size, words in puts:
        own = words.encode("cp1252").replace(b"\\", b"\\\\").replace(b"(", b"\\(").replace(b")", b"\\)")
        out.append(b"BT /F1 %g Tf 1 0 0 1 %g %g Tm (%s) Tj ET" % (size, x, y, own))
    return b"\n".join(out)


def objects(
    pages: Sequence[Sequence[Put] | bytes], info: Mapping[str, str] | None = None, packed: bool = True
) -> list[bytes]:
    """The objects of a PDF, from 1 on: catalogue, pages, font, information; each page and what draws it."""
    kids = " ".join(f"{5 + 2 * number} 0 R" for number in range(len(pages)))
    said = "".join(f"/{name} {_string(words)}" for name, words in (info or {}).items())
    found = [
        b"<< /Type /Catalog /Pages 2 0 R >>",
        f"<< /Type /Pages /Kids [{kids}] /Count {len(pages)} >>".encode(),
        b"<< /Type /Font /Subtype /Type1 /BaseFont /Helvetica /Encoding /WinAnsiEncoding >>",
        f"<< {said} >>".encode("latin-1"),
    ]
    for number, page in enumerate(pages):
        drawn = page if isinstance(page, bytes) else show(page)
        found.append(
            f"<< /Type /Page /Parent 2 0 R /MediaBox [0 0 595 842] /Contents {6 + 2 * number} 0 R"
            " /Resources << /Font << /F1 3 0 R >> >> >>".encode()
        )
        found.append(stream(zlib.compress(drawn), "/Filter /FlateDecode") if packed else stream(drawn))
    return found


def _string(words: str) -> str:
    if words.isascii():
        return f"({words})"
    return f"<feff{words.encode('utf-16-be').hex()}>"


def file(found: Sequence[bytes], trailer: str = "") -> bytes:
    """The objects as a file with its table."""
    out = b"%PDF-1.5\n"
    places = []
    for number, one in enumerate(found, start=1):
        places.append(len(out))
        out += b"%d 0 obj\n%s\nendobj\n" % (number, one)
    start = len(out)
    out += b"xref\n0 %d\n0000000000 65535 f \n" % (len(found) + 1)
    out += b"".join(b"%010d 00000 n \n" % place for place in places)
    out += f"trailer\n<< /Size {len(found) + 1} /Root 1 0 R /Info 4 0 R {trailer} >>\n".encode()
    return out + b"startxref\n%d\n%%%%EOF\n" % start


def pdf(*pages: Sequence[Put] | bytes, info: Mapping[str, str] | None = None, packed: bool = True) -> bytes:
    return file(objects(pages, info, packed))


def column(text: str, x: float, top: float, size: float = 10, letters: int = 42) -> list[Put]:
    """A text in lines of so many letters; paragraphs, which lines end, with a half line between."""
    puts, y = [], top
    for paragraph in text.split("\n"):
        for line in wrap(paragraph, letters, break_on_hyphens=False):
            puts.append((x, y, size, line))
            y -= LINE * size
        y -= 0.6 * size
    return puts
