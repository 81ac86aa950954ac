"""What items state of their origin -> which articles of the archive that is, for the time of a scan.

Statements name identifiers; articles have one (`article_id`), those of feeds also an address. An identifier
of a world-wide form names one article wherever it was read; others only in what agencies send, and no mere
number.
"""

from __future__ import annotations

import re
import sqlite3
from collections import defaultdict
from collections.abc import Iterable, Iterator, Mapping, Sequence

from provenance.origins import (
    ABSENT,
    CIRCLE,
    ITSELF,
    OTHER_VERSION,
    RELATIONS,
    SEVERAL,
    Origin,
    circles,
)
from provenance.store.reading import ALL, named
from provenance.store.sides import Folders, inside

_STATED = f"field IN ({', '.join(repr(relation) for relation in RELATIONS)})"
"""As the index of the schema has it."""
UNSHARED = "kind = 'directed' AND statements.passages = 0"
"""Statements of lineage between articles that share no passage, as only stated origins give."""
_WIRES = frozenset({"ninjs", "nitf", "newsml-g2", "feed", "xml"})
_VERSION = re.compile(r"(.+) \(version (.{1,40})\)")


def settle_origins(connection: sqlite3.Connection, folders: Folders = ALL) -> None:
    """Find out for all current places (of some folders, or of all) what their statements mean, and keep it
    until the connection is closed."""
    connection.execute(
        "CREATE TEMP TABLE IF NOT EXISTS origins (derived_place INTEGER NOT NULL, relation TEXT NOT NULL,"
        " stated TEXT NOT NULL, source_place INTEGER, why TEXT NOT NULL)"
    )
    connection.execute("CREATE INDEX IF NOT EXISTS temp.origins_derived ON origins (derived_place)")
    connection.execute("CREATE INDEX IF NOT EXISTS temp.origins_source ON origins (source_place)")
    connection.execute("CREATE INDEX IF NOT EXISTS temp.origins_stated ON origins (stated)")
    connection.execute("DELETE FROM origins")
    stated = connection.execute(
        "SELECT place_id, field, value FROM place_statements INDEXED BY place_statements_origins"
        " JOIN places ON places.id = place_id"
        f" WHERE {_STATED} AND status = 'current'{inside(folders)} ORDER BY place_id, field, value"
    ).fetchall()
    if not stated:
        return
    carriers = _Carriers(connection, {value for _, _, value in stated}, folders)
    found = [(place, relation, value, *carriers.of(place, value)) for place, relation, value in stated]
    round_about = circles((source, derived) for derived, _, _, source, _ in found if source is not None)
    sides = _sides(connection, folders)
    connection.executemany(
        "INSERT INTO origins VALUES (?, ?, ?, ?, ?)",
        [
            row if (row[3], row[0]) not in round_about else (*row[:3], None, CIRCLE)
            for row in found
            if not sides or row[3] is None or sides[row[3]] != sides[row[0]]
        ],
    )


class _Carriers:
    """Which places have the identifiers that are stated."""

    def __init__(self, connection: sqlite3.Connection, stated: Iterable[str], folders: Folders) -> None:
        self._places: dict[str, set[int]] = defaultdict(set)
        self._texts: dict[int, tuple[int, str]] = {}
        connection.execute("CREATE TEMP TABLE IF NOT EXISTS wanted (value TEXT PRIMARY KEY)")
        connection.execute("DELETE FROM wanted")
        connection.executemany(
            "INSERT OR IGNORE INTO wanted VALUES (?)",
            [(form,) for value in stated for form in _forms(value)],
        )
        for column in ("article_id", "url"):
            rows = connection.execute(
                f"SELECT id, {column}, reader, text_id, path FROM places JOIN wanted ON value = {column}"
                f" WHERE status = 'current'{inside(folders)}"
            )
            for place, value, reader, text_id, path in rows:
                if ":" in value or (reader in _WIRES and not value.isdigit()):
                    self._places[value].add(place)
                    self._texts[place] = (text_id, path)
        self._versions: dict[int, str] = {}
        for query, values in named(
            "SELECT place_id, value FROM place_statements WHERE field = 'version' AND place_id IN",
            sorted(self._texts),
        ):
            self._versions.update((row[0], row[1]) for row in connection.execute(query, values))

    def of(self, place: int, stated: str) -> tuple[int | None, str]:
        """The place that an identifier means where another place states it, or None and why."""
        places = self._places.get(stated, set())
        version = _VERSION.fullmatch(stated) if not places else None
        if version is not None:
            every = self._places.get(version[1], set())
            places = {one for one in every if self._versions.get(one) == version[2]}
            if every - {place} and not places:
                return None, OTHER_VERSION
        others = sorted(places - {place}, key=lambda one: self._texts[one][1])
        if len({self._texts[one][0] for one in others}) == 1:  # one item that was filed several times
            return others[0], ""
        return None, SEVERAL if others else ITSELF if places else ABSENT


