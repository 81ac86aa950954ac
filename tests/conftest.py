"""Shared ground of the tests: the seeds, their truth, and folders made on the spot."""

from __future__ import annotations

import json
import sqlite3
from collections.abc import Callable, Sequence
from contextlib import closing
from pathlib import Path
from typing import Any

import hypothesis
import numpy as np
import pytest

import provenance
from provenance.cli import main

# A busy machine is no bug: examples have no time limit of their own.
hypothesis.settings.register_profile("provenance", deadline=None)
hypothesis.settings.load_profile("provenance")

ROOT = Path(__file__).resolve().parent.parent


def one_behind_the_other(texts: Sequence[Sequence[int]]) -> tuple[np.ndarray, np.ndarray]:
    """The words of texts (uint32) in one array, and where each text's begin (int64)."""
    words = [word for text in texts for word in text]
    return np.array(words, np.uint32), np.cumsum([0, *map(len, texts)], dtype=np.int64)


Run = Callable[..., tuple[int, str, str]]
"""Runs the command line: exit code, stdout, stderr."""


@pytest.fixture
def run(capsys: pytest.CaptureFixture[str], tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Run:
    """Run the command line in an empty folder: exit code, stdout, stderr."""
    monkeypatch.chdir(tmp_path)
    monkeypatch.delenv("PROVENANCE_DB", raising=False)

    def call(*args: str) -> tuple[int, str, str]:
        capsys.readouterr()
        code = main(list(args))
        out, err = capsys.readouterr()
        return code, out, err

    return call


@pytest.fixture(scope="session")
def seeds() -> Path:
    """The folder of the five sample articles."""
    return ROOT / "seeds"


@pytest.fixture(scope="session")
def seed_passages() -> list[dict[str, Any]]:
    """The shared runs of the seeds as a careful human labelled them, reuse and not."""
    text = (ROOT / "tests/truth/seeds/passages.json").read_text(encoding="utf-8")
    found: list[dict[str, Any]] = json.loads(text)
    return found


@pytest.fixture(scope="session")
def seed_claims() -> dict[str, Any]:
    """What may and may not be claimed of the seeds."""
    text = (ROOT / "tests/truth/seeds/claims.json").read_text(encoding="utf-8")
    found: dict[str, Any] = json.loads(text)
    return found


Rows = list[dict[str, Any]]


class Archive:
    """A scanned database, read through its views."""

    def __init__(self, path: Path) -> None:
        self.path = path

    def rows(self, query: str, *values: object) -> Rows:
        with closing(sqlite3.connect(self.path)) as connection:
            connection.row_factory = sqlite3.Row
            return [dict(row) for row in connection.execute(query, values)]


@pytest.fixture
def scanned(tmp_path: Path) -> Callable[..., Archive]:
    """Write the given files into a folder and scan it: `scanned({"a.txt": "..."}) -> Archive`."""

    def make(files: dict[str, str | bytes], name: str = "folder", db: str = "test.db") -> Archive:
        folder = tmp_path / name
        for path, content in files.items():
            target = folder / path
            target.parent.mkdir(parents=True, exist_ok=True)
            target.write_bytes(content if isinstance(content, bytes) else content.encode("utf-8"))
        provenance.scan(folder, db=tmp_path / db)
        return Archive(tmp_path / db)

    return make
