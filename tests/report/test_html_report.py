"""The page: what it says, and that no text acts in it."""

import base64
import hashlib
import re
import sqlite3
from collections.abc import Callable
from contextlib import closing
from html.parser import HTMLParser
from itertools import pairwise
from pathlib import Path

import pytest

import provenance
from provenance.report import html_report, wording
from provenance.report.page import articles, families, listing
from provenance.report.page.listing import WHOLE, Room
from provenance.report.visible import visible
from provenance.sentences import say
from provenance.store.database import open_for_reading
from tests.report.conftest import FIRST, NAMES, ROOT, SECOND, read_article

VOID = {"meta", "br", "path", "rect", "input"}


class Page(HTMLParser):
    """Tags, attributes and the text of a page; refuses tags that are not closed in order."""

    def __init__(self, page: str) -> None:
        super().__init__()
        self.open: list[str] = []
        self.tags: list[str] = []
        self.attributes: list[tuple[str, str]] = []
        self.words: list[str] = []
        self.feed(page)
        self.close()
        assert self.open == []

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        self.tags.append(tag)
        self.attributes += [(name, value or "") for name, value in attrs]
        if tag not in VOID:
            self.open.append(tag)

    def handle_endtag(self, tag: str) -> None:
        if tag not in VOID:
            assert self.open.pop() == tag

    def handle_data(self, data: str) -> None:
        if self.open and self.open[-1] not in ("style", "script"):
            self.words.append(data)

    @property
    def text(self) -> str:
        return re.sub(r"[ \n]+", " ", "".join(self.words))


def without_code(page: str) -> str:
    """A page without its style and script, and their hashes."""
    page = re.sub(r"<(style|script)>.*?</\1>", r"<\1></\1>", page, flags=re.DOTALL)
    return re.sub(r"sha256-[\w+/=]+", "sha256", page)


def test_the_page_on_the_seeds(seeds: sqlite3.Connection, gold: Callable[[str, str], None]) -> None:
    page = html_report.build(seeds)
    assert page == html_report.build(seeds)
    gold("seeds.html", without_code(page))


def test_the_page_says_what_an_editor_needs_in_order(seeds: sqlite3.Connection) -> None:
    text = Page(html_report.build(seeds)).text
    needed = [
        "Who prepared this page is not stated.",
        wording.standing(),
        "What was searched",
        "5 files with 5 different texts",
        "What was not searched",
        "Translations",
        "seeds/broken.txt: No text: the file holds binary data.",
        ".docx (2)",
        "Key figures",
        "8 shared passages; of these 0 boilerplate, 0 stock phrases, 0 excluded; 8 reuse.",
        "Not in quote marks in both, credited in neither",
        "In quote marks in both, credited alike in both",
        "Cut: the share of the likely earlier article that stands in the other",
        "First to look at",
        "no direction is stated.",
        "103 open words of 150 shared words: 71 credited in neither, 32 in one of them or differently. Their "
        "relation (common source) can account for them.",
        "How often this is wrong",
        "of 100 such statements",
        "Articles",
        "151 of 540 words shared (28 %)",
        "AFP (photo, at 111–126; for a picture, not for words)",
        "Passages side by side",
        "photo credit: AFP",
        "[to Astana]",
        "credited here: AFP",
        "Characters 753–963, bytes 768–989, line 12:1 to 12:211.",
        "Passage id p-ce99e3cd3268d72d",
        "credited here: Shaam Network",
        "credited here: Reuters",
        "Families over time",
        "38 words, 2 places, outlets not known.",
        "Where the passages likely come from",
        "both likely have the shared passages from a third text that is not in this collection.",
        "About 86 %, moderate evidence",
        "+ for: Both texts credit AFP",
        "− against: Three whole sentences",
        "Credited for the 8 passages: AFP for 1, Reuters for 1.",
        "Reasons: those of statement 2.",
        "No passage was set aside",
        "Run and hashes",
        "0123456789abcdef",
        "provenance scan seeds",
    ]
    place = 0
    for words in needed:
        assert words in text[place:], words
        place = text.index(words, place)


