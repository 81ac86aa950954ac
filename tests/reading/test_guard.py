"""Readers that hang, crash, print, allocate or want out: the file gets its reason, the next is read."""

from __future__ import annotations

import subprocess
import sys
import textwrap
from pathlib import Path

import pytest

HOSTILE = """
import ctypes, os, socket, subprocess, sys, time
from provenance.reading import Described, NotText, Reader, Reading

def read(data):
    words = data.decode()
    if words == "sleep":
        time.sleep(60)
    if words == "spin":
        while True:
            pass
    if words == "crash":
        ctypes.string_at(0)
    if words == "exit":
        os._exit(7)
    if words == "eat":
        return Reading(text="x" * (4 * 1024 ** 3))
    if words == "deep":
        return read(data)
    if words == "odd":
        raise KeyError("no such part")
    if words == "refuse":
        raise NotText("the letter is sealed; open it")
    if words == "connect":
        socket.create_connection(("127.0.0.1", 9))
    if words == "program":
        subprocess.run([sys.executable, "--version"])
    if words == "print":
        print("to the terminal", flush=True)
        os.write(1, b"and lower down")
    if words == "smuggle":
        class Reading2:
            def __reduce__(self):
                return os.system, ("touch smuggled",)
        return Reading2()
    return Reading(f"Read were these words: {words}.", fields=Described(outlet="The Paper"))

reader = Reader("hostile", "1", (".host",), read)
"""


@pytest.fixture
def folder(tmp_path: Path) -> Path:
    (tmp_path / "hostile.py").write_text(HOSTILE, encoding="utf-8")
    package = tmp_path / "hostile-1.dist-info"
    package.mkdir()
    (package / "METADATA").write_text("Metadata-Version: 2.1\nName: hostile\nVersion: 1\n", encoding="utf-8")
    (package / "entry_points.txt").write_text(
        "[provenance.readers]\nhostile = hostile:reader\n", encoding="utf-8"
    )
    return tmp_path


def run(folder: Path, *words: str, seconds: float = 3.0) -> list[str]:
    """What reading some files gives, one after the other in one process: a text, or the reason."""
    program = f"""
        import sys
        from provenance.reading import Options, Raw, Unreadable, read_raw
        if __name__ == "__main__":
            for words in {words!r}:
                raw = Raw("f/a", words.encode(), "hostile")
                for item in read_raw(raw, options=Options(seconds={seconds})):
                    print(item.reason if isinstance(item, Unreadable) else item.text)
    """
    done = subprocess.run(
        [sys.executable, "-c", textwrap.dedent(program)],
        cwd=folder, capture_output=True, text=True, timeout=120,
    )  # fmt: skip
    assert done.stderr == ""
    assert done.returncode == 0
    return done.stdout.splitlines()


GOOD = "Read were these words: well."


@pytest.mark.parametrize(
    ("words", "reason"),
    [
        ("crash", "broke down on it"),
        ("exit", "broke down on it (exit 7)"),
        ("odd", "failed on it (KeyError: 'no such part')"),
        ("deep", "nested too deep"),
        ("refuse", "the letter is sealed; open it"),
        ("connect", "may not do this: socket."),
        ("program", "may not do this: subprocess.Popen"),
        ("smuggle", "broke down on it"),
    ],
)
def test_a_bad_file_is_named_and_the_next_is_read(folder: Path, words: str, reason: str) -> None:
    first, second, third = run(folder, words, "well", "well")
    assert reason in first
    assert second == third == GOOD
    assert not (folder / "smuggled").exists()


@pytest.mark.parametrize("words", ["sleep", "spin"])
def test_what_takes_too_long_is_given_up(folder: Path, words: str) -> None:
    first, second = run(folder, words, "well", seconds=3.0)
    assert "takes more than 3 seconds" in first
    assert second == GOOD


@pytest.mark.skipif(sys.platform != "linux", reason="no limit of memory on this system")
def test_what_takes_too_much_memory_is_given_up(folder: Path) -> None:
    first, second = run(folder, "eat", "well", seconds=30)
    assert "more than 2 GB of memory" in first
    assert second == GOOD


def test_what_a_reader_prints_goes_nowhere(folder: Path) -> None:
    assert run(folder, "print") == ["Read were these words: print."]


def test_a_scan_with_a_reader_of_another_package(folder: Path) -> None:
    """Found by its entry point; what it refuses is listed."""
    stories = folder / "stories"
    stories.mkdir()
    (stories / "a.host").write_text(
        "the council closed the old pool by the river on Tuesday", encoding="utf-8"
    )
    (stories / "b.txt").write_text("The harbour wall was mended after the storm.\n", encoding="utf-8")
    (stories / "c.host").write_text("odd", encoding="utf-8")
    program = [sys.executable, "-m", "provenance", "scan", "stories", "--db", "p.db"]
    done = subprocess.run(program, cwd=folder, capture_output=True, text=True, timeout=120)
    assert done.returncode == 3, done.stderr
    assert "c.host" in done.stdout + done.stderr
    shown = subprocess.run(
        [sys.executable, "-c", "import sqlite3; print(sqlite3.connect('p.db').execute("
         "'SELECT path, reader, outlet FROM places ORDER BY path').fetchall())"],
        cwd=folder, capture_output=True, text=True, check=True, timeout=60,
    ).stdout  # fmt: skip
    assert "('stories/a.host', 'hostile', 'The Paper')" in shown
    assert "('stories/b.txt', 'text', None)" in shown
