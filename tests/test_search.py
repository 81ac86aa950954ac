"""`provenance search`: what it finds against a plain look through the texts, and what people may type."""

from __future__ import annotations

import json
import shutil
import sqlite3
from collections.abc import Callable, Sequence
from contextlib import closing
from pathlib import Path

import pytest
from click.testing import CliRunner, Result
from hypothesis import given
from hypothesis import strategies as st

import provenance
from provenance.cli.search import search
from provenance.pages.search import make_searchable
from provenance.store import database
from provenance.store import search as index
from provenance.store.database import DatabaseError, open_for_reading, open_for_writing
from provenance.store.search import count_missing, find_texts, find_words, has_index, update_index
from provenance.store.search_words import match_expression, words_of
from tests.conftest import Archive

Run = Callable[..., Result]
HEADER = "path,date,outlet,byline,url,source\n"
FILES: dict[str, str | bytes] = {
    "a.txt": "The cable that held the bridge was rusty. Nobody at the ministry read the letter.",
    "b.txt": "A letter about the café by the bridge: the cable was rusty there as well.",
    "zh.txt": "北京市政府昨天宣布关闭河边的旧游泳池。",
    "ja.txt": "東京の新しい橋は来年開通する予定です。",
    "th.txt": "นายกรัฐมนตรีกล่าวว่าสะพานจะเปิดอีกครั้ง",
    "ar.txt": "قال الوزير إن الجِسر فوق النهر سيفتح",
    "hi.txt": "मंत्री ने कहा कि पुल फिर से खुलेगा",
    "soft.txt": "An un\u00adbreak\u00adable promise of the mayor\u2019s office, １２ days old.",
    "[bold]evil[/bold].txt": "Big [red]words[/red] \x1b[31m came \u202eback\u202c 🙂 from the harbour {{ }}.",
    "metadata.csv": HEADER + "a.txt,2024-03-01,Herald,,,\n",
}  # fmt: skip


