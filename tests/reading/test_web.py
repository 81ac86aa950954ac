# ruff: noqa: E501 - markup reads better in the lines that belong together
"""Web pages: the article's words as they stand in the page, its parts, and what the page states of it."""

from __future__ import annotations

import html
import json
import re
import subprocess
import sys
import textwrap
from importlib.resources import files
from pathlib import Path
from typing import Any

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from provenance.reading import NotText, Reading, extensions, read_text
from provenance.reading.web.page import read_page
from scripts.measure.web_pages import TEMPLATES, make_pages

FIRST = (
    "The council met in the old hall on Monday and voted for the new bridge after a long debate on its cost."
)
SECOND = "Nobody had expected so clear a vote, said the mayor, who had spoken against the bridge for years."
THIRD = (
    "Work is to begin in spring, and the bridge should open in two years if the weather permits it, she said."
)
BODY = f"<p>{FIRST}</p><p>{SECOND}</p><p>{THIRD}</p>"


def read(page: str) -> Reading:
    reading = read_page(page.encode())
    at = 0
    for part in reading.segments or ():
        assert at <= part.span.start < part.span.end <= len(reading.text)
        assert part.span.cut(reading.text).strip() == part.span.cut(reading.text)
        at = part.span.end
    for link in reading.links:
        assert link.span.cut(reading.text).strip(" \n")
    return reading


def parts(reading: Reading) -> list[tuple[str, str]]:
    return [(part.kind, part.span.cut(reading.text)) for part in reading.segments or ()]


def page(body: str, head: str = "", title: str = "A bridge for the town") -> str:
    return (
        f"<!DOCTYPE html><html><head><title>{title} - The Herald</title>{head}</head>"
        f"<body><article><h1>{title}</h1>{body}</article></body></html>"
    )


def linked_data(**fields: Any) -> str:
    return f'<script type="application/ld+json">{json.dumps({"@type": "NewsArticle", **fields})}</script>'


WHOLE = f"""<!DOCTYPE html>
<html lang="en"><head><meta charset="utf-8">
<title>A bridge for the town | The Herald</title>
<link rel="canonical" href="https://herald.example/2018/01/10/bridge.html">
<meta property="og:site_name" content="The Herald">
<meta property="article:published_time" content="2018-01-10T14:18:00+03:00">
<script type="application/ld+json">{{"@context": "https://schema.org", "@type": "WebSite", "name": "Herald Online",
 "datePublished": "1999-01-01"}}</script>
<script type="application/ld+json">{{"@context": "https://schema.org", "@type": "NewsArticle",
 "headline": "A bridge for the town &amp; its people", "datePublished": "2018-01-10T14:18:30+03:00",
 "dateModified": "2018-01-11T09:00:00+03:00", "author": [{{"@type": "Person", "name": "Ann Doe"}}, "Bob Roe"],
 "publisher": {{"@type": "Organization", "name": "Herald Media Ltd"}}, "creditText": "Photo desk",
 "isBasedOn": "https://wire.example/1", "sourceOrganization": {{"name": "Reuters"}},
 "copyrightHolder": {{"name": "Herald Media Ltd"}}, "provider": {{"name": "AFP"}},
 "license": "https://creativecommons.org/licenses/by/4.0/", "identifier": {{"value": "h-77"}}}}</script>
<style>.a {{ color: red }}</style></head>
<body><header class="top"><nav><a href="/">Home</a> <a href="/sport">Sport</a></nav></header>
<main><article>
 <header><h1>A bridge for the town</h1><p class="standfirst">The council has decided.</p>
 <div class="meta">By <a rel="author" href="/by/doe">Ann Doe</a> | <time datetime="2018-01-10T14:18">10 January 2018</time></div>
 </header>
 <figure><img src="a.jpg"><figcaption>The old bridge <span class="credit">Bob Roe/AFP</span></figcaption></figure>
 <div class="article-body">
 <p>RIVERTOWN, Jan 10 (Reuters) - {FIRST}</p>
 <p>Nobody had expected so clear a&nbsp;vote,
    said the mayor, who had spoken <em>against</em> the <a href="../../bridge">bridge</a> for years.</p>
 <aside class="related"><h4>Read also</h4><a href="/x">Another story of the town</a></aside>
 <div style="display:none">Never shown</div>
 <p>{THIRD}</p></div>
</article></main>
<div id="comments"><div class="comment"><p>I never liked the old bridge, it was always too narrow for buses.</p></div></div>
<footer><p>© 2018 The Herald</p></footer><script>var words = "in a script";</script></body></html>"""


