"""Web archives: the pages of a crawl, the crawl's date apart from their own; and what harm one may do."""

from __future__ import annotations

import gzip
from pathlib import Path

import pytest

pytest.importorskip("trafilatura", reason="the reader of web pages needs it")

from provenance.reading import Article, PassedOver, Unreadable, file_of, list_folder, open_file, read_listing

WORDS = "The council met in the old hall and voted for the new bridge after a long debate on Monday. "


def page(title: str, sign: str = "é") -> str:
    return (
        f"<html><head><title>{title}</title>"
        "<meta property='article:published_time' content='2020-03-04T10:15:00Z'></head>"
        f"<body><article><h1>{title}</h1><p>{WORDS * 2}{sign}.</p><p>{WORDS * 2}</p>"
        "</article></body></html>"
    )


def record(block: bytes, kind: str = "response", length: int | str | None = None) -> bytes:
    size = len(block) if length is None else length
    head = (
        f"WARC/1.0\r\nWARC-Type: {kind}\r\nWARC-Target-URI: https://herald.example/bridge\r\n"
        f"WARC-Date: 2021-05-06T07:08:09Z\r\nContent-Length: {size}\r\n\r\n"
    )
    return head.encode() + block + b"\r\n\r\n"


def answer(body: bytes, *fields: str, kind: str = "text/html", status: str = "200 OK") -> bytes:
    head = "".join(f"{field}\r\n" for field in fields)
    return f"HTTP/1.1 {status}\r\nContent-Type: {kind}\r\n{head}\r\n".encode() + body


def read(folder: Path, data: bytes, name: str = "a.warc") -> list[Article | Unreadable]:
    (folder / name).write_bytes(data)
    return list(read_listing(list_folder(folder, name="f")))


@pytest.mark.parametrize("packed", [False, True])
def test_a_crawl(tmp_path: Path, packed: bool) -> None:
    body = page("A bridge for the town").encode()
    chunked = b"%x\r\n%s\r\n%x\r\n%s\r\n0\r\n\r\n" % (100, body[:100], len(body) - 100, body[100:])
    records = [
        record(b"software: crawler\r\n", "warcinfo"),
        record(b"GET / HTTP/1.1\r\n\r\n", "request"),
        record(answer(body)),
        record(answer(chunked, "Transfer-Encoding: chunked")),
        record(answer(gzip.compress(body), "Content-Encoding: gzip")),
        record(answer(page("Ein Brücke", "ß").encode("cp1252"), kind="text/html; charset=ISO-8859-1")),
        record(answer(b"\x89PNG", kind="image/png")),
        record(answer(b"<p>gone</p>", status="404 Not Found")),
        record(b"HTTP/1.1 200 OK\r\n\r\n", "revisit"),
    ]
    data = b"".join(map(gzip.compress, records)) if packed else b"".join(records)
    name = "a.warc.gz" if packed else "a.warc"
    found = read(tmp_path, data, name)
    articles = [one for one in found if isinstance(one, Article)]
    assert [one.path for one in found] == [f"f/{name}#record={number}" for number in (3, 4, 5, 6)]
    assert articles[0].text == articles[1].text == articles[2].text
    assert "ß" in articles[3].text
    known = articles[0].metadata
    assert (known.title, known.url) == ("A bridge for the town", "https://herald.example/bridge")
    assert [(date.source, date.kind, date.earliest) for date in known.dates] == [
        ("page meta", "published", "2020-03-04T10:15:00Z"), ("crawl", "not after", "2021-05-06T07:08:09Z"),
    ]  # fmt: skip
    (listed,) = list_folder(tmp_path).files
    assert [one for one in open_file(listed) if isinstance(one, PassedOver)] == [PassedOver(".png")]
    assert file_of(articles[0].path) == f"f/{name}"


BOMB = gzip.compress(b"<p>" + b"a" * (1 << 26))
GOOD = record(answer(page("A bridge for the town").encode()))


@pytest.mark.parametrize(
    ("data", "reasons", "articles"),
    [
        (record(answer(page("x").encode()), length=-5) + GOOD, ["length of a record is none"], 1),
        (record(answer(page("x").encode()), length="many") + GOOD, ["length of a record is none"], 1),
        (GOOD + record(answer(b"x"), length=10**14), ["ends in the middle"], 1),
        (GOOD + record(answer(b"x"), "request", length=10**14), ["ends in the middle"], 1),
        (record(answer(page("x").encode()), length=80) + GOOD, ["empty|no article"], 1),
        (GOOD + GOOD[:-300], ["ends in the middle"], 1),
        (b"no archive\n", ["holds no web archive"], 0),
        (b"", ["holds no web archive"], 0),
        (record(answer(b"\x1f\x8bdamaged", "Content-Encoding: gzip")) + GOOD, ["packed in a way"], 1),
        (record(answer(b"br", "Content-Encoding: br")) + GOOD, ["packed in a way"], 1),
        (record(answer(BOMB, "Content-Encoding: gzip")) + GOOD, ["too much"], 1),
    ],
)  # fmt: skip
def test_a_damaged_or_hostile_archive(tmp_path: Path, data: bytes, reasons: list[str], articles: int) -> None:
    found = read(tmp_path, data)
    named = [one.reason for one in found if isinstance(one, Unreadable)]
    assert len(named) == len(reasons)
    for said, reason in zip(named, reasons, strict=True):
        assert any(part in said for part in reason.split("|")), said
    assert sum(isinstance(one, Article) for one in found) >= articles
