"""What items state of their origin decides the lineage, and says so; what is unclear decides nothing."""

from __future__ import annotations

import itertools
import json
import random
import sqlite3
from contextlib import closing
from pathlib import Path
from typing import Any

import pytest
from click.testing import CliRunner
from hypothesis import given
from hypothesis import strategies as st

import provenance
from provenance import settings, stock
from provenance.cli.lineage import lineage
from provenance.cli.report import report
from provenance.cli.scan import scan
from provenance.origins import circles
from tests.histories import disagreements, said, write_empty

pytest.importorskip("lxml")
_LETTERS = random.Random(11)
_NUMBERS = itertools.count()


def _words(count: int) -> str:
    words = (
        "".join(_LETTERS.choice("bdfgklmnprst") + _LETTERS.choice("aeiou") for _ in "abc")
        for _ in range(count)
    )
    return " ".join(words).capitalize() + "."


SHARED = " ".join(_words(20) for _ in range(4))
OTHER = " ".join(_words(20) for _ in range(3))
OWN = {name: _words(40) for name in "abcdefg"}
A, B, C, D, E = (f"urn:newsml:wire.example:2026:{name}" for name in "abcde")


def item(
    name: str,
    *links: tuple[str, str],
    day: int = 10,
    text: str = SHARED,
    guid: str = "",
    version: int = 1,
    outlet: str = "",
) -> str:
    """A NewsML-G2 item of that name, with links (relation, target) to others."""
    stated = "".join(
        f'<link rel="irel:{relation}" residref="{target.partition("@")[0]}"'
        + (f' version="{target.partition("@")[2]}"' if "@" in target else "")
        + "/>"
        for relation, target in links
    )
    return f"""<newsItem xmlns="http://iptc.org/std/nar/2006-10-01/" version="{version}"
 guid="{guid or "urn:newsml:wire.example:2026:" + name}"><itemMeta>
<provider literal="{outlet or name.upper() + " News"}"/>
<versionCreated>2026-03-{day:02}T14:00:00Z</versionCreated>{stated}</itemMeta>
<contentMeta><headline>About {name}</headline></contentMeta>
<contentSet><inlineXML><html xmlns="http://www.w3.org/1999/xhtml"><body><p>{text}</p><p>{OWN[name]}</p></body></html></inlineXML></contentSet></newsItem>"""


def write(folder: Path, **items: str) -> Path:
    """A folder with these items."""
    folder.mkdir(exist_ok=True)
    for name, words in items.items():
        (folder / f"{name}.newsml").write_text(words, encoding="utf-8")
    return folder


def edges(db: Path) -> dict[tuple[str, str], dict[str, Any]]:
    """The lineage by source and derived, by the names of the files."""
    with closing(sqlite3.connect(db)) as connection:
        connection.row_factory = sqlite3.Row
        rows = [dict(row) for row in connection.execute("SELECT * FROM lineage_edges")]
    for row in rows:
        row["reasons"] = json.loads(row["reasons"])
    return {(_name(row["source"]), _name(row["derived"])): row for row in rows}


def _name(path: str) -> str:
    return path.rsplit("/", 1)[-1].removesuffix(".newsml")


def scanned(folder: Path, *options: str) -> Path:
    """The archive of a folder."""
    db = folder.parent / f"{next(_NUMBERS)}.db"
    ran = CliRunner().invoke(scan, [str(folder), "--db", str(db), "--processes", "1", *options])
    assert ran.exit_code == 0, ran.output
    return db


def sentences(edge: dict[str, Any]) -> list[tuple[int, str]]:
    """The signs and sentences of an edge."""
    return [(reason["sign"], reason["sentence"]) for reason in edge["reasons"]]


def test_a_stated_origin_decides_also_against_the_dates(tmp_path: Path) -> None:
    plain = scanned(write(tmp_path / "plain", a=item("a", day=12), b=item("b", day=10)))
    assert edges(plain)["a", "b"]["kind"] == "undirected"  # two outlets that only dates order
    stated = write(tmp_path / "stated", a=item("a", day=12), b=item("b", ("derivedFrom", A), day=10))
    edge = edges(scanned(stated))
    assert [*edge] == [("a", "b")]
    found = edge["a", "b"]
    assert (found["kind"], found["probability"], found["band"]) == ("directed", 1.0, "strong")
    assert found["words"] >= 80
    told = sentences(found)
    assert told[0] == (1, f"b.newsml itself says that it is derived from {A}, which is a.newsml.")
    assert any(sign == -1 and "b.newsml is likely earlier" in sentence for sign, sentence in told)


def test_it_decides_between_several(tmp_path: Path) -> None:
    folder = write(
        tmp_path / "f",
        a=item("a", day=1),
        b=item("b", day=5),
        c=item("c", ("derivedFrom", B), day=3),
        d=item("d", ("derivedFrom", C), day=2),
    )
    found = edges(scanned(folder))
    assert found["b", "c"]["probability"] == found["c", "d"]["probability"] == 1.0
    assert not {("c", "b"), ("d", "c"), ("a", "c"), ("a", "d"), ("b", "d"), ("d", "b")} & found.keys()


