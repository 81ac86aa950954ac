"""Zip archives: every good member is read as a file is, every hostile one named; nothing touches the disk."""

from __future__ import annotations

import io
import json
import stat
import struct
import zipfile
from pathlib import Path

import pytest

from provenance.reading import PassedOver, Raw, list_folder, open_file, packed
from provenance.reading.many import zips
from tests.reading.makers import archive, lines, read, rows, texts

STORY = "The council voted on Tuesday to close the old pool by the river and to build another."
DATA = STORY.encode()


def test_members_are_read_by_their_kind(tmp_path: Path) -> None:
    members = {
        "a/b.txt": DATA,
        "a/c.md": b"# Title\n\n" + DATA,
        "day.jsonl": lines([{"text": "one"}, {"text": "two"}]),
        "day.json": json.dumps({"articles": [{"text": "three"}]}).encode(),
        "table.csv": rows([{"text": "four"}]),
        "empty/": b"",
        ".hidden.txt": DATA,
        "__MACOSX/a/._b.txt": DATA,
        ".git/x.txt": DATA,
    }
    (tmp_path / "batch.zip").write_bytes(archive(members))
    found = texts(tmp_path)
    assert found == {
        "batch.zip!a/b.txt": STORY,
        "batch.zip!a/c.md": f"# Title\n\n{STORY}",
        "batch.zip!day.jsonl#line=1": "one",
        "batch.zip!day.jsonl#line=2": "two",
        "batch.zip!day.json#item=1": "three",
        "batch.zip!table.csv#line=2": "four",
    }
    assert [file.name for file in tmp_path.iterdir()] == ["batch.zip"]


def test_what_no_reader_reads_is_counted(tmp_path: Path) -> None:
    (tmp_path / "batch.zip").write_bytes(
        archive({"a.txt": DATA, "b.pptx": b"x", "c.PPTX": b"y", "README": b"z"})
    )
    (found,) = list_folder(tmp_path).files
    passed = [item.extension for item in open_file(found) if isinstance(item, PassedOver)]
    assert passed == [".pptx", ".pptx", ""]


def test_metadata_inside_and_outside(tmp_path: Path) -> None:
    inside = b"path,outlet,date\nb.txt,Inner,2020-01-01\n*.txt,Pattern,\n"
    members = {"a/b.txt": DATA, "a/c.txt": DATA, "d.txt": DATA, "a/metadata.csv": inside}
    (tmp_path / "batch.zip").write_bytes(archive(members))
    (tmp_path / "other.zip").write_bytes(archive({"a/b.txt": DATA}))
    (tmp_path / "metadata.csv").write_text(
        "path,outlet,byline,url\n"
        "batch.zip,All,By all,\n"
        "batch.zip!a/*,Outer,,https://x.example/a\n"
        "batch.zip!d.txt,Only d,,\n"
        "*.zip,Any,,https://x.example/any\n"
    )
    articles, problems = read(tmp_path)
    assert problems == {}
    told = {path: (a.metadata.outlet, a.metadata.byline, a.metadata.url) for path, a in articles.items()}
    assert told == {
        "batch.zip!a/b.txt": ("Inner", "By all", "https://x.example/a"),
        "batch.zip!a/c.txt": ("Pattern", "By all", "https://x.example/a"),
        "batch.zip!d.txt": ("Only d", "By all", "https://x.example/any"),
        "other.zip!a/b.txt": ("Any", None, "https://x.example/any"),
    }
    assert list_folder(tmp_path).warnings == ()
    date = articles["batch.zip!a/b.txt"].metadata.date
    assert date is not None
    assert date.source == "metadata"


def test_problems_of_a_metadata_csv_inside_are_named(tmp_path: Path) -> None:
    (tmp_path / "b.zip").write_bytes(archive({"a.txt": DATA, "metadata.csv": b"path,date\na.txt,soon\n"}))
    articles, problems = read(tmp_path)
    assert list(articles) == ["b.zip!a.txt"]
    assert list(problems) == ["b.zip!metadata.csv#line=2"]


