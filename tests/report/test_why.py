"""Why a passage is judged so: every sentence is true of the texts, for every class that there is."""

from __future__ import annotations

import json
import random
import re
import sqlite3
from collections.abc import Callable, Iterator
from contextlib import closing
from itertools import chain
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

import provenance
from provenance.passages import FORMS, form_of
from provenance.report import facts, findings, html_report, joined, json_report
from provenance.report.grounds import Reader
from provenance.report.related import why_related
from provenance.report.why import Reasons, say_form
from provenance.sentences import tables
from provenance.store.database import open_for_reading
from tests.report.conftest import FIRST, ROOT, SECOND, Newsroom

QUOTE = "the harbour wall will be rebuilt from the ground before the storms of the next winter come in"
STORY = (
    "The ferry that ran aground on the sandbank off Port Ellen was towed free at high water this morning. "
    "Nobody was hurt, and the forty passengers went home by bus. An inquiry will ask why two lights on the "
    "northern channel had been out for a week, and who had been told of it."
)
REPORT = (
    "Traders guess that {} hogs were slaughtered today, against {} a week ago and {} a year ago. Prices in "
    "the yards of the river towns rose a little, by {} cents a pound on the day, as farmers held back."
)
NOTICE = (
    "filed with the Securities and Exchange Commission for an offering of shares that it will sell at once"
)
NAME = "the Central Office of the Northern Fisheries Board in Port Charlotte, Isle of Islay"
DESK = "Call the city desk of the Herald with news at any hour of the day"
FORM = "Your email address will not be published. Required fields are marked *"
PART = "nothing of what stands there now can be kept if the ferries are to land"
ARABIC = "قال الوزير إن الجسر فوق النهر سيفتح من جديد قبل نهاية الصيف القادم بعد أعمال الصيانة الطويلة"


def write_newsroom(folder: Path) -> None:
    """A folder with a pair for each class, among stories enough to tell what is common."""
    numbers = random.Random(7)
    ends = ("den", "fol", "gar", "sha", "vik", "pum", "rot", "lem")
    vocabulary = [f"{one}{end}" for one in ("ba", "ke", "lo", "mur", "tin", "sel") for end in ends]

    def filler(name: str) -> str:
        words = " ".join(numbers.choice(vocabulary) for _ in range(40))
        return f"{name}one {words} {name}two {name}three {name}four."

    texts, rows = {}, []
    for n in range(110):
        parts = [filler(f"story{n}"), filler(f"more{n}")]
        if n < 40:
            parts.insert(1, f"Firm{n} {NOTICE}. Firm{n}s said so.")
        if n < 12:
            parts.append(DESK)
        texts[f"n{n:03}.txt"] = "\n\n".join(parts)
        rows.append(f"n{n:03}.txt,Herald,2020-01-{1 + n % 6:02},,")
    texts |= {
        "quote-a.txt": f"{filler('qa')}\n\n“{QUOTE.capitalize()},” the mayor told Reuters on Monday.",
        "quote-b.txt": f"{filler('qb')}\n\nThe mayor said {QUOTE}. He was in Oban.",
        "part-a.txt": f"{filler('pa')}\n\nThe wall, he said, “{PART} in the bay”.",
        "part-b.txt": f"{filler('pb')}\n\n“As I told you all on Sunday, {PART} in the bay,” he said.",
        "told-a.txt": f"“{STORY},” a spokesman told Reuters.\n\n{filler('ta')}",
        "told-b.txt": f"{filler('tb')}\n\n“{STORY},” a spokesman told AFP.\n\n{FORM}",
        "hogs-a.txt": f"{filler('ha')}\n\n{REPORT.format('290,000', '302,000', '297,000', '1.5')}",
        "hogs-b.txt": f"{filler('hb')}\n\n{REPORT.format('311,000', '290,500', '288,000', '2.25')}",
        "name-a.txt": f"{filler('na')}\n\nA letter came from {NAME}, with a bill.\n\n{FORM}",
        "name-b.txt": f"{filler('nb')}\n\nThose who asked were sent to {NAME}. Nobody heard more.",
        "same-a.txt": f"{filler('sa')}\n",
        "arabic-a.txt": f"«{ARABIC}» حسبما قال لوكالة رويترز.\n\nخبر",
        "arabic-b.txt": f"عاجل: {ARABIC.replace('الوزير', 'الرئيس')}.",
    }
    texts["same-b.txt"] = texts["same-a.txt"]
    texts["same-c.txt"] = texts["same-a.txt"].replace(" ", "  ")
    long = " ".join(filler(f"reprint{n}") for n in range(3))
    texts |= {f"r{n}.txt": f"Edition {n} of paper{n}.\n\n{long}" for n in range(3)}
    for name, (outlet, other), byline, source, credit, more in RELATED:
        shared = filler(f"{name}x")
        texts[f"{name}-a.txt"] = shared
        texts[f"{name}-b.txt"] = f"{filler(f'{name}y') if more else ''}\n\n{credit}{shared}"
        rows.append(f"{name}-a.txt,{outlet},,{byline},{source}")
        rows.append(f"{name}-b.txt,{other},,{byline},")
    folder.mkdir()
    for name, text in texts.items():
        (folder / name).write_text(text, encoding="utf-8", newline="")
    table = "path,outlet,date,byline,source\n" + "\n".join(rows)
    (folder / "metadata.csv").write_text(table, encoding="utf-8")


