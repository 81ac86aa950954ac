"""CSV, XLSX, Markdown, Web Annotations, passim's clusters and JSON Lines: whole, reproducible, and inert."""

import csv
import io
import json
import re
import sqlite3
import sys
import time
import zipfile
from collections.abc import Callable, Iterator
from pathlib import Path

import openpyxl
import pytest
from click.testing import Result
from hypothesis import given
from hypothesis import strategies as st
from markdown_it import MarkdownIt

from provenance.report import (
    annotations,
    csv_report,
    findings,
    json_lines,
    json_report,
    markdown,
    passim,
    table,
    xlsx_report,
)
from provenance.store.database import open_for_reading
from provenance.store.reading import NoRunError
from tests.report.conftest import Newsroom
from tests.report.nasty import nasty_newsroom

SIGNS = "=+-@＝＋－＠"
FORMULAS = (
    '=HYPERLINK("http://evil.example","click") and more words of the same kind here',
    "+1+cmd|' /C calc'!A0 stands at the start of this passage of some length",
    "-2+3 is how this other passage of some words begins in both of them",
    "@SUM(1,1) is the beginning of a passage that both of the articles have",
    '\t=1+1 behind a tab, then ;=2+2 and\n=3+3\r\n@SUM(4) " =5+5 in one passage',
    '<r><t>bold</t></r></is></c><c r="A9"><f>1+1</f></c><c><is><r></r>',
    "＝1+1 in full width, with _x000D_ and \x01 \ufffe and a nul in words like these",
    "# head\n- item | cell | **bold** <b>tag</b> &amp; [link](http://a.example) www.a.example a@b.example",
)


@pytest.fixture(scope="module")
def formulas(tmp_path_factory: pytest.TempPathFactory) -> Iterator[sqlite3.Connection]:
    """Passages, titles and outlets that spreadsheets would run."""
    room = Newsroom(tmp_path_factory.mktemp("formulas") / "provenance.db")
    text = "\n\n".join(FORMULAS)
    names = ("news/=1+1.txt", "news/@b.txt")
    for number, name in enumerate(names):
        room.place(
            name, f"{'First' if number else 'Second'}.\n\n{text}", title=FORMULAS[0], outlet=FORMULAS[1]
        )
    for words in FORMULAS:
        spans = [
            (room.texts[name].index(words), room.texts[name].index(words) + len(words)) for name in names
        ]
        room.passage(names[0], spans[0], names[1], spans[1], credit_a="=AFP", credit_b="@Reuters")
    connection = open_for_reading(room.close())
    yield connection
    connection.close()


def cells(connection: sqlite3.Connection) -> list[list[str]]:
    return list(csv.reader(io.StringIO("".join(csv_report.stream(connection)), newline="")))


def undo(text: str) -> str:
    return re.sub(csv_report.STARTS.pattern.replace(r"(?=[\s", r"'(?=[\s"), "", text)


@given(st.text(st.sampled_from("=+-@a1 \t\r\n;,|'\"＝\ufeff\x00\u200b\u202e")))
def test_no_part_of_a_cell_starts_a_formula(text: str) -> None:
    told = csv_report.inert(text)
    for part in re.split(r"[,;|\t\r\n]", told):
        assert not part.lstrip(' "\ufeff\x00\u200b\u202e').startswith(tuple(SIGNS))
    assert undo(told) == text
    assert csv_report.inert("plain words, 1-2; a=b") == "plain words, 1-2; a=b"


def test_no_cell_of_the_csv_starts_a_formula(formulas: sqlite3.Connection) -> None:
    rows = cells(formulas)
    assert rows[0] == list(table.COLUMNS)
    passages = [dict(zip(rows[0], row, strict=True)) for row in rows[1:] if row[0] == "passage"]
    assert len(passages) == len(FORMULAS)
    for row in rows:
        assert len(row) == len(table.COLUMNS)
        for cell in row:
            for part in re.split(r"[,;|\t\r\n]", cell):
                assert not part.strip(" \"'") or part.lstrip(' "')[0] not in SIGNS
    assert {undo(one["a_text"]) for one in passages} == set(FORMULAS)
    assert {undo(one["a_credits"]) for one in passages} == {"=AFP"}
    for one in passages:
        assert one["a_text_sha256"] == one["b_text_sha256"]


def test_no_cell_of_the_workbook_is_a_formula(formulas: sqlite3.Connection) -> None:
    data = b"".join(xlsx_report.stream(formulas))
    book = openpyxl.load_workbook(io.BytesIO(data))
    assert book.sheetnames == ["passages", "notes"]
    kinds = {cell.data_type for sheet in book for row in sheet.iter_rows() for cell in row}
    assert kinds <= {"s", "n", "inlineStr"}
    assert not [cell for sheet in book for row in sheet.iter_rows() for cell in row if cell.hyperlink]
    with zipfile.ZipFile(io.BytesIO(data)) as archive:
        for name in archive.namelist():
            assert b"<f>" not in archive.read(name)
    head, *rows = book["passages"].iter_rows(values_only=True)
    texts = {dict(zip(head, row, strict=True))["a_text"] for row in rows}
    assert {words for words in FORMULAS if words[0] in SIGNS and "\x01" not in words} <= texts
    assert any(str(text).startswith(" <r><t>bold</t></r></is>") for text in texts)
    assert any("⟨U+0001⟩ ⟨U+FFFE⟩" in str(text) and "_x000D_" in str(text) for text in texts)


