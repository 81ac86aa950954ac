"""`provenance forget`: nothing of a text is left, what is left is true, and a scan passes the text over."""

from __future__ import annotations

import json
import os
import sqlite3
from collections.abc import Callable, Iterator
from contextlib import closing
from pathlib import Path

import pytest
from click.testing import CliRunner, Result

import provenance
from provenance.cli import main
from provenance.cli.forget import forget
from provenance.cli.search import search
from provenance.pages import forget as page
from provenance.pages.search import make_searchable
from provenance.store.database import open_for_reading, open_for_writing, transaction
from provenance.store.forgetting import forget_texts
from provenance.store.tombstones import Tombstone
from tests.conftest import Archive

POOL = (
    "The council voted on Tuesday to close the old swimming pool by the river and to build a larger one "
    "beside the station, although nobody could say where the money for it should come from."
)
BRIDGE = (
    "Engineers found rust in eleven of the forty steel cables that carry the harbour bridge, the inspector "
    "wrote in a letter to the ministry that three newspapers received at the weekend."
)
SECRET = "Xylophonquartett Zwiebelkuchenfest names a witness who must never be named again in any paper."
HEADER = "path,date,outlet,byline,url,source\n"
FILES: dict[str, str | bytes] = {
    "a.txt": f"Secret headline Quixotry.\n\n{POOL} He added more then.\n\n{SECRET}\n\n{BRIDGE}\n",
    "b.txt": f"Another one.\n\n{POOL}\n\nAnd a comment.\n",
    "c.txt": f"Third story here.\n\n{POOL}\n\nAn end of its own.\n",
    "d.txt": f"Fourth.\n\n{BRIDGE}\n\nNothing was done about it.\n",
    "copy/a.txt": f"Secret headline Quixotry.\n\n{POOL} He added more then.\n\n{SECRET}\n\n{BRIDGE}\n",
    "metadata.csv": HEADER
    + "a.txt,2024-03-01,Herald,,,\nb.txt,2024-03-02,Courier,,,\nc.txt,2024-03-04,Post,,,\n",
}  # fmt: skip

Run = Callable[..., Result]


@pytest.fixture
def archive(scanned: Callable[..., Archive]) -> Archive:
    return scanned(FILES)


@pytest.fixture
def run(archive: Archive) -> Run:
    def call(*args: str, db: Path = archive.path, answer: str | None = None) -> Result:
        return CliRunner().invoke(forget, ["--db", str(db), *args], input=answer)

    return call


def everything(path: Path) -> bytes:
    """The bytes of a database and of what SQLite keeps beside it."""
    return b"".join(file.read_bytes() for file in sorted(path.parent.glob(f"{path.name}*")))


def check(path: Path) -> None:
    """The database is sound, and its families are what the rest of the program takes for granted."""
    with closing(open_for_reading(path)) as connection:
        assert [row[0] for row in connection.execute("PRAGMA integrity_check")] == ["ok"]
        assert connection.execute("PRAGMA foreign_key_check").fetchall() == []
        for family in connection.execute("SELECT * FROM families").fetchall():
            members = connection.execute(
                "SELECT * FROM members WHERE family_id = ?", (family["id"],)
            ).fetchall()
            (first,) = [member for member in members if member["representative"]]
            assert (first["rep_start"], first["rep_end"]) == (first["start_char"], first["end_char"])
            assert family["words"] == first["words"]
            assert family["texts"] == len({member["text_id"] for member in members})
            assert family["whole_text"] or family["texts"] >= 2
            assert 0 <= family["cohesion"] <= 1


def test_no_word_of_it_is_left_in_the_file(archive: Archive, run: Run) -> None:
    make_searchable(archive.path)
    before = everything(archive.path)
    for marker in (b"Zwiebelkuchenfest", b"never be named again", b"Quixotry", b"uixotry"):
        assert marker in before
    assert b"phonquartett" in before
    result = run("copy/a.txt", "--yes", "--reason", "court order")
    assert result.exit_code == 0, result.output
    after = everything(archive.path)
    for marker in (
        b"Zwiebelkuchenfest", b"never be named", b"uixotry", b"phonquartett", b"iebelkuchen", b"copy/a.txt",
        b"He added more then", b"Secret headline",
    ):  # fmt: skip
        assert marker not in after
    assert b"swimming pool" in after, "other texts keep the words that they have, too"
    check(archive.path)


