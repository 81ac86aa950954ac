"""Families as the clusters that passim writes: JSON Lines, a line for each place of a passage.

The fields are those of passim 2 (github.com/dasmiq/passim), so that what reads its `out.json` reads this,
too. What passim does not know (`words`, `status`) stands behind them. No family is left out.

With filters a family has the places that stand in a passage which is asked for; how many it has besides is
said in each of its lines (`left_out`), and families without such a place are not there.
"""

from __future__ import annotations

import hashlib
import sqlite3
from collections import defaultdict
from collections.abc import Iterator, Mapping, Sequence
from functools import lru_cache

from provenance.report import facts, findings
from provenance.report.escaping import json_line
from provenance.report.facts import current_paths
from provenance.report.filters import Chosen, chosen_pairs
from provenance.spans import Span
from provenance.store.reading import NoRunError


def stream(connection: sqlite3.Connection, *, taken: Chosen | None = None) -> Iterator[str]:
    """The lines, a family after the other, its places by path; of places those of passages that are `taken`.
    Raises NoRunError."""
    if facts.last_run(connection) is None:
        raise NoRunError
    texts = facts.Texts(connection)
    place = lru_cache(maxsize=4096)(lambda path: _place(connection, path))
    asked = None if taken is None else _asked(connection, taken)
    for family in findings.families(connection):
        members = family.members if asked is None else _standing(family, asked.get(family.id, {}))
        if not members:
            continue
        root = next((one for one in family.members if one[3]), family.members[0])
        source = {"uid": uid(root[0]), "begin": root[1].start, "end": root[1].end}
        size = len({path for path, *_ in members})
        status = _status(connection, family.id)
        for member in members:
            path, span, words, _ = member
            one = place(path)
            line = {
                "uid": uid(path),
                "cluster": family.id,
                "size": size,
                "begin": span.start,
                "end": span.end,
                "id": path,
                "series": one["outlet"],
                "date": one["date_from"] and one["date_from"][:10],
                "title": one["title"],
                "url": one["url"],
                "src": [] if member is root else [source],
                "text": span.cut(texts.text(one["sha256"])),
                "words": words,
                "status": status,
            }
            if asked is not None:
                line["left_out"] = len(family.members) - len(members)
            yield json_line(line)


def _asked(connection: sqlite3.Connection, taken: Chosen) -> dict[int, dict[str, list[Span]]]:
    """Where passages that are asked for stand, by family and path."""
    found: dict[int, dict[str, list[Span]]] = defaultdict(lambda: defaultdict(list))
    over = findings.extent(connection)
    places = lru_cache(maxsize=4096)(lambda text_id: current_paths(connection, text_id))
    for _, passages in chosen_pairs(connection, over, taken):
        for one in passages:
            for side in (one.a, one.b):
                # Of an archive whose pairs are not composed, pairs name the first place of a text only.
                for path in (side.path,) if over.composed else places(side.text_id):
                    found[one.family][path].append(side.span)
    return found


def _standing(family: findings.Family, asked: Mapping[str, Sequence[Span]]) -> Sequence[findings.Member]:
    """The places of a family in which a passage that is asked for stands."""
    return [one for one in family.members if any(one[1].overlap(span) for span in asked.get(one[0], ()))]


def uid(path: str) -> int:
    """A number for an article, as passim has one: 53 bits, which every program that reads JSON can hold."""
    return int.from_bytes(hashlib.sha256(path.encode()).digest()[:7], "big") >> 3


def _place(connection: sqlite3.Connection, path: str) -> sqlite3.Row:
    row: sqlite3.Row = connection.execute(
        "SELECT outlet, date_from, title, url, sha256 FROM places JOIN texts ON texts.id = text_id"
        " WHERE path = ? AND status = 'current'",
        (path,),
    ).fetchone()
    return row


def _status(connection: sqlite3.Connection, family: int) -> str:
    """`reuse` where it is that in any place, else what it is set aside as."""
    rows = connection.execute("SELECT DISTINCT status FROM members WHERE family_id = ?", (family,))
    found = {str(row[0]) for row in rows}
    return findings.REUSE if findings.REUSE in found else min(found)