def test_a_whole_page() -> None:
    reading = read(WHOLE)
    second = "Nobody had expected so clear a\u00a0vote, said the mayor, who had spoken against the bridge for years."
    assert parts(reading) == [
        ("headline", "A bridge for the town"),
        ("standfirst", "The council has decided."),
        ("byline", "By Ann Doe"),
        ("date", "10 January 2018"),
        ("caption", "The old bridge"),
        ("credit", "Bob Roe/AFP"),
        ("dateline", "RIVERTOWN, Jan 10 (Reuters) -"),
        ("body", f"{FIRST}\n\n{second}\n\n{THIRD}"),
    ]
    assert reading.text == "\n\n".join([
        "A bridge for the town", "The council has decided.", "By Ann Doe", "10 January 2018",
        "The old bridge Bob Roe/AFP", f"RIVERTOWN, Jan 10 (Reuters) - {FIRST}", second, THIRD,
    ])  # fmt: skip
    fields = reading.fields
    assert (fields.id, fields.title) == ("h-77", "A bridge for the town & its people")
    assert (fields.outlet, fields.byline) == ("The Herald", "Ann Doe, Bob Roe")
    assert fields.url == "https://herald.example/2018/01/10/bridge.html"
    assert fields.licence == "https://creativecommons.org/licenses/by/4.0/"
    assert [(date.source, date.precision, date.earliest) for date in fields.dates] == [
        ("JSON-LD", "second", "2018-01-10T14:18:30+03:00"),
        ("page meta", "second", "2018-01-10T14:18:00+03:00"),
        ("page time", "minute", "2018-01-10T14:18"),
        ("URL path", "day", "2018-01-10T00:00"),
    ]
    assert reading.credits == ("Photo desk", "Reuters", "https://wire.example/1", "AFP")
    assert [(link.target, link.span.cut(reading.text)) for link in reading.links] == [
        ("https://herald.example/by/doe", "Ann Doe"),
        ("https://herald.example/2018/bridge", "bridge"),
    ]
    assert {part.what: part.words for part in reading.removed} == {
        "comments": 13, "footer": 3, "hidden": 2, "navigation": 2, "related": 7,
    }  # fmt: skip
    assert (reading.said_by, reading.problems) == ("page", ())


def test_a_page_becomes_an_article() -> None:
    article = read_text(WHOLE.encode(), path="f/a.html", reader="web")
    assert article.metadata.date is not None
    assert (article.metadata.date.earliest, article.metadata.date.source) == (
        "2018-01-10T14:18:30+03:00",
        "JSON-LD",
    )
    assert article.metadata.title == "A bridge for the town & its people"
    assert [extensions()[ending] for ending in (".html", ".htm", ".xhtml")] == ["web"] * 3


@pytest.mark.parametrize("template", range(len(TEMPLATES)))
def test_made_pages_are_read_word_for_word(template: int) -> None:
    for made in list(make_pages(32, 3))[template :: len(TEMPLATES)]:
        reading = read_page(made.data)
        found = parts(reading)
        kinds = dict(found)
        assert kinds["headline"] == made.headline
        assert kinds["standfirst"] == made.standfirst
        assert kinds["caption"] == made.caption
        assert reading.fields.byline == made.byline
        assert reading.fields.dates[0].words == made.published
        body = "\n\n".join(words for kind, words in found if kind == "body").split("\n\n")
        assert [line for line in body if line in made.paragraphs] == list(made.paragraphs)
        assert len(body) <= len(made.paragraphs) + (made.template == "agency")  # it has a crosshead
        if made.template != "tables":
            assert (reading.fields.outlet, reading.fields.url) == (made.outlet, made.url)


