"""The index in the database against a dict of sets, through every way of adding, merging and taking out; and
what it says of itself when bytes of it have changed."""

from __future__ import annotations

import sqlite3
from collections import defaultdict
from collections.abc import Iterable, Iterator, Sequence
from contextlib import closing, contextmanager, suppress
from pathlib import Path

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from provenance.digests import digest
from provenance.inverted import Shape
from provenance.kernels import mix64
from provenance.store import index, segments
from provenance.store.database import open_for_reading, open_for_writing, read_sql, statements, transaction
from provenance.store.index import FAN_IN, StoredIndex
from provenance.store.segments import DamagedSegment
from provenance.winnowing import Fingerprints

Texts = dict[int, list[int]]

STORIES = [
    "The council voted on Tuesday evening to close the old swimming pool by the river for good.",
    "Residents said on Sunday that they had never been asked before the council voted on Tuesday evening to"
    " close the old swimming pool by the river.",
    "Rain is expected from the west on Friday, with heavy showers over the hills towards the evening.",
    "Short.",
]


@contextmanager
def empty_database() -> Iterator[sqlite3.Connection]:
    """The tables of the index in memory."""
    with closing(sqlite3.connect(":memory:", isolation_level=None)) as connection:
        for statement in statements(read_sql("0004_index.sql")):
            connection.execute(statement)
        yield connection


@pytest.fixture
def connection() -> Iterator[sqlite3.Connection]:
    with empty_database() as connection:
        yield connection


def prints_of(texts: Iterable[Sequence[int]]) -> Fingerprints:
    """Fingerprints whose upper bits are those given: the others differ, and make no difference."""
    every = list(texts)
    keys = [key << 30 | place for keys in every for place, key in enumerate(keys)]
    offsets = np.cumsum([0, *map(len, every)], dtype=np.int64)
    return Fingerprints(np.array(keys, np.uint64), np.zeros(len(keys), np.uint32), offsets)


def values_of(keys: Sequence[int]) -> np.ndarray:
    return prints_of([keys]).values


def add(stored: StoredIndex, texts: Texts) -> None:
    stored.add(list(texts), prints_of(texts.values()))


def held(stored: StoredIndex, keys: Sequence[int], most: int | None = None) -> list[list[int]]:
    """The ids of the texts that hold each key."""
    found = stored.holders(values_of(keys), most)
    assert sorted(zip(found.rows.tolist(), found.text_ids.tolist(), strict=True)) == list(
        zip(found.rows.tolist(), found.text_ids.tolist(), strict=True)
    )
    return [found.text_ids[found.rows == row].tolist() for row in range(len(keys))]


def sizes(connection: sqlite3.Connection) -> list[int]:
    """How many texts each segment has."""
    return [row[0] for row in connection.execute("SELECT texts FROM index_segments ORDER BY id")]


some_texts = st.dictionaries(
    st.integers(1, 40), st.lists(st.integers(0, 9) | st.integers(0, (1 << 34) - 1), max_size=6), max_size=6
)
step = st.one_of(
    st.tuples(st.just("add"), some_texts),
    st.tuples(st.just("remove"), st.lists(st.integers(1, 40), max_size=5)),
    st.tuples(st.just("merge"), st.none()),
    st.tuples(st.just("drop"), st.integers(0, 5)),
)


@settings(max_examples=150)
@given(steps=st.lists(step, max_size=25), fan_in=st.integers(2, 4), most=st.integers(0, 3))
def test_the_index_has_what_was_added_and_not_taken_out(
    steps: list[tuple[str, object]], fan_in: int, most: int
) -> None:
    expected: Texts = {}
    with empty_database() as connection, pytest.MonkeyPatch.context() as patch:
        patch.setattr(index, "FAN_IN", fan_in)
        patch.setattr(index, "AT_A_TIME", 2)
        patch.setattr(segments, "AT_A_TIME", 3)
        patch.setattr("provenance.inverted._BLOCK_BYTES", 64)
        patch.setattr("provenance.inverted._PART", 8)
        stored = StoredIndex(connection)
        for name, value in steps:
            if name == "add":
                assert isinstance(value, dict)
                new = {number: keys for number, keys in value.items() if number not in expected}
                assert stored.missing(list(value)).tolist() == list(new)
                add(stored, new)
                expected |= new
            elif name == "remove":
                assert isinstance(value, list)
                stored.remove(value)
                expected = {number: keys for number, keys in expected.items() if number not in value}
            elif name == "merge":
                stored.merge()
            else:
                row = connection.execute(
                    "SELECT id FROM index_segments LIMIT 1 OFFSET ?", (value,)
                ).fetchone()
                for number in stored.drop(row[0]).tolist() if row else ():
                    del expected[number]
        assert stored.check() == []
        assert sum(sizes(connection)) == len(expected)
        assert stored.missing(range(1, 42)).tolist() == [n for n in range(1, 42) if n not in expected]
        holders = defaultdict(list)
        for number in sorted(expected):
            for key in set(expected[number]):
                holders[key].append(number)
        queries = [*holders, 3, 3, 77]
        assert held(stored, queries) == [holders.get(key, []) for key in queries]
        assert held(stored, queries, most) == [holders.get(key, [])[:most] for key in queries]
        left_out = stored.holders(values_of(queries), most).left_out.tolist()
        assert left_out == [max(0, len(holders.get(key, [])) - most) for key in queries]
        stored.clear()
        assert stored.missing([1, 2]).tolist() == [1, 2]
        assert connection.execute("SELECT count(*) FROM index_blocks").fetchone()[0] == 0


