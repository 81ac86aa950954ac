"""What some keys say of pairs of texts, to be added up with what others say: postings, where no process holds
the postings of all keys. The rule is that of `postings.pair_up`, and so are the pairs.

Of a pair that some keys settle nothing more is kept. Of one with a single key its place in both texts is:
with one that another part has near it, the pair is settled.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

import numpy as np
import numpy.typing as npt

from provenance.kernels import are_long, mix64, pairs_of_keys
from provenance.postings import Ints, Keyed, Rule, in_order, merge_repeated
from provenance.tokens import rows_of

U32 = npt.NDArray[np.uint32]


@dataclass(frozen=True, slots=True, eq=False)
class PairParts:
    """Pairs of texts (`first` below `second`, each pair once for each part, by pair): the `counts` of keys,
    0 where they settle the pair; and where the only key of a pair stands (`place_a`, `place_b`), else 0."""

    first: U32
    second: U32
    counts: npt.NDArray[np.uint8]
    place_a: U32
    place_b: U32

    def only(self, rows: Ints) -> PairParts:
        """Some of them."""
        return PairParts(
            self.first[rows], self.second[rows], self.counts[rows], self.place_a[rows], self.place_b[rows]
        )


def count_part(postings: Keyed, rule: Rule) -> PairParts:
    """The pairs that some keys make, of each key all of its postings."""
    part, repeated = merge_repeated(in_order(postings))
    one, other = pairs_of_keys(part.bounds, rule.frequent)
    enough = (repeated[one] | repeated[other]).astype(bool)
    enough |= are_long(part.contexts[one] ^ part.contexts[other], rule.needed)
    return _merge(
        part.owners[one].astype(np.uint32), part.owners[other].astype(np.uint32),
        np.where(enough, 0, 1).astype(np.uint8), part.places[one], part.places[other], rule,
    )  # fmt: skip


def frequent_keys(postings: Keyed, frequent: int) -> tuple[Ints, Ints]:
    """The texts of each key that more than `frequent` texts hold, and where each key's begin (with the end of
    the last); of keys that stand in the same texts one."""
    none = np.zeros(0, np.int64), np.zeros(1, np.int64)
    if not (np.diff(postings.bounds) > frequent).any():
        return none
    part, _ = merge_repeated(in_order(postings))
    large = np.flatnonzero(np.diff(part.bounds) > frequent)
    if not large.size:
        return none
    sums = np.add.reduceat(mix64(part.owners.astype(np.uint64)), part.bounds[:-1])[large]
    _, chosen = np.unique(sums, return_index=True)
    rows, bounds = rows_of(part.bounds, large[chosen])
    return part.owners[rows], bounds


def add_parts(parts: Sequence[PairParts], rule: Rule) -> tuple[Ints, Ints]:
    """The pairs that all parts together settle, both texts of each, ascending."""
    columns = (
        np.concatenate([getattr(part, name) for part in parts]) if parts else np.zeros(0, np.uint32)
        for name in ("first", "second", "counts", "place_a", "place_b")
    )
    first, second, counts, place_a, place_b = columns
    merged = _merge(first, second, counts.astype(np.uint8), place_a, place_b, rule)
    settled = merged.counts == 0
    return merged.first[settled].astype(np.int64), merged.second[settled].astype(np.int64)


def _merge(
    first: U32, second: U32, counts: npt.NDArray[np.uint8], place_a: U32, place_b: U32, rule: Rule
) -> PairParts:
    """Each pair once."""
    pairs = first.astype(np.uint64) << np.uint64(32) | second
    order = np.argsort(pairs, kind="stable")
    pairs, counts, place_a, place_b = pairs[order], counts[order], place_a[order], place_b[order]
    begins = np.flatnonzero(np.concatenate((np.ones(min(1, pairs.size), bool), pairs[1:] != pairs[:-1])))
    if not begins.size:
        none = np.zeros(0, np.uint32)
        return PairParts(none, none, np.zeros(0, np.uint8), none, none)
    total = np.add.reduceat(counts.astype(np.int64), begins)
    settled = np.minimum.reduceat(counts, begins) == 0
    settled |= total >= rule.least
    # Two keys that stand near each other are enough; of three and more the rule asks for nothing else, as
    # long as it asks for three at most.
    two = begins[(np.diff(begins, append=pairs.size) == 2) & (total == 2)]
    if two.size and rule.near >= 0:
        step_a = place_a[two + 1].astype(np.int64) - place_a[two]
        step_b = place_b[two + 1].astype(np.int64) - place_b[two]
        apart = np.maximum(np.maximum(np.abs(step_a), np.abs(step_b)), 2 * np.abs(step_a - step_b))
        settled[np.searchsorted(begins, two[apart <= rule.near])] = True
    single = ~settled & (total == 1)
    own = pairs[begins]
    return PairParts(
        (own >> np.uint64(32)).astype(np.uint32),
        (own & np.uint64(0xFFFFFFFF)).astype(np.uint32),
        np.where(settled, 0, total).astype(np.uint8),
        np.where(single, place_a[begins], 0).astype(np.uint32),
        np.where(single, place_b[begins], 0).astype(np.uint32),
    )