@pytest.mark.parametrize(
    ("markup", "text"),
    [
        (f"<p>a&nbsp;b\u202fc {FIRST}</p>", f"a\u00a0b\u202fc {FIRST}"),
        (f"<p>\n {FIRST}\t and \r\n more </p>", f"{FIRST} and more"),
        (f"<p>{FIRST}<br>New line<br/>\n  and one</p>", f"{FIRST}\nNew line\nand one"),
        (f"<p>{FIRST}<br><br>{SECOND}</p>", f"{FIRST}\n\n{SECOND}"),
        (f"<p>&amp;lt;b&amp;gt; &lt;i&gt; &#8222;x&#8220; {FIRST}</p>", f"&lt;b&gt; <i> „x“ {FIRST}"),
        (f"<p>{FIRST} The <b>b</b>ridge is H<sub>2</sub>O.</p>", f"{FIRST} The bridge is H2O."),
        (f"<p>{FIRST} so\u00adft e\u0301 \u200bzero</p>", f"{FIRST} so\u00adft e\u0301 \u200bzero"),
        (f"<pre>{FIRST}\n{SECOND}\n\n{THIRD}</pre>", f"{FIRST}\n{SECOND}\n\n{THIRD}"),
        (f"<blockquote><p>{FIRST}</p></blockquote>", FIRST),
        (f"<p>{FIRST}</p><ul><li>One thing first</li><li>And another thing</li></ul>",
         f"{FIRST}\n\nOne thing first\n\nAnd another thing"),
        (f"<p>{FIRST}</p><h2>A heading</h2><p>{SECOND}</p>", f"{FIRST}\n\nA heading\n\n{SECOND}"),
        (f"<p>{FIRST}</p><p>{FIRST}</p>", f"{FIRST}\n\n{FIRST}"),
    ],
)  # fmt: skip
def test_words_stay_as_they_are(markup: str, text: str) -> None:
    assert read(page(f"{markup}<p>{THIRD}</p>")).text == f"A bridge for the town\n\n{text}\n\n{THIRD}"


@pytest.mark.parametrize(
    ("language", "headline", "sentence"),
    [
        ("ru", "Новый мост для города", "Городской совет проголосовал в понедельник за новый мост после долгих споров о его цене. "),
        ("ar", "جسر جديد للمدينة", "اجتمع المجلس في القاعة القديمة يوم الاثنين وصوت لصالح الجسر الجديد بعد نقاش طويل حول تكلفته. "),
        ("zh", "城市的新桥", "市议会星期一在旧礼堂开会，经过长时间的费用辩论后投票通过了新桥的建设计划。"),
        ("hi", "शहर के लिए नया पुल", "परिषद ने सोमवार को पुराने हॉल में बैठक की और लागत पर लंबी बहस के बाद नए पुल के लिए मतदान किया। "),
    ],
)  # fmt: skip
def test_other_scripts(language: str, headline: str, sentence: str) -> None:
    paragraphs = [f"{number}. {sentence * 2}".strip() for number in range(4)]
    body = "".join(f"<p>{words}</p>" for words in paragraphs)
    reading = read(f'<html lang="{language}">{page(body, title=headline)}</html>')
    assert reading.text == "\n\n".join([headline, *paragraphs])
    assert parts(reading)[0] == ("headline", headline)


@pytest.mark.parametrize(
    ("header", "expected"),
    [
        ('<p class="byline">By Ann Doe</p>', [("byline", "By Ann Doe")]),
        ('<span itemprop="author">Ann Doe</span><time>3 March 2020</time>',
         [("byline", "Ann Doe"), ("date", "3 March 2020")]),
        ('<div>Published: <time datetime="2020-03-03">3 March 2020</time></div>',
         [("date", "Published: 3 March 2020")]),
        ('<div><time>3 March 2020</time> · <a rel="author">Ann Doe</a></div>',
         [("date", "3 March 2020"), ("byline", "Ann Doe")]),
        ("<div>3 March 2020</div>", [("date", "3 March 2020")]),
        ('<h2 class="article-subtitle">What it will cost</h2>', [("standfirst", "What it will cost")]),
        ('<div class="share">Share this</div><p class="byline">Ann Doe</p>', [("byline", "Ann Doe")]),
        ('<p class="byline">Ann Doe</p><p class="byline">Ann Doe</p>', [("byline", "Ann Doe")]),
        ('<div>Last changed <time>3 March 2020</time> at 14:18 GMT</div>',
         [("date", "Last changed 3 March 2020 at 14:18 GMT")]),
        ("<figure><figcaption>The old bridge. Photo: Bob Roe/AFP</figcaption></figure>",
         [("caption", "The old bridge."), ("credit", "Photo: Bob Roe/AFP")]),
        ('<figure><figcaption>The bridge</figcaption><div class="photo-credit">Bob Roe</div></figure>',
         [("caption", "The bridge"), ("credit", "Bob Roe")]),
    ],
)  # fmt: skip
def test_what_the_page_calls_its_parts(header: str, expected: list[tuple[str, str]]) -> None:
    body = ("body", f"{FIRST}\n\n{SECOND}\n\n{THIRD}")
    assert parts(read(page(header + BODY))) == [("headline", "A bridge for the town"), *expected, body]