def test_differences_are_marked(seeds: sqlite3.Connection) -> None:
    page = html_report.build(seeds)
    for words in ("the talks", "Astana", "neutralise", "neutralize"):
        assert re.search(f'<mark class="changed( quoted)?">{words}</mark>', page)
    assert '<mark class="only-here">(FSA)</mark>' in page


def test_hostile_texts_stay_text(hostile: sqlite3.Connection) -> None:
    source = html_report.build(hostile)
    page = Page(source)
    assert not {"img", "i", "iframe", "link", "object", "blink"} & set(page.tags)
    assert page.tags.count("script") == 2
    assert not [name for name, _ in page.attributes if name.startswith("on") or name in ("src", "action")]
    hrefs = [value for name, value in page.attributes if name == "href"]
    assert hrefs
    assert all(value.startswith("#") for value in hrefs)
    assert source.count("</style>") == 1
    assert source.count("</script>") == 2
    for words in (
        "<script>alert('x')</script> [bold]loud[/bold] {{ 7 * 7 }} {% raw %} </style> & ",
        "<img src=x onerror=alert(1)> [blink] ",
        "<i>The Paper</i>",
        "⟨U+202E⟩evil⟨U+202C⟩",
        "⟨U+001B⟩[31mred",
        "<b>AFP</b>",
    ):
        assert words in page.text
    assert visible(source) == source


def test_nothing_is_loaded_from_anywhere(seeds: sqlite3.Connection) -> None:
    page = html_report.build(seeds)
    assert "default-src 'none'" in page
    assert not re.search(r"url\((?!#head)|@import|https?://(?!www\.w3\.org/2000/svg)", page)


def test_ids_are_unique(hostile: sqlite3.Connection) -> None:
    ids = [value for name, value in Page(html_report.build(hostile)).attributes if name == "id"]
    assert len(ids) == len(set(ids))


def test_arabic_has_its_direction(hostile: sqlite3.Connection) -> None:
    page = html_report.build(hostile)
    assert '<p class="words" dir="auto"><mark' not in page
    assert page.count('<p class="words" dir="auto">') == 12


def test_boilerplate_is_counted_and_can_be_shown(hostile: sqlite3.Connection) -> None:
    page = html_report.build(hostile)
    text = Page(page).text
    assert "6 shared passages; of these 3 boilerplate, 0 stock phrases, 0 excluded; 3 reuse." in text
    assert "Not in the figures above: 3 passages of status “boilerplate”." in text
    boxes = re.findall(r'<input type="checkbox" id="show-([a-z-]+)" [^>]*?( checked)?>', page)
    assert boxes == [("reuse", " checked"), ("boilerplate", "")]
    # Without a script: a rule for each status, and for each set of statuses that a pair has.
    for status in ("reuse", "boilerplate"):
        unticked = f"body:has(#show-{status}:not(:checked))"
        assert f'{unticked} .passage[data-status="{status}"] {{ display: none; }}' in page
    sets = set(re.findall(r'<section class="pair"[^>]* data-statuses="([^"]*)"', page))
    assert sets == {"reuse", "boilerplate", "boilerplate reuse"}
    for each in sets:
        assert f'.pair[data-statuses="{each}"] {{ display: none; }}' in page
    assert "body:not(:has(#show-boilerplate:checked)) .bar-boilerplate { display: none; }" in page


def passage_ids(page: str) -> list[str]:
    return re.findall(r'id="(p-[0-9a-f]{16})"', page)


