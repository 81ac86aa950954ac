"""Databases for the report's tests: the seeds with their truth, and a newsroom of hostile texts."""

import hashlib
import json
import os
import re
import sqlite3
from collections.abc import Callable, Iterator
from difflib import SequenceMatcher
from pathlib import Path

import click
import pytest
from click.testing import CliRunner, Result

from provenance.cli import lineage, report, show
from provenance.store.database import open_for_reading, open_for_writing
from provenance.tokens import tokenise

ROOT = Path(__file__).parents[2]
TRUTH = ROOT / "tests" / "truth" / "seeds"


class Newsroom:
    """Writes rows of a finished scan, a call per fact."""

    def __init__(self, path: Path) -> None:
        self.path = path
        self.connection = open_for_writing(path)
        self.texts: dict[str, str] = {}
        run = {
            "uid": "0123456789abcdef",
            "command": "provenance scan seeds",
            "started_at": "2030-01-02T03:04:05Z",
            "finished_at": "2030-01-02T03:04:06Z",
            "tool_version": "0.0.1",
            "dependencies": json.dumps({"numpy": "2.0", "datasketch": "2.0"}),
            "parameters": json.dumps({"alone": 12, "company": 8, "seed": 3}),
            "counts": json.dumps({"files": 5}),
        }
        self.run = self.insert("runs", **run)
        for scale, value, at_least in (
            ("form", "verbatim", 1.0),
            ("form", "near-verbatim", 0.7),
            ("form", "rewritten", 0.0),
            ("degree", "wholly", 0.7),
            ("degree", "partially", 0.05),
            ("degree", "non-derived", 0.0),
        ):
            self.insert("scales", scale=scale, value=value, at_least=at_least)

    def insert(self, table: str, **row: object) -> int:
        names, marks = ", ".join(row), ", ".join("?" for _ in row)
        cursor = self.connection.execute(f"INSERT INTO {table} ({names}) VALUES ({marks})", (*row.values(),))
        return cursor.lastrowid or 0

    def one(self, sql: str, *values: object) -> int:
        return int(self.connection.execute(sql, values).fetchone()[0])

    def place(self, path: str, text: str, **facts: object) -> None:
        sha256 = hashlib.sha256(text.encode()).hexdigest()
        self.connection.execute(
            "INSERT OR IGNORE INTO texts (sha256, text, words) VALUES (?, ?, ?)",
            (sha256, text, len(tokenise(text))),
        )
        label = path.split("/")[0]
        self.connection.execute(
            "INSERT OR IGNORE INTO folders (label, location) VALUES (?, ?)", (label, label)
        )
        self.texts[path] = text
        row = {
            "path": path,
            "folder_id": self.one("SELECT id FROM folders WHERE label = ?", label),
            "text_id": self.one("SELECT id FROM texts WHERE sha256 = ?", sha256),
            "status": "current",
            "bytes": len(text.encode()),
            "bytes_sha256": sha256,
            "encoding": "utf-8",
            "reader": "text",
        }
        self.insert("places", **(row | facts))
        self.connection.execute("DELETE FROM pending")  # the scan has compared it

    def place_id(self, path: str) -> int:
        return self.one("SELECT id FROM places WHERE path = ?", path)

    def text_id(self, path: str) -> int:
        return self.one("SELECT text_id FROM places WHERE path = ?", path)

    def credit(self, path: str, name: str, words: str, role: str = "told", covers: str = "") -> None:
        text = self.texts[path]
        start = text.index(words)
        spans = [[text.index(covers), text.index(covers) + len(covers)]] if covers else []
        self.insert(
            "credits",
            text_id=self.text_id(path),
            name=name,
            role=role,
            known=1,
            start_char=start,
            end_char=start + len(words),
            covers=json.dumps(spans),
        )

    def quotation(self, path: str, start: int, end: int) -> None:
        self.insert("quotations", text_id=self.text_id(path), start_char=start, end_char=end)

    def passage(
        self,
        a: str,
        a_span: tuple[int, int],
        b: str,
        b_span: tuple[int, int],
        *,
        form: str = "verbatim",
        quoted: str = "neither",
        status: str = "reuse",
        credit_a: str = "",
        credit_b: str = "",
        explained_by: str = "",
    ) -> None:
        sides = [(a, a_span, credit_a), (b, b_span, credit_b)]
        swap = {"a": "b", "b": "a"}
        if self.text_id(a) > self.text_id(b):
            sides.reverse()
            quoted = swap.get(quoted, quoted)
        hashes = [tokenise(self.texts[path][slice(*span)]).hashes.tolist() for path, span, _ in sides]
        matcher = SequenceMatcher(None, hashes[0], hashes[1], autojunk=False)
        equal = sum(block.size for block in matcher.get_matching_blocks())
        family = self.insert("families", words=len(hashes[0]), texts=2, whole_text=0, cohesion=1.0)
        for (path, span, credit), own, first in zip(sides, hashes, (1, 0), strict=True):
            self.insert(
                "members",
                family_id=family,
                text_id=self.text_id(path),
                representative=first,
                start_char=span[0],
                end_char=span[1],
                words=len(own),
                rep_start=sides[0][1][0],
                rep_end=sides[0][1][1],
                identity=equal / max(map(len, hashes)),
                quoted=int(quoted != "neither"),
                status=status,
                credits=credit,
            )
        self.insert(
            "alignments",
            family_id=family,
            text_a=self.text_id(sides[0][0]),
            text_b=self.text_id(sides[1][0]),
            a_start=sides[0][1][0],
            a_end=sides[0][1][1],
            b_start=sides[1][1][0],
            b_end=sides[1][1][1],
            words=min(map(len, hashes)),
            words_a=len(hashes[0]),
            words_b=len(hashes[1]),
            identity=round(equal / max(map(len, hashes)), 4),
            form=form,
            quoted=quoted,
            status=status,
            credit_a=sides[0][2],
            credit_b=sides[1][2],
            explained_by=explained_by,
        )

    def relate(self, a: str, b: str, relation: str) -> None:
        places = sorted((self.place_id(a), self.place_id(b)))
        self.insert("relations", place_a=places[0], place_b=places[1], relation=relation)

    def statement(
        self,
        source: str,
        derived: str,
        kind: str,
        probability: float,
        band: str,
        reasons: list[tuple[int, float, str]],
        agencies: dict[str, int] | None = None,
        passages: int = 8,
        words: int = 150,
    ) -> None:
        unseen = kind == "unseen"
        if unseen and not self.one("SELECT count(*) FROM unseen_sources WHERE name = ?", source):
            self.insert("unseen_sources", run_id=self.run, name=source)
        number = self.insert(
            "statements",
            run_id=self.run,
            source_place=None if unseen else self.place_id(source),
            unseen_id=self.one("SELECT id FROM unseen_sources WHERE name = ?", source) if unseen else None,
            derived_place=self.place_id(derived),
            kind=kind,
            probability=probability,
            band=band,
            words=words,
            passages=passages,
            agencies=json.dumps(agencies or {}),
        )
        for sign, weight, sentence in reasons:
            self.insert("evidence", statement_id=number, sign=sign, weight=weight, sentence=sentence)

    def close(self) -> Path:
        """Fill the totals of pairs from the passages, and close."""
        self.connection.execute(
            "INSERT INTO text_pairs (text_a, text_b, words, words_a, words_b, passages, near_duplicate)"
            " SELECT text_a, text_b, sum(words), sum(words_a), sum(words_b), count(*), 0 "
            "FROM alignments GROUP BY text_a, text_b"
        )
        self.connection.close()
        return self.path