def test_nothing_is_left_of_earlier_changes_where_the_file_is_written_anew(
    scanned: Callable[..., Archive],
) -> None:
    def article(title: str) -> str:
        return json.dumps({"text": SECRET, "id": "1", "title": title}) + "\n"

    archive = scanned({"day.jsonl": article("Formertitle Unhelpfully")})
    for title in ("Newer", "The newest title of all, and a longer one than those that it had before"):
        (archive.path.parent / "folder/day.jsonl").write_text(article(title), encoding="utf-8")
        provenance.scan(archive.path.parent / "folder", db=archive.path)
    asked = ["--db", str(archive.path), "day.jsonl#line=1", "--yes", "--vacuum", "--reason", "x"]
    result = CliRunner().invoke(forget, asked)
    assert result.exit_code == 0, result.output
    for marker in (b"Unhelpfully", b"newest title", b"Zwiebelkuchenfest"):
        assert marker not in everything(archive.path)
    check(archive.path)


def test_the_earlier_text_of_a_changed_file_goes_too(archive: Archive, run: Run) -> None:
    folder = archive.path.parent / "folder"
    for name in ("a.txt", "copy/a.txt"):
        (folder / name).write_text(f"{SECRET} And more of it.", encoding="utf-8")
    provenance.scan(folder, db=archive.path)
    result = run("copy/a.txt", "--yes", "--reason", "x")
    assert "With it went 1 earlier text of changed files" in result.output
    assert b"Zwiebelkuchenfest" not in everything(archive.path)
    check(archive.path)


def test_all_its_places_go_and_are_named(archive: Archive, run: Run) -> None:
    result = run("copy/a.txt", "--yes", "--reason", "court order")
    assert "  folder/a.txt\n  folder/copy/a.txt\n" in result.output
    assert "3 other articles shared something with it and stayed" in result.output
    assert [row["path"][-5:] for row in archive.rows("SELECT path FROM articles ORDER BY path")] == [
        "b.txt", "c.txt", "d.txt",
    ]  # fmt: skip
    for view in ("pairs", "reuse_passages"):
        for row in archive.rows(f"SELECT a_path, b_path FROM {view}"):
            assert "a.txt" not in row["a_path"] + row["b_path"]
    for row in archive.rows("SELECT * FROM lineage_edges"):
        assert "a.txt" not in row["source"] + row["derived"] + row["reasons"]


def test_a_family_that_lost_its_representative_shows_the_same_passages(archive: Archive, run: Run) -> None:
    query = (
        "SELECT a_path, a_text, b_path, b_text FROM reuse_passages"
        " WHERE a_path LIKE '%b.txt' AND b_path LIKE '%c.txt'"
    )
    before = archive.rows(query)
    assert before
    run("folder/a.txt", "--yes", "--reason", "x")
    assert archive.rows(query) == before
    assert archive.rows("SELECT * FROM members WHERE representative")
    check(archive.path)


def test_it_asks_and_a_no_changes_nothing(archive: Archive, run: Run) -> None:
    before = archive.path.read_bytes()
    for answer in ("n\n", "", "\n"):
        result = run("folder/a.txt", "--reason", "x", answer=answer)
        assert result.exit_code == 1  # click's own; `main` makes 130 of it
        assert "Forget 1 text in 2 places, for good? [y/N]" in result.stderr
        assert "  folder/copy/a.txt\n" in result.stderr
        assert result.stdout == ""
    assert archive.path.read_bytes() == before
    assert run("folder/a.txt", "--reason", "x", answer="y\n").exit_code == 0


