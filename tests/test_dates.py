"""What is known of a place's date, and `provenance date`: a person's word goes first and survives scans."""

from __future__ import annotations

import json
import os
import re
from collections.abc import Callable
from contextlib import closing
from dataclasses import replace
from pathlib import Path
from typing import Any

import pytest
from click.testing import CliRunner, Result

import provenance
from provenance.cli.date import date
from provenance.cli.forget import forget
from provenance.cli.report import report
from provenance.cli.show import show
from provenance.intake import Filed, take_in
from provenance.reading import Link, Metadata, Raw, Removed
from provenance.report import facts, html_report
from provenance.spans import Span
from provenance.store.database import open_for_reading, open_for_writing, transaction
from provenance.store.described import TABLES, write_described
from tests.conftest import Archive

STORY = (
    "The council voted on Tuesday to close the old swimming pool by the river and to build a larger one "
    "beside the station, although nobody could say where the money for it should come from.\n"
)
FRONT = "---\ntitle: A pool\noutlet: Herald\nauthor: Ann Doe\ndate: 2018-02-11\n---\n\n"
FILES: dict[str, str | bytes] = {
    "a.md": f"{FRONT}# A pool for the town\n\nPublished: 10 January 2018 at 14:20\n\n{STORY}",
    "b.txt": f"Another pool story\n\n{STORY}\nIt will open on 12 May 2030, the mayor said.\n",
    "c.txt": f"A third pool story\n\nHe said no more. {STORY}",
    "metadata.csv": "path,date,outlet,url,licence,source\na.md,2018-01-10,The Paper,,CC BY 4.0,0\n"
    "c.txt,,Post,https://post.example/2018/01/12/pool,,\n",
}

Run = Callable[..., Result]


@pytest.fixture
def archive(scanned: Callable[..., Archive], tmp_path: Path) -> Archive:
    made = scanned(FILES)
    for file in (tmp_path / "folder").iterdir():
        os.utime(file, (1_600_000_000, 1_600_000_000))
    provenance.scan(tmp_path / "folder", db=made.path)
    return made


@pytest.fixture
def run(archive: Archive) -> Run:
    def call(*args: str, command: Any = date) -> Result:
        return CliRunner().invoke(command, ["--db", str(archive.path), *args])

    return call


def used(archive: Archive) -> dict[str, tuple[str | None, str | None]]:
    rows = archive.rows("SELECT path, date_from, date_source FROM articles")
    return {row["path"]: (row["date_from"], row["date_source"]) for row in rows}


def earlier(archive: Archive) -> set[str]:
    """Which articles the reasons of the lineage say are likely earlier than another."""
    rows = archive.rows("SELECT reasons FROM lineage_edges")
    return {name for row in rows for name in re.findall(r"(\S+) is likely earlier", row["reasons"])}


def test_every_date_is_kept_with_its_kind(archive: Archive) -> None:
    rows = archive.rows("SELECT * FROM article_dates ORDER BY path, rank")
    found = [(row["path"][7:], row["source"], row["earliest"], row["kind"], row["used"]) for row in rows]
    file_time = "2020-09-13T12:26:40Z"
    assert found == [
        ("a.md", "metadata", "2018-01-10T00:00", "published", 1),
        ("a.md", "front matter", "2018-02-11T00:00", "published", 0),
        ("a.md", "date line", "2018-01-10T14:20", "published", 0),
        ("a.md", "file time", file_time, "not after", 0),
        ("b.txt", "text", "2030-05-12T00:00", "mentioned", 0),
        ("b.txt", "file time", file_time, "not after", 0),
        ("c.txt", "URL path", "2018-01-12T00:00", "published", 1),
        ("c.txt", "file time", file_time, "not after", 0),
    ]
    assert used(archive)["folder/b.txt"] == (None, None)


def test_what_the_file_says_is_shown_beside_metadata_csv(archive: Archive, run: Run) -> None:
    rows = archive.rows(
        "SELECT field, value, said_by, earliest FROM article_statements ORDER BY field, value"
    )
    assert [tuple(row.values()) for row in rows] == [
        ("date", "2018-02-11", "front matter", "2018-02-11T00:00"),
        ("date", "Published: 10 January 2018 at 14:20", "date line", "2018-01-10T14:20"),
        ("outlet", "Herald", "front matter", None),
    ]
    (row,) = archive.rows("SELECT licence, reader_version FROM articles WHERE path = 'folder/a.md'")
    assert (row["licence"], row["reader_version"]) == ("CC BY 4.0", "1")
    said = " ".join(run("a.md", "b.txt", command=show).output.split())
    assert "outlet: The Paper (metadata.csv); the front matter says Herald" in said
    assert (
        "2018-02-11 (to the day, from front matter, “2018-02-11”); this and the date used can't both" in said
    )
    # Of b.txt, which has no other date.
    assert "Time of the file, which a copy can change: 2020-09-13T12:26:40Z" in said
    whole = json.loads(run("--format", "json", "-o", "-", command=report).stdout)
    first = whole["articles"][0]
    assert [(one["source"], one["used"], one["disagrees"]) for one in first["dates"]] == [
        ("metadata", True, False),
        ("front matter", False, True),
        ("date line", False, False),
    ]
    assert first["not_used"] == [
        {"field": "outlet", "value": "Herald", "said_by": "front matter", "used": "The Paper"}
    ]
    with closing(open_for_reading(archive.path)) as connection:
        page = html_report.build(connection)
    assert "outlet: The Paper (metadata.csv); the front matter says Herald" in page
    assert "Also dated: 2018-02-11 (to the day" in page


