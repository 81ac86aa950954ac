"""`show`, `lineage` and `report` as people run them."""

import json
import os
import sqlite3
import sys
from collections.abc import Callable
from pathlib import Path

import pytest
from click.testing import Result

from provenance.report import wording
from provenance.sentences import say
from provenance.store.database import open_for_writing
from tests.conftest import Run

Command = Callable[..., Result]


def test_show_on_the_seeds(provenance: Command, gold: Callable[[str, str], None]) -> None:
    result = provenance("show", "001", "003", "--why")
    assert result.exit_code == 0
    gold("show.txt", result.output)


def test_show_in_either_order(provenance: Command) -> None:
    assert provenance("show", "003", "001").output == provenance("show", "001", "003").output


def test_a_narrow_terminal_stacks(provenance: Command) -> None:
    wide = provenance("show", "001", "003").output
    narrow = provenance("show", "001", "003", env={"COLUMNS": "50"}).output
    assert any(
        line.startswith("A ") and " B 128" not in line and "   B " in line for line in wide.splitlines()
    )
    assert not any(line.startswith("A ") and "   B " in line for line in narrow.splitlines())
    assert all(len(line) <= 50 for line in narrow.splitlines())


def test_show_where_nothing_is_shared(provenance: Command) -> None:
    result = provenance("show", "000", "004", "--why")
    assert result.exit_code == 0
    assert say("said.nothing_shared") in result.output
    assert say("said.no_statement") in result.output


def test_show_as_json(provenance: Command) -> None:
    report = json.loads(provenance("show", "001", "003", "--json").stdout)
    assert report["format"] == "provenance-pair"
    assert len(report["pair"]["passages"]) == 8
    assert [one["kind"] for one in report["lineage"]] == ["common source", "unseen", "unseen"]


@pytest.mark.parametrize(
    ("names", "said"),
    [
        (("00", "003"), "'00' may be any of"),
        (("nothing", "003"), "'nothing' is no article of this database"),
        (("001", "001_"), "are one article"),
    ],
)
def test_a_wrong_name_is_a_wrong_use(provenance: Command, names: tuple[str, str], said: str) -> None:
    result = provenance("show", *names)
    assert result.exit_code == 2
    assert said in result.stderr
    assert result.stdout == ""


def test_hostile_texts_do_not_act_in_the_terminal(provenance: Command, hostile_database: Path) -> None:
    shown = provenance("show", "<b>", "2J.txt", "--why", db=hostile_database)
    tree = provenance("lineage", db=hostile_database)
    chart = provenance("lineage", "--format", "mermaid", db=hostile_database)
    for result in (shown, tree, chart):
        assert result.exit_code == 0
        assert not {"\x1b", "\x07", "\u202e"} & set(result.output)
    words = " ".join(shown.output.split())
    assert "[bold]loud[/bold]" in words
    assert "{~bridge~}" in words
    assert "<img src=x onerror=alert(1)> [blink] ⟨U+001B⟩[5m {{ reason }}" in words
    assert "news/[red]b[/red]⟨U+001B⟩[2J.txt" in tree.output


def test_colour_marks_where_a_terminal_has_colour(provenance: Command) -> None:
    plain = provenance("show", "001", "003").output
    colour = provenance("show", "001", "003", env={"FORCE_COLOR": "1", "TERM": "xterm-256color"}).output
    muted = provenance(
        "show", "001", "003", env={"FORCE_COLOR": "1", "NO_COLOR": "1", "TERM": "xterm"}
    ).output
    assert "{~neutralise~}" in plain
    assert "{~" not in colour
    assert "\x1b[1;4;33mneutralise" in colour
    assert "{~neutralise~}" in muted


def test_lineage_as_a_tree(provenance: Command, gold: Callable[[str, str], None]) -> None:
    result = provenance("lineage")
    assert result.exit_code == 0
    gold("lineage.txt", result.output)


def test_a_ring_of_sources_ends(provenance: Command, hostile_database: Path) -> None:
    assert provenance("lineage", db=hostile_database).output.count("(see above)") == 1


def test_lineage_as_mermaid(
    provenance: Command, hostile_database: Path, gold: Callable[[str, str], None]
) -> None:
    gold("lineage.mmd", provenance("lineage", "--format", "mermaid").stdout)
    for line in provenance("lineage", "--format", "mermaid", db=hostile_database).stdout.splitlines()[2:]:
        assert line.count('"') in (0, 2)
        label = line.split('"')[1].replace("<br/>", " ") if '"' in line else ""
        assert not set("<>[]()`") & set(label)


