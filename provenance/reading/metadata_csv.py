"""The sidecar `metadata.csv`: what the owner of a folder states about its articles.

Columns: path, date, outlet, byline, url, source, title, id; in any case and order, only `path` is needed. A
path is relative to the csv's folder and may be a pattern: `*` and `?` within a folder, `**` across folders.
"""

from __future__ import annotations

import csv
import fnmatch
import io
import re
import unicodedata
from collections.abc import Sequence
from dataclasses import dataclass

from provenance.reading.article import Dated, Unreadable
from provenance.reading.dates import parse_date
from provenance.reading.decode import NotText, decode

NAME = "metadata.csv"
COLUMNS = ("path", "date", "outlet", "byline", "url", "source", "title", "id")
_YES = frozenset({"1", "true", "yes", "y"})
_NO = frozenset({"0", "false", "no", "n"})


@dataclass(frozen=True, slots=True)
class Described:
    """What one row, or several rows together, state about an article. None: nothing stated."""

    id: str | None = None
    title: str | None = None
    outlet: str | None = None
    byline: str | None = None
    url: str | None = None
    date: Dated | None = None
    source: bool | None = None

    def filled(self, other: Described) -> Described:
        """This statement, with the other's where this one says nothing."""
        return Described(
            other.id if self.id is None else self.id,
            other.title if self.title is None else self.title,
            other.outlet if self.outlet is None else self.outlet,
            other.byline if self.byline is None else self.byline,
            other.url if self.url is None else self.url,
            other.date if self.date is None else self.date,
            other.source if self.source is None else self.source,
        )


@dataclass(frozen=True, slots=True)
class Sidecar:
    """A `metadata.csv` that has been read: rows for files, rows for patterns, and what was wrong in it."""

    exact: dict[str, Described]
    patterns: tuple[tuple[re.Pattern[str], Described], ...]
    problems: tuple[Unreadable, ...]
    warnings: tuple[str, ...]

    def lookup(self, path: str) -> Described | None:
        """What the file states about `path` (POSIX, relative to its folder).

        The row that names the file itself goes first, then patterns in the order of the file; each fills in
        what those before it leave empty. None where no row applies.
        """
        key = unicodedata.normalize("NFC", path)
        found = [self.exact[key]] if key in self.exact else []
        found += [described for pattern, described in self.patterns if pattern.fullmatch(key)]
        if not found:
            return None
        first = found[0]
        for other in found[1:]:
            first = first.filled(other)
        return first


def read_sidecar(data: bytes, *, path: str) -> Sidecar:
    """Read a `metadata.csv`. `path` is its own, for problems: each names it with `#line=N`.

    Never raises: what cannot be used is a problem, and the rest is used.
    """
    try:
        text = decode(data).text
    except NotText as error:
        return Sidecar({}, (), (Unreadable(path, str(error)),), ())
    reader = csv.reader(io.StringIO(text, newline=""), delimiter=_delimiter(text))
    return _Rows(path).read(reader)


class _Rows:
    """Collects the rows of one file."""

    def __init__(self, path: str) -> None:
        self._path = path
        self._exact: dict[str, Described] = {}
        self._patterns: list[tuple[re.Pattern[str], Described]] = []
        self._problems: list[Unreadable] = []
        self._warnings: list[str] = []

    def read(self, reader: csv._reader) -> Sidecar:  # type: ignore[name-defined,unused-ignore]
        columns: dict[str, int] | None = None
        width = 0
        while True:
            line = reader.line_num + 1  # a row with line ends inside starts here
            try:
                row = next(reader)
            except StopIteration:
                break
            except csv.Error as error:
                self._problem(line, f"this line and those after it are not CSV ({error}); correct it")
                break
            if not any(cell.strip() for cell in row):
                continue
            if columns is None:
                columns, width = self._header(row, line), len(row)
                if "path" not in columns:
                    self._problem(line, "the first line names no column 'path'; add it, the file is not used")
                    break
            elif any(cell.strip() for cell in row[width:]):
                self._problem(line, f"the row has more than {width} cells; quote cells with commas")
            else:
                self._row({name: row[at].strip() for name, at in columns.items() if at < len(row)}, line)
        return Sidecar(self._exact, tuple(self._patterns), tuple(self._problems), tuple(self._warnings))

    def _header(self, row: Sequence[str], line: int) -> dict[str, int]:
        columns: dict[str, int] = {}
        for at, cell in enumerate(row):
            name = cell.strip().casefold()
            if name in COLUMNS and name not in columns:
                columns[name] = at
            elif name in COLUMNS:
                self._warnings.append(f"{self._path}: column '{name}' stands twice; the first is used")
            elif name:
                self._warnings.append(f"{self._path}: column '{cell.strip()}' is not known and not used")
        return columns

    def _row(self, cells: dict[str, str], line: int) -> None:
        where = cells.get("path", "").replace("\\", "/")
        while where.startswith("./"):
            where = where[2:]
        if not where:
            self._problem(line, "the row names no path; add it")
            return
        if where.startswith("/") or ".." in where.split("/") or re.match(r"[A-Za-z]:/", where):
            self._problem(line, f"the path '{where}' leads out of the folder; write it relative to this file")
            return
        described = Described(
            **{name: cells.get(name) or None for name in ("id", "title", "outlet", "byline", "url")},
            date=self._date(cells.get("date", ""), line),
            source=self._flag(cells.get("source", ""), line),
        )
        key = unicodedata.normalize("NFC", where)
        if key in self._exact:
            self._problem(line, f"'{where}' stands in an earlier row too, which is used; remove one of them")
            return
        if any(mark in key for mark in "*?["):
            self._patterns.append((re.compile(_translate(key)), described))
        self._exact[key] = described

    def _date(self, words: str, line: int) -> Dated | None:
        if not words:
            return None
        parsed = parse_date(words)
        if parsed is None:
            self._problem(line, f"'{words}' is not a clear date; write 2018-01-10 or 2018-01-10T14:18")
            return None
        earliest, latest, precision = parsed
        return Dated(earliest, latest, "metadata", precision, words)

    def _flag(self, words: str, line: int) -> bool | None:
        folded = words.casefold()
        if folded and folded not in _YES | _NO:
            self._problem(line, f"'{words}' in column 'source' is neither yes nor no; write 1 or 0")
        return True if folded in _YES else False if folded in _NO else None

    def _problem(self, line: int, reason: str) -> None:
        self._problems.append(Unreadable(f"{self._path}#line={line}", reason))


def _delimiter(text: str) -> str:
    """The delimiter that stands most often in the first line; a comma where none does."""
    first = next((line for line in text.splitlines() if line.strip()), "")
    return max((",", ";", "\t"), key=first.count)


def _translate(pattern: str) -> str:
    """A regular expression for a path pattern whose `*` stays within a folder and whose `**` does not."""
    parts = []
    for part in pattern.split("/"):
        if part == "**":
            parts.append(r"(?:[^/]+/)*")
        else:
            parts.append("".join(map(_translated, _pieces(part))) + "/")
    joined = "".join(parts)
    return f"{joined}[^/]+" if pattern.endswith("**") else joined.removesuffix("/")


def _pieces(part: str) -> list[str]:
    return re.findall(r"\*+|\?|\[!?\]?[^\]]*\]|.", part, re.DOTALL)


def _translated(piece: str) -> str:
    if piece[0] == "*":
        return "[^/]*"
    if piece == "?":
        return "[^/]"
    if piece[0] == "[" and len(piece) > 2:
        return fnmatch.translate(piece).removeprefix("(?s:").removesuffix(r")\Z").removesuffix(r")\z")
    return re.escape(piece)
