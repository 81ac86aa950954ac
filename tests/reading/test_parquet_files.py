"""Parquet files of articles: read row by row where they are named themselves; what is none is told."""

from __future__ import annotations

import io
from datetime import UTC, datetime
from pathlib import Path
from tempfile import TemporaryDirectory
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from provenance.reading import Article, Unreadable, list_folder, read_listing
from provenance.reading.many import parquet as room
from provenance.reading.options import Options

pyarrow = pytest.importorskip("pyarrow", reason="no pyarrow here: pip install 'provenance-newsroom[parquet]'")
parquet = pytest.importorskip("pyarrow.parquet")

STORY = "The council voted on Monday to widen the road, größer 新聞."


def written(file: Path, rows: list[dict[str, Any]], **given: Any) -> Path:
    parquet.write_table(pyarrow.Table.from_pylist(rows), file, **given)
    return file


def read(file: Path, options: Options = Options()) -> list[Article | Unreadable]:  # noqa: B008 - frozen
    return list(read_listing(list_folder(file, name="folder"), options=options))


def test_each_row_is_an_article_with_its_fields(tmp_path: Path) -> None:
    day = datetime(2024, 3, 1, 12, tzinfo=UTC)
    rows = [{"text": f"{STORY} {n}", "outlet": "Daily", "date": day, "tags": ["a"]} for n in range(200)]
    found = read(written(tmp_path / "day.Parquet", rows, row_group_size=70))
    assert [one.path for one in found] == [f"folder/day.Parquet#row={n}" for n in range(1, 201)]
    first = found[0]
    assert isinstance(first, Article)
    assert first.text == f"{STORY} 0"
    assert first.metadata.outlet == "Daily"
    assert first.metadata.date is not None
    assert first.metadata.date.earliest.startswith("2024-03-01T12:00")


def test_rows_without_a_text_and_too_long_ones_are_named(tmp_path: Path) -> None:
    rows = [{"text": STORY}, {"text": None}, {"text": STORY * 100}, {"text": STORY}]
    found = read(written(tmp_path / "a.parquet", rows), Options(max_bytes=1000))
    assert [isinstance(one, Article) for one in found] == [True, False, False, True]


@pytest.mark.parametrize(
    ("rows", "said"),
    [([{"words": 1}], "columns: words"), ([{"text": STORY}], "smaller groups")],
)
def test_files_that_hold_no_articles_say_why(
    tmp_path: Path, rows: list[dict[str, Any]], said: str, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(room, "GROUP", 10)
    (problem,) = read(written(tmp_path / "a.parquet", rows))
    assert isinstance(problem, Unreadable)
    assert said in problem.reason


def test_in_a_folder_parquet_is_passed_over(tmp_path: Path) -> None:
    """An archive that was written as Parquet has texts, too, and they are not to be scanned again."""
    written(tmp_path / "a.parquet", [{"text": STORY}])
    assert list_folder(tmp_path).passed_over == {".parquet": 1}


@given(st.data())
def test_damaged_files_are_named(data: st.DataObject) -> None:
    whole = io.BytesIO()
    parquet.write_table(pyarrow.Table.from_pylist([{"text": STORY}] * 3), whole)
    content = bytearray(whole.getvalue())
    for place in data.draw(st.lists(st.integers(0, len(content) - 1), min_size=1, max_size=8)):
        content[place] = data.draw(st.integers(0, 255))
    cut = data.draw(st.integers(0, len(content)))
    for damaged in (content, content[:cut]):
        with TemporaryDirectory() as folder:
            file = Path(folder) / "damaged.parquet"
            file.write_bytes(damaged)
            assert all(isinstance(one, Article | Unreadable) for one in read(file))
