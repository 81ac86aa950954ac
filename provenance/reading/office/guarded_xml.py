"""XML of somebody else -> a tree, without entities, of bearable depth and size."""

from __future__ import annotations

from xml.etree.ElementTree import Element, ParseError, TreeBuilder, XMLParser

from provenance.reading.decoding import NotText

DEEPEST = 200
_MOST = 2_000_000  # elements


class _Target(TreeBuilder):
    """Builds a tree, and gives up where it is a trap."""

    def __init__(self) -> None:
        super().__init__()
        self._depth = 0
        self._count = 0

    def doctype(self, *_: str | None) -> None:
        """Entities are declared there, and documents have none."""
        raise NotText("the document declares entities, as only a trap does; look at it in its own program")

    def start(self, tag: str, attributes: dict[str, str], /) -> Element:
        """An element begins."""
        self._depth += 1
        self._count += 1
        if self._depth > DEEPEST or self._count > _MOST:
            raise NotText("the document is nested too deep or too large; save its text as .txt")
        return super().start(tag, attributes)

    def end(self, tag: str, /) -> Element:
        """An element ends."""
        self._depth -= 1
        return super().end(tag)


def parse_xml(data: bytes) -> Element:
    """The tree of some XML. Raises NotText."""
    parser = XMLParser(target=_Target())
    try:
        parser.feed(data)
        root: Element = parser.close()
    except (ParseError, LookupError, ValueError) as error:
        if isinstance(error, NotText):
            raise
        raise NotText(f"the document is damaged ({error}); open it and save it anew") from None
    return root


def local(element: Element) -> str:
    """The name of an element or attribute without its namespace."""
    return element.tag.rpartition("}")[2] if isinstance(element.tag, str) else ""


def attribute(element: Element, name: str) -> str:
    """An attribute by its name without namespace, empty where there is none."""
    if name in element.attrib:
        return element.attrib[name]
    return next((value for key, value in element.attrib.items() if key.rpartition("}")[2] == name), "")
