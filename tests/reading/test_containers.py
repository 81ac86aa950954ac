"""What every file of many articles keeps: each article is read once, all else is named, little is held."""

from __future__ import annotations

import os
import re
import subprocess
import sys
from collections.abc import Iterator
from pathlib import Path

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from provenance.reading import Options, Raw, file_of, list_folder, open_file
from tests.reading.makers import FORMATS, read, texts

WORDS = 'The council voted on Tuesday to close the old pool, "for good"; it said:\nso be it. Größe é.'
RECORDS = [{"text": f"{WORDS} {number}", "title": f"Pool {number}"} for number in range(7)]
POSIX = pytest.mark.skipif(sys.platform == "win32", reason="needs a POSIX file system")
STATUS = Path("/proc/self/status")
LINUX = pytest.mark.skipif(not STATUS.exists(), reason="tells the memory of a process")


@pytest.fixture(params=FORMATS)
def file(request: pytest.FixtureRequest, tmp_path: Path) -> Path:
    found = tmp_path / str(request.param)
    found.write_bytes(FORMATS[found.name](RECORDS))
    return found


def raws(file: Path) -> Iterator[Raw]:
    (found,) = list_folder(file, name="f").files
    for item in open_file(found):
        assert isinstance(item, Raw)
        yield item


def test_each_article_is_read_once_in_order(file: Path) -> None:
    found = texts(file)
    assert list(found.values()) == [record["text"] for record in RECORDS]
    assert {file_of(path) for path in found} == {file.name}
    assert texts(file.parent) == found


def test_the_same_file_gives_the_same_bytes(file: Path) -> None:
    first = [(raw.path, raw.data) for raw in raws(file)]
    assert [(raw.path, raw.data) for raw in raws(file)] == first
    assert len(set(first)) == len(first)


