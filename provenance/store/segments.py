"""Segments of the index as rows: written, read, checked and deleted. The blocks are those of
`provenance.inverted`; all that is read is checked first."""

from __future__ import annotations

import sqlite3
import zlib
from collections.abc import Iterable, Iterator, Sequence
from contextlib import contextmanager
from dataclasses import astuple, dataclass, fields

import numpy as np
import numpy.typing as npt

from provenance.inverted import Shape, is_sound, postings_in
from provenance.store.database import DatabaseError

Ints = npt.NDArray[np.int64]

AT_A_TIME = 512
"""So many blocks are read at a time: eight MiB at most, usually. Any SQLite takes 999 values in a query."""

_BLOCK = 1 << 32
"""A segment's blocks are numbered from its id times this."""
_IDS = np.dtype("<i8")


class DamagedSegment(DatabaseError):  # noqa: N818 - says what there is; who meets it goes on
    """A segment that can't be used, its id, and the reason. `StoredIndex.drop` takes it away."""

    def __init__(self, path: str, segment_id: int, reason: str) -> None:
        super().__init__(
            f"{path}: part {segment_id} of the index can't be used ({reason}); `provenance scan FOLDER "
            "--rejudge` makes it anew."
        )
        self.segment_id = segment_id
        self.reason = reason


@dataclass(frozen=True, slots=True)
class MadeWith:
    """What the fingerprints of an index were made with, and the format of its blocks."""

    format: int
    shingle: int
    window: int
    normaliser: str


@dataclass(frozen=True, slots=True)
class Segment:
    """What the row of a segment says of it, in the order of its columns."""

    id: int
    format: int
    shingle: int
    window: int
    normaliser: str
    texts: int
    postings: int
    block_bits: int
    text_ids_crc32: int

    @property
    def crc32(self) -> int:
        """The checksum of the row."""
        return zlib.crc32(repr(astuple(self)).encode())

    @property
    def made_with(self) -> MadeWith:
        """What its fingerprints were made with."""
        return MadeWith(self.format, self.shingle, self.window, self.normaliser)

    @property
    def shape(self) -> Shape:
        """How it is cut into blocks."""
        return Shape(Shape.of(self.texts, 0).number_bits, self.block_bits)


_COLUMNS = ", ".join(field.name for field in fields(Segment))


def write_segment(
    connection: sqlite3.Connection, made_with: MadeWith, text_ids: Ints, shape: Shape, blocks: Iterable[bytes]
) -> None:
    """Write a segment of texts of these ascending ids. The blocks may be made while they are written: where
    that raises DamagedSegment, nothing is left of the new one."""
    segment_id = max(segment_ids(connection), default=0) + 1
    postings = 0

    def rows() -> Iterator[tuple[int, int, bytes]]:
        nonlocal postings
        for number, data in enumerate(blocks, segment_id * _BLOCK):
            postings += postings_in([data], shape)
            yield number, _checksum(data, number), data

    try:
        connection.executemany("INSERT INTO index_blocks (id, crc32, data) VALUES (?, ?, ?)", rows())
    except DamagedSegment:
        delete_segment(connection, segment_id)
        raise
    data = text_ids.astype(_IDS).tobytes()
    segment = Segment(
        segment_id,
        made_with.format,
        made_with.shingle,
        made_with.window,
        made_with.normaliser,
        text_ids.size,
        postings,
        shape.block_bits,
        zlib.crc32(data),
    )
    values = (*astuple(segment), segment.crc32, data)
    connection.execute(
        f"INSERT INTO index_segments ({_COLUMNS}, crc32, text_ids) VALUES ({', '.join('?' * len(values))})",
        values,
    )


def read_segments(
    connection: sqlite3.Connection, made_with: MadeWith, segment_id: int | None = None
) -> list[Segment]:
    """What the rows of all segments say, or that of one. Raises DamagedSegment, also where one was made with
    something else."""
    segments = []
    for *columns, crc32 in connection.execute(
        f"SELECT {_COLUMNS}, crc32 FROM index_segments WHERE ?1 IS NULL OR id = ?1 ORDER BY id", (segment_id,)
    ).fetchall():
        segment = Segment(*columns)
        if segment.crc32 != crc32:
            raise damaged(connection, segment.id, "its row is not as it was written")
        if segment.made_with != made_with:
            raise damaged(connection, segment.id, "it was made with other parameters")
        segments.append(segment)
    return segments


def read_text_ids(connection: sqlite3.Connection, segment: Segment) -> Ints:
    """The ids of a segment's texts, ascending: that of number n is in row n. Raises DamagedSegment."""
    [data] = connection.execute("SELECT text_ids FROM index_segments WHERE id = ?", (segment.id,)).fetchone()
    if zlib.crc32(data) != segment.text_ids_crc32 or len(data) != segment.texts * _IDS.itemsize:
        raise damaged(connection, segment.id, "its list of texts is not as it was written")
    return np.frombuffer(data, _IDS).astype(np.int64, copy=False)


