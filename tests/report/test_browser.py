"""The page in a real browser: nothing runs that should not, nothing is loaded, and it can be used."""

import re
import sqlite3
from collections.abc import Iterator
from contextlib import closing
from pathlib import Path

import pytest

from provenance.report import html_report, lineage_graph, timeline
from provenance.report.filters import Filters, chosen
from provenance.store.database import open_for_reading
from tests.report.browsing import MISSING, Browser
from tests.report.conftest import ARABIC, FIRST, SECOND, Newsroom
from tests.report.nasty import nasty_newsroom

pytestmark = pytest.mark.skipif(bool(MISSING), reason=f"not installed: {MISSING}")

TAB, ENTER, SPACE = "\ue004", "\ue007", " "
PASSAGES, PAIRS = "#passages .passage", "#passages .pair"
SENTENCE = (
    "The council voted on Tuesday to close the old bridge for two years while it is built anew, it said."
)


@pytest.fixture(scope="module")
def browser(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Browser]:
    made = Browser(tmp_path_factory.mktemp("browser"))
    yield made
    made.driver.quit()


def built(connection: sqlite3.Connection, prepared_by: str = "") -> str:
    with closing(connection):
        return html_report.build(connection, prepared_by=prepared_by)


@pytest.fixture(scope="module")
def seeds_page(seeds_database: Path) -> str:
    return built(open_for_reading(seeds_database), prepared_by="The standards desk")


@pytest.fixture(scope="module")
def hostile_page(hostile_database: Path) -> str:
    return built(open_for_reading(hostile_database))


def reprints(path: Path, articles: int, sentences: int = 1) -> sqlite3.Connection:
    """So many articles of the same sentences: a passage for each of them in each pair of articles."""
    room = Newsroom(path)
    room.connection.execute("BEGIN")
    said = [f"{SENTENCE} That was motion {number}." for number in range(sentences)]
    names = [f"news/{number:03}.txt" for number in range(articles)]
    for number, name in enumerate(names):
        room.place(name, "\n\n".join([f"Article {number}.", *said]))
    for sentence in said:
        words = len(sentence.split())
        family = room.insert("families", words=words, texts=articles, whole_text=0, cohesion=1.0)
        rep = room.texts[names[0]].index(sentence)
        for name in names:
            start = room.texts[name].index(sentence)
            room.insert(
                "members", family_id=family, text_id=room.text_id(name), representative=int(name == names[0]),
                start_char=start, end_char=start + len(sentence), words=words, identity=1.0, quoted=0,
                rep_start=rep, rep_end=rep + len(sentence), status="reuse", credits="",
            )  # fmt: skip
    room.connection.execute("COMMIT")
    return open_for_reading(room.close())


@pytest.fixture(scope="module")
def many_page(tmp_path_factory: pytest.TempPathFactory) -> str:
    """21 pairs, on three pages."""
    return built(reprints(tmp_path_factory.mktemp("many") / "provenance.db", 7))


def ids(page: str) -> list[str]:
    return re.findall(r'<article class="passage[^>]* id="(p-[0-9a-f]{16})"', page)


@pytest.mark.parametrize("page", ["seeds_page", "hostile_page", "many_page"])
def test_nothing_is_logged_and_nothing_leaves_the_file(
    browser: Browser, page: str, request: pytest.FixtureRequest
) -> None:
    browser.open(request.getfixturevalue(page))
    browser.press(TAB, ENTER)
    assert browser.logged() == []
    asked = browser.asked_for()
    assert {address.split("#")[0].rsplit("/", 1)[-1] for address in asked} == {"report.html"}
    assert all(address.startswith("file:///") for address in asked)


def test_the_seeds(browser: Browser, seeds_page: str) -> None:
    browser.open(seeds_page)
    assert browser.shown(PASSAGES) == 8
    assert browser.shown("svg.lineage, svg.timeline") == 4
    assert "Prepared by The standards desk." in browser.text("header")
    assert browser.text("#shown") == "Shown: 8 passages in 1 pair, all that stand on this page."
    assert browser.ask("document.querySelectorAll('#strips svg path').length") == 5
    assert browser.ask("document.documentElement.scrollWidth <= innerWidth")


