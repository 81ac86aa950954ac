"""The lineage for other programs, each format opened by a program that is not ours."""

from __future__ import annotations

import json
import re
import shutil
import sqlite3
import subprocess
import sys
from collections.abc import Callable, Iterator
from importlib.util import find_spec
from pathlib import Path
from typing import Any
from xml.etree import ElementTree

import pytest
from click.testing import Result

from provenance.report import facts, lineage_graph, wording
from provenance.report.lineage_graph import Graph
from provenance.report.visible import one_line
from provenance.store.database import open_for_reading
from tests.report.nasty import NAMES, nasty_newsroom

Command = Callable[..., Result]
DOT = shutil.which("dot")
needs_dot = pytest.mark.skipif(DOT is None, reason="Graphviz (dot) is not installed")
needs_prov = pytest.mark.skipif(find_spec("prov") is None, reason="the extra `prov` is not installed")
TEXTS = ("svg", "mermaid", "dot", "graphml", "gexf", "json", pytest.param("prov", marks=needs_prov))


@pytest.fixture(scope="module")
def nasty_database(tmp_path_factory: pytest.TempPathFactory) -> Path:
    return nasty_newsroom(tmp_path_factory.mktemp("nasty") / "provenance.db")


@pytest.fixture
def nasty(nasty_database: Path) -> Iterator[sqlite3.Connection]:
    connection = open_for_reading(nasty_database)
    yield connection
    connection.close()


def graph_of(connection: sqlite3.Connection) -> Graph:
    run = facts.last_run(connection)
    assert run is not None
    return lineage_graph.lineage_graph(connection, run.uid)


def xml_sign(text: str) -> str:
    """A text as pictures and XML can carry it."""
    return one_line(text).replace("\ufffe", "⟨U+FFFE⟩").replace("\uffff", "⟨U+FFFF⟩")


@pytest.mark.parametrize("kind", TEXTS)
def test_every_format_gives_the_same_bytes_and_steers_nothing(
    provenance: Command, nasty_database: Path, tmp_path: Path, kind: str
) -> None:
    first = provenance("lineage", "--format", kind, db=nasty_database)
    file = tmp_path / "out"
    again = provenance("lineage", "--format", kind, "--out", str(file), db=nasty_database)
    assert (first.exit_code, again.exit_code) == (0, 0)
    assert file.read_bytes() == first.stdout_bytes
    # JSON has escapes of its own for what it can't hold; all else stands in it as it is in the database.
    assert not set(first.stdout) & set("\x00\x01\x1b\r")
    if kind not in ("json", "prov"):
        assert not set(first.stdout) & set("\x7f\x85\u202e\u202c\u2028\ufffe\uffff")
    assert "Similarity is not plagiarism" in first.stdout


@pytest.mark.parametrize("kind", TEXTS)
def test_the_seeds(provenance: Command, gold: Callable[[str, str], None], kind: str) -> None:
    name = {"mermaid": "mmd", "prov": "prov.json"}.get(kind, kind)
    text = provenance("lineage", "--format", kind).stdout
    if kind == "svg":
        text = re.sub(r"<style>.*?</style>", "<style></style>", text, flags=re.DOTALL)
    gold(f"lineage.{name}", text)


def read_by_networkx(kind: str, text: str, folder: Path) -> Any:
    networkx = pytest.importorskip("networkx")
    file = folder / f"lineage.{kind}"
    file.write_text(text, encoding="utf-8")
    return networkx.read_graphml(file) if kind == "graphml" else networkx.read_gexf(file, version="1.3")


@pytest.mark.parametrize("kind", ["graphml", "gexf"])
def test_networkx_reads_it(
    provenance: Command, nasty: sqlite3.Connection, nasty_database: Path, tmp_path: Path, kind: str
) -> None:
    text = provenance("lineage", "--format", kind, db=nasty_database).stdout
    read, graph = read_by_networkx(kind, text, tmp_path), graph_of(nasty)
    assert read.is_directed()
    articles = {one: known for one, known in read.nodes(data=True) if known["kind"] == "article"}
    assert {known["path"] for known in articles.values()} == {xml_sign(name) for name in NAMES}
    for node in graph.nodes:
        known = read.nodes[node.id]
        if node.unseen:
            assert known["kind"] == "unseen source"
            assert known["label"] == xml_sign(node.name)
            continue
        assert node.date is not None
        assert known["title"] == known["outlet"] == known["date_words"] == xml_sign(node.name)
        assert (known["date_from"], known["date_source"]) == (node.date.earliest, "metadata")
        assert (known["date_precision"], known["article_words"]) == ("day", node.words)
        assert known["declared_source"] is False
    for link in graph.links:
        known = read.edges[link.source, link.derived] if link.is_arrow else read.nodes[link.id]
        assert (known["kind"], known["band"]) == (link.said.kind, link.said.band)
        assert known["probability"] == pytest.approx(link.said.probability)
        assert (known["words"], known["passages"]) == (link.said.words, link.said.passages)
        assert len(json.loads(known["reasons"])) == len(link.said.reasons)
        assert wording.about(link.said.probability) in known["says"].lower()


