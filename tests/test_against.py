"""One folder against another: what the two share with each other, nothing that either shares with itself."""

from __future__ import annotations

import json
import os
import random
import shutil
from collections.abc import Iterable, Iterator
from pathlib import Path
from typing import Any

import numpy as np
import pytest

import provenance
from provenance import settings, stock
from provenance.cli import main
from provenance.components import lowest_connected
from provenance.corpus import gather
from provenance.digests import digest
from provenance.pages import entering
from provenance.pages.against import SidesError
from provenance.pages.scan import NothingToScanError
from provenance.reprints import find_reprints
from tests.conftest import Archive

FOOTER = "This page belongs to the {} group of papers, which answers for its contents in every edition."
VIEWS = ("reuse_passages", "composed_passages", "pairs")


@pytest.fixture(autouse=True, scope="module")
def _little_room() -> Iterator[None]:
    with pytest.MonkeyPatch.context() as patched:
        patched.setattr(stock, "_BITS", 20)  # to keep the usual room takes longer than all else
        yield


class Desk:
    """Articles of random words in the folders `own` and `wires`, which share paragraphs across and inside."""

    def __init__(self, root: Path, seed: int = 1) -> None:
        self.root = root
        self.rng = random.Random(seed)
        self.words = ["".join(self.rng.choices("abdegiklmnoprstu", k=7)) for _ in range(4000)]
        self.pool = [self.paragraph() for _ in range(12)]

    def paragraph(self, sentences: int = 3) -> str:
        return " ".join(
            " ".join(self.rng.choices(self.words, k=self.rng.randrange(12, 20))).capitalize() + "."
            for _ in range(sentences)
        )

    def write(self, name: str, *parts: str) -> None:
        path = self.root / name
        path.parent.mkdir(parents=True, exist_ok=True)
        path.write_text("\n\n".join(parts) + "\n", encoding="utf-8")

    def article(self, name: str, footer: str) -> None:
        """An article of its own words with one to three paragraphs of the pool, some edited."""
        parts = [self.paragraph() for _ in range(3)]
        for paragraph in self.rng.sample(self.pool, self.rng.randrange(1, 4)):
            words = paragraph.split()
            for _ in range(self.rng.choice((0, 0, 2))):
                words[self.rng.randrange(len(words))] = self.rng.choice(self.words)
            parts.insert(self.rng.randrange(len(parts) + 1), " ".join(words))
        self.write(name, *parts, footer)

    def fill(self) -> None:
        for number in range(26):
            self.article(f"own/{number:02}.txt", FOOTER.format(("Herald", "Town")[number % 2]))
        for number in range(18):
            self.article(f"wires/{number:02}.txt", FOOTER.format(("Herald", "Wire")[number % 2]))
        for copy in range(3):  # a story that one side prints again and again, and nobody else has
            self.write(f"own/series{copy}.txt", self.paragraph(1), *self.pool_of_one_side())
        for name in (
            "own/twin1.txt",
            "own/twin2.txt",
            "wires/twin.txt",
            "wires/alone1.txt",
            "wires/alone2.txt",
        ):
            self.write(name, *(self.twin if "twin" in name else self.alone))

    def pool_of_one_side(self) -> list[str]:
        if not hasattr(self, "_series"):
            self._series = [self.paragraph() for _ in range(4)]
            self.twin, self.alone = [self.paragraph(5)], [self.paragraph(5)]
        return self._series

    def metadata(self) -> None:
        """Dates, and outlets that have articles on both sides, so that there are arrows."""
        for side in ("own", "wires"):
            rows = [
                f"{path.name},2024-03-{self.rng.randrange(1, 28):02},paper {self.rng.randrange(3)},,,"
                for path in sorted((self.root / side).glob("*.txt"))
            ]
            header = "path,date,outlet,byline,url,source"
            (self.root / side / "metadata.csv").write_text("\n".join([header, *rows]), encoding="utf-8")

    def scan(self, folder: str, against: str | None = None, db: str = "a.db", **options: Any) -> Archive:
        other = None if against is None else self.root / against
        provenance.scan(self.root / folder, against=other, db=self.root / db, **options)
        return Archive(self.root / db)


