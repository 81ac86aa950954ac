"""A PDF -> the runs of letters on its pages, with where they stand."""

from __future__ import annotations

import io
import re
from collections import Counter
from collections.abc import Iterator
from dataclasses import dataclass, field
from typing import Any

from provenance.reading.decoding import NotText
from provenance.reading.office.pdf_directions import is_right_to_left
from provenance.reading.office.properties import Properties

_ENCRYPTED = "the PDF is encrypted; open it with its password and save it without one"
_DAMAGED = "the PDF is cut or damaged ({}); fetch it again, or save its text as .txt"
_SAME_LINE = 0.5  # of the size of letters: a figure that refers to a note stands so much higher
_OVERLAP = 0.3
_APART = 0.6  # a wider gap begins a new run, as between columns; behind a blank this wide:
_APART_BEHIND_BLANK = 0.9
_BLANK = 0.18  # a gap that is one between words
_TWICE = 0.1  # so near the same letter is the same one
_UNKNOWN = re.compile(r"\(cid:\d+\)")
_LIGATURES = str.maketrans({
    "\ufb00": "ff", "\ufb01": "fi", "\ufb02": "fl", "\ufb03": "ffi", "\ufb04": "ffl",
    "\ufb05": "st", "\ufb06": "st",
})  # fmt: skip
_DATE = re.compile(r"D?:?(\d{4})(\d\d)?(\d\d)?(\d\d)?(\d\d)?(\d\d)?(?:(Z)|([+-])(\d\d)'?(\d\d)?)?")
_MOST_PAGES = 2_000


@dataclass(slots=True)
class Run:
    """Letters that stand close behind each other, as they are seen from left to right.

    Lengths are in points, from the lower left corner of the page; `y` is that of the line on which they
    stand, `size` the height of a letter.
    """

    text: str
    x0: float
    x1: float
    y: float
    size: float


@dataclass(slots=True)
class Page:
    """The runs of a page as they stand in the file. `bottom` and `top` are its edges."""

    runs: list[Run]
    bottom: float
    top: float


@dataclass(slots=True)
class Pages:
    """What a PDF shows: `left_out` counts words that stand across, and signs that are no known letters."""

    pages: list[Page]
    properties: Properties
    left_out: Counter[str] = field(default_factory=Counter)
    letters: int = 0
    pictures: int = 0


def read_pages(data: bytes) -> Pages:
    """The pages of a PDF. Raises NotText where it is encrypted or damaged."""
    from pdfminer.pdfdocument import PDFDocument, PDFEncryptionError, PDFPasswordIncorrect
    from pdfminer.pdfparser import PDFParser

    if b"%PDF-" not in data[:1024]:
        raise NotText("the file holds no PDF; look at it in its own program")
    try:
        document = PDFDocument(PDFParser(io.BytesIO(data)))
        found = Pages([], _properties(document.info))
        for page in _layouts(document):
            _take(found, page)
            if len(found.pages) > _MOST_PAGES:
                raise NotText(
                    f"the PDF has more than {_MOST_PAGES} pages; split it into one file per article"
                )
    except (PDFPasswordIncorrect, PDFEncryptionError):
        raise NotText(_ENCRYPTED) from None
    except RecursionError:
        raise NotText(_DAMAGED.format("its parts are nested too deep, or in a circle")) from None
    except (NotText, MemoryError):
        raise
    except Exception as error:  # a damaged file makes the library raise many things
        words = str(error).partition("\n")[0][:100] or type(error).__name__
        raise NotText(_DAMAGED.format(words)) from None
    return found


def _layouts(document: Any) -> Iterator[Any]:
    from pdfminer.converter import PDFPageAggregator
    from pdfminer.pdfinterp import PDFPageInterpreter, PDFResourceManager
    from pdfminer.pdfpage import PDFPage

    resources = PDFResourceManager()
    device = PDFPageAggregator(resources, laparams=None)
    interpreter = PDFPageInterpreter(resources, device)
    for page in PDFPage.create_pages(document):
        interpreter.process_page(page)
        yield device.get_result()


