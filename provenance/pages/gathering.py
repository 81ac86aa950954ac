"""The first half of a scan: files -> rows of texts and places, and the corpus of all texts of the archive.

What the archive has unchanged is not read again. Texts go into a spool, from which all later steps read them.
"""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import dataclass, field
from functools import cached_property

import numpy as np

from provenance.agency_lists import Lists
from provenance.boilerplate import find_boilerplate, learn_repeated_lines
from provenance.corpus import Corpus, Hashes, Ints, Source, Spans, gather, mark_boilerplate, replace_digests
from provenance.digests import Digests
from provenance.house_rules import NO_HOUSE_RULES, HouseRules
from provenance.intake import Filed, Intake
from provenance.matching import digest_all, digest_each, redigest_all
from provenance.reading import Segment
from provenance.sides import BOTH, Sides
from provenance.spans import Span
from provenance.store import reading as stored
from provenance.store.database import Writer, transaction
from provenance.store.filing import file_articles
from provenance.store.index import StoredIndex
from provenance.store.segments import DamagedSegment
from provenance.store.sides import Folders, sides_of
from provenance.store.spool import Part, Spool
from provenance.winnowing import Put, hold, join
from provenance.workers import Workers

ARTICLES = 200
"""So many stored texts are read at a time."""
INDEXED = 8000
"""Texts that are entered into the index together."""


@dataclass(slots=True)
class Gathering:
    """Texts that a scan has met. `slots` has the place of each, by its id, in the spool and in everything
    else; `folders` the sides of the folders that take part, where not all do; `put` finds room for
    fingerprints; `house` is what passages and pairs are judged by beside what stands in them; `agencies` are
    known besides those of this package."""

    connection: Writer
    spool: Spool
    slots: dict[int, int] = field(default_factory=dict)
    digests: list[tuple[Digests, Ints]] = field(default_factory=list)
    boilerplate: dict[int, Spans] = field(default_factory=dict)
    folders: Folders = field(default_factory=dict)
    put: Put = hold
    house: HouseRules = NO_HOUSE_RULES
    agencies: Lists = field(default_factory=dict)
    _indexed: int = 0

    def file(self, intake: Intake, folder_id: int, reading: Callable[[str], int]) -> None:
        """Write the articles of a shard, and keep the digests of the texts that are new to this scan."""
        ids: list[int] = []
        if intake.filed:
            ids = file_articles(self.connection, folder_id, intake.filed, self.slots, reading)
        new: list[int] = []
        for place, (text_id, filed) in enumerate(zip(ids, intake.filed, strict=True)):
            if text_id not in self.slots:
                slot = self.slots[text_id] = len(self.spool) + len(new)
                new.append(place)
                spans = boilerplate_of(filed)
                if spans:
                    self.boilerplate[slot] = spans
        if new:
            first = len(self.spool)
            self.spool.add(intake.filed[place].text for place in new)
            numbers = np.full(len(ids), -1, np.int64)
            numbers[new] = np.arange(first, first + len(new))
            own = _only(intake.digests, np.array(new))
            self.digests.append((own.shelved(self.put), numbers[new]))

    def index(self) -> None:
        """Enter the texts that are new since the last call into the index of the archive."""
        fresh = self.digests[self._indexed :]
        self._indexed = len(self.digests)
        if fresh:
            ids = np.zeros(len(self.spool), np.int64)
            ids[list(self.slots.values())] = list(self.slots)
            index_digests(self.connection, fresh, ids)

    def add_stored(self, ids: Sequence[int], workers: Workers) -> None:
        """Add the texts of the archive that this scan did not read."""
        missing = [number for number in ids if number not in self.slots]
        if not missing:
            return
        first = len(self.spool)
        self.slots.update((text_id, slot) for slot, text_id in enumerate(missing, first))
        for text_id, seen in stored.read_boilerplate(self.connection, missing).items():
            self.boilerplate[self.slots[text_id]] = seen
        for begin in range(0, len(missing), ARTICLES):
            part = missing[begin : begin + ARTICLES]
            self.spool.add(stored.read_texts(self.connection, part))
        numbers = np.arange(first, len(self.spool))
        spans = [self.boilerplate.get(slot, ()) for slot in numbers.tolist()]
        for found, own in digest_each(numbers, self.spool, spans, workers):
            self.digests.append((found.shelved(self.put), own))


def boilerplate_of(filed: Filed) -> Spans:
    """The boilerplate that reading saw in an article."""
    segments = [
        Segment(kind, Span(start, end)) for kind, start, end in filed.segments if kind == "boilerplate"
    ]
    return find_boilerplate(filed.text, segments)


def _only(digests: Digests, chosen: Ints) -> Digests:
    """The digests of some of the texts."""
    if chosen.size == digests.words.size:
        return digests
    return digests.only(chosen)