def test_a_touched_file_is_the_same_text(archive: Archive, tmp_path: Path) -> None:
    os.utime(tmp_path / "folder/b.txt", (1_500_000_000, 1_500_000_000))
    assert provenance.scan(tmp_path / "folder", db=archive.path).unchanged
    (row,) = archive.rows(
        "SELECT latest FROM article_dates WHERE source = 'file time' AND path = 'folder/b.txt'"
    )
    assert row["latest"] == "2017-07-14T02:40:00Z"


def test_a_correction_goes_first_survives_and_can_be_taken_back(
    archive: Archive, run: Run, tmp_path: Path
) -> None:
    assert earlier(archive) == {"a.md"}
    before = used(archive)
    done = run("b.txt", "2017-01-16T14:20+01:00", "--why", "the printed paper", "--by", "A. Doe")
    assert done.exit_code == 0
    assert "weighed anew by the next `provenance scan`" in done.output
    assert used(archive) == before | {"folder/b.txt": ("2017-01-16T14:20+01:00", "correction")}
    again = provenance.scan(tmp_path / "folder", db=archive.path)
    assert not again.unchanged
    assert "b.txt" in earlier(archive)
    assert provenance.scan(tmp_path / "folder", db=archive.path).unchanged
    # Read anew with every scan, it holds all the same.
    (tmp_path / "folder/metadata.csv").write_text("path,date,outlet\nb.txt,2019-01-01,Echo\n")
    provenance.scan(tmp_path / "folder", db=archive.path)
    assert used(archive)["folder/b.txt"] == ("2017-01-16T14:20+01:00", "correction")
    rows = archive.rows("SELECT source, used FROM article_dates WHERE path = 'folder/b.txt' ORDER BY rank")
    assert [tuple(row.values()) for row in rows][:2] == [("correction", 1), ("metadata", 0)]
    assert run("b.txt", "--undo").exit_code == 0
    assert used(archive)["folder/b.txt"] == ("2019-01-01T00:00", "metadata")
    kept = json.loads(run("--list", "--json").stdout)["corrections"]
    assert [(one["date"] and one["date"]["words"], one["by"], one["holds"]) for one in kept] == [
        ("2017-01-16T14:20+01:00", "A. Doe", False),
        (None, None, True),
    ]
    assert "the printed paper" in run("--list", "b.txt").output
    assert run("--list", "c.txt").output == "No date was corrected.\n"


def test_a_correction_is_of_one_text_at_one_path(archive: Archive, run: Run, tmp_path: Path) -> None:
    folder = tmp_path / "folder"
    assert run("c.txt", "2017-01", "--why", "archive of the paper").exit_code == 0
    assert used(archive)["folder/c.txt"] == ("2017-01-01T00:00", "correction")
    text = (folder / "c.txt").read_text()
    (folder / "c.txt").write_text(text.replace("no more", "nothing"))
    (folder / "d.txt").write_text(text)
    provenance.scan(folder, db=archive.path)
    assert used(archive)["folder/c.txt"] == ("2018-01-12T00:00", "URL path")
    assert used(archive)["folder/d.txt"] == (None, None)
    assert "holds no more" in run("--list").output
    (folder / "c.txt").write_text(text)
    provenance.scan(folder, db=archive.path)
    assert used(archive)["folder/c.txt"] == ("2017-01-01T00:00", "correction")


def test_forgetting_takes_everything_away(archive: Archive, run: Run) -> None:
    assert run("a.md", "2017", "--why", "Zwiebelkuchenfest").exit_code == 0
    assert run("a.md", "--yes", "--reason", "court order", command=forget).exit_code == 0
    for table in ("place_dates", "place_statements", "corrections", "bodies"):
        left = archive.rows(f"SELECT * FROM {table}")
        assert not any("2018-02-11" in str(row) or "Herald" in str(row) for row in left)
    assert archive.rows("SELECT * FROM corrections") == []
    assert archive.rows("SELECT * FROM article_dates WHERE path = 'folder/a.md'") == []
    files = sorted(archive.path.parent.glob(f"{archive.path.name}*"))
    assert not any(b"Zwiebelkuchenfest" in file.read_bytes() for file in files)