def test_what_filters_leave_out_is_not_counted_again(browser: Browser, seeds_database: Path) -> None:
    connection = open_for_reading(seeds_database)
    page = html_report.build(connection, taken=chosen(connection, Filters(credits=("none",), min_words=12)))
    connection.close()
    browser.open(page)
    assert "2 passages" in browser.text("header .standing")
    assert browser.shown(PASSAGES) == 2
    strips, counted = browser.text("#strips"), browser.text("#recount")
    browser.click("#quoted")
    browser.click("#quoted")
    assert (browser.text("#strips"), browser.text("#recount")) == (strips, counted)
    browser.click("#show-reuse")
    assert browser.text("#recount") == "Counted now: 0 passages with 0 shared words."
    assert browser.logged() == []


def test_hostile_texts_are_text(browser: Browser, hostile_page: str) -> None:
    browser.open(hostile_page)
    browser.click("#show-boilerplate")
    assert browser.ask("document.scripts.length") == 2
    assert browser.ask("document.images.length") == 0
    assert browser.ask("document.querySelectorAll('iframe, object, blink, i, link').length") == 0
    shown = browser.text("#passages")
    assert "<script>alert('x')</script> [bold]loud[/bold] {{ 7 * 7 }} {% raw %} </style> &" in shown
    assert "⟨U+202E⟩evil⟨U+202C⟩" in shown
    assert browser.text("#strips").count("<i>The Paper</i>") == 2
    words = '<img src=x onerror="document.title=1"> [bold] =1+1 \u202e'
    browser.ask("document.getElementById('words').focus()")
    browser.press(words)
    browser.wait("document.getElementById('shown').textContent.startsWith('No passage')")
    assert browser.ask("document.title").startswith("Shared passages")
    assert browser.logged() == []


def test_search(browser: Browser, seeds_page: str) -> None:
    browser.open(seeds_page)

    def found(words: str) -> int:
        browser.ask("document.getElementById('words').select()")
        browser.press(words)
        browser.wait("new Promise(r => setTimeout(() => r(true), 300))")
        return browser.shown(PASSAGES)

    assert 0 < found("BLOODLETTING") < 8
    assert found('"bloodletting by the regime"') == 1
    assert browser.text("#shown") == "Shown: 1 passage in 1 pair, of 8 that stand on this page."
    assert found("regime bloodletting") == 1
    assert found('"regime bloodletting"') == 0
    assert browser.shown(PAIRS) == 0
    assert found("p-ce99e3cd3268d72d") == 1
    assert found("001_f9ef") == 8
    assert found('"opposition to attend"') == 8, "a title finds all passages of its pairs"
    browser.click("#reset")
    assert browser.text("#shown").endswith("all that stand on this page.")
    assert browser.ask("document.getElementById('words').value") == ""


def test_statuses_recount(browser: Browser, hostile_page: str) -> None:
    browser.open(hostile_page)
    assert browser.text("#recount") == "Counted now: 3 passages with 68 shared words."
    assert browser.shown(PASSAGES) == 3
    before = browser.text("#strips")
    assert browser.shown(".bar-boilerplate") == 0
    browser.ask("document.getElementById('show-boilerplate').focus()")
    browser.press(SPACE)
    assert browser.text("#recount") == "Counted now: 6 passages with 122 shared words."
    assert browser.shown(PASSAGES) == 6
    assert browser.shown(".bar-boilerplate") == 4
    assert browser.text("#strips") != before
    browser.press(SPACE)
    assert browser.text("#strips") == before
    browser.click("#show-reuse")
    assert browser.text("#recount") == "Counted now: 0 passages with 0 shared words."
    assert browser.text("#shown") == "No passage is shown: nothing fits what is searched for and ticked."
    strips = browser.text("#strips")
    empty = browser.ask("document.querySelectorAll('#strips .part[data-parts=\"\"]').length")
    assert strips.count("Nothing shared") == 6
    assert 0 < strips.count("Nothing shared of what is ticked") == 6 - empty


def test_the_strips_say_what_they_said_before_a_recount(browser: Browser, seeds_page: str) -> None:
    browser.open(seeds_page, script=False)
    told = browser.text("#strips")
    browser.open(seeds_page)
    assert browser.text("#strips") == told


def test_quotations_and_credits_can_be_left_out(browser: Browser, seeds_page: str) -> None:
    browser.open(seeds_page)
    browser.click("#credited")
    assert browser.shown(PASSAGES) == 7
    browser.click("#quoted")
    assert browser.shown(PASSAGES) == 6
    assert browser.text("#recount") == "Counted now: 6 passages with 103 shared words."


