# ruff: noqa: E501 - markup reads better in the lines that belong together
"""ninjs, NITF, NewsML-G2, RSS and Atom: text, parts, dates, credits, origins; and what is made to do harm."""

from __future__ import annotations

import gzip
import io
import json
import zipfile
from contextlib import suppress
from pathlib import Path

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from provenance.reading import Article, NotText, Reading, Unreadable, read_folder, read_text
from provenance.reading.many.xml_tags import Tags
from provenance.reading.soundness import check_reading
from provenance.reading.wire.kinds import read_xml
from provenance.reading.wire.ninjs import read_ninjs
from provenance.reading.wire.source import declared_encoding, parse_xml
from tests.reading.wires import ATOM, FIRST, MESSAGE, NITF, RDF, RSS, SECOND, news_item, ninjs


def read(data: str | bytes) -> Reading:
    reading = read_xml(data.encode() if isinstance(data, str) else data)
    check_reading(reading)
    return reading


def parts(reading: Reading | Article) -> list[tuple[str, str]]:
    return [(part.kind, part.span.cut(reading.text)) for part in reading.segments or ()]


def stated(reading: Reading) -> list[tuple[str, str]]:
    return [(one.field, one.value) for one in reading.fields.unused]


def dates(reading: Reading) -> list[tuple[str, str, str]]:
    return [(date.kind, date.earliest, date.latest) for date in reading.fields.dates]


def scan(folder: Path, **files: str | bytes) -> list[Article | Unreadable]:
    for name, data in files.items():
        at = folder / name.replace("__", ".")
        at.write_bytes(data.encode() if isinstance(data, str) else data)
    return list(read_folder(folder, name="f"))


def articles(folder: Path, **files: str | bytes) -> dict[str, Article]:
    return {item.path: item for item in scan(folder, **files) if isinstance(item, Article)}


def reasons(folder: Path, **files: str | bytes) -> dict[str, str]:
    return {item.path: item.reason for item in scan(folder, **files) if isinstance(item, Unreadable)}


def test_nitf() -> None:
    reading = read(NITF)
    assert parts(reading) == [
        ("headline", "Council votes for the bridge"),
        ("standfirst", "Work is to begin in spring"),
        ("standfirst", "The vote was clear."),
        ("byline", "By José Writer, Staff Reporter"),
        ("dateline", "HARBOUR TOWN, March 10"),
        ("body", FIRST),
        ("caption", "The bridge as it stands."),
        ("credit", "(North Wire/Bo Lens)"),
        (
            "body",
            f"{SECOND}\n\nCosts — and more\n\nSteel\n\nfour million\n\nSee the minutes of AT&T and The Bridge.",
        ),
        ("byline", "Editing by Cy Desk"),
    ]
    fields = reading.fields
    assert (fields.id, fields.title) == ("nw.20260310.77", "Council votes for the bridge")
    assert (fields.outlet, fields.url) == ("North Wire", "https://northwire.example/77")
    assert (fields.byline, fields.licence) == ("José Writer, Staff Reporter", "Not for use in Harbour Town")
    assert reading.credits == ("Reuters",)
    assert reading.encoding == "cp1252"
    assert [(link.target, link.span.cut(reading.text)) for link in reading.links] == [
        ("https://council.example/vote?a=1&b=2", "minutes")
    ]
    assert dates(reading) == [("published", "2026-03-10T14:18:00Z", "2026-03-10T14:18:00Z")]
    assert ("copyright", "2026 North Wire") in stated(reading)
    assert ("date of publication", "20260310T150000Z") in stated(reading)
    assert {part.what: part.words for part in reading.removed}["notes"] == 3


def test_a_later_version_of_nitf() -> None:
    later = NITF.replace(b'version="1"/>', b'version="2"/>')
    assert dates(read(later)) == [("not after", "2026-03-10T14:18:00Z", "2026-03-10T14:18:00Z")]
    history = b'<revision-history name="Desk" function="editor" norm="20260309T080000Z"/></head>'
    assert dates(read(later.replace(b"</head>", history))) == [
        ("published", "2026-03-09T08:00:00Z", "2026-03-10T14:18:00Z")
    ]
    released = later.replace(b"<du-key", b'<date.release norm="20260310T180000Z"/><du-key').replace(
        b'"2"/>', b'"1"/>'
    )
    assert dates(read(released)) == [
        ("published", "2026-03-10T14:18:00Z", "2026-03-10T18:00:00Z"),
        ("not before", "2026-03-10T18:00:00Z", "2026-03-10T18:00:00Z"),
    ]


