"""JSON files: one article, an array of them, an array in an object, or one object behind the other."""

from __future__ import annotations

import io
import json
import string
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

from provenance.reading.many import json_values
from provenance.reading.many.json_values import CutError, TooLongError, Values
from tests.reading.makers import read, texts

STORY = "The council voted on Tuesday to close the old pool by the river and to build another."


def write(folder: Path, content: object, name: str = "a.json", encoding: str = "utf-8") -> Path:
    words = content if isinstance(content, str) else json.dumps(content, ensure_ascii=False)
    (folder / name).write_bytes(words.encode(encoding))
    return folder / name


def test_one_object_is_one_article(tmp_path: Path) -> None:
    authors = [{"name": "Jane Doe"}, {"name": "Ann Roe"}]
    file = write(tmp_path, {"headline": "Pool closes", "text": STORY, "authors": authors, "id": 7})
    articles, problems = read(file)
    assert problems == {}
    (article,) = articles.values()
    assert (article.path, article.text, article.reader) == ("f/a.json", STORY, "json")
    assert (article.metadata.title, article.metadata.byline) == ("Pool closes", "Jane Doe, Ann Roe")
    assert article.metadata.id == "7"


@pytest.mark.parametrize(
    "content",
    [
        [{"text": "one two"}, {"text": "three four"}],
        {"articles": [{"text": "one two"}, {"text": "three four"}]},
        {
            "status": "ok",
            "tags": ["a"],
            "n": -1.5e3,
            "results": [{"text": "one two"}, {"text": "three four"}],
        },
        {"authors": [{"name": "x"}], "docs": [{"text": "one two"}, {"text": "three four"}], "x": {"y": [[]]}},
        '{"text": "one two"}\n{"text": "three four"}\n',
        '{"text": "one two"}, {"text": "three four"},',
        '\ufeff [{"text": "one two"} , {"text": "three four"},\n]\n',
    ],
)
def test_many_articles(tmp_path: Path, content: object) -> None:
    found = texts(write(tmp_path, content))
    assert found == {"a.json#item=1": "one two", "a.json#item=2": "three four"}


@pytest.mark.parametrize("encoding", ["utf-8-sig", "utf-16", "utf-16-le", "utf-16-be", "utf-32", "cp1252"])
@pytest.mark.parametrize("name", ["a.json", "a.jsonl"])
def test_encodings(tmp_path: Path, encoding: str, name: str) -> None:
    records = [{"text": f"Größe und Café, {number}: {STORY}"} for number in range(3)]
    words = json.dumps(records, ensure_ascii=False)
    if name == "a.jsonl":
        words = "\n".join(json.dumps(record, ensure_ascii=False) for record in records)
    articles, problems = read(write(tmp_path, words, name, encoding))
    assert problems == {}
    assert [article.text for article in articles.values()] == [record["text"] for record in records]
    if encoding.startswith("utf-16"):
        assert {article.encoding[:6] for article in articles.values()} == {"utf-16"}


@pytest.mark.parametrize(
    ("content", "reason"),
    [
        ("", "is empty"),
        ("17", "no object and no array"),
        ("[1, 2, 3]", "other things than objects"),
        ("[[{}]]", "other things than objects"),
        (
            {"name": "package", "version": "1"},
            "no object with a `text`; give each article's words as `text`, or",
        ),
        ({"a": [{"x": 1}], "b": [{"x": 1}]}, "several arrays of objects (a, b)"),
        ({"a": [{"text": "x y"}], "b": [{"text": "x z"}]}, "several arrays of objects (a, b)"),
        ('{"articles": ', "no array of articles"),
        ('{"a": [{}, \x0b {}], "b": [{"x": 1}, \x0c]}', "several arrays of objects (a, b)"),
        ("{", "no array of articles"),
        ('{"text": "one two"', "no array of articles"),
        ('{"text": "one two",,}', "is no JSON"),
    ],
)
def test_a_file_without_articles_is_one_problem(tmp_path: Path, content: object, reason: str) -> None:
    articles, problems = read(write(tmp_path, content))
    assert articles == {}
    assert list(problems) == ["a.json"]
    assert reason in problems["a.json"]


def test_no_articles_are_no_problem(tmp_path: Path) -> None:
    assert read(write(tmp_path, "[]")) == ({}, {})


GOOD = json.dumps({"text": STORY})