def test_the_wording_shows_what_the_page_does_not_say() -> None:
    body = f"<p>BERLIN (AP) — {FIRST}</p><p>Read more: Another bridge</p><p>{SECOND}</p><p>Photo: Bob Roe/AFP</p><p>{THIRD}</p>"
    found = parts(read(page(body)))
    assert found[1:3] == [("dateline", "BERLIN (AP) —"), ("body", FIRST)]
    assert ("credit", "Photo: Bob Roe/AFP") in found
    assert [kind for kind, _ in found if kind == "headline"] == ["headline"]


def test_the_name_of_the_site_is_no_headline() -> None:
    made = (
        "<html><head><title>A bridge for the town - The Herald</title></head><body><header><h1>The Herald</h1></header>"
        f"<div class=content><h2>A bridge for the town</h2>{BODY}</div></body></html>"
    )
    assert parts(read(made)) == [
        ("headline", "A bridge for the town"),
        ("body", f"{FIRST}\n\n{SECOND}\n\n{THIRD}"),
    ]


def dates_of(head: str, markup: str = "") -> list[tuple[str, str, str]]:
    reading = read(page(markup + BODY, head))
    return [(date.source, date.precision, date.earliest) for date in reading.fields.dates]


@pytest.mark.parametrize(
    ("head", "expected"),
    [
        (linked_data(datePublished="2018-01-10T14:18Z"), [("JSON-LD", "minute", "2018-01-10T14:18Z")]),
        (linked_data(datePublished="2018-01-10T00:00:00Z"), [("JSON-LD", "day", "2018-01-10T00:00")]),
        (linked_data(dateModified="2018-01-10T14:18Z"), []),
        ('<meta name="date" content="2018-01-10">', [("page meta", "day", "2018-01-10T00:00")]),
        ('<meta name="DC.date.issued" content="2018-01-10">', [("page meta", "day", "2018-01-10T00:00")]),
        ('<meta property="article:modified_time" content="2018-01-10">', []),
        ('<meta name="date" content="soon"><meta name="pubdate" content="20180110">',
         [("page meta", "day", "2018-01-10T00:00")]),
        ('<link rel="canonical" href="https://a.example/news/2018-01-10/x">',
         [("URL path", "day", "2018-01-10T00:00")]),
        ('<link rel="canonical" href="https://a.example/20180110/x">', [("URL path", "day", "2018-01-10T00:00")]),
        ('<link rel="canonical" href="https://a.example/2018/13/40/x">', []),
        ('<link rel="canonical" href="https://a.example/2018/02/31/x">', []),
    ],
)  # fmt: skip
def test_dates(head: str, expected: list[tuple[str, str, str]]) -> None:
    assert dates_of(head) == expected


def test_a_date_that_no_source_can_say_is_told() -> None:
    assert dates_of('<meta name="date" content="01/02/2018">') == []
    (problem,) = read(page(BODY, '<meta name="date" content="01/02/2018">')).problems
    assert problem.startswith("the page's date '01/02/2018' is not understood")
    both = (
        '<meta name="date" content="01/02/2018"><link rel="canonical" href="https://a.example/2018/02/01/x">'
    )
    assert read(page(BODY, both)).problems == ()


def test_a_time_in_the_text_is_no_date_of_publication() -> None:
    assert dates_of("", f'<p>On <time datetime="1999-01-01">New Year</time> {FIRST}</p>') == []


ARTICLE = {"@type": "NewsArticle", "headline": "A bridge for the town", "author": {"name": "Ann Doe"}}
OTHER = {"@type": "Article", "headline": "Something else entirely", "author": {"name": "Someone"}}