@pytest.mark.parametrize("kind", ["graphml", "gexf"])
def test_no_arrow_leads_from_article_to_article_without_a_direction(
    provenance: Command, nasty: sqlite3.Connection, nasty_database: Path, tmp_path: Path, kind: str
) -> None:
    text = provenance("lineage", "--format", kind, db=nasty_database).stdout
    read = read_by_networkx(kind, text, tmp_path)
    arrows = {(link.source, link.derived) for link in graph_of(nasty).links if link.is_arrow}
    between = [(one, other) for one, other, known in read.edges(data=True) if known["kind"] == "between"]
    assert {edge for edge in read.edges if edge not in between} == arrows
    for link in graph_of(nasty).links:
        if not link.is_arrow:
            assert set(read.predecessors(link.id)) == {link.source, link.derived}
            assert not list(read.successors(link.id))
    assert any(link.said.kind == "directed" for link in graph_of(nasty).links if not link.is_arrow)


def test_prov_reads_it(provenance: Command, nasty: sqlite3.Connection, nasty_database: Path) -> None:
    model = pytest.importorskip("prov.model")
    text = provenance("lineage", "--format", "prov", db=nasty_database).stdout
    document = model.ProvDocument.deserialize(content=text, format="json")
    graph = graph_of(nasty)
    entities = {str(one.identifier): dict(one.attributes) for one in document.get_records(model.ProvEntity)}
    for node in graph.nodes:
        known = {str(name): value for name, value in entities[f"run:{node.id}"].items()}
        assert known["prov:location" if not node.unseen else "prov:label"] == node.name
    (bundle,) = document.bundles
    derived = bundle.get_records(model.ProvDerivation)
    assert {str(one.identifier) for one in derived} == {
        f"run:{link.id}" for link in graph.links if link.is_arrow
    }
    members = bundle.get_records(model.ProvMembership)
    assert len(list(members)) == 2 * sum(not link.is_arrow for link in graph.links)
    # What is said of articles is said by the scan, and by nobody else.
    assert not list(document.get_records(model.ProvDerivation))
    (made,) = document.get_records(model.ProvGeneration)
    assert [str(value) for _, value in made.formal_attributes][:2] == ["run:lineage", "run:scan"]


def test_without_prov_one_sentence_says_what_to_do(
    provenance: Command, monkeypatch: pytest.MonkeyPatch
) -> None:
    for name in ("prov", "prov.model"):
        monkeypatch.setitem(sys.modules, name, None)
    result = provenance("lineage", "--format", "prov")
    assert result.exit_code == 4
    assert result.stderr.count("\n") == 1
    assert "pip install prov" in result.stderr
    assert result.stdout == ""


@needs_dot
def test_graphviz_reads_it(provenance: Command, nasty: sqlite3.Connection, nasty_database: Path) -> None:
    text = provenance("lineage", "--format", "dot", db=nasty_database).stdout
    read = json.loads(run_dot("dot_json", text))
    graph = graph_of(nasty)
    nodes = {one["name"]: one for one in read["objects"]}
    assert {node.id for node in graph.nodes} == set(nodes)
    for node in graph.nodes:
        if not node.unseen:
            assert nodes[node.id]["path"].replace("\\\\", "\\").replace("&amp;", "&") == xml_sign(node.name)
    heads = {
        (read["objects"][one["tail"]]["name"], read["objects"][one["head"]]["name"]): one
        for one in read["edges"]
    }
    for link in graph.links:
        known = heads[link.source, link.derived]
        assert ("dir" in known) != link.is_arrow
        assert (known["kind"], known["band"]) == (link.said.kind, link.said.band)
        assert known.get("style", "") == (
            "" if link.is_arrow else "dotted" if link.said.kind == "common source" else "dashed"
        )


