"""The picture over time: nothing overlaps, nothing lies about time or direction, everybody can read it."""

from __future__ import annotations

import re
import sqlite3
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from datetime import UTC, datetime
from itertools import combinations, pairwise
from pathlib import Path
from xml.etree import ElementTree

import pytest
from click.testing import Result
from hypothesis import given
from hypothesis import strategies as st

from provenance.report import facts, lineage_graph, timeline
from provenance.report.escaping import shortened
from provenance.report.lineage_graph import Graph, stories
from provenance.report.time_scale import BREAK, DAY, scale
from provenance.report.timeline_labels import cut, text_width
from provenance.report.timeline_layout import (
    FEW,
    LANES,
    WIDTH,
    Layout,
    Mark,
    layout,
    stretch,
)
from provenance.report.timeline_rows import BEFORE, INSIDE
from provenance.sentences import tables
from provenance.store.database import open_for_reading
from tests.report.conftest import Newsroom
from tests.report.nasty import made_up_newsroom, nasty_newsroom

Command = Callable[..., Result]
SVG = "{http://www.w3.org/2000/svg}"
SIZES = ((5, 1, 3), (40, 4, 8), (500, 60, 30), (300, 1, 70))
"""Articles, stories, outlets."""


@contextmanager
def opened(path: Path) -> Iterator[Graph]:
    connection = open_for_reading(path)
    try:
        yield graph_of(connection)
    finally:
        connection.close()


def graph_of(connection: sqlite3.Connection) -> Graph:
    run = facts.last_run(connection)
    assert run is not None
    return lineage_graph.lineage_graph(connection, run.uid)


@pytest.fixture(scope="module", params=SIZES, ids=lambda size: f"{size[0]} articles, {size[1]} stories")
def made_up(request: pytest.FixtureRequest, tmp_path_factory: pytest.TempPathFactory) -> Graph:
    articles, several, outlets = request.param
    path = tmp_path_factory.mktemp("made") / "provenance.db"
    with opened(made_up_newsroom(path, articles=articles, stories=several, outlets=outlets, seed=7)) as graph:
        return graph


Box = tuple[float, float, float, float]


def label_box(mark: Mark) -> Box:
    """Left, top, right and bottom of a label."""
    width = text_width(mark.label, bold=mark.bold)
    left = mark.left - 9.5 - width if mark.side == BEFORE else mark.right + 9.5
    if mark.side == INSIDE:
        left = mark.left + 8
    return left, mark.y - 5, left + width, mark.y + 4


def sign_box(mark: Mark) -> Box:
    return mark.left - 5, mark.y - 5, mark.right + 5, mark.y + 5


def overlap(one: Box, other: Box) -> bool:
    return one[0] < other[2] and other[0] < one[2] and one[1] < other[3] and other[1] < one[3]


def test_no_label_covers_a_label_or_a_mark(made_up: Graph) -> None:
    for story in stories(made_up):
        marks = layout(story, 0.0).marks.values()
        labelled = [mark for mark in marks if mark.label]
        if len(story.nodes) <= FEW:
            assert len(labelled) == len(story.nodes)
        assert labelled
        for one, other in combinations(labelled, 2):
            assert not overlap(label_box(one), label_box(other)), (one.label, other.label)
        for one in labelled:
            left, _, right, _ = label_box(one)
            assert left > 150
            assert right < WIDTH
            for other in marks:
                assert one is other or not overlap(label_box(one), sign_box(other)), (one.label, other.label)
        for one, other in combinations(marks, 2):
            assert not overlap(sign_box(one), sign_box(other))


def test_places_tell_the_truth_about_time(made_up: Graph) -> None:
    for story in stories(made_up):
        found = layout(story, 0.0)
        dated = [mark for mark in found.marks.values() if mark.node.date is not None]
        for one, other in combinations(dated, 2):
            if stretch(one.node)[1] < stretch(other.node)[0]:
                assert one.left <= other.right + 0.01
        for mark in found.marks.values():
            if not mark.node.unseen and mark.node.date is None:
                assert found.undated is not None
                assert found.undated[0] <= mark.left <= found.undated[1]
            else:
                assert found.plot[0] - 1 <= mark.left <= mark.right <= found.plot[1] + 1 or not mark.is_dated
        for link in story.links:
            source, derived = found.marks[link.source], found.marks[link.derived]
            if source.node.unseen and derived.node.date is not None:
                assert source.left < derived.right


def test_each_outlet_has_a_lane(made_up: Graph) -> None:
    for story in stories(made_up):
        found = layout(story, 0.0)
        assert len(found.lanes) <= LANES + 2
        for lane, following in pairwise(found.lanes):
            assert lane.top + lane.height == pytest.approx(following.top)
        for mark in found.marks.values():
            (lane,) = (one for one in found.lanes if one.top < mark.y < one.top + one.height)
            known = mark.node.outlet or ("Not in this collection" if mark.node.unseen else "Outlet not known")
            assert lane.name == known or lane.name.endswith(" other outlets")


