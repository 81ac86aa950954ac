"""The page: what it says, and that no text acts in it."""

import re
import sqlite3
from collections.abc import Callable
from html.parser import HTMLParser

import pytest

from provenance.report import html_report, wording
from provenance.report.visible import visible

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
        if self.open and self.open[-1] != "style":
            self.words.append(data)

    @property
    def text(self) -> str:
        return re.sub(r"[ \n]+", " ", "".join(self.words))


def test_the_page_on_the_seeds(seeds: sqlite3.Connection, gold: Callable[[str, str], None]) -> None:
    page = html_report.build(seeds)
    assert page == html_report.build(seeds)
    gold("seeds.html", re.sub(r"<style>.*?</style>", "<style></style>", page, flags=re.DOTALL))


def test_the_page_says_what_an_editor_needs_in_order(seeds: sqlite3.Connection) -> None:
    text = Page(html_report.build(seeds)).text
    needed = [
        wording.STANDING,
        "What was searched",
        "5 files with 5 different texts",
        "What was not searched",
        "Translations",
        "seeds/broken.txt: No text: the file holds binary data.",
        ".docx (2)",
        "Key figures",
        "8 shared passages; of these 0 boilerplate, 0 stock phrases, 0 excluded; 8 reuse.",
        "both likely have the shared passages from a third text that is not in this collection.",
        "About 86 %, moderate evidence",
        "+ for: Both texts credit AFP",
        "− against: Three whole sentences",
        "Credited for the 8 passages: AFP for 1, Reuters for 1.",
        "Reasons: those of statement 2.",
        "photo credit: AFP",
        "[to Astana]",
        "credited here: AFP",
        "Characters 753–963, bytes 768–989, line 12:1 to 12:211.",
        "credited here: Shaam Network",
        "credited here: Reuters",
        "AFP (photo, at 111–126; for a picture, not for words)",
        "2018-01-10T14:18 (to the minute, from date line, “January 10, 2018 at 2:18 pm”, no time zone given)",
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
    assert not {"script", "img", "i", "iframe", "link", "object", "blink"} & set(page.tags)
    assert not [name for name, _ in page.attributes if name.startswith("on") or name in ("src", "action")]
    hrefs = [value for name, value in page.attributes if name == "href"]
    assert hrefs
    assert all(value.startswith("#") for value in hrefs)
    assert source.count("</style>") == 1
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
    assert "Not in the figures above: 3 passages of status “boilerplate”. In 3 pairs they stand here" in text
    boxes = re.findall(r'<input type="checkbox" id="show-([a-z-]+)"( checked)?>', page)
    assert boxes == [("reuse", " checked"), ("boilerplate", "")]
    # A rule without a script for each set of statuses that a pair or a passage has.
    for status in ("reuse", "boilerplate"):
        rule = f'body:has(#show-{status}:not(:checked)) [data-statuses="{status}"] {{ display: none; }}'
        assert rule in page
    assert set(re.findall(r'<(?:section|article)[^>]* data-statuses="([^"]*)"', page)) == {
        "reuse",
        "boilerplate",
    }


@pytest.mark.parametrize(
    ("pairs", "passages", "said"),
    [
        (1, 100, "4 pairs with fewer shared words left out here"),
        (100, 2, "4 passages of the pairs shown left out here"),
        (0, 0, "5 pairs with fewer shared words left out here"),
    ],
)
def test_what_is_left_out_is_counted(
    hostile: sqlite3.Connection, pairs: int, passages: int, said: str
) -> None:
    assert said in Page(html_report.build(hostile, pairs=pairs, passages=passages)).text


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
    monkeypatch.setattr(html_report, "ARTICLES", 1)
    text = Page(html_report.build(seeds)).text
    assert "Left out here, all in the JSON report: 2 of kind “unseen”." in text
    # Listed are the two that statements name, and the first of the others.
    assert "2 articles left out here" in text
