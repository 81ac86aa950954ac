# ruff: noqa: E501 - markup reads better in the lines that belong together
"""Items of each format as agencies and papers send them, made up after the shapes of the standards' examples."""

from __future__ import annotations

import json
from typing import Any

FIRST = (
    "The council met in the old hall on Monday and voted for the new bridge after a long debate on its cost."
)
SECOND = "Nobody had expected so clear a vote, said the mayor, who had spoken against the bridge for years."

NITF = f"""<?xml version="1.0" encoding="iso-8859-1"?>
<!DOCTYPE nitf SYSTEM "http://www.nitf.org/IPTC/NITF/3.4/specification/nitf-3-4.dtd">
<nitf version="-//IPTC//DTD NITF 3.4//EN" change.date="October 18, 2006">
<head><title>Bridge vote</title>
<docdata management-status="usable"><doc-id id-string="nw.20260310.77" regsrc="northwire.example"/>
<date.issue norm="20260310T141800Z"/><du-key version="1"/>
<doc.copyright year="2026" holder="North Wire"/><doc.rights limitations="Not for use in Harbour Town"/></docdata>
<pubdata type="web" name="North Wire" ex-ref="https://northwire.example/77" date.publication="20260310T150000Z"/></head>
<body><body.head><hedline><hl1>Council votes for the bridge</hl1><hl2>Work is to begin in spring</hl2></hedline>
<note noteclass="editorsnote"><body.content><p>Not for publication.</p></body.content></note>
<byline>By <person>José Writer</person>, <byttl>Staff Reporter</byttl></byline><distributor>Reuters</distributor>
<dateline><location>HARBOUR TOWN</location>, <story.date norm="20260310">March 10</story.date></dateline>
<abstract><p>The vote was clear.</p></abstract></body.head>
<body.content><p lede="true">{FIRST.replace("new bridge", "<em>new</em> bridge")}</p>
<block><media media-type="image"><media-reference mime-type="image/jpeg" source="b.jpg">b.jpg</media-reference>
<media-caption>The bridge as it stands. (North Wire/Bo Lens)</media-caption></media>
<p>{SECOND.replace("mayor", "<person>mayor</person>")}</p></block><hl2>Costs &mdash; and more</hl2>
<nitf-table><nitf-table-metadata><nitf-table-summary><p>machine words</p></nitf-table-summary></nitf-table-metadata><table><tr><td>Steel</td><td>four million</td></tr></table></nitf-table>
<p>See the <a href="https://council.example/vote?a=1&b=2">minutes</a> of AT&T and <object.title>The Bridge</object.title>.</p></body.content>
<body.end><tagline>Editing by Cy Desk</tagline></body.end></body></nitf>""".encode("latin-1")


def news_item(
    content: str = "",
    *,
    version: str = "1",
    meta: str = "",
    more: str = "",
    kind: str = "text",
    head: str = "",
) -> str:
    """A NewsML-G2 item; without `content` its words are in NITF."""
    content = (
        content
        or f"""<inlineXML contenttype="application/nitf+xml"><nitf xmlns="http://iptc.org/std/NITF/2006-10-18/"><body>
<body.head><hedline><hl1>Council votes for the bridge</hl1></hedline><byline>By Ann Writer</byline></body.head>
<body.content><p>{FIRST}</p><p>{SECOND}</p></body.content></body></nitf></inlineXML>"""
    )
    return f"""<?xml version="1.0" encoding="UTF-8"?>
<newsItem xmlns="http://iptc.org/std/nar/2006-10-01/" guid="urn:newsml:northwire.example:20260310:bridge" version="{version}"
 standard="NewsML-G2" standardversion="2.33" conformance="power" xml:lang="en-GB">{head}
<catalogRef href="http://www.iptc.org/std/catalog/catalog.IPTC-G2-Standards_38.xml"/>
<rightsInfo><copyrightHolder qcode="nprov:AP"><name>Associated Press</name></copyrightHolder>
<copyrightNotice>Copyright 2026 North Wire</copyrightNotice><usageTerms>Subscribers only.</usageTerms></rightsInfo>
<itemMeta><itemClass qcode="ninat:{kind}"/><provider qcode="nprov:NW"><name>North Wire</name></provider>
<versionCreated>2026-03-10T14:18:00Z</versionCreated>{meta}<pubStatus qcode="stat:usable"/></itemMeta>
<contentMeta><creator><name>Ann Writer</name></creator>{more}<headline>Council votes for the bridge</headline></contentMeta>
<contentSet>{content}</contentSet></newsItem>"""


MESSAGE = f"""<?xml version="1.0"?><newsMessage xmlns="http://iptc.org/std/nar/2006-10-01/"><header><sent>2026-03-10T15:00:00Z</sent></header><itemSet>
{news_item()[38:]}<packageItem guid="p"/><!-- <newsItem> -->
{news_item(f'<inlineData contenttype="text/plain">{SECOND}</inlineData>')[38:]}</itemSet></newsMessage>"""

