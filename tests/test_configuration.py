"""provenance.toml: where it is found, what it may say, who goes first, and what it makes of an archive."""

from __future__ import annotations

import json
import re
import sqlite3
import tempfile
import zipfile
from contextlib import closing
from pathlib import Path
from typing import Any

import pytest
from hypothesis import given
from hypothesis import settings as examples
from hypothesis import strategies as st

import provenance
from provenance import settings, stock
from provenance.cli import COMMANDS
from provenance.configuration import FOR_ALL, LISTS, Configuration, ConfigurationError, configure
from provenance.exclusions import find_excluded
from provenance.house_rules import ExcludedWords, HouseRules
from provenance.pages.configuring import find_configuration, load_configuration
from provenance.reading import PathRules, Ruled
from provenance.tokens import tokenise
from tests.conftest import ROOT, Run
from tests.histories import disagreements, said, write_empty

STORY = (
    "The harbour authority closed the old drawbridge on Monday after engineers found cracks in two of the"
    " steel beams that carry the roadway over the river mouth."
)
OTHER = (
    "Ferries will take passengers across the water every twenty minutes until the repairs are finished, which"
    " the mayor said could take most of the coming winter."
)
VIEWS = (
    "The opinions expressed in this column are those of its author alone and were not seen by the publisher"
    " of this newspaper before it went to print."
)
OWN = {
    "a": "A first clerk counted eleven grey herons on the northern mudflats before breakfast was served.",
    "b": "Nobody in the village remembers who planted the crooked walnut tree behind the abandoned smithy.",
    "c": "Two accordion players from the mountains opened the festival with a waltz about a stubborn goat.",
    "d": "The librarian keeps every borrowed umbrella in a green cupboard beside the oldest of the atlases.",
}


def write(path: Path, text: str) -> None:
    path.parent.mkdir(parents=True, exist_ok=True)
    path.write_text(text, encoding="utf-8")


def rows(db: Path, query: str) -> list[tuple[Any, ...]]:
    with closing(sqlite3.connect(db)) as connection:
        return connection.execute(query).fetchall()


def made(table: dict[str, Any]) -> Configuration:
    return configure(table, "provenance.toml", "", tuple(COMMANDS))


# what a file may say


@pytest.mark.parametrize(
    ("table", "sentence"),
    [
        ({"outlet": []}, "the key 'outlet' is not known; did you mean 'outlets'?"),
        ({"zzz": 1}, "the key 'zzz' is not known; known are agencies, audit, check"),
        ({"outlets": {"path": "a"}}, "'outlets' is no list of tables; write [[outlets]] before each"),
        ({"outlets": [{"path": "a"}]}, "outlets 1 has no 'outlet'; add it"),
        ({"outlets": [{"path": "a", "outlet": " "}]}, "'outlet' of outlets 1 is no text"),
        ({"outlets": [{"pth": "a", "outlet": "b"}]}, "the key 'pth' of outlets 1 is not known; did you mean"),
        ({"outlets": [{"path": "../a", "outlet": "b"}]}, "outlets 1: '../a' names no path"),
        ({"outlets": [{"path": "/", "outlet": "b"}]}, "outlets 1: '/' names no path"),
        ({"sources": [{"path": "a", "kind": "wires"}]}, "'kind' of sources 1 is 'wires'"),
        ({"licences": [{"outlet": "a"}]}, "licences 1 has no 'source'; add it"),
        ({"exclude": [{"path": "a"}]}, "exclude 1 has no 'reason'; add it"),
        ({"exclude": [{"path": "a", "text": "b", "reason": "c"}]}, "exclude 1 needs one of path, text and"),
        ({"exclude": [{"reason": "c"}]}, "exclude 1 needs one of path, text and pattern"),
        ({"exclude": [{"pattern": "(", "reason": "c"}]}, "exclude 1: missing )"),
        ({"exclude": [{"pattern": "a*", "reason": "c"}]}, "also matches where nothing stands"),
        ({"exclude": [{"text": "--", "reason": "c"}]}, "the text of exclude 1 has no word"),
        ({"agencies": [1]}, "'agencies' names no files"),
        ({"db": 3}, "'db' of the top is no text"),
        ({"scan": 3}, "'scan' is no table; write [scan]"),
    ],
)
def test_what_is_wrong_is_said_in_one_sentence(table: dict[str, Any], sentence: str) -> None:
    with pytest.raises(ConfigurationError) as error:
        made(table)
    assert str(error.value).startswith("provenance.toml: ")
    assert sentence in str(error.value)
    assert "\n" not in str(error.value)


