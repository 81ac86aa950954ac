"""Which field is which: the usual names in their order, and a person's word before them."""

from __future__ import annotations

import json
from pathlib import Path
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from provenance.reading import Article, NotText, parse_fields, show_fields
from provenance.reading.assembling import assemble
from provenance.reading.field_names import NAMES, find_value, same, ways_in
from provenance.reading.records import read_record
from tests.reading.makers import read

STORY = "The council voted on Tuesday to close the old pool by the river and to build another."


def article(record: dict[str, Any], fields: str = "") -> Article:
    data = json.dumps(record).encode()
    return assemble(read_record(data, parse_fields(fields)), data, path="f/a", reader="json", stated=None)


@pytest.mark.parametrize(
    "name", ["text", "body", "Content", "article_body", "articleBody", "Full Text", "main-text"]
)
def test_usual_names_of_texts(name: str) -> None:
    assert article({"id": "1", name: STORY}).text == STORY


@pytest.mark.parametrize(
    ("field", "names"),
    [
        ("title", ["title", "Headline"]),
        ("outlet", ["outlet", "publisher", "site", "newspaper", "publication", "domain", "source"]),
        ("byline", ["byline", "author", "authors"]),
        ("url", ["url", "link"]),
        ("id", ["id", "guid", "uuid"]),
        ("licence", ["licence", "license"]),
    ],
)
def test_usual_names(field: str, names: list[str]) -> None:
    for name in names:
        assert getattr(article({"text": STORY, name: "Some words"}).metadata, field) == "Some words"
    both = {name: name for name in reversed(names)}
    assert getattr(article({"text": STORY, **both}).metadata, field) == names[0]


@pytest.mark.parametrize(
    "name",
    ["date", "published", "published_at", "publish_date", "pub_date", "pubDate", "datePublished", "created"],
)
def test_usual_names_of_dates(name: str) -> None:
    date = article({"text": STORY, name: "2018-01-10"}).metadata.date
    assert date is not None
    assert (date.precision, date.source) == ("day", "record")


@pytest.mark.parametrize(
    "name", ["crawled", "fetched_at", "scraped", "updated_at", "modified", "download_date"]
)
def test_times_of_fetching_are_no_dates(name: str) -> None:
    assert article({"text": STORY, name: "2018-01-10"}).metadata.date is None


def test_the_first_that_says_something_is_used() -> None:
    record = {
        "text": "  ", "body": STORY, "title": None, "headline": "Pool", "date": "unknown",
        "published": "2018-01-10", "byline": [], "author": {"name": "Jane"},
    }  # fmt: skip
    found = article(record)
    assert (found.text, found.metadata.title, found.metadata.byline) == (STORY, "Pool", "Jane")
    assert found.metadata.date is not None
    assert read_record(json.dumps(record).encode()).problems == ()


@pytest.mark.parametrize(
    ("value", "flag", "outlet"),
    [
        (True, True, None), ("yes", True, None), ("1", True, None), (1, True, None), (False, False, None),
        ("no", False, None), ("Reuters", False, "Reuters"), ({"id": None, "name": "BBC"}, False, "BBC"),
        (None, False, None), ("", False, None),
    ],
)  # fmt: skip
def test_a_source_is_a_flag_or_an_outlet(value: object, flag: bool, outlet: str | None) -> None:
    metadata = article({"text": STORY, "source": value}).metadata
    assert (metadata.source_flag, metadata.outlet) == (flag, outlet)
    assert article({"text": STORY, "source": value, "outlet": "Herald"}).metadata.outlet == "Herald"


@pytest.mark.parametrize(
    ("value", "earliest"),
    [
        (1515593880, "2018-01-10T14:18:00"), (1515593880000, "2018-01-10T14:18:00"),
        ("1515593880.25", "2018-01-10T14:18:00"), ("2018-01-10T14:18", "2018-01-10T14:18"),
    ],
)  # fmt: skip
def test_dates_as_programs_write_them(value: object, earliest: str) -> None:
    date = article({"text": STORY, "date": value}).metadata.date
    assert date is not None
    assert date.earliest.startswith(earliest)


def test_a_persons_word_goes_before() -> None:
    record = {
        "text": "an abstract",
        "lead": "First.",
        "body": STORY,
        "meta": {"date": "2018-01-10", "by": ["A", "B"]},
    }
    found = article(record, "text=body, date=meta.date,byline=meta.by,title=none.here")
    assert (found.text, found.metadata.byline) == (STORY, "A, B")
    assert found.metadata.date is not None
    assert article(record, "text=Lead").text == "First."
    assert article(record, "text=missing,text=lead").text == "First."
    with pytest.raises(NotText, match="--map text=NAME"):
        article(record, "text=missing")


def test_paragraphs_and_lists_of_objects() -> None:
    record = {"body": ["One.", "Two.", None, 3], "people": [{"name": "A"}, {"name": "B"}], "a.b": "flat"}
    found = article(record, "byline=people.name,title=a.b")
    assert (found.text, found.metadata.byline, found.metadata.title) == ("One.\n\nTwo.", "A, B", "flat")


def test_html_stays_text() -> None:
    words = "<p>The council voted.</p><p>So be it.</p>"
    assert article({"text": words}).text == words


@pytest.mark.parametrize("words", ["body", "text=", "=body", "words=body", "Text=a"])
def test_maps_that_say_nothing(words: str) -> None:
    with pytest.raises(ValueError, match="maps nothing; write FIELD=NAME, where FIELD is one of text, title"):
        parse_fields(words)


def test_maps_are_said_in_many_ways() -> None:
    expected = (("text", "body"), ("date", "published_at"))
    for words in (
        "text=body,date=published_at",
        ["text=body", "date = published_at"],
        " text = body ,date=published_at,",
    ):
        assert parse_fields(words) == expected
    assert parse_fields("text=a,b=c,date=d,text=a") == (("text", "a,b=c"), ("date", "d"), ("text", "a"))
    assert parse_fields(()) == parse_fields("") == ()
    assert parse_fields(show_fields(expected)) == expected


KEYS = st.sampled_from([*NAMES["text"], "Body", "FULL_TEXT", "x", "y", "article-body", "date"])


@given(st.dictionaries(KEYS, st.integers(), max_size=8), st.sampled_from(["text", "date", "outlet"]))
def test_values_come_in_the_stated_order(record: dict[str, int], field: str) -> None:
    expected = []
    for name in NAMES[field]:
        keys = [key for key in record if key == name] or [key for key in record if same(key) == name]
        expected += [record[key] for key in keys[:1]]
    assert [find_value(record, way) for way in ways_in(record, ())[field]] == expected


def test_a_map_is_used_in_every_format(tmp_path: Path) -> None:
    (tmp_path / "a.csv").write_text(f'x,story text\n1,"{STORY}"\n')
    (tmp_path / "b.json").write_text(json.dumps({"x": [{"story_text": STORY}]}))
    (tmp_path / "c.jsonl").write_text(json.dumps({"Story Text": STORY}))
    articles, problems = read(tmp_path, fields="text=story text")
    assert problems == {}
    assert {article.text for article in articles.values()} == {STORY}
    assert len(articles) == 3
