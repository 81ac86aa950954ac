"""CSV and TSV: a row is an article, at the line in which it starts."""

from __future__ import annotations

import csv
import io
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

from provenance.reading.many.csv_rows import read_rows
from tests.reading.makers import read, rows, texts

STORY = "The council voted on Tuesday, after a long debate, to close the old pool by the river."


def write(folder: Path, content: str | bytes, name: str = "a.csv") -> Path:
    (folder / name).write_bytes(content if isinstance(content, bytes) else content.encode())
    return folder / name


def test_a_row_is_an_article_with_its_own_facts(tmp_path: Path) -> None:
    content = (
        "ID,Headline,Full Text,Pub_Date,Source,Author,Link,Crawled\r\n"
        f'17,Pool closes,"{STORY}\r\n\r\n""So be it.""",2024-03-02,Herald,Jane Doe,https://h.example/17,2025-01-01\r\n'
        "\r\n"
        "18,Other,Words of another,2024-03-03,1,,,\r\n"
    )
    articles, problems = read(write(tmp_path, content))
    assert problems == {}
    assert list(articles) == ["a.csv#line=2", "a.csv#line=6"]
    first, second = articles.values()
    assert first.text == f'{STORY}\r\n\r\n"So be it."'
    metadata = first.metadata
    assert (metadata.id, metadata.title, metadata.outlet, metadata.byline) == (
        "17",
        "Pool closes",
        "Herald",
        "Jane Doe",
    )
    assert metadata.date is not None
    assert metadata.date.earliest.startswith("2024-03-02")
    assert (metadata.source_flag, metadata.url) == (False, "https://h.example/17")
    assert (second.metadata.source_flag, second.metadata.outlet, second.reader) == (True, None, "csv")


@pytest.mark.parametrize("delimiter", [",", ";", "\t", "|"])
def test_delimiters(tmp_path: Path, delimiter: str) -> None:
    content = rows([{"title, short; or | not": "x", "text": STORY}], delimiter=delimiter)
    assert texts(write(tmp_path, content)) == {"a.csv#line=2": STORY}


def test_the_first_line_may_name_the_delimiter(tmp_path: Path) -> None:
    found = texts(write(tmp_path, f"\ufeffsep=|\r\ntext|a,b,c\r\n{STORY}|x\r\n"))
    assert found == {"a.csv#line=3": STORY}


def test_tsv_has_tabs_alone(tmp_path: Path) -> None:
    assert texts(write(tmp_path, f"text\n{STORY}\n", "a.tsv")) == {"a.tsv#line=2": STORY}


@pytest.mark.parametrize(
    "encoding", ["utf-8", "utf-8-sig", "utf-16", "utf-16-le", "utf-16-be", "utf-32", "cp1252"]
)
@pytest.mark.parametrize("count", [2, 3_000])
def test_encodings_of_short_and_long_files(tmp_path: Path, encoding: str, count: int) -> None:
    """Of the long ones only the first megabyte is looked at to tell."""
    words = "Größe im Café – 🎈" + " und so weiter" * 25
    content = "id,text\n" + "".join(f"{number},{number} {words}\n" for number in range(count))
    if encoding == "cp1252":
        content = content.replace("🎈", "")
    assert count == 2 or len(content.encode(encoding)) > 1 << 20
    articles, problems = read(write(tmp_path, content.encode(encoding)))
    assert problems == {}
    assert [article.text for article in articles.values()] == [
        line.partition(",")[2] for line in content.splitlines()[1:]
    ]
    (found,) = {article.encoding for article in articles.values()}
    assert found[:6] == encoding[:6]


def test_stray_bytes_far_behind(tmp_path: Path) -> None:
    content = b"text\n" + (b"plain words here " * 20 + b"\n") * 3_500 + "Größe – ja\n".encode("cp1252")
    articles, problems = read(write(tmp_path, content))
    assert problems == {}
    assert list(articles.values())[-1].text == "Größe – ja"


