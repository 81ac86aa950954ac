"""The tags of an XML text one after the other, by brackets and quotes alone, without parsing it.

So a file of any length takes the memory of its longest item, and an item that is broken inside does not end
the others. Comments, CDATA and processing instructions are passed over, whatever stands in them.
"""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import dataclass

LONGEST_TAG = 1 << 18
"""Characters: a start tag with more is passed over as words."""

_NAME = r"(?:[^\W\d][\w.-]*:)?([^\W\d][\w.-]*)"
_VALUES = r"[^<>\"']*+(?:(?:\"[^\"]*+\"|'[^']*+')[^<>\"']*+)*+"
_TAG = re.compile(rf"<(/?){_NAME}(?=[\s/>])({_VALUES})>")
_SUBSET_END = re.compile(r"\]\s*>")
_PASSED = (("<!--", "-->"), ("<![CDATA[", "]]>"), ("<?", "?>"))
_SHORTEST = 9  # characters that tell what begins with `<`


@dataclass(frozen=True, slots=True)
class Tag:
    """A tag: its name without the prefix, its characters, and whether it opens, closes or does both."""

    name: str
    text: str
    opens: bool
    closes: bool


class Tags:
    """Goes through a text that comes in pieces. What stands from `hold` on is kept until it is taken."""

    def __init__(self, pieces: Iterator[str], longest: int) -> None:
        self._pieces = pieces
        self._longest = longest
        self._buffer = ""
        self._at = 0
        self._start = -1  # of the last tag
        self._held = -1
        self.too_long = False

    def next(self) -> Tag | None:
        """The next tag, None at the end."""
        while True:
            place = self._buffer.find("<", self._at)
            if place < 0:
                self._at = len(self._buffer)
                if not self._more():
                    return None
                continue
            self._at = place
            if len(self._buffer) - place < _SHORTEST and self._more():
                continue
            place = self._at
            passed = self._passed(place)
            if passed is None:
                return None
            if passed:
                continue
            match = _TAG.match(self._buffer, place)
            if match is None:
                if len(self._buffer) - place <= LONGEST_TAG and self._is_open(place) and self._more():
                    continue
                self._at += 1
                continue
            self._start, self._at = match.start(), match.end()
            closing = bool(match[1])
            return Tag(match[2], match[0], not closing, closing or match[3].endswith("/"))

    def hold(self) -> None:
        """Keep what stands from the last tag on."""
        self._held, self.too_long = self._start, False

    def take(self) -> str:
        """What is kept, up to the end of the last tag; empty where it was too long to be kept."""
        text = "" if self._held < 0 else self._buffer[self._held : self._at]
        self._held = -1
        return "" if self.too_long else text

    def _passed(self, place: int) -> bool | None:
        """Go behind what is no tag; False where it is one, None where it never ends."""
        for start, end in _PASSED:
            if self._buffer.startswith(start, place):
                self._at = place + len(start)
                return self._skip(end) or None
        if self._buffer.startswith("<!", place):
            self._at = place + 2
            return self._skip_declaration() or None
        return False

    def _skip(self, end: str) -> bool:
        while (place := self._buffer.find(end, self._at)) < 0:
            self._at = max(self._at, len(self._buffer) - len(end) + 1)
            if not self._more():
                self._at = len(self._buffer)
                return False
        self._at = place + len(end)
        return True

    def _skip_declaration(self) -> bool:
        """Go behind `<!DOCTYPE ...>`, with what stands in its brackets."""
        while True:
            bracket, end = self._buffer.find("[", self._at), self._buffer.find(">", self._at)
            if end >= 0 and not 0 <= bracket < end:
                self._at = end + 1
                return True
            match = _SUBSET_END.search(self._buffer, self._at) if bracket >= 0 else None
            if match is not None:
                self._at = match.end()
                return True
            if len(self._buffer) - self._at > LONGEST_TAG or not self._more():
                self._at = len(self._buffer)
                return False

    def _is_open(self, place: int) -> bool:
        """Whether what begins here may be a tag whose end is not there yet."""
        head = self._buffer[place + 1 : place + 2]
        return head == "/" or head == "_" or head.isalpha()

    def _more(self) -> bool:
        """Read on, keeping what is held and at hand; False at the end."""
        piece = next((piece for piece in self._pieces if piece), "")
        if not piece:
            return False
        if self._held >= 0 and len(self._buffer) - self._held > self._longest:
            self._held, self.too_long = -1, True
        start = self._at if self._held < 0 else min(self._held, self._at)
        self._buffer = self._buffer[start:] + piece
        self._at -= start
        self._start -= start
        if self._held >= 0:
            self._held -= start
        return True