values = st.recursive(
    st.none() | st.booleans() | st.integers() | st.text(max_size=8),
    lambda inner: st.lists(inner, max_size=3) | st.dictionaries(st.text(max_size=6), inner, max_size=3),
    max_leaves=8,
)


@given(
    st.dictionaries(
        st.sampled_from(["outlets", "sources", "licences", "exclude", "db", "agencies", "scan", "x"]), values
    )
)
def test_any_table_is_used_or_refused_with_a_sentence(table: dict[str, Any]) -> None:
    try:
        found = made(table)
    except ConfigurationError:
        return
    json.dumps(found.recorded())
    assert HouseRules.from_values(found.values) == found.house


# paths


@pytest.mark.parametrize(
    ("pattern", "path", "matches"),
    [
        ("mail", "archive/mail/a.txt", True),
        ("mail", "mail/a/b.txt", True),
        ("mail", "archive/mailbox/a.txt", False),
        ("mail/", "archive/mail/a.txt", True),
        ("mail/*", "archive/mail/a.txt", True),
        ("mail/*", "archive/mail/sub/a.txt", False),
        ("mail/**", "archive/mail/sub/a.txt", True),
        ("/archive/mail", "archive/mail/a.txt", True),
        ("/mail", "archive/mail/a.txt", False),
        ("*.jsonl", "archive/day.jsonl", True),
        ("day.zip", "archive/day.zip!mail/a.txt", True),
        ("mail", "archive/day.zip!mail/a.txt", True),
        ("day.jsonl", "archive/day.jsonl#line=3", True),
        ("caf\u00e9", "archive/cafe\u0301/a.txt", True),
        ("mail\\old", "archive/mail/old/a.txt", True),
    ],
)
def test_which_paths_a_pattern_names(pattern: str, path: str, matches: bool) -> None:
    assert bool(PathRules(((pattern, Ruled(outlet="X")),)).lookup(path)) is matches


def test_the_first_rule_that_says_something_of_it_counts() -> None:
    rules = PathRules(
        (
            ("a", Ruled(outlet="One")),
            ("a", Ruled(outlet="Two", source="wire")),
            ("a", Ruled(excluded="old", excluded_by="a")),
            ("a", Ruled(excluded="new", excluded_by="a")),
        )
    )
    assert rules.lookup("a/b.txt") == (Ruled("One", "wire", "old", "a"),)
    assert rules.lookup("b/a.txt") == ()


def test_metadata_goes_before_the_configuration_and_that_before_the_file(tmp_path: Path) -> None:
    folder = tmp_path / "in"
    write(folder / "mail/a.json", json.dumps({"text": STORY, "outlet": "Said by itself"}))
    write(folder / "mail/b.json", json.dumps({"text": OTHER, "outlet": "Said by itself"}))
    write(folder / "mail/metadata.csv", "path,outlet,source\nb.json,Said beside it,0\n")
    with zipfile.ZipFile(folder / "day.zip", "w") as packed:
        packed.writestr("wire/c.txt", OWN["c"])
    toml = tmp_path / "provenance.toml"
    write(
        toml,
        '[[outlets]]\npath = "mail"\noutlet = "The Mail"\n'
        '[[sources]]\npath = "mail"\nkind = "press release"\n'
        '[[sources]]\npath = "wire"\nkind = "wire"\nname = "Harbour Wire"\n',
    )
    db = tmp_path / "a.db"
    provenance.scan(folder, db=db, configuration=toml)
    assert rows(db, "SELECT path, outlet, source_flag, source_kind FROM articles ORDER BY path") == [
        ("in/day.zip!wire/c.txt", "Harbour Wire", 1, "wire"),
        ("in/mail/a.json", "The Mail", 1, "press release"),
        ("in/mail/b.json", "Said beside it", 0, ""),
    ]
    unused = "SELECT path, field, value, said_by FROM article_statements ORDER BY 1, 2, 3"
    assert rows(db, unused) == [
        ("in/mail/a.json", "outlet", "Said by itself", "record"),
        ("in/mail/b.json", "outlet", "Said by itself", "record"),
        ("in/mail/b.json", "outlet", "The Mail", "configuration"),
        ("in/mail/b.json", "source", "press release", "configuration"),
    ]