def test_the_picture_is_text_without_scripts_and_says_what_it_shows(made_up: Graph) -> None:
    text = timeline.picture(made_up)
    assert text == timeline.picture(made_up)
    root = ElementTree.fromstring(text)
    assert not re.search(r"<script|\son\w+=|href|@import|url\(|<!--|<image|<foreignObject", text)
    assert set(root.get("aria-labelledby", "").split()) == {
        one.get("id") for one in root if one.tag in (f"{SVG}title", f"{SVG}desc")
    }
    links, marks = root.findall(f".//{SVG}g[@class='link']"), root.findall(f".//{SVG}g[@role]")
    assert (len(links), len(marks)) == (len(made_up.links), len(made_up.nodes))
    for one in (*links, *marks):
        title = one.find(f"{SVG}title")
        assert title is not None
        assert title.text
    for link, drawn in zip((link for story in stories(made_up) for link in story.links), links, strict=True):
        line, *head = drawn.findall(f"{SVG}path")
        assert len(head) == link.is_arrow
        for one in head:
            # Large enough to be seen, and farther along than the line.
            points = [float(value) for value in re.findall(r"-?[\d.]+", one.get("d", ""))]
            assert max(points[::2]) - min(points[::2]) > 3
            assert max(points[1::2]) - min(points[1::2]) > 3
        assert (line.get("stroke-dasharray") is None) == link.is_arrow
        assert link.said.band in (line.get("class") or "").split()


def test_the_parts_for_a_page_are_the_picture(made_up: Graph) -> None:
    whole, below = ElementTree.fromstring(timeline.picture(made_up)), 0.0
    parts = [ElementTree.fromstring(part) for part in timeline.pictures(made_up)]
    for part in parts:
        _, top, _, height = map(float, part.get("viewBox", "").split())
        assert abs(top - below) <= 1
        below = top + height
        heads = [float(one.get("y", "")) for one in part.iter(f"{SVG}text") if one.get("y")]
        assert all(top <= y <= below for y in heads)
    for sign in ("g[@class='link']", "g[@role]"):
        assert sum(len(part.findall(f".//{SVG}{sign}")) for part in parts) == len(
            whole.findall(f".//{SVG}{sign}")
        )
    assert timeline.pictures(Graph("run", (), (), 3, 3)) == []


def test_line_widths_grow_with_words(made_up: Graph) -> None:
    root = ElementTree.fromstring(timeline.picture(made_up))
    drawn = root.findall(f".//{SVG}g[@class='link']")
    widths = {}
    for link, one in zip((link for story in stories(made_up) for link in story.links), drawn, strict=True):
        line = one.find(f"{SVG}path")
        assert line is not None
        widths[link.said.words] = float(line.get("stroke-width", ""))
    assert list(dict(sorted(widths.items())).values()) == sorted(widths.values())


def test_what_is_not_drawn_is_counted(tmp_path: Path) -> None:
    path = made_up_newsroom(tmp_path / "provenance.db", articles=40, stories=4, outlets=5, seed=1)
    with opened(path) as graph:
        text = timeline.picture(graph, articles=20)
    assert "Not drawn: 2 smaller stories with 20 articles." in text
    assert "Not drawn" not in timeline.picture(graph)


def test_who_had_it_first_is_said_with_what_is_unsure(tmp_path: Path) -> None:
    def first(*dates: str) -> str:
        path = tmp_path / f"{len(list(tmp_path.iterdir()))}.db"
        room = Newsroom(path)
        for number, date in enumerate(dates):
            known: dict[str, object] = {"outlet": f"Paper {number}"}
            if date:
                grain = "day" if len(date) == 10 else "minute"
                known |= {"date_from": f"{date}T00:00" if grain == "day" else date, "date_precision": grain}
                known |= {
                    "date_to": f"{date}T23:59:59" if grain == "day" else date,
                    "date_source": "metadata",
                }
            room.place(f"news/{number}.txt", f"Text {number}.", **known)
        for number in range(1, len(dates)):
            room.statement("news/0.txt", f"news/{number}.txt", "undirected", 0.8, "moderate", [])
        with opened(room.close()) as graph:
            return timeline.summary(graph)

    start = "3 articles of 3 outlets. "
    assert first("", "", "") == f"{start}Which is the earliest is not known: none has a date."
    assert (
        first("2024-03-02", "2024-03-01", "") == f"{start}Earliest date: Paper 1, 2024-03-01. 1 has no date."
    )
    assert (
        first("2024-03-02T12:00", "2024-03-01T09:30", "2024-03-01")
        == f"{start}Earliest date: Paper 1, 2024-03-01 09:30, but another date may be as early."
    )


@pytest.mark.parametrize("name", ["nasty", "hostile"])
def test_names_stay_text(tmp_path: Path, hostile_database: Path, name: str) -> None:
    path = nasty_newsroom(tmp_path / "provenance.db") if name == "nasty" else hostile_database
    with opened(path) as graph:
        text = timeline.picture(graph)
    root = ElementTree.fromstring(text)
    tags = {one.tag.removeprefix(SVG) for one in root.iter()}
    assert tags == {"svg", "title", "desc", "style", "rect", "text", "g", "path", "circle"}
    assert not set(text) & set("\x00\x01\x1b\x7f\x85\u202e\u2028\ufffe")


