"""What fuzzing begins with: some small whole inputs of each target."""

from __future__ import annotations

import gzip
import io
import json
import sqlite3
import zipfile
from contextlib import closing

_STORY = (
    "The council closes the old pool\n\nBy Jane Doe\n\n10 January 2018\n\n"
    "TOWN, Jan 10 (Reuters) - The council voted on Tuesday to close the pool by the river.\n\n"
    "“It is old,” said the mayor.\n\nPhoto: AFP\n\nFollow us on Twitter\n"
)
_FIELDS = {"text": _STORY, "title": "Pool", "date": "2018-01-10T14:18+01:00", "outlet": "Herald", "id": 7}
_ROWS = """id,title,text,date
1,Pool,"The council, it said,
closed the pool.",2018-01-10
2,Wall,The wall fell.,
"""
_LD = {
    "@context": "https://schema.org",
    "@graph": [
        {"@type": "WebSite", "name": "Herald"},
        {
            "@type": ["NewsArticle"],
            "headline": "Pool closes",
            "datePublished": "2018-01-10T14:18:00+01:00",
            "author": [{"name": "Jane Doe"}],
            "creditText": "Reuters",
            "isBasedOn": {"url": "https://wire.example/1"},
        },
    ],
}
_PAGE = f"""<!DOCTYPE html><html><head><meta charset="utf-8"><title>Pool closes | Herald</title>
<link rel="canonical" href="https://herald.example/2018/01/10/pool">
<meta property="og:site_name" content="Herald">
<script type="application/ld+json">{json.dumps(_LD)}</script></head><body><nav><a href="/">Home</a></nav>
<article><h1>Pool closes</h1><p class="byline">By <a rel="author" href="/j">Jane Doe</a></p>
<time datetime="2018-01-10T14:18+01:00">10 January 2018</time>
<p>The council voted on Tuesday to close the pool&nbsp;by the river, said <a href="x">the mayor</a>.</p>
<figure><img src="a.jpg"><figcaption>The pool. Photo: AFP</figcaption></figure>
<p>&ldquo;It is old,&rdquo; the mayor said, and nobody in the hall said anything to that for a while.</p>
</article>
<aside>Related: Walls</aside><footer>All rights reserved</footer></body></html>"""


_NITF = """<?xml version="1.0"?><nitf><head><title>Pool</title><docdata><doc-id id-string="p1"/>
<date.issue norm="20180110T141800Z"/><date.release norm="20180110"/><doc.copyright holder="Herald"/></docdata>
</head><body><body.head><hedline><hl1>Pool closes</hl1></hedline><byline>By Jane Doe</byline><distributor>AFP
</distributor></body.head><body.content><p>The council&nbsp;voted.</p><media><media-caption>The pool
</media-caption></media><table><tr><td>1</td></tr></table></body.content></body></nitf>"""
_NEWSML_G2 = f"""<newsMessage xmlns="http://iptc.org/std/nar/2006-10-01/"><itemSet><newsItem guid="p1"
version="2"><rightsInfo><copyrightHolder literal="Herald"/></rightsInfo><itemMeta><provider qcode="a:b"/>
<versionCreated>2018-01-10T14:18:00Z</versionCreated><firstCreated>2018-01-09</firstCreated><embargoed>2018-01-11</embargoed>
<link rel="irel:derivedFrom" residref="p0"/></itemMeta><contentMeta><headline>Pool</headline></contentMeta>
<contentSet><inlineXML>{_NITF[21:]}</inlineXML><inlineData>Words</inlineData></contentSet></newsItem></itemSet>
</newsMessage>"""
_RSS = """<rss xmlns:c="http://purl.org/rss/1.0/modules/content/"><channel><title>Herald</title><item><title>Pool
&amp; wall</title><guid>https://h.example/1</guid><pubDate>Wed, 10 Jan 2018 14:18:00 GMT</pubDate><source
url="u">AFP</source><c:encoded><![CDATA[<p>The <a href="/x">council</a> voted.</p><item>]]></c:encoded></item>
</channel></rss>"""
_ATOM = """<feed xmlns="http://www.w3.org/2005/Atom"><title>Herald</title><entry><id>1</id><title>Pool</title>
<updated>2018-01-10</updated><content type="xhtml"><div><p>The council voted.</p></div></content></entry>
</feed>"""
_NINJS = json.dumps({
    "uri": "p1", "version": "2", "versioncreated": "2018-01-10T14:18:00Z", "firstcreated": "2018-01-09",
    "headlines": [{"value": "Pool"}], "bodies": [{"contenttype": "text/html", "value": "<p>Words</p>"}],
    "associations": {"derivedFrom": {"uri": "p0"}}, "infosources": [{"name": "AFP"}],
})  # fmt: skip