@pytest.fixture(scope="module")
def once(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """The files in a folder, and their database beside it."""
    room = tmp_path_factory.mktemp("search")
    for name, content in FILES.items():
        (room / "folder" / name).parent.mkdir(parents=True, exist_ok=True)
        (room / "folder" / name).write_bytes(content if isinstance(content, bytes) else content.encode())
    provenance.scan(room / "folder", db=room / "test.db")
    return room


@pytest.fixture
def archive(once: Path, tmp_path: Path) -> Archive:
    """A copy of them, to be changed."""
    shutil.copytree(once, tmp_path, dirs_exist_ok=True)
    with closing(sqlite3.connect(tmp_path / "test.db")) as connection:
        connection.execute("UPDATE folders SET location = ?", (str(tmp_path / "folder"),))
        connection.commit()
    return Archive(tmp_path / "test.db")


@pytest.fixture
def run(archive: Archive) -> Run:
    def call(*args: str, db: Path = archive.path) -> Result:
        return CliRunner().invoke(search, ["--db", str(db), *args], env={"COLUMNS": "100"})

    return call


def names(result: Result) -> set[str]:
    assert result.exit_code == 0, result.output
    texts = json.loads(result.stdout)["texts"]
    return {
        place["path"].removeprefix("folder/").removesuffix(".txt")
        for text in texts
        for place in text["places"]
    }


@pytest.mark.parametrize(
    ("words", "found"),
    [
        (("bridge",), {"a", "b"}),
        (("BRIDGE", "Letter"), {"a", "b"}),
        (("bridge", "ministry"), {"a"}),
        (("cable was",), {"b"}),
        (('"cable was"',), {"b"}),
        (('"the bridge" letter',), {"a", "b"}),
        (("“the bridge” ministry",), {"a"}),
        (("letter the",), set()),
        (("cafe",), {"b"}),
        (("CAFÉ",), {"b"}),
        (("cafe\u0301",), {"b"}),
        (("rust*",), {"a", "b"}),
        (('"was rus"*',), {"a", "b"}),
        (("rust",), set()),
        (("北京",), {"zh"}),
        (("京北",), set()),
        (("游泳池",), {"zh"}),
        (("東京の新しい橋",), {"ja"}),
        (("สะพาน",), {"th"}),
        (("الجسر",), {"ar"}),
        (("पुल",), {"hi"}),
        (("unbreakable",), {"soft"}),
        (("12 days",), {"soft"}),
        (("mayor's",), {"soft"}),
        (("🙂", "harbour"), {"[bold]evil[/bold]"}),
    ],
    ids=lambda value: " ".join(value) if isinstance(value, tuple) else "".join(sorted(value)),
)
def test_what_is_found(run: Run, words: tuple[str, ...], found: set[str]) -> None:
    assert names(run("--json", *words)) == found


def test_spans_are_code_points_of_the_stored_text(run: Run, archive: Archive) -> None:
    texts = {row["sha256"]: row["text"] for row in archive.rows("SELECT sha256, text FROM texts")}
    for words, shown in (
        (("cable was", "rusty"), ["cable was", "rusty"]),
        (("unbreakable",), ["un\u00adbreak\u00adable"]),
        (("游泳池",), ["游泳池"]),
        (("الجسر",), ["الجِسر"]),
        (("bridge", "cable"), ["bridge", "cable"]),
    ):
        for hit in json.loads(run("--json", *words).stdout)["texts"]:
            text, context = texts[hit["text_id"]], hit["context"]
            assert text[context["start"] : context["end"]] == context["text"]
            cut = [text[start:end] for start, end in hit["matches"]]
            assert sorted(cut) == sorted(shown)
            assert all(context["start"] <= start and end <= context["end"] for start, end in hit["matches"])


def test_a_place_in_its_context_with_path_title_and_date(run: Run) -> None:
    result = run("ministry")
    assert (result.exit_code, result.stderr) == (0, "provenance: indexing 9 texts for search, on first use\n")
    words = " ".join(result.stdout.split())
    assert words.startswith("1. folder/a.txt ")
    assert "2024-03-01 (day, metadata)" in words
    assert "bridge was rusty. Nobody at the >>ministry<< read the letter." in words


def test_of_several_places_the_one_with_most_of_the_words_is_shown(scanned: Callable[..., Archive]) -> None:
    archive = scanned(
        {"a.txt": "River here. " + "Filler goes on and on. " * 30 + "The river took the bridge."}
    )
    make_searchable(archive.path)
    result = CliRunner().invoke(search, ["--db", str(archive.path), "river", "bridge", "--json"])
    (hit,) = json.loads(result.stdout)["texts"]
    assert hit["context"]["text"].endswith("The river took the bridge.")
    assert len(hit["matches"]) == 3


def test_quiet_says_results_only(run: Run) -> None:
    result = run("-q", "ministry")
    assert (result.exit_code, result.stderr) == (0, "")
    assert ">>ministry<<" in result.stdout


def test_nothing_found_is_said(run: Run) -> None:
    result = run("unicorns")
    assert (result.exit_code, result.stdout) == (0, "No article has all of this.\n")
    assert json.loads(run("unicorns", "--json").stdout)["total"] == 0


def test_a_limit_counts_what_it_leaves_out(run: Run) -> None:
    result = run("bridge", "--limit", "1")
    assert "1 more; --limit shows them." in result.output


def test_hostile_texts_do_not_act(run: Run) -> None:
    result = run("harbour", "big")
    words = " ".join(result.stdout.split())
    assert "[bold]evil[/bold].txt" in words
    assert not {"\x1b", "\u202e"} & set(result.output)
    assert "[red]>>words<<[/red] ⟨U+001B⟩[31m came ⟨U+202E⟩back" in " ".join(run("words").stdout.split())


@pytest.mark.parametrize("asked", ["🙂", "***", '"', '""', "“”", "", "\u202e", "!?"])
def test_no_word_is_a_wrong_use(run: Run, asked: str) -> None:
    result = run(asked)
    assert (result.exit_code, result.stdout) == (2, "")
    assert "There is no word to look for" in result.stderr


SYNTAX = st.text(alphabet="ab \"*^:(){}+-,.'“”„«»NEAR/ANDORT字กé\u0301½", max_size=30)


@given(st.lists(st.one_of(SYNTAX, st.text(max_size=12)), min_size=1, max_size=4))
def test_nothing_that_is_typed_is_read_as_syntax(asked: list[str]) -> None:
    """Whatever is asked for is a query that SQLite takes, and finds a text of these words."""
    query = match_expression(asked)
    words = [word for one in asked for word in words_of(one.replace("*", " * "))]
    if query:
        assert find_words(query, words_of(" ".join(asked)))
    else:
        assert not words


def plain_find(words: Sequence[str], phrases: Sequence[Sequence[str]]) -> bool:
    """Whether every phrase stands somewhere in the words."""
    return all(
        any(list(words[at : at + len(phrase)]) == list(phrase) for at in range(len(words)))
        for phrase in phrases
    )


WORDS = st.lists(st.sampled_from(["ab", "b", "abc", "字", "京", "é"]), min_size=1, max_size=8)


@given(
    st.lists(WORDS, min_size=1, max_size=4),
    st.lists(WORDS.map(lambda words: words[:3]), min_size=1, max_size=2),
)
def test_the_index_finds_what_a_look_through_all_texts_finds(
    texts: list[list[str]], phrases: list[list[str]]
) -> None:
    connection = sqlite3.connect(":memory:")
    with closing(connection):
        connection.execute("CREATE TABLE texts (id INTEGER PRIMARY KEY, text TEXT)")
        connection.execute("CREATE TABLE places (text_id INTEGER, status TEXT)")
        for number, text in enumerate(texts):
            connection.execute("INSERT INTO texts VALUES (?, ?)", (number, " ".join(text)))
            connection.execute("INSERT INTO places VALUES (?, 'current')", (number,))
        update_index(connection)
        query = match_expression([f'"{" ".join(phrase)}"' for phrase in phrases])
        total, found = find_texts(connection, query, 100)
    expected = [number for number, text in enumerate(texts) if plain_find(text, phrases)]
    assert (total, sorted(found)) == (len(expected), expected)
    for number in expected:
        spans = find_words(query, texts[number])
        assert all(plain_find(texts[number][first:last], []) for first, last in spans)
        assert plain_find(
            [word for first, last in spans for word in [*texts[number][first:last], "|"]], phrases
        )


def test_only_what_is_new_is_added_and_what_has_left_goes(
    archive: Archive, run: Run, monkeypatch: pytest.MonkeyPatch
) -> None:
    run("bridge")
    folder = archive.path.parent / "folder"
    (folder / "a.txt").unlink()
    (folder / "new.txt").write_text("A brand new bridge.", encoding="utf-8")
    provenance.scan(folder, db=archive.path)
    read: list[str] = []

    def watched(text: str) -> list[str]:
        read.append(text)
        return words_of(text)

    monkeypatch.setattr(index, "words_of", watched)
    result = run("bridge", "--json")
    assert "indexing 1 text for search, once" in result.stderr
    assert names(result) == {"b", "new"}
    assert read == [FILES["a.txt"], "A brand new bridge."]
    assert run("bridge", "--json").stderr == ""


def test_a_scan_can_make_the_index(tmp_path: Path) -> None:
    folder, db = tmp_path / "in", tmp_path / "test.db"
    folder.mkdir()
    (folder / "a.txt").write_text("The bridge is open.", encoding="utf-8")
    for searchable in (False, True):
        provenance.scan(folder, db=db, search=searchable)
        with closing(open_for_reading(db)) as connection:
            assert has_index(connection) == searchable
            assert count_missing(connection) == int(not searchable)


def test_the_text_is_not_stored_twice(archive: Archive, run: Run) -> None:
    run("bridge")
    assert archive.path.read_bytes().count(b"Nobody at the ministry read the letter") == 1
    assert archive.path.read_bytes().count(b"nobody at the ministry") == 0


def test_other_rules_of_words_make_the_index_anew(
    archive: Archive, run: Run, monkeypatch: pytest.MonkeyPatch
) -> None:
    run("bridge")
    monkeypatch.setattr(index, "NORMALISER", "other-rules")
    assert "indexing 9 texts" in run("bridge").stderr
    assert names(run("bridge", "--json")) == {"a", "b"}
    assert archive.rows("SELECT * FROM text_search_rules") == [{"normaliser": "other-rules"}]


def test_an_interrupted_index_goes_on(archive: Archive, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(index, "AT_ONCE", 2)

    def interrupt(step: str, done: int, total: int) -> None:
        if done >= 4:
            raise KeyboardInterrupt

    with pytest.raises(KeyboardInterrupt):
        make_searchable(archive.path, interrupt)
    with closing(open_for_reading(archive.path)) as connection:
        assert count_missing(connection) == 5
    assert make_searchable(archive.path) == 5


def test_a_database_that_can_not_be_written(
    archive: Archive, run: Run, monkeypatch: pytest.MonkeyPatch
) -> None:
    """Root may write anywhere, so SQLite itself is told to refuse."""
    connect = database._connect

    def read_only(path: Path, mode: str, kind: type[sqlite3.Connection]) -> sqlite3.Connection:
        connection = connect(path, mode, kind)
        connection.execute("PRAGMA query_only = ON")
        return connection

    monkeypatch.setattr(database, "_connect", read_only)
    result = run("bridge")
    assert (result.exit_code, result.stdout) == (4, "")
    assert "The index for search could not be made: " in result.stderr
    assert "can't be written" in result.stderr
    monkeypatch.setattr(database, "_connect", connect)
    run("bridge")
    (archive.path.parent / "folder/new.txt").write_text("A brand new bridge.", encoding="utf-8")
    provenance.scan(archive.path.parent / "folder", db=archive.path)
    monkeypatch.setattr(database, "_connect", read_only)
    result = run("bridge", "--json")
    assert names(result) == {"a", "b"}
    assert json.loads(result.stdout)["texts_not_searched"] == 1
    assert "1 text not searched: " in result.stderr
    assert "1 text not searched." in run("bridge").stdout


def test_sqlite_without_full_text_search(archive: Archive, run: Run, monkeypatch: pytest.MonkeyPatch) -> None:
    def without(name: str) -> str:
        return database.read_sql(name).replace("fts5", "fts99")

    monkeypatch.setattr(index, "read_sql", without)
    result = run("bridge")
    assert (result.exit_code, result.stdout) == (4, "")
    assert "has no full-text search (FTS5)" in result.stderr
    with pytest.raises(DatabaseError, match="no full-text search"):
        make_searchable(archive.path)


def test_no_database_an_empty_one_and_an_older_one(run: Run, tmp_path: Path) -> None:
    empty, older = tmp_path / "empty.db", tmp_path / "older.db"
    open_for_writing(empty).close()
    open_for_writing(older).close()
    with closing(sqlite3.connect(older)) as connection:
        connection.execute("PRAGMA user_version = 1")
    for path, said in (
        (tmp_path / "none.db", "no such database"),
        (empty, "holds no finished scan"),
        (older, "is of an older version; run `provenance scan` once"),
    ):
        result = run("word", db=path)
        assert (result.exit_code, result.stdout) == (4, "")
        assert said in result.stderr
        assert result.stderr.count("\n") == 1
    assert not (tmp_path / "none.db").exists()
    assert run().exit_code == 2
