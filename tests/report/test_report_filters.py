"""`provenance report` with filters: each format lists what was asked for, and says so."""

from __future__ import annotations

import csv
import io
import json
import shutil
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
    assert any("credit none; min_words 12" in row["note"] for row in rows)
    page = json.loads(report("report", "--format", "webannotation", *ASKED)[1])
    assert [one["provenance:passage"] for one in page["items"]] == [one for one in wanted for _ in "ab"]
    assert "Asked for: credit none" in page["partOf"]["summary"]
    shown = report("report", "--format", "markdown", *ASKED)[1]
    assert [one["id"] for one in every if f"`{one['id']}`" in shown] == wanted
    assert report("report", "--format", "xlsx", *ASKED, "-o", "report.xlsx")[0] == 0


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
        (("--state", "new"), "--format html shows the whole archive"),
        (("--format", "passim", "--outlet", "x"), "--format passim shows the whole archive"),
        (("--format", "csv", "--byline", "Nobody Here"), "has the byline 'Nobody Here'"),
        (("--format", "csv", "--since", "soon"), "is not a clear date"),
    ],
)
def test_filters_that_can_not_be_used(report: Run, args: tuple[str, ...], said: str) -> None:
    code, out, err = report("report", *args)
    assert (code, out) == (2, "")
    assert said in err
