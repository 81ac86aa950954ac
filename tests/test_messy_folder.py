"""A folder as archives send it, scanned in one run: every good article is found, every bad input is named."""

from __future__ import annotations

import os
import sqlite3
from contextlib import closing
from pathlib import Path

import pytest

from provenance.pages.scan import scan
from provenance.reading import list_folder, listing
from tests.messy_folder import MAX_BYTES, make

COLUMNS = {"outlet": "outlet", "title": "title", "byline": "byline", "date": "date_from"}
EITHER = ("pages/deep.html",)
"""Whether the article is found or the page refused is up to the parser; it may not end anything."""


@pytest.mark.parametrize("processes", [1, 2])
def test_one_run_over_everything(tmp_path: Path, processes: int, monkeypatch: pytest.MonkeyPatch) -> None:
    pytest.importorskip("trafilatura", reason="the reader of web pages needs it")
    monkeypatch.setattr("provenance.settings.SHARED_WORK", 0)
    monkeypatch.setattr("provenance.workers.PATIENCE", 0)
    messy = make(tmp_path / "messy")
    assert sum(1 for file in messy.root.rglob("*") if not file.is_dir()) >= 50
    db = tmp_path / "p.db"
    done = scan(messy.root, db=db, max_bytes=MAX_BYTES, processes=processes)
    problems = {problem.path: problem.reason for problem in done.problems}
    with closing(sqlite3.connect(db)) as connection:
        connection.row_factory = sqlite3.Row
        rows = {
            row["path"]: row
            for row in connection.execute(
                "SELECT places.*, text FROM places JOIN texts ON texts.id = text_id WHERE status = 'current'"
            )
        }
    either = {f"messy/{name}" for name in EITHER}
    assert set(rows) - either == set(messy.good)
    assert set(problems) - either == set(messy.bad)
    for path, words in messy.good.items():
        assert words in rows[path]["text"], path
        assert "scripted words" not in rows[path]["text"]
        assert "footer words" not in rows[path]["text"]
    for path, reason in messy.bad.items():
        assert reason in problems[path], path
        assert len(problems[path]) > 20
        assert "Error" not in problems[path], problems[path]
    for path, fields in messy.fields.items():
        assert {name: rows[path][COLUMNS[name]] for name in fields} == fields, path
    again = scan(messy.root, db=db, max_bytes=MAX_BYTES)
    assert {problem.path: problem.reason for problem in again.problems} == problems
    assert again.unchanged


def test_files_at_their_folder_are_those_by_their_paths(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    root = make(tmp_path / "messy").root
    for path in [root, *root.rglob("*")]:
        if not path.is_symlink():
            os.utime(path, (10**9, 10**9))
    (root / "folder.txt").mkdir()
    (root / "folder.txt" / "in.txt").write_text("Inside.", encoding="utf-8")
    at_folders = list_folder(root)
    monkeypatch.setattr(listing, "_AT_FOLDERS", False)
    assert list_folder(root) == at_folders
    assert "messy/folder.txt/in.txt" in {found.path for found in at_folders.files}
    assert sum(found.stamp is not None for found in at_folders.files) > 40
