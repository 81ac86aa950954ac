"""Files of many articles, made of records; and all that is read from a file."""

from __future__ import annotations

import bz2
import csv
import gzip
import io
import json
import lzma
import sqlite3
import zipfile
from collections.abc import Callable, Mapping, Sequence
from contextlib import closing
from pathlib import Path
from typing import Any

from provenance.reading import Article, Options, Unreadable, list_folder, parse_fields, read_listing

Record = Mapping[str, str]


def lines(records: Sequence[Record]) -> bytes:
    return b"".join(json.dumps(record).encode() + b"\n" for record in records)


def items(records: Sequence[Record]) -> bytes:
    return json.dumps(list(records), indent=1).encode()


def wrapped(records: Sequence[Record]) -> bytes:
    return json.dumps({"status": "ok", "count": [1, 2], "articles": list(records), "more": None}).encode()


def rows(records: Sequence[Record], **dialect: Any) -> bytes:
    out = io.StringIO()
    names = list(dict.fromkeys(name for record in records for name in record)) or ["text"]
    writer = csv.DictWriter(out, names, **dialect)
    writer.writeheader()
    writer.writerows(records)
    return out.getvalue().encode()


def tabbed(records: Sequence[Record]) -> bytes:
    return rows(records, delimiter="\t")


def archive(members: Mapping[str, bytes], method: int = zipfile.ZIP_DEFLATED) -> bytes:
    out = io.BytesIO()
    with zipfile.ZipFile(out, "w", method) as written:
        for name, data in members.items():
            written.writestr(name, data)
    return out.getvalue()


def zipped(records: Sequence[Record]) -> bytes:
    return archive({f"{number:04d}.txt": record["text"].encode() for number, record in enumerate(records)})


def zipped_lines(records: Sequence[Record]) -> bytes:
    return archive({"sub/day.jsonl": lines(records)})


FORMATS: Mapping[str, Callable[[Sequence[Record]], bytes]] = {
    "a.jsonl": lines,
    "a.json": items,
    "b.json": wrapped,
    "c.json": lines,
    "a.csv": rows,
    "a.tsv": tabbed,
    "a.zip": zipped,
    "b.zip": zipped_lines,
    "a.jsonl.gz": lambda records: gzip.compress(lines(records)),
    "a.json.bz2": lambda records: bz2.compress(items(records)),
    "a.csv.xz": lambda records: lzma.compress(rows(records)),
}
"""How records are written, by the name of a file."""


def database(file: Path, records: Sequence[Record], table: str = "articles", options: str = "") -> None:
    names = list(records[0])
    with closing(sqlite3.connect(file)) as connection:
        connection.execute(f'CREATE TABLE "{table}" (n INTEGER PRIMARY KEY, {", ".join(names)}) {options}')
        marks = ", ".join("?" * (len(names) + 1))
        connection.executemany(
            f'INSERT INTO "{table}" VALUES ({marks})',
            [(number, *record.values()) for number, record in enumerate(records, 1)],
        )
        connection.commit()


def read(place: Path, *, fields: str = "", **options: Any) -> tuple[dict[str, Article], dict[str, str]]:
    """The articles, and what is wrong, of a file or folder by path, without the folder's name."""
    articles: dict[str, Article] = {}
    problems: dict[str, str] = {}
    listing = list_folder(place, name="f", table="table" in options)
    for item in read_listing(listing, options=Options(fields=parse_fields(fields), **options)):
        path = item.path.removeprefix("f/")
        if isinstance(item, Unreadable):
            assert "; " in item.reason, item.reason  # what is wrong; what to do
            assert "\n" not in item.reason
            problems[path] = item.reason
        else:
            assert path not in articles
            articles[path] = item
    return articles, problems


def texts(place: Path, **options: Any) -> dict[str, str]:
    """The texts of a file or folder by path; nothing is wrong with it."""
    articles, problems = read(place, **options)
    assert problems == {}
    return {path: article.text for path, article in articles.items()}
