"""The tree of a page -> its blocks in page order: what stands on lines of its own, with words as they are.

Only the layout's blanks (space, tab, line ends) are folded, as a browser does; a no-break space stays one.
"""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Iterator
from dataclasses import dataclass
from typing import TYPE_CHECKING

from provenance.reading.web.names import (
    BLOCKS,
    CONTROLS,
    NO_WORDS,
    is_hidden,
    names_of,
    region_of,
    role_of,
)

if TYPE_CHECKING:
    from lxml.html import HtmlElement

_BLANKS = re.compile(r"[ \t\n\r\f]+")
_UNEVEN = re.compile(r"[\t\n\r\f]|  ")
_IDEOGRAPHS = "㐀-䶿一-鿿豈-﫿぀-ヿ"
_WORDS = re.compile(rf"[{_IDEOGRAPHS}]|[^\W_{_IDEOGRAPHS}]+")
_WORD = re.compile(r"[^\W_]")
_ADDRESS = 2_000  # characters of the longest link kept
_MOST_PARAGRAPHS = 3  # of a standfirst
_DEEPEST = 16  # links and marks within each other
_HEADINGS = frozenset({"h1", "h2", "h3", "figcaption"})
_HOLDERS = frozenset({"article", "main"})


@dataclass(slots=True, eq=False)
class Block:
    """A run of text on lines of its own. `element`: the innermost part with lines of its own that holds it;
    `region`: the part of the page around the article that it stands in (`web_names`), `role`: what the page
    calls it. `links` are spans with their targets as written, `marks` spans that the page calls something."""

    text: str
    element: HtmlElement
    region: str
    role: str
    pictured: bool  # in a figure
    links: list[tuple[int, int, str]]
    marks: list[tuple[int, int, str]]


@dataclass(frozen=True, slots=True)
class Part:
    """A block of the article, and what it is; `body` where the page says nothing else of it. `credit`: where
    in a caption the picture's credit begins, -1 where it has none."""

    block: Block
    kind: str
    credit: int = -1


def count_words(text: str) -> int:
    """Words of a text; an ideograph is one."""
    return len(_WORDS.findall(text))


def prune(root: HtmlElement) -> Counter[str]:
    """Take out of a tree what is not shown and what is plainly not the article: how many words, by kind."""
    from lxml import etree

    etree.strip_elements(root, *NO_WORDS, with_tail=False)
    removed: Counter[str] = Counter()
    for kind, element in _outer(root):
        removed[kind] += count_words(" ".join(element.itertext()))
        element.clear(keep_tail=True)  # empty it stays: what stands around it must not become one line
    return removed


def _outer(root: HtmlElement) -> list[tuple[str, HtmlElement]]:
    """The outermost parts to take out, each with its kind."""
    from lxml import etree

    found = []
    walk = etree.iterwalk(root, events=("start",))
    for _, element in walk:
        kind = _unwanted(element)
        if kind:
            found.append((kind, element))
            walk.skip_subtree()
    return found


def _unwanted(element: HtmlElement) -> str:
    tag = element.tag
    if not element.attrib:
        if tag in CONTROLS:
            return "controls"
        if tag not in ("nav", "footer", "header"):
            return ""
    elif tag not in ("html", "body") and is_hidden(element):
        return "hidden"
    if tag in CONTROLS:
        return "controls"
    if tag == "header":
        region = "navigation" if not any(a.tag in _HOLDERS for a in element.iterancestors()) else ""
    else:
        region = region_of(tag, names_of(element), element.get("role") or "")
    if region in ("", "aside", "related") or (region == "controls" and tag == "a"):
        return ""
    if element.find(".//h1") is not None or (region != "comments" and _holds_article(element)):
        return ""
    return region


def _holds_article(element: HtmlElement) -> bool:
    return element.find(".//article") is not None or element.find(".//*[@itemprop='articleBody']") is not None


def blocks_of(root: HtmlElement) -> list[Block]:
    """All blocks with a word, in page order."""
    found: list[Block] = []
    for block in _Walk(root).blocks():
        if _WORD.search(block.text) is not None:
            found.append(block)
    return found


_BREAK = "\n"
_Inherited = tuple["HtmlElement", str, str, bool]