@pytest.fixture
def desk(tmp_path: Path) -> Desk:
    made = Desk(tmp_path)
    made.fill()
    made.metadata()
    return made


Row = tuple[Any, ...]
ALIGNED = (
    "SELECT a_path, a_start, a_end, b_path, b_start, b_end, words, identity, form FROM reuse_passages"
    " WHERE composed = 0"
)


def rows(archive: Archive, query: str) -> list[Row]:
    return sorted((tuple(row.values()) for row in archive.rows(query)), key=repr)


def side(path: str) -> str:
    return path.split("/", 1)[0]


def across(found: Iterable[Row]) -> list[Row]:
    return [row for row in found if side(row[0]) != side(row[3])]


def everything(archive: Archive) -> dict[str, list[Row]]:
    """What the views show, without the numbers of families."""
    found = {
        view: archive.rows(f"SELECT * FROM {view}") for view in (*VIEWS, "lineage_edges", "family_members")
    }
    return {
        view: sorted(
            (
                tuple(v for name, v in row.items() if name not in ("family", "low_text", "high_text"))
                for row in of
            ),
            key=repr,
        )
        for view, of in found.items()
    }


def check_sides(archive: Archive, *sides: str) -> None:
    """Nothing that the views show stands inside one side."""
    for view in VIEWS:
        for row in archive.rows(f"SELECT a_path, b_path FROM {view}"):
            assert {side(row["a_path"]), side(row["b_path"])} == set(sides), view
    unseen: dict[str, set[str]] = {}
    for row in archive.rows("SELECT * FROM lineage_edges"):
        if row["kind"] == "unseen":
            unseen.setdefault(row["source"], set()).add(side(row["derived"]))
        else:
            assert {side(row["source"]), side(row["derived"])} == set(sides)
    families: dict[int, set[str]] = {}
    for row in archive.rows("SELECT family, path FROM family_members"):
        families.setdefault(row["family"], set()).add(side(row["path"]))
    for standing in (*unseen.values(), *families.values()):
        assert standing == set(sides)


def test_what_is_found_is_what_an_ordinary_scan_finds_across(desk: Desk) -> None:
    desk.scan("own", db="plain.db")
    plain = desk.scan("wires", db="plain.db")
    found = desk.scan("own", "wires")
    expected = across(rows(plain, ALIGNED))
    assert rows(found, ALIGNED) == expected
    assert len(expected) > 60
    assert len(rows(plain, ALIGNED)) > len(expected) + 30
    check_sides(found, "own", "wires")
    (twins,) = ({row["a_path"] for row in found.rows("SELECT * FROM pairs WHERE relation = 'same text'")},)
    assert twins == {"own/twin1.txt", "own/twin2.txt"}
    assert {row["kind"] for row in found.rows("SELECT kind FROM lineage_edges")} >= {"directed"}
    assert not found.rows("SELECT 1 FROM family_members WHERE path LIKE '%series%' OR path LIKE '%alone%'")


def test_boilerplate_is_learned_from_all_and_shown_across(desk: Desk) -> None:
    found = desk.scan("own", "wires")
    lines = {row["text"] for row in found.rows(
        "SELECT text FROM family_members WHERE family IN (SELECT id FROM families WHERE line IS NOT NULL)"
    )}  # fmt: skip
    assert lines == {FOOTER.format("Herald")}
    texts = " ".join(
        row["a_text"] for row in found.rows("SELECT a_text FROM reuse_passages WHERE status = 'reuse'")
    )
    assert "page belongs" not in texts


