"""The reader of Word documents (.docx): paragraphs, tables, notes, and what the document states of itself."""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Iterator, Mapping
from xml.etree.ElementTree import Element

from provenance.reading.article import Removed
from provenance.reading.decoding import NotText
from provenance.reading.office.guarded_xml import attribute, local, parse_xml
from provenance.reading.office.properties import Properties, describe
from provenance.reading.office.word_package import Package
from provenance.reading.office.word_text import Body, count_words
from provenance.reading.office.writing import Block, write
from provenance.reading.protocol import Reading

_HEADING = re.compile(r"heading ?1")
_KINDS = {"title": "headline", "subtitle": "standfirst", "caption": "caption"}
_NOTES = ("footnotes", "endnotes")


def read_word(data: bytes) -> Reading:
    """The text of a document. Raises NotText."""
    package = Package(data)
    main = package.main()
    links = package.links(main)
    body = Body(_styles(package, main), links)
    root = parse_xml(package.bytes(main))
    holder = next((element for element in root if local(element) == "body"), None)
    if holder is None:
        raise NotText("the file holds no Word document; look at it in its own program")
    blocks = list(body.blocks(holder))
    for kind in _NOTES:
        blocks += _notes(package, main, kind, body)
    left_out = body.left_out
    for kind, what in (("header", "running heads"), ("footer", "running heads"), ("comments", "comments")):
        left_out[what] += _words_of(package, main, kind)
    if not blocks:
        raise NotText(
            "the document has no words, maybe only pictures of them; save what it shows as text and scan that"
        )
    text, segments, found = write(blocks)
    problems: tuple[str, ...] = ()
    if body.chunks:
        problems = ("it holds another file, which is not read; open it in Word and save it anew",)
    return Reading(
        text,
        segments=segments,
        fields=describe(_properties(package), text, segments),
        said_by="document",
        links=found,
        removed=tuple(Removed(what, words) for what, words in sorted(left_out.items()) if words),
        problems=problems,
    )


def _styles(package: Package, main: str) -> Mapping[str, str]:
    """What the paragraphs of a style are, by the style's id."""
    kinds: dict[str, str] = {}
    for part in package.parts(main, "styles"):
        for style in parse_xml(part):
            if local(style) != "style" or attribute(style, "type") not in ("paragraph", ""):
                continue
            name = next((attribute(own, "val") for own in style if local(own) == "name"), "")
            kinds[attribute(style, "styleId")] = _kind(name)
    # A document without its list of styles still has their usual ids.
    return kinds or {name: _kind(name) for name in ("Title", "Subtitle", "Caption", "Heading1")}


def _kind(name: str) -> str:
    plain = name.strip().lower()
    return "heading" if _HEADING.fullmatch(plain) else _KINDS.get(plain, "")


def _notes(package: Package, main: str, kind: str, body: Body) -> Iterator[Block]:
    """The notes to which the text refers, in its order."""
    wanted = list(dict.fromkeys(body.notes[kind]))
    if not wanted:
        return
    by_id: dict[str, Element] = {}
    for part in package.parts(main, kind):
        for note in parse_xml(part):
            by_id.setdefault(attribute(note, "id"), note)
    for number in wanted:
        if (own := by_id.get(number)) is not None and attribute(own, "type") in ("", "normal"):
            yield from body.blocks(own)


def _words_of(package: Package, main: str, kind: str) -> int:
    """How many words stand in parts of a kind, each text once."""
    counter: Counter[str] = Counter()
    for part in package.parts(main, kind):
        body = Body({}, {})
        text = "\n".join(block.text for block in body.blocks(parse_xml(part)))
        counter[text] = count_words(text)
    return sum(counter.values())


def _properties(package: Package) -> Properties:
    found: dict[str, str] = {}
    for part in package.parts("", "core-properties"):
        for element in parse_xml(part):
            found.setdefault(local(element), (element.text or "").strip())
    return Properties(
        found.get("title", ""), found.get("creator", ""), found.get("created", ""), found.get("modified", "")
    )
