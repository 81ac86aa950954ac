"""All components -> rows: small ones whole, some at a time; large ones part by part, in the rounds of
`dividing`, so that no process has much more to do than others."""

from __future__ import annotations

import pickle
from collections.abc import Callable, Iterable, Iterator, Sequence
from dataclasses import replace
from typing import Any, Protocol

import numpy as np

from provenance import dividing
from provenance.analysis import Shard, choose_pairs
from provenance.corpus import Ints, Source
from provenance.cycles import no_collections
from provenance.dividing import Portion, Settled, Whole
from provenance.matching import Matches
from provenance.memory import give_back_memory
from provenance.pages.judging import explain_into_pieces
from provenance.store.findings import (
    Rows,
    difference_rows,
    family_rows,
    pair_rows,
    relation_rows,
    text_rows,
)

NOTHING = Rows(())
Told = tuple[Rows, bytes]


class Run(Protocol):
    """Shards -> what a function makes of each, in their order: `Workers.run`, or an engine's."""

    def __call__(self, function: Callable[[Any], Any], shards: Iterable[Any], /) -> Iterator[Any]:
        """It."""


def is_large(component: Shard) -> bool:
    """Whether a component is divided: it has many passages, or texts that stand in many places."""
    again = sum(len(one.places) - 1 for one in component.texts)
    return len(component.matches.rows) > dividing.LARGE or again > dividing.MANY


def cost(shard: Shard) -> float:
    """What it costs to explain a shard, or to conclude on a divided component, in milliseconds, roughly: as
    counted on 10,000 reprints of a story among 20,000 articles."""
    places = sum(len(one.places) for one in shard.texts)
    if isinstance(shard, Whole):
        return 0.1 * len(shard.matches.rows) + 0.3 * places
    if isinstance(shard, Portion):
        return (
            0.5 * shard.own.size
            + 0.1 * len(shard.texts)
            + 0.15 * shard.matches.first.size
            + len(shard.order) / 2000
        )
    return 1.5 * len(shard.texts) + 0.4 * len(shard.matches.rows) + 2.0 * (places - len(shard.texts))


def explain_components(
    large: Sequence[Shard],
    small: Iterable[Shard],
    source: Source,
    run: Run,
    take: Callable[[Rows, int], None],
) -> None:
    """Explain components; `take` gets some rows, and of how many texts that was all."""
    divided = [_Divided(component, source) for component in large]
    if divided:
        _find_verdicts(divided, run, take)
    sizes: list[int] = []

    def rest() -> Iterator[Shard]:
        yield from (each.whole(each.forget_told()) for each in divided)
        for shard in small:
            sizes.append(len(shard.texts))
            yield shard

    # What sees whole components goes first: beside it there is other work to do.
    for number, (pieces, orders) in enumerate(run(explain_or_conclude, rest())):
        for rows in pieces:
            take(pickle.loads(rows), 0)
        if number < len(divided):
            divided[number].orders = orders
        else:
            take(NOTHING, sizes[number - len(divided)])
    if divided:
        parts = (part for each in divided for part in each.parts(texts=False))
        for rows in run(relate, parts):
            take(rows, 0)
        for each in divided:
            take(NOTHING, each.numbers.size)


def _find_verdicts(divided: Sequence[_Divided], run: Run, take: Callable[[Rows, int], None]) -> None:
    """All rounds of large components until their pairs are weighed."""
    wholes = (each.whole(()) for each in divided)
    for each, asked in zip(divided, run(dividing.count_stories, wholes), strict=True):
        each.orders = asked
    owners = [each for each in divided for _ in each.orders]
    parts = (part for each in divided for part in each.parts(texts=True))
    for each, (rows, told) in zip(owners, run(survey, parts), strict=True):
        take(rows, 0)
        each.told.append(told)
    orders: list[tuple[_Divided, Ints, bytes]] = []
    wholes = (each.whole(each.forget_told()) for each in divided)
    for each, settled in zip(divided, run(settle, wholes), strict=True):
        each.told.append(settled.state)
        orders += [(each, numbers, order) for numbers, order in settled.orders]
    some = (each.portion(numbers, order) for each, numbers, order in orders)
    for (each, _, _), (rows, told) in zip(orders, run(weigh, some), strict=True):
        take(rows, 0)
        each.told.append(told)