def test_pages(browser: Browser, many_page: str) -> None:
    browser.open(many_page)
    assert browser.text("#page") == "Page 1 of 3"
    assert browser.shown(PAIRS) == 10
    assert browser.ask("document.getElementById('previous').disabled")
    browser.ask("document.getElementById('next').focus()")
    browser.press(ENTER)
    assert browser.text("#page") == "Page 2 of 3"
    assert browser.text(f"{PAIRS}:not(.off) h3").startswith("11. ")
    browser.ask("document.getElementById('per-page').focus()")
    browser.press("a")
    assert browser.text("#page") == "Page 1 of 1"
    assert browser.shown(PAIRS) == 21
    assert browser.ask("document.getElementById('next').disabled")


def test_a_link_leads_to_its_passage(browser: Browser, many_page: str, hostile_page: str) -> None:
    last = ids(many_page)[-1]
    browser.open(many_page, f"#{last}")
    assert browser.text("#page") == "Page 3 of 3"
    assert browser.ask("document.activeElement.id") == last
    first = ids(many_page)[0]
    browser.ask("void (location.hash = arguments[0])", first)
    browser.wait("document.activeElement.id !== ''")
    browser.wait(f"document.activeElement.id === '{first}'")
    assert browser.text("#page") == "Page 1 of 3"
    hidden = re.findall(r'data-status="boilerplate"[^>]* id="(p-[0-9a-f]{16})"', hostile_page)[0]
    browser.open(hostile_page, f"#{hidden}")
    assert browser.shown(f"#{hidden}") == 1
    assert browser.ask("document.getElementById('show-boilerplate').checked")
    for nowhere in ("#no-such-passage", "#", "#%E0%A4%A", "#<b>"):
        browser.open(hostile_page, nowhere)
    assert browser.logged() == []


def test_by_keyboard(browser: Browser, seeds_page: str) -> None:
    browser.open(seeds_page)
    browser.press(TAB)
    assert browser.text(":focus") == "Skip to the content"
    assert browser.ask("document.activeElement.getBoundingClientRect().left >= 0")
    browser.press(ENTER)
    assert browser.ask("document.activeElement.id") == "content"
    wanted = browser.ask(
        "[...document.querySelectorAll('main :is(a[href], summary, input, select, button, .scroll)')]"
        ".filter(e => e.getClientRects().length && !e.disabled).length"
    )
    reached = []
    for _ in range(wanted):
        browser.press(TAB)
        reached.append(
            browser.ask(
                "[document.activeElement.outerHTML, getComputedStyle(document.activeElement).outlineStyle,"
                " document.activeElement.closest('main') !== null]"
            )
        )
    assert all(outline == "solid" and inside for _, outline, inside in reached)
    assert len({html for html, _, _ in reached}) > 0.5 * wanted


def test_without_a_script_all_can_be_read(browser: Browser, hostile_page: str, many_page: str) -> None:
    browser.open(many_page, script=False)
    assert browser.shown(PASSAGES) == 21
    assert browser.shown(".scripted") == 0
    browser.open(hostile_page, script=False)
    assert browser.shown(PASSAGES) == 3
    assert browser.shown(PAIRS) == 3
    browser.click("#show-boilerplate")
    assert browser.shown(PASSAGES) == 6
    browser.click("#show-reuse")
    assert browser.shown(PASSAGES) == 3
    assert "0 boilerplate" not in browser.text("#figures ~ p")


@pytest.mark.parametrize("page", ["seeds_page", "hostile_page"])
def test_narrow_and_dark(browser: Browser, page: str, request: pytest.FixtureRequest) -> None:
    light = "rgb(255, 255, 255)"
    browser.open(request.getfixturevalue(page), width=360, dark=True)
    assert browser.ask("document.documentElement.scrollWidth <= document.documentElement.clientWidth")
    assert browser.ask("getComputedStyle(document.body).backgroundColor") != light
    assert (
        browser.ask(
            "getComputedStyle(document.querySelector('.sides')).gridTemplateColumns.split(' ').length"
        )
        == 1
    )
    browser.open(request.getfixturevalue(page))
    assert browser.ask("getComputedStyle(document.body).backgroundColor") == light


def test_paper_has_all_that_fits_and_what_is_folded(
    browser: Browser, many_page: str, seeds_page: str
) -> None:
    browser.open(many_page)
    paper = browser.printed()
    assert all(one in paper for one in ids(many_page))
    assert "Search for words" not in paper
    browser.open(seeds_page)
    browser.click("#credited")
    paper = browser.printed()
    assert "Shown: 7 passages in 1 pair, of 8 that stand on this page." in paper
    assert "bloodletting" not in paper.split("Passages side by side")[-1].split("Families over time")[0]
    # Folded on the screen: why a passage is judged so, and the places of a family.
    for words in ("Verbatim:", "no date, seeds/001", "SHA-256 of the file"):
        assert words in paper


