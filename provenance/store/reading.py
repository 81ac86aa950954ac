"""Rows -> what a scan has to know of the archive: what is there unchanged, and what is to be explained."""

from __future__ import annotations

import hashlib
import json
import sqlite3
from collections import defaultdict
from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from itertools import chain
from typing import TYPE_CHECKING

from provenance.reading import Dated, Metadata
from provenance.spans import Span
from provenance.store.sides import Folders, inside

if TYPE_CHECKING:
    from provenance.analysis import Standing

ALL: Folders = {}
"""All folders take part."""

_AT_A_TIME = 500
"""Values that a query names at most: SQLite's limit once was 999."""


class NoRunError(Exception):
    """A database without a finished scan: there is nothing to report."""

    def __init__(self) -> None:
        super().__init__("The database holds no finished scan; run `provenance scan FOLDER` first.")


def folder_label(connection: sqlite3.Connection, name: str, location: str, taken: Iterable[str] = ()) -> str:
    """The label of a scanned folder: its own from before, else its name, or `name-2` where that is taken."""
    known = connection.execute("SELECT label FROM folders WHERE location = ?", (location,)).fetchone()
    if known:
        return str(known[0])
    taken = {*taken, *(str(row[0]) for row in connection.execute("SELECT label FROM folders"))}
    label, number = name, 1
    while label in taken:
        number += 1
        label = f"{name}-{number}"
    return label


@dataclass(frozen=True, slots=True)
class LastRun:
    """The last finished run: the tool's `version`, its `parameters`, the `fingerprint` of its inputs."""

    version: str
    parameters: Mapping[str, object]
    fingerprint: str | None


def last_run(connection: sqlite3.Connection) -> LastRun | None:
    """The last finished run, None where there is none."""
    row = connection.execute(
        "SELECT tool_version, parameters, fingerprint FROM runs WHERE id = (SELECT id FROM current_run)"
    ).fetchone()
    return None if row is None else LastRun(row[0], json.loads(row[1]), row[2])


def known_places(connection: sqlite3.Connection, paths: Sequence[str]) -> dict[str, tuple[str, str, int]]:
    """Of the places among some paths that are not gone the hash of their bytes, of what was stated of them,
    and of what they were read with (`files.hash_reading`).

    Without those of which the last run could not use something, which has to be named again.
    """
    found = {}
    for query, values in named(
        "SELECT path, bytes_sha256, stated, reading FROM places WHERE (status = 'current' OR excluded <> '')"
        " AND path NOT IN (SELECT path FROM unreadable) AND path IN",
        paths,
    ):
        found.update({row[0]: (row[1], row[2], row[3]) for row in connection.execute(query, values)})
    return found


def named(query: str, values: Sequence[object]) -> Iterator[tuple[str, Sequence[object]]]:
    """A query that ends in `IN` for some of the values at a time."""
    for begin in range(0, len(values), _AT_A_TIME):
        part = values[begin : begin + _AT_A_TIME]
        yield f"{query} ({', '.join('?' * len(part))})", part


def hash_places(connection: sqlite3.Connection, parts: Iterable[str]) -> str:
    """Equal where no place of this database has changed since, and `parts` are equal.

    The database itself counts what changes in places (triggers), so that none of them is looked at here.
    """
    (number,) = connection.execute("SELECT number FROM place_changes").fetchone()
    return hashlib.sha256("\n".join([str(number), *parts]).encode("utf-8", "surrogatepass")).hexdigest()


def current_places(connection: sqlite3.Connection, folders: Folders = ALL) -> list[tuple[int, int]]:
    """The ids of the current places (of some folders, or of all) and of their texts, by path."""
    rows = connection.execute(
        f"SELECT id, text_id FROM places WHERE status = 'current'{inside(folders)} ORDER BY path"
    )
    return [(int(place), int(text)) for place, text in rows]


def places_of(
    connection: sqlite3.Connection, ids: Sequence[int], folders: Folders = ALL
) -> list[tuple[int, int]]:
    """The ids of the current places of some texts, with those of the texts, by path."""
    rows: list[tuple[str, int, int]] = []
    for query, values in named(
        f"SELECT path, id, text_id FROM places WHERE status = 'current'{inside(folders)} AND text_id IN", ids
    ):
        rows += map(tuple, connection.execute(query, values))
    return [(int(place), int(text)) for _, place, text in sorted(rows)]


def current_texts(connection: sqlite3.Connection, folders: Folders = ALL) -> list[int]:
    """The ids of the texts that stand in a current place, ascending."""
    rows = connection.execute(
        f"SELECT DISTINCT text_id FROM places WHERE status = 'current'{inside(folders)} ORDER BY text_id"
    )
    rows.row_factory = None
    return list(chain.from_iterable(rows))


def count_texts(connection: sqlite3.Connection, folders: Folders = ALL) -> int:
    """How many texts stand in a current place."""
    query = f"SELECT count(DISTINCT text_id) FROM places WHERE status = 'current'{inside(folders)}"
    return int(connection.execute(query).fetchone()[0])