@pytest.mark.parametrize(
    ("item", "reason"),
    [
        ("17", "no object with a `text`"),
        ('"text"', "no object with a `text`"),
        ("{}", "no object with a `text`"),
        ('{"text": nothing}', "is no JSON"),
        ('{"text": "a" "b"}', "is no JSON"),
        ('{"text": [}', "is no JSON"),
        ('{"text": "\\ud800 half"}', "lone surrogate"),
        ("[" * 2_000 + "]" * 2_000, "is no JSON"),
        ('{"text": "' + "x" * 20_000 + '"}', "longer than"),
        ('{"x": ' + "[" * 20_000 + "]" * 20_000 + "}", "longer than"),
    ],
)
def test_a_bad_item_is_named_and_the_rest_is_read(tmp_path: Path, item: str, reason: str) -> None:
    for content in (f"[{GOOD}, {item}, {GOOD}]", f'{{"n": 1, "articles": [{GOOD},{item},{GOOD}], "m": 2}}'):
        articles, problems = read(write(tmp_path, content), max_bytes=10_000)
        assert list(articles) == ["a.json#item=1", "a.json#item=3"]
        assert list(problems) == ["a.json#item=2"]
        assert reason in problems["a.json#item=2"]


def test_what_python_reads_as_json_is_read(tmp_path: Path) -> None:
    twice = (
        '{"text": "first", "text": "last one", "x": NaN, "y": -Infinity, "deep": '
        + "[" * 300
        + "]" * 300
        + "}"
    )
    assert texts(write(tmp_path, f"[{twice}]")) == {"a.json#item=1": "last one"}


def test_behind_a_stray_character_nothing_is_read(tmp_path: Path) -> None:
    for content in (f"[{GOOD}, {GOOD}; {GOOD}]", f"[{GOOD}, {GOOD}] {GOOD}", f"[{GOOD}, {GOOD}, :{GOOD}]"):
        articles, problems = read(write(tmp_path, content))
        assert list(articles) == ["a.json#item=1", "a.json#item=2"]
        assert list(problems) == ["a.json"]
        assert "stands behind item 2" in problems["a.json"]


def test_an_object_that_is_larger_than_an_article_is_streamed(tmp_path: Path) -> None:
    content = {
        "text": "no article",
        "x" * 5_000: "y" * 5_000,
        "articles": [{"text": f"one {n}"} for n in range(3_000)],
    }
    found = texts(write(tmp_path, content), max_bytes=4_000)
    assert list(found.values()) == [f"one {n}" for n in range(3_000)]


def test_the_bytes_of_an_item_do_not_hang_on_the_others(tmp_path: Path) -> None:
    first, _ = read(write(tmp_path, f"[{GOOD}, {GOOD}]"))
    later, _ = read(write(tmp_path, f'[{{"text": "new one"}},\n\n{GOOD}\n]'))
    assert later["a.json#item=2"].bytes_sha256 == first["a.json#item=2"].bytes_sha256


VALUES = st.recursive(
    st.none() | st.booleans() | st.integers() | st.floats(allow_nan=False) | st.text(max_size=20),
    lambda inner: st.lists(inner, max_size=4) | st.dictionaries(st.text(max_size=5), inner, max_size=4),
    max_leaves=20,
)


@given(
    values=st.lists(VALUES, max_size=6),
    piece=st.integers(1, 40),
    ascii_only=st.booleans(),
    blank=st.sampled_from(["", " ", "\n\t "]),
    limit=st.integers(1, 60),
)
def test_values_are_those_of_the_json_module(
    values: list[object], piece: int, ascii_only: bool, blank: str, limit: int
) -> None:
    """Cut into pieces of any length, with any limit."""
    written = [json.dumps(value, ensure_ascii=ascii_only).encode() for value in values]
    data = (blank + "," + blank).encode().join(written)
    with pytest.MonkeyPatch.context() as patched:
        patched.setattr(json_values, "PIECE", piece)
        going, found = Values(io.BytesIO(data), limit), list[bytes | None]()
        while start := going.peek():
            if start == b",":
                going.take()
                continue
            try:
                found.append(going.value())
            except TooLongError:
                found.append(None)
        assert found == [one if len(one) <= limit else None for one in written]


@given(data=st.text(string.printable + 'é"\\{[', max_size=60).map(str.encode), piece=st.integers(1, 9))
def test_any_text_comes_to_an_end(data: bytes, piece: int) -> None:
    with pytest.MonkeyPatch.context() as patched:
        patched.setattr(json_values, "PIECE", piece)
        going, found = Values(io.BytesIO(data), 30), b""
        try:
            while start := going.peek():
                if start in b",:]}":
                    going.take()
                else:
                    try:
                        value = going.value()
                    except TooLongError:
                        continue
                    assert len(value) <= 30
                    assert value in data
                    if not value:
                        going.take()
        except CutError:
            pass
        assert found in data
