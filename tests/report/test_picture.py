"""The lineage picture and the marks of a side."""

import sqlite3
from xml.etree import ElementTree

from provenance.report import facts, findings
from provenance.report.graph_svg import picture
from provenance.report.marked import CONTEXT, runs
from provenance.report.statements import statements
from provenance.report.told_apart import tell

SVG = "{http://www.w3.org/2000/svg}"


def test_the_picture_has_a_box_per_text_and_a_line_per_statement(
    seeds: sqlite3.Connection, hostile: sqlite3.Connection
) -> None:
    for connection, boxes, lines in ((seeds, 3, 3), (hostile, 6, 5)):
        root = ElementTree.fromstring(picture(statements(connection), 10))
        assert len(root.findall(f".//{SVG}rect")) == boxes
        assert len(root.findall(f".//{SVG}g[@class='link']")) == lines


def test_boxes_do_not_overlap(hostile: sqlite3.Connection) -> None:
    root = ElementTree.fromstring(picture(statements(hostile), 10))
    width, height = (float(value) for value in root.get("viewBox", "").split()[2:])
    places = [(float(box.get("x", "")), float(box.get("y", ""))) for box in root.iter(f"{SVG}rect")]
    assert len(set(places)) == len(places)
    for x, y in places:
        assert 0 <= x <= width - 230
        assert 0 <= y <= height - 34
        assert all(abs(y - other) >= 34 for place, other in places if place == x and other != y)


def test_no_picture_of_nothing_or_too_much(seeds: sqlite3.Connection) -> None:
    assert picture([], 10) == ""
    assert picture(statements(seeds), 2) == ""


def test_runs_join_to_the_article(seeds: sqlite3.Connection, hostile: sqlite3.Connection) -> None:
    for connection in (seeds, hostile):
        texts = facts.Texts(connection)
        for passages in (
            findings.Passages(connection, texts)
            .of(findings.pairs(connection, findings.extent(connection)))
            .values()
        ):
            for passage in passages:
                told = tell(passage)
                for letter, side in (("a", passage.a), ("b", passage.b)):
                    credits = facts.article(connection, side.path).credits
                    marked = runs(side, told.side(letter), texts.quotations(side.text_id), credits)
                    joined = "".join(run.text for run in marked if run.text != "…")
                    assert joined == side.before + side.text + side.after
                    inside = "".join(run.text for run in marked if run.kind != CONTEXT)
                    assert inside == side.text