def test_newsml_g2() -> None:
    reading = read(
        news_item(
            more="<by>By Ann Writer</by><creditline>North Wire/dpa</creditline><infoSource qcode='is:R'><name>Reuters</name></infoSource>"
        )
    )
    assert parts(reading) == [
        ("headline", "Council votes for the bridge"),
        ("byline", "By Ann Writer"),
        ("body", f"{FIRST}\n\n{SECOND}"),
    ]
    fields = reading.fields
    assert (fields.id, fields.outlet) == ("urn:newsml:northwire.example:20260310:bridge", "North Wire")
    assert (fields.byline, fields.licence) == ("Ann Writer", "Subscribers only.")
    assert reading.credits == ("Associated Press", "North Wire/dpa", "Reuters")
    assert stated(reading) == [
        ("copyright", "Copyright 2026 North Wire"),
        ("provider", "North Wire"),
        ("version", "1"),
    ]
    assert dates(reading) == [("published", "2026-03-10T14:18:00Z", "2026-03-10T14:18:00Z")]


@pytest.mark.parametrize(
    ("link", "said"),
    [
        (
            '<link rel="irel:derivedFrom" residref="urn:x:1" version="2"/>',
            ("derived from", "urn:x:1 (version 2)"),
        ),
        ('<link rel="irel:evolvedFrom" href="urn:x:2"/>', ("evolved from", "urn:x:2")),
        (
            '<link reluri="http://cv.iptc.org/newscodes/itemrelation/derivedFrom" guidref="urn:x:3"/>',
            ("derived from", "urn:x:3"),
        ),
        ('<link rel="irel:translatedFrom" residref="urn:x:4"/>', ("translated from", "urn:x:4")),
    ],
)
def test_where_an_item_comes_from(link: str, said: tuple[str, str]) -> None:
    assert said in stated(read(news_item(meta=link)))


def test_other_relations_say_nothing() -> None:
    names = {name for name, _ in stated(read(news_item(meta='<link rel="irel:seeAlso" href="urn:x"/>')))}
    assert names == {"copyright", "provider", "version"}


def test_hops_credit_who_made_it() -> None:
    hops = """<hopHistory><hop seq="1"><party qcode="c:R"><name>Reuters</name></party><action qcode="hopaction:created" target="hatarget:content"/></hop>
    <hop seq="2"><party qcode="c:X"><name>Somebody</name></party><action qcode="hopaction:enhanced" target="hatarget:metadata"/></hop></hopHistory>"""
    assert read(news_item(head=hops)).credits == ("Associated Press", "Reuters")


def test_dates_of_versions() -> None:
    first = "<firstCreated>2026-03-10T09:00:00Z</firstCreated>"
    embargo = "<embargoed>2026-03-10T16:00:00Z</embargoed>"
    assert dates(read(news_item(version="3", meta=first))) == [
        ("published", "2026-03-10T09:00:00Z", "2026-03-10T14:18:00Z")
    ]
    assert dates(read(news_item(version="3"))) == [
        ("not after", "2026-03-10T14:18:00Z", "2026-03-10T14:18:00Z")
    ]
    assert dates(read(news_item(meta=first))) == [
        ("published", "2026-03-10T14:18:00Z", "2026-03-10T14:18:00Z")
    ]
    assert dates(read(news_item(meta=embargo))) == [
        ("published", "2026-03-10T14:18:00Z", "2026-03-10T16:00:00Z"),
        ("not before", "2026-03-10T16:00:00Z", "2026-03-10T16:00:00Z"),
    ]
    past = "<embargoed>2026-03-10T12:00:00Z</embargoed>"
    assert dates(read(news_item(meta=past)))[0] == (
        "published",
        "2026-03-10T14:18:00Z",
        "2026-03-10T14:18:00Z",
    )
    unzoned = "<firstCreated>2026-03-10T09:00:00</firstCreated>"
    assert dates(read(news_item(version="2", meta=unzoned)))[0][0] == "not after"
    wrong = read(news_item(meta="<embargoed>soon</embargoed>"))
    assert wrong.problems == ("the end of the embargo 'soon' is not understood",)


