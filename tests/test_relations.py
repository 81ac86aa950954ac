"""What relates two articles: a table of rules, and a table of made-up pairs of many languages, scanned."""

from __future__ import annotations

import csv
import json
import random
import sqlite3
from collections.abc import Iterator
from contextlib import closing
from pathlib import Path
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

import provenance
from provenance.bylines import authors, common_authors
from provenance.house_rules import HouseRules, Licence
from provenance.press_releases import release_words
from provenance.relating import Between, Judges, Party, Relation, relate
from provenance.spans import Span
from provenance.verdicts import Verdict
from provenance.versions import apart, read_headline, version_rule
from tests.conftest import ROOT

with (Path(__file__).parent / "vectors/relations.csv").open(encoding="utf-8", newline="") as file:
    RELATIONS = list(csv.DictReader(file))

AGENCIES = frozenset({"Wire", "Press", "wire"})


def party(row: dict[str, str], side: str) -> Party:
    return Party(row[f"{side}_outlet"] or None, row[f"{side}_byline"] or None, bool(row[f"{side}_flag"]))


def verdicts(written: str) -> tuple[Verdict, ...]:
    """Verdicts written as `r` or `b` (reuse, boilerplate), the credit of a, a slash, the credit of b."""
    found = []
    for one in written.replace("=", "").split():
        a, _, b = one[1:].partition("/")
        status = {"r": "reuse", "b": "boilerplate"}[one[0]]
        names = tuple((name,) if name else () for name in (a, b))
        found.append(Verdict("neither", status, *names, a if a == b else ""))
    return tuple(found)


JUDGES = Judges(AGENCIES.__contains__, 0.7, 12, HouseRules((Licence("Courier", "Star", "since 2020"),)))


def related(a: Party, b: Party, between: Between, lineage: str) -> Relation:
    return relate(a, b, between, lineage, JUDGES)


def mirrored(verdict: Verdict) -> Verdict:
    return Verdict("neither", verdict.status, verdict.credit_b, verdict.credit_a, verdict.explained_by)


@pytest.mark.parametrize("row", RELATIONS, ids=lambda row: row["note"])
def test_the_relation_of_two_articles_from_both_sides(row: dict[str, str]) -> None:
    a, b, found = party(row, "a"), party(row, "b"), verdicts(row["passages"])
    same, words = "=" in row["passages"], int(row["words"])
    share = min(float(row["a_share"]), float(row["b_share"]))
    between = Between.of(found, words, share=share, same_words=same)
    assert related(a, b, between, row["lineage"]).name == row["relation"]
    back = Between.of(map(mirrored, found), words, share=share, same_words=same)
    assert related(b, a, back, row["lineage"]).name == row["relation"]


parties = st.builds(
    Party,
    st.sampled_from([None, "", "Herald", "herald", "Wire", "Press"]),
    st.sampled_from([None, "", "Jo Doe"]),
    st.booleans(),
)
names = st.sampled_from([(), ("Wire",), ("Press", "Wire")])
some_verdicts = st.lists(
    st.builds(
        Verdict, st.just("neither"), st.sampled_from(["reuse", "boilerplate"]), names, names,
        st.sampled_from(["", "Wire"]),
    )
)  # fmt: skip


@given(
    a=parties, b=parties, found=some_verdicts, words=st.integers(0, 40), share=st.floats(0, 1),
    same=st.booleans(), lineage=st.sampled_from(["", "directed", "undirected", "common source"]),
)  # fmt: skip
def test_a_relation_has_no_first_and_second(
    a: Party, b: Party, found: list[Verdict], words: int, share: float, same: bool, lineage: str
) -> None:
    there = related(a, b, Between.of(found, words, share=share, same_words=same), lineage)
    back = related(b, a, Between.of(map(mirrored, found), words, share=share, same_words=same), lineage)
    assert there == back
    assert there.name in {
        "same text", "version", "syndicated", "wire uncredited", "press release", "source-to-source",
        "self-reuse", "common source", "incidental",
    }  # fmt: skip


def test_reasons_have_no_sides() -> None:
    a, b = Party("Courier", None, False), Party("Star", None, False)
    between = Between(True, frozenset(), frozenset(), frozenset(), 40, 0.2)
    found = related(a, b, between, "")
    assert (found.name, found.rule) == ("syndicated", "licensed")
    assert json.loads(found.facts) == {"outlet": "Courier", "source": "Star", "note": "since 2020"}
    assert related(b, a, between, "") == found


