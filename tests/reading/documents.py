"""Word documents, made as Word writes them."""

from __future__ import annotations

from collections.abc import Mapping
from xml.sax.saxutils import escape

from tests.reading.makers import archive

W = "http://schemas.openxmlformats.org/wordprocessingml/2006/main"
R = "http://schemas.openxmlformats.org/officeDocument/2006/relationships"
MC = "http://schemas.openxmlformats.org/markup-compatibility/2006"
_REL = "http://schemas.openxmlformats.org/package/2006/relationships"
_CORE = "http://schemas.openxmlformats.org/package/2006/relationships/metadata/core-properties"

STYLES = "".join(
    f'<w:style w:type="paragraph" w:styleId="{number}"><w:name w:val="{name}"/></w:style>'
    for number, name in (
        ("Titel", "Title"),
        ("berschrift1", "heading 1"),
        ("Unter", "Subtitle"),
        ("Bild", "caption"),
    )
)


def part(tag: str, inner: str) -> str:
    return f'<?xml version="1.0"?><w:{tag} xmlns:w="{W}" xmlns:r="{R}" xmlns:mc="{MC}">{inner}</w:{tag}>'


def run(text: str, properties: str = "") -> str:
    return f'<w:r><w:rPr>{properties}</w:rPr><w:t xml:space="preserve">{escape(text)}</w:t></w:r>'


def paragraph(text: str = "", style: str = "", inner: str = "") -> str:
    """A paragraph: a text in two runs, as where somebody mended it, and what else is in it."""
    half = len(text) // 2
    runs = run(text[:half], "<w:b/>") + run(text[half:]) if text else ""
    called = f'<w:pPr><w:pStyle w:val="{style}"/></w:pPr>' if style else ""
    return f"<w:p>{called}{runs}{inner}</w:p>"


def core(**properties: str) -> str:
    names = {
        "title": "dc:title",
        "creator": "dc:creator",
        "created": "dcterms:created",
        "modified": "dcterms:modified",
    }
    own = "".join(f"<{names[name]}>{escape(value)}</{names[name]}>" for name, value in properties.items())
    spaces = 'xmlns:dc="http://purl.org/dc/elements/1.1/" xmlns:dcterms="http://purl.org/dc/terms/"'
    return f'<cp:coreProperties xmlns:cp="urn:cp" {spaces}>{own}</cp:coreProperties>'


def members(body: str, links: Mapping[str, str] = {}, properties: str = "", **parts: str) -> dict[str, bytes]:
    """The members of a document; `parts` are further ones by their kind (`footnotes`, `header`)."""
    kinds = {"styles": part("styles", STYLES)} | parts
    own = "".join(f'<Relationship Id="p{kind}" Type="{R}/{kind}" Target="{kind}1.xml"/>' for kind in kinds)
    own += "".join(
        f'<Relationship Id="{number}" Type="{R}/hyperlink" Target="{target}" TargetMode="External"/>'
        for number, target in links.items()
    )
    whole = (
        f'<Relationship Id="a" Type="{R}/officeDocument" Target="word/document.xml"/>'
        f'<Relationship Id="b" Type="{_CORE}" Target="docProps/core.xml"/>'
    )
    found = {
        "_rels/.rels": f'<Relationships xmlns="{_REL}">{whole}</Relationships>',
        "word/_rels/document.xml.rels": f'<Relationships xmlns="{_REL}">{own}</Relationships>',
        "word/document.xml": part("document", f"<w:body>{body}<w:sectPr/></w:body>"),
        **{f"word/{kind}1.xml": text for kind, text in kinds.items()},
    }
    if properties:
        found["docProps/core.xml"] = properties
    return {name: text.encode() for name, text in found.items()}


def word(body: str, links: Mapping[str, str] = {}, properties: str = "", **parts: str) -> bytes:
    return archive(members(body, links, properties, **parts))
