"""The real Datasette, on real scans: every page, every query, search, facets, labels, hostile texts."""

from __future__ import annotations

import asyncio
import hashlib
import json
import re
import shlex
import shutil
import socket
import sqlite3
import subprocess
import sys
import time
import urllib.parse
import urllib.request
from collections.abc import Iterator
from contextlib import closing
from pathlib import Path
from typing import Any

import pytest

from provenance.cli import main
from provenance.report import wording
from provenance.report.datasette_metadata import metadata, queries, settings
from provenance.store.database import open_for_reading, open_for_writing
from tests.report.conftest import FIRST, ROOT, SECOND, Newsroom

yaml = pytest.importorskip("yaml")
datasette = pytest.importorskip("datasette.app")

# Datasette's own: it never closes the connections of its threads.
pytestmark = [
    pytest.mark.filterwarnings("ignore::ResourceWarning"),
    pytest.mark.filterwarnings("ignore::DeprecationWarning"),
]

LEAD = (
    "The bridge over the old harbour will stay closed until the end of the coming spring because engineers "
    "have found rust in eleven of the forty cables that carry it across the water"
)
SECOND_PARAGRAPH = (
    "Ferries will run every quarter of an hour from the first week of March and the city will pay the fares "
    "of all who can show that they live on the northern bank of the river"
)
QUOTED = "“We will not let a single lorry drive over it before each of these cables has been replaced,”"
THIRD = (
    "Farmers from nine villages have asked the regional court to stop the new motorway that would cut their "
    "orchards in two and take the last meadow along the brook"
)
QUAY = "The shops on the quay fear for their trade."


class Browser:
    """Datasette on one database, with what `provenance datasette` wrote."""

    def __init__(self, db: Path, told: dict[str, Any], *, immutable: bool = False) -> None:
        files = {"immutables": [str(db)]} if immutable else {}
        self.name = db.stem
        self._loop = asyncio.Runner()
        self._datasette = datasette.Datasette([] if immutable else [str(db)], metadata=told, **files)
        self._loop.run(self._datasette.invoke_startup())

    def get(self, path: str, **parameters: str) -> Any:
        asked = f"?{urllib.parse.urlencode(parameters)}" if parameters else ""
        return self._loop.run(self._datasette.client.get(f"/{path}{asked}"))

    def page(self, path: str, **parameters: str) -> str:
        """A page that opens, as HTML."""
        answer = self.get(f"{self.name}/{path}" if path else self.name, **parameters)
        assert answer.status_code == 200, f"{path}: {answer.text}"
        assert "message-error" not in answer.text, path
        return str(answer.text)

    def rows(self, path: str, **parameters: str) -> list[dict[str, Any]]:
        """The rows of a query, table or view."""
        answer = self.get(f"{self.name}/{path}.json", _shape="objects", **parameters)
        assert answer.status_code == 200, f"{path}: {answer.text}"
        found: list[dict[str, Any]] = answer.json()["rows"]
        return found

    def close(self) -> None:
        self._datasette.executor.shutdown()
        self._loop.close()


def written(db: Path, folder: Path) -> dict[str, Any]:
    """What the command writes for a database."""
    target = folder / f"{db.stem}.json"
    assert main(["datasette", "--db", str(db), "-o", str(target), "-q"]) == 0
    found: dict[str, Any] = json.loads(target.read_text(encoding="utf-8"))
    return found


@pytest.fixture(scope="module")
def seeds_scan(tmp_path_factory: pytest.TempPathFactory) -> Path:
    folder = tmp_path_factory.mktemp("datasette")
    assert main(["scan", str(ROOT / "seeds"), "--db", str(folder / "seeds.db"), "--search", "-q"]) == 0
    return folder / "seeds.db"


