"""What a scan writes of articles and reads again: once for each text, and only what has changed."""

from __future__ import annotations

import json
import os
import sqlite3
from contextlib import closing
from pathlib import Path
from typing import Any

import numpy as np
import pytest

import provenance
from provenance.pages import gathering, incoming
from provenance.store import reading
from provenance.store.files import find_vanished, mark_gone
from tests.conftest import Archive

STORY = (
    "The council voted on Tuesday to close the old swimming pool by the river and to build a larger one "
    "beside the station, although nobody could say where the money for it should come from.\n"
)
OTHER = "Nothing of the kind was said in the other town, where the pool had been closed for many years.\n"
HEADER = "path,date,outlet,byline,url,source\n"


class Scans:
    """Scans of one folder into one database, and what each of them took in."""

    def __init__(self, folder: Path, monkeypatch: pytest.MonkeyPatch) -> None:
        self.folder, self.db = folder, folder.parent / "test.db"
        self.archive = Archive(self.db)
        self.filed: list[str] = []
        file_articles = gathering.file_articles

        def watched(connection: Any, folder_id: int, batch: Any, met: Any, reading: int) -> list[int]:
            self.filed += [filed.path for filed in batch]
            return file_articles(connection, folder_id, batch, met, reading)

        monkeypatch.setattr(gathering, "file_articles", watched)

    def write(self, **files: str) -> None:
        for name, content in files.items():
            (self.folder / f"{name}.txt").write_text(content, encoding="utf-8")

    def state(self, content: str) -> None:
        (self.folder / "metadata.csv").write_text(HEADER + content, encoding="utf-8")

    def scan(self) -> list[str]:
        """The names of the files that a scan takes in."""
        self.filed.clear()
        provenance.scan(self.folder, db=self.db)
        return sorted(Path(path).stem for path in self.filed)

    def places(self) -> dict[str, tuple[str, str]]:
        """Of each place its status and its text."""
        rows = self.archive.rows("SELECT path, status, text FROM places JOIN texts ON texts.id = text_id")
        return {Path(row["path"]).stem: (row["status"], row["text"]) for row in rows}

    def count(self, table: str) -> int:
        (row,) = self.archive.rows(f"SELECT count(*) AS n FROM {table}")
        return int(row["n"])


