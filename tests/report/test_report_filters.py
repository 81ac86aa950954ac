"""`provenance report` with filters: each format lists what was asked for, and says so."""

from __future__ import annotations

import csv
import io
import json
import re
import shutil
from collections import Counter
from pathlib import Path
from typing import Any

import pytest

from tests.conftest import Run
from tests.report.test_schemas import problems

ASKED = ("--credit", "none", "--min-words", "12")


@pytest.fixture
def database(seeds_database: Path, tmp_path: Path) -> Path:
    shutil.copy(seeds_database, tmp_path / "seeds.db")
    return tmp_path / "seeds.db"


@pytest.fixture
def report(run: Run, database: Path) -> Run:
    return lambda *args: run(*args, "--db", str(database))


def passages(result: tuple[int, str, str]) -> list[dict[str, Any]]:
    code, out, err = result
    assert (code, err) == (0, "")
    return [one for pair in json.loads(out)["pairs"] for one in pair["passages"]]


def test_every_format_lists_the_same(report: Run) -> None:
    every = passages(report("report", "--format", "json"))
    wanted = [one["id"] for one in every if one["credit"] == "none" and one["words"] >= 12]
    assert 0 < len(wanted) < len(every)
    narrowed = report("report", "--format", "json", *ASKED)
    assert [one["id"] for one in passages(narrowed)] == wanted
    whole = json.loads(narrowed[1])
    assert problems("report", whole) == []
    assert whole["filters"]["asked"] == {"credit": ["none"], "min_words": 12}
    assert whole["counts"]["passages"] == len(every), "figures are those of the archive"
    lines = [json.loads(line) for line in report("report", "--format", "jsonl", *ASKED)[1].splitlines()]
    assert [line["id"] for line in lines if line["type"] == "passage"] == wanted
    assert problems("report-lines", lines[0]) == []
    rows = [*csv.DictReader(io.StringIO(report("report", "--format", "csv", *ASKED)[1]))]
    assert [row["id"] for row in rows if row["row"] == "passage"] == wanted
    assert any("credit none; min words 12" in row["note"] for row in rows)
    page = json.loads(report("report", "--format", "webannotation", *ASKED)[1])
    assert [one["provenance:passage"] for one in page["items"]] == [one for one in wanted for _ in "ab"]
    assert "Asked for: credit none" in page["partOf"]["summary"]
    shown = report("report", "--format", "markdown", *ASKED)[1]
    assert [one["id"] for one in every if f"`{one['id']}`" in shown] == wanted
    assert report("report", "--format", "xlsx", *ASKED, "-o", "report.xlsx")[0] == 0
    left = {"listed": {"pairs": 1, "passages": len(wanted)}}
    left["left_out"] = {"pairs": 0, "passages": len(every) - len(wanted)}
    assert left.items() <= whole["filters"].items()
    assert "left out: 6 passages, with them all of 0 pairs." in shown


def test_the_page_has_what_was_asked_for_and_counts_the_rest(report: Run) -> None:
    every = passages(report("report", "--format", "json"))
    wanted = [one["id"] for one in every if one["credit"] == "none" and one["words"] >= 12]
    page = report("report", *ASKED)[1]
    assert re.findall(r'<article class="passage[^>]* id="p-([0-9a-f]{16})"', page) == wanted
    told = re.sub(r"<[^>]+>", "", page)
    assert (
        "Filtered: this page has only what was asked for (credit none; min words 12): 1 pair with 2 passages;"
        " left out of the whole archive: 6 passages, with them all of 0 pairs." in told
    )
    assert "The filters leave out 6 passages of this pair." in told
    assert "<b>2</b>shared passages" in page
    words = sum(one["words"] for one in every if one["id"] in wanted)
    assert f"Counted now: 2 passages with {words} shared words." in told
    strips = re.findall(r'data-parts="([^"]*)"', page)
    assert len(strips) == 2, "only the articles of what was asked for"
    whole = report("report")[1]
    assert "Filtered:" not in whole
    assert "The filters leave out" not in whole
    assert strips != re.findall(r'data-parts="([^"]*)"', whole)


def test_a_page_without_what_was_asked_for_says_nothing_of_the_archive(report: Run) -> None:
    page = report("report", "--min-words", "1000", "--prepared-by", "x")[1]
    assert (
        "0 pairs with 0 passages; left out of the whole archive: 8 passages, with them all of 1 pair." in page
    )
    assert page.count("There is nothing of that in what was asked for.") == 5
    for said in ("No pair of articles", "No passage", "No article of this collection"):
        assert said not in page.split("<script>")[1]


