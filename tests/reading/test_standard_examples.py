# ruff: noqa: E501 - markup reads better in the lines that belong together
"""Items in the shapes of the examples that the standards publish (IPTC), with words of our own."""

from __future__ import annotations

import json
from typing import Any

import pytest

from provenance.reading import Article, NotText, read_text

pytest.importorskip("lxml")

FIRST = (
    "The harbour board has bought some two hundred acres behind the old docks, in case more quays are needed."
)
SECOND = (
    "Work is not to begin before 2030, said its chair, Ann Doe, and nothing has been decided on the cost."
)
TITLE = "Harbour board buys land behind the docks"


def ninjs(**fields: Any) -> Article:
    """What is read of a ninjs item."""
    return read_text(json.dumps(fields).encode(), path="f/a.ninjs", reader="ninjs")


def parts(article: Article) -> list[tuple[str, str]]:
    """The parts of an article and their words."""
    return [(part.kind, part.span.cut(article.text)) for part in article.segments]


def test_ninjs_1_with_two_bodies() -> None:
    """A text and its XHTML, in which the same paragraphs stand."""
    article = ninjs(
        uri="http://ninjs.example.com/newsitems/20260709med123", type="text", profile="text-only",
        versioncreated="2026-07-09T10:37:00Z", copyrightnotice="Copyright 2026 The News Agency, all rights reserved.",
        language="en", person=[{"name": "Ann Doe", "rel": "about", "scheme": "http://id.example/m/", "code": "0hz"}],
        place=[{"name": "Northport", "rel": "mentions"}], organisation=[{"name": "Harbour Board", "rel": "mentions"}],
        byline="Paula Writer and Frances d'Author", located="Northport", headline=TITLE,
        body_text=f"NORTHPORT (AP) -- {FIRST} {SECOND}",
        body_xhtml=f"<p>NORTHPORT (AP) -- {FIRST}</p><p>{SECOND}</p>",
    )  # fmt: skip
    assert (
        article.text
        == f"{TITLE}\n\nPaula Writer and Frances d'Author\n\nNORTHPORT (AP) -- {FIRST}\n\n{SECOND}"
    )
    known = article.metadata
    assert (known.id, known.url) == ("http://ninjs.example.com/newsitems/20260709med123",) * 2
    assert (known.title, known.byline) == (TITLE, "Paula Writer and Frances d'Author")
    assert known.date is not None
    assert known.date.earliest == "2026-07-09T10:37:00Z"
    assert ("dateline", "NORTHPORT (AP) --") in parts(article) or article.text.count("(AP)") == 1


def test_ninjs_2_as_its_first_examples_were() -> None:
    """Headlines and bodies in lists that are named as in version 1."""
    article = ninjs(
        uri="http://wire.example/news/home/20260605006126/en", type="text", version="1",
        mimetype="application/x-resource+json;level=text", versioncreated="2026-06-05T21:00:00Z",
        subject=[{"name": "Technology", "rel": "about"}], headline=[{"name": "main", "value": TITLE}],
        body=[{"name": "xhtml", "value": f"(Trade Wire)--{FIRST} \n      {SECOND}\n    "}],
    )  # fmt: skip
    assert article.text == f"{TITLE}\n\n(Trade Wire)--{FIRST} {SECOND}"
    assert article.metadata.title == TITLE


def test_ninjs_3_of_a_german_agency() -> None:
    article = ninjs(
        uri="urn:newsml:agency.example:20260101:260510-99-167362", version="2",
        versionCreated="2026-05-10T16:02:28+02:00", pubStatus="usable", urgency=4, copyrightHolder="dpa",
        copyrightNotice="Copyright 2026, dpa. Alle Rechte vorbehalten", language="de",
        bodies=[{"role": "html", "contentType": "text/html",
                 "value": f'<section class="main"><p>{FIRST}</p><p>BEWERTUNG: {SECOND}</p></section>'}],
        headlines=[{"role": "main", "value": TITLE}], by="Von Christian Schreiber, dpa",
    )  # fmt: skip
    assert article.text == f"{TITLE}\n\nVon Christian Schreiber, dpa\n\n{FIRST}\n\nBEWERTUNG: {SECOND}"
    known = article.metadata
    assert (known.outlet, known.byline) == ("dpa", "Von Christian Schreiber, dpa")
    assert known.date is None  # a second version: what it says may be older
    assert [(date.kind, date.earliest) for date in known.dates] == [
        ("not after", "2026-05-10T16:02:28+02:00")
    ]