def read_blocks(connection: sqlite3.Connection, segment: Segment, numbers: Sequence[int]) -> list[bytes]:
    """Some blocks of a segment, by ascending numbers. Raises DamagedSegment."""
    base = segment.id * _BLOCK
    blocks: list[bytes] = []
    for begin in range(0, len(numbers), AT_A_TIME):
        wanted = [base + number for number in numbers[begin : begin + AT_A_TIME]]
        found = connection.execute(
            f"SELECT id, crc32, data FROM index_blocks WHERE id IN ({', '.join('?' * len(wanted))})"
            " ORDER BY id",
            wanted,
        ).fetchall()
        if len(found) != len(wanted):
            raise damaged(connection, segment.id, "a block is missing")
        for number, crc32, data in found:
            if _checksum(data, number) != crc32:
                raise damaged(connection, segment.id, f"block {number - base} is not as it was written")
            blocks.append(data)
    return blocks


def check_blocks(connection: sqlite3.Connection, segment: Segment) -> None:
    """Read all blocks of a segment. Raises DamagedSegment where they are not what they should be."""
    shape, base, postings = segment.shape, segment.id * _BLOCK, 0
    [stored] = connection.execute(
        "SELECT count(*) FROM index_blocks WHERE id BETWEEN ? AND ?", (base, base + _BLOCK - 1)
    ).fetchone()
    if stored != shape.blocks:
        raise damaged(connection, segment.id, f"it has {stored} blocks instead of {shape.blocks}")
    for begin in range(0, shape.blocks, AT_A_TIME):
        blocks = read_blocks(connection, segment, range(begin, min(shape.blocks, begin + AT_A_TIME)))
        if not is_sound(blocks, shape, begin, segment.texts):
            raise damaged(connection, segment.id, "a block holds no sorted postings of its texts")
        postings += postings_in(blocks, shape)
    if postings != segment.postings:
        raise damaged(connection, segment.id, f"it has {postings} postings instead of {segment.postings}")


@contextmanager
def snapshot(connection: sqlite3.Connection) -> Iterator[None]:
    """All reads inside see the same state, also while another process writes."""
    if connection.in_transaction:
        yield
        return
    connection.execute("BEGIN")
    try:
        yield
    finally:
        connection.execute("ROLLBACK")


def segment_ids(connection: sqlite3.Connection) -> list[int]:
    """The ids of all segments, ascending, also of those that have only a row, or only blocks."""
    found = [row[0] for row in connection.execute("SELECT id FROM index_segments")]
    # From one segment's blocks to the next one's: the blocks in between are not read.
    after = connection.execute("SELECT min(id) FROM index_blocks").fetchone()[0]
    while after is not None:
        found.append(after // _BLOCK)
        [after] = connection.execute(
            "SELECT min(id) FROM index_blocks WHERE id >= ?", ((found[-1] + 1) * _BLOCK,)
        ).fetchone()
    return sorted(set(found))


def delete_segment(connection: sqlite3.Connection, segment_id: int) -> Ints:
    """Delete a segment, damaged or not, and overwrite what it had; the ids of its texts, or none where these
    can't be read."""
    row = connection.execute(
        "SELECT text_ids, text_ids_crc32 FROM index_segments WHERE id = ?", (segment_id,)
    ).fetchone()
    # Free pages keep what was in them, unless SQLite is told otherwise; some builds are, some are not.
    [before] = connection.execute("PRAGMA secure_delete").fetchone()
    connection.execute("PRAGMA secure_delete = ON").fetchall()
    base = segment_id * _BLOCK
    connection.execute("DELETE FROM index_blocks WHERE id BETWEEN ? AND ?", (base, base + _BLOCK - 1))
    connection.execute("DELETE FROM index_segments WHERE id = ?", (segment_id,))
    connection.execute(f"PRAGMA secure_delete = {('OFF', 'ON', 'FAST')[before]}").fetchall()
    if row is None or zlib.crc32(row[0]) != row[1] or len(row[0]) % _IDS.itemsize:
        return np.zeros(0, np.int64)
    return np.frombuffer(row[0], _IDS).astype(np.int64, copy=False)


def damaged(connection: sqlite3.Connection, segment_id: int, reason: str) -> DamagedSegment:
    """What is raised of a segment that can't be used."""
    return DamagedSegment(connection.execute("PRAGMA database_list").fetchone()[2], segment_id, reason)


def _checksum(data: bytes, number: int) -> int:
    """The checksum of a block. The same bytes have another one in another place."""
    return zlib.crc32(data, (number ^ number >> 16) & 0xFFFFFFFF)
