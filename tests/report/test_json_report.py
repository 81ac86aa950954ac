"""The JSON report: complete, deterministic, and true to the texts."""

import json
import sqlite3
from collections.abc import Callable
from dataclasses import replace
from pathlib import Path
from typing import Any

import pytest

from provenance.direction import weigh
from provenance.evidence import Instant, Node, Piece
from provenance.report import json_report, wording
from provenance.report.statements import Reason, Statement

TRUTH = Path(__file__).parents[1] / "truth" / "seeds" / "passages.json"


@pytest.fixture
def report(seeds: sqlite3.Connection) -> dict[str, Any]:
    return json.loads(json_report.as_text(json_report.build(seeds)))  # type: ignore[no-any-return]


def test_the_report_on_the_seeds(seeds: sqlite3.Connection, gold: Callable[[str, str], None]) -> None:
    text = json_report.as_text(json_report.build(seeds))
    assert text == json_report.as_text(json_report.build(seeds))
    gold("seeds.json", text)


def test_every_listed_passage_stands_in_the_report(report: dict[str, Any]) -> None:
    truth = [row for row in json.loads(TRUTH.read_text(encoding="utf-8")) if row["reuse"] and "id" in row]
    (pair,) = report["pairs"]
    found = [
        (one["a"]["start"], one["a"]["end"], one["b"]["start"], one["b"]["end"]) for one in pair["passages"]
    ]
    assert sorted(found) == sorted(
        (row["a_start"], row["a_end"], row["b_start"], row["b_end"]) for row in truth
    )
    assert report["counts"]["passages"] == report["counts"]["passages_after_exclusions"] == 8
    assert {one["credit"] for one in pair["passages"]} == {"none", "same", "a only", "b only"}
    assert [one["kind"] for one in report["lineage"]] == ["common source", "unseen", "unseen"]


def test_passages_can_be_cut_again_from_the_files(report: dict[str, Any]) -> None:
    root = Path(__file__).parents[2]
    for one in report["pairs"][0]["passages"]:
        for side in (one["a"], one["b"]):
            data = (root / side["path"]).read_bytes()
            text = data.decode("utf-8")
            assert text[side["start"] : side["end"]] == side["text"]
            assert data[side["start_byte"] : side["end_byte"]].decode("utf-8") == side["text"]
            line, column = side["start_line_column"]
            assert text.split("\n")[line - 1][column - 1 :].startswith(side["text"].split("\n")[0])
            assert (side["before"] + side["text"] + side["after"]) in text
            assert 0 < side["share"] < 0.1


def test_photo_credits_are_told_apart(report: dict[str, Any]) -> None:
    roles = [credit["role"] for credit in report["articles"][1]["credits"]]
    assert roles == ["photo", "told", "told"]


def test_boilerplate_is_counted_and_kept(hostile: sqlite3.Connection) -> None:
    report: dict[str, Any] = json_report.build(hostile)
    assert report["counts"]["passages"] == 6
    assert report["counts"]["passages_after_exclusions"] == 3
    statuses = [one["status"] for pair in report["pairs"] for one in pair["passages"]]
    assert sorted(statuses) == ["boilerplate"] * 3 + ["reuse"] * 3
    assert {pair["relation"] for pair in report["pairs"]} == {"source-to-source", "incidental", "same text"}
    assert [family["family"] for family in report["families"]] == [1, 2, 3, 4, 5]


def test_a_passage_id_depends_on_the_content_alone(hostile: sqlite3.Connection) -> None:
    passages = [one for pair in json_report.build(hostile)["pairs"] for one in pair["passages"]]  # type: ignore[attr-defined]
    ids = [one["id"] for one in passages]
    # The footer of one text in two places is one passage in two pairs.
    assert len(ids) == 6
    assert len(set(ids)) == 5


def test_a_pair_that_shares_nothing(seeds: sqlite3.Connection) -> None:
    found = json_report.build_pair(seeds, "seeds/003_378cecce5d93c993.txt", "seeds/000_a995ccc24e07d63c.txt")
    assert found["pair"] is None
    assert found["lineage"] == []


@pytest.mark.parametrize(
    ("probability", "said"),
    [(0.86, "about 86 %"), (0.999, "more than 99 %"), (1.0, "more than 99 %"), (0.001, "less than 1 %")],
)
def test_probabilities_are_said_as_people_say_them(probability: float, said: str) -> None:
    assert wording.about(probability) == said


@pytest.mark.parametrize(
    ("share", "said"),
    [(0.0, "0 %"), (0.004, "under 1 %"), (0.5, "50 %"), (0.996, "over 99 %"), (1.0, "100 %")],
)
def test_a_share_is_never_rounded_to_nothing_or_all(share: float, said: str) -> None:
    assert wording.percent(share) == said


@pytest.mark.parametrize("kind", ["directed", "undirected", "common source", "unseen"])
@pytest.mark.parametrize("band", ["strong", "moderate", "weak", "none"])
def test_every_statement_has_its_words(kind: str, band: str) -> None:
    one = Statement("{x}", "b.txt", kind, 0.5, band, 1, 1, {}, (), "unseen source 1")
    said = wording.lineage(one).format(source="{x}", derived="b.txt")
    assert "{x}" in said
    assert "b.txt" in said
    certain = {"strong": "likely", "moderate": "likely", "weak": "possibly", "none": "undetermined"}[band]
    assert certain in said
    if kind == "directed" and band != "none":
        assert "earlier" in said


def test_an_undirected_statement_says_what_dates_say() -> None:
    """Where they say who came first, "undetermined" would contradict the reason below it."""
    a, b = (
        Node(
            day,
            day,
            f"text {day}",
            None,
            Instant(86_400.0 * day, 86_400.0 * day + 9, f"day {day}", "file"),
            False,
        )
        for day in (7, 9)
    )
    piece = Piece("a few words", "a few words", 3, False, (), (), (), ())
    told = weigh(a, b, [piece], third=None, present=frozenset(), known=frozenset())
    earlier = [Reason(0, 0.0, each.sentence) for each in told.evidence if each.kind == "date"]
    assert len(earlier) == 1
    one = Statement("a", "b", "undirected", 0.8, "moderate", 58, 3, {}, tuple(earlier), None)
    assert "by the dates the later one" in wording.lineage(one)
    assert "undetermined" not in wording.lineage(one)
    doubted = Reason(0, 0.0, f"{earlier[0].sentence} But b is from an agency.")
    for reasons in ((), (doubted,)):
        assert wording.lineage(replace(one, reasons=reasons)).endswith("which came first is undetermined.")


def keys(value: object, inside: str = "") -> set[str]:
    """Every key of a report but those that a run or a text chooses itself."""
    if isinstance(value, list):
        return {key for each in value for key in keys(each, inside)}
    if not isinstance(value, dict) or inside in ("parameters", "dependencies", "agencies", "run counts"):
        return set()
    inner = {key: "run counts" if inside == "run" and key == "counts" else key for key in value}
    return set(value) | {key for name, each in value.items() for key in keys(each, inner[name])}


def test_every_key_is_documented(hostile: sqlite3.Connection, report: dict[str, Any]) -> None:
    document = (Path(__file__).parents[2] / "docs" / "report-format.md").read_text(encoding="utf-8")
    found = keys(report) | keys(json_report.build(hostile))
    assert len(found) > 60
    assert sorted(key for key in found if f"`{key}`" not in document) == []