def _forms(stated: str) -> Iterator[str]:
    yield stated
    if version := _VERSION.fullmatch(stated):
        yield version[1]


def _sides(connection: sqlite3.Connection, folders: Folders) -> dict[int, int]:
    """On which side each place stands, where two sides are compared."""
    if not folders:
        return {}
    rows = connection.execute(f"SELECT id, folder_id FROM places WHERE status = 'current'{inside(folders)}")
    return {place: folders[folder] for place, folder in rows}


def read_origins(
    connection: sqlite3.Connection, texts: Sequence[int], places: Mapping[int, int]
) -> dict[int, tuple[Origin, ...]]:
    """What the places of some texts say of their origin, by their numbers; `places` are these by id."""
    found: dict[int, list[Origin]] = defaultdict(list)
    for query, values in named(
        "SELECT origins.*, coalesce(source.path, '') FROM origins JOIN places ON places.id = derived_place"
        " LEFT JOIN places AS source ON source.id = source_place WHERE places.text_id IN",
        texts,
    ):
        for derived, relation, stated, source, why, path in connection.execute(query, values):
            number = None if source is None else places[source]
            name = str(path).rsplit("/", 1)[-1]
            found[places[derived]].append(Origin(relation, stated, number, name, why))
    return {place: tuple(sorted(rows, key=_order)) for place, rows in found.items()}


def _order(origin: Origin) -> tuple[str, str]:
    return origin.relation, origin.stated


def deriving_texts(connection: sqlite3.Connection) -> list[int]:
    """The texts that have a place which states that it comes from a known other one, ascending."""
    rows = connection.execute(
        "SELECT DISTINCT text_id FROM origins JOIN places ON places.id = derived_place"
        " WHERE source_place IS NOT NULL ORDER BY text_id"
    )
    return [int(row[0]) for row in rows]


def source_texts(connection: sqlite3.Connection, texts: Iterable[int]) -> set[int]:
    """The texts from which some others state that they come."""
    return _beside(connection, texts, "derived_place", "source_place")


def concerned_texts(connection: sqlite3.Connection, changed: Iterable[int]) -> set[int]:
    """The texts for which other origins may follow from statements where some texts have changed: these,
    those that name them, and what statements connect with them, directly or over others."""
    found = set(changed)
    waiting = set(found)
    if connection.execute("SELECT 1 FROM origins LIMIT 1").fetchone() is not None:
        waiting |= _naming(connection, _identifiers(connection, found))
    for query, values in named(  # a place may have another identifier by now
        "SELECT DISTINCT derived.text_id FROM statements JOIN places ON places.id = source_place"
        " JOIN places AS derived ON derived.id = derived_place"
        f" WHERE until_run IS NULL AND {UNSHARED} AND places.text_id IN",
        sorted(found),
    ):
        waiting.update(row[0] for row in connection.execute(query, values))
    found |= waiting
    while waiting:
        met = _beside(connection, waiting, "derived_place", "source_place")
        met |= _beside(connection, waiting, "source_place", "derived_place")
        waiting = met - found
        found |= waiting
    return found


def _identifiers(connection: sqlite3.Connection, texts: Iterable[int]) -> set[str]:
    """What the places of some texts are called, also of those that have gone."""
    found: set[str] = set()
    for query, values in named("SELECT article_id, url FROM places WHERE text_id IN", sorted(texts)):
        for row in connection.execute(query, values):
            found.update(name for name in row if name)
    return found


def _naming(connection: sqlite3.Connection, identifiers: Iterable[str]) -> set[int]:
    """The texts that name one of some identifiers as their origin, or a version of it."""
    found: set[int] = set()
    for name in identifiers:
        found.update(
            row[0]
            for row in connection.execute(
                "SELECT text_id FROM origins JOIN places ON places.id = derived_place"
                " WHERE origins.stated = ? OR (origins.stated > ? AND origins.stated < ?)",
                (name, f"{name} (version ", f"{name} (version!"),
            )
        )
    return found


def _beside(connection: sqlite3.Connection, texts: Iterable[int], own: str, other: str) -> set[int]:
    found: set[int] = set()
    for query, values in named(
        f"SELECT DISTINCT beside.text_id FROM places JOIN origins ON {own} = places.id"
        f" JOIN places AS beside ON beside.id = {other} WHERE places.text_id IN",
        sorted(texts),
    ):
        found.update(row[0] for row in connection.execute(query, values))
    return found
