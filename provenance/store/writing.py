"""The rows of a run, of its folder and of what it could not read."""

from __future__ import annotations

import json
import sqlite3
from collections.abc import Mapping, Sequence
from dataclasses import dataclass

from provenance.reading import Unreadable


@dataclass(frozen=True, slots=True)
class Run:
    """The facts of one run, as known when it begins. Times are UTC, ISO 8601."""

    uid: str
    command: str
    started_at: str
    tool_version: str
    parameters: Mapping[str, object]


def begin_run(connection: sqlite3.Connection, run: Run, dependencies: Mapping[str, str]) -> int:
    """The row of a run that has begun to write, with the versions of what it works with by name; its id."""
    cursor = connection.execute(
        "INSERT INTO runs (uid, command, started_at, tool_version, dependencies, parameters)"
        " VALUES (?, ?, ?, ?, ?, ?)",
        (run.uid, run.command, run.started_at, run.tool_version, _json(dependencies),
         _json(run.parameters)),
    )  # fmt: skip
    run_id = cursor.lastrowid
    assert run_id is not None
    return run_id


def finish_run(
    connection: sqlite3.Connection,
    run_id: int,
    finished_at: str,
    fingerprint: str,
    counts: Mapping[str, int],
    problems: Sequence[Unreadable],
    passed_over: Mapping[str, int],
) -> None:
    """A run has ended: when, the `fingerprint` of its inputs and parameters, and what it could not read."""
    connection.execute(
        "UPDATE runs SET finished_at = ?, fingerprint = ?, counts = ? WHERE id = ?",
        (finished_at, fingerprint, _json(counts), run_id),
    )
    connection.executemany(
        "INSERT INTO problems (run_id, path, reason) VALUES (?, ?, ?)",
        [(run_id, problem.path, problem.reason) for problem in problems],
    )
    connection.executemany(
        "INSERT INTO passed_over (run_id, extension, files) VALUES (?, ?, ?)",
        [(run_id, extension, files) for extension, files in sorted(passed_over.items())],
    )


def write_folder(connection: sqlite3.Connection, label: str, location: str) -> int:
    """The id of the scanned folder, made where it is new."""
    connection.execute(
        "INSERT INTO folders (label, location) VALUES (?, ?) ON CONFLICT DO NOTHING", (label, location)
    )
    row = connection.execute("SELECT id FROM folders WHERE location = ?", (location,)).fetchone()
    return int(row[0])


def _json(value: object) -> str:
    return json.dumps(value, ensure_ascii=False, sort_keys=True)