OWN_XML = (
    '<TTX><HEAD><MODVER ID="1:00" VER="04"><DEST ID="1:05">ALL</DEST><SERVID ID="1:30">TT</SERVID><NR ID="1:40">'
    f'a0f2d045</NR><DATESENT ID="1:70">20260526</DATESENT></HEAD><BODY><RUBRIK>{TITLE}</RUBRIK><DAT><ORT>Hamn</ORT>'
    f"</DAT><P>{FIRST}</P><CITAT>{SECOND}</CITAT><BILDTEXT><P>Docks</P></BILDTEXT></BODY><ENDSIZE>985</ENDSIZE></TTX>"
)
HTML = (
    f"<html><head><title>{TITLE}</title></head><body><article> <section data-charCount='1751'> <h1>{TITLE}</h1>"
    '<div class="dat"><span class="vignette">Hamn</span><span class="source">TT</span></div><div class="bodytext">'
    f'<p>{FIRST}</p><blockquote>{SECOND}</blockquote></div><figure><img uri="s" src="https://t.example/a.jpg" alt="x"/>'
    '<div class="byline">Karl Lens/TT</div><figcaption>The old docks in March.</figcaption></figure></section></article>'
    "</body></html>\n        \n    "
)


def test_ninjs_3_with_bodies_in_many_formats() -> None:
    """Plain, HTML and an XML of the agency's own, which is the longest and is not to be read."""
    article = ninjs(
        uri="http://agency.example/media/text/260526-harbour", type="text", version="1", profile="PUBL",
        altIds=[{"role": "originaltransmissionreference", "value": "a0f2d045"}], representationType="full",
        versionCreated="2026-05-26T13:40:18+02:00", copyrightHolder="TT", language="sv", slugline="hamn",
        headlines=[{"role": "main", "value": TITLE}], descriptions=[{"role": "text", "value": FIRST[:60]}],
        bodies=[
            {"role": "text", "contentType": "text/plain", "value": f"{TITLE}\nHamn TT\n{FIRST}\n{SECOND}"},
            {"role": "html5", "contentType": "text/html", "value": HTML},
            {"role": "own", "contentType": "application/xml", "value": OWN_XML * 2},
        ],
        associations=[{"name": "a001", "by": "Karl Lens/TT", "type": "picture", "uri": "http://agency.example/i/1",
                       "descriptions": [{"value": "The old docks in March."}],
                       "renditions": [{"name": "r00", "contentType": "image/jpeg", "href": "https://t.example/a.jpg"}]}],
    )  # fmt: skip
    assert article.text.startswith(f"{TITLE}\n\n")
    assert article.text.count(TITLE) == 1
    assert FIRST in article.text
    assert SECOND in article.text
    assert ("caption", "The old docks in March.") in parts(article)
    assert "20260526" not in article.text
    assert not any(one.field.endswith("from") for one in article.metadata.others)


def test_ninjs_3_with_nitf_inside() -> None:
    nitf = (
        '<?xml version="1.0" encoding="UTF-8"?>\n<nitf version="-//IPTC//DTD NITF 3.6//EN">\n<head><title>x</title>'
        '<docdata><du-key version="1" key="docks"/><doc-id regsrc="DW" id-string="docks"/>'
        '<date.issue norm="20260219+0100"/><doc.copyright holder="The Dock Watch" year="20260219T000000+0100"/>'
        "</docdata></head><body><body.head><hedline>"
        f'<hl1 id="headline">{TITLE}</hl1></hedline><byline>By DockWatch</byline><distributor>DockWatch</distributor>'
        f'</body.head><body.content><block id="lead"><p class="lead" lede="true">{FIRST}</p></block>'
        f'<block class="content"><p class="text">{SECOND}</p>\n<p class="text">Work:   +61 (0)2 6206 0208</p></block>'
        "</body.content></body></nitf>\n"
    )
    article = ninjs(
        uri="https://docks.example/news/docks", type="text", version="2", versionCreated="2026-02-20T02:34:03+02:00",
        standard={"name": "ninjs", "version": "3.1", "schema": "http://www.iptc.org/std/ninjs/ninjs-schema_3.1.json"},
        title=TITLE, headlines=[{"role": "main", "value": TITLE}], by="Trond Writer, The Dock Watch",
        bodies=[{"role": "nitf", "contentType": "text/vnd.IPTC.NITF", "value": nitf},
                {"role": "text", "contentType": "text/plain", "value": f"{FIRST}\r\n\r\n{SECOND}"}],
    )  # fmt: skip
    assert article.text.count(TITLE) == 1
    assert f"{FIRST}\n\n{SECOND}\n\nWork: +61 (0)2 6206 0208" in article.text
    assert article.metadata.id == "https://docks.example/news/docks"


def test_a_teaser_alone_is_no_article() -> None:
    with pytest.raises(NotText, match="holds no text; fetch it again with its body"):
        ninjs(uri="urn:8d19cf88", type="text", versionCreated="2026-08-09T09:46:53Z", headlines=[{"value": TITLE}],
              descriptions=[{"role": "text", "contentType": "text/plain", "value": FIRST}], by="NTB")  # fmt: skip


