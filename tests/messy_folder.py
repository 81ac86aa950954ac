"""A folder as archives send it: articles in every format that is read, and all that goes wrong with files.

`make` writes it and says what is to be found: `good` maps the path of each article to what its text has to
hold, and `bad` the path of each input that gives none to words of its reason. Nothing else may be found.
"""

from __future__ import annotations

import gzip
import io
import json
import os
import sqlite3
import struct
import zipfile
from collections.abc import Iterator
from dataclasses import dataclass, field
from itertools import cycle
from pathlib import Path

MAX_BYTES = 1_000_000
"""What the folder is to be read with, so that files that are too large need not be large."""

_PLACES = (
    "harbour",
    "library",
    "market",
    "station",
    "bridge",
    "museum",
    "school",
    "theatre",
    "stadium",
    "mill",
)
_DAYS = ("Monday", "Tuesday", "Wednesday", "Thursday", "Friday")


def stories() -> Iterator[str]:
    """Short articles, no two alike."""
    for number, (place, day) in enumerate(zip(cycle(_PLACES), cycle(_DAYS)), start=1):
        yield (
            f"The {place} number {number} will close for repairs, the council said on {day}. "
            f"Some {number * 37} people signed a letter against it, and {number + 2} of them spoke."
        )


@dataclass
class Messy:
    """What was written. Paths begin with the folder's name."""

    root: Path
    good: dict[str, str] = field(default_factory=dict)
    bad: dict[str, str] = field(default_factory=dict)
    fields: dict[str, dict[str, str]] = field(default_factory=dict)
    """Of some articles what is stated of them: outlet, title, byline, date (its earliest instant)."""

    def put(self, name: str, data: bytes | str) -> str:
        """Write a file; its path."""
        file = self.root / name
        file.parent.mkdir(parents=True, exist_ok=True)
        file.write_bytes(data.encode() if isinstance(data, str) else data)
        return f"{self.root.name}/{name}"


def make(root: Path) -> Messy:
    """Write the folder, at least 50 files of it."""
    root.mkdir()
    messy, story = Messy(root), stories()
    for part in (_texts, _markdown, _lines, _json, _tables, _pages, _zips, _odd_files):
        part(messy, story)
    return messy


