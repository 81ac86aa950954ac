"""What the pending texts share with others, as far as scans of a few new articles have to know."""

from __future__ import annotations

from collections.abc import Collection, Mapping, Set
from dataclasses import dataclass

from provenance.corpus import Ints
from provenance.matching import Matches
from provenance.spans import Span
from provenance.store.joining import Kept


@dataclass(frozen=True, slots=True)
class Partner:
    """What a pending text shares with another: the estimate of the sketches, whether they are
    near-duplicates, and the spans in the other text."""

    jaccard: float
    near: bool
    spans: tuple[Span, ...]


Partners = Mapping[tuple[int, int], Partner]
"""By a pending text and another (ids). Pairs of two pending texts stand in it once, either way."""


def find_partners(matches: Matches, ids: Ints, pending: Set[int]) -> Partners:
    """What the pending texts share with others."""
    found: dict[tuple[int, int], Partner] = {}
    named = ids.tolist()
    bounds = matches.begins.tolist()
    for pair, (jaccard, near) in enumerate(zip(matches.jaccard.tolist(), matches.near.tolist(), strict=True)):
        rows = matches.rows[bounds[pair] : bounds[pair + 1]].tolist()
        a, b = named[rows[0][0]], named[rows[0][1]]
        if a in pending:
            found[a, b] = Partner(jaccard, near, tuple(Span(row[8], row[9]) for row in rows))
        else:
            found[b, a] = Partner(jaccard, near, tuple(Span(row[4], row[5]) for row in rows))
    return found


def are_all_stock(spans: Collection[Span], text: int, standing: Kept) -> bool:
    """Whether all of these spans of a text are passages that are of no consequence."""
    members = standing.get(text, ())
    return all(any(member.span.same_place(span) for _, member in members) for span in spans)
