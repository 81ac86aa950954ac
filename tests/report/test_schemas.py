"""Every JSON that a command prints is what its published schema says, key by key."""

from __future__ import annotations

import json
import shutil
from collections.abc import Callable
from functools import cache
from pathlib import Path
from typing import Any

import click
import pytest
from click.testing import CliRunner, Result
from jsonschema import Draft202012Validator
from referencing import Registry, Resource

from provenance.cli import COMMANDS
from provenance.cli import provenance as group
from provenance.report import annotations, json_lines, json_report, passim, schemas
from provenance.store.database import open_for_reading
from tests.conftest import ROOT
from tests.report.nasty import nasty_newsroom


def strict(part: Any) -> Any:
    """A schema that refuses keys which it does not name. The published one lets them pass, since keys may be
    added under the same version."""
    if isinstance(part, list):
        return [strict(each) for each in part]
    if not isinstance(part, dict):
        return part
    told = {name: strict(each) for name, each in part.items()}
    return told | {"unevaluatedProperties": False} if isinstance(part.get("properties"), dict) else told


@cache
def strict_validator(name: str) -> Draft202012Validator:
    """Made once: to look for what a schema refers to takes longer than to hold a line against it."""
    schema = Resource.from_contents(strict(schemas.schema(name)))
    address = f"urn:provenance-newsroom:schema:{name}:1"
    known = Registry().with_resource(address, schema).crawl()
    return Draft202012Validator({"$ref": address}, registry=known)


def problems(name: str, value: object) -> list[str]:
    validator = strict_validator(name)
    return [f"{[*error.absolute_path]}: {error.message[:200]}" for error in validator.iter_errors(value)]


@pytest.mark.parametrize("name", schemas.names())
def test_a_schema_is_sound(name: str) -> None:
    schema = schemas.schema(name)
    # What they have in common is looked at once.
    Draft202012Validator.check_schema(schema | {"$defs": {}})
    assert schema["$id"] == f"urn:provenance-newsroom:schema:{name}:1"
    assert problems(name, {}) != []
    assert not Draft202012Validator(schema).is_valid({"format": "something else"})


def test_what_schemas_have_in_common_is_sound() -> None:
    first, *others = (schemas.schema(name)["$defs"] for name in schemas.names())
    Draft202012Validator.check_schema({"$defs": first})
    assert all(one == first for one in others)


@pytest.mark.parametrize("texts", [True, False])
def test_reports_are_valid(seeds_database: Path, hostile_database: Path, tmp_path: Path, texts: bool) -> None:
    for path in (seeds_database, hostile_database, nasty_newsroom(tmp_path / "nasty.db")):
        connection = open_for_reading(path)
        assert problems("report", json.loads("".join(json_report.stream(connection, texts=texts)))) == []
        for line in "".join(json_lines.stream(connection, texts=texts)).splitlines():
            assert problems("report-lines", json.loads(line)) == []
        for line in "".join(passim.stream(connection)).splitlines():
            assert problems("passim", json.loads(line)) == []
        assert problems("annotations", json.loads("".join(annotations.stream(connection)))) == []
        connection.close()


