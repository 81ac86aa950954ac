"""The spool gives back every text, in any process, and leaves nothing behind."""

from __future__ import annotations

import pickle
import subprocess
import sys
from collections.abc import Sequence
from pathlib import Path

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from provenance.spans import Span
from provenance.store import kept_words, spool
from provenance.store.database import DatabaseError
from provenance.store.spool import Overflow, Part, Shelf, Spool
from provenance.tokens import Block, tokenise_all
from provenance.winnowing import Index, fingerprints, hold, shelve
from provenance.workers import Workers

any_text = st.text(st.characters(exclude_categories=["Cs"])) | st.text("a\r\n\x00é東😀\ufeff")
texts = st.lists(any_text, max_size=8)


@given(batches=st.lists(texts, max_size=3), data=st.data())
def test_texts_come_back_in_the_order_asked_for(batches: list[list[str]], data: st.DataObject) -> None:
    every = [text for batch in batches for text in batch]
    with Spool() as spool:
        for batch in batches:
            spool.add(batch)
        assert len(spool) == len(every)
        numbers = data.draw(st.lists(st.sampled_from(range(len(every))))) if every else []
        assert spool.part(numbers).texts() == [every[number] for number in numbers]
        assert spool.part(range(len(every))).texts() == every


def spans_of(text: str) -> st.SearchStrategy[tuple[Span, ...]]:
    """A span of a text, or none."""
    end = st.integers(0, len(text))
    return st.just(()) | st.builds(lambda one, other: (Span(min(one, other), max(one, other)),), end, end)


@given(every=texts, data=st.data())
def test_words_are_those_of_the_texts_however_often_they_are_asked_for(
    every: list[str], data: st.DataObject
) -> None:
    with Spool() as spool:
        spool.add(every)
        spans = [data.draw(spans_of(text)) for text in every]
        for _ in range(3):
            numbers = data.draw(st.lists(st.sampled_from(range(len(every))))) if every else []
            if numbers and data.draw(st.booleans()):
                spans[numbers[0]] = data.draw(spans_of(every[numbers[0]]))
            found = spool.part(numbers).words([spans[number] for number in numbers])
            expected = tokenise_all([every[number] for number in numbers])
            expected = expected.without([spans[number] for number in numbers])
            for name in ("hashes", "starts", "ends", "edges", "offsets"):
                assert np.array_equal(getattr(found, name), getattr(expected, name)), name


def test_words_are_cut_once(monkeypatch: pytest.MonkeyPatch) -> None:
    cut: list[str] = []

    def count(texts: Sequence[str]) -> Block:
        cut.extend(texts)
        return tokenise_all(texts)

    monkeypatch.setattr(kept_words, "tokenise_all", count)
    with Spool() as spool:
        spool.add(["one two", "", "three", "four five"])
        assert spool.part([3, 1, 3]).words([(), (), ()]).offsets.tolist() == [0, 2, 2, 4]
        assert spool.part([0, 3, 2]).words([(), (), ()]).offsets.tolist() == [0, 2, 4, 5]
    assert cut == ["four five", "", "one two", "three"]
    with Spool() as spool:  # another file, of which nothing is known
        spool.add(["six"])
        assert len(spool.part([0]).words([()]).hashes) == 1


def test_a_file_of_words_that_was_cut_short_is_an_error() -> None:
    with Spool() as spool:
        spool.add(["one two three"])
        part = spool.part([0])
        part.words([()])
        kept_words.kept_words(part.path)._file.truncate(4)
        with pytest.raises(OSError, match="shorter"):
            part.words([()])


def test_a_part_stays_right_while_texts_are_added() -> None:
    with Spool() as spool:
        spool.add(["one", ""])
        part = spool.part([1, 0])
        spool.add(["two"])
        assert part.texts() == ["", "one"]
        assert spool.part([2]).texts() == ["two"]


def test_another_process_can_read_a_part(tmp_path: Path) -> None:
    with Spool() as spool:
        spool.add(["zero", "", "😀 東"])
        (tmp_path / "part").write_bytes(pickle.dumps(spool.part([2, 1, 2])))
        code = "import pickle, sys; print(ascii(pickle.load(open(sys.argv[1], 'rb')).texts()))"
        ended = subprocess.run(
            [sys.executable, "-W", "ignore", "-c", code, str(tmp_path / "part")],
            cwd=Path(__file__).parent.parent, capture_output=True, text=True, check=True,
        )  # fmt: skip
    assert ended.stdout.strip() == ascii(["😀 東", "", "😀 東"])


