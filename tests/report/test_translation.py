"""Another language: every text of the page stands in the one file, and a wrong file is refused."""

from __future__ import annotations

import json
import os
import re
import sqlite3
import subprocess
import sys
from collections.abc import Mapping
from contextlib import closing
from html.parser import HTMLParser
from pathlib import Path
from typing import Any

import pytest

from provenance.cli import main
from provenance.report.page.environment import read
from provenance.report.visible import one_line
from provenance.sentences import VARIABLE, SentencesError, is_told, say, tables
from provenance.store.database import open_for_reading
from tests.newsroom_archive import make_archive, make_folder
from tests.report.conftest import FIRST, ROOT, SECOND

SHIPPED = ROOT / "provenance" / "data" / "sentences.toml"
TEMPLATES = [path.name for path in (ROOT / "provenance/report/page").glob("*.html")]
PLAIN = ("language", "direction")
SAID_BY_SCRIPT = {
    f"data-{name}" for name in re.findall(r"data-([\w-]+)=\"\{\{ t\.", "".join(map(read, TEMPLATES)))
}
"""What the page's script says stands in such attributes."""
SIGNS = re.compile(r"(?:[\W\d_]|\b(?:A|B|Q\d+)\b|\d{4}-\d\d-\d\dT[\d:.]+(?:\+00:00|Z))*")
MARKS = re.compile("([⟦⟧])")


def marked(value: Any, name: str = "") -> Any:
    """Every text in marks."""
    if isinstance(value, Mapping):
        return {key: marked(one, key) for key, one in value.items()}
    if isinstance(value, tuple):
        return tuple(map(marked, value))
    return value if name in PLAIN else f"⟦{value}⟧"


def as_toml(table: Mapping[str, Any], above: tuple[str, ...] = ()) -> str:
    """Nested tables of texts as TOML."""

    def quoted(words: str) -> str:
        escaped = words.replace("\\", "\\\\").replace('"', '\\"')
        return f'"{escaped}"'

    lines, below = [], []
    for name, value in table.items():
        if isinstance(value, Mapping):
            below.append(as_toml(value, (*above, name)))
        elif isinstance(value, tuple):
            lines.append(f"{quoted(name)} = [{', '.join(map(quoted, value))}]")
        else:
            lines.append(f"{quoted(name)} = {quoted(value)}")
    head = [f"[{'.'.join(map(quoted, above))}]"] if above else []
    return "\n".join([*head, *lines, "", *below])


