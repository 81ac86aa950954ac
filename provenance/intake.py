"""Bytes -> articles to be filed, with the digests of their texts: the first step of a scan.

What is found in an article alone and kept for all of them. Quotations and credits are looked for later, in
texts that share something.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

from provenance.boilerplate import find_boilerplate
from provenance.digests import Digests, digest
from provenance.disguises import Notice, find_disguises
from provenance.portable import portable
from provenance.reading import (
    DEFAULT,
    Article,
    Link,
    Metadata,
    Options,
    Raw,
    Removed,
    Unreadable,
    hash_stated,
    read_raw,
)

AGAIN = "!"
"""Behind the hash of what is stated of an article of which something could not be used: equal to no hash, so
that each scan reads it again and names what was wrong."""


@portable
@dataclass(frozen=True, slots=True)
class Filed:
    """An article as it is stored. `segments` are kinds with half-open code points, `stated` is the hash of
    what metadata.csv says of it, empty where it says nothing, and maybe `AGAIN`; `sketch` has little-endian
    uint32 values."""

    path: str
    text: str
    text_id: str
    words: int
    size: int
    bytes_sha256: str
    encoding: str
    reader: str
    stated: str
    metadata: Metadata
    segments: tuple[tuple[str, int, int], ...]
    sketch: bytes
    notices: tuple[Notice, ...]
    reader_version: str = ""
    links: tuple[Link, ...] = ()
    removed: tuple[Removed, ...] = ()


@dataclass(frozen=True, slots=True, eq=False)
class Intake:
    """The articles of a shard with the digests of their texts, in one order, and what could not be read."""

    filed: tuple[Filed, ...]
    digests: Digests
    problems: tuple[Unreadable, ...]


def take_in(shard: Sequence[Raw], options: Options = DEFAULT) -> Intake:
    """Read the articles of a shard."""
    articles: list[Article] = []
    problems: list[Unreadable] = []
    stated: list[str] = []
    for raw in shard:
        items = list(read_raw(raw, options=options))
        wrong = [item for item in items if isinstance(item, Unreadable)]
        problems += wrong
        for item in items:
            if isinstance(item, Article):
                articles.append(item)
                stated.append(hash_stated(raw.stated) + (AGAIN if wrong else ""))
    texts = [article.text for article in articles]
    digests = digest(texts, [find_boilerplate(article.text, article.segments) for article in articles])
    sketches = digests.sketches.astype("<u4", copy=False)
    filed = tuple(
        _file(article, own, words, sketch.tobytes())
        for article, own, words, sketch in zip(
            articles, stated, digests.words.tolist(), sketches, strict=True
        )
    )
    return Intake(filed, digests, tuple(problems))


def _file(article: Article, stated: str, words: int, sketch: bytes) -> Filed:
    segments = tuple((segment.kind, segment.span.start, segment.span.end) for segment in article.segments)
    return Filed(
        article.path, article.text, article.text_id, words, article.size, article.bytes_sha256,
        article.encoding, article.reader, stated, article.metadata, segments, sketch,
        find_disguises(article.text), article.reader_version, article.links, article.removed,
    )  # fmt: skip
