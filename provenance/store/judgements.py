"""What a scan learned from the whole collection, kept for the scans after it, which add what they count."""

from __future__ import annotations

import sqlite3
import struct
import zlib
from collections.abc import Iterable, Sequence
from dataclasses import dataclass, replace
from functools import cached_property

import numpy as np
import numpy.typing as npt

from provenance.frequencies import NONE, Frequencies, Table, Words
from provenance.stock import ENOUGH, FEWEST, Counted, add_up, common_words
from provenance.store.reading import named

QUICK = 1
"""zlib's level: the counts of a small collection are mostly zero, and of a large one hardly get smaller."""
SMALLER = 0.25
"""Counts are packed by zlib where no more of them is left. Of those of 100,000 articles half is, and to
unpack them took a tenth of the time of checking a draft."""
_BYTES = 1
"""As `run_bytes`: counts in the form of `_packed_runs`. Older databases have 2 and 4: zlib, and no table."""
_HEAD = struct.Struct("<BI")
"""1 where the counts are packed by zlib, and how many larger ones there are."""

Ints = npt.NDArray[np.int64]


@dataclass(frozen=True, eq=False)
class Judgement:
    """What was learned from `texts` texts: the hashes of boilerplate lines (ascending); in how many of so
    many `stories` runs of words (`runs`) and `words` stand, None where there were too few to tell."""

    texts: int
    lines: npt.NDArray[np.uint64]
    stories: int
    runs: Frequencies | None
    words: Table | None

    @property
    def frequencies(self) -> Frequencies | None:
        """In how many stories runs stand, None where they are too few to tell."""
        return self.runs if self.stories >= FEWEST else None

    @cached_property
    def common(self) -> Words | None:
        """The words of many stories, None where they are too few to tell."""
        if self.words is None or self.stories < ENOUGH:
            return None
        return common_words(self.words, self.stories)

    def plus(self, counted: Counted) -> Judgement:
        """This with what was counted since."""
        if self.runs is None or self.words is None or not counted.size:
            return self
        whole = add_up([Counted(self.stories, NONE, self.words), replace(counted, runs=NONE)])
        runs = self.runs.plus(counted.runs)
        return replace(self, stories=whole.stories, runs=runs, words=whole.words)


def write_judgement(connection: sqlite3.Connection, run_id: int, judgement: Judgement, counted: Ints) -> None:
    """Keep what a run learned, in the place of what an earlier one did; `counted` are the ids of the texts by
    which the stories were counted."""
    for table in ("judgements", "judgement_additions", "counted_texts"):
        connection.execute(f"DELETE FROM {table}")
    connection.execute(
        "INSERT INTO judgements (run_id, texts, lines, stories, runs, run_bytes, words)"
        " VALUES (?, ?, ?, ?, ?, ?, ?)",
        (
            run_id,
            judgement.texts,
            judgement.lines.astype("<u8", copy=False).tobytes(),
            judgement.stories,
            None if judgement.runs is None else _packed_runs(judgement.runs),
            None if judgement.runs is None else _BYTES,
            None if judgement.words is None else _packed(judgement.words),
        ),
    )
    _seal(connection)
    mark_counted(connection, counted.tolist())


def write_lines(connection: sqlite3.Connection, lines: npt.NDArray[np.uint64]) -> None:
    """Keep the lines that are known to be boilerplate by now."""
    connection.execute("UPDATE judgements SET lines = ?", (lines.astype("<u8", copy=False).tobytes(),))
    _seal(connection)


_COLUMNS = "texts, lines, stories, runs, run_bytes, words"


def _seal(connection: sqlite3.Connection) -> None:
    """Keep the checksum of the row as it is now."""
    row = connection.execute(f"SELECT {_COLUMNS} FROM judgements").fetchone()
    if row is not None:
        connection.execute("UPDATE judgements SET crc32 = ?", (_checksum(row),))


def _checksum(row: Iterable[object]) -> int:
    """Of the values and of how long those in bytes are."""
    found = 0
    for value in row:
        data = value if isinstance(value, bytes) else b""
        found = zlib.crc32(data, zlib.crc32(repr(len(data) if data else value).encode(), found))
    return found


def _is_sound(row: sqlite3.Row) -> bool:
    """Whether a row is as it was sealed; before, its checksum was one of Python's way to write it."""
    *values, seal = row
    if seal == _checksum(values):
        return True
    return bool(seal == zlib.crc32(repr(tuple(values)).encode()))