def test_an_earlier_version_and_a_translation(tmp_path: Path) -> None:
    folder = write(
        tmp_path / "f",
        a=item("a", day=1, outlet="Herald"),
        b=item("b", ("evolvedFrom", A), day=2, outlet="Post"),
        c=item("c", ("translatedFrom", A), text=OTHER),
    )
    db = scanned(folder)
    found = edges(db)
    assert sentences(found["a", "b"])[0] == (
        1, f"b.newsml itself says that it has evolved from {A}, which is a.newsml.",
    )  # fmt: skip
    translated = found["a", "c"]
    assert (translated["kind"], translated["words"], translated["passages"]) == ("directed", 0, 0)
    assert sentences(translated) == [
        (1, f"c.newsml itself says that it is translated from {A}, which is a.newsml."),
        (0, "The two share no passage."),
    ]
    with closing(sqlite3.connect(db)) as connection:
        assert connection.execute("SELECT relation FROM pairs").fetchall() == [("version",)]


def test_an_absent_origin_is_an_unseen_source_of_its_own(tmp_path: Path) -> None:
    absent = "urn:newsml:elsewhere.example:7"
    folder = write(
        tmp_path / "f",
        a=item("a", day=1),
        b=item("b", ("derivedFrom", absent), day=2),
        c=item("c", ("derivedFrom", absent), text=OTHER),
        d=item("d", text=OTHER),
        e=item("e", ("derivedFrom", absent + "0"), text=OTHER),
    )
    found = edges(scanned(folder))
    unseen = {pair: row for pair, row in found.items() if row["kind"] == "unseen"}
    assert set(unseen) == {
        (f"item {absent} (unseen)", "b"),
        (f"item {absent} (unseen)", "c"),
        (f"item {absent}0 (unseen)", "e"),
    }
    assert all(row["probability"] == 1.0 and row["words"] >= 60 for row in unseen.values())
    assert ("a", "b") not in found or found["a", "b"]["kind"] != "directed"


def doubts(db: Path) -> dict[tuple[str, str], set[str]]:
    """What is told of origins that decide nothing."""
    return {
        pair: {text for sign, text in sentences(row) if not sign and "itself says" in text}
        for pair, row in edges(db).items()
        if row["probability"] < 1
    }


def test_what_is_unclear_decides_nothing(tmp_path: Path) -> None:
    circle = write(
        tmp_path / "circle",
        a=item("a", ("derivedFrom", B)),
        b=item("b", ("derivedFrom", A)),
    )
    ((pair, told),) = doubts(scanned(circle)).items()
    assert pair == ("a", "b")
    assert len(told) == 2
    assert all("says the same of it" in text for text in told)
    itself = write(tmp_path / "itself", a=item("a", ("derivedFrom", A)), b=item("b"))
    ((_, told),) = doubts(scanned(itself)).items()
    assert len(told) == 1
    assert f"is derived from {A}, which is its own identifier; nothing follows" in min(told)
    several = write(
        tmp_path / "several",
        a=item("a", guid=D, text=OTHER),
        b=item("b", guid=D, version=2),
        c=item("c", ("derivedFrom", D)),
    )
    assert any("several of these" in text for text in doubts(scanned(several))["b", "c"])


def test_one_item_that_is_filed_twice_is_one(tmp_path: Path) -> None:
    folder = write(tmp_path / "f", a=item("a"), b=item("b", ("derivedFrom", A)))
    (folder / "a2.newsml").write_text(item("a"), encoding="utf-8")
    found = edges(scanned(folder))
    assert found["a", "b"]["probability"] == 1.0
    assert ("a2", "b") not in found


def test_a_stated_version_says_which_of_several(tmp_path: Path) -> None:
    versions = {"a": item("a", guid=D, day=1), "b": item("b", guid=D, version=2, day=2)}
    folder = write(tmp_path / "f", **versions, c=item("c", ("derivedFrom", f"{D}@1"), day=3))
    assert edges(scanned(folder))["a", "c"]["probability"] == 1.0
    other = write(tmp_path / "other", **versions, c=item("c", ("derivedFrom", f"{D}@3"), day=3))
    told = [text for row in edges(scanned(other)).values() for _, text in sentences(row)]
    assert any("only another version is here" in text for text in told)


def test_numbers_that_rows_have_are_no_identifiers(tmp_path: Path) -> None:
    folder = write(tmp_path / "f", b=item("b", ("derivedFrom", "7"), day=1))
    (folder / "rows.jsonl").write_text(
        json.dumps({"id": "7", "text": f"{SHARED} {OWN['a']}", "date": "2026-03-12"})
    )
    found = edges(scanned(folder))
    assert all(row["probability"] < 1 or row["kind"] == "unseen" for row in found.values())
    assert ("item 7 (unseen)", "b") in found


