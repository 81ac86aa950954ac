"""Audits: a worklist, a draw that anybody can repeat, bylines hidden, figures for publication; and the
filters that audits, reviews and reports share."""

from __future__ import annotations

import json
import random
from collections.abc import Callable
from contextlib import closing
from pathlib import Path
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

import provenance
from provenance.report import findings
from provenance.report.blind import SHOWN, Blind
from provenance.report.draw import between, draw, number
from provenance.report.filters import FilterError, Filters, choose_articles, chosen, chosen_pairs
from provenance.store.database import open_for_reading
from tests.conftest import Archive, Run

POOL = (
    "The council voted on Tuesday to close the old swimming pool by the river and to build a larger one "
    "beside the station, although nobody could say where the money for it should come from."
)
BELL = (
    "Divers found the missing bell of the harbour church on Sunday, four metres below the pier and half "
    "buried in sand, where a storm had carried it in the winter of the great flood."
)
RAIN = (
    "It rained for nineteen days without a pause, and the gardeners of the upper valley rowed to their "
    "glasshouses each morning to bail out the water before the roots of the lemon trees began to rot."
)
FILES: dict[str, str | bytes] = {
    "ann-doe/pool.txt": f"A pool for the town\n\nBy Ann Doe\n\n{POOL}\n\n{BELL}\n",
    "post/pool.txt": f"Another pool story\n\nHe said no more. {POOL}\n",
    "post/bell.txt": f"A bell comes home\n\nThe Paper reported: {BELL}\n",
    "wire/bell.txt": f"Bell found\n\n{BELL} It is green.\n",
    "paper/alone.txt": f"Nobody else has this\n\n{RAIN}\n",
    "paper/copy.txt": f"Nobody else has this\n\n{RAIN}\n",
    "metadata.csv": "path,date,outlet,byline,source\n"
    "ann-doe/*,2018-01-10,The Paper,Ann Doe,\npost/pool.txt,2018-01-08,Post,Bo Roe,\n"
    "post/bell.txt,,Post,Ann Doe and Cy Poe,\nwire/*,2018-01-09,Reuters,,1\n"
    "paper/*,2018-02,The Paper,Di Moe,\n",
}


@pytest.fixture
def archive(scanned: Callable[..., Archive], monkeypatch: pytest.MonkeyPatch) -> Archive:
    monkeypatch.setenv("PROVENANCE_REVIEWER", "R. Viewer")
    return scanned(FILES)


@pytest.fixture
def audit(archive: Archive, run: Run) -> Callable[..., dict[str, Any]]:
    def call(*args: str) -> dict[str, Any]:
        code, out, err = run("audit", "--json", *args, "--db", str(archive.path))
        assert code == 0, err
        found: dict[str, Any] = json.loads(out)
        return found

    return call


Audit = Callable[..., dict[str, Any]]


def named(report: dict[str, Any]) -> list[str]:
    return [one["path"].removeprefix("folder/") for one in report["articles"]]


# the worklist


def test_the_worklist_of_a_byline(audit: Audit) -> None:
    report = audit("--byline", "ann doe")
    assert named(report) == ["ann-doe/pool.txt", "post/bell.txt"], "also where others are named beside her"
    first = report["articles"][0]
    assert (first["state"], first["outlet"], first["byline"]) == ("new", "The Paper", "Ann Doe")
    assert first["open_words"] <= first["shared_words"] <= first["words"]
    assert [one["text"][:11] for one in first["findings"]] == ["The council", "Divers foun"]
    bell = first["findings"][1]
    assert bell["articles"] == 2, "the wire and the Post, one finding"
    assert [one["standing"] for one in first["findings"]] == ["open", "open"]
    same = audit("--byline", "Di Moe")["articles"][0]["findings"][0]
    assert (same["standing"], same["relation"]) == ("related", "same text"), "one outlet has it twice"
    assert "not in quote marks here, credited here: nobody" in bell["says"]
    assert report["summary"]["articles"] == 2
    assert report["draw"] is None


