"""The rows of a run, of its folder, of what it could not read and of the scales it judged by."""

from __future__ import annotations

import json
import sqlite3
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass

from provenance.reading import Unreadable


@dataclass(frozen=True, slots=True)
class Run:
    """The facts of one run. Times are UTC, ISO 8601; `fingerprint` is of its inputs and parameters."""

    uid: str
    command: str
    started_at: str
    finished_at: str
    tool_version: str
    dependencies: Mapping[str, str]
    parameters: Mapping[str, object]
    fingerprint: str
    counts: Mapping[str, int]


def write_run(
    connection: sqlite3.Connection,
    run: Run,
    problems: Sequence[Unreadable],
    passed_over: Mapping[str, int],
) -> int:
    """The row of a run and of what it could not read; its id."""
    cursor = connection.execute(
        "INSERT INTO runs (uid, command, started_at, finished_at, tool_version, dependencies, parameters,"
        " fingerprint, counts) VALUES (?, ?, ?, ?, ?, ?, ?, ?, ?)",
        (run.uid, run.command, run.started_at, run.finished_at, run.tool_version, _json(run.dependencies),
         _json(run.parameters), run.fingerprint, _json(run.counts)),
    )  # fmt: skip
    run_id = cursor.lastrowid
    assert run_id is not None
    connection.executemany(
        "INSERT INTO problems (run_id, path, reason) VALUES (?, ?, ?)",
        [(run_id, problem.path, problem.reason) for problem in problems],
    )
    connection.executemany(
        "INSERT INTO passed_over (run_id, extension, files) VALUES (?, ?, ?)",
        [(run_id, extension, files) for extension, files in sorted(passed_over.items())],
    )
    return run_id


def write_folder(connection: sqlite3.Connection, label: str, location: str) -> int:
    """The id of the scanned folder, made where it is new."""
    connection.execute(
        "INSERT INTO folders (label, location) VALUES (?, ?) ON CONFLICT DO NOTHING", (label, location)
    )
    row = connection.execute("SELECT id FROM folders WHERE location = ?", (location,)).fetchone()
    return int(row[0])


def write_scales(connection: sqlite3.Connection, scales: Iterable[tuple[str, str, float]]) -> None:
    """The steps of the scales that views need: the scale, the value, and from where on it holds."""
    connection.executemany("INSERT INTO scales (scale, value, at_least) VALUES (?, ?, ?)", scales)


def _json(value: object) -> str:
    return json.dumps(value, ensure_ascii=False, sort_keys=True)