def test_a_screen_reader(browser: Browser, seeds_page: str, hostile_page: str) -> None:
    for page in (seeds_page, hostile_page):
        browser.open(page)
        parts = browser.accessible()
        roles = {role for role, _ in parts}
        assert {"banner", "navigation", "main", "search", "status", "group", "heading", "image"} <= roles
        for role in ("link", "button", "checkbox", "searchbox", "combobox", "image", "navigation", "search"):
            assert all(name for found, name in parts if found == role), role
        regions = [name for role, name in parts if role == "region"]
        assert len(regions) == len(set(regions)), "each place to jump to has a name of its own"
    assert ("checkbox", "reuse (3)") in parts
    assert ("searchbox", "Search for words, names or ids") in parts
    assert ("button", "Next") in parts
    assert any(
        role == "image" and name.startswith("Where shared words stand in this text") for role, name in parts
    )


def test_one_pair(browser: Browser, seeds: sqlite3.Connection) -> None:
    browser.open(html_report.build_pair(seeds, FIRST, SECOND))
    assert browser.shown(PASSAGES) == 8
    browser.click("#credited")
    assert browser.shown(PASSAGES) == 7
    assert browser.logged() == []
    assert "What was not searched" in browser.text("main")


def test_directions_of_writing(browser: Browser, hostile_page: str) -> None:
    browser.open(hostile_page)
    script = (
        "[...document.querySelectorAll('.words')].filter(e => e.innerText.includes(arguments[0]))"
        ".map(e => getComputedStyle(e).direction)"
    )
    assert set(browser.ask(script, ARABIC.split()[0])) == {"rtl"}


def test_ten_thousand_passages(browser: Browser, tmp_path: Path) -> None:
    page = built(reprints(tmp_path / "provenance.db", 48, 9))
    assert len(page.encode()) < 20_000_000
    found = ids(page)
    assert len(found) == 9 * 48 * 47 / 2 == 10_152
    browser.open(page)
    assert browser.text("#page") == "Page 1 of 113"
    assert browser.shown(PAIRS) == 10
    browser.ask("document.getElementById('words').focus()")
    browser.press(found[-1])
    browser.wait("document.getElementById('shown').textContent.startsWith('Shown: 1 passage ')")
    assert browser.shown(f"#{found[-1]}") == 1
    browser.click("#reset")
    browser.click("#next")
    assert browser.text("#page") == "Page 2 of 113"
    assert browser.logged() == []


def test_the_picture_over_time(browser: Browser, tmp_path: Path) -> None:
    connection = open_for_reading(nasty_newsroom(tmp_path / "provenance.db"))
    text = timeline.picture(lineage_graph.lineage_graph(connection, "run"))
    connection.close()
    browser.open(f'<!DOCTYPE html><html lang="en"><title>Picture</title><body>{text}</body></html>')
    assert browser.logged() == []
    for tag in ("path", "circle", "text", "g", "svg title"):
        drawn = browser.ask("document.querySelectorAll(arguments[0]).length", tag)
        assert drawn == len(re.findall(rf"<{tag.split()[-1]}[ >]", text))


def test_many_articles_have_pages_and_a_search(browser: Browser, tmp_path: Path) -> None:
    room = Newsroom(tmp_path / "provenance.db")
    for number in range(60):
        room.place(f"news/{number:02}.txt", f"Article {number}.", outlet=f"Paper {number % 30}")
    browser.open(built(open_for_reading(room.close())))
    assert browser.shown("#strips > li") == 25
    browser.click("#articles-next")
    assert browser.text("#articles-page") == "Page 2 of 3"
    assert browser.text("#strips > li:not(.off) h3") == "news/25.txt"
    browser.ask("document.getElementById('article-words').focus()")
    browser.press('"paper 7"')
    browser.wait("document.getElementById('articles-shown').textContent === 'Shown: 2 of 60 articles.'")
    assert browser.shown("#strips > li") == 2
    browser.open(built(open_for_reading(tmp_path / "provenance.db")), script=False)
    assert browser.shown("#strips > li") == 60
    assert browser.shown(".scripted") == 0