def test_an_open_passage_goes_before_one_that_is_accounted_for(
    scanned: Callable[..., Archive], run: Run
) -> None:
    archive = scanned(
        {
            "a.txt": f"First\n\n“{BELL}” she told AFP.\n\n{POOL}\n",
            "b.txt": f"Second\n\n{BELL} And no more of it.\n",
            "c.txt": f"Third\n\nWhat now? {POOL}\n",
        }
    )
    code, out, _ = run("audit", "--sample", "9", "--seed", "x", "--json", "--db", str(archive.path))
    assert code == 0
    report = json.loads(out)
    of_a = next(one for one in report["articles"] if one["path"] == "folder/a.txt")
    assert [one["standing"] for one in of_a["findings"]] == ["open", "accounted for"]
    assert of_a["findings"][1]["quoted"]
    assert of_a["open_words"] < of_a["shared_words"]
    assert report["summary"]["to_decide"] == 3, "the other two quote and credit nobody"


def test_the_review_tells_how_far_it_has_come(archive: Archive, audit: Audit, run: Run) -> None:
    db = ["--db", str(archive.path)]
    sample = ["--sample", "9", "--seed", "7", "--with-sources"]
    report = audit(*sample)
    assert report["summary"]["states"] == {"new": 2, "accounted for": 3}, (
        "one credits the paper, from two others likely have it"
    )
    assert report["summary"]["open"] == report["summary"]["to_decide"] == 2
    assert report["summary"]["confirmed_in_all"] is None
    of_ann = next(one for one in report["articles"] if one["path"].endswith("ann-doe/pool.txt"))
    pool, bell = (one["id"] for one in of_ann["findings"])
    run("review", "confirm", pool, *db)
    again = next(one for one in audit(*sample)["articles"] if one["path"].endswith("ann-doe/pool.txt"))
    assert (again["state"], [one["state"] for one in again["findings"]]) == ("new", ["confirmed", "new"])
    run("review", "clear", bell, "--reason", "licensed", *db)
    report = audit(*sample)
    again = next(one for one in report["articles"] if one["path"].endswith("ann-doe/pool.txt"))
    assert again["state"] == "confirmed", "one of its passages is"
    assert report["summary"]["reasons"]["licensed"] >= 1
    for path in ("post/pool.txt", "post/bell.txt", "wire/bell.txt", "paper/alone.txt"):
        assert run("review", "clear", path, "--reason", "incidental", *db)[0] == 0
    report = audit(*sample)
    assert report["summary"]["open"] == 0
    assert report["summary"]["states"] == {"cleared": 4, "confirmed": 1}
    assert report["summary"]["confirmed_in_all"] == {"from": 0.2, "to": 0.2}, "all were drawn"
    run("review", "needs-info", "ann-doe/pool.txt", *db)
    assert audit(*sample)["summary"]["open"] == 1, "what is said of the article itself goes first"


def test_a_decision_on_a_pair_decides_its_findings(archive: Archive, audit: Audit, run: Run) -> None:
    run("review", "confirm", "--pair", "ann-doe/pool.txt", "post/pool.txt", "--db", str(archive.path))
    (article,) = audit("--byline", "Bo Roe")["articles"]
    assert article["state"] == "confirmed"
    assert article["findings"][0]["review"]["pair_state"] == "confirmed"


def test_what_the_terminal_and_a_file_say(archive: Archive, audit: Audit, run: Run, tmp_path: Path) -> None:
    args = ["audit", "--byline", "Ann Doe", "--db", str(archive.path)]
    code, out, _ = run(*args)
    assert code == 0
    for words in (
        "1. folder/ann-doe/pool.txt  A pool for the town, The Paper, Ann Doe, 2018-01-10",
        ">>The council voted on Tuesday",
        "Audit     2 articles, all that were asked for (byline Ann Doe)",
        "Not seen  The web, agency wires and other archives",
        "Errors    ",
        "Note      Similarity is not plagiarism: a person decides.",
    ):
        assert words in out
    summary = run(*args, "--summary")[1]
    assert out.endswith(summary)
    assert "folder/" not in summary
    assert run(*args, "-o", "audit.txt")[0] == 0
    assert Path("audit.txt").read_text(encoding="utf-8").endswith(summary)
    assert run(*args, "-o", str(tmp_path / "no/such/audit.txt"))[0] == 4


# the draw


def test_the_same_seed_gives_the_same_draw(audit: Audit) -> None:
    one, two = audit("--sample", "3", "--seed", "a"), audit("--sample", "3", "--seed", "a")
    assert one == two
    draws = {frozenset(named(audit("--sample", "2", "--seed", seed))) for seed in "abcdefgh"}
    assert len(draws) > 1
    assert one["population"] == 4, "a text once, wherever it stands, and no declared source"
    assert one["left_out"] == {"undated": 0, "declared_sources": 1}
    assert audit("--sample", "3", "--seed", "a", "--with-sources")["population"] == 5