RSS = f"""<?xml version="1.0"?>
<!DOCTYPE rss PUBLIC "-//Netscape Communications//DTD RSS 0.91//EN" "http://my.netscape.com/publish/formats/rss-0.91.dtd" [<!ELEMENT rss ANY>]>
<rss version="2.0" xmlns:content="http://purl.org/rss/1.0/modules/content/" xmlns:dc="http://purl.org/dc/elements/1.1/" xmlns:media="http://search.yahoo.com/mrss/" xmlns:atom="http://www.w3.org/2005/Atom">
<channel><title>Harbour Gazette</title><link>https://gazette.example/</link><atom:link href="https://gazette.example/feed" rel="self"/>
<lastBuildDate>Tue, 10 Mar 2026 20:00:00 GMT</lastBuildDate><copyright>© Gazette</copyright><image><title>Logo</title><link>https://gazette.example/</link></image>
<item><media:title>a picture</media:title><media:description>of a bridge</media:description><title>Votes &amp; walls</title><link>https://gazette.example/a</link><guid isPermaLink="false">g-1</guid><dc:creator>Ann Writer</dc:creator>
<pubDate>Tue, 10 Mar 2026 14:18:00 GMT</pubDate><source url="https://wire.example/feed">North Wire</source><description>Short &lt;b&gt;teaser&lt;/b&gt;.</description>
<content:encoded><![CDATA[<p>{FIRST}&nbsp;</p><p>{SECOND.replace("mayor", '<a href="/mayor">mayor</a>')} </item> <item></p><script>alert(1)</script><figure><img src="b.jpg"><figcaption>The bridge. Photo: Bo Lens</figcaption></figure>]]></content:encoded></item>
<item><title>Only a link</title><link>https://gazette.example/b</link></item>
<item><title>Summary</title><guid>https://gazette.example/c</guid><author>desk@gazette.example (Cy Desk)</author><description>&lt;p&gt;{FIRST}&lt;/p&gt;</description><pubDate>31 Feb 2026</pubDate></item>
</channel></rss>"""

RDF = f"""<?xml version="1.0"?><rdf:RDF xmlns:rdf="http://www.w3.org/1999/02/22-rdf-syntax-ns#" xmlns="http://purl.org/rss/1.0/" xmlns:dc="http://purl.org/dc/elements/1.1/">
<channel rdf:about="https://old.example/"><title>Old Paper</title><link>https://old.example/</link><items><rdf:Seq><rdf:li rdf:resource="https://old.example/1"/></rdf:Seq></items></channel>
<item rdf:about="https://old.example/1"><title>Bridge</title><link>https://old.example/1</link><dc:date>2026-03-10T14:18:00+01:00</dc:date><description>{FIRST}</description></item></rdf:RDF>"""

ATOM = f"""<feed xmlns="http://www.w3.org/2005/Atom"><title>Planet</title><link href="https://planet.example/"/><author><name>Planet</name></author><updated>2026-03-12T00:00:00Z</updated>
<entry><id>tag:planet,2026:1</id><title type="html">Bridge &amp;amp; wall</title><link href="https://planet.example/1"/><link rel="license" href="https://cc.example/by"/><published>2026-03-10T14:18:00Z</published><updated>2026-03-11T00:00:00Z</updated>
<author><name>Ann Writer</name></author><content type="xhtml"><div xmlns="http://www.w3.org/1999/xhtml"><p>{FIRST}</p><p>{SECOND}</p></div></content>
<source><id>s</id><title>North Wire</title><link rel="self" href="https://wire.example/feed"/></source></entry>
<entry><id>tag:planet,2026:2</id><title>Plain</title><updated>2026-03-11T00:00:00Z</updated><content type="text">{SECOND}</content></entry></feed>"""


def ninjs(edition: int = 3, /, **fields: Any) -> str:
    """A ninjs item of one of the three versions."""
    html = f"<p>{FIRST}</p> <p>{SECOND}</p>"
    plain = f"{FIRST} {SECOND}"
    item: dict[str, Any] = {"uri": "https://ninjs.example/items/1", "type": "text", "language": "en"}
    if edition == 1:
        item |= {
            "versioncreated": "2026-03-10T14:18:00Z", "headline": "Council votes for the bridge", "byline": "By Ann Writer",
            "body_text": plain, "body_xhtml": html, "copyrightholder": "North Wire", "usageterms": "Subscribers only.",
        }  # fmt: skip
    else:
        content, created, holder = (
            ("contenttype", "versioncreated", "copyrightholder")
            if edition == 2
            else ("contentType", "versionCreated", "copyrightHolder")
        )
        item |= {
            "standard": {"name": "ninjs", "version": f"{edition}.0"}, created: "2026-03-10T14:18:00Z", holder: "North Wire",
            "usageterms" if edition == 2 else "usageTerms": "Subscribers only.", "by": "By Ann Writer",
            "headlines": [{"role": "short", "value": "Bridge"}, {"role": "main", "value": "Council votes for the bridge"}],
            "bodies": [
                {"role": "summary", content: "text/html", "value": "<p>The vote was clear.</p>"},
                {"role": "main", content: "text/plain", "value": plain},
                {"role": "richtext", content: "application/xhtml+xml", "value": html},
            ],
        }  # fmt: skip
    return json.dumps(item | fields)
