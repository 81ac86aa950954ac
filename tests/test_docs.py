"""The documents can not lie: sessions and queries are run, every command and column must be explained."""

from __future__ import annotations

import doctest
import re
import shlex
import shutil
import sqlite3
import subprocess
import sys
from contextlib import closing
from pathlib import Path

import pytest

import provenance
from provenance.cli import COMMANDS
from tests.conftest import ROOT

README = (ROOT / "README.md").read_text(encoding="utf-8")
DATABASE = (ROOT / "docs/database.md").read_text(encoding="utf-8")
VIEWS = (
    "articles",
    "article_dates",
    "article_statements",
    "reuse_passages",
    "family_members",
    "pairs",
    "lineage_edges",
    "unreadable",
    "disguises",
    "quotation_differences",
    "left_out",
    "reviews",
    "review_history",
)


def sessions(text: str) -> list[tuple[str, str]]:
    """The commands of the console blocks, each with the output that is shown."""
    found = []
    for block in re.findall(r"^```console\n(.*?)^```$", text, re.M | re.S):
        for command, output in re.findall(r"^\$ (.*)\n((?:(?!\$ ).*\n)*)", block, re.M):
            found.append((command, output))
    return found


@pytest.fixture(scope="module")
def scanned(tmp_path_factory: pytest.TempPathFactory, seeds: Path) -> Path:
    folder = tmp_path_factory.mktemp("readme")
    shutil.copytree(seeds, folder / "seeds")
    provenance.scan(folder / "seeds", db=folder / "provenance.db")
    return folder


def test_readme_has_sessions() -> None:
    assert len(sessions(README)) >= 3


@pytest.mark.parametrize(("command", "shown"), sessions(README), ids=lambda value: value[:40])
def test_readme_sessions_print_what_is_shown(command: str, shown: str, scanned: Path, tmp_path: Path) -> None:
    words = shlex.split(command)
    if words[0] == "sqlite3":
        with closing(sqlite3.connect(scanned / words[1])) as connection:
            lines = ["|".join(map(str, row)) for row in connection.execute(words[2])]
        assert "".join(f"{line}\n" for line in lines) == shown
        return
    assert words[0] == "scripts/provenance"
    where = scanned
    if words[1] == "scan":
        where = tmp_path
        shutil.copytree(scanned / "seeds", tmp_path / "seeds")
    if words[1] == "import":  # of what the session before it wrote, which another process may have run
        where = tmp_path
        export = ["export", words[2], "--parquet", "--db", str(scanned / "provenance.db")]
        subprocess.run([sys.executable, "-m", "provenance", *export], cwd=where, check=True)
    ended = subprocess.run(
        [sys.executable, "-m", "provenance", *words[1:]],
        cwd=where, capture_output=True, encoding="utf-8", check=True,
    )  # fmt: skip
    assert ended.stdout == shown


@pytest.mark.parametrize("query", re.findall(r"^```sql\n(.*?)^```$", DATABASE, re.M | re.S))
def test_queries_of_the_database_page_run(query: str, scanned: Path) -> None:
    with closing(sqlite3.connect(scanned / "provenance.db")) as connection:
        rows = connection.execute(query).fetchall()
    if not any(rare in query for rare in ("share >=", "julianday")):
        assert rows


def test_every_column_of_every_view_is_explained(scanned: Path) -> None:
    with closing(sqlite3.connect(scanned / "provenance.db")) as connection:
        for view in VIEWS:
            section = re.search(rf"^### {view}:.*?(?=^##)", DATABASE, re.M | re.S)
            assert section, view
            for column in connection.execute(f"SELECT * FROM {view}").description:
                assert f"`{column[0]}`" in section.group(), f"{view}.{column[0]}"


def test_the_python_of_the_readme_runs(
    seeds: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    monkeypatch.chdir(tmp_path)
    shutil.copytree(seeds, tmp_path / "articles")
    (code,) = re.findall(r"^```python\n(.*?)^```$", README, re.M | re.S)
    one, other = (
        next(seeds.glob(f"{number}_*.txt")).read_text(encoding="utf-8") for number in ("001", "003")
    )
    exec(code, {"text_a": one, "text_b": other})
    assert len(capsys.readouterr().out.splitlines()) == 8
    assert (tmp_path / "story.db").is_file()


def test_the_python_sessions_of_the_readme_print_what_is_shown() -> None:
    blocks = re.findall(r"^```pycon\n(.*?)^```$", README, re.M | re.S)
    examples = doctest.DocTestParser().get_doctest(
        "".join(blocks), {"provenance": provenance}, "README", "README.md", 0
    )
    assert len(examples.examples) >= 2
    assert doctest.DocTestRunner().run(examples).failed == 0


def test_every_command_is_in_the_readme() -> None:
    for name in COMMANDS:
        assert f"provenance {name}" in README


def test_the_sketch_of_the_database_page_opens(scanned: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.chdir(scanned)
    (code,) = re.findall(r"^```python\n(.*?)^```$", DATABASE, re.M | re.S)
    # Kept open by the example, closed here: an open connection would be a warning.
    names: dict[str, object] = {}
    exec(
        code.replace("sqlite3.connect(", "opened(").replace("import sqlite3\n", ""), {"opened": _open}, names
    )
    _connections.pop().close()
    assert len(names["sketch"].hashvalues) == 128  # type: ignore[attr-defined]


_connections: list[sqlite3.Connection] = []


def _open(path: str) -> sqlite3.Connection:
    _connections.append(sqlite3.connect(path))
    return _connections[-1]
