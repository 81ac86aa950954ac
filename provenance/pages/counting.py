"""Which stories came and left since the archive's wording was counted, by one text of each.

A phrase that eight stories say is stock, also where most of them came after the last scan that judged all.
"""

from __future__ import annotations

import sqlite3
from collections import defaultdict
from collections.abc import Iterable
from dataclasses import dataclass

from provenance.store.judgements import find_counted
from provenance.store.pending import Pending
from provenance.store.regions import near_duplicates


@dataclass(frozen=True, slots=True)
class Changes:
    """The ids of texts that are to be counted from now on, and of those that are no longer."""

    added: tuple[int, ...] = ()
    taken: tuple[int, ...] = ()


def find_changes(
    connection: sqlite3.Connection, pending: Pending, near: Iterable[tuple[int, int]]
) -> Changes:
    """Which texts to count, `near` being the pairs of a pending text and another that are near-duplicates.

    Of each new story its first text counts, of one that the archive has none. Where the text leaves by which
    a story was counted, one of its near-duplicates takes the place.
    """
    known = find_counted(connection, [*pending.current, *pending.gone])
    taken = known.intersection(pending.gone)
    beside: dict[int, set[int]] = defaultdict(set)
    heirs: set[int] = set().union(*near_duplicates(connection, taken).values())
    heirs -= {*pending.current, *pending.gone}
    heirs -= find_counted(connection, sorted(heirs))
    for text, others in near_duplicates(connection, heirs).items():
        beside[text] |= others.difference(pending.gone)
    for a, b in near:
        beside[a].add(b)
        beside[b].add(a)
    fresh = {*pending.current, *heirs} - known
    left = set(fresh)
    added = []
    for text in sorted(fresh):
        if text in left:
            story = _story(text, fresh, beside)
            left -= story
            if story <= fresh:
                added.append(text)
    return Changes(tuple(added), tuple(sorted(taken)))


def _story(text: int, fresh: set[int], beside: dict[int, set[int]]) -> set[int]:
    """A text and those that near-duplicates connect with it; of others than the `fresh` the first ones."""
    story, waiting = {text}, [text]
    while waiting:
        for other in beside[waiting.pop()] - story:
            story.add(other)
            if other in fresh:
                waiting.append(other)
    return story
