"""Which pairs stand first: the rule, over all pairs and over one, and both shares of each class."""

import sqlite3
from pathlib import Path

import pytest

from provenance.report import facts, findings
from provenance.report.page.told import kind_rows
from provenance.report.precedence import (
    NOT_RELATED,
    NOTHING_OPEN,
    RELATED,
    Finding,
    KindCounts,
    count_kinds,
    finding,
    middle_and_highest,
    ordered,
)
from provenance.store.database import open_for_reading
from tests.report.conftest import FIRST, SECOND, Newsroom

LONG = " ".join(f"word{number}" for number in range(40))
SHORT = " ".join(f"term{number}" for number in range(12))


def room_of_pairs(path: Path) -> sqlite3.Connection:
    """Pairs of which each stands for one arm of the rule; the names of the first articles say which."""
    room = Newsroom(path)
    for number, (name, words, relation, how) in enumerate(
        (
            ("1-long", LONG, "source-to-source", {}),
            ("2-credit-differs", SHORT, "wire uncredited", {"credit_a": "AFP"}),
            ("3-versions", LONG, "version", {}),
            ("4-quoted", LONG, "source-to-source", {"quoted": "both"}),
            ("5-credited", SHORT, "source-to-source", {"credit_a": "AFP", "credit_b": "AFP"}),
            ("6-explained", SHORT, "incidental", {"explained_by": "z/third.txt"}),
            ("7-stock", LONG, "incidental", {"status": "stock phrase"}),
        )
    ):
        a, b = f"a/{name}.txt", f"b/{name}.txt"
        room.place(a, f"Head {number}. {words}")
        room.place(b, f"Other head {number}. {words} and more to it {number}")
        spans = [(room.texts[one].index(words), room.texts[one].index(words) + len(words)) for one in (a, b)]
        room.passage(a, spans[0], b, spans[1], **how)
        room.relate(a, b, relation)
    return open_for_reading(room.close())


def test_what_nothing_accounts_for_stands_first(tmp_path: Path) -> None:
    connection = room_of_pairs(tmp_path / "provenance.db")
    found = ordered(connection, findings.extent(connection), 5)
    told = [(one.pair.a_path[2:-4], one.standing, one.open_words, one.words) for one in found.findings]
    assert told == [
        ("1-long", NOT_RELATED, 40, 40),
        ("2-credit-differs", NOT_RELATED, 12, 12),
        ("3-versions", RELATED, 40, 40),
        ("4-quoted", NOTHING_OPEN, 0, 40),
        ("5-credited", NOTHING_OPEN, 0, 12),
        ("6-explained", NOTHING_OPEN, 0, 12),
    ]
    assert [one.a_path for one in found.aside] == ["a/7-stock.txt"]
    assert found.aside_pairs == 1
    connection.close()


def test_one_pair_is_what_it_is_among_all(
    tmp_path: Path, hostile: sqlite3.Connection, seeds: sqlite3.Connection
) -> None:
    made = room_of_pairs(tmp_path / "provenance.db")
    for connection in (made, hostile, seeds):
        found = ordered(connection, findings.extent(connection), 100)
        passages = findings.Passages(connection, facts.Texts(connection))
        for one in found.findings:
            alone = passages.between(one.pair.a_path, one.pair.b_path)
            assert finding(connection, one.pair, alone) == one
        for pair in found.aside:
            assert finding(connection, pair, passages.between(pair.a_path, pair.b_path)) is None
    made.close()


@pytest.mark.parametrize(
    ("outlets", "standing"),
    [(("Echo", "Herald"), NOT_RELATED), (("Echo", "Echo"), RELATED), (("Echo", None), RELATED)],
)
def test_one_text_in_two_places(
    tmp_path: Path, outlets: tuple[str | None, str | None], standing: str
) -> None:
    room = Newsroom(tmp_path / "provenance.db")
    for path, outlet in zip(("a/1.txt", "b/1.txt"), outlets, strict=True):
        room.place(path, LONG, outlet=outlet)
    family = room.insert("families", words=40, texts=1, whole_text=1, cohesion=1.0)
    room.insert(
        "members", family_id=family, text_id=room.text_id("a/1.txt"), representative=1, start_char=0,
        end_char=len(LONG), words=40, rep_start=0, rep_end=len(LONG), identity=1.0, quoted=0, status="reuse",
        credits="",
    )  # fmt: skip
    connection = open_for_reading(room.close())
    (one,) = ordered(connection, findings.extent(connection), 5).findings
    assert (one.pair.relation, one.standing) == ("same text", standing)
    connection.close()


def test_both_shares_of_a_class(seeds: sqlite3.Connection) -> None:
    found = ordered(seeds, findings.extent(seeds), 5).findings
    words = {FIRST: 500, SECOND: 1000}
    (undirected, *_) = count_kinds(found, {}, words)
    assert (undirected.passages, undirected.words, undirected.pairs) == (5, 71, 1)
    assert undirected.undirected == [(0.071, 0.142)]
    (directed, *_) = count_kinds(found, {(FIRST, SECOND): SECOND}, words)
    assert directed.directed == [(0.071, 0.142)]
    (other, *_) = count_kinds(found, {(FIRST, SECOND): FIRST}, words)
    assert other.directed == [(0.142, 0.071)]
    row = kind_rows([directed])[0]
    assert (row["directed"], row["undirected"]) == ("7 % and 14 % (1 pair)", "–")


def test_the_middle_and_the_highest() -> None:
    assert middle_and_highest([(0.1, 0.9), (0.2, 0.4), (0.6, 0.5)]) == ((0.2, 0.5), (0.6, 0.9))
    counts = KindCounts((False, "none"), undirected=[(0.1, 0.9), (0.2, 0.4), (0.6, 0.5)])
    row = kind_rows([counts])[0]
    assert row["undirected"] == "20 % and 50 %, at most 60 % and 90 % (3 pairs)"


def test_more_open_words_go_before_degrees(seeds: sqlite3.Connection) -> None:
    pair = ordered(seeds, findings.extent(seeds), 5).findings[0].pair
    few = Finding(pair, NOT_RELATED, {(False, "none"): (1, 10)})
    many = Finding(pair, NOT_RELATED, {(False, "differs"): (1, 11)})
    assert sorted([few, many], key=lambda one: one.order) == [many, few]
