"""The names of what stands in an evidence pack, and which names any system can hold."""

from __future__ import annotations

import re

MANIFEST, README = "manifest.json", "README.txt"
HTML, JSON, CSV, PROV = "report.html", "report.json", "passages.csv", "lineage.prov.json"
ARTICLES, TEXTS = "articles", "texts"
FORMAT, FORMAT_VERSION = "provenance-pack", 1

_LONGEST = 200
"""Bytes of a name."""
_UNUSUAL = re.compile(r"[\x00-\x1f\x7f-\x9f\\:*?\"<>|\ud800-\udfff]")
_RESERVED = re.compile(r"(?:con|prn|aux|nul|com\d|lpt\d)(?:\.|\Z)", re.IGNORECASE)


def is_plain(path: str) -> bool:
    """Whether a relative path names the same file on every system, and none outside of its folder."""
    parts = path.split("/")
    return len(path) <= 4 * _LONGEST and all(
        part not in ("", ".", "..")
        and len(part.encode("utf-8", "replace")) <= _LONGEST
        and part[-1] not in ". "
        and not _UNUSUAL.search(part)
        and not _RESERVED.match(part)
        for part in parts
    )


def text_file(text_id: str) -> str:
    """The file of a text as the scan stored it; its SHA-256 is the text id."""
    return f"{TEXTS}/{text_id}.txt"
