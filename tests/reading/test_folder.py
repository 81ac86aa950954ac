"""Folders: everything that can be read is read once, in one order; everything else gets a sentence."""

import os
import socket
import sys
from pathlib import Path

import pytest

from provenance.reading import (
    Article,
    Options,
    Unreadable,
    count_files,
    list_files,
    list_folder,
    read_file,
    read_folder,
    read_listing,
)

SEEDS = Path(__file__).parents[2] / "seeds"
POSIX = pytest.mark.skipif(sys.platform == "win32", reason="needs a POSIX file system")


def write(folder, **files):
    for name, content in files.items():
        path = folder / name.replace("__", "/").replace("_txt", ".txt").replace("_md", ".md")
        path.parent.mkdir(parents=True, exist_ok=True)
        path.write_bytes(content if isinstance(content, bytes) else content.encode())


def read(folder, **options):
    results = list(read_folder(folder, **options))
    articles = {r.path: r for r in results if isinstance(r, Article)}
    problems = {r.path: r.reason for r in results if isinstance(r, Unreadable)}
    assert len(articles) + len(problems) == len(results)
    for reason in problems.values():
        assert "; " in reason, reason  # says what is wrong; what to do
        assert "\n" not in reason
    return articles, problems


def test_the_seeds():
    articles, problems = read(SEEDS)
    assert problems == {}
    assert [path[:9] for path in articles] == [
        "seeds/000",
        "seeds/001",
        "seeds/002",
        "seeds/003",
        "seeds/004",
    ]
    for path, article in articles.items():
        data = (SEEDS.parent / path).read_bytes()
        assert article.text == data.decode()
        assert (article.size, article.encoding, article.reader) == (len(data), "utf-8", "text")
        assert article.text_id == article.bytes_sha256  # plain UTF-8: the text is the bytes
    assert [a.metadata.date is not None for a in articles.values()] == [False] * 4 + [True]
    assert not any(a.metadata.source_flag for a in articles.values())


def test_recursive_in_path_order_and_only_articles(tmp_path):
    write(
        tmp_path,
        b_txt="two words",
        a__z_md="three words here",
        a__A_txt="one",
        hidden__x_txt="in",
        **{
            "C.TXT": "upper",
            ".hidden.txt": "no",
            ".git/x.txt": "no",
            "provenance.toml": "x = 1",
            "provenance.db": b"SQLite format 3\x00",
            "provenance.db-wal": b"x",
            "provenance.db.lock": b"{}",
            "page.jpg": "<p>",
            "b.jpg": "<p>",
            "noextension": "x",
        },
    )
    listing = list_folder(tmp_path, name="news")
    assert [found.path for found in listing.files] == [
        "news/C.TXT",
        "news/a/A.txt",
        "news/a/z.md",
        "news/b.txt",
        "news/hidden/x.txt",
    ]
    assert listing.passed_over == {"": 1, ".jpg": 2}
    assert listing.problems == ()
    assert list_files(tmp_path) == [found.file for found in listing.files]
    assert count_files(tmp_path) == 5
    readers = {found.path: found.reader for found in listing.files}
    assert readers["news/a/z.md"] == "markdown"


def test_a_database_in_use_is_left_out_whatever_its_name(tmp_path):
    write(tmp_path, a_txt="words", **{"base.txt": "x", "base.txt-wal": "y", "base.txt.lock": "{}"})
    listing = list_folder(tmp_path, skip=[tmp_path / "base.txt"])
    assert [found.file for found in listing.files] == [tmp_path / "a.txt"]
    assert listing.passed_over == {}


