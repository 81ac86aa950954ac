"""What is in the wheel and in the sdist, and what `import provenance` costs and offers."""

from __future__ import annotations

import os
import shutil
import subprocess
import sys
import sysconfig
import tarfile
import tomllib
import zipfile
from pathlib import Path

import pytest

import provenance
from provenance import readied
from provenance.kernels import stamp

ROOT = Path(__file__).parent.parent
IGNORED = shutil.ignore_patterns("__pycache__", "*.pyc", "*.egg-info", "*.so", "*.pyd")  # a snapshot stays in
SNAPSHOTS = {f"provenance/data/{one.file(Path()).name}" for one in readied.SNAPSHOTS}
KERNELS = "provenance/kernels/"


def run(*command: str | Path, cwd: Path) -> str:
    """What `command` prints; its own words are the failure's message."""
    done = subprocess.run(command, cwd=cwd, capture_output=True, text=True, check=False)
    assert done.returncode == 0, done.stdout + done.stderr
    return done.stdout


def files_below(folder: Path) -> set[str]:
    """The files of `folder` that somebody wrote, as POSIX paths relative to it."""
    return {
        path.relative_to(folder).as_posix()
        for path in folder.rglob("*")
        if path.is_file() and "__pycache__" not in path.parts and path.suffix not in (".so", ".pyd")
    }


