"""Two folders that are compared with each other only: what each may be, what their listings say."""

from __future__ import annotations

import sqlite3
from collections import Counter
from collections.abc import Sequence
from itertools import chain
from pathlib import Path

from provenance.reading import Listing
from provenance.store.reading import folder_label


class SidesError(ValueError):
    """Two folders can't be compared with each other; the message is one sentence with what to do."""


def check_apart(one: Path, other: Path) -> None:
    """Raises SidesError where an article could stand in both folders. They are the real paths, as scanned."""
    if one == other:
        raise SidesError(f"{one} is on both sides; give two folders, or leave --against out.")
    inner, outer = (one, other) if one.is_relative_to(other) else (other, one)
    if inner.is_relative_to(outer):
        raise SidesError(
            f"{inner} stands inside {outer}, so its articles would be on both sides; give two folders of "
            "which none is inside the other."
        )


def label_sides(connection: sqlite3.Connection, folders: Sequence[tuple[str, str]]) -> list[str]:
    """The labels of some folders (name, location), ascending: which comes first makes no difference."""
    labels: list[str] = []
    for name, location in folders:
        labels.append(folder_label(connection, name, location, labels))
    return sorted(labels)


def merge_listings(listings: Sequence[Listing]) -> Listing:
    """What some listings hold together."""
    passed_over: Counter[str] = Counter()
    for listing in listings:
        passed_over.update(listing.passed_over)
    return Listing(
        listings[0].name,
        tuple(chain.from_iterable(listing.files for listing in listings)),
        tuple(chain.from_iterable(listing.problems for listing in listings)),
        tuple(dict.fromkeys(chain.from_iterable(listing.warnings for listing in listings))),
        dict(passed_over),
    )