@pytest.mark.parametrize(
    ("counting", "aside", "brief", "said"),
    [
        (Room(1, 1 << 40), WHOLE, 2, "2 passages stand in short"),
        (Room(0, 1), WHOLE, 1, "Left out here: 2 pairs that would stand after these"),
        (Room(0, 0), Room(0, 0), 0, "Left out here: 2 pairs that share nothing but what is set aside"),
        (WHOLE, Room(0, 0), 0, "Left out here: 1 passage of the pairs shown, set aside as boilerplate"),
    ],
)
def test_what_is_left_out_is_counted(
    hostile: sqlite3.Connection, counting: Room, aside: Room, brief: int, said: str
) -> None:
    page = html_report.build(hostile, counting=counting, aside=aside)
    assert said in Page(page).text
    assert page.count('<article class="passage brief"') == brief


def page_of(folder: Path) -> str:
    provenance.scan(folder, db=folder.with_suffix(".db"))
    with closing(open_for_reading(folder.with_suffix(".db"))) as connection:
        return html_report.build(connection)


def test_many_unreadable_files_do_not_push_the_findings_away(tmp_path: Path) -> None:
    """The first are named where one looks, the others in a part that is opened; none goes unnamed."""
    folder = tmp_path / "news"
    folder.mkdir()
    (folder / "a.txt").write_text("The harbour wall will be rebuilt.\n", encoding="utf-8")
    names = [f"broken-{number:02}.txt" for number in range(30)]
    for name in names:
        (folder / name).write_bytes(bytes(40))
    page = page_of(folder)
    first, rest = page.split("The other 22 files that could not be read</summary>")
    assert [name in first for name in names] == [True] * 8 + [False] * 22
    assert all(name in rest.split("</details>")[0] for name in names[8:])
    assert "and 22 more, named below" in first


def test_pairs_have_titles_and_outlets_beside_their_paths(tmp_path: Path) -> None:
    folder = tmp_path / "news"
    folder.mkdir()
    words = " ".join(read_article(NAMES[1]).split()[60:160])
    for name, title in (("a", "The <b>wall</b>"), ("b", f"{'Long ' * 40}end")):
        head = f"---\ntitle: {title}\noutlet: {name.upper()} Herald\n---\n"
        (folder / f"{name}.md").write_text(f"{head}\nA note by {name}. {words}\n", encoding="utf-8")
    page = page_of(folder)
    assert page.count("A: <bdi>The &lt;b&gt;wall&lt;/b&gt;</bdi> · <bdi>A Herald</bdi>") == 2
    assert page.count(f"B: <bdi>{('Long ' * 40)[:120]}…</bdi> · <bdi>B Herald</bdi>") == 2


def test_the_document_names_the_limits() -> None:
    document = (ROOT / "docs" / "report-page.md").read_text(encoding="utf-8")
    for size in (listing.COUNTING.full, listing.COUNTING.all, listing.ASIDE.all):
        assert f"{size / 1e6:g} MB" in document
    for number in (articles.ARTICLES, html_report.STATEMENTS, families.SHOWN):
        assert f" {number:,}" in document
    script = (ROOT / "provenance" / "report" / "page" / "page.js").read_text(encoding="utf-8")
    assert "ON_PAPER = 300;" in script
    assert "more than 300 pairs" in document


def test_a_page_without_passages_says_so(seeds: sqlite3.Connection) -> None:
    page = html_report.build(seeds, passages=0)
    assert passage_ids(page) == []
    assert "Left out here: 1 pair that would stand after these; the JSON report has all." in Page(page).text
    assert "All the rebel groups" not in page
    assert "No pair of articles shares a passage." not in page


def test_short_rows_have_id_place_and_words(hostile: sqlite3.Connection) -> None:
    whole, short = html_report.build(hostile), html_report.build(hostile, counting=Room(0, 1 << 40))
    assert passage_ids(whole) == passage_ids(short)
    assert '<section class="side"' not in short.split('data-status="boilerplate"', 1)[0]
    assert re.search(r"A \d+–\d+, B \d+–\d+: The minister said the bridge over the river", Page(short).text)


