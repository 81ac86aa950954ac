"""Temporary files go with their maker, also with one that was killed, and with nobody else."""

from __future__ import annotations

import os
import signal
import subprocess
import sys
import tempfile
from collections.abc import Iterator
from pathlib import Path

import pytest

from provenance.store import temporary
from provenance.store.temporary import YOUNG, NamedFile, remove_left


@pytest.fixture
def folder(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    """The temporary folder of this process."""
    monkeypatch.setattr(tempfile, "tempdir", str(tmp_path))
    return tmp_path


def make_old(path: Path) -> Path:
    os.utime(path, (0, 0))
    return path


def left_by_another(folder: Path, name: str) -> Path:
    path = folder / name
    path.write_text("the words of an embargoed article")
    return make_old(path)


def names(folder: Path) -> set[str]:
    return {path.name for path in folder.iterdir()}


@pytest.fixture
def maker(folder: Path) -> Iterator[subprocess.Popen[str]]:
    """Another process that holds a file."""
    code = (
        "import sys; from provenance.store.temporary import NamedFile\n"
        "with NamedFile('.texts') as made:\n"
        "    made.file.write(b'words'); made.file.flush(); print(made.path, flush=True); sys.stdin.read()\n"
    )
    process = subprocess.Popen(
        [sys.executable, "-c", code], env={**os.environ, "TMPDIR": str(folder)}, text=True,
        stdin=subprocess.PIPE, stdout=subprocess.PIPE,
    )  # fmt: skip
    yield process
    process.kill()
    process.communicate()


def path_of(maker: subprocess.Popen[str]) -> Path:
    assert maker.stdout is not None
    return Path(maker.stdout.readline().strip())


@pytest.mark.parametrize("suffix", temporary.SUFFIXES)
def test_a_file_is_gone_afterwards(folder: Path, suffix: str) -> None:
    def fail() -> None:
        with NamedFile(suffix) as made:
            made.file.write(b"words")
            assert names(folder) == {Path(made.path).name}
            raise ZeroDivisionError

    with pytest.raises(ZeroDivisionError):
        fail()
    assert names(folder) == set()


def test_what_a_killed_process_left_is_removed_by_the_next(
    folder: Path, maker: subprocess.Popen[str]
) -> None:
    path = make_old(path_of(maker))
    with NamedFile(".shelf"):
        assert path.exists(), "its maker lives"
    maker.send_signal(signal.SIGKILL)
    maker.wait()
    assert path.read_bytes() == b"words", "nobody could remove it"
    with NamedFile(".shelf") as made:
        assert names(folder) == {Path(made.path).name}


def test_a_file_of_this_process_stays_however_old_it_is(folder: Path) -> None:
    with NamedFile(".texts") as one:
        make_old(Path(one.path))
        with NamedFile(".texts") as other:
            assert names(folder) == {Path(one.path).name, Path(other.path).name}
        assert remove_left() == 0
        assert names(folder) == {Path(one.path).name}


def test_only_old_files_of_ours_are_removed(folder: Path) -> None:
    for name in ("provenance-a.texts", "provenance-b.shelf", "provenance-c.blobs"):
        left_by_another(folder, name)
    for name in ("provenance.db", "provenance-report.html", "notes.texts", "provenance-d.texts.gz"):
        left_by_another(folder, name)
    young = folder / "provenance-young.texts"
    young.write_text("made, and not yet locked")
    (folder / "provenance-folder.texts").mkdir()
    make_old(folder / "provenance-folder.texts")
    (folder / "provenance-link.texts").symlink_to(folder / "notes.texts")
    assert remove_left() == 3
    assert names(folder) == {
        "provenance.db", "provenance-report.html", "notes.texts", "provenance-d.texts.gz",
        "provenance-young.texts", "provenance-folder.texts", "provenance-link.texts",
    }  # fmt: skip
    assert YOUNG > 1


def test_a_file_that_cannot_be_locked_stays(folder: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    left = left_by_another(folder, "provenance-a.texts")
    monkeypatch.setattr(temporary, "try_lock", lambda number: None)
    with NamedFile(".texts") as made:
        assert names(folder) == {left.name, Path(made.path).name}
    assert names(folder) == {left.name}


def test_files_of_other_users_are_left_alone(folder: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    left = left_by_another(folder, "provenance-a.texts")
    monkeypatch.setattr(os, "geteuid", lambda: left.stat().st_uid + 1)
    assert remove_left() == 0
    assert left.exists()
