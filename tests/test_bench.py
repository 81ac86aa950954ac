"""The benchmark: its corpus is what it says, and a quick run finds what was planted."""

from __future__ import annotations

import csv
import hashlib
import json
import sqlite3
import subprocess
import sys
from contextlib import closing
from pathlib import Path
from typing import Any

import pytest

import provenance
from provenance.tokens import tokenise
from scripts.measure import meter, read_speed, reuters
from scripts.measure.corpus import COPIES, NEGATIVES, PASSAGES, Corpus, Made, make_corpus
from scripts.measure.meter import auc, find_words, halves_of
from scripts.measure.results import Found, read_database
from scripts.measure.reuters import equal_bodies, parse, updates, write_sample
from scripts.measure.scoring import read_gold, score_pairs, score_passages, share_half
from scripts.measure.vocabulary import LANGUAGES

ROOT = Path(__file__).resolve().parent.parent
SIZE, SEED = 600, 7


@pytest.fixture(scope="module")
def corpus() -> Corpus:
    return make_corpus(SIZE, SEED)


@pytest.fixture(scope="module")
def made(corpus: Corpus) -> dict[str, Made]:
    return {article.id: article for article in corpus}


def gold_of(made: dict[str, Made], kind: str) -> list[dict[str, Any]]:
    return [row for article in made.values() for row in article.gold if row["type"] == kind]


def words(text: str) -> list[int]:
    hashes: list[int] = tokenise(text).hashes.tolist()
    return hashes


def test_a_seed_gives_the_same_bytes_on_any_machine(tmp_path: Path) -> None:
    articles, gold = make_corpus(120, 1).write(tmp_path, files=True)
    assert hashlib.sha256(articles.read_bytes()).hexdigest()[:16] == "d9e3a8033f5e6026"
    assert hashlib.sha256(gold.read_bytes()).hexdigest()[:16] == "1a4cac0dde527839"
    rows = [json.loads(line) for line in articles.read_text(encoding="utf-8").splitlines()]
    assert [row["id"] for row in rows] == [f"a{number:07d}" for number in range(120)]
    for row in rows:
        assert (tmp_path / "files" / "000" / f"{row['id']}.txt").read_bytes().decode() == row["text"]
    assert len((tmp_path / "files" / "metadata.csv").read_text(encoding="utf-8").splitlines()) == 121


def test_articles_can_be_made_in_any_order_and_other_seeds_give_others(
    corpus: Corpus, made: dict[str, Made]
) -> None:
    again = make_corpus(SIZE, SEED)
    for number in (599, 3, 250, 3):
        assert again.make(number) == made[corpus.name(number)]
    assert make_corpus(SIZE, SEED + 1).make(3).text != made[corpus.name(3)].text


def test_every_kind_and_every_script_is_there(made: dict[str, Made]) -> None:
    assert {row["kind"] for row in gold_of(made, "pair")} == set(COPIES)
    assert {f"{row['kind']} {row['words']}" for row in gold_of(made, "passage")} == set(PASSAGES)
    assert {row["kind"] for row in gold_of(made, "negative")} == set(NEGATIVES)
    assert {row["kind"] for row in gold_of(made, "boilerplate")} == {"footer", "box"}
    assert {article.language for article in made.values()} == set(LANGUAGES)
    latin = [article for article in made.values() if article.language in ("en", "de", "fr")]
    stories = [
        len(words(article.text)) for article in latin if "negative" not in {r["type"] for r in article.gold}
    ]
    assert 480 < sum(stories) / len(stories) < 620


def test_gold_offsets_cut_what_they_say(made: dict[str, Made]) -> None:
    for row in gold_of(made, "passage"):
        a = made[row["a"]].text[row["a_start"] : row["a_end"]]
        b = made[row["b"]].text[row["b_start"] : row["b_end"]]
        assert a == a.strip()
        assert b == b.strip()
        if row["kind"] == "verbatim":
            assert words(a) == words(b)
        else:
            assert words(a) != words(b)
            assert share_half(a, b) or row["language"] in ("zh", "th")
        if row["language"] not in ("zh", "th"):
            assert len(words(a)) == row["words"]
    for row in gold_of(made, "boilerplate"):
        text = made[row["id"]].text
        part = text[row["start"] : row["end"]]
        assert part == part.strip()
        assert len(part) > 20
        assert row["end"] == len(text) or text[row["end"]] == "\n"


