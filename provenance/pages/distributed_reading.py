"""A new archive is read by an engine and filed by this process, which keeps of each text what matching needs
before any two are compared."""

from __future__ import annotations

import pickle
from collections import Counter
from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from functools import partial

import numpy as np

from provenance.boilerplate import Lines
from provenance.corpus import Ints, Spans
from provenance.engine.blobs import unpack
from provenance.engine.protocol import Engine, Kept
from provenance.engine.stages import Taken, as_it_is, count_split, read_split
from provenance.matching import Progress
from provenance.pages.gathering import boilerplate_of
from provenance.pages.incoming import ARTICLES, BYTES
from provenance.reading import (
    Found,
    Listing,
    NotText,
    Options,
    PassedOver,
    Range,
    Raw,
    Unreadable,
    cut_ranges,
    is_wide,
    open_file,
)
from provenance.store.database import Writer, transaction
from provenance.store.filing import file_articles

RANGE = 4_000_000
"""Bytes of a file of JSON Lines that are read as one split: a thousand articles."""


@dataclass(frozen=True, slots=True, eq=False)
class Distributed:
    """The articles of a new archive, which an engine has in splits. Of each split the ids of its articles'
    texts (`ids`); of each text, by id, how many `words` it has and the `boilerplate` that reading saw;
    `lines` with the ids of their texts; what could not be read, and how many of which kind are not searched.
    """

    engine: Engine
    kept: Kept
    ids: Sequence[Ints]
    words: Mapping[int, int]
    boilerplate: Mapping[int, Spans]
    lines: Sequence[tuple[Lines, Ints]]
    problems: Sequence[Unreadable]
    passed_over: Counter[str]


def read_all(
    engine: Engine,
    connection: Writer,
    listing: Listing,
    options: Options,
    folder: Callable[[], int],
    reading: Callable[[str], int],
    progress: Progress,
    *,
    ranges: bool,
) -> Distributed:
    """Have all articles of a listing read, and file them. `folder` gives the id of their folder, inside a
    transaction; `reading` the hash_reading of a reader. `ranges`: whoever reads finds the files at the same
    place, so that parts of large ones are named; else this process opens them and sends what is in them."""
    progress("reading", 0, 1)
    problems = list(listing.problems)
    passed_over: Counter[str] = Counter(listing.passed_over)
    splits = list(_splits(listing.files, options, problems, passed_over, ranges=ranges))
    splits = _number_lines(engine, splits)
    kept = engine.keep(splits, partial(read_split, options))
    ids: list[Ints] = []
    words: dict[int, int] = {}
    boilerplate: dict[int, Spans] = {}
    lines: list[tuple[Lines, Ints]] = []
    for _, blob in engine.run(kept, as_it_is):
        taken: Taken = pickle.loads(blob)
        problems += taken.problems
        own: list[int] = []
        if taken.filed:
            with transaction(connection):
                own = file_articles(connection, folder(), taken.filed, words, reading)
        new = []
        for place, (text_id, filed) in enumerate(zip(own, taken.filed, strict=True)):
            if text_id not in words:
                new.append(place)
                words[text_id] = filed.words
                if spans := boilerplate_of(filed):
                    boilerplate[text_id] = spans
        numbers = np.array(own, np.int64)
        ids.append(numbers)
        chosen = np.array(new, np.int64)
        lines.append((taken.lines.only(chosen), numbers[chosen]))
    progress("reading", 1, 1)
    return Distributed(engine, kept, ids, words, boilerplate, lines, problems, passed_over)


def _splits(
    files: Iterable[Found],
    options: Options,
    problems: list[Unreadable],
    passed_over: Counter[str],
    *,
    ranges: bool,
) -> Iterator[bytes]:
    """Ranges of JSON Lines, which whoever reads them opens; of all other files the bytes of articles. Their
    order is that of the files, so that texts get the ids that a scan of one machine gives them."""
    waiting: list[Raw] = []
    size = 0
    for found in files:
        cut = ranges and _is_cut(found)
        for item in () if cut else open_file(found, options=options):
            if isinstance(item, Unreadable):
                problems.append(item)
            elif isinstance(item, PassedOver):
                passed_over[item.extension] += 1
            else:
                waiting.append(item)
                size += len(item.data)
            if len(waiting) >= ARTICLES or size >= BYTES:
                yield pickle.dumps(waiting)
                waiting, size = [], 0
        if cut:
            yield pickle.dumps(waiting)
            waiting, size = [], 0
            yield from (pickle.dumps(part) for part in cut_ranges(found, found.size, RANGE))
    yield pickle.dumps(waiting)


def _is_cut(found: Found) -> bool:
    """Whether a file can be read in parts. One that can't be opened is told of where it is read."""
    try:
        return found.reader == "jsonl" and found.location.lower().endswith(".jsonl") and not is_wide(found)
    except (OSError, NotText):
        return False


def _number_lines(engine: Engine, splits: Sequence[bytes]) -> list[bytes]:
    """The splits, of each range how many lines end before it."""
    ends = {number: int(unpack(blob)[0][0]) for number, blob in engine.run(splits, count_split)}
    before: Counter[str] = Counter()
    numbered = []
    for number, blob in enumerate(splits):
        split = pickle.loads(blob)
        if isinstance(split, Range):
            numbered.append(pickle.dumps(split.after(before[split.location])))
            before[split.location] += ends[number]
        else:
            numbered.append(blob)
    return numbered
