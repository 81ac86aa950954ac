"""The index of fingerprints inside the database: texts are added to it, and looked up in it by fingerprint.

It is made of segments, which are added, merged and dropped, never changed. Every call reads the table of
segments anew and keeps nothing, so that a rollback needs no care. What writes wants a transaction of the
caller's. Where a call raises DamagedSegment, no segment is half changed: drop the one it names, call again,
and add the texts that `missing` names.
"""

from __future__ import annotations

import sqlite3
from collections import defaultdict
from collections.abc import Iterator, Sequence
from functools import partial
from typing import NamedTuple

import numpy as np
import numpy.typing as npt

from provenance import settings
from provenance.inverted import FORMAT, Found, Shape, Source, cut, keys_of, look_up, merge, pack
from provenance.kernels import NORMALISER
from provenance.store.segments import (
    AT_A_TIME,
    DamagedSegment,
    MadeWith,
    Segment,
    check_blocks,
    damaged,
    delete_segment,
    read_blocks,
    read_segments,
    read_text_ids,
    segment_ids,
    snapshot,
    write_segment,
)
from provenance.winnowing import Fingerprints

Ints = npt.NDArray[np.int64]
Keys = npt.NDArray[np.uint64]

FAN_IN = 8
"""So many segments of about one size are merged into one. A posting is written once more for each power of
eight that the index has grown by, and there are seven segments of each size at most."""


class Holders(NamedTuple):
    """Who holds some fingerprints. `rows`, numbers of fingerprints, and `text_ids` belong together, ascending
    by row, then by id. `left_out`, for each fingerprint: how many texts hold it that are not named."""

    rows: Ints
    text_ids: Ints
    left_out: Ints


