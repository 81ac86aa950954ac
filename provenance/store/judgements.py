"""What a scan learned from the whole collection, kept for the scans after it, which add what they count."""

from __future__ import annotations

import sqlite3
import zlib
from collections.abc import Iterable, Sequence
from dataclasses import dataclass, replace
from functools import cached_property

import numpy as np
import numpy.typing as npt

from provenance.stock import ENOUGH, FEWEST, Counted, Frequencies, Table, Words, add_up, common_words
from provenance.store.reading import named

QUICK = 1
"""zlib's level: the counts of a small collection are mostly zero, and of a large one hardly get smaller."""

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
        whole = add_up([Counted(self.stories, _NONE, self.words), replace(counted, runs=_NONE)])
        runs = self.runs.plus(counted.runs, whole.stories)
        return replace(self, stories=whole.stories, runs=runs, words=whole.words)


_NONE: Table = (np.zeros(0, np.uint32), np.zeros(0, np.int64))


def write_judgement(connection: sqlite3.Connection, run_id: int, judgement: Judgement, counted: Ints) -> None:
    """Keep what a run learned, in the place of what an earlier one did; `counted` are the ids of the texts by
    which the stories were counted."""
    counts = None if judgement.runs is None else judgement.runs.counts
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
            None if counts is None else zlib.compress(_little(counts), QUICK),
            None if counts is None else counts.itemsize,
            None if judgement.words is None else _packed(judgement.words),
        ),
    )
    mark_counted(connection, counted.tolist())


def write_lines(connection: sqlite3.Connection, lines: npt.NDArray[np.uint64]) -> None:
    """Keep the lines that are known to be boilerplate by now."""
    connection.execute("UPDATE judgements SET lines = ?", (lines.astype("<u8", copy=False).tobytes(),))


def read_lines(connection: sqlite3.Connection) -> npt.NDArray[np.uint64]:
    """The lines that are known to be boilerplate: the rest of what was learned is much larger."""
    row = connection.execute("SELECT lines FROM judgements").fetchone()
    return np.frombuffer(b"" if row is None else row[0], "<u8").astype(np.uint64, copy=False)


def read_judgement(connection: sqlite3.Connection) -> Judgement | None:
    """What the last scan that judged everything anew learned, with what was counted since; None where there
    was none."""
    row = connection.execute(
        "SELECT texts, lines, stories, runs, run_bytes, words FROM judgements"
    ).fetchone()
    if row is None:
        return None
    texts, lines, stories, runs, size, words = row
    judgement = Judgement(
        int(texts),
        np.frombuffer(lines, "<u8").astype(np.uint64, copy=False),
        int(stories),
        None if runs is None else Frequencies(np.frombuffer(zlib.decompress(runs), f"<u{size}")),
        None if words is None else _unpacked(words),
    )
    rows = connection.execute("SELECT stories, runs, words FROM judgement_additions")
    return judgement.plus(add_up([_counted(*row) for row in rows]))


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


def _little(counts: npt.NDArray[np.unsignedinteger]) -> bytes:
    return counts.astype(counts.dtype.newbyteorder("<"), copy=False).tobytes()