def test_copies_are_what_they_are_called(made: dict[str, Made]) -> None:
    for row in gold_of(made, "pair"):
        a, b = made[row["a"]], made[row["b"]]
        if row["kind"] == "exact":
            assert a.text == b.text
            continue
        assert a.text != b.text or row["kind"] == "reprint"
        if row["language"] not in ("zh", "th"):
            assert share_half(a.text, b.text), row


def test_a_copy_edited_singly_has_so_many_other_words(made: dict[str, Made]) -> None:
    for row in gold_of(made, "pair"):
        if not row["kind"].startswith("edited") or row["language"] in ("zh", "th"):
            continue
        # Bodies only: the furniture of the two papers differs.
        bodies = []
        for name in (row["a"], row["b"]):
            starts = [gold["start"] for gold in made[name].gold if gold["type"] == "boilerplate"]
            bodies.append(words(made[name].text[: min(starts, default=None)]))
        changed = sum(x != y for x, y in zip(*bodies, strict=True))
        assert changed == pytest.approx(int(row["kind"].split()[1]) / 100 * len(bodies[0]), rel=0.12, abs=1.5)


def test_a_corpus_of_one_and_of_none() -> None:
    assert [article.id for article in make_corpus(1, 1)] == ["a0000000"]
    with pytest.raises(ValueError, match="at least one"):
        make_corpus(0, 1)


def test_scoring_by_hand(tmp_path: Path) -> None:
    rows = [
        {"type": "pair", "kind": "exact", "language": "en", "a": "x", "b": "y"},
        {"type": "passage", "kind": "verbatim", "words": 12, "language": "en"}
        | {"a": "x", "a_start": 10, "a_end": 30, "b": "z", "b_start": 50, "b_end": 70},
        {"type": "negative", "kind": "table", "id": "t"},
    ]
    path = tmp_path / "gold.jsonl"
    path.write_text("".join(json.dumps(row) + "\n" for row in rows), encoding="utf-8")
    gold = read_gold(path)
    texts = {"x": "one two three", "y": "one two three", "z": "four five", "t": "six seven"}
    found = Found(
        pairs={("x", "y"), ("t", "z")},
        passages={("x", "z"): [(15, 30, 55, 70)]},
        counted={("x", "z"): [(15, 30, 55, 70)], ("t", "z"): [(0, 3, 0, 3)]},
    )
    pairs = score_pairs(found, gold, texts)
    assert (pairs.found["exact"], pairs.reported, pairs.outside, pairs.negatives) == (1, 2, 1, 1)
    assert (pairs.checked, pairs.sharing, pairs.false_share) == (1, 0, 0.5)
    passages = score_passages(found, gold)
    assert passages.covered["verbatim", 12] == 0.75
    assert (passages.found["verbatim", 12], passages.reported, passages.furniture) == (1, 2, 1)
    in_a_cluster = score_pairs(Found(clusters=[("x", "y", "z")]), gold, texts)
    assert (in_a_cluster.found["exact"], in_a_cluster.reported, in_a_cluster.outside) == (1, 3, 2)


def test_only_members_of_families_of_reuse_are_near_duplicates(tmp_path: Path) -> None:
    story = " ".join(f"thing{number}" for number in range(100))
    for name in ("x", "y", "z"):
        (tmp_path / f"{name}.txt").write_text(f"{story} {name}\n", encoding="utf-8")
    db = tmp_path / "a.db"
    provenance.scan(tmp_path, db=db)
    found = read_database(db)
    assert found.clusters == [("x", "y", "z")]
    with closing(sqlite3.connect(db)) as connection, connection:
        connection.execute("UPDATE families SET reuse = 0")  # as where it is stock phrases
    again = read_database(db)
    assert again.clusters == []
    assert again.passages == found.passages != {}