def unseen_names(connection: sqlite3.Connection) -> set[str]:
    """The names of the stories outside the collection that statements point to."""
    rows = connection.execute(
        "SELECT DISTINCT name FROM unseen_sources JOIN statements ON unseen_id = unseen_sources.id"
        " WHERE until_run IS NULL"
    )
    return {str(row[0]) for row in rows}


def read_texts(connection: sqlite3.Connection, ids: Sequence[int]) -> list[str]:
    """The texts of some ids, in their order."""
    found: dict[int, str] = {}
    for query, values in named("SELECT id, text FROM texts WHERE id IN", ids):
        found.update((row[0], row[1]) for row in connection.execute(query, values))
    return [found[number] for number in ids]


def read_boilerplate(connection: sqlite3.Connection, ids: Sequence[int]) -> dict[int, tuple[Span, ...]]:
    """The boilerplate that reading saw, by the ids of those texts that have some."""
    found: dict[int, list[Span]] = defaultdict(list)
    for query, values in named(
        "SELECT text_id, start_char, end_char FROM segments"
        " WHERE kind = 'boilerplate' AND end_char > start_char AND text_id IN",
        ids,
    ):
        for text_id, start, end in connection.execute(query, values):
            found[text_id].append(Span(start, end))
    return {text_id: tuple(sorted(spans)) for text_id, spans in found.items()}


def read_standing(
    connection: sqlite3.Connection,
    ids: Sequence[int],
    numbers: Sequence[int],
    places: Mapping[int, int],
    folders: Folders = ALL,
) -> list[Standing]:
    """What is stored of some texts and of the current places where they stand, in the order of their `ids`.

    `numbers` are the texts' own, `places` those of places by id, `folders` the sides of those that take part.
    """
    from provenance.analysis import Standing  # a scan in which nothing has changed does not come here

    hashes: dict[int, str] = {}
    segments: dict[int, list[tuple[str, int, int]]] = defaultdict(list)
    standing: dict[int, list[tuple[int, str, Metadata]]] = defaultdict(list)
    sides: dict[int, int] = {}
    leading: dict[int, tuple[tuple[int, int, str], ...]] = {}
    stated, links = read_stated(connection, ids)
    for query, values in named("SELECT id, sha256 FROM texts WHERE id IN", ids):
        hashes.update((row[0], row[1]) for row in connection.execute(query, values))
    for query, values in named("SELECT * FROM segments WHERE text_id IN", ids):
        for row in connection.execute(query, values):
            segments[row["text_id"]].append((row["kind"], row["start_char"], row["end_char"]))
    for query, values in named(
        f"SELECT * FROM places WHERE status = 'current'{inside(folders)} AND text_id IN", ids
    ):
        for row in connection.execute(query, values):
            place = places[row["id"]]
            metadata = _metadata(row)
            if row["id"] in stated:
                metadata = metadata._replace(credits=tuple(stated[row["id"]]))
            standing[row["text_id"]].append((place, row["path"], metadata))
            if row["id"] in links:
                leading[place] = tuple(links[row["id"]])
            if folders:
                sides[place] = folders[row["folder_id"]]
    return [
        Standing(
            number,
            hashes[text_id],
            tuple(sorted(segments[text_id], key=lambda segment: segment[1:])),
            tuple(sorted(standing[text_id], key=lambda place: place[0])),
            {place: sides[place] for place, _, _ in standing[text_id] if place in sides},
            {place: leading[place] for place, _, _ in standing[text_id] if place in leading},
        )
        for text_id, number in zip(ids, numbers, strict=True)
    ]


def read_stated(
    connection: sqlite3.Connection, ids: Sequence[int]
) -> tuple[dict[int, list[str]], dict[int, list[tuple[int, int, str]]]]:
    """Whom the current places of some texts credit outside their words, and their links (half-open code
    points, where they lead), by the ids of the places that have any."""
    credits: dict[int, list[str]] = defaultdict(list)
    links: dict[int, list[tuple[int, int, str]]] = defaultdict(list)
    of_texts = "JOIN places ON places.id = place_id WHERE places.status = 'current' AND places.text_id IN"
    for query, values in named(f"SELECT place_id, credit FROM stated_credits {of_texts}", ids):
        for place, credit in connection.execute(query, values):
            credits[place].append(credit)
    for query, values in named(f"SELECT place_id, start_char, end_char, target FROM links {of_texts}", ids):
        for place, *link in connection.execute(query, values):
            links[place].append((link[0], link[1], link[2]))
    return credits, links


def _metadata(row: sqlite3.Row) -> Metadata:
    date = None
    if row["date_from"] is not None:
        date = Dated(
            row["date_from"], row["date_to"], row["date_source"], row["date_precision"], row["date_words"]
        )
    return Metadata(
        row["article_id"], row["title"], row["outlet"], row["byline"], row["url"], date,
        bool(row["source_flag"]), source_kind=row["source_kind"],
    )  # fmt: skip