def _zip(**members: str) -> bytes:
    out = io.BytesIO()
    with zipfile.ZipFile(out, "w") as archive:
        for name, words in members.items():
            archive.writestr(zipfile.ZipInfo(name.replace("_", ".")), words)
    return out.getvalue()


def _table() -> bytes:
    connection = sqlite3.connect(":memory:")
    with closing(connection):
        connection.execute("PRAGMA page_size = 512")
        connection.execute("CREATE TABLE articles (id INTEGER PRIMARY KEY, text TEXT, date TEXT)")
        connection.execute(
            "INSERT INTO articles VALUES (1, ?, '2018-01-10'), (2, 'The wall fell.', NULL)", (_STORY,)
        )
        connection.commit()
        return connection.serialize()


def _document() -> bytes:
    """A Word document, not packed, so that its words are what is changed."""
    out = io.BytesIO()
    with zipfile.ZipFile(out, "w") as made:
        made.writestr("word/document.xml", _WORD)
    return out.getvalue()


def _pdf(encoding: str = "") -> bytes:
    """A page whose letters are drawn in two columns, not packed; `encoding` says which they are."""
    lines = _STORY.replace("“", "").replace("”", "").split("\n")
    drawn = "".join(
        f"BT /F1 10 Tf 1 0 0 1 {x} {700 - 12 * at} Tm ({line}) Tj ET\n"
        for x in (60, 310)
        for at, line in enumerate(lines)
    )
    kinds = "/Type /Font /Subtype /Type1 /BaseFont /Helvetica" + encoding
    objects = (
        "<< /Type /Catalog /Pages 2 0 R >>",
        "<< /Type /Pages /Kids [4 0 R] /Count 1 >>",
        "<< /Title (Pool) /Author (Jane Doe) /CreationDate (D:20180110141800+01'00') >>",
        "<< /Type /Page /Parent 2 0 R /MediaBox [0 0 595 842] /Contents 5 0 R"
        f" /Resources << /Font << /F1 << {kinds} >> >> >> >>",
        f"<< /Length {len(drawn)} >>\nstream\n{drawn}\nendstream",
    )
    body = "%PDF-1.4\n" + "".join(f"{at} 0 obj\n{one}\nendobj\n" for at, one in enumerate(objects, start=1))
    return f"{body}trailer\n<< /Root 1 0 R /Info 3 0 R >>\n%%EOF\n".encode("ascii")


def _crawl() -> bytes:
    """A record of a web archive: an answer with a page."""
    answer = f"HTTP/1.1 200 OK\r\nContent-Type: text/html; charset=utf-8\r\n\r\n{_PAGE}".encode()
    head = "WARC/1.0\r\nWARC-Type: response\r\nWARC-Target-URI: https://a.example/\r\n"
    return (
        f"{head}WARC-Date: 2021-05-06T07:08:09Z\r\nContent-Length: {len(answer)}\r\n\r\n".encode()
        + answer
        + b"\r\n\r\n"
    )