# exclusions


def test_an_excluded_article_is_listed_and_takes_no_part(tmp_path: Path, run: Run) -> None:
    for name in ("a", "b", "c"):
        write(tmp_path / f"in/{name}/{name}.txt", f"{STORY}\n\n{OWN[name]}\n")
    write(tmp_path / "provenance.toml", '[[exclude]]\npath = "c"\nreason = "a test of the printers"\n')
    code, out, _ = run("scan", "in")
    assert code == 0
    assert "Read      2 articles" in out
    assert "Excluded  1 article, 0 passages by the configuration" in out
    db = tmp_path / "provenance.db"
    query = "SELECT path, status, excluded, excluded_by FROM articles ORDER BY path"
    assert rows(db, query)[2] == ("in/c/c.txt", "excluded", "a test of the printers", "c")
    assert rows(db, "SELECT DISTINCT a_path, b_path FROM reuse_passages") == [("in/a/a.txt", "in/b/b.txt")]
    assert rows(db, "SELECT * FROM left_out") == [("path", "c", "a test of the printers", 1, 0, 0)]
    report = json.loads(run("report", "--format", "json", "-o", "-")[1])
    assert report["exclusions"] == [
        {
            "kind": "path",
            "what": "c",
            "reason": "a test of the printers",
            "articles": 1,
            "passages": 0,
            "words": 0,
        }
    ]
    assert run("report", "-o", "page.html")[0] == 0
    assert "a test of the printers" in (tmp_path / "page.html").read_text(encoding="utf-8")
    code, _, err = run("show", "c.txt", "a.txt")
    assert code == 2
    assert "'in/c/c.txt' takes no part: the configuration excludes it (a test of the printers)." in err
    assert "unchanged" in run("scan", "in")[1]
    (tmp_path / "in/c/c.txt").unlink()
    run("scan", "in")
    assert rows(db, query)[2] == ("in/c/c.txt", "gone", "", "")


@pytest.mark.parametrize(
    "rule",
    [
        'text = "the OPINIONS expressed in this column — are those of its author alone and were not seen by'
        ' the publisher of this newspaper"',
        "pattern = 'The opinions expressed in this column .* it went to print'",
    ],
)
def test_excluded_words_are_no_reuse_and_are_counted(tmp_path: Path, run: Run, rule: str) -> None:
    for name in ("a", "b"):
        write(tmp_path / f"in/{name}.txt", f"{OWN[name]} {VIEWS} {OWN[{'a': 'c', 'b': 'd'}[name]]}\n")
    assert run("scan", "in", "-q")[0] == 0
    assert rows(tmp_path / "provenance.db", "SELECT status FROM reuse_passages") == [("reuse",)]
    write(tmp_path / "provenance.toml", f'[[exclude]]\n{rule}\nreason = "a disclaimer"\n')
    assert run("scan", "in", "-q")[0] == 0
    db = tmp_path / "provenance.db"
    assert rows(db, "SELECT status FROM reuse_passages") == [("excluded",)]
    assert rows(db, "SELECT relation, relation_rule FROM pairs") == [("incidental", "no reuse")]
    assert rows(db, "SELECT * FROM lineage_edges") == []
    ((kind, reason, articles, passages, words),) = rows(
        db, "SELECT kind, reason, articles, passages, words FROM left_out"
    )
    assert (kind, reason, articles, passages) == (rule.split()[0], "a disclaimer", 0, 2)
    assert words > 30
    write(tmp_path / "draft.txt", f"Something else stands here. {VIEWS}\n")
    code, out, _ = run("check", "draft.txt", "--json")
    assert code == 0
    assert '"status": "excluded"' in out