def _texts(messy: Messy, story: Iterator[str]) -> None:
    for name, encoding in (
        ("plain", "utf-8"), ("marked", "utf-8-sig"), ("wide", "utf-16"), ("wider", "utf-32"),
        ("old", "cp1252"),
    ):  # fmt: skip
        text = f"Café on the corner\n\n{next(story)}\n"
        messy.good[messy.put(f"text/{name}.txt", text.encode(encoding))] = text
    text = f"Two ends of a line\r\n\r\n{next(story)}\r\n"
    messy.good[messy.put("text/windows.txt", text.encode())] = text
    text = next(story).replace("council", "coun\u200bcil").replace("repairs", "re\u00adpairs")
    messy.good[messy.put("text/zero width.txt", text)] = text
    text = next(story).replace("people", "p\u0435\u043eple")
    messy.good[messy.put("text/look-alikes.txt", text)] = text
    text = next(story).replace("letter", "\u202eletter\u202c")
    messy.good[messy.put("text/turned.txt", text)] = text
    stray = next(story).replace("council", "council\x92s").encode("latin-1")
    messy.good[messy.put("text/stray byte.txt", "Å, ø, é, ü, ß: \n".encode() + stray)] = "council’s"
    text = f"{next(story)}\n" * 3
    messy.good[messy.put("text/UPPER.TXT", text)] = text
    for name, data, reason in (
        ("empty", b"", "is empty"),
        ("blank", b"\n \n\t\n", "is empty"),
        ("marks", b"--- *** ---\n", "is empty"),
        ("zeros", b"The council\x00\x01\x02 closed\x00 it\x00\x07", "binary"),
        ("noise", bytes(range(1, 32)) * 20, "binary"),
        ("really a page", b"%PDF-1.7\n%\xe2\xe3", "a PDF"),
        ("really a picture", b"\x89PNG\r\n\x1a\n", "a PNG image"),
        ("cyrillic", "Совет закрыл старый бассейн у реки во вторник.".encode("cp1251"), "neither UTF-8"),
        ("one long line", b"word " * (MAX_BYTES // 5 + 1), "too large"),
        ("cut", "\ufeffcouncil".encode("utf-16-le") + b"\x00", "cut or damaged"),
    ):
        messy.bad[messy.put(f"text/{name}.txt", data)] = reason


def _markdown(messy: Messy, story: Iterator[str]) -> None:
    text = (
        f"---\ntitle: A closing\ndate: 2021-05-06\noutlet: The Herald\n---\n\n# A closing\n\n{next(story)}\n"
    )
    path = messy.put("notes/front.md", text)
    messy.good[path] = text
    messy.fields[path] = {"title": "A closing", "outlet": "The Herald", "date": "2021-05-06T00:00"}
    text = f"# A *closing*\n\n{next(story)} [Read](javascript:alert(1)) <script>alert(1)</script>\n"
    messy.good[messy.put("notes/scripted.md", text)] = text
    messy.bad[messy.put("notes/only front.md", "---\n---\n")] = "is empty"


def _lines(messy: Messy, story: Iterator[str]) -> None:
    lines = []
    for number in range(1, 4):
        text = next(story)
        lines.append(json.dumps({"text": text, "title": f"Line {number}", "date": f"2022-03-0{number}"}))
        messy.good[f"{messy.root.name}/lines/day.jsonl#line={number}"] = text
    messy.fields[f"{messy.root.name}/lines/day.jsonl#line=2"] = {
        "title": "Line 2",
        "date": "2022-03-02T00:00",
    }
    messy.put("lines/day.jsonl", "\n".join(lines))
    good = [next(story) for _ in range(2)]
    rows = [
        json.dumps({"text": good[0]}).encode(),
        b'{"text": "cut',
        b"[" * 100_000,
        b'{"text": "half \\ud800 a character"}',
        b'{"text": "%s"}' % (b"x " * MAX_BYTES),
        b'{"title": "no text"}',
        b'{"text": "The caf\xe9 closed."}',
        json.dumps({"text": good[1]}).encode(),
    ]
    path = messy.put("lines/bad.jsonl", b"\n".join(rows))
    messy.good |= {f"{path}#line=1": good[0], f"{path}#line=7": "café", f"{path}#line=8": good[1]}
    messy.bad |= {
        f"{path}#line=2": "no JSON",
        f"{path}#line=3": "nested too deep",
        f"{path}#line=4": "half a character",
        f"{path}#line=5": "longer than",
        f"{path}#line=6": "text",
    }
    text = next(story)
    path = messy.put("lines/packed.jsonl.gz", gzip.compress(json.dumps({"text": text}).encode()))
    messy.good[f"{path}#line=1"] = text


def _json(messy: Messy, story: Iterator[str]) -> None:
    texts = [next(story) for _ in range(3)]
    items = [{"body": text, "headline": f"Item {place}"} for place, text in enumerate(texts, 1)]
    for name, whole in (("array", items), ("under a key", {"count": 3, "articles": items})):
        path = messy.put(f"json/{name}.json", json.dumps(whole, indent=1))
        messy.good |= {f"{path}#item={place}": text for place, text in enumerate(texts, 1)}
        messy.fields[f"{path}#item=3"] = {"title": "Item 3"}
    text = next(story)
    path = messy.put("json/one.json", json.dumps({"text": text, "publisher": "The Herald"}))
    messy.good[path] = text
    messy.fields[path] = {"outlet": "The Herald"}
    cut = json.dumps(items)[:-30]
    path = messy.put("json/cut.json", cut)
    messy.good |= {f"{path}#item={place}": text for place, text in enumerate(texts[:2], 1)}
    messy.bad[f"{path}#item=3"] = "ends in the middle"
    messy.bad[messy.put("json/deep.json", b"[" * 200_000)] = "other things than objects"
    messy.bad[messy.put("json/words.json", b"The council met.")] = "holds no object"


def _tables(messy: Messy, story: Iterator[str]) -> None:
    for name, mark, encoding in (
        ("comma.csv", ",", "utf-8"), ("semicolon.csv", ";", "cp1252"), ("tab.tsv", "\t", "utf-16"),
    ):  # fmt: skip
        first, second = (next(story).replace(",", " ").replace("will", "wíll") for _ in range(2))
        rows = [["id", "headline", "text", "date"], ["1", "One", first, "2020-01-02"]]
        rows.append(["2", "Two", f'"{second}\nSecond line."', ""])
        data = "\r\n".join(mark.join(row) for row in rows) + "\r\n"
        path = messy.put(f"tables/{name}", data.encode(encoding))
        messy.good |= {f"{path}#line=2": first, f"{path}#line=3": f"{second}\nSecond line."}
        messy.fields[f"{path}#line=2"] = {"title": "One", "date": "2020-01-02T00:00"}
    text = next(story).replace(",", " ")
    path = messy.put("tables/odd rows.csv", f"text,title\n{text},Fine\n{text},Fine,too,many\n,empty\n")
    messy.good[f"{path}#line=2"] = text
    messy.bad |= {f"{path}#line=3": "cells", f"{path}#line=4": "is empty"}
    messy.bad[messy.put("tables/prices.csv", "day,price\n1,2\n2,3\n")] = "--map"


_LD = """{"@context": "https://schema.org", "@type": "NewsArticle", "headline": "%s", "datePublished":
"2018-01-10T14:18:00+01:00", "author": {"@type": "Person", "name": "Jane Doe"},
"publisher": {"name": "The Herald"}}"""


def _page(title: str, text: str, *, head: str = "") -> str:
    paragraphs = "".join(f"<p>{part}</p>\n" for part in (text, f"{text} So it was said again.", text[::-1]))
    return f"""<!DOCTYPE html><html lang="en"><head><title>{title} - The Herald</title>{head}</head><body>
<nav><ul><li><a href="/">Home</a></li><li><a href="/sport">Sport navigation</a></li></ul></nav>
<article><h1>{title}</h1>{paragraphs}</article>
<script>alert("scripted words")</script>
<footer><p>Copyright footer words. All rights reserved.</p></footer></body></html>"""


def _pages(messy: Messy, story: Iterator[str]) -> None:
    text = next(story)
    head = f'<script type="application/ld+json">{_LD % "A mill closes"}</script>'
    path = messy.put("pages/ld.html", _page("A mill closes", text, head=head))
    messy.good[path] = text
    messy.fields[path] = {
        "title": "A mill closes", "outlet": "The Herald", "byline": "Jane Doe",
        "date": "2018-01-10T14:18:00+01:00",
    }  # fmt: skip
    for name, encoding in (("wide.html", "utf-16"), ("old.htm", "cp1252")):
        text = next(story).replace("closes", "clösés")
        head = "" if encoding == "utf-16" else '<meta charset="windows-1252">'
        messy.good[messy.put(f"pages/{name}", _page("Ein Schloß", text, head=head).encode(encoding))] = text
    text = next(story)
    messy.good[
        messy.put(
            "pages/unclosed.html", _page("Unclosed", text).replace("</p>", "").replace("</article>", "")
        )
    ] = text
    text = next(story)
    deep = "<div>" * 3000 + _page("Deep", text)
    messy.good[messy.put("pages/nulls.html", _page("Nulls", text).replace("<article>", "<article>\x00"))] = (
        text
    )
    messy.put(
        "pages/deep.html", deep
    )  # whether its article is found is the parser's affair; see test_messy_folder
    bomb = "".join(
        f'<!ENTITY e{level} "{f"&e{level - 1};" * 10}">' if level else '<!ENTITY e0 "ha ha ha ha ">'
        for level in range(9)
    )
    path = messy.put(
        "pages/entities.xhtml",
        f'<?xml version="1.0"?><!DOCTYPE html [{bomb}<!ENTITY out SYSTEM "file:///etc/passwd">]>'
        f'<html xmlns="http://www.w3.org/1999/xhtml"><body><p>&e8;</p><p>&out;</p></body></html>',
    )
    messy.bad[path] = "no article was found"
    path = messy.put("pages/scripts.html", "<html><script>document.write('words')</script></html>")
    messy.bad[path] = "no article was found"
    messy.bad[messy.put("pages/none.html", "")] = "is empty"


def _zips(messy: Messy, story: Iterator[str]) -> None:
    texts = [next(story) for _ in range(6)]
    path = messy.put("zips/batch.zip", _zip({
        "a/one.txt": texts[0], "a/metadata.csv": "path,outlet\none.txt,The Courier\n",
        "day.jsonl": json.dumps({"text": texts[1]}), "b/page.html": _page("A page", texts[2]),
        "rows.csv": f"text\n\"{texts[3]}\"\n", "b/picture.jpg": b"\xff\xd8\xff",
        "../climbs.txt": texts[4], "/root.txt": texts[4], "C:/drive.txt": texts[4],
        "inner.zip": _zip({"x.txt": texts[4]}), "empty.txt": "",
        "bomb.txt": b"\x20" * (40 * MAX_BYTES),
    }))  # fmt: skip
    messy.good |= {
        f"{path}!a/one.txt": texts[0], f"{path}!day.jsonl#line=1": texts[1],
        f"{path}!b/page.html": texts[2], f"{path}!rows.csv#line=2": texts[3],
    }  # fmt: skip
    messy.fields[f"{path}!a/one.txt"] = {"outlet": "The Courier"}
    messy.bad |= {
        f"{path}!../climbs.txt": "out of", f"{path}!/root.txt": "out of", f"{path}!C:/drive.txt": "out of",
        f"{path}!inner.zip": "archive", f"{path}!empty.txt": "is empty", f"{path}!bomb.txt": "too large",
    }  # fmt: skip
    messy.bad[messy.put("zips/locked.zip", _locked(_zip({"a.txt": texts[5]}))) + "!a.txt"] = "password"
    whole = _zip({"a.txt": texts[5], "b.txt": texts[4]})
    messy.bad[messy.put("zips/cut.zip", whole[: len(whole) // 2])] = "cut or damaged"
    messy.bad[messy.put("zips/words.zip", b"PK are the first letters of this text.")] = "damaged"
    path = messy.put("zips/damaged.zip", _damaged(_zip({"a.txt": texts[5], "b.txt": texts[4]}, stored=True)))
    messy.bad[f"{path}!a.txt"] = "damaged"
    messy.good[f"{path}!b.txt"] = texts[4]


def _zip(members: dict[str, bytes | str], *, stored: bool = False) -> bytes:
    out = io.BytesIO()
    with zipfile.ZipFile(out, "w", zipfile.ZIP_STORED if stored else zipfile.ZIP_DEFLATED) as archive:
        for name, data in members.items():
            info = zipfile.ZipInfo(name, (2020, 1, 1, 0, 0, 0))
            archive.writestr(info, data, zipfile.ZIP_STORED if stored else zipfile.ZIP_DEFLATED)
    return out.getvalue()


def _locked(data: bytes) -> bytes:
    """Say of each member that it is encrypted."""
    found = bytearray(data)
    for mark, flags in ((b"PK\x03\x04", 6), (b"PK\x01\x02", 8)):
        at = found.find(mark)
        while at >= 0:
            (old,) = struct.unpack_from("<H", found, at + flags)
            struct.pack_into("<H", found, at + flags, old | 1)
            at = found.find(mark, at + 4)
    return bytes(found)


def _damaged(data: bytes) -> bytes:
    """Change a byte of the first member's content: its checksum tells."""
    at = data.index(b"The ")
    return data[: at + 1] + b"H" + data[at + 2 :]


def _odd_files(messy: Messy, story: Iterator[str]) -> None:
    root, name = messy.root, messy.root.name
    messy.put("odd/.hidden.txt", next(story))
    messy.put("odd/picture.jpg", b"\xff\xd8\xff")
    (root / "odd" / "folder.txt").mkdir()
    text = next(story)
    messy.good[messy.put("odd/folder.txt/inside.txt", text)] = text
    with sqlite3.connect(root / "odd" / "export.sqlite") as connection:
        connection.execute("CREATE TABLE articles (text TEXT)")
    connection.close()
    if hasattr(os, "mkfifo"):
        os.mkfifo(root / "odd" / "pipe.txt")
        messy.bad[f"{name}/odd/pipe.txt"] = "a pipe"
    (root / "odd" / "out.txt").symlink_to("/etc/hostname")
    messy.bad[f"{name}/odd/out.txt"] = "leads out"
    (root / "odd" / "loop.txt").symlink_to("loop.txt")
    messy.bad[f"{name}/odd/loop.txt"] = "link"
    (root / "odd" / "back").symlink_to("..", target_is_directory=True)
    messy.bad[f"{name}/odd/back"] = "leads to a folder"
    messy.put("metadata.csv", "path,outlet,date\ntext/plain.txt,The Sentinel,2019-09-09\nnone.txt,Nobody,\n")
    messy.fields[f"{name}/text/plain.txt"] = {"outlet": "The Sentinel", "date": "2019-09-09T00:00"}
