"""Scans that are killed at chosen points, for test_archive_survives: a process that takes a job a line.

Each scan runs in a fork of this process, so that it starts at once. A job is a JSON object: `folder`, `db`,
`processes`, `options` (of provenance.scan), and `kill`: null, or a place and a number. It is killed there:

- `statement`, n: before the n-th statement or row that is written or asked for;
- `commit`, n: after the n-th commit;
- `result`, n: after the n-th result of a worker, or of the main process in a worker's stead;
- `seconds`, t: after t seconds.

The answer is a JSON object: `ended` (false where it was killed), `error`, and, where it was not killed, how
often it came past each place (`statement`, `commit`, `result`), how long it took (`seconds`), how many files
it `opened` and how many articles it `filed`.
"""

from __future__ import annotations

import json
import os
import signal
import sqlite3
import sys
import tempfile
import time
import traceback
from collections import Counter
from collections.abc import Iterable, Iterator
from pathlib import Path
from typing import Any

Job = dict[str, Any]

REJUDGE_BELOW = 30
"""Texts from which on a scan only updates what it touches."""


def make_small() -> None:
    """Many small batches and shards, where the product has few large ones."""
    from provenance import analysis, matching, settings, stock, workers
    from provenance.pages import entering, gathering, incoming
    from provenance.store import comparisons

    settings.REJUDGE_BELOW = REJUDGE_BELOW
    settings.SHARED_WORK = 0
    entering.BATCH = 6_000
    workers.PATIENCE = 0
    incoming.ARTICLES = 3
    gathering.INDEXED = 10
    comparisons.SECONDS = 0.0
    matching.PAIRS = 8
    analysis.TEXTS = 4
    stock._BITS = 18  # to begin and to pack the usual room takes longer than all else


def count_and_kill(kill: tuple[str, float] | None, counts: Counter[str]) -> None:
    """Count how often this process comes past each place, and kill it where it is to end."""
    from provenance.pages import entering, gathering
    from provenance.store import database
    from provenance.workers import Workers

    def passing(place: str) -> None:
        counts[place] += 1
        if kill is not None and kill[0] == place and kill[1] == counts[place]:
            os.kill(os.getpid(), signal.SIGKILL)

    def execute(self: sqlite3.Connection, sql: str, *values: Any) -> sqlite3.Cursor:
        passing("statement")
        cursor = sqlite3.Connection.execute(self, sql, *values)
        if sql == "COMMIT":
            passing("commit")
        return cursor

    def executemany(self: sqlite3.Connection, sql: str, rows: Iterable[Any]) -> sqlite3.Cursor:
        def passed() -> Iterator[Any]:
            for row in rows:
                passing("statement")
                yield row

        return sqlite3.Connection.executemany(self, sql, passed())

    database.Writer.execute = execute  # type: ignore[method-assign]
    database.Writer.executemany = executemany  # type: ignore[method-assign]

    run = Workers.run

    def run_and_count(self: Workers, *given: Any, **options: Any) -> Iterator[Any]:
        for result in run(self, *given, **options):
            passing("result")
            yield result

    Workers.run = run_and_count  # type: ignore[method-assign]

    file = gathering.Gathering.file

    def file_and_count(self: Any, intake: Any, *others: Any) -> None:
        counts["filed"] += len(intake.filed)
        file(self, intake, *others)

    gathering.Gathering.file = file_and_count  # type: ignore[method-assign]

    open_file = entering.open_file

    def open_and_count(*args: Any, **options: Any) -> Any:
        counts["opened"] += 1
        return open_file(*args, **options)

    entering.open_file = open_and_count


def scan(job: Job) -> Job:
    """Run one job in this process."""
    import provenance

    kill = job["kill"]
    counts: Counter[str] = Counter({"statement": 0, "commit": 0, "result": 0, "filed": 0, "opened": 0})
    count_and_kill(kill, counts)
    begun = time.monotonic()
    error = ""
    try:
        provenance.scan(job["folder"], db=job["db"], processes=job["processes"], **job["options"])
    except Exception:
        error = traceback.format_exc()
    return {"ended": True, "error": error, "seconds": time.monotonic() - begun, **counts}


def fork(job: Job) -> Job:
    """Run one job in a fork, which may be killed."""
    reader, writer = os.pipe()
    child = os.fork()
    if not child:
        os.close(reader)
        with os.fdopen(writer, "w") as out:
            json.dump(scan(job), out)
        os._exit(0)
    os.close(writer)
    if job["kill"] is not None and job["kill"][0] == "seconds":
        time.sleep(job["kill"][1])
        os.kill(child, signal.SIGKILL)
    with os.fdopen(reader) as answer:
        told = answer.read()
    os.waitpid(child, 0)
    found: Job = json.loads(told) if told.endswith("}") else {"ended": False, "error": ""}
    return found


def scan_once() -> None:
    """Import and compile here what scans need when they come to it, so that no fork has to."""
    import provenance
    from tests.stories import write_first

    with tempfile.TemporaryDirectory() as work:
        write_first(Path(work, "stories"))
        provenance.scan(Path(work, "stories"), db=Path(work, "all.db"))


def say(words: str) -> None:
    sys.stdout.write(f"{words}\n")
    sys.stdout.flush()


if __name__ == "__main__":
    make_small()
    scan_once()
    say("ready")
    for line in sys.stdin:
        say(json.dumps(fork(json.loads(line))))