def test_wire_articles_are_parsed() -> None:
    sgml = (
        "<DATE> 2-MAR-1987 04:59:00.00</DATE><UNKNOWN>&#5;&#22;f0704&#31;</UNKNOWN><TEXT>&#2;"
        "<TITLE>SOFT &lt;ABC> TERMS</TITLE><DATELINE>    OSLO, March 2 - </DATELINE>"
        "<BODY>Prices  fell\nby 5 pct.\n Reuter\n&#3;</BODY></TEXT>"
    )
    wire = parse(7, sgml)
    assert (wire.title, wire.date) == ("SOFT <ABC> TERMS", "1987-03-02 04:59:00")
    assert wire.collapsed == "Prices fell by 5 pct."
    assert (wire.body, wire.ending) == ("Prices  fell\nby 5 pct.", "Reuter")
    bare = parse(8, "<DATE>?</DATE><TEXT TYPE='UNPROC'>*</TEXT>")
    assert (bare.title, bare.date, bare.body) == ("", "", "")


def test_wire_copies_and_updates_are_told_apart() -> None:
    story = " ".join(f"word{number}" for number in range(40))
    as_sgml = "<DATE>2-MAR-1987 04:59:00.00</DATE><TITLE>T</TITLE><BODY>{}</BODY>"
    wires = [
        parse(number, as_sgml.format(body))
        for number, body in enumerate((story, story.replace(" ", "\n  "), f"{story} and more", "other " * 40))
    ]
    wires.append(parse(4, as_sgml.format(f"{story}\n Reuter")))
    assert equal_bodies(wires) == [[0, 1, 4]]
    assert equal_bodies(wires, with_ending=True) == [[0, 1]]
    assert updates(wires) == [(0, 2), (1, 2), (2, 4)]


def test_verdicts_stay_with_their_passages(tmp_path: Path) -> None:
    out = tmp_path / "quality" / "sample.csv"
    first, second = (1, 7, 8, 0, 20, 5, 25, 4, "one, two", ""), (1, 7, 9, 0, 20, 5, 25, 4, '"three"', "")
    assert write_sample(out, [first, second]) == 0
    out.write_text(out.read_text(encoding="utf-8").replace('two",', 'two",real'), encoding="utf-8")
    assert write_sample(out, [(2, *second[1:]), (2, *first[1:])]) == 1
    with out.open(encoding="utf-8", newline="") as file:
        rows = list(csv.reader(file))
    assert rows[0][0] == "seed"
    assert [(row[0], row[2], row[-2], row[-1]) for row in rows[1:]] == [
        ("2", "9", '"three"', ""),
        ("2", "8", "one, two", "real"),
    ]


def test_a_small_wire_is_measured(tmp_path: Path) -> None:
    story = " ".join(f"thing{number}" for number in range(60))
    as_sgml = (
        '<REUTERS NEWID="{}"><DATE>2-MAR-1987 04:59:00.00</DATE><TITLE>T</TITLE><BODY>{}</BODY></REUTERS>'
    )
    bodies = [
        f"{story}\n Reuter",
        f"{story.replace(' ', chr(10))}\n Reuter",
        f"{story} and more",
        "other words",
    ]
    (tmp_path / "reut2-000.sgm").write_text(
        "\n".join(as_sgml.format(number, body) for number, body in enumerate(bodies, 1)), encoding="latin-1"
    )
    out = tmp_path / "sample.csv"
    lines = reuters.evaluate(tmp_path, tmp_path / "reuters.db", seed=1, articles=None, sample=100, out=out)
    assert [line.split()[-5:] for line in lines[1:3]] == [["1", "of", "1", "extra", "copies"]] * 2
    assert "2 of 2 pairs" in lines[3]
    with out.open(encoding="utf-8", newline="") as file:
        drawn = list(csv.DictReader(file))
    assert drawn
    assert all(row["passage"] == " ".join(story.split()[:20]) and row["words"] == "60" for row in drawn)