def test_a_new_article_does_not_reshuffle_a_draw(archive: Archive, audit: Audit, tmp_path: Path) -> None:
    before = set(named(audit("--sample", "3", "--seed", "a")))
    (tmp_path / "folder/new.txt").write_text("Something new\n\nNothing that anybody else would say of it.\n")
    (tmp_path / "folder/ann-doe").rename(tmp_path / "folder/moved")
    provenance.scan(tmp_path / "folder", db=archive.path)
    after = set(named(audit("--sample", "3", "--seed", "a")))
    moved = {path.replace("ann-doe/", "moved/") for path in before}
    assert len(moved & after) >= 2


texts = st.sets(st.text("0123456789abcdef", min_size=64, max_size=64), min_size=1, max_size=40)


@given(texts, st.integers(1, 50), st.text(max_size=5), st.randoms(use_true_random=False))
def test_a_draw_depends_on_texts_and_seed_alone(
    ids: set[str], size: int, seed: str, chance: random.Random
) -> None:
    listed = sorted(ids)
    drawn = draw(listed, size, seed)
    assert len(drawn) == min(size, len(ids))
    assert drawn == sorted(ids, key=lambda one: number(one, seed))[:size]
    chance.shuffle(listed)
    assert draw(listed, size, seed) == drawn
    assert draw(listed, size - 1, seed) == drawn[: size - 1], "a larger draw begins with the smaller one"
    grown = draw({*listed, "f" * 63 + "0"}, size, seed)
    assert len(set(drawn) - set(grown)) <= 1
    assert [one for one in grown if one in drawn] == [one for one in drawn if one in grown]


def test_every_text_is_drawn_as_often_as_another() -> None:
    ids = [f"{number:064x}" for number in range(20)]
    counts = dict.fromkeys(ids, 0)
    for seed in range(2000):
        for one in draw(ids, 5, str(seed)):
            counts[one] += 1
    assert 430 < min(counts.values()) <= max(counts.values()) < 570  # 500 each, three and a half deviations


@pytest.mark.parametrize(
    ("found", "drawn", "low", "high"),
    # Wilson 1927, as in Newcombe, Statistics in Medicine 17 (1998), table I.
    [(81, 263, 0.2553, 0.3662), (15, 148, 0.0624, 0.1605), (0, 20, 0.0, 0.1611), (1, 29, 0.0061, 0.1718)],
)
def test_the_interval_is_wilsons(found: int, drawn: int, low: float, high: float) -> None:
    assert between(found, drawn) == (pytest.approx(low, abs=5e-5), pytest.approx(high, abs=5e-5))


def test_an_interval_of_nothing_is_refused() -> None:
    for found, drawn in ((0, 0), (2, 1), (-1, 3)):
        with pytest.raises(ValueError, match="drawn"):
            between(found, drawn)


def test_a_draw_looks_at_few_pairs_only(
    scanned: Callable[..., Archive], run: Run, monkeypatch: pytest.MonkeyPatch
) -> None:
    chance = random.Random(3)
    words = [f"w{number}" for number in range(4000)]
    stories = [" ".join(chance.choices(words, k=60)) for _ in range(30)]
    files: dict[str, str | bytes] = {
        f"{story}-{copy}.txt": f"Headline {story} {copy}\n\n{text}. And {copy} more.\n"
        for story, text in enumerate(stories)
        for copy in range(3)
    }
    archive = scanned(files)
    looked_at = []
    real = findings.Passages.between
    monkeypatch.setattr(
        findings.Passages, "between", lambda self, a, b: looked_at.append((a, b)) or real(self, a, b)
    )
    code, out, _ = run("audit", "--sample", "4", "--seed", "1", "--json", "--db", str(archive.path))
    assert code == 0
    assert len(json.loads(out)["articles"]) == 4
    assert 4 <= len(set(looked_at)) <= 8, "of ninety pairs those of four articles"


# bylines hidden