@pytest.fixture
def scans(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Scans:
    folder = tmp_path / "stories"
    folder.mkdir()
    found = Scans(folder, monkeypatch)
    found.write(a=STORY, b=f"Second.\n\n{STORY}")
    return found


def test_one_text_in_two_places_is_one_row(scans: Scans) -> None:
    scans.write(c=STORY)
    assert scans.scan() == ["a", "b", "c"]
    assert (scans.count("texts"), scans.count("places"), scans.count("sketches")) == (2, 3, 2)
    whole = scans.archive.rows("SELECT * FROM families WHERE whole_text")
    assert len(whole) == 1


def test_an_unchanged_folder_is_neither_taken_in_nor_written(scans: Scans) -> None:
    for file in scans.folder.iterdir():
        os.utime(file, (10**9, 10**9))  # a file that was just written would be recorded later
    scans.scan()
    before = scans.db.read_bytes()
    assert scans.scan() == []
    assert scans.db.read_bytes() == before


def test_a_changed_file_is_taken_in_alone(scans: Scans) -> None:
    scans.scan()
    scans.write(b=f"Another beginning.\n\n{STORY}")
    assert scans.scan() == ["b"]
    assert scans.places() == {
        "a": ("current", STORY), "b": ("current", f"Another beginning.\n\n{STORY}"),
    }  # fmt: skip
    assert scans.count("reuse_passages") == 1


def test_a_new_file_is_matched_with_what_was_not_read_again(scans: Scans) -> None:
    scans.scan()
    scans.write(c=f"Third.\n\n{STORY}")
    assert scans.scan() == ["c"]
    assert scans.count("reuse_passages") == 3


def test_a_place_that_was_gone_comes_back(scans: Scans) -> None:
    scans.scan()
    (scans.folder / "b.txt").unlink()
    assert scans.scan() == []
    assert scans.places()["b"][0] == "gone"
    assert scans.count("reuse_passages") == 0
    scans.write(b=f"Second.\n\n{STORY}")
    assert scans.scan() == ["b"]
    assert scans.places()["b"] == ("current", f"Second.\n\n{STORY}")
    assert (scans.count("texts"), scans.count("places"), scans.count("reuse_passages")) == (2, 2, 1)


def test_a_place_whose_text_moved_on_and_came_back(scans: Scans) -> None:
    scans.scan()
    scans.write(a=OTHER)
    assert scans.scan() == ["a"]
    assert scans.count("reuse_passages") == 0
    scans.write(a=STORY)
    assert scans.scan() == ["a"]
    assert (scans.count("texts"), scans.count("reuse_passages")) == (3, 1)


def test_a_changed_sidecar_takes_in_whom_it_names(scans: Scans) -> None:
    scans.scan()
    scans.state("a.txt,2024-03-01,Town Herald,,,\n")
    assert scans.scan() == ["a"]
    assert scans.scan() == []
    scans.state("a.txt,2024-03-01,Harbour Post,,,\nb.txt,2024-03-02,,,,\n")
    assert scans.scan() == ["a", "b"]
    rows = scans.archive.rows("SELECT path, outlet, date_from FROM places ORDER BY path")
    assert [(row["outlet"], row["date_from"][:10]) for row in rows] == [
        ("Harbour Post", "2024-03-01"), (None, "2024-03-02"),
    ]  # fmt: skip
    (scans.folder / "metadata.csv").unlink()
    assert scans.scan() == ["a", "b"]
    assert scans.count("places WHERE outlet IS NOT NULL") == 0


def test_scanning_step_by_step_gives_what_scanning_at_once_gives(scans: Scans, tmp_path: Path) -> None:
    scans.scan()
    scans.write(c=f"Third.\n\n{STORY}\n{OTHER}", d=STORY)
    scans.scan()
    scans.write(a=OTHER)
    scans.scan()
    provenance.scan(scans.folder, db=tmp_path / "fresh.db")
    fresh = Archive(tmp_path / "fresh.db")
    for query in (
        "SELECT a_path, b_path, a_text, b_text, form, status FROM reuse_passages ORDER BY 1, 2, 3",
        "SELECT a_path, b_path, relation, words FROM pairs ORDER BY 1, 2",
        "SELECT source, derived, kind FROM lineage_edges ORDER BY 1, 2, 3",
        "SELECT path, kind, start_char FROM segments JOIN places USING (text_id) ORDER BY 1, 2, 3",
    ):
        assert scans.archive.rows(query) == fresh.rows(query)


def test_the_stored_sketch_is_that_of_the_text(scans: Scans) -> None:
    from provenance import settings
    from provenance.minhash import sketch
    from provenance.tokens import tokenise

    scans.scan()
    for row in scans.archive.rows("SELECT text, hashvalues FROM texts JOIN sketches ON text_id = texts.id"):
        expected = sketch(
            tokenise(row["text"]).hashes,
            num_perm=settings.NUM_PERM,
            seed=settings.SKETCH_SEED,
            shingle=settings.SKETCH_SHINGLE,
        )
        assert np.frombuffer(row["hashvalues"], "<u4").tolist() == expected.hashvalues.tolist()


def test_many_texts_are_read_in_the_order_of_their_ids(scans: Scans) -> None:
    """More than a query names at a time."""
    from provenance.store.database import open_for_reading

    scans.write(**{f"n{number:04}": f"Number {number} says nothing else.\n" for number in range(620)})
    scans.scan()
    connection = open_for_reading(scans.db)
    ids = [row[0] for row in connection.execute("SELECT id FROM texts ORDER BY sha256")]
    texts = [row[0] for row in connection.execute("SELECT text FROM texts ORDER BY sha256")]
    assert len(ids) > reading._AT_A_TIME
    assert reading.read_texts(connection, ids) == texts
    assert reading.read_texts(connection, []) == []
    paths = [f"stories/n{number:04}.txt" for number in range(620)]
    (read_with,) = connection.execute("SELECT DISTINCT reading FROM places").fetchone()
    known = reading.known_places(connection, [*paths, "stories/none.txt"])
    assert sorted(known) == paths
    assert {state[2] for state in known.values()} == {read_with}
    with pytest.raises(KeyError):
        reading.read_texts(connection, [10**6])
    connection.close()


def test_retiring_changes_only_what_has_changed(scans: Scans) -> None:
    from provenance.store.database import open_for_writing

    scans.scan()
    connection = open_for_writing(scans.db)
    both, one = {"stories/a.txt", "stories/b.txt"}, {"stories/a.txt"}
    assert find_vanished(connection, "stories", both, {}) == []
    assert find_vanished(connection, "others", set(), {}) == []
    vanished = find_vanished(connection, "stories", one, {})
    assert len(vanished) == 1
    mark_gone(connection, vanished)
    assert find_vanished(connection, "stories", one, {}) == []
    connection.close()
    assert {name: status for name, (status, _) in scans.places().items()} == {"a": "current", "b": "gone"}


@pytest.mark.parametrize("articles", [1, 200])
def test_of_a_text_that_two_readers_see_differently_the_first_place_counts(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, articles: int
) -> None:
    monkeypatch.setattr(incoming, "ARTICLES", articles)
    folder = tmp_path / "folder"
    folder.mkdir()
    text = "---\ntitle: The old pool\n---\n\nThe council voted on Tuesday to close the pool by the river.\n"
    (folder / "a.md").write_text(text, encoding="utf-8")
    (folder / "b.txt").write_text(text, encoding="utf-8")
    provenance.scan(folder, db=tmp_path / "test.db")
    with closing(sqlite3.connect(tmp_path / "test.db")) as connection:
        kinds = connection.execute("SELECT kind, start_char FROM segments ORDER BY start_char").fetchall()
    assert kinds[0] == ("boilerplate", 0)


def test_what_a_line_could_not_use_is_named_by_every_scan(tmp_path: Path) -> None:
    line = json.dumps({"text": STORY, "date": "next Michaelmas"})
    (tmp_path / "day.jsonl").write_text(line + "\n", encoding="utf-8")
    first, second = (provenance.scan(tmp_path / "day.jsonl", db=tmp_path / "test.db") for _ in range(2))
    assert [problem.path for problem in first.problems] == [f"{tmp_path.name}/day.jsonl#line=1"]
    assert second.problems == first.problems
    assert second.unchanged