def test_the_page_of_an_outlet(run: Run, tmp_path: Path) -> None:
    words = "The council voted on Tuesday to close the old bridge for two years while it is built anew."
    other = "A dozen boats were torn from their moorings at night and two of them were found near the lock."
    folder = tmp_path / "in"
    folder.mkdir()
    for name, text in (("a", words), ("b", words), ("c", other), ("d", other), ("e", "Rain is due.")):
        (folder / f"{name}.txt").write_text(f"{name} {name} first. {text} And {name} last.\n")
    (folder / "metadata.csv").write_text(
        "path,outlet,date\na.txt,Herald,2018-01-09\ne.txt,Herald,\nb.txt,Post,\n"
    )
    db = ("--db", str(tmp_path / "x.db"))
    assert run("scan", str(folder), *db)[0] == 0
    page = re.sub(r"<[^>]+>", "", run("report", "--outlet", "herald", *db)[1])
    assert (
        "asked for (outlet “herald”): 1 pair with 1 passage;"
        " left out of the whole archive: 1 passage, with them all of 1 pair." in page
    )
    assert [name for name in "abcde" if f"in/{name}.txt" in page] == ["a", "b", "e"]
    assert "moorings" not in page
    assert "Nothing shared of what was asked for" in page.split("in/e.txt")[1].split("Facts")[0]
    lineage = json.loads(run("report", "--format", "json", *db)[1])["lineage"]
    elsewhere = [one for one in lineage if one["derived"] in ("in/c.txt", "in/d.txt")]
    assert f"Left out by the filters: {len(elsewhere)} statement" in page
    assert elsewhere
    dated = run("report", "--outlet", "Herald", "--since", "2018", *db)[1]
    assert "Left out for want of a date: 1 article." in dated
    assert "in/e.txt" not in dated
    passim = run("report", "--format", "passim", "--outlet", "Herald", *db)[1]
    lines = [json.loads(line) for line in passim.splitlines()]
    assert [(one["id"], one["size"], one["left_out"]) for one in lines] == [
        ("in/a.txt", 2, 0),
        ("in/b.txt", 2, 0),
    ]