def test_words_are_excluded_whatever_stands_between_them() -> None:
    text = "One. THE END, my friend! The\nend my friend, the end my"
    rules = (ExcludedWords("text", "the end — my friend", "x"), ExcludedWords("pattern", "One", "y"))
    found = find_excluded(text, tokenise(text), rules)
    assert [(span.cut(text), rule) for span, rule in found] == [
        ("One", 1), ("THE END, my friend", 0), ("The\nend my friend", 0),
    ]  # fmt: skip


# an archive and a configuration that changes

CONFIGURATIONS = (
    "",
    '[[outlets]]\npath = "one"\noutlet = "Post"\n',
    '[[outlets]]\npath = "two/*"\noutlet = "Post"\n[[outlets]]\npath = "one"\noutlet = "Herald"\n',
    '[[sources]]\npath = "two"\nkind = "wire"\n',
    '[[sources]]\npath = "two"\nkind = "press release"\nname = "Town Hall"\n',
    '[[exclude]]\npath = "one/a*"\nreason = "not ours"\n',
    f'[[exclude]]\ntext = "{VIEWS}"\nreason = "a disclaimer"\n',
    '[[outlets]]\npath = "one"\noutlet = "Post"\n[[outlets]]\npath = "two"\noutlet = "Herald"\n'
    '[[licences]]\noutlet = "Post"\nsource = "Herald"\n',
)
steps = st.one_of(
    st.tuples(st.just("configure"), st.integers(0, len(CONFIGURATIONS) - 1), st.just(())),
    st.tuples(
        st.just("write"),
        st.sampled_from(["one/a", "one/b", "two/c", "two/d"]),
        st.lists(st.sampled_from([STORY, OTHER, VIEWS]), max_size=3, unique=True),
    ),
    st.tuples(st.just("remove"), st.sampled_from(["one/a", "two/d"]), st.just(())),
)
EXCLUDED = (
    "SELECT path, excluded, excluded_by FROM articles WHERE status = 'excluded' ORDER BY path",
    "SELECT * FROM left_out ORDER BY kind, what",
    "SELECT path, start_char, end_char, rule FROM excluded_spans JOIN places USING (text_id)"
    " WHERE status = 'current' ORDER BY 1, 2",
)


@given(history=st.lists(st.lists(steps, min_size=1, max_size=3), min_size=1, max_size=4))
@examples(max_examples=25)
def test_whatever_was_configured_before_the_archive_says_what_a_fresh_scan_says(
    history: list[list[tuple[str, Any, Any]]],
) -> None:
    with pytest.MonkeyPatch.context() as patch, tempfile.TemporaryDirectory() as work:
        patch.setattr(settings, "REJUDGE_BELOW", 0)
        patch.setattr(stock, "_BITS", 18)  # to keep the usual room takes longer than all else
        folder, toml, db = Path(work, "in"), Path(work, "provenance.toml"), Path(work, "parts.db")
        write(toml, "")
        for place, name in enumerate(("one/a", "one/b", "two/c", "two/d")):
            write(folder / f"{name}.txt", f"{OWN[name[-1]]} {STORY if place % 2 else VIEWS} {OTHER}\n")
        provenance.scan(folder, db=write_empty(db), configuration=toml)
        for part in history:
            for kind, what, content in part:
                if kind == "configure":
                    write(toml, CONFIGURATIONS[what])
                elif kind == "write":
                    write(folder / f"{what}.txt", " ".join([OWN[what[-1]], *content]) + "\n")
                else:
                    (folder / f"{what}.txt").unlink(missing_ok=True)
            provenance.scan(folder, db=db, configuration=toml)
            assert disagreements(db) == {}
        fresh = write_empty(Path(work, "fresh.db"))
        provenance.scan(folder, db=fresh, configuration=toml)
        assert said(db) == said(fresh)
        for query in EXCLUDED:
            assert rows(db, query) == rows(fresh, query)


