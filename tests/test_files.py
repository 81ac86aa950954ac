"""Files that a scan knows by size, time and inode: when they are not opened, and when they have to be."""

from __future__ import annotations

import json
import os
import sqlite3
import tempfile
import time
from collections.abc import Iterator
from contextlib import closing
from functools import partial
from pathlib import Path
from typing import Any

import pytest
from hypothesis import example, given, settings
from hypothesis import strategies as st

import provenance
from provenance.intake import take_in
from provenance.pages import entering, incoming
from provenance.pages.incoming import Incoming
from provenance.pages.scan import NothingToScanError
from provenance.reading import (
    Article,
    Found,
    Listing,
    Options,
    Ruled,
    file_of,
    hash_stated,
    list_folder,
    open_file,
    read_listing,
)
from provenance.store.database import open_for_writing, transaction
from provenance.store.files import (
    drop_files,
    find_vanished,
    hash_reading,
    known_files,
    mark_gone,
    record_files,
)
from provenance.store.filing import file_articles
from provenance.store.reading import hash_places, known_places
from provenance.store.writing import write_folder
from tests.conftest import Archive
from tests.histories import write_empty
from tests.reading.makers import FORMATS, database

HEADER = "path,date,outlet,byline,url,source\n"
FIRST = "The council voted on Tuesday to close the old swimming pool by the river.\n"
OTHER = "The council voted on Friday to reopen the new swimming pool by the lakes.\n"
assert len(FIRST) == len(OTHER)


class Folder:
    """A folder whose files were all written long ago, each change later than the one before."""

    def __init__(self, root: Path) -> None:
        self.root, self.db = root / "stories", root / "test.db"
        self.root.mkdir()
        self.clock = time.time_ns() - 10**13
        self.opened: list[str] = []

    def write(self, name: str, content: str, *, time_ns: int | None = None) -> None:
        path = self.root / name
        path.parent.mkdir(exist_ok=True)
        path.write_text(content, encoding="utf-8")
        self.clock += 10**9
        stamp = self.clock if time_ns is None else time_ns
        os.utime(path, ns=(stamp, stamp))

    def lines(self, name: str, *texts: str) -> None:
        self.write(name, "".join(json.dumps({"text": text}) + "\n" for text in texts))

    def many(self, name: str, *texts: str) -> None:
        """Several articles in one file, in the format that its name tells."""
        self.write(name, "")
        (self.root / name).write_bytes(FORMATS[f"a{Path(name).suffix}"]([{"text": text} for text in texts]))
        os.utime(self.root / name, ns=(self.clock, self.clock))

    def scan(self, **options: Any) -> list[str]:
        """The names of the files that a scan opens."""
        self.opened.clear()
        self.result = provenance.scan(self.root, db=self.db, **options)
        return sorted(self.opened)

    def texts(self) -> dict[str, str]:
        """The texts of the current places by path."""
        rows = Archive(self.db).rows(
            "SELECT path, text FROM places JOIN texts ON texts.id = text_id WHERE status = 'current'"
        )
        return {row["path"].partition("/")[2]: row["text"] for row in rows}

    def recorded(self) -> list[str]:
        rows = Archive(self.db).rows("SELECT path FROM files ORDER BY path")
        return [row["path"].partition("/")[2] for row in rows]


def watch(folder: Folder, monkeypatch: pytest.MonkeyPatch) -> None:
    open_file = entering.open_file

    def watched(found: Any, **options: Any) -> Iterator[Any]:
        folder.opened.append(found.path.partition("/")[2])
        return open_file(found, **options)

    monkeypatch.setattr(entering, "open_file", watched)


