"""A database -> a folder of Parquet: a folder for each table and each public view."""

from __future__ import annotations

import sqlite3
from collections.abc import Callable, Iterable, Mapping
from pathlib import Path

from provenance.tables.manifest import NAME, Manifest, TablesError, as_text
from provenance.tables.parquet import need_pyarrow, write_rows
from provenance.tables.shapes import Shape, tables, views
from provenance.tables.staging import check_new, put_in_place, staging

TABLES, VIEWS = "tables", "views"
PART = "part-00000.parquet"


def save(
    connection: sqlite3.Connection,
    target: Path,
    *,
    with_views: bool = True,
    progress: Callable[[str, int, int], None] = lambda *_: None,
) -> Manifest:
    """Write all tables, and the public views, of a database to a new folder; what its manifest says.

    The caller's transaction makes it one state. The folder is made beside its place and moved there when it
    is whole. Raises PlaceError, TablesError where there is no finished run, NoParquetError.
    """
    need_pyarrow()
    check_new(target)
    run = _last_run(connection)
    chosen = [(TABLES, shape) for shape in tables().values()]
    chosen += [(VIEWS, shape) for shape in views().values()] if with_views else []
    counts: dict[str, dict[str, int]] = {TABLES: {}, VIEWS: {}}
    with staging(target) as beside:
        folder = beside / "tables"
        for done, (kind, shape) in enumerate(chosen):
            progress("writing tables", done, len(chosen))
            counts[kind][shape.name] = _write(connection, shape, folder / kind / shape.name)
        manifest = Manifest(counts[TABLES], counts[VIEWS], run)
        (folder / NAME).write_text(as_text(manifest), encoding="utf-8", newline="")
        put_in_place(folder, target)
    return manifest


def _write(connection: sqlite3.Connection, shape: Shape, folder: Path) -> int:
    folder.mkdir(parents=True)
    cursor = connection.execute(shape.query)
    cursor.row_factory = None
    return write_rows(shape, cursor, folder / PART)


def _last_run(connection: sqlite3.Connection) -> Mapping[str, str]:
    facts: Iterable[str] = ("uid", "started_at", "finished_at", "tool_version")
    row = connection.execute(
        f"SELECT {', '.join(facts)} FROM runs WHERE id = (SELECT id FROM current_run)"
    ).fetchone()
    if row is None:
        raise TablesError("This database has no finished run; run `provenance scan` to its end first.")
    return dict(zip(facts, row, strict=True))