RELATED = (
    # Name, the outlets of A and B, the byline of both, whether A is declared a source, B's credit, more in B
    ("press", ("Dunoon Harbour Trust", "Echo"), "", "yes", "", True),
    ("wire", ("Reuters", "Echo"), "", "", "", True),
    ("syndicate", ("Reuters", "Echo"), "", "", "OBAN, Jan 2 (Reuters) - ", True),
    ("flagged", ("Reuters", "Echo"), "", "yes", "", True),
    ("self", ("Echo", "Echo"), "", "", "", True),
    ("version", ("Echo", "Echo"), "", "", "Later. ", False),
    ("byline", ("Echo", "Gazette"), "Ann Field", "", "", True),
)


@pytest.fixture(scope="module")
def newsroom(tmp_path_factory: pytest.TempPathFactory) -> Iterator[sqlite3.Connection]:
    folder = tmp_path_factory.mktemp("why")
    write_newsroom(folder / "news")
    provenance.scan(folder / "news", db=folder / "p.db")
    with closing(sqlite3.connect(folder / "p.db")) as writer, writer:
        # Of two reprints as of two that were compared with a third only.
        pair = [
            writer.execute("SELECT text_id FROM places WHERE path = ?", (f"news/r{n}.txt",)).fetchone()[0]
            for n in (1, 2)
        ]
        for table in ("alignments", "text_pairs"):
            writer.execute(f"DELETE FROM {table} WHERE text_a = ? AND text_b = ?", sorted(pair))
    connection = open_for_reading(folder / "p.db")
    yield connection
    connection.close()


class Room:
    """What a database says of some pairs and why."""

    def __init__(self, connection: sqlite3.Connection) -> None:
        self.connection = connection
        texts = facts.Texts(connection)
        self.passages = findings.Passages(connection, texts)
        self.reasons = Reasons(connection, texts)
        self.grounds = Reader(connection, texts)

    def why(self, a: str, b: str) -> list[tuple[findings.Passage, list[str]]]:
        return [(one, [why.says for why in self.reasons.of(one)]) for one in self.passages.between(a, b)]

    def related(self, pair: findings.Pair) -> str:
        (says,) = why_related(pair)
        return says

    def every(self) -> Iterator[findings.Pair]:
        return findings.pairs(self.connection, findings.extent(self.connection))


SHOWN = (
    ("quote-a", "quote-b"), ("part-a", "part-b"), ("told-a", "told-b"), ("hogs-a", "hogs-b"),
    ("name-a", "name-b"), ("name-a", "told-b"), ("n000", "n001"), ("same-a", "same-b"), ("same-a", "same-c"),
    ("arabic-a", "arabic-b"), ("r0", "r1"), ("r1", "r2"),
    *((f"{row[0]}-a", f"{row[0]}-b") for row in RELATED),
)  # fmt: skip


