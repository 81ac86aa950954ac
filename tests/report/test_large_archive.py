"""What a report costs where families are large: steps of SQLite, which no machine changes, not seconds."""

import json
import sqlite3
from collections.abc import Callable
from functools import cache
from itertools import combinations
from pathlib import Path

import pytest

from provenance.report import facts, findings, html_report, json_report
from provenance.report.statements import between, statements
from provenance.store.database import open_for_reading
from tests.report.conftest import Newsroom

REPRINT = "The council voted on Tuesday to close the old bridge for two years while it is built anew."
STEP = 1000


def archive(path: Path, *, reprints: int, stock: int, stock_texts: int) -> sqlite3.Connection:
    """`reprints` texts of one passage, each compared with the first and the one before it, and `stock`
    phrases, each in `stock_texts` texts, compared with the first only."""
    room = Newsroom(path)
    room.connection.execute("BEGIN")
    phrases = [f"Phrase {number} of the house stands here." for number in range(stock)]
    every = max(reprints, stock_texts)
    names = [f"news/{number:04}.txt" for number in range(every)]
    for number, name in enumerate(names):
        parts = [f"Article {number}."]
        parts += [REPRINT] * (number < reprints)
        parts += phrases * (number < stock_texts)
        room.place(name, "\n".join(parts), outlet=f"Paper {number % 7}")
    # The first text stands in a second place, so that pairs of one text are there, too.
    room.place("other/copy.txt", room.texts[names[0]])

    def family(words: str, holders: list[str], status: str, compared: list[tuple[int, int]]) -> None:
        spans = [
            (room.texts[name].index(words), room.texts[name].index(words) + len(words)) for name in holders
        ]
        count = len(words.split())
        number = room.insert("families", words=count, texts=len(holders), whole_text=0, cohesion=1.0)
        for place, (name, span) in enumerate(zip(holders, spans, strict=True)):
            room.insert(
                "members",
                family_id=number,
                text_id=room.text_id(name),
                representative=int(place == 0),
                start_char=span[0],
                end_char=span[1],
                words=count,
                rep_start=spans[0][0],
                rep_end=spans[0][1],
                identity=1.0,
                quoted=place % 2,
                status=status,
                credits="AFP" if place % 3 == 0 else "",
            )
        for one, other in compared:
            room.insert(
                "alignments",
                family_id=number,
                text_a=room.text_id(holders[one]),
                text_b=room.text_id(holders[other]),
                a_start=spans[one][0],
                a_end=spans[one][1],
                b_start=spans[other][0],
                b_end=spans[other][1],
                words=count,
                words_a=count,
                words_b=count,
                identity=1.0,
                form="verbatim",
                quoted="neither",
                status=status,
                credit_a="",
                credit_b="AFP",
                explained_by="",
            )

    chain = [(0, place) for place in range(1, reprints)]
    chain += [(place, place + 1) for place in range(1, reprints - 1)]
    family(REPRINT, names[:reprints], "reuse", chain)
    for phrase in phrases:
        family(phrase, names[:stock_texts], "stock phrase", [(0, place) for place in range(1, stock_texts)])
    whole = room.insert("families", words=9, texts=1, whole_text=1, cohesion=1.0)
    room.insert(
        "members",
        family_id=whole,
        text_id=room.text_id(names[0]),
        representative=1,
        start_char=0,
        end_char=len(room.texts[names[0]]),
        words=9,
        rep_start=0,
        rep_end=len(room.texts[names[0]]),
        identity=1.0,
        quoted=0,
        status="reuse",
        credits="",
    )
    room.statement(names[0], names[1], "common source", 0.8, "moderate", [(1, 0.5, "Both credit AFP.")])
    room.statement("unseen source 1", names[0], "unseen", 0.8, "moderate", [])
    room.statement("unseen source 1", names[1], "unseen", 0.8, "moderate", [])
    room.statement("unseen source 1", names[2], "unseen", 0.8, "moderate", [])
    room.connection.execute("COMMIT")
    return open_for_reading(room.close())


Work = Callable[[sqlite3.Connection], str]


def steps(connection: sqlite3.Connection, work: Work) -> tuple[str, int]:
    """What `work` makes, and how many thousands of instructions SQLite takes for it."""
    taken = 0

    def count() -> int:
        nonlocal taken
        taken += 1
        return 0

    connection.set_progress_handler(count, STEP)
    made = work(connection)
    connection.set_progress_handler(None, 0)
    return made, taken


def show(connection: sqlite3.Connection) -> str:
    return json_report.as_text(json_report.build_pair(connection, "news/0003.txt", "news/0004.txt"))


def stream(connection: sqlite3.Connection) -> str:
    return "".join(json_report.stream(connection))


@pytest.fixture(scope="module")
def two_sizes(tmp_path_factory: pytest.TempPathFactory) -> tuple[sqlite3.Connection, sqlite3.Connection]:
    """An archive with a family of 100 reprints and a third of a million stock pairs, and one with twice the
    texts and four times the pairs."""
    room = tmp_path_factory.mktemp("large")
    return (
        archive(room / "one.db", reprints=100, stock=6, stock_texts=320),
        archive(room / "two.db", reprints=200, stock=6, stock_texts=640),
    )