@pytest.fixture(scope="module")
def newsroom_scan(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """Two papers, a wire and an unreadable file: something for every query."""
    folder = tmp_path_factory.mktemp("newsroom")
    articles = folder / "news"
    files: dict[str, str | bytes] = {
        "wire/one.txt": f"{LEAD}.\n\n{SECOND_PARAGRAPH}.\n\n{QUOTED} said the mayor, Ann Lee.\n",
        "herald/one.txt": f"Bridge closed\n\n{LEAD}.\n\n{SECOND_PARAGRAPH}.\n\n"
        f"{QUOTED.replace('a single lorry', 'one lorry')} said the mayor, Ann Lee.\n",
        "gazette/one.txt": f"No way across\n\n{LEAD}, Reuters reports.\n\n{QUAY}\n",
        "gazette/two.txt": f"Orchards\n\n{THIRD}.\n\nThe ministry did not answer questions.\n",
        "herald/two.txt": f"Motorway\n\n{THIRD}.\n\nA ruling is expected before the harvest.\n",
        "herald/own.txt": "The theatre opens its doors again on Friday evening with a play about the sea.\n",
        "herald/broken.txt": b"\x00\x01\x02\x03" * 200,
        "herald/picture.xyz": b"no text",
        "metadata.csv": "path,date,outlet,byline,source\nwire/*,2024-03-01T06:00Z,Reuters,,1\n"
        "herald/one.txt,2024-03-02T08:00Z,Town Herald,Jane Doe,\n"
        "herald/two.txt,2024-04-02,Town Herald,Jane Doe,\n"
        "herald/own.txt,2024-03-05,Town Herald,John Roe,\n"
        "gazette/one.txt,2024-03-03T08:00Z,Gazette,Staff,\ngazette/two.txt,2024-04-02,Gazette,Mary Major,\n",
    }  # fmt: skip
    for path, content in files.items():
        (articles / path).parent.mkdir(parents=True, exist_ok=True)
        (articles / path).write_bytes(content if isinstance(content, bytes) else content.encode())
    assert main(["scan", str(articles), "--db", str(folder / "newsroom.db"), "--search", "-q"]) == 3
    return folder / "newsroom.db"


def opened(db: Path, folder: Path, **choices: bool) -> Iterator[Browser]:
    browser = Browser(db, written(db, folder), **choices)
    yield browser
    browser.close()


@pytest.fixture(scope="module")
def seeds_browser(seeds_scan: Path, tmp_path_factory: pytest.TempPathFactory) -> Iterator[Browser]:
    yield from opened(seeds_scan, tmp_path_factory.mktemp("told"))


@pytest.fixture(scope="module")
def newsroom_browser(newsroom_scan: Path, tmp_path_factory: pytest.TempPathFactory) -> Iterator[Browser]:
    yield from opened(newsroom_scan, tmp_path_factory.mktemp("told"))


def names(db: Path, kinds: tuple[str, ...] = ("table", "view")) -> list[str]:
    with closing(sqlite3.connect(db)) as connection:
        rows = connection.execute("SELECT name, type FROM sqlite_schema ORDER BY name").fetchall()
    return [name for name, kind in rows if kind in kinds]


def columns(db: Path, table: str) -> list[str]:
    with closing(sqlite3.connect(db)) as connection:
        return [column[0] for column in connection.execute(f"SELECT * FROM {table}").description]


# What it is told.


def test_every_column_of_what_is_shown_is_described_and_no_other(seeds_scan: Path, tmp_path: Path) -> None:
    tables = written(seeds_scan, tmp_path)["databases"]["seeds"]["tables"]
    assert set(names(seeds_scan)) == set(tables)
    for name, told in tables.items():
        if told.get("hidden"):
            continue
        assert told["description"]
        assert list(told["columns"]) == columns(seeds_scan, name), name
        for key in ("facets", "sortable_columns"):
            assert set(told.get(key, ())) <= set(told["columns"]), name
        for key in ("label_column", "sort", "sort_desc", "fts_pk"):
            assert told.get(key, "path") in told["columns"] or key not in told, name


def test_every_view_is_described_and_what_is_hidden_is_a_table(seeds_scan: Path, tmp_path: Path) -> None:
    tables = written(seeds_scan, tmp_path)["databases"]["seeds"]["tables"]
    hidden = {name for name, told in tables.items() if told.get("hidden")}
    assert not hidden & set(names(seeds_scan, ("view",)))
    assert {"sketches", "pending", "index_blocks", "writer", "_sqlite_migrations"} <= hidden


UNIT = re.compile(r"words\b|characters|bytes|[Nn]umber|0 to 1|\b1:|log-odds|family|passage; the same number")


def test_every_figure_says_its_unit(newsroom_scan: Path, tmp_path: Path) -> None:
    tables = written(newsroom_scan, tmp_path)["databases"]["newsroom"]["tables"]
    figures = 0
    with closing(sqlite3.connect(newsroom_scan)) as connection:
        keys = {
            (table, row[3])
            for table in names(newsroom_scan, ("table",))
            for row in connection.execute(f"PRAGMA foreign_key_list({table})")
        }
        for name, told in tables.items():
            for column, words in told.get("columns", {}).items():
                kinds = {
                    row[0] for row in connection.execute(f"SELECT DISTINCT typeof({column}) FROM {name}")
                }
                if kinds & {"integer", "real"} and (name, column) not in keys:
                    assert UNIT.search(words), f"{name}.{column}: {words}"
                    figures += 1
    assert figures > 60


def test_queries_have_a_title_and_a_description_and_write_nothing() -> None:
    found = queries()
    assert len(found) >= 12
    for query in found:
        assert query.title
        assert query.title[0].isupper()
        assert query.description.endswith(".")
        assert query.sql.startswith(("SELECT", "WITH"))
    assert len({one.title for one in found}) == len(found)


def test_every_query_is_listed() -> None:
    files = {path.stem for path in (ROOT / "db/queries").glob("*.sql")}
    assert {query.name for query in queries()} == files
    assert len(queries()) == len(files)


def test_no_query_hides_the_page_of_a_table(seeds_scan: Path) -> None:
    assert not {query.name for query in queries()} & set(names(seeds_scan))


# Every page, every query.


@pytest.mark.parametrize("which", ["seeds", "newsroom"])
def test_every_page_opens(which: str, request: pytest.FixtureRequest) -> None:
    browser: Browser = request.getfixturevalue(f"{which}_browser")
    db: Path = request.getfixturevalue(f"{which}_scan")
    assert wording.standing() in browser.get("").text
    start = browser.page("")
    shown = browser.page("", _show_hidden="1")
    for name in names(db):
        page = browser.page(name)
        assert wording.standing() in page, name
        assert f"/{which}/{name}" in shown
    for query in queries():
        assert f">{query.title}</a>" in start
        page = browser.page(query.name)
        assert wording.standing() in page
        assert query.title in page
    assert "sketches" not in start


PARAMETERS = {
    "passages_of_an_article": {"article": FIRST},
    "why_a_link": {"article": "001_f9ef70b5a9dccbe9.txt"},
    "search_articles": {"words": '"going to astana" reuters'},
}
ON_SEEDS: dict[str, tuple[str, list[tuple[object, ...]]]] = {
    "articles_of_a_byline": ("path", []),
    "credit_differs": (
        "words credit credit_a credit_b",
        [(32, "b only", "", "Shaam Network"), (9, "a only", "Reuters", "")],
    ),
    "dates_that_disagree": ("path", []),
    "most_shared_passages": ("words places", [(words, 2) for words in (38, 32, 28, 16, 11, 10, 9, 8)]),
    "pairs_of_two_outlets": ("a_path b_path relation words", [(FIRST, SECOND, "common source", 150)]),
    "passages_of_an_article": (
        "words other_path",
        [(words, SECOND) for words in (8, 15, 38, 28, 32, 11, 9, 9)],
    ),
    "quotations_that_differ": ("kind a_path b_path", [("fragment", FIRST, SECOND)]),
    "reuse_by_outlet_and_month": (
        "outlet month articles sharing common_source",
        [("", "", 4, 2, 2), ("", "2018-01", 1, 0, 0)],
    ),
    "search_articles": ("path", [(FIRST,)]),
    "sources_not_in_the_collection": (
        "source articles paths",
        [("unseen source 1", 2, f"{FIRST}, {SECOND}")],
    ),
    "uncredited_wire": ("a_path", []),
    "undetermined_lineage": ("kind one_path other_path", [("common source", FIRST, SECOND)]),
    "unreadable_files": ("path", []),
    "what_was_left_out": ("what number", [("passages that count as reuse", 8)]),
    "who_leads_and_who_follows": ("likely_earlier", []),
    "why_a_link": ("kind", [("common source",)] * 8 + [("unseen",)] * 8),
}


@pytest.mark.parametrize("query", [query.name for query in queries()])
def test_what_queries_say_of_the_seeds(query: str, seeds_browser: Browser) -> None:
    columns, expected = ON_SEEDS[query]
    rows = seeds_browser.rows(query, **PARAMETERS.get(query, {}))
    assert [tuple(row[column] for column in columns.split()) for row in rows] == expected


def test_what_queries_say_of_a_newsroom(newsroom_browser: Browser) -> None:
    rows = newsroom_browser.rows
    wire, herald, gazette = (f"news/{name}/one.txt" for name in ("wire", "herald", "gazette"))
    assert [(row["a_path"], row["b_path"]) for row in rows("uncredited_wire")] == [(herald, wire)]
    assert {row["a_path"] for row in rows("credit_differs")} == {gazette}
    assert rows("credit_differs", outlet="Gazette") == rows("credit_differs")
    assert rows("credit_differs", outlet="nobody") == []
    led = [(row["likely_earlier"], row["likely_later"]) for row in rows("who_leads_and_who_follows")]
    assert ("Reuters", "Town Herald") in led
    assert not [one for one in led if "Reuters" in one[1]]
    monthly = {(row["outlet"], row["month"]): row for row in rows("reuse_by_outlet_and_month")}
    assert (monthly["Town Herald", "2024-03"]["articles"], monthly["Town Herald", "2024-03"]["sharing"]) == (
        2,
        1,
    )
    assert monthly["Town Herald", "2024-03"]["uncredited_wire"] == 1
    jane = rows("articles_of_a_byline", byline="jane")
    assert [row["path"] for row in jane] == [herald, "news/herald/two.txt"]
    assert jane[0]["nobody_credited"] > 0
    assert f"likely has text from {wire}" in jane[0]["lineage"]
    assert len(rows("articles_of_a_byline")) == 5
    for one, other in (("Gazette", "Town Herald"), ("Town Herald", "Gazette")):
        found = rows("pairs_of_two_outlets", outlet=one, other_outlet=other)
        assert {(row["a_outlet"], row["b_outlet"]) for row in found} == {("Gazette", "Town Herald")}
        assert len(found) == 2
    assert [row["path"] for row in rows("unreadable_files")] == ["news/herald/broken.txt"]
    assert [row["kind"] for row in rows("quotations_that_differ")] == ["altered"]
    assert rows("most_shared_passages")[0]["places"] == 3
    left = {row["what"]: row for row in rows("what_was_left_out")}
    assert left["files that could not be read"]["number"] == 1
    assert left["files that no reader takes"]["which"] == ".xyz"
    two = {row["one_path"] for row in rows("undetermined_lineage")}
    assert two == {"news/gazette/two.txt"}
    assert {row["quoted"] for row in rows("passages_of_an_article", article=wire)} >= {"neither"}


def test_dates_that_disagree(tmp_path: Path) -> None:
    folder = tmp_path / "dated"
    folder.mkdir()
    (folder / "a.txt").write_text("---\ndate: 2024-01-02\n---\nThe museum shows what divers have found.\n")
    (folder / "metadata.csv").write_text("path,date\na.txt,2024-02-20\n")
    assert main(["scan", str(folder), "--db", str(tmp_path / "dated.db"), "-q"]) == 0
    for browser in opened(tmp_path / "dated.db", tmp_path):
        (row,) = browser.rows("dates_that_disagree")
        assert (row["used_date"][:10], row["other_date"][:10]) == ("2024-02-20", "2024-01-02")


# Search, facets, labels.


def test_full_text_search(seeds_browser: Browser) -> None:
    found = seeds_browser.rows("places", _search="bloodletting")
    assert {row["path"] for row in found} == {FIRST, SECOND}
    assert len(seeds_browser.rows("texts", _search="bloodletting")) == 2
    assert 'name="_search"' in seeds_browser.page("places")
    for nothing in ("", '"', "(", "nosuchword", "NEAR("):
        assert seeds_browser.rows("search_articles", words=nothing) == []


def test_without_an_index_nothing_of_a_search_is_offered(tmp_path: Path, seeds_database: Path) -> None:
    for browser in opened(seeds_database, tmp_path):
        assert 'name="_search"' not in browser.page("places")
        assert "search_articles" not in browser.page("")


def test_facets(newsroom_browser: Browser) -> None:
    facets = newsroom_browser.get("newsroom/reuse_passages.json").json()["facet_results"]
    assert set(facets) == {"status", "form", "credit", "quoted"}
    assert "reuse" in {one["value"] for one in facets["status"]["results"]}
    for view, column in (("articles", "outlet"), ("pairs", "relation"), ("lineage_edges", "kind")):
        found = newsroom_browser.get(f"newsroom/{view}.json").json()["facet_results"]
        assert found[column]["results"], view


def test_foreign_keys_show_their_labels(seeds_browser: Browser, newsroom_browser: Browser) -> None:
    (both,) = seeds_browser.rows("statements", kind="common source", _labels="on")
    assert both["source_place"]["label"] == FIRST
    assert both["derived_place"]["label"] == SECOND
    assert f">{FIRST}</a>" in seeds_browser.page("statements")
    assert newsroom_browser.rows("places", _labels="on")[0]["folder_id"]["label"] == "news"
    unseen = seeds_browser.rows("statements", kind="unseen", _labels="on")
    assert {row["unseen_id"]["label"] for row in unseen} == {"unseen source 1"}


def test_descriptions_and_sizes_are_on_the_page(seeds_browser: Browser) -> None:
    page = seeds_browser.page("articles")
    assert "td.col-a_text" in page
    assert "<dt>identity</dt>" in seeds_browser.page("reuse_passages")
    assert "<dt>words</dt><dd>Length of the whole text in words</dd>" in page
    assert re.search(r"\d+\.\d+&nbsp;kB", page)


# A database that nobody may change, one that a scan is writing to, and texts that want to act.


def test_immutable(seeds_scan: Path, tmp_path: Path) -> None:
    still = tmp_path / "still" / "still.db"
    still.parent.mkdir()
    shutil.copy(seeds_scan, still)
    before = hashlib.sha256(still.read_bytes()).hexdigest()
    with closing(open_for_reading(seeds_scan)) as connection:
        browser = Browser(still, metadata(connection, "still"), immutable=True)
    assert len(browser.rows("reuse_passages")) == 8
    for query in queries():
        browser.page(query.name, **PARAMETERS.get(query.name, {}))
    browser.close()
    assert hashlib.sha256(still.read_bytes()).hexdigest() == before
    assert list(still.parent.iterdir()) == [still]


def test_while_a_scan_writes(tmp_path: Path) -> None:
    folder = tmp_path / "growing"
    folder.mkdir()
    (folder / "first.txt").write_text(f"{LEAD}.\n")
    db = tmp_path / "growing.db"
    assert main(["scan", str(folder), "--db", str(db), "-q"]) == 0
    for number in range(300):
        (folder / f"{number}.txt").write_text(
            f"Story {number}. {LEAD}. Paragraph {number} of {number * 7}.\n"
        )
    for browser in opened(db, tmp_path):
        scan = subprocess.Popen(
            [sys.executable, "-m", "provenance", "scan", str(folder), "--db", str(db), "-q"], cwd=ROOT
        )
        looks = 0
        while scan.poll() is None:
            for view in ("articles", "reuse_passages", "lineage_edges"):
                browser.page(view, _nofacet="1", _nosuggest="1", _nocount="1")
            looks += 1
        assert scan.returncode == 0
        assert looks
        assert browser.rows("articles", _size="1000")[-1]
        assert len(browser.rows("articles", _size="1000")) == 301


def test_nothing_uncommitted_is_seen(seeds_scan: Path, tmp_path: Path) -> None:
    for browser in opened(seeds_scan, tmp_path):
        with closing(sqlite3.connect(seeds_scan, isolation_level=None)) as writer:
            writer.execute("BEGIN IMMEDIATE")
            writer.execute("DELETE FROM alignments")
            assert len(browser.rows("reuse_passages")) == 8
            writer.execute("ROLLBACK")


ACTING = ("<script>alert", "<img src=x", "<b>&\"a'", "<i>The Paper", "\x1b[31m")


def test_hostile_texts_show_as_texts(hostile_database: Path, tmp_path: Path) -> None:
    for browser in opened(hostile_database, tmp_path):
        shown = ""
        for name in names(hostile_database):
            shown += browser.page(name)
        for query in queries():
            if query.name != "search_articles":
                shown += browser.page(query.name, article="news/<b>&\"a'.txt", outlet="<i>The Paper</i>")
    # Datasette escapes what HTML would read; what is no character of HTML it leaves as it is.
    for words in ACTING[:-1]:
        assert words not in shown, words
    assert "&lt;script&gt;alert(" in shown
    assert "{{ 7 * 7 }}" in shown
    assert "[bold]loud[/bold]" in shown


def test_an_address_that_acts_is_no_link(tmp_path: Path) -> None:
    room = Newsroom(tmp_path / "links.db")
    room.place("news/a.txt", "Text.", url="javascript:alert(1)", outlet='"><img src=x onerror=alert(1)>')
    db = room.close()
    for browser in opened(db, tmp_path):
        for name in ("articles", "places"):
            page = browser.page(name)
            assert 'href="javascript:' not in page
            assert "<img src=x" not in page


# The command, and a real server.


def test_the_command_that_is_printed_opens_the_database(
    seeds_scan: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    monkeypatch.chdir(tmp_path)
    assert main(["datasette", "--db", str(seeds_scan)]) == 0
    out = capsys.readouterr().out
    assert "16 queries" in out
    command = re.search(r"^Run +(.*)$", out, re.M)
    assert command
    words = shlex.split(command.group(1))
    assert words == ["datasette", str(seeds_scan), "-m", "seeds-metadata.json"]
    with socket.socket() as free:
        free.bind(("127.0.0.1", 0))
        port = free.getsockname()[1]
    with subprocess.Popen(
        [sys.executable, "-m", *words, "--port", str(port)],
        stdout=subprocess.PIPE, stderr=subprocess.STDOUT,
    ) as server:  # fmt: skip
        try:
            rows = _ask(f"http://127.0.0.1:{port}/seeds/undetermined_lineage.json?_shape=array", server)
        finally:
            server.terminate()
            server.communicate(timeout=30)
    assert [row["kind"] for row in rows] == ["common source"]


def _ask(url: str, server: subprocess.Popen[bytes]) -> Any:
    """What a server answers once it is up."""
    for _ in range(300):
        assert server.poll() is None
        try:
            with urllib.request.urlopen(url, timeout=10) as answer:
                return json.load(answer)
        except OSError:
            time.sleep(0.1)
    raise AssertionError("no answer within half a minute")


def test_json_and_yaml_say_the_same(seeds_scan: Path, tmp_path: Path) -> None:
    told = written(seeds_scan, tmp_path)
    assert main(["datasette", "--db", str(seeds_scan), "-o", str(tmp_path / "told.yaml"), "-q"]) == 0
    text = (tmp_path / "told.yaml").read_text(encoding="utf-8")
    assert yaml.safe_load(text) == told
    assert "sql: |-\n" in text


def test_to_standard_output(seeds_scan: Path, capsys: pytest.CaptureFixture[str]) -> None:
    assert main(["datasette", "--db", str(seeds_scan), "-o", "-"]) == 0
    out, err = capsys.readouterr()
    assert json.loads(out)["about"] == wording.standing()
    assert f"datasette {seeds_scan} -m metadata.json" in err


def test_a_large_collection_gets_a_longer_limit(tmp_path: Path) -> None:
    room = Newsroom(tmp_path / "large.db")
    with closing(open_for_reading(room.path)) as connection:
        assert settings(connection) == {}
    room.insert("families", words=30, texts=800, whole_text=0, cohesion=1.0)
    with closing(open_for_reading(room.close())) as connection:
        assert settings(connection) == {"sql_time_limit_ms": "4000", "suggest_facets": "off"}


@pytest.mark.parametrize("name", ["my story's [1].db", "- --.db", "dätenbank.db"])
def test_names_of_files_stand_as_a_shell_takes_them(
    name: str,
    tmp_path: Path,
    seeds_scan: Path,
    monkeypatch: pytest.MonkeyPatch,
    capsys: pytest.CaptureFixture[str],
) -> None:
    monkeypatch.chdir(tmp_path)
    Path(name).write_bytes(seeds_scan.read_bytes())
    assert main(["datasette", f"--db={name}", "-q"]) == 0
    command = capsys.readouterr().out.splitlines()[-1].removeprefix("Run").strip()
    stem = name.removesuffix(".db")
    assert shlex.split(command)[1:] == [name, "-m", f"{stem}-metadata.json"]
    told = json.loads(Path(f"{stem}-metadata.json").read_text(encoding="utf-8"))
    for_url = Browser(Path(name), told)
    assert [str(one) for one in for_url._datasette.databases if one != "_internal"] == [stem]
    for_url.close()


def test_a_database_without_a_scan_is_told(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    open_for_writing(tmp_path / "empty.db").close()
    assert main(["datasette", "--db", str(tmp_path / "empty.db"), "-o", str(tmp_path / "x.json")]) == 4
    assert "holds no finished scan" in capsys.readouterr().err
    assert main(["datasette", "--db", str(tmp_path / "none.db")]) == 4
    assert not (tmp_path / "x.json").exists()


def test_where_datasette_is_missing_that_is_said(
    seeds_scan: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    monkeypatch.setattr("importlib.util.find_spec", lambda name: None)
    monkeypatch.setattr("shutil.which", lambda name: None)
    assert main(["datasette", "--db", str(seeds_scan), "-o", str(tmp_path / "x.json")]) == 0
    assert "Datasette is not installed here" in capsys.readouterr().err


def test_metadata_is_the_same_each_time(seeds_scan: Path) -> None:
    with closing(open_for_reading(seeds_scan)) as connection:
        assert metadata(connection, "a") == metadata(connection, "a")