WORDS = {
    "ar": ("كتاب", "مدينة", "بحر", "سفينة", "طريق", "جسر", "سوق", "حديقة", "قطار", "نهر", "مدرسة", "شجرة"),
    "ru": (
        "дом",
        "река",
        "город",
        "мост",
        "поезд",
        "рынок",
        "сад",
        "море",
        "книга",
        "школа",
        "дерево",
        "гора",
    ),
    "zh": tuple("城市大桥市场花园火车海河学校树山书船路灯门窗"),
}


def made(rng: random.Random, language: str, sentences: int) -> str:
    """Sentences of words that nobody else has, in the letters of a language."""
    found = []
    for _ in range(sentences):
        if language == "zh":
            found.append("".join(rng.choice(WORDS["zh"]) for _ in range(40)) + "。")
            continue
        stems = WORDS.get(language)
        if stems:
            words = [rng.choice(stems) + rng.choice(stems)[:3] for _ in range(22)]
        else:
            words = [
                "".join(rng.choice("bdfglmnprst") + rng.choice("aeiou") for _ in range(3)) for _ in range(22)
            ]
        found.append(" ".join(words).capitalize() + ".")
    return " ".join(found)


with (ROOT / "tests/truth/relations.json").open(encoding="utf-8") as file:
    PAIRS: list[dict[str, Any]] = json.load(file)

CONFIGURATION = """
[[sources]]
path = "wire"
kind = "wire"
name = "Harbour Wire"

[[sources]]
path = "releases"
kind = "press release"

[[licences]]
outlet = "Licensed Mail"
source = "Reuters"
note = "contract of 2024"

[[licences]]
outlet = "The Courier"
source = "Licensed Mail"

[[exclude]]
text = "The views in this column are those of the writer alone and of nobody else in the house of the paper."
reason = "a disclaimer"
"""


@pytest.fixture(scope="module")
def found(tmp_path_factory: pytest.TempPathFactory) -> Iterator[dict[int, tuple[str, str, str]]]:
    """For each pair its relation, rule and facts, as a scan of all of them gives them."""
    folder = tmp_path_factory.mktemp("relations")
    rng = random.Random(1000)
    for number, pair in enumerate(PAIRS):
        language = pair["language"]
        shared = {
            side: made(random.Random(number), language, pair[side].get("shared", 2)) for side in ("a", "b")
        }
        for side in ("a", "b"):
            said = dict(pair[side])
            parts = [said.pop("head", ""), said.pop("lead", ""), shared[side]]
            own, foot = said.pop("own", 1), said.pop("foot", "")
            said.pop("shared", None)
            if own:
                parts.append("\n\n" + made(rng, language, own))
            where = folder / "articles" / said.pop("folder", "papers")
            where.mkdir(parents=True, exist_ok=True)
            text = "".join(parts) + foot
            if said.get("source"):
                where = where / f"{number}{side}"
                where.mkdir()
                kind = said.pop("source")
                (where / "metadata.csv").write_text(f"path,source\n*,{kind}\n", encoding="utf-8")
            record = json.dumps({"text": text, **said}, ensure_ascii=False)
            (where / f"{number:02d}{side}.json").write_text(record, encoding="utf-8")
    (folder / "provenance.toml").write_text(CONFIGURATION, encoding="utf-8")
    db = folder / "a.db"
    provenance.scan(folder / "articles", db=db, configuration=folder / "provenance.toml")
    with closing(sqlite3.connect(db)) as connection:
        rows = connection.execute("SELECT a_path, b_path, relation, relation_rule, relation_facts FROM pairs")
        yield {
            int(Path(a).name[:2]): (relation, rule, facts)
            for a, b, relation, rule, facts in rows
            if Path(a).name[:2] == Path(b).name[:2]
        }


@pytest.mark.parametrize("number", range(len(PAIRS)), ids=lambda number: str(PAIRS[number]["note"]))
def test_a_pair_gets_its_relation_by_the_right_rule(
    number: int, found: dict[int, tuple[str, str, str]]
) -> None:
    relation, rule, _ = found[number]
    assert (relation, rule) == (PAIRS[number]["relation"], PAIRS[number]["rule"])