@pytest.mark.parametrize(
    ("args", "said"),
    [
        ([], "Missing argument 'PATH'"),
        (["b.txt"], "Missing argument 'DATE'"),
        (["b.txt", "2018-01-10"], "Say why with --why"),
        (["b.txt", "2018-01-10", "--why", "  "], "Say why with --why"),
        (["b.txt", "soon", "--why", "x"], "'soon' is not a clear date"),
        (["b.txt", "10/01/2018", "--why", "x"], "is not a clear date"),
        (["b.txt", "2018-02-30", "--why", "x"], "is not a clear date"),
        (["nothing", "2018", "--why", "x"], "'nothing' is no article of this database"),
        (["b.txt", "--undo"], "there is nothing to take back"),
        (["b.txt", "2018", "--undo"], "Give DATE or --undo, not both"),
        (["b.txt", "2018", "--list"], "--list goes with PATH alone"),
    ],
)
def test_what_cannot_be_meant_is_told_and_nothing_is_written(
    archive: Archive, run: Run, args: list[str], said: str
) -> None:
    done = run(*args)
    assert done.exit_code == 2
    assert said in " ".join(done.output.split())
    assert archive.rows("SELECT * FROM corrections") == []


def test_without_a_database_there_is_nothing_to_correct(tmp_path: Path) -> None:
    args = ["--db", str(tmp_path / "none.db"), "a.txt", "2018", "--why", "x"]
    done = CliRunner().invoke(date, args)
    assert done.exit_code == 4
    assert not (tmp_path / "none.db").exists()


def test_links_parts_left_out_and_credits_are_kept(archive: Archive) -> None:
    intake = take_in([Raw("folder/b.txt", str(FILES["b.txt"]).encode(), "text", ())])
    (filed,) = intake.filed
    link = Link("https://post.example/", Span(0, 7))
    removed = (Removed("navigation", 40), Removed("comments", 7), Removed("navigation", 2))
    with_more = _with(filed, links=(link, link), removed=removed, credits=("Reuters", "Reuters", "AFP"))
    with closing(open_for_writing(archive.path)) as connection:
        for batch in ([with_more, with_more], [with_more]):
            with transaction(connection):
                write_described(connection, batch)
        (article,) = (one for one in facts.articles(connection) if one.path == "folder/b.txt")
        assert article.removed == (("comments", 7), ("navigation", 42))
        assert article.stated_credits == ("AFP", "Reuters")
        rows = connection.execute("SELECT start_char, end_char, target FROM links").fetchall()
        assert [tuple(row) for row in rows] == [(0, 7, "https://post.example/")]
        with transaction(connection):
            write_described(connection, [filed])
        for table in TABLES[2:]:
            assert connection.execute(f"SELECT * FROM {table}").fetchall() == []


def _with(
    filed: Filed, *, links: tuple[Link, ...], removed: tuple[Removed, ...], credits: tuple[str, ...]
) -> Filed:
    metadata: Metadata = filed.metadata._replace(credits=credits)
    return replace(filed, links=links, removed=removed, metadata=metadata)


FOOTER = "".join(
    f"\nSubscribe to our newsletter number {n} and read all about the town every day.\n" for n in range(9)
)


def test_shares_are_of_the_words_outside_boilerplate(scanned: Callable[..., Archive]) -> None:
    towns = ("Aden", "Bonn", "Cork", "Dover", "Essen", "Fargo", "Ghent", "Hull", "Ilford", "Jena")
    own = {
        f"{town}.txt": f"News of {town}\n\nIn {town} nobody spoke of {town} but the people of {town} "
        f"themselves, who had much to say about {town}.\n{FOOTER}"
        for town in towns
    }
    archive = scanned(own | {"a.txt": f"{STORY}\n{FOOTER}", "b.txt": f"First words.\n\n{STORY}"})
    (row,) = archive.rows("SELECT * FROM articles WHERE path = 'folder/a.txt'")
    assert row["body_words"] < row["words"] / 2
    (pair,) = archive.rows("SELECT * FROM pairs WHERE a_path = 'folder/a.txt' AND b_path = 'folder/b.txt'")
    assert (pair["share_a"], pair["degree_a"]) == (1.0, "wholly")
    footers = archive.rows("SELECT * FROM pairs WHERE a_path = 'folder/Aden.txt' AND b_path = 'folder/a.txt'")
    assert all(pair["share_b"] == 0.0 for pair in footers)
    assert footers