def test_a_no_at_the_command_line_is_an_interruption(
    archive: Archive, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    def no(*args: object, **options: object) -> bool:
        raise EOFError

    monkeypatch.setattr("click.termui.visible_prompt_func", no)
    assert main(["forget", "--db", str(archive.path), "folder/a.txt", "--reason", "x"]) == 130
    assert "nothing was written" in capsys.readouterr().err


def test_a_scan_passes_it_over_and_says_why(
    archive: Archive, run: Run, capsys: pytest.CaptureFixture[str]
) -> None:
    run("folder/a.txt", "--yes", "--reason", "court \x1b[31morder")
    folder = archive.path.parent / "folder"
    (folder / "again.txt").write_bytes((folder / "a.txt").read_bytes())
    for _ in range(2):
        code = main(["scan", str(folder), "--db", str(archive.path)])
        out, err = capsys.readouterr()
        assert code == 0
        assert "3 articles, " in out
        assert "3 articles passed over as forgotten" in out
        for name in ("a.txt", "again.txt", "copy/a.txt"):
            assert f"provenance: folder/{name}: forgotten on 20" in err
        assert "court ⟨U+001B⟩[31morder" in err
    assert "unchanged since the last scan" in out
    assert b"Zwiebelkuchenfest" not in everything(archive.path)
    assert len(archive.rows("SELECT * FROM unreadable WHERE reason LIKE 'forgotten on %'")) == 3


def test_files_that_are_known_by_their_stamps_are_named_too(
    archive: Archive, run: Run, capsys: pytest.CaptureFixture[str]
) -> None:
    """A file that was left alone for long is not opened, but for what was forgotten of it."""
    folder = archive.path.parent / "folder"
    lines = [json.dumps({"text": text}) for text in (f"In a line. {SECRET}", "The wall fell.")]
    (folder / "day.jsonl").write_text("\n".join(lines), encoding="utf-8")
    for file in folder.rglob("*"):
        os.utime(file, (10**9, 10**9))
    assert main(["scan", str(folder), "--db", str(archive.path)]) == 0
    assert len(archive.rows("SELECT * FROM files")) == 6
    for path in ("folder/a.txt", "folder/day.jsonl#line=1"):
        assert run(path, "--yes", "--reason", "x").exit_code == 0
    capsys.readouterr()
    for _ in range(2):
        assert main(["scan", str(folder), "--db", str(archive.path)]) == 0
        out, err = capsys.readouterr()
        assert "3 articles passed over as forgotten" in out
        for name in ("a.txt", "copy/a.txt", "day.jsonl#line=1"):
            assert f"provenance: folder/{name}: forgotten on 20" in err
    assert [row["path"] for row in archive.rows("SELECT path FROM files ORDER BY 1")] == [
        "folder/b.txt", "folder/c.txt", "folder/d.txt",
    ]  # fmt: skip


def test_after_the_next_scan_all_is_as_if_it_had_never_been_there(
    archive: Archive, run: Run, scanned: Callable[..., Archive]
) -> None:
    run("folder/a.txt", "--yes", "--reason", "x")
    folder = archive.path.parent / "folder"
    provenance.scan(folder, db=archive.path)
    others = {name: text for name, text in FILES.items() if not name.endswith("a.txt")}
    fresh = scanned(others, name="fresh/folder", db="fresh.db")
    for query in (
        "SELECT a_path, b_path, a_text, status, credit, composed FROM reuse_passages ORDER BY 1, 2, 3",
        "SELECT source, derived, kind, probability, reasons FROM lineage_edges ORDER BY 1, 2",
        "SELECT * FROM pairs ORDER BY 1, 2",
    ):
        assert archive.rows(query) == fresh.rows(query)


def test_a_file_that_becomes_a_forgotten_text_is_gone(archive: Archive, run: Run) -> None:
    run("folder/a.txt", "--yes", "--reason", "x")
    folder = archive.path.parent / "folder"
    (folder / "b.txt").write_bytes((folder / "a.txt").read_bytes())
    result = provenance.scan(folder / "b.txt", db=archive.path)
    assert [one.path for one in result.forgotten] == ["folder/b.txt"]
    assert archive.rows("SELECT status FROM articles WHERE path = 'folder/b.txt'") == [{"status": "gone"}]


def test_an_archive_of_nothing_but_forgotten_texts(scanned: Callable[..., Archive]) -> None:
    archive = scanned({"only.txt": SECRET})
    done = page.forget(
        archive.path, [row["text_id"] for row in archive.rows("SELECT text_id FROM articles")], "x"
    )
    assert [one.places for one in done.texts] == [(("folder/only.txt", "current"),)]
    result = provenance.scan(archive.path.parent / "folder", db=archive.path)
    assert (result.articles, len(result.forgotten), result.problems) == (0, 1, ())
    check(archive.path)


def test_gone_files_and_texts_without_a_place_can_be_forgotten(archive: Archive, run: Run) -> None:
    folder = archive.path.parent / "folder"
    (folder / "d.txt").unlink()
    (folder / "b.txt").write_text("Something else is written here now.", encoding="utf-8")
    provenance.scan(folder, db=archive.path)
    (earlier,) = archive.rows("SELECT sha256 FROM texts WHERE text LIKE 'Another one.%'")
    result = run(earlier["sha256"][:12], "--yes", "--reason", "x")
    assert "in no place any more" in result.output
    assert "  folder/d.txt (gone)\n" in run("folder/d.txt", "--yes", "--reason", "x").output
    assert b"Another one." not in everything(archive.path)
    check(archive.path)


def test_tombstones_are_listed(archive: Archive, run: Run) -> None:
    assert run("--list").output == "Nothing was forgotten.\n"
    (text,) = archive.rows("SELECT text_id FROM articles WHERE path = 'folder/d.txt'")
    run("folder/d.txt", "--yes", "--reason", " takedown\n[bold]7[/bold] \x1b[2J ")
    assert run("--list").output.endswith(f"  {text['text_id']}  takedown⟨U+000A⟩[bold]7[/bold] ⟨U+001B⟩[2J\n")
    (stone,) = json.loads(run("--list", "--json").stdout)["forgotten"]
    assert (stone["text_id"], stone["reason"]) == (text["text_id"], "takedown\n[bold]7[/bold] \x1b[2J")
    assert stone["forgotten_at"].endswith("+00:00")
    result = run(text["text_id"], "--yes", "--reason", "again")
    assert result.exit_code == 2
    assert "was forgotten on 20" in result.stderr


def test_json_names_all(run: Run) -> None:
    report = json.loads(run("folder/a.txt", "d.txt", "--yes", "--reason", "x", "--json").stdout)
    assert [len(text["places"]) for text in report["texts"]] == [2, 1]
    assert report["shared_with"] == ["folder/b.txt", "folder/c.txt"]


def test_it_leaves_the_search_index(archive: Archive, run: Run) -> None:
    asked = ["--db", str(archive.path), "Zwiebelkuchenfest", "--json"]
    assert json.loads(CliRunner().invoke(search, asked).stdout)["total"] == 1
    run("folder/a.txt", "--yes", "--reason", "x")
    with closing(sqlite3.connect(archive.path)) as connection:
        connection.execute("CREATE VIRTUAL TABLE temp.terms USING fts5vocab('main', 'text_search', 'row')")
        terms = {row[0] for row in connection.execute("SELECT term FROM temp.terms")}
    assert "pool" in terms
    assert not {"zwiebelkuchenfest", "xylophonquartett", "quixotry"} & terms
    result = CliRunner().invoke(search, asked)
    assert (json.loads(result.stdout)["total"], result.stderr) == (0, "")


def test_rows_that_name_it_go_and_others_stay(archive: Archive, run: Run) -> None:
    """Problems, reasons of other statements, and passages explained by it."""
    with closing(open_for_writing(archive.path)) as connection:
        connection.execute("INSERT INTO problems (run_id, path, reason) VALUES (1, 'folder/a.txt', 'old')")
        connection.execute("INSERT INTO problems (run_id, path, reason) VALUES (1, 'folder/aa.txt', 'old')")
        place = connection.execute("SELECT id FROM places WHERE path = 'folder/d.txt'").fetchone()[0]
        connection.execute("INSERT INTO unseen_sources (id, run_id, name) VALUES (99, 1, 'unseen source 99')")
        connection.execute(
            "INSERT INTO statements (id, run_id, unseen_id, derived_place, kind, probability, band, words,"
            " passages, agencies) VALUES (999, 1, 99, ?, 'unseen', .5, 'weak', 1, 1, '{}')", (place,),
        )  # fmt: skip
        for sentence in ("d.txt has 3 runs of a.txt that b.txt lacks.", "Only data.txt and a.txt2 say so."):
            connection.execute(
                "INSERT INTO evidence (statement_id, sign, weight, sentence) VALUES (999, 0, 0, ?)",
                (sentence,),
            )
        connection.execute("UPDATE alignments SET explained_by = 'folder/a.txt, folder/d.txt'")
    run("folder/a.txt", "--yes", "--reason", "x")
    assert archive.rows("SELECT path FROM problems") == [{"path": "folder/aa.txt"}]
    assert archive.rows("SELECT sentence FROM evidence WHERE statement_id = 999") == [
        {"sentence": "Only data.txt and a.txt2 say so."}
    ]
    assert {row["explained_by"] for row in archive.rows("SELECT explained_by FROM alignments")} == {
        "folder/d.txt"
    }
    run("folder/d.txt", "--yes", "--reason", "x")
    assert archive.rows("SELECT * FROM unseen_sources WHERE id = 99") == []


@pytest.fixture
def line(tmp_path: Path) -> Iterator[sqlite3.Connection]:
    """A family of four texts aligned to the first, which is to go; the third to the second, too."""
    connection = open_for_writing(tmp_path / "line.db")
    connection.execute("INSERT INTO folders (id, label, location) VALUES (1, 'f', 'f')")
    for number in range(1, 5):
        connection.execute(
            "INSERT INTO texts (id, sha256, text, words) VALUES (?, ?, ?, 100)",
            (number, str(number), str(number) * 900),
        )
        connection.execute(
            "INSERT INTO places (path, folder_id, text_id, status, bytes, bytes_sha256, encoding, reader)"
            " VALUES (?, 1, ?, 'current', 1, '', 'utf-8', 'text')", (f"f/{number}.txt", number),
        )  # fmt: skip
    connection.execute(
        "INSERT INTO families (id, words, texts, whole_text, cohesion, reuse) VALUES (7, 40, 4, 0, 1.0, 1)"
    )
    for text, start, end, words, rep_start, rep_end in (
        (1, 100, 300, 40, 100, 300),
        (2, 500, 700, 40, 100, 300),
        (3, 10, 200, 38, 105, 300),
        (4, 800, 850, 10, 120, 170),
    ):
        connection.execute(
            "INSERT INTO members (family_id, text_id, representative, start_char, end_char, words, rep_start,"
            " rep_end, identity, quoted, status, credits)"
            " VALUES (7, ?, ?, ?, ?, ?, ?, ?, .9, 0, 'reuse', '')",
            (text, int(text == 1), start, end, words, rep_start, rep_end),
        )
    connection.execute(
        "INSERT INTO alignments (family_id, text_a, text_b, a_start, a_end, b_start, b_end, words, words_a,"
        " words_b, identity, form, quoted, status, credit_a, credit_b, explained_by)"
        " VALUES (7, 2, 3, 510, 700, 10, 200, 38, 38, 38, .95, 'verbatim', 'neither', 'reuse', '', '', '')"
    )
    yield connection
    connection.close()


def members(connection: sqlite3.Connection) -> list[tuple[object, ...]]:
    rows = connection.execute(
        "SELECT text_id, representative, rep_start, rep_end, identity FROM members ORDER BY 1"
    )
    return [tuple(row) for row in rows]


def test_the_longest_represents_and_the_others_are_placed_in_it(line: sqlite3.Connection) -> None:
    with transaction(line):
        assert forget_texts(line, [1]) == [2, 3, 4]
    assert members(line) == [
        (2, 1, 500, 700, 1.0),
        (3, 0, 510, 700, 0.95),  # as it was aligned with the second
        (4, 0, 520, 570, 0.8),  # over the first: .9 + .9 - 1
    ]
    assert [tuple(row) for row in line.execute("SELECT words, texts, cohesion FROM families")] == [
        (40, 3, 0.6)
    ]


def test_where_nothing_says_where_a_member_stands_only_aligned_pairs_are_shown(
    line: sqlite3.Connection,
) -> None:
    line.execute("UPDATE members SET rep_start = 700, rep_end = 750 WHERE text_id = 4")
    with transaction(line):
        forget_texts(line, [1])
    assert members(line)[2] == (4, 0, 500, 500, 0.0)
    shown = [tuple(row) for row in line.execute("SELECT a_path, b_path FROM reuse_passages")]
    assert shown == [("f/2.txt", "f/3.txt")]


def test_a_family_with_one_text_left_goes(line: sqlite3.Connection) -> None:
    with transaction(line):
        assert forget_texts(line, {1, 2, 4}) == [3]
    for table in ("families", "members", "alignments"):
        assert line.execute(f"SELECT count(*) FROM {table}").fetchone()[0] == 0
    with transaction(line):
        assert forget_texts(line, []) == []
        assert forget_texts(line, [12345]) == []


def test_all_or_nothing(archive: Archive, run: Run, monkeypatch: pytest.MonkeyPatch) -> None:
    before = archive.rows("SELECT * FROM articles")

    def broken(*args: object) -> None:
        raise sqlite3.OperationalError("database or disk is full")

    monkeypatch.setattr(page, "forget_texts", broken)
    result = run("folder/a.txt", "--yes", "--reason", "x")
    assert (result.exit_code, result.stdout) == (4, "")
    assert archive.rows("SELECT * FROM articles") == before
    assert archive.rows("SELECT * FROM tombstones") == []


def test_no_room_to_write_the_file_anew(archive: Archive, run: Run, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("provenance.store.database.BUSY_SECONDS", 0.1)
    with closing(open_for_reading(archive.path)) as reader:
        reader.execute("BEGIN")
        reader.execute("SELECT count(*) FROM texts").fetchone()
        result = run("folder/a.txt", "--yes", "--vacuum", "--reason", "x")
        assert (result.exit_code, result.stderr.count("\n")) == (4, 1)


def test_while_another_program_reads_the_words_may_stay_beside_the_file(
    archive: Archive, run: Run, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr("provenance.store.database.BUSY_SECONDS", 0.1)
    with closing(open_for_reading(archive.path)) as reader:
        reader.execute("BEGIN")
        reader.execute("SELECT count(*) FROM texts").fetchone()
        result = run("folder/a.txt", "--yes", "--reason", "x")
        assert result.exit_code == 4
        assert "another program has it open" in result.stderr
        reader.execute("COMMIT")
    assert archive.rows("SELECT count(*) AS n FROM tombstones") == [{"n": 1}]
    assert b"Zwiebelkuchenfest" not in everything(archive.path)


@pytest.mark.parametrize(
    ("args", "said"),
    [
        ((), "Missing argument 'PATH...'"),
        (("folder/a.txt",), "Say why with --reason"),
        (("folder/a.txt", "--reason", " \n"), "Say why with --reason"),
        (("nowhere.txt", "--reason", "x", "--yes"), "is no article of this database"),
        (("txt", "--reason", "x", "--yes"), "may be any of"),
        (("deadbeef", "--reason", "x", "--yes"), "is no article of this database"),
        (("folder/a.txt", "--list"), "not both"),
    ],
)
def test_wrong_use(archive: Archive, run: Run, args: tuple[str, ...], said: str) -> None:
    before = archive.path.read_bytes()
    result = run(*args)
    assert (result.exit_code, result.stdout) == (2, "")
    assert said in result.stderr
    assert archive.path.read_bytes() == before


def test_no_database_an_empty_one_and_an_older_one(run: Run, tmp_path: Path) -> None:
    empty, older = tmp_path / "empty.db", tmp_path / "older.db"
    open_for_writing(empty).close()
    open_for_writing(older).close()
    with closing(sqlite3.connect(older)) as connection:
        connection.execute("PRAGMA user_version = 1")
    for path, code, said in (
        (tmp_path / "none.db", 4, "no such database"),
        (empty, 2, "the database holds no article"),
        (older, 4, "is of an older version; run `provenance scan` once"),
    ):
        result = run("a.txt", "--reason", "x", db=path)
        assert (result.exit_code, result.stdout) == (code, "")
        assert said in result.stderr
    assert not (tmp_path / "none.db").exists()
    assert run("--list", db=empty).output == "Nothing was forgotten.\n"


def test_what_a_tombstone_says() -> None:
    assert Tombstone("0" * 64, "2026-11-22T05:48:50+00:00", "x").says() == "forgotten on 2026-11-22: x"
