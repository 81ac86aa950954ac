"""What is counted of the wording as articles come and leave is what a scan of the whole folder counts."""

from __future__ import annotations

import sqlite3
import zlib
from collections import Counter
from contextlib import closing
from pathlib import Path
from typing import Any

import numpy as np
import numpy.typing as npt
import pytest
from hypothesis import given
from hypothesis import settings as examples
from hypothesis import strategies as st

import provenance
from provenance import settings
from provenance.frequencies import Frequencies
from provenance.stock import Counted, Wording, add_up, common_words
from provenance.store.database import open_for_writing
from provenance.store.judgements import Judgement, add_counted, find_counted, read_judgement, write_judgement
from scripts.measure.corpus import make_corpus

STORIES = [made.text for made in make_corpus(40, 5)][:30]
FORK = "\n\nThe paper adds that nothing else was known about it on the evening of the day.\n"


def judged(db: Path) -> Judgement:
    with closing(sqlite3.connect(db)) as connection:
        found = read_judgement(connection)
    assert found is not None
    return found


def test_articles_that_come_change_and_leave_are_counted_once(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(settings, "REJUDGE_BELOW", 0)
    folder, db, fresh = tmp_path / "in", tmp_path / "parts.db", tmp_path / "fresh.db"
    folder.mkdir()

    def write(number: int, text: str) -> None:
        (folder / f"{number:02d}.txt").write_text(text, encoding="utf-8")

    def scan() -> None:
        provenance.scan(folder, db=db)

    for number in range(20):
        write(number, STORIES[number])
    scan()
    for edit in range(12):
        write(3, f"{STORIES[3]}\n\nUpdate {edit}.\n")
        scan()
    write(20, STORIES[20])
    write(21, STORIES[5] + FORK)  # a near-duplicate of one that is counted
    scan()
    (folder / "05.txt").unlink()  # the copy takes its place
    (folder / "06.txt").unlink()
    scan()
    write(22, STORIES[22])
    write(6, STORIES[6])  # is back
    scan()
    provenance.scan(folder, db=fresh)
    ours, theirs = judged(db), judged(fresh)
    assert ours.stories == theirs.stories == 18  # the corpus has some near-duplicates
    assert ours.frequencies is not None
    assert theirs.frequencies is not None
    assert np.array_equal(ours.frequencies.counts, theirs.frequencies.counts)
    assert ours.words is not None
    assert theirs.words is not None
    kept = ours.words[1] > 0
    assert ours.words[0][kept].tolist() == theirs.words[0].tolist()
    assert ours.words[1][kept].tolist() == theirs.words[1].tolist()


some_words = st.lists(st.integers(0, 30), max_size=8)


@given(counted=st.lists(some_words, max_size=4), parts=st.lists(st.lists(some_words, max_size=4), max_size=6))
@examples(max_examples=25)
def test_what_is_added_in_parts_is_what_is_counted_at_once(
    tmp_path_factory: pytest.TempPathFactory, counted: list[list[int]], parts: list[list[list[int]]]
) -> None:
    monkeypatch = pytest.MonkeyPatch()
    monkeypatch.setattr("provenance.stock._BITS", 8)
    base, whole = Wording(), Wording()
    for wording in (base, whole):
        wording.add([np.array(words, np.uint32) for words in counted])
    with closing(open_for_writing(tmp_path_factory.mktemp("counted") / "a.db")) as connection:
        added = []
        for part in parts:
            own = Wording()
            for wording in (own, whole):
                wording.add([np.array(words, np.uint32) for words in part])
            added.append(own.counted())
            add_counted(connection, added[-1])
        rows = connection.execute("SELECT length(runs) FROM judgement_additions").fetchall()
        assert len(rows) <= 6
    monkeypatch.undo()
    together = add_up([base.counted(), *added])
    assert together.stories == whole.stories
    for ours, theirs in ((together.runs, whole.counted().runs), (together.words, whole.words())):
        assert [one.tolist() for one in ours] == [one.tolist() for one in theirs]
    runs = base.frequencies().plus(add_up(added).runs)
    assert np.array_equal(numbers(runs), whole.frequencies().counts)


def numbers(runs: Frequencies) -> npt.NDArray[np.unsignedinteger[Any]]:
    return runs.at(np.arange(runs.room, dtype=np.uint64))


def test_what_has_left_is_taken_away_and_never_below_nothing() -> None:
    runs = (np.array([2, 5], np.uint32), np.array([1, 3], np.int64))
    counts = Frequencies(np.array([0, 0, 1, 0, 0, 2, 0, 0], np.uint16))
    left = Counted(4, runs, runs).taken()
    assert left.stories == -4
    assert numbers(counts.plus(left.runs)).tolist() == [0] * 8


def test_more_stories_than_16_bits_hold_are_added() -> None:
    runs = (np.array([1], np.uint32), np.array([10], np.int64))
    assert numbers(Frequencies(np.array([0, 65_530], np.uint16)).plus(runs)).tolist() == [0, 65_540]


CHANGES = [1, 2, 100, 254, 255, 256, 300, 70_000, -1, -200, -300]


@given(
    st.lists(st.sampled_from([0, 1, 254, 255, 256, 500, 65_535, 70_000]), min_size=8, max_size=8),
    st.lists(st.dictionaries(st.integers(0, 7), st.sampled_from(CHANGES)), max_size=4),
)
def test_counts_in_bytes_are_those_of_wide_numbers(counts: list[int], parts: list[dict[int, int]]) -> None:
    runs = Frequencies(np.array(counts, np.uint32))
    assert numbers(runs.packed()).tolist() == counts
    for part in parts:
        places = sorted(part)
        more = np.array(places, np.uint32), np.array([part[place] for place in places], np.int64)
        runs = runs.plus(more)
        counts = [max(0, count + part.get(place, 0)) for place, count in enumerate(counts)]
        assert numbers(runs).tolist() == counts
        assert runs.larger[0].tolist() == [place for place, count in enumerate(counts) if count >= 255]


def test_common_words_are_those_of_many_stories() -> None:
    often = Counter({7: 12, 8: 13, 9: 400})
    words = np.array(sorted(often), np.uint32), np.array([often[word] for word in sorted(often)], np.int64)
    assert {8, 9} <= set(common_words(words, 900).tolist())
    assert 7 not in common_words(words, 900)
    assert 8 not in common_words(words, 1_000)


def test_nothing_is_counted_of_texts_that_an_archive_has_not(tmp_path: Path) -> None:
    with closing(open_for_writing(tmp_path / "a.db")) as connection:
        assert find_counted(connection, [1, 2]) == set()
        assert read_judgement(connection) is None


@pytest.mark.parametrize(
    "counts", [np.zeros(1 << 12, np.uint32), np.random.default_rng(1).integers(0, 300, 1 << 12, np.uint32)]
)
@pytest.mark.parametrize("older", [False, True])
def test_what_was_learned_is_read_as_it_was_written(
    tmp_path: Path, counts: npt.NDArray[np.uint32], older: bool
) -> None:
    words = np.array([1, 5], np.uint32), np.array([2, 70_000], np.int64)
    written = Judgement(10, np.array([3, 4], np.uint64), 80_000, Frequencies(counts), words)
    with closing(open_for_writing(tmp_path / "a.db")) as connection:
        connection.execute("PRAGMA foreign_keys = OFF")
        write_judgement(connection, 1, written, np.zeros(0, np.int64))
        if older:
            packed = zlib.compress(counts.astype("<u4").tobytes())
            connection.execute("UPDATE judgements SET run_bytes = 4, runs = ?", (packed,))
            query = "SELECT texts, lines, stories, runs, run_bytes, words FROM judgements"
            row = tuple(connection.execute(query).fetchone())
            connection.execute("UPDATE judgements SET crc32 = ?", (zlib.crc32(repr(row).encode()),))
        found = read_judgement(connection)
    assert found is not None
    assert found.runs is not None
    assert found.words is not None
    assert np.array_equal(numbers(found.runs), counts)
    assert (found.texts, found.lines.tolist(), found.stories) == (10, [3, 4], 80_000)
    assert [part.tolist() for part in found.words] == [[1, 5], [2, 70_000]]
