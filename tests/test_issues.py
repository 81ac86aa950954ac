"""Texts of one outlet from different days, as far as that is known."""

from __future__ import annotations

from provenance.agencies import load_agencies
from provenance.annotation import annotate
from provenance.issues import Issue, are_issues, are_of_one_outlet, are_one_report, find_issues
from provenance.reading.article import Article, Dated, Metadata
from provenance.texts import Text
from provenance.tokens import tokenise


def article(outlet: str | None, day: str | None, title: str | None = None) -> Article:
    date = Dated(f"{day}T00:00", f"{day}T23:59:59", "metadata", "day", day) if day else None
    metadata = Metadata(outlet=outlet, date=date, title=title)
    return Article("a.txt", "Words.", "0" * 64, 6, "", "utf-8", "text", metadata, ())


def known(*texts: list[Article]) -> dict[int, Issue]:
    """What is known of texts, each given by the articles that have it."""
    articles: list[Article] = []
    made: list[Text] = []
    for places in texts:
        numbers = tuple(range(len(articles), len(articles) + len(places)))
        articles += places
        made.append(annotate(places[0], numbers, tokenise("Words."), (), load_agencies()))
    return find_issues(articles, made, range(len(made)))


def test_days_apart_of_one_outlet() -> None:
    found = known(
        [article("The Echo", "2020-01-01")],
        [article("the  echo", "2020-01-02")],
        [article("The Echo", "2020-01-04")],
        [article("Herald", "2020-01-09")],
        [article("The Echo", None)],
        [article(None, "2020-01-20")],
        [article("The Echo", "2020-01-20"), article("Herald", "2020-01-20")],
    )
    assert sorted(found) == [0, 1, 2, 3, 4]
    assert not are_issues(found, 0, 1)
    assert are_issues(found, 0, 2)
    assert are_issues(found, 2, 0)
    assert are_of_one_outlet(found, 0, 4)
    assert not are_issues(found, 0, 4)
    for other in (3, 5, 6):
        assert not are_of_one_outlet(found, 0, other)
        assert not are_issues(found, 0, other)


def test_one_report_has_one_title_but_for_figures() -> None:
    found = known(
        [article("Echo", "2020-01-01", "Rain 12 mm")],
        [article("Echo", "2020-01-09", "rain 7 mm")],
        [article("Echo", "2020-01-09", "Snow")],
        [article("Echo", "2020-01-03", "Rain 3 mm")],
        [article("Echo", "2020-01-30")],
    )
    assert are_one_report(found, 0, 1)
    assert not are_one_report(found, 0, 2)
    assert not are_one_report(found, 0, 3)
    assert not are_one_report(found, 0, 4)