@pytest.fixture(scope="module")
def made(
    two_sizes: tuple[sqlite3.Connection, sqlite3.Connection],
) -> Callable[[int, Work], tuple[str, int]]:
    """What is made of the one or the other archive, and its steps; made once."""
    return cache(lambda which, work: steps(two_sizes[which], work))


@pytest.mark.parametrize("work", [html_report.build, stream])
def test_a_report_grows_with_what_is_stored_not_with_its_pairs(
    two_sizes: tuple[sqlite3.Connection, sqlite3.Connection],
    made: Callable[[int, Work], tuple[str, int]],
    work: Work,
) -> None:
    one, two = (findings.extent(connection) for connection in two_sizes)
    assert (one.composed, two.composed) == (False, False)
    assert two.pairs > 3.9 * one.pairs
    (_, fewer), (_, more) = made(0, work), made(1, work)
    assert more < 2.5 * fewer
    assert fewer * STEP < 3000 * one.occurrences


def test_two_articles_cost_the_same_however_large_their_families_are(
    two_sizes: tuple[sqlite3.Connection, sqlite3.Connection],
) -> None:
    fewer, more = (steps(connection, show)[1] for connection in two_sizes)
    # How many articles a passage stands in is counted over its family.
    assert more < 2.5 * fewer
    assert fewer < 1000


def test_what_is_not_listed_is_said(made: Callable[[int, Work], tuple[str, int]]) -> None:
    page, _ = made(0, html_report.build)
    said = "8 families with 2,029 occurrences, which would make up to 313,211 pairs of articles"
    assert said in page
    assert "pairs compared that share something" in page
    report = json.loads(made(0, stream)[0])
    counts = report["counts"]
    assert isinstance(counts, dict)
    assert said in counts["compared_only"]["says"]
    assert counts["compared_only"]["pairs_at_most"] == 313_211
    # The first with each other text, and each of the other reprints with the next.
    assert sum(one["pairs"] for one in counts["pairs_by_relation"]) == 319 + 98
    assert counts["passages"] == 99 + 98 + 6 * 319
    listed = report["pairs"]
    assert isinstance(listed, list)
    assert len(listed) == 319 + 98
    families = report["families"]
    assert isinstance(families, list)
    assert sum(len(one["members"]) for one in families) == 2029


def test_the_json_report_is_the_same_in_pieces(
    hostile: sqlite3.Connection, monkeypatch: pytest.MonkeyPatch
) -> None:
    for most in (findings.COMPOSED, 0):
        monkeypatch.setattr(findings, "COMPOSED", most)
        pieces = list(json_report.stream(hostile))
        assert "".join(pieces) == json_report.as_text(json_report.build(hostile))
        assert ("compared_only" in json.loads("".join(pieces))["counts"]) is (most == 0)
        assert max(map(len, pieces)) < 10_000


def test_a_pair_is_what_the_views_say_of_it(tmp_path: Path, hostile: sqlite3.Connection) -> None:
    small = archive(tmp_path / "small.db", reprints=7, stock=2, stock_texts=9)
    for connection in (small, hostile):
        passages = findings.Passages(connection, facts.Texts(connection))
        listed = {
            (one.a_path, one.b_path): one for one in findings.pairs(connection, findings.extent(connection))
        }
        paths = [row[0] for row in connection.execute("SELECT path FROM articles ORDER BY path")]
        found = 0
        for a, b in combinations(paths, 2):
            assert findings.pair(connection, b, a) == listed.get((a, b))
            expected = connection.execute(
                "SELECT family, a_start, a_end, b_start, b_end, status, composed FROM reuse_passages"
                " WHERE a_path = ? AND b_path = ?",
                (a, b),
            )
            rows = [
                (
                    one.family,
                    one.a.span.start,
                    one.a.span.end,
                    one.b.span.start,
                    one.b.span.end,
                    one.status,
                    one.composed,
                )
                for one in passages.between(a, b)
            ]
            assert sorted(rows) == sorted(map(tuple, expected))
            found += len(rows)
        assert found == connection.execute("SELECT count(*) FROM reuse_passages").fetchone()[0] > 0
    small.close()


def test_what_the_lineage_says_of_two_is_part_of_what_it_says(tmp_path: Path) -> None:
    connection = archive(tmp_path / "small.db", reprints=4, stock=0, stock_texts=4)
    first, second, third, fourth = (f"news/{number:04}.txt" for number in range(4))
    found = between(connection, first, second)
    assert [one.kind for one in found] == ["common source", "unseen", "unseen"]
    assert all(one in statements(connection) for one in found)
    assert found[0].unseen == "unseen source 1"
    assert [one.derived for one in between(connection, second, third)] == [second, third]
    assert between(connection, third, fourth) == []
    connection.close()
