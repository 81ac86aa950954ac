"""`scripts/provenance` and `scripts/test`: on a fresh machine, after a change, after a kill, in trouble.

They run here on a tiny project of the same layout, which brings its own build backend: so pip works for real
but needs no network. Each build writes a line into `builds.log` beside the project.
"""

from __future__ import annotations

import os
import shutil
import signal
import subprocess
import sys
import time
from collections.abc import Mapping
from pathlib import Path

import pytest

pytestmark = pytest.mark.skipif(os.name == "nt", reason="the scripts are for POSIX shells")

SCRIPTS = Path(__file__).parent.parent / "scripts"

PYPROJECT = """
[build-system]
requires = []
build-backend = "backend"
backend-path = ["."]
"""

BACKEND = """
import os, time, zipfile
from pathlib import Path

INFO = "provenance_newsroom-1.0.dist-info"
FILES = {
    "tiny.pth": os.getcwd(),
    f"{INFO}/METADATA": "Metadata-Version: 2.1\\nName: provenance-newsroom\\nVersion: 1.0\\n"
    "Provides-Extra: dev\\nProvides-Extra: web",
    f"{INFO}/WHEEL": "Wheel-Version: 1.0\\nRoot-Is-Purelib: true\\nTag: py3-none-any",
    f"{INFO}/entry_points.txt": "[console_scripts]\\nprovenance = tiny:main",
    f"{INFO}/RECORD": "",
}

def build_editable(wheel_directory, config_settings=None, metadata_directory=None):
    with open("../builds.log", "a") as log:
        log.write("build\\n")
    mood = os.environ.get("BUILD")
    if mood == "fails":
        raise SystemExit("the backend refused")
    if mood == "slow":
        time.sleep(1)
    if mood == "hangs":
        time.sleep(60)
    name = "provenance_newsroom-1.0-py3-none-any.whl"
    with zipfile.ZipFile(Path(wheel_directory) / name, "w") as wheel:
        for path, text in FILES.items():
            wheel.writestr(path, text)
    return name
"""

TOOL = """
import sys
def main():
    print(sys.argv[1:])
    return 7
"""

PYTEST = """
import os, sys
print(os.getcwd(), sys.argv[1:])
sys.exit(5)
"""


def make_project(folder: Path) -> Path:
    """A project of the layout that the scripts expect; its folder's name has a space and an apostrophe."""
    project = folder / "a paper's desk"
    (project / "scripts").mkdir(parents=True)
    (project / "provenance" / "kernels").mkdir(parents=True)
    for name in ("provenance", "test", "environment.sh"):
        shutil.copy(SCRIPTS / name, project / "scripts")
    for name, text in {
        "pyproject.toml": PYPROJECT,
        "backend.py": BACKEND,
        "tiny.py": TOOL,
        "pytest.py": PYTEST,
        "setup.py": "",
        "provenance/kernels/stamp.py": "",
        "provenance/kernels/loops.pyx": "",
        "provenance/kernels/arithmetic.pxd": "",
    }.items():
        (project / name).write_text(text, encoding="utf-8")
    return project


def environment(**changes: str) -> Mapping[str, str]:
    """The environment without what would let this test's own Python shine through."""
    own = {"PYTHONPATH", "PYTHONHOME", "VIRTUAL_ENV"}
    return {name: value for name, value in os.environ.items() if name not in own} | changes


def start(
    script: Path, *arguments: str, cwd: Path | None = None, **changes: str
) -> subprocess.CompletedProcess[str]:
    return subprocess.run(
        [script, *arguments],
        cwd=cwd,
        env=environment(**changes),
        capture_output=True,
        text=True,
        timeout=120,
        check=False,
    )


def builds(project: Path) -> int:
    """How often pip has built the project."""
    log = project.parent / "builds.log"
    return len(log.read_text(encoding="utf-8").splitlines()) if log.exists() else 0


def wait_for_build(project: Path) -> None:
    deadline = time.monotonic() + 60
    while builds(project) == 0:
        assert time.monotonic() < deadline, "pip never started to build"
        time.sleep(0.02)


@pytest.fixture
def project(tmp_path: Path) -> Path:
    return make_project(tmp_path)


