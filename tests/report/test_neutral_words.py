"""The reports name what was found and accuse nobody."""

import re
from pathlib import Path

import pytest

from provenance.report import wording

ROOT = Path(__file__).parents[2]
FORBIDDEN = re.compile(
    r"plagiari[sz]|stolen|theft|steal|thief|copied by|guilty|culprit|lifted|cheat", re.IGNORECASE
)
FILES = sorted(
    path
    for folder in ("provenance/report", "provenance/cli")
    for path in (ROOT / folder).rglob("*")
    if path.suffix in (".py", ".html", ".css", ".js", ".toml")
)


@pytest.mark.parametrize("path", FILES, ids=lambda path: path.name)
def test_no_forbidden_word(path: Path) -> None:
    text = path.read_text(encoding="utf-8").replace(wording.STANDING, "")
    assert not FORBIDDEN.findall(text)


def test_the_files_are_found() -> None:
    names = {path.name for path in FILES}
    assert {"wording.py", "texts.toml", "pairs.html", "page.css", "page.js", "show.py", "report.py"} <= names