def g2(
    meta: str,
    content: str,
    *,
    guid: str = "urn:newsml:acme.example:20261121:US-FINANCE-FED",
    rights: str = "",
) -> Article:
    """What is read of a NewsML-G2 item that looks like those of the guidelines."""
    data = f"""<?xml version="1.0" encoding="UTF-8" ?>
<newsItem
    xmlns="http://iptc.org/std/nar/2006-10-01/"
    xmlns:xsi="http://www.w3.org/2001/XMLSchema-instance"
    xsi:schemaLocation="http://iptc.org/std/nar/2006-10-01/
        ./NewsML-G2_2.24-spec-All-Core.xsd"
    guid="{guid}" version="10" standard="NewsML-G2" standardversion="2.24" xml:lang="en-US">
    <catalogRef href="http://www.iptc.org/std/catalog/catalog.IPTC-G2-Standards_30.xml" />
    {rights}{meta}
    <contentSet><inlineXML contenttype="application/nitf+xml">
    <nitf xmlns="http://iptc.org/std/NITF/2006-10-18/" xsi:schemaLocation="http://iptc.org/std/NITF/2006-10-18/
        ./nitf-3-6.xsd"><body>{content}</body></nitf></inlineXML></contentSet>
</newsItem>"""
    return read_text(data.encode(), path="f/a.newsml", reader="newsml-g2")


def test_a_text_of_the_guidelines() -> None:
    """The provider is only an address; who holds the copyright is named; the words are wrapped."""
    wrapped = FIRST.replace(" ", "\n                           ", 9)
    article = g2(
        """<itemMeta><itemClass qcode="ninat:text" /><provider uri="http://www.acme.example/about/" />
        <versionCreated>2026-11-21T16:25:32-05:00</versionCreated><pubStatus qcode="stat:usable" /></itemMeta>
    <contentMeta><contentCreated>2025-11-21T15:21:06-05:00</contentCreated>
        <contentModified>2026-11-21T16:22:45-05:00</contentModified>
        <located qcode="geoloc:NYC"><name>New York, NY</name></located>
        <creator uri="http://www.acme.example/staff/m"><name>Meredith Writer</name></creator>
        <infoSource qcode="is:AP"><name>Associated Press</name></infoSource><language tag="en-US" />
        <slugline>US-Docks</slugline><headline> Board buys land to avert "crush"</headline></contentMeta>""",
        f"""<body.head><hedline><hl1>Board buys land to avert "crush"</hl1></hedline>
        <byline>By Meredith Writer, <byttl>Staff Reporter</byttl></byline></body.head>
        <body.content><p>(New York, NY - October 21) {wrapped}
        </p><p>{SECOND}</p></body.content>""",
        rights="""<rightsInfo><copyrightHolder uri="http://www.acme.example/about.html#copyright">
        <name>Acme News and Media LLC</name></copyrightHolder>
        <copyrightNotice>Copyright 2025-26 Acme News and Media LLC</copyrightNotice></rightsInfo>""",
    )
    assert article.text == (
        'Board buys land to avert "crush"\n\nBy Meredith Writer, Staff Reporter\n\n'
        f"(New York, NY - October 21) {FIRST}\n\n{SECOND}"
    )
    known = article.metadata
    assert (known.id, known.outlet) == (
        "urn:newsml:acme.example:20261121:US-FINANCE-FED",
        "Acme News and Media LLC",
    )
    assert known.byline == "Meredith Writer"
    assert known.credits == ("Associated Press",)
    assert known.date is not None
    assert (known.date.earliest[:10], known.date.latest[:10]) == ("2025-11-21", "2026-11-21")


def test_a_sports_story_of_the_guidelines() -> None:
    """Nobody holds rights, the provider is a code, and the line of the author names a service."""
    article = g2(
        """<itemMeta><itemClass qcode="ninat:text" /><provider qcode="web:www.sports.example" />
        <versionCreated>2026-10-19T11:45:00-04:00</versionCreated><pubStatus qcode="stat:usable" />
        <fileName>xt.5932656-preview.xml</fileName></itemMeta><contentMeta>
        <creator qcode="web:net.example"><name>The Sports Network</name></creator>
        <altId type="idtype:tsn-id" id="net.example-5932656" />
        <subject qcode="team:t.19"><name>Northport Gulls</name><sameAs qcode="fssID:45679" /></subject>
        <headline>Preview: Southport Terns (29-23) at Northport Gulls
             (26-24), 7:05 p.m.</headline>
        <description role="drol:summary">Two teams meet.</description></contentMeta>""",
        f"""<body.head><hedline><hl1>Southport Terns (29-23) at Northport Gulls (26-24), 7:05p.m.</hl1></hedline>
        <byline><byttl>Sports Network</byttl></byline><abstract><p>{FIRST}</p></abstract></body.head>
        <body.content><p>(Sports Network) - {FIRST}</p><p>{SECOND}</p></body.content>""",
        guid="tag:sports.example,2026:xt.5932656-preview",
    )
    lines = article.text.split("\n\n")
    assert lines[-2:] == [f"(Sports Network) - {FIRST}", SECOND]
    assert ("standfirst", FIRST) in parts(article)
    assert article.metadata.id == "tag:sports.example,2026:xt.5932656-preview"
    assert article.metadata.outlet == "www.sports.example"
    assert "7:05" in (article.metadata.title or "")