@pytest.mark.parametrize(
    ("name", "reason"),
    [
        ("../up.txt", "leads out"),
        ("a/../../up.txt", "leads out"),
        ("/etc/passwd", "leads out"),
        ("/abs.txt", "leads out"),
        ("C:/windows.txt", "leads out"),
        ("c:x.txt", "leads out"),
        ("\\\\server\\share.txt", "leads out"),
        ("a\\b.txt", "backslash"),
        ("..\\up.txt", "leads out"),
        ("a\nb.txt", "control character"),
        ("a\x1b[2Jb.txt", "control character"),
        ("inner.zip", "not opened"),
        ("day.jsonl.gz", "not opened"),
        ("x.tar", "not opened"),
        ("old.7Z", "not opened"),
    ],
)
def test_hostile_names(tmp_path: Path, name: str, reason: str) -> None:
    (tmp_path / "b.zip").write_bytes(archive({name: DATA, "good.txt": DATA}))
    articles, problems = read(tmp_path)
    assert list(articles) == ["b.zip!good.txt"]
    (path,) = problems
    assert path.isprintable()
    assert reason in problems[path]
    assert [file.name for file in tmp_path.iterdir()] == ["b.zip"]


def test_a_name_with_a_zero_byte(tmp_path: Path) -> None:
    (tmp_path / "b.zip").write_bytes(archive({"aXb.txt": DATA, "good.txt": DATA}).replace(b"aXb", b"a\x00b"))
    articles, problems = read(tmp_path)
    assert list(articles) == ["b.zip!good.txt"]
    assert list(problems) == ["b.zip!a\\x00b.txt"]


@pytest.mark.filterwarnings("ignore:Duplicate name")
def test_names_that_stand_twice_are_numbered(tmp_path: Path) -> None:
    out = io.BytesIO()
    with zipfile.ZipFile(out, "w") as written:
        for name, words in (("a.txt", "one"), ("a.txt", "two"), ("a.txt~2", "x"), ("A.txt", "three")):
            written.writestr(name, words)
    (tmp_path / "b.zip").write_bytes(out.getvalue())
    assert texts(tmp_path) == {"b.zip!a.txt": "one", "b.zip!a.txt~3": "two", "b.zip!A.txt": "three"}


@pytest.mark.parametrize("kind", [stat.S_IFLNK, stat.S_IFIFO, stat.S_IFCHR, stat.S_IFSOCK])
def test_members_that_are_no_files(tmp_path: Path, kind: int) -> None:
    out = io.BytesIO()
    with zipfile.ZipFile(out, "w") as written:
        info = zipfile.ZipInfo("link.txt")
        info.create_system, info.external_attr = 3, (kind | 0o644) << 16
        written.writestr(info, "/etc/passwd")
        written.writestr("good.txt", DATA)
    (tmp_path / "b.zip").write_bytes(out.getvalue())
    articles, problems = read(tmp_path)
    assert list(articles) == ["b.zip!good.txt"]
    assert list(problems) == ["b.zip!link.txt"]


def changed(data: bytes, name: bytes, local: int, central: int, value: bytes) -> bytes:
    """An archive with bytes of one member's two headers changed, at offsets from their beginnings."""
    found = bytearray(data)
    at = found.index(b"PK\x03\x04" + data[4:30], 0) if False else data.index(name) - 30
    found[at + local : at + local + len(value)] = value
    at = data.index(name, data.index(b"PK\x01\x02")) - 46
    found[at + central : at + central + len(value)] = value
    return bytes(found)


def test_encrypted_and_strangely_packed_members(tmp_path: Path) -> None:
    data = archive({"secret.txt": DATA, "good.txt": DATA, "odd.txt": DATA})
    data = changed(data, b"secret.txt", 6, 8, struct.pack("<H", 1))
    data = changed(data, b"odd.txt", 8, 10, struct.pack("<H", 97))
    (tmp_path / "b.zip").write_bytes(data)
    articles, problems = read(tmp_path)
    assert list(articles) == ["b.zip!good.txt"]
    assert "encrypted" in problems["b.zip!secret.txt"]
    assert "method that is not read" in problems["b.zip!odd.txt"]