def test_a_large_archive_says_what_is_compared_only(
    hostile_database: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr("provenance.report.findings.COMPOSED", 0)
    connection = open_for_reading(hostile_database)
    report = json.loads("".join(json_report.stream(connection)))
    connection.close()
    assert "compared_only" in report["counts"]
    assert problems("report", report) == []


def test_a_wrong_key_or_value_is_seen(seeds_database: Path) -> None:
    connection = open_for_reading(seeds_database)
    report: Any = json.loads("".join(json_report.stream(connection)))
    connection.close()
    report["pairs"][0]["passages"][0]["a"]["new"] = 1
    assert len(problems("report", report)) == 1
    assert Draft202012Validator(schemas.schema("report")).is_valid(report)
    report["pairs"][0]["passages"][0]["form"] = "copied"
    assert not Draft202012Validator(schemas.schema("report")).is_valid(report)


@pytest.fixture(scope="module")
def newsroom(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """The seeds with dates, outlets and a configuration that excludes something, and a broken file."""
    folder = tmp_path_factory.mktemp("schemas")
    shutil.copytree(ROOT / "seeds", folder / "seeds")
    (folder / "seeds" / "broken.txt").write_bytes(b"\x00\x01\x02" * 50)
    (folder / "seeds" / "metadata.csv").write_text(
        "path,outlet,date,byline\n001_f9ef70b5a9dccbe9.txt,The Herald,2018-01-09,Ann Lee\n"
        "003_378cecce5d93c993.txt,The Post,2018-01-10,Bo Ek\n"
    )
    (folder / "seeds" / "provenance.toml").write_text(
        '[[exclude]]\ntext = "Astana is a process to end the bloodletting"\nreason = "said by all"\n'
    )
    return folder


PRINTED = {
    "scan": ("scan", "seeds", "--json"),
    "report": ("report", "--format", "json"),
    "pair": ("show", "001", "003", "--json"),
    "lineage": ("lineage", "--json"),
    "shares": ("shares", "001", "--json"),
    "families": ("families", "--status", "all", "--json"),
    "family": ("families", "1", "--json"),
    "check": ("check", "seeds/001_f9ef70b5a9dccbe9.txt", "--max-words", "5", "--except", "000*", "--json"),
    "trace": ("trace", "everyone has now agreed", "--min-identity", "0.5", "--json"),
    "search": ("search", "Astana", "--json"),
    "doctor": ("doctor", "seeds", "--json"),
    "date": ("date", "002", "2018-01-10", "--why", "the editor said so", "--json"),
    "dates": ("date", "--list", "--json"),
    "review": ("review", "clear", "--pair", "001", "003", "--reason", "self", "--reviewer", "x", "--json"),
    "review-list": ("review", "list", "--json"),
    "review-history": ("review", "show", "--pair", "001", "003", "--json"),
    "reviews": ("review", "export", "-"),
    "audit": ("audit", "--sample", "3", "--seed", "1", "--json"),
    "forget": ("forget", "004", "--reason", "an order", "--yes", "--json"),
    "forgotten": ("forget", "--list", "--json"),
}
"""By the schema: a command that prints such JSON, run in this order."""


ELSEWHERE = (("verify",),)
"""Commands whose JSON another test holds against its schema."""


@pytest.fixture(scope="module")
def printed(newsroom: Path) -> dict[str, Any]:
    """What each command prints, one after the other."""
    found = {}
    with pytest.MonkeyPatch.context() as patch:
        patch.chdir(newsroom)
        for name, words in PRINTED.items():
            result = CliRunner().invoke(group, list(words), standalone_mode=False)
            assert result.exception is None, (name, result.output)
            found[name] = json.loads(result.stdout)
    return found


@pytest.mark.parametrize("name", PRINTED)
def test_what_a_command_prints_is_valid(printed: dict[str, Any], name: str) -> None:
    assert problems(name, printed[name]) == []
    assert printed[name]["format"] == f"provenance-{name}"


def test_every_command_with_json_has_a_schema() -> None:
    """A command that gets `--json` needs a schema, and a line above."""
    context = click.Context(group)
    with context:
        having = {
            name
            for name in COMMANDS
            if any("--json" in param.opts for param in (group.get_command(context, name) or group).params)
        }
    assert having <= {words[0] for words in (*PRINTED.values(), *ELSEWHERE)}


def test_every_format_in_the_sources_has_a_schema() -> None:
    stated = set()
    for path in (ROOT / "provenance").rglob("*.py"):
        words = path.read_text(encoding="utf-8")
        stated |= {part.partition('"')[0] for part in words.split('"provenance-')[1:]}
    known = set(schemas.names())
    assert {name for name in stated if name.isascii() and name.replace("-", "").isalpha()} - {
        "newsroom"
    } <= known


def test_schemas_are_printed(provenance: Callable[..., Result], tmp_path: Path) -> None:
    result = provenance("report", "--schema", db=tmp_path / "none.db")
    assert (result.exit_code, json.loads(result.stdout)) == (0, schemas.schema("report"))
    other = provenance("report", "--schema", "check", "-o", str(tmp_path / "check.json"))
    assert json.loads((tmp_path / "check.json").read_text("utf-8")) == schemas.schema("check")
    assert other.exit_code == 0
    wrong = provenance("report", "--schema", "nothing")
    assert wrong.exit_code == 2
    assert f"those that have: {', '.join(schemas.names())}." in wrong.stderr