_MAIL = f"""From: =?utf-8?q?J=C3=BCrgen?= Doe <press@town.example>
Subject: Pool closes
Date: Wed, 10 Jan 2018 14:18:00 +0100
MIME-Version: 1.0
Content-Type: multipart/mixed; boundary="b"

--b
Content-Type: text/plain; charset=utf-8; format=flowed
Content-Transfer-Encoding: 8bit

{_STORY}
--b
Content-Type: text/html; charset=iso-8859-1
Content-Transfer-Encoding: quoted-printable

<p>The wall =\nfell, <a href=3D"https://a.example/">it said</a>.</p>
--b
Content-Type: application/pdf
Content-Disposition: attachment; filename*=utf-8''a%20b.pdf

x
--b--
"""
_W = "http://schemas.openxmlformats.org/wordprocessingml/2006/main"
_WORD = (
    f'<w:document xmlns:w="{_W}"><w:body>'
    '<w:p><w:pPr><w:pStyle w:val="Title"/></w:pPr><w:r><w:t>Pool</w:t></w:r></w:p>'
    "<w:p><w:r><w:t>The council voted.</w:t><w:tab/></w:r>"
    "<w:del><w:r><w:delText>x</w:delText></w:r></w:del></w:p>"
    "<w:tbl><w:tr><w:tc><w:p><w:r><w:t>2018</w:t></w:r></w:p></w:tc></w:tr></w:tbl></w:body></w:document>"
)

_HEBREW = " ".join(f"/uni{letter:04X}" for letter in range(0x5D0, 0x5EA))

BEGINNINGS: dict[str, tuple[bytes, ...]] = {
    "txt": (_STORY.encode(), _STORY.encode("utf-16"), _STORY.encode("cp1252")),
    "md": (f"---\ntitle: Pool\ndate: 2018-01-10\ntags: [a]\n---\n# Pool\n\n{_STORY}".encode(),),
    "jsonl": (f"{json.dumps(_FIELDS)}\n{json.dumps(_FIELDS)}\n".encode(),),
    "json": (json.dumps([_FIELDS, _FIELDS]).encode(), json.dumps({"articles": [_FIELDS]}).encode()),
    "csv": (_ROWS.encode(), _ROWS.replace(",", ";").encode("utf-16")),
    "tsv": (_ROWS.replace(",", "\t").encode(),),
    "html": (_PAGE.encode(), _PAGE.replace("utf-8", "windows-1252").encode("cp1252")),
    "xml": tuple(text.encode() for text in (_NITF, _NEWSML_G2, _RSS, _ATOM)),
    "nitf": (_NITF.encode(),),
    "newsml": (_NEWSML_G2.encode(),),
    "rss": (_RSS.encode(),),
    "atom": (_ATOM.encode(),),
    "ninjs": (_NINJS.encode(),),
    "warc": (2 * _crawl(),),
    "eml": (_MAIL.encode(),),
    "mbox": (2 * f"From a@b Wed Jan 10 14:18:00 2018\n{_MAIL}\n".encode(),),
    "docx": (_document(),),
    "pdf": (_pdf(), _pdf(f" /Encoding << /Differences [97 {_HEBREW}] >>")),
    "zip": (_zip(a_txt=_STORY, b_jsonl=json.dumps(_FIELDS), c_csv=_ROWS, metadata_csv="path,outlet\n*,H\n"),),
    "jsonl.gz": (gzip.compress(json.dumps(_FIELDS).encode(), mtime=0),),
    "sqlite": (_table(),),
    "metadata.csv": (b"path,date,outlet,source\na.txt,2018-01-10,Herald,1\nb/**,,Mail,\n[ab]?.txt,,,no\n",),
    "date": tuple(
        date.encode()
        for date in (
            "2018-01-10T14:18:00+01:00", "10 January 2018", "mercredi 10 janvier 2018 14h18", "2018年1月10日",
            "Jan. 10, 2018 2:18 p.m. EST", "Published 10/01/2018 | Updated 11/01/2018", "20180110T141800Z",
        )
    ),
}  # fmt: skip
"""By target: an extension without its dot, `sqlite`, `metadata.csv` or `date`."""