def test_a_file_that_is_cut_anywhere(file: Path) -> None:
    whole, good = file.read_bytes(), texts(file)
    for length in sorted({*range(0, len(whole), max(1, len(whole) // 60)), len(whole) - 1}):
        file.write_bytes(whole[:length])
        articles, problems = read(file)
        for path, article in articles.items():
            # An article in the last line or row may itself be cut where nothing closes it.
            assert article.text == good.get(path) or path == list(articles)[-1], length
        assert problems or length == 0 or len(articles) <= len(good)


@settings(max_examples=40, suppress_health_check=[HealthCheck.function_scoped_fixture])
@given(data=st.data())
def test_no_bytes_make_it_raise(file: Path, data: st.DataObject) -> None:
    whole = FORMATS[file.name](RECORDS)
    at = data.draw(st.integers(0, len(whole)))
    other = data.draw(st.binary(max_size=20) | st.sampled_from([b'"', b"]", b"{", b"\x00", b"\n", b"\xff"]))
    gap = data.draw(st.integers(0, 30))
    file.write_bytes(data.draw(st.sampled_from([whole[:at] + other + whole[at + gap :], other])))
    read(file, max_bytes=2_000)


def test_an_article_that_is_too_long_is_named_and_the_rest_read(file: Path) -> None:
    records = [*RECORDS[:2], {"text": "long words " * 2_000, "title": "x"}, *RECORDS[2:]]
    file.write_bytes(FORMATS[file.name](records))
    articles, problems = read(file, max_bytes=4_000)
    assert [article.text for article in articles.values()] == [record["text"] for record in RECORDS]
    (problem,) = problems.values()
    assert "longer than 0.0 MB" in problem or "too large" in problem


@POSIX
@pytest.mark.parametrize("name", FORMATS)
def test_pipes_devices_folders_and_loops_do_not_hang(tmp_path: Path, name: str) -> None:
    os.mkfifo(tmp_path / f"pipe.{name}")
    (tmp_path / f"zero.{name}").symlink_to("/dev/zero")
    (tmp_path / f"loop.{name}").symlink_to(tmp_path / f"loop.{name}")
    (tmp_path / f"folder.{name}").mkdir()
    articles, problems = read(tmp_path)
    assert articles == {}
    assert set(problems) == {f"{kind}.{name}" for kind in ("pipe", "zero", "loop")}
    assert set(read(tmp_path / f"pipe.{name}")[1]) == {f"pipe.{name}"}


LARGE = """
import sys
from pathlib import Path
from provenance.reading import Options, list_folder, open_file
(found,) = list_folder(Path(sys.argv[1])).files
count = sum(1 for item in open_file(found, options=Options(max_bytes=2_000_000)))
lines = Path("/proc/self/status").read_text().splitlines()
print(count, *(line.split()[1] for line in lines if line.startswith("VmHWM:")))
"""


def memory(file: Path) -> tuple[int, int]:
    """How many articles, in how much memory (KiB) of a process of its own."""
    done = subprocess.run([sys.executable, "-c", LARGE, str(file)], capture_output=True, check=True)
    count, peak = map(int, done.stdout.split())
    return count, peak


@LINUX
@pytest.mark.parametrize("name", ["a.jsonl", "a.json", "b.json", "a.csv"])
def test_a_file_of_200_mb_takes_the_memory_of_a_small_one(tmp_path: Path, name: str) -> None:
    small = tmp_path / f"small.{name}"
    many = [{"text": f"{WORDS * 200} {number}", "title": "x"} for number in range(500)]
    small.write_bytes(FORMATS[name](many))
    large = tmp_path / f"large.{name}"
    begin, middle, end = _parts(small.read_bytes())
    times = 200_000_000 // len(middle)
    with large.open("wb") as out:
        out.write(begin)
        for _ in range(times):
            out.write(middle)
        out.write(end)
    count, least = memory(small)
    assert count == 500
    counted, most = memory(large)
    large.unlink()
    assert counted > 498 * times
    assert most < least + 8_000


def _parts(data: bytes) -> tuple[bytes, bytes, bytes]:
    """The first article with what is before it; those after it, as often as wanted; the last one."""
    edges = [found.start() for found in re.finditer(rb'{"text"|\n{"text| {\n  "text"|\n"The', data)]
    first, last = edges[1], edges[-1]
    return data[:first], data[first:last], data[last:]


@LINUX
@pytest.mark.parametrize(
    ("name", "begin", "end"),
    [
        ("a.jsonl", b'{"text": "', b'"}\n{"text": "one two three"}\n'),
        ("a.json", b'[{"text": "', b'"}, {"text": "one two three"}]'),
        ("b.json", b'{"articles": [{"text": "', b'"}, {"text": "one two three"}]}'),
        ("a.csv", b"id,text\n1,", b"\n2,one two three\n"),
        ("b.csv", b'id,text\n1,"', b'"\n2,one two three\n'),
        ("a.tsv", b"id\ttext\n1\t", b"\n2\tone two three\n"),
    ],
)
def test_a_line_of_100_mb_is_passed_over_without_being_held(
    tmp_path: Path, name: str, begin: bytes, end: bytes
) -> None:
    file = tmp_path / name
    with file.open("wb") as out:
        out.write(begin)
        for _ in range(100):
            out.write(b"no end of it " * 80_000)
        out.write(end)
    count, most = memory(file)
    articles, problems = read(file, max_bytes=2_000_000)
    file.unlink()
    assert count == 2
    assert [article.text for article in articles.values()] == ["one two three"]
    assert len(problems) == 1
    assert most < 60_000


def test_a_container_is_given_what_it_stands_in(tmp_path: Path) -> None:
    """Nothing is opened before the first article is asked for, and all is closed after the last."""
    (tmp_path / "a.json").write_bytes(FORMATS["a.json"](RECORDS))
    (found,) = list_folder(tmp_path).files
    going = open_file(found, options=Options())
    (tmp_path / "a.json").unlink()
    (problem,) = going
    assert "not there" in getattr(problem, "reason", "")
