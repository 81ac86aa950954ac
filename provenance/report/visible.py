"""Article text that can't act: controls that steer a terminal or reorder a line become visible signs."""

from __future__ import annotations

import re
import unicodedata

_CONTROLS = (*range(0x20), *range(0x7F, 0xA0), *range(0x202A, 0x202F), *range(0x2066, 0x206A))
_SIGNS = {chr(code): f"⟨U+{code:04X}⟩" for code in _CONTROLS}
_LINES = {"\n": "\n", "\t": "\t", "\r": "\n", "\x0b": "\n", "\x0c": "\n", "\x85": "\n"}
_LINES |= {"\u2028": "\n", "\u2029": "\n"}
_BLANKS = re.compile(r"[ \n\t]+")
_TABLE = str.maketrans(_SIGNS | _LINES)
_IN_JSON = {code: f"\\u{code:04x}" for code in (*_CONTROLS[32:], 0x2028, 0x2029)}


def visible(text: str) -> str:
    """`text` with every control shown by its number: an escape as ⟨U+001B⟩, an override as ⟨U+202E⟩.

    Line and paragraph separators of every kind become line feeds; tabs stay. Marks that Arabic and Hebrew
    need inside a word or beside a number (ZWJ, ZWNJ, LRM, RLM) stay as they are.
    """
    return text.replace("\r\n", "\n").translate(_TABLE)


def one_line(text: str) -> str:
    """`text` as `visible`, on one line: for paths, titles and names."""
    return visible(text).replace("\n", "⟨U+000A⟩").replace("\t", " ")


def flowing(text: str) -> str:
    """`text` as `visible`, in one line with single spaces: for context around a passage."""
    return _BLANKS.sub(" ", visible(text))


def in_json(document: str) -> str:
    """A document of JSON that a terminal can show: the same data, with the controls that JSON allows in
    strings written as numbers, as it demands of the others."""
    return document.translate(_IN_JSON)


def is_ignorable(char: str) -> bool:
    """Whether a character is white space or an invisible format character."""
    return char.isspace() or unicodedata.category(char) == "Cf"
