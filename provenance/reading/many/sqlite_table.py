"""A table of an SQLite database: each row is an article, at `path#row=N`.

The file is opened for reading alone, and as one that somebody may have made to do harm: nothing but the one
table can be asked for, no function or trigger in it runs, and no row takes longer than `seconds`.
"""

from __future__ import annotations

import json
import sqlite3
import time
from collections.abc import Iterator
from contextlib import closing
from pathlib import Path
from typing import Any, TypeAlias
from urllib.parse import quote

from provenance.reading.article import Unreadable
from provenance.reading.decoding import STRAY, NotText
from provenance.reading.field_names import has_name
from provenance.reading.many.source import Source, too_long
from provenance.reading.options import Options
from provenance.reading.place_paths import visible
from provenance.reading.raw import Raw
from provenance.reading.records import show_names

_OWN = 0x50524F56  # store.database.APPLICATION_ID
_LOGS = ("-wal", "-journal")
_STEPS = 20_000  # of SQLite's machine, between two looks at the clock
_ROWIDS = ("rowid", "_rowid_", "oid")
Cell: TypeAlias = Any  # str, int, float, bytes or None


def split_table(source: Source, options: Options) -> Iterator[Raw | Unreadable]:
    """The rows of the table `options.table`, N being the rowid, or in a table without one the position."""
    source.open().close()  # a pipe or a device would be waited for
    try:
        with closing(_connect(source.location)) as connection:
            names = _check(connection, options)
            yield from _Rows(source, options, connection, names).read()
    except (sqlite3.DatabaseError, UnicodeError, MemoryError) as error:
        # In a damaged one, names need be no text, and lengths can be any.
        words = visible(str(error)) or "out of memory"
        raise NotText(
            f"the database can't be read ({words}); check it, or copy it and scan the copy"
        ) from None


def _connect(location: str) -> sqlite3.Connection:
    # Where nobody writes, SQLite needs no lock and no file beside the database.
    quiet = not any(_size(location + log) for log in _LOGS)
    address = f"file:{quote(location)}?mode=ro{'&immutable=1' if quiet else ''}"
    connection = sqlite3.connect(address, uri=True, isolation_level=None, check_same_thread=False)
    connection.text_factory = lambda data: data.decode("utf-8", STRAY)
    for pragma in ("query_only = ON", "trusted_schema = OFF", "cell_size_check = ON", "mmap_size = 0"):
        connection.execute(f"PRAGMA {pragma}")
    return connection


def _size(file: str) -> int:
    try:
        return Path(file).stat().st_size
    except OSError:
        return 0


def _check(connection: sqlite3.Connection, options: Options) -> list[str]:
    """The columns of the table. Raises NotText where it is none that can be read."""
    if connection.execute("PRAGMA application_id").fetchone()[0] == _OWN:
        raise NotText("this is a database of provenance, not of articles; give it with --db")
    listed = connection.execute("SELECT name, type, sql FROM sqlite_master WHERE type IN ('table', 'view')")
    tables = {
        name: (kind, str(sql or ""))
        for name, kind, sql in listed
        if isinstance(name, str) and not name.startswith("sqlite_")
    }
    shown = show_names(tuple(name for name, (kind, _) in tables.items() if kind == "table")) or "none"
    if not options.table:
        raise NotText(f"a database is read by its table; name it with --table (tables: {shown})")
    if options.table not in tables:
        wanted = visible(options.table)
        raise NotText(f"the database has no table '{wanted}'; name another with --table (tables: {shown})")
    kind, sql = tables[options.table]
    if kind == "view" or sql.lstrip().upper().startswith("CREATE VIRTUAL"):
        raise NotText(
            f"'{options.table}' is a view or a virtual table, which is not run; copy it into a table"
        )
    columns = [str(row[1]) for row in connection.execute(f"PRAGMA table_info({_quoted(options.table)})")]
    if not has_name(columns, "text", options.fields):
        shown = show_names(tuple(columns))
        raise NotText(f"no column is known to hold texts; name it with --map text=COLUMN (columns: {shown})")
    return columns


def _quoted(name: str) -> str:
    return '"' + name.replace('"', '""') + '"'


