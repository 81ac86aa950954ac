"""What a scan learned from the whole collection, kept for the scans after it."""

from __future__ import annotations

import sqlite3
import zlib
from collections.abc import Iterable
from dataclasses import dataclass

import numpy as np
import numpy.typing as npt

from provenance.stock import Frequencies, Words

QUICK = 1
"""zlib's level: the counts of a small collection are mostly zero, and of a large one hardly get smaller."""


@dataclass(frozen=True, slots=True, eq=False)
class Judgement:
    """What was learned from `texts` texts: the hashes of boilerplate lines (ascending), in how many stories
    runs of words stand and which words are common; None where the collection was too small to tell."""

    texts: int
    lines: npt.NDArray[np.uint64]
    frequencies: Frequencies | None
    common: Words | None


def write_judgement(connection: sqlite3.Connection, run_id: int, judgement: Judgement) -> None:
    """Keep what a run learned, in the place of what an earlier one did."""
    counts = None if judgement.frequencies is None else judgement.frequencies.counts
    connection.execute("DELETE FROM judgements")
    connection.execute(
        "INSERT INTO judgements (run_id, texts, lines, common, frequencies, frequency_bytes)"
        " VALUES (?, ?, ?, ?, ?, ?)",
        (
            run_id,
            judgement.texts,
            judgement.lines.astype("<u8", copy=False).tobytes(),
            None if judgement.common is None else judgement.common.astype("<u4", copy=False).tobytes(),
            None if counts is None else zlib.compress(_little(counts), QUICK),
            None if counts is None else counts.itemsize,
        ),
    )
    _seal(connection)


def write_lines(connection: sqlite3.Connection, lines: npt.NDArray[np.uint64]) -> None:
    """Keep the lines that are known to be boilerplate by now."""
    connection.execute("UPDATE judgements SET lines = ?", (lines.astype("<u8", copy=False).tobytes(),))
    _seal(connection)


_COLUMNS = "texts, lines, common, frequencies, frequency_bytes"


def _seal(connection: sqlite3.Connection) -> None:
    """Keep the checksum of the row as it is now."""
    row = connection.execute(f"SELECT {_COLUMNS} FROM judgements").fetchone()
    if row is not None:
        connection.execute("UPDATE judgements SET crc32 = ?", (_checksum(row),))


def _checksum(row: Iterable[object]) -> int:
    return zlib.crc32(repr(tuple(row)).encode())


def _little(counts: npt.NDArray[np.unsignedinteger]) -> bytes:
    return counts.astype(counts.dtype.newbyteorder("<"), copy=False).tobytes()


def read_judgement(connection: sqlite3.Connection) -> Judgement | None:
    """What the last scan that judged everything anew learned, None where there was none, or it is damaged."""
    row = connection.execute(f"SELECT {_COLUMNS}, crc32 FROM judgements").fetchone()
    if row is None or row[-1] != _checksum(row[:-1]):
        return None
    texts, lines, common, frequencies, size, _ = row
    return Judgement(
        int(texts),
        np.frombuffer(lines, "<u8").astype(np.uint64, copy=False),
        None
        if frequencies is None
        else Frequencies(np.frombuffer(zlib.decompress(frequencies), f"<u{size}")),
        None if common is None else np.frombuffer(common, "<u4").astype(np.uint32, copy=False),
    )
