"""Word documents: all their words in reading order, what they state, and what harm they may do."""

from __future__ import annotations

import io
import zipfile

import pytest

from provenance.reading import Article, NotText, read_text
from provenance.reading.office.word import read_word
from tests.reading.documents import core, members, paragraph, part, run, word
from tests.reading.makers import archive

BODY = (
    "The harbour trust will rebuild the north wall, which the storm of January broke, for 2.4 million.",
    "Boats will be safe again before the first gales, its chair said on Tuesday in the old hall.",
)


def read(data: bytes) -> Article:
    return read_text(data, path="f/a.docx", reader="word")


def parts_of(article: Article) -> list[tuple[str, str]]:
    return [(part.kind, part.span.cut(article.text)) for part in article.segments]


def test_a_release() -> None:
    body = (
        paragraph("PRESS RELEASE")
        + paragraph("Harbour wall to be rebuilt", "Titel")
        + paragraph("Work ends in September", "Unter")
        + paragraph("By Ann Doe")
        + "".join(paragraph(text) for text in BODY)
        + paragraph("The wall in January. Photo: Jo Lee", "Bild")
    )
    made = core(
        title="Release template",
        creator="Office User",
        created="2019-01-02T08:00:00Z",
        modified="2020-03-04T09:15:00Z",
    )
    article = read(word(body, properties=made))
    assert article.text == "\n\n".join(
        ["PRESS RELEASE", "Harbour wall to be rebuilt", "Work ends in September", "By Ann Doe", *BODY,
         "The wall in January. Photo: Jo Lee"]
    )  # fmt: skip
    kinds = parts_of(article)
    assert ("headline", "Harbour wall to be rebuilt") in kinds
    assert ("standfirst", "Work ends in September") in kinds
    assert ("byline", "By Ann Doe") in kinds
    assert ("body", "\n\n".join(BODY)) in kinds
    assert kinds[-2:] == [("caption", "The wall in January."), ("credit", "Photo: Jo Lee")]
    known = article.metadata
    assert (known.title, known.byline, known.date) == ("Harbour wall to be rebuilt", "Ann Doe", None)
    assert [(date.source, date.kind, date.earliest) for date in known.dates] == [
        ("document created", "mentioned", "2019-01-02T08:00:00Z"),
        ("document changed", "mentioned", "2020-03-04T09:15:00Z"),
    ]
    assert {(one.field, one.value, one.said_by) for one in known.others} == {
        ("title", "Release template", "document"), ("byline", "Office User", "document"),
    }  # fmt: skip


def test_properties_say_what_the_text_does_not() -> None:
    made = core(title="Wall to be rebuilt", creator="Jörg O’Neil")
    known = read(word("".join(map(paragraph, BODY)), properties=made)).metadata
    assert (known.title, known.byline) == ("Wall to be rebuilt", "Jörg O’Neil")


@pytest.mark.parametrize(
    "title", ["Microsoft Word - wall.docx", "wall_FINAL2.doc", "Untitled 1", "Dokument1", "--"]
)
@pytest.mark.parametrize("creator", ["admin", "Microsoft Office User", "press01", "jdoe", "python-docx"])
def test_properties_that_programs_fill_in(title: str, creator: str) -> None:
    fields = read_word(
        word("".join(map(paragraph, BODY)), properties=core(title=title, creator=creator))
    ).fields
    assert (fields.title, fields.byline) == (None, None)
    assert {one.value for one in fields.unused} == {title, creator}


def test_what_stands_in_a_line() -> None:
    inner = (
        run("Soft") + "<w:r><w:softHyphen/></w:r>" + run("ware") + "<w:r><w:tab/></w:r>" + run("ends")
        + "<w:r><w:br/></w:r>" + run("here") + "<w:r><w:noBreakHyphen/></w:r>" + run("now ")
        + '<w:del w:id="1"><w:r><w:delText>deleted two</w:delText></w:r></w:del>'
        + '<w:ins w:id="2">' + run("put in ") + "</w:ins>" + run("secret words here", "<w:vanish/>")
        + '<w:hyperlink r:id="l1">' + run("the plans") + "</w:hyperlink>"
        + '<w:r><w:fldChar w:fldCharType="begin"/><w:instrText>PAGE</w:instrText></w:r>'
    )  # fmt: skip
    article = read(word(paragraph(inner=inner), {"l1": "https://trust.example/wall"}))
    assert article.text == "Software\tends\nhere\u2011now put in the plans"
    (link,) = article.links
    assert (link.target, link.span.cut(article.text)) == ("https://trust.example/wall", "the plans")
    assert [(part.what, part.words) for part in article.removed] == [("deleted", 2), ("hidden", 3)]


def test_tables() -> None:
    def table(*rows: tuple[str, ...]) -> str:
        cells = ("".join(f"<w:tc>{text}</w:tc>" for text in row) for row in rows)
        return "<w:tbl>" + "".join(f"<w:tr>{row}</w:tr>" for row in cells) + "</w:tbl>"

    figures = table((paragraph("Year"), paragraph("Boats")), (paragraph("2019"), paragraph("41")))
    layout = table((paragraph("Contact") + paragraph("Ann Doe"), "".join(map(paragraph, BODY)) + figures))
    assert read(word(figures)).text == "Year\tBoats\n2019\t41"
    assert read(word(layout)).text == "\n\n".join(["Contact", "Ann Doe", *BODY, "Year\tBoats\n2019\t41"])