def test_each_bad_file_is_one_sentence_and_the_rest_is_read(tmp_path):
    write(
        tmp_path,
        good_txt="A good text.",
        empty_txt=b"",
        blank_txt=b" \r\n\t\n",
        marks_txt=b"*** --- ***",
        mark_txt=b"\xef\xbb\xbf",
        binary_txt=bytes(range(256)),
        pdf_txt=b"%PDF-1.4",
        large_txt=b"word " * 300,
    )
    articles, problems = read(tmp_path, name="f", options=Options(max_bytes=1000))
    assert set(articles) == {"f/good.txt"}
    assert {path[2:-4] for path in problems} == {"empty", "blank", "marks", "mark", "binary", "pdf", "large"}
    for name in ("empty", "blank", "marks", "mark"):
        assert "is empty" in problems[f"f/{name}.txt"]
    assert "too large" in problems["f/large.txt"]


def test_a_file_of_200_mb_is_judged_before_it_is_read(tmp_path):
    with (tmp_path / "huge.txt").open("wb") as stream:
        stream.truncate(200_000_000)  # sparse: takes no room
    _, problems = read(tmp_path, name="f")
    assert "too large (200.0 MB, the limit is 16.8 MB)" in problems["f/huge.txt"]


def test_a_file_that_vanishes_after_the_listing(tmp_path):
    write(tmp_path, a_txt="one", b_txt="two")
    listing = list_folder(tmp_path, name="f")
    (tmp_path / "a.txt").unlink()
    first, second = read_listing(listing)
    assert isinstance(first, Unreadable)
    assert "not there" in first.reason
    assert isinstance(second, Article)


def test_a_file_that_becomes_a_folder(tmp_path):
    write(tmp_path, a_txt="one")
    (found,) = list_folder(tmp_path).files
    (tmp_path / "a.txt").unlink()
    (tmp_path / "a.txt").mkdir()
    assert [type(item) for item in read_file(found)] == [Unreadable]


def test_no_such_folder(tmp_path):
    (result,) = read_folder(tmp_path / "absent")
    assert result.path == "absent"
    assert "not there" in result.reason


def test_an_empty_folder(tmp_path):
    assert list(read_folder(tmp_path)) == []


def test_permission_denied_is_a_sentence(tmp_path, monkeypatch):
    write(tmp_path, a_txt="one", b_txt="two", sub__c_txt="three")
    real_open, real_scan = os.open, os.scandir

    def refuse_open(path, *rest, **options):
        if str(path).endswith(("a.txt", "sub")):
            raise PermissionError(13, "Permission denied")
        return real_open(path, *rest, **options)

    def refuse_scan(path):
        if str(path).endswith("sub"):
            raise PermissionError(13, "Permission denied")
        return real_scan(path)

    monkeypatch.setattr(os, "open", refuse_open)
    monkeypatch.setattr(os, "scandir", refuse_scan)
    articles, problems = read(tmp_path, name="f")
    assert set(articles) == {"f/b.txt"}
    assert "may not be read" in problems["f/a.txt"]
    assert "the folder may not be read" in problems["f/sub"]


@POSIX
def test_pipes_sockets_and_devices_do_not_hang(tmp_path):
    os.mkfifo(tmp_path / "pipe.txt")
    (tmp_path / "null.txt").symlink_to("/dev/zero")
    here = socket.socket(socket.AF_UNIX)
    try:
        old = Path.cwd()
        os.chdir(tmp_path)  # a socket's name must be short
        here.bind("socket.txt")
        os.chdir(old)
        _, problems = read(tmp_path, name="f")
    finally:
        here.close()
    assert set(problems) == {"f/pipe.txt", "f/null.txt", "f/socket.txt"}
    (direct,) = read_folder(tmp_path / "pipe.txt")
    assert isinstance(direct, Unreadable)


@POSIX
def test_links(tmp_path):
    write(tmp_path, in__a_txt="one", out__b_txt="two")
    inside = tmp_path / "in"
    (inside / "again.txt").symlink_to("a.txt")
    (inside / "climbs.txt").symlink_to("../out/b.txt")
    (inside / "nowhere.txt").symlink_to("absent.txt")
    (inside / "self.txt").symlink_to("self.txt")
    (inside / "loop").symlink_to(".")
    (inside / "up").symlink_to("..")
    articles, problems = read(inside)
    assert set(articles) == {"in/a.txt", "in/again.txt"}
    assert set(problems) == {"in/climbs.txt", "in/nowhere.txt", "in/self.txt", "in/loop", "in/up"}
    (tmp_path / "linked").symlink_to("in")
    assert "linked/a.txt" in read(tmp_path / "linked")[0]