@pytest.mark.parametrize(
    "script",
    [
        json.dumps(ARTICLE),
        json.dumps([{"@type": "Organization", "name": "x"}, ARTICLE]),
        json.dumps({"@graph": [{"@type": "BreadcrumbList"}, ARTICLE]}),
        json.dumps({"@type": "WebPage", "mainEntity": ARTICLE}),
        json.dumps({**ARTICLE, "@type": ["ReportageNewsArticle", "Article"]}),
        json.dumps({**ARTICLE, "@type": "http://schema.org/NewsArticle"}),
        json.dumps([OTHER, ARTICLE]),
        json.dumps({"@type": "ItemList", "itemListElement": [{"@type": "ListItem", "item": OTHER}] * 3}) + "</script>"
        '<script type="application/ld+json">' + json.dumps(ARTICLE),
        json.dumps(ARTICLE)[:-1] + ",}",
        "/* made by a machine */ " + json.dumps(ARTICLE),
        "//<![CDATA[\n" + json.dumps(ARTICLE) + "\n//]]>",
        "<!-- " + json.dumps(ARTICLE) + " -->",
        html.escape(json.dumps(ARTICLE)),
        json.dumps(ARTICLE).replace("Ann Doe", "Ann Doe\", \"url\": \"https://a.example/?a,}//b"),
    ],
)  # fmt: skip
def test_linked_data_of_the_article_is_found(script: str) -> None:
    reading = read(page(BODY, f'<script type="application/ld+json">{script}</script>'))
    assert (reading.fields.byline, reading.fields.title) == ("Ann Doe", "A bridge for the town")


@pytest.mark.parametrize(
    "script",
    [
        json.dumps({"@type": "WebSite", "name": "x", "author": "Someone", "datePublished": "1999-01-01"}),
        json.dumps({"@type": "ItemList", "itemListElement": [{"item": OTHER}]}),
        json.dumps([OTHER, {**OTHER, "headline": "And another one"}]),
        "{broken",
        "[" * 100_000,
        "1" * 10_000,
        "{/*" * 200_000,
        '"\\"' * 200_000,
        "{" + " " * 300_000 + "x",
        '"' + "\\" * 100_001,
        "null",
        '{"@type": {"a": 1}, "author": 5}',
    ],
)
def test_linked_data_of_something_else_is_not_believed(script: str) -> None:
    fields = read(page(BODY, f'<script type="application/ld+json">{script}</script>')).fields
    assert (fields.byline, fields.dates) == (None, ())


@pytest.mark.parametrize(
    ("head", "field", "value"),
    [
        ('<meta name="author" content="Ann Doe"><meta name="author" content="Bob Roe">', "byline", "Ann Doe, Bob Roe"),
        ('<meta name="author" content="By Ann Doe">', "byline", "Ann Doe"),
        ('<meta property="article:author" content="https://social.example/ann">', "byline", None),
        ('<meta name="author" content="The Herald"><meta property="og:site_name" content="The Herald">', "byline", None),
        (linked_data(publisher={"name": "The Herald"}), "outlet", "The Herald"),
        ('<link rel="license" href="https://a.example/by">', "licence", "https://a.example/by"),
        ('<meta property="og:url" content="https://a.example/x">', "url", "https://a.example/x"),
        ('<link rel="canonical" href="javascript:alert(1)">', "url", None),
        ('<link rel="canonical" href="http://[broken">', "url", None),
        ('<meta name="article_id" content="77">', "id", "77"),
        (linked_data(identifier=["a7"]), "id", "a7"),
    ],
)  # fmt: skip
def test_fields(head: str, field: str, value: str | None) -> None:
    assert getattr(read(page(BODY, head)).fields, field) == value


def test_credits_outside_the_text() -> None:
    stated = linked_data(
        author={"@type": "Organization", "name": "Reuters"},
        copyrightHolder={"name": "A Neighbour"},
        isBasedOn=[{"@type": "Article", "url": "https://wire.example/1", "publisher": {"name": "AFP"}}],
    )
    reading = read(page(BODY, stated + '<meta name="source" content="dpa">'))
    assert reading.credits == ("AFP", "https://wire.example/1", "Reuters", "dpa")


def test_links() -> None:
    body = (
        f'<p>{FIRST} <a href="x.html">One</a> <a href="javascript:x()">two</a> <a href="data:text/html,x">three</a> '
        f'<a href="#top">four</a> <a href="https://b.example/ü">five</a> <a href="http://[x">six</a></p><p>{THIRD}</p>'
    )
    for base, first in (("", "x.html"), ('<base href="https://a.example/d/">', "https://a.example/d/x.html"),
                        ('<base href="javascript:alert(1)">', "x.html")):  # fmt: skip
        reading = read(page(body, base))
        assert [(link.target, link.span.cut(reading.text)) for link in reading.links] == [
            (first, "One"), ("https://b.example/ü", "five"),
        ]  # fmt: skip