@needs_dot
def test_graphviz_draws_it(provenance: Command, nasty_database: Path) -> None:
    text = provenance("lineage", "--format", "dot", db=nasty_database).stdout
    drawn = ElementTree.fromstring(run_dot("svg", text))
    titles = {
        one.get("{http://www.w3.org/1999/xlink}title") for one in drawn.iter("{http://www.w3.org/2000/svg}a")
    }
    # Graphviz before version 9 reads the escapes of a tooltip twice.
    assert {xml_sign(name) for name in NAMES if "\\" not in name} <= titles
    shown = {one.text for one in drawn.iter("{http://www.w3.org/2000/svg}text")}
    assert {xml_sign(name) for name in NAMES if len(name) < 60} <= shown


def run_dot(kind: str, text: str) -> str:
    done = subprocess.run(
        [DOT or "", f"-T{kind}"], input=text, capture_output=True, encoding="utf-8", timeout=60, check=True
    )
    assert done.stderr == ""
    return done.stdout


def test_mermaid_has_nothing_but_what_it_may_have(provenance: Command, nasty_database: Path) -> None:
    lines = provenance("lineage", "--format", "mermaid", db=nasty_database).stdout.splitlines()
    label = r"(?:[\w ./\-\u200d-]|#\d+;|<br/>)*"
    forms = (
        r"flowchart LR",
        rf"  %% {label}[+-]?[\d.]*{label}",
        rf'  \w+\["{label}"\]',
        rf'  \w+\(\["{label}"\]\):::unseen',
        rf'  \w+ (-->|-\.->|-\.-|o-\.-o)\|"{label}"\| \w+',
        r"  classDef unseen stroke-dasharray: 5 4, fill: none",
    )
    for line in lines:
        assert any(re.fullmatch(form, line) for form in forms), line
    assert sum(" --> " in line or " -->|" in line for line in lines) == 4
    assert all(len(line) < 700 for line in lines if "[" in line)


def test_json_has_names_as_they_are(provenance: Command, nasty_database: Path) -> None:
    report = json.loads(provenance("lineage", "--json", db=nasty_database).stdout)
    assert {one["path"] for one in report["articles"]} == set(NAMES)
    ids = {one["id"] for part in ("articles", "unseen_sources") for one in report[part]}
    assert {one["source_id"] for one in report["lineage"]} | {
        one["derived_id"] for one in report["lineage"]
    } == ids


def test_a_story_and_a_path(provenance: Command, hostile_database: Path) -> None:
    def paths(*args: str) -> set[str]:
        result = provenance("lineage", "--json", *args, db=hostile_database)
        assert result.exit_code == 0
        return {one["path"] for one in json.loads(result.stdout)["articles"]}

    ring = {"news/<b>&\"a'.txt", "news/[red]b[/red]\x1b[2J.txt", "news/e.txt"}
    pair = {"news/c/same.txt", "news/d/same.txt"}
    assert paths() == ring | pair
    assert paths("--story", "news/e.txt") == ring
    assert paths("--story", "d/same.txt") == pair
    assert paths("--story", "news/e.txt", "--story", "c/same.txt") == ring | pair
    assert paths("--story", "other/e.txt") == set()
    assert paths("--path", "news/c") == pair
    assert paths("--path", "/news/*.txt") == ring
    assert paths("--story", "d/same.txt", "--path", "/news/*.txt") == set()


def test_numbers_stay_in_an_excerpt(provenance: Command, hostile_database: Path) -> None:
    whole, part = (
        json.loads(provenance("lineage", "--json", *args, db=hostile_database).stdout)
        for args in ((), ("--story", "d/same.txt"))
    )
    assert all(one in whole["lineage"] for one in part["lineage"])
    assert all(one in whole["articles"] for one in part["articles"])
    assert (whole["only"], part["only"]) == (None, "what is linked with news/d/same.txt")


@pytest.mark.parametrize(
    ("args", "said"),
    [
        (("--story", "nothing"), "'nothing' is no article"),
        (("--path", ""), "names no path"),
        (("--path", "../up"), "names no path"),
        (("--out", "tree.txt"), "The tree is for the terminal"),
    ],
)
def test_a_wrong_choice_is_a_wrong_use(provenance: Command, args: tuple[str, ...], said: str) -> None:
    result = provenance("lineage", *args)
    assert result.exit_code == 2
    assert said in result.stderr
    assert result.stdout == ""


@pytest.mark.parametrize("kind", TEXTS)
def test_where_nothing_is_linked(provenance: Command, kind: str, tmp_path: Path) -> None:
    result = provenance("lineage", "--story", "004", "--format", kind)
    assert result.exit_code == 0
    if kind in ("graphml", "gexf"):
        assert len(read_by_networkx(kind, result.stdout, tmp_path)) == 0
    if kind == "svg":
        assert "No article is linked with another." in result.stdout