@pytest.mark.parametrize(
    "content",
    [
        f'<inlineXML contenttype="application/xhtml+xml"><html xmlns="http://www.w3.org/1999/xhtml"><head><title>x</title></head><body><p>{FIRST}</p><p>{SECOND}</p></body></html></inlineXML>',
        f'<inlineData contenttype="text/html">&lt;p&gt;{FIRST}&lt;/p&gt;&lt;p&gt;{SECOND}&lt;/p&gt;</inlineData>',
        f'<inlineData contenttype="text/plain">{FIRST}\n\n{SECOND}</inlineData>',
        f'<remoteContent href="x.jpg"/><inlineXML><div xmlns="http://www.w3.org/1999/xhtml"><p>{FIRST}</p><p>{SECOND}</p></div></inlineXML>',
    ],
)
def test_kinds_of_content(content: str) -> None:
    assert parts(read(news_item(content))) == [
        ("headline", "Council votes for the bridge"),
        ("body", f"{FIRST}\n\n{SECOND}"),
    ]


def test_messages_hold_many(tmp_path: Path) -> None:
    found = scan(tmp_path, m__xml=MESSAGE)
    assert [item.path for item in found] == ["f/m.xml#item=1", "f/m.xml#item=2", "f/m.xml#item=3"]
    one, package, two = found
    assert isinstance(one, Article)
    assert isinstance(two, Article)
    assert isinstance(package, Unreadable)
    assert "package" in package.reason
    assert (one.reader, one.metadata.outlet) == ("newsml-g2", "North Wire")
    assert two.text == f"Council votes for the bridge\n\n{SECOND}"


def test_rss(tmp_path: Path) -> None:
    found = scan(tmp_path, a__rss=RSS)
    full, empty, undated, summary = found
    assert isinstance(full, Article)
    assert isinstance(summary, Article)
    assert parts(full) == [
        ("headline", "Votes & walls"),
        ("body", f"{FIRST}\xa0\n\n{SECOND}"),
        ("caption", "The bridge."),
        ("credit", "Photo: Bo Lens"),
    ]
    meta = full.metadata
    assert (meta.id, meta.url, meta.outlet, meta.byline) == (
        "g-1",
        "https://gazette.example/a",
        "Harbour Gazette",
        "Ann Writer",
    )
    assert meta.credits == ("North Wire",)
    assert meta.date is not None
    assert meta.date.earliest == "2026-03-10T14:18:00Z"
    assert [(one.field, one.value) for one in meta.others] == [
        ("copyright", "© Gazette"),
        ("syndicated from", "North Wire https://wire.example/feed"),
    ]
    assert [(link.target, link.span.cut(full.text)) for link in full.links] == [
        ("https://gazette.example/mayor", "mayor")
    ]
    assert isinstance(empty, Unreadable)
    assert (empty.path, "only a link" in empty.reason) == ("f/a.rss#item=2", True)
    assert isinstance(undated, Unreadable)
    assert "'31 Feb 2026' is not understood" in undated.reason
    assert summary.text == f"Summary\n\n{FIRST}"
    assert (summary.metadata.url, summary.metadata.byline) == ("https://gazette.example/c", "Cy Desk")


def test_rss_1_and_atom(tmp_path: Path) -> None:
    found = articles(tmp_path, a__xml=RDF, b__atom=ATOM, c__xml__gz=gzip.compress(ATOM.encode()))
    old = found["f/a.xml#item=1"]
    assert (old.text, old.metadata.outlet, old.metadata.id) == (
        f"Bridge\n\n{FIRST}",
        "Old Paper",
        "https://old.example/1",
    )
    entry = found["f/b.atom#item=1"]
    assert parts(entry) == [("headline", "Bridge & wall"), ("body", f"{FIRST}\n\n{SECOND}")]
    meta = entry.metadata
    assert (meta.outlet, meta.byline, meta.licence, meta.credits) == (
        "Planet",
        "Ann Writer",
        "https://cc.example/by",
        ("North Wire",),
    )
    assert [(date.kind, date.earliest) for date in meta.dates] == [
        ("published", "2026-03-10T14:18:00Z"),
        ("not after", "2026-03-11T00:00:00Z"),
    ]
    plain = found["f/b.atom#item=2"]
    assert plain.text == f"Plain\n\n{SECOND}"
    assert plain.metadata.date is None
    assert found["f/c.xml.gz#item=2"].text == plain.text