CAFE = page(f"<p>Café „Brücke“ {FIRST}</p><p>{SECOND}</p>", "{meta}")


@pytest.mark.parametrize(
    ("meta", "written", "expected"),
    [
        ('<meta charset="utf-8">', "utf-8", "utf-8"),
        ("", "utf-8-sig", "utf-8-sig"),
        ("", "utf-16", "utf-16-le"),
        ("", "utf-16-be", "utf-16-be"),
        ('<meta charset="utf-8">', "utf-16-le", "utf-16-le"),
        ('<meta charset="windows-1252">', "cp1252", "cp1252"),
        ('<meta charset="iso-8859-1">', "cp1252", "cp1252"),
        ('<meta http-equiv="Content-Type" content="text/html; charset=windows-1250">', "cp1250", "cp1250"),
        ('<meta charset="iso-8859-1">', "utf-8", "utf-8"),
        ('<meta charset="utf-8">', "cp1252", "cp1252"),
        ('<meta charset="utf-7">', "utf-8", "utf-8"),
        ('<meta charset="rot13">', "utf-8", "utf-8"),
        ('<meta charset="punycode">', "cp1252", "cp1252"),
        ('<meta charset="gb2312">', "cp1252", "cp1252"),
    ],
)
def test_encodings(meta: str, written: str, expected: str) -> None:
    reading = read_page(CAFE.replace("{meta}", meta).encode(written))
    assert "Café „Brücke“ The council" in reading.text
    assert reading.encoding == expected


@pytest.mark.parametrize(
    ("encoding", "label", "words"),
    [
        ("cp1251", "windows-1251", "Городской совет проголосовал за новый мост после долгих споров. "),
        ("shift_jis", "Shift_JIS", "市議会は月曜日、長い議論の末に新しい橋の建設を可決した。"),
        ("gb18030", "gb2312", "市议会星期一在旧礼堂开会，经过长时间的辩论后通过了新桥的计划。"),
        ("euc_kr", "euc-kr", "시의회는 월요일 옛 회관에서 만나 긴 토론 끝에 새 다리를 승인했다. "),
    ],
)
def test_declared_encodings_of_other_scripts(encoding: str, label: str, words: str) -> None:
    body = "".join(f"<p>{number} {words * 3}</p>" for number in range(3))
    made = page(body, f'<meta charset="{label}">', "桥" if encoding == "gb18030" else "x")
    assert words.strip() in read_page(made.encode(encoding)).text


@pytest.mark.parametrize(
    ("data", "reason"),
    [
        (b"", "the page is empty"),
        (b" \n ", "the page is empty"),
        (b"<!-- only a comment -->", "the page is empty"),
        (b"words and nothing else", "holds no HTML"),
        (f"<script>var a = '{FIRST * 5}'</script>".encode(), "no article was found"),
        (f"<style>{FIRST * 5}</style><template>{BODY}</template><noscript>{BODY}</noscript>".encode(), "no article"),
        (b"<nav>" + b"<a href=/x>A section here</a> " * 90 + b"</nav>", "no article was found"),
        (b"<div>" + b"<a href=/x>A section here</a> " * 90 + b"</div>", "no article was found"),
        (f"<h1>A bridge</h1><div hidden>{BODY}</div>".encode(), "no article was found"),
        (b"<div>" * 100_000 + BODY.encode(), "nested too deep"),
        (b"<div data-x='" + b"x" * 12_000_000 + b"'>" + BODY.encode(), "too large"),
        (b"<frameset><frame src=a><frame src=b></frameset>", "made of frames"),
        (b"%PDF-1.4 <p>x", "a PDF"),
        (b'<meta charset="euc-jp">' + "Городской совет за мост. ".encode("cp1251") * 9, "says that it is euc_jp"),
        (bytes(range(256)) * 9, "binary"),
        (b"<h1>Before you continue</h1><p>We and our partners use cookies to store information on your device and to"
         b" show you content and to measure it.</p><p>If you accept all, you consent to this. You can change your"
         b" privacy choices at any time.</p>", "asks for consent"),
        ("".join(f'<article><h2><a href="/{n}">Story {n}</a></h2><p>{FIRST} {SECOND}</p></article>' for n in range(9))
         .encode(), "lists several articles"),
    ],
)  # fmt: skip
def test_pages_without_an_article_are_refused(data: bytes, reason: str) -> None:
    with pytest.raises(NotText, match=reason):
        read_page(data)