@pytest.fixture
def folder(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Folder:
    found = Folder(tmp_path)
    watch(found, monkeypatch)
    found.write("a.txt", FIRST)
    found.write("sub/b.txt", "Second.\n\n" + FIRST)
    return found


NAME = st.text("ab\uffee\U0001f600/ ", min_size=1, max_size=3)
STATES = st.tuples(st.integers(0, 1), st.sampled_from(["", "said"]), st.integers(0, 1))
FILES = st.dictionaries(NAME, STATES, max_size=8)


@given(FILES, FILES, st.booleans(), st.booleans(), st.sampled_from(["stories", "stories-2"]))
def test_rows_and_files_side_by_side(
    rows: dict[str, tuple[int, str, int]],
    files: dict[str, tuple[int, str, int]],
    whole: bool,
    rehash: bool,
    label: str,
) -> None:
    """As by looking each path up. A state is a size, what is stated, and what it was read with."""
    stated = {"": (), "said": (Ruled(outlet="Herald"),)}
    readers = ("text", "markdown")
    found = [
        Found("", f"stories/{name}", readers[read], stated[said], size, (size, 1, 1))
        for name, (size, said, read) in sorted(files.items())
    ]
    recorded = [
        (f"{label}/{name}", size, 1, 1, hash_stated(stated[said]), read, 3, "{}")
        for name, (size, said, read) in sorted(rows.items(), key=lambda row: row[0].encode())
    ]
    listing = Listing("stories", tuple(found), (), (), {})
    incoming = Incoming(listing, label, recorded, readers.index, whole=whole, rehash=rehash)
    known = {name for name in files if rows.get(name) == files[name] and not rehash}
    stale = rows.keys() - known if whole else (rows.keys() & files.keys()) - known
    assert incoming.known == {f"{label}/{name}": 3 for name in known}
    assert set(incoming.stale) == {f"{label}/{name}" for name in stale}
    assert len(incoming.stale) == len(stale)
    assert incoming.unread == (known != files.keys())


def test_what_has_not_changed_is_not_opened(folder: Folder) -> None:
    assert folder.scan() == ["a.txt", "sub/b.txt"]
    assert folder.recorded() == ["a.txt", "sub/b.txt"]
    before, places = folder.db.read_bytes(), folder.texts()
    assert folder.scan() == []
    assert folder.result.unchanged
    assert folder.result.articles == 2
    assert folder.db.read_bytes() == before
    folder.write("c.txt", OTHER)
    assert folder.scan() == ["c.txt"]
    assert folder.texts() == {**places, "c.txt": OTHER}
    assert folder.scan(rehash=True) == ["a.txt", "c.txt", "sub/b.txt"]
    assert folder.result.unchanged
    assert folder.scan() == []


def test_a_file_that_was_just_written_is_opened_until_it_has_settled(folder: Folder) -> None:
    """Written twice within a step of the clock, it would have the same size and the same time."""
    now = time.time_ns()
    folder.write("a.txt", FIRST, time_ns=now)
    folder.scan()
    assert folder.recorded() == ["sub/b.txt"]
    folder.write("a.txt", OTHER, time_ns=now)
    assert folder.scan() == ["a.txt"]
    assert folder.texts()["a.txt"] == OTHER
    settled = folder.clock + 10**9
    os.utime(folder.root / "a.txt", ns=(settled, settled))
    assert folder.scan() == ["a.txt"]
    assert folder.result.unchanged
    assert folder.scan() == []


def test_a_file_from_the_future_is_always_opened(folder: Folder) -> None:
    folder.write("a.txt", FIRST, time_ns=time.time_ns() + 10**14)
    folder.scan()
    assert folder.scan() == ["a.txt"]


@pytest.mark.parametrize("year", [-(10**11), 10**11])
def test_times_that_no_column_holds(folder: Folder, year: int) -> None:
    path = folder.root / "a.txt"
    try:
        os.utime(path, (year, year))
    except OSError:
        pytest.skip("this file system knows no such times")
    for _ in range(2):
        folder.scan()
    assert folder.texts()["a.txt"] == FIRST


def test_a_changed_file_whose_time_was_set_back_is_found_by_rehashing(folder: Folder) -> None:
    folder.scan()
    stamp = (folder.root / "a.txt").stat().st_mtime_ns
    folder.write("a.txt", OTHER, time_ns=stamp)
    assert folder.scan() == []
    assert folder.texts()["a.txt"] == FIRST
    folder.scan(rehash=True)
    assert folder.texts()["a.txt"] == OTHER
    assert folder.scan() == []


@pytest.mark.parametrize("change", ["size", "time", "inode"])
def test_each_part_of_the_stamp_counts(folder: Folder, change: str) -> None:
    folder.scan()
    path = folder.root / "a.txt"
    stamp = path.stat().st_mtime_ns
    if change == "size":
        folder.write("a.txt", FIRST + OTHER, time_ns=stamp)
    elif change == "time":
        folder.write("a.txt", OTHER)
    else:
        folder.write("new.txt", OTHER, time_ns=stamp)
        os.replace(folder.root / "new.txt", path)  # noqa: PTH105 - both names are the point
    content = path.read_text(encoding="utf-8")
    assert folder.scan() == ["a.txt"]
    assert folder.texts()["a.txt"] == content
    assert folder.scan() == []


def test_a_file_that_changes_between_listing_and_reading_is_opened_again(
    folder: Folder, monkeypatch: pytest.MonkeyPatch
) -> None:
    from provenance.pages import reading_in as page

    def list_then_write(*args: Any, **options: Any) -> Listing:
        listing = list_folder(*args, **options)
        (folder.root / "a.txt").write_text(OTHER, encoding="utf-8")
        return listing

    with monkeypatch.context() as patched:
        patched.setattr(page, "list_folder", list_then_write)
        folder.scan()
    (folder.root / "a.txt").write_text(FIRST, encoding="utf-8")
    assert folder.scan() == ["a.txt"]
    assert folder.texts()["a.txt"] == FIRST


def test_what_metadata_states_opens_only_whom_it_names(folder: Folder) -> None:
    folder.scan()
    folder.write("metadata.csv", HEADER + "a.txt,2024-03-01,Town Herald,,,\n")
    assert folder.scan() == ["a.txt"]
    assert folder.scan() == []
    folder.write("metadata.csv", HEADER + "sub/*,,Harbour Post,,,\n")
    assert folder.scan() == ["a.txt", "sub/b.txt"]
    outlets = Archive(folder.db).rows("SELECT path, outlet FROM articles ORDER BY path")
    assert [row["outlet"] for row in outlets] == [None, "Harbour Post"]
    assert folder.scan() == []


def test_all_lines_of_a_file_that_is_not_opened_stay(folder: Folder, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(incoming, "ARTICLES", 2)
    texts = [f"Story number {number} has its own words.\n" for number in range(7)]
    folder.lines("day.jsonl", *texts)
    folder.scan()
    everything = folder.texts()
    assert len(everything) == 9
    folder.write("c.txt", OTHER)
    assert folder.scan() == ["c.txt"]
    assert folder.texts() == {**everything, "c.txt": OTHER}
    folder.lines("day.jsonl", *texts[:4])
    assert folder.scan() == ["day.jsonl"]
    assert sum("#line=" in path for path in folder.texts()) == 4
    (folder.root / "a.txt").unlink()
    assert folder.scan() == []
    assert "a.txt" not in folder.texts()
    assert sum("#line=" in path for path in folder.texts()) == 4, "vanished lines stay gone"


def test_files_with_problems_are_opened_and_named_by_each_scan(folder: Folder) -> None:
    folder.write("bad.txt", "")
    folder.write("dated.jsonl", json.dumps({"text": OTHER, "date": "next Michaelmas"}) + "\n{}\n")
    folder.write("good.jsonl", json.dumps({"text": OTHER}) + "\n\n")
    folder.write("nothing.jsonl", "")
    folder.scan()
    problems = folder.result.problems
    assert [problem.path for problem in problems] == [
        "stories/bad.txt", "stories/dated.jsonl#line=1", "stories/dated.jsonl#line=2",
    ]  # fmt: skip
    assert folder.scan() == ["bad.txt", "dated.jsonl"]
    assert folder.result.problems == problems
    assert folder.result.unchanged


def test_another_way_of_reading_opens_all(folder: Folder, monkeypatch: pytest.MonkeyPatch) -> None:
    from provenance.pages import runs as page

    folder.scan()
    assert folder.scan(max_bytes=10**6) == ["a.txt", "sub/b.txt"]
    assert folder.scan(thorough=True) == ["a.txt", "sub/b.txt"]
    assert folder.scan(thorough=True) == []
    monkeypatch.setattr(page, "__version__", "another")
    assert folder.scan(thorough=True) == ["a.txt", "sub/b.txt"]


def test_a_file_that_left_and_came_back_as_it_was(folder: Folder, tmp_path: Path) -> None:
    folder.scan()
    places = folder.texts()
    (folder.root / "a.txt").rename(tmp_path / "elsewhere.txt")
    assert folder.scan() == []
    assert "a.txt" not in folder.texts()
    assert folder.recorded() == ["sub/b.txt"]
    (tmp_path / "elsewhere.txt").rename(folder.root / "a.txt")
    assert folder.scan() == ["a.txt"]
    assert folder.texts() == places


def test_one_file_alone_leaves_the_others_known(folder: Folder) -> None:
    folder.scan()
    folder.write("a.txt", OTHER)
    folder.write("sub/b.txt", OTHER)
    folder.opened.clear()
    provenance.scan(folder.root / "a.txt", db=folder.db)
    assert folder.opened == ["a.txt"]
    assert folder.scan() == ["sub/b.txt"]


def test_two_folders_of_one_name(folder: Folder, tmp_path: Path) -> None:
    folder.scan()
    second = tmp_path / "elsewhere" / "stories"
    second.mkdir(parents=True)
    (second / "a.txt").write_text(OTHER, encoding="utf-8")
    os.utime(second / "a.txt", (10**9, 10**9))
    for expected in (["a.txt"], []):
        folder.opened.clear()
        provenance.scan(second, db=folder.db)
        assert folder.opened == expected
    assert folder.scan() == []
    rows = Archive(folder.db).rows("SELECT path FROM files ORDER BY path")
    assert [row["path"] for row in rows] == ["stories-2/a.txt", "stories/a.txt", "stories/sub/b.txt"]


def test_nothing_that_can_be_read_keeps_what_was_known(folder: Folder) -> None:
    folder.scan()
    for name in ("a.txt", "sub/b.txt"):
        folder.write(name, "")
    with pytest.raises(NothingToScanError):
        folder.scan()
    assert len(folder.recorded()) == 2
    assert len(folder.texts()) == 2


@pytest.mark.parametrize(
    ("path", "file"),
    [
        ("s/a.txt", "s/a.txt"),
        ("s/a.jsonl#line=12", "s/a.jsonl"),
        ("s/a.jsonl#line=3.txt", "s/a.jsonl#line=3.txt"),
        ("s/a#line=1.jsonl#line=2", "s/a#line=1.jsonl"),
        ("s/a#line=.txt", "s/a#line=.txt"),
        ("s/a.json#item=12", "s/a.json"),
        ("s/a.db#row=-12", "s/a.db"),
        ("s/a.db#row=0", "s/a.db"),
        ("s/a.csv#line=012", "s/a.csv#line=012"),
        ("s/a.zip!b/c.txt", "s/a.zip"),
        ("s/A.ZIP!b/c.jsonl#line=2", "s/A.ZIP"),
        ("s/a.zip!b.zip!c.txt", "s/a.zip"),
        ("s/what!.txt", "s/what!.txt"),
        ("s!/a#b.txt", "s!/a#b.txt"),
    ],
)
def test_the_file_of_a_place(path: str, file: str) -> None:
    assert file_of(path) == file


def test_a_file_that_is_named_like_a_line(folder: Folder) -> None:
    folder.lines("a.jsonl", FIRST, OTHER)
    folder.write("a.jsonl#line=3.txt", "A file of its own with other words.\n")
    folder.scan()
    everything = folder.texts()
    folder.lines("a.jsonl", FIRST, OTHER, "And a third line of words.")
    assert folder.scan() == ["a.jsonl"]
    assert set(folder.texts()) == {*everything, "a.jsonl#line=3"}
    (folder.root / "a.jsonl#line=3.txt").unlink()
    folder.scan()
    assert "a.jsonl#line=3.txt" not in folder.texts()
    assert "a.jsonl#line=3" in folder.texts()


def test_the_count_of_changes_tells_changed_places(folder: Folder) -> None:
    folder.scan()
    with closing(open_for_writing(folder.db)) as connection:

        def now() -> str:
            return hash_places(connection, ["x"])

        connection.execute("PRAGMA foreign_keys = OFF")
        states = [now()]
        assert hash_places(connection, ["y"]) != states[0]
        for change in (
            "UPDATE places SET status = 'gone' WHERE id = 1",
            "UPDATE places SET outlet = 'Herald' WHERE id = 1",
            "UPDATE places SET date_from = '2024', date_to = '2024' WHERE id = 2",
            "UPDATE places SET stated = 'x' WHERE id = 2",
            "DELETE FROM places WHERE id = 1",
        ):
            connection.execute(change)
            states.append(now())
        assert len(set(states)) == len(states)
        connection.execute("UPDATE places SET stated = 'x', outlet = NULL WHERE id = 2")
        connection.execute("UPDATE files SET size = 1")
        assert now() == states[-1]


OPENED = partial(open_file, options=Options(max_bytes=10**6))


def read_with(reader: str) -> int:
    return hash_reading("1", {}, (reader, "1"))


def take_all(folder: Folder, stop: int | None = None) -> None:
    """What a scan does with files, a transaction for each shard; ended suddenly after `stop` shards."""
    listing = list_folder(folder.root)
    with closing(open_for_writing(folder.db)) as connection:
        files = Incoming(listing, "stories", known_files(connection, "stories"), read_with, whole=True)
        with transaction(connection):
            drop_files(connection, files.stale)
            folder_id = write_folder(connection, "stories", str(folder.root))
        shards = files.shards(
            lambda paths: known_places(connection, paths), OPENED, lambda step, done, total: None
        )
        for number, shard in enumerate(list(shards)):  # read ahead, as where several processes work
            if number == stop:
                return
            intake = take_in(shard)
            with transaction(connection):
                if intake.filed:
                    file_articles(connection, folder_id, intake.filed, reading=read_with)
                record_files(connection, folder_id, files.take(intake), files.present)
        if stop is not None:
            return
        with transaction(connection):
            record_files(connection, folder_id, files.rest(), files.present)
            mark_gone(connection, find_vanished(connection, "stories", files.present, files.known))


def oracle(folder: Folder) -> dict[str, str]:
    """Every article of the folder, read anew."""
    found = (item for item in read_listing(list_folder(folder.root)) if isinstance(item, Article))
    return {article.path.partition("/")[2]: article.text for article in found}


NAMES = st.sampled_from(["a.txt", "sub/c.txt", "a.jsonl", "two.jsonl", "a.json", "a.csv", "a.zip", "two.zip"])
WORDS = st.sampled_from(["the pool closes", "a bridge opens", "no rain today", ""])
CHANGES = st.one_of(
    st.tuples(st.just("write"), NAMES, st.lists(WORDS, min_size=1, max_size=7)),
    st.tuples(st.just("remove"), NAMES, st.just([])),
    st.tuples(st.just("touch"), NAMES, st.just([])),
    st.tuples(st.just("swap"), NAMES, st.just([])),
    st.tuples(st.just("scan"), NAMES, st.just([])),
)


SHORTENED = [
    (("write", "a.jsonl", ["the pool closes", "a bridge opens", "no rain today", "the pool closes"]), None),
    (
        ("write", "a.jsonl", ["no rain today"]),
        5,
    ),  # recorded, then ended
]


@settings(max_examples=60)
@example(history=SHORTENED)
@given(history=st.lists(st.tuples(CHANGES, st.none() | st.integers(0, 5)), min_size=1, max_size=8))
def test_any_history_ends_with_what_is_there(
    history: list[tuple[tuple[str, str, list[str]], int | None]],
) -> None:
    """Files change, scans end suddenly at any shard; the last scan has what reading all anew gives."""
    with tempfile.TemporaryDirectory() as root, pytest.MonkeyPatch.context() as patched:
        patched.setattr(incoming, "ARTICLES", 2)
        folder = Folder(Path(root))
        write_empty(folder.db)
        folder.write("always.txt", FIRST)
        for (change, name, words), stop in history:
            apply(folder, change, name, words)
            take_all(folder, stop)
        take_all(folder)
        assert folder.texts() == oracle(folder)
        take_all(folder)
        assert folder.texts() == oracle(folder)
        with closing(sqlite3.connect(folder.db)) as connection:
            rows = connection.execute("SELECT path, articles FROM files").fetchall()
            for path, articles in rows:
                counted = sum(file_of(f"stories/{place}") == path for place in folder.texts())
                assert counted == articles


def apply(folder: Folder, change: str, name: str, words: list[str]) -> None:
    path = folder.root / name
    if change == "write":
        if not name.endswith(".txt"):
            folder.many(name, *words)
        else:
            folder.write(name, "\n\n".join(words))
    elif change == "remove":
        path.unlink(missing_ok=True)
    elif change == "touch" and path.exists():
        folder.clock += 10**9
        os.utime(path, ns=(folder.clock, folder.clock))
    elif change == "swap" and path.exists():
        other = folder.root / ("b" + path.suffix)
        path.rename(other)


def test_what_a_suddenly_ended_scan_could_not_use_is_named_by_the_next(folder: Folder) -> None:
    """No run has ended, so that no row says what was wrong."""
    line = json.dumps({"text": OTHER, "date": "next Michaelmas"})
    folder.write("dated.jsonl", f"{json.dumps({'text': FIRST})}\n{line}\n")
    take_all(folder, stop=99)
    assert folder.recorded() == ["a.txt", "sub/b.txt"]
    with closing(open_for_writing(folder.db)) as connection:
        rows = known_files(connection, "stories")
        files = Incoming(list_folder(folder.root), "stories", rows, read_with, whole=True)
        (shard,) = files.shards(
            lambda paths: known_places(connection, paths),
            OPENED,
            lambda step, done, total: None,
        )
        assert [raw.path for raw in shard] == ["stories/dated.jsonl#line=2"]
        assert files.take(take_in(shard)) == []
        assert [problem.path for problem in files.problems] == ["stories/dated.jsonl#line=2"]


@pytest.mark.parametrize("name", ["day.jsonl", "day.json", "day.csv", "day.zip"])
@pytest.mark.parametrize("stop", range(6))
def test_a_file_of_many_articles_after_a_sudden_end(
    folder: Folder, monkeypatch: pytest.MonkeyPatch, stop: int, name: str
) -> None:
    monkeypatch.setattr(incoming, "ARTICLES", 2)
    before = [f"Story number {number} has its own words." for number in range(9)]
    folder.many(name, *before)
    take_all(folder)
    stamp = (folder.root / name).stat().st_mtime_ns
    folder.many(name, *(f"Another. {text}" for text in before[:5]))
    take_all(folder, stop)
    if stop < 3:  # some of its new lines are filed: what was recorded of it holds no more
        folder.many(name, *before)
        os.utime(folder.root / name, ns=(stamp, stamp))
    take_all(folder)
    assert folder.texts() == oracle(folder)


def test_what_does_not_change_reading_makes_nothing_be_read_again() -> None:
    one = hash_reading("1", {"max_bytes": 9, "thorough": False})
    assert one == hash_reading("1", {"max_bytes": 9, "thorough": True, "against": ["own", "wires"]})
    assert one != hash_reading("1", {"max_bytes": 8, "thorough": False})
    assert one != hash_reading("2", {"max_bytes": 9, "thorough": False})
    assert one != hash_reading("1", {"max_bytes": 9, "num_perm": 64})
    assert one != hash_reading("1", {"max_bytes": 9}, ("text", "1"))
    assert len({hash_reading("1", {}, ("text", version)) for version in "12"}) == 2


LONG = [
    "The council voted on Tuesday to close the old swimming pool by the river after a long debate.",
    "A bridge over the northern canal will open next spring, said the engineer who drew its plans.",
    "No rain fell on the hills above the town in March, and farmers fear for what they have sown.",
]


@pytest.mark.parametrize("name", ["day.jsonl", "day.json", "day.csv", "day.zip"])
def test_a_changed_article_in_a_file_retires_its_own_passages(folder: Folder, name: str) -> None:
    for number, text in enumerate(LONG):
        folder.write(f"own{number}.txt", f"{text} Words of its own: {number}.\n")
    folder.many(name, *LONG)
    folder.scan()
    ids = Archive(folder.db).rows("SELECT path, text_id FROM places WHERE path LIKE '%/day%' ORDER BY id")
    pairs = folder.result.near_duplicates
    assert pairs >= 3
    folder.many(name, LONG[0], "Something else stands here now, which nobody else has written.", LONG[2])
    assert folder.scan() == [name]
    assert folder.result.near_duplicates == pairs - 1
    again = Archive(folder.db).rows("SELECT path, text_id FROM places WHERE path LIKE '%/day%' ORDER BY id")
    assert [row["path"] for row in again] == [row["path"] for row in ids]
    same = [row["text_id"] == other["text_id"] for row, other in zip(ids, again, strict=True)]
    assert same == [True, False, True]
    assert folder.scan() == []
    assert folder.result.unchanged


def test_what_an_archive_holds_besides_is_told_though_it_is_not_opened(folder: Folder) -> None:
    import zipfile

    folder.many("day.zip", *LONG)
    with zipfile.ZipFile(folder.root / "day.zip", "a") as archive:
        archive.writestr("picture.jpg", "x")
        archive.writestr("page.GIF", "x")
    os.utime(folder.root / "day.zip", ns=(folder.clock, folder.clock))
    folder.write("other.gif", "x")
    folder.scan()
    assert folder.result.passed_over == {".jpg": 1, ".gif": 2}
    assert folder.scan() == []
    assert folder.result.passed_over == {".jpg": 1, ".gif": 2}
    assert folder.result.unchanged


def test_what_is_stated_of_a_member_opens_its_archive(folder: Folder) -> None:
    folder.many("day.zip", *LONG)
    folder.many("other.zip", OTHER)
    folder.write("metadata.csv", "path,outlet\nday.zip!0001.txt,Herald\n")
    folder.scan()
    assert folder.scan() == []
    folder.write("metadata.csv", "path,outlet\nday.zip!0001.txt,Harbour Post\n")
    assert folder.scan() == ["day.zip"]
    outlets = Archive(folder.db).rows("SELECT outlet FROM places WHERE path LIKE '%day.zip!%' ORDER BY path")
    assert [row["outlet"] for row in outlets] == [None, "Harbour Post", None]


def test_another_map_opens_what_has_fields(folder: Folder) -> None:
    folder.write("table.csv", f'text,other\n"{LONG[0]}","{LONG[1]}"\n')
    folder.many("day.zip", *LONG)
    folder.scan()
    assert folder.texts()["table.csv#line=2"] == LONG[0]
    assert folder.scan(fields="text=other") == ["day.zip", "table.csv"]
    assert folder.texts()["table.csv#line=2"] == LONG[1]
    assert folder.scan(fields=["text=other"]) == []
    (row,) = Archive(folder.db).rows("SELECT parameters FROM runs WHERE id = (SELECT id FROM current_run)")
    assert json.loads(row["parameters"])["fields"] == "text=other"


def test_a_table_is_scanned_by_its_name(tmp_path: Path) -> None:
    file, db = tmp_path / "export.sqlite", tmp_path / "x.db"
    database(file, [{"headline": "x", "words": text} for text in LONG])
    past = time.time_ns() - 10**13
    os.utime(file, ns=(past, past))
    for unchanged in (False, True):
        result = provenance.scan(file, db=db, table="articles", fields="text=words")
        assert (result.articles, result.problems, result.unchanged) == (3, (), unchanged)
    with closing(sqlite3.connect(file)) as connection:
        connection.execute("DELETE FROM articles WHERE n = 2")
        connection.commit()
    os.utime(file, ns=(past + 10**9, past + 10**9))
    assert provenance.scan(file, db=db, table="articles", fields="text=words").articles == 2
    for where in (file, db):
        with pytest.raises(NothingToScanError) as refused:
            provenance.scan(where, db=tmp_path / "y.db")
        (problem,) = refused.value.problems
        assert "--table (tables: articles)" in problem.reason or "database of provenance" in problem.reason
    assert not (tmp_path / "y.db").exists()
