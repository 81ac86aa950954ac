"""Rows -> some texts of the archive and what is known of them, asked for by their ids: for pages that look at
few texts of many."""

from __future__ import annotations

import json
import sqlite3
from collections import defaultdict
from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass

from provenance.reading import Article, Dated, Link, Metadata, Segment
from provenance.spans import Span
from provenance.store.reading import read_stated

_OF_IDS = "IN (SELECT value FROM json_each(?))"


@dataclass(frozen=True, slots=True)
class Place:
    """A current place of a text. `when` and `until`: the first and the last day (with fractions) on which it
    can have been published, counted as SQLite's julianday does; None where it has no date."""

    path: str
    metadata: Metadata
    when: float | None
    until: float | None

    @property
    def order(self) -> tuple[bool, float, str]:
        """Sorts the earliest first and those without a date last."""
        return self.when is None, self.when or 0.0, self.path


@dataclass(frozen=True, slots=True)
class Held:
    """A member of a family of the archive: the text `text_id` has its passage in `span`, in quote marks or
    not, and names these for it, comma-separated; others for fewer than half of it (JSON: name to words)."""

    family: int
    text_id: int
    span: Span
    status: str
    quoted: bool
    credits: str
    part_credits: str = "{}"


def read_some(connection: sqlite3.Connection, ids: Sequence[int]) -> list[tuple[str, str]]:
    """The hash and the words of some texts, in the order of their ids."""
    found = {
        row[0]: (row[1], row[2])
        for row in connection.execute(f"SELECT id, sha256, text FROM texts WHERE id {_OF_IDS}", (_json(ids),))
    }
    return [found[number] for number in ids]


def read_in_turn(
    connection: sqlite3.Connection, ids: Sequence[int], at_a_time: int
) -> Iterator[tuple[Sequence[int], list[str]]]:
    """Some texts, ascending by their ids, so many at a time: the ids and the words."""
    for begin in range(0, len(ids), at_a_time):
        part = ids[begin : begin + at_a_time]
        rows = connection.execute(f"SELECT text FROM texts WHERE id {_OF_IDS} ORDER BY id", (_json(part),))
        yield part, [row[0] for row in rows]


def read_places(connection: sqlite3.Connection, ids: Iterable[int]) -> dict[int, list[Place]]:
    """The current places of some texts, the earliest first; texts without one are left out."""
    found: dict[int, list[Place]] = defaultdict(list)
    for row in connection.execute(
        "SELECT *, julianday(date_from) AS since, julianday(date_to) AS until FROM places"
        f" WHERE status = 'current' AND text_id {_OF_IDS}",
        (_json(ids),),
    ):
        date = None
        if row["date_from"] is not None:
            date = Dated(
                row["date_from"], row["date_to"], row["date_source"], row["date_precision"], row["date_words"]
            )
        metadata = Metadata(
            row["article_id"], row["title"], row["outlet"], row["byline"], row["url"], date,
            bool(row["source_flag"]),
        )  # fmt: skip
        found[row["text_id"]].append(Place(row["path"], metadata, row["since"], row["until"]))
    return {number: sorted(places, key=_order) for number, places in found.items()}


def _order(place: Place) -> tuple[bool, float, str]:
    return place.order


def read_segments(connection: sqlite3.Connection, ids: Iterable[int]) -> dict[int, tuple[Segment, ...]]:
    """The parts of some texts as reading saw them."""
    found: dict[int, list[Segment]] = defaultdict(list)
    for row in connection.execute(
        f"SELECT text_id, kind, start_char, end_char FROM segments WHERE text_id {_OF_IDS}"
        " ORDER BY text_id, start_char, end_char",
        (_json(ids),),
    ):
        found[row[0]].append(Segment(row[1], Span(row[2], row[3])))
    return {number: tuple(segments) for number, segments in found.items()}


def read_articles(
    connection: sqlite3.Connection, texts: Mapping[int, tuple[str, str]]
) -> dict[int, list[Article]]:
    """Some texts (by their ids the hash and the words) as articles, one for each of their current places, or
    one without a path where none is left: all that their quotations and credits are found by."""
    ids = list(texts)
    segments = read_segments(connection, ids)
    credits, links = read_stated(connection, ids)
    found: dict[int, list[Article]] = defaultdict(list)
    rows = connection.execute(
        "SELECT id, text_id, path, outlet, byline, url FROM places"
        f" WHERE status = 'current' AND text_id {_OF_IDS} ORDER BY path",
        (_json(ids),),
    )
    for place, text_id, path, outlet, byline, url in rows:
        metadata = Metadata(outlet=outlet, byline=byline, url=url, credits=tuple(credits.get(place, ())))
        leading = tuple(Link(target, Span(start, end)) for start, end, target in links.get(place, ()))
        sha256, words = texts[text_id]
        parts = segments.get(text_id, ())
        found[text_id].append(Article(path, words, sha256, 0, "", "", "", metadata, parts, leading))
    for text_id, (sha256, words) in texts.items():
        if text_id not in found:
            parts = segments.get(text_id, ())
            found[text_id] = [Article("", words, sha256, 0, "", "", "", Metadata(), parts)]
    return dict(found)


def read_members(connection: sqlite3.Connection, ids: Iterable[int]) -> dict[int, list[Held]]:
    """What some texts hold of the families of the archive, by text."""
    found: dict[int, list[Held]] = defaultdict(list)
    for held in _members(connection, f"text_id {_OF_IDS}", ids):
        found[held.text_id].append(held)
    return dict(found)


def read_families(connection: sqlite3.Connection, families: Iterable[int]) -> dict[int, list[Held]]:
    """All members of some families, by family."""
    found: dict[int, list[Held]] = defaultdict(list)
    for held in _members(connection, f"family_id {_OF_IDS}", families):
        found[held.family].append(held)
    return dict(found)


def _members(connection: sqlite3.Connection, condition: str, ids: Iterable[int]) -> Iterator[Held]:
    rows = connection.execute(
        "SELECT family_id, text_id, start_char, end_char, status, quoted, credits, part_credits FROM members"
        f" WHERE {condition} ORDER BY family_id, text_id, start_char",
        (_json(ids),),
    )
    for family, text_id, start, end, status, quoted, credits, parts in rows:
        yield Held(family, text_id, Span(start, end), status, bool(quoted), credits, parts)


def read_near_duplicates(connection: sqlite3.Connection, ids: Sequence[int]) -> list[tuple[int, int]]:
    """The pairs among some texts that are near-duplicates, by their ids."""
    rows = connection.execute(
        "SELECT text_a, text_b FROM text_pairs"
        f" WHERE near_duplicate AND text_a {_OF_IDS} AND text_b {_OF_IDS}",
        (_json(ids), _json(ids)),
    )
    return [(row[0], row[1]) for row in rows]


def _json(values: Iterable[int]) -> str:
    return json.dumps(list(values))