class StoredIndex:
    """The index in the database of a connection, for fingerprints of one shingle and window (words)."""

    def __init__(
        self,
        connection: sqlite3.Connection,
        *,
        shingle: int = settings.SHINGLE,
        window: int = settings.WINDOW,
    ) -> None:
        self._connection = connection
        self._made_with = MadeWith(FORMAT, shingle, window, NORMALISER)

    def add(self, text_ids: Sequence[int] | Ints, prints: Fingerprints) -> None:
        """Add some texts, also those without fingerprints, as one segment. Many at a time are faster.

        Raises ValueError where a text is in the index already, or named twice, and DamagedSegment.
        """
        given = np.asarray(text_ids, np.int64)
        ids = np.unique(given)
        if given.size != prints.offsets.size - 1:
            raise ValueError(f"{given.size} texts, and fingerprints of {prints.offsets.size - 1}")
        if ids.size != given.size or self.missing(ids).size != ids.size:
            raise ValueError("a text can be in the index only once")
        if not ids.size:
            return
        numbers = np.repeat(np.searchsorted(ids, given), np.diff(prints.offsets))
        values = prints.values[prints.offsets[0] : prints.offsets[-1]]
        packed = pack(keys_of(values), numbers, Shape.of(ids.size, 0).number_bits)
        shape = Shape.of(ids.size, packed.size)
        write_segment(self._connection, self._made_with, ids, shape, cut(packed, shape))

    def holders(self, values: Keys, most: int | None = None) -> Holders:
        """The texts that hold each of some fingerprints (uint64, as in `Fingerprints.values`, in any order).

        Fingerprints are told apart by 34 bits: in a million articles one in eighty that no text holds is said
        to be held by one. Of a fingerprint that more than `most` texts hold, those of the `most` lowest ids
        are named, however the texts are divided into segments, and the others are counted.

        Raises DamagedSegment.
        """
        keys = keys_of(values)
        order = np.argsort(keys)
        ranked = keys[order]
        counts = np.zeros(values.size, np.int64)
        found_rows, found_texts = [np.zeros(0, np.int64)], [np.zeros(0, np.int64)]
        with snapshot(self._connection):
            for segment in self._segments():
                text_ids: Ints | None = None
                for begin, found in self._look_up(segment, ranked, most):
                    counts[begin : begin + found.counts.size] += found.counts
                    if found.rows.size:
                        text_ids = self._text_ids(segment) if text_ids is None else text_ids
                        found_rows.append(found.rows + begin)
                        found_texts.append(text_ids[found.numbers])
        rows, texts = order[np.concatenate(found_rows)], np.concatenate(found_texts)
        ascending = np.lexsort((texts, rows))
        rows, texts = rows[ascending], texts[ascending]
        if most is not None:
            named = np.arange(rows.size) - np.searchsorted(rows, rows) < most
            rows, texts = rows[named], texts[named]
        left_out = np.zeros(values.size, np.int64)
        left_out[order] = counts
        return Holders(rows, texts, left_out - np.bincount(rows, minlength=values.size))

    def missing(self, text_ids: Sequence[int] | Ints) -> Ints:
        """Those of some texts that are not in the index, in the order given. Raises DamagedSegment."""
        given = np.asarray(text_ids, np.int64)
        with snapshot(self._connection):
            held = [self._text_ids(segment) for segment in self._segments()]
        return given[~np.isin(given, np.concatenate(held))] if held else given

    def remove(self, text_ids: Sequence[int] | Ints) -> None:
        """Take some texts out; others than those of the index are passed over. The segments that have them
        are written anew, and their bytes in the file are overwritten. Raises DamagedSegment."""
        gone = np.unique(np.asarray(text_ids, np.int64))
        for segment in self._segments():
            if _among(gone, self._text_ids(segment)).any():
                self._rewrite([segment], gone)

    def merge(self) -> None:
        """Merge segments of about one size into one, as long as there are FAN_IN. Raises DamagedSegment."""
        while True:
            levels: dict[int, list[Segment]] = defaultdict(list)
            for segment in self._segments():
                # Eight of a level make one of the next at least.
                levels[(segment.texts + segment.postings).bit_length() // 3].append(segment)
            full = [level for level, segments in levels.items() if len(segments) >= FAN_IN]
            if not full:
                return
            self._rewrite(levels[min(full)], np.zeros(0, np.int64))

    def check(self) -> list[DamagedSegment]:
        """Read all of the index: what is wrong with it, one thing a segment."""
        wrong: list[DamagedSegment] = []
        met = np.zeros(0, np.int64)
        with snapshot(self._connection):
            for number in segment_ids(self._connection):
                try:
                    found = read_segments(self._connection, self._made_with, number)
                    if not found:
                        raise damaged(self._connection, number, "its row is missing")
                    [segment] = found
                    text_ids = self._text_ids(segment)
                    if (np.diff(text_ids) <= 0).any() or _among(text_ids, met).any():
                        raise damaged(self._connection, number, "a text of it is in the index twice")
                    check_blocks(self._connection, segment)
                    met = np.union1d(met, text_ids)
                except DamagedSegment as damage:
                    wrong.append(damage)
        return wrong

    def drop(self, segment_id: int) -> Ints:
        """Take a segment away, damaged or not; the ids of its texts, or none where these can't be read.
        (`missing` tells in any case which texts to add again.)"""
        return delete_segment(self._connection, segment_id)

    def clear(self) -> None:
        """Take everything away, whatever it is like."""
        for segment_id in segment_ids(self._connection):
            delete_segment(self._connection, segment_id)

    def _segments(self) -> list[Segment]:
        return read_segments(self._connection, self._made_with)

    def _text_ids(self, segment: Segment) -> Ints:
        return read_text_ids(self._connection, segment)

    def _look_up(self, segment: Segment, ranked: Keys, most: int | None) -> Iterator[tuple[int, Found]]:
        """Who in a segment holds some ascending keys, some of them at a time: the row of the first of these,
        and what was found."""
        if not ranked.size:
            return
        shape = segment.shape
        blocks_of = shape.block_of(ranked)
        firsts = np.flatnonzero(np.diff(blocks_of, prepend=-1))
        ends = [*firsts[AT_A_TIME::AT_A_TIME].tolist(), ranked.size]
        for begin, end in zip(firsts[::AT_A_TIME].tolist(), ends, strict=True):
            wanted, which = np.unique(blocks_of[begin:end], return_inverse=True)
            blocks = read_blocks(self._connection, segment, wanted.tolist())
            yield begin, look_up(blocks, which, ranked[begin:end], shape, most)

    def _rewrite(self, segments: Sequence[Segment], without: Ints) -> None:
        """Write one segment in place of some, without some texts."""
        every = [self._text_ids(segment) for segment in segments]
        kept = np.setdiff1d(np.concatenate(every), without)
        texts = sum(segment.texts for segment in segments)
        postings = sum(segment.postings for segment in segments) * kept.size // texts
        shape = Shape.of(kept.size, postings)
        sources = [
            Source(
                segment.shape,
                np.where(_among(text_ids, kept), np.searchsorted(kept, text_ids), -1),
                partial(_read_between, self._connection, segment),
            )
            for segment, text_ids in zip(segments, every, strict=True)
        ]
        if kept.size:
            blocks = merge(sources, shape, postings)
            write_segment(self._connection, self._made_with, kept, shape, blocks)
        for segment in segments:
            delete_segment(self._connection, segment.id)


def _read_between(connection: sqlite3.Connection, segment: Segment, first: int, last: int) -> list[bytes]:
    """The blocks of a segment from one number to before another."""
    return read_blocks(connection, segment, range(first, last))


def _among(wanted: Ints, ranked: Ints) -> npt.NDArray[np.bool_]:
    """Which of the wanted numbers are among the ascending ones."""
    if not ranked.size:
        return np.zeros(wanted.size, bool)
    nearest = ranked[np.minimum(np.searchsorted(ranked, wanted), ranked.size - 1)]
    found: npt.NDArray[np.bool_] = nearest == wanted
    return found