def test_texts_that_share_words_are_found_by_their_fingerprints(connection: sqlite3.Connection) -> None:
    prints = digest(STORIES, [[]] * len(STORIES)).prints
    stored = StoredIndex(connection)
    stored.add([40, 10, 30, 20], prints)
    found = stored.holders(prints.only(np.array([1])).values)
    assert set(found.text_ids.tolist()) == {10, 40}
    assert stored.missing([10, 20, 30, 40, 50]).tolist() == [50]


def test_a_text_is_in_the_index_once(connection: sqlite3.Connection) -> None:
    stored = StoredIndex(connection)
    add(stored, {1: [5], 2: []})
    with pytest.raises(ValueError, match="only once"):
        add(stored, {3: [5], 2: [6]})
    with pytest.raises(ValueError, match="only once"):
        stored.add([4, 4], prints_of([[1], [2]]))
    with pytest.raises(ValueError, match="1 texts"):
        stored.add([4], prints_of([[1], [2]]))
    assert sizes(connection) == [2]


def test_an_index_without_texts_answers(connection: sqlite3.Connection) -> None:
    stored = StoredIndex(connection)
    stored.add([], prints_of([]))
    stored.remove([1])
    stored.merge()
    assert sizes(connection) == []
    assert held(stored, [1, 2]) == [[], []]
    assert held(stored, []) == []
    assert stored.check() == []
    assert stored.drop(1).tolist() == []
    add(stored, {1: []})
    assert stored.missing([1, 2]).tolist() == [2]
    assert held(stored, [1, 2]) == [[], []]


def test_segments_stay_few_and_a_text_is_written_seldom(
    connection: sqlite3.Connection, monkeypatch: pytest.MonkeyPatch
) -> None:
    written = []
    write = index.write_segment

    def counted(*given: object) -> None:
        written.append(given[2].size)  # type: ignore[attr-defined]
        write(*given)  # type: ignore[arg-type]

    monkeypatch.setattr(index, "write_segment", counted)
    stored = StoredIndex(connection)
    keys = mix64(np.arange(3000, dtype=np.uint64)).reshape(600, 5)
    for number, row in enumerate(keys):
        stored.add([number], Fingerprints(row, np.zeros(5, np.uint32), np.array([0, 5])))
        stored.merge()
        assert len(sizes(connection)) <= 4 * (FAN_IN - 1)
    assert sum(sizes(connection)) == 600
    assert sum(written) <= 600 * 4
    found = stored.holders(keys.ravel())
    assert found.text_ids.tolist() == np.repeat(np.arange(600), 5).tolist()


def test_what_is_rolled_back_leaves_nothing(tmp_path: Path) -> None:
    with closing(open_for_writing(tmp_path / "test.db")) as connection:
        stored = StoredIndex(connection)
        with suppress(KeyboardInterrupt), transaction(connection):
            add(stored, {1: [5, 6]})
            assert held(stored, [5]) == [[1]]
            raise KeyboardInterrupt
        assert held(stored, [5]) == [[]]
        with transaction(connection):
            add(stored, {2: [5]})
        with suppress(KeyboardInterrupt), transaction(connection):
            stored.remove([2])
            raise KeyboardInterrupt
        assert held(stored, [5, 6]) == [[2], []]


def test_texts_can_be_deleted_while_they_are_in_the_index(tmp_path: Path) -> None:
    with closing(open_for_writing(tmp_path / "test.db")) as connection:
        assert connection.execute("PRAGMA foreign_keys").fetchone()[0] == 1
        connection.execute("INSERT INTO texts (id, sha256, text, words) VALUES (1, 'a', 'b', 1)")
        stored = StoredIndex(connection)
        add(stored, {1: [5]})
        connection.execute("DELETE FROM texts")
        stored.remove([1])
        assert sizes(connection) == []


