"""JSON Lines: every good line is an article, every bad one is named, and no file is held in memory."""

from __future__ import annotations

import io
import json
import tracemalloc
from collections.abc import Iterator
from pathlib import Path
from typing import BinaryIO

import pytest
from hypothesis import given
from hypothesis import strategies as st

from provenance.reading import Article, Options, Unreadable, read_folder, read_raw
from provenance.reading.many.jsonl import split_lines
from provenance.reading.many.source import Source

STORY = "The council voted on Tuesday to close the old pool by the river and to build another."


def read_lines(stream: BinaryIO, max_bytes: int) -> Iterator[Article | Unreadable]:
    source = Source("day.jsonl", "jsonl", lambda: io.BufferedReader(stream))  # type: ignore[arg-type]
    for item in split_lines(source, Options(max_bytes=max_bytes)):
        if isinstance(item, Unreadable):
            yield item
        else:
            yield from read_raw(item)


def read(data: bytes, max_bytes: int = 10_000) -> list[Article | Unreadable]:
    return list(read_lines(io.BytesIO(data), max_bytes))


def test_a_line_is_an_article_with_its_own_facts() -> None:
    line = {
        "id": 17, "title": "Pool closes", "text": STORY, "date": "2024-03-02T08:15+01:00",
        "outlet": "Town Herald", "byline": "Jane Doe", "url": "https://herald.example/17", "source": True,
        "more": ["not", "used"],
    }  # fmt: skip
    (article,) = read(json.dumps(line).encode() + b"\n")
    assert isinstance(article, Article)
    assert (article.path, article.text, article.reader) == ("day.jsonl#line=1", STORY, "jsonl")
    metadata = article.metadata
    assert (metadata.id, metadata.title, metadata.outlet) == ("17", "Pool closes", "Town Herald")
    assert (metadata.byline, metadata.url, metadata.source_flag) == (
        "Jane Doe", "https://herald.example/17", True,
    )  # fmt: skip
    assert metadata.date is not None
    assert (metadata.date.precision, metadata.date.source) == ("minute", "record")


def test_lines_are_counted_as_an_editor_counts_them() -> None:
    lines = [b'{"text": "one two three"}', b"", b"  ", b'{"text": "four five six"}']
    assert [item.path for item in read(b"\r\n".join(lines))] == ["day.jsonl#line=1", "day.jsonl#line=4"]


@pytest.mark.parametrize(
    ("line", "reason"),
    [
        (b'{"text": ', "is no JSON"),
        (b"[1, 2]", "no object with a `text`"),
        (b'{"title": "no text"}', "no object with a `text`"),
        (b'{"text": 5}', "no object with a `text`"),
        (b'{"text": "   "}', "empty but for blanks"),
        (b'{"text": "half \\ud800 a character"}', "lone surrogate"),
        (b"[" * 100_000, "longer than"),
        (b"[" * 9_000, "is no JSON"),
        (b"\xff\xfe{}", "is no JSON"),
        (b"\x81\x8d{}", "is no JSON"),
        (b'{"text": "' + b"x" * 20_000 + b'"}', "longer than"),
    ],
)
def test_a_bad_line_is_named_and_the_rest_is_read(line: bytes, reason: str) -> None:
    good = json.dumps({"text": STORY}).encode()
    first, bad, last = read(good + b"\n" + line + b"\n" + good)
    assert isinstance(first, Article)
    assert isinstance(last, Article)
    assert last.path == "day.jsonl#line=3"
    assert isinstance(bad, Unreadable)
    assert bad.path == "day.jsonl#line=2"
    assert reason in bad.reason


def test_a_bad_date_is_named_and_the_article_read() -> None:
    problem, article = read(json.dumps({"text": STORY, "date": "last Tuesday"}).encode())
    assert isinstance(problem, Unreadable)
    assert "'last Tuesday' is not understood" in problem.reason
    assert isinstance(article, Article)
    assert article.metadata.date is None


def test_a_folder_with_lines_and_files_and_a_sidecar(tmp_path: Path) -> None:
    (tmp_path / "a.txt").write_text(STORY)
    (tmp_path / "day.jsonl").write_text(json.dumps({"text": STORY, "outlet": "Herald"}) + "\n")
    (tmp_path / "metadata.csv").write_text("path,outlet,source\nday.jsonl,Wire Service,1\n")
    found = {item.path.partition("/")[2]: item for item in read_folder(tmp_path)}
    assert set(found) == {"a.txt", "day.jsonl#line=1"}
    line = found["day.jsonl#line=1"]
    assert isinstance(line, Article)
    assert (line.metadata.outlet, line.metadata.source_flag) == ("Wire Service", True)


def test_a_large_file_takes_the_memory_of_a_line(tmp_path: Path) -> None:
    line = json.dumps({"text": STORY * 100}).encode() + b"\n"
    file = tmp_path / "large.jsonl"
    file.write_bytes(line * 2_000)
    with file.open("rb") as stream:
        tracemalloc.start()
        count = sum(1 for _ in read_lines(stream, 1_000_000))
        peak = tracemalloc.get_traced_memory()[1]
        tracemalloc.stop()
    assert count == 2_000
    assert peak < 30 * len(line) < file.stat().st_size / 10


@given(data=st.binary(max_size=300))
def test_no_bytes_make_it_raise(data: bytes) -> None:
    for item in read(data, max_bytes=50):
        assert item.path.startswith("day.jsonl#line=")


@given(texts=st.lists(st.text(st.characters(codec="utf-8"), min_size=1), max_size=5))
def test_texts_come_back_as_they_were(texts: list[str]) -> None:
    data = b"".join(json.dumps({"text": text}).encode() + b"\n" for text in texts)
    items = read(data)
    assert len(items) == len(texts)
    for text, item in zip(texts, items, strict=True):
        if isinstance(item, Article):
            assert item.text == text