def test_a_broken_byte_does_not_cost_a_page() -> None:
    made = page(BODY * 9, '<meta charset="utf-8">').encode().replace(b"council", b"counc\x81l", 1)
    assert "counc\ufffdl" in read_page(made).text


def test_a_report_of_ours_is_no_article() -> None:
    made = files("provenance.report.page").joinpath("base.html").read_text(encoding="utf-8")
    with pytest.raises(NotText, match="a report of provenance"):
        read_page(made.encode())


def test_short_news_are_news() -> None:
    note = "<p>A storm closed the harbour on Sunday evening, police said.</p>"
    assert read(f"<article><h1>Storm</h1>{note}</article>").text.startswith("Storm\n\nA storm closed")


@pytest.mark.parametrize(
    "made",
    [
        f"<h1>A bridge<p>{FIRST}<p>{SECOND}<p>{THIRD}",
        "<div>" * 200 + f"<h1>A bridge</h1>{BODY}",
        f"<h1>A bridge</h1>{BODY}\x00",
        f"<div data-x='{'x' * 1_000_000}'><h1>A bridge</h1>{BODY}</div>",
        f"<form action=x><h1>A bridge</h1><input name=a>{BODY}</form>",
        '<?xml version="1.0" encoding="UTF-8"?><html xmlns="http://www.w3.org/1999/xhtml"><head><title>A bridge</title>'
        f'<script src="a.js"/><style/></head><body><h1>A bridge</h1><div/>{BODY}</body></html>',
        f"<h1>A bridge</h1><svg><text>No word</text></svg>{BODY}<b></i></p></table>",
        f"<article hidden>Nothing</article><h1>A bridge</h1>{BODY}",
    ],
)
def test_odd_pages_are_read(made: str) -> None:
    assert read(made).text == f"A bridge\n\n{FIRST}\n\n{SECOND}\n\n{THIRD}"


def test_entities_of_the_page_are_never_expanded() -> None:
    laughs = "".join(f'<!ENTITY l{n} "{f"&l{n - 1};" * 10}">' for n in range(1, 30))
    made = (
        f'<?xml version="1.0"?><!DOCTYPE x [<!ENTITY l0 "haha">{laughs}<!ENTITY f SYSTEM "file:///etc/passwd">]>'
        f"<html><body><h1>A bridge</h1>{BODY}<p>&l29; and &f; {FIRST}</p></body></html>"
    )
    text = read(made).text
    assert text.endswith(f"&l29; and &f; {FIRST}")
    assert "haha" not in text
    assert "root:" not in text


def test_a_control_character_is_no_word() -> None:
    text = read(page(f"<p>A form\x0cfeed and\x1bescape {FIRST}</p><p>{SECOND}</p>")).text
    assert "A form feed and escape The council" in text
    assert "\ufffd" not in text


WORDS = st.sampled_from(
    ["bridge", "über", "the", "мост", "桥", "a\u00a0b", "&amp;", "x", "3 March 2020", "By Ann Doe"]
)
TAGS = st.sampled_from(
    ["p", "div", "span", "b", "li", "h2", "td", "aside", "figure", "figcaption", "a", "pre", "nav"]
)
NAMES = st.sampled_from(
    ["", ' class="byline"', ' class="caption credit"', " hidden", ' href="/x"', ' class="lead"']
)
TREES = st.recursive(
    st.lists(WORDS, min_size=1, max_size=9).map(" ".join),
    lambda inner: st.tuples(TAGS, NAMES, st.lists(inner, max_size=4)).map(
        lambda made: f"<{made[0]}{made[1]}>{'<br>'.join(made[2])}</{made[0]}>"
    ),
    max_leaves=12,
)  # fmt: skip


@settings(max_examples=150, deadline=None)
@given(st.lists(TREES, max_size=6), st.lists(TREES, max_size=3))
def test_no_word_comes_from_outside_the_page_and_none_is_lost(inside: list[str], after: list[str]) -> None:
    from lxml import html as trees

    made = page("".join(inside) + BODY + "".join(after))
    reading = read(made)
    body = trees.document_fromstring(made.encode(), parser=trees.HTMLParser(encoding="utf-8")).find("body")
    letters = re.compile(r"[^\W_]+")
    shown = "".join(letters.findall("".join(body.itertext())))
    found = "".join(letters.findall(reading.text))
    behind = iter(shown)  # letter by letter: what is hidden can stand within a word that is shown
    assert all(letter in behind for letter in found)
    if len(found) < len(shown):
        assert sum(part.words for part in reading.removed) > 0
    else:
        assert reading.removed == ()
    covered = sum(part.span.end - part.span.start for part in reading.segments or ())
    gaps = len(reading.text) - covered
    assert gaps <= sum(1 for c in reading.text if c.isspace() or not c.isalnum())