def test_the_sentences_on_each_class(newsroom: sqlite3.Connection, gold: Callable[[str, str], None]) -> None:
    room = Room(newsroom)
    lines = []
    for a, b in SHOWN:
        a, b = f"news/{a}.txt", f"news/{b}.txt"
        pair = findings.pair(newsroom, a, b)
        assert pair is not None, (a, b)
        lines += [f"# {a} {b}", room.related(pair)]
        for passage, says in room.why(a, b):
            lines += [f"- {' '.join(passage.a.text.split())}", *(f"  {one}" for one in says)]
    gold("why.txt", "\n".join(lines) + "\n")


def test_what_is_counted_is_what_was_judged(newsroom: sqlite3.Connection) -> None:
    room = Room(newsroom)
    seen = set()
    for pair in room.every():
        for one in room.passages.between(pair.a_path, pair.b_path):
            found = room.grounds.of(one)
            seen.add((one.status, one.quoted, one.composed, found.rule))
            if found.one_line:
                continue
            sides = {"a": (one.a, found.a), "b": (one.b, found.b)}
            half = "".join(name for name, (_, stand) in sides.items() if 2 * stand.quoted >= stand.words)
            assert {"": "neither", "ab": "both"}.get(half, half) == one.quoted
            for side, stand in sides.values():
                credited = [row.name for row in stand.named if 2 * row.words >= stand.words]
                assert sorted(credited) == sorted(joined.names(side.credit))
            if found.equal is not None:
                assert round(found.equal / found.longer, 4) == one.identity
    assert {status for status, *_ in seen} == {"reuse", "boilerplate", "stock phrase"}
    assert {quoted for _, quoted, *_ in seen} == {"neither", "a", "both"}
    assert ("reuse", "neither", True, "") in seen
    assert {rule for *_, rule in seen} >= {"form", "names", "unrelated"}


def test_the_rule_named_for_a_pair_is_the_one_that_decided(newsroom: sqlite3.Connection) -> None:
    room = Room(newsroom)
    relations = set()
    for pair in room.every():
        says = room.related(pair)
        assert says.startswith(f"{pair.relation.capitalize()}: "), says
        relations.add(pair.relation)
    assert relations == {
        "same text", "version", "syndicated", "wire uncredited", "press release", "source-to-source",
        "self-reuse", "common source", "incidental",
    }  # fmt: skip


@given(equal=st.integers(0, 200), longer=st.integers(1, 200))
def test_what_would_change_the_form_would(equal: int, longer: int) -> None:
    equal = min(equal, longer)
    identity = equal / longer
    form = form_of(identity)
    said = say_form(form, identity, equal, longer, FORMS)
    assert said.startswith(form.capitalize())
    for words, count in re.findall(r"with (\d+) (more|fewer)", said):
        step = int(words) if count == "more" else -int(words)
        other = form_of((equal + step) / longer)
        assert other != form
        assert form_of((equal + step - (1 if step > 0 else -1)) / longer) == form
        assert other in said
    if changed := re.search(r"one changed word would make it ([\w-]+)", said):
        assert form_of((longer - 1) / longer) == changed[1]


def test_a_verdict_without_a_stored_reason_is_named_all_the_same(tmp_path: Path) -> None:
    room = Newsroom(tmp_path / "p.db")
    words = "one two three four five six seven eight nine ten"
    room.place("news/a.txt", f"{words}. A.")
    room.place("news/b.txt", f"B. {words}.")
    span = len(words)
    room.passage("news/a.txt", (0, span), "news/b.txt", (3, 3 + span), status="stock phrase", credit_a="AFP")
    room.relate("news/a.txt", "news/b.txt", "syndicated")
    room.close()
    with closing(open_for_reading(tmp_path / "p.db")) as connection:
        found = Room(connection)
        ((_, says),) = found.why("news/a.txt", "news/b.txt")
        pair = findings.pair(connection, "news/a.txt", "news/b.txt")
        assert pair is not None
        assert found.related(pair) == "Syndicated, as the scan that judged the pair found it."
    assert "Stock phrase: the scan that judged it kept no reason" in says[2]
    assert says[3] == "A credits AFP; B credits nobody for these words."