def test_an_outlet_of_a_large_archive_is_not_missed_where_another_has_the_same_text(
    run: Run, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    """There each text stands in pairs at the first of its places, whoever else has it."""
    monkeypatch.setattr("provenance.report.findings.COMPOSED", 0)
    words = "The council voted on Tuesday to close the old bridge for two years while it is built anew."
    folder = tmp_path / "in"
    folder.mkdir()
    for name, text in (("a", f"Good day. {words}"), ("b", f"Good day. {words}"), ("c", f"{words} So it is.")):
        (folder / f"{name}.txt").write_text(f"{text}\n")
    (folder / "metadata.csv").write_text("path,outlet\na.txt,Post\nb.txt,Herald\nc.txt,Courier\n")
    db = ("--db", str(tmp_path / "x.db"))
    assert run("scan", str(folder), *db)[0] == 0
    found = passages(run("report", "--format", "json", "--outlet", "Herald", *db))
    assert [(one["a"]["path"], one["b"]["path"]) for one in found] == [("in/a.txt", "in/c.txt")]
    page = run("report", "--outlet", "Herald", *db)[1]
    assert "in/b.txt" in page
    passim = run("report", "--format", "passim", "--outlet", "Herald", *db)[1]
    shared = [line for line in map(json.loads, passim.splitlines()) if line["cluster"] == found[0]["family"]]
    assert [line["id"] for line in shared] == ["in/a.txt", "in/b.txt", "in/c.txt"]


def test_passim_has_the_places_of_what_was_asked_for(report: Run) -> None:
    every = passages(report("report", "--format", "json"))
    wanted = [one for one in every if one["credit"] == "none" and one["words"] >= 12]
    lines = [json.loads(line) for line in report("report", "--format", "passim", *ASKED)[1].splitlines()]
    assert all(problems("passim", line) == [] for line in lines)
    assert {line["cluster"] for line in lines} == {one["family"] for one in wanted}
    spans = {(one[side]["path"], one[side]["start"], one[side]["end"]) for one in wanted for side in "ab"}
    assert {(line["id"], line["begin"], line["end"]) for line in lines} == spans
    assert {line["left_out"] for line in lines} == {0}
    whole = [json.loads(line) for line in report("report", "--format", "passim")[1].splitlines()]
    assert len(whole) > len(lines)
    assert "left_out" not in whole[0]


def test_the_page_tells_how_far_the_review_has_come(report: Run) -> None:
    assert "Nobody has decided on any passage, pair or article of this page yet." in report("report")[1]
    first, second, third, *_ = (one["id"] for one in passages(report("report", "--format", "json")))
    report("review", "confirm", first, "--reviewer", "x")
    report("review", "clear", second, third, "--reason", "quoted and credited", "--reviewer", "x")

    def rows(*asked: str) -> dict[str, list[str]]:
        page = report("report", *asked)[1]
        part = page[page.index('<h2 id="review">') : page.index('<h2 id="first">')]
        found = re.findall(r'row">([^<]*)</th><td class="number">(\d+)</td><td class="number">(\d+)', part)
        return {state: counts for state, *counts in found}

    assert rows() == {
        "new": ["5", "1"],
        "needs-info": ["0", "0"],
        "cleared: quoted and credited 2": ["2", "0"],
        "confirmed": ["1", "0"],
        "corrected": ["0", "0"],
    }
    assert rows("--state", "confirmed")["confirmed"] == ["1", "1"]
    assert rows("--state", "new") == {}
    report("review", "clear", "--pair", "001", "003", "--reason", "licensed", "--reviewer", "x")
    assert rows()["cleared: licensed 5, quoted and credited 2"] == ["7", "1"]
    report("review", "confirm", "001_f9ef70b5a9dccbe9.txt", "--reviewer", "x")
    assert "Decided on as articles: 1 confirmed." in report("report")[1]


def test_filters_know_the_review(report: Run) -> None:
    first, second, *_ = (one["id"] for one in passages(report("report", "--format", "json")))
    report("review", "confirm", first, "--reviewer", "x")
    report("review", "clear", second, "--reason", "self", "--reviewer", "x")
    found = passages(report("report", "--format", "json", "--state", "confirmed", "--state", "cleared"))
    assert [(one["id"], one["review"]["state"]) for one in found] == [
        (first, "confirmed"),
        (second, "cleared"),
    ]
    assert len(passages(report("report", "--format", "json", "--state", "new"))) == 6


@pytest.mark.parametrize(
    ("args", "said"),
    [
        (("--outlet", "x"), "has the outlet 'x'"),
        (("--format", "csv", "--byline", "Nobody Here"), "has the byline 'Nobody Here'"),
        (("--format", "csv", "--since", "soon"), "is not a clear date"),
    ],
)
def test_filters_that_can_not_be_used(report: Run, args: tuple[str, ...], said: str) -> None:
    code, out, err = report("report", *args)
    assert (code, out) == (2, "")
    assert said in err


def test_what_was_said_of_pairs_and_articles_stands_beside_them(report: Run) -> None:
    asked = ("--reviewer", "Ann <b>")
    report("review", "needs-info", "--pair", "001", "003", "--note", "Ask the =desk <i>", *asked)
    report(
        "review", "reply", "001_f9ef70b5a9dccbe9.txt", "--from", "Bo", "--text", "It was licensed.", *asked
    )
    page = report("report")[1]
    head = page.split('id="pair-1"')[1].split("<article")[0]
    assert "Review: needs-info, Ann &lt;b&gt;, " in head
    assert "Ask the =desk &lt;i&gt;" in head
    row = page.split("<dt>Review</dt>")[1].split("</dl>")[0]
    assert "Reply of Bo, entered by Ann &lt;b&gt;, " in row
    assert "It was licensed." in row
    assert page.count("<dt>Review</dt>") == 1
    assert "It was licensed." in report("show", "001", "003", "--format", "html")[1]


def test_tables_and_markdown_tell_what_was_decided(report: Run) -> None:
    first, second, *_ = (one["id"] for one in passages(report("report", "--format", "json")))
    asked = ("--reviewer", "Ann")
    report("review", "clear", first, "--reason", "licensed", "--note", "=a <b>", *asked)
    report("review", "reply", first, "--from", "Bo", "--text", "It was.", *asked)
    rows = {
        row["id"]: row
        for row in csv.DictReader(io.StringIO(report("report", "--format", "csv")[1]))
        if row["id"]
    }
    told = ("state", "reason", "reviewer", "review_notes")
    assert [rows[first][name] for name in told] == ["cleared", "licensed", "Ann", "'=a <b>; Bo: It was."]
    assert rows[first]["decided_at"].startswith("20")
    assert [rows[second][name] for name in told] == ["new", "", "", ""]
    shown = report("report", "--format", "markdown")[1]
    assert shown.count("  - Review: ") == 1
    assert "  - Review: cleared (licensed), Ann, 20" in shown.replace("\\", "")


def test_the_progress_counts_what_the_report_lists(run: Run, tmp_path: Path) -> None:
    """Texts in several places, and passages that are set aside, are counted as the JSON report has them."""
    folder = tmp_path / "in"
    folder.mkdir()
    words = "The council voted on Tuesday to close the old bridge for two years while it is built anew."
    other = "A dozen boats were torn from their moorings at night and two of them were found near the lock."
    for name, text in (("a", f"{words} {other}"), ("b", f"So: {words}"), ("c", f"Then. {other}")):
        for copy in range(2):
            (folder / f"{name}{copy}.txt").write_text(f"{name}\n\n{text}\n")
    db = ("--db", str(tmp_path / "x.db"))
    assert run("scan", str(folder), *db)[0] == 0
    listed = passages(run("report", "--format", "json", *db))
    chosen = sorted({one["id"] for one in listed})
    states = (("confirm",), ("clear", "--reason", "self"), ("needs-info",), ("corrected",))
    for one, decide in zip(chosen, states, strict=False):
        assert run("review", decide[0], one, *decide[1:], "--reviewer", "x", *db)[0] == 0
    counted = Counter(
        (one["review"] or {"state": "new"})["state"]
        for one in passages(run("report", "--format", "json", *db))
        if one["status"] == "reuse"
    )
    assert len(counted) > 2
    assert counted.total() > len(chosen), "passages in several places"
    part = run("report", *db)[1].split('<h2 id="review">')[1].split('<h2 id="first">')[0]
    rows = re.findall(r'row">([^<:]*)[^<]*</th><td class="number">(\d+)', part)
    assert {state: int(number) for state, number in rows if number != "0"} == counted
