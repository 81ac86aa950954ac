"""A scan of a folder for an evaluation, and its answer through the views."""

from __future__ import annotations

import os
import sqlite3
import subprocess
import sys
from collections.abc import Iterator
from contextlib import closing, contextmanager
from pathlib import Path
from typing import Any

ROOT = Path(__file__).resolve().parent.parent.parent


def scan(folder: Path, db: Path) -> None:
    """Scan a folder with this checkout. Raises SystemExit with the scanner's own words where it fails."""
    command = [sys.executable, "-m", "provenance", "scan", str(folder), "--db", str(db), "--quiet"]
    done = subprocess.run(
        command, env={**os.environ, "PYTHONPATH": str(ROOT)}, stderr=subprocess.PIPE, text=True, check=False
    )
    # The truth stands among the articles, is none, and the scan says so.
    others = [line for line in done.stderr.splitlines() if "/truth.json: " not in line]
    if done.returncode and (done.returncode != 3 or others):
        raise SystemExit(f"evaluate: the scan ended with {done.returncode}: {done.stderr.strip()}")


@contextmanager
def opened(db: Path) -> Iterator[sqlite3.Connection]:
    """The database, read only, rows by name."""
    with closing(sqlite3.connect(f"file:{db}?mode=ro", uri=True)) as connection:
        connection.row_factory = sqlite3.Row
        yield connection


def rows(connection: sqlite3.Connection, query: str, *values: object) -> Iterator[dict[str, Any]]:
    """The rows of a query."""
    return (dict(row) for row in connection.execute(query, values))
