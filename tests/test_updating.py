"""Scans in parts: whatever the history of a folder, its archive says what a scan of its last state says."""

from __future__ import annotations

import random
import shutil
import tempfile
from collections.abc import Iterator
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import settings as examples
from hypothesis import strategies as st

import provenance
from provenance import settings
from tests.histories import aligned, disagreements, said

_LETTERS = random.Random(3)


def _word() -> str:
    return "".join(_LETTERS.choice("bdfgklmnprst") + _LETTERS.choice("aeiou") for _ in range(3))


def _sentence(words: int) -> str:
    return " ".join(_word() for _ in range(words)).capitalize() + "."


SENTENCES = [_sentence(words) for words in (14, 18, 25, 30, 16, 40, 22, 15)]
CREDITED = [f"{_sentence(20)[:-1]}, the AFP news agency reported.", f"„{_sentence(18)}“, said Anna Berg."]
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
    return "\n\n".join(parts) + "\n"


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


@pytest.fixture(autouse=True)
def _always_in_parts(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(settings, "REJUDGE_BELOW", 0)


def _live(history: list[list[tuple]], work: Path, *, forms: bool) -> Iterator[Path]:  # type: ignore[type-arg]
    """Scan a folder after each part of its history; the database after each scan."""
    folder, db = work / "in", work / "parts.db"
    folder.mkdir()
    for place, name in enumerate("abcde"):
        (folder / f"{name}.txt").write_text(_text(name, [place, place + 1], forms=forms), encoding="utf-8")
    described: dict[str, tuple[int, str]] = {}
    provenance.scan(folder, db=db)
    for part in history:
        for step in part:
            _apply(folder, step, described, forms=forms)
        provenance.scan(folder, db=db)
        yield db


@given(history=histories)
@examples(max_examples=40)
def test_an_archive_in_parts_says_what_a_scan_in_one_go_says(history) -> None:  # type: ignore[no-untyped-def]
    with tempfile.TemporaryDirectory() as work:
        for db in _live(history, Path(work), forms=False):
            assert disagreements(db) == {}
        fresh = Path(work) / "fresh.db"
        provenance.scan(Path(work) / "in", db=fresh)
        assert said(db) == said(fresh)


@given(history=histories)
@examples(max_examples=40)
def test_with_forms_an_archive_in_parts_has_the_passages_of_one_go_and_judged_anew_all(history) -> None:  # type: ignore[no-untyped-def]
    with tempfile.TemporaryDirectory() as work:
        for db in _live(history, Path(work), forms=True):
            assert disagreements(db) == {}
        fresh = Path(work) / "fresh.db"
        provenance.scan(Path(work) / "in", db=fresh)
        assert aligned(db) == aligned(fresh)
        provenance.scan(Path(work) / "in", db=db, rejudge=True)
        assert disagreements(db) == {}
        assert said(db) == said(fresh)
