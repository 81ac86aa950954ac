"""What a program reported: pairs or clusters of articles, and passages; from its output or its database."""

from __future__ import annotations

import json
import sqlite3
from collections import defaultdict
from collections.abc import Iterator, Mapping
from contextlib import closing
from dataclasses import dataclass, field
from itertools import groupby
from pathlib import Path, PurePosixPath

Four = tuple[int, int, int, int]


@dataclass(slots=True)
class Found:
    """`pairs` with the smaller id first; `clusters` stand for all pairs of their members. `passages` by pair:
    start and end in the one, start and end in the other. `counted` has those that are aligned reuse."""

    pairs: set[tuple[str, str]] = field(default_factory=set)
    clusters: list[tuple[str, ...]] = field(default_factory=list)
    passages: dict[tuple[str, str], list[Four]] = field(default_factory=dict)
    counted: dict[tuple[str, str], list[Four]] = field(default_factory=dict)

    def clusters_of(self) -> Mapping[str, set[int]]:
        """The clusters that each article stands in."""
        found: dict[str, set[int]] = defaultdict(set)
        for number, cluster in enumerate(self.clusters):
            for name in cluster:
                found[name].add(number)
        return found


def read_pairs(out: Path) -> Found:
    """Lines of two ids, or of a cluster's."""
    found = Found()
    for line in out.read_text(encoding="utf-8").splitlines():
        names = tuple(sorted(line.split("\t")))
        if len(names) == 2:
            found.pairs.add((names[0], names[1]))
        else:
            found.clusters.append(names)
    return found


def read_passages(out: Path) -> Found:
    """Lines of two ids and four offsets."""
    found = Found()
    for line in out.read_text(encoding="utf-8").splitlines():
        a, b, *numbers = line.split("\t")
        a_start, a_end, b_start, b_end = map(int, numbers)
        _add(found.passages, a, b, (a_start, a_end, b_start, b_end))
    found.counted = found.passages
    return found


def _add(passages: dict[tuple[str, str], list[Four]], a: str, b: str, four: Four) -> None:
    if a > b:
        a, b, four = b, a, (four[2], four[3], four[0], four[1])
    passages.setdefault((a, b), []).append(four)


def read_database(db: Path) -> Found:
    """The near-duplicates and the passages of a scan. Pairs of a family that were not aligned with each other
    are composed through its representative, as the view `reuse_passages` does. Near-duplicates are the
    members that hold most of their text of a family of reuse: one of stock phrases or boilerplate is none."""
    found = Found()
    with closing(sqlite3.connect(f"file:{db}?mode=ro", uri=True)) as connection:
        names: dict[int, list[str]] = defaultdict(list)
        query = "SELECT text_id, path, article_id FROM places WHERE status = 'current' ORDER BY id"
        for text, path, article in connection.execute(query):
            names[text].append(article or PurePosixPath(path).stem)
        found.clusters += [tuple(sorted(places)) for places in names.values() if len(places) > 1]
        aligned = set()
        for a, b, near in connection.execute("SELECT text_a, text_b, near_duplicate FROM text_pairs"):
            aligned.add((a, b))
            if near:
                found.pairs.update((min(x, y), max(x, y)) for x in names[a] for y in names[b])
        query = "SELECT text_a, text_b, a_start, a_end, b_start, b_end, status FROM alignments"
        for a, b, *four, status in connection.execute(query):
            for x in names[a]:
                for y in names[b]:
                    spans = (four[0], four[1], four[2], four[3])
                    _add(found.passages, x, y, spans)
                    if status == "reuse":
                        _add(found.counted, x, y, spans)
        containment = _containment(connection)
        for is_reuse, members in _families(connection):
            whole = [member for member in members if member[4] >= containment]
            if is_reuse and len(whole) > 2:
                cluster = sorted({name for member in whole for name in names[member[0]]})
                found.clusters.append(tuple(cluster))
            _compose(members, aligned, names, found.passages)
    return found


Member = tuple[int, int, int, tuple[int, int], float]
"""Text, start, end, the part of the representative, share of its text."""

COMPOSED_AT_MOST = 64
"""Families of more members are not composed in full: their passages are told by the representative alone."""


def _containment(connection: sqlite3.Connection) -> float:
    query = "SELECT parameters FROM runs WHERE finished_at IS NOT NULL ORDER BY id DESC"
    row = connection.execute(query).fetchone()
    return float(json.loads(row[0]).get("containment", 0.7))


def _families(connection: sqlite3.Connection) -> Iterator[tuple[bool, list[Member]]]:
    """Of each family whether any of it counts as reuse, and its members."""
    query = """
        SELECT families.reuse, members.family_id, members.text_id, start_char, end_char, rep_start, rep_end,
            1.0 * members.words / max(1, texts.words)
        FROM members JOIN texts ON texts.id = members.text_id JOIN families ON families.id = members.family_id
        ORDER BY members.family_id, members.id
    """
    for (_, reuse), rows in groupby(connection.execute(query), key=lambda row: (row[1], row[0])):
        yield bool(reuse), [(text, a, b, (c, d), share) for _, _, text, a, b, c, d, share in rows]


def _compose(
    members: list[Member],
    aligned: set[tuple[int, int]],
    names: Mapping[int, list[str]],
    passages: dict[tuple[str, str], list[Four]],
) -> None:
    """What two members that were not aligned have of the representative in common."""
    if len(members) > COMPOSED_AT_MOST:
        return
    for place, x in enumerate(members):
        for y in members[place + 1 :]:
            if x[0] == y[0] or (min(x[0], y[0]), max(x[0], y[0])) in aligned:
                continue
            low, high = max(x[3][0], y[3][0]), min(x[3][1], y[3][1])
            if low < high:
                four = (
                    x[1] + low - x[3][0], x[2] - (x[3][1] - high),
                    y[1] + low - y[3][0], y[2] - (y[3][1] - high),
                )  # fmt: skip
                for a in names[x[0]]:
                    for b in names[y[0]]:
                        _add(passages, a, b, four)