def test_a_comment_changes_nothing_and_paths_judge_nothing_anew(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(settings, "REJUDGE_BELOW", 0)
    folder, toml, db = tmp_path / "in", tmp_path / "provenance.toml", tmp_path / "a.db"
    for name in ("a", "b"):
        write(folder / f"{name}.txt", f"{OWN[name]} {STORY}\n")
    write(toml, '[[outlets]]\npath = "a*"\noutlet = "Post"\n')

    def scan() -> tuple[bool, int]:
        unchanged = provenance.scan(folder, db=db, configuration=toml).unchanged
        return unchanged, rows(db, "SELECT run_id FROM judgements")[0][0]

    assert scan() == (False, 1)
    write(toml, '# a comment\n[[outlets]]\npath = "a*"\noutlet = "Post"\n')
    assert scan() == (True, 1)
    write(toml, '[[outlets]]\npath = "a*"\noutlet = "Herald"\n')
    assert scan() == (False, 1)  # one article has another outlet: it is compared anew, the others are not
    assert rows(db, "SELECT outlet FROM articles ORDER BY path") == [("Herald",), (None,)]
    write(toml, '[[licences]]\noutlet = "Herald"\nsource = "Post"\n')
    assert scan() == (False, 3)
    recorded = json.loads(rows(db, "SELECT parameters FROM runs ORDER BY id DESC LIMIT 1")[0][0])
    assert recorded["configuration"]["file"] == str(toml)
    assert len(recorded["configuration"]["sha256"]) == 64
    assert recorded["configuration"]["values"] == {"licences": [{"outlet": "Herald", "source": "Post"}]}


# where it is found, and the command line


def test_the_nearest_folder_with_a_configuration_counts(tmp_path: Path) -> None:
    (tmp_path / ".git").mkdir()
    inner = tmp_path / "a/b"
    inner.mkdir(parents=True)
    assert find_configuration(inner) is None
    write(tmp_path / "pyproject.toml", "[tool.provenance]\n")
    assert find_configuration(inner) == tmp_path / "pyproject.toml"
    write(tmp_path / "provenance.toml", "")
    assert find_configuration(inner) == tmp_path / "provenance.toml"
    write(tmp_path / "a/pyproject.toml", "[tool.other]\n")
    assert find_configuration(inner) == tmp_path / "provenance.toml"
    write(tmp_path / "a/pyproject.toml", '[tool.provenance]\ndb = "x.db"\n')
    assert find_configuration(inner) == tmp_path / "a/pyproject.toml"
    (tmp_path / "a/b/.git").mkdir()
    assert find_configuration(inner) is None  # a repository of its own


def test_it_is_not_looked_for_above_home(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    home = tmp_path / "home"
    (home / "stories").mkdir(parents=True)
    monkeypatch.setenv("HOME", str(home))
    monkeypatch.setenv("USERPROFILE", str(home))
    write(tmp_path / "provenance.toml", "")
    assert find_configuration(home / "stories") is None
    write(home / "provenance.toml", "")
    assert find_configuration(home / "stories") == home / "provenance.toml"


@pytest.mark.parametrize(
    ("name", "data", "sentence"),
    [
        ("provenance.toml", b"[[", "is no TOML"),
        ("provenance.toml", b"db = '\xff'", "byte 6 is not UTF-8"),
        ("pyproject.toml", b"[tool]\n", "has no table [tool.provenance]"),
        ("pyproject.toml", b"tool = 3\n", "has no table [tool.provenance]"),
    ],
)
def test_a_file_that_is_none_is_refused(tmp_path: Path, name: str, data: bytes, sentence: str) -> None:
    (tmp_path / name).write_bytes(data)
    with pytest.raises(ConfigurationError, match=r".*") as error:
        load_configuration(tmp_path / name)
    assert sentence in str(error.value)
    with pytest.raises(ConfigurationError, match="can't be read"):
        load_configuration(tmp_path / "nothing.toml")


def test_command_line_before_environment_before_file(
    tmp_path: Path, run: Run, monkeypatch: pytest.MonkeyPatch
) -> None:
    write(tmp_path / "in/a.txt", STORY)
    write(tmp_path / "conf/provenance.toml", 'db = "file.db"\n[scan]\nquiet = true\nmax-bytes = 100000\n')
    monkeypatch.setenv("PROVENANCE_CONFIG", "conf/provenance.toml")
    code, out, _ = run("scan", "in")
    assert (code, out) == (0, "")
    assert (tmp_path / "conf/file.db").exists()  # paths are relative to the file that names them
    monkeypatch.setenv("PROVENANCE_DB", "env.db")
    run("scan", "in")
    assert (tmp_path / "env.db").exists()
    run("scan", "in", "--db", "line.db")
    assert (tmp_path / "line.db").exists()
    found = json.loads(rows(tmp_path / "line.db", "SELECT parameters FROM runs")[0][0])
    assert found["max_bytes"] == 100_000
    code, out, _ = run("scan", "in", "--db", "none.db", "--no-config")
    assert "Read      1 article" in out
    assert "configuration" not in json.loads(rows(tmp_path / "none.db", "SELECT parameters FROM runs")[0][0])


@pytest.mark.parametrize("place", ["before", "behind"])
def test_the_options_stand_before_or_behind_the_command(tmp_path: Path, run: Run, place: str) -> None:
    write(tmp_path / "in/a.txt", STORY)
    write(tmp_path / "other.toml", 'db = "other.db"\n')
    write(tmp_path / "provenance.toml", "no toml")
    given = ["--config", "other.toml"]
    arguments = [*given, "scan", "in"] if place == "before" else ["scan", "in", *given]
    assert run(*arguments)[0] == 0
    assert (tmp_path / "other.db").exists()
    code, out, _ = run(*([*given, "doctor"] if place == "before" else ["doctor", *given]))
    assert "Settings    other.toml" in out
    code, _, err = run("scan", "in")
    assert code == 2
    assert err.startswith("Error: provenance.toml is no TOML")
    assert run("scan", "--help")[0] == 0
    assert run("--no-config", "scan", "in", "-q")[0] == 0
    code, _, err = run("--no-config", *arguments)
    assert code == 2
    assert "exclude each other" in err


@pytest.mark.parametrize(
    ("table", "sentence"),
    [
        ("[scan]\nprocess = 2\n", "the key 'process' of [scan] is not known; did you mean 'processes'?"),
        ("[scan]\nprocesses = 'x'\n", "'processes' of [scan]: 'x' is not a valid integer"),
        ("[scan]\nprocesses = true\n", "'processes' of [scan] is not a text or a number; correct it."),
        ("[scan]\nthorough = 1\n", "'thorough' of [scan] is not true or false; correct it."),
        ("[check]\nconfig = 'x'\n", "the key 'config' of [check] is not known"),
        ("[scna]\n", "the key 'scna' is not known; did you mean 'scan'?"),
    ],
)
def test_options_that_do_not_exist_are_refused(tmp_path: Path, run: Run, table: str, sentence: str) -> None:
    write(tmp_path / "provenance.toml", table)
    for command in (("scan", "."), ("doctor",)):
        code, _, err = run(*command)
        assert code == 2
        assert sentence in err
        assert "Traceback" not in err


def test_options_of_check_and_lists_come_from_the_file(tmp_path: Path, run: Run) -> None:
    write(tmp_path / "in/a.json", json.dumps({"words of it": STORY}))
    write(tmp_path / "provenance.toml", "[scan]\nmap = ['text=words of it']\n[check]\nmax-words = 3\n")
    assert run("scan", "in", "-q")[0] == 0
    write(tmp_path / "draft.txt", f"{STORY} Nobody was hurt.")
    assert run("check", "draft.txt")[0] == 1
    assert run("check", "draft.txt", "--max-words", "500")[0] == 0


def test_the_whole_example_of_the_documentation_runs(tmp_path: Path, run: Run) -> None:
    document = (ROOT / "docs/configuration.md").read_text(encoding="utf-8")
    example = re.search(r"^```toml\n(.*?)^```$", document, re.M | re.S)
    assert example
    write(tmp_path / "provenance.toml", example.group(1))
    disclaimer = "The views expressed here are those of the author alone."
    odds = "Odds correct at the time of going to press, says each of the local bookmakers on the high street."
    articles = {
        "mail/a.txt": f"{STORY} {disclaimer}",
        "mail/tests/t.txt": STORY,
        "echo/b.txt": f"{OWN['b']} {STORY}",
        "echo/odds.txt": f"{OWN['a']}\n\nodds {odds[5:]}\n\n{OWN['c']}",
        "mail/odds.txt": f"{OWN['b']}\n\n{odds}\n\n{OWN['d']}",
        "wire/reuters/w.txt": f"{STORY} {OWN['d']}",
        "releases/r.json": json.dumps({"body": f"{OTHER} {OWN['c']}", "published": "2024-05-01"}),
        "echo/c.txt": f"{OTHER} {OWN['a']}",
    }
    for name, text in articles.items():
        write(tmp_path / "archive" / name, text)
    assert run("doctor")[1].count("provenance.toml") == 1
    assert run("scan", "archive", "-q")[0] == 0
    db = tmp_path / "archive.db"
    found = rows(db, "SELECT a_path, b_path, relation, relation_rule, relation_facts FROM pairs")
    licensed = {"outlet": "Daily Mail", "source": "Reuters", "note": "contract of 2024"}
    by_paths = {(a, b): (relation, rule, facts) for a, b, relation, rule, facts in found}
    relation, rule, facts = by_paths["archive/mail/a.txt", "archive/wire/reuters/w.txt"]
    assert (relation, rule, json.loads(facts)) == ("syndicated", "licensed", licensed)
    assert by_paths["archive/echo/b.txt", "archive/wire/reuters/w.txt"][0] == "wire uncredited"
    assert by_paths["archive/echo/c.txt", "archive/releases/r.json"][0] == "press release"
    assert not any("tests" in path for pair in by_paths for path in pair)
    removed = rows(db, "SELECT kind, articles FROM left_out ORDER BY kind")
    assert removed == [("path", 1), ("pattern", 0), ("text", 0)]


def test_the_documentation_names_every_key_and_rule() -> None:
    document = (ROOT / "docs/configuration.md").read_text(encoding="utf-8")
    for key in (
        *FOR_ALL,
        *LISTS,
        "path",
        "outlet",
        "kind",
        "name",
        "source",
        "note",
        "text",
        "pattern",
        "reason",
    ):
        assert f"`{key}`" in document or f"[[{key}]]" in document, key
    rules = (ROOT / "docs/database.md").read_text(encoding="utf-8")
    for source in ("relating.py", "versions.py"):
        code = (ROOT / "provenance" / source).read_text(encoding="utf-8")
        named = re.findall(r'(?:told\(|Relation\()"[^"]+", "([^"]+)"|return "([a-z ]+)"$', code, re.M)
        assert named
        for one, other in named:
            assert re.search(rf"\| .*\b{one or other}\b", rules), one or other


def test_an_archive_of_before_gets_its_rules_by_the_next_scan(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(settings, "REJUDGE_BELOW", 0)
    folder, db = tmp_path / "in", tmp_path / "a.db"
    for name in ("a", "b"):
        write(folder / f"{name}.txt", f"{OWN[name]} {STORY}\n")
    provenance.scan(folder, db=db)
    with closing(sqlite3.connect(db)) as connection, connection:
        # As the migration leaves it, and a run whose fingerprint knew of no configuration.
        connection.executescript(
            "UPDATE text_pairs SET rule = ''; UPDATE judgements SET crc32 = NULL;"
            "UPDATE runs SET fingerprint = ''"
        )
    assert rows(db, "SELECT relation_rule FROM pairs") == [("",)]
    assert not provenance.scan(folder, db=db).unchanged
    assert rows(db, "SELECT relation_rule FROM pairs") == [("shared words",)]