def test_the_workbook_is_the_same_every_time(
    seeds: sqlite3.Connection, monkeypatch: pytest.MonkeyPatch
) -> None:
    first = b"".join(xlsx_report.stream(seeds))
    monkeypatch.setenv("TZ", "Asia/Tokyo")
    time.tzset()
    try:
        assert b"".join(xlsx_report.stream(seeds)) == first
    finally:
        monkeypatch.undo()
        time.tzset()


def test_a_workbook_goes_on_in_another_sheet(
    seeds: sqlite3.Connection, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(xlsx_report, "MOST_ROWS", 4)
    book = openpyxl.load_workbook(io.BytesIO(b"".join(xlsx_report.stream(seeds))))
    assert book.sheetnames == ["passages", "passages 2", "passages 3", "notes"]
    assert [book[name].max_row for name in book.sheetnames[:3]] == [4, 4, 3]


@given(st.text(st.sampled_from("a😀<r>\ufffe"), min_size=1), st.integers(1, 40))
def test_a_cell_is_cut_to_what_fits(text: str, most: int) -> None:
    with pytest.MonkeyPatch.context() as patch:
        patch.setattr(xlsx_report, "LONGEST", most)
        fitted, cut = xlsx_report.fitting(text)
    assert len(fitted.encode("utf-16-le")) <= 2 * most
    assert not fitted.startswith("<r>")
    assert cut is fitted.endswith("…")


def test_cut_cells_are_counted(seeds: sqlite3.Connection, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(xlsx_report, "LONGEST", 200)
    book = openpyxl.load_workbook(io.BytesIO(b"".join(xlsx_report.stream(seeds))))
    assert "had more text than a cell can hold" in str([cell.value for cell in book["notes"]["A"]][-1])


def test_without_the_library_a_sentence_says_so(
    provenance: Callable[..., Result], monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setitem(sys.modules, "xlsxwriter", None)
    result = provenance("report", "--format", "xlsx")
    assert result.exit_code == 4
    assert "needs the library `XlsxWriter`" in result.stderr
    assert result.stderr.count("\n") == 1


TEXTS = {
    "seeds.csv": csv_report,
    "seeds.jsonl": json_lines,
    "seeds.md": markdown,
    "seeds.annotations.json": annotations,
    "seeds.passim.jsonl": passim,
}


@pytest.mark.parametrize("name", TEXTS)
def test_the_formats_on_the_seeds(
    seeds: sqlite3.Connection, gold: Callable[[str, str], None], name: str
) -> None:
    gold(name, "".join(TEXTS[name].stream(seeds)).replace("\r\n", "\n"))


@pytest.mark.parametrize("name", TEXTS)
def test_hostile_names_end_nothing(tmp_path: Path, hostile: sqlite3.Connection, name: str) -> None:
    nasty = open_for_reading(nasty_newsroom(tmp_path / "nasty.db"))
    for connection in (nasty, hostile):
        pieces = list(TEXTS[name].stream(connection))
        assert max(map(len, pieces), default=0) < 20_000
        if name.endswith("jsonl"):
            for line in "".join(pieces).splitlines():
                assert json.loads(line)
        elif name.endswith("json"):
            json.loads("".join(pieces))
    nasty.close()


def test_json_lines_say_what_the_json_report_says(hostile: sqlite3.Connection) -> None:
    report = json.loads(json_report.as_text(json_report.build(hostile)))
    lines = [json.loads(line) for line in "".join(json_lines.stream(hostile)).split("\n") if line]
    head, end = lines[0], lines[-1]["lines"]
    assert head.pop("type") == "report"
    for name, kind in json_lines.KINDS.items():
        assert len(report[name]) == end[kind]
    assert end["passage"] == sum(len(pair["passages"]) for pair in report["pairs"])
    assert len(lines) == sum(end.values()) + 2
    others = {name: part for name, part in report.items() if name not in json_lines.KINDS}
    assert head == others | {"format": json_lines.FORMAT}


def test_words_of_articles_do_nothing_in_markdown(
    formulas: sqlite3.Connection, hostile: sqlite3.Connection
) -> None:
    allowed = {
        "h1",
        "h2",
        "h3",
        "p",
        "strong",
        "code",
        "ul",
        "li",
        "table",
        "thead",
        "tbody",
        "tr",
        "th",
        "td",
    }
    for connection in (formulas, hostile):
        text = "".join(markdown.stream(connection))
        html = MarkdownIt("commonmark").enable("table").render(text)
        assert set(re.findall(r"</?([a-z0-9]+)", html)) <= allowed
        assert html.count("<strong>") == 1
        assert not {"\x1b", "\u202e", "\x07"} & set(text)
        assert "http://" not in text
        assert not re.search(r"(?<![\w`;])@\w", re.sub("`[^`]*`", "", text))


@given(st.text(st.sampled_from("`a b\n*_<&[]|\\~#@")))
def test_markdown_shows_words_as_they_are(words: str) -> None:
    html = MarkdownIt("commonmark").render(f"x “{markdown.plain(words)}”")
    shown = re.sub(r"<[^>]*>", "", html).replace("&lt;", "<").replace("&gt;", ">").replace("&amp;", "&")
    assert " ".join(shown.split()) == " ".join(f"x “{words}”".split())


@given(st.text(st.sampled_from("`a <b>&|\\")).filter(str.strip))
def test_markdown_shows_a_path_as_it_is(path: str) -> None:
    html = MarkdownIt("commonmark").render(f"x {markdown.code(path)} y")
    assert html.count("<code>") == 1
    shown = html.partition("<code>")[2].partition("</code>")[0]
    shown = shown.replace("&lt;", "<").replace("&gt;", ">").replace("&amp;", "&")
    assert shown.strip() == path.strip()


def test_annotations_point_at_the_words(hostile: sqlite3.Connection) -> None:
    page = json.loads("".join(annotations.stream(hostile)))
    assert page["partOf"]["total"] == len(page["items"]) == 12
    assert len({one["id"] for one in page["items"]}) == 12
    texts = {
        annotations.text_name(row[0]): row[1] for row in hostile.execute("SELECT sha256, text FROM texts")
    }
    for one in page["items"]:
        assert one["motivation"] == "linking"
        for place in (one["target"], one["body"][0]):
            position, quote = place["selector"]
            text = texts[place["source"]["id"]]
            assert text[position["start"] : position["end"]] == quote["exact"]
            assert quote["prefix"] + quote["exact"] + quote["suffix"] in text


def test_passim_lines_have_every_place_of_every_family(hostile: sqlite3.Connection) -> None:
    lines = [json.loads(line) for line in "".join(passim.stream(hostile)).split("\n") if line]
    report = json_report.build(hostile)
    members = [
        (family["family"], one["path"], one["start"], one["end"])
        for family in report["families"]  # type: ignore[attr-defined]
        for one in family["members"]
    ]
    assert [(one["cluster"], one["id"], one["begin"], one["end"]) for one in lines] == members
    assert len({one["uid"] for one in lines}) == len({one["id"] for one in lines})
    texts = dict(hostile.execute("SELECT path, text FROM places JOIN texts ON texts.id = text_id"))
    for one in lines:
        assert one["text"] == texts[one["id"]][one["begin"] : one["end"]]
        assert one["uid"] < 2**53
        assert one["size"] == len({other["id"] for other in lines if other["cluster"] == one["cluster"]})
    assert {one["status"] for one in lines} == {"reuse", "boilerplate"}
    assert sum(not one["src"] for one in lines) == len(report["families"])  # type: ignore[arg-type]


@pytest.mark.parametrize("name", [name for name in TEXTS if "passim" not in name])
def test_each_format_says_what_it_leaves_out(
    hostile: sqlite3.Connection, name: str, monkeypatch: pytest.MonkeyPatch
) -> None:
    said = "which would make up to"
    assert said not in "".join(TEXTS[name].stream(hostile))
    monkeypatch.setattr(findings, "COMPOSED", 0)
    assert said in "".join(TEXTS[name].stream(hostile))


def test_the_workbook_says_what_it_leaves_out(
    hostile: sqlite3.Connection, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(findings, "COMPOSED", 0)
    book = openpyxl.load_workbook(io.BytesIO(b"".join(xlsx_report.stream(hostile))))
    assert any("which would make up to" in str(cell.value) for cell in book["notes"]["A"])


@pytest.mark.parametrize("kind", ["jsonl", "csv", "xlsx", "markdown", "webannotation", "passim"])
def test_each_format_is_written_by_the_command(
    provenance: Callable[..., Result], tmp_path: Path, kind: str
) -> None:
    file = tmp_path / f"report.{kind}"
    written = provenance("report", "--format", kind, "-o", str(file))
    printed = provenance("report", "--format", kind)
    assert (written.exit_code, printed.exit_code) == (0, 0)
    assert file.read_bytes() == printed.stdout_bytes
    assert len(file.read_bytes()) > 1000


def test_a_database_without_a_scan_has_no_report(tmp_path: Path) -> None:
    from provenance.store.database import open_for_writing

    open_for_writing(tmp_path / "empty.db").close()
    connection = open_for_reading(tmp_path / "empty.db")
    for room in (*TEXTS.values(), xlsx_report):
        with pytest.raises(NoRunError):
            list(room.stream(connection))
    connection.close()
