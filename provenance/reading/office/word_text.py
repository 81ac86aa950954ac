"""The body of a Word document -> paragraphs as they are read, without what is deleted or hidden in it."""

from __future__ import annotations

import re
from collections import Counter, defaultdict
from collections.abc import Iterator, Mapping
from xml.etree.ElementTree import Element

from provenance.reading.office.guarded_xml import attribute, local
from provenance.reading.office.writing import Block

_WORDS = re.compile(r"[^\W_]+")
_AROUND = frozenset({
    "ins", "moveTo", "smartTag", "sdt", "sdtContent", "customXml", "fldSimple", "hyperlink", "dir", "bdo",
    "ruby", "rubyBase", "oMath", "oMathPara",
})  # fmt: skip
_GONE = {"del": "deleted", "moveFrom": "deleted"}
_SIGNS = {"tab": "\t", "ptab": "\t", "br": "\n", "cr": "\n", "noBreakHyphen": "\u2011"}
_NOTES = {"footnoteReference": "footnotes", "endnoteReference": "endnotes"}
_LONGEST_CELL = 200  # characters of a cell of a table; longer ones are for the layout


def count_words(text: str) -> int:
    """Words of a text."""
    return len(_WORDS.findall(text))


class Body:
    """Reads paragraphs. `left_out` counts words that are not shown, `notes` has the ids of those referred to,
    by their kind, `chunks` how many files of another kind stand within."""

    def __init__(self, styles: Mapping[str, str], links: Mapping[str, str]) -> None:
        self._styles, self._links = styles, links
        self.left_out: Counter[str] = Counter()
        self.notes: defaultdict[str, list[str]] = defaultdict(list)
        self.chunks = 0

    def blocks(self, holder: Element) -> Iterator[Block]:
        """The paragraphs in an element, those of tables and boxes too."""
        for element in holder:
            name = local(element)
            if name == "p":
                yield from self._paragraph(element)
            elif name == "tbl":
                yield from self._table(element)
            elif name in ("sdt", "sdtContent", "customXml", "ins", "moveTo", "comment"):
                yield from self.blocks(element)
            elif name == "AlternateContent":
                yield from self.blocks(_chosen(element))
            elif name == "altChunk":
                self.chunks += 1

    def _paragraph(self, element: Element) -> Iterator[Block]:
        style = next(
            (attribute(own, "val") for own in element.iterfind("./*/*") if local(own) == "pStyle"), ""
        )
        line = _Line(self)
        line.take(element)
        block = line.block(self._styles.get(style, ""))
        if block is not None:
            yield block
        for box in line.boxes:
            yield from self.blocks(box)

    def _table(self, table: Element) -> Iterator[Block]:
        """A table: a line for each row, its cells apart by tabs; of a layout, its paragraphs."""
        lines: list[Block] = []
        for row in _within(table, "tr"):
            cells = [cell for one in _within(row, "tc") if (cell := list(self.blocks(one)))]
            if all(len(cell) == 1 and len(cell[0].text) <= _LONGEST_CELL for cell in cells):
                if cells:
                    lines.append(_joined([cell[0] for cell in cells], "\t"))
                continue
            if lines:
                yield _joined(lines, "\n")
                lines = []
            for cell in cells:
                yield from cell
        if lines:
            yield _joined(lines, "\n")

    def target(self, element: Element) -> str:
        """Where a link leads, empty where that is no address of the web."""
        found = self._links.get(attribute(element, "id"), "")
        return found if found.startswith(("http://", "https://")) else ""


class _Line:
    """The text of one paragraph."""

    def __init__(self, body: Body) -> None:
        self._body = body
        self._pieces: list[str] = []
        self._size = 0
        self._links: list[tuple[int, int, str]] = []
        self.boxes: list[Element] = []

    def take(self, holder: Element) -> None:
        """All that is in an element."""
        for element in holder:
            name = local(element)
            if name == "r":
                self._run(element)
            elif name in _AROUND:
                start = self._size
                self.take(element)
                if name == "hyperlink" and self._size > start and (target := self._body.target(element)):
                    self._links.append((start, self._size, target))
            elif name in _GONE:
                self._body.left_out[_GONE[name]] += count_words(_all_text(element))
            elif name == "AlternateContent":
                self.take(_chosen(element))

    def _run(self, run: Element) -> None:
        shown = not any(_is_hidden(own) for own in run if local(own) == "rPr")
        if not shown:
            self._body.left_out["hidden"] += count_words(_all_text(run))
            return
        for element in run:
            name = local(element)
            if name == "t":
                self._add(element.text or "")
            elif name in _SIGNS:
                self._add(_SIGNS[name])
            elif name in _NOTES:
                self._body.notes[_NOTES[name]].append(attribute(element, "id"))
            elif name in ("drawing", "pict", "object"):
                self._box(element)
            elif name == "AlternateContent":
                self._box(_chosen(element))
            elif name in ("ruby", "rubyBase", "r"):
                self.take(element)

    def _box(self, element: Element) -> None:
        """Note the boxes of text in a drawing, the outermost alone: those in them are found with them."""
        for own in element:
            if local(own) == "txbxContent":
                self.boxes.append(own)
            elif local(own) == "AlternateContent":
                self._box(_chosen(own))
            else:
                self._box(own)

    def _add(self, words: str) -> None:
        self._pieces.append(words)
        self._size += len(words)

    def block(self, kind: str) -> Block | None:
        """The paragraph without blanks at its ends; None where it has no word."""
        whole = "".join(self._pieces)
        text = whole.strip()
        if not any(map(str.isalnum, text)):
            return None
        shift = len(whole) - len(whole.lstrip())
        links = []
        for start, end, target in self._links:
            first, last = max(start - shift, 0), min(end - shift, len(text))
            if first < last:
                links.append((first, last, target))
        return Block(text, kind, tuple(links))


def _is_hidden(properties: Element) -> bool:
    return any(
        local(own) in ("vanish", "webHidden") and attribute(own, "val") not in ("0", "false", "off")
        for own in properties
    )


def _all_text(element: Element) -> str:
    return " ".join(own.text or "" for own in element.iter() if local(own) in ("t", "delText"))


def _chosen(element: Element) -> Element:
    """Of two forms of one thing the first: the other is for old programs."""
    forms = [own for own in element if local(own) in ("Choice", "Fallback")]
    return forms[0] if forms else Element("none")


def _within(element: Element, name: str) -> Iterator[Element]:
    """The rows of a table or the cells of a row, those in controls too."""
    for own in element:
        if local(own) == name:
            yield own
        elif local(own) in ("sdt", "sdtContent", "customXml", "ins"):
            yield from _within(own, name)


def _joined(blocks: list[Block], between: str) -> Block:
    links: list[tuple[int, int, str]] = []
    at = 0
    for block in blocks:
        links += [(at + start, at + end, target) for start, end, target in block.links]
        at += len(block.text) + len(between)
    return Block(between.join(block.text for block in blocks), "", tuple(links))
