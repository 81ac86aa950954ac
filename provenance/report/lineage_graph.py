"""The lineage as a graph: articles, unseen sources and the statements between them, all or those of a story.

Numbers of nodes and links are those of the whole graph: an excerpt has the same as the whole, for one run.
"""

from __future__ import annotations

import re
import sqlite3
from collections.abc import Collection, Iterable, Sequence
from dataclasses import dataclass

from provenance.reading import Dated
from provenance.report.statements import DIRECTED, UNSEEN, Statement, statements
from provenance.sentences import listed, say

Key = tuple[bool, str]
"""Whether it is an unseen source, and its path or name: what a statement names."""


@dataclass(frozen=True, slots=True)
class Node:
    """An article of the collection, or a source that is not in it: that has a `name` and nothing else.

    `id`: letters and digits, `a` and the number of the article among all by path, or `u` and that of the
    source. `name`: the path of an article. `date`: the one that is used; `words`: of the whole text.
    """

    id: str
    name: str
    unseen: bool
    title: str | None = None
    outlet: str | None = None
    date: Dated | None = None
    words: int = 0
    declared_source: bool = False


@dataclass(frozen=True, slots=True)
class Link:
    """A statement between two nodes, by their ids. `id`: `s` and its number among all statements."""

    id: str
    source: str
    derived: str
    said: Statement

    @property
    def is_arrow(self) -> bool:
        """Whether it may be drawn as an arrow: a direction is stated, with more than no evidence."""
        return self.said.kind in (DIRECTED, UNSEEN) and self.said.band != "none"


@dataclass(frozen=True, slots=True)
class Graph:
    """Nodes by id (unseen sources last), links in the order of the statements.

    `articles`: how many the collection has; `unlinked`: how many of them no statement names. `only`: what was
    asked for, in words; empty where all is there.
    """

    run: str
    nodes: tuple[Node, ...]
    links: tuple[Link, ...]
    articles: int
    unlinked: int
    only: str = ""

    @property
    def statements(self) -> list[Statement]:
        return [link.said for link in self.links]


def lineage_graph(connection: sqlite3.Connection, run: str) -> Graph:
    """The whole graph of a run's statements; articles that no statement names are counted only."""
    found = statements(connection)
    paths = connection.execute("SELECT path FROM articles WHERE status = 'current' ORDER BY path")
    numbers = {row["path"]: number for number, row in enumerate(paths, 1)}
    named = {one.source for one in found if one.kind != UNSEEN} | {one.derived for one in found}
    sources = sorted({one.source for one in found if one.kind == UNSEEN}, key=_natural)
    ids: dict[Key, str] = {(False, path): f"a{numbers[path]}" for path in named}
    ids |= {(True, name): f"u{number}" for number, name in enumerate(sources, 1)}
    return Graph(
        run=run,
        nodes=(
            *(_article(connection, ids[False, path], path) for path in sorted(named)),
            *(Node(ids[True, name], name, unseen=True) for name in sources),
        ),
        links=tuple(
            Link(f"s{number}", ids[one.kind == UNSEEN, one.source], ids[False, one.derived], one)
            for number, one in enumerate(found, 1)
        ),
        articles=len(numbers),
        unlinked=len(numbers) - len(named),
    )


def stories(graph: Graph) -> list[Graph]:
    """The parts of a graph that no link joins: those with most articles first, then by their first node."""
    group = {node.id: node.id for node in graph.nodes}

    def root(one: str) -> str:
        while group[one] != one:
            group[one] = group[group[one]]
            one = group[one]
        return one

    for link in graph.links:
        group[root(link.source)] = root(link.derived)
    parts: dict[str, list[Node]] = {}
    links: dict[str, list[Link]] = {}
    for node in graph.nodes:
        parts.setdefault(root(node.id), []).append(node)
    for link in graph.links:
        links.setdefault(root(link.derived), []).append(link)
    found = [_excerpt(graph, nodes, links.get(key, ()), graph.only) for key, nodes in parts.items()]
    return sorted(found, key=lambda part: -sum(not node.unseen for node in part.nodes))


def of_stories(graph: Graph, paths: Collection[str]) -> Graph:
    """What is linked with any of some articles, directly or over others. Of none: an empty graph."""
    wanted = set(paths)
    keep = {
        node.id
        for part in stories(graph)
        if any(not node.unseen and node.name in wanted for node in part.nodes)
        for node in part.nodes
    }
    nodes = [node for node in graph.nodes if node.id in keep]
    links = [link for link in graph.links if link.derived in keep]
    return _excerpt(graph, nodes, links, say("graph.linked", names=listed("comma", sorted(wanted))))


def with_paths(graph: Graph, patterns: Sequence[re.Pattern[str]], said: str) -> Graph:
    """The links of articles whose paths match one of some patterns, with what stands at their other ends.

    `said`: the patterns in words.
    """
    matching = {
        node.id
        for node in graph.nodes
        if not node.unseen and any(pattern.fullmatch(node.name) for pattern in patterns)
    }
    links = [link for link in graph.links if {link.source, link.derived} & matching]
    keep = {end for link in links for end in (link.source, link.derived)}
    only = (
        say("graph.links_within", only=graph.only, said=said) if graph.only else say("graph.links", said=said)
    )
    return _excerpt(graph, [node for node in graph.nodes if node.id in keep], links, only)


def of_pairs(graph: Graph, pairs: Collection[tuple[str, str]], said: str) -> Graph:
    """The links between some articles, by their two paths in order, and those of these with unseen sources.

    `said`: which articles, in words.
    """
    names = {node.id: node.name for node in graph.nodes}
    articles = {path for pair in pairs for path in pair}
    links = []
    for link in graph.links:
        source, derived = names[link.source], names[link.derived]
        unseen = link.said.kind == UNSEEN
        if (unseen and derived in articles) or (
            not unseen and (min(source, derived), max(source, derived)) in pairs
        ):
            links.append(link)
    keep = {end for link in links for end in (link.source, link.derived)}
    nodes = tuple(node for node in graph.nodes if node.id in keep)
    linked = sum(not node.unseen for node in nodes)
    return Graph(graph.run, nodes, tuple(links), len(articles), len(articles) - linked, said)


def _excerpt(graph: Graph, nodes: Iterable[Node], links: Iterable[Link], only: str) -> Graph:
    return Graph(graph.run, tuple(nodes), tuple(links), graph.articles, graph.unlinked, only)


def _article(connection: sqlite3.Connection, name: str, path: str) -> Node:
    row = connection.execute(
        "SELECT title, outlet, date_from, date_to, date_source, date_precision, date_words, words,"
        " source_flag FROM articles WHERE status = 'current' AND path = ?",
        (path,),
    ).fetchone()
    date = None
    if row["date_from"] is not None:
        date = Dated(
            row["date_from"],
            row["date_to"] or row["date_from"],
            row["date_source"] or "unknown",
            row["date_precision"] or "unknown",
            row["date_words"] or "",
        )
    return Node(
        id=name,
        name=path,
        unseen=False,
        title=row["title"],
        outlet=row["outlet"],
        date=date,
        words=row["words"],
        declared_source=bool(row["source_flag"]),
    )


def _natural(name: str) -> list[tuple[int, str]]:
    """Numbers in a name count as numbers: 2 before 10."""
    return [
        (int(part), "") if part.isascii() and part.isdigit() else (-1, part)
        for part in re.split(r"([0-9]+)", name)
    ]
