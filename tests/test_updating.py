"""Scans in parts: whatever the history of a folder, its archive says what a scan of its last state says."""

from __future__ import annotations

import json
import random
import shutil
import sqlite3
from collections.abc import Iterator
from contextlib import closing
from pathlib import Path

import pytest
from click.testing import CliRunner
from hypothesis import given
from hypothesis import settings as examples
from hypothesis import strategies as st

import provenance
from provenance import settings, stock
from provenance.cli.scan import scan
from provenance.workers import Workers
from scripts.measure.corpus import make_corpus
from tests.histories import aligned, disagreements, said, write_empty

_LETTERS = random.Random(3)


def _word() -> str:
    return "".join(_LETTERS.choice("bdfgklmnprst") + _LETTERS.choice("aeiou") for _ in range(3))


def _sentence(words: int) -> str:
    return " ".join(_word() for _ in range(words)).capitalize() + "."


SENTENCES = [_sentence(words) for words in (14, 18, 25, 30, 16, 40, 22, 15)]
SAID = _sentence(18)
CREDITED = [
    f"{_sentence(20)[:-1]}, the AFP news agency reported.",
    f"„{SAID}“, said Anna Berg.",
    f"„{SAID.replace(SAID.split()[6], _word())}“, Ms Berg told the paper.",
    f"She spoke of „{' '.join(SAID.split()[4:12])}“.",
]
FORM = (
    "The index of the exchange closed {} points higher at {} after {} shares of the listed companies had been"
    " traded in the morning."
)
OWN = {name: _sentence(30) for name in "abcdefgh"}

names = st.sampled_from("abcdefgh")
contents = st.lists(st.integers(0, len(SENTENCES) + len(CREDITED)), min_size=1, max_size=4)
steps = st.one_of(
    st.tuples(st.just("write"), names, contents),
    st.tuples(st.just("write"), names, contents),
    st.tuples(st.just("remove"), names),
    st.tuples(st.just("move"), names, names),
    st.tuples(st.just("copy"), names, names),
    st.tuples(st.just("describe"), names, st.integers(1, 9), st.sampled_from(["Post", "Herald", "AFP"])),
)
histories = st.lists(st.lists(steps, min_size=1, max_size=4), min_size=1, max_size=5)


def _text(name: str, content: list[int], *, forms: bool) -> str:
    pool = [*SENTENCES, *CREDITED]
    parts = [OWN[name]]
    for place in content:
        if place < len(pool):
            parts.append(pool[place])
        elif forms:
            parts.append(FORM.format(*(ord(name) * factor + sum(content) for factor in (3, 17, 1009))))
    return " ".join(parts) + "\n"  # one line: short ones that many articles have are learned as boilerplate


def _apply(folder: Path, step: tuple, described: dict[str, tuple[int, str]], *, forms: bool) -> None:  # type: ignore[type-arg]
    kind, name, *rest = step
    path = folder / f"{name}.txt"
    if kind == "write":
        path.write_text(_text(name, rest[0], forms=forms), encoding="utf-8")
    elif kind == "describe":
        described[name] = tuple(rest)  # type: ignore[assignment]
        rows = [f"{one}.txt,2024-05-0{day},{outlet}\n" for one, (day, outlet) in sorted(described.items())]
        (folder / "metadata.csv").write_text("path,date,outlet\n" + "".join(rows), encoding="utf-8")
    elif path.exists():
        if kind == "remove" and len(list(folder.glob("*.txt"))) > 1:
            path.unlink()
        elif kind in ("move", "copy") and rest[0] != name:
            shutil.copy(path, folder / f"{rest[0]}.txt")
            if kind == "move":
                path.unlink()


@pytest.fixture(autouse=True, scope="module")
def _always_in_parts() -> Iterator[None]:
    with pytest.MonkeyPatch.context() as patched:
        patched.setattr(settings, "REJUDGE_BELOW", 0)
        patched.setattr(stock, "_BITS", 20)  # to keep the usual room takes longer than all else
        yield