def test_a_small_agency_is_measured(tmp_path: Path) -> None:
    wire = " ".join(f"thing{number}" for number in range(60))
    other = " ".join(f"matter{number}" for number in range(60))
    for path, text in (
        ("pa/courts/day_one_1.txt", wire),
        ("papers/sun/a.txt", f"It was so.\n\n{wire}"),
        ("papers/sun/b.txt", other),
    ):
        (tmp_path / path).parent.mkdir(parents=True, exist_ok=True)
        (tmp_path / path).write_text(text, encoding="utf-8")
    truth = {
        "papers/sun/a.txt": {
            "label": "wholly",
            "story": "courts/day/one",
            "verbatim": [" ".join(wire.split()[5:30])],
        },
        "papers/sun/b.txt": {"label": "non", "story": "courts/day/one"},
    }
    (tmp_path / "truth.json").write_text(json.dumps(truth), encoding="utf-8")
    lines = meter.evaluate(tmp_path, tmp_path / "meter.db")
    assert len(lines) == 7 + len(meter.RUNS)
    assert all(line.count("1.000 (25 of 25)") == 2 for line in lines[7:])
    assert [line[33:] for line in lines[:7]] == [
        "2",
        "1.000 (25 of 25), in strings of 8 words and up",
        "1.000 (25 of 25) and 0.000 (0 of 0)",
        "1.000 (25 of 25)",
        "1.000 (1 of 1) linked articles",
        "1.000",
        "0.000 (0 of 1) called so",  # nothing here says that the one is a wire
    ]


def test_halves_part_stories_and_not_articles() -> None:
    truth = {f"{n}.txt": {"story": f"story{n % 5}"} for n in range(20)}
    one, other = halves_of(truth)
    assert one | other == truth
    assert not {row["story"] for row in one.values()} & {row["story"] for row in other.values()}


def test_annotated_strings_are_found_as_words() -> None:
    text = tokenise("He said: “The court heard, that day, of charges.” The court heard.")
    assert list(find_words(text, tokenise("court heard that DAY"))) == [3, 4, 5, 6]
    assert list(find_words(text, tokenise("court adjourned"))) == []


def test_what_equal_runs_could_reach() -> None:
    others = [[1, 2, 3, 4], [7, 8, 9]]
    assert meter.in_runs([0, 1, 2, 3, 0, 8, 9, 1], others, 2) == {1, 2, 3, 5, 6}
    assert meter.in_runs([0, 1, 2, 3, 0, 8, 9, 1], others, 3) == {1, 2, 3}
    assert meter.bridge({1, 2, 5, 9}, 2) == {1, 2, 3, 4, 5, 9}
    assert meter.bridge(set(), 2) == set()


def test_auc_is_the_chance_of_the_right_order() -> None:
    assert auc([0.9, 0.5], [0.1, 0.5]) == 0.875
    assert auc([], [0.3]) == 0.5


def test_a_quick_run_finds_all_exact_copies() -> None:
    done = subprocess.run(
        [sys.executable, "-m", "scripts.measure.bench", "--quick"],
        cwd=ROOT, capture_output=True, text=True, timeout=600, check=False,
    )  # fmt: skip
    assert done.returncode == 0, done.stderr
    assert "| exact | 1.000 (10 of 10) |" in done.stdout
    assert str(ROOT) not in done.stdout


def test_a_size_without_all_kinds_is_refused() -> None:
    done = subprocess.run(
        [sys.executable, "-m", "scripts.measure.bench", "--articles", "20"],
        cwd=ROOT, capture_output=True, text=True, timeout=60, check=False,
    )  # fmt: skip
    assert done.returncode == 2
    assert "100 articles or more" in done.stderr


def test_reading_alone_is_measured(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    lines = [json.dumps({"id": str(number), "text": f"Story {number} of the day."}) for number in range(450)]
    (tmp_path / "a.jsonl").write_text("\n".join([*lines, "no JSON"]), encoding="utf-8")
    read_speed.main([str(tmp_path / "a.jsonl")])
    printed = capsys.readouterr().out.splitlines()
    assert [line.split(" in ")[0] for line in printed] == [
        "1 processes: 450 articles",
        "2 processes: 450 articles",
    ]
