"""JSON Lines: every good line is an article, every bad one is named, and no file is held in memory."""

from __future__ import annotations

import io
import json
import re
import tracemalloc
from collections.abc import Iterable, Iterator
from itertools import chain
from pathlib import Path
from typing import BinaryIO

import pytest
from hypothesis import given
from hypothesis import strategies as st

from provenance.reading import Article, Options, Unreadable, read_folder, read_raw
from provenance.reading.many.jsonl import split_lines
from provenance.reading.many.source import Source
from provenance.reading.many.streams import read_lines as cut_lines

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


class Pieces(io.BytesIO):
    """A stream that gives what there is: one piece after the other."""

    def __init__(self, pieces: Iterable[bytes]) -> None:
        super().__init__()
        self.pieces = filter(None, pieces)

    def read1(self, size: int | None = -1) -> bytes:
        return next(self.pieces, b"")


@given(
    pieces=st.lists(st.text(st.sampled_from("ab\r\n\n\x0b\x1c"), max_size=9).map(str.encode), max_size=9),
    longest=st.integers(0, 9),
)
def test_lines_are_cut_where_they_end_and_nowhere_else(pieces: list[bytes], longest: int) -> None:
    whole = re.findall(rb"[^\n]*\n|[^\n]+$", b"".join(pieces))
    expected = [line if len(line.removesuffix(b"\n")) <= longest else None for line in whole]
    assert list(cut_lines(Pieces(pieces), longest)) == expected


def test_a_line_that_is_too_long_is_not_held() -> None:
    long = (b"x" * size for size in range(50_000, 50_200))
    tracemalloc.start()
    lines = list(cut_lines(Pieces(chain([b"["], long, [b"]\n", b'{"text": "one two"}\n'])), 200_000))
    peak = tracemalloc.get_traced_memory()[1]
    tracemalloc.stop()
    assert lines == [None, b'{"text": "one two"}\n']
    assert peak < 500_000


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