@pytest.mark.parametrize(
    ("content", "reason"),
    [
        ("", "is empty"),
        ("\n\n", "is empty"),
        ("when,what,who\n1,2,3\n", "name it with --map text=COLUMN (columns: when, what, who)"),
        (",,\n1,2,3\n", "(columns: none with a name)"),
        ('"two\nlines\x1b[2J",b\n1,2\n', "(columns: two\\x0alines\\x1b[2J, b)"),
        (b"%PDF-1.4 text\n", "a PDF"),
        (bytes(range(256)) * 20, "binary"),
        ("a" * 200_000, "no row of names"),
    ],
)
def test_a_file_without_a_column_of_texts_is_one_problem(
    tmp_path: Path, content: str | bytes, reason: str
) -> None:
    articles, problems = read(write(tmp_path, content), max_bytes=100_000)
    assert articles == {}
    assert list(problems) == ["a.csv"]
    assert reason in problems["a.csv"]


def test_rows_that_do_not_fit_are_named(tmp_path: Path) -> None:
    content = (
        "text,title,date\n"
        f'"{STORY}",long,2024-03-02,more\n'
        f'"{STORY}",long but empty,2024-03-02,,\n'
        f'"{STORY}",short\n'
        f'"{STORY}\x00",zero,\n'
        ",no text,\n"
        ",,\n"
        f'"{STORY}","never closed,\n'
    )
    articles, problems = read(write(tmp_path, content))
    assert list(articles) == ["a.csv#line=3", "a.csv#line=4"]
    expected = {
        2: "4 cells where the first row has 3", 4: "2 cells where the first row has 3", 5: "zero byte",
        6: "is empty", 8: "never closed",
    }  # fmt: skip
    assert list(problems) == [f"a.csv#line={line}" for line in expected]
    for line, words in expected.items():
        assert words in problems[f"a.csv#line={line}"]


def test_a_metadata_csv_is_never_articles(tmp_path: Path) -> None:
    write(tmp_path, f"path,date,text\nmetadata.csv,2024-03-02,{STORY}\n", "metadata.csv")
    write(tmp_path, f'text\n"{STORY}"\n')
    assert list(read(tmp_path)[0]) == ["a.csv#line=2"]
    articles, problems = read(tmp_path / "metadata.csv")
    assert articles == {}
    assert "says something of articles and holds none" in problems["metadata.csv"]


def test_a_sidecar_states_of_all_rows(tmp_path: Path) -> None:
    write(tmp_path, "path,outlet\n*.csv,Herald\n", "metadata.csv")
    articles, _ = read(write(tmp_path, f'text,outlet\n"{STORY}",Wire\n'))
    assert articles["a.csv#line=2"].metadata.outlet == "Herald"


TEXT = st.text(st.sampled_from(list('ab,;"\n\r\té ')), max_size=40)


@given(text=TEXT, sizes=st.lists(st.integers(1, 7), min_size=1), delimiter=st.sampled_from(",;\t"))
def test_rows_are_those_of_the_csv_module(text: str, sizes: list[int], delimiter: str) -> None:
    """However the text is cut into pieces."""
    expected = oracle(text, delimiter)
    pieces, at = [], 0
    while at < len(text):
        pieces.append(text[at : at + sizes[len(pieces) % len(sizes)]])
        at += len(pieces[-1])
    assert [(row.line, row.cells) for row in read_rows(iter(pieces), delimiter, 1_000)] == expected
    for limit in (3, 10):
        for row in read_rows(iter(pieces), delimiter, limit):
            (cells,) = [cells for line, cells in expected if line == row.line]
            assert row.cells in (None, cells)


def oracle(text: str, delimiter: str) -> list[tuple[int, list[str]]]:
    reader = csv.reader(io.StringIO(text, newline=""), delimiter=delimiter)
    found = []
    while True:
        line = reader.line_num + 1
        try:
            row = next(reader)
        except StopIteration:
            return found
        if len(row) > 1 or (row and row[0]):
            found.append((line, row))


@given(st.lists(st.lists(st.text(max_size=8), min_size=2, max_size=4), min_size=1, max_size=5))
def test_what_the_csv_module_writes_comes_back(table: list[list[str]]) -> None:
    out = io.StringIO()
    csv.writer(out).writerows(table)
    assert [row.cells for row in read_rows(iter([out.getvalue()]), ",", 10_000)] == table
