"""The path of a place: text that can be shown and stored, and that no two files share."""

from __future__ import annotations

import re

_MEMBER = re.compile(r"(?<=\.zip)!", re.IGNORECASE)
_INSIDE = re.compile(r"#(?:line|item|row|message|record)=[1-9][0-9]*\Z|#row=(?:0|-[1-9][0-9]*)\Z")


def file_of(path: str) -> str:
    """The file in which an article stands, by its place: the same, but for one in a file of many.

    These are at `file#line=N`, `file#item=N`, `file#row=N`, `file#message=N`, `file#record=N`,
    `file.zip!member` or `file.zip!member#line=N`.
    """
    if "!" in path and (member := _MEMBER.search(path)):
        return path[: member.start()]
    return _INSIDE.sub("", path) if "#" in path else path


def visible(name: str) -> str:
    """A file name as text: bytes that are not UTF-8, and control characters, are written as escapes.

    So is what would make a file look like a member of an archive.
    """
    if "!" in name:
        name = _MEMBER.sub(r"\\x21", name)
    if name.isprintable():
        return name
    return "".join(_escape(c) if _is_hidden(c) else c for c in name)


def _is_hidden(character: str) -> bool:
    return "\ud800" <= character <= "\udfff" or character < " " or "\x7f" <= character <= "\x9f"


def _escape(character: str) -> str:
    code = ord(character)
    if 0xDC80 <= code <= 0xDCFF:
        code -= 0xDC00  # the byte that stood in the name
    return f"\\x{code:02x}" if code < 256 else f"\\u{code:04x}"


def unique_paths(shown: list[tuple[str, tuple[str, ...]]]) -> dict[tuple[str, ...], str]:
    """A path for each file, no two alike: names that differ only in what escapes hide get a number."""
    taken = {path for path, _ in shown}
    given: set[str] = set()
    paths: dict[tuple[str, ...], str] = {}
    for path, parts in sorted(shown, key=lambda item: (item[0], item[1])):
        unique, number = path, 2
        while unique in given or (unique != path and unique in taken):
            unique, number = f"{path}~{number}", number + 1
        given.add(unique)
        paths[parts] = unique
    return paths
