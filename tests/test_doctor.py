"""`provenance doctor`, and the choice between the compiled loops and numpy's."""

from __future__ import annotations

import json
import os
import re
import subprocess
import sys
from importlib import metadata
from pathlib import Path

import pytest

from provenance.kernels import numpy_loops, stamp
from provenance.kernels.choice import COMPILED, NUMPY, choose, is_current
from provenance.store.database import open_for_writing
from tests.conftest import ROOT

try:
    from provenance.kernels import compiled_loops
except ImportError:
    compiled_loops = None  # type: ignore[assignment]


def run(
    cwd: Path, *args: str, kernels: str | None = None, before: str = ""
) -> subprocess.CompletedProcess[str]:
    """The tool in a process of its own; `before` is Python that runs first."""
    code = f"{before}\nimport sys\nfrom provenance.cli import main\nsys.exit(main({list(args)!r}))"
    variables = {name: value for name, value in os.environ.items() if not name.startswith("PROVENANCE_")}
    variables |= {"PYTHONPATH": str(ROOT)} | ({} if kernels is None else {"PROVENANCE_KERNELS": kernels})
    return subprocess.run(
        [sys.executable, "-c", code],
        cwd=cwd, env=variables, capture_output=True, encoding="utf-8", check=False,
    )  # fmt: skip


HIDE = "import sys\nsys.modules['provenance.kernels.compiled_words'] = None"
"""As if the loops had not been compiled."""


def test_tells_versions_loops_and_database(tmp_path: Path) -> None:
    done = run(tmp_path, "doctor")
    assert (done.returncode, done.stderr) == (0, "")
    lines = dict(re.split(r"\s+", line, maxsplit=1) for line in done.stdout.splitlines())
    assert lines["Python"].startswith(".".join(map(str, sys.version_info[:3])))
    assert f"numpy {metadata.version('numpy')}" in lines["Libraries"]
    assert lines["Loops"].split(":")[0] in (COMPILED, NUMPY)
    assert lines["Database"] == "provenance.db is not there yet"
    assert "Problem" not in lines


def test_json_has_the_same(tmp_path: Path) -> None:
    open_for_writing(tmp_path / "story.db").close()
    done = run(tmp_path, "doctor", "--db", "story.db", "--json", kernels=NUMPY)
    found = json.loads(done.stdout)
    assert done.returncode == 0
    assert (found["format"], found["format_version"]) == ("provenance-doctor", 1)
    assert (found["db"], found["db_state"], found["problems"]) == ("story.db", "opens", [])
    assert (found["kernels"], found["kernels_why"]) == (NUMPY, "PROVENANCE_KERNELS asks for it")
    assert isinstance(found["fts5"], bool)
    assert found["dependencies"]["click"] == metadata.version("click")


@pytest.mark.parametrize("content", [b"", b"not a database at all", b"SQLite format 3\0" + b"\0" * 84])
def test_a_database_that_does_not_open_is_a_problem_in_one_sentence(tmp_path: Path, content: bytes) -> None:
    (tmp_path / "broken.db").write_bytes(content)
    done = run(tmp_path, "doctor", "--db", "broken.db")
    assert (done.returncode, done.stderr) == (4, "")
    (problem,) = [line for line in done.stdout.splitlines() if line.startswith("Problem")]
    assert "broken.db" in problem
    assert (tmp_path / "broken.db").read_bytes() == content


def test_without_compiled_loops_it_says_so_and_how_to_get_them(tmp_path: Path) -> None:
    done = run(tmp_path, "doctor", before=HIDE)
    assert done.returncode == 0
    assert "\nLoops       numpy: the loops are not compiled for this Python" in done.stdout
    assert "\nNote        Slower, with the same results. With a C compiler, install again" in done.stdout


def test_other_commands_do_not_repeat_it(tmp_path: Path, seeds: Path) -> None:
    done = run(tmp_path, "scan", str(seeds), before=HIDE)
    assert (done.returncode, done.stderr) == (0, "")


@pytest.mark.parametrize(
    ("kernels", "before", "words"),
    [
        (COMPILED, HIDE, "PROVENANCE_KERNELS asks for compiled loops, but the loops are not compiled"),
        ("fast", "", "PROVENANCE_KERNELS is 'fast'; it can be compiled or numpy, or not set."),
    ],
)
def test_a_choice_that_cannot_be_had_is_one_sentence(
    kernels: str, before: str, words: str, tmp_path: Path, seeds: Path
) -> None:
    done = run(tmp_path, "scan", str(seeds), kernels=kernels, before=before)
    assert done.returncode == 4
    assert done.stderr.startswith(f"provenance: {words}")
    assert len(done.stderr.splitlines()) == 1
    told = run(tmp_path, "doctor", kernels=kernels, before=before)
    assert told.returncode == 4
    assert f"\nProblem     {words}" in told.stdout


def test_numpy_can_be_asked_for() -> None:
    loops, told = choose(NUMPY)
    assert (loops, told.name, told.advice) == (numpy_loops, NUMPY, "")