class _Rows:
    """The rows of one table, in the order of the table."""

    def __init__(
        self, source: Source, options: Options, connection: sqlite3.Connection, columns: list[str]
    ) -> None:
        self._source, self._options, self._connection, self._columns = source, options, connection, columns
        self._table = _quoted(options.table)
        self._bytes = _size(source.location)
        self._until = 0.0
        self._last: int | None = None  # the rowid of the last row, or its position
        self._rowid = self._find_rowid()
        connection.set_authorizer(self._may)
        connection.setlimit(sqlite3.SQLITE_LIMIT_LENGTH, max(options.max_bytes, 1_000))
        connection.set_progress_handler(lambda: int(time.monotonic() > self._until), _STEPS)

    def _find_rowid(self) -> str:
        """The name by which the table's rowid goes, empty where it has none."""
        taken = {column.lower() for column in self._columns}
        for name in _ROWIDS:
            if name not in taken:
                try:
                    self._connection.execute(f"SELECT {name} FROM {self._table} LIMIT 0")
                except sqlite3.OperationalError:
                    return ""
                return name
        return ""

    def _may(self, action: int, first: str | None, *_: str | None) -> int:
        allowed = action == sqlite3.SQLITE_SELECT or (
            action == sqlite3.SQLITE_READ and first == self._options.table
        )
        return sqlite3.SQLITE_OK if allowed else sqlite3.SQLITE_DENY

    def read(self) -> Iterator[Raw | Unreadable]:
        """Each row; one that is too long is passed over."""
        while True:
            try:
                rows = self._execute("")
                while (row := self._next(rows)) is not None:
                    yield self._raw(row)
                return
            except sqlite3.DatabaseError:
                pass
            # The error may be that of the row behind the next: Python's driver looks ahead.
            try:
                row = self._next(self._execute("LIMIT 1"))
            except sqlite3.DataError:
                if not self._pass_over():
                    return
                where = f"{self._source.path}#row={self._last}"
                yield Unreadable(where, too_long("row", self._options.max_bytes))
            else:
                if row is None:
                    return
                yield self._raw(row)

    def _execute(self, limit: str, columns: str | None = None) -> sqlite3.Cursor:
        """The rows behind the last."""
        self._until = time.monotonic() + self._options.seconds
        names = ", ".join(map(_quoted, self._columns)) if columns is None else columns
        if not self._rowid:
            limit = limit or "LIMIT -1"
            return self._connection.execute(
                f"SELECT 0, {names} FROM {self._table} {limit} OFFSET ?", (self._last or 0,)
            )
        # The lowest rowid there can be is asked for once, all others are above the last.
        last, compare = (-(2**63), ">=") if self._last is None else (self._last, ">")
        return self._connection.execute(
            f"SELECT {self._rowid}, {names} FROM {self._table}"
            f" WHERE {self._rowid} {compare} ? ORDER BY 1 {limit}",
            (last,),
        )

    def _next(self, rows: sqlite3.Cursor) -> tuple[Cell, ...] | None:
        self._until = time.monotonic() + self._options.seconds
        row: tuple[Cell, ...] | None = rows.fetchone()
        return row

    def _pass_over(self) -> bool:
        """Go behind the next row; whether there is one."""
        row = self._execute("LIMIT 1", "0").fetchone()
        if row is not None:
            self._go(row)
        return row is not None

    def _go(self, row: tuple[Cell, ...]) -> None:
        """Enter a row as the last. In a damaged database pages can lead in a circle: rows without end."""
        last = int(row[0]) if self._rowid else (self._last or 0) + 1
        circle = last > self._bytes if not self._rowid else self._last is not None and last <= self._last
        if circle:
            raise NotText("the database is damaged (its rows come again); what came before is read, mend it")
        self._last = last

    def _raw(self, row: tuple[Cell, ...]) -> Raw | Unreadable:
        self._go(row)
        where = f"{self._source.path}#row={self._last}"
        record = {name: _word(cell) for name, cell in zip(self._columns, row[1:], strict=True)}
        data = json.dumps(record, ensure_ascii=False).encode()
        if len(data) > self._options.max_bytes:
            return Unreadable(where, too_long("row", self._options.max_bytes))
        return Raw(where, data, self._source.reader, self._source.stated)


def _word(cell: Cell) -> str | int | float | None:
    """A cell as JSON has it; bytes only where they are a text."""
    if not isinstance(cell, bytes):
        word: str | int | float | None = cell
        return word
    try:
        return cell.decode("utf-8")
    except UnicodeDecodeError:
        return None