@pytest.mark.parametrize("version", [1, 2, 3])
def test_ninjs(version: int, tmp_path: Path) -> None:
    item = ninjs(version)
    line = item.replace("items/1", "items/2")
    found = articles(
        tmp_path, a__json=item, b__jsonl=f"{item}\n{line}\n", c__ninjs=item, d__json=f'{{"items": [{item}]}}'
    )
    assert set(found) == {"f/a.json", "f/b.jsonl#line=1", "f/b.jsonl#line=2", "f/c.ninjs", "f/d.json#item=1"}
    for article in found.values():
        assert parts(article) == [
            ("headline", "Council votes for the bridge"),
            ("byline", "By Ann Writer"),
            ("body", f"{FIRST}\n\n{SECOND}"),
        ]
        meta = article.metadata
        assert (meta.outlet, meta.byline, meta.licence) == ("North Wire", "Ann Writer", "Subscribers only.")
        assert meta.date is not None
        assert meta.date.earliest == "2026-03-10T14:18:00Z"
    assert found["f/b.jsonl#line=2"].metadata.id == "https://ninjs.example/items/2"


def test_origins_and_sources_of_ninjs() -> None:
    reading = read_ninjs(
        ninjs(
            3,
            version="2",
            firstCreated="2026-03-10T09:00:00Z",
            embargoed="2026-03-11T00:00:00Z",
            infoSources=[{"name": "Reuters"}],
            associations=[{"rel": "derivedFrom", "uri": "urn:x"}, {"name": "mainpic", "uri": "urn:p"}],
            evolvedFrom="urn:y",
        ).encode()
    )
    assert reading.credits == ("Reuters",)
    assert [one for one in stated(reading) if "from" in one[0]] == [
        ("evolved from", "urn:y"),
        ("derived from", "urn:x"),
    ]
    assert dates(reading)[0] == ("published", "2026-03-10T09:00:00Z", "2026-03-11T00:00:00Z")


def test_ninjs_in_plain_text_and_nitf() -> None:
    plain = json.dumps({"uri": "u", "versioncreated": "2026-03-10", "body_text": f"{FIRST}\n\n{SECOND}"})
    assert read_ninjs(plain.encode()).text == f"{FIRST}\n\n{SECOND}"
    body = [{"contenttype": "application/nitf+xml", "value": f"<body.content><p>{FIRST}</p></body.content>"}]
    assert read_ninjs(json.dumps({"uri": "u", "bodies": body}).encode()).text == FIRST


def test_a_mapped_text_goes_before_ninjs(tmp_path: Path) -> None:
    from provenance.reading import Options, parse_fields

    (tmp_path / "a.json").write_text(ninjs(1))
    (item,) = read_folder(tmp_path, options=Options(fields=parse_fields("text=body_text")))
    assert isinstance(item, Article)
    assert item.text == f"{FIRST} {SECOND}"


def test_in_archives(tmp_path: Path) -> None:
    file = io.BytesIO()
    with zipfile.ZipFile(file, "w") as archive:
        archive.writestr("day/a.nitf", NITF)
        archive.writestr("b.rss", RSS)
        archive.writestr("c.json", ninjs())
    found = articles(tmp_path, z__zip=file.getvalue())
    assert set(found) == {
        "f/z.zip!day/a.nitf",
        "f/z.zip!b.rss#item=1",
        "f/z.zip!b.rss#item=3",
        "f/z.zip!c.json",
    }


LAUGHS = '<!DOCTYPE nitf [<!ENTITY a "ha"><!ENTITY b "&a;&a;&a;&a;&a;&a;&a;&a;"><!ENTITY c "&b;&b;&b;&b;&b;&b;&b;&b;">]>'
TRAP = "it declares entities of its own, as only traps do; write their words into the text"
DEEP = "its parts are nested too deep to be read; look at the file"
LARGE = "it holds a part that is too large to be read; look at the file"