def test_which_side_and_how_many_processes_are_of_no_effect(
    desk: Desk, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(settings, "SHARED_WORK", 1)
    monkeypatch.setattr("provenance.workers.PATIENCE", 0)
    one = everything(desk.scan("own", "wires"))
    assert one == everything(desk.scan("wires", "own", db="b.db"))
    assert one == everything(desk.scan("own", "wires", db="c.db", processes=2))
    desk.scan("wires", db="d.db")  # other ids, and the same paths
    assert one == everything(desk.scan("own", "wires", db="d.db"))


def test_a_run_says_against_what_and_an_ordinary_scan_judges_everything_anew(desk: Desk) -> None:
    desk.scan("own", "wires")
    first = desk.scan("wires", "own")
    assert len(first.rows("SELECT * FROM runs")) == 1, "the same two folders, and nothing has changed"
    (run,) = first.rows("SELECT parameters FROM runs")
    assert json.loads(run["parameters"])["against"] == ["own", "wires"]
    assert str(desk.root) not in run["parameters"]
    after = desk.scan("own")
    assert after.rows("SELECT * FROM sides") == []
    assert "against" not in json.loads(after.rows("SELECT parameters FROM runs")[-1]["parameters"])
    desk.scan("own", db="plain.db")
    assert everything(after) == everything(desk.scan("wires", db="plain.db"))
    again = desk.scan("own", "wires")
    check_sides(again, "own", "wires")


def opened(desk: Desk, monkeypatch: pytest.MonkeyPatch) -> list[str]:
    """From here on the files that scans open; none was just written."""
    for path in desk.root.glob("*/*"):
        os.utime(path, (10**9, 10**9))
    found: list[str] = []
    open_file = entering.open_file

    def watched(file: Any, **options: Any) -> Iterator[Any]:
        found.append(file.path)
        return open_file(file, **options)

    monkeypatch.setattr(entering, "open_file", watched)
    return found


def test_files_are_not_read_again_for_another_question(desk: Desk, monkeypatch: pytest.MonkeyPatch) -> None:
    files = opened(desk, monkeypatch)
    desk.scan("own", "wires")
    assert len(files) == len(set(files)) > 40
    files.clear()
    for options in ({}, {"against": "wires"}, {"thorough": True}, {"against": "wires", "thorough": True}):
        desk.scan("own", **options)  # type: ignore[arg-type]
    assert files == []
    desk.scan("own", max_bytes=10**6)
    assert len(files) > 20


def test_other_folders_take_no_part(desk: Desk) -> None:
    shutil.copytree(desk.root / "wires", desk.root / "third")
    desk.write("third/more.txt", desk.paragraph(), *desk.pool)
    alone = everything(desk.scan("own", "wires", db="alone.db"))
    desk.scan("third")
    found = desk.scan("own", "wires")
    assert everything(found) == alone
    assert found.rows("SELECT count(*) AS n FROM articles WHERE path LIKE 'third/%'")[0]["n"] > 18
    check_sides(desk.scan("own", "third"), "own", "third")


@pytest.mark.parametrize("less", [0, 1])
def test_a_few_new_articles_are_compared_with_the_other_side_only(
    desk: Desk, monkeypatch: pytest.MonkeyPatch, less: int
) -> None:
    monkeypatch.setattr(settings, "REJUDGE_BELOW", 10)
    desk.scan("own", "wires")
    desk.article("own/new1.txt", FOOTER.format("Town"))
    desk.article("wires/new2.txt", FOOTER.format("Town"))  # a line that only the other side had
    desk.write("own/new3.txt", desk.paragraph(), *desk.pool_of_one_side())
    desk.write("own/new4.txt", *desk.alone)  # the same text as two of the wires have
    if less:
        (desk.root / "wires/twin.txt").unlink()
        (desk.root / "own/05.txt").unlink()
        desk.write("wires/03.txt", desk.paragraph(), desk.pool[0])
        desk.write("own/07.txt", desk.paragraph())
    updated = desk.scan("own", "wires")
    check_sides(updated, "own", "wires")
    assert updated.rows("SELECT run_id FROM judgements") == [{"run_id": 1}]
    whole = desk.scan("own", "wires", db="whole.db")
    assert rows(updated, ALIGNED) == rows(whole, ALIGNED)
    for query in (
        "SELECT a_path, b_path, relation FROM pairs",
        "SELECT source, derived, kind FROM lineage_edges WHERE kind <> 'unseen'",
    ):
        assert rows(updated, query) == rows(whole, query)
    assert (
        {row["path"] for row in updated.rows("SELECT path FROM family_members")}
        == {row["path"] for row in whole.rows("SELECT path FROM family_members")}
    )  # fmt: skip


def test_families_of_which_one_side_is_left_go(desk: Desk, monkeypatch: pytest.MonkeyPatch) -> None:
    """Phrases and lines connect nothing, so that their families are mended and not made anew."""
    monkeypatch.setattr(settings, "REJUDGE_BELOW", 10)
    shared = FOOTER.format("Herald")
    archive = desk.scan("own", "wires")
    assert archive.rows("SELECT * FROM family_members WHERE text = ?", shared)
    for path in (desk.root / "wires").glob("*.txt"):
        if shared in (words := path.read_text(encoding="utf-8")):
            path.write_text(words.replace(shared, desk.paragraph(1)), encoding="utf-8")
    check_sides(desk.scan("own", "wires"), "own", "wires")
    assert not archive.rows("SELECT * FROM family_members WHERE text = ?", shared)


def test_a_story_that_one_side_prints_forty_times_is_no_stock_phrase(tmp_path: Path) -> None:
    desk = Desk(tmp_path)
    story = [desk.paragraph() for _ in range(5)]
    for number in range(40):
        desk.write(f"own/{number:02}.txt", desk.paragraph(1), *story)
    for number in range(12):
        desk.write(f"own/other{number:02}.txt", desk.paragraph(12))
        desk.write(f"wires/{number:02}.txt", desk.paragraph(12))
    desk.write("wires/quotes.txt", desk.paragraph(6), story[2], desk.paragraph(6))
    found = desk.scan("own", "wires")
    passages = found.rows("SELECT status, words FROM reuse_passages")
    assert len(passages) == 40
    assert {row["status"] for row in passages} == {"reuse"}
    check_sides(found, "own", "wires")


def test_a_passage_of_very_many_texts_of_one_side_reaches_each_of_the_other(tmp_path: Path) -> None:
    desk = Desk(tmp_path)
    shared = desk.paragraph()
    for number in range(150):
        desk.write(f"own/{number:03}.txt", desk.paragraph(), shared)
    desk.write("own2/late.txt", desk.paragraph(), shared)
    desk.write("own2/later.txt", desk.paragraph(), shared)
    found = desk.scan("own", "own2")
    assert len(found.rows("SELECT * FROM text_pairs")) == 300
    check_sides(found, "own", "own2")


def test_the_report_and_the_commands_of_a_comparison(
    desk: Desk, capsys: pytest.CaptureFixture[str], monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.chdir(desk.root)
    assert main(["scan", "own", "--against", "wires", "--db", "a.db"]) == 0
    lines = capsys.readouterr().out.splitlines()
    heads = ["Read", "Shared", "Same", "Lineage", "Database", "Note", "Next"]
    assert [line.split()[0] for line in lines] == heads
    for command in (["report"], ["report", "--format", "json"], ["lineage"], ["families"]):
        assert main([*command, "--db", "a.db"]) == 0
        shown = capsys.readouterr().out
        assert "own/" in shown or command == ["families"]


def test_folders_that_are_not_apart_are_refused(
    desk: Desk, capsys: pytest.CaptureFixture[str], monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.chdir(desk.root)
    (desk.root / "own/inner").mkdir()
    desk.write("own/inner/one.txt", desk.paragraph())
    (desk.root / "link").symlink_to(desk.root / "own")
    (desk.root / "empty").mkdir()
    for folder, against, sentence in (
        ("own", "own", "on both sides"),
        ("own", "link", "on both sides"),
        ("own", "own/inner", "stands inside"),
        ("own/inner", "own", "stands inside"),
        ("own/00.txt", "own/01.txt", "on both sides"),
        ("own", "nowhere", "does not exist"),
    ):
        assert main(["scan", folder, "--against", against]) == 2
        assert sentence in capsys.readouterr().err
    assert main(["scan", "own", "--against", "empty"]) == 3
    assert "empty holds no article to read" in capsys.readouterr().err
    assert not (desk.root / "provenance.db").exists()
    with pytest.raises(SidesError, match="stands inside"):
        provenance.scan("own", against="own/inner", db="x.db")
    with pytest.raises(NothingToScanError):
        provenance.scan("own", against="nowhere", db="x.db")
    assert not (desk.root / "x.db").exists()


def test_two_folders_of_one_name_and_a_single_file(desk: Desk) -> None:
    for old, new in (("own", "x/news"), ("wires", "y/news")):
        (desk.root / new).parent.mkdir()
        (desk.root / old).rename(desk.root / new)
    found = desk.scan("x/news", "y/news")
    check_sides(found, "news", "news-2")
    assert len(found.rows("SELECT * FROM runs")) == 1
    desk.scan("x/news", "y/news")
    assert len(found.rows("SELECT * FROM runs")) == 1
    single = desk.scan("x/news/00.txt", "y/news", db="single.db")
    pairs = single.rows("SELECT a_path, b_path FROM pairs")
    assert {path for row in pairs for path in row.values() if side(path) == "news"} == {"news/00.txt"}


def test_what_one_text_on_both_sides_shares(tmp_path: Path) -> None:
    """It is compared with both sides; no two places of one side are ever a pair."""
    desk = Desk(tmp_path)
    shared = desk.paragraph()
    for name in ("own/both.txt", "wires/both.txt"):
        desk.write(name, shared)
    for name in ("own/a.txt", "own/b.txt", "wires/c.txt"):
        desk.write(name, desk.paragraph(), shared, desk.paragraph())
    found = desk.scan("own", "wires")
    check_sides(found, "own", "wires")
    pairs = {(row["a_path"], row["b_path"]) for row in found.rows("SELECT * FROM pairs")}
    own, wires = ("own/a.txt", "own/b.txt", "own/both.txt"), ("wires/both.txt", "wires/c.txt")
    assert pairs == {(one, other) for one in own for other in wires}


def test_forgetting_the_only_text_of_one_side_ends_its_families(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    desk = Desk(tmp_path)
    shared = desk.paragraph()
    for name in ("own/a.txt", "own/b.txt", "wires/c.txt"):
        desk.write(name, desk.paragraph(), shared, desk.paragraph())
    found = desk.scan("own", "wires")
    assert len(found.rows("SELECT * FROM family_members")) == 3
    monkeypatch.chdir(desk.root)
    assert main(["forget", "wires/c.txt", "--reason", "a letter", "--yes", "--db", "a.db"]) == 0
    for view in (*VIEWS, "family_members", "lineage_edges"):
        assert found.rows(f"SELECT * FROM {view}") == []


def test_reprints_of_one_side_are_told_by_fingerprints(tmp_path: Path) -> None:
    """Copies with some words edited are one story; other articles with the same footer are not."""
    desk = Desk(tmp_path)
    story, footer = desk.paragraph(10).split(), desk.paragraph(2)
    texts = []
    for _ in range(70):
        words = list(story)
        words[desk.rng.randrange(len(words))] = "edited"
        texts.append(f"{desk.paragraph(1)}\n\n{' '.join(words)}\n")
    texts += [f"{desk.paragraph(9)}\n\n{footer}\n" for _ in range(12)]
    digests = digest(texts, [()] * len(texts))
    corpus = gather([(digests, np.arange(len(texts)))], {}, len(texts))
    assert find_reprints(corpus, None) is None
    for sides in ([1] * 82, [1, 2] * 41):
        reprints = find_reprints(corpus, np.array(sides, np.uint8))
        assert reprints is not None
        story_of = lowest_connected(len(texts), *reprints).tolist()
        assert len(set(story_of[:70])) == len(set(sides))
        assert story_of[70:] == list(range(70, 82))
    both = find_reprints(corpus, np.full(82, 3, np.uint8))
    assert both is not None
    assert both[0].size == 0, "what is compared need not be estimated"
