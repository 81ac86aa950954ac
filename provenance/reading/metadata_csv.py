"""The sidecar `metadata.csv`: what the owner of a folder states about its articles.

Columns: path, date, outlet, byline, url, licence, source, title, id; in any case and order, only `path` is
needed. A path is relative to the csv's folder and may be a pattern: `*` and `?` within a folder, `**` across
folders.
"""

from __future__ import annotations

import csv
import hashlib
import io
import re
from collections.abc import Sequence
from dataclasses import dataclass, replace
from functools import lru_cache
from operator import itemgetter

from provenance.reading.article import Dated, Statement, Unreadable
from provenance.reading.decoding import NotText, decode
from provenance.reading.parts.dates import parse_date
from provenance.reading.path_patterns import WILD, nfc, translate
from provenance.reading.path_rules import SAID_BY, PathRules, Ruled
from provenance.reading.stated import Described, read_source

NAME = "metadata.csv"
COLUMNS = ("path", "date", "outlet", "byline", "url", "licence", "source", "title", "id")
_CELLS = COLUMNS[1:]
_DATE, _SOURCE = _CELLS.index("date"), _CELLS.index("source")
_DRIVE = re.compile(r"[A-Za-z]:/")
_USUAL = re.compile(r"(?![./])[^\\:*?[\x80-\U0010ffff]+")
"""A path that is looked up as it stands, where it has no "..": not from a root or a drive, and no pattern."""


Row = tuple[str, ...]
"""The cells of a row in the order of COLUMNS, without the path; empty where nothing is stated."""

Stated = tuple[Row | Ruled, ...]
"""The rows that speak of one file, the one that goes first first, and last what the configuration says of its
path; none where nobody says anything."""


@lru_cache(maxsize=1024)
def describe(stated: Stated) -> Described:
    """What rows state together: each fills in what those before it leave empty."""
    described = Described()
    for row in stated:
        if isinstance(row, Ruled):
            own = _describe_ruled(row)
            described = replace(described.filled(own), unused=(*described.unused, *_unused(described, own)))
        else:
            described = described.filled(_describe(row))
    return described


def _describe_ruled(row: Ruled) -> Described:
    return Described(
        outlet=row.outlet or None,
        source=True if row.source else None,
        kind=row.source,
        excluded=row.excluded,
        excluded_by=row.excluded_by,
    )


def _unused(described: Described, own: Described) -> list[Statement]:
    """What the configuration says of a path and is not used, as metadata.csv says otherwise."""
    found = []
    if own.outlet and described.outlet and own.outlet != described.outlet:
        found.append(Statement("outlet", own.outlet, SAID_BY))
    if own.source and (described.source is False or (described.kind and described.kind != own.kind)):
        found.append(Statement("source", own.kind, SAID_BY))
    return found


def _describe(row: Row) -> Described:
    words = {name: cell or None for name, cell in zip(_CELLS, row, strict=True)}
    interval = parse_date(row[_DATE]) if row[_DATE] else None
    source, kind = read_source(row[_SOURCE])
    return Described(
        id=words["id"],
        title=words["title"],
        outlet=words["outlet"],
        byline=words["byline"],
        url=words["url"],
        licence=words["licence"],
        dates=() if interval is None else (Dated(*interval[:2], "metadata", interval[2], row[_DATE]),),
        source=source,
        kind=kind,
    )


def hash_stated(stated: Stated, inside: Sequence[Inside] = ()) -> str:
    """Equal for equal statements, empty where there is none."""
    if not stated and not inside:
        return ""
    said = (stated, inside) if inside else stated
    return hashlib.blake2b(repr(said).encode("utf-8", "surrogatepass"), digest_size=8).hexdigest()


@dataclass(frozen=True, slots=True)
class Sidecar:
    """A `metadata.csv` that has been read: rows for files, rows for patterns, and what was wrong in it.

    What a row states is worked out when its file is read, not before: of 100,000 files few are.
    """

    exact: dict[str, Row]
    patterns: tuple[tuple[re.Pattern[str], Row], ...]
    problems: tuple[Unreadable, ...]
    warnings: tuple[str, ...]

    def lookup(self, path: str) -> Stated:
        """What the file states about `path` (POSIX, relative to its folder).

        The row that names the file itself goes first, then patterns in the order of the file.
        """
        key = nfc(path)
        row = self.exact.get(key)
        return (() if row is None else (row,)) + self.by_pattern(key)

    def by_pattern(self, key: str) -> Stated:
        """What patterns state about a path in the form of `nfc`."""
        return tuple(row for pattern, row in self.patterns if pattern.fullmatch(key))

    def inner(self) -> Sidecar:
        """The rows alone that speak of something in an archive (`day.zip!a/*`)."""
        exact = {path: row for path, row in self.exact.items() if "!" in path}
        return Sidecar(exact, tuple(one for one in self.patterns if "!" in one[0].pattern), (), ())

    def inside(self, path: str) -> Inside | None:
        """Those rows that may speak of something in the archive at `path`, None where none does."""
        exact = {key: row for key, row in self.exact.items() if key.startswith(f"{path}!")}
        return Inside(path, Sidecar(exact, self.patterns, (), ())) if exact or self.patterns else None