@pytest.mark.parametrize(
    ("data", "reason"),
    [
        ('<!DOCTYPE nitf [<!ENTITY x SYSTEM "file:///etc/passwd">]><nitf><body><body.content><p>&x;</p></body.content></body></nitf>', TRAP),
        ('<!DOCTYPE nitf [<!ENTITY % x SYSTEM "http://127.0.0.1:9/x"> %x;]><nitf/>', TRAP),
        (LAUGHS + "<nitf><body><body.content><p>&c;</p></body.content></body></nitf>", TRAP),
        (f"<!-- <nitf> -->{LAUGHS}<nitf><body>&c;</body></nitf>", TRAP),
        ("<nitf><body><body.content>" + "<block>" * 5000 + "<p>a</p>", DEEP),
        ("<nitf><body><body.content><p>&undeclared;</p></body.content></body></nitf>", "it is no well-formed XML (Entity 'undeclared' not defined); mend it or fetch it again"),
        ("<nitf><head/></nitf>", "it holds no text (a picture, a package, or text that stands elsewhere); remove it"),
        ("<nitf><body><body.head><hedline><hl1>Only this</hl1></hedline></body.head></body></nitf>", "it holds no text (a picture, a package, or text that stands elsewhere); remove it"),
        ("<nitf><body><body.content><p>cut", "no well-formed XML"),
        ("<nitf><body><body.content><p> \n — </p></body.content></body></nitf>", "it holds no text"),
        ("<NewsML><NewsItem/></NewsML>", "the file is NewsML 1; export it as NewsML-G2 or NITF"),
        ("<html><body><p>Words</p></body></html>", "the file is a web page; give it the ending .html"),
        ("<cars><car/></cars>", "the file is XML of a kind that is not read (its root is 'cars'); remove it"),
        ("Words and no markup", "the file holds no XML; give a text the ending .txt"),
        ("<packageItem/>", "the file is a package of NewsML-G2, which holds no text; scan the items that it names"),
        (news_item(" ", kind="picture"), "the item is of the class 'picture' and holds no text; nothing of it is to be read"),
        (news_item('<remoteContent href="a.xml"/>'), "the text of the item stands in another file (remoteContent); scan that file"),
        (news_item('<inlineData encoding="base64">aGFoYQ==</inlineData>'), "the item holds no text; fetch it again with its contentSet"),
        (b"\x00\x01\x02" * 99, "the file is binary (it has zero bytes), not plain text; save it as UTF-8 text and scan again"),
        (b"%PDF-1.4", "the file is a PDF, not plain text; save it as UTF-8 text and scan again"),
        (b'<?xml version="1.0" encoding="big5"?><nitf/>' + b"\xff\xfe\xfd" * 50, "the file says that it is big5hkscs, but is not; save it as UTF-8 and scan again"),
    ],
)  # fmt: skip
def test_what_does_harm_is_named(data: str | bytes, reason: str, tmp_path: Path) -> None:
    found = reasons(tmp_path, a__xml=data)
    assert list(found) == ["f/a.xml"]
    assert reason in found["f/a.xml"]
    assert "\n" not in found["f/a.xml"]


def test_huge_attributes_are_harmless(tmp_path: Path) -> None:
    huge = (
        f'<nitf><head x="{"a" * 11_000_000}"/><body><body.content><p>{FIRST}</p></body.content></body></nitf>'
    )
    found = scan(tmp_path, a__xml=huge)
    assert len(found) == 1
    one = found[0]
    assert isinstance(one, Unreadable)
    assert "file" in one.reason
    many = " ".join(f'a{number}="1"' for number in range(20_000))
    assert read(f"<nitf {many}><body><body.content><p>{FIRST}</p></body.content></body></nitf>").text == FIRST


def test_a_broken_entry_does_not_end_the_others(tmp_path: Path) -> None:
    broken = RSS.replace("<link>https://gazette.example/b</link>", "<link>a<b></link>")
    found = reasons(tmp_path, a__rss=broken)
    assert "no well-formed XML" in found["f/a.rss#item=2"]
    assert len([item for item in read_folder(tmp_path) if isinstance(item, Article)]) == 2


def test_a_cut_feed_gives_what_is_whole(tmp_path: Path) -> None:
    cut = RSS[: RSS.index("<item><title>Summary") + 60]
    found = scan(tmp_path, a__rss=cut)
    assert [item.path for item in found] == ["f/a.rss#item=1", "f/a.rss#item=2", "f/a.rss#item=3"]
    last = found[-1]
    assert isinstance(last, Unreadable)
    assert "ends in the middle" in last.reason


def test_an_entry_that_is_too_long_is_named(tmp_path: Path) -> None:
    from provenance.reading import Options

    long = RSS.replace(FIRST, "word " * 400_000, 1)
    (tmp_path / "a.rss").write_text(long)
    found = list(read_folder(tmp_path, options=Options(max_bytes=500_000)))
    by_path = {item.path.rpartition("#")[2]: item for item in found}
    one = by_path["item=1"]
    assert isinstance(one, Unreadable)
    assert "longer than 0.5 MB" in one.reason
    assert any(isinstance(item, Article) for item in found)