def luminance(colour: str) -> float:
    parts = [int(colour[place : place + 2], 16) / 255 for place in (1, 3, 5)]
    linear = [part / 12.92 if part <= 0.04045 else ((part + 0.055) / 1.055) ** 2.4 for part in parts]
    return 0.2126 * linear[0] + 0.7152 * linear[1] + 0.0722 * linear[2]


def contrast(one: str, other: str) -> float:
    low, high = sorted((luminance(one), luminance(other)))
    return (high + 0.05) / (low + 0.05)


@pytest.mark.parametrize("mode", ["light", "dark", "print"])
def test_text_stands_out_from_what_is_behind_it(mode: str) -> None:
    css = timeline.style()
    light, rest = css.split("@media (prefers-color-scheme: dark)")
    dark, printed = rest.split("@media print")

    def colours(part: str) -> dict[str, str]:
        found = {}
        for names, rules in re.findall(r"([^{}]+)\{([^{}]*)\}", part):
            for rule in re.findall(r"(fill|stroke): (#[0-9a-f]{6})", rules):
                found |= {(f"{name.split()[-1]} {rule[0]}"): rule[1] for name in names.strip().split(", ")}
        return found

    known = colours(light) | (
        colours(dark) if mode == "dark" else colours(printed) if mode == "print" else {}
    )
    for behind in (".back fill", ".strip fill", ".column fill"):
        for text in ("text fill", ".soft fill"):
            assert contrast(known[text], known[behind]) >= 4.5
        for line in (".strong stroke", ".moderate stroke"):
            assert contrast(known[line], known[behind]) >= 3.0
    bands = [contrast(known[f".{band} stroke"], known[".back fill"]) for band in tables()["band"]]
    assert bands == sorted(bands, reverse=True)


instants = st.floats(
    datetime(1, 1, 1, tzinfo=UTC).timestamp(), datetime(9999, 12, 31, 23, tzinfo=UTC).timestamp()
)
spans = st.sampled_from((0.0, 59.0, DAY - 1.0, 30.0 * DAY, 365.0 * DAY))


@given(st.lists(st.tuples(instants, spans), min_size=1, max_size=12))
def test_a_scale_keeps_order_and_room(dates: list[tuple[float, float]]) -> None:
    known = [(start, start + span) for start, span in dates]
    found = scale(known, 200.0, 900.0)
    assert found is not None
    assert found.parts[0].left == 200.0
    assert found.parts[-1].left + found.parts[-1].width <= 1100.01
    for one, other in pairwise(found.parts):
        assert one.stop < other.start
        assert one.left + one.width + BREAK == pytest.approx(other.left)
    edges = sorted(edge for date in known for edge in date)
    places = [found.at(edge) for edge in edges]
    assert places == sorted(places)
    assert all(200.0 <= place <= 1100.01 for place in places)
    ticks = [tick.x for tick in found.ticks()]
    assert ticks == sorted(ticks)
    assert len(ticks) <= 40
    assert len(found.cuts()) == len(found.parts) - 1


def test_a_long_gap_is_cut_out_and_a_month_does_not_stretch_a_day() -> None:
    def at(*when: int) -> float:
        return datetime(*when, tzinfo=UTC).timestamp()  # type: ignore[arg-type]

    found = scale([(at(2014, 1, 1), at(2014, 1, 1)), (at(2024, 3, 1, 8), at(2024, 3, 1, 9))], 0, 900)
    assert found is not None
    assert [words for _, words in found.cuts()] == ["10 years"]
    found = scale([(at(2024, 3, 5), at(2024, 3, 6) - 1), (at(2024, 3, 1), at(2024, 4, 1))], 0, 900)
    assert found is not None
    assert found.parts[0].stop - found.parts[0].start < 2 * DAY
    assert scale([], 0, 900) is None


@given(
    text=st.text(st.sampled_from("abW.i  é新⟨⟩\n\t\x1b…lm"), max_size=30),
    room=st.floats(0, 400),
    bold=st.booleans(),
)
def test_a_text_is_cut_where_one_letter_more_has_no_room(text: str, room: float, bold: bool) -> None:
    letters = 10 * len(text) + 4  # more than any way of showing them has
    while letters > 4 and text_width(shortened(text, letters), bold=bold) > room:
        letters -= 1
    assert cut(text, room, bold=bold) == shortened(text, letters)


def test_an_empty_layout_of_unseen_sources_alone(made_up: Graph) -> None:
    node = next((one for one in made_up.nodes if one.unseen), None)
    if node is not None:
        found: Layout = layout(Graph("run", (node,), (), 1, 0), 0.0)
        assert list(found.marks) == [node.id]


def test_the_command_writes_the_picture(provenance: Command, tmp_path: Path) -> None:
    file = tmp_path / "lineage.svg"
    assert (
        provenance("lineage", "--format", "svg", "--out", str(file)).stderr == f"provenance: wrote {file}\n"
    )
    root = ElementTree.fromstring(file.read_text(encoding="utf-8"))
    words = "".join(root.itertext())
    assert "Which is the earliest is not known: none has a date." in words
    assert "unseen source 1" in words
