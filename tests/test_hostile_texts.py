"""Hostile articles through every command: nothing of them steers a terminal, nothing is read as markup.

Commands, flags and choices are taken from the command line itself, so that a new one is swept at once.
"""

from __future__ import annotations

import csv
import inspect
import io
import json
import re
import shutil
import sqlite3
import sys
import zipfile
from collections.abc import Iterator
from contextlib import closing, contextmanager
from dataclasses import dataclass
from pathlib import Path

import click
import pytest

from provenance.cli import COMMANDS, main
from provenance.cli import provenance as program
from provenance.engine import spark
from provenance.engine.local import LocalEngine
from provenance.workers import Workers

pytestmark = pytest.mark.skipif(sys.platform == "win32", reason="file names of this kind can't be there")

ACTING = (
    "<script>alert(1)</script><img src=x onerror=alert(1)> [bold]loud[/bold] [/] [link=http://x]loud[/link] "
    "{{ 7 * 7 }} {% raw %} =HYPERLINK(1) @SUM(1) \x1b[2J\x1b[31;5;7mred\x1b[0m \x1b]0;owned\x07 "
    "\x1b]8;;http://x\x1b\\ "
    "\x9b2J\x9d0;owned\x9c \x08\x08\x7f\x0e\x90q \u202eevil\u202c \u2066in\u2069 \u2028 \u200b\ufeff "
)
LONG = "w" * 3000
SHARED = (
    "The minister said the bridge over the river would open again before the end of the coming summer, and "
    "that nobody in the town would have to pay for the ferries until then"
)
NAME = "[red]n[blink]\x1b[2J\x9b1m\u202e<b>"
OUTLET = f"The [bold]Paper[/bold] \x1b[2J\x9b\u202e<i>{'o' * 300}"
BYLINE = f"By [bold]loud[/bold] Doe\x1b]0;x\x07 {ACTING}"


@dataclass(frozen=True)
class Room:
    """A folder of hostile articles, a draft, and the database of a scan."""

    folder: Path
    draft: Path
    db: Path
    paths: tuple[str, ...]
    passage: str


@pytest.fixture(scope="module")
def room(tmp_path_factory: pytest.TempPathFactory) -> Room:
    folder = tmp_path_factory.mktemp("hostile") / f"news {NAME}"
    folder.mkdir()
    story = f"{ACTING}\n\n{SHARED} {ACTING}, he told [bold]loud[/bold] AFP \x1b[2J.\n\n{LONG}\n"
    rows = io.StringIO()
    table = csv.writer(rows)
    table.writerow(["path", "date", "title", "outlet", "byline", "url", "licence", "id", "source"])
    for number, day in (("a", 2), ("b", 3), ("c", 4)):
        name = f"{number} {NAME}.txt"
        (folder / name).write_text(f"{story}Own words of {number}. {ACTING}", encoding="utf-8")
        title = f"{number} {ACTING}"
        facts = [OUTLET, BYLINE, f"http://x.test/{NAME}", NAME, f"{number}{NAME}"]
        table.writerow([name, f"2024-03-0{day}", title, *facts, ""])
    (folder / "metadata.csv").write_text(rows.getvalue(), encoding="utf-8", newline="")
    record = {
        "text": story.replace("bridge", "tunnel"),
        "title": ACTING,
        "outlet": OUTLET,
        "byline": f"{BYLINE}\x00",
    }
    records = [json.dumps({**record, "id": NAME, "date": ACTING}), json.dumps({"headline": ACTING}), ACTING]
    (folder / f"day {NAME}.jsonl").write_text("\n".join(records), encoding="utf-8")
    (folder / f"broken {NAME}.txt").write_bytes(bytes(range(256)) * 40)
    (folder / f"other.\x1b[2J{NAME}").write_text("No reader.")
    with zipfile.ZipFile(folder / "packed.zip", "w") as packed:
        packed.writestr(f"in/{NAME}.txt", story)
        packed.writestr("in/[red]n[blink]\u202e<b>.txt", story.replace("bridge", "gate"))
        packed.writestr(f"in/{NAME}.xyz", "No reader.")
    quoted = "“We will [bold]loud[/bold] open \x1b[2J it all before the summer ends,”"
    for name, words in (("q1", quoted), ("q2", quoted.replace("before", "long before"))):
        (folder / f"{name}.txt").write_text(
            f"{SHARED}.\n\n{words} said Ann [bold]Lee[/bold].\n", encoding="utf-8"
        )
    (folder / "left.txt").write_text(story, encoding="utf-8")
    draft = folder.parent / f"draft {NAME}.txt"
    draft.write_text(story, encoding="utf-8")
    db = folder.parent / "hostile.db"
    reason = "because [bold]loud[/bold] \\u001b[2J\\u009b \\u202e"
    settings = folder.parent / "provenance.toml"
    settings.write_text(f'[[exclude]]\npath = "*/left.txt"\nreason = "{reason}"\n')
    assert main(["--config", str(settings), "scan", str(folder), "--db", str(db), "--search", "-q"]) == 3
    with closing(sqlite3.connect(db)) as connection:
        paths = [row[0] for row in connection.execute("SELECT path FROM articles ORDER BY path")]
        assert connection.execute("SELECT count(*) FROM reuse_passages").fetchone()[0]
        assert connection.execute("SELECT count(*) FROM lineage_edges").fetchone()[0]
    report, entries = folder.parent / "report.json", folder.parent / "entries.json"
    assert main(["report", "--format", "json", "-o", str(report), "--db", str(db)]) == 0
    passage = json.loads(report.read_text(encoding="utf-8"))["pairs"][0]["passages"][0]["id"]
    by = ["--reviewer", f"[bold]loud[/bold] {NAME}", "--db", str(db)]
    assert main(["review", "reply", passage, "--from", NAME, "--text", ACTING, *by]) == 0
    assert main(["review", "export", str(entries), "--db", str(db)]) == 0
    assert main(["export", str(folder.parent / "tables"), "--parquet", "--db", str(db)]) == 0
    return Room(folder, draft, db, tuple(paths), passage)


