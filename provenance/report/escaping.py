"""Text of articles inside the languages of graphs: none of it can end a string, begin a tag or steer a line.

Controls become visible signs first (`visible`); what is left is escaped as each language asks for.
"""

from __future__ import annotations

import json
import re
from unicodedata import bidirectional
from xml.sax.saxutils import escape

from provenance.report.visible import one_line

_NO_XML = re.compile("[\ud800-\udfff\ufffe\uffff]")
_MERMAID_PLAIN = frozenset(" ._-/")
_LINE_ENDS = {0x85: "\\u0085", 0x2028: "\\u2028", 0x2029: "\\u2029"}


def xml(text: str) -> str:
    """For the text of an XML element and for an attribute in double quotes; XML 1.0 knows no controls."""
    return escape(_shown(text), {'"': "&quot;"})


def dot(text: str) -> str:
    """For a string of DOT, in double quotes. Graphviz reads escapes and names of characters in labels."""
    return _shown(text).replace("&", "&amp;").replace("\\", "\\\\").replace('"', '\\"')


def mermaid(text: str) -> str:
    """A label of Mermaid, to stand in double quotes: codes for all but letters, digits and a few signs."""
    return "".join(
        char if char.isalnum() or char in _MERMAID_PLAIN else f"#{ord(char)};" for char in _shown(text)
    )


def json_line(value: object) -> str:
    """A value as a line of JSON Lines, with its line feed; no other sign in it that ends a line anywhere."""
    return json.dumps(value, ensure_ascii=False, allow_nan=False).translate(_LINE_ENDS) + "\n"


def _shown(text: str) -> str:
    """On one line, with signs for controls and for what XML 1.0 has no place for."""
    return _NO_XML.sub(lambda found: f"⟨U+{ord(found.group()):04X}⟩", one_line(text))


def set_off(name: str) -> str:
    """A name that words can follow: behind one written from right to left, a date would be turned."""
    return f"{name}\u200e" if any(bidirectional(char) in ("R", "AL", "AN") for char in name) else name


def shortened(text: str, most: int, *, end: bool = False) -> str:
    """`text` on one line in at most so many characters, its `end` kept or its beginning."""
    shown = one_line(text)
    if len(shown) <= most:
        return shown
    return f"…{shown[1 - most :]}" if end else f"{shown[: most - 1].rstrip()}…"