def test_who_prepared_the_page_is_said_as_it_is_given(hostile: sqlite3.Connection) -> None:
    page = html_report.build(hostile, prepared_by="<b>J. Doe</b>, standards\u202e")
    assert page.count("<bdi>&lt;b&gt;J. Doe&lt;/b&gt;, standards⟨U+202E⟩</bdi>") == 2


def test_a_picture_that_is_left_out_is_named(
    seeds: sqlite3.Connection, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(html_report, "PICTURE", 2)
    page = Page(html_report.build(seeds))
    assert ("class", "lineage") not in page.attributes
    assert ("class", "timeline") in page.attributes
    assert "No picture of boxes: it would need more than 2 to be read." in page.text


def test_statements_and_articles_that_are_left_out_are_counted(
    seeds: sqlite3.Connection, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(html_report, "STATEMENTS", 1)
    monkeypatch.setattr(articles, "ARTICLES", 1)
    monkeypatch.setattr(families, "SHOWN", 3)
    text = Page(html_report.build(seeds)).text
    assert "Left out here, all in the JSON report: 2 of kind “unseen”." in text
    assert "Left out here: 4 articles" in text
    assert "Left out here: 5 families with fewer places" in text


def test_one_hash_stands_for_all_files(seeds: sqlite3.Connection) -> None:
    lines = [f"{hashlib.sha256(read_article(name).encode()).hexdigest()}  seeds/{name}\n" for name in NAMES]
    assert hashlib.sha256("".join(lines).encode()).hexdigest() in html_report.build(seeds)


def test_the_policy_names_the_style_and_the_script(hostile: sqlite3.Connection) -> None:
    page = html_report.build(hostile)
    for tag, number in (("style", 1), ("script", 2)):
        found = re.findall(f"<{tag}>(.*?)</{tag}>", page, flags=re.DOTALL)
        assert len(found) == number
        hashes = [base64.b64encode(hashlib.sha256(one.encode()).digest()).decode() for one in found]
        assert f"{tag}-src " + " ".join(f"'sha256-{one}'" for one in hashes) + ";" in page
    assert "unsafe" not in page
    assert not [name for name, _ in Page(page).attributes if name == "style"]


def test_headings_stand_in_order_and_tables_name_their_columns(seeds: sqlite3.Connection) -> None:
    page = Page(html_report.build(seeds))
    levels = [int(tag[1]) for tag in page.tags if re.fullmatch(r"h[1-6]", tag)]
    assert levels[0] == 1
    assert levels.count(1) == 1
    assert all(after <= before + 1 for before, after in pairwise(levels))
    assert page.tags.count("th") == [name for name, _ in page.attributes].count("scope")
    assert page.tags.count("main") == page.tags.count("header") == 1


def test_one_pair_has_the_same_passages(seeds: sqlite3.Connection) -> None:
    whole, pair = html_report.build(seeds), html_report.build_pair(seeds, SECOND, FIRST)
    assert passage_ids(pair) == passage_ids(whole)
    assert len(passage_ids(pair)) == 8
    cut = re.compile(r'<article class="passage".*?</article>', re.DOTALL)
    assert cut.findall(pair) == cut.findall(whole)
    text = Page(pair).text
    for words in (
        wording.standing(),
        "What was not searched",
        "28 % (partially) of A, 17 % (partially) of B; no direction is stated. 103 open words.",
        "both likely have the shared passages from a third text",
        "SHA-256 of the file",
        "provenance scan seeds",
    ):
        assert words in text
    assert "000_a995" not in text


def test_two_articles_that_share_nothing(seeds: sqlite3.Connection) -> None:
    page = Page(html_report.build_pair(seeds, f"seeds/{NAMES[0]}", f"seeds/{NAMES[2]}"))
    assert say("said.nothing_shared") in page.text
    assert "The lineage says nothing about this pair." in page.text
    assert "article" not in page.tags