class _Walk:
    """One pass over a tree, gathering text until a block ends."""

    def __init__(self, root: HtmlElement) -> None:
        self._root = root
        self._pieces: list[str] = []  # a piece that is _BREAK alone is a line end
        self._broken = False  # nothing but blanks since the last line end
        self._open: list[list[object]] = []  # links and marks: first piece, what, target or role
        self._spans: list[tuple[int, int, bool, str]] = []  # first, end, link?, target or role
        self._preformatted = 0
        self._ready: list[Block] = []

    def blocks(self) -> Iterator[Block]:
        from lxml import etree

        inside: list[_Inherited] = [(self._root, "", "", False)]
        for event, element in etree.iterwalk(self._root, events=("start", "end")):
            tag = element.tag
            if tag in BLOCKS or "-" in tag:
                self._flush(inside[-1])
                if event == "start":
                    inside.append(_inherit(inside[-1], element))
                    if tag == "pre":
                        self._preformatted += 1
                else:
                    inside.pop()
                    if tag == "pre":
                        self._preformatted -= 1
            elif tag == "br":
                if event == "start":
                    self._break(inside[-1])
            elif event == "start":
                if tag == "span" and self._is_apart(element, inside[-1]):
                    self._flush(inside[-1])
                if element.attrib or tag == "time":
                    self._enter(element, tag)
            elif self._open and self._open[-1][0] is element:
                self._leave()
            words = element.text if event == "start" else element.tail
            if words and element is not self._root:
                self._add(words, inside[-1])
            if self._ready:
                yield from self._ready
                self._ready.clear()
        self._flush(inside[-1])
        yield from self._ready

    def _is_apart(self, element: HtmlElement, inside: _Inherited) -> bool:
        """Whether a span in a heading or header is on a line of its own: it begins with a capital right where
        the one before it ends."""
        if not self._pieces or not (inside[2] or inside[0].tag in _HEADINGS):
            return False
        before, words = element.getprevious(), element.text
        if before is None or before.tag != "span" or before.tail or not words:
            return False
        return words[0].isupper() and self._pieces[-1][-1].islower()

    def _add(self, words: str, inside: _Inherited) -> None:
        if self._preformatted and "\n" in words:
            for number, line in enumerate(words.split("\n")):
                if number:
                    self._break(inside)
                self._add(line, inside)
            return
        if _UNEVEN.search(words) is not None:
            words = _BLANKS.sub(" ", words)
        if words:
            self._pieces.append(words)
            if self._broken and words != " ":
                self._broken = False

    def _break(self, inside: _Inherited) -> None:
        if self._broken:
            self._flush(inside)  # an empty line: the paragraph ends
        elif self._pieces:
            self._pieces.append(_BREAK)
            self._broken = True

    def _enter(self, element: HtmlElement, tag: str) -> None:
        if tag == "a" and (target := element.get("href")) is not None and len(target) <= _ADDRESS:
            self._open.append([element, len(self._pieces), True, target])
        role = role_of(tag, names_of(element), element.get("itemprop") or "", element.get("rel") or "")
        if role and len(self._open) < _DEEPEST:
            self._open.append([element, len(self._pieces), False, role])

    def _leave(self) -> None:
        element = self._open[-1][0]
        while self._open and self._open[-1][0] is element:
            _, first, link, words = self._open.pop()
            self._spans.append((first, len(self._pieces), link, words))  # type: ignore[arg-type]

    def _flush(self, inside: _Inherited) -> None:
        """End a block. Links that are open begin anew in the next."""
        if not self._pieces:
            return
        for each in self._open:
            self._spans.append((each[1], len(self._pieces), each[2], each[3]))  # type: ignore[arg-type]
            each[1] = 0
        text, offsets = _join(self._pieces)
        links: list[tuple[int, int, str]] = []
        marks: list[tuple[int, int, str]] = []
        for first, end, link, words in self._spans:
            span = _trimmed(text, offsets[first], min(offsets[end], len(text)))
            if span is not None:
                (links if link else marks).append((*span, words))
        links.sort()
        marks.sort()
        if text:
            element, region, role, pictured = inside
            self._ready.append(Block(text, element, region, role, pictured, links, marks))
        self._pieces, self._spans, self._broken = [], [], False


def _inherit(outer: _Inherited, element: HtmlElement) -> _Inherited:
    """What a block takes from those around it and says of itself."""
    _, region, role, pictured = outer
    tag = element.tag
    if not element.attrib:
        if tag in ("aside", "h1", "figcaption"):
            names = ""
        else:
            return element, region, role, pictured or tag == "figure"
    else:
        names = names_of(element)
    own = role_of(tag, names, element.get("itemprop") or "", element.get("rel") or "")
    if own in ("standfirst", "byline", "date", "source") and _holds_more(element, tag):
        own = ""
    if not region:
        region = region_of(tag, names, element.get("role") or "")
        if region and (element.find(".//h1") is not None or _holds_article(element)):
            region = ""
    return element, region, own or role, pictured or tag == "figure" or own in ("caption", "credit")


def _holds_more(element: HtmlElement, tag: str) -> bool:
    """Whether a part is too much to be what it is called: `class="lead"` may be the whole story."""
    if tag in ("html", "body", "main", "article"):
        return True
    return element.find(".//h1") is not None or len(element.findall(".//p")) > _MOST_PARAGRAPHS


def _join(pieces: list[str]) -> tuple[str, list[int]]:
    """The text of some pieces with the blanks between them folded, and where each piece begins in it; the
    last number is where the text ends."""
    out: list[str] = []
    offsets: list[int] = []
    length, blank = 0, True
    for piece in pieces:
        offsets.append(length)
        if piece == _BREAK:
            if out and out[-1][-1] == " ":
                out[-1] = out[-1][:-1]
                length -= 1
                if not out[-1]:
                    out.pop()
            out.append(_BREAK)
            length += 1
            blank = True
            continue
        if blank and piece[0] == " ":
            piece = piece[1:]
            if not piece:
                continue
        out.append(piece)
        length += len(piece)
        blank = piece[-1] == " "
    offsets.append(length)
    return "".join(out).rstrip(" \n"), offsets


def _trimmed(text: str, start: int, end: int) -> tuple[int, int] | None:
    """A span without blanks at its ends; None where nothing is left."""
    while start < end and text[start] in " \n":
        start += 1
    while end > start and text[end - 1] in " \n":
        end -= 1
    return (start, end) if start < end else None
