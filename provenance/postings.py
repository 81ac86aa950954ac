"""Keys that texts hold -> pairs of texts that share keys. Both candidate channels end here.

A posting is one packed number: the upper bits of a key, then the posting's own number. Sorting the numbers
brings equal keys together, and the texts of each in order. A key in many texts makes pairs with a few
neighbours only: all pairs of 2,000 reprints would be two million. Nothing is dropped: every text stays linked
to the key's first text, and what was left out is counted.
"""

from __future__ import annotations

import itertools
from collections.abc import Iterable
from dataclasses import dataclass
from typing import Any, TypeVar

import numpy as np
import numpy.typing as npt

from provenance import kernels
from provenance.components import lowest_connected
from provenance.sides import Sides, across, count_across, keys_across
from provenance.tokens import rows_of

Ints = npt.NDArray[np.int64]
Keys = npt.NDArray[np.uint64]
IntOrInts = TypeVar("IntOrInts", int, Ints)

NUMBER_BITS = 30
"""A billion postings, some five million articles. The other 34 bits are of the key: among a hundred million
keys one in a hundred is taken for another's, once, which one look at the words around it sets right."""
NUMBER = np.uint64((1 << NUMBER_BITS) - 1)

_ROWS = 1 << 20
"""Pairs are counted in parts, by their first text, where they are met more often: some 100 MiB each."""

NEVER = 7
"""More words than the context of a key has: no key is enough by itself."""
NOWHERE = -1
"""No two keys are so near each other."""


@dataclass(frozen=True, slots=True, eq=False)
class Pairs:
    """Pairs of texts, a row each: `first` below `second`, ascending; `counts`, the keys that they share;
    `enough`, where one key is. At most `left_out` pairs were not made, as a key stands in too many texts; 0
    where nobody wanted to know."""

    first: Ints
    second: Ints
    counts: Ints
    enough: npt.NDArray[np.uint8]
    left_out: int


def pack(keys: Keys, first: int) -> Keys:
    """The postings of `keys` that are numbered from `first` on. Raises ValueError where they are too many."""
    if first + keys.size > 1 << NUMBER_BITS:
        raise ValueError("more than a billion postings; scan the collection in parts")
    numbers = np.arange(first, first + keys.size, dtype=np.uint64)
    return (keys & ~NUMBER) | numbers


def shared(ranked: Keys) -> tuple[Ints, Ints]:
    """Of sorted postings those whose key another one has, too: their numbers, and where each key's begin
    (with the end of the last)."""
    same = (ranked[1:] ^ ranked[:-1]) <= NUMBER
    kept = np.zeros(ranked.size, bool)
    kept[1:] = same
    kept[:-1] |= same
    chosen = ranked[kept]
    keys = chosen & ~NUMBER
    begins = np.flatnonzero(keys[1:] != keys[:-1]) + 1
    bounds = np.concatenate(([0], begins, [chosen.size])) if chosen.size else np.zeros(1, np.int64)
    return (chosen & NUMBER).astype(np.int64), bounds.astype(np.int64)


@dataclass(frozen=True, slots=True, eq=False)
class Keyed:
    """Postings whose key another one has, too, key by key: the text that each belongs to, the context of its
    key, its place among the text's own; and where each key's begin (`bounds`, with the end of the last)."""

    owners: Ints
    contexts: npt.NDArray[np.uint32]
    places: npt.NDArray[np.uint32]
    bounds: Ints

    def only(self, rows: Ints, bounds: Ints) -> Keyed:
        """Some of the postings, in that order."""
        return Keyed(self.owners[rows], self.contexts[rows], self.places[rows], bounds)

    def across(self, sides: Sides | None) -> Keyed:
        """The postings whose key stands on both sides: no others make a pair."""
        return self if sides is None else self.only(*keys_across(self.owners, self.bounds, sides))


@dataclass(frozen=True, slots=True)
class Rule:
    """When a pair is worth comparing: where it shares `least` keys, or one that `needed` equal words stand
    around, or two that follow each other within `near` places in both texts. A key that makes more pairs than
    `frequent` texts do pairs each with the first text that it may meet and with the next one."""

    frequent: int
    needed: int
    near: int
    least: int