@pytest.fixture(scope="module")
def translation(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """The sentences with marks around each."""
    path = tmp_path_factory.mktemp("translated") / "marked.toml"
    path.write_text(as_toml(marked(tables())), encoding="utf-8")
    return path


def run(translation: Path, *args: str) -> None:
    """A command in a process of its own: sentences are read once."""
    environment = {**os.environ, VARIABLE: str(translation), "PYTHONPATH": str(ROOT)}
    done = subprocess.run(
        [sys.executable, "-m", "provenance", *args], env=environment, check=False, timeout=300
    )
    assert done.returncode in (0, 3)  # 3: all is done but for files that can't be read


class Unmarked(HTMLParser):
    """What a page shows or tells (texts, labels, tooltips) outside of marks, but for what is no text of its
    own: words of articles, names, paths, hashes."""

    OWN = frozenset({"bdi", "style", "script"})
    CLASSES = frozenset({"words", "path", "id", "lane", "label"})
    """Elements that hold names and words of articles, and classes of them."""
    SAID = ("aria-label", "title", "alt", "placeholder")
    WHOLE = frozenset({"p", "li", "td", "th", "dt", "dd", "h1", "h2", "h3", "h4", "text", "title", "summary"})
    """Elements in which sentences end."""
    VOID = frozenset({"meta", "br", "path", "rect", "input", "circle"})

    def __init__(self, page: str) -> None:
        super().__init__()
        self.open: list[tuple[str, bool]] = []
        self.depth = 0
        self.section = ""
        self.found: list[str] = []
        self.feed(page)
        self.close()

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        known = {name: value or "" for name, value in attrs}
        if tag == "section":
            self.section = known.get("aria-labelledby", "")
        own = tag in self.OWN or bool(self.CLASSES & {*known.get("class", "").split()})
        if tag not in self.VOID:
            # The tables of a run have what it was given and counted, by the names of the settings.
            self.open.append((tag, own or (tag == "tbody" and self.section == "run")))
        for name, value in known.items():
            if name in self.SAID or name in SAID_BY_SCRIPT:
                assert self.look(value, 0) == 0, value

    def handle_endtag(self, tag: str) -> None:
        while tag not in self.VOID and self.open.pop()[0] != tag:
            pass
        if tag in self.WHOLE:
            assert self.depth == 0 or tag == "text", tag  # a line of a picture is cut where it has no room
            self.depth = 0

    def handle_data(self, data: str) -> None:
        if any(tag in ("style", "script") for tag, _ in self.open):
            return
        self.depth = self.look(data, self.depth, own=any(own for _, own in self.open))

    def look(self, words: str, depth: int, *, own: bool = False) -> int:
        """Keep what stands outside of marks; how many are open at the end."""
        outside = []
        for part in MARKS.split(words):
            depth += (part == "⟦") - (part == "⟧")
            outside.append(part if depth == 0 and part != "⟧" else " ")
        plain = " ".join("".join(outside).split())
        if not own and not SIGNS.fullmatch(plain):
            self.found.append(plain)
        return depth


def names_of(connection: sqlite3.Connection) -> list[str]:
    """What articles, sources and the parts of a run are called, the longest first."""
    queries = (
        "SELECT path FROM places", "SELECT title FROM places", "SELECT outlet FROM places",
        "SELECT name FROM unseen_sources", "SELECT reviewer FROM review_entries",
        "SELECT key FROM runs, json_each(dependencies)", "SELECT DISTINCT encoding FROM places",
    )  # fmt: skip
    rows = (row for query in queries for row in connection.execute(query))
    found = {one_line(" ".join(str(row[0]).split())) for row in rows if row[0]}
    return sorted(found | {name.rsplit("/", 1)[-1] for name in found}, key=len, reverse=True)


def unmarked(page: Path, db: Path) -> list[str]:
    """What stands on a page and in no text of the file."""
    with closing(open_for_reading(db)) as connection:
        names = names_of(connection)
    left = []
    for found in Unmarked(page.read_text(encoding="utf-8")).found:
        words = found
        for name in names:
            words = words.replace(name, " ")
        if not SIGNS.fullmatch(words):
            left.append(words)
    return left


def test_every_text_of_the_report_is_translated(
    translation: Path, seeds_database: Path, tmp_path: Path
) -> None:
    page, pair = tmp_path / "report.html", tmp_path / "pair.html"
    run(translation, "report", "--db", str(seeds_database), "-o", str(page))
    assert "⟦" in page.read_text(encoding="utf-8")
    assert unmarked(page, seeds_database) == []
    run(translation, "show", FIRST, SECOND, "--format", "html", "--db", str(seeds_database), "-o", str(pair))
    assert "⟦" in pair.read_text(encoding="utf-8")
    assert unmarked(pair, seeds_database) == []


def test_so_it_is_with_all_that_an_archive_can_have(translation: Path, tmp_path: Path) -> None:
    db, page = make_archive(tmp_path), tmp_path / "report.html"
    run(translation, "report", "--db", str(db), "-o", str(page), "--prepared-by", "A. Desk")
    assert unmarked(page, db) == []
    run(translation, "report", "--db", str(db), "-o", str(page), "--credit", "none", "--since", "2017")
    assert unmarked(page, db) == []


def test_a_scan_stores_its_reasons_translated(translation: Path, tmp_path: Path) -> None:
    news, db, page = tmp_path / "news", tmp_path / "news.db", tmp_path / "lineage.json"
    news.mkdir()
    make_folder(news)
    run(translation, "scan", str(news), "--db", str(db))
    with closing(open_for_reading(db)) as connection:
        stored = {row[0] for row in connection.execute("SELECT sentence FROM evidence")}
        dated = {row[0] for row in connection.execute("SELECT sentence FROM evidence WHERE sign = 1")}
        sources = {row[0] for row in connection.execute("SELECT name FROM unseen_sources")}
    assert len(stored) > 20
    for sentence in stored | sources:
        assert sentence.startswith("⟦")
        assert sentence.endswith("⟧")
    # What a report knows by a reason's words it knows in both languages.
    assert any("is likely earlier.⟧" in sentence for sentence in dated)
    run(translation, "lineage", "--db", str(db), "--json", "-o", str(page))
    assert json.loads(page.read_text(encoding="utf-8"))["lineage"]


def test_a_reason_is_known_by_its_words() -> None:
    earlier = say("reason.date.earlier", name="b.txt")
    order = say("reason.date.order", dates="a.txt is dated 2018, b.txt 2017", said=earlier)
    assert is_told("reason.date.earlier", order)
    assert not is_told("reason.date.earlier", say("reason.date.updated", said=order, name="a.txt"))
    said = say("reason.origin.says.derived from", name="a.txt", stated="urn:1")
    assert is_told("reason.origin.says.derived from", say("reason.origin.absent", said=said, source=""))
    assert not is_told("reason.origin.says.evolved from", said)


def test_what_is_not_in_the_file_would_be_found(seeds_database: Path, tmp_path: Path) -> None:
    page = tmp_path / "report.html"
    page.write_text("<p>⟦All ⟧<b>words</b>⟦.⟧</p><p title='told'>⟦x <bdi>own</bdi>⟧</p>", encoding="utf-8")
    assert unmarked(page, seeds_database) == ["words", "told"]


def load(path: Path, monkeypatch: pytest.MonkeyPatch) -> Mapping[str, Any]:
    """The sentences as a process has them that is given this file."""
    monkeypatch.setenv(VARIABLE, str(path))
    found: Mapping[str, Any] = tables.__wrapped__()
    return found


def test_a_translation_takes_the_place_of_the_sentences(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    path = tmp_path / "de.toml"
    text = SHIPPED.read_text(encoding="utf-8").replace('language = "en"', 'language = "de"')
    # One thing can be said in a word, and what is put in stand anywhere.
    text = text.replace('"{n} article", "{n} articles"', '"ein Artikel", "{n} Artikel"')
    text = text.replace('"Run {run}, ended {ended} (UTC)."', '"Bis {ended} (UTC): Lauf {run}, {{so}}."')
    path.write_text(text, encoding="utf-8")
    found = load(path, monkeypatch)
    assert found["language"] == "de"
    assert found["count"]["article"] == ("ein Artikel", "{n} Artikel")
    assert found["page"]["run"].format(run=1, ended=2) == "Bis 2 (UTC): Lauf 1, {so}."


WRONG = {
    'heading = "Key figures"\n': ("", "has no figures.heading; take what is missing"),
    'heading = "Key figures"': ('heading = "Zahlen"\nheadings = "x"', "has figures.headings, which"),
    '"Run {run}, ended {ended} (UTC)."': ('"Lauf {run}"', "page.run has to have {ended}, {run} in braces."),
    '"Prepared by {name}."': ('"Von {names}."', "page.prepared_by has to have {name} in braces."),
    'skip = "Skip to the content"': ('skip = "Zum {Inhalt"', "page.skip has a brace that begins or ends no"),
    'sections = "Sections"': ('sections = "Teile {0}"', "page.sections has a brace that begins or ends no"),
    'prepared_by = "Prepared by {name}."': ('prepared_by = "{name!r}"', "page.prepared_by has a brace"),
    'run = "Run {run},': ('run = "{run.uid} {run},', "page.run has a brace that begins or ends no name"),
    'byte = ["{n} byte", "{n} bytes"]': ('byte = "{n} Byte"', "count.byte has to be two texts in brackets"),
    'cell = ["{n} cell", "{n} cells"]': ('cell = ["{n}"]', "count.cell has to be two texts in brackets"),
    'file = ["{n} file", "{n} files"]': ('file = ["{n}", 2]', "count.file has to be two texts in brackets"),
    'heading = "Set aside"': ("heading = 3", "aside.heading has to be one text."),
    'language = "en"': ('language = "<b>"', "language has to be a code such as en or pt-BR."),
    'direction = "ltr"': ('direction = "up"', "direction has to be ltr or rtl."),
    "[number]": ("[number", "is no TOML file in UTF-8: "),
}


@pytest.mark.parametrize("there", WRONG)
def test_a_wrong_translation_is_refused_in_a_sentence(
    there: str, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    put, said = WRONG[there]
    text = SHIPPED.read_text(encoding="utf-8")
    assert there in text
    path = tmp_path / "de.toml"
    path.write_text(text.replace(there, put, 1), encoding="utf-8")
    with pytest.raises(SentencesError) as caught:
        load(path, monkeypatch)
    message = str(caught.value)
    assert message.startswith(str(path))
    assert said in message
    assert message.endswith(".")
    assert "\n" not in message


def test_a_command_says_so_before_it_does_anything(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    tables.cache_clear()
    try:
        monkeypatch.setenv(VARIABLE, str(tmp_path / "none.toml"))
        assert main(["report", "--db", str(tmp_path / "no.db")]) == 2
        (line,) = capsys.readouterr().err.splitlines()
        assert line.startswith("provenance: ")
        assert "none.toml can't be read (No such file or directory)" in line
        assert not (tmp_path / "no.db").exists()
    finally:
        tables.cache_clear()


def test_sentences_are_read_when_one_is_said() -> None:
    code = (
        "import sys; from provenance.cli import main; main(['--help']);"
        " assert not {'tomllib', 'provenance.sentences'} & {*sys.modules};"
        " import provenance.report.html_report, provenance.cli.check_lines, provenance.pages.check;"
        " from provenance.sentences import tables; assert tables.cache_info().currsize == 0"
    )
    found = subprocess.run([sys.executable, "-c", code], capture_output=True, text=True, check=False)
    assert found.returncode == 0, found.stderr