@settings(max_examples=200, deadline=None)
@given(st.data())
def test_damaged_pages_are_read_or_refused(data: st.DataObject) -> None:
    """Whatever is cut out of a page or put into it: a text whose parts are in order, or a reason."""
    whole = WHOLE.encode()
    for _ in range(data.draw(st.integers(1, 4))):
        start = data.draw(st.integers(0, len(whole)))
        end = start + data.draw(st.integers(0, 400))
        put = data.draw(st.sampled_from([b"", b"<", b"</article>", b"<p>", b"\xff", b"\x00", b"<!--", b"<script>", b"&#0;",
                                         b"<pre>", b'"', b"<table><tr>", b"\xf0\x9f", b"<a href='", b"<body class='nav'>"]))  # fmt: skip
        whole = whole[:start] + put + whole[end:]
    try:
        reading = read_page(whole)
    except NotText:
        return
    at = 0
    for part in reading.segments or ():
        assert at <= part.span.start < part.span.end <= len(reading.text)
        at = part.span.end
    assert all(0 <= link.span.start < link.span.end <= len(reading.text) for link in reading.links)


def test_lines_of_a_heading_stay_apart() -> None:
    made = page("").replace(
        "<h1>A bridge for the town</h1>",
        f"<h2><span>Rivertown</span><span>A bridge for the town</span></h2>{BODY}",
    )
    assert ("headline", "A bridge for the town") in parts(read(made))


@pytest.mark.parametrize(
    ("made", "expected"),
    [
        ('<header>{h}<p>The council has decided after a long debate.</p><div>By <a href="/a">Ann Doe</a></div></header>',
         ["headline", "standfirst", "byline"]),
        ('{h}<p>The council has decided.</p><p class="byline">Ann Doe</p>', ["headline", "standfirst", "byline"]),
        ('{h}<aside><address><a rel="author">Ann Doe</a> in Rivertown</address></aside>', ["headline", "byline"]),
        ('{h}<div><span class="posted">On <time>1 May 2023</time><time>2 May 2023</time></span>'
         '<span class="byline"> by <a rel="author">Ann Doe</a></span></div>', ["headline", "date", "date", "byline"]),
    ],
)  # fmt: skip
def test_headers(made: str, expected: list[str]) -> None:
    reading = read(
        f"<html><body><article>{made.format(h='<h1>A bridge for the town</h1>')}{BODY}</article></body></html>"
    )
    assert [kind for kind, _ in parts(reading)] == [*expected, "body"]
    assert reading.fields.byline == "Ann Doe"


def test_the_sources_below_a_story_are_kept() -> None:
    made = page(f'<div class="text">{BODY * 3}</div><div class="article-source">The Herald and Reuters</div>')
    assert read(made).text.endswith(f"{THIRD}\n\nThe Herald and Reuters")


def test_without_the_extra_its_files_are_named_and_the_rest_is_read(tmp_path: Path) -> None:
    stories = tmp_path / "stories"
    stories.mkdir()
    (stories / "a.html").write_text(WHOLE, encoding="utf-8")
    (stories / "b.txt").write_text("The harbour wall was mended after the storm.\n", encoding="utf-8")
    program = """
        import importlib.util, sys
        from pathlib import Path
        real = importlib.util.find_spec
        hidden = lambda name, package=None: None if name == "trafilatura" else real(name, package)
        importlib.util.find_spec = hidden
        from provenance.reading import Unreadable, read_folder
        for item in read_folder(Path(sys.argv[1])):
            print(item.path, item.reason if isinstance(item, Unreadable) else "read")
        assert "trafilatura" not in sys.modules and "lxml" not in sys.modules
    """
    done = subprocess.run(
        [sys.executable, "-c", textwrap.dedent(program), str(stories)],
        capture_output=True, text=True, check=True, timeout=60,
    )  # fmt: skip
    first, second = done.stdout.splitlines()
    assert first.startswith(
        "stories/a.html reading this kind of file needs trafilatura; install provenance-newsroom[web]"
    )
    assert second == "stories/b.txt read"