@POSIX
def test_names_that_are_not_utf_8_are_shown_and_never_alike(tmp_path):
    names = [b"caf\xe9.txt", rb"caf\xe9.txt", b"new\nline.txt", "naïve.txt".encode()]
    try:
        for name in names:
            Path(os.fsdecode(os.fsencode(tmp_path) + b"/" + name)).write_text(name.hex())
    except OSError:
        pytest.skip("this file system takes only UTF-8 names")
    articles, problems = read(tmp_path, name="f")
    assert problems == {}
    assert set(articles) == {"f/caf\\xe9.txt", "f/caf\\xe9.txt~2", "f/new\\x0aline.txt", "f/naïve.txt"}
    for path in articles:
        path.encode()
    assert {article.text for article in articles.values()} == {name.hex() for name in names}


def test_a_single_file(tmp_path):
    write(tmp_path, sub__a_txt="one", sub__b_txt="two", **{"sub/draft": "a draft", "sub/c.jpg": b"%PDF-1"})
    write(tmp_path, **{"sub/metadata.csv": "path,outlet\na.txt,The Paper\n"})
    (article,) = read_folder(tmp_path / "sub" / "a.txt")
    assert (article.path, article.text, article.metadata.outlet) == ("sub/a.txt", "one", "The Paper")
    (draft,) = read_folder(tmp_path / "sub" / "draft")
    assert draft.text == "a draft"
    (picture,) = read_folder(tmp_path / "sub" / "c.jpg")
    assert "PDF" in picture.reason


def test_the_current_folder_has_its_own_name(tmp_path, monkeypatch):
    write(tmp_path, day__a_txt="one")
    monkeypatch.chdir(tmp_path / "day")
    (article,) = read_folder(Path())
    assert article.path == "day/a.txt"


def test_progress(tmp_path):
    write(tmp_path, a_txt="one", b_txt=b"", c_txt="three")
    calls = []
    list(read_folder(tmp_path, progress=lambda done, total: calls.append((done, total))))
    assert calls == [(1, 3), (2, 3), (3, 3)]


def test_sidecars_the_nearest_first_and_the_farther_fills_in(tmp_path):
    write(tmp_path, wire__a_txt="one", wire__b_txt="two", paper__c_txt="three", **{
        "metadata.csv": "path;outlet;source;colour\nwire/*;The Wire;1;red\npaper/c.txt;The Paper;0;blue\n",
        "wire/metadata.csv": "\ufeffPath\tDate\na.txt\t2020-03-03\nb.txt\t03/04/2020\n",
    })  # fmt: skip
    listing = list_folder(tmp_path, name="f")
    articles, problems = read(tmp_path, name="f")
    a, b, c = (articles[path].metadata for path in ("f/wire/a.txt", "f/wire/b.txt", "f/paper/c.txt"))
    assert (a.outlet, a.source_flag, a.date.earliest, a.date.source) == (
        "The Wire",
        True,
        "2020-03-03T00:00",
        "metadata",
    )
    assert (b.outlet, b.source_flag, b.date) == ("The Wire", True, None)
    assert (c.outlet, c.source_flag) == ("The Paper", False)
    assert list(problems) == ["f/wire/metadata.csv#line=3"]
    assert listing.warnings == ("f/metadata.csv: column 'colour' is not known and not used",)


def test_the_same_folder_is_read_the_same_twice(tmp_path):
    write(tmp_path, b_txt="two", a_txt="one", c__d_md="# Four\n\nwords")
    assert list(read_folder(tmp_path)) == list(read_folder(tmp_path))


def test_mtime_is_no_date(tmp_path):
    write(tmp_path, a_txt="one")
    os.utime(tmp_path / "a.txt", (0, 0))
    (article,) = read_folder(tmp_path)
    assert article.metadata.date is None
