"""Passages in other words: what both sides have is marked, in the page, the terminal and the JSON report."""

import json
import re
import sqlite3
from collections.abc import Callable, Iterator
from pathlib import Path

import pytest
from click.testing import Result

from provenance.report import facts, findings, html_report, json_report
from provenance.report.marked import CONTEXT, runs
from provenance.report.told_apart import LEFT_OUT, MOVED, SHARED, tell
from provenance.spans import Span
from provenance.store.database import open_for_reading
from provenance.tokens import tokenise
from tests.report.conftest import NAMES, Newsroom, read_article
from tests.report.test_html_report import Page
from tests.test_paraphrases import FAR, LANGUAGES, WIRE

SUMMARY = (
    "Syrian rebel groups are split over going to Astana: the Free Syrian Army said the talks in Kazakhstan "
    "neutralize the role of Geneva, while spokesmen told AFP that a ceasefire would be a test for Russians."
)
EDITED = WIRE.replace(
    "a spokesman for the harbour authority said", "said a spokesman for the harbor authority"
)


@pytest.fixture(scope="module")
def database(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A rewritten passage, two of them long against short, one in Chinese, one nearly verbatim."""
    room = Newsroom(tmp_path_factory.mktemp("told") / "provenance.db")
    long = "\n\n".join(read_article(name).strip() for name in NAMES[:2])
    one_sentence = " ".join(f"word{place} and" for place in range(200)) + " sentences end"
    texts = {
        "in/chinese_a.txt": LANGUAGES["zh"][0],
        "in/chinese_b.txt": LANGUAGES["zh"][1],
        "in/edited.txt": EDITED,
        "in/far.txt": FAR,
        "in/long.txt": long,
        "in/one.txt": one_sentence,
        "in/short.txt": f"Before. {SUMMARY} After.",
        "in/two.txt": "A few: word7 and word9, and word190.",
        "in/wire.txt": WIRE,
    }
    for path, text in texts.items():
        room.place(path, text)

    def span(path: str, first: str = "", last: str = "") -> tuple[int, int]:
        text = texts[path]
        return text.index(first), text.index(last) + len(last) if last else len(text)

    retold = span("in/wire.txt", "Engineers", "authority said.")
    room.passage("in/wire.txt", retold, "in/far.txt", span("in/far.txt", "A painted"), form="rewritten")
    room.passage(
        "in/long.txt",
        span("in/long.txt"),
        "in/short.txt",
        span("in/short.txt", "Syrian", "Russians."),
        form="summary",
    )
    for a, b, form in (
        ("one", "two", "summary"),
        ("chinese_a", "chinese_b", "rewritten"),
        ("edited", "wire", "near-verbatim"),
    ):
        paths = f"in/{a}.txt", f"in/{b}.txt"
        room.passage(paths[0], span(paths[0]), paths[1], span(paths[1]), form=form)
        room.relate(*paths, "source-to-source")
    room.relate("in/wire.txt", "in/far.txt", "source-to-source")
    room.relate("in/long.txt", "in/short.txt", "source-to-source")
    return room.close()


@pytest.fixture
def told(database: Path) -> Iterator[sqlite3.Connection]:
    connection = open_for_reading(database)
    yield connection
    connection.close()


def passages(connection: sqlite3.Connection) -> list[findings.Passage]:
    texts = facts.Texts(connection)
    pairs = findings.pairs(connection, findings.extent(connection))
    found = findings.Passages(connection, texts).of(pairs).values()
    return [passage for several in found for passage in several]


def test_stretches_join_to_the_passage_whole_or_in_part(told: sqlite3.Connection) -> None:
    shortened = []
    for passage in passages(told):
        in_part, whole = tell(passage), tell(passage, whole=True)
        shortened.append(in_part.shortened)
        assert whole.shortened == ""
        for letter, side in (("a", passage.a), ("b", passage.b)):
            for one in (in_part, whole):
                edges = [(stretch.span.start, stretch.span.end) for stretch in one.side(letter)]
                assert edges[0][0] == side.span.start
                assert edges[-1][1] == side.span.end
                assert [end for _, end in edges[:-1]] == [start for start, _ in edges[1:]]
            marked = runs(side, whole.side(letter), [], [])
            assert "".join(run.text for run in marked if run.kind != CONTEXT) == side.text
    assert sorted(shortened) == ["", "", "", "a", "a"]


def test_what_is_left_out_is_counted(told: sqlite3.Connection) -> None:
    for passage in passages(told):
        in_part, whole = tell(passage), tell(passage, whole=True)
        for letter, side in (("a", passage.a), ("b", passage.b)):
            left_out = [one for one in in_part.side(letter) if one.kind == LEFT_OUT]
            assert bool(left_out) == (letter in in_part.shortened)
            held = 0
            for one in left_out:
                assert len(tokenise(_cut(side, one.span))) == one.words
                held += one.held
            shown = [one for one in in_part.side(letter) if one.kind != LEFT_OUT]
            assert sum(len(tokenise(_cut(side, one.span))) for one in shown) <= 200
            # Each word that both have is shown, or counted.
            counted = [
                sum(len(tokenise(_cut(side, one.span))) for one in stretches if one.kind in (SHARED, MOVED))
                for stretches in (shown, whole.side(letter))
            ]
            assert counted[0] + held == counted[1]


def _cut(side: findings.Side, span: Span) -> str:
    return side.text[span.start - side.span.start : span.end - side.span.start]


def test_the_page_marks_what_both_have(told: sqlite3.Connection) -> None:
    page = html_report.build(told)
    for words in ("engineers, who", "the walkway", "the lower basin"):
        assert f'<mark class="shared">{words}</mark>' in page
    assert '<mark class="moved">A painted hinge</mark>' in page
    assert '<mark class="moved">said</mark> a spokesman for the <mark class="changed">harbor</mark>' in page
    text = Page(page).text
    assert "11 words in both in the same order, 10 in both in another order; 5 others in A, 9 in B." in text
    assert "(1 of these spelt otherwise)" in text
    assert "Heavy line: in both in the same order; dashed line: in both in another order" in text
    assert re.search(r"\[… \d+ words left out, \d+ of them in both …\]", text)
    assert "All 1,032 words of this side" in text
    assert page.count("<details><summary>All ") == 2


def test_marks_are_told_apart_without_colour(told: sqlite3.Connection) -> None:
    page = html_report.build(told)
    lines = re.findall(r"mark\.([a-z-]+) \{ [^}]*text-decoration: underline (\w+)", page)
    assert dict(lines) == {"changed": "wavy", "only-here": "double", "shared": "solid", "moved": "dashed"}
    assert set(re.findall(r"mark\.([a-z-]+)::before \{ content: ", page)) == {kind for kind, _ in lines}
    for place in ("shared", "moved"):
        assert page.count(f"--{place}: ") == 3  # by day, by night and on paper


def test_show_puts_signs_where_there_is_no_colour(provenance: Callable[..., Result], database: Path) -> None:
    out = provenance("show", "wire", "far", db=database).output
    assert "11 words in both in the same order, 10 in both in another order; 5 others in A, 9 in B" in out
    assert "{=engineers, who=}" in out
    assert "{^slipped^}" in out
    out = provenance("show", "long", "short", db=database).output
    assert "A is shown in part; --json has all of it." in " ".join(out.split())
    assert re.search(r"\[… \d+ words left out", out)


def test_the_json_report_has_each_mark(provenance: Callable[..., Result], database: Path) -> None:
    found = json.loads(provenance("show", "wire", "far", "--json", db=database).output)
    (passage,) = found["pair"]["passages"]
    texts = {"a": FAR, "b": WIRE}
    marks = [
        (mark["kind"], *(texts[side][slice(*mark[side])] if mark[side] else "" for side in "ab"))
        for mark in passage["marks"]
    ]
    assert marks[:3] == [
        ("moved", "A painted hinge", "a painted hinge"),
        ("moved", "slipped", "slipped"),
        ("added", "during", ""),
    ]
    assert ("shared", "the lower basin", "the lower basin") in marks
    assert ("replaced", "above", "") in marks
    assert ("replaced", "", "over") in marks
    for side in "ab":
        inside = [mark[side] for mark in passage["marks"] if mark[side]]
        assert all(passage[side]["start"] <= start < end <= passage[side]["end"] for start, end in inside)


def test_verbatim_passages_have_no_marks(seeds: sqlite3.Connection) -> None:
    for pair in json_report.build(seeds)["pairs"]:  # type: ignore[attr-defined]
        for passage in pair["passages"]:
            assert bool(passage["marks"]) == (passage["form"] != "verbatim")
