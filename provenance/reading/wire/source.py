"""Bytes of XML -> characters -> a tree. Nothing is fetched, no entity of a file's own is expanded."""

from __future__ import annotations

import html
import re
from html.entities import html5
from typing import TYPE_CHECKING

from provenance.reading.decoding import Decoded, NotText, decode
from provenance.reading.encodings import encoding_named, is_utf_8, known_encoding

if TYPE_CHECKING:
    from lxml.etree import _Element as Element

_DECLARED = re.compile(rb"\s*<\?xml\b[^>]{0,200}?\bencoding\s*=\s*[\"']([\w:.-]{2,40})", re.IGNORECASE)
_FEW = 1000  # one character in so many may be broken where the encoding is declared
_BEFORE = r"(?>\s+|<\?.*?\?>|<!--.*?-->)*+"
_SUBSET = re.compile(_BEFORE + r"<!DOCTYPE[^\[>]*+\[(.*?)(?:\]\s*>|\Z)", re.DOTALL)
_CONTROL = re.compile(r"[\x00-\x08\x0b\x0c\x0e-\x1f\x7f\ufffe\uffff]")
# What stands in CDATA stays; elsewhere names of HTML's become what they mean, and a bare & is one.
_AMPERSAND = re.compile(r"<!\[CDATA\[.*?\]\]>|&(\w{1,40};)|&(?!#)", re.DOTALL)
_XML = frozenset({"amp;", "lt;", "gt;", "quot;", "apos;"})
_ENTITIES = "it declares entities of its own, as only traps do; write their words into the text"
_SPACES = re.compile(r"[ \t\r\n\f]+")
_MOST_ELEMENTS = 500_000
# Vocabularies beside the formats that are read, whose titles and descriptions are of pictures and sounds.
_OTHER = re.compile(r"mrss|itunes|podcast|spotify|slash|wellformed|syndication|georss|feedburner")


def declared_encoding(data: bytes) -> str:
    """The encoding that an XML file declares, where it is one of those known and the bytes are not UTF-8 nor
    wider; else empty. Of a long file the beginning will do."""
    match = _DECLARED.match(data)
    known = known_encoding(encoding_named(match[1])) if match else None
    if known is None or b"\x00" in data[:4]:
        return ""
    return "" if known != "iso2022_jp" and is_utf_8(data, cut=True) else known


def decode_xml(data: bytes) -> Decoded:
    """The characters of an XML file: by its mark, what it declares, or as any text. Raises NotText."""
    declared = declared_encoding(data)
    if not declared:
        return decode(data)
    text = data.decode(declared, errors="replace")
    if text.count("\ufffd") * _FEW > len(text):
        raise NotText(f"the file says that it is {declared}, but is not; save it as UTF-8 and scan again")
    return Decoded(text, declared)


def parse_xml(text: str) -> Element:
    """The root of an XML text, names without their namespaces; those of vocabularies for pictures and sounds
    begin with `other-`. Raises NotText for what is none, or a trap."""
    from lxml import etree

    subset = _SUBSET.match(text)
    if subset is not None and "<!ENTITY" in subset[1]:
        raise NotText(_ENTITIES)
    plain = _AMPERSAND.sub(_meant, _CONTROL.sub(" ", text))
    parser = etree.XMLParser(
        encoding="utf-8", resolve_entities=False, no_network=True, load_dtd=False, dtd_validation=False,
        huge_tree=False, remove_comments=True, remove_pis=True, strip_cdata=True,
    )  # fmt: skip
    try:
        root = etree.fromstring(plain.lstrip().encode("utf-8", "replace"), parser=parser)
    except etree.XMLSyntaxError as error:
        raise NotText(_broken(str(error.msg or ""))) from None
    except (etree.LxmlError, ValueError):
        raise NotText(_broken("")) from None
    declared = root.getroottree().docinfo.internalDTD
    if declared is not None and next(iter(declared.iterentities()), None) is not None:
        raise NotText(_ENTITIES)
    for number, element in enumerate(root.iter()):
        if not isinstance(element.tag, str):
            raise NotText("it uses an entity that nothing declares; write its words into the text")
        if number > _MOST_ELEMENTS:
            raise NotText("it has more than half a million elements; split it")
        space, _, name = element.tag.rpartition("}")
        element.tag = f"other-{name}" if space and _OTHER.search(space) else name
    return root


def _meant(match: re.Match[str]) -> str:
    name = match[1]
    if match[0].startswith("<"):
        return match[0]
    if name is None:
        return "&amp;"
    if name in _XML or name not in html5:
        return match[0]
    return html.escape(html5[name])


def _broken(said: str) -> str:
    plain = said.partition("\n")[0].lower()
    if "depth" in plain:
        return "its parts are nested too deep to be read; look at the file"
    if "huge" in plain or "too long" in plain or "too large" in plain or "amplification" in plain:
        return "it holds a part that is too large to be read; look at the file"
    shown = said.partition("\n")[0].partition(", line ")[0].strip()
    return f"it is no well-formed XML{f' ({shown})' if shown else ''}; mend it or fetch it again"


def words_of(element: Element | None) -> str | None:
    """All words in an element on one line; None where there are none."""
    if element is None:
        return None
    return " ".join(_SPACES.split("".join(element.itertext()))).strip() or None


def children(element: Element | None, *names: str) -> list[Element]:
    """The children of an element that are called so."""
    return [] if element is None else [child for child in element if child.tag in names]


def child(element: Element | None, *names: str) -> Element | None:
    """The first child of an element that is called by the first of these names, else by the next."""
    for name in names:
        for one in children(element, name):
            return one
    return None