class _Divided:
    """A large component on its way through the rounds. `orders`: what the next one has to find out in each
    part; `told`: what was found out for the whole."""

    def __init__(self, component: Shard, source: Source) -> None:
        self.numbers = np.array([one.number for one in component.texts], np.int64)
        self.orders: Sequence[bytes] = ()
        self.told: list[bytes] = []
        self._component, self._source = component, source
        self._parts, self._homes = dividing.part_pairs(component)

    def whole(self, told: tuple[bytes, ...]) -> Whole:
        """The component without its texts."""
        one = self._component
        return Whole(
            one.texts, self._source.part([]), (), one.matches, one.collection, one.house, one.agencies,
            parts=self._parts, homes=self._homes, told=told,
        )  # fmt: skip

    def forget_told(self) -> tuple[bytes, ...]:
        """What was told; it is not kept here any more."""
        told, self.told = tuple(self.told), []
        return told

    def parts(self, *, texts: bool) -> Iterator[Portion]:
        """The parts, with their texts or without, and with the order for each."""
        for part, order in enumerate(self.orders):
            matches = choose_pairs(self._component.matches, np.flatnonzero(self._parts == part))
            own = self.numbers[self._homes == part]
            met = np.unique(np.concatenate((matches.first, matches.second, own)))
            yield self.portion(met, order, matches, own, texts=texts)

    def portion(
        self,
        numbers: Ints,
        order: bytes,
        matches: Matches | None = None,
        own: Ints | None = None,
        *,
        texts: bool = True,
    ) -> Portion:
        """Some texts (their `numbers`, ascending), with the passages between them that are asked for."""
        one = self._component
        rows = np.searchsorted(self.numbers, numbers).tolist()
        return Portion(
            tuple(one.texts[row] for row in rows),
            self._source.part(numbers if texts else []),
            tuple(one.boilerplate[row] for row in rows) if texts else (),
            choose_pairs(one.matches, np.zeros(0, np.int64)) if matches is None else matches,
            one.collection,
            one.house,
            one.agencies,
            own=np.zeros(0, np.int64) if own is None else own,
            order=order,
        )


def survey(portion: Portion) -> Told:
    """What is to be said of the texts of a part, and what is told of them and their pairs."""
    found = dividing.survey(portion)
    return text_rows(found.texts, found.speakers), found.told


def settle(component: Whole) -> Settled:
    """See `dividing.settle`."""
    with no_collections():
        found = dividing.settle(component)
    give_back_memory()
    return found


def weigh(portion: Portion) -> Told:
    """The differing quotations of a part, and what is told of its pairs."""
    found = dividing.weigh(portion)
    return replace(NOTHING, quotation_pairs=difference_rows(found.differences)), found.told


def explain_or_conclude(shard: Shard) -> tuple[list[bytes], tuple[bytes, ...]]:
    """What there is to say of the texts of a shard, as rows in pieces, each pickled; of a divided component
    its families and lineage, and what is to be found out of its pairs."""
    if not isinstance(shard, Whole):
        return explain_into_pieces(shard), ()
    with no_collections():
        found = dividing.conclude(shard)
        rows = pickle.dumps(
            Rows(tuple(family_rows(found.explained)), traced=found.traced), pickle.HIGHEST_PROTOCOL
        )
    orders = found.orders
    del found
    give_back_memory()
    return [rows], orders


def relate(portion: Portion) -> Rows:
    """The pairs of a part with their relations."""
    pairs, relations = dividing.relate(portion)
    return Rows((), tuple(pair_rows(pairs, relations)), relation_rows(relations))