def read_lines(connection: sqlite3.Connection) -> npt.NDArray[np.uint64]:
    """The lines that are known to be boilerplate: the rest of what was learned is much larger."""
    row = connection.execute("SELECT lines FROM judgements").fetchone()
    return np.frombuffer(b"" if row is None else row[0], "<u8").astype(np.uint64, copy=False)


def read_judgement(connection: sqlite3.Connection) -> Judgement | None:
    """What the last scan that judged everything anew learned, with what was counted since; None where there
    was none, or it is damaged."""
    row = connection.execute(f"SELECT {_COLUMNS}, crc32 FROM judgements").fetchone()
    if row is None or not _is_sound(row):
        return None
    texts, lines, stories, runs, size, words, _ = row
    judgement = Judgement(
        int(texts),
        np.frombuffer(lines, "<u8").astype(np.uint64, copy=False),
        int(stories),
        None if runs is None else _unpacked_runs(runs, size),
        None if words is None else _unpacked(words),
    )
    rows = connection.execute("SELECT stories, runs, words FROM judgement_additions")
    try:
        return judgement.plus(add_up([_counted(*row) for row in rows]))
    except (zlib.error, ValueError):
        return None


def add_counted(connection: sqlite3.Connection, counted: Counted) -> None:
    """Keep what was counted besides the judgement. Each row has more than twice as much as the one after it,
    so that there are few, and a number is written again for each power of two that they grow by."""
    if not counted.size:
        return
    while True:
        row = connection.execute(
            "SELECT id, stories, runs, words FROM judgement_additions ORDER BY id DESC LIMIT 1"
        ).fetchone()
        if row is None:
            break
        last = _counted(*row[1:])
        if last.size > 2 * counted.size:
            break
        counted = add_up([last, counted])
        connection.execute("DELETE FROM judgement_additions WHERE id = ?", (row[0],))
    connection.execute(
        "INSERT INTO judgement_additions (stories, runs, words) VALUES (?, ?, ?)",
        (counted.stories, _packed(counted.runs), _packed(counted.words)),
    )


def mark_counted(connection: sqlite3.Connection, text_ids: Iterable[int]) -> None:
    """From now on these texts are counted."""
    connection.executemany(
        "INSERT INTO counted_texts (text_id) VALUES (?)", [(number,) for number in text_ids]
    )


def unmark_counted(connection: sqlite3.Connection, text_ids: Iterable[int]) -> None:
    """From now on these texts are not counted."""
    connection.executemany("DELETE FROM counted_texts WHERE text_id = ?", [(number,) for number in text_ids])


def find_counted(connection: sqlite3.Connection, text_ids: Sequence[int]) -> set[int]:
    """Those of some texts that are counted."""
    found: set[int] = set()
    for query, values in named("SELECT text_id FROM counted_texts WHERE text_id IN", text_ids):
        found.update(row[0] for row in connection.execute(query, values))
    return found


def _counted(stories: int, runs: bytes, words: bytes) -> Counted:
    return Counted(stories, _unpacked(runs), _unpacked(words))


def _packed(tally: Table) -> bytes:
    keys, counts = tally
    return zlib.compress(keys.astype("<u4", copy=False).tobytes() + counts.astype("<i4").tobytes(), QUICK)


def _unpacked(packed: bytes) -> Table:
    keys, counts = np.frombuffer(zlib.decompress(packed), "<u4").reshape(2, -1)
    return keys.astype(np.uint32, copy=False), counts.view("<i4").astype(np.int64)


def _packed_runs(runs: Frequencies) -> bytes:
    """The larger counts and their places, then a byte each."""
    runs = runs.packed()
    places, larger = runs.larger
    plain = runs.counts.tobytes()
    short = zlib.compress(plain, QUICK)
    small = len(short) < SMALLER * len(plain)
    head = _HEAD.pack(small, places.size)
    beside = places.astype("<u4", copy=False).tobytes() + larger.astype("<u4").tobytes()
    return head + beside + (short if small else plain)


def _unpacked_runs(packed: bytes, size: int) -> Frequencies:
    if size != _BYTES:
        return Frequencies(np.frombuffer(zlib.decompress(packed), f"<u{size}"))
    small, many = _HEAD.unpack_from(packed)
    places, larger = np.frombuffer(packed, "<u4", 2 * many, _HEAD.size).reshape(2, -1)
    counts = memoryview(packed)[_HEAD.size + 8 * many :]
    return Frequencies(
        np.frombuffer(zlib.decompress(counts) if small else counts, np.uint8),
        (places.astype(np.uint32, copy=False), larger.astype(np.int64)),
    )