def test_lineage_as_json(provenance: Command) -> None:
    report = json.loads(provenance("lineage", "--json").stdout)
    assert report == json.loads(provenance("lineage", "--format", "json").stdout)
    assert report["standing_sentence"] == wording.standing()
    assert [one["band"] for one in report["lineage"]] == ["moderate"] * 3


def test_report_to_standard_output_and_to_a_file(provenance: Command, tmp_path: Path) -> None:
    for kind in ("html", "json"):
        printed = provenance("report", "--format", kind)
        file = tmp_path / f"report.{kind}"
        file.write_text("old")
        written = provenance("report", "--format", kind, "-o", str(file))
        assert (printed.exit_code, written.exit_code) == (0, 0)
        assert (written.stdout, written.stderr) == ("", f"provenance: wrote {file}\n")
        quiet = provenance("report", "--quiet", "--format", kind, "-o", str(file))
        assert (quiet.exit_code, quiet.output) == (0, "")
        assert file.read_bytes() == printed.stdout_bytes
        assert "Shaam Network" in file.read_text(encoding="utf-8")
    assert sorted(path.name for path in tmp_path.iterdir()) == ["report.html", "report.json"]


def test_one_pair_as_a_page(provenance: Command, tmp_path: Path) -> None:
    file = tmp_path / "pair.html"
    printed = provenance("show", "003", "001", "--format", "html", "--prepared-by", " Ada\n Lovelace ")
    written = provenance(
        "show", "001", "003", "--format", "html", "-o", str(file), "--prepared-by", "Ada Lovelace"
    )
    assert (printed.exit_code, written.exit_code) == (0, 0)
    assert (written.stdout, written.stderr) == ("", f"provenance: wrote {file}\n")
    assert file.read_text(encoding="utf-8") == printed.stdout
    assert "Prepared by <bdi>Ada Lovelace</bdi>." in printed.stdout
    as_json = provenance("show", "001", "003", "--format", "json").stdout
    assert as_json == provenance("show", "001", "003", "--json").stdout
    refused = provenance("show", "001", "003", "-o", str(file))
    assert refused.exit_code == 2
    assert "-o writes JSON or HTML" in refused.stderr


def test_who_prepared_a_page_can_stand_in_the_configuration(
    run: Run, seeds_database: Path, tmp_path: Path
) -> None:
    file = tmp_path / "house.toml"
    file.write_text('prepared-by = "The standards desk"\n', encoding="utf-8")
    for command in (["report"], ["show", "001", "003", "--format", "html"]):
        for options, said in ((["--config", str(file)], 2), (["--no-config"], 0)):
            code, page, _ = run(*command, "--db", str(seeds_database), *options)
            assert (code, page.count("The standards desk")) == (0, said)


def test_report_where_nothing_can_be_written(provenance: Command, tmp_path: Path) -> None:
    for place in (tmp_path, tmp_path / "no" / "report.html"):
        result = provenance("report", "-o", str(place))
        assert result.exit_code == 4
        assert str(place) in result.stderr
        assert result.stderr.count("\n") == 1
    assert list(tmp_path.iterdir()) == []


@pytest.mark.skipif(sys.platform == "win32" or os.geteuid() == 0, reason="root may write everywhere")
def test_report_into_a_folder_that_is_read_only(provenance: Command, tmp_path: Path) -> None:
    tmp_path.chmod(0o500)
    result = provenance("report", "-o", str(tmp_path / "report.html"))
    tmp_path.chmod(0o700)
    assert result.exit_code == 4
    assert "can't be written" in result.stderr


COMMANDS = [("show", "a", "b"), ("lineage",), ("report",), ("report", "--format", "json")]


@pytest.mark.parametrize("command", COMMANDS, ids=" ".join)
def test_a_database_that_can_not_be_read(
    provenance: Command, tmp_path: Path, command: tuple[str, ...]
) -> None:
    missing, text, empty = tmp_path / "none.db", tmp_path / "text.db", tmp_path / "empty.db"
    text.write_text("This is no database, but a text of some length. " * 40)
    open_for_writing(empty).close()
    foreign = tmp_path / "foreign.db"
    with sqlite3.connect(foreign) as connection:
        connection.execute("CREATE TABLE other (x)")
    connection.close()
    for path, said in (
        (missing, "no such database"),
        (text, "not a provenance database"),
        (foreign, "not a provenance database"),
        (empty, "holds no finished scan"),
    ):
        result = provenance(*command, db=path)
        assert result.exit_code == 4
        assert said in result.stderr
        assert result.stderr.startswith("Error: ")
        assert result.stderr.count("\n") == 1
        assert result.stdout == ""
    assert not missing.exists()