def index_digests(connection: Writer, digests: Sequence[tuple[Digests, Ints]], ids: Ints) -> None:
    """Enter texts into the index of the archive, those that it has already left out; `ids` by number.

    Segments that prove to be damaged are dropped: `index_missing` enters their other texts again."""
    index = StoredIndex(connection)
    owners = np.concatenate([ids[numbers] for _, numbers in digests])
    while True:
        try:
            missing = np.isin(owners, index.missing(owners))
            if missing.any():
                prints = join([found.prints.load() for found, _ in digests])
                index.add(owners[missing], prints.only(np.flatnonzero(missing)))
                index.merge()
        except DamagedSegment as damage:
            drop_segment(connection, damage)
        else:
            return


def drop_segment(connection: Writer, damage: DamagedSegment) -> None:
    """Take a damaged segment out of the index."""
    if connection.in_transaction:
        StoredIndex(connection).drop(damage.segment_id)
    else:
        with transaction(connection):
            StoredIndex(connection).drop(damage.segment_id)


def drop_damaged(connection: Writer) -> None:
    """Read all of the index, and drop the segments that are damaged."""
    for damage in StoredIndex(connection).check():
        drop_segment(connection, damage)


def index_missing(gathering: Gathering, workers: Workers) -> None:
    """Enter all texts of the archive that its index has not got: an older version wrote it, or a part of the
    index was damaged."""
    connection = gathering.connection
    missing = _missing(connection)
    for begin in range(0, len(missing), INDEXED):
        part = np.array(missing[begin : begin + INDEXED], np.int64)
        with Spool() as spool:
            spool.add(stored.read_texts(connection, part.tolist()))
            numbers = np.arange(part.size)
            seen = stored.read_boilerplate(connection, part.tolist())
            spans = [seen.get(text_id, ()) for text_id in part.tolist()]
            digests = digest_all(numbers, spool, spans, workers)
        with transaction(connection):
            index_digests(connection, digests, part)


def _missing(connection: Writer) -> Ints:
    """The ids of the texts that the index has not got, once what is damaged is dropped."""
    current = stored.current_texts(connection)
    while True:
        try:
            return StoredIndex(connection).missing(current)
        except DamagedSegment as damage:
            drop_segment(connection, damage)


@dataclass(frozen=True, slots=True, eq=False)
class Numbered:
    """The texts of a spool by other numbers: `slots` says which each number is."""

    spool: Spool
    slots: Ints

    def part(self, numbers: Sequence[int] | Ints) -> Part:
        """The texts of these numbers."""
        return self.spool.part(self.slots[numbers])


@dataclass(frozen=True, eq=False)
class Gathered:
    """All texts of the archive, numbered by the first path of each; ids of texts and places by their numbers;
    `several` are the texts that stand in more than one place; `learned` the hashes of the lines that the
    collection shows to be boilerplate; `sides` where each text stands, where only two sides are compared."""

    corpus: Corpus
    source: Source
    text_ids: Ints
    place_ids: Ints
    several: Ints
    learned: Hashes
    sides: Sides | None = None

    @cached_property
    def place_numbers(self) -> dict[int, int]:
        """The numbers of places by their ids."""
        return {place: number for number, place in enumerate(self.place_ids.tolist())}


def number_texts(
    gathering: Gathering,
    places: Sequence[tuple[int, int]],
    workers: Workers,
    learned: Hashes | None = None,
) -> Gathered:
    """Number the texts of `places` (their ids and those of their texts, by path). Which lines are boilerplate
    is `learned` from these texts, unless it is known already."""
    numbers: dict[int, int] = {}
    for _, text_id in places:
        numbers.setdefault(text_id, len(numbers))
    text_ids = np.fromiter(numbers, np.int64, len(numbers))
    gathering.add_stored(text_ids.tolist(), workers)
    slots = np.array([gathering.slots[text_id] for text_id in numbers], np.int64)
    number_of = np.full(len(gathering.spool), -1, np.int64)
    number_of[slots] = np.arange(slots.size)
    digests = []
    while gathering.digests:
        found, own = gathering.digests.pop()
        current = number_of[own] >= 0  # a text that only left places have is not one of the archive's
        digests.append((_only(found, np.flatnonzero(current)), number_of[own][current]))
    spans = {
        int(number_of[slot]): found for slot, found in gathering.boilerplate.items() if number_of[slot] >= 0
    }
    corpus = gather(digests, spans, len(numbers))
    digests.clear()
    source = Numbered(gathering.spool, slots)
    if learned is None:
        learned = learn_repeated_lines(corpus.lines)
    changed = mark_boilerplate(corpus, learned)
    anew = redigest_all(changed, source, corpus.spans(changed.tolist()), workers)
    replace_digests(corpus, changed, anew, gathering.put)
    owners = np.array([numbers[text_id] for _, text_id in places], np.int64)
    stand = sides_of(gathering.connection, gathering.folders, numbers)
    sides = None if stand is None else np.frombuffer(stand, np.uint8)
    several = np.bincount(owners, minlength=len(numbers)) > 1
    return Gathered(
        corpus,
        source,
        text_ids,
        np.array([place for place, _ in places], np.int64),
        np.flatnonzero(several if sides is None else sides == BOTH),
        learned,
        sides,
    )
