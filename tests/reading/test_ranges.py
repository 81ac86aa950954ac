"""Ranges of a JSON Lines file: whatever their size, they give the lines that the whole file gives."""

from __future__ import annotations

from pathlib import Path
from tempfile import TemporaryDirectory

import pytest
from hypothesis import given
from hypothesis import strategies as st

from provenance.reading import (
    DEFAULT,
    Found,
    Options,
    count_ends,
    cut_ranges,
    is_wide,
    open_file,
    read_range,
)

LINES = st.lists(
    st.sampled_from(['{"text": "ein Wort"}', "{}", "", " ", "x", "größer", "新聞", "\r", "a\rb", "a" * 30]),
    max_size=12,
)


def in_ranges(found: Found, size: int, options: Options = DEFAULT) -> list[object]:
    """What the ranges of a file give."""
    items: list[object] = []
    ends = 0
    for part in cut_ranges(found, found.size, size):
        items += read_range(part.after(ends), options)
        ends += count_ends(part)
    return items


def found_at(file: Path, data: bytes) -> Found:
    file.write_bytes(data)
    return Found(str(file), "folder/a.jsonl", "jsonl", (), len(data))


@given(LINES, st.sampled_from(["\n", "\r\n"]), st.booleans(), st.booleans(), st.integers(1, 50))
def test_ranges_give_what_the_whole_file_gives(
    lines: list[str], end: str, last: bool, marked: bool, size: int
) -> None:
    text = end.join(lines) + (end if last else "")
    data = text.encode("utf-8-sig" if marked else "utf-8")
    options = Options(max_bytes=20)
    with TemporaryDirectory() as folder:
        found = found_at(Path(folder) / "a.jsonl", data)
        assert in_ranges(found, size, options) == list(open_file(found, options=options))


@pytest.mark.parametrize(("encoding", "wide"), [("utf-8", False), ("utf-16", True), ("utf-32", True)])
def test_wide_files_are_told(tmp_path: Path, encoding: str, wide: bool) -> None:
    assert is_wide(found_at(tmp_path / "a.jsonl", '{"text": "Wort"}\n'.encode(encoding))) is wide


def test_a_file_that_is_gone_is_named(tmp_path: Path) -> None:
    found = found_at(tmp_path / "a.jsonl", b"{}\n")
    (tmp_path / "a.jsonl").unlink()
    (problem,) = read_range(cut_ranges(found, 3, 10)[0], DEFAULT)
    assert "not there" in problem.reason  # type: ignore[union-attr]
