"""The families that stand in most places, each with its places in the order of their dates."""

from __future__ import annotations

import sqlite3
from collections.abc import Collection, Sequence
from dataclasses import dataclass

from provenance.report.family_list import (
    Dated,
    FamilyFigures,
    FamilyPlace,
    count_families,
    list_families,
    places_of,
)
from provenance.report.findings import REUSE
from provenance.report.timeline_layout import seconds

SHOWN, PLACES = 60, 60
"""Families on a page, and places of each."""
WIDTH, HEIGHT = 1000, 16
LEAST = 4
"""The least that a mark is wide."""


@dataclass(frozen=True, slots=True)
class FamilyRow:
    """A family, the first of its places, how many are left out, and its marks over time as an SVG path, empty
    where no place is dated."""

    figures: FamilyFigures
    places: Sequence[FamilyPlace]
    left_out: int
    marks: str


def family_rows(
    connection: sqlite3.Connection, among: Collection[int] | None = None
) -> tuple[list[FamilyRow], int]:
    """The families with most places, of all or of these numbers, and how many are left out."""
    figures = list_families(connection, among=among, limit=SHOWN)
    every = count_families(connection, REUSE, among=among) if len(figures) == SHOWN else len(figures)
    left_out = every - len(figures)
    rows = []
    for one in figures:
        places = places_of(connection, one.id)
        dates = [place.date for place in places if place.date is not None]
        rows.append(FamilyRow(one, places[:PLACES], max(0, len(places) - PLACES), _marks(dates)))
    return rows, left_out


def _marks(dates: Sequence[Dated]) -> str:
    """A mark for each date, from its first instant to its last, between the first of all and the last."""
    if not dates:
        return ""
    spans = sorted({(seconds(date.earliest), seconds(date.latest)) for date in dates})
    first, last = spans[0][0], max(stop for _, stop in spans)
    scale = (WIDTH - LEAST) / ((last - first) or 1.0)
    parts = []
    for start, stop in spans:
        left, wide = round((start - first) * scale), round((max(start, stop) - start) * scale)
        parts.append(f"M{left} 0h{max(LEAST, wide)}v{HEIGHT}h-{max(LEAST, wide)}z")
    return "".join(parts)