def test_notes_boxes_heads_and_comments() -> None:
    notes = part(
        "footnotes",
        '<w:footnote w:type="separator" w:id="0">' + paragraph("----a") + "</w:footnote>"
        '<w:footnote w:id="2">' + paragraph("By the survey of 2019.") + "</w:footnote>",
    )
    box = "<w:txbxContent>" + paragraph("In a box.") + "</w:txbxContent>"
    inner = (
        '<w:r><w:footnoteReference w:id="2"/></w:r>'
        f"<w:r><mc:AlternateContent><mc:Choice><w:drawing><w:x>{box}</w:x></w:drawing></mc:Choice>"
        f"<mc:Fallback><w:pict>{box}</w:pict></mc:Fallback></mc:AlternateContent></w:r>"
    )
    article = read(
        word(
            paragraph(BODY[0], inner=inner) + paragraph(BODY[1]),
            footnotes=notes,
            header=part("hdr", paragraph("Harbour Trust Northport")),
            comments=part("comments", "<w:comment>" + paragraph("Is that so?") + "</w:comment>"),
        )
    )
    assert article.text == "\n\n".join([BODY[0], "In a box.", BODY[1], "By the survey of 2019."])
    assert [(one.what, one.words) for one in article.removed] == [("comments", 3), ("running heads", 3)]


def test_another_file_within_is_named() -> None:
    reading = read_word(word(paragraph(BODY[0]) + '<w:altChunk r:id="x"/>'))
    assert reading.problems == ("it holds another file, which is not read; open it in Word and save it anew",)


GOOD = members(paragraph(BODY[0]))
MAIN = "word/document.xml"
LAUGHS = '<?xml version="1.0"?><!DOCTYPE d [<!ENTITY a "ha"><!ENTITY b "&a;&a;&a;&a;">]><w:p>&b;</w:p>'
OUTSIDE = '<?xml version="1.0"?><!DOCTYPE d [<!ENTITY a SYSTEM "file:///etc/passwd">]><d>&a;</d>'


def lying(data: bytes, size: int) -> bytes:
    """A document whose directory says that each member has another size than it has."""
    out = bytearray(data)
    at = out.find(b"PK\x01\x02")
    while at >= 0:
        out[at + 24 : at + 28] = size.to_bytes(4, "little")
        at = out.find(b"PK\x01\x02", at + 4)
    return bytes(out)


def encrypted(data: bytes) -> bytes:
    out = bytearray(data)
    at = out.find(b"PK\x01\x02")
    while at >= 0:
        out[at + 8] |= 1
        at = out.find(b"PK\x01\x02", at + 4)
    return bytes(out)


def bomb() -> bytes:
    out = io.BytesIO()
    with zipfile.ZipFile(out, "w", zipfile.ZIP_DEFLATED) as made:
        for name, data in GOOD.items():
            if name != "word/document.xml":
                made.writestr(name, data)
        with made.open("word/document.xml", "w") as stream:
            for _ in range(200):
                stream.write(b"<w:p>" * 100_000)
    return out.getvalue()


HOSTILE = {
    "a bomb": (bomb, "unpacks to too much"),
    "sizes too small": (lambda: lying(archive(GOOD), 10), "cut or damaged|unpacks"),
    "sizes too large": (lambda: lying(archive(GOOD), 1 << 31), "unpacks to too much"),
    "entities": (lambda: archive(GOOD | {MAIN: LAUGHS.encode()}), "declares entities"),
    "files of the machine": (lambda: archive(GOOD | {MAIN: OUTSIDE.encode()}), "declares entities"),
    "entities in relations": (lambda: archive(GOOD | {"_rels/.rels": LAUGHS.encode()}), "declares entities"),
    "nested deep": (
        lambda: word("<w:sdt>" * 10_000 + paragraph("x") + "</w:sdt>" * 10_000), "nested too deep",
    ),
    "boxes in boxes": (lambda: word("<w:tbl><w:tr><w:tc>" * 90 + "</w:tc></w:tr></w:tbl>" * 90), "too deep"),
    "cut": (lambda: archive(GOOD)[:-300], "cut or damaged"),
    "cut within": (lambda: archive(GOOD | {MAIN: GOOD[MAIN][:-40]}), "is damaged"),
    "another encoding": (
        lambda: archive(GOOD | {MAIN: b'<?xml version="1.0" encoding="nix"?><a/>'}), "is damaged",
    ),
    "no document": (lambda: archive({"a.txt": b"words"}), "holds no Word document"),
    "a part that leads out": (
        lambda: archive({"_rels/.rels": GOOD["_rels/.rels"].replace(MAIN.encode(), b"../../etc/passwd")}),
        "holds no Word document",
    ),
    "encrypted members": (lambda: encrypted(archive(GOOD)), "encrypted"),
    "encrypted or old": (lambda: b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1" + b"\0" * 600, "or of an old kind"),
    "no words": (lambda: word(paragraph()), "has no words"),
    "no zip": (lambda: b"words", "cut or damaged"),
}  # fmt: skip


@pytest.mark.parametrize("case", sorted(HOSTILE))
def test_a_hostile_document_is_named_and_harmless(case: str) -> None:
    make, reason = HOSTILE[case]
    with pytest.raises(NotText, match=reason):
        read(make())
