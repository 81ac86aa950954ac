"""The rows of the scales that a scan judged by, which views need."""

from __future__ import annotations

import sqlite3
from functools import lru_cache

from provenance import settings
from provenance.agencies import Agencies
from provenance.passages import FORMS
from provenance.verdicts import DEGREES


@lru_cache(maxsize=4)
def _agency_aliases(agencies: Agencies) -> frozenset[str]:
    """What an outlet that is an agency may be called, in lower case as SQLite does it (ASCII only)."""
    names = {
        name for name, one in agencies.names.items() if one.name in agencies.agency_names and not one.weak
    }
    return frozenset(name.translate(_LOWER) for name in names | agencies.agency_names)


_LOWER = {ord(char): ord(char) + 32 for char in "ABCDEFGHIJKLMNOPQRSTUVWXYZ"}


def write_scales(connection: sqlite3.Connection, agencies: Agencies) -> None:
    """The steps of the scales that views need: the scale, the value, and from where on it holds; and which
    outlets are agencies."""
    scales = [
        *(("form", name, least) for name, least in FORMS),
        *(("degree", name, least) for name, least in DEGREES),
        ("relation", "source-to-source", settings.ALONE),
        *(("agency", name, 0.0) for name in sorted(_agency_aliases(agencies))),
    ]
    connection.executemany("INSERT INTO scales (scale, value, at_least) VALUES (?, ?, ?)", scales)