def test_blind_hides_bylines_everywhere(archive: Archive, audit: Audit, run: Run) -> None:
    db = ["--db", str(archive.path)]
    bell = audit("--byline", "Ann Doe")["articles"][0]["findings"][1]["id"]
    run("review", "note", bell, "--text", "ask Ann Doe, or DOE, ANN; anndoe@paper.example", *db)
    run("review", "reply", bell, "--from", "Ann Doe", "--text", "ok", *db)
    report = audit("--byline", "Ann Doe", "--blind")
    shown = run("audit", "--byline", "Ann Doe", "--blind", *db)[1]
    for words in (json.dumps(report), shown):
        folded = words.casefold().replace("-", " ")
        assert "ann doe" not in folded
        assert "doe, ann" not in folded
        assert "anndoe" not in folded
        assert "cy poe" not in folded
        assert "folder/" not in words
        assert "[byline]" in words
    assert report["hidden"] in shown.replace("\n", " ")
    first = report["articles"][0]
    assert (first["path"], first["byline"]) == (f"article {first['text_id'][:8]}", None)
    assert run("review", "confirm", first["text_id"], *db)[0] == 0, (
        "articles are decided on by their text ids"
    )
    assert audit("--byline", "Ann Doe", "--blind")["articles"][0]["review"]["state"] == "confirmed"
    open_report = audit("--byline", "Ann Doe")
    assert open_report["hidden"] is None
    assert [one["text_id"] for one in open_report["articles"]] == [
        one["text_id"] for one in report["articles"]
    ]


@pytest.mark.parametrize(
    ("byline", "text", "hidden"),
    [
        ("Ann Doe", "Ann Doe, ANN  DOE and ann_doe", f"{SHOWN}, {SHOWN} and {SHOWN}"),
        ("By Ann Doe in Paris", "Doe, Ann; A. Doe; AnnDoe", f"{SHOWN}; {SHOWN}; {SHOWN}"),
        ("Ann Doe", "Annie Doe and Ann Doering", "Annie Doe and Ann Doering"),
        ("Ann Maria Doe", "Ann Doe, Doe Ann Maria", f"{SHOWN}, {SHOWN}"),
        ("Ann Doe, Bo Roe", "by Bo Roe", f"by {SHOWN}"),
        ("Ann Long", "in a long day A. Long wrote; Along", f"in a long day {SHOWN} wrote; Along"),
        ("Al Ong", "along with Al Ong", f"along with {SHOWN}"),
        ("Ed Abe", "text ed5abe and Ed 7 Abe", "text ed5abe and Ed 7 Abe"),
        ("Madonna", "Madonna sang; madonnas do not", f"{SHOWN} sang; madonnas do not"),
        ("Reuters", "told Reuters", "told Reuters"),
        ("Staff", "the staff left", "the staff left"),
        ("王小明", "记者王小明报道", f"记者{SHOWN}报道"),
        ("Анна Иванова", "Анна Иванова пишет", f"{SHOWN} пишет"),
        ("José Ibáñez", "Jose\u0301 Iba\u0301n\u0303ez wrote", f"{SHOWN} wrote"),
        ("Jose\u0301 Iba\u0301n\u0303ez", "José Ibáñez wrote", f"{SHOWN} wrote"),
        ("", "Ann Doe", "Ann Doe"),
    ],
)
def test_names_are_hidden_wherever_they_stand(byline: str, text: str, hidden: str) -> None:
    assert Blind([byline], {}).words(text) == hidden


@given(st.text(max_size=60))
def test_what_has_no_name_stays_as_it_is(text: str) -> None:
    blind = Blind(["Zzyzx Quuxington"], {"folder/zz.txt": "article 1"})
    if "quux" not in text.casefold() and "folder/zz" not in text:
        assert blind.words(text) == text


# filters


@pytest.mark.parametrize(
    ("filters", "paths", "undated"),
    [
        (Filters(), 6, 0),
        (Filters(bylines=("Ann Doe",)), 2, 0),
        (Filters(bylines=("Ann Doe", "Di Moe")), 4, 0),
        (Filters(outlets=("the paper",)), 3, 0),
        (Filters(outlets=("Post",), since="2018-01-08"), 1, 1),
        (Filters(since="2018-01-09", until="2018-01-09"), 1, 1),
        (Filters(since="2018-02-15"), 2, 1),
        (Filters(until="2017"), 0, 1),
        (Filters(bylines=("Ann Doe",), outlets=("Post",)), 1, 0),
    ],
)
def test_articles_are_chosen(archive: Archive, filters: Filters, paths: int, undated: int) -> None:
    with closing(open_for_reading(archive.path)) as connection:
        found = choose_articles(connection, filters)
    assert (len(found.paths), found.undated) == (paths, undated)