def _take(found: Pages, layout: Any) -> None:
    """Add a page to what was found."""
    page = Page([], layout.y0, layout.y1)
    runs = _Runs(page.runs)
    waiting = [iter(layout)]
    while waiting:
        item = next(waiting[-1], None)
        name = type(item).__name__
        if item is None:
            waiting.pop()
        elif name == "LTChar":
            text = item.get_text().translate(_LIGATURES)
            if _UNKNOWN.fullmatch(text):
                found.left_out["signs without a letter"] += 1
                text = "\ufffd"
            if not item.upright:
                found.left_out["letters that stand across"] += text.isalpha()
            else:
                found.letters += text.isalnum()
                runs.add(text, item.x0, item.x1, item.matrix[5], item.size)
        elif name == "LTFigure":
            waiting.append(iter(item))
        elif name == "LTImage":
            found.pictures += 1
    page.runs[:] = [_trimmed(run) for run in page.runs if run.text.strip()]
    found.pages.append(page)


class _Runs:
    """Puts letters together, in the order of the file."""

    def __init__(self, runs: list[Run]) -> None:
        self._runs = runs
        self._seen: dict[tuple[str, int, int], tuple[float, float]] = {}

    def add(self, text: str, x0: float, x1: float, y: float, size: float) -> None:
        """Add a letter. One that is printed twice on one place, to look bold, is one."""
        if not text.isspace() and self._is_there(text, x0, y, _TWICE * size):
            return
        self._seen[text, round(x0), round(y)] = (x0, y)
        text = text.replace("\u00a0", " ") if text.isspace() else text
        last = self._runs[-1] if self._runs else None
        if last is not None and size > 0 and self._goes_back(last, text, x1, y, max(size, last.size)):
            last.text = text + (" " if last.x0 - x1 > _BLANK * last.size else "") + last.text
            last.x0 = min(last.x0, x0)
            return
        if last is None or size <= 0 or not self._goes_on(last, x0, y, max(size, last.size)):
            self._runs.append(Run(text, x0, x1, y, size))
            return
        if x0 - last.x1 > _BLANK * last.size and not last.text.endswith(" ") and text != " ":
            last.text += " "
        last.text += text
        last.x1 = max(last.x1, x1)

    def _is_there(self, text: str, x0: float, y: float, reach: float) -> bool:
        across, up = round(x0), round(y)
        for place in ((text, across + right, up + above) for right in (0, -1, 1) for above in (0, -1, 1)):
            there = self._seen.get(place)
            if there is not None and abs(there[0] - x0) <= reach and abs(there[1] - y) <= reach:
                return True
        return False

    @staticmethod
    def _goes_back(last: Run, text: str, x1: float, y: float, size: float) -> bool:
        """Whether a letter stands before the last one, as right-to-left writing is mostly drawn."""
        first = last.text[:1]
        if max(text, first) < "\u0590" or not (is_right_to_left(text) or is_right_to_left(first)):
            return False
        gap = last.x0 - x1
        return abs(y - last.y) <= _SAME_LINE * size and -_OVERLAP * size <= gap <= _APART * size

    @staticmethod
    def _goes_on(last: Run, x0: float, y: float, size: float) -> bool:
        gap = x0 - last.x1
        apart = _APART_BEHIND_BLANK if last.text.endswith(" ") else _APART
        return abs(y - last.y) <= _SAME_LINE * size and -_OVERLAP * size <= gap <= apart * size


def _trimmed(run: Run) -> Run:
    run.text = " ".join(run.text.split())
    return run


def _properties(infos: Any) -> Properties:
    from pdfminer.pdftypes import resolve1
    from pdfminer.utils import decode_text

    found: dict[str, str] = {}
    for info in infos:
        for name, value in info.items():
            own = resolve1(value)
            if isinstance(own, bytes):
                words = "".join(c if c.isprintable() else " " for c in decode_text(own))
                found.setdefault(name, " ".join(words.split()))
    return Properties(
        found.get("Title", ""),
        found.get("Author", ""),
        _iso(found.get("CreationDate", "")),
        _iso(found.get("ModDate", "")),
    )


def _iso(written: str) -> str:
    """A date as PDF has it, `D:20200304101500+01'00'`, in ISO 8601; empty for other words."""
    match = _DATE.match(written)
    if match is None:
        return ""
    year, month, day, hour, minute, second, utc, sign, hours, minutes = match.groups()
    date = "-".join(part for part in (year, month, day) if part)
    if minute is None:
        return date
    zone = utc or (f"{sign}{hours}:{minutes or '00'}" if sign else "")
    return f"{date}T{hour}:{minute}" + (f":{second}" if second else "") + zone