@pytest.mark.skipif(compiled_loops is None, reason="the loops are not compiled here")
def test_a_build_that_is_older_than_its_sources_is_not_used(tmp_path: Path) -> None:
    for path in stamp.sources(Path(stamp.__file__).parent):
        (tmp_path / path.name).write_bytes(path.read_bytes())
    (tmp_path / "compiled_words.pyx").write_bytes(b"# changed")
    loops, told = choose("", tmp_path)
    assert (loops, told.why) == (numpy_loops, "the compiled loops are older than their sources")
    assert told.advice
    with pytest.raises(ImportError, match="older than their sources"):
        choose(COMPILED, tmp_path)


@pytest.mark.skipif(compiled_loops is None, reason="the loops are not compiled here")
def test_without_sources_the_interface_decides(tmp_path: Path) -> None:
    loops, told = choose("", tmp_path)
    assert (loops, told.name) == (compiled_loops, COMPILED)


def test_stamps(tmp_path: Path) -> None:
    number = stamp.INTERFACE
    assert is_current(frozenset({f"{number}_abc"}), None)
    assert is_current(frozenset({f"{number}_abc"}), f"{number}_abc")
    assert not is_current(frozenset({f"{number}_abc"}), f"{number}_abd")
    assert not is_current(frozenset({f"{number + 1}_abc"}), None)
    assert not is_current(frozenset({f"{number}_abc", f"{number}_abd"}), None)
    assert not is_current(frozenset({"unstamped"}), None)
    assert stamp.sources(tmp_path) == []


def test_line_ends_do_not_change_a_stamp(tmp_path: Path) -> None:
    """A checkout may turn them."""
    (tmp_path / "a.pyx").write_bytes(b"one\ntwo\n")
    before = stamp.stamp(tmp_path)
    (tmp_path / "a.pyx").write_bytes(b"one\r\ntwo\r\n")
    assert stamp.stamp(tmp_path) == before
    (tmp_path / "a.pyx").write_bytes(b"one\ntwo\nthree\n")
    assert stamp.stamp(tmp_path) != before


WITHOUT = """
import importlib.util, sys
found = importlib.util.find_spec
importlib.util.find_spec = lambda name, *rest: None if name == "absent_library" else found(name, *rest)
from provenance.reading import Reader, registry
registry.BUILT_IN = (*registry.BUILT_IN, Reader("nitf", "3", (".nitf",), lambda data: None,
                                                needs=("absent_library",), extra="wires"))
"""
"""As if there were a reader whose library is not installed."""


def test_readers_and_what_they_read_of_a_folder(tmp_path: Path) -> None:
    stories = tmp_path / "stories"
    stories.mkdir()
    for name in ("a.txt", "b.txt", "c.md", "d.nitf", "e.jpg", "f"):
        (stories / name).write_text("The council closed the pool.\n", encoding="utf-8")
    (stories / "metadata.csv").write_text("path,outlet\nnone.txt,Herald\n", encoding="utf-8")
    lines = run(tmp_path, "doctor", "stories", before=WITHOUT).stdout.splitlines()
    assert next(line for line in lines if line.startswith("Readers")).startswith("Readers     text (.txt), ")
    assert [
        line for line in lines if line.startswith(("No reader", "Folder", "Waiting", "Not read", "Note"))
    ] == [
        "No reader   nitf (.nitf): reading this kind of file needs absent_library; install "
        "provenance-newsroom[wires] (pip install 'provenance-newsroom[wires]')",
        "Folder      stories: files for markdown 1, text 2",
        "Waiting     1 file: reading this kind of file needs absent_library; install "
        "provenance-newsroom[wires] (pip install 'provenance-newsroom[wires]')",
        "Not read    without extension 1, .jpg 1",
        "Note        stories/metadata.csv: no article here is named none.txt",
    ]
    found = json.loads(run(tmp_path, "doctor", "stories", "--json", before=WITHOUT).stdout)
    assert found["folder"]["files"] == {"markdown": 1, "text": 2}
    assert {"name": "text", "version": "1", "extensions": [".txt"], "missing": ""} in found["readers"]


def test_a_folder_that_is_not_there_is_a_slip_of_usage(tmp_path: Path) -> None:
    assert run(tmp_path, "doctor", "nowhere").returncode == 2


def test_the_encodings_of_an_archive(tmp_path: Path) -> None:
    stories = tmp_path / "stories"
    stories.mkdir()
    for number, encoding in enumerate(("utf-8", "utf-8", "utf-16")):
        (stories / f"{number}.txt").write_text(f"Café number {number} closed.\n", encoding=encoding)
    assert run(tmp_path, "scan", "stories").returncode == 0
    assert "\nEncodings   utf-8 2, utf-16-le 1\n" in run(tmp_path, "doctor").stdout
    assert json.loads(run(tmp_path, "doctor", "--json").stdout)["encodings"] == {"utf-8": 2, "utf-16-le": 1}
