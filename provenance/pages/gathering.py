"""The first half of a scan: files -> rows of texts and places, and the corpus of all texts of the archive.

What the archive has unchanged is not read again. Texts go into a spool, from which all later steps read them.
"""

from __future__ import annotations

import hashlib
import sqlite3
from collections.abc import Callable, Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from functools import cached_property

import numpy as np

from provenance.boilerplate import find_boilerplate
from provenance.corpus import Corpus, Ints, Spans, gather, learn_boilerplate, replace_digests
from provenance.digests import Digests
from provenance.intake import Filed, Intake, hash_stated
from provenance.matching import Progress, digest_all, redigest_all
from provenance.reading import Listing, Raw, Segment, Unreadable, open_file
from provenance.spans import Span
from provenance.store import reading as stored
from provenance.store.filing import file_articles
from provenance.store.spool import Part, Spool
from provenance.workers import Workers

ARTICLES = 200
BYTES = 4_000_000
"""A shard of reading ends at so many articles or bytes."""

Known = Callable[[Sequence[str]], Mapping[str, tuple[str, str]]]
"""Of some paths those that the archive has: hash of the bytes, hash of what metadata.csv states."""


def read_shards(
    listing: Listing,
    rename: Callable[[str], str],
    known: Known,
    max_bytes: int,
    present: set[str],
    problems: list[Unreadable],
    progress: Progress,
) -> Iterator[list[Raw]]:
    """What is to be read, in shards: all articles of a listing but those that are known as they are.

    Every path that is there goes into `present`, what can't be opened into `problems`. `rename` gives a path
    the folder's label.
    """
    problems += (Unreadable(rename(problem.path), problem.reason) for problem in listing.problems)
    waiting: list[Raw] = []
    size = 0
    total = len(listing.files)
    for done, found in enumerate(listing.files, 1):
        for item in open_file(found, max_bytes=max_bytes):
            path = rename(item.path)
            if isinstance(item, Unreadable):
                problems.append(Unreadable(path, item.reason))
                continue
            waiting.append(Raw(path, item.data, item.reader, item.sidecar))
            size += len(item.data)
            if len(waiting) >= ARTICLES or size >= BYTES:
                yield _unknown(waiting, known, present)
                waiting, size = [], 0
        progress("reading", done, total)
    yield _unknown(waiting, known, present)


def _unknown(raws: Sequence[Raw], known: Known, present: set[str]) -> list[Raw]:
    """Those that are not in the archive as they are; the others are entered as present."""
    there = known([raw.path for raw in raws])
    changed = []
    for raw in raws:
        state = there.get(raw.path)
        if state is None or state != (hashlib.sha256(raw.data).hexdigest(), hash_stated(raw.sidecar)):
            changed.append(raw)
        else:
            present.add(raw.path)
    return changed


@dataclass(slots=True)
class Gathering:
    """The texts that a scan has met so far, in the order in which it met them.

    `slots` has the place of each text, by its id, in the spool and in everything else.
    """

    connection: sqlite3.Connection
    spool: Spool
    slots: dict[int, int] = field(default_factory=dict)
    digests: list[tuple[Digests, Ints]] = field(default_factory=list)
    boilerplate: dict[int, Spans] = field(default_factory=dict)

    def file(self, intake: Intake, folder_id: int) -> None:
        """Write the articles of a shard, and keep the digests of the texts that are new to this scan."""
        ids: list[int] = []
        if intake.filed:
            ids = file_articles(self.connection, folder_id, intake.filed, self.slots)
        new: list[int] = []
        for place, (text_id, filed) in enumerate(zip(ids, intake.filed, strict=True)):
            if text_id not in self.slots:
                slot = self.slots[text_id] = len(self.slots)
                new.append(place)
                spans = _boilerplate_of(filed)
                if spans:
                    self.boilerplate[slot] = spans
        if new:
            first = len(self.spool)
            self.spool.add(intake.filed[place].text for place in new)
            numbers = np.full(len(ids), -1, np.int64)
            numbers[new] = np.arange(first, first + len(new))
            self.digests.append((_only(intake.digests, np.array(new)), numbers[new]))

    def add_stored(self, ids: Sequence[int], workers: Workers) -> None:
        """Add the texts of the archive that this scan did not read."""
        missing = [number for number in ids if number not in self.slots]
        if not missing:
            return
        first = len(self.spool)
        seen = stored.read_boilerplate(self.connection)
        for begin in range(0, len(missing), ARTICLES):
            part = missing[begin : begin + ARTICLES]
            self.spool.add(stored.read_texts(self.connection, part))
            for text_id in part:
                slot = self.slots[text_id] = len(self.slots)
                if text_id in seen:
                    self.boilerplate[slot] = seen[text_id]
        numbers = np.arange(first, len(self.spool))
        spans = [self.boilerplate.get(slot, ()) for slot in numbers.tolist()]
        self.digests += digest_all(numbers, self.spool, spans, workers)


def _boilerplate_of(filed: Filed) -> Spans:
    segments = [
        Segment(kind, Span(start, end)) for kind, start, end in filed.segments if kind == "boilerplate"
    ]
    return find_boilerplate(filed.text, segments)


def _only(digests: Digests, chosen: Ints) -> Digests:
    """The digests of some of the texts."""
    if chosen.size == digests.words.size:
        return digests
    return digests.only(chosen)


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
    `several` are the texts that stand in more than one place."""

    corpus: Corpus
    source: Numbered
    text_ids: Ints
    place_ids: Ints
    several: Ints

    @cached_property
    def place_numbers(self) -> dict[int, int]:
        """The numbers of places by their ids."""
        return {place: number for number, place in enumerate(self.place_ids.tolist())}


def number_texts(gathering: Gathering, places: Sequence[tuple[int, int]], workers: Workers) -> Gathered:
    """Number the texts of the current `places` (their ids and those of their texts, by path), and learn which
    lines the collection shows to be boilerplate."""
    numbers: dict[int, int] = {}
    for _, text_id in places:
        numbers.setdefault(text_id, len(numbers))
    text_ids = np.fromiter(numbers, np.int64, len(numbers))
    gathering.add_stored(text_ids.tolist(), workers)
    slots = np.array([gathering.slots[text_id] for text_id in numbers], np.int64)
    number_of = np.full(len(gathering.slots), -1, np.int64)
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
    changed = learn_boilerplate(corpus)
    replace_digests(corpus, changed, redigest_all(changed, source, corpus.spans(changed.tolist()), workers))
    owners = np.array([numbers[text_id] for _, text_id in places], np.int64)
    return Gathered(
        corpus,
        source,
        text_ids,
        np.array([place for place, _ in places], np.int64),
        np.flatnonzero(np.bincount(owners, minlength=len(numbers)) > 1),
    )