@pytest.mark.parametrize("method", [zipfile.ZIP_BZIP2, zipfile.ZIP_LZMA])
def test_methods_whose_bombs_can_not_be_stopped_are_not_read(tmp_path: Path, method: int) -> None:
    (tmp_path / "b.zip").write_bytes(archive({"a.txt": DATA}, method))
    assert list(read(tmp_path)[1]) == ["b.zip!a.txt"]


def test_a_damaged_member_and_a_lie_about_sizes(tmp_path: Path) -> None:
    data = archive({"bad.txt": DATA, "good.txt": DATA, "lie.txt": DATA * 500}, zipfile.ZIP_STORED)
    at = data.index(DATA)
    data = data[:at] + b"X" + data[at + 1 :]
    data = changed(data, b"lie.txt", 22, 24, struct.pack("<I", 10))
    (tmp_path / "b.zip").write_bytes(data)
    articles, problems = read(tmp_path)
    assert list(articles) == ["b.zip!good.txt"]
    assert set(problems) == {"b.zip!bad.txt", "b.zip!lie.txt"}
    assert "cut or damaged" in problems["b.zip!bad.txt"]


def test_a_bomb_is_no_more_than_a_file_that_is_too_large(tmp_path: Path) -> None:
    (tmp_path / "b.zip").write_bytes(archive({"bomb.txt": b"a " * 20_000_000, "good.txt": DATA}))
    assert (tmp_path / "b.zip").stat().st_size < 100_000
    articles, problems = read(tmp_path)
    assert list(articles) == ["b.zip!good.txt"]
    assert "too large" in problems["b.zip!bomb.txt"]


