"""The article that a person means."""

import sqlite3

import pytest

from provenance.report.find_article import ArticleNameError, find_article

FIRST = "seeds/001_f9ef70b5a9dccbe9.txt"
FIRST_ID = "b6145d89e6a334156fb41927e57cb1c3dd953825935ecf03c1dd4f1cd327f6cd"


@pytest.mark.parametrize(
    "name",
    [
        FIRST,
        f"./{FIRST}",
        f"/home/editor/{FIRST}",
        FIRST.replace("/", "\\"),
        "001_f9ef70b5a9dccbe9.txt",
        "001",
        "f9ef",
        FIRST_ID,
        FIRST_ID[:8],
        FIRST_ID[:12].upper(),
    ],
)
def test_one_article_by_many_names(seeds: sqlite3.Connection, name: str) -> None:
    assert find_article(seeds, name) == FIRST


@pytest.mark.parametrize(
    "name", ["", "999", FIRST_ID[:7], "seeds", "eeds/001_f9ef70b5a9dccbe9.txt", "%", "0_1"]
)
def test_no_article(seeds: sqlite3.Connection, name: str) -> None:
    with pytest.raises(
        ArticleNameError, match=r"is no article of this database; a path looks like seeds/000_"
    ):
        find_article(seeds, name)


def test_several_articles_are_named(seeds: sqlite3.Connection, hostile: sqlite3.Connection) -> None:
    with pytest.raises(ArticleNameError, match=r"'00' may be any of seeds/000_.*, seeds/004_.*; give more"):
        find_article(seeds, "00")
    with pytest.raises(ArticleNameError, match=r"'e.txt' may be any of news/e.txt, other/e.txt;"):
        find_article(hostile, "e.txt")


def test_a_text_in_two_places_is_found_by_its_id_at_the_first(hostile: sqlite3.Connection) -> None:
    (text_id,) = hostile.execute("SELECT text_id FROM articles WHERE path = 'other/e.txt'").fetchone()
    assert find_article(hostile, text_id) == "news/e.txt"


def test_a_file_that_is_gone_is_said_to_be_gone(hostile: sqlite3.Connection) -> None:
    with pytest.raises(ArticleNameError, match="was no longer there at the last scan"):
        find_article(hostile, "news/gone.txt")