@pytest.fixture(scope="module")
def five(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """The ground of every history: the scan of a folder `in` with five articles, `first.db`."""
    work = tmp_path_factory.mktemp("five")
    (work / "in").mkdir()
    _write_five(work / "in")
    provenance.scan(work / "in", db=work / "first.db")
    return work


def _write_five(folder: Path) -> None:
    for place, name in enumerate("abcde"):
        (folder / f"{name}.txt").write_text(_text(name, [place, place + 1], forms=False), encoding="utf-8")


def _live(history: list[list[tuple]], work: Path, *, forms: bool) -> Iterator[Path]:  # type: ignore[type-arg]
    """Scan a folder after each part of its history; the database after each scan."""
    folder, db = work / "in", work / "parts.db"
    for path in folder.iterdir():
        path.unlink()
    _write_five(folder)
    shutil.copyfile(work / "first.db", db)
    described: dict[str, tuple[int, str]] = {}
    for part in history:
        for step in part:
            _apply(folder, step, described, forms=forms)
        provenance.scan(folder, db=db)
        yield db


@given(history=histories)
@examples(max_examples=25)
def test_an_archive_in_parts_says_what_a_scan_in_one_go_says(five: Path, history) -> None:  # type: ignore[no-untyped-def]
    for db in _live(history, five, forms=False):
        assert disagreements(db) == {}
    fresh = write_empty(five / "fresh.db")
    provenance.scan(five / "in", db=fresh)
    assert said(db) == said(fresh)


@given(history=histories)
@examples(max_examples=25)
def test_with_forms_an_archive_in_parts_has_the_passages_of_one_go_and_judged_anew_all(
    five: Path,
    history,  # type: ignore[no-untyped-def]
) -> None:
    for db in _live(history, five, forms=True):
        assert disagreements(db) == {}
    fresh = write_empty(five / "fresh.db")
    provenance.scan(five / "in", db=fresh)
    assert aligned(db) == aligned(fresh)
    provenance.scan(five / "in", db=db, rejudge=True)
    assert disagreements(db) == {}
    assert said(db) == said(fresh)


def test_quotations_that_differ_come_and_go_with_their_texts(tmp_path: Path) -> None:
    folder, db = tmp_path / "in", tmp_path / "parts.db"
    folder.mkdir()

    def scanned() -> list[tuple[str, str, str]]:
        provenance.scan(folder, db=db)
        assert disagreements(db) == {}
        with closing(sqlite3.connect(db)) as connection:
            rows = connection.execute("SELECT a_path, b_path, kind FROM quotation_differences ORDER BY 1, 2")
            return [(a[-5:], b[-5:], kind) for a, b, kind in rows]

    for name, content in (("a", [0, 9]), ("b", [0, 10]), ("c", [0, 11])):
        (folder / f"{name}.txt").write_text(_text(name, content, forms=False), encoding="utf-8")
    every = [("a.txt", "b.txt", "altered"), ("a.txt", "c.txt", "fragment")]
    assert scanned() == every
    (folder / "d.txt").write_text(_text("d", [0, 9], forms=False), encoding="utf-8")
    assert scanned() == [*every, ("b.txt", "d.txt", "altered"), ("c.txt", "d.txt", "fragment")]
    (folder / "d.txt").unlink()
    assert scanned() == every
    (folder / "b.txt").unlink()
    assert scanned() == every[1:]


FOOTER = (
    "\n\nThe Valley Courier is a member of the national press council and follows its code."
    "\n\nSubscribe to our newsletter to have the morning's news in your inbox each day before six."
    "\n\nContact us\n"
)
NOTICE = (
    "\n\nThe company said on {} it had filed a registration statement with the securities commission for an"
    " offering of up to {} shares of its common stock, and that it would use the proceeds for general"
    " purposes."
)


def _rows(
    articles: int, first: int = 0, *, outlet: str = "", notice: bool = False, footer: str = ""
) -> list[str]:
    """Lines of JSON: articles of a made-up corpus, of another paper or with something added."""
    found = []
    days = ("Monday", "Tuesday", "Wednesday", "Thursday", "Friday")
    for number in range(first, first + articles):
        row = json.loads(CORPUS.make(number).as_json())
        if notice:
            row["text"] += NOTICE.format(days[number % 5], (number + 3) * 1_250)
        row["text"] += footer
        row["outlet"] = outlet or row["outlet"]
        found.append(json.dumps(row, ensure_ascii=False) + "\n")
    return found


CORPUS = make_corpus(420, 11)


def _scanned_in_parts(folder: Path, db: Path, parts: list[list[str]]) -> None:
    """Scan a folder that gets its files one after the other, behind those that it has."""
    there = len(list(folder.iterdir()))
    for number, rows in enumerate(parts, there):
        (folder / f"{number:02d}.jsonl").write_text("".join(rows), encoding="utf-8")
        provenance.scan(folder, db=db)


class Old:
    """A folder of 300 articles that was scanned, and what comes to it: in parts, or all at once."""

    def __init__(self, work: Path) -> None:
        self._work, self._folder = work, work / "in"
        self._folder.mkdir()
        _scanned_in_parts(self._folder, work / "old.db", [_rows(300)])
        self._at_once: dict[str, Path] = {}

    def in_parts(self, parts: list[list[str]]) -> Path:
        """The database after the last part."""
        for path in self._folder.iterdir():
            if path.name != "00.jsonl":
                path.unlink()
        db = self._work / "parts.db"
        shutil.copyfile(self._work / "old.db", db)
        _scanned_in_parts(self._folder, db, parts)
        return db

    def at_once(self, new: list[str]) -> Path:
        """The database of one scan of the old and the new articles, which is made once."""
        rows = "".join(new)
        if rows not in self._at_once:
            work = self._work / f"whole{len(self._at_once)}"
            work.mkdir()
            shutil.copy(self._folder / "00.jsonl", work)
            (work / "01.jsonl").write_text(rows, encoding="utf-8")
            self._at_once[rows] = work.with_suffix(".db")
            provenance.scan(work, db=self._at_once[rows])
        return self._at_once[rows]


@pytest.fixture(scope="module")
def old(tmp_path_factory: pytest.TempPathFactory) -> Old:
    return Old(tmp_path_factory.mktemp("old"))


def _saying(db: Path, words: str) -> dict[str, int]:
    """How many passages with these words there are, by status."""
    with closing(sqlite3.connect(db)) as connection:
        return dict(
            connection.execute(
                "SELECT status, count(*) FROM reuse_passages WHERE instr(a_text, ?) GROUP BY status", (words,)
            )
        )


@pytest.mark.parametrize("at_a_time", [1, 7, 60])
def test_the_footer_of_a_paper_that_is_new_to_the_archive_is_no_reuse(old: Old, at_a_time: int) -> None:
    new = _rows(60 if at_a_time > 1 else 12, 320, outlet="The Valley Courier", footer=FOOTER)
    db = old.in_parts([new[begin : begin + at_a_time] for begin in range(0, len(new), at_a_time)])
    fresh = old.at_once(new)
    assert disagreements(db) == {}
    for words in ("newsletter to have", "national press council"):
        assert _saying(db, words) == _saying(fresh, words)
        assert set(_saying(db, words)) == {"boilerplate"}


@pytest.mark.parametrize("at_a_time", [1, 6, 30])
def test_a_notice_that_became_common_after_the_last_judgement_is_no_reuse(old: Old, at_a_time: int) -> None:
    new = _rows(30, 330, notice=True)
    db = old.in_parts([new[begin : begin + at_a_time] for begin in range(0, len(new), at_a_time)])
    fresh = old.at_once(new)
    assert disagreements(db) == {}
    phrase = "registration statement"
    assert _saying(db, phrase).get("reuse", 0) <= _saying(fresh, phrase).get("reuse", 0)
    assert _saying(db, phrase)["stock phrase"] >= _saying(fresh, phrase)["stock phrase"]


def test_ten_parts_judged_anew_say_what_one_go_says(tmp_path: Path) -> None:
    rows, folder, db, fresh = _rows(300), tmp_path / "in", tmp_path / "parts.db", tmp_path / "fresh.db"
    folder.mkdir()
    _scanned_in_parts(folder, db, [rows[begin::10] for begin in range(10)])
    assert disagreements(db) == {}
    provenance.scan(folder, db=db, rejudge=True)
    provenance.scan(folder, db=fresh)
    assert said(db) == said(fresh)


def test_ten_parts_from_the_command_line_in_two_processes(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(settings, "SHARED_WORK", 0)
    monkeypatch.setattr("provenance.workers.PATIENCE", 0)
    folder, db, rows = tmp_path / "in", tmp_path / "parts.db", _rows(100)
    folder.mkdir()
    arguments = [str(folder), "--db", str(db), "--processes", "2"]
    with Workers(2) as two, monkeypatch.context() as patched:
        pool = two._open()
        patched.setattr(Workers, "_open", lambda self: pool)  # new ones for each part would take much longer
        for begin in range(10):
            (folder / f"{begin}.jsonl").write_text("".join(rows[begin::10]), encoding="utf-8")
            assert CliRunner().invoke(scan, arguments).exit_code == 0
            assert disagreements(db) == {}
    assert CliRunner().invoke(scan, [*arguments, "--rejudge"]).exit_code == 0
    fresh = tmp_path / "fresh.db"
    provenance.scan(folder, db=fresh)
    assert said(db) == said(fresh)