def test_blind_suggests_no_names(archive: Archive, run: Run) -> None:
    asked = ("audit", "--byline", "Anna Doe", "--db", str(archive.path))
    status, _, said = run(*asked)
    assert status == 2
    assert "there is Ann Doe" in said
    status, _, said = run(*asked, "--blind")
    assert status == 2
    assert "'Anna Doe'." in said
    assert "Ann Doe" not in said.replace("Anna Doe", "")


def test_passages_are_chosen_as_a_plain_look_at_each_says(archive: Archive) -> None:
    with closing(open_for_reading(archive.path)) as connection:
        over = findings.extent(connection)
        every = [
            (pair, one)
            for pair, passages in chosen_pairs(connection, over, chosen(connection, Filters()))
            for one in passages
        ]
        assert len(every) >= 3
        for filters, rule in (
            (Filters(min_words=35), lambda pair, one: one.words >= 35),
            (Filters(statuses=("boilerplate",)), lambda pair, one: one.status == "boilerplate"),
            (
                Filters(relations=(every[0][0].relation,)),
                lambda pair, one: pair.relation == every[0][0].relation,
            ),
            (Filters(credits=("none",)), lambda pair, one: one.credit == "none"),
            (Filters(forms=("verbatim",)), lambda pair, one: one.form == "verbatim"),
            (Filters(quoted=("both",)), lambda pair, one: one.quoted == "both"),
            (Filters(states=("new",)), lambda pair, one: True),
            (Filters(states=("confirmed",)), lambda pair, one: False),
            (
                Filters(bylines=("Bo Roe",)),
                lambda pair, one: "folder/post/pool.txt" in (pair.a_path, pair.b_path),
            ),
        ):
            found = [
                one.id
                for _, passages in chosen_pairs(connection, over, chosen(connection, filters))
                for one in passages
            ]
            assert found == [one.id for pair, one in every if rule(pair, one)], filters


def test_a_filter_that_fits_nothing_is_an_error(archive: Archive) -> None:
    with closing(open_for_reading(archive.path)) as connection:
        for filters in (Filters(bylines=("Nobody Here",)), Filters(outlets=("",)), Filters(since="x")):
            with pytest.raises(FilterError):
                choose_articles(connection, filters)


# what can't be used


@pytest.mark.parametrize(
    ("args", "said"),
    [
        ([], "Say which articles: --byline"),
        (["--sample", "3"], "Give --seed with --sample"),
        (["--sample", "3", "--seed", " "], "Give --seed with --sample"),
        (["--seed", "3"], "--seed goes with --sample"),
        (["--sample", "0", "--seed", "3"], "0 is not in the range x>=1"),
        (["--byline", "Ann Do"], "has the byline 'Ann Do'; there is Ann Doe"),
        (["--since", "01/02/2018"], "is not a clear date"),
    ],
)
def test_bad_input_is_refused_with_one_sentence(
    archive: Archive, run: Run, args: list[str], said: str
) -> None:
    code, out, err = run("audit", *args, "--db", str(archive.path))
    assert (code, out) == (2, "")
    assert said in err


def test_an_empty_answer_says_so(archive: Archive, run: Run) -> None:
    code, out, err = run("audit", "--until", "1999", "--db", str(archive.path))
    assert code == 0
    assert "nothing was looked at" in err
    assert "Audit     0 articles" in out
    assert "Left out  1 article without a date" in out
    assert run("audit", "--sample", "3", "--seed", "1", "--db", "missing.db")[0] == 4


def test_hostile_articles_stay_text(scanned: Callable[..., Archive], run: Run) -> None:
    evil = "\x1b[31m[bold]<script>alert(1)</script> =1+1 \u202e"
    archive = scanned(
        {"a.txt": f"{evil}\n\n{POOL}{evil}\n", "b.txt": f"B\n\n{POOL} {evil}\n",
         "metadata.csv": f"path,outlet,byline\na.txt,{evil},Eve [red]Evil[/red]\n"}
    )  # fmt: skip
    code, out, _ = run("audit", "--sample", "2", "--seed", "1", "--db", str(archive.path))
    assert code == 0
    assert "\x1b" not in out
    assert "\u202e" not in out
    assert run("audit", "--sample", "2", "--seed", "1", "--blind", "--db", str(archive.path))[0] == 0
