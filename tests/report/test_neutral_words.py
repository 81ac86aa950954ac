"""What people read names what was found and accuses nobody: templates, strings, data, documents."""

from __future__ import annotations

import ast
import re
from collections.abc import Iterator
from pathlib import Path

import pytest

from provenance.report import wording

ROOT = Path(__file__).parents[2]
FORBIDDEN = re.compile(
    r"""
    \b(?:
        plagiar\w* | stole\w* | steal\w* | theft\w* | thie(?:f|v)\w* | pirat\w* | cribb\w*
        | guilt\w* | culprit\w* | cheat\w* | fraud\w* | crook\w* | perpetrat\w* | offender\w* | wrongdo\w*
        | dishonest\w* | unethical\w* | infring\w* | rip(?:ped)?[- ]?offs? | copycat\w* | copyist\w*
        | lifted | passed\ off\ as
        | (?<!likely\ )copied\ (?:it\ |them\ |this\ |these\ )?(?:straight\ |directly\ )?(?:from|by|without)
    )\b
    """,
    re.IGNORECASE | re.VERBOSE,
)
ALLOWED = (
    wording.standing(),  # the one line that every output has
    "similarity is not plagiarism, a person decides",  # the same, told of
)
"""The only sentences that may have such words. Names of methods and corpora can be added; verdicts can't."""


def said(path: Path) -> Iterator[tuple[int, str]]:
    """What a file says to people, with its line: of Python the strings, of others all.

    Docstrings become help, so they are among them. Parts of one string that stand on several lines, and those
    of an f-string, are one.
    """
    text = path.read_text(encoding="utf-8")
    if path.suffix != ".py":
        yield 1, text
        return
    parts: set[int] = set()
    for node in ast.walk(ast.parse(text)):
        if isinstance(node, ast.JoinedStr):
            parts.update(id(part) for part in node.values)
            told = [str(part.value) if isinstance(part, ast.Constant) else "…" for part in node.values]
            yield node.lineno, "".join(told)
        elif isinstance(node, ast.Constant) and isinstance(node.value, str) and id(node) not in parts:
            yield node.lineno, node.value


def verdicts(path: Path) -> list[str]:
    """Each forbidden word of a file, with the line of the string or text and what stands around it."""
    found = []
    for line, text in said(path):
        flowing = re.sub(r"\s+(?:--\s)?", " ", text)
        for sentence in ALLOWED:
            flowing = re.sub(re.escape(sentence), "", flowing, flags=re.IGNORECASE)
        for hit in FORBIDDEN.finditer(flowing):
            found.append(f"{path}:{line}: {flowing[max(0, hit.start() - 40) : hit.end() + 40]}")
    return found


def files() -> list[Path]:
    """All that ships or is read beside it. Tables of excerpts (docs/quality/*.csv) are words of articles."""
    suffixes = {".py", ".html", ".css", ".js", ".json", ".txt", ".sql", ".md", ".toml", ".svg"}
    found = [ROOT / "README.md", ROOT / "CHANGELOG.md", ROOT / "pyproject.toml"]
    for folder in ("provenance", "db", "docs"):
        found += [path for path in (ROOT / folder).rglob("*") if path.suffix in suffixes and path.is_file()]
    return sorted({path.resolve() for path in found})


@pytest.mark.parametrize("path", files(), ids=lambda path: path.relative_to(ROOT).as_posix())
def test_no_verdict(path: Path) -> None:
    assert verdicts(path) == []


def test_the_files_are_found() -> None:
    names = {path.relative_to(ROOT).as_posix() for path in files()}
    assert {
        "provenance/report/wording.py", "provenance/report/page/report.html",
        "provenance/report/page/page.css", "provenance/report/page/page.js",
        "provenance/data/sentences.toml",
        "provenance/cli/show.py", "provenance/direction.py", "provenance/data/credit_patterns.json",
        "db/views.sql", "db/datasette.json", "db/queries/credit_differs.sql", "README.md", "docs/quality.md",
    } <= names  # fmt: skip
    assert sum(1 for path in files() for _ in said(path)) > 5000


# A test that can't fail says nothing.

TOLD = {
    "string.py": 'print("This was plagiarised.")\n',
    "pieces.py": 'print("It was sto"\n      "len.")\n',
    "lines.py": 'x = """Copied\n    from the other."""\n',
    "formatted.py": 'def f(a, b):\n    return f"{a} cheated: copied by {b}"\n',
    "beside.py": 'def f(a):\n    return f"{a} is guil" f"ty of {a}"\n',
    "docstring.py": '"""Finds thieves."""\n',
    "deep.py": "TABLE = {1: [('a', {'b': 'a theft'})]}\n",
    "default.py": "def f(x='the culprit'):\n    return x\n",
    "page.html": "<p>{% if x %}Stolen{% endif %}</p>",
    "texts.json": '{"title": "Plagiarism found"}',
    "query.sql": "-- Who copied\n-- from whom\nSELECT 1",
    "page.md": "A dishonest\nreporter.",
    "beyond.py": f'x = "{wording.standing()} This is plagiarism."\n',
}
CLEAN = {
    "standing.py": f'x = "{wording.standing()}"\n',
    "comment.py": "# who stole what is no business of ours\nx = 1\n",
    "likely.md": "Text that B has likely copied from A. It shares words; both credit AFP.",
    "words.txt": "lift stolid copy copyright copied cheese",
    "told.md": f"{wording.standing().upper()}\n\nsimilarity is not\nplagiarism, a person decides",
}


@pytest.mark.parametrize("name", TOLD)
def test_a_verdict_is_found(name: str, tmp_path: Path) -> None:
    (tmp_path / name).write_text(TOLD[name], encoding="utf-8")
    assert verdicts(tmp_path / name)


@pytest.mark.parametrize("name", CLEAN)
def test_neutral_words_pass(name: str, tmp_path: Path) -> None:
    (tmp_path / name).write_text(CLEAN[name], encoding="utf-8")
    assert verdicts(tmp_path / name) == []


def test_a_verdict_anywhere_in_the_package_would_be_found(tmp_path: Path) -> None:
    """Put into a copy of each kind of file, it is found there."""
    for path in (ROOT / "provenance/report/wording.py", ROOT / "provenance/report/page/passages.html"):
        copy = tmp_path / path.name
        text = path.read_text(encoding="utf-8")
        copy.write_text(text, encoding="utf-8")
        assert verdicts(copy) == []
        copy.write_text(text.replace("passage", "stolen"), encoding="utf-8")
        assert verdicts(copy), path