@pytest.mark.parametrize(
    "encoding", ["utf-8", "utf-8-sig", "utf-16", "iso-8859-1", "windows-1251", "koi8-r", "shift_jis"]
)
def test_encodings(encoding: str, tmp_path: Path) -> None:
    words = {
        "windows-1251": "Совет проголосовал за мост",
        "koi8-r": "Совет проголосовал за мост",
        "shift_jis": "市議会は橋を承認した",
    }
    text = words.get(encoding, "Der Rat stimmte für die Brücke")
    whole = f'<?xml version="1.0" encoding="{encoding.removesuffix("-sig")}"?><nitf><body><body.content><p>{text}.</p></body.content></body></nitf>'
    feed = f'<?xml version="1.0" encoding="{encoding.removesuffix("-sig")}"?><rss><channel><item><description>{text}.</description></item></channel></rss>'
    found = articles(tmp_path, a__xml=whole.encode(encoding), b__xml=feed.encode(encoding))
    assert found["f/a.xml"].text == f"{text}."
    assert found["f/b.xml#item=1"].text == f"{text}."


def test_an_encoding_that_is_not_the_declared_one() -> None:
    assert declared_encoding('<?xml version="1.0" encoding="iso-8859-1"?><a>für</a>'.encode()) == ""
    wrong = '<?xml version="1.0" encoding="utf-8"?><nitf><body><body.content><p>Die Brücke am Ufer.</p></body.content></body></nitf>'
    assert read(wrong.encode("cp1252")).text == "Die Brücke am Ufer."


def test_nothing_is_fetched() -> None:
    root = parse_xml(
        '<!DOCTYPE a SYSTEM "http://127.0.0.1:9/a.dtd"><a>&eacute;&amp;&nbsp;B & C<![CDATA[&amp;]]></a>'
    )
    assert root.text == "é&\xa0B & C&amp;"


def test_through_the_reader_of_text() -> None:
    article = read_text(NITF, path="a.nitf", reader="nitf")
    assert article.metadata.title == "Council votes for the bridge"
    with pytest.raises(NotText):
        read_text(b"<nitf/>", path="a.nitf", reader="nitf")


def test_statements_can_be_asked_for(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    from provenance.cli import main

    folder = tmp_path / "in"
    folder.mkdir()
    link = '<link rel="irel:derivedFrom" residref="urn:x:1"/>'
    (folder / "a.xml").write_text(news_item(meta=link), encoding="utf-8")
    (folder / "b.txt").write_text(f"{FIRST} {SECOND}", encoding="utf-8")
    db = str(tmp_path / "s.db")
    assert main(["scan", str(folder), "--db", db]) == 0
    assert main(["show", "in/a.xml", "in/b.txt", "--db", db]) == 0
    assert "derived from: urn:x:1 (NewsML-G2)" in capsys.readouterr().out


@given(st.text(alphabet="<>/ab!-[]?'\"= \n&;CDT", max_size=60), st.integers(1, 7))
@settings(max_examples=300, deadline=None)
def test_tags_are_the_same_in_any_pieces(text: str, size: int) -> None:
    def all_of(pieces: list[str]) -> list[object]:
        tags = Tags(iter(pieces), 1_000)
        found: list[object] = []
        while (tag := tags.next()) is not None:
            found.append(tag)
        return found

    assert all_of([text[at : at + size] for at in range(0, len(text), size)]) == all_of([text])


@given(st.data())
@settings(max_examples=150, deadline=None)
def test_broken_items_give_a_sentence_or_a_sound_reading(data: st.DataObject) -> None:
    whole = data.draw(
        st.sampled_from([NITF, news_item().encode(), RSS.encode(), ATOM.encode(), RDF.encode()])
    )
    start = data.draw(st.integers(0, len(whole)))
    end = data.draw(st.integers(start, min(len(whole), start + 40)))
    broken = whole[:start] + data.draw(st.binary(max_size=12)) + whole[end:]
    with suppress(NotText):
        check_reading(read_xml(broken))


@given(
    st.recursive(
        st.none() | st.booleans() | st.integers() | st.text(max_size=8),
        lambda inner: st.lists(inner, max_size=3)
        | st.dictionaries(st.sampled_from(["value", "role", "contentType", "name", "uri", "rel"]), inner, max_size=3),
        max_leaves=12,
    ),
    st.sampled_from(["bodies", "headlines", "body_text", "by", "associations", "infoSources", "version", "embargoed", "standard", "renditions"]),
)  # fmt: skip
@settings(max_examples=200, deadline=None)
def test_odd_fields_of_ninjs_do_no_harm(value: object, name: str) -> None:
    item = json.loads(ninjs(3)) | {name: value}
    with suppress(NotText):
        check_reading(read_ninjs(json.dumps(item).encode()))