def pair_up(
    parts: Iterable[Keyed], rule: Rule, texts: int, sides: Sides | None = None, *, counts: bool = True
) -> Pairs:
    """The pairs of `texts` texts that are worth comparing by a rule, of which one stands on each side where
    there are `sides`. A text that holds a key twice is enough by itself, as alignment has to look at all of
    its places. `counts`: whether those that are not made are counted."""
    # Part by part, and then column by column: never more of them is held than is needed.
    taken: list[list[npt.NDArray[Any]]] = [[], [], [], []]
    starts = [np.zeros(0, np.int64)]
    count = 0
    for each in parts:
        part, repeated = merge_repeated(in_order(each))
        own: tuple[npt.NDArray[Any], ...] = (part.owners, part.contexts, part.places, repeated)
        for column, values in zip(taken, own, strict=True):
            column.append(values)
        starts.append(part.bounds[:-1] + count)
        count += part.owners.size
    bounds = np.append(np.concatenate(starts), count)
    owners, contexts, places, again = (_joined(column) for column in taken)
    columns = (owners, contexts, places, again, bounds)
    sides_of = None if sides is None else sides[owners]
    sizes, pairs = np.diff(bounds), _pairs_of_keys(bounds, sides_of)
    most = _pairs_of(rule.frequent)
    rows = int(np.sum(np.where(pairs <= most, pairs, 2 * sizes)))
    # Each step goes over all postings: there must not be more steps for more of them.
    at_a_time = max(_ROWS, owners.size // 4)
    steps = np.linspace(0, texts, 2 + rows // at_a_time).astype(np.int64).tolist()
    found = [
        kernels.count_pairs(*columns, rule.frequent, rule.needed, rule.near, rule.least, low, high, sides_of)
        for low, high in itertools.pairwise(steps)
    ]
    first, second, shared_keys, enough = (np.concatenate(column) for column in zip(*found, strict=True))
    order = np.argsort(first * texts + second)
    left_out = 0
    if counts:
        # Keys of almost the same texts leave out the same pairs; there are no more than all.
        left_out = min(
            _left_out(owners, bounds, np.flatnonzero(pairs > most), pairs, texts, sides),
            count_all(texts, sides) - first.size,
        )
    return Pairs(first[order], second[order], shared_keys[order], enough[order], left_out)


def _joined(column: list[npt.NDArray[Any]]) -> npt.NDArray[Any]:
    """One array of several, which are given up."""
    whole = np.concatenate(column)
    column.clear()
    return whole


def in_order(part: Keyed) -> Keyed:
    """The postings with the owners of each key ascending."""
    owners, bounds = part.owners, part.bounds
    inside = np.ones(owners.size, bool)
    inside[bounds[:-1]] = False
    if not (inside[1:] & (owners[1:] < owners[:-1])).any():
        return part
    keys = np.repeat(np.arange(bounds.size - 1), np.diff(bounds))
    return part.only(np.lexsort((owners, keys)), bounds)


def merge_repeated(part: Keyed) -> tuple[Keyed, npt.NDArray[np.uint8]]:
    """Each owner of a key once, with its first context and place, and 1 where it holds the key again."""
    owners, bounds = part.owners, part.bounds
    if not owners.size:
        return part, np.zeros(0, np.uint8)
    begins = np.zeros(owners.size, bool)
    begins[bounds[:-1]] = True
    again = np.zeros(owners.size, bool)
    again[1:] = (owners[1:] == owners[:-1]) & ~begins[1:]
    kept = np.flatnonzero(~again)
    repeated = np.zeros(kept.size, np.uint8)
    repeated[np.searchsorted(kept, np.flatnonzero(again), "right") - 1] = 1
    return part.only(kept, np.searchsorted(kept, bounds).astype(np.int64)), repeated


def together(first: Ints, second: Ints, texts: int) -> Ints:
    """An order of the pairs in which those of one story stand together: each text is read for few shards.

    The texts of a story mostly have one lowest neighbour, its first text.
    """
    lowest = np.arange(texts)
    np.minimum.at(lowest, second, first)
    return np.lexsort((second, first, lowest[first]))


def count_all(texts: int, sides: Sides | None) -> int:
    """How many pairs so many texts make."""
    return int(np.sum(count_across(np.zeros(texts, np.int64), sides))) if texts else 0


def _pairs_of_keys(bounds: Ints, sides: Sides | None) -> Ints:
    """How many pairs the texts of each key make; `sides` are those of the postings."""
    if sides is None:
        return _pairs_of(np.diff(bounds))
    return count_across(np.repeat(np.arange(bounds.size - 1), np.diff(bounds)), sides)


def count_left_out(owners: Ints, bounds: Ints, frequent: int, texts: int) -> int:
    """At most so many pairs of `texts` texts are not made, where these are the keys (each owner once) of more
    than `frequent` texts; keys that stand in the same texts may be there once."""
    pairs = _pairs_of_keys(bounds, None)
    return _left_out(owners, bounds, np.flatnonzero(pairs > _pairs_of(frequent)), pairs, texts, None)


def _left_out(owners: Ints, bounds: Ints, large: Ints, pairs: Ints, texts: int, sides: Sides | None) -> int:
    """At most so many pairs were not made, where the `large` keys do not make all of their pairs.

    Two bounds, the lower of which holds: keys that stand in the same texts count once; or all texts that
    frequent keys connect are taken for one story.
    """
    if not large.size:
        return 0
    sizes = np.diff(bounds)
    sums = np.add.reduceat(kernels.mix64(owners.astype(np.uint64)), bounds[:-1])[large]
    large = large[np.unique(sums, return_index=True)[1]]
    # Firsts and neighbours make 2n - 3 pairs; of two sides they connect all at least, which takes n - 1.
    fewest = 2 * sizes[large] - 3 if sides is None else sizes[large] - 1
    by_key = np.sum(pairs[large] - fewest)
    firsts = np.repeat(owners[bounds[:-1][large]], sizes[large])
    members = owners[rows_of(bounds, large)[0]]
    story = lowest_connected(texts, firsts, members)
    standing = np.unique(members)
    stories = count_across(story[standing], None if sides is None else sides[standing])
    met = firsts != members
    if sides is not None:
        met &= across(sides[firsts], sides[members])
    made = np.unique((firsts * texts + members)[met]).size
    return int(min(by_key, max(0, np.sum(stories) - made)))


def _pairs_of(sizes: IntOrInts) -> IntOrInts:
    """How many pairs so many texts make."""
    return sizes * (sizes - 1) // 2