@pytest.fixture(scope="module")
def installed(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A project whose .venv is made. For tests that don't change it."""
    project = make_project(tmp_path_factory.mktemp("installed"))
    assert start(project / "scripts" / "provenance").returncode == 7
    return project


@pytest.fixture
def only(tmp_path: Path) -> Path:
    """A folder for PATH with the tools of a small system and no Python at all."""
    folder = tmp_path / "bin"
    folder.mkdir()
    for tool in ("sh", "readlink", "cat", "cmp", "head", "rm", "mv", "cp"):
        path = shutil.which(tool)
        assert path is not None, tool
        (folder / tool).symlink_to(path)
    return folder


def add_python(folder: Path, name: str, body: str) -> None:
    """Puts a Python into a PATH folder: a shell script around this one."""
    python = folder / name
    python.write_text(f"#!/bin/sh\n{body}\n", encoding="utf-8")
    python.chmod(0o755)


def test_first_use_says_one_line_and_runs_the_tool(project: Path, tmp_path: Path) -> None:
    done = start(project / "scripts" / "provenance", "scan", "two  words", "*", "", cwd=tmp_path)
    assert done.returncode == 7
    assert done.stdout == "['scan', 'two  words', '*', '']\n"
    assert done.stderr == "provenance: setting up .venv (first use, about a minute) ...\n"


def test_later_starts_are_silent_and_start_no_python_to_look(installed: Path, only: Path) -> None:
    done = start(installed / "scripts" / "provenance", "lineage", PATH=str(only))
    assert (done.returncode, done.stdout, done.stderr) == (7, "['lineage']\n", "")


def test_works_through_links_from_another_folder(installed: Path, tmp_path: Path) -> None:
    (tmp_path / "first").symlink_to(installed / "scripts" / "provenance")
    (tmp_path / "second").symlink_to("first")
    done = start(tmp_path / "second", "x", cwd=tmp_path)
    assert (done.returncode, done.stdout, done.stderr) == (7, "['x']\n", "")


def test_works_by_a_relative_path_and_by_name(installed: Path) -> None:
    assert start(Path("scripts/provenance"), "x", cwd=installed).stdout == "['x']\n"
    path = f"{installed / 'scripts'}{os.pathsep}{os.environ['PATH']}"
    done = subprocess.run(
        ["/bin/sh", "-c", "provenance x"],
        env=environment(PATH=path),
        capture_output=True,
        text=True,
        check=False,
    )
    assert (done.returncode, done.stdout, done.stderr) == (7, "['x']\n", "")


@pytest.mark.parametrize("name", ["pyproject.toml", "setup.py", "provenance/kernels/loops.pyx"])
def test_a_changed_source_of_the_installation_installs_once_more(name: str, project: Path) -> None:
    script = project / "scripts" / "provenance"
    start(script)
    with (project / name).open("a", encoding="utf-8") as file:
        file.write("# changed\n")
    done = start(script)
    assert (done.returncode, done.stderr) == (7, "provenance: updating .venv ...\n")
    assert (start(script).stderr, builds(project)) == ("", 2)


def test_the_tests_have_a_stamp_of_their_own(project: Path, tmp_path: Path) -> None:
    start(project / "scripts" / "provenance")
    done = start(project / "scripts" / "test", "-k", "one or two", cwd=tmp_path)
    assert done.stdout == f"{project} ['-k', 'one or two']\n"
    assert (done.returncode, done.stderr) == (5, "provenance: updating .venv ...\n")
    assert start(project / "scripts" / "test").stderr == ""
    assert start(project / "scripts" / "provenance").stderr == ""


def test_extras_are_added_once_and_stay_and_nothing_is_built_again(project: Path) -> None:
    script = project / "scripts" / "provenance"
    start(script)
    for extra in ("dev", "web"):
        done = start(script, PROVENANCE_EXTRAS=extra)
        assert (done.returncode, done.stderr) == (7, "provenance: updating .venv ...\n")
        assert (project / ".venv" / f"installed-{extra}").exists()
    for extra in ("", "dev", "web"):
        assert start(script, PROVENANCE_EXTRAS=extra).stderr == ""
    assert builds(project) == 1


def test_after_a_change_extras_are_asked_for_again(project: Path) -> None:
    script = project / "scripts" / "provenance"
    start(script, PROVENANCE_EXTRAS="dev")
    (project / "setup.py").write_text("# changed\n", encoding="utf-8")
    assert start(script).stderr == "provenance: updating .venv ...\n"
    assert start(script, PROVENANCE_EXTRAS="dev").stderr == "provenance: updating .venv ...\n"
    assert start(script, PROVENANCE_EXTRAS="dev").stderr == ""
    assert builds(project) == 2


def test_a_killed_installation_is_repaired_by_the_next_start(project: Path) -> None:
    script = project / "scripts" / "provenance"
    killed = subprocess.Popen(
        [script], env=environment(BUILD="hangs"), stderr=subprocess.DEVNULL, start_new_session=True
    )
    wait_for_build(project)
    os.killpg(killed.pid, signal.SIGKILL)
    assert killed.wait(timeout=60) == -signal.SIGKILL
    debris = project / ".venv" / "half-written"
    debris.touch()

    done = start(script, "x")
    assert (done.returncode, done.stdout) == (7, "['x']\n")
    assert not debris.exists(), "what a killed pip left behind was built upon"


def heed_interrupts() -> None:
    """A shell's background jobs ignore them, and so would all that they start."""
    signal.signal(signal.SIGINT, signal.SIG_DFL)


def test_an_interrupt_ends_the_installation_with_130(project: Path) -> None:
    script = project / "scripts" / "provenance"
    interrupted = subprocess.Popen(
        [script], env=environment(BUILD="hangs"), stderr=subprocess.DEVNULL, start_new_session=True,
        preexec_fn=heed_interrupts,
    )  # fmt: skip
    wait_for_build(project)
    os.killpg(interrupted.pid, signal.SIGINT)
    assert interrupted.wait(timeout=60) in (130, -signal.SIGINT)
    assert start(script).returncode == 7


def test_two_first_starts_at_once_make_one_installation(project: Path) -> None:
    script = project / "scripts" / "provenance"
    both = [
        subprocess.Popen(
            [script, str(number)],
            env=environment(BUILD="slow"),
            stdout=subprocess.PIPE,
            stderr=subprocess.PIPE,
            text=True,
        )
        for number in range(2)
    ]
    outcomes = [process.communicate(timeout=120) for process in both]
    assert [process.returncode for process in both] == [7, 7]
    assert [out for out, _ in outcomes] == ["['0']\n", "['1']\n"]
    assert sorted(err for _, err in outcomes) == [
        "provenance: setting up .venv (first use, about a minute) ...\n",
        "provenance: waiting for another start to finish .venv ...\n",
    ]
    assert builds(project) == 1


def test_the_tool_itself_holds_no_lock(project: Path) -> None:
    """A long scan that made .venv first must not keep a start out that has to update it."""
    (project / "tiny.py").write_text(
        "def main():\n    print('up', flush=True)\n    input()\n", encoding="utf-8"
    )
    script = project / "scripts" / "provenance"
    with subprocess.Popen(
        [script],
        env=environment(),
        stdin=subprocess.PIPE,
        stdout=subprocess.PIPE,
        stderr=subprocess.DEVNULL,
        text=True,
    ) as running:
        assert running.stdout is not None
        assert running.stdout.readline() == "up\n"
        assert start(project / "scripts" / "test").stderr == "provenance: updating .venv ...\n"
        running.communicate("\n", timeout=60)


def test_a_moved_project_is_installed_anew(project: Path) -> None:
    start(project / "scripts" / "provenance")
    moved = project.rename(project.parent / "elsewhere")
    done = start(moved / "scripts" / "provenance", "x")
    assert (done.returncode, done.stdout, builds(moved)) == (7, "['x']\n", 2)


def test_a_python_that_went_away_is_replaced(project: Path) -> None:
    script = project / "scripts" / "provenance"
    start(script)
    python = project / ".venv" / "bin" / "python"
    python.unlink()
    python.symlink_to("/nowhere/python3.11")
    assert start(script).returncode == 7


def test_a_failing_pip_is_quoted_and_ends_with_4(project: Path) -> None:
    script = project / "scripts" / "provenance"
    done = start(script, BUILD="fails")
    assert (done.returncode, done.stdout) == (4, "")
    first, *quoted, last = done.stderr.splitlines()
    assert first == "provenance: setting up .venv (first use, about a minute) ..."
    assert any("the backend refused" in line for line in quoted)
    assert last == (
        "provenance: pip could not install what is needed (its own words are above);"
        " is a package index within reach?"
    )
    assert start(script).returncode == 7


@pytest.mark.parametrize("script", ["provenance", "test"])
def test_no_python_is_one_sentence(project: Path, only: Path, script: str) -> None:
    done = start(project / "scripts" / script, PATH=str(only))
    assert (done.returncode, done.stdout) == (4, "")
    assert done.stderr == "provenance: Python 3.11 or newer is needed, and no python3 was found\n"


def test_an_old_python_is_named(project: Path, only: Path) -> None:
    old = "import sys; sys.version_info = (3, 9, 2); sys.executable = '/usr/bin/python3'; exec(sys.argv[1])"
    add_python(only, "python3", f'[ "$1" = -c ] && exec "{sys.executable}" -c "{old}" "$2"')
    done = start(project / "scripts" / "provenance", PATH=str(only))
    assert done.returncode == 4
    assert done.stderr == (
        "provenance: Python 3.11 or newer is needed, and only Python 3.9.2 (/usr/bin/python3) was found\n"
    )


def test_a_python_without_pip_is_named_with_what_to_install(project: Path, only: Path) -> None:
    add_python(only, "python3", f'exec "{sys.executable}" -I -S "$@"')
    done = start(project / "scripts" / "provenance", PATH=str(only))
    assert done.returncode == 4
    assert done.stderr.endswith(" lacks pip; on Debian or Ubuntu: apt-get install python3-pip\n")
    assert done.stderr.count("\n") == 1


def test_a_better_python_is_found_beside_a_useless_one(project: Path, only: Path) -> None:
    useful = shutil.which("python3")
    assert useful is not None
    add_python(only, "python3", "exit 127")
    add_python(only, "python3.11", f'exec "{useful}" "$@"')
    done = start(project / "scripts" / "provenance", "x", PATH=f"{only}{os.pathsep}{os.environ['PATH']}")
    assert (done.returncode, done.stdout) == (7, "['x']\n")


@pytest.mark.skipif(not hasattr(os, "geteuid") or os.geteuid() == 0, reason="root may write everywhere")
def test_a_read_only_project_is_one_sentence(project: Path) -> None:
    project.chmod(0o555)
    try:
        done = start(project / "scripts" / "provenance")
    finally:
        project.chmod(0o755)
    assert done.returncode == 4
    assert done.stderr == f"provenance: cannot make .venv: no permission to write in {project}\n"