@dataclass(frozen=True, slots=True)
class Inside:
    """What a `metadata.csv` states of what is in an archive, `path` relative to it; or the configuration, of
    paths as reports show them."""

    path: str
    sidecar: Sidecar | PathRules

    def lookup(self, member: str) -> Stated:
        """What is stated of a member."""
        return self.sidecar.lookup(f"{self.path}!{member}")


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
        self._exact: dict[str, Row] = {}
        self._patterns: list[tuple[re.Pattern[str], Row]] = []
        self._dates: set[str] = {""}  # those that can be used
        self._problems: list[Unreadable] = []
        self._warnings: list[str] = []

    def read(self, reader: csv._reader) -> Sidecar:  # type: ignore[name-defined,unused-ignore]
        columns: dict[str, int] | None = None
        width, at = 0, 0
        exact, dates, usual = self._exact, self._dates, _USUAL.fullmatch
        line = 1  # a row with line ends inside starts here
        try:
            for row in reader:
                cells = [*map(str.strip, row)]
                if not any(cells):
                    pass
                elif columns is None:
                    columns, width = self._header(row), len(row)
                    if "path" not in columns:
                        words = "the first line names no column 'path'; add it, the file is not used"
                        self._problem(line, words)
                        break
                    at = columns["path"]
                    # -1: the empty cell behind the last
                    pick = itemgetter(*(columns.get(name, -1) for name in _CELLS))
                elif len(row) > width and any(cells[width:]):
                    self._problem(line, f"the row has more than {width} cells; quote cells with commas")
                else:
                    cells[width:] = ("",) * (1 if len(row) >= width else width - len(row) + 1)
                    where, stated = cells[at], pick(cells)
                    if (
                        where not in exact
                        and usual(where)
                        and ".." not in where
                        and stated[_DATE] in dates
                        and not stated[_SOURCE]
                    ):
                        exact[where] = stated
                    else:
                        self._row(where, stated, line)
                line = reader.line_num + 1
        except csv.Error as error:
            self._problem(line, f"this line and those after it are not CSV ({error}); correct it")
        return Sidecar(self._exact, tuple(self._patterns), tuple(self._problems), tuple(self._warnings))

    def _header(self, row: Sequence[str]) -> dict[str, int]:
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

    def _row(self, where: str, row: Row, line: int) -> None:
        """A row for `where`; what can't be used of it is a problem, and states nothing (see describe)."""
        where = where.replace("\\", "/")
        while where.startswith("./"):
            where = where[2:]
        if not where:
            self._problem(line, "the row names no path; add it")
            return
        if where[0] == "/" or (".." in where and ".." in where.split("/")) or _DRIVE.match(where):
            self._problem(line, f"the path '{where}' leads out of the folder; write it relative to this file")
            return
        date, flag = row[_DATE], row[_SOURCE]
        if date not in self._dates:
            if parse_date(date) is None:
                self._problem(line, f"'{date}' is not a clear date; write 2018-01-10 or 2018-01-10T14:18")
            else:
                self._dates.add(date)
        if flag and read_source(flag)[0] is None:
            self._problem(line, f"'{flag}' in column 'source' is neither yes nor no; write 1 or 0")
        key = nfc(where)
        if key in self._exact:
            self._problem(line, f"'{where}' stands in an earlier row too, which is used; remove one of them")
            return
        if WILD.search(key):
            self._patterns.append((re.compile(translate(key)), row))
        self._exact[key] = row

    def _problem(self, line: int, reason: str) -> None:
        self._problems.append(Unreadable(f"{self._path}#line={line}", reason))


def _delimiter(text: str) -> str:
    """The delimiter that stands most often in the first line; a comma where none does."""
    first = next((line for line in text.splitlines() if line.strip()), "")
    return max((",", ";", "\t"), key=first.count)