def test_an_archive_that_unpacks_to_too_much_in_all(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    """As one does whose members are all the same bytes of it."""
    monkeypatch.setattr(packed, "FREE", 1_000_000)
    many = {f"{number:03d}.txt": b"the same words again " * 10_000 for number in range(200)}
    data = archive(many)
    monkeypatch.setattr(packed, "RATIO", 5_000_000 // len(data))
    (tmp_path / "b.zip").write_bytes(data)
    articles, problems = read(tmp_path)
    assert 20 < len(articles) < 30
    assert len(articles) + len(problems) == 200
    assert all("unpacks to more than" in reason for reason in problems.values())


def test_overlapping_members(tmp_path: Path) -> None:
    """Two names in the directory for the same bytes of the archive."""
    data = archive({"aa.txt": DATA, "bb.txt": DATA})
    first, second = (data.index(name, data.index(b"PK\x01\x02")) - 46 for name in (b"aa.txt", b"bb.txt"))
    found = bytearray(data)
    found[second + 42 : second + 46] = found[first + 42 : first + 46]
    (tmp_path / "b.zip").write_bytes(bytes(found))
    articles, problems = read(tmp_path)
    assert "b.zip!aa.txt" in {*articles, *problems}
    assert "b.zip!bb.txt" in problems


@pytest.mark.parametrize("name", ["Größe.txt", "日本.txt", "été.txt"])
def test_names_in_utf_8_with_and_without_the_mark(tmp_path: Path, name: str) -> None:
    data = archive({name: DATA})
    assert texts_of(tmp_path, data) == {f"b.zip!{name}": STORY}
    unmarked = changed(data, name.encode(), 6, 8, struct.pack("<H", 0))
    assert texts_of(tmp_path, unmarked) == {f"b.zip!{name}": STORY}


def test_names_in_code_page_437(tmp_path: Path) -> None:
    data = archive({"Gr__e.txt": DATA}).replace(b"Gr__e", "Größe".encode("cp437"))
    assert texts_of(tmp_path, data) == {"b.zip!Größe.txt": STORY}


def texts_of(folder: Path, data: bytes) -> dict[str, str]:
    (folder / "b.zip").write_bytes(data)
    return texts(folder)


def test_more_members_than_the_old_format_counts(tmp_path: Path) -> None:
    """Of most of them it is enough that they are met; the last ones, which it can't count, are read."""
    count, last = 66_000, 65_000
    out = io.BytesIO()
    with zipfile.ZipFile(out, "w") as written:
        for number in range(count):
            written.writestr(f"{number}.{'txt' if number >= last else 'xyz'}", b"words %d" % number)
    (tmp_path / "b.zip").write_bytes(out.getvalue())
    (found,) = list_folder(tmp_path, name="f").files
    met = list(open_file(found))
    assert sum(isinstance(item, PassedOver) for item in met) == last
    read = [item.data for item in met if isinstance(item, Raw)]
    assert read == [b"words %d" % number for number in range(last, count)]


def test_zip64(tmp_path: Path) -> None:
    out = io.BytesIO()
    with zipfile.ZipFile(out, "w") as written, written.open("a.txt", "w", force_zip64=True) as member:
        member.write(DATA)
    assert texts_of(tmp_path, out.getvalue()) == {"b.zip!a.txt": STORY}


def test_a_directory_of_unbearable_size(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(zips, "DIRECTORY", 1_000)
    (tmp_path / "b.zip").write_bytes(archive({f"{number}.txt": DATA for number in range(100)}))
    articles, problems = read(tmp_path)
    assert articles == {}
    assert "too many members" in problems["b.zip"]


@pytest.mark.parametrize(
    "data", [b"", b"PK", b"PK\x05\x06" + b"\xff" * 18, b"no archive at all" * 9, DATA * 90]
)
def test_what_is_no_archive_is_one_problem(tmp_path: Path, data: bytes) -> None:
    (tmp_path / "b.zip").write_bytes(data)
    articles, problems = read(tmp_path)
    assert (articles, list(problems)) == ({}, ["b.zip"])


def test_an_empty_archive(tmp_path: Path) -> None:
    assert texts_of(tmp_path, archive({})) == {}


def test_a_file_that_is_named_like_a_member(tmp_path: Path) -> None:
    (tmp_path / "b.zip").write_bytes(archive({"a.txt": DATA}))
    (tmp_path / "b.zip!a.txt").write_bytes(b"a file of its own")
    assert set(texts(tmp_path)) == {"b.zip!a.txt", "b.zip\\x21a.txt"}


def test_a_packed_file_that_is_a_bomb(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    import bz2
    import gzip
    import lzma

    monkeypatch.setattr(packed, "FREE", 1_000_000)
    monkeypatch.setattr(packed, "RATIO", 20)
    data = lines([{"text": "one two"}]) + b"\n" * 30_000_000
    for name, pack in (("gz", gzip.compress), ("bz2", bz2.compress), ("xz", lzma.compress)):
        (tmp_path / f"a.jsonl.{name}").write_bytes(pack(data))
    articles, problems = read(tmp_path)
    assert set(articles) == {f"a.jsonl.{name}#line=1" for name in ("gz", "bz2", "xz")}
    assert set(problems) == {f"a.jsonl.{name}" for name in ("gz", "bz2", "xz")}


def test_packed_files_may_be_several_behind_each_other(tmp_path: Path) -> None:
    import bz2
    import gzip
    import lzma

    first, second = (lines([{"text": words}]) for words in ("one", "two"))
    for name, pack in (("gz", gzip.compress), ("bz2", bz2.compress), ("xz", lzma.compress)):
        (tmp_path / f"a.jsonl.{name}").write_bytes(pack(first) + pack(second))
    (tmp_path / "b.jsonl.xz").write_bytes(
        lzma.compress(first) + b"\x00" * 8 + lzma.compress(second) + b"\x00" * 4
    )
    assert list(texts(tmp_path).values()) == ["one", "two"] * 4


def test_only_packed_records_are_unpacked(tmp_path: Path) -> None:
    for name in ("a.txt.gz", "b.tar.gz", "c.gz", "d.xz"):
        (tmp_path / name).write_bytes(b"x")
    assert list_folder(tmp_path).passed_over == {".gz": 3, ".xz": 1}