@pytest.fixture(scope="module")
def built(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A folder with the sdist of a copy of this project, and the wheel that was made from that sdist;
    PROVENANCE_DIST names one that was made of this very state before."""
    if "PROVENANCE_DIST" in os.environ:
        return Path(os.environ["PROVENANCE_DIST"])
    copy = tmp_path_factory.mktemp("source") / "a copy"
    copy.mkdir()
    for name in ("provenance", "db", "seeds", "tests", "scripts"):
        shutil.copytree(ROOT / name, copy / name, ignore=IGNORED)
    for name in ("pyproject.toml", "setup.py", "README.md", "LICENSE"):
        shutil.copy(ROOT / name, copy)
    dist = tmp_path_factory.mktemp("dist")
    run(sys.executable, "-m", "build", "--no-isolation", "--outdir", dist, ".", cwd=copy)
    return dist


@pytest.fixture(scope="module")
def in_wheel(built: Path) -> set[str]:
    [wheel] = built.glob("*.whl")
    with zipfile.ZipFile(wheel) as archive:
        return {name for name in archive.namelist() if not name.endswith("/")}


@pytest.fixture(scope="module")
def in_sdist(built: Path) -> set[str]:
    [sdist] = built.glob("*.tar.gz")
    with tarfile.open(sdist) as archive:
        return {member.name.partition("/")[2] for member in archive.getmembers() if member.isfile()}


def is_compiled(name: str) -> bool:
    return name.startswith(KERNELS) and name.endswith((".so", ".pyd"))


def can_compile() -> bool:
    """Whether this machine has a C compiler and Python's headers."""
    compiler = (sysconfig.get_config_var("CC") or "cl").split()[0]
    return bool(shutil.which(compiler)) and Path(sysconfig.get_paths()["include"], "Python.h").is_file()


def test_the_wheel_holds_the_whole_package_and_the_schema(in_wheel: set[str]) -> None:
    package = {f"provenance/{name}" for name in files_below(ROOT / "provenance")}
    package = {name for name in package if not name.endswith((".pyx", ".pxd"))} | SNAPSHOTS
    schema = {f"provenance/db/{name}" for name in files_below(ROOT / "db")}
    assert any(name.endswith(".sql") for name in schema)
    held = {name for name in in_wheel if name.startswith("provenance/") and not is_compiled(name)}
    assert held == package | schema


def test_the_wheel_holds_the_compiled_loops_where_there_is_a_compiler(in_wheel: set[str]) -> None:
    sources = {f"{KERNELS}{path.stem}" for path in (ROOT / KERNELS).glob("*.pyx")}
    assert sources
    compiled = {name.partition(".")[0] for name in in_wheel if is_compiled(name)}
    assert compiled == (sources if can_compile() else set())


def test_the_sdist_holds_the_sources_of_the_loops(in_sdist: set[str]) -> None:
    sources = {f"{KERNELS}{path.name}" for path in stamp.sources(ROOT / KERNELS)}
    assert sources | {"setup.py"} <= in_sdist
    assert not [name for name in in_sdist if name.endswith((".so", ".pyd", ".c", ".snapshot"))]


def test_the_wheel_holds_what_is_made_ready(built: Path, tmp_path: Path) -> None:
    [wheel] = built.glob("*.whl")
    with zipfile.ZipFile(wheel) as archive:
        archive.extractall(tmp_path)
    for snapshot in readied.SNAPSHOTS:
        assert snapshot.read(tmp_path / "provenance") is not None


def test_the_wheel_holds_nothing_else(in_wheel: set[str]) -> None:
    """The seeds stay their publishers'; the tests, the scripts and top-level `db` belong to the checkout."""
    others = {name for name in in_wheel if not name.startswith("provenance/")}
    assert {name.partition("/")[0] for name in others} == {
        f"provenance_newsroom-{provenance.__version__}.dist-info"
    }


def test_the_sdist_holds_the_schema_and_no_article(in_sdist: set[str]) -> None:
    assert {f"db/{name}" for name in files_below(ROOT / "db")} <= in_sdist
    assert not [name for name in in_sdist if name.startswith("seeds/") or "truth" in name]


def test_an_installed_wheel_finds_its_schema(built: Path, tmp_path: Path) -> None:
    [wheel] = built.glob("*.whl")
    with zipfile.ZipFile(wheel) as archive:
        archive.extractall(tmp_path)
    ask = (
        f"import sys; sys.path.insert(0, {str(tmp_path)!r})\n"
        "from importlib.resources import files\n"
        "print(*(path.name for path in files('provenance.db').iterdir()), sep='\\n')"
    )
    names = run(sys.executable, "-I", "-c", ask, cwd=tmp_path).split()
    assert {path.name for path in (ROOT / "db").glob("*.sql")} <= set(names)


def test_every_folder_with_code_is_a_listed_package() -> None:
    """A folder without `__init__.py`, or not in the list, would miss in the wheel and behind the walls."""
    folders = {path.parent for path in (ROOT / "provenance").rglob("*.py")}
    assert {folder for folder in folders if not (folder / "__init__.py").is_file()} == set()
    settings = tomllib.loads((ROOT / "pyproject.toml").read_text(encoding="utf-8"))
    listed = set(settings["tool"]["setuptools"]["packages"])
    found = {".".join(folder.relative_to(ROOT).parts) for folder in folders}
    assert listed == found | {"provenance.db"}


def test_import_is_cheap() -> None:
    """Nothing outside the standard library comes in before a name is used."""
    ask = (
        "import sys; before = set(sys.modules)\n"
        "import provenance\n"
        "print(*{name.partition('.')[0] for name in set(sys.modules) - before})"
    )
    loaded = set(run(sys.executable, "-c", ask, cwd=ROOT).split())
    assert "provenance" in loaded
    assert loaded - set(sys.stdlib_module_names) == {"provenance"}


def test_the_functions_stay_functions_after_their_modules_were_imported() -> None:
    ask = (
        "import provenance, provenance.pages.scan, provenance.pages.compare, provenance.pages.duplicates\n"
        "import provenance.passages\n"
        "from provenance import Passage, Span, compare, near_duplicates, scan\n"
        "assert provenance.scan is scan is provenance.pages.scan.scan and callable(scan)\n"
        "assert provenance.compare is compare is provenance.pages.compare.compare and callable(compare)\n"
        "assert provenance.near_duplicates is near_duplicates and callable(near_duplicates)\n"
        "import provenance.pages.shared\n"
        "assert callable(provenance.shared_passages)\n"
        "assert isinstance(Passage, type) and isinstance(Span, type)\n"
    )
    run(sys.executable, "-c", ask, cwd=ROOT)
    taken = {path.stem for path in (ROOT / "provenance").iterdir()} & set(provenance.__all__)
    assert taken == set(), "a module of this name would hide the public name"


def test_public_names_are_listed_and_others_refused() -> None:
    assert set(provenance.__all__) <= set(dir(provenance))
    with pytest.raises(AttributeError, match="no attribute 'nothing_of_the_kind'"):
        getattr(provenance, "nothing_of_the_kind")  # noqa: B009 - mypy rightly refuses the plain spelling
