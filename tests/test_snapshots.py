"""What is made of data files as it was kept at installation: the same as what is made anew, or not used."""

from __future__ import annotations

import re
import shutil
import sys
from collections.abc import Callable
from dataclasses import fields
from pathlib import Path

import pytest

from provenance import agencies, readied, sentences
from provenance.agencies import Agencies, load_agencies
from provenance.cli.doctor import UNREADY
from provenance.reading.parts import patterns
from provenance.snapshots import PACKAGE, Snapshot
from tests.conftest import ROOT, Run

SNAPSHOTS = pytest.mark.parametrize("snapshot", readied.SNAPSHOTS, ids=lambda one: str(one.name))
NOT_READ = {
    "agencies": {"agency_lists"},  # checks what is added
    "sentences": set(),
    "patterns": {"kernels"},  # finds the beginnings of lines, not those of patterns
}
"""What the code of a snapshot's sources imports, and what takes no part in making it."""


@pytest.fixture(scope="module")
def made(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """The sources that snapshots are of, in a place of their own, with some that were just made."""
    folder = tmp_path_factory.mktemp("made") / "provenance"
    for name in {"snapshots.py", *(name for snapshot in readied.SNAPSHOTS for name in snapshot.sources)}:
        (folder / name).parent.mkdir(parents=True, exist_ok=True)
        shutil.copy(ROOT / "provenance" / name, folder / name)
    readied.make_ready(folder)
    return folder


@pytest.fixture
def package(made: Path, tmp_path: Path) -> Path:
    """A copy of them, to be spoilt."""
    return Path(shutil.copytree(made, tmp_path / "provenance"))


def test_agencies_that_were_kept_are_those_that_are_made_anew(package: Path) -> None:
    content = agencies.SNAPSHOT.read(package)
    assert content is not None
    kept, made = agencies._restored(content), agencies._made("{}")
    for field in fields(Agencies):
        assert getattr(kept, field.name) == getattr(made, field.name), field.name
    assert list(kept.names) == list(made.names), "where two would do, the first is taken"
    assert {type(value) for value in kept.names.values()} == {agencies.Agency}


def test_sentences_that_were_kept_are_those_of_the_file(package: Path) -> None:
    assert sentences.SNAPSHOT.read(package) == sentences._file()


def test_patterns_that_were_kept_find_what_those_of_the_files_find(package: Path) -> None:
    content = patterns.SNAPSHOT.read(package)
    assert content is not None
    for name, (lines, known) in content.items():
        assert lines == tuple(patterns.data_lines(f"{name}.txt"))
        assert known == patterns._find_out(lines, ignore_case=patterns._IGNORE_CASE[name])
        assert len(known[2]) > 50


@SNAPSHOTS
def test_a_stamp_is_of_all_the_code_that_goes_through_the_data(snapshot: Snapshot) -> None:
    code = [name for name in snapshot.sources if name.endswith(".py")]
    imported = {
        module
        for name in code
        for module in re.findall(r"^ *from provenance\.([\w.]+) import", (PACKAGE / name).read_text(), re.M)
    }
    known = {name.removesuffix(".py").replace("/", ".") for name in code} | {"snapshots"}
    assert imported - known == NOT_READ[snapshot.name]


def _touch(name: str) -> Callable[[Path, Path], object]:
    return lambda folder, file: (folder / name).write_bytes((folder / name).read_bytes() + b"\n")


def _rewrite(change: Callable[[bytes], bytes]) -> Callable[[Path, Path], object]:
    return lambda folder, file: file.write_bytes(change(file.read_bytes()))


@pytest.mark.parametrize(
    ("snapshot", "spoil"),
    [
        *((snapshot, _touch(name)) for snapshot in readied.SNAPSHOTS for name in snapshot.sources),
        (sentences.SNAPSHOT, _touch("snapshots.py")),
        (sentences.SNAPSHOT, _rewrite(lambda kept: kept[:-1])),
        (sentences.SNAPSHOT, _rewrite(lambda kept: kept[:40])),
        (sentences.SNAPSHOT, _rewrite(lambda kept: b"")),
        (sentences.SNAPSHOT, _rewrite(lambda kept: kept[:5000] + bytes([kept[5000] ^ 1]) + kept[5001:])),
        (sentences.SNAPSHOT, lambda folder, file: file.unlink()),
        (agencies.SNAPSHOT, lambda folder, file: (folder / "inflections.py").unlink()),
    ],
)
def test_one_that_is_older_damaged_or_missing_is_not_used(
    package: Path, snapshot: Snapshot, spoil: Callable[[Path, Path], object]
) -> None:
    assert snapshot.read(package) is not None
    assert snapshot.is_sound(package)
    spoil(package, snapshot.file(package))
    assert snapshot.read(package) is None
    assert not snapshot.is_sound(package)


@SNAPSHOTS
def test_one_of_another_python_is_not_used(
    package: Path, monkeypatch: pytest.MonkeyPatch, snapshot: Snapshot
) -> None:
    monkeypatch.setattr(sys, "version_info", (*sys.version_info[:2], sys.version_info[2] + 1))
    assert snapshot.read(package) is None


def test_line_ends_of_windows_make_no_other_sources(package: Path) -> None:
    file = package / "inflections.py"
    file.write_bytes(file.read_bytes().replace(b"\n", b"\r\n"))
    assert agencies.SNAPSHOT.read(package) is not None


def test_whoever_adds_agencies_gets_them_added(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(Snapshot, "read", lambda _: pytest.fail("the snapshot knows nothing of these"))
    added = load_agencies({"agencies": [{"name": "Snapshot Wire"}]})
    assert added.named("Snapshot Wire") is not None
    assert added.named("Agence France-Presse") is not None


def test_without_snapshots_all_is_made_anew(monkeypatch: pytest.MonkeyPatch) -> None:
    kept = patterns._shipped("bylines")
    monkeypatch.setattr(Snapshot, "read", lambda _: None)
    patterns._kept.cache_clear()
    try:
        made = patterns._shipped("bylines")
    finally:
        patterns._kept.cache_clear()
    assert made.heads == kept.heads
    assert made.any("By Mary Miller")
    assert kept.any("By Mary Miller")
    assert sentences._shipped.__wrapped__() == sentences._file()


@pytest.mark.parametrize("missing", [None, *readied.SNAPSHOTS])
def test_doctor_tells_of_one_that_is_not_used(
    run: Run, monkeypatch: pytest.MonkeyPatch, missing: Snapshot | None
) -> None:
    monkeypatch.setattr(Snapshot, "is_sound", lambda self: self != missing)
    assert (UNREADY in run("doctor")[1]) is (missing is not None)
