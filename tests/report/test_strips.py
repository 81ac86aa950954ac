"""The strip of an article and the words counted on it; families over time."""

import re
import sqlite3
from pathlib import Path

from hypothesis import given
from hypothesis import strategies as st

from provenance.report import facts, findings
from provenance.report.asked import Stretch
from provenance.report.page.families import WIDTH as YEARS
from provenance.report.page.families import family_rows
from provenance.report.page.strips import WIDTH, draw, strip, strip_of_pair
from provenance.store.database import open_for_reading
from provenance.tokens import tokenise
from tests.report.conftest import FIRST, SECOND, Newsroom

TEXT = " ".join(f"word{number}" for number in range(50))
STATUS = ("reuse", "boilerplate", "stock phrase", "excluded")
WORDS = [(start, end) for start, end in zip(tokenise(TEXT).starts, tokenise(TEXT).ends, strict=True)]


@st.composite
def stretches(draw_one: st.DrawFn) -> Stretch:
    low = draw_one(st.integers(0, 49))
    high = draw_one(st.integers(low, 49))
    return (
        int(WORDS[low][0]),
        int(WORDS[high][1]),
        draw_one(st.sampled_from(STATUS)),
        draw_one(st.booleans()),
        draw_one(st.booleans()),
    )


@given(st.lists(stretches(), max_size=8))
def test_words_count_once_as_the_first_of_their_statuses(found: list[Stretch]) -> None:
    expected = dict.fromkeys(STATUS, 0)
    for start, end in WORDS:
        own = [status for low, high, status, _, _ in found if low <= start and end <= high]
        if own:
            expected[min(own, key=STATUS.index)] += 1
    drawn = draw(TEXT, found)
    assert drawn.words == {status: words for status, words in expected.items() if words}
    covered = {place for low, high, status, _, _ in found if status == "reuse" for place in range(low, high)}
    assert {place for span in drawn.spans for place in range(span.start, span.end)} == covered
    for _, path in drawn.paths:
        for left, wide in re.findall(r"M(\d+) \d+h(\d+)v", path):
            assert 0 <= int(left) < int(left) + int(wide) <= WIDTH


def test_kinds_of_bars() -> None:
    drawn = draw(
        TEXT,
        [(0, 5, "reuse", True, True), (6, 11, "reuse", True, False), (300, 305, "excluded", False, False)],
    )
    assert [kind for kind, _ in drawn.paths] == ["credited", "quoted", "excluded"]
    assert len({path.split(" ", 1)[1].split("h")[0] for _, path in drawn.paths}) == 3


def test_the_strip_of_a_pair_has_its_passages_alone(seeds: sqlite3.Connection) -> None:
    texts = facts.Texts(seeds)
    passages = findings.Passages(seeds, texts).between(FIRST, SECOND)
    for path in (FIRST, SECOND):
        text_id = facts.article(seeds, path).text_id
        # Two articles share something in the seeds, so all is what one pair has.
        assert strip_of_pair(texts, path, text_id, passages) == strip(seeds, texts, text_id)
        assert strip_of_pair(texts, path, text_id, passages[:1]).words == {"reuse": 8}
        assert strip_of_pair(texts, path, text_id, []).paths == ()


def test_families_over_time(tmp_path: Path) -> None:
    room = Newsroom(tmp_path / "provenance.db")
    dates = ("2024-03-01T00:00", "2024-03-11T00:00", "2024-03-21T00:00", None)
    family = room.insert("families", words=50, texts=4, whole_text=0, cohesion=1.0)
    for number, date in enumerate(dates):
        path = f"news/{number}.txt"
        facts_of = {"date_from": date, "date_to": date, "date_source": "record", "date_precision": "minute"}
        room.place(path, f"{TEXT} {number}", outlet=f"Paper {number % 2}", **(facts_of if date else {}))
        room.insert(
            "members", family_id=family, text_id=room.text_id(path), representative=int(not number),
            start_char=0, end_char=len(TEXT), words=50, rep_start=0, rep_end=len(TEXT), identity=1.0,
            quoted=0, status="reuse", credits="",
        )  # fmt: skip
    connection = open_for_reading(room.close())
    (row,), left_out = family_rows(connection)
    connection.close()
    assert (left_out, row.left_out, row.figures.undated) == (0, 0, 1)
    assert [place.path for place in row.places] == [f"news/{number}.txt" for number in range(4)]
    lefts = [int(left) for left in re.findall(r"M(\d+) 0h4", row.marks)]
    assert lefts == [0, (YEARS - 4) // 2, YEARS - 4]