def test_every_rule_that_relates_has_its_sentence() -> None:
    cases = json.loads((ROOT / "tests" / "truth" / "relations.json").read_text(encoding="utf-8"))
    rules = [rule for rule in tables()["related"]["rule"] if not rule.endswith(", named")]
    assert {case["rule"] for case in cases} <= {*rules}
    for rule in rules:
        pair = findings.Pair("a", "b", "version", None, None, 30, 0.5, 0.4, 1, rule, "")
        (says,) = why_related(pair)
        assert says.startswith("Version: ")
        assert "{" not in says
    told = {"outlet": "Mail", "source": "Reuters", "note": "contract of 2020", "credited": ["AFP", "dpa"]}
    pair = findings.Pair("a", "b", "syndicated", None, None, 30, 0.5, 0.4, 1, "licensed", json.dumps(told))
    assert "the Mail may reprint".replace("the ", "") in why_related(pair)[0]
    assert "Reuters (contract of 2020)" in why_related(pair)[0]


def test_what_the_house_sets_aside_is_named_with_its_reason(tmp_path: Path) -> None:
    folder = tmp_path / "news"
    folder.mkdir()
    for name in "ab":
        (folder / f"{name}.txt").write_text(f"Only {name} says this. {STORY}", encoding="utf-8")
    (tmp_path / "provenance.toml").write_text(
        f"[[exclude]]\ntext = '{STORY[:160]}'\nreason = 'agreed wording'\n", encoding="utf-8"
    )
    provenance.scan(folder, db=tmp_path / "p.db", configuration=tmp_path / "provenance.toml")
    with closing(open_for_reading(tmp_path / "p.db")) as connection:
        ((passage, says),) = Room(connection).why("news/a.txt", "news/b.txt")
    assert passage.status == "excluded"
    assert any("because: agreed wording" in one and "words in A and" in one for one in says)


def test_long_lists_of_credits_are_counted(tmp_path: Path) -> None:
    room = Newsroom(tmp_path / "p.db")
    words = "one two three four five six seven eight nine ten"
    room.place("news/a.txt", f"{words}. The others: " + " ".join(f"name{n}" for n in range(9)))
    room.place("news/b.txt", words)
    room.passage("news/a.txt", (0, len(words)), "news/b.txt", (0, len(words)))
    for n in range(9):
        room.credit("news/a.txt", f"Agency {n}", f"name{n}", role="photo")
    room.close()
    with closing(open_for_reading(tmp_path / "p.db")) as connection:
        ((_, says),) = Room(connection).why("news/a.txt", "news/b.txt")
    assert says[-1].startswith("Not for these words: A names Agency 0 (for a picture, line 1), Agency 1")
    assert says[-1].endswith("Agency 3 (for a picture, line 1), 5 more.")


def test_a_credit_outside_the_text_is_named(tmp_path: Path) -> None:
    room = Newsroom(tmp_path / "p.db")
    words = "one two three four five six seven eight nine ten"
    for path, text in (("news/a.txt", f"{words}."), ("news/b.txt", f"{words}, they said.")):
        room.place(path, text)
        room.insert("stated_credits", place_id=room.place_id(path), credit="© dpa")
    # One that counts for all words has no words of its own in the text.
    room.credit("news/a.txt", "dpa", "", role="stated", covers=words)
    room.passage("news/a.txt", (0, len(words)), "news/b.txt", (0, len(words)), credit_a="dpa")
    room.close()
    with closing(open_for_reading(tmp_path / "p.db")) as connection:
        ((_, says),) = Room(connection).why("news/a.txt", "news/b.txt")
    assert (
        "A credits dpa for all 10 words (stated outside the text); B credits nobody for these words." in says
    )
    assert says[-1] == "Not for these words: B names “© dpa” (outside its text)."


def test_show_and_the_reports_say_the_same(
    seeds: sqlite3.Connection, monkeypatch: pytest.MonkeyPatch
) -> None:
    room = Room(seeds)
    expected = [says for _, says in room.why(FIRST, SECOND)]
    whole = json_report.build(seeds)["pairs"][0]  # type: ignore[index]
    alone = json_report.build_pair(seeds, FIRST, SECOND)["pair"]
    assert whole == alone
    told = [[why["says"] for why in one["why"]] for one in whole["passages"]]
    assert told == expected
    page = html_report.build(seeds)
    for one in chain(*expected, whole["why"]):
        assert f"<bdi>{one}</bdi>" in page
    monkeypatch.setattr(json_report, "EXPLAINED", 0)
    short = json_report.build(seeds)["pairs"][0]  # type: ignore[index]
    assert short["why"] == []
    assert [one["why"] for one in short["passages"]] == [[]] * 8