def commands() -> Iterator[tuple[tuple[str, ...], click.Command]]:
    """Every command of the program by its words, those of groups inside it, too."""

    def walk(
        words: tuple[str, ...], command: click.Command
    ) -> Iterator[tuple[tuple[str, ...], click.Command]]:
        if not isinstance(command, click.Group):
            yield words, command
            return
        context = click.Context(command)
        for name in command.list_commands(context):
            found = command.get_command(context, name)
            assert found is not None
            yield from walk((*words, name), found)

    yield from walk((), program)


COMMAND = dict(commands())
NOTED = ["--note", ACTING, "--reviewer", f"[bold]loud[/bold] {NAME}"]
ALWAYS = {
    ("date",): ["--why", ACTING, "--by", ACTING],
    ("forget",): ["--reason", ACTING, "--yes"],
    ("datasette",): ["-o", "told.json"],
    ("audit",): ["--sample", "9", "--seed", ACTING],
    ("review", "clear"): ["--reason", "self", *NOTED],
    ("review", "note"): ["--text", *NOTED[1:]],
    ("review", "reply"): ["--from", NAME, "--text", *NOTED[1:]],
    ("review", "undo"): NOTED[2:],
    **{("review", name): NOTED for name in ("confirm", "needs-info", "corrected")},
}
"""What a command wants besides its arguments."""
ALONE = {"as_list": 0, "undo": 1}
"""Flags that go with so many arguments only, and with nothing that is given always."""
QUIET = {"quiet", "vacuum"}
"""Flags that only leave output out, or take long and say nothing of articles."""


def arguments(command: click.Command, room: Room) -> list[str]:
    """Something hostile for each argument; a new name of an argument has to be entered here."""
    one, other = (path for path in room.paths if "/a [" in path or "/b [" in path)
    known = {
        "folder": str(room.folder), "draft": str(room.draft), "a": one, "b": other, "path": one, "paths": one,
        "words": " ".join(SHARED.split()[:9]), "number": "1", "date": "2024-03-01", "article": one,
        "report": str(room.folder.parent / "report.json"), "target": "out", "subjects": room.passage,
        "file": str(room.folder.parent / "entries.json"), "tables": str(room.folder.parent / "tables"),
        "address": f"postgresql://x@/{NAME}?host=/none",
    }  # fmt: skip
    given = []
    for param in command.params:
        if isinstance(param, click.Argument):
            assert param.name in known, (
                f"say in test_hostile_texts.py what the argument {param.name} is given"
            )
            given.append(known[param.name])
    return given


def calls(words: tuple[str, ...], room: Room) -> Iterator[list[str]]:
    """A command with its arguments; then with each flag and each choice; and in JSON."""
    command, always = COMMAND[words], ALWAYS.get(words, [])
    if words == ("verify",):
        always = ["--files", str(room.folder)]
    given = arguments(command, room)
    yield [*words, *given, *always]
    if any(isinstance(param, click.Argument) and not param.required for param in command.params):
        yield [*words, *always]
    for param in command.params:
        if not isinstance(param, click.Option) or param.name in QUIET:
            continue
        name = param.opts[-1]
        if param.is_flag and param.name in ALONE:
            yield [*words, *given[: ALONE[param.name]], name]
            yield [*words, *given[: ALONE[param.name]], name, "--json"]
        elif param.is_flag:
            yield [*words, *given, *always, name]
            if name == "--why":
                yield [*words, *given, name, "--json"]
        elif isinstance(param.type, click.Choice):
            yield from ([*words, *given, *always, name, str(choice)] for choice in param.type.choices)


