"""`provenance check` and `provenance trace`: exit codes, sentences, hostile input, and nothing written."""

from __future__ import annotations

import io
import json
import os
import re
import shutil
import sqlite3
import subprocess
import sys
from collections.abc import Callable, Iterator
from contextlib import closing
from pathlib import Path
from typing import Any

import pytest

import provenance
from provenance.cli import main
from provenance.store.database import migrations
from tests.conftest import ROOT
from tests.test_check import PROSE, QUOTE

Run = Callable[..., tuple[int, str, str]]

LONG = f"My own words come first.\n\n{PROSE}\n"


@pytest.fixture(scope="module")
def scanned_once(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A folder with an archive, its database and a draft."""
    room = tmp_path_factory.mktemp("look_up")
    folder = room / "archive"
    folder.mkdir()
    (folder / "metadata.csv").write_text(
        "path,date,outlet\nfirst.txt,2024-03-01T10:00Z,The Herald\nsecond.txt,2024-03-01,The Post\n"
    )
    (folder / "first.txt").write_text(f"First.\n\n{PROSE}\n\n“{QUOTE},” the mayor told Reuters.\n")
    (folder / "second.txt").write_text(f"Second one.\n\n{PROSE}\n")
    (folder / "third [x].txt").write_text(f"Third of all.\n\n“{QUOTE},” she said.\n")
    provenance.scan(folder, db=room / "provenance.db")
    (room / "draft.txt").write_text(LONG)
    return room


@pytest.fixture
def run(
    scanned_once: Path, capsys: pytest.CaptureFixture[str], tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> Run:
    """Run the command line in a copy of the folder with an archive: exit code, stdout, stderr."""
    shutil.copytree(scanned_once, tmp_path, dirs_exist_ok=True)
    with closing(sqlite3.connect(tmp_path / "provenance.db")) as connection:
        connection.execute("UPDATE folders SET location = ?", (str(tmp_path / "archive"),))
        connection.commit()
    monkeypatch.chdir(tmp_path)
    monkeypatch.delenv("PROVENANCE_DB", raising=False)

    def call(*args: str, piped: bytes | None = None) -> tuple[int, str, str]:
        if piped is not None:
            monkeypatch.setattr("sys.stdin", io.TextIOWrapper(io.BytesIO(piped)))
        capsys.readouterr()
        code = main(list(args))
        out, err = capsys.readouterr()
        return code, out, err

    return call


def as_json(run: Run, *args: str, piped: bytes | None = None) -> tuple[int, dict[str, Any]]:
    code, out, _ = run(*args, "--json", piped=piped)
    return code, json.loads(out)


def test_check_shows_each_passage_in_three_lines(run: Run) -> None:
    code, out, err = run("check", "draft.txt")
    assert (code, err) == (0, "")
    assert "1 shared passage; 1 without a credit, 35 words (88 % of the draft), the longest 35" in out
    lines = out.splitlines()
    at = next(number for number, line in enumerate(lines) if line.startswith("1. "))
    assert lines[at] == "1. 35 words, not in quote marks, credited: nobody"
    start, end = re.match(r" +(\d+)-(\d+) ", lines[at + 1]).groups()  # type: ignore[union-attr]
    assert LONG[int(start) : int(end)] == PROSE
    assert "in 2 articles, the earliest: archive/second.txt, 2024-03-01 (metadata, day)" in lines[at + 2]
    assert "Similarity is not plagiarism: a person decides." in out
    assert "Not seen  the web" in out


@pytest.mark.parametrize(
    ("options", "code"),
    [
        ((), 0),
        (("--max-words", "35"), 0),
        (("--max-words", "34"), 1),
        (("--max-share", "0.9"), 0),
        (("--max-share", "90%"), 0),
        (("--max-share", "85%"), 1),
        (("--fail-on", "uncredited"), 1),
        (("--fail-on", "uncredited", "--except", "first", "--except", "*/second*"), 0),
        (("--fail-on", "uncredited", "--except", "*"), 0),
    ],
)
def test_exit_code_of_limits(run: Run, options: tuple[str, ...], code: int) -> None:
    for output in ((), ("--json",)):
        assert run("check", "draft.txt", *options, *output)[0] == code


@pytest.mark.parametrize(
    "options",
    [
        ("--max-share", "1.5"), ("--max-share", "150%"), ("--max-share", "some"), ("--max-share", "nan"),
        ("--max-words", "-1"), ("--fail-on", "everything"), ("--except", "nothing-like-it.txt"),
    ],
)  # fmt: skip
def test_wrong_options(run: Run, options: tuple[str, ...]) -> None:
    code, out, err = run("check", "draft.txt", *options)
    assert (code, out) == (2, "")
    assert "Traceback" not in err


def test_a_path_with_brackets_can_be_excepted(run: Run, tmp_path: Path) -> None:
    (tmp_path / "quote.txt").write_text(f"Mine.\n\n{QUOTE}\n")
    _, found = as_json(run, "check", "quote.txt", "--except", "archive/third [x].txt")
    assert found["excepted"] == ["archive/third [x].txt"]


def test_a_quoted_and_credited_draft_is_within_all_limits(run: Run) -> None:
    text = f"Mine.\n\n“{QUOTE},” the mayor told Reuters.\n"
    limits = ("--fail-on", "uncredited", "--max-words", "0", "--max-share", "0", "--strict")
    code, out, _ = run("check", "-", *limits, piped=text.encode())
    assert (code, "does not count" in out) == (0, True)
    code, out, _ = run("check", "-", *limits, piped=text.replace("told Reuters", "said").encode())
    assert code == 1
    assert "in quote marks" in out


def test_json_has_both_sides(run: Run) -> None:
    code, found = as_json(run, "check", "draft.txt", "--max-words", "5")
    assert code == 1
    assert found["format"] == "provenance-check"
    assert found["standing_sentence"].startswith("Similarity is not plagiarism")
    assert (found["limits"]["max_words"], len(found["exceeded"])) == (5, 1)
    assert found["limits"]["counts"] == "without a credit"
    [passage] = found["passages"]
    assert LONG[passage["start"] : passage["end"]] == passage["text"] == PROSE
    assert passage["start_line_column"] == [3, 1]
    assert [one["path"] for one in passage["elsewhere"]] == ["archive/second.txt", "archive/first.txt"]
    assert passage["elsewhere"][0]["date"]["precision"] == "day"
    for match in passage["matches"]:
        text = Path(match["paths"][0]).read_text()
        assert text[match["start"] : match["end"]] == match["text"]
    assert len(found["not_searched"]) >= 4
    assert found["searched"]["articles"] == 3


@pytest.mark.parametrize(
    ("draft", "data", "said"),
    [
        ("-", b"", "standard input: the text is empty"),
        ("-", b" \n ", "empty"),
        ("-", b"\x89PNG\r\n\x1a\n", "PNG"),
        ("-", b"a\x00b" * 40, "binary"),
        ("missing.txt", None, "not there"),
        ("archive", None, "folder"),
    ],
)
def test_unreadable_drafts(run: Run, draft: str, data: bytes | None, said: str) -> None:
    code, out, err = run("check", draft, piped=data)
    assert (code, out) == (3, "")
    assert said in err
    assert len(err.splitlines()) == 1


@pytest.mark.skipif(not hasattr(os, "mkfifo"), reason="no named pipes here")
def test_a_named_pipe_is_not_waited_for(run: Run, tmp_path: Path) -> None:
    os.mkfifo(tmp_path / "pipe")
    code, _, err = run("check", "pipe")
    assert (code, "give - instead" in err) == (3, True)


COMMANDS = (("check", "draft.txt"), ("trace", "the old swimming pool"))


@pytest.mark.parametrize("command", COMMANDS)
def test_databases_that_can_not_be_used(run: Run, tmp_path: Path, command: tuple[str, str]) -> None:
    (tmp_path / "text.db").write_text("no database at all, but some text that is long enough " * 30)
    with closing(sqlite3.connect(tmp_path / "other.db")) as connection:
        connection.execute("CREATE TABLE other (column)")
    for name, version in (("old.db", 1), ("new.db", len(migrations()) + 1)):
        (tmp_path / name).write_bytes((tmp_path / "provenance.db").read_bytes())
        with closing(sqlite3.connect(tmp_path / name)) as connection:
            connection.execute(f"PRAGMA user_version = {version}")
    for name, said in (
        ("none.db", "no such database"),
        ("text.db", "not a provenance database"),
        ("other.db", "not a provenance database"),
        ("old.db", "older version"),
        ("new.db", "newer version"),
        ("archive", "no such database"),
    ):
        code, out, err = run(*command, "--db", name)
        assert (code, out) == (4, ""), name
        assert said in err
        assert len(err.splitlines()) == 1


@pytest.mark.parametrize("command", COMMANDS)
def test_a_database_without_a_scan(run: Run, tmp_path: Path, command: tuple[str, str]) -> None:
    with closing(sqlite3.connect("provenance.db")) as connection:
        connection.execute("UPDATE runs SET finished_at = NULL")
        connection.commit()
    code, _, err = run(*command)
    assert (code, "no finished scan" in err) == (4, True)


@pytest.fixture
def still(run: Run, tmp_path: Path) -> Iterator[None]:
    """Fails where a file of the folder was made, changed or taken away."""

    def state() -> dict[str, tuple[int, bytes]]:
        return {
            str(path): (path.stat().st_mtime_ns, path.read_bytes())
            for path in tmp_path.rglob("*")
            if path.is_file()
        }

    before = state()
    yield
    assert state() == before


@pytest.mark.usefixtures("still")
@pytest.mark.parametrize("command", COMMANDS)
def test_nothing_is_written(run: Run, tmp_path: Path, command: tuple[str, str]) -> None:
    assert run(*command)[0] == 0
    assert not list(tmp_path.glob("provenance.db-*"))


@pytest.mark.skipif(os.name == "nt", reason="folders have no such mode there")
@pytest.mark.parametrize("command", COMMANDS)
def test_a_folder_that_can_not_be_written(run: Run, tmp_path: Path, command: tuple[str, str]) -> None:
    shut = tmp_path / "shut"
    shut.mkdir()
    (shut / "a.db").write_bytes((tmp_path / "provenance.db").read_bytes())
    (shut / "a.db").chmod(0o444)
    shut.chmod(0o555)
    try:
        assert run(*command, "--db", str(shut / "a.db"))[0] == 0
        assert [path.name for path in shut.iterdir()] == ["a.db"]
    finally:
        shut.chmod(0o755)


def test_hostile_text_can_not_act(run: Run, tmp_path: Path) -> None:
    evil = "\x1b[31m[bold]red[/bold]\x1b]0;title\x07 \u202eright to left\u202c =cmd()"
    folder = tmp_path / "evil"
    folder.mkdir()
    (folder / "a.txt").write_text(f"{evil}\n\n{PROSE} {evil} {PROSE[::-1]}\n")
    provenance.scan(folder, db=tmp_path / "evil.db")
    for args in (
        ("check", "evil/a.txt", "--count-same-text"),
        ("check", "evil/a.txt", "--count-same-text", "-v"),
        ("trace", f"come from. {evil} right to left"),
    ):
        code, out, _ = run(*args, "--db", "evil.db")
        assert code == 0
        assert not set("\x1b\x07\u202e") & set(out)
        assert "⟨U+001B⟩" in out


def test_the_draft_itself_in_the_archive_is_named(run: Run) -> None:
    limit = ("check", "archive/first.txt", "--fail-on", "uncredited")
    _, out, _ = run(*limit)
    assert "Itself    archive/first.txt, 2024-03-01T10:00Z (metadata, minute)" in out, out
    assert "--count-same-text" in out
    assert [place["path"] for place in as_json(run, *limit)[1]["same_text"]] == ["archive/first.txt"]
    counted = run(*limit, "--count-same-text")[1]
    assert "Itself" not in counted
    assert "Article   archive/first.txt" in counted


def test_trace_the_earliest_first(run: Run) -> None:
    code, out, err = run("trace", "close the old swimming pool by the river")
    assert (code, err) == (0, "")
    assert out.index("archive/second.txt") < out.index("archive/first.txt")
    assert "Found     2 times in 2 articles" in out
    assert "may be as early as the one before" in out
    assert "all texts were gone through" in out
    assert "need not be the first" in out


def test_trace_names_the_undated_last(run: Run) -> None:
    code, found = as_json(run, "trace", "no family on the old quay")
    assert code == 0
    assert [one["path"] for one in found["shown"]] == ["archive/first.txt", "archive/third [x].txt"]
    assert (found["undated"], found["shown"][1]["date"]) == (1, None)
    assert [(one["quoted"], one["credits"]) for one in found["shown"]] == [(True, ["Reuters"]), (True, [])]
    _, out, _ = run("trace", "no family on the old quay")
    assert out.index("Without a date") < out.index("third [x]")


def test_trace_edits(run: Run) -> None:
    asked = "The council voted on Monday to close the swimming pool by the big river"
    _, found = as_json(run, "trace", asked)
    first = found["shown"][0]
    assert (found["found"], first["identity"]) == (2, round(12 / 14, 4))
    assert [(each["asked"].strip(), each["there"].strip()) for each in first["differences"]] == [
        ("Monday", "Tuesday"), ("", "old"), ("big", ""),
    ]  # fmt: skip
    text = Path(first["path"]).read_text()
    assert text[first["start"] : first["end"]] == first["text"]
    assert as_json(run, "trace", asked, "--min-identity", "0.9")[1]["found"] == 0
    _, out, _ = run("trace", asked)
    assert "differs: Monday -> Tuesday; nothing -> old; big -> nothing" in out


def test_trace_other_spellings(run: Run, tmp_path: Path) -> None:
    folder = tmp_path / "names"
    folder.mkdir()
    (folder / "a.txt").write_text(
        "Mohamed Alloush wants to neutralize the criminal role of the colour guard.\n"
    )
    provenance.scan(folder, db=tmp_path / "names.db")
    asked = "Mohammad Alloush wants to neutralise the criminal role"
    _, found = as_json(run, "trace", asked, "--db", "names.db")
    assert (found["shown"][0]["aligned"], found["shown"][0]["identity"]) == (1.0, 0.75)
    assert as_json(run, "trace", asked, "--db", "names.db", "--min-identity", "1")[1]["found"] == 0


def test_trace_word_for_word_asks_the_index(run: Run) -> None:
    words = "to build a larger one beside the station"
    _, found = as_json(run, "trace", words, "--min-identity", "1")
    assert found["found"] == 2
    assert "every place has a run of 8 of the words" in found["searched"]["how"]
    _, found = as_json(run, "trace", words, "--quick")
    assert found["found"] == 2
    assert "may be missing" in found["searched"]["how"]


def test_trace_limit(run: Run) -> None:
    _, out, _ = run("trace", "close the old swimming pool", "--limit", "1")
    assert "1 place not shown (--limit 0 shows all)" in out
    assert len(as_json(run, "trace", "close the old swimming pool", "--limit", "0")[1]["shown"]) == 2


def test_trace_from_standard_input(run: Run) -> None:
    code, found = as_json(run, "trace", "-", piped="\ufeffthe old swimming\u00a0pool\n".encode())
    assert (code, found["found"]) == (0, 2)
    assert run("trace", "-", piped=b"\x89PNG\r\n\x1a\n")[0] == 3
    assert run("trace", "-", piped=b"")[0] == 2


@pytest.mark.parametrize("words", ["", "two words", "!?", "word " * 401])
def test_trace_too_few_or_too_many_words(run: Run, words: str) -> None:
    code, out, err = run("trace", words)
    assert (code, out) == (2, "")
    assert "3 to 400 words" in err


def test_trace_words_that_stand_nowhere(run: Run) -> None:
    code, out, _ = run("trace", "nobody ever wrote this")
    assert (code, "Found     nowhere" in out) == (0, True)


@pytest.mark.skipif(sys.platform != "linux", reason="other systems take names as text")
def test_names_that_are_no_utf_8(run: Run, tmp_path: Path) -> None:
    odd = os.fsdecode(b"odd\xff")
    (tmp_path / f"{odd}.txt").write_text(LONG)
    (tmp_path / f"{odd}.db").write_bytes((tmp_path / "provenance.db").read_bytes())
    for args in (("check", f"{odd}.txt"), ("trace", f"{odd} the old swimming pool")):
        for output in ((), ("--json",)):
            ended = subprocess.run(
                [sys.executable, "-m", "provenance", *args, "--db", f"{odd}.db", *output],
                cwd=tmp_path, capture_output=True, check=False,
            )  # fmt: skip
            assert (ended.returncode, ended.stderr) == (0, b"")
            ended.stdout.decode("utf-8")


def test_quick_needs_the_words_of_a_fingerprint(run: Run) -> None:
    code, _, err = run("trace", "the old swimming pool", "--quick")
    assert (code, "needs 5 words" in err) == (2, True)


@pytest.mark.parametrize("command", COMMANDS)
def test_only_light_libraries_are_imported(run: Run, tmp_path: Path, command: tuple[str, str]) -> None:
    heavy = ("rich", "jinja2", "sqlite_utils", "datasketch", "scipy")
    code = (
        "import sys; from provenance.cli import main; main(sys.argv[1:]);"
        f"sys.exit(str([name for name in {heavy!r} if name in sys.modules] or '') or 0)"
    )
    ended = subprocess.run(
        [sys.executable, "-c", code, *command],
        cwd=tmp_path,
        capture_output=True,
        encoding="utf-8",
        check=False,
    )
    assert (ended.returncode, ended.stderr) == (0, "")


def keys_of(value: object) -> set[str]:
    """The keys of all objects in a JSON value."""
    if isinstance(value, dict):
        return {*value, *(key for part in value.values() for key in keys_of(part))}
    return {key for part in value for key in keys_of(part)} if isinstance(value, list) else set()


@pytest.mark.parametrize("command", COMMANDS)
def test_every_key_of_the_json_is_explained(run: Run, command: tuple[str, str]) -> None:
    pages = "".join((ROOT / "docs" / name).read_text() for name in ("check-format.md", "report-format.md"))
    _, found = as_json(run, *command)
    _, help_page, _ = run(command[0], "--help")
    for key in keys_of(found):
        assert f"`{key}`" in pages or f"--{key.replace('_', '-')}" in help_page, key
