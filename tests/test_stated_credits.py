"""Credits that a file states beside its words: which names they give, for which words, where they show."""

from __future__ import annotations

import json
import sqlite3
from contextlib import closing
from pathlib import Path

import pytest

import provenance
from provenance.agencies import load_agencies
from provenance.annotation import annotate
from provenance.credits import credits_for
from provenance.reading import Article, Link, Metadata
from provenance.report import facts
from provenance.spans import Span
from provenance.stated_credits import stated_credits
from provenance.store.database import open_for_reading
from provenance.tokens import tokenise
from tests.conftest import Run

STORY = (
    "The glacier above the village lost eleven metres of ice this summer. Geologists fear that the moraine "
    "will not hold the rain of the autumn, as the report says."
)


def article(
    *credits: str,
    outlet: str | None = None,
    byline: str | None = None,
    url: str | None = None,
    links: tuple[Link, ...] = (),
) -> Article:
    metadata = Metadata(outlet=outlet, byline=byline, url=url, credits=credits)
    return Article("a.html", STORY, "", 0, "", "", "", metadata, (), links)


@pytest.mark.parametrize(
    ("stated", "names"),
    [
        ("AFP", ["AFP"]),
        ("agence france-presse", ["AFP"]),
        ("https://www.reuters.com/world/a", ["Reuters"]),
        ("https://wire.example/1", ["wire.example"]),
        ("Jane Doe/AP", ["AP"]),
        ("AP, Reuters", ["AP", "Reuters"]),
        ("(c) dpa-infocom GmbH", ["dpa"]),
        ("The AP exam board of the county", ["The AP exam board of the county"]),
        ("The Valley Echo", ["The Valley Echo"]),
        ("Photo desk", []),
        ("Image: Shutterstock", []),
        (
            "This long sentence names nobody that anybody could know, and so it is not the name of anybody.",
            [],
        ),
        ("  ", []),
        ("https://", []),
    ],
)
def test_the_names_in_a_statement(stated: str, names: list[str]) -> None:
    found = stated_credits([article(stated)], load_agencies())
    assert [credit.name for credit in found] == names
    assert all(credit.role == "stated" and credit.covers == (Span(0, len(STORY)),) for credit in found)


def test_an_article_does_not_credit_itself() -> None:
    known = load_agencies()
    for own in (
        article("The Valley Echo", outlet="The Valley  Echo"),
        article("BBC News", outlet="BBC"),
        article("https://www.echo.example/first", url="https://echo.example/second"),
        article("Mira Holt", byline="mira holt"),
    ):
        assert stated_credits([own], known) == (), own.metadata


def test_a_link_credits_its_sentence() -> None:
    report = Span(STORY.index("report"), STORY.index(" says"))
    home = Span(4, 11)
    links = (Link("https://www.reuters.com/a", report), Link("https://echo.example", home))
    text = annotate(article(links=links), (), tokenise(STORY), (), load_agencies())
    (credit,) = text.marked.credits
    assert (credit.name, credit.role, credit.span) == ("Reuters", "link", report)
    first, second = STORY.index("The glacier"), STORY.index("Geologists")
    starts = text.marked.tokens.starts
    assert credits_for(text.marked.credits, Span(first, second), starts) == ()
    assert credits_for(text.marked.credits, Span(second, len(STORY)), starts) == ("Reuters",)
    own = article(links=links, outlet="Reuters")
    assert annotate(own, (), tokenise(STORY), (), load_agencies()).marked.credits == ()


def page(title: str, **stated: object) -> str:
    data = {"@context": "https://schema.org", "@type": "NewsArticle", "headline": title, **stated}
    body = "".join(f"<p>{part}.</p>" for part in STORY.rstrip(".").split(". "))
    return (
        f"<html><head><title>{title}</title><script type='application/ld+json'>{json.dumps(data)}</script>"
        f"</head><body><article><h1>{title}</h1>{body}</article></body></html>"
    )


@pytest.fixture
def pages(tmp_path: Path) -> Path:
    pytest.importorskip("trafilatura")
    folder = tmp_path / "articles"
    folder.mkdir()
    (folder / "a.html").write_text(page("Glacier shrinks", creditText="AFP"), encoding="utf-8")
    (folder / "b.html").write_text(page("Ice lost"), encoding="utf-8")
    return folder


def rows(db: Path) -> list[tuple[str, str, str]]:
    with closing(sqlite3.connect(db)) as connection:
        return connection.execute("SELECT credit, credit_a, credit_b FROM reuse_passages").fetchall()


def test_what_a_page_states_is_a_credit_of_its_passages(pages: Path, run: Run) -> None:
    assert run("scan", "articles", "-q")[0] == 0
    db = pages.parent / "provenance.db"
    assert rows(db) == [("a only", "AFP", "")]
    with closing(open_for_reading(db)) as connection:
        (credit,) = facts.article(connection, "articles/a.html").credits
    assert (credit.name, credit.role, credit.span) == ("AFP", "stated", Span(0, 0))
    shown = run("show", "a.html", "b.html")[1]
    assert "AFP (stated beside the text)" in shown
    assert run("report", "-o", "report.html")[0] == 0
    assert "stated beside the text" in (pages.parent / "report.html").read_text(encoding="utf-8")


def test_it_is_seen_by_check_and_trace(pages: Path, run: Run) -> None:
    assert run("scan", "articles", "-q")[0] == 0
    found = run("trace", "lost eleven metres of ice")[1]
    assert found.count("credited: AFP") == 1
    (pages.parent / "draft.txt").write_text(STORY, encoding="utf-8")
    checked = json.loads(run("check", "draft.txt", "--json")[1])
    credits = {place["path"]: place["credits"] for one in checked["passages"] for place in one["elsewhere"]}
    assert credits == {"articles/a.html": ["AFP"], "articles/b.html": []}
    draft = pages.parent / "draft.html"
    draft.write_text(page("Draft", creditText="AFP"), encoding="utf-8")
    checked = json.loads(run("check", "draft.html", "--json")[1])
    assert checked["passages"][0]["credits"] == ["AFP"]
    assert not checked["passages"][0]["counts"]


def test_a_page_that_states_another_credit_is_judged_anew(pages: Path, tmp_path: Path) -> None:
    db = tmp_path / "a.db"
    provenance.scan(pages, db=db)
    (pages / "b.html").write_text(page("Ice lost", isBasedOn="https://www.reuters.com/a"), encoding="utf-8")
    provenance.scan(pages, db=db)
    assert rows(db) == [("different", "AFP", "Reuters")]
