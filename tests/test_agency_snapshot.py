"""What is known of agencies as it was kept at installation: the same as what is made anew, or not used."""

from __future__ import annotations

import re
import shutil
import sys
from collections.abc import Callable
from dataclasses import fields
from pathlib import Path

import pytest

from provenance import agencies, agency_snapshot
from provenance.agencies import Agencies, load_agencies
from provenance.cli.doctor import UNREADY
from tests.conftest import ROOT, Run


@pytest.fixture
def package(tmp_path: Path) -> Path:
    """The sources that a snapshot is of, in a place of their own, with one that was just made."""
    folder = tmp_path / "provenance"
    (folder / "data").mkdir(parents=True)
    for name in agency_snapshot._SOURCES:
        shutil.copy(ROOT / "provenance" / name, folder / name)
    agencies.make_ready(folder)
    return folder


def test_what_was_kept_is_what_is_made_anew(package: Path) -> None:
    content = agency_snapshot.read(package)
    assert content is not None
    kept, made = agencies._restored(content), agencies._made("{}")
    for field in fields(Agencies):
        assert getattr(kept, field.name) == getattr(made, field.name), field.name
    assert list(kept.names) == list(made.names), "where two would do, the first is taken"
    assert {type(value) for value in kept.names.values()} == {agencies.Agency}


def test_its_stamp_is_of_all_that_goes_through_the_lists() -> None:
    of_code = {name.removesuffix(".py") for name in agency_snapshot._SOURCES if name.endswith(".py")}
    imported = {
        module
        for name in of_code
        for module in re.findall(
            r"^from provenance\.(\w+) import|^from provenance import (\w+)",
            (ROOT / f"provenance/{name}.py").read_text(encoding="utf-8"),
            re.M,
        )
    }
    checks_what_is_added = "agency_lists"
    assert {one or other for one, other in imported} | {"agencies"} == of_code | {checks_what_is_added}


def _touch(name: str) -> Callable[[Path], object]:
    return lambda folder: (folder / name).write_bytes((folder / name).read_bytes() + b"\n")


def _rewrite(change: Callable[[bytes], bytes]) -> Callable[[Path], object]:
    def spoil(folder: Path) -> None:
        file = folder / "data" / agency_snapshot.NAME
        file.write_bytes(change(file.read_bytes()))

    return spoil


@pytest.mark.parametrize(
    "spoil",
    [
        *map(_touch, agency_snapshot._SOURCES),
        _rewrite(lambda kept: kept[:-1]),
        _rewrite(lambda kept: kept[:40]),
        _rewrite(lambda kept: b""),
        _rewrite(lambda kept: kept[:5000] + bytes([kept[5000] ^ 1]) + kept[5001:]),
        lambda folder: (folder / "data" / agency_snapshot.NAME).unlink(),
        lambda folder: (folder / "inflections.py").unlink(),
    ],
)
def test_one_that_is_older_damaged_or_missing_is_not_used(
    package: Path, spoil: Callable[[Path], object]
) -> None:
    spoil(package)
    assert agency_snapshot.read(package) is None


def test_one_of_another_python_is_not_used(package: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(sys, "version_info", (*sys.version_info[:2], sys.version_info[2] + 1))
    assert agency_snapshot.read(package) is None


def test_line_ends_of_windows_make_no_other_sources(package: Path) -> None:
    file = package / "inflections.py"
    file.write_bytes(file.read_bytes().replace(b"\n", b"\r\n"))
    assert agency_snapshot.read(package) is not None


def test_whoever_adds_agencies_gets_them_added(package: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(agency_snapshot, "read", lambda: pytest.fail("the snapshot knows nothing of these"))
    added = load_agencies({"agencies": [{"name": "Snapshot Wire"}]})
    assert added.named("Snapshot Wire") is not None
    assert added.named("Agence France-Presse") is not None


@pytest.mark.parametrize(("content", "told"), [(None, True), ({}, False)])
def test_doctor_tells_of_one_that_is_not_used(
    run: Run, monkeypatch: pytest.MonkeyPatch, content: dict[str, object] | None, told: bool
) -> None:
    monkeypatch.setattr(agency_snapshot, "read", lambda: content)
    assert (UNREADY in run("doctor")[1]) is told
