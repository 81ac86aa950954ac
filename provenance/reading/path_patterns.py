"""Path patterns: `*` and `?` stay within a folder, `**` crosses folders, `[ab]` is one of some letters."""

from __future__ import annotations

import fnmatch
import re
import unicodedata

WILD = re.compile(r"[*?[]")


def nfc(path: str) -> str:
    """A path as it is looked up: é is one letter, whichever way a file system writes it."""
    return path if path.isascii() else unicodedata.normalize("NFC", path)


def translate(pattern: str) -> str:
    """A regular expression for a path pattern whose `*` stays within a folder and whose `**` does not."""
    parts = []
    for part in pattern.split("/"):
        if part == "**":
            parts.append(r"(?:[^/]+/)*")
        else:
            parts.append("".join(map(_translated, _pieces(part))) + "/")
    joined = "".join(parts)
    return f"{joined}[^/]+" if pattern.endswith("**") else joined.removesuffix("/")


def _pieces(part: str) -> list[str]:
    return re.findall(r"\*+|\?|\[!?\]?[^\]]*\]|.", part, re.DOTALL)


def _translated(piece: str) -> str:
    if piece[0] == "*":
        return "[^/]*"
    if piece == "?":
        return "[^/]"
    if piece[0] == "[" and len(piece) > 2:
        return fnmatch.translate(piece).removeprefix("(?s:").removesuffix(r")\Z").removesuffix(r")\z")
    return re.escape(piece)
