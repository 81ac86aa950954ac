"""An archive survives what ends its scans: killed anywhere, the same scan run again ends as if nothing had
happened, and reads nothing twice that was committed."""

from __future__ import annotations

import json
import os
import random
import shutil
import sqlite3
import subprocess
import sys
import tempfile
from collections.abc import Iterator
from contextlib import closing
from pathlib import Path
from typing import Any

import pytest

from tests.conftest import ROOT
from tests.stories import write_change, write_first
from tests.views import state

pytestmark = pytest.mark.skipif(not hasattr(os, "fork"), reason="scans run in forks of one process")

FIRST, UPDATE, REJUDGE = "first", "update", "rejudge"
Counts = dict[str, Any]
Kill = tuple[str, float]


class Scans:
    """A process that runs and kills scans (see killed_scans)."""

    def __init__(self) -> None:
        self._room = tempfile.TemporaryDirectory()  # for what killed scans leave
        self._process = subprocess.Popen(
            [sys.executable, "-m", "tests.killed_scans"],
            stdin=subprocess.PIPE, stdout=subprocess.PIPE, stderr=subprocess.DEVNULL,  # of lost semaphores
            text=True, cwd=ROOT,
            env={**os.environ, "PYTHONPATH": str(ROOT), "TMPDIR": self._room.name},
        )  # fmt: skip
        self._read()

    def _read(self) -> str:
        assert self._process.stdout is not None
        return self._process.stdout.readline()

    def run(
        self,
        folder: Path,
        db: Path,
        kill: tuple[str, float] | None = None,
        processes: int = 1,
        **options: Any,
    ) -> Counts:
        assert self._process.stdin is not None
        job = {
            "folder": str(folder), "db": str(db), "processes": processes, "options": options, "kill": kill
        }  # fmt: skip
        self._process.stdin.write(json.dumps(job) + "\n")
        self._process.stdin.flush()
        answer: Counts = json.loads(self._read())
        assert not answer["error"], answer["error"]
        return answer

    def close(self) -> None:
        self._process.communicate(timeout=60)  # workers of killed scans that stayed would hold its output
        self._room.cleanup()


@pytest.fixture(scope="module")
def scans() -> Iterator[Scans]:
    found = Scans()
    yield found
    found.close()


class Ground:
    """What a scan of a kind begins with, and how it ends undisturbed: `counts` of it, `state` after it."""

    def __init__(self, kind: str, root: Path, scans: Scans) -> None:
        self.kind, self.root, self.scans = kind, root, scans
        self.folder = root / "stories"
        self.before = root / "before.db"
        self.options = {"rejudge": True} if kind == REJUDGE else {}
        write_first(self.folder)
        if kind != FIRST:
            scans.run(self.folder, self.before)
            write_change(self.folder)
        db = self.begin("whole.db")
        self.counts = scans.run(self.folder, db, **self.options)
        assert self.counts["ended"]
        self.state = state(db)

    def begin(self, name: str) -> Path:
        """A new database as it is before the scan."""
        db = self.root / name
        if self.before.exists():
            shutil.copyfile(self.before, db)
        return db

    def places(self, db: Path) -> set[tuple[str, str]]:
        """What is filed of the folder: places and the hashes of their bytes."""
        if not db.exists():
            return set()
        with closing(sqlite3.connect(db)) as connection:
            if not connection.execute("SELECT 1 FROM sqlite_schema WHERE name = 'places'").fetchone():
                return set()
            rows = connection.execute("SELECT path, bytes_sha256 FROM places WHERE status = 'current'")
            return {(path, sha) for path, sha in rows}

    def check(self, name: str, kill: Kill, processes: int = 1) -> bool:
        """Kill a scan, run it again, and compare with the undisturbed one; whether it was killed."""
        db = self.begin(name)
        first = self.scans.run(self.folder, db, kill, processes, **self.options)
        there = self.places(db)
        again = self.scans.run(self.folder, db, None, processes, **self.options)
        assert state(db) == self.state
        end = self.places(db)
        assert again["filed"] == len(end - there), "what was committed is not filed again"
        with closing(sqlite3.connect(db)) as connection:
            assert connection.execute("PRAGMA integrity_check").fetchone() == ("ok",)
            assert connection.execute("PRAGMA foreign_key_check").fetchall() == []
            for table in ("pending", "comparisons"):
                assert connection.execute(f"SELECT count(*) FROM {table}").fetchone() == (0,)
        return not first["ended"]


@pytest.fixture(scope="module", params=[FIRST, UPDATE, REJUDGE])
def ground(request: pytest.FixtureRequest, tmp_path_factory: pytest.TempPathFactory, scans: Scans) -> Ground:
    return Ground(request.param, tmp_path_factory.mktemp(request.param), scans)


def test_the_ground_has_all_that_can_break(ground: Ground) -> None:
    """The tests below would prove little where a scan had one batch, or found nothing."""
    assert ground.counts["commit"] >= 5
    assert ground.counts["result"] >= 10
    found = {name: len(rows) for name, rows in ground.state.items() if name != "disguises"}
    assert min(found.values()) >= 10, found


def test_killed_at_chosen_places(ground: Ground) -> None:
    chosen = random.Random(f"places of {ground.kind}")
    kills = [
        (place, number)
        for place, many in (("commit", 4), ("result", 2), ("statement", 7))
        for number in chosen.sample(range(1, ground.counts[place] + 1), many)
    ]
    for number, kill in enumerate(kills):
        assert ground.check(f"killed{number}.db", kill), kill


def test_killed_at_some_time(ground: Ground) -> None:
    chosen = random.Random(f"times of {ground.kind}")
    for number in range(2):
        ground.check(f"late{number}.db", ("seconds", chosen.random() * ground.counts["seconds"]))


def test_killed_with_two_processes(ground: Ground) -> None:
    chosen = random.Random(f"processes of {ground.kind}")
    place = "statement" if ground.kind == UPDATE else "result"
    assert ground.check("two.db", (place, chosen.randint(1, ground.counts[place])), processes=2)