def test_the_table_has_every_relation_that_a_pair_alone_can_have(
    found: dict[int, tuple[str, str, str]],
) -> None:
    assert {pair["relation"] for pair in PAIRS} == {
        "same text", "version", "syndicated", "wire uncredited", "press release", "source-to-source",
        "self-reuse", "incidental",
    }  # fmt: skip
    licensed = next(facts for relation, rule, facts in found.values() if rule == "licensed")
    assert json.loads(licensed) == {
        "outlet": "Licensed Mail",
        "source": "Reuters",
        "note": "contract of 2024",
    }


@pytest.mark.parametrize(
    ("byline", "people"),
    [
        ("By John Smith and Mary Jones", {("john", "smith"), ("mary", "jones")}),
        ("John Smith, Political Editor", {("john", "smith")}),
        ("María José Pérez y Juan Ruiz", {("maría", "josé", "pérez"), ("juan", "ruiz")}),
        ("بقلم أحمد علي", {("أحمد", "علي")}),
        ("记者 张三", {("张三",)}),
        ("新华社", set()),
        ("Staff and agencies", set()),
        ("Agence France-Presse", set()),
        ("j.smith@mail.example", set()),
        ("Reuters", set()),
        ("", set()),
        (None, set()),
    ],
)
def test_who_a_byline_names(byline: str | None, people: set[tuple[str, ...]]) -> None:
    assert authors(byline) == people


def test_a_name_with_a_middle_initial_is_that_without() -> None:
    assert common_authors("John Q. Smith", "John Smith and Jo Roe") == ("john q smith",)
    assert common_authors("John Q. Smith", "John R. Smith") == ()


@given(st.text(max_size=60), st.text(max_size=60))
def test_any_byline_can_be_read(one: str, other: str) -> None:
    common_authors(one, other)
    assert common_authors(one, one) == tuple(sorted(" ".join(name) for name in authors(one)))


@pytest.mark.parametrize(
    ("title", "said", "marks"),
    [
        ("UPDATE 2-Oil falls", "oil falls", ("update 2",)),
        ("CORRECTED-UPDATE 1-Oil falls", "oil falls", ("corrected-update 1",)),
        ("(2nd LD) Oil falls", "oil falls", ("2nd ld",)),
        ("Oil falls, 2nd Ld-Writethru", "oil falls", ("2nd ld-writethru",)),
        ("Oil falls (corrected)", "oil falls", ("corrected",)),
        ("MISE À JOUR - Pétrole", "pétrole", ("mise à jour",)),
        ("更新：石油价格", "石油价格", ("更新",)),
        ("Correction officers strike", "correction officers strike", ()),
        ("Urgent care clinics close", "urgent care clinics close", ()),
        ("Update", "update", ()),
        ("UPDATE:", "update", ()),
    ],
)
def test_marks_of_a_headline(title: str, said: str, marks: tuple[str, ...]) -> None:
    assert read_headline(title) == (said, marks)


@given(st.text(max_size=80))
def test_any_headline_can_be_read(title: str) -> None:
    said, _ = read_headline(title)
    assert said == said.casefold()


def test_days_that_overlap_are_not_apart() -> None:
    assert apart((0, 86_399), (43_200, 43_259)) == 0
    assert apart((0, 86_399), (86_400, 172_799)) == 86_400
    assert apart(None, (0, 1)) is None


def test_a_story_id_in_common_is_nothing_where_one_is_empty() -> None:
    assert version_rule((None, "7"), (None, None), 0, 0.2, 0.7) == ""
    assert version_rule(("7", "7"), (None, None), 0, 0.2, 0.7) == "story id"


def test_hints_alone_make_no_press_release() -> None:
    text = "Words of an article.\n\nNotes to editors\n\nMedia contact: Jo\n"
    assert release_words(text) == "Notes to editors … Media contact:"
    assert release_words(text, [Span(text.index("Media"), len(text))]) == ""
    assert release_words("Words.\n\nAbout Acme Holdings\n\nMedia contact: Jo\n") == ""
    assert release_words("About us\nAbout this site\nAbout the author\nContact us\n") == ""


@given(st.text(max_size=400))
def test_any_text_can_be_asked_whether_it_is_a_press_release(text: str) -> None:
    release_words(text)