SGR = re.compile("\x1b\\[(?:\\d{1,3}(?:;\\d{1,3})*)?m")
STEERING = re.compile("[\x00-\x08\x0b-\x1f\x7f-\x9f\u202a-\u202e\u2066-\u2069\ufff9-\ufffb]")
"""Controls but tabs and line feeds: escapes, bells, C1, and what turns the order of letters."""


def faults(out: str, *, colour: bool) -> list[str]:
    """What in an output would act: controls, or markup that was read and so is gone."""
    found = []
    if "\x1b[31;5;7m" in out:
        found.append("a colour of the article's own")
    if colour:
        out = SGR.sub("", out)
    for hit in STEERING.finditer(out):
        found.append(f"U+{ord(hit.group()):04X} in {out[max(0, hit.start() - 30) : hit.end() + 30]!r}")
    joined = re.sub(r"[\s│┃|>]+", "", out)
    for hit in re.finditer("loud", joined):
        before = joined[max(0, hit.start() - 24) : hit.start()]
        if not before.endswith(("]", "#93;", "...", "…")):
            found.append(f"markup gone in {joined[max(0, hit.start() - 30) : hit.end() + 30]!r}")
    return found[:5]


@contextmanager
def no_spark(master: str, buckets: int = 0) -> Iterator[LocalEngine]:
    """In the place of `spark_engine`: a session takes half a minute, and prints nothing of an article.
    test_engines.py shows that the rows of both engines are the same."""
    assert (master, buckets) == ("local[*,4]", 0)
    with Workers(1) as workers, LocalEngine(workers) as engine:
        yield engine


def test_the_stand_in_is_called_as_spark_is() -> None:
    assert inspect.signature(no_spark).parameters == inspect.signature(spark.spark_engine).parameters


@pytest.mark.parametrize("colour", [False, True], ids=["plain", "colour"])
@pytest.mark.parametrize("words", COMMAND, ids=" ".join)
def test_nothing_of_an_article_acts(
    words: tuple[str, ...], colour: bool, room: Room, tmp_path: Path, monkeypatch: pytest.MonkeyPatch,
    capsys: pytest.CaptureFixture[str],
) -> None:  # fmt: skip
    monkeypatch.chdir(tmp_path)
    monkeypatch.setenv("COLUMNS", "100")
    # In a terminal, click takes nothing away.
    monkeypatch.setattr("click.utils.should_strip_ansi", lambda *given: False)
    monkeypatch.setattr("provenance.cli.writing.is_terminal", lambda: True)
    monkeypatch.setattr(spark, "spark_engine", no_spark)
    if colour:
        monkeypatch.setenv("FORCE_COLOR", "1")
        monkeypatch.setenv("TERM", "xterm-256color")
    said = 0
    for number, call in enumerate(calls(words, room)):
        Path("provenance.db").unlink(missing_ok=True)
        shutil.rmtree("out", ignore_errors=True)
        if words not in (("scan",), ("import",)):
            shutil.copy(room.db, "provenance.db")
        code = main([*call, "--db", "provenance.db"] if _takes_db(words) else call)
        out, err = capsys.readouterr()
        # There is no server.
        codes = (2, 4) if words == ("load",) else (0, 1, 2, 3) if number else (0, 1, 3)
        assert code in codes, (call, err)
        said += len(out) + len(err)
        for stream in (out, err):
            assert not faults(stream, colour=colour), (call, faults(stream, colour=colour))
        if "--json" in call and code != 2:
            json.loads(out)
    assert said


def _takes_db(words: tuple[str, ...]) -> bool:
    return any(param.name == "db" for param in COMMAND[words].params)


def test_every_command_is_swept() -> None:
    assert {words[0] for words in COMMAND} == set(COMMANDS)


def test_the_sweep_can_fail() -> None:
    assert faults("an \x1b[2J escape", colour=True)
    assert faults("an \x1b[1m escape", colour=False)
    assert faults("\x1b[31;5;7mred", colour=True)
    assert faults("title \x9b2J", colour=True)
    assert faults("\u202eevil", colour=False)
    assert faults("a link \x1b]8;;http://x.test\x1b\\loud", colour=True)
    assert faults("words loud and clear", colour=False)
    assert not faults("\x1b[1mbold\x1b[0m words: [bold]lo\n ud[/bold]", colour=True)