def test_a_feed_names_its_entries_by_address(tmp_path: Path) -> None:
    entry = (
        '<feed xmlns="http://www.w3.org/2005/Atom"><title>Post</title><entry><id>tag:post.example:1</id>'
        '<link href="https://post.example/1"/><title>Vote</title><updated>2026-03-12T00:00:00Z</updated>'
        f"<content>{SHARED} {OWN['a']}</content></entry></feed>"
    )
    folder = write(tmp_path / "f", b=item("b", ("derivedFrom", "https://post.example/1"), day=10))
    (folder / "a.atom").write_text(entry)
    assert edges(scanned(folder))["a.atom#item=1", "b"]["probability"] == 1.0


@pytest.mark.parametrize("seed", [1, 2])
def test_parts_say_what_one_scan_says(tmp_path: Path, monkeypatch: pytest.MonkeyPatch, seed: int) -> None:
    """Sources that come later, go, or get another version; in archives that are not judged anew each time."""
    items = {
        "a": item("a", day=5),
        "b": item("b", ("derivedFrom", A), day=1),
        "c": item("c", ("translatedFrom", A), text=OTHER),
        "d": item("d", ("derivedFrom", C), text=OTHER),
        "e": item("e", ("derivedFrom", "urn:elsewhere:1"), text=OTHER),
        "f": item("f", ("derivedFrom", "urn:elsewhere:1")),
        "g": item("g", ("evolvedFrom", B), ("derivedFrom", E)),
    }
    monkeypatch.setattr(settings, "REJUDGE_BELOW", 0)
    monkeypatch.setattr(stock, "_BITS", 18)  # to keep the usual room takes longer than all else
    folder = write(tmp_path / "f")
    order = list(items)
    random.Random(seed).shuffle(order)
    db = tmp_path / "parts.db"

    steps = [("write", name, items[name]) for name in order]
    steps += [
        ("remove", "a", ""),
        ("write", "a", items["a"]),
        ("write", "c", item("c", ("derivedFrom", B), text=OTHER)),
        ("write", "e", item("e", ("derivedFrom", "urn:newsml:wire.example:2026:g"), text=OTHER)),
        ("write", "a", item("a", day=5, guid="urn:x:other")),
    ]
    for what, name, words in steps:
        if what == "remove":
            (folder / f"{name}.newsml").unlink()
        else:
            write(folder, **{name: words})
        provenance.scan(folder, db=db, processes=1)
        whole = write_empty(tmp_path / f"whole{next(_NUMBERS)}.db")
        provenance.scan(folder, db=whole, processes=1)
        assert said(db)["lineage"] == said(whole)["lineage"], (what, name)
        assert not disagreements(db)
    found = said(db)["lineage"]
    provenance.scan(folder, db=db, processes=1, rejudge=True)
    assert said(db)["lineage"] == found


@given(st.lists(st.tuples(st.integers(0, 6), st.integers(0, 6)), max_size=14))
def test_circles_are_the_edges_that_lead_back(edges: list[tuple[int, int]]) -> None:
    def leads(start: int, end: int) -> bool:
        met: set[int] = {start}
        while True:
            more = {derived for source, derived in edges if source in met} - met
            if not more:
                return end in met
            met |= more

    assert circles(edges) == {(source, derived) for source, derived in edges if leads(derived, source)}


def test_two_sides_meet_and_nobody_else(tmp_path: Path) -> None:
    wire = write(tmp_path / "wire", a=item("a"))
    papers = write(
        tmp_path / "papers",
        b=item("b", ("derivedFrom", A)),
        c=item("c", ("derivedFrom", B)),
        d=item("d", ("translatedFrom", A), text=OTHER),
    )
    found = edges(scanned(wire, "--against", str(papers)))
    assert {pair for pair, row in found.items() if row["probability"] == 1} == {("a", "b"), ("a", "d")}


def test_it_decides_among_very_many(tmp_path: Path) -> None:
    """More articles of one story than are all weighed with each other."""
    folder = write(tmp_path / "f", a=item("a", day=20), b=item("b", ("derivedFrom", A), day=2))
    for number in range(80):
        (folder / f"{number}.txt").write_text(f"{SHARED}\n\n{_words(30)}\n\nMarch {number % 9 + 1}, 2026\n")
    assert edges(scanned(folder))["a", "b"]["probability"] == 1.0


def test_reports_say_that_it_is_stated(tmp_path: Path) -> None:
    folder = write(
        tmp_path / "f",
        a=item("a"),
        b=item("b", ("derivedFrom", A)),
        c=item("c", ("derivedFrom", "urn:x:1"), text=OTHER),
        d=item("d", text=OTHER),
    )
    db = str(scanned(folder))
    shown = " ".join(CliRunner().invoke(lineage, ["--db", db]).stdout.split())
    assert "f/b.newsml Stated by the item itself, 80 words" in shown
    assert "item urn:x:1 (unseen) not in this collection └── f/c.newsml Stated by the item itself" in shown
    page = CliRunner().invoke(report, ["--db", db]).stdout
    assert "itself says that it comes from" in page