def test_nothing_of_a_removed_text_stays_in_the_file(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    """Neither of the segment that it is in, nor of those that were merged into that."""
    monkeypatch.setattr(index, "FAN_IN", 2)
    path = tmp_path / "test.db"
    with closing(open_for_writing(path)) as connection:
        connection.execute("PRAGMA secure_delete = OFF")
        stored = StoredIndex(connection)
        blocks: set[bytes] = set()

        def in_the_file() -> set[bytes]:
            """The ends of the blocks that there ever were and that stand somewhere in the file."""
            blocks.update(row[0][-100:] for row in connection.execute("SELECT data FROM index_blocks"))
            connection.execute("PRAGMA wal_checkpoint(TRUNCATE)")
            content = path.read_bytes()
            return {block for block in blocks if block in content}

        for number in (1, 2):
            with transaction(connection):
                add(stored, {number: [number + (place << 24) for place in range(1000)]})
        assert len(in_the_file()) == 2
        with transaction(connection):
            stored.merge()
        assert sizes(connection) == [2]
        assert len(in_the_file()) == 1
        assert len(blocks) == 3
        with transaction(connection):
            stored.remove([1])
        assert held(stored, [1, 2]) == [[], [2]]
        assert len(in_the_file()) == 1
        assert connection.execute("PRAGMA secure_delete").fetchone()[0] == 0


# What is damaged


def flips(connection: sqlite3.Connection, table: str, column: str) -> Iterator[int]:
    """Flips each byte of a column's values, one at a time, and puts it back: the segment that it is in."""
    shift = 0 if table == "index_segments" else 32
    for number, data in connection.execute(f"SELECT id, {column} FROM {table} ORDER BY id").fetchall():
        for place in range(len(data)):
            changed = bytearray(data)
            changed[place] ^= 1 << (place % 8)
            connection.execute(f"UPDATE {table} SET {column} = ? WHERE id = ?", (bytes(changed), number))
            yield number >> shift
        connection.execute(f"UPDATE {table} SET {column} = ? WHERE id = ?", (data, number))


@pytest.fixture
def damageable(connection: sqlite3.Connection) -> StoredIndex:
    """Two segments of a block each."""
    stored = StoredIndex(connection)
    add(stored, {1: [5, 6], 2: [6, 1 << 33]})
    add(stored, {3: [5], 4: []})
    return stored


def test_every_flipped_byte_of_a_block_is_noticed(
    connection: sqlite3.Connection, damageable: StoredIndex
) -> None:
    flipped = 0
    for segment_id in flips(connection, "index_blocks", "data"):
        flipped += 1
        with pytest.raises(DamagedSegment) as damage:
            held(damageable, [77])
        assert damage.value.segment_id == segment_id
        assert [wrong.segment_id for wrong in damageable.check()] == [segment_id]
        with pytest.raises(DamagedSegment):
            damageable.remove([1, 3])
    assert flipped > 60
    assert damageable.check() == []


def test_every_flipped_byte_of_the_texts_is_noticed(
    connection: sqlite3.Connection, damageable: StoredIndex
) -> None:
    flipped = 0
    for segment_id in flips(connection, "index_segments", "text_ids"):
        flipped += 1
        for ask in (
            lambda: held(damageable, [5]),
            lambda: damageable.missing([1]),
            lambda: damageable.remove([9]),
        ):
            with pytest.raises(DamagedSegment) as damage:
                ask()
            assert damage.value.segment_id == segment_id
        assert [wrong.segment_id for wrong in damageable.check()] == [segment_id]
    assert flipped == 4 * 8


@pytest.mark.parametrize(
    "change",
    [
        "UPDATE index_segments SET texts = texts + 1 WHERE id = 2",
        "UPDATE index_segments SET postings = postings + 1 WHERE id = 2",
        "UPDATE index_segments SET block_bits = block_bits + 1 WHERE id = 2",
        "UPDATE index_segments SET block_bits = -1 WHERE id = 2",
        "UPDATE index_segments SET crc32 = crc32 + 1 WHERE id = 2",
        "UPDATE index_segments SET text_ids_crc32 = 0 WHERE id = 2",
        "UPDATE index_segments SET shingle = 4 WHERE id = 2",
        "UPDATE index_segments SET normaliser = 'other' WHERE id = 2",
        "UPDATE index_blocks SET crc32 = crc32 + 1 WHERE id >> 32 = 2",
        "UPDATE index_blocks SET data = zeroblob(0) WHERE id >> 32 = 2",
        "UPDATE index_blocks SET (data, crc32) = (SELECT data, crc32 FROM index_blocks)",
        "DELETE FROM index_blocks WHERE id >> 32 = 2",
    ],
)
def test_a_damaged_segment_is_dropped_and_added_again(
    connection: sqlite3.Connection, damageable: StoredIndex, change: str
) -> None:
    connection.execute(change)
    assert [wrong.segment_id for wrong in damageable.check()] == [2]
    with pytest.raises(DamagedSegment, match=r"part 2 of the index .* scan FOLDER --rejudge") as damage:
        held(damageable, [77])
    named = damageable.drop(damage.value.segment_id).tolist()
    assert named in ([3, 4], [])
    assert damageable.missing([1, 2, 3, 4]).tolist() == [3, 4]
    assert held(damageable, [5]) == [[1]]
    add(damageable, {3: [5], 4: []})
    assert held(damageable, [5]) == [[1, 3]]
    assert damageable.check() == []


def test_blocks_whose_row_is_gone_are_found_and_dropped(
    connection: sqlite3.Connection, damageable: StoredIndex
) -> None:
    connection.execute("DELETE FROM index_segments WHERE id = 2")
    assert [(wrong.segment_id, wrong.reason) for wrong in damageable.check()] == [(2, "its row is missing")]
    add(damageable, {3: [5], 4: []})
    assert held(damageable, [5]) == [[1, 3]]
    assert damageable.drop(2).tolist() == []
    assert damageable.check() == []


def test_a_merge_that_meets_damage_leaves_no_half(
    connection: sqlite3.Connection, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(index, "FAN_IN", 2)
    monkeypatch.setattr("provenance.inverted._BLOCK_BYTES", 512)
    monkeypatch.setattr("provenance.inverted._PART", 64)
    stored = StoredIndex(connection)
    for number in (1, 2):
        add(stored, {number: [number + (place << 24) for place in range(1000)]})
    last = connection.execute("SELECT max(id) FROM index_blocks").fetchone()
    connection.execute("UPDATE index_blocks SET data = zeroblob(9) WHERE id = ?", last)
    before = connection.execute("SELECT id, data FROM index_blocks").fetchall()
    assert len(before) == 8
    with pytest.raises(DamagedSegment):
        stored.merge()
    assert connection.execute("SELECT id, data FROM index_blocks").fetchall() == before
    stored.drop(2)
    stored.merge()
    assert held(stored, [1, 2]) == [[1], []]


def test_readers_are_not_disturbed_by_a_merge(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    """Between two looks of a reader a writer takes the segments away that the first look told of."""
    monkeypatch.setattr(index, "FAN_IN", 2)
    path = tmp_path / "test.db"
    with closing(open_for_writing(path)) as writer, closing(open_for_reading(path)) as reader:
        for number in (1, 2):
            add(StoredIndex(writer), {number: [5, number + 10]})
        look_up = index.look_up

        def merging(*given: object) -> object:
            StoredIndex(writer).merge()
            return look_up(*given)  # type: ignore[arg-type]

        monkeypatch.setattr(index, "look_up", merging)
        assert held(StoredIndex(reader), [5, 11, 12]) == [[1, 2], [1], [2]]
        assert sizes(reader) == [2]
        assert held(StoredIndex(reader), [5, 11, 12]) == [[1, 2], [1], [2]]
        assert not reader.in_transaction


def test_segments_made_with_something_else_are_not_used(connection: sqlite3.Connection) -> None:
    add(StoredIndex(connection, window=3), {1: [5]})
    stored = StoredIndex(connection)
    with pytest.raises(DamagedSegment, match="other parameters") as damage:
        held(stored, [5])
    assert stored.drop(damage.value.segment_id).tolist() == [1]
    assert stored.missing([1]).tolist() == [1]


def test_a_text_in_two_segments_is_reported(connection: sqlite3.Connection) -> None:
    stored = StoredIndex(connection)
    add(stored, {1: [5], 2: [5]})
    segments.write_segment(connection, stored._made_with, np.array([2]), Shape.of(1, 0), [b""])
    assert [wrong.reason for wrong in stored.check()] == ["a text of it is in the index twice"]


def test_blocks_that_were_written_wrong_are_reported(connection: sqlite3.Connection) -> None:
    stored = StoredIndex(connection)
    shape = Shape.of(2, 0)
    segments.write_segment(connection, stored._made_with, np.array([1, 2]), shape, [b"\x00" * 12])
    assert [wrong.reason for wrong in stored.check()] == ["a block holds no sorted postings of its texts"]