def test_the_file_is_gone_after_the_with() -> None:
    with Spool() as spool:
        spool.add(["one"])
        part = spool.part([0])
        assert Path(part.path).is_file()
    _is_gone(part)


@pytest.mark.parametrize("error", [ZeroDivisionError, KeyboardInterrupt, SystemExit])
def test_the_file_is_gone_after_an_exception(error: type[BaseException]) -> None:
    def interrupted() -> None:
        with Spool() as spool:
            spool.add(["one"])
            found.append(spool.part([0]))
            raise error

    found: list[Part] = []
    with pytest.raises(error):
        interrupted()
    _is_gone(found[0])


def test_the_file_is_gone_where_the_disk_is_full() -> None:
    """What could not be written can't be written when the file is closed either."""

    class Full:
        def write(self, data: bytes) -> None:
            raise OSError(28, "No space left on device")

        close = flush = lambda self: self.write(b"")

    def fill() -> None:
        with Spool() as spool:
            found.append(spool.part([]))
            spool._file.close()
            spool._file = Full()  # type: ignore[assignment]
            spool.add(["one"])

    found: list[Part] = []
    with pytest.raises(DatabaseError, match="is full; make room there"):
        fill()
    _is_gone(found[0])


def test_half_a_character_is_refused() -> None:
    with Spool() as spool, pytest.raises(UnicodeEncodeError):
        spool.add(["\ud800"])


def _is_gone(part: Part) -> None:
    assert not Path(part.path).exists()
    with pytest.raises(FileNotFoundError):
        part.texts()


def test_arrays_that_are_put_away_are_read_in_slices() -> None:
    with Overflow() as overflow:
        arrays = [np.arange(9, dtype=np.uint64), np.zeros(0, np.uint32), np.arange(5, dtype=np.uint32)[::2]]
        readers = [overflow.put(array) for array in arrays]
        for array, read in zip(arrays, readers, strict=True):
            assert read(0, array.size).dtype == array.dtype
            for first in range(array.size + 1):
                for last in range(first, array.size + 1):
                    assert read(first, last).tolist() == array[first:last].tolist()


def test_fingerprints_that_are_put_away_propose_the_same() -> None:
    words = np.random.default_rng(3).integers(0, 4, 3000).astype(np.uint32)
    offsets = np.arange(0, 3001, 100)
    prints = fingerprints(words, offsets, shingle=5, window=4)
    numbers = np.where(np.arange(30) % 7 == 0, -1, np.arange(30))
    found = []
    with Overflow() as overflow:
        for put in (hold, overflow.put):
            index = Index(put)
            for part in np.split(np.arange(30), [11, 11, 20]):
                index.add(shelve(prints.only(part), put), numbers[part])
            pairs = index.candidates(30, shingle=5, run=5, near=9, least=2, frequent=9)
            found.append([pairs.first.tolist(), pairs.second.tolist(), pairs.counts.tolist()])
    assert found[0] == found[1]
    assert found[0][0], "the words are so few that texts share some"
    assert not {0, 7, 14} & {*found[0][0], *found[0][1]}


def shelved() -> dict[str, object]:
    """A value with arrays of many kinds, one of them empty, one not contiguous."""
    whole = np.arange(10_001, dtype=np.uint16)
    return {"counts": whole, "none": np.zeros(0, np.int64), "every other": whole[::2], "words": ("a", "東")}


def differences(shelf: Shelf[dict[str, object]]) -> list[str]:
    """What is not as it was put there, or could be changed by one process for all."""
    found, expected = shelf.get(), shelved()
    assert list(found) == list(expected)
    wrong = [name for name in expected if not np.array_equal(found[name], expected[name])]
    counts = found["counts"]
    assert isinstance(counts, np.ndarray)
    return [*wrong, "counts can be changed"] if counts.flags.writeable else wrong


@pytest.mark.parametrize("processes", [1, 2])
def test_a_shelf_is_the_same_in_each_process(
    processes: int, monkeypatch: pytest.MonkeyPatch, tmp_path: Path
) -> None:
    monkeypatch.setattr(spool.tempfile, "tempdir", str(tmp_path))
    with Shelf(shelved()) as shelf:
        with Workers(processes) as workers:
            found = list(workers.run(differences, [shelf, shelf, shelf]))
        if processes > 1:
            assert found == [[], [], []]
            assert differences(shelf) == [], "nor is it here, where workers died and the main process goes on"
            assert [path.suffix for path in tmp_path.iterdir()] == [".shelf"]
        else:
            assert not list(tmp_path.iterdir()), "one process needs no file"
    assert not list(tmp_path.iterdir())