def read_article(name: str) -> str:
    with (ROOT / "seeds" / name).open(encoding="utf-8", newline="") as file:
        return file.read()


def between(path: str, first: str, last: str) -> str:
    """The words of a seed from some words to some others."""
    text = read_article(path.removeprefix("seeds/"))
    start = text.index(first)
    return text[start : text.index(last, start) + len(last)]


NAMES = sorted(path.name for path in (ROOT / "seeds").glob("*.txt"))
FIRST, SECOND = "seeds/001_f9ef70b5a9dccbe9.txt", "seeds/003_378cecce5d93c993.txt"


@pytest.fixture(scope="session")
def seeds_database(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """The five seeds with what a careful human says about them."""
    room = Newsroom(tmp_path_factory.mktemp("seeds") / "provenance.db")
    for name in NAMES:
        dated = name.startswith("004")
        room.place(
            f"seeds/{name}",
            read_article(name),
            title=read_article(name).strip().splitlines()[0],
            date_from="2018-01-10T14:18" if dated else None,
            date_to="2018-01-10T14:18:59" if dated else None,
            date_source="date line" if dated else None,
            date_precision="minute" if dated else None,
            date_words="January 10, 2018 at 2:18 pm" if dated else None,
        )
    for row in json.loads((TRUTH / "passages.json").read_text(encoding="utf-8")):
        if not row["reuse"] or "alternative_of" in row:
            continue
        a, b = f"seeds/{row['a']}", f"seeds/{row['b']}"
        spans = (row["a_start"], row["a_end"]), (row["b_start"], row["b_end"])
        room.passage(
            a,
            spans[0],
            b,
            spans[1],
            form=row["form"],
            quoted=row["quoted"],
            credit_a=row["credit_a"],
            credit_b=row["credit_b"],
            explained_by="AFP" if row["credit_a"] == row["credit_b"] == "AFP" else "",
        )
    for path in (FIRST, SECOND):
        for quoted in re.finditer("“[^”]*”", room.texts[path]):
            room.quotation(path, *quoted.span())
    told = "told AFP news agency"
    room.credit(FIRST, "AFP", told, covers=between(FIRST, "“All the rebel", "series of crimes.”"))
    room.credit(FIRST, "AFP", "File photo: AFP", role="photo")
    room.credit(FIRST, "Reuters", "told Reuters", covers="“be a test for the Russians as the guarantor”")
    room.credit(SECOND, "AFP", told, covers=between(SECOND, "“All the rebel", "series of crimes.”"))
    reported = between(SECOND, "Shaam Network, an", "the upcoming talks.")
    room.credit(SECOND, "Shaam Network", "Shaam Network", role="reports", covers=reported)
    room.relate(FIRST, SECOND, "common source")
    reasons = [
        (1, 1.44, "Both texts credit AFP, which is not in this collection, at shared words."),
        (1, 0.55, "Each text keeps readings that the other lost: “local media sources”, “Shaam Network”."),
        (0, 0.0, "Both write the editor's bracket “[to Astana]”."),
        (-1, -0.2, "Three whole sentences stand unchanged in both."),
    ]
    room.statement(FIRST, SECOND, "common source", 0.86, "moderate", reasons)
    for path in (FIRST, SECOND):
        agencies = {"AFP": 1, "Reuters": 1}
        room.statement("unseen source 1", path, "unseen", 0.8, "moderate", reasons[:1], agencies)
    reason = "No text: the file holds binary data."
    room.insert("problems", run_id=room.run, path="seeds/broken.txt", reason=reason)
    room.insert("passed_over", run_id=room.run, extension=".docx", files=2)
    return room.close()


TAGS = "<script>alert('x')</script> [bold]loud[/bold] {{ 7 * 7 }} {% raw %} </style> & "
SCRIPT = TAGS + "\x1b[31mred\x1b[0m \x07"
SHARED = "The minister said the bridge over the river would open again before the end of the coming summer"
ARABIC = "قال الوزير إن الجسر فوق النهر سيفتح من جديد قبل نهاية الصيف القادم بعد أعمال الصيانة الطويلة"
FOOTER = "Sign up for our newsletter and never miss a story from the city desk of this newspaper again"


@pytest.fixture(scope="session")
def hostile_database(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """Texts that try to act, an Arabic pair, boilerplate, copies, arrows, a ring, names that steer."""
    room = Newsroom(tmp_path_factory.mktemp("hostile") / "provenance.db")
    texts = {
        "news/<b>&\"a'.txt": f"{SCRIPT}\n\n{SHARED} {SCRIPT}, he told AFP.\n\u202eevil\u202c\n{FOOTER}",
        "news/[red]b[/red]\x1b[2J.txt": f"Before. {SHARED.replace('bridge', 'tunnel')} {SCRIPT}.\n{FOOTER}",
        "news/c/same.txt": f"{ARABIC}.\nخبر",
        "news/d/same.txt": f"عاجل: {ARABIC.replace('الوزير', 'الرئيس')}.",
        "news/e.txt": f"One copy.\r\n{FOOTER}\r\n",
        "other/e.txt": f"One copy.\r\n{FOOTER}\r\n",
    }
    for path, text in texts.items():
        room.place(path, text, outlet="<i>The Paper</i>" if path.startswith("news/<") else None)
    room.place("news/gone.txt", "Gone.", status="gone")
    paths = list(texts)

    def span(path: str, words: str) -> tuple[int, int]:
        start = texts[path].index(words)
        return start, start + len(words)

    a, b, c, d, e, f = paths
    tunnel = SHARED.replace("bridge", "tunnel")
    room.passage(
        a,
        span(a, f"{SHARED} {SCRIPT}"),
        b,
        span(b, f"{tunnel} {SCRIPT}"),
        form="near-verbatim",
        credit_a="<b>AFP</b>",
    )
    room.passage(a, span(a, FOOTER), b, span(b, FOOTER), status="boilerplate")
    room.passage(b, span(b, FOOTER), e, span(e, FOOTER), status="boilerplate")
    room.passage(c, span(c, ARABIC), d, span(d, ARABIC.replace("الوزير", "الرئيس")), form="near-verbatim")
    whole = room.insert("families", words=len(tokenise(texts[e])), texts=1, whole_text=1, cohesion=1.0)
    room.insert(
        "members",
        family_id=whole,
        text_id=room.text_id(e),
        representative=1,
        start_char=0,
        end_char=len(texts[e]),
        words=len(tokenise(texts[e])),
        rep_start=0,
        rep_end=len(texts[e]),
        identity=1.0,
        quoted=0,
        status="reuse",
        credits="",
    )
    room.credit(a, "AFP", "told AFP")
    for one, other in ((a, b), (c, d)):
        room.relate(one, other, "source-to-source")
    evil = "<img src=x onerror=alert(1)> [blink] \x1b[5m {{ reason }}"
    room.statement(a, b, "directed", 0.97, "strong", [(1, 2.5, evil)], words=20, passages=1)
    room.statement(b, e, "directed", 0.6, "weak", [], words=20, passages=1)
    room.statement(e, a, "directed", 0.55, "weak", [], words=20, passages=1)
    room.statement(c, d, "undirected", 0.7, "none", [(0, 0.0, "No dates.")], words=18, passages=1)
    room.statement('AFP "x" (unseen)', c, "unseen", 0.9, "strong", [], {"AFP": 1}, passages=1)
    del f
    return room.close()


@pytest.fixture
def seeds(seeds_database: Path) -> Iterator[sqlite3.Connection]:
    connection = open_for_reading(seeds_database)
    yield connection
    connection.close()


@pytest.fixture
def hostile(hostile_database: Path) -> Iterator[sqlite3.Connection]:
    connection = open_for_reading(hostile_database)
    yield connection
    connection.close()


GOLD = Path(__file__).parent / "gold"


@pytest.fixture
def gold() -> Callable[[str, str], None]:
    """Compares a text with a file of gold/, or writes the file where PROVENANCE_UPDATE_GOLD is set."""

    def compare(name: str, text: str) -> None:
        path = GOLD / name
        if os.environ.get("PROVENANCE_UPDATE_GOLD"):
            path.write_text(text, encoding="utf-8", newline="\n")
        assert text == path.read_text(encoding="utf-8"), f"differs from gold/{name}; see gold/README.md"

    return compare


@pytest.fixture
def provenance(seeds_database: Path, monkeypatch: pytest.MonkeyPatch) -> Callable[..., Result]:
    """Runs a command on a database (the seeds', if no other is given), 100 columns wide."""
    monkeypatch.setenv("COLUMNS", "100")

    def run(*args: str, db: Path = seeds_database, env: dict[str, str] | None = None) -> Result:
        commands = {"show": show.show, "lineage": lineage.lineage, "report": report.report}
        group = click.Group(commands=commands)
        return CliRunner().invoke(group, [args[0], "--db", str(db), *args[1:]], env=env)

    return run
