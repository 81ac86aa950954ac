"""Credits of a part of a passage: no reader of a report should overlook one."""

from __future__ import annotations

import json
import sqlite3
from contextlib import closing
from pathlib import Path

from provenance.credited import credited, credits_for
from provenance.credits import find_credits
from provenance.quotes import find_quotations
from provenance.spans import Span
from provenance.tokens import tokenise
from tests.conftest import Run

TOLD = "“It will not hold the rain of the autumn,” the geologist Mira Holt told AFP."
REST = (
    "The glacier above the village lost eleven metres of ice this summer, more than in any year since "
    "records began. The lake at its foot has grown to twice its size. The mayor wants to have it drained "
    "before the snow melts, but the canton has not decided who is to pay for that."
)
END = "The village is not in danger today, says the canton, and the road is open to all who live there."
STORY = f"{REST}\n\n{TOLD} {END}\n"


def test_the_words_of_each_name_are_counted_once() -> None:
    text = f"{REST} {TOLD} It is steep, Reuters reported."
    credits = find_credits(text, find_quotations(text))
    starts = tokenise(text).starts
    whole = Span(0, len(text))
    words = len(tokenise(TOLD))
    assert credits_for(credits, whole, starts) == ()
    assert credited(credits, whole, starts) == ((), (("AFP", words), ("Reuters", 5)))
    told = Span(text.index(TOLD), text.index(TOLD) + len(TOLD))
    assert credited(credits, told, starts) == (("AFP",), ())
    assert credited(credits, Span(0, 0), starts) == ((), ())


def test_pictures_are_no_part() -> None:
    text = f"{REST}\n\nPhoto: AFP"
    assert credited(find_credits(text, ()), Span(0, len(text)), tokenise(text).starts) == ((), ())


def test_they_show_in_the_view_and_in_reports(run: Run, tmp_path: Path) -> None:
    folder = tmp_path / "articles"
    folder.mkdir()
    (folder / "a.txt").write_text(STORY, encoding="utf-8")
    (folder / "b.txt").write_text(STORY.replace(" told AFP", ""), encoding="utf-8")
    (folder / "c.txt").write_text(STORY, encoding="utf-8")
    assert run("scan", "articles", "-q")[0] == 0
    with closing(sqlite3.connect(tmp_path / "provenance.db")) as connection:
        found = {
            (a, b): (credit, json.loads(one), json.loads(other))
            for a, b, credit, one, other in connection.execute(
                "SELECT a_path, b_path, credit, part_credit_a, part_credit_b FROM reuse_passages"
            )
        }
    words = len(tokenise(TOLD))
    part, none = {"AFP": words}, {}
    assert found == {
        ("articles/a.txt", "articles/b.txt"): ("none", part, none),
        ("articles/a.txt", "articles/c.txt"): ("none", part, part),
        ("articles/b.txt", "articles/c.txt"): ("none", none, part),
    }
    whole = len(tokenise(STORY))
    said = f"AFP for {words} of {whole} words"
    assert f"credited: nobody; {said}" in " ".join(run("show", "a.txt", "b.txt")[1].split())
    assert run("report", "-o", "report.html")[0] == 0
    assert said in " ".join(
        (tmp_path / "report.html")
        .read_text(encoding="utf-8")
        .replace("<bdi>", "")
        .replace("</bdi>", "")
        .split()
    )
    passage = json.loads(run("show", "a.txt", "b.txt", "--json")[1])["pair"]["passages"][0]
    assert passage["a"]["part_credits"] == [{"name": "AFP", "words": words}]
    assert passage["b"]["part_credits"] == []
    (tmp_path / "draft.txt").write_text(STORY, encoding="utf-8")
    assert said in run("check", "draft.txt", "--count-same-text")[1]
    checked = json.loads(run("check", "draft.txt", "--json", "--count-same-text")[1])["passages"][0]
    assert checked["part_credits"] == [{"name": "AFP", "words": words}]
    assert checked["counts"]  # a part is no credit for all of it
    assert [one["part_credits"] != [] for one in checked["elsewhere"]] == [True, False, True]
