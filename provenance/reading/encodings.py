"""The encodings that a file may declare besides UTF-8, by Python's names for them."""

from __future__ import annotations

import codecs

# Labels of one encoding by which browsers understand a larger one.
_LARGER = {
    "iso8859-1": "cp1252", "ascii": "cp1252", "iso8859-9": "cp1254", "iso8859-11": "cp874",
    "tis-620": "cp874", "gb2312": "gb18030", "gbk": "gb18030",
    "shift_jis": "cp932", "euc_kr": "cp949", "big5": "big5hkscs",
}  # fmt: skip
_KNOWN = frozenset({
    *(f"cp{number}" for number in (1250, 1251, 1252, 1253, 1254, 1255, 1256, 1257, 1258, 866, 874, 932, 949)),
    *(f"iso8859-{number}" for number in (2, 3, 4, 5, 6, 7, 8, 10, 13, 14, 15, 16)),
    "koi8-r", "koi8-u", "mac-roman", "mac-cyrillic", "gb18030", "big5hkscs", "euc_jp", "iso2022_jp",
})  # fmt: skip


def encoding_named(label: bytes) -> str:
    """Python's name for the encoding of a label; empty for one that it doesn't know."""
    try:
        return codecs.lookup(label.decode("ascii")).name
    except (LookupError, UnicodeDecodeError):
        return ""


def known_encoding(name: str) -> str | None:
    """The encoding that is meant by a name of Python's, where it is one of those known besides UTF-8."""
    larger = _LARGER.get(name, name)
    return larger if larger in _KNOWN else None


def is_utf_8(data: bytes, *, cut: bool = False) -> bool:
    """Whether bytes are UTF-8, which those of other encodings almost never are. `cut`: they may end amid a
    character."""
    try:
        codecs.getincrementaldecoder("utf-8")().decode(data, final=not cut)
    except UnicodeDecodeError:
        return False
    return True
